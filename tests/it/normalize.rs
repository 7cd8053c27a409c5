//! A bill of any known shape becomes INV-01, and nothing of it is invented.

use crate::bills::Press;
use crate::common::{bill, compute, normalize};
use crate::reference::reference;
use crate::rules_table::{self, edited};
use einv::change::{ChangeClass, Why};
use einv::engine::Outcome;
use einv::rules::catalogue;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub const SELLER: &str = "29AABCU9603R1ZJ";
/// Rules about bills that a single document can't break.
const TABLES: [&str; 2] = ["bill.gstin_missing", "bill.looks_registered"];

/// The seller's profile, and the day.
pub fn options() -> Value {
    json!({"on": "2026-11-21", "taxpayer": {"gstin": SELLER, "seller": {"legal_name": "Udupi Stationers Private Limited",
        "address": ["14 Car Street", "Temple Square"], "city": "Udupi", "pin": 576101, "phone": "08202520000"}}})
}

/// The least that a simple bill has.
pub fn simple() -> Value {
    json!({"number": "S-1", "date": "2026-11-19",
        "buyer": {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune",
            "pin": "411030"},
        "lines": [{"name": "Ruled register", "hsn": "48201090", "qty": 10, "unit": "NOS", "price": 100, "rate": 18}]})
}

pub fn with(options: &Value, more: &Value) -> String {
    let mut options = options.clone();
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options.to_string()
}

pub fn parse(reply: &einv::engine::WrittenAnswer) -> Value {
    serde_json::from_str(reply.json()).unwrap()
}

pub fn normalized(document: &Value) -> Value {
    parse(&normalize(None, &document.to_string(), options().to_string()).unwrap())
}

/// The completed bill.
pub fn completed(document: &Value) -> Value {
    let reply = compute(None, &document.to_string(), with(&options(), &json!({"normalize": true}))).unwrap();
    let answer = parse(&reply);
    assert_eq!(reply.outcome, Outcome::Ok, "{:#}", answer["findings"]);
    answer
}

pub fn findings(answer: &Value) -> Vec<(String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let list = answer["findings"].as_array().unwrap();
    list.iter().map(|f| (text(f, "rule"), f["at"]["path"].as_str().unwrap_or_default().to_owned())).collect()
}

pub fn errors(answer: &Value) -> Vec<String> {
    let list = answer["findings"].as_array().unwrap();
    let errors = list.iter().filter(|f| f["severity"] == "error");
    errors
        .map(|f| format!("{} {}", f["rule"].as_str().unwrap(), f["at"]["path"].as_str().unwrap_or_default()))
        .collect()
}

pub fn whys(answer: &Value) -> Vec<(String, String)> {
    let text = |change: &Value, key: &str| change[key].as_str().unwrap_or_default().to_owned();
    answer["changes"].as_array().unwrap().iter().map(|c| (text(c, "path"), text(c, "why"))).collect()
}

pub fn has(answer: &Value, path: &str, why: &str) -> bool {
    whys(answer).contains(&(path.to_owned(), why.to_owned()))
}

/// JSON by its meaning: numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

#[test]
fn a_simple_bill_needs_little_and_says_what_was_filled_in() {
    let answer = normalized(&simple());
    assert_eq!((&answer["kind"], errors(&answer).len()), (&json!("simple"), 0), "{:#}", answer["findings"]);
    for (path, why) in [
        ("/SellerDtls", "default_profile"),
        ("/DocDtls/Typ", "default_value"),
        ("/TranDtls/SupTyp", "default_value"),
        ("/BuyerDtls/Stcd", "derived_state"),
        ("/BuyerDtls/Pos", "derived_place"),
        ("/ItemList/0/IsServc", "derived_service"),
    ] {
        assert!(has(&answer, path, why), "{path} {why}: {:?}", whys(&answer));
    }
    let invoice = &answer["invoice"];
    assert_eq!(invoice["SellerDtls"]["Addr2"], "Temple Square");
    assert_eq!((&invoice["DocDtls"]["Dt"], &invoice["BuyerDtls"]["Pin"]), (&json!("19/11/2026"), &json!(411_030)));
    let whole = completed(&simple());
    assert_eq!((&whole["ValDtls"]["TotInvVal"], &whole["ItemList"][0]["IgstAmt"]), (&json!(1180.0), &json!(180.0)));
    assert_eq!(whole["dressed"], answer["dressed"]);
}

