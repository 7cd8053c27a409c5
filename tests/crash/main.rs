//! Whatever crashes, nothing is lost and nothing is doubled. Processes are killed and frozen at every named step, by
//! design and at random; afterwards every document's status in the ledger is compared with the portal's register.
//!
//! Needs the feature `steps`. `EINV_KILLS` sets how many random kills are made (`make crash`: 5,000).

mod eway;
#[cfg(feature = "postgres")]
mod failover;
mod portal;
#[cfg(feature = "postgres")]
mod postgres;

#[cfg(feature = "postgres")]
#[path = "../it/server.rs"]
#[allow(dead_code)]
mod server;

#[path = "../it/reference.rs"]
#[allow(dead_code)]
mod reference;

#[path = "../it/common.rs"]
#[allow(dead_code, unused_imports)]
mod common;

use common::{bill, today};
use einv::engine::Engine;
use portal::{Drop, Portal};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// One exchange with the portal; a claim lasts a second longer.
const TIMEOUT_MS: u64 = 1000;
const LEASE: Duration = Duration::from_millis(TIMEOUT_MS + 1000);
/// For work that doesn't wait for leases: a busy machine is no reason to fail.
const PATIENT_MS: u64 = 15_000;

/// A folder with a portal's register, a ledger and a configuration.
struct Shop {
    folder: tempfile::TempDir,
    portal: Portal,
}

impl Shop {
    fn open(random: Option<usize>, timeout_ms: u64) -> Shop {
        Shop::on(None, random, timeout_ms)
    }

    /// The same with a ledger outside the folder.
    fn on(ledger: Option<String>, random: Option<usize>, timeout_ms: u64) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::start(folder.path(), random);
        let config = json!({
            "portal": {"kind": "nic", "urls": [portal.url], "client_id": "id", "client_secret": "secret",
                       "public_key": einv::sandbox::Sandbox::login_key_pem(), "timeout_ms": timeout_ms},
            "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "udupi", "password": "pass"}],
            "ledger": ledger.unwrap_or_else(|| folder.path().join("einv.db").to_string_lossy().into_owned()),
        });
        std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
        Shop { folder, portal }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn engine(&self) -> Engine {
        Engine::open(&std::fs::read_to_string(self.path("config.json")).unwrap()).unwrap()
    }

    /// Writes a bill; returns its file and its IRN.
    fn bill(&self, number: &str) -> (PathBuf, String) {
        let bill = bill(number, &today());
        let path = self.path(&format!("{}.json", number.replace('/', "_")));
        std::fs::write(&path, bill.to_string()).unwrap();
        let hashed = einv::engine::hash(None, &bill.to_string(), &Default::default()).unwrap();
        (path, hashed.irn.to_string())
    }

