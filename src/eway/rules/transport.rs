//! How the goods travel: transporter, mode, vehicle, transport document, distance.

use super::{CheckFindings, EwayCase, EwayCheck};
use crate::codes::transport;
use crate::eway::document::EwayDocument;
use crate::eway::kinds::{Mode, Purpose, VehicleType};
use crate::finding::{Finding, Judge, Rule, Severity};
use crate::rules::is_railway_number;
use crate::settings::ShipVehicle;

const TRANSPORTER_WANTED: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transporter_wanted",
        code: Some("619"),
        path: "/transporterId",
        message: "the e-way bill names neither a transporter nor a vehicle or transport document",
        fix: "name the transporter for Part A alone; or give the mode with vehicle or transport document",
        source: "NIC e-way bill error 619",
        ..Rule::ERROR
    },
    check: transporter_wanted,
};

fn transporter_wanted(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    let nothing = way.mode.is_none() && way.vehicle.is_none() && way.document.is_none() && way.transporter.is_none();
    if nothing && !case.gold && !found.is_said(&case.doc.place("transporterId")) {
        found.push(case.fault(rule, "transporterId"));
    }
}

const TRANSPORTER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transporter",
        code: Some("222"),
        path: "/transporterId",
        message: "the last character of the transporter's number {value} does not fit the others",
        fix: "ask the transporter; if the first 14 characters are right, the number is {expected}; the portal may still know the number as given",
        source: "GSTIN check digit (mod 36); e-way bill error 222",
        ..Rule::WARNING
    },
    check: transporter,
};

/// The beginning of a transporter's number without a GSTIN; the system chooses its last characters.
const ENROLLED: &str = "88";

fn transporter(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let number = case.doc.transport.transporter;
    if let Some(id) = number.filter(|id| id.state() != ENROLLED && !id.check_fits()) {
        found.push(case.fault(rule, "transporterId").value(id).expected(id.corrected()));
    }
}

const MODE_WANTED: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.mode_wanted",
        code: Some("621"),
        also: &["622", "638"],
        path: "/transMode",
        message: "a vehicle or transport document is given without the mode of transport",
        fix: "add the mode: 1 road, 2 rail, 3 air, 4 ship",
        source: "NIC e-way bill errors 621, 622 and 638",
        ..Rule::ERROR
    },
    check: mode_wanted,
};

fn mode_wanted(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    let code = match (&way.vehicle, &way.document) {
        (Some(_), Some(_)) => "638",
        (Some(_), None) => "621",
        (None, Some(_)) => "622",
        (None, None) => return,
    };
    if way.mode.is_none() && !found.is_said(&case.doc.place("transMode")) {
        found.push(case.fault(rule, "transMode").code(code));
    }
}

const PART_B_WANTED: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.part_b_wanted",
        code: Some("226"),
        path: "/vehicleNo",
        message: "the mode is {value}, and {what} is missing",
        fix: "add it; or name the transporter, who gives Part B later",
        source: "NIC e-way bill error 226",
        ..Rule::ERROR
    },
    check: part_b_wanted,
};

fn part_b_wanted(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    let Some(mode) = way.mode.filter(|_| !case.gold) else { return };
    let (key, what) = match mode {
        Mode::Road if way.vehicle.is_none() => ("vehicleNo", "the vehicle number"),
        Mode::Rail | Mode::Air if way.document.is_none() => ("transDocNo", "the number of the transport document"),
        Mode::Ship if way.document.is_none() && way.vehicle.is_none() => {
            ("transDocNo", "the number of the transport document or of the vehicle")
        }
        Mode::Road | Mode::Rail | Mode::Air | Mode::Ship => return,
    };
    if way.transporter.is_none() && !found.is_said(&case.doc.place(key)) {
        found.push(case.fault(rule, key).value(mode.name()).word("what", what));
    }
}

const DOCUMENT_DATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transport_date_wanted",
        code: Some("224"),
        path: "/transDocDate",
        message: "the transport document {value} has no date",
        fix: "add the date of the transport document",
        source: "NIC e-way bill errors 224 and 385",
        ..Rule::ERROR
    },
    check: document_date,
};

