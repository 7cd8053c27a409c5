//! Completing a document, and what there is to say of that.

use crate::compute::{Completed, CompletionOptions, complete, total_of_lines};
use crate::engine::config::options::CallOptions;
use crate::error::Result;
use crate::finding::{Finding, Report, Rule, Severity};
use crate::invoice::faults;
use crate::law::bill::LawBill;
use crate::law::{Owed, eway};
use crate::money::Amount;
use crate::normalize::NormalizedBill;
use crate::normalize::rules::EWB_NOT_DUE;
use crate::rules::Context;
use crate::{invoice, rules};

/// A document completed, and what there is to say of that.
pub(crate) struct Completion {
    pub document: String,
    /// The place in the input of every line that remains.
    remaining: Vec<usize>,
    of_input: Vec<Finding>,
    asked: Vec<Finding>,
    /// The bill's own total, where its lines come to another sum.
    pub differs: Option<(Amount, Amount)>,
    /// Whether the bill says its total itself.
    pub has_total: bool,
    /// The goods need no e-way bill, and none was asked for.
    pub no_ewb: bool,
}

impl Completion {
    /// Completes a document.
    pub fn of(input: &str, options: &CallOptions, context: &Context) -> Result<Completion> {
        Completion::read(input, false, options, context)
    }

    /// Completes what was normalised.
    pub fn of_bill(bill: &NormalizedBill<'_>, options: &CallOptions, context: &Context) -> Result<Completion> {
        Completion::read(&bill.document, bill.without_ewb.is_some(), options, context)
    }

    fn read(input: &str, ewb_where_due: bool, options: &CallOptions, context: &Context) -> Result<Completion> {
        let (mut invoice, of_input) = invoice::read(input)?;
        let total = invoice.totals.as_deref().and_then(|totals| totals.invoice_value);
        let options = CompletionOptions {
            round_off: options.round_off.unwrap_or_default(),
            retail_prices: options.retail_prices.clone().unwrap_or_default(),
            retail_price_from: context.settings.retail_price_goods_from.0,
        };
        let Completed { remaining, without_retail_price, not_folded } = complete(&mut invoice, &options);
        let mut asked = Vec::new();
        for (lines, rule, field) in
            [(without_retail_price, &rules::RETAIL_PRICE_WANTED, "GstRt"), (not_folded, &rules::NOT_FOLDED, "AssAmt")]
        {
            for line in lines {
                let hsn = invoice.items.get(line).and_then(|item| item.hsn.as_deref()).unwrap_or("?");
                asked.push(rule.at(format!("/ItemList/{line}/{field}")).line(line).word("hsn", hsn));
            }
        }
        let mut no_ewb = false;
        let needs_none = || LawBill::of(&invoice).is_ok_and(|bill| eway::eway_bill(&bill).0 == Owed::NotDue);
        if ewb_where_due && invoice.ewb.is_some() && needs_none() {
            invoice.ewb = None;
            no_ewb = true;
            asked.push(EWB_NOT_DUE.at(EWB_NOT_DUE.path));
        }
        let differs = total.and_then(|total| Some((total, total_of_lines(&invoice, total)?)));
        Ok(Completion {
            document: invoice::write(&invoice),
            remaining,
            of_input,
            asked,
            differs,
            has_total: total.is_some(),
            no_ewb,
        })
    }

    /// Adds what completing has to say to the report on the completed document, and counts its lines as the input does.
    pub fn finish(&self, report: &mut Report) {
        report.findings.extend(self.asked.iter().cloned());
        for finding in &mut report.findings {
            place_in_input(finding, &self.remaining);
        }
        add_hidden(report, &self.of_input, &self.remaining);
    }
}

/// Turns the place of a line in the completed document into its place in the input.
fn place_in_input(finding: &mut Finding, remaining: &[usize]) {
    let Some((line, rest)) = line_of(&finding.path) else { return };
    if let Some(&place) = remaining.get(line) {
        finding.path = format!("/ItemList/{place}{rest}");
        finding.item = finding.item.map(|_| place + 1);
    }
}

/// The line a path is in, and the rest of the path.
fn line_of(path: &str) -> Option<(usize, &str)> {
    let rest = path.strip_prefix("/ItemList/")?;
    let (line, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some((line.parse().ok()?, rest))
}

/// Adds the input's faults that don't show in the completed document. Not those that were fixed by completing: what
/// was missing, and the negative numbers of lines that became discount.
fn add_hidden(report: &mut Report, of_input: &[Finding], remaining: &[usize]) {
    for mut finding in of_input.iter().cloned() {
        let folded = line_of(&finding.path).is_some_and(|(line, _)| remaining.binary_search(&line).is_err());
        let is = |rule: &Rule| finding.rule.id == rule.id;
        let fixed = is(&faults::MISSING) || is(&faults::NUMBER) && folded;
        let exists = report.findings.iter().any(|f| is(f.rule) && f.path == finding.path);
        if fixed || exists {
            continue;
        }
        // A misspelt field is not a stranger to leave out: its value would be missing from the sums.
        if is(&faults::UNKNOWN) && finding.expected.is_some() {
            finding.severity = Severity::Error;
        }
        report.findings.push(finding);
    }
    report.follow_findings();
}
