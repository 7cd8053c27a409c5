//! Documents by the names that people have: the file of the bill, its number, its IRN.

use crate::command::args::{Common, NamedDocument};
use crate::command::inputs::read;
use crate::command::tidied;
use einv::answer::list::{ListRequest, ListedDocument};
use einv::document::DocumentRef;
use einv::engine::{self, Engine, HashOptions, ListOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;
use einv::irn::{DocumentNumber, Irn};
use std::path::Path;

/// Documents of the same number that are printed.
const SHOWN: usize = 10;

/// The document of a name: an IRN is one; else the bill of the file of that name; else the ledger's document of that number.
pub fn document(engine: &Engine, named: &NamedDocument, common: &Common) -> Result<DocumentRef> {
    irn(engine, named, common).map(DocumentRef::from)
}

/// The IRN of a name.
pub fn irn(engine: &Engine, named: &NamedDocument, common: &Common) -> Result<Irn> {
    let name = named.document.trim();
    if let Some(irn) = Irn::parse(name) {
        return Ok(irn);
    }
    let file = Path::new(name);
    if file.is_file() || name == "-" {
        let options = HashOptions::new().normalize(tidied::wanted(common));
        let hashed = engine::hash(Some(engine), &read(file)?, &options);
        return hashed.map(|hashed| hashed.irn).map_err(|e| Error { message: format!("{name}: {}", e.message), ..e });
    }
    of_number(engine, name, named.gstin.as_deref())?.ok_or_else(|| {
        Error::new(ErrorKind::Arg, format!("there is no file, and no document in the ledger, named {name}"))
            .fix("give the bill's file, its number as it was written, or its IRN; einv list shows what the ledger has")
    })
}

/// The only document of the ledger with that number; `None` where it has none.
pub fn of_number(engine: &Engine, name: &str, gstin: Option<&str>) -> Result<Option<Irn>> {
    let Some(number) = DocumentNumber::parse(name) else { return Ok(None) };
    let mut request = ListRequest::new().number(number);
    if let Some(gstin) = gstin {
        request = request.supplier(supplier(gstin)?);
    }
    let found = engine.list(request, &ListOptions::new().limit(SHOWN))?;
    match &found.documents[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.irn)),
        several => {
            let each: Vec<String> = several.iter().map(in_words).collect();
            let more = if found.total > several.len() { "; and more" } else { "" };
            Err(Error::new(
                ErrorKind::Arg,
                format!("{} documents have the number {name}: {}{more}", found.total, each.join("; ")),
            )
            .fix("give the IRN, or the supplier with --gstin"))
        }
    }
}

fn in_words(one: &ListedDocument) -> String {
    format!("{} {} of {}, IRN {}", one.gstin, one.doc_type.code(), one.date.iso(), one.irn)
}

pub fn supplier(text: &str) -> Result<Gstin> {
    Gstin::parse(text)
        .ok_or_else(|| Error::new(ErrorKind::Option, format!("\"{text}\" is not a GSTIN")).fix("it has 15 characters"))
}
