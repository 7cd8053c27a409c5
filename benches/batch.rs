//! A batch against a portal that answers after 20 ms, durable and with both signatures verified, beside a Python client that
//! does the same steps with `requests`, in the same run.
//!
//! `cargo bench --bench batch`; Python needs `pip install requests cryptography`. The portal is a separate process on
//! loopback with prepared answers, so that only the clients are measured. CPU is that of the client's process.
//! `docs/performance.md` has the published table.

mod bills;

use axum::extract::State;
use axum::response::IntoResponse;
use bills::Press;
use cpu_time::ProcessTime;
use einv::answer::batch::{BatchOutcome, BatchRequest};
use einv::engine::{BatchOptions, Engine, FlushOptions, Job, ProgressOptions, ResultsOptions};
use einv::irn::Irn;
use einv::portal::envelope::AesKey;
use einv::signed::Signer;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const LATENCY: Duration = Duration::from_millis(20);
const BILLS: usize = 5000;
const SELLER: &str = "29AABCU9603R1ZJ";
const CERTIFICATE: &str = include_str!("../tests/keys/certificate.pem");
const PRIVATE: &str = include_str!("../tests/keys/key.pem");
const LOGIN_PRIVATE: &str = include_str!("../data/sandbox/login_key.pem");

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|a| a == "--portal") {
        Some(at) => portal(Path::new(&arguments[at + 1])),
        None => measure(),
    }
}

fn measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bills.ndjson");
    std::fs::write(&file, many(BILLS).join("\n")).expect("the bills are written");
    let mut portal = Command::new(std::env::current_exe().expect("this program"))
        .arg("--portal")
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the portal starts");
    let mut line = String::new();
    BufReader::new(portal.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
    let url = line.trim().to_owned();

    println!("in flight   invoices/s   CPU µs an invoice");
    let few = folder.path().join("few.ndjson");
    std::fs::write(&few, many(BILLS)[..1000].join("\n")).expect("the bills are written");
    for in_flight in [1, 4, 8, 16, 32, 48, 64, 96, 128] {
        let part = if in_flight < 8 { many(BILLS)[..100].join("\n") } else { String::new() };
        if !part.is_empty() {
            std::fs::write(folder.path().join("part.ndjson"), part).expect("the bills are written");
        }
        let of = if in_flight < 8 { folder.path().join("part.ndjson") } else { few.clone() };
        let run = einv(&url, &of, in_flight, 90);
        println!("{in_flight:>9} {:>12.0} {:>19.0}", run.rate, run.cpu);
    }
    let batch = einv(&url, &file, 64, 90);
    let without_audit = einv(&url, &file, 64, 0);
    println!("\n{:<52} {:>10} {:>14}", "", "invoices/s", "CPU µs each");
    let row = |name: &str, run: &Run| println!("{name:<52} {:>10.1} {:>14.0}", run.rate, run.cpu);
    let flushed = flush(&url, &few);
    row("einv_flush, 1,000 bills that waited", &flushed);
    row("einv_batch, 5,000 bills, 64 in flight", &batch);
    row("the same, without the audit of exchanges", &without_audit);
    for (name, threads, count) in [("requests.Session, one by one", 1, 400), ("requests.Session, 8 threads", 8, 1600)] {
        match python(&url, &file, folder.path(), threads, count) {
            Some(run) => {
                row(name, &run);
                println!(
                    "    einv_batch: {:.1} times its rate, {:.2} of its CPU",
                    batch.rate / run.rate,
                    batch.cpu / run.cpu
                );
            }
            None => println!("{name}: SKIPPED, python3 with requests and cryptography is not there"),
        }
    }
    drop(portal.stdin.take());
    let _ = portal.kill();
    let _ = portal.wait();
}

struct Run {
    rate: f64,
    /// Microseconds of the client's process an invoice.
    cpu: f64,
}

/// A batch with its own engine and ledger.
fn einv(url: &str, file: &Path, in_flight: usize, audit_days: u16) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!({
        "portal": {"kind": "nic", "urls": [url], "client_id": "id", "client_secret": "secret",
                   "public_key": einv::sandbox::Sandbox::login_key_pem(), "qr_keys": [CERTIFICATE]},
        "taxpayers": [{"gstin": SELLER, "username": "udupi", "password": "pass"}],
        "ledger": folder.path().join("einv.db"), "on": "2026-11-21T12:00:00+05:30", "audit_days": audit_days,
    });
    let engine = Arc::new(Engine::open(&config.to_string()).expect("an engine"));
    let options = BatchOptions::new().in_flight(in_flight);
    let (begun, cpu) = (Instant::now(), ProcessTime::now());
    let job = Job::begin(&engine, BatchRequest::Path(file.to_owned()), &options).expect("a batch");
    while !job.wait(Duration::from_secs(60)) {}
    let (took, cpu) = (begun.elapsed(), cpu.elapsed());
    let said = job.progress(&ProgressOptions::new()).expect("progress");
    assert_eq!(said.registered, said.total, "{said:?}");
    let first = job.results(&ResultsOptions::new().limit(1)).expect("results");
    let signed = |came: &BatchOutcome| {
        matches!(came, BatchOutcome::Kept { document, .. }
        if !document.sandbox && document.registration.as_ref().is_some_and(|r| r.signed_qr.is_some()))
    };
    assert!(signed(&first.results[0].came), "{first:?}");
    let count = said.total as f64;
    Run { rate: count / took.as_secs_f64(), cpu: cpu.as_secs_f64() * 1e6 / count }
}

