//! The master lists: which codes the portal knows, as of a day.
//!
//! They live as CSV in `data/codes`, one row a code, so that a change is a diff anybody can read; `build/codes.rs` makes
//! sorted tables of them. `from` and `to` are the first and last day a code is valid; empty means always.

pub(crate) mod countries;
pub(crate) mod currencies;
pub mod hsn;
pub(crate) mod pins;
pub(crate) mod ports;
pub(crate) mod rates;
pub(crate) mod states;
pub(crate) mod transport;
pub mod units;

use crate::calendar::Day;
use serde::Serialize;
use std::borrow::Cow;
use strsim::damerau_levenshtein;

/// One row of a plain master list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    /// As the portal writes it: in upper case, of at most eight characters.
    pub code: &'static str,
    /// In English.
    pub name: &'static str,
    /// First day it is valid; none: from the beginning.
    pub from: Option<Day>,
    /// Last day it is valid; none: it has no end.
    pub to: Option<Day>,
}

impl Code {
    /// Whether the day is between its first and last, both included.
    pub fn valid_on(&self, on: Day) -> bool {
        within(self.from, self.to, on)
    }
}

/// A plain master list, sorted by code.
#[derive(Clone, Copy, Debug)]
pub struct List {
    rows: &'static [Code],
    places: &'static [Place],
}

/// Where a code stands in its list. The code is a number here, which is compared in one step where a text needs a call;
/// its place among the places follows from that number, so that one look mostly finds it.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// No code's is zero: that is a place left free.
    key: u64,
    row: usize,
}

/// The list of `data/codes` with this name.
macro_rules! list {
    ($name:literal) => {{
        use $crate::codes::Code;
        const ROWS: &[Code] = include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
        static PLACES: [$crate::codes::Place; (4 * ROWS.len()).next_power_of_two()] = $crate::codes::places(ROWS);
        $crate::codes::List { rows: ROWS, places: &PLACES }
    }};
}
use list;

const fn places<const N: usize>(rows: &[Code]) -> [Place; N] {
    let mut places = [Place { key: 0, row: 0 }; N];
    let mut row = 0;
    while row < rows.len() {
        let Some(key) = key(rows[row].code) else { panic!("a code of more than eight characters") };
        let mut at = first_place(key, N);
        while places[at].key != 0 {
            at = (at + 1) % N;
        }
        places[at] = Place { key, row };
        row += 1;
    }
    places
}

/// Where among `count` places, a power of two, a key is looked for first. Whoever finds another there goes on to the next.
const fn first_place(key: u64, count: usize) -> usize {
    // A short code is all at the upper end of its number.
    ((key ^ key >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (count - 1)
}

/// A code of at most eight characters as a number, in the order of the text.
const fn key(code: &str) -> Option<u64> {
    if code.len() > 8 {
        return None;
    }
    let (mut key, mut at) = (0, 0);
    while at < code.len() {
        key |= (code.as_bytes()[at] as u64) << (56 - 8 * at);
        at += 1;
    }
    Some(key)
}

impl List {
    /// The row of a code, whenever it is valid. Codes are compared as written: the portal's are upper case.
    pub fn find(self, code: &str) -> Option<&'static Code> {
        let key = key(code)?;
        let mut at = first_place(key, self.places.len());
        // A quarter of the places is taken at most, so that a free one ends the search soon.
        while self.places[at].key != key {
            if self.places[at].key == 0 {
                return None;
            }
            at = (at + 1) % self.places.len();
        }
        // A NUL at the end of a text doesn't show in its number.
        self.rows.get(self.places[at].row).filter(|row| row.code.len() == code.len())
    }

    /// The row of a code that is valid on a day.
    pub fn on(self, code: &str, on: Day) -> Option<&'static Code> {
        self.find(code).filter(|row| row.valid_on(on))
    }

    /// The codes somebody who wrote `code` may have meant, likeliest first, at most five; a name works too.
    pub fn nearest(self, code: &str) -> Vec<&'static str> {
        nearest(code, self.rows.iter().map(|row| (row.code, row.name)))
    }

    /// Every row, by code.
    pub fn iter(self) -> std::slice::Iter<'static, Code> {
        self.rows.iter()
    }
}

/// A row of any list, as `einv_codes` shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Row {
    pub code: Cow<'static, str>,
    pub name: Cow<'static, str>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl From<&Code> for Row {
    fn from(row: &Code) -> Row {
        Row { code: row.code.into(), name: row.name.into(), from: row.from, to: row.to }
    }
}

/// The names [`rows`] knows.
pub(crate) const NAMES: [&str; 11] = [
    "countries",
    "currencies",
    "hsn",
    "pins",
    "ports",
    "rates",
    "states",
    "transport_modes",
    "units",
    "vehicle_numbers",
    "vehicle_types",
];

/// The rows of a list whose code begins with `starting`, of one day where `on` is given; `None` for an unknown list.
pub(crate) fn rows(list: &str, starting: &str, on: Option<Day>) -> Option<Vec<Row>> {
    let plain = |list: List| list.iter().map(Row::from).collect();
    let mut rows: Vec<Row> = match list {
        "countries" => plain(countries::LIST),
        "currencies" => plain(currencies::LIST),
        "hsn" => hsn::starting(starting).map(|code| hsn::row(&code)).collect(),
        "pins" => pins::rows().collect(),
        "ports" => plain(ports::LIST),
        "rates" => rates::RATES.iter().map(Row::from).collect(),
        "states" => states::STATES.iter().map(Row::from).collect(),
        "transport_modes" => plain(transport::MODES),
        "units" => plain(units::LIST),
        "vehicle_numbers" => transport::SHAPES.iter().map(Row::from).collect(),
        "vehicle_types" => plain(transport::VEHICLE_TYPES),
        _ => return None,
    };
    rows.retain(|row| row.code.starts_with(starting) && on.is_none_or(|on| within(row.from, row.to, on)));
    Some(rows)
}

