//! Days as people write them. The day stands first unless the caller says otherwise; what can be read two ways is not read.

use super::decimal::{is_blank, plain_digits};
use super::terms::Dates;
use crate::calendar::{Day, IstTime};
use crate::codes::words;

/// Reads a day, with or without a time behind it.
pub fn day(text: &str, dates: Dates) -> Option<Day> {
    let (text, _) = plain_digits(text.trim_matches(is_blank));
    let date = without_time(&text)?;
    let day = match parts(date).as_slice() {
        [year, month, day] if year.len() == 4 => calendar(year, month, day),
        [first, second, year] if word(first) => calendar(year, first, second),
        [first, second, year] if word(second) => calendar(year, second, first),
        [first, second, year] => match dates {
            Dates::DayFirst => calendar(year, second, first),
            Dates::MonthFirst => calendar(year, first, second),
        },
        [digits] if digits.len() == 8 && !word(digits) => eight(digits),
        _ => None,
    }?;
    // A moment of another zone is a day there and maybe another one here.
    let moment = text.contains(['T', 't']).then(|| IstTime::parse(&text)).flatten();
    moment.is_none_or(|moment| moment.day() == day).then_some(day)
}

/// The day that a spreadsheet counts from its first.
pub fn counted(number: &str, epoch: Day) -> Option<Day> {
    let days = number.parse::<f64>().ok().filter(|days| (40_000.0..60_000.0).contains(days))?;
    Some(epoch.plus(days.floor() as i64))
}

/// What stands before the time; none where something else follows a time.
fn without_time(text: &str) -> Option<&str> {
    let Some(colon) = text.find(':') else { return Some(text) };
    let begins = text[..colon].rfind(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let time = text[begins..].trim_start_matches(|c: char| c == 'T' || c == 't' || c == ',' || is_blank(c));
    let rest = time.trim_start_matches(|c: char| c.is_ascii_digit() || ".:+-".contains(c) || is_blank(c));
    let after = ["", "am", "pm", "a.m.", "p.m.", "z", "ist", "hrs"];
    let known = after.iter().any(|word| rest.eq_ignore_ascii_case(word));
    known.then(|| text[..begins].trim_end_matches(|c: char| c == ',' || is_blank(c)))
}

fn word(part: &str) -> bool {
    !part.starts_with(|c: char| c.is_ascii_digit())
}

/// Runs of digits and runs of letters; none where other signs than those between the parts of a day stand there.
fn parts(date: &str) -> Vec<&str> {
    let is_between = |c: char| matches!(c, '/' | '-' | '.' | ',' | '\'') || is_blank(c);
    let (mut parts, mut from) = (Vec::new(), None);
    let kind = |c: char| {
        if is_between(c) {
            0
        } else if c.is_ascii_digit() {
            1
        } else {
            2
        }
    };
    let mut before = 0;
    for (at, c) in date.char_indices() {
        if kind(c) != before {
            if let Some(from) = from.take() {
                parts.push(&date[from..at]);
            }
            before = kind(c);
            from = (before != 0).then_some(at);
        }
    }
    parts.extend(from.map(|from| &date[from..]));
    parts
}

fn calendar(year: &str, month: &str, day: &str) -> Option<Day> {
    let number = |part: &str, most: usize| part.parse::<u32>().ok().filter(|_| part.len() <= most);
    let year = match year.len() {
        4 => number(year, 4)?,
        2 => 2000 + number(year, 2)?,
        _ => return None,
    };
    let month = if word(month) { words::month(month)? } else { number(month, 2)? };
    Day::new(year as i32, month, number(day, 2)?)
}

/// `yyyymmdd` or `ddmmyyyy`. From 2017 on no text is a day both ways: a month is at most 12.
fn eight(digits: &str) -> Option<Day> {
    let year_first = calendar(&digits[..4], &digits[4..6], &digits[6..]).filter(|day| day.year() >= 2017);
    year_first.or_else(|| calendar(&digits[4..], &digits[2..4], &digits[..2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_way_people_write_it_and_never_by_guess() {
        for (text, read) in [
            ("19/11/2026", "2026-11-19"),
            ("5-11-26", "2026-11-05"),
            ("06.11.2026", "2026-11-06"),
            ("14-Jul-24", "2024-07-14"),
            ("1-Feb-2026", "2026-02-01"),
            ("19 November 2026", "2026-11-19"),
            ("Nov 19, 2026", "2026-11-19"),
            ("19Nov2026", "2026-11-19"),
            ("19 नवंबर 2026", "2026-11-19"),
            ("१९/११/२०२६", "2026-11-19"),
            ("2026-11-19", "2026-11-19"),
            ("2026/11/19", "2026-11-19"),
            ("20261119", "2026-11-19"),
            ("19112026", "2026-11-19"),
            ("2025-06-15 10:22:11", "2025-06-15"),
            ("15-06-2025 10:22:11 AM", "2025-06-15"),
            ("2025-06-04 00:00:00.0", "2025-06-04"),
            ("2026-11-19T00:00:00", "2026-11-19"),
            ("2026-11-19T10:00:00+05:30", "2026-11-19"),
            ("2026-11-19T10:00:00Z", "2026-11-19"),
            ("01/02/2026", "2026-02-01"),
        ] {
            assert_eq!(day(text, Dates::DayFirst).map(Day::iso).as_deref(), Some(read), "{text}");
        }
        for text in [
            "",
            "31/02/2026",
            "11/21/2026",
            "2026",
            "19/11",
            "1911226",
            "19-Nov",
            "46346",
            "2026-11-18T20:30:00Z",
            "19/11/2026 x",
            "19/11/226",
            "19*11*2026",
            "tomorrow",
        ] {
            assert_eq!(day(text, Dates::DayFirst), None, "{text}");
        }
        assert_eq!(day("11/21/2026", Dates::MonthFirst), Day::new(2026, 11, 21));
        assert_eq!(counted("46346", Day::new(1899, 12, 30).unwrap()), Day::new(2026, 11, 20));
        assert_eq!(counted("46346.75", Day::new(1899, 12, 30).unwrap()), Day::new(2026, 11, 20));
    }

    #[test]
    fn eight_digits_are_never_two_days() {
        let mut date = Day::new(2017, 1, 1).unwrap();
        while date.year() < 2100 {
            let (iso, dashed) = (date.iso().replace('-', ""), date.dashed().replace('-', ""));
            assert_eq!((eight(&iso), eight(&dashed)), (Some(date), Some(date)));
            date = date.plus(1);
        }
    }
}
