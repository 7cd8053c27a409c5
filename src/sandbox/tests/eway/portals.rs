use super::*;

#[test]
fn the_third_digit_names_the_portal_and_only_reading_and_part_b_go_across() {
    let first = sandbox();
    let second = first.twin("NIC2").unwrap();
    let sender = Eway::log_in(&first, SENDER);
    // One log-in and one register; each portal has its own numbers.
    let (one, two) = (sender.makes(&first, &own("P/1")), sender.makes(&second, &own("P/2")));
    assert_eq!((&one.to_string()[..3], &two.to_string()[..3]), ("991", "998"));
    for (sandbox, number) in [(&first, two), (&second, one)] {
        assert_eq!(sender.bill(sandbox, number)["ewbNo"], number);
    }
    let cancel = |number: i64| json!({"ewbNo": number, "cancelRsnCode": 1, "cancelRmrk": "twice"});
    let to = |number: i64| json!({"ewbNo": number, "transporterId": STRANGER});
    let refused = |sandbox: &Sandbox, action: &str, asked: &Value| sender.refused(sandbox, action, asked);
    assert_eq!(refused(&second, "CANEWB", &cancel(one)), "444,");
    assert_eq!(refused(&first, "CANEWB", &cancel(two)), "445,");
    assert_eq!(refused(&second, "UPDATETRANSPORTER", &to(one)), "446,");
    assert_eq!(refused(&first, "UPDATETRANSPORTER", &to(two)), "447,");
    assert_eq!(refused(&second, "VEHEWB", &vehicle(one, "KA09C4321", "1")), "448,");
    assert_eq!(refused(&first, "VEHEWB", &vehicle(two, "KA09C4321", "1")), "449,");
    assert_eq!(refused(&first, "GENCEWB", &trips::sheet(&[one, two])), "452,");
    assert_eq!(refused(&second, "GENCEWB", &trips::sheet(&[one])), "117,");
    assert_eq!(refused(&second, "MULTIVEHMOVINT", &several::start(one)), "117,");
    assert_eq!(refused(&first, "MULTIVEHMOVINT", &several::start(two)), "301,");
    let recipient = Eway::log_in(&first, RECIPIENT);
    assert_eq!(recipient.refused(&second, "REJEWB", &json!({ "ewbNo": one })), "117,");
    assert_eq!(recipient.refused(&first, "REJEWB", &json!({ "ewbNo": two })), "344,");

    // Part B goes across when a header names the other portal.
    let mut request = sender.change("VEHEWB", &vehicle(two, "KA09C4321", "1"));
    request.headers_mut().insert("irp", "NIC2".parse().unwrap());
    sender.opened(&answer(&first, request));
    let mut request = sender.change("VEHEWB", &vehicle(two, "KA09C4321", "1"));
    request.headers_mut().insert("irp", "NIC1".parse().unwrap());
    assert_eq!(codes(&answer(&first, request)), "449,");
    assert_eq!(sender.bill(&second, two)["VehiclListDetails"][0]["vehicleNo"], "KA09C4321");

    // Lists and trip sheets are each portal's own.
    let list = "GetEwayBillsByDate?date=21/11/2026";
    assert_eq!(sender.gets(&first, list).as_array().unwrap().len(), 1);
    assert_eq!(sender.gets(&second, list)[0]["ewbNo"], two);
    let by_document = "GetEwayBillGeneratedByConsigner?docType=CHL&docNo=P/2";
    assert_eq!(codes(&answer(&first, sender.reading(by_document))), "418,");
    assert_eq!(sender.gets(&second, by_document)["ewayBillNo"], two);
    let trip = sender.does(&second, "GENCEWB", &trips::sheet(&[two]))["cEwbNo"].as_i64().unwrap();
    let read = format!("GetTripSheet?tripSheetNo={trip}");
    assert_eq!(codes(&answer(&first, sender.reading(&read))), "387,");
    assert_eq!(sender.gets(&second, &read)["tripSheetNo"], trip);
    sender.does(&second, "CANEWB", &cancel(two));
}
