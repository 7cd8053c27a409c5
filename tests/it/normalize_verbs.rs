//! The verbs that normalise first: each takes a bill of any known shape, and none sends what has an error from it.

use crate::common::{Ask, applicability, bill, export, gstr1, hash, normalize, print, validate};
use crate::normalize::{SELLER, completed, errors, findings, has, options, parse, simple, whys, with};
use crate::rules_table::edited;
use einv::answer::batch::BatchRequest;
use einv::engine::{Engine, Outcome};
use einv::error::{ErrorKind, Result};
use serde_json::{Value, json};

#[test]
fn what_is_no_bill_and_what_is_several_is_an_error_that_says_so() {
    let error = |text: &str| normalize(None, text, "").err().map(|e| (e.kind, e.fix.unwrap_or_default()));
    let two = json!([simple(), simple()]).to_string();
    let (kind, fix) = error(&two).unwrap();
    assert!(kind == ErrorKind::Arg && fix.contains("einv_convert"), "{fix}");
    for text in
        ["{}", "3", "[]", r#"{"gstin":"29AABCU9603R1ZJ","period":"112026"}"#, r#"{"a":{"b":1}}"#, "{\"number\":"]
    {
        assert_eq!(error(text).map(|e| e.0), Some(ErrorKind::Json), "{text}");
    }
    let deep = format!("{}{}{}", "{\"Data\":".repeat(100), simple(), "}".repeat(100));
    assert_eq!(error(&deep).map(|e| e.0), Some(ErrorKind::Limit));
}

#[test]
fn a_wrapper_is_taken_off_with_normalize_and_named_without() {
    let wrapped = json!({"Data": {"payload": [bill("W-1", "19/11/2026")]}}).to_string();
    let judged = |options: &str| parse(&validate(None, &wrapped, options).unwrap());
    assert_eq!(judged(r#"{"on":"2026-11-21"}"#)["findings"][0]["rule"], "form.wrapped");
    let report = judged(r#"{"on":"2026-11-21","normalize":true,"changes":"all"}"#);
    assert_eq!((&report["valid"], &report["dressed"]), (&json!(true), &json!(1)));
    assert_eq!(report["changes"][0]["why"], "wrapper");
}

#[test]
fn an_invoice_can_be_left_as_it_is_while_other_shapes_are_normalised() {
    let invoice = edited(bill("O-1", "19/11/2026"), &json!({"/ItemList/0/Unit": "Each"})).to_string();
    let valid = |text: &str, normalizes: Value| {
        let reply = validate(None, text, with(&options(), &json!({"normalize": normalizes}))).unwrap();
        parse(&reply)["valid"] == true
    };
    assert!(!valid(&invoice, json!(false)) && !valid(&invoice, json!("other_shapes")) && valid(&invoice, json!(true)));
    assert!(valid(&simple().to_string(), json!("other_shapes")));
    let error = validate(None, &invoice, r#"{"normalize":"some"}"#).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some("/normalize")));
}

fn practice(more: &Value) -> Engine {
    let mut config = json!({"on": "2026-11-21", "normalize": true, "taxpayers": [{"gstin": SELLER, "seller": options()["taxpayer"]["seller"]}]});
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Engine::open(&config.to_string()).unwrap()
}

fn submit(engine: &Engine, document: &Value, options: &Value) -> Result<(Outcome, Value)> {
    engine.ask("submit", document.to_string(), options.to_string()).map(|reply| (reply.outcome, parse(&reply)))
}

#[test]
fn a_simple_bill_is_registered_and_is_the_same_document_as_its_invoice() {
    let engine = practice(&json!({}));
    let (outcome, answer) = submit(&engine, &simple(), &json!({})).unwrap();
    assert_eq!((outcome, &answer["status"]), (Outcome::Ok, &json!("registered")), "{answer:#}");
    assert!(answer["report"]["changes"].as_array().unwrap().len() > 3);
    let mut invoice = completed(&simple());
    invoice.as_object_mut().unwrap().retain(|key, _| key != "changes" && key != "dressed");
    for (document, normalizes) in [(&invoice, false), (&invoice, true), (&simple(), true)] {
        let (outcome, again) = submit(&engine, document, &json!({"normalize": normalizes})).unwrap();
        assert_eq!((outcome, &again["irn"]), (Outcome::Ok, &answer["irn"]));
    }
    let hashed = parse(&hash(None, &simple().to_string(), with(&options(), &json!({"normalize": true}))).unwrap());
    assert_eq!(hashed["irn"], answer["irn"]);
    let other = edited(simple(), &json!({"/lines/0/qty": 11}));
    assert_eq!(submit(&engine, &other, &json!({})).err().map(|e| e.kind), Some(ErrorKind::Conflict));
    // The day of the bill that a note is about is known.
    let note = edited(
        simple(),
        &json!({"/number": "C-1", "/type": "credit_note", "/date": "20/11/2026", "/against": {"number": "s-1"}}),
    );
    let (_, answer) = submit(&engine, &note, &json!({})).unwrap();
    let change = answer["report"]["changes"].as_array().unwrap().iter().find(|c| c["why"] == "derived_reference");
    assert_eq!(change.map(|c| &c["to"]), Some(&json!("19/11/2026")), "{answer:#}");
}

#[test]
fn what_has_an_error_from_normalising_is_never_sent() {
    let engine = practice(&json!({}));
    for edits in [
        json!({"/lines/0/colour": "blue"}),
        json!({"/total": 2000}),
        json!({"/number": "S-1", "/lines/0/hsn": "997212"}),
    ] {
        let (outcome, answer) = submit(&engine, &edited(simple(), &edits), &json!({})).unwrap();
        assert_eq!((outcome, &answer["status"]), (Outcome::Invalid, &json!("invalid")), "{edits}");
        assert_eq!(answer["report"]["valid"], json!(false));
    }
    // The very same bill without normalising is what it always was.
    assert_eq!(submit(&engine, &simple(), &json!({"normalize": false})).unwrap().0, Outcome::Invalid);
}

#[test]
fn every_verb_takes_a_simple_bill_when_it_is_to_normalise() {
    let more = with(&options(), &json!({"normalize": true}));
    let text = simple().to_string();
    let report = parse(&validate(None, &text, &more).unwrap());
    assert_eq!(
        (&report["valid"], report["changes"].as_array().map(Vec::is_empty)),
        (&json!(true), Some(false)),
        "{report:#}"
    );
    let file =
        parse(&export(None, &json!([simple()]).to_string(), with(&options(), &json!({"normalize": true}))).unwrap());
    assert_eq!(file[0]["ValDtls"]["TotInvVal"], json!(1180.0));
    let engine = practice(&json!({}));
    for document in [simple(), json!({"invoice": simple()}), json!({"invoice": simple(), "registration": null})] {
        let page = print(&engine, &document.to_string(), "").unwrap().into_bytes();
        assert!(page.starts_with(b"%PDF"));
    }
    let error = print(&engine, &edited(simple(), &json!({"/tottal": 5})).to_string(), "").unwrap_err();
    assert_eq!(error.at.as_deref(), Some("/tottal"));
    // A key, and a bill in a few words, are no simple bills.
    let key = json!({"gstin": SELLER, "type": "INV", "number": "A-1", "date": "21/11/2026"}).to_string();
    assert!(parse(&hash(&engine, &key, "").unwrap())["irn"].is_string());
    let words = json!({"document": "invoice", "date": "2026-11-21", "buyer": "registered"}).to_string();
    assert!(parse(&applicability(&engine, &words, "").unwrap())["verdict"].is_string());
    let due = |options: &Value| applicability(None, &text, options.to_string()).map(|reply| parse(&reply));
    assert!(due(&serde_json::from_str(&more).unwrap()).unwrap()["verdict"].is_string());
    assert!(due(&options()).is_err(), "without normalize it is no invoice");
    let made = parse(&gstr1(None, &json!([simple()]).to_string(), &more).unwrap());
    assert_eq!(
        (&made["documents"][0]["table"], &made["documents"][0]["section"]),
        (&json!("4A"), &json!("b2b")),
        "{made:#}"
    );
}

#[test]
fn a_batch_of_simple_bills_is_registered_bill_by_bill() {
    use einv::engine::{BatchOptions, Job, ResultsOptions};
    use std::sync::Arc;
    use std::time::Duration;
    let engine = Arc::new(practice(&json!({})));
    let bills = json!([
        simple(),
        edited(simple(), &json!({"/number": "S-2", "/colour": 1})),
        edited(simple(), &json!({"/number": "S-3"}))
    ]);
    let job = Job::begin(&engine, BatchRequest::Text(&bills.to_string()), &BatchOptions::new()).unwrap();
    assert!(job.wait(Duration::from_secs(60)));
    let results = crate::common::json_of(job.results(&ResultsOptions::new()).unwrap());
    let statuses: Vec<&Value> = results["results"].as_array().unwrap().iter().map(|r| &r["status"]).collect();
    assert_eq!(statuses, [&json!("registered"), &json!("invalid"), &json!("registered")], "{results:#}");
}

#[test]
fn a_buyer_is_completed_from_the_ledgers_memory_and_never_overwritten() {
    let engine = practice(&json!({}));
    engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, "").unwrap();
    let bare = edited(simple(), &json!({"/buyer": {"gstin": "27AABCU9603R1ZN", "city": "Puna"}}));
    let ask = |document: &Value, options: Value| {
        parse(&normalize(&engine, &document.to_string(), options.to_string()).unwrap())
    };
    let without = ask(&bare, json!({}));
    assert!(errors(&without).contains(&"form.missing /buyer/name".to_owned()), "{:?}", errors(&without));
    let filled = ask(&bare, json!({"buyers": "cache"}));
    assert!(
        has(&filled, "/BuyerDtls/LglNm", "party_cache") && has(&filled, "/BuyerDtls/Addr1", "party_cache"),
        "{:?}",
        whys(&filled)
    );
    assert_eq!(filled["invoice"]["BuyerDtls"]["Loc"], "Puna");
    let other = ask(&edited(bare, &json!({"/buyer/name": "Somebody Else"})), json!({"buyers": "portal"}));
    assert_eq!(other["invoice"]["BuyerDtls"]["LglNm"], "Somebody Else");
    assert!(findings(&other).contains(&("bill.name_differs".into(), "/buyer/name".into())), "{:?}", findings(&other));
}

#[test]
fn a_profile_is_read_strictly() {
    for (seller, at) in [
        (json!({"legal_nam": "x"}), "/taxpayer/seller/legal_nam"),
        (json!({"defaults": {"units": "NOS"}}), "/taxpayer/seller/defaults/units"),
        (json!({"payment": {"bank": "1"}}), "/taxpayer/seller/payment/bank"),
        (json!({"city": {}}), "/taxpayer/seller/city"),
        (json!({"gstin": SELLER}), "/taxpayer/seller/gstin"),
    ] {
        let options = json!({"taxpayer": {"gstin": SELLER, "seller": seller}});
        let error = normalize(None, &simple().to_string(), options.to_string()).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some(at)), "{error}");
    }
    let mut options = options();
    options["taxpayer"]["seller"]["defaults"] =
        json!({"unit": "PCS", "hsn": "48201090", "rate": 18, "round_off": "none"});
    options["taxpayer"]["seller"]["payment"] = json!({"account": "123456789012", "ifsc": "HDFC0000001"});
    let bare = edited(simple(), &json!({"/lines": [{"name": "Register", "qty": 3, "price": "10.11"}]}));
    let answer = parse(&normalize(None, &bare.to_string(), options.to_string()).unwrap());
    let line = &answer["invoice"]["ItemList"][0];
    assert_eq!([&line["Unit"], &line["HsnCd"], &line["GstRt"]], [&json!("PCS"), &json!("48201090"), &json!(18)]);
    assert!(has(&answer, "/ItemList/0/Unit", "default_value") && has(&answer, "/PayDtls", "default_profile"));
    assert_eq!(answer["invoice"]["ValDtls"]["RndOffAmt"], json!(0));
}
