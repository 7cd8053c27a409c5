//! Consolidated bills (trip sheets): `GENCEWB`, `REGENTRIPSHEET`, `GetTripSheet`.

use super::bill::{RegisteredEwayBill, Stands, TransportLeg};
use super::moves::none_of;
use super::portals::Across;
use super::{By, no, parties, transport, twelve_hours};
use crate::calendar::IstTime;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::members::CaselessMembers;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

/// A trip sheet as it is stored.
struct StoredTrip {
    number: i64,
    owner: String,
    at: IstTime,
    way: TransportLeg,
}

impl StoredTrip {
    fn find(db: &Connection, number: i64) -> rusqlite::Result<Option<StoredTrip>> {
        db.prepare_cached(
            "SELECT owner, made_at, mode, vehicle, document, document_date, place, state FROM trip WHERE number = ?",
        )?
        .query_row([number], |row| {
            let way = TransportLeg {
                mode: row.get(2)?,
                vehicle: row.get(3)?,
                document: row.get(4)?,
                document_date: row.get(5)?,
                place: row.get(6)?,
                state: u64::try_from(row.get::<_, i64>(7)?).unwrap_or_default(),
                trip: number,
                group: 0,
            };
            Ok(StoredTrip { number, owner: row.get(0)?, at: IstTime::from_unix(row.get(1)?), way })
        })
        .optional()
    }

    fn bills(&self, db: &Connection) -> rusqlite::Result<Vec<RegisteredEwayBill>> {
        RegisteredEwayBill::all(
            db,
            "number IN (SELECT bill FROM trip_bill WHERE trip = ?) ORDER BY number",
            [self.number],
        )
    }
}

/// The number of bills that one trip sheet may hold here; the system's own limit is unknown.
const MOST: usize = 1_000;

impl Sandbox {
    pub(super) fn eway_consolidate(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let mut bad = Vec::new();
        let way = read(asked, &mut bad);
        let mut numbers = Vec::new();
        for entry in asked.list("tripSheetEwbBills") {
            let number = CaselessMembers::of(entry).and_then(|entry| i64::try_from(entry.number("ewbNo")?).ok());
            match number {
                Some(number) if !numbers.contains(&number) && numbers.len() < MOST => numbers.push(number),
                Some(_) => bad.push("322"),
                None => bad.push("301"),
            }
            if bad.len() > MOST {
                break;
            }
        }
        if numbers.is_empty() && bad.is_empty() {
            bad.push("322");
        }
        none_of(&bad)?;
        let trip = self.store.write(|db| {
            let mut bills = Vec::new();
            for number in numbers {
                let bill = RegisteredEwayBill::by_number(db, number)?.ok_or_else(|| CallFault::from(no("301")))?;
                self.made_here(by, number, Across::TripSheet)?;
                may_travel(db, &bill, by)?;
                bills.push(bill);
            }
            self.make_trip(db, by, way, bills)
        })?;
        by.reply(&json!({"cEwbNo": trip, "cEWBDate": twelve_hours(by.now)}))
    }

    /// The sheet renewed, with another vehicle and the bills that still stand.
    pub(super) fn eway_renew_trip(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = asked.number("tripSheetNo").and_then(|number| i64::try_from(number).ok());
        let mut bad = Vec::new();
        let way = read(asked, &mut bad);
        transport::read_reason(asked, &mut bad);
        none_of(&bad)?;
        let trip = self.store.write(|db| {
            let old = number.map(|number| StoredTrip::find(db, number)).transpose()?.flatten();
            let old =
                old.filter(|trip| self.portal().has_trip(trip.number)).ok_or_else(|| CallFault::from(no("387")))?;
            let mut bills = old.bills(db)?;
            bills.retain(|bill| bill.stands(by.now) == Stands::Active && !bill.has_ended(by.now));
            if bills.is_empty() {
                return Err(no("391").into());
            }
            if old.owner != by.gstin() && bills.iter().any(|bill| bill.transporter != by.gstin()) {
                return Err(no("650").into());
            }
            self.make_trip(db, by, way, bills)
        })?;
        by.reply(&json!({"cEwbNo": trip, "cEWBDate": twelve_hours(by.now)}))
    }

    fn make_trip(
        &self,
        db: &Connection,
        by: &By,
        mut way: TransportLeg,
        bills: Vec<RegisteredEwayBill>,
    ) -> Result<i64, CallFault> {
        way.trip = self.portal().next_trip(db)?;
        db.prepare_cached(
            "INSERT INTO trip (number, owner, made_at, mode, vehicle, document, document_date, place, state)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            way.trip,
            by.gstin(),
            by.now.unix(),
            &way.mode,
            &way.vehicle,
            &way.document,
            &way.document_date,
            &way.place,
            i64::try_from(way.state).unwrap_or_default(),
        ))?;
        for mut bill in bills {
            db.prepare_cached("INSERT INTO trip_bill VALUES (?, ?)")?.execute((way.trip, bill.number))?;
            bill.enter(db, by.gstin(), &way, by.now)?;
        }
        Ok(way.trip)
    }

    /// A trip sheet, for its maker and the parties of its bills.
    pub(super) fn eway_trip(&self, gstin: &str, number: Option<i64>) -> Result<Value, CallFault> {
        let db = self.store.lock();
        let found = number.map(|number| StoredTrip::find(&db, number)).transpose()?.flatten();
        let trip = found.filter(|trip| self.portal().has_trip(trip.number)).ok_or_else(|| no("387"))?;
        let bills = trip.bills(&db)?;
        if trip.owner != gstin && !bills.iter().any(|bill| super::look::may_read(bill, gstin)) {
            return Err(no("387").into());
        }
        let listed: Vec<Value> =
            bills.iter().map(|bill| json!({"ewbNo": bill.number, "ewbDate": twelve_hours(bill.made_at)})).collect();
        let TransportLeg { mode, vehicle, document, document_date, place, state, .. } = trip.way;
        Ok(json!({"tripSheetNo": trip.number, "fromPlace": place, "fromState": state, "vehicleNo": vehicle,
            "transMode": mode, "userGstin": trip.owner, "enteredDate": twelve_hours(trip.at), "transDocNo": document,
            "transDocDate": document_date, "tripSheetEwbBills": listed}))
    }
}

fn read(asked: &CaselessMembers, bad: &mut Vec<&'static str>) -> TransportLeg {
    let mut way = transport::read(asked, &transport::OF_MOVING, None, bad);
    transport::read_place(asked, &mut way, bad);
    way
}

/// Whether a bill may travel in a trip sheet. A slip may: the sheet gives its Part B.
fn may_travel(db: &Connection, bill: &RegisteredEwayBill, by: &By) -> Result<(), CallFault> {
    bill.may_move(db, by.gstin(), "649", "650")?;
    if bill.form.is_gold() {
        return Err(no("812").into());
    }
    match bill.stands(by.now) {
        Stands::Active => {}
        Stands::Cancelled | Stands::Closed => return Err(no("280").into()),
        Stands::Discarded => return Err(no("343").into()),
    }
    if bill.has_ended(by.now) {
        return Err(no("818").into());
    }
    if bill.is_divided(db)? {
        return Err(no("648").into());
    }
    let old = bill.form.date().is_some_and(|date| by.now.day().days_since(date) > parties::OLDEST);
    if bill.valid_until.is_none() && old {
        return Err(no("820").into());
    }
    Ok(())
}
