//! HSN and SAC codes (`HsnCd`): 4, 6 or 8 digits; services are chapter 99.
//!
//! The 22,367 codes are one sorted table of numbers, 90 KB. A code's key is its digits, padded on the right to eight,
//! times four, plus 0, 1 or 2 for a length of 4, 6 or 8. So the table is in the order of the text, and all codes under
//! a heading lie together. The names lie beside it, deflated, and are unpacked at the first request for one.

use super::overlay::RenewedRow;
use super::{AtPortal, ListRow, RowOrigin, within};
use crate::calendar::Day;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

const CODES: &[u32] = include!(concat!(env!("OUT_DIR"), "/hsn.rs"));

/// Codes not seen at the portal, or refused there.
static UNSEEN: &[(u32, AtPortal)] = include!(concat!(env!("OUT_DIR"), "/hsn_unseen.rs"));

/// A code whose days or source are known.
struct Dated {
    key: u32,
    from: Option<Day>,
    to: Option<Day>,
    source: &'static str,
}

static DATED: &[Dated] = include!(concat!(env!("OUT_DIR"), "/hsn_dated.rs"));

/// The names, in the order of [`CODES`].
static NAMES: LazyLock<Vec<Box<str>>> = LazyLock::new(|| {
    let packed: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hsn_names.deflate"));
    let mut text = String::new();
    // A test checks that they can be unpacked; without names the codes would still be right.
    let _ = flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text);
    text.split('\n').map(Box::from).collect()
});

/// The keys of the ordinary codes (seen at the portal, without an end), spread over buckets of eight. Every line of
/// every bill asks for one, and one look answers it.
static BUCKETS: [Bucket; 1 << 13] = {
    let mut buckets = [const { Bucket([EMPTY; 8]) }; 1 << 13];
    let (mut at, mut next) = (0, Apart::FIRST);
    while at < CODES.len() {
        let apart;
        (apart, next) = next.meets(CODES[at]);
        if !apart {
            let (bucket, tag) = spread(CODES[at], FACTOR);
            let mut free = 0;
            while buckets[bucket].0[free] != EMPTY {
                free += 1;
            }
            buckets[bucket].0[free] = tag;
        }
        at += 1;
    }
    buckets
};

/// The next of the unseen and of the ended codes, while all codes are visited in order.
#[derive(Clone, Copy)]
struct Apart {
    unseen: usize,
    dated: usize,
}

impl Apart {
    const FIRST: Apart = Apart { unseen: 0, dated: 0 };

    /// Whether a code is one of them.
    const fn meets(mut self, key: u32) -> (bool, Apart) {
        while self.dated < DATED.len() && DATED[self.dated].key < key {
            self.dated += 1;
        }
        let unseen = self.unseen < UNSEEN.len() && UNSEEN[self.unseen].0 == key;
        if unseen {
            self.unseen += 1;
        }
        let ended = self.dated < DATED.len() && DATED[self.dated].key == key && DATED[self.dated].to.is_some();
        (unseen || ended, self)
    }
}

/// Aligned, so that no bucket crosses two cache lines.
#[repr(align(16))]
struct Bucket([u16; 8]);

/// No key ends in the bits 11. So no key, multiplied by a factor that ends in 01, has this tag.
const EMPTY: u16 = u16::MAX;

/// A factor that puts at most eight keys into any bucket. The first candidate does so with the list of 2026; for
/// another list the build finds the next one that does.
const FACTOR: u32 = {
    let mut factor = 0x1870_D779;
    while !fits(factor) {
        factor += 4 * 0x3779;
    }
    factor
};

const fn fits(factor: u32) -> bool {
    let (mut used, mut at, mut next) = ([0; 1 << 13], 0, Apart::FIRST);
    while at < CODES.len() {
        let apart;
        (apart, next) = next.meets(CODES[at]);
        if !apart {
            let (bucket, _) = spread(CODES[at], factor);
            used[bucket] += 1;
            if used[bucket] > 8 {
                return false;
            }
        }
        at += 1;
    }
    true
}

