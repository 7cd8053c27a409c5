//! `einv doctor`, and the line before anything real is done.

use crate::common::{bill, today};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use serde_json::json;
use std::path::Path;
use std::process::Command;

fn einv(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_einv"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("EINV_CONFIG")
        // The search for a configuration ends at the home folder.
        .env("HOME", folder.join("none"))
        .env("XDG_CONFIG_HOME", folder.join("none"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code().unwrap(), text(&run.stdout), text(&run.stderr))
}

fn write(folder: &Path, name: &str, text: &str, mode: u32) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = mode;
}

#[test]
fn each_line_is_ok_a_warning_or_a_fault_with_its_fix() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, "einv.json", &at(&portal.url, here).to_string(), 0o600);
    let (code, said, _) = einv(here, &["doctor", "--log-in"]);
    assert_eq!(code, 0, "{said}");
    for what in
        ["program", "configuration", "ledger", "taxpayers", "network", "portal", "clock", "log-in", "code lists"]
    {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert!(said.contains("30-day limit not checked: turnover not set") && said.contains("→ add"), "{said}");

    // Nothing answers any more.
    drop(portal);
    let (code, said, _) = einv(here, &["doctor", "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&said).unwrap();
    let faults: Vec<&serde_json::Value> =
        findings["checks"].as_array().unwrap().iter().filter(|check| check["state"] == "fault").collect();
    assert!(code == 1 && faults.len() >= 2, "{said}");
    assert!(faults.iter().all(|fault| fault["fix"].as_str().is_some_and(|fix| !fix.is_empty())), "{said}");
    // No one has confirmed the clock.
    let of = |what: &str| findings["checks"].as_array().unwrap().iter().find(|check| check["what"] == what).unwrap();
    assert_eq!(
        (&of("clock")["state"], &of("clock")["message"]),
        (&json!("warning"), &json!("not checked: no portal answered"))
    );
    #[cfg(unix)]
    assert_eq!(of("owner")["message"], "the ledger is yours alone, mode 600");
    assert_eq!(of("taxpayers")["state"], "warning");
    let (_, said, _) = einv(here, &["doctor", "--language", "hi"]);
    assert!(said.contains("किसी पोर्टल ने उत्तर नहीं दिया"), "{said}");
}

#[test]
fn each_certificate_has_its_last_day() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let certificate = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")).unwrap();
    let pem = certificate
        .map(|entry| entry.unwrap().path())
        .find(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("BEGIN CERTIFICATE")));
    let mut config = at("http://127.0.0.1:9", here);
    config["portal"]["qr_keys"] = json!([pem.unwrap()]);
    write(here, "einv.json", &config.to_string(), 0o600);
    let (_, said, _) = einv(here, &["doctor", "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&said).unwrap();
    let line = findings["checks"].as_array().unwrap().iter().find(|check| check["what"] == "certificates");
    assert!(line.is_some_and(|line| line["message"].as_str().unwrap().contains("qr_keys")), "{said}");
}

#[test]
fn a_flush_at_a_real_portal_says_so_first() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, "einv.json", &at("https://einvoice.invalid", here).to_string(), 0o600);
    let (_, _, said) = einv(here, &["flush"]);
    assert!(said.starts_with("PRODUCTION · 29AABCU9603R1ZJ"), "{said}");
}

#[test]
fn a_variable_that_names_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
    let run = command.arg("list").env("EINV_CONFIG", "nofile.json").current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("named by EINV_CONFIG") && said.contains("unset it"), "{said}");
}

#[test]
fn the_morning_page_shows_clients_that_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let seller = json!([{"gstin": "29AABCU9603R1ZJ", "seller": {"legal_name": "Udupi <Stationers>"}}]);
    write(here, "clients/a.json", &json!({"ledger": "a.db", "taxpayers": seller}).to_string(), 0o600);
    write(here, "clients/typo.json", r#"{"ledgr": "c.db"}"#, 0o600);
    write(here, "bill.json", &bill("MO/1", &today()).to_string(), 0o600);
    assert_eq!(einv(here, &["submit", "bill.json", "--config", "clients/a.json"]).0, 0);
    let (code, said, _) = einv(here, &["due", "--clients", "clients", "--html", "due.html", "--json"]);
    let page = std::fs::read_to_string(here.join("due.html")).unwrap();
    assert!(code == 3 && page.contains("typo.json") && page.contains("unknown field"), "{code} {page}");
    assert!(page.contains("Udupi &lt;Stationers&gt; · 29AABCU9603R1ZJ"), "{page}");
    // A registered bill that can be cancelled is not waiting: it has no bar.
    assert!(!page.contains("<svg"), "{page}");
    let lines: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines.iter().any(|line| line["file"] == "clients/typo.json" && line["error"]["code"].is_string()),
        "{said}"
    );
    let (_, said, _) = einv(here, &["due", "--clients", "clients"]);
    assert_eq!(said.lines().last().unwrap(), "2 clients, 0 with something late, 1 can't be opened");
    assert!(said.contains("Client") && said.contains("can't be opened"), "{said}");
    // What is there is left alone unless it may be written over.
    let (code, _, said) = einv(here, &["due", "--clients", "clients", "--html", "due.html"]);
    assert!(code == 64 && said.contains("due.html exists already") && said.contains("--overwrite"), "{said}");
    assert_eq!(einv(here, &["due", "--clients", "clients", "--html", "due.html", "--overwrite"]).0, 3);
    let (_, said, _) = einv(here, &["due", "--clients", "clients", "--csv"]);
    assert!(said.starts_with("Client,File,Until") && said.contains("MO/1") && said.contains("typo.json"), "{said}");
}

