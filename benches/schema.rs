//! The JSON Schema for the peers that validate by one: the published file where the reference folder exists, as their
//! users would use it; else the form's own table written as a schema (a test holds the two equal).

use einv::invoice::form::{FieldKind, FieldNeed, FormField, INVOICE, TextClass};
use serde_json::{Map, Value, json};

pub fn schema() -> Value {
    let shared = std::env::var("EINV_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    if let Ok(text) = std::fs::read_to_string(format!("{shared}/reference/schema.json")) {
        println!("peers validate by the published schema");
        return serde_json::from_str(&text).expect("the published schema is JSON");
    }
    println!("peers validate by the form's table as a schema: the published file is not at hand");
    let mut schema = block(INVOICE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema
}

fn block(fields: &[FormField]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|f| (f.key.to_owned(), value(f.kind))).collect();
    let required: Vec<&str> = fields.iter().filter(|f| f.need == FieldNeed::Must).map(|f| f.key).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn value(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Text { min, max, class } => {
            json!({"type": "string", "minLength": min, "maxLength": max, "pattern": pattern(class)})
        }
        FieldKind::Choice { of, .. } => json!({"type": "string", "enum": of}),
        FieldKind::Date { .. } => {
            json!({"type": "string", "minLength": 10, "maxLength": 10, "pattern": "^[0-3][0-9]/[0-1][0-9]/[12][0-9]{3}$"})
        }
        FieldKind::Number { min, max, .. } => {
            let double = |amount: einv::money::Amount| amount.to_string().parse::<f64>().unwrap_or_default();
            json!({"type": "number", "minimum": double(min), "maximum": double(max)})
        }
        FieldKind::Block(fields) => block(fields),
        FieldKind::List { of, min, max } if max == usize::MAX => {
            json!({"type": "array", "minItems": min, "items": block(of)})
        }
        FieldKind::List { of, min, max } => {
            json!({"type": "array", "minItems": min, "maxItems": max, "items": block(of)})
        }
    }
}

fn pattern(class: TextClass) -> &'static str {
    match class {
        TextClass::Free => "^([^\\\\\"])*$",
        TextClass::Gstin => "^[0-9]{2}[0-9A-Z]{13}$",
        TextClass::GstinOrUrp => "^([0-9]{2}[0-9A-Z]{13}|URP)$",
        TextClass::DocumentNumber => "^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$",
        TextClass::PrecedingNumber => "^[a-zA-Z1-9][a-zA-Z0-9/-]{1,15}$",
        TextClass::TransportNumber => "^[a-zA-Z0-9/-]*$",
        TextClass::Digits | TextClass::State | TextClass::Hsn => "^[0-9]*$",
        TextClass::Letters => "^[a-zA-Z]*$",
        TextClass::CapitalLetters => "^[A-Z]*$",
        TextClass::LettersAndDigits => "^[a-zA-Z0-9]*$",
        TextClass::Email => "^[a-zA-Z0-9+_.-]+@[a-zA-Z0-9.-]+$",
    }
}
