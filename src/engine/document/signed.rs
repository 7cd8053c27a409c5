//! Signed answers as they are given: einv's own, or a portal's in a download.

use crate::engine::document::believe::{ClaimedRegistration, Moment};
use crate::error::{Error, ErrorKind, Result};
use crate::irn::Irn;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// One answer of a portal: as einv gives it, or as the portal's download has it.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default, expecting = "an object with signed_invoice, signed_qr")]
#[schemars(rename = "Signed")]
pub(crate) struct SignedAnswer {
    /// As the portal signed it.
    #[serde(alias = "SignedInvoice")]
    pub(crate) signed_invoice: Option<String>,
    /// The text of the QR.
    #[serde(alias = "SignedQRCode", alias = "SignedQrCode")]
    pub(crate) signed_qr: Option<String>,
    /// Its IRN. What stands beside the tokens must say what they say.
    #[serde(alias = "Irn")]
    pub(crate) irn: Option<Value>,
    /// The acknowledgement's number.
    #[serde(alias = "AckNo")]
    pub(crate) ack_no: Option<Value>,
    /// When the portal acknowledged it.
    #[serde(alias = "AckDt")]
    pub(crate) ack_date: Option<Value>,
    /// How the document stands.
    #[serde(alias = "Status")]
    pub(crate) status: Option<String>,
    /// The e-way bill's number.
    #[serde(alias = "EwbNo")]
    pub(crate) ewb_no: Option<Value>,
    /// When it was made.
    #[serde(alias = "EwbDt")]
    pub(crate) ewb_date: Option<String>,
    /// Until when it is valid.
    #[serde(alias = "EwbValidTill")]
    pub(crate) valid_until: Option<String>,
}

/// The texts of what stands beside the tokens; empty ones say nothing.
pub struct BesideTokens {
    pub(crate) irn: String,
    pub(crate) ack_no: String,
    pub(crate) ack_date: String,
}

impl BesideTokens {
    pub(crate) fn of(given: &SignedAnswer) -> BesideTokens {
        let text = |value: &Option<Value>| value.as_ref().map(plain).unwrap_or_default();
        BesideTokens { irn: text(&given.irn), ack_no: text(&given.ack_no), ack_date: text(&given.ack_date) }
    }

    pub(crate) fn said<'t>(&'t self, given: &'t SignedAnswer) -> ClaimedRegistration<'t> {
        ClaimedRegistration {
            signed_invoice: given.signed_invoice.as_deref().unwrap_or_default(),
            signed_qr: given.signed_qr.as_deref(),
            irn: Irn::parse(&self.irn),
            ack_no: Some(self.ack_no.as_str()).filter(|number| !number.is_empty()),
            ack_date: Moment::parse(&self.ack_date),
        }
    }
}

/// An answer that was read and not judged yet.
pub struct Signed(pub(crate) SignedAnswer);

impl Signed {
    /// The answers of a file, in whatever they are wrapped.
    pub fn all(text: &str) -> Vec<Result<Signed>> {
        // One answer may be its signed invoice alone.
        if text.trim().starts_with("ey") && !text.trim().contains(char::is_whitespace) {
            return vec![Ok(Signed(SignedAnswer {
                signed_invoice: Some(text.trim().to_owned()),
                ..SignedAnswer::default()
            }))];
        }
        let mut answers = Vec::new();
        match serde_json::from_str::<Value>(text) {
            Ok(whole) => answers_in(&whole, 0, &mut answers),
            Err(e) => return vec![Err(unreadable(&e))],
        }
        if answers.is_empty() {
            return vec![Err(nothing_signed())];
        }
        answers.into_iter().map(|one| SignedAnswer::deserialize(one).map(Signed).map_err(|e| unreadable(&e))).collect()
    }
}

pub fn nothing_signed() -> Error {
    Error::new(ErrorKind::Json, "there is neither a signed invoice nor a signed QR")
        .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")
}

pub fn unreadable(why: &serde_json::Error) -> Error {
    Error::new(ErrorKind::Json, why.to_string())
        .fix("give {\"signed_invoice\", \"signed_qr\"}, or the portal's own answer")
}

/// The answer in a text, be it in the envelope of a portal or of a GSP.
pub fn given(text: &str) -> Result<SignedAnswer> {
    let whole: Value = serde_json::from_str(text).map_err(|e| unreadable(&e))?;
    let mut answers = Vec::new();
    answers_in(&whole, 0, &mut answers);
    if answers.len() > 1 {
        let message = format!("this holds {} signed answers, and none is taken for the others", answers.len());
        return Err(Error::new(ErrorKind::Json, message).fix("give them as a list: one answer an element"));
    }
    SignedAnswer::deserialize(answers.pop().unwrap_or(whole)).map_err(|e| unreadable(&e))
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

/// A number, or text, as text.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
