//! The verbs of paper: what was signed is verified, drawn, stamped and printed.

use super::config::pem;
use super::given::Given;
use super::{Engine, Normalize, Options, Outcome, Reply, law};
use crate::answer::parse;
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::file;
use crate::invoice::{self, Invoice};
use crate::law::applicability::Verdict as Asks;
use crate::law::b2c_qr::{Upi, payload};
use crate::normalize::{Terms, payment};
use crate::print::budget::one_call;
use crate::print::page::{self, Look};
use crate::print::pen::{Colour, Picture};
use crate::print::qr::{Code, Level, QUIET};
use crate::print::stamp::{Pages, Place};
use crate::print::{self, Mark, Registered};
use crate::signed::{Content, Keys, Verdict, Verification, differs, verify as verify_token};
use crate::stack::{self, roomy};
use crate::story::{EwbState, Key};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The keys a call verifies with: the engine's portals', and those of its own options.
pub(super) fn keys<'e>(engine: Option<&'e Engine>, options: &Options) -> Result<Cow<'e, Keys>> {
    let of_engine = match engine.map(|engine| engine.resolved.portals.as_slice()) {
        Some([one]) => Cow::Borrowed(&one.qr_keys),
        Some(several) => Cow::Owned(several.iter().fold(Keys::new(), |keys, portal| keys.join(&portal.qr_keys))),
        None => Cow::Owned(Keys::new()),
    };
    if options.qr_keys.is_none() {
        return Ok(of_engine);
    }
    let mut keys = of_engine.into_owned();
    for (index, file) in options.qr_keys.iter().flatten().enumerate() {
        let at = format!("/qr_keys/{index}");
        let option = |e: Error| Error { kind: Kind::Option, ..e }.at(&at);
        pem(file, &at).and_then(|file| keys.add(&file)).map_err(option)?;
    }
    Ok(Cow::Owned(keys))
}

/// Verifies a signed QR or a signed invoice, and holds it against an invoice.
pub fn verify(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or signed_invoice")]
    struct Asked<'t> {
        #[serde(borrow)]
        signed_qr: Option<Token<'t>>,
        #[serde(borrow)]
        signed_invoice: Option<Token<'t>>,
        #[serde(borrow)]
        invoice: Option<&'t RawValue>,
    }
    /// Where nothing in it was escaped, a piece of the input.
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Token<'t>(#[serde(borrow)] Cow<'t, str>);
    let asked: Asked<'_> = parse(input, Kind::Json)?;
    let (Token(token), at) = match (&asked.signed_qr, &asked.signed_invoice) {
        (Some(token), None) => (token, "/signed_qr"),
        (None, Some(token)) => (token, "/signed_invoice"),
        (Some(_), Some(_)) => {
            return Err(Error::new(Kind::Json, "two tokens where one is verified at a time").at("/signed_invoice"));
        }
        (None, None) => {
            return Err(Error::new(Kind::Json, "there is no token to verify")
                .fix("give {\"signed_qr\": …} or {\"signed_invoice\": …}"));
        }
    };
    let found = verify_token(token.trim(), keys(engine, options)?.as_ref());
    match (&found.content, at) {
        (Some(Content::Invoice(_)), "/signed_qr") => {
            return Err(Error::new(Kind::Json, "this is a signed invoice").at(at).fix("give it as signed_invoice"));
        }
        (Some(Content::Qr(_)), "/signed_invoice") => {
            return Err(Error::new(Kind::Json, "this is a signed QR").at(at).fix("give it as signed_qr"));
        }
        (Some(_) | None, _) => {}
    }
    let differs = match (&asked.invoice, &found.content) {
        (Some(invoice), Some(content)) => {
            let (invoice, _) = invoice::read(invoice.get()).map_err(|e| within(e, "/invoice"))?;
            Some(differs(content, &invoice))
        }
        (Some(_) | None, _) => None,
    };
    // At an engine whose portal is the sandbox, the sandbox's signature is the right one.
    let trusted = match found.verdict {
        Verdict::Verified => true,
        Verdict::Sandbox => engine.is_some_and(Engine::is_sandbox),
        Verdict::WrongSignature | Verdict::UnknownKey | Verdict::Malformed => false,
    };
    let agrees = differs.as_ref().is_none_or(Vec::is_empty);
    let outcome = if trusted && agrees { Outcome::Ok } else { Outcome::Invalid };
    Ok(Reply::new(outcome, &verification(found, differs)))
}

