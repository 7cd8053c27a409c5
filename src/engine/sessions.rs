//! Tokens: kept until they expire, renewed by one log-in at a time, and never asked for again with refused credentials.

use crate::calendar::IstTime;
use crate::error::Error;
use crate::gstin::Gstin;
use crate::portal::Wire;
use crate::portal::envelope::PortalKey;
use crate::portal::session::{Cause, Credentials, Failed, Token, log_in};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how long refused credentials are not tried again.
const REFUSED_FOR: Duration = Duration::from_secs(600);
/// How often a newer token is asked for while the old one runs out.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(120);

#[derive(Default)]
pub struct Sessions(Mutex<HashMap<Gstin, Arc<tokio::sync::Mutex<Session>>>>);

#[derive(Default)]
struct Session {
    /// The token and when it was last asked for.
    token: Option<(Instant, Arc<Token>)>,
    refused: Option<(Instant, Error)>,
}

impl Sessions {
    /// A token to work with: the kept one while it lasts, else a new one. `but_not` names a token the portal no longer
    /// takes, so that of many calls that met it only the first logs in.
    pub async fn token(
        &self,
        wire: &dyn Wire,
        key: &PortalKey,
        credentials: &Credentials,
        now: IstTime,
        but_not: Option<&Arc<Token>>,
    ) -> Result<Arc<Token>, Failed> {
        let session = {
            let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(sessions.entry(credentials.gstin).or_default())
        };
        let mut session = session.lock().await;
        let unwanted = |token: &Arc<Token>| but_not.is_some_and(|other| Arc::ptr_eq(other, token));
        let kept = session.token.as_ref().filter(|(_, token)| !unwanted(token));
        if let Some((asked, token)) = kept {
            // A token in its last minutes is still good where the portal has just given no newer one.
            let just_asked = asked.elapsed() < ASKED_AGAIN_AFTER && token.expires > now;
            if !token.stale(now) || just_asked {
                return Ok(Arc::clone(token));
            }
        }
        if let Some((since, error)) = &session.refused
            && since.elapsed() < REFUSED_FOR
        {
            return Err(Failed { cause: Cause::Credentials, error: error.clone(), refusals: Vec::new() });
        }
        let force = kept.is_some();
        match log_in(wire, key, credentials, force).await {
            Ok(token) => {
                let token = Arc::new(token);
                session.refused = None;
                session.token = Some((Instant::now(), Arc::clone(&token)));
                Ok(token)
            }
            Err(failed) => {
                if matches!(failed.cause, Cause::Credentials | Cause::Key) {
                    session.token = None;
                    session.refused = Some((Instant::now(), failed.error.clone()));
                }
                Err(failed)
            }
        }
    }
}
