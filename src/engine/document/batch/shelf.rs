//! The reports of a batch's refused documents: a few in memory, the others in a file of the job's own beside the ledger. So a
//! table whose every bill is faulty needs no more memory than a sound one.
//!
//! The file has no name that others could open (0600 where it has one at all) and is gone with the job. It holds references
//! into this process: nothing but this job can read it.

use crate::answer::submitted::{Refused, RefusedBy};
use crate::calendar::Day;
use crate::change::{Change, Changes, Place, Why};
use crate::engine::document::batch::lock;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{EwbVerdict, Finding, Identity, Report, Rule, Severity, Verdict};
use crate::gstin::Gstin;
use crate::irn::{DocType, Irn};
use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Reports that stay in memory: most batches need no file.
const IN_MEMORY: usize = 500;

/// Where a report lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShelfMark {
    from: u64,
    length: usize,
}

pub struct ReportShelf {
    folder: Option<PathBuf>,
    kept: Mutex<Shelved>,
}

#[derive(Default)]
struct Shelved {
    /// Reports so far.
    count: usize,
    file: Option<File>,
    end: u64,
    constants: Constants,
}

impl ReportShelf {
    /// A shelf in a folder; `None` keeps everything in memory, as a ledger in memory does.
    pub fn new(folder: Option<PathBuf>) -> ReportShelf {
        ReportShelf { folder, kept: Mutex::default() }
    }

    /// Takes a report; gives it back where it is to stay in memory: it is one of the first, or the disk won't have it.
    pub fn put(&self, refused: Box<Refused>) -> std::result::Result<ShelfMark, Box<Refused>> {
        let kept = &mut *lock(&self.kept);
        kept.count += 1;
        let Some(folder) = self.folder.as_ref().filter(|_| kept.count > IN_MEMORY) else { return Err(refused) };
        match kept.write(folder, &refused) {
            Some(mark) => Ok(mark),
            None => Err(refused),
        }
    }

    /// The report at a mark.
    pub fn get(&self, mark: ShelfMark) -> Result<Box<Refused>> {
        let lost = |why: &dyn std::fmt::Display| {
            Error::new(ErrorKind::Ledger, format!("the report of a refused document can't be read again: {why}"))
                .fix("look at the disk, and validate the document again; nothing of it was sent")
        };
        let kept = &mut *lock(&self.kept);
        let bytes = kept.read(mark).map_err(|e| lost(&e))?;
        let stored: StoredRefused = serde_json::from_slice(&bytes).map_err(|e| lost(&e))?;
        stored.restored(&kept.constants).map(Box::new).ok_or_else(|| lost(&"it isn't what was written"))
    }
}

