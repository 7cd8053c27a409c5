//! What was registered elsewhere, entered in the ledger: by its signed invoice, verified by key and held against what the
//! ledger knows.

use crate::answer::byhand::{Entered, ImportResult, Imported, ImportedDocument, ListedInvoice};
use crate::calendar::IstTime;
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::options::ImportOptions;
use crate::engine::document::believe;
use crate::engine::document::believe::{
    BeliefDoubt, BeliefJudge, Believed, ClaimedRegistration, ExpectedRegistration, Unsigned,
};
use crate::engine::document::download::{SignedDownload, Where};
use crate::engine::document::signed::{BesideTokens, Signed, SignedAnswer, given, nothing_signed, plain};
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::engine::process::keys::keys;
use crate::engine::record::shown;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::ledger::{Copied, LockedRows, RecordChange};
use crate::signed::{Acknowledgement, SignedContent, SignedQr};
use crate::status::Status;
use crate::story::{DocumentState, Move, NumberKey, Record, StoredEwayBill, StoredRegistration};
use serde_json::json;

impl Signed {
    /// Its signed invoice, or else its QR.
    pub fn token(&self) -> Option<&str> {
        let texts = [&self.0.signed_invoice, &self.0.signed_qr];
        texts.into_iter().flatten().map(|text| text.trim()).find(|text| !text.is_empty())
    }

    /// Whether the portal says that it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        is_cancelled(&self.0)
    }
}

/// Where the answers come from.
enum Answers {
    Text(DocumentSource),
    Download(Box<SignedDownload>),
}

impl Answers {
    fn of(input: &str) -> Result<Answers> {
        match serde_json::from_str::<Where>(input) {
            Ok(at) if input.trim_start().starts_with('{') => {
                SignedDownload::open(at).map(|download| Answers::Download(Box::new(download)))
            }
            Ok(_) | Err(_) => DocumentSource::of_text(input).map(Answers::Text),
        }
    }

    /// The next one, with the file of a download that it stands in.
    fn next(&mut self) -> Result<Option<(Option<String>, Result<Signed>)>> {
        Ok(match self {
            Answers::Text(source) => {
                source.next().map(|(_, text)| (None, text.and_then(|text| given(&text)).map(Signed)))
            }
            Answers::Download(download) => download.next()?.map(|(file, answer)| (Some(file), answer)),
        })
    }
}

/// What came of one.
enum OneImported {
    /// It is in the ledger, now or before.
    Kept { record: Box<Record>, is_new: bool },
    /// Another taxpayer's bill to one of ours: it is verified, and not a sale to keep.
    Received(Box<ListedInvoice>),
}

/// Enters each; the answer has a result for each.
pub fn import(engine: &Engine, input: &str, options: &ImportOptions) -> Result<Imported> {
    let call = engine.call(&options.0)?;
    let keys = keys(Some(engine), &options.0)?;
    let judge = BeliefJudge { keys: &keys, verifies: true, sandbox: engine.is_sandbox(), now: call.live.dial.shown() };
    let mut answers = Answers::of(input)?;
    let mut imported = Imported { entered: 0, known: 0, received: 0, refused: 0, results: Vec::new() };
    while let Some((file, signed)) = answers.next()? {
        if call.is_stopped() {
            return Err(Error::new(ErrorKind::Stopped, "the engine was stopped while it entered them")
                .fix("enter them again: what is in the ledger stays and is known"));
        }
        let entry = match signed.and_then(|Signed(given)| one(&call, &judge, &given)) {
            Ok(OneImported::Kept { record, is_new }) => {
                *if is_new { &mut imported.entered } else { &mut imported.known } += 1;
                match file {
                    // Of a download, which may hold a month, the ledger has the rest.
                    Some(_) => ImportedDocument::Listed(Box::new(listed(&record, is_new))),
                    None => {
                        let document = shown::of_record(&call, &record);
                        ImportedDocument::Entered(Box::new(Entered { entered: is_new, document }))
                    }
                }
            }
            Ok(OneImported::Received(listed)) => {
                imported.received += 1;
                ImportedDocument::Listed(listed)
            }
            // What is wrong with the ledger is wrong with all of them.
            Err(error) if matches!(error.kind, ErrorKind::Ledger | ErrorKind::Timeout) => return Err(error),
            Err(error) => {
                imported.refused += 1;
                ImportedDocument::Refused(error)
            }
        };
        imported.results.push(ImportResult { index: imported.results.len(), file, entry });
    }
    if call.options.complete == Some(true) && imported.refused == 0 {
        Copied::forget(call.live.ledger.as_ref(), call.until())?;
    }
    Ok(imported)
}

fn listed(record: &Record, is_new: bool) -> ListedInvoice {
    ListedInvoice {
        entered: is_new,
        received: false,
        status: record.state().status(),
        irn: record.irn(),
        ack_no: record.registration().map(|registration| registration.ack_no.clone()).unwrap_or_default(),
        document: (&record.document_key()).into(),
    }
}

