//! The signed QR and the signed invoice: compact JWS tokens, which this module reads, verifies and (for the sandbox)
//! makes.
//!
//! A token proves something only together with a trusted key. So [`verify`] takes the [`PublicKeys`] and returns a
//! [`SignatureVerdict`], never a bare "valid". One key pair is built in: the sandbox's, whose private half is public on purpose
//! (`data/sandbox/README.md`). What it signs is always [`SignatureVerdict::Sandbox`], even when someone configures that key as a
//! portal's.
//!
//! Signatures are RS256 (RSASSA-PKCS1-v1_5, SHA-256; RFC 7515 and 7518); the portal's `kid` is the SHA-1 thumbprint of
//! its certificate in upper-case hexadecimal.

mod compare;
mod keys;

use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::irn::Irn;
use crate::schema::Inv01;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
pub(crate) use compare::{contradicted, differs};
pub(crate) use keys::certificate_until;
use keys::thumbprint;
pub use keys::{PublicKeys, Validity};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Base64 of tokens: without padding. The crate uses vector instructions where it knows those of the processor.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static BASE64URL: std::sync::LazyLock<base64::engine::Simd> =
    std::sync::LazyLock::new(|| base64::engine::Simd::url_safe(base64::engine::general_purpose::NO_PAD));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;

/// A longer token is refused unread. The portal accepts documents of up to 2 MB; escaped once and encoded in Base64,
/// such a document has some 3.2 MB.
const LONGEST_TOKEN: usize = 4 << 20;

/// What can be said of a token's signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(rename = "SignatureVerdict", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignatureVerdict {
    /// Signed by a given key.
    Verified,
    /// Names a given key, but that key did not sign it.
    WrongSignature,
    /// No given key made it: it names none of them, and no key without a name fits.
    UnknownKey,
    /// Not an RS256 token of the portal's shape.
    Malformed,
    /// Signed by the built-in sandbox's public key pair: for practice only.
    Sandbox,
}

impl SignatureVerdict {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            SignatureVerdict::Verified => "verified",
            SignatureVerdict::WrongSignature => "wrong_signature",
            SignatureVerdict::UnknownKey => "unknown_key",
            SignatureVerdict::Malformed => "malformed",
            SignatureVerdict::Sandbox => "sandbox",
        }
    }
}

impl Serialize for SignatureVerdict {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

/// The answer of [`verify`]. Unless the verdict is `Verified`, the rest is only what the token says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The verdict on the signature.
    pub verdict: SignatureVerdict,
    /// The name of its key, as in its header.
    pub kid: Option<String>,
    /// `iss`: `NIC`, `NIC Sandbox`, `einv sandbox`.
    pub issuer: Option<String>,
    /// `None` only for a malformed token.
    pub content: Option<SignedContent>,
    /// The validity of the key that the token names; unknown for a bare public key.
    pub key: Option<Validity>,
    /// Why a malformed token can't be read.
    pub fault: Option<String>,
}

/// The signed content.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum SignedContent {
    /// The QR of an invoice: nine facts and the time.
    Qr(SignedQr),
    /// The signed invoice's JSON, byte for byte: `AckNo`, `AckDt`, `Irn`, then the document as the portal stored it.
    Invoice(#[schemars(with = "Inv01")] String),
}

/// The members of a signed QR, in their order and as written: old sandbox codes hold GSTINs and dates that today's
/// portal would refuse. Serialises with the portal's names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SignedQr {
    /// The supplier's GSTIN.
    pub seller_gstin: String,
    /// The buyer's GSTIN; `URP` for an unregistered buyer.
    pub buyer_gstin: String,
    /// The document's number.
    pub doc_no: String,
    /// `INV`, `CRN` or `DBN`.
    pub doc_typ: String,
    /// `dd/MM/yyyy`; ISO in codes of 2019.
    pub doc_dt: String,
    /// The number as text, at its written scale.
    #[serde(deserialize_with = "number_text")]
    pub tot_inv_val: String,
    /// The number of lines.
    pub item_cnt: u64,
    /// The HSN of the line with the highest taxable value.
    pub main_hsn_code: String,
    /// 64 hexadecimal digits.
    pub irn: String,
    /// `yyyy-MM-dd HH:mm:ss` in IST; absent until August 2020.
    pub irn_dt: Option<String>,
}

