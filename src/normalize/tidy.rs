//! The steps from a bill in between to INV-01, in the order in which they rest on one another.

use super::bill::{At, ReadBill, Whence};
use super::draft::InvoiceDraft;
use super::normalized::{InputKind, NormalizedBill, Skip};
use super::rules;
use super::target::field;
use super::terms::ReadingTerms;
use crate::change::Why;
use crate::finding::Finding;

/// Reads every value of a bill, derives what follows, and writes it as INV-01.
pub fn tidy<'t>(
    kind: InputKind,
    bill: ReadBill<'t>,
    whence: Box<dyn Whence + 't>,
    terms: &ReadingTerms<'_>,
) -> NormalizedBill<'t> {
    let is_ours = matches!(kind, InputKind::Simple | InputKind::Table);
    tidy_with(kind, bill, whence, terms, Vec::new(), Vec::new(), is_ours)
}

/// The same, with what the feeder found and what it took off; `is_ours`: amounts and taxes are still to be worked out.
pub(super) fn tidy_with<'t>(
    kind: InputKind,
    bill: ReadBill<'t>,
    whence: Box<dyn Whence + 't>,
    terms: &ReadingTerms<'_>,
    said: Vec<Finding>,
    dress: Vec<(Why, At)>,
    is_ours: bool,
) -> NormalizedBill<'t> {
    let mut draft = InvoiceDraft::new(kind, is_ours, bill, whence, terms);
    said.into_iter().for_each(|finding| draft.say(finding));
    for (why, at) in dress {
        draft.note(String::new(), None, None, why, at);
    }
    registered(&mut draft);
    draft.addresses();
    draft.seller();
    draft.defaults();
    draft.signs();
    draft.rates();
    draft.services();
    draft.supply();
    draft.buyer();
    draft.states();
    draft.place();
    draft.amounts();
    draft.discounts();
    draft.net_of_tax();
    draft.round_off();
    draft.references();
    draft.transport();
    draft.finish()
}

/// A document that has its IRN is not one to send.
fn registered(draft: &mut InvoiceDraft<'_, '_>) {
    let irn = field!("Irn").once();
    let given = draft.text(irn).map(str::to_owned);
    if given.is_some() || draft.kind == InputKind::Signed {
        draft.skip = Some(Skip::HasIrn);
        draft.find(&rules::HAS_IRN, irn, |finding| match given {
            Some(irn) => finding.value(irn),
            None => finding.says(rules::IS_SIGNED),
        });
    }
}
