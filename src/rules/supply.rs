//! The kind of supply, and who may make it.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::codes::states::OTHER_COUNTRY;
use crate::finding::Rule;
use crate::invoice::SupplyType;
use crate::settings::{ReverseCharge, Switch};
use crate::taxpayer::TaxpayerClass;

const TO_CONSUMER: OfDocument = OfDocument {
    rule: Rule {
        id: "supply.to_consumer",
        code: Some("5002"),
        path: "/TranDtls/SupTyp",
        message: "the portal doesn't register bills to consumers ({value})",
        fix: "don't send this bill: only supplies to registered persons and exports are registered",
        source: "FORM GST INV-01 item 1.2; NIC validation list",
        ..Rule::ERROR
    },
    check: to_consumer,
};

fn to_consumer(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let supply = case.invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref()).unwrap_or_default();
    if ["B2C", "B2CL", "B2CS"].iter().any(|code| code.eq_ignore_ascii_case(supply)) {
        found.replace(rule.at(rule.path).value(supply));
    }
}

const REVERSE_CHARGE: OfDocument = OfDocument {
    rule: Rule {
        id: "supply.reverse_charge",
        code: Some("2162"),
        path: "/TranDtls/RegRev",
        message: "reverse charge (RegRev Y) is not allowed for supply type {supply}",
        fix: "set RegRev to N, or correct SupTyp",
        source: "NIC validation list v1.03",
        setting: Some("reverse_charge_supplies"),
        ..Rule::ERROR
    },
    check: reverse_charge,
};

fn reverse_charge(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (true, Some(supply)) = (case.invoice.reverse_charge(), case.supply) else { return };
    let allowed = match case.settings.reverse_charge_supplies {
        ReverseCharge::B2bAndSez => supply == SupplyType::B2b || supply.is_sez(),
        ReverseCharge::B2b => supply == SupplyType::B2b,
    };
    if !allowed {
        let supply = case.invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref());
        found.push(rule.at(rule.path).value("Y").expected("N").word("supply", supply.unwrap_or_default()));
    }
}

const IGST_ON_INTRA_STATES: OfDocument = OfDocument {
    rule: Rule {
        id: "supply.igst_on_intra_states",
        code: Some("2262"),
        path: "/TranDtls/IgstOnIntra",
        message: "IgstOnIntra is Y, but supplier ({from}) and place of supply ({to}) are in different states",
        fix: "set IgstOnIntra to N: between states IGST applies anyway",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: igst_on_intra_states,
};

fn igst_on_intra_states(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (true, Some(from), Some(to)) = (case.igst_on_intra(), case.seller_state, case.place)
        && from != to
    {
        let fault = rule.at(rule.path).value("Y").expected("N");
        found.push(fault.word("from", format!("{from:02}")).word("to", format!("{to:02}")));
    }
}

const IGST_ON_INTRA_REVERSE_CHARGE: OfDocument = OfDocument {
    rule: Rule {
        id: "supply.igst_on_intra_reverse_charge",
        code: Some("2294"),
        path: "/TranDtls/IgstOnIntra",
        message: "IgstOnIntra is Y without reverse charge",
        fix: "set IgstOnIntra to N, or RegRev to Y",
        source: "NIC validation list item 30",
        setting: Some("igst_on_intra_needs_reverse_charge"),
        ..Rule::ERROR
    },
    check: igst_on_intra_reverse_charge,
};

fn igst_on_intra_reverse_charge(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let wanted = case.settings.igst_on_intra_needs_reverse_charge == Switch::On;
    if wanted && case.igst_on_intra() && !case.invoice.reverse_charge() {
        found.push(rule.at(rule.path).value("Y").expected("N"));
    }
}

const EXPORT_INSIDE_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "supply.export_inside_state",
        code: Some("2181"),
        path: "/BuyerDtls/Pos",
        message: "an export can't have the supplier's own state ({value}) as place of supply",
        fix: "set Pos to {expected}, or correct SupTyp",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: export_inside_state,
};

