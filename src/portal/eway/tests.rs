use super::*;
use crate::portal::credentials::SessionToken;
use crate::portal::envelope::AesKey;
use crate::portal::profile::PortalProfile;
use crate::portal::refusal::code;
use crate::portal::testing::{Canned, PortalSide, answer, credentials, envelope};
use crate::story::{ExtendReason, Extension, Mode, MovedBy, PartBStep, Transit, TripStep, VehicleReason};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use std::sync::Mutex;

/// Answers every request the same, and keeps what it was asked.
struct System {
    response: Response<Vec<u8>>,
    asked: Mutex<Vec<Request<Vec<u8>>>>,
}

impl crate::portal::Wire for System {
    fn exchange(&self, request: Request<Vec<u8>>) -> crate::portal::Exchange<'_> {
        self.asked.lock().unwrap().push(request);
        Box::pin(async { Ok(self.response.clone()) })
    }
}

fn token() -> SessionToken {
    PortalSide::new().token()
}

/// A reading: its data under a key of its own.
fn reading(token: &SessionToken, data: &Value, tamper: bool) -> Response<Vec<u8>> {
    let rek = AesKey::random().unwrap();
    let sealed = rek.encrypt(data.to_string().as_bytes()).unwrap();
    let hmac = rek.tag(if tamper { b"other" } else { sealed.as_bytes() });
    let bytes = crate::portal::envelope::from_base64(&rek.to_base64()).unwrap();
    let rek = token.sek.as_ref().unwrap().encrypt(&bytes).unwrap();
    envelope(&json!({"status": "1", "data": sealed, "rek": rek, "hmac": hmac}))
}

fn done(token: &SessionToken, data: &Value) -> Response<Vec<u8>> {
    let sealed = token.sek.as_ref().unwrap().encrypt(data.to_string().as_bytes()).unwrap();
    envelope(&json!({"status": "1", "data": sealed, "alert": null}))
}

fn refused(errors: &str, info: &str) -> Response<Vec<u8>> {
    let error = STANDARD.encode(json!({ "errorCodes": errors }).to_string());
    envelope(&json!({"status": "0", "error": error, "info": STANDARD.encode(info)}))
}

