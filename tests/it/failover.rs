//! The ledger in PostgreSQL while its servers freeze, end and take over from one another, and behind a pooler. More of it is in
//! `tests/crash/failover.rs`.

use crate::common::{AboutJson, Ask, bill, json_of, today};
use crate::engine::{Portal, at, open, status, submit};
use crate::server::{Server, url_of};
use einv::answer::batch::BatchRequest;
use einv::calendar::Clock;
use einv::engine::{BatchOptions, Engine, Job, ProgressOptions};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn on(url: &str, portal: &Portal, folder: &std::path::Path) -> Value {
    let mut config = at(&portal.url, folder);
    config["ledger"] = json!(url);
    config
}

/// Whether a warning of an engine speaks of `word`.
fn warns(engine: &Engine, word: &str) -> bool {
    engine.about_json()["warnings"].as_array().unwrap().iter().any(|w| w.as_str().unwrap().contains(word))
}

#[test]
fn a_frozen_primary_is_left_for_the_standby_that_took_over_and_nothing_is_lost() {
    let Some(primary) = Server::start() else { return };
    primary.create("bills");
    let standby = primary.standby();
    primary.wait_for_standby();
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let config = on(&url_of(&[&primary, &standby], "bills"), &portal, folder.path());
    let engine = Arc::new(open(&config));
    let first = submit(&engine, &bill("P/0", &today())).1;
    let lines: String = (1..=120).map(|n| format!("{}\n", bill(&format!("P/{n}"), &today()))).collect();
    let job = Job::begin(&engine, BatchRequest::Text(&lines), &BatchOptions::new()).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    primary.freeze();
    standby.promote();
    // One that was open before leaves it within the time limit of 2 s, and a new one at once.
    let begun = Instant::now();
    assert_eq!(submit(&engine, &bill("P/200", &today())).1["status"], "registered");
    let left = begun.elapsed();
    let begun = Instant::now();
    let other = open(&config);
    let opened = begun.elapsed();
    assert_eq!(status(&other, &first["irn"])["ack_no"], first["ack_no"]);
    println!("left after {left:?}, opened after {opened:?}");
    assert!(left < Duration::from_secs(20) && opened < Duration::from_secs(10), "{left:?}, {opened:?}");
    assert!(job.wait(Duration::from_secs(120)));
    let again = Job::begin(&engine, BatchRequest::Text(&lines), &BatchOptions::new()).unwrap();
    assert!(again.wait(Duration::from_secs(60)));
    let said = json_of(again.progress(&ProgressOptions::new()).unwrap());
    assert_eq!(said["registered"], 120, "{said}");
}

#[test]
fn a_database_that_is_away_is_an_error_of_the_ledger_within_the_deadline_and_nothing_is_sent() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let engine = open(&on(&server.create("bills"), &portal, folder.path()));
    let kept = submit(&engine, &bill("A/0", &today())).1;
    let ask = |verb: &str, input: String| engine.ask(verb, input, r#"{"deadline_ms":1500}"#);
    for frozen in [true, false] {
        if frozen {
            server.freeze();
        } else {
            server.kill();
        }
        for (verb, input) in [
            ("submit", bill("A/1", &today()).to_string()),
            ("status", json!({"irn": kept["irn"]}).to_string()),
            ("cancel", json!({"irn": kept["irn"], "reason": "duplicate"}).to_string()),
            ("flush", String::new()),
        ] {
            let begun = Instant::now();
            let error = ask(verb, input).unwrap_err();
            let took = begun.elapsed();
            assert_eq!(error.kind, ErrorKind::Ledger, "{verb}: {error}");
            assert!(error.message.contains("s of waiting") && error.fix.is_some(), "{verb}: {error}");
            // A second is for a busy machine.
            assert!(took < Duration::from_millis(2500), "{verb}: {took:?}: {error}");
        }
        if frozen { server.thaw() } else { server.go_on() }
    }
    assert_eq!(status(&engine, &kept["irn"])["status"], "registered", "the cancellation never left");
    assert_eq!(submit(&engine, &bill("A/1", &today())).1["recovered"], false, "it never left before");
}

#[test]
fn the_tests_of_the_ledger_hold_behind_a_pooler_of_transactions() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let Some(pooler) = server.pooled() else { return };
    crate::postgres::tests_of_the_ledger(&pooler.url("postgres"), &["ledger::", "batch::"]);
    assert!(server.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'einv_%'").unwrap() != "0");
}

#[test]
fn who_opens_a_ledger_that_can_lose_acknowledged_rows_is_warned() {
    let Some(primary) = Server::start() else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let url = primary.create("bills");
    let opened = |url: &str| open(&on(url, &portal, folder.path()));
    assert!(!warns(&opened(&url), "synchronous"), "a server alone loses nothing that it has on disk");
    let standby = primary.standby();
    let both = url_of(&[&primary, &standby], "bills");
    for url in [&url, &both] {
        assert!(warns(&opened(url), "synchronous_standby_names"), "{}", opened(url).about_json());
    }
    primary.wait_for_standby();
    for url in [&url, &both] {
        assert!(!warns(&opened(url), "synchronous_standby_names"), "{}", opened(url).about_json());
    }
}

#[test]
fn a_dump_that_was_restored_is_known_by_its_place_and_a_restart_is_none() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let opened = |url: &str| open(&on(url, &portal, folder.path()));
    let first = submit(&opened(&server.create("bills")), &bill("D/1", &today())).1;
    server.restart();
    assert_eq!(opened(&server.url("bills")).about_json()["incomplete_from"], Value::Null);
    let restored = server.create("restored");
    server.copy_schema("einv", "bills", "restored");
    for _ in 0..2 {
        let engine = opened(&restored);
        assert_eq!(engine.about_json()["incomplete_from"], Clock::Wall.now().day().iso(), "{}", engine.about_json());
        assert_eq!(status(&engine, &first["irn"])["ack_no"], first["ack_no"]);
    }
    assert_eq!(opened(&server.url("bills")).about_json()["incomplete_from"], Value::Null, "that one went on");
    crate::common::import(&opened(&restored), "[]", r#"{"complete":true}"#).unwrap();
    assert_eq!(opened(&restored).about_json()["incomplete_from"], Value::Null);
}
