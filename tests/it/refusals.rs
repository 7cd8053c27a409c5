//! Who refuses: cancellations, e-way bills, edited bills and used numbers.

use crate::common::{Ask, bill};
use crate::engine::{Portal, at, cancel, open, options, parse, status, submit};
use crate::faults::{ewb_request, sent};
use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, Outcome};
use einv::error::{Error, ErrorKind};
use serde_json::{Value, json};

const DATE: &str = "21/11/2026";

/// A portal and a ledger, opened at any moment.
struct Shop {
    portal: Portal,
    folder: tempfile::TempDir,
}

impl Shop {
    fn new() -> Shop {
        let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
        Shop { portal, folder: tempfile::tempdir().unwrap() }
    }

    fn on(&self, time: &str) -> Engine {
        self.portal.sandbox.clock().set(IstTime::parse(time).unwrap());
        let mut config = at(&self.portal.url, self.folder.path());
        config["on"] = json!(time);
        open(&config)
    }
}

fn messages(answer: &Value) -> String {
    let findings = answer["report"]["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| finding["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
}

fn cancel_with(engine: &Engine, irn: &Value, opts: &str) -> (Outcome, Value) {
    let request = json!({"irn": irn, "reason": "data_entry", "remark": "wrong price"});
    let reply = engine.ask("cancel", request.to_string(), opts).unwrap();
    (reply.outcome, parse(&reply))
}

#[test]
fn a_refused_cancellation_never_cancels_the_e_way_bill() {
    let shop = Shop::new();
    for (number, product) in
        [("2230", "1"), ("2270", "1"), ("2278", "1"), ("9999", "1"), ("2150", "1"), ("K/1", "2230"), ("K/2", "2270")]
    {
        let mut goods = bill(number, DATE);
        goods["ItemList"][0]["PrdSlNo"] = json!(product);
        let (outcome, registered) = submit(&shop.on("2026-11-21T10:00:00+05:30"), &goods);
        assert_eq!(outcome, Outcome::Ok, "{registered}");
        let irn = &registered["irn"];
        let made = shop.on("2026-11-22T08:00:00+05:30").ask("ewb", ewb_request(irn), options()).unwrap();
        assert_eq!(made.outcome, Outcome::Ok);
        let late = shop.on("2026-11-22T11:00:00+05:30");
        let (outcome, answer) = cancel_with(&late, irn, r#"{"ewb":"cancel","draft":true}"#);
        assert_eq!((outcome, &answer["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2270")));
        assert_eq!(answer["draft"]["ItemList"][0]["PrdSlNo"], product, "the draft repeats the line");
        assert_eq!(status(&late, irn)["ewb"]["status"], "active", "{number} {product}");
        assert_eq!((sent(&late, "ewb_cancel"), sent(&late, "cancel")), (0, 0));
    }
}

#[test]
fn einvs_own_refusals_never_name_the_portal() {
    let shop = Shop::new();
    let engine = shop.on("2026-11-21T10:00:00+05:30");
    let (_, registered) = submit(&engine, &bill("K/3", DATE));
    let irn = &registered["irn"];
    engine.ask("ewb", ewb_request(irn), options()).unwrap();
    let (outcome, stands) = cancel(&engine, irn);
    assert_eq!((outcome, &stands["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2230")));
    assert_eq!(stands["report"]["findings"][0]["rule"], "einv.cancel_refused");
    let late = shop.on("2026-11-22T10:00:01+05:30");
    let closed = cancel(&late, irn).1;
    assert_eq!(closed["report"]["findings"][0]["rule"], "einv.cancel_refused");
    for answer in [&stands, &closed] {
        let said = messages(answer);
        assert!(said.contains("einv refused to cancel it and did not ask the portal"), "{said}");
        assert!(said.contains(irn.as_str().unwrap()) && !said.contains("the portal refused"), "{said}");
    }
    let (_, other) = submit(&engine, &bill("K/4", DATE));
    cancel(&engine, &other["irn"]);
    let (before, (outcome, spent)) = (sent(&engine, "generate"), submit(&engine, &bill("K/4", DATE)));
    assert_eq!((outcome, sent(&engine, "generate")), (Outcome::Invalid, before));
    assert!(messages(&spent).starts_with("einv refused the document before sending it: "), "{spent}");
    assert_eq!(sent(&engine, "cancel"), 1, "only what may be cancelled reached the portal");
}

#[test]
fn a_refusal_of_the_portal_says_what_failed_and_what_stands() {
    let shop = Shop::new();
    let engine = shop.on("2026-11-21T10:00:00+05:30");
    let (_, registered) = submit(&engine, &bill("K/5", DATE));
    let irn = &registered["irn"];
    // Only the portal knows how far it is.
    let given = bill("K/5", DATE);
    let pin = |party: &str| u32::try_from(given[party]["Pin"].as_u64().unwrap()).unwrap();
    shop.portal.sandbox.set_distance(pin("SellerDtls"), pin("BuyerDtls"), Some(700)).unwrap();
    let far = json!({"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 3900});
    let request = json!({"irn": irn, "EwbDtls": far}).to_string();
    let no_ewb = parse(&engine.ask("ewb", &request, options()).unwrap());
    assert_eq!(no_ewb["report"]["findings"][0]["rule"], "portal.ewb_refused");
    let same = &no_ewb["ewb"]["errors"][0]["message"];
    assert_eq!(*same, messages(&no_ewb), "wherever it is shown");
    // Another program's e-way bill prevents the cancellation at the portal.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(&at(&shop.portal.url, elsewhere.path()));
    submit(&other, &bill("K/5", DATE));
    other.ask("ewb", ewb_request(irn), options()).unwrap();
    let (_, not_cancelled) = cancel(&engine, irn);
    assert_eq!(not_cancelled["report"]["findings"][0]["rule"], "portal.cancel_refused");
    for (answer, what) in [(&no_ewb, "only its e-way bill"), (&not_cancelled, "to cancel it")] {
        let said = messages(answer);
        assert!(said.contains("the invoice stays registered") && said.contains(irn.as_str().unwrap()), "{said}");
        assert!(
            said.contains(&format!("the portal refused {what}")) && !said.contains("refused the document"),
            "{said}"
        );
    }
}

#[test]
fn an_unsent_cancellation_of_an_e_way_bill_is_not_reported_as_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (registered, mut config) = {
        let portal = Portal::start(Clock::Wall);
        let config = at(&portal.url, folder.path());
        let engine = open(&config);
        let (_, registered) = submit(&engine, &bill("K/6", &crate::common::today()));
        engine.ask("ewb", ewb_request(&registered["irn"]), options()).unwrap();
        (registered, config)
    };
    config["portal"]["urls"] = json!(["http://127.0.0.1:9"]);
    let request = json!({"irn": registered["irn"], "reason": "data_entry", "remark": "x"}).to_string();
    let reply = open(&config).ask("ewb_cancel", &request, options()).unwrap();
    let answer = parse(&reply);
    assert_eq!((reply.outcome, &answer["ewb"]["status"]), (Outcome::Pending, &json!("active")));
    assert!(answer["message"].as_str().unwrap().contains("could not be reached"), "{answer}");
}

#[test]
fn an_unknown_document_gets_a_fix() {
    let engine = open(&json!({}));
    let which = json!({"irn": "a".repeat(64), "reason": "other", "remark": "x"}).to_string();
    let request = ewb_request(&json!("a".repeat(64)));
    let cancelled = engine.ask("cancel", &which, options()).unwrap();
    let made = engine.ask("ewb", &request, options()).unwrap();
    let ewb_cancelled = engine.ask("ewb_cancel", &which, options()).unwrap();
    for reply in [cancelled, made, ewb_cancelled] {
        let answer = parse(&reply);
        assert_eq!((reply.outcome, &answer["status"]), (Outcome::Invalid, &json!("unknown")));
        assert!(answer["fix"].as_str().unwrap().contains("einv_import"), "{answer}");
    }
}

// ---- a number with other content

/// The bill with another price, valid in every respect.
fn dearer(number: &str) -> Value {
    let mut bill = bill(number, DATE);
    bill["ItemList"][0]["UnitPrice"] = json!(101);
    for (field, amount) in [("TotAmt", 1010.00), ("AssAmt", 1000.00), ("IgstAmt", 180.00), ("TotItemVal", 1180.00)] {
        bill["ItemList"][0][field] = json!(amount);
    }
    bill["ValDtls"] = json!({"AssVal": 1000.00, "IgstVal": 180.00, "TotInvVal": 1180.00});
    bill
}

fn refused(engine: &Engine, bill: &Value) -> Error {
    let error = engine.ask("submit", bill.to_string(), options()).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Conflict, Some("/DocDtls/No")));
    error
}

#[test]
fn a_registered_edited_bill_is_never_advised_to_take_a_new_number() {
    let shop = Shop::new();
    let engine = shop.on("2026-11-21T10:00:00+05:30");
    let (_, registered) = submit(&engine, &bill("E/1", DATE));
    let error = refused(&engine, &dearer("E/1"));
    let irn = registered["irn"].as_str().unwrap();
    for part in [irn, "21/11/2026 10:00", "was changed afterwards", "UnitPrice 100 to 101 (item 1)", "and 4 more"] {
        assert!(error.message.contains(part), "{part}: {error}");
    }
    let fix = error.fix.as_deref().unwrap();
    assert!(fix.starts_with("until 22/11/2026 10:00: cancel it") && fix.contains("credit or debit note"), "{fix}");
    assert!(!fix.contains("number of its own"), "{fix}");
    assert!(error.differs.contains(&"/ItemList/0/UnitPrice".to_owned()) && error.differs.len() == 9, "{error:?}");
    let shown: Value = serde_json::from_str(&serde_json::to_string(&error).unwrap()).unwrap();
    assert_eq!((&shown["error"]["code"], &shown["error"]["differs"]), (&json!("E_CONFLICT"), &json!(error.differs)));
    // Where either is possible, the same advice is right.
    let mut buyer = dearer("E/1");
    buyer["BuyerDtls"]["Gstin"] = json!("27AAECP5519Q1ZS");
    assert!(refused(&engine, &buyer).message.contains("was changed afterwards"));
    // The first bill is unchanged.
    assert_eq!(submit(&engine, &bill("E/1", DATE)).1["differs"], Value::Null);
}

#[test]
fn another_document_under_a_used_number_is_advised_to_take_its_own() {
    let shop = Shop::new();
    let engine = shop.on("2026-11-21T10:00:00+05:30");
    submit(&engine, &bill("E/2", DATE));
    let mut other = dearer("E/2");
    other["BuyerDtls"]["Gstin"] = json!("27AAECP5519Q1ZS");
    other["ItemList"][0]["PrdDesc"] = json!("Steel almirah");
    let error = refused(&engine, &other);
    assert!(error.message.contains("already belongs to another document"), "{error}");
    assert!(error.fix.unwrap().contains("a number of its own") && !error.differs.is_empty());
}

#[test]
fn a_waiting_edited_bill_is_replaced_and_sent_under_its_own_number() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = at("http://127.0.0.1:9", folder.path());
    config["on"] = json!("2026-11-21T10:00:00+05:30");
    let engine = open(&config);
    let (outcome, kept) = submit(&engine, &bill("E/3", DATE));
    assert_eq!(outcome, Outcome::Pending);
    let error = refused(&engine, &dearer("E/3"));
    assert!(error.message.contains("is waiting to be sent and was changed afterwards"), "{error}");
    assert!(error.fix.unwrap().contains("under the same number"));
    assert_eq!(cancel(&engine, &kept["irn"]).1["status"], "withdrawn");
    assert_eq!(submit(&engine, &dearer("E/3")).1["status"], "pending");
}

