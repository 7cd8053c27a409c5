//! Unit quantity codes, UQC (`ItemList[].Unit`): the codes that the portal accepts for goods, and the words that people
//! write for them.

use super::{PlainList, list};

/// `data/codes/units.csv`.
pub const LIST: PlainList = list!("units");

/// A word for a unit, as programs and people write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnitWord {
    /// In small letters, without blanks, dots, hyphens, slashes and apostrophes.
    pub written: &'static str,
    /// The code it stands for.
    pub unit: &'static str,
    /// The other code it may stand for; only its writer knows which.
    pub or: Option<&'static str>,
    /// Whether it stands for exactly this code.
    pub sure: bool,
}

/// `data/codes/unit_words.csv`, sorted by the written word.
pub const WORDS: &[UnitWord] = include!(concat!(env!("OUT_DIR"), "/unit_words.rs"));

/// The meaning of a unit that is not a code. It follows the word's meaning: a code that only looks similar is another
/// unit.
pub fn meant(written: &str) -> Option<&'static UnitWord> {
    let written: String = written
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-' | '/' | '\'' | '_'))
        .collect();
    WORDS.binary_search_by(|word| word.written.cmp(&written)).ok().map(|at| &WORDS[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;

    #[test]
    fn a_word_stands_for_its_unit_however_it_is_written() {
        for (written, unit, sure) in [
            ("Each", "NOS", true),
            ("HRS", "OTH", true),
            ("Days", "OTH", true),
            ("sq. ft", "SQF", true),
            ("Nos.", "NOS", true),
            ("Mtr ", "MTR", true),
            ("Sheet", "NOS", false),
            ("mm", "OTH", true),
        ] {
            let word = meant(written).unwrap();
            assert_eq!((word.unit, word.sure), (unit, sure), "{written}");
        }
        assert_eq!(meant("KSG"), None);
    }

    #[test]
    fn a_word_for_two_units_gets_a_question() {
        let two: Vec<(&str, &str)> = WORDS.iter().filter_map(|word| Some((word.written, word.or?))).collect();
        assert_eq!(two, [("gr", "GRS"), ("m", "THD"), ("mt", "MTR"), ("mts", "MTR")]);
        assert!(WORDS.iter().all(|word| word.or.is_none() || !word.sure));
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_word_stands_for_the_same_unit_here() {
        let rows = shared("masters/uqc_synonyms.csv");
        assert_eq!(rows.len(), WORDS.len());
        for row in rows.iter().filter(|row| row[1] != "NA") {
            let word = meant(&row[0]).unwrap_or_else(|| panic!("{}", row[0]));
            assert_eq!((word.unit, word.sure), (row[1].as_str(), row[2] == "Y"), "{}", row[0]);
        }
    }
}
