//! Why a portal says no: its codes, and what each kind of code asks of us.

use super::json::{self, Object};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a code asks of us. In order of weight: the first class among several refusals decides ([`class_of`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// The token is not taken: log in once, ask once more.
    Token,
    /// Credentials or rights: nothing is sent again until they are changed.
    Auth,
    /// The portal already holds this document.
    Duplicate,
    /// The document or the request is wrong: never sent again unchanged, since the portal blocks who repeats it.
    Business,
    /// The portal's own trouble: may be tried later. Whether the call took effect must be looked up.
    Transient,
    /// The portal holds it but no longer gives its details (2283).
    Gone,
    /// The portal knows no such document.
    NotFound,
}

impl Class {
    fn parse(name: &str) -> Option<Class> {
        Some(match name {
            "token" => Class::Token,
            "auth" => Class::Auth,
            "duplicate" => Class::Duplicate,
            "business" => Class::Business,
            "transient" => Class::Transient,
            "gone" => Class::Gone,
            "not_found" => Class::NotFound,
            _ => return None,
        })
    }
}

static CLASSES: LazyLock<HashMap<&str, Class>> = LazyLock::new(|| {
    let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/portal_classes.csv"));
    table
        .lines()
        .skip(1)
        .filter_map(|row| row.split_once(','))
        .filter_map(|(c, k)| Some((c, Class::parse(k)?)))
        .collect()
});

/// Codes that by themselves decide what is done next.
pub mod code {
    /// The portal holds this number already.
    pub const DUPLICATE: &str = "2150";
    /// The IRN can't be cancelled while its e-way bill stands.
    pub const EWB_STANDS: &str = "2230";
    /// The time to cancel is over.
    pub const TOO_LATE: &str = "2270";
    /// The number was registered and cancelled.
    pub const NUMBER_SPENT: &str = "2278";
    /// The IRN is cancelled already.
    pub const NOT_ACTIVE: &str = "9999";
    /// The portal holds no e-way bill of an IRN.
    pub const NO_EWB: [&str; 2] = ["4005", "4007"];
    /// The portal's copy of a GSTIN says that it doesn't exist, or is not active: the copy may be stale.
    pub const STALE_GSTIN: [&str; 2] = ["3028", "3029"];
    /// What a log-in that is sealed with a wrong public key is refused with.
    pub const WRONG_KEY: [&str; 3] = ["1013", "1016", "1020"];
    /// What it may also be refused with, besides any other trouble.
    pub const MAYBE_WRONG_KEY: &str = "5001";
}

/// One reason, in the portal's own code and words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Refusal {
    /// At most 40 characters: `2150`, `GSPGSTDOWN`.
    pub code: String,
    /// On one line of at most 1,000 characters; may be empty.
    pub message: String,
}

impl Refusal {
    /// By `data/portal_classes.csv`; a code that is not listed is a business refusal, the class that is never repeated.
    pub fn class(&self) -> Class {
        CLASSES.get(self.code.as_str()).copied().unwrap_or(Class::Business)
    }

    /// Reads a list of `{ErrorCode, ErrorMessage}` in any of its wrappings: an array, one object, JSON text, Base64 of
    /// either. A code may be a number, or several joined by commas. Entries without a code are left out.
    pub fn read_all(raw: &str) -> Vec<Refusal> {
        let raw = json::unfold(raw);
        let entries = json::list(&raw).unwrap_or_default();
        let objects = entries.iter().filter_map(|entry| Object::read(entry.get()));
        objects.flat_map(|entry| Refusal::read(&entry)).collect()
    }

    fn read(entry: &Object<'_>) -> Vec<Refusal> {
        let one_of = |names: &[&str]| names.iter().find_map(|name| entry.text(name));
        let codes = one_of(&["ErrorCode", "error_code", "error_cd", "errorCodes"]).unwrap_or_default();
        let message = one_of(&["ErrorMessage", "error_message", "message", "error_desc"]).unwrap_or_default();
        Refusal::each(&codes, &json::plain(&message, 1000))
    }

    /// Reads `2150 : Duplicate IRN`, several of it joined by commas, or several codes before one colon. Words without a
    /// code give none.
    pub fn read_words(words: &str) -> Vec<Refusal> {
        let is_code = |text: &str| {
            (3..=12).contains(&text.len())
                && text.bytes().any(|c| c.is_ascii_digit())
                && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
                || CLASSES.contains_key(text)
        };
        let mut found: Vec<Refusal> = Vec::new();
        let mut waiting: Vec<&str> = Vec::new();
        for part in words.split(',') {
            let (head, tail) =
                part.split_once(':').map_or((part.trim(), None), |(head, tail)| (head.trim(), Some(tail)));
            match (is_code(head), tail) {
                (true, Some(tail)) => {
                    waiting.push(head);
                    found.extend(Refusal::each(&waiting.join(","), &json::plain(tail, 1000)));
                    waiting.clear();
                }
                (true, None) => waiting.push(head),
                // The words of the code before go on after a comma.
                (false, _) => {
                    if let Some(last) = found.last_mut() {
                        last.message = json::plain(&format!("{},{part}", last.message), 1000);
                    }
                }
            }
        }
        found.extend(Refusal::each(&waiting.join(","), ""));
        found
    }

