//! The Invoice Management System (IMS): what suppliers reported waits there for the buyer's answer. An answer is proposed, with its
//! reason, by what the purchase book has.
//!
//! To reject is never proposed: it raises the supplier's tax, and only the buyer knows whether a bill is wrong. What the buyer
//! answered before stays.

use super::download::wrong;
use super::purchases::{MatchStep, Purchase, Received, judge, matched};
use super::{ComparedField, Unread};
use crate::calendar::Day;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::DocType;
use crate::law::gstr1::field::Section;
use crate::law::gstr1::received::{IMS_SECTIONS, ims_sums};
use crate::law::gstr1::tables::filing;
use crate::law::gstr1::{Period, ReturnDocument, TaxSums, place_in};
use crate::law::tables::IMS_NOTES_PENDING;
use crate::money::Amount;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An answer to a supplier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImsAction {
    /// It counts in GSTR-2B.
    Accept,
    /// It waits.
    Pending,
    /// It is the supplier's mistake. Never proposed.
    Reject,
    /// None: it is deemed accepted when GSTR-2B is made.
    NoAction,
}

impl ImsAction {
    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            ImsAction::Accept => "accept",
            ImsAction::Pending => "pending",
            ImsAction::Reject => "reject",
            ImsAction::NoAction => "no_action",
        }
    }

    /// The portal's letter.
    pub const fn letter(self) -> &'static str {
        match self {
            ImsAction::Accept => "A",
            ImsAction::Pending => "P",
            ImsAction::Reject => "R",
            ImsAction::NoAction => "N",
        }
    }

    fn read(text: &str) -> Option<ImsAction> {
        let all = [ImsAction::Accept, ImsAction::Pending, ImsAction::Reject, ImsAction::NoAction];
        match text {
            "" => Some(ImsAction::NoAction),
            letter => all.into_iter().find(|action| letter.eq_ignore_ascii_case(action.letter())),
        }
    }
}

/// What is in an IMS file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImsList {
    /// The buyer, where the file says it.
    pub gstin: Option<Gstin>,
    pub rows: Vec<ImsEntry>,
    pub unread: Vec<Unread>,
}

/// A row as the portal has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImsEntry {
    section: &'static str,
    received: Received,
    now: ImsAction,
    is_pending_blocked: bool,
    is_saved_alone: bool,
}

impl ImsList {
    /// Reads the portal's JSON: the offline download, or the answer of its interface.
    pub fn read(at: &str, file: &Value) -> Result<ImsList> {
        let expected = "the file of IMS has imsDetails with b2b, b2ba, b2bdn, b2bdna, b2bcn, b2bcna, ecom, ecoma";
        let lists = ["imsDetails", "invdata", "data"].iter().find_map(|key| file.get(*key)).unwrap_or(file);
        let lists = lists.get("imsDetails").unwrap_or(lists);
        if !IMS_SECTIONS.iter().any(|(section, _)| lists.get(section.key).is_some()) {
            return Err(wrong(at, "there is no section of IMS").fix(expected));
        }
        let gstin = ["rtin", "gstin"].iter().find_map(|key| file[*key].as_str()).and_then(Gstin::parse);
        let mut list = ImsList { gstin, ..ImsList::default() };
        for (section, doc_type) in IMS_SECTIONS {
            let Some(rows) = lists.get(section.key).filter(|rows| !rows.is_null()) else { continue };
            let place = format!("{at}/{}", section.key);
            let rows = rows.as_array().ok_or_else(|| wrong(&place, "not a list").fix(expected))?;
            for (index, row) in rows.iter().enumerate() {
                match entry(section, *doc_type, row) {
                    Ok(entry) => list.rows.push(entry),
                    Err(why) => list.unread.push(Unread {
                        place: format!("{place}/{index}"),
                        number: ["inum", "nt_num"]
                            .iter()
                            .find_map(|key| row[*key].as_str())
                            .unwrap_or_default()
                            .to_owned(),
                        irn: None,
                        why,
                    }),
                }
            }
        }
        Ok(list)
    }

    /// Adds what another file has.
    pub fn and(mut self, at: &str, more: ImsList) -> Result<ImsList> {
        if let (Some(one), Some(other)) = (self.gstin, more.gstin)
            && one != other
        {
            return Err(wrong(at, format!("this file is of {other}, and the first is of {one}"))
                .fix("take one GSTIN at a time"));
        }
        self.gstin = self.gstin.or(more.gstin);
        self.rows.extend(more.rows);
        self.unread.extend(more.unread);
        Ok(self)
    }
}

