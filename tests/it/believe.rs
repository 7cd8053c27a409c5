//! How far a portal's answer is believed: forged answers to every verb that learns of a registration.

use crate::common::{Ask, bill, hash, import, today};
use crate::engine::{ledger_in, open, options, parse, status, submit};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::signed::Signer;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};

const KEY: &str = include_str!("../keys/key.pem");
const CERTIFICATE: &str = include_str!("../keys/certificate.pem");

/// A portal with plain JSON, so that a test decides each word of its answers.
const PROFILE: &str = r#"{
  "name": "counter", "about": "A portal made up for a test",
  "login": {"request": {"method": "POST", "path": "/enter", "token": ["/token"], "expires_in": ["/good_for"]}},
  "headers": {"x-token": "{token}"},
  "answer": {"status": ["/ok"], "yes": ["true"], "no": ["false"], "data": ["/data"], "words": ["/why"], "token_statuses": [419]},
  "calls": {
    "generate": {"method": "POST", "path": "/bills"},
    "cancel": {"method": "POST", "path": "/void"},
    "by_irn": {"method": "GET", "path": "/bills?irn={irn}"},
    "by_document": {"method": "GET", "path": "/bills?number={number}"}
  }
}"#;

/// Its answer to a sending and to a look-up; `None` is a failure of the server.
#[derive(Default)]
struct Counter {
    sent: Mutex<Option<Value>>,
    asked: Mutex<Option<Value>>,
}

async fn handle(State(counter): State<Arc<Counter>>, request: Request) -> Response {
    let say = |status: u16, json: Value| {
        let answer = Response::builder().status(status).header("content-type", "application/json");
        answer.body(Body::from(json.to_string())).unwrap()
    };
    let data = match (request.method().as_str(), request.uri().path()) {
        (_, "/enter") => return say(200, json!({"token": "t", "good_for": 7200})),
        ("POST", "/bills") => counter.sent.lock().unwrap().clone(),
        _ => counter.asked.lock().unwrap().clone(),
    };
    match data {
        Some(data) => say(200, json!({"ok": true, "data": data})),
        None => say(500, json!({})),
    }
}

struct Forger {
    counter: Arc<Counter>,
    url: String,
    profile: tempfile::NamedTempFile,
    _runtime: tokio::runtime::Runtime,
}

impl Forger {
    fn start() -> Forger {
        let counter = Arc::new(Counter::default());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(handle).with_state(Arc::clone(&counter));
        runtime.spawn(async move {
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
        });
        let profile = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(profile.path(), PROFILE).unwrap();
        Forger { counter, url, profile, _runtime: runtime }
    }

    fn engine(&self, folder: &Path, keys: &[&str]) -> Engine {
        open(&json!({
            "portal": {"kind": "custom", "profile": self.profile.path().to_string_lossy(), "urls": [self.url],
                       "client_id": "id", "client_secret": "hush", "timeout_ms": 5000, "qr_keys": keys},
            "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "udupi", "password": "hush-pass"}],
            "ledger": ledger_in(folder),
        }))
    }

    /// The answers to a sending and to a look-up.
    fn answers(&self, sent: Option<&Value>, asked: Option<&Value>) {
        *self.counter.sent.lock().unwrap() = sent.cloned();
        *self.counter.asked.lock().unwrap() = asked.cloned();
    }
}

fn sign(data: &Value) -> Value {
    json!(Signer::new(KEY, CERTIFICATE, "NIC").unwrap().sign(&data.to_string()).unwrap())
}

fn irn(bill: &Value) -> Value {
    parse(&hash(None, &bill.to_string(), options()).unwrap())["irn"].clone()
}

fn now() -> String {
    Clock::Wall.now().portal()
}

/// The content of a signed invoice, acknowledged then.
fn invoice(bill: &Value, ack_date: &str) -> Value {
    let mut data = json!({"AckNo": 162_610_000_000_001u64, "AckDt": ack_date, "Irn": irn(bill)});
    data.as_object_mut().unwrap().extend(bill.as_object().unwrap().clone());
    data
}

/// The content of a signed QR.
fn code(bill: &Value, ack_date: &str) -> Value {
    json!({"SellerGstin": bill["SellerDtls"]["Gstin"], "BuyerGstin": bill["BuyerDtls"]["Gstin"],
        "DocNo": bill["DocDtls"]["No"], "DocTyp": bill["DocDtls"]["Typ"], "DocDt": bill["DocDtls"]["Dt"],
        "TotInvVal": bill["ValDtls"]["TotInvVal"], "ItemCnt": bill["ItemList"].as_array().unwrap().len(),
        "MainHsnCode": bill["ItemList"][0]["HsnCd"], "Irn": irn(bill), "IrnDt": ack_date})
}

