"use strict";
// Finds the library, and calls every verb on a worker thread.
const fs = require("node:fs");
const path = require("node:path");
const koffi = require("koffi");
const VERBS = require("./verbs.js");

const ABI = 1;
const OK = 0, INVALID = 1, PENDING = 2;
const E_BUFFER = 11, E_UNSUPPORTED = 18;
const FIRST_ROOM = 64 * 1024;
const FILE = { win32: "einv.dll", darwin: "libeinv.1.dylib" }[process.platform] ?? "libeinv.so.1";

class LibraryNotFound extends Error {}

// koffi runs a call on a stack of its own, 128 KiB where it isn't told otherwise. The library wants 4 MiB for a PDF where it can't
// tell how much is left (docs/limits.md). Only what a call touches uses memory.
const STACK = 8 * 1024 * 1024;
if (koffi.config().async_stack_size < STACK) {
  try {
    koffi.config({ ...koffi.config(), async_stack_size: STACK, sync_stack_size: Math.max(STACK, koffi.config().sync_stack_size) });
  } catch (why) {
    throw new Error("require einv before koffi is used by others: its calls need a larger stack", { cause: why });
  }
}

/** Absolute paths only: a bare name would be searched in folders that others may write. An override is deliberate: nothing else is tried. */
function places() {
  if (process.env.EINV_LIBRARY) return [path.resolve(process.env.EINV_LIBRARY)];
  const inside = path.join(__dirname, "prebuilt", `${process.platform}-${process.arch}`, FILE);
  if (process.platform === "win32") return [inside];
  const named = (process.env.LD_LIBRARY_PATH ?? "").split(":").filter(path.isAbsolute);
  const arch = { x64: "x86_64", arm64: "aarch64" }[process.arch];
  const usual = process.platform === "darwin" ? ["/usr/local/lib", "/opt/homebrew/lib"] : [
    "/usr/local/lib", `/usr/lib/${arch}-linux-gnu`, "/usr/lib64", "/usr/lib"];
  return [inside, ...new Set([...named, ...usual].map((folder) => path.join(folder, FILE)))];
}

function load() {
  const tried = [];
  for (const file of places()) {
    // koffi would look for a name that is no file in other folders.
    if (!fs.existsSync(file)) {
      tried.push(`  ${file}: no such file`);
      continue;
    }
    try {
      const library = koffi.load(file);
      const found = library.func("int32_t einv_abi(void)")();
      if (found === ABI) return { library, file };
      tried.push(`  ${file}: its ABI is ${found}, this package speaks ${ABI}`);
    } catch (why) {
      tried.push(`  ${file}: ${why.message}`);
    }
  }
  throw new LibraryNotFound(`no usable einv library; tried\n${tried.join("\n")}\nSet EINV_LIBRARY to the library's file.`);
}

let loaded;
const functions = new Map();

/** A function of the library, declared at its first use: an older library lacks only what it lacks. */
function native(name, parameters) {
  if (!functions.has(name)) {
    loaded ??= load();
    try {
      functions.set(name, loaded.library.func(`int32_t ${name}(${parameters})`));
    } catch {
      throw refusal(E_UNSUPPORTED, { error: { code: "E_UNSUPPORTED", message: `${loaded.file} has no ${name}: it is older than this package` } });
    }
  }
  return functions.get(name);
}

const ROOM = "void *out, int32_t out_cap, void *out_len";
const verb = (name) => native(`einv_${name}`, `int32_t engine, void *in, int32_t in_len, void *opts, int32_t opts_len, ${ROOM}`);

/** A refusal or a failure, with the library's own words. */
class EinvError extends Error {
  constructor(status, answer) {
    const error = answer?.error ?? {};
    const message = error.message ?? answer?.message ?? `the call returned ${status}`;
    const at = error.at ? ` (at ${error.at})` : "";
    const fix = error.fix ?? answer?.fix;
    super(`${error.code ?? (status === INVALID ? "INVALID" : "E_UNKNOWN")}: ${message}${at}${fix ? `; ${fix}` : ""}`);
    this.name = new.target.name;
    this.status = status;
    this.code = error.code ?? (status === INVALID ? "INVALID" : "E_UNKNOWN");
    this.at = error.at ?? undefined;
    this.fix = fix ?? undefined;
    this.irn = error.irn ?? answer?.irn ?? undefined;
    this.kept = error.status ?? undefined;
    this.answer = answer;
  }
}

