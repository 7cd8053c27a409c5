//! The verbs of the law: does a bill need an e-invoice, where does it land in GSTR-1, does the portal say the same.

use super::call::Call;
use super::given::{Changed, Given};
use super::{Engine, Options, Outcome, Reply};
use crate::answer::parse;
use crate::answer::submitted::{CannotTell, Duty, NotRequired, Submitted};
use crate::calendar::{Clock, Day, IstTime};
use crate::change::Changes;
use crate::error::{Error, Kind, Result};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::invoice::{self, Invoice};
use crate::irn::{DocumentNumber, Irn};
use crate::law::applicability::{self, Applicability, Verdict};
use crate::law::bill::{Bill, Document};
use crate::law::gstr1 as returns;
use crate::law::gstr1::{Entry, Period, Total, hsn, sections::Sections, totals};
use crate::law::reconcile::{Download, Ours, Standing, reconcile as compare};
use crate::rules::Judged;
use crate::settings::Settings;
use crate::story::{Key, Record, State};
use crate::taxpayer::Taxpayer;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashSet};

/// Whether a bill needs an e-invoice, by when, and why: of an invoice, or of a few words about a bill.
pub fn applicability(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    let context = super::pure::context(engine, options);
    let given = Given::of(engine, options, &context, input)?;
    given.fault(&context)?;
    let (document, _) = invoice::read(given.text())?;
    let is_invoice = document.seller.is_some() || document.document.is_some() || document.transaction.is_some();
    let bill = if is_invoice { Bill::of(&document)? } else { in_words(input)? };
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    let answer = assess(engine, options, &bill, options.time(&clock).day())?;
    Ok(Reply::new(Outcome::Ok, &Changed { answer: &answer, changes: given.changes() }))
}

fn in_words(input: &str) -> Result<Bill> {
    let bill: Bill = parse(input, Kind::Json)?;
    let is_reported = matches!(bill.document, Document::Invoice | Document::CreditNote | Document::DebitNote);
    if is_reported && bill.buyer.is_none() {
        return Err(Error::new(Kind::Json, "the kind of buyer is missing").at("/buyer").fix(
            "registered, unregistered, sez, overseas, deemed_export or government_tds; or give the invoice as INV-01",
        ));
    }
    Ok(bill)
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

/// One document of a return's answer.
#[derive(Serialize)]
struct Placed {
    irn: Option<Irn>,
    table: Option<&'static str>,
    section: Option<&'static str>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    doc_type: Option<&'static str>,
    number: Option<String>,
    date: Option<Day>,
    /// `registered`, `cancelled`, … where the ledger tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// Why it is in no section.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What was changed before, where it was normalised.
    #[serde(flatten)]
    changes: Option<Changes>,
}

/// A return in the making.
#[derive(Default)]
struct Return {
    documents: Vec<Placed>,
    entries: Vec<Entry>,
    hsn: hsn::Summary,
}

impl Return {
    fn add(&mut self, invoice: &invoice::Invoice<'_>, entry: Entry, status: Option<&'static str>) {
        self.documents.push(Placed {
            irn: entry.irn.or_else(|| invoice.key().map(|key| key.irn(key.date))),
            table: Some(entry.place.table),
            section: Some(entry.place.section),
            kind: Some(entry.place.r#type),
            doc_type: Some(entry.doc_type.code()),
            number: Some(entry.number.clone()),
            date: Some(entry.date),
            status,
            why: None,
            changes: None,
        });
        self.hsn.add(invoice, entry.doc_type);
        self.entries.push(entry);
    }

    fn leave_out(
        &mut self,
        invoice: &invoice::Invoice<'_>,
        irn: Option<Irn>,
        status: Option<&'static str>,
        why: String,
    ) {
        let identity = invoice.identity();
        self.documents.push(Placed {
            irn: irn.or_else(|| invoice.key().map(|key| key.irn(key.date))),
            table: None,
            section: None,
            kind: None,
            doc_type: identity.doc_type.map(|t| t.code()),
            number: identity.number,
            date: identity.date,
            status,
            why: Some(why),
            changes: None,
        });
    }

    fn reply(self, of: Option<(Gstin, Period)>, sandbox: bool, outcome: Outcome) -> Reply {
        let latest = self.entries.iter().filter_map(|e| Period::of(e.date)).max();
        let period = of.map(|(_, period)| period).or(latest);
        Reply::new(
            outcome,
            &Answer {
                sandbox,
                gstin: of.map(|(gstin, _)| gstin.to_string()),
                documents: &self.documents,
                sections: Written { entries: &self.entries, hsn: period.map(|period| hsn::Of(&self.hsn, period)) },
                totals: totals(&self.entries),
            },
        )
    }
}

#[derive(Serialize)]
struct Answer<'r> {
    /// What the built-in sandbox registered is in no real return.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sandbox: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    gstin: Option<String>,
    documents: &'r [Placed],
    sections: Written<'r>,
    totals: BTreeMap<&'static str, Total>,
}

struct Written<'r> {
    entries: &'r [Entry],
    hsn: Option<hsn::Of<'r>>,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        Sections(self.entries).write(&mut map)?;
        if let Some(hsn) = &self.hsn {
            map.serialize_entry("hsn", hsn)?;
        }
        map.end()
    }
}