/// An error about a document inside the input, told by its place in the input.
fn within(error: Error, at: &str) -> Error {
    let place = format!("{at}{}", error.at.as_deref().unwrap_or_default());
    error.at(place)
}

/// The answer of verify.
#[derive(Serialize)]
struct Verified {
    verdict: Verdict,
    kid: Option<String>,
    issuer: Option<String>,
    key: Option<KeyDates>,
    #[serde(serialize_with = "as_signed")]
    content: Option<Content>,
    /// Places of the invoice that are not as they were signed; none when no invoice was given.
    differs: Option<Vec<String>>,
    message: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'static str>,
}

#[derive(Serialize)]
struct KeyDates {
    valid_from: IstTime,
    valid_until: IstTime,
    /// Whether the IRN was given between them, where the token says when.
    covers: Option<bool>,
}

/// The members of a QR; an invoice as its own JSON.
fn as_signed<S: Serializer>(content: &Option<Content>, s: S) -> std::result::Result<S::Ok, S::Error> {
    match content {
        Some(Content::Qr(qr)) => qr.serialize(s),
        Some(Content::Invoice(json)) => {
            serde_json::from_str::<&RawValue>(json).map_err(serde::ser::Error::custom)?.serialize(s)
        }
        None => s.serialize_none(),
    }
}

fn verification(found: Verification, differs: Option<Vec<String>>) -> Verified {
    let given_at = found.content.as_ref().and_then(Content::given_at);
    let key = found.key.map(|validity| KeyDates {
        valid_from: validity.from,
        valid_until: validity.until,
        covers: given_at.map(|time| validity.covers(time)),
    });
    let (message, fix) = match (found.verdict, &differs) {
        (Verdict::Verified, Some(differs)) if !differs.is_empty() => {
            ("signed by the portal, but for another invoice than the one given", Some("see differs"))
        }
        (Verdict::Verified, _) => ("signed by the key given", None),
        (Verdict::WrongSignature, _) => (
            "not what the portal signed: it was changed, or made up",
            Some("ask the supplier for the portal's own text"),
        ),
        (Verdict::UnknownKey, _) => (
            "no key was given that could tell: nothing of it is proved",
            Some("give the portal's certificate of this kid in qr_keys"),
        ),
        (Verdict::Malformed, _) => ("not a token as portals sign them", Some("scan or copy the whole text again")),
        (Verdict::Sandbox, _) => {
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
    }
}

/// A signed QR, or a payment request, as a picture.
pub fn qr(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or upi")]
    struct Asked {
        signed_qr: Option<String>,
        upi: Option<Upi>,
    }
    let tidied = in_form(engine, input, options);
    let asked: Asked = parse(tidied.as_deref().unwrap_or(input), Kind::Json)?;
    let text = match (asked.signed_qr, asked.upi) {
        (Some(token), None) => {
            let token = token.trim();
            let found = verify_token(token, &Keys::new());
            if let (Verdict::Malformed, Some(fault)) = (found.verdict, found.fault) {
                return Err(Error::new(Kind::Json, format!("this is no signed QR: {fault}"))
                    .at("/signed_qr")
                    .fix("give signed_qr as the registration has it"));
            }
            token.to_owned()
        }
        (None, Some(upi)) => payload(&upi)?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::new(Kind::Json, "one text is drawn: a signed QR, or a payment request")
                .fix("give {\"signed_qr\": …} or {\"upi\": {…}}"));
        }
    };
    let wrong = |name: &str, fix: &str| {
        Error::new(Kind::Option, format!("{name} can't be used")).at(format!("/{name}")).fix(fix)
    };
    let level = match options.level.as_deref() {
        None => Level::default(),
        Some(level) => Level::parse(level).ok_or_else(|| wrong("level", "use \"L\", \"M\", \"Q\" or \"H\""))?,
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
    let code = Code::of(&text, level)?;
    Ok(Reply::file(match options.format.as_deref().unwrap_or("svg") {
        "svg" => code.svg(width, quiet).into_bytes(),
        "png" => code.png(module(4)?, quiet)?,
        "bmp" => code.bmp(module(4)?, quiet),
        "escpos" => code.escpos(module(3)?, quiet),
        "text" => code.text(quiet).into_bytes(),
        _ => return Err(wrong("format", "use \"svg\", \"png\", \"bmp\", \"escpos\" or \"text\"")),
    }))
}

