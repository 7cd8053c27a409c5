//! What `gstr1` is asked, and what it answers.

pub use super::reconciled::PortalFile;
use super::reconciled::listed;
use super::table::ConvertRequest;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::finding::Findings;
use crate::gstin::Gstin;
pub use crate::law::gstr1::field::ReturnValue;
pub use crate::law::gstr1::given::{
    AdvanceKind, AdvanceRow, Amended, Amendment, AskedReturn, BesideDocument, CancelledNumber, Consumers, GivenRows,
    Half, HsnRow, Issued, NilBuyer, NilRow, OperatorRow, ReturnScope, TaxBy,
};
pub use crate::law::gstr1::placed::{Placed, Reporter};
pub use crate::law::gstr1::written::{InFile, Sections};
pub use crate::law::gstr1::{Period, Reach, Span, StateDigits, TaxSums, Total};
use crate::schema::{AnyShape, Inv01};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Not;

/// Which documents.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "GivenGstr1")]
#[non_exhaustive]
pub enum Gstr1Request<'t> {
    /// These invoices, each as INV-01: where each lands.
    Invoices(Vec<&'t str>),
    /// The return of a taxpayer: what the ledger has of it, and what is given.
    Return(Box<ReturnRequest<'t>>),
}

/// A return asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReturnRequest<'t> {
    /// Whose, for what, and what the host adds.
    pub asked: AskedReturn,
    /// Bills that the ledger doesn't have; `None` where the ledger is to tell all.
    pub documents: Option<ReturnDocuments<'t>>,
    /// The portal's lists of e-invoices, which say what it didn't fill in.
    pub downloads: Vec<PortalFile>,
}

impl ReturnRequest<'_> {
    /// What the ledger has of a taxpayer and a month or quarter.
    pub fn new(asked: AskedReturn) -> Self {
        ReturnRequest { asked, documents: None, downloads: Vec::new() }
    }
}

/// Bills for a return.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ReturnDocuments<'t> {
    /// Each by itself.
    Each(Vec<GivenDocument<'t>>),
    /// A table, or documents in a file; consumers' bills of it count, and those that have an IRN don't.
    Table(Box<ConvertRequest>),
}

/// A bill, and what is to be said beside it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GivenDocument<'t> {
    /// The bill as INV-01, or of another shape.
    pub invoice: &'t str,
    /// Beside it.
    pub beside: BesideDocument,
}

impl<'t> GivenDocument<'t> {
    /// A bill with nothing beside it.
    pub fn new(invoice: &'t str) -> Self {
        GivenDocument { invoice, beside: BesideDocument::default() }
    }
}

