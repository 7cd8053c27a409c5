//! Table 13: the series of numbers that documents were issued under.
//!
//! A series is found in the numbers themselves: those that differ in one group of digits are of one series, in the order
//! of that group. A number that no document has is a gap. It may be another bill's, or no one's: it is never counted as
//! cancelled.

use super::field::ReturnRecord;
use crate::irn::DocType;
use std::collections::{BTreeMap, BTreeSet};

/// One run of numbers: a row of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// The kind of document, 1 to 12.
    pub kind: usize,
    pub words: &'static str,
    pub number: usize,
    pub from: String,
    pub to: String,
    pub total: usize,
    pub cancelled: usize,
    pub net: usize,
    pub at: String,
}

impl ReturnRecord for Series {
    fn at(&self) -> &str {
        &self.at
    }
}

/// The kinds of document of the table, by number.
pub const KINDS: [&str; 12] = [
    "Invoices for outward supply",
    "Invoices for inward supply from unregistered person",
    "Revised Invoice",
    "Debit Note",
    "Credit Note",
    "Receipt voucher",
    "Payment Voucher",
    "Refund voucher",
    "Delivery Challan for job work",
    "Delivery Challan for supply on approval",
    "Delivery Challan in case of liquid gas",
    "Delivery Challan in cases other than by way of supply (excluding at S no. 9 to 11)",
];

/// The kind that documents of a type are of.
pub const fn kind_of(doc_type: DocType) -> usize {
    match doc_type {
        DocType::Invoice => 1,
        DocType::DebitNote => 4,
        DocType::CreditNote => 5,
    }
}

/// The numbers of one kind of document that were given out.
#[derive(Clone, Debug, Default)]
pub struct Numbers(BTreeMap<String, bool>);

/// What lies between the numbers of a series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gaps {
    /// The series, by its first and last number.
    pub series: String,
    /// The numbers that no document has, as runs.
    pub missing: Vec<String>,
}

/// Two numbers that can't be put in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unclear(pub String, pub String);

impl Numbers {
    /// A number that was given out; whether its document was cancelled.
    pub fn add(&mut self, number: &str, cancelled: bool) {
        *self.0.entry(number.to_ascii_uppercase()).or_default() |= cancelled;
    }

    /// Runs without gaps, and the gaps between them.
    pub fn runs(&self, kind: usize) -> Result<(Vec<Series>, Vec<Gaps>), Unclear> {
        let (mut runs, mut gaps) = (Vec::new(), Vec::new());
        for series in series(self.0.keys()) {
            let mut missing = Vec::new();
            let mut run: Vec<&str> = Vec::new();
            let mut before: Option<(u64, &str)> = None;
            for (place, number) in &series.numbers {
                if let Some((last, other)) = before {
                    if last == *place {
                        return Err(Unclear(other.to_owned(), (*number).to_owned()));
                    }
                    if place - last > 1 {
                        missing.push(series.between(last + 1, *place - 1));
                        runs.push(self.row(kind, &std::mem::take(&mut run)));
                    }
                }
                run.push(number);
                before = Some((*place, number));
            }
            runs.push(self.row(kind, &run));
            if !missing.is_empty() {
                let (first, last) = (series.numbers.first(), series.numbers.last());
                let name = |end: Option<&(u64, &str)>| end.map(|(_, number)| (*number).to_owned()).unwrap_or_default();
                gaps.push(Gaps { series: format!("{} to {}", name(first), name(last)), missing });
            }
        }
        for (index, row) in runs.iter_mut().enumerate() {
            row.number = index + 1;
        }
        Ok((runs, gaps))
    }

    fn row(&self, kind: usize, run: &[&str]) -> Series {
        let cancelled = run.iter().filter(|number| self.0.get(**number) == Some(&true)).count();
        Series {
            kind,
            words: KINDS[kind - 1],
            number: 0,
            from: run.first().copied().unwrap_or_default().to_owned(),
            to: run.last().copied().unwrap_or_default().to_owned(),
            total: run.len(),
            cancelled,
            net: run.len() - cancelled,
            at: "/sections/doc_issue".to_owned(),
        }
    }
}

/// A number as text and groups of digits in turn; the text begins.
fn parts(number: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = number;
    let mut digits = false;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = &rest[end..];
        digits = !digits;
    }
    parts
}

/// Numbers that differ in one group of digits, in its order.
struct OneSeries<'n> {
    /// What stands before and behind the group.
    around: (String, String),
    numbers: Vec<(u64, &'n str)>,
}

impl OneSeries<'_> {
    /// The numbers from one place to another, written as the series writes them.
    fn between(&self, from: u64, to: u64) -> String {
        let (before, behind) = &self.around;
        let width = self.numbers.first().map_or(0, |(_, number)| number.len() - before.len() - behind.len());
        let written = |place: u64| format!("{before}{place:0width$}{behind}");
        if from == to { written(from) } else { format!("{} to {}", written(from), written(to)) }
    }
}

