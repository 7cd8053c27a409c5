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

/// Commands whose output has what the machine and the day give.
const OF_THE_DAY: [&str; 4] = ["audit", "demo", "doctor", "health"];

/// The same without it: an IRN is `IRN`, a number `0`, and the program's own build goes.
fn masked(text: &str) -> String {
    let build = text.find(", rules ").and_then(|at| Some((at, at + text[at..].find('\n')?)));
    let text = build.map_or(text.to_owned(), |(from, to)| format!("{}{}", &text[..from], &text[to..]));
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let (bare, end) = word.split_at(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len());
        let is_irn = bare.len() == 64 && bare.bytes().all(|c| c.is_ascii_hexdigit());
        let is_part_of_one = bare.len() == 12 && bare.bytes().all(|c| c.is_ascii_hexdigit());
        match bare.bytes().all(|c| c.is_ascii_digit()) && !bare.is_empty() {
            _ if is_irn || is_part_of_one => out.push_str("IRN"),
            true => out.push('0'),
            false => out.push_str(bare),
        }
        out.push_str(end);
    }
    // The width of a column follows its numbers.
    out.lines()
        .map(|line| {
            let begins = line.len() - line.trim_start().len();
            let words: Vec<&str> = line.split_whitespace().collect();
            format!("{}{}\n", &line[..begins], words.join(" "))
        })
        .collect()
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
    if arguments.first().is_some_and(|command| OF_THE_DAY.contains(command)) {
        out = masked(&out);
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
            let command = format!("\n$ {of} {}", line.split_whitespace().next().unwrap());
            assert!(all.contains(&command), "no transcript has {command}");
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
