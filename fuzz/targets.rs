//! The fuzz targets, a function each: bytes in, and it passes or panics.
//!
//! `fuzz/run` runs them endlessly (cargo-fuzz); plain `cargo test` replays `fuzz/corpus/`, where every find stays.

use base64::Engine as _;
use einv::calendar::{Day, IstTime};
use einv::engine::{Engine, Outcome, WrittenAnswer};
use einv::error::ErrorKind;
use einv::ffi::{Verb, ask, verb_by_name};
use einv::gstin::Gstin;
use einv::irn::{DocType, DocumentNumber, Irn};
use einv::irp::CancelReason;
use einv::portal::calls::Calls;
use einv::portal::credentials::{Credentials, SessionToken};
use einv::portal::envelope::{AesKey, PortalKey};
use einv::portal::profile::PortalProfile;
use einv::portal::session::LogInAttempt;
use einv::portal::tap::NoTap;
use einv::portal::{Exchange, PortalAnswer, Wire};
use einv::sandbox::Sandbox;
use einv::secret::Secret;
use einv::signed::{PublicKeys, SignatureVerdict, verify};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

pub type Target = fn(&[u8]);

/// Every target by its name, which is also the name of its corpus folder.
pub const ALL: [(&str, Target); 8] = [
    ("invoice", invoice),
    ("bill", bill),
    ("table", table),
    ("token", token),
    ("reply", reply),
    ("config", config),
    ("stamp", stamp),
    ("abi", abi),
];

/// Runs a target on a stack as small as a host's may be. Through the C interface that is 64 KiB. A target called from
/// Rust has what the interface guarantees, and twice as much for the sanitizer and for debug code.
pub fn small(target: Target, data: &[u8]) {
    let stack = if target as usize == abi as *const () as usize { 64 << 10 } else { 2 << 20 };
    let run = || target(data);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, run).expect("a thread");
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

/// The reader and everything that judges, completes or hashes a bill.
pub fn invoice(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let judged = ask(None, "validate", text, "");
    // serde_json decides what is JSON; only size and depth may make us refuse more.
    match (&judged, serde_json::from_str::<Value>(text)) {
        (Ok(_), Err(e)) => assert!(e.to_string().contains("number out of range"), "taken, though it is no JSON: {e}"),
        (Err(error), Ok(value)) => {
            assert!(error.kind == ErrorKind::Limit || !value.is_object(), "refused, though it is JSON: {error}");
        }
        (Ok(reply), Ok(_)) => {
            let report: Value = serde_json::from_str(reply.json()).expect("an answer is JSON");
            assert_eq!(report["valid"] == true, reply.outcome == Outcome::Ok);
            let errors = report["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error");
            assert_eq!(errors.count() == 0, report["valid"] == true);
            // Compact JSON takes the reader's short ways; with blanks around every sign none of them applies.
            for around in ["", "  "] {
                let again = ask(None, "validate", &spaced(text, around), "").expect("read before");
                assert_eq!(again.json(), reply.json(), "blanks change the judgement");
            }
        }
        (Err(_), Err(_)) => {}
    }
    let _ = ask(None, "hash", text, "");
    let _ = ask(None, "applicability", text, "");
    let _ = ask(None, "gstr1", text, "");
    if let Ok(completed) = ask(None, "compute", text, "") {
        serde_json::from_str::<Value>(completed.json()).expect("an answer is JSON");
    }
}

