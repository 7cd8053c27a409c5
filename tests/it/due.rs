//! `einv_due`: late documents and those soon due, in the right order, with a fix.

use crate::common::{Ask, bill, due};
use crate::engine::{Portal, at, cancel, open, parse, submit};
use einv::answer::audited::AuditRequest;
use einv::answer::board::DueRequest;
use einv::calendar::{Clock, IstTime};
use einv::engine::{AuditOptions, DueOptions, Engine};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::path::Path;

fn board(engine: &Engine, books: Value, opts: &str) -> Value {
    let options = opts;
    parse(&due(engine, &books.to_string(), options).unwrap())
}

/// An engine whose clock stands at `time`, of a taxpayer of ten crore.
fn on(url: &str, folder: &Path, time: &str) -> Engine {
    let mut config = at(url, folder);
    config["on"] = json!(time);
    config["taxpayers"][0]["turnover"] = json!({"2024-25": "100000000.00", "2025-26": "100000000.00"});
    open(&config)
}

fn entry<'b>(board: &'b Value, number: &str) -> &'b Value {
    let entries = board["entries"].as_array().unwrap();
    entries.iter().find(|e| e["number"] == number).unwrap_or_else(|| panic!("{number} is not in {board:#}"))
}

const AWAY: &str = "http://127.0.0.1:9";

