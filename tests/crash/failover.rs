//! Servers that end, freeze and take over from one another under load, with and without a pooler between.

use crate::common::{Ask, bill, json_of, today};
use crate::server::{Server, url_of};
use crate::{PATIENT_MS, Shop};
use einv::engine::{BatchOptions, Engine, Job, ProgressOptions, ResultsOptions};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const MANY: usize = 600;

fn numbers(of: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{of}/{n}")).collect()
}

/// Begins a batch of bills with these numbers.
fn batch(engine: &Arc<Engine>, numbers: &[String]) -> Job {
    few_at_a_time(engine, numbers, 64)
}

fn few_at_a_time(engine: &Arc<Engine>, numbers: &[String], few: usize) -> Job {
    let lines: String = numbers.iter().map(|number| format!("{}\n", bill(number, &today()))).collect();
    Job::begin(engine, einv::answer::batch::BatchRequest::Text(&lines), &BatchOptions::new().in_flight(few)).unwrap()
}

/// Sees a batch to its end; gives its results.
fn results(job: &Job) -> Vec<Value> {
    assert!(job.wait(Duration::from_secs(300)), "{}", json_of(job.progress(&ProgressOptions::new()).unwrap()));
    let page = json_of(job.results(&ResultsOptions::new().limit(10_000_usize)).unwrap());
    page["results"].as_array().unwrap().clone()
}

fn registered(results: &[Value]) -> usize {
    results.iter().filter(|result| result["status"] == "registered").count()
}

/// Runs the bills again until all are registered, and holds the ledger against the portal's registry.
fn comes_to_rest(shop: &Shop, engine: &Arc<Engine>, numbers: &[String]) {
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let again = results(&batch(engine, numbers));
        if registered(&again) == numbers.len() {
            break;
        }
        assert!(Instant::now() < until, "{again:#?}");
        std::thread::sleep(Duration::from_millis(500));
    }
    let irn = |number: &String| {
        einv::engine::hash(None, &bill(number, &today()).to_string(), &Default::default()).unwrap().irn.to_string()
    };
    let irns: Vec<String> = numbers.iter().map(irn).collect();
    assert_eq!(shop.prove(&irns).registered, numbers.len());
}