/// Each rule about bills: an edit of the simple bill that breaks it, and where that is told. The bill itself keeps it.
#[test]
fn every_rule_about_bills_passes_what_is_right_and_catches_what_is_wrong() {
    let note = json!({"/type": "credit_note", "/lines/0/amount": -1000, "/lines/0/taxable": 1000});
    let lease = json!({"/lines/0/hsn": "997212", "/lines/0/qty": null, "/lines/0/unit": null});
    let sez = json!({"/supply": "SEZ"});
    let examples = [
        ("simple.unknown_key", json!({"/lines/0/prize": 5}), "/lines/0/prize"),
        ("simple.shape", json!({"/lines/0/qty": [1]}), "/lines/0/qty"),
        ("simple.value", json!({"/prices_include_tax": "maybe"}), "/prices_include_tax"),
        ("bill.consumer", json!({"/buyer/gstin": null}), "/buyer/gstin"),
        ("bill.consumer", json!({"/buyer/gstin": "NA"}), "/buyer/gstin"),
        ("bill.seller_needed", json!({"/seller": "27AABCU9603R1ZN"}), "/seller"),
        ("bill.supply_needed", json!({"/buyer/gstin": null, "/buyer/country": "Germany"}), "/buyer/country"),
        ("bill.supply_needed", sez, "/supply"),
        ("bill.place_needed", lease, "/place_of_supply"),
        ("bill.place_needed", json!({"/lines/0/cgst": 90, "/lines/0/sgst": 90}), "/place_of_supply"),
        ("bill.place_derived", json!({}), "/place_of_supply"),
        ("bill.mixed_signs", note, "/lines/0/taxable"),
        ("bill.amount_needed", json!({"/lines/0/price": null}), "/lines/0/price"),
        (
            "bill.discount_of_nothing",
            json!({"/lines/0/price": null, "/lines/0/taxable": 5, "/lines/0/discount_percent": 5}),
            "/lines/0/discount",
        ),
        ("bill.tax_included", json!({"/supply": "sez_without_tax", "/prices_include_tax": true}), "/lines/0"),
        ("bill.total_differs", json!({"/total": 1182}), "/total"),
        ("bill.no_eway_bill", json!({"/transport": {"mode": "road", "distance": 500}}), "/transport"),
    ];
    let right = edited(simple(), &json!({"/place_of_supply": "27"}));
    let of_right = findings(&normalized(&right));
    assert_eq!(of_right, []);
    let mut shown: BTreeSet<&str> =
        ["simple.twice", "bill.has_irn", "bill.name_differs", "bill.eway_bill_not_due"].into();
    for (rule, edit, at) in &examples {
        let answer = normalized(&edited(simple(), edit));
        let found = findings(&answer);
        let told = found.iter().any(|(own, place)| own == rule && (place == at || place.starts_with(at)));
        assert!(told, "{rule} at {at}: {found:?}");
        shown.insert(rule);
    }
    let twice = simple().to_string().replacen("\"number\":", "\"number\":\"S-2\",\"number\":", 1);
    let answer = parse(&normalize(None, &twice, options().to_string()).unwrap());
    assert!(errors(&answer).contains(&"simple.twice /number".to_owned()), "{:?}", errors(&answer));
    let irn = edited(bill("A-1", "19/11/2026"), &json!({"/Irn": "a".repeat(64)}));
    assert!(errors(&normalized(&irn)).contains(&"bill.has_irn /Irn".to_owned()));
    // bill.name_differs and bill.eway_bill_not_due have tests of their own: a ledger, and the option that asks for e-way bills.
    // What only a table can break is shown in table.rs.
    let of_table = |rule: &einv::finding::Rule| rule.source == "docs/tables.md" || TABLES.contains(&rule.id);
    let all = catalogue().filter(|rule| rule.id.starts_with("bill.") || rule.id.starts_with("simple."));
    let all = all.filter(|rule| !of_table(rule));
    assert_eq!(all.map(|rule| rule.id).collect::<BTreeSet<_>>(), shown);
}

/// What docs/simple.md says is never done: each comes out as it went in, with a finding.
#[test]
fn what_is_never_done_is_not_done() {
    let keeps = |edit: Value, pointer: &str, value: Value, rule: &str| {
        let answer = normalized(&edited(simple(), &edit));
        assert_eq!(answer["invoice"].pointer(pointer), Some(&value), "{edit}");
        assert!(findings(&answer).iter().any(|(own, _)| own == rule), "{edit}: {:?}", findings(&answer));
    };
    // A document number, but for the blanks around it.
    keeps(json!({"/number": "0418"}), "/DocDtls/No", json!("0418"), "form.characters");
    keeps(json!({"/number": "S_1"}), "/DocDtls/No", json!("S_1"), "form.characters");
    assert_eq!(normalized(&edited(simple(), &json!({"/number": " s-1\u{a0}"})))["invoice"]["DocDtls"]["No"], "s-1");
    // The characters of a GSTIN.
    keeps(
        json!({"/buyer/gstin": "27AABCU96O3R1ZN"}),
        "/BuyerDtls/Gstin",
        json!("27AABCU96O3R1ZN"),
        "gstin.check_character",
    );
    keeps(
        json!({"/buyer/gstin": "27AABCU9603R1ZX"}),
        "/BuyerDtls/Gstin",
        json!("27AABCU9603R1ZX"),
        "gstin.check_character",
    );
    // An HSN code, but for a number that lost its zero, and for dots and blanks.
    keeps(json!({"/lines/0/hsn": "4021010"}), "/ItemList/0/HsnCd", json!("4021010"), "form.characters");
    keeps(json!({"/lines/0/hsn": 4_820_109}), "/ItemList/0/HsnCd", json!("4820109"), "form.characters");
    keeps(json!({"/lines/0/hsn": "4820-1090"}), "/ItemList/0/HsnCd", json!("4820-1090"), "form.length");
    // A rate worked back from the tax: none is given, none is made.
    let answer = normalized(&edited(simple(), &json!({"/lines/0/rate": null, "/lines/0/igst": 180})));
    assert!(answer["invoice"].pointer("/ItemList/0/GstRt").is_none());
    assert!(errors(&answer).contains(&"form.missing /lines/0/rate".to_owned()), "{:?}", errors(&answer));
    // Amounts, but for rounding: a text with more places was written so.
    keeps(json!({"/lines/0/taxable": "1000.005"}), "/ItemList/0/AssAmt", json!(1000.005), "form.decimal_places");
    keeps(json!({"/lines/0/igst": "181.00"}), "/ItemList/0/IgstAmt", json!(181.0), "bill.place_derived");
    // A day that can be read two ways, or none.
    for day in ["11/21/2026", "31/02/2026", "2026-11-18T20:30:00Z", "Tuesday"] {
        keeps(json!({"/date": day}), "/DocDtls/Dt", json!(day), "form.date");
    }
    // A kind of document by guess: negative amounts make no credit note.
    let answer = normalized(&edited(simple(), &json!({"/lines/0/qty": -10})));
    assert_eq!(answer["invoice"]["DocDtls"]["Typ"], "INV");
    assert!(!errors(&answer).is_empty());
    // A unit that nobody knows is not OTH.
    keeps(json!({"/lines/0/unit": "reams"}), "/ItemList/0/Unit", json!("reams"), "item.unit");
    keeps(json!({"/lines/0/unit": "mts"}), "/ItemList/0/Unit", json!("mts"), "item.unit");
    // A supply that no word says.
    keeps(json!({"/supply": "maybe"}), "/TranDtls/SupTyp", json!("maybe"), "form.choice");
    // A document that has its IRN is none to send.
    let signed = edited(bill("A-1", "19/11/2026"), &json!({"/AckNo": "112010000000001"}));
    let answer = normalized(&signed);
    assert_eq!((&answer["kind"], errors(&answer).first().unwrap().as_str()), (&json!("signed"), "bill.has_irn /Irn"));
}

