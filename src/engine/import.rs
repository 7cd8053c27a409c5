//! What was registered elsewhere, entered in the ledger: by its signed invoice, verified by key and held against what the
//! ledger knows.

use super::believe::{self, About, Believed, Doubt, Judge, Moment, Said, Unsigned};
use super::call::Call;
use super::paper::keys;
use super::source::Source;
use super::{Engine, ImportOptions, answer};
use crate::answer::byhand::{Entered, Entry, ImportResult, Imported};
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::ledger::{Change, Seen};
use crate::signed::{Acknowledgement, Content, QrContent};
use crate::story::{EwayBill, Key, Move, Record, Registration, State};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// One answer of a portal: as einv gives it, or as the portal's download has it.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default, expecting = "an object with signed_invoice, signed_qr")]
#[schemars(rename = "Signed")]
pub(super) struct Given {
    /// As the portal signed it.
    #[serde(alias = "SignedInvoice")]
    signed_invoice: Option<String>,
    /// The text of the QR.
    #[serde(alias = "SignedQRCode", alias = "SignedQrCode")]
    signed_qr: Option<String>,
    /// Its IRN. What stands beside the tokens must say what they say.
    #[serde(alias = "Irn")]
    irn: Option<Value>,
    /// The acknowledgement's number.
    #[serde(alias = "AckNo")]
    ack_no: Option<Value>,
    /// When the portal acknowledged it.
    #[serde(alias = "AckDt")]
    ack_date: Option<Value>,
    /// How the document stands.
    #[serde(alias = "Status")]
    status: Option<String>,
    /// The e-way bill's number.
    #[serde(alias = "EwbNo")]
    ewb_no: Option<Value>,
    /// When it was made.
    #[serde(alias = "EwbDt")]
    ewb_date: Option<String>,
    /// Until when it is valid.
    #[serde(alias = "EwbValidTill")]
    valid_until: Option<String>,
}

/// The texts of what stands beside the tokens; empty ones say nothing.
struct Beside {
    irn: String,
    ack_no: String,
    ack_date: String,
}

impl Beside {
    fn of(given: &Given) -> Beside {
        let text = |value: &Option<Value>| value.as_ref().map(plain).unwrap_or_default();
        Beside { irn: text(&given.irn), ack_no: text(&given.ack_no), ack_date: text(&given.ack_date) }
    }

    fn said<'t>(&'t self, given: &'t Given) -> Said<'t> {
        Said {
            signed_invoice: given.signed_invoice.as_deref().unwrap_or_default(),
            signed_qr: given.signed_qr.as_deref(),
            irn: Irn::parse(&self.irn),
            ack_no: Some(self.ack_no.as_str()).filter(|number| !number.is_empty()),
            ack_date: Moment::parse(&self.ack_date),
        }
    }
}

/// Enters each; the answer has a result for each.
pub fn import(engine: &Engine, input: &str, options: &ImportOptions) -> Result<Imported> {
    let call = engine.call(&options.0)?;
    let keys = keys(Some(engine), &options.0)?;
    let judge = Judge { keys: &keys, verifies: true, sandbox: engine.is_sandbox(), now: call.live.dial.shown() };
    let mut source = Source::of_text(input)?;
    let mut imported = Imported { entered: 0, known: 0, refused: 0, results: Vec::new() };
    while let Some((index, text)) = source.next() {
        let entry = match text.and_then(|text| one(&call, &judge, &text)) {
            Ok((record, entered)) => {
                *if entered { &mut imported.entered } else { &mut imported.known } += 1;
                Entry::Entered(Box::new(Entered { entered, document: answer::of_record(&call, &record) }))
            }
            // What is wrong with the ledger is wrong with all of them.
            Err(error) if matches!(error.kind, Kind::Ledger | Kind::Timeout) => return Err(error),
            Err(error) => {
                imported.refused += 1;
                Entry::Refused(error)
            }
        };
        imported.results.push(ImportResult { index, entry });
    }
    Ok(imported)
}

