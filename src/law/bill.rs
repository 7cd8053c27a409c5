//! The facts of a bill that the law looks at, from an INV-01 invoice or from a short description of a bill.

use super::notes;
use super::tables::{self, EwayFree, Freed};
use crate::calendar::Day;
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::invoice::{Invoice, Item, SupplyType};
use crate::irn::DocType;
use crate::money::{Amount, Exact};
use serde::Deserialize;

/// Makes an enum with its names, as they appear in bills and in `data/law/coverage.csv`.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
        pub enum $name {
            $(#[serde(rename = $text)] $variant,)*
        }

        impl $name {
            #[cfg(test)]
            pub const ALL: &[$name] = &[$($name::$variant),*];

            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
    };
}

named! {
    /// Kinds of document.
    Document {
        Invoice = "invoice",
        CreditNote = "credit_note",
        DebitNote = "debit_note",
        BillOfSupply = "bill_of_supply",
        IsdInvoice = "isd_invoice",
        Challan = "challan",
        ReceiptVoucher = "receipt_voucher",
        RefundVoucher = "refund_voucher",
        PaymentVoucher = "payment_voucher",
        SelfInvoice = "self_invoice",
        FinancialCreditNote = "financial_credit_note",
        Import = "import",
    }
}

named! {
    /// Kinds of recipient.
    Buyer {
        Registered = "registered",
        Unregistered = "unregistered",
        Sez = "sez",
        Overseas = "overseas",
        DeemedExport = "deemed_export",
        GovernmentTds = "government_tds",
        UinHolder = "uin_holder",
    }
}

named! {
    /// Kinds of supply.
    Supply {
        Taxable = "taxable",
        Mixed = "mixed",
        Exempt = "exempt",
        Nil = "nil",
        NonGst = "non_gst",
        HighSea = "high_sea",
        Bonded = "bonded",
        FreeTradeZone = "free_trade_zone",
        InwardUnregistered = "inward_unregistered",
    }
}

/// A bill as the law sees it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    pub document: Document,
    pub date: Day,
    /// The supplier, where a configuration holds several.
    #[serde(default)]
    pub gstin: Option<Gstin>,
    /// Only a document that is neither an invoice nor a note may leave it out.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    #[serde(default = "taxable")]
    pub supply: Supply,
    /// Whether goods move.
    #[serde(default)]
    pub goods: Option<bool>,
    /// Whether they leave a state.
    #[serde(default)]
    pub interstate: Option<bool>,
    /// Including tax.
    #[serde(default)]
    pub value: Option<Amount>,
    /// CGST, SGST and IGST together.
    #[serde(default)]
    pub tax: Option<Amount>,
    /// The value of the taxable goods alone, where the bill also has services or exempt goods.
    #[serde(skip)]
    pub goods_value: Option<Amount>,
    /// What the codes of the goods decide about an e-way bill; `None` where no code is known.
    #[serde(skip)]
    pub eway_free: Option<&'static EwayFree>,
    /// The day of the invoice that a note refers to.
    #[serde(skip)]
    pub original: Option<Day>,
    /// The state that the goods leave from, two digits.
    #[serde(skip)]
    pub from_state: Option<String>,
}

fn taxable() -> Supply {
    Supply::Taxable
}

impl Bill {
    /// Reads these facts from an invoice. An error names the part that is missing.
    pub fn of(invoice: &Invoice<'_>) -> Result<Bill> {
        let document = invoice.document.as_deref();
        let missing =
            |what: &str, at: &str, fix: &str| Error::new(Kind::Json, format!("{what} can't be read")).at(at).fix(fix);
        let doc_type = document.and_then(|d| d.doc_type.as_deref()).and_then(DocType::parse);
        let doc_type = doc_type.ok_or_else(|| missing("the document type", "/DocDtls/Typ", "INV, CRN or DBN"))?;
        let date = invoice.date().ok_or_else(|| missing("the document's date", "/DocDtls/Dt", "dd/MM/yyyy"))?;
        let value = invoice.totals.as_deref().and_then(|t| t.invoice_value);
        let goods: Vec<&Item<'_>> = invoice.items.iter().filter(|i| i.is_service.as_deref() != Some("Y")).collect();
        let (from, to) = movement(invoice);
        Ok(Bill {
            document: match doc_type {
                DocType::Invoice => Document::Invoice,
                DocType::CreditNote => Document::CreditNote,
                DocType::DebitNote => Document::DebitNote,
            },
            date,
            gstin: invoice.identity().gstin,
            buyer: Some(buyer(invoice)?),
            supply: supply(invoice),
            goods: Some(!goods.is_empty()),
            interstate: from.zip(to).map(|(from, to)| !same_state(from, to)),
            value: value.or_else(|| sum(&invoice.items, |i| [i.item_value])),
            tax: tax(invoice),
            goods_value: goods_value(&goods),
            eway_free: eway_free(&goods),
            original: notes::original(invoice),
            from_state: from.map(|code| format!("{code:0>2}")),
        })
    }
}

