//! The verbs of paper: what was signed is verified, drawn, stamped and printed.

use crate::answer::paper::{
    Drawn, EwbCover, PageStanding, PaperRegistration, PrintRequest, Printed, QrRequest, StampRequest, Stamped, base64,
};
use crate::answer::verified::{KeyDates, TokenKind, Verified, VerifyRequest};
use crate::engine::bill::applicability;
use crate::engine::bill::taken::taken;
use crate::engine::config::options::{CallOptions, PrintOptions, QrOptions, StampOptions, VerifyOptions};
use crate::engine::process::engine::Engine;
use crate::engine::process::keys::keys;
use crate::engine::record::shown;
use crate::error::{Error, ErrorKind, Result};
use crate::invoice::Invoice;
use crate::irn::Irn;
use crate::law::applicability::ApplicabilityVerdict;
use crate::law::b2c_qr::payload;
use crate::print::budget::one_call;
use crate::print::invoice_page::BusinessLook;
use crate::print::pen::Picture;
use crate::print::qr::{Format, QUIET, QrCode};
use crate::print::{PageMark, PrintedRegistration, invoice_page};
use crate::signed::{PublicKeys, SignatureVerdict, SignedContent, Verification, differs, verify as verify_token};
use crate::stack::roomy;
use crate::story::NumberKey;
use crate::{file, invoice, print, stack};

/// Verifies a signed QR or a signed invoice, and holds it against an invoice.
pub fn verify(engine: Option<&Engine>, request: VerifyRequest<'_>, options: &VerifyOptions) -> Result<Verified> {
    let found = verify_token(request.token.trim(), keys(engine, &options.0)?.as_ref());
    let wrong = |what: &str, kind: TokenKind, fix: &str| {
        Err(Error::new(ErrorKind::Json, format!("this is a signed {what}")).at(kind.at()).fix(fix))
    };
    match (&found.content, request.kind) {
        (Some(SignedContent::Invoice(_)), Some(kind @ TokenKind::Qr)) => {
            return wrong("invoice", kind, "give it as signed_invoice");
        }
        (Some(SignedContent::Qr(_)), Some(kind @ TokenKind::Invoice)) => {
            return wrong("QR", kind, "give it as signed_qr");
        }
        (Some(_) | None, _) => {}
    }
    let differs = match (&request.invoice, &found.content) {
        (Some(invoice), Some(content)) => {
            let (invoice, _) = invoice::read(invoice).map_err(|e| within(e, "/invoice"))?;
            Some(differs(content, &invoice))
        }
        (Some(_) | None, _) => None,
    };
    Ok(verified(engine, found, differs))
}

/// An error about a document inside the input, with its place in the input.
fn within(error: Error, at: &str) -> Error {
    match error.at.as_deref() {
        None if at.is_empty() => error,
        place => {
            let place = format!("{at}{}", place.unwrap_or_default());
            error.at(place)
        }
    }
}

fn verified(engine: Option<&Engine>, found: Verification, differs: Option<Vec<String>>) -> Verified {
    let given_at = found.content.as_ref().and_then(SignedContent::given_at);
    let key = found.key.map(|validity| KeyDates {
        valid_from: validity.from,
        valid_until: validity.until,
        covers: given_at.map(|time| validity.covers(time)),
    });
    let (message, fix) = match (found.verdict, &differs) {
        (SignatureVerdict::Verified, Some(differs)) if !differs.is_empty() => {
            ("signed by the portal, but for another invoice than the one given", Some("see differs"))
        }
        (SignatureVerdict::Verified, _) => ("signed by the key given", None),
        (SignatureVerdict::WrongSignature, _) => (
            "not what the portal signed: it was changed, or made up",
            Some("ask the supplier for the portal's own text"),
        ),
        (SignatureVerdict::UnknownKey, _) => (
            "no key was given that could tell: nothing of it is proved",
            Some("give the portal's certificate of this kid in qr_keys"),
        ),
        (SignatureVerdict::Malformed, _) => {
            ("not a token as portals sign them", Some("scan or copy the whole text again"))
        }
        (SignatureVerdict::Sandbox, _) => {
            ("signed by the built-in sandbox, whose key is public", Some("never take it for a tax invoice"))
        }
    };
    Verified {
        verdict: found.verdict,
        kid: found.kid,
        issuer: found.issuer,
        key,
        content: found.content,
        differs,
        message: match found.fault {
            Some(fault) => format!("{message}: {fault}").into(),
            None => message.into(),
        },
        fix,
        // At an engine whose portal is the sandbox, the sandbox's signature is the right one.
        trusted: match found.verdict {
            SignatureVerdict::Verified => true,
            SignatureVerdict::Sandbox => engine.is_some_and(Engine::is_sandbox),
            SignatureVerdict::WrongSignature | SignatureVerdict::UnknownKey | SignatureVerdict::Malformed => false,
        },
    }
}

