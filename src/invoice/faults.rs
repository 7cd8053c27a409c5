//! The catalogue rows for faults of the form: wrong types, missing fields, lengths, characters, ranges.

use crate::finding::Rule;

const SCHEMA: &str = "FORM GST INV-01 v1.1 (Notification 60/2020-CT); portal attribute list v1.03";

/// A fault of the form, at any field.
const FORM: Rule = Rule { code: Some("5002"), path: "*", source: SCHEMA, ..Rule::ERROR };
const FORM_WARNING: Rule = Rule { path: "*", source: SCHEMA, ..Rule::WARNING };

pub const MISSING: Rule = Rule {
    id: "form.missing",
    message: "the {name} ({key}) is missing",
    fix: "add {key}: the form requires it, {expected}",
    ..FORM
};
pub const TYPE: Rule = Rule {
    id: "form.type",
    message: "the {name} ({key}) is {shape} where {expected} is required",
    fix: "send {key} as {expected}",
    ..FORM
};
pub const EMPTY: Rule = Rule {
    id: "form.empty",
    also: &["2228"],
    message: "the {name} ({key}) is an empty text",
    fix: "leave {key} out when there is nothing to say: the portal refuses empty texts",
    ..FORM
};
pub const LENGTH: Rule = Rule {
    id: "form.length",
    also: &["2176", "2201", "2202", "2203", "2243", "2259", "2260", "4014", "4018"],
    message: "the {name} ({key}) has {length} characters; {expected} are allowed",
    fix: "shorten or complete {key} to {expected} characters",
    ..FORM
};
pub const CHARACTERS: Rule = Rule {
    id: "form.characters",
    also: &["2176", "2177", "2200", "2201", "2202", "2203", "2243", "2259", "2260", "4014", "4018"],
    message: "the {name} ({key}) \"{value}\" has characters the portal refuses",
    fix: "send {key} as {expected}",
    ..FORM
};
// Messages for texts whose characters are right.
pub const BEGINS: &str = "the {name} ({key}) {value} begins with {first}: it must not begin with 0, / or -";
pub const ONE_CHARACTER: &str = "the {name} ({key}) {value} has one character; the form requires two or more here";
pub const NO_SUCH_LENGTH: &str = "the {name} ({key}) {value} has {length} digits; a code has 4, 6 or 8";
pub const ZEROS: &str = "the {name} ({key}) {value} is not a code: it has only zeros";
pub const LOOK_IT_UP: &str = "give a code of the list; einv_codes lists them, by their beginning or by words";
pub const OTHER_FORM: &str = "the {name} ({key}) \"{value}\" is not {expected}";

pub const CHOICE: Rule = Rule {
    id: "form.choice",
    also: &["2159", "2161", "2263", "4020"],
    message: "the {name} ({key}) is \"{value}\", which the form doesn't know",
    fix: "use one of {expected}",
    ..FORM
};
pub const DATE: Rule = Rule {
    id: "form.date",
    also: &["2144", "2225", "4017"],
    message: "the {name} ({key}) \"{value}\" is not a day that the form accepts",
    fix: "send {key} as {expected}",
    ..FORM
};
pub const NUMBER: Rule = Rule {
    id: "form.number",
    message: "the {name} ({key}) {value} is out of range",
    fix: "send {key} as a number {expected}",
    ..FORM
};
pub const PLACES: Rule = Rule {
    id: "form.decimal_places",
    message: "the {name} ({key}) {value} has more decimal places than allowed",
    fix: "round {key} to {expected}",
    ..FORM
};
pub const TOO_MANY: Rule = Rule {
    id: "form.too_many",
    message: "the document has {count} {name} ({key}); {expected} are allowed",
    fix: "split the document: {expected} at most",
    ..FORM
};
pub const DUPLICATE: Rule = Rule {
    id: "form.duplicate_field",
    message: "the field {key} appears twice in the same block",
    fix: "keep one of them: it is undefined which one the portal reads",
    ..FORM
};
pub const OTHER_CASE: Rule = Rule {
    id: "form.field_case",
    message: "the field is written {value}, the form writes {expected}",
    fix: "write {expected}; it is read, and sent to the portal, under that name",
    ..FORM_WARNING
};
pub const UNKNOWN: Rule = Rule {
    id: "form.unknown_field",
    message: "the form has no field {value}; it is not sent to the portal",
    fix: "leave it out, or correct its name",
    ..FORM_WARNING
};
pub const BLANK_BLOCK: Rule = Rule {
    id: "form.blank_block",
    message: "the {name} ({key}) is empty",
    fix: "leave {key} out when there is nothing to say",
    ..FORM
};
pub const WRAPPED: Rule = Rule {
    id: "form.wrapped",
    path: "",
    message: "the invoice is inside {value}, at {expected}",
    fix: "pass only the part at {expected}",
    ..FORM
};
pub const MORE: Rule = Rule {
    id: "form.more",
    message: "{count} more faults are not listed",
    fix: "fix those listed and validate again",
    ..FORM
};