#[test]
fn a_waiting_document_is_due_on_the_thirtieth_day_from_its_date() {
    let folder = tempfile::tempdir().unwrap();
    let engine = on(AWAY, folder.path(), "2026-11-21");
    submit(&engine, &bill("D/1", "21/11/2026"));
    let seen = board(&engine, json!({}), "{}");
    let waits = entry(&seen, "D/1");
    assert_eq!((&waits["kind"], &waits["due"]), (&json!("pending"), &json!("2026-12-20T23:59:59+05:30")));
    // A clause that only the hours go on with ends without their comma.
    assert!(!waits["message"].as_str().unwrap().ends_with(','), "{waits}");
    assert_eq!((&waits["late"], &seen["late"], &waits["age_hours"]), (&json!(false), &json!(0), &json!(0)));
    // The doubtful rule is a setting.
    let plus_30 = board(&engine, json!({}), r#"{"settings":{"thirty_day_rule":"date_plus_30"}}"#);
    assert_eq!(entry(&plus_30, "D/1")["due"], "2026-12-21T23:59:59+05:30");
    // A taxpayer below ten crore has no limit.
    let small = r#"{"taxpayer":{"turnover":{"2024-25":"99999999.00","2025-26":"99999999.00"}}}"#;
    assert_eq!(entry(&board(&engine, json!({}), small), "D/1")["due"], Value::Null);
    let of_day = |day: &str| {
        let seen = board(&on(AWAY, folder.path(), day), json!({}), "{}");
        entry(&seen, "D/1").clone()
    };
    // A day old: on top, and late although its last day is weeks away. After its last day: late for good.
    assert_eq!((&of_day("2026-11-22")["late"], &of_day("2026-11-22")["age_hours"]), (&json!(true), &json!(24)));
    assert!(of_day("2026-12-21")["message"].as_str().unwrap().contains("720 hours"));
}

#[test]
fn due_lists_documents_by_urgency_with_a_fix() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let then = on(&portal.url, folder.path(), "2026-11-21T10:00:00+05:30");
    submit(&then, &bill("A/1", "21/11/2026"));
    drop(then);
    let away = on(AWAY, folder.path(), "2026-11-21T12:00:00+05:30");
    submit(&away, &bill("B/old", "20/11/2026"));
    drop(away);
    let away = on(AWAY, folder.path(), "2026-11-22T08:00:00+05:30");
    submit(&away, &bill("B/new", "22/11/2026"));
    let seen = board(&away, json!({}), "{}");
    let order: Vec<&str> = seen["entries"].as_array().unwrap().iter().map(|e| e["number"].as_str().unwrap()).collect();
    assert_eq!(order, ["A/1", "B/old", "B/new"], "{seen:#}");
    assert_eq!(entry(&seen, "A/1")["due"], "2026-11-22T10:00:00+05:30");
    assert_eq!(seen["counts"], json!({"pending": 2, "cancellable": 1}));
    drop(away);
    // Four hours later the 24 hours of A/1 are over, and B/old waits for as long: it is on top.
    let later = on(AWAY, folder.path(), "2026-11-22T12:00:00+05:30");
    let seen = board(&later, json!({}), "{}");
    assert_eq!((&seen["entries"][0]["number"], &seen["late"], &seen["total"]), (&json!("B/old"), &json!(1), &json!(2)));
    assert!(seen["entries"][0]["fix"].as_str().unwrap().contains("einv_flush"));
    let first = board(&later, json!({}), r#"{"limit":1}"#);
    assert_eq!((first["entries"].as_array().unwrap().len(), &first["next"]), (1, &json!(1)));
    let second = board(&later, json!({}), r#"{"after":1}"#);
    assert_eq!((&second["entries"][0]["number"], &second["next"]), (&json!("B/new"), &Value::Null));
}

#[test]
fn due_compares_the_books_with_the_ledger() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let engine = on(&portal.url, folder.path(), "2026-11-21T10:00:00+05:30");
    for number in ["K/1", "K/2", "K/3", "K/4"] {
        submit(&engine, &bill(number, "21/11/2026"));
    }
    let spent = submit(&engine, &bill("K/3", "21/11/2026")).1;
    cancel(&engine, &spent["irn"]);
    let book = |number: &str, date: &str, status: &str| json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": number, "date": date, "status": status});
    let books = json!({"books": [
        book("K/1", "21/11/2026", "active"),
        book("K/2", "2026-11-21", "cancelled"),
        book("K/3", "21/11/2026", "active"),
        book("K/9", "22/10/2026", "active"),
        book("K/8", "21/11/2026", "cancelled"),
    ]});
    let seen = board(&engine, books.clone(), "{}");
    let standing = |number: &str| (entry(&seen, number)["kind"].clone(), entry(&seen, number)["late"].clone());
    assert_eq!(standing("K/1"), (json!("cancellable"), json!(false)));
    assert_eq!(standing("K/2"), (json!("alive"), json!(false)));
    assert_eq!(standing("K/3"), (json!("spent"), json!(true)));
    // Its thirtieth day was yesterday.
    assert_eq!(standing("K/9"), (json!("missing"), json!(true)));
    assert_eq!(seen["total"], 5, "{seen:#}");
    drop(engine);
    // Two days later the document cancelled in the books can't be cancelled any more: a credit note is the way out.
    let later = on(AWAY, folder.path(), "2026-11-23T12:00:00+05:30");
    let seen = board(&later, books, "{}");
    assert_eq!(entry(&seen, "K/2")["late"], true);
    assert!(entry(&seen, "K/2")["fix"].as_str().unwrap().contains("credit note"));
    let wrong = json!({"books": [book("K/1", "21/11/2026", "active"), book("", "21/11/2026", "active")]});
    let error = due(&later, &wrong.to_string(), "").unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/books/1/number")));
}

#[test]
fn the_command_ends_with_one_when_something_is_late_and_writes_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let engine = on(AWAY, folder.path(), "2026-11-01");
    submit(&engine, &bill("P/1", "01/11/2026"));
    drop(engine);
    let run = |day: &str, more: &[&str]| {
        let mut config = at(AWAY, folder.path());
        config["on"] = json!(day);
        config["taxpayers"][0]["turnover"] = json!({"2025-26": "100000000.00"});
        let path = folder.path().join("config.json");
        std::fs::write(&path, config.to_string()).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_einv"));
        command.arg("due").arg("--config").arg(path).args(more).output().unwrap()
    };
    let fine = run("2026-11-01", &[]);
    assert_eq!(fine.status.code(), Some(0), "{fine:?}");
    assert!(String::from_utf8_lossy(&fine.stdout).contains("1 on the board, none late"));
    let page = folder.path().join("board.html");
    let late = run("2026-12-05", &["--html", page.to_str().unwrap()]);
    assert_eq!(late.status.code(), Some(1), "{late:?}");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("class=\"late\"") && page.contains("INV P/1"),
        "{page}"
    );
    assert!(page.contains("2026-11-30 23:59") && !page.contains("<script") && !page.contains("http"));
}

