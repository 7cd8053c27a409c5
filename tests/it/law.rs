//! The law's requirements: thresholds, classes, documents, deadlines, penalties, and their use in submit and cancel.

use crate::common::{Ask, applicability, bill, named, validate};
use einv::calendar::{Day, FinYear};
use einv::engine::{Engine, Outcome};
use einv::error::{Error, ErrorKind};
use serde_json::{Map, Value, json};

fn options(options: Value) -> String {
    options.to_string()
}

fn asked(bill: &Value, opts: Value) -> Value {
    let reply = applicability(None, &bill.to_string(), options(opts)).unwrap();
    assert_eq!(reply.outcome, Outcome::Ok);
    serde_json::from_str(reply.json()).unwrap()
}

fn refused(bill: &Value, opts: Value) -> Error {
    applicability(None, &bill.to_string(), opts.to_string()).unwrap_err()
}

/// A taxpayer with the same turnover, in rupees, in every year from 2017-18 to 2026-27.
fn every_year(turnover: &str) -> Value {
    let years: Map<String, Value> =
        (2017..2027).map(|y| (FinYear::beginning(y).to_string(), json!(turnover))).collect();
    json!({"turnover": years, "class": "regular"})
}

/// A bill to a registered buyer, as a short description.
fn b2b(date: &str) -> Value {
    json!({"document": "invoice", "date": date, "buyer": "registered", "supply": "taxable", "goods": true,
           "interstate": true, "value": "118000.00", "tax": "18000.00"})
}

fn with(mut value: Value, changes: Value) -> Value {
    for (key, change) in changes.as_object().unwrap() {
        value[key] = change.clone();
    }
    value
}

fn reason<'v>(answer: &'v Value, rule: &str) -> &'v Value {
    let reasons = answer["reasons"].as_array().unwrap();
    reasons.iter().find(|r| r["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {reasons:#?}"))
}

fn verdict(answer: &Value) -> &str {
    answer["verdict"].as_str().unwrap()
}

#[test]
fn every_step_of_the_threshold_is_right_on_its_day_and_the_day_before() {
    // Day, crore, notification: from the gazette, not from our tables.
    let steps = [
        ("2020-10-01", 500, "61/2020-CT", "reprinted"),
        ("2021-01-01", 100, "88/2020-CT", "reprinted"),
        ("2021-04-01", 50, "5/2021-CT", "reprinted"),
        ("2022-04-01", 20, "1/2022-CT", "reprinted"),
        ("2022-10-01", 10, "17/2022-CT", "reprinted"),
        ("2023-08-01", 5, "10/2023-CT", "verified"),
    ];
    for (index, (day, crore, notification, sure)) in steps.into_iter().enumerate() {
        let exactly = format!("{crore}0000000.00");
        let above = format!("{crore}0000000.01");
        let eve = Day::parse(day).unwrap().plus(-1).iso();
        let next = steps.get(index + 1).map_or("2026-11-21".to_owned(), |s| Day::parse(s.0).unwrap().plus(-1).iso());
        for date in [day, &next] {
            let over = asked(&b2b(date), json!({"taxpayer": every_year(&above)}));
            assert_eq!((verdict(&over), &over["crossed_in"]), ("required", &json!("2017-18")), "{date} {above}");
            let threshold = &over["threshold"];
            assert_eq!(threshold["notification"], notification);
            assert_eq!((&threshold["from"], &threshold["sure"]), (&json!(day), &json!(sure)));
            assert_eq!(threshold["amount"], format!("{crore}0000000"));
            let under = asked(&b2b(date), json!({"taxpayer": every_year(&exactly)}));
            assert_eq!(verdict(&under), "not_required", "{date} {exactly}: to exceed is more than to reach");
            assert_eq!(reason(&under, "turnover.below")["sure"], sure);
        }
        let before = asked(&b2b(&eve), json!({"taxpayer": every_year(&above)}));
        assert_eq!(verdict(&before), "not_required", "{eve} {above}");
    }
}

#[test]
fn before_the_law_nothing_is_required() {
    for date in ["2017-07-01", "2020-04-01", "2020-09-30"] {
        let answer = asked(&b2b(date), json!({"taxpayer": every_year("99990000000")}));
        assert_eq!((verdict(&answer), &answer["threshold"]), ("not_required", &Value::Null));
        assert_eq!(reason(&answer, "law.not_yet")["source"], "61/2020-CT");
        assert_eq!((&answer["b2c_qr"], &answer["exposure"]), (&json!("not_due"), &Value::Null));
    }
}