/// Bills of any shape: what comes out is INV-01 that is read, and normalising it again changes nothing.
pub fn bill(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    const OPTIONS: &str = r#"{"on":"2026-11-21","changes":"all","taxpayer":{"gstin":"29AABCU9603R1ZJ","seller":{"legal_name":"Udupi
        Stationers","address":"14 Car Street","city":"Udupi","pin":576101,"defaults":{"unit":"NOS","rate":18}}}}"#;
    let normalize = |text: &str| ask(None, "normalize", text, OPTIONS);
    if let Ok(reply) = normalize(text) {
        let answer: Value = serde_json::from_str(reply.json()).expect("an answer is JSON");
        let errors = answer["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error");
        assert_eq!(errors.count() == 0, reply.outcome == Outcome::Ok);
        // An invoice with nothing in it is no document that could be told from another.
        if let Ok(again) = normalize(&answer["invoice"].to_string()) {
            let again: Value = serde_json::from_str(again.json()).expect("an answer is JSON");
            assert_eq!((&again["changes"], &again["dressed"]), (&json!([]), &json!(0)), "{}", answer["invoice"]);
        }
    }
    for verb in ["validate", "hash", "compute", "applicability", "export", "gstr1"] {
        let _ = ask(None, verb, text, r#"{"normalize":true,"on":"2026-11-21"}"#);
    }
}

/// Tables of any kind: rows of bills and rows passed over are all rows, what is ready is valid, and the same input gives the same.
pub fn table(data: &[u8]) {
    const OPTIONS: &str = r#"{"on":"2026-11-21","taxpayer":{"gstin":"29AABCU9603R1ZJ","seller":{"legal_name":"Udupi Stationers",
        "address":"14 Car Street","city":"Udupi","pin":576101}}}"#;
    let request =
        json!({"base64": base64::engine::general_purpose::STANDARD.encode(data), "name": "fuzzed"}).to_string();
    let _ = ask(None, "columns", &request, "");
    let Ok(reply) = ask(None, "convert", &request, OPTIONS) else { return };
    let answer: Value = serde_json::from_str(reply.json()).expect("an answer is JSON");
    let counts = |name: &str| answer["counts"][name].as_u64().expect("a count");
    assert_eq!(counts("bills"), counts("ready") + counts("faulty") + counts("skipped"));
    for bill in answer["bills"].as_array().expect("bills").iter().filter(|bill| bill["status"] == "ready").take(20) {
        let judged = ask(None, "validate", &bill["invoice"].to_string(), r#"{"on":"2026-11-21"}"#)
            .expect("a bill that is ready");
        assert_eq!(judged.outcome, Outcome::Ok, "{bill}");
    }
    let again = ask(None, "convert", &request, OPTIONS).expect("read before");
    assert_eq!(again.json(), reply.json());
}

/// The same JSON with `around` on both sides of every sign, and no other blank.
fn spaced(text: &str, around: &str) -> String {
    let (mut out, mut inside, mut escaped) = (String::new(), false, false);
    for c in text.chars() {
        if inside {
            out.push(c);
            inside = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
        } else if matches!(c, '{' | '}' | '[' | ']' | ':' | ',') {
            out.extend([around, c.encode_utf8(&mut [0; 4]), around]);
        } else if !matches!(c, ' ' | '\n' | '\r' | '\t') {
            out.push(c);
            inside = c == '"';
        }
    }
    out
}

/// A registration of the built-in sandbox, made once.
static REGISTERED: LazyLock<(Value, Value)> = LazyLock::new(|| {
    let day = "21/11/2026";
    let engine = Engine::open(r#"{"on": "2026-11-21T12:00:00+05:30"}"#).expect("the sandbox opens");
    let bill = json!({"Version": "1.1", "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"},
        "DocDtls": {"Typ": "INV", "No": "FZ/1", "Dt": day},
        "SellerDtls": {"Gstin": "29AABCU9603R1ZJ", "LglNm": "Udupi Stationers", "Addr1": "14 Car Street",
            "Loc": "Udupi", "Pin": 576101, "Stcd": "29"},
        "BuyerDtls": {"Gstin": "27AABCU9603R1ZN", "LglNm": "Pune Office Supplies", "Pos": "27", "Addr1": "7 Laxmi Road",
            "Loc": "Pune", "Pin": 411030, "Stcd": "27"},
        "ItemList": [{"SlNo": "1", "IsServc": "N", "HsnCd": "48201090", "Qty": 1, "Unit": "NOS", "UnitPrice": 100,
            "TotAmt": 100, "AssAmt": 100, "GstRt": 18, "IgstAmt": 18, "TotItemVal": 118}],
        "ValDtls": {"AssVal": 100, "IgstVal": 18, "TotInvVal": 118}});
    let reply = ask(Some(&engine), "submit", &bill.to_string(), "").expect("the sandbox registers");
    (bill, serde_json::from_str(reply.json()).expect("an answer is JSON"))
});

