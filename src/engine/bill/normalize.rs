//! Normalising alone: the invoice that a bill is, and what would be found in it.

use crate::answer::normalized::Normalized;
use crate::engine::bill::books::LedgerBooks;
use crate::engine::bill::completion::Completion;
use crate::engine::bill::given::TakenDocument;
use crate::engine::config::options::NormalizeOptions;
use crate::engine::process::context::context;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::normalize::JsonDocument;
use crate::rules;
use serde_json::value::RawValue;

/// One document of any known shape as INV-01, with every change and every fault.
pub fn normalize(engine: Option<&Engine>, input: &str, options: &NormalizeOptions) -> Result<Normalized> {
    let options = &options.0;
    let context = context(engine, options);
    let mut normalized = match LedgerBooks::of(engine, options).read(&context, input)? {
        JsonDocument::Bill(normalized) => normalized,
        JsonDocument::Several(count) => {
            return Err(Error::new(ErrorKind::Arg, format!("{count} documents, and one is normalised at a time"))
                .fix("einv_convert takes several"));
        }
        JsonDocument::Nothing => {
            return Err(Error::new(ErrorKind::Json, "no bill is known in this: it has the keys of none")
                .fix("give INV-01, a simple bill (docs/simple.md) or a GSP's shape"));
        }
    };
    let kind = normalized.kind;
    let completion = Completion::of_bill(&normalized, options, &context)?;
    let mut report = rules::judge(&completion.document, &context)?.report;
    completion.finish(&mut report);
    if let Some(without) = normalized.without_ewb.take().filter(|_| completion.no_ewb) {
        normalized.document = without;
    }
    let given = TakenDocument::from(input, normalized);
    given.finish_completed(&mut report, &completion);
    let invoice =
        RawValue::from_string(given.text().to_owned()).map_err(|e| Error::new(ErrorKind::Panic, e.to_string()))?;
    let changes = given.changes().cloned().unwrap_or_default();
    Ok(Normalized { kind, invoice, changes, report })
}
