//! Direction, purpose and kind of the document: which go together.

use super::{CheckFindings, EwayCase, EwayCheck};
use crate::eway::kinds::{DocKind, Purpose, Supply};
use crate::finding::{Rule, Severity};

/// How well the sources stand for the kinds of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Several clients agree: another kind is refused.
    Sure,
    /// General background among them: another kind is worth a look.
    Doubtful,
}

/// The kinds of document that go with a purpose.
struct PurposeRow {
    supply: Supply,
    purposes: &'static [Purpose],
    kinds: &'static [DocKind],
    stand: Stand,
}

use DocKind::{BillOfEntry, BillOfSupply, Challan, Other, TaxInvoice};
use Supply::{Inward, Outward};

const ROWS: &[PurposeRow] = &[
    row(Outward, &[Purpose::Supply, Purpose::Export], &[TaxInvoice, BillOfSupply], Stand::Sure),
    row(
        Outward,
        &[Purpose::JobWork, Purpose::OwnUse, Purpose::LineSales, Purpose::Exhibition],
        &[Challan],
        Stand::Doubtful,
    ),
    row(Outward, &[Purpose::Others, Purpose::RecipientNotKnown], &[Challan, Other], Stand::Doubtful),
    row(Outward, &[Purpose::Lots], &[TaxInvoice, BillOfSupply, Challan], Stand::Doubtful),
    row(Inward, &[Purpose::Supply], &[TaxInvoice, BillOfSupply], Stand::Sure),
    row(Inward, &[Purpose::Import], &[BillOfEntry], Stand::Sure),
    row(
        Inward,
        &[Purpose::JobWorkReturn, Purpose::SalesReturn, Purpose::Exhibition, Purpose::OwnUse],
        &[Challan],
        Stand::Doubtful,
    ),
    row(Inward, &[Purpose::Others], &[Challan, Other], Stand::Doubtful),
    row(Inward, &[Purpose::Lots], &[TaxInvoice, BillOfSupply, BillOfEntry, Challan], Stand::Doubtful),
];

const fn row(supply: Supply, purposes: &'static [Purpose], kinds: &'static [DocKind], stand: Stand) -> PurposeRow {
    PurposeRow { supply, purposes, kinds, stand }
}

fn find(supply: Supply, purpose: Purpose) -> Option<&'static PurposeRow> {
    ROWS.iter().find(|row| row.supply == supply && row.purposes.contains(&purpose))
}

const PURPOSE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.purpose",
        code: Some("203"),
        path: "/subSupplyType",
        message: "the purpose {value} doesn't go with an {direction} movement",
        fix: "choose one of {expected}, or turn the direction (O outward, I inward)",
        source: "NIC e-way bill code list; error 203",
        ..Rule::ERROR
    },
    check: purpose,
};

fn purpose(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let (Some(supply), Some(purpose)) = (case.doc.supply, case.doc.purpose) else { return };
    if find(supply, purpose).is_none() {
        let fitting = ROWS.iter().filter(|row| row.supply == supply).flat_map(|row| row.purposes);
        let mut codes: Vec<&str> = fitting.map(|purpose| purpose.code()).collect();
        codes.sort_by_key(|code| code.parse::<u8>().unwrap_or_default());
        let value = format!("{} ({})", purpose.code(), purpose.name());
        let finding = case.fault(rule, rule.path).value(value).word("direction", supply.name());
        found.push(finding.expected(codes.join(", ")));
    }
}

const KIND: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.document_of_purpose",
        code: Some("205"),
        also: &["611"],
        path: "/docType",
        message: "a document {value} doesn't go with the purpose {purpose} of an {direction} movement",
        fix: "use {expected}, or correct the purpose",
        source: "NIC e-way bill code list; errors 205 and 611",
        ..Rule::ERROR
    },
    check: kind,
};

fn kind(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let (Some(supply), Some(purpose), Some(kind)) = (case.doc.supply, case.doc.purpose, case.doc.kind) else { return };
    let Some(row) = find(supply, purpose).filter(|row| !row.kinds.contains(&kind)) else { return };
    let never = supply == Outward && kind == BillOfEntry;
    let severity = if never || row.stand == Stand::Sure { Severity::Error } else { Severity::Warning };
    let kinds: Vec<&str> = row.kinds.iter().map(|kind| kind.code()).collect();
    let finding = case.fault(rule, rule.path).severity(severity).value(kind.code()).expected(kinds.join(", "));
    let finding = if never { finding.code("611") } else { finding };
    let words = format!("{} ({})", purpose.code(), purpose.name());
    found.push(finding.word("purpose", words).word("direction", supply.name()));
}

const WORDS: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.purpose_in_words",
        code: Some("377"),
        path: "/subSupplyDesc",
        message: "the purpose is 8, others, and no word says which",
        fix: "describe the purpose in {key}, in at most 20 characters",
        source: "NIC e-way bill code list; error 377",
        ..Rule::ERROR
    },
    check: words,
};

fn words(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if case.doc.purpose == Some(Purpose::Others) && case.doc.purpose_words.is_none() {
        found.push(case.fault(rule, rule.path));
    }
}

pub(super) const RULES: &[EwayCheck] = &[PURPOSE, KIND, WORDS];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_a_row_in_the_directions_that_it_is_known_in() {
        let outward = ["1", "3", "4", "5", "8", "9", "10", "11", "12"];
        let inward = ["1", "2", "5", "6", "7", "8", "9", "12"];
        for purpose in Purpose::ALL {
            assert_eq!(find(Outward, *purpose).is_some(), outward.contains(&purpose.code()), "{}", purpose.name());
            assert_eq!(find(Inward, *purpose).is_some(), inward.contains(&purpose.code()), "{}", purpose.name());
        }
    }
}
