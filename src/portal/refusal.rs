//! Why a portal refuses: its codes, and what each kind of code requires of a client.

use super::json::{self, CaselessObject};
use serde::Serialize;

/// What a code requires of a client. Sorted by weight: among several refusals the first action decides ([`action_of`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RefusalAction {
    /// The token is not accepted: log in once, ask once more.
    Token,
    /// Credentials or rights: nothing is sent again until they change.
    Auth,
    /// The portal already holds this document.
    Duplicate,
    /// The document or the request is wrong. It is never sent again unchanged, because the portal blocks clients that
    /// repeat it.
    Business,
    /// The portal's own trouble: it may be tried later. A look-up must show whether the call took effect.
    Transient,
    /// The portal holds it but no longer gives its details (2283).
    Gone,
    /// The portal knows no such document.
    NotFound,
}

/// The action for each code (`data/portal_codes.csv`, column `action`).
const ACTIONS: &[(&str, RefusalAction)] = include!(concat!(env!("OUT_DIR"), "/portal_actions.rs"));

fn listed(code: &str) -> Option<RefusalAction> {
    ACTIONS.binary_search_by(|row| row.0.cmp(code)).ok().map(|at| ACTIONS[at].1)
}

/// Codes that by themselves decide the next step.
pub mod code {
    /// The portal holds this number already.
    pub const DUPLICATE: &str = "2150";
    /// The IRN can't be cancelled while its e-way bill is active.
    pub const EWB_STANDS: &str = "2230";
    /// The time to cancel is over.
    pub const TOO_LATE: &str = "2270";
    /// The number was registered and cancelled.
    pub const NUMBER_SPENT: &str = "2278";
    /// The IRN is cancelled already.
    pub const NOT_ACTIVE: &str = "9999";
    /// The portal holds no e-way bill for an IRN.
    pub const NO_EWB: [&str; 2] = ["4005", "4007"];
    /// A document has an e-way bill already.
    pub const EWB_DUPLICATE: &str = "604";
    /// The same request is under way already.
    pub const EWB_TWICE: &str = "813";
    /// The e-way bill is not the caller's to change, or it was cancelled before.
    pub const EWB_NOT_YOURS: &str = "312";
    /// There is no e-way bill of this number.
    pub const EWB_NO_SUCH: [&str; 2] = ["301", "344"];
    /// The distance is too long for the PIN codes.
    pub const EWB_DISTANCE: &str = "702";
    /// The portal's copy of a GSTIN says that it doesn't exist or is not active. The copy may be outdated.
    pub const STALE_GSTIN: [&str; 2] = ["3028", "3029"];
    /// The refusal of a log-in that is sealed with a wrong public key.
    pub const WRONG_KEY: [&str; 3] = ["1013", "1016", "1020"];
    /// Another refusal of such a log-in, which may also mean other trouble.
    pub const MAYBE_WRONG_KEY: &str = "5001";
}

/// One reason, in the portal's own code and words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PortalRefusal {
    /// At most 40 characters: `2150`, `GSPGSTDOWN`.
    pub code: String,
    /// On one line of at most 1,000 characters; may be empty.
    pub message: String,
}

impl PortalRefusal {
    /// The action, by `data/portal_codes.csv`. An unlisted code is a business refusal, the action that is never repeated.
    pub fn action(&self) -> RefusalAction {
        listed(&self.code).unwrap_or(RefusalAction::Business)
    }

    /// Whether the list has the code.
    pub(super) fn is_listed(&self) -> bool {
        listed(&self.code).is_some()
    }

    /// Reads a list of `{ErrorCode, ErrorMessage}` in any of its wrappings: an array, one object, JSON text, Base64 of
    /// either. A code may be a number, or several joined by commas. Entries without a code are left out.
    pub fn read_all(raw: &str) -> Vec<PortalRefusal> {
        let raw = json::unfold(raw);
        let entries = json::list(&raw).unwrap_or_default();
        let objects = entries.iter().filter_map(|entry| CaselessObject::read(entry.get()));
        let mut found = Refusals::default();
        objects.for_each(|entry| PortalRefusal::read(&entry, &mut found));
        found.kept()
    }

