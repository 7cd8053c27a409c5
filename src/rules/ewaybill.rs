//! The e-way bill asked for together with the IRN. A fault here leaves the IRN standing, but the goods without their bill:
//! its findings are warnings that say `"affects":"ewb"`, unless the caller must have the e-way bill.

use super::{Case, Findings, OfDocument};
use crate::calendar::Day;
use crate::codes::transport;
use crate::finding::Rule;
use crate::gstin::Gstin;
use crate::invoice::form::EwayBill;
use crate::money::Amount;
use crate::settings::ShipVehicle;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Road,
    Rail,
    Air,
    Ship,
}

/// The e-way bill part, where one will be made: not for notes, nor for services alone.
fn asked<'c>(case: &'c Case<'_, '_>) -> Option<&'c EwayBill<'c>> {
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

fn not_for_notes(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.invoice.ewb.is_some() && case.kind.is_some() && !case.is_invoice() {
        found.push(rule.at(rule.path).value(case.kind.map_or("", crate::irn::DocType::code)));
    }
}

fn not_for_services(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let items = &case.invoice.items;
    let services = !items.is_empty() && items.iter().all(|item| item.is_service.as_deref() == Some("Y"));
    if case.invoice.ewb.is_some() && case.is_invoice() && services {
        found.push(rule.at(rule.path));
    }
}

fn transporter_needed(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(ewb) = asked(case) else { return };
    let nothing = ewb.mode.is_none() && ewb.vehicle.is_none() && ewb.transport_document.is_none();
    if nothing && ewb.transporter.is_none() {
        found.push(rule.at(rule.path));
    }
}

fn transporter_real(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let transporter = asked(case).and_then(|ewb| ewb.transporter.as_deref()).and_then(Gstin::parse);
    // The last three characters of an enrolled transporter's number (TRANSIN, 88…) are the system's own.
    if let Some(id) = transporter.filter(|id| id.state() != ENROLLED_TRANSPORTER && !id.check_fits()) {
        found.push(rule.at(rule.path).value(id).expected(id.corrected()));
    }
}

/// What the number of a transporter begins with who has no GSTIN.
const ENROLLED_TRANSPORTER: &str = "88";

fn mode_needed(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(ewb) = asked(case).filter(|ewb| ewb.mode.is_none()) else { return };
    if ewb.vehicle.is_some() || ewb.transport_document.is_some() {
        found.push(rule.at(rule.path));
    }
}

fn road(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Road)) else { return };
    match (&ewb.vehicle, &ewb.vehicle_type) {
        (None, None) => found.push(rule.at("/EwbDtls/VehNo")),
        (None, Some(_)) => found.push(rule.at("/EwbDtls/VehNo").code("4011")),
        (Some(_), None) => found.push(rule.at("/EwbDtls/VehType").code("4022")),
        (Some(_), Some(_)) => {}
    }
}

fn road_document(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.settings.road_transport_document.severity() else { return };
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Road)) else { return };
    if let Some(number) = ewb.transport_document.as_deref() {
        found.push(rule.at(rule.path).severity(severity).value(number));
    }
}

fn rail_or_air(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let by = |ewb: &&EwayBill<'_>| matches!(mode(ewb), Some(Mode::Rail | Mode::Air));
    let Some(ewb) = asked(case).filter(by) else { return };
    match (&ewb.transport_document, &ewb.transport_document_date) {
        (None, None) => found.push(rule.at("/EwbDtls/TransDocNo")),
        (None, Some(_)) => found.push(rule.at("/EwbDtls/TransDocNo").code("4012")),
        (Some(_), None) => found.push(rule.at("/EwbDtls/TransDocDt").code("4023")),
        (Some(_), Some(_)) => {}
    }
}

/// A railway receipt or parcel way bill as the system writes them: P, F or L, a station's letters, then digits.
fn is_railway_number(number: &str) -> bool {
    let Some(rest) = number.strip_prefix(['P', 'F', 'L', 'p', 'f', 'l']) else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = &rest[letters..];
    letters <= STATION && !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'-' | b'/'))
}

/// Letters of the longest code of a station.
const STATION: usize = 5;

