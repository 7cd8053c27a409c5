//! One call of a verb: its deadline, its stop, and its way to the portal.

use super::config::ResolvedPortal;
use super::live::Live;
use super::sessions::Asking;
use super::watch::{Leave, Watch};
use super::{Engine, Options};
use crate::calendar::IstTime;
use crate::error::{Error, Kind};
use crate::gstin::Gstin;
use crate::ledger::Event;
use crate::portal::Answer;
use crate::portal::envelope::PortalKey;
use crate::portal::nic::Nic;
use crate::portal::session::{Cause, Credentials, Failed, Token};
use crate::sandbox::Sandbox;
use crate::signed::Keys;
use crate::story::Record;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time allowed on top of an exchange before a request counts as lost, since a server may go on working on what it has
/// read: a third of the exchange, which is 5 seconds of the default 15, and at least one second.
fn margin(exchange: Duration) -> Duration {
    (exchange / 3).max(Duration::from_secs(1))
}

pub struct Call<'e> {
    pub engine: &'e Engine,
    pub live: Arc<Live>,
    pub options: &'e Options,
    pub deadline: Instant,
    /// Unlike any other call's of any process.
    pub owner: String,
    stops: tokio::sync::watch::Receiver<u64>,
}

/// Why a call ended before its work did.
pub enum Cut {
    Deadline,
    Stopped,
}

impl<'e> Call<'e> {
    pub fn new(engine: &'e Engine, live: Arc<Live>, options: &'e Options) -> crate::error::Result<Call<'e>> {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let owner = format!("{}-{}", live.process, CALLS.fetch_add(1, Ordering::Relaxed));
        let stops = live.stops.subscribe();
        Ok(Call { engine, live, options, deadline: Instant::now() + options.deadline(), owner, stops })
    }

    /// The moment the law goes by in this call.
    pub fn now(&self) -> IstTime {
        self.options.on().ok().flatten().unwrap_or_else(|| self.live.wire.now())
    }

    /// Whether a refusal may rest on [`Call::now`].
    pub fn time_is_sure(&self) -> bool {
        self.options.on().is_ok_and(|on| on.is_some()) || self.live.wire.clock_is_sure()
    }

    pub fn event(&self, what: &'static str, attempt: u32, detail: Value) -> Event {
        Event { at: self.now(), what, attempt, detail }
    }

    /// How long a document is claimed for: one exchange, and what may still arrive of it.
    pub fn lease(&self) -> i64 {
        let exchange = self.exchange_time();
        (exchange + margin(exchange)).as_millis() as i64
    }

    /// Whether a document's claim outlives an exchange begun now. Asked just before the first byte: a process that was
    /// frozen meanwhile must not send what others have settled.
    pub fn claim_outlives_exchange(&self, record: &Record) -> bool {
        record.claim_left(&self.live.ledger.now()) >= self.exchange_time().as_millis() as i64
    }

    fn exchange_time(&self) -> Duration {
        match &self.engine.resolved.portal {
            ResolvedPortal::Sandbox => Duration::from_secs(15),
            ResolvedPortal::Nic(nic) => nic.http.timeout,
        }
    }

    /// How long a transaction may wait for other processes. What follows an answer must be written down even after the
    /// deadline, so there is always some time.
    pub fn until(&self) -> Instant {
        self.deadline.max(Instant::now() + Duration::from_secs(5))
    }

    pub fn is_stopped(&self) -> bool {
        self.stops.has_changed().unwrap_or(true)
    }

    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Runs what goes over the wire until it is done, the deadline has come, or the engine is stopped.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> crate::error::Result<Result<T, Cut>> {
        let mut stops = self.stops.clone();
        let until = tokio::time::Instant::from_std(self.deadline);
        Ok(self.live.runtime()?.block_on(async {
            tokio::select! {
                biased;
                done = work => Ok(done),
                _ = stops.changed() => Err(Cut::Stopped),
                () = tokio::time::sleep_until(until) => Err(Cut::Deadline),
            }
        }))
    }

    /// The keys that the portal's signatures are held against, and whether any was given.
    pub fn qr_keys(&self) -> (Keys, bool) {
        match &self.engine.resolved.portal {
            ResolvedPortal::Sandbox => (Keys::new(), true),
            ResolvedPortal::Nic(nic) => (nic.qr_keys.clone(), nic.verifies),
        }
    }
}

/// A taxpayer at the portal, for one call.
pub struct Desk<'c, 'e> {
    call: &'c Call<'e>,
    credentials: Credentials,
    sandbox_key: Option<PortalKey>,
}

