//! What was registered elsewhere, entered in the ledger: by its signed invoice, verified by key and held against what the
//! ledger knows.

use super::call::Call;
use super::paper::keys;
use super::source::Source;
use super::{Engine, Options, Outcome, Reply, answer};
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::ledger::{Change, Seen};
use crate::signed::{self, Content, Keys, Verdict};
use crate::story::{EwayBill, Key, Record, Registration, State};
use serde::Deserialize;
use serde_json::{Value, json};

/// One answer of a portal: as einv gives it, or as the portal's download has it.
#[derive(Deserialize, Default)]
#[serde(default, expecting = "an object with signed_invoice, signed_qr")]
struct Given {
    #[serde(alias = "SignedInvoice")]
    signed_invoice: Option<String>,
    #[serde(alias = "SignedQRCode", alias = "SignedQrCode")]
    signed_qr: Option<String>,
    #[serde(alias = "Status")]
    status: Option<String>,
    #[serde(alias = "EwbNo")]
    ewb_no: Option<Value>,
    #[serde(alias = "EwbDt")]
    ewb_date: Option<String>,
    #[serde(alias = "EwbValidTill")]
    valid_until: Option<String>,
}

/// What a signed invoice tells beside the document.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Acknowledged {
    ack_no: Value,
    ack_dt: String,
    irn: String,
}

/// Enters each; the answer has a result for each.
pub fn import(engine: &Engine, input: &str, options: &Options) -> Result<Reply> {
    let call = engine.call(options)?;
    let keys = keys(Some(engine), options)?;
    let mut source = Source::of_text(input)?;
    let (mut results, mut entered, mut known, mut refused) = (Vec::new(), 0, 0, 0);
    while let Some((index, text)) = source.next() {
        let mut out = json!({"index": index});
        match text.and_then(|text| one(&call, &keys, &text)) {
            Ok((record, news)) => {
                *if news { &mut entered } else { &mut known } += 1;
                out["entered"] = news.into();
                if let (Some(out), Value::Object(told)) = (out.as_object_mut(), answer::of_record(&call, &record)) {
                    out.extend(told);
                }
            }
            // What is wrong with the ledger is wrong with all of them.
            Err(error) if matches!(error.kind, Kind::Ledger | Kind::Timeout) => return Err(error),
            Err(error) => {
                refused += 1;
                out["error"] = json!(error)["error"].take();
            }
        }
        results.push(out);
    }
    let outcome = if refused == 0 { Outcome::Ok } else { Outcome::Invalid };
    Ok(Reply::new(outcome, &json!({"entered": entered, "known": known, "refused": refused, "results": results})))
}

