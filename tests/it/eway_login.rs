//! Logging in to the e-way bill system with a user of its own, and the calls by number through GSPs: at NIC's protocol, and
//! at two GSPs whose wire is played here in front of the sandbox.

use crate::common::{Ask, bill, today};
use crate::engine::{Portal, at, open, parse, submit};
use crate::faults::sent;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::gstin::Gstin;
use einv::irp::PortalCall;
use einv::portal::credentials::{Credentials, SessionToken};
use einv::portal::envelope::{AesKey, PortalKey};
use einv::portal::session::log_in;
use einv::portal::{Exchange, Wire};
use einv::sandbox::{FaultKind, PlannedFault, Sandbox};
use einv::secret::Secret;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const MAKER: &str = "29AABCU9603R1ZJ";

fn challan(number: &str) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    (challan["docNo"], challan["docDate"]) = (number.into(), today().into());
    challan
}

fn ok(engine: &Engine, verb: &str, request: &Value) -> Value {
    let reply = engine.ask(verb, request.to_string(), "").unwrap_or_else(|error| panic!("{verb} {request}: {error:?}"));
    assert_eq!(reply.outcome, Outcome::Ok, "{verb} {request}: {}", reply.json());
    parse(&reply)
}

/// The life of bills: made, given another vehicle, read, listed, consolidated, divided, cancelled.
fn live(engine: &Engine) {
    let made = ok(engine, "ewb", &challan("L/1"));
    let number = made["ewb_no"].clone();
    let vehicle = json!({"ewb_no": number, "vehicle": "MH12AB1234", "from": {"place": "Hubballi", "state": 29},
        "reason": "breakdown", "remark": "axle broken"});
    ok(engine, "ewb_vehicle", &vehicle);
    let shown = ok(engine, "ewb_fetch", &json!({ "ewb_no": number }));
    assert_eq!((&shown["status"], shown["vehicles"].as_array().unwrap().len()), (&json!("active"), 2), "{shown}");
    let by_key = json!({"gstin": MAKER, "type": "CHL", "number": "L/1", "date": today()});
    assert_eq!(ok(engine, "ewb_fetch", &by_key)["ewb_no"], number);
    let of_day = ok(engine, "ewb_fetch", &json!({"gstin": MAKER, "day": today()}));
    let listed: Vec<&Value> = of_day["ewbs"].as_array().unwrap().iter().map(|bill| &bill["ewb_no"]).collect();
    assert!(listed.contains(&&number), "{of_day}");
    let nothing = ok(engine, "ewb_fetch", &json!({"gstin": MAKER, "day": "01/04/2025"}));
    assert_eq!(nothing["ewbs"], json!([]));

    let from = json!({"place": "Satara", "state": 27});
    let together = json!({"ewb_nos": [number], "vehicle": "KA20AB1234", "from": from});
    let trip = ok(engine, "ewb_consolidate", &together)["consolidated_no"].clone();
    let renewed = json!({"consolidated_no": trip, "vehicle": "MH12AB1299", "from": from, "reason": "breakdown"});
    assert_ne!(ok(engine, "ewb_consolidate", &renewed)["consolidated_no"], trip);
    let share = |vehicle: &str, quantity: u32| json!({"vehicle": vehicle, "quantity": quantity});
    let several = json!({"ewb_no": number, "from": from, "to": {"place": "Pune", "state": 27}, "unit": "NOS",
        "reason": "transshipment", "vehicles": [share("MH12AB1234", 150), share("MH12AB1235", 100)]});
    ok(engine, "ewb_vehicle", &several);
    let swap = json!({"ewb_no": number, "vehicle": "MH12AB1277", "from": from, "reason": "breakdown",
        "instead_of": {"vehicle": "MH12AB1235"}});
    ok(engine, "ewb_vehicle", &swap);
    let shown = ok(engine, "ewb_fetch", &json!({ "ewb_no": number }));
    let new = shown["vehicles"].as_array().unwrap().iter().find(|entry| entry["vehicle"] == "MH12AB1277");
    assert_eq!(new.map(|entry| &entry["group"]), Some(&json!("1")), "{shown}");
    let cancelled = ok(engine, "ewb_cancel", &json!({"ewb_no": number, "reason": "order_cancelled", "remark": "no"}));
    assert_eq!(cancelled["status"], "cancelled");
}

