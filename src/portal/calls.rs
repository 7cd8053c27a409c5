//! The calls about documents, e-way bills and taxpayers. Each is sent once, with a token; the caller decides what to do
//! about the answer. The profile describes how a call looks on the wire.

use super::credentials::{Credentials, SessionToken};
use super::envelope::AesKey;
use super::masked::{Words, mask};
use super::profile::{PortalProfile, Values};
use super::record::{self, EwbCancelled, EwbHeld, IssuedCancellation, IssuedRegistration, TaxpayerRecord};
use super::refusal::in_words;
use super::reply::{self, OwnKey, PortalRefusal, RefusalAction, Reply, ReplyInfo, Unreadable, action_of};
use super::tap::{NoTap, Tap, TappedExchange};
use super::{Departure, PortalAnswer, Wire, json};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentNumber, Irn};
use crate::irp::{CancelReason, PortalCall};
use crate::secret::Mask;
use ::http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use ::http::{Request, Uri};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::json;

/// One logged-in taxpayer at one portal.
#[derive(Clone)]
pub struct Calls<'a> {
    pub(crate) profile: &'a PortalProfile,
    pub(crate) wire: &'a dyn Wire,
    /// The e-way bill system, where it is on another host.
    pub(crate) ewb_wire: &'a dyn Wire,
    pub(crate) credentials: &'a Credentials,
    pub(crate) token: &'a SessionToken,
    pub(crate) tap: &'a dyn Tap,
    /// Notes whether the call has left.
    pub(crate) departure: Departure,
}

impl<'a> Calls<'a> {
    /// Everything on one host, without a tap.
    pub fn new(
        profile: &'a PortalProfile,
        wire: &'a dyn Wire,
        credentials: &'a Credentials,
        token: &'a SessionToken,
    ) -> Calls<'a> {
        Calls { profile, wire, ewb_wire: wire, credentials, token, tap: &NoTap, departure: Departure::default() }
    }
}

