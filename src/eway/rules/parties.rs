//! Who makes the bill, the parties, and the third parties at the places of the goods.

use super::{CheckFindings, EwayCase, EwayCheck};
use crate::codes::states;
use crate::eway::document::{Third, Who};
use crate::eway::kinds::{DocKind, Purpose, Supply, Transaction};
use crate::eway::need::as_bill;
use crate::finding::{Judge, Rule};
use crate::law::applicability::{self, ApplicabilityVerdict};
use crate::money::Amount;
use crate::settings::SixDigits;
use crate::taxpayer::{Taxpayer, TaxpayerClass, crore};

const MAKER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.maker",
        code: Some("359"),
        also: &["360", "369"],
        path: "/fromGstin",
        message: "the {party} of an {direction} movement must be the taxpayer who makes the e-way bill; it is {value}",
        fix: "turn the direction where the other party makes it, or let a transporter make it under its own number",
        source: "NIC e-way bill errors 359, 360, 369",
        ..Rule::ERROR
    },
    check: maker,
};

fn maker(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let (Some(supply), Some(who)) = (case.doc.supply, case.doc.own_party().and_then(|party| party.who)) else { return };
    let (path, party, code) = match supply {
        Supply::Outward => ("fromGstin", "consignor", "359"),
        Supply::Inward => ("toGstin", "consignee", "360"),
    };
    let own = match case.doc.user {
        Some(user) => who.gstin() == Some(user),
        None => who != Who::Unregistered,
    };
    if !own && !case.by_transporter() {
        let finding = case.fault(rule, path).code(code).value(who).word("party", party);
        found.push(finding.word("direction", supply.name()));
    }
}

const TRANSPORTER_IS_PARTY: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.transporter_is_party",
        code: Some("370"),
        path: "/transporterId",
        message: "the transporter {value} makes the e-way bill, and is a party of it",
        fix: "make the e-way bill as that party: outward as consignor, inward as consignee",
        source: "NIC e-way bill error 370",
        ..Rule::ERROR
    },
    check: transporter_is_party,
};

fn transporter_is_party(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(user) = case.doc.user.filter(|_| case.by_transporter()) else { return };
    if [case.doc.from.who, case.doc.to.who].contains(&Some(Who::Registered(user))) {
        found.push(case.fault(rule, rule.path).value(user));
    }
}

const CHECK_CHARACTER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.check_character",
        code: Some("208"),
        also: &["212", "609", "610"],
        path: "/fromGstin",
        message: "the GSTIN {value} is not a real one: its last character does not fit the others",
        fix: "ask for the registration certificate and type the GSTIN again; if the first 14 characters are right it is {expected}",
        source: "GSTIN check digit (mod 36); e-way bill errors 208, 212, 609, 610",
        setting: Some("gstin_check_digit"),
        ..Rule::ERROR
    },
    check: check_character,
};

fn check_character(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(severity) = case.settings.gstin_check_digit.severity(case.context.real_portal) else { return };
    for (key, code, gstin) in case.gstins().into_iter().filter(|(_, _, gstin)| !gstin.check_fits()) {
        let finding = case.fault(rule, key).code(code).severity(severity);
        found.push(finding.value(gstin).expected(gstin.corrected()));
    }
}

const KNOWN_STATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.gstin_state",
        code: Some("208"),
        also: &["212", "609", "610"],
        path: "/fromGstin",
        message: "the GSTIN {value} begins with {state}, which is not a state",
        fix: "ask for the registration certificate and type the GSTIN again",
        source: "GST state codes 01 to 38, 97, 99",
        ..Rule::ERROR
    },
    check: known_state,
};

fn known_state(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    for (key, code, gstin) in case.gstins() {
        if states::of_gstin(gstin.state()).is_none() {
            found.push(case.fault(rule, key).code(code).value(gstin).word("state", gstin.state()));
        }
    }
}

const NOT_OF_TYPE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.third_party_not_allowed",
        code: Some("615"),
        also: &["616"],
        path: "/dispatchFromGSTIN",
        message: "a bill of type {type} has no other party at the place of {place}; {value} is given",
        fix: "leave {key} out, or make it a bill of type {expected}",
        source: "NIC e-way bill errors 615 and 616",
        ..Rule::ERROR
    },
    check: not_of_type,
};

fn not_of_type(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(own) = case.doc.transaction else { return };
    let mut check = |third: &Third, allowed: bool, key, place, code, wanted: Transaction| {
        if let (Some(who), false) = (third.who, allowed) {
            let finding = case.fault(rule, key).code(code).value(who).expected(wanted.code());
            found.push(finding.word("type", own.code()).word("place", place));
        }
    };
    let (dispatch, ship) = (Transaction::of(true, own.has_ship()), Transaction::of(own.has_dispatch(), true));
    check(&case.doc.dispatch, own.has_dispatch(), "dispatchFromGSTIN", "dispatch", "615", dispatch);
    check(&case.doc.ship, own.has_ship(), "shipToGSTIN", "delivery", "616", ship);
}

