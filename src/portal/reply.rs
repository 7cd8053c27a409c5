//! Replies: the envelope `{Status, Data, ErrorDetails, InfoDtls}` in every recorded form.

use super::envelope::from_base64;
use super::json::{self, CaselessObject};
use super::profile::EnvelopePointers;
pub use super::refusal::{PortalRefusal, RefusalAction, action_of};
use crate::calendar::IstTime;
use crate::irn::Irn;
use ::http::header::{CONTENT_TYPE, HeaderMap, LOCATION};

/// A document that the portal already holds, by its answer to a duplicate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldDocument {
    /// The IRN of its registration.
    pub irn: Irn,
    /// Decimal digits.
    pub ack_no: Option<String>,
    /// Absent for some documents of other portals, which write "-".
    pub ack_date: Option<IstTime>,
    /// The portal that registered it, where the answer says: NIC, NIC1, NIC2, NIC101, EY, …
    pub reg_irp: Option<String>,
}

/// The information beside a reply's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReplyInfo {
    /// `DUPIRN`: registered here.
    Duplicate(HeldDocument),
    /// `DUPIRNGLP`: registered at another portal (2295).
    DuplicateElsewhere(HeldDocument),
    /// `EWBERR`: the IRN stands, the e-way bill failed.
    EwbErrors(Vec<PortalRefusal>),
    /// The e-way bill system's own distance between the PIN codes, in kilometres.
    Distance(u32),
    /// Anything else.
    Other {
        /// `InfCd`, at most 40 characters: `ADDNLNFO`, `EWBPPD`, `EWBALERT`, ….
        code: String,
        /// `Desc` on one line of at most 1,000 characters; its JSON where it is not text, empty where there is none.
        text: String,
    },
}

/// The e-way bill system's own distance, where it is among these.
pub fn distance_in(infos: &[ReplyInfo]) -> Option<u32> {
    infos.iter().find_map(|info| match info {
        ReplyInfo::Distance(km) => Some(*km),
        ReplyInfo::Duplicate(_)
        | ReplyInfo::DuplicateElsewhere(_)
        | ReplyInfo::EwbErrors(_)
        | ReplyInfo::Other { .. } => None,
    })
}

impl ReplyInfo {
    /// Reads `InfoDtls`: null, `""`, an array, one object, or either of these as JSON text.
    pub fn read_all(raw: &str) -> Vec<ReplyInfo> {
        let raw = json::unfold(raw);
        let entries = json::list(&raw).unwrap_or_default();
        let objects = entries.iter().filter_map(|entry| CaselessObject::read(entry.get()));
        let infos: Vec<ReplyInfo> = objects.filter_map(|entry| ReplyInfo::read(&entry)).collect();
        match infos.is_empty() {
            true => distance(&raw).map(ReplyInfo::Distance).into_iter().collect(),
            false => infos,
        }
    }

    fn read(entry: &CaselessObject<'_>) -> Option<ReplyInfo> {
        let code = json::plain(&entry.text("InfCd")?, 40);
        let raw = entry.get("Desc").unwrap_or_default();
        let desc = json::unfold(raw);
        let typed = match code.as_str() {
            "DUPIRN" => HeldDocument::read(&desc).map(ReplyInfo::Duplicate),
            "DUPIRNGLP" => HeldDocument::read(&desc).map(ReplyInfo::DuplicateElsewhere),
            "EWBERR" => {
                Some(PortalRefusal::read_all(raw)).filter(|errors| !errors.is_empty()).map(ReplyInfo::EwbErrors)
            }
            _ => None,
        };
        Some(
            typed.unwrap_or_else(|| ReplyInfo::Other {
                code,
                text: json::plain(&json::text(raw).unwrap_or(desc), 1000),
            }),
        )
    }
}

/// The distance in what the e-way bill system says beside an answer: `{"fromPinCode", "toPinCode", "distance"}`, with
/// words before it or in Base64; or words such as "Distance between these two pincodes is 146".
pub(super) fn distance(raw: &str) -> Option<u32> {
    let words = json::text(raw).unwrap_or_else(|| raw.to_owned());
    let opened = || String::from_utf8(from_base64(&words)?.to_vec()).ok();
    kilometres(&words).or_else(|| kilometres(&opened()?))
}

