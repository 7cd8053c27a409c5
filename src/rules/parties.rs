//! Supplier, recipient and the other GSTINs of a document.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::codes::states;
use crate::finding::{Rule, Severity};
use crate::gstin::Gstin;
use crate::invoice::{Invoice, SupplyType};
use crate::law::tables::SHIP_TO_GSTIN;
use crate::money::Amount;
use crate::settings::ShipToGstin;

/// A GSTIN of the document, its place, and the portal's code when it is wrong there.
#[derive(Clone, Copy)]
struct PartyGstin {
    path: &'static str,
    code: &'static str,
    gstin: Gstin,
}

/// The well-formed GSTINs: supplier, recipient, ship-to, e-commerce operator.
pub(super) struct Gstins([Option<PartyGstin>; 4]);

impl Gstins {
    pub(super) fn supplier(&self) -> Option<Gstin> {
        self.0[0].map(|named| named.gstin)
    }

    pub(super) fn recipient(&self) -> Option<Gstin> {
        self.0[1].map(|named| named.gstin)
    }

    fn iter(&self) -> impl Iterator<Item = &PartyGstin> {
        self.0.iter().flatten()
    }
}

pub(super) fn gstins(invoice: &Invoice<'_>) -> Gstins {
    let named = |path, code, text: Option<&str>| Some(PartyGstin { path, code, gstin: Gstin::parse(text?)? });
    let operator = invoice.transaction.as_deref().and_then(|t| t.ecommerce_gstin.as_deref());
    Gstins([
        named("/SellerDtls/Gstin", "3028", invoice.seller.as_deref().and_then(|s| s.gstin.as_deref())),
        named("/BuyerDtls/Gstin", "3028", invoice.buyer.as_deref().and_then(|b| b.gstin.as_deref())),
        named("/ShipDtls/Gstin", "3028", invoice.ship.as_deref().and_then(|s| s.gstin.as_deref())),
        named("/TranDtls/EcmGstin", "3030", operator),
    ])
}

const CHECK_CHARACTER: OfDocument = OfDocument {
    rule: Rule {
        id: "gstin.check_character",
        code: Some("3028"),
        also: &["3030"],
        path: "*/Gstin",
        message: "the GSTIN {value} is not a real one: its last character does not fit the others",
        fix: "ask for the registration certificate and type the GSTIN again; if the first 14 characters are right it is {expected}",
        source: "GSTIN check digit (mod 36); portal code 3028",
        setting: Some("gstin_check_digit"),
        ..Rule::ERROR
    },
    check: check_character,
};

fn check_character(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.gstin_check_digit.severity(case.context.real_portal) else { return };
    for &PartyGstin { path, code, gstin } in case.gstins.iter().filter(|named| !named.gstin.check_fits()) {
        found.push(rule.at(path).code(code).severity(severity).value(gstin).expected(gstin.corrected()));
    }
}

const LAYOUT: OfDocument = OfDocument {
    rule: Rule {
        id: "gstin.layout",
        path: "*/Gstin",
        message: "the GSTIN {value} is not laid out as one: state, PAN, number of the registration",
        fix: "ask for the registration certificate and type the GSTIN again",
        source: "GSTIN layout",
        setting: Some("gstin_check_digit"),
        ..Rule::WARNING
    },
    check: layout,
};

/// Checks its inner layout, where the check character fits.
fn layout(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.settings.gstin_check_digit.severity(case.context.real_portal).is_none() {
        return;
    }
    for &PartyGstin { path, gstin, .. } in case.gstins.iter() {
        if !laid_out(gstin.as_bytes()) && gstin.check_fits() {
            found.push(rule.at(path).value(gstin));
        }
    }
}

/// State, PAN (or the TAN of a tax deductor), number of the registration; or the layout of a UN body or a non-resident.
fn laid_out(gstin: &[u8; 15]) -> bool {
    let fits = |layout: &str| {
        gstin.iter().zip(layout.bytes()).all(|(c, want)| match want {
            b'9' => c.is_ascii_digit(),
            b'A' => c.is_ascii_uppercase(),
            b'*' => true,
            exact => *c == exact,
        })
    };
    match fits("99AAAAA9999A***") {
        // No registration of a PAN has the number 0.
        true => gstin[12] != b'0',
        // The TAN of a government office, as a tax deductor and with its own registration.
        false => fits("99AAAA*9999A*D*") || fits("99AAAA99999A*Z*") || fits("9999AAA99999***"),
    }
}

const KNOWN_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "gstin.state",
        code: Some("3028"),
        also: &["3030"],
        path: "*/Gstin",
        message: "the GSTIN {value} begins with {state}, which is not a state",
        fix: "ask for the registration certificate and type the GSTIN again",
        source: "GST state codes 01 to 38, 97, 99",
        ..Rule::ERROR
    },
    check: known_state,
};

