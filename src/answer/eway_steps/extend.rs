//! More time for an e-way bill.

use super::carried::{Carried, CarriedBy, named};
use crate::answer::eway_named::{ewb_no, gstin};
use crate::answer::read::TextOrNumber;
use crate::answer::{VerbRequest, parse_shaped};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::story::{EwbSpot, ExtendReason, Mode, Transit};
use schemars::JsonSchema;
use serde::Deserialize;

/// More time for an e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenExtension")]
#[non_exhaustive]
pub struct EwbExtendRequest {
    /// The e-way bill's number.
    pub ewb_no: String,
    /// As whom, where several taxpayers of the engine have a part in it.
    pub gstin: Option<Gstin>,
    /// How far it still is.
    pub remaining_km: u32,
    /// Why.
    pub reason: ExtendReason,
    /// In words, at most 50 characters.
    pub remark: String,
    /// Where the goods are, with the PIN code.
    pub from: EwbSpot,
    /// What carries them; the bill's own vehicle, where nothing is said.
    pub by: CarriedBy,
    /// Where they wait, if they do.
    pub in_transit: Option<Transit>,
}

impl EwbExtendRequest {
    /// Goods that are on the move.
    pub fn new(ewb_no: impl Into<String>, remaining_km: u32, reason: ExtendReason, from: EwbSpot) -> EwbExtendRequest {
        let (ewb_no, by) = (ewb_no.into(), CarriedBy::default());
        EwbExtendRequest {
            ewb_no,
            gstin: None,
            remaining_km,
            reason,
            remark: String::new(),
            from,
            by,
            in_transit: None,
        }
    }

    /// Says why in words.
    #[must_use]
    pub fn remark(self, remark: impl Into<String>) -> EwbExtendRequest {
        EwbExtendRequest { remark: remark.into(), ..self }
    }

    /// As whom, where several taxpayers of the engine have a part in it.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbExtendRequest {
        EwbExtendRequest { gstin: Some(gstin), ..self }
    }

    /// What carries the goods from there on.
    #[must_use]
    pub fn carried(self, by: CarriedBy) -> EwbExtendRequest {
        EwbExtendRequest { by, ..self }
    }

    /// The goods wait on their way.
    #[must_use]
    pub fn waiting(self, place: Transit) -> EwbExtendRequest {
        EwbExtendRequest { in_transit: Some(place), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        match self.from.pin.as_deref().is_some_and(|pin| pin.len() == 6 && pin.bytes().all(|c| c.is_ascii_digit())) {
            true => Ok(()),
            false => {
                Err(Error::new(ErrorKind::Json, "the PIN code of the place where the goods are is missing, or is none")
                    .at("/from/pin")
                    .fix("six digits, as a text"))
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no, remaining_km, reason, remark and from")]
struct GivenExtension {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
    /// How far it still is, in kilometres.
    remaining_km: u32,
    /// Why.
    #[schemars(with = "ExtendReason")]
    reason: String,
    /// In words, at most 50 characters.
    #[serde(default)]
    remark: String,
    /// Where the goods are, with the PIN code.
    from: EwbSpot,
    /// The vehicle's number; the bill's own, where nothing is said.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// By road, where nothing is said.
    #[schemars(with = "Option<Mode>")]
    mode: Option<String>,
    /// Where the goods wait, if they do.
    #[schemars(with = "Option<Transit>")]
    in_transit: Option<String>,
}

impl<'t> VerbRequest<'t> for EwbExtendRequest {
    fn read(text: &'t str) -> Result<EwbExtendRequest> {
        let given: GivenExtension =
            parse_shaped(text, r#"{"ewb_no", "remaining_km", "reason", "remark", "from": {"place", "state", "pin"}}"#)?;
        let transit = given.in_transit.as_deref();
        let transit = transit.map(|text| named(text, "/in_transit", "a place to wait", Transit::ALL, Transit::name));
        let request = EwbExtendRequest {
            ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?,
            gstin: gstin(given.gstin)?,
            remaining_km: given.remaining_km,
            reason: named(&given.reason, "/reason", "a reason", ExtendReason::ALL, ExtendReason::name)?,
            remark: given.remark,
            from: given.from,
            by: Carried {
                vehicle: given.vehicle,
                document: given.document,
                document_date: given.document_date,
                mode: given.mode,
                over_dimensional: None,
            }
            .read()?,
            in_transit: transit.transpose()?,
        };
        request.check()?;
        Ok(request)
    }
}
