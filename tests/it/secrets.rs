//! Secrets of a whole run are looked for, as text, bytes, Base64 and hex, in everything that could let them out.

use crate::common::{Ask, bill, today};
use crate::engine::{Portal, at, open, options, parse};
use crate::faults::ewb_wish;
use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use einv::calendar::{Clock, IstTime};
use einv::engine::Engine;
use einv::error::Error;
use einv::irp::Call;
use einv::portal::envelope::AesKey;
use einv::portal::session::{Credentials, Token};
use einv::sandbox::{Fault, Sandbox, What};
use einv::secret::Secret;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Stands between client and portal and remembers what the client sent.
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

fn wish(irn: &Value) -> String {
    json!({"irn": irn, "reason": "duplicate", "remark": "twice"}).to_string()
}

/// Everything an engine tells in a life with every kind of trouble in it.
fn life(engine: &Engine, sandbox: &Sandbox) -> String {
    let mut said = engine.about().to_string();
    let mut hear = |reply: Result<einv::engine::Reply, Error>| {
        match &reply {
            Ok(reply) => said.push_str(reply.json()),
            Err(error) => said.push_str(&format!("{error} {error:?}")),
        }
        reply.map(|reply| parse(&reply)).unwrap_or_default()
    };
    for what in [What::Garbage, What::TokenExpiry, What::Busy, What::Foreign, What::Truncated] {
        for call in [Call::LogIn, Call::Generate, Call::Cancel] {
            sandbox.fail(Fault::once(what, call));
        }
        let made = hear(engine.ask("submit", bill(&format!("SC/{what:?}"), &today()).to_string(), options()));
        hear(engine.ask("flush", "", options()));
        hear(engine.ask("ewb", ewb_wish(&made["irn"]), options()));
        hear(engine.ask("cancel", wish(&made["irn"]), r#"{"ewb":"cancel"}"#));
        hear(engine.ask("status", wish(&made["irn"]), options()));
        sandbox.heal();
    }
    hear(engine.ask("fetch", r#"{"portal": "*"}"#, options()));
    hear(engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, options()));
    hear(engine.ask("audit", "{}", r#"{"limit":1000}"#));
    said
}

#[test]
fn no_secret_of_a_whole_run_is_let_out() {
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
    // A password the portal refuses, and a key the configuration spells wrongly.
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
    // What a debugger's or a logger's `{:?}` shows.
    let token = Token {
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
    // What is looked for could be found: the token did travel, in its header.
    assert!(seen.lock().unwrap().windows(secrets[3].len()).any(|w| w == secrets[3].as_slice()));
}
