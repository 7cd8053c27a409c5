//! What `validate` answers: the [`Report`] of what is wrong with an invoice.

use super::{Answer, Body, Outcome};
use crate::finding::Report;

impl Answer for Report {
    fn outcome(&self) -> Outcome {
        if self.valid { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
