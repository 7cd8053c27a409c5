//! E-way bills at the shell: the day of docs/eway-bill.md, the names of a bill, and how commands end.

use crate::command::einv;
use crate::common::{bill, today, tool};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::{Value, json};
use std::path::Path;

const MAKER: &str = "29AABCU9603R1ZJ";
const BRANCH: &str = "27AABCU9603R1ZN";

fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bills").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn challan(number: &str) -> Value {
    let mut challan = example("challan.json");
    challan["docNo"] = number.into();
    challan
}

fn write(folder: &Path, name: &str, text: impl ToString) {
    std::fs::write(folder.join(name), text.to_string()).unwrap();
}

/// A configuration with both taxpayers, the built-in sandbox, and a clock that stands still.
fn configure(folder: &Path, on: &str) {
    let turnover = json!({"2025-26": "72500000", "2024-25": "72500000"});
    let taxpayers = json!([{"gstin": MAKER, "turnover": turnover}, {"gstin": BRANCH, "turnover": turnover}]);
    write(folder, "config.json", json!({"ledger": "ledger.db", "on": on, "taxpayers": taxpayers}));
}

/// The words of a line, as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

#[test]
fn the_day_at_a_distributor_runs_as_its_page_says() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/eway-bill.md")).unwrap();
    let section = page.split("## A day at a distributor").nth(1).unwrap().split("\n## ").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "bill.json", example("good.json"));
    write(place, "challan.json", challan("JW/26-27/0042"));
    let mut part_a = challan("JW/26-27/0043");
    for key in ["transMode", "vehicleNo", "vehicleType"] {
        part_a.as_object_mut().unwrap().remove(key);
    }
    part_a["transporterId"] = "29AAACT2727Q1ZS".into();
    write(place, "parta.json", part_a);
    write(place, "twice.json", challan("JW/26-27/0044"));
    write(place, "wrong.json", challan("JW/26-27/0045"));
    write(place, "large.json", challan("JW/26-27/0046"));

    let (mut run, mut said) = (0, String::new());
    for line in section.lines() {
        if let Some(on) = line.split("\"on\": \"").nth(1) {
            configure(place, on.split('"').next().unwrap());
        }
        let Some(command) = line.strip_prefix("einv ") else { continue };
        let arguments = words(command);
        let (code, now) = einv(place, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(code, 0, "{command}\n{now}");
        said.push_str(&now);
        run += 1;
    }
    assert!(run >= 22, "{run} commands");
    for word in
        ["active", "JW/26-27/0042", "consolidated", "cancelled", "rejected", "KA25C4321, Hubballi 29", "SANDBOX"]
    {
        assert!(said.contains(word), "nothing says {word}: {said}");
    }
    assert!(said.contains("2026-11-27T23:59:00+05:30"), "the validity was extended: {said}");
    for pdf in ["slips.pdf", "trip.pdf"] {
        assert!(std::fs::read(place.join(pdf)).unwrap().starts_with(b"%PDF"), "{pdf}");
    }
    let pages = lopdf::Document::load(place.join("slips.pdf")).unwrap().get_pages().len();
    assert_eq!(pages, 2, "both slips in one file");
}

#[test]
fn a_bill_is_found_by_each_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "2026-11-21T10:00:00+05:30");
    write(place, "bill.json", example("good.json"));
    write(place, "challan.json", challan("JW/1"));
    let json = |arguments: &[&str]| -> Value {
        let (code, said) = einv(place, &[arguments, &["--json"]].concat());
        assert_eq!(code, 0, "{arguments:?}: {said}");
        serde_json::from_str(said.lines().next().unwrap()).unwrap()
    };
    let irn = json(&["submit", "bill.json"])["irn"].as_str().unwrap().to_owned();
    let made = json(&["ewb", "make", "bill.json", "--vehicle", "KA20AB1234", "--distance", "760"]);
    let number = made["ewb"]["ewb_no"].as_str().unwrap().to_owned();
    for name in ["bill.json", "UDP/26-27/0417", &irn, &number] {
        assert_eq!(json(&["ewb", "show", name])["ewb_no"], number, "{name}");
    }
    // Asked for again, the same one is answered.
    assert_eq!(json(&["ewb", &irn, "--vehicle", "KA20AB1234", "--distance", "760"])["ewb"]["ewb_no"], number);
    assert_eq!(json(&["ewb", "make", "UDP/26-27/0417", "--vehicle", "KA20AB1234"])["ewb"]["ewb_no"], number);

    let alone = json(&["ewb", "challan.json"])["ewb_no"].as_str().unwrap().to_owned();
    for name in ["challan.json", "JW/1", "jw/1", &alone] {
        assert_eq!(json(&["ewb", "show", name, "--kept"])["ewb_no"], alone, "{name}");
    }
    // A document of the same number as a challan is not guessed at.
    let mut same = example("good.json");
    same["DocDtls"]["No"] = "JW/1".into();
    write(place, "same.json", &same);
    json(&["submit", "same.json"]);
    let (code, said) = einv(place, &["ewb", "show", "JW/1"]);
    assert!(code == 64 && said.contains("2 documents have the number JW/1"), "{said}");

    // The command that was there before.
    assert_eq!(einv(place, &["ewb-cancel", "bill.json", "--reason", "duplicate"]).0, 0);
    let (code, said) = einv(place, &["ewb", "cancel", &alone, "--reason", "duplicate", "--language", "hi"]);
    assert!(code == 0 && said.contains("रद्द") && said.contains("ई-वे बिल नंबर"), "{said}");
}

