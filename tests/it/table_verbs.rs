//! A table in a bill's place: what each verb makes of it.

use crate::common::{Ask, compute, export, print, validate};
use crate::normalize::{options, parse};
use crate::table_rows::{LINE, row, sheet};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use serde_json::{Value, json};

fn table(rows: &[String]) -> String {
    json!({"text": sheet(rows), "name": "t.csv"}).to_string()
}

fn good(number: &str) -> String {
    row(number, "5-11-26", LINE)
}

fn bad(number: &str) -> String {
    row(number, "5-11-26", "Pens,4820109,1,NOS,1,1,18,1")
}

#[test]
fn the_one_bill_of_a_table_is_judged_and_its_faults_have_their_cells() {
    let options = options().to_string();
    let report = parse(&validate(None, &table(&[good("A-1")]), &options).unwrap());
    assert_eq!((&report["valid"], &report["document"]["number"]), (&json!(true), &json!("A-1")));
    assert!(report["changes"].is_array());
    let reply = validate(None, &table(&[bad("A-1")]), &options).unwrap();
    let report = parse(&reply);
    assert_eq!((reply.outcome, &report["verdict"]), (Outcome::Invalid, &json!("invalid")));
    let hsn = report["findings"].as_array().unwrap().iter().find(|f| f["path"] == "/ItemList/0/HsnCd").unwrap();
    assert_eq!((&hsn["at"]["row"], &hsn["at"]["column"]), (&json!(2), &json!("I")), "{hsn}");
}

#[test]
fn compute_print_and_export_take_a_table() {
    let options = options().to_string();
    let invoice = parse(&compute(None, &table(&[good("A-1")]), &options).unwrap());
    assert_eq!(invoice["ValDtls"]["TotInvVal"].to_string().parse::<f64>().unwrap() as u32, 1180);
    assert_eq!(compute(None, &table(&[bad("A-1")]), &options).unwrap().outcome, Outcome::Invalid);
    let pdf = print(None, &table(&[good("A-1")]), &options).unwrap().into_bytes();
    assert!(pdf.starts_with(b"%PDF"));
    let within = format!(r#"{{"invoice":{}}}"#, table(&[good("A-1")]));
    assert!(print(None, &within, &options).unwrap().into_bytes().starts_with(b"%PDF"));
    let file = parse(&export(None, &table(&[good("A-1"), good("A-2")]), &options).unwrap());
    assert_eq!(file.as_array().unwrap().len(), 2);
    let refused = export(None, &table(&[good("A-1"), bad("A-2")]), &options).unwrap();
    let answer = parse(&refused);
    assert_eq!((refused.outcome, &answer["invalid"][0]["index"]), (Outcome::Invalid, &json!(1)));
    assert_eq!(answer["invalid"][0]["report"]["findings"][0]["at"]["row"], 3);
}

#[test]
fn a_table_is_registered_like_its_invoice_and_a_faulty_one_is_not_sent() {
    let config = json!({"on": "2026-11-21", "taxpayers": [options()["taxpayer"]]});
    let engine = Engine::open(&config.to_string()).unwrap();
    let submit = |input: &str| engine.ask("submit", input, "").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bill.csv");
    std::fs::write(&path, sheet(&[good("A-1")])).unwrap();
    let registered = submit(&json!({"path": path}).to_string());
    assert_eq!((registered.outcome, &parse(&registered)["status"]), (Outcome::Ok, &json!("registered")));
    let converted = parse(&compute(&engine, &table(&[good("A-1")]), "").unwrap());
    assert_eq!(parse(&submit(&converted.to_string()))["irn"], parse(&registered)["irn"]);
    let refused = submit(&table(&[bad("A-2")]));
    assert_eq!((refused.outcome, &parse(&refused)["status"]), (Outcome::Invalid, &json!("invalid")));
    assert_eq!(parse(&refused)["report"]["findings"][0]["at"]["row"], 2);
}

#[test]
fn several_bills_none_and_one_that_is_not_sent_are_errors_that_say_so() {
    let options = options().to_string();
    let error = |rows: &[String]| validate(None, &table(rows), &options).unwrap_err();
    let several = error(&[good("A-1"), good("A-2")]);
    assert!(several.kind == ErrorKind::Arg && several.message.contains("2 bills"), "{several}");
    assert!(several.fix.unwrap().contains("einv_batch"));
    assert!(error(&[]).message.contains("no bill"));
    let consumer = good("A-1").replace("27AABCU9603R1ZN", "");
    assert!(error(&[consumer]).message.contains("consumer"));
}

#[test]
fn a_document_of_a_batch_names_no_file() {
    use einv::answer::batch::BatchRequest;
    use einv::engine::{BatchOptions, Job, ResultsOptions};
    let config = json!({"on": "2026-11-21", "taxpayers": [options()["taxpayer"]]});
    let engine = std::sync::Arc::new(Engine::open(&config.to_string()).unwrap());
    let list =
        json!([{"path": "/etc/hostname"}, serde_json::from_str::<Value>(&table(&[good("A-1")])).unwrap()]).to_string();
    let job = Job::begin(&engine, BatchRequest::Text(&list), &BatchOptions::new()).unwrap();
    assert!(job.wait(std::time::Duration::from_secs(30)));
    let results = serde_json::to_value(job.results(&ResultsOptions::new()).unwrap()).unwrap();
    assert!(results["results"].as_array().unwrap().iter().all(|one| one["status"] != "registered"), "{results}");
}