#[test]
fn due_reads_each_entry_of_the_books_once_and_the_last_one_counts() {
    let folder = tempfile::tempdir().unwrap();
    let engine = on(AWAY, folder.path(), "2026-11-21");
    let book = |number: usize, status: &str| json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": format!("M/{number}"), "date": "21/11/2026", "status": status});
    let mut books: Vec<Value> = (0..5000).map(|number| book(number, "active")).collect();
    books.extend([book(0, "active"), book(1, "active"), book(1, "active")]);
    let seen = board(&engine, json!({"books": books}), r#"{"limit":10000}"#);
    assert_eq!((&seen["total"], &seen["counts"]["missing"]), (&json!(5000), &json!(5000)));
    // The deadline also holds while the books are read.
    let late = r#"{"deadline_ms":0}"#;
    assert_eq!(due(&engine, &json!({"books": books}).to_string(), late).unwrap_err().kind, ErrorKind::Timeout);
    let patient = r#"{"deadline_ms":4294967295}"#;
    assert!(due(&engine, "{}", patient).is_ok());
    assert!(engine.ask("submit", bill("D/9", "21/11/2026").to_string(), patient).is_ok(), "nothing counts it too far");
}

#[test]
fn an_expiring_certificate_gets_a_warning_from_open_due_and_audit() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/certificate.pem");
    let on = |day: &str| {
        let mut config = at(AWAY, folder.path());
        config["on"] = json!(day);
        config["portal"]["qr_keys"] = json!([certificate]);
        let engine = open(&config);
        let board = einv::engine::due(&engine, DueRequest::new(), &DueOptions::new()).unwrap();
        let audit = engine.audit(AuditRequest::new(), &AuditOptions::new()).unwrap();
        let of_certificates = |warnings: Vec<String>| -> Vec<String> {
            warnings.into_iter().filter(|warning| warning.contains("certificate")).collect()
        };
        [engine.about().warnings, board.warnings, audit.warnings].map(of_certificates)
    };
    let (early, late, over) = (on("2126-08-29"), on("2126-08-30"), on("2126-10-30"));
    assert!(early.iter().all(Vec::is_empty), "{early:?}");
    for (warnings, word) in [(late, "runs out on"), (over, "ran out on")] {
        assert!(
            warnings.iter().all(|w| w.len() == 1 && w[0].contains(word) && w[0].contains("qr_keys")),
            "{warnings:?}"
        );
    }
}

/// An e-way bill's document without an invoice; of one that has Part A alone without a vehicle.
fn challan(number: &str, has_vehicle: bool) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    challan["docNo"] = number.into();
    if !has_vehicle {
        for key in ["transMode", "vehicleNo", "vehicleType"] {
            challan.as_object_mut().unwrap().shift_remove(key);
        }
        challan["transporterId"] = "27AABCU9603R1ZN".into();
    }
    challan
}