fn railway_number(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Rail)) else { return };
    if let Some(number) = ewb.transport_document.as_deref().filter(|n| !n.is_empty() && !is_railway_number(n))
        && found.at(rule.path).is_none()
    {
        found.push(rule.at(rule.path).value(number));
    }
}

fn vehicle_by_rail_or_air(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

fn ship(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(ewb) = asked(case).filter(|ewb| mode(ewb) == Some(Mode::Ship)) else { return };
    match (&ewb.vehicle, &ewb.transport_document, &ewb.transport_document_date) {
        (None, None, _) => found.push(rule.at("/EwbDtls/TransDocNo")),
        (_, Some(_), None) => found.push(rule.at("/EwbDtls/TransDocDt").code("4023")),
        (Some(_), None, _) | (_, Some(_), Some(_)) => {}
    }
}

fn ship_vehicle(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

fn vehicle_number(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(number) = asked(case).and_then(|ewb| ewb.vehicle.as_deref()) else { return };
    // What the form says of its length and letters, the e-way bill system says of it as a whole: the IRN is made.
    let by_another_rule = found.at(rule.path).is_some_and(|f| !f.rule.id.starts_with("form."));
    if !transport::vehicle_number_fits(number) && !by_another_rule {
        let plain = number.to_ascii_uppercase();
        let near: Vec<String> = Some(plain).filter(|p| transport::vehicle_number_fits(p)).into_iter().collect();
        found.replace(rule.at(rule.path).value(number).nearest(&near));
    }
}

/// PIN codes the goods leave from and go to.
fn journey(case: &Case<'_, '_>) -> Option<(Amount, Amount)> {
    let i = case.invoice;
    let from = i.dispatch.as_deref().map_or_else(|| i.seller.as_deref().and_then(|s| s.pin), |d| d.pin)?;
    let to = i.ship.as_deref().map_or_else(|| i.buyer.as_deref().and_then(|b| b.pin), |s| s.pin)?;
    Some((from, to))
}

fn distance_in_one_pin(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let (Some(distance), Some((from, to))) = (asked(case).and_then(|e| e.distance), journey(case)) else { return };
    let near = Amount::from_rupees(1)..=Amount::from_rupees(100);
    if from == to && !near.contains(&distance) {
        found.push(rule.at(rule.path).value(distance).word("pin", from));
    }
}

fn document_day(ewb: &EwayBill<'_>) -> Option<Day> {
    ewb.transport_document_date.as_deref().and_then(Day::parse)
}

fn document_in_future(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(day) = asked(case).and_then(document_day).filter(|day| *day > case.today()) {
        found.push(rule.at(rule.path).value(day).expected(case.today()));
    }
}

fn document_too_early(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let (Some(day), Some(date)) = (asked(case).and_then(document_day), case.date)
        && day < date
    {
        found.push(rule.at(rule.path).value(day).expected(date));
    }
}

/// An export's e-way bill goes to the port.
fn export_ship_to(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

fn dispatch_abroad(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let state = case.invoice.dispatch.as_deref().and_then(|d| d.state.as_deref());
    if let Some(state) = state.filter(|state| *state == "96" && asked(case).is_some()) {
        found.push(rule.at(rule.path).value(state));
    }
}

/// Days after its date for which a document can get an e-way bill.
const EWB_DAYS: i64 = 180;

fn too_old(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(date) = case.date.filter(|date| asked(case).is_some() && case.today() > date.plus(EWB_DAYS)) {
        found.push(rule.at(rule.path).value(date).expected(date.plus(EWB_DAYS)));
    }
}

fn system_distance(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if asked(case).is_some() {
        found.undecided(rule);
    }
}

fn vehicle_register(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if asked(case).is_some_and(|ewb| ewb.vehicle.is_some()) {
        found.undecided(rule);
    }
}

const LIST: &str = "NIC validation list: e-way bill";
const ERRORS: &str = "NIC error list: e-way bill";

/// Asked for by the caller and not in the document: pushed by [`super::judge`], whose option it is.
pub(super) const DEMANDED: Rule = Rule::error(
    "ewb.demanded",
    "",
    "/EwbDtls",
    "an e-way bill must be made with this document, and EwbDtls is missing",
    "add EwbDtls, or leave out the option ewb",
    "opts.ewb",
);

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "ewb.not_for_notes",
            "2252",
            "/EwbDtls",
            "no e-way bill is made for a credit or debit note ({value}); the IRN is",
            "leave EwbDtls out; make the e-way bill of returned goods on the e-way bill portal",
            LIST,
        )
        .ewb()
        .also(&["4010"])
        .facts(&["EWB-002"]),
        not_for_notes,
    ),
    OfDocument(
        Rule::error(
            "ewb.not_for_services",
            "2251",
            "/EwbDtls",
            "no e-way bill is made where no line is goods; the IRN is",
            "leave EwbDtls out",
            LIST,
        )
        .ewb()
        .also(&["4009", "2252", "4010"])
        .facts(&["EWB-002", "EWB-003"]),
        not_for_services,
    ),
    OfDocument(
        Rule::error(
            "ewb.transporter_needed",
            "4027",
            "/EwbDtls/TransId",
            "the e-way bill names neither a transporter nor how the goods travel",
            "give TransId for Part A alone, or TransMode with vehicle or transport document",
            LIST,
        )
        .also(&["4019"])
        .facts(&["EWB-001", "EWB-004"]),
        transporter_needed,
    ),
    OfDocument(
        Rule::error(
            "ewb.transporter",
            "4018",
            "/EwbDtls/TransId",
            "the last character of the transporter's number {value} does not fit the others",
            "ask the transporter; if the first 14 characters are right it is {expected}; the portal may know it all the same",
            "GSTIN check digit (mod 36); portal code 4018",
        )
        .doubtful()
        .facts(&["EWB-017", "FLD-054"]),
        transporter_real,
    ),
    OfDocument(
        Rule::error(
            "ewb.mode_needed",
            "4028",
            "/EwbDtls/TransMode",
            "vehicle or transport document are given, the mode of transport is not",
            "add TransMode: 1 road, 2 rail, 3 air, 4 ship",
            ERRORS,
        )
        .facts(&["EWB-018"]),
        mode_needed,
    ),
    OfDocument(
        Rule::error(
            "ewb.road",
            "2253",
            "/EwbDtls/VehNo",
            "transport by road needs the number and the type of the vehicle",
            "add VehNo and VehType (R regular, O over-dimensional)",
            LIST,
        )
        .ewb()
        .also(&["4011", "4022"])
        .facts(&["EWB-005"]),
        road,
    ),
    OfDocument(
        Rule::error(
            "ewb.road_document",
            "",
            "/EwbDtls/TransDocNo",
            "transport by road with a transport document ({value}), which the portal's list doesn't want",
            "leave TransDocNo and TransDocDt out",
            "NIC validation list; the form and the portal's sample send it",
        )
        .warning()
        .setting("road_transport_document")
        .facts(&["EWB-005"]),
        road_document,
    ),
    OfDocument(
        Rule::error(
            "ewb.rail_or_air",
            "2254",
            "/EwbDtls/TransDocNo",
            "transport by rail or air needs number and date of the transport document",
            "add TransDocNo and TransDocDt",
            LIST,
        )
        .ewb()
        .also(&["4012", "4023"])
        .facts(&["EWB-006"]),
        rail_or_air,
    ),
    OfDocument(
        Rule::error(
            "ewb.railway_number",
            "4042",
            "/EwbDtls/TransDocNo",
            "{value} is no number of a railway receipt or parcel way bill",
            "begin with the prefix, P for a parcel way bill, F for a railway receipt, L for a leased wagon, then the station's letters and the number",
            "GSTN advisory of 23-12-2024, from 01-01-2025: an alert, later an error",
        )
        .doubtful()
        .since(2025, 1, 1)
        .facts(&["EWB-006"]),
        railway_number,
    ),
    OfDocument(
        Rule::error(
            "ewb.vehicle_by_rail_or_air",
            "",
            "/EwbDtls/VehNo",
            "transport by rail or air with a vehicle ({value})",
            "leave VehNo and VehType out, or correct TransMode",
            LIST,
        )
        .warning()
        .also(&["4024"])
        .facts(&["EWB-006", "EWB-008"]),
        vehicle_by_rail_or_air,
    ),
    OfDocument(
        Rule::error(
            "ewb.ship",
            "4040",
            "/EwbDtls/TransDocNo",
            "transport by ship needs a vehicle number, or number and date of the transport document",
            "add TransDocNo and TransDocDt, or VehNo",
            LIST,
        )
        .also(&["4023"])
        .facts(&["EWB-007"]),
        ship,
    ),
    OfDocument(
        Rule::error(
            "ewb.ship_vehicle",
            "4039",
            "/EwbDtls/VehType",
            "the vehicle type with transport by ship is {value}, it must be {expected}",
            "set VehType to {expected}",
            LIST,
        )
        .setting("ship_vehicle_type")
        .facts(&["EWB-007", "EWB-008"]),
        ship_vehicle,
    ),
    OfDocument(
        Rule::error(
            "ewb.vehicle_number",
            "4014",
            "/EwbDtls/VehNo",
            "{value} has the shape of no vehicle number the portal lists",
            "write it without blanks, KA01AB1234; TM and a number for a temporary registration",
            "NIC validation list: vehicle number formats",
        )
        .facts(&["EWB-009", "FLD-060"]),
        vehicle_number,
    ),
    OfDocument(
        Rule::error(
            "ewb.distance_in_one_pin",
            "4013",
            "/EwbDtls/Distance",
            "the distance is {value} km; within one PIN code ({pin}) 1 to 100 km must be given",
            "give the distance by road, 1 to 100",
            LIST,
        )
        .also(&["4029"])
        .facts(&["EWB-014"]),
        distance_in_one_pin,
    ),
    OfDocument(
        Rule::error(
            "ewb.document_in_future",
            "4016",
            "/EwbDtls/TransDocDt",
            "the transport document is dated {value}, in the future; today is {expected}",
            "correct TransDocDt",
            ERRORS,
        )
        .facts(&["EWB-015"]),
        document_in_future,
    ),
    OfDocument(
        Rule::error(
            "ewb.document_too_early",
            "4021",
            "/EwbDtls/TransDocDt",
            "the transport document is dated {value}, before the invoice of {expected}",
            "correct TransDocDt",
            ERRORS,
        )
        .facts(&["EWB-016"]),
        document_too_early,
    ),
    OfDocument(
        Rule::error(
            "ewb.export_ship_to",
            "2236",
            "/ShipDtls",
            "the e-way bill of an export goes to the port or place in India the goods are exported from",
            "give that port or place in ShipDtls, with its state and PIN code",
            LIST,
        )
        .ewb()
        .also(&["4031", "4032", "4033"])
        .facts(&["SHP-007", "TRN-016"]),
        export_ship_to,
    ),
    OfDocument(
        Rule::error(
            "ewb.dispatch_abroad",
            "4035",
            "/DispDtls/Stcd",
            "goods can't be dispatched from state {value}, other country",
            "give the state the goods leave from",
            ERRORS,
        ),
        dispatch_abroad,
    ),
    OfDocument(
        Rule::error(
            "ewb.too_old",
            "",
            "/DocDtls/Dt",
            "an e-way bill for a document of {value} could be made until {expected}",
            "leave EwbDtls out to register the invoice alone",
            "GSTN advisory: e-way bills only for documents of the last 180 days",
        )
        .ewb()
        .since(2025, 1, 1)
        .facts(&["EWB-021"]),
        too_old,
    ),
    OfDocument(
        Rule::error(
            "ewb.distance",
            "4013",
            "/EwbDtls/Distance",
            "the distance must be within 10 percent of the portal's own between the two PIN codes",
            "give 0 to take the portal's distance",
            LIST,
        )
        .unchecked("the distance")
        .by_portal()
        .also(&["4030", "4038"])
        .facts(&["EWB-012", "EWB-013"]),
        system_distance,
    ),
    OfDocument(
        Rule::error(
            "ewb.vehicle_register",
            "4014",
            "/EwbDtls/VehNo",
            "the vehicle must be in the vehicle register",
            "check the number on the vehicle",
            LIST,
        )
        .unchecked("the vehicle's registration")
        .by_portal()
        .facts(&["EWB-009"]),
        vehicle_register,
    ),
];
