//! The watched folder: every bill gets one answer, whatever happens to the watcher.

use crate::common::{bill, today, tool};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn watch(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
    command.args(["watch", "drop", "--config", "config.json"]).args(arguments).current_dir(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(mut command: Command) -> (i32, String) {
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.code().unwrap(), said)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("drop")).unwrap();
    std::fs::write(folder.path().join("config.json"), r#"{"ledger": "ledger.db"}"#).unwrap();
    folder
}

fn value(folder: &Path, name: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder.join("drop").join(name)).ok()?;
    text.lines().find_map(|line| line.strip_prefix(&format!("{key}=")).map(str::to_owned))
}

/// Puts a bill there, complete.
fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join("drop").join(format!("{name}.json")), text).unwrap();
    std::fs::write(folder.join("drop").join(format!("{name}.ok")), "").unwrap();
}

#[test]
fn bills_are_checked_unless_sending_is_said_and_answers_stand_beside_them() {
    let folder = folder();
    let here = folder.path();
    put(here, "बिल 1", &bill("WA/1", &today()).to_string());
    put(here, "bad", r#"{"Version": "1.1"}"#);
    put(here, "half", r#"{"Version": "1.1", "#);
    std::fs::write(here.join("drop/growing.json"), "{").unwrap();
    std::fs::write(here.join("drop/scan.pdf"), "%PDF").unwrap();
    let (code, text) = said(watch(here, &["--once"]));
    assert_eq!(code, 3, "{text}");
    assert_eq!(value(here, "बिल 1.txt", "STATUS").as_deref(), Some("valid"), "{text}");
    assert_eq!(value(here, "bad.txt", "STATUS").as_deref(), Some("invalid"));
    assert!(value(here, "bad.txt", "FIX_1").is_some_and(|fix| !fix.is_empty()));
    assert_eq!(value(here, "half.txt", "STATUS").as_deref(), Some("failed"));
    assert!(!here.join("drop/growing.txt").exists(), "it has changed a moment ago");
    assert!(!here.join("drop/scan.txt").exists());

    // Sending is another question: it is answered anew, with PDF and QR.
    let (_, text) = said(watch(here, &["--once", "--send"]));
    assert!(text.contains("SANDBOX"), "{text}");
    assert_eq!(value(here, "बिल 1.txt", "STATUS").as_deref(), Some("registered"), "{text}");
    assert!(std::fs::read(here.join("drop/बिल 1.pdf")).unwrap().starts_with(b"%PDF"));
    assert!(std::fs::read(here.join("drop/बिल 1.png")).unwrap().starts_with(b"\x89PNG"));
    let irn = value(here, "बिल 1.txt", "IRN").unwrap();
    // The same content is done; other content of that number is told.
    let (_, text) = said(watch(here, &["--once", "--send"]));
    assert!(!text.contains("बिल 1.json"), "{text}");
    let mut edited = bill("WA/1", &today());
    edited["ItemList"][0]["PrdDesc"] = "Another thing".into();
    put(here, "बिल 1", &edited.to_string());
    said(watch(here, &["--once", "--send"]));
    let now = value(here, "बिल 1.txt", "STATUS").unwrap();
    assert!(now == "failed" || value(here, "बिल 1.txt", "IRN") == Some(irn), "{now}");
}

#[test]
fn a_bill_that_carries_transport_gets_no_e_way_bill_unless_it_asks_for_one() {
    let folder = folder();
    let here = folder.path();
    let seller = serde_json::json!({"legal_name": "Udupi Stationers Private Limited", "address": "14 Car Street",
        "city": "Udupi", "pin": "576101"});
    let config =
        serde_json::json!({"ledger": "ledger.db", "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "seller": seller}]});
    std::fs::write(here.join("config.json"), config.to_string()).unwrap();
    let simple = |number: &str, price: u32, hsn: &str, make: Option<bool>| {
        let mut bill = serde_json::json!({"number": number, "date": today(),
            "buyer": {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road",
                "city": "Pune", "pin": "411030"},
            "lines": [{"name": "Ruled register", "hsn": hsn, "qty": 10, "unit": "NOS", "price": price, "rate": 18}],
            "transport": {"mode": "road", "vehicle": "KA20AB1234", "distance": 760}});
        if let Some(make) = make {
            bill["transport"]["make"] = make.into();
        }
        bill.to_string()
    };
    let goods = "48201090";
    put(here, "copied", &simple("W/1", 50_000, goods, None));
    put(here, "no", &simple("W/2", 50_000, goods, Some(false)));
    put(here, "small", &simple("W/3", 100, goods, None));
    put(here, "services", &simple("W/4", 50_000, "998311", None));
    put(here, "asked", &simple("W/5", 50_000, goods, Some(true)));
    let (_, text) = said(watch(here, &["--once", "--send"]));
    let answer = |name: &str| -> serde_json::Value {
        let written = std::fs::read_to_string(here.join("drop").join(format!("{name}.answer.json")));
        serde_json::from_str(&written.unwrap_or_else(|error| panic!("{name}: {error}; {text}"))).unwrap()
    };
    for name in ["copied", "no", "small", "services"] {
        assert_eq!(value(here, &format!("{name}.txt"), "STATUS").as_deref(), Some("registered"), "{name}: {text}");
        assert_eq!(answer(name)["ewb"], serde_json::Value::Null, "{name}");
    }
    assert_eq!(answer("asked")["ewb"]["status"], "active", "{}", answer("asked"));

    // INV-01 with EwbDtls the same, unless the watcher is asked for e-way bills; never below the limit.
    let form = |number: &str, price: u32| {
        let mut form = bill(number, &today());
        form["EwbDtls"] = serde_json::json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760});
        let amounts = (f64::from(price) * 10.0, f64::from(price) * 1.8);
        form["ItemList"][0]["UnitPrice"] = price.into();
        form["ItemList"][0]["Discount"] = 0.into();
        for (key, value) in [("TotAmt", amounts.0), ("AssAmt", amounts.0), ("IgstAmt", amounts.1)] {
            form["ItemList"][0][key] = value.into();
        }
        form["ItemList"][0]["TotItemVal"] = (amounts.0 + amounts.1).into();
        form["ValDtls"] =
            serde_json::json!({"AssVal": amounts.0, "IgstVal": amounts.1, "TotInvVal": amounts.0 + amounts.1});
        form.to_string()
    };
    put(here, "form", &form("W/6", 50_000));
    said(watch(here, &["--once", "--send"]));
    assert_eq!(value(here, "form.txt", "STATUS").as_deref(), Some("registered"));
    assert_eq!(answer("form")["ewb"], serde_json::Value::Null, "{}", answer("form"));
    put(here, "due", &form("W/7", 50_000));
    put(here, "below", &form("W/8", 100));
    said(watch(here, &["--once", "--send", "--ewb", "try"]));
    assert_eq!(answer("due")["ewb"]["status"], "active", "{}", answer("due"));
    assert_eq!(answer("below")["ewb"], serde_json::Value::Null, "{}", answer("below"));
    put(here, "must", &form("W/9", 50_000).replace("KA20AB1234", "NONSENSE"));
    said(watch(here, &["--once", "--send", "--ewb", "must"]));
    assert_eq!(value(here, "must.txt", "STATUS").as_deref(), Some("invalid"), "{}", answer("must"));
    assert_ne!(said(watch(here, &["--once", "--ewb", "perhaps"])).0, 0);
}

/// A folder whose bills go to a sandbox over HTTP.
fn folder_at(portal: &Portal) -> tempfile::TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("config.json"), at(&portal.url, folder.path()).to_string()).unwrap();
    folder
}

