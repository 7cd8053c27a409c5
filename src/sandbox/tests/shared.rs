use super::*;
use std::process::{Command, Stdio};

/// In a child process: the registry to open.
const CHILD: &str = "EINV_TEST_SANDBOX_CHILD";

#[test]
fn processes_registering_the_same_documents_at_once_make_each_once() {
    if let Some(path) = std::env::var_os(CHILD) {
        return register_all(std::path::Path::new(&path));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    // The test runs itself four times; all find no registry, make it, log in and register the same ten documents.
    let children: Vec<_> = (0..4)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "--nocapture",
                    "sandbox::tests::shared::processes_registering_the_same_documents_at_once_make_each_once",
                ])
                .env(CHILD, &path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(outputs.iter().all(|output| output.status.success()), "{outputs:?}");
    let text: String = outputs.iter().map(|output| String::from_utf8_lossy(&output.stdout)).collect();
    let lines = |start: &str| {
        let mut found: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(start)).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(lines("made "), ["P/1", "P/10", "P/2", "P/3", "P/4", "P/5", "P/6", "P/7", "P/8", "P/9"]);
    assert_eq!(lines("refused 2150 ").len(), 30);
    let tokens = lines("token ");
    assert!(tokens.len() == 4 && tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

fn register_all(path: &std::path::Path) {
    let sandbox = Sandbox::open(path, clock()).unwrap();
    let client = log_in(&sandbox, SELLER);
    println!("\ntoken {}", client.token);
    for n in 1..=10 {
        let number = format!("P/{n}");
        let reply = client.generate(&sandbox, &invoice(&number));
        if reply["Status"] == 1 {
            println!("made {number}");
        } else {
            println!("refused {} {number}", refusal(&reply));
        }
    }
}

#[test]
fn the_registry_outlives_its_process_and_is_its_owners_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let sandbox = Sandbox::open(&path, clock()).unwrap();
    let client = log_in(&sandbox, SELLER);
    let made = client.opened(&client.generate(&sandbox, &invoice("R/1")));
    #[cfg(unix)]
    for file in std::fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
    drop(sandbox);
    let sandbox = Sandbox::open(&path, clock()).unwrap();
    assert_eq!(client.opened(&client.by_document(&sandbox, "R/1")), made);
}

#[test]
fn a_file_that_is_no_registry_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE bill (n)").unwrap();
    let text = folder.path().join("text.txt");
    std::fs::write(&text, "no database at all, and longer than a header of one hundred bytes would be ".repeat(9))
        .unwrap();
    for path in [&other, &text, &folder.path().join("missing/sandbox.db")] {
        let before = std::fs::read(path).ok();
        assert!(Sandbox::open(path, clock()).is_err(), "{path:?}");
        assert_eq!(std::fs::read(path).ok(), before, "{path:?}");
    }
}
