//! The demonstration: two bills of a stationer's, from first look to cancellation, with the built-in sandbox.

use crate::command::findings;
use einv::calendar::Clock;
use einv::engine::{Engine, HashOptions, Options, Reply, hash, validate};
use einv::error::{Error, Kind, Result};
use einv::print::qr::{Code, Level};
use serde_json::{Value, json};
use std::process::ExitCode;

const GOOD: &str = include_str!("../../examples/bills/good.json");
const REFUSED: &str = include_str!("../../examples/bills/refused.json");

pub fn run() -> Result<ExitCode> {
    let today = Clock::Wall.now().day();
    let engine = Engine::open("{}")?;
    let options = Options::default();

    heading("1. A bill with faults: examples/bills/refused.json");
    let refused = validate(Some(&engine), REFUSED, &options)?;
    print!("{}", findings(&parse(&refused)?));
    println!("  Nothing was sent: the portal would have refused it, and blocks who sends too many such calls.");

    heading("2. The bill as it should be: examples/bills/good.json, dated today");
    let mut bill = json_of(GOOD)?;
    bill["DocDtls"]["Dt"] = today.to_string().into();
    let text = bill.to_string();
    let report = parse(&validate(Some(&engine), &text, &options)?)?;
    println!("  validate  {}", report["verdict"].as_str().unwrap_or_default());
    let hashed = hash(Some(&engine), &text, &HashOptions::new())?;
    println!("  hash      {} (worked out offline)", hashed.irn);

    heading("3. Registered with the sandbox");
    let registered = parse(&engine.submit(&text, &options)?)?;
    for (name, key) in [("IRN", "irn"), ("Ack no", "ack_no"), ("Ack date", "ack_date"), ("Cancel by", "cancel_until")] {
        println!("  {name:<10}{}", shown(&registered[key]));
    }
    println!("\n{}", terminal_qr(registered["signed_qr"].as_str().unwrap_or_default())?);
    println!("  SANDBOX – NOT A TAX INVOICE. Scan it: it holds the signed text that a buyer's program verifies.");

    heading("4. The same bill submitted again");
    let before = exchanges(&engine, &registered)?;
    let again = parse(&engine.submit(&text, &options)?)?;
    let sent = exchanges(&engine, &registered)? - before;
    let same = again["ack_no"] == registered["ack_no"];
    println!("  {} with the same acknowledgement: {same}; requests sent: {sent}.", shown(&again["status"]));

    heading("5. Cancelled within the 24 hours");
    let wish = json!({"irn": registered["irn"], "reason": "order_cancelled", "remark": "the buyer changed his mind"});
    let cancelled = parse(&engine.cancel(&wish.to_string(), &options)?)?;
    println!("  {} at {}", shown(&cancelled["status"]), shown(&cancelled["cancel_date"]));

    heading("What next");
    println!("  your own bill    cargo run -- validate my-bill.json");
    println!("  a portal         cargo run -- sandbox          (then point your program at it)");
    println!("  from C           examples/c/first.c            docs/c.md");
    println!("  from Python      examples/python/first.py      docs/python.md");
    println!("  from Java        examples/java/First.java      docs/java.md");
    println!("  everything       make test");
    Ok(ExitCode::SUCCESS)
}

fn heading(text: &str) {
    println!("\n{text}\n");
}

fn shown(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn parse(reply: &Reply) -> Result<Value> {
    json_of(reply.json())
}

fn json_of(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|e| Error::new(Kind::Json, e.to_string()))
}

/// How many requests about a document the ledger has written down.
fn exchanges(engine: &Engine, registered: &Value) -> Result<usize> {
    let which = json!({"irn": registered["irn"]}).to_string();
    Ok(engine.story(&which)?.iter().filter(|e| e.what == "sending").count())
}

/// The signed text as a QR code for this terminal.
fn terminal_qr(text: &str) -> Result<String> {
    let code = Code::of(text, Level::L)?.text(2);
    Ok(code.lines().map(|line| format!("  {line}\n")).collect())
}
