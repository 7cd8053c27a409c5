//! One call of a verb: its deadline, its stop, and its way to the portal.

use super::audit::Audit;
use super::config::ResolvedPortal;
use super::live::{Live, PortalLines};
use super::patience::Persistence;
use super::sessions::AskingTaxpayer;
use super::watch::{CircuitBreaker, Errand, Leave};
use super::{CallOptions, Engine};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::PortalCall;
use crate::ledger::{Event, Within};
use crate::portal::calls::{Calls, health};
use crate::portal::session::{Cause, Credentials, Door, Failed, SessionToken};
use crate::portal::{Departure, PortalAnswer, Wire};
use crate::signed::PublicKeys;
use crate::story::{Claim, Move, Record};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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

/// What follows an answer must be written down even after the deadline, so there is always this much time for it.
const AFTERWARDS: Duration = Duration::from_secs(5);

/// Why a call ended before its work did.
pub enum Cut {
    Deadline,
    Stopped,
}

impl<'e> EngineCall<'e> {
    pub fn new(engine: &'e Engine, live: Arc<Live>, options: &'e CallOptions) -> crate::error::Result<EngineCall<'e>> {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let owner = format!("{}-{}", live.process, CALLS.fetch_add(1, Ordering::Relaxed));
        let stops = live.stops.subscribe();
        let deadline = Instant::now() + options.deadline();
        Ok(EngineCall {
            engine,
            live,
            options,
            deadline,
            owner,
            sent: AtomicBool::new(false),
            persistence: Persistence::Waits,
            went_out: AtomicBool::new(false),
            stops,
            _reads: Within::new(deadline),
        })
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
    fn portal_named(&self, name: &str) -> Option<usize> {
        self.engine.resolved.portals.iter().position(|portal| portal.name == name)
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

/// A taxpayer at one portal, for one call.
pub struct Desk<'c, 'e> {
    call: &'c EngineCall<'e>,
    index: usize,
    /// One of the portal's addresses alone; else each in its turn.
    address: Option<usize>,
    credentials: Credentials,
    /// Where its calls go to the e-way bill system: the credentials there, and the name of the session, where it is one of
    /// its own.
    eway: Option<(Credentials, Option<String>)>,
    tap: Audit<'c>,
    /// Of the request that is under way.
    departure: Mutex<Departure>,
}

impl<'c, 'e> Desk<'c, 'e> {
    /// At the first portal that takes the taxpayer.
    pub fn new(call: &'c EngineCall<'e>, gstin: Gstin) -> crate::error::Result<Desk<'c, 'e>> {
        let first = call.portals_of(gstin).first().copied().unwrap_or_default();
        Desk::at(call, first, gstin)
    }

    /// At the portal that has, or may have, a document.
    pub fn of(call: &'c EngineCall<'e>, record: &Record, gstin: Gstin) -> crate::error::Result<Desk<'c, 'e>> {
        let address = record.registration().and_then(|registration| registration.address);
        let desk = match record.portal().and_then(|name| call.portal_named(name)) {
            Some(index) => Desk { address, ..Desk::at(call, index, gstin)? },
            None => Desk::new(call, gstin)?,
        };
        Ok(desk.about(record.irn()))
    }

    /// At the portal of a name, where it is configured, for the e-way bill that `about` names.
    pub fn of_ewb(
        call: &'c EngineCall<'e>,
        portal: Option<&str>,
        gstin: Gstin,
        irn: Option<Irn>,
        about: Option<String>,
    ) -> crate::error::Result<Desk<'c, 'e>> {
        let mut desk = match portal.and_then(|name| call.portal_named(name)) {
            Some(index) => Desk::at(call, index, gstin)?,
            None => Desk::new(call, gstin)?,
        };
        (desk.tap.irn, desk.tap.ewb) = (irn, about);
        desk.goes_to_ewb();
        Ok(desk)
    }

    /// The same taxpayer for one call, which may go to the e-way bill system.
    pub fn to(&self, what: PortalCall) -> crate::error::Result<Desk<'c, 'e>> {
        let mut desk = Desk { address: self.address, ..Desk::at(self.call, self.index, self.credentials.gstin)? };
        (desk.tap.irn, desk.tap.ewb) = (self.tap.irn, self.tap.ewb.clone());
        if self.portal().road.is_of_ewb(what) {
            desk.goes_to_ewb();
        }
        Ok(desk)
    }

    fn goes_to_ewb(&mut self) {
        let own_user = self.credentials.ewb_user.is_some();
        let own = self.portal().road.has_ewb_session(own_user);
        let session = (own || own_user).then(|| format!("{}/e-way", self.name()));
        self.eway = Some((self.credentials.at_ewb(), session));
    }

    /// As whom its calls are made.
    fn who(&self) -> &Credentials {
        self.eway.as_ref().map_or(&self.credentials, |(own, _)| own)
    }

    pub fn at(call: &'c EngineCall<'e>, index: usize, gstin: Gstin) -> crate::error::Result<Desk<'c, 'e>> {
        let Some(portal) = call.engine.resolved.portals.get(index) else {
            return Err(Error::new(ErrorKind::Config, "no portal is configured").at("/portal"));
        };
        let credentials = call.engine.credentials(portal, gstin)?;
        let tap = Audit::new(call.live.as_ref(), &portal.name, gstin, call.engine.resolved.audit_days > 0);
        Ok(Desk { call, index, address: None, credentials, eway: None, tap, departure: Mutex::default() })
    }

    /// The other places where this taxpayer's documents may be: the other addresses of this portal, then every other
    /// portal with its addresses. One that is named comes first.
    pub fn others(&self, named: Option<&str>) -> crate::error::Result<Vec<Desk<'c, 'e>>> {
        let (call, gstin) = (self.call, self.credentials.gstin);
        let mut desks = Vec::new();
        let portals = call.portals_of(gstin).into_iter();
        let (here, elsewhere): (Vec<usize>, Vec<usize>) = portals.partition(|index| *index == self.index);
        for index in here.into_iter().chain(elsewhere) {
            // The first address is asked by whoever asks the portal itself.
            let from = usize::from(index == self.index);
            for address in from..call.live.lines[index].main.addresses.len().max(1) {
                let address = (address > 0).then_some(address);
                let mut desk = Desk { address, ..Desk::at(call, index, gstin)? };
                desk.tap.irn = self.tap.irn;
                desks.push(desk);
            }
        }
        desks.sort_by_key(|desk| !named.is_some_and(|named| named.eq_ignore_ascii_case(desk.name())));
        Ok(desks)
    }

    /// Says which document the calls are about, for the audit.
    pub fn about(mut self, irn: Irn) -> Self {
        self.tap.irn = Some(irn);
        self
    }

    pub fn portal(&self) -> &'c ResolvedPortal {
        &self.call.engine.resolved.portals[self.index]
    }

    /// The one of the portal's addresses that is asked alone.
    pub fn address(&self) -> Option<usize> {
        self.address
    }

    /// The portal's name.
    pub fn name(&self) -> &'c str {
        &self.portal().name
    }

