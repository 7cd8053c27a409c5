//! Findings and the report that carries them.

use crate::calendar::{Day, FinYear};
use crate::change::{Changes, Place};
use crate::codes::Lists;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::language::Language;
use crate::template::{self, TemplatePart};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// How serious a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The portal would refuse the document, or would register something the user didn't mean.
    Error,
    /// The portal would accept the invoice, but someone should check it.
    Warning,
    /// Nothing is wrong; this is worth knowing.
    Info,
}

/// What fails alone, where a finding is not about the invoice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Affects {
    /// The e-way bill: the portal registers the invoice and answers EWBERR beside it.
    Ewb,
}

/// Who can decide a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Judge {
    /// This library, from the document, a taxpayer profile and a day.
    Here,
    /// Only the portal. The answer lists the rule in `not_judged` where it applies.
    Portal,
}

/// One row of the rule catalogue: everything about a rule but the code that checks it.
///
/// `message` and `fix` are templates. `{value}` and `{expected}` stand for the finding's own; a rule may name more words.
/// They are English; `data/hindi.csv` has the same in Hindi.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Dotted and stable, named after the value it checks: `item.assessable_value`.
    pub id: &'static str,
    /// The portal's own code, where it has one.
    pub code: Option<&'static str>,
    /// Other codes the portal may give for it.
    pub also: &'static [&'static str],
    /// The severity of its findings, unless the check sets another.
    pub severity: Severity,
    /// Who can decide it.
    pub judge: Judge,
    /// Which field it checks; `[]` stands for any line.
    pub path: &'static str,
    /// What is wrong: a template.
    pub message: &'static str,
    /// What to do: a template.
    pub fix: &'static str,
    /// Form field, rule of law, notification or portal page.
    pub source: &'static str,
    /// First day of the rule, where it has one. `source` says which day counts.
    pub since: Option<Day>,
    /// Last day of the rule; none while it is in force.
    pub until: Option<Day>,
    /// The setting that decides whether or how it applies.
    pub setting: Option<&'static str>,
    /// What was not checked, in plain words, for a rule that can't always be decided; else empty. For a rule of this
    /// library it also says why.
    pub unchecked: &'static str,
    /// What fails alone when the rule is broken; `None` where the invoice itself fails.
    pub affects: Option<Affects>,
}

impl Rule {
    /// The defaults of a row: decided here, without a portal code, always in force.
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
    /// Only the e-way bill fails; the invoice stands.
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

    /// Makes a finding of this rule at a JSON pointer. Cold: code for faults stays out of the fast path of right
    /// documents.
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

/// One fault of a document: what, where, and how to fix it.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "ShownFinding<'static>")]
pub struct Finding {
    /// The row of the catalogue that is broken.
    pub rule: &'static Rule,
    /// The rule's portal code, or a more exact one for this field.
    pub code: Option<Cow<'static, str>>,
    /// The rule's severity, unless settings or the clock changed it.
    pub severity: Severity,
    /// JSON pointer to the value.
    pub path: String,
    /// The number of the line, from 1, when the fault is in one.
    pub item: Option<usize>,
    /// The value found, cut to 120 characters; `None` where there is none.
    pub value: Option<String>,
    /// The value expected, in the words that the message or fix needs.
    pub expected: Option<String>,
    /// The path of the fault that causes this one. Fixing that fault fixes this one.
    pub follows: Option<String>,
    /// Where it stood in the input, when that was not INV-01 itself.
    pub at: Option<Box<Place>>,
    /// A message for this fault, in place of the rule's general one.
    pub(crate) says: Option<&'static str>,
    /// A fix for this fault, in place of the rule's general one.
    pub(crate) fix: Option<&'static str>,
    pub(crate) words: Vec<(&'static str, String)>,
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

    /// Sets the line, counted from 0.
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

    /// Sets a template in place of the rule's message.
    pub(crate) fn says(mut self, message: &'static str) -> Finding {
        self.says = Some(message);
        self
    }

    /// Sets a template in place of the rule's fix.
    pub(crate) fn with_fix(mut self, fix: &'static str) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// Links it to the fault that causes it.
    pub(crate) fn follows(self, cause: impl Into<String>) -> Finding {
        let cause = cause.into();
        let linked = self.with_fix(FOLLOWS).word("cause", &cause);
        Finding { follows: Some(cause), ..linked }
    }

    /// Suggests what was probably meant, likeliest first. Without suggestions the rule's own fix stays.
    pub(crate) fn nearest(self, near: &[impl AsRef<str>]) -> Finding {
        match near {
            [] => self,
            near => {
                let near: Vec<&str> = near.iter().map(AsRef::as_ref).collect();
                self.with_fix(NEAREST).word("near", near.join(", "))
            }
        }
    }

    /// Sets the text of the template's `{name}`.
    pub(crate) fn word(mut self, name: &'static str, text: impl ToString) -> Finding {
        self.words.push((name, text.to_string()));
        self
    }

    /// The text set for the template's `{name}`.
    pub(crate) fn word_of(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|word| word.0 == name).map(|word| word.1.as_str())
    }

    /// Returns what is wrong, in this language.
    pub fn message(&self, language: Language) -> String {
        self.message_in(language).to_string()
    }

    /// Returns what to do, in this language.
    pub fn fix(&self, language: Language) -> String {
        self.fix_in(language).to_string()
    }

    fn message_in(&self, language: Language) -> FilledText<'_> {
        FilledText { finding: self, template: self.says.unwrap_or(self.rule.message), language }
    }

