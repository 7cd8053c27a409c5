//! The ledger in PostgreSQL: the ledger's tests again, and the faults that only a server has.

use crate::common::{Ask, bill, json_of, today};
use crate::engine::{Portal, at, open, options, parse, status, submit};
use crate::server::Server;
use einv::answer::batch::BatchRequest;
use einv::calendar::Clock;
use einv::engine::{BatchOptions, Engine, Job, ProgressOptions};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The tests of a ledger's file, which PostgreSQL doesn't have.
const OF_FILES: [&str; 7] = [
    "a_ledger_held_by_another_program",
    "damage_is_reported",
    "a_journal_cut_anywhere",
    "an_unwritable_ledger",
    "a_full_disk",
    "only_its_owner_can_read_a_ledger",
    "a_flush_reads_and_reports_registrations_won",
];

fn on(url: &str, portal: &Portal, folder: &std::path::Path) -> Value {
    let mut config = at(&portal.url, folder);
    config["ledger"] = json!(url);
    config
}

/// Runs tests of this program once more, with their ledgers on a server.
pub fn tests_of_the_ledger(url: &str, names: &[&str]) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(names).arg("--test-threads=4").env("EINV_TEST_POSTGRES", url);
    for name in OF_FILES {
        command.args(["--skip", name]);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_tests_of_the_ledger_hold_on_postgresql_too() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    tests_of_the_ledger(&server.url("postgres"), &["ledger::", "engine::", "batch::", "due::", "list::"]);
    let databases = server.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'einv_%'").unwrap();
    assert!(databases.parse::<usize>().unwrap() >= 20, "the tests ran on it: {databases} databases");
}

#[test]
fn a_restarted_server_is_waited_for_and_nothing_is_lost() {
    let Some(server) = Server::start() else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let config = on(&server.create("bills"), &portal, folder.path());
    let engine = Arc::new(open(&config));
    assert_eq!(engine.about().ledger, "postgres://127.0.0.1/bills");
    let (_, first) = submit(&engine, &bill("G/0", &today()));
    let lines: String = (1..=120).map(|n| format!("{}\n", bill(&format!("G/{n}"), &today()))).collect();
    let job = Job::begin(&engine, BatchRequest::Text(&lines), &BatchOptions::new()).unwrap();
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(300));
        server.restart();
    }
    assert!(job.wait(Duration::from_secs(120)), "{}", json_of(job.progress(&ProgressOptions::new()).unwrap()));
    let until = Instant::now() + Duration::from_secs(240);
    while engine.ask("flush", "", options()).unwrap().outcome != einv::engine::Outcome::Ok {
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(200));
    }
    let again = Job::begin(&engine, BatchRequest::Text(&lines), &BatchOptions::new()).unwrap();
    assert!(again.wait(Duration::from_secs(60)));
    let said = json_of(again.progress(&ProgressOptions::new()).unwrap());
    assert_eq!(said["registered"], 120, "{said}");
    assert_eq!(status(&engine, &first["irn"])["ack_no"], first["ack_no"]);
    engine.check().unwrap();
    assert_eq!(engine.backup(&folder.path().join("copy")).unwrap_err().kind, ErrorKind::Unsupported);
    // A server that stays away is reported in words, within the deadline.
    server.stop();
    let begun = Instant::now();
    let options = r#"{"deadline_ms":1000}"#;
    let error = engine.ask("submit", bill("G/200", &today()).to_string(), options).unwrap_err();
    assert!(error.kind == ErrorKind::Ledger && begun.elapsed() < Duration::from_secs(30), "{error}");
    server.go_on();
    assert_eq!(submit(&engine, &bill("G/200", &today())).1["status"], "registered");
}

#[test]
fn engines_that_open_an_empty_database_at_once_set_it_up_once() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let config = on(&server.create("bills"), &portal, folder.path());
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(|| Engine::open(&config.to_string()).map(drop))).collect();
        all.into_iter().for_each(|one| one.join().unwrap().unwrap());
    });
    assert_eq!(server.sql("bills", "SELECT count(*) FROM einv.ledger").unwrap(), "3");
    // A user who may use the tables, but not create them.
    server.sql("bills", "CREATE USER clerk; GRANT USAGE ON SCHEMA einv TO clerk; GRANT ALL ON ALL TABLES IN SCHEMA einv TO clerk; GRANT ALL ON ALL SEQUENCES IN SCHEMA einv TO clerk").unwrap();
    let mut clerk = config.clone();
    clerk["ledger"] = json!(server.url("bills").replace("einv@", "clerk@"));
    assert_eq!(submit(&open(&clerk), &bill("E/1", &today())).1["status"], "registered");
    // A schema of a newer version stays unchanged.
    server.sql("bills", "INSERT INTO einv.ledger VALUES (99)").unwrap();
    let error = Engine::open(&config.to_string()).err().unwrap();
    assert!(error.kind == ErrorKind::Ledger && error.message.contains("newer"), "{error}");
    for (url, word) in
        [(server.url("nowhere"), "nowhere"), (server.url("bills").replace("einv@", "stranger@"), "stranger")]
    {
        let mut wrong = config.clone();
        wrong["ledger"] = json!(url);
        let error = Engine::open(&wrong.to_string()).err().unwrap();
        assert!(error.kind == ErrorKind::Ledger && error.message.contains(word) && error.fix.is_some(), "{error}");
    }
    // The built-in sandbox stores its register in a file beside it.
    let error = Engine::open(&json!({"ledger": server.url("bills")}).to_string()).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Config);
}