#[test]
fn a_given_place_of_supply_stays_and_a_doubtful_one_is_asked_for() {
    let place = |edits: Value| {
        let answer = normalized(&edited(simple(), &edits));
        let told: Vec<String> =
            findings(&answer).into_iter().map(|f| f.0).filter(|rule| rule.contains("place")).collect();
        (answer["invoice"].pointer("/BuyerDtls/Pos").cloned(), told)
    };
    let within = json!({"/buyer/gstin": "29AABCU9603R1ZJ", "/buyer/pin": "560001"});
    let edit = |more: Value| {
        let mut all = within.as_object().unwrap().clone();
        all.extend(more.as_object().unwrap().clone());
        Value::Object(all)
    };
    let none: Vec<String> = Vec::new();
    let derived = vec!["bill.place_derived".to_owned()];
    let needed = vec!["bill.place_needed".to_owned()];
    for (edits, expected, told) in [
        (json!({}), Some(json!("27")), &derived),
        (json!({"/place_of_supply": "29-Karnataka"}), Some(json!("29")), &none),
        (edit(json!({})), Some(json!("29")), &none),
        (
            json!({"/ship_to": {"name": "Depot", "address": "Plot 9", "city": "Nagpur", "pin": 440_001, "state": "MH"}}),
            Some(json!("27")),
            &none,
        ),
        // The tax says that the supply is made in another state.
        (json!({"/lines/0/cgst": "90.00", "/lines/0/sgst": "90.00"}), None, &needed),
        (edit(json!({"/lines/0/igst": 180})), None, &needed),
        // The place of property, restaurants, events and training is where they are.
        (json!({"/lines/0/hsn": "995411"}), None, &needed),
        (json!({"/lines/0/hsn": "996311"}), None, &needed),
        (edit(json!({"/lines/0/hsn": "997212"})), Some(json!("29")), &none),
        (json!({"/lines/0/igst": 180}), Some(json!("27")), &derived),
    ] {
        assert_eq!(place(edits.clone()), (expected, told.clone()), "{edits}");
    }
}

