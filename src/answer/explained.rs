//! What `explain` is asked, and what it answers.

use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::error::{Error, ErrorKind, Result};
use crate::explain::{Explanation, System, explain};
use crate::language::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a portal or a GSP said.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenExplain")]
#[non_exhaustive]
pub struct ExplainRequest {
    /// A code, words, or a reply as JSON: `2150`, `2150 : Duplicate IRN`.
    pub words: String,
    /// Who said it, where that is known.
    pub system: Option<System>,
}

impl ExplainRequest {
    /// Asks for a code or words.
    pub fn new(words: impl Into<String>) -> ExplainRequest {
        ExplainRequest { words: words.into(), system: None }
    }

    /// Says whose code it is.
    #[must_use]
    pub fn system(self, system: System) -> ExplainRequest {
        ExplainRequest { system: Some(system), ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with code or words, and system")]
struct GivenExplain {
    /// The portal's or the GSP's.
    code: Option<GivenCode>,
    /// What was said, or the whole reply as text.
    words: Option<String>,
    /// Whose code it is, where that is known.
    system: Option<System>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a code, as text or number")]
#[schemars(inline)]
enum GivenCode {
    Text(String),
    Number(u32),
}

impl<'t> VerbRequest<'t> for ExplainRequest {
    fn read(text: &'t str) -> Result<ExplainRequest> {
        let GivenExplain { code, words, system } = parse(text, ErrorKind::Json)?;
        let code = code.map(|code| match code {
            GivenCode::Text(text) => text,
            GivenCode::Number(number) => number.to_string(),
        });
        let words = match (code, words) {
            (Some(code), None) => code,
            (None, Some(words)) => words,
            (Some(code), Some(words)) => format!("{code} : {words}"),
            (None, None) => {
                return Err(Error::new(ErrorKind::Json, "nothing to explain")
                    .fix("give {\"code\":\"2150\"}, or {\"words\":\"2150 : Duplicate IRN\"}"));
            }
        };
        Ok(ExplainRequest { words, system })
    }
}

/// What was said, explained.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Explained {
    /// The first code's meaning.
    #[serde(flatten)]
    pub first: Explanation,
    /// Those of the other codes, in the order they came.
    pub others: Vec<Explanation>,
}

impl Explained {
    pub(crate) fn of(request: &ExplainRequest, language: Language) -> Explained {
        let mut all = explain(&request.words, request.system, language).into_iter();
        let first = all.next().unwrap_or_else(|| Explanation::unknown("", &request.words, language));
        Explained { first, others: all.collect() }
    }
}

impl Answer for Explained {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_explained_once_in_the_order_it_came() {
        let request = ExplainRequest::new("2150 : Duplicate IRN, 2148 : x, 2150 : y");
        let Explained { first, others } = Explained::of(&request, Language::En);
        assert_eq!(first.code, "2150");
        assert_eq!(others.iter().map(|other| other.code.as_ref()).collect::<Vec<_>>(), ["2148"]);
    }
}
