use super::*;

#[test]
fn validity_begins_with_part_b_and_ends_at_midnight_after_so_many_days() {
    for (km, kind, made, end) in [
        (1, "R", "2026-11-21T00:30:00", "22/11/2026 11:59:00 PM"),
        (200, "R", "2026-11-21T23:59:00", "22/11/2026 11:59:00 PM"),
        (201, "R", "2026-11-21T12:00:00", "23/11/2026 11:59:00 PM"),
        (1769, "R", "2023-09-15T14:44:00", "24/09/2023 11:59:00 PM"),
        (20, "O", "2026-11-21T12:00:00", "22/11/2026 11:59:00 PM"),
        (21, "O", "2026-11-21T12:00:00", "23/11/2026 11:59:00 PM"),
        (400, "R", "2028-02-27T10:00:00", "29/02/2028 11:59:00 PM"),
    ] {
        let sandbox = sandbox();
        on(&sandbox, made);
        let eway = Eway::log_in(&sandbox, SENDER);
        let day = IstTime::parse(&format!("{made}+05:30")).unwrap().day();
        let asked = json!({"transDistance": km, "vehicleType": kind, "docDate": day.to_string()});
        let made = eway.does(&sandbox, "GENEWAYBILL", &with(&challan("V/1"), &asked));
        assert_eq!(made["validUpto"], end, "{km} {kind}");
    }
    let sandbox = sandbox();
    let ship = json!({"transMode": 4, "vehicleNo": null, "vehicleType": "O", "transDocNo": "BL1", "transDocDate": "21/11/2026",
        "transDistance": 60});
    let made = Eway::log_in(&sandbox, SENDER).does(&sandbox, "GENEWAYBILL", &with(&challan("V/2"), &ship));
    assert_eq!(made["validUpto"], "24/11/2026 11:59:00 PM");
}

#[test]
fn the_transporter_gives_part_b_of_a_slip_and_changes_the_vehicle() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &slip("P/1"));
    assert_eq!(sender.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "4")), "636,");
    on(&sandbox, "2026-11-25T08:05:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let done = carrier.does(&sandbox, "VEHEWB", &vehicle(number, "ka09c4321", "4"));
    assert_eq!(done, json!({"vehUpdDate": "25/11/2026 08:05:00 AM", "validUpto": "26/11/2026 11:59:00 PM"}));
    on(&sandbox, "2026-11-25T13:10:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    // Another vehicle doesn't move the end, whatever its type.
    let other = with(&vehicle(number, "TN20BZ0007", "1"), &json!({"vehicleType": "O"}));
    assert_eq!(carrier.does(&sandbox, "VEHEWB", &other)["validUpto"], "26/11/2026 11:59:00 PM");
    let bill = carrier.bill(&sandbox, number);
    let vehicles = bill["VehiclListDetails"].as_array().unwrap();
    let named: Vec<&str> = vehicles.iter().map(|v| v["vehicleNo"].as_str().unwrap()).collect();
    assert_eq!(named, ["TN20BZ0007", "KA09C4321"], "the newest first");
    assert_eq!((&vehicles[0]["fromPlace"], &vehicles[0]["fromState"]), (&json!("Hosur"), &json!(33)));
    assert_eq!(vehicles[0]["userGSTINTransin"], CARRIER);

    // Now the transporter alone has it.
    let sender = Eway::log_in(&sandbox, SENDER);
    assert_eq!(sender.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "2")), "635,");
    let stranger = Eway::log_in(&sandbox, STRANGER);
    assert_eq!(stranger.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "2")), "636,");
}

