//! How the nouns look in a JSON Schema. What is a struct or an enum of its own has a derived schema; these are texts.

use crate::calendar::{Day, FinYear, IstTime};
use crate::gstin::Gstin;
use crate::irn::{DocumentNumber, Irn};
use crate::money::{Amount, Exact};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// Gives a type that is written as a text its schema: a name, what it is, and its pattern.
macro_rules! text_schema {
    ($( $type:ty as $name:literal: $what:literal, $pattern:literal; )*) => { $(
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"description": $what, "type": "string", "pattern": $pattern})
            }
        }
    )* };
}
pub(crate) use text_schema;

text_schema! {
    Gstin as "Gstin": "A GSTIN.", "^[0-9]{2}[0-9A-Z]{13}$";
    DocumentNumber as "DocumentNumber": "A document's number.", "^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$";
    FinYear as "FinYear": "A financial year, from April on.", "^[0-9]{4}-[0-9]{2}$";
}

/// A sum: written to the paisa.
impl JsonSchema for Exact {
    fn schema_name() -> Cow<'static, str> {
        "Sum".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A sum in rupees, to the paisa.",
            "type": "string",
            "format": "decimal",
            "pattern": r"^-?[0-9]+\.[0-9]{2}$",
        })
    }
}

/// A day: read in two ways, written in one.
impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract().is_deserialize() {
            true => json_schema!({
                "description": "A day: 21/11/2026 or 2026-11-21.",
                "type": "string",
                "pattern": "^([0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
            }),
            false => json_schema!({"description": "A day.", "type": "string", "format": "date"}),
        }
    }
}

/// An IRN: read in either case, written in lower case.
impl JsonSchema for Irn {
    fn schema_name() -> Cow<'static, str> {
        "Irn".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pattern = if generator.contract().is_deserialize() { "^[0-9a-fA-F]{64}$" } else { "^[0-9a-f]{64}$" };
        json_schema!({"description": "An Invoice Reference Number.", "type": "string", "pattern": pattern})
    }
}

/// A time: read with any offset, or as a day; written with Indian Standard Time's offset.
impl JsonSchema for IstTime {
    fn schema_name() -> Cow<'static, str> {
        "IstTime".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract().is_deserialize() {
            true => json_schema!({
                "description": "A time, or a day: 2026-11-21T12:00:00+05:30, 2026-11-21 or 21/11/2026.",
                "type": "string",
                "pattern": "^([0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}(.[0-9]{2}:.+)?)$",
            }),
            false => json_schema!({
                "description": "A time, in Indian Standard Time.",
                "type": "string",
                "format": "date-time",
                "pattern": r"\+05:30$",
            }),
        }
    }
}

/// An amount: read as text or number, written as text.
impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract().is_deserialize() {
            true => json_schema!({
                "description": "An amount in rupees, with at most three decimal places; better as text: \"118000.00\".",
                "type": ["string", "number"],
            }),
            false => json_schema!({
                "description": "An amount in rupees, as it was written.",
                "type": "string",
                "format": "decimal",
                "pattern": r"^-?[0-9]+(\.[0-9]{1,3})?$",
            }),
        }
    }
}

/// An invoice in an answer or a request that reads it by itself.
pub(crate) struct Inv01;

impl JsonSchema for Inv01 {
    fn schema_name() -> Cow<'static, str> {
        "Inv01".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An invoice in FORM GST INV-01, version 1.1: inv01.json has its fields.",
            "type": "object",
            "additionalProperties": true,
        })
    }
}

/// A document in a request that reads several shapes.
pub(crate) struct AnyShape;

impl JsonSchema for AnyShape {
    fn schema_name() -> Cow<'static, str> {
        "Document".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A document in one of the shapes that docs/simple.md names. FORM GST INV-01 is one of them: inv01.json has \
                            its fields. The others need the option normalize, where a verb has it.",
            "type": ["object", "array"],
        })
    }
}
