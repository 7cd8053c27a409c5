//! The portal (IRP) as a client sees it: NIC's protocol, and the plain JSON of GSPs.
//!
//! * `profile`: portal profiles, as data: the addresses and the form of each call;
//! * `envelope`: RSA and AES, the protocol's wrapping of every call;
//! * `credentials`: who calls, and the token of a session; `session`: logging in; `failed`: a log-in without a token;
//! * `reply`: replies, in every recorded form (`json` finds their fields);
//! * `refusal`: the portal's codes, and what each kind requires of a client;
//! * `record`: registrations, cancellations, e-way bills and taxpayers, as the portal describes them;
//! * `calls`: the calls: generate, cancel, look up, e-way bills by IRN, taxpayers, health; `eway`: e-way bills by number;
//! * `tap`: a view of the traffic, for the audit; `masked`: hides secrets that the portal repeats;
//! * `http`: the one file that knows the network.
//!
//! Everything above [`Wire`] is independent of the transport. The built-in sandbox is another `Wire`, and so is a
//! wrapper that watches the traffic (audit, the portal's `Date` header, breakers).

pub mod calls;
pub mod credentials;
mod departure;
pub mod envelope;
pub mod eway;
pub mod failed;
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

use crate::error::ErrorKind;
pub use departure::Departure;
use masked::Words;
use std::pin::Pin;

/// The future result of an exchange.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<::http::Response<Vec<u8>>, NoAnswer>> + Send + 'a>>;

/// Sends one request to a portal and returns its whole answer, whatever the answer says.
pub trait Wire: Send + Sync {
    /// Sends `request` once: no retry, no redirect. Its URI is only path and query, such as `/eicore/v1.03/Invoice`;
    /// the wire knows the host.
    fn exchange(&self, request: ::http::Request<Vec<u8>>) -> Exchange<'_>;
}

/// Whether a request may have reached the portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// Certainly not: the name, the connection or TLS failed.
    No,
    /// Perhaps, so the portal may have acted on it.
    Maybe,
}

/// A failed exchange: no whole answer came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoAnswer {
    /// Only [`Sent::No`] is certain.
    pub sent: Sent,
    /// `Network`, `Timeout` or `Portal`; `Config` when the request could not be built.
    pub kind: ErrorKind,
    /// What went wrong, in words, without the address and secrets.
    pub message: String,
}

/// The result of a call. There are three answers, never two: yes, no, and unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PortalAnswer<T> {
    /// Yes, with the result, read whole.
    Done(T),
    /// The portal refused, with reasons; [`reply::action_of`] sorts them.
    Refused {
        /// At least one.
        refusals: Vec<reply::PortalRefusal>,
        /// The reply's other information: for a duplicate, the existing registration.
        infos: Vec<reply::ReplyInfo>,
    },
    /// The portal doesn't accept the token (1005 and the like): log in once, ask once more.
    TokenFault {
        /// The portal's words or HTTP status; or that our session key doesn't open its data.
        message: String,
        /// Whether the token was taken, and the answer does not open with the key that came with it.
        sealed: bool,
    },
    /// Nothing left this machine.
    NotSent {
        /// `Network` or `Timeout`; `Config` or `Unsupported` where no request could be built.
        kind: ErrorKind,
        /// Why, in words.
        message: String,
    },
    /// The portal may or may not have done it: a time-out, a reset, 5xx, an unreadable answer.
    Unknown {
        /// `Network`, `Timeout` or `Portal`.
        kind: ErrorKind,
        /// What came instead of an answer, in words.
        message: String,
    },
}

impl<T> From<NoAnswer> for PortalAnswer<T> {
    fn from(none: NoAnswer) -> PortalAnswer<T> {
        let NoAnswer { sent, kind, message } = none;
        match sent {
            Sent::No => PortalAnswer::NotSent { kind, message },
            Sent::Maybe => PortalAnswer::Unknown { kind, message },
        }
    }
}
