//! The e-way bill that a document requests together with the IRN. A fault here doesn't affect the IRN, but leaves the
//! goods without an e-way bill. So its findings are warnings with `"affects":"ewb"`, unless the caller must have the
//! e-way bill.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::calendar::Day;
use crate::codes::transport;
use crate::finding::{Finding, Judge, Rule, Severity};
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::invoice::form::EwayBill;
use crate::money::Amount;
use crate::settings::ShipVehicle;

const LIST: &str = "NIC validation list: e-way bill";
const ERRORS: &str = "NIC error list: e-way bill";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Road,
    Rail,
    Air,
    Ship,
}

/// The e-way bill part, where an e-way bill will be made: not for notes, nor for services alone.
fn asked<'c>(case: &'c RuleCase<'_, '_>) -> Option<&'c EwayBill<'c>> {
    let goods = case.invoice.items.iter().any(|item| item.is_service.as_deref() == Some("N"));
    case.invoice.ewb.as_deref().filter(|_| case.is_invoice() && goods)
}

fn mode(ewb: &EwayBill<'_>) -> Option<Mode> {
    match ewb.mode.as_deref()? {
        "1" => Some(Mode::Road),
        "2" => Some(Mode::Rail),
        "3" => Some(Mode::Air),
        "4" => Some(Mode::Ship),
        _ => None,
    }
}

const NOT_FOR_NOTES: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.not_for_notes",
        code: Some("2252"),
        also: &["4010"],
        path: "/EwbDtls",
        message: "the portal makes no e-way bill for a credit or debit note ({value}); it does make the IRN",
        fix: "leave EwbDtls out; make the e-way bill of returned goods on the e-way bill portal",
        source: LIST,
        ..Rule::EWB
    },
    check: not_for_notes,
};

fn not_for_notes(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.invoice.ewb.is_some() && case.kind.is_some() && !case.is_invoice() {
        found.push(rule.at(rule.path).value(case.kind.map_or("", crate::irn::DocType::code)));
    }
}

const NOT_FOR_SERVICES: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.not_for_services",
        code: Some("2251"),
        also: &["4009", "2252", "4010"],
        path: "/EwbDtls",
        message: "the portal makes no e-way bill where no line is goods; it does make the IRN",
        fix: "leave EwbDtls out",
        source: LIST,
        ..Rule::EWB
    },
    check: not_for_services,
};

fn not_for_services(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let items = &case.invoice.items;
    let services = !items.is_empty() && items.iter().all(|item| item.is_service.as_deref() == Some("Y"));
    if case.invoice.ewb.is_some() && case.is_invoice() && services {
        found.push(rule.at(rule.path));
    }
}

const TRANSPORTER_NEEDED: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.transporter_needed",
        code: Some("4027"),
        also: &["4019"],
        path: "/EwbDtls/TransId",
        message: "the e-way bill names neither a transporter nor a mode of transport",
        fix: "give TransId for Part A alone, or TransMode with vehicle or transport document",
        source: LIST,
        ..Rule::EWB
    },
    check: transporter_needed,
};

fn transporter_needed(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case) else { return };
    let nothing = ewb.mode.is_none() && ewb.vehicle.is_none() && ewb.transport_document.is_none();
    if nothing && ewb.transporter.is_none() {
        found.push(rule.at(rule.path));
    }
}

const TRANSPORTER_REAL: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.transporter",
        code: Some("4018"),
        path: "/EwbDtls/TransId",
        message: "the last character of the transporter's number {value} does not fit the others",
        fix: "ask the transporter; if the first 14 characters are right, the number is {expected}; the portal may still know the number as given",
        source: "GSTIN check digit (mod 36); portal code 4018",
        ..Rule::WARNING
    },
    check: transporter_real,
};

