//! The tables of `data/law/`, one row a fact, and how to look things up in them.

use super::Sure;
use crate::calendar::Day;
use crate::money::Amount;
use crate::taxpayer::Class;

/// What a turnover threshold is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duty {
    EInvoice,
    B2cQr,
}

/// A step in the history of a threshold. Turnover above `amount` in any preceding year brings the duty.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    pub duty: Duty,
    pub amount: Amount,
    pub from: Day,
    pub notification: &'static str,
    pub dated: Day,
    /// Whether it ever came into force: two were overtaken before they did.
    pub in_force: bool,
    pub sure: Sure,
    pub note: &'static str,
}

pub const THRESHOLDS: &[Threshold] = include!(concat!(env!("OUT_DIR"), "/law_thresholds.rs"));

/// The threshold in force on a day; `None` before the duty began.
pub fn threshold(duty: Duty, on: Day) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force && t.from <= on).max_by_key(|t| t.from)
}

/// The day a duty began.
pub fn began(duty: Duty) -> Option<&'static Threshold> {
    THRESHOLDS.iter().filter(|t| t.duty == duty && t.in_force).min_by_key(|t| t.from)
}

/// Whether a class of person is exempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exempt {
    Yes,
    No,
    /// Sources contradict one another.
    Doubtful,
}

/// A class of taxpayer and what it is exempt from.
#[derive(Clone, Copy, Debug)]
pub struct ClassRow {
    pub class: Class,
    /// As in "the supplier is …".
    pub name: &'static str,
    pub exempt: Exempt,
    pub from: Day,
    pub provision: &'static str,
    pub notification: &'static str,
    /// Whether the dynamic QR code may be asked of it.
    pub b2c_qr: bool,
    pub sure: Sure,
    pub note: &'static str,
}

pub const CLASSES: &[ClassRow] = include!(concat!(env!("OUT_DIR"), "/law_classes.rs"));

pub fn class(class: Class) -> Option<&'static ClassRow> {
    CLASSES.iter().find(|row| row.class == class)
}

/// What of a bill a row of coverage is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    Document,
    Buyer,
    Supply,
}

/// Whether a kind of document, buyer or supply falls under the duty.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    pub about: About,
    pub name: &'static str,
    pub covered: bool,
    pub source: &'static str,
    pub sure: Sure,
    pub message: &'static str,
}

pub const COVERAGE: &[Coverage] = include!(concat!(env!("OUT_DIR"), "/law_coverage.rs"));

pub fn coverage(about: About, name: &str) -> Option<&'static Coverage> {
    COVERAGE.iter().find(|row| row.about == about && row.name == name)
}

/// Which of a document's two days a time limit goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GoesBy {
    DocumentDate,
    ReportingDate,
}

/// Whether the document's own day is the first of the days counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    DayOne,
    After,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    InForce,
    /// Announced and taken back.
    Never,
    /// No limit of the portal's: until then the missing IRN does no harm.
    Relief,
}

/// A time limit for reporting a document.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    pub from: Day,
    pub to: Option<Day>,
    pub goes_by: GoesBy,
    /// For taxpayers with at least this turnover; `None`: all.
    pub turnover: Option<Amount>,
    pub days: i64,
    pub counted: Counted,
    pub status: Status,
    pub source: &'static str,
    pub sure: Sure,
    pub note: &'static str,
}

pub const REPORTING: &[Reporting] = include!(concat!(env!("OUT_DIR"), "/law_reporting.rs"));

/// A time in which a breach was forgiven.
#[derive(Clone, Copy, Debug)]
pub struct Relief {
    pub duty: Duty,
    pub from: Day,
    pub to: Day,
    pub notifications: &'static str,
    pub sure: Sure,
    pub what: &'static str,
}

pub const RELIEFS: &[Relief] = include!(concat!(env!("OUT_DIR"), "/law_reliefs.rs"));

pub fn relief(duty: Duty, on: Day) -> Option<&'static Relief> {
    RELIEFS.iter().find(|r| r.duty == duty && (r.from..=r.to).contains(&on))
}