fn within(from: Option<Day>, to: Option<Day>, on: Day) -> bool {
    from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
}

/// A day of a compiled table; one that doesn't exist fails the build.
pub(crate) const fn day(year: i32, month: u32, day: u32) -> Day {
    match Day::new(year, month, day) {
        Some(day) => day,
        None => panic!("a table names a day that doesn't exist"),
    }
}

/// Codes that `typed` begins or that begin with it come first, then names likewise, then codes one or two slips away.
fn nearest<'a>(typed: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<&'a str> {
    let typed: String = typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    let length = typed.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let begins =
        |a: &str, b: &str, least: usize| a.len().min(b.len()) >= least && (a.starts_with(b) || b.starts_with(a));
    let slips = if length < 4 { 1 } else { 2 };
    let mut found: Vec<(usize, &str)> = rows
        .filter_map(|(code, name)| {
            let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
            let distance = damerau_levenshtein(code, &typed);
            let rank = match () {
                () if distance == 0 || name == typed => 0,
                () if begins(code, &typed, 2) => 1,
                () if begins(&name, &typed, 3) => 2,
                () if distance <= slips && distance < length => 2 + distance,
                () => return None,
            };
            Some((rank, code))
        })
        .collect();
    found.sort_unstable();
    let best = found.first().map_or(0, |f| f.0);
    found.into_iter().filter(|f| f.0 <= best.max(2)).map(|f| f.1).take(5).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The rows of a table of the reference material, header left out.
    pub(crate) fn shared(path: &str) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(crate::reference::reference(path)).unwrap();
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_plain_code_of_the_shared_masters_is_found_and_its_neighbours_are_not() {
        let today = Day::new(2026, 11, 21).unwrap();
        for (file, list, count) in [
            ("uqc", units::LIST, 45),
            ("country_codes", countries::LIST, 249),
            ("currency_codes", currencies::LIST, 179),
            ("port_codes", ports::LIST, 1005),
            ("vehicle_types", transport::VEHICLE_TYPES, 2),
            ("transport_modes", transport::MODES, 4),
        ] {
            let rows = shared(&format!("masters/{file}.csv"));
            assert_eq!((rows.len(), list.iter().count()), (count, count), "{file}");
            for row in &rows {
                let code = &row[0];
                assert_eq!(list.on(code, today).map(|c| c.code), Some(code.as_str()), "{file}");
                assert!(
                    list.find(&format!("{code}0")).is_none() && list.find(&code[1..]).is_none_or(|c| c.code != code)
                );
            }
        }
    }

    #[test]
    fn a_code_of_no_list_is_not_found_and_every_code_is_found_as_itself() {
        let today = Day::new(2026, 11, 21).unwrap();
        for list in [units::LIST, countries::LIST, currencies::LIST, ports::LIST, transport::MODES] {
            assert!(list.iter().count() > 3);
            for code in list.iter().filter(|code| code.valid_on(today)) {
                assert_eq!(list.on(code.code, today).map(|c| c.code), Some(code.code));
            }
        }
        for (list, strangers) in [
            (units::LIST, &["KG", "kgs", "XYZ", ""][..]),
            (countries::LIST, &["XX", "in", "IND"]),
            (currencies::LIST, &["RUP", "usd"]),
            (ports::LIST, &["INXXX9", "INMAA"]),
        ] {
            for code in strangers {
                assert!(list.find(code).is_none(), "{code}");
            }
        }
    }

    #[test]
    fn a_code_is_valid_from_its_first_to_its_last_day() {
        let day = |text| Day::parse(text).unwrap();
        let code = Code { code: "XYZ", name: "", from: Some(day("2025-09-22")), to: Some(day("2026-01-31")) };
        for (on, valid) in [("2025-09-21", false), ("2025-09-22", true), ("2026-01-31", true), ("2026-02-01", false)] {
            assert_eq!(code.valid_on(day(on)), valid, "{on}");
        }
        assert!(Code { from: None, to: None, ..code }.valid_on(day("1990-01-01")));
    }

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        for (list, typed, meant) in [
            (units::LIST, "KG", "KGS"),
            (units::LIST, "nos.", "NOS"),
            (units::LIST, "Numbers", "NOS"),
            (units::LIST, "KSG", "KGS"),
            (units::LIST, "Pieces", "PCS"),
            (countries::LIST, "usa", "US"),
            (countries::LIST, "Germany", "DE"),
            (currencies::LIST, "US", "USD"),
            (ports::LIST, "INMAA", "INMAA1"),
        ] {
            let near = list.nearest(typed);
            assert!(near.contains(&meant) && near.len() <= 5, "{typed}: {near:?}");
        }
        assert_eq!(units::LIST.nearest("%%"), Vec::<&str>::new());
        assert_eq!(currencies::LIST.nearest("QQQQQQ"), Vec::<&str>::new());
    }

    #[test]
    fn every_list_has_rows_and_a_filter_narrows_them() {
        for name in NAMES {
            let all = rows(name, "", None).unwrap();
            let first = all[0].code.clone();
            let some = rows(name, &first, None).unwrap();
            assert!(!some.is_empty() && some.len() < all.len(), "{name}");
            assert!(some.iter().all(|row| row.code.starts_with(&*first)), "{name}");
        }
        assert!(rows("colours", "", None).is_none());
        let forty = |on| rows("rates", "40", Day::parse(on)).unwrap().len();
        assert_eq!((forty("2025-09-21"), forty("2025-09-22")), (0, 1));
    }
}
