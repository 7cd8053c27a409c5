//! Portal profiles, several portals, e-way bills, taxpayers and the audit, end to end.

use crate::common::{Ask, bill, today};
use crate::engine::{Portal, at, cancel, open, options, parse, status, submit};
use crate::faults::{ewb_request, sent};
use crate::reference::reference;
use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, Outcome};
use einv::error::ErrorKind;
use einv::irp::PortalCall;
use einv::portal::profile::PortalProfile;
use einv::portal::refusal::{RefusalAction, action_of};
use einv::portal::reply::{Reply, ReplyInfo, read};
use einv::sandbox::{FaultKind, PlannedFault, Sandbox, TaxpayerStanding};
use einv::status::Status;
use serde_json::{Value, json};
use std::path::Path;

fn audit(engine: &Engine, filter: &Value) -> Value {
    parse(&engine.ask("audit", filter.to_string(), r#"{"limit":1000}"#).unwrap())
}

fn ewb(engine: &Engine, irn: &Value) -> (Outcome, Value) {
    let reply = engine.ask("ewb", ewb_request(irn), options()).unwrap();
    (reply.outcome, parse(&reply))
}

fn reason(irn: &Value) -> String {
    json!({"irn": irn, "reason": "order_cancelled", "remark": "not wanted"}).to_string()
}

// ---- portal profiles

#[test]
fn every_built_in_profile_is_read_and_the_unverified_ones_say_so() {
    let names: Vec<&str> = PortalProfile::all().iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, ["nic", "irp5", "irp6", "adaequare", "mastergst", "whitebooks", "taxpro"]);
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/portals")).unwrap().count();
    assert_eq!(files, names.len(), "each file is a built-in road");
    let folder = tempfile::tempdir().unwrap();
    for profile in PortalProfile::all() {
        let mut config = at("https://localhost", folder.path());
        config["portal"]["kind"] = json!(profile.name);
        config["portal"]["extra"] =
            profile.extra.iter().map(|name| (name.clone(), json!("x"))).collect::<serde_json::Map<_, _>>().into();
        config["ledger"] = json!(folder.path().join(&profile.name).to_string_lossy());
        let about = open(&config).about();
        let says_so = about.warnings.iter().any(|warning| warning.contains("not verified:"));
        assert_eq!(says_so, profile.unverified.is_some(), "{}", profile.name);
    }
    for unknown in ["irp3", "irp4"] {
        let error = PortalProfile::named(unknown).unwrap_err();
        assert!(error.message.contains("no API address") && error.at.as_deref() == Some("/portal/kind"));
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_code_the_portal_is_known_to_send_has_its_class() {
    let path = reference("error_codes.csv");
    let mut known = csv::Reader::from_path(path).unwrap();
    let codes = include_str!("../../data/portal_codes.csv");
    let mut rows = csv::Reader::from_reader(codes.as_bytes());
    let classed: std::collections::HashSet<String> = rows.records().map(|row| row.unwrap()[1].to_owned()).collect();
    let mut count = 0;
    for row in known.records() {
        let row = row.unwrap();
        assert!(classed.contains(&row[0]), "{} has no class", &row[0]);
        count += 1;
    }
    assert!(count > 200);
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_recorded_answers_of_portals_and_gsps_are_understood() {
    let folder = reference("envelopes");
    let answer = |file: &str, road: &str| {
        let body = std::fs::read(folder.join(file)).unwrap();
        let response = http::Response::builder().header("content-type", "application/json").body(body).unwrap();
        read(&response, &PortalProfile::named(road).unwrap().answer).unwrap()
    };
    let refused = |file: &str, road: &str| match answer(file, road) {
        Reply::No { refusals, infos } => (action_of(&refusals).unwrap(), refusals, infos),
        other => panic!("{file}: {other:?}"),
    };
    for (file, road, class, code) in [
        ("nic_dup_irn.json", "nic", RefusalAction::Duplicate, "2150"),
        ("nic_auth_error.json", "nic", RefusalAction::Business, "5003"),
        ("adaequare_dup_irn.json", "adaequare", RefusalAction::Duplicate, "2150"),
        ("adaequare_error_2258.json", "adaequare", RefusalAction::Business, "2258"),
        ("adaequare_error_2270.json", "adaequare", RefusalAction::Business, "2270"),
        ("mastergst_error.json", "mastergst", RefusalAction::Duplicate, "2150"),
        ("mastergst_error.json", "whitebooks", RefusalAction::Duplicate, "2150"),
        ("taxpro_gsp_error.json", "taxpro", RefusalAction::Token, "GSP752"),
    ] {
        let (found, refusals, _) = refused(file, road);
        assert_eq!((found, refusals.len(), refusals[0].code.as_str()), (class, 1, code), "{file}");
        assert!(!refusals[0].message.is_empty(), "{file}");
    }
    // The owner of the duplicate is named, in both envelopes alike.
    for (file, road) in [("nic_dup_irn.json", "nic"), ("adaequare_dup_irn.json", "adaequare")] {
        let (_, _, infos) = refused(file, road);
        let [ReplyInfo::Duplicate(held)] = &infos[..] else { panic!("{file}: {infos:?}") };
        assert_eq!(held.ack_no.as_deref(), Some("232210036743849"));
    }
    for (file, road, holds) in [
        ("nic_auth_success.json", "nic", "AuthToken"),
        ("adaequare_cancel_success.json", "adaequare", "CancelDate"),
        ("adaequare_cancel_ewb_success.json", "adaequare", "ewayBillNo"),
    ] {
        let Reply::Yes { data, .. } = answer(file, road) else { panic!("{file}") };
        assert!(data.contains(holds), "{file}");
    }
    let Reply::Yes { infos, .. } = answer("nic_ewberr_under_status1.json", "nic") else { panic!() };
    assert!(matches!(&infos[..], [ReplyInfo::EwbErrors(errors)] if errors[0].code == "4011"), "{infos:?}");
}

mod made_up {
    //! An invented GSP: its own plain JSON in front of the sandbox.

    use axum::body::{Body, to_bytes};
    use axum::extract::{Request, State};
    use axum::response::Response;
    use einv::calendar::Day;
    use einv::gstin::Gstin;
    use einv::irn::{DocType, DocumentNumber, Irn};
    use einv::irp::CancelReason;
    use einv::portal::calls::Calls;
    use einv::portal::credentials::{Credentials, SessionToken};
    use einv::portal::envelope::PortalKey;
    use einv::portal::profile::PortalProfile;
    use einv::portal::record::IssuedRegistration;
    use einv::portal::refusal::in_words;
    use einv::portal::session::log_in;
    use einv::portal::{Exchange, PortalAnswer, Wire};
    use einv::sandbox::Sandbox;
    use einv::secret::Secret;
    use serde_json::{Value, json};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Inside(Sandbox);

    impl Wire for Inside {
        fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
            Box::pin(std::future::ready(Ok(self.0.answer(request))))
        }
    }

    pub struct Gsp {
        inside: Inside,
        pub log_ins: AtomicUsize,
    }

    pub fn start(sandbox: Sandbox) -> (String, Arc<Gsp>, tokio::runtime::Runtime) {
        let gsp = Arc::new(Gsp { inside: Inside(sandbox), log_ins: AtomicUsize::new(0) });
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

    /// The profile of this GSP is only this file.
    pub const PROFILE: &str = r#"{
      "name": "bazaar", "about": "A GSP made up for a test",
      "login": {"request": {"method": "POST", "path": "/enter?shop={shop}", "body": {"id": "{client_id}", "key": "{client_secret}"},
                            "token": ["/pass/ticket"], "expires_in": ["/pass/good_for"]}},
      "headers": {"x-ticket": "{token}", "x-taxpayer": "{gstin}", "x-user": "{username}"},
      "extra": ["shop"],
      "answer": {"status": ["/ok"], "yes": ["true"], "no": ["false"], "data": ["/parcel"], "words": ["/why"], "token_statuses": [419]},
      "calls": {
        "generate": {"method": "PUT", "path": "/bills", "body": {"wrapped": "{payload}"}},
        "cancel": {"method": "POST", "path": "/bills/void"},
        "by_irn": {"method": "GET", "path": "/bills?irn={irn}"},
        "by_document": {"method": "GET", "path": "/bills/{number}?kind={doc_type}&day={date}"}
      }
    }"#;

    fn credentials(gstin: &str) -> Credentials {
        Credentials {
            gstin: Gstin::parse(gstin).unwrap(),
            username: "gsp".into(),
            password: Secret::new("gsp"),
            client_id: "gsp".into(),
            client_secret: Secret::new("gsp"),
            extra: Default::default(),
            ewb_user: None,
        }
    }

    async fn handle(State(gsp): State<Arc<Gsp>>, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let path = parts.uri.path().to_owned();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let reply = |status: u16, json: Value| {
            Response::builder()
                .status(status)
                .header("content-type", "application/json")
                .body(Body::from(json.to_string()))
                .unwrap()
        };
        if path == "/enter" {
            let log_in: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(
                (log_in["id"].as_str(), log_in["key"].as_str(), query.as_str()),
                (Some("id"), Some("hush-client"), "shop=corner%20shop")
            );
            let n = gsp.log_ins.fetch_add(1, Ordering::SeqCst);
            return reply(200, json!({"pass": {"ticket": format!("ticket-{n}"), "good_for": 7200}}));
        }
        if header("x-ticket") != format!("ticket-{}", gsp.log_ins.load(Ordering::SeqCst) - 1) {
            return reply(419, json!({"ok": false}));
        }
        let who = credentials(&header("x-taxpayer"));
        let key = PortalKey::read(Sandbox::login_key_pem().as_bytes()).unwrap();
        let token: SessionToken = log_in(&gsp.inside, &key, &who, false).await.unwrap();
        let calls = Calls::new(PortalProfile::nic().unwrap(), &gsp.inside, &who, &token);
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        if path == "/bills/void" {
            let irn = Irn::parse(json["Irn"].as_str().unwrap()).unwrap();
            let reason = CancelReason::ALL[json["CnlRsn"].as_str().unwrap().parse::<usize>().unwrap() - 1];
            return match calls.cancel(&irn, reason, json["CnlRem"].as_str().unwrap()).await {
                PortalAnswer::Done(done) => reply(
                    200,
                    json!({"ok": true, "parcel": {"Irn": done.irn, "CancelDate": done.cancel_date.portal()}}),
                ),
                other => no(&reply, other),
            };
        }
        let asked = |name: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned));
            value.unwrap_or_default().replace("%2F", "/")
        };
        let came = match path.as_str() {
            "/bills" if parts.method == "PUT" => calls.generate(json["wrapped"].as_str().unwrap().as_bytes()).await,
            "/bills" => calls.by_irn(&Irn::parse(&asked("irn")).unwrap()).await,
            other => {
                let number = DocumentNumber::parse(&other["/bills/".len()..].replace("%2F", "/")).unwrap();
                let (kind, day) = (DocType::parse(&asked("kind")).unwrap(), Day::parse(&asked("day")).unwrap());
                calls.by_document(kind, &number, day, &Irn::parse(&"0".repeat(64)).unwrap()).await
            }
        };
        match came {
            // Given as text inside the JSON, as some do.
            PortalAnswer::Done(done) => reply(200, json!({"ok": true, "parcel": registered(&done).to_string()})),
            other => no(&reply, other),
        }
    }

    fn no<T>(reply: &dyn Fn(u16, Value) -> Response, answer: PortalAnswer<T>) -> Response {
        match answer {
            PortalAnswer::Refused { refusals, .. } => {
                reply(200, json!({"ok": false, "why": in_words(&refusals).replace(": ", " : ").replace("; ", ", ")}))
            }
            _ => reply(500, json!({})),
        }
    }

    fn registered(r: &IssuedRegistration) -> Value {
        json!({"AckNo": r.ack_no, "AckDt": r.ack_date.portal(), "Irn": r.irn, "SignedInvoice": r.signed_invoice,
            "SignedQRCode": r.signed_qr, "Status": if r.status == einv::irp::IrnStatus::Active { "ACT" } else { "CNL" }})
    }
}