/// A section of the CGST Act with a penalty.
#[derive(Clone, Copy, Debug)]
pub struct Penalty {
    pub section: &'static str,
    pub amount: Option<Amount>,
    /// The tax, where that is more than the amount.
    pub or_tax: bool,
    /// Due under the central Act and once more under the state's.
    pub both_acts: bool,
    pub sure: Sure,
    pub what: &'static str,
}

pub const PENALTIES: &[Penalty] = include!(concat!(env!("OUT_DIR"), "/law_penalties.rs"));

pub fn penalty(section: &str) -> Option<&'static Penalty> {
    PENALTIES.iter().find(|p| p.section == section)
}

/// A time the law or the portal gives.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub name: &'static str,
    pub hours: i64,
    pub source: &'static str,
    pub sure: Sure,
    pub what: &'static str,
}

pub const WINDOWS: &[Window] = include!(concat!(env!("OUT_DIR"), "/law_windows.rs"));

/// Hours in which an IRN can be cancelled, from its acknowledgement: the first row of the table.
pub const CANCEL_HOURS: i64 = WINDOWS[0].hours;

pub fn window(name: &str) -> Option<&'static Window> {
    WINDOWS.iter().find(|w| w.name == name)
}

/// What is left when an IRN can't be cancelled any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Road {
    pub road: &'static str,
    pub when: &'static str,
    pub source: &'static str,
    pub sure: Sure,
    pub what: &'static str,
}

pub const ROADS: &[Road] = include!(concat!(env!("OUT_DIR"), "/law_roads.rs"));

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    Interstate,
    Intrastate,
}

/// Consignment value above which goods on the road need an e-way bill; empty `state`: every one.
#[derive(Clone, Copy, Debug)]
pub struct EwayLimit {
    pub scope: Scope,
    pub state: &'static str,
    pub limit: Amount,
    pub source: &'static str,
    pub sure: Sure,
    pub note: &'static str,
}

pub const EWAY_BILL: &[EwayLimit] = include!(concat!(env!("OUT_DIR"), "/law_eway_bill.rs"));

pub fn eway_limit(scope: Scope, state: &str) -> Option<&'static EwayLimit> {
    EWAY_BILL.iter().find(|row| row.scope == scope && row.state == state)
}

/// A case for or against the dynamic QR code on a bill to a consumer.
#[derive(Clone, Copy, Debug)]
pub struct QrCase {
    pub case: &'static str,
    pub due: bool,
    pub source: &'static str,
    pub sure: Sure,
    pub what: &'static str,
}

pub const B2C_QR: &[QrCase] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr.rs"));

pub fn qr_case(name: &str) -> Option<&'static QrCase> {
    B2C_QR.iter().find(|row| row.case == name)
}

/// What the dynamic QR code must hold, and the UPI parameter that carries it.
#[derive(Clone, Copy, Debug)]
pub struct QrContent {
    pub field: &'static str,
    pub parameter: &'static str,
    pub must: bool,
    pub source: &'static str,
    pub sure: Sure,
    pub what: &'static str,
}

pub const B2C_QR_CONTENTS: &[QrContent] = include!(concat!(env!("OUT_DIR"), "/law_b2c_qr_contents.rs"));

/// Where a document lands in GSTR-1. `document` is `invoice`, `note` or `any`; an empty `reverse_charge` is either.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub document: &'static str,
    pub supply: &'static str,
    pub reverse_charge: &'static str,
    pub table: &'static str,
    pub section: &'static str,
    pub r#type: &'static str,
    pub sure: Sure,
    pub note: &'static str,
}

pub const GSTR1: &[Place] = include!(concat!(env!("OUT_DIR"), "/law_gstr1.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_code_looks_up_by_name_is_there() {
        assert_eq!((WINDOWS[0].name, CANCEL_HOURS), ("cancel", 24));
        assert!(window("gstr1_filled").is_some() && qr_case("unregistered").is_some());
        assert!(["122(1)(i)", "122(3)(e)", "125"].iter().all(|section| penalty(section).is_some()));
        assert!(Class::ALL.iter().all(|c| class(*c).is_some()) && CLASSES.len() == Class::ALL.len());
        assert!(eway_limit(Scope::Interstate, "").is_some() && eway_limit(Scope::Intrastate, "").is_some());
    }
}
