//! Findings and the report that carries them.

use crate::calendar::{Day, FinYear};
use crate::change::{Changes, Place};
use crate::codes::Lists;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::language::Language;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::borrow::Cow;

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The portal would refuse the document, or register what nobody meant.
    Error,
    /// The portal would take the invoice; somebody should look all the same.
    Warning,
    /// Nothing is wrong; worth knowing.
    Info,
}

/// What alone would fail, where a finding is not about the invoice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Affects {
    /// The e-way bill: the portal registers the invoice and answers EWBERR beside it.
    Ewb,
}

/// Who can decide a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Judge {
    /// This library, from the document, a taxpayer profile and a day.
    Here,
    /// The portal alone: the rule is named in `not_judged` where it arises.
    Portal,
}

/// One row of the rule catalogue: everything about a rule but the code that checks it.
///
/// `message` and `fix` are templates. `{value}` and `{expected}` stand for the finding's own; a rule may name more words.
/// They are English; `data/hindi.csv` has the same in Hindi.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Dotted and stable, by what it looks at: `item.assessable_value`.
    pub id: &'static str,
    /// The portal's own code, where it has one.
    pub code: Option<&'static str>,
    /// Other codes the portal may give for it.
    pub also: &'static [&'static str],
    /// What its findings have, unless the check gives them another.
    pub severity: Severity,
    /// Who can decide it.
    pub judge: Judge,
    /// Where it looks, `[]` standing for any line.
    pub path: &'static str,
    /// What is wrong: a template.
    pub message: &'static str,
    /// What to do: a template.
    pub fix: &'static str,
    /// Form field, rule of law, notification or portal page.
    pub source: &'static str,
    /// First day of the rule, where it has one; which day counts, the source says.
    pub since: Option<Day>,
    /// Last day of the rule; none while it is in force.
    pub until: Option<Day>,
    /// The setting that decides whether or how it applies.
    pub setting: Option<&'static str>,
    /// What was not checked, in plain words, for rules that can't always be decided; else empty. Of a rule that is
    /// decided here it says why, too.
    pub unchecked: &'static str,
    /// What alone fails when it is broken; none where that is the invoice.
    pub affects: Option<Affects>,
}

impl Rule {
    /// What a row leaves out: it is decided here, has no code of the portal's, and is always in force.
    pub(crate) const ERROR: Rule = Rule {
        id: "",
        code: None,
        also: &[],
        severity: Severity::Error,
        judge: Judge::Here,
        path: "",
        message: "",
        fix: "",
        source: "",
        since: None,
        until: None,
        setting: None,
        unchecked: "",
        affects: None,
    };
    pub(crate) const WARNING: Rule = Rule { severity: Severity::Warning, ..Rule::ERROR };
    pub(crate) const INFO: Rule = Rule { severity: Severity::Info, ..Rule::ERROR };
    /// Only the e-way bill fails for it: the invoice stands.
    pub(crate) const EWB: Rule = Rule { affects: Some(Affects::Ewb), ..Rule::WARNING };
    /// Only the portal can decide it.
    pub(crate) const PORTAL: Rule = Rule { judge: Judge::Portal, ..Rule::ERROR };

    /// The first day of a rule. A day that doesn't exist fails the build.
    pub(crate) const fn since(year: i32, month: u32, day: u32) -> Option<Day> {
        match Day::new(year, month, day) {
            Some(day) => Some(day),
            None => panic!("a rule names a day that doesn't exist"),
        }
    }

    /// Every code the portal may give for it.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.code.into_iter().chain(self.also.iter().copied())
    }

    /// A finding of this rule at a JSON pointer. Cold: what only happens on a fault stays out of the way of what is right.
    #[cold]
    #[inline(never)]
    pub(crate) fn at(&'static self, path: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            code: self.code.map(Cow::Borrowed),
            severity: self.severity,
            path: path.into(),
            item: None,
            value: None,
            expected: None,
            follows: None,
            at: None,
            says: None,
            fix: None,
            words: Vec::new(),
        }
    }
}

/// One fault of a document: what, where, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The row of the catalogue that is broken.
    pub rule: &'static Rule,
    /// The rule's portal code, or a nearer one of the field at hand.
    pub code: Option<Cow<'static, str>>,
    /// The rule's, or what settings and clock made of it.
    pub severity: Severity,
    /// JSON pointer to the value.
    pub path: String,
    /// Number of the line, from 1, when the fault is in one.
    pub item: Option<usize>,
    /// What stands there, cut to 120 characters; none where nothing does.
    pub value: Option<String>,
    /// What should stand there, in the words the message or fix needs.
    pub expected: Option<String>,
    /// The place of the fault this one follows from: mending that mends this.
    pub follows: Option<String>,
    /// Where it stood in the input, when that was not INV-01 itself.
    pub at: Option<Box<Place>>,
    /// A message for this very fault, in place of the rule's general one.
    says: Option<&'static str>,
    /// A fix for this very fault, likewise.
    fix: Option<&'static str>,
    words: Vec<(&'static str, String)>,
}

