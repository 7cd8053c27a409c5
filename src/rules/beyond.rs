//! The rules that only the portal can decide. The answer lists each in `not_judged` where it applies.

use super::{NO_STATE, OfDocument, RuleCase, RuleFindings};
use crate::codes::states;
use crate::finding::{Judge, Rule};

const REGISTER: &str = "The portal's register of taxpayers";

const DUPLICATE: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.duplicate",
        code: Some("2150"),
        also: &["2278", "2295"],
        path: "/DocDtls/No",
        message: "a number is registered once a year for each supplier and type; a cancelled one is never free again",
        fix: "submit through the ledger: it knows what it has registered",
        source: "NIC validation list",
        unchecked: "whether the number was used elsewhere",
        ..Rule::PORTAL
    },
    check: always,
};

const GSTIN_STATUS: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.gstin_status",
        code: Some("3029"),
        also: &["3028", "3074", "3075", "3076", "3077", "3078", "3079"],
        path: "*/Gstin",
        message: "supplier and recipient must be registered and active on the document date",
        fix: "look the GSTIN up on the GST portal",
        source: REGISTER,
        unchecked: "whether the GSTINs are active",
        ..Rule::PORTAL
    },
    check: always,
};

const LOG_IN: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.log_in",
        code: Some("2143"),
        also: &["2169"],
        path: "/SellerDtls/Gstin",
        message: "the logged-in taxpayer must be the supplier, or the operator that the supplier sells through",
        fix: "log in with the supplier's own GSTIN",
        source: "NIC error list",
        unchecked: "whether the log-in is the supplier's",
        ..Rule::PORTAL
    },
    check: always,
};

fn always(_: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    found.undecided(rule);
}

const WITH_RECIPIENT: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.recipient_type",
        code: Some("2247"),
        also: &["2246"],
        path: "/BuyerDtls/Gstin",
        message: "the recipient must be an SEZ for SEZ supplies, and must not be one for others; an ISD can't have reverse charge",
        fix: "look the GSTIN up on the GST portal",
        source: REGISTER,
        unchecked: "the recipient's kind of registration",
        ..Rule::PORTAL
    },
    check: with_recipient,
};

fn with_recipient(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if !case.is_export() {
        found.undecided(rule);
    }
}

const WITH_ONLINE_RECIPIENT: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.state_of_online_recipient",
        code: Some("2265"),
        path: "/BuyerDtls/Stcd",
        message: "a GSTIN that begins with 99 belongs to no state; the portal has not published which Stcd it accepts beside it",
        fix: "give the state that the address is in, or 96 where it is abroad",
        source: "GST state codes; no source names the portal's answer",
        unchecked: "which state the portal accepts beside a GSTIN that begins with 99",
        ..Rule::PORTAL
    },
    check: with_online_recipient,
};

/// No source says which state the portal expects beside a GSTIN that begins with 99.
fn with_online_recipient(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let state = case.gstins.recipient().and_then(|gstin| states::number(gstin.state()));
    if state == Some(NO_STATE) {
        found.undecided(rule);
    }
}

const WITH_OPERATOR: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.operator",
        code: Some("2195"),
        also: &["2169", "2224"],
        path: "/TranDtls/EcmGstin",
        message: "the e-commerce operator must collect tax at source, and must be the logged-in taxpayer",
        fix: "leave EcmGstin out when the supplier reports the bill itself",
        source: "NIC validation list: e-commerce",
        unchecked: "the e-commerce operator's registration",
        ..Rule::PORTAL
    },
    check: with_operator,
};

fn with_operator(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.invoice.transaction.as_deref().is_some_and(|t| t.ecommerce_gstin.is_some()) {
        found.undecided(rule);
    }
}

const WITH_EWB: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.ewb_blocked",
        code: Some("4015"),
        judge: Judge::Portal,
        path: "/EwbDtls",
        message: "the portal makes no e-way bill for a taxpayer who is blocked for not filing returns",
        fix: "file the missing returns",
        source: "NIC validation list: e-way bill",
        unchecked: "whether the e-way bill is blocked for returns not filed",
        ..Rule::EWB
    },
    check: with_ewb,
};

fn with_ewb(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.invoice.ewb.is_some() {
        found.undecided(rule);
    }
}

pub(super) const RULES: &[OfDocument] =
    &[DUPLICATE, GSTIN_STATUS, LOG_IN, WITH_RECIPIENT, WITH_ONLINE_RECIPIENT, WITH_OPERATOR, WITH_EWB];