    fn read(entry: &CaselessObject<'_>, found: &mut Refusals) {
        let one_of = |names: &[&str]| names.iter().find_map(|name| entry.text(name));
        let codes = one_of(&["ErrorCode", "error_code", "error_cd", "errorCodes"]).unwrap_or_default();
        let message = one_of(&["ErrorMessage", "error_message", "message", "error_desc"]).unwrap_or_default();
        match entry.text("errorCodes").is_some() && !codes.split(',').all(|code| is_number(code.trim())) {
            true => PortalRefusal::read_mixed(&codes, found),
            false => found.add(&codes, &json::plain(&message, LONGEST)),
        }
    }

    /// Reads the e-way bill system's `errorCodes` where they are not codes alone: `text : 208,212`, or only text.
    fn read_mixed(text: &str, found: &mut Refusals) {
        let (words, codes) = text.rsplit_once(':').unwrap_or((text, ""));
        let codes: Vec<&str> = codes.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
        match !codes.is_empty() && codes.iter().all(|code| is_number(code)) {
            true => found.add(&codes.join(","), &json::plain(words, LONGEST)),
            false => found.add(said(text).unwrap_or_default(), &json::plain(text, LONGEST)),
        }
    }

    /// Reads `2150 : Duplicate IRN`, several of it joined by commas, or several codes before one colon. Words without a
    /// code give none.
    pub fn read_words(words: &str) -> Vec<PortalRefusal> {
        let is_code = |text: &str| {
            (3..=12).contains(&text.len())
                && text.bytes().any(|c| c.is_ascii_digit())
                && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
                || listed(text).is_some()
        };
        let mut found = Refusals::default();
        let mut waiting: Vec<&str> = Vec::new();
        for part in words.split(',') {
            let (head, tail) =
                part.split_once(':').map_or((part.trim(), None), |(head, tail)| (head.trim(), Some(tail)));
            match (is_code(head), tail) {
                (true, Some(tail)) => {
                    waiting.push(head);
                    found.add(&waiting.join(","), &json::plain(tail, LONGEST));
                    waiting.clear();
                }
                (true, None) => waiting.push(head),
                // After a comma, the words of the previous code continue.
                (false, _) => found.go_on(part),
            }
        }
        found.add(&waiting.join(","), "");
        if found.count == 0 {
            found.add(said(words).unwrap_or_default(), &json::plain(words, LONGEST));
        }
        found.kept()
    }
}

/// What the e-way bill system says for the codes that decide the next step. Some GSPs pass on only its words.
const SAID: [(&str, &str); 4] = [
    ("already generated for the same document", code::EWB_DUPLICATE),
    ("already generated for this document", code::EWB_DUPLICATE),
    ("not generated by you or cancelled", code::EWB_NOT_YOURS),
    ("could not retrieve data", "325"),
];

/// The code that these words stand for.
fn said(words: &str) -> Option<&'static str> {
    let lower = words.to_ascii_lowercase();
    SAID.iter().find(|(sentence, _)| lower.contains(sentence)).map(|(_, code)| *code)
}

/// A code as a number, or nothing after the last comma.
fn is_number(code: &str) -> bool {
    code.bytes().all(|c| c.is_ascii_digit())
}

/// The most refusals stored of one answer.
const MOST: usize = 100;
/// The most characters of a refusal's words.
const LONGEST: usize = 1000;

/// The refusals of an answer: the stored ones, and their total number.
#[derive(Default)]
struct Refusals {
    first: Vec<PortalRefusal>,
    count: usize,
    /// The weightiest of those that are not stored.
    weightiest: Option<PortalRefusal>,
}