#[test]
fn only_years_before_the_documents_own_count_and_a_year_once_above_stays() {
    let years = |years: Value| json!({"taxpayer": {"class": "regular", "turnover": years}});
    let mut low: Map<String, Value> =
        (2017..2026).map(|y| (FinYear::beginning(y).to_string(), json!("10000000"))).collect();
    // Crossed in the year of the bill: covered from the next one.
    low["2024-25"] = json!("60000000");
    let answer = asked(&b2b("31/03/2025"), years(json!(low)));
    assert_eq!(verdict(&answer), "not_required");
    assert_eq!(reason(&answer, "turnover.crosses_now")["sure"], "unverified");
    let answer = asked(&b2b("01/04/2025"), years(json!(low)));
    assert_eq!((verdict(&answer), &answer["crossed_in"]), ("required", &json!("2024-25")));
    assert_eq!(answer["sure"], "reprinted");
    // Fallen since: still covered, and marked as a conclusion.
    let answer = asked(&b2b("01/04/2026"), years(json!(low)));
    assert_eq!((verdict(&answer), &answer["crossed_in"]), ("required", &json!("2024-25")));
    assert_eq!(
        (&reason(&answer, "turnover.fallen")["sure"], &answer["sure"]),
        (&json!("unverified"), &json!("unverified"))
    );
}

#[test]
fn missing_years_leave_it_open_and_are_named_unless_a_known_year_is_above() {
    let nothing = asked(&b2b("21/11/2026"), json!({}));
    assert_eq!((verdict(&nothing), &nothing["sure"]), ("cannot_tell", &Value::Null));
    assert_eq!(nothing["missing_years"].as_array().unwrap().len(), 9);
    assert!(reason(&nothing, "turnover.missing")["message"].as_str().unwrap().contains("2017-18 to 2025-26"));
    let some = json!({"2017-18": "1", "2018-19": "1", "2020-21": "1", "2025-26": "1"});
    let answer = asked(&b2b("21/11/2026"), json!({"taxpayer": {"turnover": some}}));
    assert_eq!(verdict(&answer), "cannot_tell");
    assert_eq!(answer["missing_years"], json!(["2019-20", "2021-22", "2022-23", "2023-24", "2024-25"]));
    let above = json!({"2019-20": "50000000.01"});
    let answer = asked(&b2b("21/11/2026"), json!({"taxpayer": {"turnover": above}}));
    assert_eq!((verdict(&answer), &answer["missing_years"]), ("required", &json!([])));
}

#[test]
fn each_class_is_exempt_from_its_day_and_on_its_notification() {
    let of = |class: &str, date: &str| {
        asked(&b2b(date), json!({"taxpayer": with(every_year("99990000000"), json!({"class": class}))}))
    };
    for (class, date, expected, source, sure) in [
        ("regular", "21/11/2026", "required", "Rule 48(4); 13/2020-CT", "reprinted"),
        ("insurer", "01/10/2020", "not_required", "Rule 54(2); 13/2020-CT", "reprinted"),
        ("bank", "01/10/2020", "not_required", "Rule 54(2); 13/2020-CT", "reprinted"),
        ("financial_institution", "21/11/2026", "not_required", "Rule 54(2); 13/2020-CT", "reprinted"),
        ("nbfc", "21/11/2026", "not_required", "Rule 54(2); 13/2020-CT", "reprinted"),
        ("goods_transport_agency", "21/11/2026", "not_required", "Rule 54(3); 13/2020-CT", "reprinted"),
        ("passenger_transport", "21/11/2026", "not_required", "Rule 54(4); 13/2020-CT", "reprinted"),
        ("multiplex", "21/11/2026", "not_required", "Rule 54(4A); 13/2020-CT", "reprinted"),
        ("sez_unit", "01/10/2020", "not_required", "61/2020-CT", "reprinted"),
        ("sez_developer", "21/11/2026", "required", "61/2020-CT", "reprinted"),
        ("government", "31/05/2021", "required", "23/2021-CT", "reprinted"),
        ("government", "01/06/2021", "not_required", "23/2021-CT", "reprinted"),
        ("local_authority", "31/05/2021", "required", "23/2021-CT", "reprinted"),
        ("local_authority", "01/06/2021", "not_required", "23/2021-CT", "reprinted"),
        ("input_service_distributor", "21/11/2026", "not_required", "Secondary pages", "secondary"),
        ("composition", "21/11/2026", "not_required", "Section 10", "unverified"),
        ("casual", "21/11/2026", "required", "13/2020-CT", "unverified"),
        // Sources contradict each other: no verdict.
        ("oidar", "21/11/2026", "cannot_tell", "Secondary pages; section 14 IGST Act", "secondary"),
        ("non_resident", "21/11/2026", "cannot_tell", "Secondary pages", "secondary"),
        ("tax_collector", "21/11/2026", "cannot_tell", "Section 52", "unverified"),
        ("tax_deductor", "21/11/2026", "cannot_tell", "Section 51", "unverified"),
    ] {
        let answer = of(class, date);
        assert_eq!(verdict(&answer), expected, "{class} {date}");
        let found =
            answer["reasons"].as_array().unwrap().iter().find(|r| r["rule"].as_str().unwrap().starts_with("class."));
        let found = found.unwrap();
        assert_eq!((&found["source"], &found["sure"]), (&json!(source), &json!(sure)), "{class} {date}");
        if expected != "cannot_tell" {
            let weakest = if expected == "required" && sure == "reprinted" { "reprinted" } else { sure };
            assert_eq!(answer["sure"], weakest, "{class} {date}");
        }
    }
    // A doubtful class doesn't matter where the turnover exempts it anyway.
    let small = with(every_year("10000000"), json!({"class": "oidar"}));
    assert_eq!(verdict(&asked(&b2b("21/11/2026"), json!({"taxpayer": small}))), "not_required");
    // Without a class the supplier counts as an ordinary one, and the answer says so.
    let unknown = with(every_year("60000000"), json!({"class": null}));
    let answer = asked(&b2b("21/11/2026"), json!({"taxpayer": unknown}));
    assert_eq!((verdict(&answer), &reason(&answer, "class.assumed")["sure"]), ("required", &json!("unverified")));
}

