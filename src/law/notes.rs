//! The last day on which a credit note can be declared to lower the tax (section 34(2)). A later note can still be
//! sent.

use super::tables::{BUYER_REVERSAL, NOTE_LIMITS, NoteLimit};
use super::{LawReason, Sure};
use crate::calendar::Day;
use crate::invoice::Invoice;
use crate::irn::DocType;
use crate::taxpayer::Taxpayer;

/// The days of a credit note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DeclareBy {
    /// The latest date of a note that a return filed on its own day declares in time.
    pub safe_until: Day,
    /// The last day to declare it.
    pub last: Day,
}

impl DeclareBy {
    /// Returns the remark about a note dated `date`; `None` while it is in time.
    pub fn standing(self, date: Day) -> Option<Late> {
        match date {
            date if date <= self.safe_until => None,
            date if date <= self.last => Some(Late::Probably),
            _ => Some(Late::Certainly),
        }
    }
}

/// How late a credit note is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Late {
    /// Its return is filed after the last day, unless it is filed early.
    Probably,
    Certainly,
}

/// Returns the time limit of a note dated `date` about an invoice of `original`; `None` where no row applies.
pub(crate) fn declare_by(original: Day, date: Day, taxpayer: &Taxpayer) -> Option<DeclareBy> {
    let row = row(date)?;
    let year = original.fin_year();
    let general = Day::new(year.start() + 1, row.month, row.day)?;
    let filed = taxpayer.annual_return_filed.get(&year).copied();
    let last = filed.map_or(general, |filed| filed.min(general));
    // The return of a month is filed in the next month. Its day must not be later than the last day to declare.
    let begins = last.month_begins();
    let due = begins.plus(i64::from(row.filed_by) - 1);
    let month = if due <= last { begins } else { begins.plus(-1).month_begins() };
    Some(DeclareBy { safe_until: month.plus(-1), last })
}

fn row(date: Day) -> Option<&'static NoteLimit> {
    NOTE_LIMITS.iter().filter(|row| row.from <= date).max_by_key(|row| row.from)
}

/// The day of the oldest invoice that a note names; `None` where it names none with a day.
pub(crate) fn original(invoice: &Invoice<'_>) -> Option<Day> {
    let preceding = &invoice.references.as_deref()?.preceding;
    preceding.iter().filter_map(|named| Day::parse(named.date.as_deref()?)).min()
}

/// Returns the remark about a credit note dated `date` that follows from its buyer.
pub(crate) fn buyers_part(doc_type: DocType, date: Day) -> Option<&'static str> {
    (doc_type == DocType::CreditNote && date >= BUYER_REVERSAL).then_some(
        "the credit note lowers the tax only if the buyer reverses the credit taken on the invoice (section 34(2), from 01-10-2025)",
    )
}

/// Writes the time limit of a note for an answer.
pub(crate) fn reason(original: Option<Day>, date: Day, taxpayer: &Taxpayer) -> LawReason {
    let (source, sure) = row(date).map_or(("Section 34(2) CGST Act", Sure::Unverified), |row| (row.source, row.sure));
    let say = |message: String| LawReason::new("note.declare_by", sure, source, message);
    let Some(original) = original else {
        return say(
            "the last day to declare the credit note depends on the day of its invoice, which it doesn't name".into()
        );
    };
    let Some(days) = declare_by(original, date, taxpayer) else {
        return say("the last day for credit notes of that time is not in the tables".into());
    };
    say(match days.standing(date) {
        None => {
            format!("the credit note must be declared by {}; dated until {} it is in time", days.last, days.safe_until)
        }
        Some(Late::Probably) => format!(
            "the credit note must be declared by {}: dated after {} it is probably too late, because its return is filed a month later",
            days.last, days.safe_until
        ),
        Some(Late::Certainly) => {
            format!("the credit note had to be declared by {}: it no longer lowers the tax", days.last)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::FinYear;

    fn days(original: &str, date: &str, filed: Option<&str>) -> Option<(String, String)> {
        let day = |text: &str| Day::parse(text).unwrap();
        let annual_return_filed = filed.map(|text| (FinYear::beginning(2025), day(text))).into_iter().collect();
        let taxpayer = Taxpayer { annual_return_filed, ..Taxpayer::default() };
        let days = declare_by(day(original), day(date), &taxpayer)?;
        Some((days.safe_until.iso(), days.last.iso()))
    }

    #[test]
    fn a_note_is_declared_by_november_after_the_year_or_by_the_annual_return() {
        let both = |safe: &str, last: &str| Some((safe.to_owned(), last.to_owned()));
        for (original, filed, wanted) in [
            ("2025-04-01", None, both("2026-10-31", "2026-11-30")),
            ("2026-03-31", None, both("2026-10-31", "2026-11-30")),
            ("2026-04-01", None, both("2027-10-31", "2027-11-30")),
            // The annual return ends the time earlier, never later. The return of another year doesn't count.
            ("2026-03-31", Some("2026-09-20"), both("2026-08-31", "2026-09-20")),
            ("2026-03-31", Some("2026-09-11"), both("2026-08-31", "2026-09-11")),
            ("2026-03-31", Some("2026-09-10"), both("2026-07-31", "2026-09-10")),
            ("2026-03-31", Some("2026-12-20"), both("2026-10-31", "2026-11-30")),
            ("2026-04-01", Some("2026-09-20"), both("2027-10-31", "2027-11-30")),
        ] {
            assert_eq!(days(original, "2026-09-01", filed), wanted, "{original} {filed:?}");
        }
        assert_eq!(days("2020-05-01", "2021-09-01", None), None, "before the law was changed");
    }

    #[test]
    fn a_note_is_in_time_probably_late_or_late() {
        let day = |text: &str| Day::parse(text).unwrap();
        let days = declare_by(day("2025-05-10"), day("2026-10-30"), &Taxpayer::default()).unwrap();
        let standing = |text: &str| days.standing(day(text));
        assert_eq!((standing("2026-10-31"), standing("2026-11-01")), (None, Some(Late::Probably)));
        assert_eq!((standing("2026-11-30"), standing("2026-12-01")), (Some(Late::Probably), Some(Late::Certainly)));
    }
}
