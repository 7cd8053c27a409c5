use super::*;

fn refusals(changes: &[(Value, &str)]) {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    for (change, code) in changes {
        let asked = with(&challan("R/1"), change);
        assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &asked), *code, "{change}");
    }
    // None of them was made.
    assert_eq!(eway.gets(&sandbox, "GetEwayBillsByDate?date=21/11/2026"), json!([]));
}

#[test]
fn a_challan_and_a_slip_are_made_and_read_back() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let made = eway.does(&sandbox, "GENEWAYBILL", &challan("JW/7"));
    let number = made["ewayBillNo"].as_i64().unwrap();
    assert_eq!(
        made,
        json!({"ewayBillNo": number, "ewayBillDate": "21/11/2026 12:00:00 PM",
        "validUpto": "23/11/2026 11:59:00 PM", "alert": ""})
    );
    let bill = eway.bill(&sandbox, number);
    for (name, value) in challan("JW/7").as_object().unwrap() {
        if !matches!(name.as_str(), "itemList" | "subSupplyType" | "transMode" | "transDistance" | "vehicleNo") {
            assert_eq!(&bill[name], value, "{name}");
        }
    }
    assert_eq!((&bill["subSupplyType"], &bill["status"]), (&json!("4 "), &json!("ACT")));
    assert_eq!(
        (&bill["actualDist"], &bill["noValidDays"], &bill["extendedTimes"]),
        (&json!(356), &json!(2), &json!(0))
    );
    assert_eq!(
        (&bill["userGstin"], &bill["genMode"], &bill["rejectStatus"]),
        (&json!(SENDER), &json!("API"), &json!("N"))
    );
    assert_eq!(bill["itemList"][0]["hsnCode"], 84_662_000);
    assert_eq!(bill["itemList"][0]["taxableAmount"], 18500.5);
    assert_eq!(
        bill["VehiclListDetails"],
        json!([{"updMode": "API", "vehicleNo": "KA05AB1234", "fromPlace": "Bengaluru",
        "fromState": 29, "tripshtNo": 0, "userGSTINTransin": SENDER, "enteredDate": "21/11/2026 12:00:00 PM",
        "transMode": "1", "transDocNo": "", "transDocDate": null, "groupNo": "0"}])
    );

    let made = eway.does(&sandbox, "GENEWAYBILL", &slip("B2C/8"));
    assert_eq!(
        (&made["validUpto"], &made["alert"]),
        (&Value::Null, &json!("Distance between these two pincodes is 100"))
    );
    let bill = eway.bill(&sandbox, made["ewayBillNo"].as_i64().unwrap());
    assert_eq!(
        (&bill["validUpto"], &bill["VehiclListDetails"], &bill["shipToTradeName"]),
        (&Value::Null, &json!([]), &json!("K Nair"))
    );
}

#[test]
fn wrong_document_facts_are_refused_each_with_its_code() {
    refusals(&[
        (json!({"userGstin": RECIPIENT}), "358,"),
        (json!({"supplyType": "X"}), "201,"),
        (json!({"subSupplyType": 13}), "202,"),
        (json!({"subSupplyType": 7}), "203,"),
        (json!({"docType": "CRN"}), "204,"),
        (json!({"docType": "INV"}), "205,"),
        (json!({"docType": "BOE"}), "611,"),
        (json!({"docNo": ""}), "206,"),
        (json!({"docNo": "A_1"}), "206,"),
        (json!({"docNo": "12345678901234567"}), "206,"),
        (json!({"docNo": ["x"]}), "206,"),
        (json!({"docDate": "2026-11-20"}), "207,"),
        (json!({"docDate": "31/11/2026"}), "207,"),
        (json!({"docDate": "22/11/2026"}), "207,"),
        (json!({"docDate": "30/06/2017"}), "819,"),
        (json!({"docDate": "24/05/2026"}), "820,"),
        (json!({"transactionType": null}), "614,"),
        (json!({"transactionType": 5}), "612,"),
        (json!({"subSupplyType": 8}), "377,"),
    ]);
}

