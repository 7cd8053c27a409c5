//! The checks: each rule is one row of the catalogue, and below it the function that checks it.
//!
//! There is one file per noun. Each ends in its `RULES`, the list of its rows in the order of the checks. [`catalogue`]
//! is all of them with those of the form. A rule looks only at values that are there: the reader has already reported
//! missing and misshapen fields. A fault that follows from another names it (`Finding::follows`). The report lists
//! undecidable rules in `not_judged`.

mod beyond;
mod dates;
mod ewaybill;
mod export;
mod header;
mod hsn;
mod items;
mod lines;
mod negative;
mod open;
mod order;
#[cfg(test)]
#[path = "../../tests/pages/rules.rs"]
mod page;
mod parties;
mod places;
mod references;
mod supply;
mod tax;
pub(crate) mod texts;
mod totals;

use crate::calendar::{Day, IstTime};
use crate::codes::{Lists, states};
use crate::error::Result;
use crate::finding::{Affects, Finding, Report, Rule, Severity, Verdict};
use crate::gstin::Gstin;
use crate::invoice::{self, Invoice, Item, MOST_FINDINGS, SupplyType, faults};
use crate::irn::{DocType, DocumentKey, UPPER_CASE_FROM};
use crate::language::Language;
use crate::settings::{Settings, UpperCase};
use crate::taxpayer::{Taxpayer, TaxpayerClass};
pub(crate) use ewaybill::is_railway_number;
use lines::Corrected;
use schemars::JsonSchema;
use std::sync::Arc;
use tax::TaxDue;
pub(crate) use tax::{NOT_FOLDED, RETAIL_PRICE_WANTED};

/// The context of a document's judgement.
#[derive(Clone, Debug)]
pub struct Context {
    /// The moment of the judgement.
    pub at: IstTime,
    /// Whether a refusal may rest on that moment: not if the computer's clock is known to be wrong.
    pub time_is_sure: bool,
    /// Whether that moment decides the casing of the number in the IRN (when the document is being sent, or the caller
    /// named a day), or the document's own date does.
    pub irn_by_day: bool,
    /// Whether the engine talks to a real portal. Its sandbox, and ours, issue GSTINs that fail the check digit.
    pub real_portal: bool,
    /// The settings that decide where sources disagree.
    pub settings: Settings,
    /// The known taxpayers, among them perhaps the document's supplier.
    pub taxpayers: Arc<[Taxpayer]>,
    /// The master lists.
    pub lists: Lists,
    /// The language of the report.
    pub language: Language,
    /// What the caller wants done with an e-way bill that the document requests.
    pub ewb: EwbDemand,
    /// The e-way bill system's own distance between the two PIN codes, where it has said it.
    pub known_km: Option<u32>,
}

/// What the caller wants done with an e-way bill that a document requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum EwbDemand {
    /// None is made: `EwbDtls` is not sent.
    None,
    /// The invoice is registered whether or not the e-way bill succeeds.
    #[default]
    Try,
    /// The invoice is not sent when the e-way bill would fail.
    Must,
}

impl Context {
    /// Judges at a moment, without an engine.
    pub fn at(at: IstTime) -> Context {
        Context {
            at,
            time_is_sure: true,
            irn_by_day: false,
            real_portal: false,
            settings: Settings::default(),
            taxpayers: Arc::default(),
            lists: Lists::default(),
            language: Language::default(),
            ewb: EwbDemand::default(),
            known_km: None,
        }
    }

    /// The day that decides the casing of `key`'s number.
    pub fn irn_day(&self, key: &DocumentKey) -> Day {
        irn_day(&self.settings, self.irn_by_day.then(|| self.at.day()), key)
    }
}

/// The day that decides the casing of `key`'s number, where it is reported on `submitted`, as far as that is known.
pub(crate) fn irn_day(settings: &Settings, submitted: Option<Day>, key: &DocumentKey) -> Day {
    match (settings.irn_upper_case, submitted) {
        (UpperCase::SubmissionDay, Some(day)) => day,
        (UpperCase::SubmissionDay | UpperCase::DocumentDate, _) => key.date,
        // Before the change every number was hashed as written.
        (UpperCase::Never, _) => UPPER_CASE_FROM.plus(-1),
    }
}

