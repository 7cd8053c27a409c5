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

    /// Returns a whole sentence in which values stand, like an error's: the phrase of the list with places for them,
    /// `{path} can't be read: {why}`, says it. A value that is a phrase itself is said, too.
    pub fn say_sentence(self, english: &str) -> Cow<'_, str> {
        match self {
            Language::En => Cow::Borrowed(english),
            Language::Hi => hindi(english)
                .or_else(|| hindi_with_values(english))
                .map_or_else(|| Cow::Owned(english.to_owned()), Cow::Owned),
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

/// A part of a phrase.
#[derive(Clone, Copy)]
enum SentencePiece<'p> {
    Text(&'p str),
    /// Where a value stands, by its name.
    Value(&'p str),
}

impl<'p> SentencePiece<'p> {
    fn text(self) -> Option<&'p str> {
        match self {
            SentencePiece::Text(text) => Some(text),
            SentencePiece::Value(_) => None,
        }
    }
}

fn pieces(phrase: &str) -> Vec<SentencePiece<'_>> {
    let (mut found, mut rest) = (Vec::new(), phrase);
    while let Some((text, (name, after))) =
        rest.split_once('{').and_then(|(text, from)| Some((text, from.split_once('}')?)))
    {
        // A brace that names no place is a sign of the text itself.
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let end = rest.len() - after.len();
            found.push(SentencePiece::Text(&rest[..end]));
        } else {
            if !text.is_empty() {
                found.push(SentencePiece::Text(text));
            }
            found.push(SentencePiece::Value(name));
        }
        rest = after;
    }
    if !rest.is_empty() {
        found.push(SentencePiece::Text(rest));
    }
    found
}

/// A phrase fits by fewer letters of its own only by chance.
const LEAST_LETTERS: usize = 8;

/// How much of a sentence a phrase says in its own words, its Hindi, and the sentence's values by their names.
type FittingPhrase<'s> = (usize, &'static str, Vec<(&'s str, &'s str)>);

/// The phrase that says most of the sentence in its own words, with the sentence's values.
fn hindi_with_values(english: &str) -> Option<String> {
    let mut best: Option<FittingPhrase<'_>> = None;
    for (pattern, hindi) in HINDI.iter().filter(|(pattern, _)| pattern.contains('{')) {
        let parts = pieces(pattern);
        let own: usize = parts.iter().filter_map(|part| part.text()).map(letters).sum();
        if own >= LEAST_LETTERS
            && best.as_ref().is_none_or(|(most, ..)| own > *most)
            && let Some(values) = values_of(&parts, english)
        {
            best = Some((own, hindi, values));
        }
    }
    let (_, hindi, values) = best?;
    let mut out = String::new();
    for piece in pieces(hindi) {
        match piece {
            SentencePiece::Text(text) => out.push_str(text),
            SentencePiece::Value(name) => {
                let value = values.iter().find(|(known, _)| *known == name)?.1;
                out.push_str(&Language::Hi.say(value));
            }
        }
    }
    Some(out)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// The values that stand in a sentence at the places of a phrase, where it fits. Each is as short as it can be.
fn values_of<'s>(parts: &[SentencePiece<'s>], sentence: &'s str) -> Option<Vec<(&'s str, &'s str)>> {
    let (mut values, mut rest, mut waiting) = (Vec::new(), sentence, None);
    for (at, part) in parts.iter().enumerate() {
        match *part {
            SentencePiece::Value(name) => waiting = Some(name),
            SentencePiece::Text(text) => {
                let start = match waiting {
                    None => rest.starts_with(text).then_some(0)?,
                    Some(_) if at + 1 == parts.len() => rest.ends_with(text).then(|| rest.len() - text.len())?,
                    Some(_) => rest.find(text)?,
                };
                if let Some(name) = waiting.take() {
                    values.push((name, rest.get(..start).filter(|value| !value.is_empty())?));
                }
                rest = rest.get(start + text.len()..)?;
            }
        }
    }
    match waiting {
        Some(name) => values.push((name, Some(rest).filter(|value| !value.is_empty())?)),
        None if rest.is_empty() => {}
        None => return None,
    }
    Some(values)
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
    fn values_of_a_sentence_keep_their_places() {
        let said = |english: &str| Language::Hi.say_sentence(english).into_owned();
        let both = said("bills of May/a {b}.json can't be read: No such file or directory (os error 2)");
        assert!(both.starts_with("bills of May/a {b}.json ") && both.contains("ऐसी फ़ाइल"), "{both}");
        // The phrase with more words of its own is taken, and not "{text} can't be read".
        let name = said("the ledger l.db can't be opened: it is locked");
        assert!(name.starts_with("खाता l.db ") && name.ends_with("it is locked"), "{name}");
        // Hindi may name the places in another order.
        let order = said("2 of 30 bills are faulty, and nothing was sent: bill A/1");
        assert!(order.starts_with("30 में से 2 ") && order.ends_with("bill A/1"), "{order}");
        for unknown in ["A/1: 2150", "", "a sentence that is not in the list", "{why}"] {
            assert_eq!(said(unknown), unknown);
        }
        assert_eq!(Language::En.say_sentence("a can't be read: b"), "a can't be read: b");
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
