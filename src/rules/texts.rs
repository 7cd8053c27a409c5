//! Texts that were lost on the way: a host without Unicode writes a question mark for each letter it doesn't have.

use super::{Case, Findings, OfDocument};
use crate::finding::{Finding, Rule};
use std::borrow::Cow;

/// Whether nothing is left of it but question marks, or a decoder has put its replacement character in, which a text of
/// `ascii` alone can't have.
fn is_lost(text: &str, ascii: bool) -> bool {
    let only_marks = || text.len() > 1 && text.bytes().all(|c| matches!(c, b'?' | b' ' | b'.' | b',' | b'-' | b'/'));
    text.starts_with('?') && only_marks() || !ascii && text.contains('\u{fffd}')
}

fn lost(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let i = case.invoice;
    let fault = |path: &str, text: &str| -> Finding { rule.at(path).value(text) };
    // In a document of ASCII alone other characters are escapes, and what was escaped is not borrowed from it.
    let is_lost = |text: &Cow<'_, str>| is_lost(text, case.ascii && matches!(text, Cow::Borrowed(_)));
    let mut look = |path: &'static str, text: Option<&Cow<'_, str>>| {
        if let Some(text) = text.filter(|text| is_lost(text)) {
            found.push(fault(path, text));
        }
    };
    if let Some(p) = i.seller.as_deref() {
        look("/SellerDtls/LglNm", p.legal_name.as_ref());
        look("/SellerDtls/TrdNm", p.trade_name.as_ref());
        look("/SellerDtls/Addr1", p.address1.as_ref());
        look("/SellerDtls/Addr2", p.address2.as_ref());
        look("/SellerDtls/Loc", p.location.as_ref());
    }
    if let Some(p) = i.buyer.as_deref() {
        look("/BuyerDtls/LglNm", p.legal_name.as_ref());
        look("/BuyerDtls/TrdNm", p.trade_name.as_ref());
        look("/BuyerDtls/Addr1", p.address1.as_ref());
        look("/BuyerDtls/Addr2", p.address2.as_ref());
        look("/BuyerDtls/Loc", p.location.as_ref());
    }
    if let Some(p) = i.dispatch.as_deref() {
        look("/DispDtls/Nm", p.name.as_ref());
        look("/DispDtls/Addr1", p.address1.as_ref());
        look("/DispDtls/Loc", p.location.as_ref());
    }
    if let Some(p) = i.ship.as_deref() {
        look("/ShipDtls/LglNm", p.legal_name.as_ref());
        look("/ShipDtls/Addr1", p.address1.as_ref());
        look("/ShipDtls/Loc", p.location.as_ref());
    }
    for (index, item) in i.items.iter().enumerate() {
        if let Some(text) = item.description.as_ref().filter(|text| is_lost(text)) {
            found.push(fault(&format!("/ItemList/{index}/PrdDesc"), text).line(index));
        }
    }
}

pub(super) const RULES: &[OfDocument] = &[OfDocument(
    Rule::error(
        "text.lost",
        "",
        "*",
        "the text \"{value}\" has lost its letters on the way here",
        "the billing program must hand over UTF-8, or write letters outside ASCII as \\uXXXX; or type the text in Latin letters",
        "the portal would print it as it stands on a registered invoice",
    ),
    lost,
)];
