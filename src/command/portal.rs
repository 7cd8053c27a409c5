//! `einv fetch`, `gstin`, `ewb`, `ewb-cancel`, `health` and `audit`: what portals are asked, for people.

use crate::command::args::{Common, NamedDocument};
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::named::{document, irn, supplier};
use crate::command::say::{line, say_text};
use crate::command::shown::{AnswerSummary, Summarized, print_json, show_one};
use crate::command::verbs::{read, reason};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::audited::{AuditRequest, Audited};
use einv::answer::eway_bill::BillAnswer;
use einv::answer::ewb::{EwbAnswer, EwbAnswered, EwbAsked, EwbCancelRequest, EwbRequest};
use einv::answer::fetched::{FetchRequest, Fetched};
use einv::answer::taxpayer::TaxpayerAnswer;
use einv::calendar::IstTime;
use einv::engine::{AuditOptions, EwbCancelOptions, EwbOptions, FetchOptions, GstinOptions};
use einv::error::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::Path;

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

/// The e-way bill of a document.
#[derive(Args)]
pub struct EwbCommand {
    /// A JSON file with "irn" and "EwbDtls", as the library takes it (- is standard input); or, with the options below, the
    /// document: its bill's file, its number or its IRN
    document: String,
    /// The supplier, where several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
    /// The vehicle's number
    #[arg(long)]
    vehicle: Option<String>,
    /// road, rail, air or ship [default: road where a vehicle is given]
    #[arg(long)]
    mode: Option<String>,
    /// In kilometres; without it, the portal takes it from the PIN codes
    #[arg(long)]
    distance: Option<u32>,
    /// The transporter's GSTIN or TRANSIN
    #[arg(long)]
    transporter: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl EwbCommand {
    /// `EwbDtls` of the options; `None` where none is given.
    fn details(&self) -> Result<Option<Map<String, Value>>> {
        let EwbCommand { vehicle, mode, distance, transporter, .. } = self;
        let mode = match (mode.as_deref(), vehicle) {
            (Some("road"), _) | (None, Some(_)) => Some("1"),
            (Some("rail"), _) => Some("2"),
            (Some("air"), _) => Some("3"),
            (Some("ship"), _) => Some("4"),
            (None, None) => None,
            (Some(other), _) => {
                return Err(
                    Error::new(ErrorKind::Option, format!("\"{other}\" is no mode")).fix("use road, rail, air or ship")
                );
            }
        };
        let details: Map<String, Value> = [
            ("TransId", transporter.clone().map(Value::from)),
            ("Distance", distance.map(Value::from)),
            ("VehNo", vehicle.clone().map(Value::from)),
            ("VehType", vehicle.as_ref().map(|_| "R".into())),
            ("TransMode", mode.map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
        Ok(Some(details).filter(|details| !details.is_empty()))
    }
}

pub fn ewb(asked: &EwbCommand) -> Result<Exit> {
    let (common, details) = (&asked.common, asked.details()?);
    let text = if details.is_none() { read(Path::new(&asked.document))? } else { String::new() };
    let engine = open_engine(common)?;
    let request = match details {
        Some(details) => {
            let named = NamedDocument { document: asked.document.clone(), gstin: asked.gstin.clone() };
            EwbAsked::from(EwbRequest::new(document(&engine, &named, common)?, details))
        }
        None => EwbAsked::read(&text)?,
    };
    announce(&engine, common);
    Ok(show_one(engine.ewb(request, &EwbOptions::new())?, common))
}

pub fn ewb_cancel(named: &NamedDocument, why: &str, remark: &str, common: &Common) -> Result<Exit> {
    let reason = reason(why)?;
    let engine = open_engine(common)?;
    let request = EwbCancelRequest::new(document(&engine, named, common)?, reason).remark(remark);
    announce(&engine, common);
    Ok(show_one(engine.ewb_cancel(request, &EwbCancelOptions::new())?, common))
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

impl Summarized for EwbAnswered {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            EwbAnswered::Registered(answer) => answer.summary(),
            EwbAnswered::Bill(answer) => answer.summary(),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for BillAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            BillAnswer::Done(bill) | BillAnswer::Refused(bill) | BillAnswer::Pending(bill) => {
                let refused = bill
                    .report
                    .as_ref()
                    .and_then(|report| report.findings.first().map(|finding| finding.message(report.language)));
                AnswerSummary::new(bill.status.name())
                    .sandbox(bill.sandbox)
                    .line("ewb_no", bill.ewb_no.as_ref())
                    .line("ewb_date", bill.ewb_date)
                    .line("valid_until", bill.valid_until)
                    .line("part", bill.part.map(|part| part.name()))
                    .line("transporter_id", bill.transporter_id.as_ref())
                    .line("consolidated_no", bill.trip.as_ref().map(|trip| &trip.consolidated_no))
                    .line("cancel_date", bill.cancel_date)
                    .line("refused", refused)
                    .line("message", bill.message.as_ref())
                    .line("fix", bill.fix.as_ref())
            }
            BillAnswer::NotSent(refused) => {
                let language = refused.report.findings.language;
                let first = refused.report.errors().next();
                AnswerSummary::new("not sent")
                    .line("refused", first.map(|finding| finding.message(language)))
                    .line("fix", refused.fix.as_ref())
            }
            BillAnswer::Unknown(unknown) => AnswerSummary::new("unknown")
                .line("ewb_no", unknown.ewb_no.as_ref())
                .line("message", Some(&unknown.message))
                .line("fix", Some(&unknown.fix)),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for EwbAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            EwbAnswer::Done(noted) | EwbAnswer::Refused(noted) | EwbAnswer::Pending(noted) => {
                AnswerSummary::noted(noted).ewb(noted.document.ewb())
            }
            EwbAnswer::Unknown(unknown) => AnswerSummary::unknown(unknown),
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
        false => say_text!("{}", table(&audited)),
    }
    Ok(Exit::Done)
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
