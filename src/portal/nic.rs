//! The calls on documents: core v1.03. Each is sent once, with a token; what to do about its answer is the caller's.

use super::json;
use super::record::{self, Cancelled, Registered};
use super::reply::{self, Info, Reply, Unreadable};
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
            Outcome::Sealed(message) => reply::unreadable(message),
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
            Err(why) => reply::unreadable(why),
            Ok(Reply::No { refusals, infos }) => reply::no(refusals, infos),
            Ok(Reply::Yes { data, infos }) => match self.open(&data) {
                None => return Outcome::Sealed(SEALED.into()),
                Some(json) => read(&json, infos).map_or_else(reply::unreadable, Answer::Done),
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

/// Numbers and dates hold one character that a query must not: the slash.
fn escaped(text: &str) -> String {
    text.replace('/', "%2F")
}