#[test]
fn a_new_gsp_is_a_profile_file_and_nothing_else() {
    let (url, gsp, _runtime) = made_up::start(Sandbox::in_memory(Clock::Wall).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("bazaar.json");
    std::fs::write(&profile, made_up::PROFILE).unwrap();
    let config = |ledger: &str| {
        json!({
            "portal": {"kind": "custom", "profile": profile.to_string_lossy(), "urls": [url], "client_id": "id",
                       "client_secret": "hush-client", "extra": {"shop": "corner shop"}, "timeout_ms": 5000},
            "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "udupi", "password": "hush-pass"}],
            "ledger": folder.path().join(ledger).to_string_lossy(),
        })
    };
    let engine = open(&config("a.db"));
    let (outcome, first) = submit(&engine, &bill("G/1", &today()));
    assert_eq!((outcome, &first["portal"], &first["sandbox"]), (Outcome::Ok, &json!("bazaar"), &json!(true)));
    // Another program meets it as a duplicate, looks it up, and adopts it. The token of the second log-in ends the
    // first one's.
    let second = open(&config("b.db"));
    let (outcome, again) = submit(&second, &bill("G/1", &today()));
    assert_eq!((outcome, &again["ack_no"], &again["recovered"]), (Outcome::Ok, &first["ack_no"], &json!(true)));
    // HTTP 419 means: log in again, once.
    let (outcome, _) = cancel(&engine, &first["irn"]);
    assert_eq!((outcome, sent(&engine, "log_in")), (Outcome::Ok, 2));
    assert_eq!(gsp.log_ins.load(std::sync::atomic::Ordering::SeqCst), 3);
    // A call that the profile lacks is reported, not guessed.
    let error = engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, options()).unwrap_err();
    assert!(error.message.contains("no call \"gstin\""), "{error}");
}

