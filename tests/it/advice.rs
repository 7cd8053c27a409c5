//! The advice of a finding must not mislead. Each row is a real slip, with advice that must and must not be given.

use crate::common::bill;
use crate::rules::report;
use crate::rules_table::{edited, inter};
use serde_json::{Value, json};

/// The findings of a document at a place and below it.
fn at<'r>(report: &'r Value, path: &str) -> Vec<&'r Value> {
    let inside = |f: &&Value| f["path"].as_str().is_some_and(|p| p == path || p.starts_with(&format!("{path}/")));
    report["findings"].as_array().unwrap().iter().filter(inside).collect()
}

fn fix_of(edit: &Value, path: &str) -> String {
    let report = report(&edited(inter(), edit), &json!({}));
    match at(&report, path).as_slice() {
        [one] => one["fix"].as_str().unwrap().to_owned(),
        other => panic!("{edit}: {other:#?}"),
    }
}

#[test]
fn a_unit_is_suggested_by_meaning_never_by_spelling() {
    let unit = "/ItemList/0/Unit";
    for (written, advised, never) in [
        ("Each", "NOS (Numbers)", "PAC"),
        ("HRS", "OTH (Others)", "GRS"),
        ("Days", "OTH (Others)", "YDS"),
        ("Grams", "GMS", "GRS"),
        ("lb", "OTH", "LTR"),
        ("Sheet", "NOS", "SET"),
        ("Dozens", "DOZ", "DRM"),
        ("Nos.", "NOS", "OTH"),
        ("MTR ", "MTR", "MTS"),
        ("kg", "KGS", "KLR"),
        ("mm", "OTH", "MLT"),
        ("Setup", "einv_codes", "SET"),
        ("Kanal", "einv_codes", "CAN"),
    ] {
        let fix = fix_of(&json!({unit: written}), unit);
        assert!(fix.contains(advised) && !fix.contains(never), "{written}: {fix}");
    }
    for (written, one, other) in
        [("mts", "MTS (", "MTR ("), ("mt", "MTS (", "MTR ("), ("m", "MTR (", "THD ("), ("gr", "GMS (", "GRS (")]
    {
        let fix = fix_of(&json!({unit: written}), unit);
        assert!(
            fix.contains(one) && fix.contains(other) && fix.contains("sk the person who made the bill"),
            "{written}: {fix}"
        );
    }
}

#[test]
fn a_number_with_a_wrong_beginning_is_reported_and_its_fix_names_the_printed_bill() {
    for number in ["0045", "-45", "/45"] {
        let report = report(&edited(inter(), &json!({"/DocDtls/No": number})), &json!({}));
        let found = at(&report, "/DocDtls/No");
        assert!(found.len() == 1 && found[0]["message"].as_str().unwrap().contains("begins with"), "{found:?}");
        let fix = found[0]["fix"].as_str().unwrap();
        assert!(fix.contains("45") && fix.contains("printed bill must"), "{fix}");
    }
    for number in ["007", "7", "INV_2019-20_0001", "0"] {
        let named = json!({"PrecDocDtls": [{"InvNo": number, "InvDt": "01/11/2026"}]});
        let fix = fix_of(&json!({"/DocDtls/Typ": "CRN", "/RefDtls": named}), "/RefDtls/PrecDocDtls/0/InvNo");
        assert!(fix.starts_with("leave PrecDocDtls out") && !fix.contains("did you mean"), "{fix}");
    }
}

#[test]
fn a_code_of_wrong_length_or_of_zeros_is_not_reported_for_its_characters() {
    for (code, said) in [("0000", "only zeros"), ("48201", "5 digits"), ("48.20", "characters the portal refuses")] {
        let report = report(&edited(inter(), &json!({"/ItemList/0/HsnCd": code})), &json!({}));
        let found = at(&report, "/ItemList/0/HsnCd");
        assert!(found.len() == 1 && found[0]["message"].as_str().unwrap().contains(said), "{code}: {found:?}");
    }
}