async fn ask<T>(
    response: Response<Vec<u8>>,
    token: &SessionToken,
    work: impl AsyncFnOnce(Calls<'_>) -> T,
) -> (T, Vec<Request<Vec<u8>>>) {
    let system = System { response, asked: Mutex::default() };
    let who = credentials();
    let answer = work(Calls::new(PortalProfile::nic().unwrap(), &system, &who, token)).await;
    (answer, system.asked.into_inner().unwrap())
}

fn shown() -> Value {
    json!({"ewbNo": 321012345678u64, "ewayBillDate": "21/11/2026 10:15:00 AM", "genMode": "API",
        "userGstin": "29AABCU9603R1ZJ", "supplyType": "O", "subSupplyType": "4 ", "docType": "CHL", "docNo": "JW/1 ",
        "docDate": "20/11/2026", "fromGstin": "29AABCU9603R1ZJ", "toGstin": "33AACCM9012L1ZI", "totInvValue": 18500.5,
        "transporterId": "29AABCT3456Q1ZN", "status": "ACT", "actualDist": 356, "validUpto": "23/11/2026 11:59:00 PM ",
        "extendedTimes": 1, "rejectStatus": "N", "VehiclListDetails": [
            {"vehicleNo": "KA05AB1234", "fromPlace": "Bengaluru", "fromState": 29, "tripshtNo": 0,
                "userGSTINTransin": "29AABCU9603R1ZJ", "enteredDate": "21/11/2026 10:15:00 AM", "transDocNo": "",
                "groupNo": "0"},
            {"vehicleNo": "TN20BZ0007", "fromPlace": "Hosur", "fromState": "33", "tripshtNo": 2910012345u64,
                "enteredDate": "22/11/2026 01:10:00 AM", "transDocNo": null, "groupNo": "1"}]})
}

#[tokio::test]
async fn a_bill_is_read_under_its_own_key() {
    let token = token();
    let (answer, asked) =
        ask(reading(&token, &shown(), false), &token, async |calls| calls.ewb_by_number("321012345678").await).await;
    let PortalAnswer::Done(sheet) = answer else { panic!("{answer:?}") };
    assert_eq!(asked[0].uri().to_string(), "/ewaybillapi/v1.03/ewayapi/GetEwayBill?ewbNo=321012345678");
    assert_eq!((sheet.ewb_no.as_str(), sheet.number.as_deref()), ("321012345678", Some("JW/1")));
    assert_eq!(sheet.valid_until, IstTime::parse_portal("2026-11-23 23:59:00"));
    assert_eq!((sheet.total.unwrap().to_string().as_str(), sheet.distance, sheet.extended), ("18500.5", Some(356), 1));
    assert_eq!(sheet.vehicles[0].trip, None);
    assert_eq!(
        (sheet.vehicles[1].trip.as_deref(), sheet.vehicles[1].group.as_deref()),
        (Some("2910012345"), Some("1"))
    );
    assert_eq!(sheet.last_vehicle().unwrap().vehicle.as_deref(), Some("TN20BZ0007"));
    assert!(sheet.is_other_party("33AACCM9012L1ZI") && !sheet.is_other_party("29AABCU9603R1ZJ"));
}

#[tokio::test]
async fn a_reading_that_was_changed_on_its_way_is_not_believed() {
    let token = token();
    let (answer, _) = ask(reading(&token, &shown(), true), &token, async |calls| calls.ewb_by_number("1").await).await;
    assert!(matches!(&answer, PortalAnswer::Unknown { message, .. } if message.contains("HMAC")), "{answer:?}");
    let other = self::token();
    let (answer, _) = ask(reading(&other, &shown(), false), &token, async |calls| calls.ewb_by_number("1").await).await;
    assert!(matches!(answer, PortalAnswer::TokenFault { sealed: true, .. }), "{answer:?}");
}

#[tokio::test]
async fn a_bill_is_made_and_the_system_returns_the_distance() {
    let token = token();
    for (alert, km) in [
        (json!("Distance between these two pincodes is 146"), Some(146)),
        (json!(" "), None),
        (json!(""), None),
        (Value::Null, None),
        (json!(" The e-way bill is made. Distance between these two pincodes is 1,146 "), Some(1)),
    ] {
        let data = json!({"ewayBillNo": 331012345679u64, "ewayBillDate": "21/11/2026 10:40:00 AM", "validUpto": null,
            "alert": alert});
        let (answer, asked) =
            ask(done(&token, &data), &token, async |calls| calls.make_ewb(b"{\"docNo\":\"1\"}").await).await;
        let PortalAnswer::Done(made) = answer else { panic!("{answer:?}") };
        assert_eq!((made.ewb_no.as_str(), made.valid_until, made.distance), ("331012345679", None, km), "{alert}");
        let sent: Value = serde_json::from_slice(asked[0].body()).unwrap();
        assert_eq!(sent["action"], "GENEWAYBILL");
        let plain = token.sek.as_ref().unwrap().decrypt(sent["data"].as_str().unwrap()).unwrap();
        assert_eq!(plain.as_slice(), b"{\"docNo\":\"1\"}");
        let header = |name: &str| asked[0].headers()[name].to_str().unwrap().to_owned();
        assert_eq!((header("client-id"), header("gstin")), (credentials().client_id, credentials().gstin.to_string()));
    }
}

#[tokio::test]
async fn every_shape_of_a_refusal_is_read() {
    let token = token();
    for (errors, codes) in [
        ("604,", vec!["604"]),
        ("210,643,", vec!["210", "643"]),
        ("343", vec!["343"]),
        ("Invalid details : 208,212", vec!["208", "212"]),
        ("This eway bill is either not generated by you or cancelled", vec!["312"]),
    ] {
        let (answer, _) = ask(refused(errors, ""), &token, async |calls| calls.make_ewb(b"{}").await).await;
        let PortalAnswer::Refused { refusals, .. } = answer else { panic!("{errors}: {answer:?}") };
        assert_eq!(refusals.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), codes, "{errors}");
    }
    // Words that name no code are no plain no: the system is asked what became of it.
    let (answer, _) =
        ask(refused("Service is not available", ""), &token, async |calls| calls.make_ewb(b"{}").await).await;
    assert!(
        matches!(&answer, PortalAnswer::Unknown { message, .. } if message.contains("Service is not available")),
        "{answer:?}"
    );
    // A GSP has opened it.
    let opened = json!({"Alert": null, "Message": null, "alert": null, "error": {"errorCodes": "343,"}, "info": "", "status": 0});
    let (answer, _) = ask(envelope(&opened), &token, async |calls| calls.make_ewb(b"{}").await).await;
    assert!(matches!(&answer, PortalAnswer::Refused { refusals, .. } if refusals[0].code == "343"), "{answer:?}");
    for token_fault in ["105,", "106", "238,"] {
        let (answer, _) = ask(refused(token_fault, ""), &token, async |calls| calls.make_ewb(b"{}").await).await;
        assert!(matches!(answer, PortalAnswer::TokenFault { sealed: false, .. }), "{token_fault}");
    }
}

