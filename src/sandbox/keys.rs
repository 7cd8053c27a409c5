//! The sandbox's own keys: fixed, and public on purpose (`data/sandbox/README.md`).

use crate::error::{Error, ErrorKind, Result};
use crate::signed::Signer;
use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

pub(super) const LOGIN_PUBLIC_KEY: &str = include_str!("../../data/sandbox/login_public_key.pem");
pub(super) const SIGNING_CERTIFICATE: &str = include_str!("../../data/sandbox/signing_certificate.pem");
const LOGIN_KEY: &str = include_str!("../../data/sandbox/login_key.pem");
const SIGNING_KEY: &str = include_str!("../../data/sandbox/signing_key.pem");

/// The `iss` of everything the sandbox signs.
const ISSUER: &str = "einv sandbox";

pub(super) struct SandboxKeys {
    login: Pkcs1PrivateDecryptingKey,
    pub(super) signer: Signer,
}

impl SandboxKeys {
    pub(super) fn built_in() -> Result<SandboxKeys> {
        let broken = || Error::new(ErrorKind::Config, "the built-in sandbox's log-in key can't be read");
        let der = PrivatePkcs8KeyDer::from_pem_slice(LOGIN_KEY.as_bytes()).map_err(|_| broken())?;
        let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| broken())?;
        let login = Pkcs1PrivateDecryptingKey::new(key).map_err(|_| broken())?;
        Ok(SandboxKeys { login, signer: Signer::new(SIGNING_KEY, SIGNING_CERTIFICATE, ISSUER)? })
    }

    /// RSAES-PKCS1-v1_5; `None` for data that was not encrypted with the log-in key.
    pub(super) fn decrypt_login(&self, ciphertext: &[u8]) -> Option<Vec<u8>> {
        let mut plain = vec![0; self.login.min_output_size()];
        self.login.decrypt(ciphertext, &mut plain).ok().map(|text| text.to_vec())
    }
}
