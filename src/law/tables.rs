//! The tables of `data/law/`, one row a fact, and how to look things up in them.

mod goods;

pub use super::gstr1::tables::*;
pub use goods::*;

use super::Sure;
use crate::calendar::Day;
use crate::money::Amount;
use crate::taxpayer::Class;

/// What a turnover threshold is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duty {
    /// Reporting to the portal (rule 48(4)).
    EInvoice,
    /// The dynamic QR code on bills to consumers (Notification 14/2020-CT).
    B2cQr,
}

/// A step in the history of a threshold. Turnover above `amount` in any preceding year brings the duty.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// What it brings.
    pub duty: Duty,
    /// In rupees.
    pub amount: Amount,
    /// First document date it goes for; it goes until the next step's that is in force.
    pub from: Day,
    /// Of the central tax series: `10/2023-CT`.
    pub notification: &'static str,
    /// Day of the notification.
    pub dated: Day,
    /// Whether it ever came into force: two were overtaken before they did.
    pub in_force: bool,
    /// Of notification, amount and days.
    pub sure: Sure,
    /// What else is to be known of it; may be empty.
    pub note: &'static str,
}

/// `data/law/thresholds.csv`, by duty and in the order of time.
pub const THRESHOLDS: &[Threshold] = include!(concat!(env!("OUT_DIR"), "/law_thresholds.rs"));

/// The threshold in force on a day; `None` before the duty began.
pub(crate) fn threshold(duty: Duty, on: Day) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force && t.from <= on).max_by_key(|t| t.from)
}

/// The first threshold of a duty that came into force: the day the duty began.
pub(crate) fn began(duty: Duty) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force).min_by_key(|t| t.from)
}

/// Whether a class of person is exempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exempt {
    /// From the row's day on, for all its supplies.
    Yes,
    /// It reports like everybody.
    No,
    /// Sources contradict one another, or nobody says: the row leaves the verdict open.
    Doubtful,
}

/// A class of taxpayer and what it is exempt from.
#[derive(Clone, Copy, Debug)]
pub struct ClassRow {
    /// As a taxpayer's profile names it.
    pub class: Class,
    /// As in "the supplier is …".
    pub name: &'static str,
    /// From e-invoicing.
    pub exempt: Exempt,
    /// First document date it is exempt on, where it is.
    pub from: Day,
    /// Rule or section that defines the class, or where else it is from; may be empty beside a notification.
    pub provision: &'static str,
    /// The one the answer rests on, `13/2020-CT`; may be empty beside a provision.
    pub notification: &'static str,
    /// Whether the dynamic QR code may be asked of it.
    pub b2c_qr: bool,
    /// Of the exemption.
    pub sure: Sure,
    /// Where its edge lies, or what the sources say; may be empty.
    pub note: &'static str,
}

/// `data/law/classes.csv`: every [`Class`] once.
pub const CLASSES: &[ClassRow] = include!(concat!(env!("OUT_DIR"), "/law_classes.rs"));

pub(crate) fn class(class: Class) -> Option<&'static ClassRow> {
    CLASSES.iter().find(|row| row.class == class)
}

/// What of a bill a row of coverage is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Its kind: invoice, challan, bill of supply.
    Document,
    /// The kind of recipient.
    Buyer,
    /// The kind of supply.
    Supply,
}

/// Whether the duty covers a kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Covered {
    /// It does.
    Yes,
    /// That alone frees a bill from the duty.
    No,
    /// No text says so: the row leaves the verdict open.
    Doubtful,
}

/// Whether a kind of document, buyer or supply falls under the duty.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    /// What the name is a kind of.
    pub about: About,
    /// As `einv_applicability` takes it under `document`, `buyer` or `supply`: `credit_note`.
    pub name: &'static str,
    /// Whether the duty covers it.
    pub covered: Covered,
    /// Rule, section, notification or page.
    pub source: &'static str,
    /// Of what the source says.
    pub sure: Sure,
    /// The reason in an answer.
    pub message: &'static str,
}

/// `data/law/coverage.csv`: every kind `einv_applicability` takes once.
pub const COVERAGE: &[Coverage] = include!(concat!(env!("OUT_DIR"), "/law_coverage.rs"));

pub(crate) fn coverage(about: About, name: &str) -> Option<&'static Coverage> {
    COVERAGE.iter().find(|row| row.about == about && row.name == name)
}

/// Which of a document's two days a time limit goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GoesBy {
    /// It binds documents dated `from` to `to`.
    DocumentDate,
    /// It binds whatever is reported from `from` on; older documents could be reported until the day before.
    ReportingDate,
}

/// Whether the document's own day is the first of the days counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// It is: 30 days of a document dated the 1st end on the 30th, unless the setting `thirty_day_rule` has it later.
    DayOne,
    /// The day after it is the first.
    After,
}

/// What a time limit for reporting does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// The portal refuses later documents with 2305.
    InForce,
    /// Announced and taken back.
    Never,
    /// No limit of the portal's: until then the missing IRN does no harm.
    Relief,
}

