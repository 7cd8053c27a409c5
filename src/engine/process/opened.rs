//! What a program may ask of an engine's configuration: its file, its language, its taxpayers and addresses.

use crate::answer::parse_any;
use crate::calendar::{Clock, Day, IstTime};
use crate::engine::config::Config;
use crate::engine::process::engine::Engine;
use crate::engine::process::live::Live;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::language::Language;
use crate::taxpayer::Taxpayer;
use arc_swap::ArcSwapOption;
use std::path::Path;

/// When a certificate of the configuration ends.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct CertificateEnd<'e> {
    /// The portal's name.
    pub portal: &'e str,
    /// `public_key`, or `qr_keys`, of which the last one counts.
    pub key: &'static str,
    /// Its last day.
    pub until: Day,
    /// What to do, from 60 days before its end on.
    pub warning: Option<String>,
}

impl Engine {
    /// Opens an engine by the file of its configuration. Relative paths in it are taken from the file's folder, so that the
    /// ledger is the same one from whatever folder a program runs in.
    pub fn open_file(path: &Path) -> Result<Engine> {
        let unreadable =
            |e: std::io::Error| Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", path.display()));
        let text = file::text(path, file::SETTINGS).map_err(unreadable)?;
        let named = |e: Error| Error { message: format!("{}: {}", path.display(), e.message), ..e };
        let config = parse_any::<Config>(&text, ErrorKind::Config).map_err(named)?;
        Engine::of(config.beside(path.parent().unwrap_or(Path::new("")))).map_err(named)
    }

    pub(crate) fn of(config: Config) -> Result<Engine> {
        let resolved = config.resolve()?;
        let clock = resolved.on.map_or(Clock::Wall, Clock::still);
        let live = Live::open(&resolved, &clock)?;
        Ok(Engine { resolved, clock, live: ArcSwapOption::from_pointee(live) })
    }

    /// The same engine with answers in this language, unless a call says otherwise.
    #[must_use]
    pub fn speaking(mut self, language: Language) -> Engine {
        self.resolved.language = language;
        self
    }

    /// The language of its answers, unless a call says otherwise.
    pub fn own_language(&self) -> Language {
        self.resolved.language
    }

    /// Seconds by which the portal's clock is ahead of this computer's, where answers have shown that to be wrong.
    pub fn clock_off_by(&self) -> Option<i64> {
        self.live().ok()?.dial.wrong_clock()
    }

    /// Whether its clock is certain: the configuration sets it, or an answer of a portal has confirmed it.
    pub fn clock_is_sure(&self) -> bool {
        self.live().is_ok_and(|live| live.dial.clock_is_sure())
    }

    /// The certificates of the configuration, by portal and key: the last day of each, and a warning where that is near.
    pub fn certificates(&self) -> Vec<CertificateEnd<'_>> {
        let now = self.now();
        let each = self.resolved.portals.iter().flat_map(|portal| portal.expiries.iter().map(move |end| (portal, end)));
        each.map(|(portal, end)| CertificateEnd {
            portal: &portal.name,
            key: end.key,
            until: end.until.day(),
            warning: end.warning(&portal.name, now),
        })
        .collect()
    }

    /// Whose documents it registers, with what the configuration says of them.
    pub fn taxpayers(&self) -> &[Taxpayer] {
        &self.resolved.profiles
    }

    /// The moment that the law goes by: this computer's, put right by the portal's, or the one that the configuration sets.
    pub fn now(&self) -> IstTime {
        self.live().map_or_else(|_| self.clock.now(), |live| live.dial.now())
    }

    /// The addresses of its portals, in fail-over order; none of the built-in sandbox.
    pub fn addresses(&self) -> Vec<&str> {
        let portals = self.resolved.portals.iter();
        portals.flat_map(|portal| portal.urls.iter().chain(&portal.ewb_urls)).map(String::as_str).collect()
    }

    /// Whether nothing that it registers is a tax invoice, as far as addresses tell: all are this computer's, or have
    /// `sandbox` in their host's name.
    pub fn is_practice(&self) -> bool {
        let host =
            |url: &str| url.split("//").nth(1).and_then(|rest| rest.split(['/', ':']).next().map(str::to_lowercase));
        let is_practice = |host: &str| host.contains("sandbox") || matches!(host, "localhost" | "127.0.0.1" | "[");
        self.addresses().iter().all(|url| host(url).is_some_and(|host| is_practice(&host)))
    }
}