#[test]
fn an_export_needs_a_country_and_a_word_on_its_tax() {
    let abroad = |edits: Value| {
        let mut all =
            json!({"/buyer/gstin": null, "/buyer/pin": "10115", "/buyer/state": "Berlin", "/buyer/country": "Germany"});
        all.as_object_mut().unwrap().extend(edits.as_object().unwrap().clone());
        normalized(&edited(simple(), &all))
    };
    let answer = abroad(json!({"/supply": "export_without_tax", "/export": {"port": "innsa1", "currency": "eur"}}));
    assert_eq!(errors(&answer), Vec::<String>::new());
    let invoice = &answer["invoice"];
    assert_eq!(invoice["TranDtls"]["SupTyp"], "EXPWOP");
    assert_eq!(invoice["ExpDtls"], json!({"Port": "INNSA1", "ForCur": "EUR", "CntCode": "DE"}));
    let buyer = &invoice["BuyerDtls"];
    assert_eq!(
        [&buyer["Gstin"], &buyer["Pos"], &buyer["Stcd"], &buyer["Pin"]],
        [&json!("URP"), &json!("96"), &json!("96"), &json!(999_999)]
    );
    for (path, why) in [
        ("/BuyerDtls/Gstin", "derived_urp"),
        ("/BuyerDtls/Pin", "derived_abroad"),
        ("/ExpDtls/CntCode", "country_name"),
    ] {
        assert!(has(&answer, path, why), "{path} {why}");
    }
    // A tax that is charged, or a rate of nothing, says the same.
    assert_eq!(abroad(json!({"/lines/0/igst": "180.00"}))["invoice"]["TranDtls"]["SupTyp"], "EXPWP");
    assert_eq!(abroad(json!({"/lines/0/rate": 0}))["invoice"]["TranDtls"]["SupTyp"], "EXPWOP");
    assert_eq!(abroad(json!({"/supply": "overseas", "/lines/0/igst": 0}))["invoice"]["TranDtls"]["SupTyp"], "EXPWOP");
    assert_eq!(errors(&abroad(json!({}))), ["bill.supply_needed /buyer/country"]);
    // A word that is no country's, and a state of ours, are not read as another country.
    let misspelt = abroad(json!({"/buyer/country": "Germny"}));
    assert!(errors(&misspelt).contains(&"simple.value /buyer/country".to_owned()), "{:?}", errors(&misspelt));
    assert_ne!(misspelt["invoice"]["BuyerDtls"]["Gstin"], "URP");
    let torn = abroad(json!({"/supply": "export_without_tax", "/place_of_supply": "27"}));
    assert_eq!(torn["invoice"]["BuyerDtls"]["Pos"], "27");
    assert!(!errors(&torn).is_empty());
}

#[test]
fn prices_with_tax_come_apart_from_the_whole_amount_and_keep_the_total() {
    let of = |edits: Value| {
        let base = json!({"/prices_include_tax": true, "/buyer/gstin": "29AABCU9603R1ZJ", "/buyer/pin": "560001"});
        let mut all = base.as_object().unwrap().clone();
        all.extend(edits.as_object().unwrap().clone());
        completed(&edited(simple(), &Value::Object(all)))
    };
    for (edits, taxable, discount, total) in [
        (json!({"/lines/0/price": 99, "/lines/0/qty": 3}), 251.69, None, 297.0),
        (json!({"/lines/0/price": "118.00", "/lines/0/qty": 10}), 1000.0, None, 1180.0),
        (json!({"/lines/0/price": "118.00", "/lines/0/qty": 10, "/lines/0/discount": 118}), 900.0, Some(100.0), 1062.0),
        (
            json!({"/lines/0/price": "118.00", "/lines/0/qty": 10, "/lines/0/discount_percent": 10}),
            900.0,
            Some(100.0),
            1062.0,
        ),
        (json!({"/lines/0/price": null, "/lines/0/amount": "99.50", "/lines/0/qty": 1}), 84.32, None, 99.5),
        (json!({"/lines/0/price": 99, "/lines/0/qty": 1, "/total": 99}), 83.9, None, 99.0),
        (
            json!({"/lines/0/price": 105, "/lines/0/qty": 1, "/lines/0/cess_rate": 12, "/lines/0/cess_flat": 5}),
            76.92,
            None,
            105.0,
        ),
    ] {
        let bill = of(edits.clone());
        let line = &bill["ItemList"][0];
        assert_eq!(line["AssAmt"], json!(taxable), "{edits}: {line:#}");
        assert_eq!(line.get("Discount").and_then(Value::as_f64), discount, "{edits}");
        assert_eq!(bill["ValDtls"]["TotInvVal"].as_f64(), Some(total), "{edits}: {:#}", bill["ValDtls"]);
    }
}

#[test]
fn a_credit_note_loses_its_minus_signs_and_an_invoice_keeps_them() {
    let lines = json!([{"name": "Register", "hsn": "48201090", "qty": -2, "unit": "nos", "price": 85, "amount": "(170.00)", "rate": "18%",
        "igst": "30.60-"}]);
    let bill = completed(&edited(
        simple(),
        &json!({"/type": "Credit Note", "/lines": lines, "/total": "-200.60",
        "/against": [{"number": "S-0", "date": "1-11-26"}]}),
    ));
    let line = &bill["ItemList"][0];
    assert_eq!(
        [&line["Qty"], &line["TotAmt"], &line["AssAmt"], &line["IgstAmt"]],
        [&json!(2), &json!(170.0), &json!(170.0), &json!(30.6)]
    );
    assert_eq!(bill["ValDtls"]["TotInvVal"], json!(200.6));
    assert!(has(&bill, "/ItemList/0/TotAmt", "sign_turned") && has(&bill, "/ValDtls/TotInvVal", "sign_turned"));
    assert_eq!(bill["RefDtls"]["PrecDocDtls"], json!([{"InvNo": "S-0", "InvDt": "01/11/2026"}]));
}

