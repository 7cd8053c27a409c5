//! Submit, cancel and status through the engine: in process, over HTTP, and with portals that misbehave.

use crate::common::{Ask, bill, hash, named, today};
use einv::answer::batch::BatchRequest;
use einv::calendar::{Clock, IstTime};
use einv::engine::{BatchOptions, Engine, Job, Outcome, ProgressOptions, WrittenAnswer};
use einv::error::ErrorKind;
use einv::sandbox::{Sandbox, serve};
use einv::status::Status;
use einv::story::Move;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn options() -> &'static str {
    ""
}

pub fn parse(reply: &WrittenAnswer) -> Value {
    serde_json::from_str(reply.json()).unwrap()
}

pub fn submit(engine: &Engine, bill: &Value) -> (Outcome, Value) {
    let reply = engine.ask("submit", bill.to_string(), options()).unwrap();
    (reply.outcome, parse(&reply))
}

pub fn cancel(engine: &Engine, irn: &Value) -> (Outcome, Value) {
    let request = json!({"irn": irn, "reason": "data_entry", "remark": "wrong price"});
    let reply = engine.ask("cancel", request.to_string(), options()).unwrap();
    (reply.outcome, parse(&reply))
}

pub fn status(engine: &Engine, irn: &Value) -> Value {
    parse(&engine.ask("status", json!({"irn": irn}).to_string(), options()).unwrap())
}

/// The configuration of a portal at `url` with a ledger in `folder`.
pub fn at(url: &str, folder: &Path) -> Value {
    json!({
        "portal": {"kind": "nic", "urls": [url], "client_id": "id", "client_secret": "hush-client",
                   "public_key": Sandbox::login_key_pem(), "timeout_ms": 1500},
        "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "udupi", "password": "hush-pass"}],
        "ledger": ledger_in(folder),
    })
}

/// A ledger in a folder: a file, or, where EINV_TEST_POSTGRES names a server, a database of that folder's own.
pub fn ledger_in(folder: &Path) -> String {
    #[cfg(unix)]
    if let Ok(server) = std::env::var("EINV_TEST_POSTGRES") {
        let own: String = folder.to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("einv_{}", own.to_lowercase());
        if let Err(why) = crate::server::sql_at(&server, &format!("CREATE DATABASE {name}")) {
            assert!(why.contains("already exists"), "{why}");
        }
        return server.rsplit_once('/').map(|(host, _)| format!("{host}/{name}")).unwrap();
    }
    folder.join("einv.db").to_string_lossy().into_owned()
}

pub fn open(config: &Value) -> Engine {
    Engine::open(&config.to_string()).unwrap()
}

