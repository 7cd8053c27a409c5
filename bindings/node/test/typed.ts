// Compiled by `npm run types`, never run: what a program may write, and what it may not.
import { Engine, Invalid, validate, version, type Registration, type Report } from "einv";

async function day(bill: object): Promise<void> {
  const engine = new Engine({ ledger: "einv.db" });
  try {
    const made: Registration = await engine.submit(bill, { when: "required", deadline_ms: 20000 });
    if (made.status === "registered") console.log(made.irn, made.ack_no);
    const picked: string = await engine.status({ irn: made.irn }, { pick: ["/status"] });
    const png: Uint8Array = await engine.qr({ signed_qr: made.signed_qr }, { format: "png" });
    for await (const one of await engine.batch([bill])) console.log(one.index, one.status, picked, png.length);
  } catch (why) {
    if (why instanceof Invalid) for (const one of why.findings) console.log(one.path, one.message, one.fix);
    else throw why;
  }
  const report: Report = await validate(bill, { on: "2026-11-21" });
  console.log(report.valid, version().version, report.irn);
  // @ts-expect-error No such option.
  await engine.submit(bill, { whenn: "required" });
  // @ts-expect-error No such word.
  await engine.submit(bill, { when: "sometimes" });
  await engine.close();
}
void day;
