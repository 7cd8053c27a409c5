//! The built-in portal: NIC's calls and encrypted envelopes, answered in the process or over loopback HTTP.
//!
//! Its e-way bill system (`eway`) plays the life of a bill, with an IRN or without one. It registers for any GSTIN and any user, judges documents by the library's own rules, and signs with keys that are
//! public on purpose (`data/sandbox/README.md`). So its documents are recognisable and never pass for a real portal's.
//! It shares `rules`, so it can't disprove them; genuine tokens and envelopes do that.
//!
//! All its data (documents, e-way bills, taxpayers, tokens) is in SQLite, in memory or in a file that several processes
//! share. Several portals may share one register, as the real ones do. Its only source of time is its [`Clock`].
//! [`PlannedFault`]s make it fail on demand, and a page shows its calls and answers.

mod bills;
mod diary;
mod document;
mod envelope;
mod eway;
mod ewb;
mod fault;
mod front;
mod html;
mod http;
mod keys;
mod members;
mod refusal;
mod register;
mod search;
mod serve;
mod session;
mod store;
mod taxpayers;
#[cfg(test)]
mod tests;
mod trouble;

use crate::calendar::Clock;
use crate::error::Result;
use crate::irp::PortalCall;
use ::http::{Method, Request, Response, StatusCode, header};
pub use diary::DiaryEntry;
use envelope::SandboxAnswer;
pub use fault::{FaultKind, PlannedFault};
use fault::{FaultOutcome, Served};
pub use http::serve;
use keys::SandboxKeys;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Store;
pub use taxpayers::TaxpayerStanding;

/// A portal. Calls may come from many threads at once.
pub struct Sandbox {
    name: String,
    clock: Clock,
    keys: SandboxKeys,
    store: Arc<Store>,
    faults: Mutex<Vec<PlannedFault>>,
    diary: Mutex<diary::Diary>,
}

impl Sandbox {
    /// The sandbox refuses log-ins with this password with 1019 (incorrect password), and accepts any other non-empty
    /// one.
    pub const REFUSED_PASSWORD: &'static str = "wrong";
    /// The default name of a portal.
    const NAME: &'static str = "NIC1";

    /// Opens a register that ends with this value and its twins.
    pub fn in_memory(clock: Clock) -> Result<Sandbox> {
        Sandbox::on(Store::in_memory()?, clock)
    }

    /// Opens a register in a SQLite file, or creates one (readable only by its owner). Processes may share it.
    pub fn open(path: &Path, clock: Clock) -> Result<Sandbox> {
        Sandbox::on(Store::open(path)?, clock)
    }

    fn on(store: Store, clock: Clock) -> Result<Sandbox> {
        Ok(Sandbox {
            name: Sandbox::NAME.to_owned(),
            clock,
            keys: SandboxKeys::built_in()?,
            store: Arc::new(store),
            faults: Mutex::default(),
            diary: Mutex::default(),
        })
    }

    /// Another portal with the same register, clock and log-ins. A document that one has registered is 2295 at the
    /// other.
    pub fn twin(&self, name: &str) -> Result<Sandbox> {
        Ok(Sandbox {
            name: name.to_owned(),
            clock: self.clock.clone(),
            keys: SandboxKeys::built_in()?,
            store: Arc::clone(&self.store),
            faults: Mutex::default(),
            diary: Mutex::default(),
        })
    }

    /// The same portal under another name.
    pub fn named(mut self, name: &str) -> Sandbox {
        name.clone_into(&mut self.name);
        self
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// The source of its time. A still one can be moved: [`Clock::set`].
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The public key (PEM) for encrypting log-ins.
    pub fn login_key_pem() -> &'static str {
        keys::LOGIN_PUBLIC_KEY
    }

