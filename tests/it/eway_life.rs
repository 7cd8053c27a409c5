//! The life of e-way bills at a served sandbox: made alone, moved, extended, rejected, consolidated, cancelled, and what
//! becomes of lost answers.

use crate::common::{Ask, bill};
use crate::engine::{Portal, at, open, parse};
use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::{Value, json};

pub const MAKER: &str = "29AABCU9603R1ZJ";
pub const BUYER: &str = "27AABCU9603R1ZN";

/// A sandbox whose clock the test moves, and an engine of the maker, the buyer, or both.
pub struct Road {
    pub portal: Portal,
    pub clock: Clock,
    pub engine: Engine,
    _folder: tempfile::TempDir,
}

pub fn moment(text: &str) -> IstTime {
    IstTime::parse(&format!("{text}+05:30")).unwrap()
}

impl Road {
    pub fn new(taxpayers: &[&str]) -> Road {
        let clock = Clock::still(moment("2026-11-21T10:00:00"));
        let portal = Portal::start(clock.clone());
        let folder = tempfile::tempdir().unwrap();
        let mut config = at(&portal.url, folder.path());
        let turnover: Value = (2017..2026).map(|y| (format!("{y}-{}", y - 1999), json!("10000000.00"))).collect();
        let one =
            |gstin: &&str| json!({"gstin": gstin, "username": "road", "password": "hush-pass", "turnover": turnover});
        config["taxpayers"] = taxpayers.iter().map(one).collect();
        Road { engine: open(&config), portal, clock, _folder: folder }
    }

    pub fn at(&self, text: &str) {
        self.clock.set(moment(text));
    }

    pub fn try_ask(&self, verb: &str, input: &Value, more: &Value) -> einv::error::Result<(Outcome, Value)> {
        let mut opts = json!({"on": self.clock.now().to_string()});
        opts.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let reply = self.engine.ask(verb, input.to_string(), opts.to_string())?;
        Ok((reply.outcome, parse(&reply)))
    }

    pub fn ask(&self, verb: &str, input: &Value) -> (Outcome, Value) {
        self.try_ask(verb, input, &json!({})).unwrap_or_else(|error| panic!("{verb} {input}: {error:?}"))
    }

    pub fn ok(&self, verb: &str, input: &Value) -> Value {
        let (outcome, answer) = self.ask(verb, input);
        assert_eq!(outcome, Outcome::Ok, "{verb} {input}: {answer}");
        answer
    }

