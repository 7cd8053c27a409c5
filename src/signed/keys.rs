//! The public keys that tokens are verified with: read from PEM, CER (DER) and ZIP files, found by `kid`.

use super::{SignatureVerdict, SignedToken};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use rustls_pki_types::pem::{PemObject, SectionKind};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use std::io::{Cursor, Read};
use std::sync::LazyLock;
use x509_cert::der::Decode;

/// The public keys of a portal, and the sandbox's.
#[derive(Clone, Debug)]
pub struct PublicKeys(Vec<SigningKey>);

#[derive(Clone, Debug)]
struct SigningKey {
    kid: Option<String>,
    valid: Option<Validity>,
    public: ParsedPublicKey,
    sandbox: bool,
}

/// The validity of a key, by its certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Validity {
    /// `notBefore`.
    pub from: IstTime,
    /// `notAfter`, included.
    pub until: IstTime,
}

impl Validity {
    pub(crate) fn covers(self, time: IstTime) -> bool {
        (self.from..=self.until).contains(&time)
    }
}

impl Default for PublicKeys {
    fn default() -> PublicKeys {
        PublicKeys::new()
    }
}

/// A ZIP with more files, or a larger file, holds something other than keys.
const MOST_FILES: usize = 200;
const LARGEST_FILE: u64 = 1 << 20;

impl PublicKeys {
    /// Adds other keys.
    pub(crate) fn join(mut self, others: &PublicKeys) -> PublicKeys {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// Only the built-in sandbox's key.
    pub fn new() -> PublicKeys {
        static SANDBOX: LazyLock<PublicKeys> = LazyLock::new(|| {
            let mut keys = PublicKeys(Vec::new());
            // A test reads the built-in certificate; without it its tokens would merely be unknown.
            let _ = keys.add(SANDBOX_CERTIFICATE.as_bytes());
            keys
        });
        SANDBOX.clone()
    }

    /// Adds the keys of a file: PEM (`CERTIFICATE` or `PUBLIC KEY` sections, any number), one DER certificate or public
    /// key (`.cer`), or a ZIP of such files. A certificate's key is used for the `kid` of that certificate; a bare public
    /// key has no name and is tried for every `kid` that no certificate claims.
    pub fn add(&mut self, file: &[u8]) -> Result<()> {
        let mut found = if file.starts_with(b"PK\x03\x04") { of_zip(file)? } else { of_file(file)? };
        self.0.append(&mut found);
        Ok(())
    }

    /// The earliest end among its certificates, without the sandbox's; `None` where a key has no end.
    pub(crate) fn valid_until(&self) -> Option<IstTime> {
        let mut own = self.0.iter().filter(|key| !key.sandbox);
        own.try_fold(None, |latest, key| Some(latest.max(Some(key.valid?.until))))?
    }

    /// Returns the verdict on a token's signature, and the validity of the key that made it.
    pub(super) fn judge(&self, token: &SignedToken) -> (SignatureVerdict, Option<Validity>) {
        let named = |key: &&SigningKey| key.kid.is_some() && key.kid == token.kid;
        let known = self.0.iter().any(|key| named(&key));
        let mut candidates = self.0.iter().filter(|key| match (&token.kid, known) {
            (None, _) => true,
            (Some(_), true) => named(key),
            (Some(_), false) => key.kid.is_none(),
        });
        match candidates.find(|key| key.public.verify_sig(token.signed, &token.signature).is_ok()) {
            Some(key) if key.sandbox => (SignatureVerdict::Sandbox, key.valid),
            Some(key) => (SignatureVerdict::Verified, key.valid),
            None if known => (SignatureVerdict::WrongSignature, self.0.iter().find(named).and_then(|key| key.valid)),
            None => (SignatureVerdict::UnknownKey, None),
        }
    }
}

/// The keys of a PEM or DER file.
fn of_file(file: &[u8]) -> Result<Vec<SigningKey>> {
    if file.first() == Some(&0x30) {
        return Ok(vec![SigningKey::from_certificate(file).or_else(|_| SigningKey::from_public_key(file))?]);
    }
    let mut found = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(file) {
        let (kind, der) = section.map_err(|e| unusable(&format!("its PEM can't be read: {e:?}")))?;
        match kind {
            SectionKind::Certificate => found.push(SigningKey::from_certificate(&der)?),
            SectionKind::PublicKey => found.push(SigningKey::from_public_key(&der)?),
            _ => return Err(unusable("it holds something other than certificates and public keys")),
        }
    }
    if found.is_empty() {
        return Err(unusable("it holds neither a certificate nor a public key"));
    }
    Ok(found)
}

/// The keys of a ZIP, as the portal publishes its certificates. Other files (a note, a signature) are skipped.
fn of_zip(file: &[u8]) -> Result<Vec<SigningKey>> {
    let unreadable = |e: zip::result::ZipError| unusable(&format!("its ZIP can't be read: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).map_err(unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(unusable(&format!("its ZIP holds more than {MOST_FILES} files")));
    }
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(unreadable)?;
        let mut bytes = Vec::new();
        entry.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|e| unreadable(e.into()))?;
        if bytes.len() as u64 <= LARGEST_FILE {
            found.extend(of_file(&bytes).unwrap_or_default());
        }
    }
    if found.is_empty() {
        return Err(unusable("no file in its ZIP is a certificate or a public key"));
    }
    Ok(found)
}