    fn fix_in(&self, language: Language) -> FilledText<'_> {
        FilledText { finding: self, template: self.fix.unwrap_or(self.rule.fix), language }
    }
}

/// A template with a finding's words: filled when it is written, without a text of its own before that.
struct FilledText<'f> {
    finding: &'f Finding,
    template: &'static str,
    language: Language,
}

impl fmt::Display for FilledText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FilledText { finding, template, language } = self;
        for part in template::parts(&language.say(template)) {
            match part {
                TemplatePart::Text(text) => f.write_str(text)?,
                TemplatePart::Name("value") => match &finding.value {
                    Some(value) => f.write_str(value)?,
                    None => f.write_str(&language.say("nothing"))?,
                },
                TemplatePart::Name("expected") => {
                    f.write_str(&language.say(finding.expected.as_deref().unwrap_or_default()))?;
                }
                TemplatePart::Name("item") => {
                    if let Some(number) = finding.item {
                        write!(f, "{number}")?;
                    }
                }
                TemplatePart::Name(name) => {
                    let word = finding.words.iter().rev().find(|w| w.0 == name).map_or("", |w| w.1.as_str());
                    f.write_str(&language.say(word))?;
                }
            }
        }
        Ok(())
    }
}

impl Serialize for FilledText<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// The fix of a fault that disappears once its cause is fixed.
const FOLLOWS: &str = "fix {cause} first: this follows from it";
/// The fix where a similar value is known.
const NEAREST: &str = "did you mean {near}?";

/// A value as a report shows it. Long texts are cut, because people read reports.
pub(crate) fn shortened(text: String) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A finding as it is written.
#[derive(Serialize, JsonSchema)]
struct ShownFinding<'f> {
    /// The portal's code for it, where it has one.
    code: Option<&'f str>,
    /// How serious it is.
    severity: Severity,
    /// What alone would fail, where that is not the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    affects: Option<Affects>,
    /// JSON pointer to the value.
    path: &'f str,
    /// Number of the line, from 1, when the fault is in one.
    item: Option<usize>,
    /// The rule that is broken, by its name in the catalogue.
    rule: &'f str,
    /// What stands there, cut to 120 characters; null where nothing does.
    value: Option<&'f str>,
    /// What should stand there.
    expected: Option<&'f str>,
    /// What is wrong.
    #[schemars(with = "String")]
    message: FilledText<'f>,
    /// What to do.
    #[schemars(with = "String")]
    fix: FilledText<'f>,
    /// Form field, rule of law, notification or portal page.
    source: &'f str,
    /// The place of the fault that this one follows from.
    follows: Option<&'f str>,
    /// Where it stood in the input, when that was not INV-01 itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'f Place>,
}