#[test]
fn wrong_parties_are_refused_each_with_its_code() {
    refusals(&[
        (json!({"fromTrdName": ""}), "229,"),
        (json!({"fromAddr1": null}), "209,"),
        (json!({"fromPlace": " "}), "230,"),
        (json!({"toTrdName": 7.5}), "231,"),
        (json!({"toAddr1": ""}), "213,"),
        (json!({"toPlace": ""}), "232,"),
        (json!({"fromGstin": "29AAACE4711F1Z"}), "208,369,"),
        (json!({"toGstin": "URX"}), "212,"),
        (json!({"transactionType": 2, "shipToGSTIN": "29"}), "609,"),
        (json!({"transactionType": 3, "dispatchFromGSTIN": "29"}), "610,"),
        (json!({"dispatchFromGSTIN": STRANGER}), "615,"),
        (json!({"shipToGSTIN": STRANGER}), "616,"),
        (json!({"transactionType": 3, "dispatchFromGSTIN": SENDER}), "617,"),
        (json!({"transactionType": 2, "shipToGSTIN": RECIPIENT}), "618,"),
        (json!({"fromStateCode": 77}), "211,643,"),
        (json!({"toStateCode": 0}), "215,644,"),
        (json!({"actFromStateCode": 77}), "371,643,"),
        (json!({"actToStateCode": 77}), "372,644,"),
        (json!({"fromPincode": 56005}), "210,"),
        (json!({"toPincode": "x"}), "214,"),
        (json!({"fromPincode": 600058}), "437,"),
        (json!({"toPincode": 560058}), "436,"),
        (json!({"actFromStateCode": 33, "fromPincode": 600058}), "643,"),
        (json!({"actToStateCode": 29, "toPincode": 560058}), "644,"),
    ]);
}

#[test]
fn abroad_has_a_state_and_a_pin_of_its_own() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let export = json!({"subSupplyType": 3, "docType": "BIL", "toGstin": "URP", "toStateCode": 96, "actToStateCode": 96,
        "toPincode": 999_999});
    let try_with = |change: Value| with(&with(&challan("X/1"), &export), &change);
    assert_eq!(
        eway.refused(&sandbox, "GENEWAYBILL", &try_with(json!({"toStateCode": 33, "transactionType": 2}))),
        "373,"
    );
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &try_with(json!({"toPincode": 600_058}))), "374,");
    // Another number for other countries, and a port in India as the place of delivery.
    eway.makes(&sandbox, &try_with(json!({"toStateCode": 99, "actToStateCode": 99})));
    let port = json!({"docNo": "X/2", "transactionType": 2, "actToStateCode": 33, "toPincode": 600_001});
    eway.makes(&sandbox, &try_with(port));

    let import = json!({"supplyType": "I", "subSupplyType": 2, "docType": "BOE", "fromGstin": "URP", "toGstin": SENDER,
        "fromStateCode": 96, "actFromStateCode": 96, "fromPincode": 999_999, "toStateCode": 29, "actToStateCode": 29,
        "toPincode": 560_058});
    let try_with = |change: Value| with(&with(&challan("M/1"), &import), &change);
    assert_eq!(
        eway.refused(&sandbox, "GENEWAYBILL", &try_with(json!({"fromStateCode": 33, "transactionType": 3}))),
        "375,"
    );
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &try_with(json!({"fromPincode": 600_058}))), "376,");
    eway.makes(&sandbox, &try_with(json!({})));
}

#[test]
fn a_bill_is_made_by_its_sender_its_recipient_or_a_transporter_who_is_neither() {
    let sandbox = sandbox();
    let by = |gstin: &str, change: Value| {
        let eway = Eway::log_in(&sandbox, gstin);
        eway.refused(&sandbox, "GENEWAYBILL", &with(&challan("W/1"), &change))
    };
    assert_eq!(by(RECIPIENT, json!({})), "359,");
    assert_eq!(by(RECIPIENT, json!({"transporterId": RECIPIENT})), "370,");
    assert_eq!(by(STRANGER, json!({})), "369,");
    assert_eq!(by(STRANGER, json!({"transporterId": null})), "359,");
    let inward = json!({"supplyType": "I", "subSupplyType": 6});
    assert_eq!(by(SENDER, inward.clone()), "360,");
    Eway::log_in(&sandbox, RECIPIENT).makes(&sandbox, &with(&challan("W/2"), &inward));
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let number = carrier.makes(&sandbox, &challan("W/3"));
    assert_eq!(carrier.bill(&sandbox, number)["userGstin"], CARRIER);
}

