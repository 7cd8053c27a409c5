//! The slips of e-way bills: their content, and their codes read back like a scanner on the road.

use crate::common::{Ask, Grey, bill, ewb_print, print, tool};
use einv::engine::WrittenAnswer;
use serde_json::{Value, json};

fn challan() -> Value {
    serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap()
}

/// As the e-way bill system answers: the document with number, dates and the entries of Part B.
fn of_system() -> Value {
    let mut bill = challan();
    for (key, value) in [
        ("ewbNo", json!(321012345678u64)),
        ("ewayBillDate", json!("21/11/2026 10:15:00 AM")),
        ("validUpto", json!("25/11/2026 11:59:00 PM ")),
        ("userGstin", json!("29AABCU9603R1ZJ")),
        ("actualDist", json!(760)),
        ("status", json!("ACT")),
        ("rejectStatus", json!("N")),
        ("transporterId", json!("88AABCT9876R1ZX")),
        ("transporterName", json!("Coastal Roadlines")),
        (
            "VehiclListDetails",
            json!([
            {"updMode": "API", "vehicleNo": "KA20AB1234", "fromPlace": "Udupi", "fromState": 29, "tripshtNo": 0,
             "userGSTINTransin": "29AABCU9603R1ZJ", "enteredDate": "21/11/2026 10:15:00 AM", "transMode": "1",
             "transDocNo": "", "transDocDate": null, "groupNo": "0"},
            {"vehicleNo": "MH12CD4321", "fromPlace": "Kolhapur", "fromState": "27", "tripshtNo": 2910012345u64,
             "userGSTINTransin": "88AABCT9876R1ZX", "enteredDate": "23/11/2026 06:20:00 PM", "transMode": 1,
             "transDocNo": "LR-778", "transDocDate": "21/11/2026"}]),
        ),
    ] {
        bill[key] = value;
    }
    bill
}

fn slip(input: &Value) -> Vec<u8> {
    ewb_print(None, &input.to_string(), "").map(WrittenAnswer::into_bytes).unwrap()
}

/// The text of a PDF, with each run of white space as one space.
fn says(pdf: &[u8], words: &[&str]) {
    let Some(out) = tool("pdftotext", &["-layout", "-", "-"], pdf) else { return };
    let dense = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let text = String::from_utf8(out.stdout).unwrap();
    for word in words {
        assert!(dense(&text).contains(&dense(word)), "{word:?} is not in {text}");
    }
}

/// What a scanner reads on the first page.
fn scanned(pdf: &[u8]) -> Option<Vec<String>> {
    let out = tool("pdftoppm", &["-r", "200", "-f", "1", "-l", "1", "-gray", "-"], pdf)?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pgm");
    std::fs::write(&file, &out.stdout).unwrap();
    assert!(Grey::pgm(&out.stdout).width > 1000);
    let found = tool("zbarimg", &["-q", file.to_str().unwrap()], b"")?;
    let text = String::from_utf8(found.stdout).unwrap();
    let mut found: Vec<String> = text.lines().map(str::to_owned).collect();
    found.sort();
    Some(found)
}