/// Tokens: one that differs from the signed bytes is never verified.
pub fn token(data: &[u8]) {
    let genuine = REGISTERED.1["signed_qr"].as_str().expect("a signed QR");
    // A leading `=` stands for the genuine token with the rest written over it, from the place that the next byte
    // names.
    let text = match data {
        [b'=', place, patch @ ..] => {
            let mut bytes = genuine.as_bytes().to_vec();
            let from = usize::from(*place) * bytes.len() / 256;
            let to = bytes.len().min(from + patch.len());
            bytes[from..to].copy_from_slice(&patch[..to - from]);
            bytes
        }
        _ => data.to_vec(),
    };
    let Ok(text) = std::str::from_utf8(&text) else { return };
    let judged = verify(text, &PublicKeys::new());
    let right = matches!(judged.verdict, SignatureVerdict::Verified | SignatureVerdict::Sandbox);
    assert!(!right || text.trim() == genuine, "called right: {text}");
    let asked = json!({"signed_qr": text, "invoice": REGISTERED.0}).to_string();
    let _ = ask(None, "verify", &asked, "");
    let _ = ask(None, "qr", text, "");
}

/// Gives every request the same answer.
struct Canned(http::Response<Vec<u8>>);

impl Wire for Canned {
    fn exchange(&self, _: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// Runs a future that waits for nothing else.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a canned wire answers at once"),
    }
}

/// Portals' answers: of any profile, to any call, with any status; in the clear, or correctly encrypted with any
/// content.
pub fn reply(data: &[u8]) {
    let [road, call, how, body @ ..] = data else { return };
    let key = AesKey::from_bytes(&[7; 32]).expect("32 bytes");
    let body = match how & 1 {
        0 => body.to_vec(),
        _ => json!({"Status": 1, "Data": key.encrypt(body), "ErrorDetails": null, "InfoDtls": null}).to_string().into(),
    };
    let status = [200, 200, 200, 201, 302, 401, 419, 503][usize::from(how >> 1) % 8];
    let response = http::Response::builder().status(status).header("content-type", "application/json").body(body);
    let wire = Canned(response.expect("a response"));
    let profiles = PortalProfile::all();
    let profile = &profiles[usize::from(*road) % profiles.len()];
    let credentials = Credentials {
        gstin: Gstin::parse("29AABCU9603R1ZJ").expect("a GSTIN"),
        username: "user".into(),
        password: Secret::new("hush-pass"),
        client_id: "id".into(),
        client_secret: Secret::new("hush-client"),
        extra: profile.extra.iter().map(|name| (name.clone(), Secret::new("hush-extra"))).collect(),
        ewb_user: None,
    };
    let expires = IstTime::parse("2026-11-22").expect("a day");
    let token = SessionToken { auth_token: Secret::new("hush-token"), sek: Some(key), expires };
    let calls = Calls::new(profile, &wire, &credentials, &token);
    let irn = Irn::parse(&"0a".repeat(32)).expect("an IRN");
    let day = Day::parse("21/11/2026").expect("a day");
    let said = match call % 11 {
        0 => told(now(calls.generate(b"{}"))),
        1 => told(now(calls.cancel(&irn, CancelReason::Duplicate, "twice"))),
        2 => told(now(calls.by_irn(&irn))),
        3 => {
            let number = DocumentNumber::parse("FZ/1").expect("a number");
            told(now(calls.by_document(DocType::Invoice, &number, day, &irn)))
        }
        4 => told(now(calls.rejected_irns(day))),
        5 => told(now(calls.ewb(b"{}"))),
        6 => told(now(calls.ewb_by_irn(&irn))),
        7 => told(now(calls.cancel_ewb("141000000001", CancelReason::Other, "gone"))),
        8 => told(now(calls.gstin(credentials.gstin))),
        9 => told(now(calls.sync_gstin(credentials.gstin))),
        _ => {
            let key = PortalKey::read(Sandbox::login_key_pem().as_bytes()).expect("a key");
            let key = profile.needs_key().then_some(&key);
            let door = LogInAttempt {
                profile,
                wire: &wire,
                key,
                credentials: &credentials,
                now: expires,
                tap: &NoTap,
                ewb: false,
            };
            format!("{:?}", now(door.log_in(false)).err())
        }
    };
    assert!(!said.contains("hush-"), "a secret is told: {said}");
}