/// A document after reading and judging.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// All that could be read of it, but for places that say a party's own again where they would change its e-way bill.
    pub invoice: Invoice<'a>,
    /// Supplier, type, number and date, when all four can be read.
    pub key: Option<DocumentKey>,
    /// The report of the rules.
    pub report: Report,
}

/// Reads and judges one document. Fails only when the input is not JSON or exceeds a limit.
pub fn judge<'a>(text: &'a str, context: &Context) -> Result<Judged<'a>> {
    let (mut invoice, mut findings) = invoice::read(text)?;
    if context.ewb == EwbDemand::None {
        invoice.ewb = None;
        findings.retain(|finding| !is_in(&finding.path, "/EwbDtls"));
    }
    let identity = invoice.identity();
    let key = identity.key();
    let case = RuleCase::new(&invoice, context, text);
    let mut found = RuleFindings { list: findings, unlisted: 0, not_judged: Vec::with_capacity(16) };
    case.check(&mut found);
    negative::advise(&case, &mut found);
    let irn = key.as_ref().map(|key| key.irn(context.irn_day(key)));
    let mut findings = found.in_order();
    if context.ewb == EwbDemand::Must {
        demand_ewb(&invoice, &mut findings);
    }
    let report = Report::new(irn, identity, findings, found.not_judged).of_ewb(invoice.ewb.is_some());
    let mut report = report.written_in(context.language).by_lists_of(context.lists.day());
    if header::newer_version(&invoice) {
        report.valid = false;
        report.verdict = Verdict::NotJudged;
    }
    ewaybill::leave_out_repeated(&mut invoice);
    Ok(Judged { invoice, key, report })
}

/// Whether a finding rests on the day of reporting alone: of a document that has left for the portal it is no fault.
pub(crate) fn is_of_reporting(finding: &Finding) -> bool {
    dates::is_of_reporting(finding.rule) || ewaybill::refuses_by_age(finding)
}

/// Whether a path is a block's or leads into it.
fn is_in(path: &str, block: &str) -> bool {
    path.strip_prefix(block).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Turns faults of the e-way bill into faults of the document.
fn demand_ewb(invoice: &Invoice<'_>, findings: &mut Vec<Finding>) {
    for finding in findings.iter_mut().filter(|finding| finding.rule.affects == Some(Affects::Ewb)) {
        finding.severity = Severity::Error;
    }
    if invoice.ewb.is_none() && !findings.iter().any(|finding| is_in(&finding.path, "/EwbDtls")) {
        findings.push(ewaybill::DEMANDED.at("/EwbDtls"));
    }
}

/// Every rule, those of the form first.
pub fn catalogue() -> impl Iterator<Item = &'static Rule> {
    let of_documents = DOCUMENTS.into_iter().flat_map(|(_, rules)| rules).map(|row| &row.rule);
    let of_lines = LINES.into_iter().flatten().map(|row| &row.rule);
    let of_bills = crate::normalize::rules::RULES;
    faults::ALL
        .into_iter()
        .chain(of_documents)
        .chain(of_lines)
        .chain([&ewaybill::DEMANDED, &RETAIL_PRICE_WANTED, &NOT_FOLDED])
        .chain(of_bills)
        .chain(crate::normalize::tables::RULES)
}

/// Whether a document is one that these rules concern.
type Concerns = fn(&RuleCase<'_, '_>) -> bool;

/// The rules of the document, by the documents they concern: most have no e-way bill, and are not exports.
const DOCUMENTS: [(Concerns, &[OfDocument]); 13] = [
    (|_| true, header::RULES),
    (|_| true, supply::RULES),
    (|_| true, dates::RULES),
    (|_| true, parties::RULES),
    (|_| true, places::RULES),
    (|_| true, texts::RULES),
    (|_| true, items::RULES),
    (|_| true, hsn::RULES),
    (|_| true, totals::RULES),
    (|_| true, references::RULES),
    (|case| case.is_export() || case.invoice.export.is_some(), export::RULES),
    (|case| case.invoice.ewb.is_some(), ewaybill::RULES),
    (|_| true, beyond::RULES),
];

const LINES: [&[OfLine]; 4] = [items::LINE_RULES, hsn::LINE_RULES, lines::LINE_RULES, tax::LINE_RULES];

