//! `einv fetch`, `gstin`, `health` and `audit`: what portals are asked, for people.

use crate::command::args::{Common, NamedDocument};
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, number, text};
use crate::command::named::{document, irn, supplier};
use crate::command::say::{line, say_text};
use crate::command::shown::{AnswerSummary, Summarized, print_json, show_one};
use crate::command::speech::said;
use clap::Args;
use einv::answer::audited::{AuditRequest, Audited};
use einv::answer::fetched::{FetchRequest, Fetched};
use einv::answer::taxpayer::TaxpayerAnswer;
use einv::calendar::IstTime;
use einv::engine::{AuditOptions, FetchOptions, GstinOptions};
use einv::error::{Error, ErrorKind, Result};
use std::fmt::Write;

/// Which exchanges the audit shows.
#[derive(Args)]
pub struct Which {
    /// Of this document: its bill's file, its number or its IRN
    #[arg(long, alias = "irn")]
    document: Option<String>,
    /// With this portal
    #[arg(long)]
    portal: Option<String>,
    /// Of this kind: generate, cancel, by_irn, by_document, ewb, ewb_cancel, gstin, log_in, …
    #[arg(long)]
    call: Option<String>,
    /// From this day or time on
    #[arg(long)]
    from: Option<String>,
    /// Up to this day or time
    #[arg(long)]
    to: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

pub fn fetch(named: &NamedDocument, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    Ok(show_one(engine.fetch(document(&engine, named, common)?.into(), &FetchOptions::new())?, common))
}

pub fn gstin(gstin: &str, fresh: bool, common: &Common) -> Result<Exit> {
    let which = supplier(gstin)?;
    Ok(show_one(open_engine(common)?.gstin(which, &GstinOptions::new().fresh(fresh))?, common))
}

/// Whether the configuration's portals are up. The exit code is 1 when one is not.
pub fn health(common: &Common) -> Result<Exit> {
    let request = FetchRequest::Health("*".to_owned());
    Ok(show_one(open_engine(common)?.fetch(request, &FetchOptions::new())?, common))
}

impl Summarized for Fetched {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            Fetched::Portal(issued) => AnswerSummary::new(issued.status)
                .sandbox(issued.sandbox)
                .line("irn", Some(issued.irn))
                .line("ack_no", Some(&issued.ack_no))
                .line("ack_date", Some(issued.ack_date))
                .line("portal", Some(&issued.portal))
                .ewb(issued.ewb.as_ref())
                .line("source", Some("portal")),
            Fetched::Ledger(kept) => AnswerSummary::of(&kept.document)
                .ewb(kept.document.ewb())
                .line("message", kept.message.as_ref())
                .line("source", Some("ledger")),
            Fetched::None(none) => AnswerSummary::new(none.status)
                .line("irn", Some(none.irn))
                .line("message", Some(&none.message))
                .line("fix", Some(&none.fix)),
            Fetched::Health(health) => {
                let down = health.portals.iter().filter(|portal| !portal.up).count();
                let word = if down == 0 { "up".to_owned() } else { format!("{down} of {} down", health.portals.len()) };
                health.portals.iter().fold(AnswerSummary::new(word), |summary, portal| {
                    let state = if portal.up { "up" } else { "down" };
                    let said = format!("{state}, {} ms: {}", portal.millis, portal.says);
                    summary.line(portal.portal.as_str(), Some(said))
                })
            }
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for TaxpayerAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            TaxpayerAnswer::Known(taxpayer) => AnswerSummary::new(&taxpayer.status)
                .line("gstin", Some(taxpayer.gstin))
                .line("trade_name", taxpayer.trade_name.as_ref())
                .line("legal_name", taxpayer.legal_name.as_ref())
                .line("blocked", Some(taxpayer.blocked))
                .line("kind", taxpayer.kind.as_ref())
                .line("state_code", taxpayer.state_code.as_ref())
                .line("pin", taxpayer.pin.as_ref())
                .line("address", taxpayer.address.as_ref())
                .line("registered_on", taxpayer.registered_on.as_ref())
                .line("deregistered_on", taxpayer.deregistered_on.as_ref())
                .line("portal", Some(&taxpayer.portal))
                .line("as_of", Some(taxpayer.as_of))
                .line("cached", Some(taxpayer.cached))
                .line("age_seconds", Some(taxpayer.age_seconds)),
            TaxpayerAnswer::Unknown(unknown) => AnswerSummary::new(unknown.status)
                .line("gstin", Some(unknown.gstin))
                .line("message", Some(&unknown.message))
                .line("fix", Some(&unknown.fix)),
            _ => AnswerSummary::default(),
        }
    }
}

