//! Completing an invoice, and judging what came out.

use super::pure::context;
use super::{ComputeOptions, Engine};
use crate::answer::computed::Computed;
use crate::compute::{Completed, Wish, complete};
use crate::error::Result;
use crate::finding::{Finding, Report, Rule, Severity, Verdict};
use crate::invoice::{self, faults};
use crate::rules;

/// The completed invoice when it is valid; else the report, whose paths count the lines of the input.
pub fn compute(engine: Option<&Engine>, input: &str, options: &ComputeOptions) -> Result<Computed> {
    let options = &options.0;
    let (mut invoice, of_input) = invoice::read(input)?;
    let context = context(engine, options);
    if of_input.iter().any(|finding| finding.rule.id == faults::WRAPPED.id) {
        return Ok(Computed::Refused(Box::new(rules::judge(input, &context)?.report)));
    }
    let wish = Wish {
        round_off: options.round_off.unwrap_or_default(),
        retail_prices: options.retail_prices.clone().unwrap_or_default(),
        retail_price_from: context.settings.retail_price_goods_from.0,
    };
    let Completed { remaining, without_retail_price, not_folded } = complete(&mut invoice, &wish);
    let document = invoice::write(&invoice);
    let mut report = rules::judge(&document, &context)?.report;
    for (lines, rule, field) in
        [(without_retail_price, &rules::RETAIL_PRICE_WANTED, "GstRt"), (not_folded, &rules::NOT_FOLDED, "AssAmt")]
    {
        for line in lines {
            let hsn = invoice.items.get(line).and_then(|item| item.hsn.as_deref()).unwrap_or("?");
            report.findings.push(rule.at(format!("/ItemList/{line}/{field}")).line(line).word("hsn", hsn));
        }
    }
    for finding in &mut report.findings {
        place_in_input(finding, &remaining);
    }
    add_hidden(&mut report, of_input, &remaining);
    Ok(if report.valid { Computed::Completed(document) } else { Computed::Refused(Box::new(report)) })
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
fn add_hidden(report: &mut Report, of_input: Vec<Finding>, remaining: &[usize]) {
    for mut finding in of_input {
        let folded = line_of(&finding.path).is_some_and(|(line, _)| remaining.binary_search(&line).is_err());
        let is = |rule: &Rule| finding.rule.id == rule.id;
        let fixed = is(&faults::MISSING) || is(&faults::NUMBER) && folded;
        let told = report.findings.iter().any(|f| is(f.rule) && f.path == finding.path);
        if fixed || told {
            continue;
        }
        // A misspelt field is not a stranger to leave out: its value would be missing from the sums.
        if is(&faults::UNKNOWN) && finding.expected.is_some() {
            finding.severity = Severity::Error;
        }
        report.findings.push(finding);
    }
    if report.errors().next().is_some() {
        report.valid = false;
        if report.verdict == Verdict::Valid {
            report.verdict = Verdict::Invalid;
        }
    }
}
