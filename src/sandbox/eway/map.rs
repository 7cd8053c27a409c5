//! Distances between PIN codes. The sandbox has no map: it knows what `POST /sandbox/distances` has given it.

use super::form::PartA;
use super::{all_of, no};
use crate::error::{Error, ErrorKind, Result};
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::CallFault;
use crate::sandbox::members::CaselessMembers;
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;
use serde_json::json;

/// The distance where none is known: the system measures between PIN codes.
pub(in crate::sandbox) const DISTANCE: u64 = 100;
/// The longest distance, in kilometres.
const FARTHEST: u64 = 4_000;
/// The longest within one PIN code, and that of line sales (purpose 10).
const WITHIN: (u64, u64) = (100, 300);

/// The distance of a bill, and what the system says about it.
pub(super) struct Measured {
    pub(super) kilometres: u64,
    pub(super) alert: Option<String>,
}

/// What the map says of two PIN codes.
enum KnownDistance {
    Kilometres(u64),
    /// The system doesn't know the pair.
    None,
    /// The sandbox was not given it.
    Untold,
}

impl Sandbox {
    /// Sets the distance between two PIN codes, or (with `None`) that the system knows none.
    pub fn set_distance(&self, from: u32, to: u32, kilometres: Option<u32>) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO distance VALUES (?, ?, ?)";
        let known = self.store.lock().execute(sql, (from.min(to), from.max(to), kilometres));
        known.map(drop).map_err(|e| crate::sandbox::trouble::registry(&e))
    }

    /// Does the same from `{"from":560058,"to":600058,"km":356}`.
    pub(in crate::sandbox) fn set_distance_by(&self, json: &[u8]) -> Result<()> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct DistanceFact {
            from: u32,
            to: u32,
            km: Option<u32>,
        }
        let known: DistanceFact = serde_json::from_slice(json).map_err(|e| {
            Error::new(ErrorKind::Json, e.to_string())
                .fix(r#"send {"from":560058,"to":600058,"km":356}; without km the system knows no distance"#)
        })?;
        self.set_distance(known.from, known.to, known.km)
    }
}

fn look_up(db: &Connection, from: u64, to: u64) -> rusqlite::Result<KnownDistance> {
    let pin = |pin: u64| i64::try_from(pin).unwrap_or_default();
    let known: Option<Option<i64>> = db
        .prepare_cached("SELECT kilometres FROM distance WHERE low = ? AND high = ?")?
        .query_row((pin(from.min(to)), pin(from.max(to))), |row| row.get(0))
        .optional()?;
    Ok(match known {
        Some(Some(kilometres)) => KnownDistance::Kilometres(u64::try_from(kilometres).unwrap_or_default()),
        Some(None) => KnownDistance::None,
        None => KnownDistance::Untold,
    })
}

/// The distance that was set between a bill's two places.
pub(in crate::sandbox) fn known(db: &Connection, form: &PartA) -> rusqlite::Result<Option<u64>> {
    Ok(match look_up(db, form.from_pincode, form.to_pincode)? {
        KnownDistance::Kilometres(kilometres) => Some(kilometres.max(1)),
        KnownDistance::None | KnownDistance::Untold => None,
    })
}

/// Whether a distance is more than a tenth above the known one.
pub(in crate::sandbox) const fn is_beyond(given: u64, known: u64) -> bool {
    given * 10 > known * 11
}

/// Reads `transDistance`: whole kilometres up to the longest, and 0 for "measure it".
pub(super) fn read(asked: &CaselessMembers, bad: &mut Vec<&'static str>) -> u64 {
    let given = asked.number("transDistance").filter(|km| *km <= FARTHEST);
    if given.is_none() {
        bad.push("221");
    }
    given.unwrap_or_default()
}

/// Judges a distance against the map.
pub(super) fn measure(db: &Connection, form: &PartA, given: u64) -> std::result::Result<Measured, CallFault> {
    let (from, to) = (form.from_pincode, form.to_pincode);
    let taken = |kilometres| Measured { kilometres, alert: None };
    let computed = |kilometres| Measured {
        kilometres,
        alert: Some(format!("Distance between these two pincodes is {kilometres}")),
    };
    let too_far = |most: u64| -> CallFault {
        let info = json!({"fromPinCode": from.to_string(), "toPinCode": to.to_string(), "distance": most});
        all_of(&["702"]).with_info(info.to_string()).into()
    };
    if from == to {
        let most = if form.sub_supply_type.0 == 10 { WITHIN.1 } else { WITHIN.0 };
        return match given {
            0 => Err(no("721").into()),
            given if given > most => Err(too_far(most)),
            given => Ok(taken(given)),
        };
    }
    match (look_up(db, from, to)?, given) {
        (KnownDistance::Untold, 0) => Ok(computed(DISTANCE)),
        (KnownDistance::Kilometres(kilometres), 0) => Ok(computed(kilometres.max(1))),
        (KnownDistance::None, 0) => Err(no("709").into()),
        (KnownDistance::None, given) => Ok(Measured {
            kilometres: given,
            alert: Some("Distance between these two pincodes is not known; yours is taken".to_owned()),
        }),
        // A tenth more is allowed.
        (KnownDistance::Kilometres(kilometres), given) if is_beyond(given, kilometres) => Err(too_far(kilometres)),
        (KnownDistance::Kilometres(_) | KnownDistance::Untold, given) => Ok(taken(given)),
    }
}