/// A flush of bills that waited because the portal was out when they came.
fn flush(url: &str, file: &Path) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let config = |url: &str| {
        json!({
            "portal": {"kind": "nic", "urls": [url], "client_id": "id", "client_secret": "secret",
                       "public_key": einv::sandbox::Sandbox::login_key_pem(), "qr_keys": [CERTIFICATE]},
            "taxpayers": [{"gstin": SELLER, "username": "udupi", "password": "pass"}],
            "ledger": folder.path().join("einv.db"), "on": "2026-11-21T12:00:00+05:30",
        })
        .to_string()
    };
    let away = Arc::new(Engine::open(&config("http://127.0.0.1:9")).expect("an engine"));
    let job = Job::begin(&away, BatchRequest::Path(file.to_owned()), &BatchOptions::new()).expect("a batch");
    while !job.wait(Duration::from_secs(60)) {}
    let waiting = job.progress(&ProgressOptions::new()).expect("progress").pending;
    drop((job, away));
    let engine = Engine::open(&config(url)).expect("an engine");
    let options = FlushOptions::new().deadline(Duration::from_secs(600));
    // The portal is left alone for a while after the calls that it didn't answer.
    loop {
        let (begun, cpu) = (Instant::now(), ProcessTime::now());
        let flushed = engine.flush(&options).expect("a flush");
        let (took, cpu) = (begun.elapsed(), cpu.elapsed());
        if flushed.registered > 0 {
            assert_eq!(flushed.registered, waiting, "{flushed:?}");
            let count = waiting as f64;
            return Run { rate: count / took.as_secs_f64(), cpu: cpu.as_secs_f64() * 1e6 / count };
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// The Python client; `None` where it can't be run.
fn python(url: &str, file: &Path, folder: &Path, threads: usize, count: usize) -> Option<Run> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/batch.py");
    let (key, certificate) = (folder.join("login.pem"), folder.join("certificate.pem"));
    std::fs::write(&key, einv::sandbox::Sandbox::login_key_pem()).ok()?;
    std::fs::write(&certificate, CERTIFICATE).ok()?;
    let ledger = folder.join(format!("python{threads}.db"));
    let output = Command::new("python3")
        .arg(script)
        .args([url, SELLER])
        .args([file, &key, &certificate, &ledger])
        .args([threads.to_string(), count.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    let said: Value = serde_json::from_slice(&output.stdout).ok()?;
    Some(Run { rate: said["rate"].as_f64()?, cpu: said["cpu"].as_f64()? })
}

/// Bills of five lines, every one different, of one supplier.
fn many(count: usize) -> Vec<String> {
    let press = Press::new();
    let of_state = (0u64..).filter_map(|seed| {
        let mut bill: Value = serde_json::from_str(&press.bill(seed, 5)).expect("JSON");
        (bill["SellerDtls"]["Stcd"] == "29").then(|| {
            bill["SellerDtls"]["Gstin"] = SELLER.into();
            bill
        })
    });
    let numbered = of_state.take(count).enumerate().map(|(n, mut bill)| {
        bill["DocDtls"]["No"] = format!("B/{n}").into();
        bill.to_string()
    });
    numbered.collect()
}

/// The portal's data: each bill's answer, encrypted under the one session key.
struct Canned {
    sek: AesKey,
    answers: HashMap<String, Vec<u8>>,
    login: aws_lc_rs::rsa::Pkcs1PrivateDecryptingKey,
}

const SEK: [u8; 32] = [7; 32];

/// Signs an answer for each bill of a file, then serves them until its input ends.
fn portal(file: &Path) {
    let signer = Signer::new(PRIVATE, CERTIFICATE, "NIC").expect("a signer");
    let sek = AesKey::from_bytes(&SEK).expect("a key");
    let text = std::fs::read_to_string(file).expect("the bills");
    let lines: Vec<&str> = text.lines().collect();
    let answers = std::thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(2)).map(|part| {
            let (signer, sek) = (&signer, &sek);
            scope.spawn(move || part.iter().map(|bill| answer(bill, signer, sek)).collect::<Vec<_>>())
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().expect("signed")).collect()
    });
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from_pem(LOGIN_PRIVATE);
    let login = aws_lc_rs::rsa::PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let login = aws_lc_rs::rsa::Pkcs1PrivateDecryptingKey::new(login).expect("a key");
    let canned = Arc::new(Canned { sek, answers, login });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("told");
        let router = axum::Router::new().fallback(give).with_state(canned);
        // Ends with the program that started it.
        std::thread::spawn(|| {
            let _ = std::io::stdin().lock().read_line(&mut String::new());
            std::process::exit(0);
        });
        axum::serve(listener, router).await.expect("served");
    });
}

