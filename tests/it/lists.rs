//! Master lists: renewed ones over the built-in ones, and the portal's answers about uncertain codes.

use crate::common::{Ask, bill, codes, explain, json_of, today, validate};
use crate::engine::{ledger_in, options, parse, status, submit};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The portal is on record as having refused it, and the sandbox does so, too.
const REFUSED: &str = "391520";
/// In the tariff of October 2024, not seen at the portal.
const UNPROVEN: &str = "85371010";

fn bill_with(number: usize, hsn: &str) -> Value {
    let mut bill = bill(&format!("HSN/{number}"), &today());
    bill["ItemList"][0]["HsnCd"] = hsn.into();
    bill
}

fn engine(config: Value) -> Engine {
    Engine::open(&config.to_string()).unwrap()
}

/// How many documents were sent.
fn sent(engine: &Engine) -> usize {
    let audit = parse(&engine.ask("audit", r#"{"call":"generate"}"#, r#"{"limit":1000}"#).unwrap());
    audit["exchanges"].as_array().unwrap().len()
}

fn hsn_findings(engine: &Engine, bill: &Value) -> Vec<Value> {
    let report = parse(&validate(Some(engine), &bill.to_string(), options()).unwrap());
    report["findings"].as_array().unwrap().iter().filter(|f| f["code"] == "2176").cloned().collect()
}

fn lists(folder: &Path, files: &[(&str, &str)]) -> String {
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder.to_string_lossy().into_owned()
}

#[test]
fn fifty_bills_with_the_same_refused_hsn_make_one_call() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"ledger": ledger_in(folder.path())});
    let first = engine(config.clone());
    let (outcome, answer) = submit(&first, &bill_with(0, REFUSED));
    assert_eq!((outcome, &answer["status"]), (Outcome::Invalid, &json!("rejected")), "{answer:#}");
    let mut held = Value::Null;
    for number in 1..50 {
        let (outcome, answer) = submit(&first, &bill_with(number, REFUSED));
        assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")), "{answer:#}");
        assert_eq!(answer["held"], "the portal refused HSN 391520 today");
        assert!(answer["waits_for"].as_str().unwrap().contains("resend"), "{answer:#}");
        held = answer["irn"].clone();
    }
    assert_eq!(sent(&first), 1);
    assert_eq!(parse(&first.ask("flush", "", options()).unwrap())["pending"], 49);
    assert_eq!(sent(&first), 1, "nor does a flush send them");
    assert_eq!(status(&first, &held)["held"], "the portal refused HSN 391520 today");
    let (outcome, _) = submit(&first, &bill_with(100, "39152000"));
    assert_eq!((outcome, sent(&first)), (Outcome::Ok, 2), "another code goes");
    drop(first);
    // Another process, or the next start, knows it, too.
    let second = engine(config);
    assert!(submit(&second, &bill_with(200, REFUSED)).1["held"].is_string());
    assert_eq!(sent(&second), 2);
}

#[test]
fn of_many_bills_at_once_only_one_tries_a_doubtful_code() {
    let engine = engine(json!({}));
    std::thread::scope(|scope| {
        for number in 0..16 {
            let engine = &engine;
            scope.spawn(move || submit(engine, &bill_with(number, REFUSED)));
        }
    });
    assert_eq!(sent(&engine), 1);
}

#[test]
fn a_held_bill_is_sent_after_a_correction_a_resend_a_new_day_or_new_lists() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"ledger": ledger_in(folder.path())});
    let first = engine(config.clone());
    submit(&first, &bill_with(0, REFUSED));
    for number in 1..4 {
        assert!(submit(&first, &bill_with(number, REFUSED)).1["held"].is_string());
    }
    // The bill changes.
    let (outcome, answer) = submit(&first, &bill_with(1, "39152000"));
    assert_eq!((outcome, &answer["status"]), (Outcome::Ok, &json!("registered")), "{answer:#}");
    // The user may know better.
    let resend = r#"{"resend":true}"#;
    let before = sent(&first);
    let answer = parse(&first.ask("submit", bill_with(2, REFUSED).to_string(), resend).unwrap());
    assert_eq!((&answer["status"], sent(&first)), (&json!("rejected"), before + 1));
    // The next day.
    let tomorrow = einv::calendar::Clock::Wall.now().day().plus(1).iso();
    let on = json!({"on": tomorrow}).to_string();
    let answer = parse(&first.ask("submit", bill_with(3, REFUSED).to_string(), on).unwrap());
    assert_eq!((&answer["status"], sent(&first)), (&json!("rejected"), before + 2), "{answer:#}");
    drop(first);
    // A newer list.
    let renewed = tempfile::tempdir().unwrap();
    let path = lists(
        renewed.path(),
        &[("about.csv", "day,source\n2100-01-01,Test\n"), ("hsn.csv", "code,portal\n391520,listed\n")],
    );
    let mut newer = config;
    newer["lists"] = path.into();
    let second = engine(newer);
    assert_eq!(submit(&second, &bill_with(4, REFUSED)).1["status"], "rejected", "it is asked again");
}

#[test]
fn a_refusal_of_one_supplier_does_not_hold_anothers_bills() {
    let engine = engine(json!({}));
    submit(&engine, &bill_with(0, REFUSED));
    let mut other = bill_with(1, REFUSED);
    let (seller, buyer) = (other["SellerDtls"].clone(), other["BuyerDtls"].clone());
    other["SellerDtls"] = json!({"Gstin": buyer["Gstin"], "LglNm": "Pune Office Supplies LLP", "Addr1": "7 Laxmi Road",
        "Loc": "Pune", "Pin": 411030, "Stcd": "27"});
    other["BuyerDtls"] = json!({"Gstin": seller["Gstin"], "LglNm": "Udupi Stationers", "Pos": "29", "Addr1": "14 Car Street",
        "Loc": "Udupi", "Pin": 576101, "Stcd": "29"});
    assert_eq!(submit(&engine, &other).1["status"], "rejected");
}

