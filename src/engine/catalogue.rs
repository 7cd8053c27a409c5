//! What the library goes by, for those who want to read it: the rule catalogue, the master lists, a page at a time, and the portals' codes.

use crate::answer::explained::{ExplainRequest, Explained};
use crate::answer::lists::{CodeRow, Codes, CodesPage, CodesRequest, RuleRow, Rules, RulesRequest};
use crate::calendar::IstTime;
use crate::codes::{Lists, NAMES, Wanted, search};
use crate::engine::config::options::{CallOptions, CodesOptions, ExplainOptions, RulesOptions};
use crate::engine::process::context;
use crate::engine::process::context::language;
use crate::engine::process::engine::Engine;
use crate::error::{Result, wrong};
use crate::finding::Rule;

/// Rows of a page, unless the caller says otherwise, and at most.
const PAGE: usize = 200;

const LARGEST_PAGE: usize = 1000;

/// One page of a list, and where the next begins.
fn page<T>(all: Vec<T>, options: &CallOptions) -> (impl Iterator<Item = T> + use<T>, Option<usize>) {
    let after = options.after.unwrap_or_default();
    let limit = options.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let more = all.len() > after.saturating_add(limit);
    (all.into_iter().skip(after).take(limit), more.then_some(after.saturating_add(limit)))
}

/// The rule catalogue: every rule that fits the request.
///
/// ```
/// use einv::answer::lists::{RuleLevel, RulesRequest};
/// use einv::engine::{RulesOptions, rules};
///
/// let page = rules(None, RulesRequest::new().level(RuleLevel::Portal), &RulesOptions::new())?;
/// assert!(page.rules.iter().any(|rule| rule.rule == "portal.duplicate"));
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn rules(engine: Option<&Engine>, request: RulesRequest, options: &RulesOptions) -> Result<Rules> {
    let language = context::language(engine, &options.0);
    let fits: Vec<&Rule> =
        crate::rules::catalogue().chain(crate::eway::catalogue()).filter(|rule| request.takes(rule)).collect();
    let total = fits.len();
    let (rows, next) = page(fits, &options.0);
    Ok(Rules { rules: rows.map(|rule| RuleRow::of(rule, language)).collect(), total, next })
}

/// A master list: its codes that begin so or whose names hold those words, and that are valid on that day.
///
/// ```
/// use einv::answer::lists::{Codes, CodesRequest};
/// use einv::engine::{CodesOptions, codes};
///
/// let Codes::Page(page) = codes(None, CodesRequest::of("units").search("bags"), &CodesOptions::new())? else {
///     panic!("a list was asked for");
/// };
/// assert_eq!(page.rows[0].code, "BAG");
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn codes(engine: Option<&Engine>, request: CodesRequest, options: &CodesOptions) -> Result<Codes> {
    let CodesRequest { list: Some(list), starting, search, words, on } = request else {
        return Ok(Codes::Lists(Default::default()));
    };
    let lists = engine.map_or_else(Lists::default, |engine| engine.lists().clone());
    let on = on.or_else(|| options.0.on().map(IstTime::day));
    let wanted = Wanted { starting: &starting, search: &search, on };
    let fits = lists
        .rows(&list, &wanted)
        .ok_or_else(|| wrong("/list", &list, "a list").fix(format!("use one of {}", NAMES.join(", "))))?;
    let fits = if words.trim().is_empty() { fits } else { search::by_words(fits, &words) };
    let total = fits.len();
    let (rows, next) = page(fits, &options.0);
    Ok(Codes::Page(CodesPage { rows: rows.map(CodeRow::from).collect(), total, next, day: lists.day(), list }))
}

/// What a portal's code or words mean, and what to do about them.
///
/// ```
/// use einv::answer::explained::ExplainRequest;
/// use einv::engine::{ExplainOptions, explain};
///
/// let explained = explain(None, ExplainRequest::new("2150 : Duplicate IRN"), &ExplainOptions::new())?;
/// assert_eq!(explained.first.code, "2150");
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn explain(engine: Option<&Engine>, request: ExplainRequest, options: &ExplainOptions) -> Result<Explained> {
    Ok(Explained::of(&request, language(engine, &options.0)))
}
