//! Verifying, beside the bare RSA verification of the crypto crate; and the cost of drawing and printing.
//!
//! `cargo bench --bench paper`. Candidates take turns, so that a busy machine slows them alike, and CPU time is
//! counted: compare the ratios.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use cpu_time::ThreadTime;
use einv::engine::Engine;
use einv::ffi::ask;
use einv::signed::{PublicKeys, Signer, verify};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::hint::black_box;

const KEY: &str = include_str!("../tests/keys/key.pem");
const CERTIFICATE: &str = include_str!("../tests/keys/certificate.pem");
const BILL: &str = include_str!("../examples/bills/good.json");

/// The median of some rounds, in microseconds a call.
fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn race(candidates: &mut [(&str, usize, &mut dyn FnMut())]) {
    const ROUNDS: usize = 15;
    let mut times = vec![Vec::new(); candidates.len()];
    for _ in 0..ROUNDS {
        for (times, (_, calls, work)) in times.iter_mut().zip(candidates.iter_mut()) {
            let begun = ThreadTime::now();
            (0..*calls).for_each(|_| work());
            times.push(begun.elapsed().as_secs_f64() * 1e6 / *calls as f64);
        }
    }
    let times: Vec<f64> = times.into_iter().map(median).collect();
    for ((name, ..), time) in candidates.iter().zip(&times) {
        println!("{name:<44}{time:>12.2} us {:>8.2}", time / times[0]);
    }
    println!();
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?;
    let registration: Value = serde_json::from_str(ask(Some(&engine), "submit", BILL, "")?.json())?;
    let irn = registration["irn"].as_str().ok_or("no IRN")?;
    let qr = format!(
        r#"{{"SellerGstin":"29AABCU9603R1ZJ","BuyerGstin":"27AABCU9603R1ZN","DocNo":"UDP/26-27/0417","DocTyp":"INV","DocDt":"21/11/2026","TotInvVal":6490.00,"ItemCnt":3,"MainHsnCode":"48201020","Irn":"{irn}","IrnDt":"2026-11-21 12:00:00"}}"#
    );
    let token = Signer::new(KEY, CERTIFICATE, "NIC")?.sign(&qr)?;
    let (signed, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature)?;
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes())?;
    let named = webpki::EndEntityCert::try_from(&certificate)?;
    let bare = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, named.subject_public_key_info())?;
    let mut keys = PublicKeys::new();
    keys.add(CERTIFICATE.as_bytes())?;

    let folder = tempfile::tempdir()?;
    let config = json!({"portal": {"kind": "nic", "client_id": "x", "client_secret": "x", "qr_keys": [CERTIFICATE],
        "public_key": einv::sandbox::Sandbox::login_key_pem()}, "ledger": folder.path().join("einv.db"),
        "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "x", "password": "x"}]});
    let portal = Engine::open(&config.to_string())?;
    let input = json!({"signed_qr": token}).to_string();
    let by_option = json!({"qr_keys": [CERTIFICATE]}).to_string();
    println!("a signed QR of {} characters\n", token.len());
    race(&mut [
        ("aws-lc-rs, the signature alone", 2000, &mut || {
            let _ = black_box(bare.verify_sig(signed.as_bytes(), &signature));
        }),
        ("einv::signed::verify", 2000, &mut || drop(black_box(verify(&token, &keys)))),
        ("einv_verify at an engine, JSON in and out", 2000, &mut || {
            drop(black_box(ask(Some(&portal), "verify", &input, "")));
        }),
        ("einv_verify with opts.qr_keys as PEM", 500, &mut || {
            drop(black_box(ask(None, "verify", &input, &by_option)));
        }),
    ]);

    let draw = |format: &str| drop(black_box(ask(None, "qr", &input, &json!({"format": format}).to_string())));
    let page = format!("{{\"invoice\":{BILL},\"registration\":{registration}}}");
    let mut long: Value = serde_json::from_str(BILL)?;
    long["ItemList"] = (0..1000).map(|_| long["ItemList"][1].clone()).collect();
    let long = json!({"invoice": long, "registration": null}).to_string();
    race(&mut [
        ("QR as PNG", 50, &mut || draw("png")),
        ("QR as SVG", 50, &mut || draw("svg")),
        ("QR as ESC/POS", 50, &mut || draw("escpos")),
        ("an invoice of three lines as PDF", 10, &mut || drop(black_box(ask(Some(&engine), "print", &page, "")))),
        ("an invoice of 1,000 lines as PDF", 1, &mut || drop(black_box(ask(None, "print", &long, "")))),
    ]);
    Ok(())
}
