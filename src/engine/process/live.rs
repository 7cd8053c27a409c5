//! What an engine holds while it lives in one process: runtime, connections, ledger, sessions.
//!
//! All of it belongs to the process that made it. A fork's child makes its own: a copied runtime has no threads and
//! would wait for ever, and a copied SQLite handle must be neither used nor closed.

use crate::calendar::{Clock, IstTime};
use crate::engine::config::Resolved;
use crate::engine::config::ledger::LedgerPlace;
use crate::engine::process::code_memory::Heard;
use crate::engine::process::log::EngineLog;
use crate::engine::process::sessions::Sessions;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::Ledger;
use crate::ledger::sqlite::Sqlite;
#[cfg(feature = "sandbox")]
use crate::portal::Departure;
use crate::portal::http::Http;
use crate::portal::{Exchange, NoAnswer, Sent, Wire};
#[cfg(feature = "sandbox")]
use crate::sandbox::Sandbox;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, watch};

/// The stack of every thread of ours, whatever the host's threads have.
pub const STACK: usize = 2 << 20;

/// Look-ups before a sending that are under way at a time.
const ASKING_FIRST: usize = 8;

pub struct Live {
    pub pid: u32,
    /// What this process signs its claims with.
    pub process: String,
    runtime: OnceLock<Runtime>,
    pub ledger: Box<dyn Ledger>,
    /// The ways to the portals, in the order of the configuration.
    pub lines: Vec<PortalLines>,
    pub dial: Arc<PortalClock>,
    pub log: EngineLog,
    pub sessions: Sessions,
    pub heard: Heard,
    /// Who may look for a document before it is sent.
    pub asking_first: Semaphore,
    /// Counts the stops; a call in flight that sees it change gives up.
    pub stops: watch::Sender<u64>,
}

impl Live {
    pub fn open(resolved: &Resolved, clock: &Clock) -> Result<Live> {
        let log = EngineLog::open(resolved.log.as_ref())?;
        let ledger: Box<dyn Ledger> = match &resolved.ledger {
            Some(LedgerPlace::File(path)) => Box::new(Sqlite::open(path)?),
            #[cfg(feature = "postgres")]
            Some(LedgerPlace::Postgres(address)) => Box::new(crate::ledger::postgres::Postgres::open(address)?),
            None => Box::new(Sqlite::in_memory()?),
        };
        let dial = Arc::new(PortalClock { clock: clock.clone(), skew: AtomicI64::new(PortalClock::UNKNOWN) });
        let mut sandboxes = Sandboxes::new(resolved, clock);
        let lines = resolved.portals.iter().map(|portal| {
            let open = |urls: &[String]| -> Result<PortalLine> {
                let open = |url: &String| Http::new(url, &portal.http).map(|http| Box::new(http) as Box<dyn Wire>);
                Ok(PortalLine::of(urls.iter().map(open).collect::<Result<_>>()?, &dial))
            };
            Ok(match portal.sandbox {
                true => {
                    PortalLines { main: PortalLine::of(vec![sandboxes.next(&portal.name)?], &dial), ewb: Vec::new() }
                }
                false => PortalLines {
                    main: open(&portal.urls)?,
                    ewb: portal.ewb_urls.iter().map(|url| open(std::slice::from_ref(url))).collect::<Result<_>>()?,
                },
            })
        });
        let lines = lines.collect::<Result<_>>()?;
        let portals: Vec<&str> = resolved.portals.iter().map(|portal| portal.name.as_str()).collect();
        log.opened(&portals, &resolved.ledger.as_ref().map_or("memory".to_owned(), LedgerPlace::shown));
        Ok(Live {
            pid: std::process::id(),
            process: crate::ledger::this_process(),
            runtime: OnceLock::new(),
            heard: Heard::open(ledger.as_ref()),
            ledger,
            lines,
            dial,
            log,
            sessions: Sessions::default(),
            asking_first: Semaphore::new(ASKING_FIRST),
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
            .thread_stack_size(STACK)
            .thread_name("einv")
            .enable_all()
            .build()
            .map_err(|e| Error::new(ErrorKind::Network, format!("no thread can be started for the network: {e}")))?;
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

/// The ways to one portal.
pub struct PortalLines {
    pub main: PortalLine,
    /// To each of the two e-way bill systems, where they are on other hosts.
    pub ewb: Vec<PortalLine>,
}

/// What answers have shown of the time.
pub struct PortalClock {
    clock: Clock,
    /// Portal's clock less this computer's, in seconds, by the last answer's `Date`.
    skew: AtomicI64,
}

impl PortalClock {
    const UNKNOWN: i64 = i64::MIN;
    /// A clock off by more than this is reported, and trusted for nothing.
    const ALLOWED: i64 = 300;

    /// Seconds by which this computer's clock is behind the portal's, once an answer has shown it.
    pub fn skew(&self) -> Option<i64> {
        Some(self.skew.load(Ordering::Relaxed)).filter(|&skew| skew != PortalClock::UNKNOWN)
    }

    /// The same, when it is more than a clock may be off.
    pub fn wrong_clock(&self) -> Option<i64> {
        self.skew().filter(|skew| skew.abs() > PortalClock::ALLOWED)
    }

    /// The time the law goes by: the engine's clock, put right by the portal's where that has shown it wrong.
    pub fn now(&self) -> IstTime {
        self.clock.now().plus_seconds(self.wrong_clock().unwrap_or(0))
    }

    /// The time, where an answer of the portal has shown it. A clock that the caller set is for judging by, not for
    /// doubting others.
    pub fn shown(&self) -> Option<IstTime> {
        self.skew().map(|_| self.now())
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

/// The way to a portal: its addresses in order, each tried only when the one before certainly got nothing.
pub struct PortalLine {
    pub addresses: Vec<PortalAddress>,
}

/// One address of a portal.
pub struct PortalAddress {
    wire: Box<dyn Wire>,
    dial: Arc<PortalClock>,
}

impl PortalLine {
    fn of(wires: Vec<Box<dyn Wire>>, dial: &Arc<PortalClock>) -> PortalLine {
        PortalLine { addresses: wires.into_iter().map(|wire| PortalAddress { wire, dial: Arc::clone(dial) }).collect() }
    }
}

impl Wire for PortalAddress {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async move {
            let response = self.wire.exchange(request).await?;
            self.dial.note(&response);
            Ok(response)
        })
    }
}

impl Wire for PortalLine {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async move {
            let mut last =
                NoAnswer { sent: Sent::No, kind: ErrorKind::Config, message: "the portal has no address".to_owned() };
            for address in &self.addresses {
                match address.exchange(request.clone()).await {
                    Ok(response) => return Ok(response),
                    Err(none) if none.sent == Sent::No => last = none,
                    Err(none) => return Err(none),
                }
            }
            Err(last)
        })
    }
}

/// The built-in sandboxes of an engine: several portals of it stand on one registry, beside the ledger.
#[cfg(feature = "sandbox")]
struct Sandboxes<'r> {
    resolved: &'r Resolved,
    clock: &'r Clock,
    first: Option<Arc<Sandbox>>,
}

#[cfg(feature = "sandbox")]
impl<'r> Sandboxes<'r> {
    fn new(resolved: &'r Resolved, clock: &'r Clock) -> Sandboxes<'r> {
        Sandboxes { resolved, clock, first: None }
    }

