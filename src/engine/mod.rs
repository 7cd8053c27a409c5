//! The engine: what the verbs do, joining rules, ledger, portal and sandbox.
//!
//! * `config`, `options`: what a caller may say, read strictly; `opened`: what a program asks of the configuration;
//! * `live`: what belongs to the running process;
//! * `call`: one call: its deadline, its stop, its way to the portal;
//! * `submit`, `settle`, `cancel`, `flush`: the story of a document, with I/O; `ewb`: its e-way bill's;
//! * `duplicate`: documents that a portal holds already;
//! * `patience`: how long a call goes on asking what became of a request;
//! * `believe`: what of a portal's word on a registration is believed;
//! * `fetch`, `gstin`: what the portal says now;
//! * `audit`: what was sent and answered; `heard`: what the portal said of codes;
//! * `sessions`, `watch`, `vault`: what processes share through the ledger: tokens, and what was learnt of the portal;
//! * `batch`, `source`: many documents at once; `due`: the age board; `list`: what the ledger holds; `export`, `import`, `download`: by hand, at the portal's own
//!   page;
//! * `renewed`, `lists`: renewed master lists, and all of them to read;
//! * `law`, `profile`: what the law asks of a taxpayer's bills, and what was told of the taxpayer;
//! * `refused`, `conflict`: who refused what, and a number that another content has; `answer`: the JSON that comes out;
//! * `expiry`: certificates that run out;
//! * `given`, `normalize`: a document of any known shape as INV-01; `table`: bills of a table, sorted;
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
mod download;
mod due;
mod duplicate;
mod eway;
mod ewb;
mod expiry;
mod export;
mod fetch;
mod flush;
mod given;
mod gstin;
mod heard;
mod import;
mod law;
mod list;
mod lists;
mod live;
mod log;
mod normalize;
mod opened;
mod options;
mod paper;
mod patience;
mod portal_file;
mod profile;
mod pure;
mod reconcile;
mod refused;
mod renewed;
mod restored;
#[cfg(test)]
mod schema;
mod sessions;
mod settle;
mod source;
mod steps;
mod submit;
#[cfg(feature = "tables")]
mod table;
#[cfg(not(feature = "tables"))]
#[path = "no_table.rs"]
mod table;
mod vault;
mod watch;

pub use crate::answer::{Body, Outcome, WrittenAnswer};
pub use crate::compute::RoundOff;
pub use crate::print::Colour;
pub use crate::print::qr::{Format, QrLevel};
pub use crate::rules::EwbWish;
pub use batch::Job;
pub use compute::compute;
pub use due::due;
pub use eway::{ewb_print, ewb_validate};
pub use export::export;
pub use import::import;
pub use law::{applicability, gstr1};
pub use lists::{codes, rules};
pub use normalize::normalize;
pub use options::*;
pub use paper::{print, qr, stamp, verify};
pub use pure::{explain, hash, validate};
pub use renewed::check_lists;
#[doc(hidden)]
pub use source::DocumentSource;
pub use table::{columns, convert};
#[cfg(feature = "tables")]
pub use table::{convert_each, holds_up};

use crate::answer::about::{EngineFacts, ListsAbout};
use crate::answer::audited::{AuditRequest, Audited};
use crate::answer::cancellation::{CancelRequest, Cancelled};
use crate::answer::document::Unknown;
use crate::answer::eway_bill::{BillAnswer, EwbFetched};
use crate::answer::eway_steps::{
    EwbConsolidateRequest, EwbExtendRequest, EwbFetchRequest, EwbRejectRequest, EwbTransporterRequest,
    EwbVehicleRequest,
};
use crate::answer::ewb::{EwbAnswered, EwbAsked, EwbCancelRequest};
use crate::answer::fetched::{FetchRequest, Fetched};
use crate::answer::flushed::Flushed;
use crate::answer::list::{DocumentList, ListRequest};
use crate::answer::parse_any;
use crate::answer::reconciled::{ReconcileRequest, Reconciled};
use crate::answer::status::{KnownDocument, PortalStates, StatusAnswer, StatusRequest};
use crate::answer::submitted::Submitted;
use crate::answer::taxpayer::TaxpayerAnswer;
use crate::calendar::{Clock, IstTime};
use crate::codes::Lists;
use crate::document::DocumentRef;
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::fork::inside;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::language::Language;
use crate::ledger::Copied;
pub use crate::ledger::StoredEvent;
use crate::portal::session::Credentials;
use crate::rules::Context;
use crate::story::{NumberKey, Record};
use arc_swap::ArcSwapOption;
use call::EngineCall;
use config::{Config, Resolved, ResolvedPortal};
use live::Live;
use std::sync::Arc;
use watch::CircuitBreaker;

