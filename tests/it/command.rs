//! The command as people use it: one process per call, one ledger, a portal over HTTP.

use crate::common::{bill, today};
use crate::engine::{Portal, at, spend};
use einv::calendar::Clock;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// Runs `einv` in a folder with its configuration; returns its exit code and output.
pub fn einv(folder: &Path, arguments: &[&str]) -> (i32, String) {
    bare(folder, &[arguments, &["--config", "config.json"]].concat())
}

/// The same without a configuration.
pub fn bare(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_einv")).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code().unwrap(), said)
}

#[test]
fn a_document_lives_its_whole_life_at_the_shell() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let einv = |arguments: &[&str]| einv(folder.path(), arguments);
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("config.json", at(&portal.url, folder.path()).to_string());
    write("bill.json", bill("SH/1", &today()).to_string());

    let (code, said) = einv(&["hash", "bill.json", "--json"]);
    let irn = serde_json::from_str::<serde_json::Value>(&said).unwrap()["irn"].as_str().unwrap().to_owned();
    assert_eq!(code, 0);
    assert_eq!(einv(&["health"]).0, 0);
    assert_eq!(einv(&["submit", "bill.json"]).0, 0);
    let (code, said) = einv(&["fetch", &irn]);
    assert!(code == 0 && said.contains("registered") && said.contains("source       portal"), "{said}");

    let request =
        json!({"irn": irn, "EwbDtls": {"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120}});
    write("ewb.json", request.to_string());
    let (code, said) = einv(&["ewb", "ewb.json"]);
    assert!(code == 0 && said.contains("ewb_no") && said.contains("active"), "{said}");
    let (code, said) = einv(&["cancel", &irn, "--reason", "duplicate"]);
    assert!(code == 1 && said.contains("e-way bill"), "{said}");
    assert_eq!(einv(&["ewb-cancel", &irn, "--reason", "duplicate"]).0, 0);
    assert_eq!(einv(&["cancel", &irn, "--reason", "duplicate", "--ewb"]).0, 0);
    assert!(einv(&["status", &irn]).1.starts_with("cancelled"));

    let (code, said) = einv(&["gstin", "27AABCU9603R1ZN"]);
    assert!(code == 0 && said.contains("27AABCU9603R1ZN") && said.contains("cached       false"), "{said}");
    assert!(einv(&["gstin", "27AABCU9603R1ZN"]).1.contains("cached       true"));
    assert!(einv(&["gstin", "27AABCU9603R1ZN", "--fresh"]).1.contains("cached       false"));

    let (code, said) = einv(&["audit", "--irn", &irn]);
    assert!(code == 0 && ["generate", "ewb", "ewb_cancel", "cancel"].iter().all(|call| said.contains(call)), "{said}");
    assert!(einv(&["audit", "--call", "generate", "--to", "2020-01-01"]).1.contains("nothing was sent"));
    let (code, said) = einv(&["audit", "--from", "yesterday"]);
    assert!(code == 64 && said.contains("neither a day nor a time"), "{said}");

    drop(portal);
    let (code, said) = einv(&["health"]);
    assert!(code == 1 && said.contains("1 of 1 down"), "{said}");
    write("bill.json", bill("SH/2", &today()).to_string());
    assert_eq!(einv(&["submit", "bill.json"]).0, 2, "kept, to be sent later");
    assert!(einv(&["audit"]).1.contains("gave no answer from"));
}

/// A folder with a sandbox's configuration, its ledger in a file, and a bill.
fn folder(number: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), r#"{"ledger": "ledger.db"}"#).unwrap();
    std::fs::write(folder.path().join("bill.json"), bill(number, &today()).to_string()).unwrap();
    folder
}

const IRN: &str = "706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7";

#[test]
fn commands_with_a_portal_or_a_ledger_require_a_configuration() {
    let folder = folder("NC/1");
    std::fs::write(folder.path().join("many.ndjson"), "{}\n{}\n").unwrap();
    for arguments in [
        &["submit", "bill.json"][..],
        &["submit", "bill.json", "--json"],
        &["submit", "many.ndjson"],
        &["cancel", IRN, "--reason", "duplicate"],
        &["ewb", "bill.json"],
        &["ewb-cancel", IRN, "--reason", "duplicate"],
        &["import", "bill.json"],
        &["flush"],
        &["due"],
        &["status", IRN],
    ] {
        let (code, said) = bare(folder.path(), arguments);
        assert_eq!(code, 64, "{arguments:?}: {said}");
        assert!(said.contains("--config FILE") && said.contains("--sandbox"), "{said}");
        assert!(!said.contains("registered\n"), "{said}");
    }
    // Checking and computing need none.
    assert_eq!(bare(folder.path(), &["validate", "bill.json"]).0, 0);
    assert_eq!(bare(folder.path(), &["hash", "bill.json"]).0, 0);
}

#[test]
fn every_line_about_a_sandbox_document_says_sandbox() {
    let folder = folder("SB/1");
    let (code, said) = bare(folder.path(), &["submit", "bill.json", "--sandbox"]);
    let line = said.lines().find(|line| line.contains("registered")).unwrap();
    assert!(code == 0 && line.contains("SANDBOX"), "{said}");
    let (code, said) = bare(folder.path(), &["submit", "bill.json", "--sandbox", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &answer["sandbox"]), (0, &json!(true)));
    assert_eq!(bare(folder.path(), &["submit", "bill.json", "--sandbox", "--config", "config.json"]).0, 64);

    // With a ledger in a file, each verb after the other.
    let irn = answer["irn"].as_str().unwrap();
    let einv = |arguments: &[&str]| einv(folder.path(), arguments);
    std::fs::write(folder.path().join("many.ndjson"), format!("{}\n{{}}\n", bill("SB/2", &today()))).unwrap();
    for arguments in [
        &["submit", "bill.json"][..],
        &["submit", "many.ndjson"],
        &["status", irn],
        &["fetch", irn],
        &["due"],
        &["flush"],
        &["cancel", irn, "--reason", "duplicate"],
        &["status", irn],
    ] {
        let (_, said) = einv(arguments);
        assert!(said.contains("SANDBOX"), "{arguments:?}: {said}");
    }
    let (_, said) = einv(&["submit", "bill.json", "--json"]);
    assert!(said.contains("2278"), "{said}");
}

#[test]
fn lists_of_documents_that_a_sandbox_registered_say_so() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let einv = |arguments: &[&str]| einv(folder.path(), arguments);
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("config.json", at(&portal.url, folder.path()).to_string());
    write("bill.json", bill("SB/3", &today()).to_string());
    assert_eq!(einv(&["submit", "bill.json"]).0, 0);
    for arguments in [&["list"][..], &["list", "--csv"], &["due"], &["list", "--html", "l.html"]] {
        let (_, said) = einv(arguments);
        assert!(said.contains("SANDBOX"), "{arguments:?}: {said}");
    }
    assert!(std::fs::read_to_string(folder.path().join("l.html")).unwrap().contains("SANDBOX"));
    // What the portal refused, by its code.
    spend(&portal, &bill("SB/4", &today()));
    write("bill.json", bill("SB/4", &today()).to_string());
    let (code, said) = einv(&["submit", "bill.json"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(einv(&["list", "--html", "l.html", "--overwrite"]).0, 0);
    let page = std::fs::read_to_string(folder.path().join("l.html")).unwrap();
    assert!(
        page.contains("Refused bills by the portal")
            && page.contains("2278: ")
            && page.contains("Registered bills by the day"),
        "{page}"
    );
    let (_, said) = einv(&["audit", "--csv"]);
    assert!(said.starts_with("time,portal,call") && said.contains("generate"), "{said}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_once_with_its_own_fix() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bin.json"), b"{\"a\": \"\xe9\"}").unwrap();
    let (code, said) = bare(folder.path(), &["validate", "bin.json", "none.json", "--sandbox"]);
    assert!(code == 64 && said.contains("bin.json: it can't be read: it is not UTF-8; write it as UTF-8"), "{said}");
    assert_eq!((said.matches("bin.json").count(), said.matches("none.json").count()), (1, 1), "{said}");
}

#[test]
fn the_demonstration_draws_its_code_where_there_is_room() {
    let run = |columns: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
        let done = command.args(arguments).env("EINV_COLUMNS", columns).output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
    };
    let wide = run("200", &["demo"]);
    assert!(wide.contains("█▀") && !wide.contains("\\u001b") && !wide.contains('\u{1b}'), "{wide}");
    let narrow = run("80", &["demo"]);
    assert!(!narrow.contains('█') && narrow.contains("columns: widen this window"), "{narrow}");
    assert!(run("200", &["demo", "--language", "hi"]).contains("3. sandbox में दर्ज"));
    assert!(run("80", &["exit-codes", "--language", "hi"]).contains("64  उपयोग"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), r#"{"language": "hi"}"#).unwrap();
    let (_, said) = einv(folder.path(), &["list", "--help"]);
    assert!(said.contains("खाते के"), "the configuration's language: {said}");
    let (_, said) = einv(folder.path(), &["list", "--help", "--language", "en"]);
    assert!(said.contains("List the ledger"), "{said}");
}

#[test]
fn typing_errors_exit_64_and_never_look_like_a_result() {
    let folder = folder("US/1");
    for arguments in [
        &["submitt", "bill.json"][..],
        &["submit"],
        &["submit", "bill.json", "--confg", "config.json"],
        &["submit", "bill.json", "--threads", "many", "--config", "config.json"],
        &["submit", "none.json", "--config", "config.json"],
        &["submit", "bill.json", "--config", "none.json"],
        &["submit", "bill.json", "none.json", "--config", "config.json"],
        &["validate", "none.json"],
        &["cancel", IRN, "--config", "config.json"],
        &["qr", "none.jwt"],
        &["print", "bill.json"],
        &["print", "bill.json", "--out", "a.pdf", "--accent", "violet"],
        &["sandbox", "--on", "yesterday"],
        &["cancel", "70", "--reason", "duplicate", "--config", "config.json"],
        &["cancel", IRN, "--reason", "boredom", "--config", "config.json"],
        &["status", "70", "--config", "config.json"],
        &["gstin", "29", "--config", "config.json"],
        &["stamp", "bill.json", "--registration", "bill.json", "--out", "a.pdf", "--page", "first"],
        &["stamp", "bill.json", "--registration", "bill.json", "--out", "a.pdf", "--place", "150,10"],
    ] {
        let (code, said) = bare(folder.path(), arguments);
        assert_eq!(code, 64, "{arguments:?}: {said}");
    }
    for arguments in [&["help"][..], &["--help"], &["--version"], &["help", "submit"]] {
        assert_eq!(bare(folder.path(), arguments).0, 0, "{arguments:?}");
    }
    assert!(bare(folder.path(), &["help"]).1.contains("einv help exit-codes"));
    for arguments in [&["help", "exit-codes"][..], &["exit-codes"]] {
        let (code, said) = bare(folder.path(), arguments);
        let complete =
            ["0 ", "1 ", "2 ", "3 ", "4 ", "64 "].iter().all(|n| said.lines().any(|line| line.starts_with(n)));
        assert!(code == 0 && complete, "{said}");
    }
}

#[test]
fn a_bill_whose_e_way_bill_failed_ends_with_a_warning_and_4() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let einv = |arguments: &[&str]| einv(folder.path(), arguments);
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("config.json", at(&portal.url, folder.path()).to_string());
    let goods = |number: &str| {
        let mut goods = bill(number, &today());
        goods["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120});
        goods
    };
    let stays = "NO E-WAY BILL: do not let the vehicle leave.";
    write("bill.json", goods("EW/1").to_string());
    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    for _ in 0..2 {
        // The second answer comes from the ledger: the message about the vehicle stays until there is an e-way bill.
        let (code, said) = einv(&["submit", "bill.json"]);
        let last = said.lines().rfind(|line| !line.starts_with("TEST PORTAL")).unwrap();
        assert!(code == 4 && last.contains(stays) && last.contains("Vehicle number"), "{said}");
        assert!(said.contains("registered"), "{said}");
    }
    let (code, said) = einv(&["resend", "EW/1"]);
    assert!(code == 4 && said.contains(stays), "{said}");
    let (code, said) = einv(&["submit", "bill.json", "--json"]);
    assert!(code == 4 && said.contains(stays), "{said}");
    assert!(serde_json::from_str::<serde_json::Value>(said.lines().next().unwrap()).is_ok(), "{said}");

    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    write("many.ndjson", format!("{}\n{}\n", goods("EW/2"), goods("EW/3")));
    let (code, said) = einv(&["submit", "many.ndjson"]);
    assert!(code == 4 && said.contains(stays) && said.contains("Vehicle number"), "{said}");

    // Registered without one before, and requested now.
    write("bill.json", bill("EW/4", &today()).to_string());
    assert_eq!(einv(&["submit", "bill.json"]).0, 0);
    write("bill.json", goods("EW/4").to_string());
    let (code, said) = einv(&["submit", "bill.json"]);
    assert!(code == 4 && said.contains("einv ewb"), "{said}");
    // And one that has its e-way bill.
    write("bill.json", goods("EW/5").to_string());
    let (code, said) = einv(&["submit", "bill.json"]);
    assert!(code == 0 && !said.contains("NO E-WAY BILL"), "{said}");
}

#[test]
fn print_takes_the_registration_from_the_ledger() {
    let folder = folder("PR/1");
    let einv = |arguments: &[&str]| einv(folder.path(), arguments);
    let pdf = || std::fs::read(folder.path().join("bill.pdf")).unwrap();
    let (code, said) = einv(&["print", "bill.json", "--out", "bill.pdf"]);
    assert!(code == 0 && said.contains("warning: ") && said.contains("it is not known"), "{said}");
    let before = pdf();

    let (_, said) = einv(&["submit", "bill.json", "--json"]);
    std::fs::write(folder.path().join("registration.json"), &said).unwrap();
    let (code, said) = einv(&["print", "bill.json", "--out", "bill.pdf"]);
    assert!(code == 0 && !said.contains("warning"), "{said}");
    let from_ledger = pdf();
    assert_ne!(from_ledger, before);
    assert_eq!(
        bare(folder.path(), &["print", "bill.json", "--registration", "registration.json", "--out", "bill.pdf"]).0,
        0
    );
    assert_eq!(pdf(), from_ledger, "the same page as with the registration in a file");

    let mut changed = bill("PR/1", &today());
    changed["ItemList"][0]["UnitPrice"] = json!(101.0);
    std::fs::write(folder.path().join("bill.json"), changed.to_string()).unwrap();
    let (code, said) = einv(&["print", "bill.json", "--out", "changed.pdf"]);
    assert!(code == 1 && said.contains("changed afterwards: /ItemList/0/UnitPrice"), "{said}");
    assert!(!folder.path().join("changed.pdf").exists());
}

/// Sequences that a terminal obeys: they draw, rename the window, hide lines.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{9d}8;;x\u{9c}\r\u{8}\u{7f}\u{202e}";

/// What the command does with tables.
const OF_TABLES: &[&[&str]] = &[
    &["columns", "bad.csv"],
    &["columns", "bad.csv", "--map"],
    &["columns", "bad.json", "--json"],
    &["convert", "bad.csv", "--changes"],
    &["convert", "bad.csv", "--json"],
    &["convert", "bad.json", "--sheet", HOSTILE],
    &["convert", "bad.csv", "--report", "faults.csv"],
    &["validate", "bad.csv"],
    &["compute", "bad.csv"],
    &["submit", "bad.csv"],
    &["export", "bad.csv"],
];

/// A table whose cells and one heading are hostile.
fn hostile_table() -> String {
    let cell = format!("\"{}\"", HOSTILE.replace('"', "\"\""));
    let cells = |count: usize| vec![cell.clone(); count].join(",");
    format!("Bill No,Date,GSTIN,Item,HSN,Qty,Unit,Price,GST %,{cell}\n{}\nB-1,1/1/26,{}\n", cells(10), cells(8))
}

/// Whether a text contains something that a terminal obeys.
fn obeyed(said: &str) -> bool {
    said.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
}

#[test]
fn no_command_prints_hostile_text_to_the_terminal() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("config.json", at(&portal.url, folder.path()).to_string());
    let mut good = bill("HO/1", &today());
    good["BuyerDtls"]["LglNm"] = json!(format!("Buyer {HOSTILE}"));
    good["ItemList"][0]["PrdDesc"] = json!(format!("Goods {HOSTILE}"));
    write("good.json", good.to_string());
    let mut bad = good.clone();
    for place in
        ["/DocDtls/No", "/DocDtls/Dt", "/SellerDtls/Gstin", "/BuyerDtls/Gstin", "/ItemList/0/HsnCd", "/TranDtls/SupTyp"]
    {
        *bad.pointer_mut(place).unwrap() = json!(HOSTILE);
    }
    bad[HOSTILE] = json!(HOSTILE);
    write("bad.json", bad.to_string());
    write("broken.json", format!("{{\"a\": {HOSTILE}"));
    write("many.json", format!("[{good},{bad}]"));
    write("token", format!("eyJhbGciOiJSUzI1NiJ9.{HOSTILE}.x"));
    write(
        "object.json",
        json!({"irn": HOSTILE, HOSTILE: HOSTILE, "EwbDtls": {HOSTILE: HOSTILE}, "signed_qr": HOSTILE}).to_string(),
    );
    write(
        "books.json",
        json!({"books": [{"gstin": HOSTILE, "type": "INV", "number": HOSTILE, "date": HOSTILE}]}).to_string(),
    );
    write(
        "list.json",
        json!({"data": {"b2b": [{"ctin": HOSTILE, "inv": [{"inum": HOSTILE}]}]}, HOSTILE: 1}).to_string(),
    );
    write("bad.csv", hostile_table());
    let runs: &[&[&str]] = &[
        &["validate", "bad.json", "broken.json", HOSTILE],
        &["validate", "bad.json", "--json"],
        &["hash", "good.json", "bad.json", "broken.json"],
        &["explain", HOSTILE],
        &["ims", "bad.json", "--books", "many.json"],
        &["ims", "bad.json", "--books", "bad.csv", "--map", HOSTILE],
        &["reconcile", "list.json", "--books", "bad.csv", "--map", HOSTILE],
        &["gstr1", "--gstin", "29AABCU9603R1ZJ", "--period", "112026", "--documents", "bad.csv"],
        &["gstr1", "--gstin", "29AABCU9603R1ZJ", "--period", "112026", "--documents", "bad.csv", "--map", HOSTILE],
        &["submit", "bad.json", "good.json"],
        &["submit", "many.json"],
        &["submit", "many.json", "--json"],
        &["cancel", HOSTILE, "--reason", HOSTILE],
        &["fetch", HOSTILE],
        &["gstin", HOSTILE],
        &["ewb", "object.json"],
        &["ewb", "bad.json"],
        &["ewb-cancel", HOSTILE, "--reason", HOSTILE],
        &["ewb", "vehicle", HOSTILE, "--vehicle", HOSTILE, "--instead-of", HOSTILE, "--group", HOSTILE],
        &["ewb", "consolidate", "--again", HOSTILE, "--vehicle", HOSTILE],
        &["ewb", "make", "good.json", "--document", HOSTILE, "--document-date", HOSTILE, "--over-dimensional"],
        &["watch", ".", "--once", "--ewb", HOSTILE],
        &["health"],
        &["config", "--keep", HOSTILE],
        &["audit", "--portal", HOSTILE],
        &["audit", "--json"],
        &["audit", "--csv"],
        &["audit", "--xlsx", HOSTILE, "--overwrite"],
        &["audit", "--irn", HOSTILE],
        &["status", HOSTILE],
        &["flush"],
        &["due", "--books", "books.json"],
        &["due", "--csv"],
        &["due", "--html", HOSTILE],
        &["due", "--html", HOSTILE, "--overwrite"],
        &["due", "--clients", ".", "--csv"],
        &["due", "--clients", "."],
        &["normalize", "good.json", "bad.json", "--changes"],
        &["normalize", "bad.json", "--json"],
        &["compute", "good.json", "bad.json", "--changes"],
        &["export", "good.json"],
        &["export", "bad.json"],
        &["import", "object.json", "broken.json"],
        &["import", "token"],
        &["lists", "check", HOSTILE],
        &["list", HOSTILE],
        &["list"],
        &["list", "--csv"],
        &["list", "--gstin", HOSTILE],
        &["resend", HOSTILE, "good.json"],
        &["applicability", "good.json", "bad.json", HOSTILE],
        &["codes", HOSTILE],
        &["codes", "hsn", HOSTILE],
        &["rules", HOSTILE],
        &["doctor"],
        &["doctor", "--clients", HOSTILE],
        &["init", "new.json", "--turnover", HOSTILE],
        &["init", "new.json", "--turnover", "1", "--gstin", "29AABCU9603R1ZJ", "--name", HOSTILE, "--portal", HOSTILE],
        &["config"],
        &["watch", HOSTILE],
        &["watch", ".", "--once"],
        &["due", "--clients", HOSTILE],
        &["exit-codes"],
        &["backup", "good.json"],
        &["check"],
        &["reconcile", "list.json"],
        &["reconcile", "list.json", "--csv"],
        &["reconcile", "broken.json"],
        &["reconcile", "list.json", "--books", "bad.json", "--gstin", HOSTILE],
        &["gstr1", "object.json"],
        &["gstr1", "many.json", "--csv"],
        &["gstr1", "--gstin", "29AABCU9603R1ZJ", "--period", "112026", "--upload", HOSTILE, "--overwrite"],
        &["gstr1", "--gstin", HOSTILE, "--period", HOSTILE],
        &["verify", "token"],
        &["verify", "token", "--invoice", "bad.json"],
        &["verify", "object.json"],
        &["qr", "token", "--format", HOSTILE],
        &["qr", "object.json"],
        &["print", "bad.json", "-o", "out.pdf"],
        &["print", "good.json", "-o", "out.pdf", "--logo", HOSTILE],
        &["stamp", "bad.json", "--registration", "object.json", "-o", "out.pdf"],
        &["sandbox", "--on", HOSTILE],
    ];
    for arguments in runs.iter().chain(OF_TABLES) {
        let (_, said) = match arguments[0] {
            "sandbox" => plain(folder.path(), arguments),
            _ => einv(folder.path(), arguments),
        };
        assert!(!obeyed(&said), "{arguments:?}: {said:?}");
    }
    let irn =
        serde_json::from_str::<serde_json::Value>(&einv(folder.path(), &["hash", "good.json", "--json"]).1).unwrap();
    let irn = irn["irn"].as_str().unwrap();
    for arguments in
        [&["status", irn][..], &["status", irn, "--json"], &["fetch", irn], &["audit", "--irn", irn, "--json"]]
    {
        let (code, said) = einv(folder.path(), arguments);
        assert!(code == 0 && !obeyed(&said), "{arguments:?}: {said:?}");
    }
    // No command is left out.
    let help = plain(folder.path(), &["--help"]).1;
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let named = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for name in named.filter_map(|line| line.split_whitespace().next()).filter(|name| !["demo", "help"].contains(name))
    {
        assert!(runs.iter().chain(OF_TABLES).any(|arguments| arguments[0] == name), "{name} was not tried");
    }
}

