//! Tables in the command: what it prints, what it writes, and how it ends.

use crate::normalize::options;
use crate::table_rows::{LINE, row, sheet};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};

/// Two good bills and, where wanted, a faulty one between them.
fn folder(has_fault: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = vec![row("A/1", "5-11-26", LINE), row("A-1", "5-11-26", LINE)];
    if has_fault {
        rows.insert(1, row("A-2", "5-11-26", "=Pens,4820109,1,NOS,1,1,18,1"));
    }
    std::fs::write(folder.path().join("bills.csv"), sheet(&rows)).unwrap();
    let config = json!({"on": "2026-11-21", "taxpayers": [options()["taxpayer"]]});
    std::fs::write(folder.path().join("einv.json"), config.to_string()).unwrap();
    folder
}

fn einv(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
    command.current_dir(folder).args(arguments.split(' ')).args(["--config", "einv.json"]).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap())
}

#[test]
fn the_faults_go_to_a_file_that_is_not_written_over_unasked() {
    let folder = folder(true);
    let faults = folder.path().join("f.csv");
    let (code, text) = said(&einv(folder.path(), "validate bills.csv --report f.csv"));
    assert_eq!(code, Some(1), "{text}");
    let table = std::fs::read_to_string(&faults).unwrap();
    assert!(table.contains(",3,I,HSN,4820109,A-2,"), "{table}");
    assert_eq!(einv(folder.path(), "validate bills.csv --report f.csv").status.code(), Some(64));
    assert_eq!(einv(folder.path(), "validate bills.csv --report f.csv --overwrite").status.code(), Some(1));
    assert_eq!(einv(folder.path(), "convert bills.csv --report f.xlsx").status.code(), Some(1));
    let mut book = zip::ZipArchive::new(std::fs::File::open(folder.path().join("f.xlsx")).unwrap()).unwrap();
    assert!(book.by_name("xl/worksheets/sheet2.xml").is_ok() && book.by_name("xl/comments1.xml").is_ok());
}

#[test]
fn a_tenth_of_faults_holds_a_table_up_unless_they_are_left_out() {
    let folder = folder(true);
    let held = einv(folder.path(), "submit bills.csv");
    assert_eq!(held.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&held.stderr).contains("nothing was sent"));
    let (code, text) = said(&einv(folder.path(), "submit bills.csv --faulty leave_out"));
    assert!(code == Some(1) && text.contains("registered 2"), "{text}");
    let (code, text) = said(&einv(folder.path(), "submit bills.csv --faulty leave_out --json"));
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words: Vec<&str> = lines.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!((code, words), (Some(1), vec!["faulty", "registered", "registered"]));
    assert_eq!(einv(folder.path(), "submit bills.csv --faulty some").status.code(), Some(64));
}

#[test]
fn a_map_that_is_used_for_the_first_time_sends_nothing_beside_a_fault() {
    let folder = folder(false);
    let config = json!({"on": "2026-11-21", "ledger": "l.db", "taxpayers": [options()["taxpayer"]]});
    std::fs::write(folder.path().join("einv.json"), config.to_string()).unwrap();
    let map = einv(folder.path(), "columns bills.csv --map");
    std::fs::write(folder.path().join("my.json"), &map.stdout).unwrap();
    let with_fault = |series: &str| {
        let mut rows: Vec<String> = (1..=19).map(|n| row(&format!("{series}/{n}"), "5-11-26", LINE)).collect();
        rows.insert(7, row(&format!("{series}-F"), "5-11-26", "Pens,4820109,1,NOS,1,1,18,1"));
        std::fs::write(folder.path().join(format!("{series}.csv")), sheet(&rows)).unwrap();
    };
    with_fault("A");
    with_fault("B");
    let run = |arguments: &str| {
        let done = einv(folder.path(), arguments);
        let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), text)
    };
    // One fault in twenty holds nothing up; beside a new map it does.
    let (code, text) = run("submit A.csv --map my.json");
    assert!(code == Some(1) && text.contains("nothing was sent") && text.contains("for the first time"), "{text}");
    let (code, text) = run("submit bills.csv --map my.json");
    assert!(code == Some(0) && text.contains("registered 2"), "{text}");
    let (code, text) = run("submit A.csv --map my.json");
    assert!(code == Some(1) && text.contains("registered 19"), "{text}");
    // Another map is new again; without one there is none.
    let other = String::from_utf8(map.stdout).unwrap().replacen('{', "{\"about\": \"mine\", ", 1);
    std::fs::write(folder.path().join("other.json"), other).unwrap();
    assert!(run("submit B.csv --map other.json").1.contains("nothing was sent"));
    assert!(run("submit B.csv").1.contains("registered 19"));
}

#[test]
fn the_bills_of_a_table_are_printed_computed_and_exported() {
    let folder = folder(false);
    assert_eq!(einv(folder.path(), "print bills.csv -o out").status.code(), Some(0));
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("out")).unwrap().map(|one| one.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["A-1 (2).pdf", "A-1.pdf"], "one number has a slash, and no page is written over");
    let (code, text) = said(&einv(folder.path(), "compute bills.csv"));
    assert_eq!((code, text.lines().count()), (Some(0), 2), "{text}");
    let (code, text) = said(&einv(folder.path(), "export bills.csv"));
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, file.as_array().unwrap().len()), (Some(0), 2));
}

#[test]
fn a_folder_may_hold_tables_and_documents() {
    let folder = folder(false);
    let within = folder.path().join("in");
    std::fs::create_dir(&within).unwrap();
    std::fs::rename(folder.path().join("bills.csv"), within.join("bills.csv")).unwrap();
    std::fs::write(within.join("one.json"), crate::common::bill("J-1", "19/11/2026").to_string()).unwrap();
    let (code, text) = said(&einv(folder.path(), "validate in"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 bill: 1 valid") && text.contains("2 bills: 2 ready"), "{text}");
    let (code, text) = said(&einv(folder.path(), "submit in"));
    assert!(code == Some(0) && text.contains("registered 1") && text.contains("registered 2"), "{text}");
}

#[test]
fn the_return_takes_consumers_from_a_table_beside_the_ledger() {
    let folder = folder(false);
    let rows = [
        "C/1,20/11/2026,Cash,,,,,Pen,96081019,2,NOS,10,20,18,".to_owned(),
        "C/2,20/11/2026,Cash,,,,,Pen,96081019,1,NOS,10,10,18,".to_owned(),
    ];
    std::fs::write(folder.path().join("counter.csv"), sheet(&rows)).unwrap();
    let of = "gstr1 --gstin 29AABCU9603R1ZJ --period 112026";
    let (code, text) = said(&einv(folder.path(), &format!("{of} --documents counter.csv")));
    assert!(code == Some(0) && text.contains("30.00"), "{text}");
    let refused = einv(folder.path(), "gstr1 counter.csv");
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(64) && why.contains("--documents"), "{why}");
    // What is skipped without a total has no sum, and a column that nothing reads is named.
    let text = said(&einv(folder.path(), "convert counter.csv")).1;
    assert!(text.contains("skipped as consumer: 2\n"), "{text}");
    std::fs::write(folder.path().join("odd.csv"), sheet(&rows).replacen("Address", "Lane", 1)).unwrap();
    let text = said(&einv(folder.path(), "convert odd.csv")).1;
    assert!(text.contains("columns that nothing reads: Lane"), "{text}");
}
