//! Where a ledger lies: which server, which line of its history, which schema. Another one than the last time means that a
//! dump or a base backup was restored, or that a standby took over, and what was recorded last may be missing.

use super::super::Ledger;
use super::super::copied::{self, Copied};
use super::Postgres;
use crate::calendar::IstTime;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::time::Instant;
use tokio_postgres::Row;

/// The shared value that holds it.
const NAME: &str = "place";

#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClusterPlace {
    /// The cluster's own number.
    system: String,
    schema: i64,
    /// It starts again with every standby that takes over, and with every restoring to a moment.
    timeline: String,
    /// Whether commits wait for a standby: then one that takes over lacks none.
    waits: bool,
}

impl ClusterPlace {
    pub fn read(row: &Row) -> ClusterPlace {
        ClusterPlace { system: row.get(0), schema: row.get(1), timeline: row.get(2), waits: row.get(3) }
    }

    /// Whether a ledger that lay at `before` has all of what was acknowledged there.
    fn has_all_of(&self, before: &ClusterPlace) -> bool {
        let same = self.system == before.system && self.schema == before.schema;
        same && (self.timeline == before.timeline || before.waits)
    }
}

/// Writes down where the ledger lies; where it is another place, since when it may be incomplete.
pub fn note(ledger: &Postgres, place: &ClusterPlace, until: Instant) -> Result<()> {
    let before: Option<ClusterPlace> = ledger.recall(NAME)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if before.as_ref() == Some(place) {
        return Ok(());
    }
    if before.is_some_and(|before| !place.has_all_of(&before)) {
        let last = ledger.rows(sql!("last_event"), Vec::new())?;
        if let Some(at) = last.first().and_then(|row| IstTime::parse(row.get(0))) {
            ledger.share(copied::NAME, until, &mut |value, _| Copied::again(Copied::read(value), at).written())?;
        }
    }
    ledger.share(NAME, until, &mut |_, _| serde_json::to_vec(place).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_took_over_is_complete_only_where_commits_waited_for_it() {
        let place = |system: &str, schema, timeline: &str, waits| ClusterPlace {
            system: system.to_owned(),
            schema,
            timeline: timeline.to_owned(),
            waits,
        };
        for (before, after, complete) in [
            (place("1", 7, "00000001", false), place("1", 7, "00000001", true), true),
            (place("1", 7, "00000001", true), place("1", 7, "00000002", false), true),
            (place("1", 7, "00000001", false), place("1", 7, "00000002", false), false),
            // A dump, restored in another cluster or under the same name.
            (place("1", 7, "00000001", true), place("2", 7, "00000001", true), false),
            (place("1", 7, "00000001", true), place("1", 9, "00000001", true), false),
        ] {
            assert_eq!(after.has_all_of(&before), complete, "{before:?} {after:?}");
        }
    }
}
