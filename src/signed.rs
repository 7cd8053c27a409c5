//! The signed QR and the signed invoice: compact JWS tokens, read, verified and (for the sandbox) made.
//!
//! A token proves something only together with a key somebody chose to trust, so [`verify`] takes the [`Keys`] and the
//! answer is a [`Verdict`], never a bare "valid". One key pair is built in: the sandbox's, whose private half is public
//! on purpose (`data/sandbox/README.md`). What it signs is [`Verdict::Sandbox`] and nothing else, even when somebody
//! configures that key as a portal's.
//!
//! Signatures are RS256 (RSASSA-PKCS1-v1_5, SHA-256; RFC 7515 and 7518); the portal's `kid` is the SHA-1 thumbprint of
//! its certificate in upper-case hexadecimal.

use crate::error::{Error, Kind, Result};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rustls_pki_types::pem::{PemObject, SectionKind};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// A longer token is refused unread. The portal takes documents of up to 2 MB; escaped once and encoded in Base64 that
/// is some 3.2 MB.
pub const LONGEST_TOKEN: usize = 4 << 20;

/// What can be said of a token's signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Signed by a key that was given.
    Verified,
    /// Names a given key and is not signed by it.
    WrongSignature,
    /// None of the given keys made it: it names none of them, and no key without a name fits.
    UnknownKey,
    /// Not an RS256 token of the portal's shape.
    Malformed,
    /// Signed by the built-in sandbox's public key pair: good for practice, worth nothing.
    Sandbox,
}

/// The answer of [`verify`]. Unless the verdict is `Verified`, the rest is only what the token says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    pub verdict: Verdict,
    pub kid: Option<String>,
    /// `iss`: `NIC`, `NIC Sandbox`, `einv sandbox`.
    pub issuer: Option<String>,
    pub content: Option<Content>,
}

/// What was signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    Qr(QrContent),
    /// The signed invoice's JSON, byte for byte: `AckNo`, `AckDt`, `Irn`, then the document as the portal keeps it.
    Invoice(String),
}

/// The members of a signed QR, in their order and as written: old sandbox codes hold GSTINs and dates that today's
/// portal would refuse. Serialises with the portal's names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QrContent {
    pub seller_gstin: String,
    /// `URP` for an unregistered buyer.
    pub buyer_gstin: String,
    pub doc_no: String,
    pub doc_typ: String,
    /// `dd/MM/yyyy`; ISO in codes of 2019.
    pub doc_dt: String,
    /// The number's own text, at its written scale.
    #[serde(deserialize_with = "number_text")]
    pub tot_inv_val: String,
    pub item_cnt: u64,
    /// HSN of the line with the highest taxable value.
    pub main_hsn_code: String,
    pub irn: String,
    /// `yyyy-MM-dd HH:mm:ss` in IST; absent until August 2020.
    pub irn_dt: Option<String>,
}

/// Reads a JSON number (or a number in quotes) without a detour through a double.
fn number_text<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<String, D::Error> {
    let raw = Box::<RawValue>::deserialize(d)?;
    match raw.get().as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Ok(raw.get().to_owned()),
        _ => serde_json::from_str(raw.get()).map_err(serde::de::Error::custom),
    }
}

/// Verifies a compact JWS. Never fails: what can't be read is [`Verdict::Malformed`].
pub fn verify(token: &str, keys: &Keys) -> Verification {
    match Token::read(token) {
        Some(token) => Verification {
            verdict: keys.judge(&token),
            kid: token.kid,
            issuer: token.issuer,
            content: Some(token.content),
        },
        None => Verification { verdict: Verdict::Malformed, kid: None, issuer: None, content: None },
    }
}

/// The public keys a portal signs with, and the sandbox's.
#[derive(Clone, Debug)]
pub struct Keys(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    public: ParsedPublicKey,
    sandbox: bool,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::new()
    }
}

impl Keys {
    /// No key but the built-in sandbox's.
    pub fn new() -> Keys {
        let mut keys = Keys(Vec::new());
        // A test holds that the built-in certificate can be read; without it its tokens would merely be unknown.
        let _ = keys.add(SANDBOX_CERTIFICATE.as_bytes());
        keys
    }

