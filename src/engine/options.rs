//! The options every verb knows, and those of some.

use super::config::parse;
use super::profile::Profile;
use crate::calendar::{Clock, IstTime};
use crate::compute::RoundOff;
use crate::error::{Error, Kind, Result};
use crate::language::Language;
use crate::settings::{Given, Settings};
use crate::taxpayer::Taxpayer;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How long a call may take unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(45);

/// The `opts` of a verb. Which of the last ones it takes is the verb's to say ([`Options::read`]).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "options, an object")]
pub struct Options {
    on: Option<String>,
    taxpayer: Option<Profile>,
    language: Option<String>,
    pub ascii: Option<bool>,
    pick: Option<Pick>,
    deadline_ms: Option<u64>,
    settings: Option<Given>,
    /// Submit: send unchanged content again after a refusal that time may have cured.
    pub resend: Option<bool>,
    /// Flush: how many documents to take up. Lists: how many rows to give.
    pub limit: Option<usize>,
    /// Lists: how many rows to leave out first.
    pub after: Option<usize>,
    /// Compute: `rupee` or `none`.
    round_off: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a JSON pointer, or a list of them")]
enum Pick {
    One(String),
    Many(Vec<String>),
}

impl Options {
    /// Reads the options of a verb that takes `own` beside the common ones.
    pub fn read(text: &str, own: &[&str]) -> Result<Options> {
        let options: Options = if text.trim().is_empty() { Options::default() } else { parse(text, Kind::Option)? };
        let given = [
            ("resend", options.resend.is_some()),
            ("limit", options.limit.is_some()),
            ("after", options.after.is_some()),
            ("round_off", options.round_off.is_some()),
        ];
        if let Some((name, _)) = given.iter().find(|(name, given)| *given && !own.contains(name)) {
            return Err(Error::new(Kind::Option, format!("this verb has no option \"{name}\"")).at(format!("/{name}")));
        }
        options.on()?;
        options.taxpayer()?;
        options.round_off()?;
        if let (Some(text), None) = (&options.language, options.language()) {
            return Err(Error::new(Kind::Option, format!("language \"{text}\" is not supported"))
                .at("/language")
                .fix("use \"en\" or \"hi\""));
        }
        if options.picks().iter().any(|p| !p.is_empty() && !p.starts_with('/')) {
            return Err(Error::new(Kind::Option, "a JSON pointer begins with /")
                .at("/pick")
                .fix("\"/irn\", for example"));
        }
        Ok(options)
    }

    /// The moment to judge by, when the caller names one.
    pub fn on(&self) -> Result<Option<IstTime>> {
        let read = |text: &String| {
            IstTime::parse(text).ok_or_else(|| {
                Error::new(Kind::Option, format!("\"{text}\" is neither a day nor a time"))
                    .at("/on")
                    .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
            })
        };
        self.on.as_ref().map(read).transpose()
    }

    /// The moment to judge by: the caller's, else the clock's.
    pub fn time(&self, clock: &Clock) -> IstTime {
        self.on().ok().flatten().unwrap_or_else(|| clock.now())
    }

    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::parse)
    }

    /// The JSON pointers whose values are the answer, as plain text.
    pub fn picks(&self) -> &[String] {
        match &self.pick {
            None => &[],
            Some(Pick::One(pointer)) => std::slice::from_ref(pointer),
            Some(Pick::Many(pointers)) => pointers,
        }
    }

    /// What happens to the paise of a computed invoice value.
    pub fn round_off(&self) -> Result<RoundOff> {
        let Some(text) = &self.round_off else { return Ok(RoundOff::default()) };
        RoundOff::parse(text).ok_or_else(|| {
            Error::new(Kind::Option, format!("\"{text}\" is no way to round off"))
                .at("/round_off")
                .fix("use \"rupee\" or \"none\"")
        })
    }

    pub fn deadline(&self) -> Duration {
        self.deadline_ms.map_or(DEADLINE, Duration::from_millis)
    }

    /// What the caller set, over the engine's settings.
    pub fn settings(&self, of_engine: Settings) -> Settings {
        self.settings.unwrap_or_default().over(of_engine)
    }

    /// The taxpayer the caller describes, in place of those the engine knows.
    pub fn taxpayers(&self) -> Option<Arc<[Taxpayer]>> {
        self.taxpayer().ok().flatten().map(|taxpayer| Arc::from([taxpayer]))
    }

    fn taxpayer(&self) -> Result<Option<Taxpayer>> {
        self.taxpayer.as_ref().map(|profile| profile.read(Kind::Option, "/taxpayer")).transpose()
    }
}