    fn next(&mut self, name: &str) -> Result<Box<dyn Wire>> {
        if let Some(first) = &self.first {
            return Ok(Box::new(InProcess(Arc::new(first.twin(name)?))));
        }
        let sandbox = match &self.resolved.ledger {
            Some(LedgerPlace::File(path)) => {
                let mut beside = path.clone().into_os_string();
                beside.push(".sandbox");
                Sandbox::open(beside.as_ref(), self.clock.clone())?
            }
            #[cfg(feature = "postgres")]
            Some(LedgerPlace::Postgres(_)) => Sandbox::in_memory(self.clock.clone())?,
            None => Sandbox::in_memory(self.clock.clone())?,
        };
        // Alone it keeps its name: registries of before know it by that.
        let sandbox = if self.resolved.portals.len() > 1 { sandbox.named(name) } else { sandbox };
        let first = self.first.insert(Arc::new(sandbox));
        Ok(Box::new(InProcess(Arc::clone(first))))
    }
}

/// This build has none.
#[cfg(not(feature = "sandbox"))]
struct Sandboxes;

#[cfg(not(feature = "sandbox"))]
impl Sandboxes {
    fn new(_: &Resolved, _: &Clock) -> Sandboxes {
        Sandboxes
    }

    fn next(&mut self, _: &str) -> Result<Box<dyn Wire>> {
        Err(Error::new(ErrorKind::Config, "this build of einv has no sandbox").at("/portal/kind"))
    }
}

/// The built-in sandbox as a portal.
#[cfg(feature = "sandbox")]
struct InProcess(Arc<Sandbox>);

#[cfg(feature = "sandbox")]
impl Wire for InProcess {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        if let Some(departure) = request.extensions().get::<Departure>() {
            departure.leave();
        }
        Box::pin(std::future::ready(Ok(self.0.answer(request))))
    }
}