fn one(call: &EngineCall<'_>, judge: &BeliefJudge<'_>, given: &SignedAnswer) -> Result<OneImported> {
    let beside = BesideTokens::of(given);
    let said = beside.said(given);
    let kept = |(record, is_new): (Record, bool)| OneImported::Kept { record: Box::new(record), is_new };
    match (&given.signed_invoice, &given.signed_qr) {
        (Some(_), _) => {
            let believed = believe::believe(judge, &ExpectedRegistration::Anything, &said).map_err(not_believed)?;
            match received(call, given, &believed)? {
                Some(listed) => Ok(OneImported::Received(Box::new(listed))),
                None => whole(call, given, believed).map(kept),
            }
        }
        (None, Some(token)) => match judge.content("QR", token).map_err(not_believed)? {
            (SignedContent::Qr(qr), _) => code_alone(call, given, &said, &qr).map(kept),
            (SignedContent::Invoice(_), _) => Err(not_believed(BeliefDoubt::Swapped("QR"))),
        },
        (None, None) => Err(nothing_signed()),
    }
}

/// A bill that one of ours received; its supplier's ledger is another.
fn received(call: &EngineCall<'_>, given: &SignedAnswer, believed: &Believed) -> Result<Option<ListedInvoice>> {
    let ours = &call.engine.resolved.taxpayers;
    if ours.contains(&believed.key.gstin) {
        return Ok(None);
    }
    let (document, _) = invoice::read(&believed.invoice)?;
    let buyer = document.buyer.as_deref().and_then(|buyer| Gstin::parse(buyer.gstin.as_deref()?));
    Ok(buyer.filter(|buyer| ours.contains(buyer)).map(|_| ListedInvoice {
        entered: false,
        received: true,
        status: if is_cancelled(given) { Status::Cancelled } else { Status::Registered },
        irn: believed.ack.irn,
        ack_no: believed.ack.ack_no.clone(),
        document: (&believed.key).into(),
    }))
}

fn is_cancelled(given: &SignedAnswer) -> bool {
    given.status.as_deref().is_some_and(|s| s.eq_ignore_ascii_case("CNL") || s == "cancelled")
}

