//! The demonstration: two bills of a stationer's, from first look to cancellation, with the built-in sandbox.

use crate::command::args::Common;
use crate::command::config::own_language;
use crate::command::exit::Exit;
use crate::command::say::{self, say, say_text, too_wide};
use crate::command::shown::findings;
use crate::command::speech::{said, said_sentence, speak};
use einv::answer::cancellation::{CancelRequest, Cancelled};
use einv::answer::submitted::Submitted;
use einv::calendar::{Clock, IstTime};
use einv::engine::{CancelOptions, Engine, HashOptions, SubmitOptions, ValidateOptions, hash, validate};
use einv::error::{Error, ErrorKind, Result};
use einv::irn::Irn;
use einv::irp::CancelReason;
use einv::language::Language;
use einv::print::qr::{QrCode, QrLevel};
use einv::story::Move;
use serde_json::Value;

const GOOD: &str = include_str!("../../examples/bills/good.json");
const REFUSED: &str = include_str!("../../examples/bills/refused.json");

pub fn run(language: Option<Language>) -> Result<Exit> {
    let language = language.or_else(|| own_language(&Common::default())).unwrap_or_default();
    speak(language);
    let today = Clock::Wall.now().day();
    let engine = Engine::open("{}")?.speaking(language);

    heading("1. A bill with faults: examples/bills/refused.json");
    let refused = validate(Some(&engine), REFUSED, &ValidateOptions::new())?;
    say_text!("{}", findings(&refused));
    say!("  {}", said("Nothing was sent: the portal would have refused it, and blocks who sends too many such calls."));

    heading("2. The bill as it should be: examples/bills/good.json, dated today");
    let mut bill: Value = serde_json::from_str(GOOD).map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
    bill["DocDtls"]["Dt"] = today.to_string().into();
    let text = bill.to_string();
    let report = validate(Some(&engine), &text, &ValidateOptions::new())?;
    say!("  validate  {}", said(report.verdict.name()));
    let hashed = hash(Some(&engine), &text, &HashOptions::new())?;
    say!("  hash      {} ({})", hashed.irn, said("worked out offline"));

    heading("3. Registered with the sandbox");
    let registered = registration(engine.submit(&text, &SubmitOptions::new())?)?;
    say!("  {:<10} {}", said("IRN"), registered.irn);
    say!("  {:<10} {}", said("Ack no"), registered.ack_no);
    say!("  {:<10} {}", said("Ack date"), shown(registered.ack_date));
    say!("  {:<10} {}", said("Cancel by"), shown(registered.cancel_until));
    say!("");
    let code = terminal_qr(registered.signed_qr.as_deref().unwrap_or_default())?;
    match too_wide(&code) {
        None => say::code(&code),
        Some(needed) => {
            say!(
                "  {}",
                said_sentence(&format!("Its code needs {needed} columns: widen this window, and run einv demo"))
            );
        }
    }
    say!(
        "\n  {}",
        said("SANDBOX – NOT A TAX INVOICE. Scan it: it holds the signed text that a buyer's program verifies.")
    );

    heading("4. The same bill submitted again");
    let before = exchanges(&engine, registered.irn)?;
    let again = registration(engine.submit(&text, &SubmitOptions::new())?)?;
    let sent = exchanges(&engine, registered.irn)? - before;
    let same = again.ack_no == registered.ack_no;
    let same = said(if same { "yes" } else { "no" });
    say!("  {}: {same}; {}: {sent}", said("registered with the same acknowledgement"), said("requests sent"));

    heading("5. Cancelled within the 24 hours");
    let request = CancelRequest::new(registered.irn, CancelReason::OrderCancelled).remark("the buyer changed his mind");
    if let Cancelled::Done(document) = engine.cancel(request, &CancelOptions::new())? {
        let date = document.cancellation.and_then(|cancellation| cancellation.cancel_date);
        say!("  {}: {}", said(document.status.name()), shown(date));
    }

    heading("What next");
    let next = [
        ("your own bill", "einv validate my-bill.json"),
        ("a portal", "einv sandbox"),
        ("from C", "examples/c/first.c            docs/c.md"),
        ("from Python", "examples/python/first.py      docs/python.md"),
        ("from Java", "examples/java/First.java      docs/java.md"),
        ("every command", "einv help"),
    ];
    for (what, how) in next {
        say!("  {:<16} {how}", said(what));
    }
    Ok(Exit::Done)
}

fn heading(text: &str) {
    say!("\n{}\n", said(text));
}

fn shown(time: Option<IstTime>) -> String {
    time.map_or("-".to_owned(), |time| time.to_string())
}

/// What the demonstration shows of a registration.
struct DemoResult {
    irn: Irn,
    ack_no: String,
    ack_date: Option<IstTime>,
    cancel_until: Option<IstTime>,
    signed_qr: Option<String>,
}

fn registration(submitted: Submitted) -> Result<DemoResult> {
    let document = submitted.registered().map(|registered| registered.document.clone());
    let found = document.and_then(|document| Some((document.irn, document.registration?)));
    let (irn, of) = found.ok_or_else(|| Error::new(ErrorKind::Portal, "the sandbox did not register the bill"))?;
    Ok(DemoResult {
        irn,
        ack_no: of.ack_no,
        ack_date: of.ack_date,
        cancel_until: of.cancel_until,
        signed_qr: of.signed_qr,
    })
}

/// How many requests about a document the ledger has written down.
fn exchanges(engine: &Engine, irn: Irn) -> Result<usize> {
    Ok(engine.story(irn)?.iter().filter(|e| e.what == Move::Sending).count())
}

/// The signed text as a QR code for this terminal.
fn terminal_qr(text: &str) -> Result<String> {
    let code = QrCode::of(text, QrLevel::L)?.text(2);
    Ok(code.lines().map(|line| format!("  {line}\n")).collect())
}
