//! How long an e-way bill is valid, and until when something can be done with it (rule 138; GSTN advisory of 17-12-2024).
//!
//! A computed end of validity is a forecast: the system's own `validUpto` counts. One doubt stays: whether the days of an
//! extension made after midnight count from that day, as here, or from the old end.

use crate::calendar::{Day, IstTime};
use crate::law::tables::{EWB_CANCEL_HOURS, EwayTerm, term};

const KM_REGULAR: &EwayTerm = term("km_regular");
const KM_OVER_DIMENSIONAL: &EwayTerm = term("km_over_dimensional");
const EXTEND: &EwayTerm = term("extend");
const REJECT: &EwayTerm = term("reject");
const PART_B: &EwayTerm = term("part_b");
const DOCUMENT: &EwayTerm = term("document");
const EXTENSION: &EwayTerm = term("extension");

/// Hours before and after the end of its validity in which a bill can be extended.
pub const EXTENSION_HOURS: i64 = EXTEND.count;

/// What travels, as the days of validity are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cargo {
    /// 200 km a day.
    Regular,
    /// Over-dimensional, or with a leg by ship: 20 km a day.
    OverDimensional,
}

/// The days of validity for a distance: a part of a day's way counts whole, and there is at least one day.
pub fn days(km: u32, cargo: Cargo) -> i64 {
    let a_day = match cargo {
        Cargo::Regular => KM_REGULAR.count,
        Cargo::OverDimensional => KM_OVER_DIMENSIONAL.count,
    };
    let km = i64::from(km);
    (km / a_day + i64::from(km % a_day > 0)).max(1)
}

/// The last minute of a day: 23:59, as the system writes it.
fn last_minute(day: Day) -> IstTime {
    day.noon().plus_seconds(11 * 3600 + 59 * 60)
}

/// The end of validity, counted from the first entry of Part B: the first day ends at the midnight after the next day.
pub fn valid_until(entered: IstTime, km: u32, cargo: Cargo) -> IstTime {
    last_minute(entered.day().plus(days(km, cargo)))
}

/// The end of validity after an extension at `at`: cut to 360 days after the making.
pub fn extended_until(made: IstTime, at: IstTime, remaining_km: u32, cargo: Cargo) -> IstTime {
    let last = last_minute(made.day().plus(EXTENSION.count));
    let until = valid_until(at, remaining_km, cargo);
    if at.day() >= EXTENSION.from { until.min(last) } else { until }
}

/// Whether a moment lies in the window for something, before it, or after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MomentInWindow {
    /// Not yet: from this moment on.
    Early(IstTime),
    /// Now; the last moment is this.
    Open(IstTime),
    /// No longer: it ended at this moment.
    Late(IstTime),
}

fn window(from: IstTime, to: IstTime, at: IstTime) -> MomentInWindow {
    match at {
        at if at < from => MomentInWindow::Early(from),
        at if at > to => MomentInWindow::Late(to),
        _ => MomentInWindow::Open(to),
    }
}

/// The window in which a bill can be extended: from 8 hours before the end of its validity to 8 hours after it, both to the
/// minute.
pub fn extension(valid_until: IstTime, at: IstTime) -> MomentInWindow {
    window(valid_until.plus_hours(-EXTEND.count), valid_until.plus_hours(EXTEND.count), at.to_minute())
}

/// The last day on which a bill can be extended at all: 360 days after its making.
pub fn extension_ends(made: IstTime) -> Day {
    made.day().plus(EXTENSION.count)
}

/// The window in which its maker can cancel a bill: 24 hours from its making.
pub fn cancelling(made: IstTime, at: IstTime) -> MomentInWindow {
    window(made, made.plus_hours(EWB_CANCEL_HOURS), at)
}

/// The window in which the other party can reject a bill: 72 hours from its making, and while it is valid.
pub fn rejecting(made: IstTime, valid_until: Option<IstTime>, at: IstTime) -> MomentInWindow {
    let end = made.plus_hours(REJECT.count);
    window(made, valid_until.map_or(end, |until| until.min(end)), at)
}

/// The last moment for Part B of a bill that has Part A alone.
pub fn part_b_ends(made: IstTime) -> IstTime {
    last_minute(made.day().plus(PART_B.count))
}

/// For so many days after the time for Part B a bill of Part A alone is still spoken of: our own number. It is probably
/// discarded, and its goods may still wait.
const SPOKEN_OF_DAYS: i64 = 15;

/// Until when a bill of Part A alone is spoken of.
pub fn part_a_spoken_of(made: IstTime) -> IstTime {
    last_minute(part_b_ends(made).day().plus(SPOKEN_OF_DAYS))
}

/// The last day on which an e-way bill can be made for a document; none where it is made before the rule began.
pub fn document_ends(date: Day, on: Day) -> Option<Day> {
    (on >= DOCUMENT.from).then(|| date.plus(DOCUMENT.count))
}

