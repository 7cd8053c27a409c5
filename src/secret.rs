//! Text that must never be seen. It is wiped when dropped and masked in `Debug`, and has no `Display` or `Serialize`.
//! It is also masked in texts of others that repeat it.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// A password, client secret, token or key as text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps the text. A `String` is moved in and wiped later; of a `&str` only the copy is wiped.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(Zeroizing::new(text.into()))
    }

    /// The only access to the text. A review looks at each use of it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Secret, D::Error> {
        String::deserialize(d).map(Secret::new)
    }
}

/// The replacement of a secret.
const HIDDEN: &str = "***";
/// A shorter secret is not searched for: it would appear in half of all messages.
const SHORTEST: usize = 4;
/// A shorter secret is hidden only as a whole word, so that it doesn't cut other words.
const ANYWHERE: usize = 8;

/// Hides known secrets in texts of others: as they are, and as JSON, addresses, HTML, Base64 and hex write them, in
/// either case. A secret of 8 characters or more is hidden anywhere, one of 4 to 7 only as a whole word. One of fewer
/// than 4 is not searched for.
#[derive(Default)]
pub(crate) struct Mask(Option<AhoCorasick>);

impl Mask {
    pub(crate) fn of<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Mask {
        let mut forms: Vec<Zeroizing<String>> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| secret.chars().count() >= SHORTEST) {
            each_form(secret, &mut |form| {
                if !forms.iter().any(|known| **known == form) {
                    forms.push(Zeroizing::new(form));
                }
            });
        }
        if forms.is_empty() {
            return Mask(None);
        }
        let finder = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(forms.iter().map(|form| form.as_bytes()));
        // Fails only for more text than any configuration holds.
        Mask(finder.ok())
    }

    /// Returns the text without the secrets.
    pub(crate) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(finder) = &self.0 else { return Cow::Borrowed(text) };
        let (mut out, mut from, mut at) = (String::new(), 0, 0);
        while let Some(found) = text.get(at..).and_then(|rest| finder.find(rest)) {
            let (start, end) = (at + found.start(), at + found.end());
            if end - start >= ANYWHERE || is_word(text, start, end) {
                out.push_str(&text[from..start]);
                out.push_str(HIDDEN);
                (from, at) = (end, end);
            } else {
                at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            }
        }
        if from == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }

    /// Does the same in place.
    pub(crate) fn clean(&self, text: &mut String) {
        if let Cow::Owned(hidden) = self.hide(text) {
            *text = hidden;
        }
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !goes_on(text[..start].chars().next_back()) && !goes_on(text[end..].chars().next())
}

/// The ways in which others may write a text.
fn each_form(text: &str, found: &mut impl FnMut(String)) {
    found(text.to_owned());
    // Foreign text is brought onto one line.
    found(
        text.split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    );
    // In JSON, and in JSON that is a text in JSON.
    let json = in_json(text);
    found(in_json(&json));
    found(json);
    found(text.replace('/', "\\/"));
    let plain_ascii = |c: char| if c.is_ascii() { c.to_string() } else { in_units(c) };
    found(text.chars().map(plain_ascii).collect());
    // In an address: with everything encoded that may be, and as forms encode it.
    found(in_address(text, b""));
    let encoded = in_address(text, b"-._~");
    found(encoded.replace("%20", "+"));
    found(encoded);
    found(
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;"),
    );
    found(base16ct::lower::encode_string(text.as_bytes()));
    // Base64 packs three bytes into four letters, so a secret inside a longer text looks different for each start
    // position.
    for alphabet in [STANDARD, URL_SAFE] {
        let engine = GeneralPurpose::new(&alphabet, NO_PAD);
        for before in 0..3 {
            let mut bytes = Zeroizing::new(vec![0; before]);
            bytes.extend_from_slice(text.as_bytes());
            let whole = Zeroizing::new(engine.encode(&*bytes));
            // Letters that hold bits of a neighbour are left out.
            let (from, to) = ([0, 2, 3][before], bytes.len() * 8 / 6);
            if to.saturating_sub(from) >= ANYWHERE {
                found(whole[from..to].to_owned());
            }
        }
    }
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// `\u00e9`, as ASCII-only JSON writes it.
fn in_units(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Encodes everything but letters, digits and `kept`.
fn in_address(text: &str, kept: &[u8]) -> String {
    let each = text.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || kept.contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

    #[test]
    fn a_secret_is_hidden_in_every_encoding() {
        let secret = "p\"ä/ss w0rd&<+";
        let mask = Mask::of([secret]);
        let json = serde_json::Value::from(secret).to_string();
        for said in [
            secret.to_owned(),
            secret.to_uppercase().replace('Ä', "ä"),
            json.clone(),
            serde_json::Value::from(json).to_string(),
            r#"p\"\u00e4/ss w0rd&<+"#.replace("\\\"", "\""),
            "p%22%C3%A4%2Fss%20w0rd%26%3C%2B".to_owned(),
            "p%22%c3%a4%2fss+w0rd%26%3c%2b".to_owned(),
            "p&quot;ä/ss w0rd&amp;&lt;+".to_owned(),
            secret.bytes().map(|byte| format!("{byte:02X}")).collect(),
        ] {
            let masked = mask.hide(&format!("password {said} is wrong")).into_owned();
            assert!(masked.starts_with("password ") && masked.ends_with(" is wrong"), "{masked}");
            assert!(masked.contains(HIDDEN) && !masked.contains("w0rd") && !masked.contains("7730"), "{masked}");
        }
        for before in ["", "u", "us", "use", "user:"] {
            for encoded in [
                BASE64_STANDARD.encode(format!("{before}{secret} and more")),
                BASE64_URL_SAFE.encode(format!("{before}{secret}")),
            ] {
                assert!(mask.hide(&encoded).contains(HIDDEN), "{before}: {encoded}");
            }
        }
    }

    #[test]
    fn a_short_secret_never_tears_words_apart() {
        let mask = Mask::of(["", "is", "abc", "cash", "invoice", "20261121"]);
        let text = "this is abc: cashier, invoices and Cashew";
        assert_eq!(mask.hide(text), text);
        assert_eq!(mask.hide("wrong: 'cash' for invoice"), "wrong: '***' for ***");
        assert_eq!(mask.hide("ack 1120261121"), "ack 11***");
        assert_eq!(Mask::of(["abc"]).hide("abc"), "abc");
        assert_eq!(Mask::default().hide("all of it"), "all of it");
    }

    #[test]
    fn text_without_a_secret_stays_as_it_is() {
        let mask = Mask::of(["correct horse", "ключ-секрет"]);
        for text in ["", "é", "क्या", "correct hors", "\u{1f512}"] {
            assert!(matches!(mask.hide(text), Cow::Borrowed(same) if same == text));
        }
        assert_eq!(mask.hide("→ ключ-секрет ←"), "→ *** ←");
    }
}
