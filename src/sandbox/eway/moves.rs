//! What happens to a bill on its way: `VEHEWB`, `UPDATETRANSPORTER`, `EXTENDVALIDITY`.

use super::bill::{RegisteredEwayBill, Stands, TransportLeg, end_of};
use super::portals::Across;
use super::{By, all_of, no, parties, transport, twelve_hours};
use crate::gstin::Gstin;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::members::CaselessMembers;
use rusqlite::Connection;
use serde_json::json;

/// Hours before and after its end in which a bill is extended.
const WINDOW: i64 = 8;
/// Days after the making until which a bill may be extended.
const LAST_DAYS: i64 = 360;
/// The longest distance, in kilometres.
const FARTHEST: u64 = 4_000;

/// Reads the number of a bill: twelve digits, as a number or as text.
pub(super) fn read_number(asked: &CaselessMembers, wrong: &'static str) -> Result<i64, CallFault> {
    let number = asked.number("ewbNo").filter(|number| (100_000_000_000..=999_999_999_999).contains(number));
    number.and_then(|number| i64::try_from(number).ok()).ok_or_else(|| no(wrong).into())
}

/// Finds a bill by its number.
pub(super) fn find(db: &Connection, number: i64, unknown: &'static str) -> Result<RegisteredEwayBill, CallFault> {
    RegisteredEwayBill::by_number(db, number)?.ok_or_else(|| no(unknown).into())
}

pub(super) fn none_of(bad: &[&'static str]) -> Result<(), CallFault> {
    if bad.is_empty() { Ok(()) } else { Err(all_of(bad).into()) }
}

impl Sandbox {
    /// The first Part B, or another vehicle.
    pub(super) fn eway_vehicle(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let bill = self.store.write(|db| {
            let mut bill = find(db, number, "301")?;
            self.made_here(by, number, Across::PartB)?;
            bill.may_move(db, by.gstin(), "635", "636")?;
            if bill.form.is_gold() {
                return Err(CallFault::from(no("811")));
            }
            match bill.stands(by.now) {
                Stands::Active => {}
                Stands::Cancelled | Stands::Closed => return Err(no("280").into()),
                Stands::Discarded => return Err(no("343").into()),
            }
            if bill.has_ended(by.now) {
                return Err(no("311").into());
            }
            if bill.is_divided(db)? {
                return Err(no("412").into());
            }
            let mut bad = Vec::new();
            let mut way = transport::read(asked, &transport::OF_MOVING, bill.form.date(), &mut bad);
            transport::read_place(asked, &mut way, &mut bad);
            transport::read_reason(asked, &mut bad);
            none_of(&bad)?;
            if bill.valid_until.is_none() {
                transport::mark(&mut bill.form, asked, &way.mode);
            }
            bill.enter(db, by.gstin(), &way, by.now)?;
            Ok(bill)
        })?;
        by.reply(&json!({"vehUpdDate": twelve_hours(by.now), "validUpto": bill.until()}))
    }

    /// Another transporter: by the maker until the present one has given Part B, then by that one.
    pub(super) fn eway_transporter(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let transporter = asked.plain("transporterId");
        if Gstin::parse(&transporter).is_none() {
            return Err(no("222").into());
        }
        self.store.write(|db| {
            let mut bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Transporter)?;
            bill.may_hand_over(db, by.gstin(), "338", "339")?;
            if bill.form.is_gold() {
                return Err(CallFault::from(no("810")));
            }
            if bill.stands(by.now) != Stands::Active {
                return Err(no("280").into());
            }
            if bill.has_ended(by.now) {
                return Err(no("281").into());
            }
            bill.transporter.clone_from(&transporter);
            bill.form.transporter_name = String::new();
            Ok(bill.keep(db)?)
        })?;
        by.reply(&json!({"ewayBillNo": number.to_string(), "transporterId": transporter,
            "transUpdateDate": twelve_hours(by.now)}))
    }

    /// More days, around the end of the present ones.
    pub(super) fn eway_extend(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let bill = self.store.write(|db| {
            let mut bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Other("301"))?;
            may_extend(db, &bill, by.gstin())?;
            match bill.stands(by.now) {
                Stands::Active => {}
                Stands::Cancelled => return Err(CallFault::from(no("379"))),
                Stands::Discarded | Stands::Closed => return Err(no("380").into()),
            }
            let Some(end) = bill.valid_until else { return Err(no("381").into()) };
            let away = by.now.seconds_since(end).abs();
            if away > WINDOW * 3600 {
                return Err(no("382").into());
            }
            let last = bill.made_at.day().plus(LAST_DAYS);
            if by.now.day() > last {
                return Err(no("821").into());
            }
            let (way, remaining) = extension(asked, &bill)?;
            let until = end_of(by.now.day(), bill.days(remaining));
            // The rule's last day is the end of every extension.
            bill.valid_until = until.min(end_of(last, 0)).max(bill.valid_until);
            bill.extended += 1;
            bill.enter(db, by.gstin(), &way, by.now)?;
            Ok(bill)
        })?;
        by.reply(&json!({"ewayBillNo": number.to_string(), "updatedDate": twelve_hours(by.now),
            "validUpto": bill.until()}))
    }
}

