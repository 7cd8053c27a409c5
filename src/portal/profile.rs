//! Portal profiles, as data: the addresses, the log-in, the form of each call, and the places of answers and errors.
//! There is one file per profile in `data/portals/`. A new GSP needs only another file, given by its path
//! (`docs/portals.md`).

use super::credentials::{Credentials, SessionToken};
use crate::error::{Error, ErrorKind, Result};
use crate::irp::PortalCall;
use crate::{file, template};
use ::http::Method;
use ::http::header::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// A portal profile.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct PortalProfile {
    /// The `kind` of the configuration.
    pub name: String,
    /// One sentence of description.
    pub about: String,
    /// What no one has confirmed about it; reported whenever an engine opens it.
    pub unverified: Option<String>,
    /// In fail-over order; empty where they must be configured.
    #[serde(default)]
    pub urls: Vec<String>,
    /// The address of calls marked `"ewb": true`; without it, the same addresses.
    pub(crate) ewb_url: Option<String>,
    /// Whether payloads and data are encrypted with the session key.
    #[serde(default)]
    pub(super) sealed: bool,
    pub(super) login: LogInWays,
    /// The e-way bill system's own log-in, for the calls marked `"ewb": true`.
    pub(super) ewb_login: Option<EwbLogIn>,
    /// The headers of every call; `{…}` stands for a value.
    #[serde(default)]
    pub(super) headers: Templates,
    /// The headers of calls to the e-way bill system (`"ewb": true`), where they are others.
    pub(super) ewb_headers: Option<Templates>,
    /// Its own settings, which a configuration gives in `extra`.
    #[serde(default)]
    pub extra: Vec<String>,
    /// The places in its answers.
    pub answer: EnvelopePointers,
    /// The same of the e-way bill system (`"ewb": true`), where they are others.
    pub(crate) ewb_answer: Option<EnvelopePointers>,
    /// The form of each call; [`PortalCall::Generate`] and [`PortalCall::ByIrn`] are always there.
    pub calls: BTreeMap<PortalCall, CallShape>,
}

/// The ways to log in.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub(super) enum LogInWays {
    /// NIC's v1.04: the log-in's JSON, encrypted with the portal's public key; the answer has a token and a session
    /// key.
    Sealed(Sealed),
    /// One plain request, whose answer has a token.
    Request(Box<HttpRequestShape>),
    /// NIC's e-way bill system, v1.03: an `ACCESSTOKEN` action, encrypted in the same way; the answer has a token and a
    /// session key, and no end.
    Action(Sealed),
    /// No log-in: every call carries the credentials.
    None,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct EwbLogIn {
    /// Whether the token of the main log-in is good there, too: then only a taxpayer with an e-way bill user of its own logs
    /// in there.
    #[serde(default)]
    shared: bool,
    way: LogInWays,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    pub(super) path: String,
    pub(super) headers: Templates,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpRequestShape {
    #[serde(deserialize_with = "method")]
    pub(super) method: Method,
    pub(super) path: String,
    #[serde(default)]
    pub(super) headers: Templates,
    pub(super) body: Option<Value>,
    /// The place of the token in the answer; none where the portal keeps the session itself.
    #[serde(default)]
    pub(super) token: Vec<String>,
    /// The place of its end, as `yyyy-MM-dd HH:mm:ss` IST; or of its length in seconds; else it lasts `lasts` seconds.
    #[serde(default)]
    pub(super) expires: Vec<String>,
    #[serde(default)]
    pub(super) expires_in: Vec<String>,
    #[serde(default = "six_hours")]
    pub(super) lasts: i64,
}

fn six_hours() -> i64 {
    6 * 3600
}

/// One call.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct CallShape {
    #[serde(deserialize_with = "method")]
    pub(super) method: Method,
    /// Path and query, with `{irn}`, `{gstin_asked}`, `{doc_type}`, `{number}`, `{date}`, `{ewb_no}`, `{trip_no}` where
    /// needed.
    pub(super) path: String,
    /// Headers instead of the profile's.
    pub(super) headers: Option<Templates>,
    /// Headers beside the profile's.
    #[serde(default)]
    pub(super) more_headers: Templates,
    /// The body around the payload, which replaces `"{payload}"`. Without it: `{"Data": …}` when sealed, else the
    /// payload itself.
    pub(super) body: Option<Value>,
    /// Whether it goes to the e-way bill system, where that is on another host.
    #[serde(default)]
    pub(super) ewb: bool,
    /// Whether the payload is encoded in Base64 again before it is encrypted.
    #[serde(default)]
    pub(super) inner_base64: bool,
}