#[test]
fn each_kind_of_document_buyer_and_supply_is_covered_or_not() {
    let of = |change: Value| asked(&with(b2b("21/11/2026"), change), json!({"taxpayer": every_year("60000000")}));
    for (field, name, covered, sure) in [
        ("document", "invoice", true, "reprinted"),
        ("document", "credit_note", true, "reprinted"),
        ("document", "debit_note", true, "reprinted"),
        ("document", "bill_of_supply", false, "secondary"),
        ("document", "isd_invoice", false, "secondary"),
        ("document", "challan", false, "unverified"),
        ("document", "receipt_voucher", false, "unverified"),
        ("document", "refund_voucher", false, "unverified"),
        ("document", "payment_voucher", false, "unverified"),
        ("document", "self_invoice", false, "unverified"),
        ("document", "financial_credit_note", false, "unverified"),
        ("document", "import", false, "secondary"),
        ("buyer", "registered", true, "reprinted"),
        ("buyer", "unregistered", false, "reprinted"),
        ("buyer", "sez", true, "reprinted"),
        ("buyer", "overseas", true, "reprinted"),
        ("buyer", "deemed_export", true, "reprinted"),
        ("buyer", "government_tds", true, "reprinted"),
        ("supply", "taxable", true, "reprinted"),
        ("supply", "mixed", true, "reprinted"),
        ("supply", "exempt", false, "reprinted"),
        ("supply", "nil", false, "reprinted"),
        ("supply", "non_gst", false, "reprinted"),
        ("supply", "high_sea", false, "secondary"),
        ("supply", "bonded", false, "secondary"),
        ("supply", "free_trade_zone", false, "secondary"),
        ("supply", "inward_unregistered", false, "unverified"),
    ] {
        let answer = of(json!({field: name}));
        let expected = if covered { "required" } else { "not_required" };
        assert_eq!(verdict(&answer), expected, "{field} {name}");
        let found = reason(&answer, &format!("{field}.kind"));
        assert_eq!(found["sure"], sure, "{field} {name}");
        // Required rests on everything, not_required on its best ground.
        assert_eq!(answer["sure"], if covered { "reprinted" } else { sure }, "{field} {name}");
        assert!(answer["report_by"].is_null(), "six crore has no time limit");
        assert_eq!(answer["exposure"].is_null(), !covered, "{field} {name}");
    }
    // A document that is not an invoice needs no buyer; an uncovered kind is exempt at any turnover.
    let challan = json!({"document": "challan", "date": "2026-11-21"});
    assert_eq!(verdict(&asked(&challan, json!({}))), "not_required");
}

#[test]
fn applicability_reads_an_invoice_in_the_form() {
    let of = |bill: &Value| asked(bill, json!({"taxpayer": every_year("150000000")}));
    let change = |pointer: &str, value: Value| {
        let mut bill = bill("L/1", "21/11/2026");
        *bill.pointer_mut(pointer).unwrap() = value;
        bill
    };
    let plain = of(&bill("L/1", "21/11/2026"));
    assert_eq!(
        (verdict(&plain), &plain["report_by"], &plain["cancel_hours"]),
        ("required", &json!("2026-12-20"), &json!(24))
    );
    assert_eq!((&plain["ewb"], &plain["b2c_qr"]), (&json!("not_due"), &json!("not_due")));
    for (sup, expected) in
        [("SEZWP", "required"), ("EXPWOP", "required"), ("DEXP", "required"), ("B2C", "not_required")]
    {
        assert_eq!(verdict(&of(&change("/TranDtls/SupTyp", json!(sup)))), expected, "{sup}");
    }
    let consumer = of(&change("/BuyerDtls/Gstin", json!("URP")));
    assert_eq!((verdict(&consumer), &consumer["sure"]), ("not_required", &json!("reprinted")));
    // Lines without any tax are exempt at home and zero-rated abroad.
    let mut exempt = bill("L/1", "21/11/2026");
    exempt["ItemList"][0]["GstRt"] = json!(0);
    exempt["ItemList"][0]["IgstAmt"] = json!(0);
    assert_eq!(verdict(&of(&exempt)), "not_required");
    exempt["TranDtls"]["SupTyp"] = json!("EXPWOP");
    assert_eq!(verdict(&of(&exempt)), "required");
    let note = of(&change("/DocDtls/Typ", json!("CRN")));
    assert_eq!((verdict(&note), &note["exposure"]["section"]), ("required", &json!("125")));
    for (pointer, at) in
        [("/DocDtls/Dt", "/DocDtls/Dt"), ("/DocDtls/Typ", "/DocDtls/Typ"), ("/TranDtls/SupTyp", "/TranDtls/SupTyp")]
    {
        let error = refused(&change(pointer, json!("?")), json!({}));
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some(at)));
    }
}

