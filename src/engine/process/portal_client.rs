//! One taxpayer at one portal, for one call: who may ask, with which token, at which address.

use crate::calendar::IstTime;
use crate::engine::config::portal::ResolvedPortal;
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::{CircuitBreaker, Errand, Permit};
use crate::engine::process::call::EngineCall;
use crate::engine::process::live::PortalLines;
use crate::engine::process::recorder::Audit;
use crate::engine::process::sessions::AskingTaxpayer;
use crate::error::{Error, ErrorKind};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::PortalCall;
use crate::portal::calls::{Calls, health};
use crate::portal::credentials::{Credentials, SessionToken};
use crate::portal::failed::{Cause, Failed};
use crate::portal::session::LogInAttempt;
use crate::portal::{Departure, PortalAnswer, Wire};
use crate::signed::PublicKeys;
use crate::story::{Claim, Record};
use std::sync::{Arc, Mutex, PoisonError};

/// A taxpayer at one portal, for one call.
pub struct PortalClient<'c, 'e> {
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

impl<'c, 'e> PortalClient<'c, 'e> {
    /// At the first portal that takes the taxpayer.
    pub fn new(call: &'c EngineCall<'e>, gstin: Gstin) -> crate::error::Result<PortalClient<'c, 'e>> {
        let first = call.portals_of(gstin).first().copied().unwrap_or_default();
        PortalClient::at(call, first, gstin)
    }

    /// At the portal that has, or may have, a document.
    pub fn of(call: &'c EngineCall<'e>, record: &Record, gstin: Gstin) -> crate::error::Result<PortalClient<'c, 'e>> {
        let address = record.registration().and_then(|registration| registration.address);
        let client = match record.portal().and_then(|name| call.portal_named(name)) {
            Some(index) => PortalClient { address, ..PortalClient::at(call, index, gstin)? },
            None => PortalClient::new(call, gstin)?,
        };
        Ok(client.about(record.irn()))
    }

    /// At the portal of a name, where it is configured, for the e-way bill that `about` names.
    pub fn of_ewb(
        call: &'c EngineCall<'e>,
        portal: Option<&str>,
        gstin: Gstin,
        irn: Option<Irn>,
        about: Option<String>,
    ) -> crate::error::Result<PortalClient<'c, 'e>> {
        let mut client = match portal.and_then(|name| call.portal_named(name)) {
            Some(index) => PortalClient::at(call, index, gstin)?,
            None => PortalClient::new(call, gstin)?,
        };
        (client.tap.irn, client.tap.ewb) = (irn, about);
        client.goes_to_ewb();
        Ok(client)
    }

    /// The same taxpayer for one call, which may go to the e-way bill system.
    pub fn to(&self, what: PortalCall) -> crate::error::Result<PortalClient<'c, 'e>> {
        let mut client =
            PortalClient { address: self.address, ..PortalClient::at(self.call, self.index, self.credentials.gstin)? };
        (client.tap.irn, client.tap.ewb) = (self.tap.irn, self.tap.ewb.clone());
        if self.portal().road.is_of_ewb(what) {
            client.goes_to_ewb();
        }
        Ok(client)
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

    pub fn at(call: &'c EngineCall<'e>, index: usize, gstin: Gstin) -> crate::error::Result<PortalClient<'c, 'e>> {
        let Some(portal) = call.engine.resolved.portals.get(index) else {
            return Err(Error::new(ErrorKind::Config, "no portal is configured").at("/portal"));
        };
        let credentials = call.engine.credentials(portal, gstin)?;
        let tap = Audit::new(call.live.as_ref(), &portal.name, gstin, call.engine.resolved.audit_days > 0);
        Ok(PortalClient { call, index, address: None, credentials, eway: None, tap, departure: Mutex::default() })
    }

    /// The other places where this taxpayer's documents may be: the other addresses of this portal, then every other
    /// portal with its addresses. One that is named comes first.
    pub fn others(&self, named: Option<&str>) -> crate::error::Result<Vec<PortalClient<'c, 'e>>> {
        let (call, gstin) = (self.call, self.credentials.gstin);
        let mut desks = Vec::new();
        let portals = call.portals_of(gstin).into_iter();
        let (here, elsewhere): (Vec<usize>, Vec<usize>) = portals.partition(|index| *index == self.index);
        for index in here.into_iter().chain(elsewhere) {
            // The first address is asked by whoever asks the portal itself.
            let from = usize::from(index == self.index);
            for address in from..call.live.lines[index].main.addresses.len().max(1) {
                let address = (address > 0).then_some(address);
                let mut client = PortalClient { address, ..PortalClient::at(call, index, gstin)? };
                client.tap.irn = self.tap.irn;
                desks.push(client);
            }
        }
        desks.sort_by_key(|client| !named.is_some_and(|named| named.eq_ignore_ascii_case(client.name())));
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
            door: LogInAttempt {
                wire: first.filter(|_| ewb).unwrap_or_else(|| self.wire()),
                profile: road,
                key: self.portal().key.as_ref(),
                credentials: self.who(),
                ewb,
                now,
                tap: &self.tap,
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
        match self.permit(errand) {
            Ok(Permit::Go | Permit::Slowly(_)) => {}
            Ok(Permit::No(rest)) => return Err(failed(Cause::Busy, ErrorKind::Network, &rest.why)),
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
        match self.permit(errand) {
            Ok(Permit::Go) => {}
            Ok(Permit::Slowly(pause)) => tokio::time::sleep(pause).await,
            Ok(Permit::No(rest)) => return AskedPortal::NoToken(failed(Cause::Busy, ErrorKind::Network, &rest.why)),
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

    fn permit(&self, errand: Errand) -> crate::error::Result<Permit> {
        let ledger = self.call.live.ledger.as_ref();
        Ok(CircuitBreaker::recall(ledger, self.name())?.permit(&ledger.now(), errand))
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
