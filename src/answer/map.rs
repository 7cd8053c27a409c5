//! The mapping file: which column feeds which value of a bill. A preset is such a file.

use super::parse;
use crate::error::{Error, ErrorKind, Result};
use crate::normalize::{Skip, Target};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A mapping file. What is left out is found, or is as the preset has it.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "a mapping file, an object")]
#[schemars(rename = "MappingFile")]
pub struct Map {
    /// The form of the file: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub einv_map: Option<u32>,
    /// The preset that it starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// The sheet, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row of headings, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// The first row of bills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_row: Option<u64>,
    /// By heading or column letter: the target. Or by target: its headings.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub columns: Pairs<Option<OneOrMoreNames>>,
    /// By a heading: the targets of the columns right of it.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub columns_after: Pairs<Pairs<Option<OneOrMoreNames>>>,
    /// Columns that are looked at where their target is blank.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub otherwise: Pairs<String>,
    /// By the kind of document: columns that feed something else in it.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub by_type: Pairs<Pairs<Option<OneOrMoreNames>>>,
    /// Columns of which only the first row of a bill counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_only: Vec<String>,
    /// The columns of the sheet of lines.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub line_columns: Pairs<Option<OneOrMoreNames>>,
    /// Of text whose first value says what a record is: the words for a bill, a line, and what follows the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Records>,
    /// By column letter: what a record after the lines feeds.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub total_columns: Pairs<Option<OneOrMoreNames>>,
    /// The sheets of bills and lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheets: Option<Two>,
    /// The headings that join them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<Two>,
    /// By target: what stands where the cell is blank or absent.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub defaults: Pairs<ScalarText>,
    /// By target: what a value means. null: not a sale.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub values: Pairs<Pairs<Option<String>>>,
    /// By heading: values of bills that aren't sent.
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    pub skip: Pairs<Skipped>,
    /// How days in text are written, and whether date cells are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DayFormat>,
    /// The sign before decimals: `.` or `,`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// The sign between the values of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The encoding of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Of text in fixed widths: first character from 1, length, target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<(u32, u32, Option<String>)>,
    /// Whether the rows of a bill lie together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Gather>,
    /// Whether prices and amounts of lines include tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices_include_tax: Option<bool>,
    /// How rates are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<RatesAre>,
    /// Whether an e-way bill is asked for: `must`, `try` or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ewb: Option<EwbOf>,
    /// Of a preset: the headings by which it is known; any of the lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Vec<String>>,
    /// Of a preset: N when it rests on one file alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sure: Option<char>,
    /// Whatever a person writes beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Two names: of bills and of lines.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with bills and lines")]
#[schemars(rename = "BillsAndLines")]
pub struct Two {
    /// Of the bills.
    pub bills: String,
    /// Of the lines.
    pub lines: String,
}

/// The words that records begin with.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with bills, lines and totals")]
pub struct Records {
    /// The first record of a bill.
    pub bills: String,
    /// A line of it.
    pub lines: String,
    /// What follows its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<String>,
}

/// One name or several.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged, expecting = "a name, a list of names, or null")]
#[schemars(rename = "ColumnNames")]
pub enum OneOrMoreNames {
    /// One.
    One(String),
    /// Several, put together.
    Many(Vec<String>),
}

/// A text, or a number or flag as its text.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ScalarText(pub String);

impl<'de> Deserialize<'de> for ScalarText {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<ScalarText, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text, a number, true or false")]
        enum AnyScalar {
            Text(String),
            Flag(bool),
            Number(serde_json::Number),
        }
        Ok(ScalarText(match AnyScalar::deserialize(d)? {
            AnyScalar::Text(text) => text,
            AnyScalar::Flag(flag) => flag.to_string(),
            AnyScalar::Number(number) => number.to_string(),
        }))
    }
}

impl JsonSchema for ScalarText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract().is_deserialize() {
            true => json_schema!({"type": ["string", "number", "boolean"]}),
            false => json_schema!({"type": "string"}),
        }
    }
}

/// Values of bills that aren't sent: a list, or each with its reason.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged, expecting = "a list of values, or an object of values and reasons")]
#[schemars(rename = "SkippedValues")]
pub enum Skipped {
    /// The reason follows from the word: void, cancelled, draft; else it is no sale.
    Values(Vec<String>),
    /// With reasons.
    Reasons(Pairs<Skip>),
}

/// How days are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"dmy\", \"mdy\" or \"cells\"")]
#[schemars(rename = "DatesAre")]
pub enum DayFormat {
    /// The day first.
    Dmy,
    /// The month first.
    Mdy,
    /// Date cells are right, and text has the day first.
    Cells,
}

/// Whether the rows of a bill lie together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RowsOfABill")]
pub enum Gather {
    /// One after another.
    #[default]
    Consecutive,
    /// Anywhere in the table.
    Anywhere,
}

/// How rates are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RatesAre {
    /// Either way: no number is both.
    Auto,
    /// In per cent.
    Percent,
    /// As fractions.
    Fraction,
}

/// Whether an e-way bill is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "EwbAsked")]
pub enum EwbOf {
    /// None is.
    None,
    /// It is, and the bill is sent without it all the same.
    Try,
    /// The bill isn't sent without it.
    Must,
}

/// An object whose members stay in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pairs<T>(pub Vec<(String, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<T> Pairs<T> {
    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The member with this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// These, and those of another that aren't among them.
    fn over(&mut self, other: &Pairs<T>)
    where
        T: Clone,
    {
        for (name, value) in &other.0 {
            if self.get(name).is_none() {
                self.0.push((name.clone(), value.clone()));
            }
        }
    }
}

