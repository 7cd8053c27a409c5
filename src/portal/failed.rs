//! A log-in without a token.

use super::refusal::{self, code};
use super::reply::{PortalRefusal, RefusalAction, action_of};
use crate::error::{Error, ErrorKind};

/// Why there is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// The configured values can't be sent; nothing was sent.
    Settings,
    /// The portal refuses these credentials. They must not be tried again.
    Credentials,
    /// The portal could not decrypt the log-in: the configured public key is not its own. Not to be tried again,
    /// either.
    Key,
    /// The portal's own trouble, or another refusal: try later.
    Busy,
    /// No answer, or an unusable one.
    NoAnswer,
    /// There is a token; but what the portal answers does not open with the key that came with it.
    Sealed,
}

/// A log-in without a token. It has no effect that could be in doubt: unlike a call, it either worked or didn't.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failed {
    /// What it means for another try.
    pub cause: Cause,
    /// The error for the caller; `Auth` for credentials and key.
    pub error: Error,
    /// The portal's own codes, where there were any.
    pub refusals: Vec<PortalRefusal>,
}

impl Failed {
    pub(super) fn new(cause: Cause, error: Error) -> Failed {
        Failed { cause, error, refusals: Vec::new() }
    }

    pub(super) fn unusable(message: String) -> Failed {
        Failed::new(
            Cause::NoAnswer,
            Error::new(ErrorKind::Portal, format!("the portal's answer to the log-in: {message}")),
        )
    }

    pub(super) fn refused(refusals: Vec<PortalRefusal>) -> Failed {
        let words = format!("the portal refuses the log-in: {}", refusal::in_words(&refusals));
        let any = |codes: &[&str]| refusals.iter().any(|r| codes.contains(&r.code.as_str()));
        let key_fix = "check portal.public_key: the portal's log-in key of this environment and year";
        let (cause, error) = if any(&code::WRONG_KEY) {
            (Cause::Key, Error::new(ErrorKind::Auth, words + " (a wrong public key gives this answer)").fix(key_fix))
        } else if action_of(&refusals) == Some(RefusalAction::Auth) {
            let fix = "correct the GSTIN's user name, password, client id or client secret; einv doesn't send the same ones again";
            (Cause::Credentials, Error::new(ErrorKind::Auth, words).fix(fix))
        } else if any(&[code::MAYBE_WRONG_KEY]) {
            let error = Error::new(ErrorKind::Portal, words + " (a wrong public key can give this answer, too)");
            (Cause::Busy, error.fix(format!("try later; if the answer stays the same, {key_fix}")))
        } else {
            (Cause::Busy, Error::new(ErrorKind::Portal, words))
        };
        Failed { cause, error, refusals }
    }
}