/// The same without a configuration.
fn plain(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_einv")).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code().unwrap(), said)
}

#[test]
fn a_simple_bill_is_taken_as_an_invoice_is_and_every_change_is_shown_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: &str, value: &serde_json::Value| std::fs::write(folder.path().join(name), value.to_string()).unwrap();
    let seller = serde_json::json!({"legal_name": "Udupi Stationers", "address": "14 Car Street", "city": "Udupi", "pin": 576_101});
    write("config.json", &serde_json::json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "seller": seller}]}));
    let day = today();
    let line = serde_json::json!({"name": "Register", "hsn": "48201090", "qty": 10, "unit": "pieces", "price": "100.00", "rate": "18%"});
    let buyer = serde_json::json!({"gstin": "27AABCU9603R1ZN", "name": "Pune Office", "address": "7 Laxmi Road", "city": "Pune", "pin": 411_030});
    write("bill.json", &serde_json::json!({"number": "CMD/1", "date": day, "buyer": buyer, "lines": [line]}));
    for command in ["validate", "compute", "normalize", "submit", "hash"] {
        let (code, said) = einv(folder.path(), &[command, "bill.json"]);
        assert_eq!(code, 0, "{command}: {said}");
    }
    let (_, said) = einv(folder.path(), &["validate", "bill.json", "--changes"]);
    assert!(said.contains("/ItemList/0/Unit  pieces → PCS  (unit_word)") && said.contains("values tidied"), "{said}");
    assert_eq!(einv(folder.path(), &["print", "bill.json", "-o", "out.pdf"]).0, 0);
    let printed = std::fs::read(folder.path().join("out.pdf")).unwrap();
    assert!(printed.starts_with(b"%PDF"));
}

