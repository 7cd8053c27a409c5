//! Many documents at once: each with its own result, resumable, stoppable, at the requested rate.

use crate::common::{Ask, bill, json_of, named, today};
use crate::engine::{Portal, at, open, options, parse, submit};
use einv::answer::VerbRequest;
use einv::answer::batch::BatchRequest;
use einv::calendar::Clock;
use einv::engine::{BatchOptions, Engine, Job, ProgressOptions, ResultsOptions};
use einv::error::ErrorKind;
use einv::story::Move;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

fn begin(engine: &Arc<Engine>, input: &str, options: &BatchOptions) -> Job {
    Job::begin(engine, BatchRequest::read(input).unwrap(), options).unwrap()
}

fn progress(job: &Job) -> Value {
    json_of(job.progress(&ProgressOptions::new()).unwrap())
}

/// Every result of a job that ends, read page by page while it runs.
fn results(job: &Job) -> Vec<Value> {
    let (mut all, mut after, until) = (Vec::new(), Some(0), Instant::now() + PATIENCE);
    while let Some(from) = after {
        assert!(Instant::now() < until, "{}", progress(job));
        let page = job.results(&ResultsOptions::new().after(from).limit(7).wait_ms(500)).unwrap();
        after = page.next;
        all.extend(json_of(page)["results"].take().as_array().unwrap().iter().cloned());
    }
    all
}

fn lines(bills: &[Value]) -> String {
    bills.iter().map(|bill| format!("{bill}\n")).collect()
}

fn bills(prefix: &str, count: usize) -> Vec<Value> {
    (0..count).map(|n| bill(&format!("{prefix}/{n}"), &today())).collect()
}

#[test]
fn each_document_of_a_batch_gets_its_own_result_at_its_index() {
    let engine = Arc::new(open(&json!({})));
    let mut all = bills("B", 40);
    all[3]["ItemList"][0]["AssAmt"] = json!(1.00);
    all[5] = json!({"nothing": "of a bill"});
    // The same number with other content; the same bill twice.
    all[20] = bill("B/19", &today());
    all[20]["ItemList"][0]["Qty"] = json!(20);
    all[20]["ItemList"][0]["UnitPrice"] = json!(50.0);
    all[30] = all[29].clone();
    for input in [Value::from(all.clone()).to_string(), lines(&all)] {
        let job = begin(&engine, &input, &BatchOptions::new().in_flight(8));
        let results = results(&job);
        assert!(results.iter().enumerate().all(|(n, r)| r["index"] == n) && results.len() == 40);
        for (n, result) in results.iter().enumerate() {
            match n {
                3 | 5 => assert_eq!(result["status"], "invalid", "{n} {result}"),
                19 | 20 => {}
                _ => assert_eq!(result["status"], "registered", "{n} {result}"),
            }
        }
        // Either of the two may come first: the other is a conflict.
        let conflicts = [19, 20].iter().filter(|n| results[**n]["error"]["code"] == "E_CONFLICT").count();
        assert_eq!(conflicts, 1, "{} {}", results[19], results[20]);
        assert_eq!(results[30]["ack_no"], results[29]["ack_no"]);
        let said = progress(&job);
        let counts =
            ["finished", "total", "done", "registered", "rejected", "pending", "failed"].map(|name| said[name].clone());
        assert_eq!(counts, [json!(true), json!(40), json!(40), json!(37), json!(2), json!(0), json!(1)], "{said}");
    }
    // A broken line fails alone.
    let job =
        begin(&engine, &format!("{}{{\"Version\":\n{}", lines(&all[..1]), lines(&all[1..2])), &BatchOptions::new());
    let results = results(&job);
    let code = |n: usize| results[n]["error"]["code"].clone();
    assert_eq!((code(0), code(1), code(2)), (Value::Null, json!("E_JSON"), Value::Null));
    let refused = Job::begin(&engine, BatchRequest::Text("[{}, {}"), &BatchOptions::new()).err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Json);
}

