//! The audit: what was sent to portals and what they answered, per document and per road; and when they gave no answer.

use super::call::EngineCall;
use super::expiry;
use super::live::Live;
use crate::answer::audited::{AuditRequest, Audited, AuditedExchange, AuditedOutage, ExchangeSide};
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::ledger::{Exchange, Outage, Sieve};
use crate::portal::tap::{Exchanged, Tap};

/// Exchanges of an answer, unless the caller says otherwise, and at most.
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
    /// The e-way bill without an IRN that they are about, by its document's key.
    pub ewb: Option<String>,
    kept: bool,
}

impl<'l> Audit<'l> {
    pub fn new(live: &'l Live, portal: &'l str, gstin: Gstin, kept: bool) -> Audit<'l> {
        Audit { live, portal, gstin, irn: None, ewb: None, kept }
    }
}

impl Tap for Audit<'_> {
    fn exchanged(&self, seen: &Exchanged<'_>) {
        self.live.log.exchanged(self.portal, self.gstin, self.irn, self.ewb.as_deref(), seen);
        if !self.kept {
            return;
        }
        self.live.ledger.keep(Exchange {
            at: self.live.dial.now(),
            portal: self.portal.to_owned(),
            gstin: self.gstin.to_string(),
            irn: self.irn.map(|irn| irn.to_string()).unwrap_or_default(),
            ewb: self.ewb.clone().unwrap_or_default(),
            call: seen.call.name().to_owned(),
            path: seen.path.to_owned(),
            sent: seen.sent.to_owned(),
            status: seen.status,
            answered: seen.answered.to_owned(),
            millis: u64::try_from(seen.took.as_millis()).unwrap_or(u64::MAX),
        });
    }
}

pub fn audit(call: &EngineCall<'_>, request: AuditRequest) -> Result<Audited> {
    forget(call)?;
    let limit = call.options.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
    let (of_bill, ewb) = match &request.ewb_no {
        Some(ewb_no) => super::ewb::audited(call, ewb_no)?,
        None => (None, None),
    };
    let sieve = Sieve {
        irn: request.irn.or(of_bill).map(|irn| irn.to_string()).unwrap_or_default(),
        ewb: ewb.unwrap_or_default(),
        portal: request.portal,
        call: request.call,
        from: request.from,
        to: request.to,
        after: request.after,
        limit,
    };
    let found = call.live.ledger.exchanges(&sieve)?;
    Ok(Audited {
        next: found.last().filter(|_| found.len() == limit).map(|(id, _)| *id),
        exchanges: found.into_iter().map(|(id, exchange)| exchanged(id, exchange)).collect(),
        outages: call.live.ledger.outages(OUTAGES)?.into_iter().map(outage).collect(),
        warnings: expiry::warnings(call.engine, call.now()),
    })
}

fn exchanged(id: i64, exchange: Exchange) -> AuditedExchange {
    AuditedExchange {
        id,
        at: exchange.at,
        portal: exchange.portal,
        gstin: exchange.gstin,
        irn: Some(exchange.irn).filter(|irn| !irn.is_empty()),
        call: exchange.call,
        path: exchange.path,
        sent: ExchangeSide::of(exchange.sent),
        status: exchange.status,
        answered: ExchangeSide::of(exchange.answered),
        millis: exchange.millis,
    }
}

fn outage(outage: Outage) -> AuditedOutage {
    let Outage { portal, began, last, ended, calls, said } = outage;
    AuditedOutage { portal, began, last, ended, calls, answered: said }
}

/// Forgets what is older than the configuration keeps.
pub fn forget(call: &EngineCall<'_>) -> Result<()> {
    let days = i64::from(call.engine.resolved.audit_days);
    call.live.ledger.forget_exchanges(call.now().plus_seconds(-days * 86_400))
}
