//! What `gstin` is asked, and what it answers.

use super::document::Words;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::IstTime;
use crate::error::{ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::status::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which taxpayer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with gstin")]
pub(crate) struct GstinRequest {
    /// The taxpayer's.
    #[schemars(with = "Gstin")]
    gstin: String,
}

impl<'t> VerbRequest<'t> for Gstin {
    fn read(text: &'t str) -> Result<Gstin> {
        let GstinRequest { gstin } = parse(text, ErrorKind::Json)?;
        Gstin::parse(&gstin).ok_or_else(|| wrong("/gstin", &gstin, "a GSTIN"))
    }
}

/// What is known of a taxpayer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum TaxpayerAnswer {
    /// As the portal has it, now or when it was asked last.
    Known(Box<KnownTaxpayer>),
    /// The portal knows none.
    Unknown(Box<UnknownTaxpayer>),
}

/// A taxpayer as the portal has it. What the portal leaves out is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct KnownTaxpayer {
    /// The taxpayer's.
    pub gstin: Gstin,
    /// `active`, `cancelled`, `inactive`, `provisional`, `suspended`, or the portal's own word.
    pub status: String,
    /// The name it trades under.
    pub trade_name: Option<String>,
    /// The name it is registered under.
    pub legal_name: Option<String>,
    /// Whether it is blocked for e-way bills.
    pub blocked: bool,
    /// `REG`, `COM`, `SEZ`, …
    pub kind: Option<String>,
    /// Two digits.
    pub state_code: Option<String>,
    /// The PIN code of its address.
    pub pin: Option<String>,
    /// Its address, on one line.
    pub address: Option<String>,
    /// `yyyy-MM-dd`.
    pub registered_on: Option<String>,
    /// `yyyy-MM-dd`.
    pub deregistered_on: Option<String>,
    /// The portal's name.
    pub portal: String,
    /// When the portal was asked.
    pub as_of: IstTime,
    /// From the ledger's memory.
    pub cached: bool,
    /// How old it is.
    pub age_seconds: i64,
}

/// A taxpayer that the portal does not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct UnknownTaxpayer {
    /// As it was asked for.
    pub gstin: Gstin,
    /// Always `unknown`.
    pub status: Status,
    /// What the portal said.
    pub message: Words,
    /// What to do.
    pub fix: Words,
}

impl Answer for TaxpayerAnswer {
    fn outcome(&self) -> Outcome {
        match self {
            TaxpayerAnswer::Known(_) => Outcome::Ok,
            TaxpayerAnswer::Unknown(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
