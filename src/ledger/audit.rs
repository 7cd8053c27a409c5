//! What the ledgers' tables of evidence have in common.

/// The longest text of one side that is stored.
const LONGEST: usize = 64 << 10;

/// Exchanges that a transaction forgets. Writers wait for its end, so they are few.
pub(super) const FORGOTTEN_AT_ONCE: u32 = 1000;

/// A text as it is stored: long ones end in an ellipsis.
pub(super) fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = (0..=LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    format!("{}…", &text[..end])
}
