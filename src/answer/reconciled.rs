//! What `reconcile` is asked, and what it answers.

use super::table::ConvertRequest;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::law::gstr1::Period;
pub use crate::law::reconcile::ims::{ImsAction, ImsFiling, ImsProposal, ImsProposed, ImsUnread};
pub use crate::law::reconcile::papers::{PaperFinding, PapersChecked};
pub use crate::law::reconcile::purchases::MatchStep;
pub use crate::law::reconcile::{
    Cause, ComparedField, Difference, InBooks, Kind, PaperStanding, PortalList, Reconciliation, Remedy, TableTotal,
};
use crate::schema::AnyShape;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Which side of trade is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ReconcileSide")]
#[non_exhaustive]
pub enum Side {
    /// What was sold: ledger, books, and the portal's list of e-invoices or GSTR-1.
    #[default]
    Sales,
    /// What was bought: books and GSTR-2B.
    Purchases,
}

/// What is compared with what.
#[derive(Clone, Debug, Default, JsonSchema)]
#[schemars(with = "GivenPortalList")]
#[non_exhaustive]
pub struct ReconcileRequest {
    /// The portal's files.
    pub files: Vec<PortalFile>,
    /// Which side of trade.
    pub side: Side,
    /// The taxpayer, where the files don't say it.
    pub gstin: Option<Gstin>,
    /// The month, where the files don't say it or have several.
    pub period: Option<Period>,
    /// The taxpayer's own bills.
    pub books: Option<ReconcileBooks>,
}

/// A file as the portal gave it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PortalFile {
    /// By its path.
    Path(PathBuf),
    /// Its bytes and its name.
    Bytes(Vec<u8>, String),
    /// Its JSON, and the name that stands before places in it.
    Json(Value, String),
}

/// The taxpayer's own bills.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ReconcileBooks {
    /// Documents, each as INV-01 or of another shape.
    Documents(Vec<Box<RawValue>>),
    /// A table, or documents in a file.
    Table(Box<ConvertRequest>),
}

impl ReconcileRequest {
    /// A file by its path.
    pub fn of_path(path: impl Into<PathBuf>) -> ReconcileRequest {
        ReconcileRequest { files: vec![PortalFile::Path(path.into())], ..ReconcileRequest::default() }
    }
}

/// The portal's own JSON, or a file of it with more beside it.
#[derive(JsonSchema)]
#[schemars(rename = "ReconcileRequest", untagged)]
#[expect(dead_code, reason = "it describes what is read")]
enum GivenPortalList {
    /// The download, or one a section.
    Download(PortalList),
    /// A file, or the download, and more beside it.
    Beside(Box<GivenReconcile>),
}

/// A file of the portal's, or its JSON, and more beside it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReconcileFiles")]
struct GivenReconcile {
    /// The portal's file: JSON, a workbook, or a ZIP of them.
    path: Option<PathBuf>,
    /// The bytes of it, as base64.
    base64: Option<String>,
    /// Its name.
    name: Option<String>,
    /// The portal's JSON; or a list of JSON and of files, each as `{"path"}` or `{"base64","name"}`.
    download: Option<Value>,
    /// `sales` (the default) or `purchases`.
    #[serde(default)]
    side: Side,
    /// The taxpayer, where the file doesn't say it.
    gstin: Option<String>,
    /// The month, where the file doesn't say it or has several: `112026`.
    period: Option<Period>,
    /// The taxpayer's own bills: a list, or a table as `einv_convert` takes it.
    #[schemars(with = "Option<GivenBooks>")]
    books: Option<Box<RawValue>>,
}

/// The taxpayer's own bills.
#[derive(JsonSchema)]
#[schemars(rename = "ReconcileBooks", untagged)]
#[expect(dead_code, reason = "it describes what is read")]
enum GivenBooks {
    /// Bills of any shape that `einv_normalize` takes.
    Documents(Vec<AnyShape>),
    /// A table.
    Table(Box<ConvertRequest>),
}

/// One file, and the bytes of one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenFile {
    path: Option<PathBuf>,
    base64: Option<String>,
    name: Option<String>,
}