/// A payment request whose values are written as the verb takes them, where it is to be normalised.
fn in_form(engine: Option<&Engine>, input: &str, options: &Options) -> Option<String> {
    options.normalize.filter(|normalize| *normalize != Normalize::Never)?;
    let context = super::pure::context(engine, options);
    let mut asked: Value = serde_json::from_str(input).ok()?;
    payment(asked.get_mut("upi")?, &Terms::plain(&context.lists, context.at.day()));
    Some(asked.to_string())
}

/// An invoice as A4 pages, with the registration given, else with that of the engine's ledger.
pub fn print(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    print_and_warn(engine, input, options).map(|(reply, _)| reply)
}

/// The same, with what is to be known before the page is handed over.
pub fn print_and_warn(
    engine: Option<&Engine>,
    input: &str,
    options: &Options,
) -> Result<(Reply, Option<&'static str>)> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an invoice, or an object with invoice and registration")]
    struct Asked<'t> {
        #[serde(borrow)]
        invoice: &'t RawValue,
        registration: Option<Registration>,
    }
    let context = super::pure::context(engine, options);
    // An invoice with a registration beside it is no wrapper of one.
    let asked = serde_json::from_str::<Asked<'_>>(input).ok();
    let (bill, at) = asked.as_ref().map_or((input, ""), |asked| (asked.invoice.get(), "/invoice"));
    let document = Given::of(engine, options, &context, bill).map_err(|e| within(e, at))?;
    document.fault(&context)?;
    let (invoice, _) = invoice::read(document.text()).map_err(|e| within(e, at))?;
    let is_bill = invoice.seller.is_some() || invoice.document.is_some() || invoice.transaction.is_some();
    if !is_bill && asked.is_none() {
        // Says what is wrong with it, and where.
        parse::<Asked<'_>>(input, Kind::Json)?;
    }
    let given = asked.and_then(|asked| asked.registration);
    let whole =
        invoice.seller.is_some() && invoice.document.is_some() && invoice.totals.is_some() && !invoice.items.is_empty();
    if !whole {
        return Err(Error::new(
            Kind::Json,
            "supplier, document details, lines and totals are needed to print an invoice",
        )
        .at(at)
        .fix("give the INV-01 invoice; einv_validate tells what is wrong with it"));
    }
    let mut look = Look::default();
    if let Some(accent) = &options.accent {
        look.accent = Colour::parse(accent).ok_or_else(|| {
            Error::new(Kind::Option, format!("\"{accent}\" is not a colour"))
                .at("/accent")
                .fix("use \"#144f73\", for example")
        })?;
    }
    if let Some(logo) = &options.logo {
        look.logo = Some(one_call("/logo", || Picture::read(picture(logo)?).map_err(|e| e.at("/logo")))?);
    }
    let given = match (given, engine) {
        (None, Some(engine)) => kept(engine, options, &invoice, at)?,
        (given, _) => given,
    };
    let mut registered = match given {
        Some(registration) => registration.check(keys(engine, options)?.as_ref(), Some(&invoice))?,
        None => Registered { marks: vec![Mark::NotRegistered], ..Registered::default() },
    };
    let warning = if registered.marks.contains(&Mark::NotRegistered) {
        unregistered(&mut registered, law::verdict(engine, options, &invoice)?)
    } else {
        registered.signed_qr.is_none().then_some(NO_QR)
    };
    let pdf = one_call("/invoice", || page::print(&invoice, Some(&registered), &look))?;
    Ok((Reply::file(pdf), warning))
}

const NO_IRN: &str =
    "the law asks for an IRN and this bill has none yet; the page says so across it: submit the bill, then print it";
const CANT_TELL: &str = "this bill has no IRN, and whether the law asks for one can't be told; the page says nothing of it: complete the \
                         taxpayer's turnover and class in the configuration, or submit the bill first";
const NO_QR: &str = "the signed QR of this bill is not known here, and a tax invoice must show it: fetch its signed invoice from the \
                     GST portal and enter it with einv import";

