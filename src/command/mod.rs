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
pub mod shown;
pub mod verbs;

use serde_json::Value;

/// The findings of a report, for people.
pub fn findings(report: &Value) -> String {
    let mut out = String::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let text = |name: &str| finding[name].as_str().unwrap_or_default();
        let mark = if text("severity") == "error" { "✗" } else { "!" };
        let code = finding["code"].as_str().map(|code| format!(" [{code}]")).unwrap_or_default();
        out.push_str(&format!("  {mark} {}{code}\n      {}\n      → {}\n", text("path"), text("message"), text("fix")));
    }
    out
}
