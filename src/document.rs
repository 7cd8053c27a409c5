//! How a request names a document.

use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use schemars::JsonSchema;

/// A document named by its IRN, or by supplier, type, number and date.
///
/// ```
/// use einv::document::DocumentRef;
/// use einv::irn::Irn;
///
/// let irn = Irn::parse(&"0".repeat(64)).ok_or("no IRN")?;
/// assert_eq!(DocumentRef::from(irn).irn(), Some(irn));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenReference")]
pub struct DocumentRef {
    irn: Option<Irn>,
    key: Option<DocumentKey>,
    supplier: Option<Gstin>,
}

impl DocumentRef {
    /// The IRN, where it was given.
    pub fn irn(&self) -> Option<Irn> {
        self.irn
    }

    /// Supplier, type, number and date, where all of them were given.
    pub fn key(&self) -> Option<&DocumentKey> {
        self.key.as_ref()
    }

    /// The supplier, where it was given.
    pub fn supplier(&self) -> Option<Gstin> {
        self.supplier
    }

    /// Adds the supplier to a reference by IRN.
    #[must_use]
    pub fn of(self, supplier: Gstin) -> DocumentRef {
        DocumentRef { supplier: Some(supplier), ..self }
    }

    /// Returns the IRN that was given, or else the IRN that the portal would give the document on `day`.
    pub(crate) fn irn_on(&self, day: Day) -> Option<Irn> {
        self.irn.or_else(|| self.key.as_ref().map(|key| key.irn(day)))
    }
}

impl From<Irn> for DocumentRef {
    fn from(irn: Irn) -> DocumentRef {
        DocumentRef { irn: Some(irn), key: None, supplier: None }
    }
}

impl From<DocumentKey> for DocumentRef {
    fn from(key: DocumentKey) -> DocumentRef {
        DocumentRef { irn: None, supplier: Some(key.gstin), key: Some(key) }
    }
}

/// The members of a request that name a document, as they were written.
#[derive(Default)]
pub(crate) struct NamedAsWritten {
    pub irn: Option<String>,
    pub gstin: Option<String>,
    pub doc_type: Option<String>,
    pub number: Option<String>,
    pub date: Option<String>,
}

impl NamedAsWritten {
    /// Returns the document they name, or an error that names the missing or wrong part. With an IRN, the other members
    /// may be incomplete.
    pub fn read(&self) -> Result<DocumentRef> {
        let Some(text) = &self.irn else { return Ok(self.key()?.into()) };
        let irn = Irn::parse(text).ok_or_else(|| wrong("/irn", text, "an IRN").fix("64 hexadecimal digits"))?;
        Ok(DocumentRef { irn: Some(irn), key: self.key().ok(), supplier: self.gstin.as_deref().and_then(Gstin::parse) })
    }

    /// Returns the document's key, or an error that names the missing or wrong part.
    pub fn key(&self) -> Result<DocumentKey> {
        fn need<'t>(text: &'t Option<String>, at: &str) -> Result<&'t str> {
            text.as_deref().ok_or_else(|| {
                Error::new(ErrorKind::Json, format!("{} is missing", &at[1..]))
                    .at(at)
                    .fix("give {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
            })
        }
        let gstin = need(&self.gstin, "/gstin")?;
        let doc_type = need(&self.doc_type, "/type")?;
        let number = need(&self.number, "/number")?;
        let date = need(&self.date, "/date")?;
        Ok(DocumentKey {
            gstin: Gstin::parse(gstin).ok_or_else(|| wrong("/gstin", gstin, "a GSTIN"))?,
            doc_type: DocType::parse(doc_type)
                .ok_or_else(|| wrong("/type", doc_type, "a document type").fix("INV, CRN or DBN"))?,
            number: DocumentNumber::parse(number).ok_or_else(|| {
                wrong("/number", number, "a document number")
                    .fix("up to 16 letters, digits, / and -, not beginning with 0, / or -")
            })?,
            date: Day::parse(date).ok_or_else(|| wrong("/date", date, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"))?,
        })
    }
}

/// A struct read from a request: the members that name a document, and its own. (`serde(flatten)` would accept unknown
/// members silently.)
macro_rules! names_a_document {
    ($(#[$meta:meta])* $scope:vis struct $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        $scope struct $name {
            /// Its IRN; or the four members that follow.
            irn: Option<String>,
            /// The supplier's.
            gstin: Option<String>,
            /// `INV`, `CRN` or `DBN`.
            #[serde(rename = "type")]
            doc_type: Option<String>,
            /// Its number.
            number: Option<String>,
            /// Its date: 21/11/2026 or 2026-11-21.
            date: Option<String>,
            $($(#[$of_field])* $field: $type,)*
        }

        impl $name {
            /// Takes the members that name the document.
            $scope fn named(&mut self) -> crate::document::NamedAsWritten {
                crate::document::NamedAsWritten {
                    irn: self.irn.take(),
                    gstin: self.gstin.take(),
                    doc_type: self.doc_type.take(),
                    number: self.number.take(),
                    date: self.date.take(),
                }
            }
        }
    };
}
pub(crate) use names_a_document;

names_a_document! {
    /// A document, by its IRN, or by supplier, type, number and date.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default, expecting = "an object with irn, or with gstin, type, number and date")]
    pub(crate) struct GivenReference {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DocumentRef> {
        let mut given: GivenReference =
            serde_json::from_str(text).map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
        given.named().read()
    }

    #[test]
    fn a_document_is_named_by_its_irn_or_by_all_of_its_key() {
        let irn = "0".repeat(64);
        let by_irn = read(&format!(r#"{{"irn":"{irn}","gstin":"29AABCU9603R1ZJ"}}"#)).unwrap();
        assert_eq!((by_irn.irn(), by_irn.key()), (Irn::parse(&irn), None));
        assert_eq!(by_irn.supplier(), Gstin::parse("29AABCU9603R1ZJ"));
        let by_key = r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"A/1","date":"21/11/2026"}"#;
        let by_key = read(by_key).unwrap();
        assert_eq!(by_key.key().map(|key| key.number.as_str()), Some("A/1"));
        assert_eq!(by_key.irn_on(Day::new(2026, 11, 21).unwrap()), by_key.key().map(|k| k.irn(k.date)));
    }

    #[test]
    fn an_error_names_the_part_that_is_missing_or_wrong() {
        for (text, at) in [
            ("{}", "/gstin"),
            (r#"{"irn":"12"}"#, "/irn"),
            (r#"{"gstin":"29"}"#, "/type"),
            (r#"{"gstin":"29","type":"INV","number":"A/1","date":"21/11/2026"}"#, "/gstin"),
            (r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"A/1"}"#, "/date"),
            (r#"{"gstin":"29AABCU9603R1ZJ","type":"BILL","number":"A/1","date":"21/11/2026"}"#, "/type"),
            (r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"0","date":"21/11/2026"}"#, "/number"),
            (r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"A/1","date":"today"}"#, "/date"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some(at)), "{text}: {error}");
        }
        assert!(read(r#"{"irm":"12"}"#).is_err());
    }
}
