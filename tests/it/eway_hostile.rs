//! An adversary's pass over the e-way bill verbs: requests with any member changed, and answers of the system with any member
//! changed. Nothing panics or hangs, every error says what to do, and no answer claims what the register does not have.

use crate::common::Ask;
use crate::engine::{Portal, at, open, parse};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const MAKER: &str = "29AABCU9603R1ZJ";
const BUYER: &str = "27AABCU9603R1ZN";

fn challan(number: &str) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    challan["docNo"] = number.into();
    challan
}

fn moment() -> IstTime {
    IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()
}

fn engine(url: &str, folder: &std::path::Path) -> Engine {
    let mut config = at(url, folder);
    config["portal"]["timeout_ms"] = json!(3000);
    let one = |gstin: &str| json!({"gstin": gstin, "username": "road", "password": "hush-pass"});
    config["taxpayers"] = json!([one(MAKER), one(BUYER)]);
    open(&config)
}

/// Engines of ledgers of their own, a new one for every few requests: the guard leaves a portal alone that has refused many.
struct Fresh<'u> {
    url: &'u str,
    folder: tempfile::TempDir,
    engines: usize,
    asked: usize,
    engine: Engine,
}

impl<'u> Fresh<'u> {
    fn at(url: &'u str) -> Fresh<'u> {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(url, folder.path());
        Fresh { url, folder, engines: 1, asked: 0, engine }
    }

    fn renew(&mut self) -> &Engine {
        let own = self.folder.path().join(self.engines.to_string());
        std::fs::create_dir(&own).unwrap();
        self.engine = engine(self.url, &own);
        (self.engines, self.asked) = (self.engines + 1, 0);
        &self.engine
    }

    fn next(&mut self) -> &Engine {
        if self.asked >= 12 {
            self.renew();
        }
        self.asked += 1;
        &self.engine
    }
}

/// Values that stand where others should.
fn odd() -> Vec<Value> {
    vec![
        Value::Null,
        json!(""),
        json!(" "),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(true),
        json!([]),
        json!({}),
        json!([[[1]]]),
        json!("\u{0}\u{202e}\u{1F69A}"),
        json!("x".repeat(5000)),
        json!("31/02/2026"),
        json!("999999999999"),
        json!({"place": "", "state": 0}),
    ]
}

/// Every pointer of a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(values) => values.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => return,
    };
    for (name, value) in inside {
        let at = format!("{at}/{name}");
        found.push(at.clone());
        places(value, &at, found);
    }
}

fn without(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.shift_remove(name)),
        Some(Value::Array(values)) => drop(values.remove(name.parse().unwrap())),
        _ => {}
    }
    value
}

/// A request changed in every single place, in every odd way.
fn mutations(request: &Value) -> Vec<Value> {
    let mut pointers = Vec::new();
    places(request, "", &mut pointers);
    let mut all = Vec::new();
    for pointer in &pointers {
        all.push(without(request, pointer));
        for value in odd() {
            let mut changed = request.clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            all.push(changed);
        }
    }
    all.push(json!([]));
    all.push(json!({}));
    all.push(Value::Null);
    all
}

/// Asks a verb; whatever comes is an answer, or an error that says where to look.
fn ask(engine: &Engine, verb: &str, request: &Value, on: &str) -> Option<(Outcome, Value)> {
    // What only reads has nothing to settle.
    let opts = match verb {
        "ewb_fetch" | "status" => json!({ "on": on }),
        _ => json!({"on": on, "settle_ms": 0}),
    };
    let opts = opts.to_string();
    match engine.ask(verb, request.to_string(), opts) {
        Ok(reply) => Some((reply.outcome, parse(&reply))),
        Err(error) => {
            println!("{verb}: {error}");
            assert!(!matches!(error.kind, ErrorKind::Panic | ErrorKind::Option), "{verb} {request}: {error:?}");
            assert!(error.message.len() < 2000, "{verb}: {} bytes", error.message.len());
            if matches!(error.kind, ErrorKind::Json) {
                assert!(error.fix.is_some() || error.at.is_some(), "{verb} {request}: {error:?}");
            }
            None
        }
    }
}