#[test]
fn a_user_of_the_e_way_bill_system_logs_in_there_and_the_other_at_the_portal() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["ewb_url"] = json!(portal.url);
    config["taxpayers"][0]["ewb_username"] = json!("road");
    config["taxpayers"][0]["ewb_password"] = json!("hush-road");
    let engine = open(&config);
    live(&engine);
    assert_eq!((sent(&engine, "ewb_log_in"), sent(&engine, "log_in")), (1, 0));
    // An e-invoice is registered with the other user, and its e-way bill cancelled with this one.
    let mut invoice = bill("L/2", &today());
    invoice["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 760});
    let (outcome, registered) = submit(&engine, &invoice);
    assert_eq!(outcome, Outcome::Ok, "{registered}");
    let cancel = json!({"irn": registered["irn"], "reason": "order_cancelled", "remark": "no"});
    assert_eq!(ok(&engine, "ewb_cancel", &cancel)["ewb"]["status"], "cancelled");
    assert_eq!((sent(&engine, "ewb_log_in"), sent(&engine, "log_in")), (1, 1));
    // Another process finds both tokens in the ledger; a refused one is renewed once.
    let second = open(&config);
    portal.sandbox.fail(PlannedFault::once(FaultKind::TokenExpiry, PortalCall::EwbMake));
    ok(&second, "ewb", &challan("L/3"));
    assert_eq!((sent(&second, "ewb_log_in"), sent(&second, "log_in")), (2, 1));
    // Neither password is in the audit.
    let audit = parse(&second.ask("audit", "", r#"{"limit":1000}"#).unwrap()).to_string();
    assert!(!audit.contains("hush-"), "{audit}");
}

#[test]
fn a_wrong_e_way_bill_user_is_an_error_of_its_own() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["taxpayers"][0]["ewb_username"] = json!("road");
    let half = Engine::open(&config.to_string()).err().unwrap();
    assert_eq!((half.kind, half.at.as_deref()), (ErrorKind::Config, Some("/taxpayers/0/ewb_username")));
    config["taxpayers"][0]["ewb_password"] = json!(Sandbox::REFUSED_PASSWORD);
    let engine = open(&config);
    for _ in 0..2 {
        let error = engine.ask("ewb", challan("L/1").to_string(), "").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Auth, "{error:?}");
    }
    assert_eq!(sent(&engine, "ewb_log_in"), 1, "refused credentials are not tried again");
    assert_eq!(submit(&engine, &bill("L/2", &today())).0, Outcome::Ok);
}

/// A GSP in front of the sandbox's e-way bill system.
struct Gsp {
    sandbox: Sandbox,
    log_ins: AtomicUsize,
    session: Mutex<Option<SessionToken>>,
}

impl Wire for Gsp {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(std::future::ready(Ok(self.sandbox.answer(request))))
    }
}

fn start() -> (String, Arc<Gsp>, tokio::runtime::Runtime) {
    let sandbox = Sandbox::in_memory(Clock::Wall).unwrap();
    let gsp = Arc::new(Gsp { sandbox, log_ins: AtomicUsize::new(0), session: Mutex::default() });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(handle).with_state(Arc::clone(&gsp));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        axum::serve(listener, router).await.unwrap();
    });
    (url, gsp, runtime)
}

fn reply(json: &Value) -> Response {
    Response::builder().header("content-type", "application/json").body(Body::from(json.to_string())).unwrap()
}

/// The names of one GSP's paths, and the actions they stand for.
const ACTIONS: [(&str, &str); 11] = [
    ("genewaybill", "GENEWAYBILL"),
    ("vehewb", "VEHEWB"),
    ("initmulti", "MULTIVEHMOVINT"),
    ("addmulti", "MULTIVEHADD"),
    ("updtmulti", "MULTIVEHUPD"),
    ("updatetransporter", "UPDATETRANSPORTER"),
    ("extendvalidity", "EXTENDVALIDITY"),
    ("gencewb", "GENCEWB"),
    ("regentripsheet", "REGENTRIPSHEET"),
    ("rejewb", "REJEWB"),
    ("CANCEL_EWAYBILL", "CANEWB"),
];