trait FromPem {
    fn from_pem(text: &str) -> rustls_pki_types::PrivatePkcs8KeyDer<'static>;
}

impl FromPem for rustls_pki_types::PrivatePkcs8KeyDer<'static> {
    fn from_pem(text: &str) -> rustls_pki_types::PrivatePkcs8KeyDer<'static> {
        rustls_pki_types::pem::PemObject::from_pem_slice(text.as_bytes()).expect("a PKCS #8 key")
    }
}

/// Number and whole body of the answer to one bill.
fn answer(bill: &str, signer: &Signer, sek: &AesKey) -> (String, Vec<u8>) {
    let bill: Value = serde_json::from_str(bill).expect("JSON");
    let number = bill["DocDtls"]["No"].as_str().expect("a number").to_owned();
    let year = einv::calendar::FinYear::parse("2026-27").expect("a year");
    let irn = Irn::compute(SELLER, year, einv::irn::DocType::parse("INV").expect("a type"), &number).to_string();
    let ack = 232_610_000_000_000u64 + number[2..].parse::<u64>().expect("a number");
    let when = "2026-11-21 12:00:00";
    let items = bill["ItemList"].as_array().expect("lines");
    let qr = json!({"SellerGstin": SELLER, "BuyerGstin": bill["BuyerDtls"]["Gstin"], "DocNo": number, "DocTyp": "INV",
        "DocDt": bill["DocDtls"]["Dt"], "TotInvVal": bill["ValDtls"]["TotInvVal"], "ItemCnt": items.len(),
        "MainHsnCode": items[0]["HsnCd"], "Irn": irn, "IrnDt": when});
    let mut invoice = json!({"AckNo": ack, "AckDt": when, "Irn": irn});
    invoice.as_object_mut().expect("an object").extend(bill.as_object().expect("an object").clone());
    let registered = json!({"AckNo": ack, "AckDt": when, "Irn": irn,
        "SignedInvoice": signer.sign(&invoice.to_string()).expect("signed"),
        "SignedQRCode": signer.sign(&qr.to_string()).expect("signed"),
        "Status": "ACT", "EwbNo": null, "EwbDt": null, "EwbValidTill": null, "Remarks": null});
    let data = sek.encrypt(registered.to_string().as_bytes()).expect("encrypted");
    (number, json!({"Status": 1, "Data": data, "ErrorDetails": null, "InfoDtls": null}).to_string().into_bytes())
}

async fn give(State(canned): State<Arc<Canned>>, request: axum::extract::Request) -> impl IntoResponse {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 4 << 20).await.unwrap_or_default();
    let begun = tokio::time::Instant::now();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let data = body["Data"].as_str().unwrap_or_default();
    let answer = if path.ends_with("/auth") { canned.log_in(data) } else { canned.register(data) };
    tokio::time::sleep_until(begun + LATENCY).await;
    ([("content-type", "application/json")], answer)
}

impl Canned {
    fn log_in(&self, data: &str) -> Vec<u8> {
        let sealed = einv::portal::envelope::from_base64(data).expect("base64");
        let mut room = vec![0; self.login.min_output_size()];
        let inner = self.login.decrypt(&sealed, &mut room).expect("a log-in");
        let inner = einv::portal::envelope::from_base64(std::str::from_utf8(inner).expect("text")).expect("base64");
        let inner: Value = serde_json::from_slice(&inner).expect("JSON");
        let app = AesKey::from_base64(inner["AppKey"].as_str().expect("a key")).expect("a key");
        let sek = app.encrypt(&SEK).expect("encrypted");
        json!({"Status": 1, "Data": {"ClientId": "id", "UserName": "udupi", "AuthToken": "canned-token", "Sek": sek,
            "TokenExpiry": "2026-11-21 18:00:00"}, "ErrorDetails": null, "InfoDtls": null})
        .to_string()
        .into_bytes()
    }

    fn register(&self, data: &str) -> Vec<u8> {
        let plain = self.sek.decrypt(data).expect("a document");
        let text = std::str::from_utf8(&plain).expect("text");
        let from = text.find("\"No\":\"").expect("a number") + 6;
        let number = &text[from..from + text[from..].find('"').expect("its end")];
        self.answers[number].clone()
    }
}