#[test]
fn rates_are_read_as_they_are_written_and_a_fraction_is_a_hundredth_of_a_rate() {
    for (rate, read, why) in [
        (json!("18%"), 18.0, None),
        (json!("GST 18"), 18.0, None),
        (json!("IGST@18%"), 18.0, None),
        (json!(" 5"), 5.0, None),
        (json!(0.18), 18.0, Some("percent_from_fraction")),
        (json!("0.05"), 5.0, Some("percent_from_fraction")),
        (json!(0.0025), 0.25, Some("percent_from_fraction")),
        (json!(0.25), 0.25, None),
        (json!(1), 1.0, None),
        (json!(0), 0.0, None),
    ] {
        let answer = normalized(&edited(simple(), &json!({"/lines/0/rate": rate})));
        assert_eq!(answer["invoice"]["ItemList"][0]["GstRt"].as_f64(), Some(read), "{rate}");
        assert_eq!(why.is_some_and(|why| has(&answer, "/ItemList/0/GstRt", why)), why.is_some(), "{rate}");
    }
    for (edits, read, why) in [
        (json!({"/lines/0/cgst_rate": 9, "/lines/0/sgst_rate": "9%"}), Some(18.0), "rate_summed"),
        (json!({"/lines/0/cgst_rate": 0.09, "/lines/0/sgst_rate": 0.09}), Some(18.0), "percent_from_fraction"),
        (
            json!({"/lines/0/igst_rate": "0.18", "/lines/0/cgst_rate": 0, "/lines/0/sgst_rate": 0}),
            Some(18.0),
            "percent_from_fraction",
        ),
    ] {
        let mut all = edits.as_object().unwrap().clone();
        all.insert("/lines/0/rate".into(), Value::Null);
        let answer = normalized(&edited(simple(), &Value::Object(all)));
        assert_eq!(answer["invoice"]["ItemList"][0]["GstRt"].as_f64(), read, "{edits}");
        assert!(has(&answer, "/ItemList/0/GstRt", why), "{edits}: {:?}", whys(&answer));
    }
}

#[test]
fn a_double_is_rounded_and_said_in_full() {
    let answer = normalized(&edited(
        simple(),
        &json!({"/lines/0/qty": 7, "/lines/0/price": 121.065_375_302_663,
        "/lines/0/taxable": 847.457_627_118_644}),
    ));
    let change = answer["changes"].as_array().unwrap().iter().find(|c| c["path"] == "/ItemList/0/AssAmt").unwrap();
    assert_eq!(
        (&change["from"], &change["to"], &change["why"]),
        (&json!("847.457627118644"), &json!("847.46"), &json!("rounded"))
    );
    assert_eq!(change["at"], json!({"path": "/lines/0/taxable"}));
    assert_eq!(answer["invoice"]["ItemList"][0]["UnitPrice"], json!(121.065));
}

#[test]
fn an_eway_bill_needs_consent() {
    let transport = json!({"transporter_id": "29AABCU9603R1ZJ", "mode": "by road", "distance": "1,000", "vehicle": "ka-01 ab 1234", "odc": false});
    let parts = |edits: Value, more: Value| {
        let document = edited(edited(simple(), &json!({"/transport": transport})), &edits);
        let answer = parse(&normalize(None, &document.to_string(), with(&options(), &more)).unwrap());
        answer["invoice"].get("EwbDtls").cloned()
    };
    let made = json!({"TransId": "29AABCU9603R1ZJ", "TransMode": "1", "Distance": 1000, "VehNo": "KA01AB1234", "VehType": "R"});
    assert_eq!(parts(json!({}), json!({})), None);
    assert_eq!(parts(json!({"/transport/make": true}), json!({})), Some(made.clone()));
    assert_eq!(parts(json!({}), json!({"ewb": "must"})), Some(made.clone()));
    // `try` is said of many bills at once: it makes those that the law asks for. This one's value is 1,180 rupees.
    assert_eq!(parts(json!({}), json!({"ewb": "try"})), None);
    assert_eq!(parts(json!({"/transport/make": true}), json!({"ewb": "try"})), Some(made.clone()));
    assert_eq!(parts(json!({"/lines/0/price": 5000}), json!({"ewb": "try"})), Some(made));
    // Services alone move no goods.
    let services = json!({"/lines/0/price": 50000, "/lines/0/hsn": "998311", "/lines/0/unit": "OTH"});
    assert_eq!(parts(services, json!({"ewb": "try"})), None);
    let small = edited(simple(), &json!({"/transport": transport}));
    let said =
        findings(&parse(&normalize(None, &small.to_string(), with(&options(), &json!({"ewb": "try"}))).unwrap()));
    assert!(said.contains(&("bill.eway_bill_not_due".to_owned(), "/transport".to_owned())), "{said:?}");
}

#[test]
fn rounding_goes_by_the_bills_own_total_or_word() {
    let totals = |edits: Value| {
        completed(&edited(edited(simple(), &json!({"/lines/0/price": "100.33"})), &edits))["ValDtls"].clone()
    };
    // 1003.30 and 18 per cent are 1183.89.
    for (edits, round_off, total) in [
        (json!({}), 0.11, 1184.0),
        (json!({"/round_off": "rupee"}), 0.11, 1184.0),
        (json!({"/round_off": "none"}), 0.0, 1183.89),
        (json!({"/round_off": "-0.39"}), -0.39, 1183.5),
        (json!({"/total": "₹ 1,183.50"}), -0.39, 1183.5),
        (json!({"/total": 1183.89}), 0.0, 1183.89),
    ] {
        let totals = totals(edits.clone());
        let read = |key: &str| totals[key].as_f64().unwrap();
        assert_eq!((read("RndOffAmt"), read("TotInvVal")), (round_off, total), "{edits}");
    }
}