    /// Adds the keys of a PEM file (`CERTIFICATE` or `PUBLIC KEY` sections, any number) or of one DER certificate or
    /// public key. A certificate's key is used for the `kid` of that certificate; a bare public key has no name and is
    /// tried for every `kid` that no certificate claims.
    pub fn add(&mut self, file: &[u8]) -> Result<()> {
        if file.first() == Some(&0x30) {
            let key = Key::from_certificate(file).or_else(|_| Key::from_public_key(file, None))?;
            self.0.push(key);
            return Ok(());
        }
        let mut found = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(file) {
            let (kind, der) = section.map_err(|e| unusable(&format!("its PEM can't be read: {e:?}")))?;
            match kind {
                SectionKind::Certificate => found.push(Key::from_certificate(&der)?),
                SectionKind::PublicKey => found.push(Key::from_public_key(&der, None)?),
                _ => return Err(unusable("it holds something else than certificates and public keys")),
            }
        }
        if found.is_empty() {
            return Err(unusable("it holds neither a certificate nor a public key"));
        }
        self.0.append(&mut found);
        Ok(())
    }

    fn judge(&self, token: &Token) -> Verdict {
        let named = |key: &&Key| key.kid.is_some() && key.kid == token.kid;
        let known = self.0.iter().any(|key| named(&key));
        let mut candidates = self.0.iter().filter(|key| match (&token.kid, known) {
            (None, _) => true,
            (Some(_), true) => named(key),
            (Some(_), false) => key.kid.is_none(),
        });
        match candidates.find(|key| key.public.verify_sig(token.signed, &token.signature).is_ok()) {
            Some(key) if key.sandbox => Verdict::Sandbox,
            Some(_) => Verdict::Verified,
            None if known => Verdict::WrongSignature,
            None => Verdict::UnknownKey,
        }
    }
}

impl Key {
    fn from_certificate(der: &[u8]) -> Result<Key> {
        let certificate = CertificateDer::from(der);
        let certificate = webpki::EndEntityCert::try_from(&certificate)
            .map_err(|e| unusable(&format!("its certificate can't be read: {e}")))?;
        Key::from_public_key(&certificate.subject_public_key_info(), Some(thumbprint(der)))
    }

    fn from_public_key(der: &[u8], kid: Option<String>) -> Result<Key> {
        let reject = |_| unusable("its key is not RSA of 2048 bits or more");
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(reject)?;
        let bare = PublicKey::from_der(der).map_err(reject)?;
        Ok(Key { kid, public, sandbox: is_the_sandboxs(bare.as_ref()) })
    }
}

fn unusable(why: &str) -> Error {
    Error::new(Kind::Config, format!("this is no key that tokens can be verified with: {why}"))
        .fix("give the portal's certificate or public key, as PEM or DER")
}

/// Upper-case hexadecimal SHA-1 of a certificate's DER: the portal's `kid`.
fn thumbprint(der: &[u8]) -> String {
    base16ct::upper::encode_string(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())
}

const SANDBOX_CERTIFICATE: &str = include_str!("../data/sandbox/signing_certificate.pem");
const SANDBOX_LOGIN_KEY: &str = include_str!("../data/sandbox/login_public_key.pem");

/// Whether a key shares its modulus with one whose private half lies open in `data/sandbox`. The modulus decides, not
/// the file: another certificate, encoding or exponent over the same modulus is as public.
fn is_the_sandboxs(key: &[u8]) -> bool {
    let certificate = CertificateDer::from_pem_slice(SANDBOX_CERTIFICATE.as_bytes());
    let signing = certificate
        .ok()
        .and_then(|der| Some(webpki::EndEntityCert::try_from(&der).ok()?.subject_public_key_info().to_vec()));
    let login = rustls_pki_types::SubjectPublicKeyInfoDer::from_pem_slice(SANDBOX_LOGIN_KEY.as_bytes());
    [signing, login.ok().map(|der| der.to_vec())].into_iter().flatten().any(|der| {
        let public = PublicKey::from_der(&der);
        // RFC 8017: SEQUENCE of modulus and exponent; nine bytes of headers and sign before a modulus of 2048 bits.
        let modulus = public.as_ref().ok().and_then(|p| p.as_ref().get(9..9 + 256));
        modulus.is_some_and(|n| key.windows(n.len()).any(|window| window == n))
    })
}

