//! Exchanges with portals, written down per document and forgotten after a while.

use crate::engine::process::call::EngineCall;
use crate::engine::process::live::Live;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::ledger::Exchange;
use crate::portal::tap::{Exchanged, Tap};

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

/// Forgets what is older than the configuration keeps.
pub fn forget(call: &EngineCall<'_>) -> Result<()> {
    let days = i64::from(call.engine.resolved.audit_days);
    call.live.ledger.forget_exchanges(call.now().plus_seconds(-days * 86_400))
}
