//! The return's file: what is in it, what the portal fills in by itself, and what is said about the rest.

use crate::common::{Ask, bill, gstr1};
use crate::returns::{SELLER, of};
use einv::engine::{Engine, Outcome};
use serde_json::{Value, json};

pub fn ask(engine: Option<&Engine>, request: &Value, options: &Value) -> (Outcome, Value) {
    let reply = gstr1(engine, &request.to_string(), options.to_string()).unwrap();
    (reply.outcome, serde_json::from_str(reply.json()).unwrap())
}

/// The answer at engine 0 to a return of November 2026 with these members.
fn november(members: Value) -> Value {
    let mut request = json!({"gstin": SELLER, "period": "112026"});
    request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    ask(None, &request, &json!({"on": "2026-12-05"})).1
}

/// What was found, as (rule, path).
fn found(answer: &Value) -> Vec<(&str, &str)> {
    let list = answer["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|f| (f["rule"].as_str().unwrap(), f["path"].as_str().unwrap())).collect()
}

fn rules(answer: &Value) -> Vec<&str> {
    found(answer).into_iter().map(|(rule, _)| rule).collect()
}

/// A bill to a consumer of a state, of a value before tax.
pub fn to_consumer(number: &str, pos: &str, taxable: f64, doc_type: &str) -> Value {
    let mut bill = of(number, "B2B", doc_type, "N");
    bill["TranDtls"]["SupTyp"] = json!("B2C");
    bill["BuyerDtls"] = json!({"Gstin": "URP", "Pos": pos});
    let paise = |amount: f64| (amount * 100.0).round() / 100.0;
    let (tax, half) = (paise(taxable * 0.18), paise(taxable * 0.09));
    let (tax, whole) = if pos == "29" { (half, paise(taxable + 2.0 * half)) } else { (tax, paise(taxable + tax)) };
    let item = &mut bill["ItemList"][0];
    item["UnitPrice"] = json!((taxable * 100.0).round() / 1000.0);
    item["TotAmt"] = json!(taxable);
    item["Discount"] = json!(0);
    item["AssAmt"] = json!(taxable);
    item["TotItemVal"] = json!(whole);
    if pos == "29" {
        item["IgstAmt"] = json!(0);
        item["CgstAmt"] = json!(tax);
        item["SgstAmt"] = json!(tax);
        bill["ValDtls"] = json!({"AssVal": taxable, "CgstVal": tax, "SgstVal": tax, "TotInvVal": whole});
    } else {
        item["IgstAmt"] = json!(tax);
        bill["ValDtls"] = json!({"AssVal": taxable, "IgstVal": tax, "TotInvVal": whole});
    }
    bill
}

#[test]
fn consumers_bills_stand_by_themselves_above_the_limit_of_their_day_and_are_summed_up_otherwise() {
    let mut july = to_consumer("C/5", "27", 200_000.0, "INV");
    july["DocDtls"]["Dt"] = json!("31/07/2024");
    let answer = november(json!({"documents": [
        to_consumer("C/1", "29", 500_000.0, "INV"),
        to_consumer("C/2", "27", 84_745.76, "INV"),
        to_consumer("C/3", "27", 84_745.77, "INV"),
        to_consumer("C/4", "29", 1_000.0, "CRN"),
        july,
    ]}));
    let tables: Vec<&str> =
        answer["documents"].as_array().unwrap().iter().map(|d| d["table"].as_str().unwrap()).collect();
    assert_eq!(tables, ["7", "7", "5", "7", "7"], "{answer:#}");
    assert_eq!(answer["sections"]["b2cl"][0]["pos"], "27");
    assert_eq!(answer["sections"]["b2cl"][0]["inv"][0]["inum"], "C/3");
    let b2cs = answer["sections"]["b2cs"].as_array().unwrap();
    let inside = b2cs.iter().find(|row| row["sply_ty"] == "INTRA").unwrap();
    // What the note takes back is taken from the sum.
    assert_eq!(
        (&inside["pos"], &inside["txval"], &inside["camt"]),
        (&json!("29"), &json!(499_000.0), &json!(44_910.0))
    );
    let outside = b2cs.iter().find(|row| row["sply_ty"] == "INTER").unwrap();
    assert_eq!((&outside["pos"], &outside["txval"]), (&json!("27"), &json!(284_745.76)));
    assert_eq!(answer["sections"]["hsn"]["hsn_b2b"], json!([]));
    assert!(found(&answer).contains(&("gstr1.before_period", "/documents/4")));
    assert!(rules(&answer).contains(&"gstr1.hsn_consumers_only"));
}

#[test]
fn a_note_to_a_consumer_goes_where_its_invoice_stood() {
    let note = |number: &str, about: &str| {
        let mut note = to_consumer(number, "27", 1_000.0, "CRN");
        note["RefDtls"] = json!({"PrecDocDtls": [{"InvNo": about, "InvDt": "01/11/2026"}]});
        note
    };
    let answer = november(json!({"documents": [
        to_consumer("I/1", "27", 200_000.0, "INV"), to_consumer("I/2", "27", 2_000.0, "INV"),
        note("N/1", "i/1"), note("N/2", "I/2"), note("N/3", "Z/9"),
        {"invoice": note("N/4", "Z/9"), "large": true},
    ]}));
    let sections: Vec<&str> =
        answer["documents"].as_array().unwrap().iter().map(|d| d["section"].as_str().unwrap()).collect();
    assert_eq!(sections, ["b2cl", "b2cs", "cdnur", "b2cs", "b2cs", "cdnur"]);
    let notes = answer["sections"]["cdnur"].as_array().unwrap();
    assert_eq!(notes.len(), 2);
    assert_eq!((&notes[0]["typ"], &notes[0]["pos"], &notes[0]["ntty"]), (&json!("B2CL"), &json!("27"), &json!("C")));
    let unclear: Vec<_> = found(&answer).into_iter().filter(|(rule, _)| *rule == "gstr1.note_side").collect();
    assert_eq!(unclear, [("gstr1.note_side", "/documents/4")]);
}

#[test]
fn rows_of_sums_come_into_their_sections_and_totals() {
    let answer = november(json!({
        "b2c": [
            {"place_of_supply": "29", "rate": "5", "taxable": "1000.00", "cgst": 25, "sgst": 25},
            {"place_of_supply": "29", "rate": "5", "taxable": "-200.00", "cgst": -5, "sgst": "-5"},
            {"place_of_supply": "7", "rate": "5", "taxable": "100", "igst": 5, "amends": "082026"},
        ],
        "nil": [
            {"supply": "inter", "buyer": "registered", "exempt": "10.5"},
            {"supply": "inter", "buyer": "registered", "nil": 4},
        ],
        "advances": [
            {"kind": "received", "place_of_supply": "27", "rate": 18, "amount": 1000, "igst": 180},
            {"kind": "adjusted", "place_of_supply": "27", "rate": 18, "amount": 500, "igst": 90},
            {"kind": "received", "place_of_supply": "29", "rate": 18, "amount": 100, "cgst": 9, "sgst": 9, "amends": "092026"},
        ],
        "operators": [
            {"gstin": "29AAACE1234F1C5", "tax_by": "supplier", "value": 800, "cgst": 20, "sgst": 20},
            {"gstin": "29AAACE1234F1C5", "tax_by": "operator", "value": 300},
            {"gstin": "29AAACE1234F1C5", "tax_by": "supplier", "value": 50, "amends": "082026"},
        ],
        "hsn": [{"to": "b2c", "hsn": "996331", "unit": "NOS", "quantity": 5, "rate": 5, "taxable": 800, "cgst": 20, "sgst": 20}],
        "issued": [{"kind": 1, "from": "A-1", "to": "A-9", "total": 9, "cancelled": 2}],
    }));
    let sections = &answer["sections"];
    assert_eq!(
        sections["b2cs"],
        json!([{"sply_ty": "INTRA", "rt": 5, "typ": "OE", "pos": "29", "txval": 800.0, "iamt": 0.0, "camt": 20.0, "samt": 20.0, "csamt": 0.0}])
    );
    assert_eq!(
        sections["b2csa"],
        json!([{"sply_ty": "INTER", "typ": "OE", "pos": "07", "omon": "082026",
            "itms": [{"rt": 5, "txval": 100.0, "iamt": 5.0, "camt": 0.0, "samt": 0.0, "csamt": 0.0}]}])
    );
    assert_eq!(
        sections["nil"],
        json!({"inv": [{"sply_ty": "INTRB2B", "nil_amt": 4.0, "expt_amt": 10.5, "ngsup_amt": 0.0}]})
    );
    assert_eq!((&sections["at"][0]["pos"], &sections["at"][0]["itms"][0]["ad_amt"]), (&json!("27"), &json!(1000.0)));
    assert_eq!(sections["txpd"][0]["itms"][0]["iamt"], json!(90.0));
    assert_eq!((&sections["ata"][0]["omon"], &sections["ata"][0]["sply_ty"]), (&json!("092026"), &json!("INTRA")));
    assert_eq!(
        sections["supeco"],
        json!({"clttx": [{"etin": "29AAACE1234F1C5", "suppval": 800.0, "igst": 0.0, "cgst": 20.0, "sgst": 20.0, "cess": 0.0}],
            "paytx": [{"etin": "29AAACE1234F1C5", "suppval": 300.0, "igst": 0.0, "cgst": 0.0, "sgst": 0.0, "cess": 0.0}]})
    );
    assert_eq!(sections["supecoa"]["clttxa"][0]["oetin"], "29AAACE1234F1C5");
    // A service is counted in nothing, whatever unit was given.
    let hsn = &sections["hsn"]["hsn_b2c"][0];
    assert_eq!((&hsn["uqc"], &hsn["qty"]), (&json!("NA"), &json!(0)));
    assert_eq!(
        sections["doc_issue"]["doc_det"],
        json!([{"doc_num": 1, "doc_typ": "Invoices for outward supply",
            "docs": [{"num": 1, "from": "A-1", "to": "A-9", "totnum": 9, "cancel": 2, "net_issue": 7}]}])
    );
    assert_eq!((&answer["totals"]["7"]["val"], &answer["totals"]["8"]["txval"]), (&json!("840.00"), &json!("14.50")));
    assert_eq!(
        (&answer["totals"]["11A"]["txval"], &answer["totals"]["14"]["txval"]),
        (&json!("1100.00"), &json!("1100.00"))
    );
    assert_eq!(rules(&answer), ["gstr1.hsn_consumers_only"]);
}

#[test]
fn a_row_whose_taxes_are_not_its_rates_is_said() {
    let answer = november(json!({"b2c": [
        {"place_of_supply": "29", "rate": "18", "taxable": "1000.00", "cgst": 25, "sgst": 25},
        {"place_of_supply": "27", "rate": "18", "taxable": "1000.00", "cgst": 90, "sgst": 90},
    ]}));
    let expected = [("gstr1.tax_differs", "/b2c/0"), ("gstr1.tax_side", "/b2c/1")];
    assert_eq!(found(&answer), expected);
}

#[test]
fn amendments_stand_in_sections_of_their_own_with_what_they_amend() {
    let amended = |document: Value| json!({"invoice": document, "amends": {"number": "OLD/1", "date": "2026-08-03"}});
    let answer = november(json!({"documents": [
        amended(of("A/1", "B2B", "INV", "N")),
        amended(of("A/2", "EXPWP", "INV", "N")),
        amended(of("A/3", "B2B", "CRN", "N")),
        amended(of("A/4", "EXPWOP", "DBN", "N")),
        amended(to_consumer("A/5", "27", 200_000.0, "INV")),
        amended(to_consumer("A/6", "29", 200.0, "INV")),
    ]}));
    let sections = &answer["sections"];
    for (row, number, date) in [
        (&sections["b2ba"][0]["inv"][0], "oinum", "oidt"),
        (&sections["expa"][0]["inv"][0], "oinum", "oidt"),
        (&sections["cdnra"][0]["nt"][0], "ont_num", "ont_dt"),
        (&sections["cdnura"][0], "ont_num", "ont_dt"),
        (&sections["b2cla"][0]["inv"][0], "oinum", "oidt"),
    ] {
        assert_eq!((&row[number], &row[date]), (&json!("OLD/1"), &json!("03-08-2026")), "{row}");
    }
    assert_eq!((&answer["documents"][0]["table"], &answer["documents"][2]["table"]), (&json!("9A"), &json!("9C")));
    assert_eq!(answer["totals"]["9A"]["documents"], 3);
    assert!(answer["documents"][5]["why"].as_str().unwrap().contains("by sums"), "{answer:#}");
    assert!(
        found(&answer).contains(&("gstr1.unreadable", "/documents/5")) && rules(&answer).contains(&"gstr1.hsn_amended")
    );
    assert_eq!(sections["hsn"], json!({"hsn_b2b": [], "hsn_b2c": []}));
}

#[test]
fn what_an_operator_pays_the_tax_on_is_in_table_14_alone_and_in_the_operators_table_15() {
    const OPERATOR: &str = "29AAACE1234F1C5";
    let through = |number: &str| {
        let mut bill = of(number, "B2B", "INV", "N");
        bill["TranDtls"]["EcmGstin"] = json!(OPERATOR);
        bill
    };
    let answer = november(json!({"documents": [through("E/1"), {"invoice": through("E/2"), "tax_by": "operator"}]}));
    let sections = &answer["sections"];
    assert_eq!(sections["b2b"][0]["inv"].as_array().unwrap().len(), 1);
    assert_eq!(sections["b2b"][0]["inv"][0]["etin"], OPERATOR);
    assert_eq!(sections["supeco"]["clttx"][0]["suppval"], 990.0);
    assert_eq!(sections["supeco"]["paytx"][0]["suppval"], 990.0);
    assert_eq!((&answer["documents"][1]["table"], &sections["hsn"]["hsn_b2b"][0]["qty"]), (&json!("14"), &json!(10)));

    let mut consumer = to_consumer("E/4", "29", 100.0, "INV");
    consumer["TranDtls"]["EcmGstin"] = json!(OPERATOR);
    let request = json!({"gstin": OPERATOR, "period": "112026", "documents": [through("E/3"), consumer]});
    let (_, answer) = ask(None, &request, &json!({"on": "2026-12-05"}));
    let ecom = &answer["sections"]["ecom"];
    assert_eq!((&ecom["b2b"][0]["stin"], &ecom["b2b"][0]["rtin"]), (&json!(SELLER), &json!("27AABCU9603R1ZN")));
    assert_eq!((&ecom["b2c"][0]["stin"], &ecom["b2c"][0]["txval"]), (&json!(SELLER), &json!(100.0)));
    assert_eq!(answer["totals"]["15"]["documents"], 2);
}

#[test]
fn igst_within_a_state_is_a_kind_of_its_own() {
    let mut bill = of("K/1", "B2B", "INV", "Y");
    bill["TranDtls"]["IgstOnIntra"] = json!("Y");
    bill["BuyerDtls"]["Pos"] = json!("29");
    let answer = november(json!({"documents": [bill]}));
    assert_eq!((&answer["documents"][0]["table"], &answer["documents"][0]["type"]), (&json!("4B"), &json!("CBW")));
    assert_eq!(answer["sections"]["b2b"][0]["inv"][0]["inv_typ"], "CBW");
}

#[test]
fn a_shipping_bill_is_written_whole_or_not_at_all() {
    let export = |number: &str, shipping: Value| {
        let mut bill = of(number, "EXPWP", "INV", "N");
        let details = bill["ExpDtls"].as_object_mut().unwrap();
        details.remove("ShipBNo");
        details.remove("ShipBDt");
        details.extend(shipping.as_object().unwrap().clone());
        bill
    };
    let answer = november(json!({"documents": [
        export("S/1", json!({"ShipBNo": "1234567", "ShipBDt": "22/11/2026"})),
        export("S/2", json!({"ShipBNo": "A-248", "ShipBDt": "22/11/2026"})),
        export("S/3", json!({"ShipBNo": "12345678", "ShipBDt": "22/11/2026"})),
        export("S/4", json!({"ShipBNo": "1234567"})),
        export("S/5", json!({"ShipBDt": "22/11/2026"})),
    ]}));
    let rows = answer["sections"]["exp"][0]["inv"].as_array().unwrap();
    let shipping: Vec<_> = rows.iter().map(|row| (row.get("sbnum").is_some(), row.get("sbdt").is_some())).collect();
    assert_eq!(shipping, [(true, true), (false, false), (false, false), (false, false), (false, false)]);
    let said: Vec<&str> =
        found(&answer).into_iter().filter(|(rule, _)| *rule == "gstr1.field_left_out").map(|(_, at)| at).collect();
    assert_eq!(said, ["/documents/1", "/documents/2", "/documents/3"]);
}

#[test]
fn a_file_is_handed_out_only_without_an_error() {
    let request = json!({"gstin": SELLER, "period": "112026", "documents": [of("U/1", "B2B", "INV", "N")]});
    let upload = json!({"form": "upload", "on": "2026-12-05"});
    let (outcome, file) = ask(None, &request, &upload);
    assert_eq!(outcome, Outcome::Ok);
    let names: Vec<&String> = file.as_object().unwrap().keys().collect();
    assert_eq!(names, ["gstin", "fp", "version", "hash", "b2b", "hsn", "doc_issue"]);
    assert_eq!(file["hsn"].as_object().unwrap().keys().collect::<Vec<_>>(), ["hsn_b2b"]);

    let mut lost = of("U/2", "EXPWP", "INV", "N");
    lost["ItemList"][0]["CgstAmt"] = json!(5);
    let mut stranger = bill("U/3", "21/11/2026");
    stranger["SellerDtls"]["Gstin"] = json!("27AABCU9603R1ZN");
    let mut rate = of("U/4", "B2B", "INV", "N");
    rate["ItemList"][0]["GstRt"] = json!(0.125);
    let late = bill("U/5", "01/12/2026");
    let request = json!({"gstin": SELLER, "period": "112026", "documents": [lost, stranger, rate, late],
        "issued": [{"kind": 13, "from": "A", "to": "B", "total": 1}, {"kind": 2, "from": "00", "to": "B", "total": 1}]});
    let (outcome, refused) = ask(None, &request, &upload);
    assert_eq!((outcome, refused.get("b2b")), (Outcome::Invalid, None));
    assert_eq!(
        found(&refused),
        [
            ("gstr1.amount_lost", "/documents/0"),
            ("gstr1.another_supplier", "/documents/1"),
            ("gstr1.after_period", "/documents/3"),
            ("gstr1.unfit", "/issued/0"),
            ("gstr1.series_gaps", "/sections/doc_issue"),
            ("gstr1.unfit", "/documents/2"),
            ("gstr1.unfit", "/sections/hsn/hsn_b2b/0"),
            ("gstr1.unfit", "/issued/1"),
        ]
    );
    let first = &refused["findings"][5];
    assert!(first["message"].as_str().unwrap().contains("0.125"), "{first}");
}

#[test]
fn what_is_asked_wrongly_is_said_with_its_place() {
    for (request, at) in [
        (json!({"gstin": SELLER, "period": "13-2026", "documents": []}), "/period"),
        (json!({"gstin": SELLER, "documents": []}), "/period"),
        (json!({"gstin": SELLER, "quarter": "Q5-2026-27", "documents": []}), "/quarter"),
        (json!({"gstin": SELLER, "period": "112026", "quarter": "Q3-2026-27", "documents": []}), "/quarter"),
        (json!({"gstin": "29", "period": "112026", "documents": []}), "/gstin"),
        (json!({"gstin": SELLER, "period": "112026", "furnished": ["112026"], "documents": []}), "/furnished/0"),
        (
            json!({"gstin": SELLER, "period": "112026", "iff": true, "nil": [{"supply": "intra", "buyer": "registered"}]}),
            "/iff",
        ),
        (
            json!({"gstin": SELLER, "period": "112026", "documents": [{"invoice": {}, "amend": 1}]}),
            "/documents/0/amend",
        ),
        (
            json!({"gstin": SELLER, "period": "112026", "documents": [{"invoice": {}, "supplier": SELLER}]}),
            "/documents/0/supplier",
        ),
        (
            json!({"gstin": SELLER, "period": "112026", "b2c": [{"rate": 5, "taxable": 1, "place_of_supply": 29}]}),
            "/b2c/0/place_of_supply",
        ),
        (
            json!({"gstin": SELLER, "period": "112026", "documents": [], "download": {"fp": "112026"}}),
            "/download/gstin",
        ),
    ] {
        let error = gstr1(None, &request.to_string(), "").unwrap_err();
        assert_eq!(error.at.as_deref(), Some(at), "{request}: {error}");
    }
    for (options, at) in [
        (json!({"scope": "all"}), "/scope"),
        (json!({"form": "file"}), "/form"),
        (json!({"amendment": "2"}), "/amendment"),
    ] {
        let error = gstr1(None, "[]", options.to_string()).unwrap_err();
        assert_eq!(error.at.as_deref(), Some(at), "{options}: {error}");
    }
    assert_eq!(gstr1(None, "[]", r#"{"form":"upload"}"#).unwrap_err().at.as_deref(), Some("/form"));
}

fn submit(engine: &Engine, bill: &Value) -> Value {
    let reply = engine.ask("submit", bill.to_string(), "").unwrap();
    assert_eq!(reply.outcome, Outcome::Ok, "{}", reply.json());
    serde_json::from_str(reply.json()).unwrap()
}

#[test]
fn what_the_portal_fills_in_is_left_to_it_unless_its_list_says_that_it_failed() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let irns: Vec<Value> =
        (1..=4).map(|n| submit(&engine, &bill(&format!("F/{n}"), "21/11/2026"))["irn"].clone()).collect();
    let listed = |at: usize, state: &str| {
        json!({"inum": format!("F/{at}"), "idt": "21-11-2026", "val": 1168, "pos": "27", "rchrg": "N", "inv_typ": "R",
            "irn": irns[at - 1], "autodft": state, "itms": []})
    };
    let download = json!({"gstin": SELLER, "fp": "112026", "b2b": [{"ctin": "27AABCU9603R1ZN", "inv": [
        listed(1, "Auto-populated"), listed(2, "Auto-population failed"), listed(3, "Auto-populated")]}]});
    let request = json!({"gstin": SELLER, "period": "112026", "download": download});
    let numbers = |answer: &Value| -> Vec<String> {
        let rows = answer["sections"]["b2b"][0]["inv"].as_array();
        rows.into_iter().flatten().map(|row| row["inum"].as_str().unwrap().to_owned()).collect()
    };
    let (outcome, answer) = ask(Some(&engine), &request, &json!({}));
    assert_eq!((outcome, numbers(&answer)), (Outcome::Ok, vec!["F/2".to_owned()]));
    assert!(found(&answer).contains(&("gstr1.not_listed", "/documents/3")), "{answer:#}");
    assert_eq!((&answer["totals"]["4A"]["documents"], &answer["in_file"]["4A"]["documents"]), (&json!(4), &json!(1)));
    // Table 12 is whole: an upload takes the place of its rows.
    assert_eq!(answer["sections"]["hsn"]["hsn_b2b"][0]["qty"], 40);
    // No IRN and no source are written.
    assert!(!answer["sections"].to_string().contains("irn"));

    let (_, whole) = ask(Some(&engine), &request, &json!({"scope": "whole"}));
    assert_eq!((numbers(&whole).len(), whole.get("in_file")), (4, None));
    let warning = whole["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "gstr1.whole").unwrap();
    assert!(warning["message"].as_str().unwrap().contains("from 3 documents"), "{warning}");

    let (_, alone) = ask(Some(&engine), &json!({"gstin": SELLER, "period": "112026"}), &json!({}));
    assert!(rules(&alone).contains(&"gstr1.filled") && numbers(&alone).is_empty());
    let mut of_another = request.clone();
    of_another["download"]["fp"] = json!("102026");
    let (outcome, refused) = ask(Some(&engine), &of_another, &json!({}));
    assert_eq!((outcome, rules(&refused).contains(&"gstr1.download_of_another")), (Outcome::Invalid, true));
}

#[test]
fn what_happened_after_filing_is_named_and_goes_into_gstr_1a() {
    let engine = Engine::open(r#"{"on": "2026-11-28T10:00:00+05:30"}"#).unwrap();
    submit(&engine, &bill("L/1", "21/11/2026"));
    let second = submit(&engine, &bill("L/2", "21/11/2026"));
    let cancel = json!({"irn": second["irn"], "reason": "data_entry"});
    assert_eq!(engine.ask("cancel", cancel.to_string(), "").unwrap().outcome, Outcome::Ok);
    let filed = |day: &str| json!({"gstin": SELLER, "period": "112026", "filed": day});
    let (_, before) = ask(Some(&engine), &filed("2026-11-28"), &json!({}));
    assert!(!rules(&before).iter().any(|rule| rule.ends_with("_after")), "{before:#}");
    let (_, after) = ask(Some(&engine), &filed("2026-11-27"), &json!({}));
    assert!(found(&after).contains(&("gstr1.registered_after", "/documents/0")));
    assert_eq!(after["sections"]["b2b"][0]["inv"][0]["inum"], "L/1");

    let one_a = json!({"amendment": "1A"});
    let (_, late) = ask(Some(&engine), &filed("2026-11-27"), &one_a);
    assert_eq!(
        (&late["sections"]["b2b"][0]["inv"][0]["inum"], &late["totals"]["4A"]["documents"]),
        (&json!("L/1"), &json!(1))
    );
    let (_, none) = ask(Some(&engine), &filed("2026-11-28"), &one_a);
    assert_eq!((&none["sections"]["b2b"], &none["documents"][0]["reported_by"]), (&json!([]), &json!("gstr1")));
    assert_eq!(none["sections"].get("doc_issue"), None);
    let unsaid = json!({"gstin": SELLER, "period": "112026"}).to_string();
    assert_eq!(gstr1(&engine, &unsaid, one_a.to_string()).unwrap_err().at.as_deref(), Some("/filed"));
}

#[test]
fn table_13_counts_what_was_cancelled_and_never_takes_a_gap_for_that() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    for number in ["T/001", "T/002", "T/003"] {
        submit(&engine, &bill(number, "21/11/2026"));
    }
    let cancelled = submit(&engine, &bill("T/004", "21/11/2026"));
    let cancel = json!({"irn": cancelled["irn"], "reason": "data_entry"});
    assert_eq!(engine.ask("cancel", cancel.to_string(), "").unwrap().outcome, Outcome::Ok);
    let month = |members: Value| {
        let mut request = json!({"gstin": SELLER, "period": "112026"});
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        ask(Some(&engine), &request, &json!({})).1
    };
    let answer = month(json!({}));
    assert_eq!(
        answer["sections"]["doc_issue"]["doc_det"][0]["docs"],
        json!([{"num": 1, "from": "T/001", "to": "T/004", "totnum": 4, "cancel": 1, "net_issue": 3}])
    );
    assert!(rules(&answer).contains(&"gstr1.series_of_ledger"));

    submit(&engine, &bill("T/007", "21/11/2026"));
    let answer = month(json!({}));
    assert_eq!(answer["sections"].get("doc_issue"), None);
    let gap = answer["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "gstr1.series_left_out").unwrap();
    assert!(gap["message"].as_str().unwrap().contains("T/005 to T/006"), "{gap}");

    // With the other bills there is a row for each run; what is still missing is named and in none.
    let answer = month(json!({"documents": [to_consumer("T/005", "29", 100.0, "INV")]}));
    let docs = &answer["sections"]["doc_issue"]["doc_det"][0]["docs"];
    assert_eq!((&docs[0]["to"], &docs[0]["totnum"], &docs[0]["cancel"]), (&json!("T/005"), &json!(5), &json!(1)));
    assert_eq!((&docs[1]["from"], &docs[1]["totnum"], &docs[1]["cancel"]), (&json!("T/007"), &json!(1), &json!(0)));
    assert!(rules(&answer).contains(&"gstr1.series_gaps"));

    let answer = month(json!({"documents": [to_consumer("T/005", "29", 100.0, "INV")],
        "cancelled": [{"type": "INV", "number": "T/006"}]}));
    let docs = &answer["sections"]["doc_issue"]["doc_det"][0]["docs"];
    assert_eq!((&docs[0]["to"], &docs[0]["totnum"], &docs[0]["cancel"]), (&json!("T/007"), &json!(7), &json!(2)));
    assert!(!rules(&answer).contains(&"gstr1.series_gaps"));
}

#[test]
fn a_quarter_leaves_out_what_was_furnished_in_its_months() {
    let documents = json!([
        bill("Q/1", "05/10/2026"),
        bill("Q/2", "05/11/2026"),
        bill("Q/3", "05/12/2026"),
        to_consumer("Q/4", "29", 100.0, "INV")
    ]);
    let month = json!({"gstin": SELLER, "period": "102026", "iff": true, "documents": [bill("Q/1", "05/10/2026")]});
    let (_, iff) = ask(None, &month, &json!({"form": "upload", "on": "2027-01-05"}));
    assert_eq!(iff.as_object().unwrap().keys().collect::<Vec<_>>(), ["gstin", "fp", "version", "hash", "b2b"]);
    assert_eq!(iff["fp"], "102026");

    let quarter = json!({"gstin": SELLER, "quarter": "Q3-2026-27", "furnished": ["102026"], "documents": documents});
    let (outcome, answer) = ask(None, &quarter, &json!({"on": "2027-01-05"}));
    assert_eq!((outcome, &answer["documents"][0]["reported_by"]), (Outcome::Ok, &json!("iff")));
    let numbers: Vec<&Value> =
        answer["sections"]["b2b"][0]["inv"].as_array().unwrap().iter().map(|i| &i["inum"]).collect();
    assert_eq!(numbers, ["Q/2", "Q/3"]);
    // Tables 12 and 13 are of the whole quarter.
    assert_eq!(answer["sections"]["hsn"]["hsn_b2b"][0]["qty"], 30);
    assert_eq!(answer["sections"]["doc_issue"]["doc_det"][0]["docs"][0]["totnum"], 4);
    let (_, file) = ask(None, &quarter, &json!({"on": "2027-01-05", "form": "upload"}));
    assert_eq!(file["fp"], "122026");

    let consumers = json!({"gstin": SELLER, "period": "112026", "iff": true, "documents": [to_consumer("Q/4", "29", 100.0, "INV")]});
    let (_, answer) = ask(None, &consumers, &json!({"on": "2026-12-05"}));
    assert_eq!((&answer["documents"][0]["reported_by"], &answer["totals"]), (&json!("quarter"), &json!({})));
}

#[test]
fn a_return_is_taken_for_three_years_after_it_was_due() {
    let old = |on: &str| {
        let request = json!({"gstin": SELLER, "period": "102023", "documents": []});
        let (_, answer) = ask(None, &request, &json!({"on": on}));
        rules(&answer).contains(&"gstr1.too_old")
    };
    assert_eq!((old("2026-11-11"), old("2026-11-12")), (false, true));
}

#[test]
fn a_return_of_before_may_2025_has_one_list_of_hsn_codes() {
    let request = json!({"gstin": SELLER, "period": "042025", "documents": [bill("H/1", "05/04/2025"),
        to_consumer("H/2", "29", 100.0, "INV")]});
    let (_, answer) = ask(None, &request, &json!({"on": "2025-05-05"}));
    assert_eq!(answer["sections"]["hsn"].as_object().unwrap().keys().collect::<Vec<_>>(), ["data"]);
}

#[test]
fn the_example_of_the_page_is_answered_as_it_says() {
    let page = include_str!("../../docs/returns.md");
    let block = |mark: &str| page.split(mark).nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (outcome, file) = ask(
        None,
        &serde_json::from_str(block("```json in\n")).unwrap(),
        &json!({"form": "upload", "on": "2026-12-05"}),
    );
    let expected: Value = serde_json::from_str(block("```json out\n")).unwrap();
    assert_eq!((outcome, file), (Outcome::Ok, expected));
}

/// A simple bill to a consumer.
fn at_the_counter(number: &str) -> Value {
    json!({"number": number, "date": "2026-11-20", "buyer": {"name": "Cash"},
        "lines": [{"name": "Pen", "hsn": "96081019", "qty": 2, "unit": "NOS", "price": "10", "rate": 18}]})
}

#[test]
fn consumers_are_given_as_simple_bills_or_as_a_table() {
    let mut far = at_the_counter("C/2");
    far["buyer"]["state"] = json!("Maharashtra");
    far["supply"] = json!("b2c");
    let answer = november(json!({"documents": [at_the_counter("C/1"), far]}));
    assert_eq!(found(&answer).iter().filter(|(rule, _)| *rule == "gstr1.unreadable").count(), 0, "{answer:#}");
    assert_eq!(answer["sections"]["b2cs"].as_array().map(Vec::len), Some(2), "{answer:#}");
    let at_home = answer["sections"]["b2cs"].as_array().unwrap().iter().find(|row| row["pos"] == "29").unwrap();
    assert_eq!((&at_home["txval"], &at_home["camt"], &at_home["rt"]), (&json!(20.0), &json!(1.8), &json!(18)));
    // The same as a table, and as the table of a host's program.
    let heads = ["Bill No", "Date", "Party", "GSTIN", "Item", "HSN", "Qty", "Unit", "Price", "GST %"];
    let rows = json!([heads, ["C/1", "20/11/2026", "Cash", null, "Pen", "96081019", 2, "NOS", 10, 18]]);
    let answer = november(json!({"documents": {"rows": rows}}));
    assert_eq!(answer["totals"]["7"]["txval"], "20.00", "{answer:#}");
    // What is wrong in a bill of the table isn't passed over.
    let heads = ["Bill No", "Date", "Party", "GSTIN", "Item", "HSN", "Qty", "Unit", "Price", "GST %", "Bill Amount"];
    let rows = json!([heads, ["C/1", "20/11/2026", "Cash", null, "Pen", "96081019", 2, "NOS", 10, 18, 99]]);
    assert!(rules(&november(json!({"documents": {"rows": rows}}))).contains(&"gstr1.unreadable"));
}

#[test]
fn a_bill_that_the_portal_of_e_invoices_would_refuse_is_reported_all_the_same() {
    let mut bills: Vec<Value> = ["0001", "-12", "/7"].iter().map(|no| to_consumer(no, "29", 100.0, "INV")).collect();
    let mut short = to_consumer("K/1", "29", 100.0, "INV");
    short["ItemList"][0]["HsnCd"] = json!("96");
    short["ItemList"][0]["PrdDesc"] = json!("2\"");
    short["ItemList"][0]["BchDtls"] = json!({"Nm": "x"});
    short["ItemList"][0].as_object_mut().unwrap().remove("IsServc");
    bills.push(short);
    let mut registered = of("0012", "B2B", "INV", "N");
    registered["DocDtls"]["Dt"] = json!("20/11/2026");
    bills.push(registered);
    let answer = november(json!({"documents": bills}));
    let errors: Vec<&Value> =
        answer["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error").collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(answer["sections"]["b2b"][0]["inv"][0]["inum"], "0012");
    // What is added up must be readable.
    let mut unreadable = to_consumer("K/2", "29", 100.0, "INV");
    unreadable["ItemList"][0]["AssAmt"] = json!("much");
    assert!(rules(&november(json!({"documents": [unreadable]}))).contains(&"gstr1.unreadable"));
}