/// A signed QR, or a payment request, as a picture.
pub fn qr(_: Option<&Engine>, request: QrRequest, QrOptions(options): &QrOptions) -> Result<Drawn> {
    let text = match request {
        QrRequest::Signed(token) => {
            let token = token.trim();
            let found = verify_token(token, &PublicKeys::new());
            if let (SignatureVerdict::Malformed, Some(fault)) = (found.verdict, found.fault) {
                return Err(Error::new(ErrorKind::Json, format!("this is no signed QR: {fault}"))
                    .at("/signed_qr")
                    .fix("give signed_qr as the registration has it"));
            }
            token.to_owned()
        }
        QrRequest::Upi(upi) => payload(&upi)?,
    };
    let wrong = |name: &str, fix: &str| {
        Error::new(ErrorKind::Option, format!("{name} can't be used")).at(format!("/{name}")).fix(fix)
    };
    let quiet = options.quiet.unwrap_or(QUIET);
    if quiet > 40 {
        return Err(wrong("quiet", "0 to 40 modules; the standard asks for 4"));
    }
    let module = |usual: u32| match options.module.unwrap_or(usual) {
        module @ 1..=40 => Ok(module),
        _ => Err(wrong("module", "1 to 40 pixels")),
    };
    let width = options.width_mm.unwrap_or(45.0);
    if !(5.0..=500.0).contains(&width) {
        return Err(wrong("width_mm", "5 to 500 millimetres"));
    }
    let code = QrCode::of(&text, options.level.unwrap_or_default())?;
    Ok(Drawn(match options.format.unwrap_or_default() {
        Format::Svg => code.svg(width, quiet).into_bytes(),
        Format::Png => code.png(module(4)?, quiet)?,
        Format::Bmp => code.bmp(module(4)?, quiet),
        Format::EscPos => code.escpos(module(3)?, quiet),
        Format::Text => code.text(quiet).into_bytes(),
    }))
}

/// An invoice as A4 pages, with the registration given, else with that of the engine's ledger.
pub fn print(
    engine: Option<&Engine>,
    request: PrintRequest<'_>,
    PrintOptions(options): &PrintOptions,
) -> Result<Printed> {
    let PrintRequest { invoice, registration: given, at } = request;
    let context = crate::engine::process::context::context(engine, options);
    let document = taken(engine, options, &context, &invoice).map_err(|e| within(e, at))?;
    document.fault(&context)?;
    let (invoice, _) = invoice::read(document.text()).map_err(|e| within(e, at))?;
    let whole =
        invoice.seller.is_some() && invoice.document.is_some() && invoice.totals.is_some() && !invoice.items.is_empty();
    if !whole {
        return Err(Error::new(
            ErrorKind::Json,
            "supplier, document details, lines and totals are needed to print an invoice",
        )
        .at(at)
        .fix("give the INV-01 invoice; einv_validate reports what is wrong with it"));
    }
    let look = look(options)?;
    let given = match (given, engine) {
        (None, Some(engine)) => kept(engine, options, &invoice, at)?,
        (given, _) => given,
    };
    let mut registered = match given {
        Some(registration) => checked(registration, keys(engine, options)?.as_ref(), Some(&invoice))?,
        None => PrintedRegistration { marks: vec![PageMark::NotRegistered], ..PrintedRegistration::default() },
    };
    let warning = if registered.marks.contains(&PageMark::NotRegistered) {
        unregistered(&mut registered, applicability::verdict(engine, options, &invoice)?)
    } else {
        registered.signed_qr.is_none().then_some(NO_QR)
    };
    let pdf = one_call("/invoice", || invoice_page::print(&invoice, Some(&registered), &look))?;
    Ok(Printed { pdf, warning })
}

