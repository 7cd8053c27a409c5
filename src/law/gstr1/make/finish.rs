//! What is left when each document has its place: plain rows, table 12, table 13, and the sections written.

use super::{Made, ReturnMaking, last_day};
use crate::codes::hsn::is_service;
use crate::finding::{Finding, Findings, Severity};
use crate::law::gstr1::field::{ReturnRecord, ReturnValue, Section};
use crate::law::gstr1::given::{AdvanceKind, AskedReturn, Half, NilBuyer, TaxBy};
use crate::law::gstr1::hsn::{HALVES, HsnLines, HsnRow, ONE_LIST};
use crate::law::gstr1::rows::{Advance, ConsumerSupply, Nil, Operator};
use crate::law::gstr1::sections::{ADVANCES, DOCUMENTS, HSN_ROWS, NIL, OPERATORS, SERIES, SUPPLIES};
use crate::law::gstr1::series::{Gaps, KINDS, Numbers, Series, kind_of};
use crate::law::gstr1::tables::filing;
use crate::law::gstr1::written::Sections;
use crate::law::gstr1::{Period, Reach, StateDigits, TaxSums, faults};
use crate::money::{Amount, Exact};
use std::collections::BTreeMap;

/// Missing runs of numbers that a finding names.
const NAMED_GAPS: usize = 10;

