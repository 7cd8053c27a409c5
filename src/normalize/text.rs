//! Text as the portal takes it.

use super::decimal::is_blank;
use crate::change::Why;
use crate::invoice::without_quotes;
use std::borrow::Cow;

/// A text without blanks around it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A text for people: single blanks, nothing invisible, no character that the portal refuses; and why it changed.
pub fn clean(text: &str) -> (Cow<'_, str>, Option<Why>) {
    let whole = trimmed(text);
    let spaced = spaced(whole);
    let refused = |c: char| matches!(c, '"' | '\\');
    if spaced.contains(refused) {
        return (Cow::Owned(without_quotes(&spaced).replace('\\', "/")), Some(Why::Character));
    }
    let why = match () {
        () if whole.contains(['\n', '\r']) => Some(Why::Character),
        () if *spaced != *text => Some(Why::Trimmed),
        () => None,
    };
    (spaced, why)
}

/// Line breaks as commas, blanks of any kind and number as one, invisible characters left out.
fn spaced(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c != ' ' && is_blank(c);
    if !text.contains("  ") && !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split(['\n', '\r']) {
        let line = trimmed(line);
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with([',', ';', ':']) { " " } else { ", " });
        }
        for c in line.chars() {
            match c {
                c if c.is_whitespace() || c.is_control() => {
                    if !out.ends_with(' ') {
                        out.push(' ');
                    }
                }
                // Between letters of Indian scripts a joiner is part of the spelling.
                '\u{200c}' | '\u{200d}' if out.ends_with(|before: char| !before.is_ascii()) => out.push(c),
                c if is_blank(c) => {}
                c => out.push(c),
            }
        }
    }
    Cow::Owned(out)
}

/// A text cut to so many characters, at a blank where one is near.
pub fn shortened(text: &str, most: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(most)?;
    let head = &text[..end];
    let blank = head.rfind(' ').filter(|at| head[*at..].chars().count() <= 20 && *at > 0);
    Some(head[..blank.unwrap_or(end)].trim_end())
}

/// An address in two lines of at most a hundred characters, split at a break, a comma or a blank; what doesn't fit both
/// stays whole, and too long.
pub fn address(lines: &[&str]) -> (String, Option<String>) {
    const MOST: usize = 100;
    let length = |text: &str| text.chars().count();
    let lines: Vec<Cow<'_, str>> = lines
        .iter()
        .flat_map(|line| line.split(['\n', '\r']))
        .map(|line| clean(line).0)
        .filter(|line| !line.is_empty())
        .collect();
    let whole = || lines.iter().map(|line| line.trim_end_matches([',', ' '])).collect::<Vec<_>>().join(", ");
    match lines.as_slice() {
        [] => return (String::new(), None),
        [one] if length(one) <= MOST => return (one.to_string(), None),
        [one, two] if length(one) <= MOST && (3..=MOST).contains(&length(two)) => {
            return (one.to_string(), Some(two.to_string()));
        }
        _ => {}
    }
    let whole = whole();
    if length(&whole) <= MOST {
        return (whole, None);
    }
    // Only what the first line can hold is looked at: a break there, after which the rest fits, is better than another.
    let end = whole.char_indices().nth(MOST + 1).map_or(whole.len(), |(end, _)| end);
    let breaks = |sign: char| whole[..end].rfind(sign).map(|at| at + 1);
    let rest_fits = |at: &usize| whole[*at..].trim_start().chars().nth(MOST).is_none();
    let at = breaks(',').filter(rest_fits).or_else(|| breaks(' ').filter(rest_fits)).or_else(|| breaks(','));
    match at {
        Some(at) => {
            let second = whole[at..].trim_start();
            (whole[..at].trim_end_matches([',', ' ']).to_owned(), (!second.is_empty()).then(|| second.to_owned()))
        }
        None => (whole, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_cleaned_of_what_the_portal_refuses() {
        for (text, cleaned, why) in [
            ("Pen", "Pen", None),
            ("  Pen\u{a0} blue ", "Pen blue", Some(Why::Trimmed)),
            ("Pe\u{200b}n", "Pen", Some(Why::Trimmed)),
            ("Pipe 1/2\"", "Pipe 1/2 inch", Some(Why::Character)),
            ("\"Rex\" pen", "'Rex' pen", Some(Why::Character)),
            ("A\\B", "A/B", Some(Why::Character)),
            ("one\r\ntwo,\n three", "one, two, three", Some(Why::Character)),
            ("क्\u{200d}ष", "क्\u{200d}ष", None),
        ] {
            let (found, reason) = clean(text);
            assert_eq!((found.as_ref(), reason), (cleaned, why), "{text:?}");
        }
    }

    #[test]
    fn a_long_address_becomes_two_lines_and_loses_nothing() {
        let long = format!(
            "{}, {}, {}",
            "Plot 12".repeat(6),
            "Phase II, Industrial Area".repeat(2),
            "Near the old water tank"
        );
        let (one, two) = address(&[&long]);
        assert_eq!(format!("{one}, {}", two.clone().unwrap()), long);
        assert!(one.chars().count() <= 100 && two.unwrap().chars().count() <= 100);
        assert_eq!(
            address(&["22 Brigade Road", "Ashok Nagar"]),
            ("22 Brigade Road".into(), Some("Ashok Nagar".into()))
        );
        assert_eq!(address(&["a", "b", "c"]), ("a, b, c".into(), None));
        assert_eq!(address(&["one\ntwo lines"]), ("one".into(), Some("two lines".into())));
        let (first, _) = address(&[&"word ".repeat(60)]);
        assert!(first.chars().count() > 100, "what doesn't fit is a fault, not lost");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_and_a_cut_text_is_its_beginning(text in "(.|\n|\"|\\\\|  ){0,40}", most in 1usize..30) {
            let once = clean(&text).0.into_owned();
            prop_assert_eq!(clean(&once), (Cow::Borrowed(once.as_str()), None));
            if let Some(short) = shortened(&once, most) {
                prop_assert!(once.starts_with(short) && short.chars().count() <= most);
            }
        }

        #[test]
        fn an_address_keeps_its_words_in_their_order(lines in prop::collection::vec("[a-z]{1,12}( [a-z]{1,12}){0,20}", 1..5)) {
            let given: Vec<&str> = lines.iter().map(String::as_str).collect();
            let (one, two) = address(&given);
            let words = |text: &str| text.split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&format!("{one} {}", two.unwrap_or_default())), words(&lines.join(" ")));
        }
    }
}
