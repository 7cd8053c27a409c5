//! One call of a verb: its deadline, its stop, and its way to the portal.

use super::config::ResolvedPortal;
use super::live::Live;
use super::{Engine, Options};
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::ledger::Event;
use crate::portal::Answer;
use crate::portal::envelope::PortalKey;
use crate::portal::nic::Nic;
use crate::portal::session::{Credentials, Failed, Token};
use crate::sandbox::Sandbox;
use crate::signed::Keys;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time allowed on top of an exchange before a request counts as lost: a server may work on what it has read.
const MARGIN: Duration = Duration::from_secs(5);

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
    pub fn new(engine: &'e Engine, live: Arc<Live>, options: &'e Options) -> Result<Call<'e>> {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let owner = format!("{}-{}", live.pid, CALLS.fetch_add(1, Ordering::Relaxed));
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
        (self.exchange_time() + MARGIN).as_millis() as i64
    }

    fn exchange_time(&self) -> Duration {
        match &self.engine.resolved.portal {
            ResolvedPortal::Sandbox => Duration::from_secs(15),
            ResolvedPortal::Nic(nic) => nic.http.timeout,
        }
    }

    pub fn is_stopped(&self) -> bool {
        self.stops.has_changed().unwrap_or(true)
    }

    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Runs what goes over the wire until it is done, the deadline has come, or the engine is stopped.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> Result<Result<T, Cut>> {
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
    pub fn new(call: &'c Call<'e>, gstin: Gstin) -> Result<Desk<'c, 'e>> {
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
            (None, ResolvedPortal::Sandbox) => return Err(no_key()),
        };
        let live = &self.call.live;
        live.sessions.token(&live.wire, key, &self.credentials, live.wire.now(), but_not).await
    }

    /// Makes one call to the portal, and once more after a log-in when the portal no longer takes the token.
    pub async fn ask<T, F>(&self, token: Arc<Token>, ask: impl Fn(Arc<Token>) -> F) -> Asked<T>
    where
        F: Future<Output = Answer<T>>,
    {
        let answer = ask(Arc::clone(&token)).await;
        let Answer::TokenFault { .. } = answer else { return Asked::Answer(answer) };
        match self.token(Some(&token)).await {
            Ok(renewed) => Asked::Answer(ask(renewed).await),
            Err(failed) => Asked::NoToken(failed),
        }
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

fn no_key() -> Failed {
    Failed {
        cause: crate::portal::session::Cause::Settings,
        error: Error::new(Kind::Config, "no key to log in with"),
        refusals: Vec::new(),
    }
}
