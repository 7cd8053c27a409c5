//! At the counter: one call, one answer, also when the line drops, the portal is another, or the ledger has forgotten.

use crate::byhand::{CERTIFICATE, signed};
use crate::common::{Ask, bill, hash, today};
use crate::engine::{Portal, at, cancel, open, options, parse, status, submit};
use crate::faults::{ewb_request, sent};
use einv::answer::batch::BatchRequest;
use einv::calendar::{Clock, IstTime};
use einv::engine::{BatchOptions, Engine, Outcome};
use einv::error::ErrorKind;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault, Sandbox};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

fn audit(engine: &Engine, filter: &Value) -> Value {
    parse(&engine.ask("audit", filter.to_string(), r#"{"limit":1000}"#).unwrap())
}

/// A server that does the same with every connection, for as long as the test runs.
fn server(each: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(each));
    port
}

#[test]
fn a_dropped_answer_is_registered_in_the_same_call_with_one_look_up() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    submit(&engine, &bill("C/0", &today()));
    for (n, fault) in
        [FaultKind::DropAfter, FaultKind::StatusAfter, FaultKind::Garbage, FaultKind::Truncated].into_iter().enumerate()
    {
        portal.sandbox.fail(PlannedFault::once(fault, PortalCall::Generate));
        let begun = Instant::now();
        let (outcome, answer) = submit(&engine, &bill(&format!("C/{}", n + 1), &today()));
        println!("{}: registered after {} ms", fault.name(), begun.elapsed().as_millis());
        assert_eq!((outcome, &answer["recovered"]), (Outcome::Ok, &json!(true)), "{answer}");
        assert!(answer["signed_qr"].is_string());
        assert_eq!((sent(&engine, "generate"), sent(&engine, "by_document")), (n + 2, n + 1), "{fault:?}");
    }
}

