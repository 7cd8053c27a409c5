//! What an engine holds while it lives in one process: runtime, connections, ledger, sessions.
//!
//! All of it belongs to the process that made it. A fork's child makes its own: a copied runtime has no threads and
//! would wait for ever, and a copied SQLite handle must be neither used nor closed.

use super::config::{Resolved, ResolvedPortal};
use super::sessions::Sessions;
use crate::calendar::{Clock, IstTime};
use crate::error::{Error, Kind, Result};
use crate::ledger::Ledger;
use crate::ledger::sqlite::Sqlite;
use crate::portal::http::Http;
use crate::portal::{Exchange, NoAnswer, Sent, Wire};
use crate::sandbox::Sandbox;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::runtime::Runtime;
use tokio::sync::watch;

pub struct Live {
    pub pid: u32,
    /// What this process signs its claims with.
    pub process: String,
    runtime: OnceLock<Runtime>,
    pub ledger: Box<dyn Ledger>,
    pub wire: Road,
    pub sessions: Sessions,
    /// Counts the stops; a call in flight that sees it change gives up.
    pub stops: watch::Sender<u64>,
}

impl Live {
    pub fn open(resolved: &Resolved, clock: &Clock) -> Result<Live> {
        let ledger: Box<dyn Ledger> = match &resolved.ledger {
            Some(path) => Box::new(Sqlite::open(path)?),
            None => Box::new(Sqlite::in_memory()?),
        };
        let wires: Vec<Box<dyn Wire>> = match &resolved.portal {
            ResolvedPortal::Sandbox => vec![Box::new(InProcess(match &resolved.ledger {
                Some(path) => {
                    let mut beside = path.clone().into_os_string();
                    beside.push(".sandbox");
                    Sandbox::open(beside.as_ref(), clock.clone())?
                }
                None => Sandbox::in_memory(clock.clone())?,
            }))],
            ResolvedPortal::Nic(nic) => {
                let open = |url: &String| Http::new(url, &nic.http).map(|http| Box::new(http) as Box<dyn Wire>);
                nic.urls.iter().map(open).collect::<Result<_>>()?
            }
        };
        Ok(Live {
            pid: std::process::id(),
            process: crate::ledger::this_process(),
            runtime: OnceLock::new(),
            ledger,
            wire: Road { wires, clock: clock.clone(), skew: AtomicI64::new(Road::UNKNOWN) },
            sessions: Sessions::default(),
            stops: watch::Sender::new(0),
        })
    }

    /// The runtime, with its one thread, made when the first call to a portal needs it.
    pub fn runtime(&self) -> Result<&Runtime> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let built = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("einv")
            .enable_all()
            .build()
            .map_err(|e| Error::new(Kind::Network, format!("no thread can be started for the network: {e}")))?;
        Ok(self.runtime.get_or_init(|| built))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Gives its threads time to end; a name look-up that hangs is left behind rather than waited for.
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        }
    }
}

/// The way to a portal: its addresses in order, each tried only when the one before certainly got nothing.
pub struct Road {
    wires: Vec<Box<dyn Wire>>,
    clock: Clock,
    /// Portal's clock less this computer's, in seconds, by the last answer's `Date`.
    skew: AtomicI64,
}

impl Road {
    const UNKNOWN: i64 = i64::MIN;
    /// A clock off by more than this is reported, and trusted for nothing.
    const ALLOWED: i64 = 300;

    /// Seconds by which this computer's clock is behind the portal's, once an answer has told.
    pub fn skew(&self) -> Option<i64> {
        Some(self.skew.load(Ordering::Relaxed)).filter(|&skew| skew != Road::UNKNOWN)
    }

    /// The same, when it is more than a clock may be off.
    pub fn wrong_clock(&self) -> Option<i64> {
        self.skew().filter(|skew| skew.abs() > Road::ALLOWED)
    }

    /// The time the law goes by: the engine's clock, put right by the portal's where that has shown it wrong.
    pub fn now(&self) -> IstTime {
        self.clock.now().plus_seconds(self.wrong_clock().unwrap_or(0))
    }

    /// Whether a refusal may rest on the clock: it was set by the caller, or an answer has confirmed it.
    pub fn clock_is_sure(&self) -> bool {
        self.clock.stands_still() || self.skew().is_some()
    }

    fn note(&self, response: &http::Response<Vec<u8>>) {
        let date = response.headers().get(http::header::DATE).and_then(|value| value.to_str().ok());
        if let Some(date) = date.and_then(IstTime::parse_http_date).filter(|_| !self.clock.stands_still()) {
            self.skew.store(date.seconds_since(self.clock.now()), Ordering::Relaxed);
        }
    }
}

impl Wire for Road {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async move {
            let mut last =
                NoAnswer { sent: Sent::No, kind: Kind::Config, message: "the portal has no address".to_owned() };
            for wire in &self.wires {
                match wire.exchange(request.clone()).await {
                    Ok(response) => {
                        self.note(&response);
                        return Ok(response);
                    }
                    Err(none) if none.sent == Sent::No => last = none,
                    Err(none) => return Err(none),
                }
            }
            Err(last)
        })
    }
}

/// The built-in sandbox as a portal.
struct InProcess(Sandbox);

impl Wire for InProcess {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(std::future::ready(Ok(self.0.answer(request))))
    }
}
