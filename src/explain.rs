//! The portal's error codes in a billing clerk's words: what it means, why it came, what to do, whether to send again.
//!
//! The texts are `data/portal_errors.csv`, ours throughout; only `portal_words` are the portal's. Codes come alone, in the
//! words of a portal or a GSP (`2150 : Duplicate IRN`), inside a JSON reply, or not at all: then the words are held against
//! the portal's own, whose `{0}` stands for a value.

use crate::language::Language;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::borrow::Cow;
use strsim::damerau_levenshtein;

#[cfg(test)]
mod tests;
mod words;

/// What kind of trouble a code is, for people; what is done about a code by itself goes by `data/portal_classes.csv`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The document breaks a rule of the portal's, or what is asked for isn't there, isn't allowed or comes too late.
    Business,
    /// Something is missing, misshapen, or no code of the portal's lists.
    Schema,
    /// A GSTIN: wrong, cancelled, of another state or kind, or not the user's.
    Gstin,
    /// Log-in, token, client ID, encryption, or leave to use the system.
    Auth,
    /// The portal or the GSP could not do it just then.
    Transient,
    /// The IRN or its e-way bill exists already, or the number is spent.
    Duplicate,
    /// Making, finding or cancelling an e-way bill.
    Ewb,
}

/// Whether the same request may be sent again. The portal blocks clients that repeat what it has refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// It is there already, or can't be had for this document (any more).
    Never,
    /// After the document, the request or the login details have been changed; the same bytes are refused again.
    AfterCorrection,
    /// The same bytes, once, after one log-in.
    AfterLogin,
    /// The same bytes, when time or something done on the portal has removed the cause.
    Later,
    /// The same bytes, after the portal has fetched the GSTIN anew from the GST system.
    AfterSync,
}

impl Retry {
    /// Whether unchanged content may pass another time.
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
    /// Three or four digits (`2150`), or a GSP's own (`GSP752`).
    pub code: &'static str,
    /// The portal's own wordings, newest first, `{0}` standing for a value; none where only somebody's paraphrase is known.
    pub words: &'static [&'static str],
    /// What it has to do with.
    pub class: Class,
    /// Whether the request may go again.
    pub retry: Retry,
    en: Text,
    hi: Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Text {
    meaning: &'static str,
    cause: &'static str,
    fix: &'static str,
}

/// Every known code (`data/portal_errors.csv`), in the order of their text.
pub const PORTAL_ERRORS: &[PortalError] = include!(concat!(env!("OUT_DIR"), "/portal_errors.rs"));

/// The row of a code; `None` for one that is not known.
pub fn find(code: &str) -> Option<&'static PortalError> {
    PORTAL_ERRORS.binary_search_by(|row| row.code.cmp(code)).ok().map(|at| &PORTAL_ERRORS[at])
}

/// One code explained in one language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// Empty when neither a code nor known words were given.
    pub code: Cow<'static, str>,
    /// The portal's newest words; for an unknown code, the words that came with it. `None` where there are none.
    pub portal_words: Option<Cow<'static, str>>,
    /// `None` for what is unknown.
    pub class: Option<Class>,
    /// `None` for what is unknown.
    pub retry: Option<Retry>,
    /// What the code says, in the language asked for, as are cause and fix; each at most 160 characters.
    pub meaning: &'static str,
    /// Why it comes.
    pub cause: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Whether it is one of [`PORTAL_ERRORS`].
    pub known: bool,
    /// For what is unknown: codes spelt or worded much like it, at most five.
    pub near: Vec<&'static str>,
}

impl Explanation {
    fn of(row: &'static PortalError, language: Language) -> Explanation {
        let text = match language {
            Language::En => row.en,
            Language::Hi => row.hi,
        };
        Explanation {
            code: row.code.into(),
            portal_words: row.words.first().map(|&words| words.into()),
            class: Some(row.class),
            retry: Some(row.retry),
            meaning: text.meaning,
            cause: text.cause,
            fix: text.fix,
            known: true,
            near: Vec::new(),
        }
    }

    /// Says honestly that nothing is known, and what it might be.
    fn unknown(code: &str, words: &str, language: Language) -> Explanation {
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
            near if near.is_empty() => PORTAL_ERRORS.iter().filter(spelt_alike).map(|row| row.code).take(5).collect(),
            near => near,
        };
        Explanation {
            code: code.to_owned().into(),
            portal_words: (!words.is_empty()).then(|| words.to_owned().into()),
            class: None,
            retry: None,
            meaning: text.meaning,
            cause: text.cause,
            fix: text.fix,
            known: false,
            near,
        }
    }

    fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("meaning", self.meaning)?;
        map.serialize_entry("cause", self.cause)?;
        map.serialize_entry("fix", self.fix)?;
        map.serialize_entry("retry", &self.retry)?;
        map.serialize_entry("class", &self.class)?;
        map.serialize_entry("portal_words", &self.portal_words)?;
        map.serialize_entry("known", &self.known)?;
        map.serialize_entry("near", &self.near)
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

/// The answer of `einv_explain`: the first explanation's members, and the rest under `others`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Answer(pub Vec<Explanation>);

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        if let Some(first) = self.0.first() {
            first.entries(&mut map)?;
        }
        map.serialize_entry("others", self.0.get(1..).unwrap_or_default())?;
        map.end()
    }
}

/// Explains a code, or the words or the JSON of a portal or GSP. There is always at least one explanation, and each code
/// is explained once, in the order it came.
pub fn explain(words: &str, language: Language) -> Vec<Explanation> {
    let mut explained: Vec<Explanation> = Vec::new();
    for said in words::read(words) {
        let rows = match find(&said.code) {
            Some(row) => vec![row],
            None if said.code.is_empty() => words::matching(&said.words),
            None => Vec::new(),
        };
        let new = match rows[..] {
            [] => vec![Explanation::unknown(&said.code, &said.words, language)],
            [..] => rows.into_iter().map(|row| Explanation::of(row, language)).collect(),
        };
        explained.extend(new);
    }
    let mut seen = Vec::new();
    explained.retain(|e| {
        let first = !seen.contains(&e.code);
        seen.push(e.code.clone());
        first
    });
    explained
}