/// Cuts a standby off from its primary: what is committed there from now on it never gets.
fn cut_off(standby: &Server) {
    standby.sql("postgres", "ALTER SYSTEM SET primary_conninfo = ''").unwrap();
    standby.sql("postgres", "SELECT pg_reload_conf()").unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while standby.sql("postgres", "SELECT count(*) FROM pg_stat_wal_receiver").unwrap() != "0" {
        assert!(Instant::now() < until, "the standby still follows");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Every failure names its cause and a way out.
fn have_a_fix(results: &[Value]) {
    let mut said = std::collections::BTreeMap::new();
    for failed in results.iter().filter(|result| result["status"] != "registered") {
        assert!(failed["fix"].is_string() || failed["error"]["fix"].is_string(), "{failed}");
        *said
            .entry(format!("{} {} {}", failed["status"], failed["message"], failed["error"]["message"]))
            .or_insert(0) += 1;
    }
    println!("{said:#?}");
}

#[test]
fn a_killed_primary_with_a_synchronous_standby_loses_nothing() {
    let Some(primary) = Server::start() else { return };
    primary.create("shop");
    let standby = primary.standby();
    primary.wait_for_standby();
    let shop = Shop::on(Some(url_of(&[&primary, &standby], "shop")), None, PATIENT_MS);
    let engine = Arc::new(shop.engine());
    let numbers = numbers("KP", MANY);
    let job = batch(&engine, &numbers);
    std::thread::sleep(Duration::from_millis(1500));
    primary.kill();
    standby.promote();
    let first = results(&job);
    have_a_fix(&first);
    println!("{} of {MANY} registered in the first run", registered(&first));
    comes_to_rest(&shop, &engine, &numbers);
    // Nothing that was acknowledged is gone, so nothing was sent twice.
    assert_eq!(shop.portal.front.duplicates.load(Ordering::SeqCst), 0);
    assert_eq!(shop.engine().about().incomplete_from, None, "commits waited for it");
}

#[test]
fn rows_that_a_standby_never_got_are_found_at_the_portal_by_whoever_submits_them_again() {
    let Some(primary) = Server::start() else { return };
    primary.create("shop");
    let standby = primary.standby();
    let shop = Shop::on(Some(url_of(&[&primary, &standby], "shop")), None, PATIENT_MS);
    let engine = Arc::new(shop.engine());
    let early = numbers("EA", 5);
    assert_eq!(registered(&results(&batch(&engine, &early))), 5);
    // These five have arrived.
    let until = Instant::now() + Duration::from_secs(30);
    while standby.sql("shop", "SELECT count(*) FROM einv.documents WHERE state = 'registered'").unwrap() != "5" {
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(20));
    }
    cut_off(&standby);
    // The portal's answers of "duplicate" are counted: so few that sending is never stopped for them.
    let lost = numbers("LO", 10);
    assert_eq!(registered(&results(&batch(&engine, &lost))), 10);
    // A batch is under way when the standby takes over.
    let under_way = numbers("UW", 24);
    let job = few_at_a_time(&engine, &under_way, 6);
    std::thread::sleep(Duration::from_millis(250));
    primary.kill();
    standby.promote();
    let first = results(&job);
    have_a_fix(&first);
    println!("{} of 24 registered in the first run", registered(&first));
    let other = shop.engine();
    assert_eq!(other.about().incomplete_from, Some(einv::calendar::Clock::Wall.now().day()));
    // Whoever submits again has the registration in one call.
    let mut slowest = Duration::ZERO;
    for number in &lost {
        let begun = Instant::now();
        let reply = other.ask("submit", bill(number, &today()).to_string(), "").unwrap();
        let answer: Value = serde_json::from_str(reply.json()).unwrap();
        slowest = slowest.max(begun.elapsed());
        assert_eq!((&answer["status"], &answer["recovered"]), (&json!("registered"), &json!(true)), "{answer}");
    }
    println!("the slowest of {} took {slowest:?}", lost.len());
    comes_to_rest(&shop, &engine, &[early, lost, under_way].concat());
}

#[test]
fn a_server_that_is_frozen_for_half_a_minute_loses_and_doubles_nothing() {
    let Some(server) = Server::start() else { return };
    let shop = Shop::on(Some(server.create("shop")), None, PATIENT_MS);
    let engine = Arc::new(shop.engine());
    let numbers = numbers("FR", MANY);
    let job = batch(&engine, &numbers);
    std::thread::sleep(Duration::from_millis(1500));
    server.freeze();
    let begun = Instant::now();
    let error = engine.ask("submit", bill("FR/9999", &today()).to_string(), r#"{"deadline_ms":3000}"#).unwrap_err();
    assert!(error.kind == ErrorKind::Ledger && begun.elapsed() < Duration::from_secs(5), "{error}");
    std::thread::sleep(Duration::from_secs(30).saturating_sub(begun.elapsed()));
    server.thaw();
    let first = results(&job);
    have_a_fix(&first);
    println!("{} of {MANY} registered in the first run", registered(&first));
    let audit: Value = serde_json::from_str(engine.ask("audit", "", "").unwrap().json()).unwrap();
    assert_eq!(audit["outages"], json!([]), "the portal is blamed for nothing");
    comes_to_rest(&shop, &engine, &numbers);
    assert_eq!(shop.portal.front.duplicates.load(Ordering::SeqCst), 0);
}

#[test]
fn a_primary_that_is_restarted_behind_a_pooler_loses_and_doubles_nothing() {
    let Some(server) = Server::start() else { return };
    server.create("shop");
    let Some(pooler) = server.pooled() else { return };
    let shop = Shop::on(Some(pooler.url("shop")), None, PATIENT_MS);
    let engine = Arc::new(shop.engine());
    let numbers = numbers("PO", MANY);
    let job = batch(&engine, &numbers);
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(1500));
        server.restart();
    }
    let first = results(&job);
    have_a_fix(&first);
    println!("{} of {MANY} registered in the first run", registered(&first));
    comes_to_rest(&shop, &engine, &numbers);
    assert_eq!(shop.portal.front.duplicates.load(Ordering::SeqCst), 0);
}
