//! What `verify` is asked, and what it answers.

use super::document::Words;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::Inv01;
use crate::signed::{SignatureVerdict, SignedContent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A signed text to verify, and the invoice to hold it against.
///
/// ```
/// use einv::answer::verified::VerifyRequest;
/// use einv::engine::{VerifyOptions, verify};
/// use einv::signed::SignatureVerdict;
///
/// let found = verify(None, VerifyRequest::new("no token"), &VerifyOptions::new())?;
/// assert_eq!(found.verdict, SignatureVerdict::Malformed);
/// # Ok::<(), einv::error::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenVerify<'static>")]
#[non_exhaustive]
pub struct VerifyRequest<'t> {
    /// The text of a QR, or a signed invoice.
    pub token: Cow<'t, str>,
    /// Which of the two it must be; `None` takes either.
    pub kind: Option<TokenKind>,
    /// An INV-01 invoice, as JSON.
    pub invoice: Option<Cow<'t, str>>,
}

/// What a portal signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// The text of a QR.
    Qr,
    /// A whole invoice.
    Invoice,
}

impl TokenKind {
    /// Where a request has it.
    pub(crate) const fn at(self) -> &'static str {
        match self {
            TokenKind::Qr => "/signed_qr",
            TokenKind::Invoice => "/signed_invoice",
        }
    }
}

impl<'t> VerifyRequest<'t> {
    /// Verifies a signed QR or a signed invoice.
    pub fn new(token: impl Into<Cow<'t, str>>) -> VerifyRequest<'t> {
        VerifyRequest { token: token.into(), kind: None, invoice: None }
    }

    /// Holds it against an INV-01 invoice.
    #[must_use]
    pub fn invoice(self, invoice: impl Into<Cow<'t, str>>) -> VerifyRequest<'t> {
        VerifyRequest { invoice: Some(invoice.into()), ..self }
    }
}

/// Where nothing in it was escaped, a piece of the input.
#[derive(Deserialize)]
#[serde(transparent)]
struct GivenToken<'t>(#[serde(borrow)] Cow<'t, str>);

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or signed_invoice")]
struct GivenVerify<'t> {
    /// The text of a QR.
    #[serde(borrow)]
    #[schemars(with = "Option<String>")]
    signed_qr: Option<GivenToken<'t>>,
    /// A signed invoice; one of the two is verified at a time.
    #[serde(borrow)]
    #[schemars(with = "Option<String>")]
    signed_invoice: Option<GivenToken<'t>>,
    /// An invoice to compare with what was signed.
    #[serde(borrow)]
    #[schemars(with = "Option<Inv01>")]
    invoice: Option<&'t RawValue>,
}

impl<'t> VerbRequest<'t> for VerifyRequest<'t> {
    fn read(text: &'t str) -> Result<VerifyRequest<'t>> {
        let given: GivenVerify<'t> = parse(text, ErrorKind::Json)?;
        let (GivenToken(token), kind) = match (given.signed_qr, given.signed_invoice) {
            (Some(token), None) => (token, TokenKind::Qr),
            (None, Some(token)) => (token, TokenKind::Invoice),
            (Some(_), Some(_)) => {
                return Err(
                    Error::new(ErrorKind::Json, "two tokens where one is verified at a time").at("/signed_invoice")
                );
            }
            (None, None) => {
                return Err(Error::new(ErrorKind::Json, "there is no token to verify")
                    .fix("give {\"signed_qr\": …} or {\"signed_invoice\": …}"));
            }
        };
        Ok(VerifyRequest { token, kind: Some(kind), invoice: given.invoice.map(|invoice| invoice.get().into()) })
    }
}

/// Whose signature a text has, and over what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Verified {
    /// What the signature is worth.
    pub verdict: SignatureVerdict,
    /// The key that the token names.
    pub kid: Option<String>,
    /// Who says to have signed it.
    pub issuer: Option<String>,
    /// When that key was valid, where its certificate was given.
    pub key: Option<KeyDates>,
    /// What was signed: the members of a QR, or an invoice as its own JSON. `None` of a malformed token alone.
    #[serde(serialize_with = "as_signed")]
    pub content: Option<SignedContent>,
    /// Places of the invoice that are not as they were signed; `None` where no invoice was given.
    pub differs: Option<Vec<String>>,
    /// In words.
    pub message: Words,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'static str>,
    /// The signature is one to go by: the portal's, or the sandbox's at an engine with the sandbox.
    #[serde(skip)]
    pub trusted: bool,
}

/// When a key was valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct KeyDates {
    /// From when on.
    pub valid_from: IstTime,
    /// Until when.
    pub valid_until: IstTime,
    /// Whether the IRN was given between them, where the token says when.
    pub covers: Option<bool>,
}

fn as_signed<S: Serializer>(content: &Option<SignedContent>, s: S) -> Result<S::Ok, S::Error> {
    match content {
        Some(SignedContent::Qr(qr)) => qr.serialize(s),
        Some(SignedContent::Invoice(json)) => {
            serde_json::from_str::<&RawValue>(json).map_err(serde::ser::Error::custom)?.serialize(s)
        }
        None => s.serialize_none(),
    }
}

impl Answer for Verified {
    fn outcome(&self) -> Outcome {
        let agrees = self.differs.as_ref().is_none_or(Vec::is_empty);
        if self.trusted && agrees { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
