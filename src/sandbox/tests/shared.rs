use super::*;
use std::path::Path;
use std::process::{Command, Stdio};

/// In a child process: its working folder.
const CHILD: &str = "EINV_TEST_SANDBOX_CHILD";
const CHILDREN: usize = 4;
const DOCUMENTS: usize = 40;

#[test]
fn processes_registering_the_same_documents_at_once_make_each_once() {
    if let Some(folder) = std::env::var_os(CHILD) {
        return register_all(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    // The test runs itself: each child finds no register, creates it, logs in and registers the same documents.
    let children: Vec<_> = (0..CHILDREN)
        .map(|_| {
            let name = "sandbox::tests::shared::processes_registering_the_same_documents_at_once_make_each_once";
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "--nocapture", name]).env(CHILD, folder.path()).stdout(Stdio::piped());
            child.spawn().unwrap()
        })
        .collect();
    wait_until(|| std::fs::read_dir(folder.path()).unwrap().count() == CHILDREN);
    std::fs::write(folder.path().join("go"), "").unwrap();
    let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(outputs.iter().all(|output| output.status.success()), "{outputs:?}");
    let text: String = outputs.iter().map(|output| String::from_utf8_lossy(&output.stdout)).collect();
    let lines = |start: &str| text.lines().filter_map(|line| line.strip_prefix(start)).collect::<Vec<_>>();
    let mut made: Vec<usize> = lines("made P/").iter().map(|n| n.parse().unwrap()).collect();
    made.sort_unstable();
    assert_eq!(made, (1..=DOCUMENTS).collect::<Vec<_>>());
    assert_eq!(lines("refused 2150 ").len(), (CHILDREN - 1) * DOCUMENTS);
    let tokens = lines("token ");
    assert!(tokens.len() == CHILDREN && tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

fn register_all(folder: &Path) {
    // All start at the same moment, or they would only follow each other.
    std::fs::write(folder.join(format!("ready-{}", std::process::id())), "").unwrap();
    wait_until(|| folder.join("go").exists());
    let sandbox = Sandbox::open(&folder.join("sandbox.db"), clock()).unwrap();
    let client = log_in(&sandbox, SELLER);
    println!("\ntoken {}", client.token);
    for n in 1..=DOCUMENTS {
        let number = format!("P/{n}");
        let reply = client.generate(&sandbox, &invoice(&number));
        if reply["Status"] == 1 {
            println!("made {number}");
        } else {
            println!("refused {} {number}", refusal(&reply));
        }
    }
}

fn wait_until(ready: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !ready() {
        assert!(start.elapsed().as_secs() < 60, "waited in vain");
        std::thread::yield_now();
    }
}

#[test]
fn many_processes_may_create_the_register_at_once() {
    for _ in 0..60 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.db");
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    Sandbox::open(&path, clock()).unwrap();
                });
            }
        });
    }
}

#[test]
fn the_register_outlives_its_process_and_only_its_owner_may_read_it() {
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
fn a_file_that_is_not_a_register_is_left_alone() {
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