/// What a page shows of a document without a registration, and what to know of it. Goods move in outages, so it is printed;
/// that it is no tax invoice yet stands on it only where that is certain.
fn unregistered(page: &mut Registered, asks: Asks) -> Option<&'static str> {
    // An IRN that was only worked out would look like one that was given.
    page.irn.clear();
    if asks != Asks::Required {
        page.marks.retain(|mark| *mark != Mark::NotRegistered);
    }
    match asks {
        Asks::Required => Some(NO_IRN),
        Asks::CannotTell => Some(CANT_TELL),
        Asks::NotRequired => None,
    }
}

/// What the engine's ledger knows of an invoice's registration; no portal is asked. An invoice that is not as it was
/// registered is refused: its page would carry the IRN of another.
fn kept(engine: &Engine, options: &Options, invoice: &Invoice<'_>, at: &str) -> Result<Option<Registration>> {
    let Some(key) = invoice.key() else { return Ok(None) };
    let Some(record) = engine.call(options)?.live.ledger.find(&Key::from(&key))? else { return Ok(None) };
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
        return Err(Error::new(Kind::Conflict, message).at(format!("{at}{first}")).fix(
            "print the bill as it was registered; a change needs its cancellation and a new number, or a credit or debit note",
        ));
    }
    let ewb = record.ewb_bill().filter(|_| record.ewb_state() == EwbState::Active);
    Ok(Some(Registration {
        status: Some(record.state().status().to_string()),
        irn: Some(given.irn.to_string()),
        ack_no: Some(given.ack_no.clone()),
        ack_date: record.ack_date(),
        signed_qr: given.signed_qr.clone(),
        sandbox: given.sandbox || engine.is_sandbox(),
        ewb: ewb.map(|ewb| EwayBill {
            status: None,
            ewb_no: Some(ewb.ewb_no.clone()),
            valid_until: ewb.valid_until.as_deref().and_then(IstTime::parse_portal),
        }),
        cancel_date: record.cancellation().and_then(|c| IstTime::parse_portal(c.date.as_deref()?)),
    }))
}

/// The bytes of a picture given as base64 (a `data:` address too) or as a path.
fn picture(text: &str) -> Result<Vec<u8>> {
    let encoded = text.strip_prefix("data:").and_then(|data| Some(data.split_once(";base64,")?.1)).unwrap_or(text);
    // How PNG and JPEG begin in base64. No path does.
    if encoded.starts_with("iVBORw0KGgo") || encoded.starts_with("/9j/") {
        return decoded(encoded).map_err(|e| Error { kind: Kind::Option, ..e }.at("/logo"));
    }
    file::read(text.as_ref(), file::PICTURE).map_err(|e| {
        let shown: String = text.chars().take(80).collect();
        Error::new(Kind::Option, format!("{shown} can't be read: {e}"))
            .at("/logo")
            .fix("give a PNG or JPEG: base64, or its path")
    })
}

fn decoded(text: &str) -> Result<Vec<u8>> {
    let whole = BASE64_STANDARD.decode(text).or_else(|_| {
        let text: String = text.split_ascii_whitespace().collect();
        BASE64_STANDARD.decode(text)
    });
    whole.map_err(|e| Error::new(Kind::Json, format!("this is not base64: {e}")))
}

/// IRN, acknowledgement and QR on a PDF that somebody else made.
pub fn stamp(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an object with pdf, registration, page and place")]
    struct Asked {
        pdf: String,
        registration: Registration,
        page: Option<Value>,
        place: Option<Value>,
    }
    let mut asked: Asked = parse(input, Kind::Json)?;
    let original =
        decoded(&std::mem::take(&mut asked.pdf)).map_err(|e| e.at("/pdf").fix("give the PDF's bytes as base64"))?;
    let pages = match &asked.page {
        None => Pages::One(1),
        Some(Value::String(word)) if word == "last" => Pages::Last,
        Some(Value::String(word)) if word == "all" => Pages::All,
        Some(page) => match page.as_u64().and_then(|page| u32::try_from(page).ok()) {
            Some(number) => Pages::One(number),
            None => {
                return Err(Error::new(Kind::Json, "this is no page")
                    .at("/page")
                    .fix("a number from 1, \"last\" or \"all\""));
            }
        },
    };
    let place = match asked.place {
        None => Place::Auto,
        Some(Value::String(word)) if word == "auto" => Place::Auto,
        Some(place) => Spot::read(place)?,
    };
    let registered = asked.registration.check(keys(engine, options)?.as_ref(), None)?;
    if registered.irn.is_empty() {
        return Err(Error::new(Kind::Json, "there is no IRN to stamp").at("/registration/irn"));
    }
    let work = || one_call("/pdf", || print::stamp::stamp(original, &registered, pages, place));
    roomy(stack::PDF, work).map(Reply::file)
}

