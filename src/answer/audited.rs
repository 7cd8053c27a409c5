//! What `audit` is asked, and what it answers.

use super::eway_named::ewb_no;
use super::{Answer, Body, Outcome, VerbRequest, parse_any};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::irn::Irn;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which exchanges: all of them, where nothing is said.
#[derive(Clone, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(with = "GivenAudit")]
#[non_exhaustive]
pub struct AuditRequest {
    /// About this document.
    pub irn: Option<Irn>,
    /// About the e-way bill of this number.
    pub ewb_no: Option<String>,
    /// With the portal of this name; empty is any.
    pub portal: String,
    /// Of this kind: `generate`, `cancel`, `log_in`, …; empty is any.
    pub call: String,
    /// From this moment on.
    pub from: Option<IstTime>,
    /// Up to this moment.
    pub to: Option<IstTime>,
    /// Those after this one: an answer's [`Audited::next`].
    pub after: i64,
}

impl AuditRequest {
    /// Every exchange.
    pub fn new() -> AuditRequest {
        AuditRequest::default()
    }

    /// Only those about this document.
    #[must_use]
    pub fn irn(self, irn: Irn) -> AuditRequest {
        AuditRequest { irn: Some(irn), ..self }
    }

    /// Only those about the e-way bill of this number.
    #[must_use]
    pub fn ewb_no(self, ewb_no: impl Into<String>) -> AuditRequest {
        AuditRequest { ewb_no: Some(ewb_no.into()), ..self }
    }

    /// Only those with the portal of this name.
    #[must_use]
    pub fn portal(self, name: impl Into<String>) -> AuditRequest {
        AuditRequest { portal: name.into(), ..self }
    }

    /// Only those of this kind.
    #[must_use]
    pub fn call(self, name: impl Into<String>) -> AuditRequest {
        AuditRequest { call: name.into(), ..self }
    }

    /// Only those from this moment on.
    #[must_use]
    pub fn since(self, moment: IstTime) -> AuditRequest {
        AuditRequest { from: Some(moment), ..self }
    }

    /// Only those up to this moment.
    #[must_use]
    pub fn until(self, moment: IstTime) -> AuditRequest {
        AuditRequest { to: Some(moment), ..self }
    }

    /// Only those after this one.
    #[must_use]
    pub fn after(self, id: i64) -> AuditRequest {
        AuditRequest { after: id, ..self }
    }
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with irn, ewb_no, portal, call, from, to, after")]
struct GivenAudit {
    /// About this document.
    #[schemars(with = "Option<Irn>")]
    irn: Option<String>,
    /// About the e-way bill of this number.
    ewb_no: Option<String>,
    /// With the portal of this name; empty is any.
    portal: String,
    /// Of this kind: `generate`, `cancel`, `log_in`, …; empty is any.
    call: String,
    /// From this moment on.
    #[schemars(with = "Option<IstTime>")]
    from: Option<String>,
    /// Up to this moment.
    #[schemars(with = "Option<IstTime>")]
    to: Option<String>,
    /// Those after this one: an answer's `next`.
    after: i64,
}

impl<'t> VerbRequest<'t> for AuditRequest {
    fn read(text: &'t str) -> Result<AuditRequest> {
        let given: GivenAudit = parse_any(text, ErrorKind::Json)?;
        let irn = |text: &String| Irn::parse(text).ok_or_else(|| wrong("/irn", text, "an IRN"));
        Ok(AuditRequest {
            irn: given.irn.as_ref().map(irn).transpose()?,
            ewb_no: given.ewb_no.as_deref().map(|text| ewb_no(text, "/ewb_no")).transpose()?,
            from: given.from.map(|text| time(&text, "/from")).transpose()?,
            to: given.to.map(|text| time(&text, "/to")).transpose()?,
            portal: given.portal,
            call: given.call,
            after: given.after,
        })
    }
}

fn time(text: &str, at: &str) -> Result<IstTime> {
    IstTime::parse(text).ok_or_else(|| {
        Error::new(ErrorKind::Json, format!("\"{text}\" is neither a day nor a time"))
            .at(at)
            .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
    })
}

/// A page of exchanges with portals, and when portals gave no answer.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Audited {
    /// What was sent and answered, the oldest first.
    pub exchanges: Vec<AuditedExchange>,
    /// The latest times without an answer, the last first.
    pub outages: Vec<AuditedOutage>,
    /// What to give as `after` for the following page; `None` where there is none.
    pub next: Option<i64>,
    /// Certificates that run out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// An exchange with a portal, secrets masked.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditedExchange {
    /// Its number.
    pub id: i64,
    /// When it ended.
    pub at: IstTime,
    /// The portal's name.
    pub portal: String,
    /// Whose log-in it was.
    pub gstin: String,
    /// The document it is about; `None` where it is about none.
    pub irn: Option<String>,
    /// Its kind.
    pub call: String,
    /// Path and query.
    pub path: String,
    /// What was sent, before it was encrypted; `None` where there was nothing.
    pub sent: Option<ExchangeSide>,
    /// HTTP's; `None` where no answer came.
    pub status: Option<u16>,
    /// What was answered, decrypted; or why there was no answer.
    pub answered: Option<ExchangeSide>,
    /// How long it took.
    pub millis: u64,
}

/// What one side of an exchange said.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ExchangeSide {
    /// An object or a list.
    Json(Value),
    /// Anything else, or what was cut because it was long.
    Text(String),
}

impl ExchangeSide {
    /// What a text of the ledger holds; none of an empty one.
    pub(crate) fn of(text: String) -> Option<ExchangeSide> {
        let json = text.starts_with(['{', '[']).then(|| serde_json::from_str(&text).ok()).flatten();
        match json {
            Some(json) => Some(ExchangeSide::Json(json)),
            None => Some(text).filter(|text| !text.is_empty()).map(ExchangeSide::Text),
        }
    }
}

/// A time in which a portal gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditedOutage {
    /// The portal's name.
    pub portal: String,
    /// The first call without an answer.
    pub began: IstTime,
    /// The last call without an answer.
    pub last: IstTime,
    /// The first answer after it; `None` while there is none.
    pub ended: Option<IstTime>,
    /// Calls without an answer.
    pub calls: u64,
    /// What came instead of an answer.
    pub answered: String,
}

impl Answer for Audited {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