#[test]
fn a_caller_who_gives_no_time_to_settle_has_the_document_in_doubt_with_the_time_from_which_it_is_certain() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::Generate));
    let text = bill("C/9", &today()).to_string();
    let left = parse(&engine.ask("submit", &text, r#"{"settle_ms":0}"#).unwrap());
    assert_eq!((&left["status"], sent(&engine, "by_document")), (&json!("in_doubt"), 0));
    let until = IstTime::parse(left["waits_until"].as_str().unwrap()).unwrap();
    assert!((0..=4).contains(&until.seconds_since(Clock::Wall.now())), "{left}");
    assert!(left["held"].is_string() && left["waits_for"].as_str().unwrap().contains("einv_flush"));
    // The next call asks, and sends nothing.
    let (outcome, answer) = submit(&engine, &bill("C/9", &today()));
    assert_eq!((outcome, &answer["recovered"], sent(&engine, "generate")), (Outcome::Ok, &json!(true), 1));
}

/// The verbs that change something, each on a document that stands for it, by way of a portal that can't be reached.
fn unreached(folder: &Path, way: &Value, opts: &Value) {
    let portal = Portal::start(Clock::Wall);
    let config = at(&portal.url, folder);
    let engine = open(&config);
    let irns: Vec<Value> =
        (0..3).map(|n| submit(&engine, &bill(&format!("U/{n}"), &today())).1["irn"].clone()).collect();
    assert_eq!(parse(&engine.ask("ewb", ewb_request(&irns[2]), options()).unwrap())["ewb"]["status"], "active");
    // It is logged in; only the way is blocked now.
    let mut blocked = config.clone();
    blocked["portal"].as_object_mut().unwrap().extend(way.as_object().unwrap().clone());
    let away = open(&blocked);
    let opts = opts.to_string();
    let reason = |irn: &Value| json!({"irn": irn, "reason": "other", "remark": "x"}).to_string();
    let new = bill("U/9", &today());
    let pending = parse(&away.ask("submit", new.to_string(), &opts).unwrap());
    assert_eq!(pending["status"], "pending", "{way}: {pending}");
    assert!(pending["held"].is_string() && pending["waits_for"].is_string(), "{pending}");
    let reply = away.ask("cancel", reason(&irns[0]), &opts).unwrap();
    assert_eq!(
        (reply.outcome, &parse(&reply)["cancelling"]),
        (Outcome::Pending, &Value::Null),
        "{way} {}",
        reply.json()
    );
    let reply = away.ask("ewb", ewb_request(&irns[1]), &opts).unwrap();
    assert_eq!((reply.outcome, &parse(&reply)["ewb"]), (Outcome::Pending, &Value::Null), "{way} {}", reply.json());
    let reply = away.ask("ewb_cancel", reason(&irns[2]), &opts).unwrap();
    assert_eq!((reply.outcome, &parse(&reply)["ewb"]["status"]), (Outcome::Pending, &json!("active")), "{way}");
    drop(away);
    // It goes out at the next try, without waiting for anything.
    let begun = Instant::now();
    assert_eq!(submit(&engine, &new).0, Outcome::Ok);
    assert_eq!(cancel(&engine, &irns[0]).0, Outcome::Ok);
    assert_eq!(sent(&engine, "by_document") + sent(&engine, "by_irn"), 0, "there was nothing to ask about");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_was_never_sent_is_in_doubt_at_no_verb() {
    let refusing = |answer: &'static [u8]| {
        let port = server(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        });
        json!({"urls": ["https://127.0.0.1:1"], "proxy": format!("http://127.0.0.1:{port}")})
    };
    // Nobody listens; no proxy listens; a proxy refuses the way, asks for a log-in, or can't reach the portal.
    for way in [
        json!({"urls": ["http://127.0.0.1:9"]}),
        json!({"proxy": "http://127.0.0.1:9"}),
        refusing(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
        refusing(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
        refusing(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
        // A proxy in front of a portal without TLS.
        {
            let mut way = refusing(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            way["urls"] = json!(["http://127.0.0.1:1"]);
            way
        },
    ] {
        let folder = tempfile::tempdir().unwrap();
        unreached(folder.path(), &way, &json!({}));
    }
}

#[test]
fn a_deadline_that_comes_while_the_connection_is_being_made_leaves_nothing_in_doubt() {
    // It accepts, and never says a word: the TLS handshake hangs.
    let (open_streams, kept) = std::sync::mpsc::channel();
    let port = server(move |stream| drop(open_streams.send(stream)));
    let folder = tempfile::tempdir().unwrap();
    let way = json!({"urls": [format!("https://127.0.0.1:{port}")], "timeout_ms": 60_000});
    unreached(folder.path(), &way, &json!({"deadline_ms": 300}));
    drop(kept);
}

#[test]
fn a_request_that_was_half_written_stays_unknown() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let config = at(&portal.url, folder.path());
    submit(&open(&config), &bill("H/0", &today()));
    let port = server(|mut stream| drop(stream.read(&mut [0; 100])));
    let mut cut = config.clone();
    cut["portal"]["urls"] = json!([format!("http://127.0.0.1:{port}")]);
    let mut large = bill("H/1", &today());
    large["AddlDocDtls"] = json!(vec![json!({"Info": "x".repeat(1000)}); 800]);
    let left = parse(&open(&cut).ask("submit", large.to_string(), r#"{"settle_ms":0}"#).unwrap());
    assert_eq!(left["status"], "in_doubt", "{left}");
    // Once the line is back the portal says that it does not have it, and it is sent.
    let (outcome, answer) = submit(&open(&config), &large);
    assert_eq!((outcome, &answer["recovered"]), (Outcome::Ok, &json!(false)), "{answer}");
}

#[test]
fn an_answer_that_no_key_opens_costs_one_log_in_and_where_it_stays_so_it_is_said() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::Sealed, PortalCall::Generate));
    assert_eq!(submit(&engine, &bill("K/1", &today())).0, Outcome::Ok);
    portal.sandbox.fail(PlannedFault::once(FaultKind::Sealed, PortalCall::ByDocument));
    portal.sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::Generate));
    assert_eq!(submit(&engine, &bill("K/2", &today())).0, Outcome::Ok);
    assert_eq!((sent(&engine, "generate"), sent(&engine, "log_in")), (2, 2), "one log-in, for the reading");
    // For good.
    for call in [PortalCall::Generate, PortalCall::ByDocument, PortalCall::ByIrn] {
        portal.sandbox.fail(PlannedFault { times: 100, ..PlannedFault::once(FaultKind::Sealed, call) });
    }
    let error = engine.ask("submit", bill("K/3", &today()).to_string(), options()).unwrap_err();
    assert_eq!((error.kind, error.kept.as_ref().unwrap().status.name()), (ErrorKind::Portal, "in_doubt"), "{error}");
    assert!(error.fix.as_ref().unwrap().contains("API user of its own"), "{error:?}");
    assert_eq!((sent(&engine, "generate"), sent(&engine, "log_in")), (3, 3), "and one more, not one a look-up");
    let irn = parse(&hash(&engine, &bill("K/1", &today()).to_string(), "").unwrap())["irn"].clone();
    let error = engine.ask("fetch", json!({"irn": irn}).to_string(), options()).unwrap_err();
    assert!(error.kind == ErrorKind::Portal && error.fix.is_some(), "{error}");
    portal.sandbox.heal();
    let (outcome, answer) = submit(&engine, &bill("K/3", &today()));
    assert_eq!((outcome, &answer["recovered"], sent(&engine, "generate")), (Outcome::Ok, &json!(true), 3));
}

