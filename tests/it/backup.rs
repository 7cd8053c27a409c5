//! Backups: whole, of one moment, and known as such when they are restored.

use crate::common::{AboutJson, Ask, bill, import, today};
use crate::engine::{Portal, at, cancel, open, options, parse, status, submit};
use einv::calendar::Clock;
use einv::engine::Engine;
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// An engine on a ledger of its own, at the same portal.
fn with_ledger(portal: &Portal, folder: &Path, ledger: &Path) -> Engine {
    let mut config = at(&portal.url, folder);
    config["ledger"] = json!(ledger.to_string_lossy());
    open(&config)
}

fn flush(engine: &Engine) -> Value {
    parse(&engine.ask("flush", "", options()).unwrap())
}

fn today_iso() -> String {
    Clock::Wall.now().day().iso()
}

/// Whether an engine's warnings say that it is on a restored ledger.
fn warned(engine: &Engine) -> bool {
    engine.about_json()["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|w| w.as_str().unwrap().contains("later may be missing"))
}

#[test]
fn a_backup_ends_while_others_write_without_a_pause_and_is_of_one_moment() {
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let (ledger, copy) = (folder.path().join("shop.db"), folder.path().join("copy.db"));
    let engine = with_ledger(&portal, folder.path(), &ledger);
    // So large that copying takes longer than the pause between two writes.
    let filler = format!("INSERT INTO memory VALUES ('filler', zeroblob({}))", 96 << 20);
    rusqlite::Connection::open(&ledger).unwrap().execute_batch(&filler).unwrap();
    let (over, tired, made) = (AtomicBool::new(false), AtomicBool::new(false), AtomicUsize::new(0));
    let irns = std::sync::Mutex::new(Vec::new());
    let (before, after) = std::thread::scope(|scope| {
        for worker in 0..2 {
            let (engine, over, made, irns) = (&engine, &over, &made, &irns);
            scope.spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::SeqCst) {
                        return;
                    }
                    let answer = submit(engine, &bill(&format!("BU{worker}/{n}"), &today())).1;
                    irns.lock().unwrap().push(answer["irn"].clone());
                    made.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        while made.load(Ordering::SeqCst) < 4 {
            std::thread::sleep(Duration::from_millis(20));
        }
        let before = irns.lock().unwrap().len();
        // Another program that never rests, but for a minute's end.
        let (over_now, tired, path) = (&over, &tired, &ledger);
        scope.spawn(move || {
            let rival = rusqlite::Connection::open(path).unwrap();
            rival.busy_timeout(Duration::from_secs(30)).unwrap();
            let until = Instant::now() + Duration::from_secs(60);
            while !over_now.load(Ordering::SeqCst) && Instant::now() < until {
                rival.execute("INSERT OR REPLACE INTO memory VALUES ('rival', randomblob(8))", []).unwrap();
                std::thread::sleep(Duration::from_millis(10));
            }
            tired.store(!over_now.load(Ordering::SeqCst), Ordering::SeqCst);
        });
        engine.backup(&copy).unwrap();
        assert!(!tired.load(Ordering::SeqCst), "the copy ended only when the others rested");
        assert_eq!(engine.backup(&copy).unwrap_err().kind, ErrorKind::Ledger, "an existing file is not written over");
        let after = made.load(Ordering::SeqCst);
        over.store(true, Ordering::SeqCst);
        (before, after)
    });
    let restored = with_ledger(&portal, folder.path(), &copy);
    restored.check().unwrap();
    let irns = irns.into_inner().unwrap();
    let stands = |irn: &Value| status(&restored, irn)["status"] == "registered";
    assert!(irns[..before].iter().all(stands), "what was answered before is in it");
    let held = irns.iter().filter(|irn| stands(irn)).count();
    assert!(held <= after + 2, "what came after it is not: {held} of {}, {after} by then", irns.len());
}

#[test]
fn a_backup_of_a_damaged_ledger_fails_and_leaves_nothing() {
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let (ledger, copy) = (folder.path().join("shop.db"), folder.path().join("copy.db"));
    let engine = with_ledger(&portal, folder.path(), &ledger);
    (1..60).for_each(|n| drop(submit(&engine, &bill(&format!("BD/{n}"), &today()))));
    drop(engine);
    let mut bytes = std::fs::read(&ledger).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&ledger, bytes).unwrap();
    let error = with_ledger(&portal, folder.path(), &ledger).backup(&copy).unwrap_err();
    assert!(error.kind == ErrorKind::Ledger && error.fix.is_some(), "{error}");
    assert!(!copy.exists());
    let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".einv")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_restored_backup_says_so_and_learns_what_became_of_its_documents() {
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let (ledger, copy) = (folder.path().join("shop.db"), folder.path().join("copy.db"));
    let shop = with_ledger(&portal, folder.path(), &ledger);
    let kept = submit(&shop, &bill("BR/1", &today())).1;
    let undone = submit(&shop, &bill("BR/2", &today())).1;
    let waiting = {
        let mut away = at("http://127.0.0.1:9", folder.path());
        away["ledger"] = json!(ledger.to_string_lossy());
        submit(&open(&away), &bill("BR/3", &today())).1
    };
    assert_eq!(waiting["status"], "pending");
    shop.backup(&copy).unwrap();
    // What the backup can't know.
    cancel(&shop, &undone["irn"]);
    assert_eq!(flush(&shop)["registered"], 1);
    let sent = status(&shop, &waiting["irn"]);
    let again = submit(&shop, &bill("BR/4", &today())).1;
    assert_eq!(shop.about_json()["incomplete_from"], Value::Null, "the ledger itself is no backup");

    let restored = with_ledger(&portal, folder.path(), &copy);
    assert_eq!(restored.about_json()["incomplete_from"], today_iso());
    assert!(warned(&restored), "{}", restored.about_json());
    assert_eq!(status(&restored, &undone["irn"])["status"], "registered", "not known yet");
    flush(&restored);
    assert_eq!(status(&restored, &kept["irn"])["status"], "registered");
    assert_eq!(status(&restored, &undone["irn"])["status"], "cancelled", "found by its IRN");
    let settled = status(&restored, &waiting["irn"]);
    assert_eq!((&settled["status"], &settled["ack_no"]), (&json!("registered"), &sent["ack_no"]));
    let adopted = submit(&restored, &bill("BR/4", &today())).1;
    assert_eq!((&adopted["recovered"], &adopted["ack_no"]), (&json!(true), &again["ack_no"]));
    assert_eq!(restored.about_json()["incomplete_from"], today_iso(), "there may be more");
}

