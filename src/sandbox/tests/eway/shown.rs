//! Faults on command, the diary, the page, and a register of an earlier version.

use super::super::super::fault::FaultOutcome;
use super::super::super::{FaultKind, PlannedFault};
use super::*;
use crate::irp::PortalCall;

fn whole(sandbox: &Sandbox, request: Request<Vec<u8>>) -> Value {
    let FaultOutcome::Whole(response) = sandbox.exchange(request).outcome else { panic!("no whole answer") };
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn every_fault_meets_the_call_of_its_action() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &challan("F/1"));
    let cancel = json!({"ewbNo": number, "cancelRsnCode": 1, "cancelRmrk": "twice"});
    sandbox.fail(PlannedFault::once(FaultKind::Busy, PortalCall::EwbVehicle));
    sandbox.fail(PlannedFault::once(FaultKind::Words, PortalCall::EwbCancel));
    // Another action of the same address isn't met.
    let to = json!({"ewbNo": number, "transporterId": STRANGER});
    sender.opened(&whole(&sandbox, sender.change("UPDATETRANSPORTER", &to)));
    assert_eq!(codes(&whole(&sandbox, sender.change("VEHEWB", &vehicle(number, "KA09C4321", "1")))), "118,");
    assert_eq!(codes(&whole(&sandbox, sender.change("CANEWB", &cancel))), "Service is not available");
    assert_eq!(sender.bill(&sandbox, number)["status"], "ACT");

    sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::EwbCancel));
    assert!(matches!(sandbox.exchange(sender.change("CANEWB", &cancel)).outcome, FaultOutcome::Dropped));
    assert_eq!(sender.bill(&sandbox, number)["status"], "CNL");

    sandbox.fail(PlannedFault::once(FaultKind::TokenExpiry, PortalCall::EwbByNumber));
    let read = sender.reading(&format!("GetEwayBill?ewbNo={number}"));
    assert_eq!(codes(&whole(&sandbox, read)), "105,");
    let sender = Eway::log_in(&sandbox, SENDER);
    sandbox.fail(PlannedFault::once(FaultKind::Sealed, PortalCall::EwbByNumber));
    let reply = whole(&sandbox, sender.reading(&format!("GetEwayBill?ewbNo={number}")));
    let rek = aes_decrypt(&sender.sek, reply["rek"].as_str().unwrap());
    let seal = BASE64_STANDARD.decode(reply["hmac"].as_str().unwrap()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &rek);
    assert!(hmac::verify(&key, reply["data"].as_str().unwrap().as_bytes(), &seal).is_err());

    // The faults of the e-way bill system don't meet other calls.
    sandbox.fail(PlannedFault { call: None, ..PlannedFault::once(FaultKind::Words, PortalCall::EwbTrip) });
    let seller = log_in(&sandbox, SELLER);
    seller.opened(&whole(&sandbox, seller.post("/eicore/v1.03/Invoice", &invoice("F/2"))));
}

#[test]
fn a_foreign_answer_names_another_bill_and_a_rewritten_one_other_times() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &slip("F/3"));
    let to = json!({"ewbNo": number, "transporterId": CARRIER});
    sandbox.fail(PlannedFault::once(FaultKind::Foreign, PortalCall::EwbTransporter));
    let reply = sender.opened(&whole(&sandbox, sender.change("UPDATETRANSPORTER", &to)));
    assert_eq!(reply["ewayBillNo"], (number + 1).to_string());
    sandbox.fail(PlannedFault::once(FaultKind::Foreign, PortalCall::EwbByNumber));
    let read = || sender.reading(&format!("GetEwayBill?ewbNo={number}"));
    assert_eq!(sender.read(&whole(&sandbox, read()))["ewbNo"], number + 1);

    for (form, made) in [
        (1, "21/11/2026 12:00:00 PM "),
        (2, "21/11/2026 12:00:00 PM"),
        (3, "21/11/2026 12.00:00 PM"),
        (4, "21/11/202612:00:00 PM"),
        (5, "21/11/2026 12:00:00 "),
    ] {
        sandbox.fail(PlannedFault { form, ..PlannedFault::once(FaultKind::Dates, PortalCall::EwbByNumber) });
        assert_eq!(sender.read(&whole(&sandbox, read()))["ewayBillDate"], made, "{form}");
    }
    on(&sandbox, "2026-11-21T17:30:00");
    let carrier = Eway::log_in(&sandbox, CARRIER);
    sandbox.fail(PlannedFault { form: 2, ..PlannedFault::once(FaultKind::Dates, PortalCall::EwbVehicle) });
    let done = carrier.opened(&whole(&sandbox, carrier.change("VEHEWB", &vehicle(number, "KA09C4321", "4"))));
    assert_eq!(done, json!({"vehUpdDate": "21/11/2026 17:30:00 PM", "validUpto": "22/11/2026 23:59:00 PM"}));
}

