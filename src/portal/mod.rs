//! The portal (IRP) as a client sees it: NIC's protocol, and the plain JSON of GSPs.
//!
//! * `profile`: roads as data: where a portal is and how each call looks;
//! * `envelope`: RSA and AES, what the protocol wraps every call in;
//! * `session`: credentials, logging in, tokens;
//! * `reply`: what comes back, in all the shapes it has been seen in (`json` finds its fields);
//! * `refusal`: the portal's codes, and what each kind asks of us;
//! * `record`: registrations, cancellations, e-way bills and taxpayers, as the portal tells them;
//! * `calls`: the calls: generate, cancel, look up, e-way bills, taxpayers, health;
//! * `tap`: watching the traffic, for the audit; `masked`: no secret that the portal repeats goes further than this room;
//! * `http`: the one file that knows the network; `departure`: whether a request has left.
//!
//! Everything above [`Wire`] is independent of the transport: the built-in sandbox is another `Wire`, and so is whatever
//! wraps one to watch the traffic (audit, the portal's `Date` header, breakers).

pub mod calls;
mod departure;
pub mod envelope;
pub mod http;
mod json;
mod masked;
pub mod profile;
pub mod record;
pub mod refusal;
pub mod reply;
pub mod session;
pub mod tap;
#[cfg(test)]
mod testing;

pub use departure::Departure;

use crate::error::Kind;
use std::pin::Pin;

/// What an exchange gives, in time.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<::http::Response<Vec<u8>>, NoAnswer>> + Send + 'a>>;

/// Carries one request to a portal and brings back its whole answer, whatever the answer says.
pub trait Wire: Send + Sync {
    /// Sends `request` once: no retry, no redirect followed. Its URI is path and query only, as in
    /// `/eicore/v1.03/Invoice`; the wire knows the host.
    fn exchange(&self, request: ::http::Request<Vec<u8>>) -> Exchange<'_>;
}

/// Whether a request may have reached the portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// Certainly not: no name, no connection, no TLS.
    No,
    /// Perhaps, so the portal may have acted on it.
    Maybe,
}

/// No whole answer came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoAnswer {
    /// Only [`Sent::No`] is certain.
    pub sent: Sent,
    /// `Network`, `Timeout` or `Portal`; `Config` when the request could not even be made.
    pub kind: Kind,
    /// What went wrong, in words, without address and secrets.
    pub message: String,
}

/// The outcome of a call. Three answers, never two: yes, no, and not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer<T> {
    /// Yes: what it gave, read whole.
    Done(T),
    /// The portal said no and why; see [`reply::class_of`] for what to make of it.
    Refused {
        /// At least one.
        refusals: Vec<reply::Refusal>,
        /// What came beside them: of a duplicate, the registration that is held already.
        infos: Vec<reply::Info>,
    },
    /// The portal does not take the token (1005 and the like): log in once, ask once more.
    TokenFault {
        /// The portal's words or HTTP status; or that its data does not open with our session key.
        message: String,
        /// Whether the token was taken, and the answer does not open with the key that came with it.
        sealed: bool,
    },
    /// Nothing left this machine.
    NotSent {
        /// `Network` or `Timeout`; `Config` or `Unsupported` where no request could be made.
        kind: Kind,
        /// Why, in words.
        message: String,
    },
    /// The portal may or may not have done it: a time-out, a reset, 5xx, something unreadable.
    Unknown {
        /// `Network`, `Timeout` or `Portal`.
        kind: Kind,
        /// What came instead of an answer, in words.
        message: String,
    },
}

impl<T> From<NoAnswer> for Answer<T> {
    fn from(none: NoAnswer) -> Answer<T> {
        let NoAnswer { sent, kind, message } = none;
        match sent {
            Sent::No => Answer::NotSent { kind, message },
            Sent::Maybe => Answer::Unknown { kind, message },
        }
    }
}
