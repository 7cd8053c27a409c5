//! The two portals of the e-way bill system. The third digit of a number says where a bill was made: 1 to 7 at the
//! first, 8 or 9 at the second. A bill is changed where it was made; only reading and Part B go across.

use super::{By, no};
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, header};
use rusqlite::Connection;

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::sandbox) enum EwbPortal {
    First,
    Second,
}

/// What is asked across, as far as the codes tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Across {
    PartB,
    Cancel,
    Transporter,
    TripSheet,
    /// The other calls; the code for a bill of the second portal at the first, which has none of its own.
    Other(&'static str),
}

/// The place of the third of twelve digits.
const THIRD: i64 = 1_000_000_000;

impl EwbPortal {
    /// The portal that made an e-way bill.
    pub(in crate::sandbox) const fn of(number: i64) -> EwbPortal {
        match number / THIRD % 10 {
            8 | 9 => EwbPortal::Second,
            _ => EwbPortal::First,
        }
    }

    /// Its first and last number in this register.
    const fn numbers(self) -> (i64, i64) {
        match self {
            EwbPortal::First => (991 * THIRD + 1, 998 * THIRD - 1),
            EwbPortal::Second => (998 * THIRD + 1, 1000 * THIRD - 1),
        }
    }

    /// Its first and last trip sheet, of ten digits.
    const fn trips(self) -> (i64, i64) {
        match self {
            EwbPortal::First => (9_910_000_001, 9_979_999_999),
            EwbPortal::Second => (9_980_000_001, 9_999_999_999),
        }
    }

    pub(super) fn next_number(self, db: &Connection) -> rusqlite::Result<i64> {
        next(db, "SELECT max(number) FROM ewb WHERE number BETWEEN ? AND ?", self.numbers())
    }

    pub(super) fn next_trip(self, db: &Connection) -> rusqlite::Result<i64> {
        next(db, "SELECT max(number) FROM trip WHERE number BETWEEN ? AND ?", self.trips())
    }

    pub(super) fn has_trip(self, trip: i64) -> bool {
        let (first, last) = self.trips();
        (first..=last).contains(&trip)
    }
}

fn next(db: &Connection, sql: &str, (first, last): (i64, i64)) -> rusqlite::Result<i64> {
    let highest: Option<i64> = db.prepare_cached(sql)?.query_row([first, last], |row| row.get(0))?;
    Ok(highest.map_or(first, |highest| highest + 1))
}

impl Sandbox {
    /// This portal: the second where its name ends in 2 (`NIC2`).
    pub(in crate::sandbox) fn portal(&self) -> EwbPortal {
        if self.name().ends_with('2') { EwbPortal::Second } else { EwbPortal::First }
    }

    /// Refuses what has to be asked where the bill was made. Part B goes across where the header `irp` names that portal.
    pub(super) fn made_here(&self, by: &By, number: i64, asked: Across) -> Result<(), CallFault> {
        let (here, born) = (self.portal(), EwbPortal::of(number));
        if here == born {
            return Ok(());
        }
        let named = header(by.request, "irp").unwrap_or_default();
        let crosses = named.ends_with(if born == EwbPortal::First { '1' } else { '2' });
        let code = match (asked, born) {
            (Across::PartB, _) if crosses => return Ok(()),
            (Across::PartB, EwbPortal::First) => "448",
            (Across::PartB, EwbPortal::Second) => "449",
            (Across::Cancel, EwbPortal::First) => "444",
            (Across::Cancel, EwbPortal::Second) => "445",
            (Across::Transporter, EwbPortal::First) => "446",
            (Across::Transporter, EwbPortal::Second) => "447",
            (Across::TripSheet, EwbPortal::Second) => "452",
            (Across::Other(code), EwbPortal::Second) => code,
            (Across::TripSheet | Across::Other(_), EwbPortal::First) => "117",
        };
        Err(no(code).into())
    }
}
