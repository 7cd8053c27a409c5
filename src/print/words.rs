//! Amounts in digits and in words, the Indian way: lakh and crore.

use crate::money::Amount;

/// `12,34,567.00`: groups of two after the last three, at least two decimal places.
pub fn rupees(amount: Amount) -> String {
    amount.grouped(2)
}

/// A quantity or rate: grouped, with the decimal places it needs and no more.
pub fn plain(amount: Amount) -> String {
    amount.grouped(0)
}

/// Whole rupees and thousandths, without the sign.
fn split(amount: Amount) -> (u64, u64) {
    let thousandths = amount.thousandths().unsigned_abs();
    (thousandths / 1000, thousandths % 1000)
}

/// `Rupees Twelve Lakh Thirty-Four Thousand Five Hundred Sixty-Seven and Fifty Paise Only`.
pub fn in_words(amount: Amount) -> String {
    let (whole, rest) = split(amount);
    let paise = rest / 10;
    let minus = if amount.is_negative() { "Minus " } else { "" };
    match (whole, paise) {
        (0, 0) => format!("{minus}Rupees Zero Only"),
        (_, 0) => format!("{minus}Rupees {} Only", number(whole)),
        (0, _) => format!("{minus}{} Paise Only", number(paise)),
        _ => format!("{minus}Rupees {} and {} Paise Only", number(whole), number(paise)),
    }
}

const SMALL: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const TENS: [&str; 10] = ["", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
const SCALE: [(u64, &str); 4] = [(10_000_000, "Crore"), (100_000, "Lakh"), (1000, "Thousand"), (100, "Hundred")];

fn number(n: u64) -> String {
    for (unit, name) in SCALE {
        if n >= unit {
            let rest = if n.is_multiple_of(unit) { String::new() } else { format!(" {}", number(n % unit)) };
            return format!("{} {name}{rest}", number(n / unit));
        }
    }
    match (n / 10, n % 10) {
        (0 | 1, _) => SMALL[n as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens as usize], SMALL[ones as usize]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_lakh_and_crore() {
        for (given, rupee, short) in [
            ("0", "0.00", "0"),
            ("999", "999.00", "999"),
            ("1000.5", "1,000.50", "1,000.5"),
            ("100000", "1,00,000.00", "1,00,000"),
            ("1234567.125", "12,34,567.125", "12,34,567.125"),
            ("-99999999999999.99", "-9,99,99,99,99,99,999.99", "-9,99,99,99,99,99,999.99"),
        ] {
            let amount = Amount::parse(given).unwrap();
            assert_eq!((rupees(amount), plain(amount)), (rupee.to_owned(), short.to_owned()));
        }
    }

    #[test]
    fn amounts_are_spoken_the_indian_way() {
        for (given, words) in [
            ("0", "Rupees Zero Only"),
            ("0.05", "Five Paise Only"),
            ("1", "Rupees One Only"),
            ("100", "Rupees One Hundred Only"),
            ("119.10", "Rupees One Hundred Nineteen and Ten Paise Only"),
            ("1234567.5", "Rupees Twelve Lakh Thirty-Four Thousand Five Hundred Sixty-Seven and Fifty Paise Only"),
            ("10000000", "Rupees One Crore Only"),
            (
                "99999999999999.99",
                "Rupees Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine Crore Ninety-Nine \
              Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine and Ninety-Nine Paise Only",
            ),
        ] {
            assert_eq!(in_words(Amount::parse(given).unwrap()), words);
        }
    }
}
