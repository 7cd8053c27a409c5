//! The facts of a bill that the law looks at, from an INV-01 invoice or from a short description of a bill.

use super::kinds::{BuyerKind, DocumentKind, MovementKind, SupplyKind};
use super::notes;
use super::tables::{self, EwayFree, Freed};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::invoice::{Invoice, Item, SupplyType};
use crate::irn::DocType;
use crate::money::{Amount, Exact};
use schemars::JsonSchema;
use serde::Deserialize;

/// What the codes of goods say of an e-way bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Freedom {
    /// Whether all of the goods need none; or perhaps some of them.
    pub all: bool,
    /// The row that says so.
    pub row: &'static EwayFree,
}

/// A bill as the law sees it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LawBill {
    /// What kind of document it is.
    pub document: DocumentKind,
    /// Its date.
    pub date: Day,
    /// The supplier, where a configuration holds several.
    #[serde(default)]
    pub gstin: Option<Gstin>,
    /// The kind of recipient. Only a document that is no invoice or note can do without.
    #[serde(default)]
    pub buyer: Option<BuyerKind>,
    /// The kind of supply; taxable where nothing is said.
    #[serde(default = "taxable")]
    pub supply: SupplyKind,
    /// Whether goods move.
    #[serde(default)]
    pub goods: Option<bool>,
    /// Whether they leave a state.
    #[serde(default)]
    pub interstate: Option<bool>,
    /// The whole value, with tax.
    #[serde(default)]
    pub value: Option<Amount>,
    /// CGST, SGST and IGST together.
    #[serde(default)]
    pub tax: Option<Amount>,
    /// The codes of the goods, at least their first four digits.
    #[serde(default)]
    pub hsn: Vec<String>,
    /// The state the goods leave from, two digits.
    #[serde(default)]
    pub from_state: Option<String>,
    /// What is special about the movement of the goods.
    #[serde(default)]
    pub movement: Option<MovementKind>,
    /// The value of the taxable goods alone, with tax, where the bill also has services or exempt goods.
    #[serde(default)]
    pub goods_value: Option<Amount>,
    /// The value of what surely does not count beside those goods: exempt goods.
    #[serde(skip)]
    pub(crate) exempt_value: Option<Amount>,
    /// What the codes of the goods say of an e-way bill; `None` where they say nothing.
    #[serde(skip)]
    pub(crate) eway_free: Option<Freedom>,
    /// The day of the invoice that a note is about.
    #[serde(skip)]
    pub(crate) original: Option<Day>,
}

fn taxable() -> SupplyKind {
    SupplyKind::Taxable
}

impl LawBill {
    /// A taxable bill of which no more is known.
    pub fn new(document: DocumentKind, date: Day) -> LawBill {
        LawBill {
            document,
            date,
            gstin: None,
            buyer: None,
            supply: SupplyKind::Taxable,
            goods: None,
            interstate: None,
            value: None,
            tax: None,
            hsn: Vec::new(),
            from_state: None,
            movement: None,
            goods_value: None,
            exempt_value: None,
            eway_free: None,
            original: None,
        }
    }

    /// The same, or that an invoice or note does not say whom it is for.
    pub(crate) fn complete(mut self) -> Result<LawBill> {
        if !self.hsn.is_empty() {
            let untaxed = match self.supply {
                SupplyKind::Taxable => Some(false),
                SupplyKind::Exempt | SupplyKind::Nil => Some(true),
                _ => None,
            };
            let lines: Vec<Goods<'_>> = self.hsn.iter().map(|hsn| (Some(hsn.as_str()), untaxed)).collect();
            self.eway_free = freedom(&lines);
        }
        match self.document {
            DocumentKind::Invoice | DocumentKind::CreditNote | DocumentKind::DebitNote if self.buyer.is_none() => {
                Err(Error::new(ErrorKind::Json, "the kind of buyer is missing").at("/buyer").fix(
                    "registered, unregistered, sez, overseas, deemed_export or government_tds; or give the invoice as INV-01",
                ))
            }
            _ => Ok(self),
        }
    }

