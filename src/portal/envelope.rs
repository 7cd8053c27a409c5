//! The protocol's two envelopes: RSA around the log-in, AES around everything after it.
//!
//! The portal requires RSAES-PKCS1-v1_5 and AES-256-ECB; the protection comes from TLS underneath. The log-in's plain
//! text is the Base64 of its JSON (without it, the portal answers 5001); payloads are encrypted as they are.

use crate::error::{Error, ErrorKind, Result};
use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use std::fmt;
use zeroize::Zeroizing;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Base64 in any form: with or without padding, with or without line breaks.
pub fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Usually it is in one piece.
    if let Ok(bytes) = LENIENT.decode(text) {
        return Some(Zeroizing::new(bytes));
    }
    let joined: Zeroizing<Vec<u8>> = Zeroizing::new(text.bytes().filter(|c| !c.is_ascii_whitespace()).collect());
    LENIENT.decode(&*joined).ok().map(Zeroizing::new)
}

/// The portal's public key for log-ins. (Its signing keys are different.)
pub struct PortalKey(Pkcs1PublicEncryptingKey);

impl PortalKey {
    /// Reads PEM (`PUBLIC KEY` or `CERTIFICATE`), DER of either, or the bare Base64 of such DER.
    pub fn read(text: &[u8]) -> Result<PortalKey> {
        if let Ok(key) = SubjectPublicKeyInfoDer::from_pem_slice(text) {
            return PortalKey::from_spki(&key);
        }
        if let Ok(certificate) = CertificateDer::from_pem_slice(text) {
            return PortalKey::from_der(&certificate);
        }
        match std::str::from_utf8(text).ok().and_then(from_base64) {
            Some(der) => PortalKey::from_der(&der),
            None => PortalKey::from_der(text),
        }
    }

    fn from_der(der: &[u8]) -> Result<PortalKey> {
        match webpki::EndEntityCert::try_from(&CertificateDer::from(der)) {
            Ok(certificate) => PortalKey::from_spki(&certificate.subject_public_key_info()),
            Err(_) => PortalKey::from_spki(der),
        }
    }

    fn from_spki(der: &[u8]) -> Result<PortalKey> {
        PublicEncryptingKey::from_der(der)
            .ok()
            .and_then(|key| Pkcs1PublicEncryptingKey::new(key).ok())
            .map(PortalKey)
            .ok_or_else(|| {
                Error::new(ErrorKind::Config, "the portal's public key is not an RSA key of 2048 bits or more")
                    .at("/portal/public_key")
                    .fix("give the .pem or .cer file that the portal publishes for logging in, unchanged")
            })
    }

    /// The longest JSON that [`PortalKey::seal`] accepts: 183 bytes with a key of 2048 bits.
    pub(super) fn room(&self) -> usize {
        self.0.max_plaintext_size() / 4 * 3
    }

    /// `base64(RSA(base64(inner)))`; `None` when `inner` is longer than [`PortalKey::room`].
    pub(super) fn seal(&self, inner: &[u8]) -> Option<String> {
        if inner.len() > self.room() {
            return None;
        }
        let plain = Zeroizing::new(STANDARD.encode(inner));
        let mut sealed = vec![0; self.0.ciphertext_size()];
        self.0.encrypt(plain.as_bytes(), &mut sealed).ok().map(|sealed| STANDARD.encode(sealed))
    }
}

impl fmt::Debug for PortalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortalKey({} bits)", self.0.key_size_bits())
    }
}

/// A key for AES-256: the AppKey we make for a log-in, or the session key (SEK) the portal answers with.
#[derive(Clone, PartialEq, Eq)]
pub struct AesKey(Zeroizing<[u8; 32]>);

impl AesKey {
    /// A fresh AppKey. `None` when the system has no randomness.
    pub(super) fn random() -> Option<AesKey> {
        let mut key = Zeroizing::new([0; 32]);
        aws_lc_rs::rand::fill(&mut *key).ok()?;
        Some(AesKey(key))
    }

