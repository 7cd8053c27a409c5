//! HSN and SAC codes (`HsnCd`): 4, 6 or 8 digits; services are chapter 99.
//!
//! The 18,687 codes are one sorted table of numbers, 75 KB. A code's key is its digits at the left of eight, times four,
//! plus 0, 1 or 2 for a length of 4, 6 or 8, so the table is in the order of the text and all codes under a heading lie
//! next to one another.

use super::{Row, within};
use crate::calendar::Day;
use std::ops::Range;

const CODES: &[u32] = include!(concat!(env!("OUT_DIR"), "/hsn.rs"));

/// The keys once more, spread over buckets of eight: what is asked of every line of every bill is one look.
static BUCKETS: [Bucket; 1 << 13] = {
    let mut buckets = [const { Bucket([EMPTY; 8]) }; 1 << 13];
    let mut at = 0;
    while at < CODES.len() {
        let (bucket, tag) = spread(CODES[at], FACTOR);
        let mut free = 0;
        while buckets[bucket].0[free] != EMPTY {
            free += 1;
        }
        buckets[bucket].0[free] = tag;
        at += 1;
    }
    buckets
};

/// Aligned, so that none lies across two cache lines.
#[repr(align(16))]
struct Bucket([u16; 8]);

/// No key ends in the bits 11, so no key, spread by a factor that ends in 01, has this tag.
const EMPTY: u16 = u16::MAX;

/// A factor that puts at most eight keys into any bucket. The first one does so with the list of 2026; for another list
/// the build looks for the next that does.
const FACTOR: u32 = {
    let mut factor = 0x1870_D779;
    while !fits(factor) {
        factor += 4 * 0x3779;
    }
    factor
};

const fn fits(factor: u32) -> bool {
    let (mut used, mut at) = ([0; 1 << 13], 0);
    while at < CODES.len() {
        let (bucket, _) = spread(CODES[at], factor);
        used[bucket] += 1;
        if used[bucket] > 8 {
            return false;
        }
        at += 1;
    }
    true
}

/// The bucket and the tag of a key. Both together are the key, multiplied by an odd number modulo 2²⁹: no two are alike.
const fn spread(key: u32, factor: u32) -> (usize, u16) {
    let spread = key.wrapping_mul(factor) % (1 << 29);
    ((spread >> 16) as usize, spread as u16)
}

/// The codes that have days: key, first and last. Few or none, as the published master has no days.
const DATED: &[(u32, Option<Day>, Option<Day>)] = include!(concat!(env!("OUT_DIR"), "/hsn_dated.rs"));

/// Whether the portal's master has the code on a day. Length and digits are part of the question.
pub fn contains(code: &str, on: Day) -> bool {
    let Some(key) = key(code) else { return false };
    has(key) && DATED.iter().filter(|d| d.0 == key).all(|d| within(d.1, d.2, on))
}

/// Whether a key, below 2²⁹ as all are, is in the table.
fn has(key: u32) -> bool {
    let (bucket, tag) = spread(key, FACTOR);
    BUCKETS[bucket].0.iter().fold(false, |found, known| found | (*known == tag))
}

/// Whether a code, or the beginning of one, is a service's.
pub fn is_service(code: &str) -> bool {
    code.starts_with("99")
}

/// Every code that begins with these digits, in order; an empty text gives all.
pub fn starting(digits: &str) -> impl Iterator<Item = String> {
    CODES[range(digits)].iter().copied().map(text)
}

