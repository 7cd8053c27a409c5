//! How long a customer at the counter waits when the portal's answer is dropped: the sandbox over HTTP, one look-up.
//!
//! `cargo bench --bench counter`. The goal is 300 ms. `tests/it/faults.rs` prints the same for each call and fault.

use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, SubmitOptions};
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault, Sandbox, serve};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

const BILLS: usize = 100;
const DAY: &str = "2026-11-21";

fn main() {
    let clock = Clock::still(IstTime::parse(DAY).expect("a day"));
    let sandbox = Arc::new(Sandbox::in_memory(clock).expect("a sandbox"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let served = Arc::clone(&sandbox);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(serve(served, listener, std::future::pending())).expect("it serves");
    });
    let mut bill: Value = serde_json::from_str(include_str!("../examples/bills/good.json")).expect("a bill");
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!({
        "portal": {"kind": "nic", "urls": [url], "client_id": "id", "client_secret": "secret",
                   "public_key": Sandbox::login_key_pem()},
        "taxpayers": [{"gstin": bill["SellerDtls"]["Gstin"], "username": "udupi", "password": "pass"}],
        "ledger": folder.path().join("einv.db"),
        "on": DAY,
    });
    let engine = Engine::open(&config.to_string()).expect("an engine");
    for dropped in [false, true] {
        let mut millis: Vec<f64> = Vec::with_capacity(BILLS);
        for n in 0..BILLS {
            bill["DocDtls"]["No"] = format!("C/{n}/{}", u8::from(dropped)).into();
            if dropped {
                sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::Generate));
            }
            let begun = Instant::now();
            let submitted = engine.submit(&bill.to_string(), &SubmitOptions::new()).expect("an answer");
            assert!(submitted.registered().is_some(), "it is registered in the same call");
            millis.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        millis.sort_by(f64::total_cmp);
        let what = if dropped { "the answer dropped" } else { "answered" };
        println!("{what:<20} median {:>6.1} ms, longest {:>6.1} ms", millis[BILLS / 2], millis[BILLS - 1]);
    }
}