/// The sandbox over HTTP for as long as the value lives.
pub struct Portal {
    pub url: String,
    pub sandbox: Arc<Sandbox>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Portal {
    pub fn start(clock: Clock) -> Portal {
        Portal::of(Sandbox::in_memory(clock).unwrap())
    }

    pub fn of(sandbox: Sandbox) -> Portal {
        let sandbox = Arc::new(sandbox);
        let served = Arc::clone(&sandbox);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let until = async move { drop(stopped.await) };
            runtime.block_on(serve(served, listener, until)).unwrap();
        });
        Portal { url, sandbox, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

/// Lets another program register and cancel a bill: the portal refuses its number to everyone from then on (2278).
pub fn spend(portal: &Portal, bill: &Value) {
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(&at(&portal.url, elsewhere.path()));
    let spent = submit(&other, bill).1;
    cancel(&other, &spent["irn"]);
}

/// A server that gives every request the same bytes; counts the requests.
pub fn rude(answer: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    std::thread::spawn(move || {
        // Bounded: no test makes more calls than this.
        for connection in listener.incoming().take(20) {
            let Ok(mut connection) = connection else { return };
            count.fetch_add(1, Ordering::SeqCst);
            let _ = connection.read(&mut [0; 16384]);
            let _ = connection.write_all(answer);
        }
    });
    (url, seen)
}

#[test]
fn a_bill_is_registered_once_and_cancelled_once() {
    let engine = open(&json!({}));
    let bill = bill("S/1", &today());
    let offline = parse(&hash(Some(&engine), &bill.to_string(), options()).unwrap());
    let (outcome, first) = submit(&engine, &bill);
    assert_eq!((outcome, &first["status"], &first["irn"]), (Outcome::Ok, &json!("registered"), &offline["irn"]));
    assert_eq!(first["sandbox"], true);
    assert!(
        first["ack_no"].as_str().unwrap().len() == 15 && first["cancel_until"].as_str().unwrap().ends_with("+05:30")
    );
    let (_, second) = submit(&engine, &bill);
    assert_eq!(second["signed_qr"], first["signed_qr"]);
    let (outcome, cancelled) = cancel(&engine, &first["irn"]);
    assert_eq!(
        (outcome, &cancelled["status"], &cancelled["reason"]),
        (Outcome::Ok, &json!("cancelled"), &json!("data_entry"))
    );
    assert_eq!(cancel(&engine, &first["irn"]).1["cancel_date"], cancelled["cancel_date"]);
    // A cancelled number is never free.
    let (outcome, spent) = submit(&engine, &bill);
    assert_eq!((outcome, &spent["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2278")));
}

#[test]
fn differences_that_matter_are_a_conflict_and_others_are_named() {
    let engine = open(&json!({}));
    let first = bill("S/2", &today());
    submit(&engine, &first);
    let mut renamed = first.clone();
    renamed["BuyerDtls"]["LglNm"] = json!("Pune Office Supplies LLP.");
    renamed["ItemList"][0]["Qty"] = json!(10.000);
    let (outcome, answer) = submit(&engine, &renamed);
    assert_eq!((outcome, &answer["differs"]), (Outcome::Ok, &json!(["/BuyerDtls/LglNm"])));
    let mut dearer = first.clone();
    dearer["ValDtls"]["RndOffAmt"] = json!(0.80);
    dearer["ValDtls"]["TotInvVal"] = json!(1169.00);
    let error = engine.ask("submit", dearer.to_string(), options()).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Conflict, Some("/DocDtls/No")));
}

#[test]
fn the_window_to_cancel_closes_after_24_hours() {
    let clock = Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
    let portal = Portal::start(clock.clone());
    let folder = tempfile::tempdir().unwrap();
    let config = |on: &str| {
        let mut config = at(&portal.url, folder.path());
        config["on"] = json!(on);
        config
    };
    let (_, registered) = submit(&open(&config("2026-11-21T10:00:00+05:30")), &bill("S/3", "21/11/2026"));
    assert_eq!(registered["cancel_until"], "2026-11-22T10:00:00+05:30");
    let (outcome, late) = cancel(&open(&config("2026-11-22T10:00:01+05:30")), &registered["irn"]);
    assert_eq!((outcome, &late["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2270")));
    assert_eq!(late["status"], "registered");
    let (outcome, _) = cancel(&open(&config("2026-11-22T10:00:00+05:30")), &registered["irn"]);
    assert_eq!(outcome, Outcome::Ok);
}

#[test]
fn a_registered_bill_answers_its_registration_after_its_thirty_days_too() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-25T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let on = |on: &str| {
        let mut config = at(&portal.url, folder.path());
        config["on"] = json!(on);
        config["taxpayers"][0]["turnover"] = json!({"2024-25": "1500000000", "2025-26": "1500000000"});
        Arc::new(open(&config))
    };
    let bill = bill("LATE/1", "25/11/2026");
    let (_, first) = submit(&on("2026-11-25T10:00:00+05:30"), &bill);
    assert_eq!(first["status"], "registered", "{first}");
    let late = on("2027-01-15T10:00:00+05:30");
    let (outcome, again) = submit(&late, &bill);
    assert_eq!((outcome, &again["ack_no"]), (Outcome::Ok, &first["ack_no"]), "{again}");
    assert!(!again["report"].to_string().contains("2305"), "it is registered: {again}");
    // Among many, too; other content has the number taken; and a bill that never left is late.
    let mut dearer = bill.clone();
    dearer["ValDtls"]["RndOffAmt"] = json!(0.80);
    dearer["ValDtls"]["TotInvVal"] = json!(1169.00);
    assert_eq!(late.ask("submit", dearer.to_string(), options()).unwrap_err().kind, ErrorKind::Conflict);
    let unsent = crate::common::bill("LATE/2", "25/11/2026");
    let many = json!([bill, unsent]).to_string();
    let job = Job::begin(&late, BatchRequest::Text(&many), &BatchOptions::new()).unwrap();
    while !job.wait(std::time::Duration::from_millis(20)) {}
    let counts = job.progress(&ProgressOptions::new()).unwrap();
    assert_eq!((counts.registered, counts.rejected), (1, 1));
    assert_eq!(submit(&late, &unsent).1["report"]["findings"][0]["code"], "2305");
}