/// A token taken apart: everything but the verdict.
struct Token<'a> {
    kid: Option<String>,
    issuer: Option<String>,
    content: Content,
    /// Header and payload as they were signed.
    signed: &'a [u8],
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// RFC 7515: extensions a reader must understand. We understand none.
    crit: Option<IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    iss: Option<std::borrow::Cow<'a, str>>,
    data: std::borrow::Cow<'a, str>,
}

impl Token<'_> {
    fn read(token: &str) -> Option<Token<'_>> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        // The decoder is strict: no padding, no white space, no stray bits, so one token has one spelling.
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        let payload = decode(payload)?;
        let payload: Payload = serde_json::from_slice(&payload).ok()?;
        let known = matches!(header.alg.as_str(), "RS256" | "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        (known && header.crit.is_none()).then_some(())?;
        Some(Token {
            kid: header.kid,
            issuer: payload.iss.map(|iss| iss.into_owned()),
            content: Content::read(payload.data.into_owned())?,
            signed: signed.as_bytes(),
            signature: decode(signature)?,
        })
    }
}

impl Content {
    fn read(data: String) -> Option<Content> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Shape {
            seller_gstin: Option<IgnoredAny>,
            irn: Option<IgnoredAny>,
            doc_dtls: Option<IgnoredAny>,
        }
        let shape: Shape = serde_json::from_str(&data).ok()?;
        match shape {
            Shape { seller_gstin: Some(_), .. } => Some(Content::Qr(serde_json::from_str(&data).ok()?)),
            Shape { irn: Some(_), doc_dtls: Some(_), .. } => Some(Content::Invoice(data)),
            _ => None,
        }
    }
}

/// Makes tokens of the genuine ones' shape (header and payload in the order of 2025). Only the sandbox signs.
pub struct Signer {
    pair: RsaKeyPair,
    issuer: String,
    /// The encoded header, the same in every token.
    header: String,
}

impl Signer {
    /// A signer from a PKCS #8 private key and the certificate that belongs to it, both PEM.
    pub fn new(private_key: &str, certificate: &str, issuer: &str) -> Result<Signer> {
        let wrong = |what: &str| Error::new(Kind::Config, format!("a signing key can't be used: {what}"));
        let key = PrivatePkcs8KeyDer::from_pem_slice(private_key.as_bytes())
            .map_err(|_| wrong("no PKCS #8 private key in its PEM"))?;
        let pair = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).map_err(|_| wrong("the private key is not RSA"))?;
        let der = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| wrong("no certificate"))?;
        let named = webpki::EndEntityCert::try_from(&der).map_err(|_| wrong("the certificate can't be read"))?;
        let public = PublicKey::from_der(&named.subject_public_key_info()).map_err(|_| wrong("not an RSA key"))?;
        if public.as_ref() != pair.public_key().as_ref() {
            return Err(wrong("the certificate belongs to another key"));
        }
        let x5t = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &der));
        let header = format!(r#"{{"alg":"RS256","kid":"{}","x5t":"{x5t}","typ":"JWT"}}"#, thumbprint(&der));
        Ok(Signer { pair, issuer: issuer.to_owned(), header: BASE64_URL_SAFE_NO_PAD.encode(header) })
    }

    /// Signs `data`, the JSON of a QR or an invoice. The same data always gives the same token.
    pub fn sign(&self, data: &str) -> Result<String> {
        let failed = || Error::new(Kind::Panic, "signing failed");
        let payload = Payload { iss: Some(self.issuer.as_str().into()), data: data.into() };
        let payload = serde_json::to_vec(&payload).map_err(|_| failed())?;
        let signed = format!("{}.{}", self.header, BASE64_URL_SAFE_NO_PAD.encode(payload));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| failed())?;
        Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests;