fn buyer(invoice: &Invoice<'_>) -> Result<Buyer> {
    let gstin = invoice.buyer.as_deref().and_then(|b| b.gstin.as_deref());
    let written = invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref());
    match (invoice.supply_type(), written) {
        (Some(SupplyType::B2b), _) if gstin == Some("URP") => Ok(Buyer::Unregistered),
        (Some(SupplyType::B2b), _) if gstin.and_then(Gstin::parse).is_some_and(|g| g.is_uin()) => Ok(Buyer::UinHolder),
        (Some(SupplyType::B2b), _) => Ok(Buyer::Registered),
        (Some(SupplyType::SezWithPayment | SupplyType::SezWithoutPayment), _) => Ok(Buyer::Sez),
        (Some(SupplyType::ExportWithPayment | SupplyType::ExportWithoutPayment), _) => Ok(Buyer::Overseas),
        (Some(SupplyType::DeemedExport), _) => Ok(Buyer::DeemedExport),
        // The form's list has B2C; the portal doesn't accept it.
        (None, Some(text)) if text.to_ascii_uppercase().starts_with("B2C") => Ok(Buyer::Unregistered),
        (None, _) => Err(Error::new(Kind::Json, "the kind of supply can't be read")
            .at("/TranDtls/SupTyp")
            .fix("B2B, SEZWP, SEZWOP, EXPWP, EXPWOP or DEXP; B2C for a bill to an unregistered buyer")),
    }
}

/// Whether the lines are taxed. A zero rate means exempt only inside the country: exports and supplies to a Special
/// Economic Zone are zero-rated by law.
fn supply(invoice: &Invoice<'_>) -> Supply {
    let zero_rated = invoice.supply_type().is_some_and(|s| s.is_export() || s.is_sez());
    let exempt = invoice.items.iter().filter(|item| is_exempt(item)).count();
    match exempt {
        0 => Supply::Taxable,
        _ if zero_rated => Supply::Taxable,
        n if n == invoice.items.len() => Supply::Exempt,
        _ => Supply::Mixed,
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

/// The value of the goods with tax and cess, without exempt goods beside taxable ones.
fn goods_value(goods: &[&Item<'_>]) -> Option<Amount> {
    // Gold and the like need no e-way bill, also beside other goods.
    let bound = |item: &&Item<'_>| freed(item) != Some(Freed::Yes);
    let taxable: Vec<&Item<'_>> = goods.iter().copied().filter(|item| !is_exempt(item)).filter(bound).collect();
    let counted = if taxable.is_empty() { goods } else { &taxable[..] };
    sum(counted.iter().copied(), |i| {
        [i.assessable_value, i.igst, i.cgst, i.sgst, i.cess, i.cess_flat, i.state_cess, i.state_cess_flat]
    })
}

fn freed(item: &Item<'_>) -> Option<Freed> {
    item.hsn.as_deref().and_then(tables::eway_free).map(|row| row.freed)
}

/// The exemption of all goods, or perhaps of some.
fn eway_free(goods: &[&Item<'_>]) -> Option<&'static EwayFree> {
    let row = |item: &&Item<'_>| item.hsn.as_deref().and_then(tables::eway_free);
    let perhaps = goods.iter().find_map(|item| row(item).filter(|row| row.freed == Freed::Partly));
    let all = goods.iter().all(|item| freed(item) == Some(Freed::Yes));
    perhaps.or_else(|| goods.first().and_then(row).filter(|_| all))
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
    use crate::law::tables::{About, COVERAGE, coverage};

    #[test]
    fn every_kind_of_document_buyer_and_supply_has_its_row() {
        for (about, names) in [
            (About::Document, Document::ALL.iter().map(|k| k.name()).collect::<Vec<_>>()),
            (About::Buyer, Buyer::ALL.iter().map(|k| k.name()).collect()),
            (About::Supply, Supply::ALL.iter().map(|k| k.name()).collect()),
        ] {
            assert!(names.iter().all(|name| coverage(about, name).is_some()), "{about:?}");
            assert_eq!(COVERAGE.iter().filter(|row| row.about == about).count(), names.len(), "{about:?}");
        }
    }
}
