//! Logging in, and the headers that authenticate every later call.

use super::envelope::{AesKey, CallFault, SandboxAnswer, data, encrypt, header, success};
use super::refusal::{
    APP_KEY_UNREADABLE, CLIENT_ID_MISSING, CLIENT_INVALID, CLIENT_SECRET_MISSING, Code, GSTIN_MISSING,
    GSTIN_NOT_THE_USERS, LOGIN_UNREADABLE, PASSWORD_WRONG, TOKEN_INVALID, UNDECRYPTABLE, USER_MISSING,
};
use super::{Sandbox, trouble};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind};
use crate::gstin::Gstin;
use aws_lc_rs::rand;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Request;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// The life of a token: 60 minutes, as in NIC's own sandbox.
const VALIDITY: i64 = 60 * 60;
/// A client may force a new token in the last ten minutes of the old one.
const FORCED_WITHIN: i64 = 10 * 60;

/// A caller whose token was accepted.
pub(super) struct SandboxSession {
    pub(super) gstin: Gstin,
    pub(super) sek: AesKey,
}

/// The caller, by the headers of every call. Clients write them with underscores or hyphens.
struct IrpCaller<'a> {
    client_id: &'a str,
    gstin: Gstin,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct LogInRequest {
    user_name: String,
    password: String,
    app_key: String,
    force_refresh_access_token: bool,
}

struct IssuedToken {
    token: String,
    sek: AesKey,
    expires: IstTime,
}

impl Sandbox {
    /// `POST /eivital/v1.04/auth`: the Base64 of the log-in's JSON, encrypted with the portal's public key.
    pub(super) fn log_in(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct LogInBody<'a> {
            client_id: &'a str,
            user_name: &'a str,
            auth_token: &'a str,
            sek: String,
            token_expiry: String,
        }
        let data = data(request.body())?;
        let caller = IrpCaller::of(request)?;
        let sealed = BASE64_STANDARD.decode(data).ok().and_then(|bytes| self.keys.decrypt_login(&bytes));
        let inner = BASE64_STANDARD.decode(sealed.ok_or(UNDECRYPTABLE)?).map_err(|_| LOGIN_UNREADABLE)?;
        let log_in: LogInRequest = serde_json::from_slice(&inner).map_err(|_| LOGIN_UNREADABLE)?;
        if log_in.user_name.is_empty() {
            return Err(USER_MISSING.into());
        }
        if log_in.password.is_empty() || log_in.password == Sandbox::REFUSED_PASSWORD {
            return Err(PASSWORD_WRONG.into());
        }
        let app_key = BASE64_STANDARD.decode(&log_in.app_key).ok().and_then(|bytes| AesKey::try_from(bytes).ok());
        let app_key = app_key.ok_or(APP_KEY_UNREADABLE)?;
        let token = self.token_for(&caller, &log_in)?;
        success(LogInBody {
            client_id: caller.client_id,
            user_name: &log_in.user_name,
            auth_token: &token.token,
            sek: encrypt(&app_key, &token.sek)?,
            token_expiry: token.expires.portal(),
        })
    }

    /// The present token while it is valid, else a new one. In one transaction, so that two log-ins at once agree.
    fn token_for(&self, caller: &IrpCaller, log_in: &LogInRequest) -> Result<IssuedToken, CallFault> {
        let now = self.clock.now();
        self.store.write(|db| {
            if let Some(token) = standing(db, caller, &log_in.user_name)? {
                let left = token.expires.seconds_since(now);
                if left > FORCED_WITHIN || (left > 0 && !log_in.force_refresh_access_token) {
                    return Ok(token);
                }
            }
            let new = IssuedToken { token: random_text()?, sek: random_key()?, expires: now.plus_seconds(VALIDITY) };
            db.prepare_cached("INSERT OR REPLACE INTO token VALUES (?, ?, ?, ?, ?, ?)")?.execute((
                caller.gstin.as_str(),
                &log_in.user_name,
                caller.client_id,
                &new.token,
                new.sek,
                new.expires.unix(),
            ))?;
            Ok(new)
        })
    }

    /// The caller of a request; 1005 unless token, user, client and GSTIN belong together and the token is still valid.
    pub(super) fn session(&self, request: &Request<Vec<u8>>) -> Result<SandboxSession, CallFault> {
        let caller = IrpCaller::of(request)?;
        let user_name = required(request, "user_name", USER_MISSING)?;
        let given = required(request, "authtoken", TOKEN_INVALID)?;
        let token = standing(&self.store.lock(), &caller, user_name)?;
        match token.filter(|t| t.token == given && t.expires > self.clock.now()) {
            Some(token) => Ok(SandboxSession { gstin: caller.gstin, sek: token.sek }),
            None => Err(TOKEN_INVALID.into()),
        }
    }
}

impl IrpCaller<'_> {
    fn of(request: &Request<Vec<u8>>) -> Result<IrpCaller<'_>, CallFault> {
        let present = |name, missing: Code| match header(request, name) {
            Some("") => Err(CallFault::from(CLIENT_INVALID)),
            Some(value) => Ok(value),
            None => Err(missing.into()),
        };
        let client_id = present("client_id", CLIENT_ID_MISSING)?;
        present("client_secret", CLIENT_SECRET_MISSING)?;
        let gstin = Gstin::parse(required(request, "gstin", GSTIN_MISSING)?).ok_or(GSTIN_NOT_THE_USERS)?;
        Ok(IrpCaller { client_id, gstin })
    }
}

fn required<'a>(request: &'a Request<Vec<u8>>, name: &str, missing: Code) -> Result<&'a str, CallFault> {
    header(request, name).filter(|value| !value.is_empty()).ok_or(missing.into())
}

fn standing(db: &rusqlite::Connection, caller: &IrpCaller, user_name: &str) -> Result<Option<IssuedToken>, CallFault> {
    db.prepare_cached("SELECT token, sek, expires FROM token WHERE gstin = ? AND user_name = ? AND client_id = ?")?
        .query_row((caller.gstin.as_str(), user_name, caller.client_id), |row| {
            Ok(IssuedToken { token: row.get(0)?, sek: row.get(1)?, expires: IstTime::from_unix(row.get(2)?) })
        })
        .optional()
        .map_err(|e| trouble::registry(&e).into())
}

pub(super) fn random_key() -> Result<AesKey, Error> {
    let mut key = AesKey::default();
    rand::fill(&mut key).map_err(|_| Error::new(ErrorKind::Panic, "no randomness"))?;
    Ok(key)
}

/// 25 letters and digits, like the portal's tokens.
pub(super) fn random_text() -> Result<String, Error> {
    let text: String = BASE64_STANDARD.encode(random_key()?);
    Ok(text.chars().filter(char::is_ascii_alphanumeric).take(25).collect())
}
