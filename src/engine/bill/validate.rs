//! Judging a document, and its IRN: no portal and no ledger is needed. Given an engine they use its clock, settings and language.

use crate::answer::hashed;
use crate::answer::hashed::Hashed;
use crate::calendar::IstTime;
use crate::engine::bill::given::TakenDocument;
use crate::engine::bill::taken::taken;
use crate::engine::config::options::{HashOptions, ValidateOptions};
use crate::engine::process::context::context;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Report;
use crate::invoice::faults;
use crate::settings::Settings;
use crate::{invoice, rules};

/// Every fault of an invoice at once; the answer is the report, valid or not.
///
/// ```
/// use einv::engine::{ValidateOptions, validate};
///
/// let bill = include_str!("../../../examples/bills/refused.json");
/// let report = validate(None, bill, &ValidateOptions::new())?;
/// assert!(!report.valid);
/// for finding in report.errors() {
///     println!("{}: {}; {}", finding.path, finding.message(report.language), finding.fix(report.language));
/// }
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn validate(engine: Option<&Engine>, invoice: &str, options: &ValidateOptions) -> Result<Report> {
    let options = &options.0;
    let context = context(engine, options);
    let given = taken(engine, options, &context, invoice)?;
    let mut report = rules::judge(given.text(), &context)?.report;
    given.finish(&mut report);
    Ok(report)
}

/// The IRN of an invoice, or of `{"gstin","type","number","date"}`.
pub fn hash(engine: Option<&Engine>, input: &str, options: &HashOptions) -> Result<Hashed> {
    match of_key(engine, input, options) {
        Some(hashed) => Ok(hashed),
        None => of_document(engine, input, options),
    }
}

/// The IRN of the four keys alone, without reading them as an invoice first; `None` for whatever else came, faults too.
fn of_key(engine: Option<&Engine>, input: &str, options: &HashOptions) -> Option<Hashed> {
    let options = &options.0;
    let as_it_came = TakenDocument::is_as_it_came(engine, options);
    let key = as_it_came.then(|| hashed::key_alone(input)).flatten()?;
    let settings = options.settings(engine.map_or_else(Settings::default, |engine| engine.resolved.settings));
    let irn = key.irn(rules::irn_day(&settings, options.on().map(IstTime::day), &key));
    Some(Hashed::of(&key, irn))
}

fn of_document(engine: Option<&Engine>, input: &str, options: &HashOptions) -> Result<Hashed> {
    let context = context(engine, &options.0);
    let language = context.language;
    let given = TakenDocument::raw(engine, &options.0, &context, input)?;
    given.fault(&context)?;
    let (document, findings) = invoice::read(given.text())?;
    if let Some(wrapped) = findings.iter().find(|f| f.rule.id == faults::WRAPPED.id) {
        return Err(Error::new(ErrorKind::Json, wrapped.message(language)).fix(wrapped.fix(language)));
    }
    let key = if document.seller.is_none() && document.document.is_none() {
        hashed::key(input)?
    } else {
        document.key().ok_or_else(|| {
            let places = ["/SellerDtls", "/DocDtls"];
            let fault = findings.iter().find(|f| places.iter().any(|place| f.path.starts_with(place)));
            let error = Error::new(ErrorKind::Json, "supplier, type, number and date can't all be read");
            match fault {
                Some(fault) => {
                    error.at(&fault.path).fix(format!("{}; {}", fault.message(language), fault.fix(language)))
                }
                None => error.fix("give SellerDtls.Gstin and DocDtls with Typ, No and Dt"),
            }
        })?
    };
    let irn = key.irn(context.irn_day(&key));
    Ok(Hashed { changes: given.changes().cloned(), ..Hashed::of(&key, irn) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::config::options::CallOptions;

    #[test]
    fn four_keys_give_the_same_answer_by_the_short_way_as_by_the_long_one() {
        let key = r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"a/1","date":"21/11/2026"}"#;
        let with = |from: &str, to: &str| key.replace(from, to);
        let inputs = [
            (key.to_owned(), true),
            (format!(" \n{key}\t "), true),
            (with("21/11/2026", "2024-11-21"), true),
            (with("\"INV\"", "\"crn\""), true),
            (with("\"a/1\"", "\"\\u0041/1\""), true),
            (r#"{"number":"a/1","date":"21/11/2026","gstin":"29AABCU9603R1ZJ","type":"INV"}"#.to_owned(), true),
            (with("{", "{\"irn\":\"12\","), false),
            (with("}", ",\"irn\":null}"), true),
            (with("}", ",\"gstin\":\"29AABCU9603R1ZJ\"}"), false),
            (with("}", ",\"more\":1}"), false),
            (with("}", ",\"SellerDtls\":{}}"), false),
            (with("}", ",\"DocDtls\":{\"No\":\"B/2\"}}"), false),
            (with("29AABCU9603R1ZJ", "29"), false),
            (with("\"a/1\"", "\"0\""), false),
            (with("\"a/1\"", "7"), false),
            (with("\"a/1\"", "\"\\ud800\""), false),
            (with("21/11/2026", "today"), false),
            (with(",\"date\":\"21/11/2026\"", ""), false),
            (format!("{key}{key}"), false),
            (format!("[{key}]"), false),
            (format!("\u{feff}{key}"), false),
            (with("a/1", &"a".repeat(5000)), false),
            (key.trim_end_matches('}').to_owned(), false),
            (include_str!("../../../examples/bills/good.json").to_owned(), false),
            ("{}".to_owned(), false),
            (String::new(), false),
        ];
        for options in ["", r#"{"on":"2026-11-21"}"#, r#"{"on":"2024-11-21"}"#, r#"{"normalize":true}"#] {
            let options = HashOptions(CallOptions::read(options, &["normalize"]).unwrap());
            for (input, short) in &inputs {
                let long = of_document(None, input, &options);
                assert_eq!(hash(None, input, &options), long, "{input}");
                let normalizes = !TakenDocument::is_as_it_came(None, &options.0);
                assert_eq!(of_key(None, input, &options).is_some(), *short && !normalizes, "{input}");
            }
        }
    }
}