async fn handle(State(gsp): State<Arc<Gsp>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap();
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let asked = |name: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned));
        value.unwrap_or_default()
    };
    let bare = path.starts_with("/v1.03/dec/");
    match path.as_str() {
        "/ewaybillapi/v1.03/authenticate" => {
            assert_eq!(
                (asked("username"), asked("password"), asked("email")),
                ("road".into(), "hush-road".into(), "a%40b.in".into())
            );
            gsp.log_ins.fetch_add(1, Ordering::SeqCst);
            return reply(&json!({"status_cd": "1", "status_desc": "authenticated"}));
        }
        "/v1.03/dec/auth" => {
            assert_eq!(
                (asked("username"), asked("ewbpwd"), asked("action")),
                ("road".into(), "hush-road".into(), "ACCESSTOKEN".into())
            );
            gsp.log_ins.fetch_add(1, Ordering::SeqCst);
            return reply(&json!({"status": "1", "authtoken": "ticket"}));
        }
        // The e-invoice side of the GSP, for its call that cancels an e-way bill.
        "/einvoice/authenticate" => {
            let data = json!({"AuthToken": "other", "TokenExpiry": "2099-01-01 00:00:00"});
            return reply(&json!({"status_cd": "Sucess", "data": data}));
        }
        _ => {}
    }
    assert!(!bare || asked("authtoken") == "ticket", "{query}");
    let last = path.rsplit('/').next().unwrap().to_owned();
    let name = match (bare, path.split('/').find(|part| *part == "CANCEL_EWAYBILL")) {
        (true, _) => asked("action"),
        (false, Some(own)) => own.to_owned(),
        (false, None) => last,
    };
    let named = ACTIONS.iter().find(|(own, _)| *own == name).map_or(name.clone(), |(_, action)| (*action).to_owned());
    let key = PortalKey::read(Sandbox::login_key_pem().as_bytes()).unwrap();
    let who = Credentials {
        gstin: Gstin::parse(MAKER).unwrap(),
        username: "gsp".into(),
        password: Secret::new("gsp"),
        client_id: "gsp".into(),
        client_secret: Secret::new("gsp"),
        extra: Default::default(),
        ewb_user: None,
    };
    let kept = gsp.session.lock().unwrap().clone();
    let token = match kept {
        Some(token) => token,
        None => log_in(gsp.as_ref(), &key, &who, false).await.unwrap(),
    };
    *gsp.session.lock().unwrap() = Some(token.clone());
    let sek = token.sek.as_ref().unwrap();
    let request = http::Request::builder()
        .header("client-id", "gsp")
        .header("client-secret", "gsp")
        .header("gstin", MAKER)
        .header("authtoken", token.auth_token.reveal())
        .header("content-type", "application/json");
    let base = "/ewaybillapi/v1.03/ewayapi";
    let request = if parts.method == "POST" {
        let body = json!({"action": named, "data": sek.encrypt(&body).unwrap()}).to_string();
        request.method("POST").uri(base).body(body.into_bytes()).unwrap()
    } else {
        request.uri(format!("{base}/{named}?{query}")).body(Vec::new()).unwrap()
    };
    let answer: Value = serde_json::from_slice(gsp.sandbox.answer(request).body()).unwrap();
    if answer["status"] != "1" {
        let error = STANDARD.decode(answer["error"].as_str().unwrap()).unwrap();
        let error: Value = serde_json::from_slice(&error).unwrap();
        let error = json!({"error_cd": error["errorCodes"], "message": "words"});
        return reply(&json!({"status_cd": "0", "error": error}));
    }
    let own =
        answer["rek"].as_str().map(|rek| AesKey::from_base64(&STANDARD.encode(sek.decrypt(rek).unwrap())).unwrap());
    let plain = own.as_ref().unwrap_or(sek).decrypt(answer["data"].as_str().unwrap()).unwrap();
    let data: Value = serde_json::from_slice(&plain).unwrap();
    if bare { reply(&data) } else { reply(&json!({"status_cd": "1", "status_desc": "ok", "data": data})) }
}

fn at_gsp(kind: &str, url: &str, folder: &std::path::Path) -> Engine {
    let mut config = at(url, folder);
    config["portal"]["kind"] = json!(kind);
    config["portal"]["timeout_ms"] = json!(15_000);
    if kind != "taxpro" {
        config["portal"]["extra"] = json!({"email": "a@b.in", "ip_address": "127.0.0.1"});
    }
    config["taxpayers"][0]["ewb_username"] = json!("road");
    config["taxpayers"][0]["ewb_password"] = json!("hush-road");
    open(&config)
}

#[test]
fn the_calls_by_number_of_three_gsps_have_a_log_in_of_their_own() {
    for kind in ["mastergst", "whitebooks", "taxpro"] {
        let (url, gsp, _runtime) = start();
        let folder = tempfile::tempdir().unwrap();
        let engine = at_gsp(kind, &url, folder.path());
        live(&engine);
        assert_eq!((gsp.log_ins.load(Ordering::SeqCst), sent(&engine, "ewb_log_in")), (1, 1), "{kind}");
        // Another ledger meets the bill as made already, and adopts it.
        let first = ok(&engine, "ewb", &challan("L/4"));
        let other = tempfile::tempdir().unwrap();
        let second = at_gsp(kind, &url, other.path());
        assert_eq!(ok(&second, "ewb", &challan("L/4"))["ewb_no"], first["ewb_no"], "{kind}");
        let audit = parse(&second.ask("audit", "", r#"{"limit":1000}"#).unwrap()).to_string();
        assert!(!audit.contains("hush-"), "{kind}: {audit}");
    }
}