/// A place on a page, in millimetres from its upper left corner.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spot {
    x_mm: f32,
    y_mm: f32,
    width_mm: f32,
}

impl Spot {
    fn read(place: Value) -> Result<Place> {
        let wrong = |why: String| {
            Error::new(Kind::Json, why)
                .at("/place")
                .fix("use \"auto\", or {\"x_mm\": 150, \"y_mm\": 10, \"width_mm\": 45}")
        };
        let spot: Spot = serde_json::from_value(place).map_err(|e| wrong(format!("this is no place: {e}")))?;
        if !(15.0..=300.0).contains(&spot.width_mm) || !spot.x_mm.is_finite() || !spot.y_mm.is_finite() {
            return Err(wrong("a code of this width can't be scanned: 15 to 300 mm".to_owned()));
        }
        Ok(Place::At { x: spot.x_mm, y: spot.y_mm, width: spot.width_mm })
    }
}

/// A registration as submit, status and fetch answer it. What else they say is passed over.
#[derive(Deserialize)]
#[serde(expecting = "a registration, an object")]
struct Registration {
    status: Option<String>,
    irn: Option<String>,
    ack_no: Option<String>,
    ack_date: Option<IstTime>,
    signed_qr: Option<String>,
    #[serde(default)]
    sandbox: bool,
    ewb: Option<EwayBill>,
    cancel_date: Option<IstTime>,
}

#[derive(Deserialize)]
struct EwayBill {
    status: Option<String>,
    ewb_no: Option<String>,
    valid_until: Option<IstTime>,
}

impl Registration {
    /// What goes on paper, once it is sure that the code is of this registration, and of `invoice`.
    fn check(self, keys: &Keys, invoice: Option<&Invoice<'_>>) -> Result<Registered> {
        let wrong = |message: String| Error::new(Kind::Json, message).at("/registration/signed_qr");
        let mut sandbox = self.sandbox;
        if let Some(token) = &self.signed_qr {
            let found = verify_token(token, keys);
            match found.verdict {
                Verdict::Sandbox => sandbox = true,
                Verdict::Verified | Verdict::UnknownKey => {}
                Verdict::WrongSignature => {
                    return Err(wrong("the portal did not sign this: it was changed".to_owned()).fix("fetch it again"));
                }
                Verdict::Malformed => {
                    let why = found.fault.unwrap_or_default();
                    return Err(wrong(format!("this is no signed QR: {why}")).fix("give it as the registration has it"));
                }
            }
            let content = found.content.filter(|content| matches!(content, Content::Qr(_)));
            let content = content.ok_or_else(|| wrong("this is a signed invoice, not a signed QR".to_owned()))?;
            if content.irn().as_deref() != self.irn.as_deref() {
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
            marks.push(Mark::Sandbox);
        }
        match self.status.as_deref() {
            Some("cancelled") => marks.push(Mark::Cancelled(self.cancel_date)),
            Some("registered") => {}
            None if self.irn.is_some() => {}
            Some(_) | None => marks.push(Mark::NotRegistered),
        }
        // A cancelled e-way bill covers no goods: its number is on no page.
        let ewb = self.ewb.as_ref().filter(|ewb| ewb.status.as_deref().is_none_or(|status| status == "active"));
        Ok(Registered {
            irn: self.irn.unwrap_or_default(),
            ack_no: self.ack_no.unwrap_or_default(),
            ack_date: self.ack_date,
            signed_qr: self.signed_qr,
            ewb_no: ewb.and_then(|ewb| ewb.ewb_no.clone()),
            ewb_until: ewb.and_then(|ewb| ewb.valid_until),
            marks,
        })
    }
}
