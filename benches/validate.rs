//! Bytes to verdict: 10,000 different bills of five lines, judged by every rule, beside its peers in the same run.
//!
//! `cargo bench --bench validate` prints criterion's figures and then a table of ratios. For that table the candidates
//! take turns, round by round, and CPU time is counted: on a shared machine only such ratios hold.
//! `docs/performance.md` has the published one.

mod bills;
mod schema;

use bills::{DATE, Press};
use cpu_time::ThreadTime;
use criterion::{Criterion, Throughput};
use einv::calendar::IstTime;
use einv::rules::{Context, judge};
use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

const BILLS: u64 = 10_000;

type Candidate<'a> = (&'static str, Box<dyn Fn(&[u8]) + 'a>);

fn main() {
    let press = Press::new();
    let bills = press.bills(BILLS, 5);
    let context = Context { real_portal: true, ..Context::at(IstTime::parse(DATE).expect("a day")) };
    check(&bills, &context);

    let validator = jsonschema::draft7::new(&schema::schema()).expect("the schema compiles");
    let candidates: Vec<Candidate> = vec![
        ("sonic-rs DOM parse alone", Box::new(|bill| drop(black_box(sonic_rs::from_slice::<sonic_rs::Value>(bill))))),
        ("einv, bytes to verdict", Box::new(|bill| assert!(black_box(einv_verdict(bill, &context))))),
        ("serde_json Value alone", Box::new(|bill| drop(black_box(serde_json::from_slice::<serde_json::Value>(bill))))),
        (
            "serde_json + jsonschema, schema only",
            Box::new(|bill| {
                black_box(serde_json::from_slice(bill).is_ok_and(|bill| validator.is_valid(&bill)));
            }),
        ),
    ];

    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let mut group = criterion.benchmark_group("10,000 different 5-item bills");
    group.throughput(Throughput::Elements(BILLS));
    for (name, work) in &candidates {
        group.bench_function(*name, |b| b.iter(|| bills.iter().for_each(|bill| work(bill.as_bytes()))));
    }
    group.finish();

    ratios(&candidates, &bills);
    findings(&bills);
    manners(&bills, &context);
    sizes(&press, &context);
    memory(&bills, &context);
}

fn einv_verdict(bill: &[u8], context: &Context) -> bool {
    // As the C edge does it.
    simdutf8::compat::from_utf8(bill).is_ok_and(|text| judge(text, context).is_ok_and(|judged| judged.report.valid))
}

/// Benchmarking the wrong thing is useless: every bill must be valid, for every candidate.
fn check(bills: &[String], context: &Context) {
    let validator = jsonschema::draft7::new(&schema::schema()).expect("the schema compiles");
    for bill in bills {
        let report = judge(bill, context).expect("a bill is JSON").report;
        assert!(report.findings.is_empty(), "{bill}\n{:#?}", report.findings);
        let tree = serde_json::from_str(bill).expect("a bill is JSON");
        assert!(validator.is_valid(&tree), "{bill}");
        let mut wrong = tree;
        wrong["ItemList"][0]["HsnCd"] = "4820109".into();
        wrong["ItemList"][0]["AssAmt"] = serde_json::Value::Null;
        assert!(!validator.is_valid(&wrong) && !judge(&wrong.to_string(), context).expect("JSON").report.valid);
    }
    let bytes: usize = bills.iter().map(String::len).sum();
    let fields: usize = bills.iter().map(|bill| bill.matches("\":").count()).sum();
    let of = |sum: usize| sum / bills.len();
    println!("{} bills, on average {} bytes and {} fields", bills.len(), of(bytes), of(fields));
}