#[test]
fn wrong_part_b_is_refused_each_with_its_code() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let number = eway.makes(&sandbox, &own("P/2"));
    let rail = json!({"transMode": "2", "vehicleNo": "", "transDocNo": "P1234567890", "transDocDate": "21/11/2026"});
    for (change, code) in [
        (json!({"ewbNo": "12"}), "301,"),
        (json!({"ewbNo": null}), "301,"),
        (json!({"ewbNo": number + 7}), "301,"),
        (json!({"transMode": 9}), "302,"),
        (json!({"vehicleNo": ""}), "303,"),
        (json!({"vehicleNo": "KA 05 1"}), "304,"),
        (json!({"fromPlace": ""}), "305,"),
        (json!({"fromState": 0}), "306,"),
        (json!({"reasonCode": 5}), "307,"),
        (json!({"reasonRem": ""}), "308,"),
        (json!({"reasonRem": "x".repeat(51)}), "308,"),
        (json!({"vehicleType": "Q"}), "361,"),
        (with(&rail, &json!({"transDocNo": ""})), "394,"),
        (with(&rail, &json!({"transDocDate": ""})), "385,"),
        (with(&rail, &json!({"transDocDate": "1.1.26"})), "224,"),
        (with(&rail, &json!({"transDocDate": "19/11/2026"})), "362,"),
        (with(&rail, &json!({"vehicleType": "O"})), "634,"),
        (json!({"transMode": 4}), "726,"),
    ] {
        let asked = with(&vehicle(number, "KA09C4321", "1"), &change);
        assert_eq!(eway.refused(&sandbox, "VEHEWB", &asked), code, "{change}");
    }
    assert_eq!(eway.bill(&sandbox, number)["VehiclListDetails"].as_array().unwrap().len(), 1);
    eway.does(&sandbox, "VEHEWB", &with(&vehicle(number, "", "2"), &rail));
    on(&sandbox, "2026-11-24T00:00:00");
    let eway = Eway::log_in(&sandbox, SENDER);
    assert_eq!(eway.refused(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "1")), "311,");
}

#[test]
fn a_slip_without_part_b_is_discarded_after_fifteen_days_and_its_document_is_free() {
    let sandbox = sandbox();
    let number = Eway::log_in(&sandbox, SENDER).makes(&sandbox, &slip("D/1"));
    on(&sandbox, "2026-12-06T12:00:00");
    let eway = Eway::log_in(&sandbox, SENDER);
    assert_eq!(eway.bill(&sandbox, number)["status"], "ACT");
    assert_eq!(eway.refused(&sandbox, "GENEWAYBILL", &slip("D/1")), "604,");
    after(&sandbox, 1);
    assert_eq!(eway.bill(&sandbox, number)["status"], "DISCARDED");
    let sheet = trips::sheet(&[number]);
    let to = json!({"ewbNo": number, "transporterId": STRANGER});
    for (action, asked, code) in [
        ("VEHEWB", vehicle(number, "KA09C4321", "4"), "343,"),
        ("UPDATETRANSPORTER", to, "280,"),
        ("EXTENDVALIDITY", extension(number), "380,"),
        ("GENCEWB", sheet, "343,"),
        ("CANEWB", json!({"ewbNo": number, "cancelRsnCode": 1}), "312,"),
        ("MULTIVEHMOVINT", several::start(number), "817,"),
    ] {
        let by = if matches!(action, "UPDATETRANSPORTER" | "CANEWB") { SENDER } else { CARRIER };
        assert_eq!(Eway::log_in(&sandbox, by).refused(&sandbox, action, &asked), code, "{action}");
    }
    let recipient = Eway::log_in(&sandbox, RECIPIENT);
    assert_eq!(recipient.refused(&sandbox, "REJEWB", &json!({"ewbNo": number})), "342,");
    assert_ne!(eway.makes(&sandbox, &slip("D/1")), number);
    let found = eway.gets(&sandbox, "GetEwayBillGeneratedByConsigner?docType=INV&docNo=D/1");
    assert_ne!(found["ewayBillNo"], number);
}