fn is_sound(pdf: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    let Some(out) = tool("qpdf", &["--check", file.to_str().unwrap()], b"") else { return };
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_slip_shows_the_bill_and_both_its_codes_are_read_back() {
    let input = json!({"ewb": of_system()});
    let pdf = slip(&input);
    assert_eq!(pdf, slip(&input));
    is_sound(&pdf);
    says(
        &pdf,
        &[
            "E-WAY BILL",
            "3210 1234 5678",
            "21-11-2026 10:15",
            "25-11-2026 23:59",
            "760 km",
            "29AABCU9603R1ZJ",
            "Outward: job work",
            "Delivery challan JW/26-27/0042",
            "20-11-2026",
            "Udupi Stationers Private Limited",
            "GSTIN 27AABCU9603R1ZN",
            "Pune 411030",
            "48201090",
            "18,500.00",
            "88AABCT9876R1ZX, Coastal Roadlines",
            "KA20AB1234",
            "Udupi, Karnataka",
            "MH12CD4321, LR-778 of 21-11-2026",
            "Kolhapur, Maharashtra",
            "2910012345",
            "23-11-2026 18:20",
            "Page 1 of 1",
        ],
    );
    if let Some(found) = scanned(&pdf) {
        assert_eq!(found, ["CODE-128:321012345678", "QR-Code:321012345678/29AABCU9603R1ZJ/21-11-2026 10:15:00"]);
    }
}

#[test]
fn a_bill_of_ours_is_printed_from_its_number_and_its_document() {
    let own = json!({"ewb": {"ewb_no": "321012345678", "ewb_date": "2026-11-21T10:15:00+05:30",
        "valid_until": "2026-11-25T23:59:00+05:30", "document": challan()}});
    says(&slip(&own), &["25-11-2026 23:59", "KA20AB1234", "21-11-2026 10:15"]);
    let mut invoice = bill("A-1", "21/11/2026");
    invoice["EwbDtls"] = json!({"TransId": "88AABCT9876R1ZX", "Distance": 0});
    let part_a = json!({"ewb": {"ewb_no": 321012345678u64, "ewb_date": "2026-11-21 10:15:00", "document": invoice}});
    says(
        &slip(&part_a),
        &["Not valid for movement: Part B is missing", "Tax invoice A-1", "Part B has not been given."],
    );
}

#[test]
fn a_bill_that_does_not_stand_says_so_across_the_page() {
    for (key, value, words) in [
        ("status", "CNL", "CANCELLED"),
        ("rejectStatus", "Y", "REJECTED"),
        ("status", "DISCARDED", "DISCARDED"),
        ("status", "expired", "EXPIRED"),
        ("status", "closed", "CLOSED"),
    ] {
        let mut bill = of_system();
        bill[key] = json!(value);
        says(&slip(&json!({"ewb": bill})), &[words]);
    }
    let engine = einv::engine::Engine::open("{}").unwrap();
    let input = json!({"ewb": of_system()}).to_string();
    says(&ewb_print(&engine, &input, "").unwrap().into_bytes(), &["SANDBOX – NOT AN E-WAY BILL"]);
}

#[test]
fn a_bill_that_was_just_fetched_has_the_mode_of_each_entry() {
    let on = r#"{"on":"2026-11-21"}"#;
    let engine = einv::engine::Engine::open(on).unwrap();
    let made = engine.ask("ewb", challan().to_string(), "").unwrap();
    let number = serde_json::from_str::<Value>(made.json()).unwrap()["ewb_no"].clone();
    let by_rail = json!({"ewb_no": number, "gstin": "29AABCU9603R1ZJ", "mode": "rail", "document": "F123456789",
        "document_date": "2026-11-21", "from": {"place": "Hubballi", "state": 29}, "reason": "transshipment",
        "remark": "to rail"});
    engine.ask("ewb_vehicle", by_rail.to_string(), "").unwrap();
    let asked = json!({"ewb_no": number, "gstin": "29AABCU9603R1ZJ"}).to_string();
    let shown: Value = serde_json::from_str(engine.ask("ewb_fetch", asked, "").unwrap().json()).unwrap();
    let entry = shown["vehicles"].as_array().unwrap().iter().find(|entry| entry["mode"] == "rail");
    assert_eq!(entry.unwrap()["document_date"], "2026-11-21", "{shown}");
    says(&slip(&json!({ "ewb": shown })), &["Rail", "F123456789 of 21-11-2026"]);
}

#[test]
fn a_consolidated_slip_lists_its_bills_over_as_many_pages_as_they_need() {
    let entries: Vec<Value> = (0..60)
        .map(|index| {
            json!({"ewbNo": 321012345600u64 + index, "ewbDate": "21/11/2026 10:15:00 AM", "docNo": format!("A-{index}"),
                "toPlace": "Pune", "totInvValue": 60000.5})
        })
        .collect();
    let trip = json!({"consolidated": {"tripSheetNo": 2910012345u64, "enteredDate": "21/11/2026 11:20:00 AM",
        "userGstin": "29AABCT3456Q1ZN", "fromPlace": "Bengaluru", "fromState": 29, "vehicleNo": "KA05AB1234",
        "transMode": "1", "transDocNo": "LR-778", "transDocDate": "21/11/2026", "tripSheetEwbBills": entries}});
    let pdf = slip(&trip);
    is_sound(&pdf);
    says(
        &pdf,
        &[
            "CONSOLIDATED E-WAY BILL",
            "2910 0123 45",
            "KA05AB1234, LR-778 of 21-11-2026",
            "Bengaluru, Karnataka",
            "60,000.50",
            "3210 1234 5659",
            "A-59",
            "Page 2 of 2",
        ],
    );
    let short = json!({"consolidated": {"consolidated_no": "2910012345", "date": "2026-11-21T11:20:00+05:30",
        "gstin": "29AABCT3456Q1ZN", "vehicle": "KA05AB1234", "mode": "road", "ewb_nos": ["321012345678"]}});
    let pdf = slip(&short);
    says(&pdf, &["Road", "3210 1234 5678"]);
    if let Some(found) = scanned(&pdf) {
        assert_eq!(found, ["CODE-128:2910012345", "QR-Code:2910012345/29AABCT3456Q1ZN/21-11-2026 11:20:00"]);
    }
}

#[test]
fn what_can_not_be_printed_is_refused_with_its_place() {
    for (input, at) in [
        (json!({}), None),
        (json!({"ewb": of_system(), "consolidated": {}}), None),
        (json!({"ewb": {"ewbNo": 12, "document": challan()}}), Some("/ewb/ewb_no")),
        (json!({"ewb": {"ewbNo": "321012345678"}}), Some("/ewb")),
        (json!({"consolidated": {"consolidated_no": "2910012345", "ewb_nos": []}}), Some("/consolidated")),
        (json!({"consolidated": {"consolidated_no": "2910012345", "ewb_nos": [5]}}), Some("/consolidated/ewb_nos/0")),
    ] {
        let error = ewb_print(None, &input.to_string(), "").unwrap_err();
        assert_eq!(error.at.as_deref(), at, "{input} {error:?}");
    }
}

#[test]
fn our_invoice_has_the_number_of_its_e_way_bill_as_a_bar_code() {
    let bill = bill("L/9", "21/11/2026");
    let registration = json!({"status": "registered", "ewb": {"ewb_no": "181010045678", "ewb_date": null,
        "valid_until": "2026-11-24T23:59:00+05:30"}});
    let input = json!({"invoice": bill, "registration": registration}).to_string();
    let pdf = print(None, &input, "").map(WrittenAnswer::into_bytes).unwrap();
    says(&pdf, &["181010045678", "24-11-2026 23:59"]);
    if let Some(found) = scanned(&pdf) {
        assert!(found.contains(&"CODE-128:181010045678".to_owned()), "{found:?}");
    }
}
