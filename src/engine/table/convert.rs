//! One bill after another: completed, judged, sorted.

use crate::answer::map::EwbOf;
use crate::answer::table::{BillStatus, Changed, Counts, PassedOver, ReadAs, Skips, TableBill};
use crate::calendar::Day;
use crate::change::{Place, Why};
use crate::engine::bill::books::{LedgerBooks, consent};
use crate::engine::bill::completion::Completion;
use crate::engine::bill::given::{TakenDocument, is_fault};
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::config::choices::ListedChanges;
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::{TableDone, read_as, said};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::normalize;
use crate::normalize::{
    EwbConsent, JsonDocument, KnownBeside, NormalizedBill, ReadingTerms, RememberedParty, Skip, Target,
    rules as normal, tables as rules,
};
use crate::rules::{Context, EwbDemand, judge};
use crate::table::{Frame, OpenTable, PartyFiles, Passed, PassedRow, Piece};
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

/// Rows that are passed over, in an answer.
const MOST_PASSED: usize = 1000;

/// Types of voucher that an answer names.
const MOST_TYPES: usize = 20;

/// What is known beside a bill: the bills before it in the table, and what the ledger knows.
struct BesideBill<'e> {
    books: LedgerBooks<'e>,
    seen: RefCell<HashMap<u64, EarlierBill>>,
    hasher: RandomState,
}

/// A bill that went by: where it began, what it held, its day. Small, for there may be a million of them.
#[derive(Clone, Copy)]
struct EarlierBill {
    row: u32,
    content: u32,
    day: Option<Day>,
}

impl BesideBill<'_> {
    /// A bill as it is remembered, and its key.
    fn of(&self, frame: &Frame, piece: &Piece, normalized: &NormalizedBill<'_>) -> Option<(u64, EarlierBill)> {
        let number = piece.number(frame)?;
        let text = |pointer: &str| normalized.text(pointer).unwrap_or_default();
        let key = self.key(text("/SellerDtls/Gstin"), text("/DocDtls/Typ"), &number);
        let content = self.hasher.hash_one(&normalized.document) as u32;
        Some((key, EarlierBill { row: piece.span().0 as u32, content, day: Day::parse(text("/DocDtls/Dt")) }))
    }

    fn key(&self, seller: &str, kind: &str, number: &str) -> u64 {
        self.hasher.hash_one((seller, kind, number.trim().to_uppercase()))
    }
}

impl KnownBeside for BesideBill<'_> {
    fn day_of(&self, seller: Gstin, number: &str, until: Option<Day>) -> Option<Day> {
        let own = self.seen.borrow().get(&self.key(seller.as_str(), "INV", number)).and_then(|before| before.day);
        own.filter(|day| until.is_none_or(|until| *day <= until)).or_else(|| self.books.day_of(seller, number, until))
    }

    fn taxpayer(&self, gstin: Gstin) -> Option<RememberedParty> {
        self.books.taxpayer(gstin)
    }
}

/// What converts bills, and remembers those that went by.
pub struct Converter<'e> {
    options: &'e CallOptions,
    context: Context,
    files: PartyFiles,
    beside: BesideBill<'e>,
    counts: Counts,
    skips: BTreeMap<Skip, (usize, i64)>,
    changed: BTreeMap<Why, usize>,
    /// Types of voucher that were taken for no sale.
    types: BTreeSet<String>,
    purpose: BillPurpose,
    /// Bills in several pieces, with the rows in which the first two begin.
    scattered: HashMap<u64, (u32, u32)>,
}

/// The pieces of one number, as far as they went by.
struct ScatteredPieces {
    first: u32,
    /// The next piece that holds something else.
    other: Option<u32>,
    content: u32,
    /// Whether one of them is a bill to send.
    is_to_send: bool,
}

