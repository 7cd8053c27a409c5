//! What sources disagree on is a setting. `docs/settings.md` says what each means.

use crate::finding::Severity;
use serde::Deserialize;

/// The settings by name; an unknown name or value is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub gstin_check_digit: CheckDigit,
}

/// What a GSTIN is worth whose check character doesn't fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckDigit {
    /// An error with a real portal; a warning in the sandbox and without an engine.
    #[default]
    Auto,
    Error,
    Warning,
    Off,
}

impl CheckDigit {
    pub fn severity(self, real_portal: bool) -> Option<Severity> {
        match self {
            CheckDigit::Auto if real_portal => Some(Severity::Error),
            CheckDigit::Auto | CheckDigit::Warning => Some(Severity::Warning),
            CheckDigit::Error => Some(Severity::Error),
            CheckDigit::Off => None,
        }
    }
}
