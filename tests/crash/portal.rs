//! A portal that can drop connections: the sandbox behind a front that counts calls and misbehaves on demand.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use einv::calendar::Clock;
use einv::sandbox::Sandbox;
use rusqlite::Connection;
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What happens to a call that changes something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drop {
    Never,
    /// The connection ends before the portal has done anything.
    Before,
    /// The portal has done it; the answer is lost.
    After,
    /// The client has given up, and flushed, when the portal does it: a request that was still under way.
    Late,
}

/// Longer than the client waits for an answer, shorter than its claim lasts.
const LATE: std::time::Duration = std::time::Duration::from_millis(1500);

pub struct Front {
    sandbox: Sandbox,
    drops: Mutex<VecDeque<Drop>>,
    /// One in so many calls is dropped at random, before or after.
    random: Option<usize>,
    pub log_ins: AtomicUsize,
    pub generates: AtomicUsize,
    /// Answers of "duplicate": each is a document that was sent although the portal held it.
    pub duplicates: AtomicUsize,
    /// Answers that said "not active": each is a cancellation that was repeated although the portal had done it.
    pub repeated: AtomicUsize,
    calls: AtomicUsize,
    /// How often each call of the e-way bill system succeeded, by its action.
    done: Mutex<HashMap<String, usize>>,
}

pub struct Portal {
    pub front: Arc<Front>,
    pub url: String,
    registry: PathBuf,
    _runtime: tokio::runtime::Runtime,
}

impl Portal {
    pub fn start(folder: &Path, random: Option<usize>) -> Portal {
        let registry = folder.join("registry.db");
        let front = Arc::new(Front {
            sandbox: Sandbox::open(&registry, Clock::Wall).unwrap(),
            drops: Mutex::default(),
            random,
            log_ins: AtomicUsize::new(0),
            generates: AtomicUsize::new(0),
            duplicates: AtomicUsize::new(0),
            repeated: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            done: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(handle).with_state(Arc::clone(&front));
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
        Portal { front, url, registry, _runtime: runtime }
    }

    pub fn drop_next(&self, what: Drop) {
        self.front.drops.lock().unwrap().push_back(what);
    }

    /// Nothing was sent that it held already, nor cancelled that was.
    pub fn prove_nothing_twice(&self, what: &str) {
        let [sent, cancelled] =
            [&self.front.duplicates, &self.front.repeated].map(|count| count.load(Ordering::SeqCst));
        assert_eq!((sent, cancelled), (0, 0), "{what}: registered, or cancelled, although the portal had done it");
    }

    /// How often a call of the e-way bill system succeeded.
    pub fn done(&self, action: &str) -> usize {
        self.front.done.lock().unwrap().get(action).copied().unwrap_or_default()
    }

    /// Sets the end of an e-way bill's validity, so that the hours for extending it have come.
    pub fn set_valid_until(&self, ewb_no: &str, unix: i64) {
        let db = Connection::open(&self.registry).unwrap();
        db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        let number: i64 = ewb_no.parse().unwrap();
        assert_eq!(db.execute("UPDATE ewb SET valid_until = ? WHERE number = ?", (unix, number)).unwrap(), 1);
    }

    /// Every IRN the portal holds, and whether it is cancelled.
    pub fn registry(&self) -> HashMap<String, bool> {
        let db = Connection::open(&self.registry).unwrap();
        let mut rows = db.prepare("SELECT irn, cancelled_at IS NOT NULL FROM document").unwrap();
        let each = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        each.map(Result::unwrap).collect()
    }
}

impl Front {
    /// Counts what the e-way bill system did, and what it had done before: 604, and 4002 by IRN.
    fn note(&self, action: &str, answer: &[u8]) {
        let answer: serde_json::Value = serde_json::from_slice(answer).unwrap_or_default();
        let status = answer.get("status").or(answer.get("Status")).cloned().unwrap_or_default();
        if status == "1" || status == 1 {
            *self.done.lock().unwrap().entry(action.to_owned()).or_default() += 1;
        }
        let sealed = answer["error"].as_str().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
        if String::from_utf8_lossy(&sealed).contains("604") || answer.to_string().contains("\"4002\"") {
            self.duplicates.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn fate(&self) -> Drop {
        if let Some(next) = self.drops.lock().unwrap().pop_front() {
            return next;
        }
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        match self.random {
            Some(n) if call % n == n / 2 => Drop::Before,
            Some(n) if call % n == n - 1 => Drop::After,
            _ => Drop::Never,
        }
    }
}

/// The action of a call that changes an e-way bill.
fn eway_call(parts: &http::request::Parts, body: &[u8]) -> Option<String> {
    let path = parts.uri.path();
    if parts.method != http::Method::POST {
        return None;
    }
    if path.ends_with("/eiewb/v1.03/ewaybill") {
        return Some("by IRN".to_owned());
    }
    let body: serde_json::Value = serde_json::from_slice(body).ok().filter(|_| path.ends_with("/ewayapi"))?;
    body["action"].as_str().map(str::to_owned)
}

async fn handle(State(front): State<Arc<Front>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let generate = path == "/eicore/v1.03/Invoice";
    let eway = eway_call(&parts, &body);
    let changes = generate || path.ends_with("/Invoice/Cancel") || eway.is_some();
    if path.ends_with("/auth") {
        front.log_ins.fetch_add(1, Ordering::SeqCst);
    }
    let fate = if changes { front.fate() } else { Drop::Never };
    if fate == Drop::Before {
        return broken();
    }
    if generate {
        front.generates.fetch_add(1, Ordering::SeqCst);
    }
    let behind = Arc::clone(&front);
    let request = http::Request::from_parts(parts, body.to_vec());
    // In its own task: it continues although the client hangs up.
    let work = tokio::spawn(async move {
        if fate == Drop::Late {
            tokio::time::sleep(LATE).await;
        }
        tokio::task::spawn_blocking(move || behind.sandbox.answer(request)).await.unwrap()
    });
    let answer = work.await.unwrap();
    if let Some(action) = eway {
        front.note(&action, answer.body());
    }
    if String::from_utf8_lossy(answer.body()).contains("\"2150\"") {
        front.duplicates.fetch_add(1, Ordering::SeqCst);
    }
    if String::from_utf8_lossy(answer.body()).contains("\"9999\"") {
        front.repeated.fetch_add(1, Ordering::SeqCst);
    }
    if matches!(fate, Drop::After | Drop::Late) { broken() } else { answer.map(Body::from) }
}

/// An incomplete answer: the connection ends in the middle of it.
fn broken() -> Response {
    struct Breaks;
    impl futures_core::Stream for Breaks {
        type Item = Result<axum::body::Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Err(std::io::Error::other("dropped"))))
        }
    }
    Response::new(Body::from_stream(Breaks))
}
