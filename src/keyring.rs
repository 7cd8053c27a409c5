//! Secrets in the system's keyring: Secret Service, Credential Manager, Keychain. The command alone is built with it (feature
//! `keyring`); elsewhere a name of one gives an error.

use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// Reads the secret that is kept under `service/user`.
pub fn read(name: &str) -> Result<Secret> {
    let (service, user) = parts(name)?;
    system::read(service, user)
}

/// Keeps a secret under `service/user`, in place of the one that is there.
pub fn keep(name: &str, secret: &Secret) -> Result<()> {
    let (service, user) = parts(name)?;
    system::keep(service, user, secret)
}

/// The two parts of a name. It isn't repeated: it may be the secret itself, in the wrong place.
fn parts(name: &str) -> Result<(&str, &str)> {
    name.split_once('/').filter(|(service, user)| !service.is_empty() && !user.is_empty()).ok_or_else(|| {
        Error::new(ErrorKind::Config, "the name of a secret in the keyring has no two parts")
            .fix("write service/user, like einv/EINV_CLIENT_SECRET")
    })
}

#[cfg(feature = "keyring")]
mod system {
    use super::{Error, ErrorKind, Result, Secret};
    use keyring_core::{Entry, Error as StoreError};

    pub fn read(service: &str, user: &str) -> Result<Secret> {
        entry(service, user)?.get_password().map(Secret::new).map_err(|e| failed(&e))
    }

    pub fn keep(service: &str, user: &str, secret: &Secret) -> Result<()> {
        entry(service, user)?.set_password(secret.reveal()).map_err(|e| failed(&e))
    }

    fn entry(service: &str, user: &str) -> Result<Entry> {
        // A store that was set before, as a test does, stays.
        if keyring_core::get_default_store().is_none()
            && let Err(e) = keyring::Entry::store_status()
        {
            return Err(failed(e));
        }
        Entry::new(service, user).map_err(|e| failed(&e))
    }

    /// What a store says. Some of its errors hold the secret's bytes: only their own words are repeated.
    fn failed(e: &StoreError) -> Error {
        let (what, fix) = match e {
            StoreError::NoEntry => (
                "the keyring has no secret of the name given here".to_owned(),
                "einv config --keep service/user keeps one; a service has its own user's keyring",
            ),
            StoreError::NoStorageAccess(why) => (
                format!("the keyring can't be opened: {why}"),
                "log in, and unlock it; or keep the secret in a file or the environment",
            ),
            StoreError::NoDefaultStore => (
                "this computer has no keyring that can be used".to_owned(),
                "keep the secret in a file or the environment",
            ),
            StoreError::BadEncoding(_) | StoreError::BadDataFormat(..) => (
                "the secret in the keyring is no text".to_owned(),
                "keep it once more with einv config --keep service/user",
            ),
            StoreError::Ambiguous(_) => {
                ("the keyring has several secrets of the name given here".to_owned(), "delete all but one of them")
            }
            other => (format!("the keyring can't be used: {other}"), "keep the secret in a file or the environment"),
        };
        Error::new(ErrorKind::Config, what).fix(fix)
    }
}

#[cfg(not(feature = "keyring"))]
mod system {
    use super::{Error, ErrorKind, Result, Secret};

    pub fn read(_: &str, _: &str) -> Result<Secret> {
        Err(none())
    }

    pub fn keep(_: &str, _: &str, _: &Secret) -> Result<()> {
        Err(none())
    }

    fn none() -> Error {
        Error::new(ErrorKind::Unsupported, "this build of einv reads no keyring")
            .fix("keep the secret in a file or the environment; the command reads a keyring where it is built with the feature keyring")
    }
}

#[cfg(all(test, feature = "keyring"))]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use keyring_core::mock;
    use std::sync::Once;

    /// The store of the tests, which ends with the process.
    fn store() {
        static SET: Once = Once::new();
        SET.call_once(|| keyring_core::set_default_store(mock::Store::new().unwrap()));
    }

    #[test]
    fn a_secret_that_is_kept_is_read_again_and_replaced() {
        store();
        assert!(read("einv/nothing").unwrap_err().message.contains("has no secret"));
        keep("einv/pass/word", &Secret::new("first")).unwrap();
        keep("einv/pass/word", &Secret::new("घर-7")).unwrap();
        assert_eq!(read("einv/pass/word").unwrap().reveal(), "घर-7");
        for wrong in ["", "einv", "/user", "einv/", "hunter2"] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(error.contains("no two parts") && (wrong.len() < 5 || !error.contains("hunter2")), "{error}");
        }
    }

    #[test]
    fn a_store_that_fails_says_so_without_the_secret() {
        store();
        keep("einv/locked", &Secret::new("hunter2")).unwrap();
        let entry = keyring_core::Entry::new("einv", "locked").unwrap();
        let mock: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        for (trouble, said) in [
            (keyring_core::Error::NoStorageAccess("it is locked".into()), "can't be opened: it is locked"),
            (keyring_core::Error::BadEncoding(b"hunter2\xff".to_vec()), "is no text"),
            (keyring_core::Error::Ambiguous(Vec::new()), "several secrets"),
            (keyring_core::Error::PlatformFailure("no bus".into()), "can't be used"),
        ] {
            mock.set_error(trouble);
            let error = read("einv/locked").unwrap_err();
            assert!(error.message.contains(said) && error.fix.is_some(), "{error}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn a_configuration_takes_its_secrets_from_the_keyring() {
        store();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.db");
        let config = r#"{"ledger": {"keyring": "einv/KR_LEDGER"}}"#;
        let missing = Engine::open(config).err().unwrap();
        assert_eq!(missing.at.as_deref(), Some("/ledger"), "{missing}");
        assert!(missing.message.contains("the keyring has no secret"), "{missing}");
        keep("einv/KR_LEDGER", &Secret::new(path.display().to_string())).unwrap();
        assert!(Engine::open(config).is_ok() && path.exists());
        let twice = r#"{"ledger": {"keyring": "einv/KR_LEDGER", "env": "EINV_LEDGER"}}"#;
        assert!(Engine::open(twice).err().unwrap().message.contains("another object than"), "one place each");
    }
}
