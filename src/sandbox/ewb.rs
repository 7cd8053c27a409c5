//! The calls about e-way bills: made by IRN, looked up, cancelled.
//!
//! It checks what the portal's error list names. It has no data on distances between PIN codes, vehicles and
//! transporters, so it accepts any that are well formed.

use super::Sandbox;
use super::envelope::{Answer, Fault, open, open_data, sealed};
use super::fault::What;
use super::refusal::{
    EWB_CANCEL_INVALID, EWB_DATE_FORMAT, EWB_EXISTS, EWB_GOODS_ONLY, EWB_INVOICES_ONLY, EWB_IRN_UNKNOWN, EWB_NONE,
    EWB_NOT_YOURS, INCOMPLETE, IRN_INACTIVE, MODE_MISSING, NO_IRN, OVERSIZE_BY_ROAD_ONLY, Refusal, TOO_FAR,
    TRANSPORT_DATE_EARLY, TRANSPORT_DATE_FUTURE, TRANSPORT_DATE_MISSING, TRANSPORT_NUMBER_MISSING, TRANSPORTER_INVALID,
    TRANSPORTER_MISSING, VEHICLE_INVALID, VEHICLE_MISSING, VEHICLE_TYPE_INVALID, VEHICLE_TYPE_MISSING,
};
use super::register::Record;
use crate::calendar::{Day, IstTime};
use crate::codes::transport::vehicle_number_fits;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::Call;
use crate::law::tables::EWB_CANCEL_HOURS;
use http::Request;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Kilometres per day of validity: for an ordinary load, and for an over-dimensional one.
const DAILY: (u64, u64) = (200, 20);
/// The longest distance that the portal accepts, in kilometres.
const FARTHEST: u64 = 4_000;
/// The value of an unknown distance: the portal measures between PIN codes, the sandbox has no map.
const UNMEASURED: u64 = 100;

/// An e-way bill as the register stores it.
pub(super) struct EwayBill {
    pub(super) number: i64,
    owner: String,
    pub(super) made_at: IstTime,
    pub(super) valid_until: Option<IstTime>,
    pub(super) cancelled: bool,
}

impl EwayBill {
    const COLUMNS: &str = "number, owner, made_at, valid_until, cancelled_at";

    fn of(row: &Row) -> rusqlite::Result<EwayBill> {
        Ok(EwayBill {
            number: row.get(0)?,
            owner: row.get(1)?,
            made_at: IstTime::from_unix(row.get(2)?),
            valid_until: row.get::<_, Option<i64>>(3)?.map(IstTime::from_unix),
            cancelled: row.get::<_, Option<i64>>(4)?.is_some(),
        })
    }

    /// The last one of an IRN, cancelled or not.
    pub(super) fn last(db: &Connection, irn: &Irn) -> rusqlite::Result<Option<EwayBill>> {
        let sql = format!("SELECT {} FROM ewb WHERE irn = ? ORDER BY number DESC LIMIT 1", EwayBill::COLUMNS);
        db.prepare_cached(&sql)?.query_row([irn.as_str()], EwayBill::of).optional()
    }

    /// The one of an IRN that is not cancelled.
    pub(super) fn standing(db: &Connection, irn: &Irn) -> rusqlite::Result<Option<EwayBill>> {
        Ok(EwayBill::last(db, irn)?.filter(|bill| !bill.cancelled))
    }

    fn by_number(db: &Connection, number: i64) -> rusqlite::Result<Option<EwayBill>> {
        let sql = format!("SELECT {} FROM ewb WHERE number = ?", EwayBill::COLUMNS);
        db.prepare_cached(&sql)?.query_row([number], EwayBill::of).optional()
    }
}

