//! The tables of `data/law/`, one row per fact, and how to look things up in them.

mod eway;
mod goods;

use super::Sure;
pub use super::gstr1::tables::*;
use crate::calendar::Day;
use crate::money::Amount;
use crate::taxpayer::TaxpayerClass;
pub use eway::*;
pub(crate) use eway::{eway_free, eway_limit, eway_movement, term};
pub use goods::*;

/// The purpose of a turnover threshold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThresholdPurpose {
    /// Reporting to the portal (rule 48(4)).
    EInvoice,
    /// The dynamic QR code on bills to consumers (Notification 14/2020-CT).
    B2cQr,
}

/// A step in the history of a threshold. A turnover above `amount` in any preceding year creates the duty.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// The duty.
    pub duty: ThresholdPurpose,
    /// In rupees.
    pub amount: Amount,
    /// First document date; it applies until the next step that is in force.
    pub from: Day,
    /// The number in the central tax series: `10/2023-CT`.
    pub notification: &'static str,
    /// Day of the notification.
    pub dated: Day,
    /// Whether it ever came into force. Two were replaced before they did.
    pub in_force: bool,
    /// How sure notification, amount and days are.
    pub sure: Sure,
    /// A remark; may be empty.
    pub note: &'static str,
}

/// `data/law/thresholds.csv`, by duty and in the order of time.
pub const THRESHOLDS: &[Threshold] = include!(concat!(env!("OUT_DIR"), "/law_thresholds.rs"));

/// The threshold in force on a day; `None` before the duty began.
pub(crate) fn threshold(duty: ThresholdPurpose, on: Day) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force && t.from <= on).max_by_key(|t| t.from)
}

/// The first threshold of a duty that came into force: the day the duty began.
pub(crate) fn began(duty: ThresholdPurpose) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force).min_by_key(|t| t.from)
}

/// Whether a class of person is exempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exempt {
    /// Exempt from the row's day on, for all its supplies.
    Yes,
    /// Reports like everyone else.
    No,
    /// Sources contradict each other or are silent: the row leaves the verdict open.
    Doubtful,
}

/// A class of taxpayer and its exemption.
#[derive(Clone, Copy, Debug)]
pub struct ClassRow {
    /// As a taxpayer's profile names it.
    pub class: TaxpayerClass,
    /// The end of "the supplier is …".
    pub name: &'static str,
    /// Whether it is exempt from e-invoicing.
    pub exempt: Exempt,
    /// First document date of the exemption, where there is one.
    pub from: Day,
    /// The rule or section that defines the class, or another source; may be empty beside a notification.
    pub provision: &'static str,
    /// The notification behind the answer, `13/2020-CT`; may be empty beside a provision.
    pub notification: &'static str,
    /// Whether the dynamic QR code may be required of it.
    pub b2c_qr: bool,
    /// How sure the exemption is.
    pub sure: Sure,
    /// The limits of the exemption, or the sources' words; may be empty.
    pub note: &'static str,
}

/// `data/law/classes.csv`: every [`TaxpayerClass`] once.
pub const CLASSES: &[ClassRow] = include!(concat!(env!("OUT_DIR"), "/law_classes.rs"));

pub(crate) fn class(class: TaxpayerClass) -> Option<&'static ClassRow> {
    CLASSES.iter().find(|row| row.class == class)
}

/// The part of a bill that a row of coverage is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CoveragePart {
    /// The kind of document: invoice, challan, bill of supply.
    Document,
    /// The kind of recipient.
    Buyer,
    /// The kind of supply.
    Supply,
}

/// Whether the duty covers a kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Covered {
    /// The duty covers it.
    Yes,
    /// This alone frees a bill from the duty.
    No,
    /// No text decides it: the row leaves the verdict open.
    Doubtful,
}

/// Whether a kind of document, buyer or supply is under the duty.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    /// The part of the bill that the name belongs to.
    pub about: CoveragePart,
    /// The name that `einv_applicability` accepts under `document`, `buyer` or `supply`: `credit_note`.
    pub name: &'static str,
    /// Whether the duty covers it.
    pub covered: Covered,
    /// Rule, section, notification or page.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The reason in an answer.
    pub message: &'static str,
}

/// `data/law/coverage.csv`: every kind that `einv_applicability` accepts, once.
pub const COVERAGE: &[Coverage] = include!(concat!(env!("OUT_DIR"), "/law_coverage.rs"));

