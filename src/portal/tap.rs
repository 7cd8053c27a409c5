//! Observes the traffic: each exchange in the clear, without its secrets, for the audit.

use crate::irp::PortalCall;
use crate::secret::Mask;
use std::time::{Duration, Instant};

/// Sees every exchange after its end.
pub trait Tap: Sync {
    /// Called once for each exchange: when it is answered, fails, or its call ends without waiting for it.
    fn exchanged(&self, exchange: &Exchanged<'_>);
}

/// Sees nothing.
pub struct NoTap;

impl Tap for NoTap {
    fn exchanged(&self, _: &Exchanged<'_>) {}
}

/// One exchange, fit for display.
pub struct Exchanged<'a> {
    /// The call.
    pub call: PortalCall,
    /// Path and query, secrets masked.
    pub path: &'a str,
    /// The payload before its encryption; empty where there was none.
    pub sent: &'a str,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The decrypted answer, or why there was none.
    pub answered: &'a str,
    /// From just before the request to the whole answer, or the end.
    pub took: Duration,
}

/// An exchange under way. It is reported when it is answered, and also when its call stops waiting; always without the
/// secrets that the portal might repeat.
pub(super) struct TappedExchange<'a> {
    tap: &'a dyn Tap,
    mask: &'a Mask,
    call: PortalCall,
    path: &'a str,
    sent: &'a str,
    began: Instant,
    reported: bool,
}

impl<'a> TappedExchange<'a> {
    pub(super) fn begin(
        tap: &'a dyn Tap,
        mask: &'a Mask,
        call: PortalCall,
        path: &'a str,
        sent: &'a str,
    ) -> TappedExchange<'a> {
        TappedExchange { tap, mask, call, path, sent, began: Instant::now(), reported: false }
    }

    pub(super) fn answered(&mut self, status: Option<u16>, answered: &str) {
        self.reported = true;
        let [path, sent, answered] = [self.path, self.sent, answered].map(|text| self.mask.hide(text));
        let took = self.began.elapsed();
        let (path, sent, answered) = (&*path, &*sent, &*answered);
        self.tap.exchanged(&Exchanged { call: self.call, path, sent, status, answered, took });
    }
}

impl Drop for TappedExchange<'_> {
    fn drop(&mut self) {
        if !self.reported {
            self.answered(None, "the call ended before an answer came");
        }
    }
}