impl Refusals {
    /// One refusal for each of the codes joined by commas.
    fn add(&mut self, codes: &str, message: &str) {
        for code in codes.split(',').map(|code| json::plain(code, 40)).filter(|code| !code.is_empty()) {
            self.count += 1;
            let action = PortalRefusal { code: code.clone(), message: String::new() }.action();
            let heavier = self.weightiest.as_ref().is_none_or(|other| action < other.action());
            if self.first.len() < MOST {
                self.first.push(PortalRefusal { code, message: message.to_owned() });
            } else if heavier {
                self.weightiest = Some(PortalRefusal { code, message: message.to_owned() });
            }
        }
    }

    /// Appends words to the last one.
    fn go_on(&mut self, words: &str) {
        if self.count > MOST {
            return;
        }
        if let Some(last) = self.first.last_mut().filter(|last| last.message.chars().count() < LONGEST) {
            last.message = json::plain(&format!("{},{words}", last.message), LONGEST);
        }
    }

    /// The stored refusals. The last stands for the rest and counts them. It is the weightiest of them, so that the
    /// action of the whole ([`action_of`]) doesn't change.
    fn kept(mut self) -> Vec<PortalRefusal> {
        let rest = self.count - self.first.len();
        if let (Some(weightiest), Some(last)) = (self.weightiest, self.first.last_mut()) {
            if weightiest.action() < last.action() {
                *last = weightiest;
            }
            let more = format!("; and {rest} more refusals");
            last.message = last.message.chars().take(LONGEST - more.len()).collect::<String>() + &more;
        }
        self.first
    }
}

/// The action of a set of refusals: the weightiest. "Not found" is the lightest, so it counts only when there is nothing
/// else. `None` for an empty set.
pub fn action_of(refusals: &[PortalRefusal]) -> Option<RefusalAction> {
    refusals.iter().map(PortalRefusal::action).min()
}

