//! Explains the portal's error codes to a billing clerk: the meaning, the cause, the fix, and whether to send again.
//!
//! The texts are `data/portal_codes.csv`, our own except for `portal_words`. A code may come alone, in the words of a
//! portal or a GSP (`2150 : Duplicate IRN`), inside a JSON reply, or not at all. Then the words are compared with the
//! portal's own, in which `{0}` stands for a value.

use crate::error::{Error, Result, wrong};
use crate::language::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::str::FromStr;
use strsim::damerau_levenshtein;

#[cfg(test)]
mod tests;
mod words;

/// The owner of a code. The e-way bill system has its own list, and some codes are in both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum System {
    /// The e-invoice portals.
    Irp,
    /// The e-way bill system.
    Ewb,
    /// A GSP.
    Gsp,
}

impl System {
    const ALL: [System; 3] = [System::Irp, System::Ewb, System::Gsp];

    /// Its name in requests and answers.
    pub const fn name(self) -> &'static str {
        match self {
            System::Irp => "irp",
            System::Ewb => "ewb",
            System::Gsp => "gsp",
        }
    }
}

/// Reads a system's name.
impl FromStr for System {
    type Err = Error;

    fn from_str(name: &str) -> Result<System> {
        let found = System::ALL.into_iter().find(|system| system.name() == name);
        found.ok_or_else(|| wrong("", name, "a system").fix("use irp, ewb or gsp"))
    }
}

/// What kind of trouble a code is, for people (column `topic`); what is done about a code by itself is the column `action`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorTopic {
    /// The document breaks a rule of the portal, or the request is for something absent, not allowed or too late.
    Business,
    /// A value is missing, misshapen, or not in the portal's lists.
    Schema,
    /// A GSTIN: wrong, cancelled, of another state or kind, or not the user's.
    Gstin,
    /// Log-in, token, client ID, encryption, or permission to use the system.
    Auth,
    /// The portal or the GSP could not do it at that moment.
    Transient,
    /// The IRN or its e-way bill exists already, or the number is used up.
    Duplicate,
    /// Making, finding or cancelling an e-way bill.
    Ewb,
}

/// Whether the same request may be sent again. The portal blocks clients that repeat what it has refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retry {
    /// It exists already, or is (no longer) available for this document.
    Never,
    /// After a change of the document, the request or the login details; the same bytes are refused again.
    AfterCorrection,
    /// The same bytes, once, after a new log-in.
    AfterLogin,
    /// The same bytes, when time or an action at the portal has removed the cause.
    Later,
    /// The same bytes, after the portal has fetched the GSTIN again from the GST system.
    AfterSync,
}

impl Retry {
    /// Whether unchanged content may succeed later.
    pub fn unchanged(self) -> bool {
        match self {
            Retry::Never | Retry::AfterCorrection => false,
            Retry::AfterLogin | Retry::Later | Retry::AfterSync => true,
        }
    }
}

/// One code of the portal, of the e-way bill system or of a GSP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PortalError {
    /// The owner of the code.
    pub system: System,
    /// Three or four digits (`2150`), or a GSP's own (`GSP752`).
    pub code: &'static str,
    /// The portal's own wordings, newest first, with `{0}` for a value; empty where only a paraphrase is known.
    pub words: &'static [&'static str],
    /// The kind of trouble.
    pub class: ErrorTopic,
    /// Whether the request may be sent again.
    pub retry: Retry,
    en: Text,
    /// Empty where it is not written yet.
    hi: Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Text {
    meaning: &'static str,
    cause: &'static str,
    fix: &'static str,
}

/// Every known code (`data/portal_codes.csv`), sorted as text; the rows of one code in the order of the systems.
pub const PORTAL_ERRORS: &[PortalError] = include!(concat!(env!("OUT_DIR"), "/portal_codes.rs"));

/// Returns the rows of a code, the e-invoice portals' first; empty for an unknown code.
fn rows(code: &str) -> &'static [PortalError] {
    let from = PORTAL_ERRORS.partition_point(|row| row.code < code);
    let rows = &PORTAL_ERRORS[from..];
    &rows[..rows.iter().take_while(|row| row.code == code).count()]
}

/// Returns the row of a code, the e-invoice portals' where they have it; `None` for an unknown code.
pub fn find(code: &str) -> Option<&'static PortalError> {
    rows(code).first()
}