    fn einv(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_einv"));
        command.args(arguments).arg("--config").arg(self.path("config.json")).arg("--json");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Runs a command to its end, unless that takes far too long.
    fn run(&self, arguments: &[&str]) -> Value {
        let output = self.einv(arguments).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Submits until the answer is `status`. On a busy machine a log-in may miss its time, which leaves the bill
    /// waiting.
    fn submit_until(&self, file: &str, status: &str) {
        let mut answers = Vec::new();
        for _ in 0..10 {
            answers.push(self.run(&["submit", file]));
            if answers.last().is_some_and(|answer| answer["status"] == status) {
                return;
            }
        }
        panic!("never {status}: {answers:#?}");
    }

    /// Submits without time to settle.
    fn leave_in_doubt(&self, file: &str) {
        let engine = self.engine();
        let bill = std::fs::read_to_string(file).unwrap();
        for _ in 0..10 {
            let left = einv::ffi::ask(Some(&engine), "submit", &bill, r#"{"settle_ms":0}"#).unwrap();
            let left: Value = serde_json::from_str(left.json()).unwrap();
            if left["status"] == "in_doubt" {
                return;
            }
        }
        panic!("never in doubt");
    }

    /// Flushes until nothing waits any more; panics when that takes longer than leases can, with no document moved on.
    fn converge(&self) {
        let mut until = Instant::now() + 30 * LEASE;
        loop {
            let counts = self.run(&["flush"]);
            if ["pending", "in_doubt", "left"].iter().all(|name| counts[name] == 0) {
                return;
            }
            if ["registered", "cancelled", "withdrawn"].iter().any(|name| counts[name] != 0) {
                until = Instant::now() + 30 * LEASE;
            }
            assert!(Instant::now() < until, "the ledger does not come to rest: {counts}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn status(&self, engine: &Engine, irn: &str) -> String {
        let reply = einv::ffi::ask(Some(engine), "status", &json!({"irn": irn}).to_string(), "").unwrap();
        serde_json::from_str::<Value>(reply.json()).unwrap()["status"].as_str().unwrap().to_owned()
    }

    /// Compares the ledger with the portal's register: neither knows what the other doesn't.
    fn prove(&self, irns: &[String]) -> Tally {
        let (registry, engine) = (self.portal.registry(), self.engine());
        let mut tally = Tally::default();
        for irn in irns {
            let (ledger, portal) = (self.status(&engine, irn), registry.get(irn));
            let agree = match ledger.as_str() {
                "registered" => portal == Some(&false),
                "cancelled" => portal == Some(&true),
                "withdrawn" | "rejected" | "unknown" => portal.is_none(),
                _ => false,
            };
            let story = || engine.story(einv::irn::Irn::parse(irn).unwrap()).unwrap();
            assert!(agree, "{irn}: the ledger says {ledger}, the portal {portal:?}: {:#?}", story());
            match ledger.as_str() {
                "registered" => tally.registered += 1,
                "cancelled" => tally.cancelled += 1,
                _ => tally.never_sent += 1,
            }
        }
        for irn in registry.keys() {
            assert!(irns.contains(irn), "the portal holds {irn}, which nobody submitted");
        }
        tally
    }
}

#[derive(Default, Debug)]
struct Tally {
    registered: usize,
    cancelled: usize,
    never_sent: usize,
}

/// Starts a command that stops at `step`, and waits until it is there; `None` if it ends without reaching the step.
fn stopped_at(command: &mut Command, step: &str) -> Option<Child> {
    let mut child = command.env("EINV_STEP", step).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let there = lines.any(|line| line.is_ok_and(|line| line == format!("reached {step}")));
    if there {
        return Some(child);
    }
    child.wait().unwrap();
    None
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Killed,
    /// Stopped for longer than its claim lasts, while others settle, then continued.
    Frozen,
}

/// Ends a stopped child as `fate` says, with others at work meanwhile.
fn meet(shop: &Shop, mut child: Child, fate: Fate) {
    match fate {
        Fate::Killed => {
            child.kill().unwrap();
            child.wait().unwrap();
            shop.converge();
        }
        Fate::Frozen => {
            signal(&child, "-STOP");
            std::thread::sleep(LEASE + Duration::from_millis(200));
            shop.converge();
            signal(&child, "-CONT");
            child.stdin.take().unwrap().write_all(b"\n").unwrap();
            // Read to the end, because a full pipe would block it.
            let _ = child.wait_with_output().unwrap();
            shop.converge();
        }
    }
}

/// Submits, cancels or settles one bill, with a process that meets its fate at `step`, and a portal that drops one
/// call.
fn scenario(shop: &Shop, verb: &str, step: &str, fate: Fate, drop: Drop) {
    let what = format!("{verb} at {step}, {fate:?}, dropped {drop:?}");
    let (file, irn) = shop.bill("C/1");
    let file = file.to_string_lossy().into_owned();
    let child = match verb {
        "submit" => {
            shop.portal.drop_next(drop);
            stopped_at(&mut shop.einv(&["submit", &file]), step)
        }
        "cancel" => {
            shop.submit_until(&file, "registered");
            shop.portal.drop_next(drop);
            stopped_at(&mut shop.einv(&["cancel", &irn, "--reason", "duplicate"]), step)
        }
        _ => {
            // Leaves a document in doubt, which the flush then settles.
            shop.portal.drop_next(if drop == Drop::Never { Drop::After } else { drop });
            shop.leave_in_doubt(&file);
            if drop == Drop::Before {
                std::thread::sleep(LEASE);
            }
            stopped_at(&mut shop.einv(&["flush"]), step)
        }
    };
    // Settling sends again only what had not arrived; otherwise, without a dropped call, every step is on the way.
    let on_the_way = match verb {
        "settle" if drop == Drop::Late => step == "looked_up",
        "settle" => drop == Drop::Before || ["looked_up", "answered", "settled"].contains(&step),
        _ => drop == Drop::Never,
    };
    assert!(child.is_some() || !on_the_way, "{what}: never came by");
    if let Some(child) = child {
        meet(shop, child, fate);
    }
    shop.converge();
    let tally = shop.prove(std::slice::from_ref(&irn));
    if verb == "cancel" {
        // A cancellation request that was on disk is carried out; one that wasn't has left no trace.
        assert_eq!(tally.cancelled + tally.registered, 1, "{what}");
    } else {
        assert_eq!(tally.registered, 1, "{what}: {tally:?}");
    }
    shop.portal.prove_nothing_twice(&what);
}

const STEPS: [(&str, &[&str]); 3] = [
    ("submit", &["intended", "logged_in", "sending", "sent", "answered", "settled"]),
    ("cancel", &["cancelling", "cancel_sent"]),
    ("settle", &["looked_up", "intended", "logged_in", "sending", "answered", "settled"]),
];

/// Runs a scenario for each verb, step, fate and drop, each in its own shop. Most of the time is waiting for leases, so
/// many run side by side.
fn scenarios(drops: &[Drop], shop: impl Fn(usize) -> Shop + Sync) {
    let mut all = Vec::new();
    for (verb, steps) in STEPS {
        for step in steps {
            for fate in [Fate::Killed, Fate::Frozen] {
                all.extend(drops.iter().map(|drop| (verb, *step, fate, *drop)));
            }
        }
    }
    let count = all.len();
    let queue = std::sync::Mutex::new(all);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let (number, next) = {
                        let mut queue = queue.lock().unwrap();
                        (queue.len(), queue.pop())
                    };
                    let Some((verb, step, fate, drop)) = next else { return };
                    scenario(&shop(number), verb, step, fate, drop);
                }
            });
        }
    });
    println!("{count} scenarios");
}

