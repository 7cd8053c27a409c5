//! Rows become bills: what is one bill, what each cell says, and where every fault stands. On material of our own.

use crate::common::convert;
use crate::normalize::options;
use einv::engine::Outcome;
use einv::error::{ErrorKind, Result};
use serde_json::{Value, json};

pub const HEAD: &str =
    "Bill No,Bill Date,Party,GSTIN,Address,City,PIN,Item,HSN,Qty,Unit,Rate,Taxable Value,GST %,Bill Amount";
const BUYER: &str = "Pune Office Supplies LLP,27AABCU9603R1ZN,7 Laxmi Road,Pune,411030";

/// A request beside whose text stand other members.
pub fn ask(text: &str, more: &Value) -> Result<Value> {
    ask_with(text, more, &json!({}))
}

pub fn ask_with(text: &str, more: &Value, opts: &Value) -> Result<Value> {
    let mut input = json!({"text": text});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask_all(&input, opts)
}

pub fn ask_all(input: &Value, opts: &Value) -> Result<Value> {
    let mut all = options();
    all.as_object_mut().unwrap().extend(opts.as_object().unwrap().clone());
    let reply = convert(None, &input.to_string(), all.to_string())?;
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    let is_error = |finding: &Value| finding["severity"] == "error";
    let faulty = answer["counts"]["faulty"] != 0 || answer["findings"].as_array().unwrap().iter().any(is_error);
    assert_eq!(reply.outcome == Outcome::Invalid, faulty);
    Ok(answer)
}

/// A table of the sheet's headings.
pub fn sheet(rows: &[String]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

/// A row: number, day, and what stands from the item on.
pub fn row(number: &str, day: &str, rest: &str) -> String {
    format!("{number},{day},{BUYER},{rest}")
}

pub const LINE: &str = "Ruled register,48201090,10,NOS,100,1000,18,1180";

/// `rule row column` of a bill's errors.
pub fn faults(bill: &Value) -> Vec<String> {
    let list = bill["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    list.map(|f| {
        let at = &f["at"];
        format!("{} {} {}", f["rule"].as_str().unwrap(), at["row"], at["column"].as_str().unwrap_or("-"))
    })
    .collect()
}

pub fn statuses(answer: &Value) -> Vec<String> {
    let text = |bill: &Value, key: &str| bill[key].as_str().unwrap_or("-").to_owned();
    let bills = answer["bills"].as_array().unwrap();
    bills.iter().map(|bill| format!("{} {} {}", text(bill, "number"), text(bill, "status"), bill["rows"])).collect()
}