#[test]
fn wrong_lines_and_values_are_refused_each_with_its_code() {
    let line = |change: Value| {
        let line = with(&challan("")["itemList"][0], &change);
        json!({ "itemList": [line] })
    };
    refusals(&[
        (json!({"itemList": []}), "233,"),
        (json!({"itemList": "none"}), "233,"),
        (json!({"itemList": [7]}), "240,233,"),
        (line(json!({"hsnCode": "9965"})), "724,"),
        (line(json!({"hsnCode": "84X"})), "216,"),
        (line(json!({"hsnCode": "00001111"})), "216,"),
        (line(json!({"hsnCode": "84"})), "282,"),
        (line(json!({"qtyUnit": "PIECES"})), "217,"),
        (line(json!({"taxableAmount": null})), "234,"),
        (line(json!({"taxableAmount": {"much": 1}})), "234,"),
        (line(json!({"quantity": -1})), "240,"),
        (line(json!({"cgstRate": 9, "sgstRate": 6})), "251,"),
        (line(json!({"cgstRate": 7, "sgstRate": 7})), "252,"),
        (line(json!({"igstRate": 17})), "254,"),
        (line(json!({"cessRate": -1})), "255,"),
        (line(json!({"cessNonAdvol": -1})), "256,"),
        (json!({"totalValue": -1, "totInvValue": 0}), "627,"),
        (json!({"totInvValue": null}), "640,"),
        (json!({"totInvValue": -5}), "628,620,"),
        (json!({"igstValue": -1}), "629,"),
        (json!({"cgstValue": -1}), "630,"),
        (json!({"sgstValue": -1}), "631,"),
        (json!({"cessValue": -1}), "632,"),
        (json!({"cessNonAdvolValue": -1}), "633,"),
        (json!({"otherValue": []}), "240,"),
        (json!({"totInvValue": 18498.49}), "620,"),
        (json!({"igstValue": 100, "totInvValue": 18590}), "620,"),
    ]);
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    eway.makes(&sandbox, &with(&challan("V/1"), &json!({"totInvValue": 18498.5})));
    eway.makes(&sandbox, &with(&challan("V/2"), &json!({"otherValue": -500, "totInvValue": "18000.50"})));
    // A code of the first chapters that has lost its zero.
    let number = eway.makes(&sandbox, &with(&challan("V/3"), &line(json!({"hsnCode": 1_012_100}))));
    assert_eq!(eway.bill(&sandbox, number)["itemList"][0]["hsnCode"], 1_012_100);
}

#[test]
fn taxes_go_with_the_way_of_the_supply_and_the_kind_of_the_parties() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let rates = |cgst: u32, igst: u32| {
        let line = json!({"cgstRate": cgst, "sgstRate": cgst, "igstRate": igst});
        json!([with(&slip("")["itemList"][0], &line)])
    };
    let refused = |change: Value| eway.refused(&sandbox, "GENEWAYBILL", &with(&slip("T/1"), &change));
    assert_eq!(refused(json!({"itemList": rates(0, 18), "cgstValue": 0, "sgstValue": 0})), "218,");
    assert_eq!(refused(json!({"igstValue": 11160, "cgstValue": 0, "sgstValue": 0})), "623,");
    let away = json!({"toStateCode": 33, "actToStateCode": 33, "toPincode": 600_058, "cgstValue": 0, "sgstValue": 0});
    assert_eq!(refused(with(&away, &json!({"itemList": rates(9, 0)}))), "219,");
    let halves = json!({"cgstValue": 5580, "sgstValue": 5580, "itemList": rates(0, 18)});
    assert_eq!(refused(with(&away, &halves)), "624,");

    let change = |gstin: &str, change: Value| {
        sandbox.set_taxpayer_by(with(&json!({"gstin": gstin}), &change).to_string().as_bytes()).unwrap();
    };
    change(RECIPIENT, json!({"type": "SEZ"}));
    let to_unit = json!({"toGstin": RECIPIENT, "shipToGSTIN": null, "shipToTradeName": null});
    assert_eq!(refused(to_unit.clone()), "378,");
    let lots = |supply: &str| with(&challan("L/1"), &json!({"subSupplyType": 9, "supplyType": supply}));
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &lots("O")), "641,");
    let back = json!({"fromGstin": RECIPIENT, "toGstin": SENDER});
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &with(&lots("I"), &back)), "642,");

    change(SENDER, json!({"type": "COM"}));
    assert_eq!(refused(json!({})), "714,704,");
    assert_eq!(refused(with(&away, &json!({"docType": "BIL", "itemList": rates(0, 0)}))), "703,");
    change(SENDER, json!({"type": "REG", "blocked": true}));
    assert_eq!(refused(json!({})), "715,");
    change(SENDER, json!({"blocked": false}));
    eway.makes(&sandbox, &slip("T/1"));
}