/// An array of invoices, or a return.
#[derive(JsonSchema)]
#[schemars(rename = "Gstr1Request", untagged)]
#[expect(dead_code, reason = "it describes what is read")]
enum GivenGstr1 {
    /// These invoices.
    Invoices(Vec<Inv01>),
    /// The return of a taxpayer.
    Return(Box<GivenReturn<'static>>),
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ReturnRequest", extend("oneOf" = [{"required": ["period"]}, {"required": ["quarter"]}]))]
#[serde(deny_unknown_fields)]
struct GivenReturn<'t> {
    /// The taxpayer.
    gstin: String,
    /// The month, like `112026`.
    period: Option<String>,
    /// Or the quarter, like `Q3-2026-27`.
    quarter: Option<String>,
    /// Whether it is for the invoice furnishing facility.
    #[serde(default)]
    iff: bool,
    /// Months of the quarter that were furnished by it.
    #[serde(default)]
    furnished: Vec<Period>,
    /// The day on which GSTR-1 of the period was filed.
    filed: Option<Day>,
    /// The portal's list of e-invoices, or several: JSON, or a file as `{"path"}` or `{"base64","name"}`.
    download: Option<Value>,
    /// Bills that the ledger doesn't have: a list, or a table as `einv_convert` takes it.
    #[serde(borrow)]
    #[schemars(with = "Option<GivenBills>")]
    documents: Option<&'t RawValue>,
    /// Consumers' supplies by sums (table 7).
    #[serde(default)]
    b2c: Vec<Consumers>,
    /// Nil-rated, exempt and non-GST supplies (table 8).
    #[serde(default)]
    nil: Vec<NilRow>,
    /// Advances (table 11).
    #[serde(default)]
    advances: Vec<AdvanceRow>,
    /// Supplies through e-commerce operators (table 14).
    #[serde(default)]
    operators: Vec<OperatorRow>,
    /// Lines of table 12 that no document has.
    #[serde(default)]
    hsn: Vec<HsnRow>,
    /// Series of table 13.
    #[serde(default)]
    issued: Vec<Issued>,
    /// Numbers that were cancelled.
    #[serde(default)]
    cancelled: Vec<CancelledNumber>,
}

/// Bills for a return.
#[derive(JsonSchema)]
#[schemars(rename = "ReturnDocuments", untagged)]
#[expect(dead_code, reason = "it describes what is read")]
enum GivenBills {
    /// Each by itself.
    Each(Vec<GivenInvoice<'static>>),
    /// A table.
    Table(Box<ConvertRequest>),
}

/// A bill as INV-01 or of another shape, alone or with something beside it.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it describes what is read")]
enum GivenInvoice<'t> {
    /// Alone.
    Invoice(AnyShape),
    /// With something beside it.
    Beside(Wrapped<'t>),
}

/// A bill with something beside it.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "BillAndMore")]
#[serde(deny_unknown_fields)]
struct Wrapped<'t> {
    /// The bill as INV-01, or of another shape.
    #[serde(borrow)]
    #[schemars(with = "AnyShape")]
    invoice: &'t RawValue,
    /// The document of an earlier return that it takes the place of.
    amends: Option<Amended>,
    /// Whether a note to a consumer is about an invoice of table 5.
    large: Option<bool>,
    /// Whether the operator pays its tax (section 9(5)).
    tax_by: Option<TaxBy>,
    /// In an operator's own return, `URP` where the supplier has no GSTIN.
    supplier: Option<String>,
}

impl<'t> VerbRequest<'t> for Gstr1Request<'t> {
    fn read(text: &'t str) -> Result<Gstr1Request<'t>> {
        if text.trim_start().starts_with('[') {
            let list: Vec<&RawValue> = serde_json::from_str(text)
                .map_err(|e| Error::new(ErrorKind::Json, e.to_string()).fix("give an array of INV-01 invoices"))?;
            return Ok(Gstr1Request::Invoices(list.into_iter().map(RawValue::get).collect()));
        }
        let given: GivenReturn<'t> = parse(text, ErrorKind::Json)?;
        let gstin = Gstin::parse(&given.gstin).ok_or_else(|| wrong("/gstin", &given.gstin, "a GSTIN"))?;
        let span = span(given.period.as_deref(), given.quarter.as_deref())?;
        if let Some(index) = given.furnished.iter().position(|month| !span.is_quarter() || !span.has(*month)) {
            return Err(Error::new(ErrorKind::Json, "only months of a quarter are furnished by themselves")
                .at(format!("/furnished/{index}"))
                .fix("give \"quarter\", and months of it"));
        }
        let mut furnished = given.furnished;
        furnished.sort_unstable();
        furnished.dedup();
        let rows = GivenRows {
            b2c: given.b2c,
            nil: given.nil,
            advances: given.advances,
            operators: given.operators,
            hsn: given.hsn,
            issued: given.issued,
            cancelled: given.cancelled,
        };
        if given.iff && (span.is_quarter() || !rows.is_empty()) {
            return Err(Error::new(ErrorKind::Json, "the invoice furnishing facility takes a month's documents alone")
                .at("/iff")
                .fix("give rows, and the third month, with the quarter"));
        }
        let documents = given.documents.map(documents);
        Ok(Gstr1Request::Return(Box::new(ReturnRequest {
            asked: AskedReturn { iff: given.iff, furnished, filed: given.filed, rows, ..AskedReturn::new(gstin, span) },
            documents: documents.transpose()?,
            downloads: given.download.map_or_else(|| Ok(Vec::new()), |download| listed(download, "/download"))?,
        })))
    }
}

fn span(period: Option<&str>, quarter: Option<&str>) -> Result<Span> {
    match (period, quarter) {
        (Some(text), None) => Period::parse(text)
            .map(Span::month)
            .ok_or_else(|| wrong("/period", text, "a period").fix("month and year, like 112026")),
        (None, Some(text)) => Span::quarter(text)
            .ok_or_else(|| wrong("/quarter", text, "a quarter").fix("quarter and financial year, like Q3-2026-27")),
        (None, None) => Err(Error::new(ErrorKind::Json, "the period is missing").at("/period").fix("like 112026")),
        (Some(_), Some(_)) => {
            Err(Error::new(ErrorKind::Json, "a month and a quarter at once").at("/quarter").fix("give one of them"))
        }
    }
}

fn documents(given: &RawValue) -> Result<ReturnDocuments<'_>> {
    let text = given.get();
    if text.trim_start().starts_with('{') {
        let table = ConvertRequest::read(text).map_err(|error| {
            let at = error.at.clone().unwrap_or_default();
            error.at(format!("/documents{at}"))
        })?;
        return Ok(ReturnDocuments::Table(Box::new(table)));
    }
    let list: Vec<&RawValue> = serde_json::from_str(text).map_err(|e| {
        Error::new(ErrorKind::Json, e.to_string())
            .at("/documents")
            .fix("give a list of bills, or a table as {\"path\"}")
    })?;
    list.into_iter().enumerate().map(document).collect::<Result<_>>().map(ReturnDocuments::Each)
}