impl VerbRequest<'_> for ReconcileRequest {
    fn read(text: &str) -> Result<ReconcileRequest> {
        #[derive(Deserialize)]
        struct ReconcileKeys {
            path: Option<IgnoredAny>,
            base64: Option<IgnoredAny>,
            download: Option<IgnoredAny>,
            books: Option<IgnoredAny>,
            side: Option<IgnoredAny>,
        }
        let keys: Option<ReconcileKeys> =
            text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok()).flatten();
        let has_more = keys.is_some_and(|ReconcileKeys { path, base64, download, books, side }| {
            [path, base64, download, books, side].into_iter().any(|key| key.is_some())
        });
        if !has_more {
            let file = serde_json::from_str(text).map_err(|e| not_whole(&e))?;
            return Ok(ReconcileRequest { files: listed(file, "")?, ..ReconcileRequest::default() });
        }
        let given: GivenReconcile = parse(text, ErrorKind::Json)?;
        let mut files = Vec::new();
        files.extend(one_file(GivenFile { path: given.path, base64: given.base64, name: given.name }, "")?);
        if let Some(download) = given.download {
            files.extend(listed(download, "/download")?);
        }
        if files.is_empty() {
            return Err(Error::new(ErrorKind::Json, "the portal's side is missing")
                .fix("give its file as \"path\" or \"base64\", or its JSON as \"download\""));
        }
        let gstin = given.gstin.map(|text| Gstin::parse(&text).ok_or_else(|| wrong("/gstin", &text, "a GSTIN")));
        let books = given.books.map(|books| read_books(&books)).transpose()?;
        Ok(ReconcileRequest { files, side: given.side, gstin: gstin.transpose()?, period: given.period, books })
    }
}

/// A text that ends in the middle was cut short on its way.
fn not_whole(e: &serde_json::Error) -> Error {
    let error = Error::new(ErrorKind::Json, e.to_string());
    match e.is_eof() {
        true => Error::new(ErrorKind::Json, format!("the download is cut short: {e}"))
            .fix("download it again, and give it whole"),
        false => error,
    }
}

/// JSON of the portal's, a file, or a list of them.
pub(super) fn listed(given: Value, at: &str) -> Result<Vec<PortalFile>> {
    let is_file = |value: &Value| value.get("path").or_else(|| value.get("base64")).is_some();
    match given {
        Value::Array(parts) => {
            let parts = parts.into_iter().enumerate();
            let each = parts.map(|(index, part)| {
                let at = format!("{at}/{index}");
                match part {
                    Value::Array(_) => Err(Error::new(ErrorKind::Json, "a list in a list").at(at).fix("give one list")),
                    part => listed(part, &at),
                }
            });
            Ok(each.collect::<Result<Vec<_>>>()?.concat())
        }
        file if is_file(&file) => {
            let file: GivenFile = serde_json::from_value(file)
                .map_err(|e| Error::new(ErrorKind::Json, e.to_string()).at(at).fix("give path, or base64 and name"))?;
            Ok(one_file(file, at)?.into_iter().collect())
        }
        json => Ok(vec![PortalFile::Json(json, at.to_owned())]),
    }
}

fn one_file(given: GivenFile, at: &str) -> Result<Option<PortalFile>> {
    match given {
        GivenFile { path: Some(_), base64: Some(_), .. } => {
            Err(Error::new(ErrorKind::Json, "one file is given in two ways").at(at).fix("give path or base64"))
        }
        GivenFile { path: Some(path), .. } => Ok(Some(PortalFile::Path(path))),
        GivenFile { base64: Some(text), name, .. } => {
            let bytes = STANDARD.decode(text.trim()).map_err(|e| {
                Error::new(ErrorKind::Arg, format!("this is not base64: {e}")).at(format!("{at}/base64"))
            })?;
            Ok(Some(PortalFile::Bytes(bytes, name.unwrap_or_else(|| "the file".to_owned()))))
        }
        GivenFile { path: None, base64: None, .. } => Ok(None),
    }
}

