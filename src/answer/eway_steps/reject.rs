//! The rejection of an e-way bill that the other party made.

use crate::answer::eway_named::{ewb_no, gstin};
use crate::answer::read::TextOrNumber;
use crate::answer::{VerbRequest, parse_shaped};
use crate::error::Result;
use crate::gstin::Gstin;
use schemars::JsonSchema;
use serde::Deserialize;

/// An e-way bill that the other party made.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenNumber")]
#[non_exhaustive]
pub struct EwbRejectRequest {
    /// Its number.
    pub ewb_no: String,
    /// As whom, where both parties are taxpayers of the engine.
    pub gstin: Option<Gstin>,
}

impl EwbRejectRequest {
    /// Rejects it.
    pub fn new(ewb_no: impl Into<String>) -> EwbRejectRequest {
        EwbRejectRequest { ewb_no: ewb_no.into(), gstin: None }
    }

    /// As whom, where both parties are taxpayers of the engine.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbRejectRequest {
        EwbRejectRequest { gstin: Some(gstin), ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no")]
struct GivenNumber {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
}

impl<'t> VerbRequest<'t> for EwbRejectRequest {
    fn read(text: &'t str) -> Result<EwbRejectRequest> {
        let given: GivenNumber = parse_shaped(text, r#"{"ewb_no"}"#)?;
        Ok(EwbRejectRequest { ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?, gstin: gstin(given.gstin)? })
    }
}