/// A row of the catalogue with the function that checks a document for it.
struct OfDocument {
    rule: Rule,
    check: fn(&RuleCase<'_, '_>, &'static Rule, &mut RuleFindings),
}

/// A row of the catalogue with the function that checks a line for it.
struct OfLine {
    rule: Rule,
    check: fn(&RuleCase<'_, '_>, &JudgedLine<'_, '_>, &'static Rule, &mut RuleFindings),
}

/// Whether a supply is taxed within a state (CGST and SGST) or between states (IGST).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Trade {
    Intra,
    Inter,
}

/// The document, the context of its judgement, and values that many rules need.
struct RuleCase<'c, 'a> {
    invoice: &'c Invoice<'a>,
    context: &'c Context,
    settings: &'c Settings,
    /// The size of the document in bytes, as received.
    size: usize,
    /// Whether all its characters are ASCII, escapes aside.
    ascii: bool,
    date: Option<Day>,
    kind: Option<DocType>,
    supply: Option<SupplyType>,
    seller: Option<Gstin>,
    gstins: parties::Gstins,
    /// The numbers of the states in `SellerDtls.Stcd` and `BuyerDtls.Pos`.
    seller_state: Option<u8>,
    place: Option<u8>,
    taxpayer: Option<&'c Taxpayer>,
    /// The kind of tax, where the states decide it.
    trade: Option<Trade>,
    /// Whether a line is taxed on its retail price, which exempts the document from some sums.
    retail_price: bool,
}

impl<'c, 'a> RuleCase<'c, 'a> {
    fn new(invoice: &'c Invoice<'a>, context: &'c Context, text: &str) -> RuleCase<'c, 'a> {
        let seller = invoice.seller.as_deref();
        let gstins = parties::gstins(invoice);
        let gstin = gstins.supplier();
        let taxpayer = context.taxpayers.iter().find(|t| t.gstin.is_none() || t.gstin == gstin);
        let mut case = RuleCase {
            invoice,
            context,
            settings: &context.settings,
            size: text.len(),
            ascii: text.is_ascii(),
            date: invoice.date(),
            kind: invoice.document.as_deref().and_then(|d| d.doc_type.as_deref()).and_then(DocType::parse),
            supply: invoice.supply_type(),
            seller: gstin,
            gstins,
            seller_state: seller.and_then(|s| s.state.as_deref()).and_then(states::number),
            place: invoice.buyer.as_deref().and_then(|b| b.place_of_supply.as_deref()).and_then(states::number),
            taxpayer,
            trade: None,
            retail_price: false,
        };
        case.trade = case.trade_from(case.seller_state);
        case.retail_price = tax::on_retail_price(&case);
        case
    }

    fn check(&self, found: &mut RuleFindings) {
        for (_, rules) in DOCUMENTS.iter().filter(|(concerns, _)| concerns(self)) {
            for OfDocument { rule, check } in *rules {
                check(self, rule, found);
            }
        }
        for (index, item) in self.invoice.items.iter().enumerate() {
            let line = JudgedLine::new(self, index, item);
            for rules in LINES {
                for OfLine { rule, check } in rules {
                    check(self, &line, rule, found);
                }
            }
        }
    }

    /// The day of the judgement.
    fn today(&self) -> Day {
        self.context.at.day()
    }

    /// The day for dated rates and classes of goods: the document's date.
    fn dated(&self) -> Day {
        self.date.unwrap_or(self.today())
    }

    /// The master lists.
    fn lists(&self) -> &Lists {
        &self.context.lists
    }

    fn class(&self) -> Option<TaxpayerClass> {
        self.taxpayer.and_then(|t| t.class)
    }

    fn is_invoice(&self) -> bool {
        self.kind == Some(DocType::Invoice)
    }

    fn is_export(&self) -> bool {
        self.supply.is_some_and(SupplyType::is_export)
    }

    fn is_sez(&self) -> bool {
        self.supply.is_some_and(SupplyType::is_sez)
    }

    fn igst_on_intra(&self) -> bool {
        self.invoice.transaction.as_deref().and_then(|t| t.igst_on_intra.as_deref()) == Some("Y")
    }

