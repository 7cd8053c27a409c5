//! The contents of a line: serial number, quantity, unit, rate, origin.

use super::open::OpenCodeDoubt;
use super::{JudgedLine, OfDocument, OfLine, RuleCase, RuleFindings, Trade};
use crate::codes::{OpenList, rates, units};
use crate::finding::{Finding, Rule};
use crate::law::tables;
use crate::money::Amount;
use crate::settings::{FortyPercent, HalfPercent};
use std::collections::HashSet;

const SERIALS: OfDocument = OfDocument {
    rule: Rule {
        id: "item.serial_once",
        code: Some("2233"),
        path: "/ItemList/[]/SlNo",
        message: "line {item}: the serial number {value} is used by an earlier line",
        fix: "number the lines 1, 2, 3, …; gaps are allowed",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: serials,
};

fn serials(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let serial = |item: &crate::invoice::Item<'_>| item.serial.as_deref().and_then(|s| s.parse::<u32>().ok());
    // In nearly every document they just rise.
    if case.invoice.items.iter().map(serial).is_sorted_by(|a, b| a.is_some() && a < b) {
        return;
    }
    let mut seen = HashSet::new();
    for (index, item) in case.invoice.items.iter().enumerate() {
        if let Some(serial) = item.serial.as_deref().filter(|s| !s.is_empty())
            && !seen.insert(serial)
        {
            found.push(JudgedLine::new(case, index, item).fault(rule, "SlNo").value(serial));
        }
    }
}

const MIXED: OfDocument = OfDocument {
    rule: Rule {
        id: "item.mixed",
        code: Some("2249"),
        path: "/ItemList",
        message: "the bill has goods and services between states with the supplier's own state as place of supply",
        fix: "bill goods and services separately",
        source: "NIC error list of 2020",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: mixed,
};

fn mixed(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    let has = |flag| case.invoice.items.iter().any(|item| item.is_service.as_deref() == Some(flag));
    let own_state = case.place.is_some() && case.place == case.seller_state;
    if case.trade == Some(Trade::Inter) && own_state && has("Y") && has("N") {
        found.push(rule.at(rule.path).severity(severity));
    }
}

/// Goods need a quantity and a unit. A service flagged as goods by mistake has one fault, not three.
fn needed(line: &JudgedLine<'_, '_>, rule: &'static Rule, field: &'static str, found: &mut RuleFindings) {
    let path = line.path(field);
    if line.is_service() != Some(false) || found.at(&path).is_some() {
        return;
    }
    let fault = line.fault(rule, field);
    let service_code = line.item.hsn.as_deref().is_some_and(crate::codes::hsn::is_service);
    found.push(if service_code { fault.follows(line.path("IsServc")) } else { fault });
}

const QUANTITY: OfLine = OfLine {
    rule: Rule {
        id: "item.quantity",
        code: Some("2238"),
        path: "/ItemList/[]/Qty",
        message: "line {item} (HSN {hsn}): goods need a quantity",
        fix: "add Qty, or set IsServc to Y for a service",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: quantity,
};

fn quantity(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if line.item.quantity.is_none() {
        needed(line, rule, "Qty", found);
    }
}

const UNIT_NEEDED: OfLine = OfLine {
    rule: Rule {
        id: "item.unit_needed",
        code: Some("2239"),
        path: "/ItemList/[]/Unit",
        message: "line {item} (HSN {hsn}): goods need a unit",
        fix: "add Unit (NOS, KGS, MTR, …), or set IsServc to Y for a service",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: unit_needed,
};

fn unit_needed(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if line.item.unit.is_none() {
        needed(line, rule, "Unit", found);
    }
}

const UNIT_KNOWN: OfLine = OfLine {
    rule: Rule {
        id: "item.unit",
        code: Some("2177"),
        path: "/ItemList/[]/Unit",
        message: "line {item} (HSN {hsn}): the portal has no unit {value}",
        fix: "use a unit of the portal's list: NOS, KGS, MTR, … or OTH; einv_codes lists them",
        source: "NIC validation list; UQC master",
        ..Rule::ERROR
    },
    check: unit_known,
};

fn unit_known(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(unit) = line.item.unit.as_deref().filter(|_| line.is_service() == Some(false)) else { return };
    let units = case.lists().units();
    if units.on(unit, case.today()).is_some() {
        return;
    }
    match found.at(&line.path("Unit")) {
        // Its length or letters are already reported; this adds the suggestion.
        Some(shape) => *shape = with_unit(case, shape.clone(), unit),
        None if !unit.is_empty() => found.push(with_unit(case, line.fault(rule, "Unit").value(unit), unit)),
        None => {}
    }
}

const WRITE_UNIT: &str = "write {near}";
const EITHER_UNIT: &str = "did you mean {near}, or {other}? Ask the person who made the bill: einv can't decide";

/// Suggests the unit with the same meaning, because a registered unit can't be changed.
fn with_unit(case: &RuleCase<'_, '_>, fault: Finding, written: &str) -> Finding {
    let units = case.lists().units();
    let named = |code: &str| units.on(code, case.today()).map(|row| format!("{} ({})", row.code, row.name));
    let word = units::meant(written).map(|word| (word, named(word.unit), word.or.and_then(named)));
    match (word, named(&written.trim().to_uppercase())) {
        (Some((_, Some(near), Some(other))), _) => fault.with_fix(EITHER_UNIT).word("near", near).word("other", other),
        (Some((word, Some(near), None)), _) if word.sure => fault.with_fix(WRITE_UNIT).word("near", near),
        (Some((_, Some(near), None)), _) => fault.nearest(&[near]),
        (Some((_, None, _)) | None, Some(same)) => fault.with_fix(WRITE_UNIT).word("near", same),
        (Some((_, None, _)) | None, None) => fault,
    }
}

/// Whether the portal accepts a rate for a document of this date; the settings decide doubts.
fn is_taken(case: &RuleCase<'_, '_>, row: &rates::Rate) -> bool {
    match row.setting {
        Some("half_percent_rate") if case.settings.half_percent_rate == HalfPercent::Accepted => true,
        Some("forty_percent_rate") if case.settings.forty_percent_rate == FortyPercent::Refused => false,
        Some(_) | None => row.portal_takes(case.dated()),
    }
}

const RATE: OfLine = OfLine {
    rule: Rule {
        id: "item.rate",
        code: Some("2240"),
        path: "/ItemList/[]/GstRt",
        message: "line {item} (HSN {hsn}): {value} percent is not a GST rate on that day",
        fix: "give the full rate (CGST and SGST together); einv_codes lists the rates",
        source: "NIC validation list; Notification 9/2025-CT(Rate)",
        setting: Some("forty_percent_rate"),
        ..Rule::ERROR
    },
    check: rate,
};

fn rate(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(rate) = line.item.gst_rate else { return };
    if case.lists().rate(rate).is_some_and(|row| is_taken(case, row)) {
        return;
    }
    // A rate of one half is often the central share alone.
    let doubled = Amount::from_thousandths(rate.thousandths().saturating_mul(2), rate.places());
    let near: Vec<String> = match case.lists().rate(doubled).filter(|row| is_taken(case, row)) {
        Some(row) => vec![row.rate.to_string()],
        None => rates::nearest(case.lists().rates(), rate, case.dated()).iter().map(Amount::to_string).collect(),
    };
    found.push(line.fault(rule, "GstRt").value(rate).nearest(&near));
}

const RATE_ENDED: OfLine = OfLine {
    rule: Rule {
        id: "item.rate_ended",
        path: "/ItemList/[]/GstRt",
        message: "line {item} (HSN {hsn}): the rate of {value} percent ended on {last}",
        fix: "use today's rate; the portal still accepts the old one, for special entries and late bills",
        source: "Notification 9/2025-CT(Rate)",
        since: Rule::since(2025, 9, 22),
        ..Rule::WARNING
    },
    check: rate_ended,
};

fn rate_ended(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(row) = line.item.gst_rate.and_then(|rate| case.lists().rate(rate)).filter(|_| case.is_invoice()) else {
        return;
    };
    // Some goods keep a rate that has ended for the rest. Where the rates of the goods are known, they alone decide.
    if line.item.hsn.as_deref().is_some_and(|hsn| tables::rates_of_goods(hsn, case.dated()).is_some()) {
        return;
    }
    if let Some(last) = row.law_to.filter(|last| case.dated() > *last && is_taken(case, row)) {
        found.push(line.fault(rule, "GstRt").value(row.rate).word("last", last));
    }
}

/// Merchant exporters buy most goods at this rate.
const MERCHANT_EXPORT: Amount = Amount::from_thousandths(100, 1);

const RATE_OF_GOODS: OfLine = OfLine {
    rule: Rule {
        id: "item.rate_of_goods",
        path: "/ItemList/[]/GstRt",
        message: "line {item} (HSN {hsn}, {goods}): {value} percent is not among the rates of these goods on that day, {expected}",
        fix: "check rate and HSN code; the portal accepts it, but the buyer's credit depends on it",
        source: "Notifications 9, 14 and 19/2025-CT(Rate); docs/law.md lists the goods that are checked",
        ..Rule::WARNING
    },
    check: rate_of_goods,
};

fn rate_of_goods(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(rate), Some(hsn)) = (line.item.gst_rate, line.item.hsn.as_deref()) else { return };
    if rate.is_zero() || rate == MERCHANT_EXPORT || !case.is_invoice() {
        return;
    }
    let Some(row) = tables::rates_of_goods(hsn, case.dated()).filter(|row| !row.rates.contains(&rate)) else { return };
    if found.at(&line.path("GstRt")).is_some() {
        return;
    }
    let rates = row.rates.iter().map(Amount::to_string).collect::<Vec<_>>().join(" / ");
    found.push(line.fault(rule, "GstRt").value(rate).expected(rates).word("goods", row.what));
}

const ORIGIN: OfLine = OfLine {
    rule: Rule {
        id: "item.origin",
        code: Some("2202"),
        path: "/ItemList/[]/OrgCntry",
        message: "line {item}: country {value} is not in einv's list of {day}; the portal may know it",
        fix: "use the country's two letters; einv_codes lists them",
        source: "NIC error list; ISO 3166-1",
        setting: Some("country_unknown"),
        ..Rule::WARNING
    },
    check: origin,
};

fn origin(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(country) = line.item.origin.as_deref().filter(|c| c.len() == 2) else { return };
    if let Some(doubt) = OpenCodeDoubt::of(case, OpenList::Country, country) {
        let what = format!("line {}: country", line.index + 1);
        found.push(doubt.about(case, line.fault(rule, "OrgCntry"), &what));
    }
}

pub(super) const RULES: &[OfDocument] = &[SERIALS, MIXED];

pub(super) const LINE_RULES: &[OfLine] = &[QUANTITY, UNIT_NEEDED, UNIT_KNOWN, RATE, RATE_ENDED, RATE_OF_GOODS, ORIGIN];