fn one(call: &Call<'_>, judge: &Judge<'_>, text: &str) -> Result<(Record, bool)> {
    let given = given(text)?;
    let beside = Beside::of(&given);
    let said = beside.said(&given);
    match (&given.signed_invoice, &given.signed_qr) {
        (Some(_), _) => {
            let believed = believe::believe(judge, &About::Anything, &said).map_err(not_believed)?;
            whole(call, &given, believed)
        }
        (None, Some(token)) => match judge.content("QR", token).map_err(not_believed)? {
            (Content::Qr(qr), _) => code_alone(call, &given, &said, &qr),
            (Content::Invoice(_), _) => Err(not_believed(Doubt::Swapped("QR"))),
        },
        (None, None) => Err(Error::new(Kind::Json, "there is neither a signed invoice nor a signed QR")
            .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")),
    }
}

/// The answer in a text, be it in the envelope of a portal or of a GSP.
fn given(text: &str) -> Result<Given> {
    let unreadable = |e: serde_json::Error| {
        Error::new(Kind::Json, e.to_string())
            .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")
    };
    let whole: Value = serde_json::from_str(text).map_err(unreadable)?;
    let mut answers = Vec::new();
    answers_in(&whole, 0, &mut answers);
    if answers.len() > 1 {
        let message = format!("this holds {} signed answers, and none is taken for the others", answers.len());
        return Err(Error::new(Kind::Json, message).fix("give them as a list: one answer an element"));
    }
    Given::deserialize(answers.pop().unwrap_or(whole)).map_err(unreadable)
}

/// Collects what has a signed token, in whatever it is wrapped; a wrapper may hold its content as text, too.
fn answers_in(value: &Value, depth: usize, answers: &mut Vec<Value>) {
    const DEEPEST: usize = 5;
    const TOKENS: [&str; 5] = ["signed_invoice", "SignedInvoice", "signed_qr", "SignedQRCode", "SignedQrCode"];
    match value {
        Value::Object(map) if TOKENS.iter().any(|token| map.contains_key(*token)) => answers.push(value.clone()),
        _ if depth == DEEPEST => {}
        Value::Object(map) => map.values().for_each(|inner| answers_in(inner, depth + 1, answers)),
        Value::Array(list) => list.iter().for_each(|inner| answers_in(inner, depth + 1, answers)),
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            if let Ok(inner) = serde_json::from_str::<Value>(text) {
                answers_in(&inner, depth + 1, answers);
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

fn not_believed(doubt: Doubt) -> Error {
    let at = |name: &str| if name == "QR" { "/signed_qr" } else { "/signed_invoice" };
    let portal = |message: String| Error::new(Kind::Portal, message);
    match doubt {
        Doubt::Swapped(name) => {
            let what = if name == "QR" { "a signed invoice" } else { "a QR's text" };
            Error::new(Kind::Json, format!("this is {what}")).at(at(name))
        }
        Doubt::Unsigned(name, why) => match why {
            Unsigned::Sandbox => {
                portal("the sandbox signed it: it is worth nothing at a portal".into()).fix("leave it out")
            }
            Unsigned::UnknownKey => portal("it is signed by a key that was not given".into())
                .fix("give the portal's certificate as portal.qr_keys, or as the option qr_keys"),
            Unsigned::WrongSignature => portal("its signature is wrong".into()).fix("fetch it from the portal again"),
            Unsigned::Malformed(why) => {
                portal(format!("it is not a signed token: {why}")).fix("fetch it from the portal again")
            }
        }
        .at(at(name)),
        Doubt::Foreign(_) | Doubt::Another(_) => {
            portal(format!("this answer is not believed: {}", doubt.words())).fix("fetch it from the portal again")
        }
    }
}

/// Enters a document by its signed invoice.
fn whole(call: &Call<'_>, given: &Given, believed: Believed) -> Result<(Record, bool)> {
    let Believed { ack, invoice, key, sandbox } = believed;
    let (mut document, _) = invoice::read(&invoice)?;
    document.irn = None;
    let text = invoice::write(&document);
    let registration = Registration {
        signed_invoice: given.signed_invoice.clone(),
        signed_qr: given.signed_qr.clone(),
        recovered: true,
        ewb: eway_bill(given),
        sandbox,
        ..Registration::new(ack.irn, ack.ack_no, ack.ack_date, portal(call, &key))
    };
    let cancelled = given.status.as_deref().is_some_and(|s| s.eq_ignore_ascii_case("CNL") || s == "cancelled");
    enter(call, &key, |seen| entered(call, seen, &key, ack.irn, &text, &registration, cancelled))
}

/// The document as it is once it is entered; `None` when the ledger knows all of it.
fn entered(
    call: &Call<'_>,
    seen: &Seen,
    key: &DocumentKey,
    irn: Irn,
    text: &str,
    registration: &Registration,
    cancelled: bool,
) -> Result<Option<Change>> {
    let mut record = match &seen.this {
        None => Record::intended(key, irn, text.to_owned()),
        Some(known) => {
            agrees(known, text, registration)?;
            known.clone()
        }
    };
    let before = seen.this.clone();
    let settled = matches!(record.state(), State::Cancelling | State::Cancelled);
    if !settled {
        // New content may have been waiting under a number that was refused or taken back: what is registered counts.
        if matches!(record.state(), State::Rejected | State::Withdrawn) {
            record.replace(key, irn, text.to_owned()).map_err(super::unlawful)?;
        }
        record.registered(registration.clone()).map_err(super::unlawful)?;
    }
    if cancelled && record.state() != State::Cancelled {
        record.cancelled(None).map_err(super::unlawful)?;
    }
    if before.as_ref() == Some(&record) {
        return Ok(None);
    }
    let detail = json!({"ack_no": registration.ack_no, "cancelled": cancelled});
    let event = call.event(Move::Imported, record.attempt(), detail);
    Ok(Some(Change { record, event }))
}

/// Whether what the ledger knows can be this registration.
fn agrees(known: &Record, text: &str, registration: &Registration) -> Result<()> {
    if let Some(own) = known.registration()
        && (own.irn != registration.irn || own.ack_no != registration.ack_no)
    {
        let message = format!("the ledger has this number with the acknowledgement {}", own.ack_no);
        return Err(Error::new(Kind::Conflict, message).fix("ask the portal which one stands: einv_fetch"));
    }
    if matches!(known.state(), State::Rejected | State::Withdrawn) {
        return Ok(());
    }
    let (ours, _) = invoice::read(known.document())?;
    let (theirs, _) = invoice::read(text)?;
    let differs: Vec<String> =
        invoice::differences(&ours, &theirs).into_iter().filter(|d| d.essential).map(|d| d.path).collect();
    match differs.is_empty() {
        true => Ok(()),
        false => Err(Error::new(
            Kind::Conflict,
            format!("the ledger has another document under this number: {}", differs.join(", ")),
        )
        .at(&differs[0])
        .fix("what is signed was registered: correct the books, and bill what the ledger has under a new number")),
    }
}

/// Adds a QR to a document that the ledger knows as registered.
fn code_alone(call: &Call<'_>, given: &Given, said: &Said<'_>, qr: &QrContent) -> Result<(Record, bool)> {
    let irn = Irn::parse(&qr.irn).ok_or_else(|| Error::new(Kind::Json, "its IRN can't be read").at("/signed_qr"))?;
    let record = call.live.ledger.find_irn(&irn)?;
    let known = record.as_ref().and_then(|r| Some((r, r.document_key(), r.registration()?.clone())));
    let Some((record, key, registration)) = known else {
        let message = "a QR holds a part of the document only, and the ledger has no registration of it";
        return Err(Error::new(Kind::Json, message).at("/signed_qr").fix("give its signed invoice, too"));
    };
    let unreadable = || Error::new(Kind::Ledger, "a registration of the ledger has no date");
    let ack_date = record.ack_date().ok_or_else(unreadable)?;
    let ack = Acknowledgement { irn, ack_no: registration.ack_no.clone(), ack_date };
    let (ours, _) = invoice::read(record.document())?;
    believe::code(qr, said, &ack, &ours).map_err(not_believed)?;
    let registration = Registration { signed_qr: given.signed_qr.clone(), proof: None, ..registration };
    enter(call, &key, |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        record.registered(registration.clone()).map_err(super::unlawful)?;
        if seen.this.as_ref() == Some(&record) {
            return Ok(None);
        }
        let event = call.event(Move::Imported, record.attempt(), json!({"signed_qr": true}));
        Ok(Some(Change { record, event }))
    })
}

/// One transaction; gives the record and whether it is news.
fn enter(
    call: &Call<'_>,
    key: &DocumentKey,
    mut decide: impl FnMut(&Seen) -> Result<Option<Change>>,
) -> Result<(Record, bool)> {
    let mut news = false;
    let kept = call.live.ledger.change(&Key::from(key), call.until(), &mut |seen| {
        let change = decide(seen)?;
        news = change.is_some();
        Ok(change)
    })?;
    kept.map(|record| (record, news))
        .ok_or_else(|| Error::new(Kind::Ledger, "the document has vanished from the ledger"))
}

/// Where it can be cancelled from here: at the first portal that takes the supplier.
fn portal(call: &Call<'_>, key: &DocumentKey) -> String {
    let first = call.portals_of(key.gstin).first().and_then(|index| call.engine.resolved.portals.get(*index));
    first.or(call.engine.resolved.portals.first()).map(|portal| portal.name.clone()).unwrap_or_default()
}

fn eway_bill(given: &Given) -> Option<EwayBill> {
    let number = given.ewb_no.as_ref().map(plain).filter(|number| !number.is_empty() && number != "0")?;
    let time = |text: &Option<String>| text.as_deref().and_then(IstTime::parse_portal).map(IstTime::portal);
    Some(EwayBill { ewb_no: number, ewb_date: time(&given.ewb_date), valid_until: time(&given.valid_until) })
}

/// A number, or text, as text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
