//! What the library goes by, for those who want to read it: what `rules` and `codes` are asked, and what they answer.

use super::document::Words;
use super::{Answer, Body, Outcome, VerbRequest, parse_any};
use crate::calendar::Day;
pub use crate::codes::{AtPortal, RowOrigin};
use crate::codes::{ListRow, NAMES};
use crate::error::{ErrorKind, Result, wrong};
use crate::finding::{Judge, Rule, Severity};
use crate::language::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which rules: those that fit all that is given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with code, rule, path or level")]
#[non_exhaustive]
pub struct RulesRequest {
    /// A code that the portal may give.
    pub code: Option<String>,
    /// How the rule's name begins: `item.`
    pub rule: Option<String>,
    /// How the path that it looks at begins: `/ItemList`
    pub path: Option<String>,
    /// How grave a breach is, or that only the portal judges it.
    pub level: Option<RuleLevel>,
}

/// How grave the breach of a rule is, or that only the portal judges it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[schemars(rename = "RuleLevel")]
pub enum RuleLevel {
    /// The portal would refuse the document.
    Error,
    /// Somebody should look.
    Warning,
    /// Worth knowing.
    Info,
    /// The portal alone can decide it.
    Portal,
}

impl RuleLevel {
    fn of(rule: &Rule) -> RuleLevel {
        match (rule.judge, rule.severity) {
            (Judge::Portal, _) => RuleLevel::Portal,
            (Judge::Here, Severity::Error) => RuleLevel::Error,
            (Judge::Here, Severity::Warning) => RuleLevel::Warning,
            (Judge::Here, Severity::Info) => RuleLevel::Info,
        }
    }
}

impl RulesRequest {
    /// All rules.
    pub fn new() -> RulesRequest {
        RulesRequest::default()
    }

    /// Those that the portal may give this code for.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> RulesRequest {
        RulesRequest { code: Some(code.into()), ..self }
    }

    /// Those whose name begins so.
    #[must_use]
    pub fn rule(self, rule: impl Into<String>) -> RulesRequest {
        RulesRequest { rule: Some(rule.into()), ..self }
    }

    /// Those that look at a path that begins so.
    #[must_use]
    pub fn path(self, path: impl Into<String>) -> RulesRequest {
        RulesRequest { path: Some(path.into()), ..self }
    }

    /// Those of this level.
    #[must_use]
    pub fn level(self, level: RuleLevel) -> RulesRequest {
        RulesRequest { level: Some(level), ..self }
    }

    pub(crate) fn takes(&self, rule: &Rule) -> bool {
        self.code.as_deref().is_none_or(|code| rule.codes().any(|own| own == code))
            && self.rule.as_deref().is_none_or(|id| rule.id.starts_with(id))
            && self.path.as_deref().is_none_or(|path| rule.path.starts_with(path))
            && self.level.is_none_or(|level| level == RuleLevel::of(rule))
    }
}

impl<'t> VerbRequest<'t> for RulesRequest {
    fn read(text: &'t str) -> Result<RulesRequest> {
        parse_any(text, ErrorKind::Json)
    }
}

/// A page of the rule catalogue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Rules {
    /// Those of this page.
    pub rules: Vec<RuleRow>,
    /// How many fit.
    pub total: usize,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
}

/// A rule, in a language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RuleRow {
    /// Its name, dotted and stable.
    pub rule: &'static str,
    /// The portal's own code, where it has one.
    pub code: Option<&'static str>,
    /// Other codes that the portal may give for it.
    pub also: &'static [&'static str],
    /// How grave a breach is.
    pub severity: Severity,
    /// Who can decide it.
    pub judge: Judge,
    /// Where it looks, `[]` standing for any line.
    pub path: &'static str,
    /// What is wrong: a template.
    pub message: Words,
    /// What to do: a template.
    pub fix: Words,
    /// Its first day, where it has one.
    pub since: Option<Day>,
    /// Its last day; `None` while it is in force.
    pub until: Option<Day>,
    /// The setting that decides whether or how it applies.
    pub setting: Option<&'static str>,
    /// Form field, rule of law, notification or portal page.
    pub source: &'static str,
}

impl RuleRow {
    pub(crate) fn of(rule: &Rule, language: Language) -> RuleRow {
        RuleRow {
            rule: rule.id,
            code: rule.code,
            also: rule.also,
            severity: rule.severity,
            judge: rule.judge,
            path: rule.path,
            message: language.say(rule.message),
            fix: language.say(rule.fix),
            since: rule.since,
            until: rule.until,
            setting: rule.setting,
            source: rule.source,
        }
    }
}

