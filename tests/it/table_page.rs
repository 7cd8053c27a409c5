//! `docs/tables.md` says what is so: its files are written, its commands run, and what it says they print is printed.

use std::path::Path;
use std::process::Command;

/// A part of the page: a line that announces it, and the block below.
fn parts(page: &str) -> Vec<(String, String)> {
    let (mut parts, mut before, mut block) = (Vec::new(), String::new(), String::new());
    for line in page.lines().chain(["end"]) {
        match line.strip_prefix("    ") {
            Some(code) => block.push_str(&format!("{code}\n")),
            None if line.trim().is_empty() => {}
            None => {
                if !block.is_empty() {
                    parts.push((std::mem::take(&mut before), std::mem::take(&mut block)));
                }
                line.trim().clone_into(&mut before);
            }
        }
    }
    parts
}

#[test]
fn the_page_of_tables_does_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/tables.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_einv")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let (mut printed, mut runs) = (String::new(), 0);
    for (before, block) in parts(&page) {
        if let Some(name) = before.strip_prefix("In `").and_then(|rest| rest.strip_suffix("`:")) {
            std::fs::write(folder.path().join(name), block).unwrap();
        } else if before == "Then:" {
            let done = Command::new("sh")
                .args(["-euc", &block])
                .current_dir(folder.path())
                .env("PATH", &path)
                .output()
                .unwrap();
            printed = String::from_utf8(done.stdout).unwrap();
            assert!(done.status.success(), "{block}{printed}{}", String::from_utf8_lossy(&done.stderr));
            runs += 1;
        } else if before == "It prints:" {
            for line in block.lines() {
                assert!(printed.contains(line), "{line} is not in\n{printed}");
            }
        }
    }
    assert_eq!(runs, 4);
}
