//! What the command prints. Nothing here is known to the library.

pub mod args;
pub mod batch;
pub mod bell;
pub mod bills;
pub mod byhand;
pub mod config;
#[cfg(feature = "tables")]
pub mod convert;
#[cfg(feature = "sandbox")]
pub mod demo;
pub mod doctor;
pub mod documents;
pub mod due;
pub mod ewb;
pub mod exit;
pub mod explained;
pub mod extras;
pub mod grid;
pub mod gstr1;
pub mod html;
pub mod ims;
pub mod init;
pub mod inputs;
pub mod kept;
pub mod ledger;
pub mod list;
pub mod lists;
pub mod name;
pub mod named;
pub mod normalize;
pub mod paper;
pub mod portal;
pub mod print;
pub mod reconcile;
pub mod reference;
#[cfg(feature = "tables")]
pub mod report;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod say;
pub mod scan;
pub mod scanned;
#[cfg(feature = "scan")]
pub mod scanner;
pub mod sheaf;
pub mod shown;
pub mod speech;
#[cfg(feature = "tables")]
pub mod tables;
pub mod tidied;
pub mod translated;
pub mod verbs;
pub mod verify_folder;
pub mod watch;
pub mod watched;

use einv::engine::Engine;
use einv::finding::{Judge, Rule};
use speech::said;

/// The command by which `verify` reads one file in a process of its own.
pub const SCAN: &str = "scan-file";

/// Stands in every line about what the sandbox made.
pub const SANDBOX: &str = "SANDBOX – NOT A TAX INVOICE";

/// What a line about an engine ends with: all that it makes is the sandbox's, or nothing is.
pub fn practice_of(engine: &Engine) -> String {
    shown::practice(engine.about().sandbox)
}

/// What could not be checked: a line for each that more of the taxpayer's profile would decide, one for all the rest.
fn unchecked<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let rules = ids.filter_map(|id| einv::rules::catalogue().chain(einv::eway::catalogue()).find(|rule| rule.id == id));
    let (of_portal, ours): (Vec<&Rule>, Vec<&Rule>) = rules.partition(|rule| rule.judge == Judge::Portal);
    let mut out: String = ours.iter().map(|rule| format!("  ? {}\n", said(rule.unchecked))).collect();
    if !of_portal.is_empty() {
        let words: Vec<_> = of_portal.iter().map(|rule| said(rule.unchecked)).collect();
        out.push_str(&format!("  ? {} {}\n", said("only the portal knows:"), words.join("; ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_checked_is_said_in_words() {
        assert_eq!(
            unchecked(["portal.duplicate", "date.thirty_days", "portal.gstin_status"].into_iter()),
            "  ? 30-day limit not checked: turnover not set\n  ? only the portal knows: whether the number was used elsewhere; whether the GSTINs are active\n"
        );
        // Every rule that may stay undecided has its words.
        for rule in einv::rules::catalogue().filter(|rule| rule.judge == Judge::Portal) {
            assert!(!rule.unchecked.is_empty(), "{}", rule.id);
        }
    }
}