#[cfg(unix)]
#[test]
fn a_backup_and_a_key_file_are_new_files_and_no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("config.json"), at(&portal.url, folder.path()).to_string()).unwrap();
    std::fs::write(path("bill.json"), bill("BK/1", &today()).to_string()).unwrap();
    assert_eq!(einv(folder.path(), &["submit", "bill.json"]).0, 0);
    std::fs::write(path("precious"), "books").unwrap();
    symlink(path("precious"), path("to_a_file")).unwrap();
    symlink(path("nowhere"), path("to_nothing")).unwrap();
    for name in ["precious", "to_a_file", "to_nothing"] {
        let (code, said) = einv(folder.path(), &["backup", name]);
        assert!(code == 3 && said.contains("exists already"), "{name}: {said}");
        let (code, said) = plain(folder.path(), &["sandbox", "--port", "0", "--key-file", name]);
        assert!(code == 64 && said.contains("something is there already"), "{name}: {said}");
    }
    assert_eq!(std::fs::read(path("precious")).unwrap(), b"books");
    assert!(!path("nowhere").exists());
    if std::env::var_os("EINV_TEST_POSTGRES").is_none() {
        assert_eq!(einv(folder.path(), &["backup", "copy.db"]).0, 0);
        let copy = rusqlite::Connection::open(path("copy.db")).unwrap();
        let documents: i64 = copy.query_row("SELECT count(*) FROM documents", [], |row| row.get(0)).unwrap();
        assert_eq!(documents, 1);
        let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".einv")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// `einv sandbox` as a process, which ends with the value.
