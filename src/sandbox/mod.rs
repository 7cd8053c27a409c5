//! The built-in portal: NIC's calls and encrypted envelopes, answered inside the process or over loopback HTTP.
//!
//! It registers for any GSTIN and any user, judges documents by the same rules as the rest of the house, and signs with
//! keys that are public on purpose (`data/sandbox/README.md`), so what it makes can be told from a real portal's and
//! never pass for it. It shares `rules`, so it can't disprove them; genuine tokens and envelopes do that.
//!
//! Everything it knows (documents and tokens) is in SQLite, in memory or in a file that several processes share. Time
//! comes from its [`Clock`] alone.

mod document;
mod envelope;
mod http;
mod keys;
mod refusal;
mod register;
mod session;
mod store;
#[cfg(test)]
mod tests;

pub use http::serve;

use crate::calendar::Clock;
use crate::error::Result;
use ::http::{Method, Request, Response, StatusCode, header};
use envelope::{Answer, Fault};
use keys::Keys;
use std::path::Path;
use store::Store;

/// A portal of one's own. Calls may come from many threads at once.
pub struct Sandbox {
    clock: Clock,
    keys: Keys,
    store: Store,
}

impl Sandbox {
    /// Log-ins with this password are refused with 1019 (incorrect password); every other password that isn't empty is
    /// right.
    pub const REFUSED_PASSWORD: &'static str = "wrong";

    /// A registry that ends with this value.
    pub fn in_memory(clock: Clock) -> Result<Sandbox> {
        Ok(Sandbox { clock, keys: Keys::built_in()?, store: Store::in_memory()? })
    }

    /// A registry in a SQLite file, made (readable by its owner only) where there is none. Processes may share it.
    pub fn open(path: &Path, clock: Clock) -> Result<Sandbox> {
        Ok(Sandbox { clock, keys: Keys::built_in()?, store: Store::open(path)? })
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The public key (PEM) that log-ins are encrypted with.
    pub fn login_key_pem() -> &'static str {
        keys::LOGIN_PUBLIC_KEY
    }

    /// The certificate (PEM) of the key that invoices and QR codes are signed with.
    pub fn signing_certificate_pem() -> &'static str {
        keys::SIGNING_CERTIFICATE
    }

    /// Answers one request, whose URI is path and query, as NIC's portal would: refusals are HTTP 200 with `Status` 0.
    pub fn answer(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let (status, kind, body) = match self.route(&request) {
            Ok(Answer::Json(body)) => (StatusCode::OK, JSON, body),
            Ok(Answer::Text(body)) => (StatusCode::OK, TEXT, body),
            Ok(Answer::NoSuchCall) => (StatusCode::NOT_FOUND, TEXT, "no such call\n".into()),
            Err(Fault::Refused(refusal)) => (StatusCode::OK, JSON, refusal.into_json()),
            Err(Fault::Broken(error)) => (StatusCode::INTERNAL_SERVER_ERROR, TEXT, format!("{error}\n")),
        };
        let mut response = Response::new(body.into_bytes());
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        if let Ok(date) = header::HeaderValue::from_str(&self.clock.now().http_date()) {
            response.headers_mut().insert(header::DATE, date);
        }
        response
    }

    fn route(&self, request: &Request<Vec<u8>>) -> std::result::Result<Answer, Fault> {
        let (get, post) = (request.method() == Method::GET, request.method() == Method::POST);
        match request.uri().path() {
            "/eivital/v1.04/auth" if post => self.log_in(request),
            "/eivital/v1.04/heartbeat/ping" if get => Ok(self.heartbeat()),
            "/eicore/v1.03/Invoice" if post => self.generate(request),
            "/eicore/v1.03/Invoice/Cancel" if post => self.cancel(request),
            "/eicore/v1.03/Invoice/irnbydocdetails" if get => self.by_document(request),
            "/eicore/v1.03/Invoice/rejectedirns" if get => self.rejected(request),
            path => match path.strip_prefix("/eicore/v1.03/Invoice/irn/") {
                Some(irn) if get => self.by_irn(request, irn),
                _ => Ok(Answer::NoSuchCall),
            },
        }
    }

    /// `e-Invoice Vital:-22-08-2026 14:58:30`, as the portal answers whether it is up.
    fn heartbeat(&self) -> Answer {
        let now = self.clock.now();
        let day = now.day().to_string().replace('/', "-");
        Answer::Text(format!("e-Invoice Vital:-{day} {}", &now.portal()[11..]))
    }
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