fn kilometres(words: &str) -> Option<u32> {
    let whole = |text: &str| {
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    match words.find('{').and_then(|at| CaselessObject::read(&words[at..])) {
        Some(object) => whole(&object.text("distance")?),
        None => {
            let lower = words.to_ascii_lowercase();
            whole(&lower[lower.find("distance")?..])
        }
    }
}

impl HeldDocument {
    fn read(desc: &str) -> Option<HeldDocument> {
        let desc = CaselessObject::read(desc)?;
        Some(HeldDocument {
            irn: Irn::parse(&desc.text("Irn")?)?,
            ack_no: desc.text("AckNo").and_then(|text| json::digits(&text)),
            ack_date: desc.text("AckDt").and_then(|text| IstTime::parse_portal(&text)),
            reg_irp: desc.text("RegIrp").map(|name| json::plain(&name, 40)),
        })
    }
}

/// A readable envelope.
#[derive(Debug)]
pub enum Reply {
    /// Status 1.
    Yes {
        /// `Data` as raw JSON: on sealed profiles a text, encrypted with the session key, or with its own.
        data: String,
        /// Its own key and its HMAC, where the answer brings them.
        own_key: Option<OwnKey>,
        /// `InfoDtls`; empty where there are none.
        infos: Vec<ReplyInfo>,
    },
    /// Status 0.
    No {
        /// `ErrorDetails`: at least one, each with its code.
        refusals: Vec<PortalRefusal>,
        /// `InfoDtls`; empty where there are none.
        infos: Vec<ReplyInfo>,
    },
    /// The HTTP status requires a new log-in.
    Token(String),
}

/// The key that a reading of the e-way bill system is encrypted with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnKey {
    /// `rek`: the key, encrypted with the session key.
    pub rek: String,
    /// `hmac` of the data as it came, in Base64.
    pub hmac: Option<String>,
}

/// An unreadable answer, described in words.
pub type Unreadable = String;

/// Reads a whole answer. Anything but the portal's own yes or no is unreadable: a redirect, 5xx, HTML, another content
/// type, half a body, a status without data, a refusal without a code.
pub fn read(response: &::http::Response<Vec<u8>>, places: &EnvelopePointers) -> Result<Reply, Unreadable> {
    let status = response.status();
    if places.token_statuses.contains(&status.as_u16()) {
        return Ok(Reply::Token(format!("the portal answered {status}")));
    }
    if status.is_redirection() {
        return Err(format!(
            "the portal answered {status}{}; redirects are not followed",
            elsewhere(response.headers())
        ));
    }
    if status.is_server_error() {
        return Err(format!("the portal answered {status}"));
    }
    let whole = if places.bare { bare_body(response) } else { body(response) };
    let envelope = whole.map_err(|why| match status.is_success() {
        true => why,
        false => format!("the portal answered {status}: {why}"),
    })?;
    let first = |pointers: &[String]| pointers.iter().find_map(|pointer| json::at(&envelope, pointer));
    let all = |pointers: &[String]| pointers.iter().filter_map(|p| json::at(&envelope, p)).collect::<Vec<_>>();
    let infos: Vec<ReplyInfo> = all(&places.infos).iter().flat_map(|raw| ReplyInfo::read_all(raw)).collect();
    let said = first(&places.status).and_then(|raw| json::scalar(&raw));
    let is = |words: &[String]| said.as_ref().is_some_and(|said| words.contains(said));
    if is(&places.yes) && status.is_success() {
        return match first(&places.data) {
            Some(data) => {
                let text = |pointers: &[String]| first(pointers).and_then(|raw| json::text(&raw));
                let own_key = text(&places.rek).map(|rek| OwnKey { rek, hmac: text(&places.hmac) });
                Ok(Reply::Yes { data, own_key, infos })
            }
            None => Err("the portal's answer says yes but has no data".into()),
        };
    }
    if places.bare && said.is_none() && status.is_success() && all(&places.errors).is_empty() {
        return Ok(Reply::Yes { data: envelope.clone(), own_key: None, infos });
    }
    if !is(&places.no) {
        return Err(format!("the portal answered {status} without a known status"));
    }
    let listed = all(&places.errors);
    let mut refusals: Vec<PortalRefusal> = listed.iter().flat_map(|raw| PortalRefusal::read_all(raw)).collect();
    let words = all(&places.words).iter().filter_map(|raw| json::text(raw)).collect::<Vec<_>>().join(", ");
    if refusals.is_empty() {
        refusals = PortalRefusal::read_words(&words);
    }
    if refusals.is_empty() {
        let words = if words.is_empty() { listed.concat() } else { words };
        return Err(format!("the portal says no without an error code: {:?}", json::plain(&json::unfold(&words), 200)));
    }
    Ok(Reply::No { refusals, infos })
}