impl<'c, 'e> Desk<'c, 'e> {
    pub fn new(call: &'c Call<'e>, gstin: Gstin) -> crate::error::Result<Desk<'c, 'e>> {
        let sandbox_key = match call.engine.is_sandbox() {
            true => Some(PortalKey::read(Sandbox::login_key_pem().as_bytes())?),
            false => None,
        };
        Ok(Desk { call, credentials: call.engine.credentials(gstin)?, sandbox_key })
    }

    /// A token, logging in where none is kept.
    pub async fn token(&self, but_not: Option<&Arc<Token>>) -> Result<Arc<Token>, Failed> {
        let key = match (&self.sandbox_key, &self.call.engine.resolved.portal) {
            (Some(key), _) => key,
            (None, ResolvedPortal::Nic(nic)) => &nic.key,
            (None, ResolvedPortal::Sandbox) => {
                return Err(failed(Cause::Settings, Kind::Config, "no key to log in with"));
            }
        };
        let live = &self.call.live;
        let asking = Asking {
            wire: &live.wire,
            ledger: live.ledger.as_ref(),
            portal: self.call.engine.portal_name(),
            key,
            credentials: &self.credentials,
            owner: &self.call.owner,
            now: live.wire.now(),
            deadline: self.call.deadline,
        };
        live.sessions.token(&asking, but_not).await
    }

    /// Whether a document can be sent: the portal is not left alone, and there is a token.
    pub async fn ready(&self) -> Result<(), Failed> {
        match self.leave(true) {
            Ok(Leave::Go | Leave::Slowly(_)) => {}
            Ok(Leave::No(why)) => return Err(failed(Cause::Busy, Kind::Network, &why)),
            Err(error) => return Err(Failed { cause: Cause::Busy, error, refusals: Vec::new() }),
        }
        match self.token(None).await {
            Ok(_) => Ok(()),
            Err(failed) => Err(self.learnt(failed)),
        }
    }

    /// Makes one call to the portal, and once more after a log-in when the portal no longer takes the token; `document`
    /// when it sends one. Nothing leaves while the portal is left alone.
    pub async fn ask<T, F>(&self, document: bool, ask: impl Fn(Arc<Token>) -> F) -> Asked<T>
    where
        F: Future<Output = Answer<T>>,
    {
        match self.leave(document) {
            Ok(Leave::Go) => {}
            Ok(Leave::Slowly(pause)) => tokio::time::sleep(pause).await,
            Ok(Leave::No(why)) => return Asked::NoToken(failed(Cause::Busy, Kind::Network, &why)),
            Err(error) => return Asked::NoToken(Failed { cause: Cause::Busy, error, refusals: Vec::new() }),
        }
        let token = match self.token(None).await {
            Ok(token) => token,
            Err(failed) => return Asked::NoToken(self.learnt(failed)),
        };
        let answer = ask(Arc::clone(&token)).await;
        let answer = match answer {
            Answer::TokenFault { .. } => match self.token(Some(&token)).await {
                Ok(renewed) => ask(renewed).await,
                Err(failed) => return Asked::NoToken(self.learnt(failed)),
            },
            answer => answer,
        };
        self.note(&answer);
        Asked::Answer(answer)
    }

    fn leave(&self, document: bool) -> crate::error::Result<Leave> {
        let ledger = self.call.live.ledger.as_ref();
        Ok(Watch::recall(ledger, self.call.engine.portal_name())?.leave(&ledger.now(), document))
    }

    /// A log-in without an answer says as much of the portal as a call without one.
    fn learnt(&self, failed: Failed) -> Failed {
        if failed.cause == Cause::NoAnswer {
            self.note(&Answer::<()>::NotSent { kind: failed.error.kind, message: String::new() });
        }
        failed
    }

    fn note<T>(&self, answer: &Answer<T>) {
        let call = self.call;
        // What can't be written down now is learnt again at the next call.
        let _ = Watch::note(call.live.ledger.as_ref(), call.engine.portal_name(), call.deadline, answer);
    }

    /// The portal's calls with a token.
    pub fn nic<'a>(&'a self, token: &'a Token) -> Nic<'a> {
        Nic { wire: &self.call.live.wire, credentials: &self.credentials, token }
    }
}

/// What came of asking.
pub enum Asked<T> {
    Answer(Answer<T>),
    /// The token was refused and there is no other.
    NoToken(Failed),
}

fn failed(cause: Cause, kind: Kind, message: &str) -> Failed {
    Failed { cause, error: Error::new(kind, message), refusals: Vec::new() }
}