#[test]
fn a_configuration_with_a_typing_error_is_a_fault_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, "clients/a.json", r#"{"ledgr": "a.db"}"#, 0o600);
    write(here, "clients/b/einv.json", r#"{"ledger": "b.db"}"#, 0o644);
    let (code, said, _) = einv(here, &["doctor", "--clients", "clients"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("unknown field `ledgr`") && said.contains("b.db: the ledger is sound"), "{said}");
    #[cfg(unix)]
    assert!(said.contains("chmod 600"), "{said}");
    // Its ledger lies beside the configuration.
    assert!(here.join("clients/b/b.db").exists());
}

#[test]
fn before_anything_is_registered_at_a_real_portal_a_line_says_where_and_for_whom() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let mut config = at(&portal.url, here);
    config["taxpayers"][0]["seller"] = json!({"legal_name": "Mangala Stationers"});
    write(here, "einv.json", &config.to_string(), 0o600);
    write(here, "bill.json", &bill("PR/1", &today()).to_string(), 0o600);
    let (code, _, said) = einv(here, &["submit", "bill.json", "--json"]);
    let line = said.lines().next().unwrap();
    assert!(code == 0 && line.starts_with("TEST PORTAL · Mangala Stationers · 29AABCU9603R1ZJ · "), "{said}");
    assert!(line.ends_with("einv.json"), "{said}");
    // An address that isn't this computer's is production.
    config["portal"]["urls"] = json!(["https://einvoice.invalid"]);
    write(here, "einv.json", &config.to_string(), 0o600);
    let (_, _, said) = einv(here, &["cancel", "PR/1", "--reason", "duplicate"]);
    assert!(said.starts_with("PRODUCTION · Mangala Stationers"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_configuration_that_no_one_named_must_be_the_users_own() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, "einv.json", r#"{"ledger": "l.db"}"#, 0o666);
    std::fs::create_dir_all(here.join("bills/november")).unwrap();
    let below = here.join("bills/november");
    let (code, said, told) = einv(&below, &["config"]);
    assert!(
        code == 64 && told.contains("is not used: other users may write to it") || said.contains("no configuration"),
        "{said}{told}"
    );
    write(here, "einv.json", r#"{"ledger": "l.db"}"#, 0o600);
    let (code, said, _) = einv(&below, &["list"]);
    assert_eq!(code, 0, "{said}");
    assert!(here.join("l.db").exists() && !below.join("l.db").exists());
    // Named, it is used whoever may write to it.
    write(here, "einv.json", r#"{"ledger": "l.db"}"#, 0o666);
    assert_eq!(einv(&below, &["list", "--config", "../../einv.json"]).0, 0);
}

#[test]
fn a_secret_in_a_keyring_is_named_where_it_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // No keyring answers at this address.
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
        command.args(arguments).current_dir(here).env("HOME", here).env("XDG_RUNTIME_DIR", here);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus").stdin(std::process::Stdio::null());
        let done = command.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code().unwrap(), said)
    };
    let portal = Portal::start(Clock::Wall);
    let mut config = at(&portal.url, here);
    config["taxpayers"][0]["password"] = json!({"keyring": "einv/NOT_KEPT"});
    write(here, "einv.json", &config.to_string(), 0o600);
    let (code, said) = run(&["config", "--explain"]);
    assert!(code == 1 && said.contains("einv/NOT_KEPT is not in the keyring"), "{said}");
    let (code, said) = run(&["list"]);
    assert!(code != 0 && said.contains("keyring") && said.contains("(at /taxpayers/0/password)"), "{code} {said}");
    let (code, said) = run(&["config", "--keep", "hunter2"]);
    assert!(code == 64 && said.contains("no secret was given"), "{code} {said}");
}

#[test]
fn lists_come_out_as_csv_workbook_and_page() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, "einv.json", r#"{"ledger": "l.db"}"#, 0o600);
    write(here, "bills/a.json", &bill("LS/1", &today()).to_string(), 0o600);
    let mut hostile = bill("LS/2", &today());
    hostile["BuyerDtls"]["LglNm"] = "<script>alert(1)</script> & Sons".into();
    write(here, "bills/b.json", &hostile.to_string(), 0o600);
    let (code, said, told) = einv(here, &["submit", "bills"]);
    assert_eq!(code, 0, "{said}{told}");
    assert_eq!(einv(here, &["list", "--csv"]).1.lines().count(), 3);
    assert_eq!(einv(here, &["list", "--xlsx", "list.xlsx"]).0, 0);
    assert!(std::fs::read(here.join("list.xlsx")).unwrap().starts_with(b"PK"));
    for (arguments, name) in
        [(&["list", "--html", "list.html"][..], "list.html"), (&["due", "--html", "due.html"], "due.html")]
    {
        let (_, said, told) = einv(here, arguments);
        let page = std::fs::read_to_string(here.join(name)).unwrap_or_else(|_| panic!("{said}{told}"));
        assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script>"), "{page}");
        assert!(!page.contains("http://") && !page.contains("https://"), "it needs nothing beside it");
    }
    let page = std::fs::read_to_string(here.join("list.html")).unwrap();
    assert!(page.contains("&lt;script&gt;") && page.contains("<svg") && page.contains("LS/2"), "{page}");
    einv(here, &["list", "--html", "hindi.html", "--language", "hi"]);
    let page = std::fs::read_to_string(here.join("hindi.html")).unwrap();
    assert!(page.contains("lang=\"hi\"") && page.contains("खरीदार"), "{page}");
}