impl ShownFinding<'_> {
    fn of(finding: &Finding, language: Language) -> ShownFinding<'_> {
        ShownFinding {
            code: finding.code.as_deref(),
            severity: finding.severity,
            affects: finding.rule.affects,
            path: &finding.path,
            item: finding.item,
            rule: finding.rule.id,
            value: finding.value.as_deref(),
            expected: finding.expected.as_deref(),
            message: finding.message_in(language),
            fix: finding.fix_in(language),
            source: finding.rule.source,
            follows: finding.follows.as_deref(),
            at: finding.at.as_deref(),
        }
    }
}

/// The known parts of the document's identity: each is there when it could be read.
#[derive(Clone, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(rename = "DocumentIdentity", with = "ShownIdentity<'static>")]
pub struct Identity {
    /// The supplier's GSTIN.
    pub gstin: Option<Gstin>,
    /// `DocDtls.Typ`
    pub doc_type: Option<DocType>,
    /// `DocDtls.No` as it was written, even outside the form's pattern.
    pub number: Option<String>,
    /// `DocDtls.Dt`
    pub date: Option<Day>,
}

impl Identity {
    /// The year of its date.
    pub fn fin_year(&self) -> Option<FinYear> {
        self.date.map(Day::fin_year)
    }

    /// Returns the document's key, when all four parts are there and right.
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

/// An identity as it is written.
#[derive(Serialize, JsonSchema)]
struct ShownIdentity<'i> {
    /// The supplier's.
    gstin: Option<Gstin>,
    /// What kind of document it is.
    #[serde(rename = "type")]
    doc_type: Option<DocType>,
    /// As it stands, whether of the form's pattern or not.
    number: Option<&'i str>,
    /// Its date.
    date: Option<Day>,
    /// The year of its date.
    fin_year: Option<FinYear>,
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Identity { gstin, doc_type, number, date } = self;
        let (gstin, doc_type, date) = (*gstin, *doc_type, *date);
        let shown = ShownIdentity { gstin, doc_type, number: number.as_deref(), date, fin_year: self.fin_year() };
        shown.serialize(s)
    }
}

/// What the rules conclude about a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// No finding is an error.
    Valid,
    /// A finding is an error.
    Invalid,
    /// The document's schema version has no rules here.
    NotJudged,
}

impl Verdict {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::Invalid => "invalid",
            Verdict::NotJudged => "not_judged",
        }
    }
}

/// What the rules say of the e-way bill a document asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbVerdict {
    /// No finding concerns it.
    Valid,
    /// The portal would register the invoice and refuse the e-way bill.
    Invalid,
    /// The document requests none.
    Absent,
}

/// Findings in a language, as an answer beside a report has them.
#[derive(Clone, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(with = "Vec<Finding>")]
pub struct Findings {
    /// Each of them.
    pub list: Vec<Finding>,
    /// How many more there are than [`Findings::MOST`].
    pub left_out: usize,
    /// What they are written in.
    pub language: Language,
}

impl Findings {
    /// The most that are kept: what a file of faults throughout says after that is the same again.
    pub const MOST: usize = 1000;

    pub(crate) fn push(&mut self, finding: Finding) {
        // An error is kept in any case: whether there is one decides how the call ends.
        if self.list.len() < Findings::MOST || finding.severity == Severity::Error && !self.has_errors() {
            self.list.push(finding);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        ShownFindings { list: &self.list, language: self.language }.serialize(s)
    }
}

/// Findings as they are written: one at a time.
struct ShownFindings<'f> {
    list: &'f [Finding],
    language: Language,
}

impl Serialize for ShownFindings<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.list.iter().map(|finding| ShownFinding::of(finding, self.language)))
    }
}