type Templates = BTreeMap<String, String>;

/// The places in an answer: JSON pointers, of which the first present one counts; names in any case.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct EnvelopePointers {
    /// The place of yes or no.
    pub(super) status: Vec<String>,
    /// The values that mean yes, and those that mean no.
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    /// The place of the result.
    pub(super) data: Vec<String>,
    /// The places of lists of `{ErrorCode, ErrorMessage}`, in any wrapping.
    #[serde(default)]
    pub(super) errors: Vec<String>,
    /// The places of errors as words: `2150 : Duplicate IRN`.
    #[serde(default)]
    pub(super) words: Vec<String>,
    /// All of these are read.
    #[serde(default)]
    pub(super) infos: Vec<String>,
    /// The place of an answer's own key, encrypted with the session key; the result is encrypted with it then.
    #[serde(default)]
    pub(super) rek: Vec<String>,
    /// The place of the result's HMAC-SHA256 under that key. Without a place it is not checked.
    #[serde(default)]
    pub(super) hmac: Vec<String>,
    /// Whether an answer without a status, and without an error, is the result itself.
    #[serde(default)]
    pub(super) bare: bool,
    /// HTTP statuses that mean "log in again".
    #[serde(default)]
    pub(super) token_statuses: Vec<u16>,
}

fn method<'de, D: Deserializer<'de>>(d: D) -> Result<Method, D::Error> {
    let name = String::deserialize(d)?;
    match name.as_str() {
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        _ => Err(serde::de::Error::custom(format!("no method {name:?} is used by portals: GET, POST or PUT"))),
    }
}

/// The built-in profiles, by their names.
const BUILT_IN: [&str; 7] = [
    include_str!("../../data/portals/nic.json"),
    include_str!("../../data/portals/irp5.json"),
    include_str!("../../data/portals/irp6.json"),
    include_str!("../../data/portals/adaequare.json"),
    include_str!("../../data/portals/mastergst.json"),
    include_str!("../../data/portals/whitebooks.json"),
    include_str!("../../data/portals/taxpro.json"),
];

/// Portals that are known to exist, but have too little public documentation to support.
const UNKNOWN: [(&str, &str); 2] =
    [("irp3", "Cygnet's IRP 3 publishes no API address"), ("irp4", "Clear's IRP 4 publishes no API address")];

static PROFILES: LazyLock<Vec<PortalProfile>> =
    LazyLock::new(|| BUILT_IN.iter().filter_map(|text| PortalProfile::read(text).ok()).collect());

