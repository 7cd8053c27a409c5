//! The catalogue rows of what the form itself forbids: wrong types, missing fields, lengths, characters, ranges.

use crate::finding::Rule;

const SCHEMA: &str = "FORM GST INV-01 v1.1 (Notification 60/2020-CT); portal attribute list v1.03";

const fn error(id: &'static str, message: &'static str, fix: &'static str) -> Rule {
    Rule::error(id, "5002", "*", message, fix, SCHEMA)
}

const fn warning(id: &'static str, message: &'static str, fix: &'static str) -> Rule {
    Rule::error(id, "", "*", message, fix, SCHEMA).warning()
}

pub const MISSING: Rule =
    error("form.missing", "the {name} ({key}) is missing", "add {key}: the form requires it, {expected}").facts(&[
        "REQ-001", "REQ-002", "REQ-003", "REQ-004", "REQ-005", "REQ-006", "REQ-007", "REQ-008", "REQ-009", "REQ-010",
        "REQ-011", "REQ-012", "REQ-013",
    ]);
pub const TYPE: Rule =
    error("form.type", "the {name} ({key}) is {shape} where {expected} is required", "send {key} as {expected}")
        .facts(&["HDR-002", "HDR-010"]);
pub const EMPTY: Rule = error(
    "form.empty",
    "the {name} ({key}) is an empty text",
    "leave {key} out when there is nothing to say: the portal refuses empty texts",
)
.also(&["2228"])
.facts(&["HDR-006"]);
pub const LENGTH: Rule = error(
    "form.length",
    "the {name} ({key}) has {length} characters, allowed are {expected}",
    "shorten or complete {key} to {expected} characters",
)
.also(&["2176", "2201", "2202", "2203", "2243", "2259", "2260", "4014", "4018"])
.facts(&[
    "FLD-014", "FLD-015", "FLD-016", "FLD-017", "FLD-018", "FLD-019", "FLD-022", "FLD-025", "FLD-028", "FLD-029",
    "FLD-030", "FLD-033", "FLD-034", "FLD-035", "FLD-036", "FLD-040", "FLD-042", "FLD-043", "FLD-044", "FLD-045",
    "FLD-046", "FLD-050", "FLD-055",
]);
pub const CHARACTERS: Rule = error(
    "form.characters",
    "the {name} ({key}) \"{value}\" has characters the portal refuses",
    "send {key} as {expected}",
)
.also(&["2176", "2177", "2200", "2201", "2202", "2203", "2243", "2259", "2260", "4014", "4018"])
.facts(&[
    "HDR-005", "FLD-005", "FLD-007", "FLD-010", "FLD-011", "FLD-012", "FLD-013", "FLD-021", "FLD-024", "FLD-026",
    "FLD-027", "FLD-041", "FLD-047", "FLD-048", "FLD-049", "FLD-054", "FLD-058", "FLD-060",
]);
// What is wrong with such a text where it isn't its characters.
pub const BEGINS: &str = "the {name} ({key}) {value} begins with {first}: it must not begin with 0, / or -";
pub const ONE_CHARACTER: &str = "the {name} ({key}) {value} has one character; the form takes two and more here";
pub const NO_SUCH_LENGTH: &str = "the {name} ({key}) {value} has {length} digits; a code has 4, 6 or 8";
pub const ZEROS: &str = "the {name} ({key}) {value} is no code: it is zeros alone";
pub const LOOK_IT_UP: &str = "give a code of the list; einv_codes lists them, by their beginning or by words";
pub const OTHER_FORM: &str = "the {name} ({key}) \"{value}\" is not {expected}";

pub const CHOICE: Rule =
    error("form.choice", "the {name} ({key}) is \"{value}\", which the form doesn't know", "use one of {expected}")
        .also(&["2159", "2161", "2263", "4020"])
        .facts(&["FLD-001", "FLD-002", "FLD-003", "FLD-004", "FLD-006", "FLD-023", "FLD-052", "FLD-056", "FLD-061"]);
pub const DATE: Rule =
    error("form.date", "the {name} ({key}) \"{value}\" is not a day the form takes", "send {key} as {expected}")
        .also(&["2144", "2225", "4017"])
        .facts(&["DOC-013", "FLD-008", "FLD-031", "FLD-032", "FLD-051", "FLD-059"]);
