//! The other side, for tests: a portal with its own private key, and wires that give prepared answers.

use super::credentials::{Credentials, SessionToken};
use super::envelope::{AesKey, PortalKey, from_base64};
use super::json::CaselessObject;
use super::{Exchange, NoAnswer, Wire};
use crate::calendar::{Day, IstTime};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::secret::Secret;
use ::http::{Request, Response};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::{LazyLock, Mutex};

/// One key for all tests, because making one takes long.
static KEY: LazyLock<PrivateDecryptingKey> =
    LazyLock::new(|| PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap());

pub const TOKEN: &str = "x1y2z3AuthTokenOf25Charact";

pub fn credentials() -> Credentials {
    Credentials {
        gstin: Gstin::parse("29AABCT1332L000").unwrap(),
        username: "api_user".into(),
        password: Secret::new("P@ss\"word\\1"),
        client_id: "AACCC29GSPXXXXX".into(),
        client_secret: Secret::new("client-secret"),
        extra: Default::default(),
        ewb_user: None,
    }
}

/// A fake portal: real keys, one token, a register.
pub struct PortalSide {
    sek: AesKey,
    /// Registered documents by IRN, with whether they are cancelled.
    registry: Mutex<Vec<(Irn, bool)>>,
    /// Each request as it arrived.
    pub seen: Mutex<Vec<Request<Vec<u8>>>>,
    /// Whether it encrypts the log-in's data as a whole, as some portals do.
    pub wraps_log_in: bool,
}

impl PortalSide {
    pub fn new() -> PortalSide {
        PortalSide {
            sek: AesKey::random().unwrap(),
            registry: Mutex::default(),
            seen: Mutex::default(),
            wraps_log_in: false,
        }
    }

    pub fn key(&self) -> PortalKey {
        PortalKey::read(&self.spki()).unwrap()
    }

    pub fn spki(&self) -> Vec<u8> {
        let spki: PublicKeyX509Der = KEY.public_key().as_der().unwrap();
        spki.as_ref().to_vec()
    }

    pub fn token(&self) -> SessionToken {
        let expires = IstTime::parse_portal("2026-11-21 18:00:00").unwrap();
        SessionToken { auth_token: Secret::new(TOKEN), sek: Some(self.sek.clone()), expires }
    }