/// The whole answer of a portal that has registered a bill.
fn registration(bill: &Value, ack_date: &str) -> Value {
    json!({"AckNo": 162_610_000_000_001u64, "AckDt": ack_date, "Irn": irn(bill), "Status": "ACT",
        "SignedInvoice": sign(&invoice(bill, ack_date)), "SignedQRCode": sign(&code(bill, ack_date))})
}

fn with(mut answer: Value, path: &str, value: Value) -> Value {
    *answer.pointer_mut(path).unwrap() = value;
    answer
}

/// The same answer with another fact in its signed QR.
fn coded(bill: &Value, fact: &str, value: Value) -> Value {
    let mut qr = code(bill, &now());
    qr[fact] = value;
    with(registration(bill, &now()), "/SignedQRCode", sign(&qr))
}

/// Answers that no portal gives about `ours`, each with a valid signature.
fn forged(ours: &Value) -> Vec<(&'static str, Value)> {
    let other = bill("OTHER/1", &today());
    let theirs = registration(&other, &now());
    let genuine = || registration(ours, &now());
    let dearer = with(ours.clone(), "/ValDtls/TotInvVal", json!(1169.00));
    let later = Clock::Wall.now().plus_hours(49).portal();
    let earlier = Clock::Wall.now().plus_seconds(-120).portal();
    vec![
        ("another document's invoice and QR", with(theirs.clone(), "/Irn", irn(ours))),
        ("another document's invoice", with(genuine(), "/SignedInvoice", theirs["SignedInvoice"].clone())),
        ("another document's QR", with(genuine(), "/SignedQRCode", theirs["SignedQRCode"].clone())),
        ("a QR of another value", coded(ours, "TotInvVal", json!(1168.01))),
        ("a QR of another buyer", coded(ours, "BuyerGstin", json!("27AAACP1234A1ZK"))),
        ("a QR of another seller", coded(ours, "SellerGstin", json!("29AAACP1234A1ZQ"))),
        ("a QR of another number", coded(ours, "DocNo", json!("B/9"))),
        ("a QR of another type", coded(ours, "DocTyp", json!("DBN"))),
        ("a QR of another date", coded(ours, "DocDt", json!("01/01/2026"))),
        ("a QR of more lines", coded(ours, "ItemCnt", json!(2))),
        ("a QR of other goods", coded(ours, "MainHsnCode", json!("1001"))),
        ("a QR of another IRN", coded(ours, "Irn", irn(&other))),
        ("an invoice of another value", with(genuine(), "/SignedInvoice", sign(&invoice(&dearer, &now())))),
        ("another acknowledgement number", with(genuine(), "/AckNo", json!(162_610_000_000_002u64))),
        ("another acknowledgement date", with(genuine(), "/AckDt", json!(earlier))),
        ("the year 9999", registration(ours, "9999-12-31 23:59:59")),
        ("the day after tomorrow", registration(ours, &later)),
        ("before there were e-invoices", registration(ours, "2019-12-31 23:59:59")),
    ]
}

