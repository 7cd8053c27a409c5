//! The ledger against the files that taxpayers download: the workbook of e-invoices, GSTR-1, GSTR-2B; and the books beside.

use crate::common::{Ask, bill};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use einv::engine::{Engine, Outcome};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

pub const SELLER: &str = "29AABCU9603R1ZJ";
pub const BUYER: &str = "27AABCU9603R1ZN";

const TAIL: [&str; 6] = [
    "IRN",
    "IRN date",
    "E-invoice status",
    "GSTR-1 auto-population/ deletion upon cancellation date",
    "GSTR-1 auto-population/ deletion status",
    "Error in auto-population/ deletion",
];
const SUMS: [&str; 6] = ["Rate", "Taxable Value", "Integrated Tax", "Central Tax", "State/UT Tax", "Cess Amount"];

/// A row of the workbook by heading.
type Row = BTreeMap<&'static str, String>;

/// Which sheet a document comes into, and the headings before its sums.
fn sheet_of(document: &Value) -> (&'static str, Vec<&'static str>) {
    let is_note = document["DocDtls"]["Typ"] != "INV";
    match (document["TranDtls"]["SupTyp"].as_str().unwrap(), is_note) {
        ("EXPWP", false) => (
            "exp",
            vec![
                "Export Type",
                "Invoice Number",
                "Invoice Date",
                "Invoice value",
                "Port Code",
                "Shipping Bill Number",
                "Shipping Bill Date",
            ],
        ),
        ("EXPWP", true) => {
            ("cdnur", vec!["UR Type", "Note Number", "Note Date", "Note Type", "Place of Supply", "Note value"])
        }
        (_, true) => (
            "cdnr",
            vec![
                "GSTIN/UIN of Recipient",
                "Receiver Name",
                "Note Number",
                "Note Date",
                "Note Type",
                "Place of Supply",
                "Reverse Charge",
                "Note Supply Type",
                "Note value",
            ],
        ),
        (_, false) => (
            "b2b, sez, de",
            vec![
                "GSTIN/UIN of Recipient",
                "Reciever Name",
                "Invoice Number",
                "Invoice date",
                "Invoice Value",
                "Place Of Supply",
                "Reverse Charge",
                "Applicable % of Tax Rate",
                "Invoice Type",
                "E-Commerce GSTIN",
            ],
        ),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `28/05/2025` as the portal writes it: `28-May-2025`.
fn written(day: &str) -> String {
    let month: usize = day[3..5].parse().unwrap();
    format!("{}-{}-{}", &day[..2], MONTHS[month - 1], &day[6..])
}

/// A registered document as the workbook lists it.
fn listed(document: &Value, irn: &str) -> (&'static str, Row) {
    let (sheet, _) = sheet_of(document);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (doc, supply) = (text(&document["DocDtls"]["Typ"]), text(&document["TranDtls"]["SupTyp"]));
    let date = written(document["DocDtls"]["Dt"].as_str().unwrap());
    let value = document["ValDtls"]["TotInvVal"].to_string();
    let item = &document["ItemList"][0];
    let mut row: Row = BTreeMap::new();
    for (heading, cell) in [
        ("GSTIN/UIN of Recipient", text(&document["BuyerDtls"]["Gstin"])),
        ("Reciever Name", "PUNE".into()),
        ("Receiver Name", "PUNE".into()),
        ("Invoice Number", text(&document["DocDtls"]["No"])),
        ("Note Number", text(&document["DocDtls"]["No"])),
        ("Invoice date", date.clone()),
        ("Invoice Date", date.clone()),
        ("Note Date", date.clone()),
        ("Invoice Value", value.clone()),
        ("Invoice value", value.clone()),
        ("Note value", value),
        ("Place Of Supply", "27-Maharashtra".into()),
        ("Place of Supply", if supply == "EXPWP" { "96 - Other Countries".into() } else { "27 - Maharashtra".into() }),
        ("Reverse Charge", "N".into()),
        ("Invoice Type", if supply == "SEZWP" { "SEZ supplies with payment".into() } else { "Regular B2B".into() }),
        ("Note Supply Type", "Regular B2B".into()),
        ("Note Type", if doc == "CRN" { "Credit Note".into() } else { "Debit Note".into() }),
        ("Export Type", "WPAY".into()),
        ("UR Type", "EXPWP".into()),
        ("Rate", "18".into()),
        ("Taxable Value", item["AssAmt"].to_string()),
        ("Integrated Tax", item["IgstAmt"].to_string()),
        ("IRN", irn.into()),
        ("IRN date", date),
        ("E-invoice status", "Valid".into()),
        ("GSTR-1 auto-population/ deletion upon cancellation date", "30-11-2026 01:00:00 AM".into()),
        ("GSTR-1 auto-population/ deletion status", "Auto-populated".into()),
    ] {
        row.insert(heading, cell);
    }
    (sheet, row)
}

/// The portal's workbook of these rows. `cover` is what its first sheet says.
pub fn workbook(rows: &[(&'static str, Row)], cover: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    if !cover.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name("Read me").unwrap();
        for (row, (label, value)) in (2..).zip(cover) {
            sheet.write_string(row, 1, *label).unwrap();
            sheet.write_string(row, 2, *value).unwrap();
        }
    }
    for name in ["b2b, sez, de", "cdnr", "cdnur", "exp", "hsn(b2b)"] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_string(0, 0, "E-invoice details auto-populated for Form GSTR-1").unwrap();
        let mut headings: Vec<&str> = match name {
            "b2b, sez, de" => sheet_of(&kind("B2B", "INV")).1,
            "cdnr" => sheet_of(&kind("B2B", "CRN")).1,
            "cdnur" => sheet_of(&kind("EXPWP", "CRN")).1,
            "exp" => sheet_of(&kind("EXPWP", "INV")).1,
            _ => vec!["HSN", "Description", "UQC", "Total Quantity"],
        };
        if !name.starts_with("hsn") {
            headings.extend(
                SUMS.iter().filter(|sum| {
                    !(matches!(name, "exp" | "cdnur") && matches!(**sum, "Central Tax" | "State/UT Tax"))
                }),
            );
            headings.extend(TAIL);
        }
        for (column, heading) in (0..).zip(&headings) {
            sheet.write_string(3, column, *heading).unwrap();
        }
        for (row, (_, cells)) in (4..).zip(rows.iter().filter(|(of, _)| *of == name)) {
            for (column, heading) in (0..).zip(&headings) {
                match cells.get(heading).map(String::as_str) {
                    None => {}
                    Some(text) if SUMS.contains(heading) || heading.to_lowercase().ends_with("value") => {
                        sheet.write_number(row, column, text.parse::<f64>().unwrap()).unwrap();
                    }
                    Some(text) => {
                        sheet.write_string(row, column, text).unwrap();
                    }
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn kind(supply: &str, doc_type: &str) -> Value {
    json!({"TranDtls": {"SupTyp": supply}, "DocDtls": {"Typ": doc_type}})
}

pub const COVER: [(&str, &str); 4] =
    [("Financial Year", "2026-27"), ("Tax Period", "November"), ("GSTIN", SELLER), ("Legal Name", "UDUPI")];

pub fn given(bytes: &[u8], name: &str, more: Value) -> Value {
    let mut request = json!({"base64": STANDARD.encode(bytes), "name": name});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    request
}

pub fn reconcile(engine: &Engine, request: &Value) -> Value {
    let reply = engine.ask("reconcile", request.to_string(), "").unwrap();
    assert_eq!(reply.outcome, Outcome::Ok);
    serde_json::from_str(reply.json()).unwrap()
}

pub fn refused(engine: &Engine, request: &Value) -> String {
    engine.ask("reconcile", request.to_string(), "").unwrap_err().to_string()
}

fn submit(engine: &Engine, document: &Value) -> String {
    let reply = engine.ask("submit", document.to_string(), "").unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    answer["irn"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
}

fn cancel(engine: &Engine, irn: &str) {
    let request = json!({"irn": irn, "reason": "duplicate", "remark": "twice"});
    assert_eq!(engine.ask("cancel", request.to_string(), "").unwrap().outcome, Outcome::Ok);
}

/// The differences as (kind, number), sorted.
pub fn found(answer: &Value) -> Vec<(String, String)> {
    let text = |d: &Value, name: &str| d[name].as_str().unwrap().to_owned();
    let all = answer["differences"].as_array().unwrap();
    let mut found: Vec<_> = all.iter().map(|d| (text(d, "kind"), text(d, "number"))).collect();
    found.sort();
    found
}

pub fn expected(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut list: Vec<_> = list.iter().map(|(kind, number)| ((*kind).to_owned(), (*number).to_owned())).collect();
    list.sort();
    list
}

pub fn one<'a>(answer: &'a Value, kind: &str, number: &str) -> &'a Value {
    let all = answer["differences"].as_array().unwrap();
    all.iter()
        .find(|d| d["kind"] == kind && d["number"] == number)
        .unwrap_or_else(|| panic!("{kind} {number}: {answer:#}"))
}

fn document(number: &str, index: usize) -> Value {
    let (supply, doc_type) = match index % 10 {
        0 => ("EXPWP", "INV"),
        1 => ("B2B", "CRN"),
        2 => ("B2B", "DBN"),
        3 => ("SEZWP", "INV"),
        4 if index % 20 == 4 => ("EXPWP", "CRN"),
        _ => ("B2B", "INV"),
    };
    let mut document = crate::returns::of(number, supply, doc_type, "N");
    if supply == "SEZWP" {
        document["BuyerDtls"]["Gstin"] = json!("27AAACE1234F1C7");
    }
    document["DocDtls"]["Dt"] = json!(format!("{:02}/11/2026", index % 30 + 1));
    document
}

#[test]
fn the_portals_workbook_of_a_thousand_documents_shows_exactly_the_planted_differences() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let documents: Vec<Value> = (0..1000).map(|index| document(&format!("W/{index:04}"), index)).collect();
    let irns: Vec<String> = documents.iter().map(|document| submit(&engine, document)).collect();
    let whole: Vec<_> = documents.iter().zip(&irns).map(|(document, irn)| listed(document, irn)).collect();
    let clean = reconcile(&engine, &given(&workbook(&whole, &COVER), "e.xlsx", json!({})));
    assert_eq!((&clean["agree"], &clean["differences"]), (&json!(1000), &json!([])), "{:#}", clean["differences"][0]);
    assert_eq!(
        (&clean["gstin"], &clean["period"], &clean["side"]),
        (&json!(SELLER), &json!("112026"), &json!("sales"))
    );

    let mut list = whole.clone();
    // A value that differs by a rupee, a tax that differs by more, a date, a buyer.
    list[15].1.insert("Invoice Value", "1169".into());
    list[20].1.insert("Integrated Tax", "188.2".into());
    list[25].1.insert("Invoice date", "27-Nov-2026".into());
    list[35].1.insert("GSTIN/UIN of Recipient", "24AACCT6304M1ZB".into());
    list[36].1.insert("E-invoice status", "Cancelled".into());
    list[37].1.insert("GSTR-1 auto-population/ deletion status", "Auto-population failed".into());
    list[37].1.insert("Error in auto-population/ deletion", "Return already filed".into());
    cancel(&engine, &irns[45]);
    let mut stranger = whole[55].clone();
    stranger.1.insert("Invoice Number", "Z/1".into());
    stranger.1.insert("IRN", "ab".repeat(32));
    let twice = whole[65].clone();
    list.remove(71);
    list.remove(66);
    list.extend([stranger, twice]);
    let bytes = workbook(&list, &COVER);
    let answer = reconcile(&engine, &given(&bytes, "e.xlsx", json!({})));
    let planted = expected(&[
        ("missing_here", "Z/1"),
        ("missing_there", "W/0066"),
        ("missing_there", "W/0071"),
        ("differs", "W/0015"),
        ("differs", "W/0020"),
        ("differs", "W/0025"),
        ("differs", "W/0035"),
        ("cancelled_here", "W/0045"),
        ("cancelled_there", "W/0036"),
        ("not_populated", "W/0037"),
        ("twice_there", "W/0065"),
    ]);
    assert_eq!(found(&answer), planted);
    let cause = |kind: &str, number: &str| {
        let difference = one(&answer, kind, number);
        (difference["cause"].as_str().unwrap(), difference["remedy"].as_str().unwrap())
    };
    assert_eq!(cause("differs", "W/0015"), ("rounding", "compare_signed"));
    assert_eq!(cause("differs", "W/0020"), ("entered_otherwise", "compare_signed"));
    assert_eq!(cause("differs", "W/0025"), ("other_day", "compare_signed"));
    assert_eq!(cause("not_populated", "W/0037"), ("portal_says", "enter_by_hand"));
    assert_eq!(cause("missing_here", "Z/1"), ("made_elsewhere", "import"));
    assert!(one(&answer, "not_populated", "W/0037")["message"].as_str().unwrap().contains("Return already filed"));

    // The same from a ZIP, as the portal packs it, and by its path.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("download.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let stored = zip::write::SimpleFileOptions::default();
    zip.start_file("EINV.xlsx", stored.compression_method(zip::CompressionMethod::Deflated)).unwrap();
    zip.write_all(&bytes).unwrap();
    zip.finish().unwrap();
    assert_eq!(found(&reconcile(&engine, &json!({"path": path}))), planted);
}

#[test]
fn a_workbook_that_is_not_as_the_portal_made_it_is_named_with_what_was_read() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let rows = [listed(&document("B/5", 5), &"ab".repeat(32))];
    let good = workbook(&rows, &COVER);
    // Changed headings.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("b2b, sez, de").unwrap();
    let (_, mut headings) = sheet_of(&kind("B2B", "INV"));
    headings[2] = "Bill No.";
    for (column, heading) in (0..).zip(headings.iter().chain(&SUMS).chain(&TAIL)) {
        sheet.write_string(3, column, *heading).unwrap();
    }
    let changed = refused(&engine, &given(&book.save_to_buffer().unwrap(), "x.xlsx", json!({"gstin": SELLER})));
    assert!(changed.contains("no column Invoice number") && changed.contains("Bill No."), "{changed}");
    // Another workbook altogether.
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Sales").unwrap();
    let other = refused(&engine, &given(&book.save_to_buffer().unwrap(), "sales.xlsx", json!({})));
    assert!(other.contains("its sheets are Sales"), "{other}");
    // Cut short, as a workbook and as JSON.
    let cut = refused(&engine, &given(&good[..good.len() / 2], "cut.xlsx", json!({})));
    assert!(cut.contains("cut.xlsx") && cut.contains("can't be read"), "{cut}");
    let cut =
        refused(&engine, &given(br#"{"gstin": "29AABCU9603R1ZJ", "fp": "112026", "b2b": ["#, "c.json", json!({})));
    assert!(cut.contains("c.json is cut short"), "{cut}");
    // Another GSTIN, another month.
    let another = refused(&engine, &given(&good, "e.xlsx", json!({"gstin": BUYER})));
    assert!(another.contains(SELLER) && another.contains(BUYER), "{another}");
    let another = refused(&engine, &given(&good, "e.xlsx", json!({"period": "102026"})));
    assert!(another.contains("112026") && another.contains("102026"), "{another}");
    // Neither whose nor when; the portal's own file name tells whose, the documents' dates when.
    let bare = workbook(&rows, &[]);
    assert!(refused(&engine, &given(&bare, "e.xlsx", json!({}))).contains("doesn't say whose it is"));
    let named = reconcile(&engine, &given(&bare, "EINV_29AABCU9603R1ZJ_2026-27.xlsx", json!({})));
    assert_eq!((&named["gstin"], &named["period"]), (&json!(SELLER), &json!("112026")));
    assert_eq!(found(&named), expected(&[("missing_here", "B/5")]));
    // Two months in one.
    let mut october = listed(&document("B/6", 6), &"cd".repeat(32));
    october.1.insert("Invoice date", "31-Oct-2026".into());
    let two = workbook(&[rows[0].clone(), october], &[("GSTIN", SELLER)]);
    let mixed = refused(&engine, &given(&two, "e.xlsx", json!({})));
    assert!(mixed.contains("several months: 102026, 112026"), "{mixed}");
    assert_eq!(
        found(&reconcile(&engine, &given(&two, "e.xlsx", json!({"period": "102026"})))),
        expected(&[("missing_here", "B/6")])
    );
    // A row that can't be read is told with its place.
    let mut broken = rows[0].clone();
    broken.1.insert("Invoice date", "soon".into());
    let answer = reconcile(&engine, &given(&workbook(&[broken], &COVER), "e.xlsx", json!({})));
    let message = answer["differences"][0]["message"].as_str().unwrap();
    assert!(message.contains("sheet b2b, sez, de, row 5") && message.contains("soon"), "{message}");
}

#[test]
fn the_books_are_a_third_side() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let documents: Vec<Value> = (1..=6).map(|n| bill(&format!("K/{n}"), "21/11/2026")).collect();
    let irns: Vec<String> = documents.iter().map(|document| submit(&engine, document)).collect();
    let rows: Vec<_> = documents.iter().zip(&irns).map(|(document, irn)| listed(document, irn)).collect();
    cancel(&engine, &irns[5]);
    let mut rows = rows;
    rows[5].1.insert("E-invoice status", "Cancelled".into());
    let mut books: Vec<Value> = documents.clone();
    // K/2: other amounts in the books. K/3: not in the books. K/6 is cancelled elsewhere. K/7: never sent. K/8: to a consumer.
    books[1]["ItemList"][0]["IgstAmt"] = json!(178.70);
    books[1]["ValDtls"]["TotInvVal"] = json!(1168.50);
    books.remove(2);
    books.push(bill("K/7", "22/11/2026"));
    let mut consumer = bill("K/8", "22/11/2026");
    consumer["TranDtls"]["SupTyp"] = json!("B2C");
    consumer["BuyerDtls"]["Gstin"] = json!("URP");
    books.push(consumer);
    let workbook = workbook(&rows, &COVER);
    let answer = reconcile(&engine, &given(&workbook, "e.xlsx", json!({"books": books})));
    let planted = [
        ("books_differ", "K/2"),
        ("missing_in_books", "K/3"),
        ("not_cancelled_in_books", "K/6"),
        ("not_registered", "K/7"),
    ];
    assert_eq!(found(&answer), expected(&planted), "{answer:#}");
    assert_eq!(answer["agree"], 3);
    let differ = one(&answer, "books_differ", "K/2");
    assert_eq!((&differ["cause"], &differ["books"]), (&json!("rounding"), &json!("present")));
    assert_eq!(differ["fields"][0], json!({"field": "val", "here": "1168.00", "there": "1168.00", "books": "1168.50"}));
    assert_eq!(one(&answer, "missing_in_books", "K/3")["books"], "absent");
    assert_eq!(one(&answer, "not_registered", "K/7")["remedy"], "register");
    let total = answer["totals"].as_array().unwrap().iter().find(|total| total["table"] == "4A").unwrap();
    assert_eq!(
        (&total["here"]["documents"], &total["there"]["documents"], &total["books"]["documents"]),
        (&json!(5), &json!(5), &json!(6))
    );

    // The same from a table; one that names its IRN is in the books all the same.
    let heading = json!([
        "Invoice No",
        "Date",
        "Party GSTIN",
        "HSN",
        "Qty",
        "Unit",
        "Rate",
        "Taxable Value",
        "GST %",
        "IGST Amount",
        "Invoice Value",
        "IRN"
    ]);
    let row = |n: usize, irn: Value| {
        json!([format!("K/{n}"), "21/11/2026", BUYER, "48201090", 10, "NOS", 99, 990, 18, 178.2, 1168, irn])
    };
    let table = json!({"rows": [heading, row(1, json!(irns[0])), row(2, json!(irns[1])), row(3, Value::Null), row(4, Value::Null), row(5, Value::Null)]});
    let taxpayer = json!({"taxpayer": {"gstin": SELLER}});
    let request = given(&workbook, "e.xlsx", json!({"books": table}));
    let reply = engine.ask("reconcile", request.to_string(), taxpayer.to_string()).unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!((found(&answer), &answer["agree"]), (expected(&[]), &json!(6)), "{answer:#}");

    // Without a column for the total the books don't say how it was rounded.
    let short = |row: &Value| Value::Array(row.as_array().unwrap()[..10].to_vec());
    let row_of = |n: usize| short(&row(n, Value::Null));
    let table = json!({"rows": [short(&heading), row_of(1), row_of(2), row_of(3), row_of(4), row_of(5)]});
    let request = given(&workbook, "e.xlsx", json!({"books": table}));
    let reply = engine.ask("reconcile", request.to_string(), taxpayer.to_string()).unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!(found(&answer), expected(&[]), "{answer:#}");
}

#[test]
fn a_row_of_another_month_than_the_workbooks_own_is_named() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let rows = [listed(&bill("O/1", "15/10/2026"), &"b".repeat(64))];
    let answer = reconcile(&engine, &given(&workbook(&rows, &COVER), "e.xlsx", json!({})));
    let message = one(&answer, "missing_here", "O/1")["message"].as_str().unwrap();
    assert!(message.ends_with("it is dated in 102026, and the list is of 112026"), "{message}");
}

#[test]
fn rows_of_gstr1_without_an_irn_are_distinguished() {
    let engine = Engine::open(r#"{"on": "2026-12-20"}"#).unwrap();
    let document = bill("H/1", "21/11/2026");
    submit(&engine, &document);
    let row = |number: &str| {
        json!({"inum": number, "idt": "21-11-2026", "val": 1168, "pos": "27", "rchrg": "N", "inv_typ": "R",
            "itms": [{"num": 1, "itm_det": {"rt": 18, "txval": 990, "iamt": 178.2, "camt": 0, "samt": 0, "csamt": 0}}]})
    };
    let file = json!({"gstin": SELLER, "fp": "112026", "b2b": [{"ctin": BUYER, "inv": [row("H/1"), row("H/2")]}],
        "b2cs": [], "hsn": {"hsn_b2b": []}});
    let answer = reconcile(&engine, &file);
    // The first was uploaded over the portal's own row; the second is none of the ledger's, and need not be an e-invoice.
    assert_eq!(found(&answer), expected(&[("without_mark", "H/1")]));
    assert_eq!((&answer["by_hand"], &answer["agree"]), (&json!(1), &json!(0)));
}

#[test]
fn the_bytes_of_a_workbook_are_distinguished_from_text() {
    let input = workbook(&[], &COVER);
    let run = einv::ffi::verb_by_name(b"validate").unwrap();
    let (mut out, mut length) = (vec![0_u8; 2000], 0);
    let (size, to) = (i32::try_from(input.len()).unwrap(), out.as_mut_ptr().cast());
    // SAFETY: each pointer has as many bytes as the length beside it says.
    let number = unsafe { run(0, input.as_ptr().cast(), size, "".as_ptr().cast(), 0, to, 2000, &mut length) };
    out.truncate(usize::try_from(length).unwrap());
    let said = String::from_utf8(out).unwrap();
    assert!(number >= 10 && said.contains("Excel") && said.contains("base64"), "{number} {said}");
}
