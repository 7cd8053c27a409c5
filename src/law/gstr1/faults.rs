//! What is found while a return is made: the rows of its findings.

use crate::finding::Rule;

/// Every one of them, for the page of returns.
#[cfg(test)]
pub(in crate::law::gstr1) const ALL: &[&Rule] = &[
    &UNREADABLE,
    &MISSING,
    &UNFIT,
    &LEFT_OUT_FIELD,
    &ANOTHER_SUPPLIER,
    &AFTER_PERIOD,
    &BEFORE_PERIOD,
    &UNSETTLED,
    &WHOLE,
    &FILLED,
    &FILLED_ELSEWHERE,
    &NOT_LISTED,
    &NEVER_FILLED,
    &REGISTERED_AFTER,
    &CANCELLED_AFTER,
    &ZEROED,
    &TOO_OLD,
    &IFF_LIMIT,
    &SERIES_GAPS,
    &SERIES_LEFT_OUT,
    &SERIES_OF_LEDGER,
    &SERIES_UNCLEAR,
    &NOTE_SIDE,
    &ZERO_RATE,
    &TAX_WANTED,
    &TAX_DIFFERS,
    &TAX_SIDE,
    &UNIT_WANTED,
    &HSN_UNKNOWN,
    &HSN_AMENDED,
    &HSN_CONSUMERS_ONLY,
    &AMOUNT_LOST,
];

const SCHEMA: &str = "the portal's save schema of GSTR-1";
const ADVISORY: &str = "GSTN advisory of 30-11-2020 and its third version";

