//! GSTIN: two digits of state, ten of PAN, one for the registration, one for its type, one check character.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A 15-character GSTIN in the portal's shape (`^[0-9]{2}[0-9A-Z]{13}$`). Its check character may still be wrong,
/// because the portal's own sandbox issues such numbers; [`Gstin::check_fits`] checks it.
///
/// ```
/// use einv::gstin::Gstin;
///
/// let gstin = Gstin::parse("29AABCU9603R1ZJ").expect("a GSTIN");
/// assert_eq!((gstin.state(), gstin.pan()), ("29", "AABCU9603R"));
/// assert!(gstin.check_fits());
/// assert!(Gstin::parse("29aabcu9603r1zj").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gstin([u8; 15]);

impl Gstin {
    /// Reads exactly 15 characters; blanks and small letters are refused.
    pub fn parse(text: &str) -> Option<Gstin> {
        let bytes: [u8; 15] = text.as_bytes().try_into().ok()?;
        // No early exit, so that all fifteen are compared together.
        let state = bytes[..2].iter().fold(true, |fits, c| fits & c.is_ascii_digit());
        let rest = bytes[2..].iter().fold(true, |fits, c| fits & (c.is_ascii_digit() | c.is_ascii_uppercase()));
        (state & rest).then_some(Gstin(bytes))
    }

    /// The 15 characters.
    pub fn as_str(&self) -> &str {
        // Only ASCII digits and letters get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The 15 characters as ASCII bytes.
    pub fn as_bytes(&self) -> &[u8; 15] {
        &self.0
    }

    /// The state code, `01` to `38`, `97` or `99`.
    pub fn state(&self) -> &str {
        std::str::from_utf8(&self.0[..2]).unwrap_or_default()
    }

    /// The permanent account number (PAN), which all registrations of one person share.
    pub fn pan(&self) -> &str {
        &self.as_str()[2..12]
    }

    /// Whether it is the Unique Identity Number of a UN body or an embassy.
    pub fn is_uin(&self) -> bool {
        self.0[2..4].iter().all(u8::is_ascii_digit)
            && self.0[4..7].iter().all(u8::is_ascii_uppercase)
            && self.0[7..12].iter().all(u8::is_ascii_digit)
            && &self.0[12..14] == b"UN"
    }

    /// Returns the check character that fits the first fourteen.
    ///
    /// Each character's value in base 36 is weighted 1, 2, 1, 2, …; the quotient and remainder of each product by 36
    /// are summed, and the check character makes the sum a multiple of 36.
    pub fn check_character(&self) -> char {
        const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let value = |c: u8| u32::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' + 10 });
        let sum = self.0[..14].iter().zip([1, 2].into_iter().cycle()).fold(0, |sum, (&c, weight)| {
            // Below 72, the quotient and remainder by 36 need no division.
            let product = value(c) * weight;
            sum + if product < 36 { product } else { product - 35 }
        });
        char::from(DIGITS[((36 - sum % 36) % 36) as usize])
    }

    /// Whether the last character is the [`Gstin::check_character`].
    pub fn check_fits(&self) -> bool {
        char::from(self.0[14]) == self.check_character()
    }

    /// Returns the same number with the check character that fits.
    pub fn corrected(&self) -> Gstin {
        let mut bytes = self.0;
        bytes[14] = self.check_character() as u8;
        Gstin(bytes)
    }
}

impl Serialize for Gstin {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Gstin {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Gstin, D::Error> {
        let text = String::deserialize(d)?;
        let wrong =
            || D::Error::custom(format!("\"{text}\" is not a GSTIN: 2 digits, then 13 digits or capital letters"));
        Gstin::parse(&text).ok_or_else(wrong)
    }
}

impl fmt::Display for Gstin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Gstin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genuine_production_gstins_fit_their_check_character() {
        // Sellers and buyers of production tokens; the last two are the NIC sandbox's, and don't fit.
        for (text, fits) in [
            ("24AACCT6304M1ZB", true),
            ("09AABCW0339G3ZD", true),
            ("27AABCU9603R1ZN", true),
            ("02AMBPG7773M002", false),
            ("24AAFCD5862R005", false),
        ] {
            let gstin = Gstin::parse(text).unwrap();
            assert_eq!(gstin.check_fits(), fits, "{text}");
            assert!(gstin.corrected().check_fits());
        }
    }

    #[test]
    fn the_check_character_catches_every_single_wrong_character() {
        let good = "24AACCT6304M1ZB";
        for at in 0..15 {
            for c in ('0'..='9').chain('A'..='Z') {
                let mut text = good.to_owned();
                text.replace_range(at..=at, &c.to_string());
                if let Some(gstin) = Gstin::parse(&text) {
                    assert_eq!(gstin.check_fits(), text == good, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_unique_identity_number_is_distinguished_from_a_registration() {
        let is_uin = |text: &str| Gstin::parse(text).unwrap().is_uin();
        assert!(is_uin("2717UNO00157UNM") && is_uin("0718USA00003UN5"));
        assert!(!is_uin("24AACCT6304M1ZB") && !is_uin("2719KOR00012NR2"));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in
            ["", "URP", "24aacct6304m1zb", "2AAACCT6304M1ZB", "24AACCT6304M1Z", "24AACCT6304M1ZBX", "24AACCT6304M1Zé"]
        {
            assert_eq!(Gstin::parse(text), None, "{text}");
        }
        let g = Gstin::parse("24AACCT6304M1ZB").unwrap();
        assert_eq!((g.state(), g.pan()), ("24", "AACCT6304M"));
    }
}
