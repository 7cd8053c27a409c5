//! The sections of a return as they come out, and their JSON Schema, which is made of the same rows.

use super::field::{FieldLimit, RateLine, RateLines, RecordField, RecordNeed, ReturnValue, Section};
use super::sections::{ADVANCES, DOCUMENTS, HSN_ROWS, NIL, OPERATORS, SERIES, SUPPLIES};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The sections of the file, in its order.
const ORDER: [&str; 23] = [
    "b2b",
    "b2ba",
    "b2cl",
    "b2cla",
    "b2cs",
    "b2csa",
    "exp",
    "expa",
    "cdnr",
    "cdnra",
    "cdnur",
    "cdnura",
    "nil",
    "at",
    "ata",
    "txpd",
    "txpda",
    "supeco",
    "supecoa",
    "ecom",
    "ecoma",
    "hsn",
    "doc_issue",
];
/// Those that an answer always has: what e-invoices come into.
const ALWAYS: [&str; 4] = ["b2b", "exp", "cdnr", "cdnur"];

/// The sections of a return, by name. A file has those that have something; an answer has lists of e-invoices and of HSN
/// codes also where they are empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sections {
    /// Those that have something, in the file's order.
    written: Vec<(&'static str, ReturnValue)>,
    /// The lists of table 12; none where it isn't asked for.
    hsn: &'static [&'static str],
}

impl Sections {
    /// Brings lists, each with the object it stands in and its name there, into the file's order.
    pub(super) fn new(lists: Vec<(&'static str, &'static str, ReturnValue)>, hsn: &'static [&'static str]) -> Sections {
        let mut written: Vec<(&'static str, ReturnValue)> = Vec::new();
        for (inside, key, list) in lists {
            if inside.is_empty() {
                written.push((key, list));
            } else if let Some((_, ReturnValue::Object(members))) = written.iter_mut().find(|(name, _)| *name == inside)
            {
                members.push((key, list));
            } else {
                written.push((inside, ReturnValue::Object(vec![(key, list)])));
            }
        }
        written.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name));
        Sections { written, hsn }
    }

    /// Those that have something, in the file's order.
    pub fn written(&self) -> impl Iterator<Item = (&'static str, &ReturnValue)> {
        self.written.iter().map(|(name, node)| (*name, node))
    }

    /// One of them.
    pub fn find(&self, name: &str) -> Option<&ReturnValue> {
        self.written().find(|(written, _)| *written == name).map(|(_, node)| node)
    }
}

/// As an answer has them.
impl Serialize for Sections {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        for name in ORDER {
            match self.find(name) {
                Some(ReturnValue::Object(lists)) if name == "hsn" => {
                    let list = |key: &&'static str| {
                        let list = lists.iter().find(|(name, _)| name == key);
                        (*key, list.map_or_else(|| ReturnValue::List(Vec::new()), |(_, list)| list.clone()))
                    };
                    map.serialize_entry(name, &ReturnValue::Object(self.hsn.iter().map(list).collect()))?;
                }
                Some(node) => map.serialize_entry(name, node)?,
                None if ALWAYS.contains(&name) => map.serialize_entry(name, &ReturnValue::List(Vec::new()))?,
                None if name == "hsn" && !self.hsn.is_empty() => {
                    let empty = self.hsn.iter().map(|key| (*key, ReturnValue::List(Vec::new())));
                    map.serialize_entry(name, &ReturnValue::Object(empty.collect()))?;
                }
                None => {}
            }
        }
        map.end()
    }
}

/// The sections as a file has them: those that have something.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "Sections")]
pub struct InFile(pub Sections);

impl Serialize for InFile {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.written())
    }
}

impl JsonSchema for Sections {
    fn schema_name() -> Cow<'static, str> {
        "Gstr1Sections".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut tops: Map<String, Value> = Map::new();
        let mut add = |inside: &str, key: &str, list: Value| match inside {
            "" => {
                tops.insert(key.into(), list);
            }
            inside => {
                let top = tops.entry(inside).or_insert_with(
                    || json!({"description": format!("The lists of {inside}."), "type": "object", "properties": {}}),
                );
                top["properties"][key] = list;
            }
        };
        DOCUMENTS.iter().for_each(|section| add(section.inside, section.key, section.schema()));
        SUPPLIES.iter().for_each(|section| add(section.inside, section.key, section.schema()));
        ADVANCES.iter().for_each(|section| add(section.inside, section.key, section.schema()));
        OPERATORS.iter().for_each(|section| add(section.inside, section.key, section.schema()));
        HSN_ROWS.iter().for_each(|section| add(section.inside, section.key, section.schema()));
        add(NIL.inside, NIL.key, NIL.schema());
        add(SERIES.inside, SERIES.key, SERIES.schema());
        json_schema!({
            "description": "The sections of GSTR-1, as the portal takes them.",
            "type": "object",
            "properties": tops,
        })
    }
}

/// An object of fields that are written, in a schema.
struct SchemaObject {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl SchemaObject {
    fn of<R>(fields: &[RecordField<R>]) -> SchemaObject {
        let mut shape = SchemaObject { properties: Map::new(), required: Vec::new() };
        for field in fields.iter().filter(|field| field.need != RecordNeed::Theirs) {
            let value = match field.limit {
                FieldLimit::Choice(of) => json!({"enum": of}),
                FieldLimit::Text(..) => json!({"type": "string"}),
                FieldLimit::Number(..) => json!({"type": "number"}),
            };
            let mut value = value;
            value["description"] = format!("From {}; {}.", field.from, field.limit.words()).into();
            shape.add(field.key, value, field.need != RecordNeed::May);
        }
        shape
    }

    fn add(&mut self, key: &'static str, value: Value, required: bool) {
        self.properties.insert(key.into(), value);
        if required {
            self.required.push(key);
        }
    }

    fn object(self, what: &str) -> Value {
        let SchemaObject { properties, required } = self;
        json!({"description": what, "type": "object", "properties": properties, "required": required})
    }

    fn list(self, what: &str) -> Value {
        json!({"description": what, "type": "array", "items": self.object("One of them.")})
    }
}

impl<R> Section<R> {
    /// The section's list in a schema.
    fn schema(&self) -> Value {
        let mut row = SchemaObject::of(self.fields);
        let mut lines = |fields: &[RecordField<RateLine>], nested: bool| {
            let mut line = SchemaObject::of(fields);
            if nested {
                let number = line.properties.remove("num").unwrap_or_default();
                line.required.retain(|key| *key != "num");
                let details = line.object("The sums of its rate.");
                line = SchemaObject { properties: Map::new(), required: Vec::new() };
                line.add("num", number, true);
                line.add("itm_det", details, true);
            }
            row.add("itms", line.list("Its lines, a rate each."), true);
        };
        match self.lines {
            RateLines::None => {}
            RateLines::Numbered(fields) => lines(fields, true),
            RateLines::Flat(fields) => lines(fields, false),
        }
        let mut list = row.list("The rows.");
        for (fields, name) in self.groups.iter().rev() {
            let mut group = SchemaObject::of(fields);
            group.add(name, list, true);
            list = group.list("The rows, by what they have in common.");
        }
        let by = if self.groups.is_empty() { "" } else { ", by what they have in common" };
        list["description"] = format!("The rows of {}{by}.", self.key).into();
        list
    }
}