fn transporter_real(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let transporter = asked(case).and_then(|ewb| ewb.transporter.as_deref()).and_then(Gstin::parse);
    // The last three characters of an enrolled transporter's number (TRANSIN, 88…) are chosen by the system.
    if let Some(id) = transporter.filter(|id| id.state() != ENROLLED_TRANSPORTER && !id.check_fits()) {
        found.push(rule.at(rule.path).value(id).expected(id.corrected()));
    }
}

/// The beginning of a transporter's number without a GSTIN.
const ENROLLED_TRANSPORTER: &str = "88";

const MODE_NEEDED: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.mode_needed",
        code: Some("4028"),
        path: "/EwbDtls/TransMode",
        message: "a vehicle or transport document is given without the mode of transport",
        fix: "add TransMode: 1 road, 2 rail, 3 air, 4 ship",
        source: ERRORS,
        ..Rule::EWB
    },
    check: mode_needed,
};

fn mode_needed(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case).filter(|ewb| ewb.mode.is_none()) else { return };
    if ewb.vehicle.is_some() || ewb.transport_document.is_some() {
        found.push(rule.at(rule.path));
    }
}

const ROAD: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.road",
        code: Some("2253"),
        also: &["4011", "4022"],
        path: "/EwbDtls/VehNo",
        message: "transport by road needs the number and the type of the vehicle",
        fix: "add VehNo and VehType (R regular, O over-dimensional)",
        source: LIST,
        ..Rule::EWB
    },
    check: road,
};

fn road(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Road)) else { return };
    match (&ewb.vehicle, &ewb.vehicle_type) {
        (None, None) => found.push(rule.at("/EwbDtls/VehNo")),
        (None, Some(_)) => found.push(rule.at("/EwbDtls/VehNo").code("4011")),
        (Some(_), None) => found.push(rule.at("/EwbDtls/VehType").code("4022")),
        (Some(_), Some(_)) => {}
    }
}

const ROAD_DOCUMENT: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.road_document",
        path: "/EwbDtls/TransDocNo",
        message: "transport by road has a transport document ({value}), which the portal's list doesn't allow",
        fix: "leave TransDocNo and TransDocDt out",
        source: "NIC validation list; the form and the portal's sample send it",
        setting: Some("road_transport_document"),
        ..Rule::WARNING
    },
    check: road_document,
};

fn road_document(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.road_transport_document.severity() else { return };
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Road)) else { return };
    if let Some(number) = ewb.transport_document.as_deref() {
        found.push(rule.at(rule.path).severity(severity).value(number));
    }
}

const RAIL_OR_AIR: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.rail_or_air",
        code: Some("2254"),
        also: &["4012", "4023"],
        path: "/EwbDtls/TransDocNo",
        message: "transport by rail or air needs number and date of the transport document",
        fix: "add TransDocNo and TransDocDt",
        source: LIST,
        ..Rule::EWB
    },
    check: rail_or_air,
};

fn rail_or_air(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let by = |ewb: &&EwayBill<'_>| matches!(mode(ewb), Some(Mode::Rail | Mode::Air));
    let Some(ewb) = asked(case).filter(by) else { return };
    match (&ewb.transport_document, &ewb.transport_document_date) {
        (None, None) => found.push(rule.at("/EwbDtls/TransDocNo")),
        (None, Some(_)) => found.push(rule.at("/EwbDtls/TransDocNo").code("4012")),
        (Some(_), None) => found.push(rule.at("/EwbDtls/TransDocDt").code("4023")),
        (Some(_), Some(_)) => {}
    }
}

/// A railway receipt or parcel way bill in the system's form: P, F or L, a station's letters, then digits.
pub(crate) fn is_railway_number(number: &str) -> bool {
    let Some(rest) = number.strip_prefix(['P', 'F', 'L', 'p', 'f', 'l']) else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = &rest[letters..];
    letters <= STATION && !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'-' | b'/'))
}

/// The letters of the longest station code.
const STATION: usize = 5;

