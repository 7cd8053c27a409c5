//! Requests that no honest client sends: each gets an answer, and nothing is stored.

use super::*;
use std::time::Instant;

/// Values of every kind, and of sizes beyond every number.
fn hostile() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(0.1),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("-9223372036854775808"),
        json!("18446744073709551616"),
        json!("1e999999999"),
        json!("९९१०००००००००"),
        json!("é".repeat(12)),
        json!("x".repeat(100_000)),
        json!("'; DROP TABLE ewb; --"),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({"ewbNo": [], "hsnCode": {}}),
        json!([null, 1, "a", {"ewbNo": null}, {"ewbNo": "x"}]),
    ]
}

#[test]
fn every_member_of_every_request_may_be_anything() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &own("H/1"));
    let trip = sender.does(&sandbox, "GENCEWB", &trips::sheet(&[number]))["cEwbNo"].clone();
    let moved = vehicle(number, "KA09C4321", "1");
    let all =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), json!(1))).collect::<serde_json::Map<_, _>>();
    let extension =
        all(&["ewbNo", "remainingDistance", "fromPincode", "extnRsnCode", "transMode", "consignmentStatus"]);
    let group = all(&["ewbNo", "groupNo", "quantity", "oldvehicleNo", "newVehicleNo", "oldTranNo", "newTranNo"]);
    let requests = [
        ("GENEWAYBILL", challan("H/2")),
        ("VEHEWB", moved),
        ("UPDATETRANSPORTER", json!({"ewbNo": number, "transporterId": CARRIER})),
        ("EXTENDVALIDITY", with(&Value::Object(extension), &json!({ "ewbNo": number }))),
        ("GENCEWB", trips::sheet(&[number])),
        ("REGENTRIPSHEET", with(&trips::sheet(&[]), &json!({"tripSheetNo": trip, "reasonCode": 1, "reasonRem": "x"}))),
        ("REJEWB", json!({ "ewbNo": number })),
        ("MULTIVEHMOVINT", several::start(number)),
        ("MULTIVEHADD", with(&Value::Object(group.clone()), &json!({ "ewbNo": number }))),
        ("MULTIVEHUPD", with(&Value::Object(group), &json!({ "ewbNo": number }))),
        ("CANEWB", json!({"ewbNo": number, "cancelRsnCode": 1, "cancelRmrk": "x"})),
    ];
    let mut tried = 0;
    for (action, asked) in &requests {
        for name in asked.as_object().unwrap().keys() {
            for value in hostile() {
                let mut asked = asked.clone();
                asked[name] = value;
                let reply = answer(&sandbox, sender.change(action, &asked));
                assert!(reply["status"] == "0" || reply["status"] == "1", "{action} {name}: {reply}");
                if reply["status"] == "0" {
                    let codes = codes(&reply);
                    assert!(codes.len() >= 4 && codes.ends_with(','), "{action} {name}: {codes}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 1_800, "{tried}");
    // The same for each member of a line of goods.
    for name in challan("")["itemList"][0].as_object().unwrap().keys() {
        for value in hostile() {
            let mut asked = challan("H/3");
            asked["itemList"][0][name] = value;
            let reply = answer(&sandbox, sender.change("GENEWAYBILL", &asked));
            assert!(reply["status"] == "0" || reply["status"] == "1", "{name}: {reply}");
        }
    }
}

#[test]
fn every_parameter_of_a_reading_call_may_be_anything() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let values =
        ["", "x", "-1", "99999999999999999999", "%00", "%FF", "21/11/0000", "99/99/9999", "1&1=1", "%27%20OR%201"];
    for (name, parameters) in [
        ("GetEwayBill", &["ewbNo"][..]),
        ("GetEwayBillGeneratedByConsigner", &["docType", "docNo"]),
        ("GetEwayBillsByDate", &["date"]),
        ("GetEwayBillsForTransporterByState", &["date", "stateCode"]),
        ("GetEwayBillsForTransporterByGstin", &["date", "Gen_gstin"]),
        ("GetTripSheet", &["tripSheetNo"]),
    ] {
        for value in values {
            let query: Vec<String> = parameters.iter().map(|parameter| format!("{parameter}={value}")).collect();
            let reply = answer(&sandbox, sender.reading(&format!("{name}?{}", query.join("&"))));
            assert!(reply["status"] == "0" || reply["status"] == "1", "{name} {value}: {reply}");
        }
    }
}

#[test]
fn huge_lists_and_deep_nests_are_answered_soon() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let begun = Instant::now();
    let line = challan("")["itemList"][0].clone();
    let bad = with(&line, &json!({"hsnCode": "1", "qtyUnit": "?", "cgstRate": 1, "taxableAmount": -1}));
    let many = with(&challan("H/4"), &json!({"itemList": vec![bad; 6_000]}));
    let refused = sender.refused(&sandbox, "GENEWAYBILL", &many);
    assert!(refused.len() < 100, "{refused}");
    let empty = with(&challan("H/4"), &json!({"itemList": vec![Value::Null; 300_000]}));
    assert_eq!(sender.refused(&sandbox, "GENEWAYBILL", &empty), "240,233,");
    let number = sender.makes(&sandbox, &with(&challan("H/5"), &json!({"itemList": vec![line; 6_000]})));
    assert_eq!(sender.bill(&sandbox, number)["itemList"].as_array().unwrap().len(), 6_000);

    let numbers: Vec<i64> = (0..100_000).map(|n| 991_000_100_000 + n).collect();
    assert_eq!(sender.refused(&sandbox, "GENCEWB", &trips::sheet(&numbers)), "322,");
    assert_eq!(sender.refused(&sandbox, "GENCEWB", &trips::sheet(&[7; 50_000])), "322,");
    let nothing = with(&trips::sheet(&[]), &json!({"tripSheetEwbBills": vec![1; 100_000]}));
    assert_eq!(sender.refused(&sandbox, "GENCEWB", &nothing), "301,");

    let deep = format!(r#"{{"ewbNo":{}1{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let data = aes_encrypt(&sender.sek, &deep);
    let body = json!({"action": "REJEWB", "data": data}).to_string().into_bytes();
    assert_eq!(codes(&answer(&sandbox, sender.request("POST", POST, body))), "100,");
    for body in ["\u{0}", "{", "[]", "null", r#"{"action":{},"data":"x"}"#, &deep] {
        let reply = answer(&sandbox, sender.request("POST", POST, body.as_bytes().to_vec()));
        assert!(matches!(codes(&reply).as_str(), "100," | "239," | "115,"), "{body:.30}");
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn threads_that_make_the_same_bills_at_once_make_each_once() {
    let sandbox = Arc::new(sandbox());
    let sender = Eway::log_in(&sandbox, SENDER);
    let made: Vec<i64> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| {
                let (sandbox, sender) = (Arc::clone(&sandbox), sender.clone());
                scope.spawn(move || {
                    let mut made = Vec::new();
                    for n in 0..20 {
                        let reply = answer(&sandbox, sender.change("GENEWAYBILL", &challan(&format!("R/{n}"))));
                        if reply["status"] == "1" {
                            made.push(sender.opened(&reply)["ewayBillNo"].as_i64().unwrap());
                        } else {
                            assert_eq!(codes(&reply), "604,");
                        }
                    }
                    made
                })
            })
            .collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let each: std::collections::BTreeSet<i64> = made.iter().copied().collect();
    assert_eq!((made.len(), each.len()), (20, 20));
}