impl<'e> Converter<'e> {
    /// The same for a purpose: bills that it has beside those to be sent keep their invoice.
    pub fn with_purpose(self, purpose: BillPurpose) -> Converter<'e> {
        Converter { purpose, ..self }
    }

    pub fn new(
        engine: Option<&'e Engine>,
        options: &'e CallOptions,
        context: Context,
        files: PartyFiles,
    ) -> Converter<'e> {
        let books = LedgerBooks::of(engine, options);
        let beside = BesideBill { books, seen: RefCell::default(), hasher: RandomState::new() };
        Converter {
            options,
            context,
            files,
            beside,
            counts: Counts::default(),
            skips: BTreeMap::new(),
            changed: BTreeMap::new(),
            types: BTreeSet::new(),
            purpose: BillPurpose::Send,
            scattered: HashMap::new(),
        }
    }

    /// The bills of which rows stand apart, with other bills between. No piece of them is sent, so they are looked for before the
    /// first bill is given away.
    fn scattered(&self, table: &mut OpenTable) -> Result<HashMap<u64, (u32, u32)>> {
        let recurring = std::mem::take(&mut table.recurring);
        if recurring.is_empty() {
            return Ok(HashMap::new());
        }
        let mut all: HashMap<u64, ScatteredPieces> = HashMap::new();
        table.each(
            &mut |frame, piece| {
                if piece.number(frame).is_none_or(|number| !recurring.has(&number)) || piece.skip(frame).is_some() {
                    return Ok(ControlFlow::Continue(()));
                }
                let (mut bill, _) = piece.bill(frame);
                self.files.fill(&mut bill);
                let normalized =
                    normalize::tidy(normalize::InputKind::Table, bill, piece.whence(frame), &self.terms(Some(frame)));
                if may_be_piece(normalized.skip)
                    && let Some((key, here)) = self.beside.of(frame, &piece, &normalized)
                {
                    let pieces = all.entry(key).or_insert(ScatteredPieces {
                        first: here.row,
                        other: None,
                        content: here.content,
                        is_to_send: false,
                    });
                    pieces.is_to_send |= normalized.skip.is_none();
                    if pieces.content != here.content {
                        pieces.other.get_or_insert(here.row);
                    }
                }
                Ok(ControlFlow::Continue(()))
            },
            &mut |_| {},
        )?;
        let scattered = all.into_iter().filter(|(_, pieces)| pieces.is_to_send);
        Ok(scattered.filter_map(|(key, pieces)| Some((key, (pieces.first, pieces.other?)))).collect())
    }

    pub fn table(
        mut self,
        mut table: OpenTable,
        take: &mut dyn FnMut(TableBill) -> Result<ControlFlow<()>>,
        language: crate::language::Language,
    ) -> Result<TableDone> {
        let (mut read, mut findings) = (read_as(&table), table.findings.clone());
        findings.extend(self.files.twice.iter().map(|name| rules::NAMED_TWICE.at("").value(name)));
        findings.extend(self.no_seller(&table.frame));
        if let Some(choice) = table.frame.map.ewb {
            self.context.ewb = match choice {
                EwbOf::None => EwbDemand::None,
                EwbOf::Try => EwbDemand::Try,
                EwbOf::Must => EwbDemand::Must,
            };
        }
        self.scattered = self.scattered(&mut table)?;
        let mut passed = Vec::new();
        let mut bills_rows = 0;
        let rows = table.each(
            &mut |frame, piece| {
                if let Piece::Rows(group) = &piece {
                    bills_rows += (group.rows.len() + group.lines.len()) as u64;
                }
                let (bill, total) = self.piece(frame, &piece)?;
                if let (Some(Skip::NotASale), Piece::Voucher(voucher)) = (bill.reason, &piece)
                    && self.types.len() < MOST_TYPES
                {
                    self.types.extend(voucher.type_name().map(|name| crate::finding::shortened(name.to_owned())));
                }
                take(self.counted(bill, total))
            },
            &mut |row| passed.push(row),
        )?;
        // Nothing vanishes: each row is a bill's, or passed over.
        debug_assert!(
            bills_rows == 0 || rows == bills_rows + passed.len() as u64,
            "{rows} rows, {bills_rows} of bills, {} passed over",
            passed.len()
        );
        read.passed_over = passed.into_iter().take(MOST_PASSED).map(passed_over).collect();
        Ok(self.done(rows, read, findings, language))
    }

    /// That nothing says who the seller is, where bills are judged.
    fn no_seller(&self, frame: &Frame) -> Option<Finding> {
        let is_asked = self.purpose == BillPurpose::Send && self.options.validate != Some(false);
        let is_known = self.context.taxpayers.iter().any(|own| own.gstin.is_some() && own.seller.is_some());
        let is_named = ["seller.name", "seller.address"].iter().any(|name| frame.has(name));
        (is_asked && !is_known && !is_named).then(|| {
            let finding = normal::SELLER_NEEDED.at("").says(normal::NO_SELLER_OF_TABLE).with_fix(normal::NAME_SELLER);
            // Each bill is faulty for it; said here, it is advice.
            finding.word("member", normal::SELLER_MEMBER).severity(Severity::Warning)
        })
    }

    pub fn done(
        self,
        rows: u64,
        read: ReadAs,
        findings: Vec<Finding>,
        language: crate::language::Language,
    ) -> TableDone {
        let types = self.types;
        let skips = self.skips.into_iter().map(|(reason, (bills, total))| Skips {
            reason,
            bills,
            total: Amount::from_thousandths(total, 2).to_string(),
            types: if reason == Skip::NotASale { types.iter().cloned().collect() } else { Vec::new() },
        });
        let changed = self.changed.into_iter().map(|(why, count)| Changed { why, count });
        TableDone {
            counts: Counts { rows, ..self.counts },
            read,
            findings,
            skips: skips.collect(),
            changed: changed.collect(),
            language,
        }
    }

    pub fn counted(&mut self, mut bill: TableBill, total: Option<i64>) -> TableBill {
        bill.index = self.counts.bills;
        self.counts.bills += 1;
        *match bill.status {
            BillStatus::Ready => &mut self.counts.ready,
            BillStatus::Faulty => &mut self.counts.faulty,
            BillStatus::Skipped => &mut self.counts.skipped,
        } += 1;
        if let Some(reason) = bill.reason {
            let (bills, sum) = self.skips.entry(reason).or_default();
            *bills += 1;
            *sum = sum.saturating_add(total.unwrap_or_default());
        }
        for change in &bill.changes.list {
            *self.changed.entry(change.why).or_default() += 1;
        }
        bill
    }

    fn terms(&self, frame: Option<&Frame>) -> ReadingTerms<'_> {
        let plain = ReadingTerms {
            sellers: &self.context.taxpayers,
            ewb: consent(self.options, &self.context),
            consumers: self.purpose.has_consumers(),
            lists_dress: self.options.changes == Some(ListedChanges::All),
            known: &self.beside,
            ..ReadingTerms::plain(&self.context.lists, self.context.at.day())
        };
        match frame {
            None => plain,
            Some(frame) => ReadingTerms {
                dates: frame.dates(),
                epoch: frame.epoch,
                decimal_comma: frame.map.decimal == Some(','),
                rates: frame.rates(),
                ewb: plain.ewb.max(match frame.map.ewb {
                    Some(EwbOf::Must) => EwbConsent::Always,
                    Some(EwbOf::Try) => EwbConsent::WhereDue,
                    Some(EwbOf::None) | None => EwbConsent::None,
                }),
                ..plain
            },
        }
    }

    /// One bill of a table.
    fn piece(&self, frame: &Frame, piece: &Piece) -> Result<(TableBill, Option<i64>)> {
        let plain = TableBill {
            index: 0,
            number: piece.number(frame),
            status: BillStatus::Skipped,
            reason: None,
            sheet: frame.sheet.as_deref().map(str::to_owned),
            rows: Some(piece.span()),
            invoice: None,
            changes: crate::change::Changes::default(),
            report: said(Vec::new(), self.context.language),
            has_total: false,
        };
        let (mut bill, mut said) = piece.bill(frame);
        let withheld = self.files.fill(&mut bill);
        let total = total_of(&mut bill);
        let marked = piece.skip(frame);
        if let Some(reason) = marked.filter(|reason| !self.purpose.kept().contains(reason)) {
            return Ok((self.skipped(plain, reason, Vec::new()), total));
        }
        let name = Target::parse("buyer.name")
            .ok()
            .and_then(|name| bill.get(name.once())?.value.text().map(std::borrow::Cow::into_owned));
        let is_worthless = is_worthless(&bill);
        let mut normalized =
            normalize::tidy(normalize::InputKind::Table, bill, piece.whence(frame), &self.terms(Some(frame)));
        for change in normalized.changes.list.iter_mut().filter(|change| change.from.is_some()) {
            // What stood there, not what the map or the unit behind it made of it.
            if let Some(Place::Cell { value: Some(value), .. }) = &change.at {
                change.from = Some(value.clone());
            }
        }
        if let Some(reason) = marked.or(normalized.skip).filter(|reason| self.purpose.kept().contains(reason)) {
            normalized.findings.splice(0..0, said);
            return Ok((self.kept_whole(plain, reason, Box::new(normalized))?, total));
        }
        let apart = self.apart(frame, piece, &normalized);
        let is_apart = apart.is_some();
        let is_unsure = is_apart || said.iter().any(|finding| finding.path == "/BuyerDtls/Gstin");
        // Without a number it may be a line that lost its bill: that is looked at, not left out.
        let is_lost = |reason: &Skip| *reason == Skip::Consumer && plain.number.is_none();
        if let Some(reason) = normalized.skip.filter(|reason| !is_unsure && !is_lost(reason)) {
            let looks = name.filter(|name| reason == Skip::Consumer && is_business(name)).map(|name| {
                let finding = rules::LOOKS_REGISTERED.at("/BuyerDtls/Gstin").value(name);
                finding.located(normalized.place("/BuyerDtls/Gstin"))
            });
            return Ok((self.skipped(plain, reason, looks.into_iter().collect()), total));
        }
        if let Some(withheld) = withheld {
            let finding = rules::GSTIN_MISSING.at("/BuyerDtls/Gstin").value(withheld.name).expected(withheld.gstin);
            said.push(finding.located(normalized.place("/BuyerDtls/Gstin")));
        }
        if is_worthless && !is_apart {
            return Ok((self.skipped(plain, Skip::NoValue, Vec::new()), total));
        }
        said.extend(apart);
        if let Some((before, same)) = self.before(frame, piece, &normalized).filter(|_| !is_apart) {
            let (number, at) = (plain.number.clone().unwrap_or_default(), normalized.place("/DocDtls/No"));
            let rule = if same { &rules::DUPLICATE } else { &rules::SCATTERED };
            let finding = rule.at("/DocDtls/No").value(number).word("row", before.row).located(at);
            if same {
                return Ok((self.skipped(plain, Skip::Duplicate, vec![finding]), total));
            }
            said.push(finding);
        }
        normalized.findings.splice(0..0, said);
        Ok((self.judged(plain, Box::new(normalized))?, total))
    }

    /// What is wrong with a bill of which other rows stand apart.
    fn apart(&self, frame: &Frame, piece: &Piece, normalized: &NormalizedBill<'_>) -> Option<Finding> {
        if self.scattered.is_empty() || !may_be_piece(normalized.skip) {
            return None;
        }
        let (key, here) = self.beside.of(frame, piece, normalized)?;
        let (first, other) = *self.scattered.get(&key)?;
        let row = if here.row == first { other } else { first };
        let finding = rules::SCATTERED.at("/DocDtls/No").value(piece.number(frame).unwrap_or_default());
        Some(finding.word("row", row).located(normalized.place("/DocDtls/No")))
    }

    /// One document.
    pub fn document(&self, text: &str) -> Result<(&'static str, TableBill)> {
        let document = normalize::read(text, &self.terms(None))?;
        let plain = TableBill {
            index: 0,
            number: None,
            status: BillStatus::Skipped,
            reason: None,
            sheet: None,
            rows: None,
            invoice: None,
            changes: crate::change::Changes::default(),
            report: said(Vec::new(), self.context.language),
            has_total: false,
        };
        match document {
            JsonDocument::Bill(normalized) => {
                let kind = normalized.kind.name();
                let skip = normalized.skip;
                let number = normalized.text("/DocDtls/No").map(str::to_owned);
                let plain = TableBill { number, ..plain };
                Ok((
                    kind,
                    match skip {
                        Some(reason) if self.purpose.kept().contains(&reason) => {
                            self.kept_whole(plain, reason, normalized)?
                        }
                        Some(reason) => self.skipped(plain, reason, Vec::new()),
                        None => self.judged(plain, normalized)?,
                    },
                ))
            }
            JsonDocument::Several(count) => {
                Err(Error::new(ErrorKind::Json, format!("one of the documents holds {count}"))
                    .fix("give the list of them itself"))
            }
            JsonDocument::Nothing => Err(Error::new(
                ErrorKind::Json,
                "no bill is known in one of the documents: it has the keys of none",
            )
            .fix("give INV-01, simple bills (docs/simple.md) or a GSP's shape; rows of a table go in as \"rows\"")),
        }
    }

    fn skipped(&self, bill: TableBill, reason: Skip, findings: Vec<Finding>) -> TableBill {
        TableBill {
            status: BillStatus::Skipped,
            reason: Some(reason),
            report: said(findings, self.context.language),
            ..bill
        }
    }

    /// A bill that isn't to be sent, with its invoice, and what is wrong with it all the same.
    fn kept_whole(&self, bill: TableBill, reason: Skip, normalized: Box<NormalizedBill<'_>>) -> Result<TableBill> {
        let completion = Completion::of_bill(&normalized, self.options, &self.context)?;
        let has_total = completion.has_total;
        let mut report = said(Vec::new(), self.context.language);
        completion.finish(&mut report);
        TakenDocument::from("", normalized).finish_completed(&mut report, &completion);
        report.findings.retain(is_fault);
        let invoice =
            RawValue::from_string(completion.document).map_err(|e| Error::new(ErrorKind::Panic, e.to_string()))?;
        let (status, reason, invoice) = (BillStatus::Skipped, Some(reason), Some(invoice));
        Ok(TableBill { status, reason, invoice, report, has_total, ..bill })
    }

    /// Completes a bill and holds it against the whole rule book.
    fn judged(&self, bill: TableBill, normalized: Box<NormalizedBill<'_>>) -> Result<TableBill> {
        let completion = Completion::of_bill(&normalized, self.options, &self.context)?;
        let mut report = match self.options.validate {
            Some(false) => said(Vec::new(), self.context.language),
            Some(true) | None => judge(&completion.document, &self.context)?.report,
        };
        completion.finish(&mut report);
        let changes = normalized.changes.clone();
        TakenDocument::from("", normalized).finish_completed(&mut report, &completion);
        report.changes = None;
        // Goods or service follows from the HSN code.
        let without_code: Vec<Option<usize>> =
            report.errors().filter(|finding| finding.path.ends_with("/HsnCd")).map(|finding| finding.item).collect();
        report.findings.retain(|finding| !(finding.path.ends_with("/IsServc") && without_code.contains(&finding.item)));
        let is_sound = report.findings.iter().all(|finding| finding.severity != Severity::Error);
        let invoice =
            RawValue::from_string(completion.document).map_err(|e| Error::new(ErrorKind::Panic, e.to_string()))?;
        Ok(TableBill {
            status: if is_sound { BillStatus::Ready } else { BillStatus::Faulty },
            invoice: Some(invoice),
            changes,
            report,
            has_total: completion.has_total,
            ..bill
        })
    }

    /// The bill with the same number that stood before, and whether it held the same. A bill that begins is remembered.
    fn before(&self, frame: &Frame, piece: &Piece, normalized: &NormalizedBill<'_>) -> Option<(EarlierBill, bool)> {
        let (key, here) = self.beside.of(frame, piece, normalized)?;
        match self.beside.seen.borrow_mut().entry(key) {
            Entry::Occupied(before) => Some((*before.get(), before.get().content == here.content)),
            Entry::Vacant(none) => {
                none.insert(here);
                None
            }
        }
    }
}

