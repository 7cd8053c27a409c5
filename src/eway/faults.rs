//! The catalogue rows for faults of the e-way bill system's form. Their words are those of INV-01's form.

use crate::finding::Rule;
use crate::invoice::faults;

const FORM: &str = "NIC e-way bill API 1.03, GENEWAYBILL";

const fn of(id: &'static str, rule: Rule) -> Rule {
    Rule { id, code: None, also: &[], path: "*", source: FORM, ..rule }
}

pub(super) const MISSING: Rule = of("eway.missing", faults::MISSING);
pub(super) const TYPE: Rule = of("eway.type", faults::TYPE);
pub(super) const LENGTH: Rule = of("eway.length", faults::LENGTH);
pub(super) const CHARACTERS: Rule = Rule { message: faults::OTHER_FORM, ..of("eway.characters", faults::CHARACTERS) };
pub(super) const CHOICE: Rule = of("eway.choice", faults::CHOICE);
pub(super) const DATE: Rule = of("eway.date", faults::DATE);
pub(super) const NUMBER: Rule = of("eway.number", faults::NUMBER);
pub(super) const PLACES: Rule = of("eway.decimal_places", faults::PLACES);
pub(super) const TOO_MANY: Rule = of("eway.too_many", faults::TOO_MANY);
pub(super) const DUPLICATE: Rule = of("eway.duplicate_field", faults::DUPLICATE);
pub(super) const UNKNOWN: Rule = of("eway.unknown_field", faults::UNKNOWN);
pub(super) const MORE: Rule = of("eway.more", faults::MORE);

/// All of them, for the catalogue.
pub(super) const ALL: [&Rule; 12] =
    [&MISSING, &TYPE, &LENGTH, &CHARACTERS, &CHOICE, &DATE, &NUMBER, &PLACES, &TOO_MANY, &DUPLICATE, &UNKNOWN, &MORE];