#[test]
fn a_registered_bill_without_its_e_way_bill_is_a_warning_and_no_success() {
    let portal = Portal::start(Clock::Wall);
    let folder = folder_at(&portal);
    let here = folder.path();
    let mut goods = bill("WE/1", &today());
    goods["EwbDtls"] = serde_json::json!({"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120});
    put(here, "goods", &goods.to_string());
    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    let (code, text) = said(watch(here, &["--once", "--send", "--ewb", "must"]));
    assert!(code == 4 && text.contains("NO E-WAY BILL"), "{code} {text}");
    let of = |key: &str| value(here, "goods.txt", key).unwrap_or_default();
    assert_eq!((of("STATUS"), of("EWB_STATUS"), of("NUMBER")), ("registered".into(), "failed".into(), "WE/1".into()));
    assert!(of("EWB_FAULT_1").contains("Vehicle number") && !of("EWB_FIX_1").is_empty(), "{}", of("EWB_FAULT_1"));
    assert!(of("WARNING").starts_with("NO E-WAY BILL") && of("WARNING").contains("einv ewb make"), "{}", of("WARNING"));
}

#[test]
fn a_bill_that_something_is_in_the_way_of_waits_with_an_answer_and_one_line() {
    let portal = Portal::start(Clock::Wall);
    let folder = folder_at(&portal);
    let here = folder.path();
    let mut config = at(&portal.url, here);
    config["taxpayers"][0]["gstin"] = "29AABCT3518Q1ZS".into();
    std::fs::write(here.join("config.json"), config.to_string()).unwrap();
    put(here, "stranger", &bill("WA/2", &today()).to_string());
    std::fs::File::create(here.join("drop/huge.json")).unwrap().set_len((64 << 20) + 1).unwrap();
    std::fs::write(here.join("drop/huge.ok"), "").unwrap();
    let mut watcher = watch(here, &["--send", "--every", "1"]).spawn().unwrap();
    wait(|| here.join("drop/stranger.txt").exists() && here.join("drop/huge.txt").exists());
    std::thread::sleep(Duration::from_millis(2500));
    watcher.kill().unwrap();
    let done = watcher.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert_eq!(text.matches("no log-in").count(), 1, "{text}");
    let of = |name: &str, key: &str| value(here, name, key).unwrap_or_default();
    assert_eq!(of("stranger.txt", "STATUS"), "waiting", "{text}");
    assert!(of("stranger.txt", "MESSAGE").contains("no log-in") && !of("stranger.txt", "FIX").is_empty());
    let answer = std::fs::read_to_string(here.join("drop/stranger.answer.json")).unwrap();
    assert!(answer.starts_with("{\"error\":"), "{answer}");
    assert_eq!(of("huge.txt", "STATUS"), "failed");
    assert!(of("huge.txt", "FIX").contains("a file of its own"), "{}", of("huge.txt", "FIX"));
    // Once the log-in is there, the same bill is registered.
    std::fs::write(here.join("config.json"), at(&portal.url, here).to_string()).unwrap();
    let (_, text) = said(watch(here, &["--send", "--once"]));
    assert_eq!(of("stranger.txt", "STATUS"), "registered", "{text}");
}

#[test]
fn answers_to_earlier_content_go_and_what_was_not_changed_is_said() {
    let folder = folder();
    let here = folder.path();
    let first = bill("WA/3", &today());
    put(here, "a", &first.to_string());
    said(watch(here, &["--once", "--send"]));
    assert!(here.join("drop/a.pdf").exists() && here.join("drop/a.png").exists());
    // Another buyer's name: registered as it was, and the page shows that.
    let mut renamed = first.clone();
    renamed["BuyerDtls"]["LglNm"] = "Somebody Else LLP".into();
    put(here, "a", &renamed.to_string());
    said(watch(here, &["--once", "--send"]));
    assert_eq!(value(here, "a.txt", "DIFFERS_1").as_deref(), Some("/BuyerDtls/LglNm"));
    let page = here.join("drop/a.pdf");
    if let Some(page) = tool("pdftotext", &[page.to_str().unwrap(), "-"], b"") {
        let page = String::from_utf8_lossy(&page.stdout).into_owned();
        assert!(!page.contains("Somebody Else"), "{page}");
    }
    // Other amounts: nothing of the registered content passes for an answer to them.
    let mut dearer = first.clone();
    dearer["ValDtls"]["RndOffAmt"] = 0.80.into();
    dearer["ValDtls"]["TotInvVal"] = 1169.00.into();
    put(here, "a", &dearer.to_string());
    let (_, text) = said(watch(here, &["--once", "--send"]));
    assert_eq!(value(here, "a.txt", "STATUS").as_deref(), Some("failed"), "{text}");
    assert!(!here.join("drop/a.pdf").exists() && !here.join("drop/a.png").exists());
    let answer = std::fs::read_to_string(here.join("drop/a.answer.json")).unwrap();
    assert!(answer.contains("E_CONFLICT") && !answer.contains("signed_qr"), "{answer}");
    // Half a file and foreign bytes have their answers, too; people read commands.
    put(here, "half", "{\"Version\": \"1.1\", ");
    std::fs::write(here.join("drop/latin.json"), b"{\"a\": \"\xe9\"}").unwrap();
    std::fs::write(here.join("drop/latin.ok"), "").unwrap();
    put(here, "list", "[]");
    said(watch(here, &["--once", "--send"]));
    for name in ["half", "latin"] {
        let answer = std::fs::read_to_string(here.join(format!("drop/{name}.answer.json"))).unwrap();
        assert!(answer.starts_with("{\"error\":"), "{name}: {answer}");
    }
    let list = std::fs::read_to_string(here.join("drop/list.txt")).unwrap();
    assert!(!list.contains("einv_") && !list.contains("FAULT_1=:"), "{list}");
}

#[test]
fn one_watcher_a_folder() {
    let folder = folder();
    let mut first = watch(folder.path(), &[]).spawn().unwrap();
    let lock = folder.path().join("drop/.einv-watch.lock");
    wait(|| lock.exists());
    std::thread::sleep(Duration::from_millis(300));
    let (code, text) = said(watch(folder.path(), &["--once"]));
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(code == 64 && text.contains("watched by another"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_systems_word_of_a_new_bill_shortens_the_wait() {
    let folder = folder();
    let here = folder.path();
    let mut watcher = watch(here, &["--every", "600"]).spawn().unwrap();
    wait(|| here.join("drop/.einv-watch.lock").exists());
    // The first look is over when this one is answered, or when this bill's own word is heard.
    for name in ["one", "two", "तीन"] {
        put(here, name, &bill(&format!("EV/{}", name.len()), &today()).to_string());
        wait(|| here.join("drop").join(format!("{name}.txt")).exists());
        assert_eq!(value(here, &format!("{name}.txt"), "STATUS").as_deref(), Some("valid"), "{name}");
    }
    watcher.kill().unwrap();
    watcher.wait().unwrap();
}

fn wait(is_done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_done() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_watcher_that_is_killed_at_any_moment_answers_every_bill_once() {
    let folder = folder();
    let here = folder.path();
    let names: Vec<String> = (1..=12).map(|n| format!("k{n:02}")).collect();
    for name in &names {
        put(here, name, &bill(&format!("KILL/{name}"), &today()).to_string());
    }
    let answered = || names.iter().filter(|name| here.join("drop").join(format!("{name}.txt")).exists()).count();
    let mut killed = 0;
    // On a busy machine a watcher needs longer to begin: each may live a little longer than the one before.
    let pauses = [250u64, 420, 610, 330, 900, 520, 770, 380, 680, 450].into_iter().cycle();
    for (round, pause) in (0u64..25).zip(pauses) {
        if answered() == names.len() {
            break;
        }
        let mut child: Child = watch(here, &["--send"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause + 60 * round));
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
    }
    // Whatever they left is taken up by the next one.
    let (_, text) = said(watch(here, &["--send", "--once"]));
    assert_eq!(answered(), names.len(), "after {killed} watchers: {text}");
    let irns: BTreeSet<String> = names.iter().filter_map(|name| value(here, &format!("{name}.txt"), "IRN")).collect();
    assert_eq!(irns.len(), names.len());
    for name in &names {
        assert_eq!(value(here, &format!("{name}.txt"), "STATUS").as_deref(), Some("registered"), "{name}");
        assert!(
            here.join("drop").join(format!("{name}.pdf")).exists()
                && here.join("drop").join(format!("{name}.png")).exists()
        );
    }
    let listed = Command::new(env!("CARGO_BIN_EXE_einv"))
        .args(["list", "--status", "registered", "--config", "config.json"])
        .current_dir(here)
        .output()
        .unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains(&format!("{0} / {0}", names.len())), "{listed}");
    assert!(killed > 1, "the first watcher was never killed at its work");
}