pub(crate) fn coverage(about: CoveragePart, name: &str) -> Option<&'static Coverage> {
    COVERAGE.iter().find(|row| row.about == about && row.name == name)
}

/// Which of a document's two days a time limit depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GoesBy {
    /// It applies to documents dated `from` to `to`.
    DocumentDate,
    /// It applies to whatever is reported from `from` on. Older documents could be reported until the day before.
    ReportingDate,
}

/// Whether the document's own day is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// It is the first day: 30 days of a document dated the 1st end on the 30th, unless the setting `thirty_day_rule`
    /// says later.
    DayOne,
    /// The next day is the first.
    After,
}

/// The effect of a time limit for reporting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LimitEffect {
    /// The portal refuses later documents with 2305.
    InForce,
    /// Announced and withdrawn.
    Never,
    /// Not a limit of the portal: until then the missing IRN does no harm.
    Relief,
}

/// A time limit for reporting a document.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    /// First document date or day of reporting, as `goes_by` says.
    pub from: Day,
    /// Last document date; `None`: still in force.
    pub to: Option<Day>,
    /// Which days `from` and `to` are.
    pub goes_by: GoesBy,
    /// For taxpayers with at least this turnover in rupees (or above it, by the setting `ten_crore`); `None`: all.
    pub turnover: Option<Amount>,
    /// The number of days from the document's own, counted as `counted` says.
    pub days: i64,
    /// The first of the `days`.
    pub counted: Counted,
    /// Whether the portal enforces it.
    pub status: LimitEffect,
    /// The advisory or notification, with its day.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The source's example, and where sources differ.
    pub note: &'static str,
}

/// `data/law/reporting.csv`, by `from`.
pub const REPORTING: &[Reporting] = include!(concat!(env!("OUT_DIR"), "/law_reporting.rs"));

/// A period in which a breach was forgiven.
#[derive(Clone, Copy, Debug)]
pub struct Relief {
    /// The breach.
    pub duty: ThresholdPurpose,
    /// First document date.
    pub from: Day,
    /// Last document date.
    pub to: Day,
    /// Numbers in the central tax series, separated by commas: `89/2020-CT, 6/2021-CT`.
    pub notifications: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The relief, in a sentence.
    pub what: &'static str,
}

/// `data/law/reliefs.csv`.
pub const RELIEFS: &[Relief] = include!(concat!(env!("OUT_DIR"), "/law_reliefs.rs"));

pub(crate) fn relief(duty: ThresholdPurpose, on: Day) -> Option<&'static Relief> {
    RELIEFS.iter().find(|r| r.duty == duty && (r.from..=r.to).contains(&on))
}

/// A section of the CGST Act with a penalty.
#[derive(Clone, Copy, Debug)]
pub struct Penalty {
    /// `122(1)(i)`.
    pub section: &'static str,
    /// In rupees under one Act; `None`: the section names no amount.
    pub amount: Option<Amount>,
    /// Whether the penalty is the tax, where that is more than the amount.
    pub or_tax: bool,
    /// Whether it is due under the central Act and again under the state's.
    pub both_acts: bool,
    /// How sure the section's text is.
    pub sure: Sure,
    /// The breach and the sum, in a sentence.
    pub what: &'static str,
}

/// `data/law/penalties.csv`.
pub const PENALTIES: &[Penalty] = include!(concat!(env!("OUT_DIR"), "/law_penalties.rs"));

pub(crate) fn penalty(section: &str) -> Option<&'static Penalty> {
    PENALTIES.iter().find(|p| p.section == section)
}

/// A period that the law or the portal allows.
#[derive(Clone, Copy, Debug)]
pub struct LawWindow {
    /// `cancel`, `ewb_cancel` or `gstr1_filled`.
    pub name: &'static str,
    /// Its length. It starts at the acknowledgement, for `ewb_cancel` at the making of the e-way bill.
    pub hours: i64,
    /// The portal's list of validations, or an advisory.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// What is allowed or happens in it, in a sentence.
    pub what: &'static str,
}

/// `data/law/windows.csv`, `cancel` first.
pub const WINDOWS: &[LawWindow] = include!(concat!(env!("OUT_DIR"), "/law_windows.rs"));

/// The hours in which an IRN can be cancelled, from its acknowledgement: the first row of the table.
pub const CANCEL_HOURS: i64 = WINDOWS[0].hours;