/// Everything found in one document, as the contract's report.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "ShownReport<'static>")]
pub struct Report {
    /// Whether the verdict is [`Verdict::Valid`].
    pub valid: bool,
    /// The verdict that follows from the findings.
    pub verdict: Verdict,
    /// The verdict on the requested e-way bill; `None` where the findings come from a portal's answer.
    pub ewb: Option<EwbVerdict>,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Which document it is.
    pub document: Identity,
    /// What was changed before it was judged; `None` where it was judged as it came.
    pub changes: Option<Changes>,
    /// Ids of the rules that only the portal, or a more complete taxpayer profile, can decide.
    pub not_judged: Vec<&'static str>,
    /// The findings. Those of the rules list root causes first, then consequences, each in the form's order.
    pub findings: Vec<Finding>,
    /// The rule pack in use.
    pub rules: &'static str,
    /// The day of the master lists in use.
    pub lists: Day,
    /// The language of the findings.
    pub language: Language,
}

/// A report as it is written.
#[derive(Serialize, JsonSchema)]
struct ShownReport<'r> {
    /// Whether the verdict is `valid`.
    valid: bool,
    /// What follows from the findings.
    verdict: Verdict,
    /// Of the e-way bill asked for in it; left out where the findings are a portal's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    ewb: Option<EwbReport>,
    /// Null where supplier, type, number or date can't be read.
    irn: Option<Irn>,
    /// Which document it is.
    document: &'r Identity,
    /// Names of the rules that only the portal, or a fuller taxpayer profile, can decide.
    not_judged: &'r [&'static str],
    /// Every fault; root causes come first.
    #[schemars(with = "Vec<Finding>")]
    findings: ShownFindings<'r>,
    /// The rule pack that judged.
    rules: &'r str,
    /// The day of the master lists that it was judged by.
    lists: Day,
    /// What was changed before, where it was normalised.
    #[serde(flatten)]
    changes: Option<&'r Changes>,
}

/// What the rules say of the e-way bill.
#[derive(Serialize, JsonSchema)]
struct EwbReport {
    /// What follows from the findings about it.
    verdict: EwbVerdict,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let shown = ShownReport {
            valid: self.valid,
            verdict: self.verdict,
            ewb: self.ewb.map(|verdict| EwbReport { verdict }),
            irn: self.irn,
            document: &self.document,
            not_judged: &self.not_judged,
            findings: self.shown(),
            rules: self.rules,
            lists: self.lists,
            changes: self.changes.as_ref(),
        };
        shown.serialize(s)
    }
}

impl Report {
    /// Makes a report whose verdict follows from its findings.
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

    /// Makes a document with an error among its findings invalid.
    pub(crate) fn follow_findings(&mut self) {
        if self.errors().next().is_some() {
            self.valid = false;
            if self.verdict == Verdict::Valid {
                self.verdict = Verdict::Invalid;
            }
        }
    }

    /// Takes findings away that no longer matter; the verdict follows from those that stay.
    pub(crate) fn leave_out(&mut self, out: impl Fn(&Finding) -> bool) {
        self.findings.retain(|finding| !out(finding));
        if self.verdict == Verdict::Invalid && self.errors().next().is_none() {
            self.valid = true;
            self.verdict = Verdict::Valid;
        }
    }

    /// Makes a report with a verdict on the e-way bill; `asked` says whether the document requests one.
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
    fn shown(&self) -> ShownFindings<'_> {
        ShownFindings { list: &self.findings, language: self.language }
    }

    /// Writes the findings alone.
    pub(crate) fn only_findings<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(s)
    }

    /// Sets the language; English is the default.
    pub fn written_in(self, language: Language) -> Report {
        Report { language, ..self }
    }

    /// Sets the day of the master lists, where it is not that of the built-in ones.
    pub(crate) fn by_lists_of(self, lists: Day) -> Report {
        Report { lists, ..self }
    }

    /// What makes the document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.severity == Severity::Error)
    }
}

/// Form version and the day of the newest rule in the pack.
pub const RULE_PACK: &str = "inv01-1.1/2026-08-01";