/// Reads a JSON number (or a number in quotes) without converting it to a double.
fn number_text<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<String, D::Error> {
    let raw = <&RawValue>::deserialize(d)?;
    match raw.get().as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Ok(raw.get().to_owned()),
        _ => serde_json::from_str(raw.get()).map_err(serde::de::Error::custom),
    }
}

/// Verifies a compact JWS. Never fails: an unreadable token is [`SignatureVerdict::Malformed`].
pub fn verify(token: &str, keys: &PublicKeys) -> Verification {
    let token = match SignedToken::read(token) {
        Ok(token) => token,
        Err(fault) => {
            let (kid, issuer, content, key) = (None, None, None, None);
            return Verification {
                verdict: SignatureVerdict::Malformed,
                kid,
                issuer,
                content,
                key,
                fault: Some(fault),
            };
        }
    };
    let (verdict, key) = keys.judge(&token);
    Verification { verdict, kid: token.kid, issuer: token.issuer, content: Some(token.content), key, fault: None }
}

/// The parts of a token: everything but the verdict.
struct SignedToken<'a> {
    kid: Option<String>,
    issuer: Option<String>,
    content: SignedContent,
    /// Header and payload as they were signed.
    signed: &'a [u8],
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct TokenHeader<'a> {
    #[serde(borrow)]
    alg: std::borrow::Cow<'a, str>,
    kid: Option<String>,
    /// RFC 7515: extensions a reader must understand. This reader understands none.
    crit: Option<IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    iss: Option<std::borrow::Cow<'a, str>>,
    data: std::borrow::Cow<'a, str>,
}

impl SignedToken<'_> {
    /// Splits a token into its parts. The error says why it is not one of the portal's.
    fn read(token: &str) -> Result<SignedToken<'_>, String> {
        if token.len() > LONGEST_TOKEN {
            return Err(format!("{} bytes are more than any token's", token.len()));
        }
        let parts = token.rsplit_once('.').and_then(|(signed, last)| Some((signed, signed.split_once('.')?, last)));
        let Some((signed, (header, payload), signature)) = parts else {
            return Err("it is not three parts separated by dots: it may be cut short".to_owned());
        };
        // The decoder is strict: no padding, no white space, no stray bits. So a token has only one spelling.
        let decode =
            |part: &str, name: &str| BASE64URL.decode(part).map_err(|e| format!("its {name} is not Base64url: {e}"));
        let header = decode(header, "header")?;
        let header: TokenHeader =
            serde_json::from_slice(&header).map_err(|_| "its header is not that of a signed token".to_owned())?;
        if !matches!(header.alg.as_ref(), "RS256" | "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256") {
            return Err(format!("its algorithm is {:.20}; portals sign only with RS256", header.alg));
        }
        if header.crit.is_some() {
            return Err("its header requires extensions that portals don't use".to_owned());
        }
        let payload = decode(payload, "content")?;
        let payload: Payload = std::str::from_utf8(&payload)
            .ok()
            .and_then(|payload| serde_json::from_str(payload).ok())
            .ok_or("its content is not the portal's JSON")?;
        Ok(SignedToken {
            kid: header.kid,
            issuer: payload.iss.map(|iss| iss.into_owned()),
            content: SignedContent::read(payload.data.into_owned())
                .ok_or("it holds neither the members of a signed QR nor a signed invoice")?,
            signed: signed.as_bytes(),
            signature: decode(signature, "signature")?,
        })
    }
}

