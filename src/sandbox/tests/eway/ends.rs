use super::*;

fn cancellation(number: i64) -> Value {
    json!({"ewbNo": number, "cancelRsnCode": 2, "cancelRmrk": "Order withdrawn"})
}

#[test]
fn the_maker_alone_cancels_within_a_day() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let (number, late) = (sender.makes(&sandbox, &challan("C/1")), sender.makes(&sandbox, &challan("C/2")));
    for gstin in [RECIPIENT, CARRIER, STRANGER] {
        let refused = Eway::log_in(&sandbox, gstin).refused(&sandbox, "CANEWB", &cancellation(number));
        assert_eq!(refused, "312,", "{gstin}");
    }
    for (change, code) in [
        (json!({"ewbNo": "x"}), "301,"),
        (json!({"ewbNo": number + 9}), "301,"),
        (json!({"cancelRsnCode": 0}), "307,"),
        (json!({"cancelRsnCode": 5}), "307,"),
        (json!({"cancelRmrk": "é".repeat(51)}), "308,"),
    ] {
        assert_eq!(sender.refused(&sandbox, "CANEWB", &with(&cancellation(number), &change)), code, "{change}");
    }
    on(&sandbox, "2026-11-22T12:00:00");
    let sender = Eway::log_in(&sandbox, SENDER);
    let done = sender.does(&sandbox, "CANEWB", &cancellation(number));
    assert_eq!(done, json!({"ewayBillNo": number.to_string(), "cancelDate": "22/11/2026 12:00:00 PM"}));
    assert_eq!(sender.refused(&sandbox, "CANEWB", &cancellation(number)), "312,");
    assert_eq!(sender.bill(&sandbox, number)["status"], "CNL");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    assert_eq!(carrier.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "1")), "280,");
    assert_eq!(carrier.refused(&sandbox, "GENCEWB", &trips::sheet(&[number])), "280,");
    after(&sandbox, 1);
    assert_eq!(sender.refused(&sandbox, "CANEWB", &cancellation(late)), "315,");
}

#[test]
fn the_other_party_alone_rejects_within_three_days_and_while_it_is_valid() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let far = |number: &str| with(&challan(number), &json!({"transDistance": 900}));
    let number = sender.makes(&sandbox, &far("J/1"));
    let late = sender.makes(&sandbox, &far("J/2"));
    let short = sender.makes(&sandbox, &with(&challan("J/3"), &json!({"transDistance": 10})));
    let unmoved = sender.makes(&sandbox, &with(&challan("J/4"), &json!({"vehicleNo": ""})));
    let gone = sender.makes(&sandbox, &challan("J/5"));
    sender.does(&sandbox, "CANEWB", &cancellation(gone));
    let reject = |gstin: &str, number: i64| {
        Eway::log_in(&sandbox, gstin).refused(&sandbox, "REJEWB", &json!({ "ewbNo": number }))
    };
    assert_eq!(reject(SENDER, number), "341,");
    assert_eq!(reject(CARRIER, number), "342,");
    assert_eq!(reject(RECIPIENT, gone), "343,");
    assert_eq!(reject(RECIPIENT, 17), "344,");
    assert_eq!(reject(RECIPIENT, number + 40), "344,");
    assert_eq!(reject(RECIPIENT, unmoved), "348,");
    on(&sandbox, "2026-11-23T00:00:00");
    assert_eq!(reject(RECIPIENT, short), "345,");
    on(&sandbox, "2026-11-24T12:00:00");
    let recipient = Eway::log_in(&sandbox, RECIPIENT);
    let done = recipient.does(&sandbox, "REJEWB", &json!({"ewbNo": number.to_string()}));
    assert_eq!(done, json!({"ewayBillNo": number.to_string(), "ewbRejectedDate": "24/11/2026 12:00:00 PM"}));
    assert_eq!(reject(RECIPIENT, number), "343,");
    let bill = recipient.bill(&sandbox, number);
    assert_eq!((&bill["status"], &bill["rejectStatus"]), (&json!("ACT"), &json!("Y")));
    after(&sandbox, 1);
    assert_eq!(reject(RECIPIENT, late), "346,");
    // Made by the recipient, it is the sender's to reject.
    let inward = json!({"supplyType": "I", "subSupplyType": 6, "docDate": "24/11/2026"});
    let number = recipient.makes(&sandbox, &with(&challan("J/6"), &inward));
    Eway::log_in(&sandbox, SENDER).does(&sandbox, "REJEWB", &json!({ "ewbNo": number }));
}