    /// The code of a refusal.
    pub fn no(&self, verb: &str, input: &Value) -> String {
        let (outcome, answer) = self.ask(verb, input);
        assert_eq!(outcome, Outcome::Invalid, "{verb} {input}: {answer}");
        answer["report"]["findings"][0]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    pub fn fault(&self, fault: FaultKind, call: PortalCall) {
        self.portal.sandbox.fail(PlannedFault::once(fault, call));
    }

    /// How often a call was sent, by the audit.
    pub fn sent(&self, call: &str) -> usize {
        let reply = self.engine.ask("audit", json!({"call": call}).to_string(), r#"{"limit":1000}"#).unwrap();
        parse(&reply)["exchanges"].as_array().unwrap().len()
    }
}

pub fn challan(number: &str) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    challan["docNo"] = number.into();
    challan
}

pub fn place(place: &str, state: u8) -> Value {
    json!({"place": place, "state": state})
}

pub fn vehicle(ewb_no: &Value, number: &str, reason: &str) -> Value {
    json!({"ewb_no": ewb_no, "vehicle": number, "from": place("Hubballi", 29), "reason": reason, "remark": "on the way"})
}

pub fn extension(ewb_no: &Value) -> Value {
    let mut from = place("Kolhapur", 27);
    from["pin"] = "416001".into();
    json!({"ewb_no": ewb_no, "remaining_km": 240, "reason": "accident", "remark": "Accident on the road", "from": from})
}

#[test]
fn a_consignment_changes_its_vehicle_twice_is_extended_and_partly_comes_back() {
    let road = Road::new(&[MAKER, BUYER]);
    let (first, second) = (challan("JW/1"), challan("JW/2"));
    let made = road.ok("ewb", &first);
    assert_eq!((&made["status"], &made["part"]), (&json!("active"), &json!("B")), "{made}");
    assert_eq!(made["valid_until"], "2026-11-25T23:59:00+05:30");
    assert_eq!(road.ok("ewb", &first), made, "asked again, it is answered from the ledger");
    assert_eq!(road.sent("ewb_make"), 1);
    let number = made["ewb_no"].clone();
    let other = road.ok("ewb", &second)["ewb_no"].clone();

    road.at("2026-11-22T08:00:00");
    let moved = road.ok("ewb_vehicle", &vehicle(&number, "KA 20-B 4321", "breakdown"));
    assert_eq!((&moved["status"], &moved["ewb_no"]), (&json!("active"), &number));
    road.at("2026-11-23T08:00:00");
    road.ok("ewb_vehicle", &vehicle(&number, "MH12AB1234", "transshipment"));
    road.ok("ewb_vehicle", &vehicle(&number, "MH12AB1234", "transshipment"));
    assert_eq!(road.sent("ewb_vehicle"), 2, "the same wish once more sends nothing");

    assert_eq!(road.no("ewb_extend", &extension(&number)), "382", "it is too early");
    road.at("2026-11-25T16:30:00");
    let extended = road.ok("ewb_extend", &extension(&number));
    assert_eq!(
        (&extended["valid_until"], &extended["status"]),
        (&json!("2026-11-27T23:59:00+05:30"), &json!("active"))
    );
    assert_eq!(road.ok("ewb_extend", &extension(&number))["valid_until"], extended["valid_until"]);
    assert_eq!(road.sent("ewb_extend"), 1);

    // The buyer rejects the other one in time, and the goods come back.
    road.at("2026-11-23T09:00:00");
    assert_eq!(road.ok("ewb_reject", &json!({"ewb_no": other}))["status"], "rejected");
    assert_eq!(road.ok("ewb_reject", &json!({"ewb_no": other}))["status"], "rejected");
    assert_eq!(road.sent("ewb_reject"), 1);
    assert_eq!(road.no("ewb_vehicle", &vehicle(&other, "MH12AB1234", "other")), "343");
    let mut back = challan("RET/1");
    for (from, to) in [
        ("fromGstin", "toGstin"),
        ("fromTrdName", "toTrdName"),
        ("fromAddr1", "toAddr1"),
        ("fromPlace", "toPlace"),
        ("fromPincode", "toPincode"),
        ("actFromStateCode", "actToStateCode"),
        ("fromStateCode", "toStateCode"),
    ] {
        let (a, b) = (back[from].clone(), back[to].clone());
        (back[from], back[to]) = (b, a);
    }
    (back["supplyType"], back["subSupplyType"]) = ("I".into(), "6".into());
    back["vehicleNo"] = "MH12AB1234".into();
    let back = road.ok("ewb", &back);
    assert_eq!((&back["status"], &back["document"]["gstin"]), (&json!("active"), &json!(MAKER)), "{back}");

    // What the system says is what the ledger knows.
    let shown = road.ok("ewb_fetch", &json!({ "ewb_no": number }));
    assert_eq!((shown["vehicles"].as_array().unwrap().len(), &shown["extended"]), (4, &json!(1)), "{shown}");
    let known = road.ok("status", &json!({ "ewb_no": number }));
    assert_eq!((&known["status"], &known["valid_until"]), (&shown["status"], &shown["valid_until"]));
    let by_key = json!({"gstin": MAKER, "type": "CHL", "number": "jw/1", "date": "20/11/2026"});
    assert_eq!(road.ok("status", &by_key)["ewb_no"], number);
    let of_day = road.ok("ewb_fetch", &json!({"gstin": MAKER, "day": "21/11/2026", "as": "consignor"}));
    assert_eq!(of_day["ewbs"].as_array().unwrap().len(), 2);
    let reply = road.engine.ask("audit", json!({ "ewb_no": number }).to_string(), r#"{"limit":1000}"#).unwrap();
    let calls: Vec<_> = parse(&reply)["exchanges"].as_array().unwrap().iter().map(|e| e["call"].clone()).collect();
    assert!(calls.contains(&json!("ewb_make")) && calls.contains(&json!("ewb_extend")), "{calls:?}");
}

/// Faults after which the system has, or has not, done what was asked.
const LOST: [FaultKind; 8] = [
    FaultKind::DropBefore,
    FaultKind::DropAfter,
    FaultKind::Status,
    FaultKind::StatusAfter,
    FaultKind::Garbage,
    FaultKind::Truncated,
    FaultKind::Sealed,
    FaultKind::Busy,
];

#[test]
fn whatever_is_lost_a_bill_is_made_once() {
    for fault in LOST.into_iter().chain([FaultKind::TokenExpiry, FaultKind::Down, FaultKind::Words]) {
        let road = Road::new(&[MAKER]);
        road.fault(fault, PortalCall::EwbMake);
        let mut made = road.ask("ewb", &challan("JW/1")).1;
        if made["status"] != "active" {
            assert!(matches!(made["status"].as_str(), Some("pending" | "in_doubt")), "{fault:?}: {made}");
            made = road.ask("ewb", &challan("JW/1")).1;
        }
        assert_eq!(made["status"], "active", "{fault:?}: {made}");
        let list = road.ok("ewb_fetch", &json!({"gstin": MAKER, "day": "21/11/2026"}));
        let numbers: Vec<_> = list["ewbs"].as_array().unwrap().iter().map(|bill| bill["ewb_no"].clone()).collect();
        assert_eq!(numbers, [made["ewb_no"].clone()], "{fault:?}");
        assert_eq!(road.ok("flush", &json!({}))["in_doubt"], 0, "{fault:?}");
    }
}

#[test]
fn whatever_is_lost_a_step_is_taken_once() {
    for fault in LOST.into_iter().chain([FaultKind::TokenExpiry]) {
        let road = Road::new(&[MAKER, BUYER]);
        let number = road.ok("ewb", &challan("JW/1"))["ewb_no"].clone();
        let steps = [
            (PortalCall::EwbVehicle, "ewb_vehicle", vehicle(&number, "MH12AB1234", "breakdown"), "2026-11-22T08:00:00"),
            (PortalCall::EwbExtend, "ewb_extend", extension(&number), "2026-11-25T20:00:00"),
        ];
        for (call, verb, request, when) in steps {
            road.at(when);
            road.fault(fault, call);
            let (mut outcome, mut answer) = road.ask(verb, &request);
            for _ in 0..2 {
                if outcome == Outcome::Pending {
                    (outcome, answer) = road.ask(verb, &request);
                }
            }
            assert_eq!(outcome, Outcome::Ok, "{fault:?} {verb}: {answer}");
        }
        let shown = road.ok("ewb_fetch", &json!({ "ewb_no": number }));
        let moved = shown["vehicles"].as_array().unwrap().iter().filter(|v| v["vehicle"] == "MH12AB1234").count();
        // The extension enters the vehicle once more.
        assert_eq!((moved, &shown["extended"]), (2, &json!(1)), "{fault:?}: {shown}");
        assert_eq!(road.ok("status", &json!({ "ewb_no": number }))["valid_until"], shown["valid_until"], "{fault:?}");
    }
}

#[test]
fn a_flush_finds_out_what_a_call_had_no_time_for() {
    let road = Road::new(&[MAKER]);
    road.fault(FaultKind::DropAfter, PortalCall::EwbMake);
    let (outcome, open) = road.try_ask("ewb", &challan("JW/1"), &json!({"settle_ms": 0})).unwrap();
    assert_eq!((outcome, &open["status"]), (Outcome::Pending, &json!("in_doubt")), "{open}");
    assert_eq!(road.ok("flush", &json!({}))["registered"], 1);
    let known = road.ok("status", &json!({"gstin": MAKER, "type": "CHL", "number": "JW/1", "date": "20/11/2026"}));
    assert_eq!(known["status"], "active");
    let number = known["ewb_no"].clone();
    road.fault(FaultKind::DropAfter, PortalCall::EwbVehicle);
    let moved = vehicle(&number, "MH12AB1234", "breakdown");
    let (outcome, open) = road.try_ask("ewb_vehicle", &moved, &json!({"settle_ms": 0})).unwrap();
    assert_eq!((outcome, &open["under_way"]), (Outcome::Pending, &json!("vehicle")), "{open}");
    assert_eq!(road.ok("flush", &json!({}))["in_doubt"], 0);
    assert_eq!(road.ok("status", &json!({ "ewb_no": number })).get("under_way"), None);
    road.ok("ewb_vehicle", &moved);
    assert_eq!(road.sent("ewb_vehicle"), 1);
}

#[test]
fn another_bill_under_the_same_document_is_a_conflict_with_both_values() {
    let road = Road::new(&[MAKER]);
    let made = road.ok("ewb", &challan("JW/1"));
    // Another ledger, which does not know of it.
    let other = tempfile::tempdir().unwrap();
    let mut config = at(&road.portal.url, other.path());
    config["on"] = "2026-11-21T10:00:00+05:30".into();
    let engine = open(&config);
    let adopted = parse(&engine.ask("ewb", challan("JW/1").to_string(), "").unwrap());
    assert_eq!((&adopted["status"], &adopted["ewb_no"]), (&json!("active"), &made["ewb_no"]), "{adopted}");

    let third = tempfile::tempdir().unwrap();
    let mut config = at(&road.portal.url, third.path());
    config["on"] = "2026-11-21T10:00:00+05:30".into();
    let engine = open(&config);
    let mut changed = challan("JW/1");
    for key in ["totalValue", "totInvValue"] {
        changed[key] = 19000.into();
    }
    changed["itemList"][0]["taxableAmount"] = 19000.into();
    let error = engine.ask("ewb", changed.to_string(), "").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
    assert_eq!(error.differs, ["totInvValue: 19000 here, 18500 there"]);
    // In the first ledger, which knows the bill, the same.
    let error = road.try_ask("ewb", &changed, &json!({})).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.differs.contains(&"totInvValue: 19000 here, 18500 there".to_owned()), "{:?}", error.differs);
}

#[test]
fn a_bill_is_cancelled_by_its_number_and_its_document_is_free_again() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("JW/1"))["ewb_no"].clone();
    let cancel = json!({"ewb_no": number, "reason": "order_cancelled", "remark": "withdrawn"});
    road.fault(FaultKind::DropAfter, PortalCall::EwbCancel);
    let cancelled = road.ok("ewb_cancel", &cancel);
    assert_eq!((&cancelled["status"], &cancelled["reason"]), (&json!("cancelled"), &json!("order_cancelled")));
    road.ok("ewb_cancel", &cancel);
    assert_eq!(road.sent("ewb_cancel"), 1);
    let again = road.ok("ewb", &challan("JW/1"));
    assert_ne!(again["ewb_no"], number);
    assert_eq!(again["status"], "active");
    road.at("2026-11-22T10:01:00");
    let late = json!({"ewb_no": again["ewb_no"], "reason": "other"});
    assert_eq!(road.no("ewb_cancel", &late), "315");
    assert_eq!(road.sent("ewb_cancel"), 1, "what is certainly too late is not sent");
}