/// Table and section of each document, and the return's sections: of an array of invoices, or of the ledger's registered
/// documents of a GSTIN and period.
pub fn gstr1(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        gstin: String,
        period: String,
    }
    if input.trim_start().starts_with('[') {
        return of_invoices(engine, options, input);
    }
    let asked: Asked = parse(input, Kind::Json)?;
    let gstin = Gstin::parse(&asked.gstin).ok_or_else(|| super::wrong("/gstin", &asked.gstin, "a GSTIN"))?;
    let period = returns::Period::parse(&asked.period)
        .ok_or_else(|| super::wrong("/period", &asked.period, "a period").fix("month and year, like 112026"))?;
    let engine = engine.ok_or_else(|| {
        Error::new(Kind::Handle, "a period is read from a ledger, and there is no engine")
            .fix("open an engine, or give an array of invoices")
    })?;
    of_ledger(&engine.call(options)?, gstin, period)
}

fn of_invoices(engine: Option<&Engine>, options: &Options, input: &str) -> Result<Reply> {
    let context = super::pure::context(engine, options);
    let language = context.language;
    let list: Vec<&RawValue> = serde_json::from_str(input)
        .map_err(|e| Error::new(Kind::Json, e.to_string()).fix("give an array of INV-01 invoices"))?;
    let mut made = Return::default();
    let mut seen = HashSet::new();
    for raw in list {
        let given = Given::of(engine, options, &context, raw.get())?;
        let (invoice, findings) = invoice::read(given.text())?;
        let findings = given.with_own(findings);
        let twice = invoice.key().is_some_and(|key| !seen.insert(Key::from(&key)));
        let fault = findings
            .iter()
            .find(|f| f.severity == Severity::Error && (needed(&f.path) || f.rule.id.starts_with("simple.")));
        match (twice, fault, Entry::of(&invoice)) {
            (true, ..) => made.leave_out(&invoice, None, None, "this document was given twice".into()),
            (_, Some(fault), _) => {
                made.leave_out(&invoice, None, None, format!("{}: {}", fault.path, fault.message(language)));
            }
            (_, None, Err(why)) => made.leave_out(&invoice, None, None, why),
            (_, None, Ok(entry)) => made.add(&invoice, entry, None),
        }
        if let Some(placed) = made.documents.last_mut() {
            placed.changes = given.changes().cloned();
        }
    }
    let outcome = if made.documents.iter().all(|d| d.why.is_none()) { Outcome::Ok } else { Outcome::Invalid };
    Ok(made.reply(None, false, outcome))
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

fn of_ledger(call: &Call<'_>, gstin: Gstin, period: Period) -> Result<Reply> {
    let records = call.live.ledger.dated(&gstin, period.first(), period.last())?;
    let mut made = Return::default();
    for record in &records {
        let (invoice, _) = invoice::read(record.document())?;
        let status = Some(record.state().status().name());
        match (standing(record), entry(record, &invoice)) {
            (Standing::Registered, Ok(entry)) => made.add(&invoice, entry, status),
            (Standing::Registered, Err(why)) => made.leave_out(&invoice, Some(record.irn()), status, why),
            (Standing::Cancelled | Standing::Open | Standing::Void, _) => {
                made.leave_out(&invoice, Some(record.irn()), status, format!("it is {}", record.state().name()));
            }
        }
    }
    Ok(made.reply(Some((gstin, period)), call.engine.is_sandbox(), Outcome::Ok))
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
pub fn reconcile(call: &Call<'_>, input: &str) -> Result<Reply> {
    let file: Value = serde_json::from_str(input).map_err(|e| Error::new(Kind::Json, e.to_string()))?;
    let download = Download::read(&file)?;
    let ledger = &call.live.ledger;
    let records = ledger.dated(&download.gstin, download.period.first(), download.period.last())?;
    let known: Vec<Ours> = records.iter().map(ours).collect::<Result<_>>()?;
    // What is not of this period may still be in the ledger: under its IRN with another date, or under its number.
    let mut trouble = None;
    let elsewhere = |entry: &Entry| {
        let found = look_up(call, download.gstin, entry).and_then(|record| record.as_ref().map(ours).transpose());
        found.unwrap_or_else(|e| {
            trouble = Some(e);
            None
        })
    };
    let result = compare(&known, &download, elsewhere, call.now().day());
    if let Some(error) = trouble {
        return Err(error);
    }
    #[derive(Serialize)]
    struct Answer<'a> {
        gstin: &'a str,
        period: String,
        #[serde(flatten)]
        result: &'a crate::law::reconcile::Reconciliation,
    }
    let gstin = download.gstin.as_str();
    Ok(Reply::new(Outcome::Ok, &Answer { gstin, period: download.period.to_string(), result: &result }))
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