#[test]
fn wrong_words_are_usage_and_refusals_are_refusals() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "2026-11-21T10:00:00+05:30");
    write(place, "challan.json", challan("JW/1"));
    assert_eq!(einv(place, &["ewb", "make", "challan.json"]).0, 0);
    for arguments in [
        &["ewb"][..],
        &["ewb", "show", "NONE/1"],
        &["ewb", "vehicl", "JW/1"],
        &["ewb", "vehicle", "JW/1", "--vehicle", "KA20AB1234"],
        &["ewb", "vehicle", "JW/1", "--vehicle", "KA25C4321", "--place", "Hubballi", "--state", "Karnataka"],
        &["ewb", "vehicle", "JW/1", "--vehicle", "KA25C4321", "--place", "X", "--state", "29", "--reason", "boredom"],
        &["ewb", "vehicle", "JW/1", "--share", "KA25C4321", "--place", "X", "--state", "29"],
        &["ewb", "transporter", "JW/1", "--to", "29"],
        &["ewb", "extend", "JW/1", "--km", "10", "--reason", "other", "--place", "X", "--state", "29", "--pin", "1"],
        &["ewb", "cancel", "JW/1", "--reason", "boredom"],
        &["ewb", "list", "--day", "yesterday"],
        &["ewb", "list", "--as", "driver"],
        &["ewb", "make", "JW/1"],
        &["ewb", "print", "JW/1", "--consolidated", "-o", "trip.pdf"],
    ] {
        let (code, said) = einv(place, arguments);
        assert_eq!(code, 64, "{arguments:?}: {said}");
        assert!(!said.contains("einv_"), "{said}");
    }
    // Too early to extend, and its maker can't reject it.
    let extend = ["ewb", "extend", "JW/1", "--km", "10", "--reason", "other", "--remark", "late"];
    let (code, said) = einv(place, &[&extend[..], &["--place", "Pune", "--state", "27", "--pin", "411030"]].concat());
    assert!(code == 1 && said.contains("refused") && !said.contains("einv_"), "{said}");
    assert_eq!(einv(place, &["ewb", "reject", "JW/1", "--gstin", MAKER]).0, 1);
    // Of several, the worst counts, and the others are done.
    let (code, said) = einv(place, &["ewb", "cancel", "JW/1", "NONE/1", "--reason", "duplicate"]);
    assert!(code == 64 && said.contains("JW/1: cancelled") && said.contains("NONE/1"), "{said}");
}

#[test]
fn a_bill_without_its_e_way_bill_names_the_command_that_makes_it() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "config.json", at(&portal.url, place));
    let mut goods = bill("EW/1", &today());
    goods["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120});
    write(place, "bill.json", &goods);
    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    let (code, said) = einv(place, &["submit", "bill.json"]);
    assert!(code == 4 && said.contains("einv ewb make bill.json"), "{said}");
    // It works as it stands: what the bill says of the transport counts.
    let (code, said) = einv(place, &["ewb", "make", "bill.json"]);
    assert!(code == 0 && said.contains("active"), "{said}");

    let mut second = goods.clone();
    second["DocDtls"]["No"] = "EW/2".into();
    let mut third = goods.clone();
    third["DocDtls"]["No"] = "EW/3".into();
    write(place, "many.ndjson", format!("{second}\n{third}\n"));
    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    let (code, said) = einv(place, &["submit", "many.ndjson"]);
    let lacking = ["EW/2", "EW/3"].into_iter().find(|number| said.contains(&format!("einv ewb make {number}")));
    assert!(code == 4 && lacking.is_some(), "{said}");
    assert_eq!(einv(place, &["ewb", "make", lacking.unwrap()]).0, 0);

    // The portal away: kept, and pending.
    let challan = {
        let mut challan = challan("JW/9");
        challan["docDate"] = today().into();
        challan
    };
    write(place, "challan.json", challan);
    drop(portal);
    let (code, said) = einv(place, &["ewb", "make", "challan.json"]);
    assert!(code == 2 && said.contains("pending") && !said.contains("einv_"), "{said}");
}

