//! The IRN formula beside its lower bound: `sha2` over the same bytes, and the digest as hexadecimal text; and `einv_hash`, JSON
//! in and out, of four keys and of a whole invoice.

use cpu_time::ThreadTime;
use criterion::{Criterion, Throughput};
use einv::calendar::FinYear;
use einv::irn::{DocType, Irn};
use sha2::{Digest, Sha256};
use std::hint::black_box;

const NUMBERS: usize = 10_000;

fn main() {
    let year = FinYear::parse("2026-27").expect("a year");
    let numbers: Vec<String> = (0..NUMBERS).map(|n| format!("INV/{n:06}")).collect();
    let gstin = "29AABCU9603R1ZJ";
    let joined: Vec<String> = numbers.iter().map(|number| format!("{gstin}2026-27INV{number}")).collect();

    let floor = || {
        for text in &joined {
            let mut hex = [0u8; 64];
            let _ = base16ct::lower::encode(&Sha256::digest(text.as_bytes()), &mut hex);
            black_box(hex);
        }
    };
    let ours = || {
        for number in &numbers {
            black_box(Irn::compute(gstin, year, DocType::Invoice, number));
        }
    };

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("10,000 IRNs");
    group.throughput(Throughput::Elements(NUMBERS as u64));
    group.bench_function("sha2 plus hex", |b| b.iter(floor));
    group.bench_function("Irn::compute", |b| b.iter(ours));
    group.finish();

    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..51 {
        let start = ThreadTime::now();
        floor();
        times[0].push(start.elapsed());
        let start = ThreadTime::now();
        ours();
        times[1].push(start.elapsed());
    }
    let [floor, ours] = times.map(|mut rounds| {
        rounds.sort();
        rounds[rounds.len() / 2].as_nanos() as f64 / NUMBERS as f64
    });
    println!("CPU time in turn: sha2 plus hex {floor:.1} ns, Irn::compute {ours:.1} ns, ratio {:.2}", ours / floor);

    const CALLS: usize = 2000;
    let key = r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"UDP/26-27/0417","date":"21/11/2026"}"#;
    let bill = include_str!("../examples/bills/good.json");
    let hash = |input: &str| {
        let start = ThreadTime::now();
        for _ in 0..CALLS {
            drop(black_box(einv::ffi::ask(None, "hash", input, "").expect("an IRN")));
        }
        start.elapsed().as_secs_f64() * 1e6 / CALLS as f64
    };
    let (mut of_key, mut of_bill): (Vec<f64>, Vec<f64>) = (0..31).map(|_| (hash(key), hash(bill))).unzip();
    for (name, rounds) in [("four keys", &mut of_key), ("an invoice of three lines", &mut of_bill)] {
        rounds.sort_by(f64::total_cmp);
        println!("einv_hash of {name}: {:.2} us", rounds[rounds.len() / 2]);
    }
}