/// `2150: Duplicate IRN; 2182: …`, for messages.
pub fn in_words(refusals: &[PortalRefusal]) -> String {
    let each: Vec<String> = refusals.iter().map(|r| format!("{}: {}", r.code, r.message)).collect();
    each.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(code: &str) -> RefusalAction {
        PortalRefusal { code: code.into(), message: String::new() }.action()
    }

    #[test]
    fn each_code_has_its_class() {
        for (code, expected) in [
            ("1005", RefusalAction::Token),
            ("1008", RefusalAction::Auth),
            ("1015", RefusalAction::Auth),
            ("2150", RefusalAction::Duplicate),
            ("2295", RefusalAction::Duplicate),
            ("2182", RefusalAction::Business),
            ("5002", RefusalAction::Business),
            ("2146", RefusalAction::Transient),
            ("5001", RefusalAction::Transient),
            ("GSPGSTDOWN", RefusalAction::Transient),
            ("2283", RefusalAction::Gone),
            ("2148", RefusalAction::NotFound),
            ("2154", RefusalAction::NotFound),
            ("no such code", RefusalAction::Business),
        ] {
            assert_eq!(action(code), expected, "{code}");
        }
    }

    #[test]
    fn a_gsps_words_are_read_for_their_codes() {
        let codes =
            |words: &str| PortalRefusal::read_words(words).into_iter().map(|r| r.code).collect::<Vec<_>>().join(" ");
        assert_eq!(codes("2150 : Duplicate IRN"), "2150");
        assert_eq!(codes("3028 : GSTIN is invalid, 2174 : CGST and SGST, both, are not"), "3028 2174");
        assert_eq!(codes("3028,2174 : words"), "3028 2174");
        assert_eq!(codes("GSPGSTDOWN"), "GSPGSTDOWN");
        for none in ["", "the server is busy", "E-Invoice : words", "Internal error: 12"] {
            assert_eq!(codes(none), "", "{none}");
        }
        assert_eq!(PortalRefusal::read_words("4014 : a, b")[0].message, "a, b");
    }

    #[test]
    fn every_explained_code_has_an_action() {
        for row in crate::explain::PORTAL_ERRORS {
            assert!(listed(row.code).is_some(), "{}", row.code);
        }
        assert_eq!(listed("1000000"), None);
    }

    #[test]
    fn not_found_counts_only_alone_and_a_token_fault_comes_first() {
        let of = |codes: &str| {
            action_of(&PortalRefusal::read_all(&format!(r#"[{{"ErrorCode":"{codes}","ErrorMessage":"m"}}]"#)))
        };
        assert_eq!(of("2154,2148"), Some(RefusalAction::NotFound));
        assert_eq!(of("2154,2146"), Some(RefusalAction::Transient));
        assert_eq!(of("2154,2283"), Some(RefusalAction::Gone));
        assert_eq!(of("2146,2182"), Some(RefusalAction::Business));
        assert_eq!(of("2182,2150"), Some(RefusalAction::Duplicate));
        assert_eq!(of("2150,1005"), Some(RefusalAction::Token));
        assert_eq!(action_of(&[]), None);
    }

    #[test]
    fn refusals_are_read_in_every_recorded_wrapping() {
        let expected = vec![PortalRefusal { code: "2150".into(), message: "Duplicate IRN".into() }];
        for raw in [
            r#"[{"ErrorCode":"2150","ErrorMessage":"Duplicate IRN"}]"#,
            r#"[{"ErrorCode":2150,"ErrorMessage":"Duplicate IRN"}]"#,
            r#"{"errorCode":"2150","errorMessage":"Duplicate\n IRN"}"#,
            r#"{"error_code":"2150","error_message":"Duplicate IRN"}"#,
            r#""[{\"ErrorCode\":\"2150\",\"ErrorMessage\":\"Duplicate IRN\"}]""#,
            r#""W3siRXJyb3JDb2RlIjoiMjE1MCIsIkVycm9yTWVzc2FnZSI6IkR1cGxpY2F0ZSBJUk4ifV0=""#,
        ] {
            assert_eq!(PortalRefusal::read_all(raw), expected, "{raw}");
        }
        let joined = PortalRefusal::read_all(r#"[{"ErrorCode":"3028, 2174","ErrorMessage":"m"}]"#);
        assert_eq!(joined.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["3028", "2174"]);
        for none in ["null", "\"\"", "[]", "{}", "[1]", "\"words\"", r#"[{"ErrorMessage":"m"}]"#] {
            assert_eq!(PortalRefusal::read_all(none), [], "{none}");
        }
    }

    #[test]
    fn a_hundred_refusals_are_stored_and_the_weightiest_of_all_decides() {
        let list = |last: &str| {
            let many = r#"{"ErrorCode":"2148","ErrorMessage":"m"},"#.repeat(8000);
            PortalRefusal::read_all(&format!(r#"[{many}{{"ErrorCode":"{last}","ErrorMessage":"the last"}}]"#))
        };
        let kept = list("2150");
        assert_eq!((kept.len(), action_of(&kept)), (MOST, Some(RefusalAction::Duplicate)));
        assert_eq!(kept[MOST - 1].message, "the last; and 7901 more refusals");
        assert_eq!(action_of(&list("2154")), Some(RefusalAction::NotFound));
        let words = "2150 : Duplicate IRN, 3028 : GSTIN,".repeat(5000);
        assert_eq!(PortalRefusal::read_words(&words).len(), MOST);
        let codes = format!(r#"[{{"ErrorCode":"{}","ErrorMessage":"m"}}]"#, "2148,".repeat(5000));
        assert_eq!(PortalRefusal::read_all(&codes).len(), MOST);
    }

    #[test]
    fn words_in_a_hundred_thousand_pieces_are_one_message() {
        let kept = PortalRefusal::read_words(&format!("2150 : Duplicate IRN{}", ",".repeat(400_000)));
        assert_eq!((kept.len(), kept[0].message.len()), (1, LONGEST));
    }
}