#[test]
fn many_bills_go_into_one_pdf_or_each_into_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "2026-11-21T10:00:00+05:30");
    for number in 1..=3 {
        let mut bill = example("good.json");
        bill["DocDtls"]["No"] = format!("P/{number}").into();
        write(place, &format!("bills{number}.json"), bill);
    }
    let names = ["bills1.json", "bills2.json", "bills3.json"];
    let (code, said) = einv(place, &[&["print"][..], &names, &["-o", "all.pdf"]].concat());
    assert_eq!((code, said.contains("all.pdf")), (0, true), "{said}");
    let all = lopdf::Document::load(place.join("all.pdf")).unwrap();
    assert_eq!(all.get_pages().len(), 3);
    // Each page shows its own bill, where a reader of PDFs is there to ask.
    if let Some(text) = tool("pdftotext", &[&place.join("all.pdf").display().to_string(), "-"], b"") {
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        let places: Vec<_> = ["P/1", "P/2", "P/3"].iter().map(|number| text.find(number).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
    }
    assert_eq!(einv(place, &[&["print"][..], &names, &["-o", "each"]].concat()).0, 0);
    assert!(place.join("each/P-2.pdf").is_file());
    // One that can't be read holds none of the others up.
    write(place, "bills2.json", "{\"Version\"");
    let (code, said) = einv(place, &[&["print"][..], &names, &["-o", "two.pdf"]].concat());
    assert!(code != 0 && said.contains("bills2.json"), "{said}");
    assert_eq!(lopdf::Document::load(place.join("two.pdf")).unwrap().get_pages().len(), 2);
}

#[test]
fn what_is_asked_of_a_made_bill_is_said_and_the_kind_of_load_stays() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "2026-11-21T10:00:00+05:30");
    let mut odd = challan("OD/1");
    odd["vehicleType"] = "O".into();
    write(place, "odd.json", odd);
    let (code, said) = einv(place, &["ewb", "make", "odd.json", "--vehicle", "KA20AB7777"]);
    assert!(code == 0 && !said.contains("differs"), "{said}");
    let (_, shown) = einv(place, &["ewb", "show", "OD/1", "--json"]);
    assert!(shown.contains(r#""vehicleType":"O""#), "{shown}");
    let (code, said) = einv(place, &["ewb", "make", "odd.json", "--vehicle", "KA01AA0001"]);
    assert!(code == 0 && said.contains("vehicleNo: KA01AA0001 here, KA20AB7777 there"), "{said}");
    // By rail, from options alone.
    write(place, "rail.json", challan("RA/1"));
    let by_rail =
        ["ewb", "make", "rail.json", "--mode", "rail", "--document", "F123456789", "--document-date", "2026-11-21"];
    let (code, said) = einv(place, &by_rail);
    assert!(code == 0 && said.contains("active"), "{said}");
    // The ledger keeps a challan: its number is enough once its bill is cancelled.
    assert_eq!(einv(place, &["ewb", "cancel", "OD/1", "--reason", "other"]).0, 0);
    let (code, said) = einv(place, &["ewb", "make", "OD/1", "--vehicle", "KA01AA0001", "--distance", "700"]);
    assert!(code == 0 && said.contains("active"), "{said}");
    // Each bill of a consolidated one is printed with it.
    write(place, "one.json", challan("TR/1"));
    write(place, "two.json", challan("TR/2"));
    einv(place, &["ewb", "make", "one.json", "two.json"]);
    let at = ["--vehicle", "KA20AB1234", "--place", "Udupi", "--state", "29"];
    let (code, said) = einv(place, &[&["ewb", "consolidate", "TR/1", "TR/2"], &at[..]].concat());
    assert_eq!(code, 0, "{said}");
    let (code, said) = einv(place, &["ewb", "print", "TR/2", "--consolidated", "-o", "trip.pdf"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = einv(place, &["ewb", "print", "OD/1", "--consolidated", "-o", "none.pdf"]);
    assert!(code != 0 && said.contains("travels under no consolidated"), "{said}");
}