#[test]
fn a_code_accepted_by_the_portal_gets_no_more_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"ledger": ledger_in(folder.path())});
    let first = engine(config.clone());
    let before = hsn_findings(&first, &bill_with(0, UNPROVEN));
    assert_eq!((before.len(), &before[0]["severity"]), (1, &json!("warning")));
    let (outcome, _) = submit(&first, &bill_with(0, UNPROVEN));
    assert_eq!(outcome, Outcome::Ok);
    assert!(hsn_findings(&first, &bill_with(1, UNPROVEN)).is_empty());
    assert_eq!(hsn_findings(&first, &bill_with(1, "85371020")).len(), 1, "only that code");
    drop(first);
    assert!(hsn_findings(&engine(config), &bill_with(2, UNPROVEN)).is_empty(), "and it is remembered");
    assert_eq!(hsn_findings(&engine(json!({})), &bill_with(2, UNPROVEN)).len(), 1, "in that ledger");
}

#[test]
fn a_renewed_list_belongs_to_its_engine_and_every_answer_names_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let path = lists(
        folder.path(),
        &[
            ("about.csv", "day,source\n2100-01-15,Acme\n"),
            ("hsn.csv", "code,name,until\n12345678,New goods,\n48201090,,2026-01-31\n"),
        ],
    );
    let renewed = engine(json!({"lists": path}));
    assert_eq!(
        json_of(renewed.about())["lists"],
        json!({"day": "2100-01-15", "source": "Acme", "from": path, "rows": {"hsn": 2}})
    );
    let plain = engine(json!({}));
    let built_in = json_of(plain.about())["lists"]["day"].clone();
    assert!(hsn_findings(&renewed, &bill_with(1, "12345678")).is_empty());
    assert_eq!(hsn_findings(&plain, &bill_with(1, "12345678")).len(), 1);
    let ended = hsn_findings(&renewed, &bill_with(1, "48201090"));
    assert!(ended[0]["message"].as_str().unwrap().contains("ended on 31/01/2026"), "{ended:#?}");
    let row = |engine: &Engine, code: &str| {
        let asked = json!({"list": "hsn", "starting": code}).to_string();
        parse(&codes(Some(engine), &asked, options()).unwrap())
    };
    assert_eq!(row(&renewed, "12345678")["rows"][0]["origin"], "overlay");
    assert_eq!(
        (&row(&renewed, "12345678")["day"], &row(&plain, "12345678")["total"]),
        (&json!("2100-01-15"), &json!(0))
    );
    let old = &row(&plain, "85371000")["rows"][0];
    assert_eq!(
        (&old["origin"], &old["to"], &old["portal"]),
        (&json!("built_in"), &json!("2024-09-30"), &json!("listed"))
    );
    assert_eq!(old["source"], "Finance (No. 2) Act 2024");
    for (engine, day) in [(&renewed, &json!("2100-01-15")), (&plain, &built_in)] {
        let report = parse(&validate(Some(engine), &bill("L/1", &today()).to_string(), options()).unwrap());
        assert_eq!(&report["lists"], day);
    }
}

#[test]
fn a_wrong_list_is_refused_at_open_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = lists(
        folder.path(),
        &[("about.csv", "day,source\n2100-01-15,Acme\n"), ("hsn.csv", "code,name\n12345678,A\n1,B\n")],
    );
    let error = Engine::open(&json!({"lists": path}).to_string()).err().unwrap();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Config, Some("/lists")));
    assert!(error.message.starts_with("hsn.csv:3:"), "{}", error.message);
    let command = |path: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_einv")).args(["lists", "check", path]).output().unwrap()
    };
    let said = command(&path);
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("hsn.csv:3:"));
    fs::write(folder.path().join("hsn.csv"), "code,name\n12345678,A\n").unwrap();
    let said = command(&path);
    assert!(said.status.success() && String::from_utf8_lossy(&said.stdout).contains("hsn: 1 row"));
}

#[test]
fn a_suggested_code_has_a_name_and_has_not_ended() {
    let engine = engine(json!({}));
    let fix = |hsn: &str| hsn_findings(&engine, &bill_with(1, hsn))[0]["fix"].as_str().unwrap().to_owned();
    assert!(fix("85371000").contains("85371090 (Boards and panels up to 1,000 V, other)"), "{}", fix("85371000"));
    for hsn in ["85371010", "853710", "85371011"] {
        assert!(!fix(hsn).contains("85371000"), "{}", fix(hsn));
    }
    assert!(fix(REFUSED).contains("39152000 ("), "{}", fix(REFUSED));
}

#[test]
fn a_code_of_both_systems_is_explained_for_each() {
    let explained = |asked: Value| parse(&explain(None, &asked.to_string(), options()).unwrap());
    let plain = explained(json!({"code": "3039"}));
    assert_eq!((&plain["system"], &plain["also"][0]["system"]), (&json!("irp"), &json!("ewb")));
    let ewb = explained(json!({"code": 3039, "system": "ewb"}));
    assert_eq!((&ewb["system"], &ewb["also"][0]["system"]), (&json!("ewb"), &json!("irp")));
    assert_eq!(explained(json!({"code": "2150"}))["also"], json!([]));
    let error = explain(None, r#"{"code":"312","system":"nic"}"#, options()).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/system")));
}
