//! The master lists: which codes the portal knows, as of a day.
//!
//! They are CSV files in `data/codes`, one row a code, so that anyone can read a change as a diff; `build/codes.rs`
//! turns them into sorted tables. `from` and `to` are the first and last day on which a code is valid; empty means
//! always. An engine uses [`Lists`]: these tables, and a renewed list over them ([`overlay`]).

pub(crate) mod countries;
pub(crate) mod currencies;
pub mod hsn;
mod lists;
pub(crate) mod overlay;
pub(crate) mod pins;
pub(crate) mod ports;
pub(crate) mod rates;
pub(crate) mod search;
pub(crate) mod states;
pub(crate) mod transport;
pub mod units;
pub mod words;

use crate::calendar::Day;
pub use lists::{CodeStanding, Lists, OpenList};
use overlay::RenewedRow;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use strsim::damerau_levenshtein;

/// What is known of a code at the portal, which doesn't publish its own lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtPortal {
    /// The portal has accepted it.
    Listed,
    /// The law's list or another authority's has it; whether the portal has it is unknown.
    Unknown,
    /// The portal is on record as having refused it.
    Refused,
}

/// One row of a plain master list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NamedCode<'l> {
    /// The code as the portal writes it, in upper case; a built-in one has at most eight characters.
    pub code: &'l str,
    /// In English.
    pub name: &'l str,
    /// Its other names, for searching.
    pub also: &'l str,
    /// First day it is valid; `None`: from the beginning.
    pub from: Option<Day>,
    /// Last day it is valid; `None`: it has no end.
    pub to: Option<Day>,
    /// What is known of it at the portal.
    pub portal: AtPortal,
    /// The source of the row, where it is not the first list.
    pub source: &'l str,
}

impl NamedCode<'_> {
    /// Whether the day lies between the first and the last, both included.
    pub fn valid_on(&self, on: Day) -> bool {
        within(self.from, self.to, on)
    }
}

/// A built-in plain master list, sorted by code.
#[derive(Clone, Copy, Debug)]
pub struct PlainList {
    rows: &'static [NamedCode<'static>],
    places: &'static [IndexEntry],
}

/// Finds the place of a code in its list. The code is a number here, because numbers compare in one step where texts
/// need a call. Its slot follows from that number, so that one look finds it in most cases.
#[derive(Clone, Copy, Debug)]
struct IndexEntry {
    /// No code is zero: zero marks a free slot.
    key: u64,
    row: usize,
}

/// Returns the list of `data/codes` with this name.
macro_rules! list {
    ($name:literal) => {{
        use $crate::codes::{AtPortal, NamedCode};
        const ROWS: &[NamedCode<'static>] = include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
        static PLACES: [$crate::codes::IndexEntry; (4 * ROWS.len()).next_power_of_two()] = $crate::codes::places(ROWS);
        $crate::codes::PlainList { rows: ROWS, places: &PLACES }
    }};
}
use list;

const fn places<const N: usize>(rows: &[NamedCode<'static>]) -> [IndexEntry; N] {
    let mut places = [IndexEntry { key: 0, row: 0 }; N];
    let mut row = 0;
    while row < rows.len() {
        let Some(key) = key(rows[row].code) else { panic!("a code has more than eight characters") };
        let mut at = first_place(key, N);
        while places[at].key != 0 {
            at = (at + 1) % N;
        }
        places[at] = IndexEntry { key, row };
        row += 1;
    }
    places
}

/// The slot to look at first, among `count` slots (a power of two). If another code holds it, the search moves to the
/// next slot.
const fn first_place(key: u64, count: usize) -> usize {
    // A short code fills only the upper end of its number.
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

impl PlainList {
    /// Returns the row of a code, valid or not. Codes are compared as written: the portal's are upper case.
    pub fn find(self, code: &str) -> Option<&'static NamedCode<'static>> {
        let key = key(code)?;
        let mut at = first_place(key, self.places.len());
        // At most a quarter of the slots are taken, so a free one ends the search soon.
        while self.places[at].key != key {
            if self.places[at].key == 0 {
                return None;
            }
            at = (at + 1) % self.places.len();
        }
        // A NUL at the end of a text doesn't change its number.
        self.rows.get(self.places[at].row).filter(|row| row.code.len() == code.len())
    }

    /// Every row, by code.
    pub fn iter(self) -> std::slice::Iter<'static, NamedCode<'static>> {
        self.rows.iter()
    }
}

/// A plain list as an engine sees it: a renewed row replaces the built-in one.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'l> {
    built_in: PlainList,
    over: Option<&'l BTreeMap<String, RenewedRow>>,
}

impl<'l> Plain<'l> {
    /// Returns the row of a code, valid or not. Codes are compared as written: the portal's are upper case.
    pub fn find(self, code: &str) -> Option<NamedCode<'l>> {
        match self.over.and_then(|over| over.get_key_value(code)) {
            Some((code, own)) => Some(own.as_code(code)),
            None => self.built_in.find(code).copied(),
        }
    }

    /// Returns the row of a code that is valid on a day.
    pub fn on(self, code: &str, on: Day) -> Option<NamedCode<'l>> {
        self.find(code).filter(|row| row.valid_on(on))
    }

    /// Suggests at most five rows that the writer of `code` may have meant, likeliest first; a name works too. Leaves
    /// out codes that are not valid on the day.
    pub fn nearest(self, code: &str, on: Day) -> Vec<NamedCode<'l>> {
        let rows: Vec<NamedCode<'l>> = self.iter().filter(|row| row.valid_on(on)).collect();
        let near = nearest(code, rows.iter().map(|row| (row.code, row.name)));
        near.into_iter().filter_map(|code| rows.iter().find(|row| row.code == code).copied()).collect()
    }

    /// Every row, by code.
    pub fn iter(self) -> impl Iterator<Item = NamedCode<'l>> {
        let over = self.over.into_iter().flatten();
        let renewed = move |code: &str| self.over.is_some_and(|over| over.contains_key(code));
        let mut rows: Vec<NamedCode<'l>> = self.built_in.iter().filter(|row| !renewed(row.code)).copied().collect();
        rows.extend(over.map(|(code, own)| own.as_code(code)));
        if self.over.is_some() {
            rows.sort_unstable_by_key(|row| row.code);
        }
        rows.into_iter()
    }
}

