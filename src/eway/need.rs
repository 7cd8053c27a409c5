//! The document as the law sees it: whether its goods need an e-way bill at all, and what its supplier owes.

use super::document::{EwayDocument, EwayItem, Who};
use super::kinds::{DocKind, Purpose, Supply};
use crate::law::bill::{Goods, LawBill, freedom, is_bound};
use crate::law::kinds::{BuyerKind, DocumentKind, MovementKind, SupplyKind};
use crate::law::{LawReason, Owed, eway};
use crate::money::{Amount, Exact};

/// Whether the goods of this document need an e-way bill, with the reason; `None` where it isn't readable far enough.
pub fn need(document: &EwayDocument) -> Option<(Owed, LawReason)> {
    Some(eway::eway_bill(&as_bill(document)?))
}

/// The bill behind the document.
pub(super) fn as_bill(document: &EwayDocument) -> Option<LawBill> {
    let paper = match (document.kind?, document.supply) {
        (DocKind::TaxInvoice, Some(Supply::Inward)) if document.from.who == Some(Who::Unregistered) => {
            DocumentKind::SelfInvoice
        }
        (DocKind::TaxInvoice, _) => DocumentKind::Invoice,
        (DocKind::BillOfSupply, _) => DocumentKind::BillOfSupply,
        (DocKind::BillOfEntry, _) => DocumentKind::Import,
        (DocKind::Challan | DocKind::Other, _) => DocumentKind::Challan,
    };
    let mut bill = LawBill::new(paper, document.date?);
    let export = document.purpose == Some(Purpose::Export);
    bill.gstin = document.gstin();
    bill.buyer = Some(match document.to.who.and_then(Who::gstin) {
        _ if export => BuyerKind::Overseas,
        Some(gstin) if gstin.is_uin() => BuyerKind::UinHolder,
        Some(_) => BuyerKind::Registered,
        None => BuyerKind::Unregistered,
    });
    let goods: Vec<&EwayItem> = document.items.iter().filter(|item| item.is_goods() == Some(true)).collect();
    let lines: Vec<Goods<'_>> = goods.iter().map(|item| (item.hsn.as_deref(), untaxed(item, export))).collect();
    let taxed = lines.iter().filter(|(_, untaxed)| *untaxed != Some(true)).count();
    bill.supply = match taxed {
        0 if !lines.is_empty() && paper != DocumentKind::Challan => SupplyKind::Exempt,
        all if all == lines.len() || paper == DocumentKind::Challan => SupplyKind::Taxable,
        _ => SupplyKind::Mixed,
    };
    bill.goods = Some(!goods.is_empty()).filter(|_| !document.items.is_empty());
    bill.interstate = document.within_a_state().map(|within| !within);
    bill.value = document.totals.invoice;
    bill.from_state = document.from.act_state.or(document.from.state).map(|state| format!("{state:02}"));
    bill.movement = (document.purpose == Some(Purpose::JobWork)).then_some(MovementKind::JobWork);
    // On a challan no tax is charged, so that its rates say nothing.
    let lines: Vec<Goods<'_>> = match paper {
        DocumentKind::Challan => lines.into_iter().map(|(hsn, untaxed)| (hsn, untaxed.filter(|free| !free))).collect(),
        _ => lines,
    };
    let bound = goods.iter().zip(&lines).filter(|(_, line)| is_bound(**line)).map(|(item, _)| value(item));
    bill.goods_value = Some(bound.sum::<Exact>().to_paise());
    let exempt = goods.iter().zip(&lines).filter(|(_, (_, untaxed))| *untaxed == Some(true));
    bill.exempt_value = Some(exempt.map(|(item, _)| value(item)).sum::<Exact>().to_paise());
    bill.eway_free = freedom(&lines);
    Some(bill)
}

/// Whether a line carries no tax; what leaves the country carries none for that reason.
fn untaxed(item: &EwayItem, export: bool) -> Option<bool> {
    let rates = [item.igst_rate, item.cgst_rate, item.sgst_rate, item.cess_rate, item.cess_flat];
    let none = rates.into_iter().flatten().all(Amount::is_zero);
    if none && export { None } else { Some(none) }
}

/// The value of a line with tax and cess.
fn value(item: &EwayItem) -> Exact {
    let Some(base) = item.taxable else { return Exact::ZERO };
    let rates = [item.igst_rate, item.cgst_rate, item.sgst_rate, item.cess_rate];
    let tax: Exact = rates.into_iter().flatten().map(|rate| Exact::percent(base, rate)).sum();
    Exact::from(base) + tax + item.cess_flat.map_or(Exact::ZERO, Exact::from)
}
