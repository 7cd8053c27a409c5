//! The engine: what the verbs do, joining rules, ledger, portal and sandbox.
//!
//! * `config`, `options`: what a caller may say, read strictly;
//! * `live`: what belongs to the running process;
//! * `call`: one call: its deadline, its stop, its way to the portal;
//! * `submit`, `settle`, `cancel`, `flush`: the story of a document, with I/O; `ewb`: its e-way bill's;
//! * `believe`: what of a portal's word on a registration is believed;
//! * `fetch`, `gstin`: what the portal says now;
//! * `audit`: what was sent and answered;
//! * `sessions`, `watch`, `vault`: what processes share through the ledger: tokens, and what was learnt of the portal;
//! * `batch`, `source`: many documents at once; `due`: the age board; `export`, `import`: by hand, at the portal's own page;
//! * `law`, `profile`: what the law asks of a taxpayer's bills, and what was told of the taxpayer;
//! * `refused`, `conflict`: who refused what, and a number that another content has; `answer`: the JSON that comes out;
//! * `pure`, `compute`: the verbs that need none of this; `paper`: those of them that verify, draw and print.

mod answer;
mod audit;
mod batch;
mod believe;
mod call;
mod cancel;
mod compute;
mod config;
mod conflict;
mod due;
mod ewb;
mod export;
mod fetch;
mod flush;
mod gstin;
mod import;
mod law;
mod lists;
mod live;
mod options;
mod paper;
mod profile;
mod pure;
mod refused;
mod sessions;
mod settle;
mod source;
mod steps;
mod submit;
mod vault;
mod watch;

pub use crate::answer::{Body, Outcome, Reply};
pub use batch::Job;
pub use compute::compute;
pub use due::due;
pub use export::export;
pub use import::import;
pub use law::{applicability, gstr1};
pub use lists::{codes, rules};
pub use options::*;
pub use paper::{print, qr, stamp, verify};
pub use pure::{explain, hash, validate};

use crate::answer::parse;
use crate::calendar::{Clock, IstTime};
use crate::error::{Error, Kind, Result};
use crate::fork::inside;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::language::Language;
use crate::ledger::Told;
use crate::portal::session::Credentials;
use crate::rules::Context;
use crate::story::{Key, Record};
use arc_swap::ArcSwapOption;
use call::Call;
use config::{Config, Resolved, ResolvedPortal};
use live::Live;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use watch::Watch;

/// One configured engine. Any method from any thread, but for one that runs an async runtime's tasks: a call blocks until it
/// is done, so give it a thread of its own there (`spawn_blocking`).
pub struct Engine {
    resolved: Resolved,
    clock: Clock,
    live: ArcSwapOption<Live>,
}

impl Engine {
    /// Opens an engine by its configuration (JSON). Opens the ledger; never calls the portal.
    pub fn open(config: &str) -> Result<Engine> {
        let config: Config = if config.trim().is_empty() { Config::default() } else { parse(config, Kind::Config)? };
        let resolved = config.resolve()?;
        let clock = resolved.on.map_or(Clock::Wall, Clock::still);
        let live = Live::open(&resolved, &clock)?;
        Ok(Engine { resolved, clock, live: ArcSwapOption::from_pointee(live) })
    }

    /// What was opened: portals, ledger, taxpayers, and what to know of them.
    pub fn about(&self) -> Value {
        let ledger = self.resolved.ledger.as_ref().map_or("memory".into(), config::Place::shown);
        let portals = &self.resolved.portals;
        let names: Vec<&str> = portals.iter().map(|portal| portal.name.as_str()).collect();
        let mut warnings = Vec::new();
        for portal in portals {
            if !portal.verifies {
                warnings.push(format!("{}: no portal.qr_keys: what the portal signs is not verified", portal.name));
            }
            if let Some(doubt) = &portal.road.unverified {
                warnings.push(format!("{}: this road is not verified: {doubt}", portal.name));
            }
        }
        let mut about = json!({"portal": names[0], "ledger": ledger, "warnings": warnings});
        if names.len() > 1 {
            about["portals"] = json!(names);
        }
        if self.is_sandbox() {
            about["sandbox"] = true.into();
        }
        about
    }

