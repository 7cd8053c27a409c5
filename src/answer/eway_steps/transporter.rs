//! The transporter of an e-way bill.

use crate::answer::eway_named::{ewb_no, gstin};
use crate::answer::read::TextOrNumber;
use crate::answer::{VerbRequest, parse_shaped};
use crate::error::{Result, wrong};
use crate::gstin::Gstin;
use schemars::JsonSchema;
use serde::Deserialize;

/// The transporter of an e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenTransporter")]
#[non_exhaustive]
pub struct EwbTransporterRequest {
    /// The e-way bill's number.
    pub ewb_no: String,
    /// As whom, where several taxpayers of the engine have a part in it.
    pub gstin: Option<Gstin>,
    /// Its GSTIN, or the id of one that has none.
    pub transporter_id: String,
}

impl EwbTransporterRequest {
    /// Hands the goods to a transporter.
    pub fn new(ewb_no: impl Into<String>, transporter_id: impl Into<String>) -> EwbTransporterRequest {
        let transporter_id: String = transporter_id.into();
        let transporter_id = transporter_id.trim().to_ascii_uppercase();
        EwbTransporterRequest { ewb_no: ewb_no.into(), gstin: None, transporter_id }
    }

    /// As whom, where several taxpayers of the engine have a part in it.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbTransporterRequest {
        EwbTransporterRequest { gstin: Some(gstin), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        let id = &self.transporter_id;
        match id.len() == 15 && Gstin::parse(id).is_some() {
            true => Ok(()),
            false => Err(wrong("/transporter_id", id, "a transporter's id")
                .fix("the transporter's GSTIN, or the 15 characters of its enrolment")),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no and transporter_id")]
struct GivenTransporter {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
    /// Its GSTIN, or the id of one that has none.
    transporter_id: String,
}

impl<'t> VerbRequest<'t> for EwbTransporterRequest {
    fn read(text: &'t str) -> Result<EwbTransporterRequest> {
        let given: GivenTransporter = parse_shaped(text, r#"{"ewb_no", "transporter_id"}"#)?;
        let number = ewb_no(&given.ewb_no.0, "/ewb_no")?;
        let request = EwbTransporterRequest {
            gstin: gstin(given.gstin)?,
            ..EwbTransporterRequest::new(number, given.transporter_id)
        };
        request.check()?;
        Ok(request)
    }
}
