//! What can be wrong with a bill before it is INV-01: rows of the catalogue, as every other rule.

use crate::finding::Rule;

const CONTRACT: &str = "docs/simple.md";
const PLACE_LAW: &str = "Sections 10 and 12 of the IGST Act, 2017";

pub const UNKNOWN_KEY: Rule = Rule {
    id: "simple.unknown_key",
    path: "*",
    message: "a simple bill has no {value}",
    fix: "leave it out, or correct its name; docs/simple.md lists the names",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const SHAPE: Rule = Rule {
    id: "simple.shape",
    path: "*",
    message: "{name} is {shape} where {expected} is wanted",
    fix: "give {expected}",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const VALUE: Rule = Rule {
    id: "simple.value",
    path: "*",
    message: "{name} is {value}, which is none of: {expected}",
    fix: "give one of: {expected}",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const TWICE: Rule = Rule {
    id: "simple.twice",
    path: "*",
    message: "{name} is given twice",
    fix: "leave one of them out: which one is meant can't be known",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const TOTAL_DIFFERS: Rule = Rule {
    id: "bill.total_differs",
    path: "/ValDtls/TotInvVal",
    message: "the bill's total is {value}, but its lines come to {expected}",
    fix: "correct the line or the total that is wrong; less than a rupee between them becomes the round-off",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const MIXED_SIGNS: Rule = Rule {
    id: "bill.mixed_signs",
    path: "/ItemList/[]",
    message: "in this credit note {value} is above zero, while others are below",
    fix: "give every amount the same sign; make an invoice of its own of what is sold",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const PLACE_NEEDED: Rule = Rule {
    id: "bill.place_needed",
    path: "/BuyerDtls/Pos",
    message: "the place of supply is missing, and the buyer's state may not be it",
    fix: "say place_of_supply: the state in which the supply is made",
    source: PLACE_LAW,
    ..Rule::ERROR
};
pub const TAX_SAYS_OTHERWISE: &str =
    "the place of supply is missing; the tax of the bill says that it is not the buyer's state";
pub const PLACE_OF_SERVICE: &str =
    "the place of supply is missing; for a service under {value} it is where the property, event or training is";
pub const PLACE_DERIVED: Rule = Rule {
    id: "bill.place_derived",
    path: "/BuyerDtls/Pos",
    message: "the place of supply is taken to be the buyer's state, {value}",
    fix: "say place_of_supply where the goods are handed over, or the service is given, elsewhere",
    source: PLACE_LAW,
    ..Rule::WARNING
};
pub const SUPPLY_NEEDED: Rule = Rule {
    id: "bill.supply_needed",
    path: "/TranDtls/SupTyp",
    message: "the bill goes abroad; whether with payment of tax or without isn't said",
    fix: "say supply: export_with_tax, or export_without_tax under bond or LUT",
    source: "Section 16 of the IGST Act, 2017; rule 96A",
    ..Rule::ERROR
};
pub const SUPPLY_OF_SEZ: &str =
    "the buyer is in a Special Economic Zone; whether with payment of tax or without isn't said";
pub const SAY_SEZ: &str = "say supply: sez_with_tax, or sez_without_tax under bond or LUT";
pub const CONSUMER: Rule = Rule {
    id: "bill.consumer",
    path: "/BuyerDtls/Gstin",
    message: "the buyer has no GSTIN and isn't abroad: bills to consumers are not registered",
    fix: "leave the bill out; or say buyer.gstin, or for an export buyer.country",
    source: "Rule 48(4) of the CGST Rules, 2017",
    ..Rule::ERROR
};
pub const HAS_IRN: Rule = Rule {
    id: "bill.has_irn",
    path: "/Irn",
    message: "this document is registered already: {value}",
    fix: "don't send it again; einv_import enters in the ledger what was registered elsewhere",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const IS_SIGNED: &str = "this is what the portal signed or answered: the document is registered already";
pub const SELLER_NEEDED: Rule = Rule {
    id: "bill.seller_needed",
    path: "/SellerDtls",
    message: "there is no seller's profile for {value}",
    fix: "give the seller in the bill, or a taxpayer with \"seller\" in the configuration",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const WHICH_SELLER: &str = "the bill names no seller, and there are {count} profiles";
pub const SAY_WHICH: &str = "say seller: the GSTIN of one of them";
#[cfg(feature = "tables")]
pub const NO_SELLER_OF_TABLE: &str = "the table names no seller, and the configuration has none";
#[cfg(feature = "tables")]
pub const NAME_SELLER: &str = "name the seller in the configuration: {member}";
#[cfg(feature = "tables")]
pub const SELLER_MEMBER: &str = "\"taxpayers\": [{\"gstin\": \"…\", \"seller\": {\"legal_name\": \"…\", \"address\": \"…\", \"city\": \"…\", \"pin\": \"…\"}}]";
pub const NAME_DIFFERS: Rule = Rule {
    id: "bill.name_differs",
    path: "/BuyerDtls/LglNm",
    message: "the buyer is called {value} here, and {expected} at the portal",
    fix: "look whether the GSTIN is the buyer's",
    source: CONTRACT,
    ..Rule::WARNING
};
pub const AMOUNT_NEEDED: Rule = Rule {
    id: "bill.amount_needed",
    path: "/ItemList/[]/UnitPrice",
    message: "line {item} has no price, no amount and no taxable value",
    fix: "give price, amount or taxable",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const TAX_INCLUDED: Rule = Rule {
    id: "bill.tax_included",
    path: "/ItemList",
    message: "prices are said to include tax, and this supply is charged none",
    fix: "give prices without tax, and leave prices_include_tax out",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const DISCOUNT_OF_NOTHING: Rule = Rule {
    id: "bill.discount_of_nothing",
    path: "/ItemList/[]/Discount",
    message: "line {item}: a discount of {value} per cent, and neither price nor amount to take it off",
    fix: "give price or amount, or the discount as an amount",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const NO_EWB: Rule = Rule {
    id: "bill.no_eway_bill",
    path: "/EwbDtls",
    message: "transport is given, and no e-way bill is asked for: none is made",
    fix: "say transport.make: true, or the option ewb",
    source: CONTRACT,
    ..Rule::INFO
};

pub const EWB_NOT_DUE: Rule = Rule {
    id: "bill.eway_bill_not_due",
    path: "/EwbDtls",
    message: "transport is given, and goods of this kind and value need no e-way bill: none is made",
    fix: "say transport.make: true, or the option ewb: must, where one is wanted all the same",
    source: CONTRACT,
    ..Rule::INFO
};

/// All of them, for the catalogue.
pub const RULES: [&Rule; 18] = [
    &UNKNOWN_KEY,
    &SHAPE,
    &VALUE,
    &TWICE,
    &HAS_IRN,
    &CONSUMER,
    &SELLER_NEEDED,
    &NAME_DIFFERS,
    &SUPPLY_NEEDED,
    &PLACE_NEEDED,
    &PLACE_DERIVED,
    &MIXED_SIGNS,
    &AMOUNT_NEEDED,
    &DISCOUNT_OF_NOTHING,
    &TAX_INCLUDED,
    &TOTAL_DIFFERS,
    &NO_EWB,
    &EWB_NOT_DUE,
];