impl PortalProfile {
    /// Returns a built-in profile.
    pub fn named(name: &str) -> Result<&'static PortalProfile> {
        if let Some(profile) = PROFILES.iter().find(|profile| profile.name == name) {
            return Ok(profile);
        }
        let known: Vec<&str> = PROFILES.iter().map(|profile| profile.name.as_str()).collect();
        let error = match UNKNOWN.iter().find(|(unknown, _)| *unknown == name) {
            Some((_, why)) => Error::new(ErrorKind::Config, format!("\"{name}\" can't be opened: {why}"))
                .fix("describe it in your own profile and give its path as \"profile\"; docs/portals.md shows how"),
            None => Error::new(ErrorKind::Config, format!("the portal kind \"{name}\" is unknown")).fix(format!(
                "use \"sandbox\", {}, or give your own profile as \"profile\" (docs/portals.md)",
                known.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
            )),
        };
        Err(error.at("/portal/kind"))
    }

    /// NIC's own profile.
    pub fn nic() -> Result<&'static PortalProfile> {
        PortalProfile::named("nic")
    }

    /// Every built-in profile.
    pub fn all() -> &'static [PortalProfile] {
        &PROFILES
    }

    /// Reads a profile of the caller.
    pub(crate) fn from_file(path: &Path) -> Result<PortalProfile> {
        let at = |error: Error| {
            Error { message: format!("the profile {}: {}", path.display(), error.message), ..error }
                .at("/portal/profile")
        };
        let text = file::text(path, file::SETTINGS).map_err(|e| at(Error::new(ErrorKind::Config, e.to_string())))?;
        PortalProfile::read(&text).map_err(at)
    }

    /// Reads and checks a profile. A `{value}` without a source and a call that can't be made are errors now.
    pub fn read(json: &str) -> Result<PortalProfile> {
        let wrong = |what: String| {
            Error::new(ErrorKind::Config, what).fix("docs/portals.md describes a profile; data/portals has examples")
        };
        let profile: PortalProfile = serde_json::from_str(json).map_err(|e| wrong(e.to_string()))?;
        for (place, template) in profile.templates() {
            for name in template::names(&template) {
                if !VALUES.contains(&name) && !profile.extra.iter().any(|extra| extra == name) {
                    return Err(wrong(format!("{place}: the value {{{name}}} is unknown; name it in \"extra\"")));
                }
            }
        }
        for needed in [PortalCall::Generate, PortalCall::ByIrn] {
            if !profile.calls.contains_key(&needed) {
                return Err(wrong(format!(
                    "the call \"{}\" is missing: without it no document can be checked with the portal",
                    needed.name()
                )));
            }
        }
        if profile.sealed && !matches!(profile.login, LogInWays::Sealed(_)) {
            return Err(wrong("sealed calls need a session key, which only a sealed log-in returns".to_owned()));
        }
        Ok(profile)
    }

    /// Every text in which `{…}` is filled in, with its place.
    fn templates(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut headers = |place: &str, templates: &Templates| {
            found.extend(templates.iter().map(|(name, text)| (format!("{place}/{name}"), text.clone())));
        };
        headers("headers", &self.headers);
        self.ewb_headers.iter().for_each(|own| headers("ewb_headers", own));
        for (call, shape) in &self.calls {
            headers(call.name(), &shape.more_headers);
            shape.headers.iter().for_each(|own| headers(call.name(), own));
        }
        let own = self.ewb_login.as_ref().map(|login| ("ewb_login", &login.way));
        let ways: Vec<(&str, &LogInWays)> = [("login", &self.login)].into_iter().chain(own).collect();
        for (place, way) in &ways {
            match way {
                LogInWays::Sealed(sealed) | LogInWays::Action(sealed) => headers(place, &sealed.headers),
                LogInWays::Request(request) => headers(place, &request.headers),
                LogInWays::None => {}
            }
        }
        found.extend(self.calls.iter().map(|(call, shape)| (call.name().to_owned(), shape.path.clone())));
        for (place, way) in ways {
            if let LogInWays::Request(request) = way {
                found.push((place.to_owned(), request.path.clone()));
            }
        }
        found
    }

    /// Whether a log-in needs the portal's public key.
    pub fn needs_key(&self) -> bool {
        matches!(self.login, LogInWays::Sealed(_))
    }

    /// Whether calls to the e-way bill system take a session of their own.
    pub(crate) fn has_ewb_session(&self, own_user: bool) -> bool {
        self.ewb_login.as_ref().is_some_and(|login| own_user || !login.shared)
    }

    /// Whether a call goes to the e-way bill system.
    pub(crate) fn is_of_ewb(&self, call: PortalCall) -> bool {
        self.calls.get(&call).is_some_and(|shape| shape.ewb)
    }

    /// How to log in, at the e-way bill system or else.
    pub(super) fn way_in(&self, ewb: bool) -> &LogInWays {
        let own = self.ewb_login.as_ref().filter(|_| ewb).map(|login| &login.way);
        own.unwrap_or(&self.login)
    }

    /// The places in the answers of the e-way bill system, or of the other calls.
    pub(super) fn answer_of(&self, ewb: bool) -> &EnvelopePointers {
        self.ewb_answer.as_ref().filter(|_| ewb).unwrap_or(&self.answer)
    }

    /// The headers of a call.
    pub(super) fn headers_of<'p>(&'p self, shape: &'p CallShape) -> &'p Templates {
        let of_system = self.ewb_headers.as_ref().filter(|_| shape.ewb);
        shape.headers.as_ref().or(of_system).unwrap_or(&self.headers)
    }

    /// The form of a call, or words for its absence.
    pub(super) fn shape(&self, call: PortalCall) -> Result<&CallShape> {
        self.calls.get(&call).ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                format!("the portal profile \"{}\" has no call \"{}\"", self.name, call.name()),
            )
        })
    }
}

