//! The verbs of paper: what was signed is verified, drawn, stamped and printed.

use super::config::pem;
use super::{Engine, Options, Outcome, Reply};
use crate::answer::parse;
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::invoice::{self, Invoice};
use crate::law::b2c_qr::{Upi, payload};
use crate::print::page::{self, Look};
use crate::print::pen::{Colour, Picture};
use crate::print::qr::{Code, Level, QUIET};
use crate::print::stamp::{Pages, Place};
use crate::print::{self, Mark, Registered};
use crate::signed::{Content, Keys, Verdict, Verification, differs, verify as verify_token};
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
pub fn qr(_: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or upi")]
    struct Asked {
        signed_qr: Option<String>,
        upi: Option<Upi>,
    }
    let asked: Asked = parse(input, Kind::Json)?;
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

/// An invoice and its registration as A4 pages.
pub fn print(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an object with invoice and registration")]
    struct Asked {
        invoice: Box<RawValue>,
        registration: Option<Registration>,
    }
    let asked: Asked = parse(input, Kind::Json)?;
    let (invoice, _) = invoice::read(asked.invoice.get()).map_err(|e| within(e, "/invoice"))?;
    let whole =
        invoice.seller.is_some() && invoice.document.is_some() && invoice.totals.is_some() && !invoice.items.is_empty();
    if !whole {
        return Err(Error::new(
            Kind::Json,
            "supplier, document details, lines and totals are needed to print an invoice",
        )
        .at("/invoice")
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
        look.logo = Some(Picture::read(picture(logo)?).map_err(|e| e.at("/logo"))?);
    }
    let registered = match asked.registration {
        Some(registration) => Some(registration.check(keys(engine, options)?.as_ref(), Some(&invoice))?),
        None => None,
    };
    Ok(Reply::file(page::print(&invoice, registered.as_ref(), &look)?))
}

/// The bytes of a picture given as base64 (a `data:` address too) or as a path.
fn picture(text: &str) -> Result<Vec<u8>> {
    let encoded = text.strip_prefix("data:").and_then(|data| Some(data.split_once(";base64,")?.1)).unwrap_or(text);
    // How PNG and JPEG begin in base64. No path does.
    if encoded.starts_with("iVBORw0KGgo") || encoded.starts_with("/9j/") {
        return decoded(encoded).map_err(|e| Error { kind: Kind::Option, ..e }.at("/logo"));
    }
    std::fs::read(text).map_err(|e| {
        let shown: String = text.chars().take(80).collect();
        Error::new(Kind::Option, format!("{shown} can't be read: {e}"))
            .at("/logo")
            .fix("give a PNG or JPEG: base64, or its path")
    })
}

fn decoded(text: &str) -> Result<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    BASE64_STANDARD.decode(text).map_err(|e| Error::new(Kind::Json, format!("this is not base64: {e}")))
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
    let asked: Asked = parse(input, Kind::Json)?;
    let original = decoded(&asked.pdf).map_err(|e| e.at("/pdf").fix("give the PDF's bytes as base64"))?;
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
    Ok(Reply::file(print::stamp::stamp(original, &registered, pages, place)?))
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
        let ewb = self.ewb.as_ref();
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