#[test]
fn exposure_follows_from_the_tax() {
    let of = |change: Value| asked(&with(b2b("21/11/2026"), change), json!({"taxpayer": every_year("60000000")}));
    for (tax, amount) in
        [("18000.00", "20000.00"), ("20000.00", "20000.00"), ("20000.02", "20000.02"), ("900000", "900000")]
    {
        let exposure = &of(json!({"tax": tax}))["exposure"];
        assert_eq!((&exposure["amount"], &exposure["section"]), (&json!(amount), &json!("122(1)(i)")), "{tax}");
        assert_eq!(
            (&exposure["tax"], &exposure["sure"], &exposure["up_to"]),
            (&json!(tax), &json!("secondary"), &json!(false))
        );
        assert_eq!(exposure["also"][1]["section"], "125");
        assert_eq!(
            (&exposure["also"][0]["amount"], &exposure["also"][1]["amount"]),
            (&json!("25000.00"), &json!("50000.00"))
        );
    }
    let unknown = &of(json!({"tax": null}))["exposure"];
    assert_eq!((&unknown["amount"], &unknown["tax"]), (&json!("20000.00"), &Value::Null));
}

#[test]
fn consumer_bills_of_the_largest_taxpayers_need_the_dynamic_qr_code() {
    let consumer = |date: &str| with(b2b(date), json!({"buyer": "unregistered"}));
    let of = |date: &str, taxpayer: Value| asked(&consumer(date), json!({"taxpayer": taxpayer}));
    let large = || every_year("5000000000.01");
    for (date, taxpayer, due) in [
        ("30/11/2020", large(), "not_due"),
        ("01/12/2020", large(), "due"),
        ("21/11/2026", large(), "due"),
        ("21/11/2026", every_year("5000000000"), "not_due"),
        ("21/11/2026", with(large(), json!({"class": "bank"})), "not_due"),
        ("21/11/2026", with(large(), json!({"class": "multiplex"})), "not_due"),
        ("21/11/2026", with(large(), json!({"class": "oidar"})), "not_due"),
        ("21/11/2026", with(large(), json!({"class": "sez_unit"})), "due"),
        ("21/11/2026", json!({"turnover": {"2024-25": "1"}}), "cannot_tell"),
    ] {
        let answer = of(date, taxpayer);
        assert_eq!((verdict(&answer), &answer["b2c_qr"]), ("not_required", &json!(due)), "{date}");
    }
    // The penalty was waived until 30-09-2021.
    let waived = of("30/09/2021", large());
    assert_eq!((&waived["exposure"], &reason(&waived, "b2c_qr.waived")["sure"]), (&Value::Null, &json!("reprinted")));
    let fined = of("01/10/2021", large());
    assert_eq!((&fined["exposure"]["section"], &fined["exposure"]["amount"]), (&json!("125"), &json!("50000.00")));
    for other in [json!({"buyer": "overseas"}), json!({"document": "credit_note"}), json!({"supply": "exempt"})] {
        let bill = with(consumer("21/11/2026"), other);
        assert_eq!(asked(&bill, json!({"taxpayer": large()}))["b2c_qr"], "not_due");
    }
}

