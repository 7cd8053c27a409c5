//! What to answer suppliers in the Invoice Management System.

use crate::command::einv;
use crate::common::bill;
use crate::reconcile_files::{BUYER, SELLER};
use einv::answer::reconciled::{ImsAction, ImsFiling, ImsProposal, ImsRequest, PortalFile, ReconcileBooks};
use einv::engine::{Engine, ReconcileOptions};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A row as the portal's file has it.
fn row(number: (&str, &str), date: (&str, &str), more: Value) -> Value {
    let mut row = json!({"stin": SELLER, "tradenm": "UDUPI", "inv_typ": "R", "val": 1168.0, "action": "N", "pos": "27", "txval": 990.0,
        "iamt": 178.0, "camt": 0, "samt": 0, "cess": 0, "srcform": "R1", "rtnprd": "11", "srcfilstatus": "FILED",
        "ispendactblocked": "N"});
    row[number.0] = json!(number.1);
    row[date.0] = json!(date.1);
    for (key, value) in more.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

fn invoice(number: &str, more: Value) -> Value {
    row(("inum", number), ("idt", "21-11-2026"), more)
}

fn note(number: &str, more: Value) -> Value {
    row(("nt_num", number), ("nt_dt", "21-11-2026"), more)
}

fn list() -> Value {
    json!({"rtin": BUYER, "imsDetails": {
        "b2b": [
            invoice("I/1", json!({})),
            invoice("I/2", json!({"val": 2168.0})),
            invoice("I/3", json!({})),
            invoice("I/4", json!({"ispendactblocked": "Y"})),
            invoice("I/5", json!({"action": "R"})),
            invoice("I/6", json!({"srcfilstatus": "SAVED"})),
            invoice("", json!({})),
        ],
        "b2bcn": [
            note("N/1", json!({})),
            note("N/2", json!({})),
            note("N/3", json!({"nt_dt": "21-08-2026", "rtnprd": "08", "action": "P"})),
        ],
        "b2bdn": null,
    }})
}

fn bought(number: &str, kind: &str) -> Value {
    let mut bill = bill(number, "21/11/2026");
    bill["DocDtls"]["Typ"] = json!(kind);
    bill
}

fn books() -> Vec<Value> {
    vec![bought("I/1", "INV"), bought("I/2", "INV"), bought("I/6", "INV"), bought("N/1", "CRN")]
}

fn proposed(day: &str, books: Option<Vec<Value>>, filing: ImsFiling) -> Vec<ImsProposal> {
    let engine = Engine::open(&json!({"on": day}).to_string()).unwrap();
    let mut request = ImsRequest::new([PortalFile::Json(list(), "ims.json".to_owned())]);
    let raw = |bill: Value| RawValue::from_string(bill.to_string()).unwrap();
    request.books = books.map(|bills| ReconcileBooks::Documents(bills.into_iter().map(raw).collect()));
    request.filing = filing;
    let answer = engine.ims(request, &ReconcileOptions::new()).unwrap();
    assert_eq!((answer.gstin.to_string().as_str(), answer.unread.len()), (BUYER, 1), "{answer:#?}");
    assert_eq!(answer.counts.values().sum::<usize>(), answer.rows.len());
    answer.rows
}

fn of<'r>(rows: &'r [ImsProposal], number: &str) -> &'r ImsProposal {
    rows.iter().find(|row| row.number == number).unwrap()
}

#[test]
fn an_answer_is_proposed_by_the_purchase_book_and_never_to_reject() {
    let rows = proposed("2026-12-10", Some(books()), ImsFiling::Monthly);
    let proposal = |number: &str| (of(&rows, number).propose, of(&rows, number).fields.len());
    assert_eq!(proposal("I/1"), (ImsAction::Accept, 0));
    assert_eq!(proposal("I/2"), (ImsAction::Pending, 1));
    assert_eq!(proposal("I/3"), (ImsAction::Pending, 0));
    // The portal lets it not be pending; what the buyer answered stays.
    assert_eq!(proposal("I/4"), (ImsAction::NoAction, 0));
    assert_eq!(proposal("I/5"), (ImsAction::Reject, 0));
    assert!(of(&rows, "I/6").detail.as_deref().unwrap().contains("not filed"));
    assert!(rows.iter().all(|row| row.propose != ImsAction::Reject || row.now == ImsAction::Reject));
    // A credit note is accepted with the credit that the books reverse; else it waits for one period.
    let (known, unknown) = (of(&rows, "N/1"), of(&rows, "N/2"));
    assert_eq!((known.propose, unknown.propose), (ImsAction::Accept, ImsAction::Pending));
    assert_eq!(known.reversal.unwrap().igst.to_string(), "178.20");
    assert_eq!(unknown.pending_until.unwrap().iso(), "2027-01-20");
    let late = of(&rows, "N/3");
    assert_eq!((late.propose, late.pending_until.unwrap().iso().as_str()), (ImsAction::NoAction, "2026-10-20"));
    assert!(late.reason.contains("deemed accepted"));
    // Who files every quarter has a quarter for it.
    let rows = proposed("2026-12-10", Some(books()), ImsFiling::Quarterly);
    assert_eq!(of(&rows, "N/2").pending_until.unwrap().iso(), "2027-04-22");
    assert_eq!(of(&rows, "N/3").propose, ImsAction::Pending);
    // Without the purchase book nothing is proposed.
    let rows = proposed("2026-12-10", None, ImsFiling::Monthly);
    assert!(rows.iter().all(|row| row.propose == ImsAction::NoAction || row.propose == row.now), "{rows:#?}");
}

#[test]
fn the_command_shows_answers_and_writes_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("config.json", json!({"on": "2026-12-10"}).to_string());
    write("ims.json", list().to_string());
    write("books.json", json!(books()).to_string());
    let run = |arguments: &[&str]| einv(folder.path(), arguments);
    let (code, said) = run(&["ims", "ims.json", "--books", "books.json"]);
    assert!(code == 1 && said.contains("accept") && said.contains("I/2") && said.contains("IMS 2168.00"), "{said}");
    let (_, said) = run(&["ims", "ims.json", "--books", "books.json", "--json"]);
    let answer: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!((&answer["counts"]["accept"], &answer["rows"][0]["propose"]), (&json!(3), &json!("accept")));
    run(&["ims", "ims.json", "--books", "books.json", "--xlsx", "ims.xlsx"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.path().join("ims.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    assert_eq!((sheet.height(), sheet.width()), (10, 22));
    // Another file, another buyer, a workbook.
    write("2b.json", json!({"data": {"docdata": {}}}).to_string());
    assert!(run(&["ims", "2b.json"]).1.contains("imsDetails"));
    assert!(run(&["ims", "ims.json", "--gstin", SELLER]).1.contains("is asked for"));
    assert!(run(&["ims", "ims.xlsx"]).1.contains("JSON"));
}