    /// Compares the supplier's state with the place of supply. Exports, SEZ and an SEZ developer's supplies are always
    /// between states; `IgstOnIntra` declares it for the rest.
    fn trade_from(&self, seller_state: Option<u8>) -> Option<Trade> {
        let always = self.is_export()
            || self.is_sez()
            || self.igst_on_intra()
            || self.class() == Some(TaxpayerClass::SezDeveloper);
        match (always, seller_state, self.place) {
            (true, ..) => Some(Trade::Inter),
            (false, Some(from), Some(to)) if from == to => Some(Trade::Intra),
            (false, Some(_), Some(_)) => Some(Trade::Inter),
            (false, ..) => None,
        }
    }

    /// The fault that may have led to the wrong kind of tax: a state code that differs from the GSTIN's.
    fn trade_doubt(&self) -> Option<&'static str> {
        let own = self.seller.and_then(|gstin| states::number(gstin.state())).filter(|state| *state != NO_STATE);
        let doubtful = own.is_some() && own != self.seller_state && self.trade_from(own) != self.trade;
        doubtful.then_some("/SellerDtls/Stcd")
    }

    /// An error, or a warning where the clock behind it may be wrong.
    fn by_the_clock(&self) -> Severity {
        if self.context.time_is_sure { Severity::Error } else { Severity::Warning }
    }
}

/// The beginning of GSTINs of online suppliers abroad.
const NO_STATE: u8 = 99;

/// A line and its place.
struct JudgedLine<'c, 'a> {
    index: usize,
    item: &'c Item<'a>,
    /// The taxes due on its assessable value.
    due: TaxDue,
}

impl<'c, 'a> JudgedLine<'c, 'a> {
    fn new(case: &RuleCase<'_, '_>, index: usize, item: &'c Item<'a>) -> JudgedLine<'c, 'a> {
        match item.assessable_value {
            Some(base) => JudgedLine { index, item, due: tax::due(case, item, base) },
            None => JudgedLine { index, item, due: TaxDue::default() },
        }
    }

    #[cold]
    #[inline(never)]
    fn path(&self, field: &str) -> String {
        format!("/ItemList/{}/{field}", self.index)
    }

    /// Makes a finding about one field of this line.
    #[cold]
    #[inline(never)]
    fn fault(&self, rule: &'static Rule, field: &str) -> Finding {
        let finding = rule.at(self.path(field)).line(self.index);
        finding.word("hsn", self.item.hsn.as_deref().unwrap_or("?"))
    }

    fn is_service(&self) -> Option<bool> {
        match self.item.is_service.as_deref()? {
            "Y" => Some(true),
            "N" => Some(false),
            _ => None,
        }
    }
}

/// The findings of the checks.
struct RuleFindings {
    list: Vec<Finding>,
    unlisted: usize,
    not_judged: Vec<&'static str>,
}

impl RuleFindings {
    #[cold]
    #[inline(never)]
    fn push(&mut self, finding: Finding) {
        if self.list.len() < MOST_FINDINGS {
            self.list.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// Adds a rule that can't be decided here.
    fn undecided(&mut self, rule: &'static Rule) {
        self.not_judged.push(rule.id);
    }

    /// The finding at a place, to improve it.
    fn at(&mut self, path: &str) -> Option<&mut Finding> {
        self.list.iter_mut().find(|finding| finding.path == path)
    }

    /// Replaces the finding at a place.
    fn replace(&mut self, finding: Finding) {
        self.list.retain(|other| other.path != finding.path);
        self.push(finding);
    }

    /// Puts root causes first, each part in the form's order.
    fn in_order(&mut self) -> Vec<Finding> {
        let mut list = std::mem::take(&mut self.list);
        if list.len() > 1 {
            list.sort_by_cached_key(|finding| (finding.follows.is_some(), order::place(&finding.path)));
        }
        if self.unlisted > 0 {
            // The reader may have left some out already.
            let before = list.iter().position(|finding| *finding.rule == faults::MORE).map(|at| list.remove(at));
            let before = before.and_then(|more| more.word_of("count")?.parse().ok()).unwrap_or(0);
            list.push(faults::MORE.at("").word("count", self.unlisted + before));
        }
        list
    }
}
