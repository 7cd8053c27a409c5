//! Exact decimals: amounts as the form writes them, sums, tax calculations and the portal's tolerance.
//!
//! The form's numbers have at most three decimal places and at most 17 significant digits, so an amount is a count of
//! thousandths in an `i64` and never a double. Products and sums are [`Exact`], a count of 10⁻⁸ in an `i128`: taxable
//! value (2 places) × rate (3 places) ÷ 200 still comes out whole.

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A decimal as it was written: its value in thousandths, and its number of decimal places.
///
/// Equality and order use the value (`12.0 == 12`). The places matter only when it is written again, because the portal
/// keeps the scale that it received.
///
/// ```
/// use einv::money::Amount;
///
/// let value = Amount::parse("1168.00").expect("an amount");
/// assert_eq!(value, Amount::parse("1168").expect("an amount"));
/// assert_eq!(value.to_string(), "1168.00");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Amount {
    thousandths: i64,
    places: Places,
}

/// A number of decimal places. As an enum it leaves a niche for `None`: most amounts of an invoice may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
enum Places {
    #[default]
    None,
    One,
    Two,
    Three,
}

impl Places {
    const fn of(places: u8) -> Places {
        match places {
            0 => Places::None,
            1 => Places::One,
            2 => Places::Two,
            _ => Places::Three,
        }
    }
}

impl Amount {
    /// 0, without decimal places.
    pub const ZERO: Amount = Amount { thousandths: 0, places: Places::None };
    /// In thousandths. A larger number is outside every range of the form.
    pub const LIMIT: i64 = 1_000_000_000_000_000_000;

    /// `places` is how many decimal places it is written with; values above three count as three.
    pub const fn from_thousandths(thousandths: i64, places: u8) -> Amount {
        Amount { thousandths, places: Places::of(places) }
    }

    /// A whole number, written without decimal places.
    pub const fn from_rupees(rupees: i64) -> Amount {
        Amount { thousandths: rupees * 1000, places: Places::None }
    }

    /// The value in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// How many decimal places it is written with: 0 to 3.
    pub const fn places(self) -> u8 {
        self.places as u8
    }

    /// Whether the value is 0, with any number of places.
    pub const fn is_zero(self) -> bool {
        self.thousandths == 0
    }

    /// Whether the value is below 0; `-0` is not.
    pub const fn is_negative(self) -> bool {
        self.thousandths < 0
    }

    /// The whole number, when it has no fraction.
    pub const fn whole(self) -> Option<i64> {
        if self.thousandths % 1000 == 0 { Some(self.thousandths / 1000) } else { None }
    }

    /// Reads a JSON number; `Err` says why the form can't hold it.
    pub fn parse(text: &str) -> Result<Amount, NotAnAmount> {
        let (digits, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().map_err(|_| NotAnAmount::TooLarge)?),
            None => (text, 0),
        };
        let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|c| c.is_ascii_digit()) {
            return Err(NotAnAmount::NotANumber);
        }
        // The position of the decimal point among all digits, after the exponent.
        let point = whole.len() as i64 + i64::from(exponent);
        let mut value: i64 = 0;
        let mut lost = false;
        for (index, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
            let digit = i64::from(digit - b'0');
            if (index as i64) < point + 3 {
                value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(NotAnAmount::TooLarge)?;
            } else if digit != 0 {
                lost = true;
            }
        }
        let written = (whole.len() + fraction.len()) as i64;
        if value != 0 {
            for _ in written..point + 3 {
                value = value.checked_mul(10).ok_or(NotAnAmount::TooLarge)?;
            }
        }
        if value > Amount::LIMIT {
            return Err(NotAnAmount::TooLarge);
        }
        if lost {
            return Err(NotAnAmount::TooManyPlaces);
        }
        let places = (written - point).clamp(0, 3) as u8;
        Ok(Amount::from_thousandths(if negative { -value } else { value }, places))
    }

    /// Returns the same value with at most `places` decimal places, where that loses nothing.
    pub fn with_at_most(self, places: u8) -> Option<Amount> {
        let step = 10i64.pow(u32::from(3 - places.min(3)));
        (self.thousandths % step == 0).then_some(Amount { places: Places::of(self.places().min(places)), ..self })
    }

    /// As India writes it, 12,34,567.50: groups of two after the last three, and at least so many decimal places.
    pub(crate) fn grouped(self, least: usize) -> String {
        let thousandths = self.thousandths().unsigned_abs();
        let digits = (thousandths / 1000).to_string();
        let mut out = if self.is_negative() { "-".to_owned() } else { String::new() };
        for (index, digit) in digits.chars().enumerate() {
            let left = digits.len() - index;
            if index > 0 && (left == 3 || (left > 3 && left % 2 == 1)) {
                out.push(',');
            }
            out.push(digit);
        }
        let fraction = format!("{:03}", thousandths % 1000);
        let kept = fraction.trim_end_matches('0').len().max(least);
        if kept > 0 {
            out.push('.');
            out.push_str(&fraction[..kept]);
        }
        out
    }
}

