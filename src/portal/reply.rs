//! Replies: the envelope `{Status, Data, ErrorDetails, InfoDtls}` in every form it has been recorded in.

use super::json::{self, Object};
use super::refusal::in_words;
pub use super::refusal::{Class, Refusal, class_of};
use crate::calendar::IstTime;
use crate::irn::Irn;
use ::http::header::{CONTENT_TYPE, HeaderMap, LOCATION};

/// A document the portal already holds, as it tells in a duplicate's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    pub irn: Irn,
    /// Decimal digits.
    pub ack_no: Option<String>,
    /// Absent for some documents of other portals, which write "-".
    pub ack_date: Option<IstTime>,
    /// The portal that registered it, where the answer says: NIC, NIC1, NIC2, NIC101, EY, …
    pub reg_irp: Option<String>,
}

/// What a reply tells beside its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Info {
    /// `DUPIRN`: held here.
    Duplicate(Held),
    /// `DUPIRNGLP`: registered at another portal (2295).
    DuplicateElsewhere(Held),
    /// `EWBERR`: the IRN stands, the e-way bill is what failed.
    EwbErrors(Vec<Refusal>),
    /// Anything else: its code (`ADDNLNFO`, `EWBPPD`, `EWBALERT`, …) and its text, or its JSON where it is no text.
    Other { code: String, text: String },
}

impl Info {
    /// Reads `InfoDtls`: null, `""`, an array, one object, or either of these as JSON text.
    pub fn read_all(raw: &str) -> Vec<Info> {
        let entries = json::list(&json::unfold(raw)).unwrap_or_default();
        entries.iter().filter_map(|entry| Object::read(entry.get())).filter_map(|entry| Info::read(&entry)).collect()
    }

    fn read(entry: &Object) -> Option<Info> {
        let code = json::plain(&entry.text("InfCd")?, 40);
        let raw = entry.get("Desc").unwrap_or("\"\"");
        let desc = json::unfold(raw);
        let typed = match code.as_str() {
            "DUPIRN" => Held::read(&desc).map(Info::Duplicate),
            "DUPIRNGLP" => Held::read(&desc).map(Info::DuplicateElsewhere),
            "EWBERR" => Some(Refusal::read_all(raw)).filter(|errors| !errors.is_empty()).map(Info::EwbErrors),
            _ => None,
        };
        Some(typed.unwrap_or_else(|| Info::Other { code, text: json::plain(&json::text(raw).unwrap_or(desc), 1000) }))
    }
}

impl Held {
    fn read(desc: &str) -> Option<Held> {
        let desc = Object::read(desc)?;
        Some(Held {
            irn: Irn::parse(&desc.text("Irn")?)?,
            ack_no: desc.text("AckNo").and_then(|text| json::digits(&text)),
            ack_date: desc.text("AckDt").and_then(|text| IstTime::parse_portal(&text)),
            reg_irp: desc.text("RegIrp").map(|name| json::plain(&name, 40)),
        })
    }
}

/// An envelope that was understood.
#[derive(Debug)]
pub enum Reply {
    /// Status 1: `Data` as raw JSON.
    Yes { data: String, infos: Vec<Info> },
    /// Status 0, with at least one code.
    No { refusals: Vec<Refusal>, infos: Vec<Info> },
}

/// An answer that can't be understood; in words.
pub type Unreadable = String;

/// Reads a whole answer. What is not plainly the portal's own yes or no is unreadable: a redirect, 5xx, HTML, another
/// content type, half a body, a status without data or a refusal without a code.
pub fn read(response: &::http::Response<Vec<u8>>) -> Result<Reply, Unreadable> {
    let status = response.status();
    if status.is_redirection() {
        return Err(format!(
            "the portal answered {status}{}; redirects are not followed",
            elsewhere(response.headers())
        ));
    }
    if status.is_server_error() {
        return Err(format!("the portal answered {status}"));
    }
    let envelope = body(response).map_err(|why| match status.is_success() {
        true => why,
        false => format!("the portal answered {status}: {why}"),
    })?;
    let infos = envelope.get("InfoDtls").map(Info::read_all).unwrap_or_default();
    match envelope.text("Status").as_deref() {
        Some("1") if status.is_success() => match envelope.get("Data") {
            Some(data) => Ok(Reply::Yes { data: data.to_owned(), infos }),
            None => Err("the portal's answer says yes but holds no data".into()),
        },
        Some("0") => refused(&envelope, infos),
        _ => Err(format!("the portal answered {status} without a status we know")),
    }
}

fn refused(envelope: &Object, infos: Vec<Info>) -> Result<Reply, Unreadable> {
    let raw = envelope.get("ErrorDetails").unwrap_or_default();
    let refusals = Refusal::read_all(raw);
    if refusals.is_empty() {
        let words = json::plain(&json::unfold(raw), 200);
        return Err(format!("the portal says no without an error code: {words:?}"));
    }
    Ok(Reply::No { refusals, infos })
}

fn body(response: &::http::Response<Vec<u8>>) -> Result<Object, Unreadable> {
    let body = response.body();
    let text = std::str::from_utf8(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).unwrap_or_default().trim();
    let content_type =
        response.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").to_ascii_lowercase());
    if text.starts_with('<') {
        return Err(format!("the answer is a web page{}, not the portal's", title(text)));
    }
    match content_type {
        Some(other) if !is_json(&other) => Err(format!("the answer is of type {}, not JSON", json::plain(&other, 60))),
        Some(_) | None => Object::read(text).ok_or_else(|| match body.is_empty() {
            true => "the answer is empty".into(),
            false => format!("the answer ({} bytes) is not whole JSON", body.len()),
        }),
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Names a page from a firewall or a hotel's log-in, so that someone can tell which it was.
fn title(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let inside = || {
        let from = lower.find("<title>")? + "<title>".len();
        let to = from + lower[from..].find('<')?;
        html.get(from..to).map(|title| json::plain(title, 80)).filter(|title| !title.is_empty())
    };
    inside().map(|title| format!(" ({title:?})")).unwrap_or_default()
}

/// ` to scheme://host`, without the path and query, which may carry somebody's session.
fn elsewhere(headers: &HeaderMap) -> String {
    let uri =
        headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<::http::Uri>().ok());
    let host = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?)));
    host.map(|(scheme, host)| format!(" to {scheme}://{host}")).unwrap_or_default()
}

/// `Unknown` for a call that changes something: words for what came instead of an answer.
pub(super) fn unreadable<T>(why: Unreadable) -> super::Answer<T> {
    super::Answer::Unknown { kind: crate::error::Kind::Portal, message: why }
}

/// Refusals sorted: a token fault is the caller's to cure, everything else is an answer.
pub(super) fn no<T>(refusals: Vec<Refusal>, infos: Vec<Info>) -> super::Answer<T> {
    match class_of(&refusals) {
        Some(Class::Token) => super::Answer::TokenFault { message: in_words(&refusals) },
        _ => super::Answer::Refused { refusals, infos },
    }
}
