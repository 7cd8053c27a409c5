//! What no rule here can decide: only the portal knows. Each is named in `not_judged` where it arises.

use super::{Case, Findings, NO_STATE, OfDocument};
use crate::codes::states;
use crate::finding::Rule;

fn always(_: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    found.undecided(rule);
}

fn with_recipient(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if !case.is_export() {
        found.undecided(rule);
    }
}

/// No source says which state the portal wants beside a GSTIN that begins with 99.
fn with_online_recipient(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let state = case.gstins.recipient().and_then(|gstin| states::number(gstin.state()));
    if state == Some(NO_STATE) {
        found.undecided(rule);
    }
}

fn with_operator(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.invoice.transaction.as_deref().is_some_and(|t| t.ecommerce_gstin.is_some()) {
        found.undecided(rule);
    }
}

fn with_ewb(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.invoice.ewb.is_some() {
        found.undecided(rule);
    }
}

const REGISTER: &str = "The portal's register of taxpayers";

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "portal.duplicate",
            "2150",
            "/DocDtls/No",
            "a number is registered once a year for each supplier and type; a cancelled one is never free again",
            "submit through the ledger: it knows what it has registered",
            "NIC validation list",
        )
        .unchecked("whether the number was used elsewhere")
        .by_portal()
        .also(&["2278", "2295"])
        .facts(&["DOC-001", "DOC-002", "DOC-003"]),
        always,
    ),
    OfDocument(
        Rule::error(
            "portal.gstin_status",
            "3029",
            "*/Gstin",
            "supplier and recipient must be registered and active on the document date",
            "look the GSTIN up on the GST portal",
            REGISTER,
        )
        .unchecked("whether the GSTINs are active")
        .by_portal()
        .also(&["3028", "3074", "3075", "3076", "3077", "3078", "3079"])
        .facts(&["SEL-003", "BUY-004", "BUY-005", "SHP-005", "DOC-010"]),
        always,
    ),
    OfDocument(
        Rule::error(
            "portal.log_in",
            "2143",
            "/SellerDtls/Gstin",
            "the supplier must be the one who is logged in, or sell through the operator who is",
            "log in with the supplier's own GSTIN",
            "NIC error list",
        )
        .unchecked("whether the log-in is the supplier's")
        .by_portal()
        .also(&["2169"])
        .facts(&["SEL-001"]),
        always,
    ),
    OfDocument(
        Rule::error(
            "portal.recipient_type",
            "2247",
            "/BuyerDtls/Gstin",
            "the recipient must be an SEZ for SEZ supplies and no SEZ for others; reverse charge is not for an ISD",
            "look the GSTIN up on the GST portal",
            REGISTER,
        )
        .unchecked("the recipient's kind of registration")
        .by_portal()
        .also(&["2246"])
        .facts(&["TRN-003", "TRN-010", "TRN-011", "TRN-012"]),
        with_recipient,
    ),
    OfDocument(
        Rule::error(
            "portal.state_of_online_recipient",
            "2265",
            "/BuyerDtls/Stcd",
            "a GSTIN that begins with 99 is of no state; which Stcd the portal takes beside it is not published",
            "give the state that the address is in, or 96 where it is abroad",
            "GST state codes; no source names the portal's answer",
        )
        .unchecked("which state the portal takes beside a GSTIN that begins with 99")
        .by_portal(),
        with_online_recipient,
    ),
    OfDocument(
        Rule::error(
            "portal.operator",
            "2195",
            "/TranDtls/EcmGstin",
            "the e-commerce operator must collect tax at source, and be the one who is logged in",
            "leave EcmGstin out when the supplier reports the bill itself",
            "NIC validation list: e-commerce",
        )
        .unchecked("the e-commerce operator's registration")
        .by_portal()
        .also(&["2169", "2224"])
        .facts(&["TRN-008", "TRN-009"]),
        with_operator,
    ),
    OfDocument(
        Rule::error(
            "portal.ewb_blocked",
            "4015",
            "/EwbDtls",
            "no e-way bill is made for who is blocked for not filing returns",
            "file the returns due",
            "NIC validation list: e-way bill",
        )
        .unchecked("whether the e-way bill is blocked for returns not filed")
        .by_portal()
        .facts(&["EWB-010"]),
        with_ewb,
    ),
];