#[test]
fn a_negative_charge_or_line_points_to_discount_and_a_return_to_a_credit_note() {
    let fix = fix_of(&json!({"/ValDtls/OthChrg": -35.5, "/ValDtls/TotInvVal": 1132.50}), "/ValDtls/OthChrg");
    assert!(fix.contains("Discount of ValDtls"), "{fix}");
    let fix = fix_of(&json!({"/ItemList/0/OthChrg": -5}), "/ItemList/0/OthChrg");
    assert!(fix.contains("Discount"), "{fix}");
    let fix = fix_of(&json!({"/ItemList/0/Discount": -5}), "/ItemList/0/Discount");
    assert!(fix.contains("OthChrg"), "{fix}");
    // A discount written as a line: one cause, and the rest of the line follows from it.
    let line = json!({"SlNo": "2", "IsServc": "N", "HsnCd": "48201090", "Qty": 1, "Unit": "NOS", "UnitPrice": -50,
        "TotAmt": -50, "AssAmt": -50, "GstRt": 18, "IgstAmt": -9, "TotItemVal": -59});
    let mut two = inter();
    two["ItemList"].as_array_mut().unwrap().push(line.clone());
    let report_of = |document: &Value| report(document, &json!({}));
    let report = report_of(&edited(
        two,
        &json!({"/ValDtls": {"AssVal": 940, "IgstVal": 169.20, "RndOffAmt": -0.20, "TotInvVal": 1109}}),
    ));
    let causes: Vec<&Value> = at(&report, "/ItemList/1").into_iter().filter(|f| f["follows"].is_null()).collect();
    assert!(causes.len() == 1 && causes[0]["path"] == "/ItemList/1/UnitPrice", "{causes:#?}");
    assert!(causes[0]["fix"].as_str().unwrap().contains("Discount"), "{causes:#?}");
    assert!(!report.to_string().contains("credit note"), "{report:#}");
    // Nothing is sold: it is a return.
    let taken_back = json!({"/ItemList": [line], "/ValDtls": {"AssVal": -50, "IgstVal": -9, "TotInvVal": -59}});
    for (kind, said) in [("INV", "as a credit note"), ("CRN", "as a positive number")] {
        let mut document = edited(inter(), &taken_back);
        document["DocDtls"]["Typ"] = json!(kind);
        let report = report_of(&document);
        let found = at(&report, "/ItemList/0/AssAmt");
        assert!(found[0]["fix"].as_str().unwrap().contains(said), "{kind}: {found:#?}");
    }
}

#[test]
fn a_discount_that_is_more_than_the_line_is_one_fault() {
    let edit = json!({"/ItemList/0/Discount": 1200, "/ItemList/0/AssAmt": -200, "/ItemList/0/IgstAmt": -36,
        "/ItemList/0/TotItemVal": -236, "/ValDtls/AssVal": -200, "/ValDtls/IgstVal": -36, "/ValDtls/TotInvVal": -236.20});
    let report = report(&edited(inter(), &edit), &json!({}));
    let (causes, rest): (Vec<&Value>, Vec<&Value>) =
        report["findings"].as_array().unwrap().iter().partition(|f| f["follows"].is_null());
    assert!(causes.len() == 1 && causes[0]["path"] == "/ItemList/0/Discount", "{causes:#?}");
    assert!(rest.iter().all(|f| f["follows"] == "/ItemList/0/Discount"), "{rest:#?}");
}

#[test]
fn a_wrapped_invoice_gets_one_finding_with_its_place() {
    let one = bill("A-1", "21/11/2026");
    for (given, said) in [
        (json!({"Invoice": one}), "inside Invoice, at /Invoice"),
        (json!([{"transaction": one}]), "inside transaction, at /0/transaction"),
        (json!({"body": {"data": [one]}}), "inside body/data, at /body/data/0"),
        (json!([one]), "in a list, at /0"),
        (json!([one, one]), "a list of 2"),
        (json!({"version": "1.0.0421", "billLists": [{"docNo": "1"}]}), "e-way bill system's own form (billLists)"),
        (json!({"subSupplyType": "1", "docNo": "1", "fromGstin": "29AABCU9603R1ZJ"}), "e-way bill system's own form"),
        (json!({"Status": 1, "Data": {"AckNo": 1, "SignedInvoice": "x"}}), "a portal's answer (SignedInvoice)"),
        (json!({"status": "1", "data": "encrypted"}), "a portal's answer (data)"),
    ] {
        let report = report(&given, &json!({}));
        let found = report["findings"].as_array().unwrap();
        assert!(found.len() == 1 && found[0]["rule"] == "form.wrapped", "{found:#?}");
        assert!(found[0]["message"].as_str().unwrap().contains(said), "{found:#?}");
    }
    // A document with blocks of the form is judged as an invoice; an unknown one gets findings for the missing blocks.
    for given in [json!({"ItemList": [{"SlNo": "1"}], "Invoice": one}), json!({"name": "x"}), json!({}), json!([])] {
        let report = report(&given, &json!({}));
        assert!(!report.to_string().contains("form.wrapped"), "{report:#}");
    }
}

#[test]
fn question_marks_are_a_warning_and_lost_letters_an_error() {
    for (name, severity) in [("???? ????", "warning"), ("Pun\u{fffd}", "error")] {
        let report = report(&edited(inter(), &json!({"/BuyerDtls/LglNm": name})), &json!({}));
        assert_eq!(at(&report, "/BuyerDtls/LglNm")[0]["severity"], severity, "{name}");
    }
}

#[test]
fn a_gstin_without_a_state_does_not_lead_from_one_fault_to_the_next() {
    for state in ["27", "96"] {
        let edit = json!({"/BuyerDtls/Gstin": "9919KOR29004OS8", "/BuyerDtls/Stcd": state, "/BuyerDtls/Pin": 999_999});
        let report = report(&edited(inter(), &edit), &json!({}));
        assert_eq!(at(&report, "/BuyerDtls/Stcd").len(), 0, "{report:#}");
        let open = report["not_judged"].as_array().unwrap();
        assert!(open.contains(&json!("portal.state_of_online_recipient")), "{open:?}");
    }
    let edit = json!({"/BuyerDtls/Gstin": "9919KOR29004OS8", "/BuyerDtls/Stcd": "99"});
    let fix = fix_of(&edit, "/BuyerDtls/Stcd");
    assert!(fix.contains("96") && !fix.contains("first two"), "{fix}");
}
