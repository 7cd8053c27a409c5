//! The steps from a bill in between to INV-01, in the order in which they rest on one another.

use super::bill::{Bill, Whence};
use super::draft::Draft;
use super::normalized::{Kind, Normalized, Skip};
use super::rules;
use super::terms::Terms;

/// Reads every value of a bill, derives what follows, and writes it as INV-01.
pub fn tidy<'t>(kind: Kind, bill: Bill<'t>, whence: Box<dyn Whence + 't>, terms: &Terms<'_>) -> Normalized<'t> {
    let mut draft = Draft::new(kind, bill, whence, terms);
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
    draft.discounts();
    draft.net_of_tax();
    draft.round_off();
    draft.references();
    draft.transport();
    draft.finish()
}

/// A document that has its IRN is not one to send.
fn registered(draft: &mut Draft<'_, '_>) {
    let irn = super::draft::slot("/Irn");
    if let Some(text) = draft.text(irn).map(str::to_owned) {
        draft.skip = Some(Skip::HasIrn);
        draft.find(&rules::HAS_IRN, irn, |finding| finding.value(text));
    } else if draft.kind == Kind::Signed {
        draft.skip = Some(Skip::HasIrn);
        draft.find(&rules::HAS_IRN, irn, |finding| finding.value("AckNo"));
    }
}
