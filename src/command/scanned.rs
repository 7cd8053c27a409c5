//! Signed texts found in a file.

use serde::{Deserialize, Serialize};

/// What is in a file.
#[derive(Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScannedFile {
    /// Signed texts.
    pub codes: Vec<ScannedCode>,
    /// Why it, or the rest of it, can't be read.
    pub fault: Option<String>,
}

impl ScannedFile {
    pub fn unreadable(why: impl Into<String>) -> ScannedFile {
        ScannedFile { codes: Vec::new(), fault: Some(why.into()) }
    }
}

/// A signed text.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedCode {
    /// `page 2`; empty where the file has no places.
    pub place: String,
    pub text: String,
}

/// The signed texts in a text: three parts of base64 between dots, of which the first begins as JSON does.
pub fn tokens(text: &str) -> Vec<String> {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let words =
        text.split(move |c| !is_of_token(c)).filter(|word| word.starts_with("eyJ") && word.matches('.').count() == 2);
    let mut found: Vec<String> = Vec::new();
    for word in words {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}