/// Makes a right bill; on a busy machine a log-in may miss its time. Returns its number.
fn number_of(engine: &Engine, number: &str, on: &str) -> Value {
    for _ in 0..10 {
        if let Some((Outcome::Ok, made)) = ask(engine, "ewb", &challan(number), on) {
            return made["ewb_no"].clone();
        }
    }
    panic!("{number} is never made");
}

#[test]
fn odd_requests_are_answered_or_refused_and_change_nothing_by_chance() {
    let portal = Portal::start(Clock::still(moment()));
    let mut fresh = Fresh::at(&portal.url);
    let on = moment().to_string();
    let number = number_of(fresh.next(), "H/1", &on);
    let from = json!({"place": "Hubballi", "state": 29});
    let requests = [
        (
            "ewb_vehicle",
            json!({"ewb_no": number, "gstin": MAKER, "vehicle": "MH12AB1234", "document": "LR-1",
            "document_date": "21/11/2026", "mode": "road", "from": from, "reason": "breakdown", "remark": "axle"}),
        ),
        (
            "ewb_vehicle",
            json!({"ewb_no": number, "from": from, "to": {"place": "Pune", "state": 27}, "unit": "NOS",
            "reason": "transshipment", "remark": "small", "vehicles": [{"vehicle": "MH12AB1234", "quantity": 150}]}),
        ),
        ("ewb_transporter", json!({"ewb_no": number, "transporter_id": "29AABCT3518Q1ZS"})),
        (
            "ewb_extend",
            json!({"ewb_no": number, "remaining_km": 240, "reason": "accident", "remark": "road",
            "from": {"place": "Kolhapur", "state": 27, "pin": "416001", "address": ["Shed 4"]}, "in_transit": "warehouse"}),
        ),
        ("ewb_consolidate", json!({"ewb_nos": [number], "vehicle": "KA20AB1234", "from": from})),
        ("ewb_reject", json!({"ewb_no": number, "gstin": BUYER})),
        ("ewb_fetch", json!({"ewb_no": number, "gstin": MAKER})),
        ("ewb_fetch", json!({"gstin": MAKER, "day": "21/11/2026", "as": "consignor"})),
        ("ewb_cancel", json!({"ewb_no": number, "reason": "other", "remark": "no"})),
        ("status", json!({ "ewb_no": number })),
    ];
    for (verb, request) in requests {
        let mut done = false;
        for changed in mutations(&request) {
            let answer = ask(fresh.next(), verb, &changed, &on);
            done |= matches!(answer, Some((Outcome::Ok, _)));
            if let Some((Outcome::Invalid, answer)) = &answer {
                let says = ["message", "report", "fix", "status"].iter().any(|name| answer.get(name).is_some());
                assert!(says, "{verb} {changed}: {answer}");
            }
        }
        // A yes is a yes at the system, too.
        let shown = ask(fresh.renew(), "ewb_fetch", &json!({ "ewb_no": number }), &on).unwrap().1;
        match verb {
            "ewb_reject" if done => assert_eq!(shown["status"], "rejected", "{shown}"),
            "ewb_cancel" if done => assert_eq!(shown["status"], "cancelled", "{shown}"),
            "ewb_transporter" if done => assert!(shown["transporter_id"].is_string(), "{shown}"),
            _ => {}
        }
    }
}

#[test]
fn odd_documents_make_no_bill_that_the_ledger_does_not_know() {
    let portal = Portal::start(Clock::still(moment()));
    let mut fresh = Fresh::at(&portal.url);
    let on = moment().to_string();
    let mut made = 0;
    for (index, mut changed) in mutations(&challan("H/1")).into_iter().enumerate() {
        if changed.get("docNo").is_some_and(|number| *number == "H/1") {
            changed["docNo"] = format!("H/{index}").into();
        }
        let Some((outcome, answer)) = ask(fresh.next(), "ewb", &changed, &on) else { continue };
        match outcome {
            Outcome::Ok => {
                assert!(answer["ewb_no"].is_string(), "{changed}: {answer}");
                made += 1;
            }
            Outcome::Invalid => assert!(answer["report"]["findings"].is_array(), "{changed}: {answer}"),
            // On a busy machine a log-in may miss its time: it waits, and certainly was not made.
            Outcome::Pending => assert_eq!(answer["status"], "pending", "{changed}: {answer}"),
        }
    }
    let (_, day) = ask(fresh.renew(), "ewb_fetch", &json!({"gstin": MAKER, "day": "21/11/2026"}), &on).unwrap();
    assert_eq!(day["ewbs"].as_array().unwrap().len(), made);
    assert!(made > 20, "{made} bills were right");
}

