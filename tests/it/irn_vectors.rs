//! Computes every known issued IRN again from supplier, type, number and year.

use crate::reference::reference;
use einv::calendar::{Day, FinYear};
use einv::gstin::Gstin;
use einv::irn::{DocType, DocumentKey, DocumentNumber};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// IRNs that portals issued: year, supplier, type, number, IRN.
fn registered() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/registered.csv")
}

fn rows(path: PathBuf) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

#[test]
fn every_issued_irn_is_computed_again() {
    let rows = rows(registered());
    for row in &rows {
        // The year's last day stands for the day of registration: those of 2025-26 were registered after the portal
        // began to hash numbers in upper case, those of earlier years before.
        let last = Day::new(FinYear::parse(&row[0]).unwrap().start() + 1, 3, 31).unwrap();
        let key = DocumentKey {
            gstin: Gstin::parse(&row[1]).unwrap(),
            doc_type: DocType::parse(&row[2]).unwrap(),
            number: DocumentNumber::parse(&row[3]).unwrap(),
            date: last,
        };
        assert_eq!(key.irn(last).as_str(), &row[4], "{row:?}");
    }
    // They include all types, and numbers with small letters from before and after the change.
    let types: BTreeSet<&str> = rows.iter().map(|row| &row[2]).collect();
    assert_eq!(types, BTreeSet::from(["CRN", "DBN", "INV"]));
    let small = |year: &str| rows.iter().any(|row| &row[0] == year && row[3].bytes().any(|c| c.is_ascii_lowercase()));
    assert!(small("2022-23") && small("2025-26"));
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_irn_of_the_reference_is_among_ours() {
    let ours: BTreeSet<String> = rows(registered()).iter().map(|row| row[4].to_owned()).collect();
    let theirs: BTreeSet<String> = rows(reference("irn_vectors.csv")).iter().map(|row| row[4].to_owned()).collect();
    assert!(!theirs.is_empty() && theirs.is_subset(&ours), "add to tests/data/registered.csv what is new");
}