/** The document is invalid, or the portal refused it. */
class Invalid extends EinvError {
  constructor(status, answer) {
    const report = answer?.report ?? (answer?.findings ? answer : undefined);
    const first = report?.findings?.find((one) => one.severity === "error") ?? report?.findings?.[0];
    const more = (report?.findings?.length ?? 1) - 1;
    const words = first && `${first.path ?? ""}: ${first.message}${more > 0 ? ` (and ${more} more)` : ""}`;
    super(status, answer?.error || answer?.message || !words ? answer : { ...answer, message: words, fix: first.fix });
    this.answer = answer;
    this.report = report;
    this.irn ??= report?.irn ?? undefined;
    this.findings = report?.findings ?? [];
  }
}

const refusal = (status, answer) => new (status === INVALID ? Invalid : EinvError)(status, answer);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Bytes for the library. Text goes as it is: the library checks it. */
function encoded(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return Buffer.from(value, "utf8");
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // The PDF of a stamp may be its bytes.
  const pdf = value.pdf instanceof Uint8Array ? { ...value, pdf: Buffer.from(value.pdf).toString("base64") } : value;
  return Buffer.from(JSON.stringify(pdf), "utf8");
}

// koffi refuses more than 256 calls at once, and each has its stack: further ones wait here.
const AT_ONCE = 64;
let running = 0;
const waiting = [];

async function turn(call) {
  if (running >= AT_ONCE) await new Promise((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await call();
  } finally {
    // The turn passes to the next one; without one it is given back.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** One call on a worker thread. After too small a buffer the call may be repeated: nothing is done twice. */
async function run(name, engine, document, options) {
  const call = verb(name);
  const input = encoded(document);
  const opts = encoded(options && Object.keys(options).length > 0 ? options : typeof options === "string" ? options : null);
  const needed = Buffer.alloc(4);
  for (let size = FIRST_ROOM; ; size = needed.readInt32LE() + 1) {
    const room = Buffer.alloc(size);
    const given = [engine, input, input?.length ?? 0, opts, opts?.length ?? 0, room, size, needed];
    const status = await turn(
      () => new Promise((resolve, reject) => call.async(...given, (why, got) => (why ? reject(why) : resolve(got)))));
    const length = needed.readInt32LE();
    if (status === E_BUFFER && length >= size) continue;
    return { status, bytes: room.subarray(0, status === E_BUFFER ? 0 : length) };
  }
}

/** The answer of a verb: an object, a file, or the picked text. What is refused or fails is thrown. */
async function answer({ name, judged, file }, engine, document, options) {
  const { status, bytes } = await run(name, engine, document, options);
  if (file && status === OK) return bytes;
  const text = bytes.toString("utf8");
  const picked = options?.pick !== undefined && options.pick !== null && status <= PENDING;
  const said = picked ? text : parsed(text);
  if (status === OK || status === (judged ? INVALID : PENDING)) return said;
  throw refusal(status, said);
}

/** Opens an engine: its handle. A second call would open a second one, so the buffer is large at once. */
function open(config) {
  const text = encoded(config) ?? Buffer.from("{}");
  const handle = Buffer.alloc(4), needed = Buffer.alloc(4), room = Buffer.alloc(FIRST_ROOM);
  const call = native("einv_open", `void *config, int32_t len, void *engine, ${ROOM}`);
  const status = call(text, text.length, handle, room, room.length, needed);
  const opened = handle.readInt32LE();
  if (opened === 0) throw refusal(status, parsed(room.toString("utf8", 0, needed.readInt32LE())));
  return opened;
}

function version() {
  const needed = Buffer.alloc(4), room = Buffer.alloc(FIRST_ROOM);
  const status = native("einv_version", ROOM)(room, room.length, needed);
  const said = parsed(room.toString("utf8", 0, needed.readInt32LE()));
  if (status !== OK) throw refusal(status, said);
  return said;
}

const stop = (handle) => {
  const status = native("einv_stop", "int32_t handle")(handle);
  if (status !== OK) throw refusal(status, { error: { code: "E_HANDLE", message: "this engine or batch is closed" } });
};

const close = (handle) =>
  new Promise((resolve, reject) => native("einv_close", "int32_t handle").async(handle, (why) => (why ? reject(why) : resolve())));

module.exports = { EinvError, Invalid, LibraryNotFound, VERBS, answer, close, open, run, stop, version };
