//! The catalogue rows of what the form itself forbids: wrong types, missing fields, lengths, characters, ranges.

use crate::finding::{Rule, Severity};

const SCHEMA: &str = "FORM GST INV-01 v1.1 (Notification 60/2020-CT); portal attribute list v1.03";

const fn error(id: &'static str, message: &'static str, fix: &'static str) -> Rule {
    Rule { id, code: Some("5002"), severity: Severity::Error, path: "*", message, fix, source: SCHEMA }
}

const fn warning(id: &'static str, message: &'static str, fix: &'static str) -> Rule {
    Rule { id, code: None, severity: Severity::Warning, path: "*", message, fix, source: SCHEMA }
}

pub const MISSING: Rule =
    error("form.missing", "the {name} ({key}) is missing", "add {key}: the form requires it, {expected}");
pub const TYPE: Rule =
    error("form.type", "the {name} ({key}) is {shape} where {expected} is required", "send {key} as {expected}");
pub const EMPTY: Rule = error(
    "form.empty",
    "the {name} ({key}) is an empty text",
    "leave {key} out when there is nothing to say: the portal refuses empty texts",
);
pub const LENGTH: Rule = error(
    "form.length",
    "the {name} ({key}) has {length} characters, allowed are {expected}",
    "shorten or complete {key} to {expected} characters",
);
pub const CHARACTERS: Rule = error(
    "form.characters",
    "the {name} ({key}) \"{value}\" has characters the portal refuses",
    "send {key} as {expected}",
);
pub const CHOICE: Rule =
    error("form.choice", "the {name} ({key}) is \"{value}\", which the form doesn't know", "use one of {expected}");
pub const DATE: Rule =
    error("form.date", "the {name} ({key}) \"{value}\" is not a day the form takes", "send {key} as {expected}");
pub const NUMBER: Rule =
    error("form.number", "the {name} ({key}) {value} is out of range", "send {key} as a number {expected}");
pub const PLACES: Rule = error(
    "form.decimal_places",
    "the {name} ({key}) {value} has more decimal places than allowed",
    "round {key} to {expected}",
);
pub const TOO_MANY: Rule =
    error("form.too_many", "{count} {name} ({key}), allowed are {expected}", "split the document: {expected} at most");
pub const DUPLICATE: Rule = error(
    "form.duplicate_field",
    "the field {key} stands twice in the same block",
    "keep one of them: which one the portal reads is not defined",
);
pub const OTHER_CASE: Rule = warning(
    "form.field_case",
    "the field is written {value}, the form writes {expected}",
    "write {expected}; it is read, and sent to the portal, under that name",
);
pub const UNKNOWN: Rule = warning(
    "form.unknown_field",
    "the form has no field {value}; it is not sent to the portal",
    "leave it out, or correct its name",
);
pub const MORE: Rule = error("form.more", "{count} more faults are not listed", "mend those listed and validate again");

/// All of them, for the catalogue.
pub const ALL: [&Rule; 14] = [
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
    &MORE,
];
