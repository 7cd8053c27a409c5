//! The verbs that need no portal and no ledger. Given an engine they use its clock, settings and language.

use super::given::TakenDocument;
use super::{CallOptions, Engine, ExplainOptions, HashOptions, ValidateOptions};
use crate::answer::explained::{ExplainRequest, Explained};
use crate::answer::hashed::{self, Hashed};
use crate::calendar::{Clock, IstTime};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Report;
use crate::invoice::{self, faults};
use crate::language::Language;
use crate::rules::{self, Context};
use crate::settings::Settings;

pub(super) fn context(engine: Option<&Engine>, options: &CallOptions) -> Context {
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    let at: IstTime = options.time(&clock);
    match engine {
        Some(engine) => engine.context(at, options),
        None => Context {
            irn_by_day: options.on().is_some(),
            settings: options.settings(Settings::default()),
            taxpayers: options.taxpayers().unwrap_or_default(),
            language: options.language().unwrap_or_default(),
            ewb: options.ewb_wish(),
            ..Context::at(at)
        },
    }
}

/// The language of an answer.
pub(super) fn language(engine: Option<&Engine>, options: &CallOptions) -> Language {
    engine.map_or_else(|| options.language().unwrap_or_default(), |engine| engine.language(options))
}

/// Every fault of an invoice at once; the answer is the report, valid or not.
///
/// ```
/// use einv::engine::{ValidateOptions, validate};
///
/// let bill = include_str!("../../examples/bills/refused.json");
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
    let given = TakenDocument::or_table(engine, options, &context, invoice)?;
    let mut report = rules::judge(given.text(), &context)?.report;
    given.finish(&mut report);
    Ok(report)
}

/// The IRN of an invoice, or of `{"gstin","type","number","date"}`.
pub fn hash(engine: Option<&Engine>, input: &str, options: &HashOptions) -> Result<Hashed> {
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

/// What a portal's code or words mean, and what to do about them.
///
/// ```
/// use einv::answer::explained::ExplainRequest;
/// use einv::engine::{ExplainOptions, explain};
///
/// let explained = explain(None, ExplainRequest::new("2150 : Duplicate IRN"), &ExplainOptions::new())?;
/// assert_eq!(explained.first.code, "2150");
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn explain(engine: Option<&Engine>, request: ExplainRequest, options: &ExplainOptions) -> Result<Explained> {
    Ok(Explained::of(&request, language(engine, &options.0)))
}
