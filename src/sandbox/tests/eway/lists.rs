use super::*;

fn numbers(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|row| row["ewbNo"].as_i64().unwrap()).collect()
}

#[test]
fn each_sees_the_bills_of_a_day_that_it_has_a_part_in() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let first = sender.makes(&sandbox, &challan("L/1"));
    let second = sender.makes(&sandbox, &challan("L/2"));
    let sold = json!({"transporterId": STRANGER, "toGstin": STRANGER, "toStateCode": 27, "actToStateCode": 27,
        "toPincode": 400_050});
    let third = sender.makes(&sandbox, &with(&challan("L/3"), &sold));
    Eway::log_in(&sandbox, RECIPIENT).does(&sandbox, "REJEWB", &json!({ "ewbNo": second }));
    on(&sandbox, "2026-11-22T00:00:00");
    let next = Eway::log_in(&sandbox, SENDER).makes(&sandbox, &challan("L/4"));
    let list = |gstin: &str, list: &str| numbers(&Eway::log_in(&sandbox, gstin).gets(&sandbox, list));
    assert_eq!(list(SENDER, "GetEwayBillsByDate?date=21/11/2026"), [first, second, third]);
    assert_eq!(list(SENDER, "GetEwayBillsByDate?date=22%2F11%2F2026"), [next]);
    assert_eq!(list(SENDER, "GetEwayBillsRejectedByOthers?date=21/11/2026"), [second]);
    assert!(list(SENDER, "GetEwayBillsofOtherParty?date=21/11/2026").is_empty());
    assert_eq!(list(RECIPIENT, "GetEwayBillsofOtherParty?date=21/11/2026"), [first, second]);
    assert!(list(RECIPIENT, "GetEwayBillsByDate?date=21/11/2026").is_empty());
    assert_eq!(list(CARRIER, "GetEwayBillsForTransporter?date=21/11/2026"), [first, second]);
    // This transporter is of another state than the makers.
    assert!(list(STRANGER, "GetEwayBillsForTransporter?date=21/11/2026").is_empty());
    let by_maker = format!("GetEwayBillsForTransporterByGstin?Gen_gstin={SENDER}&date=21/11/2026");
    assert_eq!(list(STRANGER, &by_maker), [third]);
    assert_eq!(list(STRANGER, "GetEwayBillsForTransporterByState?date=21/11/2026&stateCode=29"), [third]);
    assert!(list(STRANGER, "GetEwayBillsForTransporterByState?date=21/11/2026&stateCode=27").is_empty());

    let rows = Eway::log_in(&sandbox, SENDER).gets(&sandbox, "GetEwayBillsByDate?date=21/11/2026");
    assert_eq!(
        rows[1],
        json!({"ewbNo": second, "ewbDate": "21/11/2026 12:00:00 PM ", "status": "ACT", "genGstin": SENDER,
        "docNo": "L/2", "docDate": "20/11/2026", "delPinCode": 600_058, "delStateCode": 33, "delPlace": "Chennai",
        "validUpto": "23/11/2026 11:59:00 PM", "extendedTimes": 0, "rejectStatus": "Y"})
    );
}

#[test]
fn an_enrolled_transporter_has_no_state_and_sees_all_its_bills() {
    let sandbox = sandbox();
    let enrolled = "88AABCT9876R1ZX";
    let number =
        Eway::log_in(&sandbox, SENDER).makes(&sandbox, &with(&challan("L/5"), &json!({"transporterId": enrolled})));
    let list = Eway::log_in(&sandbox, enrolled).gets(&sandbox, "GetEwayBillsForTransporter?date=21/11/2026");
    assert_eq!(numbers(&list), [number]);
}

#[test]
fn wrong_questions_are_refused_each_with_its_code() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &challan("L/6"));
    let stranger = Eway::log_in(&sandbox, STRANGER);
    let refused = |client: &Eway, name: &str| codes(&answer(&sandbox, client.reading(name)));
    for (name, code) in [
        ("GetEwayBill", "301,"),
        ("GetEwayBill?ewbNo=12", "301,"),
        ("GetEwayBill?ewbNo=991000000999", "357,"),
        ("GetEwayBillGeneratedByConsigner?docType=CHL&docNo=L/7", "418,"),
        ("GetEwayBillGeneratedByConsigner?docType=INV&docNo=L/6", "418,"),
        ("GetEwayBillsByDate", "601,"),
        ("GetEwayBillsByDate?date=2026-11-21", "601,"),
        ("GetEwayBillsByDate?date=31/11/2026", "601,"),
        ("GetEwayBillsForTransporterByState?date=21/11/2026&stateCode=x", "351,"),
    ] {
        assert_eq!(refused(&sender, name), code, "{name}");
    }
    assert_eq!(refused(&stranger, &format!("GetEwayBill?ewbNo={number}")), "357,");
    assert_eq!(refused(&stranger, "GetEwayBillGeneratedByConsigner?docType=CHL&docNo=L/6"), "418,");
    for gstin in [SENDER, RECIPIENT, CARRIER] {
        assert_eq!(Eway::log_in(&sandbox, gstin).bill(&sandbox, number)["ewbNo"], number, "{gstin}");
    }
    let found = sender.gets(&sandbox, "GetEwayBillGeneratedByConsigner?docType=CHL&docNo=l/6");
    assert_eq!(
        found,
        json!({"ewayBillNo": number, "ewayBillDate": "21/11/2026 12:00:00 PM",
        "validUpto": "23/11/2026 11:59:00 PM", "status": "ACT"})
    );
}

#[test]
fn the_list_by_state_answers_fifty_calls_in_a_quarter_of_an_hour() {
    let sandbox = sandbox();
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let list = "GetEwayBillsForTransporterByState?date=21/11/2026&stateCode=29";
    for _ in 0..50 {
        carrier.gets(&sandbox, list);
    }
    assert_eq!(codes(&answer(&sandbox, carrier.reading(list))), "658,");
    after(&sandbox, 15 * 60 - 1);
    assert_eq!(codes(&answer(&sandbox, carrier.reading(list))), "658,");
    after(&sandbox, 1);
    carrier.gets(&sandbox, list);
}
