//! States and PIN codes of the parties and of the places of the goods.

use super::{CheckFindings, EwayCase, EwayCheck, is_abroad, with_name};
use crate::codes::pins::{NOWHERE, PinPlace};
use crate::codes::states;
use crate::eway::document::{EwayParty, Who};
use crate::eway::kinds::{Purpose, Transaction};
use crate::finding::{Rule, Severity};
use crate::settings::PinState;

/// One end of the way, with its keys.
struct WayEnd<'c> {
    party: &'c EwayParty,
    state: (&'static str, &'static str),
    act_state: (&'static str, &'static str),
    pin: (&'static str, &'static str, &'static str),
    who: &'static str,
}

fn ends<'c>(case: &EwayCase<'c>) -> [WayEnd<'c>; 2] {
    [
        WayEnd {
            party: &case.doc.from,
            state: ("fromStateCode", "211"),
            act_state: ("actFromStateCode", "371"),
            pin: ("fromPincode", "210", "437"),
            who: "fromGstin",
        },
        WayEnd {
            party: &case.doc.to,
            state: ("toStateCode", "215"),
            act_state: ("actToStateCode", "372"),
            pin: ("toPincode", "214", "436"),
            who: "toGstin",
        },
    ]
}

const KNOWN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.state",
        code: Some("211"),
        also: &["215", "371", "372"],
        path: "/fromStateCode",
        message: "{value} is not the number of a state",
        fix: "give the first two digits of a GSTIN of that state; 96 or 99 for another country, 97 for other territory",
        source: "NIC e-way bill state list; errors 211, 215, 371, 372",
        ..Rule::ERROR
    },
    check: known,
};

fn known(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let mut said: Vec<String> = Vec::new();
    for end in ends(case) {
        for ((key, code), state) in [(end.state, end.party.state), (end.act_state, end.party.act_state)] {
            let Some(state) = state.filter(|state| !is_abroad(*state)) else { continue };
            let path = case.doc.place(key);
            let severity = match states::find(&state.to_string()) {
                None => Severity::Error,
                // A state of the past: GSTINs still begin with it.
                Some(row) if !row.address => Severity::Warning,
                Some(_) => continue,
            };
            if !said.contains(&path) {
                found.push(case.fault(rule, key).code(code).severity(severity).value(state));
                said.push(path);
            }
        }
    }
}

const OF_GSTIN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.state_of_gstin",
        path: "/fromStateCode",
        message: "the state is {value}, but the GSTIN is of {expected}",
        fix: "correct the state or the GSTIN; the place of the goods may lie in another state, the party's own doesn't",
        source: "GSTIN layout: its first two digits are the state",
        ..Rule::WARNING
    },
    check: of_gstin,
};

fn of_gstin(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    for WayEnd { party, state: (key, _), .. } in ends(case) {
        let (Some(state), Some(Who::Registered(gstin))) = (party.state, party.who) else { continue };
        if !is_abroad(state) && !states::fits_gstin(&state.to_string(), gstin.state()) {
            let own = states::number(gstin.state()).map_or_else(|| gstin.state().to_owned(), with_name);
            found.push(case.fault(rule, key).value(with_name(state)).expected(own));
        }
    }
}

const PIN_KNOWN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.pin",
        code: Some("210"),
        also: &["214"],
        path: "/fromPincode",
        message: "no PIN code begins like {value}",
        fix: "correct the PIN code; 999999 stands for a place outside India",
        source: "Post office PIN codes; e-way bill errors 210 and 214",
        setting: Some("pin_state"),
        ..Rule::ERROR
    },
    check: pin_known,
};

fn pin_known(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for WayEnd { party, pin: (key, code, _), .. } in ends(case) {
        if let Some(pin) = party.pin.filter(|pin| case.lists().pin(*pin) == PinPlace::Unknown)
            && !found.is_said(&case.doc.place(key))
        {
            found.push(case.fault(rule, key).code(code).severity(severity).value(pin));
        }
    }
}

const PIN_OF_STATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.pin_of_state",
        code: Some("437"),
        also: &["436"],
        path: "/fromPincode",
        message: "the PIN code {value} doesn't belong to state {state}",
        fix: "the PIN code belongs to {expected}: correct it, or the state of the place",
        source: "Post office PIN codes; e-way bill errors 436 and 437",
        setting: Some("pin_state"),
        ..Rule::ERROR
    },
    check: pin_of_state,
};

