//! The JSON Schema of the simple bill, from the table of keys. `bindings/declare.py` makes `einv.Bill` of it.

use super::keys::{KEYS, SimpleKey, To};
use super::read::ValueReader;
use super::target::OwnField;
use serde_json::{Map, Value, json};

/// Names that hold a list of objects.
const LISTS: [&str; 3] = ["lines", "against", "documents"];

/// What a key holds, as the schema says it. Whatever can be read is allowed: what it means, einv_normalize judges.
fn holds(key: &SimpleKey) -> Value {
    let target = key.target();
    let any_number = json!(["string", "number", "null"]);
    let kind = match (&key.to, target.field().map(ValueReader::of)) {
        (
            To::Own(
                OwnField::SellerAddress | OwnField::BuyerAddress | OwnField::ShipAddress | OwnField::DispatchAddress,
            ),
            _,
        ) => {
            return json!({"description": key.about, "anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}]});
        }
        (To::Own(OwnField::PricesIncludeTax | OwnField::MakeEwb), _)
        | (_, Some(ValueReader::Flag | ValueReader::Vehicle)) => {
            json!(["boolean", "string", "null"])
        }
        (To::Own(OwnField::Seller | OwnField::BuyerCountry), _) => json!(["string", "null"]),
        (To::Own(_), _) => any_number,
        (To::Form(pointer), _) if pointer.ends_with("AttribDtls") => {
            return json!({"description": key.about, "type": "object", "additionalProperties": {"type": any_number}});
        }
        // Numbers, and what many keep as numbers.
        (
            _,
            Some(
                ValueReader::Number(_)
                | ValueReader::Rate
                | ValueReader::Percent
                | ValueReader::Pin
                | ValueReader::Hsn
                | ValueReader::Phone,
            ),
        ) => any_number,
        (_, Some(ValueReader::Exact | ValueReader::State)) => any_number,
        (_, Some(ValueReader::Day)) => {
            return json!({"description": key.about, "type": ["string", "null"], "examples": ["2026-11-19"]});
        }
        (_, _) => json!(["string", "null"]),
    };
    json!({"description": key.about, "type": kind})
}

/// The schema as it lies in `docs/simple.schema.json`.
pub fn schema() -> String {
    let mut root = object();
    for key in KEYS {
        let mut steps: Vec<&str> = key.name.split('.').collect();
        let leaf = steps.pop().unwrap_or_default();
        let mut at = &mut root;
        for step in steps {
            let members = &mut at["properties"];
            // A seller is a GSTIN or an object.
            if members.get(step).is_none_or(|known| known.get("properties").is_none() && known.get("items").is_none()) {
                members[step] =
                    if LISTS.contains(&step) { json!({"type": "array", "items": object()}) } else { object() };
            }
            let list = LISTS.contains(&step);
            at = &mut at["properties"][step];
            if list {
                at = &mut at["items"];
            }
        }
        at["properties"][leaf] = holds(key);
    }
    let seller = json!({"anyOf": [{"type": ["string", "null"], "description": "the GSTIN of a seller's profile"}, root["properties"]["seller"]]});
    root["properties"]["seller"] = seller;
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("The simple bill of einv");
    root["required"] = json!(["number", "date", "buyer", "lines"]);
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn object() -> Value {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("additionalProperties".to_owned(), json!(false));
    object.insert("properties".to_owned(), json!({}));
    Value::Object(object)
}
