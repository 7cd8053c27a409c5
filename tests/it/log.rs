//! The log: a file of its own for each engine, masked, for its owner alone, forgotten after its days.

use crate::common::{bill, today};
use crate::engine::{Portal, at, open, submit};
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The configuration with a log of this level.
fn logged(portal: &Portal, folder: &Path, level: &str) -> Value {
    let mut config = at(&portal.url, folder);
    config["log"] = json!({"file": folder.join("einv.log"), "level": level, "days": 3});
    config
}

fn logs(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut logs: Vec<_> = all.filter(|path| path.extension().is_some_and(|ending| ending == "log")).collect();
    logs.sort();
    logs
}

fn text(folder: &Path) -> String {
    logs(folder).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn each_engine_writes_its_own_exchanges_without_secrets() {
    let portal = Portal::start(Clock::Wall);
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = logged(&portal, one.path(), "trace");
    let engines = [open(&config), open(&logged(&portal, other.path(), "info"))];
    let irns: Vec<String> = engines
        .iter()
        .zip(["LG/1", "LG/2"])
        .map(|(engine, number)| {
            let (outcome, answer) = submit(engine, &bill(number, &today()));
            assert_eq!(outcome, Outcome::Ok, "{answer}");
            answer["irn"].as_str().unwrap().to_owned()
        })
        .collect();
    let (first, second) = (text(one.path()), text(other.path()));
    assert!(first.contains("opened") && first.contains("call=generate") && first.contains("status=200"), "{first}");
    assert!(first.contains(&irns[0]) && !first.contains(&irns[1]), "each has its own");
    assert!(second.contains(&irns[1]) && !second.contains(&irns[0]));
    assert!(first.contains("sent=") && !second.contains("sent="), "the content is for trace alone");
    assert!(first.lines().all(|line| line.starts_with("20") && line.contains("+05:30 ")), "one event a line");

    // What the configuration keeps secret stands nowhere, however much is written.
    let mut secrets = Vec::new();
    let taxpayer = &config["taxpayers"][0];
    secrets.extend([&taxpayer["password"], &config["portal"]["client_secret"]].into_iter().filter_map(Value::as_str));
    assert_eq!(secrets.len(), 2, "{config}");
    for secret in secrets {
        assert!(!first.contains(secret), "the log holds a secret");
    }
    #[cfg(unix)]
    for log in logs(one.path()) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn what_is_old_is_forgotten_and_what_is_not_the_log_stays() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let today = Clock::Wall.now().day();
    let named = |days: i64| folder.path().join(format!("einv.{}.log", today.plus(-days).iso()));
    for days in [3, 4, 100] {
        std::fs::write(named(days), "old\n").unwrap();
    }
    let others = ["einv.log", "other.2020-01-01.log", "einv.2020-01-01.txt"].map(|name| folder.path().join(name));
    others.iter().for_each(|path| std::fs::write(path, "mine\n").unwrap());
    drop(open(&logged(&portal, folder.path(), "info")));
    assert!(named(3).exists() && !named(4).exists() && !named(100).exists());
    assert!(others.iter().all(|path| path.exists()));
    assert!(named(0).exists());
}

#[test]
fn a_portal_without_an_answer_is_an_error_and_a_log_without_a_place_is_refused() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&logged(&portal, folder.path(), "error"));
    submit(&engine, &bill("LG/3", &today()));
    assert_eq!(text(folder.path()), "", "nothing went wrong yet");
    drop(portal);
    submit(&engine, &bill("LG/4", &today()));
    assert!(text(folder.path()).contains("ERROR no answer"), "{}", text(folder.path()));

    let none = json!({"log": {"file": folder.path().join("none/einv.log")}}).to_string();
    let error = Engine::open(&none).err().unwrap().to_string();
    assert!(error.contains("can't be written") && error.contains("/log/file"), "{error}");
    assert!(Engine::open(r#"{"log": {"file": "x.log", "level": "loud"}}"#).is_err());
}

#[test]
fn the_environment_turns_the_log_on() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), at(&portal.url, folder.path()).to_string()).unwrap();
    std::fs::write(folder.path().join("bill.json"), bill("LG/5", &today()).to_string()).unwrap();
    let run = |value: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_einv"))
            .args(["submit", "bill.json", "--config", "config.json"])
            .env("EINV_LOG", value)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (run.status.code().unwrap(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let (code, said) = run("debug");
    assert!(code != 0 && said.contains("EINV_LOG") && said.contains("level:file"), "{said}");
    assert_eq!(run("debug:einv.log").0, 0);
    assert!(text(folder.path()).contains("DEBUG path"), "{}", text(folder.path()));
}
