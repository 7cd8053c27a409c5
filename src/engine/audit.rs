//! The audit: what was sent to portals and what they answered, per document and per road; and when they gave no answer.

use super::call::Call;
use super::live::Live;
use super::{Outcome, Reply, expiry};
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::ledger::{Exchange, Sieve};
use crate::portal::tap::{Exchanged, Tap};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many exchanges an answer holds unless it is told.
const PAGE: usize = 100;
const LONGEST_PAGE: usize = 1000;
const OUTAGES: usize = 100;

/// Writes down the exchanges of one taxpayer at one portal.
pub struct Audit<'l> {
    live: &'l Live,
    portal: &'l str,
    gstin: Gstin,
    /// The document the calls are about.
    pub irn: Option<Irn>,
    kept: bool,
}

impl<'l> Audit<'l> {
    pub fn new(live: &'l Live, portal: &'l str, gstin: Gstin, kept: bool) -> Audit<'l> {
        Audit { live, portal, gstin, irn: None, kept }
    }
}

impl Tap for Audit<'_> {
    fn exchanged(&self, seen: &Exchanged<'_>) {
        if !self.kept {
            return;
        }
        self.live.ledger.keep(Exchange {
            at: self.live.dial.now(),
            portal: self.portal.to_owned(),
            gstin: self.gstin.to_string(),
            irn: self.irn.map(|irn| irn.to_string()).unwrap_or_default(),
            call: seen.call.name().to_owned(),
            path: seen.path.to_owned(),
            sent: seen.sent.to_owned(),
            status: seen.status,
            answered: seen.answered.to_owned(),
            millis: u64::try_from(seen.took.as_millis()).unwrap_or(u64::MAX),
        });
    }
}

/// Which exchanges, all of them where nothing is said.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, expecting = "an object with irn, portal, call, from, to, after")]
struct Filter {
    irn: Option<String>,
    portal: String,
    call: String,
    from: Option<String>,
    to: Option<String>,
    after: i64,
}

pub fn audit(call: &Call<'_>, text: &str) -> Result<Reply> {
    let filter: Filter =
        if text.trim().is_empty() { Filter::default() } else { crate::answer::parse(text, Kind::Json)? };
    forget(call)?;
    let limit = call.options.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
    let sieve = Sieve {
        irn: match &filter.irn {
            None => String::new(),
            Some(text) => Irn::parse(text).ok_or_else(|| super::wrong("/irn", text, "an IRN"))?.to_string(),
        },
        from: time(filter.from.as_ref(), "/from")?,
        to: time(filter.to.as_ref(), "/to")?,
        portal: filter.portal,
        call: filter.call,
        after: filter.after,
        limit,
    };
    let found = call.live.ledger.exchanges(&sieve)?;
    let next = found.last().filter(|_| found.len() == limit).map(|(id, _)| *id);
    let exchanges: Vec<Value> = found.iter().map(|(id, exchange)| told(*id, exchange)).collect();
    let outages = call.live.ledger.outages(OUTAGES)?;
    let outages: Vec<Value> = outages
        .iter()
        .map(|o| {
            json!({"portal": o.portal, "began": o.began, "last": o.last, "ended": o.ended, "calls": o.calls,
                "answered": o.said})
        })
        .collect();
    let mut out = json!({"exchanges": exchanges, "outages": outages, "next": next});
    let warnings = expiry::warnings(call.engine, call.now());
    if !warnings.is_empty() {
        out["warnings"] = json!(warnings);
    }
    Ok(Reply::new(Outcome::Ok, &out))
}

fn told(id: i64, exchange: &Exchange) -> Value {
    json!({"id": id, "at": exchange.at, "portal": exchange.portal, "gstin": exchange.gstin,
        "irn": Some(&exchange.irn).filter(|irn| !irn.is_empty()), "call": exchange.call, "path": exchange.path,
        "sent": text_or_json(&exchange.sent), "status": exchange.status, "answered": text_or_json(&exchange.answered),
        "millis": exchange.millis})
}

/// JSON as it is, in the order and with the digits it was sent in; anything else as text.
fn text_or_json(text: &str) -> Value {
    match text.starts_with(['{', '[']) {
        true => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        false if text.is_empty() => Value::Null,
        false => text.into(),
    }
}

fn time(text: Option<&String>, at: &str) -> Result<Option<IstTime>> {
    let read = |text: &String| {
        IstTime::parse(text).ok_or_else(|| {
            Error::new(Kind::Json, format!("\"{text}\" is neither a day nor a time"))
                .at(at)
                .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
        })
    };
    text.map(read).transpose()
}

/// Forgets what is older than the configuration keeps.
pub fn forget(call: &Call<'_>) -> Result<()> {
    let days = i64::from(call.engine.resolved.audit_days);
    call.live.ledger.forget_exchanges(call.now().plus_seconds(-days * 86_400))
}
