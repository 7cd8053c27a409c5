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

/// What a terminal obeys: it draws, renames the window, hides lines.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{9d}8;;x\u{9c}\r\u{8}\u{7f}\u{202e}";

/// Whether a text holds something a terminal obeys.
fn obeyed(said: &str) -> bool {
    said.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
}

#[test]
fn no_command_lets_hostile_text_reach_the_terminal() {
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
    let runs: &[&[&str]] = &[
        &["validate", "bad.json", "broken.json", HOSTILE],
        &["validate", "bad.json", "--json"],
        &["hash", "good.json", "bad.json", "broken.json"],
        &["explain", HOSTILE],
        &["submit", "bad.json", "good.json"],
        &["submit", "many.json"],
        &["submit", "many.json", "--json"],
        &["cancel", HOSTILE, "--reason", HOSTILE],
        &["fetch", HOSTILE],
        &["gstin", HOSTILE],
        &["ewb", "object.json"],
        &["ewb", "bad.json"],
        &["ewb-cancel", HOSTILE, "--reason", HOSTILE],
        &["health"],
        &["audit", "--portal", HOSTILE],
        &["audit", "--json"],
        &["audit", "--irn", HOSTILE],
        &["status", HOSTILE],
        &["flush"],
        &["due", "--books", "books.json"],
        &["export", "good.json"],
        &["export", "bad.json"],
        &["import", "object.json", "broken.json"],
        &["import", "token"],
        &["backup", "good.json"],
        &["check"],
        &["reconcile", "list.json"],
        &["reconcile", "broken.json"],
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
    for arguments in runs {
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
        assert!(runs.iter().any(|arguments| arguments[0] == name), "{name} was not tried");
    }
}

/// The same without a configuration.
fn plain(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_einv")).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code().unwrap(), said)
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
        assert!(code == 3 && said.contains("is there already"), "{name}: {said}");
        let (code, said) = plain(folder.path(), &["sandbox", "--port", "0", "--key-file", name]);
        assert!(code == 3 && said.contains("something is there already"), "{name}: {said}");
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

/// `einv sandbox` as a process; ended with the value.
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
fn a_sandbox_writes_its_key_only_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    drop(Served::start(folder.path(), &[]));
    assert_eq!(files(), 0);
    drop(Served::start(folder.path(), &["--key-file", "key.pem"]));
    let key = std::fs::read_to_string(folder.path().join("key.pem")).unwrap();
    assert_eq!(key, einv::sandbox::Sandbox::login_key_pem());
    // The same key is there already: that will do.
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
            // What isn't read doesn't go through: that is no failure here.
            let _ = stream.write_all(&part);
            stream
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let resident = served.resident();
    assert!(resident < 150 << 20, "{} MiB", resident >> 20);
    drop(senders);
}
