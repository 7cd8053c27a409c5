//! The calls on documents: core v1.03. Each is sent once, with a token; what to do about its answer is the caller's.

use super::json;
use super::record::{self, Cancelled, Registered};
use super::refusal::in_words;
use super::reply::{self, Class, Info, Refusal, Reply, Unreadable, class_of};
use super::session::{Credentials, Token};
use super::{Answer, Wire};
use crate::calendar::Day;
use crate::error::{Error, Kind};
use crate::irn::{DocType, DocumentNumber, Irn};
use ::http::{Method, Request, Uri};
use serde::Serialize;

/// Why an IRN is cancelled. (The e-way-bill system numbers the same reasons otherwise.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Duplicate,
    DataEntry,
    OrderCancelled,
    Other,
}

impl Reason {
    const fn code(self) -> &'static str {
        match self {
            Reason::Duplicate => "1",
            Reason::DataEntry => "2",
            Reason::OrderCancelled => "3",
            Reason::Other => "4",
        }
    }
}

/// One logged-in taxpayer at one portal.
#[derive(Clone, Copy)]
pub struct Nic<'a> {
    pub wire: &'a dyn Wire,
    pub credentials: &'a Credentials,
    pub token: &'a Token,
}

impl Nic<'_> {
    /// Registers a document: `payload` is its INV-01 JSON, sent as these bytes. That the answer is of this document is
    /// for the caller to check.
    pub async fn generate(&self, payload: &[u8]) -> Answer<Registered> {
        self.post("/eicore/v1.03/Invoice", payload, Registered::read).await
    }

    /// Cancels a registration; `remark` of at most 100 characters.
    pub async fn cancel(&self, irn: &Irn, reason: Reason, remark: &str) -> Answer<Cancelled> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Cancel<'a> {
            irn: &'a Irn,
            cnl_rsn: &'static str,
            cnl_rem: &'a str,
        }
        let wish = Cancel { irn, cnl_rsn: reason.code(), cnl_rem: remark };
        match serde_json::to_vec(&wish) {
            Ok(payload) => self.post("/eicore/v1.03/Invoice/Cancel", &payload, Cancelled::read).await,
            Err(_) => not_sent(Error::new(Kind::Config, "the cancellation can't be written as JSON")),
        }
    }

    /// What the portal holds under a document's type, number and date.
    pub async fn by_document(&self, doc_type: DocType, number: &DocumentNumber, date: Day) -> Answer<Registered> {
        let (doc_type, number, date) = (doc_type.code(), escaped(number.as_str()), escaped(&date.to_string()));
        let query = format!("doctype={doc_type}&docnum={number}&docdate={date}");
        self.get(&format!("/eicore/v1.03/Invoice/irnbydocdetails?{query}"), Registered::read).await
    }

    /// What the portal holds under an IRN.
    pub async fn by_irn(&self, irn: &Irn) -> Answer<Registered> {
        self.get(&format!("/eicore/v1.03/Invoice/irn/{irn}"), Registered::read).await
    }

    /// The IRNs of a day that were issued by more than one portal, and lost here.
    pub async fn rejected_irns(&self, date: Day) -> Answer<Vec<Irn>> {
        let date = escaped(&date.to_string());
        self.get(&format!("/eicore/v1.03/Invoice/rejectedirns?date={date}"), record::irns).await
    }

    /// A call that changes something: whatever is not plainly an answer leaves it unknown.
    async fn post<T>(&self, path: &str, payload: &[u8], read: Read<T>) -> Answer<T> {
        let Some(data) = self.token.sek.encrypt(payload) else {
            return not_sent(Error::new(Kind::Config, "the payload can't be encrypted with the session key"));
        };
        let body = format!(r#"{{"Data":"{data}"}}"#).into_bytes();
        match self.exchange(Method::POST, path, body, read).await {
            Outcome::Sealed(message) => unreadable(message),
            Outcome::Plain(answer) => answer,
        }
    }

    /// A call that changes nothing: an answer under another session key is cured by logging in and asking again.
    async fn get<T>(&self, path: &str, read: Read<T>) -> Answer<T> {
        match self.exchange(Method::GET, path, Vec::new(), read).await {
            Outcome::Sealed(message) => Answer::TokenFault { message },
            Outcome::Plain(answer) => answer,
        }
    }

    async fn exchange<T>(&self, method: Method, path: &str, body: Vec<u8>, read: Read<T>) -> Outcome<T> {
        let request = match self.request(method, path, body) {
            Ok(request) => request,
            Err(error) => return Outcome::Plain(not_sent(error)),
        };
        let response = match self.wire.exchange(request).await {
            Ok(response) => response,
            Err(none) => return Outcome::Plain(none.into()),
        };
        Outcome::Plain(match reply::read(&response) {
            Err(why) => unreadable(why),
            Ok(Reply::No { refusals, infos }) => refused(refusals, infos),
            Ok(Reply::Yes { data, infos }) => match self.open(&data) {
                None => return Outcome::Sealed(SEALED.into()),
                Some(json) => read(&json, infos).map_or_else(unreadable, Answer::Done),
            },
        })
    }

    fn request(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Request<Vec<u8>>, Error> {
        let uri = Uri::try_from(path).map_err(|_| Error::new(Kind::Config, "the request's path can't be sent"))?;
        let mut headers = self.credentials.headers()?;
        self.token.sign(self.credentials, &mut headers)?;
        let mut request = Request::new(body);
        (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, uri, headers);
        Ok(request)
    }

    /// The JSON inside `Data`; `None` when it was not encrypted under this session's key.
    fn open(&self, data: &str) -> Option<String> {
        let plain = self.token.sek.decrypt(&json::text(data)?)?;
        let json = std::str::from_utf8(&plain).ok()?.trim_start_matches('\u{feff}').trim();
        json.starts_with(['{', '[']).then(|| json.to_owned())
    }
}

type Read<T> = fn(&str, Vec<Info>) -> Result<T, Unreadable>;

enum Outcome<T> {
    /// The portal says yes, in data that our session key does not open.
    Sealed(Unreadable),
    Plain(Answer<T>),
}

const SEALED: &str = "the portal says yes, but its data does not open with our session key; \
    another log-in of this user may have replaced it";

fn not_sent<T>(error: Error) -> Answer<T> {
    Answer::NotSent { kind: error.kind, message: error.to_string() }
}

fn unreadable<T>(message: Unreadable) -> Answer<T> {
    Answer::Unknown { kind: Kind::Portal, message }
}

fn refused<T>(refusals: Vec<Refusal>, infos: Vec<Info>) -> Answer<T> {
    if class_of(&refusals) == Some(Class::Token) {
        return Answer::TokenFault { message: in_words(&refusals) };
    }
    Answer::Refused { refusals, infos }
}

/// Numbers and dates hold one character that a query must not: the slash.
fn escaped(text: &str) -> String {
    text.replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::envelope::AesKey;
    use crate::portal::record::Standing;
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

    /// What `generate` and `by_irn` make of one response.
    async fn both(token: &Token, response: ::http::Response<Vec<u8>>) -> (Answer<Registered>, Answer<Registered>) {
        let wire = Canned(Ok(response));
        let nic = Nic { wire: &wire, credentials: &credentials(), token };
        (nic.generate(PAYLOAD).await, nic.by_irn(&Irn::parse(&"a".repeat(64)).unwrap()).await)
    }

    #[tokio::test]
    async fn a_document_lives_at_the_portal_from_log_in_to_cancellation() {
        let (portal, credentials) = (PortalSide::new(), credentials());
        let token = log_in(&portal, &portal.key(), &credentials, false).await.unwrap();
        let nic = Nic { wire: &portal, credentials: &credentials, token: &token };
        let key = document("a/1", "21/11/2026");
        // The engine hands calls between threads.
        let sendable = |call: Pin<Box<dyn Future<Output = Answer<Registered>> + Send + '_>>| drop(call);
        sendable(Box::pin(nic.generate(PAYLOAD)));
        let lookup = || nic.by_document(key.doc_type, &key.number, key.date);

        let Answer::Refused { refusals, .. } = lookup().await else { panic!() };
        assert_eq!(reply::class_of(&refusals), Some(reply::Class::NotFound));

        let Answer::Done(made) = nic.generate(PAYLOAD).await else { panic!() };
        assert!(key.owns(&made.irn));
        assert_eq!((made.ack_no.as_str(), made.status), ("232210036743849", Standing::Active));
        assert_eq!(lookup().await, Answer::Done(made.clone()));
        assert_eq!(nic.by_irn(&made.irn).await, Answer::Done(made.clone()));

        let Answer::Refused { refusals, infos } = nic.generate(PAYLOAD).await else { panic!() };
        assert_eq!(reply::class_of(&refusals), Some(reply::Class::Duplicate));
        let [Info::Duplicate(held)] = &infos[..] else { panic!("{infos:?}") };
        assert_eq!((held.irn, held.ack_no.as_deref()), (made.irn, Some("232210036743849")));

        let cancel = || nic.cancel(&made.irn, Reason::DataEntry, "Wrong rate");
        let Answer::Done(cancelled) = cancel().await else { panic!() };
        assert_eq!((cancelled.irn, cancelled.cancel_date.portal().as_str()), (made.irn, "2026-11-21 11:00:00"));
        let Answer::Refused { refusals, .. } = cancel().await else { panic!() };
        assert_eq!(refusals[0].code, "9999");
        let Answer::Done(after) = nic.by_irn(&made.irn).await else { panic!() };
        assert_eq!(after.status, Standing::Cancelled);
        assert_eq!(nic.rejected_irns(day()).await, Answer::Done(vec![Irn::parse(&"1".repeat(64)).unwrap()]));
    }

    #[tokio::test]
    async fn secrets_travel_in_headers_marked_as_such() {
        let (portal, credentials) = (PortalSide::new(), credentials());
        let nic = Nic { wire: &portal, credentials: &credentials, token: &portal.token() };
        nic.rejected_irns(day()).await;
        let seen = portal.seen.lock().unwrap();
        assert!(["client_secret", "authtoken"].iter().all(|name| seen[0].headers()[*name].is_sensitive()));
    }

    #[tokio::test]
    async fn a_token_that_is_not_taken_is_the_callers_to_renew() {
        let portal = PortalSide::new();
        let old = Token { auth_token: Secret::new("old"), ..portal.token() };
        let nic = Nic { wire: &portal, credentials: &credentials(), token: &old };
        let Answer::TokenFault { message } = nic.generate(PAYLOAD).await else { panic!() };
        assert_eq!(message, "1005: Invalid Token");
        let refused = refusal("1020", "Decryption failed", Value::Null);
        assert!(matches!(both(&old, refused).await.0, Answer::TokenFault { .. }));
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
            assert!(matches!(&sent, Answer::Unknown { message, .. } if message.contains("session key")), "{sent:?}");
            assert!(matches!(read, Answer::TokenFault { .. }));
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
            sealed(&token.sek, &halfway),
        ] {
            let status = response.status();
            let (sent, read) = both(&token, response).await;
            for unknown in [sent, read] {
                assert!(matches!(unknown, Answer::Unknown { kind: Kind::Portal, .. }), "{status}: {unknown:?}");
            }
        }
    }

    #[tokio::test]
    async fn what_never_left_is_told_from_what_may_have_arrived() {
        let (credentials, token) = (credentials(), PortalSide::new().token());
        for (sent, kind) in [(Sent::No, Kind::Network), (Sent::Maybe, Kind::Timeout)] {
            let wire = Canned(Err(NoAnswer { sent, kind, message: "words".into() }));
            let nic = Nic { wire: &wire, credentials: &credentials, token: &token };
            let message = "words".to_owned();
            let expected = match sent {
                Sent::No => Answer::NotSent { kind, message },
                Sent::Maybe => Answer::Unknown { kind, message },
            };
            assert_eq!(nic.generate(PAYLOAD).await, expected);
        }
        let broken = Credentials { client_id: "a\nb".into(), ..credentials };
        let portal = PortalSide::new();
        let nic = Nic { wire: &portal, credentials: &broken, token: &token };
        assert!(matches!(nic.generate(PAYLOAD).await, Answer::NotSent { kind: Kind::Config, .. }));
        assert!(portal.seen.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_e_way_bill_that_failed_leaves_the_registration_standing() {
        let token = PortalSide::new().token();
        let irn = Irn::parse(&"a".repeat(64)).unwrap();
        let data = token.sek.encrypt(registration(&irn, "ACT").to_string().as_bytes()).unwrap();
        let errors = json!([{"ErrorCode": "4011", "ErrorMessage": "Vehicle number should be passed"}]);
        let infos = json!([{"InfCd": "EWBERR", "Desc": errors}]);
        let (sent, _) = both(&token, envelope(&json!({"Status": "1", "Data": data, "InfoDtls": infos}))).await;
        let Answer::Done(made) = sent else { panic!("{sent:?}") };
        assert_eq!((made.irn, made.ewb), (irn, None));
        assert!(matches!(&made.infos[..], [Info::EwbErrors(errors)] if errors[0].code == "4011"));
    }
}
