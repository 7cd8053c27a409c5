//! The Invoice Reference Number, worked out offline.
//!
//! `IRN = hex(SHA-256(supplier GSTIN + financial year "YYYY-YY" + type + number))`, no separators. Until 31-05-2025 the
//! number was hashed as submitted; from 01-06-2025 the portal upper-cases it first (GSTN advisory of 04-04-2025).

use crate::calendar::{Day, FinYear};
use crate::gstin::Gstin;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

/// The kinds of document an IRN is made for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
pub enum DocType {
    /// `INV`: an invoice.
    #[serde(rename = "INV")]
    Invoice,
    /// `CRN`: a credit note.
    #[serde(rename = "CRN")]
    CreditNote,
    /// `DBN`: a debit note.
    #[serde(rename = "DBN")]
    DebitNote,
}

impl DocType {
    /// All there are.
    pub const ALL: [DocType; 3] = [DocType::Invoice, DocType::CreditNote, DocType::DebitNote];

    /// Reads the form's code in any case: `INV`, `CRN`, `DBN`.
    pub fn parse(text: &str) -> Option<DocType> {
        DocType::ALL.into_iter().find(|t| t.code().eq_ignore_ascii_case(text))
    }

    /// The form's code (`DocDtls.Typ`), which is hashed into the IRN.
    pub const fn code(self) -> &'static str {
        match self {
            DocType::Invoice => "INV",
            DocType::CreditNote => "CRN",
            DocType::DebitNote => "DBN",
        }
    }
}

/// A document number in the form's pattern, `^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$`, as it was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Reads a text of the pattern; anything else, blanks around it too, is none.
    pub fn parse(text: &str) -> Option<DocumentNumber> {
        let (first, rest) = text.as_bytes().split_first()?;
        let fits = text.len() <= 16
            && first.is_ascii_alphanumeric()
            && *first != b'0'
            && rest.iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-'));
        fits.then(|| DocumentNumber(text.to_owned()))
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How numbers are compared and kept: two that differ only in case are one document.
    pub fn upper(&self) -> String {
        self.0.to_ascii_uppercase()
    }
}

/// What names a document: supplier, type, number as written, and date. Its IRN follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentKey {
    /// The supplier's (`SellerDtls.Gstin`).
    pub gstin: Gstin,
    /// `DocDtls.Typ`
    pub doc_type: DocType,
    /// `DocDtls.No`
    pub number: DocumentNumber,
    /// `DocDtls.Dt`
    pub date: Day,
}

impl DocumentKey {
    /// The year of its date, which is hashed into the IRN.
    pub fn fin_year(&self) -> FinYear {
        self.date.fin_year()
    }

    /// The IRN the portal would give this document when it is judged on `day`.
    pub fn irn(&self, day: Day) -> Irn {
        let written = self.number.as_str();
        let changes = upper_cased_on(day) && written.bytes().any(|c| c.is_ascii_lowercase());
        if changes { self.irn_of(&self.number.upper()) } else { self.irn_of(written) }
    }

    /// Whether `irn` is this document's in either casing of its number: the portal decides which it used.
    pub fn owns(&self, irn: &Irn) -> bool {
        *irn == self.irn_of(&self.number.upper()) || *irn == self.irn_of(self.number.as_str())
    }

    fn irn_of(&self, number: &str) -> Irn {
        Irn::compute(self.gstin.as_str(), self.fin_year(), self.doc_type, number)
    }
}

/// First day on which the portal upper-cases document numbers before it hashes them; a row of `data/law/days.csv`.
pub(crate) const UPPER_CASE_FROM: Day = include!(concat!(env!("OUT_DIR"), "/law_day_numbers_upper_case.rs"));

/// Whether the portal upper-cases document numbers reported on `day` before it hashes them.
fn upper_cased_on(day: Day) -> bool {
    day >= UPPER_CASE_FROM
}

/// 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Irn([u8; 64]);

