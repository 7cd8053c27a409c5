//! Keeps secrets inside this module, even when a portal repeats them: every answer and every failure leaves through
//! here. Numbers, times and signed texts are left as they are, so that a password of digits doesn't spoil a call.

use super::PortalAnswer;
use super::credentials::{Credentials, SessionToken};
use super::envelope::from_base64;
use super::failed::Failed;
use super::record::{EwbCancelled, EwbHeld, IssuedCancellation, IssuedRegistration, TaxpayerRecord};
use super::reply::{PortalRefusal, ReplyInfo};
use crate::error::Error;
use crate::irn::Irn;
use crate::secret::Mask;
use zeroize::Zeroizing;

/// Hides the secrets of a log-in and, once there is one, of its session.
pub(super) fn mask(credentials: &Credentials, token: Option<&SessionToken>) -> Mask {
    let sek = token.and_then(|token| token.sek.as_ref()).map(|sek| sek.to_base64());
    of(credentials, token.map(|token| token.auth_token.reveal()), sek.as_ref())
}

/// The same before there is a session; `key` is the text that the session key is sealed with.
pub(super) fn mask_log_in(credentials: &Credentials, key: &Zeroizing<String>) -> Mask {
    of(credentials, None, Some(key))
}

fn of(credentials: &Credentials, token: Option<&str>, key: Option<&Zeroizing<String>>) -> Mask {
    let own = [credentials.password.reveal(), credentials.client_secret.reveal()];
    let ewb = credentials.ewb_user.as_ref().map(|(_, password)| password.reveal());
    let extra = credentials.extra.values().map(|secret| secret.reveal()).chain(ewb);
    let keys = key.map(as_written);
    let keys = keys.iter().flatten().map(|key| key.as_str());
    Mask::of(own.into_iter().chain(extra).chain(token).chain(keys))
}

/// A key, given in Base64, in all its spellings: both Base64 alphabets, without its end, and in hex.
fn as_written(base64: &Zeroizing<String>) -> [Zeroizing<String>; 3] {
    let bare = base64.trim_end_matches('=');
    let bytes = from_base64(base64).unwrap_or_default();
    let url_safe = bare.replace('+', "-").replace('/', "_");
    [bare.to_owned(), url_safe, base16ct::lower::encode_string(&bytes)].map(Zeroizing::new)
}

/// A value that holds words of the portal.
pub(super) trait Words {
    /// Passes each free text to the visitor.
    fn each(&mut self, each: &mut dyn FnMut(&mut String));

    /// Returns the value without the secrets.
    fn masked(mut self, mask: &Mask) -> Self
    where
        Self: Sized,
    {
        self.each(&mut |words| mask.clean(words));
        self
    }
}

impl<T: Words> Words for PortalAnswer<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            PortalAnswer::Done(done) => done.each(each),
            PortalAnswer::Refused { refusals, infos } => {
                refusals.each(each);
                infos.each(each);
            }
            PortalAnswer::TokenFault { message, .. }
            | PortalAnswer::NotSent { message, .. }
            | PortalAnswer::Unknown { message, .. } => {
                each(message);
            }
        }
    }
}

impl Words for Failed {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        let Failed { cause: _, error, refusals } = self;
        let Error { kind: _, message, at: _, fix, kept: _, differs: _ } = error;
        each(message);
        fix.each(each);
        refusals.each(each);
    }
}

impl<T: Words> Words for Vec<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(|one| one.each(each));
    }
}

impl<T: Words> Words for Option<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        if let Some(one) = self {
            one.each(each);
        }
    }
}

impl Words for String {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(self);
    }
}

impl Words for Irn {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for PortalRefusal {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        // A listed code says what the refusal means.
        if !self.is_listed() {
            each(&mut self.code);
        }
        each(&mut self.message);
    }
}

impl Words for ReplyInfo {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            ReplyInfo::Duplicate(held) | ReplyInfo::DuplicateElsewhere(held) => held.reg_irp.each(each),
            ReplyInfo::EwbErrors(errors) => errors.each(each),
            ReplyInfo::Distance(_) => {}
            ReplyInfo::Other { code, text } => {
                each(code);
                each(text);
            }
        }
    }
}

impl Words for IssuedRegistration {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.remarks.each(each);
        self.infos.each(each);
    }
}

impl Words for IssuedCancellation {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for EwbHeld {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.infos.each(each);
    }
}