/// A time limit for reporting a document.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    /// First document date or day of reporting, as `goes_by` says.
    pub from: Day,
    /// Last document date; `None`: to this day.
    pub to: Option<Day>,
    /// Which day `from` and `to` are.
    pub goes_by: GoesBy,
    /// For taxpayers with at least this turnover in rupees (above it, by the setting `ten_crore`); `None`: all.
    pub turnover: Option<Amount>,
    /// Days from the document's own, counted as `counted` says.
    pub days: i64,
    /// From which day `days` are counted.
    pub counted: Counted,
    /// Whether the portal keeps to it.
    pub status: Status,
    /// Advisory or notification, with its day.
    pub source: &'static str,
    /// Of what the source says.
    pub sure: Sure,
    /// Its example, and where sources differ.
    pub note: &'static str,
}

/// `data/law/reporting.csv`, by `from`.
pub const REPORTING: &[Reporting] = include!(concat!(env!("OUT_DIR"), "/law_reporting.rs"));

/// A time in which a breach was forgiven.
#[derive(Clone, Copy, Debug)]
pub struct Relief {
    /// What was not done.
    pub duty: Duty,
    /// First document date.
    pub from: Day,
    /// Last document date.
    pub to: Day,
    /// Of the central tax series, by commas: `89/2020-CT, 6/2021-CT`.
    pub notifications: &'static str,
    /// Of what they say.
    pub sure: Sure,
    /// What is forgiven, in a sentence.
    pub what: &'static str,
}

/// `data/law/reliefs.csv`.
pub const RELIEFS: &[Relief] = include!(concat!(env!("OUT_DIR"), "/law_reliefs.rs"));

pub(crate) fn relief(duty: Duty, on: Day) -> Option<&'static Relief> {
    RELIEFS.iter().find(|r| r.duty == duty && (r.from..=r.to).contains(&on))
}

/// A section of the CGST Act with a penalty.
#[derive(Clone, Copy, Debug)]
pub struct Penalty {
    /// `122(1)(i)`.
    pub section: &'static str,
    /// In rupees under one Act; `None`: the section names none.
    pub amount: Option<Amount>,
    /// The tax, where that is more than the amount.
    pub or_tax: bool,
    /// Due under the central Act and once more under the state's.
    pub both_acts: bool,
    /// Of the section's text.
    pub sure: Sure,
    /// The breach and the sum, in a sentence.
    pub what: &'static str,
}

/// `data/law/penalties.csv`.
pub const PENALTIES: &[Penalty] = include!(concat!(env!("OUT_DIR"), "/law_penalties.rs"));

pub(crate) fn penalty(section: &str) -> Option<&'static Penalty> {
    PENALTIES.iter().find(|p| p.section == section)
}

/// A time the law or the portal gives.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// `cancel`, `ewb_cancel` or `gstr1_filled`.
    pub name: &'static str,
    /// From the acknowledgement; for `ewb_cancel` from the e-way bill's own time.
    pub hours: i64,
    /// The portal's list of validations, or an advisory.
    pub source: &'static str,
    /// Of what the source says.
    pub sure: Sure,
    /// What may or will be done in it, in a sentence.
    pub what: &'static str,
}

/// `data/law/windows.csv`, `cancel` first.
pub const WINDOWS: &[Window] = include!(concat!(env!("OUT_DIR"), "/law_windows.rs"));

/// Hours in which an IRN can be cancelled, from its acknowledgement: the first row of the table.
pub const CANCEL_HOURS: i64 = WINDOWS[0].hours;

/// Hours in which an e-way bill can be cancelled, from its making: the second row.
pub const EWB_CANCEL_HOURS: i64 = WINDOWS[1].hours;

pub(crate) fn window(name: &str) -> Option<&'static Window> {
    WINDOWS.iter().find(|w| w.name == name)
}

/// A day on which something in law or portal begins or ends.
#[derive(Clone, Copy, Debug)]
pub struct LawDay {
    /// What it is looked up by: `cess_end`.
    pub name: &'static str,
    /// The day.
    pub day: Day,
    /// Notification or advisory.
    pub source: &'static str,
    /// Of the day.
    pub sure: Sure,
    /// Whether it is the first or the last day, and of what.
    pub what: &'static str,
}

/// `data/law/days.csv`.
pub const DAYS: &[LawDay] = include!(concat!(env!("OUT_DIR"), "/law_days.rs"));

