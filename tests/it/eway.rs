//! The e-way bill document: each rule with documents that pass and that fail, what is read, and what is written.

use crate::common::{bill, ewb_validate};
use einv::eway::{self, catalogue};
use einv::finding::Judge;
use einv::language::Language;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A job worker's challan from Karnataka to Maharashtra, in the system's own keys.
fn challan() -> Value {
    serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap()
}

/// The tax invoice of a small supplier to a consumer in the same state.
fn consumer() -> Value {
    edited(
        challan(),
        &json!({"/subSupplyType": "1", "/docType": "INV", "/docNo": "B2C/118", "/toGstin": "URP", "/toTrdName": "S Devi",
            "/toPlace": "Mysuru", "/toPincode": 570001, "/toStateCode": 29, "/actToStateCode": 29, "/transDistance": "0",
            "/totalValue": 62000, "/cgstValue": 5580, "/sgstValue": 5580, "/totInvValue": 73160,
            "/itemList/0/taxableAmount": 62000, "/itemList/0/cgstRate": 9, "/itemList/0/sgstRate": 9}),
    )
}

/// The tax invoice to a business in another state.
fn business() -> Value {
    edited(
        challan(),
        &json!({"/subSupplyType": 1, "/docType": "INV", "/igstValue": 3330, "/totInvValue": 21830,
            "/itemList/0/igstRate": 18}),
    )
}

/// An export by the supplier, from his own place.
fn export() -> Value {
    edited(
        business(),
        &json!({"/subSupplyType": "3", "/toGstin": "URP", "/toStateCode": 96, "/actToStateCode": 96, "/toPincode": 999999,
            "/toTrdName": "Tinkers Inc", "/toPlace": "Austin"}),
    )
}

fn import() -> Value {
    edited(
        challan(),
        &json!({"/supplyType": "I", "/subSupplyType": "2", "/docType": "BOE", "/fromGstin": "URP", "/fromStateCode": 96,
            "/actFromStateCode": 96, "/fromPincode": 999999}),
    )
}

/// Gold within Kerala.
fn gold() -> Value {
    let own = json!({"/fromGstin": "32AABCU9603R1ZW", "/fromStateCode": 32, "/actFromStateCode": 32, "/fromPincode": 682001,
        "/toGstin": "URP", "/toStateCode": 32, "/actToStateCode": 32, "/toPincode": 673001, "/itemList/0/hsnCode": "71131910",
        "/vehicleNo": null, "/vehicleType": null, "/subSupplyType": "12"});
    edited(challan(), &own)
}

fn edited(mut bill: Value, edit: &Value) -> Value {
    for (pointer, value) in edit.as_object().unwrap() {
        let (holder, key) = pointer.rsplit_once('/').unwrap();
        let holder = bill.pointer_mut(holder).unwrap();
        match (holder, value) {
            (Value::Object(members), Value::Null) => {
                members.remove(key);
            }
            (Value::Object(members), value) => {
                members.insert(key.to_owned(), value.clone());
            }
            (Value::Array(list), value) => match key.parse::<usize>().ok().filter(|at| *at < list.len()) {
                Some(at) => list[at] = value.clone(),
                None => list.push(value.clone()),
            },
            _ => panic!("{pointer}"),
        }
    }
    bill
}

fn report_with(document: &Value, opts: &Value) -> Value {
    let mut opts = opts.clone();
    if opts.get("on").is_none() {
        opts["on"] = json!("2026-11-21");
    }
    let reply = ewb_validate(None, &document.to_string(), opts.to_string()).unwrap();
    serde_json::from_str(reply.json()).unwrap()
}

fn report(document: &Value) -> Value {
    report_with(document, &json!({}))
}

fn findings(report: &Value) -> Vec<(String, String, String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let all = report["findings"].as_array().unwrap().iter();
    all.map(|f| (text(f, "rule"), text(f, "code"), text(f, "path"), text(f, "severity"))).collect()
}

