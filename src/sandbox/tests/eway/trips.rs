use super::*;

/// A trip sheet by road.
pub(super) fn sheet(numbers: &[i64]) -> Value {
    let bills: Vec<Value> = numbers.iter().map(|number| json!({ "ewbNo": number })).collect();
    json!({"fromPlace": "Bengaluru", "fromState": 29, "vehicleNo": "KA05AB1234", "transMode": "1", "transDocNo": "LR-778",
        "transDocDate": "21/11/2026", "tripSheetEwbBills": bills})
}

fn renewed(trip: i64) -> Value {
    with(
        &sheet(&[]),
        &json!({"tripSheetNo": trip, "vehicleNo": "KA05AC9999", "fromPlace": "Hosur", "fromState": 33, "reasonCode": 1,
            "reasonRem": "Breakdown"}),
    )
}

#[test]
fn a_trip_sheet_carries_bills_and_gives_slips_their_part_b() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let (number, unmoved) = (sender.makes(&sandbox, &challan("T/1")), sender.makes(&sandbox, &slip("T/2")));
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let made = carrier.does(&sandbox, "GENCEWB", &sheet(&[number, unmoved]));
    let trip = made["cEwbNo"].as_i64().unwrap();
    assert_eq!((trip.to_string().len(), &made["cEWBDate"]), (10, &json!("21/11/2026 12:00:30 PM")));
    let bill = carrier.bill(&sandbox, unmoved);
    assert_eq!(
        (&bill["validUpto"], &bill["VehiclListDetails"][0]["tripshtNo"]),
        (&json!("22/11/2026 11:59:00 PM"), &json!(trip))
    );
    let read = |client: &Eway, trip: i64| answer(&sandbox, client.reading(&format!("GetTripSheet?tripSheetNo={trip}")));
    let dated = |number: i64| json!({"ewbNo": number, "ewbDate": "21/11/2026 12:00:00 PM"});
    assert_eq!(
        carrier.read(&read(&carrier, trip)),
        json!({"tripSheetNo": trip, "fromPlace": "Bengaluru", "fromState": 29,
        "vehicleNo": "KA05AB1234", "transMode": "1", "userGstin": CARRIER, "enteredDate": "21/11/2026 12:00:30 PM",
        "transDocNo": "LR-778", "transDocDate": "21/11/2026", "tripSheetEwbBills": [dated(number), dated(unmoved)]})
    );
    assert_eq!(sender.read(&read(&sender, trip))["tripSheetNo"], trip);
    let stranger = Eway::log_in(&sandbox, STRANGER);
    assert_eq!(codes(&read(&stranger, trip)), "387,");
    assert_eq!(codes(&read(&carrier, trip + 1)), "387,");
    assert_eq!(codes(&answer(&sandbox, carrier.reading("GetTripSheet?tripSheetNo=x"))), "387,");

    // The vehicle breaks down; by then one of the bills has ended.
    on(&sandbox, "2026-11-23T06:00:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let next = carrier.does(&sandbox, "REGENTRIPSHEET", &renewed(trip))["cEwbNo"].as_i64().unwrap();
    assert!(next != trip);
    assert_eq!(carrier.read(&read(&carrier, next))["tripSheetEwbBills"], json!([dated(number)]));
    assert_eq!(carrier.bill(&sandbox, number)["VehiclListDetails"][0]["vehicleNo"], "KA05AC9999");
    assert_eq!(Eway::log_in(&sandbox, SENDER).refused(&sandbox, "REGENTRIPSHEET", &renewed(trip)), "650,");
    assert_eq!(carrier.refused(&sandbox, "REGENTRIPSHEET", &renewed(7)), "387,");
    assert_eq!(carrier.refused(&sandbox, "REGENTRIPSHEET", &with(&renewed(trip), &json!({"reasonCode": 9}))), "307,");
    on(&sandbox, "2026-11-24T06:00:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    assert_eq!(carrier.refused(&sandbox, "REGENTRIPSHEET", &renewed(trip)), "391,");
}

#[test]
fn wrong_trip_sheets_are_refused_each_with_its_code() {
    let sandbox = sandbox();
    on(&sandbox, "2026-11-20T12:00:00");
    let sender = Eway::log_in(&sandbox, SENDER);
    let ends = with(&own("T/3"), &json!({"transDistance": 10}));
    let ended = sender.makes(&sandbox, &ends);
    on(&sandbox, "2026-11-22T12:00:00");
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &own("T/4"));
    let refused = |asked: Value| sender.refused(&sandbox, "GENCEWB", &asked);
    assert_eq!(refused(sheet(&[])), "322,");
    assert_eq!(refused(sheet(&[number, number])), "322,");
    assert_eq!(refused(sheet(&[number, 12])), "301,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"tripSheetEwbBills": [{"ewbNo": "x"}]}))), "301,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"tripSheetEwbBills": [number]}))), "301,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"fromPlace": ""}))), "305,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"fromState": 44}))), "306,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"vehicleNo": null}))), "303,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"transMode": ""}))), "302,");
    assert_eq!(refused(with(&sheet(&[number]), &json!({"transMode": 2, "transDocNo": ""}))), "394,");
    let by = |gstin: &str| Eway::log_in(&sandbox, gstin).refused(&sandbox, "GENCEWB", &sheet(&[number]));
    assert_eq!((by(RECIPIENT), by(STRANGER)), ("650,".into(), "650,".into()));
    sender.does(&sandbox, "UPDATETRANSPORTER", &json!({"ewbNo": number, "transporterId": CARRIER}));
    assert_eq!(by(SENDER), "650,");
    Eway::log_in(&sandbox, CARRIER).does(&sandbox, "GENCEWB", &sheet(&[number]));
    assert_eq!(by(SENDER), "649,");
    on(&sandbox, "2026-11-23T12:00:00");
    let sender = Eway::log_in(&sandbox, SENDER);
    assert_eq!(sender.refused(&sandbox, "GENCEWB", &sheet(&[ended])), "818,");

    // A slip whose document grows older than 180 days before its Part B.
    let old = sender.makes(&sandbox, &with(&slip("T/5"), &json!({"docDate": "27/05/2026"})));
    after(&sandbox, 24 * 3600);
    let carrier = Eway::log_in(&sandbox, CARRIER);
    assert_eq!(carrier.refused(&sandbox, "GENCEWB", &sheet(&[old])), "820,");
}
