//! A number that is taken by other content: an edited bill, or another document; and what to do about each.

use crate::error::{Error, ErrorKind};
use crate::invoice::{FieldDifference, Invoice, are_two_bills, differences};
use crate::law::tables::CANCEL_HOURS;
use crate::story::{DocumentState, Record};

/// Differences that a message shows; `differs` of the error names all.
const SHOWN: usize = 5;

/// Where the advice for the edited bill is not known to fit.
pub const ELSEWHERE: &str = "look at what the portal holds: einv_fetch. Where it is this bill before a change, cancel it or \
                             correct it by a credit or debit note; where it is another document, give this one a number of its own";

/// The error of submitting `given` under the number of `kept`, which is the content of `record`.
pub fn error(number: &str, record: &Record, kept: &Invoice<'_>, given: &Invoice<'_>) -> Error {
    let found = differences(kept, given);
    let error = match are_two_bills(kept, given, &found) {
        true => another(number, record, "this number already belongs to another document"),
        false => edited(number, record, &found),
    };
    error.at("/DocDtls/No").differs(found.into_iter().map(|difference| difference.path).collect())
}

/// The error of a number that another document has.
pub fn another(number: &str, record: &Record, why: &str) -> Error {
    let dated = record.date();
    Error::new(ErrorKind::Conflict, format!("{number}: {why} (dated {dated}, {})", record.state().name()))
        .fix("give this document a number of its own; what is registered is corrected by a credit or debit note")
        .at("/DocDtls/No")
}

/// The error of a bill that was changed after it was given to the engine. A new number for it would make two invoices of
/// one sale, so it is never the advice while the first one stands.
fn edited(number: &str, record: &Record, found: &[FieldDifference]) -> Error {
    let changes = changes(found);
    let (message, fix) = match record.state() {
        DocumentState::Registered | DocumentState::Cancelling | DocumentState::Cancelled => {
            let since = record.ack_date().map(|at| at.shown()).unwrap_or_default();
            let until = record.ack_date().map(|at| at.plus_hours(CANCEL_HOURS).shown()).unwrap_or_default();
            let irn = record.irn();
            (
                format!("{number} is registered (IRN {irn}, {since}) and was changed afterwards: {changes}"),
                format!(
                    "until {until}: cancel it and bill under a new number; after that: correct it by a credit or debit note"
                ),
            )
        }
        DocumentState::Intended | DocumentState::Pending | DocumentState::Rejected | DocumentState::Withdrawn => (
            format!("{number} is waiting to be sent and was changed afterwards: {changes}"),
            "to send the changed bill: take back the waiting one with einv_cancel and submit this one again, under the same number"
                .to_owned(),
        ),
        DocumentState::Sending | DocumentState::InDoubt => (
            format!("{number} was sent, there is no answer yet, and it was changed afterwards: {changes}"),
            "don't make it again: let einv_flush ask the portal; once it is registered, cancel it and bill under a new number"
                .to_owned(),
        ),
    };
    Error::new(ErrorKind::Conflict, message).fix(fix)
}

/// The changes in words: what makes it another document first.
fn changes(found: &[FieldDifference]) -> String {
    let (essential, other): (Vec<_>, Vec<_>) = found.iter().partition(|difference| difference.essential);
    let all: Vec<String> = essential.into_iter().chain(other).map(ToString::to_string).collect();
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