/// The JSON object in an answer.
pub(super) fn body(response: &::http::Response<Vec<u8>>) -> Result<String, Unreadable> {
    whole(response, |text| CaselessObject::read(text).is_some())
}

/// The object, or the list of objects: a GSP that answers without an envelope lists the e-way bills of a day so.
fn bare_body(response: &::http::Response<Vec<u8>>) -> Result<String, Unreadable> {
    let is_object = |entry: &&serde_json::value::RawValue| CaselessObject::read(entry.get()).is_some();
    whole(response, |text| json::list(text).is_some_and(|entries| entries.iter().all(is_object)))
}

fn whole(response: &::http::Response<Vec<u8>>, is_whole: impl Fn(&str) -> bool) -> Result<String, Unreadable> {
    let body = response.body();
    let text = std::str::from_utf8(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).unwrap_or_default().trim();
    let content_type =
        response.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").to_ascii_lowercase());
    if text.starts_with('<') {
        return Err(format!("the answer is a web page{}, not the portal's", title(text)));
    }
    match content_type {
        Some(other) if !is_json(&other) => Err(format!("the answer is of type {}, not JSON", json::plain(&other, 60))),
        Some(_) | None if is_whole(text) => Ok(text.to_owned()),
        Some(_) | None if body.is_empty() => Err("the answer is empty".into()),
        Some(_) | None => Err(format!("the answer ({} bytes) is not whole JSON", body.len())),
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Names the page of a firewall or a hotel's log-in, so that people can recognise it.
fn title(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let inside = || {
        let from = lower.find("<title>")? + "<title>".len();
        let to = from + lower[from..].find('<')?;
        html.get(from..to).map(|title| json::plain(title, 80)).filter(|title| !title.is_empty())
    };
    inside().map(|title| format!(" ({title:?})")).unwrap_or_default()
}

/// ` to scheme://host`, without the path and query, which may hold someone's session.
fn elsewhere(headers: &HeaderMap) -> String {
    let uri =
        headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<::http::Uri>().ok());
    let host = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?)));
    host.map(|(scheme, host)| format!(" to {scheme}://{host}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::profile::PortalProfile;
    use crate::portal::testing::{answer, envelope};
    use proptest::prelude::*;
    use serde_json::json;

    /// An envelope as NIC sends it.
    fn nic(response: &::http::Response<Vec<u8>>) -> Result<Reply, Unreadable> {
        read(response, &PortalProfile::nic().unwrap().answer)
    }

    fn read_json(body: &str) -> Result<Reply, Unreadable> {
        nic(&answer(200, "application/json", body.as_bytes()))
    }

    fn no(body: &str) -> (Vec<PortalRefusal>, Vec<ReplyInfo>) {
        match read_json(body).unwrap() {
            Reply::No { refusals, infos } => (refusals, infos),
            Reply::Yes { .. } | Reply::Token(_) => panic!("{body}"),
        }
    }

    fn infos(raw: &serde_json::Value) -> Vec<ReplyInfo> {
        match nic(&envelope(&json!({"Status": "1", "Data": "x", "InfoDtls": raw}))).unwrap() {
            Reply::Yes { infos, .. } => infos,
            Reply::No { .. } | Reply::Token(_) => panic!("{raw}"),
        }
    }

    const IRN: &str = "706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7";

    fn held() -> HeldDocument {
        HeldDocument {
            irn: Irn::parse(IRN).unwrap(),
            ack_no: Some("232210036743849".into()),
            ack_date: IstTime::parse_portal("2023-10-02 16:26:00"),
            reg_irp: None,
        }
    }

    /// A recorded envelope of the reference material.
    fn recorded(name: &str) -> String {
        std::fs::read_to_string(crate::reference::reference(&format!("envelopes/{name}.json"))).unwrap()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn the_recorded_refusals_are_read() {
        let (refusals, infos) = no(&recorded("nic_auth_error"));
        assert_eq!(
            (refusals[0].code.as_str(), action_of(&refusals), infos.len()),
            ("5003", Some(RefusalAction::Business), 0)
        );
        let (refusals, infos) = no(&recorded("nic_dup_irn"));
        assert_eq!(action_of(&refusals), Some(RefusalAction::Duplicate));
        assert_eq!(infos, [ReplyInfo::Duplicate(held())]);
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn the_recorded_successes_are_read() {
        let Ok(Reply::Yes { data, infos, .. }) = read_json(&recorded("nic_auth_success")) else { panic!() };
        let sek = CaselessObject::read(&data).unwrap().text("Sek").unwrap();
        let bytes = crate::portal::envelope::from_base64(&sek).unwrap().len();
        assert_eq!((sek.len(), bytes, infos.len()), (64, 48, 0));
        let Ok(Reply::Yes { infos, .. }) = read_json(&recorded("nic_ewberr_under_status1")) else {
            panic!("the IRN stands")
        };
        let [ReplyInfo::EwbErrors(errors)] = &infos[..] else { panic!("{infos:?}") };
        assert_eq!(errors[0].code, "4011");
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn envelopes_of_other_services_are_unreadable() {
        for name in ["adaequare_error_2270", "mastergst_error", "taxpro_gsp_error", "adaequare_token"] {
            assert!(read_json(&recorded(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn status_is_a_number_or_a_string_and_nothing_else() {
        for yes in ["1", "\"1\""] {
            assert!(matches!(read_json(&format!(r#"{{"Status":{yes},"Data":{{}}}}"#)), Ok(Reply::Yes { .. })));
        }
        for no in ["0", "\"0\""] {
            let body = format!(r#"{{"Status":{no},"ErrorDetails":[{{"ErrorCode":2150,"ErrorMessage":"m"}}]}}"#);
            assert!(matches!(read_json(&body), Ok(Reply::No { .. })), "{body}");
        }
        for neither in ["2", "null", "true", "\"OK\"", "1.0", "[1]"] {
            assert!(read_json(&format!(r#"{{"Status":{neither},"Data":{{}}}}"#)).is_err(), "{neither}");
        }
    }

    #[test]
    fn infos_are_read_in_every_wrapping() {
        let desc = json!({"AckNo": "232210036743849", "AckDt": "2023-10-02 16:26:00", "Irn": IRN});
        let list = json!([{"InfCd": "DUPIRN", "Desc": desc}]);
        for raw in [
            list.clone(),
            list[0].clone(),
            json!(list.to_string()),
            json!([{"InfCd": "DUPIRN", "Desc": desc.to_string()}]),
        ] {
            assert_eq!(infos(&raw), [ReplyInfo::Duplicate(held())], "{raw}");
        }
        for none in [json!(null), json!(""), json!([]), json!("words"), json!(5)] {
            assert_eq!(infos(&none), [], "{none}");
        }
    }

    #[test]
    fn a_duplicate_elsewhere_names_its_portal_and_may_lack_its_date() {
        let desc = json!({"AckNo": 232210036743849u64, "AckDt": "-", "Irn": IRN, "RegIrp": "NIC2"});
        let expected = HeldDocument { ack_date: None, reg_irp: Some("NIC2".into()), ..held() };
        assert_eq!(infos(&json!([{"InfCd": "DUPIRNGLP", "Desc": desc}])), [ReplyInfo::DuplicateElsewhere(expected)]);
    }

    #[test]
    fn other_infos_keep_their_text() {
        let other = |code: &str, text: &str| ReplyInfo::Other { code: code.into(), text: text.into() };
        assert_eq!(
            infos(
                &json!([{"InfCd": "EWBPPD", "Desc": "Pin-Pin calc distance: 2467KM"}, {"InfCd": "NEW", "Desc": {"a": 1}},
                {"InfCd": "DUPIRN", "Desc": {"Irn": "no IRN"}}, {"InfCd": "BARE"}])
            ),
            [
                other("EWBPPD", "Pin-Pin calc distance: 2467KM"),
                other("NEW", r#"{"a":1}"#),
                other("DUPIRN", r#"{"Irn":"no IRN"}"#),
                other("BARE", ""),
            ]
        );
    }

    #[test]
    fn a_foreign_answer_is_described_in_words() {
        let html = b"<!DOCTYPE html><html><head><title>Request\n Rejected</title></head></html>";
        let moved = {
            let mut moved = answer(302, "text/html", b"");
            moved.headers_mut().insert(LOCATION, "https://login.example/portal?session=s3cret".parse().unwrap());
            moved
        };
        let ok = |body: &[u8]| answer(200, "application/json", body);
        for (response, words) in [
            (answer(200, "text/html", html), "web page (\"Request Rejected\")"),
            (ok(html), "web page"),
            (moved, "302 Found to https://login.example; redirects are not followed"),
            (answer(503, "application/json", br#"{"Status":1,"Data":{}}"#), "503"),
            (answer(500, "application/json", br#"{"Status":0,"ErrorDetails":[{"ErrorCode":"2150"}]}"#), "500"),
            (answer(404, "text/html", b""), "404 Not Found"),
            (answer(403, "application/json", br#"{"Status":1,"Data":{}}"#), "403"),
            (answer(200, "text/plain", br#"{"Status":1,"Data":{}}"#), "text/plain"),
            (ok(b""), "empty"),
            (ok(br#"{"Status":1,"Data":{"Auth"#), "not whole JSON"),
            (ok(b"\xff\xfe{"), "not whole JSON"),
            (ok(br#"{"Status":1,"Data":null}"#), "no data"),
            (ok(br#"{"Status":0,"ErrorDetails":"Please wait"}"#), "Please wait"),
            (ok(br#"{"Status":0,"ErrorDetails":null}"#), "without an error code"),
        ] {
            let message = nic(&response).unwrap_err();
            assert!(message.contains(words), "{message} / {words}");
            assert!(!message.contains("s3cret"));
        }
    }

    #[test]
    fn a_list_alone_is_an_answer_where_there_is_no_envelope() {
        let taxpro = PortalProfile::read(include_str!("../../data/portals/taxpro.json")).unwrap();
        let bare = |body: &str| read(&answer(200, "application/json", body.as_bytes()), taxpro.answer_of(true));
        for list in [r#"[{"ewbNo":321012345678,"status":"ACT"}]"#, "[]", " [ {} ]"] {
            let Ok(Reply::Yes { data, .. }) = bare(list) else { panic!("{list}") };
            assert_eq!(data, list.trim());
        }
        for not_whole in ["[", r#"[{"ewbNo":3"#, r#"["ewbNo"]"#, "[1]", "null", "\"[]\"", "[{}] x"] {
            assert!(bare(not_whole).is_err(), "{not_whole}");
        }
        // Its refusals have their envelope; and where an envelope is the rule, a list alone says nothing.
        let refused = r#"{"status_cd":"0","error":{"error_cd":"702,","message":"words"}}"#;
        assert!(matches!(bare(refused), Ok(Reply::No { .. })));
        assert!(read_json("[]").is_err());
        assert!(read(&answer(500, "application/json", b"[]"), taxpro.answer_of(true)).is_err());
    }

    #[test]
    fn unusual_but_readable_replies_are_accepted() {
        let body = br#"{"Status":0,"ErrorDetails":[{"ErrorCode":"1005","ErrorMessage":"Invalid Token"}]}"#;
        assert!(matches!(nic(&answer(401, "application/json", body)), Ok(Reply::No { .. })));
        let marked = [b"\xef\xbb\xbf".as_slice(), body].concat();
        assert!(matches!(nic(&::http::Response::new(marked)), Ok(Reply::No { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_make_reading_panic(body: Vec<u8>, status in 200u16..600, json: bool) {
            let _ = nic(&answer(status, if json { "application/json" } else { "text/html" }, &body));
        }

        #[test]
        fn no_envelope_made_of_scraps_makes_reading_panic(
            parts in prop::collection::vec(r#"[\[\]{}:,"01]|"Status"|"Data"|"ErrorDetails"|"InfoDtls"|"Desc"|"InfCd"|"DUPIRN"|null"#, 0..40)
        ) {
            let _ = nic(&answer(200, "application/json", parts.concat().as_bytes()));
        }

        #[test]
        fn no_field_of_an_envelope_makes_reading_panic(status in 0..2, errors in ".*", infos in ".*", desc in ".*", title in ".*") {
            let _ = nic(&envelope(&json!({"Status": status, "Data": infos, "ErrorDetails": errors, "InfoDtls": infos})));
            let _ = nic(&envelope(&json!({"Status": status, "Data": 1, "ErrorDetails": [{"ErrorCode": errors}],
                "InfoDtls": [{"InfCd": "DUPIRN", "Desc": desc}, {"InfCd": "EWBERR", "Desc": errors}]})));
            let _ = nic(&answer(200, "text/html", format!("<title>{title}").as_bytes()));
        }
    }
}
