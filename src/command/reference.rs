//! What the library goes by: `einv codes`, `einv rules`, and what the law asks of a bill, `einv applicability`.

use crate::command::args::{Common, InvoiceFiles};
use crate::command::config::engine_of;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, text};
use crate::command::inputs::text_of;
use crate::command::list::day;
use crate::command::name::Name;
use crate::command::say::{self, line, say};
use crate::command::shown::{fail, print_json, print_named};
use crate::command::speech::{said, said_sentence, spoken};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::applicability::{Applicability, ApplicabilityRequest, ApplicabilityVerdict};
use einv::answer::lists::{Codes, CodesRequest, RulesRequest};
use einv::engine::{self, ApplicabilityOptions, CodesOptions, Engine, RulesOptions};
use einv::error::Result;

#[derive(Args)]
pub struct CodesOf {
    /// Which list: hsn, units, states, countries, currencies, ports, …; without it, their names
    list: Option<String>,
    /// Words, in any form and order: the codes that fit best come first; digits are how a code begins
    words: Vec<String>,
    /// Only codes that are valid on this day
    #[arg(long)]
    on: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

/// Searches a master list.
pub fn codes(asked: &CodesOf) -> Result<Exit> {
    let engine = engine_of(&asked.common)?;
    let mut request = CodesRequest::new();
    request.list.clone_from(&asked.list);
    request.on = asked.on.as_deref().map(day).transpose()?;
    let words = asked.words.join(" ");
    if !words.is_empty() && words.bytes().all(|c| c.is_ascii_digit()) {
        request.starting = words;
    } else {
        request.words = words;
    }
    let options = spoken(CodesOptions::new().limit(asked.limit), &asked.common);
    let found = engine::codes(engine.as_ref(), request, &options)?;
    if asked.common.json {
        print_json(found);
        return Ok(Exit::Done);
    }
    match found {
        Codes::Lists(lists) => lists.lists.iter().for_each(|name| say!("{name}")),
        Codes::Page(page) => {
            let mut grid = ListGrid::new(&[text("Code"), text("Name"), text("From"), text("Until")]);
            for row in &page.rows {
                let or_nothing = |day: Option<einv::calendar::Day>| day.map(|day| day.iso()).unwrap_or_default();
                grid.push(vec![row.code.clone(), row.name.clone(), or_nothing(row.from), or_nothing(row.to)]);
            }
            if grid.put(&asked.output)? {
                say!("{} / {}", page.rows.len(), page.total);
            }
        }
        _ => {}
    }
    Ok(Exit::Done)
}

#[derive(Args)]
pub struct RulesOf {
    /// A code of the portal, 2172; how a rule's name begins, item.; or a path, /ItemList
    what: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 1000)]
    limit: usize,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

/// Shows the rule book.
pub fn rules(asked: &RulesOf) -> Result<Exit> {
    let engine = engine_of(&asked.common)?;
    let request = match asked.what.as_deref() {
        None => RulesRequest::new(),
        Some(path) if path.starts_with('/') => RulesRequest::new().path(path),
        Some(code) if code.bytes().all(|c| c.is_ascii_digit()) => RulesRequest::new().code(code),
        Some(name) => RulesRequest::new().rule(name),
    };
    let options = spoken(RulesOptions::new().limit(asked.limit), &asked.common);
    let found = engine::rules(engine.as_ref(), request, &options)?;
    if asked.common.json {
        print_json(found);
        return Ok(Exit::Done);
    }
    let mut grid = ListGrid::new(&[
        text("Rule"),
        text("Code"),
        text("Path"),
        text("What is wrong"),
        text("What to do"),
        text("Source"),
    ]);
    for row in &found.rules {
        grid.push(vec![
            row.rule.to_owned(),
            row.code.unwrap_or_default().to_owned(),
            row.path.to_owned(),
            row.message.to_string(),
            row.fix.to_string(),
            row.source.to_owned(),
        ]);
    }
    if grid.put(&asked.output)? {
        say!("{} / {}", found.rules.len(), found.total);
    }
    Ok(Exit::Done)
}

/// Says of each bill what the law asks.
pub fn applicability(files: &InvoiceFiles) -> Result<Exit> {
    let common = &files.common;
    let engine = engine_of(common)?;
    let mut worst = Exit::Done;
    if files.files.len() > 1 {
        say::progress(Some(files.files.len()));
    }
    for file in &files.files {
        say::step();
        let name = Name::of(file);
        let ended = match text_of(file).and_then(|text| judged(engine.as_ref(), &text)) {
            Ok(answer) => tell(&name, &answer, common),
            Err(error) => fail(&name, &error, common),
        };
        worst = worst.max(ended);
    }
    Ok(worst)
}

fn judged(engine: Option<&Engine>, text: &str) -> Result<Applicability> {
    engine::applicability(engine, ApplicabilityRequest::read(text)?, &ApplicabilityOptions::new())
}

fn tell(name: &Name, answer: &Applicability, common: &Common) -> Exit {
    if common.json {
        print_named(name, answer);
        return Exit::Done;
    }
    let word = match answer.verdict {
        ApplicabilityVerdict::Required => "an e-invoice is required",
        ApplicabilityVerdict::NotRequired => "no e-invoice is required",
        ApplicabilityVerdict::CannotTell => "it is not known whether an e-invoice is required",
    };
    say!("{}: {}", line(&name.words()), said(word));
    for reason in &answer.reasons {
        say!("  · {} ({})", line(&said_sentence(&reason.message)), line(&reason.source));
    }
    if let Some(day) = answer.report_by {
        say!("  {} {}", said("report it by"), day.iso());
    }
    if let Some(exposure) = &answer.exposure {
        say!("  ! {} ({})", said_sentence(exposure.what), exposure.section);
    }
    Exit::Done
}
