//! Logging in to the e-way bill system, and the headers of its calls. A token of the e-invoice system works here, too.

use super::no;
use crate::calendar::IstTime;
use crate::gstin::Gstin;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{AesKey, CallFault, SandboxAnswer, data, encrypt, header};
use crate::sandbox::members::CaselessMembers;
use crate::sandbox::session::{SandboxSession, random_key, random_text};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Request;
use rusqlite::OptionalExtension;
use serde_json::json;

/// The life of a token: 360 minutes.
const VALIDITY: i64 = 360 * 60;

/// The caller, by the headers of every call.
struct EwbCaller<'r> {
    client_id: &'r str,
    gstin: Gstin,
}

impl EwbCaller<'_> {
    fn of(request: &Request<Vec<u8>>) -> Result<EwbCaller<'_>, CallFault> {
        let present = |name| header(request, name).filter(|value| !value.is_empty());
        let client_id = present("client_id").ok_or_else(|| no("110"))?;
        present("client_secret").ok_or_else(|| no("110"))?;
        let gstin = present("gstin").ok_or_else(|| no("227"))?;
        Ok(EwbCaller { client_id, gstin: Gstin::parse(gstin).ok_or_else(|| no("393"))? })
    }
}

impl Sandbox {
    /// `POST /ewaybillapi/v1.03/auth`: the Base64 of `{"action":"ACCESSTOKEN",…}`, encrypted with the public key. The
    /// e-invoice system's form of it is answered in that form.
    pub(super) fn eway_log_in(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        let data = data(request.body()).map_err(|_| no("115"))?;
        let caller = EwbCaller::of(request)?;
        let sealed = BASE64_STANDARD.decode(data).ok().and_then(|bytes| self.keys.decrypt_login(&bytes));
        let inner = sealed.and_then(|text| BASE64_STANDARD.decode(text).ok()).ok_or_else(|| no("109"))?;
        let inner = CaselessMembers::read(&inner).map_err(|_| no("100"))?;
        if inner.get("action").is_none() && inner.get("AppKey").is_some() {
            return self.log_in(request);
        }
        if inner.plain("action") != "ACCESSTOKEN" {
            return Err(no("239").into());
        }
        let user = inner.plain("username");
        if user.is_empty() {
            return Err(no("228").into());
        }
        let password = inner.text("password").unwrap_or_default();
        if password.is_empty() || password == Sandbox::REFUSED_PASSWORD {
            return Err(no("102").into());
        }
        let app_key = BASE64_STANDARD.decode(inner.plain("app_key")).ok().and_then(|key| AesKey::try_from(key).ok());
        let app_key = app_key.ok_or_else(|| no("109"))?;
        let (token, sek) = self.eway_token(&caller, &user)?;
        let reply = json!({"status": "1", "authtoken": token, "sek": encrypt(&app_key, &sek)?});
        Ok(SandboxAnswer::Json(reply.to_string()))
    }

    /// The present token while it is valid, else a new one.
    fn eway_token(&self, caller: &EwbCaller, user: &str) -> Result<(String, AesKey), CallFault> {
        let now = self.clock.now();
        self.store.write(|db| {
            let present: Option<(String, AesKey)> = db
                .prepare_cached(
                    "SELECT token, sek FROM ewb_token
                     WHERE gstin = ? AND user_name = ? AND client_id = ? AND expires > ?",
                )?
                .query_row((caller.gstin.as_str(), user, caller.client_id, now.unix()), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            if let Some(present) = present {
                return Ok(present);
            }
            let (token, sek) = (random_text()?, random_key()?);
            db.prepare_cached("INSERT OR REPLACE INTO ewb_token VALUES (?, ?, ?, ?, ?, ?)")?.execute((
                caller.gstin.as_str(),
                user,
                caller.client_id,
                &token,
                sek,
                now.plus_seconds(VALIDITY).unix(),
            ))?;
            Ok((token, sek))
        })
    }

    /// The caller of a request, by GSTIN, client and token, of either system: 105 for an unknown token, 106 for an old
    /// one, 238 for none.
    pub(super) fn eway_session(&self, request: &Request<Vec<u8>>) -> Result<SandboxSession, CallFault> {
        let caller = EwbCaller::of(request)?;
        let given = header(request, "authtoken").filter(|token| !token.is_empty()).ok_or_else(|| no("238"))?;
        let found: Option<(AesKey, i64)> = self
            .store
            .lock()
            .prepare_cached(
                "SELECT sek, expires FROM ewb_token WHERE gstin = ?1 AND client_id = ?2 AND token = ?3
                 UNION ALL SELECT sek, expires FROM token WHERE gstin = ?1 AND client_id = ?2 AND token = ?3",
            )?
            .query_row((caller.gstin.as_str(), caller.client_id, given), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (sek, expires) = found.ok_or_else(|| no("105"))?;
        match IstTime::from_unix(expires) > self.clock.now() {
            true => Ok(SandboxSession { gstin: caller.gstin, sek }),
            false => Err(no("106").into()),
        }
    }
}
