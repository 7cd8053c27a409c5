//! Searches for the secrets of a whole run, as text, bytes, Base64 and hex, in everything that could reveal them.

use crate::common::{Ask, bill, json_of, today};
use crate::engine::{Portal, at, open, options, parse};
use crate::faults::ewb_request;
use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use einv::calendar::{Clock, IstTime};
use einv::engine::Engine;
use einv::error::Error;
use einv::irp::PortalCall;
use einv::portal::credentials::{Credentials, SessionToken};
use einv::portal::envelope::AesKey;
use einv::sandbox::{FaultKind, PlannedFault, Sandbox};
use einv::secret::Secret;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A spy between client and portal that remembers what the client sent.
fn spy(portal: &str) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let portal = portal.strip_prefix("http://").unwrap().to_owned();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        while let Ok((client, _)) = listener.accept() {
            let Ok(behind) = TcpStream::connect(&portal) else { return };
            let (mut from, mut to) = (client.try_clone().unwrap(), behind.try_clone().unwrap());
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || {
                let mut bytes = [0; 65_536];
                while let Ok(n @ 1..) = from.read(&mut bytes) {
                    kept.lock().unwrap().extend(&bytes[..n]);
                    if to.write_all(&bytes[..n]).is_err() {
                        return;
                    }
                }
            });
            std::thread::spawn(move || std::io::copy(&mut &behind, &mut &client));
        }
    });
    (url, seen)
}

/// The AppKeys of the log-ins that the spy saw, opened with the sandbox's private key.
fn app_keys(sent: &[u8]) -> Vec<Vec<u8>> {
    let pem = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sandbox/login_key.pem")).unwrap();
    let der = PrivatePkcs8KeyDer::from_pem_slice(&pem).unwrap();
    let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let key = Pkcs1PrivateDecryptingKey::new(key).unwrap();
    let text = String::from_utf8_lossy(sent);
    let log_ins = text.split("/eivital/v1.04/auth").skip(1).filter_map(|after| after.split("\"Data\":\"").nth(1));
    log_ins
        .map(|data| {
            let sealed = BASE64_STANDARD.decode(data.split('"').next().unwrap()).unwrap();
            let mut plain = vec![0; key.min_output_size()];
            let inner = BASE64_STANDARD.decode(key.decrypt(&sealed, &mut plain).unwrap()).unwrap();
            let inner: Value = serde_json::from_slice(&inner).unwrap();
            BASE64_STANDARD.decode(inner["AppKey"].as_str().unwrap()).unwrap()
        })
        .collect()
}

/// Tokens and session keys as the sandbox's own file holds them.
fn sessions(file: &Path) -> (Vec<String>, Vec<Vec<u8>>) {
    let db = rusqlite::Connection::open(file).unwrap();
    let mut rows = db.prepare("SELECT token, sek FROM token").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).unzip()
}