pub const NUMBER: Rule =
    error("form.number", "the {name} ({key}) {value} is out of range", "send {key} as a number {expected}").facts(&[
        "HDR-008", "ITM-015", "VAL-011", "FLD-009", "FLD-037", "FLD-038", "FLD-039", "FLD-053", "FLD-057", "FLD-062",
        "FLD-063", "FLD-064", "FLD-065", "FLD-066", "FLD-067", "FLD-068",
    ]);
pub const PLACES: Rule = error(
    "form.decimal_places",
    "the {name} ({key}) {value} has more decimal places than allowed",
    "round {key} to {expected}",
)
.facts(&["HDR-007", "VAL-013"]);
pub const TOO_MANY: Rule =
    error("form.too_many", "{count} {name} ({key}), allowed are {expected}", "split the document: {expected} at most")
        .facts(&["FLD-020"]);
pub const DUPLICATE: Rule = error(
    "form.duplicate_field",
    "the field {key} stands twice in the same block",
    "keep one of them: which one the portal reads is not defined",
);
pub const OTHER_CASE: Rule = warning(
    "form.field_case",
    "the field is written {value}, the form writes {expected}",
    "write {expected}; it is read, and sent to the portal, under that name",
)
.facts(&["HDR-009"]);
pub const UNKNOWN: Rule = warning(
    "form.unknown_field",
    "the form has no field {value}; it is not sent to the portal",
    "leave it out, or correct its name",
);
pub const BLANK_BLOCK: Rule =
    error("form.blank_block", "nothing is given in the {name} ({key})", "leave {key} out when there is nothing to say");
pub const WRAPPED: Rule = Rule::error(
    "form.wrapped",
    "5002",
    "",
    "the invoice lies inside {value}, at {expected}",
    "hand over what stands at {expected}, without what is around it",
    SCHEMA,
);
pub const MORE: Rule = error("form.more", "{count} more faults are not listed", "mend those listed and validate again");

pub const ISO_DATE: Rule = Rule::error(
    "form.iso_date",
    "",
    "*",
    "the {name} ({key}) is written {value}; the portal wants dd/MM/yyyy",
    "nothing need be done: submit and export write it {expected}",
    SCHEMA,
)
.info();

// Fixes for special cases.
pub const PUT_IN_QUOTES: &str = "put it in quotes: \"{key}\": \"{value}\"";
pub const WITHOUT_QUOTES: &str = "send it without quotes: \"{key}\": {number}";
pub const ADD_A_LINE: &str = "add at least one line to {key}";
pub const OTHER_NAME: &str = "did you mean {expected}? Otherwise leave it out";
/// A number is the one the buyer's bill has.
pub const NUMBER_ON_PAPER: &str =
    "did you mean {near}? The bill that the buyer gets must then be printed with that same number";
pub const OTHER_NUMBER: &str =
    "number the bill with {expected}; the bill that the buyer gets must be printed with that same number";
/// There never was a registered bill with such a number, and another one would be a lie.
pub const PRECEDING_LEFT_OUT: &str = "leave PrecDocDtls out, a note need not name its bill there; a number that was registered begins with a letter or 1 to 9 and has two or more letters, digits, / and -";

// What a wrapper is, and what to do.
pub const LIST_OF_DOCUMENTS: &str =
    "this is a list of {count}, and one invoice is wanted; the first lies at {expected}";
pub const ONE_AT_A_TIME: &str = "hand them over one at a time, or the list of invoices to einv_batch";
pub const LIST_OF_ONE: &str = "the invoice lies in a list, at {expected}";
pub const EWB_FORM: &str = "this is the e-way bill system's own form ({value}), not an invoice of FORM INV-01";
pub const GIVE_THE_INVOICE: &str =
    "hand over the invoice (DocDtls, SellerDtls, ItemList, …); the e-way bill's part goes into its EwbDtls";
pub const PORTALS_ANSWER: &str = "this is a portal's answer ({value}), not an invoice";
pub const GIVE_IT_TO_IMPORT: &str =
    "hand over the invoice; einv_import enters the answer of a registration made elsewhere in the ledger";
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