/// The bucket and the tag of a key. Together they are the key multiplied by an odd number modulo 2²⁹, so no two are
/// alike.
const fn spread(key: u32, factor: u32) -> (usize, u16) {
    let spread = key.wrapping_mul(factor) % (1 << 29);
    ((spread >> 16) as usize, spread as u16)
}

/// Whether a key, below 2²⁹ as all are, is in the buckets.
fn has(key: u32) -> bool {
    let (bucket, tag) = spread(key, FACTOR);
    BUCKETS[bucket].0.iter().fold(false, |found, known| found | (*known == tag))
}

/// Whether a code, or the beginning of one, belongs to a service.
pub fn is_service(code: &str) -> bool {
    code.starts_with("99")
}

/// The HSN and SAC codes as an engine sees them: a renewed row replaces the built-in one.
#[derive(Clone, Copy, Debug)]
pub struct Hsn<'l> {
    over: Option<&'l BTreeMap<String, RenewedRow>>,
}

impl<'l> Hsn<'l> {
    pub(super) fn new(over: Option<&'l BTreeMap<String, RenewedRow>>) -> Hsn<'l> {
        Hsn { over }
    }

    fn renewed(self, code: &str) -> Option<&'l RenewedRow> {
        self.over.and_then(|over| over.get(code))
    }

    /// Whether a code is ordinary: seen at the portal and without an end. Its length and digits are checked, too.
    pub fn is_good(self, code: &str) -> bool {
        if self.over.is_some()
            && let Some(own) = self.renewed(code)
        {
            return own.portal == AtPortal::Listed && own.to.is_none();
        }
        key(code).is_some_and(has)
    }

    /// What is known of a code at the portal, and its last day; `None` where no list has it.
    pub(super) fn standing(self, code: &str) -> Option<(AtPortal, Option<Day>)> {
        match self.renewed(code) {
            Some(own) => Some((own.portal, own.to)),
            None => {
                let key = key(code)?;
                CODES.binary_search(&key).ok()?;
                Some((at_portal(key), dated(key).and_then(|dated| dated.to)))
            }
        }
    }

    /// Returns the row of a code, valid or not.
    pub(crate) fn row(self, code: &str) -> Option<ListRow<'l>> {
        if let Some(own) = self.renewed(code) {
            return Some(ListRow {
                origin: RowOrigin::Overlay,
                portal: Some(own.portal),
                source: (!own.source.is_empty()).then_some(own.source.as_str().into()),
                ..ListRow::of(code.to_owned(), own.name.as_str(), (own.from, own.to))
            });
        }
        let key = key(code)?;
        let at = CODES.binary_search(&key).ok()?;
        let dated = dated(key);
        let name: &'static str = NAMES.get(at).map_or("", |name| name);
        Some(ListRow {
            portal: Some(at_portal(key)),
            source: dated.map(|dated| dated.source).filter(|source| !source.is_empty()).map(Into::into),
            ..ListRow::of(text(key), name, (dated.and_then(|d| d.from), dated.and_then(|d| d.to)))
        })
    }

    pub(super) fn rows(self, digits: &str) -> Vec<ListRow<'l>> {
        self.starting(digits).filter_map(|code| self.row(&code)).collect()
    }

    /// Every code that begins with these digits, in order; an empty text lists all.
    pub fn starting(self, digits: &str) -> impl Iterator<Item = String> + use<'l> {
        let mut codes: Vec<String> = CODES[range(digits)].iter().copied().map(text).collect();
        if let Some(over) = self.over {
            let own = over.keys().filter(|code| {
                code.starts_with(digits) && key(code).is_some_and(|key| CODES.binary_search(&key).is_err())
            });
            codes.extend(own.cloned());
            codes.sort_unstable();
        }
        codes.into_iter()
    }

    /// Whether a list has the code and it is valid on a day or will be.
    fn lives(self, code: &str, on: Day) -> bool {
        match self.renewed(code) {
            Some(own) => within(own.from, own.to, on),
            None => key(code).and_then(dated).is_none_or(|dated| within(dated.from, dated.to, on)),
        }
    }

    /// Suggests at most five codes that the writer of `code` may have meant, likeliest first. Leaves out codes that are
    /// not valid on the day and codes that the portal refused.
    ///
    /// A zero lost at the front (spreadsheets do that) comes first, then longer codes that begin with the given digits,
    /// then the codes next to it under the longest heading that exists. A code seen at the portal is likelier than one
    /// that was not.
    pub fn nearest(self, code: &str, on: Day) -> Vec<String> {
        let digits: String = code.chars().filter(char::is_ascii_digit).take(8).collect();
        let with_zero = format!("0{digits}");
        if digits.len() % 2 == 1 && self.standing(&with_zero).is_some() && self.lives(&with_zero, on) {
            return vec![with_zero];
        }
        let refused = |code: &str| self.standing(code).is_some_and(|standing| standing.0 == AtPortal::Refused);
        (4..=digits.len())
            .rev()
            .map(|length| {
                let fits = |near: &String| *near != digits && self.lives(near, on) && !refused(near);
                let mut near: Vec<String> = self.starting(&digits[..length]).filter(fits).collect();
                // Codes as long as the given one are likelier than the heading above them.
                near.sort_by_key(|near| (near.len().abs_diff(digits.len()), !self.is_good(near)));
                near.truncate(5);
                near
            })
            .find(|near| !near.is_empty())
            .unwrap_or_default()
    }
}