#[test]
fn a_clock_that_jumps_across_a_tokens_life_neither_stops_the_work_nor_floods_the_portal() {
    let clock = Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
    let portal = Portal::start(clock.clone());
    let folder = tempfile::tempdir().unwrap();
    // The portal's time runs normally. The shop's clock jumps ahead of its token's end, back before its beginning, and
    // stands still over an end that the portal has seen.
    let hours = [
        ("10", "10"),
        ("10", "17"),
        ("10", "03"),
        ("13", "10"),
        ("13", "10"),
        ("13", "23"),
        ("16", "01"),
        ("16", "16"),
    ];
    for (n, (theirs, ours)) in hours.into_iter().enumerate() {
        clock.set(IstTime::parse(&format!("2026-11-21T{theirs}:00:00+05:30")).unwrap());
        let mut config = at(&portal.url, folder.path());
        config["on"] = json!(format!("2026-11-21T{ours}:30:00+05:30"));
        let engine = open(&config);
        for half in ["a", "b"] {
            let (outcome, answer) = submit(&engine, &bill(&format!("J/{n}{half}"), "21/11/2026"));
            assert_eq!(
                (outcome, &answer["status"]),
                (Outcome::Ok, &json!("registered")),
                "at {theirs} by {ours}: {answer}"
            );
        }
    }
    // One log-in per engine, and one more where the portal no longer accepted its token.
    let log_ins = portal.sandbox.diary().iter().filter(|entry| entry.call == "log_in").count();
    assert!((3..=2 * hours.len()).contains(&log_ins), "{log_ins}");
}

#[test]
fn the_same_story_over_http_and_after_a_restart() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let bill = bill("S/4", &today());
    let (_, first) = submit(&open(&at(&portal.url, folder.path())), &bill);
    assert_eq!(first["status"], "registered", "{first}");
    drop(portal);
    // The portal is gone; the ledger still answers.
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    assert_eq!(submit(&engine, &bill).1["signed_qr"], first["signed_qr"]);
    assert_eq!(status(&engine, &first["irn"])["status"], "registered");
}

#[test]
fn a_portal_that_is_down_leaves_the_bill_pending_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let bill = bill("S/5", &today());
    let (outcome, answer) = submit(&open(&at("http://127.0.0.1:9", folder.path())), &bill);
    assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")));
    let portal = Portal::start(Clock::Wall);
    let (outcome, _) = submit(&open(&at(&portal.url, folder.path())), &bill);
    assert_eq!(outcome, Outcome::Ok);
}

#[test]
fn a_waiting_document_can_be_withdrawn_and_submitted_again() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    let bill = bill("S/6", &today());
    let (_, pending) = submit(&engine, &bill);
    let (outcome, answer) = cancel(&engine, &pending["irn"]);
    assert_eq!((outcome, &answer["status"]), (Outcome::Ok, &json!("withdrawn")));
    assert_eq!(submit(&engine, &bill).1["status"], "pending");
}

#[test]
fn nonsense_from_the_portal_never_counts_as_an_answer() {
    let html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    let half = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{\"Status\":1";
    let other = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF";
    let moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n";
    let broken = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    for answer in [&html[..], half, other, moved, broken] {
        let (url, seen) = rude(answer);
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&at(&url, folder.path()));
        let (outcome, answer) = submit(&engine, &bill("S/7", &today()));
        // The log-in failed, so the document itself was never sent.
        assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")));
        assert!(seen.load(Ordering::SeqCst) >= 1);
        assert_eq!(status(&engine, &answer["irn"])["status"], "pending");
    }
}