impl Shelved {
    fn write(&mut self, folder: &Path, refused: &Refused) -> Option<ShelfMark> {
        let bytes = serde_json::to_vec(&StoredRefused::of(refused, &mut self.constants)).ok()?;
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(folder).ok()?),
        };
        file.seek(SeekFrom::Start(self.end)).ok()?;
        // A part that was written before the disk was full is written over.
        file.write_all(&bytes).ok()?;
        let mark = ShelfMark { from: self.end, length: bytes.len() };
        self.end += bytes.len() as u64;
        Some(mark)
    }

    fn read(&mut self, mark: ShelfMark) -> std::io::Result<Vec<u8>> {
        let file = self.file.as_mut().ok_or(std::io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(mark.from))?;
        let mut bytes = vec![0; mark.length];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The rules and texts of this program that reports refer to, by their numbers.
#[derive(Default)]
struct Constants {
    texts: Vec<&'static str>,
    numbers: HashMap<&'static str, TextNumber>,
    rules: Vec<&'static Rule>,
    /// By their addresses.
    rule_numbers: HashMap<usize, RuleNumber>,
}

type RuleNumber = usize;
type TextNumber = usize;

impl Constants {
    fn number(&mut self, text: &'static str) -> TextNumber {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }

    fn text(&self, number: TextNumber) -> Option<&'static str> {
        self.texts.get(number).copied()
    }
}

/// A [`Refused`] as the file has it.
#[derive(Serialize, Deserialize)]
struct StoredRefused {
    by_portal: bool,
    irn: Option<Irn>,
    valid: bool,
    verdict: u8,
    ewb: Option<u8>,
    report_irn: Option<Irn>,
    gstin: Option<Gstin>,
    doc_type: Option<DocType>,
    number: Option<String>,
    date: Option<Day>,
    changes: Option<StoredChanges>,
    not_judged: Vec<TextNumber>,
    findings: Vec<StoredFinding>,
    rules: TextNumber,
    lists: Day,
    hindi: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredFinding {
    rule: RuleNumber,
    code: Option<String>,
    severity: u8,
    path: String,
    item: Option<usize>,
    value: Option<String>,
    expected: Option<String>,
    follows: Option<String>,
    at: Option<StoredPlace>,
    says: Option<TextNumber>,
    fix: Option<TextNumber>,
    words: Vec<(TextNumber, String)>,
}

#[derive(Serialize, Deserialize)]
struct StoredChanges {
    list: Vec<StoredChange>,
    dressed: usize,
}

#[derive(Serialize, Deserialize)]
struct StoredChange {
    path: String,
    from: Option<String>,
    to: Option<String>,
    why: usize,
    at: Option<StoredPlace>,
}

#[derive(Serialize, Deserialize)]
enum StoredPlace {
    Json(String),
    Cell {
        sheet: Option<String>,
        row: u64,
        line: Option<u64>,
        column: Option<u32>,
        heading: Option<String>,
        value: Option<String>,
    },
    Record {
        record: u64,
        number: Option<String>,
        tag: Option<String>,
    },
}

const VERDICTS: [Verdict; 3] = [Verdict::Valid, Verdict::Invalid, Verdict::NotJudged];
const OF_EWB: [EwbVerdict; 3] = [EwbVerdict::Valid, EwbVerdict::Invalid, EwbVerdict::Absent];
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// The place of a value in a list of all that it can be.
fn place_in<T: PartialEq>(all: &[T], one: &T) -> u8 {
    // Each list is whole: a test takes every value through the file.
    all.iter().position(|other| other == one).unwrap_or(all.len()) as u8
}

impl StoredRefused {
    fn of(refused: &Refused, constants: &mut Constants) -> StoredRefused {
        let report = &refused.report;
        StoredRefused {
            by_portal: refused.by == RefusedBy::Portal,
            irn: refused.irn,
            valid: report.valid,
            verdict: place_in(&VERDICTS, &report.verdict),
            ewb: report.ewb.map(|verdict| place_in(&OF_EWB, &verdict)),
            report_irn: report.irn,
            gstin: report.document.gstin,
            doc_type: report.document.doc_type,
            number: report.document.number.clone(),
            date: report.document.date,
            changes: report.changes.as_ref().map(StoredChanges::of),
            not_judged: report.not_judged.iter().map(|id| constants.number(id)).collect(),
            findings: report.findings.iter().map(|finding| StoredFinding::of(finding, constants)).collect(),
            rules: constants.number(report.rules),
            lists: report.lists,
            hindi: report.language == Language::Hi,
        }
    }

    fn restored(self, constants: &Constants) -> Option<Refused> {
        let verdict = *VERDICTS.get(usize::from(self.verdict))?;
        let ewb = match self.ewb {
            Some(place) => Some(*OF_EWB.get(usize::from(place))?),
            None => None,
        };
        let findings = self.findings.into_iter().map(|finding| finding.restored(constants));
        let report = Report {
            valid: self.valid,
            verdict,
            ewb,
            irn: self.report_irn,
            document: Identity { gstin: self.gstin, doc_type: self.doc_type, number: self.number, date: self.date },
            changes: match self.changes {
                Some(changes) => Some(changes.restored()?),
                None => None,
            },
            not_judged: self.not_judged.into_iter().map(|id| constants.text(id)).collect::<Option<_>>()?,
            findings: findings.collect::<Option<_>>()?,
            rules: constants.text(self.rules)?,
            lists: self.lists,
            language: if self.hindi { Language::Hi } else { Language::En },
        };
        let by = if self.by_portal { RefusedBy::Portal } else { RefusedBy::Einv };
        Some(Refused { by, irn: self.irn, report })
    }
}

impl StoredFinding {
    fn of(finding: &Finding, constants: &mut Constants) -> StoredFinding {
        let rules = &mut constants.rules;
        let rule = *constants.rule_numbers.entry(std::ptr::from_ref(finding.rule).addr()).or_insert_with(|| {
            rules.push(finding.rule);
            rules.len() - 1
        });
        StoredFinding {
            rule,
            code: finding.code.as_deref().map(str::to_owned),
            severity: place_in(&SEVERITIES, &finding.severity),
            path: finding.path.clone(),
            item: finding.item,
            value: finding.value.clone(),
            expected: finding.expected.clone(),
            follows: finding.follows.clone(),
            at: finding.at.as_deref().map(StoredPlace::of),
            says: finding.says.map(|text| constants.number(text)),
            fix: finding.fix.map(|text| constants.number(text)),
            words: finding.words.iter().map(|(name, text)| (constants.number(name), text.clone())).collect(),
        }
    }

    fn restored(self, constants: &Constants) -> Option<Finding> {
        let text = |number: Option<TextNumber>| match number {
            Some(number) => constants.text(number).map(Some),
            None => Some(None),
        };
        let mut finding = constants.rules.get(self.rule)?.at(self.path);
        finding.code = self.code.map(Into::into);
        finding.severity = *SEVERITIES.get(usize::from(self.severity))?;
        finding.item = self.item;
        finding.value = self.value;
        finding.expected = self.expected;
        finding.follows = self.follows;
        finding.at = self.at.map(|place| Box::new(place.restored()));
        finding.says = text(self.says)?;
        finding.fix = text(self.fix)?;
        let words = self.words.into_iter().map(|(name, text)| Some((constants.text(name)?, text)));
        finding.words = words.collect::<Option<_>>()?;
        Some(finding)
    }
}

impl StoredChanges {
    fn of(changes: &Changes) -> StoredChanges {
        let list = changes.list.iter().map(|change| StoredChange {
            path: change.path.clone(),
            from: change.from.clone(),
            to: change.to.clone(),
            why: Why::ALL.iter().position(|why| *why == change.why).unwrap_or(Why::ALL.len()),
            at: change.at.as_ref().map(StoredPlace::of),
        });
        StoredChanges { list: list.collect(), dressed: changes.dressed }
    }

    fn restored(self) -> Option<Changes> {
        let list = self.list.into_iter().map(|change| {
            Some(Change {
                path: change.path,
                from: change.from,
                to: change.to,
                why: *Why::ALL.get(change.why)?,
                at: change.at.map(StoredPlace::restored),
            })
        });
        Some(Changes { list: list.collect::<Option<_>>()?, dressed: self.dressed })
    }
}

impl StoredPlace {
    fn of(place: &Place) -> StoredPlace {
        let owned = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
        match place {
            Place::Json(path) => StoredPlace::Json(path.clone()),
            Place::Cell { sheet, row, line, column, heading, value } => StoredPlace::Cell {
                sheet: owned(sheet),
                row: *row,
                line: *line,
                column: *column,
                heading: owned(heading),
                value: value.clone(),
            },
            Place::Record { record, number, tag } => {
                StoredPlace::Record { record: *record, number: owned(number), tag: owned(tag) }
            }
        }
    }

    fn restored(self) -> Place {
        match self {
            StoredPlace::Json(path) => Place::Json(path),
            StoredPlace::Cell { sheet, row, line, column, heading, value } => {
                Place::Cell { sheet: sheet.map(Into::into), row, line, column, heading: heading.map(Into::into), value }
            }
            StoredPlace::Record { record, number, tag } => {
                Place::Record { record, number: number.map(Into::into), tag: tag.map(Into::into) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Context, judge};

    /// Reports of many kinds: faults of every bill of the examples, and one with all that a finding can have.
    fn reports() -> Vec<Refused> {
        let bills = [
            include_str!("../../../../examples/bills/refused.json"),
            include_str!("../../../../examples/bills/good.json"),
            "{}",
            r#"{"Version":"9.9"}"#,
        ];
        let context = Context::at(crate::calendar::IstTime::parse("2026-11-21T10:00:00+05:30").unwrap());
        let mut all = Vec::new();
        for (bill, language, by) in bills
            .iter()
            .flat_map(|bill| [(bill, Language::En, RefusedBy::Einv), (bill, Language::Hi, RefusedBy::Portal)])
        {
            let report = judge(bill, &context).unwrap().report.written_in(language);
            all.push(Refused { by, irn: report.irn, report });
        }
        let places = [
            Place::Json("/bill/no".to_owned()),
            Place::Cell {
                sheet: Some("Sheet 1".into()),
                row: 3,
                line: Some(4),
                column: Some(27),
                heading: Some("Rate".into()),
                value: Some("18 %".to_owned()),
            },
            Place::Cell { sheet: None, row: 3, line: None, column: None, heading: None, value: None },
            Place::Record { record: 1, number: Some("V/1".into()), tag: None },
        ];
        let mut report = all[0].report.clone();
        for ((place, ewb), severity) in places.iter().zip(OF_EWB.iter().cycle()).zip(SEVERITIES.iter().cycle()) {
            let rule = report.findings[0].rule;
            let finding =
                rule.at("/A").code("1234").severity(*severity).line(3).value("v").expected("e").word("w", "x");
            report.findings.push(finding.says("says {w}").follows("/B").located(Some(place.clone())));
            report.ewb = Some(*ewb);
            let list = Why::ALL.iter().map(|why| Change {
                path: "/C".to_owned(),
                from: Some("1".to_owned()),
                to: None,
                why: *why,
                at: Some(place.clone()),
            });
            report.changes = Some(Changes { list: list.collect(), dressed: 7 });
            all.push(Refused { by: RefusedBy::Einv, irn: None, report: report.clone() });
        }
        all
    }

    #[test]
    fn a_report_comes_back_from_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = ReportShelf::new(Some(folder.path().to_owned()));
        let all = reports();
        for n in 0..IN_MEMORY {
            assert!(shelf.put(Box::new(all[n % all.len()].clone())).is_err(), "the first ones stay in memory");
        }
        let marks: Vec<ShelfMark> = all.iter().map(|refused| shelf.put(Box::new(refused.clone())).unwrap()).collect();
        for (mark, refused) in marks.iter().zip(&all).rev() {
            let (found, report) = (shelf.get(*mark).unwrap(), &refused.report);
            // Field by field, and as it is written.
            assert_eq!(format!("{found:?}"), format!("{refused:?}"));
            assert_eq!(serde_json::to_string(&found.report).unwrap(), serde_json::to_string(report).unwrap());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn a_disk_that_takes_nothing_leaves_the_report_in_memory() {
        let shelf = ReportShelf::new(Some(PathBuf::from("/nowhere/at/all")));
        let one = &reports()[0];
        assert!((0..2 * IN_MEMORY).all(|_| shelf.put(Box::new(one.clone())).is_err()));
        let in_memory = ReportShelf::new(None);
        assert!((0..2 * IN_MEMORY).all(|_| in_memory.put(Box::new(one.clone())).is_err()));
    }
}