impl SigningKey {
    fn from_certificate(der: &[u8]) -> Result<SigningKey> {
        let certificate = CertificateDer::from(der);
        let certificate = webpki::EndEntityCert::try_from(&certificate)
            .map_err(|e| unusable(&format!("its certificate can't be read: {e}")))?;
        let key = SigningKey::from_public_key(&certificate.subject_public_key_info())?;
        Ok(SigningKey { kid: Some(thumbprint(der)), valid: validity(der), ..key })
    }

    fn from_public_key(der: &[u8]) -> Result<SigningKey> {
        let reject = |_| unusable("its key is not RSA of 2048 bits or more");
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(reject)?;
        let bare = PublicKey::from_der(der).map_err(reject)?;
        Ok(SigningKey { kid: None, valid: None, public, sandbox: is_the_sandboxs(bare.as_ref()) })
    }
}

/// The end of validity of the certificate in a PEM or DER file; `None` for a bare public key.
pub(crate) fn certificate_until(file: &[u8]) -> Option<IstTime> {
    if file.first() == Some(&0x30) {
        return Some(validity(file)?.until);
    }
    Some(validity(&CertificateDer::from_pem_slice(file).ok()?)?.until)
}

/// The validity of a certificate.
fn validity(der: &[u8]) -> Option<Validity> {
    let certificate = x509_cert::Certificate::from_der(der).ok()?;
    let validity = certificate.tbs_certificate().validity();
    let time = |t: x509_cert::time::Time| Some(IstTime::from_unix(i64::try_from(t.to_unix_duration().as_secs()).ok()?));
    Some(Validity { from: time(validity.not_before)?, until: time(validity.not_after)? })
}

fn unusable(why: &str) -> Error {
    Error::new(ErrorKind::Config, format!("this key can't verify tokens: {why}"))
        .fix("give the portal's certificate or public key: PEM, CER, or a ZIP of them")
}

/// Upper-case hexadecimal SHA-1 of a certificate's DER: the portal's `kid`.
pub(super) fn thumbprint(der: &[u8]) -> String {
    base16ct::upper::encode_string(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())
}

pub(super) const SANDBOX_CERTIFICATE: &str = include_str!("../../data/sandbox/signing_certificate.pem");
pub(super) const SANDBOX_LOGIN_KEY: &str = include_str!("../../data/sandbox/login_public_key.pem");

/// Whether a key shares its modulus with a key whose private half is public in `data/sandbox`. The modulus decides, not
/// the file: another certificate, encoding or exponent over the same modulus is just as public.
pub(super) fn is_the_sandboxs(key: &[u8]) -> bool {
    static MODULI: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let certificate = CertificateDer::from_pem_slice(SANDBOX_CERTIFICATE.as_bytes());
        let signing = certificate
            .ok()
            .and_then(|der| Some(webpki::EndEntityCert::try_from(&der).ok()?.subject_public_key_info().to_vec()));
        let login = SubjectPublicKeyInfoDer::from_pem_slice(SANDBOX_LOGIN_KEY.as_bytes()).ok().map(|der| der.to_vec());
        // RFC 8017: SEQUENCE of modulus and exponent; nine bytes of headers and sign before a modulus of 2048 bits.
        let modulus = |der: Vec<u8>| Some(PublicKey::from_der(&der).ok()?.as_ref().get(9..9 + 256)?.to_vec());
        [signing, login].into_iter().flatten().filter_map(modulus).collect()
    });
    MODULI.iter().any(|modulus| key.windows(modulus.len()).any(|window| window == modulus))
}