pub const ISO_DATE: Rule = Rule {
    id: "form.iso_date",
    path: "*",
    message: "the {name} ({key}) is written {value}; the portal expects dd/MM/yyyy",
    fix: "nothing to do: submit and export write it as {expected}",
    source: SCHEMA,
    ..Rule::INFO
};

// Fixes for special cases.
pub const PUT_IN_QUOTES: &str = "put it in quotes: \"{key}\": \"{value}\"";
pub const WITHOUT_QUOTES: &str = "send it without quotes: \"{key}\": {number}";
pub const ADD_A_LINE: &str = "add at least one line to {key}";
pub const OTHER_NAME: &str = "did you mean {expected}? Otherwise leave it out";
/// The number must be the one on the buyer's bill.
pub const NUMBER_ON_PAPER: &str = "did you mean {near}? The buyer's printed bill must then have the same number";
pub const OTHER_NUMBER: &str = "number the bill with {expected}; the buyer's printed bill must have the same number";
/// No registered bill ever had such a number, and any other number would be false.
pub const PRECEDING_LEFT_OUT: &str = "leave PrecDocDtls out: a note may omit it; a registered number begins with a letter or 1 to 9 and has two or more letters, digits, / and -";

// Kinds of wrapper, and the fix for each.
pub const LIST_OF_DOCUMENTS: &str =
    "this is a list of {count}, but one invoice is expected; the first is at {expected}";
pub const ONE_AT_A_TIME: &str = "pass them one at a time, or pass the list of invoices to einv_batch";
pub const LIST_OF_ONE: &str = "the invoice is in a list, at {expected}";
pub const EWB_FORM: &str = "this is the e-way bill system's own form ({value}), not an invoice of FORM INV-01";
pub const GIVE_THE_INVOICE: &str =
    "pass the invoice (DocDtls, SellerDtls, ItemList, …); the e-way bill's part goes into its EwbDtls";
pub const PORTALS_ANSWER: &str = "this is a portal's answer ({value}), not an invoice";
pub const GIVE_IT_TO_IMPORT: &str =
    "pass the invoice; einv_import enters the answer of a registration made elsewhere in the ledger";
pub const FILL: &str = "fill {key}: the form requires it, {expected}";

/// All of them, for the catalogue.
pub const ALL: [&Rule; 17] = [
    &MISSING,
    &TYPE,
    &EMPTY,
    &LENGTH,
    &CHARACTERS,
    &CHOICE,
    &DATE,
    &NUMBER,
    &PLACES,
    &TOO_MANY,
    &DUPLICATE,
    &OTHER_CASE,
    &UNKNOWN,
    &ISO_DATE,
    &BLANK_BLOCK,
    &WRAPPED,
    &MORE,
];