fn at_portal(key: u32) -> AtPortal {
    UNSEEN.binary_search_by_key(&key, |unseen| unseen.0).map_or(AtPortal::Listed, |at| UNSEEN[at].1)
}

fn dated(key: u32) -> Option<&'static Dated> {
    DATED.binary_search_by_key(&key, |dated| dated.key).ok().map(|at| &DATED[at])
}

fn key(code: &str) -> Option<u32> {
    const O: u8 = b'0';
    let (digits, length) = match *code.as_bytes() {
        [a, b, c, d] => ([a, b, c, d, O, O, O, O], 0),
        [a, b, c, d, e, f] => ([a, b, c, d, e, f, O, O], 1),
        [a, b, c, d, e, f, g, h] => ([a, b, c, d, e, f, g, h], 2),
        _ => return None,
    };
    Some(eight_digits(digits)? * 4 + length)
}

/// The number of eight digits: all are checked at once, then summed in pairs, fours and eight.
fn eight_digits(digits: [u8; 8]) -> Option<u32> {
    let one = u64::from_le_bytes(digits) ^ 0x3030_3030_3030_3030;
    // Only digits have an empty upper half now, also after adding six.
    if (one | one.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    let two = (one * 10 + (one >> 8)) & 0x00ff_00ff_00ff_00ff;
    let four = (two * 100 + (two >> 16)) & 0x0000_ffff_0000_ffff;
    Some((four * 10_000 + (four >> 32)) as u32)
}

/// The leading digits of the eight.
fn aligned(digits: &str) -> Option<u32> {
    let value = digits.bytes().try_fold(0, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))?;
    Some(value * 10u32.pow(8u32.checked_sub(digits.len() as u32)?))
}

fn text(key: u32) -> String {
    let mut text = format!("{:08}", key / 4);
    text.truncate(length(key));
    text
}

fn length(key: u32) -> usize {
    4 + 2 * (key % 4) as usize
}

