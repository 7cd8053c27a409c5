//! The checks of an e-way bill document: each rule is one row of the catalogue, and below it the function that checks it.
//!
//! A rule looks only at values that are there: the reader has already reported missing and misshapen ones. Its path is the
//! system's key; a finding's path is where the value stands in what the document was made of. What our lists don't know is a
//! warning; so is what only general background says.

mod goods;
mod kinds;
mod parties;
mod places;
mod timing;
mod transport;
mod value;

use super::document::{EwayDocument, Who};
use super::kinds::{DocKind, Purpose, Supply};
use super::{faults, given};
use crate::calendar::Day;
use crate::codes::Lists;
use crate::finding::{Finding, Rule, Severity};
use crate::gstin::Gstin;
use crate::invoice::MOST_FINDINGS;
use crate::rules::Context;
use crate::settings::Settings;
use crate::taxpayer::Taxpayer;
pub(crate) use transport::too_far;

/// A row of the catalogue with the function that checks a document for it.
struct EwayCheck {
    rule: Rule,
    check: fn(&EwayCase<'_>, &'static Rule, &mut CheckFindings),
}

const ALL: [&[EwayCheck]; 7] =
    [kinds::RULES, timing::RULES, parties::RULES, places::RULES, value::RULES, transport::RULES, goods::RULES];

/// Every rule of an e-way bill document, those of its form first.
pub fn catalogue() -> impl Iterator<Item = &'static Rule> {
    let checks = ALL.into_iter().flatten().map(|row| &row.rule);
    faults::ALL.into_iter().chain([&given::DEBIT_NOTE]).chain(checks)
}

/// Judges a document whose form's faults are known. Returns all findings, and the rules that can't be decided here.
pub fn judge(document: &EwayDocument, form: Vec<Finding>, context: &Context) -> (Vec<Finding>, Vec<&'static str>) {
    let case = EwayCase::new(document, context);
    let mut found = CheckFindings { list: form, not_judged: Vec::new() };
    for EwayCheck { rule, check } in ALL.into_iter().flatten() {
        check(&case, rule, &mut found);
    }
    let CheckFindings { mut list, not_judged } = found;
    if list.len() > MOST_FINDINGS {
        let more = list.len() - MOST_FINDINGS;
        list.truncate(MOST_FINDINGS);
        list.push(faults::MORE.at("").word("count", more));
    }
    (list, not_judged)
}

/// The document, the context of its judgement, and what many rules need.
struct EwayCase<'c> {
    doc: &'c EwayDocument,
    context: &'c Context,
    settings: &'c Settings,
    /// What is known of the taxpayer who makes the bill.
    taxpayer: Option<&'c Taxpayer>,
    /// Whether a line is gold or the like.
    gold: bool,
}

impl<'c> EwayCase<'c> {
    fn new(doc: &'c EwayDocument, context: &'c Context) -> EwayCase<'c> {
        let maker = doc.gstin();
        let taxpayer = context.taxpayers.iter().find(|t| t.gstin.is_none() || t.gstin == maker);
        let gold = doc.items.iter().any(|item| item.is_gold());
        EwayCase { doc, context, settings: &context.settings, taxpayer, gold }
    }

    /// A finding at a key of the system's, or at a member of a line: `itemList/0/hsnCode`.
    fn fault(&self, rule: &'static Rule, path: &str) -> Finding {
        let place = self.doc.place(path);
        let key = place.rsplit('/').next().unwrap_or_default().to_owned();
        rule.at(place).word("key", key)
    }

    /// The same of a line.
    fn line_fault(&self, rule: &'static Rule, index: usize, key: &str) -> Finding {
        let hsn = self.doc.items.get(index).and_then(|item| item.hsn.as_deref()).unwrap_or("?");
        self.fault(rule, &format!("itemList/{index}/{key}")).line(index).word("hsn", hsn)
    }

    fn today(&self) -> Day {
        self.context.at.day()
    }

    fn lists(&self) -> &Lists {
        &self.context.lists
    }

    /// An error, or a warning where the clock behind it may be wrong.
    fn by_the_clock(&self) -> Severity {
        if self.context.time_is_sure { Severity::Error } else { Severity::Warning }
    }

    fn is(&self, supply: Supply, purpose: Purpose) -> bool {
        self.doc.supply == Some(supply) && self.doc.purpose == Some(purpose)
    }

    fn is_export(&self) -> bool {
        self.is(Supply::Outward, Purpose::Export)
    }

    fn is_import(&self) -> bool {
        self.is(Supply::Inward, Purpose::Import)
    }

    /// A tax invoice of the taxpayer to a registered person or abroad.
    fn is_invoice_to_business(&self) -> bool {
        let business = self.is_export() || matches!(self.doc.to.who, Some(Who::Registered(_)));
        self.doc.kind == Some(DocKind::TaxInvoice) && self.doc.supply == Some(Supply::Outward) && business
    }

    /// The transporter makes the bill, not a party.
    fn by_transporter(&self) -> bool {
        let own = self.doc.own_party().and_then(|party| party.who).and_then(Who::gstin);
        self.doc.user.is_some() && self.doc.user == self.doc.transport.transporter && self.doc.user != own
    }

    /// The GSTINs of the document with their keys and the system's codes.
    fn gstins(&self) -> Vec<(&'static str, &'static str, Gstin)> {
        let doc = self.doc;
        let who = |who: Option<Who>| who.and_then(Who::gstin);
        let all = [
            ("fromGstin", "208", who(doc.from.who)),
            ("toGstin", "212", who(doc.to.who)),
            ("dispatchFromGSTIN", "610", who(doc.dispatch.who)),
            ("shipToGSTIN", "609", who(doc.ship.who)),
        ];
        all.into_iter().filter_map(|(key, code, gstin)| Some((key, code, gstin?))).collect()
    }
}

/// The findings of the checks.
struct CheckFindings {
    list: Vec<Finding>,
    not_judged: Vec<&'static str>,
}

impl CheckFindings {
    fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds a rule that can't be decided here.
    fn undecided(&mut self, rule: &'static Rule) {
        self.not_judged.push(rule.id);
    }

    /// Whether something is said of a place.
    fn is_said(&self, path: &str) -> bool {
        self.list.iter().any(|finding| finding.path == path)
    }
}

/// A state with its number.
fn with_name(state: u8) -> String {
    match crate::codes::states::find(&state.to_string()) {
        Some(state) => format!("{} {}", state.code, state.name),
        None => format!("{state:02}"),
    }
}

/// Whether a state's number stands for another country.
fn is_abroad(state: u8) -> bool {
    matches!(state, 96 | 99)
}