fn document<'t>((index, raw): (usize, &'t RawValue)) -> Result<GivenDocument<'t>> {
    #[derive(Deserialize)]
    struct Wrapping<'t> {
        #[serde(borrow)]
        invoice: Option<&'t RawValue>,
    }
    let text = raw.get();
    let is_wrapped = serde_json::from_str::<Wrapping<'_>>(text).is_ok_and(|given| given.invoice.is_some());
    if !is_wrapped {
        return Ok(GivenDocument { invoice: text, beside: BesideDocument::default() });
    }
    let given: Wrapped<'t> = parse(text, ErrorKind::Json).map_err(|error| {
        let at = error.at.clone().unwrap_or_default();
        error.at(format!("/documents/{index}{at}"))
    })?;
    let Wrapped { invoice, amends, large, tax_by, supplier } = given;
    if let Some(supplier) = supplier.as_deref().filter(|supplier| *supplier != "URP") {
        return Err(wrong(&format!("/documents/{index}/supplier"), supplier, "URP")
            .fix("a supplier with a GSTIN stands in the invoice itself"));
    }
    Ok(GivenDocument { invoice: invoice.get(), beside: BesideDocument { amends, large, tax_by, supplier } })
}

/// GSTR-1: where documents land in it and what it holds, or its file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Gstr1 {
    /// Each document's place, sections, totals and findings.
    Return(Box<Return>),
    /// The file for the portal.
    File(Box<File>),
    /// There is no file: the portal would refuse it.
    Refused(Box<RefusedReturn>),
}

/// Where documents land in GSTR-1, and the return made of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gstr1Return")]
#[non_exhaustive]
pub struct Return {
    /// What the built-in sandbox registered is in no real return.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
    /// The taxpayer, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gstin: Option<Gstin>,
    /// Each document: those of the ledger by their date, then those given.
    pub documents: Vec<Placed>,
    /// The sections of the return, as the portal takes them.
    pub sections: Sections,
    /// What each table adds up to, by its name: `4A`.
    pub totals: BTreeMap<&'static str, Total>,
    /// What of that the sections have, where they haven't all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_file: Option<BTreeMap<&'static str, Total>>,
    /// What is to be done or known about it.
    #[serde(skip_serializing_if = "Findings::is_empty")]
    pub findings: Findings,
    /// How many more findings there are than are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings_left_out: Option<NonZeroUsize>,
}

/// The file as the portal takes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gstr1File")]
#[non_exhaustive]
pub struct File {
    /// The taxpayer.
    pub gstin: Gstin,
    /// The month that it is filed for; of a quarter, the last.
    #[serde(rename = "fp")]
    pub period: Period,
    /// The file's version, as GSTN's own offline tool fills it.
    pub version: &'static str,
    /// The word that GSTN's own offline tool puts here.
    pub hash: &'static str,
    /// The sections that have something.
    #[serde(flatten)]
    pub sections: InFile,
}

/// Why there is no file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gstr1Refused")]
#[non_exhaustive]
pub struct RefusedReturn {
    /// The taxpayer.
    pub gstin: Gstin,
    /// The month that it was for.
    pub period: Period,
    /// What is to be corrected, and what else was found.
    pub findings: Findings,
}

impl Return {
    /// The file of a taxpayer and month, unless something in it is wrong.
    pub(crate) fn into_file(self, gstin: Gstin, period: Period) -> Gstr1 {
        match self.findings.has_errors() {
            true => Gstr1::Refused(Box::new(RefusedReturn { gstin, period, findings: self.findings })),
            false => Gstr1::File(Box::new(File {
                gstin,
                period,
                version: "GST3.2.4",
                hash: "hash",
                sections: InFile(self.sections),
            })),
        }
    }
}

/// What is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Gstr1Form {
    /// Each document's place, sections, totals and findings.
    #[default]
    Answer,
    /// The file for the portal.
    Upload,
}

impl Answer for Gstr1 {
    /// What can't be placed, or has a value that the portal refuses, is a refusal.
    fn outcome(&self) -> Outcome {
        match self {
            Gstr1::Return(made) if made.findings.has_errors() => Outcome::Invalid,
            Gstr1::Return(_) | Gstr1::File(_) => Outcome::Ok,
            Gstr1::Refused(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