/// A bill that uses most of the form.
fn full() -> Value {
    edited(
        bill("F-1/26", "20/11/2026"),
        &json!({"/ShipDtls": {"LglNm": "Depot", "Addr1": "Plot 9", "Loc": "Nagpur", "Pin": 440_001, "Stcd": "27"},
            "/DispDtls": {"Nm": "Works", "Addr1": "Plot 2", "Loc": "Hubballi", "Pin": 580_020, "Stcd": "29"},
            "/ItemList/0/BchDtls": {"Nm": "LOT-7", "ExpDt": "31/12/2027"},
            "/ItemList/0/AttribDtls": [{"Nm": "Colour", "Val": "blue"}],
            "/ItemList/0/Barcde": "8901234567890", "/ItemList/0/PrdSlNo": "SN 1",
            "/PayDtls": {"Nm": "Udupi Stationers", "AccDet": "123456789012", "Mode": "Credit", "CrDay": 30},
            "/RefDtls": {"InvRm": "with thanks", "DocPerdDtls": {"InvStDt": "01/11/2026", "InvEndDt": "20/11/2026"},
                "ContrDtls": [{"PORefr": "PO-7", "PORefDt": "01/10/2026"}]},
            "/AddlDocDtls": [{"Url": "https://example.org/a", "Docs": "x y", "Info": "paper"}]}),
    )
}

