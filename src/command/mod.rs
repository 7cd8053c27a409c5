//! What the command prints. Nothing here is known to the library.

pub mod batch;
pub mod byhand;
#[cfg(feature = "sandbox")]
pub mod demo;
pub mod due;
pub mod exit;
pub mod ledger;
pub mod lists;
pub mod paper;
pub mod portal;
pub mod reconcile;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod say;
pub mod verbs;

use einv::engine::Engine;
use serde_json::Value;

/// Stands in every line about what the sandbox made.
pub const SANDBOX: &str = "SANDBOX – NOT A TAX INVOICE";

/// What a line about an answer ends with: what the sandbox made says so.
pub fn practice(answer: &Value) -> String {
    if answer["sandbox"] == true { format!("  {SANDBOX}") } else { String::new() }
}

/// The same of an engine: all that it makes is the sandbox's, or nothing is.
pub fn practice_of(engine: &Engine) -> String {
    practice(&engine.about())
}

/// The findings of a report, for people.
pub fn findings(report: &Value) -> String {
    let mut out = String::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let text = |name: &str| say::line(finding[name].as_str().unwrap_or_default());
        let mark = if text("severity") == "error" { "✗" } else { "!" };
        let code = finding["code"].as_str().map(|code| format!(" [{code}]")).unwrap_or_default();
        out.push_str(&format!("  {mark} {}{code}\n      {}\n      → {}\n", text("path"), text("message"), text("fix")));
    }
    out
}
