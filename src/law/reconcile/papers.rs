//! Suppliers' papers against GSTR-2B, so that no credit is lost: what is signed on each is sought among what suppliers reported.
//!
//! A row of GSTR-2B without an IRN proves nothing: most suppliers needn't make e-invoices. It is called missing only where the caller
//! says that the supplier must.

use super::kinds::PaperStanding;
use super::purchases::{MatchStep, Purchase, Received, Statement, judge, matched};
use super::{ComparedField, Kind};
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::invoice;
use crate::irn::{DocType, Irn};
use crate::law::gstr1::{Period, ReturnDocument, place_in};
use crate::money::Amount;
use crate::signed::{SignedContent, SignedQr};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A paper as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupplierPaper {
    /// Its file, and the place in it.
    pub name: String,
    pub found: OnPaper,
    /// The portal's own list has it as cancelled.
    pub cancelled: bool,
    /// It is from that list, which has what papers in the folder have, too.
    pub listed: bool,
}

/// What is on a paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OnPaper {
    /// Something signed.
    Signed(Box<SignedContent>, SignatureWorth),
    /// No signed code.
    NoCode,
    /// It can't be read: why.
    Unreadable(String),
}

/// What a signature is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignatureWorth {
    /// The portal's.
    Trusted,
    /// The sandbox's.
    Practice,
    /// By a key that wasn't given.
    Unknown,
    /// Not by the key that it names.
    False,
}

/// How one paper, or one row of GSTR-2B without one, stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PaperFinding {
    /// How it stands.
    pub standing: PaperStanding,
    /// The paper; none of a row of GSTR-2B.
    pub file: Option<String>,
    /// GSTIN of the supplier.
    pub supplier: Option<String>,
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    pub doc_type: Option<DocType>,
    /// The document's; empty where it can't be read.
    pub number: String,
    /// The document's.
    pub date: Option<Day>,
    /// The document's.
    pub value: Option<Amount>,
    /// As it is signed, or as GSTR-2B has it.
    pub irn: Option<Irn>,
    /// In words.
    pub message: &'static str,
    /// More of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do.
    pub fix: &'static str,
    /// By which step it was found in GSTR-2B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<MatchStep>,
    /// What differs: `here` is the paper, `there` GSTR-2B.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ComparedField>,
}

impl PaperFinding {
    fn new(standing: PaperStanding, file: Option<&str>) -> PaperFinding {
        let (message, fix) = standing.said();
        PaperFinding {
            standing,
            file: file.map(str::to_owned),
            supplier: None,
            doc_type: None,
            number: String::new(),
            date: None,
            value: None,
            irn: None,
            message,
            detail: None,
            fix,
            matched: None,
            fields: Vec::new(),
        }
    }

    fn of(standing: PaperStanding, file: Option<&str>, entry: &ReturnDocument) -> PaperFinding {
        PaperFinding {
            supplier: entry.stin.clone(),
            doc_type: Some(entry.doc_type),
            number: entry.number.clone(),
            date: Some(entry.date),
            value: Some(entry.value),
            irn: entry.irn,
            ..PaperFinding::new(standing, file)
        }
    }

    fn because(self, detail: impl Into<String>) -> PaperFinding {
        PaperFinding { detail: Some(detail.into()), ..self }
    }
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PapersChecked {
    /// The buyer: whose GSTR-2B it is.
    pub gstin: Gstin,
    /// Its month.
    pub period: Period,
    /// Papers looked at.
    pub papers: usize,
    /// How many stand how.
    pub counts: BTreeMap<PaperStanding, usize>,
    /// Each paper, and each row of the month without one; what is worst comes first.
    pub findings: Vec<PaperFinding>,
}

/// A paper that can be sought in GSTR-2B.
struct SoughtPaper<'p> {
    paper: &'p SupplierPaper,
    worth: SignatureWorth,
}