impl Sandbox {
    /// `POST /eiewb/v1.03/ewaybill`.
    pub(super) fn ewb(&self, request: &Request<Vec<u8>>) -> Result<Answer, Fault> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Reply {
            ewb_no: i64,
            ewb_dt: String,
            ewb_valid_till: Option<String>,
            remarks: Option<&'static str>,
        }
        let session = self.session(request)?;
        let asked = Members::read(&open(&session.sek, request.body())?)?;
        let irn = Irn::parse(asked.text("Irn").unwrap_or_default()).ok_or(NO_IRN)?;
        let now = self.clock.now();
        let bill = self.store.write(|db| {
            let record = Record::by_irn(db, self.name(), &irn)?.ok_or(EWB_IRN_UNKNOWN)?;
            if record.owner != session.gstin.as_str() {
                return Err(Fault::from(EWB_NOT_YOURS));
            }
            make(db, &record, &asked, now)
        })?;
        let measured = asked.number("Distance").is_some_and(|km| km > 0);
        sealed(
            &session.sek,
            &Reply {
                ewb_no: bill.number,
                ewb_dt: bill.made_at.portal(),
                ewb_valid_till: bill.valid_until.map(IstTime::portal),
                remarks: (!measured).then_some("The sandbox has no map: it uses 100 km"),
            },
        )
    }

    /// `GET /eiewb/v1.03/ewaybill/irn/{irn}`.
    pub(super) fn ewb_by_irn(&self, request: &Request<Vec<u8>>, irn: &str) -> Result<Answer, Fault> {
        let session = self.session(request)?;
        let irn = Irn::parse(irn).ok_or(NO_IRN)?;
        let bill = EwayBill::last(&self.store.lock(), &irn)?.ok_or(EWB_NONE)?;
        if bill.owner != session.gstin.as_str() {
            return Err(EWB_NOT_YOURS.into());
        }
        sealed(
            &session.sek,
            &json!({"EwbNo": bill.number, "Status": if bill.cancelled { "CNL" } else { "ACT" }, "GenGstin": bill.owner,
                "EwbDt": bill.made_at.portal(), "EwbValidTill": bill.valid_until.map(IstTime::portal)}),
        )
    }

    /// `POST /ewaybillapi/v1.03/ewayapi` with `{"action":"CANEWB","data":…}`. Its reason numbers differ from an IRN's:
    /// 2 is "order cancelled" here, and 3 "data entry mistake".
    pub(super) fn ewb_cancel(&self, request: &Request<Vec<u8>>) -> Result<Answer, Fault> {
        let session = self.session(request)?;
        let body = Members::read(request.body())?;
        if body.text("action") != Some("CANEWB") {
            return Err(INCOMPLETE.into());
        }
        let asked = Members::read(&open_data(&session.sek, body.text("data").unwrap_or_default())?)?;
        let number = asked.number("ewbNo").and_then(|n| i64::try_from(n).ok()).ok_or(EWB_CANCEL_INVALID)?;
        let reason = asked.number("cancelRsnCode").filter(|code| (1..=4).contains(code)).ok_or(EWB_CANCEL_INVALID)?;
        let remark = asked.text("cancelRmrk").unwrap_or_default();
        if remark.chars().count() > 50 {
            return Err(EWB_CANCEL_INVALID.into());
        }
        let now = self.clock.now();
        self.store.write(|db| {
            let bill = EwayBill::by_number(db, number)?.ok_or(EWB_CANCEL_INVALID)?;
            let late = now > bill.made_at.plus_hours(EWB_CANCEL_HOURS);
            if bill.owner != session.gstin.as_str() || bill.cancelled || late {
                return Err(Fault::from(EWB_CANCEL_INVALID));
            }
            let reason = ["duplicate", "order_cancelled", "data_entry", "other"][reason as usize - 1];
            db.prepare_cached("UPDATE ewb SET cancelled_at = ?, reason = ?, remark = ? WHERE number = ?")?
                .execute((now.unix(), reason, remark, number))?;
            Ok(())
        })?;
        let plain = json!({"ewayBillNo": number.to_string(), "cancelDate": twelve_hours(now)}).to_string();
        let data = super::envelope::encrypt(&session.sek, plain.as_bytes())?;
        Ok(Answer::Json(json!({"status": "1", "data": data}).to_string()))
    }

    /// The e-way bill that a document requests with `EwbDtls`. Its faults don't affect the registration: the errors are
    /// returned beside it.
    pub(super) fn ewb_beside(&self, json: &str, record: &Record, now: IstTime) -> Result<Option<Value>, Fault> {
        let document = Members::read(json.as_bytes())?;
        let fails = self.meets(Call::Generate, What::Ewberr);
        let Some(Value::Object(details)) = document.get("EwbDtls").cloned() else { return Ok(None) };
        let asked = Members(details);
        let made = match fails {
            true => Err(Fault::from(VEHICLE_MISSING)),
            false => self.store.write(|db| make(db, record, &asked, now)),
        };
        match made {
            Ok(_) => Ok(None),
            Err(Fault::Refused(refusal)) => Ok(Some(json!([{"InfCd": "EWBERR", "Desc": refusal.errors()}]))),
            Err(broken) => Err(broken),
        }
    }
}

