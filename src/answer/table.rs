//! What `convert` and `columns` are asked and answer: bills of a table, sorted into ready, faulty and skipped.

use super::map::{Map, Pairs, ScalarText};
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::change::Changes;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Report, Severity};
use crate::normalize::Skip;
use crate::schema::{AnyShape, Inv01};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::path::PathBuf;

/// Which bills, and how they are read.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with path, text, base64, documents or rows")]
pub struct ConvertRequest {
    /// A file.
    pub path: Option<PathBuf>,
    /// The text of a file.
    pub text: Option<String>,
    /// The bytes of a file, as base64.
    pub base64: Option<String>,
    /// The name of the file given as text or bytes.
    pub name: Option<String>,
    /// Documents of any shape that `einv_normalize` takes.
    #[schemars(with = "Option<Vec<AnyShape>>")]
    pub documents: Option<Vec<Box<RawValue>>>,
    /// Rows of a table: objects by heading, or lists of cells, the first of which are the headings.
    pub rows: Option<Vec<GivenRow>>,
    /// A preset by its name.
    pub preset: Option<String>,
    /// A mapping file: its path, or itself.
    pub map: Option<GivenMap>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The customers: a table's path, or rows.
    pub parties: Option<GivenTable>,
    /// The goods and services.
    pub items: Option<GivenTable>,
    /// By target: what stands where the cell is blank or absent.
    pub defaults: Pairs<ScalarText>,
}

impl VerbRequest<'_> for ConvertRequest {
    fn read(text: &str) -> Result<ConvertRequest> {
        let request: ConvertRequest = parse(text, ErrorKind::Json)?;
        let given = [
            request.path.is_some(),
            request.text.is_some(),
            request.base64.is_some(),
            request.documents.is_some(),
            request.rows.is_some(),
        ];
        match given.iter().filter(|given| **given).count() {
            1 => Ok(request),
            0 => {
                Err(Error::new(ErrorKind::Json, "nothing to convert").fix("give path, text, base64, documents or rows"))
            }
            _ => Err(Error::new(ErrorKind::Json, "bills are given in two ways")
                .fix("give one of path, text, base64, documents and rows")),
        }
    }
}

impl ConvertRequest {
    /// A request where a verb takes a bill, too: it has a key that no bill has.
    pub fn in_place_of_a_bill(text: &str) -> Result<Option<ConvertRequest>> {
        #[derive(Deserialize)]
        struct MapKeys {
            path: Option<IgnoredAny>,
            text: Option<IgnoredAny>,
            base64: Option<IgnoredAny>,
            rows: Option<IgnoredAny>,
        }
        // The first key alone shows it of nearly every bill, without reading it.
        let first = text.trim_start().strip_prefix('{').and_then(|rest| rest.trim_start().strip_prefix('"'));
        let first = first.and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if !ConvertRequest::MEMBERS.contains(&first) {
            return Ok(None);
        }
        let keys: Option<MapKeys> = serde_json::from_str(text).ok();
        let is_table = keys.is_some_and(|MapKeys { path, text, base64, rows }| {
            [path, text, base64, rows].into_iter().any(|key| key.is_some())
        });
        if is_table { ConvertRequest::read(text).map(Some) } else { Ok(None) }
    }

    /// Its keys.
    const MEMBERS: [&str; 12] = [
        "path",
        "text",
        "base64",
        "name",
        "documents",
        "rows",
        "preset",
        "map",
        "sheet",
        "parties",
        "items",
        "defaults",
    ];

    /// The bills of a file.
    pub fn of_path(path: impl Into<PathBuf>) -> ConvertRequest {
        ConvertRequest { path: Some(path.into()), ..ConvertRequest::default() }
    }
}

/// A row as a program gives it.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an object of headings and values, or a list of values")]
pub enum GivenRow {
    /// By heading.
    Named(Pairs<Scalar>),
    /// By place.
    Listed(Vec<Scalar>),
}

/// A cell as a program gives it.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a text, a number, true, false or null")]
pub enum Scalar {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    Text(String),
    /// Nothing.
    Nothing(()),
}

/// A mapping file.
#[derive(Clone, PartialEq, Debug)]
pub enum GivenMap {
    /// Its path.
    Path(PathBuf),
    /// Itself.
    Map(Box<Map>),
}

impl<'de> Deserialize<'de> for GivenMap {
    // By hand, so that what is wrong in a map is named, with its place.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<GivenMap, D::Error> {
        struct MapOrName;
        impl<'de> Visitor<'de> for MapOrName {
            type Value = GivenMap;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the path of a mapping file, or the mapping itself")
            }

            fn visit_str<E>(self, path: &str) -> Result<GivenMap, E> {
                Ok(GivenMap::Path(path.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GivenMap, A::Error> {
                Map::deserialize(MapAccessDeserializer::new(map)).map(|map| GivenMap::Map(Box::new(map)))
            }
        }
        d.deserialize_any(MapOrName)
    }
}

impl JsonSchema for GivenMap {
    fn schema_name() -> Cow<'static, str> {
        "GivenMap".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A mapping file: its path, or itself.",
            "anyOf": [{"type": "string"}, generator.subschema_for::<Map>()],
        })
    }
}

/// A table beside the bills.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "the path of a table, or its rows")]
pub enum GivenTable {
    /// Its path.
    Path(PathBuf),
    /// Its rows.
    Rows(Vec<GivenRow>),
}