/// A rule's documents: what it refuses, with code, path and severity, and what it passes.
struct Row {
    rule: &'static str,
    base: fn() -> Value,
    opts: Value,
    fails: Vec<(Value, &'static str, &'static str, &'static str)>,
    passes: Vec<Value>,
}

fn row(rule: &'static str, base: fn() -> Value) -> Row {
    Row { rule, base, opts: json!({}), fails: Vec::new(), passes: Vec::new() }
}

impl Row {
    fn opts(self, opts: Value) -> Row {
        Row { opts, ..self }
    }
    fn error(mut self, edit: Value, code: &'static str, path: &'static str) -> Row {
        self.fails.push((edit, code, path, "error"));
        self
    }
    fn warning(mut self, edit: Value, code: &'static str, path: &'static str) -> Row {
        self.fails.push((edit, code, path, "warning"));
        self
    }
    fn passes(mut self, edit: Value) -> Row {
        self.passes.push(edit);
        self
    }
}

fn large() -> Value {
    let years = (2017..2026).map(|year| (format!("{year}-{:02}", (year + 1) % 100), json!("90000000")));
    json!({"taxpayer": {"gstin": "29AABCU9603R1ZJ", "turnover": years.collect::<serde_json::Map<_, _>>()}})
}

fn composition() -> Value {
    json!({"taxpayer": {"gstin": "29AABCU9603R1ZJ", "class": "composition"}})
}

fn rows() -> Vec<Row> {
    let dispatch = json!({"/transactionType": 3, "/dispatchFromGSTIN": "27AABCU9603R1ZN"});
    vec![
        row("eway.purpose", challan)
            .error(json!({"/subSupplyType": "6"}), "203", "/subSupplyType")
            .error(json!({"/supplyType": "I", "/subSupplyType": "3"}), "203", "/subSupplyType")
            .passes(json!({"/subSupplyType": "12"})),
        row("eway.document_of_purpose", challan)
            .error(json!({"/subSupplyType": "1"}), "205", "/docType")
            .error(json!({"/docType": "BOE"}), "611", "/docType")
            .warning(json!({"/docType": "INV"}), "205", "/docType")
            .warning(json!({"/subSupplyType": "9", "/docType": "OTH"}), "205", "/docType")
            .passes(json!({"/subSupplyType": "8", "/subSupplyDesc": "Purchase return", "/docType": "OTH"}))
            .passes(json!({"/subSupplyType": "9"})),
        row("eway.purpose_in_words", challan)
            .error(json!({"/subSupplyType": "8", "/subSupplyDesc": " "}), "377", "/subSupplyDesc")
            .passes(json!({"/subSupplyType": "8", "/subSupplyDesc": "Repair"})),
        row("eway.date_in_future", challan)
            .error(json!({"/docDate": "22/11/2026"}), "207", "/docDate")
            .passes(json!({"/docDate": "2026-11-21"})),
        row("eway.date_before_gst", challan).error(json!({"/docDate": "30/06/2017"}), "819", "/docDate"),
        row("eway.too_old", challan)
            .error(json!({"/docDate": "24/05/2026"}), "820", "/docDate")
            .passes(json!({"/docDate": "25/05/2026"})),
        row("eway.maker", challan)
            .error(json!({"/fromGstin": "URP"}), "359", "/fromGstin")
            .error(json!({"/userGstin": "27AABCU9603R1ZN"}), "359", "/fromGstin")
            .error(json!({"/supplyType": "I", "/subSupplyType": "6", "/userGstin": "29AABCU9603R1ZJ"}), "360", "/toGstin")
            .passes(json!({"/userGstin": "29AABCT3456Q1ZN", "/transporterId": "29AABCT3456Q1ZN"}))
            .passes(json!({"/supplyType": "I", "/subSupplyType": "6", "/userGstin": "27AABCU9603R1ZN"})),
        row("eway.transporter_is_party", challan)
            .error(
                json!({"/userGstin": "27AABCU9603R1ZN", "/transporterId": "27AABCU9603R1ZN"}),
                "370",
                "/transporterId",
            ),
        row("eway.check_character", challan)
            .warning(json!({"/toGstin": "27AABCU9603R1ZM"}), "212", "/toGstin")
            .warning(json!({"/fromGstin": "29AABCU9603R1ZM"}), "208", "/fromGstin"),
        row("eway.gstin_state", challan).error(json!({"/toGstin": "45AABCU9603R1ZM"}), "212", "/toGstin"),
        row("eway.third_party_not_allowed", challan)
            .error(json!({"/dispatchFromGSTIN": "27AABCU9603R1ZN"}), "615", "/dispatchFromGSTIN")
            .error(json!({"/transactionType": 3, "/shipToGSTIN": "URP"}), "616", "/shipToGSTIN")
            .passes(dispatch.clone()),
        row("eway.third_party_is_party", challan)
            .error(json!({"/transactionType": "2", "/shipToGSTIN": "27AABCU9603R1ZN"}), "618", "/shipToGSTIN")
            .error(json!({"/transactionType": 4, "/dispatchFromGSTIN": "29AABCU9603R1ZJ"}), "617", "/dispatchFromGSTIN")
            .passes(json!({"/transactionType": 2, "/toGstin": "URP", "/shipToGSTIN": "URP"})),
        row("eway.third_party_wanted", challan)
            .warning(json!({"/transactionType": 2}), "608", "/shipToGSTIN")
            .warning(json!({"/transactionType": 3}), "607", "/dispatchFromGSTIN")
            .passes(json!({"/subSupplyType": "3", "/docType": "INV", "/transactionType": 2}))
            .passes(dispatch),
        row("eway.irn_first", business)
            .opts(large())
            .error(json!({}), "720", "/docType")
            .passes(json!({"/docType": "BIL"}))
            .passes(json!({"/toGstin": "URP"})),
        row("eway.irn_first", export).opts(large()).error(json!({}), "720", "/docType"),
        row("eway.composition_document", consumer)
            .opts(composition())
            .error(json!({}), "714", "/docType")
            .passes(json!({"/docType": "BIL"})),
        row("eway.composition_state", business)
            .opts(composition())
            .error(json!({"/docType": "BIL"}), "703", "/toStateCode"),
        row("eway.composition_rate", consumer)
            .opts(composition())
            .error(json!({"/docType": "BIL"}), "704", "/itemList/0/cgstRate")
            .passes(json!({"/itemList/0/cgstRate": 0, "/itemList/0/sgstRate": 0})),
        row("eway.hsn_six_digits", business)
            .opts(large())
            .error(json!({"/itemList/0/hsnCode": 4820}), "283", "/itemList/0/hsnCode")
            .passes(json!({"/itemList/0/hsnCode": "482010"})),
        row("eway.state", challan)
            .error(json!({"/toStateCode": 45, "/actToStateCode": 45}), "215", "/toStateCode")
            .warning(json!({"/actToStateCode": 28}), "372", "/actToStateCode"),
        row("eway.state_of_gstin", challan).warning(json!({"/toStateCode": 24}), "", "/toStateCode"),
        row("eway.pin", challan).error(json!({"/toPincode": 199999}), "214", "/toPincode"),
        row("eway.pin_of_state", challan)
            .error(json!({"/toPincode": 560001}), "436", "/toPincode")
            .error(json!({"/fromPincode": "411030 "}), "437", "/fromPincode")
            .passes(json!({"/toPincode": 900056})),
        row("eway.regular_states", challan)
            .error(json!({"/actFromStateCode": 32, "/fromPincode": 682001}), "643", "/actFromStateCode")
            .error(json!({"/actToStateCode": 24, "/toPincode": 380001}), "644", "/actToStateCode")
            .passes(json!({"/transactionType": 2, "/shipToGSTIN": "URP", "/actToStateCode": 24, "/toPincode": 380001})),
        row("eway.abroad", export)
            .error(json!({"/toStateCode": 27}), "373", "/toStateCode")
            .warning(json!({"/toStateCode": 27, "/toGstin": "27AABCU9603R1ZN"}), "373", "/toStateCode")
            .passes(json!({"/toStateCode": 99, "/actToStateCode": 99})),
        row("eway.abroad", import).error(json!({"/fromStateCode": 27}), "375", "/fromStateCode"),
        row("eway.pin_abroad", export)
            .error(json!({"/toPincode": 400001}), "374", "/toPincode")
            .passes(json!({"/transactionType": 2, "/shipToGSTIN": "URP", "/toPincode": 400001, "/actToStateCode": 27})),
        row("eway.pin_abroad", import)
            .error(json!({"/fromPincode": 400001}), "376", "/fromPincode")
            .passes(json!({"/transactionType": 3, "/dispatchFromGSTIN": "URP", "/fromPincode": 400001,
                "/actFromStateCode": 27})),
        row("eway.party_abroad", export).warning(json!({"/toGstin": "27AABCU9603R1ZN"}), "", "/toGstin"),
        row("eway.total", consumer)
            .error(json!({"/totInvValue": 73157.99}), "620", "/totInvValue")
            .passes(json!({"/totInvValue": 73158}))
            .passes(json!({"/otherValue": -500.5, "/totInvValue": "72659.50"})),
        row("eway.taxable_value", challan)
            .warning(json!({"/totalValue": 18400}), "", "/totalValue")
            .passes(json!({"/totalValue": 18498})),
        row("eway.igst_within_state", consumer)
            .warning(json!({"/igstValue": 1}), "623", "/igstValue")
            .warning(json!({"/itemList/0/igstRate": 18}), "218", "/itemList/0/igstRate"),
        row("eway.cgst_between_states", business)
            .error(json!({"/cgstValue": 1}), "624", "/cgstValue")
            .error(json!({"/itemList/0/cgstRate": 9, "/itemList/0/sgstRate": 9}), "219", "/itemList/0/cgstRate")
            // The buyer's state decides the tax, the place only the way.
            .passes(json!({"/transactionType": 2, "/shipToGSTIN": "URP", "/cgstValue": 1, "/actToStateCode": 29,
                "/toPincode": 570001})),
        row("eway.halves", consumer).error(json!({"/itemList/0/sgstRate": 2.5}), "251", "/itemList/0/sgstRate"),
        row("eway.rate", business)
            .warning(json!({"/itemList/0/igstRate": 17}), "254", "/itemList/0/igstRate")
            .passes(json!({"/itemList/0/igstRate": "5.00"})),
        row("eway.transporter_wanted", challan)
            .error(json!({"/transMode": null, "/vehicleNo": null}), "619", "/transporterId")
            .passes(json!({"/transMode": null, "/vehicleNo": null, "/transporterId": "88AABCT9876R1ZX"})),
        row("eway.transporter", challan)
            .warning(json!({"/transporterId": "29AABCU9603R1ZM"}), "222", "/transporterId")
            .passes(json!({"/transporterId": "88AABCT9876R1ZX"})),
        row("eway.mode_wanted", challan)
            .error(json!({"/transMode": ""}), "621", "/transMode")
            .error(json!({"/transMode": null, "/vehicleNo": null, "/transDocNo": "LR-1"}), "622", "/transMode")
            .error(json!({"/transMode": null, "/transDocNo": "LR-1"}), "638", "/transMode"),
        row("eway.part_b_wanted", challan)
            .error(json!({"/vehicleNo": null}), "226", "/vehicleNo")
            .error(json!({"/transMode": 3}), "226", "/transDocNo")
            .error(json!({"/transMode": 4, "/vehicleNo": null}), "226", "/transDocNo")
            .passes(json!({"/vehicleNo": null, "/transporterId": "88AABCT9876R1ZX"}))
            .passes(json!({"/transMode": 4, "/vehicleType": "O"})),
        row("eway.transport_date_wanted", challan)
            .error(json!({"/transMode": 3, "/vehicleNo": null, "/transDocNo": "AWB-7"}), "224", "/transDocDate")
            .passes(json!({"/transDocNo": "LR-7"})),
        row("eway.railway_number", challan)
            .warning(
                json!({"/transMode": 2, "/vehicleNo": null, "/transDocNo": "78123", "/transDocDate": "21/11/2026"}),
                "223",
                "/transDocNo",
            )
            .passes(
                json!({"/transMode": 2, "/vehicleNo": null, "/transDocNo": "P0123456789", "/transDocDate": "21/11/2026"}),
            ),
        row("eway.vehicle_by_rail_or_air", challan).warning(
            json!({"/transMode": 3, "/transDocNo": "AWB-7", "/transDocDate": "21/11/2026"}),
            "",
            "/vehicleNo",
        ),
        row("eway.vehicle_number", challan)
            .error(json!({"/vehicleNo": "KA-20 AB 1234"}), "225", "/vehicleNo")
            .error(json!({"/vehicleNo": "1234567890123456"}), "225", "/vehicleNo")
            .passes(json!({"/vehicleNo": "TM1234567"})),
        row("eway.over_dimensional", challan).error(
            json!({"/transMode": 3, "/vehicleNo": null, "/vehicleType": "O", "/transDocNo": "A1",
                "/transDocDate": "21/11/2026"}),
            "634",
            "/vehicleType",
        ),
        row("eway.ship_vehicle", challan)
            .error(json!({"/transMode": 4}), "726", "/vehicleType")
            .passes(json!({"/transMode": 4, "/vehicleType": "O"})),
        row("eway.transport_date_too_early", challan).error(
            json!({"/transDocNo": "LR-7", "/transDocDate": "19/11/2026"}),
            "362",
            "/transDocDate",
        ),
        row("eway.transport_date_in_future", challan).warning(
            json!({"/transDocNo": "LR-7", "/transDocDate": "22/11/2026"}),
            "224",
            "/transDocDate",
        ),
        row("eway.distance_in_one_pin", challan)
            .error(json!({"/toPincode": 576101, "/toStateCode": 29, "/actToStateCode": 29}), "702", "/transDistance")
            .error(
                json!({"/toPincode": 576101, "/toStateCode": 29, "/actToStateCode": 29, "/transDistance": 0}),
                "721",
                "/transDistance",
            )
            .warning(
                json!({"/subSupplyType": 10, "/toPincode": 576101, "/toStateCode": 29, "/actToStateCode": 29,
                    "/transDistance": 300}),
                "702",
                "/transDistance",
            )
            .passes(json!({"/toPincode": 576101, "/toStateCode": 29, "/actToStateCode": 29, "/transDistance": "100"})),
        row("eway.no_goods", challan)
            .error(json!({"/itemList/0/hsnCode": "998313"}), "724", "/itemList")
            .passes(json!({"/itemList/1": {"hsnCode": "998313", "taxableAmount": 0}})),
        row("eway.hsn", challan)
            .warning(json!({"/itemList/0/hsnCode": "48209999"}), "216", "/itemList/0/hsnCode")
            // A number has lost its first 0.
            .passes(json!({"/itemList/0/hsnCode": 9012190}))
            .passes(json!({"/itemList/0/hsnCode": 901})),
        row("eway.unit", challan).warning(json!({"/itemList/0/qtyUnit": "XYZ"}), "217", "/itemList/0/qtyUnit"),
        row("eway.gold_elsewhere", challan)
            .error(json!({"/itemList/0/hsnCode": "71131910"}), "808", "/itemList/0/hsnCode")
            .passes(json!({"/itemList/0/hsnCode": "711719"})),
        row("eway.gold_mixed", gold)
            .error(json!({"/itemList/1": {"hsnCode": "48201090", "taxableAmount": 0}}), "809", "/itemList")
            .passes(json!({"/itemList/1": {"hsnCode": "71131120", "taxableAmount": 0}})),
        row("eway.gold_transport", gold)
            .error(json!({"/transporterId": "88AABCT9876R1ZX"}), "801", "/transporterId")
            .error(json!({"/transporterName": "Tungabhadra Carriers"}), "802", "/transporterName")
            .error(json!({"/transDocNo": "LR-7"}), "803", "/transDocNo")
            .error(json!({"/transDocDate": "21/11/2026"}), "804", "/transDocDate")
            .error(json!({"/vehicleNo": "KL07AB1234"}), "805", "/vehicleNo")
            .error(json!({"/vehicleType": "R"}), "806", "/vehicleType")
            .passes(json!({})),
        row("eway.gold_mode", gold)
            .error(json!({"/transMode": null}), "807", "/transMode")
            .error(json!({"/transMode": 2}), "815", "/transMode"),
        row("eway.missing", challan)
            .error(json!({"/docNo": null}), "206", "/docNo")
            .error(json!({"/transactionType": ""}), "614", "/transactionType")
            .error(json!({"/totInvValue": null}), "640", "/totInvValue")
            .error(json!({"/itemList": []}), "233", "/itemList")
            .error(json!({"/fromTrdName": "  "}), "229", "/fromTrdName")
            .error(json!({"/itemList/0/taxableAmount": null}), "234", "/itemList/0/taxableAmount"),
        row("eway.type", challan).error(json!({"/docNo": {"a": 1}}), "206", "/docNo"),
        row("eway.length", challan)
            .error(json!({"/docNo": "12345678901234567"}), "206", "/docNo")
            .error(json!({"/subSupplyDesc": "more than twenty characters"}), "377", "/subSupplyDesc"),
        row("eway.characters", challan)
            .error(json!({"/docNo": "A 1"}), "206", "/docNo")
            .error(json!({"/toGstin": "27aabcu9603r1zn"}), "212", "/toGstin")
            .error(json!({"/itemList/0/hsnCode": "48AB"}), "216", "/itemList/0/hsnCode"),
        row("eway.choice", challan)
            .error(json!({"/supplyType": "X"}), "201", "/supplyType")
            .error(json!({"/subSupplyType": 13}), "202", "/subSupplyType")
            .error(json!({"/docType": "CNT"}), "204", "/docType")
            .error(json!({"/transMode": "5"}), "220", "/transMode")
            .error(json!({"/transactionType": 5}), "612", "/transactionType")
            .passes(json!({"/supplyType": "o ", "/subSupplyType": "4 ", "/transactionType": "1"})),
        row("eway.date", challan).error(json!({"/docDate": "31/11/2026"}), "207", "/docDate"),
        row("eway.number", challan)
            .error(json!({"/transDistance": "4001"}), "221", "/transDistance")
            .error(json!({"/transDistance": 12.5}), "221", "/transDistance")
            .error(json!({"/cgstValue": -1}), "630", "/cgstValue")
            .error(json!({"/fromPincode": "57610"}), "210", "/fromPincode")
            .passes(json!({"/transDistance": "760.00"})),
        row("eway.decimal_places", challan).error(json!({"/totInvValue": 18500.001}), "628", "/totInvValue"),
        row("eway.duplicate_field", challan).error(json!({"/DOCNO": "other"}), "", "/DOCNO"),
        row("eway.unknown_field", challan)
            .warning(json!({"/ewbNo": 1}), "", "/ewbNo")
            .passes(json!({"/mainHsnCode": "4820"})),
    ]
}

#[test]
fn each_rule_refuses_what_it_should_and_nothing_else() {
    for Row { rule, base, opts, fails, passes } in rows() {
        for (edit, code, path, severity) in fails {
            let report = report_with(&edited(base(), &edit), &opts);
            let own = (rule.to_owned(), code.to_owned(), path.to_owned(), severity.to_owned());
            assert!(findings(&report).contains(&own), "{rule} {edit}: {:#?}", findings(&report));
            assert!(severity != "error" || report["valid"] == false);
        }
        for edit in passes {
            let report = report_with(&edited(base(), &edit), &opts);
            let said = findings(&report);
            assert!(!said.iter().any(|finding| finding.0 == rule), "{rule} {edit}: {said:#?}");
        }
    }
}

#[test]
fn each_rule_has_an_example_and_each_code_an_explanation() {
    let shown: BTreeSet<&str> = rows().iter().map(|row| row.rule).collect();
    let mut ids = BTreeSet::new();
    for rule in catalogue() {
        assert!(ids.insert(rule.id) && rule.id.starts_with("eway."), "{}", rule.id);
        // Too many lines and too many faults have tests of their own.
        let own = ["eway.too_many", "eway.more", "eway.debit_note"].contains(&rule.id);
        assert!(rule.judge == Judge::Portal || own || shown.contains(rule.id), "{} has no example", rule.id);
        assert!([rule.message, rule.fix, rule.source].iter().all(|text| !text.is_empty()), "{rule:?}");
        for code in rule.codes() {
            let input = json!({"code": code, "system": "ewb"}).to_string();
            let said = einv::ffi::ask(None, "explain", &input, "").unwrap();
            let said: Value = serde_json::from_str(said.json()).unwrap();
            assert_eq!((&said["known"], &said["system"]), (&json!(true), &json!("ewb")), "{code}");
        }
    }
}

#[test]
fn each_rule_has_hindi_with_the_same_words() {
    let words = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word.to_owned()).collect()
    };
    let mut missing = Vec::new();
    for text in catalogue().flat_map(|rule| [rule.message, rule.fix]) {
        let hindi = Language::Hi.say(text);
        match hindi == text {
            true => missing.push(text),
            false => assert_eq!(words(&hindi), words(text), "{text}"),
        }
    }
    assert!(missing.is_empty(), "no Hindi for {missing:#?}");
}