/// The choices of a business, as a call's options say them.
pub(crate) fn look(options: &CallOptions) -> Result<BusinessLook> {
    let mut look = BusinessLook::default();
    if let Some(accent) = options.accent {
        look.accent = accent;
    }
    if let Some(logo) = &options.logo {
        look.logo = Some(one_call("/logo", || Picture::read(picture(logo)?).map_err(|e| e.at("/logo")))?);
    }
    Ok(look)
}

const NO_IRN: &str =
    "the law asks for an IRN and this bill has none yet; the page says so across it: submit the bill, then print it";

const CANT_TELL: &str = "this bill has no IRN, and it is not known whether the law asks for one; the page says nothing of it: complete the \
                         taxpayer's turnover and class in the configuration, or submit the bill first";

const NO_QR: &str = "the signed QR of this bill is not known here, and a tax invoice must show it: fetch its signed invoice from the \
                     GST portal and enter it with einv import";

/// What a page shows of a document without a registration, and what to know of it. Goods move in outages, so it is printed;
/// that it is no tax invoice yet stands on it only where that is certain.
fn unregistered(page: &mut PrintedRegistration, asks: ApplicabilityVerdict) -> Option<&'static str> {
    // An IRN that was only worked out would look like one that was given.
    page.irn.clear();
    if asks != ApplicabilityVerdict::Required {
        page.marks.retain(|mark| *mark != PageMark::NotRegistered);
    }
    match asks {
        ApplicabilityVerdict::Required => Some(NO_IRN),
        ApplicabilityVerdict::CannotTell => Some(CANT_TELL),
        ApplicabilityVerdict::NotRequired => None,
    }
}

/// What the engine's ledger knows of an invoice's registration; no portal is asked. An invoice that is not as it was
/// registered is refused: its page would carry the IRN of another.
fn kept(engine: &Engine, options: &CallOptions, invoice: &Invoice<'_>, at: &str) -> Result<Option<PaperRegistration>> {
    let Some(key) = invoice.key() else { return Ok(None) };
    let call = engine.call(options)?;
    let Some(record) = call.live.ledger.find(&NumberKey::from(&key))? else { return Ok(None) };
    let Some(given) = record.registration() else { return Ok(None) };
    let (before, _) = invoice::read(record.document())?;
    let changed: Vec<String> = invoice::differences(&before, invoice)
        .into_iter()
        .filter(|difference| difference.essential)
        .map(|difference| difference.path)
        .collect();
    if let Some(first) = changed.first() {
        let message =
            format!("this bill is registered (IRN {}) and was changed afterwards: {}", given.irn, changed.join(", "));
        return Err(Error::new(ErrorKind::Conflict, message).at(format!("{at}{first}")).fix(
            "print the bill as it was registered; a change needs its cancellation and a new number, or a credit or debit note",
        ));
    }
    Ok(Some(PaperRegistration::from(&shown::of_record(&call, &record))))
}