/// Why a piece of text is not a decimal this form can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAnAmount {
    /// Characters other than digits, a minus, a point and an exponent, or no digit before the point.
    NotANumber,
    /// Beyond [`Amount::LIMIT`], or its exponent beyond an `i32`.
    TooLarge,
    /// More than three significant decimal places.
    TooManyPlaces,
}

impl PartialEq for Amount {
    fn eq(&self, other: &Amount) -> bool {
        self.thousandths == other.thousandths
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Amount) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Amount) -> Ordering {
        self.thousandths.cmp(&other.thousandths)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.thousandths < 0 { "-" } else { "" };
        let (whole, rest) = (self.thousandths.unsigned_abs() / 1000, self.thousandths.unsigned_abs() % 1000);
        match self.places {
            Places::None => write!(f, "{sign}{whole}"),
            Places::One => write!(f, "{sign}{whole}.{}", rest / 100),
            Places::Two => write!(f, "{sign}{whole}.{:02}", rest / 10),
            Places::Three => write!(f, "{sign}{whole}.{rest:03}"),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// Written rounded to paise, as it is displayed.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// From decimal text, or from a JSON number.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Amount, D::Error> {
        struct Decimal;
        impl Visitor<'_> for Decimal {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount as decimal text, like \"118000.00\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                let plain = text.trim().bytes().all(|c| matches!(c, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
                let read = if plain { Amount::parse(text.trim()) } else { Err(NotAnAmount::NotANumber) };
                read.map_err(|why| {
                    E::custom(match why {
                        NotAnAmount::NotANumber => format!("\"{text}\" is not an amount; write it like \"118000.00\""),
                        NotAnAmount::TooLarge => format!("{text} is too large for an amount"),
                        NotAnAmount::TooManyPlaces => format!("{text} has more than three decimal places"),
                    })
                })
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
            // The shortest text of a double is the decimal it was read from, for up to 15 digits.
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
        }
        d.deserialize_any(Decimal)
    }
}

/// An exact result of a calculation, in units of 10⁻⁸.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Exact(i128);

const UNIT: i128 = 100_000_000;

impl Exact {
    /// 0: the start of a sum.
    pub const ZERO: Exact = Exact(0);

    /// `value × rate ÷ 100`: a tax at `rate` percent.
    pub fn percent(value: Amount, rate: Amount) -> Exact {
        Exact(i128::from(value.thousandths) * i128::from(rate.thousandths))
    }

    /// `quantity × price`.
    pub fn product(quantity: Amount, price: Amount) -> Exact {
        Exact(i128::from(quantity.thousandths) * i128::from(price.thousandths) * 100)
    }

    /// What is left of a value with tax: `value × 100 ÷ (100 + rate)`, the rate in thousandths of a per cent.
    pub fn without_tax(self, rate: i64) -> Exact {
        let whole = 100_000 + i128::from(rate.max(0));
        // A step finer than the result is rounded to, so that it is rounded once.
        Exact(self.0.saturating_mul(100_000) / whole)
    }

    /// Its share of each of a quantity, to three places.
    pub fn shared_by(self, quantity: Amount) -> Option<Amount> {
        let thousandths = i128::from(quantity.thousandths);
        Some(Exact(self.0.saturating_mul(1000).checked_div(thousandths)?).to_thousandths())
    }

    /// Rounded half up (away from zero) to three places.
    pub fn to_thousandths(self) -> Amount {
        let rounded = self.rounded(UNIT / 1000);
        Amount::from_thousandths(rounded.thousandths, 3)
    }

    /// Half of it: the central or the state share of a tax.
    pub fn half(self) -> Exact {
        Exact(self.0 / 2)
    }

    /// Rounded half up (away from zero) to two places.
    pub fn to_paise(self) -> Amount {
        self.rounded(UNIT / 100)
    }

    /// Rounded half up (away from zero) to a whole rupee, written with two places.
    pub fn to_rupees(self) -> Amount {
        self.rounded(UNIT)
    }

    fn rounded(self, step: i128) -> Amount {
        let steps = (self.0.abs() + step / 2) / step * self.0.signum();
        let thousandths = steps.saturating_mul(step / (UNIT / 1000));
        Amount {
            thousandths: thousandths.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64,
            places: Places::Two,
        }
    }

    /// The values the portal accepts for this calculated one: `[floor(x) - 1, ceil(x) + 1]` rupees, both inclusive
    /// (NIC release of 08-09-2020; its example: 10241.61 allows 10240.00 to 10243.00).
    pub fn tolerance(self) -> (Exact, Exact) {
        let floor = self.0.div_euclid(UNIT);
        let ceil = floor + i128::from(self.0.rem_euclid(UNIT) != 0);
        (Exact((floor - 1) * UNIT), Exact((ceil + 1) * UNIT))
    }

