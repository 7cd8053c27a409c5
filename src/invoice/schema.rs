//! The form as a JSON Schema: what the reader takes without an error, as far as a schema can say it.

use super::class::TextClass;
use super::field::{FieldKind, FieldNeed, FormField};
use super::form::INVOICE;
use crate::money::Amount;
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

/// The whole form.
pub(crate) fn inv01() -> Schema {
    let mut schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Inv01",
        "description": "An invoice in FORM GST INV-01, version 1.1, as the library reads it. null counts as left out. A field that the \
                        form doesn't have is left out on the way to the portal, with a warning; a name in another case is read, \
                        with a warning, where this schema sees a field that is missing.",
    });
    if let Value::Object(members) = block(INVOICE) {
        schema.ensure_object().extend(members);
    }
    schema
}

fn block(fields: &[FormField]) -> Value {
    let members: Map<String, Value> = fields.iter().map(|field| (field.key.to_owned(), member(field))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.need == FieldNeed::Must).map(|field| field.key).collect();
    let mut block = json!({"type": "object", "properties": members});
    if !required.is_empty() {
        block["required"] = required.into();
    }
    block
}

/// A field with its name, its number in the form and its values. One that may be left out may be null.
fn member(field: &FormField) -> Value {
    let mut member =
        json!({"title": field.name, "description": format!("Item {} of the form: {}.", field.form, words(field))});
    let Value::Object(mut value) = value(field) else { return member };
    if field.need == FieldNeed::May
        && let Some(kind) = value.get_mut("type")
    {
        *kind = json!([kind, "null"]);
    }
    if let Some(members) = member.as_object_mut() {
        members.append(&mut value);
    }
    member
}

