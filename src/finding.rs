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

/// One row of the rule catalogue: everything about a rule but the code that checks it.
///
/// `message` and `fix` are templates. `{value}` and `{expected}` stand for the finding's own; a rule may name more words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Rule {
    /// Dotted and stable, by what it looks at: `item.assessable_value`.
    pub id: &'static str,
    /// The portal's own code, where it has one.
    pub code: Option<&'static str>,
    pub severity: Severity,
    /// Where it looks, `[]` standing for any line.
    pub path: &'static str,
    pub message: &'static str,
    pub fix: &'static str,
    /// Form field, rule of law, notification or portal page.
    pub source: &'static str,
}

impl Rule {
    /// A finding of this rule at a JSON pointer.
    pub fn at(&'static self, path: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            code: self.code,
            severity: self.severity,
            path: path.into(),
            item: None,
            value: None,
            expected: None,
            fix: None,
            words: Vec::new(),
        }
    }
}

/// One fault of a document: what, where, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    /// The rule's portal code, or a nearer one of the field at hand.
    pub code: Option<&'static str>,
    pub severity: Severity,
    /// JSON pointer to the value.
    pub path: String,
    /// Number of the line, from 1, when the fault is in one.
    pub item: Option<usize>,
    pub value: Option<String>,
    pub expected: Option<String>,
    /// A fix computed for this very fault, in place of the rule's general one.
    fix: Option<String>,
    words: Vec<(&'static str, String)>,
}

impl Finding {
    pub fn code(mut self, code: &'static str) -> Finding {
        self.code = Some(code);
        self
    }

    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// Names the line, counted from 0.
    pub fn line(mut self, index: usize) -> Finding {
        self.item = Some(index + 1);
        self
    }

    pub fn value(mut self, value: impl ToString) -> Finding {
        self.value = Some(shortened(value.to_string()));
        self
    }

    pub fn expected(mut self, expected: impl ToString) -> Finding {
        self.expected = Some(expected.to_string());
        self
    }

    pub fn fix(mut self, fix: impl Into<String>) -> Finding {
        self.fix = Some(fix.into());
        self
    }

    /// Gives the template's `{name}` its text.
    pub fn word(mut self, name: &'static str, text: impl ToString) -> Finding {
        self.words.push((name, text.to_string()));
        self
    }

    pub fn message(&self) -> String {
        self.fill(self.rule.message)
    }

    pub fn mend(&self) -> String {
        self.fix.as_ref().map_or_else(|| self.fill(self.rule.fix), |fix| self.fill(fix))
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match name {
                "value" => out.push_str(self.value.as_deref().unwrap_or("nothing")),
                "expected" => out.push_str(self.expected.as_deref().unwrap_or_default()),
                "item" => out.push_str(&self.item.map(|n| n.to_string()).unwrap_or_default()),
                _ => out.push_str(self.words.iter().find(|w| w.0 == name).map_or("", |w| w.1.as_str())),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// A value as a report shows it: long texts are cut, for a report is read by people.
fn shortened(text: String) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(10))?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("item", &self.item)?;
        map.serialize_entry("rule", self.rule.id)?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("expected", &self.expected)?;
        map.serialize_entry("message", &self.message())?;
        map.serialize_entry("fix", &self.mend())?;
        map.serialize_entry("source", self.rule.source)?;
        map.end()
    }
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
