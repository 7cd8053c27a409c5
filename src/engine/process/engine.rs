//! The engine itself: what it was opened with, and what this process holds of it.

use crate::answer::about::{EngineFacts, ListsAbout};
use crate::answer::parse_any;
use crate::calendar::{Clock, IstTime};
use crate::codes::Lists;
use crate::engine::config::options::CallOptions;
use crate::engine::config::portal::ResolvedPortal;
use crate::engine::config::{Config, Resolved, ledger, portal, renewed};
use crate::engine::process::live::Live;
use crate::error::{Error, ErrorKind, Result};
use crate::fork::inside;
use crate::gstin::Gstin;
use crate::language::Language;
use crate::ledger::Copied;
use crate::portal::credentials::Credentials;
use crate::rules::Context;
use arc_swap::ArcSwapOption;
use std::sync::Arc;

/// One configured engine. Any method from any thread, but for one that runs an async runtime's tasks: a call blocks until it
/// is done, so give it a thread of its own there (`spawn_blocking`).
pub struct Engine {
    pub(crate) resolved: Resolved,
    pub(crate) clock: Clock,
    pub(crate) live: ArcSwapOption<Live>,
}

impl Engine {
    /// Opens an engine by its configuration (JSON). Opens the ledger; never calls the portal.
    ///
    /// ```
    /// use einv::engine::Engine;
    ///
    /// let engine = Engine::open("{}")?; // the built-in sandbox, a ledger in memory
    /// assert!(engine.about().sandbox);
    /// assert_eq!(engine.about().ledger, "memory");
    ///
    /// let error = Engine::open(r#"{"ledgr":"einv.db"}"#).err().expect("an unknown key is refused");
    /// println!("{error}"); // what is wrong, where, and what to do
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn open(config: &str) -> Result<Engine> {
        Engine::of(parse_any::<Config>(config, ErrorKind::Config)?)
    }

    /// What was opened: portals, ledger, taxpayers, and what to know of them.
    pub fn about(&self) -> EngineFacts {
        let ledger = self.resolved.ledger.as_ref();
        let portals = &self.resolved.portals;
        let names: Vec<String> = portals.iter().map(|portal| portal.name.clone()).collect();
        let mut warnings = match ledger {
            Some(ledger::LedgerPlace::File(path)) => crate::ledger::who_may_write(path).unwrap_or_default(),
            _ => Vec::new(),
        };
        warnings.extend(self.live.load().iter().flat_map(|live| live.ledger.warnings()));
        for portal in portals {
            if !portal.verifies {
                warnings.push(format!("{}: no portal.qr_keys: what the portal signs is not verified", portal.name));
            }
            if let Some(doubt) = &portal.route.unverified {
                warnings.push(format!("{}: this profile is not verified: {doubt}", portal.name));
            }
        }
        warnings.extend(self.resolved.warnings(self.clock.now()));
        let copied = self.live.load_full().and_then(|live| Copied::of(live.ledger.as_ref(), self.clock.now()).ok()?);
        if let Some(copied) = &copied {
            warnings.push(format!(
                "ledger: it holds what was recorded until {}; what was registered later may be missing. Submit that again, \
                 or import the GST portal's download, the last part with the option \"complete\"",
                copied.at
            ));
        }
        EngineFacts {
            portal: names.first().cloned().unwrap_or_default(),
            ledger: ledger.map_or("memory".to_owned(), ledger::LedgerPlace::shown),
            warnings,
            portals: if names.len() > 1 { names } else { Vec::new() },
            incomplete_from: copied.map(|copied| copied.at.day()),
            sandbox: self.is_sandbox(),
            lists: match (self.lists().overlay(), &self.resolved.lists_from) {
                (Some(overlay), Some(path)) => ListsAbout::Renewed(renewed::about(overlay, path)),
                _ => ListsAbout::BuiltIn { day: self.lists().day() },
            },
        }
    }

    /// Makes the calls in flight answer `E_STOPPED`; the engine stays usable.
    pub fn stop(&self) {
        if let Some(live) = self.live.load_full() {
            live.stops.send_modify(|stops| *stops += 1);
        }
    }

    /// What this process holds; a fork's child makes its own.
    pub(crate) fn live(&self) -> Result<Arc<Live>> {
        let here = std::process::id();
        if let Some(live) = self.live.load_full().filter(|live| live.pid == here) {
            return Ok(live);
        }
        let own = Arc::new(Live::open(&self.resolved, &self.clock)?);
        leave_alone(self.live.swap(Some(Arc::clone(&own))));
        Ok(own)
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.resolved.portals.iter().all(|portal| portal.sandbox)
    }

    pub(crate) fn context(&self, at: IstTime, options: &CallOptions) -> Context {
        Context {
            at,
            irn_by_day: options.on().is_some(),
            real_portal: !self.is_sandbox(),
            settings: options.settings(self.resolved.settings),
            time_is_sure: true,
            taxpayers: options.taxpayers().unwrap_or_else(|| Arc::clone(&self.resolved.profiles)),
            lists: self.lists_as_heard(),
            language: self.language(options),
            ewb: options.ewb_demand(),
            known_km: None,
        }
    }

    pub(crate) fn lists(&self) -> &Lists {
        &self.resolved.lists
    }

    /// The lists with what the portal is remembered to have accepted.
    pub(crate) fn lists_as_heard(&self) -> Lists {
        match self.live.load().as_ref().and_then(|live| live.heard.accepted()) {
            Some(accepted) => self.lists().accepting(accepted),
            None => self.lists().clone(),
        }
    }

    /// What the caller reads, else what the engine was opened with.
    pub(crate) fn language(&self, options: &CallOptions) -> Language {
        options.language().unwrap_or(self.resolved.language)
    }

    pub(crate) fn credentials(&self, portal: &ResolvedPortal, gstin: Gstin) -> Result<Credentials> {
        let known = portal.logins.iter().find(|(own, _)| *own == gstin);
        match known {
            Some((_, credentials)) => Ok(credentials.clone()),
            None if portal.sandbox => Ok(portal::sandbox_credentials(gstin)),
            None => Err(Error::new(ErrorKind::Config, format!("no log-in for the supplier {gstin} is configured"))
                .at("/taxpayers")
                .fix("add its gstin, username and password to taxpayers")),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        leave_alone(self.live.swap(None));
    }
}

/// Lets go of what a process holds; what was inherited over a fork is neither used nor closed.
fn leave_alone(live: Option<Arc<Live>>) {
    // Closing a database takes its locks once more.
    let _inside = inside();
    if let Some(live) = live.filter(|live| live.pid != std::process::id()) {
        std::mem::forget(live);
    }
}