impl Irn {
    /// The formula itself; `number` is hashed exactly as given.
    pub fn compute(gstin: &str, year: FinYear, doc_type: DocType, number: &str) -> Irn {
        let (from, to) = (year.start().rem_euclid(10_000) as u16, (year.start() + 1).rem_euclid(100) as u16);
        let digit = |n: u16| b'0' + (n % 10) as u8;
        let year =
            [digit(from / 1000), digit(from / 100), digit(from / 10), digit(from), b'-', digit(to / 10), digit(to)];
        let (code, number) = (doc_type.code().as_bytes(), number.as_bytes());
        // What fits a block, as all that the form allows does, is hashed in one go: piece by piece costs a fifth more.
        let (mut block, end) = ([0; 64], 25 + number.len());
        let hash = match (<[u8; 15]>::try_from(gstin.as_bytes()), block.get_mut(25..end)) {
            (Ok(gstin), Some(room)) => {
                room.copy_from_slice(number);
                block[..15].copy_from_slice(&gstin);
                block[15..22].copy_from_slice(&year);
                block[22..25].copy_from_slice(code);
                Sha256::digest(&block[..end])
            }
            (Ok(_) | Err(_), _) => {
                Sha256::new().chain_update(gstin).chain_update(year).chain_update(code).chain_update(number).finalize()
            }
        };
        let mut hex = [0; 64];
        // 32 bytes are 64 digits: the only error of this call is a buffer too short.
        let _ = base16ct::lower::encode(&hash, &mut hex);
        Irn(hex)
    }

    /// Reads 64 hexadecimal digits of either case.
    pub fn parse(text: &str) -> Option<Irn> {
        let mut bytes: [u8; 64] = text.as_bytes().try_into().ok()?;
        bytes.make_ascii_lowercase();
        bytes.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')).then_some(Irn(bytes))
    }

    /// The 64 digits, in lower case.
    pub fn as_str(&self) -> &str {
        // Only hexadecimal digits ever get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Irn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Irn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Irn {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl Serialize for DocumentNumber {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// Reads a text by `parse`, or says that it is not `what`.
fn text<'de, T, D: Deserializer<'de>>(d: D, parse: fn(&str) -> Option<T>, what: &str) -> Result<T, D::Error> {
    let text = Cow::<str>::deserialize(d)?;
    parse(&text).ok_or_else(|| D::Error::custom(format!("\"{text}\" is not {what}")))
}

impl<'de> Deserialize<'de> for Irn {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Irn, D::Error> {
        text(d, Irn::parse, "an IRN: 64 hexadecimal digits")
    }
}

impl<'de> Deserialize<'de> for DocType {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<DocType, D::Error> {
        text(d, DocType::parse, "a document type: INV, CRN or DBN")
    }
}

impl<'de> Deserialize<'de> for DocumentNumber {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<DocumentNumber, D::Error> {
        text(d, DocumentNumber::parse, "a document number")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: &str, date: &str) -> DocumentKey {
        DocumentKey {
            gstin: Gstin::parse("37ARZPT4384Q1MT").unwrap(),
            doc_type: DocType::Invoice,
            number: DocumentNumber::parse(number).unwrap(),
            date: Day::parse(date).unwrap(),
        }
    }

    #[test]
    fn the_case_of_the_number_counts_by_the_day_it_is_judged() {
        // A genuine token of 14/07/2025: hashed upper-cased although submitted in mixed case.
        let genuine = "d9476807f5496dea9fc65c6a954887db156022ba4b0d17a3687d43576beb8e17";
        let key = key("Test-00df1", "14/07/2025");
        assert_eq!(key.irn(Day::new(2025, 6, 1).unwrap()).as_str(), genuine);
        let before = key.irn(Day::new(2025, 5, 31).unwrap());
        assert_ne!(before.as_str(), genuine);
        assert!(key.owns(&before) && key.owns(&Irn::parse(genuine).unwrap()));
        assert!(!key.owns(&Irn::parse(&"0".repeat(64)).unwrap()));
    }

    #[test]
    fn a_number_of_any_length_is_hashed_whole() {
        let year = FinYear::parse("2026-27").unwrap();
        for length in [0, 1, 16, 39, 40, 200] {
            let number = "9".repeat(length);
            let whole = Sha256::digest(format!("29AABCU9603R1ZJ2026-27CRN{number}"));
            let irn = Irn::compute("29AABCU9603R1ZJ", year, DocType::CreditNote, &number);
            assert_eq!(irn.as_str(), base16ct::lower::encode_string(&whole), "{length}");
        }
    }

    #[test]
    fn document_numbers_follow_the_forms_pattern() {
        for good in ["1", "A", "INV/2026-27/0001", "a-b/c", "9sQ5E2"] {
            assert!(DocumentNumber::parse(good).is_some(), "{good}");
        }
        for bad in ["", "0", "0A", "/1", "-1", "A B", "A_1", "12345678901234567", "é"] {
            assert!(DocumentNumber::parse(bad).is_none(), "{bad}");
        }
    }
}