    /// The certificate (PEM) of the key that invoices and QR codes are signed with.
    pub fn signing_certificate_pem() -> &'static str {
        keys::SIGNING_CERTIFICATE
    }

    /// Adds a fault, which waits for its call.
    pub fn fail(&self, fault: PlannedFault) {
        lock(&self.faults).push(fault);
    }

    /// The faults still waiting.
    fn faults(&self) -> Vec<PlannedFault> {
        lock(&self.faults).clone()
    }

    /// Removes every waiting fault.
    pub fn heal(&self) {
        lock(&self.faults).clear();
    }

    /// The last calls, newest first.
    pub fn diary(&self) -> Vec<DiaryEntry> {
        lock(&self.diary).read()
    }

    /// Takes the next waiting fault of these kinds for a call, and counts it.
    fn next_fault(&self, call: PortalCall, of: impl Fn(FaultKind) -> bool) -> Option<PlannedFault> {
        let mut faults = lock(&self.faults);
        let at = faults.iter().position(|f| f.call.is_none_or(|c| c == call) && of(f.fault))?;
        let met = faults[at].clone();
        faults[at].times = met.times.saturating_sub(1);
        if faults[at].times == 0 {
            faults.remove(at);
        }
        Some(met)
    }

    /// Whether a call has a fault that changes the action rather than the answer.
    fn meets(&self, call: PortalCall, what: FaultKind) -> bool {
        self.next_fault(call, |other| other == what).is_some()
    }

    /// Answers one request, whose URI is path and query, as NIC's portal would: refusals are HTTP 200 with `Status` 0.
    /// Faults of the connection don't apply here.
    pub fn answer(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let call = call_of(&request);
        let of_eway = call.is_some_and(|(call, _)| eway::is_of_eway(call));
        let came = match call {
            Some((call, rest)) => {
                let came = self.carry_out(call, rest, &request);
                let entry = self.entry(call, &request, &came);
                lock(&self.diary).write(entry);
                came
            }
            None => Ok(SandboxAnswer::NoSuchCall),
        };
        let (status, kind, body) = match came {
            Ok(SandboxAnswer::Json(body)) => (StatusCode::OK, JSON, body),
            Ok(SandboxAnswer::Text(body)) => (StatusCode::OK, TEXT, body),
            Ok(SandboxAnswer::NoSuchCall) => (StatusCode::NOT_FOUND, TEXT, "no such call\n".into()),
            Err(envelope::CallFault::Refused(refusal)) if of_eway => (StatusCode::OK, JSON, refusal.into_ewb_json()),
            Err(envelope::CallFault::Refused(refusal)) => (StatusCode::OK, JSON, refusal.into_json()),
            Err(envelope::CallFault::Broken(error)) => (StatusCode::INTERNAL_SERVER_ERROR, TEXT, format!("{error}\n")),
        };
        self.response(status, kind, body)
    }

    /// The same, with the faults that wait for this call.
    fn exchange(&self, request: Request<Vec<u8>>) -> Served {
        let served = |outcome| Served { after: Duration::ZERO, outcome };
        let Some((call, _)) = call_of(&request) else {
            return served(FaultOutcome::Whole(self.answer(request)));
        };
        // Faults that change the action are applied in the action.
        let here = eway::is_of_eway(call);
        let on_the_way = |what| match what {
            FaultKind::Blind | FaultKind::Ewberr => false,
            FaultKind::Words | FaultKind::Dates => here,
            _ => true,
        };
        let Some(fault) = self.next_fault(call, on_the_way) else {
            return served(FaultOutcome::Whole(self.answer(request)));
        };
        let done = || self.answer(request.clone());
        let outcome = match fault.fault {
            FaultKind::DropBefore => FaultOutcome::Dropped,
            FaultKind::DropAfter => {
                done();
                FaultOutcome::Dropped
            }
            FaultKind::Down => FaultOutcome::Refused,
            FaultKind::Status => {
                let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                FaultOutcome::Whole(self.response(status, TEXT, format!("{status}\n")))
            }
            FaultKind::StatusAfter => {
                done();
                FaultOutcome::Whole(self.response(StatusCode::BAD_GATEWAY, TEXT, "502 Bad Gateway\n".into()))
            }
            FaultKind::Garbage => {
                done();
                let page = "<html><head><title>Log in to the network</title></head></html>".to_owned();
                FaultOutcome::Whole(self.response(StatusCode::OK, "text/html", page))
            }
            FaultKind::Truncated => FaultOutcome::Broken(done()),
            FaultKind::Delay => {
                self.mark(call, &request, &fault);
                return Served { after: Duration::from_millis(fault.ms), outcome: FaultOutcome::Whole(done()) };
            }
            FaultKind::TokenExpiry => {
                let ended = self.store.lock().execute_batch("DELETE FROM token; DELETE FROM ewb_token");
                if ended.is_ok() { FaultOutcome::Whole(done()) } else { FaultOutcome::Dropped }
            }
            FaultKind::Busy => FaultOutcome::Whole(self.response(
                StatusCode::OK,
                JSON,
                if here {
                    eway::no("118").into_ewb_json()
                } else {
                    refusal::SandboxRefusal::from(refusal::BUSY).into_json()
                },
            )),
            FaultKind::Words => {
                let words = refusal::ewb_json("Service is not available", "");
                FaultOutcome::Whole(self.response(StatusCode::OK, JSON, words))
            }
            FaultKind::Dates => {
                let form = fault.form;
                let other = |answer: &mut serde_json::Value| eway::reseal::dates(answer, form);
                FaultOutcome::Whole(self.eway_changed(&request, done(), other))
            }
            FaultKind::Foreign if here => FaultOutcome::Whole(self.eway_foreign(call, &request, done())),
            FaultKind::Foreign => FaultOutcome::Whole(self.foreign(call, &request)),
            FaultKind::Endless => FaultOutcome::Endless,
            FaultKind::Sealed => FaultOutcome::Whole(sealed_otherwise(done())),
            // Not on the way; see above.
            FaultKind::Blind | FaultKind::Ewberr => FaultOutcome::Whole(done()),
        };
        self.mark(call, &request, &fault);
        served(outcome)
    }

    /// The answer to another request: about another document, another taxpayer.
    fn foreign(&self, call: PortalCall, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let other = || -> Option<Request<Vec<u8>>> {
            let session = self.session(request).ok()?;
            let mut other = request.clone();
            match call {
                PortalCall::Generate => {
                    let plain = envelope::open(&session.sek, request.body()).ok()?;
                    let mut document: serde_json::Value = serde_json::from_slice(&plain).ok()?;
                    let number: String = document["DocDtls"]["No"].as_str()?.chars().take(14).collect();
                    document["DocDtls"]["No"] = format!("{number}-X").into();
                    let data = envelope::encrypt(&session.sek, document.to_string().as_bytes()).ok()?;
                    *other.body_mut() = serde_json::json!({ "Data": data }).to_string().into_bytes();
                }
                PortalCall::ByIrn | PortalCall::ByDocument => {
                    let irn = self.newest(session.gstin.as_str())?;
                    *other.uri_mut() = format!("/eicore/v1.03/Invoice/irn/{irn}").parse().ok()?;
                }
                PortalCall::Gstin | PortalCall::SyncGstin => {
                    *other.uri_mut() = format!("/eivital/v1.04/Master/gstin/{}", session.gstin).parse().ok()?;
                }
                PortalCall::Cancel => {
                    let day = self.clock.now().portal();
                    let reply = serde_json::json!({"Irn": "0".repeat(64), "CancelDate": day});
                    let Ok(SandboxAnswer::Json(body)) = envelope::sealed(&session.sek, &reply) else { return None };
                    *other.body_mut() = body.into_bytes();
                }
                // Nothing in the others names its subject, or there is no other.
                _ => {}
            }
            Some(other)
        };
        match other() {
            Some(made) if call == PortalCall::Cancel => {
                self.response(StatusCode::OK, JSON, String::from_utf8_lossy(made.body()).into_owned())
            }
            Some(other) => self.answer(other),
            None => self.answer(request.clone()),
        }
    }

    /// An answer of the e-way bill system about another bill, where the answer names one and the caller knows which.
    fn eway_foreign(&self, call: PortalCall, request: &Request<Vec<u8>>, done: Response<Vec<u8>>) -> Response<Vec<u8>> {
        match call {
            PortalCall::EwbLogIn
            | PortalCall::EwbMake
            | PortalCall::EwbVehicle
            | PortalCall::EwbConsolidate
            | PortalCall::EwbTripRenew
            | PortalCall::EwbByDocument => done,
            _ => self.eway_changed(request, done, eway::reseal::of_another),
        }
    }

    /// The last IRN that this GSTIN registered.
    fn newest(&self, owner: &str) -> Option<String> {
        let sql = "SELECT irn FROM document WHERE owner = ? AND portal = ? ORDER BY ack_no DESC LIMIT 1";
        self.store.lock().query_row(sql, (owner, self.name()), |row| row.get(0)).ok()
    }

    /// Notes the call that a fault was applied to.
    fn mark(&self, call: PortalCall, request: &Request<Vec<u8>>, fault: &PlannedFault) {
        let mut entry = self.entry(call, request, &Ok(SandboxAnswer::NoSuchCall));
        entry.said = format!("fault on command: {}", fault.fault.name());
        lock(&self.diary).write(entry);
    }

    fn response(&self, status: StatusCode, kind: &'static str, body: String) -> Response<Vec<u8>> {
        let mut response = Response::new(body.into_bytes());
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        if let Ok(date) = header::HeaderValue::from_str(&self.clock.now().http_date()) {
            response.headers_mut().insert(header::DATE, date);
        }
        response
    }

    fn carry_out(
        &self,
        call: PortalCall,
        rest: &str,
        request: &Request<Vec<u8>>,
    ) -> std::result::Result<SandboxAnswer, envelope::CallFault> {
        match call {
            PortalCall::LogIn => self.log_in(request),
            PortalCall::Health => Ok(self.heartbeat()),
            PortalCall::Generate => self.generate(request),
            PortalCall::Cancel => self.cancel(request),
            PortalCall::ByIrn => self.by_irn(request, rest),
            PortalCall::ByDocument => self.by_document(request),
            PortalCall::RejectedIrns => self.rejected(request),
            PortalCall::Ewb => self.ewb(request),
            PortalCall::EwbByIrn => self.ewb_by_irn(request, rest),
            PortalCall::Gstin => self.gstin(request, rest),
            PortalCall::SyncGstin => self.sync_gstin(request, rest),
            of_eway => self.eway(of_eway, rest, request),
        }
    }

    /// `e-Invoice Vital:-22-08-2026 14:58:30`, the portal's answer to the health call.
    fn heartbeat(&self) -> SandboxAnswer {
        let now = self.clock.now();
        SandboxAnswer::Text(format!("e-Invoice Vital:-{} {}", now.day().dashed(), &now.portal()[11..]))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer whose data no session key opens; what is not sealed stays as it is.
fn sealed_otherwise(mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let other = || -> Option<Vec<u8>> {
        let mut envelope: serde_json::Value = serde_json::from_slice(answer.body()).ok()?;
        let data = ["Data", "data"].into_iter().find(|name| envelope[*name].is_string())?;
        envelope[data] = envelope::encrypt(&[7; 32], b"{}").ok()?.into();
        Some(envelope.to_string().into_bytes())
    };
    if let Some(body) = other() {
        *answer.body_mut() = body;
    }
    answer
}

/// Which call a request is, and what its path ends in.
fn call_of(request: &Request<Vec<u8>>) -> Option<(PortalCall, &str)> {
    let path = request.uri().path();
    let (get, post) = (request.method() == Method::GET, request.method() == Method::POST);
    let ends = [
        ("/eicore/v1.03/Invoice/irn/", PortalCall::ByIrn),
        ("/eiewb/v1.03/ewaybill/irn/", PortalCall::EwbByIrn),
        ("/eivital/v1.04/Master/gstin/", PortalCall::Gstin),
        ("/eivital/v1.04/Master/syncgstin/", PortalCall::SyncGstin),
    ];
    if let Some(found) = eway::call_of(request) {
        return Some(found);
    }
    let call = match path {
        "/eivital/v1.04/auth" if post => PortalCall::LogIn,
        "/eivital/v1.04/heartbeat/ping" if get => PortalCall::Health,
        "/eicore/v1.03/Invoice" if post => PortalCall::Generate,
        "/eicore/v1.03/Invoice/Cancel" if post => PortalCall::Cancel,
        "/eicore/v1.03/Invoice/irnbydocdetails" if get => PortalCall::ByDocument,
        "/eicore/v1.03/Invoice/rejectedirns" if get => PortalCall::RejectedIrns,
        "/eiewb/v1.03/ewaybill" if post => PortalCall::Ewb,
        _ if get => return ends.iter().find_map(|(start, call)| Some((*call, path.strip_prefix(start)?))),
        _ => return None,
    };
    Some((call, ""))
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
