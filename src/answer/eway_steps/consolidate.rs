//! Several e-way bills in one vehicle.

use super::carried::{Carried, CarriedBy, named};
use crate::answer::eway_named::{ewb_no, gstin};
use crate::answer::read::TextOrNumber;
use crate::answer::{VerbRequest, parse_shaped};
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::story::{EwbSpot, Mode, VehicleReason};
use schemars::JsonSchema;
use serde::Deserialize;

/// A consolidated bill that goes on in another vehicle, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RenewedTrip {
    /// The number of the earlier consolidated bill: ten digits.
    pub consolidated_no: String,
    /// Why.
    pub reason: VehicleReason,
    /// In words, at most 50 characters.
    pub remark: String,
}

/// Several e-way bills in one vehicle.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenConsolidation")]
#[non_exhaustive]
pub struct EwbConsolidateRequest {
    /// Their numbers; of one that is renewed the system knows them.
    pub ewb_nos: Vec<String>,
    /// The earlier one that is made again for another vehicle.
    pub renews: Option<RenewedTrip>,
    /// As whom, where several taxpayers of the engine have a part in them.
    pub gstin: Option<Gstin>,
    /// What carries the goods.
    pub by: CarriedBy,
    /// Where they are.
    pub from: EwbSpot,
}

impl EwbConsolidateRequest {
    /// These bills travel in one vehicle.
    pub fn new(ewb_nos: Vec<String>, by: CarriedBy, from: EwbSpot) -> EwbConsolidateRequest {
        EwbConsolidateRequest { ewb_nos, renews: None, gstin: None, by, from }
    }

    /// An earlier consolidated bill is made again: the bills of it that are still valid travel on in another vehicle.
    pub fn again(
        consolidated_no: impl Into<String>,
        by: CarriedBy,
        from: EwbSpot,
        reason: VehicleReason,
        remark: impl Into<String>,
    ) -> EwbConsolidateRequest {
        let renewed = RenewedTrip { consolidated_no: consolidated_no.into(), reason, remark: remark.into() };
        EwbConsolidateRequest { renews: Some(renewed), ..EwbConsolidateRequest::new(Vec::new(), by, from) }
    }

    /// As whom, where several taxpayers of the engine have a part in them.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbConsolidateRequest {
        EwbConsolidateRequest { gstin: Some(gstin), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(RenewedTrip { consolidated_no, .. }) = &self.renews else {
            return match self.ewb_nos.is_empty() {
                false => Ok(()),
                true => Err(Error::new(ErrorKind::Json, "a consolidated e-way bill needs e-way bills")
                    .at("/ewb_nos")
                    .fix("give their numbers, or the number of the consolidated bill that is made again")),
            };
        };
        if !self.ewb_nos.is_empty() {
            return Err(Error::new(ErrorKind::Json, "a consolidated bill that is made again keeps its e-way bills")
                .at("/ewb_nos")
                .fix("leave them out; or leave consolidated_no out, and make another one of these"));
        }
        match consolidated_no.len() == 10 && consolidated_no.bytes().all(|c| c.is_ascii_digit()) {
            true => Ok(()),
            false => Err(wrong("/consolidated_no", consolidated_no, "the number of a consolidated e-way bill")
                .fix("10 digits, as a text")),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_nos or consolidated_no, vehicle and from")]
struct GivenConsolidation {
    /// The e-way bills' numbers, 12 digits each.
    #[serde(default)]
    ewb_nos: Vec<TextOrNumber>,
    /// In their place: the number of an earlier consolidated bill, 10 digits, that is made again for another vehicle.
    consolidated_no: Option<TextOrNumber>,
    /// Why it is made again.
    #[schemars(with = "Option<VehicleReason>")]
    reason: Option<String>,
    /// In words, at most 50 characters.
    remark: Option<String>,
    /// As whom, where several taxpayers of the engine have a part in them.
    gstin: Option<String>,
    /// The vehicle's number.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// By road, where nothing is said.
    #[schemars(with = "Option<Mode>")]
    mode: Option<String>,
    /// Where the goods are.
    from: EwbSpot,
}

impl<'t> VerbRequest<'t> for EwbConsolidateRequest {
    fn read(text: &'t str) -> Result<EwbConsolidateRequest> {
        let given: GivenConsolidation = parse_shaped(text, r#"{"ewb_nos", "vehicle", "from": {"place", "state"}}"#)?;
        let number = |(index, text): (usize, &TextOrNumber)| ewb_no(&text.0, &format!("/ewb_nos/{index}"));
        let reason = given.reason.as_deref();
        let reason = reason.map(|text| named(text, "/reason", "a reason", VehicleReason::ALL, VehicleReason::name));
        let needless = |at: &str| {
            Error::new(ErrorKind::Json, format!("{} is of a consolidated bill that is made again", &at[1..]))
                .at(at)
                .fix("leave it out, or give consolidated_no")
        };
        let renews = match (given.consolidated_no, reason.transpose()?, given.remark) {
            (Some(number), Some(reason), remark) => {
                let consolidated_no = number.0.chars().filter(|c| !c.is_whitespace()).collect();
                Some(RenewedTrip { consolidated_no, reason, remark: remark.unwrap_or_default() })
            }
            (Some(_), None, _) => {
                return Err(Error::new(ErrorKind::Json, "reason is missing: why another vehicle takes the goods")
                    .at("/reason")
                    .fix("use breakdown, transshipment or other"));
            }
            (None, Some(_), _) => return Err(needless("/reason")),
            (None, None, Some(_)) => return Err(needless("/remark")),
            (None, None, None) => None,
        };
        let request = EwbConsolidateRequest {
            renews,
            ewb_nos: given.ewb_nos.iter().enumerate().map(number).collect::<Result<_>>()?,
            gstin: gstin(given.gstin)?,
            by: Carried {
                vehicle: given.vehicle,
                document: given.document,
                document_date: given.document_date,
                mode: given.mode,
                over_dimensional: None,
            }
            .read()?,
            from: given.from,
        };
        request.check()?;
        Ok(request)
    }
}