#[test]
fn a_cancellation_in_doubt_is_read_and_never_repeated() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    for (n, fault) in [FaultKind::DropAfter, FaultKind::StatusAfter, FaultKind::DropBefore].into_iter().enumerate() {
        let irn = submit(&engine, &bill(&format!("X/{n}"), &today())).1["irn"].clone();
        portal.sandbox.fail(PlannedFault::once(fault, PortalCall::Cancel));
        let wish = json!({"irn": irn, "reason": "other", "remark": "x"}).to_string();
        let left = parse(&engine.ask("cancel", &wish, r#"{"settle_ms":0}"#).unwrap());
        assert_eq!((&left["status"], &left["cancelling"]), (&json!("registered"), &json!(true)));
        assert_eq!(parse(&engine.ask("cancel", &wish, options()).unwrap())["status"], "cancelled");
        let done = usize::from(fault == FaultKind::DropBefore);
        assert_eq!(
            audit(&engine, &json!({"irn": irn, "call": "cancel"}))["exchanges"].as_array().unwrap().len(),
            1 + done
        );
    }
    let repeated = portal.sandbox.diary().iter().filter(|entry| entry.said.contains("9999")).count();
    assert_eq!(repeated, 0, "none was cancelled twice");
}

#[test]
fn a_cancellation_that_the_portal_no_longer_gives_details_of_is_not_taken_for_undone() {
    let clock = Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
    let portal = Portal::start(clock.clone());
    let folder = tempfile::tempdir().unwrap();
    let on = |day: &str| {
        clock.set(IstTime::parse(day).unwrap());
        let mut config = at(&portal.url, folder.path());
        config["on"] = json!(day);
        open(&config)
    };
    let engine = on("2026-11-21T10:00:00+05:30");
    let wishes: Vec<String> = (0..2)
        .map(|n| submit(&engine, &bill(&format!("G/{n}"), "21/11/2026")).1["irn"].clone())
        .map(|irn| json!({"irn": irn, "reason": "other", "remark": "x"}).to_string())
        .collect();
    for (wish, fault) in wishes.iter().zip([FaultKind::DropAfter, FaultKind::DropBefore]) {
        portal.sandbox.fail(PlannedFault::once(fault, PortalCall::Cancel));
        let left = parse(&engine.ask("cancel", wish, r#"{"settle_ms":0}"#).unwrap());
        assert_eq!(left["cancelling"], true, "{left}");
    }
    drop(engine);
    let engine = on("2026-11-25T10:00:00+05:30");
    assert_eq!(parse(&engine.ask("cancel", &wishes[0], options()).unwrap())["status"], "cancelled");
    let late = parse(&engine.ask("cancel", &wishes[1], options()).unwrap());
    assert_eq!((&late["status"], &late["report"]["findings"][0]["code"]), (&json!("registered"), &json!("2270")));
}

// ---- another portal has it

fn two() -> (Portal, Portal) {
    let first = Portal::of(Sandbox::in_memory(Clock::Wall).unwrap());
    let twin = first.sandbox.twin("NIC2").unwrap();
    (first, Portal::of(twin))
}

#[test]
fn a_duplicate_at_another_portal_or_address_brings_its_signed_invoice_and_qr() {
    let (first, second) = two();
    let theirs = tempfile::tempdir().unwrap();
    let elsewhere = open(&at(&first.url, theirs.path()));
    for n in 0..2 {
        submit(&elsewhere, &bill(&format!("D/{n}"), &today()));
    }
    // As another portal.
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&second.url, folder.path());
    let (mut ours, mut other) = (config["portal"].clone(), config["portal"].clone());
    (ours["name"], other["name"], other["urls"]) = (json!("NIC2"), json!("NIC1"), json!([first.url]));
    config["portal"] = json!([ours, other]);
    let engine = open(&config);
    let (outcome, answer) = submit(&engine, &bill("D/0", &today()));
    assert_eq!((outcome, &answer["portal"], &answer["recovered"]), (Outcome::Ok, &json!("NIC1"), &json!(true)));
    assert!(answer["signed_qr"].is_string() && answer["proof"].is_null());
    assert_eq!(audit(&engine, &json!({"portal": "NIC2", "call": "by_document"}))["exchanges"], json!([]), "it said so");
    assert_eq!(cancel(&engine, &answer["irn"]).0, Outcome::Ok, "and it is cancelled where it is");
    // As another address of the same portal.
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&second.url, folder.path());
    config["portal"]["urls"] = json!([second.url, first.url]);
    let engine = open(&config);
    let (outcome, answer) = submit(&engine, &bill("D/1", &today()));
    assert_eq!((outcome, answer["signed_qr"].is_string()), (Outcome::Ok, true), "{answer}");
    assert_eq!(cancel(&engine, &answer["irn"]).0, Outcome::Ok, "where it is");
}

#[test]
fn a_duplicate_at_a_portal_that_is_not_configured_is_named_with_the_way_out_and_asked_about_no_more() {
    let (first, second) = two();
    let theirs = tempfile::tempdir().unwrap();
    let made = submit(&open(&at(&first.url, theirs.path())), &bill("D/2", &today())).1;
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&second.url, folder.path()));
    let (outcome, answer) = submit(&engine, &bill("D/2", &today()));
    assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("in_doubt")));
    let [message, fix] = ["message", "fix"].map(|name| answer[name].as_str().unwrap());
    assert!(message.contains("NIC1") && message.contains(made["ack_no"].as_str().unwrap()), "{message}");
    assert!(fix.contains("einv_import") && fix.contains("GST portal"), "{fix}");
    let calls = |engine: &Engine| audit(engine, &json!({}))["exchanges"].as_array().unwrap().len();
    let before = calls(&engine);
    for _ in 0..3 {
        assert_eq!(engine.ask("flush", "", options()).unwrap().outcome, Outcome::Pending);
    }
    assert_eq!(calls(&engine), before, "a flush has nothing to ask about it");
    submit(&engine, &bill("D/2", &today()));
    assert_eq!(sent(&engine, "generate"), 1, "it is not sent again");
}