#[test]
fn the_register_knows_who_may_send_and_receive() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let refused = |gstin: &str, standing: TaxpayerStanding| {
        sandbox.set_taxpayer(Gstin::parse(gstin).unwrap(), standing).unwrap();
        let codes = eway.refused(&sandbox, "GENEWAYBILL", &challan("K/1"));
        sandbox.set_taxpayer(Gstin::parse(gstin).unwrap(), TaxpayerStanding::Active).unwrap();
        codes
    };
    for standing in [
        TaxpayerStanding::Suspended,
        TaxpayerStanding::Cancelled,
        TaxpayerStanding::Inactive,
        TaxpayerStanding::Missing,
    ] {
        assert_eq!(refused(SENDER, standing), "208,", "{standing:?}");
    }
    assert_eq!(refused(RECIPIENT, TaxpayerStanding::Cancelled), "722,");
    assert_eq!(refused(RECIPIENT, TaxpayerStanding::Inactive), "212,");
    sandbox.set_taxpayer(Gstin::parse(RECIPIENT).unwrap(), TaxpayerStanding::Suspended).unwrap();
    eway.makes(&sandbox, &challan("K/1"));
}

#[test]
fn a_suppliers_tax_invoice_under_e_invoicing_needs_its_irn_first() {
    let sandbox = sandbox();
    let sold = json!({"subSupplyType": 1, "docType": "INV", "igstValue": 3330.09, "totInvValue": 21830.59});
    let eway = Eway::log_in(&sandbox, SENDER);
    eway.makes(&sandbox, &with(&challan("E/1"), &sold));
    sandbox.set_e_invoicing(Gstin::parse(SENDER).unwrap(), true).unwrap();
    let refused = |change: Value| eway.refused(&sandbox, "GENEWAYBILL", &with(&with(&challan("E/2"), &sold), &change));
    assert_eq!(refused(json!({})), "720,");
    let export =
        json!({"subSupplyType": 3, "toGstin": "URP", "toStateCode": 96, "actToStateCode": 96, "toPincode": 999_999});
    assert_eq!(refused(export), "720,");
    // A bill of supply, a challan and a sale to a person need none.
    eway.makes(&sandbox, &with(&with(&challan("E/3"), &sold), &json!({"docType": "BIL"})));
    eway.makes(&sandbox, &challan("E/4"));
    eway.makes(&sandbox, &with(&with(&challan("E/5"), &sold), &json!({"toGstin": "URP"})));

    // Untold, a supplier is under e-invoicing once it has registered a document.
    let seller = log_in(&sandbox, SELLER);
    let shop = Eway::log_in(&sandbox, SELLER);
    let own = json!({"fromGstin": SELLER, "fromStateCode": 24, "actFromStateCode": 24, "fromPincode": 395_002});
    let own = with(&with(&challan("E/6"), &sold), &own);
    shop.makes(&sandbox, &own);
    seller.opened(&seller.generate(&sandbox, &invoice("A/1")));
    assert_eq!(shop.refused(&sandbox, "GENEWAYBILL", &with(&own, &json!({"docNo": "E/7"}))), "720,");
    sandbox.set_e_invoicing(Gstin::parse(SELLER).unwrap(), false).unwrap();
    shop.makes(&sandbox, &with(&own, &json!({"docNo": "E/7"})));
}

