//! What came of a document of a batch.

use crate::answer::batch as answers;
use crate::answer::document::Unknown;
use crate::answer::submitted::Submitted;
use crate::engine::answer;
use crate::engine::call::Call;
use crate::error::{Error, Result};
use crate::irn::Irn;

/// What came of one document.
#[derive(Clone)]
pub enum Came {
    /// The ledger has the rest.
    Kept { irn: Irn, differs: Vec<String> },
    /// It was answered without the ledger.
    Answered(Box<Submitted>),
    /// The call failed.
    Failed(Box<Error>),
}

impl Came {
    /// As a page gives it, with the document's number: what lies in the ledger is read without holding others up.
    pub fn whole(self, call: &Call<'_>) -> Result<(answers::Came, Option<String>)> {
        Ok(match self {
            Came::Answered(submitted) => {
                let number = submitted.report().and_then(|report| report.document.number.clone());
                (answers::Came::Answered(submitted), number)
            }
            Came::Failed(error) => (answers::Came::Failed(*error), None),
            Came::Kept { irn, differs } => match call.live.ledger.find_irn(&irn)? {
                Some(record) => {
                    let number = record.document_key().number.as_str().to_owned();
                    let document = Box::new(answer::of_record(call, &record));
                    (answers::Came::Kept { document, differs }, Some(number))
                }
                None => (answers::Came::Unknown(Box::new(Unknown::lost(irn))), None),
            },
        })
    }
}
