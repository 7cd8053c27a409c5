//! One call of a verb: its deadline, its stop, and its way to the portal.

use crate::calendar::IstTime;
use crate::engine::config::options::CallOptions;
use crate::engine::process::asked::Cut;
use crate::engine::process::engine::Engine;
use crate::engine::process::live::Live;
use crate::engine::process::patience::{Patience, Persistence};
use crate::error::{Error, ErrorKind};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::ledger::{Event, Within};
use crate::story::{Claim, Move};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time allowed on top of an exchange before a request counts as lost, since a server may go on working on what it has
/// read: a third of the exchange, which is 5 seconds of the default 15, and at least one second.
fn margin(exchange: Duration) -> Duration {
    (exchange / 3).max(Duration::from_secs(1))
}

pub struct EngineCall<'e> {
    pub engine: &'e Engine,
    pub live: Arc<Live>,
    pub options: &'e CallOptions,
    pub deadline: Instant,
    /// Unlike any other call's of any process.
    pub owner: String,
    /// Whether a document was sent.
    pub sent: AtomicBool,
    /// How it settles what is in doubt.
    pub persistence: Persistence,
    /// Whether anything went over the wire.
    went_out: AtomicBool,
    stops: tokio::sync::watch::Receiver<u64>,
    _reads: Within,
}

/// A call's terms, for other threads that work on it.
pub struct CallTerms<'e> {
    engine: &'e Engine,
    live: Arc<Live>,
    options: &'e CallOptions,
    deadline: Instant,
    persistence: Persistence,
    stops: tokio::sync::watch::Receiver<u64>,
}

impl<'e> CallTerms<'e> {
    /// One thread's part of the call: it ends with it, and has claims of its own.
    pub fn call(&self) -> EngineCall<'e> {
        EngineCall {
            engine: self.engine,
            live: Arc::clone(&self.live),
            options: self.options,
            deadline: self.deadline,
            owner: an_owner(&self.live),
            sent: AtomicBool::new(false),
            persistence: self.persistence,
            went_out: AtomicBool::new(false),
            stops: self.stops.clone(),
            _reads: Within::new(self.deadline),
        }
    }
}

/// What one call signs its claims with.
fn an_owner(live: &Live) -> String {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", live.process, CALLS.fetch_add(1, Ordering::Relaxed))
}

/// What follows an answer must be written down even after the deadline, so there is always this much time for it.
const AFTERWARDS: Duration = Duration::from_secs(5);

impl Engine {
    /// One call with these options.
    pub(crate) fn call<'e>(&'e self, options: &'e CallOptions) -> crate::error::Result<EngineCall<'e>> {
        EngineCall::new(self, self.live()?, options)
    }
}

