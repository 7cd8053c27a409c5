//! The command as people use it: a process a call, one ledger, a portal over HTTP.

use crate::common::{bill, today};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// Runs `einv` in a folder; gives its exit code and what it printed.
fn einv(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_einv"))
        .args(arguments)
        .args(["--config", "config.json"])
        .current_dir(folder)
        .output()
        .unwrap();
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
