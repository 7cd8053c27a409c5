//! The log as the configuration and the environment ask for it.

use crate::error::{Error, ErrorKind, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::PathBuf;
use tracing::level_filters::LevelFilter;

/// Names a file, or how much is written, whatever the configuration says.
const VARIABLE: &str = "EINV_LOG";

/// The log of a configuration.
#[derive(Deserialize, Clone, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "the log, an object with file")]
pub struct ConfiguredLog {
    /// Its path; each day has a file of its own, with the day in its name.
    pub file: PathBuf,
    /// How much is written: `info` where nothing is said.
    #[serde(default)]
    pub level: LogLevel,
    /// For how many days it is kept: 30 where nothing is said.
    pub days: Option<u16>,
}

/// How much is written.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What could not be done: no log-in, no portal.
    Error,
    /// Also exchanges without an answer, and answers that refuse.
    Warn,
    /// Also every exchange.
    #[default]
    Info,
    /// Also the paths asked for.
    Debug,
    /// Also what was sent and answered, with secrets masked.
    Trace,
}

impl LogLevel {
    fn parse(text: &str) -> Option<LogLevel> {
        serde_json::from_value(text.to_ascii_lowercase().into()).ok()
    }

    pub fn filter(self) -> LevelFilter {
        match self {
            LogLevel::Off => LevelFilter::OFF,
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
            LogLevel::Trace => LevelFilter::TRACE,
        }
    }
}

impl ConfiguredLog {
    /// What the configuration says, as the environment changes it: a level, a file, or both as `level:file`.
    pub fn wanted(configured: Option<ConfiguredLog>) -> Result<Option<ConfiguredLog>> {
        match std::env::var(VARIABLE) {
            Ok(text) if !text.trim().is_empty() => ConfiguredLog::changed(configured, text.trim()).map(Some),
            _ => Ok(configured),
        }
    }

    fn changed(configured: Option<ConfiguredLog>, text: &str) -> Result<ConfiguredLog> {
        let days = configured.as_ref().and_then(|log| log.days);
        let with_level = text.split_once(':').and_then(|(level, file)| Some((LogLevel::parse(level)?, file)));
        match (with_level, LogLevel::parse(text), configured) {
            (Some((level, file)), ..) => Ok(ConfiguredLog { file: file.into(), level, days }),
            (None, Some(level), Some(log)) => Ok(ConfiguredLog { level, ..log }),
            (None, Some(_), None) => {
                Err(Error::new(ErrorKind::Config, format!("{VARIABLE} says how much is logged, and not where"))
                    .fix(format!("set {VARIABLE} to level:file, or add \"log\": {{\"file\": …}} to the configuration")))
            }
            (None, None, configured) => {
                let level = configured.map(|log| log.level).unwrap_or_default();
                Ok(ConfiguredLog { file: text.into(), level, days })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_much_and_where() {
        let configured = || ConfiguredLog { file: "own.log".into(), level: LogLevel::Info, days: Some(7) };
        let changed =
            |configured, text| ConfiguredLog::changed(configured, text).map(|log| (log.file, log.level, log.days));
        assert_eq!(changed(Some(configured()), "debug").unwrap(), ("own.log".into(), LogLevel::Debug, Some(7)));
        assert_eq!(changed(None, "trace:/tmp/e.log").unwrap(), ("/tmp/e.log".into(), LogLevel::Trace, None));
        assert_eq!(changed(None, r"C:\einv\e.log").unwrap(), (r"C:\einv\e.log".into(), LogLevel::Info, None));
        assert_eq!(changed(None, r"warn:C:\e.log").unwrap(), (r"C:\e.log".into(), LogLevel::Warn, None));
        assert!(ConfiguredLog::changed(None, "debug").is_err());
    }
}