#[test]
fn an_unusable_profile_is_refused_with_its_place() {
    let whole: Value = serde_json::from_str(made_up::PROFILE).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut profile = whole.clone();
        change(&mut profile);
        PortalProfile::read(&profile.to_string()).unwrap_err().message
    };
    assert!(refused(&|p| p["headers"]["x"] = json!("{nobody}")).contains("{nobody}"));
    assert!(refused(&|p| p["calls"].as_object_mut().unwrap().remove("by_irn").map(drop).unwrap()).contains("by_irn"));
    assert!(refused(&|p| p["sealed"] = json!(true)).contains("sealed"));
    assert!(refused(&|p| p["calls"]["cancel"]["method"] = json!("DELETE")).contains("DELETE"));
    assert!(refused(&|p| p["extras"] = json!([])).contains("extras"));
}

// ---- several portals

/// Two portals over one register, each with its own address.
fn two() -> (Portal, Portal) {
    let first = Portal::of(Sandbox::in_memory(Clock::Wall).unwrap());
    let twin = first.sandbox.twin("NIC2").unwrap();
    (first, Portal::of(twin))
}

fn at_two(urls: [&str; 2], folder: &Path) -> Value {
    let mut config = at(urls[0], folder);
    let mut first = config["portal"].clone();
    first["timeout_ms"] = json!(700);
    let mut second = first.clone();
    (first["name"], second["name"]) = (json!("NIC1"), json!("NIC2"));
    second["urls"] = json!([urls[1]]);
    config["portal"] = json!([first, second]);
    config
}