    /// The inner JSON of a log-in.
    pub fn open(&self, data: &str) -> Option<Vec<u8>> {
        let key = Pkcs1PrivateDecryptingKey::new(KEY.clone()).unwrap();
        let mut plain = vec![0; key.min_output_size()];
        let plain = key.decrypt(&from_base64(data)?, &mut plain).ok()?;
        Some(from_base64(std::str::from_utf8(plain).ok()?)?.to_vec())
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let header = |name: &str| request.headers().get(name).map_or("", |value| value.to_str().unwrap());
        let who = credentials();
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("gstin"), who.gstin.as_str());
        if (header("client_id"), header("client_secret")) != (&who.client_id, who.client_secret.reveal()) {
            return refusal("1010", "Invalid Client-ID/Client-Secret", Value::Null);
        }
        let data =
            CaselessObject::read(std::str::from_utf8(request.body()).unwrap()).and_then(|body| body.text("Data"));
        let path = request.uri().path();
        if path == "/eivital/v1.04/auth" {
            return self.log_in(&data.unwrap());
        }
        if (header("user_name"), header("authtoken")) != (&who.username, TOKEN) {
            return refusal("1005", "Invalid Token", Value::Null);
        }
        let payload: Value = match &data {
            Some(data) => serde_json::from_slice(&self.sek.decrypt(data).unwrap()).unwrap(),
            None => Value::Null,
        };
        match path {
            "/eicore/v1.03/Invoice" => self.register(&payload),
            "/eicore/v1.03/Invoice/Cancel" => self.cancel(&payload),
            "/eicore/v1.03/Invoice/irnbydocdetails" => self.by_query(request.uri().query().unwrap()),
            "/eicore/v1.03/Invoice/rejectedirns" => {
                assert_eq!(request.uri().query(), Some("date=21%2F11%2F2026"));
                sealed(&self.sek, &json!(["1".repeat(64)]))
            }
            _ => self.show(&Irn::parse(path.strip_prefix("/eicore/v1.03/Invoice/irn/").unwrap()).unwrap()),
        }
    }

    fn log_in(&self, data: &str) -> Response<Vec<u8>> {
        let Some(inner) = self.open(data) else { return refusal("1020", "Decryption failed", Value::Null) };
        let inner: Value = serde_json::from_slice(&inner).unwrap();
        let who = credentials();
        if (inner["UserName"].as_str(), inner["Password"].as_str())
            != (Some(&who.username), Some(who.password.reveal()))
        {
            return refusal("1019", "Incorrect Password", Value::Null);
        }
        let app_key = AesKey::from_base64(inner["AppKey"].as_str().unwrap()).unwrap();
        let plain_sek = from_base64(&self.sek.to_base64()).unwrap();
        let sek =
            if self.wraps_log_in { self.sek.to_base64().to_string() } else { app_key.encrypt(&plain_sek).unwrap() };
        let fields = json!({"ClientId": who.client_id, "UserName": who.username, "AuthToken": TOKEN, "Sek": sek,
            "TokenExpiry": "2026-11-21 18:00:00"});
        let data = match self.wraps_log_in {
            true => json!(app_key.encrypt(fields.to_string().as_bytes()).unwrap()),
            false => fields,
        };
        envelope(&json!({"Status": 1, "Data": data, "ErrorDetails": null, "InfoDtls": null}))
    }

    fn register(&self, payload: &Value) -> Response<Vec<u8>> {
        let text = |pointer: &str| payload.pointer(pointer).unwrap().as_str().unwrap();
        let irn = document(text("/DocDtls/No"), text("/DocDtls/Dt")).irn(Day::new(2026, 11, 21).unwrap());
        let mut registry = self.registry.lock().unwrap();
        if registry.iter().any(|(held, _)| *held == irn) {
            let held = json!({"AckNo": 232210036743849u64, "AckDt": "2026-11-21 10:00:00", "Irn": irn});
            return refusal("2150", "Duplicate IRN", json!([{"InfCd": "DUPIRN", "Desc": held}]));
        }
        registry.push((irn, false));
        sealed(&self.sek, &registration(&irn, "ACT"))
    }

    fn cancel(&self, payload: &Value) -> Response<Vec<u8>> {
        assert_eq!((&payload["CnlRsn"], &payload["CnlRem"]), (&json!("2"), &json!("Wrong rate")));
        let irn = Irn::parse(payload["Irn"].as_str().unwrap()).unwrap();
        match self.registry.lock().unwrap().iter_mut().find(|(held, _)| *held == irn) {
            None => refusal("2148", "Requested IRN data is not available", Value::Null),
            Some((_, true)) => refusal("9999", "Invoice is not active", Value::Null),
            Some((_, cancelled)) => {
                *cancelled = true;
                sealed(&self.sek, &json!({"Irn": irn, "CancelDate": "2026-11-21 11:00:00"}))
            }
        }
    }

    fn by_query(&self, query: &str) -> Response<Vec<u8>> {
        let field = |n: usize, name: &str| {
            let value = query.split('&').nth(n).unwrap().strip_prefix(name).unwrap();
            assert!(!value.contains('/'), "encoded");
            value.replace("%2F", "/")
        };
        assert_eq!(field(0, "doctype="), "INV");
        let key = document(&field(1, "docnum="), &field(2, "docdate="));
        self.show(&key.irn(Day::new(2026, 11, 21).unwrap()))
    }

    fn show(&self, irn: &Irn) -> Response<Vec<u8>> {
        match self.registry.lock().unwrap().iter().find(|(held, _)| held == irn) {
            None => refusal("2154", "IRN details are not found", Value::Null),
            Some((_, cancelled)) => sealed(&self.sek, &registration(irn, if *cancelled { "CNL" } else { "ACT" })),
        }
    }
}