    /// What the law looks at in an invoice; an error names the part that is missing.
    pub fn of(invoice: &Invoice<'_>) -> Result<LawBill> {
        let document = invoice.document.as_deref();
        let missing = |what: &str, at: &str, fix: &str| {
            Error::new(ErrorKind::Json, format!("{what} can't be read")).at(at).fix(fix)
        };
        let doc_type = document.and_then(|d| d.doc_type.as_deref()).and_then(DocType::parse);
        let doc_type = doc_type.ok_or_else(|| missing("the document type", "/DocDtls/Typ", "INV, CRN or DBN"))?;
        let date = invoice.date().ok_or_else(|| missing("the document's date", "/DocDtls/Dt", "dd/MM/yyyy"))?;
        let value = invoice.totals.as_deref().and_then(|t| t.invoice_value);
        let goods: Vec<&Item<'_>> = invoice.items.iter().filter(|i| i.is_service.as_deref() != Some("Y")).collect();
        let (from, to) = movement(invoice);
        Ok(LawBill {
            document: match doc_type {
                DocType::Invoice => DocumentKind::Invoice,
                DocType::CreditNote => DocumentKind::CreditNote,
                DocType::DebitNote => DocumentKind::DebitNote,
            },
            date,
            gstin: invoice.identity().gstin,
            buyer: Some(buyer(invoice)?),
            supply: supply(invoice),
            goods: Some(!goods.is_empty()),
            interstate: from.zip(to).map(|(from, to)| !same_state(from, to)),
            value: value.or_else(|| sum(&invoice.items, |i| [i.item_value])),
            tax: tax(invoice),
            goods_value: goods_value(&goods, invoice),
            exempt_value: exempt_value(&goods, invoice),
            hsn: Vec::new(),
            from_state: from.map(|code| format!("{code:0>2}")),
            movement: None,
            eway_free: freedom(&goods.iter().map(|item| of_goods(item, invoice)).collect::<Vec<_>>()),
            original: notes::original(invoice),
        })
    }
}

fn buyer(invoice: &Invoice<'_>) -> Result<BuyerKind> {
    let gstin = invoice.buyer.as_deref().and_then(|b| b.gstin.as_deref());
    let written = invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref());
    match (invoice.supply_type(), written) {
        (Some(SupplyType::B2b), _) if gstin == Some("URP") => Ok(BuyerKind::Unregistered),
        (Some(SupplyType::B2b), _) if gstin.and_then(Gstin::parse).is_some_and(|g| g.is_uin()) => {
            Ok(BuyerKind::UinHolder)
        }
        (Some(SupplyType::B2b), _) => Ok(BuyerKind::Registered),
        (Some(SupplyType::SezWithPayment | SupplyType::SezWithoutPayment), _) => Ok(BuyerKind::Sez),
        (Some(SupplyType::ExportWithPayment | SupplyType::ExportWithoutPayment), _) => Ok(BuyerKind::Overseas),
        (Some(SupplyType::DeemedExport), _) => Ok(BuyerKind::DeemedExport),
        // The form's list has B2C; the portal doesn't accept it.
        (None, Some(text)) if text.to_ascii_uppercase().starts_with("B2C") => Ok(BuyerKind::Unregistered),
        (None, _) => Err(Error::new(ErrorKind::Json, "the kind of supply can't be read")
            .at("/TranDtls/SupTyp")
            .fix("B2B, SEZWP, SEZWOP, EXPWP, EXPWOP or DEXP; B2C for a bill to an unregistered buyer")),
    }
}

/// Whether the lines are taxed. A zero rate means exempt only inside the country: exports and supplies to a Special
/// Economic Zone are zero-rated by law.
fn supply(invoice: &Invoice<'_>) -> SupplyKind {
    let zero_rated = invoice.supply_type().is_some_and(|s| s.is_export() || s.is_sez());
    let exempt = invoice.items.iter().filter(|item| is_exempt(item)).count();
    match exempt {
        0 => SupplyKind::Taxable,
        _ if zero_rated => SupplyKind::Taxable,
        n if n == invoice.items.len() => SupplyKind::Exempt,
        _ => SupplyKind::Mixed,
    }
}

fn is_exempt(item: &Item<'_>) -> bool {
    let none = |amount: Option<Amount>| amount.is_none_or(Amount::is_zero);
    none(item.gst_rate)
        && [item.igst, item.cgst, item.sgst, item.cess, item.cess_flat, item.state_cess, item.state_cess_flat]
            .into_iter()
            .all(none)
}

/// The tax that the supplier owes on the bill: none where the recipient pays it.
fn tax(invoice: &Invoice<'_>) -> Option<Amount> {
    if invoice.reverse_charge() {
        return Some(Amount::ZERO);
    }
    sum(&invoice.items, |i| [i.igst, i.cgst, i.sgst])
}

/// A line of goods: its code, and whether it carries no tax; `None` where that doesn't follow from the rate.
pub(crate) type Goods<'g> = (Option<&'g str>, Option<bool>);

