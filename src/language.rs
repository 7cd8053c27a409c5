//! The languages of findings and explanations.

use schemars::JsonSchema;
use std::borrow::Cow;

/// The language a clerk reads. Field names, GSTIN, IRN and HSN stay in Latin letters in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Language {
    /// English: every text is written in it first.
    #[default]
    En,
    /// Hindi (`data/hindi.csv`).
    Hi,
}

impl Language {
    /// Reads the option `language`: `en` or `hi`.
    pub fn parse(text: &str) -> Option<Language> {
        match text {
            "en" => Some(Language::En),
            "hi" => Some(Language::Hi),
            _ => None,
        }
    }

    /// Returns a phrase of this library in this language. A text without a translation stays as it is (codes, amounts,
    /// names).
    pub fn say(self, english: &str) -> Cow<'_, str> {
        match self {
            Language::En => Cow::Borrowed(english),
            Language::Hi => hindi(english).map_or(Cow::Borrowed(english), Cow::Owned),
        }
    }
}

/// The phrases by their English text, sorted; `#` stands for any number.
const HINDI: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/hindi.rs"));

fn look_up(english: &str) -> Option<&'static str> {
    HINDI.binary_search_by(|row| row.0.cmp(english)).ok().map(|at| HINDI[at].1)
}

fn hindi(english: &str) -> Option<String> {
    if let Some(hindi) = look_up(english) {
        return Some(hindi.to_owned());
    }
    let (pattern, numbers) = without_numbers(english);
    let mut parts = look_up(&pattern)?.split('#');
    let mut out = parts.next()?.to_owned();
    for (number, part) in numbers.iter().zip(parts) {
        out.push_str(number);
        out.push_str(part);
    }
    Some(out)
}

/// `3 to 100 characters` as `# to # characters`, and the numbers.
fn without_numbers(text: &str) -> (String, Vec<&str>) {
    let (mut pattern, mut numbers, mut rest) = (String::new(), Vec::new(), text);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = if rest[..at].ends_with('-') { at - 1 } else { at };
        pattern.push_str(&rest[..from]);
        pattern.push('#');
        let number = &rest[from..];
        let inside = |(i, c): (usize, char)| {
            c.is_ascii_digit() || i == 0 || (c == '.' && number[i + 1..].starts_with(|n: char| n.is_ascii_digit()))
        };
        let end = number.char_indices().find(|&step| !inside(step)).map_or(number.len(), |(i, _)| i);
        numbers.push(&number[..end]);
        rest = &number[end..];
    }
    pattern.push_str(rest);
    (pattern, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_phrase_keep_their_places() {
        assert_eq!(without_numbers("from -99.99 to 5.").0, "from # to #.");
        assert_eq!(without_numbers("from -99.99 to 5.").1, ["-99.99", "5"]);
        let said = Language::Hi.say("3 to 100 characters");
        assert!(said.contains('3') && said.contains("100") && !said.contains("characters"), "{said}");
        assert_eq!(Language::Hi.say("29AABCU9603R1ZJ"), "29AABCU9603R1ZJ");
    }

    #[test]
    fn every_phrase_has_the_same_words_on_both_sides() {
        let words = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|t| t.split_once('}')).map(|t| t.0.to_owned()).collect();
            found.sort();
            (found, text.matches('#').count())
        };
        for (english, hindi) in HINDI {
            assert_eq!(words(english), words(hindi), "{english}");
            assert!(hindi.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c)), "{english}");
        }
    }

    #[test]
    fn a_language_is_read_from_its_code_and_english_is_the_default() {
        assert_eq!((Language::parse("en"), Language::parse("hi")), (Some(Language::En), Some(Language::Hi)));
        assert_eq!((Language::parse("EN"), Language::default()), (None, Language::En));
    }
}
