//! What came of a document of a batch.

use crate::answer::batch as answers;
use crate::answer::document::Unknown;
use crate::answer::submitted::Submitted;
use crate::engine::process::call::EngineCall;
use crate::engine::record::shown;
use crate::error::{Error, Result};
use crate::irn::Irn;

/// What came of one document.
#[derive(Clone)]
pub enum DocumentResult {
    /// The ledger has the rest.
    Kept { irn: Irn, differs: Vec<String> },
    /// It was answered without the ledger.
    Answered(Box<Submitted>),
    /// The call failed.
    Failed(Box<Error>),
}

impl DocumentResult {
    /// As a page gives it, with the document's number: what lies in the ledger is read without holding others up.
    pub fn whole(self, call: &EngineCall<'_>) -> Result<(answers::BatchOutcome, Option<String>)> {
        Ok(match self {
            DocumentResult::Answered(submitted) => {
                let number = submitted.report().and_then(|report| report.document.number.clone());
                (answers::BatchOutcome::Answered(submitted), number)
            }
            DocumentResult::Failed(error) => (answers::BatchOutcome::Failed(*error), None),
            DocumentResult::Kept { irn, differs } => match call.live.ledger.find_irn(&irn)? {
                Some(record) => {
                    let number = record.document_key().number.as_str().to_owned();
                    let document = Box::new(shown::of_record(call, &record));
                    (answers::BatchOutcome::Kept { document, differs }, Some(number))
                }
                None => (answers::BatchOutcome::Unknown(Box::new(Unknown::lost(irn))), None),
            },
        })
    }
}