fn known_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    for &PartyGstin { path, code, gstin } in case.gstins.iter() {
        if states::of_gstin(gstin.state()).is_none() {
            found.push(rule.at(path).code(code).value(gstin).word("state", gstin.state()));
        }
    }
}

const SUPPLIER_UNREGISTERED: OfDocument = OfDocument {
    rule: Rule {
        id: "supplier.unregistered",
        code: Some("2213"),
        path: "/SellerDtls/Gstin",
        message: "the supplier can't be URP: only a registered person makes an e-invoice",
        fix: "give the supplier's own GSTIN",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: supplier_unregistered,
};

fn supplier_unregistered(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let gstin = case.invoice.seller.as_deref().and_then(|s| s.gstin.as_deref());
    if gstin.is_some_and(|gstin| gstin.eq_ignore_ascii_case("URP")) {
        found.replace(rule.at(rule.path).value("URP"));
    }
}

/// The recipient's GSTIN, and whether it is URP, an unregistered person.
fn recipient<'c>(case: &'c RuleCase<'_, '_>) -> Option<(&'c str, bool)> {
    let gstin = case.invoice.buyer.as_deref()?.gstin.as_deref()?;
    Some((gstin, gstin == "URP"))
}

const RECIPIENT_OF_EXPORT: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.of_export",
        code: Some("2248"),
        path: "/BuyerDtls/Gstin",
        message: "the recipient of an export is URP, not {value}",
        fix: "set the recipient's Gstin to URP, or correct SupTyp",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: recipient_of_export,
};

fn recipient_of_export(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (true, Some((gstin, false))) = (case.is_export(), recipient(case)) {
        found.push(rule.at(rule.path).value(gstin).expected("URP"));
    }
}

const RECIPIENT_UNREGISTERED: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.unregistered",
        code: Some("2212"),
        also: &["2171"],
        path: "/BuyerDtls/Gstin",
        message: "the recipient can be URP in exports only",
        fix: "give the recipient's GSTIN; a bill to an unregistered person in India is not registered with the portal",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: recipient_unregistered,
};

fn recipient_unregistered(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(supply), Some((_, true))) = (case.supply, recipient(case)) else { return };
    if !supply.is_export() {
        let code = if supply == SupplyType::DeemedExport { "2171" } else { "2212" };
        found.push(rule.at(rule.path).code(code).value("URP"));
    }
}

const SAME_PARTY: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.same_as_supplier",
        code: Some("2211"),
        path: "/BuyerDtls/Gstin",
        message: "supplier and recipient have the same GSTIN {value}",
        fix: "correct one of them: goods moved within one registration need no invoice",
        source: "NIC error list; a warning without a real portal: a GSP's sandbox took one",
        ..Rule::ERROR
    },
    check: same_party,
};

fn same_party(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (Some(seller), Some((buyer, _))) = (case.seller, recipient(case))
        && seller.as_bytes() == buyer.as_bytes()
    {
        // The portals' sandboxes issue few GSTINs, and accept documents of one to itself.
        let severity = if case.context.real_portal { Severity::Error } else { Severity::Warning };
        found.push(rule.at(rule.path).severity(severity).value(buyer));
    }
}

/// Whether the announced rules on the ship-to GSTIN apply to this document.
fn ship_to_rules(case: &RuleCase<'_, '_>) -> bool {
    match case.settings.ship_to_gstin {
        ShipToGstin::Off => false,
        ShipToGstin::FromAugust2026 => case.today() >= SHIP_TO_GSTIN,
    }
}

const SHIP_TO_NAMED: OfDocument = OfDocument {
    rule: Rule {
        id: "ship_to.named",
        code: Some("5002"),
        path: "/ShipDtls/Gstin",
        message: "the ship-to party has no GSTIN, which an e-way bill requires",
        fix: "give its GSTIN, or {expected} when it has none",
        source: "GSTN advisory of 17-06-2026",
        since: Rule::since(2026, 8, 1),
        setting: Some("ship_to_gstin"),
        ..Rule::ERROR
    },
    check: ship_to_named,
};

fn ship_to_named(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ship) = case.invoice.ship.as_deref().filter(|_| ship_to_rules(case)) else { return };
    if ship.gstin.is_none() && case.invoice.ewb.is_some() {
        found.push(rule.at(rule.path).expected("URP"));
    }
}

const SHIP_TO_DIFFERS: OfDocument = OfDocument {
    rule: Rule {
        id: "ship_to.differs",
        code: Some("2323"),
        path: "/ShipDtls/Gstin",
        message: "the ship-to GSTIN {value} is the recipient's own",
        fix: "leave ShipDtls out when the goods go to the recipient",
        source: "GSTN advisory of 17-06-2026",
        since: Rule::since(2026, 8, 1),
        setting: Some("ship_to_gstin"),
        ..Rule::ERROR
    },
    check: ship_to_differs,
};

