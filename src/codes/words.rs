//! Words that people write where the form wants a code: states, countries, kinds of document and supply, yes and no.
//!
//! A word is read through its table or not at all: nothing is taken for what merely looks alike. Units have a table of their
//! own ([`units::meant`](super::units::meant)), since some of their words only advise.

use super::states;
use std::borrow::Cow;

/// The lists of `data/codes/words.csv`, in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum WordList {
    Country,
    Flag,
    Mode,
    Month,
    State,
    Supply,
    Type,
    Unregistered,
    Vehicle,
}

const WORDS: &[(WordList, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A word as the tables have it: small letters, nothing between them.
fn plain(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            '&' => plain.push_str("and"),
            '.' | ',' | '-' | '_' | '/' | '\'' | '’' | '(' | ')' | '[' | ']' | '\u{200b}' | '\u{200c}' | '\u{200d}'
            | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

fn look_up(list: WordList, written: &str) -> Option<&'static str> {
    let written = plain(written);
    let found = WORDS.binary_search_by(|word| (word.0, word.1).cmp(&(list, written.as_str())));
    found.ok().map(|at| WORDS[at].2)
}

/// The number of a state, two digits, however it is written: `29`, `9`, `Karnataka`, `29-Karnataka`, `Karnataka (29)`, `KA`.
/// Number and name must not contradict one another. Old numbers and names give today's state.
pub fn state(written: &str) -> Option<Cow<'static, str>> {
    let is_digit = |c: &char| c.is_ascii_digit();
    let digits: String = written.chars().filter(is_digit).collect();
    let letters: String = written.chars().filter(|c| !is_digit(c)).collect();
    let together = written.trim_matches(|c: char| !c.is_ascii_digit()).bytes().all(|c| c.is_ascii_digit());
    let of_name = look_up(WordList::State, &letters);
    match (digits.is_empty(), plain(&letters).is_empty()) {
        (true, _) => of_name.map(Cow::Borrowed),
        (false, true) if together => numbered(&digits),
        (false, false) if together => numbered(&digits).filter(|of_number| of_name == Some(of_number)),
        (false, _) => None,
    }
}

/// Today's state of a number.
fn numbered(digits: &str) -> Option<Cow<'static, str>> {
    let state = states::find(digits)?;
    Some(match state.code {
        "25" => Cow::Borrowed("26"),
        "28" => Cow::Borrowed("37"),
        code => Cow::Borrowed(code),
    })
}

/// The two letters of a country's name.
pub fn country(written: &str) -> Option<&'static str> {
    look_up(WordList::Country, written)
}

/// `INV`, `CRN` or `DBN`.
pub fn document_type(written: &str) -> Option<&'static str> {
    look_up(WordList::Type, written)
}

/// What a word says of a supply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SupplyWord {
    /// It is this code of the portal's.
    Code(&'static str),
    /// To a Special Economic Zone; with or without tax isn't said.
    Sez,
    /// An export; with or without tax isn't said.
    Export,
    /// To a consumer.
    Consumer,
}

/// What a word says of a supply.
pub fn supply(written: &str) -> Option<SupplyWord> {
    look_up(WordList::Supply, written).map(|means| match means {
        "SEZ" => SupplyWord::Sez,
        "EXP" => SupplyWord::Export,
        "B2C" => SupplyWord::Consumer,
        code => SupplyWord::Code(code),
    })
}

/// Yes or no.
pub fn flag(written: &str) -> Option<bool> {
    look_up(WordList::Flag, written).map(|means| means == "Y")
}

/// The number of a way of transport.
pub fn transport_mode(written: &str) -> Option<&'static str> {
    look_up(WordList::Mode, written)
}

/// `O` for over-dimensional cargo, `R` for regular.
pub fn vehicle_type(written: &str) -> Option<&'static str> {
    look_up(WordList::Vehicle, written)
}

/// The number of a month's name, 1 to 12.
pub fn month(written: &str) -> Option<u32> {
    look_up(WordList::Month, written).and_then(|means| means.parse().ok())
}