#[cfg(target_os = "linux")]
struct Served {
    process: std::process::Child,
    address: String,
}

#[cfg(target_os = "linux")]
impl Served {
    fn start(folder: &Path, more: &[&str]) -> Served {
        use std::io::{BufRead, BufReader};
        let mut process = Command::new(env!("CARGO_BIN_EXE_einv"))
            .args(["sandbox", "--port", "0"])
            .args(more)
            .current_dir(folder)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        Served { process, address }
    }

    fn resident(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
    }
}

#[cfg(target_os = "linux")]
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_sandbox_writes_its_key_only_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    drop(Served::start(folder.path(), &[]));
    assert_eq!(files(), 0);
    drop(Served::start(folder.path(), &["--key-file", "key.pem"]));
    let key = std::fs::read_to_string(folder.path().join("key.pem")).unwrap();
    assert_eq!(key, einv::sandbox::Sandbox::login_key_pem());
    // The same key exists already, which is fine.
    drop(Served::start(folder.path(), &["--key-file", "key.pem"]));
    assert_eq!(files(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn two_hundred_unfinished_bodies_leave_the_sandbox_small() {
    use std::io::Write;
    use std::net::TcpStream;
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    let head = "POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2700000\r\n\r\n";
    let part = vec![b'x'; 2_600_000];
    let senders: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.address).unwrap();
            stream.set_write_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            // Data that isn't read doesn't go through; that is not a failure here.
            let _ = stream.write_all(&part);
            stream
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let resident = served.resident();
    assert!(resident < 150 << 20, "{} MiB", resident >> 20);
    drop(senders);
}