#[test]
fn the_second_portal_gets_a_document_that_the_first_certainly_lacks() {
    let (_first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at_two(["http://127.0.0.1:9", &second.url], folder.path()));
    let (outcome, answer) = submit(&engine, &bill("P/1", &today()));
    assert_eq!((outcome, &answer["portal"]), (Outcome::Ok, &json!("NIC2")));
    // It is read and cancelled where it is registered.
    let fetched = engine.ask("fetch", json!({"irn": answer["irn"]}).to_string(), options()).unwrap();
    assert_eq!(parse(&fetched)["portal"], "NIC2");
    assert_eq!(cancel(&engine, &answer["irn"]).0, Outcome::Ok);
    // The missing answer of the first is kept as evidence.
    let outages = &audit(&engine, &json!({}))["outages"];
    assert_eq!((&outages[0]["portal"], &outages[0]["ended"]), (&json!("NIC1"), &Value::Null));
    assert!(outages[0]["answered"].as_str().unwrap().contains("connect"), "{outages}");
}

#[test]
fn the_second_portal_is_not_asked_while_the_first_may_have_registered_it() {
    let (first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at_two([&first.url, &second.url], folder.path()));
    for (fault, number) in
        [(FaultKind::DropAfter, "P/2"), (FaultKind::DropBefore, "P/3"), (FaultKind::StatusAfter, "P/4")]
    {
        first.sandbox.fail(PlannedFault::once(fault, PortalCall::Generate));
        let (outcome, answer) = submit(&engine, &bill(number, &today()));
        assert_eq!((outcome, &answer["portal"]), (Outcome::Ok, &json!("NIC1")), "{fault:?}");
    }
    // Without time to settle it is left in doubt, and still not sent elsewhere.
    first.sandbox.fail(PlannedFault::once(FaultKind::DropBefore, PortalCall::Generate));
    let left = engine.ask("submit", bill("P/4b", &today()).to_string(), r#"{"settle_ms":0}"#).unwrap();
    assert_eq!((left.outcome, &parse(&left)["status"]), (Outcome::Pending, &json!("in_doubt")));
    assert_eq!(audit(&engine, &json!({"portal": "NIC2"}))["exchanges"], json!([]));
}

#[test]
fn a_busy_portal_is_asked_for_the_document_before_the_next_portal_is_tried() {
    let (first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at_two([&first.url, &second.url], folder.path()));
    first.sandbox.fail(PlannedFault::once(FaultKind::Busy, PortalCall::Generate));
    let (outcome, answer) = submit(&engine, &bill("P/5", &today()));
    assert_eq!((outcome, &answer["portal"]), (Outcome::Ok, &json!("NIC2")));
    assert_eq!(
        audit(&engine, &json!({"portal": "NIC1", "call": "by_document"}))["exchanges"].as_array().unwrap().len(),
        1
    );
    // When it can't be asked, nothing is certain.
    first.sandbox.fail(PlannedFault::once(FaultKind::Busy, PortalCall::Generate));
    first.sandbox.fail(PlannedFault::once(FaultKind::DropBefore, PortalCall::ByDocument));
    let asked = r#"{"settle_ms":0}"#;
    let left = engine.ask("submit", bill("P/6", &today()).to_string(), asked).unwrap();
    assert_eq!(parse(&left)["status"], "in_doubt");
}

#[test]
fn a_refusal_of_the_document_is_no_reason_to_try_another_portal() {
    let (first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at_two([&first.url, &second.url], folder.path()));
    first
        .sandbox
        .set_taxpayer(einv::gstin::Gstin::parse("27AABCU9603R1ZN").unwrap(), TaxpayerStanding::Cancelled)
        .unwrap();
    let (outcome, answer) = submit(&engine, &bill("P/7", &today()));
    assert_eq!((outcome, &answer["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("3029")));
    assert_eq!(audit(&engine, &json!({"portal": "NIC2"}))["exchanges"], json!([]));
}

#[test]
fn a_wrong_log_in_at_the_first_portal_leaves_the_second_usable() {
    let (first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let mut config = at_two([&first.url, &second.url], folder.path());
    config["taxpayers"][0]["logins"] = json!({"NIC1": {"username": "udupi", "password": Sandbox::REFUSED_PASSWORD}, "NIC2": {"username": "two", "password": "hush-two"}});
    let engine = open(&config);
    assert_eq!(submit(&engine, &bill("P/8", &today())).1["portal"], "NIC2");
    // Without another portal, the wrong password is reported.
    drop(second);
    let error = engine.ask("submit", bill("P/9", &today()).to_string(), options()).unwrap_err();
    assert_eq!((error.kind, error.kept.map(|kept| kept.status)), (ErrorKind::Auth, Some(Status::Pending)));
}

#[test]
fn a_foreign_registration_at_another_portal_is_never_adopted() {
    let (first, second) = two();
    let elsewhere = tempfile::tempdir().unwrap();
    submit(&open(&at(&first.url, elsewhere.path())), &bill("P/10", &today()));
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&second.url, folder.path()));
    // 2295 names an IRN and an acknowledgement, and no attempt of ours explains them.
    let (outcome, answer) = submit(&engine, &bill("P/10", &today()));
    assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("in_doubt")));
    let exchanges = audit(&engine, &json!({"call": "generate"}));
    assert!(exchanges["exchanges"][0]["answered"].as_str().unwrap().starts_with("2295"));
}

#[test]
fn a_flush_notes_registrations_that_lost_to_another_portal() {
    let (first, second) = two();
    let folder = tempfile::tempdir().unwrap();
    let theirs = tempfile::tempdir().unwrap();
    submit(&open(&at(&first.url, theirs.path())), &bill("R/1", &today()));
    // Our portal could not ask the other: both registered it, and ours was second.
    second.sandbox.fail(PlannedFault::once(FaultKind::Blind, PortalCall::Generate));
    let engine = open(&at(&second.url, folder.path()));
    let (_, ours) = submit(&engine, &bill("R/1", &today()));
    let (_, fine) = submit(&engine, &bill("R/2", &today()));
    assert_eq!((&ours["status"], &ours["proof"]), (&json!("registered"), &Value::Null));
    assert_eq!(engine.ask("flush", "", options()).unwrap().outcome, Outcome::Ok);
    let ours = status(&engine, &ours["irn"]);
    assert_eq!((&ours["status"], &ours["proof"]), (&json!("registered"), &json!("registered_elsewhere")));
    assert_eq!(status(&engine, &fine["irn"])["proof"], Value::Null);
    // Within the hour it is not asked again.
    let asked = sent(&engine, "rejected_irns");
    engine.ask("flush", "", options()).unwrap();
    assert_eq!((asked, sent(&engine, "rejected_irns")), (2, 2));
}

#[test]
fn without_any_portal_the_bill_waits_and_the_downtime_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let out = open(&at_two(["http://127.0.0.1:9", "http://127.0.0.1:9"], folder.path()));
    let (outcome, answer) = submit(&out, &bill("P/11", &today()));
    assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")));
    submit(&out, &bill("P/12", &today()));
    drop(out);
    let (first, second) = two();
    let engine = open(&at_two([&first.url, &second.url], folder.path()));
    assert_eq!(engine.ask("flush", "", options()).unwrap().outcome, Outcome::Ok);
    let outages = audit(&engine, &json!({}))["outages"].clone();
    let of = |name: &str| outages.as_array().unwrap().iter().find(|o| o["portal"] == name).unwrap().clone();
    assert_eq!(of("NIC1")["calls"], 2);
    assert!(of("NIC1")["ended"].is_string(), "the first answer ended it");
    // The second portal got no bill, but was asked for lost registrations.
    assert!(of("NIC2")["ended"].is_string() && of("NIC2")["answered"].as_str().unwrap().contains("refused"));
}