#[test]
fn the_command_says_that_a_registered_bill_was_changed_and_ends_with_one() {
    let shop = Shop::new();
    let engine = shop.on("2026-11-21T10:00:00+05:30");
    submit(&engine, &bill("E/4", DATE));
    drop(engine);
    let mut config = at(&shop.portal.url, shop.folder.path());
    config["on"] = json!("2026-11-21T10:00:00+05:30");
    std::fs::write(shop.folder.path().join("config.json"), config.to_string()).unwrap();
    std::fs::write(shop.folder.path().join("bill.json"), dearer("E/4").to_string()).unwrap();
    let einv = |file: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_einv"));
        command.args(["submit", file, "--config", "config.json"]).current_dir(shop.folder.path()).output().unwrap()
    };
    let run = einv("bill.json");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("was changed afterwards: ") && said.contains("UnitPrice 100 to 101"), "{said}");
    assert!(said.contains("until 22/11/2026 10:00: cancel it"), "{said}");
    assert_eq!(run.status.code(), Some(1));
    // Among others, too.
    let many = format!("{}\n{}\n", dearer("E/4"), bill("E/5", DATE));
    std::fs::write(shop.folder.path().join("many.ndjson"), many).unwrap();
    let run = einv("many.ndjson");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(said.contains("was changed afterwards: ") && said.contains("registered 1"), "{said}");
    assert_eq!(run.status.code(), Some(1));
}