// ---- a forgotten ledger

#[test]
fn a_forgotten_ledger_is_filled_again_and_a_new_bill_in_between_gets_out() {
    let portal = Portal::start(Clock::Wall);
    let mut roomy = at(&portal.url, Path::new("/"));
    roomy["portal"]["timeout_ms"] = json!(60_000);
    let with = |folder: &tempfile::TempDir| {
        let mut config = roomy.clone();
        config["ledger"] = json!(crate::engine::ledger_in(folder.path()));
        std::sync::Arc::new(open(&config))
    };
    let (lost, one_by_one, at_once) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let old: Vec<Value> = (0..150).map(|n| bill(&format!("F/{n}"), &today())).collect();
    batch(&with(&lost), &old);
    // One by one, as from a counter.
    let engine = with(&one_by_one);
    for (n, old) in old.iter().enumerate() {
        let (outcome, answer) = submit(&engine, old);
        assert_eq!((outcome, &answer["recovered"]), (Outcome::Ok, &json!(true)), "{n}: {answer}");
        if n % 50 == 40 {
            let (outcome, new) = submit(&engine, &bill(&format!("F/new{n}"), &today()));
            assert_eq!((outcome, &new["recovered"]), (Outcome::Ok, &json!(false)), "{n}: {new}");
        }
    }
    // Three in a row tell that the ledger has forgotten; each new bill ends that, and is sent.
    assert_eq!(sent(&engine, "generate"), 3 + 3 + 3 * 3);
    let state = parse(&engine.ask("status", json!({"irn": "0".repeat(64)}).to_string(), options()).unwrap());
    assert_eq!(state["portal_state"], Value::Null, "nothing was wrong");
    // All at once.
    let engine = with(&at_once);
    let mut all = old.clone();
    all.insert(75, bill("F/newer", &today()));
    let results = batch(&engine, &all);
    assert!(results.iter().all(|result| result["status"] == "registered"));
    assert_eq!(results[75]["recovered"], false);
    println!("{} of {} went out in a batch", sent(&engine, "generate"), all.len());
}