/// The hours in which an e-way bill can be cancelled, from its making: the second row.
pub const EWB_CANCEL_HOURS: i64 = WINDOWS[1].hours;

pub(crate) fn window(name: &str) -> Option<&'static LawWindow> {
    WINDOWS.iter().find(|w| w.name == name)
}

/// A day on which something begins or ends, in the law or at the portal.
#[derive(Clone, Copy, Debug)]
pub struct LawDay {
    /// The key for a look-up: `cess_end`.
    pub name: &'static str,
    /// The day.
    pub day: Day,
    /// Notification or advisory.
    pub source: &'static str,
    /// How sure the day is.
    pub sure: Sure,
    /// Whether it is a first or a last day, and of what.
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
    /// First day of a credit note that requires the buyer's reversal.
    BUYER_REVERSAL = "buyer_reversal";
    /// First document date, by the portal's newest texts.
    EARLIEST_DOCUMENT = "earliest_document";
    /// First return period whose credit notes can be kept pending in the Invoice Management System.
    IMS_NOTES_PENDING = "ims_notes_pending";
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

/// The last day to declare a credit note.
#[derive(Clone, Copy, Debug)]
pub struct NoteLimit {
    /// First note date it applies to.
    pub from: Day,
    /// The month after the end of the supply's year.
    pub month: u32,
    /// The day of that month.
    pub day: u32,
    /// The day of the next month by which a month's return is filed.
    pub filed_by: u32,
    /// Section.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The rule in words.
    pub what: &'static str,
}

/// `data/law/note_limits.csv`, by `from`.
pub const NOTE_LIMITS: &[NoteLimit] = include!(concat!(env!("OUT_DIR"), "/law_note_limits.rs"));

/// A way out when an IRN can't be cancelled any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[non_exhaustive]
pub struct Remedy {
    /// `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`.
    pub remedy: &'static str,
    /// The case it applies to, in words.
    pub when: &'static str,
    /// A section of the CGST Act, a page of the portal, or both.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// What to do, in a sentence.
    pub what: &'static str,
}

/// `data/law/remedies.csv`, the usual one first.
pub const REMEDIES: &[Remedy] = include!(concat!(env!("OUT_DIR"), "/law_remedies.rs"));

/// A case for or against the dynamic QR code on a bill to a consumer.
#[derive(Clone, Copy, Debug)]
pub struct QrCase {
    /// `unregistered`, `uin_holder` and the like.
    pub case: &'static str,
    /// Whether the code is due in this case.
    pub due: bool,
    /// Notification or circular.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The case in words.
    pub what: &'static str,
}

/// `data/law/b2c_qr.csv`.
pub const B2C_QR: &[QrCase] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr.rs"));

pub(crate) fn qr_case(name: &str) -> Option<&'static QrCase> {
    B2C_QR.iter().find(|row| row.case == name)
}

/// A content of the dynamic QR code, and the UPI parameter that carries it.
#[derive(Clone, Copy, Debug)]
pub struct QrParameter {
    /// The field of [`super::b2c_qr::Upi`], or several.
    pub field: &'static str,
    /// Name in the `upi://pay?…` link: `gstIn`.
    pub parameter: &'static str,
    /// Whether every code has it.
    pub must: bool,
    /// Circular and its item.
    pub source: &'static str,
    /// How sure the circular's requirement is; no official text gives the parameters' names.
    pub sure: Sure,
    /// Its meaning, in words.
    pub what: &'static str,
}

/// `data/law/b2c_qr_contents.csv`.
pub const B2C_QR_CONTENTS: &[QrParameter] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr_contents.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_code_looks_up_exists() {
        assert_eq!((WINDOWS[0].name, CANCEL_HOURS), ("cancel", 24));
        assert_eq!((WINDOWS[1].name, EWB_CANCEL_HOURS), ("ewb_cancel", 24));
        assert!(window("gstr1_filled").is_some() && qr_case("unregistered").is_some());
        assert!(["122(1)(i)", "122(3)(e)", "125"].iter().all(|section| penalty(section).is_some()));
        assert!(TaxpayerClass::ALL.iter().all(|c| class(*c).is_some()) && CLASSES.len() == TaxpayerClass::ALL.len());
        assert!(
            eway_limit(MovementScope::Interstate, "").is_some() && eway_limit(MovementScope::Intrastate, "").is_some()
        );
    }
}