impl ReturnMaking<'_> {
    /// The return, once all documents are taken up.
    pub fn finish(mut self) -> Made {
        let (mut advances, mut nil) = (Vec::new(), Vec::new());
        if let Some(asked) = self.asked {
            self.supplies_given(asked);
            advances = self.advances(asked);
            nil = self.nil(asked);
            self.operators_given(asked);
            self.hsn_given(asked);
            self.about(asked);
        }
        let is_iff = self.asked.is_some_and(|asked| asked.iff);
        let period = self.asked.map(|asked| asked.span.filed_for()).or(self.latest).filter(|_| !is_iff);
        let hsn = period.map(|period| self.hsn.rows(period)).unwrap_or_default();
        self.look_at_hsn(&hsn);
        let series = self.series();

        let mut lists: Vec<(&'static str, &'static str, ReturnValue)> = Vec::new();
        let findings = &mut self.findings;
        for section in DOCUMENTS {
            let rows: Vec<_> = self.entries.iter().filter(|entry| section.is_called(entry.section())).collect();
            lists.extend(section.named(&rows, findings));
        }
        for section in SUPPLIES {
            let rows: Vec<&ConsumerSupply> =
                self.supplies.values().filter(|row| section.is_called(row.section)).collect();
            lists.extend(section.named(&rows, findings));
        }
        for section in ADVANCES {
            let rows: Vec<&Advance> = advances.iter().filter(|row| section.key == row.section).collect();
            lists.extend(section.named(&rows, findings));
        }
        for section in OPERATORS {
            let rows: Vec<&Operator> = self.operators.values().filter(|row| section.key == row.section).collect();
            lists.extend(section.named(&rows, findings));
        }
        for section in HSN_ROWS {
            let rows: Vec<&HsnRow> = hsn.iter().filter(|row| section.key == row.section).collect();
            lists.extend(section.named(&rows, findings));
        }
        lists.extend(NIL.named(&nil.iter().collect::<Vec<_>>(), findings));
        lists.extend(SERIES.named(&series.iter().collect::<Vec<_>>(), findings));

        if self.asked.is_none() {
            // Asked where invoices land, that is the answer; a file is another question.
            let is_of_file = |f: &&mut Finding| f.severity == Severity::Error && f.rule.id != faults::UNREADABLE.id;
            self.findings.list.iter_mut().filter(is_of_file).for_each(|f| f.severity = Severity::Warning);
        }
        let hsn_lists: &[&str] = match period {
            None => &[],
            Some(period) if period.splits_hsn() => &HALVES,
            Some(_) => &[ONE_LIST],
        };
        let in_file = (self.in_file != self.totals).then_some(self.in_file);
        Made {
            documents: self.documents,
            sections: Sections::new(lists, hsn_lists),
            totals: self.totals,
            in_file,
            findings: self.findings,
        }
    }

    /// What goes for the whole of it.
    fn about(&mut self, asked: &AskedReturn) {
        let mut say = |count: usize, finding: Finding| {
            if count > 0 {
                self.findings.push(finding.word("count", count));
            }
        };
        say(self.unmarked, faults::WHOLE.at(""));
        say(if asked.downloads.is_empty() { self.filled } else { 0 }, faults::FILLED.at(""));
        say(self.amended, faults::HSN_AMENDED.at(""));
        say(self.zero_rated, faults::ZERO_RATE.at(""));
        if let Some(last) = last_day(asked).filter(|last| self.how.today > *last) {
            self.findings.push(faults::TOO_OLD.at("").expected(last.iso()));
        }
        for (index, list) in asked.downloads.iter().enumerate() {
            if list.gstin != asked.gstin || !asked.span.has(list.period) {
                let finding = faults::FILLED_ELSEWHERE.at(format!("/download/{index}"));
                let expected = format!("{} {}", asked.gstin, asked.span);
                self.findings.push(finding.value(format!("{} {}", list.gstin, list.period)).expected(expected));
            }
        }
        let value: Exact = self.totals.values().map(|total| total.value).sum();
        if let Some(limit) = filing("iff").and_then(|row| row.limit).filter(|_| asked.iff)
            && value > Exact::from(limit)
        {
            self.findings.push(faults::IFF_LIMIT.at("").value(value).expected(limit));
        }
    }

    fn reach(&self, asked: &AskedReturn, pos: &StateDigits) -> Reach {
        Reach::of(asked.gstin.state(), Some(pos))
    }

    /// Whether the taxes of a row follow from its rate and its place.
    fn look_at_taxes(&mut self, at: &str, base: Amount, rate: Amount, reach: Reach, sums: &TaxSums) {
        let expected = Exact::percent(base, rate);
        let taxes = sums.igst + sums.cgst + sums.sgst;
        if !expected.accepts(taxes.to_paise()) {
            self.findings.push(faults::TAX_DIFFERS.at(at).value(taxes).expected(expected));
        }
        let other_side = match reach {
            Reach::Inter => sums.cgst != Exact::ZERO || sums.sgst != Exact::ZERO,
            Reach::Intra => sums.igst != Exact::ZERO,
        };
        if other_side {
            let expected = if reach == Reach::Inter { "IGST" } else { "CGST and SGST" };
            self.findings.push(faults::TAX_SIDE.at(at).expected(expected));
        }
    }

    fn total(&mut self, table: &'static str, sums: &TaxSums) {
        for totals in [&mut self.totals, &mut self.in_file] {
            totals.entry(table).or_default().add_row(sums);
        }
    }

    fn supplies_given(&mut self, asked: &AskedReturn) {
        for (index, row) in asked.rows.b2c.iter().enumerate() {
            let at = format!("/b2c/{index}");
            let (pos, sums) = (row.place_of_supply.clone(), row.sums(row.taxable));
            let (section, table) = match (&row.supplier, row.amends.is_some()) {
                (None, false) => ("b2cs", "7"),
                (None, true) => ("b2csa", "10"),
                (Some(supplier), false) => (if supplier == "URP" { "ecom.urp2c" } else { "ecom.b2c" }, "15"),
                (Some(supplier), true) => (if supplier == "URP" { "ecoma.urp2ca" } else { "ecoma.b2ca" }, "15A"),
            };
            let stin = row.supplier.clone().filter(|supplier| supplier != "URP");
            let reach = match stin.as_deref().and_then(|stin| stin.get(..2)) {
                Some(state) => Reach::of(state, Some(&pos)),
                None => self.reach(asked, &pos),
            };
            self.look_at_taxes(&at, row.taxable, row.rate, reach, &sums);
            self.total(table, &sums);
            self.supply(ConsumerSupply { section, pos, reach, rate: row.rate, sums, stin, of: row.amends, at });
        }
    }

    fn advances(&mut self, asked: &AskedReturn) -> Vec<Advance> {
        let mut advances: BTreeMap<(&str, StateDigits, Amount, Option<Period>), Advance> = BTreeMap::new();
        for (index, row) in asked.rows.advances.iter().enumerate() {
            let at = format!("/advances/{index}");
            let pos = row.place_of_supply.clone();
            let reach = self.reach(asked, &pos);
            let (section, table) = match (row.kind, row.amends.is_some()) {
                (AdvanceKind::Received, false) => ("at", "11A"),
                (AdvanceKind::Received, true) => ("ata", "11A"),
                (AdvanceKind::Adjusted, false) => ("txpd", "11B"),
                (AdvanceKind::Adjusted, true) => ("txpda", "11B"),
            };
            let taxes = row.sums(Amount::ZERO);
            self.look_at_taxes(&at, row.amount, row.rate, reach, &taxes);
            self.total(table, &row.sums(row.amount));
            let key = (section, pos.clone(), row.rate, row.amends);
            let none = Advance {
                section,
                pos,
                reach,
                rate: row.rate,
                amount: Exact::ZERO,
                taxes: TaxSums::default(),
                of: row.amends,
                at,
            };
            let advance = advances.entry(key).or_insert(none);
            advance.amount = advance.amount + Exact::from(row.amount);
            advance.taxes = advance.taxes + taxes;
        }
        advances.into_values().collect()
    }

    fn nil(&mut self, asked: &AskedReturn) -> Vec<Nil> {
        let mut kinds: Vec<Nil> = Vec::new();
        for (index, row) in asked.rows.nil.iter().enumerate() {
            let kind = match (row.supply, row.buyer) {
                (Reach::Inter, NilBuyer::Registered) => "INTRB2B",
                (Reach::Inter, NilBuyer::Unregistered) => "INTRB2C",
                (Reach::Intra, NilBuyer::Registered) => "INTRAB2B",
                (Reach::Intra, NilBuyer::Unregistered) => "INTRAB2C",
            };
            let [nil, exempt, non_gst] = [row.nil, row.exempt, row.non_gst].map(Exact::from);
            self.total("8", &TaxSums { taxable: nil + exempt + non_gst, ..TaxSums::default() });
            match kinds.iter_mut().find(|known| known.kind == kind) {
                Some(known) => {
                    known.nil = known.nil + nil;
                    known.exempt = known.exempt + exempt;
                    known.non_gst = known.non_gst + non_gst;
                }
                None => kinds.push(Nil { kind, nil, exempt, non_gst, at: format!("/nil/{index}") }),
            }
        }
        kinds
    }

    fn operators_given(&mut self, asked: &AskedReturn) {
        for (index, row) in asked.rows.operators.iter().enumerate() {
            let sums = row.sums(row.value);
            self.total(if row.amends.is_some() { "14A" } else { "14" }, &sums);
            let section = match (row.tax_by, row.amends) {
                (TaxBy::Supplier, None) => "clttx",
                (TaxBy::Operator, None) => "paytx",
                (TaxBy::Supplier, Some(_)) => "clttxa",
                (TaxBy::Operator, Some(_)) => "paytxa",
            };
            let original = row.amends.map(|_| row.original_gstin.as_ref().unwrap_or(&row.gstin).clone());
            let at = format!("/operators/{index}");
            self.through(Operator { section, etin: row.gstin.clone(), original, of: row.amends, sums, at });
        }
    }

    fn hsn_given(&mut self, asked: &AskedReturn) {
        for row in &asked.rows.hsn {
            let half = match row.to {
                Half::B2b => HALVES[0],
                Half::B2c => HALVES[1],
            };
            let lines = HsnLines {
                hsn: &row.hsn,
                unit: row.unit.as_deref(),
                description: row.description.as_deref(),
                quantity: row.quantity,
                rate: row.rate,
                sums: row.sums(row.taxable),
            };
            self.hsn.add_lines(half, &lines, false);
        }
    }

    fn look_at_hsn(&mut self, rows: &[HsnRow]) {
        for row in rows {
            if self.how.lists.hsn().row(&row.hsn).is_none() {
                self.findings.push(faults::HSN_UNKNOWN.at(&row.at).value(&row.hsn));
            }
            if row.unit == "NA" && !is_service(&row.hsn) {
                self.findings.push(faults::UNIT_WANTED.at(&row.at).value(&row.hsn));
            }
        }
        if self.asked.is_some() && self.hsn.has(HALVES[1]) && !self.hsn.has(HALVES[0]) {
            self.findings.push(faults::HSN_CONSUMERS_ONLY.at("/sections/hsn"));
        }
    }

    /// Table 13: of the documents' own numbers, and of the runs that were given.
    fn series(&mut self) -> Vec<Series> {
        let Some(asked) = self.asked.filter(|asked| !asked.iff) else { return Vec::new() };
        let mut rows = self.issued(asked);
        // What GSTR-1 has said of the period's series is not repeated.
        if self.how.amendment.is_some() {
            return rows;
        }
        for row in &asked.rows.cancelled {
            self.numbers.entry(kind_of(row.doc_type)).or_default().add(&row.number, true);
        }
        let others = self.given || !asked.rows.cancelled.is_empty();
        let kinds = std::mem::take(&mut self.numbers);
        let had: Vec<usize> = rows.iter().map(|row| row.kind).collect();
        let rest: Vec<(usize, Numbers)> = kinds.into_iter().filter(|(kind, _)| !had.contains(kind)).collect();
        if !others && !rest.is_empty() {
            self.findings.push(faults::SERIES_OF_LEDGER.at("/sections/doc_issue"));
        }
        let mut complete = true;
        for (kind, numbers) in rest {
            match numbers.runs(kind) {
                Ok((runs, gaps)) => {
                    complete &= others || gaps.is_empty();
                    rows.extend(runs);
                    let rule = if others { &faults::SERIES_GAPS } else { &faults::SERIES_LEFT_OUT };
                    for gaps in gaps {
                        let finding = rule.at("/sections/doc_issue").value(&gaps.series);
                        self.findings.push(finding.word("gaps", named(&gaps)));
                    }
                }
                Err(unclear) => {
                    complete = false;
                    let finding = faults::SERIES_UNCLEAR.at("/sections/doc_issue").value(unclear.0);
                    self.findings.push(finding.word("other", unclear.1));
                }
            }
        }
        if complete { rows } else { Vec::new() }
    }

    fn issued(&mut self, asked: &AskedReturn) -> Vec<Series> {
        let mut rows: Vec<Series> = Vec::new();
        let mut counts: [usize; KINDS.len()] = [0; KINDS.len()];
        for (index, row) in asked.rows.issued.iter().enumerate() {
            let at = format!("/issued/{index}");
            let Some(words) = row.kind.checked_sub(1).and_then(|at| KINDS.get(at)) else {
                self.findings.push(
                    faults::UNFIT
                        .at(at)
                        .value(row.kind)
                        .word("field", "doc_num")
                        .word("from", "issued.kind")
                        .expected("1 to 12"),
                );
                continue;
            };
            let Some(net) = row.total.checked_sub(row.cancelled) else {
                let finding = faults::UNFIT.at(at).value(row.cancelled).word("field", "cancel");
                self.findings.push(finding.word("from", "issued.cancelled").expected(format!("at most {}", row.total)));
                continue;
            };
            counts[row.kind - 1] += 1;
            rows.push(Series {
                kind: row.kind,
                words,
                number: counts[row.kind - 1],
                from: row.from.clone(),
                to: row.to.clone(),
                total: row.total,
                cancelled: row.cancelled,
                net,
                at,
            });
        }
        rows
    }
}

/// The gaps of a series in words.
fn named(gaps: &Gaps) -> String {
    let shown = gaps.missing.iter().take(NAMED_GAPS).cloned().collect::<Vec<_>>().join(", ");
    match gaps.missing.len().checked_sub(NAMED_GAPS) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more runs"),
    }
}

impl<R: ReturnRecord> Section<R> {
    /// Its list, with the place that it stands at.
    fn named(&self, rows: &[&R], findings: &mut Findings) -> Option<(&'static str, &'static str, ReturnValue)> {
        self.write(rows, findings).map(|list| (self.inside, self.key, list))
    }
}
