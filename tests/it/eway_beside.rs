//! One document, one e-way bill: by its IRN or alone. And what is said where a bill is not what was asked for.

use crate::common::{Ask, bill};
use crate::engine::{at, open, parse};
use crate::eway_life::{BUYER, MAKER, Road, challan, extension, place, vehicle};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::gstin::Gstin;
use serde_json::{Value, json};

/// How its goods travel.
fn travels() -> Value {
    json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 700})
}

fn invoice(number: &str) -> Value {
    let mut invoice = bill(number, "21/11/2026");
    invoice["EwbDtls"] = travels();
    invoice
}

/// A sandbox that lets the maker make bills of invoices alone, and an engine of his.
fn road() -> Road {
    let road = Road::new(&[MAKER]);
    road.portal.sandbox.set_e_invoicing(Gstin::parse(MAKER).unwrap(), false).unwrap();
    road
}

/// Another program of the same taxpayer, with a ledger of its own.
fn other(road: &Road) -> (Engine, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&road.portal.url, folder.path());
    config["on"] = road.clock.now().to_string().into();
    let turnover: Value = (2017..2026).map(|y| (format!("{y}-{}", y - 1999), json!("10000000.00"))).collect();
    config["taxpayers"] = json!([{"gstin": MAKER, "username": "other", "password": "hush-pass", "turnover": turnover}]);
    (open(&config), folder)
}

fn registered(road: &Road, number: &str) -> Value {
    road.ok("submit", &bill(number, "21/11/2026"))["irn"].clone()
}

#[test]
fn a_registered_document_given_whole_gets_its_bill_by_the_irn() {
    let road = road();
    let irn = registered(&road, "G/1");
    let made = road.ok("ewb", &invoice("G/1"));
    assert_eq!((&made["irn"], &made["ewb"]["status"]), (&irn, &json!("active")), "{made}");
    assert_eq!(road.ok("ewb", &invoice("G/1"))["ewb"]["ewb_no"], made["ewb"]["ewb_no"]);
    assert_eq!((road.sent("ewb_make"), road.sent("ewb")), (0, 1));
    assert_eq!(road.ok("status", &json!({ "irn": irn }))["ewb"]["ewb_no"], made["ewb"]["ewb_no"]);
    // Another content under the number of the registered one is none of its e-way bills.
    let mut changed = invoice("G/1");
    changed["ValDtls"]["TotInvVal"] = 2168.into();
    changed["ValDtls"]["OthChrg"] = 1000.into();
    let error = road.try_ask("ewb", &changed, &json!({})).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
    assert_eq!(error.differs, ["totInvValue: 2168 here, 1168 there"]);
}

#[test]
fn a_bill_that_stands_alone_is_the_one_of_the_irn() {
    let road = road();
    let alone = road.ok("ewb", &invoice("G/2"));
    let irn = registered(&road, "G/2");
    let by_irn = road.ok("ewb", &json!({"irn": irn, "EwbDtls": travels()}));
    assert_eq!(by_irn["ewb_no"], alone["ewb_no"], "{by_irn}");
    assert_eq!(road.ok("status", &json!({ "irn": irn }))["ewb"]["ewb_no"], alone["ewb_no"]);
    assert_eq!(road.ok("ewb", &invoice("G/2"))["ewb_no"], alone["ewb_no"]);
    assert_eq!(road.sent("ewb"), 0);
    // After its cancellation there is a new one, by the IRN.
    road.ok("ewb_cancel", &json!({"ewb_no": alone["ewb_no"], "reason": "order_cancelled"}));
    let again = road.ok("ewb", &json!({"irn": irn, "EwbDtls": travels()}));
    assert_eq!((&again["ewb"]["status"], road.sent("ewb")), (&json!("active"), 1), "{again}");
}

#[test]
fn a_bill_that_another_program_made_of_the_document_is_adopted_by_the_irn_or_a_conflict() {
    let road = road();
    let (elsewhere, _folder) = other(&road);
    let theirs = parse(&elsewhere.ask("ewb", invoice("H/1").to_string(), "").unwrap());
    assert_eq!(theirs["status"], "active", "{theirs}");
    let irn = registered(&road, "H/1");
    let adopted = road.ok("ewb", &json!({"irn": irn, "EwbDtls": travels()}));
    assert_eq!(adopted["ewb"]["ewb_no"], theirs["ewb_no"], "{adopted}");
    // One of another value.
    let mut changed = invoice("H/2");
    changed["ValDtls"]["TotInvVal"] = 2168.into();
    changed["ValDtls"]["OthChrg"] = 1000.into();
    elsewhere.ask("ewb", changed.to_string(), "").unwrap();
    let irn = registered(&road, "H/2");
    let asked = json!({"irn": irn, "EwbDtls": travels()});
    let error = road.try_ask("ewb", &asked, &json!({})).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
    assert_eq!(error.differs, ["totInvValue: 1168 here, 2168 there"]);
    // The registration stands, and the refusal is the portal's.
    let status = road.ok("status", &json!({ "irn": irn }));
    assert_eq!((&status["status"], &status["ewb"]["status"]), (&json!("registered"), &json!("failed")), "{status}");
}

