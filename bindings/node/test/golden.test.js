"use strict";
// The golden cases: every binding gives the same bytes.
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const { open, close, run } = require("../library.js");

const folder = path.join(__dirname, "../../../tests/golden");

test("every golden case is answered byte for byte", async () => {
  const engine = open('{"on":"2026-11-21"}');
  const seen = new Set();
  for (const line of fs.readFileSync(path.join(folder, "cases.txt"), "utf8").split("\n").filter(Boolean)) {
    const [name, which, verb, document, ...rest] = line.split("|");
    if (which === "2") await close(engine);
    const input = fs.readFileSync(path.join(folder, document));
    const { status, bytes } = await run(verb, which === "0" ? 0 : engine, input, rest.join("|"));
    seen.add(`${name}.${status}`);
    assert.deepStrictEqual(bytes, fs.readFileSync(path.join(folder, "answers", `${name}.${status}`)), name);
  }
  assert.deepStrictEqual([...seen].sort(), fs.readdirSync(path.join(folder, "answers")).sort());
});
