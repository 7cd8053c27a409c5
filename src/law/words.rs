//! Years and sums as reasons write them.

use crate::calendar::FinYear;
use crate::money::Amount;

/// Years as a list: `2017-18, 2019-20 to 2021-22`.
pub(super) fn in_words(years: &[FinYear]) -> String {
    let runs = years.chunk_by(|a, b| a.start() + 1 == b.start());
    let words = runs.map(|run| match run {
        [first, .., last] => format!("{first} to {last}"),
        [only] => only.to_string(),
        [] => String::new(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `5 crore rupees` for a whole number of crores, else the digits in Indian groups: `12,34,56,789.00 rupees`.
pub(super) fn rupees(amount: Amount) -> String {
    const CRORE: i64 = 10_000_000;
    match amount.whole() {
        Some(whole) if whole != 0 && whole % CRORE == 0 => format!("{} crore rupees", whole / CRORE),
        _ => format!("{} rupees", grouped(amount)),
    }
}

fn grouped(amount: Amount) -> String {
    let text = amount.to_string();
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > 0 && (left == 3 || left > 3 && left % 2 == 1) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_in_indian_groups() {
        let said = |text: &str| rupees(Amount::parse(text).unwrap());
        assert_eq!(said("50000000"), "5 crore rupees");
        assert_eq!(said("50000000.00"), "5 crore rupees");
        assert_eq!(said("123456789.00"), "12,34,56,789.00 rupees");
        assert_eq!(said("50000"), "50,000 rupees");
        assert_eq!(said("100"), "100 rupees");
        let years = [2017, 2019, 2020, 2021].map(FinYear::beginning);
        assert_eq!(in_words(&years), "2017-18, 2019-20 to 2021-22");
    }
}