fn files(folder: &Path) -> Vec<u8> {
    std::fs::read_dir(folder).unwrap().flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

fn request(irn: &Value) -> String {
    json!({"irn": irn, "reason": "duplicate", "remark": "twice"}).to_string()
}

/// Everything that an engine outputs in a life with every kind of trouble.
fn life(engine: &Engine, sandbox: &Sandbox) -> String {
    let mut said = json_of(engine.about()).to_string();
    let mut hear = |reply: Result<einv::engine::WrittenAnswer, Error>| {
        match &reply {
            Ok(reply) => said.push_str(reply.json()),
            Err(error) => said.push_str(&format!("{error} {error:?}")),
        }
        reply.map(|reply| parse(&reply)).unwrap_or_default()
    };
    for what in [FaultKind::Garbage, FaultKind::TokenExpiry, FaultKind::Busy, FaultKind::Foreign, FaultKind::Truncated]
    {
        for call in [PortalCall::LogIn, PortalCall::Generate, PortalCall::Cancel] {
            sandbox.fail(PlannedFault::once(what, call));
        }
        let made = hear(engine.ask("submit", bill(&format!("SC/{what:?}"), &today()).to_string(), options()));
        hear(engine.ask("flush", "", options()));
        hear(engine.ask("ewb", ewb_request(&made["irn"]), options()));
        hear(engine.ask("cancel", request(&made["irn"]), r#"{"ewb":"cancel"}"#));
        hear(engine.ask("status", request(&made["irn"]), options()));
        sandbox.heal();
    }
    hear(engine.ask("fetch", r#"{"portal": "*"}"#, options()));
    hear(engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, options()));
    hear(engine.ask("audit", "{}", r#"{"limit":1000}"#));
    said
}

#[test]
fn no_secret_of_a_whole_run_gets_out() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = theirs.path().join("sandbox.db");
    let portal = Portal::of(Sandbox::open(&file, Clock::Wall).unwrap());
    let (url, seen) = spy(&portal.url);
    let mut out = Vec::new();

    let engine = open(&at(&url, ours.path()));
    out.extend(life(&engine, &portal.sandbox).into_bytes());
    out.extend(files(ours.path()));
    drop(engine);
    out.extend(files(ours.path()));
    // A password that the portal refuses, and a key misspelt in the configuration.
    let mut wrong = at(&url, &ours.path().join("other"));
    std::fs::create_dir(ours.path().join("other")).unwrap();
    wrong["taxpayers"][0]["password"] = Sandbox::REFUSED_PASSWORD.into();
    let engine = open(&wrong);
    let refused = engine.ask("submit", bill("SC/9", &today()).to_string(), options()).unwrap_err();
    out.extend(format!("{refused} {refused:?}").into_bytes());
    wrong["taxpayers"][0]["pasword"] = "hush-pass".into();
    out.extend(Engine::open(&wrong.to_string()).err().unwrap().to_string().into_bytes());

    let (tokens, seks) = sessions(&file);
    let app_keys = app_keys(&seen.lock().unwrap());
    assert!(!tokens.is_empty() && !seks.is_empty() && !app_keys.is_empty(), "there was something to leak");
    // The output of a debugger's or a logger's `{:?}`.
    let token = SessionToken {
        auth_token: Secret::new(tokens[0].as_str()),
        sek: AesKey::from_bytes(&seks[0]),
        expires: IstTime::from_unix(0),
    };
    let credentials = Credentials {
        gstin: einv::gstin::Gstin::parse("29AABCU9603R1ZJ").unwrap(),
        username: "udupi".into(),
        password: Secret::new("hush-pass"),
        client_id: "id".into(),
        client_secret: Secret::new("hush-client"),
        extra: Default::default(),
        ewb_user: None,
    };
    out.extend(format!("{token:?} {credentials:?}").into_bytes());

    let mut secrets: Vec<Vec<u8>> = ["hush-client", "hush-pass", Sandbox::REFUSED_PASSWORD].map(Vec::from).to_vec();
    secrets.extend(tokens.into_iter().map(String::into_bytes));
    for key in seks.into_iter().chain(app_keys) {
        secrets.push(BASE64_STANDARD.encode(&key).into_bytes());
        secrets.push(key.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes());
        secrets.push(key);
    }
    for plain in secrets.clone() {
        secrets.push(BASE64_URL_SAFE_NO_PAD.encode(plain).into_bytes());
    }
    for secret in &secrets {
        let found = out.windows(secret.len()).any(|w| w == secret.as_slice());
        assert!(!found, "{} was let out", String::from_utf8_lossy(secret));
    }
    // The search can find it: the token did travel, in its header.
    assert!(seen.lock().unwrap().windows(secrets[3].len()).any(|w| w == secrets[3].as_slice()));
}

/// A portal that refuses every log-in and repeats all it knows.
fn echo(code: &str, words: &str) -> String {
    let body = json!({"Status": 0, "ErrorDetails": [{"ErrorCode": code, "ErrorMessage": words}]}).to_string();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ";
    let answer: &'static str = Box::leak(format!("{head}{}\r\n\r\n{body}", body.len()).into_boxed_str());
    crate::engine::rude(answer.as_bytes()).0
}

#[test]
fn a_password_repeated_by_the_portal_appears_nowhere() {
    let encoded = BASE64_STANDARD.encode("udupi:hush-pass");
    let words = format!("wrong: hush-pass, HUSH-PASS, hush%2Dpass, {encoded} and hush-client");
    for code in ["1019", "1013", "5003", "1005", "GSPERR"] {
        let folder = tempfile::tempdir().unwrap();
        let url = echo(code, &words);
        let mut said = Vec::new();
        for _ in 0..2 {
            let engine = open(&at(&url, folder.path()));
            let answer = match engine.ask("submit", bill("EC/1", &today()).to_string(), options()) {
                Ok(reply) => reply.json().to_owned(),
                Err(error) => {
                    assert!(error.message.contains("***"), "{error}");
                    format!("{error} {error:?} {}", serde_json::to_string(&error).unwrap())
                }
            };
            said.extend(answer.into_bytes());
            for reply in [
                engine.ask("fetch", r#"{"portal": "*"}"#, options()),
                engine.ask("audit", "", r#"{"limit":1000}"#),
                engine.ask("status", json!({"irn": "0".repeat(64)}).to_string(), options()),
            ] {
                said.extend(reply.map_or_else(|e| e.to_string(), |reply| reply.json().to_owned()).into_bytes());
            }
        }
        said.extend(files(folder.path()));
        let said = String::from_utf8_lossy(&said).to_lowercase();
        for secret in ["hush", &encoded.to_lowercase()[7..20]] {
            assert!(!said.contains(secret), "{code}: {secret} was let out");
        }
    }
}

#[test]
fn no_configuration_error_repeats_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let whole = at("http://127.0.0.1:9", folder.path());
    const WORD: &str = "hushhush";
    // A digit string that appears nowhere else.
    const NUMBER: u64 = 7_319_735_193;
    let forms = [
        json!(NUMBER),
        json!(-(NUMBER as i64)),
        json!(NUMBER as f64 + 0.5),
        json!(true),
        json!([WORD]),
        json!([NUMBER]),
        json!({}),
        json!({WORD: 1}),
        json!({"text": WORD}),
        json!({"env": WORD}),
        json!({"env": format!("EINV_{WORD}")}),
        json!({"env": NUMBER}),
        json!({"file": WORD}),
        json!({"file": NUMBER}),
        json!({"file": format!("/nowhere/{WORD}")}),
        json!({"env": WORD, "file": WORD}),
        json!({"ENV": WORD}),
        json!([[{"env": WORD}]]),
        json!(format!("{WORD}\n")),
    ];
    let places = [
        "/taxpayers/0/password",
        "/taxpayers/0/username",
        "/portal/client_secret",
        "/portal/client_id",
        "/portal/proxy",
        "/portal/extra",
        "/portal/extra/key",
        "/taxpayers/0/logins",
        "/taxpayers/0/logins/nic",
        "/ledger",
    ];
    let mut tried = 0;
    let mut judge = |config: &str| {
        let Err(error) = Engine::open(config) else { return };
        tried += 1;
        let said = format!("{error} {error:?}").to_lowercase();
        assert!(!said.contains(WORD) && !said.contains(&NUMBER.to_string()), "{config}\n{said}");
    };
    let set = |pointer: &str, value: &Value| {
        let mut config = whole.clone();
        config["portal"]["extra"] = json!({});
        config["taxpayers"][0]["logins"] = json!({});
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap()[key] = value.clone();
        config.to_string()
    };
    for place in places {
        // The members of these have names chosen by the caller, which are not secrets.
        let named = ["/portal/extra", "/taxpayers/0/logins", "/taxpayers/0/logins/nic"].contains(&place);
        let right = |form: &&Value| match place {
            // Any text but a URL is a path.
            "/ledger" => !form.is_string(),
            _ => !(named && form.get(WORD).is_some()),
        };
        for form in forms.iter().filter(right) {
            judge(&set(place, form));
        }
    }
    // Where an object or a list belongs.
    for (place, value) in [
        ("/taxpayers", json!(WORD)),
        ("/taxpayers", json!([WORD])),
        ("/taxpayers", json!([["29AABCU9603R1ZJ", "udupi", NUMBER]])),
        ("/taxpayers", json!({"password": WORD})),
        ("/portal", json!(WORD)),
        ("/portal", json!(NUMBER)),
        ("/taxpayers/0/logins/nic", json!({"username": "x", "password": NUMBER})),
        ("/taxpayers/0/logins/nic", json!({"username": NUMBER, "password": WORD})),
        ("/portal/urls", json!(format!("https://u:{WORD}@host"))),
        ("/portal/urls", json!([format!("https://u:{WORD}@host")])),
        ("/portal/urls", json!([format!("https://{WORD}@host/path")])),
        ("/portal/urls", json!([format!("htps:/u:{WORD}@host")])),
        ("/portal/ewb_url", json!(format!("https://u:{WORD}@host"))),
        ("/portal/proxy", json!(format!("htp://u:{WORD}@host:x"))),
        ("/ledger", json!(format!("postgress://u:{WORD}@host/db"))),
        ("/ledger", json!(format!("Postgres://u:{WORD}@host/db"))),
        ("/ledger", json!(format!("postgres:/u:{WORD}@host/db"))),
        ("/ledger", json!(format!("postgres:u:{WORD}@host/db"))),
        ("/ledger", json!(format!("mysql://u:{WORD}@host/db"))),
        ("/ledger", json!(format!("u:{WORD}@host/db"))),
        ("/ledger", json!(format!("postgres://u:{WORD}@host:port/db"))),
        ("/ledger", json!(format!("postgres://u:p@{WORD}@host/db"))),
        ("/ledger", json!(format!("postgres://u:p?sslmode={WORD}@host/db"))),
        ("/ledger", json!(format!("postgres://u:{WORD}@host/db?sslmode=prefer"))),
        ("/ledger", json!(format!("postgres://u:{WORD}@host/db?{WORD}=1"))),
        ("/ledger", json!(format!("file:{WORD}"))),
    ] {
        judge(&set(place, &value));
    }
    assert!(tried > 150, "{tried} of them were refused");
}

#[test]
fn a_ledger_of_a_real_portal_is_a_file_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [":memory:", ":MEMORY:", "file:einv.db", "file::memory:", "FILE:einv.db?mode=memory&cache=shared"] {
        let mut config = at("http://127.0.0.1:9", folder.path());
        config["ledger"] = wrong.into();
        let error = Engine::open(&config.to_string()).err().unwrap_or_else(|| panic!("{wrong}"));
        assert_eq!((error.kind, error.at.as_deref()), (einv::error::ErrorKind::Config, Some("/ledger")), "{wrong}");
    }
    let sandbox = open(&json!({"ledger": ":memory:"}));
    assert_eq!(sandbox.about().ledger, "memory");
    assert!(!Path::new(":memory:").exists());
}
