//! Paper: the portal's signature as a picture, and the invoice as a page.
//!
//! * `qr`: a text as a QR code: SVG, PNG, BMP, printer commands, terminal text;
//! * `letters`: text of any Indian script, shaped and broken into lines; `pen`: sheets to draw on, and their PDF;
//! * `sheets`: one sheet after another with the same frame;
//! * `words`: amounts in digits and words, the Indian way;
//! * `invoice_page`, `table`, `particulars`: the invoice as PDF; `slip`, `bars`: the e-way bill's slip with its bar code;
//! * `budget`: the limits of one call;
//! * `tokens`: the words of a PDF, counted and split into pieces before they are read;
//! * `stamp`, `corner`: IRN, acknowledgement and QR on a PDF from another program.
//!
//! Nothing here decides whether a signature is good: the caller passes the remark (`Mark`).

mod bars;
pub(crate) mod budget;
mod corner;
pub(crate) mod invoice_page;
mod letters;
mod particulars;
pub(crate) mod pen;
pub mod qr;
mod sheets;
pub(crate) mod slip;
pub(crate) mod stamp;
mod table;
mod tokens;
mod words;

use crate::calendar::IstTime;
pub use pen::Colour;

/// The portal's data as printed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct PrintedRegistration {
    /// Empty where there is none.
    pub irn: String,
    /// Empty where there is none.
    pub ack_no: String,
    pub ack_date: Option<IstTime>,
    pub signed_qr: Option<String>,
    pub ewb_no: Option<String>,
    pub ewb_until: Option<IstTime>,
    /// The last is written across the page.
    pub marks: Vec<PageMark>,
}

/// The remark that comes first on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PageMark {
    /// Made by the sandbox: worth nothing.
    Sandbox,
    /// Cancelled at the portal, and when.
    Cancelled(Option<IstTime>),
    /// Not, or not yet, registered.
    NotRegistered,
}

impl PageMark {
    /// The words on a page.
    pub fn words(&self) -> String {
        match self {
            PageMark::Sandbox => SANDBOX.to_owned(),
            PageMark::Cancelled(None) => "CANCELLED".to_owned(),
            PageMark::Cancelled(Some(at)) => format!("CANCELLED on {}", shown(*at)),
            PageMark::NotRegistered => "IRN NOT YET OBTAINED - not a valid tax invoice, rule 48(5)".to_owned(),
        }
    }
}

/// On everything that the sandbox made.
pub(crate) const SANDBOX: &str = "SANDBOX – NOT A TAX INVOICE";

/// A time as people in India write it: `21-11-2026 12:05`.
pub(crate) fn shown(at: IstTime) -> String {
    let portal = at.portal();
    format!("{} {}", at.day().dashed(), portal.get(11..16).unwrap_or_default())
}
