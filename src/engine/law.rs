//! The verbs of the law: does a bill need an e-invoice, where does it land in GSTR-1, does the portal say the same.

use super::call::Call;
use super::{ApplicabilityOptions, Engine, Gstr1Options, Options};
use crate::answer::applicability::{Applicability, Bill, Verdict};
use crate::answer::gstr1::{Gstr1, Gstr1Request, Placed, Sections};
use crate::answer::reconciled::Reconciled;
use crate::answer::submitted::{CannotTell, Duty, NotRequired, Submitted};
use crate::calendar::{Clock, Day, IstTime};
use crate::document::Status;
use crate::error::{Error, Kind, Result};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::invoice::{self, Invoice};
use crate::irn::{DocumentNumber, Irn};
use crate::language::Language;
use crate::law::applicability;
use crate::law::gstr1::{Entry, Period, hsn, totals};
use crate::law::reconcile::{Download, Ours, Standing, reconcile as compare};
use crate::rules::Judged;
use crate::settings::Settings;
use crate::story::{Key, Record, State};
use crate::taxpayer::Taxpayer;
use std::collections::HashSet;

/// Whether a bill needs an e-invoice, by when, and why.
///
/// ```
/// use einv::answer::applicability::{Bill, Buyer, Document, Verdict};
/// use einv::calendar::Day;
/// use einv::engine::{ApplicabilityOptions, applicability};
///
/// let mut bill = Bill::new(Document::Invoice, Day::parse("21/11/2026").ok_or("no day")?);
/// bill.buyer = Some(Buyer::Unregistered);
/// let answer = applicability(None, bill, &ApplicabilityOptions::new())?;
/// assert_eq!(answer.verdict, Verdict::NotRequired);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn applicability(engine: Option<&Engine>, bill: Bill, options: &ApplicabilityOptions) -> Result<Applicability> {
    let (bill, options) = (bill.complete()?, &options.0);
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    assess(engine, options, &bill, options.time(&clock).day())
}

fn assess(engine: Option<&Engine>, options: &Options, bill: &Bill, today: Day) -> Result<Applicability> {
    let settings = options.settings(engine.map_or_else(Settings::default, |engine| engine.resolved.settings));
    let taxpayer = supplier(engine, options, bill.gstin)?;
    Ok(applicability::assess(bill, &taxpayer, today, &settings))
}

/// Whether the law asks for an e-invoice; can't tell where the invoice can't be read far enough.
pub(super) fn verdict(engine: Option<&Engine>, options: &Options, invoice: &Invoice<'_>) -> Result<Verdict> {
    let Ok(bill) = Bill::of(invoice) else { return Ok(Verdict::CannotTell) };
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    Ok(assess(engine, options, &bill, options.time(&clock).day())?.verdict)
}

/// What is known of a supplier: from the call, else from the configuration.
pub(super) fn supplier(engine: Option<&Engine>, options: &Options, gstin: Option<Gstin>) -> Result<Taxpayer> {
    if let Some(given) = options.taxpayer() {
        if let (Some(theirs), Some(ours)) = (given.gstin, gstin)
            && theirs.pan() != ours.pan()
        {
            return Err(Error::new(Kind::Option, format!("{theirs} is of another PAN than the supplier {ours}"))
                .at("/taxpayer/gstin")
                .fix("describe the supplier of this document, or leave taxpayer out"));
        }
        return Ok(given.clone());
    }
    let profiles = engine.map_or(&[][..], |engine| &engine.resolved.profiles);
    let Some(gstin) = gstin else {
        // A bill that names no supplier is of the only one there is.
        return Ok(if let [only] = profiles { only.clone() } else { Taxpayer::default() });
    };
    if let Some(own) = profiles.iter().find(|t| t.gstin == Some(gstin)) {
        return Ok(own.clone());
    }
    // Another registration of the same person: what is the person's holds here too.
    let kin = profiles.iter().find(|t| t.gstin.is_some_and(|g| g.pan() == gstin.pan()));
    Ok(kin.map_or_else(Taxpayer::default, |kin| Taxpayer {
        gstin: Some(gstin),
        turnover: kin.turnover.clone(),
        class: kin.class.filter(|class| class.is_personal()),
        ..Taxpayer::default()
    }))
}

