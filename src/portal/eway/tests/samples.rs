//! The samples of the reference folder: every reply is read, and every request that a verb sends is the sample's.

use super::*;
use crate::irp::CancelReason;
use crate::portal::record::EwbCancelled;

fn sample(name: &str) -> Value {
    let path = crate::reference::reference(&format!("ewb_samples/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every refusal of a sample, as it is shown in the clear.
fn refusals(sample: &Value, found: &mut Vec<String>) {
    match sample {
        Value::Object(members) => {
            for (name, value) in members {
                match name == "error_opened" {
                    true => found.push(value["errorCodes"].as_str().unwrap().to_owned()),
                    false => refusals(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| refusals(value, found)),
        _ => {}
    }
}

#[tokio::test]
#[ignore = "reads the reference folder: make reference"]
async fn every_refusal_of_the_samples_is_read() {
    let token = token();
    let mut found = Vec::new();
    for name in [
        "04_generate_errors",
        "05_part_b_and_transporter",
        "06_extend",
        "08_multi_vehicle",
        "09_cancel_reject_close",
        "10_get_and_lists",
    ] {
        refusals(&sample(name), &mut found);
    }
    assert!(found.len() >= 10, "{found:?}");
    for errors in found {
        let (answer, _) = ask(refused(&errors, ""), &token, async |calls| calls.make_ewb(b"{}").await).await;
        match answer {
            PortalAnswer::Refused { refusals, .. } => {
                let codes = refusals.iter().map(|refusal| refusal.code.clone()).collect::<Vec<_>>().join(",");
                assert!(errors.contains(&codes) && !codes.is_empty(), "{errors}: {codes}");
            }
            // Words alone are no plain no.
            PortalAnswer::Unknown { .. } => assert_eq!(errors, "Service is not available"),
            other => panic!("{errors}: {other:?}"),
        }
    }
    let errors = sample("04_generate_errors");
    let (answer, _) =
        ask(envelope(&errors["duplicate"]["reply"]), &token, async |calls| calls.make_ewb(b"{}").await).await;
    assert!(matches!(&answer, PortalAnswer::Refused { refusals, .. } if refusals[0].code == code::EWB_DUPLICATE));
    let (answer, _) =
        ask(envelope(&errors["distance_too_long"]["reply"]), &token, async |calls| calls.make_ewb(b"{}").await).await;
    let PortalAnswer::Refused { infos, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(infos, [ReplyInfo::Distance(356)]);
    let (answer, _) =
        ask(envelope(&errors["opened_by_a_gsp"]), &token, async |calls| calls.make_ewb(b"{}").await).await;
    assert!(matches!(&answer, PortalAnswer::Refused { refusals, .. } if refusals[0].code == "343"), "{answer:?}");
}

#[tokio::test]
#[ignore = "reads the reference folder: make reference"]
async fn every_reply_of_the_samples_is_read() {
    let token = token();
    for (name, number, until, km) in [
        ("02_generate_jobwork_challan", "321012345678", Some("2026-11-23 23:59:00"), None),
        ("03_generate_b2c_part_a_slip", "331012345679", None, Some(146)),
    ] {
        let reply = done(&token, &sample(name)["reply"]["data"]);
        let (answer, _) = ask(reply, &token, async |calls| calls.make_ewb(b"{}").await).await;
        let PortalAnswer::Done(made) = answer else { panic!("{name}: {answer:?}") };
        assert_eq!((made.ewb_no.as_str(), made.valid_until), (number, until.and_then(IstTime::parse_portal)), "{name}");
        assert_eq!((made.distance, made.ewb_date.is_some()), (km, true), "{name}");
    }
    for (name, part, at, until) in [
        ("05_part_b_and_transporter", "first_part_b", "2026-11-22 08:05:00", Some("2026-11-23 23:59:00")),
        ("05_part_b_and_transporter", "breakdown", "2026-11-22 01:10:00", Some("2026-11-23 23:59:00")),
        ("05_part_b_and_transporter", "transporter", "2026-11-21 17:32:27", None),
        ("06_extend", "in_movement", "2026-11-23 18:20:00", Some("2026-11-25 23:59:00")),
        ("07_consolidated", "make", "2026-11-21 11:20:00", None),
        ("07_consolidated", "renew", "2026-11-21 18:02:00", None),
        ("08_multi_vehicle", "start", "2026-11-22 09:00:00", None),
        ("08_multi_vehicle", "add", "2026-11-22 09:05:00", None),
        ("08_multi_vehicle", "change", "2026-11-22 13:30:00", None),
        ("09_cancel_reject_close", "reject_by_other_party", "2026-11-22 10:24:00", None),
    ] {
        let data = sample(name)[part]["reply"]["data"].to_string();
        let read = EwbStepped::read(&data, Vec::new()).unwrap_or_else(|why| panic!("{name} {part}: {why}"));
        let times = (read.at, read.valid_until);
        assert_eq!(times, (IstTime::parse_portal(at), until.and_then(IstTime::parse_portal)), "{name} {part}");
        assert_eq!(read.trip.is_some(), name.starts_with("07"), "{part}");
        assert_eq!(read.group.as_deref(), name.starts_with("08").then_some("1"), "{part}");
    }
    let cancelled = sample("09_cancel_reject_close")["cancel"]["reply"]["data"].clone();
    let (answer, _) = ask(done(&token, &cancelled), &token, async |calls| {
        calls.cancel_ewb("341012345680", CancelReason::OrderCancelled, "Order withdrawn").await
    })
    .await;
    let PortalAnswer::Done(EwbCancelled { ewb_no, cancel_date }) = answer else { panic!("{answer:?}") };
    assert_eq!((ewb_no.as_str(), cancel_date), ("341012345680", IstTime::parse_portal("2026-11-21 15:45:00")));
}

#[tokio::test]
#[ignore = "reads the reference folder: make reference"]
async fn every_reading_of_the_samples_is_read() {
    let token = token();
    let got = sample("10_get_and_lists");
    let (answer, _) = ask(reading(&token, &got["by_number"]["reply"], false), &token, async |calls| {
        calls.ewb_by_number("321012345678").await
    })
    .await;
    let PortalAnswer::Done(sheet) = answer else { panic!("{answer:?}") };
    assert_eq!((sheet.distance, sheet.vehicles.len(), sheet.number.as_deref()), (Some(356), 1, Some("JW/26-27/0042")));
    assert!(sheet.document.is_some(), "its goods are shown");
    let (answer, _) = ask(reading(&token, &got["by_document"]["reply"], false), &token, async |calls| {
        calls.ewb_by_document("CHL", "JW/26-27/0042").await
    })
    .await;
    assert!(matches!(&answer, PortalAnswer::Done(found) if found.ewb_no == "321012345678"), "{answer:?}");
    let mut lists = 0;
    for (name, part) in got.as_object().unwrap() {
        let rows = part["reply"].as_array().filter(|rows| rows.iter().all(|row| row.get("ewbNo").is_some()));
        let Some(rows) = rows.filter(|rows| !rows.is_empty()) else { continue };
        let day = Day::new(2026, 11, 21).unwrap();
        let (answer, _) = ask(reading(&token, &part["reply"], false), &token, async |calls| {
            calls.ewbs_of(PortalCall::EwbOfDay, day).await
        })
        .await;
        let PortalAnswer::Done(sheets) = answer else { panic!("{name}: {answer:?}") };
        assert_eq!((sheets.len(), sheets[0].ewb_date.is_some()), (rows.len(), true), "{name}");
        lists += 1;
    }
    assert!(lists >= 2, "{lists} lists");
    let trip = sample("07_consolidated")["get"]["reply"].clone();
    let (answer, _) =
        ask(reading(&token, &trip, false), &token, async |calls| calls.ewb_trip("2910012345").await).await;
    assert!(matches!(&answer, PortalAnswer::Done(trip) if trip.ewb_nos == ["321012345678"]), "{answer:?}");
}

/// Whether two requests say the same: a number may be a text, and what is empty may be left out.
fn same(ours: &Value, theirs: &Value, place: &str) {
    let filled = |value: &Value| -> Vec<(String, String)> {
        let members = value.as_object().unwrap().iter();
        let mut all: Vec<(String, String)> =
            members.map(|(name, value)| (name.clone(), value.to_string().trim_matches('"').to_owned())).collect();
        all.retain(|(_, value)| !value.is_empty());
        all.sort();
        all
    };
    assert_eq!(filled(ours), filled(theirs), "{place}");
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_steps_are_sent_as_the_samples_show() {
    let spot = |place: &str, state: &str| EwbSpot::new(place, state);
    let part_b = |vehicle: &str, from: EwbSpot, reason: VehicleReason, remark: &str| {
        EwbStep::Vehicle(PartBStep { carrier: carrier(vehicle, Mode::Road), from, reason, remark: remark.to_owned() })
    };
    let krishnagiri = || EwbSpot { pin: Some("635001".to_owned()), ..spot("Krishnagiri", "33") };
    let on_the_road = EwbStep::Extend(Extension {
        carrier: carrier("TN20BZ0007", Mode::Road),
        from: krishnagiri(),
        remaining_km: 260,
        reason: ExtendReason::Accident,
        remark: "Accident on the road".to_owned(),
        in_transit: None,
    });
    let address = ["Shed 4", "Salem Road", "Krishnagiri"].map(str::to_owned).to_vec();
    let in_warehouse = EwbStep::Extend(Extension {
        carrier: Carrier { vehicle: None, ..carrier("", Mode::InTransit) },
        from: EwbSpot { address, ..krishnagiri() },
        remaining_km: 260,
        reason: ExtendReason::Transshipment,
        remark: "Waiting for a vehicle".to_owned(),
        in_transit: Some(Transit::Warehouse),
    });
    let trip = EwbStep::Consolidate(TripStep {
        ewb_nos: ["321012345678", "341012345680"].map(str::to_owned).to_vec(),
        carrier: Carrier {
            document: Some("LR-778".to_owned()),
            document_date: Day::new(2026, 11, 21),
            ..carrier("KA05AB1234", Mode::Road)
        },
        from: spot("Bengaluru", "29"),
    });
    let several = Several {
        mode: Mode::Road,
        from: spot("Krishnagiri", "33"),
        to: spot("Chennai", "33"),
        reason: VehicleReason::Transshipment,
        remark: "Smaller vehicles up the hill".to_owned(),
        unit: "NOS".to_owned(),
        total: Amount::from_rupees(250),
        vehicles: vec![Share {
            vehicle: Some("TN24D1001".to_owned()),
            document: None,
            document_date: None,
            quantity: Amount::from_rupees(150),
        }],
        group: None,
        added: 0,
    };
    let by = |vehicle: &str| MovedBy { vehicle: Some(vehicle.to_owned()), document: None };
    let change = EwbStep::Replace(Replacement {
        group: "1".to_owned(),
        old: by("TN24D1001"),
        new: by("TN24D1003"),
        from: spot("Vellore", "33"),
        reason: VehicleReason::Breakdown,
        remark: "Breakdown".to_owned(),
    });
    let renew = EwbStep::Renew(Renewal {
        number: "2910012345".to_owned(),
        ewb_nos: Vec::new(),
        carrier: Carrier {
            document: Some("LR-778".to_owned()),
            document_date: Day::new(2026, 11, 21),
            ..carrier("KA05AC9999", Mode::Road)
        },
        from: spot("Hosur", "33"),
        reason: VehicleReason::Breakdown,
        remark: "Breakdown".to_owned(),
    });
    let adding = Several { group: Some("1".to_owned()), ..several.clone() };
    for (name, part, number, step) in [
        (
            "05_part_b_and_transporter",
            "first_part_b",
            "331012345679",
            part_b("KA09C4321", spot("Bengaluru", "29"), VehicleReason::FirstTime, "First time"),
        ),
        (
            "05_part_b_and_transporter",
            "breakdown",
            "321012345678",
            part_b("TN20BZ0007", spot("Krishnagiri", "33"), VehicleReason::Breakdown, "Axle broken"),
        ),
        (
            "05_part_b_and_transporter",
            "transporter",
            "331012345679",
            EwbStep::Transporter("88AABCT9876R1ZX".to_owned()),
        ),
        ("06_extend", "in_movement", "321012345678", on_the_road),
        ("06_extend", "in_warehouse", "321012345678", in_warehouse),
        ("07_consolidated", "make", "321012345678", trip),
        ("07_consolidated", "renew", "321012345678", renew),
        ("08_multi_vehicle", "start", "321012345678", EwbStep::Several(several)),
        ("08_multi_vehicle", "add", "321012345678", EwbStep::Several(adding)),
        ("08_multi_vehicle", "change", "321012345678", change),
        ("09_cancel_reject_close", "reject_by_other_party", "321012345678", EwbStep::Reject),
    ] {
        let theirs = sample(name)[part]["request"].clone();
        let (call, ours) = request(number, &step).unwrap();
        same(&ours, &theirs["data"], &format!("{name} {part}"));
        let action = PortalProfile::nic().unwrap().calls[&call].body.as_ref().unwrap()["action"].clone();
        assert_eq!(action, theirs["action"], "{name} {part}");
    }
}

#[tokio::test]
#[ignore = "reads the reference folder: make reference"]
async fn a_cancellation_is_sent_as_the_sample_shows() {
    let token = token();
    let theirs = sample("09_cancel_reject_close")["cancel"]["request"].clone();
    let (_, asked) = ask(refused("312,", ""), &token, async |calls| {
        calls.cancel_ewb("341012345680", CancelReason::OrderCancelled, "Order withdrawn").await
    })
    .await;
    let sent: Value = serde_json::from_slice(asked[0].body()).unwrap();
    let plain = token.sek.as_ref().unwrap().decrypt(sent["data"].as_str().unwrap()).unwrap();
    same(&serde_json::from_slice(&plain).unwrap(), &theirs["data"], "cancel");
    assert_eq!(sent["action"], theirs["action"]);
}
