//! A whole client with its own cryptography, run against the sandbox.

use super::Sandbox;
use crate::calendar::{Clock, IstTime};
use crate::reference::reference;
use crate::signed::{self, SignatureVerdict, SignedContent};
use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http::Request;
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

mod documents;
mod eway;
mod served;
mod sessions;
mod shared;
mod taxpayers;

const SELLER: &str = "24AACCT6304M1ZB";

fn clock() -> Clock {
    Clock::still(IstTime::parse("2026-11-21T12:00:30+05:30").unwrap())
}

fn sandbox() -> Sandbox {
    Sandbox::in_memory(clock()).unwrap()
}

fn after(sandbox: &Sandbox, seconds: i64) {
    sandbox.clock().set(sandbox.clock().now().plus_seconds(seconds));
}

/// The state of billing software after logging in.
#[derive(Clone)]
struct Client {
    gstin: String,
    user: String,
    token: String,
    sek: [u8; 32],
}

const APP_KEY: [u8; 32] = [7; 32];

fn rsa(plain: &[u8]) -> String {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(Sandbox::login_key_pem().as_bytes()).unwrap();
    let key = Pkcs1PublicEncryptingKey::new(PublicEncryptingKey::from_der(&der).unwrap()).unwrap();
    let mut out = vec![0; key.ciphertext_size()];
    BASE64_STANDARD.encode(key.encrypt(plain, &mut out).unwrap())
}

fn aes_encrypt(key: &[u8; 32], plain: &str) -> String {
    let cipher = PaddedBlockEncryptingKey::ecb_pkcs7(UnboundCipherKey::new(&AES_256, key).unwrap()).unwrap();
    let mut buffer = plain.as_bytes().to_vec();
    cipher.encrypt(&mut buffer).unwrap();
    BASE64_STANDARD.encode(buffer)
}

fn aes_decrypt(key: &[u8; 32], text: &str) -> Vec<u8> {
    let cipher = PaddedBlockDecryptingKey::ecb_pkcs7(UnboundCipherKey::new(&AES_256, key).unwrap()).unwrap();
    cipher.decrypt(&mut BASE64_STANDARD.decode(text).unwrap(), DecryptionContext::None).unwrap().to_vec()
}

/// The inner JSON of a log-in.
fn log_in_with(password: &str, app_key: &[u8], force: bool) -> Value {
    json!({"UserName": "billing", "Password": password, "AppKey": BASE64_STANDARD.encode(app_key),
           "ForceRefreshAccessToken": force})
}

fn auth_request(gstin: &str, body: &Value) -> Request<Vec<u8>> {
    Request::post("/eivital/v1.04/auth")
        .header("client_id", "client")
        .header("client_secret", "secret")
        .header("Gstin", gstin)
        .body(body.to_string().into_bytes())
        .unwrap()
}

fn sealed_log_in(inner: &Value) -> Value {
    json!({"Data": rsa(BASE64_STANDARD.encode(inner.to_string()).as_bytes())})
}

fn answer(sandbox: &Sandbox, request: Request<Vec<u8>>) -> Value {
    let response = sandbox.answer(request);
    assert_eq!(response.status(), 200);
    serde_json::from_slice(response.body()).unwrap()
}

/// The one error of a refusal.
fn refusal(reply: &Value) -> &str {
    assert_eq!((&reply["Status"], &reply["Data"]), (&json!(0), &Value::Null), "{reply}");
    assert_eq!(reply["ErrorDetails"].as_array().unwrap().len(), 1);
    assert!(!reply["ErrorDetails"][0]["ErrorMessage"].as_str().unwrap().is_empty());
    reply["ErrorDetails"][0]["ErrorCode"].as_str().unwrap()
}

fn log_in(sandbox: &Sandbox, gstin: &str) -> Client {
    let reply = answer(sandbox, auth_request(gstin, &sealed_log_in(&log_in_with("right", &APP_KEY, false))));
    Client::of(gstin, &reply, &APP_KEY)
}