fn of_goods<'i>(item: &'i Item<'_>, invoice: &Invoice<'_>) -> Goods<'i> {
    // What leaves the country or goes to a Special Economic Zone carries no tax for that reason.
    let zero_rated = invoice.supply_type().is_some_and(|supply| supply.is_export() || supply.is_sez());
    let untaxed = match is_exempt(item) {
        true if zero_rated => None,
        exempt => Some(exempt),
    };
    (item.hsn.as_deref(), untaxed)
}

/// The value of the goods with tax and cess, without exempt goods beside taxable ones and those that need no e-way bill.
fn goods_value(goods: &[&Item<'_>], invoice: &Invoice<'_>) -> Option<Amount> {
    let bound = |item: &&Item<'_>| is_bound(of_goods(item, invoice));
    let taxable: Vec<&Item<'_>> = goods.iter().copied().filter(|item| !is_exempt(item)).collect();
    let counted = if taxable.is_empty() { goods.to_vec() } else { taxable };
    let counted: Vec<&Item<'_>> = counted.into_iter().filter(bound).collect();
    sum(counted.iter().copied(), |i| {
        [i.assessable_value, i.igst, i.cgst, i.sgst, i.cess, i.cess_flat, i.state_cess, i.state_cess_flat]
    })
}

/// The value of exempt goods beside taxable ones.
fn exempt_value(goods: &[&Item<'_>], invoice: &Invoice<'_>) -> Option<Amount> {
    let zero_rated = invoice.supply_type().is_some_and(|supply| supply.is_export() || supply.is_sez());
    let exempt: Vec<&Item<'_>> = goods.iter().copied().filter(|item| is_exempt(item) && !zero_rated).collect();
    sum(exempt.iter().copied(), |item| [item.assessable_value])
}

/// Whether a line needs an e-way bill by its code: no, yes, or perhaps; `None` where no row speaks of it.
fn freed((hsn, untaxed): Goods<'_>) -> Option<(Freed, &'static EwayFree)> {
    let row = tables::eway_free(hsn?)?;
    let freed = match (row.freed, untaxed) {
        (Freed::Untaxed, Some(true)) => Freed::Yes,
        (Freed::Untaxed, Some(false)) => Freed::No,
        (Freed::Untaxed, None) => Freed::Partly,
        (freed, _) => freed,
    };
    Some((freed, row))
}

/// Whether a line surely needs one, as far as its code decides.
pub(crate) fn is_bound(line: Goods<'_>) -> bool {
    freed(line).is_none_or(|(freed, _)| freed == Freed::No)
}

/// The exemption of all goods, or perhaps of some.
pub(crate) fn freedom(goods: &[Goods<'_>]) -> Option<Freedom> {
    let all: Vec<_> = goods.iter().map(|line| freed(*line)).collect();
    if let Some((_, row)) = all.iter().flatten().find(|(freed, _)| *freed == Freed::Partly) {
        return Some(Freedom { all: false, row });
    }
    let (_, row) = all.first().copied().flatten()?;
    all.iter().all(|line| line.is_some_and(|(freed, _)| freed == Freed::Yes)).then_some(Freedom { all: true, row })
}

fn sum<'i, 'a: 'i, const N: usize>(
    items: impl IntoIterator<Item = &'i Item<'a>>,
    parts: fn(&Item<'_>) -> [Option<Amount>; N],
) -> Option<Amount> {
    let sum: Exact = items.into_iter().flat_map(parts).flatten().map(Exact::from).sum();
    Some(sum.to_paise())
}

/// The states the goods leave from and go to, as written in the document.
fn movement<'i>(invoice: &'i Invoice<'_>) -> (Option<&'i str>, Option<&'i str>) {
    let from = invoice.dispatch.as_deref().and_then(|d| d.state.as_deref());
    let from = from.or_else(|| invoice.seller.as_deref().and_then(|s| s.state.as_deref()));
    let to = invoice.ship.as_deref().and_then(|s| s.state.as_deref());
    (from, to.or_else(|| invoice.buyer.as_deref().and_then(|b| b.state.as_deref())))
}

fn same_state(a: &str, b: &str) -> bool {
    a.trim_start_matches('0') == b.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::tables::{COVERAGE, CoveragePart, coverage};

    #[test]
    fn every_kind_of_document_buyer_and_supply_has_its_row() {
        for (about, names) in [
            (CoveragePart::Document, DocumentKind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>()),
            (CoveragePart::Buyer, BuyerKind::ALL.iter().map(|k| k.name()).collect()),
            (CoveragePart::Supply, SupplyKind::ALL.iter().map(|k| k.name()).collect()),
        ] {
            assert!(names.iter().all(|name| coverage(about, name).is_some()), "{about:?}");
            assert_eq!(COVERAGE.iter().filter(|row| row.about == about).count(), names.len(), "{about:?}");
        }
    }
}