fn batch(engine: &std::sync::Arc<Engine>, bills: &[Value]) -> Vec<Value> {
    let lines: String = bills.iter().map(|bill| format!("{bill}\n")).collect();
    let job = einv::engine::Job::begin(engine, BatchRequest::Text(&lines), &Default::default()).unwrap();
    assert!(job.wait(Duration::from_secs(120)));
    let page = crate::common::json_of(job.results(&Default::default()).unwrap());
    page["results"].as_array().unwrap().clone()
}

/// The GST portal's download of these registrations, as a ZIP.
fn zipped(path: &Path, files: &[(&str, Vec<u8>)]) {
    use zip::write::SimpleFileOptions;
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn as_downloaded(registrations: &[Value]) -> Vec<Value> {
    let one = |made: &Value| {
        json!({"Irn": made["irn"], "AckNo": made["ack_no"], "SignedInvoice": made["signed_invoice"],
            "SignedQRCode": made["signed_qr"], "Status": "ACT"})
    };
    registrations.iter().map(one).collect()
}

#[test]
fn bills_older_than_two_days_wait_for_the_download_and_are_not_sent_by_the_hundred() {
    let (lost, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = json!({"ledger": lost.path().join("einv.db"), "on": "2026-11-21T10:00:00+05:30"});
    let old: Vec<Value> = (0..30).map(|n| bill(&format!("O/{n}"), "21/11/2026")).collect();
    let made: Vec<Value> = old.iter().map(|bill| submit(&open(&config), bill).1).collect();
    // A new PC, four days later: the registry is the portal's, and stays.
    let forgotten = folder.path().join("einv.db");
    std::fs::copy(lost.path().join("einv.db.sandbox"), folder.path().join("einv.db.sandbox")).unwrap();
    (config["ledger"], config["on"]) = (json!(forgotten), json!("2026-11-25T10:00:00+05:30"));
    let engine = open(&config);
    for bill in &old {
        let (outcome, answer) = submit(&engine, bill);
        assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("in_doubt")), "{answer}");
        assert!(answer["fix"].as_str().unwrap().contains("einv_import"), "{answer}");
        assert!(answer["waits_for"].as_str().unwrap().contains("signed invoice"), "{answer}");
    }
    assert_eq!(sent(&engine, "generate"), 3, "then the portal is asked first");
    let (outcome, new) = submit(&engine, &bill("O/new", "25/11/2026"));
    assert_eq!((outcome, &new["recovered"]), (Outcome::Ok, &json!(false)), "{new}");
    engine.ask("flush", "", options()).unwrap();
    assert_eq!(sent(&engine, "generate"), 4);
    // The download settles them all.
    let zip = folder.path().join("download.zip");
    let answers = as_downloaded(&made);
    let (half, rest) = answers.split_at(10);
    zipped(
        &zip,
        &[
            ("112026/part1.json", json!({"data": half}).to_string().into_bytes()),
            ("112026/part2.json", json!(rest).to_string().into_bytes()),
            ("readme.txt", b"not JSON".to_vec()),
        ],
    );
    let reply = crate::common::import(&engine, &json!({"path": zip}).to_string(), options()).unwrap();
    let said = parse(&reply);
    assert_eq!((reply.outcome, &said["entered"], &said["refused"]), (Outcome::Ok, &json!(30), &json!(0)), "{said}");
    assert_eq!(
        (&said["results"][0]["file"], &said["results"][29]["file"]),
        (&json!("112026/part1.json"), &json!("112026/part2.json"))
    );
    for (bill, made) in old.iter().zip(&made) {
        assert_eq!(submit(&engine, bill).1["signed_qr"], made["signed_qr"]);
    }
    assert_eq!(engine.ask("flush", "", options()).unwrap().outcome, Outcome::Ok);
}

