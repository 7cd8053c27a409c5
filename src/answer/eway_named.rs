//! How a request names an e-way bill: by its number, by the IRN of its document, or by the document's key.

use super::read::TextOrNumber;
use super::{VerbRequest, parse_shaped};
use crate::calendar::Day;
use crate::document::{DocumentRef, NamedAsWritten, names_a_document};
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use schemars::JsonSchema;

/// The number of an e-way bill: twelve digits.
pub(crate) fn ewb_no(text: &str, at: &str) -> Result<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match digits.len() == 12 && digits.bytes().all(|c| c.is_ascii_digit()) {
        true => Ok(digits),
        false => Err(wrong(at, text, "the number of an e-way bill").fix("12 digits, as a text")),
    }
}

/// How a GSTIN is written.
const GSTIN: &str = "15 characters: the state's two digits, the PAN, and three more";

pub(super) fn gstin(text: Option<String>) -> Result<Option<Gstin>> {
    let read = |text: String| Gstin::parse(&text).ok_or_else(|| wrong("/gstin", &text, "a GSTIN").fix(GSTIN));
    text.map(read).transpose()
}

pub(super) fn day(text: Option<String>, at: &str) -> Result<Option<Day>> {
    let read =
        |text: String| Day::parse(&text).ok_or_else(|| wrong(at, &text, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"));
    text.map(read).transpose()
}

/// A document that e-way bills are made for, by its key.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct EwbKey {
    /// Who makes the e-way bill.
    pub gstin: Gstin,
    /// `INV`, `BIL`, `BOE`, `CHL`, `OTH`; also `CRN` and `DBN`.
    pub doc_type: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Day,
}

impl EwbKey {
    /// The document of this maker, type, number and date.
    pub fn new(gstin: Gstin, doc_type: impl Into<String>, number: impl Into<String>, date: Day) -> EwbKey {
        let (doc_type, number): (String, String) = (doc_type.into(), number.into());
        EwbKey { gstin, doc_type: doc_type.to_ascii_uppercase(), number: number.trim().to_owned(), date }
    }

    /// The same as the key of a document that may be registered.
    pub(crate) fn document(&self) -> Option<DocumentRef> {
        let (doc_type, number) = (DocType::parse(&self.doc_type)?, DocumentNumber::parse(&self.number)?);
        Some(DocumentRef::from(DocumentKey { gstin: self.gstin, doc_type, number, date: self.date }))
    }
}

/// An e-way bill: by its number, by the IRN of its document, or by the document's key.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenEwbName")]
#[non_exhaustive]
pub enum EwbRef {
    /// By its number, and the taxpayer that has a part in it.
    Number(String, Option<Gstin>),
    /// By a registered document.
    Document(DocumentRef),
    /// By the key of a document that may have no IRN.
    Key(EwbKey),
}

impl<T: Into<DocumentRef>> From<T> for EwbRef {
    fn from(document: T) -> EwbRef {
        EwbRef::Document(document.into())
    }
}

impl EwbRef {
    /// By its number.
    pub fn number(ewb_no: impl Into<String>) -> EwbRef {
        EwbRef::Number(ewb_no.into(), None)
    }

    /// As whom the system is asked about it. Only a number leaves that open.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbRef {
        match self {
            EwbRef::Number(ewb_no, _) => EwbRef::Number(ewb_no, Some(gstin)),
            EwbRef::Document(_) | EwbRef::Key(_) => self,
        }
    }

    /// The IRN, where it was given.
    pub fn irn(&self) -> Option<Irn> {
        match self {
            EwbRef::Document(document) => document.irn(),
            EwbRef::Number(..) | EwbRef::Key(_) => None,
        }
    }

    /// Of the members that name it.
    pub(crate) fn read(number: Option<&str>, named: &NamedAsWritten) -> Result<EwbRef> {
        if let Some(number) = number {
            return Ok(EwbRef::Number(ewb_no(number, "/ewb_no")?, gstin(named.gstin.clone())?));
        }
        if named.irn.is_some() {
            return named.read().map(EwbRef::Document);
        }
        let (Some(gstin), Some(doc_type), Some(number), Some(date)) =
            (&named.gstin, &named.doc_type, &named.number, &named.date)
        else {
            // It says which of them is missing.
            return named.read().map(EwbRef::Document).map_err(|error| {
                error.fix("give {\"ewb_no\"}, {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
            });
        };
        let kinds = ["INV", "BIL", "BOE", "CHL", "OTH", "CRN", "DBN"];
        let doc_type = doc_type.to_ascii_uppercase();
        if !kinds.contains(&doc_type.as_str()) {
            return Err(wrong("/type", &doc_type, "a document type").fix(kinds.join(", ")));
        }
        let gstin = Gstin::parse(gstin).ok_or_else(|| wrong("/gstin", gstin, "a GSTIN").fix(GSTIN))?;
        let date =
            Day::parse(date).ok_or_else(|| wrong("/date", date, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"))?;
        Ok(EwbRef::Key(EwbKey::new(gstin, doc_type, number.as_str(), date)))
    }
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with ewb_no, irn, or gstin, type, number and date")]
    struct GivenEwbName {
        /// The e-way bill's number, 12 digits.
        ewb_no: Option<TextOrNumber>,
        /// The day whose e-way bills are listed.
        day: Option<String>,
        /// What the taxpayer is in them: `consignor`, `consignee` or `transporter`.
        #[serde(rename = "as")]
        part: Option<String>,
    }
}

/// What a taxpayer is in the e-way bills of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EwbPart {
    /// It made them.
    Consignor,
    /// Others made them, and it is the other party.
    Consignee,
    /// It transports the goods.
    Transporter,
}

impl EwbPart {
    /// Every one.
    pub const ALL: &[EwbPart] = &[EwbPart::Consignor, EwbPart::Consignee, EwbPart::Transporter];

    /// The contract's name.
    pub const fn name(self) -> &'static str {
        match self {
            EwbPart::Consignor => "consignor",
            EwbPart::Consignee => "consignee",
            EwbPart::Transporter => "transporter",
        }
    }

    /// Reads the contract's name.
    pub fn parse(name: &str) -> Option<EwbPart> {
        EwbPart::ALL.iter().copied().find(|part| part.name() == name)
    }
}

/// Which e-way bill, or which list of them, the system is asked for.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenEwbName")]
#[non_exhaustive]
pub enum EwbFetchRequest {
    /// One bill.
    Bill(EwbRef),
    /// Those of a day.
    OfDay {
        /// Whose.
        gstin: Gstin,
        /// The day they were made on.
        day: Day,
        /// What the taxpayer is in them.
        part: EwbPart,
    },
}

impl<'t> VerbRequest<'t> for EwbFetchRequest {
    fn read(text: &'t str) -> Result<EwbFetchRequest> {
        let mut given: GivenEwbName =
            parse_shaped(text, r#"{"ewb_no"}, {"irn"}, {"gstin", "type", "number", "date"} or {"gstin", "day"}"#)?;
        let named = given.named();
        let Some(of_day) = day(given.day, "/day")? else {
            return EwbRef::read(given.ewb_no.as_ref().map(|number| number.0.as_str()), &named)
                .map(EwbFetchRequest::Bill);
        };
        let part = given.part.as_deref().map_or(Ok(EwbPart::Consignor), |name| {
            let unknown = || wrong("/as", name, "a part").fix("use consignor, consignee or transporter");
            EwbPart::parse(name).ok_or_else(unknown)
        })?;
        let missing =
            || Error::new(ErrorKind::Json, "gstin is missing").at("/gstin").fix("whose e-way bills are listed");
        let gstin = gstin(named.gstin)?.ok_or_else(missing)?;
        Ok(EwbFetchRequest::OfDay { gstin, day: of_day, part })
    }
}
