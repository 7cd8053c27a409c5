//! Months and quarters of returns.

use crate::calendar::{Day, FinYear};
use crate::law::tables::HSN_SUMMARY_SPLIT;
use crate::schema::text_schema;
use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};
use std::fmt;

/// A month of returns, `MMYYYY`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    first: Day,
}

impl Period {
    /// Reads `112026`.
    pub fn parse(text: &str) -> Option<Period> {
        let digits = text.len() == 6 && text.bytes().all(|c| c.is_ascii_digit());
        let (month, year) = digits.then(|| text.split_at(2))?;
        Some(Period { first: Day::new(year.parse().ok()?, month.parse().ok()?, 1)? })
    }

    /// The month of a day.
    pub fn of(day: Day) -> Period {
        Period { first: day.month_begins() }
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.next().first.plus(-1)
    }

    /// The month after it.
    pub fn next(self) -> Period {
        // Thirty-one days on lies in the next month, and never in the one after it.
        Period::of(self.first.plus(31))
    }

    /// Whether table 12 is split in two, as it is from the returns of May 2025.
    pub fn splits_hsn(self) -> bool {
        self.first >= HSN_SUMMARY_SPLIT
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first.to_string().replace('/', "")[2..])
    }
}

text_schema! { Period as "Period": "A month of returns, MMYYYY.", "^(0[1-9]|1[0-2])[0-9]{4}$"; }

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Period, D::Error> {
        let text = String::deserialize(d)?;
        Period::parse(&text).ok_or_else(|| D::Error::custom(format!("\"{text}\" is no month; write it like 112026")))
    }
}

/// What a return is for: a month, or a quarter of those who file quarterly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    first: Period,
    last: Period,
}

impl Span {
    /// One month.
    pub fn month(period: Period) -> Span {
        Span { first: period, last: period }
    }

    /// Reads `Q3-2026-27`: quarters count from April.
    pub fn quarter(text: &str) -> Option<Span> {
        let (quarter, year) = text.strip_prefix(['Q', 'q'])?.split_once('-')?;
        let year = FinYear::parse(year)?;
        let (month, year) = match quarter {
            "1" => (4, year.start()),
            "2" => (7, year.start()),
            "3" => (10, year.start()),
            "4" => (1, year.start() + 1),
            _ => return None,
        };
        let first = Period { first: Day::new(year, month, 1)? };
        Some(Span { first, last: first.next().next() })
    }

    /// Whether it is a quarter.
    pub fn is_quarter(self) -> bool {
        self.first != self.last
    }

    /// The month that the return is filed for: of a quarter, the last.
    pub fn filed_for(self) -> Period {
        self.last
    }

    /// Its first day.
    pub fn begins(self) -> Day {
        self.first.first()
    }

    /// Its last day.
    pub fn ends(self) -> Day {
        self.last.last()
    }

    /// Whether a month is one of it.
    pub fn has(self, period: Period) -> bool {
        (self.first..=self.last).contains(&period)
    }

    /// A day of the month after it.
    pub fn day_after(self, day: u32) -> Day {
        self.last.next().first.plus(i64::from(day) - 1)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_quarter() {
            true => write!(f, "{} to {}", self.first, self.last),
            false => self.last.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_and_knows_its_ends() {
        let ends = |text: &str| Period::parse(text).map(|p| (p.first().iso(), p.last().iso()));
        assert_eq!(ends("112026"), Some(("2026-11-01".into(), "2026-11-30".into())));
        assert_eq!(ends("022024"), Some(("2024-02-01".into(), "2024-02-29".into())));
        assert_eq!(ends("122020"), Some(("2020-12-01".into(), "2020-12-31".into())));
        for wrong in ["132026", "2026-11", "11226", "", "1120266", "+12026"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
        assert!(!Period::parse("042025").unwrap().splits_hsn() && Period::parse("052025").unwrap().splits_hsn());
    }

    #[test]
    fn a_quarter_is_three_months_from_april() {
        let ends =
            |text: &str| Span::quarter(text).map(|s| (s.begins().iso(), s.ends().iso(), s.filed_for().to_string()));
        assert_eq!(ends("Q3-2026-27"), Some(("2026-10-01".into(), "2026-12-31".into(), "122026".into())));
        assert_eq!(ends("q4-2026-27"), Some(("2027-01-01".into(), "2027-03-31".into(), "032027".into())));
        for wrong in ["Q5-2026-27", "Q0-2026-27", "Q1", "3-2026-27", "Q1-2026", "Q1-2026-28", ""] {
            assert_eq!(ends(wrong), None, "{wrong}");
        }
        let month = Span::month(Period::parse("122026").unwrap());
        assert_eq!((month.day_after(11).iso(), month.is_quarter()), ("2027-01-11".into(), false));
    }
}
