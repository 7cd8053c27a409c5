//! What the command prints. Nothing here is known to the library.

pub mod batch;
pub mod byhand;
#[cfg(feature = "sandbox")]
pub mod demo;
pub mod due;
pub mod ledger;
pub mod paper;
pub mod portal;
pub mod reconcile;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod verbs;

use serde_json::Value;

/// The findings of a report, for people.
pub fn findings(report: &Value) -> String {
    let mut out = String::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let text = |name: &str| finding[name].as_str().unwrap_or_default();
        let mark = match text("severity") {
            "error" => "✗",
            "info" => "i",
            _ => "!",
        };
        let code = finding["code"].as_str().map(|code| format!(" [{code}]")).unwrap_or_default();
        out.push_str(&format!("  {mark} {}{code}\n      {}\n      → {}\n", text("path"), text("message"), text("fix")));
    }
    let unchecked = report["not_judged"].as_array().into_iter().flatten().filter_map(Value::as_str).map(in_words);
    unchecked.for_each(|words| out.push_str(&format!("  ? {words}\n")));
    out
}

/// What a rule that could not be judged would have looked at.
fn in_words(id: &str) -> &str {
    let rule = einv::rules::catalogue().find(|rule| rule.id == id);
    rule.map(|rule| rule.unchecked).filter(|words| !words.is_empty()).unwrap_or(id)
}