#[tokio::test]
async fn a_refused_distance_comes_with_the_systems_own() {
    let token = token();
    for info in [
        r#"{"fromPinCode":"560058","toPinCode":"600058","distance":356}"#,
        r#"The distance is wrong {"fromPinCode":"560058","toPinCode":"600058","distance":356}"#,
    ] {
        let (answer, _) = ask(refused("702,", info), &token, async |calls| calls.make_ewb(b"{}").await).await;
        let PortalAnswer::Refused { refusals, infos } = answer else { panic!("{answer:?}") };
        assert_eq!((refusals[0].code.as_str(), infos), (code::EWB_DISTANCE, vec![ReplyInfo::Distance(356)]));
    }
}

#[tokio::test]
async fn a_gsp_that_passes_on_only_words_is_understood_where_the_next_step_depends_on_them() {
    let words = "E-way bill(s) are already generated for the same document number, you cannot generate again";
    let body = json!({"success": false, "message": words}).to_string();
    let wire = Canned(Ok(answer(200, "application/json", body.as_bytes())));
    let (who, token) = (credentials(), token());
    let calls = Calls::new(PortalProfile::named("adaequare").unwrap(), &wire, &who, &token);
    let PortalAnswer::Refused { refusals, .. } = calls.make_ewb(b"{}").await else { panic!() };
    assert_eq!((refusals[0].code.as_str(), refusals[0].message.as_str()), (code::EWB_DUPLICATE, words));
}

fn carrier(vehicle: &str, mode: Mode) -> Carrier {
    Carrier { mode, vehicle: Some(vehicle.to_owned()), document: None, document_date: None, oversize: false }
}

#[test]
fn each_step_is_sent_with_the_systems_own_names_and_codes() {
    let from = EwbSpot::new("Krishnagiri", "33");
    let number = "321012345678";
    let sent = |step: &EwbStep| request(number, step).unwrap();
    let part_b = PartBStep {
        carrier: carrier("TN20BZ0007", Mode::Road),
        from: from.clone(),
        reason: VehicleReason::Breakdown,
        remark: "Axle broken".to_owned(),
    };
    assert_eq!(
        sent(&EwbStep::Vehicle(part_b)),
        (
            PortalCall::EwbVehicle,
            json!({"ewbNo": 321012345678u64, "vehicleNo": "TN20BZ0007", "fromPlace": "Krishnagiri", "fromState": 33,
                "reasonCode": "1", "reasonRem": "Axle broken", "transDocNo": "", "transDocDate": "", "transMode": "1",
                "vehicleType": "R"})
        )
    );
    let mut spot = from.clone();
    (spot.pin, spot.address) = (Some("635001".to_owned()), vec!["Shed 4".to_owned()]);
    let extension = Extension {
        carrier: Carrier { vehicle: None, ..carrier("", Mode::InTransit) },
        from: spot,
        remaining_km: 260,
        reason: ExtendReason::Other,
        remark: "Waiting".to_owned(),
        in_transit: Some(Transit::Warehouse),
    };
    assert_eq!(
        sent(&EwbStep::Extend(extension)),
        (
            PortalCall::EwbExtend,
            json!({"ewbNo": 321012345678u64, "vehicleNo": "", "fromPlace": "Krishnagiri", "fromState": 33,
                "fromPincode": 635001, "remainingDistance": 260, "transDocNo": "", "transDocDate": "", "transMode": "5",
                "extnRsnCode": 99, "extnRemarks": "Waiting", "consignmentStatus": "T", "transitType": "W",
                "addressLine1": "Shed 4", "addressLine2": "", "addressLine3": ""})
        )
    );
    let trip =
        TripStep { ewb_nos: vec![number.to_owned()], carrier: carrier("KA05AB1234", Mode::Road), from: from.clone() };
    let (call, body) = sent(&EwbStep::Consolidate(trip));
    assert_eq!((call, &body["tripSheetEwbBills"]), (PortalCall::EwbConsolidate, &json!([{"ewbNo": 321012345678u64}])));
    assert_eq!(sent(&EwbStep::Reject), (PortalCall::EwbReject, json!({"ewbNo": 321012345678u64})));
    let mut several = Several {
        mode: Mode::Road,
        from,
        to: EwbSpot::new("Chennai", "33"),
        reason: VehicleReason::Transshipment,
        remark: "Smaller".to_owned(),
        unit: "NOS".to_owned(),
        total: Amount::parse("250.50").unwrap(),
        vehicles: vec![Share {
            vehicle: Some("TN24D1001".to_owned()),
            document: None,
            document_date: None,
            quantity: Amount::from_rupees(150),
        }],
        group: None,
        added: 0,
    };
    let (call, body) = sent(&EwbStep::Several(several.clone()));
    assert_eq!((call, body["totalQuantity"].to_string().as_str()), (PortalCall::EwbVehicles, "250.5"));
    several.group = Some("1".to_owned());
    let (call, body) = sent(&EwbStep::Several(several));
    assert_eq!((call, &body["groupNo"], &body["quantity"]), (PortalCall::EwbVehicleAdd, &json!("1"), &json!(150)));
    let by = |vehicle: &str| MovedBy { vehicle: Some(vehicle.to_owned()), document: None };
    let swap = Replacement {
        group: "1".to_owned(),
        old: by("TN24D1001"),
        new: by("TN24D1003"),
        from: EwbSpot::new("Vellore", "33"),
        reason: VehicleReason::Breakdown,
        remark: "Breakdown".to_owned(),
    };
    assert_eq!(
        sent(&EwbStep::Replace(swap)),
        (
            PortalCall::EwbVehicleChange,
            json!({"ewbNo": 321012345678u64, "groupNo": "1", "oldvehicleNo": "TN24D1001", "newVehicleNo": "TN24D1003",
                "oldTranNo": "", "newTranNo": "", "fromPlace": "Vellore", "fromState": 33, "reasonCode": "1",
                "reasonRem": "Breakdown"})
        )
    );
    let renewal = Renewal {
        number: "2910012345".to_owned(),
        ewb_nos: vec![number.to_owned()],
        carrier: carrier("KA05AC9999", Mode::Road),
        from: EwbSpot::new("Hosur", "33"),
        reason: VehicleReason::Breakdown,
        remark: "Breakdown".to_owned(),
    };
    let (call, body) = sent(&EwbStep::Renew(renewal));
    assert_eq!(
        (call, &body["tripSheetNo"], &body["vehicleNo"], &body["reasonCode"], body.get("ewbNo")),
        (PortalCall::EwbTripRenew, &json!(2910012345u64), &json!("KA05AC9999"), &json!(1), None)
    );
}

