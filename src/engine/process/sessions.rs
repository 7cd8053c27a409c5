//! Tokens: kept until they expire, shared by processes through the ledger, renewed by one log-in at a time, and never asked
//! for again with refused credentials. A page or a job that opens an engine for each bill must not log in for each.

use crate::calendar::IstTime;
use crate::engine::process::sealed;
use crate::engine::process::sealed::SealedStore;
use crate::error::{Error, ErrorKind};
use crate::gstin::Gstin;
use crate::ledger;
use crate::ledger::Ledger;
use crate::portal::credentials::{Credentials, SessionToken};
use crate::portal::failed::{Cause, Failed};
use crate::portal::session::LogInAttempt;
use crate::story::{Claim, Until};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how long refused credentials are not tried again, in milliseconds.
const REFUSED_FOR: i64 = 600_000;

/// For how long one process may be at logging in, in milliseconds.
const LOGGING_IN: i64 = 30_000;

/// How often a newer token is asked for while the old one runs out.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(120);

/// By portal, address and taxpayer; each waits for its own log-in alone.
type Held = HashMap<(String, Option<usize>, Gstin), Arc<tokio::sync::Mutex<EngineSession>>>;

#[derive(Default)]
pub struct Sessions(Mutex<Held>);

#[derive(Default)]
struct EngineSession {
    vault: Option<SealedStore>,
    /// The token and when it was last asked for.
    token: Option<(Instant, Arc<SessionToken>)>,
}

/// Credentials the portal has refused, as other processes with the same ones learn of it: sealed as a token is.
#[derive(Serialize, Deserialize)]
struct RefusedCredentials {
    until: Until,
    message: String,
    fix: Option<String>,
    key: bool,
}

/// Who asks, and where.
pub struct AskingTaxpayer<'a> {
    pub door: LogInAttempt<'a>,
    pub ledger: &'a dyn Ledger,
    pub portal: &'a str,
    /// Where one of the portal's addresses is asked alone: it has a session of its own.
    pub address: Option<usize>,
    pub credentials: &'a Credentials,
    pub owner: &'a str,
    pub now: IstTime,
    pub deadline: Instant,
}

impl Sessions {
    /// A token to work with: the kept one while it lasts, else a new one. `but_not` names a token the portal no longer
    /// takes, so that of many calls that met it only the first logs in.
    pub async fn token(
        &self,
        asking: &AskingTaxpayer<'_>,
        but_not: Option<&Arc<SessionToken>>,
    ) -> Result<Arc<SessionToken>, Failed> {
        let session = self.of(asking);
        let mut session = session.lock().await;
        let unwanted = |token: &SessionToken| but_not.is_some_and(|other| is(other, token));
        if let Some((asked, token)) = session.token.as_ref().filter(|(_, token)| !unwanted(token)) {
            // A token in its last minutes is still good where the portal has just given no newer one.
            let just_asked = asked.elapsed() < ASKED_AGAIN_AFTER && token.expires > asking.now;
            if !token.stale(asking.now) || just_asked {
                return Ok(Arc::clone(token));
            }
        }
        let vault = match session.vault.take() {
            Some(vault) => session.vault.insert(vault),
            None => session.vault.insert(asking.vault()?),
        };
        let token = Arc::new(asking.shared_token(vault, &unwanted).await?);
        session.token = Some((Instant::now(), Arc::clone(&token)));
        Ok(token)
    }

    /// Drops a token that the portal has just refused, here and for other processes: whatever becomes of the log-in that
    /// follows, it is never used again. Another one that has come meanwhile stays.
    pub async fn refused(&self, asking: &AskingTaxpayer<'_>, token: &SessionToken) {
        let session = self.of(asking);
        let mut session = session.lock().await;
        if session.token.as_ref().is_some_and(|(_, held)| is(held, token)) {
            session.token = None;
        }
        let Some(vault) = session.vault.take().or_else(|| asking.vault().ok()) else { return };
        let vault = session.vault.insert(vault);
        let name = asking.name("token");
        // Where the ledger can't be written now, the next call learns it from the portal again.
        let _ = asking.share(&name, &mut |kept, _| {
            let kept = SessionToken::from_bytes(&vault.open(&name, &kept?)?)?;
            is(&kept, token).then(Vec::new)
        });
    }

    /// What is held for these credentials.
    fn of(&self, asking: &AskingTaxpayer<'_>) -> Arc<tokio::sync::Mutex<EngineSession>> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(sessions.entry((asking.portal.to_owned(), asking.address, asking.credentials.gstin)).or_default())
    }
}

/// One session's token. A log-in may answer the same token again under a new session key: that is another one.
fn is(one: &SessionToken, other: &SessionToken) -> bool {
    one.auth_token == other.auth_token && one.sek == other.sek
}

