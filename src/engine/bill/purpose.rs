//! What bills are read for: to be sent, or for a book or a return, which has more bills than those to be sent.

use crate::gstin::Gstin;
use crate::normalize::Skip;
use crate::rules::Context;
use crate::taxpayer::{Seller, Taxpayer};

/// What bills are read for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BillPurpose {
    /// To be sent.
    Send,
    /// To be held against the portal's list of e-invoices.
    Sales,
    /// To be held against what suppliers reported of this buyer.
    Purchases(Gstin),
    /// For the return of a taxpayer.
    Return(Gstin),
}

impl BillPurpose {
    /// Reasons not to send a bill for which it counts all the same.
    pub const fn kept(self) -> &'static [Skip] {
        match self {
            BillPurpose::Send => &[],
            // Consumers' bills are no e-invoices.
            BillPurpose::Sales => &[Skip::Cancelled, Skip::HasIrn],
            // Seen from the supplier's side every one is a sale.
            BillPurpose::Purchases(_) => &[Skip::Cancelled, Skip::HasIrn, Skip::Consumer, Skip::NotASale],
            // The portal fills in what has an IRN.
            BillPurpose::Return(_) => &[Skip::Consumer],
        }
    }

    /// Whether a bill to a consumer is a bill like another.
    pub const fn has_consumers(self) -> bool {
        matches!(self, BillPurpose::Return(_))
    }

    /// The sellers that a bill may mean: the bills of a return are its taxpayer's, with a profile or without one. A purchase book that
    /// names the supplier as the party has its taxpayer on the other side.
    pub fn limit(self, context: &mut Context) {
        let (BillPurpose::Return(gstin) | BillPurpose::Purchases(gstin)) = self else { return };
        let is_own = |own: &&Taxpayer| own.gstin == Some(gstin) && own.seller.is_some();
        let bare = || Taxpayer { gstin: Some(gstin), seller: Some(Seller::default()), ..Taxpayer::default() };
        let own = context.taxpayers.iter().find(is_own).cloned().unwrap_or_else(bare);
        context.taxpayers = [own].into();
    }
}
