//! The file for the portal's own bulk upload: for those who upload by hand.

use crate::answer::byhand::{Exported, InvalidDocument, NotExported, WhyInvalid};
use crate::engine::bill::given::TakenDocument;
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::options::ExportOptions;
use crate::engine::process::context;
use crate::engine::process::engine::Engine;
use crate::engine::table;
use crate::error::{Error, ErrorKind, Result};
use crate::story::NumberKey;
use crate::{invoice, rules};
use std::collections::HashMap;

/// An array of the documents as they would go to the portal; or, when any of them can't, what is wrong with those.
pub fn export(engine: Option<&Engine>, input: &str, options: &ExportOptions) -> Result<Exported> {
    let context = context::context(engine, &options.0);
    let mut file = String::from("[");
    let (mut invalid, mut seen) = (Vec::new(), HashMap::<NumberKey, usize>::new());
    let mut add = |index: usize, given: Result<TakenDocument<'_>>| {
        let given = match given {
            Ok(given) => given,
            Err(error) => {
                invalid.push(InvalidDocument { index, why: WhyInvalid::Error(error) });
                return;
            }
        };
        let mut judged = match rules::judge(given.text(), &context) {
            Ok(judged) => judged,
            Err(error) => {
                invalid.push(InvalidDocument { index, why: WhyInvalid::Error(error) });
                return;
            }
        };
        given.finish(&mut judged.report);
        let twice = judged.key.as_ref().and_then(|key| seen.insert(NumberKey::from(key), index));
        match (judged.report.valid, twice) {
            (false, _) => {
                let report = Box::new(judged.report);
                invalid.push(InvalidDocument { index, why: WhyInvalid::Report { report } });
            }
            (true, Some(first)) => {
                let message = format!("the same document as number {first}");
                let error = Error::new(ErrorKind::Conflict, message).at("/DocDtls/No").fix("leave one of them out");
                invalid.push(InvalidDocument { index, why: WhyInvalid::Error(error) });
            }
            (true, None) => {
                file.push_str(if file.len() > 1 { ",\n" } else { "\n" });
                file.push_str(&invoice::write(&judged.invoice));
            }
        }
    };
    let total = match table::all_bills(engine, &options.0, input)? {
        Some(bills) => {
            let total = bills.len();
            bills.into_iter().enumerate().for_each(|(index, bill)| add(index, Ok(TakenDocument::of_table(bill))));
            total
        }
        None => {
            let mut source = DocumentSource::of_text(input)?;
            while let Some((index, text)) = source.next() {
                let text = text.as_deref().map_err(Clone::clone);
                add(index, text.and_then(|text| TakenDocument::of(engine, &options.0, &context, text)));
            }
            source.total
        }
    };
    if !invalid.is_empty() {
        return Ok(Exported::Refused(NotExported { total, invalid }));
    }
    file.push_str("\n]\n");
    Ok(Exported::File(file))
}
