//! The texts of an invoice beside its lines: particulars, parties, endorsements.

use super::letters::Weight;
use super::words::plain;
use super::{PrintedRegistration, shown};
use crate::calendar::Day;
use crate::codes::{countries, ports, states};
use crate::invoice::form::Text;
use crate::invoice::{Invoice, SupplyType};
use crate::money::Amount;

pub fn of<'a>(text: &'a Text<'_>) -> Option<&'a str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

/// `Maharashtra (27)`.
pub fn state(code: &str) -> String {
    states::find(code)
        .map_or(code.to_owned(), |state| format!("{} ({})", state.name, state.code).replace(' ', "\u{a0}"))
}

pub fn dashed(date: &str) -> String {
    Day::parse(date).map_or_else(|| date.replace('/', "-"), Day::dashed)
}

/// Names and values of the panel, in the order in which a clerk looks for them.
pub fn facts(invoice: &Invoice<'_>, registered: Option<&PrintedRegistration>) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name: &'static str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
    };
    if let Some(registered) = registered {
        add("Ack. no.", Some(registered.ack_no.clone()));
        add("Ack. date", registered.ack_date.map(shown));
        add("E-way bill no.", registered.ewb_no.clone());
        add("E-way bill valid until", registered.ewb_until.map(shown));
    }
    add("Supply", invoice.supply_type().map(|supply| supply_name(supply).to_owned()));
    add("Place of supply", invoice.buyer.as_deref().and_then(|b| of(&b.place_of_supply)).map(state));
    add(
        "Reverse charge",
        Some(if invoice.reverse_charge() { "Yes, tax payable by recipient" } else { "No" }.to_owned()),
    );
    let transaction = invoice.transaction.as_deref();
    add("E-commerce operator", transaction.and_then(|t| of(&t.ecommerce_gstin)).map(str::to_owned));
    if let Some(references) = invoice.references.as_deref() {
        for preceding in &references.preceding {
            let parts = [of(&preceding.number).map(str::to_owned), of(&preceding.date).map(dashed)];
            add("Original document", Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" of ")));
        }
        for contract in &references.contracts {
            let order =
                [of(&contract.purchase_order).map(str::to_owned), of(&contract.purchase_order_date).map(dashed)];
            add("Purchase order", Some(order.into_iter().flatten().collect::<Vec<_>>().join(" of ")));
            add("Contract", of(&contract.contract).map(str::to_owned));
            add("Tender", of(&contract.tender).map(str::to_owned));
            add("Project", of(&contract.project).map(str::to_owned));
        }
        let period = references.period.as_deref();
        add("Period", period.and_then(|p| Some(format!("{} to {}", dashed(of(&p.start)?), dashed(of(&p.end)?)))));
    }
    if let Some(export) = invoice.export.as_deref() {
        let bill = [of(&export.shipping_bill).map(str::to_owned), of(&export.shipping_bill_date).map(dashed)];
        add("Shipping bill", Some(bill.into_iter().flatten().collect::<Vec<_>>().join(" of ")));
        let named =
            |list: crate::codes::PlainList, code: &str| list.find(code).map_or(code.to_owned(), |c| c.name.to_owned());
        add("Port", of(&export.port).map(|code| named(ports::LIST, code)));
        add("Country", of(&export.country).map(|code| named(countries::LIST, code)));
    }
    let payment = invoice.payment.as_deref();
    add("Payment terms", payment.and_then(|p| of(&p.terms)).map(str::to_owned));
    add("Credit days", payment.and_then(|p| p.credit_days).filter(|d| !d.is_zero()).map(plain));
    facts
}

/// Names, place and GSTIN of a party.
pub fn party(name: Option<&str>, trade: Option<&str>, gstin: Option<&str>, place: String) -> Vec<(Weight, String)> {
    let mut lines = vec![(Weight::Bold, trade.or(name).unwrap_or_default().to_owned())];
    lines.extend(
        name.filter(|name| trade.is_some_and(|trade| trade != *name)).map(|name| (Weight::Regular, name.to_owned())),
    );
    lines.push((Weight::Regular, place));
    lines.extend(gstin.map(|gstin| match gstin {
        "URP" => (Weight::Regular, "Unregistered".to_owned()),
        gstin => (Weight::Bold, format!("GSTIN {gstin}")),
    }));
    lines
}

/// An address on one line, to be wrapped: the given parts, town with PIN, state.
pub fn address(parts: &[Option<&str>], pin: Option<Amount>, code: Option<&str>) -> String {
    let mut texts: Vec<String> = parts.iter().flatten().map(|text| (*text).to_owned()).collect();
    if let (Some(last), Some(pin)) = (texts.last_mut(), pin) {
        last.push_str(&format!(" {pin}"));
    }
    texts.extend(code.map(state));
    texts.join(", ")
}

pub const fn supply_name(supply: SupplyType) -> &'static str {
    match supply {
        SupplyType::B2b => "Business to business",
        SupplyType::SezWithPayment => "SEZ with payment of tax",
        SupplyType::SezWithoutPayment => "SEZ without payment of tax",
        SupplyType::ExportWithPayment => "Export with payment of tax",
        SupplyType::ExportWithoutPayment => "Export without payment of tax",
        SupplyType::DeemedExport => "Deemed export",
    }
}

/// The statement required on invoices of exports and supplies to SEZ (third proviso to rule 46 of the CGST Rules).
pub const fn endorsement(supply: SupplyType) -> Option<&'static str> {
    match supply {
        SupplyType::ExportWithPayment => Some("SUPPLY MEANT FOR EXPORT ON PAYMENT OF INTEGRATED TAX"),
        SupplyType::ExportWithoutPayment => {
            Some("SUPPLY MEANT FOR EXPORT UNDER BOND OR LETTER OF UNDERTAKING WITHOUT PAYMENT OF INTEGRATED TAX")
        }
        SupplyType::SezWithPayment => {
            Some("SUPPLY TO SEZ UNIT OR SEZ DEVELOPER FOR AUTHORISED OPERATIONS ON PAYMENT OF INTEGRATED TAX")
        }
        SupplyType::SezWithoutPayment => Some(
            "SUPPLY TO SEZ UNIT OR SEZ DEVELOPER FOR AUTHORISED OPERATIONS UNDER BOND OR LETTER OF UNDERTAKING WITHOUT PAYMENT \
             OF INTEGRATED TAX",
        ),
        SupplyType::B2b | SupplyType::DeemedExport => None,
    }
}
