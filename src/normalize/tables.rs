//! What can be wrong with a table before its rows are bills: rows of the catalogue, as every other rule.

use crate::finding::Rule;

const CONTRACT: &str = "docs/tables.md";

pub const HEADER_NOT_FOUND: Rule = Rule {
    id: "table.header_not_found",
    path: "*",
    message: "no row of headings is found: number, date and an amount of a bill",
    fix: "give a preset, or a map with \"header_row\" and \"columns\"; einv_columns shows what is understood",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const HEADING_MISSING: Rule = Rule {
    id: "table.heading_missing",
    path: "*",
    message: "no column feeds {target}",
    fix: "name its column in the map, or give a default for it",
    source: CONTRACT,
    ..Rule::ERROR
};
#[cfg(feature = "tables")]
pub const GSTIN_COLUMN: &str = "say in the map which column has the buyer's GSTIN; or \"buyer.gstin\": null when there is none, and every buyer is a consumer";
pub const HEADING_TWICE: Rule = Rule {
    id: "table.heading_twice",
    path: "*",
    message: "columns {first} and {second} both feed {target}",
    fix: "say in the map which one does; null for the other",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const NO_RATE: Rule = Rule {
    id: "table.no_rate",
    path: "*",
    message: "no column has the rate of GST",
    fix: "name it in the map as lines.rate; a column Rate is a price only where another one is the tax",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const DISAGREES: Rule = Rule {
    id: "table.disagrees",
    path: "*",
    message: "{value} here, and {expected} in row {row} of the same bill",
    fix: "a bill's own values are the same in each of its rows, or stand in the first alone",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const SCATTERED: Rule = Rule {
    id: "table.scattered",
    path: "/DocDtls/No",
    message: "bill {value} stands in row {row}, too, and other bills stand between",
    fix: "sort the table by its number; or say \"group\": \"anywhere\" in the map",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const DATES_SWAPPED: Rule = Rule {
    id: "table.dates_swapped",
    path: "*",
    message: "the column has date cells and days in text: a program may have swapped day and month in the cells",
    fix: "look at the days; then say in the map \"dates\": \"cells\" if the cells are right, \"dmy\" or \"mdy\"",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const MONTH_FIRST: Rule = Rule {
    id: "table.month_first",
    path: "*",
    message: "the column has a day that can only be read with the month first, so none of them is read",
    fix: "say in the map \"dates\": \"mdy\" if the month stands first in all of them, else \"dmy\"",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const CELL_ERROR: Rule = Rule {
    id: "table.cell_error",
    path: "*",
    message: "the cell holds the error {value}",
    fix: "correct the formula, or write the value",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const FORMULA_WITHOUT_VALUE: Rule = Rule {
    id: "table.formula_without_value",
    path: "*",
    message: "the cell holds a formula that was never worked out",
    fix: "open the file in a spreadsheet program and save it, or write the value",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const UNREADABLE_ROW: Rule = Rule {
    id: "table.unreadable_row",
    path: "*",
    message: "the row can't be read: {value}",
    fix: "correct it in the program that wrote the file",
    source: CONTRACT,
    ..Rule::ERROR
};
pub const DUPLICATE: Rule = Rule {
    id: "bill.duplicate",
    path: "/DocDtls/No",
    message: "bill {value} stands twice, the first time in row {row}; they are the same",
    fix: "nothing to do: it is sent once",
    source: CONTRACT,
    ..Rule::WARNING
};
pub const GSTIN_MISSING: Rule = Rule {
    id: "bill.gstin_missing",
    path: "/BuyerDtls/Gstin",
    message: "the buyer's GSTIN is left out, and {expected} is known for {value}",
    fix: "write the GSTIN; or take the buyer out of the parties if this one has none",
    source: "Rule 48(4) of the CGST Rules, 2017",
    ..Rule::ERROR
};
pub const LOOKS_REGISTERED: Rule = Rule {
    id: "bill.looks_registered",
    path: "/BuyerDtls/Gstin",
    message: "{value} has no GSTIN, and the name is one of a business",
    fix: "look whether the GSTIN is missing: bills to consumers are not registered",
    source: "Rule 48(4) of the CGST Rules, 2017",
    ..Rule::WARNING
};

/// All of them, for the catalogue.
pub const RULES: [&Rule; 15] = [
    &HEADER_NOT_FOUND,
    &HEADING_MISSING,
    &HEADING_TWICE,
    &NO_RATE,
    &DISAGREES,
    &SCATTERED,
    &DATES_SWAPPED,
    &MONTH_FIRST,
    &CELL_ERROR,
    &FORMULA_WITHOUT_VALUE,
    &UNREADABLE_ROW,
    &DUPLICATE,
    &GSTIN_MISSING,
    &LOOKS_REGISTERED,
    &NAMED_TWICE,
];
pub const NAMED_TWICE: Rule = Rule {
    id: "table.named_twice",
    path: "*",
    message: "the parties have {value} twice, with different values",
    fix: "leave one of them; neither is used",
    source: CONTRACT,
    ..Rule::WARNING
};