fn document_date(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    let needed = matches!(way.mode, Some(Mode::Rail | Mode::Air | Mode::Ship));
    if let Some(number) = way.document.as_deref().filter(|_| needed && way.document_date.is_none())
        && !found.is_said(&case.doc.place("transDocDate"))
    {
        found.push(case.fault(rule, "transDocDate").value(number));
    }
}

const RAILWAY_NUMBER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.railway_number",
        code: Some("223"),
        path: "/transDocNo",
        message: "{value} is not a number of a railway receipt or parcel way bill",
        fix: "begin with the prefix, P for a parcel way bill, F for a railway receipt, L for a leased wagon, then the station's letters and the number",
        source: "GSTN advisory of 23-12-2024, from 01-01-2025: an alert, later an error",
        since: Rule::since(2025, 1, 1),
        ..Rule::WARNING
    },
    check: railway_number,
};

fn railway_number(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    if rule.since.is_some_and(|since| case.today() < since) || way.mode != Some(Mode::Rail) {
        return;
    }
    if let Some(number) = way.document.as_deref().filter(|number| !is_railway_number(number))
        && !found.is_said(&case.doc.place("transDocNo"))
    {
        found.push(case.fault(rule, "transDocNo").value(number));
    }
}

const VEHICLE_BY_RAIL_OR_AIR: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.vehicle_by_rail_or_air",
        path: "/vehicleNo",
        message: "transport by rail or air has a vehicle ({value})",
        fix: "leave {key} out, or correct the mode",
        source: "NIC e-way bill code list",
        ..Rule::WARNING
    },
    check: vehicle_by_rail_or_air,
};

fn vehicle_by_rail_or_air(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    if let Some(number) = way.vehicle.as_deref().filter(|_| matches!(way.mode, Some(Mode::Rail | Mode::Air))) {
        found.push(case.fault(rule, "vehicleNo").value(number));
    }
}

const VEHICLE_NUMBER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.vehicle_number",
        code: Some("225"),
        path: "/vehicleNo",
        message: "{value} doesn't look like any vehicle number in the portal's list",
        fix: "write it without blanks, KA01AB1234; TM and a number for a temporary registration",
        source: "NIC list of vehicle number formats; e-way bill error 225",
        ..Rule::ERROR
    },
    check: vehicle_number,
};

fn vehicle_number(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(number) = case.doc.transport.vehicle.as_deref() else { return };
    if transport::vehicle_number_fits(number) {
        return;
    }
    let path = case.doc.place("vehicleNo");
    // The whole number is judged, not its length alone.
    found.list.retain(|finding| finding.path != path || !finding.rule.id.ends_with(".length"));
    let plain: String = number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let near = Some(plain).filter(|plain| transport::vehicle_number_fits(plain));
    found.push(case.fault(rule, "vehicleNo").value(number).nearest(near.as_slice()));
}

const OVER_DIMENSIONAL: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.over_dimensional",
        code: Some("634"),
        path: "/vehicleType",
        message: "over-dimensional cargo (O) goes by road or ship; the mode is {value}",
        fix: "set the vehicle type to R, or correct the mode",
        source: "NIC e-way bill error 634",
        ..Rule::ERROR
    },
    check: over_dimensional,
};

fn over_dimensional(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    if let (Some(mode @ (Mode::Rail | Mode::Air)), Some(VehicleType::OverDimensional)) = (way.mode, way.vehicle_type) {
        found.push(case.fault(rule, "vehicleType").value(mode.name()));
    }
}

const SHIP_VEHICLE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.ship_vehicle",
        code: Some("726"),
        path: "/vehicleType",
        message: "the vehicle type with transport by ship is {value}, it must be {expected}",
        fix: "set the vehicle type to {expected}",
        source: "NIC e-way bill error 726",
        setting: Some("ship_vehicle_type"),
        ..Rule::ERROR
    },
    check: ship_vehicle,
};

fn ship_vehicle(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let way = &case.doc.transport;
    let strict = case.settings.ship_vehicle_type == ShipVehicle::Odc;
    if strict && way.mode == Some(Mode::Ship) && way.vehicle_type == Some(VehicleType::Regular) {
        found.push(case.fault(rule, "vehicleType").value("R").expected("O"));
    }
}

const DATE_BEFORE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transport_date_too_early",
        code: Some("362"),
        path: "/transDocDate",
        message: "the transport document is dated {value}, before the invoice of {expected}",
        fix: "correct one of the two dates",
        source: "NIC e-way bill error 362",
        ..Rule::ERROR
    },
    check: date_before,
};