#[test]
fn a_document_has_one_bill_whoever_makes_it() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let number = eway.makes(&sandbox, &challan("one/1"));
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &challan("ONE/1")), "604,");
    assert_eq!(Eway::log_in(&sandbox, CARRIER).refused(&sandbox, "GENEWAYBILL", &challan("one/1")), "604,");
    let other = sandbox.twin("NIC2").unwrap();
    assert_eq!(eway.refused(&other, "GENEWAYBILL", &challan("one/1")), "604,");
    // Another type and another year are other documents; so is the same after its bill was cancelled.
    eway.makes(
        &sandbox,
        &with(&challan("one/1"), &json!({"subSupplyType": 8, "subSupplyDesc": "loan", "docType": "OTH"})),
    );
    on(&sandbox, "2026-05-02T09:00:00");
    let eway = Eway::log_in(&sandbox, SENDER);
    eway.makes(&sandbox, &with(&challan("one/1"), &json!({"docDate": "31/03/2026"})));
    on(&sandbox, "2026-11-21T13:00:00");
    let eway = Eway::log_in(&sandbox, SENDER);
    eway.does(&sandbox, "CANEWB", &json!({"ewbNo": number, "cancelRsnCode": 4, "cancelRmrk": "again"}));
    assert_ne!(eway.makes(&sandbox, &challan("one/1")), number);
}

#[test]
fn transport_is_refused_each_with_its_code() {
    refusals(&[
        (json!({"transporterId": "29X"}), "222,"),
        (json!({"transMode": 5}), "220,"),
        (json!({"transDistance": null}), "221,"),
        (json!({"transDistance": "far"}), "221,"),
        (json!({"transDistance": 4001}), "221,"),
        (json!({"transMode": null}), "621,"),
        (json!({"transMode": null, "vehicleNo": null, "transDocNo": "LR1"}), "622,"),
        (json!({"transMode": null, "transDocNo": "LR1"}), "638,"),
        (json!({"transMode": null, "vehicleNo": null, "transporterId": null}), "619,"),
        (json!({"vehicleNo": null, "transporterId": null}), "226,"),
        (json!({"vehicleNo": "KA5"}), "225,"),
        (json!({"vehicleType": "B"}), "361,"),
        (json!({"transDocNo": "LR 1"}), "223,"),
        (json!({"transDocDate": "2026-11-20"}), "224,"),
        (json!({"transDocDate": "19/11/2026"}), "362,"),
        (json!({"transMode": 2, "vehicleNo": null}), "226,"),
        (json!({"transMode": 3, "transDocNo": "AW1"}), "224,"),
        (
            json!({"transMode": 2, "transDocNo": "P1234567890", "transDocDate": "21/11/2026", "vehicleType": "O"}),
            "634,",
        ),
        (json!({"transMode": 4}), "726,"),
        (json!({"transMode": 4, "vehicleNo": null, "vehicleType": "O"}), "226,"),
    ]);
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let rail = json!({"transMode": 2, "vehicleNo": null, "transDocNo": "P1234567890", "transDocDate": "21/11/2026"});
    let made = eway.does(&sandbox, "GENEWAYBILL", &with(&challan("W/1"), &rail));
    assert_eq!(made["alert"], "");
    let made = eway.does(&sandbox, "GENEWAYBILL", &with(&with(&challan("W/2"), &rail), &json!({"transDocNo": "RR77"})));
    assert!(made["alert"].as_str().unwrap().contains("RR number"), "{made}");
    // A mode without vehicle is a slip where a transporter is named.
    let made = eway.does(&sandbox, "GENEWAYBILL", &with(&challan("W/3"), &json!({"vehicleNo": ""})));
    assert_eq!(made["validUpto"], Value::Null);
}

