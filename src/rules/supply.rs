//! The kind of supply, and who may make it.

use super::{Case, Findings, OfDocument};
use crate::codes::states::OTHER_COUNTRY;
use crate::finding::Rule;
use crate::invoice::SupplyType;
use crate::settings::{ReverseCharge, Switch};
use crate::taxpayer::Class;

fn to_consumer(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let supply = case.invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref()).unwrap_or_default();
    if ["B2C", "B2CL", "B2CS"].iter().any(|code| code.eq_ignore_ascii_case(supply)) {
        found.replace(rule.at(rule.path).value(supply));
    }
}

fn reverse_charge(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

fn igst_on_intra_states(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let (true, Some(from), Some(to)) = (case.igst_on_intra(), case.seller_state, case.place)
        && from != to
    {
        let fault = rule.at(rule.path).value("Y").expected("N");
        found.push(fault.word("from", format!("{from:02}")).word("to", format!("{to:02}")));
    }
}

fn igst_on_intra_reverse_charge(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let wanted = case.settings.igst_on_intra_needs_reverse_charge == Switch::On;
    if wanted && case.igst_on_intra() && !case.invoice.reverse_charge() {
        found.push(rule.at(rule.path).value("Y").expected("N"));
    }
}

fn export_inside_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.is_export() && case.place.is_some() && case.place == case.seller_state {
        let place = format!("{:02}", case.place.unwrap_or_default());
        found.push(rule.at(rule.path).value(place).expected(OTHER_COUNTRY).follows("/BuyerDtls/Pos"));
    }
}

fn sez_unit(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.class() == Some(Class::SezUnit) {
        found.push(rule.at(rule.path).value(case.seller.map_or_else(String::new, |g| g.to_string())));
    }
}

fn supplier_class(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    match case.class() {
        None => found.undecided(rule),
        Some(
            class @ (Class::Composition
            | Class::InputServiceDistributor
            | Class::NonResident
            | Class::Oidar
            | Class::TaxCollector
            | Class::TaxDeductor),
        ) => found.push(rule.at(rule.path).value(class.name()).expected("regular")),
        // A unit is its own rule's business; the others are registered as regular taxpayers.
        Some(
            Class::Regular
            | Class::Casual
            | Class::SezUnit
            | Class::SezDeveloper
            | Class::Insurer
            | Class::Bank
            | Class::FinancialInstitution
            | Class::Nbfc
            | Class::GoodsTransportAgency
            | Class::PassengerTransport
            | Class::Multiplex
            | Class::Government
            | Class::LocalAuthority,
        ) => {}
    }
}

fn supplier_enabled(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    match case.taxpayer.and_then(|t| t.enabled_from) {
        None => found.undecided(rule),
        Some(from) if case.today() < from => {
            found.push(rule.at(rule.path).value(case.today()).expected(from).severity(case.by_the_clock()));
        }
        Some(_) => {}
    }
}

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "supply.to_consumer",
            "5002",
            "/TranDtls/SupTyp",
            "the portal doesn't register bills to consumers ({value})",
            "don't send this bill: only supplies to registered persons and exports are registered",
            "FORM GST INV-01 item 1.2; NIC validation list",
        )
        .facts(&["TRN-001"]),
        to_consumer,
    ),
    OfDocument(
        Rule::error(
            "supply.reverse_charge",
            "2162",
            "/TranDtls/RegRev",
            "reverse charge (RegRev Y) doesn't go with supply type {supply}",
            "set RegRev to N, or correct SupTyp",
            "NIC validation list v1.03",
        )
        .setting("reverse_charge_supplies")
        .facts(&["TRN-002"]),
        reverse_charge,
    ),
    OfDocument(
        Rule::error(
            "supply.igst_on_intra_states",
            "2262",
            "/TranDtls/IgstOnIntra",
            "IgstOnIntra is Y, but supplier ({from}) and place of supply ({to}) are in different states",
            "set IgstOnIntra to N: between states IGST applies anyway",
            "NIC validation list",
        )
        .facts(&["TRN-005"]),
        igst_on_intra_states,
    ),
    OfDocument(
        Rule::error(
            "supply.igst_on_intra_reverse_charge",
            "2294",
            "/TranDtls/IgstOnIntra",
            "IgstOnIntra is Y without reverse charge",
            "set IgstOnIntra to N, or RegRev to Y",
            "NIC validation list item 30",
        )
        .setting("igst_on_intra_needs_reverse_charge")
        .facts(&["TRN-006"]),
        igst_on_intra_reverse_charge,
    ),
    OfDocument(
        Rule::error(
            "supply.export_inside_state",
            "2181",
            "/BuyerDtls/Pos",
            "an export can't have the supplier's own state ({value}) as place of supply",
            "set Pos to {expected}, or correct SupTyp",
            "NIC error list",
        )
        .facts(&["EXP-002"]),
        export_inside_state,
    ),
    OfDocument(
        Rule::error(
            "supplier.sez_unit",
            "2231",
            "/SellerDtls/Gstin",
            "the supplier {value} is an SEZ unit, which doesn't make e-invoices",
            "don't send this bill, or correct the class of the taxpayer",
            "Notification 61/2020-CT; NIC validation list",
        )
        .facts(&["SEL-005"]),
        sez_unit,
    ),
    OfDocument(
        Rule::error(
            "portal.supplier_type",
            "2300",
            "/SellerDtls/Gstin",
            "a supplier of class {value} can't make e-invoices: the portal takes regular taxpayers and SEZ developers",
            "don't send this bill, or correct the class of the taxpayer",
            "NIC validation list",
        )
        .unchecked("kind of registration not checked: class not set")
        .facts(&["SEL-004"]),
        supplier_class,
    ),
    OfDocument(
        Rule::error(
            "portal.supplier_enabled",
            "3026",
            "/SellerDtls/Gstin",
            "e-invoicing is enabled for this supplier from {expected}, today is {value}",
            "enable e-invoicing for the GSTIN on the portal, or correct enabled_from of the taxpayer",
            "Portal code 3026",
        )
        .unchecked("enablement not checked: enabled_from not set")
        .facts(&["SEL-008"]),
        supplier_enabled,
    ),
];