const SAME_PARTY: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.third_party_is_party",
        code: Some("617"),
        also: &["618"],
        path: "/dispatchFromGSTIN",
        message: "the GSTIN {value} at the place of {place} is the {party}'s own",
        fix: "leave {key} out and make it a bill of type {expected}: a party's own second place is no other party",
        source: "NIC e-way bill errors 617 and 618",
        ..Rule::ERROR
    },
    check: same_party,
};

fn same_party(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(own) = case.doc.transaction else { return };
    let doc = case.doc;
    let mut check = |third: &Third, party: Option<Who>, key, place, name, code, wanted: Transaction| {
        if let Some(Who::Registered(gstin)) = third.who.filter(|_| third.who == party) {
            let finding = case.fault(rule, key).code(code).value(gstin).expected(wanted.code());
            found.push(finding.word("place", place).word("party", name));
        }
    };
    let (no_dispatch, no_ship) = (Transaction::of(false, own.has_ship()), Transaction::of(own.has_dispatch(), false));
    if own.has_dispatch() {
        check(&doc.dispatch, doc.from.who, "dispatchFromGSTIN", "dispatch", "consignor", "617", no_dispatch);
    }
    if own.has_ship() {
        check(&doc.ship, doc.to.who, "shipToGSTIN", "delivery", "consignee", "618", no_ship);
    }
}

const WANTED: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.third_party_wanted",
        code: Some("607"),
        also: &["608"],
        path: "/dispatchFromGSTIN",
        message: "a bill of type {type} has another party at the place of {place}, and its GSTIN is not given",
        fix: "give its GSTIN, or URP for an unregistered person",
        source: "NIC e-way bill errors 607 and 608; the second was announced for 01-08-2026 and put on hold on 30-07-2026",
        ..Rule::WARNING
    },
    check: wanted,
};

fn wanted(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(own) = case.doc.transaction else { return };
    let mut check = |third: &Third, needed: bool, key, place, code| {
        let path = case.doc.place(key);
        if needed && third.who.is_none() && !found.is_said(&path) {
            found.push(case.fault(rule, key).code(code).word("type", own.code()).word("place", place));
        }
    };
    // A port is no party.
    let (dispatch, ship) = (own.has_dispatch() && !case.is_import(), own.has_ship() && !case.is_export());
    check(&case.doc.dispatch, dispatch, "dispatchFromGSTIN", "dispatch", "607");
    check(&case.doc.ship, ship, "shipToGSTIN", "delivery", "608");
}

const IRN_FIRST: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.irn_first",
        code: Some("720"),
        path: "/docType",
        message: "the supplier is under e-invoicing: this invoice's e-way bill is made by its IRN",
        fix: "register the invoice first (einv_submit), then make the e-way bill by the IRN (einv_ewb), or both at once with EwbDtls",
        source: "NIC text of 21-11-2020; e-way bill error 720",
        unchecked: "whether the supplier is under e-invoicing: turnover not set",
        ..Rule::ERROR
    },
    check: irn_first,
};

fn irn_first(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let asked = case.is_invoice_to_business() && !case.by_transporter();
    let Some(bill) = as_bill(case.doc).filter(|_| asked) else { return };
    let unknown = Taxpayer::default();
    let taxpayer = case.taxpayer.unwrap_or(&unknown);
    match applicability::assess(&bill, taxpayer, case.today(), case.settings).verdict {
        ApplicabilityVerdict::Required => found.push(case.fault(rule, rule.path).value(DocKind::TaxInvoice.code())),
        ApplicabilityVerdict::CannotTell => found.undecided(rule),
        ApplicabilityVerdict::NotRequired => {}
    }
}

/// Whether the consignor is known to be under the composition scheme.
fn composition(case: &EwayCase<'_>) -> bool {
    case.doc.supply == Some(Supply::Outward) && case.taxpayer.and_then(|t| t.class) == Some(TaxpayerClass::Composition)
}

const COMPOSITION_PAPER: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.composition_document",
        code: Some("714"),
        path: "/docType",
        message: "a taxpayer under the composition scheme issues no tax invoice",
        fix: "issue a bill of supply (BIL)",
        source: "NIC e-way bill error 714; section 31(3)(c) CGST Act",
        ..Rule::ERROR
    },
    check: composition_paper,
};