#[test]
fn the_diary_and_the_page_tell_what_became_of_a_bill() {
    let sandbox = sandbox();
    let sender = Eway::log_in(&sandbox, SENDER);
    let number = sender.makes(&sandbox, &with(&own("S/1"), &json!({"fromTrdName": "<b>Tools</b>"})));
    sender.does(&sandbox, "VEHEWB", &vehicle(number, "KA09C4321", "1"));
    sender.refused(&sandbox, "GENEWAYBILL", &challan("S/1"));
    sender.gets(&sandbox, "GetEwayBillsByDate?date=21/11/2026");
    sender.does(&sandbox, "GENCEWB", &trips::sheet(&[number]));
    let entries: Vec<(&str, String, bool)> =
        sandbox.diary().into_iter().map(|entry| (entry.call, entry.about, entry.done)).collect();
    let text = number.to_string();
    assert_eq!(entries[0], ("ewb_consolidate", text.clone(), true));
    assert_eq!(entries[1], ("ewb_of_day", "21/11/2026".into(), true));
    assert_eq!(entries[2], ("ewb_make", "S/1".into(), false));
    assert_eq!(entries[3], ("ewb_vehicle", text.clone(), true));
    assert_eq!(entries[5], ("ewb_log_in", String::new(), true));
    // A refusal is explained with the words of the table of codes.
    assert!(sandbox.diary()[2].said.starts_with("604: ") && sandbox.diary()[2].said.len() > 15);

    let page = sandbox.page(&crate::sandbox::search::PageSearch::default()).unwrap();
    assert!(page.contains(&format!("href=\"/sandbox/ewb/{number}\"")) && page.contains("&lt;b&gt;Tools&lt;/b&gt;"));
    let page = sandbox.bill_page(number).unwrap().unwrap();
    assert!(page.contains("KA09C4321") && page.contains("ACT") && !page.contains("<b>"), "{page}");
    assert!(sandbox.bill_page(5).unwrap().is_none());
}

#[test]
fn every_code_is_explained_in_the_table_of_codes() {
    let rooms = [
        include_str!("../../eway/mod.rs"),
        include_str!("../../eway/ends.rs"),
        include_str!("../../eway/goods.rs"),
        include_str!("../../eway/look.rs"),
        include_str!("../../eway/make.rs"),
        include_str!("../../eway/map.rs"),
        include_str!("../../eway/moves.rs"),
        include_str!("../../eway/parties.rs"),
        include_str!("../../eway/portals.rs"),
        include_str!("../../eway/session.rs"),
        include_str!("../../eway/several.rs"),
        include_str!("../../eway/transport.rs"),
        include_str!("../../eway/trip.rs"),
    ];
    let mut tried = 0;
    for code in rooms.iter().flat_map(|text| text.split('"')) {
        if code.len() != 3 || !code.bytes().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let said = explain_code(code);
        assert!(said, "{code} has no row for the e-way bill system");
        tried += 1;
    }
    assert!(tried > 120, "{tried}");
}

fn explain_code(code: &str) -> bool {
    use crate::explain::{System, explain};
    explain(code, Some(System::Ewb), crate::language::Language::En)[0].system == Some(System::Ewb)
}

/// The tables of version 2 as they were, with one document and its e-way bill.
const VERSION_2: &str = "
    CREATE TABLE document (irn TEXT NOT NULL, portal TEXT NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL,
        number TEXT NOT NULL, date TEXT NOT NULL, ack_no INTEGER NOT NULL UNIQUE, ack_at INTEGER NOT NULL,
        invoice_data TEXT NOT NULL, qr_data TEXT NOT NULL, cancelled_at INTEGER, reason TEXT, remark TEXT,
        PRIMARY KEY (irn, portal)) STRICT, WITHOUT ROWID;
    CREATE INDEX document_by_number ON document (owner, type, number);
    CREATE INDEX document_by_ack ON document (ack_no);
    CREATE TABLE ewb (number INTEGER PRIMARY KEY, irn TEXT NOT NULL, owner TEXT NOT NULL, made_at INTEGER NOT NULL,
        valid_until INTEGER, cancelled_at INTEGER, reason TEXT, remark TEXT) STRICT;
    CREATE INDEX ewb_by_irn ON ewb (irn);
    CREATE TABLE taxpayer (gstin TEXT PRIMARY KEY, standing TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE token (gstin TEXT NOT NULL, user_name TEXT NOT NULL, client_id TEXT NOT NULL, token TEXT NOT NULL,
        sek BLOB NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (gstin, user_name, client_id)) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 0x65536278;
    PRAGMA user_version = 2;";

#[test]
fn a_register_of_the_version_before_keeps_its_bills_and_taxpayers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(VERSION_2).unwrap();
    let made = clock().now().to_minute().unix();
    let irn = "a".repeat(64);
    let document: Value = serde_json::from_str(&invoice("V/1")).unwrap();
    let sql = "INSERT INTO document VALUES (?, 'NIC1', ?, 'INV', 'V/1', '2026-11-21', 1, ?, ?, '', NULL, NULL, NULL)";
    db.execute(sql, (&irn, SELLER, made, document.to_string())).unwrap();
    let sql = "INSERT INTO ewb VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL)";
    db.execute(sql, (991_000_000_001_i64, &irn, SELLER, made, made + 35 * 3600)).unwrap();
    db.execute("INSERT INTO ewb VALUES (991000000002, ?, ?, ?, NULL, ?, 'other', 'x')", (&irn, SELLER, made, made))
        .unwrap();
    db.execute("INSERT INTO taxpayer VALUES (?, 'CNL')", [RECIPIENT]).unwrap();
    drop(db);

    let sandbox = Sandbox::open(&path, clock()).unwrap();
    let shop = Eway::log_in(&sandbox, SELLER);
    let bill = shop.bill(&sandbox, 991_000_000_001);
    assert_eq!((&bill["docNo"], &bill["status"], &bill["toGstin"]), (&json!("V/1"), &json!("ACT"), &json!(STRANGER)));
    assert_eq!(shop.bill(&sandbox, 991_000_000_002)["status"], "CNL");
    shop.does(&sandbox, "VEHEWB", &vehicle(991_000_000_001, "GJ05AB1234", "1"));
    let sender = Eway::log_in(&sandbox, SENDER);
    assert_eq!(sender.refused(&sandbox, "GENEWAYBILL", &challan("V/2")), "722,");
    drop(sandbox);
    Sandbox::open(&path, clock()).unwrap();
}