    /// Whether the portal would accept `passed` for this calculated value.
    pub fn accepts(self, passed: Amount) -> bool {
        // A difference within one rupee is accepted, whatever the fraction. This avoids a division, which is slow with
        // 128 bits.
        if (self.0 - Exact::from(passed).0).abs() <= UNIT {
            return true;
        }
        let (low, high) = self.tolerance();
        (low..=high).contains(&Exact::from(passed))
    }
}

impl From<Amount> for Exact {
    fn from(amount: Amount) -> Exact {
        Exact(i128::from(amount.thousandths) * (UNIT / 1000))
    }
}

impl Add for Exact {
    type Output = Exact;
    fn add(self, other: Exact) -> Exact {
        Exact(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Exact;
    fn sub(self, other: Exact) -> Exact {
        Exact(self.0 - other.0)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(iter: I) -> Exact {
        iter.fold(Exact::ZERO, Add::add)
    }
}

/// Sums amounts as they are, and converts the unit once.
impl Sum<Amount> for Exact {
    fn sum<I: Iterator<Item = Amount>>(iter: I) -> Exact {
        Exact(iter.map(|amount| i128::from(amount.thousandths)).sum::<i128>() * (UNIT / 1000))
    }
}

/// Displays the value rounded to paise, as a bill would show it.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_paise().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn numbers_keep_their_value_and_their_written_scale() {
        for text in ["0", "12908", "708.0", "7080.00", "99.545", "-0.20", "99999999999999.99"] {
            assert_eq!(amount(text).to_string(), text);
        }
        assert_eq!(amount("12.0"), amount("12"));
        assert_eq!(amount("1e2").to_string(), "100");
        assert_eq!(amount("1.25E1").to_string(), "12.5");
        assert_eq!(amount("10.5000").to_string(), "10.500");
        assert_eq!(amount("12345e-2").to_string(), "123.45");
        assert_eq!(amount("0e400"), Amount::ZERO);
    }

    #[test]
    fn a_refused_number_says_why() {
        assert_eq!(Amount::parse("0.1234"), Err(NotAnAmount::TooManyPlaces));
        assert_eq!(Amount::parse("1e400"), Err(NotAnAmount::TooLarge));
        assert_eq!(Amount::parse("1e99999999999"), Err(NotAnAmount::TooLarge));
        assert_eq!(Amount::parse("9999999999999999999999"), Err(NotAnAmount::TooLarge));
        for text in ["", "-", ".5", "1x", "NaN"] {
            assert_eq!(Amount::parse(text), Err(NotAnAmount::NotANumber), "{text}");
        }
    }

    #[test]
    fn the_tolerance_is_nics_own_example() {
        for (calculated, low, high) in [
            ("2345.34", "2344.00", "2347.00"),
            ("2345.04", "2344.00", "2347.00"),
            ("10241.00", "10240.00", "10242.00"),
            ("10241.61", "10240.00", "10243.00"),
            ("-5.5", "-7.00", "-4.00"),
        ] {
            let x = Exact::from(amount(calculated));
            assert_eq!(x.tolerance(), (amount(low).into(), amount(high).into()), "{calculated}");
            assert!(x.accepts(amount(low)) && x.accepts(amount(high)));
            assert!(!x.accepts(Amount::from_thousandths(amount(low).thousandths() - 10, 2)));
            assert!(!x.accepts(Amount::from_thousandths(amount(high).thousandths() + 10, 2)));
        }
    }

    #[test]
    fn half_of_a_tax_is_exact() {
        let tax = Exact::percent(amount("0.01"), amount("0.125"));
        assert_eq!(tax.half() + tax.half(), tax);
        assert_eq!(Exact::percent(amount("990.00"), amount("18")).to_string(), "178.20");
        assert_eq!(Exact::product(amount("2.5"), amount("0.333")).to_string(), "0.83");
    }

    proptest! {
        #[test]
        fn any_amount_survives_writing_and_reading(thousandths in -Amount::LIMIT..Amount::LIMIT, places in 0u8..=3) {
            if let Some(a) = Amount::from_thousandths(thousandths, 3).with_at_most(places) {
                let back = amount(&a.to_string());
                prop_assert_eq!((back, back.places()), (a, a.places()));
            }
        }

        #[test]
        fn rounding_moves_a_value_by_at_most_half_a_paisa(value in 0i64..1_000_000_000_000, rate in 0i64..100_000) {
            let exact = Exact::percent(Amount::from_thousandths(value * 10, 2), Amount::from_thousandths(rate, 3));
            let moved = exact - Exact::from(exact.to_paise());
            prop_assert!(moved.0.abs() <= UNIT / 200);
        }
    }
}