fn words(field: &FormField) -> String {
    match field.kind {
        FieldKind::List { max: 1000, .. } => "a list of at most 1000, or as the setting `max_items` says".to_owned(),
        FieldKind::Choice { any_case: true, .. } => format!("{}, in either case", field.wanted()),
        FieldKind::Date { .. } => format!("{}; yyyy-MM-dd is read, too", field.wanted()),
        FieldKind::Text { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Number { .. }
        | FieldKind::Block(_)
        | FieldKind::List { .. } => field.wanted(),
    }
}

fn value(field: &FormField) -> Value {
    match field.kind {
        FieldKind::Text { min, max, class } => {
            let mut text =
                json!({"type": "string", "minLength": min.max(1), "maxLength": max, "pattern": pattern(class)});
            if class == TextClass::Hsn {
                text["not"] = json!({"pattern": "^0+$"});
            }
            text
        }
        FieldKind::Choice { of, any_case: false } => {
            let absent = Some(Value::Null).filter(|_| field.need == FieldNeed::May);
            json!({"type": "string", "enum": of.iter().map(|code| json!(code)).chain(absent).collect::<Vec<_>>()})
        }
        FieldKind::Choice { of, any_case: true } => {
            let either = |c: char| match c.is_ascii_alphabetic() {
                true => format!("[{c}{}]", c.to_ascii_lowercase()),
                false => c.to_string(),
            };
            let codes: Vec<String> = of.iter().map(|code| code.chars().map(either).collect()).collect();
            json!({"type": "string", "pattern": format!("^({})$", codes.join("|"))})
        }
        FieldKind::Date { .. } => {
            json!({"type": "string", "pattern": "^([0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})$"})
        }
        FieldKind::Number { min, max, places } => {
            let mut number = json!({"type": if places == 0 { "integer" } else { "number" }});
            bound(&mut number, ["minimum", "exclusiveMinimum"], min);
            bound(&mut number, ["maximum", "exclusiveMaximum"], max);
            number
        }
        FieldKind::Block(fields) => block(fields),
        FieldKind::List { of, min, .. } => {
            let mut line = block(of);
            line["type"] = json!(["object", "null"]);
            match min {
                0 => json!({"type": "array", "items": line}),
                // null in a list counts as no line.
                _ => json!({"type": "array", "items": line, "contains": {"type": "object"}, "minContains": min}),
            }
        }
    }
}

/// A limit with a fraction, 999.999, is written as the whole number that is too much: 1000. Doubles keep that one exactly.
fn bound(number: &mut Value, [within, beyond]: [&str; 2], limit: Amount) {
    let (rupees, rest) = (limit.thousandths() / 1000, limit.thousandths() % 1000);
    match rest {
        0 => number[within] = rupees.into(),
        _ => number[beyond] = (rupees + rest.signum()).into(),
    }
}

const fn pattern(class: TextClass) -> &'static str {
    match class {
        TextClass::Free => r#"^[^"\\]*$"#,
        TextClass::Gstin => "^[0-9]{2}[0-9A-Z]{13}$",
        TextClass::GstinOrUrp => "^([0-9]{2}[0-9A-Z]{13}|URP)$",
        TextClass::DocumentNumber => "^[a-zA-Z1-9][a-zA-Z0-9/-]*$",
        TextClass::PrecedingNumber => "^[a-zA-Z1-9][a-zA-Z0-9/-]+$",
        TextClass::TransportNumber => "^[a-zA-Z0-9/-]+$",
        TextClass::Digits => "^[0-9]+$",
        TextClass::State => "^(0?[1-9]|[1-9][0-9])$",
        TextClass::Hsn => "^[0-9]{4}([0-9]{2}){0,2}$",
        TextClass::Letters => "^[a-zA-Z]+$",
        TextClass::CapitalLetters => "^[A-Z]+$",
        TextClass::LettersAndDigits => "^[a-zA-Z0-9]+$",
        TextClass::Email => "^[a-zA-Z0-9+_.-]+@[a-zA-Z0-9.-]+$",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{faults, read};
    use super::*;
    use crate::finding::{Finding, Severity};

    /// A document with every field.
    fn whole(fields: &[FormField]) -> Value {
        fields.iter().map(|field| (field.key.to_owned(), sample(field))).collect::<Map<_, _>>().into()
    }

    fn sample(field: &FormField) -> Value {
        match field.kind {
            FieldKind::Text { min, class, .. } => {
                let (few, more) = match class {
                    TextClass::Gstin | TextClass::GstinOrUrp => ("29AABCU9603R1ZJ", ""),
                    TextClass::Hsn => ("482010", ""),
                    TextClass::State => ("29", ""),
                    TextClass::Email => ("abc@de.example", ""),
                    TextClass::PrecedingNumber => ("A1", ""),
                    TextClass::Digits => ("1", "2"),
                    TextClass::Letters | TextClass::CapitalLetters => ("A", "B"),
                    TextClass::Free
                    | TextClass::DocumentNumber
                    | TextClass::TransportNumber
                    | TextClass::LettersAndDigits => ("A", "1"),
                };
                format!("{few}{}", more.repeat(min.saturating_sub(few.len()))).into()
            }
            FieldKind::Choice { of, .. } => of[0].into(),
            FieldKind::Date { .. } => "21/11/2026".into(),
            FieldKind::Number { min, .. } => (min.thousandths() / 1000 + 1).into(),
            FieldKind::Block(fields) => whole(fields),
            FieldKind::List { of, .. } => json!([whole(of)]),
        }
    }

    /// The place of every field of the form.
    fn places(fields: &[FormField], at: &str, found: &mut Vec<String>) {
        for field in fields {
            let here = format!("{at}/{}", field.key);
            match field.kind {
                FieldKind::Block(of) => places(of, &here, found),
                FieldKind::List { of, .. } => places(of, &format!("{here}/0"), found),
                FieldKind::Text { .. }
                | FieldKind::Choice { .. }
                | FieldKind::Date { .. }
                | FieldKind::Number { .. } => {}
            }
            found.push(here);
        }
    }

    /// Whether the reader takes a document. How many decimal places a number has is more than a schema says.
    fn is_read(document: &Value) -> bool {
        let text = document.to_string();
        let (_, found) = read(&text).unwrap();
        let places =
            |fault: &Finding| fault.rule.id == faults::PLACES.id && fault.expected.as_deref() != Some("a whole number");
        found.iter().all(|fault| fault.severity != Severity::Error || places(fault))
    }

    #[test]
    fn the_schema_takes_what_the_reader_takes_and_nothing_else() {
        let validator = jsonschema::validator_for(inv01().as_value()).unwrap();
        let document = whole(INVOICE);
        assert!(is_read(&document), "{:?}", read(&document.to_string()).unwrap().1);
        let mut all = Vec::new();
        places(INVOICE, "", &mut all);
        let texts = [
            "", "A", "a/1-b", "12", "0", "00", "0000", "2106909", "482010", "b2b", "iNv", "y", "URP", "urp", "\"",
            "\\", "A b", "a@b.co",
        ];
        let long = "x".repeat(2000);
        let mut tried = texts.iter().chain([&long.as_str()]).map(|text| json!(text)).collect::<Vec<_>>();
        tried.extend([
            json!(null),
            json!(0),
            json!(1),
            json!(-1),
            json!(-100),
            json!(99.99),
            json!(100),
            json!(5000),
            json!(1.5),
            json!(999_999),
        ]);
        tried.extend([
            json!(1_000_000),
            json!(999_999_999_999.5),
            json!(1e12),
            json!(1e14),
            json!(true),
            json!([]),
            json!([null]),
            json!({}),
            json!([{}]),
            json!(["A"]),
        ]);
        let (mut taken, mut refused) = (0, 0);
        for place in &all {
            for value in &tried {
                let mut changed = document.clone();
                *changed.pointer_mut(place).unwrap() = value.clone();
                let (reads, fits) = (is_read(&changed), validator.is_valid(&changed));
                assert_eq!(reads, fits, "{place}: {value}: {:?}", read(&changed.to_string()).unwrap().1);
                if reads { taken += 1 } else { refused += 1 }
            }
        }
        assert!(taken > 500 && refused > 1500, "{taken} taken, {refused} refused");
    }
}
