//! The verbs of paper: what was signed is verified, drawn, stamped and printed.

use super::config::{ResolvedPortal, parse, pem};
use super::{Engine, Options, Outcome, Reply};
use crate::calendar::Day;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::money::Amount;
use crate::print::qr::{Code, Level, QUIET};
use crate::signed::{Content, Keys, Verdict, Verification, differs, verify as verify_token};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The keys a call verifies with: the engine's portal's, and those of its own options.
fn keys(engine: Option<&Engine>, options: &Options) -> Result<Keys> {
    let mut keys = match engine.map(|engine| &engine.resolved.portal) {
        Some(ResolvedPortal::Nic(nic)) => nic.qr_keys.clone(),
        Some(ResolvedPortal::Sandbox) | None => Keys::new(),
    };
    for (index, file) in options.qr_keys.iter().flatten().enumerate() {
        let at = format!("/qr_keys/{index}");
        let option = |e: Error| Error { kind: Kind::Option, ..e }.at(&at);
        pem(file, &at).and_then(|file| keys.add(&file)).map_err(option)?;
    }
    Ok(keys)
}

/// Verifies a signed QR or a signed invoice, and holds it against an invoice.
pub fn verify(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or signed_invoice")]
    struct Asked {
        signed_qr: Option<String>,
        signed_invoice: Option<String>,
        invoice: Option<Box<RawValue>>,
    }
    let asked: Asked = parse(input, Kind::Json)?;
    let (token, at) = match (&asked.signed_qr, &asked.signed_invoice) {
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
    let found = verify_token(token.trim(), &keys(engine, options)?);
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

fn verification(found: Verification, differs: Option<Vec<String>>) -> Value {
    let given_at = found.content.as_ref().and_then(Content::given_at);
    let key = found.key.map(|validity| {
        json!({"valid_from": validity.from, "valid_until": validity.until,
               "covers": given_at.map(|time| validity.covers(time))})
    });
    let (message, fix) = match (found.verdict, &differs) {
        (Verdict::Verified, Some(differs)) if !differs.is_empty() => {
            ("signed by the portal, but for another invoice than the one given", "see differs")
        }
        (Verdict::Verified, _) => ("signed by the key given", ""),
        (Verdict::WrongSignature, _) => {
            ("not what the portal signed: it was changed, or made up", "ask the supplier for the portal's own text")
        }
        (Verdict::UnknownKey, _) => (
            "no key was given that could tell: nothing of it is proved",
            "give the portal's certificate of this kid in qr_keys",
        ),
        (Verdict::Malformed, _) => ("not a token as portals sign them", "scan or copy the whole text again"),
        (Verdict::Sandbox, _) => {
            ("signed by the built-in sandbox, whose key is public", "never take it for a tax invoice")
        }
    };
    let content = match found.content {
        None => None,
        Some(Content::Qr(qr)) => serde_json::to_value(qr).ok(),
        Some(Content::Invoice(text)) => serde_json::from_str(&text).ok(),
    };
    let message = match found.fault {
        Some(fault) => format!("{message}: {fault}"),
        None => message.to_owned(),
    };
    let mut answer = json!({"verdict": found.verdict, "kid": found.kid, "issuer": found.issuer, "key": key,
                            "content": content, "differs": differs, "message": message});
    if !fix.is_empty() {
        answer["fix"] = fix.into();
    }
    answer
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
        (None, Some(upi)) => upi.link()?,
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

/// What a customer without a GSTIN scans to pay: the dynamic QR of Notification 14/2020-CT, with the contents of
/// Circulars 146/02/2021 and 156/12/2021 as a UPI link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Upi {
    /// The supplier's UPI ID, `name@bank`.
    payee: String,
    name: String,
    gstin: String,
    number: String,
    date: String,
    amount: String,
    cgst: Option<String>,
    sgst: Option<String>,
    igst: Option<String>,
    cess: Option<String>,
}

impl Upi {
    fn link(&self) -> Result<String> {
        let wrong =
            |at: &str, what: &str| Error::new(Kind::Json, format!("{what} is required")).at(format!("/upi/{at}"));
        let is_id = self.payee.split_once('@').is_some_and(|(user, bank)| {
            !user.is_empty()
                && !bank.is_empty()
                && self.payee.bytes().all(|c| c.is_ascii_alphanumeric() || b".-_@".contains(&c))
        });
        if !is_id {
            return Err(wrong("payee", "a UPI ID, name@bank,"));
        }
        let gstin = crate::gstin::Gstin::parse(&self.gstin).ok_or_else(|| wrong("gstin", "a GSTIN"))?;
        let day = Day::parse(&self.date).ok_or_else(|| wrong("date", "a date, dd/MM/yyyy or yyyy-MM-dd,"))?;
        let money = |text: &str, at: &str| match Amount::parse(text).ok().and_then(|amount| amount.with_at_most(2)) {
            Some(amount) if !amount.is_negative() => Ok(amount),
            Some(_) | None => Err(wrong(at, "an amount in rupees, as \"118.00\",")),
        };
        let mut taxes = Vec::new();
        for (name, at, tax) in [
            ("CGST", "cgst", &self.cgst),
            ("SGST", "sgst", &self.sgst),
            ("IGST", "igst", &self.igst),
            ("CESS", "cess", &self.cess),
        ] {
            if let Some(tax) = tax {
                taxes.push(format!("{name}:{}", money(tax, at)?));
            }
        }
        let number = escaped(&self.number);
        Ok(format!(
            "upi://pay?pa={}&pn={}&tr={number}&am={}&cu=INR&gstIn={gstin}&invoiceNo={number}&invoiceDate={}T00:00:00%2B05:30&gstBrkUp={}",
            self.payee,
            escaped(&self.name),
            money(&self.amount, "amount")?,
            day.iso(),
            taxes.join("%7C"),
        ))
    }
}

/// Text as a member of a link (RFC 3986).
fn escaped(text: &str) -> String {
    let byte = |c: u8| match c {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(c).to_string(),
        _ => format!("%{c:02X}"),
    };
    text.bytes().map(byte).collect()
}