#[test]
fn the_maker_names_transporters_until_one_has_begun_and_then_that_one_does() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &slip("T/1"));
    let to = |transporter: &str| json!({"ewbNo": number.to_string(), "transporterId": transporter});
    let enrolled = "88AABCT9876R1ZX";
    let done = sender.does(&sandbox, "UPDATETRANSPORTER", &to(enrolled));
    assert_eq!(
        done,
        json!({"ewayBillNo": number.to_string(), "transporterId": enrolled,
        "transUpdateDate": "21/11/2026 12:00:30 PM"})
    );
    sender.does(&sandbox, "UPDATETRANSPORTER", &to(CARRIER));
    assert_eq!(sender.refused(&sandbox, "UPDATETRANSPORTER", &to("29")), "222,");
    assert_eq!(sender.refused(&sandbox, "UPDATETRANSPORTER", &json!({"ewbNo": 1})), "301,");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    carrier.does(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "4"));
    assert_eq!(sender.refused(&sandbox, "UPDATETRANSPORTER", &to(STRANGER)), "338,");
    let recipient = Eway::log_in(&sandbox, RECIPIENT);
    assert_eq!(recipient.refused(&sandbox, "UPDATETRANSPORTER", &to(STRANGER)), "339,");
    carrier.does(&sandbox, "UPDATETRANSPORTER", &to(STRANGER));
    // The next one hasn't begun, so the maker may name another; the one before may not.
    assert_eq!(carrier.refused(&sandbox, "UPDATETRANSPORTER", &to(CARRIER)), "339,");
    assert_eq!(sender.bill(&sandbox, number)["transporterId"], STRANGER);
    sender.does(&sandbox, "UPDATETRANSPORTER", &to(enrolled));
    on(&sandbox, "2026-11-23T12:00:00");
    let sender = Eway::log_in(&sandbox, SENDER);
    assert_eq!(sender.refused(&sandbox, "UPDATETRANSPORTER", &to(CARRIER)), "281,");
}

/// An extension in movement.
fn extension(number: i64) -> Value {
    json!({"ewbNo": number, "vehicleNo": "TN20BZ0007", "fromPlace": "Krishnagiri", "fromState": 33, "fromPincode": 635_001,
        "remainingDistance": 260, "transDocNo": "", "transDocDate": "", "transMode": "1", "extnRsnCode": 5,
        "extnRemarks": "Accident", "consignmentStatus": "M", "transitType": ""})
}

/// An extension while the goods wait in a warehouse.
fn waiting(number: i64) -> Value {
    with(
        &extension(number),
        &json!({"vehicleNo": "", "transMode": "5", "extnRsnCode": 99, "consignmentStatus": "T", "transitType": "W",
            "addressLine1": "Shed 4", "addressLine2": "Salem Road", "addressLine3": "Krishnagiri"}),
    )
}

#[test]
fn a_bill_is_extended_from_eight_hours_before_its_end_to_eight_hours_after_it() {
    let sandbox = sandbox();
    let number = Eway::log_in(&sandbox, SENDER).makes(&sandbox, &challan("X/1"));
    let tries = |time: &str| {
        on(&sandbox, time);
        codes(&answer(&sandbox, Eway::log_in(&sandbox, CARRIER).change("EXTENDVALIDITY", &extension(number))))
    };
    assert_eq!(tries("2026-11-23T15:58:59"), "382,");
    assert_eq!(tries("2026-11-24T07:59:01"), "382,");
    on(&sandbox, "2026-11-23T15:59:00");
    let done = Eway::log_in(&sandbox, CARRIER).does(&sandbox, "EXTENDVALIDITY", &extension(number));
    assert_eq!(
        done,
        json!({"ewayBillNo": number.to_string(), "updatedDate": "23/11/2026 03:59:00 PM",
        "validUpto": "25/11/2026 11:59:00 PM"})
    );
    // After midnight, from the new day on; each extension is another one.
    on(&sandbox, "2026-11-26T07:59:00");
    let done = Eway::log_in(&sandbox, CARRIER).does(&sandbox, "EXTENDVALIDITY", &waiting(number));
    assert_eq!(done["validUpto"], "28/11/2026 11:59:00 PM");
    let bill = Eway::log_in(&sandbox, SENDER).bill(&sandbox, number);
    assert_eq!((&bill["extendedTimes"], &bill["VehiclListDetails"][0]["transMode"]), (&json!(2), &json!("5")));
}

