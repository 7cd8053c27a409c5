//! What the sandbox's page is asked for: words to search by, and which page of the lists.

use super::html::escape;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::fmt::Write;

/// Documents, and e-way bills, of a page.
pub(super) const LISTED: usize = 100;

/// The words and the page of an address like `/?q=mangala&page=2`.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(default)]
pub(super) struct PageSearch {
    q: String,
    page: usize,
}

impl PageSearch {
    /// The words in small letters, as the database compares them; empty where all is asked for.
    pub(super) fn words(&self) -> String {
        self.q.trim().to_ascii_lowercase()
    }

    /// How many are on the pages before it.
    pub(super) fn before(&self) -> usize {
        self.number().saturating_sub(1).saturating_mul(LISTED)
    }

    /// From 1.
    fn number(&self) -> usize {
        self.page.max(1)
    }

    /// The field to write words into.
    pub(super) fn form(&self, out: &mut String) {
        let _ = write!(
            out,
            "<form method=\"get\" action=\"/\"><input type=\"search\" name=\"q\" value=\"{}\" size=\"40\" \
             placeholder=\"Number, IRN, acknowledgement, name or GSTIN\"> <button>Search</button></form>",
            escape(&self.q)
        );
        if !self.words().is_empty() {
            out.push_str("<p><a href=\"/\">Show all</a></p>");
        }
    }

    /// The way to the pages before and after, where there are some of `total`.
    pub(super) fn pages(&self, out: &mut String, total: usize) {
        let (first, last) = (self.before().saturating_add(1), self.before().saturating_add(LISTED).min(total));
        let shown = if last < first { format!("none of {total}") } else { format!("{first} to {last} of {total}") };
        let _ = write!(out, "<p class=\"pages\">{shown}");
        if self.number() > 1 {
            let _ = write!(out, " <a href=\"{}\">Newer</a>", self.address(self.number() - 1));
        }
        if last < total {
            let _ = write!(out, " <a href=\"{}\">Older</a>", self.address(self.number().saturating_add(1)));
        }
        out.push_str("</p>");
    }

    fn address(&self, page: usize) -> String {
        format!("/?q={}&amp;page={page}", utf8_percent_encode(self.q.trim(), NON_ALPHANUMERIC))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_one_another_with_the_same_words() {
        let mut out = String::new();
        PageSearch { q: "A & B".into(), page: 2 }.pages(&mut out, 250);
        assert!(out.contains("101 to 200 of 250"), "{out}");
        assert!(out.contains("/?q=A%20%26%20B&amp;page=1") && out.contains("&amp;page=3"), "{out}");
        let mut out = String::new();
        PageSearch::default().pages(&mut out, 3);
        assert!(out.contains("1 to 3 of 3") && !out.contains("href"), "{out}");
        let mut out = String::new();
        PageSearch { q: String::new(), page: usize::MAX }.pages(&mut out, 3);
        assert!(out.contains("none of 3"), "{out}");
    }
}