/// The origin of a row: the library, or a renewed list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RowOrigin {
    /// In the library.
    BuiltIn,
    /// In a list laid over it.
    Overlay,
}

/// A row of any list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ListRow<'l> {
    pub code: Cow<'l, str>,
    pub name: Cow<'l, str>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub origin: RowOrigin,
    /// Only for open lists: what is known of the code at the portal.
    pub portal: Option<AtPortal>,
    pub source: Option<Cow<'l, str>>,
    pub also: Cow<'l, str>,
}

impl<'l> ListRow<'l> {
    /// A built-in row with only code, name and days.
    pub fn of(
        code: impl Into<Cow<'l, str>>,
        name: impl Into<Cow<'l, str>>,
        days: (Option<Day>, Option<Day>),
    ) -> ListRow<'l> {
        ListRow {
            code: code.into(),
            name: name.into(),
            from: days.0,
            to: days.1,
            origin: RowOrigin::BuiltIn,
            portal: None,
            source: None,
            also: "".into(),
        }
    }

    /// Whether each word is in its code, its name or its other names; the words are in lower case.
    fn speaks_of(&self, words: &[String]) -> bool {
        let text = format!("{} {} {}", self.code, self.name, self.also).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

/// The names that [`rows`] accepts.
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

/// A filter for a list; every part must match.
#[derive(Clone, Default, Debug)]
pub(crate) struct Wanted<'w> {
    /// The beginning of the code.
    pub starting: &'w str,
    /// Words of code or name, in any order.
    pub search: &'w str,
    /// A day on which the code is valid.
    pub on: Option<Day>,
}

impl Lists {
    /// Returns the matching rows of a list; `None` for an unknown list.
    pub(crate) fn rows(&self, list: &str, wanted: &Wanted<'_>) -> Option<Vec<ListRow<'_>>> {
        let mut rows: Vec<ListRow<'_>> = match list {
            "hsn" => self.hsn().rows(wanted.starting),
            "pins" => self.pin_rows(),
            "rates" => self.rate_rows(),
            "states" => states::STATES.iter().map(ListRow::from).collect(),
            "vehicle_numbers" => transport::SHAPES.iter().map(ListRow::from).collect(),
            plain => self.plain_rows(plain)?,
        };
        let words: Vec<String> = wanted.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        rows.retain(|row| {
            row.code.starts_with(wanted.starting)
                && wanted.on.is_none_or(|on| within(row.from, row.to, on))
                && row.speaks_of(&words)
        });
        Some(rows)
    }
}

fn within(from: Option<Day>, to: Option<Day>, on: Day) -> bool {
    from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
}

/// A day of a compiled table. A day that doesn't exist fails the build.
pub(crate) const fn day(year: i32, month: u32, day: u32) -> Day {
    match Day::new(year, month, day) {
        Some(day) => day,
        None => panic!("a table names a day that doesn't exist"),
    }
}