    /// The time, where this portal, or another, has shown it.
    pub fn sure_time(&self) -> Option<IstTime> {
        self.call.live.dial.shown()
    }

    /// The keys that the portal's signatures are held against, and whether any was given.
    pub fn qr_keys(&self) -> (&'c PublicKeys, bool) {
        (&self.portal().qr_keys, self.portal().verifies)
    }

    fn lines(&self) -> &PortalLines {
        &self.call.live.lines[self.index]
    }

    /// A token, logging in where none is kept.
    pub async fn token(&self, but_not: Option<&Arc<SessionToken>>) -> Result<Arc<SessionToken>, Failed> {
        self.call.live.sessions.token(&self.asking(), but_not).await
    }

    /// Where documents are registered and read.
    fn wire(&self) -> &dyn Wire {
        let line = &self.lines().main;
        match self.address.and_then(|address| line.addresses.get(address)) {
            Some(address) => address,
            None => line,
        }
    }

    fn asking(&self) -> AskingTaxpayer<'_> {
        let live = &self.call.live;
        let now = live.dial.now();
        let road = &self.portal().road;
        let session = self.eway.as_ref().and_then(|(_, session)| session.as_deref());
        let ewb = session.is_some() && road.has_ewb_session(self.credentials.ewb_user.is_some());
        // One session for both of the e-way bill systems, made at the first.
        let first = self.lines().ewb.first().map(|line| line as &dyn Wire);
        AskingTaxpayer {
            door: Door {
                wire: first.filter(|_| ewb).unwrap_or_else(|| self.wire()),
                profile: road,
                key: self.portal().key.as_ref(),
                credentials: self.who(),
                now,
                tap: &self.tap,
                ewb,
            },
            ledger: live.ledger.as_ref(),
            portal: session.unwrap_or_else(|| self.name()),
            address: self.address,
            credentials: self.who(),
            owner: &self.call.owner,
            now,
            deadline: self.call.deadline,
        }
    }

    /// Makes one call with a token, which is dropped when the portal refuses it.
    async fn with<T>(&self, token: &SessionToken, ask: impl Future<Output = PortalAnswer<T>>) -> PortalAnswer<T> {
        let answer = ask.await;
        if matches!(answer, PortalAnswer::TokenFault { .. }) {
            self.call.live.sessions.refused(&self.asking(), token).await;
        }
        answer
    }

    /// Whether a call can be made: the portal is not left alone, and there is a token.
    pub async fn ready(&self, errand: Errand) -> Result<(), Failed> {
        match self.leave(errand) {
            Ok(Leave::Go | Leave::Slowly(_)) => {}
            Ok(Leave::No(rest)) => return Err(failed(Cause::Busy, ErrorKind::Network, &rest.why)),
            Err(error) => return Err(Failed { cause: Cause::Busy, error, refusals: Vec::new() }),
        }
        match self.token(None).await {
            Ok(_) => Ok(()),
            Err(failed) => Err(self.learnt(failed)),
        }
    }

    /// Makes one call to the portal, and once more after a log-in when the portal no longer takes the token, or gives a
    /// reading that does not open with its key. Nothing leaves while the portal is left alone.
    pub async fn ask<T, F>(&self, errand: Errand, ask: impl Fn(Arc<SessionToken>) -> F) -> AskedPortal<T>
    where
        F: Future<Output = PortalAnswer<T>>,
    {
        self.departs();
        match self.leave(errand) {
            Ok(Leave::Go) => {}
            Ok(Leave::Slowly(pause)) => tokio::time::sleep(pause).await,
            Ok(Leave::No(rest)) => return AskedPortal::NoToken(failed(Cause::Busy, ErrorKind::Network, &rest.why)),
            Err(error) => return AskedPortal::NoToken(Failed { cause: Cause::Busy, error, refusals: Vec::new() }),
        }
        let token = match self.token(None).await {
            Ok(token) => token,
            Err(failed) => return AskedPortal::NoToken(self.learnt(failed)),
        };
        let answer = self.with(&token, ask(Arc::clone(&token))).await;
        let answer = match answer {
            PortalAnswer::TokenFault { .. } => match self.token(Some(&token)).await {
                Ok(renewed) => {
                    self.departs();
                    self.with(&renewed, ask(Arc::clone(&renewed))).await
                }
                Err(failed) => return AskedPortal::NoToken(self.learnt(failed)),
            },
            answer => answer,
        };
        self.note(errand, &answer);
        match answer {
            PortalAnswer::TokenFault { message, sealed: true } => AskedPortal::NoToken(opens_nothing(&message)),
            answer => AskedPortal::Answer(answer),
        }
    }

    /// The same for a request about a document that this call has claimed: it leaves only while the claim outlives the
    /// exchange.
    pub async fn ask_holding<T, F>(
        &self,
        errand: Errand,
        claim: Option<&Claim>,
        ask: impl Fn(Arc<SessionToken>) -> F,
    ) -> AskedPortal<T>
    where
        F: Future<Output = PortalAnswer<T>>,
    {
        self.ask(errand, |token| {
            let asked = self.call.claim_outlives_exchange(claim).then(|| ask(token));
            async move {
                match asked {
                    Some(asked) => asked.await,
                    None => {
                        let message = "this process was held up for so long that its claim is over".to_owned();
                        PortalAnswer::NotSent { kind: ErrorKind::Ledger, message }
                    }
                }
            }
        })
        .await
    }

    /// Whether the request that was cut short has certainly not left; it never does after this.
    pub fn nothing_left(&self) -> bool {
        self.departure().call_back()
    }

    fn departure(&self) -> Departure {
        self.departure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another request is about to be made.
    fn departs(&self) {
        *self.departure.lock().unwrap_or_else(PoisonError::into_inner) = Departure::default();
    }

    fn leave(&self, errand: Errand) -> crate::error::Result<Leave> {
        let ledger = self.call.live.ledger.as_ref();
        Ok(CircuitBreaker::recall(ledger, self.name())?.leave(&ledger.now(), errand))
    }

    /// Whether this portal held the last documents already that it was sent: then it is asked before the next one is.
    pub fn asks_first(&self) -> crate::error::Result<bool> {
        let ledger = self.call.live.ledger.as_ref();
        Ok(CircuitBreaker::recall(ledger, self.name())?.asks_first(&ledger.now()))
    }

    /// Counts a wrong call that its answer alone did not show to be one.
    pub fn was_wrong(&self) {
        let call = self.call;
        let _ = CircuitBreaker::was_wrong(call.live.ledger.as_ref(), self.name(), call.deadline);
    }

    /// A log-in without an answer says as much of the portal as a call without one.
    fn learnt(&self, failed: Failed) -> Failed {
        if failed.cause == Cause::NoAnswer {
            let message = failed.error.message.clone();
            self.note(Errand::Reads, &PortalAnswer::<()>::NotSent { kind: failed.error.kind, message });
        }
        failed
    }

    fn note<T>(&self, errand: Errand, answer: &PortalAnswer<T>) {
        let call = self.call;
        // What can't be written down now is learnt again at the next call.
        let _ = CircuitBreaker::note(call.live.ledger.as_ref(), self.name(), call.deadline, call.now(), errand, answer);
    }

    /// The portal's calls with a token; those about e-way bills go to the first e-way bill system.
    pub fn calls<'a>(&'a self, token: &'a SessionToken) -> Calls<'a> {
        self.calls_at(token, 0)
    }

    /// The portal's calls with a token; those about e-way bills go to the system that made the bill of this number.
    pub fn calls_about<'a>(&'a self, token: &'a SessionToken, ewb_no: &str) -> Calls<'a> {
        // The third digit says which: 8 and 9 are the second system's.
        let second = matches!(ewb_no.as_bytes().get(2), Some(b'8' | b'9'));
        self.calls_at(token, usize::from(second))
    }

    /// How many e-way bill systems there are.
    pub fn systems(&self) -> usize {
        self.lines().ewb.len().max(1)
    }

    /// The portal's calls with a token; those about e-way bills go to one of the systems.
    pub fn calls_at<'a>(&'a self, token: &'a SessionToken, system: usize) -> Calls<'a> {
        let lines = self.lines();
        Calls {
            profile: &self.portal().road,
            wire: self.wire(),
            ewb_wire: lines.ewb.get(system).or(lines.ewb.first()).unwrap_or(&lines.main),
            credentials: self.who(),
            token,
            tap: &self.tap,
            departure: self.departure(),
        }
    }

    /// Asks whether the portal is up: what it says.
    pub async fn health(&self) -> PortalAnswer<String> {
        health(&self.lines().main, &self.portal().road, &self.credentials, &self.tap).await
    }
}

/// What came of asking.
pub enum AskedPortal<T> {
    Answer(PortalAnswer<T>),
    /// The token was refused and there is no other.
    NoToken(Failed),
}

/// The portal took the token and answers under another key, after a fresh log-in too.
fn opens_nothing(message: &str) -> Failed {
    let failed = failed(Cause::Sealed, ErrorKind::Portal, message);
    let fix = "give this program an API user of its own on the portal: another program that logs in as the same user \
        replaces the session key; if that is not it, check portal.urls and portal.kind";
    Failed { error: failed.error.fix(fix), ..failed }
}

fn failed(cause: Cause, kind: ErrorKind, message: &str) -> Failed {
    Failed { cause, error: Error::new(kind, message), refusals: Vec::new() }
}
