//! What the library goes by, for those who want to read it: the rule catalogue and the master lists, a page at a time.

use super::{Engine, Options, Outcome, Reply, pure};
use crate::answer::parse;
use crate::calendar::Day;
use crate::codes::{self, Lists, NAMES};
use crate::error::{Error, Kind, Result};
use crate::finding::{Judge, Rule, Severity};
use crate::language::Language;
use serde::Deserialize;
use serde_json::{Value, json};

/// Rows of a page, unless the caller says otherwise, and at most.
const PAGE: usize = 200;
const LARGEST_PAGE: usize = 1000;

/// One page of a list, and where the next begins.
fn page<T>(all: Vec<T>, options: &Options) -> (Vec<T>, Option<usize>) {
    let after = options.after.unwrap_or_default();
    let limit = options.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let more = all.len() > after.saturating_add(limit);
    (all.into_iter().skip(after).take(limit).collect(), more.then_some(after.saturating_add(limit)))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, expecting = "an object with code, rule, path or level")]
struct Filter {
    code: Option<String>,
    rule: Option<String>,
    path: Option<String>,
    level: Option<Level>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
    Info,
    Portal,
}

impl Level {
    fn of(rule: &Rule) -> Level {
        match (rule.judge, rule.severity) {
            (Judge::Portal, _) => Level::Portal,
            (Judge::Here, Severity::Error) => Level::Error,
            (Judge::Here, Severity::Warning) => Level::Warning,
            (Judge::Here, Severity::Info) => Level::Info,
        }
    }
}

impl Filter {
    fn takes(&self, rule: &Rule) -> bool {
        self.code.as_deref().is_none_or(|code| rule.codes().any(|own| own == code))
            && self.rule.as_deref().is_none_or(|id| rule.id.starts_with(id))
            && self.path.as_deref().is_none_or(|path| rule.path.starts_with(path))
            && self.level.is_none_or(|level| level == Level::of(rule))
    }
}

fn input(text: &str) -> &str {
    if text.trim().is_empty() { "{}" } else { text }
}

/// The rule catalogue: every rule that fits the filter.
pub fn rules(engine: Option<&Engine>, filter: &str, options: &Options) -> Result<Reply> {
    let filter: Filter = parse(input(filter), Kind::Json)?;
    let language = pure::language(engine, options);
    let fits: Vec<&Rule> = crate::rules::catalogue().filter(|rule| filter.takes(rule)).collect();
    let total = fits.len();
    let (rows, next) = page(fits, options);
    let rows: Vec<Value> = rows.into_iter().map(|rule| row(rule, language)).collect();
    Ok(Reply::new(Outcome::Ok, &json!({"rules": rows, "total": total, "next": next})))
}

fn row(rule: &Rule, language: Language) -> Value {
    json!({"rule": rule.id, "code": rule.code, "also": rule.also, "severity": rule.severity, "judge": rule.judge,
           "path": rule.path, "message": language.say(rule.message), "fix": language.say(rule.fix),
           "since": rule.since, "until": rule.until, "setting": rule.setting, "source": rule.source})
}

/// A master list: its codes that begin so or whose names hold those words, and that are valid on that day.
pub fn codes(engine: Option<&Engine>, wanted: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with list, starting, search, words or on")]
    struct Wanted {
        list: Option<String>,
        starting: String,
        search: String,
        words: String,
        on: Option<String>,
    }
    let wanted: Wanted = parse(input(wanted), Kind::Json)?;
    let Some(list) = wanted.list else { return Ok(Reply::new(Outcome::Ok, &json!({"lists": NAMES}))) };
    let on = match wanted.on.as_deref() {
        Some(text) => Some(Day::parse(text).ok_or_else(|| super::wrong("/on", text, "a day").fix("use 2026-11-21"))?),
        None => options.on().map(crate::calendar::IstTime::day),
    };
    let lists = engine.map_or_else(Lists::default, |engine| engine.lists().clone());
    let asked = codes::Wanted { starting: &wanted.starting, search: &wanted.search, on };
    let rows = lists.rows(&list, &asked).ok_or_else(|| {
        let error: Error = super::wrong("/list", &list, "a list");
        error.fix(format!("use one of {}", NAMES.join(", ")))
    })?;
    let rows = if wanted.words.trim().is_empty() { rows } else { codes::search::by_words(rows, &wanted.words) };
    let total = rows.len();
    let (rows, next) = page(rows, options);
    Ok(Reply::new(Outcome::Ok, &json!({"list": list, "rows": rows, "total": total, "next": next, "day": lists.day()})))
}