#[test]
fn the_terms_of_e_way_bills_are_on_the_board_to_the_minute() {
    let clock = Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
    let portal = Portal::start(clock.clone());
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    // Below e-invoicing: a challan needs no IRN.
    config["taxpayers"][0]["turnover"] =
        (2017..2026).map(|y| (format!("{y}-{}", y - 1999), json!("10000000.00"))).collect();
    let engine = open(&config);
    let ask = |verb: &str, input: &Value| {
        let opts = json!({"on": clock.now().to_string()}).to_string();
        parse(&engine.ask(verb, input.to_string(), opts).unwrap())
    };
    for (number, has_vehicle) in [("JW/1", true), ("JW/2", false)] {
        assert_eq!(ask("ewb", &challan(number, has_vehicle))["status"], "active");
    }
    let seen = |time: &str, number: &str, kind: &str| {
        let opts = json!({"on": format!("{time}+05:30")}).to_string();
        let board = board(&engine, json!({}), &opts);
        let entries = board["entries"].as_array().unwrap().clone();
        entries.into_iter().find(|entry| entry["number"] == number && entry["kind"] == kind)
    };
    let due = |time: &str, number: &str, kind: &str| {
        seen(time, number, kind).map(|entry| entry["due"].as_str().unwrap()[..16].to_owned())
    };
    let some = |text: &str| Some(text.to_owned());
    // 24 hours to cancel, to the second; a bill with Part A alone can be cancelled, too.
    assert_eq!(due("2026-11-21T11:00:00", "JW/1", "cancellable"), some("2026-11-22T10:00"));
    assert_eq!(due("2026-11-22T10:00:00", "JW/2", "cancellable"), some("2026-11-22T10:00"));
    assert_eq!(due("2026-11-22T10:00:01", "JW/1", "cancellable"), None);
    // 15 days for Part B.
    assert_eq!(due("2026-11-22T10:00:00", "JW/2", "part_b"), some("2026-12-06T23:59"));
    // Then it is probably discarded: it stays on the board for as long again.
    let over = seen("2026-12-07T00:00:00", "JW/2", "part_b").unwrap();
    assert!(over["late"] == true && over["message"].as_str().unwrap().contains("probably discarded"), "{over}");
    assert_eq!(due("2026-12-22T00:00:00", "JW/2", "part_b"), None);
    // The end of validity, and its window of 8 hours before and after; 72 hours for the other party.
    let early = seen("2026-11-24T10:00:00", "JW/1", "eway_bill").unwrap();
    assert_eq!(early["due"], "2026-11-25T23:59:00+05:30");
    assert!(early["message"].as_str().unwrap().contains("from 25/11/2026 15:59"), "{early}");
    assert_eq!(early["info"], "the other party can reject it until 24/11/2026 10:00");
    assert_eq!(seen("2026-11-24T10:00:01", "JW/1", "eway_bill").unwrap().get("info"), None);
    for (time, until, words) in [
        ("2026-11-25T15:58:59", "2026-11-25T23:59", "extended from"),
        ("2026-11-25T15:59:00", "2026-11-25T23:59", "extended now"),
        ("2026-11-26T00:00:00", "2026-11-26T07:59", "ended at 25/11/2026 23:59"),
        ("2026-11-26T07:59:00", "2026-11-26T07:59", "ended at"),
    ] {
        let entry = seen(time, "JW/1", "eway_bill").unwrap_or_else(|| panic!("{time}"));
        assert_eq!(entry["due"].as_str().unwrap()[..16], *until, "{time}");
        assert!(entry["message"].as_str().unwrap().contains(words) && entry["late"] == false, "{time} {entry}");
    }
    assert_eq!(due("2026-11-26T08:00:00", "JW/1", "eway_bill"), None);
    // An invoice whose e-way bill was refused: 180 days from the document's day.
    let without = |number: &str| {
        let mut wrong = bill(number, "21/11/2026");
        wrong["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA 1", "VehType": "R", "Distance": 760});
        let bought = submit(&engine, &wrong).1;
        assert_eq!(bought["ewb"]["status"], "failed", "{bought}");
        bought
    };
    without("E/1");
    let missing = seen("2026-11-22T11:00:00", "E/1", "no_eway_bill").unwrap();
    assert_eq!((&missing["due"], &missing["late"]), (&json!("2027-05-20T23:59:59+05:30"), &json!(false)));
    // It stays for as long as one can be made, and goes when it is made.
    for (time, is_seen) in
        [("2026-12-20T11:00:00", true), ("2027-05-20T23:00:00", true), ("2027-05-21T00:30:00", false)]
    {
        assert_eq!(seen(time, "E/1", "no_eway_bill").is_some(), is_seen, "{time}");
    }
    let bought = without("E/2");
    let right = json!({"irn": bought["irn"],
        "EwbDtls": {"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760}});
    assert_eq!(ask("ewb", &right)["ewb"]["status"], "active");
    assert_eq!(due("2026-12-20T11:00:00", "E/2", "no_eway_bill"), None);
    // In Hindi.
    let hindi = board(&engine, json!({}), r#"{"on":"2026-11-24T10:00:00+05:30","language":"hi"}"#);
    for entry in hindi["entries"].as_array().unwrap() {
        for member in ["message", "fix", "info"] {
            let text = entry[member].as_str().unwrap_or("है");
            assert!(text.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c)), "{text}");
        }
    }
}

#[test]
fn a_validity_that_360_days_end_is_said_to_be_the_last() {
    let clock = Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
    let portal = Portal::start(clock.clone());
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["taxpayers"][0]["turnover"] =
        (2017..2026).map(|y| (format!("{y}-{}", y - 1999), json!("10000000.00"))).collect();
    let engine = open(&config);
    let ask = |verb: &str, input: &Value| {
        let opts = json!({"on": clock.now().to_string()}).to_string();
        parse(&engine.ask(verb, input.to_string(), opts).unwrap())
    };
    let made = ask("ewb", &challan("JW/3", true));
    let mut until = IstTime::parse(made["valid_until"].as_str().unwrap()).unwrap();
    // Extended as far as it goes, four days at a time.
    for _ in 0..120 {
        clock.set(until.plus_hours(-1));
        let from = json!({"place": "Kolhapur", "state": 27, "pin": "416001"});
        let more = json!({"ewb_no": made["ewb_no"], "remaining_km": 750, "reason": "accident", "remark": "on the road", "from": from});
        let Some(next) = ask("ewb_extend", &more)["valid_until"].as_str().and_then(IstTime::parse) else { break };
        if next == until {
            break;
        }
        until = next;
    }
    assert_eq!(until.day().iso(), "2027-11-16", "360 days from its making");
    let opts = json!({"on": until.plus_hours(-2).to_string()}).to_string();
    let entry = entry(&board(&engine, json!({}), &opts), "JW/3").clone();
    assert!(entry["fix"].as_str().unwrap().contains("360 days"), "{entry}");
}
