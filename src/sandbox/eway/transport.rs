//! How the goods travel: mode, vehicle, transport document. The calls refuse the same faults with different codes.

use super::bill::TransportLeg;
use super::form::PartA;
use crate::calendar::Day;
use crate::codes::states::{self, STATES};
use crate::codes::transport::vehicle_number_fits;
use crate::sandbox::members::CaselessMembers;

/// The codes of a call for the same faults.
pub(super) struct FaultCodes {
    mode: &'static str,
    vehicle_missing: &'static str,
    vehicle_form: &'static str,
    document_missing: &'static str,
    date_missing: &'static str,
}

/// `GENEWAYBILL`.
pub(super) const OF_MAKING: FaultCodes = FaultCodes {
    mode: "220",
    vehicle_missing: "226",
    vehicle_form: "225",
    document_missing: "226",
    date_missing: "224",
};

/// `VEHEWB` and the calls like it.
pub(super) const OF_MOVING: FaultCodes = FaultCodes {
    mode: "302",
    vehicle_missing: "303",
    vehicle_form: "304",
    document_missing: "394",
    date_missing: "385",
};

/// From this day the system speaks of the form of a railway document.
const RAIL_FORM: (i32, u32, u32) = (2025, 1, 1);

/// Reads Part B without its place. `day` is the document's, if it is known.
pub(super) fn read(
    asked: &CaselessMembers,
    codes: &FaultCodes,
    day: Option<Day>,
    bad: &mut Vec<&'static str>,
) -> TransportLeg {
    let mode = asked.plain("transMode");
    let vehicle = asked.plain("vehicleNo").to_ascii_uppercase();
    let (document, document_date) = (asked.plain("transDocNo"), asked.plain("transDocDate"));
    if !document.is_empty() && !is_number(&document) {
        bad.push("223");
    }
    if !document_date.is_empty() {
        match Day::parse(&document_date).filter(|_| document_date.contains('/')) {
            None => bad.push("224"),
            Some(dated) if day.is_some_and(|day| dated < day) => bad.push("362"),
            Some(_) => {}
        }
    }
    if !vehicle.is_empty() && !vehicle_number_fits(&vehicle) {
        bad.push(codes.vehicle_form);
    }
    match mode.as_str() {
        "1" if vehicle.is_empty() => bad.push(codes.vehicle_missing),
        "4" if vehicle.is_empty() && document.is_empty() => bad.push(codes.document_missing),
        "2" | "3" if document.is_empty() => bad.push(codes.document_missing),
        "2" | "3" | "4" if document_date.is_empty() && !document.is_empty() => bad.push(codes.date_missing),
        "1" | "2" | "3" | "4" => {}
        _ => bad.push(codes.mode),
    }
    let kind = asked.plain("vehicleType");
    match (kind.as_str(), mode.as_str()) {
        ("" | "R", "1" | "2" | "3") | ("" | "O", "4") | ("O", "1") => {}
        ("O", "2" | "3") => bad.push("634"),
        ("R", "4") => bad.push("726"),
        ("" | "R" | "O", _) => {}
        _ => bad.push("361"),
    }
    TransportLeg { mode, vehicle, document, document_date, ..TransportLeg::default() }
}

/// Reads where an entry was made: `fromPlace`, `fromState`.
pub(super) fn read_place(asked: &CaselessMembers, way: &mut TransportLeg, bad: &mut Vec<&'static str>) {
    way.place = asked.plain("fromPlace");
    if way.place.is_empty() || way.place.chars().count() > 50 {
        bad.push("305");
    }
    way.state = read_state(asked, "fromState", "306", bad);
}

/// Reads the number of a state.
pub(super) fn read_state(asked: &CaselessMembers, name: &str, code: &'static str, bad: &mut Vec<&'static str>) -> u64 {
    let state = asked.number(name).filter(|state| is_state(*state));
    if state.is_none() {
        bad.push(code);
    }
    state.unwrap_or_default()
}

/// Whether the system's list has a state. Sources differ on the number of other countries: both are accepted.
pub(super) fn is_state(number: u64) -> bool {
    is_abroad(number) || STATES.iter().any(|state| u64::from(state.number) == number)
}

/// 96 or 99.
pub(super) fn is_abroad(state: u64) -> bool {
    state == 99 || Some(state) == states::number(states::OTHER_COUNTRY).map(u64::from)
}

/// Reads `reasonCode` 1 to 4 and the remark beside it.
pub(super) fn read_reason(asked: &CaselessMembers, bad: &mut Vec<&'static str>) {
    if !asked.number("reasonCode").is_some_and(|code| (1..=4).contains(&code)) {
        bad.push("307");
    }
    let remark = asked.plain("reasonRem");
    if remark.is_empty() || remark.chars().count() > 50 {
        bad.push("308");
    }
}

/// The vehicle type that follows from Part B; a ship counts as over-dimensional.
pub(super) fn mark(form: &mut PartA, asked: &CaselessMembers, mode: &str) {
    let kind = asked.plain("vehicleType");
    form.vehicle_type = match (kind.is_empty(), mode) {
        (false, _) => kind,
        (true, "4") => "O".to_owned(),
        (true, _) => "R".to_owned(),
    };
}

/// Letters, digits, `-` and `/`, at most fifteen.
pub(super) fn is_number(text: &str) -> bool {
    (1..=15).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'/'))
}

/// What the system says beside a success about a railway document of another form than `P` and ten digits, `F` and
/// nine, or `L` and a number.
pub(super) fn rail_alert(way: &TransportLeg, today: Day) -> Option<&'static str> {
    let (year, month, day) = RAIL_FORM;
    let digits = |rest: &str, length: Option<usize>| {
        !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()) && length.is_none_or(|l| l == rest.len())
    };
    let number = way.document.as_str();
    let fits = number.strip_prefix('P').is_some_and(|rest| digits(rest, Some(10)))
        || number.strip_prefix('F').is_some_and(|rest| digits(rest, Some(9)))
        || number.strip_prefix('L').is_some_and(|rest| digits(rest, None));
    let applies = way.mode == "2" && Day::new(year, month, day).is_some_and(|from| today >= from);
    (applies && !fits).then_some("The RR number is not in the form of PWB, FOIS or leased wagon")
}