#[test]
fn running_a_stopped_batch_again_resumes_it() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    // A busy machine must not put a document in doubt.
    let mut config = at(&portal.url, folder.path());
    config["portal"]["timeout_ms"] = json!(60_000);
    let engine = Arc::new(open(&config));
    let file = folder.path().join("bills.ndjson");
    std::fs::write(&file, lines(&bills("R", 60))).unwrap();
    let input = json!({"path": file}).to_string();
    let job = begin(&engine, &input, &BatchOptions::new().in_flight(4).per_second(200.0));
    let until = Instant::now() + PATIENCE;
    while progress(&job)["done"].as_u64().unwrap() < 5 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    job.end();
    let halfway = progress(&job);
    let done = halfway["done"].as_u64().unwrap();
    assert_eq!((&halfway["finished"], &halfway["stopped"]), (&json!(true), &json!(true)));
    assert!((5..60).contains(&done), "{halfway}");
    assert_eq!(results(&job).len() as u64, done);
    drop(job);
    let again = begin(&engine, &input, &BatchOptions::new());
    assert!(results(&again).iter().all(|r| r["status"] == "registered"));
    // Each was sent once.
    for n in 0..60 {
        let which = json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": format!("R/{n}"), "date": today()});
        let sent = engine.story(named(&which)).unwrap();
        assert_eq!(sent.iter().filter(|e| e.what == Move::Sending).count(), 1, "{n}");
    }
}

#[test]
fn per_second_limits_sending_but_not_answers_from_the_ledger() {
    let engine = Arc::new(open(&json!({})));
    let input = lines(&bills("P", 12));
    let timed = || {
        let begun = Instant::now();
        assert_eq!(results(&begin(&engine, &input, &BatchOptions::new().per_second(20.0).in_flight(6))).len(), 12);
        begun.elapsed()
    };
    let first = timed();
    assert!(first >= Duration::from_millis(500), "{first:?}");
    let sent = Instant::now();
    let again = begin(&engine, &input, &BatchOptions::new().per_second(0.01).in_flight(1));
    assert_eq!(results(&again).len(), 12);
    assert!(sent.elapsed() < Duration::from_secs(50), "answers of the ledger wait for no turn");
    assert_eq!(
        Job::begin(&engine, BatchRequest::Text("[]"), &BatchOptions::new().per_second(0.0)).err().unwrap().kind,
        ErrorKind::Option
    );
}

#[test]
fn a_folder_is_a_batch_and_stopping_the_engine_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = at(&format!("http://{}", silent.local_addr().unwrap()), folder.path());
    config["portal"]["timeout_ms"] = json!(60_000);
    let engine = Arc::new(open(&config));
    let bills_folder = folder.path().join("bills");
    std::fs::create_dir(&bills_folder).unwrap();
    for (n, bill) in bills("F", 9).iter().enumerate() {
        std::fs::write(bills_folder.join(format!("{n}.json")), bill.to_string()).unwrap();
    }
    let job = begin(&engine, &json!({"path": bills_folder}).to_string(), &BatchOptions::new().in_flight(2));
    assert_eq!(progress(&job)["total"], 9);
    let until = Instant::now() + PATIENCE;
    while !job.wait(Duration::from_millis(50)) && Instant::now() < until {
        engine.stop();
    }
    let said = progress(&job);
    assert_eq!((&said["finished"], &said["stopped"]), (&json!(true), &json!(true)), "{said}");
    assert!(results(&job).iter().all(|r| r["error"]["code"] == "E_STOPPED"), "{said}");
    // The engine stays usable.
    assert_eq!(
        parse(&engine.ask("status", json!({"irn": "0".repeat(64)}).to_string(), options()).unwrap())["status"],
        "unknown"
    );
    submit(&open(&json!({})), &bill("Z/1", &today()));
}
