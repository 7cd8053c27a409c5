//! One consignment in several vehicles: `MULTIVEHMOVINT` begins a group, `MULTIVEHADD` fills it, `MULTIVEHUPD` changes a
//! vehicle of it.

use super::bill::{RegisteredEwayBill, Stands, TransportLeg};
use super::moves::{find, none_of, read_number};
use super::portals::Across;
use super::{By, no, transport, twelve_hours};
use crate::calendar::Day;
use crate::codes::transport::vehicle_number_fits;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::members::CaselessMembers;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

/// A group as it is stored; quantities in thousandths.
struct VehicleGroup {
    number: u64,
    mode: String,
    quantity: i64,
    place: String,
    state: u64,
}

impl VehicleGroup {
    fn find(db: &Connection, bill: i64, number: u64) -> rusqlite::Result<Option<VehicleGroup>> {
        db.prepare_cached("SELECT mode, quantity, place, state FROM ewb_group WHERE bill = ? AND number = ?")?
            .query_row((bill, i64::try_from(number).unwrap_or_default()), |row| {
                let state = u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default();
                Ok(VehicleGroup { number, mode: row.get(0)?, quantity: row.get(1)?, place: row.get(2)?, state })
            })
            .optional()
    }

    fn sql_number(&self) -> i64 {
        i64::try_from(self.number).unwrap_or_default()
    }
}

/// Reads a quantity above 0, in thousandths.
fn read_quantity(asked: &CaselessMembers, name: &str, bad: &mut Vec<&'static str>) -> i64 {
    let quantity = asked.amount(name).ok().flatten().map(|quantity| quantity.thousandths());
    let quantity = quantity.filter(|quantity| *quantity > 0);
    if quantity.is_none() {
        bad.push("402");
    }
    quantity.unwrap_or_default()
}

fn read_group(asked: &CaselessMembers, bad: &mut Vec<&'static str>) -> u64 {
    let group = asked.number("groupNo").filter(|group| (1..=999).contains(group));
    if group.is_none() {
        bad.push("406");
    }
    group.unwrap_or_default()
}

/// What must hold of a bill whose goods are divided.
fn may_divide(db: &Connection, bill: &RegisteredEwayBill, by: &By) -> Result<(), CallFault> {
    bill.may_move(db, by.gstin(), "645", "646")?;
    if bill.form.is_gold() {
        return Err(no("814").into());
    }
    if bill.stands(by.now) != Stands::Active || bill.has_ended(by.now) {
        return Err(no("817").into());
    }
    if bill.valid_until.is_none() {
        return Err(no("381").into());
    }
    Ok(())
}