#[tokio::test]
async fn lists_and_consolidated_bills_are_read() {
    let token = token();
    let row = json!({"ewbNo": 321012345678u64, "ewbDate": "21/11/2026 10:15:00 AM ", "status": "ACT",
        "genGstin": "29AABCU9603R1ZJ", "docNo": "JW/1", "docDate": "20/11/2026", "validUpto": "23/11/2026 11:59:00 PM",
        "extendedTimes": 0, "rejectStatus": "N"});
    let day = Day::new(2026, 11, 21).unwrap();
    let (answer, asked) = ask(reading(&token, &json!([row]), false), &token, async |calls| {
        calls.ewbs_of(PortalCall::EwbOfDay, day).await
    })
    .await;
    let PortalAnswer::Done(rows) = answer else { panic!("{answer:?}") };
    assert_eq!((rows.len(), rows[0].maker.as_deref()), (1, Some("29AABCU9603R1ZJ")));
    assert_eq!(asked[0].uri().query(), Some("date=21%2F11%2F2026"));
    let none = ask(reading(&token, &json!([]), false), &token, async |calls| {
        calls.ewbs_of(PortalCall::EwbOfOthers, day).await
    })
    .await;
    assert_eq!(none.0, PortalAnswer::Done(Vec::new()));
    let sheet = json!({"tripSheetNo": 2910012345u64, "vehicleNo": "KA05AB1234", "enteredDate": "21/11/2026 11:20:00 AM",
        "tripSheetEwbBills": [{"ewbNo": 321012345678u64}]});
    let (answer, _) =
        ask(reading(&token, &sheet, false), &token, async |calls| calls.ewb_trip("2910012345").await).await;
    assert!(matches!(&answer, PortalAnswer::Done(trip) if trip.ewb_nos == ["321012345678"]), "{answer:?}");
    let found = json!({"ewayBillNo": 321012345678u64, "ewayBillDate": "21/11/2026 10:15:00 AM"});
    let (answer, asked) =
        ask(reading(&token, &found, false), &token, async |calls| calls.ewb_by_document("CHL", "JW/1").await).await;
    assert!(matches!(&answer, PortalAnswer::Done(found) if found.ewb_no == "321012345678"), "{answer:?}");
    assert_eq!(asked[0].uri().query(), Some("docType=CHL&docNo=JW%2F1"));
}

mod samples;
