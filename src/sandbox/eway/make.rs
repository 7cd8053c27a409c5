//! `GENEWAYBILL`: a bill that stands alone, whole or as a Part-A slip.

use super::bill::{New, RegisteredEwayBill, TransportLeg};
use super::form::{PartA, UNREGISTERED};
use super::{By, all_of, goods, map, no, parties, transport, twelve_hours};
use crate::gstin::Gstin;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::members::CaselessMembers;
use crate::sandbox::taxpayers::RegisteredTaxpayer;
use rusqlite::Connection;
use serde::Serialize;

/// A request whose own content is right.
struct MakeRequest {
    form: PartA,
    transporter: String,
    distance: u64,
    way: Option<TransportLeg>,
}

impl Sandbox {
    pub(super) fn eway_make(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct MadeBody {
            eway_bill_no: i64,
            eway_bill_date: String,
            valid_upto: Option<String>,
            alert: String,
        }
        let request = read(by, asked)?;
        let rail = request.way.as_ref().and_then(|way| transport::rail_alert(way, by.now.day()));
        let (bill, measured) = self.store.write(|db| {
            known(db, &request.form)?;
            if RegisteredEwayBill::of_same_document(db, &request.form, by.now)?.is_some() {
                return Err(CallFault::from(no("604")));
            }
            let measured = map::measure(db, &request.form, request.distance)?;
            let MakeRequest { form, transporter, way, .. } = request;
            let kilometres = measured.kilometres;
            let new = New { irn: None, owner: by.gstin(), transporter, kilometres, form, way };
            Ok((RegisteredEwayBill::make(db, self.portal(), new, by.now)?, measured))
        })?;
        let alerts: Vec<&str> = measured.alert.as_deref().into_iter().chain(rail).collect();
        by.reply(&MadeBody {
            eway_bill_no: bill.number,
            eway_bill_date: twelve_hours(bill.made_at),
            valid_upto: bill.until(),
            alert: alerts.join(", "),
        })
    }
}

/// Reads a request; refuses all its faults at once.
fn read(by: &By, asked: &CaselessMembers) -> Result<MakeRequest, CallFault> {
    let mut bad = Vec::new();
    let user = asked.plain("userGstin");
    if !user.is_empty() && user != by.gstin() {
        bad.push("358");
    }
    let mut form = parties::read(asked, by.now.day(), &mut bad);
    goods::read(asked, &mut form, by.now.day(), &mut bad);
    let distance = map::read(asked, &mut bad);
    let transporter = asked.plain("transporterId");
    let mut way = None;
    if form.is_gold() {
        goods::gold_transport(asked, &mut bad);
    } else {
        if !transporter.is_empty() && Gstin::parse(&transporter).is_none() {
            bad.push("222");
        }
        way = part_b(asked, &mut form, &transporter, &mut bad);
    }
    parties::caller(&form, &transporter, by.gstin(), &mut bad);
    match bad.is_empty() {
        true => Ok(MakeRequest { form, transporter, distance, way }),
        false => Err(all_of(&bad).into()),
    }
}

/// Part B, where the request has one.
fn part_b(
    asked: &CaselessMembers,
    form: &mut PartA,
    transporter: &str,
    bad: &mut Vec<&'static str>,
) -> Option<TransportLeg> {
    let given = |name| !asked.plain(name).is_empty();
    let (mode, vehicle, document) = (given("transMode"), given("vehicleNo"), given("transDocNo"));
    match (mode, vehicle, document) {
        (false, true, true) => bad.push("638"),
        (false, true, false) => bad.push("621"),
        (false, false, true) => bad.push("622"),
        // The mode alone begins no Part B where a transporter will give it.
        (_, false, false) if !mode || (asked.plain("transMode") == "1" && !transporter.is_empty()) => {
            if transporter.is_empty() {
                bad.push("619");
            }
        }
        _ => {
            let mut way = transport::read(asked, &transport::OF_MAKING, form.date(), bad);
            transport::mark(form, asked, &way.mode);
            (way.place, way.state) = (form.from_place.clone(), form.act_from_state_code);
            return Some(way);
        }
    }
    None
}

/// What the register knows of the parties.
fn known(db: &Connection, form: &PartA) -> Result<(), CallFault> {
    let party = |gstin: &str| match gstin == UNREGISTERED {
        true => Ok(RegisteredTaxpayer::default()),
        false => RegisteredTaxpayer::read(db, gstin),
    };
    let (from, to) = (party(&form.from_gstin)?, party(&form.to_gstin)?);
    let mut bad = Vec::new();
    parties::standings(form, &from, &to, &mut bad);
    goods::taxes(form, from.is_sez() || to.is_sez(), &mut bad);
    if parties::needs_irn(form, &from) {
        bad.push("720");
    }
    if bad.is_empty() { Ok(()) } else { Err(all_of(&bad).into()) }
}
