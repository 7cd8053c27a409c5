//! Findings and the report that carries them.

use crate::calendar::{Day, FinYear};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, Irn};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The portal would refuse the document.
    Error,
    /// The portal would take it; somebody should look all the same.
    Warning,
}

/// One fault of a document: what, where, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// The portal's own code, where it has one.
    pub code: Option<&'static str>,
    pub severity: Severity,
    /// JSON pointer to the value.
    pub path: String,
    /// Number of the line, from 1, when the fault is in one.
    pub item: Option<usize>,
    /// The catalogue's id of the rule.
    pub rule: &'static str,
    pub value: Option<String>,
    pub expected: Option<String>,
    pub message: String,
    pub fix: Option<String>,
    /// The rule's own source: form field, notification, portal page.
    pub source: &'static str,
}

/// What is known of the document's identity; each part is there when it could be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    pub gstin: Option<Gstin>,
    pub doc_type: Option<DocType>,
    pub number: Option<String>,
    pub date: Option<Day>,
}

impl Identity {
    pub fn fin_year(&self) -> Option<FinYear> {
        self.date.map(Day::fin_year)
    }
}

impl From<&DocumentKey> for Identity {
    fn from(key: &DocumentKey) -> Identity {
        Identity {
            gstin: Some(key.gstin),
            doc_type: Some(key.doc_type),
            number: Some(key.number.as_str().to_owned()),
            date: Some(key.date),
        }
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(5))?;
        map.serialize_entry("gstin", &self.gstin.map(|g| g.to_string()))?;
        map.serialize_entry("type", &self.doc_type.map(DocType::code))?;
        map.serialize_entry("number", &self.number)?;
        map.serialize_entry("date", &self.date)?;
        map.serialize_entry("fin_year", &self.fin_year().map(|y| y.to_string()))?;
        map.end()
    }
}

/// What the rules say of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Valid,
    Invalid,
    /// Its schema version is one we have no rules for.
    NotJudged,
}

/// Everything found in one document, as the contract's report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub valid: bool,
    pub verdict: Verdict,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    pub document: Identity,
    /// What only the portal, or a fuller taxpayer profile, can decide.
    pub not_judged: Vec<&'static str>,
    pub findings: Vec<Finding>,
    /// The rule pack that judged.
    pub rules: &'static str,
}

impl Report {
    /// A report whose verdict follows from its findings.
    pub fn new(irn: Option<Irn>, document: Identity, findings: Vec<Finding>, not_judged: Vec<&'static str>) -> Report {
        let valid = findings.iter().all(|f| f.severity != Severity::Error);
        let verdict = if valid { Verdict::Valid } else { Verdict::Invalid };
        Report { valid, verdict, irn, document, not_judged, findings, rules: RULE_PACK }
    }

    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.severity == Severity::Error)
    }
}

/// Form version and the day of the newest rule in the pack.
pub const RULE_PACK: &str = "inv01-1.1/2025-06-01";