const RAILWAY_NUMBER: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.railway_number",
        code: Some("4042"),
        path: "/EwbDtls/TransDocNo",
        message: "{value} is not a number of a railway receipt or parcel way bill",
        fix: "begin with the prefix, P for a parcel way bill, F for a railway receipt, L for a leased wagon, then the station's letters and the number",
        source: "GSTN advisory of 23-12-2024, from 01-01-2025: an alert, later an error",
        since: Rule::since(2025, 1, 1),
        ..Rule::WARNING
    },
    check: railway_number,
};

fn railway_number(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Rail)) else { return };
    if let Some(number) = ewb.transport_document.as_deref().filter(|n| !n.is_empty() && !is_railway_number(n))
        && found.at(rule.path).is_none()
    {
        found.push(rule.at(rule.path).value(number));
    }
}

const VEHICLE_BY_RAIL_OR_AIR: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.vehicle_by_rail_or_air",
        also: &["4024"],
        path: "/EwbDtls/VehNo",
        message: "transport by rail or air has a vehicle ({value})",
        fix: "leave VehNo and VehType out, or correct TransMode",
        source: LIST,
        ..Rule::WARNING
    },
    check: vehicle_by_rail_or_air,
};

fn vehicle_by_rail_or_air(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let by = |ewb: &&EwayBill<'_>| matches!(mode(ewb), Some(Mode::Rail | Mode::Air));
    let Some(ewb) = asked(case).filter(by) else { return };
    if let Some(number) = ewb.vehicle.as_deref() {
        found.push(rule.at("/EwbDtls/VehNo").value(number));
    }
    match ewb.vehicle_type.as_deref() {
        // The list of 2020 has a code for it.
        Some("O") => found.push(rule.at("/EwbDtls/VehType").code("4024").value("O")),
        Some(other) => found.push(rule.at("/EwbDtls/VehType").value(other)),
        None => {}
    }
}

const SHIP: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.ship",
        code: Some("4040"),
        also: &["4023"],
        path: "/EwbDtls/TransDocNo",
        message: "transport by ship needs a vehicle number, or number and date of the transport document",
        fix: "add TransDocNo and TransDocDt, or VehNo",
        source: LIST,
        ..Rule::EWB
    },
    check: ship,
};

fn ship(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Ship)) else { return };
    match (&ewb.vehicle, &ewb.transport_document, &ewb.transport_document_date) {
        (None, None, _) => found.push(rule.at("/EwbDtls/TransDocNo")),
        (_, Some(_), None) => found.push(rule.at("/EwbDtls/TransDocDt").code("4023")),
        (Some(_), None, _) | (_, Some(_), Some(_)) => {}
    }
}

const SHIP_VEHICLE: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.ship_vehicle",
        code: Some("4039"),
        path: "/EwbDtls/VehType",
        message: "the vehicle type with transport by ship is {value}, it must be {expected}",
        fix: "set VehType to {expected}",
        source: LIST,
        setting: Some("ship_vehicle_type"),
        ..Rule::EWB
    },
    check: ship_vehicle,
};

fn ship_vehicle(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Ship)) else { return };
    let odc = case.settings.ship_vehicle_type == ShipVehicle::Odc;
    let vehicle = ewb.vehicle.is_some() || ewb.vehicle_type.is_some();
    let given = ewb.vehicle_type.as_deref();
    if odc && vehicle && given != Some("O") {
        let fault = rule.at(rule.path).expected("O");
        found.push(match given {
            Some(given) => fault.value(given),
            None => fault,
        });
    }
}

const VEHICLE_NUMBER: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.vehicle_number",
        code: Some("4014"),
        path: "/EwbDtls/VehNo",
        message: "{value} doesn't look like any vehicle number in the portal's list",
        fix: "write it without blanks, KA01AB1234; TM and a number for a temporary registration",
        source: "NIC validation list: vehicle number formats",
        ..Rule::EWB
    },
    check: vehicle_number,
};