/// Holds papers against GSTR-2B. `liable` are suppliers who must make e-invoices.
pub fn check(papers: &[SupplierPaper], statement: &Statement, liable: &BTreeSet<Gstin>) -> PapersChecked {
    let mut findings = Vec::new();
    let (mut sought, mut purchases, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    let mut cancelled: HashSet<Irn> = HashSet::new();
    let mut doubled = 0;
    // What is proved comes first, so that nothing else takes its place; the portal's list comes last.
    let is_trusted = |paper: &SupplierPaper| matches!(paper.found, OnPaper::Signed(_, SignatureWorth::Trusted));
    let mut ordered: Vec<&SupplierPaper> = papers.iter().collect();
    ordered.sort_by_key(|paper| (paper.listed, !is_trusted(paper)));
    for paper in ordered {
        let name = Some(paper.name.as_str());
        let (content, worth) = match &paper.found {
            OnPaper::Signed(content, worth) => (content, *worth),
            OnPaper::NoCode => {
                findings.push(PaperFinding::new(PaperStanding::NoCode, name));
                continue;
            }
            OnPaper::Unreadable(why) => {
                findings.push(PaperFinding::new(PaperStanding::Unreadable, name).because(why.as_str()));
                continue;
            }
        };
        let (entry, buyer) = match on_bill(content) {
            Ok(read) => read,
            Err(why) => {
                findings.push(PaperFinding::new(PaperStanding::Unreadable, name).because(why));
                continue;
            }
        };
        // What a false signature says counts for nothing: neither is it sought, nor does it take the place of a true paper.
        let aside = match () {
            () if worth == SignatureWorth::False => Some(PaperFinding::of(PaperStanding::FalseSignature, name, &entry)),
            () if !buyer.eq_ignore_ascii_case(statement.gstin.as_str()) => {
                Some(PaperFinding::of(PaperStanding::NotYours, name, &entry).because(buyer))
            }
            () => None,
        };
        if let Some(finding) = aside {
            findings.push(finding);
            continue;
        }
        if paper.cancelled {
            cancelled.extend(entry.irn);
        }
        let is_first = entry.irn.is_none_or(|irn| seen.insert(irn));
        match (is_first, paper.listed) {
            (true, _) => {
                purchases.push(Purchase { entry });
                sought.push(SoughtPaper { paper, worth });
            }
            // The portal's list has what the folder has.
            (false, true) => doubled += 1,
            (false, false) => findings.push(PaperFinding::of(PaperStanding::Twice, name, &entry)),
        }
    }
    let found = matched(&purchases, &statement.rows);
    let mut taken = HashSet::new();
    for ((SoughtPaper { paper, worth }, purchase), found) in sought.iter().zip(&purchases).zip(&found) {
        let row = found.map(|(at, step)| {
            taken.insert(at);
            (&statement.rows[at], step)
        });
        let is_cancelled = purchase.entry.irn.is_some_and(|irn| cancelled.contains(&irn));
        findings.push(stands(&paper.name, purchase, row, *worth, is_cancelled, statement.period));
    }
    let with_irn: HashSet<&str> = statement
        .rows
        .iter()
        .filter(|row| row.entry.irn.is_some())
        .filter_map(|row| row.entry.stin.as_deref())
        .collect();
    let others = statement.rows.iter().enumerate();
    for (_, row) in others.filter(|(at, row)| !taken.contains(at) && row.period == statement.period) {
        findings.push(without_paper(row, liable, &with_irn));
    }
    findings.extend(statement.unread.iter().map(|row| {
        let finding = PaperFinding::new(PaperStanding::Unreadable, Some(&row.place));
        PaperFinding { number: row.number.clone(), ..finding }.because(row.why.as_str())
    }));
    findings.sort_by(|a, b| {
        (a.standing, &a.supplier, a.date, &a.number).cmp(&(b.standing, &b.supplier, b.date, &b.number))
    });
    let mut counts = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.standing).or_default() += 1;
    }
    PapersChecked { gstin: statement.gstin, period: statement.period, papers: papers.len() - doubled, counts, findings }
}