fn ship_to_differs(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let ship = case.invoice.ship.as_deref().filter(|_| ship_to_rules(case)).and_then(|s| s.gstin.as_deref());
    if let (Some(ship), Some((buyer, false))) = (ship, recipient(case))
        && ship == buyer
    {
        found.push(rule.at(rule.path).value(ship));
    }
}

const SHIP_TO_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "ship_to.state_of_gstin",
        code: Some("2325"),
        also: &["4074"],
        path: "/ShipDtls/Stcd",
        message: "the ship-to state is {value}, its GSTIN is of state {expected}",
        fix: "set Stcd to {expected}, or correct the GSTIN",
        source: "GSTN advisory of 17-06-2026",
        since: Rule::since(2026, 8, 1),
        setting: Some("ship_to_gstin"),
        ..Rule::ERROR
    },
    check: ship_to_state,
};

fn ship_to_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(ship) = case.invoice.ship.as_deref().filter(|_| ship_to_rules(case)) else { return };
    let (Some(gstin), Some(state)) = (ship.gstin.as_deref().and_then(Gstin::parse), ship.state.as_deref()) else {
        return;
    };
    if !states::fits_gstin(state, gstin.state()) {
        found.push(rule.at(rule.path).value(state).expected(gstin.state()));
    }
}

/// An address as a block gives it, for comparison with another block.
type Place<'c> = [Option<&'c str>; 4];

/// Whether two blocks name the same place. Blanks around a text and the case of its letters don't matter.
fn is_same_place((one, pin): (Place<'_>, Option<Amount>), (other, of_other): (Place<'_>, Option<Amount>)) -> bool {
    let same = |one: Option<&str>, other: Option<&str>| {
        let bare = |text: Option<&str>| text.map(|text| text.trim().to_lowercase()).unwrap_or_default();
        bare(one) == bare(other)
    };
    pin == of_other && one.into_iter().zip(other).all(|(one, other)| same(one, other))
}

const SHIP_TO_SAME: OfDocument = OfDocument {
    rule: Rule {
        id: "ship_to.same_as_recipient",
        path: "/ShipDtls",
        message: "the ship-to details repeat the recipient's; the e-way bill becomes one of the kind bill-to, ship-to",
        fix: "leave ShipDtls out when the goods go to the recipient",
        source: "E-way bill form: transaction types 1 to 4",
        ..Rule::WARNING
    },
    check: ship_to_same,
};

fn ship_to_same(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(ship), Some(buyer)) = (case.invoice.ship.as_deref(), case.invoice.buyer.as_deref()) else { return };
    let to: Place<'_> = [&ship.address1, &ship.address2, &ship.location, &ship.state].map(|text| text.as_deref());
    let bill: Place<'_> = [&buyer.address1, &buyer.address2, &buyer.location, &buyer.state].map(|text| text.as_deref());
    let other = ship.gstin.is_some() && ship.gstin != buyer.gstin || ship.legal_name != buyer.legal_name;
    if !other && is_same_place((to, ship.pin), (bill, buyer.pin)) {
        found.push(rule.at(rule.path));
    }
}

const DISPATCH_SAME: OfDocument = OfDocument {
    rule: Rule {
        id: "dispatch.same_as_supplier",
        path: "/DispDtls",
        message: "the dispatch-from details repeat the supplier's; the e-way bill becomes one of the kind bill-from, dispatch-from",
        fix: "leave DispDtls out when the goods leave from the supplier",
        source: "E-way bill form: transaction types 1 to 4",
        ..Rule::WARNING
    },
    check: dispatch_same,
};

fn dispatch_same(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(from), Some(seller)) = (case.invoice.dispatch.as_deref(), case.invoice.seller.as_deref()) else { return };
    let leaves: Place<'_> = [&from.address1, &from.address2, &from.location, &from.state].map(|text| text.as_deref());
    let own: Place<'_> =
        [&seller.address1, &seller.address2, &seller.location, &seller.state].map(|text| text.as_deref());
    let named = from.name == seller.legal_name || from.name == seller.trade_name;
    if named && is_same_place((leaves, from.pin), (own, seller.pin)) {
        found.push(rule.at(rule.path));
    }
}

pub(super) const RULES: &[OfDocument] = &[
    CHECK_CHARACTER,
    LAYOUT,
    KNOWN_STATE,
    SUPPLIER_UNREGISTERED,
    RECIPIENT_OF_EXPORT,
    RECIPIENT_UNREGISTERED,
    SAME_PARTY,
    SHIP_TO_NAMED,
    SHIP_TO_DIFFERS,
    SHIP_TO_STATE,
    SHIP_TO_SAME,
    DISPATCH_SAME,
];