impl Words for EwbCancelled {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for TaxpayerRecord {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(&mut self.status);
        for text in [
            &mut self.trade_name,
            &mut self.legal_name,
            &mut self.kind,
            &mut self.state_code,
            &mut self.pin,
            &mut self.address,
            &mut self.registered_on,
            &mut self.deregistered_on,
        ] {
            text.each(each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::IstTime;
    use crate::error::ErrorKind;
    use crate::gstin::Gstin;
    use crate::portal::calls::{Calls, health};
    use crate::portal::profile::PortalProfile;
    use crate::portal::session::LogInAttempt;
    use crate::portal::tap::{Exchanged, NoTap, Tap};
    use crate::portal::testing::{
        Canned, PortalSide, TOKEN, answer, credentials, envelope, refusal, registration, sealed,
    };
    use crate::portal::{NoAnswer, Sent};
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde_json::{Value, json};
    use std::sync::Mutex;

    #[derive(Default)]
    struct Heard(Mutex<String>);

    impl Tap for Heard {
        fn exchanged(&self, seen: &Exchanged<'_>) {
            let said = format!("{} {} {}\n", seen.path, seen.sent, seen.answered);
            self.0.lock().unwrap().push_str(&said);
        }
    }

    /// All our secrets that a portal knows, as it might repeat them.
    fn echoes(token: &SessionToken) -> Vec<(String, bool)> {
        let own = credentials();
        let sek = token.sek.as_ref().unwrap().to_base64();
        let mut all = Vec::new();
        let secrets =
            [(own.password.reveal(), true), (own.client_secret.reveal(), true), (TOKEN, false), (&sek, false)];
        for (secret, is_own) in secrets {
            let json = json!(secret).to_string();
            for echo in [
                secret.to_owned(),
                json[1..json.len() - 1].to_owned(),
                BASE64_STANDARD.encode(secret).trim_end_matches('=').to_owned(),
                secret
                    .replace('@', "%40")
                    .replace('"', "%22")
                    .replace('\\', "%5C")
                    .replace('+', "%2B")
                    .replace('/', "%2F"),
            ] {
                all.push((echo, is_own));
            }
        }
        all
    }

    fn holds_none(said: &str, echo: &str) {
        assert!(!said.contains(echo), "{echo} in {said}");
        assert!(!said.contains(&json!(echo).to_string().trim_matches('"').to_owned()), "{echo} in {said}");
    }

    #[tokio::test]
    async fn a_portal_that_repeats_secrets_is_heard_without_them() {
        let (portal, who, heard) = (PortalSide::new(), credentials(), Heard::default());
        let token = portal.token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        for (echo, is_own) in echoes(&token) {
            let words = format!("wrong: {echo}!");
            let held = json!([{"InfCd": "ADDNLNFO", "Desc": words}]);
            let mut made = registration(&irn, "ACT");
            made["Remarks"] = json!(words);
            for response in [
                refusal("2182", &words, held.clone()),
                refusal("1005", &words, Value::Null),
                refusal("1019", &words, Value::Null),
                refusal("5003", &words, Value::Null),
                envelope(&json!({"Status": 0, "ErrorDetails": words})),
                answer(200, "text/html", format!("<html><title>{words}</title></html>").as_bytes()),
                answer(200, "text/plain", words.as_bytes()),
                sealed(token.sek.as_ref().unwrap(), &made),
                sealed(
                    token.sek.as_ref().unwrap(),
                    &json!({"Gstin": "27AABCU9603R1ZN", "Status": "ACT",
                    "TradeName": words, "LegalName": words, "AddrLoc": words}),
                ),
            ] {
                let wire = Canned(Ok(response));
                let profile = PortalProfile::nic().unwrap();
                let mut calls = Calls::new(profile, &wire, &who, &token);
                calls.tap = &heard;
                let mut said = format!("{:?}", calls.generate(echo.as_bytes()).await);
                said += &format!("{:?}", calls.by_irn(&irn).await);
                said += &format!("{:?}", calls.gstin(Gstin::parse("27AABCU9603R1ZN").unwrap()).await);
                holds_none(&said, &echo);
                said = format!("{:?}", health(&wire, profile, &who, &NoTap).await);
                let key = portal.key();
                let now = IstTime::from_unix(0);
                let door = LogInAttempt {
                    wire: &wire,
                    profile,
                    key: Some(&key),
                    credentials: &who,
                    now,
                    tap: &NoTap,
                    ewb: false,
                };
                if let Err(failed) = door.log_in(false).await {
                    said += &format!("{failed:?} {}", failed.error);
                }
                // A log-in knows no token yet, nor does the health call.
                if is_own {
                    holds_none(&said, &echo);
                }
            }
            let none = NoAnswer { sent: Sent::Maybe, kind: ErrorKind::Network, message: words };
            let wire = Canned(Err(none));
            let mut calls = Calls::new(PortalProfile::nic().unwrap(), &wire, &who, &token);
            calls.tap = &heard;
            holds_none(&format!("{:?}", calls.by_irn(&irn).await), &echo);
        }
        let heard = heard.0.into_inner().unwrap();
        assert!(heard.contains("***"));
        echoes(&token).iter().for_each(|(echo, _)| holds_none(&heard, echo));
    }

    #[tokio::test]
    async fn numbers_and_signed_texts_stay_whole_whatever_the_password() {
        let portal = PortalSide::new();
        let who = Credentials { password: crate::secret::Secret::new("23221003"), ..credentials() };
        let token = portal.token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        let wire = Canned(Ok(sealed(token.sek.as_ref().unwrap(), &registration(&irn, "ACT"))));
        let PortalAnswer::Done(made) =
            Calls::new(PortalProfile::nic().unwrap(), &wire, &who, &token).by_irn(&irn).await
        else {
            panic!()
        };
        assert_eq!((made.ack_no.as_str(), made.signed_qr.as_str()), ("232210036743849", "dd.ee.ff"));
    }
}