#[test]
fn several_bills_travel_in_one_vehicle_and_one_bill_in_several() {
    let road = Road::new(&[MAKER]);
    let numbers: Vec<Value> =
        ["JW/1", "JW/2"].iter().map(|number| road.ok("ewb", &challan(number))["ewb_no"].clone()).collect();
    let together = json!({"ewb_nos": numbers, "vehicle": "KA20AB1234", "from": place("Udupi", 29)});
    road.fault(FaultKind::DropAfter, PortalCall::EwbConsolidate);
    let made = road.ok("ewb_consolidate", &together);
    let trip = made["consolidated_no"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    assert_eq!(trip.len(), 10, "{made}");
    assert_eq!(road.ok("ewb_consolidate", &together)["consolidated_no"], trip);
    assert_eq!(road.sent("ewb_consolidate"), 1);

    let share = |vehicle: &str, quantity: u32| json!({"vehicle": vehicle, "quantity": quantity});
    let mut several = json!({"ewb_no": numbers[0], "from": place("Hubballi", 29), "to": place("Pune", 27),
        "unit": "NOS", "reason": "transshipment", "remark": "smaller vehicles",
        "vehicles": [share("MH12AB1234", 150), share("MH12AB1235", 100)]});
    road.fault(FaultKind::DropAfter, PortalCall::EwbVehicleAdd);
    road.ok("ewb_vehicle", &several);
    road.ok("ewb_vehicle", &several);
    assert_eq!((road.sent("ewb_vehicles"), road.sent("ewb_vehicle_add")), (1, 2));
    let shown = road.ok("ewb_fetch", &json!({"ewb_no": numbers[0]}));
    let grouped = shown["vehicles"].as_array().unwrap().iter().filter(|v| v["group"] == "1").count();
    assert_eq!(grouped, 2, "{shown}");
    assert_eq!(
        road.no("ewb_consolidate", &json!({"ewb_nos": numbers, "vehicle": "KA20AB9999", "from": place("Udupi", 29)})),
        "648"
    );
    // A movement whose vehicle the system refuses goes on where it stopped.
    several["ewb_no"] = numbers[1].clone();
    several["vehicles"] = json!([share("MH12AB1234", 150), share("KA01AA0000X", 100)]);
    assert_eq!(road.no("ewb_vehicle", &several), "304");
    assert_eq!(road.sent("ewb_vehicles"), 1);
}

/// The numbers of these challans' bills.
fn made(road: &Road, challans: &[&str]) -> Vec<Value> {
    challans.iter().map(|number| road.ok("ewb", &challan(number))["ewb_no"].clone()).collect()
}

#[test]
fn a_vehicle_of_several_breaks_down_and_another_takes_its_place() {
    let road = Road::new(&[MAKER]);
    let number = made(&road, &["JW/1"])[0].clone();
    let share = |vehicle: &str, quantity: u32| json!({"vehicle": vehicle, "quantity": quantity});
    let several = |vehicles: &Value| {
        json!({"ewb_no": number, "from": place("Hubballi", 29), "to": place("Pune", 27), "unit": "NOS",
            "reason": "transshipment", "remark": "smaller vehicles", "vehicles": vehicles})
    };
    let swap = |new: &str, old: &Value| {
        json!({"ewb_no": number, "vehicle": new, "from": place("Satara", 27), "reason": "breakdown",
            "remark": "axle", "instead_of": old})
    };
    let old = |vehicle: &str| json!({ "vehicle": vehicle });
    assert_eq!(road.no("ewb_vehicle", &swap("MH12AB1299", &old("MH12AB1234"))), "405", "nothing is divided yet");
    road.ok("ewb_vehicle", &several(&json!([share("MH12AB1234", 150), share("MH12AB1235", 100)])));
    assert_eq!(road.no("ewb_vehicle", &swap("MH12AB1299", &old("MH12AB9999"))), "405");
    assert_eq!(road.no("ewb_vehicle", &swap("NONSENSE", &old("MH12AB1234"))), "408");
    assert_eq!(road.sent("ewb_vehicle_change"), 0, "what is certainly refused is not sent");

    road.fault(FaultKind::DropAfter, PortalCall::EwbVehicleChange);
    let changed = road.ok("ewb_vehicle", &swap("MH 12 AB 1299", &old("mh12ab1234")));
    assert_eq!(changed["status"], "active");
    road.ok("ewb_vehicle", &swap("MH12AB1299", &old("MH12AB1234")));
    assert_eq!(road.sent("ewb_vehicle_change"), 1, "a lost answer is settled by reading");
    let shown = road.ok("ewb_fetch", &json!({ "ewb_no": number }));
    let new = shown["vehicles"].as_array().unwrap().iter().find(|entry| entry["vehicle"] == "MH12AB1299").unwrap();
    assert_eq!((&new["group"], &new["place"]), (&json!("1"), &json!("Satara")), "{shown}");
    // It is replaced already: the system says so itself.
    assert_eq!(road.no("ewb_vehicle", &swap("MH12AB1288", &old("MH12AB1234"))), "405");
    assert_eq!(road.sent("ewb_vehicle_change"), 2);

    // In a second movement the same vehicle drives again: which one is meant is asked.
    road.ok("ewb_vehicle", &several(&json!([share("MH12AB1235", 50)])));
    let unclear = road.try_ask("ewb_vehicle", &swap("MH12AB1277", &old("MH12AB1235")), &json!({})).unwrap_err();
    assert_eq!((unclear.kind, unclear.at.as_deref()), (ErrorKind::Json, Some("/instead_of/group")), "{unclear}");
    road.ok("ewb_vehicle", &swap("MH12AB1277", &json!({"vehicle": "MH12AB1235", "group": 2})));
    let shown = road.ok("ewb_fetch", &json!({ "ewb_no": number }));
    let new = shown["vehicles"].as_array().unwrap().iter().find(|entry| entry["vehicle"] == "MH12AB1277").unwrap();
    assert_eq!(new["group"], "2", "{shown}");

    for (request, at) in
        [(swap("MH12AB1266", &json!({})), "/instead_of"), (swap("MH12AB1266", &json!({"group": "1"})), "/instead_of")]
    {
        let error = road.try_ask("ewb_vehicle", &request, &json!({})).unwrap_err();
        assert_eq!(error.at.as_deref(), Some(at), "{error}");
    }
    let mut both = several(&json!([share("MH12AB1235", 50)]));
    both["instead_of"] = old("MH12AB1235");
    assert_eq!(road.try_ask("ewb_vehicle", &both, &json!({})).unwrap_err().at.as_deref(), Some("/instead_of"));
}

#[test]
fn a_consolidated_bill_is_made_again_for_another_vehicle() {
    let road = Road::new(&[MAKER]);
    let numbers = made(&road, &["JW/1", "JW/2", "JW/3"]);
    let together = json!({"ewb_nos": numbers, "vehicle": "KA20AB1234", "from": place("Udupi", 29)});
    let first = road.ok("ewb_consolidate", &together)["consolidated_no"].clone();
    // Two of the three end: the system takes what is left.
    road.ok("ewb_cancel", &json!({"ewb_no": numbers[0], "reason": "order_cancelled", "remark": "withdrawn"}));
    let again = |trip: &Value, vehicle: &str| {
        json!({"consolidated_no": trip, "vehicle": vehicle, "from": place("Satara", 27), "reason": "breakdown",
            "remark": "axle"})
    };
    road.fault(FaultKind::DropAfter, PortalCall::EwbTripRenew);
    let renewed = road.ok("ewb_consolidate", &again(&first, "MH12AB1234"));
    let second = renewed["consolidated_no"].clone();
    assert!(second.as_str().is_some_and(|number| number.len() == 10) && second != first, "{renewed}");
    assert_eq!((&renewed["ewb_nos"], &renewed["vehicle"]), (&json!([numbers[1], numbers[2]]), &json!("MH12AB1234")));
    assert_eq!(road.ok("ewb_consolidate", &again(&first, "MH12AB1234"))["consolidated_no"], second);
    assert_eq!(road.sent("ewb_trip_renew"), 1, "a lost answer is settled by reading");
    for number in &numbers[1..] {
        let shown = road.ok("ewb_fetch", &json!({ "ewb_no": number }));
        let is_of_it = |entry: &&Value| entry["trip"] == second && entry["vehicle"] == "MH12AB1234";
        assert_eq!(shown["vehicles"].as_array().unwrap().iter().filter(is_of_it).count(), 1, "{shown}");
    }
    // The bill that has the step on record ends; the next vehicle is kept with another.
    road.ok("ewb_cancel", &json!({"ewb_no": numbers[1], "reason": "order_cancelled", "remark": "withdrawn"}));
    let third = road.ok("ewb_consolidate", &again(&second, "MH12AB1299"));
    assert_eq!((&third["ewb_no"], &third["ewb_nos"]), (&numbers[2], &json!([numbers[2]])), "{third}");

    road.at("2026-11-27T09:00:00");
    assert_eq!(road.no("ewb_consolidate", &again(&third["consolidated_no"], "MH12AB1277")), "391");
    assert_eq!(road.sent("ewb_trip_renew"), 2, "what is certainly refused is not sent");
    let (outcome, unknown) = road.ask("ewb_consolidate", &again(&json!("2910099999"), "MH12AB1277"));
    assert_eq!((outcome, &unknown["status"]), (Outcome::Invalid, &json!("unknown")), "{unknown}");
    assert!(unknown["message"].as_str().unwrap().contains("consolidated"), "{unknown}");

    let mut wrong = again(&second, "MH12AB1234");
    wrong["ewb_nos"] = json!([numbers[2]]);
    let mut no_reason = again(&second, "MH12AB1234");
    no_reason.as_object_mut().unwrap().remove("reason");
    let mut needless = together.clone();
    needless["reason"] = "breakdown".into();
    for (request, at) in [
        (wrong, "/ewb_nos"),
        (no_reason, "/reason"),
        (needless, "/reason"),
        (again(&json!("29"), "MH12AB1234"), "/consolidated_no"),
        (json!({"vehicle": "MH12AB1234", "from": place("Satara", 27)}), "/ewb_nos"),
    ] {
        let error = road.try_ask("ewb_consolidate", &request, &json!({})).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some(at)), "{request}: {error}");
    }
}

