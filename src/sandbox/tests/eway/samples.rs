//! The requests and replies of the reference folder, in the order of their times: each request is accepted, and each
//! reply has the members of the sample's, with its values where the register allows.

use super::*;
use std::collections::BTreeMap;

const MAKER: &str = "29AAACE4711F1ZY";
const OTHER: &str = "33AACCM9012L1ZI";
const ENROLLED: &str = "88AABCT9876R1ZX";

fn sample(name: &str) -> Value {
    let path = reference(&format!("ewb_samples/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The sandbox's numbers for those of the samples.
type Numbers = BTreeMap<String, i64>;

/// A request with the sandbox's numbers.
fn ours(asked: &Value, numbers: &Numbers) -> Value {
    let mut text = asked.to_string();
    for (theirs, ours) in numbers {
        text = text.replace(theirs, &ours.to_string());
    }
    serde_json::from_str(&text).unwrap()
}

/// Asserts that a reply has all that the sample has.
fn has(reply: &Value, sample: &Value, numbers: &Numbers, place: &str) {
    let sample = &ours(sample, numbers);
    match sample {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !name.ends_with('?')) {
                assert!(reply.get(name).is_some(), "{place}/{name} is missing in {reply}");
                has(&reply[name], value, numbers, &format!("{place}/{name}"));
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                has(&reply[at], value, numbers, &format!("{place}/{at}"));
            }
        }
        // A number is the same with and without decimal places.
        Value::Number(number) => assert_eq!(reply.as_f64(), number.as_f64(), "{place}"),
        value => assert_eq!(reply, value, "{place}"),
    }
}

struct Play {
    sandbox: Sandbox,
    numbers: Numbers,
}

impl Play {
    /// Sends a sample's request at a time and compares the reply; members that only the register knows are named.
    fn send(&self, time: &str, gstin: &str, call: &Value, own: &[&str]) -> Value {
        on(&self.sandbox, time);
        let action = call["request"]["action"].as_str().unwrap();
        let asked = ours(&call["request"]["data"], &self.numbers);
        let reply = Eway::log_in(&self.sandbox, gstin).does(&self.sandbox, action, &asked);
        let mut expected = call["reply"]["data"].clone();
        for name in own {
            assert!(reply.get(*name).is_some(), "{action} {name}");
            expected.as_object_mut().unwrap().remove(*name).unwrap();
        }
        has(&reply, &expected, &self.numbers, action);
        reply
    }

    fn read(&self, gstin: &str, path: &str, sample: &Value) {
        let reply = Eway::log_in(&self.sandbox, gstin).gets(&self.sandbox, path);
        has(&reply, sample, &self.numbers, path);
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_sample_is_sent_and_answered() {
    let mut play = Play { sandbox: sandbox(), numbers: Numbers::new() };
    play.sandbox.set_distance(560_058, 570_001, Some(146)).unwrap();
    let first = sample("02_generate_jobwork_challan");
    let made = play.send("2026-11-21T10:15:00", MAKER, &first, &["ewayBillNo"]);
    let number = made["ewayBillNo"].as_i64().unwrap();
    play.numbers.insert("321012345678".into(), number);
    let gets = sample("10_get_and_lists");
    play.read(MAKER, &format!("GetEwayBill?ewbNo={number}"), &gets["by_number"]["reply"]);
    let by_document = "GetEwayBillGeneratedByConsigner?docType=CHL&docNo=JW/26-27/0042";
    play.read(MAKER, by_document, &gets["by_document"]["reply"]);
    for (gstin, list, name) in [
        (MAKER, "GetEwayBillsByDate?date=21/11/2026", "by_date"),
        (OTHER, "GetEwayBillsofOtherParty?date=21/11/2026", "other_party"),
        (MAKER, "GetEwayBillsRejectedByOthers?date=21/11/2026", "rejected"),
        (CARRIER, "GetEwayBillsForTransporter?date=21/11/2026", "transporter"),
        (
            CARRIER,
            "GetEwayBillsForTransporterByGstin?Gen_gstin=29AAACE4711F1ZY&date=21/11/2026",
            "transporter_of_maker",
        ),
        (CARRIER, "GetEwayBillsForTransporterByState?date=21/11/2026&stateCode=29", "transporter_by_state"),
    ] {
        play.read(gstin, list, &gets[name]["reply"]);
    }

    let slip = play.send("2026-11-21T10:40:00", MAKER, &sample("03_generate_b2c_part_a_slip"), &["ewayBillNo"]);
    play.numbers.insert("331012345679".into(), slip["ewayBillNo"].as_i64().unwrap());
    let third = with(&first["request"]["data"], &json!({"docNo": "JW/26-27/0043"}));
    let third = Eway::log_in(&play.sandbox, MAKER).makes(&play.sandbox, &third);
    play.numbers.insert("341012345680".into(), third);

    let trips = sample("07_consolidated");
    let trip = play.send("2026-11-21T11:20:00", CARRIER, &trips["make"], &["cEwbNo"])["cEwbNo"].as_i64().unwrap();
    play.numbers.insert("2910012345".into(), trip);
    play.read(CARRIER, &format!("GetTripSheet?tripSheetNo={trip}"), &trips["get"]["reply"]);
    let ends = sample("09_cancel_reject_close");
    play.send("2026-11-21T15:45:00", MAKER, &ends["cancel"], &[]);
    let moves = sample("05_part_b_and_transporter");
    play.send("2026-11-21T17:32:27", MAKER, &moves["transporter"], &[]);
    play.send("2026-11-21T18:02:00", CARRIER, &trips["renew"], &["cEwbNo"]);
    play.send("2026-11-22T01:10:00", CARRIER, &moves["breakdown"], &[]);
    play.send("2026-11-22T08:05:00", ENROLLED, &moves["first_part_b"], &[]);
    let several = sample("08_multi_vehicle");
    play.send("2026-11-22T09:00:00", CARRIER, &several["start"], &[]);
    play.send("2026-11-22T09:05:00", CARRIER, &several["add"], &[]);
    play.send("2026-11-22T10:24:00", OTHER, &ends["reject_by_other_party"], &[]);
    play.send("2026-11-22T13:30:00", CARRIER, &several["change"], &[]);
    let extensions = sample("06_extend");
    play.send("2026-11-23T18:20:00", CARRIER, &extensions["in_movement"], &[]);

    on(&play.sandbox, "2026-11-25T18:20:00");
    let waits = ours(&extensions["in_warehouse"]["request"]["data"], &play.numbers);
    let carrier = Eway::log_in(&play.sandbox, CARRIER);
    // The sample's reason 4 is transshipment, and its mode 5 has no vehicle.
    let reply = carrier.does(&play.sandbox, "EXTENDVALIDITY", &waits);
    assert_eq!(reply["validUpto"], "27/11/2026 11:59:00 PM");
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn refusals_and_log_ins_are_answered_as_the_samples_are() {
    let sandbox = sandbox();
    let maker = Eway::log_in(&sandbox, MAKER);
    let first = sample("02_generate_jobwork_challan")["request"]["data"].clone();
    maker.makes(&sandbox, &first);
    let errors = sample("04_generate_errors");
    let reply = answer(&sandbox, maker.change("GENEWAYBILL", &first));
    assert_eq!(reply, errors["duplicate"]["reply"]);
    sandbox.set_distance(560_058, 600_058, Some(356)).unwrap();
    let far = with(&first, &json!({"docNo": "X", "transDistance": 400}));
    let reply = answer(&sandbox, maker.change("GENEWAYBILL", &far));
    assert_eq!(reply, errors["distance_too_long"]["reply"]);
    let several = with(&first, &json!({"docNo": "X", "fromPincode": 1, "fromStateCode": 33}));
    assert_eq!(maker.refused(&sandbox, "GENEWAYBILL", &several), errors["several_codes"]["error_opened"]["errorCodes"]);

    let auth = sample("01_auth");
    let reply = answer(&sandbox, eway_auth(MAKER, &auth["credentials_before_sealing"]));
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(names(&reply), names(&auth["reply_ok"]));
    let inner = log_in_with("right", &APP_KEY, false);
    let shared = answer(&sandbox, eway_auth(MAKER, &inner));
    assert_eq!(names(&shared["Data"]), names(&auth["reply_shared_with_einvoice"]["Data"]));
}