impl Sandbox {
    pub(super) fn eway_vehicles(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let mut bad = Vec::new();
        let mut way = TransportLeg { mode: asked.plain("transMode"), ..TransportLeg::default() };
        if !matches!(way.mode.as_str(), "1" | "2" | "3" | "4") {
            bad.push("302");
        }
        transport::read_place(asked, &mut way, &mut bad);
        transport::read_reason(asked, &mut bad);
        let to_state = transport::read_state(asked, "toState", "320", &mut bad);
        let to_place = asked.plain("toPlace");
        if to_place.is_empty() || to_place.chars().count() > 50 {
            bad.push("321");
        }
        let quantity = read_quantity(asked, "totalQuantity", &mut bad);
        none_of(&bad)?;
        let unit = asked.plain("unitCode");
        let group = self.store.write(|db| {
            let bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Other("301"))?;
            may_divide(db, &bill, by)?;
            if !bill.form.item_list.iter().any(|item| item.qty_unit == unit) {
                return Err(CallFault::from(no("399")));
            }
            let earlier: Option<(i64, String)> = db
                .prepare_cached("SELECT number, unit FROM ewb_group WHERE bill = ? ORDER BY number DESC LIMIT 1")?
                .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if earlier.as_ref().is_some_and(|(_, first)| *first != unit) {
                return Err(no("413").into());
            }
            let group = earlier.map_or(1, |(last, _)| last + 1);
            db.prepare_cached(
                "INSERT INTO ewb_group (bill, number, mode, unit, quantity, place, state, to_place, to_state)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                number,
                group,
                &way.mode,
                &unit,
                quantity,
                &way.place,
                i64::try_from(way.state).unwrap_or_default(),
                &to_place,
                i64::try_from(to_state).unwrap_or_default(),
            ))?;
            Ok(group)
        })?;
        by.reply(&json!({"ewbNo": number.to_string(), "groupNo": group.to_string(),
            "createdDate": twelve_hours(by.now)}))
    }

    pub(super) fn eway_vehicle_add(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let mut bad = Vec::new();
        let group = read_group(asked, &mut bad);
        let quantity = read_quantity(asked, "quantity", &mut bad);
        none_of(&bad)?;
        self.store.write(|db| {
            let mut bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Other("301"))?;
            may_divide(db, &bill, by)?;
            let group = VehicleGroup::find(db, number, group)?.ok_or_else(|| no("411"))?;
            let way = vehicle(asked, &group, bill.form.date())?;
            let loaded: Option<i64> = db
                .prepare_cached("SELECT sum(quantity) FROM ewb_part WHERE bill = ? AND \"group\" = ?")?
                .query_row((number, group.sql_number()), |row| row.get(0))?;
            if loaded.unwrap_or_default().saturating_add(quantity) > group.quantity {
                return Err(CallFault::from(no("400")));
            }
            db.prepare_cached(
                "INSERT INTO ewb_part (bill, \"group\", vehicle, document, quantity) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute((number, group.sql_number(), &way.vehicle, &way.document, quantity))?;
            Ok(bill.enter(db, by.gstin(), &way, by.now)?)
        })?;
        by.reply(&json!({"ewbNo": number.to_string(), "groupNo": group.to_string(),
            "vehAddedDate": twelve_hours(by.now)}))
    }

    pub(super) fn eway_vehicle_change(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let mut bad = Vec::new();
        let group = read_group(asked, &mut bad);
        let (old, new) = (asked.plain("oldvehicleNo").to_ascii_uppercase(), asked.plain("newVehicleNo"));
        let new = new.to_ascii_uppercase();
        let (old_document, new_document) = (asked.plain("oldTranNo"), asked.plain("newTranNo"));
        let vehicles = [(&old, "407"), (&new, "408")];
        bad.extend(vehicles.into_iter().filter(|(v, _)| !v.is_empty() && !vehicle_number_fits(v)).map(|(_, c)| c));
        let documents = [(&old_document, "409"), (&new_document, "410")];
        let wrong = documents.into_iter().filter(|(d, _)| !d.is_empty() && !transport::is_number(d));
        bad.extend(wrong.map(|(_, code)| code));
        if new.is_empty() && new_document.is_empty() {
            bad.push("408");
        }
        let mut way = TransportLeg::default();
        transport::read_place(asked, &mut way, &mut bad);
        transport::read_reason(asked, &mut bad);
        none_of(&bad)?;
        self.store.write(|db| {
            let mut bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Other("301"))?;
            may_divide(db, &bill, by)?;
            let group = VehicleGroup::find(db, number, group)?.ok_or_else(|| no("411"))?;
            let part: Option<i64> = db
                .prepare_cached(
                    "SELECT id FROM ewb_part WHERE bill = ? AND \"group\" = ? AND vehicle = ? AND document = ? LIMIT 1",
                )?
                .query_row((number, group.sql_number(), &old, &old_document), |row| row.get(0))
                .optional()?;
            let part = part.ok_or_else(|| CallFault::from(no("405")))?;
            db.prepare_cached("UPDATE ewb_part SET vehicle = ?, document = ? WHERE id = ?")?.execute((
                &new,
                &new_document,
                part,
            ))?;
            (way.mode, way.group, way.vehicle, way.document) = (group.mode, group.number, new, new_document);
            bill.enter(db, by.gstin(), &way, by.now)?;
            Ok::<_, CallFault>(())
        })?;
        by.reply(&json!({"ewbNo": number.to_string(), "groupNo": group.to_string(),
            "vehUpdDate": twelve_hours(by.now)}))
    }
}

/// Reads a vehicle of a group: it travels by the group's mode, from the group's place.
fn vehicle(asked: &CaselessMembers, group: &VehicleGroup, day: Option<Day>) -> Result<TransportLeg, CallFault> {
    let mut bad = Vec::new();
    let mut whole = asked.clone();
    whole.set("transMode", &group.mode);
    let way = transport::read(&whole, &transport::OF_MOVING, day, &mut bad);
    none_of(&bad)?;
    Ok(TransportLeg { group: group.number, place: group.place.clone(), state: group.state, ..way })
}
