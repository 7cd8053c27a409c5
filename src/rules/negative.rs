//! Suggests what an amount below zero was probably meant to be. The reader has found it; the whole document shows
//! whether it is a reduction, a return or a slip.

use super::lines::DISCOUNT_WITHIN;
use super::{RuleCase, RuleFindings};
use crate::finding::Finding;
use crate::invoice::faults;
use crate::irn::DocType;
use crate::money::Amount;

/// Everything is taken back, which a note is for.
const RETURN: &str = "send returns and reductions as a credit note with positive values";
const ON_A_NOTE: &str = "send it as a positive number: the type of the note already says that it takes value back";
const LINE: &str = "subtract it from the line it belongs to, as a positive Discount of that line; einv_compute does so where one other line has its HSN code and rate";
const CHARGES: &str = "give a reduction as Discount of ValDtls, a positive number, and leave OthChrg out";
const CHARGES_OF_LINE: &str =
    "give a reduction as Discount, a positive number: of the line where it lowers the tax, else of ValDtls";
const DISCOUNT: &str = "a discount is a positive number; additional charges belong in OthChrg";

/// Whether a finding of the reader concerns a number below zero.
fn is_negative(finding: &Finding) -> bool {
    finding.rule.id == faults::NUMBER.id && finding.value.as_deref().is_some_and(|value| value.starts_with('-'))
}

/// The field at the end of a path.
fn field(finding: &Finding) -> &str {
    finding.path.rsplit('/').next().unwrap_or_default()
}

/// Adds the advice to each negative amount: one cause per line, from which the sums follow.
pub(super) fn advise(case: &RuleCase<'_, '_>, found: &mut RuleFindings) {
    if found.list.iter().any(is_negative) {
        let too_large = found.list.iter().find(|f| f.rule.id == DISCOUNT_WITHIN.rule.id).map(|f| f.path.clone());
        let mut causes = Causes { first: too_large, line: None };
        let taken_back = case.kind == Some(DocType::CreditNote);
        let nothing_sold = !case.invoice.items.is_empty() && !case.invoice.items.iter().any(is_sale);
        for finding in found.list.iter_mut().filter(|finding| is_negative(finding)) {
            let found = finding.clone();
            *finding = match () {
                () if taken_back => found.with_fix(ON_A_NOTE),
                () if nothing_sold => found.with_fix(RETURN),
                () => causes.of(found),
            };
        }
    }
}

fn is_sale(item: &crate::invoice::Item<'_>) -> bool {
    let value = item.total.or(item.assessable_value).unwrap_or_default();
    value > Amount::ZERO
}

/// The causes of the negative amounts, in the order of the form.
struct Causes {
    /// The first of the document.
    first: Option<String>,
    /// The last line seen, and its first cause.
    line: Option<(usize, String)>,
}

impl Causes {
    fn of(&mut self, finding: Finding) -> Finding {
        match (finding.item, field(&finding)) {
            (_, "Discount") => finding.with_fix(DISCOUNT),
            (Some(_), "OthChrg") => finding.with_fix(CHARGES_OF_LINE),
            (None, "OthChrg") => finding.with_fix(CHARGES),
            (Some(line), _) => match &self.line {
                Some((last, cause)) if *last == line => finding.follows(cause.clone()),
                Some(_) | None => {
                    self.line = Some((line, finding.path.clone()));
                    self.first.get_or_insert_with(|| finding.path.clone());
                    finding.with_fix(LINE)
                }
            },
            (None, _) => match &self.first {
                Some(cause) => finding.follows(cause.clone()),
                None => finding,
            },
        }
    }
}
