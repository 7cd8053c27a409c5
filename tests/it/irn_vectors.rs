//! Every genuinely issued IRN at hand is reproduced from its document.

use crate::reference::reference;
use einv::calendar::Day;
use einv::gstin::Gstin;
use einv::irn::{DocType, DocumentKey, DocumentNumber};

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_genuine_irn_is_reproduced() {
    let path = reference("irn_vectors.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let date = Day::parse(cells[3]).unwrap();
        let key = DocumentKey {
            gstin: Gstin::parse(cells[0]).unwrap(),
            doc_type: DocType::parse(cells[1]).unwrap(),
            number: DocumentNumber::parse(cells[2]).unwrap(),
            date,
        };
        // Each was reported on or soon after its date: none lies within a month of 01-06-2025.
        assert_eq!(key.irn(date).as_str(), cells[4], "{row}");
        seen += 1;
    }
    assert_eq!(seen, 21);
}