/// With `when: "required"`: the answer for a document the law does not ask for, or about which it can't be told. `None`
/// when it is to be sent, when it can't be read far enough (the rules tell of that), and when it is under way already.
pub fn not_asked_for(call: &Call<'_>, judged: &Judged<'_>) -> Result<Option<Submitted>> {
    let Ok(bill) = Bill::of(&judged.invoice) else { return Ok(None) };
    if let Some(key) = &judged.key {
        let known = call.live.ledger.find(&Key::from(key))?;
        if known.is_some_and(|record| !matches!(record.state(), State::Rejected | State::Withdrawn)) {
            return Ok(None);
        }
    }
    let answer = assess(Some(call.engine), call.options, &bill, call.now().day())?;
    let irn = judged.report.irn;
    Ok(match answer.verdict {
        Verdict::Required => None,
        Verdict::NotRequired => {
            let status = Duty::NotRequired;
            Some(Submitted::NotRequired(Box::new(NotRequired { status, irn, applicability: answer })))
        }
        Verdict::CannotTell => Some(Submitted::CannotTell(Box::new(CannotTell {
            status: Duty::CannotTell,
            irn,
            report: judged.report.clone(),
            applicability: answer,
            message: "whether the law asks for this e-invoice can't be told; nothing was sent".into(),
            fix: "complete the taxpayer's turnover and class, or submit without \"when\"".into(),
        }))),
    })
}

/// A return in the making.
#[derive(Default)]
struct Return {
    documents: Vec<Placed>,
    entries: Vec<Entry>,
    hsn: hsn::Summary,
}