#[test]
fn a_step_that_is_under_way_is_named_by_the_bill_and_by_its_document() {
    let road = Road::new(&[MAKER]);
    let mut invoice = bill("S/1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760});
    let registered = road.ok("submit", &invoice);
    let number = registered["ewb"]["ewb_no"].clone();
    assert_eq!(registered["ewb"].get("under_way"), None);
    road.fault(FaultKind::DropAfter, PortalCall::EwbVehicle);
    let moved = vehicle(&number, "MH12AB1234", "breakdown");
    let (outcome, open) = road.try_ask("ewb_vehicle", &moved, &json!({"settle_ms": 0})).unwrap();
    assert_eq!((outcome, &open["under_way"]), (Outcome::Pending, &json!("vehicle")), "{open}");
    assert_eq!(road.ok("status", &json!({ "ewb_no": number }))["under_way"], "vehicle");
    let known = road.ok("status", &json!({"irn": registered["irn"]}));
    assert_eq!((&known["ewb"]["under_way"], &known["ewb"]["status"]), (&json!("vehicle"), &json!("active")));
    road.ok("flush", &json!({}));
    assert_eq!(road.ok("status", &json!({"irn": registered["irn"]}))["ewb"].get("under_way"), None);
}

#[test]
fn part_a_waits_for_its_vehicle_and_its_transporter() {
    let road = Road::new(&[MAKER]);
    let mut slip = challan("JW/1");
    for key in ["transMode", "vehicleNo", "vehicleType"] {
        slip.as_object_mut().unwrap().shift_remove(key);
    }
    slip["transporterId"] = BUYER.into();
    let made = road.ok("ewb", &slip);
    assert_eq!((&made["part"], &made["valid_until"], &made["status"]), (&json!("A"), &Value::Null, &json!("active")));
    let number = made["ewb_no"].clone();
    assert_eq!(road.no("ewb_extend", &extension(&number)), "381");
    let transporter = json!({"ewb_no": number, "transporter_id": "29AABCT3518Q1ZS"});
    let handed = road.ok("ewb_transporter", &transporter);
    assert_eq!((&handed["transporter_id"], &handed["part"]), (&json!("29AABCT3518Q1ZS"), &json!("A")));
    road.ok("ewb_transporter", &transporter);
    assert_eq!(road.sent("ewb_transporter"), 1);
    // The transporter is no taxpayer of this configuration, so the system judges the maker's word: it takes the transporter's alone.
    let part_b = json!({"ewb_no": number, "vehicle": "KA20AB1234", "from": place("Udupi", 29)});
    assert_eq!(road.no("ewb_vehicle", &part_b), "636");
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&road.portal.url, folder.path());
    config["taxpayers"] = json!([{"gstin": "29AABCT3518Q1ZS", "username": "carrier", "password": "hush-pass"}]);
    config["on"] = "2026-11-21T10:00:00+05:30".into();
    let moved = parse(&open(&config).ask("ewb_vehicle", part_b.to_string(), "").unwrap());
    assert_eq!((&moved["part"], &moved["valid_until"]), (&json!("B"), &json!("2026-11-25T23:59:00+05:30")), "{moved}");
}