#[test]
fn part_a_alone_is_read_after_its_time_and_made_again_where_it_is_discarded() {
    let road = Road::new(&[MAKER]);
    let mut slip = challan("SL/1");
    for key in ["transMode", "vehicleNo", "vehicleType"] {
        slip.as_object_mut().unwrap().remove(key);
    }
    slip["transporterId"] = "29AAACT2727Q1ZS".into();
    let first = road.ok("ewb", &slip);
    assert_eq!(first["part"], "A", "{first}");
    road.at("2026-12-06T23:00:00");
    assert_eq!(road.ok("ewb", &slip)["ewb_no"], first["ewb_no"]);
    road.at("2026-12-08T10:00:00");
    let again = road.ok("ewb", &slip);
    assert_ne!(again["ewb_no"], first["ewb_no"], "{again}");
    assert_eq!(road.sent("ewb_make"), 2);
}

#[test]
fn the_same_document_with_another_transport_says_that_nothing_was_changed() {
    let road = road();
    let made = road.ok("ewb", &challan("V/1"));
    assert_eq!(made.get("differs"), None);
    let mut another = challan("V/1");
    (another["vehicleNo"], another["transDistance"]) = ("KA01ZZ0001".into(), 500.into());
    let answer = road.ok("ewb", &another);
    let differs = ["transDistance: 500 here, 760 there", "vehicleNo: KA01ZZ0001 here, KA20AB1234 there"];
    assert_eq!((&answer["ewb_no"], &answer["differs"]), (&made["ewb_no"], &json!(differs)), "{answer}");
    assert!(answer["fix"].as_str().unwrap().contains("einv_ewb_vehicle"), "{answer}");
    // Once the vehicle is given, it is the one that is asked for.
    road.ok("ewb_vehicle", &vehicle(&made["ewb_no"], "KA01ZZ0001", "breakdown"));
    another["transDistance"] = challan("V/1")["transDistance"].clone();
    assert_eq!(road.ok("ewb", &another).get("differs"), None);
    // By the IRN the same.
    let irn = registered(&road, "V/2");
    let mut asked = json!({"irn": irn, "EwbDtls": travels()});
    assert_eq!(road.ok("ewb", &asked).get("differs"), None);
    asked["EwbDtls"]["VehNo"] = "KA01ZZ0001".into();
    let answer = road.ok("ewb", &asked);
    assert_eq!(answer["differs"], json!(["vehicleNo: KA01ZZ0001 here, KA20AB1234 there"]), "{answer}");
    assert_eq!(road.sent("ewb"), 1);
}

#[test]
fn what_is_certainly_refused_by_the_irn_is_not_sent() {
    let road = road();
    let irn = registered(&road, "Q/1");
    let mut asked = json!({"irn": irn, "EwbDtls": travels()});
    asked["EwbDtls"]["VehNo"] = "NONSENSE".into();
    let (outcome, refused) = road.ask("ewb", &asked);
    let finding = &refused["report"]["findings"][0];
    assert_eq!((outcome, &finding["path"]), (Outcome::Invalid, &json!("/EwbDtls/VehNo")), "{refused}");
    assert_eq!(refused["status"], "registered");
    let (outcome, _) = road.ask("ewb", &json!({"irn": irn, "EwbDtls": {}}));
    assert_eq!((outcome, road.sent("ewb")), (Outcome::Invalid, 0));
    // The code is the one that the portal has for a request by IRN.
    let (_, refused) = road.ask("ewb", &json!({"irn": irn, "EwbDtls": {"TransMode": "1", "Distance": 0}}));
    assert_eq!(refused["report"]["findings"][0]["code"], "4011", "{refused}");
    // The system's own distance counts on both ways, once it is known.
    road.portal.sandbox.set_distance(576101, 411030, Some(700)).unwrap();
    let mut alone = challan("Q/2");
    alone["transDistance"] = 800.into();
    assert_eq!(road.no("ewb", &alone), "702");
    let mut far = json!({"irn": registered(&road, "Q/3"), "EwbDtls": travels()});
    far["EwbDtls"]["Distance"] = 800.into();
    let (_, refused) = road.ask("ewb", &far);
    let finding = &refused["report"]["findings"][0];
    assert_eq!((&finding["code"], &finding["path"]), (&json!("4038"), &json!("/EwbDtls/Distance")), "{refused}");
    assert_eq!(road.sent("ewb"), 0);
}

