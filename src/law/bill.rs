//! What of a bill the law looks at, from an INV-01 invoice or from a few words about a bill not yet in that form.

use super::notes;
use super::tables::{self, EwayFree, Freed};
use crate::calendar::Day;
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::invoice::{Invoice, Item, SupplyType};
use crate::irn::DocType;
use crate::money::{Amount, Exact};
use schemars::JsonSchema;
use serde::Deserialize;

/// An enum with its names, as they stand in bills and in `data/law/coverage.csv`.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident as $schema:literal { $($(#[$of_variant:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
        #[schemars(rename = $schema)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$of_variant])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            #[cfg(test)]
            pub(crate) const ALL: &[$name] = &[$($name::$variant),*];

            /// Its name in requests.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
    };
}

named! {
    /// Kinds of document.
    Document as "DocumentKind" {
        /// A tax invoice.
        Invoice = "invoice",
        /// A credit note.
        CreditNote = "credit_note",
        /// A debit note.
        DebitNote = "debit_note",
        /// A bill of supply: exempt goods, or a composition taxpayer's.
        BillOfSupply = "bill_of_supply",
        /// An Input Service Distributor's invoice.
        IsdInvoice = "isd_invoice",
        /// A delivery challan.
        Challan = "challan",
        /// For an advance received.
        ReceiptVoucher = "receipt_voucher",
        /// For an advance given back.
        RefundVoucher = "refund_voucher",
        /// For a payment under reverse charge.
        PaymentVoucher = "payment_voucher",
        /// The recipient's own invoice under reverse charge.
        SelfInvoice = "self_invoice",
        /// A credit note without tax.
        FinancialCreditNote = "financial_credit_note",
        /// An import.
        Import = "import",
    }
}

named! {
    /// Kinds of recipient.
    Buyer as "BuyerKind" {
        /// With a GSTIN.
        Registered = "registered",
        /// Without one, inland.
        Unregistered = "unregistered",
        /// A unit or developer of a Special Economic Zone.
        Sez = "sez",
        /// Outside India.
        Overseas = "overseas",
        /// Inland, as a deemed export.
        DeemedExport = "deemed_export",
        /// A government body that is registered only to deduct tax at source.
        GovernmentTds = "government_tds",
        /// An embassy or UN body with a UIN.
        UinHolder = "uin_holder",
    }
}

named! {
    /// Kinds of supply.
    Supply as "SupplyKind" {
        /// All of it carries tax.
        Taxable = "taxable",
        /// Taxable beside exempt goods or services.
        Mixed = "mixed",
        /// None of it carries tax.
        Exempt = "exempt",
        /// Rated at nil.
        Nil = "nil",
        /// Outside GST.
        NonGst = "non_gst",
        /// Sold before the goods cross customs.
        HighSea = "high_sea",
        /// From a customs warehouse, before they cross customs.
        Bonded = "bonded",
        /// Inside a free trade and warehousing zone.
        FreeTradeZone = "free_trade_zone",
        /// Bought from an unregistered supplier.
        InwardUnregistered = "inward_unregistered",
    }
}

/// A bill as the law sees it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Bill {
    /// What kind of document it is.
    pub document: Document,
    /// Its date.
    pub date: Day,
    /// The supplier, where a configuration holds several.
    #[serde(default)]
    pub gstin: Option<Gstin>,
    /// The kind of recipient. Only a document that is no invoice or note can do without.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    /// The kind of supply; taxable where nothing is said.
    #[serde(default = "taxable")]
    pub supply: Supply,
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
    /// Value of the taxable goods alone, where the bill also holds services or exempt goods.
    #[serde(skip)]
    pub(crate) goods_value: Option<Amount>,
    /// What the codes of the goods say of an e-way bill; `None` where no code is known.
    #[serde(skip)]
    pub(crate) eway_free: Option<&'static EwayFree>,
    /// The day of the invoice that a note is about.
    #[serde(skip)]
    pub(crate) original: Option<Day>,
    /// The state the goods leave from, two digits.
    #[serde(skip)]
    pub(crate) from_state: Option<String>,
}

fn taxable() -> Supply {
    Supply::Taxable
}

impl Bill {
    /// A taxable bill of which no more is known.
    pub fn new(document: Document, date: Day) -> Bill {
        Bill {
            document,
            date,
            gstin: None,
            buyer: None,
            supply: Supply::Taxable,
            goods: None,
            interstate: None,
            value: None,
            tax: None,
            goods_value: None,
            eway_free: None,
            original: None,
            from_state: None,
        }
    }

    /// The same, or that an invoice or note does not say whom it is for.
    pub(crate) fn complete(self) -> Result<Bill> {
        match self.document {
            Document::Invoice | Document::CreditNote | Document::DebitNote if self.buyer.is_none() => {
                Err(Error::new(Kind::Json, "the kind of buyer is missing").at("/buyer").fix(
                    "registered, unregistered, sez, overseas, deemed_export or government_tds; or give the invoice as INV-01",
                ))
            }
            _ => Ok(self),
        }
    }

    /// What the law looks at in an invoice; an error names the part that is missing.
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
        // The form's list has B2C; the portal doesn't take it.
        (None, Some(text)) if text.to_ascii_uppercase().starts_with("B2C") => Ok(Buyer::Unregistered),
        (None, _) => Err(Error::new(Kind::Json, "the kind of supply can't be read")
            .at("/TranDtls/SupTyp")
            .fix("B2B, SEZWP, SEZWOP, EXPWP, EXPWOP or DEXP; B2C for a bill to an unregistered buyer")),
    }
}

/// Whether the lines carry tax. A zero rate means exempt only inside the country: exports and supplies to a Special
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

/// The tax the supplier owes on the bill: none where the recipient pays it.
fn tax(invoice: &Invoice<'_>) -> Option<Amount> {
    if invoice.reverse_charge() {
        return Some(Amount::ZERO);
    }
    sum(&invoice.items, |i| [i.igst, i.cgst, i.sgst])
}

/// Value of the goods with tax and cess, exempt goods left out beside taxable ones.
fn goods_value(goods: &[&Item<'_>]) -> Option<Amount> {
    // Gold and the like move without one, beside other goods too.
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

/// What frees all of the goods, or some of them perhaps.
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

/// The states the goods leave from and go to, as the document writes them.
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
