//! `einv_list`: documents of the ledger by day, state, buyer and value, page by page.

use crate::common::{Ask, bill};
use crate::engine::{Portal, at, cancel, open, parse, submit};
use einv::calendar::{Clock, IstTime};
use einv::engine::Engine;
use einv::error::ErrorKind;
use serde_json::{Value, json};

fn list(engine: &Engine, request: Value, opts: &str) -> Value {
    parse(&engine.ask("list", request.to_string(), opts).unwrap())
}

fn numbers(listed: &Value) -> Vec<&str> {
    listed["documents"].as_array().unwrap().iter().map(|document| document["number"].as_str().unwrap()).collect()
}

/// Five documents of two days: a cancelled one, a credit note, and one of another buyer.
fn filled(engine: &Engine) {
    let (_, first) = submit(engine, &bill("L/1", "20/11/2026"));
    cancel(engine, &first["irn"]);
    submit(engine, &bill("L/2", "20/11/2026"));
    let mut other = bill("L/3", "21/11/2026");
    other["BuyerDtls"]["LglNm"] = json!("Mysuru Paper Mart");
    submit(engine, &other);
    let mut note = bill("L/4", "21/11/2026");
    note["DocDtls"]["Typ"] = json!("CRN");
    submit(engine, &note);
    let mut dear = bill("L/5", "21/11/2026");
    for (member, value) in
        [("Qty", 100.0), ("TotAmt", 10000.0), ("AssAmt", 9990.0), ("IgstAmt", 1798.2), ("TotItemVal", 11788.2)]
    {
        dear["ItemList"][0][member] = json!(value);
    }
    dear["ValDtls"] = json!({"AssVal": 9990.0, "IgstVal": 1798.2, "RndOffAmt": -0.2, "TotInvVal": 11788.0});
    submit(engine, &dear);
}

#[test]
fn documents_are_listed_by_day_state_buyer_and_value() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["on"] = json!("2026-11-21");
    let engine = open(&config);
    assert_eq!(list(&engine, json!({}), ""), json!({"documents": [], "total": 0, "next": null}));
    filled(&engine);
    let all = list(&engine, json!({}), "");
    assert_eq!(numbers(&all), ["L/1", "L/2", "L/4", "L/3", "L/5"], "by date, type and number");
    assert_eq!((&all["total"], &all["next"]), (&json!(5), &json!(null)));
    let first = &all["documents"][0];
    assert_eq!(
        (&first["status"], &first["date"], &first["value"], &first["buyer_gstin"]),
        (&json!("cancelled"), &json!("2026-11-20"), &json!("1168.00"), &json!("27AABCU9603R1ZN"))
    );
    assert_eq!(first["buyer_name"], "Pune Office Supplies LLP");
    assert!(first["ack_no"].is_string() && first["irn"].as_str().unwrap().len() == 64);

    let found = |request: Value| numbers(&list(&engine, request, "")).join(" ");
    assert_eq!(found(json!({"from": "21/11/2026"})), "L/4 L/3 L/5");
    assert_eq!(found(json!({"to": "2026-11-20"})), "L/1 L/2");
    assert_eq!(found(json!({"from": "2026-11-22"})), "");
    assert_eq!(found(json!({"gstin": "29AABCU9603R1ZJ"})), "L/1 L/2 L/4 L/3 L/5");
    assert_eq!(found(json!({"gstin": "27AABCU9603R1ZN"})), "", "a buyer is no supplier");
    assert_eq!(found(json!({"status": "cancelled"})), "L/1");
    assert_eq!(found(json!({"status": "registered", "to": "20/11/2026"})), "L/2");
    assert_eq!(found(json!({"buyer": "mysuru"})), "L/3");
    assert_eq!(found(json!({"buyer": "27aabcu9603r1zn", "from": "2026-11-21"})), "L/4 L/3 L/5");
    assert_eq!(found(json!({"min": "1168.01"})), "L/5");
    assert_eq!(found(json!({"max": "1168.00", "min": "1168"})), "L/1 L/2 L/4 L/3");
    assert_eq!(found(json!({"text": "l/2"})), "L/2");
    assert_eq!(found(json!({"text": all["documents"][3]["ack_no"]})), "L/3");
}

#[test]
fn a_list_is_read_page_by_page() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["on"] = json!("2026-11-21");
    let engine = open(&config);
    filled(&engine);
    for request in [json!({}), json!({"text": "l/"})] {
        let first = list(&engine, request.clone(), r#"{"limit":2}"#);
        assert_eq!((numbers(&first), &first["total"], &first["next"]), (vec!["L/1", "L/2"], &json!(5), &json!(2)));
        let last = list(&engine, request, r#"{"limit":3,"after":4}"#);
        assert_eq!((numbers(&last), &last["total"], &last["next"]), (vec!["L/5"], &json!(5), &json!(null)));
    }
}

#[test]
fn a_wrong_request_names_its_place() {
    let engine = Engine::open("{}").unwrap();
    for (request, opts, kind, at) in [
        (json!({"from": "November"}), "", ErrorKind::Json, "/from"),
        (json!({"from": "2026-11-21", "to": "2026-11-20"}), "", ErrorKind::Json, "/to"),
        (json!({"status": "lost"}), "", ErrorKind::Json, "/status"),
        (json!({"gstin": "29"}), "", ErrorKind::Json, "/gstin"),
        (json!({}), r#"{"limit":10001}"#, ErrorKind::Option, "/limit"),
    ] {
        let error = engine.ask("list", request.to_string(), opts).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (kind, Some(at)), "{error}");
    }
}