#[test]
fn wrong_extensions_are_refused_each_with_its_code() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &challan("X/2"));
    let (unmoved, gone) = (sender.makes(&sandbox, &slip("X/3")), sender.makes(&sandbox, &challan("X/4")));
    sender.does(&sandbox, "CANEWB", &json!({"ewbNo": gone, "cancelRsnCode": 1, "cancelRmrk": "twice"}));
    on(&sandbox, "2026-11-23T18:20:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    let refused = |asked: &Value| carrier.refused(&sandbox, "EXTENDVALIDITY", asked);
    assert_eq!(refused(&extension(gone)), "379,");
    assert_eq!(refused(&extension(unmoved)), "381,");
    for (change, code) in [
        (json!({"ewbNo": 0}), "301,"),
        (json!({"vehicleNo": ""}), "303,"),
        (json!({"transMode": 7}), "302,"),
        (json!({"fromPlace": ""}), "305,"),
        (json!({"fromState": 88}), "306,710,"),
        (json!({"fromPincode": 1}), "210,"),
        (json!({"fromPincode": 560_058}), "710,"),
        (json!({"extnRsnCode": 3}), "386,"),
        (json!({"extnRemarks": ""}), "386,"),
        (json!({"remainingDistance": null}), "389,"),
        (json!({"remainingDistance": 357}), "390,"),
        (json!({"remainingDistance": 4001}), "221,"),
        (json!({"consignmentStatus": "T"}), "711,"),
        (json!({"consignmentStatus": ""}), "711,"),
        (json!({"transitType": "R"}), "712,"),
        (json!({"addressLine2": "Road"}), "713,"),
    ] {
        assert_eq!(refused(&with(&extension(number), &change)), code, "{change}");
    }
    for (change, code) in [
        (json!({"consignmentStatus": "M"}), "711,"),
        (json!({"transitType": "X"}), "705,"),
        (json!({"addressLine1": ""}), "706,"),
        (json!({"addressLine2": null}), "707,"),
        (json!({"addressLine3": " "}), "708,"),
    ] {
        assert_eq!(refused(&with(&waiting(number), &change)), code, "{change}");
    }
    let by = |gstin: &str| Eway::log_in(&sandbox, gstin).refused(&sandbox, "EXTENDVALIDITY", &extension(number));
    assert_eq!([by(RECIPIENT), by(SENDER), by(STRANGER)], ["384,", "384,", "700,"]);
    carrier.does(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "2"));
    assert_eq!(by(SENDER), "637,");
    carrier.does(&sandbox, "EXTENDVALIDITY", &extension(number));
}

#[test]
fn extensions_end_after_three_hundred_and_sixty_days() {
    let sandbox = sandbox();
    on(&sandbox, "2023-12-28T12:00:00");
    let far = json!({"docDate": "28/12/2023", "transDistance": 4000});
    let number = Eway::log_in(&sandbox, SENDER).makes(&sandbox, &with(&challan("Y/1"), &far));
    let extend = |km: u32| {
        let end = until(&sandbox, number);
        let day = crate::calendar::Day::parse(&end.as_str().unwrap()[..10]).unwrap();
        on(&sandbox, &format!("{}T18:00:00", day.iso()));
        let asked = with(&extension(number), &json!({ "remainingDistance": km }));
        Eway::log_in(&sandbox, CARRIER).does(&sandbox, "EXTENDVALIDITY", &asked)
    };
    // 20 days each, from 17/01/2024 on.
    for _ in 0..16 {
        extend(4000);
    }
    assert_eq!(until(&sandbox, number), "02/12/2024 11:59:00 PM");
    // 20 days more would pass the last day, which cuts them.
    extend(4000);
    assert_eq!(until(&sandbox, number), "22/12/2024 11:59:00 PM");
    extend(4000);
    assert_eq!(until(&sandbox, number), "22/12/2024 11:59:00 PM");
    on(&sandbox, "2024-12-23T01:00:00");
    let late = Eway::log_in(&sandbox, CARRIER).refused(&sandbox, "EXTENDVALIDITY", &extension(number));
    assert_eq!(late, "821,");
}
