//! Correcting, withdrawing, settling, and the ledger when the disk, the clock or another program misbehaves.

use crate::common::{Ask, bill, named, today};
use crate::engine::{Portal, at, cancel, open, options, parse, rude, status, submit};
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault, Sandbox};
use einv::story::Move;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn flush(engine: &Engine) -> (Outcome, Value) {
    let reply = engine.ask("flush", "", options()).unwrap();
    (reply.outcome, parse(&reply))
}

fn moves(engine: &Engine, irn: &Value) -> Vec<Move> {
    engine.story(named(&json!({"irn": irn}))).unwrap().into_iter().map(|e| e.what).collect()
}

#[test]
fn opening_an_engine_never_calls_the_portal() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    // An address without a server: a call would take its whole time-out.
    drop(open(&at("http://127.0.0.1:9", folder.path())));
    let portal = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    portal.set_nonblocking(true).unwrap();
    drop(open(&at(&format!("http://{}", portal.local_addr().unwrap()), folder.path())));
    assert!(portal.accept().is_err() && begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn flush_sends_waiting_documents_and_a_second_one_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let away = open(&at("http://127.0.0.1:9", folder.path()));
    let irns: Vec<Value> =
        (1..=4).map(|n| submit(&away, &bill(&format!("F/{n}"), &today())).1["irn"].clone()).collect();
    assert_eq!(flush(&away).1["pending"], 4);
    drop(away);
    let portal = Portal::start(Clock::Wall);
    let engine = open(&at(&portal.url, folder.path()));
    // The breaker may have learnt that the portal was out: it tries again soon.
    let until = Instant::now() + Duration::from_secs(20);
    while flush(&engine).0 == Outcome::Pending && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(irns.iter().all(|irn| status(&engine, irn)["status"] == "registered"));
    let (outcome, counts) = flush(&engine);
    assert_eq!((outcome, &counts["registered"]), (Outcome::Ok, &json!(0)));
}

