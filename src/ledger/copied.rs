//! What a ledger says of itself when it is a copy of an earlier moment, and not the one that went on.
//!
//! A backup is marked when it is made, the ledger it was made of is not; so a ledger with the mark has been restored. In
//! PostgreSQL, which has backups of its own, the place shows it (`postgres/place.rs`). The mark goes when its owner says that
//! the ledger is complete again, and is of no use any more once no portal gives out what would fill the gap.

use super::Ledger;
use crate::calendar::IstTime;
use crate::error::Result;
use crate::irn::Irn;
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// The shared value that holds it.
pub(super) const NAME: &str = "copied";
/// The GST portal gives out signed invoices of six months.
const FILLABLE_DAYS: i64 = 184;

/// Until when a copy is complete, and how far the portal was asked about what happened since.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Copied {
    /// What happened later is not in it, unless it was learnt since.
    pub at: IstTime,
    /// The last document that the portal was asked about: has it been cancelled?
    pub asked: Option<Irn>,
    /// It was asked about all of them.
    pub all_asked: bool,
}

impl Copied {
    pub fn at(at: IstTime) -> Copied {
        Copied { at, asked: None, all_asked: false }
    }

    /// What a copy made at `at` says of itself: one of a copy lacks what that one lacked.
    pub(super) fn again(earlier: Option<Copied>, at: IstTime) -> Copied {
        Copied::at(earlier.map_or(at, |earlier| earlier.at.min(at)))
    }

    pub(super) fn read(bytes: Option<Vec<u8>>) -> Option<Copied> {
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok())
    }

    pub(super) fn written(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    /// What a ledger says of itself; nothing when it is not a copy, or an old one.
    pub fn of(ledger: &dyn Ledger, now: IstTime) -> Result<Option<Copied>> {
        let copied = Copied::read(ledger.recall(NAME)?);
        Ok(copied.filter(|copied| now.seconds_since(copied.at) < FILLABLE_DAYS * 86_400))
    }

    /// Keeps how far the portal was asked.
    pub fn keep(&self, ledger: &dyn Ledger, until: Instant) -> Result<()> {
        ledger.share(NAME, until, &mut |_, _| self.written())
    }

    /// The owner says that the ledger is complete.
    pub fn forget(ledger: &dyn Ledger, until: Instant) -> Result<()> {
        ledger.share(NAME, until, &mut |value, _| value.map(|_| Vec::new()))
    }
}
