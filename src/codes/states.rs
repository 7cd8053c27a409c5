//! States as GST numbers them: the first two digits of a GSTIN, `Stcd`, `Pos`.

use super::{ListRow, within};
use crate::calendar::Day;

/// A state, and the uses of its code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StateCode {
    /// Two digits.
    pub code: &'static str,
    /// The same as a number.
    pub number: u8,
    pub name: &'static str,
    /// First and last day it may appear in an address; empty means always.
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// The portal accepts it in an address (`Stcd`) and as place of supply (`Pos`).
    pub address: bool,
    /// GSTINs begin with it.
    pub gstin: bool,
    pub note: &'static str,
}

/// Every state, by code.
pub const STATES: &[StateCode] = include!(concat!(env!("OUT_DIR"), "/states.rs"));

/// Another country: buyer and place of supply of an export.
pub const OTHER_COUNTRY: &str = "96";

/// The number of a state written with one or two digits: the portal accepts `5` and `05`.
pub fn number(code: &str) -> Option<u8> {
    let digit = |c: &u8| c.is_ascii_digit().then(|| c - b'0');
    match code.as_bytes() {
        [one] => digit(one),
        [ten, one] => Some(digit(ten)? * 10 + digit(one)?),
        _ => None,
    }
}

/// The state of a code written `5` or `05`, valid or not.
pub fn find(code: &str) -> Option<&'static StateCode> {
    STATES.get(usize::from(PLACES[usize::from(number(code)?)]))
}

/// The index of each number's state.
static PLACES: [u8; 100] = {
    let mut places = [u8::MAX; 100];
    let mut at = 0;
    while at < STATES.len() {
        places[STATES[at].number as usize] = at as u8;
        at += 1;
    }
    places
};

/// The state of a code that is valid in an address or as place of supply on a day.
pub fn address(code: &str, on: Day) -> Option<&'static StateCode> {
    find(code).filter(|state| state.address && within(state.from, state.to, on))
}

/// The state of a GSTIN's first two digits.
pub fn of_gstin(prefix: &str) -> Option<&'static StateCode> {
    find(prefix).filter(|state| state.gstin)
}

/// Whether an address in state `code` fits a GSTIN of state `prefix`. Two states have new numbers while old GSTINs keep
/// theirs. A GSTIN that begins with 99 belongs to no state.
pub fn fits_gstin(code: &str, prefix: &str) -> bool {
    match (number(code), number(prefix)) {
        (Some(_), Some(99)) => true,
        (Some(26), Some(25)) | (Some(37), Some(28)) => true,
        (address, gstin) => address == gstin,
    }
}

/// The present state of an address for a GSTIN of state `prefix`.
pub fn of_address(prefix: &str) -> Option<u8> {
    Some(match number(prefix)? {
        25 => 26,
        28 => 37,
        // Online services from abroad.
        99 => 96,
        same => same,
    })
}

impl From<&StateCode> for ListRow<'static> {
    fn from(state: &StateCode) -> ListRow<'static> {
        ListRow::of(state.code, state.name, (state.from, state.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;

    fn today() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_state_is_found_with_and_without_its_zero() {
        let rows = shared("masters/state_codes.csv");
        assert_eq!(rows.len(), STATES.len());
        for row in rows {
            assert_eq!(find(&row[0]), find(&row[1]));
            assert_eq!(find(&row[0]).unwrap().address, row[3] == "Y", "{}", row[0]);
            assert_eq!(address(&row[1], today()).is_some(), row[3] == "Y", "{}", row[0]);
        }
    }

    #[test]
    fn withdrawn_and_foreign_codes_are_distinguished() {
        for (code, in_address, in_gstin) in [
            ("05", true, true),
            ("25", false, true),
            ("28", false, true),
            ("96", true, false),
            ("97", true, true),
            ("99", false, true),
        ] {
            assert_eq!((address(code, today()).is_some(), of_gstin(code).is_some()), (in_address, in_gstin), "{code}");
        }
        for stranger in ["", "0", "00", "39", "005", "5a", "+5", "९"] {
            assert_eq!(find(stranger), None, "{stranger}");
        }
        assert!(fits_gstin("5", "05") && fits_gstin("26", "25") && fits_gstin("37", "28") && !fits_gstin("29", "27"));
        assert!(fits_gstin("27", "99") && fits_gstin("96", "99"));
        assert!(address("38", Day::new(2019, 12, 31).unwrap()).is_none());
    }
}