impl<T: JsonSchema> JsonSchema for Pairs<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("PairsOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object", "additionalProperties": generator.subschema_for::<T>()})
    }
}

impl<T: Serialize> Serialize for Pairs<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct MembersVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for MembersVisitor<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        d.deserialize_map(MembersVisitor(PhantomData))
    }
}

impl Map {
    /// Reads a mapping file and holds each of its names against those there are.
    pub fn read(text: &str) -> Result<Map> {
        let map: Map = parse(text, ErrorKind::Json)?;
        map.checked()
    }

    /// The map, when every target in it exists.
    pub fn checked(self) -> Result<Map> {
        if self.einv_map.is_some_and(|form| form != 1) {
            return Err(Error::new(ErrorKind::Unsupported, "a mapping file of a later einv")
                .at("/einv_map")
                .fix("use form 1, or a newer einv"));
        }
        let columns =
            [("columns", &self.columns), ("line_columns", &self.line_columns), ("total_columns", &self.total_columns)];
        for (part, columns) in columns.into_iter().chain(self.columns_after.iter()).chain(self.by_type.iter()) {
            for (heading, names) in columns.iter() {
                if is_target(heading) && !matches!(names, Some(OneOrMoreNames::One(name)) if is_target(name)) {
                    continue;
                }
                match names {
                    Some(OneOrMoreNames::One(name)) => known(name, part, heading)?,
                    Some(OneOrMoreNames::Many(_)) => {
                        return Err(Error::new(
                            ErrorKind::Json,
                            format!("\"{heading}\" is no target, so a list of headings can't feed it"),
                        )
                        .at(format!("/{part}"))
                        .fix("give the target as the key and the headings as the list"));
                    }
                    None => {}
                }
            }
        }
        for (heading, name) in self.otherwise.iter() {
            known(name, "otherwise", heading)?;
        }
        for (_, _, name) in &self.positions {
            name.iter().try_for_each(|name| known(name, "positions", name))?;
        }
        for (part, names) in [
            ("defaults", self.defaults.iter().map(|p| p.0).collect::<Vec<_>>()),
            ("values", self.values.iter().map(|p| p.0).collect()),
        ] {
            names.into_iter().try_for_each(|name| known(name, part, name))?;
        }
        if let Some((_, from)) =
            self.positions.iter().zip(0..).find(|((first, length, _), _)| *first == 0 || *length == 0)
        {
            return Err(Error::new(ErrorKind::Json, "characters count from 1, and a value has at least one")
                .at(format!("/positions/{from}")));
        }
        if self.records.is_some() && (self.sheets.is_some() || !self.positions.is_empty()) {
            return Err(Error::new(ErrorKind::Json, "a record that says what it is has no sheet and no positions")
                .at("/records")
                .fix("leave \"sheets\" and \"positions\" out"));
        }
        if self.join.is_some() != self.sheets.is_some() {
            return Err(Error::new(ErrorKind::Json, "\"sheets\" and \"join\" go together")
                .at("/join")
                .fix("give both, or neither"));
        }
        Ok(self)
    }

    /// This map over a preset: what it says itself stands.
    pub fn over(mut self, preset: &Map) -> Map {
        self.columns.over(&preset.columns);
        self.columns_after.over(&preset.columns_after);
        self.otherwise.over(&preset.otherwise);
        self.by_type.over(&preset.by_type);
        self.line_columns.over(&preset.line_columns);
        self.total_columns.over(&preset.total_columns);
        self.defaults.over(&preset.defaults);
        self.values.over(&preset.values);
        self.skip.over(&preset.skip);
        if self.first_only.is_empty() {
            self.first_only.clone_from(&preset.first_only);
        }
        if self.positions.is_empty() {
            self.positions.clone_from(&preset.positions);
        }
        if self.keys.is_empty() {
            self.keys.clone_from(&preset.keys);
        }
        Map {
            sheet: self.sheet.or_else(|| preset.sheet.clone()),
            header_row: self.header_row.or(preset.header_row),
            first_row: self.first_row.or(preset.first_row),
            records: self.records.or_else(|| preset.records.clone()),
            sheets: self.sheets.or_else(|| preset.sheets.clone()),
            join: self.join.or_else(|| preset.join.clone()),
            dates: self.dates.or(preset.dates),
            decimal: self.decimal.or(preset.decimal),
            delimiter: self.delimiter.or_else(|| preset.delimiter.clone()),
            encoding: self.encoding.or_else(|| preset.encoding.clone()),
            group: self.group.or(preset.group),
            prices_include_tax: self.prices_include_tax.or(preset.prices_include_tax),
            rates: self.rates.or(preset.rates),
            ewb: self.ewb.or(preset.ewb),
            sure: self.sure.or(preset.sure),
            ..self
        }
    }
}

/// Whether a name is one of a target, and not one of a heading.
pub fn is_target(name: &str) -> bool {
    target(name).is_some()
}

/// The target of a name; `+` before it puts the texts of several columns together.
pub fn target(name: &str) -> Option<Target> {
    Target::parse(name.strip_prefix('+').unwrap_or(name)).ok()
}

fn known(name: &str, part: &str, heading: &str) -> Result<()> {
    let bare = name.strip_prefix('+').unwrap_or(name);
    match Target::parse(bare) {
        Ok(_) => Ok(()),
        Err(near) => Err(Error::new(ErrorKind::Json, format!("\"{bare}\" is no value of a bill"))
            .at(format!("/{part}/{}", step(heading)))
            .fix(match near {
                Some(near) => format!("did you mean {near}? docs/simple.md lists the names"),
                None => "docs/simple.md lists the names".to_owned(),
            })),
    }
}

/// A step of a JSON pointer.
fn step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