/// How each way of learning of a registration ends with an answer: the error's code or the status, and the ledger's
/// status.
fn learnt(forger: &Forger, keys: &[&str], ours: &Value, answer: &Value) -> Vec<(&'static str, String, String)> {
    let which = json!({"gstin": "29AABCU9603R1ZJ", "type": ours["DocDtls"]["Typ"], "number": ours["DocDtls"]["No"],
        "date": ours["DocDtls"]["Dt"]})
    .to_string();
    let by_irn = json!({"irn": irn(ours), "gstin": "29AABCU9603R1ZJ"}).to_string();
    let word = |done: einv::error::Result<einv::engine::WrittenAnswer>| match done {
        Ok(reply) => parse(&reply)["status"].as_str().unwrap().to_owned(),
        Err(error) if error.kind == ErrorKind::Portal => "E_PORTAL".to_owned(),
        Err(error) => format!("{:?}: {error}", error.kind),
    };
    let ledger = |engine: &Engine| status(engine, &irn(ours))["status"].as_str().unwrap().to_owned();
    let options = &json!({"qr_keys": keys}).to_string();
    let mut cells = Vec::new();
    for way in ["submit", "look-up", "fetch", "fetch by IRN", "fetch of what is not kept", "import"] {
        let folder = tempfile::tempdir().unwrap();
        let engine = forger.engine(folder.path(), keys);
        if !matches!(way, "submit" | "fetch of what is not kept") {
            forger.answers(None, None);
            let doubtful = engine.ask("submit", ours.to_string(), r#"{"settle_ms":0}"#).unwrap();
            assert_eq!(parse(&doubtful)["status"], "in_doubt");
        }
        forger.answers((way == "submit").then_some(answer), Some(answer));
        let said = match way {
            "fetch" | "fetch of what is not kept" => word(engine.ask("fetch", &which, crate::engine::options())),
            "fetch by IRN" => word(engine.ask("fetch", &by_irn, crate::engine::options())),
            "import" => {
                let said = parse(&import(&engine, &answer.to_string(), options).unwrap());
                let one = &said["results"][0];
                one["error"]["code"].as_str().or(one["status"].as_str()).unwrap().to_owned()
            }
            _ => word(engine.ask("submit", ours.to_string(), crate::engine::options())),
        };
        cells.push((way, said, ledger(&engine)));
    }
    cells
}

#[test]
fn a_forged_answer_is_believed_by_no_verb_and_leaves_the_document_in_doubt() {
    let forger = Forger::start();
    let ours = bill("B/1", &today());
    // Without keys the signatures prove nothing, but the signed content is compared all the same.
    for keys in [&[CERTIFICATE][..], &[]] {
        let some = if keys.is_empty() { 3 } else { 1 };
        for (name, answer) in forged(&ours).into_iter().step_by(some) {
            for (way, said, kept) in learnt(&forger, keys, &ours, &answer) {
                let before = if way == "fetch of what is not kept" { "unknown" } else { "in_doubt" };
                assert_eq!((said.as_str(), kept.as_str()), ("E_PORTAL", before), "{name}, {way}");
            }
        }
    }
}

#[test]
fn a_genuine_answer_is_believed_in_every_notation() {
    let forger = Forger::start();
    let ours = bill("b/2", &today());
    let at = Clock::Wall.now().to_minute();
    let (minute, second) = (at.portal(), at.plus_seconds(38).portal());
    let genuine = |change: &dyn Fn(&mut Value, &mut Value, &mut Value)| {
        let (mut invoice, mut qr) = (invoice(&ours, &second), code(&ours, &second));
        let mut answer = registration(&ours, &minute);
        change(&mut invoice, &mut qr, &mut answer);
        with(with(answer, "/SignedInvoice", sign(&invoice)), "/SignedQRCode", sign(&qr))
    };
    let iso = einv::calendar::Day::parse(&today()).unwrap().iso();
    for (name, answer) in [
        ("the minute beside, the second in what is signed", genuine(&|_, _, _| {})),
        ("no time in the QR", genuine(&|_, qr, _| drop(qr.as_object_mut().unwrap().remove("IrnDt")))),
        ("the acknowledgement number as text", genuine(&|_, _, answer| answer["AckNo"] = json!("162610000000001"))),
        (
            "the IRN in capitals beside",
            genuine(&|_, _, a| a["Irn"] = json!(irn(&ours).as_str().unwrap().to_uppercase())),
        ),
        (
            "the number in capitals",
            genuine(&|invoice, qr, _| {
                invoice["DocDtls"]["No"] = json!("B/2");
                qr["DocNo"] = json!("B/2");
            }),
        ),
        ("a QR's date in the old way", genuine(&|_, qr, _| qr["DocDt"] = json!(iso))),
        ("a value as text", genuine(&|_, qr, _| qr["TotInvVal"] = json!("1168.0"))),
        (
            "numbers at another scale, and zeros where we sent nothing",
            genuine(&|invoice, _, _| {
                let line = &mut invoice["ItemList"][0];
                line["ItemNo"] = json!(0);
                line["Qty"] = json!(10.0);
                line["AssAmt"] = json!(990);
                line["CgstAmt"] = json!(0);
                line["StateCesNonAdvlAmt"] = json!(0.00);
                invoice["ValDtls"]["CesVal"] = json!(0);
            }),
        ),
        (
            "codes in another case, a state without its zero",
            genuine(&|invoice, _, _| {
                invoice["ItemList"][0]["Unit"] = json!("nos");
                invoice["TranDtls"]["SupTyp"] = json!("b2b");
                invoice["BuyerDtls"]["Pos"] = json!("027");
            }),
        ),
        (
            "a name as the portal knows it",
            genuine(&|invoice, _, _| invoice["BuyerDtls"]["LglNm"] = json!("PUNE OFFICE")),
        ),
    ] {
        for (way, said, kept) in learnt(&forger, &[CERTIFICATE], &ours, &answer) {
            let after = match way {
                "submit" | "look-up" | "import" => "registered",
                "fetch of what is not kept" => "unknown",
                _ => "in_doubt",
            };
            assert_eq!((said.as_str(), kept.as_str()), ("registered", after), "{name}, {way}");
        }
    }
}

#[test]
fn the_ledger_stores_the_signed_facts_of_a_registration() {
    let forger = Forger::start();
    let ours = bill("B/3", &today());
    let at = Clock::Wall.now().to_minute();
    let signed = at.plus_seconds(38);
    let mut answer = registration(&ours, &at.portal());
    answer["SignedInvoice"] = sign(&invoice(&ours, &signed.portal()));
    forger.answers(Some(&answer), Some(&answer));
    let folder = tempfile::tempdir().unwrap();
    let engine = forger.engine(folder.path(), &[CERTIFICATE]);
    let (outcome, said) = submit(&engine, &ours);
    assert_eq!((outcome, &said["ack_date"]), (Outcome::Ok, &json!(signed.to_string())), "{said}");
    assert_eq!(said["cancel_until"], json!(signed.plus_hours(24).to_string()));
}

#[test]
fn a_registered_other_document_under_our_number_is_a_conflict_except_as_the_answer_to_our_request() {
    let forger = Forger::start();
    let ours = bill("B/4", &today());
    let mut other = ours.clone();
    other["BuyerDtls"]["Gstin"] = json!("27AAACP1234A1ZK");
    let answer = registration(&other, &now());
    for (way, said, kept) in learnt(&forger, &[CERTIFICATE], &ours, &answer) {
        let (word, after) = match way {
            // We have just sent ours: another document is not an answer.
            "submit" => ("E_PORTAL", "in_doubt"),
            // Asked for the document, the portal says that the number is used: ours was never registered.
            "look-up" => ("Conflict", "rejected"),
            "fetch of what is not kept" => ("registered", "unknown"),
            "import" => ("E_CONFLICT", "in_doubt"),
            _ => ("Conflict", "in_doubt"),
        };
        assert!(said.starts_with(word) && kept == after, "{way}: {said}, {kept}");
    }
}

#[test]
fn a_document_that_the_portal_changed_stays_in_doubt_after_every_look_up() {
    let forger = Forger::start();
    let ours = bill("B/6", &today());
    let mut changed = ours.clone();
    changed["ItemList"][0]["Unit"] = json!("PCS");
    let answer = registration(&changed, &now());
    forger.answers(Some(&answer), Some(&answer));
    let folder = tempfile::tempdir().unwrap();
    let engine = forger.engine(folder.path(), &[CERTIFICATE]);
    for _ in 0..3 {
        let error = engine.ask("submit", ours.to_string(), crate::engine::options()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "{error}");
        // It may be registered: to call it refused would free its number.
        assert_eq!(status(&engine, &irn(&ours))["status"], "in_doubt", "{error}");
    }
}

#[test]
fn a_qr_alone_is_entered_only_beside_its_own_document() {
    let forger = Forger::start();
    let ours = bill("B/5", &today());
    let answer = registration(&ours, &now());
    let folder = tempfile::tempdir().unwrap();
    let engine = forger.engine(folder.path(), &[CERTIFICATE]);
    let options = "";
    let enter = |given: Value| {
        let said = parse(&import(&engine, &given.to_string(), options).unwrap());
        let one = &said["results"][0];
        one["error"]["code"].as_str().or(one["status"].as_str()).unwrap().to_owned()
    };
    assert_eq!(enter(json!({"SignedInvoice": answer["SignedInvoice"]})), "registered");
    for (fact, value) in [
        ("TotInvVal", json!(1)),
        ("BuyerGstin", json!("27AAACP1234A1ZK")),
        ("ItemCnt", json!(3)),
        ("DocNo", json!("B/6")),
    ] {
        assert_eq!(enter(json!({"SignedQRCode": coded(&ours, fact, value)["SignedQRCode"]})), "E_PORTAL", "{fact}");
    }
    let beside = json!({"SignedQRCode": answer["SignedQRCode"], "AckNo": 5});
    assert_eq!(enter(beside), "E_PORTAL");
    assert_eq!(status(&engine, &irn(&ours))["signed_qr"], Value::Null);
    assert_eq!(enter(json!({"SignedQRCode": answer["SignedQRCode"], "AckNo": answer["AckNo"]})), "registered");
    assert_eq!(status(&engine, &irn(&ours))["signed_qr"], answer["SignedQRCode"]);
}