#[test]
fn a_restored_backup_is_complete_again_when_its_owner_says_so_and_nothing_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    // The sandbox's registry lies beside its ledger, so the copy's has none of this.
    let on = |name: &str| open(&json!({"ledger": folder.path().join(name).to_string_lossy()}));
    let shop = on("shop.db");
    submit(&shop, &bill("BC/1", &today()));
    shop.backup(&folder.path().join("copy.db")).unwrap();
    let later = submit(&shop, &bill("BC/2", &today())).1;
    let restored = on("copy.db");
    assert_eq!(status(&restored, &later["irn"])["status"], "unknown");
    // A backup of it lacks what it lacks.
    restored.backup(&folder.path().join("second.db")).unwrap();
    let answer = json!({"signed_invoice": later["signed_invoice"], "signed_qr": later["signed_qr"]});
    let enter = |answers: Value, opts: &str| parse(&import(&restored, &answers.to_string(), opts).unwrap());
    let complete = r#"{"complete":true}"#;
    assert_eq!(enter(json!([answer, {"signed_invoice": "x.y.z"}]), complete)["entered"], 1);
    enter(json!([answer]), "");
    assert_eq!(
        restored.about_json()["incomplete_from"],
        today_iso(),
        "one was refused, and of the other nothing was said"
    );
    assert_eq!(enter(json!([answer]), complete)["known"], 1);
    assert_eq!(status(&restored, &later["irn"])["status"], "registered");
    let again = on("copy.db");
    assert!(again.about_json()["incomplete_from"].is_null() && !warned(&again), "{}", again.about_json());
    assert_eq!(on("second.db").about_json()["incomplete_from"], today_iso());
    // Half a year later nothing fills the gap any more, and nothing is said of it.
    let ledger = folder.path().join("second.db");
    let in_days = |days| {
        let on = Clock::Wall.now().day().plus(days).iso();
        open(&json!({"ledger": ledger.to_string_lossy(), "on": on})).about_json()["incomplete_from"].clone()
    };
    assert_eq!((in_days(180), in_days(190)), (json!(today_iso()), Value::Null));
}