#[test]
fn an_e_way_bill_is_due_above_fifty_thousand_between_states() {
    let of = |change: Value| asked(&with(b2b("21/11/2026"), change), json!({}))["ewb"].as_str().unwrap().to_owned();
    for (change, due) in [
        (json!({"value": "50000.01"}), "due"),
        (json!({"value": "50000.00"}), "not_due"),
        (json!({"value": "50000.01", "interstate": false}), "cannot_tell"),
        (json!({"value": "50000.00", "interstate": false}), "not_due"),
        (json!({"goods": false}), "not_due"),
        (json!({"goods": null}), "cannot_tell"),
        (json!({"value": null}), "cannot_tell"),
        (json!({"interstate": null}), "cannot_tell"),
        (json!({"interstate": null, "buyer": "overseas"}), "due"),
        (json!({"document": "credit_note"}), "not_due"),
        (json!({"document": "debit_note"}), "not_due"),
        (json!({"document": "challan"}), "due"),
        (json!({"document": "import"}), "due"),
        (json!({"buyer": "unregistered"}), "due"),
        (json!({"supply": "exempt"}), "cannot_tell"),
    ] {
        assert_eq!(of(change.clone()), due, "{change}");
    }
    // In the form: only the goods beside services count, and the direction decides.
    let mut mixed = bill("L/2", "21/11/2026");
    mixed["ItemList"][0]["AssAmt"] = json!(40000.00);
    mixed["ItemList"][0]["IgstAmt"] = json!(7200.00);
    mixed["ValDtls"]["TotInvVal"] = json!(60000.00);
    let ewb = |bill: &Value| asked(bill, json!({}));
    assert_eq!(ewb(&mixed)["ewb"], "cannot_tell");
    mixed["ItemList"][0]["AssAmt"] = json!(50000.00);
    assert_eq!(ewb(&mixed)["ewb"], "due");
    mixed["BuyerDtls"]["Stcd"] = json!("29");
    let inside = ewb(&mixed);
    assert_eq!((&inside["ewb"], &reason(&inside, "ewb.due")["sure"]), (&json!("due"), &json!("secondary")));
    mixed["DispDtls"] = json!({"Nm": "Godown", "Addr1": "Dock 1", "Loc": "Mumbai", "Pin": 400001, "Stcd": "27"});
    assert_eq!(ewb(&mixed)["ewb"], "due");
    // Inside Maharashtra one lakh is free, inside Rajasthan not all goods are.
    mixed["BuyerDtls"]["Stcd"] = json!("27");
    assert_eq!(ewb(&mixed)["ewb"], "not_due");
    (mixed["DispDtls"]["Stcd"], mixed["BuyerDtls"]["Stcd"]) = (json!("08"), json!("08"));
    let rajasthan = ewb(&mixed);
    let found = reason(&rajasthan, "ewb.state_limit");
    assert_eq!((&rajasthan["ewb"], &found["sure"]), (&json!("cannot_tell"), &json!("secondary")));
    assert!(found["message"].as_str().unwrap().contains("Rajasthan"), "{found}");
}

#[test]
fn applicability_reports_the_last_day_and_when_it_has_passed() {
    let ten = || every_year("100000000");
    let on = |day: &str, settings: Value| {
        asked(&b2b("21/11/2026"), json!({"on": day, "taxpayer": ten(), "settings": settings}))
    };
    assert_eq!(on("2026-11-21", json!({}))["report_by"], "2026-12-20");
    assert_eq!(on("2026-11-21", json!({"thirty_day_rule": "date_plus_30"}))["report_by"], "2026-12-21");
    assert_eq!(on("2026-11-21", json!({"ten_crore": "above"}))["report_by"], Value::Null);
    let late = on("2026-12-22", json!({}));
    assert!(reason(&late, "report.too_late")["message"].as_str().unwrap().contains("2 days ago"));
    // No source says which year's turnover counts.
    let fallen = json!({"turnover": {"2019-20": "200000000", "2025-26": "10"}, "class": "regular"});
    let answer = asked(&b2b("21/11/2026"), json!({"taxpayer": fallen}));
    assert_eq!(
        (&answer["report_by"], &reason(&answer, "report.which_year")["sure"]),
        (&json!("2026-12-20"), &json!("unverified"))
    );
    let october = asked(&b2b("05/10/2020"), json!({"taxpayer": every_year("6000000000")}));
    assert_eq!((verdict(&october), &october["report_by"]), ("required", &json!("2020-11-04")));
}

#[test]
fn enablement_neither_creates_nor_removes_the_duty() {
    let of = |turnover: &str| {
        let taxpayer = with(every_year(turnover), json!({"enabled_from": "2026-12-01"}));
        move |date: &str| asked(&b2b(date), json!({"taxpayer": taxpayer}))
    };
    let duty = of("60000000")("21/11/2026");
    assert_eq!((verdict(&duty), &reason(&duty, "portal.not_enabled")["sure"]), ("required", &json!("unverified")));
    let none = of("10000000")("02/12/2026");
    assert_eq!(verdict(&none), "not_required");
    assert!(reason(&none, "portal.enabled")["message"].as_str().unwrap().contains("01/12/2026"));
}