fn one(call: &Call<'_>, keys: &Keys, text: &str) -> Result<(Record, bool)> {
    let given: Given = serde_json::from_str(text).map_err(|e| {
        Error::new(Kind::Json, e.to_string())
            .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")
    })?;
    let invoice =
        given.signed_invoice.as_deref().map(|token| genuine(call, keys, token, "/signed_invoice")).transpose()?;
    let qr = given.signed_qr.as_deref().map(|token| genuine(call, keys, token, "/signed_qr")).transpose()?;
    match (invoice, qr) {
        (Some((Content::Invoice(json), sandbox)), qr) => whole(call, &given, &json, qr.map(|(qr, _)| qr), sandbox),
        (None, Some((Content::Qr(qr), _))) => code_alone(call, &given, &qr.irn),
        (Some((Content::Qr(_), _)), _) => Err(misplaced("/signed_invoice", "a QR's text")),
        (None, Some((Content::Invoice(_), _))) => Err(misplaced("/signed_qr", "a signed invoice")),
        (None, None) => Err(Error::new(Kind::Json, "there is neither a signed invoice nor a signed QR")
            .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")),
    }
}

fn misplaced(at: &str, what: &str) -> Error {
    Error::new(Kind::Json, format!("this is {what}")).at(at)
}

/// The content of a token that a key we were given has signed, and whether that key is the sandbox's.
fn genuine(call: &Call<'_>, keys: &Keys, token: &str, at: &str) -> Result<(Content, bool)> {
    let verification = signed::verify(token, keys);
    let refuse = |message: String, fix: &'static str| Err(Error::new(Kind::Portal, message).at(at).fix(fix));
    match (verification.verdict, verification.content) {
        (Verdict::Verified, Some(content)) => Ok((content, false)),
        (Verdict::Sandbox, Some(content)) if call.engine.is_sandbox() => Ok((content, true)),
        (Verdict::Sandbox, _) => {
            refuse("the sandbox signed it: it is worth nothing at a portal".into(), "leave it out")
        }
        (Verdict::UnknownKey, _) => refuse(
            "it is signed by a key that was not given".into(),
            "give the portal's certificate as portal.qr_keys, or as the option qr_keys",
        ),
        (Verdict::WrongSignature, _) => refuse("its signature is wrong".into(), "fetch it from the portal again"),
        (Verdict::Verified | Verdict::Malformed, _) => {
            let why = verification.fault.unwrap_or_default();
            refuse(format!("it is not a signed token: {why}"), "fetch it from the portal again")
        }
    }
}

/// Enters a document by its signed invoice.
fn whole(call: &Call<'_>, given: &Given, json: &str, qr: Option<Content>, sandbox: bool) -> Result<(Record, bool)> {
    let unreadable = |what: &str| {
        Error::new(Kind::Json, format!("{what} of the signed invoice can't be read")).at("/signed_invoice")
    };
    let told: Acknowledged = serde_json::from_str(json).map_err(|_| unreadable("AckNo, AckDt or Irn"))?;
    let (mut document, _) = invoice::read(json)?;
    let key = document.key().ok_or_else(|| unreadable("supplier, type, number or date"))?;
    let irn = Irn::parse(&told.irn).filter(|irn| key.owns(irn)).ok_or_else(|| {
        Error::new(Kind::Conflict, format!("the IRN {} is another document's", told.irn)).at("/signed_invoice")
    })?;
    let ack_date = IstTime::parse_portal(&told.ack_dt).ok_or_else(|| unreadable("AckDt"))?;
    if let Some(Content::Qr(qr)) = &qr
        && qr.irn != told.irn
    {
        return Err(Error::new(Kind::Conflict, "the signed QR is of another document").at("/signed_qr"));
    }
    document.irn = None;
    let text = invoice::write(&document);
    let registration = Registration {
        irn: irn.to_string(),
        ack_no: plain(&told.ack_no),
        ack_date: ack_date.portal(),
        signed_invoice: given.signed_invoice.clone(),
        signed_qr: given.signed_qr.clone(),
        portal: portal(call, &key),
        recovered: true,
        ewb: eway_bill(given),
        sandbox,
        ..Registration::default()
    };
    let cancelled = given.status.as_deref().is_some_and(|s| s.eq_ignore_ascii_case("CNL") || s == "cancelled");
    enter(call, &key, |seen| entered(call, seen, &key, irn, &text, &registration, cancelled))
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
    let event = call.event("imported", record.attempt(), detail);
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
fn code_alone(call: &Call<'_>, given: &Given, irn: &str) -> Result<(Record, bool)> {
    let irn = Irn::parse(irn).ok_or_else(|| Error::new(Kind::Json, "its IRN can't be read").at("/signed_qr"))?;
    let record = call.live.ledger.find_irn(&irn)?;
    let Some((key, registration)) = record.as_ref().and_then(|r| Some((r.document_key()?, r.registration()?.clone())))
    else {
        let message = "a QR holds a part of the document only, and the ledger has no registration of it";
        return Err(Error::new(Kind::Json, message).at("/signed_qr").fix("give its signed invoice, too"));
    };
    let registration = Registration { signed_qr: given.signed_qr.clone(), proof: None, ..registration };
    enter(call, &key, |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        record.registered(registration.clone()).map_err(super::unlawful)?;
        if seen.this.as_ref() == Some(&record) {
            return Ok(None);
        }
        let event = call.event("imported", record.attempt(), json!({"signed_qr": true}));
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