#[test]
fn a_wrong_password_is_sent_only_once() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["taxpayers"][0]["password"] = json!(Sandbox::REFUSED_PASSWORD);
    let engine = open(&config);
    let error = engine.ask("submit", bill("S/8", &today()).to_string(), options()).unwrap_err();
    assert_eq!((error.kind, error.kept.as_ref().map(|k| k.status)), (ErrorKind::Auth, Some(Status::Pending)));
    drop(portal);
    // With the portal gone, only the stored refusal can give the same answer.
    let again = engine.ask("submit", bill("S/9", &today()).to_string(), options()).unwrap_err();
    assert_eq!(again.kind, ErrorKind::Auth);
}

#[test]
fn a_wrong_portal_key_is_reported_as_a_wrong_key() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["public_key"] = json!(Sandbox::signing_certificate_pem());
    let error = open(&config).ask("submit", bill("S/10", &today()).to_string(), options()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Auth);
    assert!(error.fix.unwrap().contains("public_key"));
}

#[test]
fn signatures_are_checked_with_the_given_keys() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["qr_keys"] = json!([include_str!("../keys/certificate.pem")]);
    // Sandbox tokens stay the sandbox's with any keys: accepted, and marked.
    let (_, answer) = submit(&open(&config), &bill("S/11", &today()));
    assert_eq!((&answer["status"], &answer["sandbox"]), (&json!("registered"), &json!(true)));
}

#[test]
fn many_threads_register_the_same_bill_once() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let bill = bill("S/12", &today());
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| submit(&engine, &bill).1)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    for answer in &answers {
        assert_eq!((&answer["status"], &answer["ack_no"]), (&json!("registered"), &answers[0]["ack_no"]));
    }
    let sent = engine.story(named(&json!({"irn": answers[0]["irn"]}))).unwrap();
    assert_eq!(sent.iter().filter(|e| e.what == Move::Sending).count(), 1);
}

#[test]
fn an_unusable_configuration_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let whole = at("http://127.0.0.1:9", folder.path());
    let without = |pointer: &str| {
        let mut config = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        config
    };
    let with = |pointer: &str, value: Value| {
        let mut config = without(pointer);
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap()[key] = value;
        config
    };
    let long = "p".repeat(62);
    for (config, place) in [
        (without("/ledger"), "/ledger"),
        (without("/portal/kind"), "/portal/kind"),
        (without("/portal/public_key"), "/portal/public_key"),
        (without("/portal/client_id"), "/portal/client_id"),
        (without("/taxpayers/0/password"), "/taxpayers/0/username"),
        (with("/portal/kind", json!("nick")), "/portal/kind"),
        (with("/portal/public_key", json!("no/such/file.pem")), "/portal/public_key"),
        (with("/portal/urls", json!(["http://example.com"])), "/portal/urls"),
        (with("/taxpayers/0/gstin", json!("29AABCU9603R1Z")), "/taxpayers/0/gstin"),
        (with("/taxpayers/0/password", json!(long)), "/taxpayers/0/password"),
        (with("/taxpayers/0/passwort", json!("x")), "/taxpayers/0/passwort"),
        (with("/portal/urll", json!([])), "/portal/urll"),
        (with("/ledgr", json!("x")), "/ledgr"),
        (with("/on", json!("yesterday")), "/on"),
        (with("/portal/client_secret", json!({"env": "EINV_NO_SUCH_VARIABLE"})), "/portal/client_secret"),
    ] {
        let error = Engine::open(&config.to_string()).err().unwrap_or_else(|| panic!("{config}"));
        assert_eq!((error.kind, error.at.as_deref().unwrap_or_default()), (ErrorKind::Config, place), "{error}");
        assert!(!error.to_string().contains("hush") && !error.to_string().contains(&long), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_ledger_and_a_foreign_file_stays_unchanged() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&json!({"ledger": folder.path().join("einv.db").to_string_lossy()}));
    submit(&engine, &bill("S/13", &today()));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
    let foreign = folder.path().join("letter.txt");
    std::fs::write(&foreign, "Dear customer, this is no database but a letter of ours. ".repeat(50)).unwrap();
    let before = std::fs::read(&foreign).unwrap();
    let error = Engine::open(&json!({"ledger": foreign.to_string_lossy()}).to_string()).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Ledger);
    assert_eq!(std::fs::read(&foreign).unwrap(), before);
}
