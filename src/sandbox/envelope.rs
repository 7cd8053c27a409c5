//! The portal's envelopes: `{"Data": …}` in, `{"Status","Data","ErrorDetails","InfoDtls"}` out, AES-256-ECB between.
//!
//! The portal uses ECB with PKCS #7 padding, and encrypts the JSON directly, without an inner Base64.

use super::refusal::{Code, DATA_MISSING, SandboxRefusal, UNDECRYPTABLE};
use crate::error::{Error, ErrorKind};
use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The result of a call that isn't refused.
pub(super) enum SandboxAnswer {
    Json(String),
    Text(String),
    NoSuchCall,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(super) enum CallFault {
    /// The portal refuses.
    Refused(SandboxRefusal),
    /// The sandbox itself fails, for example because of a full disk: HTTP 500.
    Broken(Error),
}

impl From<SandboxRefusal> for CallFault {
    fn from(refusal: SandboxRefusal) -> CallFault {
        CallFault::Refused(refusal)
    }
}

impl From<Code> for CallFault {
    fn from(code: Code) -> CallFault {
        CallFault::Refused(code.into())
    }
}

impl From<Error> for CallFault {
    fn from(error: Error) -> CallFault {
        CallFault::Broken(error)
    }
}

impl From<rusqlite::Error> for CallFault {
    fn from(error: rusqlite::Error) -> CallFault {
        CallFault::Broken(super::trouble::registry(&error))
    }
}

/// A header's value in any spelling: `user_name`, `user-name`, `AuthToken`, `auth-token`.
pub(super) fn header<'a>(request: &'a http::Request<Vec<u8>>, name: &str) -> Option<&'a str> {
    let plain = |text: &str| text.replace(['_', '-'], "");
    let (_, value) = request.headers().iter().find(|(key, _)| plain(key.as_str()) == plain(name))?;
    value.to_str().ok().map(str::trim)
}

/// A key of 32 bytes: a client's AppKey, or the session key (SEK) it protects.
pub(super) type AesKey = [u8; 32];

pub(super) fn encrypt(key: &AesKey, plain: &[u8]) -> Result<String, CallFault> {
    let failed = |_| Error::new(ErrorKind::Panic, "AES failed");
    let cipher = UnboundCipherKey::new(&AES_256, key).and_then(PaddedBlockEncryptingKey::ecb_pkcs7).map_err(failed)?;
    let mut buffer = plain.to_vec();
    cipher.encrypt(&mut buffer).map_err(failed)?;
    Ok(BASE64_STANDARD.encode(buffer))
}

fn decrypt(key: &AesKey, text: &str) -> Option<Vec<u8>> {
    let mut buffer = BASE64_STANDARD.decode(text).ok()?;
    let cipher = PaddedBlockDecryptingKey::ecb_pkcs7(UnboundCipherKey::new(&AES_256, key).ok()?).ok()?;
    cipher.decrypt(&mut buffer, DecryptionContext::None).ok().map(|plain| plain.to_vec())
}

/// The `Data` member of a request's body; 5003 where there is none.
pub(super) fn data(body: &[u8]) -> Result<String, CallFault> {
    #[derive(Deserialize)]
    struct SandboxEnvelope {
        #[serde(rename = "Data", alias = "data")]
        data: Option<String>,
    }
    let envelope: Option<SandboxEnvelope> = serde_json::from_slice(body).ok();
    envelope.and_then(|e| e.data).filter(|data| !data.is_empty()).ok_or(DATA_MISSING.into())
}

/// The content of a request's envelope; 1020 where it was not encrypted with the session's key.
pub(super) fn open(sek: &AesKey, body: &[u8]) -> Result<Vec<u8>, CallFault> {
    decrypt(sek, &data(body)?).ok_or(UNDECRYPTABLE.into())
}

/// The same for data in another place.
pub(super) fn open_data(sek: &AesKey, data: &str) -> Result<Vec<u8>, CallFault> {
    decrypt(sek, data).ok_or(UNDECRYPTABLE.into())
}

/// A success whose data is encrypted with the session's key.
pub(super) fn sealed<T: Serialize>(sek: &AesKey, reply: &T) -> Result<SandboxAnswer, CallFault> {
    sealed_with(sek, reply, None)
}

/// The same, with the portal's remarks beside it.
pub(super) fn sealed_with<T: Serialize>(
    sek: &AesKey,
    reply: &T,
    infos: Option<Value>,
) -> Result<SandboxAnswer, CallFault> {
    let json = serde_json::to_vec(reply).map_err(|e| Error::new(ErrorKind::Panic, e.to_string()))?;
    enveloped(encrypt(sek, &json)?, infos)
}

/// A success with its data in the clear, as for log-ins.
pub(super) fn success<T: Serialize>(data: T) -> Result<SandboxAnswer, CallFault> {
    enveloped(data, None)
}

fn enveloped<T: Serialize>(data: T, info_dtls: Option<Value>) -> Result<SandboxAnswer, CallFault> {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct EnvelopeBody<T> {
        status: u8,
        data: T,
        error_details: Option<()>,
        info_dtls: Option<Value>,
    }
    serde_json::to_string(&EnvelopeBody { status: 1, data, error_details: None, info_dtls })
        .map(SandboxAnswer::Json)
        .map_err(|e| Error::new(ErrorKind::Panic, e.to_string()).into())
}