impl Finding {
    pub(crate) fn code(mut self, code: impl Into<Cow<'static, str>>) -> Finding {
        self.code = Some(code.into());
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// Names the line, counted from 0.
    pub(crate) fn line(mut self, index: usize) -> Finding {
        self.item = Some(index + 1);
        self
    }

    pub(crate) fn value(mut self, value: impl ToString) -> Finding {
        self.value = Some(shortened(value.to_string()));
        self
    }

    pub(crate) fn expected(mut self, expected: impl ToString) -> Finding {
        self.expected = Some(expected.to_string());
        self
    }

    /// Says where in the input it stood.
    pub(crate) fn located(mut self, at: Option<Place>) -> Finding {
        self.at = at.map(Box::new);
        self
    }

    /// A template in place of the rule's own message.
    pub(crate) fn says(mut self, message: &'static str) -> Finding {
        self.says = Some(message);
        self
    }

    /// A template in place of the rule's own fix.
    pub(crate) fn fix(mut self, fix: &'static str) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// Links it to the fault it comes from.
    pub(crate) fn follows(self, cause: impl Into<String>) -> Finding {
        let cause = cause.into();
        let linked = self.fix(FOLLOWS).word("cause", &cause);
        Finding { follows: Some(cause), ..linked }
    }

    /// Offers what was probably meant, likeliest first; none leaves the rule's own fix.
    pub(crate) fn nearest(self, near: &[impl AsRef<str>]) -> Finding {
        match near {
            [] => self,
            near => {
                let near: Vec<&str> = near.iter().map(AsRef::as_ref).collect();
                self.fix(NEAREST).word("near", near.join(", "))
            }
        }
    }

    /// Gives the template's `{name}` its text.
    pub(crate) fn word(mut self, name: &'static str, text: impl ToString) -> Finding {
        self.words.push((name, text.to_string()));
        self
    }

    /// The text given to the template's `{name}`.
    pub(crate) fn word_of(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|word| word.0 == name).map(|word| word.1.as_str())
    }

    /// What is wrong.
    pub fn message(&self, language: Language) -> String {
        self.fill(self.says.unwrap_or(self.rule.message), language)
    }

    /// What to do.
    pub fn mend(&self, language: Language) -> String {
        self.fill(self.fix.unwrap_or(self.rule.fix), language)
    }

    fn fill(&self, template: &'static str, language: Language) -> String {
        let template = language.say(template);
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template.as_ref();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match name {
                "value" => out.push_str(&self.value.as_deref().map_or_else(|| language.say("nothing"), Cow::Borrowed)),
                "expected" => out.push_str(&language.say(self.expected.as_deref().unwrap_or_default())),
                "item" => out.push_str(&self.item.map(|n| n.to_string()).unwrap_or_default()),
                _ => {
                    let word = self.words.iter().rev().find(|w| w.0 == name).map_or("", |w| w.1.as_str());
                    out.push_str(&language.say(word));
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// The fix of a fault that goes away with another.
const FOLLOWS: &str = "mend {cause} first: this follows from it";
/// The fix where something near is known.
const NEAREST: &str = "did you mean {near}?";

/// A value as a report shows it: long texts are cut, for a report is read by people.
pub(crate) fn shortened(text: String) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A finding in a language, as the contract shows it.
struct Told<'f>(&'f Finding, Language);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Told(finding, language) = *self;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("code", &finding.code)?;
        map.serialize_entry("severity", &finding.severity)?;
        if let Some(affects) = finding.rule.affects {
            map.serialize_entry("affects", &affects)?;
        }
        map.serialize_entry("path", &finding.path)?;
        map.serialize_entry("item", &finding.item)?;
        map.serialize_entry("rule", finding.rule.id)?;
        map.serialize_entry("value", &finding.value)?;
        map.serialize_entry("expected", &finding.expected)?;
        map.serialize_entry("message", &finding.message(language))?;
        map.serialize_entry("fix", &finding.mend(language))?;
        map.serialize_entry("source", finding.rule.source)?;
        map.serialize_entry("follows", &finding.follows)?;
        if let Some(at) = &finding.at {
            map.serialize_entry("at", at)?;
        }
        map.end()
    }
}

/// What is known of the document's identity; each part is there when it could be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// The supplier's.
    pub gstin: Option<Gstin>,
    /// `DocDtls.Typ`
    pub doc_type: Option<DocType>,
    /// `DocDtls.No` as it stands, whether of the form's pattern or not.
    pub number: Option<String>,
    /// `DocDtls.Dt`
    pub date: Option<Day>,
}

impl Identity {
    /// The year of its date.
    pub fn fin_year(&self) -> Option<FinYear> {
        self.date.map(Day::fin_year)
    }