    /// Makes the calls in flight answer `E_STOPPED`; the engine stays usable.
    pub fn stop(&self) {
        if let Some(live) = self.live.load_full() {
            live.stops.send_modify(|stops| *stops += 1);
        }
    }

    /// Registers an invoice, once, whatever happens.
    pub fn submit(&self, invoice: &str, options: &Options) -> Result<Reply> {
        submit::submit(&self.call(options)?, invoice)
    }

    /// Cancels a registered document, or takes back one that has not left.
    pub fn cancel(&self, wish: &str, options: &Options) -> Result<Reply> {
        cancel::cancel(&self.call(options)?, wish)
    }

    /// Settles what is in doubt and sends what is pending; counts what came of it.
    pub fn flush(&self, _: &str, options: &Options) -> Result<Reply> {
        flush::flush(&self.call(options)?)
    }

    /// What the portal says of a document now, or whether the portals are up.
    pub fn fetch(&self, which: &str, options: &Options) -> Result<Reply> {
        fetch::fetch(&self.call(options)?, which)
    }

    /// A taxpayer, from the ledger's memory or from the portal.
    pub fn gstin(&self, which: &str, options: &Options) -> Result<Reply> {
        gstin::gstin(&self.call(options)?, which)
    }

    /// Makes the e-way bill of a registered document, once.
    pub fn ewb(&self, wish: &str, options: &Options) -> Result<Reply> {
        ewb::make(&self.call(options)?, wish)
    }

    /// Cancels the e-way bill of a document.
    pub fn ewb_cancel(&self, wish: &str, options: &Options) -> Result<Reply> {
        ewb::cancel(&self.call(options)?, wish)
    }

    /// What was sent and answered, secrets masked; and when a portal was out.
    pub fn audit(&self, filter: &str, options: &Options) -> Result<Reply> {
        audit::audit(&self.call(options)?, filter)
    }

    /// Looks for damage in the ledger.
    pub fn check(&self) -> Result<()> {
        self.live()?.ledger.check()
    }

    /// Writes a consistent copy of the ledger while others go on working.
    pub fn backup(&self, to: &std::path::Path) -> Result<()> {
        self.live()?.ledger.backup(to)
    }

    /// The ledger against the portal's GSTR-1 e-invoice download.
    pub fn reconcile(&self, download: &str, options: &Options) -> Result<Reply> {
        law::reconcile(&self.call(options)?, download)
    }

    /// What the ledger knows of a document.
    pub fn status(&self, which: &str, options: &Options) -> Result<Reply> {
        let call = self.call(options)?;
        let which: Which = parse(which, Kind::Json)?;
        let mut out = match which.find(&call)? {
            Some(record) => answer::of_record(&call, &record),
            None => answer::unknown(which.irn_text(&call)?),
        };
        let ledger = call.live.ledger.as_ref();
        let mut states = Vec::new();
        for portal in &self.resolved.portals {
            if let Some(mut state) = Watch::recall(ledger, &portal.name)?.told(&ledger.now()) {
                state["portal"] = portal.name.clone().into();
                states.push(state);
            }
        }
        // One portal's state as it is; of several, those that are not well.
        match (self.resolved.portals.len(), states.pop()) {
            (_, None) => {}
            (1, Some(state)) => out["portal_state"] = state,
            (_, Some(last)) => {
                states.push(last);
                out["portal_state"] = json!(states);
            }
        }
        Ok(Reply::new(Outcome::Ok, &out))
    }

    /// Everything that happened to a document, oldest first.
    pub fn story(&self, which: &str) -> Result<Vec<Told>> {
        let options = Options::default();
        let call = self.call(&options)?;
        let record = parse::<Which>(which, Kind::Json)?.find(&call)?;
        match record.and_then(|record| record.document_key()) {
            Some(key) => call.live.ledger.events(&Key::from(&key)),
            None => Ok(Vec::new()),
        }
    }

    fn call<'e>(&'e self, options: &'e Options) -> Result<Call<'e>> {
        Call::new(self, self.live()?, options)
    }

