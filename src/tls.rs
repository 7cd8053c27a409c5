//! TLS for every connection of the library. Certificates are always verified; there is no switch.

use crate::error::{Error, ErrorKind, Result};
use crate::file;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::path::Path;
use std::sync::Arc;

/// A client that trusts only the roots of `ca_file`. Without a file it trusts Mozilla's roots, which are compiled in,
/// and the system's, for firewalls that inspect TLS. The error doesn't name the place in the configuration.
pub(crate) fn client(ca_file: Option<&Path>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(ErrorKind::Config, format!("TLS can't be set up: {error}")))?;
    Ok(config.with_root_certificates(roots(ca_file)?).with_no_client_auth())
}

fn roots(ca_file: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(path) = ca_file else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let wrong = |why: String| {
        let error = Error::new(ErrorKind::Config, format!("the CA file {}: {why}", path.display()));
        error.fix("give a PEM file with the root certificates to trust")
    };
    let pem = file::read(path, file::SETTINGS).map_err(|error| wrong(error.to_string()))?;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("it holds no certificate".into())) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_roots_are_trusted_without_a_file_and_a_file_must_hold_some() {
        assert!(roots(None).unwrap().len() >= webpki_roots::TLS_SERVER_ROOTS.len());
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(roots(Some(file.path())).unwrap_err().message.ends_with("it holds no certificate"));
    }
}