fn pin_of_state(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for WayEnd { party, pin: (key, _, code), .. } in ends(case) {
        let (Some(pin), Some(state)) = (party.pin, party.act_state.or(party.state)) else { continue };
        let abroad = pin == NOWHERE && (is_abroad(state) || state == 97);
        let PinPlace::Of { states: of_pin, also } = case.lists().pin(pin) else { continue };
        if of_pin.contains(&state) || abroad {
            continue;
        }
        // Where a source assigns the PIN to this state, the system may do so, too.
        let severity = match case.settings.pin_state {
            PinState::Auto if also.contains(&state) => Severity::Warning,
            PinState::Auto | PinState::Error | PinState::Warning | PinState::Off => severity,
        };
        let names: Vec<String> = of_pin.iter().map(|state| with_name(*state)).collect();
        let finding = case.fault(rule, key).code(code).severity(severity).value(pin);
        found.push(finding.expected(names.join(" / ")).word("state", with_name(state)));
    }
}

const SAME_STATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.regular_states",
        code: Some("643"),
        also: &["644"],
        path: "/actFromStateCode",
        message: "a regular bill (type 1) has one state at each end; the party's is {state}, that of the place is {value}",
        fix: "make it a bill of type {expected}, or correct one of the states",
        source: "NIC e-way bill errors 643 and 644",
        ..Rule::ERROR
    },
    check: same_state,
};

fn same_state(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if case.doc.transaction != Some(Transaction::Regular) {
        return;
    }
    let [from, to] = ends(case);
    for (end, code, wanted) in [(from, "643", Transaction::DispatchFrom), (to, "644", Transaction::ShipTo)] {
        let (Some(own), Some(place)) = (end.party.state, end.party.act_state) else { continue };
        // A zone's unit is abroad on paper alone.
        let lots = case.doc.purpose == Some(Purpose::Lots) && is_abroad(own);
        if own != place && !(is_abroad(own) && is_abroad(place)) && !lots {
            let finding = case.fault(rule, end.act_state.0).code(code).value(with_name(place));
            found.push(finding.expected(wanted.code()).word("state", with_name(own)));
        }
    }
}

const ABROAD: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.abroad",
        code: Some("373"),
        also: &["375"],
        path: "/toStateCode",
        message: "the state of the party abroad is {value}",
        fix: "give 96, other country; an export that leaves from a port in India has the port as its place of delivery (type 2)",
        source: "NIC e-way bill errors 373 and 375",
        ..Rule::ERROR
    },
    check: abroad,
};

fn abroad(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let [from, to] = ends(case);
    let (end, code) = match (case.is_export(), case.is_import()) {
        (true, _) => (to, "373"),
        (_, true) => (from, "375"),
        (false, false) => return,
    };
    if let Some(state) = end.party.state.filter(|state| !is_abroad(*state)) {
        // A unit of a Special Economic Zone has a GSTIN of its state.
        let zone = end.party.who.is_some_and(|who| who.gstin().is_some());
        let severity = if zone { Severity::Warning } else { Severity::Error };
        found.push(case.fault(rule, end.state.0).code(code).severity(severity).value(with_name(state)));
    }
}

const PIN_ABROAD: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.pin_abroad",
        code: Some("374"),
        also: &["376"],
        path: "/toPincode",
        message: "the PIN code of the place abroad is {value}",
        fix: "give 999999; where the goods leave from or arrive at a port in India, give the port as the place, with type {expected}",
        source: "NIC e-way bill errors 374 and 376",
        ..Rule::ERROR
    },
    check: pin_abroad,
};

fn pin_abroad(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(own) = case.doc.transaction else { return };
    let [from, to] = ends(case);
    let (end, code, port, wanted) = match (case.is_export(), case.is_import()) {
        (true, _) => (to, "374", own.has_ship(), Transaction::of(own.has_dispatch(), true)),
        (_, true) => (from, "376", own.has_dispatch(), Transaction::of(true, own.has_ship())),
        (false, false) => return,
    };
    let inland = end.party.who.is_some_and(|who| who.gstin().is_some());
    if let Some(pin) = end.party.pin.filter(|pin| *pin != NOWHERE && !port && !inland) {
        found.push(case.fault(rule, end.pin.0).code(code).value(pin).expected(wanted.code()));
    }
}

const PARTY_ABROAD: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.party_abroad",
        path: "/toGstin",
        message: "the party abroad has the GSTIN {value}",
        fix: "give URP for a party outside India; a unit of a Special Economic Zone has a GSTIN, and keeps it",
        source: "NIC e-way bill code list",
        ..Rule::WARNING
    },
    check: party_abroad,
};

fn party_abroad(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let [from, to] = ends(case);
    let end = match (case.is_export(), case.is_import()) {
        (true, _) => to,
        (_, true) => from,
        (false, false) => return,
    };
    if let Some(Who::Registered(gstin)) = end.party.who {
        found.push(case.fault(rule, end.who).value(gstin));
    }
}

pub(super) const RULES: &[EwayCheck] =
    &[KNOWN, OF_GSTIN, PIN_KNOWN, PIN_OF_STATE, SAME_STATE, ABROAD, PIN_ABROAD, PARTY_ABROAD];