fn ratios(candidates: &[Candidate], bills: &[String]) {
    const ROUNDS: usize = 15;
    let mut times = vec![Vec::new(); candidates.len()];
    for _ in 0..ROUNDS {
        for (place, (_, work)) in candidates.iter().enumerate() {
            let start = ThreadTime::now();
            bills.iter().for_each(|bill| work(bill.as_bytes()));
            times[place].push(start.elapsed().as_secs_f64() * 1e6 / bills.len() as f64);
        }
    }
    let mut rows: Vec<(&str, f64)> =
        candidates.iter().zip(&mut times).map(|((name, _), rounds)| (*name, median(rounds))).collect();
    match python(bills) {
        Ok(time) => rows.push(("Python json.loads + jsonschema, schema only", time)),
        Err(why) => println!("SKIPPED: Python's jsonschema ({why})"),
    }
    let (floor, ours) = (rows[0].1, rows[1].1);
    println!("\nCPU time, median of {ROUNDS} rounds in turn\n");
    println!("| | us per bill | x sonic-rs DOM | x einv |\n|---|---|---|---|");
    for (name, time) in rows {
        println!("| {name} | {time:.2} | {:.2} | {:.1} |", time / floor, time / ours);
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Python's `jsonschema` over some of the bills, where Python has it.
fn python(bills: &[String]) -> Result<f64, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (schema, some) = (folder.path().join("schema.json"), folder.path().join("bills.ndjson"));
    std::fs::write(&schema, schema::schema().to_string())?;
    std::fs::write(&some, bills[..200].join("\n"))?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/python_jsonschema.py");
    let output = Command::new("python3").arg(script).arg(schema).arg(some).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// What each finding adds to a call of `einv_validate`, JSON in and out: bills with a wrong rate in every line beside the same
/// bills as they are.
fn findings(bills: &[String]) {
    let bills = &bills[..2_000];
    let wrong: Vec<String> = bills
        .iter()
        .map(|bill| {
            let mut bill: serde_json::Value = serde_json::from_str(bill).expect("a bill is JSON");
            for item in bill["ItemList"].as_array_mut().expect("lines") {
                item["GstRt"] = 17.5.into();
                item["Unit"] = "BOXES".into();
            }
            bill.to_string()
        })
        .collect();
    let options = serde_json::json!({"on": "2026-11-21"}).to_string();
    let validate = |bill: &String| einv::ffi::ask(None, "validate", bill, &options).expect("a report");
    let count: usize = wrong
        .iter()
        .map(|bill| {
            let report: serde_json::Value = serde_json::from_str(validate(bill).json()).expect("JSON");
            report["findings"].as_array().map_or(0, Vec::len)
        })
        .sum();
    let timed = |bills: &[String]| {
        let start = ThreadTime::now();
        bills.iter().for_each(|bill| drop(black_box(validate(bill))));
        start.elapsed().as_secs_f64() * 1e6
    };
    let (mut right, mut faulty): (Vec<f64>, Vec<f64>) = (0..15).map(|_| (timed(bills), timed(&wrong))).unzip();
    let each = (median(&mut faulty) - median(&mut right)) / count as f64;
    println!("\neach of {count} findings: {each:.2} us, judged and written");
}

/// The same bills as other programs would write them.
fn manners(bills: &[String], context: &Context) {
    let bills = &bills[..2_000];
    let tree = |bill: &String| serde_json::from_str::<serde_json::Value>(bill).expect("a bill is JSON");
    let all = |write: &dyn Fn(&String) -> String| -> Vec<String> { bills.iter().map(write).collect() };
    let manners = [
        ("compact, in the form's order", bills.to_vec()),
        ("a blank after each comma and colon", all(&|bill| bill.replace("\":", "\": ").replace(",\"", ", \""))),
        ("indented", all(&|bill| serde_json::to_string_pretty(&tree(bill)).expect("a tree"))),
        ("names in alphabetical order", all(&|bill| sorted(tree(bill)).to_string())),
        ("slashes escaped", all(&|bill| bill.replace('/', "\\/"))),
    ];
    println!("\n| written | bytes | us per bill | x sonic-rs DOM of the same |\n|---|---|---|---|");
    for (manner, bills) in manners {
        let timed = |work: &dyn Fn(&[u8])| {
            let start = ThreadTime::now();
            bills.iter().for_each(|bill| work(bill.as_bytes()));
            start.elapsed().as_secs_f64() * 1e6 / bills.len() as f64
        };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..15 {
            theirs.push(timed(&|bill| drop(black_box(sonic_rs::from_slice::<sonic_rs::Value>(bill)))));
            ours.push(timed(&|bill| assert!(einv_verdict(bill, context))));
        }
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        let bytes = bills.iter().map(String::len).sum::<usize>() / bills.len();
        println!("| {manner} | {bytes} | {ours:.2} | {:.2} |", ours / theirs);
    }
}

fn sorted(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            let fields: std::collections::BTreeMap<_, _> = map.into_iter().collect();
            fields.into_iter().map(|(key, value)| (key, sorted(value))).collect()
        }
        serde_json::Value::Array(list) => list.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// Time by the number of lines: it must grow in proportion.
fn sizes(press: &Press, context: &Context) {
    println!("\n| lines | bytes | us per bill | ns per line |\n|---|---|---|---|");
    for lines in [1usize, 5, 50, 1000] {
        let bills = press.bills(5_000 / lines as u64 + 10, lines);
        let mut rounds: Vec<f64> = (0..9)
            .map(|_| {
                let start = ThreadTime::now();
                bills.iter().for_each(|bill| assert!(einv_verdict(bill.as_bytes(), context)));
                start.elapsed().as_secs_f64() * 1e6 / bills.len() as f64
            })
            .collect();
        let (time, bytes) = (median(&mut rounds), bills.iter().map(String::len).sum::<usize>() / bills.len());
        println!("| {lines} | {bytes} | {time:.2} | {:.0} |", time * 1000.0 / lines as f64);
    }
}

/// A million calls, every sixteenth on a document that ends early: memory must stay where it is.
fn memory(bills: &[String], context: &Context) {
    let round = |calls: usize| {
        for (n, bill) in bills.iter().cycle().take(calls).enumerate() {
            let end = if n % 16 == 0 { bill.len() / 2 } else { bill.len() };
            black_box(einv_verdict(&bill.as_bytes()[..end], context));
        }
    };
    round(bills.len());
    let Some(before) = resident() else {
        println!("\nSKIPPED: this system doesn't tell a process's memory");
        return;
    };
    round(1_000_000);
    let after = resident().unwrap_or_default();
    println!("\nmemory before and after a million calls: {before} KiB, {after} KiB");
    assert!(after < before + 256, "memory grows");
}

/// The process's memory in KiB.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().split(' ').next()?.parse().ok()
}
