//! Judging a document, and its IRN: no portal and no ledger is needed. Given an engine they use its clock, settings and language.

use crate::answer::hashed;
use crate::answer::hashed::Hashed;
use crate::engine::bill::given::TakenDocument;
use crate::engine::bill::taken::taken;
use crate::engine::config::options::{HashOptions, ValidateOptions};
use crate::engine::process::context::context;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Report;
use crate::invoice::faults;
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