impl Answer for Rules {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// Which codes of which master list.
#[derive(Clone, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(with = "GivenCodes")]
#[non_exhaustive]
pub struct CodesRequest {
    /// The list; `None` asks which there are.
    pub list: Option<String>,
    /// How the code begins.
    pub starting: String,
    /// Words that code or name hold.
    pub search: String,
    /// Words in any form and order; the codes that fit best come first.
    pub words: String,
    /// A day that the code is valid on; `None` leaves it to the options.
    pub on: Option<Day>,
}

impl CodesRequest {
    /// Asks which lists there are.
    pub fn new() -> CodesRequest {
        CodesRequest::default()
    }

    /// Asks for a list.
    pub fn of(list: impl Into<String>) -> CodesRequest {
        CodesRequest { list: Some(list.into()), ..CodesRequest::default() }
    }

    /// Only codes that begin so.
    #[must_use]
    pub fn starting(self, starting: impl Into<String>) -> CodesRequest {
        CodesRequest { starting: starting.into(), ..self }
    }

    /// Only codes that hold these words, in code or name.
    #[must_use]
    pub fn search(self, words: impl Into<String>) -> CodesRequest {
        CodesRequest { search: words.into(), ..self }
    }

    /// Sorts codes by how well they fit these words.
    #[must_use]
    pub fn words(self, words: impl Into<String>) -> CodesRequest {
        CodesRequest { words: words.into(), ..self }
    }

    /// Only codes that are valid on a day.
    #[must_use]
    pub fn on(self, day: Day) -> CodesRequest {
        CodesRequest { on: Some(day), ..self }
    }
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with list, starting, search, words or on")]
struct GivenCodes {
    /// The list.
    #[schemars(extend("enum" = NAMES))]
    list: Option<String>,
    /// How the code begins.
    starting: String,
    /// Words that code or name hold.
    search: String,
    /// Words in any form and order; the codes that fit best come first.
    words: String,
    /// A day that the code is valid on; the option `on` where it is left out.
    #[schemars(with = "Option<Day>")]
    on: Option<String>,
}

impl<'t> VerbRequest<'t> for CodesRequest {
    fn read(text: &'t str) -> Result<CodesRequest> {
        let GivenCodes { list, starting, search, words, on } = parse_any(text, ErrorKind::Json)?;
        let day = |text: String| Day::parse(&text).ok_or_else(|| wrong("/on", &text, "a day").fix("use 2026-11-21"));
        Ok(CodesRequest { list, starting, search, words, on: on.map(day).transpose()? })
    }
}

/// A page of a master list, or which lists there are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Codes {
    /// Which there are.
    Lists(ListNames),
    /// A page of one.
    Page(CodesPage),
}

/// The names of the master lists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ListNames {
    /// Each of them.
    pub lists: &'static [&'static str],
}

impl Default for ListNames {
    fn default() -> ListNames {
        ListNames { lists: &NAMES }
    }
}

/// A page of a master list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CodesPage {
    /// Which.
    pub list: String,
    /// Its codes of this page.
    pub rows: Vec<CodeRow>,
    /// How many fit.
    pub total: usize,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
    /// The day of the lists.
    pub day: Day,
}

/// A code of a master list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CodeRow {
    /// As the portal's JSON has it.
    pub code: String,
    /// What it stands for.
    pub name: String,
    /// Its first day; `None` where it was always there.
    pub from: Option<Day>,
    /// Its last day; `None` where it has none.
    pub to: Option<Day>,
    /// Where it stands.
    pub origin: RowOrigin,
    /// What is known of it at the portal, of the lists whose end only the portal knows.
    pub portal: Option<AtPortal>,
    /// Where it is from.
    pub source: Option<String>,
}

impl From<ListRow<'_>> for CodeRow {
    fn from(row: ListRow<'_>) -> CodeRow {
        CodeRow {
            code: row.code.into_owned(),
            name: row.name.into_owned(),
            from: row.from,
            to: row.to,
            origin: row.origin,
            portal: row.portal,
            source: row.source.map(Into::into),
        }
    }
}

impl Answer for Codes {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// What a renewed list holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Renewed {
    /// The day it was made.
    pub day: Day,
    /// Who made it.
    pub source: String,
    /// Its folder or ZIP.
    pub from: String,
    /// Rows of each file, by its name.
    pub rows: BTreeMap<&'static str, usize>,
}

impl Answer for Renewed {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