/// One configured engine. Any method from any thread, but for one that runs an async runtime's tasks: a call blocks until it
/// is done, so give it a thread of its own there (`spawn_blocking`).
pub struct Engine {
    resolved: Resolved,
    clock: Clock,
    live: ArcSwapOption<Live>,
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
            Some(config::LedgerPlace::File(path)) => crate::ledger::who_may_write(path).unwrap_or_default(),
            _ => Vec::new(),
        };
        warnings.extend(self.live.load().iter().flat_map(|live| live.ledger.warnings()));
        for portal in portals {
            if !portal.verifies {
                warnings.push(format!("{}: no portal.qr_keys: what the portal signs is not verified", portal.name));
            }
            if let Some(doubt) = &portal.road.unverified {
                warnings.push(format!("{}: this road is not verified: {doubt}", portal.name));
            }
        }
        warnings.extend(expiry::warnings(self, self.clock.now()));
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
            ledger: ledger.map_or("memory".to_owned(), config::LedgerPlace::shown),
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

    /// Registers an invoice, once, whatever happens.
    ///
    /// ```
    /// use einv::engine::{Engine, SubmitOptions};
    ///
    /// let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?; // the built-in sandbox
    /// let bill = include_str!("../../examples/bills/good.json");
    /// let submitted = engine.submit(bill, &SubmitOptions::new())?;
    /// let registered = submitted.registered().expect("the sandbox takes this bill");
    /// println!("{}", registered.document.irn);
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn submit(&self, invoice: &str, options: &SubmitOptions) -> Result<Submitted> {
        submit::submit(&self.call(&options.0)?, invoice)
    }

    /// Cancels a registered document, or takes back one that has not left.
    pub fn cancel(&self, request: CancelRequest, options: &CancelOptions) -> Result<Cancelled> {
        cancel::cancel(&self.call(&options.0)?, request)
    }

    /// Settles what is in doubt and sends what is pending; counts what came of it.
    pub fn flush(&self, options: &FlushOptions) -> Result<Flushed> {
        flush::flush(self.call(&options.0)?)
    }

    /// What the portal says of a document now, or whether the portals are up.
    pub fn fetch(&self, request: FetchRequest, options: &FetchOptions) -> Result<Fetched> {
        fetch::fetch(&self.call(&options.0)?, request)
    }

    /// A taxpayer, from the ledger's memory or from the portal.
    ///
    /// ```
    /// use einv::answer::taxpayer::TaxpayerAnswer;
    /// use einv::engine::{Engine, GstinOptions};
    /// use einv::gstin::Gstin;
    ///
    /// let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?; // the built-in sandbox
    /// let buyer = Gstin::parse("27AABCU9603R1ZN").expect("a GSTIN");
    /// match engine.gstin(buyer, &GstinOptions::new())? {
    ///     TaxpayerAnswer::Known(taxpayer) => assert_eq!(taxpayer.status, "active"),
    ///     _ => println!("the portal knows none"),
    /// }
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn gstin(&self, which: Gstin, options: &GstinOptions) -> Result<TaxpayerAnswer> {
        gstin::gstin(&self.call(&options.0)?, which)
    }

    /// Makes the e-way bill of a registered document, or of one that needs no IRN, once.
    pub fn ewb(&self, request: EwbAsked<'_>, options: &EwbOptions) -> Result<EwbAnswered> {
        let call = self.call(&options.0)?;
        match request {
            EwbAsked::Registered(request) => ewb::make(&call, &request).map(EwbAnswered::Registered),
            EwbAsked::Alone(document) => ewb::alone::make(&call, document).map(EwbAnswered::Bill),
        }
    }

    /// Cancels an e-way bill.
    pub fn ewb_cancel(&self, request: EwbCancelRequest, options: &EwbCancelOptions) -> Result<EwbAnswered> {
        ewb::cancel(&self.call(&options.0)?, request)
    }

    /// Gives an e-way bill its Part B, or another vehicle, or several.
    pub fn ewb_vehicle(&self, request: EwbVehicleRequest, options: &EwbVehicleOptions) -> Result<BillAnswer> {
        ewb::plan::vehicle(&self.call(&options.0)?, &request)
    }

    /// Hands the goods of an e-way bill to a transporter.
    pub fn ewb_transporter(
        &self,
        request: EwbTransporterRequest,
        options: &EwbTransporterOptions,
    ) -> Result<BillAnswer> {
        ewb::plan::transporter(&self.call(&options.0)?, &request)
    }

    /// Extends the validity of an e-way bill.
    pub fn ewb_extend(&self, request: EwbExtendRequest, options: &EwbExtendOptions) -> Result<BillAnswer> {
        ewb::plan::extend(&self.call(&options.0)?, &request)
    }

    /// Makes a consolidated e-way bill of several.
    pub fn ewb_consolidate(
        &self,
        request: EwbConsolidateRequest,
        options: &EwbConsolidateOptions,
    ) -> Result<BillAnswer> {
        ewb::plan::consolidate(&self.call(&options.0)?, &request)
    }

    /// Rejects an e-way bill that the other party made.
    pub fn ewb_reject(&self, request: EwbRejectRequest, options: &EwbRejectOptions) -> Result<BillAnswer> {
        ewb::plan::reject(&self.call(&options.0)?, &request)
    }

    /// What the e-way bill system says of an e-way bill now, or which ones there were on a day.
    pub fn ewb_fetch(&self, request: EwbFetchRequest, options: &EwbFetchOptions) -> Result<EwbFetched> {
        ewb::fetched::fetch(&self.call(&options.0)?, request)
    }

    /// What was sent and answered, secrets masked; and when a portal was out.
    pub fn audit(&self, request: AuditRequest, options: &AuditOptions) -> Result<Audited> {
        audit::audit(&self.call(&options.0)?, request)
    }

    /// Documents of the ledger, by day, state, buyer and value.
    ///
    /// ```
    /// use einv::answer::list::ListRequest;
    /// use einv::document::Status;
    /// use einv::engine::{Engine, ListOptions, SubmitOptions};
    ///
    /// let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?; // the built-in sandbox
    /// engine.submit(include_str!("../../examples/bills/good.json"), &SubmitOptions::new())?;
    /// let listed = engine.list(ListRequest::new().status(Status::Registered), &ListOptions::new())?;
    /// println!("{} of {}", listed.documents[0].number.as_str(), listed.total);
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn list(&self, request: ListRequest, options: &ListOptions) -> Result<DocumentList> {
        list::list(&self.call(&options.0)?, &request)
    }

    /// Looks for damage in the ledger.
    pub fn check(&self) -> Result<()> {
        self.live()?.ledger.check()
    }

    /// Writes a copy of the ledger as it is now while others go on working, and checks it. The copy says of itself when it
    /// was made: an engine opened on it reports from which day on it may be incomplete.
    pub fn backup(&self, to: &std::path::Path) -> Result<()> {
        self.live()?.ledger.backup(to, self.clock.now())
    }

    /// The ledger, and the books where they are given, against the portal's list of e-invoices or GSTR-1; or the purchase book
    /// against GSTR-2B.
    pub fn reconcile(&self, request: ReconcileRequest, options: &ReconcileOptions) -> Result<Reconciled> {
        reconcile::reconcile(&self.call(&options.0)?, request)
    }

    /// What the ledger knows of a document, or of an e-way bill.
    pub fn status(&self, which: impl Into<StatusRequest>, options: &StatusOptions) -> Result<StatusAnswer> {
        let call = self.call(&options.0)?;
        let known = match which.into() {
            StatusRequest::Ewb(bill) => ewb::known(&call, &bill)?,
            StatusRequest::Document(document) => match find(&call, &document)? {
                Some(record) => KnownDocument::Document(Box::new(answer::of_record(&call, &record))),
                // An invoice of a supplier outside e-invoicing has an e-way bill without an IRN.
                None => match ewb::of_key(&call, document.key())? {
                    Some(bill) => bill,
                    None => KnownDocument::Unknown(Box::new(Unknown::of(irn_of(&call, &document)?))),
                },
            },
        };
        Ok(StatusAnswer { document: known, portal_state: self.portal_states(&call)? })
    }

    /// The portals that are not well.
    fn portal_states(&self, call: &EngineCall<'_>) -> Result<Option<PortalStates>> {
        let ledger = call.live.ledger.as_ref();
        let mut states = Vec::new();
        for portal in &self.resolved.portals {
            states.extend(CircuitBreaker::recall(ledger, &portal.name)?.state(&portal.name, &ledger.now()));
        }
        Ok(match (self.resolved.portals.len(), states.len()) {
            (_, 0) => None,
            (1, _) => states.pop().map(PortalStates::One),
            _ => Some(PortalStates::Some(states)),
        })
    }

    /// Everything that happened to a document, oldest first.
    pub fn story(&self, document: impl Into<DocumentRef>) -> Result<Vec<StoredEvent>> {
        let options = CallOptions::default();
        let call = self.call(&options)?;
        match find(&call, &document.into())? {
            Some(record) => call.live.ledger.events(&NumberKey::from(&record.document_key())),
            None => Ok(Vec::new()),
        }
    }

    fn call<'e>(&'e self, options: &'e CallOptions) -> Result<EngineCall<'e>> {
        EngineCall::new(self, self.live()?, options)
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

    fn context(&self, at: IstTime, options: &CallOptions) -> Context {
        Context {
            at,
            irn_by_day: options.on().is_some(),
            real_portal: !self.is_sandbox(),
            settings: options.settings(self.resolved.settings),
            time_is_sure: true,
            taxpayers: options.taxpayers().unwrap_or_else(|| Arc::clone(&self.resolved.profiles)),
            lists: self.lists_as_heard(),
            language: self.language(options),
            ewb: options.ewb_wish(),
        }
    }

    fn lists(&self) -> &Lists {
        &self.resolved.lists
    }

    /// The lists with what the portal is remembered to have accepted.
    fn lists_as_heard(&self) -> Lists {
        match self.live.load().as_ref().and_then(|live| live.heard.accepted()) {
            Some(accepted) => self.lists().accepting(accepted),
            None => self.lists().clone(),
        }
    }

    /// What the caller reads, else what the engine was opened with.
    fn language(&self, options: &CallOptions) -> Language {
        options.language().unwrap_or(self.resolved.language)
    }

    fn credentials(&self, portal: &ResolvedPortal, gstin: Gstin) -> Result<Credentials> {
        let known = portal.logins.iter().find(|(own, _)| *own == gstin);
        match known {
            Some((_, credentials)) => Ok(credentials.clone()),
            None if portal.sandbox => Ok(config::sandbox_credentials(gstin)),
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

/// The record of a document that a request names.
fn find(call: &EngineCall<'_>, document: &DocumentRef) -> Result<Option<Record>> {
    match (document.irn(), document.key()) {
        (Some(irn), _) => call.live.ledger.find_irn(&irn),
        (None, Some(key)) => call.live.ledger.find(&NumberKey::from(key)),
        (None, None) => Ok(None),
    }
}

/// The IRN of a document that a request names.
fn irn_of(call: &EngineCall<'_>, document: &DocumentRef) -> Result<Irn> {
    document.irn_on(call.now().day()).ok_or_else(no_key)
}

/// A request that names no document; reading one leaves none without a name.
fn no_key() -> Error {
    Error::new(ErrorKind::Json, "no document is named")
        .fix("give {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
}

/// A document that this call had on record, and the ledger has no more: a standby took over that lacks it, or a backup was put
/// in the ledger's place.
fn vanished() -> Error {
    Error::new(ErrorKind::Ledger, "the ledger no longer holds this document: another copy of it has taken over")
        .fix("submit it again: what the portal holds is found there and adopted, and nothing is registered twice")
}

fn unlawful(why: crate::story::Unlawful) -> Error {
    Error::new(ErrorKind::Ledger, why.to_string())
}
