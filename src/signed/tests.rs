use super::keys::{SANDBOX_CERTIFICATE, SANDBOX_LOGIN_KEY, is_the_sandboxs};
use super::*;
use crate::reference::reference;

const TEST_KEY: &str = include_str!("../../tests/keys/key.pem");
const TEST_CERTIFICATE: &str = include_str!("../../tests/keys/certificate.pem");
const SANDBOX_KEY: &str = include_str!("../../data/sandbox/signing_key.pem");

/// The kid of the portal's sandbox of 2020, whose public key is known.
const KNOWN: &str = "115F4426617A7938BE1BA06DBEE91A427584EDAB";

/// The name and text of every genuine token, and the key of 2020.
fn genuine() -> (Vec<(String, String)>, PublicKeys) {
    let folder = reference("tokens");
    let mut tokens = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "jwt") {
            let text = std::fs::read_to_string(&path).unwrap().trim_end().to_owned();
            tokens.push((path.file_stem().unwrap().to_str().unwrap().to_owned(), text));
        }
    }
    tokens.sort();
    assert!(tokens.len() >= 22, "only {} tokens", tokens.len());
    let mut keys = PublicKeys::new();
    keys.add(&std::fs::read(folder.join("sandbox_2020_public_key.pem")).unwrap()).unwrap();
    (tokens, keys)
}

fn test_signer() -> Signer {
    Signer::new(TEST_KEY, TEST_CERTIFICATE, "einv tests").unwrap()
}

fn test_keys() -> PublicKeys {
    let mut keys = PublicKeys::new();
    keys.add(TEST_CERTIFICATE.as_bytes()).unwrap();
    keys
}

const QR: &str = r#"{"SellerGstin":"24AACCT6304M1ZB","BuyerGstin":"URP","DocNo":"A/1","DocTyp":"INV","DocDt":"21/11/2026","TotInvVal":7080.00,"ItemCnt":1,"MainHsnCode":"85183000","Irn":"00","IrnDt":"2026-11-21 12:00:00"}"#;

/// A token with the given header and payload, signed with the test key.
fn forge(header: &str, payload: &str) -> String {
    let encode = |text: &str| BASE64URL.encode(text);
    let signed = format!("{}.{}", encode(header), encode(payload));
    let mut signature = vec![0; 256];
    let pair = test_signer().pair;
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", BASE64URL.encode(signature))
}

fn payload() -> String {
    serde_json::json!({"iss": "einv tests", "data": QR}).to_string()
}

