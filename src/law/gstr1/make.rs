//! A return made of documents and plain rows.
//!
//! Each document finds its table; what the portal fills in from e-invoices by itself stays out of the file, for an upload
//! would take its mark away. What is reported by sums is summed up. What can't be placed is said, never passed over.

use super::given::{Amendment, AskedReturn, BesideDocument, ReturnScope, TaxBy};
use super::hsn::HsnSummary;
use super::placed::{Placed, Reporter};
use super::rows::{ConsumerSupply, Operator};
use super::sections::{SHIPPING_BILL, section};
use super::series::{Numbers, kind_of};
use super::tables::{TableRow, filing};
use super::written::Sections;
use super::{Original, Period, Reach, ReturnDocument, ReturnKey, StateDigits, Total, faults, place};
use crate::calendar::Day;
use crate::codes::Lists;
use crate::finding::{Finding, Findings, Severity};
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::irn::{DocType, Irn};
use crate::language::Language;
use crate::law::reconcile::{PortalList, StandingInLedger};
use crate::money::{Amount, Exact};
use crate::status::Status;
use std::collections::{BTreeMap, HashMap, HashSet};

mod finish;
mod zeroed;

/// A document for the return.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    pub invoice: Invoice<'a>,
    /// Why it can't be read far enough.
    pub fault: Option<String>,
    pub beside: BesideDocument,
    /// What the ledger has of it; none where the host gave it.
    pub held: Option<LedgerStanding>,
}

/// How a document stands in the ledger.
#[derive(Clone, Copy, Debug)]
pub struct LedgerStanding {
    pub irn: Irn,
    pub status: Status,
    pub standing: StandingInLedger,
    pub registered: Option<Day>,
    pub cancelled: Option<Day>,
}

/// How a return is made.
#[derive(Clone, Debug)]
pub struct ReturnTerms {
    pub scope: ReturnScope,
    pub amendment: Option<Amendment>,
    pub today: Day,
    pub lists: Lists,
    pub language: Language,
}

/// A return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub documents: Vec<Placed>,
    pub sections: Sections,
    pub totals: BTreeMap<&'static str, Total>,
    /// Of what the file has, where it hasn't all.
    pub in_file: Option<BTreeMap<&'static str, Total>>,
    pub findings: Findings,
}

/// A return in the making; of bare invoices where no taxpayer is asked for. Documents come one by one, so that a long month
/// need not be held whole.
pub struct ReturnMaking<'m> {
    asked: Option<&'m AskedReturn>,
    how: &'m ReturnTerms,
    /// Of consumers' invoices, by number: whether each stands by itself.
    large: HashMap<String, bool>,
    /// The portal's e-invoices: whether it could not fill the return from each.
    listed: HashMap<Irn, bool>,
    seen: HashSet<(Gstin, i32, DocType, String)>,
    documents: Vec<Placed>,
    /// What the file has.
    entries: Vec<ReturnDocument>,
    supplies: BTreeMap<SupplyKey, ConsumerSupply>,
    operators: BTreeMap<OperatorKey, Operator>,
    hsn: HsnSummary,
    numbers: BTreeMap<usize, Numbers>,
    totals: BTreeMap<&'static str, Total>,
    in_file: BTreeMap<&'static str, Total>,
    findings: Findings,
    latest: Option<Period>,
    /// Whether bills beside the ledger's were given.
    given: bool,
    filled: usize,
    unmarked: usize,
    amended: usize,
    zero_rated: usize,
}