/// The bytes of a picture given as base64 (a `data:` address too) or as a path.
fn picture(text: &str) -> Result<Vec<u8>> {
    let encoded = text.strip_prefix("data:").and_then(|data| Some(data.split_once(";base64,")?.1)).unwrap_or(text);
    // How PNG and JPEG begin in base64. No path does.
    if encoded.starts_with("iVBORw0KGgo") || encoded.starts_with("/9j/") {
        return base64(encoded).map_err(|e| Error { kind: ErrorKind::Option, ..e }.at("/logo"));
    }
    file::read(text.as_ref(), file::PICTURE).map_err(|e| {
        let shown: String = text.chars().take(80).collect();
        Error::new(ErrorKind::Option, format!("{shown} can't be read: {e}"))
            .at("/logo")
            .fix("give a PNG or JPEG: base64, or its path")
    })
}

/// IRN, acknowledgement and QR on a PDF that somebody else made.
pub fn stamp(engine: Option<&Engine>, request: StampRequest, StampOptions(options): &StampOptions) -> Result<Stamped> {
    let StampRequest { pdf, registration, page, place } = request;
    let place = place.checked()?;
    let registered = checked(registration, keys(engine, options)?.as_ref(), None)?;
    if registered.irn.is_empty() {
        return Err(Error::new(ErrorKind::Json, "there is no IRN to stamp").at("/registration/irn"));
    }
    let work = || one_call("/pdf", || print::stamp::stamp(pdf, &registered, page, place));
    roomy(stack::PDF, work).map(Stamped)
}

/// What goes on paper, once it is sure that the code is of this registration, and of `invoice`.
fn checked(given: PaperRegistration, keys: &PublicKeys, invoice: Option<&Invoice<'_>>) -> Result<PrintedRegistration> {
    let wrong = |message: String| Error::new(ErrorKind::Json, message).at("/registration/signed_qr");
    let mut sandbox = given.sandbox;
    if let Some(token) = &given.signed_qr {
        let found = verify_token(token, keys);
        match found.verdict {
            SignatureVerdict::Sandbox => sandbox = true,
            SignatureVerdict::Verified | SignatureVerdict::UnknownKey => {}
            SignatureVerdict::WrongSignature => {
                return Err(wrong("the portal did not sign this: it was changed".to_owned()).fix("fetch it again"));
            }
            SignatureVerdict::Malformed => {
                let why = found.fault.unwrap_or_default();
                return Err(wrong(format!("this is no signed QR: {why}")).fix("give it as the registration has it"));
            }
        }
        let content = found.content.filter(|content| matches!(content, SignedContent::Qr(_)));
        let content = content.ok_or_else(|| wrong("this is a signed invoice, not a signed QR".to_owned()))?;
        if content.irn().as_deref() != given.irn.as_ref().map(Irn::as_str) {
            return Err(wrong("this code is of another IRN than the registration".to_owned()));
        }
        let places = invoice.map(|invoice| differs(&content, invoice)).unwrap_or_default();
        if !places.is_empty() {
            return Err(wrong(format!("this code is of another invoice: it differs at {}", places.join(", ")))
                .fix("print the invoice as it was registered"));
        }
    }
    let mut marks = Vec::new();
    if sandbox {
        marks.push(PageMark::Sandbox);
    }
    match given.status {
        Some(PageStanding::Cancelled) => marks.push(PageMark::Cancelled(given.cancel_date)),
        Some(PageStanding::Registered) => {}
        None if given.irn.is_some() => {}
        Some(PageStanding::NotRegistered) | None => marks.push(PageMark::NotRegistered),
    }
    let ewb = given.ewb.filter(|ewb| ewb.status.is_none_or(|status| status == EwbCover::Active));
    Ok(PrintedRegistration {
        irn: given.irn.map(|irn| irn.to_string()).unwrap_or_default(),
        ack_no: given.ack_no.unwrap_or_default(),
        ack_date: given.ack_date,
        signed_qr: given.signed_qr,
        ewb_until: ewb.as_ref().and_then(|ewb| ewb.valid_until),
        ewb_no: ewb.and_then(|ewb| ewb.ewb_no),
        marks,
    })
}