/// How a paper stands beside the row that was found for it.
fn stands(
    file: &str,
    purchase: &Purchase,
    row: Option<(&Received, MatchStep)>,
    worth: SignatureWorth,
    is_cancelled: bool,
    period: Period,
) -> PaperFinding {
    let entry = &purchase.entry;
    let of =
        |standing| PaperFinding { matched: row.map(|(_, step)| step), ..PaperFinding::of(standing, Some(file), entry) };
    let Some((row, step)) = row else {
        return of(if is_cancelled { PaperStanding::Cancelled } else { PaperStanding::NotIn2b });
    };
    if is_cancelled {
        return of(PaperStanding::Cancelled).because("GSTR-2B still has it");
    }
    let (ours, theirs) = (entry.irn, row.entry.irn);
    if ours.is_some() && theirs.is_some() && ours != theirs {
        let [here, there] = [ours, theirs].map(|irn| irn.map(|irn| irn.to_string()));
        let fields = vec![ComparedField { field: "irn", here, there, books: None }];
        return PaperFinding { fields, ..of(PaperStanding::Differs).because("irn") };
    }
    match judge(purchase, row, step, period) {
        Some(difference) => {
            let standing = match difference.kind {
                Kind::NoCredit => PaperStanding::NoCredit,
                Kind::OtherPeriod => PaperStanding::OtherPeriod,
                _ => PaperStanding::Differs,
            };
            let detail = difference.message.split_once(": ").map_or(String::new(), |(_, more)| more.to_owned());
            PaperFinding { fields: difference.fields, ..of(standing).because(detail) }
        }
        None => of(match worth {
            SignatureWorth::Trusted => PaperStanding::Fine,
            SignatureWorth::Practice => PaperStanding::Practice,
            SignatureWorth::Unknown | SignatureWorth::False => PaperStanding::Unverified,
        }),
    }
}

/// A row of the month that no paper was found for.
fn without_paper(row: &Received, liable: &BTreeSet<Gstin>, with_irn: &HashSet<&str>) -> PaperFinding {
    let entry = &row.entry;
    let supplier = entry.stin.as_deref();
    let is_liable = supplier.and_then(Gstin::parse).is_some_and(|gstin| liable.contains(&gstin));
    match (entry.irn, is_liable) {
        (Some(_), _) => PaperFinding::of(PaperStanding::NoPaper, None, entry),
        (None, true) => PaperFinding::of(PaperStanding::MissingIrn, None, entry),
        (None, false) => {
            let finding = PaperFinding::of(PaperStanding::CannotTell, None, entry);
            match supplier.is_some_and(|supplier| with_irn.contains(supplier)) {
                true => finding.because("other bills of this supplier have an IRN"),
                false => finding,
            }
        }
    }
}

/// The bill that is signed, with its supplier, and to whom it is.
fn on_bill(content: &SignedContent) -> Result<(ReturnDocument, String), String> {
    match content {
        SignedContent::Qr(qr) => of_qr(qr),
        SignedContent::Invoice(json) => {
            let (invoice, _) = invoice::read(json).map_err(|e| e.to_string())?;
            let buyer =
                invoice.buyer.as_deref().and_then(|buyer| buyer.gstin.as_deref()).unwrap_or_default().to_owned();
            let party = Gstin::parse(&buyer).ok_or("the buyer has no GSTIN")?;
            let Purchase { entry } = Purchase::of(&invoice, party)?;
            let irn = invoice.irn.as_deref().and_then(Irn::parse);
            Ok((ReturnDocument { irn, ..entry }, buyer))
        }
    }
}

fn of_qr(qr: &SignedQr) -> Result<(ReturnDocument, String), String> {
    let doc_type = DocType::parse(qr.doc_typ.trim()).ok_or("the code's type of document can't be read")?;
    let section = if doc_type == DocType::Invoice { "b2b" } else { "cdnr" };
    let supplier = Gstin::parse(qr.seller_gstin.trim()).ok_or("the code's supplier can't be read")?;
    let entry = ReturnDocument {
        doc_type,
        number: qr.doc_no.trim().to_owned(),
        date: Day::parse(qr.doc_dt.trim()).ok_or("the code's date can't be read")?,
        value: Amount::parse(qr.tot_inv_val.trim()).map_err(|_| "the code's value can't be read")?,
        stin: Some(supplier.to_string()),
        irn: Irn::parse(qr.irn.trim()),
        ..ReturnDocument::unread(place_in(section).ok_or("there is no such section")?)
    };
    Ok((entry, qr.buyer_gstin.trim().to_owned()))
}