fn vehicle_number(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(number) = asked(case).and_then(|ewb| ewb.vehicle.as_deref()) else { return };
    // The form limits its length and letters; the e-way bill system judges it as a whole. The IRN is made in either
    // case.
    let by_another_rule = found.at(rule.path).is_some_and(|f| !f.rule.id.starts_with("form."));
    if !transport::vehicle_number_fits(number) && !by_another_rule {
        let plain = number.to_ascii_uppercase();
        let near: Vec<String> = Some(plain).filter(|p| transport::vehicle_number_fits(p)).into_iter().collect();
        found.replace(rule.at(rule.path).value(number).nearest(&near));
    }
}

/// The PIN codes that the goods leave from and go to.
fn journey(case: &RuleCase<'_, '_>) -> Option<(Amount, Amount)> {
    let i = case.invoice;
    let from = i.dispatch.as_deref().map_or_else(|| i.seller.as_deref().and_then(|s| s.pin), |d| d.pin)?;
    let to = i.ship.as_deref().map_or_else(|| i.buyer.as_deref().and_then(|b| b.pin), |s| s.pin)?;
    Some((from, to))
}

const DISTANCE_IN_ONE_PIN: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.distance_in_one_pin",
        code: Some("4013"),
        also: &["4029"],
        path: "/EwbDtls/Distance",
        message: "the distance is {value} km; within one PIN code ({pin}) it must be 1 to 100 km",
        fix: "give the distance by road, 1 to 100",
        source: LIST,
        ..Rule::EWB
    },
    check: distance_in_one_pin,
};

fn distance_in_one_pin(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(distance), Some((from, to))) = (asked(case).and_then(|e| e.distance), journey(case)) else { return };
    let near = Amount::from_rupees(1)..=Amount::from_rupees(100);
    if from == to && !near.contains(&distance) {
        found.push(rule.at(rule.path).value(distance).word("pin", from));
    }
}

fn document_day(ewb: &EwayBill<'_>) -> Option<Day> {
    ewb.transport_document_date.as_deref().and_then(Day::parse)
}

const DOCUMENT_IN_FUTURE: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.document_in_future",
        code: Some("4016"),
        path: "/EwbDtls/TransDocDt",
        message: "the transport document is dated {value}, in the future; today is {expected}",
        fix: "correct TransDocDt",
        source: ERRORS,
        ..Rule::EWB
    },
    check: document_in_future,
};

fn document_in_future(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(day) = asked(case).and_then(document_day).filter(|day| *day > case.today()) {
        found.push(rule.at(rule.path).value(day).expected(case.today()));
    }
}

const DOCUMENT_TOO_EARLY: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.document_too_early",
        code: Some("4021"),
        path: "/EwbDtls/TransDocDt",
        message: "the transport document is dated {value}, before the invoice of {expected}",
        fix: "correct TransDocDt",
        source: ERRORS,
        ..Rule::EWB
    },
    check: document_too_early,
};

fn document_too_early(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (Some(day), Some(date)) = (asked(case).and_then(document_day), case.date)
        && day < date
    {
        found.push(rule.at(rule.path).value(day).expected(date));
    }
}

const EXPORT_SHIP_TO: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.export_ship_to",
        code: Some("2236"),
        also: &["4031", "4032", "4033"],
        path: "/ShipDtls",
        message: "the e-way bill of an export goes to the port or place in India that the goods are exported from",
        fix: "give that port or place in ShipDtls, with its state and PIN code",
        source: LIST,
        ..Rule::EWB
    },
    check: export_ship_to,
};

/// An export's e-way bill leads to the port.
fn export_ship_to(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if asked(case).is_none() || !case.is_export() {
        return;
    }
    let Some(ship) = case.invoice.ship.as_deref() else {
        found.push(rule.at("/ShipDtls"));
        return;
    };
    if let Some(state) = ship.state.as_deref().filter(|state| *state == "96") {
        found.push(rule.at("/ShipDtls/Stcd").code("4032").value(state));
    } else if let Some(pin) = ship.pin.filter(|pin| *pin == Amount::from_rupees(999_999)) {
        found.push(rule.at("/ShipDtls/Pin").code("4033").value(pin));
    }
}