#[test]
fn what_is_too_long_or_missing_in_a_step_is_not_sent() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("L/1"))["ewb_no"].clone();
    let base = vehicle(&number, "KA20B4321", "breakdown");
    let with = |key: &str, value: Value| {
        let mut asked = base.clone();
        asked[key] = value;
        asked
    };
    let mut by_document = with("document", "D".repeat(16).into());
    by_document["document_date"] = "2026-11-21".into();
    for (asked, code, path) in [
        (with("from", place(&"X".repeat(51), 29)), "305", "/from/place"),
        (with("from", place(" ", 29)), "305", "/from/place"),
        (with("from", place("Hubballi", 98)), "306", "/from/state"),
        (by_document, "223", "/document"),
        (with("vehicle", "NONSENSE".into()), "304", "/vehicle"),
    ] {
        let (outcome, refused) = road.ask("ewb_vehicle", &asked);
        let finding = &refused["report"]["findings"][0];
        assert_eq!(
            (outcome, &finding["code"], &finding["path"]),
            (Outcome::Invalid, &json!(code), &json!(path)),
            "{refused}"
        );
    }
    road.at("2026-11-25T20:00:00");
    let mut waits = extension(&number);
    waits["in_transit"] = "warehouse".into();
    for (lines, code) in [(json!([]), "706"), (json!(["Godown 4"]), "707"), (json!(["Godown 4", "Ring Road"]), "708")] {
        waits["from"]["address"] = lines;
        assert_eq!(road.no("ewb_extend", &waits), code);
    }
    assert_eq!((road.sent("ewb_vehicle"), road.sent("ewb_extend")), (0, 0));
    waits["from"]["address"] = json!(["Godown 4", "Ring Road", "Kolhapur"]);
    road.ok("ewb_extend", &waits);
}

#[test]
fn a_closed_bill_is_cancelled_where_the_system_takes_it() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("C/1"))["ewb_no"].clone();
    road.portal.sandbox.close_bill(number.as_str().unwrap().parse().unwrap()).unwrap();
    assert_eq!(road.ok("ewb_fetch", &json!({ "ewb_no": number }))["status"], "closed");
    // It is the system that decides; where it refuses, the bill is closed as before.
    let (outcome, ended) = road.ask("ewb_cancel", &json!({"ewb_no": number, "reason": "duplicate"}));
    assert_eq!(road.sent("ewb_cancel"), 1);
    let wanted = if outcome == Outcome::Ok { "cancelled" } else { "closed" };
    assert_eq!(road.ok("status", &json!({ "ewb_no": number }))["status"], wanted, "{ended}");
}

#[test]
fn the_consolidated_number_stays_and_every_bill_has_it() {
    let road = Road::new(&[MAKER]);
    let numbers: Vec<Value> =
        ["T/1", "T/2"].iter().map(|number| road.ok("ewb", &challan(number))["ewb_no"].clone()).collect();
    let together = json!({"ewb_nos": numbers, "vehicle": "KA20AB1234", "from": place("Udupi", 29)});
    let trip = road.ok("ewb_consolidate", &together)["consolidated_no"].clone();
    let known = |number: &Value| road.ok("status", &json!({ "ewb_no": number }));
    for number in &numbers {
        assert_eq!(
            (&known(number)["consolidated_no"], &known(number)["ewb_nos"]),
            (&trip, &json!(numbers)),
            "{number}"
        );
    }
    road.ok("ewb_transporter", &json!({"ewb_no": numbers[0], "transporter_id": "29AAACT2727Q1ZS"}));
    assert_eq!(known(&numbers[0])["ewb_nos"], json!(numbers), "another transporter");
    road.at("2026-11-25T20:00:00");
    road.ok("ewb_extend", &extension(&numbers[1]));
    road.ok("ewb_fetch", &json!({ "ewb_no": numbers[1] }));
    assert_eq!(known(&numbers[1])["ewb_nos"], json!(numbers), "more time");
    road.ok("ewb_vehicle", &vehicle(&numbers[1], "MH12AB1234", "breakdown"));
    assert_eq!(known(&numbers[1]).get("consolidated_no"), None, "another vehicle");
    // A program that did not make it reads it off the bill.
    let (elsewhere, _folder) = other(&road);
    let asked = json!({ "ewb_no": numbers[0] }).to_string();
    elsewhere
        .ask("ewb_transporter", json!({"ewb_no": numbers[0], "transporter_id": "29AAACT2727Q1ZS"}).to_string(), "")
        .unwrap();
    assert_eq!(parse(&elsewhere.ask("status", asked, "").unwrap())["consolidated_no"], trip);
}

