"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { spawnSync } = require("node:child_process");
const test = require("node:test");
const einv = require("../index.js");

const bills = path.join(__dirname, "../../../examples/bills");
const today = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Kolkata" }).format(new Date());
const bill = (number) => {
  const read = JSON.parse(fs.readFileSync(path.join(bills, "good.json"), "utf8"));
  return { ...read, DocDtls: { ...read.DocDtls, No: number, Dt: today } };
};
const refused = fs.readFileSync(path.join(bills, "refused.json"));

test("a bill is registered once, drawn and cancelled", async () => {
  const engine = new einv.Engine();
  const made = await engine.submit(bill("N/1"));
  assert.strictEqual(made.status, "registered");
  assert.strictEqual((await engine.submit(bill("N/1"))).irn, made.irn);
  assert.strictEqual((await einv.hash(bill("N/1"))).irn, made.irn);
  assert.strictEqual(await engine.status({ irn: made.irn }, { pick: "/status" }), "registered");
  assert.ok((await engine.qr({ signed_qr: made.signed_qr }, { format: "png" })).subarray(1, 4).equals(Buffer.from("PNG")));
  const pdf = await engine.print(bill("N/1"));
  assert.ok(pdf.subarray(0, 5).equals(Buffer.from("%PDF-")));
  assert.ok((await engine.stamp({ pdf, registration: made })).length > pdf.length);
  assert.strictEqual((await engine.cancel({ irn: made.irn, reason: "data_entry", remark: "wrong buyer" })).status, "cancelled");
  await engine.close();
  await engine.close();
  await assert.rejects(engine.validate(bill("N/2")), (why) => why instanceof einv.EinvError && why.code === "E_HANDLE");
});

test("a refused document fails with every finding, a judging verb returns them", async () => {
  const engine = new einv.Engine("{}");
  const report = await einv.validate(refused);
  assert.strictEqual(report.valid, false);
  await assert.rejects(engine.submit(refused), (why) => {
    assert.ok(why instanceof einv.Invalid);
    assert.strictEqual(why.status, 1);
    assert.ok(why.findings.length > 3 && why.findings.length === why.report.findings.length);
    assert.match(why.message, /^INVALID: .+; .+/);
    return true;
  });
  await engine.close();
});

test("a failed call has a code, a place and a fix", async () => {
  await assert.rejects(einv.validate(bill("N/3"), { langauge: "hi" }), (why) => {
    assert.ok(why instanceof einv.EinvError && !(why instanceof einv.Invalid));
    assert.deepStrictEqual([why.status, why.code], [15, "E_OPTION"]);
    assert.match(why.message, /langauge/);
    return true;
  });
  assert.throws(() => new einv.Engine({ portall: {} }), { code: "E_CONFIG" });
});

test("many calls at once do not wait for one another, and do not hold up the program", async () => {
  const engine = new einv.Engine();
  let turns = 0;
  const clock = setInterval(() => turns++, 1);
  const made = await Promise.all(Array.from({ length: 40 }, (_, i) => engine.submit(bill(`M/${i}`))));
  clearInterval(clock);
  assert.strictEqual(new Set(made.map((one) => one.irn)).size, 40);
  assert.ok(turns > 0);
  await engine.close();
});

test("more calls than koffi takes at once wait for their turn", async () => {
  const answers = await Promise.all(Array.from({ length: 600 }, (_, i) => einv.hash(bill(`W/${i}`), { pick: "/irn" })));
  assert.strictEqual(new Set(answers).size, 600);
});

test("a batch gives one result a document, in their order", async () => {
  const engine = new einv.Engine();
  const batch = await engine.batch([bill("B/1"), bill("B/2"), bill("B/3")]);
  const indexes = [];
  for await (const one of batch) indexes.push([one.index, one.status]);
  assert.deepStrictEqual(indexes, [[0, "registered"], [1, "registered"], [2, "registered"]]);
  assert.strictEqual((await batch.progress()).finished, true);
  await batch.close();
  await engine.close();
});

test("an answer of any size is returned whole", async () => {
  const many = Array.from({ length: 100 }, (_, i) => bill(`L/${i}`));
  const file = await einv.export(many);
  assert.ok(JSON.stringify(file).length > 64 * 1024);
  assert.strictEqual(file.length, many.length);
});

test("the names can be imported", () => {
  const text = 'import { Engine, validate } from "./index.js"; console.log(typeof Engine, typeof validate)';
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", text], { cwd: path.join(__dirname, ".."), encoding: "utf8" });
  assert.strictEqual(run.stdout.trim(), "function function", run.stderr);
});

test("a library that can't be used is named, and nothing else is tried", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "einv-"));
  const text = path.join(folder, "text.so");
  fs.writeFileSync(text, "not a library");
  for (const file of [text, path.join(folder, "none.so")]) {
    const script = "try { require('./index.js').version() } catch (why) { console.log(why.constructor.name, why.message) }";
    const env = { ...process.env, EINV_LIBRARY: file };
    const said = spawnSync(process.execPath, ["-e", script], { cwd: path.join(__dirname, ".."), env, encoding: "utf8" }).stdout;
    assert.match(said, /^LibraryNotFound no usable einv library; tried\n/);
    assert.ok(said.includes(file) && said.split("\n  ").length === 2, said);
  }
  fs.rmSync(folder, { recursive: true });
});
