//! PIN codes and the states they may stand with (`Pin`, `Stcd`).
//!
//! The portal accepts a PIN that it doesn't know when the first three digits belong to the state. So three digits
//! decide, and single PINs are listed only where they are narrower or wider than their three digits: an enclave, a
//! border town.

use super::ListRow;

/// The place of a PIN code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinPlace<'l> {
    /// No PIN begins with these three digits.
    Unknown,
    /// An army post office, which serves any state.
    Unjudged,
    /// In one of these states, by number; `also` holds those that only some sources list.
    Of { states: &'l [u8], also: &'l [u8] },
}

/// PIN codes, or their first three digits.
struct Range {
    from: u32,
    to: u32,
    place: PinPlace<'static>,
}

const PREFIXES: &[Range] = include!(concat!(env!("OUT_DIR"), "/pin_prefixes.rs"));
const EXACT: &[Range] = include!(concat!(env!("OUT_DIR"), "/pin_exact.rs"));

/// The row of a whole PIN. 999999 goes with another country (96) and other territory (97).
pub fn exact(pin: u32) -> Option<PinPlace<'static>> {
    static OF_EXACT: Firsts = firsts(EXACT, 1000);
    find(EXACT, &OF_EXACT, pin / 1000, pin)
}

/// The row of a PIN's first three digits.
pub fn prefix(pin: u32) -> Option<PinPlace<'static>> {
    static OF_PREFIXES: Firsts = firsts(PREFIXES, 1);
    find(PREFIXES, &OF_PREFIXES, pin / 1000, pin / 1000)
}

/// Returns a PIN code of a state for the sandbox's taxpayers, one of that state alone where possible; `None` for a state without places in India.
#[cfg(feature = "sandbox")]
pub fn of_state(state: u8) -> Option<u32> {
    let alone = |place: &PinPlace<'_>| matches!(place, PinPlace::Of { states: [own], also: [] } if *own == state);
    let among = |place: &PinPlace<'_>| matches!(place, PinPlace::Of { states, .. } if states.contains(&state));
    let near = PREFIXES.iter().filter(|range| among(&range.place)).flat_map(|range| range.from..=range.to);
    let known = near.flat_map(|prefix| prefix * 1000 + 1..(prefix + 1) * 1000);
    let all = known.chain(EXACT.iter().map(|range| range.from)).filter(|pin| *pin != NOWHERE);
    let of = |pin: &u32| exact(*pin).or_else(|| prefix(*pin));
    let mut all = all.filter(|pin| of(pin).is_some_and(|place| among(&place)));
    all.clone().find(|pin| of(pin).is_some_and(|place| alone(&place))).or_else(|| all.next())
}

/// The PIN code of places outside India, and of other territory.
pub const NOWHERE: u32 = 999_999;

/// For each three digits, the first range that doesn't end before them.
type Firsts = [u16; 1001];

/// `each` is the count of numbers with the same first three digits.
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

/// The range that holds a number. It lies between the first range of its three digits and the first of the next three.
fn find(ranges: &'static [Range], firsts: &Firsts, prefix: u32, number: u32) -> Option<PinPlace<'static>> {
    let prefix = prefix as usize;
    let (from, to) = (usize::from(*firsts.get(prefix)?), usize::from(*firsts.get(prefix + 1)?));
    let near = ranges.get(from..=to).or_else(|| ranges.get(from..))?;
    let at = near.partition_point(|range| range.to < number);
    near.get(at).filter(|range| range.from <= number).map(|range| range.place)
}

pub(super) fn rows() -> impl Iterator<Item = ListRow<'static>> {
    PREFIXES.iter().chain(EXACT).map(|range| row(range.from, range.to, range.place))
}

/// A range as `einv_codes` shows it: its states, with those of only some sources in brackets.
pub(super) fn row(from: u32, to: u32, place: PinPlace<'_>) -> ListRow<'static> {
    let code = if from == to { from.to_string() } else { format!("{from}-{to}") };
    let list = |states: &[u8]| states.iter().map(|state| format!("{state:02}")).collect::<Vec<_>>().join(" ");
    let name = match place {
        PinPlace::Unknown => String::new(),
        PinPlace::Unjudged => "any state".to_owned(),
        PinPlace::Of { states, also: [] } => list(states),
        PinPlace::Of { states, also } => format!("{} ({})", list(states), list(also)),
    };
    ListRow::of(code, name, (None, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Lists;
    use crate::codes::tests::shared;

    fn numbers(text: &str) -> Vec<u8> {
        text.split_whitespace().map(|state| state.parse().unwrap()).collect()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_pin_has_exactly_its_states_and_no_fewer_doubtful_ones() {
        let rows = shared("masters/pins_clean.csv");
        assert!(rows.len() > 19_000);
        let lists = Lists::default();
        for row in &rows {
            let PinPlace::Of { states, also } = lists.pin(row[0].parse().unwrap()) else { panic!("{}", row[0]) };
            assert_eq!(states, numbers(&row[1]), "{}", row[0]);
            assert!(numbers(&row[2]).iter().all(|state| also.contains(state)), "{}", row[0]);
            assert!(states.iter().all(|state| !also.contains(state)), "{}", row[0]);
        }
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn the_first_three_digits_decide_about_an_unknown_pin() {
        let rows = shared("masters/pins_ranges.csv");
        for row in rows.iter().filter(|row| row[4] == "three digits") {
            let (from, to): (u32, u32) = (row[0].parse().unwrap(), row[1].parse().unwrap());
            for digits in from..=to {
                let Some(PinPlace::Of { states, also }) = prefix(digits * 1000) else { panic!("{digits}") };
                assert_eq!(states, numbers(&row[2]), "{digits}");
                assert!(numbers(&row[3]).iter().all(|state| also.contains(state)), "{digits}");
            }
        }
        let coarse = shared("masters/pin_state_ranges_coarse.csv");
        for row in &coarse {
            for digits in row[0].parse::<u32>().unwrap()..=row[1].parse().unwrap() {
                let state: u8 = row[2].parse().unwrap();
                let allowed = match prefix(digits * 1000) {
                    Some(PinPlace::Of { states, also }) => states.contains(&state) || also.contains(&state),
                    Some(PinPlace::Unjudged | PinPlace::Unknown) | None => true,
                };
                assert!(allowed, "{digits} {state}");
            }
        }
    }

    #[test]
    fn places_that_do_not_exist_have_no_state_and_army_posts_any() {
        let lists = Lists::default();
        let place = |pin| lists.pin(pin);
        for pin in [0, 99_999, 100_000, 199_999, 380, 1_110_001] {
            assert_eq!(place(pin), PinPlace::Unknown, "{pin}");
        }
        for pin in [900_056, 900_099, 999_998] {
            assert_eq!(place(pin), PinPlace::Unjudged, "{pin}");
        }
        assert_eq!(place(999_999), PinPlace::Of { states: &[96, 97], also: &[] });
        assert!(matches!(place(560_001), PinPlace::Of { states: &[29], .. }));
    }
}