impl Wire for PortalSide {
    fn exchange(&self, request: Request<Vec<u8>>) -> Exchange<'_> {
        let answer = self.answer(&request);
        self.seen.lock().unwrap().push(request);
        Box::pin(async { Ok(answer) })
    }
}

/// A wire that gives every request the same answer.
pub struct Canned(pub Result<Response<Vec<u8>>, NoAnswer>);

impl Wire for Canned {
    fn exchange(&self, _: Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async { self.0.clone() })
    }
}

pub fn document(number: &str, date: &str) -> DocumentKey {
    DocumentKey {
        gstin: credentials().gstin,
        doc_type: DocType::Invoice,
        number: DocumentNumber::parse(number).unwrap(),
        date: Day::parse(date).unwrap(),
    }
}

pub fn registration(irn: &Irn, status: &str) -> Value {
    json!({"AckNo": 232210036743849u64, "AckDt": "2026-11-21 10:00:00", "Irn": irn, "SignedInvoice": "aa.bb.cc",
        "SignedQRCode": "dd.ee.ff", "Status": status, "EwbNo": null, "EwbDt": null, "EwbValidTill": null, "Remarks": null})
}

pub fn answer(status: u16, content_type: &str, body: &[u8]) -> Response<Vec<u8>> {
    Response::builder().status(status).header("content-type", content_type).body(body.to_vec()).unwrap()
}

pub fn envelope(json: &Value) -> Response<Vec<u8>> {
    answer(200, "application/json; charset=utf-8", json.to_string().as_bytes())
}

pub fn sealed(sek: &AesKey, plain: &Value) -> Response<Vec<u8>> {
    let data = sek.encrypt(plain.to_string().as_bytes()).unwrap();
    envelope(&json!({"Status": 1, "Data": data, "ErrorDetails": null, "InfoDtls": null}))
}

pub fn refusal(code: &str, message: &str, infos: Value) -> Response<Vec<u8>> {
    let errors = json!([{"ErrorCode": code, "ErrorMessage": message}]);
    envelope(&json!({"Status": 0, "Data": null, "ErrorDetails": errors, "InfoDtls": infos}))
}

/// The tests' key in PKCS#8, for a server of their own.
pub fn pkcs8() -> Vec<u8> {
    let der: Pkcs8V1Der = KEY.as_der().unwrap();
    der.as_ref().to_vec()
}

/// A self-signed certificate of the tests' key, for 127.0.0.1, from 2020 to 2049.
pub fn certificate() -> Vec<u8> {
    let name = || der(0x30, &[&der(0x31, &[&der(0x30, &[&[6, 3, 0x55, 4, 3], &der(12, &[b"tests"])])])]);
    let algorithm = der(0x30, &[&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 11], &[5, 0]]);
    let validity = der(0x30, &[&der(23, &[b"200101000000Z"]), &der(23, &[b"491231000000Z"])]);
    let address = der(0x30, &[&der(0x87, &[&[127, 0, 0, 1]])]);
    let alt_name = der(0x30, &[&[6, 3, 0x55, 0x1d, 0x11], &der(4, &[&address])]);
    let extensions = der(0xa3, &[&der(0x30, &[&alt_name])]);
    let (version, serial) = (der(0xa0, &[&[2, 1, 2]]), [2, 1, 1]);
    let spki: PublicKeyX509Der = KEY.public_key().as_der().unwrap();
    let body = der(0x30, &[&version, &serial, &algorithm, &name(), &validity, &name(), spki.as_ref(), &extensions]);
    let pair = RsaKeyPair::from_pkcs8(&pkcs8()).unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), &body, &mut signature).unwrap();
    der(0x30, &[&body, &algorithm, &der(3, &[&[0], &signature])])
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        n @ 0..128 => out.push(n as u8),
        n => out.extend([0x82, (n >> 8) as u8, n as u8]),
    }
    out.extend(content);
    out
}

pub fn pem(kind: &str, der: &[u8]) -> String {
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", STANDARD.encode(der))
}