fn range(digits: &str) -> Range<usize> {
    let (Some(low), true) = (aligned(digits), digits.len() <= 8) else { return 0..0 };
    let high = low + 10u32.pow(8 - digits.len() as u32);
    let mut range = CODES.partition_point(|key| key / 4 < low)..CODES.partition_point(|key| key / 4 < high);
    // A shorter code has the same padded digits as its first child, but has fewer digits to begin with.
    while CODES[range.clone()].first().is_some_and(|&key| length(key) < digits.len()) {
        range.start += 1;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;
    use crate::codes::{CodeStanding, Lists, OpenList};
    use std::collections::HashMap;

    const HSN: Hsn<'static> = Hsn { over: None };

    fn on() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    fn standing(code: &str) -> CodeStanding {
        Lists::default().standing(OpenList::Hsn, code, on())
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_hsn_stands_as_it_does_there_and_no_other_code_is_known() {
        let rows = shared("masters/hsn_list.csv");
        let known: HashMap<&str, &Vec<String>> = rows.iter().map(|row| (row[0].as_str(), row)).collect();
        assert_eq!((known.len(), CODES.len()), (22_367, 22_367));
        let day = |text: &String| (!text.is_empty()).then(|| Day::parse(text).unwrap());
        for row in &rows {
            let expected = match (row[9].as_str(), day(&row[5])) {
                (_, Some(last)) => CodeStanding::Ended(last),
                ("listed", None) => CodeStanding::Good,
                ("refused", None) => CodeStanding::Refused,
                _ => CodeStanding::Unproven,
            };
            assert_eq!(standing(&row[0]), expected, "{}", row[0]);
            assert_eq!(is_service(&row[0]), row[2] == "Y", "{}", row[0]);
            let own = HSN.row(&row[0]).unwrap();
            assert_eq!((own.from, own.to), (day(&row[4]), day(&row[5])), "{}", row[0]);
        }
        for n in 0..10_000u32 {
            let (four, six, eight) = (format!("{n:04}"), format!("{:06}", n * 97), format!("{:08}", n * 9973));
            for code in [four, six, eight] {
                assert_eq!(standing(&code) != CodeStanding::Missing, known.contains_key(code.as_str()), "{code}");
            }
        }
        assert!(HSN.starting("").eq(rows.iter().map(|row| row[0].clone())));
    }

    #[test]
    fn every_code_has_its_name() {
        assert_eq!(NAMES.len(), CODES.len());
        assert!(NAMES.iter().all(|name| !name.is_empty() && name.len() < 200));
        assert_eq!(HSN.row("10063010").unwrap().name, "Rice, parboiled");
        assert!(HSN.row("99972112").is_none() && HSN.row("997211").unwrap().name.to_lowercase().contains("rent"));
    }

    #[test]
    fn codes_the_portal_refused_are_marked_and_unknown_codes_are_missing() {
        for code in ["391520", "521211", "630411"] {
            assert_eq!(standing(code), CodeStanding::Refused, "{code}");
        }
        for code in ["2106909", "0000", "", "ABCD", "+101", "99541", "210690999999", "12345678"] {
            assert_eq!(standing(code), CodeStanding::Missing, "{code}");
        }
        assert_eq!(standing("85371010"), CodeStanding::Unproven);
        assert_eq!(standing("85371000"), CodeStanding::Ended(Day::new(2024, 9, 30).unwrap()));
        assert_eq!(
            Lists::default().standing(OpenList::Hsn, "85371000", Day::new(2024, 9, 30).unwrap()),
            CodeStanding::Good
        );
    }

    #[test]
    fn all_codes_under_a_heading_are_found_and_no_other() {
        for digits in ["", "9", "99", "0101", "01011", "210690", "2106909", "21069099"] {
            let expected: Vec<String> = CODES.iter().map(|&key| text(key)).filter(|c| c.starts_with(digits)).collect();
            assert_eq!(HSN.starting(digits).collect::<Vec<_>>(), expected, "{digits}");
        }
        assert_eq!(HSN.starting("2106909x").count() + HSN.starting("210690991").count(), 0);
    }

    #[test]
    fn a_slip_gets_suggestions_and_none_of_them_has_ended() {
        let nearest = |code: &str| HSN.nearest(code, on());
        assert!(nearest("2106909").contains(&"21069099".to_owned()), "{:?}", nearest("2106909"));
        assert_eq!(nearest("1011010"), ["01011010"], "a zero lost in a spreadsheet");
        assert_eq!(nearest("101"), ["0101"]);
        assert!(nearest("391520").contains(&"39152000".to_owned()));
        let near = nearest("84713019");
        assert!(near[0].starts_with("847130") && near[0].len() == 8, "{near:?}");
        assert_eq!(nearest("0000"), Vec::<String>::new());
        assert_eq!(nearest("abc"), Vec::<String>::new());
        for dated in DATED.iter().filter(|dated| dated.to.is_some_and(|last| last < on())) {
            let ended = text(dated.key);
            let beside = format!("{}{}", &ended[..ended.len() - 1], if ended.ends_with('1') { '2' } else { '1' });
            assert!(!nearest(&beside).contains(&ended), "{ended}");
            assert!(!nearest(&ended[..6]).contains(&ended), "{ended}");
        }
    }
}