/// Whether a word in place of a GSTIN says that there is none.
pub fn is_unregistered(written: &str) -> bool {
    look_up(WordList::Unregistered, written).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::codes::Lists;
    use crate::codes::states::STATES;

    #[test]
    fn a_state_is_read_by_number_name_and_letters_and_never_by_likeness() {
        for (written, code) in [
            ("29", Some("29")),
            ("9", Some("09")),
            ("29-Karnataka", Some("29")),
            ("Karnataka (29)", Some("29")),
            ("  KARNATAKA ", Some("29")),
            ("KA", Some("29")),
            ("ts", Some("36")),
            ("AD", Some("37")),
            ("Orissa", Some("21")),
            ("New Delhi", Some("07")),
            ("NEW DELHI", Some("07")),
            ("Pondicherry", Some("34")),
            ("Chattisgarh", Some("22")),
            ("28", Some("37")),
            ("28-Andhra Pradesh", Some("37")),
            ("Andhra Pradesh (Old)", Some("37")),
            ("25", Some("26")),
            ("97-Other Territory", Some("97")),
            ("कर्नाटक", Some("29")),
            ("தமிழ்நாடு", Some("33")),
            ("Jammu & Kashmir", Some("01")),
            ("29-Kerala", None),
            ("2 9", None),
            ("Karnatakaa", None),
            ("39", None),
            ("00", None),
            ("", None),
            ("560001", None),
        ] {
            assert_eq!(state(written).as_deref(), code, "{written}");
        }
        for known in STATES.iter().filter(|state| state.address) {
            assert_eq!(state(known.name).as_deref(), Some(known.code), "{}", known.name);
        }
    }

    #[test]
    fn a_country_is_read_by_its_names_and_every_meaning_is_a_code_of_its_list() {
        for (written, code) in [
            ("U.S.A.", Some("US")),
            ("united arab emirates", Some("AE")),
            ("Germany", Some("DE")),
            ("Korea", None),
            ("Congo", None),
        ] {
            assert_eq!(country(written), code, "{written}");
        }
        let (lists, day) = (Lists::default(), Day::new(2026, 11, 29).unwrap());
        for (list, written, means) in WORDS {
            let known = match list {
                WordList::Country => lists.countries().on(means, day).is_some(),
                WordList::State => states::address(means, day).is_some(),
                WordList::Type => ["INV", "CRN", "DBN"].contains(means),
                WordList::Supply => {
                    ["B2B", "SEZWP", "SEZWOP", "EXPWP", "EXPWOP", "DEXP", "SEZ", "EXP", "B2C"].contains(means)
                }
                WordList::Flag => ["Y", "N"].contains(means),
                WordList::Mode => lists.modes().find(means).is_some(),
                WordList::Vehicle => lists.vehicle_types().find(means).is_some(),
                WordList::Month => means.parse().is_ok_and(|month: u32| (1..=12).contains(&month)),
                WordList::Unregistered => *means == "URP",
            };
            assert!(known, "{written} means {means}");
            assert_eq!(plain(written), *written);
        }
    }

    #[test]
    fn kinds_of_supply_say_whether_tax_is_said() {
        assert_eq!(supply("SEZ supplies with payment"), Some(SupplyWord::Code("SEZWP")));
        assert_eq!(supply("business_sez"), Some(SupplyWord::Sez));
        assert_eq!(supply("overseas"), Some(SupplyWord::Export));
        assert_eq!(supply("consumer"), Some(SupplyWord::Consumer));
        assert_eq!(supply("export_without_tax"), Some(SupplyWord::Code("EXPWOP")));
        assert_eq!(
            (document_type("Tax Invoice"), document_type("Cr. Note"), document_type("Quote")),
            (Some("INV"), Some("CRN"), None)
        );
        assert_eq!((flag("हाँ"), flag("No"), flag("maybe")), (Some(true), Some(false), None));
        assert_eq!((month("sept"), month("नवंबर"), transport_mode("By Road")), (Some(9), Some(11), Some("1")));
        assert!(is_unregistered("n/a") && !is_unregistered("29AABCU9603R1ZJ"));
    }
}