fn entry(section: &Section<ReturnDocument>, doc_type: DocType, row: &Value) -> std::result::Result<ImsEntry, String> {
    let place = if doc_type == DocType::Invoice { "b2b" } else { "cdnr" };
    let mut entry = ReturnDocument::unread(place_in(place).ok_or("the section is in no table")?);
    section.read(&mut entry, &Value::Null, row)?;
    entry.doc_type = doc_type;
    entry.by_rate = ims_sums(row)?;
    let text = |key: &str| row[key].as_str().map(str::trim).unwrap_or_default();
    let now = ImsAction::read(text("action")).ok_or_else(|| format!("action {} can't be read", row["action"]))?;
    let is_said = |key: &str| row[key] == true || text(key).eq_ignore_ascii_case("Y");
    let filed = text("srcfilstatus");
    let period = period_of(text("rtnprd"), entry.date);
    Ok(ImsEntry {
        section: section.key,
        received: Received { entry, credit: None, reason: None, period },
        now,
        is_pending_blocked: is_said("ispendactblocked") || text("ispendactnallwd").eq_ignore_ascii_case("N"),
        is_saved_alone: ["saved", "not filed", "nf"].iter().any(|word| filed.eq_ignore_ascii_case(word)),
    })
}

/// The supplier's return: as `MMYYYY`, or the month alone, which is the first one that isn't before the document's.
fn period_of(text: &str, date: Day) -> Period {
    let own = Period::of(date);
    Period::parse(text).unwrap_or_else(|| {
        let mut period = own;
        for _ in 0..12 {
            if period.to_string().starts_with(text) {
                return period;
            }
            period = period.next();
        }
        own
    })
}

/// How the buyer files: a note is kept pending for one period of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ImsFiling {
    /// GSTR-3B every month.
    #[default]
    Monthly,
    /// GSTR-3B every quarter.
    Quarterly,
}

impl ImsFiling {
    /// The last day on which a note of a supplier's return may be pending: GSTR-3B of one period later is due.
    fn pending_until(self, period: Period) -> Option<Day> {
        let row = filing(if self == ImsFiling::Monthly { "monthly_3b" } else { "quarterly_3b" })?;
        let quarter_ends = |period: Period| {
            let mut last = period;
            while !["03", "06", "09", "12"].iter().any(|month| last.to_string().starts_with(month)) {
                last = last.next();
            }
            last
        };
        let last = match self {
            ImsFiling::Monthly => period.next(),
            ImsFiling::Quarterly => quarter_ends(quarter_ends(period).next()),
        };
        Some(last.next().first().plus(i64::from(row.day) - 1))
    }
}

/// An answer that is proposed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImsProposal {
    /// The section: `b2b`, `b2bcn`.
    pub section: &'static str,
    /// GSTIN of the supplier.
    pub supplier: String,
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    pub doc_type: DocType,
    /// The supplier's.
    pub number: String,
    /// The document's.
    pub date: Day,
    /// The document's.
    pub value: Amount,
    /// Its taxable value and taxes.
    pub sums: TaxSums,
    /// The supplier's return.
    pub period: Period,
    /// What was answered so far.
    pub now: ImsAction,
    /// What is proposed.
    pub propose: ImsAction,
    /// Why.
    pub reason: &'static str,
    /// More of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The last day on which it may be pending, of a credit note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_until: Option<Day>,
    /// The credit to declare as reversed, of a credit note that is accepted: what the purchase book reverses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal: Option<TaxSums>,
    /// By which step it was found in the purchase book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<MatchStep>,
    /// What differs: `here` is the purchase book, `there` IMS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ComparedField>,
}

/// A row that can't be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImsUnread {
    /// Where it stands.
    pub at: String,
    /// Its number, where that can be read.
    pub number: String,
    /// Why.
    pub message: String,
}

/// What to answer suppliers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImsProposed {
    /// The buyer.
    pub gstin: Gstin,
    /// How many of each proposal.
    pub counts: BTreeMap<ImsAction, usize>,
    /// Each row of IMS.
    pub rows: Vec<ImsProposal>,
    /// Rows of IMS and bills of the purchase book that can't be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<ImsUnread>,
}

