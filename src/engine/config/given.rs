//! Values of a configuration that may be written in more than one way.

use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::keyring;
use crate::secret::Secret;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

/// How a [`GivenText`] is written.
const FORMS: &str = "text, {\"env\":\"NAME\"}, {\"file\":\"path\"} or {\"keyring\":\"service/user\"}";

/// A text given as it is, or by where it is kept: `{"env":"NAME"}`, `{"file":"path"}`, `{"keyring":"service/user"}`.
pub(crate) enum GivenText {
    Text(Secret),
    Env(String),
    File(PathBuf),
    Keyring(String),
}

impl JsonSchema for GivenText {
    fn schema_name() -> Cow<'static, str> {
        "TextOrPlace".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place = |name: &str, what: &str| {
            json_schema!({
                "type": "object",
                "properties": {name: {"description": what, "type": "string"}},
                "required": [name],
                "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "A text, or the place where it is kept.",
            "anyOf": [
                {"type": "string"},
                place("env", "The name of an environment variable."),
                place("file", "The path of a file."),
                place("keyring", "Service and user in the system's keyring, with a / between them. Only the command reads one."),
            ],
        })
    }
}

impl<'de> Deserialize<'de> for GivenText {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<GivenText, D::Error> {
        struct TextForms;
        impl<'de> Visitor<'de> for TextForms {
            type Value = GivenText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(FORMS)
            }
            fn visit_str<E>(self, text: &str) -> Result<GivenText, E> {
                Ok(GivenText::Text(Secret::new(text)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GivenText, A::Error> {
                use serde::de::Error;
                // Whatever stands here may be a secret: neither a name nor a value of it is repeated.
                let wrong = || A::Error::custom(format!("another object than {FORMS}"));
                // Any value is read, so that the place of a fault doesn't end in the name.
                let pair: Option<(String, serde_json::Value)> = map.next_entry().map_err(|_| wrong())?;
                let (name, place) = pair.ok_or_else(wrong)?;
                if map.next_key::<serde::de::IgnoredAny>().map_err(|_| wrong())?.is_some() {
                    return Err(wrong());
                }
                match (name.as_str(), place) {
                    ("env", serde_json::Value::String(place)) => Ok(GivenText::Env(place)),
                    ("file", serde_json::Value::String(place)) => Ok(GivenText::File(PathBuf::from(place))),
                    ("keyring", serde_json::Value::String(place)) => Ok(GivenText::Keyring(place)),
                    _ => Err(wrong()),
                }
            }
        }
        d.deserialize_any(TextForms)
    }
}

impl GivenText {
    pub(crate) fn read(&self, at: &str) -> Result<Secret> {
        let missing = |what: String| Error::new(ErrorKind::Config, what).at(at);
        match self {
            GivenText::Text(secret) => Ok(secret.clone()),
            GivenText::Env(env) => std::env::var(env).map(Secret::new).map_err(|_| match is_variable(env) {
                true => missing(format!("the environment variable {env} is not set")),
                // Perhaps the secret itself, in the wrong place.
                false => missing("the environment variable named here is not set".to_owned()),
            }),
            GivenText::File(path) => file::text(path, file::SECRET)
                .map(|text| Secret::new(text.trim_end_matches(['\r', '\n'])))
                .map_err(|e| missing(format!("the file named here can't be read: {e}"))),
            GivenText::Keyring(name) => keyring::read(name).map_err(|e| e.at(at)),
        }
    }
}

/// Whether a name is what variables are called, `EINV_PASSWORD`.
fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
        && name.contains('_')
}

/// One `T` as an object, or several in a list. (An untagged enum would forget where in it the fault was.)
pub(crate) struct OneOrMore<T>(pub(crate) Vec<T>);

impl<T: JsonSchema> JsonSchema for OneOrMore<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMore{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<T>(), generator.subschema_for::<Vec<T>>()]})
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct OneOrMoreVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMoreVisitor<T> {
            type Value = OneOrMore<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, or a list of objects")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|one| OneOrMore(vec![one]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMore)
            }
        }
        d.deserialize_any(OneOrMoreVisitor(PhantomData))
    }
}