#[test]
fn a_bill_made_by_irn_is_moved_and_cancelled_by_the_same_calls() {
    let sandbox = sandbox();
    let seller = log_in(&sandbox, SELLER);
    let irn = seller.opened(&seller.generate(&sandbox, &invoice("I/1")))["Irn"].as_str().unwrap().to_owned();
    let asked = json!({"Irn": irn, "TransMode": "1", "VehNo": "GJ05AB1234", "VehType": "R", "Distance": 300,
        "TransId": CARRIER});
    let made = seller.opened(&answer(&sandbox, seller.post("/eiewb/v1.03/ewaybill", &asked.to_string())));
    let number = made["EwbNo"].as_i64().unwrap();
    assert_eq!(made["EwbValidTill"], "2026-11-23 23:59:00");

    let shop = Eway::log_in(&sandbox, SELLER);
    let bill = shop.bill(&sandbox, number);
    for (name, value) in [
        ("docType", json!("INV")),
        ("docNo", json!("I/1")),
        ("supplyType", json!("O")),
        ("subSupplyType", json!("1 ")),
        ("transactionType", json!(1)),
        ("fromGstin", json!(SELLER)),
        ("toGstin", json!(STRANGER)),
        ("toPincode", json!(400_050)),
        ("totInvValue", json!(1155)),
        ("transporterId", json!(CARRIER)),
        ("validUpto", json!("23/11/2026 11:59:00 PM")),
        ("actualDist", json!(300)),
    ] {
        assert_eq!(bill[name], value, "{name}");
    }
    assert_eq!(bill["itemList"][1]["hsnCode"], 52_010_011);
    assert_eq!(bill["VehiclListDetails"][0]["vehicleNo"], "GJ05AB1234");
    let found = shop.gets(&sandbox, "GetEwayBillGeneratedByConsigner?docType=INV&docNo=i/1");
    assert_eq!(found["ewayBillNo"], number);
    let carrier = Eway::log_in(&sandbox, CARRIER);
    carrier.does(&sandbox, "VEHEWB", &vehicle(number, "GJ05CD9999", "1"));
    assert_eq!(refusal(&seller.cancel(&sandbox, &irn)), "2230");
    shop.does(&sandbox, "CANEWB", &cancellation(number));
    let by_irn = seller.opened(&answer(&sandbox, seller.get(&format!("/eiewb/v1.03/ewaybill/irn/{irn}"))));
    assert_eq!((&by_irn["EwbNo"], &by_irn["Status"]), (&json!(number), &json!("CNL")));
    seller.opened(&seller.cancel(&sandbox, &irn));
}

#[test]
fn a_document_with_a_bill_of_its_own_gets_none_by_irn() {
    let sandbox = sandbox();
    let shop = Eway::log_in(&sandbox, SELLER);
    let own = json!({"subSupplyType": 1, "docType": "INV", "fromGstin": SELLER, "fromStateCode": 24, "actFromStateCode": 24,
        "fromPincode": 395_002, "docDate": "21/11/2026"});
    shop.makes(&sandbox, &with(&challan("B/1"), &own));
    let seller = log_in(&sandbox, SELLER);
    let irn = seller.opened(&seller.generate(&sandbox, &invoice("B/1")))["Irn"].as_str().unwrap().to_owned();
    let asked = json!({"Irn": irn, "TransMode": "1", "VehNo": "GJ05AB1234", "VehType": "R", "Distance": 300});
    let reply = answer(&sandbox, seller.post("/eiewb/v1.03/ewaybill", &asked.to_string()));
    assert_eq!(refusal(&reply), "4002");
}

#[test]
fn officers_and_drivers_are_played_by_the_page() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &own("O/1"));
    sandbox.verify_bill(number).unwrap();
    assert_eq!(sender.refused(&sandbox, "CANEWB", &cancellation(number)), "316,");

    let number = sender.makes(&sandbox, &own("O/2"));
    sandbox.tell_by(format!(r#"{{"ewb_no":{number},"closed":true}}"#).as_bytes()).unwrap();
    assert_eq!(sender.bill(&sandbox, number)["status"], "CLS");
    let to = json!({"ewbNo": number, "transporterId": STRANGER});
    for (action, asked, code) in [
        ("VEHEWB", vehicle(number, "KA09C4321", "1"), "280,"),
        ("UPDATETRANSPORTER", to, "280,"),
        ("GENCEWB", trips::sheet(&[number]), "280,"),
        ("MULTIVEHMOVINT", several::start(number), "817,"),
        ("EXTENDVALIDITY", json!({ "ewbNo": number }), "380,"),
        ("GENEWAYBILL", own("O/2"), "604,"),
    ] {
        assert_eq!(sender.refused(&sandbox, action, &asked), code, "{action}");
    }
    sender.does(&sandbox, "CANEWB", &cancellation(number));
    assert_eq!(sender.bill(&sandbox, number)["status"], "CNL");
    assert!(sandbox.close_bill(7).is_err() && sandbox.tell_by(b"[]").is_err());
}

#[test]
fn a_bill_by_irn_is_measured_by_the_same_map_and_its_document_may_be_too_old() {
    let sandbox = sandbox();
    sandbox.set_distance(395_002, 400_050, Some(280)).unwrap();
    let seller = log_in(&sandbox, SELLER);
    let register = |number: &str| {
        let made = seller.opened(&seller.generate(&sandbox, &invoice(number)));
        made["Irn"].as_str().unwrap().to_owned()
    };
    let asked = |irn: &str, km: u32| {
        json!({"Irn": irn, "TransMode": "1", "VehNo": "GJ05AB1234", "VehType": "R", "Distance": km}).to_string()
    };
    let (first, second) = (register("D/1"), register("D/2"));
    let reply = answer(&sandbox, seller.post("/eiewb/v1.03/ewaybill", &asked(&first, 309)));
    assert_eq!(refusal(&reply), "4038");
    let made = seller.opened(&answer(&sandbox, seller.post("/eiewb/v1.03/ewaybill", &asked(&first, 0))));
    assert_eq!(made["EwbValidTill"], "2026-11-23 23:59:00");
    assert!(made["Remarks"].as_str().unwrap().contains("280 km"), "{made}");
    on(&sandbox, "2027-05-21T12:00:00");
    let seller = log_in(&sandbox, SELLER);
    let reply = answer(&sandbox, seller.post("/eiewb/v1.03/ewaybill", &asked(&second, 0)));
    assert_eq!(refusal(&reply), "4043");
}