#[test]
fn the_consignee_makes_no_outward_bill() {
    // The engine of the buyer has the seller's challan: it is the consignee, and the bill is the consignor's to make.
    let road = Road::new(&[BUYER]);
    let mut theirs = challan("JW/1");
    theirs["userGstin"] = BUYER.into();
    assert_eq!(road.no("ewb", &theirs), "359");
    let (outcome, report) = road.ask("ewb_validate", &theirs);
    let finding = &report["findings"][0];
    assert_eq!(
        (outcome, &finding["code"], &finding["path"]),
        (Outcome::Invalid, &json!("359"), &json!("/fromGstin")),
        "{report}"
    );
    assert!(finding["fix"].as_str().unwrap().contains("direction"), "{finding}");
    assert_eq!(road.sent("ewb_make"), 0, "it is not sent");
    // What comes to it, inward, it makes.
    let mut inward = theirs;
    (inward["supplyType"], inward["subSupplyType"]) = ("I".into(), "6".into());
    assert_eq!(road.ok("ewb", &inward)["status"], "active");
}

#[test]
fn a_transporter_without_gstin_has_its_enrolment_number() {
    const ENROLLED: &str = "88AABCT9876R1ZX";
    let road = Road::new(&[MAKER]);
    let mut slip = challan("JW/1");
    for key in ["transMode", "vehicleNo", "vehicleType"] {
        slip.as_object_mut().unwrap().shift_remove(key);
    }
    slip["transporterId"] = ENROLLED.into();
    let made = road.ok("ewb", &slip);
    assert_eq!((&made["part"], &made["status"]), (&json!("A"), &json!("active")), "{made}");
    assert_eq!(road.ok("ewb_fetch", &json!({"ewb_no": made["ewb_no"]}))["transporter_id"], ENROLLED);
    // Part B is the transporter's now; the maker may hand the goods to another, and back.
    let part_b = json!({"ewb_no": made["ewb_no"], "vehicle": "KA20AB1234", "from": place("Udupi", 29)});
    assert_eq!(road.no("ewb_vehicle", &part_b), "636");
    for to in ["29AABCT3518Q1ZS", "88aabct9876r1zx"] {
        let handed = road.ok("ewb_transporter", &json!({"ewb_no": made["ewb_no"], "transporter_id": to}));
        assert_eq!(handed["transporter_id"], to.to_ascii_uppercase());
    }
    for wrong in ["", "Tungabhadra Carriers", "88AABCT9876R1Z"] {
        let error = road
            .try_ask("ewb_transporter", &json!({"ewb_no": made["ewb_no"], "transporter_id": wrong}), &json!({}))
            .unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/transporter_id")), "{wrong}: {error}");
        assert!(error.fix.as_deref().is_some_and(|fix| fix.contains("enrolment")), "{error}");
    }
    // The same of an invoice with an IRN.
    let mut invoice = bill("S/1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransId": ENROLLED, "Distance": 760});
    let registered = road.ok("submit", &invoice);
    assert_eq!((&registered["ewb"]["status"], &registered["ewb"]["valid_until"]), (&json!("active"), &Value::Null));
}

