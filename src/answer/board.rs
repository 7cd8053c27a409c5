//! What `due` is asked, and what it answers: the age board.

use super::document::Words;
use super::{Answer, Body, Outcome, VerbRequest, parse_any};
use crate::calendar::{Day, IstTime};
use crate::document::NamedAsWritten;
use crate::error::{ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::{DocumentKey, DocumentNumber, Irn};
use crate::language::Language;
use crate::status::Status;
use crate::story::EwbState;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Not;

/// What the billing program's books say, to hold the ledger against.
#[derive(Clone, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(with = "GivenDue")]
#[non_exhaustive]
pub struct DueRequest {
    /// Documents of the books; none where only the ledger is asked.
    pub books: Vec<Book>,
}

impl DueRequest {
    /// The ledger alone.
    pub fn new() -> DueRequest {
        DueRequest::default()
    }

    /// The ledger, and these documents of the books.
    pub fn with(books: impl IntoIterator<Item = Book>) -> DueRequest {
        DueRequest { books: books.into_iter().collect() }
    }
}

/// A document as the books have it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Book {
    /// Which.
    pub document: DocumentKey,
    /// How it stands in the books.
    pub status: BookStanding,
}

impl Book {
    /// A document of the books.
    pub fn new(document: DocumentKey, status: BookStanding) -> Book {
        Book { document, status }
    }
}

/// How a document stands in the books.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BookStanding {
    /// It is a bill.
    Active,
    /// It was cancelled.
    Cancelled,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "nothing, or an object with books")]
struct GivenDue {
    /// Documents of the books; none where only the ledger is asked.
    books: Vec<GivenBook>,
}

/// A document as the books have it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with gstin, type, number, date and status")]
#[schemars(rename = "Book")]
struct GivenBook {
    /// The supplier's.
    #[schemars(with = "Gstin")]
    gstin: Option<String>,
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    #[schemars(with = "String")]
    doc_type: Option<String>,
    /// As it was written.
    #[schemars(with = "DocumentNumber")]
    number: Option<String>,
    /// The document's.
    #[schemars(with = "Day")]
    date: Option<String>,
    /// How it stands in the books.
    status: BookStanding,
}

impl<'t> VerbRequest<'t> for DueRequest {
    fn read(text: &'t str) -> Result<DueRequest> {
        let given: GivenDue = parse_any(text, ErrorKind::Json)?;
        let book = |(index, book): (usize, GivenBook)| {
            let GivenBook { gstin, doc_type, number, date, status } = book;
            let named = NamedAsWritten { irn: None, gstin, doc_type, number, date };
            let document = named.key().map_err(|e| {
                let at = e.at.clone().unwrap_or_default();
                e.at(format!("/books/{index}{at}"))
            })?;
            Ok(Book { document, status })
        };
        Ok(DueRequest { books: given.books.into_iter().enumerate().map(book).collect::<Result<_>>()? })
    }
}

/// What must be reported, settled or cancelled, and by when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Board {
    /// The moment it was made for.
    pub at: IstTime,
    /// Entries that are late, or have not come to rest for 24 hours.
    pub late: usize,
    /// Entries of all pages.
    pub total: usize,
    /// The same by what they are about.
    pub counts: BTreeMap<DueKind, usize>,
    /// A page of them, the most urgent first.
    pub entries: Vec<BoardEntry>,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
    /// Certificates that run out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The engine's portal is the sandbox.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

/// How what an entry is about stands in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum BoardStatus {
    /// A document that the portal registers.
    Document(Status),
    /// An e-way bill without an IRN: it is made, and never registered.
    EwayBill(EwbState),
}

/// Every name of either.
fn any_status(_: &mut SchemaGenerator) -> Schema {
    let mut names: Vec<&str> = Status::LISTED.into_iter().chain([Status::Unknown]).map(Status::name).collect();
    for state in EwbState::ALL {
        if !names.contains(&state.name()) {
            names.push(state.name());
        }
    }
    json_schema!({"type": "string", "enum": names})
}

/// A document for which something is to be done, or can be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BoardEntry {
    /// What it is about.
    pub kind: DueKind,
    /// The time for it is over, or it has not come to rest for 24 hours.
    pub late: bool,
    /// Until when it must, or can, be done; `None` where nothing limits it.
    pub due: Option<IstTime>,
    /// Since it was given to the engine, while it has not come to rest.
    pub age_hours: Option<i64>,
    /// `None` where the ledger does not know the document.
    pub irn: Option<Irn>,
    /// The supplier's.
    pub gstin: Gstin,
    /// `INV`, `CRN` or `DBN`; of an e-way bill without an IRN `INV`, `BIL`, `BOE`, `CHL` or `OTH`.
    #[serde(rename = "type")]
    pub doc_type: String,
    /// As it was written.
    pub number: String,
    /// The document's.
    pub date: Day,
    /// How it stands in the ledger; of an e-way bill without an IRN, the bill's own status.
    #[schemars(schema_with = "any_status")]
    pub status: BoardStatus,
    /// The number of its e-way bill, where the entry is about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ewb_no: Option<String>,
    /// In words.
    pub message: Words,
    /// What to do.
    pub fix: Words,
    /// Worth knowing of its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<Words>,
    /// A sandbox registered the document, or made the e-way bill.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

impl BoardEntry {
    /// Says it in a language. What a portal wrote stays as it is.
    pub(crate) fn speak(&mut self, language: Language) {
        if language == Language::En {
            return;
        }
        let said = |text: &str| -> String {
            let whole = language.say(text);
            match text.split_once(": ").filter(|_| whole == text) {
                Some((lead, portals)) => format!("{}: {portals}", language.say(lead)),
                None => whole.into_owned(),
            }
        };
        self.message = said(&self.message).into();
        self.fix = said(&self.fix).into();
        self.info = self.info.as_deref().map(|info| said(info).into());
    }
}

/// What an entry is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DueKind {
    /// Kept, not sent yet.
    Pending,
    /// Its request may have arrived.
    InDoubt,
    /// The portal refused it: not reported yet.
    Rejected,
    /// In the books, unknown to the ledger.
    Missing,
    /// Its cancellation is not settled.
    Cancelling,
    /// Cancelled in the books, alive at the portal.
    Alive,
    /// Cancelled at the portal, active in the books.
    Spent,
    /// Registered; can still be cancelled.
    Cancellable,
    /// Has a valid e-way bill.
    EwayBill,
    /// Its e-way bill has no Part B yet.
    PartB,
    /// Registered, and the e-way bill that it asked for was refused.
    NoEwayBill,
    /// An e-way bill that another party made for the taxpayer; it can still be rejected.
    Rejectable,
}

impl DueKind {
    /// In words, for people.
    pub const fn words(self) -> &'static str {
        match self {
            DueKind::Pending => "waiting",
            DueKind::InDoubt => "no answer yet",
            DueKind::Rejected => "rejected",
            DueKind::Missing => "missing",
            DueKind::Cancelling => "cancelling",
            DueKind::Alive => "alive",
            DueKind::Spent => "spent",
            DueKind::Cancellable => "can be cancelled",
            DueKind::EwayBill => "e-way bill",
            DueKind::PartB => "Part B",
            DueKind::NoEwayBill => "no e-way bill",
            DueKind::Rejectable => "rejectable",
        }
    }
}

impl Answer for Board {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