/// The values of `{…}` beside a profile's own `extra`.
const VALUES: [&str; 15] = [
    "gstin",
    "username",
    "password",
    "client_id",
    "client_secret",
    "token",
    "request_id",
    "irn",
    "gstin_asked",
    "doc_type",
    "number",
    "date",
    "ewb_no",
    "trip_no",
    "payload",
];
/// Values that must not appear in a log.
const SECRET: [&str; 3] = ["password", "client_secret", "token"];

/// The values of one call.
pub(super) struct Values<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) token: Option<&'a SessionToken>,
    /// The values of this call alone, by their names in templates.
    pub(super) own: &'a [(&'static str, &'a str)],
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let c = self.credentials;
        Some(match name {
            "gstin" => c.gstin.to_string(),
            "username" => c.username.clone(),
            "password" => c.password.reveal().to_owned(),
            "client_id" => c.client_id.clone(),
            "client_secret" => c.client_secret.reveal().to_owned(),
            "token" => self.token?.auth_token.reveal().to_owned(),
            "request_id" => request_id()?,
            other => match self.own.iter().find(|(own, _)| *own == other) {
                Some((_, value)) => (*value).to_owned(),
                None => c.extra.get(other)?.reveal().to_owned(),
            },
        })
    }

    /// A path with its values, percent-encoded; `masked` for display.
    pub(super) fn path(&self, template: &str, masked: bool) -> Result<String> {
        self.fill(template, |name, value| match masked && self.is_secret(name) {
            true => "***".to_owned(),
            false => escaped(&value),
        })
    }

    /// Headers with their values; those with a secret are marked so.
    pub(super) fn headers<'t>(&self, templates: impl Iterator<Item = (&'t String, &'t String)>) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, template) in templates {
            let text = self.fill(template, |_, value| value)?;
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::new(ErrorKind::Config, format!("\"{name}\" is not the name of a header")))?;
            let mut value = HeaderValue::from_str(&text).map_err(|_| {
                Error::new(
                    ErrorKind::Config,
                    format!("{} holds a character that can't be sent in a header", what(template)),
                )
                .fix("copy it again without line breaks or accents")
            })?;
            value.set_sensitive(template::names(template).any(|name| self.is_secret(name)));
            headers.insert(header, value);
        }
        Ok(headers)
    }

    /// The JSON of a body with its values.
    pub(super) fn body(&self, template: &Value, payload: &str) -> Result<Value> {
        Ok(match template {
            Value::String(text) if text == "{payload}" => payload.into(),
            Value::String(text) => self.fill(text, |_, value| value)?.into(),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.body(item, payload)).collect::<Result<_>>()?)
            }
            Value::Object(members) => {
                let each = members.iter().map(|(name, value)| Ok((name.clone(), self.body(value, payload)?)));
                Value::Object(each.collect::<Result<_>>()?)
            }
            plain => plain.clone(),
        })
    }

    fn is_secret(&self, name: &str) -> bool {
        SECRET.contains(&name) || self.credentials.extra.contains_key(name)
    }

    fn fill(&self, template: &str, write: impl Fn(&str, String) -> String) -> Result<String> {
        template::fill(template, |name, out| {
            let value = self.get(name).ok_or_else(|| {
                Error::new(ErrorKind::Config, format!("this portal profile needs the value \"{name}\""))
                    .fix("give it in the portal's \"extra\"")
            })?;
            out.push_str(&write(name, value));
            Ok(())
        })
    }
}

/// Describes the value of a header's template in words.
fn what(template: &str) -> String {
    match template::names(template).next() {
        Some("gstin") => "the GSTIN".to_owned(),
        Some("client_id") => "the client id".to_owned(),
        Some("client_secret") => "the client secret".to_owned(),
        Some("username") => "the user name".to_owned(),
        Some(other) => format!("the {other}"),
        None => "a header of the profile".to_owned(),
    }
}

/// 32 hexadecimal digits that no other request has.
fn request_id() -> Option<String> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(base16ct::lower::encode_string(&bytes))
}

/// A value as it is written in a path or query.
fn escaped(text: &str) -> String {
    /// What RFC 3986 calls unreserved.
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}