/// The present transporter extends; without one, the maker.
fn may_extend(db: &Connection, bill: &RegisteredEwayBill, caller: &str) -> Result<(), CallFault> {
    let party = caller == bill.form.from_gstin || caller == bill.form.to_gstin;
    bill.may_move(db, caller, "637", if party { "384" } else { "700" })
}

/// Reads what an extension says: where the goods are, and how far they still have to go.
fn extension(asked: &CaselessMembers, bill: &RegisteredEwayBill) -> Result<(TransportLeg, u64), CallFault> {
    let mut bad = Vec::new();
    let waits = asked.plain("transMode") == "5";
    let mut way = match waits {
        true => TransportLeg { mode: "5".to_owned(), vehicle: asked.plain("vehicleNo"), ..TransportLeg::default() },
        false => transport::read(asked, &transport::OF_MOVING, bill.form.date(), &mut bad),
    };
    transport::read_place(asked, &mut way, &mut bad);
    match asked.number("fromPincode").and_then(|pin| parties::is_pin_of(pin, way.state)) {
        Some(true) => {}
        Some(false) => bad.push("710"),
        None => bad.push("210"),
    }
    let remark = asked.plain("extnRemarks");
    let reason = asked.number("extnRsnCode").filter(|code| matches!(code, 1 | 2 | 4 | 5 | 99));
    if reason.is_none() || remark.is_empty() || remark.chars().count() > 50 {
        bad.push("386");
    }
    let remaining = asked.number("remainingDistance").filter(|km| *km > 0);
    match remaining {
        None => bad.push("389"),
        Some(km) if km > FARTHEST => bad.push("221"),
        Some(km) if km > bill.kilometres => bad.push("390"),
        Some(_) => {}
    }
    if bill.form.is_gold() && way.mode != "1" {
        bad.push("816");
    }
    transit(asked, waits, &mut bad);
    none_of(&bad)?;
    Ok((way, remaining.unwrap_or_default()))
}

/// `M` in movement has no address; `T` in transit says where it waits.
fn transit(asked: &CaselessMembers, waits: bool, bad: &mut Vec<&'static str>) {
    let lines = [("addressLine1", "706"), ("addressLine2", "707"), ("addressLine3", "708")];
    let kind = asked.plain("transitType");
    match (asked.plain("consignmentStatus").as_str(), waits) {
        ("M", false) => {
            if !kind.is_empty() {
                bad.push("712");
            }
            if lines.iter().any(|(name, _)| !asked.plain(name).is_empty()) {
                bad.push("713");
            }
        }
        ("T", true) => {
            if !matches!(kind.as_str(), "R" | "W" | "O") {
                bad.push("705");
            }
            bad.extend(lines.iter().filter(|(name, _)| asked.plain(name).is_empty()).map(|(_, code)| *code));
        }
        _ => bad.push("711"),
    }
}