/// Suggests codes that `typed` begins or that begin with it, then names likewise, then codes one or two slips away.
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
            let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
            // Each character more or less is a slip: where there are too many of them, nothing needs to be compared.
            let apart = code.chars().count().abs_diff(length);
            let distance = if apart > slips { apart } else { damerau_levenshtein(code, &typed) };
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

    /// The rows of a table of the reference material, without the header.
    pub(crate) fn shared(path: &str) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(crate::reference::reference(path)).unwrap();
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn on() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_plain_code_of_the_shared_masters_is_found_and_its_neighbours_are_not() {
        for (file, list, count) in [
            ("uqc", units::LIST, 45),
            ("countries", countries::LIST, 249),
            ("currencies", currencies::LIST, 184),
            ("ports", ports::LIST, 1025),
            ("vehicle_types", transport::VEHICLE_TYPES, 2),
            ("transport_modes", transport::MODES, 4),
        ] {
            let rows = shared(&format!("masters/{file}.csv"));
            assert_eq!((rows.len(), list.iter().count()), (count, count), "{file}");
            for row in &rows {
                let code = &row[0];
                assert_eq!(list.find(code).map(|c| c.code), Some(code.as_str()), "{file}");
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
                assert_eq!(list.find(code.code).map(|c| c.code), Some(code.code));
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
    #[ignore = "reads the reference folder: make reference"]
    fn open_lists_mark_each_code_as_the_shared_masters_do() {
        for (file, open, day_of) in [
            ("ports", OpenList::Port, [2, 3, 4]),
            ("currencies", OpenList::Currency, [2, 3, 5]),
            ("countries", OpenList::Country, [3, 4, 5]),
        ] {
            let rows = shared(&format!("masters/{file}.csv"));
            for row in &rows {
                let expected = match (Day::parse(&row[day_of[1]]), row[day_of[2]].as_str()) {
                    (Some(last), _) => CodeStanding::Ended(last),
                    (None, "listed") => CodeStanding::Good,
                    (None, _) => CodeStanding::Unproven,
                };
                assert_eq!(Lists::default().standing(open, &row[0], on()), expected, "{file} {}", row[0]);
            }
            assert_eq!(Lists::default().standing(open, "QQQ", on()), CodeStanding::Missing);
        }
    }

    #[test]
    fn a_code_is_valid_from_its_first_to_its_last_day() {
        let day = |text| Day::parse(text).unwrap();
        let base =
            NamedCode { code: "XYZ", name: "", also: "", from: None, to: None, portal: AtPortal::Listed, source: "" };
        let code = NamedCode { from: Some(day("2025-09-22")), to: Some(day("2026-01-31")), ..base };
        for (on, valid) in [("2025-09-21", false), ("2025-09-22", true), ("2026-01-31", true), ("2026-02-01", false)] {
            assert_eq!(code.valid_on(day(on)), valid, "{on}");
        }
        assert!(base.valid_on(day("1990-01-01")));
    }

    #[test]
    fn a_slip_gets_suggestions_and_none_of_them_has_ended() {
        let lists = Lists::default();
        let near = |list: Plain<'static>, typed: &str| -> Vec<&'static str> {
            list.nearest(typed, on()).into_iter().map(|row| row.code).collect()
        };
        let plain = |list| Plain { built_in: list, over: None };
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
            let near = near(plain(list), typed);
            assert!(near.contains(&meant) && near.len() <= 5, "{typed}: {near:?}");
        }
        assert_eq!(near(plain(units::LIST), "%%"), Vec::<&str>::new());
        assert_eq!(near(plain(currencies::LIST), "QQQQQQ"), Vec::<&str>::new());
        let ended: Vec<NamedCode<'_>> = lists.currencies().iter().filter(|row| row.to.is_some()).collect();
        assert!(ended.len() >= 6);
        for row in ended {
            assert!(!near(plain(currencies::LIST), row.name).contains(&row.code), "{}", row.code);
            assert!(!near(plain(currencies::LIST), &row.code[..2]).contains(&row.code), "{}", row.code);
        }
    }

    #[test]
    fn every_list_has_rows_and_a_filter_narrows_them() {
        let lists = Lists::default();
        for name in NAMES {
            let all = lists.rows(name, &Wanted::default()).unwrap();
            let first = all[0].code.clone();
            let some = lists.rows(name, &Wanted { starting: &first, ..Wanted::default() }).unwrap();
            assert!(!some.is_empty() && some.len() < all.len(), "{name}");
            assert!(some.iter().all(|row| row.code.starts_with(&*first)), "{name}");
        }
        assert!(lists.rows("colours", &Wanted::default()).is_none());
        let forty = |on| {
            lists.rows("rates", &Wanted { starting: "40", on: Day::parse(on), ..Wanted::default() }).unwrap().len()
        };
        assert_eq!((forty("2025-09-21"), forty("2025-09-22")), (0, 1));
    }

    #[test]
    fn words_find_a_code_by_its_names_in_any_order() {
        let lists = Lists::default();
        let found = |list: &str, search: &str| -> Vec<String> {
            let rows = lists.rows(list, &Wanted { search, on: Some(on()), ..Wanted::default() }).unwrap();
            rows.into_iter().map(|row| row.code.into_owned()).collect()
        };
        assert!(found("countries", "dubai").contains(&"AE".to_owned()));
        assert!(found("ports", "airport navi mumbai").contains(&"INNMI4".to_owned()));
        let makhana = found("hsn", "makhana popped");
        assert_eq!(makhana, ["20081921"]);
        assert!(found("hsn", "mace quark unheard").is_empty());
    }
}