#[test]
fn the_base_documents_are_right() {
    for (name, document) in [
        ("challan", challan()),
        ("consumer", consumer()),
        ("business", business()),
        ("export", export()),
        ("gold", gold()),
    ] {
        assert_eq!(findings(&report(&document)), [], "{name}");
    }
    let errors = report(&import());
    assert_eq!(errors["valid"], true, "{errors:#}");
}

#[test]
fn what_only_the_system_or_a_turnover_decides_is_said() {
    let ids = |report: Value| -> Vec<String> {
        report["not_judged"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let challan = ids(report(&challan()));
    assert_eq!(challan, ["eway.made_already", "eway.registrations", "eway.distance_of_system"]);
    assert!(ids(report(&business())).contains(&"eway.irn_first".to_owned()));
    let small = json!({"taxpayer": {"gstin": "29AABCU9603R1ZJ", "class": "regular",
        "turnover": {"2017-18": "1", "2018-19": "1", "2019-20": "1", "2020-21": "1", "2021-22": "1", "2022-23": "1",
            "2023-24": "1", "2024-25": "1", "2025-26": "1"}}});
    let small = report_with(&business(), &small);
    assert_eq!(findings(&small), []);
    assert!(!ids(small).contains(&"eway.irn_first".to_owned()));
}

#[test]
fn the_report_says_how_far_the_bill_is_filled_and_whether_one_is_due() {
    let said = |document: &Value| {
        let report = report(document);
        (report["part"].as_str().unwrap().to_owned(), report["ewb"].as_str().unwrap().to_owned())
    };
    let both = |part: &str, ewb: &str| (part.to_owned(), ewb.to_owned());
    // Goods to a job worker in another state need one at any value.
    assert_eq!(said(&challan()), both("B", "due"));
    assert_eq!(said(&consumer()), both("B", "due"));
    assert_eq!(said(&business()), both("B", "not_due"));
    let slip = edited(consumer(), &json!({"/vehicleNo": null, "/transporterId": "88AABCT9876R1ZX"}));
    assert_eq!(said(&slip), both("A", "due"));
    assert_eq!(said(&gold()), both("A", "not_due"));
    // A forecast of the validity, where distance and Part B are there.
    let forecast = |edit: &Value| report(&edited(challan(), edit))["valid_until_forecast"].clone();
    assert_eq!(forecast(&json!({"/transDistance": 200})), "2026-11-22T23:59:00+05:30");
    assert_eq!(forecast(&json!({"/transDistance": 201})), "2026-11-23T23:59:00+05:30");
    assert_eq!(forecast(&json!({"/transDistance": 201, "/vehicleType": "O"})), "2026-12-02T23:59:00+05:30");
    assert_eq!(forecast(&json!({"/transDistance": 0})), Value::Null);
    assert_eq!(forecast(&json!({"/vehicleNo": null, "/transporterId": "88AABCT9876R1ZX"})), Value::Null);
    let identity = &report(&challan())["document"];
    assert_eq!(
        identity,
        &json!({"gstin": "29AABCU9603R1ZJ", "type": "CHL", "number": "JW/26-27/0042", "date": "2026-11-20",
            "fin_year": "2026-27"})
    );
}

#[test]
fn what_is_written_is_read_again_as_the_same() {
    for document in [challan(), consumer(), business(), export(), import(), gold()] {
        let (read, faults) = eway::read(&document.to_string()).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        let (again, faults) = eway::read(&read.write()).unwrap();
        assert_eq!((again.write(), faults.len()), (read.write(), 0));
        assert_eq!(again.key(), read.key());
    }
    let (challan, _) = eway::read(&challan().to_string()).unwrap();
    let key = challan.key().unwrap();
    assert_eq!((key.gstin.as_str(), key.kind.code(), key.number.as_str()), ("29AABCU9603R1ZJ", "CHL", "JW/26-27/0042"));
    let wire = challan.wire();
    for (key, value) in [
        ("supplyType", json!("O")),
        ("subSupplyType", json!("4")),
        ("subSupplyDesc", json!("")),
        ("transactionType", json!(1)),
        ("fromPincode", json!(576101)),
        ("transMode", json!("1")),
        ("transDistance", json!("760")),
        ("vehicleType", json!("R")),
        ("cgstValue", json!(0)),
        ("totInvValue", json!(18500)),
    ] {
        assert_eq!(wire[key], value, "{key}");
    }
    assert_eq!(wire["itemList"][0]["hsnCode"], "48201090");
}

/// A mode without a vehicle would begin a Part B that isn't there.
#[test]
fn a_part_a_slip_has_no_mode_on_the_wire_but_gold_has() {
    let wire = |document: &Value| eway::read(&document.to_string()).unwrap().0.wire();
    let slip = edited(challan(), &json!({"/vehicleNo": null, "/transporterId": "88AABCT9876R1ZX"}));
    assert_eq!((&wire(&slip)["transMode"], &wire(&slip)["transporterId"]), (&Value::Null, &json!("88AABCT9876R1ZX")));
    assert_eq!(wire(&gold())["transMode"], "1");
}

#[test]
fn an_amount_keeps_its_paise_exactly() {
    let text = challan().to_string().replace("\"totInvValue\":18500", "\"totInvValue\":99999999999999.99");
    let (document, _) = eway::read(&text).unwrap();
    assert!(document.write().contains("\"totInvValue\":99999999999999.99"), "{}", document.write());
}

#[test]
fn an_invoice_becomes_a_document_and_its_faults_lie_in_the_invoice() {
    let mut invoice = bill("A-1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransMode": "1", "Distance": 900, "VehNo": "KA01AB1234", "VehType": "R"});
    let said = report(&invoice);
    assert_eq!((findings(&said), &said["part"]), (vec![], &json!("B")), "{said:#}");
    assert_eq!(said["document"]["type"], "INV");
    let (document, _) = {
        let text = invoice.to_string();
        let (read, faults) = einv::invoice::read(&text).unwrap();
        eway::of_invoice(&read, &faults)
    };
    let wire = document.wire();
    for (key, value) in [
        ("subSupplyType", json!("1")),
        ("fromTrdName", json!("Udupi Stationers Private Limited")),
        ("toStateCode", json!(27)),
        ("totalValue", json!(990.0)),
        ("igstValue", json!(178.2)),
        ("otherValue", json!(-0.2)),
        ("totInvValue", json!(1168.0)),
    ] {
        assert_eq!(wire[key], value, "{key}");
    }
    assert_eq!((&wire["itemList"][0]["igstRate"], &wire["itemList"][0]["cgstRate"]), (&json!(18.0), &json!(0)));

    invoice["EwbDtls"] = json!({"TransMode": "1", "Distance": 900, "VehNo": "KA 01 AB 1234"});
    invoice["BuyerDtls"]["Pin"] = json!(560001);
    invoice["SellerDtls"].as_object_mut().unwrap().remove("Loc");
    let places: BTreeSet<(String, String)> =
        findings(&report(&invoice)).into_iter().map(|(_, code, path, _)| (code, path)).collect();
    let wanted = [("225", "/EwbDtls/VehNo"), ("230", "/SellerDtls/Loc"), ("436", "/BuyerDtls/Pin")];
    assert_eq!(places, wanted.map(|(code, path)| (code.to_owned(), path.to_owned())).into());
}

#[test]
fn a_second_place_of_a_party_makes_no_bill_of_another_type() {
    let wire = |change: Value| {
        let mut invoice = bill("A-1", "21/11/2026");
        invoice["EwbDtls"] = json!({"TransId": "88AABCT9876R1ZX", "Distance": 0});
        for (key, value) in change.as_object().unwrap() {
            invoice[key] = value.clone();
        }
        let text = invoice.to_string();
        let (read, faults) = einv::invoice::read(&text).unwrap();
        eway::of_invoice(&read, &faults).0.wire()
    };
    let own = |gstin: &str| {
        json!({"Gstin": gstin, "LglNm": "Pune Office Supplies LLP", "Addr1": "7 Laxmi Road", "Loc": "Pune", "Pin": 411030,
            "Stcd": "27"})
    };
    assert_eq!(wire(json!({"ShipDtls": own("27AABCU9603R1ZN")}))["transactionType"], 1);
    let mut godown = own("27AABCU9603R1ZN");
    (godown["Addr1"], godown["Pin"]) = (json!("Plot 4"), json!(411001));
    let second = wire(json!({"ShipDtls": godown}));
    assert_eq!((&second["transactionType"], &second["shipToGSTIN"]), (&json!(1), &Value::Null));
    let other = wire(json!({"ShipDtls": {"Gstin": "24AABCU9603R1ZT", "LglNm": "Surat Papers", "Addr1": "1 Ring Road",
        "Loc": "Surat", "Pin": 395001, "Stcd": "24"}}));
    assert_eq!((&other["transactionType"], &other["shipToGSTIN"]), (&json!(2), &json!("24AABCU9603R1ZT")));
    assert_eq!((&other["actToStateCode"], &other["toStateCode"]), (&json!(24), &json!(27)));
    let place = |name: &str, state: &str, pin: u32| json!({"DispDtls": {"Nm": name, "Addr1": "Dock 1", "Loc": "Mangaluru", "Pin": pin, "Stcd": state}});
    assert_eq!(wire(place("Udupi Stationers Private Limited", "29", 575001))["transactionType"], 1);
    assert_eq!(wire(place("Mangaluru Godowns", "32", 682001))["transactionType"], 3);
}

#[test]
fn a_credit_note_is_the_return_of_its_goods() {
    let mut note = bill("C-1", "21/11/2026");
    note["DocDtls"]["Typ"] = json!("CRN");
    note["EwbDtls"] = json!({"TransMode": "1", "Distance": 900, "VehNo": "KA01AB1234", "VehType": "R"});
    let said = report(&note);
    assert_eq!(findings(&said), [], "{said:#}");
    assert_eq!((&said["document"]["type"], &said["document"]["gstin"]), (&json!("CHL"), &json!("29AABCU9603R1ZJ")));
    note["BuyerDtls"]["Pin"] = json!(560001);
    assert_eq!(findings(&report(&note))[0].1, "437");
    note["DocDtls"]["Typ"] = json!("DBN");
    assert!(findings(&report(&note)).iter().any(|finding| finding.0 == "eway.debit_note"));
}

#[test]
fn a_simple_bill_of_a_consumer_is_judged_by_its_transport() {
    let simple = json!({"type": "invoice", "number": "B2C/118", "date": "21/11/2026",
        "buyer": {"name": "S Devi", "address": "22 Lake View", "city": "Mysuru", "pin": "570001", "state": "Karnataka"},
        "lines": [{"name": "Ruled register", "hsn": "48201090", "qty": 800, "unit": "pcs", "price": 100, "rate": 18}],
        "transport": {"mode": "road", "vehicle": "KA20 AB 1234", "distance": 320}});
    let opts = json!({"taxpayer": {"gstin": "29AABCU9603R1ZJ", "seller": {"legal_name": "Udupi Stationers Private Limited",
        "address": "14 Car Street", "city": "Udupi", "pin": "576101"}}});
    let said = report_with(&simple, &opts);
    let errors: Vec<_> = findings(&said).into_iter().filter(|finding| finding.3 == "error").collect();
    assert_eq!(errors, [], "{said:#}");
    assert_eq!((&said["part"], &said["document"]["gstin"]), (&json!("B"), &json!("29AABCU9603R1ZJ")));
    assert!(said["changes"].is_array());
    let mut wrong = simple;
    wrong["transport"]["vehicle"] = json!("12");
    let said = report_with(&wrong, &opts);
    let vehicle = said["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "225").unwrap();
    assert_eq!((&vehicle["path"], &vehicle["at"]["path"]), (&json!("/EwbDtls/VehNo"), &json!("/transport/vehicle")));
}

#[test]
fn too_many_lines_and_too_many_faults_are_counted() {
    let mut long = challan();
    let line = long["itemList"][0].clone();
    long["itemList"] = json!(vec![line; 2000]);
    assert!(findings(&report(&long)).iter().any(|finding| finding.0 == "eway.too_many"));
    for line in long["itemList"].as_array_mut().unwrap() {
        *line = json!({"hsnCode": "x", "taxableAmount": "x", "quantity": "x", "igstRate": "x", "cgstRate": "x", "cessRate": "x"});
    }
    let said = findings(&report(&long));
    assert!(said.last().unwrap().0 == "eway.more", "{}", said.len());
}

#[test]
fn a_clock_known_to_be_wrong_refuses_nothing() {
    use einv::calendar::IstTime;
    use einv::rules::Context;
    let future = edited(challan(), &json!({"/docDate": "22/11/2026"}));
    let (document, form) = eway::read(&future.to_string()).unwrap();
    let sure = Context::at(IstTime::parse("2026-11-21").unwrap());
    let unsure = Context { time_is_sure: false, ..sure.clone() };
    let errors = |context: &Context| {
        let (findings, _) = eway::judge(&document, form.clone(), context);
        findings.iter().filter(|finding| finding.severity == einv::finding::Severity::Error).count()
    };
    assert_eq!((errors(&sure), errors(&unsure)), (1, 0));
}

/// The samples of the e-way bill system, sent by other programs, are right and keep their meaning when we write them.
#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_samples_of_the_system_are_right() {
    for name in ["02_generate_jobwork_challan", "03_generate_b2c_part_a_slip"] {
        let text = std::fs::read_to_string(crate::reference::reference(&format!("ewb_samples/{name}.json"))).unwrap();
        let sample: Value = serde_json::from_str(&text).unwrap();
        let data = &sample["request"]["data"];
        assert_eq!(findings(&report(data)), [], "{name}");
        let wire = eway::read(&data.to_string()).unwrap().0.wire();
        for (key, value) in data.as_object().unwrap().iter().filter(|(key, _)| *key != "itemList") {
            let plain = |value: &Value| value.to_string().trim_matches('"').to_owned();
            let empty = plain(value).is_empty() && wire.get(key).is_none();
            assert!(empty || plain(&wire[key]) == plain(value), "{name} {key}: {} {value}", wire[key]);
        }
    }
}
