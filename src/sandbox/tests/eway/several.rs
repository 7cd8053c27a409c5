use super::*;

/// The beginning of a movement in several vehicles.
pub(super) fn start(number: i64) -> Value {
    json!({"ewbNo": number, "reasonCode": "2", "reasonRem": "Up the hill", "fromPlace": "Krishnagiri", "fromState": 33,
        "toPlace": "Chennai", "toState": 33, "transMode": "1", "totalQuantity": 250, "unitCode": "NOS"})
}

fn add(number: i64, vehicle: &str, quantity: Value) -> Value {
    json!({"ewbNo": number, "groupNo": "1", "vehicleNo": vehicle, "transDocNo": "", "transDocDate": "", "quantity": quantity})
}

fn change(number: i64, old: &str, new: &str) -> Value {
    json!({"ewbNo": number, "groupNo": "1", "oldvehicleNo": old, "newVehicleNo": new, "oldTranNo": "", "newTranNo": "",
        "fromPlace": "Vellore", "fromState": 33, "reasonCode": "1", "reasonRem": "Breakdown"})
}

#[test]
fn goods_are_divided_among_vehicles_and_one_of_them_is_changed() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &own("M/1"));
    let text = number.to_string();
    let begun = sender.does(&sandbox, "MULTIVEHMOVINT", &start(number));
    assert_eq!(begun, json!({"ewbNo": text, "groupNo": "1", "createdDate": "21/11/2026 12:00:30 PM"}));
    let added = sender.does(&sandbox, "MULTIVEHADD", &add(number, "TN24D1001", json!(150)));
    assert_eq!(added, json!({"ewbNo": text, "groupNo": "1", "vehAddedDate": "21/11/2026 12:00:30 PM"}));
    assert_eq!(sender.refused(&sandbox, "MULTIVEHADD", &add(number, "TN24D1002", json!(100.001))), "400,");
    sender.does(&sandbox, "MULTIVEHADD", &add(number, "TN24D1002", json!("100")));
    let changed = sender.does(&sandbox, "MULTIVEHUPD", &change(number, "TN24D1001", "TN24D1003"));
    assert_eq!(changed, json!({"ewbNo": text, "groupNo": "1", "vehUpdDate": "21/11/2026 12:00:30 PM"}));
    let bill = sender.bill(&sandbox, number);
    let vehicles = bill["VehiclListDetails"].as_array().unwrap();
    let named: Vec<(&str, &str)> =
        vehicles.iter().map(|v| (v["vehicleNo"].as_str().unwrap(), v["groupNo"].as_str().unwrap())).collect();
    assert_eq!(named, [("TN24D1003", "1"), ("TN24D1002", "1"), ("TN24D1001", "1"), ("KA05AB1234", "0")]);

    // While they run, the bill has no one vehicle.
    assert_eq!(sender.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "1")), "412,");
    assert_eq!(sender.refused(&sandbox, "GENCEWB", &trips::sheet(&[number])), "648,");
    assert_eq!(sender.does(&sandbox, "MULTIVEHMOVINT", &start(number))["groupNo"], "2");
}

#[test]
fn wrong_steps_of_several_vehicles_are_refused_each_with_its_code() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &own("M/2"));
    let refused = |action: &str, asked: Value| sender.refused(&sandbox, action, &asked);
    assert_eq!(refused("MULTIVEHADD", add(number, "TN24D1001", json!(1))), "411,");
    for (change, code) in [
        (json!({"ewbNo": 5}), "301,"),
        (json!({"reasonCode": 9}), "307,"),
        (json!({"reasonRem": ""}), "308,"),
        (json!({"fromPlace": ""}), "305,"),
        (json!({"fromState": "x"}), "306,"),
        (json!({"toPlace": ""}), "321,"),
        (json!({"toState": 0}), "320,"),
        (json!({"transMode": 5}), "302,"),
        (json!({"totalQuantity": 0}), "402,"),
        (json!({"totalQuantity": "1e400"}), "402,"),
        (json!({"unitCode": "KGS"}), "399,"),
    ] {
        assert_eq!(refused("MULTIVEHMOVINT", with(&start(number), &change)), code, "{change}");
    }
    sender.does(&sandbox, "MULTIVEHMOVINT", &start(number));
    sender.does(&sandbox, "MULTIVEHADD", &add(number, "TN24D1001", json!(10)));
    for (change, code) in [
        (json!({"groupNo": ""}), "406,"),
        (json!({"groupNo": 0}), "406,"),
        (json!({"groupNo": 2}), "411,"),
        (json!({"quantity": -3}), "402,"),
        (json!({"vehicleNo": ""}), "303,"),
        (json!({"vehicleNo": "TN"}), "304,"),
        (json!({"transDocNo": "a b"}), "223,"),
    ] {
        assert_eq!(refused("MULTIVEHADD", with(&add(number, "TN24D1001", json!(1)), &change)), code, "{change}");
    }
    for (change_of, code) in [
        (json!({"groupNo": null}), "406,"),
        (json!({"groupNo": 7}), "411,"),
        (json!({"oldvehicleNo": "TN24D1009"}), "405,"),
        (json!({"oldvehicleNo": "?"}), "407,"),
        (json!({"newVehicleNo": "?"}), "408,"),
        (json!({"newVehicleNo": ""}), "408,"),
        (json!({"oldTranNo": "?"}), "409,"),
        (json!({"newTranNo": "?"}), "410,"),
        (json!({"reasonCode": 0}), "307,"),
        (json!({"fromPlace": ""}), "305,"),
    ] {
        let asked = with(&change(number, "TN24D1001", "TN24D1003"), &change_of);
        assert_eq!(refused("MULTIVEHUPD", asked), code, "{change_of}");
    }
    let two = json!([challan("")["itemList"][0], with(&challan("")["itemList"][0], &json!({"qtyUnit": "KGS"}))]);
    let mixed = sender.makes(&sandbox, &with(&own("M/3"), &json!({ "itemList": two })));
    sender.does(&sandbox, "MULTIVEHMOVINT", &start(mixed));
    assert_eq!(refused("MULTIVEHMOVINT", with(&start(mixed), &json!({"unitCode": "KGS"}))), "413,");

    let by = |gstin: &str| Eway::log_in(&sandbox, gstin).refused(&sandbox, "MULTIVEHMOVINT", &start(number));
    assert_eq!((by(RECIPIENT), by(STRANGER)), ("646,".into(), "646,".into()));
    sender.does(&sandbox, "UPDATETRANSPORTER", &json!({"ewbNo": number, "transporterId": CARRIER}));
    assert_eq!(by(SENDER), "646,");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    carrier.does(&sandbox, "MULTIVEHADD", &add(number, "TN24D1005", json!(1)));
    assert_eq!(by(SENDER), "645,");
    let unmoved = sender.makes(&sandbox, &slip("M/4"));
    assert_eq!(carrier.refused(&sandbox, "MULTIVEHMOVINT", &start(unmoved)), "381,");
    on(&sandbox, "2026-11-24T00:00:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    assert_eq!(carrier.refused(&sandbox, "MULTIVEHMOVINT", &start(number)), "817,");
}