#[test]
fn rows_with_a_number_in_common_or_none_are_one_bill_and_totals_are_passed_over() {
    let more = ",,,,,,,Stapler pins,73181500,2,BOX,50,100,18,";
    let table = sheet(&[
        row("A-1", "5-11-26", "Ruled register,48201090,10,NOS,100,1000,18,1298"),
        more.to_owned(),
        String::new(),
        row("A-2", "06/11/2026", LINE),
        row("A-2", "06/11/2026", "Pens,96081019,1,NOS,0.01,0,18,1180"),
        "Grand Total,,,,,,,,,13,,,2100,,2478".to_owned(),
    ]);
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [2,3]", "A-2 ready [5,6]"], "{answer:#}");
    assert_eq!(answer["bills"][0]["invoice"]["ItemList"].as_array().unwrap().len(), 2);
    assert_eq!(answer["read"]["passed_over"], json!([{"row": 7, "why": "totals"}]));
    assert_eq!(answer["counts"]["rows"], 5);
    assert_eq!(answer["bills"][0]["invoice"]["DocDtls"]["Dt"], "05/11/2026");
}

#[test]
fn an_item_that_is_called_total_is_a_line() {
    let table = sheet(&[
        row("A-1", "5-11-26", "Ruled register,48201090,10,NOS,100,1000,18,"),
        ",,,,,,,Total station,90158090,1,NOS,500,500,18,".to_owned(),
    ]);
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [2,3]"]);
    assert_eq!(answer["bills"][0]["invoice"]["ItemList"][1]["PrdDesc"], "Total station");
}

#[test]
fn a_row_that_sums_the_column_without_a_word_is_passed_over() {
    let table =
        sheet(&[row("A-1", "5-11-26", LINE), row("A-2", "5-11-26", LINE), ",,,,,,,,,20,,,2000,,2360".to_owned()]);
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(answer["read"]["passed_over"], json!([{"row": 4, "why": "totals"}]));
    // One paisa off: it is no sum, and nothing vanishes. It may be a line of the bill above it, which isn't sent.
    let table =
        sheet(&[row("A-1", "5-11-26", LINE), row("A-2", "5-11-26", LINE), ",,,,,,,,,20,,,2000.01,,2360".to_owned()]);
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [2,2]", "A-2 faulty [3,4]"], "{answer:#}");
}

#[test]
fn a_fault_of_the_rule_book_is_named_by_its_cell() {
    let table = sheet(&[row("A-1", "5-11-26", "Ruled register,4820109,10,strips,100,1000,18,1180")]);
    let bill = &ask(&table, &json!({})).unwrap()["bills"][0];
    assert_eq!(faults(bill), ["form.characters 2 I", "item.unit 2 K"], "{bill:#}");
    let at = &bill["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "item.unit").unwrap()["at"];
    assert_eq!((&at["heading"], &at["value"]), (&json!("Unit"), &json!("strips")));
}

#[test]
fn a_bill_that_says_two_things_is_faulty_at_the_second_cell() {
    let other = row("A-1", "6-11-26", LINE).replace("Pune,411030", "Mumbai,411030");
    let bill = &ask(&sheet(&[row("A-1", "5-11-26", LINE), other]), &json!({})).unwrap()["bills"][0];
    let found = faults(bill);
    assert!(
        found.contains(&"table.disagrees 3 B".to_owned()) && found.contains(&"table.disagrees 3 F".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_number_that_comes_back_is_scattered_gathered_or_the_same_bill_twice() {
    let rows = [
        row("A-1", "5-11-26", LINE),
        row("A-2", "5-11-26", LINE),
        row("A-1", "5-11-26", "Pens,96081019,1,NOS,10,10,18,1180"),
    ];
    let answer = ask(&sheet(&rows), &json!({})).unwrap();
    // No piece of it is sent: each is faulty, and names the other.
    assert_eq!(statuses(&answer), ["A-1 faulty [2,2]", "A-2 ready [3,3]", "A-1 faulty [4,4]"]);
    assert!(faults(&answer["bills"][0]).contains(&"table.scattered 2 A".to_owned()), "{answer:#}");
    assert!(faults(&answer["bills"][2]).contains(&"table.scattered 4 A".to_owned()));
    let message = |bill: usize| answer["bills"][bill]["findings"][0]["message"].as_str().unwrap().to_owned();
    assert!(message(0).contains("in row 4") && message(2).contains("in row 2"), "{} {}", message(0), message(2));
    // A piece without the buyer is one, too, and no bill to a consumer.
    let bare = "A-1,5-11-26,,,,,,Pens,96081019,1,NOS,10,10,18,";
    let answer = ask(&sheet(&[rows[0].clone(), rows[1].clone(), bare.to_owned()]), &json!({})).unwrap();
    assert_eq!(statuses(&answer)[0], "A-1 faulty [2,2]");
    assert_eq!(statuses(&answer)[2], "A-1 faulty [4,4]");
    // Consumers' bills of one number are none of ours.
    let cash = "Z-1,5-11-26,Cash,,,,,Pens,96081019,1,NOS,10,10,18,";
    let other = cash.replace("Pens", "Ink");
    let answer = ask(&sheet(&[cash.to_owned(), rows[1].clone(), other]), &json!({})).unwrap();
    assert_eq!(answer["counts"]["skipped"], 2, "{answer:#}");
    let gathered = [rows[0].replace("1180", ""), rows[1].clone(), rows[2].replace("1180", "")];
    let answer = ask(&sheet(&gathered), &json!({"map": {"preset": "sheet", "group": "anywhere"}})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [2,4]", "A-2 ready [3,3]"], "{answer:#}");
    let twice = [rows[0].clone(), rows[1].clone(), rows[0].clone()];
    let answer = ask(&sheet(&twice), &json!({})).unwrap();
    assert_eq!(answer["bills"][2]["reason"], "duplicate");
    assert_eq!(answer["bills"][2]["findings"][0]["rule"], "bill.duplicate");
}

#[test]
fn a_bill_is_never_ready_without_one_of_its_rows() {
    let first = |total: &str| row("A-1", "5-11-26", &format!("Pen,96081019,10,NOS,10,100,18,{total}"));
    let two = |first: String, second: &str| {
        let answer = ask(&sheet(&[first, second.to_owned()]), &json!({})).unwrap();
        assert_eq!(answer["counts"]["bills"], 1, "{answer:#}");
        let lines = answer["bills"][0]["invoice"]["ItemList"].as_array().unwrap().len();
        (statuses(&answer).remove(0), lines, faults(&answer["bills"][0]))
    };
    let ready = ("A-1 ready [2,3]".to_owned(), 2, Vec::new());
    let ink = |before: &str, total: &str| format!("{before},Ink,96081019,1,NOS,5,5,18,{total}");
    assert_eq!(two(first("124"), &ink(",,,,,,", "")), ready);
    // The total stands in the last row alone, or the day in each.
    assert_eq!(two(first(""), &ink(",,,,,,", "124")), ready);
    assert_eq!(two(first("124"), &ink(",5-11-26,,,,,", "")), ready);
    // A total of each line, another day, a buyer in the second row: the whole bill is faulty at that cell.
    for (second, at) in [
        (ink(",,,,,,", "5.90"), "table.disagrees 3 O"),
        (ink(",6-11-26,,,,,", ""), "table.disagrees 3 B"),
        (ink(",,,29AABCU9603R1ZJ,,,", ""), "table.disagrees 3 D"),
    ] {
        let (status, lines, faults) = two(first("118"), &second);
        assert_eq!((status.as_str(), lines), ("A-1 faulty [2,3]", 2), "{second}");
        assert!(faults.contains(&at.to_owned()), "{second}: {faults:?}");
    }
    let (status, _, found) = two(first("124").replace("27AABCU9603R1ZN", ""), &ink(",,,27AABCU9603R1ZN,,,", ""));
    assert!(status.contains("faulty") && found.contains(&"table.disagrees 3 D".to_owned()), "{found:?}");
    // With a day and a buyer of its own a row is another bill, which lost its number.
    let other = row("", "6-11-26", LINE).replace("Pune Office", "Nashik Office");
    let answer = ask(&sheet(&[first("118"), other]), &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [2,2]", "- faulty [3,3]"], "{answer:#}");
}

#[test]
fn headings_that_are_missing_or_stand_twice_are_said_once_for_the_table() {
    let rules = |text: &str, more: Value| -> Vec<String> {
        let answer = ask(text, &more).unwrap();
        answer["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
    };
    let table = sheet(&[row("A-1", "5-11-26", LINE)]);
    assert_eq!(rules(&table.replacen("HSN", "Tariff", 1), json!({})), ["table.heading_missing"]);
    assert_eq!(rules(&table.replacen("GSTIN", "Remarks", 1), json!({})), ["table.heading_missing"]);
    let null = json!({"map": {"preset": "sheet", "columns": {"buyer.gstin": null}}});
    assert_eq!(rules(&table.replacen("GSTIN", "Remarks", 1), null), Vec::<String>::new());
    assert_eq!(rules(&table.replacen("GST %", "Tax", 1), json!({})), ["table.no_rate"]);
    assert_eq!(rules(&table.replacen("City", "Bill No.", 1), json!({})), ["table.heading_twice"]);
    let error = ask("a,b\n1,2\n", &json!({})).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Arg, Some("/preset")));
    let error = ask("Shop of Udupi\nBill No,When,GSTIN,Worth\nA-1,5-11-26,,1\n", &json!({})).unwrap_err();
    assert!(error.message.contains("row 2 lacks date, amount: Bill No, When, GSTIN, Worth"), "{}", error.message);
}

#[test]
fn days_that_can_be_read_two_ways_are_not_read() {
    let two = |first: &str, second: &str| sheet(&[row("A-1", first, LINE), row("A-2", second, LINE)]);
    let answer = ask(&two("11/05/2026", "11/13/2026"), &json!({})).unwrap();
    assert_eq!(answer["counts"]["faulty"], 2);
    assert_eq!(answer["findings"][0]["rule"], "table.month_first");
    assert_eq!(faults(&answer["bills"][0]), ["table.month_first 2 B"]);
    let answer = ask(&two("11/05/2026", "11/13/2026"), &json!({"map": {"preset": "sheet", "dates": "mdy"}})).unwrap();
    assert_eq!(answer["bills"][0]["invoice"]["DocDtls"]["Dt"], "05/11/2026");
    assert_eq!(answer["counts"]["ready"], 2, "{answer:#}");
}

#[test]
fn a_bill_without_gstin_is_skipped_warned_of_or_held_against_the_parties() {
    let bare = |name: &str| sheet(&[row("A-1", "5-11-26", LINE).replace(BUYER, &format!("{name},,,Pune,411030"))]);
    let answer = ask(&bare("Cash"), &json!({})).unwrap();
    assert_eq!(
        (&answer["bills"][0]["reason"], &answer["skips"]),
        (&json!("consumer"), &json!([{"reason": "consumer", "bills": 1, "total": "1180.00"}]))
    );
    let answer = ask(&bare("Deccan Traders"), &json!({})).unwrap();
    assert_eq!(answer["bills"][0]["findings"][0]["rule"], "bill.looks_registered");
    let parties = json!({"parties": [{"gstin": "27AABCU9603R1ZN", "name": "Pune  office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune"}]});
    let answer = ask(&bare("Pune Office Supplies LLP"), &parties).unwrap();
    assert_eq!(faults(&answer["bills"][0]), ["bill.gstin_missing 2 D"]);
}

#[test]
fn parties_and_items_fill_only_what_is_missing() {
    let table =
        "Bill No,Date,Party,GSTIN,City,Item,Qty,Price\nA-1,5-11-26,Ours,27AABCU9603R1ZN,Poona,register,10,100\n";
    let more = json!({
        "parties": [{"gstin": "27-AABCU 9603R1ZN", "name": "Theirs", "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"}],
        "items": [["name", "hsn", "unit", "rate"], ["Register", "48201090", "NOS", 18]],
    });
    let answer = ask(table, &more).unwrap();
    let bill = &answer["bills"][0];
    assert_eq!(bill["status"], "ready", "{bill:#}");
    let buyer = &bill["invoice"]["BuyerDtls"];
    assert_eq!((&buyer["LglNm"], &buyer["Loc"], &buyer["Pin"]), (&json!("Ours"), &json!("Poona"), &json!(411030)));
    let why =
        |path: &str| bill["changes"].as_array().unwrap().iter().find(|c| c["path"] == path).unwrap()["why"].clone();
    assert_eq!((why("/BuyerDtls/Addr1"), why("/ItemList/0/HsnCd")), (json!("party_file"), json!("item_file")));
    let mut twice = more.clone();
    twice["parties"].as_array_mut().unwrap().push(json!({"gstin": "27AABCU9603R1ZN", "city": "Mumbai"}));
    let answer = ask(table, &twice).unwrap();
    assert_eq!(answer["findings"][0]["rule"], "table.named_twice");
    assert_eq!(answer["bills"][0]["status"], "faulty");
}

#[test]
fn a_bill_of_nothing_but_zeros_and_one_that_has_its_irn_are_left_out() {
    let table = format!(
        "{HEAD},IRN\n{},\n{},{}\n",
        row("A-1", "5-11-26", "Sample,48201090,1,NOS,0,0,18,0"),
        row("A-2", "5-11-26", LINE),
        "a".repeat(64)
    );
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!((&answer["bills"][0]["reason"], &answer["bills"][1]["reason"]), (&json!("no_value"), &json!("has_irn")));
}

#[test]
fn a_credit_note_takes_the_day_of_the_bill_before_it() {
    let head = format!("{HEAD},Type,Against Invoice");
    let table =
        format!("{head}\n{},Invoice,\n{},Credit Note,A-1\n", row("A-1", "5-11-26", LINE), row("C-1", "6-11-26", LINE));
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(answer["counts"]["ready"], 2, "{answer:#}");
    assert_eq!(answer["bills"][1]["invoice"]["RefDtls"]["PrecDocDtls"][0]["InvDt"], "05/11/2026");
}

#[test]
fn pages_follow_one_another_and_files_hold_the_ready_and_the_faulty() {
    let rows: Vec<String> = (0..5)
        .map(|n| row(&format!("A-{n}"), "5-11-26", if n == 3 { "Pens,1,1,NOS,1,1,18,1" } else { LINE }))
        .collect();
    let table = sheet(&rows);
    let page = |opts: Value| ask_with(&table, &json!({}), &opts);
    let first = page(json!({"limit": 2})).unwrap();
    assert_eq!(
        (first["bills"].as_array().unwrap().len(), &first["next"], &first["counts"]["bills"]),
        (2, &json!(2), &json!(5))
    );
    let last = page(json!({"limit": 2, "after": 4})).unwrap();
    assert_eq!((&last["bills"][0]["index"], &last["next"]), (&json!(4), &Value::Null));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("b.ndjson");
    let answer = page(json!({"to": to})).unwrap();
    let lines = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap().lines().count();
    assert_eq!((lines("b.ndjson"), lines("b.ndjson.faulty.ndjson")), (4, 1));
    assert!(answer["bills"].as_array().unwrap().is_empty() && answer["findings"][0]["at"]["row"] == 5, "{answer:#}");
    let error = page(json!({"to": to})).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Arg, Some("/to")));
    page(json!({"to": to, "overwrite": true})).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half written is left");
}

#[test]
fn documents_and_rows_of_a_program_are_bills_too() {
    let rows = json!([{"Bill No": "A-1", "Date": "2026-11-05", "Party": "Pune Office Supplies LLP", "GSTIN": "27AABCU9603R1ZN", "Address": "7 Laxmi Road",
        "City": "Pune", "PIN": 411030, "Item": "Ruled register", "HSN": 48201090, "Qty": 10, "Unit": "NOS", "Price": 100.0, "GST %": 18, "note": null}]);
    let answer = ask_all(&json!({"rows": rows}), &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["A-1 ready [1,1]"], "{answer:#}");
    let bill = json!({"number": "S-1", "date": "2026-11-19", "buyer": {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP",
        "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"},
        "lines": [{"name": "Ruled register", "hsn": "48201090", "qty": 10, "unit": "NOS", "price": 100, "rate": 18}]});
    let answer = ask_all(&json!({"documents": [bill, bill]}), &json!({})).unwrap();
    assert_eq!((&answer["counts"]["ready"], &answer["read"]["kind"]), (&json!(2), &json!("simple")));
    assert_eq!(ask_all(&json!({"documents": [], "rows": []}), &json!({})).unwrap_err().kind, ErrorKind::Json);
}

#[test]
fn columns_that_nothing_reads_are_said() {
    let table =
        sheet(&[row("A-1", "5-11-26", LINE)]).replacen("Bill Amount", "Worth", 1).replacen("Address", "Lane", 1);
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(answer["read"]["unmapped"], json!(["Lane", "Worth"]));
    let known = json!({"map": {"preset": "sheet", "columns": {"Worth": null}, "skip": {"Lane": ["closed"]}}});
    assert_eq!(ask(&table, &known).unwrap()["read"]["unmapped"], Value::Null);
    assert_eq!(ask(&sheet(&[row("A-1", "5-11-26", LINE)]), &json!({})).unwrap()["read"]["unmapped"], Value::Null);
}

#[test]
fn a_table_without_a_seller_says_what_to_write_into_the_configuration() {
    let input = json!({"text": sheet(&[row("A-1", "5-11-26", LINE), row("A-2", "5-11-26", LINE)])});
    let reply = convert(None, &input.to_string(), json!({"on": "2026-11-21"}).to_string()).unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    let found = answer["findings"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["rule"]), (1, &json!("bill.seller_needed")), "{found:?}");
    assert!(found[0]["fix"].as_str().unwrap().contains("\"taxpayers\": [{\"gstin\""), "{found:?}");
}
