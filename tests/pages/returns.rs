//! The second half of `docs/returns.md`, written from the tables. The first half is written by hand.

use super::faults;
use super::field::{RateLines, RecordField, RecordNeed, Section};
use super::sections::{ADVANCES, DOCUMENTS, HSN_ROWS, NIL, OPERATORS, SERIES, SUPPLIES};
use crate::finding::Severity;
use std::fmt::Write;

/// Where the written half begins.
const FROM_HERE: &str = "\n## Findings\n";

fn tables() -> String {
    let mut page = String::from(FROM_HERE);
    page.push_str(
        "\nEach says what was found, where, and what to do. An error makes the answer `EINV_INVALID`, and no file.\n",
    );
    page.push_str("\n| rule | severity | what | what to do | source |\n|---|---|---|---|---|\n");
    for rule in faults::ALL {
        let severity = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        // Writing to a String can't fail.
        let _ = writeln!(page, "| `{}` | {severity} | {} | {} | {} |", rule.id, rule.message, rule.fix, rule.source);
    }
    page.push_str(
        "\n## Fields\n\n\
         What each section has, with its limits by the portal's save schema. **must**: without it the row is an error; *may*: it is\n\
         left out where there is nothing, or nothing that fits; the portal's: read in its downloads, never written.\n",
    );
    DOCUMENTS.iter().for_each(|section| section.show(&mut page));
    SUPPLIES.iter().for_each(|section| section.show(&mut page));
    NIL.show(&mut page);
    ADVANCES.iter().for_each(|section| section.show(&mut page));
    OPERATORS.iter().for_each(|section| section.show(&mut page));
    HSN_ROWS.iter().for_each(|section| section.show(&mut page));
    SERIES.show(&mut page);
    page
}

impl<R> Section<R> {
    fn show(&self, page: &mut String) {
        let inside = if self.inside.is_empty() { String::new() } else { format!("{}.", self.inside) };
        let _ = write!(page, "\n### {inside}{}\n\n| field | need | limit | from |\n|---|---|---|---|\n", self.key);
        let mut depth = String::new();
        for (fields, list) in self.groups {
            rows(page, &depth, fields);
            depth += &format!("{list}.");
        }
        rows(page, &depth, self.fields);
        match self.lines {
            RateLines::None => {}
            RateLines::Flat(fields) => rows(page, &format!("{depth}itms."), fields),
            RateLines::Numbered(fields) => {
                rows(page, &format!("{depth}itms."), &fields[..1]);
                rows(page, &format!("{depth}itms.itm_det."), &fields[1..]);
            }
        }
    }
}

fn rows<R>(page: &mut String, before: &str, fields: &[RecordField<R>]) {
    for field in fields {
        let need = match field.need {
            RecordNeed::Key | RecordNeed::Must => "**must**",
            RecordNeed::May => "*may*",
            RecordNeed::Theirs => "the portal's",
        };
        let _ = writeln!(page, "| {before}{} | {need} | {} | {} |", field.key, field.limit.words(), field.from);
    }
}

/// `EINV_WRITE_DOCS=1 cargo test` writes it.
#[test]
fn the_page_of_returns_has_the_tables() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/returns.md");
    let page = std::fs::read_to_string(file).unwrap();
    let by_hand = page.split(FROM_HERE).next().unwrap();
    let whole = format!("{by_hand}{}", tables());
    if std::env::var_os("EINV_WRITE_DOCS").is_some() {
        std::fs::write(file, &whole).unwrap();
    } else {
        assert_eq!(page, whole, "write it with EINV_WRITE_DOCS=1");
    }
}

#[test]
fn a_rule_has_a_name_of_its_own_and_says_what_to_do() {
    let mut names: Vec<&str> = faults::ALL.iter().map(|rule| rule.id).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), faults::ALL.len());
    assert!(
        faults::ALL.iter().all(|rule| rule.id.starts_with("gstr1.") && !rule.fix.is_empty() && !rule.source.is_empty())
    );
}