const DISPATCH_ABROAD: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.dispatch_abroad",
        code: Some("4035"),
        path: "/DispDtls/Stcd",
        message: "goods can't be dispatched from state {value}, other country",
        fix: "give the state that the goods leave from",
        source: ERRORS,
        ..Rule::EWB
    },
    check: dispatch_abroad,
};

fn dispatch_abroad(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let state = case.invoice.dispatch.as_deref().and_then(|d| d.state.as_deref());
    if let Some(state) = state.filter(|state| *state == "96" && asked(case).is_some()) {
        found.push(rule.at(rule.path).value(state));
    }
}

/// For so many days after its date a document can get an e-way bill.
const EWB_DAYS: i64 = 180;

const TOO_OLD: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.too_old",
        path: "/DocDtls/Dt",
        message: "an e-way bill for a document of {value} could be made until {expected}",
        fix: "leave EwbDtls out to register the invoice alone",
        source: "GSTN advisory: e-way bills only for documents of the last 180 days",
        since: Rule::since(2025, 1, 1),
        ..Rule::EWB
    },
    check: too_old,
};

/// Whether a finding refuses a document only because it is too old for the e-way bill that it must have.
pub(super) fn refuses_by_age(finding: &Finding) -> bool {
    finding.rule.id == TOO_OLD.rule.id && finding.severity == Severity::Error
}

fn too_old(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(date) = case.date.filter(|date| asked(case).is_some() && case.today() > date.plus(EWB_DAYS)) {
        found.push(rule.at(rule.path).value(date).expected(date.plus(EWB_DAYS)));
    }
}

const SYSTEM_DISTANCE: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.distance",
        code: Some("4013"),
        also: &["4030", "4038"],
        judge: Judge::Portal,
        path: "/EwbDtls/Distance",
        message: "the distance must be within 10 percent of the portal's own between the two PIN codes",
        fix: "give 0 to take the portal's distance",
        source: LIST,
        unchecked: "the distance",
        ..Rule::EWB
    },
    check: system_distance,
};

fn system_distance(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if asked(case).is_some() {
        found.undecided(rule);
    }
}

const VEHICLE_REGISTER: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.vehicle_register",
        code: Some("4014"),
        judge: Judge::Portal,
        path: "/EwbDtls/VehNo",
        message: "the vehicle must be in the vehicle register",
        fix: "check the number on the vehicle",
        source: LIST,
        unchecked: "the vehicle's registration",
        ..Rule::EWB
    },
    check: vehicle_register,
};

fn vehicle_register(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if asked(case).is_some_and(|ewb| ewb.vehicle.is_some()) {
        found.undecided(rule);
    }
}

/// Requested by the caller, but missing in the document. [`super::judge`] reports it, because it depends on an option.
pub(super) const DEMANDED: Rule = Rule {
    id: "ewb.demanded",
    path: "/EwbDtls",
    message: "an e-way bill must be made with this document, but EwbDtls is missing",
    fix: "add EwbDtls, or leave out the option ewb",
    source: "opts.ewb",
    ..Rule::ERROR
};

const REPEATED_PLACE: OfDocument = OfDocument {
    rule: Rule {
        id: "ewb.repeated_place",
        path: "/ShipDtls",
        message: "{name} says the {party}'s own place again: it is left out, so that the e-way bill is none of a second place",
        fix: "nothing; leave {name} out where the goods go straight from the seller to the buyer",
        source: "NIC validation list: a block that is there makes the e-way bill one of another type",
        ..Rule::INFO
    },
    check: repeated_place,
};