impl Return {
    fn add(&mut self, invoice: &Invoice<'_>, entry: Entry, status: Option<Status>) {
        self.documents.push(Placed {
            irn: entry.irn.or_else(|| invoice.key().map(|key| key.irn(key.date))),
            table: Some(entry.place.table),
            section: Some(entry.place.section),
            kind: Some(entry.place.r#type),
            doc_type: Some(entry.doc_type),
            number: Some(entry.number.clone()),
            date: Some(entry.date),
            status,
            why: None,
        });
        self.hsn.add(invoice, entry.doc_type);
        self.entries.push(entry);
    }

    fn leave_out(&mut self, invoice: &Invoice<'_>, irn: Option<Irn>, status: Option<Status>, why: String) {
        let identity = invoice.identity();
        self.documents.push(Placed {
            irn: irn.or_else(|| invoice.key().map(|key| key.irn(key.date))),
            table: None,
            section: None,
            kind: None,
            doc_type: identity.doc_type,
            number: identity.number,
            date: identity.date,
            status,
            why: Some(why),
        });
    }

    /// The whole of it. Its period is the one that was asked for, else the latest document's.
    fn finish(self, of: Option<(Gstin, Period)>, sandbox: bool) -> Gstr1 {
        let Return { documents, entries, hsn } = self;
        let latest = entries.iter().filter_map(|entry| Period::of(entry.date)).max();
        let hsn = of.map(|(_, period)| period).or(latest).map(|period| hsn.of(period));
        Gstr1 {
            sandbox,
            gstin: of.map(|(gstin, _)| gstin),
            documents,
            sections: Sections::of(&entries, hsn),
            totals: totals(&entries),
        }
    }
}

/// Table and section of each document, and the return's sections: of invoices, or of the ledger's registered documents of a
/// GSTIN and period.
pub fn gstr1(engine: Option<&Engine>, request: Gstr1Request<'_>, options: &Gstr1Options) -> Result<Gstr1> {
    let options = &options.0;
    match request {
        Gstr1Request::Invoices(list) => of_invoices(&list, super::pure::language(engine, options)),
        Gstr1Request::Ledger { gstin, period } => {
            let engine = engine.ok_or_else(|| {
                Error::new(Kind::Handle, "a period is read from a ledger, and there is no engine")
                    .fix("open an engine, or give an array of invoices")
            })?;
            of_ledger(&engine.call(options)?, gstin, period)
        }
    }
}

fn of_invoices(list: &[&str], language: Language) -> Result<Gstr1> {
    let mut made = Return::default();
    let mut seen = HashSet::new();
    for text in list {
        let (invoice, findings) = invoice::read(text)?;
        let twice = invoice.key().is_some_and(|key| !seen.insert(Key::from(&key)));
        let fault = findings.iter().find(|f| f.severity == Severity::Error && needed(&f.path));
        match (twice, fault, Entry::of(&invoice)) {
            (true, ..) => made.leave_out(&invoice, None, None, "this document was given twice".into()),
            (_, Some(fault), _) => {
                made.leave_out(&invoice, None, None, format!("{}: {}", fault.path, fault.message(language)));
            }
            (_, None, Err(why)) => made.leave_out(&invoice, None, None, why),
            (_, None, Ok(entry)) => made.add(&invoice, entry, None),
        }
    }
    Ok(made.finish(None, false))
}

/// Whether the return needs what stands at a path. (Addresses and names may be faulty.)
fn needed(path: &str) -> bool {
    [
        "/TranDtls",
        "/DocDtls",
        "/SellerDtls/Gstin",
        "/BuyerDtls/Gstin",
        "/BuyerDtls/Pos",
        "/ItemList",
        "/ValDtls",
        "/ExpDtls",
    ]
    .iter()
    .any(|place| path.starts_with(place))
        || path.is_empty()
}

fn of_ledger(call: &Call<'_>, gstin: Gstin, period: Period) -> Result<Gstr1> {
    let records = call.live.ledger.dated(&gstin, period.first(), period.last())?;
    let mut made = Return::default();
    for record in &records {
        let (invoice, _) = invoice::read(record.document())?;
        let status = Some(record.state().status());
        match (standing(record), entry(record, &invoice)) {
            (Standing::Registered, Ok(entry)) => made.add(&invoice, entry, status),
            (Standing::Registered, Err(why)) => made.leave_out(&invoice, Some(record.irn()), status, why),
            (Standing::Cancelled | Standing::Open | Standing::Void, _) => {
                made.leave_out(&invoice, Some(record.irn()), status, format!("it is {}", record.state().name()));
            }
        }
    }
    Ok(made.finish(Some((gstin, period)), call.engine.is_sandbox()))
}

fn standing(record: &Record) -> Standing {
    match record.state() {
        State::Registered | State::Cancelling => Standing::Registered,
        State::Cancelled => Standing::Cancelled,
        State::Intended | State::Pending | State::Sending | State::InDoubt => Standing::Open,
        State::Rejected | State::Withdrawn => Standing::Void,
    }
}

fn entry(record: &Record, invoice: &invoice::Invoice<'_>) -> Result<Entry, String> {
    let entry = Entry::of(invoice)?;
    Ok(entry.registered(record.irn(), record.ack_date().map(IstTime::day)))
}

/// A record as the reconciliation has it.
fn ours(record: &Record) -> Result<Ours> {
    let (invoice, _) = invoice::read(record.document())?;
    let entry = entry(record, &invoice)
        .map_err(|why| Error::new(Kind::Ledger, format!("document {} can't be reconciled: {why}", record.irn())))?;
    Ok(Ours { entry, standing: standing(record) })
}

/// The ledger against the portal's list of one GSTIN and period.
pub fn reconcile(call: &Call<'_>, download: &Download) -> Result<Reconciled> {
    let Download { gstin, period, .. } = *download;
    let records = call.live.ledger.dated(&gstin, period.first(), period.last())?;
    let known: Vec<Ours> = records.iter().map(ours).collect::<Result<_>>()?;
    // What is not of this period may still be in the ledger: under its IRN with another date, or under its number.
    let mut trouble = None;
    let elsewhere = |entry: &Entry| {
        let found = look_up(call, gstin, entry).and_then(|record| record.as_ref().map(ours).transpose());
        found.unwrap_or_else(|e| {
            trouble = Some(e);
            None
        })
    };
    let result = compare(&known, download, elsewhere, call.now().day());
    match trouble {
        Some(error) => Err(error),
        None => Ok(Reconciled { gstin, period, result }),
    }
}

fn look_up(call: &Call<'_>, gstin: Gstin, entry: &Entry) -> Result<Option<Record>> {
    if let Some(irn) = &entry.irn
        && let Some(record) = call.live.ledger.find_irn(irn)?
    {
        return Ok(Some(record));
    }
    let Some(number) = DocumentNumber::parse(&entry.number) else { return Ok(None) };
    let key = Key { gstin, year: entry.date.fin_year(), doc_type: entry.doc_type, number: number.upper() };
    call.live.ledger.find(&key)
}