/// Section, supplier, the month that is amended, place of supply, rate.
type SupplyKey = (&'static str, Option<String>, Option<Period>, StateDigits, Amount);
/// Section, operator, the operator and the month that are amended.
type OperatorKey = (&'static str, String, Option<String>, Option<Period>);

/// Where a document goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    File,
    By(Reporter),
}

impl<'m> ReturnMaking<'m> {
    pub fn new(asked: Option<&'m AskedReturn>, how: &'m ReturnTerms) -> ReturnMaking<'m> {
        ReturnMaking {
            asked,
            how,
            large: HashMap::new(),
            listed: asked.iter().flat_map(|asked| &asked.downloads).flat_map(PortalList::listed).collect(),
            seen: HashSet::new(),
            documents: Vec::new(),
            entries: Vec::new(),
            supplies: BTreeMap::new(),
            operators: BTreeMap::new(),
            hsn: HsnSummary::default(),
            numbers: BTreeMap::new(),
            totals: BTreeMap::new(),
            in_file: BTreeMap::new(),
            findings: Findings { language: how.language, ..Findings::default() },
            latest: None,
            given: false,
            filled: 0,
            unmarked: 0,
            amended: 0,
            zero_rated: 0,
        }
    }

    /// Remembers whether a consumer's invoice stands by itself: a note goes where its invoice stood, be it given before it or
    /// behind it.
    pub fn remember(&mut self, invoice: &Invoice<'_>, beside: &BesideDocument) {
        let entry =
            ReturnDocument::is_of_consumer(invoice).then(|| ReturnDocument::of(invoice, beside.large).ok()).flatten();
        if let Some(entry) = entry.filter(|entry| entry.doc_type == DocType::Invoice) {
            self.large.insert(entry.number.to_ascii_uppercase(), entry.place.section == "b2cl");
        }
    }

    fn at(&self) -> String {
        format!("/documents/{}", self.documents.len())
    }

    /// Takes up a document.
    pub fn document(&mut self, doc: &Doc<'_>) {
        self.given |= doc.held.is_none();
        let key = ReturnKey::of(&doc.invoice);
        if let Some(held) = doc.held.filter(|held| held.standing != StandingInLedger::Registered) {
            return self.not_registered(doc, held);
        }
        let twice = key.as_ref().is_some_and(|key| !self.seen.insert(name(key)));
        let placed = match (&doc.fault, &key) {
            _ if twice => Err(self.unreadable("this document was given twice")),
            (Some(fault), _) => Err(self.unreadable(fault)),
            (None, Some(key)) => self.entry(doc, key),
            (None, None) => Err(self.unreadable(ReturnKey::UNREAD)),
        };
        match placed {
            Ok((entry, by_operator)) => self.add(doc, entry, by_operator),
            Err(finding) => self.not_placed(doc, finding),
        }
    }

    fn not_placed(&mut self, doc: &Doc<'_>, finding: Box<Finding>) {
        let why = finding.word_of("why").map_or_else(|| finding.message(self.how.language), str::to_owned);
        self.leave_out(doc, why);
        // What the portal has registered it has placed, too.
        let severity = if doc.held.is_some() { Severity::Warning } else { Severity::Error };
        self.findings.push(finding.severity(severity));
    }

    /// That a document comes into no table.
    fn unreadable(&self, why: impl ToString) -> Box<Finding> {
        faults::UNREADABLE.at(self.at()).word("why", why).into()
    }

    /// A document of the ledger that no return has, or not yet.
    fn not_registered(&mut self, doc: &Doc<'_>, held: LedgerStanding) {
        let identity = doc.invoice.identity();
        let number = identity.number.unwrap_or_default();
        if let Some(key) = ReturnKey::of(&doc.invoice).filter(|_| held.standing != StandingInLedger::Void) {
            self.seen.insert(name(&key));
        }
        let finding = |rule: &'static crate::finding::Rule| rule.at(self.at()).value(&number);
        let finding: Option<Finding> = match held.standing {
            StandingInLedger::Open => Some(finding(&faults::UNSETTLED).word("state", held.status)),
            StandingInLedger::Cancelled
                if self.is_after_filing(held.cancelled) && !self.is_after_filing(held.registered) =>
            {
                if self.how.amendment.is_some() {
                    return self.zeroed(doc);
                }
                Some(finding(&faults::CANCELLED_AFTER))
            }
            StandingInLedger::Cancelled | StandingInLedger::Void | StandingInLedger::Registered => None,
        };
        finding.into_iter().for_each(|finding| self.findings.push(finding));
        if let Some(doc_type) = identity.doc_type.filter(|_| held.standing == StandingInLedger::Cancelled) {
            self.numbers.entry(kind_of(doc_type)).or_default().add(&number, true);
        }
        self.leave_out(doc, format!("it is {}", held.status));
    }

    /// The document's entry in this return, and whether the operator pays its tax; or why it has none.
    fn entry(&mut self, doc: &Doc<'_>, key: &ReturnKey) -> Result<(ReturnDocument, bool), Box<Finding>> {
        let large = doc.beside.large.or_else(|| self.large_original(doc, key));
        let mut entry = ReturnDocument::of(&doc.invoice, large).map_err(|why| self.unreadable(why))?;
        entry.at = self.at();
        if let Some(held) = doc.held {
            entry = entry.registered(held.irn, held.registered);
        }
        if let Some(amends) = &doc.beside.amends {
            if entry.place.section == "b2cs" {
                let why = "what consumers bought is amended by sums: give a row of \"b2c\" with \"amends\"";
                return Err(self.unreadable(why));
            }
            entry.original = Original { number: Some(amends.number.clone()), date: Some(amends.date) };
        }
        let Some(asked) = self.asked else { return Ok((entry, false)) };
        let through_us = entry.etin.as_deref() == Some(asked.gstin.as_str()) && key.gstin != asked.gstin;
        if through_us || doc.beside.supplier.is_some() {
            entry = of_operator(entry, through_us.then_some(key.gstin)).map_err(|why| self.unreadable(why))?;
        } else if key.gstin != asked.gstin {
            return Err(faults::ANOTHER_SUPPLIER.at(self.at()).value(key.gstin).expected(asked.gstin).into());
        }
        let (begins, ends) = (asked.span.begins(), asked.span.ends());
        if key.date > ends {
            return Err(faults::AFTER_PERIOD.at(self.at()).value(key.date.iso()).expected(ends.iso()).into());
        }
        if key.date < begins && doc.beside.amends.is_none() {
            self.findings.push(faults::BEFORE_PERIOD.at(self.at()).value(key.date.iso()));
        }
        let by_operator = doc.beside.tax_by == Some(TaxBy::Operator);
        if by_operator && entry.etin.is_none() {
            return Err(self.unreadable("TranDtls.EcmGstin is missing: which operator pays the tax isn't said"));
        }
        Ok((entry, by_operator))
    }

    /// Whether a note to a consumer is about an invoice that stands by itself.
    fn large_original(&mut self, doc: &Doc<'_>, key: &ReturnKey) -> Option<bool> {
        if key.doc_type == DocType::Invoice || !ReturnDocument::is_of_consumer(&doc.invoice) {
            return None;
        }
        let mut preceding =
            doc.invoice.references.iter().flat_map(|r| &r.preceding).filter_map(|p| p.number.as_deref());
        let found = preceding.find_map(|number| self.large.get(&number.to_ascii_uppercase())).copied();
        let entry = ReturnDocument::of(&doc.invoice, found).ok()?;
        // A note of more than the limit is about an invoice of more.
        if found.is_none() && entry.place.section == "b2cs" && entry.reach == Reach::Inter {
            self.findings.push(faults::NOTE_SIDE.at(self.at()).value(&entry.number));
        }
        found
    }

    fn is_after_filing(&self, day: Option<Day>) -> bool {
        let filed = self.asked.and_then(|asked| asked.filed);
        day.zip(filed).is_some_and(|(day, filed)| day > filed)
    }

    /// Who reports a document.
    fn route(&mut self, entry: &ReturnDocument, held: Option<LedgerStanding>) -> Route {
        let Some(asked) = self.asked else { return Route::File };
        let is_registered_persons = matches!(entry.section(), "b2b" | "b2ba" | "cdnr" | "cdnra");
        let late = held.is_some_and(|held| self.is_after_filing(held.registered));
        if self.how.amendment.is_some() {
            return if held.is_none() || late { Route::File } else { Route::By(Reporter::Gstr1) };
        }
        if asked.iff && !is_registered_persons {
            return Route::By(Reporter::Quarter);
        }
        if is_registered_persons && asked.furnished.contains(&Period::of(entry.date)) {
            return Route::By(Reporter::Iff);
        }
        let Some(held) = held.filter(|_| entry.place.is_filled() && !entry.is_amendment()) else { return Route::File };
        let finding = |rule: &'static crate::finding::Rule| rule.at(&entry.at).value(&entry.number);
        if late {
            self.findings.push(finding(&faults::REGISTERED_AFTER));
            return Route::File;
        }
        match (self.listed.get(&held.irn), self.how.scope) {
            (Some(failed), _) if *failed => return Route::File,
            (None, ReturnScope::Rest) if !asked.downloads.is_empty() => {
                self.findings.push(finding(&faults::NOT_LISTED));
            }
            (None, ReturnScope::Rest) if entry.kind == "CBW" && !entry.reverse_charge => {
                self.findings.push(finding(&faults::NEVER_FILLED));
            }
            _ => {}
        }
        match self.how.scope {
            ReturnScope::Rest => {
                self.filled += 1;
                Route::By(Reporter::Portal)
            }
            ReturnScope::Whole => {
                self.unmarked += 1;
                Route::File
            }
        }
    }

    fn add(&mut self, doc: &Doc<'_>, entry: ReturnDocument, by_operator: bool) {
        let route = self.route(&entry, doc.held);
        self.put(doc, entry, by_operator, route);
    }

    fn put(&mut self, doc: &Doc<'_>, mut entry: ReturnDocument, by_operator: bool, route: Route) {
        let (table, section) = if by_operator { ("14", "supeco.paytx") } else { (entry.table(), entry.section()) };
        self.documents.push(Placed {
            irn: entry.irn.or_else(|| doc.invoice.key().map(|key| key.irn(key.date))),
            table: Some(table),
            section: Some(section),
            kind: Some(entry.kind.clone()).filter(|kind| !kind.is_empty() && !by_operator),
            doc_type: Some(entry.doc_type),
            number: Some(entry.number.clone()),
            date: Some(entry.date),
            status: doc.held.map(|held| held.status),
            reported_by: match route {
                Route::File => None,
                Route::By(reporter) => Some(reporter),
            },
            why: None,
        });
        if entry.place.table != "15" {
            self.numbers.entry(kind_of(entry.doc_type)).or_default().add(&entry.number, false);
        }
        self.latest = self.latest.max(Some(Period::of(entry.date)));
        if matches!(route, Route::By(Reporter::Gstr1 | Reporter::Quarter)) {
            return;
        }
        let sums = if entry.is_negative() { entry.sums().negated() } else { entry.sums() };
        if let Some(etin) = entry.etin.clone().filter(|_| self.asked.is_some_and(|asked| !asked.iff)) {
            let section = if by_operator { "paytx" } else { "clttx" };
            self.through(Operator { section, etin, original: None, of: None, sums, at: entry.at.clone() });
        }
        self.totals.entry(table).or_default().add(&entry);
        if route == Route::File {
            self.in_file.entry(table).or_default().add(&entry);
        }
        if by_operator {
            return;
        }
        if entry.is_amendment() {
            self.amended += 1;
        } else {
            self.hsn.add(entry.place.hsn, &doc.invoice, entry.doc_type);
        }
        if route == Route::File {
            self.look_at(&mut entry);
            self.file(entry);
        }
    }

    /// Supplies through an operator, as table 14 has them.
    fn through(&mut self, operator: Operator) {
        let Operator { section, etin, original, of, .. } = operator.clone();
        let known = self.operators.entry((section, etin, original, of));
        known.and_modify(|known| known.sums = known.sums + operator.sums).or_insert(operator);
    }

    /// Takes an entry into the file: by itself, or into the sums of consumers' supplies.
    fn file(&mut self, entry: ReturnDocument) {
        let section = entry.place.section;
        if section_of_sums(section) {
            let Some(pos) = entry.pos.clone() else { return };
            for (rate, sums) in &entry.by_rate {
                self.supply(ConsumerSupply {
                    section,
                    pos: pos.clone(),
                    reach: entry.reach,
                    rate: *rate,
                    sums: if entry.is_negative() { sums.negated() } else { *sums },
                    stin: entry.stin.clone(),
                    of: None,
                    at: entry.at.clone(),
                });
            }
        } else {
            self.entries.push(entry);
        }
    }

    fn supply(&mut self, supply: ConsumerSupply) {
        let key = (supply.section, supply.stin.clone(), supply.of, supply.pos.clone(), supply.rate);
        let known = self.supplies.entry(key);
        known.and_modify(|known| known.sums = known.sums + supply.sums).or_insert(supply);
    }

    /// What is to be said of an entry that goes into the file, beside its fields.
    fn look_at(&mut self, entry: &mut ReturnDocument) {
        let shipping = &mut entry.shipping;
        let fits =
            shipping.number.as_deref().is_some_and(|number| SHIPPING_BILL.takes(number)) && shipping.date.is_some();
        if let Some(number) = shipping.number.take_if(|_| !fits) {
            let finding = faults::LEFT_OUT_FIELD.at(&entry.at).value(number).word("field", "sbnum");
            let finding = finding.word("from", "ExpDtls.ShipBNo");
            self.findings.push(finding.expected(format!("{}, with a date", SHIPPING_BILL.words())));
        }
        // Number and date are there together, or not at all.
        shipping.date.take_if(|_| !fits);
        let sums = entry.sums();
        if matches!(entry.kind.as_str(), "SEWP" | "WPAY" | "EXPWP") && sums.igst == Exact::ZERO {
            self.findings.push(faults::TAX_WANTED.at(&entry.at).value(&entry.number));
        }
        if entry.place.hsn == "hsn_b2c" && entry.ctin.is_none() && entry.by_rate.keys().any(|rate| rate.is_zero()) {
            self.zero_rated += usize::from(!entry.place.section.starts_with("exp") && !entry.kind.starts_with("EXP"));
        }
        let Some(lines) = section(entry.section()).map(|section| section.lines) else { return };
        for (name, sum) in sums.named() {
            if sum != Exact::ZERO && !lines.has(name) {
                let finding = faults::AMOUNT_LOST.at(&entry.at).value(&entry.number).word("field", name);
                self.findings.push(finding.word("section", entry.section()));
            }
        }
    }

    fn leave_out(&mut self, doc: &Doc<'_>, why: String) {
        let identity = doc.invoice.identity();
        let irn = doc.held.map(|held| held.irn);
        self.documents.push(Placed {
            irn: irn.or_else(|| doc.invoice.key().map(|key| key.irn(key.date))),
            table: None,
            section: None,
            kind: None,
            doc_type: identity.doc_type,
            number: identity.number,
            date: identity.date,
            status: doc.held.map(|held| held.status),
            reported_by: None,
            why: Some(why),
        });
    }
}

