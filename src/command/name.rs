//! The name of a document: its file, and its place there.

use serde::Serialize;
use std::path::Path;

/// Where a document comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// The file.
    pub file: String,
    /// Its place in the file, from 1, where that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
}

impl Name {
    pub fn of(file: &Path) -> Name {
        Name { file: file.display().to_string(), place: None }
    }

    /// For people.
    pub fn words(&self) -> String {
        match self.place {
            Some(place) => format!("{}, bill {place}", self.file),
            None => self.file.clone(),
        }
    }
}

/// The word for so many bills.
pub const fn bills(count: usize) -> &'static str {
    if count == 1 { "bill" } else { "bills" }
}
