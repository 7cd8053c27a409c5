//! The buyer's side: the purchase book against GSTR-2B, which lists what suppliers reported.
//!
//! Suppliers write their numbers as they like, and books are typed by hand. So a bill is sought in named steps ([`MatchStep`]), from
//! the surest to the least sure, and an answer says by which it was found. A step that finds several finds none.

use super::download::wrong;
use super::{Cause, Difference, Kind, Reconciliation, Remedy, TableTotal, Unread, cause_of, compare, counts, is_near};
use crate::error::Result;
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::irn::{DocType, Irn};
use crate::law::gstr1::field::Section;
use crate::law::gstr1::received::{SECTIONS, sums};
use crate::law::gstr1::{Period, ReturnDocument, TaxSums, Total, place_in};
use crate::money::Amount;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a bill was found on the other side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[schemars(rename = "MatchStep")]
pub enum MatchStep {
    /// Supplier, type and number are the same.
    Exact,
    /// The IRN is the same.
    Irn,
    /// The number is the same without signs, zeros in front, prefix or year; the amounts are near.
    Number,
    /// Supplier, type and date are the same, value and taxes differ by a rupee at most.
    Amount,
}

impl MatchStep {
    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            MatchStep::Exact => "exact",
            MatchStep::Irn => "irn",
            MatchStep::Number => "number",
            MatchStep::Amount => "amount",
        }
    }
}

/// A row of GSTR-2B.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    pub entry: ReturnDocument,
    /// Whether the portal gives credit of it; none where it doesn't say.
    pub credit: Option<bool>,
    /// The portal's letter for why it doesn't.
    pub reason: Option<String>,
    /// The month of the GSTR-2B it stands in.
    pub period: Period,
}

/// GSTR-2B of one GSTIN: of the month asked about, and of others beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub gstin: Gstin,
    pub period: Period,
    pub rows: Vec<Received>,
    pub unread: Vec<Unread>,
}

impl Statement {
    /// Reads one file.
    pub fn read(at: &str, file: &Value) -> Result<Statement> {
        let data = file.get("data").unwrap_or(file);
        let expected = "GSTR-2B's JSON has data.gstin, data.rtnprd and data.docdata";
        let gstin = data["gstin"].as_str().and_then(Gstin::parse);
        let gstin = gstin.ok_or_else(|| wrong(&format!("{at}/data/gstin"), "the GSTIN is missing").fix(expected))?;
        let period = data["rtnprd"].as_str().and_then(Period::parse);
        let period =
            period.ok_or_else(|| wrong(&format!("{at}/data/rtnprd"), "the period MMYYYY is missing").fix(expected))?;
        let lists = data.get("docdata").filter(|lists| lists.is_object());
        let lists =
            lists.ok_or_else(|| wrong(&format!("{at}/data/docdata"), "there are no documents").fix(expected))?;
        let mut statement = Statement { gstin, period, rows: Vec::new(), unread: Vec::new() };
        for (table, section) in SECTIONS {
            let Some(suppliers) = lists.get(table.key) else { continue };
            let place = format!("{at}/data/docdata/{}", table.key);
            let suppliers = suppliers.as_array().ok_or_else(|| wrong(&place, "not a list"))?;
            let list = table.groups.first().map_or("", |(_, list)| *list);
            for (index, supplier) in suppliers.iter().enumerate() {
                for (nth, document) in supplier[list].as_array().into_iter().flatten().enumerate() {
                    match row(table, section, supplier, document, period) {
                        Ok(received) => statement.rows.push(received),
                        Err(why) => statement.unread.push(Unread {
                            place: format!("{place}/{index}/{list}/{nth}"),
                            number: ["inum", "ntnum"]
                                .iter()
                                .find_map(|key| document[*key].as_str())
                                .unwrap_or_default()
                                .to_owned(),
                            irn: document["irn"].as_str().map(str::to_owned),
                            why,
                        }),
                    }
                }
            }
        }
        Ok(statement)
    }