    fn each(codes: &str, message: &str) -> Vec<Refusal> {
        let codes = codes.split(',').map(|code| json::plain(code, 40)).filter(|code| !code.is_empty());
        codes.map(|code| Refusal { code, message: message.to_owned() }).collect()
    }
}

/// What a set of refusals amounts to: the weightiest of their classes. "Not found" is the lightest, so it stands only
/// when nothing else was said. `None` for an empty set.
pub fn class_of(refusals: &[Refusal]) -> Option<Class> {
    refusals.iter().map(Refusal::class).min()
}

/// `2150: Duplicate IRN; 2182: …`, for messages.
pub fn in_words(refusals: &[Refusal]) -> String {
    let each: Vec<String> = refusals.iter().map(|r| format!("{}: {}", r.code, r.message)).collect();
    each.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(code: &str) -> Class {
        Refusal { code: code.into(), message: String::new() }.class()
    }

    #[test]
    fn each_code_has_its_class() {
        for (code, expected) in [
            ("1005", Class::Token),
            ("1008", Class::Auth),
            ("1015", Class::Auth),
            ("2150", Class::Duplicate),
            ("2295", Class::Duplicate),
            ("2182", Class::Business),
            ("5002", Class::Business),
            ("2146", Class::Transient),
            ("5001", Class::Transient),
            ("GSPGSTDOWN", Class::Transient),
            ("2283", Class::Gone),
            ("2148", Class::NotFound),
            ("2154", Class::NotFound),
            ("no such code", Class::Business),
        ] {
            assert_eq!(class(code), expected, "{code}");
        }
    }

    #[test]
    fn a_gsps_words_are_read_for_their_codes() {
        let codes = |words: &str| Refusal::read_words(words).into_iter().map(|r| r.code).collect::<Vec<_>>().join(" ");
        assert_eq!(codes("2150 : Duplicate IRN"), "2150");
        assert_eq!(codes("3028 : GSTIN is invalid, 2174 : CGST and SGST, both, are not"), "3028 2174");
        assert_eq!(codes("3028,2174 : words"), "3028 2174");
        assert_eq!(codes("GSPGSTDOWN"), "GSPGSTDOWN");
        for none in ["", "the server is busy", "E-Invoice : words", "Internal error: 12"] {
            assert_eq!(codes(none), "", "{none}");
        }
        assert_eq!(Refusal::read_words("4014 : a, b")[0].message, "a, b");
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/portal_classes.csv"));
        assert_eq!(table.lines().next(), Some("code,class"));
        assert_eq!(CLASSES.len(), table.lines().count() - 1);
    }

    #[test]
    fn not_found_stands_only_alone_and_a_token_fault_comes_first() {
        let of =
            |codes: &str| class_of(&Refusal::read_all(&format!(r#"[{{"ErrorCode":"{codes}","ErrorMessage":"m"}}]"#)));
        assert_eq!(of("2154,2148"), Some(Class::NotFound));
        assert_eq!(of("2154,2146"), Some(Class::Transient));
        assert_eq!(of("2154,2283"), Some(Class::Gone));
        assert_eq!(of("2146,2182"), Some(Class::Business));
        assert_eq!(of("2182,2150"), Some(Class::Duplicate));
        assert_eq!(of("2150,1005"), Some(Class::Token));
        assert_eq!(class_of(&[]), None);
    }

    #[test]
    fn refusals_are_read_in_every_recorded_wrapping() {
        let expected = vec![Refusal { code: "2150".into(), message: "Duplicate IRN".into() }];
        for raw in [
            r#"[{"ErrorCode":"2150","ErrorMessage":"Duplicate IRN"}]"#,
            r#"[{"ErrorCode":2150,"ErrorMessage":"Duplicate IRN"}]"#,
            r#"{"errorCode":"2150","errorMessage":"Duplicate\n IRN"}"#,
            r#"{"error_code":"2150","error_message":"Duplicate IRN"}"#,
            r#""[{\"ErrorCode\":\"2150\",\"ErrorMessage\":\"Duplicate IRN\"}]""#,
            r#""W3siRXJyb3JDb2RlIjoiMjE1MCIsIkVycm9yTWVzc2FnZSI6IkR1cGxpY2F0ZSBJUk4ifV0=""#,
        ] {
            assert_eq!(Refusal::read_all(raw), expected, "{raw}");
        }
        let joined = Refusal::read_all(r#"[{"ErrorCode":"3028, 2174","ErrorMessage":"m"}]"#);
        assert_eq!(joined.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["3028", "2174"]);
        for none in ["null", "\"\"", "[]", "{}", "[1]", "\"words\"", r#"[{"ErrorMessage":"m"}]"#] {
            assert_eq!(Refusal::read_all(none), [], "{none}");
        }
    }
}