impl AskingTaxpayer<'_> {
    /// What these credentials' values in the ledger are sealed with.
    fn vault(&self) -> Result<SealedStore, Failed> {
        let salt = sealed::salt(self.ledger, self.deadline).map_err(no_ledger)?;
        salt.and_then(|salt| SealedStore::new(self.portal, self.credentials, &salt))
            .ok_or_else(|| settings("the system's cryptography fails"))
    }

    /// What the ledger calls a value of these credentials.
    fn name(&self, what: &str) -> String {
        let name = sealed::name(self.portal, self.credentials);
        match self.address {
            Some(address) => format!("{what}/{name}/{address}"),
            None => format!("{what}/{name}"),
        }
    }

    /// The token other processes have left, or one from a log-in of this process.
    async fn shared_token(
        &self,
        vault: &SealedStore,
        unwanted: &impl Fn(&SessionToken) -> bool,
    ) -> Result<SessionToken, Failed> {
        let [token_name, login_name, refused_name] = ["token", "login", "refused"].map(|what| self.name(what));
        loop {
            let kept = self.recall(&token_name)?.and_then(|sealed| vault.open(&token_name, &sealed));
            let kept = kept.and_then(|bytes| SessionToken::from_bytes(&bytes)).filter(|token| !unwanted(token));
            if let Some(token) = kept.as_ref().filter(|token| !token.stale(self.now)) {
                return Ok(SessionToken::clone(token));
            }
            if let Some(refused) = self.refused(vault, &refused_name)? {
                return Err(refused);
            }
            if !self.claim(&login_name)? {
                // Somebody is logging in for these very credentials: his token will be ours.
                tokio::time::sleep(Duration::from_millis(25)).await;
                continue;
            }
            let claim = Claimed { asking: self, name: &login_name };
            // Whoever logged in since we looked has done it for us.
            let came = self.recall(&token_name)?.and_then(|sealed| vault.open(&token_name, &sealed));
            let came = came.and_then(|bytes| SessionToken::from_bytes(&bytes));
            let fresh = came.filter(|token| !unwanted(token) && !token.stale(self.now));
            let done = match fresh {
                Some(token) => Ok(token),
                None => self.door.log_in(kept.is_some()).await,
            };
            match &done {
                Ok(token) => {
                    if let Some(sealed) = vault.seal(&token_name, &token.to_bytes()) {
                        self.remember(&token_name, sealed)?;
                    }
                }
                Err(failed) if matches!(failed.cause, Cause::Credentials | Cause::Key) => {
                    let refused = RefusedCredentials {
                        until: Until::after(&self.ledger.now(), REFUSED_FOR),
                        message: failed.error.message.clone(),
                        fix: failed.error.fix.clone(),
                        key: failed.cause == Cause::Key,
                    };
                    let plain = serde_json::to_vec(&refused).unwrap_or_default();
                    if let Some(sealed) = vault.seal(&refused_name, &plain) {
                        self.remember(&refused_name, sealed)?;
                    }
                }
                Err(_) => {}
            }
            drop(claim);
            return done;
        }
    }

    fn refused(&self, vault: &SealedStore, name: &str) -> Result<Option<Failed>, Failed> {
        let plain = self.recall(name)?.and_then(|sealed| vault.open(name, &sealed));
        let refused: Option<RefusedCredentials> = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        Ok(refused.filter(|refused| !refused.until.has_passed(&self.ledger.now())).map(|refused| Failed {
            cause: if refused.key { Cause::Key } else { Cause::Credentials },
            error: Error { fix: refused.fix, ..Error::new(ErrorKind::Auth, refused.message) },
            refusals: Vec::new(),
        }))
    }

    /// Whether this call may log in: no other call is logging in, or the one that was is gone.
    fn claim(&self, name: &str) -> Result<bool, Failed> {
        let mut mine = false;
        self.share(name, &mut |value, now| {
            let held: Option<Claim> = value.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let live = held.is_some_and(|held| !held.until.has_passed(now) && !ledger::is_dead(&held.owner));
            mine = !live;
            let claim = Claim { owner: self.owner.to_owned(), until: Until::after(now, LOGGING_IN) };
            if live { None } else { serde_json::to_vec(&claim).ok() }
        })?;
        Ok(mine)
    }

    fn recall(&self, name: &str) -> Result<Option<Vec<u8>>, Failed> {
        self.ledger.recall(name).map_err(no_ledger)
    }

    fn remember(&self, name: &str, value: Vec<u8>) -> Result<(), Failed> {
        self.share(name, &mut |_, _| Some(value.clone()))
    }

    fn share(&self, name: &str, decide: ledger::DecideValue<'_>) -> Result<(), Failed> {
        self.ledger.share(name, self.deadline, decide).map_err(no_ledger)
    }
}

/// The claim to log in, given back however the log-in ends: a call that is cut short must not keep others waiting.
struct Claimed<'a> {
    asking: &'a AskingTaxpayer<'a>,
    name: &'a str,
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        // Where even this fails the claim runs out by itself.
        let _ = self.asking.remember(self.name, Vec::new());
    }
}

fn no_ledger(error: Error) -> Failed {
    Failed { cause: Cause::NoAnswer, error, refusals: Vec::new() }
}

fn settings(what: &str) -> Failed {
    Failed { cause: Cause::Settings, error: Error::new(ErrorKind::Config, what), refusals: Vec::new() }
}