    /// Puts several together. The month asked about is `wanted`, else the last of them.
    pub fn of(files: Vec<(String, Statement)>, wanted: Option<Period>) -> Result<Statement> {
        let last = files.iter().map(|(_, statement)| statement.period).max();
        let mut whole: Option<Statement> = None;
        for (at, file) in files {
            match &mut whole {
                None => whole = Some(file),
                Some(first) if first.gstin != file.gstin => {
                    let message = format!("this file is of {}, and the first is of {}", file.gstin, first.gstin);
                    return Err(wrong(&at, message).fix("compare one GSTIN at a time"));
                }
                Some(first) => {
                    first.rows.extend(file.rows);
                    first.unread.extend(file.unread);
                }
            }
        }
        let mut whole = whole.ok_or_else(|| wrong("", "an empty list of files"))?;
        whole.period = wanted.or(last).unwrap_or(whole.period);
        if !whole.rows.iter().any(|row| row.period == whole.period) && last != Some(whole.period) {
            let message = format!("no GSTR-2B of {} is given", whole.period);
            return Err(wrong("", message).fix("give the file of this month too"));
        }
        Ok(whole)
    }
}

fn row(
    table: &Section<ReturnDocument>,
    section: &'static str,
    supplier: &Value,
    document: &Value,
    period: Period,
) -> std::result::Result<Received, String> {
    let mut entry = ReturnDocument::unread(place_in(section).ok_or("the section is in no table")?);
    table.read(&mut entry, supplier, document)?;
    entry.by_rate = sums(document)?;
    let text = |key: &str| document[key].as_str().map(str::trim).filter(|text| !text.is_empty());
    Ok(Received {
        entry,
        credit: text("itcavl").and_then(|letter| match letter {
            "Y" => Some(true),
            "N" => Some(false),
            _ => None,
        }),
        reason: text("rsn").map(str::to_owned),
        period,
    })
}

/// A bill of the purchase book; its entry has the supplier's GSTIN.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Purchase {
    pub entry: ReturnDocument,
}

impl Purchase {
    /// The purchase that a bill is for `buyer`, or why it is none. A purchase book may name the supplier as the seller, or as the
    /// party: it is the one that isn't the buyer.
    pub fn of(invoice: &Invoice<'_>, buyer: Gstin) -> std::result::Result<Purchase, String> {
        let identity = invoice.identity();
        let party = invoice.buyer.as_deref().and_then(|party| party.gstin.as_deref()).and_then(Gstin::parse);
        let supplier = [identity.gstin, party].into_iter().flatten().find(|gstin| *gstin != buyer);
        let supplier = supplier.ok_or("the GSTIN of the supplier can't be read")?;
        if let (Some(seller), Some(party)) = (identity.gstin, party)
            && seller != buyer
            && party != buyer
        {
            return Err(format!("it is a bill to {party}, and the purchases of {buyer} are compared"));
        }
        let value = invoice.totals.as_deref().and_then(|totals| totals.invoice_value);
        let doc_type = identity.doc_type.unwrap_or(DocType::Invoice);
        let section = if doc_type == DocType::Invoice { "b2b" } else { "cdnr" };
        let mut entry = ReturnDocument {
            doc_type,
            number: identity.number.filter(|number| !number.is_empty()).ok_or("the number can't be read")?,
            date: identity.date.ok_or("the date can't be read")?,
            value: value.ok_or("the total value can't be read")?,
            reverse_charge: invoice.reverse_charge(),
            stin: Some(supplier.to_string()),
            irn: invoice.irn.as_deref().and_then(Irn::parse),
            ..ReturnDocument::unread(place_in(section).ok_or("there is no such section")?)
        };
        for item in &invoice.items {
            let sums = entry.by_rate.entry(item.gst_rate.unwrap_or(Amount::ZERO)).or_default();
            *sums = *sums + TaxSums::of(item);
        }
        Ok(Purchase { entry })
    }
}