/// The codes somebody who wrote `code` may have meant, likeliest first, at most five.
///
/// A zero lost at the front (spreadsheets do that) comes first, then longer codes that begin with what was written,
/// then the codes next to it under the longest heading that exists.
pub fn nearest(code: &str) -> Vec<String> {
    let digits: String = code.chars().filter(char::is_ascii_digit).take(8).collect();
    let with_zero = format!("0{digits}");
    if digits.len() % 2 == 1 && key(&with_zero).is_some_and(has) {
        return vec![with_zero];
    }
    (4..=digits.len())
        .rev()
        .map(|length| {
            let mut near: Vec<String> = starting(&digits[..length]).filter(|near| *near != digits).collect();
            // Those as long as what was written are likelier than the heading above them.
            near.sort_by_key(|near| near.len().abs_diff(digits.len()));
            near.truncate(5);
            near
        })
        .find(|near| !near.is_empty())
        .unwrap_or_default()
}

pub(super) fn row(code: &str) -> Row {
    let days = DATED.iter().find(|d| Some(d.0) == key(code));
    let name = if is_service(code) { "Service" } else { "Goods" };
    Row { code: code.to_owned().into(), name: name.into(), from: days.and_then(|d| d.1), to: days.and_then(|d| d.2) }
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

/// The number that eight digits are: all are looked at together, then added up in pairs, fours and eight.
fn eight_digits(digits: [u8; 8]) -> Option<u32> {
    let one = u64::from_le_bytes(digits) ^ 0x3030_3030_3030_3030;
    // Only digits have nothing in their upper half now, nor after adding six.
    if (one | one.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    let two = (one * 10 + (one >> 8)) & 0x00ff_00ff_00ff_00ff;
    let four = (two * 100 + (two >> 16)) & 0x0000_ffff_0000_ffff;
    Some((four * 10_000 + (four >> 32)) as u32)
}

/// The digits at the left of eight.
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
    // A shorter code has the same aligned digits as its first child: it doesn't begin with more digits than it has.
    while CODES[range.clone()].first().is_some_and(|&key| length(key) < digits.len()) {
        range.start += 1;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;
    use std::collections::HashSet;

    fn on() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_hsn_is_found_and_nothing_else_is() {
        let rows = shared("masters/hsn.csv");
        let known: HashSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!((known.len(), CODES.len()), (18_687, 18_687));
        for row in &rows {
            assert!(contains(&row[0], on()), "{}", row[0]);
            assert_eq!(is_service(&row[0]), row[2] == "Y", "{}", row[0]);
        }
        for n in 0..10_000u32 {
            let (four, six, eight) = (format!("{n:04}"), format!("{:06}", n * 97), format!("{:08}", n * 9973));
            for code in [four, six, eight] {
                assert_eq!(contains(&code, on()), known.contains(code.as_str()), "{code}");
            }
        }
        assert!(starting("").eq(rows.iter().map(|row| row[0].clone())));
    }

    #[test]
    fn codes_the_portal_refused_are_not_in_it() {
        for code in ["391520", "521211", "630411", "2106909", "0000", "", "ABCD", "+101", "99541", "210690999999"] {
            assert!(!contains(code, on()), "{code}");
        }
    }

    #[test]
    fn all_codes_under_a_heading_are_found_and_no_other() {
        for digits in ["", "9", "99", "0101", "01011", "210690", "2106909", "21069099"] {
            let expected: Vec<String> = CODES.iter().map(|&key| text(key)).filter(|c| c.starts_with(digits)).collect();
            assert_eq!(starting(digits).collect::<Vec<_>>(), expected, "{digits}");
        }
        assert_eq!(starting("2106909x").count() + starting("210690991").count(), 0);
    }

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        assert!(nearest("2106909").contains(&"21069099".to_owned()), "{:?}", nearest("2106909"));
        assert_eq!(nearest("1011010"), ["01011010"], "a zero lost in a spreadsheet");
        assert_eq!(nearest("101"), ["0101"]);
        assert!(nearest("391520").contains(&"39152000".to_owned()));
        let near = nearest("84713019");
        assert!(near[0].starts_with("847130") && near[0].len() == 8, "{near:?}");
        assert_eq!(nearest("0000"), Vec::<String>::new());
        assert_eq!(nearest("abc"), Vec::<String>::new());
    }
}
