//! The e-way bill as a document of its own: read from the e-way bill system's keys or from an invoice, judged, and written
//! for the system.
//!
//! An e-way bill that is made beside an IRN is a part of INV-01 (`EwbDtls`); its rules are in `rules/ewaybill.rs`. Here is
//! the document that needs no IRN: a challan, a bill of a consumer, an import, the invoice of a supplier outside e-invoicing.
//!
//! * `document`: the typed model; `kinds`: its code lists; `form`: its fields by the system's keys;
//! * `rules`: the checks, each a row of the catalogue; `faults`: those of the form;
//! * `need`: what the law asks of it;
//! * `read`: from the system's own keys; `given`: from FORM GST INV-01; `write`: GENEWAYBILL's inner JSON.

mod document;
mod faults;
mod form;
mod given;
mod kinds;
mod need;
mod read;
mod rules;
mod write;

pub use document::{EwayDocument, EwayItem, EwayKey, EwayParty, Third, Totals, Transport, Who};
pub use given::of_invoice;
pub use kinds::{DocKind, Mode, Part, Purpose, Supply, Transaction, VehicleType};
pub use need::need;
pub use read::{is_own_form, read};
pub(crate) use rules::too_far;
pub use rules::{catalogue, judge};
