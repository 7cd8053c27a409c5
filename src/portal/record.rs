//! What the portal says of a document, once decrypted.

use super::json::{self, Object};
use super::reply::{Info, Unreadable};
use crate::calendar::IstTime;
use crate::irn::Irn;

/// Whether a registration stands (`ACT`, `CNL`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Active,
    Cancelled,
}

/// The e-way bill made with a registration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ewb {
    /// Decimal digits.
    pub ewb_no: String,
    pub ewb_date: Option<IstTime>,
    pub valid_until: Option<IstTime>,
}

/// A registration as the portal tells it. Whether it is of the document that was asked for is the caller's to check: by
/// `irn`, and by the signed content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registered {
    /// Decimal digits, never passed through a double.
    pub ack_no: String,
    pub ack_date: IstTime,
    pub irn: Irn,
    /// Compact JWS.
    pub signed_invoice: String,
    /// Compact JWS: the text the QR code holds.
    pub signed_qr: String,
    pub status: Standing,
    pub ewb: Option<Ewb>,
    pub remarks: Option<String>,
    pub infos: Vec<Info>,
}

/// A cancellation as the portal tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cancelled {
    pub irn: Irn,
    pub cancel_date: IstTime,
}

impl Registered {
    pub(super) fn read(json: &str, infos: Vec<Info>) -> Result<Registered, Unreadable> {
        let data = object(json)?;
        Ok(Registered {
            ack_no: field(&data, "AckNo", json::digits)?,
            ack_date: field(&data, "AckDt", IstTime::parse_portal)?,
            irn: field(&data, "Irn", Irn::parse)?,
            signed_invoice: field(&data, "SignedInvoice", jws)?,
            signed_qr: field(&data, "SignedQRCode", jws)?,
            status: field(&data, "Status", standing)?,
            ewb: ewb(&data),
            remarks: data.text("Remarks").map(|words| json::plain(&words, 1000)),
            infos,
        })
    }
}

impl Cancelled {
    pub(super) fn read(json: &str, _infos: Vec<Info>) -> Result<Cancelled, Unreadable> {
        let data = object(json)?;
        Ok(Cancelled {
            irn: field(&data, "Irn", Irn::parse)?,
            cancel_date: field(&data, "CancelDate", IstTime::parse_portal)?,
        })
    }
}

/// A JSON array of IRNs.
pub(super) fn irns(json: &str, _infos: Vec<Info>) -> Result<Vec<Irn>, Unreadable> {
    let entries = json::list(json).ok_or("the portal's data is not a list of IRNs")?;
    let irns = entries.iter().map(|entry| Irn::parse(&json::text(entry.get())?));
    irns.collect::<Option<_>>().ok_or_else(|| "the portal's list holds something that is no IRN".into())
}

fn object(json: &str) -> Result<Object, Unreadable> {
    Object::read(json).ok_or_else(|| "the portal's decrypted data is not a JSON object".into())
}

fn field<T>(data: &Object, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Unreadable> {
    let text = data.text(name).ok_or_else(|| format!("the portal's data lacks {name}"))?;
    parse(&text).ok_or_else(|| format!("the portal's {name} can't be read: {:?}", json::plain(&text, 40)))
}

/// Three parts of base64url; what they say is checked where keys are known.
fn jws(text: &str) -> Option<String> {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'));
    (text.split('.').count() == 3 && text.split('.').all(part)).then(|| text.to_owned())
}

fn standing(text: &str) -> Option<Standing> {
    match text {
        "ACT" => Some(Standing::Active),
        "CNL" => Some(Standing::Cancelled),
        _ => None,
    }
}

fn ewb(data: &Object) -> Option<Ewb> {
    let time = |name| data.text(name).and_then(|text| IstTime::parse_portal(&text));
    let ewb_no = data.text("EwbNo").and_then(|text| json::digits(&text)).filter(|number| number != "0")?;
    Some(Ewb { ewb_no, ewb_date: time("EwbDt"), valid_until: time("EwbValidTill") })
}
