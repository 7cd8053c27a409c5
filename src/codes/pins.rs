//! PIN codes and the states they may stand with (`Pin`, `Stcd`).
//!
//! The portal passes a PIN it doesn't know when the first three digits belong to the state. So three digits decide, and
//! single PINs are listed only where they are narrower or wider than their three digits: an enclave, a border town.

use super::Row;

/// PIN codes, or their first three digits, of one or more states, by state number.
struct Range {
    from: u32,
    to: u32,
    states: &'static [u8],
}

const PREFIXES: &[Range] = include!(concat!(env!("OUT_DIR"), "/pin_prefixes.rs"));
const EXACT: &[Range] = include!(concat!(env!("OUT_DIR"), "/pin_exact.rs"));

/// The states a PIN code may stand with, by number; none when no PIN begins with these three digits.
/// 999999 stands with another country (96) and other territory (97).
pub fn states(pin: u32) -> &'static [u8] {
    static OF_EXACT: Firsts = firsts(EXACT, 1000);
    static OF_PREFIXES: Firsts = firsts(PREFIXES, 1);
    let prefix = pin / 1000;
    find(EXACT, &OF_EXACT, prefix, pin).or_else(|| find(PREFIXES, &OF_PREFIXES, prefix, prefix)).unwrap_or_default()
}

/// A PIN code of a state, of that state alone where there is one; none of a state that has no places in India.
pub fn of_state(state: u8) -> Option<u32> {
    let near = PREFIXES.iter().filter(|range| range.states.contains(&state)).flat_map(|range| range.from..=range.to);
    let known = near.flat_map(|prefix| prefix * 1000 + 1..(prefix + 1) * 1000);
    let all = known.chain(EXACT.iter().map(|range| range.from)).filter(|pin| *pin != NOWHERE);
    let mut all = all.filter(|pin| states(*pin).contains(&state));
    all.clone().find(|pin| states(*pin).len() == 1).or_else(|| all.next())
}

/// The PIN code of places outside India, and of other territory.
pub const NOWHERE: u32 = 999_999;

/// For each three digits, the first range that doesn't end before them.
type Firsts = [u16; 1001];

/// `each` is how many numbers begin with the same three digits.
const fn firsts(ranges: &[Range], each: u32) -> Firsts {
    let mut firsts = [0; 1001];
    let (mut prefix, mut at) = (0, 0);
    while prefix < firsts.len() {
        while at < ranges.len() && ranges[at].to < prefix as u32 * each {
            at += 1;
        }
        firsts[prefix] = at as u16;
        prefix += 1;
    }
    firsts
}

/// The range a number is in: not before the first of its three digits, nor after the first of the next three.
fn find(ranges: &'static [Range], firsts: &Firsts, prefix: u32, number: u32) -> Option<&'static [u8]> {
    let prefix = prefix as usize;
    let (from, to) = (usize::from(*firsts.get(prefix)?), usize::from(*firsts.get(prefix + 1)?));
    let near = ranges.get(from..=to).or_else(|| ranges.get(from..))?;
    let at = near.partition_point(|range| range.to < number);
    near.get(at).filter(|range| range.from <= number).map(|range| range.states)
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    PREFIXES.iter().chain(EXACT).map(|range| {
        let code = if range.from == range.to { range.from.to_string() } else { format!("{}-{}", range.from, range.to) };
        let states: Vec<String> = range.states.iter().map(|state| format!("{state:02}")).collect();
        Row { code: code.into(), name: states.join(" ").into(), from: None, to: None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_pin_has_exactly_its_states() {
        let rows = shared("masters/pin_full.csv");
        let mut known: BTreeMap<u32, BTreeSet<u8>> = BTreeMap::new();
        for row in &rows {
            known.entry(row[0].parse().unwrap()).or_default().insert(row[1].parse().unwrap());
        }
        assert!(known.len() > 19_000);
        for (pin, expected) in known {
            assert_eq!(states(pin).iter().copied().collect::<BTreeSet<_>>(), expected, "{pin}");
        }
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn an_unknown_pin_goes_by_its_first_three_digits() {
        for file in ["masters/pin_state_ranges.csv", "masters/pin_state_ranges_coarse.csv"] {
            let rows = shared(file);
            let coarse = file.contains("coarse");
            for row in rows.iter().filter(|row| coarse || !row[5].starts_with("suspect")) {
                let (from, state) =
                    (row[0].parse::<u32>().unwrap(), row[if coarse { 2 } else { 1 }].parse::<u8>().unwrap());
                let to = if coarse { row[1].parse().unwrap() } else { from };
                for prefix in from..=to {
                    assert!(
                        find(PREFIXES, &firsts(PREFIXES, 1), prefix, prefix).unwrap().contains(&state),
                        "{prefix} {state}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_pin_without_a_row_has_the_states_of_its_neighbours() {
        assert!(states(160_999).contains(&3) && states(160_999).contains(&4));
    }

    #[test]
    fn places_that_do_not_exist_have_no_state() {
        for pin in [0, 99_999, 100_000, 199_999, 380, 999_998, 1_110_001] {
            assert_eq!(states(pin), [0u8; 0], "{pin}");
        }
        assert_eq!(states(999_999), [96, 97]);
        assert_eq!(states(560_001), [29]);
    }
}
