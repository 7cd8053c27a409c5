//! What a request names: the bills, how they are read, the files beside them.

use crate::answer::map::{Map, Pairs};
use crate::answer::table::{ConvertRequest, GivenMap, GivenRow, GivenTable, Scalar};
use crate::engine::bill::source::DocumentSource;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::table::{Cell, FileShape, PartyFiles, TableRecord, TableSource, TableTerms};
use std::collections::HashMap;

/// What bills are read from.
pub enum BillInput {
    /// A table.
    Table(TableSource),
    /// Rows of a program.
    Rows(Vec<TableRecord>),
    /// Documents of JSON.
    Documents(DocumentSource),
}

/// The bills of a request.
pub fn source(request: &ConvertRequest) -> Result<BillInput> {
    if let Some(rows) = &request.rows {
        return rows_of(rows).map(BillInput::Rows);
    }
    if let Some(documents) = &request.documents {
        let all: Vec<&str> = documents.iter().map(|document| document.get()).collect();
        return DocumentSource::of_text(&format!("[{}]", all.join(","))).map(BillInput::Documents);
    }
    if let Some(path) = &request.path {
        if path.is_dir() {
            return DocumentSource::of_path(path).map(BillInput::Documents);
        }
        let source = TableSource::of_path(path)?;
        return Ok(if source.shape()? == FileShape::Json {
            BillInput::Documents(DocumentSource::of_path(path)?)
        } else {
            BillInput::Table(source)
        });
    }
    let name = request.name.clone().unwrap_or_else(|| "the table".to_owned());
    if let Some(text) = &request.text {
        let source = TableSource::of_bytes(text.as_bytes(), name);
        return Ok(if source.shape()? == FileShape::Json {
            BillInput::Documents(DocumentSource::of_text(text)?)
        } else {
            BillInput::Table(source)
        });
    }
    let base64 = request.base64.as_deref().unwrap_or_default();
    let bytes = decode(base64)?;
    let source = TableSource::of_bytes(bytes.clone(), name);
    match source.shape()? {
        FileShape::Json => {
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::new(ErrorKind::Utf8, "the documents are not UTF-8").at("/base64"))?;
            DocumentSource::of_text(&text).map(BillInput::Documents)
        }
        FileShape::Zip | FileShape::Compound | FileShape::Xml | FileShape::Dbf | FileShape::Text => {
            Ok(BillInput::Table(source))
        }
    }
}

fn decode(text: &str) -> Result<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|e| Error::new(ErrorKind::Arg, format!("this is not base64: {e}")).at("/base64"))
}

/// Rows of a program as rows of a table; the headings are row 0.
fn rows_of(given: &[GivenRow]) -> Result<Vec<TableRecord>> {
    let mut headings: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, u32> = HashMap::new();
    for (name, _) in given
        .iter()
        .filter_map(|row| if let GivenRow::Named(pairs) = row { Some(pairs) } else { None })
        .flat_map(Pairs::iter)
    {
        places.entry(name).or_insert_with(|| {
            headings.push(name);
            headings.len() as u32 - 1
        });
    }
    if headings.len() > crate::table::limits::COLUMNS as usize {
        return Err(crate::table::limits::wide_row(1));
    }
    let mut rows = Vec::with_capacity(given.len() + 1);
    if !headings.is_empty() {
        rows.push(TableRecord::typed(
            0,
            (0..).zip(&headings).map(|(column, name)| (column, Cell::Text((*name).to_owned()))).collect(),
        ));
    }
    for (number, row) in (1..).zip(given) {
        let mut cells: Vec<(u32, Cell)> = match row {
            GivenRow::Named(pairs) => {
                pairs.iter().filter_map(|(name, value)| Some((*places.get(name)?, cell(value)?))).collect()
            }
            GivenRow::Listed(values) => {
                (0..).zip(values).filter_map(|(column, value)| Some((column, cell(value)?))).collect()
            }
        };
        cells.sort_by_key(|(column, _)| *column);
        // Listed rows bring their headings as the first of them.
        rows.push(TableRecord::typed(if headings.is_empty() { number - 1 } else { number }, cells));
    }
    Ok(rows)
}

fn cell(value: &Scalar) -> Option<Cell> {
    match value {
        Scalar::Nothing(()) => None,
        Scalar::Flag(flag) => Some(Cell::Flag(*flag)),
        Scalar::Number(number) => Some(Cell::Binary(number.to_string())),
        Scalar::Text(text) => Some(Cell::Text(text.clone())),
    }
}

/// The mapping file of a request, read and checked.
pub fn given_map(request: &ConvertRequest) -> Result<Option<Map>> {
    match &request.map {
        None => Ok(None),
        Some(GivenMap::Map(map)) => map.as_ref().clone().checked().map(Some),
        Some(GivenMap::Path(path)) => {
            let text = file::text(path, file::SETTINGS)
                .map_err(|e| Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", path.display())).at("/map"))?;
            Map::read(&text).map(Some)
        }
    }
}

/// How the table is to be read, and the files beside it.
pub fn how(request: &ConvertRequest) -> Result<(TableTerms, PartyFiles)> {
    let map = given_map(request)?;
    let mut files = PartyFiles::default();
    if let Some(given) = &request.parties {
        files.parties(&beside(given, "/parties")?);
    }
    if let Some(given) = &request.items {
        files.items(&beside(given, "/items")?);
    }
    let how = TableTerms {
        preset: request.preset.clone(),
        map,
        sheet: request.sheet.clone(),
        defaults: request.defaults.clone(),
        has_parties: files.has_parties(),
        has_items: files.has_items(),
        is_purchases: false,
        is_look: false,
    };
    Ok((how, files))
}

/// The rows of a table beside the bills, its headings first.
fn beside(given: &GivenTable, at: &'static str) -> Result<Vec<TableRecord>> {
    match given {
        GivenTable::Rows(rows) => rows_of(rows),
        GivenTable::Path(path) => crate::table::rows_of_file(path)
            .map_err(|e| if e.at.as_deref().is_none_or(|at| at == "/path") { e.at(at) } else { e }),
    }
}