    /// `None` unless they are 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<AesKey> {
        <[u8; 32]>::try_from(bytes).ok().map(|key| AesKey(Zeroizing::new(key)))
    }

    /// The key in Base64, as [`from_base64`] reads it.
    pub fn from_base64(text: &str) -> Option<AesKey> {
        AesKey::from_bytes(&from_base64(text)?)
    }

    pub(super) fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.as_slice()))
    }

    /// The SEK inside a log-in's answer, which is encrypted under the AppKey exactly once.
    pub(super) fn open_sek(&self, sek: &str) -> Option<AesKey> {
        AesKey::from_bytes(&self.decrypt(sek)?)
    }

    /// `base64(AES-256-ECB-PKCS7(plain))`.
    pub fn encrypt(&self, plain: &[u8]) -> Option<String> {
        let cipher = PaddedBlockEncryptingKey::ecb_pkcs7(self.unbound()?).ok()?;
        let mut bytes = Vec::with_capacity(plain.len() + 16);
        bytes.extend_from_slice(plain);
        cipher.encrypt(&mut bytes).ok()?;
        Some(STANDARD.encode(bytes))
    }

    /// Decrypts it; `None` when the text is not Base64 or was not encrypted under this key.
    pub fn decrypt(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let cipher = PaddedBlockDecryptingKey::ecb_pkcs7(self.unbound()?).ok()?;
        let mut bytes = from_base64(text)?;
        let length = cipher.decrypt(&mut bytes, DecryptionContext::None).ok()?.len();
        bytes.truncate(length);
        Some(bytes)
    }

    /// Whether this is the HMAC-SHA256 of `data` under this key, in Base64.
    pub(super) fn authenticates(&self, data: &[u8], tag: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        from_base64(tag).is_some_and(|tag| hmac::verify(&key, data, &tag).is_ok())
    }

    /// The HMAC-SHA256 of `data` under this key, in Base64.
    #[cfg(test)]
    pub(super) fn tag(&self, data: &[u8]) -> String {
        STANDARD.encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*self.0), data))
    }

    fn unbound(&self) -> Option<UnboundCipherKey> {
        UnboundCipherKey::new(&AES_256, &*self.0).ok()
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::testing::{PortalSide, certificate, pem};

    #[test]
    fn only_the_portal_can_read_a_log_in() {
        let portal = PortalSide::new();
        let key = portal.key();
        let inner = br#"{"UserName":"u"}"#;
        let sealed = key.seal(inner).unwrap();
        assert_eq!(from_base64(&sealed).unwrap().len(), 256);
        assert_eq!(portal.open(&sealed).unwrap(), inner);
        assert_ne!(sealed, key.seal(inner).unwrap(), "PKCS#1 v1.5 padding is random");
    }

    #[test]
    fn a_log_in_has_room_for_183_bytes() {
        let key = PortalSide::new().key();
        assert_eq!(key.room(), 183);
        assert!(key.seal(&[b'x'; 183]).is_some());
        assert!(key.seal(&[b'x'; 184]).is_none());
    }

    #[test]
    fn the_key_is_read_from_pem_der_certificate_and_bare_base64() {
        let portal = PortalSide::new();
        let (spki, certificate) = (portal.spki(), certificate());
        for form in [
            pem("PUBLIC KEY", &spki).into_bytes(),
            pem("CERTIFICATE", &certificate).into_bytes(),
            STANDARD.encode(&spki).into_bytes(),
            STANDARD.encode(&certificate).into_bytes(),
            spki,
            certificate,
        ] {
            let key = PortalKey::read(&form).unwrap();
            assert_eq!(portal.open(&key.seal(b"{}").unwrap()).unwrap(), b"{}");
        }
    }

    #[test]
    fn other_files_are_refused_with_a_fix() {
        for wrong in ["", "secret.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "AAAA"] {
            let error = PortalKey::read(wrong.as_bytes()).unwrap_err();
            assert_eq!((error.kind, error.fix.is_some()), (ErrorKind::Config, true), "{wrong}");
        }
    }

    #[test]
    fn payloads_come_back_and_only_under_their_key() {
        let (key, other) = (AesKey::random().unwrap(), AesKey::random().unwrap());
        for length in [0, 1, 15, 16, 17, 5000] {
            let plain = vec![b'{'; length];
            let text = key.encrypt(&plain).unwrap();
            assert_eq!(from_base64(&text).unwrap().len(), (length / 16 + 1) * 16);
            assert_eq!(*key.decrypt(&text).unwrap(), plain);
            assert!(other.decrypt(&text).is_none_or(|wrong| *wrong != plain));
        }
        for broken in ["", "AAAA", "not base64!", "A"] {
            assert!(key.decrypt(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn aes_256_ecb_follows_the_standard() {
        // FIPS 197, appendix C.3, without the padding block.
        let key: Vec<u8> = (0..32).collect();
        let plain: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        let text = AesKey::from_bytes(&key).unwrap().encrypt(&plain).unwrap();
        let expected = "8ea2b7ca516745bfeafc49904b496089";
        assert_eq!(base16ct::lower::encode_string(&from_base64(&text).unwrap()[..16]), expected);
    }

    #[test]
    fn a_sek_is_64_characters_for_32_bytes_and_opens_once() {
        let (app, sek) = (AesKey::random().unwrap(), AesKey::random().unwrap());
        assert_eq!(app.to_base64().len(), 44);
        let wrapped = app.encrypt(&*sek.0).unwrap();
        // As long as the genuine one in NIC's recorded answer.
        assert_eq!(wrapped.len(), "EmLpFzYohZLstcXCSX9C9XIHVLb+QcsjMO1mk+qAjW8hyXmEBQnCAYsmbluFFu+Z".len());
        assert_eq!(app.open_sek(&wrapped).unwrap(), sek);
        assert!(app.open_sek(&sek.to_base64()).is_none());
        assert!(app.open_sek(&app.encrypt(b"short").unwrap()).is_none());
    }

    #[test]
    fn debug_hides_every_key() {
        let key = AesKey::from_bytes(&[65; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "AesKey(***)");
    }
}