/// The bills of a table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Converted {
    /// How many of what.
    pub counts: Counts,
    /// How the table was read.
    pub read: ReadAs,
    /// Bills in their order: a page of them; none where they went to a file.
    pub bills: Vec<TableBill>,
    /// What is wrong with the table itself; where the bills went to a file, the first of theirs, too.
    #[serde(serialize_with = "Report::only_findings")]
    #[schemars(with = "Vec<Finding>")]
    pub findings: Report,
    /// What was left out, by reason.
    pub skips: Vec<Skips>,
    /// Changes by their reason.
    pub changed: Vec<Changed>,
    /// What to give as `after` for the next page.
    pub next: Option<usize>,
}

/// How many of what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "ConvertedCounts")]
#[non_exhaustive]
pub struct Counts {
    /// Rows of the table that aren't blank.
    pub rows: u64,
    /// Bills, of which the next three are parts.
    pub bills: usize,
    /// Complete and valid.
    pub ready: usize,
    /// To be corrected.
    pub faulty: usize,
    /// Not to be sent.
    pub skipped: usize,
}

/// How a table was read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReadAs {
    /// `csv`, `fixed`, `xlsx`, `xls`, `xlsb`, `ods`, `dbf`, `tally_xml`, `rows`; of JSON the kind of its first document.
    pub kind: String,
    /// The preset.
    pub preset: Option<String>,
    /// N where the preset rests on one file alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sure: Option<char>,
    /// The sheet of the bills.
    pub sheet: Option<String>,
    /// The row of headings.
    pub header_row: Option<u64>,
    /// The encoding of text.
    pub encoding: Option<String>,
    /// The sign between values.
    pub delimiter: Option<char>,
    /// Rows that are no part of a bill; the first thousand.
    pub passed_over: Vec<PassedOver>,
    /// Headings of columns that nothing reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmapped: Vec<String>,
}

/// A row that is no part of a bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PassedOver {
    /// The sheet of lines, where it is in that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row.
    pub row: u64,
    /// `totals`, `headings`, `nothing` (no column that is read has anything in it) or `no_bill` (a line whose bill isn't there).
    pub why: &'static str,
}

/// Whether a bill can be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ConvertedStatus")]
#[non_exhaustive]
pub enum BillStatus {
    /// It is complete and valid.
    Ready,
    /// Something in it is to be corrected.
    Faulty,
    /// It isn't one to send.
    Skipped,
}

/// A bill of a table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ConvertedBill")]
#[non_exhaustive]
pub struct TableBill {
    /// Counted from 0.
    pub index: usize,
    /// Its number, as it stands.
    pub number: Option<String>,
    /// Whether it can be sent.
    pub status: BillStatus,
    /// Why it is skipped.
    pub reason: Option<Skip>,
    /// The sheet.
    pub sheet: Option<String>,
    /// First and last row; of a voucher, which one it is. None of JSON.
    pub rows: Option<(u64, u64)>,
    /// The completed invoice; of a faulty bill as far as it goes.
    #[schemars(with = "Option<Inv01>")]
    pub invoice: Option<Box<RawValue>>,
    /// What was changed.
    #[serde(flatten)]
    pub changes: Changes,
    /// What is wrong with it.
    #[serde(rename = "findings", serialize_with = "Report::only_findings")]
    #[schemars(with = "Vec<Finding>")]
    pub report: Report,
    /// Whether it says its total itself.
    #[serde(skip)]
    #[schemars(skip)]
    pub has_total: bool,
}

impl TableBill {
    /// Whether it may be sent.
    pub fn is_ready(&self) -> bool {
        self.status == BillStatus::Ready
    }
}

impl Answer for TableBill {
    fn outcome(&self) -> Outcome {
        if self.status == BillStatus::Faulty { Outcome::Invalid } else { Outcome::Ok }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// Bills that are left out for one reason.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "SkippedBills")]
#[non_exhaustive]
pub struct Skips {
    /// Why.
    pub reason: Skip,
    /// How many.
    pub bills: usize,
    /// The sum of their totals, where they have any.
    pub total: String,
    /// The types of voucher, where they are taken for no sale; the first twenty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
}

/// Changes for one reason.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(rename = "ChangedValues")]
#[non_exhaustive]
pub struct Changed {
    /// The word for it.
    pub why: crate::change::Why,
    /// How many.
    pub count: usize,
}

impl Serialize for Changed {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(2))?;
        map.serialize_entry("why", &self.why)?;
        map.serialize_entry("count", &self.count)?;
        map.end()
    }
}

impl Answer for Converted {
    fn outcome(&self) -> Outcome {
        let sound =
            self.counts.faulty == 0 && self.findings.findings.iter().all(|finding| finding.severity != Severity::Error);
        if sound { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// How a table would be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Columns {
    /// What it is and where its headings stand.
    pub read: ReadAs,
    /// Its columns, and what each feeds.
    pub columns: Vec<ColumnRead>,
    /// Headings that nothing knows.
    pub unmapped: Vec<String>,
    /// What a bill needs and no column feeds; columns that can't be read.
    #[serde(serialize_with = "Report::only_findings")]
    #[schemars(with = "Vec<Finding>")]
    pub missing: Report,
    /// A mapping file to be edited.
    pub map: Map,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Column")]
#[non_exhaustive]
pub struct ColumnRead {
    /// The sheet of lines, where it is in that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Its letters.
    pub column: String,
    /// What stands above it.
    pub heading: String,
    /// The value of a bill that it feeds.
    pub feeds: Option<String>,
    /// Its first cell.
    pub example: Option<String>,
}

impl Answer for Columns {
    fn outcome(&self) -> Outcome {
        if self.missing.errors().next().is_none() { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