/// Enters an e-way bill for a registered document, after the portal's checks.
fn make(db: &Connection, record: &Record, asked: &Members, now: IstTime) -> Result<EwayBill, Fault> {
    if record.cancelled {
        return Err(IRN_INACTIVE.into());
    }
    if EwayBill::standing(db, &record.irn)?.is_some() {
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
    check(asked, dated, now.day())?;
    let by_vehicle = asked.text("TransMode").is_some();
    let last: Option<i64> = db.prepare_cached("SELECT max(number) FROM ewb")?.query_row([], |row| row.get(0))?;
    let bill = EwayBill {
        number: last.unwrap_or(991_000_000_000) + 1,
        owner: record.owner.clone(),
        made_at: now.to_minute(),
        valid_until: by_vehicle.then(|| valid_until(asked, now)).flatten(),
        cancelled: false,
    };
    db.prepare_cached("INSERT INTO ewb (number, irn, owner, made_at, valid_until) VALUES (?, ?, ?, ?, ?)")?.execute(
        (bill.number, record.irn.as_str(), &bill.owner, bill.made_at.unix(), bill.valid_until.map(IstTime::unix)),
    )?;
    Ok(bill)
}

/// The portal's checks of the transport; returns the first that fails.
fn check(asked: &Members, invoice: Day, today: Day) -> Result<(), Refusal> {
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
        Some(_) => Err(Refusal::schema("TransMode is not one of 1, 2, 3, 4")),
    }
}

/// The end of the last day: one day per 200 km begun, or per 20 km for an over-dimensional load.
fn valid_until(asked: &Members, now: IstTime) -> Option<IstTime> {
    let km = asked.number("Distance").filter(|km| *km > 0).unwrap_or(UNMEASURED);
    let daily = if asked.text("VehType") == Some("O") { DAILY.1 } else { DAILY.0 };
    let last = now.day().plus(i64::try_from(km.div_ceil(daily)).ok()?);
    IstTime::parse_portal(&format!("{} 23:59:00", last.iso()))
}

/// `dd/MM/yyyy hh:mm:ss AM`, the e-way bill system's notation.
fn twelve_hours(at: IstTime) -> String {
    let text = at.portal();
    let hour: u32 = text[11..13].parse().unwrap_or_default();
    let (twelve, half) = ((hour + 11) % 12 + 1, if hour < 12 { "AM" } else { "PM" });
    format!("{} {twelve:02}{} {half}", at.day(), &text[13..])
}

/// An object whose members are found in any case.
struct Members(Map<String, Value>);

impl Members {
    fn read(json: &[u8]) -> Result<Members, Refusal> {
        serde_json::from_slice(json)
            .map(Members)
            .map_err(|e| Refusal::schema(format!("the request is not a JSON object: {e}")))
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    fn either<'a>(&'a self, name: &str, old: &str) -> Option<&'a str> {
        self.text(name).or_else(|| self.text(old))
    }

    /// A whole number, or its digits as text.
    fn number(&self, name: &str) -> Option<u64> {
        let value = self.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }
}