impl SignedContent {
    fn read(data: String) -> Option<SignedContent> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct ContentShape {
            seller_gstin: Option<IgnoredAny>,
            irn: Option<IgnoredAny>,
            doc_dtls: Option<IgnoredAny>,
        }
        // Most tokens are QRs, which are read in one pass.
        if let Ok(qr) = serde_json::from_str(&data) {
            return Some(SignedContent::Qr(qr));
        }
        match serde_json::from_str(&data).ok()? {
            ContentShape { seller_gstin: None, irn: Some(_), doc_dtls: Some(_) } => Some(SignedContent::Invoice(data)),
            ContentShape { .. } => None,
        }
    }

    /// The portal's own facts on a signed invoice; `None` for a QR, which lacks the number.
    pub(crate) fn acknowledgement(&self) -> Option<Acknowledgement> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct WrittenContent {
            irn: String,
            #[serde(deserialize_with = "number_text")]
            ack_no: String,
            ack_dt: String,
        }
        let SignedContent::Invoice(json) = self else { return None };
        let WrittenContent { irn, ack_no, ack_dt } = serde_json::from_str(json).ok()?;
        let digits = !ack_no.is_empty() && ack_no.bytes().all(|c| c.is_ascii_digit());
        Some(Acknowledgement {
            irn: Irn::parse(&irn)?,
            ack_no: Some(ack_no).filter(|_| digits)?,
            ack_date: IstTime::parse_portal(&ack_dt)?,
        })
    }

    /// The IRN that it was signed for.
    pub(crate) fn irn(&self) -> Option<String> {
        match self {
            SignedContent::Qr(qr) => Some(qr.irn.clone()),
            SignedContent::Invoice(json) => Some(TokenStamp::of(json)?.irn),
        }
    }

    /// The time of the IRN, where the token has it.
    pub(crate) fn given_at(&self) -> Option<IstTime> {
        match self {
            SignedContent::Qr(qr) => qr.irn_dt.as_deref().and_then(IstTime::parse_portal),
            SignedContent::Invoice(json) => TokenStamp::of(json)?.ack_dt.as_deref().and_then(IstTime::parse_portal),
        }
    }
}

/// A registration: the portal's own three facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Acknowledgement {
    pub(crate) irn: Irn,
    /// Decimal digits.
    pub(crate) ack_no: String,
    pub(crate) ack_date: IstTime,
}

/// The part that any token may have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenStamp {
    irn: String,
    ack_dt: Option<String>,
}

impl TokenStamp {
    fn of(json: &str) -> Option<TokenStamp> {
        serde_json::from_str(json).ok()
    }
}

/// Makes tokens of the genuine shape (header and payload in the order of 2025). Only the sandbox signs.
pub struct Signer {
    pair: RsaKeyPair,
    issuer: String,
    /// The encoded header, the same in every token.
    header: String,
}

impl Signer {
    /// Makes a signer from a PKCS #8 private key and its certificate, both PEM.
    pub fn new(private_key: &str, certificate: &str, issuer: &str) -> Result<Signer> {
        let wrong = |what: &str| Error::new(ErrorKind::Config, format!("a signing key can't be used: {what}"));
        let key = PrivatePkcs8KeyDer::from_pem_slice(private_key.as_bytes())
            .map_err(|_| wrong("its PEM has no PKCS #8 private key"))?;
        let pair = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).map_err(|_| wrong("the private key is not RSA"))?;
        let der = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| wrong("no certificate"))?;
        let named = webpki::EndEntityCert::try_from(&der).map_err(|_| wrong("the certificate can't be read"))?;
        let public = PublicKey::from_der(&named.subject_public_key_info()).map_err(|_| wrong("not an RSA key"))?;
        if public.as_ref() != pair.public_key().as_ref() {
            return Err(wrong("the certificate belongs to another key"));
        }
        let x5t = BASE64URL.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &der));
        let header = format!(r#"{{"alg":"RS256","kid":"{}","x5t":"{x5t}","typ":"JWT"}}"#, thumbprint(&der));
        Ok(Signer { pair, issuer: issuer.to_owned(), header: BASE64URL.encode(header) })
    }

    /// Signs `data`, the JSON of a QR or an invoice. The same data always gives the same token.
    pub fn sign(&self, data: &str) -> Result<String> {
        let failed = || Error::new(ErrorKind::Panic, "signing failed");
        let payload = Payload { iss: Some(self.issuer.as_str().into()), data: data.into() };
        let payload = serde_json::to_vec(&payload).map_err(|_| failed())?;
        let signed = format!("{}.{}", self.header, BASE64URL.encode(payload));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| failed())?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }
}

#[cfg(test)]
mod tests;