#[test]
fn distances_are_judged_by_the_map_that_the_sandbox_was_given() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    sandbox.set_distance(600_058, 560_058, Some(300)).unwrap();
    let asked = |number: &str, km: u32| with(&challan(number), &json!({ "transDistance": km }));
    let reply = answer(&sandbox, eway.change("GENEWAYBILL", &asked("D/1", 331)));
    assert_eq!(codes(&reply), "702,");
    let info = BASE64_STANDARD.decode(reply["info"].as_str().unwrap()).unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    assert_eq!(info, json!({"fromPinCode": "560058", "toPinCode": "600058", "distance": 300}));
    let made = |number: &str, km: u32| {
        let made = eway.does(&sandbox, "GENEWAYBILL", &asked(number, km));
        let bill = eway.bill(&sandbox, made["ewayBillNo"].as_i64().unwrap());
        (bill["actualDist"].as_u64().unwrap(), made["alert"].as_str().unwrap().to_owned())
    };
    assert_eq!(made("D/1", 330), (330, String::new()));
    assert_eq!(made("D/2", 12), (12, String::new()));
    assert_eq!(made("D/3", 0), (300, "Distance between these two pincodes is 300".into()));
    sandbox.set_distance_by(br#"{"from":560058,"to":600058}"#).unwrap();
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &asked("D/4", 0)), "709,");
    assert!(made("D/4", 350).1.contains("not known"));
    assert!(sandbox.set_distance_by(br#"{"from":"near"}"#).is_err());

    let near = json!({"toGstin": "URP", "toStateCode": 29, "actToStateCode": 29, "toPincode": 560_058});
    let near = |number: &str, km: u32, purpose: u32| {
        with(&with(&asked(number, km), &near), &json!({ "subSupplyType": purpose }))
    };
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &near("D/5", 0, 4)), "721,");
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &near("D/5", 101, 4)), "702,");
    eway.makes(&sandbox, &near("D/5", 100, 4));
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &near("D/6", 301, 10)), "702,");
    eway.makes(&sandbox, &near("D/6", 300, 10));
}

#[test]
fn gold_moves_inside_kerala_alone_by_part_a() {
    let sandbox = sandbox();
    let jeweller = "32AAACE4711F1ZY";
    let eway = Eway::log_in(&sandbox, jeweller);
    let ring = json!([with(&challan("")["itemList"][0], &json!({"hsnCode": "71131910"}))]);
    let gold = json!({"fromGstin": jeweller, "fromStateCode": 32, "actFromStateCode": 32, "fromPincode": 682_001,
        "toStateCode": 32, "actToStateCode": 32, "toPincode": 695_001, "toGstin": "URP", "itemList": ring, "transMode": 1,
        "transporterId": null, "transporterName": null, "vehicleNo": null, "vehicleType": null, "transDistance": 200});
    let gold = with(&challan("G/1"), &gold);
    let refused = |change: Value| eway.refused(&sandbox, "GENEWAYBILL", &with(&gold, &change));
    assert_eq!(refused(json!({"transporterId": CARRIER})), "801,");
    assert_eq!(refused(json!({"transporterName": "X"})), "802,");
    assert_eq!(refused(json!({"transDocNo": "1"})), "803,");
    assert_eq!(refused(json!({"transDocDate": "21/11/2026"})), "804,");
    assert_eq!(refused(json!({"vehicleNo": "KL01A1234"})), "805,");
    assert_eq!(refused(json!({"vehicleType": "R"})), "806,");
    assert_eq!(refused(json!({"transMode": null})), "807,");
    assert_eq!(refused(json!({"toStateCode": 33, "actToStateCode": 33, "toPincode": 600_058})), "808,");
    assert_eq!(refused(json!({"itemList": [ring[0], challan("")["itemList"][0]]})), "809,");
    assert_eq!(refused(json!({"transMode": 3})), "815,");
    let number = eway.makes(&sandbox, &gold);
    assert_eq!(
        eway.refused(&sandbox, "UPDATETRANSPORTER", &json!({"ewbNo": number, "transporterId": CARRIER})),
        "810,"
    );
    assert_eq!(eway.refused(&sandbox, "VEHEWB", &vehicle(number, "KL01A1234", "4")), "811,");
    assert_eq!(eway.refused(&sandbox, "GENCEWB", &trips::sheet(&[number])), "812,");
    assert_eq!(eway.refused(&sandbox, "MULTIVEHMOVINT", &several::start(number)), "814,");
    // Part A alone is all it has: it is not discarded.
    on(&sandbox, "2026-12-20T12:00:00");
    let eway = Eway::log_in(&sandbox, jeweller);
    assert_eq!(eway.bill(&sandbox, number)["status"], "ACT");
}