#[test]
fn what_is_certainly_refused_is_not_sent() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("JW/1"))["ewb_no"].clone();
    assert_eq!(road.no("ewb_vehicle", &vehicle(&number, "NONSENSE", "breakdown")), "304");
    let mut late = extension(&number);
    late["remaining_km"] = 5000.into();
    road.at("2026-11-25T20:00:00");
    assert_eq!(road.no("ewb_extend", &late), "390");
    assert_eq!(road.no("ewb_reject", &json!({ "ewb_no": number })), "346");
    road.at("2026-11-26T09:00:00");
    assert_eq!(road.no("ewb_vehicle", &vehicle(&number, "MH12AB1234", "breakdown")), "311");
    assert_eq!(road.no("ewb_extend", &extension(&number)), "382");
    assert_eq!(road.ok("status", &json!({ "ewb_no": number }))["status"], "expired");
    for call in ["ewb_vehicle", "ewb_extend", "ewb_reject"] {
        assert_eq!(road.sent(call), 0, "{call}");
    }
    // The buyer alone has no vehicle to give.
    let buyer = tempfile::tempdir().unwrap();
    let mut config = at(&road.portal.url, buyer.path());
    config["taxpayers"] = json!([{"gstin": BUYER, "username": "pune", "password": "hush-pass"}]);
    config["on"] = "2026-11-22T10:00:00+05:30".into();
    let engine = open(&config);
    let answer =
        parse(&engine.ask("ewb_vehicle", vehicle(&number, "MH12AB1234", "breakdown").to_string(), "").unwrap());
    assert_eq!(answer["report"]["findings"][0]["code"], "636", "{answer}");
    let unknown = parse(
        &engine.ask("ewb_vehicle", vehicle(&json!("321012345678"), "MH12AB1234", "other").to_string(), "").unwrap(),
    );
    assert_eq!(unknown["status"], "unknown", "{unknown}");
}