impl Client {
    fn of(gstin: &str, reply: &Value, app_key: &[u8; 32]) -> Client {
        assert_eq!(reply["Status"], 1, "{reply}");
        let data = &reply["Data"];
        assert_eq!(data["Sek"].as_str().unwrap().len(), 64);
        Client {
            gstin: gstin.into(),
            user: data["UserName"].as_str().unwrap().into(),
            token: data["AuthToken"].as_str().unwrap().into(),
            sek: aes_decrypt(app_key, data["Sek"].as_str().unwrap()).try_into().unwrap(),
        }
    }

    fn request(&self, method: &str, path: &str, body: Vec<u8>) -> Request<Vec<u8>> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("client_id", "client")
            .header("client_secret", "secret")
            .header("Gstin", &self.gstin)
            .header("user_name", &self.user)
            .header("AuthToken", &self.token)
            .body(body)
            .unwrap()
    }

    fn post(&self, path: &str, json: &str) -> Request<Vec<u8>> {
        let body = json!({"Data": aes_encrypt(&self.sek, json)}).to_string();
        self.request("POST", path, body.into_bytes())
    }

    fn get(&self, path: &str) -> Request<Vec<u8>> {
        self.request("GET", path, Vec::new())
    }

    fn generate(&self, sandbox: &Sandbox, document: &str) -> Value {
        answer(sandbox, self.post("/eicore/v1.03/Invoice", document))
    }

    fn cancel(&self, sandbox: &Sandbox, irn: &str) -> Value {
        let request = json!({"Irn": irn, "CnlRsn": "2", "CnlRem": "wrong price"}).to_string();
        answer(sandbox, self.post("/eicore/v1.03/Invoice/Cancel", &request))
    }

    fn by_irn(&self, sandbox: &Sandbox, irn: &str) -> Value {
        answer(sandbox, self.get(&format!("/eicore/v1.03/Invoice/irn/{irn}")))
    }

    fn by_document(&self, sandbox: &Sandbox, number: &str) -> Value {
        let query = format!("doctype=INV&docnum={number}&docdate=21/11/2026");
        answer(sandbox, self.get(&format!("/eicore/v1.03/Invoice/irnbydocdetails?{query}")))
    }

    /// The content of a success.
    fn opened(&self, reply: &Value) -> Value {
        assert_eq!((&reply["Status"], &reply["ErrorDetails"]), (&json!(1), &Value::Null), "{reply}");
        serde_json::from_slice(&aes_decrypt(&self.sek, reply["Data"].as_str().unwrap())).unwrap()
    }
}

/// An invoice of two lines, the second of which has the higher taxable value.
fn invoice(number: &str) -> String {
    format!(
        r#"{{"Version":"1.1","TranDtls":{{"TaxSch":"GST","SupTyp":"B2B","RegRev":"N","EcmGstin":null}},
        "DocDtls":{{"Typ":"INV","No":"{number}","Dt":"21/11/2026"}},
        "SellerDtls":{{"Gstin":"{SELLER}","LglNm":"Saree & Söhne + Co","Addr1":"1 Ring Road","Loc":"Surat","Pin":395002,"Stcd":"24"}},
        "BuyerDtls":{{"Gstin":"27AABCU9603R1ZN","LglNm":"Buyer \u0939 X","Pos":"27","Addr1":"2 Hill Road","Loc":"Mumbai","Pin":400050,"Stcd":"27"}},
        "DispDtls":null,
        "ItemList":[
         {{"SlNo":"1","PrdDesc":"Yarn","IsServc":"N","HsnCd":"52051110","Qty":1.0,"Unit":"KGS","UnitPrice":100,"TotAmt":100.00,"AssAmt":100.00,"GstRt":5,"IgstAmt":5.00,"BchDtls":{{"Nm":"B-7","ExpDt":null}},"TotItemVal":105.0}},
         {{"SlNo":"2","ItemNo":3,"PrdDesc":"Cotton","IsServc":"N","HsnCd":"52010011","Qty":2.500,"Unit":"KGS","UnitPrice":400,"TotAmt":1000.0,"AssAmt":1000.0,"GstRt":5.000,"IgstAmt":50,"TotItemVal":1050}}],
        "ValDtls":{{"AssVal":1100,"IgstVal":55.0,"TotInvVal":1155.00}}}}"#
    )
}

/// A part of a token, decoded.
fn part(token: &str, at: usize) -> String {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}