fn export_inside_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.is_export() && case.place.is_some() && case.place == case.seller_state {
        let place = format!("{:02}", case.place.unwrap_or_default());
        found.push(rule.at(rule.path).value(place).expected(OTHER_COUNTRY).follows("/BuyerDtls/Pos"));
    }
}

const SEZ_UNIT: OfDocument = OfDocument {
    rule: Rule {
        id: "supplier.sez_unit",
        code: Some("2231"),
        path: "/SellerDtls/Gstin",
        message: "the supplier {value} is an SEZ unit, which doesn't make e-invoices",
        fix: "don't send this bill, or correct the class of the taxpayer",
        source: "Notification 61/2020-CT; NIC validation list",
        ..Rule::ERROR
    },
    check: sez_unit,
};

fn sez_unit(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.class() == Some(TaxpayerClass::SezUnit) {
        found.push(rule.at(rule.path).value(case.seller.map_or_else(String::new, |g| g.to_string())));
    }
}

const SUPPLIER_CLASS: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.supplier_type",
        code: Some("2300"),
        path: "/SellerDtls/Gstin",
        message: "a supplier of class {value} can't make e-invoices: the portal accepts only regular taxpayers and SEZ developers",
        fix: "don't send this bill, or correct the class of the taxpayer",
        source: "NIC validation list",
        unchecked: "kind of registration not checked: class not set",
        ..Rule::ERROR
    },
    check: supplier_class,
};

fn supplier_class(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    match case.class() {
        None => found.undecided(rule),
        Some(
            class @ (TaxpayerClass::Composition
            | TaxpayerClass::InputServiceDistributor
            | TaxpayerClass::NonResident
            | TaxpayerClass::Oidar
            | TaxpayerClass::TaxCollector
            | TaxpayerClass::TaxDeductor),
        ) => found.push(rule.at(rule.path).value(class.name()).expected("regular")),
        // Another rule handles units; the others are registered as regular taxpayers.
        Some(
            TaxpayerClass::Regular
            | TaxpayerClass::Casual
            | TaxpayerClass::SezUnit
            | TaxpayerClass::SezDeveloper
            | TaxpayerClass::Insurer
            | TaxpayerClass::Bank
            | TaxpayerClass::FinancialInstitution
            | TaxpayerClass::Nbfc
            | TaxpayerClass::GoodsTransportAgency
            | TaxpayerClass::PassengerTransport
            | TaxpayerClass::Multiplex
            | TaxpayerClass::Government
            | TaxpayerClass::LocalAuthority,
        ) => {}
    }
}

const SUPPLIER_ENABLED: OfDocument = OfDocument {
    rule: Rule {
        id: "portal.supplier_enabled",
        code: Some("3026"),
        path: "/SellerDtls/Gstin",
        message: "e-invoicing is enabled for this supplier from {expected}, today is {value}",
        fix: "enable e-invoicing for the GSTIN on the portal, or correct enabled_from of the taxpayer",
        source: "Portal code 3026",
        unchecked: "enablement not checked: enabled_from not set",
        ..Rule::ERROR
    },
    check: supplier_enabled,
};

fn supplier_enabled(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    match case.taxpayer.and_then(|t| t.enabled_from) {
        None => found.undecided(rule),
        Some(from) if case.today() < from => {
            found.push(rule.at(rule.path).value(case.today()).expected(from).severity(case.by_the_clock()));
        }
        Some(_) => {}
    }
}

pub(super) const RULES: &[OfDocument] = &[
    TO_CONSUMER,
    REVERSE_CHARGE,
    IGST_ON_INTRA_STATES,
    IGST_ON_INTRA_REVERSE_CHARGE,
    EXPORT_INSIDE_STATE,
    SEZ_UNIT,
    SUPPLIER_CLASS,
    SUPPLIER_ENABLED,
];