/// Whether a bill can be a piece of one: a piece may lack the buyer, or amounts.
fn may_be_piece(skip: Option<Skip>) -> bool {
    matches!(skip, None | Some(Skip::Consumer | Skip::NoValue))
}

fn passed_over(row: PassedRow) -> PassedOver {
    let why = match row.why {
        Passed::Totals => "totals",
        Passed::Headings => "headings",
        Passed::Nothing => "nothing",
        Passed::NoBill => "no_bill",
    };
    PassedOver { sheet: row.sheet.as_deref().map(str::to_owned), row: row.row, why }
}

/// An amount as it stands, in thousandths, for sums that are only shown.
fn thousandths(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    let number = plain.trim_matches('.').parse::<f64>().ok().filter(|number| number.abs() < 1e12)?;
    Some((number * 1000.0).round() as i64)
}

/// The bill's own total.
fn total_of(bill: &mut normalize::ReadBill<'_>) -> Option<i64> {
    thousandths(&bill.get(Target::parse("total").ok()?.once())?.value.text()?)
}

/// Whether every amount of a bill is zero, and it has some.
fn is_worthless(bill: &normalize::ReadBill<'_>) -> bool {
    let is_amount = |entry: &&normalize::BillEntry<'_>| {
        entry
            .slot
            .field()
            .is_some_and(|field| matches!(field.key, "AssAmt" | "TotAmt" | "UnitPrice" | "TotInvVal" | "TotItemVal"))
    };
    let mut amounts = bill.entries.iter().filter(is_amount).filter(|entry| !entry.value.is_blank()).peekable();
    amounts.peek().is_some() && amounts.all(|entry| entry.value.text().and_then(|text| thousandths(&text)) == Some(0))
}

/// Whether a name is one that businesses have.
fn is_business(name: &str) -> bool {
    let folded = name.to_lowercase();
    let last = folded.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    let ends = [
        "pvt",
        "ltd",
        "limited",
        "llp",
        "traders",
        "enterprises",
        "industries",
        "corporation",
        "company",
        "agencies",
        "associates",
        "inc",
    ];
    folded.starts_with("m/s") || last.is_some_and(|last| ends.contains(&last))
}
