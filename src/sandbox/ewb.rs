//! The invoice portal's calls about e-way bills: made by IRN, and looked up by IRN. They are the same bills as those of
//! the e-way bill system (`eway`), where they are moved and cancelled.
//!
//! It checks what the portal's error list names. It has no data on vehicles and transporters, so it accepts any that are
//! well formed.

use super::Sandbox;
use super::envelope::{CallFault, SandboxAnswer, open, sealed};
use super::eway::invoice::form;
use super::eway::{DISTANCE, EwbPortal, New, OLDEST, RegisteredEwayBill, TransportLeg, map};
use super::fault::FaultKind;
use super::members::CaselessMembers;
use super::refusal::{
    EWB_DATE_FORMAT, EWB_EXISTS, EWB_GOODS_ONLY, EWB_INVOICES_ONLY, EWB_IRN_UNKNOWN, EWB_NONE, EWB_NOT_YOURS,
    EWB_TOO_OLD, IRN_INACTIVE, MODE_MISSING, NO_IRN, OVERSIZE_BY_ROAD_ONLY, SandboxRefusal, TOO_FAR,
    TRANSPORT_DATE_EARLY, TRANSPORT_DATE_FUTURE, TRANSPORT_DATE_MISSING, TRANSPORT_NUMBER_MISSING, TRANSPORTER_INVALID,
    TRANSPORTER_MISSING, VEHICLE_INVALID, VEHICLE_MISSING, VEHICLE_TYPE_INVALID, VEHICLE_TYPE_MISSING,
};
use super::register::RegisterEntry;
use crate::calendar::{Day, IstTime};
use crate::codes::transport::vehicle_number_fits;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::PortalCall;
use http::Request;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};

/// The longest distance that the portal accepts, in kilometres.
const FARTHEST: u64 = 4_000;

impl Sandbox {
    /// `POST /eiewb/v1.03/ewaybill`.
    pub(super) fn ewb(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct EwbBody {
            ewb_no: i64,
            ewb_dt: String,
            ewb_valid_till: Option<String>,
            remarks: Option<String>,
        }
        let session = self.session(request)?;
        let asked = CaselessMembers::read(&open(&session.sek, request.body())?)?;
        let irn = Irn::parse(asked.text("Irn").unwrap_or_default()).ok_or(NO_IRN)?;
        let now = self.clock.now();
        let bill = self.store.write(|db| {
            let record = RegisterEntry::by_irn(db, self.name(), &irn)?.ok_or(EWB_IRN_UNKNOWN)?;
            if record.owner != session.gstin.as_str() {
                return Err(CallFault::from(EWB_NOT_YOURS));
            }
            make(db, self.portal(), &record, &asked, now)
        })?;
        let measured = asked.number("Distance").is_some_and(|km| km > 0);
        sealed(
            &session.sek,
            &EwbBody {
                ewb_no: bill.number,
                ewb_dt: bill.made_at.portal(),
                ewb_valid_till: bill.valid_until.map(IstTime::portal),
                remarks: (!measured).then(|| format!("The sandbox has no map: it uses {} km", bill.kilometres)),
            },
        )
    }

    /// `GET /eiewb/v1.03/ewaybill/irn/{irn}`.
    pub(super) fn ewb_by_irn(&self, request: &Request<Vec<u8>>, irn: &str) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let irn = Irn::parse(irn).ok_or(NO_IRN)?;
        let bill = RegisteredEwayBill::last(&self.store.lock(), &irn)?.ok_or(EWB_NONE)?;
        if bill.owner != session.gstin.as_str() {
            return Err(EWB_NOT_YOURS.into());
        }
        sealed(
            &session.sek,
            &json!({"EwbNo": bill.number, "Status": bill.word(self.clock.now()), "GenGstin": bill.owner,
                "EwbDt": bill.made_at.portal(), "EwbValidTill": bill.valid_until.map(IstTime::portal)}),
        )
    }

    /// The e-way bill that a document requests with `EwbDtls`. Its faults don't affect the registration: the errors are
    /// returned beside it.
    pub(super) fn ewb_beside(
        &self,
        json: &str,
        record: &RegisterEntry,
        now: IstTime,
    ) -> Result<Option<Value>, CallFault> {
        let document = CaselessMembers::read(json.as_bytes())?;
        let fails = self.meets(PortalCall::Generate, FaultKind::Ewberr);
        let Some(asked) = document.get("EwbDtls").and_then(CaselessMembers::of) else { return Ok(None) };
        let made = match fails {
            true => Err(CallFault::from(VEHICLE_MISSING)),
            false => self.store.write(|db| make(db, self.portal(), record, &asked, now)),
        };
        match made {
            Ok(_) => Ok(None),
            Err(CallFault::Refused(refusal)) => Ok(Some(json!([{"InfCd": "EWBERR", "Desc": refusal.errors()}]))),
            Err(broken) => Err(broken),
        }
    }
}