#[test]
fn every_step_of_every_verb_can_be_killed_and_frozen() {
    scenarios(&[Drop::Never, Drop::Before, Drop::After, Drop::Late], |_| Shop::open(None, TIMEOUT_MS));
}

/// The disk refuses one call, or that and every later one, at each moment of a submit.
#[test]
fn a_disk_failure_at_any_call_is_reported_and_loses_and_doubles_nothing() {
    let tools = tempfile::tempdir().unwrap();
    let shim = tools.path().join("baddisk.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/baddisk.c");
    let made = Command::new("gcc").args(["-shared", "-fPIC", source, "-ldl", "-o"]).arg(&shim).status();
    assert!(made.is_ok_and(|status| status.success()), "gcc is missing or fails");
    let (next, over) = (AtomicUsize::new(1), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if !bad_disk(&shim, at, at % 2 == 0) {
                        over.store(true, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let calls = next.load(Ordering::SeqCst);
    println!("{calls} calls");
    assert!(calls > 150, "the shim is not asked");
}

/// Whether the run was long enough to reach the failing call.
fn bad_disk(shim: &Path, at: usize, dead: bool) -> bool {
    let shop = Shop::open(None, TIMEOUT_MS);
    let (file, irn) = shop.bill("C/1");
    let file = file.to_string_lossy().into_owned();
    let mut command = shop.einv(&["submit", &file]);
    command.env("LD_PRELOAD", shim).env("BADDISK_AT", at.to_string()).stderr(Stdio::piped());
    if dead {
        command.env("BADDISK_DEAD", "1");
    }
    let output = command.output().unwrap();
    let text = [output.stderr, output.stdout].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    let what = format!("call {at}, dead {dead}: {} {text}", output.status);
    match output.status.code() {
        // Failures while the ledger is closed or tidied do no harm.
        Some(0) => {}
        Some(3) => assert!(text.contains("the ledger can't be used"), "{what}"),
        // The portal had been slow on a busy machine.
        Some(2) => assert!(text.contains("pending") || text.contains("in_doubt"), "{what}"),
        _ => panic!("{what}"),
    }
    // A document in doubt stays so while the claim lasts; one that never reached the disk is new.
    shop.converge();
    shop.submit_until(&file, "registered");
    assert_eq!(shop.prove(std::slice::from_ref(&irn)).registered, 1, "{what}");
    shop.portal.prove_nothing_twice(&what);
    text.contains("the disk fails")
}

/// A small generator, so that a seed repeats a failing run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

#[test]
fn random_kills_of_three_processes_on_one_ledger_lose_and_double_nothing() {
    let (wanted, longest) = kills_wanted(Duration::from_secs(60));
    random_kills(&Shop::open(Some(40), TIMEOUT_MS), wanted, longest);
}

/// As many random kills as `EINV_KILLS` says, or as many as fit into `usual`.
fn kills_wanted(usual: Duration) -> (usize, Duration) {
    let wanted = std::env::var("EINV_KILLS").ok().and_then(|n| n.parse().ok());
    wanted.map_or((usize::MAX, usual), |wanted| (wanted, Duration::from_secs(7200)))
}

/// Kills processes that submit, cancel and flush on one ledger, so often or for so long; then settles and checks.
fn random_kills(shop: &Shop, wanted: usize, longest: Duration) {
    let until = Instant::now() + longest;
    let (kills, irns) = (std::sync::atomic::AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    let seed = std::process::id();
    let whole = whole_run(shop, &irns);
    std::thread::scope(|scope| {
        for worker in 0..3u64 {
            let (kills, irns) = (&kills, &irns);
            scope.spawn(move || {
                let mut dice = Dice(u64::from(seed) * 1000 + worker + 1);
                let mut serial = 0;
                while Instant::now() < until && kills.load(Ordering::SeqCst) < wanted {
                    let mut command = match dice.roll(4) {
                        0 => shop.einv(&["flush"]),
                        1 if serial > 0 => {
                            let all = irns.lock().unwrap();
                            let irn: &String = &all[dice.roll(all.len() as u64) as usize];
                            shop.einv(&["cancel", irn, "--reason", "other"])
                        }
                        _ => {
                            let mut files = Vec::new();
                            for _ in 0..3 {
                                serial += 1;
                                let (file, irn) = shop.bill(&format!("R{worker}/{serial}"));
                                irns.lock().unwrap().push(irn);
                                files.push(file);
                            }
                            let mut command = shop.einv(&["submit"]);
                            command.args(files);
                            command
                        }
                    };
                    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
                    std::thread::sleep(Duration::from_millis(15 + dice.roll(whole)));
                    if child.try_wait().unwrap().is_none() {
                        child.kill().unwrap();
                        kills.fetch_add(1, Ordering::SeqCst);
                    }
                    child.wait().unwrap();
                }
            });
        }
    });
    shop.converge();
    let irns = irns.into_inner().unwrap();
    let tally = shop.prove(&irns);
    let front = &shop.portal.front;
    println!(
        "seed {seed}: {} kills, {} documents: {tally:?}; {} requests to register, {} of them duplicates, {} cancellations \
         repeated, {} log-ins",
        kills.load(Ordering::SeqCst),
        irns.len(),
        front.generates.load(Ordering::SeqCst),
        front.duplicates.load(Ordering::SeqCst),
        front.repeated.load(Ordering::SeqCst),
        front.log_ins.load(Ordering::SeqCst),
    );
    shop.portal.prove_nothing_twice("random kills");
    // Kills that all come before the first byte prove nothing.
    assert!(tally.registered > 3 && tally.never_sent > 0, "{tally:?}");
    shop.engine().check().unwrap();
}

/// The milliseconds that three workers need for an undisturbed submit. Kills are spread over that time and a little
/// more, on a busy machine as on a quiet one.
fn whole_run(shop: &Shop, irns: &std::sync::Mutex<Vec<String>>) -> u64 {
    let begun = Instant::now();
    let runs: Vec<Child> = (0..3)
        .map(|worker| {
            let (file, irn) = shop.bill(&format!("W{worker}/1"));
            irns.lock().unwrap().push(irn);
            shop.einv(&["submit"]).arg(file).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    runs.into_iter().for_each(|mut run| assert!(run.wait().unwrap().success()));
    u64::try_from(begun.elapsed().as_millis()).unwrap() * 3 / 2
}

#[test]
fn four_processes_of_two_threads_register_the_same_thousand_documents_once() {
    four_processes(&Shop::open(None, PATIENT_MS));
}

fn four_processes(shop: &Shop) {
    let list: Vec<(PathBuf, String)> = (1..=1000).map(|n| shop.bill(&format!("T/{n}"))).collect();
    let files: Vec<&Path> = list.iter().map(|(file, _)| file.as_path()).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let files = &files;
            scope.spawn(move || {
                let mut command = shop.einv(&["submit", "--threads", "2"]);
                let output = command.args(files).stderr(Stdio::piped()).output().unwrap();
                let [out, said] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
                assert!(output.status.success(), "{}: {out}{said}", output.status);
            });
        }
    });
    let irns: Vec<String> = list.into_iter().map(|(_, irn)| irn).collect();
    assert_eq!(shop.prove(&irns).registered, 1000);
    let front = &shop.portal.front;
    assert_eq!(front.generates.load(Ordering::SeqCst), 1000);
    assert_eq!((front.duplicates.load(Ordering::SeqCst), front.log_ins.load(Ordering::SeqCst)), (0, 1));
}

#[test]
fn a_hundred_short_lived_processes_log_in_once() {
    let shop = Shop::open(None, PATIENT_MS);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let shop = &shop;
            scope.spawn(move || {
                for n in 0..25 {
                    let (file, _) = shop.bill(&format!("H{worker}/{n}"));
                    assert_eq!(shop.run(&["submit", &file.to_string_lossy()])["status"], "registered");
                }
            });
        }
    });
    assert_eq!(shop.portal.front.log_ins.load(Ordering::SeqCst), 1);
    assert_eq!(shop.portal.registry().len(), 100);
}