#[test]
fn the_board_says_what_each_party_can_do() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("D/1"))["ewb_no"].clone();
    let kinds = |engine: &Engine| -> Vec<(Value, Value)> {
        let due = parse(&engine.ask("due", "", r#"{"on":"2026-11-22T09:00:00+05:30"}"#).unwrap());
        let entries = due["entries"].as_array().unwrap();
        entries.iter().map(|entry| (entry["kind"].clone(), entry["due"].clone())).collect()
    };
    let as_whom = |gstin: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut config = at(&road.portal.url, folder.path());
        config["taxpayers"] = json!([{"gstin": gstin, "username": "pune", "password": "hush-pass"}]);
        config["on"] = "2026-11-22T09:00:00+05:30".into();
        (open(&config), folder)
    };
    let cancellable = (json!("cancellable"), json!("2026-11-22T10:00:00+05:30"));
    assert!(kinds(&road.engine).contains(&cancellable));
    let (buyer, _one) = as_whom(BUYER);
    assert_eq!(kinds(&buyer), []);
    buyer.ask("ewb_fetch", json!({ "ewb_no": number }).to_string(), "").unwrap();
    let rejectable = (json!("rejectable"), json!("2026-11-24T10:00:00+05:30"));
    assert!(kinds(&buyer).contains(&rejectable) && !kinds(&buyer).contains(&cancellable), "{:?}", kinds(&buyer));
    let (stranger, _two) = as_whom("29AABCT3518Q1ZS");
    assert_eq!(kinds(&stranger), []);
}

#[test]
fn places_that_say_a_party_again_make_no_bill_of_another_type() {
    let road = Road::new(&[MAKER]);
    let mut repeated = invoice("P/2");
    let (seller, buyer) = (repeated["SellerDtls"].clone(), repeated["BuyerDtls"].clone());
    let of = |party: &Value, names: &[&str]| -> Value {
        names.iter().map(|name| ((*name).to_owned(), party[*name].clone())).collect::<serde_json::Map<_, _>>().into()
    };
    repeated["ShipDtls"] = of(&buyer, &["Gstin", "LglNm", "Addr1", "Loc", "Pin", "Stcd"]);
    repeated["DispDtls"] = of(&seller, &["Addr1", "Loc", "Pin", "Stcd"]);
    repeated["DispDtls"]["Nm"] = seller["LglNm"].clone();
    let registered = road.ok("submit", &repeated);
    let said = registered["report"]["findings"].to_string();
    assert!(said.contains("ewb.repeated_place"), "{registered}");
    let shown = road.ok("ewb_fetch", &json!({"ewb_no": registered["ewb"]["ewb_no"]}));
    assert_eq!(shown["document"]["transactionType"].to_string().trim_matches('"'), "1", "{shown}");
    // Given once more it is the same document.
    assert_eq!(road.ok("submit", &repeated).get("differs"), None);
    // Without an e-way bill it is registered as it is.
    let mut plain = repeated.clone();
    plain.as_object_mut().unwrap().remove("EwbDtls");
    plain["DocDtls"]["No"] = "P/3".into();
    road.ok("submit", &plain);
}

#[test]
fn a_document_that_the_ledger_keeps_gets_its_bill_by_its_key_and_the_transport_alone() {
    let road = Road::new(&[MAKER]);
    let key = json!({"gstin": MAKER, "type": "CHL", "number": "K/1", "date": "20/11/2026"});
    let mut asked = key.clone();
    asked["EwbDtls"] = travels();
    let (outcome, unknown) = road.ask("ewb", &asked);
    assert_eq!((outcome, &unknown["status"]), (Outcome::Invalid, &json!("unknown")), "{unknown}");
    let first = road.ok("ewb", &challan("K/1"))["ewb_no"].clone();
    assert_eq!(road.ok("ewb", &asked)["ewb_no"], first, "it stands");
    road.ok("ewb_cancel", &json!({"ewb_no": first, "reason": "other"}));
    asked["EwbDtls"]["VehNo"] = "KA01ZZ0001".into();
    let again = road.ok("ewb", &asked);
    assert_ne!(again["ewb_no"], first, "{again}");
    let shown = road.ok("ewb_fetch", &json!({"ewb_no": again["ewb_no"]}));
    assert_eq!((&shown["vehicles"][0]["vehicle"], &shown["number"]), (&json!("KA01ZZ0001"), &json!("K/1")), "{shown}");
}

#[test]
fn a_refusal_before_sending_is_said_in_hindi_whole() {
    let road = Road::new(&[MAKER]);
    let number = road.ok("ewb", &challan("HI/1"))["ewb_no"].clone();
    let (_, refused) = road.try_ask("ewb_extend", &extension(&number), &json!({"language": "hi"})).unwrap();
    let message = refused["report"]["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("अभी जल्दी है") && !message.contains("too early"), "{message}");
}