fn told<T: std::fmt::Debug>(answer: PortalAnswer<T>) -> String {
    format!("{answer:?}")
}

/// Options of every verb, and configurations, opened where possible. Files and addresses are left out.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for verb in ["submit", "compute", "codes", "cancel", "verify", "qr"] {
        let _ = ask(None, verb, "{}", text);
    }
    if let Ok(profile) = PortalProfile::read(text) {
        assert!(!profile.urls.is_empty() || profile.name == "custom" || !profile.calls.is_empty());
    }
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        assert!(text.trim().is_empty() || Engine::open(text).is_err(), "opened, though it is no JSON");
        return;
    };
    harmless(&mut value);
    if let Ok(engine) = Engine::open(&value.to_string()) {
        assert!(!WrittenAnswer::of(engine.about()).json().contains("hush-"), "a secret is told");
        let _ = ask(Some(&engine), "status", r#"{"irn": "00"}"#, "");
    }
}

/// Removes members that would open files.
fn harmless(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members
                .retain(|name, _| !matches!(name.as_str(), "ledger" | "file" | "env" | "ca_file" | "profile" | "log"));
            members.values_mut().for_each(harmless);
        }
        Value::Array(list) => list.iter_mut().for_each(harmless),
        Value::String(text) if text.contains(['/', '\\']) && !text.starts_with("http") => text.clear(),
        _ => {}
    }
}

/// Foreign PDFs: stamped whole, or refused with a reason.
pub fn stamp(data: &[u8]) {
    use base64::Engine as _;
    let pdf = base64::engine::general_purpose::STANDARD.encode(data);
    let asked = json!({"pdf": pdf, "registration": REGISTERED.1, "page": "all", "place": "auto"}).to_string();
    if let Ok(stamped) = ask(None, "stamp", &asked, "") {
        let bytes = stamped.into_bytes();
        assert!(bytes.len() > data.len() && bytes.starts_with(data), "the original is untouched");
    }
}

/// The C interface: any verb, engine, text and capacity. Lengths stay within the buffer; beyond it the caller would
/// break the contract.
pub fn abi(data: &[u8]) {
    const VERBS: [&str; 15] = [
        "validate",
        "hash",
        "explain",
        "compute",
        "rules",
        "codes",
        "applicability",
        "gstr1",
        "verify",
        "qr",
        "status",
        "print",
        "cancel",
        "audit",
        "stamp",
    ];
    let [verb, engine, first, second, cap, rest @ ..] = data else { return };
    let verb: Verb = verb_by_name(VERBS[usize::from(*verb) % VERBS.len()].as_bytes()).expect("a verb");
    let engine = [0, 1, -1, i32::MAX, i32::MIN, 0x0100_0001][usize::from(*engine) % 6];
    let (input, options) = rest.split_at(usize::from(*first) * rest.len() / 255);
    // A text of length -1 ends in a NUL.
    let ended = [options, &[0]].concat();
    let (options, options_len) = match second % 4 {
        0 => (std::ptr::null(), i32::from(*second) - 128),
        1 => (ended.as_ptr(), -1),
        2 => (ended.as_ptr(), -2 - i32::from(*second)),
        _ => (ended.as_ptr(), i32::try_from(options.len()).expect("short")),
    };
    let room = usize::from(*cap) * 64;
    let mut out = vec![0xEE_u8; room + 16];
    let mut len = -7;
    // SAFETY: each pointer is NULL or has as many bytes as its length says; `out` has more than its capacity.
    let status = unsafe {
        verb(
            engine,
            input.as_ptr().cast(),
            i32::try_from(input.len()).expect("short"),
            options.cast(),
            options_len,
            out.as_mut_ptr().cast(),
            i32::try_from(room).expect("short"),
            &raw mut len,
        )
    };
    assert!((0..=2).contains(&status) || (10..=27).contains(&status) && status != 17, "status {status}");
    assert!(out[room..].iter().all(|byte| *byte == 0xEE), "written beyond the capacity");
    let fits = usize::try_from(len).is_ok_and(|len| len <= room);
    assert!(status > 2 || fits, "an answer of {len} in {room}");
    assert!(status != 11 || out.iter().all(|byte| *byte == 0xEE), "nothing is written where the answer does not fit");
}