fn composition_paper(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if composition(case) && case.doc.kind == Some(DocKind::TaxInvoice) {
        found.push(case.fault(rule, rule.path));
    }
}

const COMPOSITION_STATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.composition_state",
        code: Some("703"),
        path: "/toStateCode",
        message: "a taxpayer under the composition scheme sells only inside the state; the consignee's state is {value}",
        fix: "correct the state, or the taxpayer's class",
        source: "NIC e-way bill error 703; section 10(2)(c) CGST Act",
        ..Rule::ERROR
    },
    check: composition_state,
};

fn composition_state(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let sale = matches!(case.doc.purpose, Some(Purpose::Supply | Purpose::Export | Purpose::Lots));
    let (Some(from), Some(to)) = (case.doc.from.state, case.doc.to.state) else { return };
    if composition(case) && sale && from != to {
        found.push(case.fault(rule, rule.path).value(super::with_name(to)));
    }
}

const COMPOSITION_RATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.composition_rate",
        code: Some("704"),
        path: "/itemList/[]/cgstRate",
        message: "line {item} (HSN {hsn}) has a rate of tax; a taxpayer under the composition scheme charges none",
        fix: "set the rates of the line to 0",
        source: "NIC e-way bill error 704; section 10(4) CGST Act",
        ..Rule::ERROR
    },
    check: composition_rate,
};

fn composition_rate(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let taxed = |rate: Option<Amount>| rate.is_some_and(|rate| !rate.is_zero());
    let sale = matches!(case.doc.purpose, Some(Purpose::Supply | Purpose::Export | Purpose::Lots));
    for (index, item) in case.doc.items.iter().enumerate().filter(|_| composition(case) && sale) {
        if [item.cgst_rate, item.sgst_rate, item.igst_rate].into_iter().any(taxed) {
            found.push(case.line_fault(rule, index, "cgstRate"));
        }
    }
}

const HSN_DIGITS: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.hsn_six_digits",
        code: Some("283"),
        path: "/itemList/[]/hsnCode",
        message: "line {item}: HSN {value} has {length} digits; from 5 crore turnover 6 are needed",
        fix: "give the code with 6 or 8 digits; einv_codes lists them by their beginning",
        source: "NIC e-way bill errors 282 and 283, in force from 01-02-2024; Notification 78/2020-CT",
        since: Rule::since(2024, 2, 1),
        setting: Some("hsn_six_digits"),
        unchecked: "digits of the HSN code not checked: turnover not set",
        ..Rule::ERROR
    },
    check: hsn_digits,
};

fn hsn_digits(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if !case.is_invoice_to_business() || rule.since.is_some_and(|since| case.today() < since) {
        return;
    }
    let enough = |turnover: Amount| match case.settings.hsn_six_digits {
        SixDigits::FiveCroreAndMore => turnover >= crore(5),
        SixDigits::AboveFiveCrore => turnover > crore(5),
    };
    let short = case.doc.items.iter().enumerate().filter_map(|(index, item)| Some((index, item.hsn.as_deref()?)));
    for (index, code) in short.filter(|(_, code)| (4..6).contains(&code.len())) {
        match case.taxpayer.and_then(|t| t.crossed(case.today(), enough)) {
            None if found.not_judged.contains(&rule.id) => {}
            None => found.undecided(rule),
            Some(false) => {}
            Some(true) => {
                let hsn = case.lists().hsn();
                let longer: Vec<String> =
                    hsn.starting(code).filter(|c| c.len() > 4 && hsn.is_good(c)).take(5).collect();
                let finding = case.line_fault(rule, index, "hsnCode").value(code).word("length", code.len());
                found.push(finding.nearest(&longer));
            }
        }
    }
}

const STANDING: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.registrations",
        code: Some("208"),
        also: &["212", "222", "654", "655", "715", "716", "717", "722"],
        judge: Judge::Portal,
        path: "/fromGstin",
        message: "the parties and the transporter must be registered, and not blocked for missing returns",
        fix: "look the GSTINs up (einv_gstin); a blocked party files its returns first",
        source: "NIC announcement of 06-06-2021; rule 138E CGST Rules",
        unchecked: "whether the registrations of the parties stand",
        ..Rule::ERROR
    },
    check: standing,
};

fn standing(_: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    found.undecided(rule);
}

pub(super) const RULES: &[EwayCheck] = &[
    MAKER,
    TRANSPORTER_IS_PARTY,
    CHECK_CHARACTER,
    KNOWN_STATE,
    NOT_OF_TYPE,
    SAME_PARTY,
    WANTED,
    IRN_FIRST,
    COMPOSITION_PAPER,
    COMPOSITION_STATE,
    COMPOSITION_RATE,
    HSN_DIGITS,
    STANDING,
];