#[test]
fn wrong_input_is_answered_with_its_place() {
    let bill = bill("L/3", "21/11/2026");
    let error = refused(&bill, json!({"taxpayer": {"gstin": "24AACCT6304M1ZB"}}));
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some("/taxpayer/gstin")));
    assert!(error.message.contains("another PAN"));
    let error = refused(&bill, json!({"taxpayer": {"class": ["bank", "regular"]}}));
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some("/taxpayer/class")));
    let error = refused(&bill, json!({"taxpayer": {"turnover": {"2024-2025": "1"}}}));
    assert_eq!(error.at.as_deref(), Some("/taxpayer/turnover/2024-2025"));
    for (change, at) in [
        (json!({"document": "receipt"}), "/document"),
        (json!({"date": "2026-02-30"}), "/date"),
        (json!({"buyer": "shop"}), "/buyer"),
        (json!({"value": "lots"}), "/value"),
        (json!({"colour": "red"}), "/colour"),
    ] {
        let error = refused(&with(b2b("21/11/2026"), change), json!({}));
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some(at)), "{error}");
    }
    let buyerless = json!({"document": "invoice", "date": "21/11/2026"});
    assert_eq!(refused(&buyerless, json!({})).at.as_deref(), Some("/buyer"));
    for (config, at) in [
        (
            json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "turnover": {"2024-25": {"24AACCT6304M1ZB": "1"}}}]}),
            "/taxpayers/0/turnover/2024-25/24AACCT6304M1ZB",
        ),
        (
            json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "class": "bank"}, {"gstin": "27AABCU9603R1ZN", "class": "regular"}]}),
            "/taxpayers/0/class",
        ),
        (json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "enabled_from": "soon"}]}), "/taxpayers/0/enabled_from"),
    ] {
        let Err(error) = Engine::open(&config.to_string()) else { panic!("{config}") };
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Config, Some(at)));
    }
}

#[test]
fn an_engine_knows_its_taxpayers_and_their_other_registrations() {
    let config = json!({"on": "2026-11-21", "settings": {"thirty_day_rule": "date_plus_30"}, "taxpayers": [
        {"gstin": "27AABCU9603R1ZN", "turnover": every_year("150000000")["turnover"], "class": "sez_unit"}]});
    let engine = Engine::open(&config.to_string()).unwrap();
    let ask = |bill: &Value| {
        let reply = applicability(Some(&engine), &bill.to_string(), "").unwrap();
        serde_json::from_str::<Value>(reply.json()).unwrap()
    };
    // Another registration of the PAN: the turnover is the person's, the SEZ unit is not.
    let kin = ask(&bill("L/4", "21/11/2026"));
    assert_eq!((verdict(&kin), &kin["report_by"]), ("required", &json!("2026-12-21")));
    let mut own = bill("L/4", "21/11/2026");
    own["SellerDtls"]["Gstin"] = json!("27AABCU9603R1ZN");
    assert_eq!(verdict(&ask(&own)), "not_required");
    let mut stranger = bill("L/4", "21/11/2026");
    stranger["SellerDtls"]["Gstin"] = json!("24AACCT6304M1ZB");
    assert_eq!(verdict(&ask(&stranger)), "cannot_tell");
    // A short description names its supplier, or belongs to the only one configured.
    assert_eq!(verdict(&ask(&b2b("21/11/2026"))), "not_required");
    assert_eq!(verdict(&ask(&with(b2b("21/11/2026"), json!({"gstin": "29AABCU9603R1ZJ"})))), "required");
}

fn submit(engine: &Engine, bill: &Value, opts: Value) -> (Outcome, Value) {
    let reply = engine.ask("submit", bill.to_string(), options(opts)).unwrap();
    (reply.outcome, serde_json::from_str(reply.json()).unwrap())
}

fn status(engine: &Engine, irn: &Value) -> Value {
    let reply = engine.ask("status", json!({"irn": irn}).to_string(), "").unwrap();
    serde_json::from_str::<Value>(reply.json()).unwrap()["status"].clone()
}