    /// What this process holds; a fork's child makes its own.
    fn live(&self) -> Result<Arc<Live>> {
        let here = std::process::id();
        if let Some(live) = self.live.load_full().filter(|live| live.pid == here) {
            return Ok(live);
        }
        let own = Arc::new(Live::open(&self.resolved, &self.clock)?);
        leave_alone(self.live.swap(Some(Arc::clone(&own))));
        Ok(own)
    }

    fn is_sandbox(&self) -> bool {
        self.resolved.portals.iter().all(|portal| portal.sandbox)
    }

    fn context(&self, at: IstTime, options: &Options) -> Context {
        Context {
            at,
            irn_by_day: options.on().is_some(),
            real_portal: !self.is_sandbox(),
            settings: options.settings(self.resolved.settings),
            time_is_sure: true,
            taxpayers: options.taxpayers().unwrap_or_else(|| Arc::clone(&self.resolved.profiles)),
            language: self.language(options),
        }
    }

    /// What the caller reads, else what the engine was opened with.
    fn language(&self, options: &Options) -> Language {
        options.language().unwrap_or(self.resolved.language)
    }

    fn credentials(&self, portal: &ResolvedPortal, gstin: Gstin) -> Result<Credentials> {
        let known = portal.logins.iter().find(|(own, _)| *own == gstin);
        match known {
            Some((_, credentials)) => Ok(credentials.clone()),
            None if portal.sandbox => Ok(config::sandbox_credentials(gstin)),
            None => Err(Error::new(Kind::Config, format!("no log-in for the supplier {gstin} is configured"))
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

/// A document named by its IRN, or by supplier, type, number and date.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, expecting = "an object with irn, or with gstin, type, number and date")]
struct Which {
    irn: Option<String>,
    gstin: Option<String>,
    #[serde(rename = "type")]
    doc_type: Option<String>,
    number: Option<String>,
    date: Option<String>,
}

impl Which {
    fn irn(&self) -> Result<Option<Irn>> {
        let read =
            |text: &String| Irn::parse(text).ok_or_else(|| wrong("/irn", text, "an IRN").fix("64 hexadecimal digits"));
        self.irn.as_ref().map(read).transpose()
    }

    /// The document's key; an error that names the part that is missing or wrong.
    fn key(&self) -> Result<DocumentKey> {
        let need = |text: &Option<String>, at: &str| {
            text.clone().ok_or_else(|| {
                Error::new(Kind::Json, format!("{} is missing", &at[1..]))
                    .at(at)
                    .fix("give {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
            })
        };
        let gstin = need(&self.gstin, "/gstin")?;
        let doc_type = need(&self.doc_type, "/type")?;
        let number = need(&self.number, "/number")?;
        let date = need(&self.date, "/date")?;
        Ok(DocumentKey {
            gstin: Gstin::parse(&gstin).ok_or_else(|| wrong("/gstin", &gstin, "a GSTIN"))?,
            doc_type: DocType::parse(&doc_type)
                .ok_or_else(|| wrong("/type", &doc_type, "a document type").fix("INV, CRN or DBN"))?,
            number: DocumentNumber::parse(&number).ok_or_else(|| {
                wrong("/number", &number, "a document number")
                    .fix("up to 16 letters, digits, / and -, not beginning with 0, / or -")
            })?,
            date: crate::calendar::Day::parse(&date)
                .ok_or_else(|| wrong("/date", &date, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"))?,
        })
    }

    fn find(&self, call: &Call<'_>) -> Result<Option<Record>> {
        match self.irn()? {
            Some(irn) => call.live.ledger.find_irn(&irn),
            None => call.live.ledger.find(&Key::from(&self.key()?)),
        }
    }

    fn irn_text(&self, call: &Call<'_>) -> Result<String> {
        Ok(match self.irn()? {
            Some(irn) => irn.to_string(),
            None => self.key()?.irn(call.now().day()).to_string(),
        })
    }
}

fn unlawful(why: crate::story::Unlawful) -> Error {
    Error::new(Kind::Ledger, why.to_string())
}

fn wrong(at: &str, text: &str, what: &str) -> Error {
    let shown: String = text.chars().take(80).collect();
    Error::new(Kind::Json, format!("\"{shown}\" is not {what}")).at(at)
}