/// The last moment at which an e-way bill can be made for a document.
pub fn made_until(date: Day) -> IstTime {
    last_minute(date.plus(DOCUMENT.count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IstTime {
        IstTime::parse_portal(text).unwrap()
    }

    #[test]
    fn a_part_of_a_days_way_counts_as_a_day() {
        for (km, regular, over) in [
            (0, 1, 1),
            (1, 1, 1),
            (20, 1, 1),
            (21, 1, 2),
            (200, 1, 10),
            (201, 2, 11),
            (400, 2, 20),
            (1769, 9, 89),
            (4000, 20, 200),
        ] {
            assert_eq!((days(km, Cargo::Regular), days(km, Cargo::OverDimensional)), (regular, over), "{km}");
        }
    }

    #[test]
    fn validity_ends_at_the_midnight_after_the_last_day() {
        for (entered, km, cargo, until) in [
            ("2023-09-15 14:44:00", 1769, Cargo::Regular, "2023-09-24 23:59:00"),
            ("2026-04-10 00:30:00", 100, Cargo::Regular, "2026-04-11 23:59:00"),
            ("2026-04-10 00:00:00", 200, Cargo::Regular, "2026-04-11 23:59:00"),
            ("2026-04-10 23:59:59", 200, Cargo::Regular, "2026-04-11 23:59:00"),
            ("2026-04-11 00:00:00", 201, Cargo::Regular, "2026-04-13 23:59:00"),
            ("2026-11-21 10:15:00", 356, Cargo::Regular, "2026-11-23 23:59:00"),
            // A leap day counts as a day; a year without one has none.
            ("2028-02-28 09:00:00", 200, Cargo::Regular, "2028-02-29 23:59:00"),
            ("2028-02-28 09:00:00", 201, Cargo::Regular, "2028-03-01 23:59:00"),
            ("2027-02-28 09:00:00", 200, Cargo::Regular, "2027-03-01 23:59:00"),
            ("2026-12-31 23:00:00", 200, Cargo::Regular, "2027-01-01 23:59:00"),
            ("2026-11-21 10:15:00", 20, Cargo::OverDimensional, "2026-11-22 23:59:00"),
            ("2026-11-21 10:15:00", 21, Cargo::OverDimensional, "2026-11-23 23:59:00"),
        ] {
            assert_eq!(valid_until(at(entered), km, cargo), at(until), "{entered} {km}");
        }
    }

    #[test]
    fn part_a_long_before_part_b_takes_nothing_from_the_validity() {
        let (made, entered) = (at("2026-11-01 10:00:00"), at("2026-11-15 18:00:00"));
        assert!(entered <= part_b_ends(made));
        assert_eq!(valid_until(entered, 300, Cargo::Regular), at("2026-11-17 23:59:00"));
        assert_eq!(part_b_ends(made), at("2026-11-16 23:59:00"));
    }

    #[test]
    fn a_bill_is_extended_from_eight_hours_before_its_end_to_eight_hours_after_it() {
        let end = at("2026-11-23 23:59:00");
        let (first, last) = (at("2026-11-23 15:59:00"), at("2026-11-24 07:59:00"));
        for (moment, window) in [
            ("2026-11-23 15:58:59", MomentInWindow::Early(first)),
            ("2026-11-23 15:59:00", MomentInWindow::Open(last)),
            ("2026-11-23 23:59:00", MomentInWindow::Open(last)),
            ("2026-11-24 00:00:00", MomentInWindow::Open(last)),
            ("2026-11-24 07:59:00", MomentInWindow::Open(last)),
            ("2026-11-24 07:59:59", MomentInWindow::Open(last)),
            ("2026-11-24 08:00:00", MomentInWindow::Late(last)),
        ] {
            assert_eq!(extension(end, at(moment)), window, "{moment}");
        }
    }

    #[test]
    fn an_extension_ends_360_days_after_the_making() {
        let made = at("2023-12-28 10:00:00");
        assert_eq!(extension_ends(made).iso(), "2024-12-22");
        // The advisory's example is of days before the rule began; the same days a year later are cut.
        let made = at("2025-12-28 10:00:00");
        assert_eq!(extended_until(made, at("2026-12-17 20:00:00"), 3000, Cargo::Regular), at("2026-12-23 23:59:00"));
        assert_eq!(extended_until(made, at("2026-01-02 20:00:00"), 260, Cargo::Regular), at("2026-01-04 23:59:00"));
        let before = at("2023-12-28 10:00:00");
        assert_eq!(extended_until(before, at("2024-12-17 20:00:00"), 3000, Cargo::Regular), at("2025-01-01 23:59:00"));
    }

    #[test]
    fn cancelling_and_rejecting_have_their_hours() {
        let made = at("2026-11-21 10:15:00");
        assert_eq!(cancelling(made, at("2026-11-22 10:15:00")), MomentInWindow::Open(at("2026-11-22 10:15:00")));
        assert_eq!(cancelling(made, at("2026-11-22 10:15:01")), MomentInWindow::Late(at("2026-11-22 10:15:00")));
        let valid = Some(at("2026-11-23 23:59:00"));
        assert_eq!(rejecting(made, None, at("2026-11-24 10:15:00")), MomentInWindow::Open(at("2026-11-24 10:15:00")));
        assert_eq!(rejecting(made, None, at("2026-11-24 10:15:01")), MomentInWindow::Late(at("2026-11-24 10:15:00")));
        // It can't be rejected after its validity.
        assert_eq!(rejecting(made, valid, at("2026-11-24 00:00:00")), MomentInWindow::Late(at("2026-11-23 23:59:00")));
    }

    #[test]
    fn a_document_may_be_180_days_old() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(document_ends(day("05/07/2024"), day("01/01/2025")), Some(day("01/01/2025")));
        assert_eq!(document_ends(day("08/04/2026"), day("05/10/2026")), Some(day("05/10/2026")));
        assert_eq!(document_ends(day("01/01/2024"), day("31/12/2024")), None);
    }
}