#[test]
fn submit_with_when_required_sends_only_what_the_law_requires() {
    let engine = Engine::open(r#"{"on": "2026-11-21"}"#).unwrap();
    let bill = bill("L/5", "21/11/2026");
    let when = |turnover: &str| json!({"when": "required", "taxpayer": every_year(turnover)});
    let (outcome, small) = submit(&engine, &bill, when("10000000"));
    assert_eq!((outcome, &small["status"]), (Outcome::Ok, &json!("not_required")));
    assert_eq!(reason(&small["applicability"], "turnover.below")["source"], "10/2023-CT");
    assert_eq!(status(&engine, &small["irn"]), "unknown");
    let (outcome, open) = submit(&engine, &bill, json!({"when": "required"}));
    assert_eq!(
        (outcome, &open["status"], &open["report"]["valid"]),
        (Outcome::Invalid, &json!("cannot_tell"), &json!(true))
    );
    assert_eq!(open["applicability"]["missing_years"][8], "2025-26");
    assert_eq!(status(&engine, &small["irn"]), "unknown");
    // The law need not require what the portal would refuse: a bill to a consumer.
    let mut consumer = bill.clone();
    consumer["BuyerDtls"]["Gstin"] = json!("URP");
    assert_eq!(submit(&engine, &consumer, when("60000000")).1["status"], "not_required");
    let mut faulty = bill.clone();
    faulty["DocDtls"]["Dt"] = json!("soon");
    assert_eq!(submit(&engine, &faulty, when("60000000")).1["status"], "invalid");
    let (outcome, sent) = submit(&engine, &bill, when("60000000"));
    assert_eq!((outcome, &sent["status"]), (Outcome::Ok, &json!("registered")));
    // A registered document stays registered, whatever a later call says of the taxpayer.
    assert_eq!(submit(&engine, &bill, when("1")).1["ack_no"], sent["ack_no"]);
    let (_, always) = submit(&engine, &crate::common::bill("L/6", "21/11/2026"), json!({"when": "always"}));
    assert_eq!(always["status"], "registered");
    assert_eq!(engine.ask("submit", "{}", r#"{"when": "never"}"#).unwrap_err().kind, ErrorKind::Option);
    assert_eq!(engine.ask("cancel", "{}", r#"{"when": "required"}"#).unwrap_err().kind, ErrorKind::Option);
}

#[test]
fn after_24_hours_cancel_lists_the_ways_out_and_drafts_the_note() {
    let folder = tempfile::tempdir().unwrap();
    let open = |on: &str| {
        let config = json!({"on": on, "ledger": folder.path().join("ledger.db")});
        Engine::open(&config.to_string()).unwrap()
    };
    let invoice = bill("L/7", "21/11/2026");
    let (_, registered) = submit(&open("2026-11-21T10:00:00+05:30"), &invoice, json!({}));
    let late = open("2026-11-23T10:00:00+05:30");
    let request = json!({"irn": registered["irn"], "reason": "data_entry"}).to_string();
    let cancel = |opts: Value| {
        let reply = late.ask("cancel", &request, options(opts)).unwrap();
        assert_eq!(reply.outcome, Outcome::Invalid);
        (serde_json::from_str::<Value>(reply.json()).unwrap(), reply.json().to_owned())
    };
    let (answer, _) = cancel(json!({}));
    assert_eq!((&answer["status"], &answer["report"]["findings"][0]["code"]), (&json!("registered"), &json!("2270")));
    let roads: Vec<&str> = answer["roads"].as_array().unwrap().iter().map(|r| r["road"].as_str().unwrap()).collect();
    assert_eq!(roads, ["credit_note", "debit_note", "gstr1a", "gstr1_amendment"]);
    assert!(answer.get("draft").is_none());
    let (answer, text) = cancel(json!({"draft": true}));
    assert_eq!(answer["draft_needs"], json!(["/DocDtls/No"]));
    let mut draft = answer["draft"].clone();
    assert_eq!(draft["DocDtls"], json!({"Typ": "CRN", "Dt": "23/11/2026"}));
    assert_eq!(draft["RefDtls"]["PrecDocDtls"], json!([{"InvNo": "L/7", "InvDt": "21/11/2026"}]));
    assert_eq!(draft["ItemList"], serde_json::from_str::<Value>(&text).unwrap()["draft"]["ItemList"]);
    assert_eq!(draft["ItemList"], invoice["ItemList"]);
    assert_eq!(draft["ValDtls"], json!({"RndOffAmt": -0.2}));
    assert!(text.contains("\"GstRt\":18.0,"), "{text}");
    // With a number and the sums, the rules and the portal accept it.
    draft["DocDtls"]["No"] = json!("CN/1");
    draft["ValDtls"] = invoice["ValDtls"].clone();
    let report = validate(Some(&late), &draft.to_string(), "").unwrap();
    assert_eq!(report.outcome, Outcome::Ok, "{}", report.json());
    assert_eq!(submit(&late, &draft, json!({})).1["status"], "registered");
}

#[test]
fn a_cancelled_number_is_refused_before_anything_is_sent() {
    let engine = Engine::open(r#"{"on": "2026-11-21"}"#).unwrap();
    let bill = bill("L/8", "21/11/2026");
    let (_, registered) = submit(&engine, &bill, json!({}));
    let request = json!({"irn": registered["irn"], "reason": "duplicate"}).to_string();
    engine.ask("cancel", &request, "").unwrap();
    let which = named(&json!({"irn": registered["irn"]}));
    let before = engine.story(which.clone()).unwrap().len();
    let mut other = bill.clone();
    other["BuyerDtls"]["LglNm"] = json!("Nashik Office Supplies LLP");
    other["DocDtls"]["No"] = json!("l/8");
    let (outcome, answer) = submit(&engine, &other, json!({}));
    assert_eq!((outcome, &answer["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2278")));
    assert_eq!(engine.story(which.clone()).unwrap().len(), before);
}

#[test]
fn gold_needs_no_e_way_bill_and_imitation_jewellery_does() {
    let of = |goods: &[(&str, f64)], from: &str, to: &str| {
        let mut document = bill("L/3", "21/11/2026");
        document["SellerDtls"]["Stcd"] = json!(from);
        document["BuyerDtls"]["Stcd"] = json!(to);
        let line = document["ItemList"][0].clone();
        let lines: Vec<Value> = goods
            .iter()
            .map(|(hsn, value)| {
                with(line.clone(), json!({"HsnCd": hsn, "AssAmt": value, "GstRt": 3, "IgstAmt": value * 0.03}))
            })
            .collect();
        document["ValDtls"]["TotInvVal"] = json!(goods.iter().map(|(_, value)| value * 1.03).sum::<f64>());
        document["ItemList"] = json!(lines);
        asked(&document, json!({}))["ewb"].as_str().unwrap().to_owned()
    };
    for (goods, from, to, due) in [
        (&[("71131910", 1_000_000.0)][..], "29", "27", "not_due"),
        (&[("71011010", 1_000_000.0)], "29", "29", "not_due"),
        (&[("7117", 1_000_000.0)], "29", "27", "due"),
        // Gold beside other goods: those alone count, and where only the total is above, the answer is open.
        (&[("71131910", 1_000_000.0), ("73181500", 100_000.0)], "29", "27", "due"),
        (&[("71131910", 1_000_000.0), ("73181500", 1_000.0)], "29", "27", "cannot_tell"),
        // Within Kerala gold of ten lakh needs one.
        (&[("71131910", 1_000_000.0)], "32", "32", "due"),
        (&[("71131910", 900_000.0)], "32", "32", "not_due"),
        (&[("71131910", 1_000_000.0)], "32", "27", "not_due"),
        // Some goods of a code, on a condition.
        (&[("27111900", 1_000_000.0)], "29", "27", "cannot_tell"),
        // States: no e-way bill at all, one lakh for all goods, one lakh with conditions.
        (&[("73181500", 1_000_000.0)], "01", "01", "not_due"),
        (&[("73181500", 90_000.0)], "07", "07", "not_due"),
        (&[("73181500", 100_000.0)], "07", "07", "due"),
        (&[("73181500", 90_000.0)], "08", "08", "cannot_tell"),
    ] {
        assert_eq!(of(goods, from, to), due, "{goods:?} {from} {to}");
    }
}

#[test]
fn a_holder_of_a_unique_identity_number_counts_as_unregistered_for_the_qr_code() {
    let mut document = bill("L/4", "21/11/2026");
    document["BuyerDtls"]["Gstin"] = json!("2717UNO00157UNM");
    let answer = asked(&document, json!({"taxpayer": every_year("9000000000")}));
    assert_eq!((verdict(&answer), &answer["b2c_qr"]), ("cannot_tell", &json!("due")));
    assert_eq!(reason(&answer, "buyer.kind")["sure"], "unverified");
    let words = with(b2b("21/11/2026"), json!({"buyer": "uin_holder"}));
    assert_eq!(asked(&words, json!({"taxpayer": every_year("9000000000")}))["b2c_qr"], "due");
    assert_eq!(asked(&words, json!({"taxpayer": every_year("900000000")}))["b2c_qr"], "not_due");
}

#[test]
fn the_last_day_to_declare_a_credit_note_is_a_reason_never_a_refusal() {
    let note = |preceding: Value| {
        let mut document = bill("L/5", "21/11/2026");
        document["DocDtls"]["Typ"] = json!("CRN");
        document["RefDtls"] = json!({"PrecDocDtls": [preceding]});
        document
    };
    let says = |document: &Value, taxpayer: Value| {
        let answer = asked(document, json!({"taxpayer": taxpayer}));
        reason(&answer, "note.declare_by")["message"].as_str().unwrap().to_owned()
    };
    let of = |date: &str| note(json!({"InvNo": "A-0", "InvDt": date}));
    assert!(
        says(&of("31/03/2026"), json!({})).contains("by 30/11/2026: dated after 31/10/2026 it is probably too late")
    );
    assert!(says(&of("01/04/2026"), json!({})).contains("dated until 31/10/2027 it is in time"));
    let filed = json!({"annual_return_filed": {"2025-26": "2026-09-20"}});
    assert!(says(&of("31/03/2026"), filed).contains("had to be declared by 20/09/2026"));
    assert!(says(&note(json!({"InvNo": "A-0"})), json!({})).contains("depends on the day of its invoice"));
    let options = options(json!({"on": "2026-12-01"}));
    let report: Value =
        serde_json::from_str(validate(None, &of("31/03/2025").to_string(), &options).unwrap().json()).unwrap();
    assert_eq!(report["valid"], true, "{report:#}");
}
