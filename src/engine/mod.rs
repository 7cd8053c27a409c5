//! The engine: what the verbs do, joining rules, ledger, portal and sandbox. `Engine` has a short method a verb; those that
//! need no engine are functions.
//!
//! A room imports from the rooms before it alone:
//!
//! * `config`: what a caller may say, read strictly: configuration, options, a taxpayer's profile, renewed lists;
//! * `process`: what lives as long as the engine, and one call of it: connections, sessions, circuit breaker, the way to a
//!   portal;
//! * `record`: a document as the ledger keeps it: found, moved on, shown, refused; taxpayers, and what portals said of codes;
//! * `bill`, `table`: a bill of any shape as INV-01, completed and judged; and the bills of a table;
//! * `ewb`: an e-way bill's life, with an IRN and without one;
//! * `document`: a document's life: submit, send, settle, cancel, fetch, flush, import, export, batch;
//! * `board`: the board of what is due, the list, the audit, GSTR-1, reconciling;
//! * `paper`: what is printed, drawn and verified; `catalogue`: rules, codes and portals' codes to read.

mod bill;
mod board;
mod catalogue;
mod config;
mod document;
mod ewb;
mod paper;
mod process;
mod record;
#[cfg(test)]
mod schema;
#[cfg(feature = "tables")]
mod table;
#[cfg(not(feature = "tables"))]
#[path = "no_table.rs"]
mod table;

use crate::answer::audited::{AuditRequest, Audited};
use crate::answer::cancellation::{CancelRequest, Cancelled};
use crate::answer::eway_bill::{BillAnswer, EwbFetched};
use crate::answer::eway_steps::{
    EwbConsolidateRequest, EwbExtendRequest, EwbFetchRequest, EwbRejectRequest, EwbTransporterRequest,
    EwbVehicleRequest,
};
use crate::answer::ewb::{EwbAnswered, EwbAsked, EwbCancelRequest};
use crate::answer::fetched::{FetchRequest, Fetched};
use crate::answer::flushed::Flushed;
use crate::answer::list::{DocumentList, ListRequest};
use crate::answer::reconciled::{ReconcileRequest, Reconciled};
use crate::answer::status::{StatusAnswer, StatusRequest};
use crate::answer::submitted::Submitted;
use crate::answer::taxpayer::TaxpayerAnswer;
pub use crate::answer::{Body, Outcome, WrittenAnswer};
pub use crate::compute::RoundOff;
use crate::document::DocumentRef;
use crate::error::Result;
use crate::gstin::Gstin;
pub use crate::ledger::StoredEvent;
pub use crate::print::Colour;
pub use crate::print::qr::{Format, QrLevel};
pub use crate::rules::EwbDemand;
use crate::story::NumberKey;
pub use bill::applicability::applicability;
pub use bill::compute::compute;
pub use bill::normalize::normalize;
#[doc(hidden)]
pub use bill::source::DocumentSource;
pub use bill::validate::{hash, validate};
pub use board::due::due;
pub use board::gstr1::gstr1;
pub use board::papers::check_papers;
pub use catalogue::{codes, explain, rules};
pub use config::choices::*;
pub use config::options::*;
pub use config::renewed::check_lists;
pub use document::batch::Job;
pub use document::export::export;
pub use document::import::import;
pub use ewb::document::ewb_validate;
pub use ewb::slip::ewb_print;
pub use paper::{print, qr, stamp, verify};
pub use process::engine::Engine;
pub use process::opened::CertificateEnd;
use record::named::find;
#[cfg(feature = "tables")]
pub use table::{HeldUp, convert_each, holds_up};
pub use table::{columns, convert};

/// The verbs.
impl Engine {
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
        document::submit::submit(&self.call(&options.0)?, invoice)
    }

    /// Cancels a registered document, or takes back one that has not left.
    pub fn cancel(&self, request: CancelRequest, options: &CancelOptions) -> Result<Cancelled> {
        document::cancel::cancel(&self.call(&options.0)?, request)
    }

    /// Settles what is in doubt and sends what is pending; counts what came of it.
    pub fn flush(&self, options: &FlushOptions) -> Result<Flushed> {
        document::flush::flush(self.call(&options.0)?)
    }

    /// What the portal says of a document now, or whether the portals are up.
    pub fn fetch(&self, request: FetchRequest, options: &FetchOptions) -> Result<Fetched> {
        document::fetch::fetch(&self.call(&options.0)?, request)
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
        record::gstin::gstin(&self.call(&options.0)?, which)
    }

    /// Makes the e-way bill of a registered document, or of one that needs no IRN, once.
    pub fn ewb(&self, request: EwbAsked<'_>, options: &EwbOptions) -> Result<EwbAnswered> {
        ewb::asked::make(&self.call(&options.0)?, &request)
    }

    /// Cancels an e-way bill.
    pub fn ewb_cancel(&self, request: EwbCancelRequest, options: &EwbCancelOptions) -> Result<EwbAnswered> {
        ewb::cancel::cancel(&self.call(&options.0)?, request)
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
        ewb::trip::consolidate(&self.call(&options.0)?, &request)
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
        board::audit::audit(&self.call(&options.0)?, request)
    }

    /// Documents of the ledger, by day, state, buyer and value.
    ///
    /// ```
    /// use einv::answer::list::ListRequest;
    /// use einv::status::Status;
    /// use einv::engine::{Engine, ListOptions, SubmitOptions};
    ///
    /// let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?; // the built-in sandbox
    /// engine.submit(include_str!("../../examples/bills/good.json"), &SubmitOptions::new())?;
    /// let listed = engine.list(ListRequest::new().status(Status::Registered), &ListOptions::new())?;
    /// println!("{} of {}", listed.documents[0].number.as_str(), listed.total);
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn list(&self, request: ListRequest, options: &ListOptions) -> Result<DocumentList> {
        board::list::list(&self.call(&options.0)?, &request)
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
        board::reconcile::reconcile(&self.call(&options.0)?, request)
    }

    /// What the ledger knows of a document, or of an e-way bill.
    pub fn status(&self, which: impl Into<StatusRequest>, options: &StatusOptions) -> Result<StatusAnswer> {
        document::status::status(&self.call(&options.0)?, which.into())
    }

    /// A document as the ledger keeps it: the invoice as JSON, or the text of its QR where that was all it was given.
    pub fn kept(&self, document: impl Into<DocumentRef>) -> Result<Option<String>> {
        let options = CallOptions::default();
        let record = find(&self.call(&options)?, &document.into())?;
        Ok(record.map(|record| record.document().to_owned()))
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
}