pub fn audit(which: &Which) -> Result<Exit> {
    let mut request = AuditRequest::new();
    let engine = open_engine(&which.common)?;
    let named = which.document.clone().map(|document| NamedDocument { document, gstin: None });
    request.irn = named.map(|named| irn(&engine, &named, &which.common)).transpose()?;
    request.portal = which.portal.clone().unwrap_or_default();
    request.call = which.call.clone().unwrap_or_default();
    request.from = which.from.as_deref().map(moment).transpose()?;
    request.to = which.to.as_deref().map(moment).transpose()?;
    let audited = engine.audit(request, &AuditOptions::new().limit(which.limit))?;
    match which.common.json {
        true => print_json(audited),
        false if which.output.is_file() => drop(grid(&audited).put(&which.output)?),
        false => say_text!("{}", table(&audited)),
    }
    Ok(Exit::Done)
}

/// A row an exchange, then one for each time without an answer.
fn grid(audited: &Audited) -> ListGrid {
    let mut grid = ListGrid::new(&[
        text("time"),
        text("portal"),
        text("call"),
        number("HTTP"),
        number("milliseconds"),
        text("supplier"),
        text("IRN"),
        text("what"),
    ]);
    for one in &audited.exchanges {
        grid.push(vec![
            one.at.to_string(),
            one.portal.clone(),
            one.call.clone(),
            one.status.map(|status| status.to_string()).unwrap_or_default(),
            one.millis.to_string(),
            one.gstin.clone(),
            one.irn.clone().unwrap_or_default(),
            one.path.clone(),
        ]);
    }
    for one in &audited.outages {
        let until = one.ended.map_or_else(|| said("now").into_owned(), |ended| ended.to_string());
        let mut row = vec![one.began.to_string(), one.portal.clone(), said("no answer").into_owned()];
        row.resize(7, String::new());
        row.push(format!("{} {until}: {}: {}", said("until"), one.calls, one.answered));
        grid.push(row);
    }
    grid
}

fn moment(text: &str) -> Result<IstTime> {
    IstTime::parse(text).ok_or_else(|| {
        Error::new(ErrorKind::Option, format!("\"{text}\" is neither a day nor a time"))
            .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
    })
}

/// A line an exchange, then the times without an answer.
fn table(audited: &Audited) -> String {
    let mut out = String::new();
    for one in &audited.exchanges {
        let _ = writeln!(
            out,
            "{}  {:<10} {:<13} {:>4} {:>6} ms  {}",
            one.at,
            one.portal,
            one.call,
            one.status.map_or("-".to_owned(), |status| status.to_string()),
            one.millis,
            one.irn.as_deref().map_or("-", |irn| irn.get(..12).unwrap_or(irn))
        );
    }
    for one in &audited.outages {
        let _ = writeln!(
            out,
            "{} gave no answer from {} to {}, {} calls: {}",
            one.portal,
            one.began,
            one.ended.map_or("now".to_owned(), |ended| ended.to_string()),
            one.calls,
            line(&one.answered)
        );
    }
    if out.is_empty() {
        out.push_str("nothing was sent\n");
    }
    out
}