/// One code explained in one language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Explanation {
    /// Empty when neither a code nor known words were given.
    pub code: Cow<'static, str>,
    /// The owner of the code; `None` for an unknown one.
    pub system: Option<System>,
    /// What the code says, in the language asked for, as are cause and fix; each at most 160 characters.
    pub meaning: &'static str,
    /// The cause.
    pub cause: &'static str,
    /// The fix.
    pub fix: &'static str,
    /// Whether the request may go again; `None` for what is unknown.
    pub retry: Option<Retry>,
    /// What it has to do with; `None` for what is unknown.
    pub class: Option<ErrorTopic>,
    /// The portal's newest words; for an unknown code, the words that came with it. `None` where there are none.
    pub portal_words: Option<Cow<'static, str>>,
    /// Whether it is one of [`PORTAL_ERRORS`].
    pub known: bool,
    /// For an unknown code: at most five codes with a similar spelling or wording.
    pub near: Vec<&'static str>,
    /// The meaning of the same code in other systems.
    pub also: Vec<Explanation>,
}

impl Explanation {
    fn of(row: &'static PortalError, language: Language) -> Explanation {
        let text = match language {
            Language::Hi if !row.hi.meaning.is_empty() => row.hi,
            Language::En | Language::Hi => row.en,
        };
        Explanation {
            code: row.code.into(),
            system: Some(row.system),
            portal_words: row.words.first().map(|&words| words.into()),
            class: Some(row.class),
            retry: Some(row.retry),
            meaning: text.meaning,
            cause: text.cause,
            fix: text.fix,
            known: true,
            near: Vec::new(),
            also: Vec::new(),
        }
    }

    /// Explains a code in the given system, with its meaning in the others; where that system doesn't have it, in the
    /// first that does. `None` where no system has it.
    fn of_code(code: &str, system: Option<System>, language: Language) -> Option<Explanation> {
        let rows = rows(code);
        let at = rows.iter().position(|row| Some(row.system) == system).unwrap_or(0);
        let first = Explanation::of(rows.get(at)?, language);
        let also = rows.iter().enumerate().filter(|(other, _)| *other != at);
        Some(Explanation { also: also.map(|(_, row)| Explanation::of(row, language)).collect(), ..first })
    }

    /// Says honestly that nothing is known, and what it might be.
    pub(crate) fn unknown(code: &str, words: &str, language: Language) -> Explanation {
        let text = match language {
            Language::En => Text {
                meaning: "This message of the portal is not in our list.",
                cause: "The cause is not known to us; the portal adds codes from time to time.",
                fix: "Read the portal's own words. Do not send the same bill again and again; ask the helpdesk with the code.",
            },
            Language::Hi => Text {
                meaning: "पोर्टल का यह संदेश हमारी सूची में नहीं है।",
                cause: "कारण हमें ज्ञात नहीं है; पोर्टल समय-समय पर नए codes जोड़ता है।",
                fix: "पोर्टल के अपने शब्द पढ़ें। वही बिल बार-बार न भेजें; code बताकर helpdesk से पूछें।",
            },
        };
        let spelt_alike = |row: &&PortalError| code.len() >= 3 && damerau_levenshtein(row.code, code) == 1;
        let near = match words::near(words) {
            near if near.is_empty() => {
                let mut alike: Vec<&str> = PORTAL_ERRORS.iter().filter(spelt_alike).map(|row| row.code).collect();
                alike.dedup();
                alike.sort_by_key(|other| other.len().abs_diff(code.len()));
                alike.truncate(5);
                alike
            }
            near => near,
        };
        Explanation {
            code: code.to_owned().into(),
            system: None,
            portal_words: (!words.is_empty()).then(|| words.to_owned().into()),
            class: None,
            retry: None,
            meaning: text.meaning,
            cause: text.cause,
            fix: text.fix,
            known: false,
            near,
            also: Vec::new(),
        }
    }
}

/// Explains a code, or the words or the JSON of a portal or GSP. Returns at least one explanation, and each code once,
/// in the order received. The system that reported it is searched first.
pub fn explain(words: &str, system: Option<System>, language: Language) -> Vec<Explanation> {
    let mut explained: Vec<Explanation> = Vec::new();
    for said in words::read(words) {
        if let Some(known) = Explanation::of_code(&said.code, system, language) {
            explained.push(known);
            continue;
        }
        let codes: Vec<&str> = match said.code.is_empty() {
            true => words::matching(&said.words).into_iter().map(|row| row.code).collect(),
            false => Vec::new(),
        };
        match codes.is_empty() {
            true => explained.push(Explanation::unknown(&said.code, &said.words, language)),
            false => explained.extend(codes.iter().filter_map(|code| Explanation::of_code(code, system, language))),
        }
    }
    let mut seen = Vec::new();
    explained.retain(|e| {
        let first = !seen.contains(&e.code);
        seen.push(e.code.clone());
        first
    });
    explained
}
