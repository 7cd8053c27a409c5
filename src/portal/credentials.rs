//! Who calls the portal, and the token that names a session.

use super::envelope::AesKey;
use crate::calendar::IstTime;
use crate::gstin::Gstin;
use crate::secret::Secret;
use serde::Serialize;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// So long before its expiry a token counts as expired: only then does the portal issue a new one.
const STALE_SECONDS: i64 = 600;

/// The caller: one taxpayer's API user, through one client registered with the portal.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The taxpayer.
    pub gstin: Gstin,
    /// The API user's name, made on the portal. A sealed log-in has room for 66 bytes of name and password together.
    pub username: String,
    /// The API user's password.
    pub password: Secret,
    /// The client's id, issued by the portal or the GSP.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
    /// The other values that a profile requires, by its own names.
    pub extra: BTreeMap<String, Secret>,
    /// The name and the password of its API user at the e-way bill system, where that is another.
    pub ewb_user: Option<(String, Secret)>,
}

impl Credentials {
    /// The same as the e-way bill system knows them.
    pub(crate) fn at_ewb(&self) -> Credentials {
        let mut own = self.clone();
        if let Some((username, password)) = own.ewb_user.take() {
            (own.username, own.password) = (username, password);
        }
        own
    }

    /// The JSON of NIC's e-way bill log-in.
    pub(super) fn action(&self, app_key: &str) -> Zeroizing<Vec<u8>> {
        #[derive(Serialize)]
        struct Action<'a> {
            action: &'static str,
            username: &'a str,
            password: &'a str,
            app_key: &'a str,
        }
        let password = self.password.reveal();
        let inner = Action { action: "ACCESSTOKEN", username: &self.username, password, app_key };
        let mut json = Zeroizing::new(Vec::with_capacity(256 + 6 * (self.username.len() + password.len())));
        let _ = serde_json::to_writer(&mut *json, &inner);
        json
    }

    /// The log-in's JSON, with the AppKey in Base64. It is compact, because there is no room for spaces.
    pub(super) fn inner(&self, app_key: &str, force: bool) -> Zeroizing<Vec<u8>> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Inner<'a> {
            user_name: &'a str,
            password: &'a str,
            app_key: &'a str,
            force_refresh_access_token: bool,
        }
        let inner = Inner {
            user_name: &self.username,
            password: self.password.reveal(),
            app_key,
            force_refresh_access_token: force,
        };
        // Large from the start, so that growing leaves no copy of the password behind; strings always serialise.
        let mut json = Zeroizing::new(Vec::with_capacity(256 + 6 * (self.username.len() + inner.password.len())));
        let _ = serde_json::to_writer(&mut *json, &inner);
        json
    }
}

/// The result of a log-in: the token that names the session, and the key that encrypts it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionToken {
    /// The token in each call; empty on profiles without a log-in.
    pub auth_token: Secret,
    /// The session key; only sealed profiles have one.
    pub sek: Option<AesKey>,
    /// The portal's value, or else counted from the log-in by the engine's clock.
    pub expires: IstTime,
}

impl SessionToken {
    /// Whether a new log-in is needed first. `now` is by the engine's clock; the portal writes the expiry in IST.
    pub(crate) fn stale(&self, now: IstTime) -> bool {
        self.expires.seconds_since(now) <= STALE_SECONDS
    }

    /// The form to store: expiry, session key and token, a line each. These bytes are as secret as a password: encrypt
    /// them before you write them anywhere.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let expires = self.expires.unix().to_string();
        let sek = self.sek.as_ref().map(AesKey::to_base64).unwrap_or_default();
        Zeroizing::new([expires.as_str(), sek.as_str(), self.auth_token.reveal()].join("\n").into_bytes())
    }

    /// Reads that form; `None` when the bytes are not a token's.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<SessionToken> {
        let mut lines = std::str::from_utf8(bytes).ok()?.splitn(3, '\n');
        let expires = IstTime::from_unix(lines.next()?.parse().ok()?);
        let sek = match lines.next()? {
            "" => None,
            text => Some(AesKey::from_base64(text)?),
        };
        Some(SessionToken { auth_token: Secret::new(lines.next()?), sek, expires })
    }
}