/// The e-way bill system with a change to one of its answers.
struct Liar {
    sandbox: einv::sandbox::Sandbox,
    /// Of which call, the place, and what stands there.
    lie: Mutex<Option<(String, String, Option<Value>)>>,
}

fn start() -> (String, Arc<Liar>, tokio::runtime::Runtime) {
    let sandbox = einv::sandbox::Sandbox::in_memory(Clock::still(moment())).unwrap();
    let liar = Arc::new(Liar { sandbox, lie: Mutex::default() });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(handle).with_state(Arc::clone(&liar));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        axum::serve(listener, router).await.unwrap();
    });
    (url, liar, runtime)
}

/// Changes a member of an answer outside its seal: the envelope itself.
async fn handle(State(liar): State<Arc<Liar>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap();
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let name = asked["action"].as_str().map_or(path.rsplit('/').next().unwrap_or_default().to_owned(), str::to_owned);
    let answer = liar.sandbox.answer(http::Request::from_parts(parts, body.to_vec()));
    let lie = {
        let mut lie = liar.lie.lock().unwrap();
        let ours = lie.as_ref().is_some_and(|(of, ..)| *of == name);
        if ours { lie.take() } else { None }
    };
    let Some((_, pointer, value)) = lie else { return answer.map(Body::from) };
    let mut json: Value = serde_json::from_slice(answer.body()).unwrap();
    match value {
        Some(value) => {
            if let Some(place) = json.pointer_mut(&pointer) {
                *place = value;
            }
        }
        None => json = without(&json, &pointer),
    }
    Response::builder().header("content-type", "application/json").body(Body::from(json.to_string())).unwrap()
}

#[test]
fn odd_answers_are_never_taken_for_a_yes() {
    let (url, liar, _runtime) = start();
    let mut fresh = Fresh::at(&url);
    let on = moment().to_string();
    let number = number_of(fresh.next(), "H/0", &on);
    let mut serial = 0;
    for pointer in ["/status", "/data", "/alert", "/rek", "/hmac"] {
        let mut values: Vec<Option<Value>> = odd().into_iter().map(Some).collect();
        values.push(None);
        values.push(Some(json!("0")));
        values.push(Some(json!("AAAA")));
        for value in values {
            serial += 1;
            let engine = fresh.renew();
            // Making: whatever is said, the ledger ends where the register is.
            *liar.lie.lock().unwrap() = Some(("GENEWAYBILL".to_owned(), pointer.to_owned(), value.clone()));
            let document = challan(&format!("A/{serial}"));
            let _ = ask(engine, "ewb", &document, &on);
            *liar.lie.lock().unwrap() = None;
            let (outcome, made) = ask(engine, "ewb", &document, &on).unwrap_or_else(|| panic!("{pointer} {value:?}"));
            assert_eq!((outcome, &made["status"]), (Outcome::Ok, &json!("active")), "{pointer} {value:?}: {made}");
            // Reading: what can't be read is an error, or shows the bill.
            *liar.lie.lock().unwrap() = Some(("GetEwayBill".to_owned(), pointer.to_owned(), value.clone()));
            if let Some((Outcome::Ok, shown)) =
                ask(engine, "ewb_fetch", &json!({ "ewb_no": number, "gstin": MAKER }), &on)
            {
                assert_eq!(shown["ewb_no"], number, "{pointer} {value:?}: {shown}");
            }
            *liar.lie.lock().unwrap() = None;
        }
    }
    let (_, day) = ask(fresh.renew(), "ewb_fetch", &json!({"gstin": MAKER, "day": "21/11/2026"}), &on).unwrap();
    assert_eq!(day["ewbs"].as_array().unwrap().len(), serial + 1, "each is made once");
}