#[test]
fn the_portal_is_asked_once_about_what_a_restored_backup_holds() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::start(Clock::Wall);
    let (ledger, copy) = (folder.path().join("shop.db"), folder.path().join("copy.db"));
    let shop = with_ledger(&portal, folder.path(), &ledger);
    (1..=5).for_each(|n| drop(submit(&shop, &bill(&format!("BA/{n}"), &today()))));
    shop.backup(&copy).unwrap();
    let asked = |engine: &Engine| {
        let calls = parse(&engine.ask("audit", r#"{"call":"by_irn"}"#, options()).unwrap());
        calls["exchanges"].as_array().map(Vec::len)
    };
    let restored = with_ledger(&portal, folder.path(), &copy);
    // Nothing is left to ask with: the next flush goes on.
    let late = restored.ask("flush", "", r#"{"deadline_ms":1}"#);
    assert!(late.is_ok() || late.unwrap_err().kind == ErrorKind::Timeout);
    flush(&restored);
    assert_eq!(asked(&restored), Some(5));
    flush(&restored);
    assert_eq!(asked(&restored), Some(5), "once");
    flush(&shop);
    assert_eq!(asked(&shop), Some(0));
}

/// A portal in front of the sandbox that has the ledger lose `document` rows once, before it answers a call to `path`.
fn portal_that_loses(path: &'static str, ledger: &Path) -> (String, tokio::runtime::Runtime) {
    let sandbox = std::sync::Arc::new(einv::sandbox::Sandbox::in_memory(Clock::Wall).unwrap());
    let (ledger, once) = (ledger.to_owned(), std::sync::Arc::new(AtomicBool::new(true)));
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let (sandbox, ledger, once) = (sandbox.clone(), ledger.clone(), once.clone());
        async move {
            let (parts, body) = request.into_parts();
            if parts.uri.path().ends_with(path) && once.swap(false, Ordering::SeqCst) {
                let lost = rusqlite::Connection::open(&ledger).unwrap();
                lost.execute_batch("DELETE FROM documents; DELETE FROM events").unwrap();
            }
            let body = axum::body::to_bytes(body, 4 << 20).await.unwrap();
            sandbox.answer(http::Request::from_parts(parts, body.to_vec())).map(axum::body::Body::from)
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(async move {
        axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
    });
    (url, runtime)
}

#[test]
fn a_row_that_is_lost_under_a_submit_is_written_down_again_and_its_registration_found() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("shop.db");
    let (url, _runtime) = portal_that_loses("/Invoice", &ledger);
    let mut config = at(&url, folder.path());
    config["ledger"] = json!(ledger.to_string_lossy());
    let engine = open(&config);
    let answer = submit(&engine, &bill("LR/1", &today())).1;
    assert_eq!((&answer["status"], &answer["recovered"]), (&json!("registered"), &json!(true)), "{answer}");
    assert_eq!(status(&engine, &answer["irn"])["signed_qr"], answer["signed_qr"]);
}

#[test]
fn a_row_that_is_lost_under_a_cancellation_is_an_error_with_a_way_out_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("shop.db");
    let (url, _runtime) = portal_that_loses("/Invoice/Cancel", &ledger);
    let mut config = at(&url, folder.path());
    config["ledger"] = json!(ledger.to_string_lossy());
    let engine = open(&config);
    let made = submit(&engine, &bill("LR/2", &today())).1;
    let wish = json!({"irn": made["irn"], "reason": "duplicate"}).to_string();
    let error = engine.ask("cancel", wish, options()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Ledger);
    assert!(error.fix.as_deref().is_some_and(|fix| fix.contains("submit it again")), "{error}");
    // The portal had cancelled it by then: its number is spent, and so says the ledger.
    let again = submit(&engine, &bill("LR/2", &today())).1;
    assert_eq!(again["report"]["findings"][0]["code"], "2278", "{again}");
}
