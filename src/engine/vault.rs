//! What lies in the ledger for other processes and is nobody else's to read: sealed with AES-256-GCM under a key that
//! follows from the client secret and the taxpayer's password, which the ledger never holds.

use crate::portal::session::Credentials;
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

/// Seals and opens for one taxpayer's credentials at one portal.
pub struct Vault {
    key: RandomizedNonceKey,
    /// Names these very credentials without telling them: other ones share nothing with these.
    pub id: String,
}

struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

impl Vault {
    /// `None` only if the cryptographic library fails.
    pub fn new(portal: &str, credentials: &Credentials) -> Option<Vault> {
        let secret = Zeroizing::new(
            [credentials.client_secret.reveal(), "\0", credentials.password.reveal()].concat().into_bytes(),
        );
        let who = [portal, credentials.gstin.as_str(), &credentials.username, &credentials.client_id];
        let salt = Salt::new(HKDF_SHA256, who.join("\0").as_bytes());
        let root = salt.extract(&secret);
        let derive = |purpose: &[u8], out: &mut [u8]| {
            let info = [purpose];
            root.expand(&info, Bytes(out.len())).and_then(|okm| okm.fill(out)).ok()
        };
        let mut key = Zeroizing::new([0u8; 32]);
        derive(b"einv ledger key", key.as_mut())?;
        let mut id = [0u8; 12];
        derive(b"einv ledger name", &mut id)?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).ok()?;
        Some(Vault { key, id: base16ct::lower::encode_string(&id) })
    }

    /// Nonce and sealed bytes; `name` is sealed with them, so that a value can't be passed off as another.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = plain.to_vec();
        let nonce = self.key.seal_in_place_append_tag(Aad::from(name.as_bytes()), &mut sealed).ok()?;
        let mut out = nonce.as_ref().to_vec();
        out.append(&mut sealed);
        Some(out)
    }

    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_at_checked(12)?;
        let nonce = aws_lc_rs::aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut plain = Zeroizing::new(sealed.to_vec());
        let length = self.key.open_in_place(nonce, Aad::from(name.as_bytes()), &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::config::sandbox_credentials;
    use crate::gstin::Gstin;
    use crate::secret::Secret;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_credentials_and_name() {
        let credentials = sandbox_credentials(Gstin::parse("29AABCU9603R1ZJ").unwrap());
        let vault = Vault::new("nic", &credentials).unwrap();
        let sealed = vault.seal("token", b"hush").unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"hush"));
        assert_eq!(vault.open("token", &sealed).unwrap().as_slice(), b"hush");
        assert!(vault.open("other", &sealed).is_none());
        let mut changed = credentials.clone();
        changed.password = Secret::new("new");
        let other = Vault::new("nic", &changed).unwrap();
        assert!(other.open("token", &sealed).is_none() && other.id != vault.id);
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(vault.open("token", &damaged).is_none());
        }
        assert!(vault.open("token", b"short").is_none());
    }
}