/// The days of `data/law/days.csv` that code asks for, by name.
macro_rules! days {
    ($( $(#[$doc:meta])* $constant:ident = $name:literal; )*) => { $(
        $(#[$doc])*
        pub(crate) const $constant: Day = include!(concat!(env!("OUT_DIR"), "/law_day_", $name, ".rs"));
    )* };
}

days! {
    /// First day of a credit note that asks for the buyer's reversal.
    BUYER_REVERSAL = "buyer_reversal";
    /// First document date by the portal's newest texts.
    EARLIEST_DOCUMENT = "earliest_document";
    /// First return period with table 12 in two parts.
    HSN_SUMMARY_SPLIT = "hsn_summary_split";
    /// Last day of compensation cess on most goods.
    CESS_END = "cess_end";
    /// Last day of compensation cess on tobacco and pan masala.
    CESS_END_TOBACCO = "cess_end_tobacco";
    /// First day of tax on the retail price.
    RETAIL_PRICE = "retail_price";
    /// Announced first day of the rules on the ship-to GSTIN.
    SHIP_TO_GSTIN = "ship_to_gstin";
}

/// By when a credit note must be declared.
#[derive(Clone, Copy, Debug)]
pub struct NoteLimit {
    /// First day of a note it goes for.
    pub from: Day,
    /// Month after the end of the year of the supply.
    pub month: u32,
    /// Day of that month.
    pub day: u32,
    /// Day by which the return of a month is filed in the next.
    pub filed_by: u32,
    /// Section.
    pub source: &'static str,
    /// Of the row.
    pub sure: Sure,
    /// The rule in words.
    pub what: &'static str,
}

/// `data/law/note_limits.csv`, by `from`.
pub const NOTE_LIMITS: &[NoteLimit] = include!(concat!(env!("OUT_DIR"), "/law_note_limits.rs"));

/// What is left when an IRN can't be cancelled any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Road {
    /// `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`.
    pub road: &'static str,
    /// The case it is for, in words.
    pub when: &'static str,
    /// Section of the CGST Act, page of the portal, or both.
    pub source: &'static str,
    /// Of what the source says.
    pub sure: Sure,
    /// What to do, in a sentence.
    pub what: &'static str,
}

/// `data/law/roads.csv`, the usual one first.
pub const ROADS: &[Road] = include!(concat!(env!("OUT_DIR"), "/law_roads.rs"));

/// Which movement of goods a limit is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Between two states, or out of the country.
    Interstate,
    /// Inside one state, which may have a limit of its own.
    Intrastate,
}

/// Consignment value above which goods on the road need an e-way bill; empty `state`: every one.
#[derive(Clone, Copy, Debug)]
pub struct EwayLimit {
    /// Which movement it is for.
    pub scope: Scope,
    /// The state's two digits where it has a limit of its own, else empty.
    pub state: &'static str,
    /// In rupees, with tax; a consignment of exactly this needs none. `None`: no consignment needs one.
    pub limit: Option<Amount>,
    /// Whether the limit is that of all goods: where it isn't, the answer above the central limit is open.
    pub plain: bool,
    /// Rule, or where else it is said.
    pub source: &'static str,
    /// Of the limit; those of single states are secondary.
    pub sure: Sure,
    /// The state's name where `state` has its code, else a remark.
    pub note: &'static str,
}

/// `data/law/eway_bill.csv`.
pub const EWAY_BILL: &[EwayLimit] = include!(concat!(env!("OUT_DIR"), "/law_eway_bill.rs"));

pub(crate) fn eway_limit(scope: Scope, state: &str) -> Option<&'static EwayLimit> {
    EWAY_BILL.iter().find(|row| row.scope == scope && row.state == state)
}

/// A case for or against the dynamic QR code on a bill to a consumer.
#[derive(Clone, Copy, Debug)]
pub struct QrCase {
    /// `unregistered`, `uin_holder` and the like.
    pub case: &'static str,
    /// Whether the code is due then.
    pub due: bool,
    /// Notification or circular.
    pub source: &'static str,
    /// Of what the source says.
    pub sure: Sure,
    /// The case in words.
    pub what: &'static str,
}

/// `data/law/b2c_qr.csv`.
pub const B2C_QR: &[QrCase] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr.rs"));

pub(crate) fn qr_case(name: &str) -> Option<&'static QrCase> {
    B2C_QR.iter().find(|row| row.case == name)
}

/// What the dynamic QR code must hold, and the UPI parameter that carries it.
#[derive(Clone, Copy, Debug)]
pub struct QrContent {
    /// Field of [`super::b2c_qr::Upi`], or several.
    pub field: &'static str,
    /// Name in the `upi://pay?…` link: `gstIn`.
    pub parameter: &'static str,
    /// Whether every code holds it.
    pub must: bool,
    /// Circular and its item.
    pub source: &'static str,
    /// Of what the circular asks for; the parameters' names were read in no official text.
    pub sure: Sure,
    /// What it is, in words.
    pub what: &'static str,
}

/// `data/law/b2c_qr_contents.csv`.
pub const B2C_QR_CONTENTS: &[QrContent] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr_contents.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_code_looks_up_by_name_is_there() {
        assert_eq!((WINDOWS[0].name, CANCEL_HOURS), ("cancel", 24));
        assert_eq!((WINDOWS[1].name, EWB_CANCEL_HOURS), ("ewb_cancel", 24));
        assert!(window("gstr1_filled").is_some() && qr_case("unregistered").is_some());
        assert!(["122(1)(i)", "122(3)(e)", "125"].iter().all(|section| penalty(section).is_some()));
        assert!(Class::ALL.iter().all(|c| class(*c).is_some()) && CLASSES.len() == Class::ALL.len());
        assert!(eway_limit(Scope::Interstate, "").is_some() && eway_limit(Scope::Intrastate, "").is_some());
    }
}