fn repeated_place(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let RepeatedPlaces { ship, dispatch } = RepeatedPlaces::of(case.invoice);
    if asked(case).is_none() {
        return;
    }
    if ship {
        found.push(rule.at("/ShipDtls").word("name", "ShipDtls").word("party", "buyer"));
    }
    if dispatch {
        found.push(rule.at("/DispDtls").word("name", "DispDtls").word("party", "seller"));
    }
}

/// The blocks of places that say nothing but the party's own.
#[derive(Clone, Copy)]
struct RepeatedPlaces {
    ship: bool,
    dispatch: bool,
}

impl RepeatedPlaces {
    fn of(invoice: &Invoice<'_>) -> RepeatedPlaces {
        RepeatedPlaces { ship: ships_to_buyer(invoice), dispatch: leaves_from_seller(invoice) }
    }
}

fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let plain = |text: Option<&str>| text.unwrap_or_default().trim().to_lowercase();
    plain(one) == plain(other)
}

fn ships_to_buyer(invoice: &Invoice<'_>) -> bool {
    let (Some(ship), Some(buyer)) = (invoice.ship.as_deref(), invoice.buyer.as_deref()) else { return false };
    let silent = |text: Option<&str>, of_buyer: Option<&str>| text.is_none() || same(text, of_buyer);
    silent(ship.gstin.as_deref(), buyer.gstin.as_deref())
        && silent(ship.trade_name.as_deref(), buyer.trade_name.as_deref())
        && same(ship.legal_name.as_deref(), buyer.legal_name.as_deref())
        && same(ship.address1.as_deref(), buyer.address1.as_deref())
        && same(ship.address2.as_deref(), buyer.address2.as_deref())
        && same(ship.location.as_deref(), buyer.location.as_deref())
        && same(ship.state.as_deref(), buyer.state.as_deref())
        && ship.pin == buyer.pin
}

fn leaves_from_seller(invoice: &Invoice<'_>) -> bool {
    let (Some(place), Some(seller)) = (invoice.dispatch.as_deref(), invoice.seller.as_deref()) else { return false };
    let name = place.name.as_deref();
    (same(name, seller.legal_name.as_deref()) || same(name, seller.trade_name.as_deref()))
        && same(place.address1.as_deref(), seller.address1.as_deref())
        && same(place.address2.as_deref(), seller.address2.as_deref())
        && same(place.location.as_deref(), seller.location.as_deref())
        && same(place.state.as_deref(), seller.state.as_deref())
        && place.pin == seller.pin
}

/// Leaves out of an invoice that asks for an e-way bill what would make that one of a second place, and is none.
pub(super) fn leave_out_repeated(invoice: &mut Invoice<'_>) {
    let goods = invoice.items.iter().any(|item| item.is_service.as_deref() == Some("N"));
    let is_invoice = invoice.identity().doc_type == Some(crate::irn::DocType::Invoice);
    if invoice.ewb.is_none() || !goods || !is_invoice {
        return;
    }
    let RepeatedPlaces { ship, dispatch } = RepeatedPlaces::of(invoice);
    if ship {
        invoice.ship = None;
    }
    if dispatch {
        invoice.dispatch = None;
    }
}

pub(super) const RULES: &[OfDocument] = &[
    NOT_FOR_NOTES,
    NOT_FOR_SERVICES,
    TRANSPORTER_NEEDED,
    TRANSPORTER_REAL,
    MODE_NEEDED,
    ROAD,
    ROAD_DOCUMENT,
    RAIL_OR_AIR,
    RAILWAY_NUMBER,
    VEHICLE_BY_RAIL_OR_AIR,
    SHIP,
    SHIP_VEHICLE,
    VEHICLE_NUMBER,
    DISTANCE_IN_ONE_PIN,
    DOCUMENT_IN_FUTURE,
    DOCUMENT_TOO_EARLY,
    EXPORT_SHIP_TO,
    DISPATCH_ABROAD,
    TOO_OLD,
    SYSTEM_DISTANCE,
    VEHICLE_REGISTER,
    REPEATED_PLACE,
];
