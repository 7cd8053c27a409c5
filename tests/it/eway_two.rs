//! The two e-way bill systems: each bill is asked about where it was made, and one that fails leaves the other's answers.

use crate::common::Ask;
use crate::engine::{Portal, at, open, parse};
use crate::eway_life::{MAKER, challan, moment, vehicle};
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault, Sandbox};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Both systems over one register, a bill that was made at the second, and an engine that knows both addresses.
struct Two {
    first: Portal,
    second: Portal,
    engine: Engine,
    made: Value,
    _folders: [tempfile::TempDir; 2],
}

impl Two {
    fn new() -> Two {
        let first = Portal::of(Sandbox::in_memory(Clock::still(moment("2026-11-21T10:00:00"))).unwrap());
        let second = Portal::of(first.sandbox.twin("NIC2").unwrap());
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let on = "2026-11-21T10:00:00+05:30";
        let mut config = at(&second.url, folders[0].path());
        config["on"] = on.into();
        let made = parse(&open(&config).ask("ewb", challan("TWO/1").to_string(), "").unwrap());
        assert!(made["ewb_no"].as_str().unwrap().starts_with("998"), "{made}");
        let mut config = at(&first.url, folders[1].path());
        config["on"] = on.into();
        config["portal"]["ewb_urls"] = json!([first.url, second.url]);
        Two { engine: open(&config), first, second, made: made["ewb_no"].clone(), _folders: folders }
    }

    fn ok(&self, verb: &str, input: &Value) -> Value {
        let reply = self.engine.ask(verb, input.to_string(), "").unwrap_or_else(|error| panic!("{verb}: {error:?}"));
        assert_eq!(reply.outcome, Outcome::Ok, "{verb} {input}: {}", parse(&reply));
        parse(&reply)
    }
}

#[test]
fn everything_about_a_bill_goes_where_it_was_made() {
    let two = Two::new();
    let shown = two.ok("ewb_fetch", &json!({ "ewb_no": two.made }));
    assert_eq!(shown["number"], "TWO/1");
    let by_key = json!({"gstin": MAKER, "type": "CHL", "number": "TWO/1", "date": "20/11/2026"});
    assert_eq!(two.ok("ewb_fetch", &by_key)["ewb_no"], two.made, "a document is looked for at both");
    // An answer that is lost there is looked up there.
    two.second.sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::EwbVehicle));
    two.ok("ewb_vehicle", &vehicle(&two.made, "MH12AB1234", "breakdown"));
    let shown = two.ok("ewb_fetch", &json!({ "ewb_no": two.made }));
    assert_eq!(shown["vehicles"].as_array().unwrap().len(), 2, "{shown}");
    assert_eq!(two.ok("ewb_cancel", &json!({"ewb_no": two.made, "reason": "duplicate"}))["status"], "cancelled");
    // New ones are made at the first; one that the second has is found when it says that there is one.
    let new = two.ok("ewb", &challan("TWO/2"));
    assert!(new["ewb_no"].as_str().unwrap().starts_with("991"), "{new}");
}

#[test]
fn a_list_of_a_day_has_both_systems_and_stands_without_one_of_them() {
    let two = Two::new();
    two.ok("ewb", &challan("TWO/2"));
    let day = json!({"gstin": MAKER, "day": "21/11/2026"});
    let numbers = |list: &Value| -> Vec<Value> {
        list["ewbs"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect()
    };
    let whole = two.ok("ewb_fetch", &day);
    assert_eq!((numbers(&whole), whole.get("incomplete")), (vec![json!("TWO/2"), json!("TWO/1")], None));
    for (sick, left) in [(&two.second, "TWO/2"), (&two.first, "TWO/1")] {
        for _ in 0..20 {
            sick.sandbox.fail(PlannedFault::once(FaultKind::Status, PortalCall::EwbOfDay));
        }
        let part = two.ok("ewb_fetch", &day);
        assert_eq!(numbers(&part), [json!(left)], "{part}");
        assert!(part["incomplete"].is_string(), "{part}");
        sick.sandbox.heal();
    }
}

#[test]
fn the_command_plays_both_systems() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_einv"))
        .args(["sandbox", "--port", "0", "--second-port", "0", "--on", "2026-11-21T10:00:00+05:30"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("ewb_urls")).unwrap();
    let urls: Vec<&str> = line.split('"').filter(|part| part.starts_with("http://")).collect();
    let begins = |url: &str, number: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut config = at(url, folder.path());
        config["on"] = "2026-11-21T10:00:00+05:30".into();
        let made = parse(&open(&config).ask("ewb", challan(number).to_string(), "").unwrap());
        made["ewb_no"].as_str().unwrap_or_else(|| panic!("{made}"))[..3].to_owned()
    };
    let begun = [begins(urls[0], "TWO/3"), begins(urls[1], "TWO/4")];
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(begun, ["991", "998"], "{line}");
}