fn not_believed(doubt: BeliefDoubt) -> Error {
    let at = |name: &str| if name == "QR" { "/signed_qr" } else { "/signed_invoice" };
    let portal = |message: String| Error::new(ErrorKind::Portal, message);
    match doubt {
        BeliefDoubt::Swapped(name) => {
            let what = if name == "QR" { "a signed invoice" } else { "a QR's text" };
            Error::new(ErrorKind::Json, format!("this is {what}")).at(at(name))
        }
        BeliefDoubt::Unsigned(name, why) => match why {
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
        BeliefDoubt::Foreign(_) | BeliefDoubt::Another(_) => {
            portal(format!("this answer is not believed: {}", doubt.words())).fix("fetch it from the portal again")
        }
    }
}

/// Enters a document by its signed invoice.
fn whole(call: &EngineCall<'_>, given: &SignedAnswer, believed: Believed) -> Result<(Record, bool)> {
    let Believed { ack, invoice, key, sandbox } = believed;
    let (mut document, _) = invoice::read(&invoice)?;
    document.irn = None;
    let text = invoice::write(&document);
    let registration = StoredRegistration {
        signed_invoice: given.signed_invoice.clone(),
        signed_qr: given.signed_qr.clone(),
        recovered: true,
        ewb: eway_bill(given),
        sandbox,
        ..StoredRegistration::new(ack.irn, ack.ack_no, ack.ack_date, portal(call, &key))
    };
    let cancelled = is_cancelled(given);
    enter(call, &key, |seen| entered(call, seen, &key, ack.irn, &text, &registration, cancelled))
}

/// The document as it is once it is entered; `None` when the ledger knows all of it.
fn entered(
    call: &EngineCall<'_>,
    seen: &LockedRows,
    key: &DocumentKey,
    irn: Irn,
    text: &str,
    registration: &StoredRegistration,
    cancelled: bool,
) -> Result<Option<RecordChange>> {
    let mut record = match &seen.this {
        None => Record::intended(key, irn, text.to_owned()),
        Some(known) => {
            agrees(known, text, registration)?;
            known.clone()
        }
    };
    let before = seen.this.clone();
    let settled = matches!(record.state(), DocumentState::Cancelling | DocumentState::Cancelled);
    if !settled {
        // New content may have been waiting under a number that was refused or taken back: what is registered counts.
        if matches!(record.state(), DocumentState::Rejected | DocumentState::Withdrawn) {
            record.replace(key, irn, text.to_owned()).map_err(crate::engine::record::named::unlawful)?;
        }
        record.registered(registration.clone()).map_err(crate::engine::record::named::unlawful)?;
    }
    if cancelled && record.state() != DocumentState::Cancelled {
        record.cancelled(None).map_err(crate::engine::record::named::unlawful)?;
    }
    if before.as_ref() == Some(&record) {
        return Ok(None);
    }
    let detail = json!({"ack_no": registration.ack_no, "cancelled": cancelled});
    let event = call.event(Move::Imported, record.attempt(), detail);
    Ok(Some(RecordChange { record, event }))
}

/// Whether what the ledger knows can be this registration.
fn agrees(known: &Record, text: &str, registration: &StoredRegistration) -> Result<()> {
    if let Some(own) = known.registration()
        && (own.irn != registration.irn || own.ack_no != registration.ack_no)
    {
        let message = format!("the ledger has this number with the acknowledgement {}", own.ack_no);
        return Err(Error::new(ErrorKind::Conflict, message).fix("ask the portal which one stands: einv_fetch"));
    }
    if matches!(known.state(), DocumentState::Rejected | DocumentState::Withdrawn) {
        return Ok(());
    }
    let (ours, _) = invoice::read(known.document())?;
    let (theirs, _) = invoice::read(text)?;
    let differs: Vec<String> =
        invoice::differences(&ours, &theirs).into_iter().filter(|d| d.essential).map(|d| d.path).collect();
    match differs.is_empty() {
        true => Ok(()),
        false => Err(Error::new(
            ErrorKind::Conflict,
            format!("the ledger has another document under this number: {}", differs.join(", ")),
        )
        .at(&differs[0])
        .fix("what is signed was registered: correct the books, and bill what the ledger has under a new number")),
    }
}

/// Adds a QR to a document that the ledger knows as registered.
fn code_alone(
    call: &EngineCall<'_>,
    given: &SignedAnswer,
    said: &ClaimedRegistration<'_>,
    qr: &SignedQr,
) -> Result<(Record, bool)> {
    let irn =
        Irn::parse(&qr.irn).ok_or_else(|| Error::new(ErrorKind::Json, "its IRN can't be read").at("/signed_qr"))?;
    let record = call.live.ledger.find_irn(&irn)?;
    let known = record.as_ref().and_then(|r| Some((r, r.document_key(), r.registration()?.clone())));
    let Some((record, key, registration)) = known else {
        let message = "a QR holds a part of the document only, and the ledger has no registration of it";
        return Err(Error::new(ErrorKind::Json, message).at("/signed_qr").fix("give its signed invoice, too"));
    };
    let unreadable = || Error::new(ErrorKind::Ledger, "a registration of the ledger has no date");
    let ack_date = record.ack_date().ok_or_else(unreadable)?;
    let ack = Acknowledgement { irn, ack_no: registration.ack_no.clone(), ack_date };
    let (ours, _) = invoice::read(record.document())?;
    believe::code(qr, said, &ack, &ours).map_err(not_believed)?;
    let registration = StoredRegistration { signed_qr: given.signed_qr.clone(), proof: None, ..registration };
    enter(call, &key, |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        record.registered(registration.clone()).map_err(crate::engine::record::named::unlawful)?;
        if seen.this.as_ref() == Some(&record) {
            return Ok(None);
        }
        let event = call.event(Move::Imported, record.attempt(), json!({"signed_qr": true}));
        Ok(Some(RecordChange { record, event }))
    })
}

/// One transaction; gives the record and whether it is news.
fn enter(
    call: &EngineCall<'_>,
    key: &DocumentKey,
    mut decide: impl FnMut(&LockedRows) -> Result<Option<RecordChange>>,
) -> Result<(Record, bool)> {
    let mut news = false;
    let kept = call.live.ledger.change(&NumberKey::from(key), call.until(), &mut |seen| {
        let change = decide(seen)?;
        news = change.is_some();
        Ok(change)
    })?;
    kept.map(|record| (record, news)).ok_or_else(crate::engine::record::named::vanished)
}

/// Where it can be cancelled from here: at the first portal that takes the supplier.
fn portal(call: &EngineCall<'_>, key: &DocumentKey) -> String {
    let first = call.portals_of(key.gstin).first().and_then(|index| call.engine.resolved.portals.get(*index));
    first.or(call.engine.resolved.portals.first()).map(|portal| portal.name.clone()).unwrap_or_default()
}

fn eway_bill(given: &SignedAnswer) -> Option<StoredEwayBill> {
    let number = given.ewb_no.as_ref().map(plain).filter(|number| !number.is_empty() && number != "0")?;
    let time = |text: &Option<String>| text.as_deref().and_then(IstTime::parse_portal).map(IstTime::portal);
    let (ewb_date, valid_until) = (time(&given.ewb_date), time(&given.valid_until));
    Some(StoredEwayBill { ewb_no: number, ewb_date, valid_until, ..StoredEwayBill::default() })
}