/// Proposes answers, by the purchase book where there is one.
pub fn propose(
    list: &ImsList,
    gstin: Gstin,
    books: Option<(&[Purchase], &[Unread])>,
    filing: ImsFiling,
    today: Day,
) -> ImsProposed {
    let (purchases, unread) = books.unwrap_or_default();
    let received: Vec<Received> = list.rows.iter().map(|row| row.received.clone()).collect();
    let mut of_row: BTreeMap<usize, (&Purchase, MatchStep)> = BTreeMap::new();
    for (purchase, found) in purchases.iter().zip(matched(purchases, &received)) {
        if let Some((at, step)) = found {
            of_row.insert(at, (purchase, step));
        }
    }
    let rows: Vec<ImsProposal> = list
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| row.proposal(of_row.get(&at).copied(), books.is_some(), filing, today))
        .collect();
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.propose).or_default() += 1;
    }
    let unread = list.unread.iter().chain(unread).map(|row| ImsUnread {
        at: row.place.clone(),
        number: row.number.clone(),
        message: row.why.clone(),
    });
    ImsProposed { gstin, counts, unread: unread.collect(), rows }
}

impl ImsEntry {
    fn proposal(
        &self,
        found: Option<(&Purchase, MatchStep)>,
        has_books: bool,
        filing: ImsFiling,
        today: Day,
    ) -> ImsProposal {
        let Received { entry, period, .. } = &self.received;
        let is_note = entry.doc_type == DocType::CreditNote;
        // Credit notes of earlier periods can't be pending at all.
        let pending_until =
            (is_note && period.first() >= IMS_NOTES_PENDING).then(|| filing.pending_until(*period)).flatten();
        let differs = found.and_then(|(purchase, step)| judge(purchase, &self.received, step, *period));
        let may_wait = !self.is_pending_blocked && (!is_note || pending_until.is_some_and(|until| today <= until));
        let is_late = pending_until.is_some_and(|until| today > until);
        let (propose, reason) = match (self.now, found, &differs) {
            (now, _, _) if now != ImsAction::NoAction && !(is_late && now == ImsAction::Pending) => {
                (now, "you have answered it already")
            }
            (_, Some(_), None) => (ImsAction::Accept, "the purchase book has it the same"),
            (_, Some(_), Some(_)) if may_wait => {
                (ImsAction::Pending, "the purchase book differs: agree on it with the supplier first")
            }
            (_, None, _) if !has_books => (
                ImsAction::NoAction,
                "without the purchase book nothing can be proposed; without an answer it is deemed accepted",
            ),
            (_, None, _) if may_wait => {
                (ImsAction::Pending, "not in the purchase book: enter it if it is yours, else ask the supplier")
            }
            _ if is_late => (
                ImsAction::NoAction,
                "it can't be pending any more: decide yourself; without an answer it is deemed accepted",
            ),
            _ => (
                ImsAction::NoAction,
                "it can't be kept pending: decide yourself; without an answer it is deemed accepted",
            ),
        };
        let reversal =
            found.filter(|_| is_note && propose == ImsAction::Accept).map(|(purchase, _)| purchase.entry.sums());
        let fields = differs.map(|difference| difference.fields).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(|field| field.field).collect();
        let detail = match (names.is_empty(), self.is_saved_alone) {
            (false, _) => Some(names.join(", ")),
            (true, true) => {
                Some("the supplier has saved it and not filed yet: a change there undoes the answer".to_owned())
            }
            (true, false) => None,
        };
        ImsProposal {
            section: self.section,
            supplier: entry.stin.clone().unwrap_or_default(),
            doc_type: entry.doc_type,
            number: entry.number.clone(),
            date: entry.date,
            value: entry.value,
            sums: entry.sums(),
            period: *period,
            now: self.now,
            propose,
            reason,
            detail,
            pending_until,
            reversal,
            matched: found.map(|(_, step)| step),
            fields,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(filing: ImsFiling, period: &str) -> String {
        filing.pending_until(Period::parse(period).unwrap()).unwrap().iso()
    }

    #[test]
    fn a_note_may_wait_until_gstr_3b_of_one_period_later_is_due() {
        assert_eq!(until(ImsFiling::Monthly, "102025"), "2025-12-20");
        assert_eq!(until(ImsFiling::Monthly, "122026"), "2027-02-20");
        assert_eq!(until(ImsFiling::Quarterly, "102025"), "2026-04-22");
        assert_eq!(until(ImsFiling::Quarterly, "122025"), "2026-04-22");
        assert_eq!(until(ImsFiling::Quarterly, "012026"), "2026-07-22");
    }

    #[test]
    fn a_return_named_by_its_month_is_the_first_that_is_not_before_the_document() {
        let of = |month: &str, date: &str| period_of(month, Day::parse(date).unwrap()).to_string();
        assert_eq!(of("02", "08/02/2026"), "022026");
        assert_eq!(of("01", "08/12/2025"), "012026");
        assert_eq!(of("122026", "08/11/2026"), "122026");
        assert_eq!(of("", "08/11/2026"), "112026");
    }
}