/// What came of seeking each purchase in GSTR-2B: the row, and by which step it was found.
pub fn matched(purchases: &[Purchase], rows: &[Received]) -> Vec<Option<(usize, MatchStep)>> {
    let mut found: Vec<Option<(usize, MatchStep)>> = vec![None; purchases.len()];
    let mut taken = HashSet::new();
    for step in [MatchStep::Exact, MatchStep::Irn, MatchStep::Number, MatchStep::Amount] {
        let open = |taken: &HashSet<usize>, at: usize| !taken.contains(&at);
        let mut theirs: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| open(&taken, *at)) {
            if let Some(name) = known_by(step, &row.entry) {
                theirs.entry(name).or_default().push(at);
            }
        }
        let mut ours: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (at, purchase) in purchases.iter().enumerate().filter(|(at, _)| found[*at].is_none()) {
            if let Some(name) = known_by(step, &purchase.entry) {
                ours.entry(name).or_default().push(at);
            }
        }
        for (name, ours) in ours {
            let all = theirs.get(&name).map_or(&[][..], Vec::as_slice);
            for our in &ours {
                let entry = &purchases[*our].entry;
                let mut fitting = all.iter().filter(|at| open(&taken, **at) && fits(step, entry, &rows[**at].entry));
                match (fitting.next(), fitting.next()) {
                    (Some(at), None) if is_only(step, *at, &ours, purchases, rows) => {
                        found[*our] = Some((*at, step));
                        taken.insert(*at);
                    }
                    // A number that is listed twice: the first is it, the second is reported as listed twice.
                    (Some(at), Some(_)) if step == MatchStep::Exact => {
                        found[*our] = Some((*at, step));
                        taken.insert(*at);
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

/// Whether no second purchase would fit the row as well.
fn is_only(step: MatchStep, at: usize, ours: &[usize], purchases: &[Purchase], rows: &[Received]) -> bool {
    let fitting = ours.iter().filter(|our| fits(step, &purchases[**our].entry, &rows[at].entry)).count();
    step == MatchStep::Exact || fitting == 1
}

/// What a step compares by equality; none where the document has nothing to compare.
fn known_by(step: MatchStep, entry: &ReturnDocument) -> Option<Vec<String>> {
    let supplier = entry.stin.clone()?.to_ascii_uppercase();
    let of = |more: String| Some(vec![supplier.clone(), entry.doc_type.code().to_owned(), more]);
    match step {
        MatchStep::Exact => of(entry.number.trim().to_ascii_uppercase()),
        MatchStep::Irn => entry.irn.map(|irn| vec![irn.to_string()]),
        MatchStep::Number => of(core(&entry.number, entry.date.fin_year().start())?),
        MatchStep::Amount => of(entry.date.iso()),
    }
}

/// What a step asks beyond that.
fn fits(step: MatchStep, our: &ReturnDocument, their: &ReturnDocument) -> bool {
    match step {
        MatchStep::Exact | MatchStep::Irn => true,
        // Two IRNs are two documents, however near their numbers and amounts are.
        MatchStep::Number | MatchStep::Amount if our.irn.zip(their.irn).is_some_and(|(our, their)| our != their) => {
            false
        }
        MatchStep::Number | MatchStep::Amount => {
            // Of a bill that says its total alone, the totals are compared.
            if our.by_rate.is_empty() {
                return is_near(our.value.into(), their.value.into());
            }
            let (ours, theirs) = (our.sums(), their.sums());
            ours.named().into_iter().zip(theirs.named()).all(|((_, one), (_, other))| is_near(one, other))
        }
    }
}

/// A number without signs, zeros in front, letters and the year, as different people write the same one; none where nothing
/// would be left of it.
fn core(number: &str, year: i32) -> Option<String> {
    let runs = number.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let runs: Vec<&str> = runs.map(|run| run.trim_start_matches('0')).collect();
    let (short, next) = (year % 100, (year + 1) % 100);
    let years = [
        format!("{year}"),
        format!("{}", year + 1),
        format!("{short:02}"),
        format!("{next:02}"),
        format!("{short:02}{next:02}"),
        format!("{year}{next:02}"),
        format!("{year}{}", year + 1),
    ];
    let kept: Vec<&str> =
        runs.iter().copied().filter(|run| !run.is_empty() && !years.iter().any(|year| year == run)).collect();
    let kept = if kept.is_empty() { runs.into_iter().filter(|run| !run.is_empty()).collect() } else { kept };
    (!kept.is_empty()).then(|| kept.join("-"))
}

/// Holds the purchase book against GSTR-2B.
pub fn compare_with(purchases: &[Purchase], unread: &[Unread], statement: &Statement) -> Reconciliation {
    let rows = &statement.rows;
    let found = matched(purchases, rows);
    let mut agree = 0;
    let mut differences: Vec<Difference> = statement.unread.iter().map(Unread::difference).collect();
    differences.extend(unread.iter().map(Unread::of_books));
    let mut taken = HashSet::new();
    for (purchase, found) in purchases.iter().zip(&found) {
        match found {
            None => differences.push(of(Kind::MissingThere, &purchase.entry)),
            Some((at, step)) => {
                taken.insert(*at);
                match judge(purchase, &rows[*at], *step, statement.period) {
                    Some(difference) => differences.push(Difference { matched: Some(*step), ..difference }),
                    None => agree += 1,
                }
            }
        }
    }
    let mut names: HashSet<Vec<String>> =
        taken.iter().filter_map(|at| known_by(MatchStep::Exact, &rows[*at].entry)).collect();
    // What another month's GSTR-2B has beyond the purchases is that month's business.
    let others = rows.iter().enumerate().filter(|(at, row)| !taken.contains(at) && row.period == statement.period);
    for (_, row) in others {
        let is_first = known_by(MatchStep::Exact, &row.entry).is_some_and(|name| names.insert(name));
        let kind = if is_first { Kind::MissingHere } else { Kind::TwiceThere };
        differences.push(of(kind, &row.entry));
    }
    differences.sort_by(|a, b| (a.kind, a.date, &a.number).cmp(&(b.kind, b.date, &b.number)));
    Reconciliation {
        agree,
        by_hand: 0,
        counts: counts(&differences),
        differences,
        totals: totals(purchases, statement),
    }
}

fn of(kind: Kind, entry: &ReturnDocument) -> Difference {
    let blank = Difference::blank(kind, kind.said_of_purchase());
    Difference {
        irn: entry.irn.map(|irn| irn.to_string()),
        doc_type: Some(entry.doc_type),
        number: entry.number.clone(),
        date: Some(entry.date),
        supplier: entry.stin.clone(),
        ..blank
    }
}

/// What differs between a purchase and its row; a rupee doesn't.
pub(super) fn judge(purchase: &Purchase, row: &Received, step: MatchStep, period: Period) -> Option<Difference> {
    let fields: Vec<_> = compare(&purchase.entry, &row.entry)
        .into_iter()
        // What the books don't say differs from nothing.
        .filter(|field| field.here.is_some())
        .filter(|field| !["table", "type", "ctin", "itms", "irn"].contains(&field.field))
        .filter(|field| field.field != "number" || step == MatchStep::Irn || step == MatchStep::Amount)
        .filter(|field| !is_within_a_rupee(field))
        .collect();
    if !fields.is_empty() {
        let names: Vec<&str> = fields.iter().map(|field| field.field).collect();
        let cause = cause_of(&fields);
        return Some(Difference { fields, cause, ..of(Kind::Differs, &purchase.entry).more(&names.join(", ")) });
    }
    if row.credit == Some(false) {
        let (why, cause) = match row.reason.as_deref() {
            Some("P") => ("supplier and place of supply are in one state, you are in another", Cause::PlaceOfSupply),
            Some("C") => ("it was filed after the last day for credit", Cause::CreditTimeOver),
            Some(_) | None => ("the portal gives no reason", Cause::PortalSays),
        };
        let found = of(Kind::NoCredit, &purchase.entry).more(why);
        return Some(found.because(cause, Remedy::ClaimNothing));
    }
    (row.period != period).then(|| of(Kind::OtherPeriod, &purchase.entry).more(&format!("GSTR-2B of {}", row.period)))
}

fn is_within_a_rupee(field: &super::ComparedField) -> bool {
    ["val", "txval", "iamt", "camt", "samt", "csamt"].contains(&field.field)
        && cause_of(std::slice::from_ref(field)) == Cause::Rounding
}

/// What the sides add up to: invoices and notes.
fn totals(purchases: &[Purchase], statement: &Statement) -> Vec<TableTotal> {
    let mut by_section: BTreeMap<&'static str, [Total; 2]> = BTreeMap::new();
    let section = |entry: &ReturnDocument| if entry.doc_type == DocType::Invoice { "b2b" } else { "cdnr" };
    for purchase in purchases {
        by_section.entry(section(&purchase.entry)).or_default()[0].add(&purchase.entry);
    }
    for row in statement.rows.iter().filter(|row| row.period == statement.period) {
        by_section.entry(section(&row.entry)).or_default()[1].add(&row.entry);
    }
    by_section.into_iter().map(|(table, [here, there])| TableTotal { table, here, there, books: None }).collect()
}