#[test]
fn a_valid_invoice_comes_out_as_it_went_in() {
    let press = Press::new();
    let pressed = (0..50).map(|seed| serde_json::from_str(&press.bill(seed, 5)).unwrap());
    for document in pressed.chain([bill("A-1", "19/11/2026"), full(), rules_table::export(), rules_table::moved()]) {
        let answer = parse(&normalize(None, &document.to_string(), r#"{"on":"2026-11-21","changes":"all"}"#).unwrap());
        assert_eq!((&answer["changes"], &answer["dressed"]), (&json!([]), &json!(0)), "{answer:#}");
        assert!(same(&answer["invoice"], &document), "{:#}", answer["invoice"]);
        assert_eq!(errors(&answer), Vec::<String>::new());
    }
}

/// A value written otherwise, by a number; the same value all the same.
fn dressed(key: &str, value: &Value, how: u8) -> Value {
    let padded = |text: &str| json!(format!(" {text}\u{a0}"));
    match (value, key, how % 6) {
        (Value::Object(members), _, _) => {
            let member = |(key, value): (&String, &Value)| {
                let name = match how % 3 {
                    0 => key.to_lowercase(),
                    1 => key.to_uppercase(),
                    _ => key.clone(),
                };
                (name, dressed(key, value, how.wrapping_mul(31).wrapping_add(key.len() as u8)))
            };
            let mut members: Map<String, Value> = members.iter().map(member).collect();
            if key.is_empty() && how.is_multiple_of(4) {
                members.insert("Irn".to_owned(), Value::Null);
            }
            Value::Object(members)
        }
        (Value::Array(values), _, _) => {
            let mut values: Vec<Value> = values.iter().map(|value| dressed(key, value, how)).collect();
            if how.is_multiple_of(2) {
                values.push(Value::Null);
            }
            json!(values)
        }
        (Value::Number(number), _, 0) => json!(number.to_string()),
        (Value::Number(number), _, 1) => json!(format!(" {number} ")),
        (Value::Number(number), key, 2) if !["Pin", "GstRt"].contains(&key) => json!(format!("₹{number}")),
        (Value::String(text), "Gstin", 0) => json!(text.to_lowercase()),
        (Value::String(text), "Gstin", 1) => json!(format!("{}-{} {}", &text[..2], &text[2..12], &text[12..])),
        (Value::String(text), "Typ" | "SupTyp" | "Unit" | "TaxSch", 0 | 1) => json!(text.to_lowercase()),
        (Value::String(text), "RegRev" | "IgstOnIntra" | "IsServc", 0) => json!(text == "Y"),
        (Value::String(text), "RegRev" | "IgstOnIntra" | "IsServc", 1) => json!(if text == "Y" { "Yes" } else { "no" }),
        (Value::String(text), "Dt" | "ExpDt" | "InvStDt" | "InvEndDt" | "PORefDt", 0) => json!(text.replace('/', "-")),
        (Value::String(text), "Dt" | "ExpDt" | "InvStDt" | "InvEndDt" | "PORefDt", 1) => {
            json!(format!("{}-{}-{}", &text[6..], &text[3..5], &text[..2]))
        }
        (Value::String(text), _, 2 | 3) => padded(text),
        (other, _, _) => other.clone(),
    }
}

/// The value at a pointer as its own text.
fn text_at(document: &Value, pointer: &str) -> Option<String> {
    match document.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// Every value that stood somewhere stands there in the words that the change gives.
fn from_is_the_input(document: &Value, answer: &Value) {
    for change in answer["changes"].as_array().unwrap() {
        if let (Some(from), Some(at)) = (change["from"].as_str(), change["at"]["path"].as_str()) {
            assert_eq!(text_at(document, at).as_deref(), Some(from), "{change}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn dress_comes_off_and_nothing_else_changes(how in 0u8..=255, also in 0u8..=255) {
        let document = dressed("", &edited(full(), &json!({"/DocDtls/No": format!("F-{also}")})), how);
        let text = document.to_string();
        let answer = parse(&normalize(None, &text, r#"{"on":"2026-11-21","changes":"all"}"#).unwrap());
        let plain = edited(full(), &json!({"/DocDtls/No": format!("F-{also}")}));
        prop_assert!(same(&answer["invoice"], &plain), "{:#}\n{:#}", document, answer["invoice"]);
        prop_assert_eq!(errors(&answer), Vec::<String>::new());
        from_is_the_input(&document, &answer);
        let dress = |word: &str| Why::ALL.iter().any(|why| why.word() == word && why.class() == ChangeClass::Dress);
        prop_assert!(whys(&answer).iter().all(|(_, why)| dress(why)), "{:?}", whys(&answer));
    }

    #[test]
    fn normalising_twice_changes_nothing_the_second_time(
        qty in 1u32..5000, price in 1u32..500_000, rate in prop::sample::select(vec!["5", "18%", "0.18", "40"]),
        unit in prop::sample::select(vec!["nos", "Pieces", "KGS-KILOGRAMS", "sq. ft", "reams"]),
        state in prop::sample::select(vec!["", "MH", "Maharashtra", "27-Maharashtra"]),
        kind in prop::sample::select(vec!["invoice", "credit_note", "Debit Note"]),
        flags in 0u8..32,
    ) {
        let flag = |bit: u8| flags & (1 << bit) != 0;
        let sign = if flag(0) && kind == "credit_note" { -1.0 } else { 1.0 };
        let mut document = edited(simple(), &json!({"/type": kind, "/lines/0/qty": f64::from(qty) * sign, "/lines/0/unit": unit,
            "/lines/0/price": f64::from(price) / 100.0, "/lines/0/rate": rate, "/buyer/state": state}));
        if flag(1) { document["prices_include_tax"] = json!(true); }
        if flag(2) { document["lines"][0]["discount_percent"] = json!(10); }
        if flag(3) { document["buyer"]["address"] = json!(["one \"road\"", "two\\three", "four"]); }
        if flag(4) { document["total"] = json!("1,234.50"); }
        let first = normalized(&document);
        from_is_the_input(&document, &first);
        let second = normalized(&first["invoice"]);
        prop_assert_eq!((&second["changes"], &second["dressed"]), (&json!([]), &json!(0)), "{:#}", first["invoice"]);
        prop_assert!(same(&first["invoice"], &second["invoice"]));
        prop_assert_eq!(&second["kind"], &json!("inv01"));
    }

    #[test]
    fn no_document_makes_trouble(text in "[{}\\[\\]:,\"a-z0-9./ -]{0,80}", keys in prop::collection::vec("[a-zA-Z_]{1,10}", 0..6)) {
        let _ = normalize(None, &text, options().to_string());
        let members: Map<String, Value> = keys.iter().map(|key| (key.clone(), json!(text))).collect();
        let mut document = simple();
        document["buyer"] = Value::Object(members.clone());
        document.as_object_mut().unwrap().extend(members);
        let _ = normalize(None, &document.to_string(), options().to_string()).unwrap();
    }
}

/// A bill of one of the shapes that GSPs have.
#[test]
fn the_shapes_of_gsps_are_read() {
    let line = json!({"num": "00001", "prdNm": "Register", "hsnCd": "48201090", "qty": 10, "unit": "NOS", "unitPrice": 100,
        "sval": 1000, "txval": 1000, "rt": 18, "irt": 18, "iamt": 180, "itmVal": 1180, "isServc": null,
        "invItmOtherDtls": [{"attNm": "Colour", "attVal": "blue"}]});
    let mut iris = json!({"userGstin": SELLER, "supplyType": "O", "docType": "RI", "trnTyp": "REG", "no": "I-1",
        "dt": "19-11-2026", "pos": "27", "rchrg": "N", "taxSch": "GST", "tottxval": 1000, "totiamt": 180, "totinvval": 1180,
        "rndOffAmt": 0, "genIrn": true, "dgstin": null, "itemList": [line]});
    let parties = json!({"sgstin": SELLER, "slglNm": "Udupi Stationers", "sbnm": "14 Car Street", "sloc": "Udupi", "sstcd": "29",
        "spin": "576101", "bgstin": "27AABCU9603R1ZN", "blglNm": "Pune Office Supplies", "bbnm": "7 Laxmi Road",
        "bloc": "Pune", "bstcd": "27", "bpin": "411030"});
    iris.as_object_mut().unwrap().extend(parties.as_object().unwrap().clone());
    let masters = json!({"access_token": "secret-token", "user_gstin": SELLER,
        "transaction_details": {"supply_type": "B2B"}, "document_details": {"document_type": "INV", "document_number": "M-1", "document_date": "19/11/2026"},
        "seller_details": {"gstin": SELLER, "legal_name": "Udupi Stationers", "address1": "14 Car Street", "location": "Udupi", "pincode": 576_101,
            "state_code": "KARNATAKA", "phone_number": 8_202_520_000_u64},
        "buyer_details": {"gstin": "27AABCU9603R1ZN", "legal_name": "Pune Office Supplies", "address1": "7 Laxmi Road", "location": "Pune",
            "pincode": "411030", "place_of_supply": "27", "state_code": "MAHARASHTRA"},
        "value_details": {"total_assessable_value": 1000, "total_igst_value": 180, "total_cgst_value": "", "total_invoice_value": 1180},
        "item_list": [{"item_serial_number": "1", "product_description": "Register", "is_service": "N", "hsn_code": "48201090", "quantity": 10,
            "unit": "NOS", "unit_price": 100, "total_amount": 1000, "assessable_value": 1000, "gst_rate": 18, "igst_amount": 180,
            "total_item_value": 1180, "attribute_details": []}]});
    for (kind, document) in [("iris", iris), ("mastersindia", masters)] {
        let answer = normalized(&document);
        assert_eq!(answer["kind"], kind);
        assert_eq!(errors(&answer), Vec::<String>::new(), "{kind}");
        let line = &answer["invoice"]["ItemList"][0];
        assert_eq!((&line["AssAmt"], &line["HsnCd"], &line["GstRt"]), (&json!(1000), &json!("48201090"), &json!(18)));
        assert!(!answer.to_string().contains("secret-token"));
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_shared_samples_give_their_expected_bills() {
    let folder = reference("bill_samples");
    let read =
        |name: &str| serde_json::from_str::<Value>(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap();
    let expected = read("expected.json");
    let mut profile = expected["profile"].clone();
    let gstin = profile.as_object_mut().unwrap().remove("gstin").unwrap();
    let options = json!({"on": expected["on"], "taxpayer": {"gstin": gstin, "seller": profile}});
    fn holds(facts: &Value, found: &Value, at: &str) {
        match facts {
            Value::Object(members) => {
                members.iter().for_each(|(key, fact)| holds(fact, &found[key], &format!("{at}/{key}")));
            }
            Value::Array(values) => {
                values.iter().enumerate().for_each(|(n, fact)| holds(fact, &found[n], &format!("{at}/{n}")));
            }
            fact => assert!(same(fact, found), "{at}: {found} for {fact}"),
        }
    }
    let mut count = 0;
    for file in expected["files"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        if !["11_", "12_", "14_"].iter().any(|known| name.starts_with(known)) {
            continue;
        }
        let whole = read(name);
        let bills = file["bills"].as_array().unwrap();
        for (n, expected) in bills.iter().enumerate() {
            let document = if bills.len() == 1 { &whole } else { &whole[n] }.to_string();
            let answer = parse(&normalize(None, &document, options.to_string()).unwrap());
            let computed = compute(None, &document, with(&options, &json!({"normalize": true}))).unwrap();
            assert_eq!(answer["kind"], file["read"]["kind"], "{name}");
            assert_eq!(
                computed.outcome == Outcome::Ok,
                expected["status"] == "ready",
                "{name}: {:#}",
                parse(&computed)
            );
            if expected["facts"].is_object() {
                holds(&expected["facts"], &parse(&computed), "");
            }
            for change in expected["changes"].as_array().into_iter().flatten() {
                let (path, why) = (change["path"].as_str().unwrap(), change["why"].as_str().unwrap());
                assert!(has(&answer, path, why), "{name} {path} {why}: {:?}", whys(&answer));
            }
            for finding in expected["findings"].as_array().into_iter().flatten() {
                let wanted =
                    (finding["rule"].as_str().unwrap().to_owned(), finding["at"]["path"].as_str().unwrap().to_owned());
                assert!(findings(&answer).contains(&wanted), "{name} {wanted:?}: {:?}", findings(&answer));
            }
            count += 1;
        }
    }
    assert_eq!(count, 6);
}

#[test]
fn keys_of_ones_own_are_answered_with_those_of_a_simple_bill() {
    let own = json!({"invoice_no": "S-1", "date": "2026-11-19", "customer": {"name": "Pune"},
        "items": [{"description": "Pen", "quantity": 1}]});
    let answer = normalized(&own);
    assert_eq!(answer["kind"], "simple");
    let fix = |path: &str| {
        let list = answer["findings"].as_array().unwrap();
        list.iter().find(|f| f["path"] == path).map(|f| f["fix"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    for (path, meant) in [("/invoice_no", "number"), ("/customer", "buyer"), ("/items", "lines")] {
        assert!(fix(path).contains(&format!("did you mean {meant}?")), "{path}: {answer:#}");
    }
    let mut bill = simple();
    bill["lines"][0]["quantity"] = bill["lines"][0]["qty"].take();
    let answer = normalized(&bill);
    let is_meant = |f: &Value| f["fix"].as_str().unwrap().contains("did you mean qty?");
    assert!(answer["findings"].as_array().unwrap().iter().any(is_meant), "{answer:#}");
    // A discount that says its sign says it once.
    let mut bill = simple();
    bill["lines"][0] = json!({"name": "Pen", "hsn": "96081019", "taxable": 10, "rate": 18, "discount_percent": "5%"});
    let answer = normalized(&bill);
    let said = |f: &Value| f["message"].as_str().unwrap().contains("a discount of 5 per cent");
    assert!(answer["findings"].as_array().unwrap().iter().any(said), "{answer:#}");
}