fn test_kid() -> String {
    verify(&test_signer().sign(QR).unwrap(), &PublicKeys::new()).kid.unwrap()
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn genuine_tokens_verify_only_with_the_portals_key() {
    let (tokens, keys) = genuine();
    let mut verified = 0;
    for (name, token) in &tokens {
        let found = verify(token, &keys);
        let expected =
            if found.kid.as_deref() == Some(KNOWN) { SignatureVerdict::Verified } else { SignatureVerdict::UnknownKey };
        assert_eq!(found.verdict, expected, "{name}");
        assert_eq!(verify(token, &PublicKeys::new()).verdict, SignatureVerdict::UnknownKey, "{name}");
        verified += usize::from(found.verdict == SignatureVerdict::Verified);
    }
    assert_eq!(verified, 8);
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_content_of_every_genuine_token_is_read() {
    let (tokens, keys) = genuine();
    for (name, token) in &tokens {
        let found = verify(token, &keys);
        let irn = match found.content.unwrap() {
            SignedContent::Qr(qr) => {
                assert!(name.starts_with("qr_"), "{name}");
                assert_eq!(qr.irn_dt.is_none(), found.kid.as_deref() == Some(KNOWN), "{name}");
                assert!(qr.item_cnt >= 1 && !qr.main_hsn_code.is_empty(), "{name}");
                if name.contains("SINV_21_00007") {
                    assert_eq!((qr.tot_inv_val.as_str(), qr.doc_dt.as_str()), ("7080.00", "19/06/2021"));
                }
                qr.irn
            }
            SignedContent::Invoice(json) => {
                assert!(name.starts_with("invoice_"), "{name}");
                assert!(json.starts_with(r#"{"AckNo":"#), "{name}");
                serde_json::from_str::<serde_json::Value>(&json).unwrap()["Irn"].as_str().unwrap().to_owned()
            }
        };
        assert!(name.ends_with(&irn[..8]), "{name}");
        assert!(found.issuer.unwrap().starts_with("NIC"), "{name}");
    }
}

#[test]
fn a_token_with_one_flipped_bit_does_not_verify() {
    flip(&[("ours".to_owned(), test_signer().sign(QR).unwrap())], &test_keys());
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn a_genuine_token_with_one_flipped_bit_does_not_verify() {
    let (mut tokens, keys) = genuine();
    tokens.retain(|(name, _)| name.contains("115F4426"));
    assert_eq!(tokens.len(), 8);
    flip(&tokens, &keys);
}

fn flip(tokens: &[(String, String)], keys: &PublicKeys) {
    for (name, token) in tokens {
        assert_eq!(verify(token, keys).verdict, SignatureVerdict::Verified, "{name}");
        let parts: Vec<Vec<u8>> = token.split('.').map(|p| BASE64URL.decode(p).unwrap()).collect();
        for part in 0..3 {
            let bits = parts[part].len() * 8;
            // A step coprime to eight reaches every bit of a byte.
            for bit in (0..bits).step_by((bits / 150).max(1) | 1) {
                let mut parts = parts.clone();
                parts[part][bit / 8] ^= 1 << (bit % 8);
                let encoded: Vec<_> = parts.iter().map(|p| BASE64URL.encode(p)).collect();
                assert_ne!(verify(&encoded.join("."), keys).verdict, SignatureVerdict::Verified, "{name} {part} {bit}");
            }
        }
        // And in the text itself.
        for at in (0..token.len()).step_by(token.len() / 200) {
            let mut text = token.clone().into_bytes();
            text[at] ^= 1;
            let text = String::from_utf8(text).unwrap();
            assert_ne!(verify(&text, keys).verdict, SignatureVerdict::Verified, "{name} {at}");
        }
    }
}

#[test]
fn a_token_that_names_a_known_certificate_is_verified_or_wrong() {
    let token = test_signer().sign(QR).unwrap();
    let found = verify(&token, &test_keys());
    assert_eq!((found.verdict, found.issuer.as_deref()), (SignatureVerdict::Verified, Some("einv tests")));
    let Some(SignedContent::Qr(qr)) = found.content else { panic!() };
    assert_eq!((qr.tot_inv_val.as_str(), qr.irn_dt.as_deref()), ("7080.00", Some("2026-11-21 12:00:00")));

    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = BASE64URL.decode(signature).unwrap();
    bytes[100] ^= 4;
    let wrong = format!("{signed}.{}", BASE64URL.encode(&bytes));
    assert_eq!(verify(&wrong, &test_keys()).verdict, SignatureVerdict::WrongSignature);
    assert_eq!(verify(&wrong, &PublicKeys::new()).verdict, SignatureVerdict::UnknownKey);
}

#[test]
fn only_rs256_of_the_portals_shape_is_read() {
    let kid = test_kid();
    let header = |alg: &str| format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"JWT"}}"#);
    let verdict = |header: &str, payload: &str| verify(&forge(header, payload), &test_keys()).verdict;
    for alg in ["RS256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"] {
        assert_eq!(verdict(&header(alg), &payload()), SignatureVerdict::Verified, "{alg}");
    }
    for alg in ["none", "None", "", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256"] {
        assert_eq!(verdict(&header(alg), &payload()), SignatureVerdict::Malformed, "{alg}");
    }
    for header in [
        "{}".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"kid":"{kid}"}}"#),
        format!(r#"{{"alg":"none","alg":"RS256","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"RS256","kid":"{kid}","crit":["exp"]}}"#),
        format!(r#"{{"alg":"RS256","kid":"{kid}"}} "x""#),
    ] {
        assert_eq!(verdict(&header, &payload()), SignatureVerdict::Malformed, "{header}");
    }
    for payload in ["", "{}", r#"{"iss":"NIC"}"#, r#"{"data":{}}"#, r#"{"data":"{}"}"#, r#"{"data":"1"}"#] {
        assert_eq!(verdict(&header("RS256"), payload), SignatureVerdict::Malformed, "{payload}");
    }
}

#[test]
fn a_token_has_only_one_spelling() {
    let token = test_signer().sign(QR).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    // 256 bytes end in a digit of which only two bits count: the next digit would decode to the same bytes.
    let last = signature.bytes().last().unwrap();
    let twin = format!("{signed}.{}{}", &signature[..signature.len() - 1], char::from(last + 1));
    for wrong in [
        twin,
        format!("{token}\n"),
        format!(" {token}"),
        format!("{token}="),
        format!("{token}.x"),
        format!("{token}."),
        signed.to_owned(),
        format!("{signed}."),
        token.replace('.', ".."),
        String::new(),
        "..".into(),
        "a".repeat(LONGEST_TOKEN + 1),
    ] {
        let verdict = verify(&wrong, &test_keys()).verdict;
        let unsigned = wrong == format!("{signed}.");
        let expected = if unsigned { SignatureVerdict::WrongSignature } else { SignatureVerdict::Malformed };
        assert_eq!(verdict, expected, "{}", &wrong[wrong.len().saturating_sub(40)..]);
    }
}

#[test]
fn a_token_signed_by_the_sandboxs_public_keys_is_never_verified() {
    let token = Signer::new(SANDBOX_KEY, SANDBOX_CERTIFICATE, "einv sandbox").unwrap().sign(QR).unwrap();
    assert_eq!(verify(&token, &PublicKeys::new()).verdict, SignatureVerdict::Sandbox);

    // Configured as a portal's: as the certificate, as a bare key, under any name.
    let der = CertificateDer::from_pem_slice(SANDBOX_CERTIFICATE.as_bytes()).unwrap();
    let spki = webpki::EndEntityCert::try_from(&der).unwrap().subject_public_key_info();
    for file in [SANDBOX_CERTIFICATE.as_bytes(), &der, &spki] {
        let mut keys = test_keys();
        keys.add(file).unwrap();
        assert_eq!(verify(&token, &keys).verdict, SignatureVerdict::Sandbox);
        let key: RsaKeyPair = Signer::new(SANDBOX_KEY, SANDBOX_CERTIFICATE, "NIC").unwrap().pair;
        let header = BASE64URL.encode(format!(r#"{{"alg":"RS256","kid":"{KNOWN}"}}"#));
        let signed = format!("{header}.{}", BASE64URL.encode(payload()));
        let mut signature = vec![0; 256];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        let renamed = format!("{signed}.{}", BASE64URL.encode(signature));
        assert_ne!(verify(&renamed, &keys).verdict, SignatureVerdict::Verified);
    }

    // The log-in key's private half is as public as the signing key's, and so is the same modulus with another exponent.
    let login = rustls_pki_types::SubjectPublicKeyInfoDer::from_pem_slice(SANDBOX_LOGIN_KEY.as_bytes()).unwrap();
    let login = PublicKey::from_der(&login).unwrap();
    let mut other_exponent = login.as_ref().to_vec();
    assert_eq!(other_exponent[other_exponent.len() - 3..], [1, 0, 1]);
    *other_exponent.last_mut().unwrap() = 3;
    assert!(is_the_sandboxs(login.as_ref()) && is_the_sandboxs(&other_exponent));
    assert!(!is_the_sandboxs(test_signer().pair.public_key().as_ref()));
}

#[test]
fn keys_are_read_from_pem_or_der_and_other_files_get_a_reason() {
    let der = CertificateDer::from_pem_slice(TEST_CERTIFICATE.as_bytes()).unwrap();
    let spki = webpki::EndEntityCert::try_from(&der).unwrap().subject_public_key_info();
    let token = test_signer().sign(QR).unwrap();
    for file in [TEST_CERTIFICATE.as_bytes(), TEST_CERTIFICATE.replace('\n', "\r\n").as_bytes(), &der, &spki] {
        let mut keys = PublicKeys::new();
        keys.add(file).unwrap();
        assert_eq!(verify(&token, &keys).verdict, SignatureVerdict::Verified);
    }
    for wrong in [&b""[..], b"hello", b"\x30\x03\x02\x01\x01", TEST_KEY.as_bytes()] {
        let error = PublicKeys::new().add(wrong).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Config);
        assert!(!error.to_string().contains("MII"), "{error}");
    }
    assert!(Signer::new(SANDBOX_KEY, TEST_CERTIFICATE, "x").is_err());
}

#[test]
fn our_tokens_have_the_members_of_the_genuine_ones_in_their_order() {
    let token = test_signer().sign(QR).unwrap();
    let part = |n| String::from_utf8(BASE64URL.decode(token.split('.').nth(n).unwrap()).unwrap()).unwrap();
    let kid = test_kid();
    let x5t = BASE64URL.encode(base16ct::upper::decode_vec(&kid).unwrap());
    assert_eq!(part(0), format!(r#"{{"alg":"RS256","kid":"{kid}","x5t":"{x5t}","typ":"JWT"}}"#));
    assert_eq!(part(1), format!(r#"{{"iss":"einv tests","data":{}}}"#, serde_json::to_string(QR).unwrap()));
}