#[test]
fn a_download_is_read_as_zip_json_or_base64_and_what_was_received_is_not_entered_as_a_sale() {
    use base64::Engine as _;
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let keys = json!({"qr_keys": [CERTIFICATE]}).to_string();
    let path = folder.path().join("d");
    let enter = |given: Value| parse(&crate::common::import(&engine, &given.to_string(), &keys).unwrap());
    let sale = bill("I/1", &today());
    let mut purchase = bill("I/2", &today());
    let (ours, theirs) = (purchase["SellerDtls"].clone(), purchase["BuyerDtls"].clone());
    (purchase["SellerDtls"], purchase["BuyerDtls"]) = (theirs, ours);
    purchase["SellerDtls"].as_object_mut().unwrap().remove("Pos");
    purchase["BuyerDtls"]["Pos"] = json!("29");
    let irn = |bill: &Value| parse(&hash(&engine, &bill.to_string(), "").unwrap())["irn"].as_str().unwrap().to_owned();
    let token = |bill: &Value| signed(bill, &irn(bill));
    let both = json!({"data": [{"SignedInvoice": token(&sale)}, {"SignedInvoice": token(&purchase), "Status": "ACT"}]});
    std::fs::write(&path, both.to_string()).unwrap();
    let said = enter(json!({"path": path}));
    assert_eq!((&said["entered"], &said["received"], &said["refused"]), (&json!(1), &json!(1), &json!(0)), "{said}");
    assert_eq!(
        (&said["results"][1]["received"], &said["results"][1]["document"]["number"]),
        (&json!(true), &json!("I/2"))
    );
    assert_eq!(status(&engine, &json!(irn(&sale)))["status"], "registered");
    assert_eq!(status(&engine, &json!(irn(&purchase)))["status"], "unknown");
    let base64 = base64::engine::general_purpose::STANDARD.encode(both.to_string());
    assert_eq!(enter(json!({"base64": base64, "name": "november.json"}))["known"], 1);
    // A file that is the token alone; a broken file is its own failure.
    zipped(
        &path,
        &[("one.json", token(&sale).into_bytes()), ("two.json", b"{".to_vec()), ("three.json", b"[]".to_vec())],
    );
    let said = enter(json!({"path": path}));
    assert_eq!((&said["known"], &said["refused"]), (&json!(1), &json!(2)), "{said}");
    assert_eq!(said["results"][1]["file"], "two.json");
    let refused = |given: Value| crate::common::import(&engine, &given.to_string(), &keys).unwrap_err();
    assert_eq!(refused(json!({"path": folder.path().join("none.zip")})).at.as_deref(), Some("/path"));
    assert_eq!(refused(json!({"base64": "*"})).at.as_deref(), Some("/base64"));
}

