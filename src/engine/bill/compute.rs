//! Completing an invoice, and judging what came out.

use crate::answer::computed::Computed;
use crate::engine::bill::given::TakenDocument;
use crate::engine::config::options::ComputeOptions;
use crate::engine::process::context::context;
use crate::engine::process::engine::Engine;
use crate::engine::table;
use crate::error::Result;
use crate::rules;

/// The completed invoice when it is valid; else the report, whose paths count the lines of the input.
pub fn compute(engine: Option<&Engine>, input: &str, options: &ComputeOptions) -> Result<Computed> {
    let options = &options.0;
    let context = context(engine, options);
    if let Some(mut bill) = table::only_bill(engine, options, input)? {
        return Ok(match (bill.is_ready(), bill.invoice) {
            (true, Some(invoice)) => {
                Computed::Completed { invoice: invoice.get().to_owned(), changes: Some(bill.changes) }
            }
            _ => {
                bill.report.changes = Some(bill.changes);
                Computed::Refused(Box::new(bill.report))
            }
        });
    }
    let given = TakenDocument::raw(engine, options, &context, input)?;
    if let Some(wrapped) = given.not_read(&context)? {
        return Ok(Computed::Refused(Box::new(wrapped)));
    }
    let completion = given.complete(options, &context)?;
    let mut report = rules::judge(&completion.document, &context)?.report;
    completion.finish(&mut report);
    given.finish_completed(&mut report, &completion);
    if !report.valid {
        return Ok(Computed::Refused(Box::new(report)));
    }
    let changes = given.changes().cloned();
    Ok(Computed::Completed { invoice: completion.document, changes })
}