impl TableRow {
    /// Whether the portal fills it in from e-invoices.
    fn is_filled(&self) -> bool {
        matches!(self.section, "b2b" | "exp" | "cdnr") || self.section == "cdnur" && self.r#type != "B2CL"
    }
}

/// Whether a section has sums in place of documents.
fn section_of_sums(section: &str) -> bool {
    matches!(section, "b2cs" | "ecom.b2c" | "ecom.urp2c")
}

/// A document as the return of the operator has it that it was sold through; `supplier` has none without GSTIN.
fn of_operator(entry: ReturnDocument, supplier: Option<Gstin>) -> Result<ReturnDocument, &'static str> {
    if entry.doc_type != DocType::Invoice {
        return Err("table 15 takes invoices alone: give what is left after the note");
    }
    let supply = match (supplier, &entry.ctin) {
        (Some(_), Some(_)) => "ECO_B2B",
        (Some(_), None) => "ECO_B2C",
        (None, Some(_)) => "ECO_URP2B",
        (None, None) => "ECO_URP2C",
    };
    let place = place(DocType::Invoice, supply, false).ok_or("table 15 has no such row")?;
    Ok(ReturnDocument { place, stin: supplier.map(|supplier| supplier.to_string()), etin: None, ..entry })
}

fn name(key: &ReturnKey) -> (Gstin, i32, DocType, String) {
    (key.gstin, key.date.fin_year().start(), key.doc_type, key.number.to_ascii_uppercase())
}

/// The last day on which a return can be filed.
fn last_day(asked: &AskedReturn) -> Option<Day> {
    let name = match (asked.iff, asked.span.is_quarter()) {
        (true, _) => "iff",
        (false, true) => "quarterly",
        (false, false) => "monthly",
    };
    filing(name).map(|row| asked.span.day_after(row.day).plus_years(row.years))
}