#[test]
fn a_download_that_unpacks_without_an_end_is_refused_in_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&json!({"ledger": folder.path().join("einv.db")}));
    let path = folder.path().join("bomb.zip");
    let enter = |path: &Path| crate::common::import(&engine, &json!({"path": path}).to_string(), options());
    zipped(&path, &[("a.json", vec![b' '; (64 << 20) + 2])]);
    assert!(std::fs::metadata(&path).unwrap().len() < 1 << 20, "it is small while it is packed");
    let said = parse(&enter(&path).unwrap());
    assert_eq!(said["results"][0]["error"]["code"], "E_LIMIT", "{said}");
    // Without an end in their number.
    let many = format!("[{}{{\"signed_qr\":\"\"}}]", "{\"signed_qr\":\"\"},".repeat(100_001));
    zipped(&path, &[("a.json", many.into_bytes())]);
    assert_eq!(enter(&path).unwrap_err().kind, ErrorKind::Limit);
    let names: Vec<String> = (0..10_001).map(|n| format!("{n}.json")).collect();
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), Vec::new())).collect();
    zipped(&path, &files);
    assert_eq!(enter(&path).unwrap_err().kind, ErrorKind::Limit);
    std::fs::write(&path, b"PK no zip").unwrap();
    assert_eq!(enter(&path).unwrap_err().kind, ErrorKind::Arg);
}

// ---- many, and the guard

#[test]
fn a_batch_goes_on_with_others_while_one_document_settles() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = std::sync::Arc::new(open(&at(&portal.url, folder.path())));
    submit(&engine, &bill("B/first", &today()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::DropBefore, PortalCall::Generate));
    let bills: Vec<Value> = (0..6).map(|n| bill(&format!("B/{n}"), &today())).collect();
    let lines: String = bills.iter().map(|bill| format!("{bill}\n")).collect();
    let job = einv::engine::Job::begin(&engine, BatchRequest::Text(&lines), &BatchOptions::new().in_flight(1)).unwrap();
    assert!(job.wait(Duration::from_secs(60)));
    let page = crate::common::json_of(job.results(&Default::default()).unwrap());
    let results = page["results"].as_array().unwrap();
    assert!(results.len() == 6 && results.iter().all(|result| result["status"] == "registered"), "{page}");
    let exchanges = audit(&engine, &json!({"call": "generate"}));
    let order: Vec<&str> =
        exchanges["exchanges"].as_array().unwrap().iter().filter_map(|e| e["sent"]["DocDtls"]["No"].as_str()).collect();
    assert_eq!(order, ["B/first", "B/0", "B/1", "B/2", "B/3", "B/4", "B/5", "B/0"], "the only thread did not wait");
}

#[test]
fn a_pending_document_says_why_it_waits_and_until_when() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    // Nobody answers: it is left alone for a while.
    let mut away = at("http://127.0.0.1:9", folder.path());
    away["portal"]["timeout_ms"] = json!(300);
    let away = open(&away);
    (0..5).for_each(|n| drop(submit(&away, &bill(&format!("W/{n}"), &today()))));
    let (_, resting) = submit(&engine, &bill("W/9", &today()));
    assert_eq!(resting["status"], "pending");
    assert!(resting["held"].as_str().unwrap().contains("left alone"), "{resting}");
    let until = IstTime::parse(resting["waits_until"].as_str().unwrap()).unwrap();
    assert!((0..=10).contains(&until.seconds_since(Clock::Wall.now())), "{resting}");
    assert!(status(&engine, &resting["irn"])["waits_until"].is_string());
}
