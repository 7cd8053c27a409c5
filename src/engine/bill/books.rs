//! What the ledger knows beside a bill.

use crate::calendar::{Day, FinYear};
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::config::choices::{Buyers, ListedChanges};
use crate::engine::config::options::CallOptions;
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::engine::record::gstin;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentNumber};
use crate::normalize;
use crate::normalize::{EwbConsent, JsonDocument, KnownBeside, ReadingTerms, RememberedParty};
use crate::rules::{Context, EwbDemand};
use crate::story::NumberKey;

/// What the ledger knows beside a bill.
pub(crate) struct LedgerBooks<'e> {
    pub(crate) engine: Option<&'e Engine>,
    pub(crate) options: &'e CallOptions,
    /// The call that asks; without one, each question is a call of its own.
    call: Option<&'e EngineCall<'e>>,
    purpose: BillPurpose,
}

/// Whether an e-way bill is asked for of simple bills that carry transport. `try` is said of many bills at once: it makes those
/// that the law asks for.
pub(crate) fn consent(options: &CallOptions, context: &Context) -> EwbConsent {
    match (options.ewb.is_some(), context.ewb) {
        (false, _) | (true, EwbDemand::None) => EwbConsent::None,
        (true, EwbDemand::Try) => EwbConsent::WhereDue,
        (true, EwbDemand::Must) => EwbConsent::Always,
    }
}

impl<'e> LedgerBooks<'e> {
    pub fn of(engine: Option<&'e Engine>, options: &'e CallOptions) -> LedgerBooks<'e> {
        LedgerBooks { engine, options, call: None, purpose: BillPurpose::Send }
    }

    pub fn of_call(call: &'e EngineCall<'e>) -> LedgerBooks<'e> {
        LedgerBooks { engine: Some(call.engine), options: call.options, call: Some(call), purpose: BillPurpose::Send }
    }

    /// The same for another purpose.
    pub fn with_purpose(self, purpose: BillPurpose) -> LedgerBooks<'e> {
        LedgerBooks { purpose, ..self }
    }

    /// Normalises a document.
    pub fn read<'t>(&self, context: &Context, input: &'t str) -> Result<JsonDocument<'t>> {
        let terms = ReadingTerms {
            sellers: &context.taxpayers,
            ewb: consent(self.options, context),
            consumers: self.purpose.has_consumers(),
            lists_dress: self.options.changes == Some(ListedChanges::All),
            known: self,
            ..ReadingTerms::plain(&context.lists, context.at.day())
        };
        normalize::read(input, &terms)
    }

    fn ask<T>(&self, question: impl FnOnce(&EngineCall<'_>) -> Option<T>) -> Option<T> {
        match self.call {
            Some(call) => question(call),
            None => question(&self.engine?.call(self.options).ok()?),
        }
    }
}

/// Years before a note's own in which the bill that it is about is looked for.
const YEARS_BACK: i32 = 2;

impl KnownBeside for LedgerBooks<'_> {
    fn day_of(&self, seller: Gstin, number: &str, until: Option<Day>) -> Option<Day> {
        let (number, until) = (DocumentNumber::parse(number)?.upper(), until?);
        self.ask(|call| {
            (0..=YEARS_BACK).find_map(|back| {
                let year = FinYear::beginning(until.fin_year().start() - back);
                let key = NumberKey { gstin: seller, year, doc_type: DocType::Invoice, number: number.clone() };
                let date = call.live.ledger.find(&key).ok()??.document_key().date;
                (date <= until).then_some(date)
            })
        })
    }

    fn taxpayer(&self, gstin: Gstin) -> Option<RememberedParty> {
        match self.options.buyers.unwrap_or_default() {
            Buyers::Given => None,
            Buyers::Cache => self.ask(|call| gstin::party(call, gstin, false)),
            Buyers::Portal => self.ask(|call| gstin::party(call, gstin, true)),
        }
    }
}