// ---- a flush without work

/// How often the portal was called.
fn calls(engine: &Engine) -> usize {
    let answer = engine.ask("audit", "{}", r#"{"limit":1000}"#).unwrap();
    parse(&answer)["exchanges"].as_array().unwrap().len()
}

#[test]
fn an_idle_flush_calls_the_portal_only_for_documents_of_the_last_two_days() {
    let shop = Shop::new();
    let flush = |time: &str| {
        let engine = shop.on(time);
        assert_eq!(engine.ask("flush", "", options()).unwrap().outcome, Outcome::Ok);
        (sent(&engine, "rejected_irns"), calls(&engine), shop.portal.sandbox.diary().len())
    };
    assert_eq!(flush("2026-11-21T10:00:00+05:30"), (0, 0, 0), "the ledger is empty");
    submit(&shop.on("2026-11-21T10:00:00+05:30"), &bill("F/1", DATE));
    let (asked, now, diary) = flush("2026-11-21T12:00:00+05:30");
    assert_eq!(asked, 2, "today and yesterday");
    // Two days later the portal's list can't contain it.
    assert_eq!(flush("2026-11-23T12:00:00+05:30"), (asked, now, diary));
}

#[test]
fn the_hourly_call_is_made_only_for_taxpayers_with_documents_of_the_last_two_days() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["taxpayers"] = json!([
        {"gstin": "29AABCU9603R1ZJ", "username": "udupi", "password": "hush-pass"},
        {"gstin": "27AABCU9603R1ZN", "username": "pune", "password": "hush-pass"},
    ]);
    let engine = open(&config);
    submit(&engine, &bill("F/2", &crate::common::today()));
    engine.ask("flush", "", options()).unwrap();
    let answer = engine.ask("audit", r#"{"call":"rejected_irns"}"#, r#"{"limit":1000}"#).unwrap();
    let asked = parse(&answer)["exchanges"].as_array().unwrap().clone();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|exchange| exchange["gstin"] == "29AABCU9603R1ZJ"), "{asked:?}");
    assert_eq!(sent(&engine, "log_in"), 1, "the other taxpayer is not logged in for nothing");
}
