//! The lines: goods, codes, units, and the rules of gold.

use super::{CheckFindings, EwayCase, EwayCheck};
use crate::codes::{CodeStanding, OpenList};
use crate::eway::kinds::Mode;
use crate::finding::Rule;

const NO_GOODS: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.no_goods",
        code: Some("724"),
        path: "/itemList",
        message: "no line is goods: services need no e-way bill",
        fix: "leave the e-way bill, or add the HSN of the goods that move",
        source: "NIC e-way bill error 724",
        ..Rule::ERROR
    },
    check: no_goods,
};

fn no_goods(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let items = &case.doc.items;
    if !items.is_empty() && items.iter().all(|item| item.is_goods() == Some(false)) {
        found.push(case.fault(rule, "itemList"));
    }
}

const HSN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.hsn",
        code: Some("216"),
        path: "/itemList/[]/hsnCode",
        message: "line {item}: HSN {value} is not in the list",
        fix: "check the code; einv_codes lists them by their beginning",
        source: "GST portal's list of HSN; e-way bill error 216",
        setting: Some("hsn_unknown"),
        ..Rule::WARNING
    },
    check: hsn,
};

fn hsn(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(severity) = case.settings.hsn_unknown.severity() else { return };
    for (index, code) in case.doc.items.iter().enumerate().filter_map(|(i, item)| Some((i, item.hsn.as_deref()?))) {
        let unknown = matches!(case.lists().standing(OpenList::Hsn, code, case.today()), CodeStanding::Missing);
        let path = format!("itemList/{index}/hsnCode");
        if unknown && !found.is_said(&case.doc.place(&path)) {
            let near = case.lists().hsn().nearest(code, case.today());
            found.push(case.line_fault(rule, index, "hsnCode").severity(severity).value(code).nearest(&near));
        }
    }
}

const UNIT: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.unit",
        code: Some("217"),
        path: "/itemList/[]/qtyUnit",
        message: "line {item} (HSN {hsn}): the unit {value} is not in the list",
        fix: "use a unit of the list (einv_codes); OTH where none fits",
        source: "NIC unit list; e-way bill error 217",
        ..Rule::WARNING
    },
    check: unit,
};

fn unit(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    for (index, item) in case.doc.items.iter().enumerate().filter(|(_, item)| item.is_goods() != Some(false)) {
        let Some(unit) = item.unit.as_deref() else { continue };
        let path = format!("itemList/{index}/qtyUnit");
        if case.lists().units().on(unit, case.today()).is_none() && !found.is_said(&case.doc.place(&path)) {
            let near: Vec<String> =
                case.lists().units().nearest(unit, case.today()).iter().map(|row| row.code.to_owned()).collect();
            found.push(case.line_fault(rule, index, "qtyUnit").value(unit).nearest(&near));
        }
    }
}

/// The state whose law asks for an e-way bill for gold.
const KERALA: u8 = 32;

const GOLD_ELSEWHERE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.gold_elsewhere",
        code: Some("808"),
        path: "/itemList/[]/hsnCode",
        message: "line {item} is of chapter 71 (HSN {hsn}): the system takes gold, precious stones and jewellery only inside Kerala",
        fix: "make no e-way bill: these goods need none (rule 138(14)); imitation jewellery is 7117",
        source: "NIC e-way bill error 808; annexure to rule 138(14)",
        ..Rule::ERROR
    },
    check: gold_elsewhere,
};

fn gold_elsewhere(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let place = |party: &crate::eway::EwayParty| party.act_state.or(party.state);
    let (Some(from), Some(to)) = (place(&case.doc.from), place(&case.doc.to)) else { return };
    if from == KERALA && to == KERALA {
        return;
    }
    if let Some(index) = case.doc.items.iter().position(|item| item.is_gold()) {
        found.push(case.line_fault(rule, index, "hsnCode"));
    }
}

const GOLD_MIXED: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.gold_mixed",
        code: Some("809"),
        path: "/itemList",
        message: "gold or the like stands beside other goods: line {line} is of chapter 71, others are not",
        fix: "split the document: an e-way bill for gold has no other goods",
        source: "NIC e-way bill error 809",
        ..Rule::ERROR
    },
    check: gold_mixed,
};

fn gold_mixed(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(line) = case.doc.items.iter().position(|item| item.is_gold()) else { return };
    if case.doc.items.iter().any(|item| !item.is_gold() && item.is_goods() == Some(true)) {
        found.push(case.fault(rule, "itemList").word("line", line + 1));
    }
}

const GOLD_TRANSPORT: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.gold_transport",
        code: Some("801"),
        also: &["802", "803", "804", "805", "806"],
        path: "/transporterId",
        message: "an e-way bill for gold has Part A alone; {key} is {value}",
        fix: "leave {key} out",
        source: "NIC e-way bill errors 801 to 806; Kerala notification 2/2025-State Tax",
        ..Rule::ERROR
    },
    check: gold_transport,
};

fn gold_transport(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if !case.gold {
        return;
    }
    let way = &case.doc.transport;
    let given = [
        ("transporterId", "801", way.transporter.map(|id| id.to_string())),
        ("transporterName", "802", way.transporter_name.clone()),
        ("transDocNo", "803", way.document.clone()),
        ("transDocDate", "804", way.document_date.map(|day| day.to_string())),
        ("vehicleNo", "805", way.vehicle.clone()),
        ("vehicleType", "806", way.vehicle_type.map(|kind| kind.code().to_owned())),
    ];
    for (key, code, value) in given {
        if let Some(value) = value {
            found.push(case.fault(rule, key).code(code).value(value));
        }
    }
}

const GOLD_MODE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.gold_mode",
        code: Some("807"),
        also: &["815"],
        path: "/transMode",
        message: "an e-way bill for gold has the mode road; it is {value}",
        fix: "set the mode to 1",
        source: "NIC e-way bill errors 807 and 815",
        ..Rule::ERROR
    },
    check: gold_mode,
};

fn gold_mode(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    match case.doc.transport.mode {
        _ if !case.gold => {}
        Some(Mode::Road) => {}
        Some(mode @ (Mode::Rail | Mode::Air | Mode::Ship)) => {
            found.push(case.fault(rule, "transMode").code("815").value(mode.name()));
        }
        None => found.push(case.fault(rule, "transMode")),
    }
}

pub(super) const RULES: &[EwayCheck] = &[NO_GOODS, HSN, UNIT, GOLD_ELSEWHERE, GOLD_MIXED, GOLD_TRANSPORT, GOLD_MODE];