#[test]
fn flush_skips_a_locked_row_and_submit_waits_for_it() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let url = server.create("bills");
    let mut away = on(&url, &portal, folder.path());
    away["portal"]["urls"] = json!(["http://127.0.0.1:9"]);
    let first = submit(&open(&away), &bill("H/1", &today())).1;
    submit(&open(&away), &bill("H/2", &today()));
    assert_eq!(first["status"], "pending");
    let held = {
        let url = url.clone();
        std::thread::spawn(move || {
            crate::server::sql_at(
                &url,
                "BEGIN; SELECT 1 FROM einv.documents WHERE number = 'H/1' FOR UPDATE; SELECT pg_sleep(4); COMMIT",
            )
        })
    };
    let engine = open(&on(&url, &portal, folder.path()));
    let until = Instant::now() + Duration::from_secs(20);
    while server
        .sql(
            "bills",
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(4)%' AND wait_event = 'PgSleep'",
        )
        .unwrap()
        == "0"
    {
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(20));
    }
    let begun = Instant::now();
    let counts = parse(&engine.ask("flush", "", options()).unwrap());
    assert_eq!((&counts["registered"], &counts["left"]), (&json!(1), &json!(1)), "{counts}");
    assert!(begun.elapsed() < Duration::from_secs(4), "the flush waited for nobody");
    assert_eq!(submit(&engine, &bill("H/1", &today())).1["status"], "registered");
    held.join().unwrap().unwrap();
}

#[test]
fn tls_is_verified_with_the_named_root() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    let make = |name: &str| {
        let (key, certificate) = (server.path(&format!("{name}.key")), server.path(&format!("{name}.pem")));
        let made = crate::common::tool(
            "openssl",
            &[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-keyout",
                key.to_str().unwrap(),
                "-out",
                certificate.to_str().unwrap(),
            ],
            b"",
        )?;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Some((std::fs::read(&key).unwrap(), certificate))
    };
    let (Some((key, certificate)), Some((_, stranger))) = (make("own"), make("strange")) else { return };
    server.file("data/server.key", &key);
    server.file("data/server.crt", &std::fs::read(&certificate).unwrap());
    // Plain connections are refused; only TLS ones are let in.
    let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
    server.file("data/pg_hba.conf", rules.as_bytes());
    server.sql("postgres", "ALTER SYSTEM SET ssl = on").unwrap();
    server.sql("postgres", "CREATE DATABASE bills").unwrap();
    server.stop();
    // psql uses TLS by itself where the server offers it.
    server.go_on();
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let with = |query: String| {
        let config = on(&format!("{}?{query}", server.url("bills")), &portal, folder.path());
        Engine::open(&config.to_string())
    };
    let engine = with(format!("sslmode=verify-full&sslrootcert={}", certificate.display())).unwrap();
    assert_eq!(submit(&engine, &bill("T/1", &today())).1["status"], "registered");
    let uses =
        "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'einv'";
    assert_eq!(server.sql("bills", uses).unwrap(), "t");
    for query in
        [format!("sslmode=require&sslrootcert={}", stranger.display()), "sslmode=require".to_owned(), String::new()]
    {
        let error = with(query.clone()).err().unwrap_or_else(|| panic!("{query}"));
        assert_eq!(error.kind, ErrorKind::Ledger, "{query}: {error}");
    }
}

#[test]
fn a_refused_password_is_tried_once_and_repeated_nowhere() {
    let Some(server) = Server::with(&["fsync = off"]) else { return };
    server.sql("postgres", "ALTER USER einv PASSWORD 'right-one'").unwrap();
    server.file("data/pg_hba.conf", b"host all all 127.0.0.1/32 scram-sha-256\n");
    server.sql("postgres", "SELECT pg_reload_conf()").unwrap();
    let (portal, folder) = (Portal::start(Clock::Wall), tempfile::tempdir().unwrap());
    let url = |password: &str| server.url("postgres").replace("einv@", &format!("einv:{password}@"));
    let opened = |password: &str| Engine::open(&on(&url(password), &portal, folder.path()).to_string());
    let until = Instant::now() + Duration::from_secs(10);
    let error = loop {
        // The server applies its new rules in a moment.
        match opened("hushhush") {
            Err(error) => break error,
            Ok(_) => assert!(Instant::now() < until),
        }
    };
    assert_eq!(error.kind, ErrorKind::Ledger);
    assert!(error.fix.as_deref().is_some_and(|fix| fix.contains("user and password")), "{error}");
    assert!(!format!("{error:?}").contains("hushhush"));
    let log = std::fs::read_to_string(server.path("log")).unwrap();
    assert_eq!(log.matches("password authentication failed").count(), 1, "{log}");
    assert!(opened("right-one").is_ok());
}