impl Calls<'_> {
    /// Registers a document: `payload` is its INV-01 JSON, sent as these bytes. The caller must check that the answer
    /// is for this document.
    pub async fn generate(&self, payload: &[u8]) -> PortalAnswer<IssuedRegistration> {
        self.post(PortalCall::Generate, payload, IssuedRegistration::read).await
    }

    /// Cancels a registration; `remark` of at most 100 characters.
    pub async fn cancel(&self, irn: &Irn, reason: CancelReason, remark: &str) -> PortalAnswer<IssuedCancellation> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Cancel<'a> {
            irn: &'a Irn,
            cnl_rsn: &'static str,
            cnl_rem: &'a str,
        }
        let body = Cancel { irn, cnl_rsn: reason.of_irn(), cnl_rem: remark };
        match serde_json::to_vec(&body) {
            Ok(payload) => self.post(PortalCall::Cancel, &payload, IssuedCancellation::read).await,
            Err(_) => not_sent(Error::new(ErrorKind::Config, "the cancellation can't be written as JSON")),
        }
    }

    /// Asks what the portal holds under a document's type, number and date. Profiles without this call ask by IRN.
    pub async fn by_document(
        &self,
        doc_type: DocType,
        number: &DocumentNumber,
        date: Day,
        irn: &Irn,
    ) -> PortalAnswer<IssuedRegistration> {
        if !self.profile.calls.contains_key(&PortalCall::ByDocument) {
            return self.by_irn(irn).await;
        }
        let date = date.to_string();
        let own = [("doc_type", doc_type.code()), ("number", number.as_str()), ("date", &date), ("irn", irn.as_str())];
        self.get(PortalCall::ByDocument, &own, IssuedRegistration::read).await
    }

    /// Asks what the portal holds under an IRN.
    pub async fn by_irn(&self, irn: &Irn) -> PortalAnswer<IssuedRegistration> {
        self.get(PortalCall::ByIrn, &[("irn", irn.as_str())], IssuedRegistration::read).await
    }

    /// Lists the IRNs of a day that several portals issued, and this one lost.
    pub async fn rejected_irns(&self, date: Day) -> PortalAnswer<Vec<Irn>> {
        self.get(PortalCall::RejectedIrns, &[("date", &date.to_string())], record::irns).await
    }

    /// Makes the e-way bill of a registered document: `payload` holds its IRN and the transport.
    pub async fn ewb(&self, payload: &[u8]) -> PortalAnswer<EwbHeld> {
        self.post(PortalCall::Ewb, payload, EwbHeld::read).await
    }

    /// Asks for the e-way bill of an IRN.
    pub async fn ewb_by_irn(&self, irn: &Irn) -> PortalAnswer<EwbHeld> {
        self.get(PortalCall::EwbByIrn, &[("irn", irn.as_str())], EwbHeld::read).await
    }

    /// Cancels an e-way bill by its number; `remark` of at most 50 characters.
    pub async fn cancel_ewb(&self, ewb_no: &str, reason: CancelReason, remark: &str) -> PortalAnswer<EwbCancelled> {
        let Ok(number) = ewb_no.parse::<u64>() else {
            return not_sent(Error::new(ErrorKind::Config, "the e-way bill's number is not a number"));
        };
        let body = json!({"ewbNo": number, "cancelRsnCode": reason.of_ewb(), "cancelRmrk": remark});
        self.post(PortalCall::EwbCancel, body.to_string().as_bytes(), EwbCancelled::read).await
    }

    /// Asks what the portal knows about a taxpayer.
    pub async fn gstin(&self, gstin: Gstin) -> PortalAnswer<TaxpayerRecord> {
        self.get(PortalCall::Gstin, &[("gstin_asked", gstin.as_str())], TaxpayerRecord::read).await
    }

    /// The same, after the portal has asked the common portal again.
    pub async fn sync_gstin(&self, gstin: Gstin) -> PortalAnswer<TaxpayerRecord> {
        self.get(PortalCall::SyncGstin, &[("gstin_asked", gstin.as_str())], TaxpayerRecord::read).await
    }

    /// A call that changes something. Unless the answer is plain, the result is unknown.
    pub(super) async fn post<T: Words>(&self, call: PortalCall, payload: &[u8], read: Read<T>) -> PortalAnswer<T> {
        let mask = mask(self.credentials, Some(self.token));
        let answer = match self.exchange(&mask, call, payload, &[], read).await {
            OpenedAnswer::Sealed(message) => unreadable(message),
            OpenedAnswer::Plain(answer) => answer,
        };
        answer.masked(&mask)
    }

    /// A call that changes nothing. An answer under another session key is solved by logging in and asking again.
    pub(super) async fn get<T: Words>(
        &self,
        call: PortalCall,
        own: &[(&'static str, &str)],
        read: Read<T>,
    ) -> PortalAnswer<T> {
        let mask = mask(self.credentials, Some(self.token));
        let answer = match self.exchange(&mask, call, &[], own, read).await {
            OpenedAnswer::Sealed(message) => PortalAnswer::TokenFault { message, sealed: true },
            OpenedAnswer::Plain(answer) => answer,
        };
        answer.masked(&mask)
    }

    async fn exchange<T>(
        &self,
        mask: &Mask,
        call: PortalCall,
        payload: &[u8],
        own: &[(&'static str, &str)],
        read: Read<T>,
    ) -> OpenedAnswer<T> {
        let (mut request, shown) = match self.request(call, payload, own) {
            Ok(made) => made,
            Err(error) => return OpenedAnswer::Plain(not_sent(error)),
        };
        request.extensions_mut().insert(self.departure.clone());
        let ewb = self.profile.shape(call).is_ok_and(|shape| shape.ewb);
        let wire = if ewb { self.ewb_wire } else { self.wire };
        let sent = String::from_utf8_lossy(payload);
        let mut seen = TappedExchange::begin(self.tap, mask, call, &shown, &sent);
        let response = match wire.exchange(request).await {
            Ok(response) => response,
            Err(none) => {
                seen.answered(None, &none.message);
                return OpenedAnswer::Plain(none.into());
            }
        };
        let status = Some(response.status().as_u16());
        OpenedAnswer::Plain(match reply::read(&response, self.profile.answer_of(ewb)) {
            Err(why) => {
                seen.answered(status, &why);
                unreadable(why)
            }
            Ok(Reply::Token(message)) => {
                seen.answered(status, &message);
                PortalAnswer::TokenFault { message, sealed: false }
            }
            Ok(Reply::No { refusals, infos }) => {
                seen.answered(status, &in_words(&refusals));
                refused(refusals, infos)
            }
            Ok(Reply::Yes { data, own_key, infos }) => match self.open(&data, own_key.as_ref()) {
                OpenedData::Shut => {
                    seen.answered(status, SEALED);
                    return OpenedAnswer::Sealed(SEALED.into());
                }
                OpenedData::Tampered => {
                    seen.answered(status, TAMPERED);
                    unreadable(TAMPERED.into())
                }
                OpenedData::Json(json) => {
                    seen.answered(status, &json);
                    read(&json, infos).map_or_else(unreadable, PortalAnswer::Done)
                }
            },
        })
    }

    /// The request, and its path for display.
    fn request(
        &self,
        call: PortalCall,
        payload: &[u8],
        own: &[(&'static str, &str)],
    ) -> Result<(Request<Vec<u8>>, String), Error> {
        let shape = self.profile.shape(call)?;
        let values = Values { credentials: self.credentials, token: Some(self.token), own };
        let path = values.path(&shape.path, false)?;
        let uri = Uri::try_from(path).map_err(|_| Error::new(ErrorKind::Config, "the request's path can't be sent"))?;
        let headers = self.profile.headers_of(shape);
        let mut request = Request::new(match payload.is_empty() {
            true => Vec::new(),
            false => self.body(&values, shape, payload)?,
        });
        *request.headers_mut() = values.headers(headers.iter().chain(&shape.more_headers))?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        (*request.method_mut(), *request.uri_mut()) = (shape.method.clone(), uri);
        Ok((request, values.path(&shape.path, true)?))
    }

    fn body(&self, values: &Values<'_>, shape: &super::profile::CallShape, payload: &[u8]) -> Result<Vec<u8>, Error> {
        let cant = || Error::new(ErrorKind::Config, "the payload can't be encrypted with the session key");
        let payload = match self.profile.sealed {
            true => {
                let sek = self.token.sek.as_ref().ok_or_else(cant)?;
                match shape.inner_base64 {
                    true => sek.encrypt(STANDARD.encode(payload).as_bytes()),
                    false => sek.encrypt(payload),
                }
                .ok_or_else(cant)?
            }
            false => String::from_utf8_lossy(payload).into_owned(),
        };
        Ok(match &shape.body {
            Some(template) => values.body(template, &payload)?.to_string().into_bytes(),
            None if self.profile.sealed => format!(r#"{{"Data":"{payload}"}}"#).into_bytes(),
            None => payload.into_bytes(),
        })
    }

    /// The JSON inside the data. A reading of the e-way bill system has a key of its own, which the session key opens.
    fn open(&self, data: &str, own: Option<&OwnKey>) -> OpenedData {
        let json = match (self.profile.sealed, own) {
            (false, _) => Some(json::unfold(data)),
            (true, None) => self.session_key().and_then(|sek| in_clear(sek, &json::text(data)?)),
            (true, Some(own)) => {
                let opened = self.session_key().and_then(|sek| own_key(&sek.decrypt(&own.rek)?));
                let (Some(rek), Some(data)) = (opened, json::text(data)) else { return OpenedData::Shut };
                match &own.hmac {
                    Some(hmac) if !rek.authenticates(data.as_bytes(), hmac) => return OpenedData::Tampered,
                    Some(_) | None => in_clear(&rek, &data),
                }
            }
        };
        json.filter(|json| json.starts_with(['{', '['])).map_or(OpenedData::Shut, OpenedData::Json)
    }

    fn session_key(&self) -> Option<&AesKey> {
        self.token.sek.as_ref()
    }
}

/// Data after decryption.
enum OpenedData {
    Json(String),
    /// It is not encrypted under this session's key.
    Shut,
    /// Its HMAC is that of other data.
    Tampered,
}

fn in_clear(key: &AesKey, text: &str) -> Option<String> {
    let plain = key.decrypt(text)?;
    Some(std::str::from_utf8(&plain).ok()?.trim_start_matches('\u{feff}').trim().to_owned())
}

/// The key of one answer: its bytes, or these in Base64.
fn own_key(plain: &[u8]) -> Option<AesKey> {
    AesKey::from_bytes(plain).or_else(|| AesKey::from_base64(std::str::from_utf8(plain).ok()?.trim()))
}

/// Asks a portal whether it is up, without a log-in; returns its words.
pub(crate) async fn health(
    wire: &dyn Wire,
    profile: &PortalProfile,
    credentials: &Credentials,
    tap: &dyn Tap,
) -> PortalAnswer<String> {
    let mask = mask(credentials, None);
    ping(wire, profile, credentials, tap, &mask).await.masked(&mask)
}

async fn ping(
    wire: &dyn Wire,
    profile: &PortalProfile,
    credentials: &Credentials,
    tap: &dyn Tap,
    mask: &Mask,
) -> PortalAnswer<String> {
    let made = || {
        let shape = profile.shape(PortalCall::Health)?;
        let values = Values { credentials, token: None, own: &[] };
        let path = values.path(&shape.path, false)?;
        let uri =
            Uri::try_from(&path).map_err(|_| Error::new(ErrorKind::Config, "the request's path can't be sent"))?;
        let mut request = Request::new(Vec::new());
        (*request.method_mut(), *request.uri_mut()) = (shape.method.clone(), uri);
        Ok((request, values.path(&shape.path, true)?))
    };
    let (request, shown) = match made() {
        Ok(made) => made,
        Err(error) => return not_sent(error),
    };
    let mut seen = TappedExchange::begin(tap, mask, PortalCall::Health, &shown, "");
    match wire.exchange(request).await {
        Err(none) => {
            seen.answered(None, &none.message);
            none.into()
        }
        Ok(response) => {
            let said = json::plain(&String::from_utf8_lossy(response.body()), 200);
            seen.answered(Some(response.status().as_u16()), &said);
            if let Ok(Reply::No { refusals, infos }) = reply::read(&response, &profile.answer) {
                return refused(refusals, infos);
            }
            // A web page comes from something else.
            match response.status().is_success() && !said.starts_with('<') {
                true => PortalAnswer::Done(said),
                false => unreadable(format!("the portal answered {}", response.status())),
            }
        }
    }
}

pub(super) type Read<T> = fn(&str, Vec<ReplyInfo>) -> Result<T, Unreadable>;

enum OpenedAnswer<T> {
    /// The portal says yes, but our session key doesn't open the data.
    Sealed(Unreadable),
    Plain(PortalAnswer<T>),
}

const TAMPERED: &str = "the data of the answer does not fit its HMAC";

const SEALED: &str = "the portal says yes, but its data does not open with our session key; \
    another log-in of this user may have replaced it";

pub(super) fn not_sent<T>(error: Error) -> PortalAnswer<T> {
    PortalAnswer::NotSent { kind: error.kind, message: error.to_string() }
}

fn unreadable<T>(message: Unreadable) -> PortalAnswer<T> {
    PortalAnswer::Unknown { kind: ErrorKind::Portal, message }
}

fn refused<T>(refusals: Vec<PortalRefusal>, infos: Vec<ReplyInfo>) -> PortalAnswer<T> {
    if action_of(&refusals) == Some(RefusalAction::Token) {
        return PortalAnswer::TokenFault { message: in_words(&refusals), sealed: false };
    }
    PortalAnswer::Refused { refusals, infos }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::irp::IrnStatus;
    use crate::portal::envelope::AesKey;
    use crate::portal::session::log_in;
    use crate::portal::testing::{
        Canned, PortalSide, answer, credentials, document, envelope, refusal, registration, sealed,
    };
    use crate::portal::{NoAnswer, Sent};
    use crate::secret::Secret;
    use serde_json::{Value, json};
    use std::pin::Pin;

    const PAYLOAD: &[u8] = br#"{"Version":"1.1","DocDtls":{"Typ":"INV","No":"a/1","Dt":"21/11/2026"}}"#;

    fn day() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    /// The answers that `generate` and `by_irn` make of one response.
    async fn both(
        token: &SessionToken,
        response: ::http::Response<Vec<u8>>,
    ) -> (PortalAnswer<IssuedRegistration>, PortalAnswer<IssuedRegistration>) {
        let wire = Canned(Ok(response));
        let who = credentials();
        let nic = Calls::new(PortalProfile::nic().unwrap(), &wire, &who, token);
        (nic.generate(PAYLOAD).await, nic.by_irn(&Irn::parse(&"a".repeat(64)).unwrap()).await)
    }

    #[tokio::test]
    async fn a_document_lives_at_the_portal_from_log_in_to_cancellation() {
        let (portal, credentials) = (PortalSide::new(), credentials());
        let token = log_in(&portal, &portal.key(), &credentials, false).await.unwrap();
        let nic = Calls::new(PortalProfile::nic().unwrap(), &portal, &credentials, &token);
        let key = document("a/1", "21/11/2026");
        // The engine moves calls between threads.
        let sendable = |call: Pin<Box<dyn Future<Output = PortalAnswer<IssuedRegistration>> + Send + '_>>| drop(call);
        sendable(Box::pin(nic.generate(PAYLOAD)));
        let irn = key.irn(key.date);
        let lookup = || nic.by_document(key.doc_type, &key.number, key.date, &irn);

        let PortalAnswer::Refused { refusals, .. } = lookup().await else { panic!() };
        assert_eq!(reply::action_of(&refusals), Some(reply::RefusalAction::NotFound));

        let PortalAnswer::Done(made) = nic.generate(PAYLOAD).await else { panic!() };
        assert!(key.owns(&made.irn));
        assert_eq!((made.ack_no.as_str(), made.status), ("232210036743849", IrnStatus::Active));
        assert_eq!(lookup().await, PortalAnswer::Done(made.clone()));
        assert_eq!(nic.by_irn(&made.irn).await, PortalAnswer::Done(made.clone()));

        let PortalAnswer::Refused { refusals, infos } = nic.generate(PAYLOAD).await else { panic!() };
        assert_eq!(reply::action_of(&refusals), Some(reply::RefusalAction::Duplicate));
        let [ReplyInfo::Duplicate(held)] = &infos[..] else { panic!("{infos:?}") };
        assert_eq!((held.irn, held.ack_no.as_deref()), (made.irn, Some("232210036743849")));

        let cancel = || nic.cancel(&made.irn, CancelReason::DataEntry, "Wrong rate");
        let PortalAnswer::Done(cancelled) = cancel().await else { panic!() };
        assert_eq!((cancelled.irn, cancelled.cancel_date.portal().as_str()), (made.irn, "2026-11-21 11:00:00"));
        let PortalAnswer::Refused { refusals, .. } = cancel().await else { panic!() };
        assert_eq!(refusals[0].code, "9999");
        let PortalAnswer::Done(after) = nic.by_irn(&made.irn).await else { panic!() };
        assert_eq!(after.status, IrnStatus::Cancelled);
        assert_eq!(nic.rejected_irns(day()).await, PortalAnswer::Done(vec![Irn::parse(&"1".repeat(64)).unwrap()]));
    }

    #[tokio::test]
    async fn secrets_travel_in_headers_marked_as_such() {
        let (portal, credentials) = (PortalSide::new(), credentials());
        let token = portal.token();
        let nic = Calls::new(PortalProfile::nic().unwrap(), &portal, &credentials, &token);
        nic.rejected_irns(day()).await;
        let seen = portal.seen.lock().unwrap();
        assert!(["client_secret", "authtoken"].iter().all(|name| seen[0].headers()[*name].is_sensitive()));
    }

    #[tokio::test]
    async fn a_token_that_is_not_taken_is_the_callers_to_renew() {
        let portal = PortalSide::new();
        let old = SessionToken { auth_token: Secret::new("old"), ..portal.token() };
        let who = credentials();
        let nic = Calls::new(PortalProfile::nic().unwrap(), &portal, &who, &old);
        let PortalAnswer::TokenFault { message, sealed: false } = nic.generate(PAYLOAD).await else { panic!() };
        assert_eq!(message, "1005: Invalid Token");
        let refused = refusal("1020", "Decryption failed", Value::Null);
        assert!(matches!(both(&old, refused).await.0, PortalAnswer::TokenFault { .. }));
    }

    #[tokio::test]
    async fn a_yes_under_another_session_key_is_unknown_after_sending_and_a_token_fault_when_reading() {
        let token = PortalSide::new().token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        for response in [
            sealed(&AesKey::random().unwrap(), &registration(&irn, "ACT")),
            envelope(&json!({"Status": 1, "Data": "not base64!"})),
            envelope(&json!({"Status": 1, "Data": registration(&irn, "ACT")})),
        ] {
            let (sent, read) = both(&token, response).await;
            assert!(
                matches!(&sent, PortalAnswer::Unknown { message, .. } if message.contains("session key")),
                "{sent:?}"
            );
            assert!(matches!(read, PortalAnswer::TokenFault { sealed: true, .. }));
        }
    }

    #[tokio::test]
    async fn whatever_is_not_plainly_an_answer_stays_unknown() {
        let token = PortalSide::new().token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        let mut halfway = registration(&irn, "ACT");
        halfway["SignedQRCode"] = Value::Null;
        for response in [
            answer(200, "text/html", b"<html></html>"),
            answer(200, "text/plain", b"Status: 1"),
            answer(200, "application/json", br#"{"Status":0,"ErrorDet"#),
            answer(302, "text/html", b""),
            answer(504, "text/html", b""),
            answer(429, "text/html", b""),
            sealed(token.sek.as_ref().unwrap(), &halfway),
        ] {
            let status = response.status();
            let (sent, read) = both(&token, response).await;
            for unknown in [sent, read] {
                assert!(
                    matches!(unknown, PortalAnswer::Unknown { kind: ErrorKind::Portal, .. }),
                    "{status}: {unknown:?}"
                );
            }
        }
    }

    #[tokio::test]
    async fn what_never_left_is_distinguished_from_what_may_have_arrived() {
        let (credentials, token) = (credentials(), PortalSide::new().token());
        for (sent, kind) in [(Sent::No, ErrorKind::Network), (Sent::Maybe, ErrorKind::Timeout)] {
            let wire = Canned(Err(NoAnswer { sent, kind, message: "words".into() }));
            let nic = Calls::new(PortalProfile::nic().unwrap(), &wire, &credentials, &token);
            let message = "words".to_owned();
            let expected = match sent {
                Sent::No => PortalAnswer::NotSent { kind, message },
                Sent::Maybe => PortalAnswer::Unknown { kind, message },
            };
            assert_eq!(nic.generate(PAYLOAD).await, expected);
        }
        let broken = Credentials { client_id: "a\nb".into(), ..credentials };
        let portal = PortalSide::new();
        let nic = Calls::new(PortalProfile::nic().unwrap(), &portal, &broken, &token);
        assert!(matches!(nic.generate(PAYLOAD).await, PortalAnswer::NotSent { kind: ErrorKind::Config, .. }));
        assert!(portal.seen.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_e_way_bill_that_failed_leaves_the_registration_standing() {
        let token = PortalSide::new().token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        let data = token.sek.as_ref().unwrap().encrypt(registration(&irn, "ACT").to_string().as_bytes()).unwrap();
        let errors = json!([{"ErrorCode": "4011", "ErrorMessage": "Vehicle number should be passed"}]);
        let infos = json!([{"InfCd": "EWBERR", "Desc": errors}]);
        let (sent, _) = both(&token, envelope(&json!({"Status": "1", "Data": data, "InfoDtls": infos}))).await;
        let PortalAnswer::Done(made) = sent else { panic!("{sent:?}") };
        assert_eq!((made.irn, made.ewb), (irn, None));
        assert!(matches!(&made.infos[..], [ReplyInfo::EwbErrors(errors)] if errors[0].code == "4011"));
    }
}
