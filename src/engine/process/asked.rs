//! What came of asking a portal.

use crate::error::{Error, ErrorKind, Result};
use crate::portal::PortalAnswer;
use crate::portal::failed::Failed;
use crate::portal::refusal::in_words;
use crate::portal::reply::{RefusalAction, action_of};

/// Why a call ended before its work did.
pub enum Cut {
    Deadline,
    Stopped,
}

/// What came of asking.
pub enum AskedPortal<T> {
    Answer(PortalAnswer<T>),
    /// The token was refused and there is no other.
    NoToken(Failed),
}

/// The answer to a question that changes nothing: the thing, or the portal's no; anything else is an error.
#[allow(clippy::type_complexity)]
pub fn read<T>(asked: Result<AskedPortal<T>, Cut>) -> Result<Result<T, (Option<RefusalAction>, String)>> {
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(done))) => Ok(Ok(done)),
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. })) => {
            let (action, words) = (action_of(&refusals), in_words(&refusals));
            match action {
                Some(RefusalAction::Auth) => {
                    Err(Error::new(ErrorKind::Auth, format!("the portal refuses this client: {words}")))
                }
                Some(RefusalAction::Transient) => {
                    Err(Error::new(ErrorKind::Portal, format!("the portal is in trouble: {words}")).fix("try later"))
                }
                action => Ok(Err((action, words))),
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::TokenFault { message, .. })) => {
            Err(Error::new(ErrorKind::Auth, format!("the portal does not take a new token: {message}")))
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { kind, message } | PortalAnswer::Unknown { kind, message })) => {
            Err(Error::new(kind, message).fix("try later: nothing was changed"))
        }
        Ok(AskedPortal::NoToken(failed)) => Err(failed.error),
        Err(Cut::Deadline) => Err(Error::new(ErrorKind::Timeout, "the portal did not answer before the deadline")),
        Err(Cut::Stopped) => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")),
    }
}
