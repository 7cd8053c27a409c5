//! What the command prints, line by line: each file of `tests/transcripts` is a session in a folder of its own.
//!
//! A line that begins with `$ ` is run: `einv` with its arguments, or `write NAME FILE`, which puts a file of the examples there.
//! Below it stands what it printed, standard output first, and its exit code where that isn't 0. What is in `< … >` after the
//! command is its standard input, a line for each `|`. `EINV_WRITE_TRANSCRIPTS=1` writes what is printed now; read the diff.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The width of lists, as on a usual terminal.
const COLUMNS: &str = "80";

/// Commands whose output has what the machine gives, or in some lines the day.
const OF_THE_MACHINE: [&str; 3] = ["audit", "doctor", "health"];
const OF_THE_DAY: &str = "demo";

/// The same without it: an IRN is `IRN`, a number `0`, and the program's own build goes.
fn masked(text: &str, only_of_day: bool) -> String {
    let is_irn = |word: &str| [12, 64].contains(&word.len()) && word.bytes().all(|c| c.is_ascii_hexdigit());
    let is_end = |c: char| !c.is_ascii_alphanumeric();
    let of_line = |line: &str| {
        let is_of_day = line.contains("+05:30") || line.contains("Ack no") || line.contains("columns");
        if only_of_day && !is_of_day && !line.split(is_end).any(is_irn) {
            return format!("{line}\n");
        }
        // A build has its own words.
        let line = line.find(", rules ").map_or(line, |at| &line[..at]);
        let mut out = String::new();
        for word in line.split_inclusive(is_end) {
            let bare = word.trim_end_matches(is_end);
            match bare {
                _ if is_irn(bare) => out.push_str("IRN"),
                _ if bare.starts_with(|c: char| c.is_ascii_digit()) => out.push('0'),
                _ => out.push_str(bare),
            }
            out.push_str(&word[bare.len()..]);
        }
        // The width of a column follows its numbers.
        let begins = out.len() - out.trim_start().len();
        format!("{}{}\n", &out[..begins], out.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    text.lines().map(of_line).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a line; returns what is to stand below it.
fn run(folder: &Path, line: &str) -> String {
    let (line, input) = line.split_once(" < ").map_or((line, None), |(line, input)| (line, Some(input)));
    let words: Vec<&str> = line.split_whitespace().collect();
    match &words[..] {
        ["write", name, from] => {
            let to = folder.join(name);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(root().join("examples/bills").join(from), to).unwrap();
            String::new()
        }
        ["text", name @ ..] => {
            let to = folder.join(name.join(" "));
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            let text = input.unwrap_or_default().trim_end_matches('>').trim().replace('|', "\n");
            std::fs::write(&to, text).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&to, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            String::new()
        }
        ["einv", arguments @ ..] => einv(folder, arguments, input),
        _ => panic!("{line}"),
    }
}

fn einv(folder: &Path, arguments: &[&str], input: Option<&str>) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_einv"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("EINV_CONFIG")
        .env("EINV_COLUMNS", COLUMNS)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("none"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let text = input.unwrap_or_default().trim_end_matches('>').trim().replace('|', "\n") + "\n";
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    let place = std::fs::canonicalize(folder).unwrap().display().to_string();
    let mut out = said.replace(&place, "FOLDER").replace(&folder.display().to_string(), "FOLDER");
    if let Some(at) = out.find(" s: ").filter(|_| out.contains(" in ")) {
        let begins = out[..at].rfind(' ').unwrap() + 1;
        out.replace_range(begins..at, "0.0");
    }
    match arguments.first() {
        Some(command) if OF_THE_MACHINE.contains(command) => out = masked(&out, false),
        Some(&OF_THE_DAY) => out = masked(&out, true),
        _ => {}
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    match done.status.code() {
        Some(0) => {}
        code => writeln!(out, "[exit {}]", code.unwrap()).unwrap(),
    }
    out
}

#[test]
fn the_command_prints_what_the_transcripts_say() {
    let folder = root().join("tests/transcripts");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5);
    let all: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for (of, names) in [("einv", &["help"][..]), ("einv ewb", &["ewb", "help"])] {
        let run = Command::new(env!("CARGO_BIN_EXE_einv")).args(names).output().unwrap();
        let help = String::from_utf8_lossy(&run.stdout).into_owned();
        let below = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        for line in below.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = line.split_whitespace().next().unwrap();
            if name == "help" {
                continue;
            }
            let command = format!("$ {of} {name}");
            let is_run =
                |line: &str| line.strip_prefix(&command).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            assert!(all.lines().any(is_run), "no transcript has {command}");
        }
    }
    for file in files {
        let place = tempfile::tempdir().unwrap();
        let written = std::fs::read_to_string(&file).unwrap();
        let mut now = String::new();
        for line in written.lines().filter(|line| line.starts_with("$ ") || line.starts_with("# ")) {
            writeln!(now, "{line}").unwrap();
            if let Some(command) = line.strip_prefix("$ ") {
                now.push_str(&run(place.path(), command));
            }
        }
        if std::env::var_os("EINV_WRITE_TRANSCRIPTS").is_some() {
            std::fs::write(&file, now).unwrap();
        } else {
            assert_eq!(now, written, "{}", file.display());
        }
    }
}