// ---- e-way bills

fn fresh() -> (Portal, tempfile::TempDir, Engine) {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["timeout_ms"] = json!(700);
    let engine = open(&config);
    (portal, folder, engine)
}

#[test]
fn an_e_way_bill_is_made_once_read_and_cancelled_by_name() {
    let (_portal, _folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("W/1", &today()));
    assert_eq!(registered["ewb"], Value::Null);
    let (outcome, first) = ewb(&engine, &registered["irn"]);
    assert_eq!((outcome, &first["ewb"]["status"]), (Outcome::Ok, &json!("active")));
    assert!(first["ewb"]["valid_until"].as_str().unwrap().ends_with("+05:30"));
    assert_eq!(ewb(&engine, &registered["irn"]).1["ewb"], first["ewb"], "a second call sends nothing");
    assert_eq!(sent(&engine, "ewb"), 1);
    let cancelled = parse(&engine.ask("ewb_cancel", reason(&registered["irn"]), options()).unwrap());
    assert_eq!((&cancelled["status"], &cancelled["ewb"]["status"]), (&json!("registered"), &json!("cancelled")));
    // "Order cancelled" is 3 for an IRN and 2 for an e-way bill.
    let wire = audit(&engine, &json!({"call": "ewb_cancel"}))["exchanges"][0]["sent"].clone();
    assert_eq!(wire["cancelRsnCode"], 2);
    let (outcome, second) = ewb(&engine, &registered["irn"]);
    assert_eq!(outcome, Outcome::Ok);
    assert_ne!(second["ewb"]["ewb_no"], first["ewb"]["ewb_no"], "another one after a cancellation");
}