#[test]
fn a_flush_processes_at_most_limit_documents() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    (1..=3).for_each(|n| drop(submit(&engine, &bill(&format!("L/{n}"), &today()))));
    let reply = engine.ask("flush", "", r#"{"limit":1}"#).unwrap();
    assert_eq!((&parse(&reply)["pending"], &parse(&reply)["left"]), (&json!(1), &json!(2)));
    assert_eq!(engine.ask("fetch", r#"{"portal":"*"}"#, r#"{"limit":1}"#).unwrap_err().kind, ErrorKind::Option);
}

/// Waits until the portal is no longer left alone: the first document is sent then.
fn first_is_sent(engine: &Engine) {
    let until = Instant::now() + Duration::from_secs(30);
    while parse(&engine.ask("flush", "", r#"{"limit":1}"#).unwrap())["registered"] != 1 {
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_flush_sends_many_documents_at_a_time_and_takes_them_up_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let away = open(&at("http://127.0.0.1:9", folder.path()));
    let irns: Vec<Value> =
        (10..50).map(|n| submit(&away, &bill(&format!("M/{n}"), &today())).1["irn"].clone()).collect();
    drop(away);
    let portal = Portal::start(Clock::Wall);
    let engine = open(&at(&portal.url, folder.path()));
    first_is_sent(&engine);
    let counts = parse(&engine.ask("flush", "", r#"{"limit":4}"#).unwrap());
    assert_eq!((&counts["registered"], &counts["left"]), (&json!(4), &json!(35)), "{counts}");
    let registered = |irn: &&Value| status(&engine, irn)["status"] == "registered";
    assert_eq!(irns.iter().take_while(registered).count(), 5, "the first ones");
    assert_eq!(irns.iter().filter(registered).count(), 5);
    let delay = Duration::from_millis(400);
    let slow = PlannedFault::once(FaultKind::Delay, PortalCall::Generate);
    portal.sandbox.fail(PlannedFault { times: 35, ms: delay.as_millis() as u64, ..slow });
    let begun = Instant::now();
    let counts = flush(&engine).1;
    let took = begun.elapsed();
    assert_eq!((&counts["registered"], &counts["left"]), (&json!(35), &json!(0)), "{counts}");
    assert!(took * 2 < delay * 35, "one after another they take {:?}, and took {took:?}", delay * 35);
}

#[test]
fn a_flush_asks_a_portal_that_is_out_no_more_often_than_one_call_at_a_time_would() {
    let folder = tempfile::tempdir().unwrap();
    let (url, seen) = rude(b"");
    let engine = open(&at(&url, folder.path()));
    (1..=12).for_each(|n| drop(submit(&engine, &bill(&format!("O/{n}"), &today()))));
    let before = seen.load(Ordering::SeqCst);
    assert!((1..=6).contains(&before), "then it is left alone: {before}");
    let until = Instant::now() + Duration::from_secs(30);
    while seen.load(Ordering::SeqCst) == before && Instant::now() < until {
        assert_eq!(flush(&engine).1["pending"], 12);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(seen.load(Ordering::SeqCst), before + 1, "one document has shown that it is out still");
}

#[test]
fn a_stop_ends_a_flush_and_every_document_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let away = open(&at("http://127.0.0.1:9", folder.path()));
    let irns: Vec<Value> =
        (10..40).map(|n| submit(&away, &bill(&format!("S/{n}"), &today())).1["irn"].clone()).collect();
    drop(away);
    let portal = Portal::start(Clock::Wall);
    let engine = open(&at(&portal.url, folder.path()));
    first_is_sent(&engine);
    let counts = parse(&engine.ask("flush", "", r#"{"limit":7}"#).unwrap());
    assert_eq!(counts["registered"], 7, "{counts}");
    portal.sandbox.fail(PlannedFault {
        times: 40,
        ms: 1000,
        ..PlannedFault::once(FaultKind::Delay, PortalCall::Generate)
    });
    std::thread::scope(|scope| {
        let flushing = scope.spawn(|| engine.ask("flush", "", ""));
        std::thread::sleep(Duration::from_millis(600));
        engine.stop();
        assert_eq!(flushing.join().unwrap().unwrap_err().kind, ErrorKind::Stopped);
    });
    // What was under way is looked up, the rest is sent.
    let until = Instant::now() + Duration::from_secs(60);
    while flush(&engine).0 == Outcome::Pending && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(irns.iter().all(|irn| status(&engine, irn)["status"] == "registered"));
}

/// A number that another program registered with other content: the sandbox refuses ours.
fn taken_elsewhere(portal: &Portal, number: &str, change: impl Fn(&mut Value)) -> Value {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut theirs = bill(number, &today());
    change(&mut theirs);
    submit(&open(&at(&portal.url, elsewhere.path())), &theirs).1
}

#[test]
fn the_same_document_registered_by_another_program_is_adopted() {
    let portal = Portal::start(Clock::Wall);
    let theirs = taken_elsewhere(&portal, "D/1", |bill| bill["BuyerDtls"]["LglNm"] = json!("Another spelling"));
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let (outcome, ours) = submit(&engine, &bill("D/1", &today()));
    assert_eq!((outcome, &ours["recovered"], &ours["ack_no"]), (Outcome::Ok, &json!(true), &theirs["ack_no"]));
}

#[test]
fn a_different_document_under_our_number_is_a_conflict() {
    let portal = Portal::start(Clock::Wall);
    taken_elsewhere(&portal, "D/2", |bill| {
        bill["ItemList"][0]["Qty"] = json!(11);
    });
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let error = engine.ask("submit", bill("D/2", &today()).to_string(), options()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("/ItemList/0/Qty"), "{error}");
}

#[test]
fn a_number_is_free_in_another_year_only_when_the_first_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let on = |day: &str| {
        let mut config = at("http://127.0.0.1:9", folder.path());
        config["on"] = json!(day);
        open(&config)
    };
    let engine = on("2026-03-31");
    let (_, march) = submit(&engine, &bill("Y/1", "31/03/2026"));
    // The date corrected across 31 March: the same number, another year, another IRN.
    let april = bill("Y/1", "01/04/2026");
    let engine = on("2026-04-01");
    let error = engine.ask("submit", april.to_string(), options()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(cancel(&engine, &march["irn"]).1["status"], "withdrawn");
    let (_, second) = submit(&engine, &april);
    assert_eq!(second["status"], "pending");
    assert_ne!(second["irn"], march["irn"]);
}

#[test]
fn a_refused_number_is_sent_again_only_with_changed_content() {
    let portal = Portal::start(Clock::Wall);
    // The number was registered and cancelled by another program: the portal refuses it for good (2278).
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(&at(&portal.url, elsewhere.path()));
    let spent = submit(&other, &bill("R/1", &today())).1;
    cancel(&other, &spent["irn"]);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let sendings = || moves(&engine, &spent["irn"]).iter().filter(|what| **what == Move::Sending).count();
    let (outcome, refused) = submit(&engine, &bill("R/1", &today()));
    assert_eq!((outcome, &refused["status"]), (Outcome::Invalid, &json!("rejected")));
    assert_eq!(refused["report"]["findings"][0]["code"], "2278");
    // Unchanged: answered from the ledger, even with a resend, because time doesn't remove this cause.
    let resend = r#"{"resend":true}"#;
    let again = engine.ask("submit", bill("R/1", &today()).to_string(), resend).unwrap();
    assert_eq!((again.outcome, sendings()), (Outcome::Invalid, 1));
    let mut changed = bill("R/1", &today());
    changed["BuyerDtls"]["LglNm"] = json!("Pune Office Supplies LLP (new)");
    submit(&engine, &changed);
    assert_eq!(sendings(), 2);
}

#[test]
fn a_cancellation_of_a_document_in_doubt_is_stored_and_carried_out() {
    let (url, _) = crate::engine::rude(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno");
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    // After a log-in, a token is in the ledger; then the portal's answers turn to nonsense.
    let engine = open(&at(&portal.url, folder.path()));
    submit(&engine, &bill("W/0", &today()));
    drop(engine);
    let mut nonsense = at(&url, folder.path());
    nonsense["portal"]["timeout_ms"] = json!(300);
    let engine = open(&nonsense);
    let (outcome, doubt) = submit(&engine, &bill("W/1", &today()));
    assert_eq!((outcome, &doubt["status"]), (Outcome::Pending, &json!("in_doubt")));
    let (outcome, wished) = cancel(&engine, &doubt["irn"]);
    assert_eq!((outcome, &wished["cancelling"]), (Outcome::Pending, &json!(true)));
    assert_eq!(status(&engine, &doubt["irn"])["status"], "in_doubt");
    drop(engine);
    // The portal works again and doesn't know it. Once nothing can arrive any more, the cancellation takes effect.
    let engine = open(&at(&portal.url, folder.path()));
    let until = Instant::now() + Duration::from_secs(10);
    while flush(&engine).0 == Outcome::Pending && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(status(&engine, &doubt["irn"])["status"], "withdrawn", "{:?}", moves(&engine, &doubt["irn"]));
}

#[test]
fn the_deadline_holds_with_a_silent_portal() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&format!("http://{}", silent.local_addr().unwrap()), folder.path());
    config["portal"]["timeout_ms"] = json!(60_000);
    let engine = open(&config);
    let begun = Instant::now();
    let reply = engine.ask("submit", bill("T/1", &today()).to_string(), r#"{"deadline_ms":400}"#).unwrap();
    assert_eq!((reply.outcome, &parse(&reply)["status"]), (Outcome::Pending, &json!("pending")));
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(400) && took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn a_ledger_held_by_another_program_fails_at_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    let rival = rusqlite::Connection::open(folder.path().join("einv.db")).unwrap();
    rival.execute_batch("BEGIN IMMEDIATE; UPDATE documents SET state = state;").unwrap();
    let text = bill("B/1", &today()).to_string();
    let error = engine.ask("submit", &text, r#"{"deadline_ms":200}"#).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout);
    // Readers are never blocked.
    assert_eq!(status(&engine, &json!("0".repeat(64)))["status"], "unknown");
    rival.execute_batch("ROLLBACK").unwrap();
    assert_eq!(submit(&engine, &bill("B/1", &today())).1["status"], "pending");
}

#[test]
fn a_clock_wrong_by_a_day_is_reported_and_causes_no_refusal() {
    // The portal is two days ahead of this computer: by our clock the 24 hours seem open, by the portal's they are
    // over.
    let ahead = Clock::still(Clock::Wall.now().plus_hours(48));
    let portal = Portal::start(ahead.clone());
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let day = ahead.now().day().to_string();
    let answer = parse(&engine.ask("submit", bill("K/1", &day).to_string(), options()).unwrap());
    assert_eq!(answer["status"], "registered", "{answer}");
    assert!((answer["clock"]["off_by_seconds"].as_i64().unwrap() - 48 * 3600).abs() < 60, "{}", answer["clock"]);
    let (outcome, cancelled) = cancel(&engine, &answer["irn"]);
    assert_eq!((outcome, &cancelled["status"]), (Outcome::Ok, &json!("cancelled")));
}

#[test]
fn damage_is_reported_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    (1..60).for_each(|n| drop(submit(&engine, &bill(&format!("Z/{n}"), &today()))));
    drop(engine);
    let file = folder.path().join("einv.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let damaged = Engine::open(&at("http://127.0.0.1:9", folder.path()).to_string());
    let error = damaged.and_then(|engine| engine.check()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Ledger);
    assert!(error.fix.unwrap().contains("backup"));
    // A file cut off in its header.
    std::fs::write(&file, &bytes[..3000]).unwrap();
    assert!(Engine::open(&at("http://127.0.0.1:9", folder.path()).to_string()).and_then(|e| e.check()).is_err());
}

#[test]
fn a_journal_cut_anywhere_leaves_a_complete_earlier_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at("http://127.0.0.1:9", folder.path()));
    (1..12).for_each(|n| drop(submit(&engine, &bill(&format!("T/{n}"), &today()))));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let (file, journal) = (read("einv.db"), read("einv.db-wal"));
    assert!(journal.len() > 40_000, "nothing has been carried over yet");
    let torn = folder.path().join("torn");
    let mut known = Vec::new();
    // Cut within headers, between frames and within them; and the last page overwritten.
    for cut in (0..=40).map(|part| part * journal.len() / 40).chain([10, 31, 33, 56, 4151, 4153]) {
        for filled in [false, true] {
            std::fs::create_dir_all(&torn).unwrap();
            let mut bytes = journal[..cut].to_vec();
            if filled {
                bytes.resize(journal.len(), 0xa5);
            }
            std::fs::write(torn.join("einv.db"), &file).unwrap();
            std::fs::write(torn.join("einv.db-wal"), &bytes).unwrap();
            let engine = open(&at("http://127.0.0.1:9", &torn));
            engine.check().unwrap();
            // What exists is complete; a later move never exists without an earlier one.
            let count = (1..12)
                .take_while(|n| {
                    let keys =
                        json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": format!("T/{n}"), "date": today()});
                    parse(&engine.ask("status", keys.to_string(), options()).unwrap())["status"] == "pending"
                })
                .count();
            known.push(count);
            drop(engine);
            std::fs::remove_dir_all(&torn).unwrap();
        }
    }
    assert!(known.contains(&0) && known.contains(&11), "{known:?}");
}

/// Runs the command as a user who doesn't own everything; `None`, with a message, where that is impossible.
fn as_ordinary_user(folder: &Path, script: &str) -> Option<std::process::Output> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    if !is_root {
        return Command::new("sh").args(["-c", script]).current_dir(folder).output().ok();
    }
    let ran = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script])
        .current_dir(folder)
        .output();
    match ran {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "setpriv is missing: {error}");
            eprintln!("SKIPPED: setpriv is missing ({error})");
            None
        }
    }
}

/// The command itself, where an ordinary user can run it.
fn command_in(folder: &Path) -> String {
    let copy = folder.join("einv");
    std::fs::copy(env!("CARGO_BIN_EXE_einv"), &copy).unwrap();
    open_to_all(&copy, 0o755);
    copy.to_string_lossy().into_owned()
}

fn open_to_all(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn an_unwritable_ledger_is_a_clear_error_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    open_to_all(folder.path(), 0o755);
    let einv = command_in(folder.path());
    std::fs::write(folder.path().join("bill.json"), bill("O/1", &today()).to_string()).unwrap();
    std::fs::write(folder.path().join("config.json"), json!({"ledger": "locked/einv.db"}).to_string()).unwrap();
    std::fs::create_dir(folder.path().join("locked")).unwrap();
    open_to_all(&folder.path().join("locked"), 0o555);
    let script = format!("{einv} submit bill.json --config config.json");
    let Some(output) = as_ordinary_user(folder.path(), &script) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("locked/einv.db can't be opened"), "{said}");
    assert!(std::fs::read_dir(folder.path().join("locked")).unwrap().next().is_none());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_a_clear_error_and_the_ledger_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    // Like `/tmp`: everyone may write, and each file belongs to its owner.
    open_to_all(folder.path(), 0o1777);
    let einv = command_in(folder.path());
    let mut big = bill("G/1", &today());
    big["AddlDocDtls"] = json!(vec![json!({"Info": "x".repeat(1000)}); 400]);
    std::fs::write(folder.path().join("big.json"), big.to_string()).unwrap();
    std::fs::write(folder.path().join("small.json"), bill("G/2", &today()).to_string()).unwrap();
    std::fs::write(folder.path().join("config.json"), json!({"ledger": "einv.db"}).to_string()).unwrap();
    // Files of this process may grow to 300 KiB: the small bill fits, the big one doesn't.
    let run = |file: &str, limit: &str| {
        let script = format!("umask 0; trap '' XFSZ; ulimit -f {limit}; {einv} submit {file} --config config.json");
        as_ordinary_user(folder.path(), &script)
    };
    let Some(small) = run("small.json", "600") else { return };
    assert!(small.status.success(), "{}", String::from_utf8_lossy(&small.stderr));
    let Some(full) = run("big.json", "600") else { return };
    let said = String::from_utf8_lossy(&full.stderr);
    assert!(full.status.code() == Some(3) && said.contains("the ledger can't be used"), "{said}{full:?}");
    let Some(again) = run("big.json", "unlimited") else { return };
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
}

/// The sandbox behind a front that reports IRNs won by another portal, encrypted as the portal's answers are.
fn portal_that_lost(registry: &Path, lost: Arc<Mutex<Vec<String>>>) -> (String, tokio::runtime::Runtime) {
    use axum::body::{Body, to_bytes};
    let sandbox = Arc::new(Sandbox::open(registry, Clock::Wall).unwrap());
    let registry = registry.to_owned();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let (sandbox, registry, lost) = (Arc::clone(&sandbox), registry.clone(), Arc::clone(&lost));
        async move {
            let (parts, body) = request.into_parts();
            if parts.uri.path().ends_with("/rejectedirns") {
                let db = rusqlite::Connection::open(registry).unwrap();
                let sek: Vec<u8> = db.query_row("SELECT sek FROM token", [], |row| row.get(0)).unwrap();
                let list = serde_json::to_vec(&*lost.lock().unwrap()).unwrap();
                let data = einv::portal::envelope::AesKey::from_bytes(&sek).unwrap().encrypt(&list).unwrap();
                let envelope = json!({"Status": 1, "Data": data, "ErrorDetails": null, "InfoDtls": null});
                let answer = http::Response::builder().header("Content-Type", "application/json");
                return answer.body(Body::from(envelope.to_string())).unwrap();
            }
            let body = to_bytes(body, 4 << 20).await.unwrap();
            sandbox.answer(http::Request::from_parts(parts, body.to_vec())).map(Body::from)
        }
    });
    runtime.spawn(async move {
        axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
    });
    (url, runtime)
}

#[test]
fn a_flush_reads_and_reports_registrations_won_by_another_portal() {
    let folder = tempfile::tempdir().unwrap();
    let lost = Arc::new(Mutex::new(Vec::new()));
    let (url, _runtime) = portal_that_lost(&folder.path().join("registry.db"), Arc::clone(&lost));
    let engine = open(&at(&url, folder.path()));
    let (_, kept) = submit(&engine, &bill("N/1", &today()));
    let (_, gone) = submit(&engine, &bill("N/2", &today()));
    lost.lock().unwrap().push(gone["irn"].as_str().unwrap().to_owned());
    assert_eq!(flush(&engine).0, Outcome::Ok);
    let answer = status(&engine, &gone["irn"]);
    assert_eq!((&answer["status"], &answer["proof"]), (&json!("registered"), &json!("registered_elsewhere")));
    assert!(answer["fix"].as_str().unwrap().contains("another portal"));
    assert_eq!(status(&engine, &kept["irn"])["proof"], Value::Null);
}