fn date_before(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if let (Some(day), Some(date)) = (case.doc.transport.document_date, case.doc.date)
        && day < date
    {
        found.push(case.fault(rule, "transDocDate").value(day).expected(date));
    }
}

const DATE_AHEAD: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transport_date_in_future",
        code: Some("224"),
        path: "/transDocDate",
        message: "the transport document is dated {value}, in the future; today is {expected}",
        fix: "correct the date of the transport document",
        source: "NIC e-way bill error 224; no text says that a later day is refused",
        ..Rule::WARNING
    },
    check: date_ahead,
};

fn date_ahead(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if let Some(day) = case.doc.transport.document_date.filter(|day| *day > case.today()) {
        found.push(case.fault(rule, "transDocDate").value(day).expected(case.today()));
    }
}

const IN_ONE_PIN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.distance_in_one_pin",
        code: Some("702"),
        also: &["721"],
        path: "/transDistance",
        message: "the distance is {value} km; within one PIN code ({pin}) it must be 1 to 100 km",
        fix: "give the distance by road, 1 to 100",
        source: "NIC e-way bill errors 702 and 721",
        ..Rule::ERROR
    },
    check: in_one_pin,
};

/// The longest way within one PIN code; on a round of line sales one source takes more.
const LOCAL_KM: u32 = 100;
const LINE_SALES_KM: u32 = 300;

fn in_one_pin(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let (Some(from), Some(to), Some(km)) = (case.doc.from.pin, case.doc.to.pin, case.doc.transport.distance) else {
        return;
    };
    if from != to || (1..=LOCAL_KM).contains(&km) {
        return;
    }
    let round = case.doc.purpose == Some(Purpose::LineSales) && (1..=LINE_SALES_KM).contains(&km);
    let severity = if round { Severity::Warning } else { Severity::Error };
    let code = if km == 0 { "721" } else { "702" };
    found.push(case.fault(rule, "transDistance").code(code).severity(severity).value(km).word("pin", from));
}

const OF_SYSTEM: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.distance_of_system",
        code: Some("702"),
        also: &["709", "721"],
        judge: Judge::Portal,
        path: "/transDistance",
        message: "the distance must be at most 10 percent above the system's own between the two PIN codes",
        fix: "give 0 to take the system's distance; a shorter one is taken as it is",
        source: "NIC e-way bill error 702",
        unchecked: "the distance",
        ..Rule::ERROR
    },
    check: of_system,
};

/// Where the system has said its distance.
static BEYOND: Rule = Rule {
    id: "eway.distance_too_long",
    code: Some("702"),
    path: "/transDistance",
    message: "the distance is {value} km; the e-way bill system's own between the two PIN codes is {km} km, and takes at most 10 percent more",
    fix: "give 0 to take the system's distance, or one of at most 10 percent above it",
    source: "NIC e-way bill error 702",
    ..Rule::ERROR
};

fn of_system(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if case.doc.transport.distance.is_none() || case.doc.from.pin == case.doc.to.pin {
        return;
    }
    match case.context.known_km.and_then(|known| too_far(case.doc, known)) {
        Some(beyond) => found.push(beyond),
        None => found.undecided(rule),
    }
}

/// A distance beyond what the system takes, after it has said its own.
pub fn too_far(document: &EwayDocument, known: u32) -> Option<Finding> {
    let given = document.transport.distance.filter(|_| document.from.pin != document.to.pin)?;
    let place = document.place("transDistance");
    let beyond = || BEYOND.at(place).code("702").value(given).word("km", known);
    (u64::from(given) * 10 > u64::from(known) * 11).then(beyond)
}

pub(super) const RULES: &[EwayCheck] = &[
    TRANSPORTER_WANTED,
    TRANSPORTER,
    MODE_WANTED,
    PART_B_WANTED,
    DOCUMENT_DATE,
    RAILWAY_NUMBER,
    VEHICLE_BY_RAIL_OR_AIR,
    VEHICLE_NUMBER,
    OVER_DIMENSIONAL,
    SHIP_VEHICLE,
    DATE_BEFORE,
    DATE_AHEAD,
    IN_ONE_PIN,
    OF_SYSTEM,
];
