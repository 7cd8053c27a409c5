//! Compares signed data with an invoice.

use super::{SignedContent, SignedQr};
use crate::calendar::Day;
use crate::invoice::{self, Invoice};
use crate::irn::Irn;
use crate::money::Amount;

/// Returns the places of `invoice` (JSON pointers) that differ from the signed data.
///
/// A QR holds nine facts of its invoice; a signed invoice holds all of it. Numbers compare by value, the document's
/// number without case, dates in either notation.
pub fn differs(content: &SignedContent, invoice: &Invoice<'_>) -> Vec<String> {
    match content {
        SignedContent::Qr(qr) => of_qr(qr, invoice),
        SignedContent::Invoice(json) => match invoice::read(json) {
            Ok((signed, _)) => {
                let places = invoice::differences(&signed, invoice).into_iter().map(|difference| difference.path);
                // The portal adds the IRN; an invoice without one has no other IRN.
                places.filter(|path| path != "/Irn" || invoice.irn.is_some()).collect()
            }
            // Input that is not JSON was never an invoice: nothing of it agrees.
            Err(_) => vec![String::new()],
        },
    }
}

/// Returns the places of a signed invoice that contradict its QR.
///
/// The HSN may be that of any line: only the portal's manual says which one it chooses among several. To doubt a
/// registration for it would be worse than to accept the code of another line.
pub fn contradicted(qr: &SignedQr, invoice: &Invoice<'_>) -> Vec<String> {
    let code = qr.main_hsn_code.trim();
    let named = invoice.items.iter().any(|item| item.hsn.as_deref().is_some_and(|hsn| hsn.trim() == code));
    of_qr(qr, invoice).into_iter().filter(|path| !(named && path.ends_with("/HsnCd"))).collect()
}

fn of_qr(qr: &SignedQr, invoice: &Invoice<'_>) -> Vec<String> {
    let seller = invoice.seller.as_deref().and_then(|s| s.gstin.as_deref());
    // An unregistered buyer is `URP`, written or not.
    let buyer = invoice.buyer.as_deref().map(|b| b.gstin.as_deref().unwrap_or("URP"));
    let document = invoice.document.as_deref();
    let number = document.and_then(|d| d.number.as_deref());
    let doc_type = document.and_then(|d| d.doc_type.as_deref());
    let value = invoice.totals.as_deref().and_then(|t| t.invoice_value);
    let highest = main_lines(invoice);
    let main = format!("/ItemList/{}/HsnCd", highest.first().copied().unwrap_or(0));
    let is_main = |&line: &usize| invoice.items[line].hsn.as_deref() == Some(qr.main_hsn_code.as_str());
    let same = |a: &str, b: Option<&str>| b.is_some_and(|b| a.eq_ignore_ascii_case(b));
    let facts = [
        ("/SellerDtls/Gstin", same(&qr.seller_gstin, seller)),
        ("/BuyerDtls/Gstin", same(&qr.buyer_gstin, buyer)),
        ("/DocDtls/No", same(&qr.doc_no, number)),
        ("/DocDtls/Typ", same(&qr.doc_typ, doc_type)),
        ("/DocDtls/Dt", Day::parse(&qr.doc_dt).is_some_and(|day| invoice.date() == Some(day))),
        ("/ValDtls/TotInvVal", Amount::parse(&qr.tot_inv_val).is_ok_and(|signed| value == Some(signed))),
        ("/ItemList", qr.item_cnt == invoice.items.len() as u64),
        (&main, highest.iter().any(is_main)),
        ("/Irn", is_irn(&qr.irn, invoice)),
    ];
    facts.into_iter().filter(|(_, agrees)| !agrees).map(|(path, _)| path.to_owned()).collect()
}

/// The lines with the highest taxable value: the QR has the HSN of one of them.
fn main_lines(invoice: &Invoice<'_>) -> Vec<usize> {
    let highest = invoice.items.iter().filter_map(|item| item.assessable_value).max();
    let is_highest = |&line: &usize| invoice.items[line].assessable_value == highest;
    (0..invoice.items.len()).filter(is_highest).collect()
}

/// Whether `irn` is this document's. A document without a readable supplier, type, number or date has no IRN.
fn is_irn(irn: &str, invoice: &Invoice<'_>) -> bool {
    Irn::parse(irn).is_some_and(|irn| invoice.key().is_some_and(|key| key.owns(&irn)))
}