fn read_books(given: &RawValue) -> Result<ReconcileBooks> {
    let text = given.get();
    let at_books = |error: Error| {
        let at = error.at.clone().unwrap_or_default();
        error.at(format!("/books{at}"))
    };
    if text.trim_start().starts_with('[') {
        let list = serde_json::from_str(text).map_err(|e| Error::new(ErrorKind::Json, e.to_string()).at("/books"))?;
        return Ok(ReconcileBooks::Documents(list));
    }
    ConvertRequest::read(text).map(|table| ReconcileBooks::Table(Box::new(table))).map_err(at_books)
}

/// The portal's file of the Invoice Management System, and the purchase book.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ImsRequest {
    /// The portal's files: JSON.
    pub files: Vec<PortalFile>,
    /// The purchase book; without it nothing can be proposed.
    pub books: Option<ReconcileBooks>,
    /// The buyer, where the file doesn't say it.
    pub gstin: Option<Gstin>,
    /// How the buyer files GSTR-3B.
    pub filing: ImsFiling,
}

impl ImsRequest {
    /// These files.
    pub fn new(files: impl IntoIterator<Item = PortalFile>) -> ImsRequest {
        ImsRequest { files: files.into_iter().collect(), ..ImsRequest::default() }
    }
}

/// Suppliers' papers, to be held against GSTR-2B.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PapersRequest {
    /// GSTR-2B: of the month, and of others beside it.
    pub statement: Vec<PortalFile>,
    /// The papers.
    pub papers: Vec<GivenPaper>,
    /// The portal's own downloads of e-invoices that were received: JSON, or a ZIP of it.
    pub received: Vec<PathBuf>,
    /// Suppliers who must make e-invoices.
    pub liable: BTreeSet<Gstin>,
    /// The buyer; a file of another is refused.
    pub gstin: Option<Gstin>,
    /// The month, where GSTR-2B of several is given; the last of them otherwise.
    pub period: Option<Period>,
}

impl PapersRequest {
    /// No paper yet, and this GSTR-2B.
    pub fn new(statement: impl IntoIterator<Item = PortalFile>) -> PapersRequest {
        PapersRequest { statement: statement.into_iter().collect(), ..PapersRequest::default() }
    }
}

/// A paper, and what was read from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenPaper {
    /// Its file, and the place in it.
    pub name: String,
    /// What was read.
    pub text: PaperText,
}

impl GivenPaper {
    /// A paper with a signed text.
    pub fn signed(name: impl Into<String>, token: impl Into<String>) -> GivenPaper {
        GivenPaper { name: name.into(), text: PaperText::Signed(token.into()) }
    }

    /// A paper without one.
    pub fn without_code(name: impl Into<String>) -> GivenPaper {
        GivenPaper { name: name.into(), text: PaperText::NoCode }
    }

    /// A paper that can't be read.
    pub fn unreadable(name: impl Into<String>, why: impl Into<String>) -> GivenPaper {
        GivenPaper { name: name.into(), text: PaperText::Unreadable(why.into()) }
    }
}

/// What was read from a paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaperText {
    /// The text of a signed QR, or a signed invoice.
    Signed(String),
    /// There is no signed code.
    NoCode,
    /// It can't be read: why.
    Unreadable(String),
}

/// The sides held against one another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reconciled {
    /// Whose list it is.
    pub gstin: Gstin,
    /// Of which month.
    pub period: Period,
    /// Which side of trade: `here` is the ledger of sales, or the purchase book.
    pub side: Side,
    /// What came of it.
    #[serde(flatten)]
    pub result: Reconciliation,
}

/// Names and spellings vary between producers; what isn't needed is passed over.
impl JsonSchema for PortalList {
    fn schema_name() -> Cow<'static, str> {
        "Download".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "GSTR-1's e-invoice download, GSTR-1, or GSTR-2B: one file, or a list of them.",
            "type": ["object", "array"],
        })
    }
}

impl Answer for Reconciled {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

impl Answer for PapersChecked {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

impl Answer for ImsProposed {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
