//! What lies in the ledger for other processes and is no one else's to read: sealed with AES-256-GCM under a key that
//! Argon2id makes of the client secret, the taxpayer's password and a salt of this ledger's. Who has the ledger and the
//! client secret, which all customers of a vendor share, must not be able to try passwords quickly.

use crate::ledger::{Ledger, SALT};
use crate::portal::credentials::Credentials;
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::rand;
use sha2::{Digest, Sha256};
use std::time::Instant;
use zeroize::Zeroizing;

/// Memory in KiB, and passes over it: a guess costs a core several milliseconds, and an honest process pays once.
const MEMORY: u32 = 12 * 1024;

const PASSES: u32 = 3;

/// Seals and opens for one taxpayer's credentials at one portal.
pub struct SealedStore {
    key: RandomizedNonceKey,
}

/// Names a log-in in the ledger: by portal, GSTIN, user name and client id alone. Nothing of it follows from a secret.
pub fn name(portal: &str, credentials: &Credentials) -> String {
    let who = Sha256::digest(who(portal, credentials));
    base16ct::lower::encode_string(&who[..12])
}

fn who(portal: &str, credentials: &Credentials) -> Vec<u8> {
    [portal, credentials.gstin.as_str(), &credentials.username, &credentials.client_id].join("\0").into_bytes()
}

/// This ledger's salt: what is there, or a new one that all processes then share.
pub fn salt(ledger: &dyn Ledger, until: Instant) -> crate::error::Result<Option<[u8; 32]>> {
    let known = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    if let Some(salt) = known(ledger.recall(SALT)?) {
        return Ok(Some(salt));
    }
    let mut new = [0; 32];
    if rand::fill(&mut new).is_err() {
        return Ok(None);
    }
    let mut agreed = new;
    ledger.share(SALT, until, &mut |value, _| match known(value) {
        Some(earlier) => {
            agreed = earlier;
            None
        }
        None => {
            agreed = new;
            Some(new.to_vec())
        }
    })?;
    Ok(Some(agreed))
}

impl SealedStore {
    /// `None` only if the cryptographic library fails. Slow on purpose: keep what it gives.
    pub fn new(portal: &str, credentials: &Credentials, salt: &[u8; 32]) -> Option<SealedStore> {
        let secret = Zeroizing::new(
            [credentials.client_secret.reveal(), "\0", credentials.password.reveal()].concat().into_bytes(),
        );
        let salt = Sha256::new().chain_update(salt).chain_update(who(portal, credentials)).finalize();
        let params = Params::new(MEMORY, PASSES, 1, Some(32)).ok()?;
        let mut key = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&secret, &salt, key.as_mut())
            .ok()?;
        Some(SealedStore { key: RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).ok()? })
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
    use crate::engine::config::portal::sandbox_credentials;
    use crate::gstin::Gstin;
    use crate::ledger::sqlite::Sqlite;
    use crate::secret::Secret;
    use std::time::Duration;

    const SALTED: [u8; 32] = [7; 32];

    fn credentials() -> Credentials {
        sandbox_credentials(Gstin::parse("29AABCU9603R1ZJ").unwrap())
    }

    #[test]
    fn what_is_sealed_opens_only_with_the_same_credentials_salt_and_name() {
        let credentials = credentials();
        let vault = SealedStore::new("nic", &credentials, &SALTED).unwrap();
        let sealed = vault.seal("token", b"hush").unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"hush"));
        assert_eq!(vault.open("token", &sealed).unwrap().as_slice(), b"hush");
        assert!(vault.open("other", &sealed).is_none());
        let same = SealedStore::new("nic", &credentials, &SALTED).unwrap();
        assert_eq!(same.open("token", &sealed).unwrap().as_slice(), b"hush");
        let mut password = credentials.clone();
        password.password = Secret::new("new");
        let mut client = credentials.clone();
        client.client_secret = Secret::new("new");
        let mut user = credentials.clone();
        user.username = "other".to_owned();
        for (portal, credentials, salt) in [
            ("nic", &password, SALTED),
            ("nic", &client, SALTED),
            ("nic", &user, SALTED),
            ("nic2", &credentials, SALTED),
            ("nic", &credentials, [8; 32]),
        ] {
            assert!(SealedStore::new(portal, credentials, &salt).unwrap().open("token", &sealed).is_none());
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(vault.open("token", &damaged).is_none());
        }
        assert!(vault.open("token", b"short").is_none());
    }

    #[test]
    fn the_name_of_a_log_in_follows_from_no_secret() {
        let credentials = credentials();
        let named = name("nic", &credentials);
        let mut other = credentials.clone();
        (other.password, other.client_secret) = (Secret::new("new"), Secret::new("newer"));
        assert_eq!(name("nic", &other), named);
        other.client_id = "another".to_owned();
        assert!(name("nic", &other) != named && name("nic2", &credentials) != named);
    }

    #[test]
    fn a_ledger_has_one_salt_and_each_ledger_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let until = Instant::now() + Duration::from_secs(30);
        let path = folder.path().join("einv.db");
        let salts: Vec<_> = std::thread::scope(|scope| {
            let one = || salt(&Sqlite::open(&path).unwrap(), until).unwrap().unwrap();
            let each: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            each.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(salts.iter().all(|salt| *salt == salts[0]) && salts[0] != [0; 32]);
        let other = salt(&Sqlite::in_memory().unwrap(), until).unwrap().unwrap();
        assert_ne!(other, salts[0]);
    }

    /// The figure that is promised: at most 200 guesses a second and core.
    #[test]
    fn a_guess_costs_at_least_five_milliseconds() {
        let credentials = credentials();
        let quickest = (0..5).map(|_| {
            let begun = Instant::now();
            SealedStore::new("nic", &credentials, &SALTED).unwrap();
            begun.elapsed()
        });
        let quickest = quickest.min().unwrap();
        assert!(quickest >= Duration::from_millis(5), "{quickest:?}");
    }
}
