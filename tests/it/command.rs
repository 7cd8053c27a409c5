//! The command as people use it: a process a call, one ledger, a portal over HTTP.

use crate::common::{bill, today};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use einv::sandbox::{Call, Fault, What};
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// Runs `einv` in a folder with its configuration; gives its exit code and what it printed.
fn einv(folder: &Path, arguments: &[&str]) -> (i32, String) {
    bare(folder, &[arguments, &["--config", "config.json"]].concat())
}

/// The same without a configuration.
fn bare(folder: &Path, arguments: &[&str]) -> (i32, String) {
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
    assert!(code == 0 && said.contains("registered") && said.contains("source         portal"), "{said}");

    let wish =
        json!({"irn": irn, "EwbDtls": {"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120}});
    write("ewb.json", wish.to_string());
    let (code, said) = einv(&["ewb", "ewb.json"]);
    assert!(code == 0 && said.contains("ewb_no") && said.contains("active"), "{said}");
    let (code, said) = einv(&["cancel", &irn, "--reason", "duplicate"]);
    assert!(code == 1 && said.contains("e-way bill"), "{said}");
    assert_eq!(einv(&["ewb-cancel", &irn, "--reason", "duplicate"]).0, 0);
    assert_eq!(einv(&["cancel", &irn, "--reason", "duplicate", "--ewb"]).0, 0);
    assert!(einv(&["status", &irn]).1.starts_with("cancelled"));

    let (code, said) = einv(&["gstin", "27AABCU9603R1ZN"]);
    assert!(code == 0 && said.contains("27AABCU9603R1ZN") && said.contains("cached         false"), "{said}");
    assert!(einv(&["gstin", "27AABCU9603R1ZN"]).1.contains("cached         true"));
    assert!(einv(&["gstin", "27AABCU9603R1ZN", "--fresh"]).1.contains("cached         false"));

    let (code, said) = einv(&["audit", "--irn", &irn]);
    assert!(code == 0 && ["generate", "ewb", "ewb_cancel", "cancel"].iter().all(|call| said.contains(call)), "{said}");
    assert!(einv(&["audit", "--call", "generate", "--to", "2020-01-01"]).1.contains("nothing was sent"));
    let (code, said) = einv(&["audit", "--from", "yesterday"]);
    assert!(code == 3 && said.contains("neither a day nor a time"), "{said}");

    drop(portal);
    let (code, said) = einv(&["health"]);
    assert!(code == 1 && said.contains("up             false"), "{said}");
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
fn what_has_to_do_with_a_portal_or_a_ledger_asks_for_a_configuration() {
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
    // What judges and works out needs none.
    assert_eq!(bare(folder.path(), &["validate", "bill.json"]).0, 0);
    assert_eq!(bare(folder.path(), &["hash", "bill.json"]).0, 0);
}

#[test]
fn every_line_about_what_a_sandbox_made_says_sandbox() {
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
fn typing_errors_exit_64_and_are_never_taken_for_a_documents_fate() {
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
        let told = ["0 ", "1 ", "2 ", "3 ", "4 ", "64 "].iter().all(|n| said.lines().any(|line| line.starts_with(n)));
        assert!(code == 0 && told, "{said}");
    }
}

#[test]
fn a_bill_without_the_e_way_bill_it_asked_for_ends_with_a_warning_and_4() {
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
    portal.sandbox.fail(Fault::once(What::Ewberr, Call::Generate));
    for _ in 0..2 {
        // The second answer comes from the ledger: the vehicle stays until there is one.
        let (code, said) = einv(&["submit", "bill.json"]);
        let last = said.lines().last().unwrap();
        assert!(code == 4 && last.contains(stays) && last.contains("Vehicle number"), "{said}");
        assert!(said.contains("registered"), "{said}");
    }
    let (code, said) = einv(&["submit", "bill.json", "--json"]);
    assert!(code == 4 && said.contains(stays), "{said}");
    assert!(serde_json::from_str::<serde_json::Value>(said.lines().next().unwrap()).is_ok(), "{said}");

    portal.sandbox.fail(Fault::once(What::Ewberr, Call::Generate));
    write("many.ndjson", format!("{}\n{}\n", goods("EW/2"), goods("EW/3")));
    let (code, said) = einv(&["submit", "many.ndjson"]);
    assert!(code == 4 && said.contains(stays) && said.contains("Vehicle number"), "{said}");

    // Registered without one before, and asked for now.
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
    assert!(code == 0 && said.contains("warning: ") && said.contains("can't be told"), "{said}");
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
