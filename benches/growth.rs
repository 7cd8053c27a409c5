//! What a ledger's size costs: returns, the board, and whoever asks for a document meanwhile.
//!
//! `cargo bench --bench growth` makes ledgers of 1,000 to 100,000 documents by copying one; `EINV_GROWTH=1000000` adds a larger
//! one. Half of the documents wait, so that the board has something to say.

use einv::engine::Engine;
use einv::ffi::ask;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const BILL: &str = include_str!("../examples/bills/good.json");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let more = std::env::var("EINV_GROWTH").ok().and_then(|size| size.parse().ok());
    println!("documents   gstr1 us each   longest status ms   status ms   due ms   RSS MiB");
    for size in [1_000, 10_000, 100_000].into_iter().chain(more) {
        let folder = tempfile::tempdir()?;
        let (engine, irn) = ledger(folder.path(), size)?;
        let one = json!({"irn": irn}).to_string();
        let status = || timed(|| ask(Some(&engine), "status", &one, "").map(drop));
        let usual = status().max(status());
        let asked = json!({"gstin": "29AABCU9603R1ZJ", "period": "112026"}).to_string();
        let patient = r#"{"deadline_ms":3600000}"#;
        let (took, longest) = std::thread::scope(|scope| {
            let making = scope.spawn(|| timed(|| ask(Some(&engine), "gstr1", &asked, patient).map(drop)));
            let mut longest = Duration::ZERO;
            while !making.is_finished() {
                longest = longest.max(status());
                std::thread::sleep(Duration::from_millis(1));
            }
            (making.join().unwrap_or_default(), longest)
        });
        let due = timed(|| ask(Some(&engine), "due", "", r#"{"limit":200,"deadline_ms":3600000}"#).map(drop));
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{size:>9} {:>15.1} {:>19.1} {:>11.2} {:>8.1} {:>9}",
            ms(took) * 1e3 / size as f64,
            ms(longest),
            ms(usual),
            ms(due),
            resident().map_or("?".to_owned(), |kib| (kib / 1024).to_string()),
        );
    }
    Ok(())
}

fn timed(work: impl FnOnce() -> einv::error::Result<()>) -> Duration {
    let begun = Instant::now();
    work().expect("the call works");
    begun.elapsed()
}

/// A ledger with a registered document and so many copies of it, every second one waiting.
fn ledger(folder: &Path, size: usize) -> Result<(Engine, Value), Box<dyn std::error::Error>> {
    let path = folder.join("einv.db");
    let engine = Engine::open(&json!({"ledger": path, "on": "2026-11-21"}).to_string())?;
    let mut bill: Value = serde_json::from_str(BILL)?;
    bill["DocDtls"]["No"] = "GROW/0".into();
    let made: Value = serde_json::from_str(ask(Some(&engine), "submit", &bill.to_string(), "")?.json())?;
    let away = json!({"portal": {"kind": "nic", "urls": ["http://127.0.0.1:9"], "client_id": "x", "client_secret": "x",
        "public_key": einv::sandbox::Sandbox::login_key_pem()}, "ledger": path, "on": "2026-11-21",
        "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "x", "password": "x"}]});
    bill["DocDtls"]["No"] = "WAIT/0".into();
    ask(Some(&Engine::open(&away.to_string())?), "submit", &bill.to_string(), "")?;
    let copies = size / 2;
    rusqlite::Connection::open(&path)?.execute_batch(&format!(
        "BEGIN;
         CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}) SELECT i FROM n;
         INSERT INTO documents (gstin, fin_year, doc_type, number, irn, date, state, updated, waits, ewb_until, record)
             SELECT gstin, fin_year, doc_type, replace(number, '/0', '/' || i), printf('%064x', i), date, state, updated, waits,
             ewb_until, replace(replace(record, 'GROW/0', 'GROW/' || i), 'WAIT/0', 'WAIT/' || i) FROM documents, n;
         INSERT INTO events (gstin, fin_year, doc_type, number, at, what, attempt, detail)
             SELECT gstin, fin_year, doc_type, replace(number, '/0', '/' || i), at, what, attempt, detail FROM events, n;
         COMMIT; ANALYZE"
    ))?;
    Ok((engine, made["irn"].clone()))
}

/// The process's memory in KiB.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().split(' ').next()?.parse().ok()
}