#[test]
fn a_failed_e_way_bill_leaves_the_registration_and_is_requested_alone() {
    let (portal, _folder, engine) = fresh();
    let mut goods = bill("W/2", &today());
    goods["EwbDtls"] = json!({"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120});
    portal.sandbox.fail(PlannedFault::once(FaultKind::Ewberr, PortalCall::Generate));
    let (outcome, registered) = submit(&engine, &goods);
    assert_eq!((outcome, &registered["status"]), (Outcome::Ok, &json!("registered")));
    assert_eq!(
        (&registered["ewb"]["status"], &registered["ewb"]["errors"][0]["code"]),
        (&json!("failed"), &json!("4011"))
    );
    let (outcome, made) = ewb(&engine, &registered["irn"]);
    assert_eq!((outcome, &made["ewb"]["status"], sent(&engine, "generate")), (Outcome::Ok, &json!("active"), 1));
    // And where nothing fails, both come at once.
    goods["DocDtls"]["No"] = json!("W/3");
    let (_, both) = submit(&engine, &goods);
    assert_eq!(both["ewb"]["status"], "active");
}

#[test]
fn an_e_way_bill_that_would_be_refused_is_reported_and_can_be_corrected() {
    let (_portal, _folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("W/4", &today()));
    let request = json!({"irn": registered["irn"], "EwbDtls": {"TransMode": "1", "VehNo": "KA 1", "VehType": "R"}});
    let reply = engine.ask("ewb", request.to_string(), options()).unwrap();
    let answer = parse(&reply);
    assert_eq!(
        (reply.outcome, &answer["status"], &answer["ewb"], sent(&engine, "ewb")),
        (Outcome::Invalid, &json!("registered"), &json!(null), 0)
    );
    assert_eq!(answer["report"]["findings"][0]["code"], "4014");
    assert_eq!(ewb(&engine, &registered["irn"]).0, Outcome::Ok);
    let wrong = json!({"irn": registered["irn"], "EwbDtls": {"Vehicle": "x"}}).to_string();
    assert_eq!(engine.ask("ewb", &wrong, options()).unwrap_err().at.as_deref(), Some("/EwbDtls/Vehicle"));
}

#[test]
fn a_document_with_an_active_e_way_bill_is_cancelled_only_together_with_it() {
    let (_portal, _folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("W/5", &today()));
    ewb(&engine, &registered["irn"]);
    let (outcome, answer) = cancel(&engine, &registered["irn"]);
    assert_eq!((outcome, &answer["report"]["findings"][0]["code"]), (Outcome::Invalid, &json!("2230")));
    assert!(answer["fix"].as_str().unwrap().contains("\"ewb\": \"cancel\""), "{answer}");
    assert_eq!(sent(&engine, "cancel"), 0, "the portal was not asked what is known");
    let both = r#"{"ewb":"cancel"}"#;
    let reply = engine.ask("cancel", reason(&registered["irn"]), both).unwrap();
    let done = parse(&reply);
    assert_eq!(
        (reply.outcome, &done["status"], &done["ewb"]["status"]),
        (Outcome::Ok, &json!("cancelled"), &json!("cancelled"))
    );
    let order: Vec<Value> = audit(&engine, &json!({"irn": registered["irn"]}))["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["call"].clone())
        .collect();
    assert!(order.ends_with(&[json!("ewb_cancel"), json!("cancel")]), "{order:?}");
}

#[test]
fn after_a_failed_second_cancellation_the_same_call_continues() {
    let (portal, _folder, engine) = fresh();
    let both = r#"{"ewb":"cancel"}"#;
    for (fault, call, document, bill_state) in [
        (FaultKind::DropBefore, PortalCall::EwbCancel, "registered", "cancelling"),
        (FaultKind::DropAfter, PortalCall::EwbCancel, "registered", "cancelling"),
        (FaultKind::DropBefore, PortalCall::Cancel, "registered", "cancelled"),
        (FaultKind::DropAfter, PortalCall::Cancel, "registered", "cancelled"),
    ] {
        let number = format!("W/6{}{}", fault.name().len(), call.name().len());
        let (_, registered) = submit(&engine, &bill(&number, &today()));
        ewb(&engine, &registered["irn"]);
        portal.sandbox.fail(PlannedFault::once(fault, call));
        let unsettled = r#"{"ewb":"cancel","settle_ms":0}"#;
        let reply = engine.ask("cancel", reason(&registered["irn"]), unsettled).unwrap();
        let answer = status(&engine, &registered["irn"]);
        let came = (reply.outcome, answer["status"].as_str().unwrap(), answer["ewb"]["status"].as_str().unwrap());
        assert_eq!(came, (Outcome::Pending, document, bill_state), "{fault:?} {call:?}");
        std::thread::sleep(std::time::Duration::from_millis(1800));
        let reply = engine.ask("cancel", reason(&registered["irn"]), both).unwrap();
        let answer = parse(&reply);
        assert_eq!(
            (reply.outcome, &answer["status"], &answer["ewb"]["status"]),
            (Outcome::Ok, &json!("cancelled"), &json!("cancelled")),
            "{fault:?} {call:?}"
        );
    }
}

#[test]
fn an_e_way_bill_made_elsewhere_is_found_when_the_document_is_cancelled() {
    let (portal, _folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("W/7", &today()));
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(&at(&portal.url, elsewhere.path()));
    submit(&other, &bill("W/7", &today()));
    ewb(&other, &registered["irn"]);
    assert_eq!(cancel(&engine, &registered["irn"]).1["report"]["findings"][0]["code"], "2230");
    let both = r#"{"ewb":"cancel"}"#;
    let done = parse(&engine.ask("cancel", reason(&registered["irn"]), both).unwrap());
    assert_eq!((&done["status"], &done["ewb"]["status"]), (&json!("cancelled"), &json!("cancelled")));
}

#[test]
fn a_flush_settles_an_e_way_bill_in_doubt() {
    let (portal, _folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("W/8", &today()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::Ewb));
    let wish = crate::faults::ewb_request(&registered["irn"]);
    let left = parse(&engine.ask("ewb", wish, r#"{"settle_ms":0}"#).unwrap());
    assert_eq!(left["ewb"]["status"], "in_doubt");
    engine.ask("flush", "", options()).unwrap();
    assert_eq!(status(&engine, &registered["irn"])["ewb"]["status"], "active");
}

// ---- taxpayers, fetch

#[test]
fn a_taxpayer_is_looked_up_once_and_stored_with_its_age() {
    let portal = Portal::start(Clock::still(IstTime::parse("2026-11-21T10:00:00+05:30").unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let on = |time: &str| {
        let mut config = at(&portal.url, folder.path());
        config["on"] = json!(time);
        portal.sandbox.clock().set(IstTime::parse(time).unwrap());
        open(&config)
    };
    let ask = |engine: &Engine| parse(&engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, options()).unwrap());
    let engine = on("2026-11-21T10:00:00+05:30");
    let first = ask(&engine);
    assert_eq!(
        (&first["status"], &first["cached"], &first["state_code"]),
        (&json!("active"), &json!(false), &json!("27"))
    );
    portal
        .sandbox
        .set_taxpayer(einv::gstin::Gstin::parse("27AABCU9603R1ZN").unwrap(), TaxpayerStanding::Cancelled)
        .unwrap();
    let kept = ask(&on("2026-11-23T10:00:00+05:30"));
    assert_eq!(
        (&kept["status"], &kept["cached"], &kept["age_seconds"]),
        (&json!("active"), &json!(true), &json!(172_800))
    );
    let renewed = ask(&on("2026-11-29T10:00:00+05:30"));
    assert_eq!((&renewed["status"], &renewed["cached"]), (&json!("cancelled"), &json!(false)));
    let reply = engine.ask("gstin", r#"{"gstin":"27AABCU9603R1Z"}"#, options());
    assert_eq!(reply.unwrap_err().at.as_deref(), Some("/gstin"));
}

#[test]
fn an_outdated_gstin_is_renewed_and_the_document_sent_again() {
    let (portal, _folder, engine) = fresh();
    let buyer = einv::gstin::Gstin::parse("27AABCU9603R1ZN").unwrap();
    portal.sandbox.set_taxpayer(buyer, TaxpayerStanding::Stale).unwrap();
    let (outcome, _) = submit(&engine, &bill("T/1", &today()));
    assert_eq!((outcome, sent(&engine, "generate"), sent(&engine, "sync_gstin")), (Outcome::Ok, 2, 1));
    // One that is truly cancelled is refused once, and not sent again.
    portal.sandbox.set_taxpayer(buyer, TaxpayerStanding::Cancelled).unwrap();
    let (outcome, answer) = submit(&engine, &bill("T/2", &today()));
    assert_eq!(
        (outcome, &answer["report"]["findings"][0]["code"], sent(&engine, "generate")),
        (Outcome::Invalid, &json!("3029"), 3)
    );
}

#[test]
fn fetch_asks_the_portal_within_two_days_and_updates_the_ledger() {
    let (portal, folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("Q/1", &today()));
    // Cancelled by another program.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(&at(&portal.url, elsewhere.path()));
    submit(&other, &bill("Q/1", &today()));
    cancel(&other, &registered["irn"]);
    let fetched = parse(&engine.ask("fetch", json!({"irn": registered["irn"]}).to_string(), options()).unwrap());
    assert_eq!((&fetched["status"], &fetched["source"]), (&json!("cancelled"), &json!("portal")));
    assert_eq!(status(&engine, &registered["irn"])["status"], "cancelled");
    let unknown = json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": "NOPE", "date": today()});
    assert_eq!(engine.ask("fetch", unknown.to_string(), options()).unwrap().outcome, Outcome::Invalid);
    // After two days the portal is not called any more.
    let mut config = at(&portal.url, folder.path());
    config["on"] = json!(Clock::Wall.now().plus_hours(49).to_string());
    let later = open(&config);
    let before = sent(&later, "by_irn");
    let old = parse(&later.ask("fetch", json!({"irn": registered["irn"]}).to_string(), options()).unwrap());
    assert_eq!((&old["source"], sent(&later, "by_irn")), (&json!("ledger"), before));
}

// ---- the audit

#[test]
fn the_audit_lists_every_exchange_and_no_secret() {
    let (portal, folder, engine) = fresh();
    let (_, registered) = submit(&engine, &bill("A/1", &today()));
    cancel(&engine, &registered["irn"]);
    let listed = audit(&engine, &json!({}));
    let calls: Vec<&str> =
        listed["exchanges"].as_array().unwrap().iter().map(|e| e["call"].as_str().unwrap()).collect();
    assert_eq!(calls, ["log_in", "generate", "cancel"]);
    let generate = &listed["exchanges"][1];
    assert_eq!((&generate["sent"]["DocDtls"]["No"], &generate["answered"]["Irn"]), (&json!("A/1"), &registered["irn"]));
    assert_eq!(
        (&generate["status"], &generate["irn"], &generate["gstin"]),
        (&json!(200), &registered["irn"], &json!("29AABCU9603R1ZJ"))
    );
    assert!(generate["millis"].is_u64() && generate["at"].as_str().unwrap().ends_with("+05:30"));
    // Neither the answers nor the file itself contain a secret.
    let text = listed.to_string();
    drop(engine);
    let mut file = Vec::new();
    for part in std::fs::read_dir(folder.path()).unwrap() {
        file.extend(std::fs::read(part.unwrap().path()).unwrap());
    }
    for secret in ["hush-client", "hush-pass"] {
        assert!(!text.contains(secret));
        assert!(!file.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} lies in the ledger");
    }
    // By document, by portal, page by page.
    let engine = open(&at(&portal.url, folder.path()));
    assert_eq!(
        audit(&engine, &json!({"irn": registered["irn"], "call": "cancel"}))["exchanges"].as_array().unwrap().len(),
        1
    );
    assert_eq!(audit(&engine, &json!({"portal": "other"}))["exchanges"], json!([]));
    let page = parse(&engine.ask("audit", "{}", r#"{"limit":2}"#).unwrap());
    assert_eq!(page["next"], page["exchanges"][1]["id"]);
    let rest = parse(&engine.ask("audit", json!({"after": page["next"]}).to_string(), r#"{"limit":2}"#).unwrap());
    assert_eq!((rest["exchanges"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}

#[test]
fn the_audit_is_kept_for_the_configured_days() {
    let (portal, folder, engine) = fresh();
    submit(&engine, &bill("A/2", &today()));
    drop(engine);
    let kept = |days: u16, later: i64| {
        let mut config = at(&portal.url, folder.path());
        config["audit_days"] = json!(days);
        config["on"] = json!(Clock::Wall.now().plus_hours(24 * later).to_string());
        audit(&open(&config), &json!({}))["exchanges"].as_array().unwrap().len()
    };
    assert_eq!((kept(30, 29), kept(30, 31)), (2, 0));
    // None at all: nothing is written.
    let other = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, other.path());
    config["audit_days"] = json!(0);
    let engine = open(&config);
    submit(&engine, &bill("A/3", &today()));
    assert_eq!(audit(&engine, &json!({}))["exchanges"], json!([]));
}

#[test]
fn a_thousand_invoices_over_eight_threads_take_one_log_in() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["timeout_ms"] = json!(60_000);
    let engine = &open(&config);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for n in 0..125 {
                    let (outcome, answer) = submit(engine, &bill(&format!("K/{thread}/{n}"), &today()));
                    assert_eq!(outcome, Outcome::Ok, "{answer}");
                }
            });
        }
    });
    let log_ins = portal.sandbox.diary().iter().filter(|entry| entry.call == "log_in").count();
    assert!(log_ins <= 1, "the diary holds the last calls");
    assert_eq!(audit(engine, &json!({"call": "log_in"}))["exchanges"].as_array().unwrap().len(), 1);
    assert_eq!(audit(engine, &json!({"call": "generate"}))["exchanges"].as_array().unwrap().len(), 1000);
}

// ---- a token that is refused

#[test]
fn a_refused_token_is_never_used_again_even_after_a_failed_log_in() {
    for reopened in [false, true] {
        let portal = Portal::start(Clock::Wall);
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&at(&portal.url, folder.path()));
        assert_eq!(submit(&engine, &bill("K/1", &today())).0, Outcome::Ok);
        portal.sandbox.fail(PlannedFault::once(FaultKind::TokenExpiry, PortalCall::Generate));
        portal.sandbox.fail(PlannedFault::once(FaultKind::DropBefore, PortalCall::LogIn));
        assert_eq!(submit(&engine, &bill("K/2", &today())).1["status"], "pending");
        assert_eq!((sent(&engine, "log_in"), sent(&engine, "generate")), (2, 2));
        // Here, and in a process that knows only the ledger.
        let other = reopened.then(|| open(&at(&portal.url, folder.path())));
        let next = other.as_ref().unwrap_or(&engine);
        assert_eq!(submit(next, &bill("K/2", &today())).0, Outcome::Ok);
        // One log-in, then the document: the dead token was not sent again.
        assert_eq!((sent(next, "log_in"), sent(next, "generate")), (3, 3), "reopened: {reopened}");
    }
}

#[test]
fn a_refused_new_token_is_dropped_like_the_old_one() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::TokenExpiry, PortalCall::Generate));
    portal.sandbox.fail(PlannedFault::once(FaultKind::TokenExpiry, PortalCall::Generate));
    assert_eq!(submit(&engine, &bill("K/3", &today())).1["status"], "pending");
    assert_eq!((sent(&engine, "log_in"), sent(&engine, "generate")), (2, 2));
    assert_eq!(submit(&engine, &bill("K/3", &today())).0, Outcome::Ok);
    assert_eq!((sent(&engine, "log_in"), sent(&engine, "generate")), (3, 3));
}

// ---- GSTINs that can't exist

#[test]
fn a_gstin_with_a_wrong_check_digit_is_not_sent_to_a_real_portal() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let wrong = "27AABCU9603R1ZA";
    let mut config = at(&portal.url, folder.path());
    let second = json!({"gstin": wrong, "username": "two", "password": "hush-two"});
    config["taxpayers"].as_array_mut().unwrap().push(second);
    let engine = open(&config);
    let gstin = json!({"gstin": wrong}).to_string();
    let keys = json!({"gstin": wrong, "type": "INV", "number": "X/1", "date": today()}).to_string();
    let irn = json!({"gstin": wrong, "irn": "a".repeat(64)}).to_string();
    let fresh = r#"{"fresh":true}"#;
    for refused in [
        engine.ask("gstin", &gstin, options()),
        engine.ask("gstin", &gstin, fresh),
        engine.ask("fetch", &keys, options()),
        engine.ask("fetch", &irn, options()),
    ] {
        let error = refused.unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/gstin")), "{error}");
        assert!(error.fix.unwrap().contains("27AABCU9603R1ZN"));
    }
    assert!(portal.sandbox.diary().is_empty(), "not even a log-in");
    // Because of the setting, which the sandbox's own GSTINs need.
    let lenient = r#"{"settings":{"gstin_check_digit":"warning"}}"#;
    assert_eq!(engine.ask("gstin", &gstin, lenient).unwrap().outcome, Outcome::Ok);
    assert_eq!(open(&json!({})).ask("gstin", &gstin, options()).unwrap().outcome, Outcome::Ok);
}