/// Enters an e-way bill for a registered document, after the portal's checks.
fn make(
    db: &Connection,
    portal: EwbPortal,
    record: &RegisterEntry,
    asked: &CaselessMembers,
    now: IstTime,
) -> Result<RegisteredEwayBill, CallFault> {
    if record.cancelled {
        return Err(IRN_INACTIVE.into());
    }
    if RegisteredEwayBill::standing(db, &record.irn, now)?.is_some() {
        return Err(EWB_EXISTS.into());
    }
    let document: Value = serde_json::from_str(&record.invoice_data).unwrap_or_default();
    if document["DocDtls"]["Typ"] != "INV" {
        return Err(EWB_INVOICES_ONLY.into());
    }
    let hsn = |item: &Value| item["HsnCd"].as_str().unwrap_or_default().to_owned();
    if document["ItemList"].as_array().is_none_or(|items| items.iter().all(|item| hsn(item).starts_with("99"))) {
        return Err(EWB_GOODS_ONLY.into());
    }
    let dated = document["DocDtls"]["Dt"].as_str().and_then(Day::parse).unwrap_or(now.day());
    if now.day().days_since(dated) > OLDEST {
        return Err(EWB_TOO_OLD.into());
    }
    check(asked, dated, now.day())?;
    let mut form = form(&document);
    if RegisteredEwayBill::of_same_document(db, &form, now)?.is_some() {
        return Err(EWB_EXISTS.into());
    }
    let mode = asked.text("TransMode").unwrap_or_default().to_owned();
    let way = (!mode.is_empty()).then(|| TransportLeg {
        vehicle: asked.plain("VehNo").to_ascii_uppercase(),
        document: asked.either("TransDocNo", "TrnDocNo").unwrap_or_default().to_owned(),
        document_date: asked.either("TransDocDt", "TrnDocDt").unwrap_or_default().to_owned(),
        place: form.from_place.clone(),
        state: form.act_from_state_code,
        mode: mode.clone(),
        ..TransportLeg::default()
    });
    if way.is_some() {
        let kind = if mode == "4" { "O" } else { asked.text("VehType").unwrap_or("R") };
        form.vehicle_type = kind.to_owned();
    }
    form.transporter_name = asked.plain("TransName");
    let known = map::known(db, &form)?;
    let given = asked.number("Distance").filter(|km| *km > 0);
    if given.zip(known).is_some_and(|(given, known)| map::is_beyond(given, known)) {
        return Err(TOO_FAR.into());
    }
    let kilometres = given.or(known).unwrap_or(DISTANCE);
    let transporter = asked.plain("TransId");
    let new = New { irn: Some(&record.irn), owner: &record.owner, transporter, kilometres, form, way };
    Ok(RegisteredEwayBill::make(db, portal, new, now)?)
}

/// The portal's checks of the transport; returns the first that fails.
fn check(asked: &CaselessMembers, invoice: Day, today: Day) -> Result<(), SandboxRefusal> {
    let (mode, vehicle) = (asked.text("TransMode"), asked.text("VehNo"));
    let (transport_no, transport_date) =
        (asked.either("TransDocNo", "TrnDocNo"), asked.either("TransDocDt", "TrnDocDt"));
    if asked.number("Distance").is_some_and(|km| km > FARTHEST) {
        return Err(TOO_FAR.into());
    }
    if let Some(id) = asked.text("TransId")
        && Gstin::parse(id).is_none()
    {
        return Err(TRANSPORTER_INVALID.into());
    }
    let date = match transport_date {
        None => None,
        Some(text) => Some(Day::parse(text).ok_or(EWB_DATE_FORMAT)?),
    };
    if date.is_some_and(|date| date > today) {
        return Err(TRANSPORT_DATE_FUTURE.into());
    }
    if date.is_some_and(|date| date < invoice) {
        return Err(TRANSPORT_DATE_EARLY.into());
    }
    match mode {
        None if vehicle.is_some() || transport_no.is_some() => Err(MODE_MISSING.into()),
        None if asked.text("TransId").is_none() => Err(TRANSPORTER_MISSING.into()),
        None => Ok(()),
        Some("1") => {
            let vehicle = vehicle.ok_or(VEHICLE_MISSING)?;
            if !vehicle_number_fits(&vehicle.to_ascii_uppercase()) {
                return Err(VEHICLE_INVALID.into());
            }
            match asked.text("VehType").ok_or(VEHICLE_TYPE_MISSING)? {
                "R" | "O" => Ok(()),
                _ => Err(VEHICLE_TYPE_INVALID.into()),
            }
        }
        Some("2" | "3" | "4") => {
            transport_no.ok_or(TRANSPORT_NUMBER_MISSING)?;
            date.ok_or(TRANSPORT_DATE_MISSING)?;
            if asked.text("VehType") == Some("O") {
                return Err(OVERSIZE_BY_ROAD_ONLY.into());
            }
            Ok(())
        }
        Some(_) => Err(SandboxRefusal::schema("TransMode is not one of 1, 2, 3, 4")),
    }
}
