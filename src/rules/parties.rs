//! Supplier, recipient and the other GSTINs of a document.

use super::{Case, Findings, Row, document, rule};
use crate::finding::Rule;
use crate::gstin::Gstin;

/// Every GSTIN of the document with its place.
fn gstins<'c>(case: &'c Case<'_, '_>) -> impl Iterator<Item = (&'static str, Gstin)> + 'c {
    let invoice = case.invoice;
    [
        ("/SellerDtls/Gstin", invoice.seller.as_deref().and_then(|s| s.gstin.as_deref())),
        ("/BuyerDtls/Gstin", invoice.buyer.as_deref().and_then(|b| b.gstin.as_deref())),
        ("/ShipDtls/Gstin", invoice.ship.as_deref().and_then(|s| s.gstin.as_deref())),
        ("/TranDtls/EcmGstin", invoice.transaction.as_deref().and_then(|t| t.ecommerce_gstin.as_deref())),
    ]
    .into_iter()
    .filter_map(|(path, text)| Some((path, Gstin::parse(text?)?)))
}

fn check_character(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.context.settings.gstin_check_digit.severity(case.context.real_portal) else { return };
    for (path, gstin) in gstins(case).filter(|(_, gstin)| !gstin.check_fits()) {
        let code = if path == "/SellerDtls/Gstin" || path == "/BuyerDtls/Gstin" { "3028" } else { "3030" };
        found.push(rule.at(path).code(code).severity(severity).value(gstin).expected(gstin.corrected()));
    }
}

pub(super) const RULES: &[Row] = &[document(
    rule(
        "gstin.check_character",
        "3028",
        "*/Gstin",
        "the GSTIN {value} is not a real one: its last character does not fit the others",
        "ask for the registration certificate and type the GSTIN anew; if the first 14 characters are right it is {expected}",
        "GSTIN check digit (mod 36); portal code 3028",
    ),
    check_character,
)];