/// Puts numbers into their series. Of the groups of digits the last that varies counts: `11/0001`, `12/0001` are two
/// series, `0001/26-27`, `0002/26-27` are one.
fn series<'n>(numbers: impl Iterator<Item = &'n String>) -> Vec<OneSeries<'n>> {
    let mut by_text: BTreeMap<Vec<&str>, Vec<(Vec<&str>, &str)>> = BTreeMap::new();
    for number in numbers {
        let parts = parts(number);
        let text = parts.iter().step_by(2).copied().collect();
        by_text.entry(text).or_default().push((parts, number));
    }
    let mut found: BTreeMap<(String, String), Vec<(u64, &str)>> = BTreeMap::new();
    for alike in by_text.into_values() {
        let groups = alike[0].0.len() / 2;
        let varies = |group: &usize| {
            let values: BTreeSet<&str> = alike.iter().map(|(parts, _)| parts[2 * group + 1]).collect();
            values.len() > 1
        };
        // A number by itself has its place in its last group.
        let group = (0..groups).rev().find(varies).or(groups.checked_sub(1));
        for (parts, number) in alike {
            let place = group.and_then(|group| parts[2 * group + 1].parse().ok());
            let Some((group, place)) = group.zip(place) else {
                found.entry((number.to_owned(), String::new())).or_default().push((0, number));
                continue;
            };
            let around = (parts[..=2 * group].concat(), parts[2 * group + 2..].concat());
            found.entry(around).or_default().push((place, number));
        }
    }
    let mut all: Vec<OneSeries<'_>> = found
        .into_iter()
        .map(|(around, mut numbers)| {
            numbers.sort_unstable();
            OneSeries { around, numbers }
        })
        .collect();
    all.sort_by(|a, b| a.numbers.cmp(&b.numbers).then_with(|| a.around.cmp(&b.around)));
    all.sort_by(|a, b| a.around.cmp(&b.around));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// First number, last number, how many, how many of them cancelled.
    type Run = (String, String, usize, usize);

    /// The runs, and what is missing.
    fn runs(numbers: &[&str], cancelled: &[&str]) -> (Vec<Run>, Vec<String>) {
        let mut all = Numbers::default();
        numbers.iter().for_each(|number| all.add(number, cancelled.contains(number)));
        let (rows, gaps) = all.runs(1).unwrap();
        let rows = rows.into_iter().map(|r| (r.from, r.to, r.total, r.cancelled)).collect();
        (rows, gaps.into_iter().flat_map(|g| g.missing).collect())
    }

    fn row(from: &str, to: &str, total: usize, cancelled: usize) -> Run {
        (from.to_owned(), to.to_owned(), total, cancelled)
    }

    #[test]
    fn numbers_that_differ_in_one_group_of_digits_are_one_series() {
        let none: Vec<String> = Vec::new();
        for (numbers, expected) in [
            (&["A-9", "A-10", "A-11"][..], vec![row("A-9", "A-11", 3, 0)]),
            (&["001/26-27", "002/26-27"], vec![row("001/26-27", "002/26-27", 2, 0)]),
            (
                &["S/11/001", "S/11/002", "S/12/001"],
                vec![row("S/11/001", "S/11/002", 2, 0), row("S/12/001", "S/12/001", 1, 0)],
            ),
            (&["7"], vec![row("7", "7", 1, 0)]),
            (&["ABC", "ABD"], vec![row("ABC", "ABC", 1, 0), row("ABD", "ABD", 1, 0)]),
            (&["a1", "A2"], vec![row("A1", "A2", 2, 0)]),
        ] {
            assert_eq!(runs(numbers, &[]), (expected, none.clone()), "{numbers:?}");
        }
    }

    #[test]
    fn a_gap_ends_a_run_and_is_named_and_nothing_of_it_is_cancelled() {
        let (rows, missing) = runs(&["B/07", "B/08", "B/11", "B/13"], &["B/08"]);
        assert_eq!(rows, [row("B/07", "B/08", 2, 1), row("B/11", "B/11", 1, 0), row("B/13", "B/13", 1, 0)]);
        assert_eq!(missing, ["B/09 to B/10", "B/12"]);
    }

    #[test]
    fn numbers_of_the_same_place_are_unclear() {
        let mut all = Numbers::default();
        all.add("A-1", false);
        all.add("A-01", false);
        assert_eq!(all.runs(1).unwrap_err(), Unclear("A-01".into(), "A-1".into()));
    }

    proptest! {
        /// Whatever was given out is counted once, and no more than that.
        #[test]
        fn every_number_is_in_one_run(places in proptest::collection::btree_set(0u32..300, 1..80)) {
            let mut all = Numbers::default();
            places.iter().for_each(|place| all.add(&format!("X/{place:05}"), place % 7 == 0));
            let (rows, gaps) = all.runs(5).unwrap();
            prop_assert_eq!(rows.iter().map(|r| r.total).sum::<usize>(), places.len());
            prop_assert_eq!(rows.iter().map(|r| r.cancelled).sum::<usize>(), places.iter().filter(|p| *p % 7 == 0).count());
            prop_assert_eq!(gaps.iter().map(|g| g.missing.len()).sum::<usize>(), rows.len() - 1);
            for row in rows {
                let place = |number: &str| number[2..].parse::<usize>().unwrap();
                prop_assert_eq!(place(&row.to) - place(&row.from) + 1, row.total);
                prop_assert_eq!(row.total, row.cancelled + row.net);
            }
        }
    }
}
