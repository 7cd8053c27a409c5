//! What came of a document of a batch.

use crate::answer::batch as answers;
use crate::answer::document::Unknown;
use crate::answer::submitted::Submitted;
use crate::engine::document::batch::shelf::{ReportShelf, ShelfMark};
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
    /// It was refused, and its report lies on the shelf.
    Shelved(ShelfMark),
    /// The call failed.
    Failed(Box<Error>),
}

impl DocumentResult {
    /// As a page gives it, with the document's number: what lies in the ledger is read without holding others up.
    pub fn whole(self, call: &EngineCall<'_>, shelf: &ReportShelf) -> Result<(answers::BatchOutcome, Option<String>)> {
        let answered = |submitted: Box<Submitted>| {
            let number = submitted.report().and_then(|report| report.document.number.clone());
            (answers::BatchOutcome::Answered(submitted), number)
        };
        Ok(match self {
            DocumentResult::Answered(submitted) => answered(submitted),
            DocumentResult::Shelved(mark) => answered(Box::new(Submitted::Refused(shelf.get(mark)?))),
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