impl<'e> EngineCall<'e> {
    pub fn new(engine: &'e Engine, live: Arc<Live>, options: &'e CallOptions) -> crate::error::Result<EngineCall<'e>> {
        let (stops, deadline) = (live.stops.subscribe(), Instant::now() + options.deadline());
        Ok(CallTerms { engine, live, options, deadline, persistence: Persistence::Waits, stops }.call())
    }

    /// For other threads that work on this call.
    pub fn terms(&self) -> CallTerms<'e> {
        CallTerms {
            engine: self.engine,
            live: Arc::clone(&self.live),
            options: self.options,
            deadline: self.deadline,
            persistence: self.persistence,
            stops: self.stops.clone(),
        }
    }

    /// The moment the law goes by in this call.
    pub fn now(&self) -> IstTime {
        self.options.on().unwrap_or_else(|| self.live.dial.now())
    }

    /// Whether a refusal may rest on [`EngineCall::now`].
    pub fn time_is_sure(&self) -> bool {
        self.options.on().is_some() || self.live.dial.clock_is_sure()
    }

    pub fn event(&self, what: Move, attempt: u32, detail: Value) -> Event {
        Event { at: self.now(), what, attempt, detail }
    }

    /// How long a document is claimed for: one exchange, and what may still arrive of it.
    pub fn lease(&self) -> i64 {
        let exchange = self.exchange_time();
        (exchange + margin(exchange)).as_millis() as i64
    }

    /// Whether a document's claim outlives an exchange begun now. Asked just before the first byte: a process that was
    /// frozen meanwhile must not send what others have settled.
    pub fn claim_outlives_exchange(&self, claim: Option<&Claim>) -> bool {
        let left = claim.map_or(0, |claim| claim.left(&self.live.ledger.now()));
        left >= self.exchange_time().as_millis() as i64
    }

    /// The longest any of the portals is given.
    fn exchange_time(&self) -> Duration {
        let times = self.engine.resolved.portals.iter().map(|portal| portal.http.timeout);
        times.max().unwrap_or(Duration::from_secs(15))
    }

    /// How long a transaction may wait for other processes, or for a database that is away: until the deadline, as long as
    /// nothing went out.
    pub fn until(&self) -> Instant {
        match self.went_out.load(Ordering::Relaxed) {
            true => self.deadline.max(Instant::now() + AFTERWARDS),
            false => self.deadline,
        }
    }

    pub fn is_stopped(&self) -> bool {
        self.stops.has_changed().unwrap_or(true)
    }

    /// Whether the call may go on computing: an error once its deadline has come or it was stopped.
    pub fn in_time(&self) -> crate::error::Result<()> {
        let over = match (self.is_stopped(), self.is_late()) {
            (true, _) => Error::new(ErrorKind::Stopped, "the engine was stopped while it worked this out"),
            (false, true) => Error::new(ErrorKind::Timeout, "the deadline came while this was worked out")
                .fix("ask for less at a time, or give a longer deadline_ms"),
            (false, false) => return Ok(()),
        };
        Err(over)
    }

    pub fn has_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Refuses a GSTIN that can't exist before a real portal is asked about it: such calls count against the caller. What it
    /// is worth is the setting's to say, as for a document.
    pub fn may_ask_about(&self, gstin: Gstin, at: &str) -> crate::error::Result<()> {
        let context = self.engine.context(self.now(), self.options);
        let severity = context.settings.gstin_check_digit.severity(context.real_portal);
        if gstin.check_fits() || !context.real_portal || severity != Some(Severity::Error) {
            return Ok(());
        }
        let message = format!("the check digit of {gstin} is wrong: no such GSTIN exists, and the portal isn't asked");
        Err(Error::new(ErrorKind::Json, message)
            .at(at)
            .fix(format!("{} would fit; look the GSTIN up with the party", gstin.corrected())))
    }

    /// Whether there is time for a whole exchange.
    pub fn has_time_for_an_exchange(&self) -> bool {
        self.deadline.saturating_duration_since(Instant::now()) >= self.exchange_time()
    }

    /// Why a call that ended early did.
    pub fn cut(&self) -> Cut {
        if self.is_stopped() { Cut::Stopped } else { Cut::Deadline }
    }

    /// Rests; `false` when the deadline comes, or the engine is stopped, before it is over.
    pub fn rest(&self, pause: Duration) -> crate::error::Result<bool> {
        Ok(pause.is_zero() || self.run(async { tokio::time::sleep(pause).await })?.is_ok())
    }

    /// Runs what goes over the wire until it is done, the deadline has come, or the engine is stopped.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> crate::error::Result<Result<T, Cut>> {
        self.run_until(self.deadline, work)
    }

    /// The same with an end of its own.
    pub fn run_until<T>(&self, until: Instant, work: impl Future<Output = T>) -> crate::error::Result<Result<T, Cut>> {
        self.went_out.store(true, Ordering::Relaxed);
        let mut stops = self.stops.clone();
        let until = tokio::time::Instant::from_std(until);
        Ok(self.live.runtime()?.block_on(async {
            tokio::select! {
                biased;
                done = work => Ok(done),
                _ = stops.changed() => Err(Cut::Stopped),
                () = tokio::time::sleep_until(until) => Err(Cut::Deadline),
            }
        }))
    }

    /// The portal of a name, where it is configured.
    pub fn portal_named(&self, name: &str) -> Option<usize> {
        self.engine.resolved.portals.iter().position(|portal| portal.name == name)
    }

    /// Patience with what is in doubt; `ours` where this call's own request is.
    pub fn patience(&self, ours: bool) -> Patience {
        Patience::begin(self.persistence, self.options.settle_ms, self.deadline, ours)
    }

    pub fn has_several(&self) -> bool {
        self.engine.resolved.portals.len() > 1
    }

    /// The portals a taxpayer has log-ins for, in fail-over order.
    pub fn portals_of(&self, gstin: Gstin) -> Vec<usize> {
        let all = self.engine.resolved.portals.iter().enumerate();
        all.filter(|(_, portal)| portal.sandbox || portal.logins.iter().any(|(own, _)| *own == gstin))
            .map(|(index, _)| index)
            .collect()
    }
}