pub(in crate::law::gstr1) const UNREADABLE: Rule = Rule {
    id: "gstr1.unreadable",
    message: "this document comes into no table: {why}",
    fix: "correct it and ask again; the return is made without it",
    source: SCHEMA,
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const MISSING: Rule = Rule {
    id: "gstr1.missing",
    message: "the return needs {field} ({from}), and there is none",
    fix: "give {from}: {expected}",
    source: SCHEMA,
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const UNFIT: Rule = Rule {
    id: "gstr1.unfit",
    message: "the return takes no {field} like {value} ({from})",
    fix: "correct {from}: {expected}",
    source: SCHEMA,
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const LEFT_OUT_FIELD: Rule = Rule {
    id: "gstr1.field_left_out",
    message: "the return takes no {field} like {value} ({from}); it is left out",
    fix: "the document is reported without it; {field} is {expected}",
    source: SCHEMA,
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const ANOTHER_SUPPLIER: Rule = Rule {
    id: "gstr1.another_supplier",
    message: "this document is of the supplier {value}, and the return of {expected}",
    fix: "give it to the return of its own supplier",
    source: "section 37",
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const AFTER_PERIOD: Rule = Rule {
    id: "gstr1.after_period",
    message: "this document is dated {value}, after the period",
    fix: "it belongs to a later return; the portal takes no date after {expected}",
    source: "section 37",
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const BEFORE_PERIOD: Rule = Rule {
    id: "gstr1.before_period",
    message: "this document is dated {value}, before the period",
    fix: "right only if no earlier return has it; leave it out otherwise",
    source: "section 37",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const UNSETTLED: Rule = Rule {
    id: "gstr1.unsettled",
    message: "document {value} is {state} in the ledger and in no table yet",
    fix: "run einv_flush before the return is filed",
    source: "the ledger",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const WHOLE: Rule = Rule {
    id: "gstr1.whole",
    message: "uploading this removes the e-invoice mark from {count} documents",
    fix: "leave out \"scope\": \"whole\" where the portal has filled them in rightly: an uploaded row loses its source, IRN and IRN date",
    source: ADVISORY,
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const FILLED: Rule = Rule {
    id: "gstr1.filled",
    message: "{count} e-invoices are left out: the portal fills GSTR-1 from them",
    fix: "give its list as \"download\" to see that it has; einv_reconcile compares both",
    source: ADVISORY,
    ..Rule::INFO
};
pub(in crate::law::gstr1) const FILLED_ELSEWHERE: Rule = Rule {
    id: "gstr1.download_of_another",
    message: "the download is of {value}, and the return of {expected}",
    fix: "download the list of e-invoices of this GSTIN and period",
    source: "the download",
    ..Rule::ERROR
};
pub(in crate::law::gstr1) const NOT_LISTED: Rule = Rule {
    id: "gstr1.not_listed",
    message: "e-invoice {value} is not in the download; it is left out as one that the portal still fills in",
    fix: "download the list again; einv_reconcile says what is missing",
    source: ADVISORY,
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const NEVER_FILLED: Rule = Rule {
    id: "gstr1.never_filled",
    message: "e-invoice {value} has IGST inside a state without reverse charge: the portal doesn't fill GSTR-1 from such a one",
    fix: "give the portal's list as \"download\"; where it says that filling failed, the document is added here",
    source: ADVISORY,
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const REGISTERED_AFTER: Rule = Rule {
    id: "gstr1.registered_after",
    message: "{value} was registered after GSTR-1 was filed: the portal fills no return from it",
    fix: "report it in GSTR-1A (opts.amendment \"1A\") before GSTR-3B is filed, else in a later GSTR-1",
    source: "GSTN advisory on GSTR-1A of 2024; rule 59",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const CANCELLED_AFTER: Rule = Rule {
    id: "gstr1.cancelled_after",
    message: "{value} was cancelled after GSTR-1 was filed: the filed return still has it",
    fix: "bring it to nothing in GSTR-1A before GSTR-3B is filed, else amend it in a later GSTR-1 (table 9A or 9C)",
    source: "GSTN advisory on GSTR-1A of 2024; rule 59",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const ZEROED: Rule = Rule {
    id: "gstr1.zeroed",
    message: "{value} was cancelled after GSTR-1 was filed: this return amends it to nothing",
    fix: "nothing, where the filed GSTR-1 has it under this number and date; leave the row out otherwise",
    source: "GSTN advisory on GSTR-1A of 2024; rule 59",
    ..Rule::INFO
};
pub(in crate::law::gstr1) const TOO_OLD: Rule = Rule {
    id: "gstr1.too_old",
    message: "this return could be filed until {expected}: the portal takes none more than three years after it was due",
    fix: "file what is still open before its own three years are over",
    source: "section 37(5); GSTN advisory of 2025",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const IFF_LIMIT: Rule = Rule {
    id: "gstr1.iff_limit",
    message: "the documents come to {value}, and the invoice furnishing facility takes {expected} a month",
    fix: "furnish the rest with the quarter's GSTR-1",
    source: "rule 59(2)",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const SERIES_GAPS: Rule = Rule {
    id: "gstr1.series_gaps",
    message: "series {value}: no document has {gaps}",
    fix: "table 13 has a row for each run without gaps; name what was cancelled in \"cancelled\" and give what is missing",
    source: "table 13 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const SERIES_LEFT_OUT: Rule = Rule {
    id: "gstr1.series_left_out",
    message: "table 13 is left out: in series {value} the ledger has no {gaps}",
    fix: "give the other bills as \"documents\", cancelled numbers as \"cancelled\", or the whole series as \"issued\"",
    source: "table 13 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const SERIES_OF_LEDGER: Rule = Rule {
    id: "gstr1.series_of_ledger",
    message: "table 13 has the ledger's documents alone",
    fix: "give other bills of the period as \"documents\", or whole series as \"issued\"",
    source: "table 13 of GSTR-1",
    ..Rule::INFO
};
pub(in crate::law::gstr1) const SERIES_UNCLEAR: Rule = Rule {
    id: "gstr1.series_unclear",
    message: "table 13 is left out: {value} and {other} have the same place in their series",
    fix: "give the series as \"issued\"",
    source: "table 13 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const NOTE_SIDE: Rule = Rule {
    id: "gstr1.note_side",
    message: "whether note {value} is about an invoice of table 5 is not clear; it is subtracted from table 7",
    fix: "give that invoice too, or \"large\": true beside the note",
    source: "table 9B of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const ZERO_RATE: Rule = Rule {
    id: "gstr1.zero_rate",
    message: "{count} documents to consumers have lines at 0 %",
    fix: "where they are nil-rated, exempt or no supply of GST, leave them out and give their sum in \"nil\" (table 8)",
    source: "table 8 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const TAX_WANTED: Rule = Rule {
    id: "gstr1.tax_wanted",
    message: "{value} is said to be with payment of tax and has no IGST",
    fix: "correct the kind of supply, or the tax",
    source: "GSTN's offline tool",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const TAX_DIFFERS: Rule = Rule {
    id: "gstr1.tax_differs",
    message: "the taxes of this row come to {value}, and its rate makes {expected}",
    fix: "correct the rate or the taxes",
    source: "the row's own rate",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const TAX_SIDE: Rule = Rule {
    id: "gstr1.tax_side",
    message: "by its place of supply this row has {expected}, and it says otherwise",
    fix: "correct the place of supply or the taxes",
    source: "sections 5 and 7 to 9 of the IGST Act",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const UNIT_WANTED: Rule = Rule {
    id: "gstr1.unit_wanted",
    message: "goods of HSN {value} have no unit, and NA is for services alone",
    fix: "give the unit in their bills",
    source: "GSTN's offline tool",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const HSN_UNKNOWN: Rule = Rule {
    id: "gstr1.hsn_unknown",
    message: "HSN {value} is not in our list; the portal refuses a code that is not in its own (RET191349)",
    fix: "look it up at the portal; einv_codes lists ours",
    source: "table 12 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const HSN_AMENDED: Rule = Rule {
    id: "gstr1.hsn_amended",
    message: "table 12 has nothing of the {count} amended documents: it takes the differences to what was reported",
    fix: "give the differences in \"hsn\"",
    source: "table 12 of GSTR-1",
    ..Rule::WARNING
};
pub(in crate::law::gstr1) const HSN_CONSUMERS_ONLY: Rule = Rule {
    id: "gstr1.hsn_consumers_only",
    message: "table 12 has consumers' supplies alone",
    fix: "where the portal asks for its B2B half, enter one row of zeros there",
    source: "GSTN, 11-06-2025, as reported",
    ..Rule::INFO
};
pub(in crate::law::gstr1) const AMOUNT_LOST: Rule = Rule {
    id: "gstr1.amount_lost",
    message: "{value} has {field}, for which section {section} has no field",
    fix: "correct its taxes or its kind of supply",
    source: SCHEMA,
    ..Rule::ERROR
};