#[test]
fn the_e_way_bill_of_an_irn_travels_too() {
    let road = Road::new(&[MAKER, BUYER]);
    let mut invoice = bill("S/1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760});
    let registered = road.ok("submit", &invoice);
    let number = registered["ewb"]["ewb_no"].clone();
    assert!(number.is_string(), "{registered}");
    road.at("2026-11-22T08:00:00");
    road.fault(FaultKind::StatusAfter, PortalCall::EwbVehicle);
    let moved = road.ok("ewb_vehicle", &vehicle(&number, "MH12AB1234", "breakdown"));
    assert_eq!((&moved["irn"], &moved["document"]["number"]), (&registered["irn"], &json!("S/1")), "{moved}");
    road.at("2026-11-25T20:00:00");
    let extended = road.ok("ewb_extend", &extension(&number));
    let known = road.ok("status", &json!({"irn": registered["irn"]}));
    assert_eq!(known["ewb"]["valid_until"], extended["valid_until"]);
    assert_eq!(road.no("ewb_reject", &json!({ "ewb_no": number })), "346");
    let due = parse(&road.engine.ask("due", "", json!({"on": "2026-11-26T10:00:00+05:30"}).to_string()).unwrap());
    assert!(due["entries"].to_string().contains(number.as_str().unwrap()), "{due}");
}

#[test]
fn an_invoice_that_needs_an_irn_gets_no_bill_alone() {
    let road = Road::new(&[MAKER]);
    let mut invoice = bill("S/1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760});
    // The ordinary invoice of a supplier outside e-invoicing: the most frequent bill of all.
    let made = road.ok("ewb", &invoice);
    assert_eq!((&made["status"], &made["document"]["type"]), (&json!("active"), &json!("INV")), "{made}");
    let key = json!({"gstin": MAKER, "type": "INV", "number": "S/1", "date": "21/11/2026"});
    assert_eq!(road.ok("status", &key)["ewb_no"], made["ewb_no"]);
    invoice["DocDtls"]["No"] = "S/2".into();
    let big = json!({"taxpayer": {"gstin": MAKER, "turnover": {"2024-25": "900000000.00"}}});
    let (outcome, refused) = road.try_ask("ewb", &invoice, &big).unwrap();
    assert_eq!((outcome, &refused["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("720")), "{refused}");
    let nobody = json!({"taxpayer": {"gstin": MAKER}});
    let (outcome, unclear) = road.try_ask("ewb", &invoice, &nobody).unwrap();
    assert_eq!((outcome, &unclear["status"]), (Outcome::Invalid, &json!("cannot_tell")), "{unclear}");
    assert_eq!(road.sent("ewb_make"), 1);
}

#[test]
fn a_bill_that_has_not_left_is_taken_back() {
    let road = Road::new(&[MAKER]);
    for _ in 0..20 {
        road.fault(FaultKind::Down, PortalCall::EwbMake);
    }
    let (outcome, waits) = road.try_ask("ewb", &challan("JW/1"), &json!({"deadline_ms": 3000})).unwrap();
    assert_eq!((outcome, &waits["status"]), (Outcome::Pending, &json!("pending")), "{waits}");
    let key = json!({"gstin": MAKER, "type": "CHL", "number": "JW/1", "date": "20/11/2026", "reason": "other"});
    assert_eq!(road.ok("ewb_cancel", &key)["status"], "cancelled");
    assert_eq!(road.sent("ewb_cancel"), 0);
}

#[test]
fn a_distance_beyond_the_systems_own_is_refused_once_it_is_known() {
    let road = Road::new(&[MAKER]);
    road.portal.sandbox.set_distance(576101, 411030, Some(700)).unwrap();
    let far = |number: &str, km: u32| {
        let mut far = challan(number);
        far["transDistance"] = km.into();
        far
    };
    assert_eq!(road.no("ewb", &far("JW/1", 771)), "702");
    assert_eq!(road.sent("ewb_make"), 1);
    // Now it is known: the next one is not sent, and a tenth more is.
    let (outcome, refused) = road.ask("ewb", &far("JW/2", 771));
    let finding = &refused["report"]["findings"][0];
    assert_eq!(
        (outcome, &finding["code"], &finding["path"]),
        (Outcome::Invalid, &json!("702"), &json!("/transDistance"))
    );
    assert!(finding["message"].as_str().unwrap().contains("700 km"), "{finding}");
    assert_eq!(road.sent("ewb_make"), 1);
    assert_eq!(road.ok("ewb", &far("JW/2", 770))["status"], "active");
    assert_eq!(road.ok("ewb", &far("JW/1", 0))["status"], "active");
    // The system may measure again: after a week it is asked.
    road.portal.sandbox.set_distance(576101, 411030, Some(900)).unwrap();
    road.at("2026-11-29T10:00:00");
    assert_eq!(road.ok("ewb", &far("JW/3", 900))["status"], "active");
}