    /// The document's key, when all four parts are there and right.
    pub fn key(&self) -> Option<DocumentKey> {
        Some(DocumentKey {
            gstin: self.gstin?,
            doc_type: self.doc_type?,
            number: DocumentNumber::parse(self.number.as_deref()?)?,
            date: self.date?,
        })
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
    /// No finding is an error.
    Valid,
    /// A finding is an error.
    Invalid,
    /// Its schema version is one we have no rules for.
    NotJudged,
}

/// What the rules say of the e-way bill a document asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EwbVerdict {
    /// No finding is about it.
    Valid,
    /// The portal would register the invoice and refuse the e-way bill.
    Invalid,
    /// The document asks for none.
    Absent,
}

/// Everything found in one document, as the contract's report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whether the verdict is [`Verdict::Valid`].
    pub valid: bool,
    /// What follows from the findings.
    pub verdict: Verdict,
    /// Of the e-way bill asked for in it; `None` where the findings are a portal's answer.
    pub ewb: Option<EwbVerdict>,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Which document it is.
    pub document: Identity,
    /// What was changed before it was judged; `None` where it was judged as it came.
    pub changes: Option<Changes>,
    /// Ids of the rules that only the portal, or a fuller taxpayer profile, can decide.
    pub not_judged: Vec<&'static str>,
    /// Those of the rules come root causes first, each part in the form's order.
    pub findings: Vec<Finding>,
    /// The rule pack that judged.
    pub rules: &'static str,
    /// The day of the master lists that it was judged by.
    pub lists: Day,
    /// What the findings are told in.
    pub language: Language,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct OfEwb {
            verdict: EwbVerdict,
        }
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("valid", &self.valid)?;
        map.serialize_entry("verdict", &self.verdict)?;
        if let Some(verdict) = self.ewb {
            map.serialize_entry("ewb", &OfEwb { verdict })?;
        }
        map.serialize_entry("irn", &self.irn)?;
        map.serialize_entry("document", &self.document)?;
        map.serialize_entry("not_judged", &self.not_judged)?;
        map.serialize_entry("findings", &self.shown())?;
        map.serialize_entry("rules", self.rules)?;
        map.serialize_entry("lists", &self.lists)?;
        if let Some(changes) = &self.changes {
            map.serialize_entry("changes", &changes.list)?;
            map.serialize_entry("dressed", &changes.dressed)?;
        }
        map.end()
    }
}

impl Report {
    /// A report whose verdict follows from its findings.
    pub(crate) fn new(
        irn: Option<Irn>,
        document: Identity,
        findings: Vec<Finding>,
        not_judged: Vec<&'static str>,
    ) -> Report {
        let valid = findings.iter().all(|f| f.severity != Severity::Error);
        let verdict = if valid { Verdict::Valid } else { Verdict::Invalid };
        Report {
            valid,
            verdict,
            ewb: None,
            irn,
            document,
            changes: None,
            not_judged,
            findings,
            rules: RULE_PACK,
            lists: Lists::default().day(),
            language: Language::En,
        }
    }

    /// A document with an error among its findings isn't valid.
    pub(crate) fn follow_findings(&mut self) {
        if self.errors().next().is_some() {
            self.valid = false;
            if self.verdict == Verdict::Valid {
                self.verdict = Verdict::Invalid;
            }
        }
    }

    /// The same with a word on the e-way bill; `asked` says whether the document asks for one.
    pub(crate) fn of_ewb(self, asked: bool) -> Report {
        let fails = |f: &Finding| {
            f.rule.affects == Some(Affects::Ewb) || f.severity == Severity::Error && f.path.starts_with("/EwbDtls")
        };
        let verdict = match asked {
            false => EwbVerdict::Absent,
            true if self.findings.iter().any(fails) => EwbVerdict::Invalid,
            true => EwbVerdict::Valid,
        };
        Report { ewb: Some(verdict), ..self }
    }

    /// The findings in the report's language.
    fn shown(&self) -> Vec<Told<'_>> {
        self.findings.iter().map(|finding| Told(finding, self.language)).collect()
    }

    /// Writes the findings alone.
    pub(crate) fn only_findings<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(s)
    }

    /// The same told in a language; it begins in English.
    pub fn told_in(self, language: Language) -> Report {
        Report { language, ..self }
    }

    /// The same, judged by lists of another day than the built-in ones.
    pub(crate) fn by_lists_of(self, lists: Day) -> Report {
        Report { lists, ..self }
    }

    /// What makes the document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.severity == Severity::Error)
    }
}

/// Form version and the day of the newest rule in the pack.
pub const RULE_PACK: &str = "inv01-1.1/2026-02-01";
