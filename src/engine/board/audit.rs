//! What was sent to portals and what they answered, a page at a time; and when they gave no answer.

use crate::answer::audited::{AuditRequest, Audited, AuditedExchange, AuditedOutage, ExchangeSide};
use crate::engine::process::call::EngineCall;
use crate::engine::process::recorder::forget;
use crate::error::Result;
use crate::ledger::{Exchange, ExchangeFilter, Outage};

/// Exchanges of an answer, unless the caller says otherwise, and at most.
const PAGE: usize = 100;

const LONGEST_PAGE: usize = 1000;

const OUTAGES: usize = 100;

pub fn audit(call: &EngineCall<'_>, request: AuditRequest) -> Result<Audited> {
    forget(call)?;
    let limit = call.options.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
    let (of_bill, ewb) = match &request.ewb_no {
        Some(ewb_no) => crate::engine::ewb::known::audited(call, ewb_no)?,
        None => (None, None),
    };
    let sieve = ExchangeFilter {
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
        warnings: call.engine.resolved.warnings(call.now()),
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
