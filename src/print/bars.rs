//! A number as a bar code (Code 128), as the e-way bill system prints it on its slips.

use crate::error::{Error, ErrorKind, Result};
use barcoders::sym::code128::Code128;

/// A bar code: its modules, dark or light, without the quiet zones.
#[derive(Clone, Debug)]
pub struct Bars(Vec<bool>);

/// The light modules that the standard requires at each side.
pub const QUIET: usize = 10;

impl Bars {
    /// Digits as a code: pairs in set C, which has the densest digits; an odd first digit in set B.
    pub fn of(digits: &str) -> Result<Bars> {
        let wrong = || Error::new(ErrorKind::Json, format!("\"{digits}\" can't be a bar code: it must be digits"));
        if digits.is_empty() || digits.len() > 40 || !digits.bytes().all(|c| c.is_ascii_digit()) {
            return Err(wrong());
        }
        let text = match digits.split_at(digits.len() % 2) {
            ("", pairs) => format!("{SET_C}{pairs}"),
            (first, "") => format!("{SET_B}{first}"),
            (first, pairs) => format!("{SET_B}{first}{SET_C}{pairs}"),
        };
        let code = Code128::new(text).map_err(|_| wrong())?;
        Ok(Bars(code.encode().into_iter().map(|module| module == 1).collect()))
    }

    /// The modules with both quiet zones.
    pub fn width(&self) -> usize {
        self.0.len() + 2 * QUIET
    }

    /// The dark bars: where each begins after the quiet zone, and its width in modules.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut at = 0;
        self.0.chunk_by(|a, b| a == b).filter_map(move |run| {
            let begins = at;
            at += run.len();
            run.first().copied().unwrap_or_default().then_some((begins + QUIET, run.len()))
        })
    }
}

/// The library's signs for the code's sets of characters.
const SET_B: char = '\u{181}';
const SET_C: char = '\u{106}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_are_six_pairs_between_start_check_and_stop() {
        let bars = Bars::of("321012345678").unwrap();
        // Each character has 11 modules, the stop 13.
        assert_eq!(bars.width(), 11 * (1 + 6 + 1) + 13 + 2 * QUIET);
        let runs: Vec<(usize, usize)> = bars.runs().collect();
        assert_eq!(runs.len(), 3 * 8 + 4);
        // The start of set C: two dark, one light, one dark, two light, three dark, two light.
        assert_eq!(runs[..3], [(QUIET, 2), (QUIET + 3, 1), (QUIET + 6, 3)]);
        assert!(Bars::of("3").is_ok() && Bars::of("2910012345").is_ok() && Bars::of("123").is_ok());
        for wrong in ["", "12A", "१२", "12 34"] {
            assert!(Bars::of(wrong).is_err(), "{wrong}");
        }
    }
}
