//! GSTR-1A of what was cancelled after GSTR-1 was filed: the filed row can't be deleted any more, so it is amended to nothing.

use super::{Doc, Making, Route, faults};
use crate::law::gstr1::{Entry, Original, Sums};
use crate::money::Amount;

impl Making<'_> {
    /// Takes up a document that the filed return has, and that is cancelled since.
    pub(super) fn zeroed(&mut self, doc: &Doc<'_>) {
        let unread = || self.unreadable("supplier, type, number and date can't all be read");
        let placed = doc.invoice.key().ok_or_else(unread).and_then(|key| self.entry(doc, &key));
        match placed {
            Ok((entry, by_operator)) => {
                self.findings.push(faults::ZEROED.at(&entry.at).value(&entry.number));
                let original = Original { number: Some(entry.number.clone()), date: Some(entry.date) };
                let by_rate = entry.by_rate.keys().map(|rate| (*rate, Sums::default())).collect();
                let nothing = Entry { value: Amount::ZERO, by_rate, original, etin: None, ..entry };
                self.put(doc, nothing, by_operator, Route::File);
            }
            Err(finding) => self.not_placed(doc, finding),
        }
    }
}
