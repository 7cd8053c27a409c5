//! Decides whether a bill needs an e-invoice: the verdict with every reason.

use super::bill::LawBill;
use super::exposure::{self, Exposure};
use super::kinds::DocumentKind;
use super::tables::{self, CoveragePart, Covered, Exempt, Threshold, ThresholdPurpose};
use super::words::{in_words, rupees};
use super::{LawReason, Owed, Sure, deadline, eway, notes, qr_duty};
use crate::calendar::{Day, FinYear};
use crate::money::Amount;
use crate::settings::Settings;
use crate::taxpayer::{Taxpayer, TaxpayerClass};
use schemars::JsonSchema;
use serde::Serialize;

/// Whether the law asks for an e-invoice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ApplicabilityVerdict")]
pub enum ApplicabilityVerdict {
    /// It does.
    Required,
    /// It does not.
    NotRequired,
    /// Facts are missing, or the sources contradict each other.
    CannotTell,
}

/// The threshold in force on the document's day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Threshold")]
pub struct InForce {
    /// In rupees; turnover above it brings the duty.
    pub amount: Amount,
    /// The first document date it goes for.
    pub from: Day,
    /// Of the central tax series: `10/2023-CT`.
    pub notification: &'static str,
    /// Of notification, amount and day.
    pub sure: Sure,
}

/// What the law asks of a bill, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Applicability {
    /// Whether it asks for an e-invoice.
    pub verdict: ApplicabilityVerdict,
    /// How sure the verdict is: as its weakest necessary ground, or its strongest sufficient one. `None` without a
    /// verdict.
    pub sure: Option<Sure>,
    /// First the reasons against the duty, then those that leave it open, those for it, and those that decide nothing.
    pub reasons: Vec<LawReason>,
    /// `None` before e-invoicing began.
    pub threshold: Option<InForce>,
    /// The first year with a turnover above it.
    pub crossed_in: Option<FinYear>,
    /// Years with an unknown turnover that would be needed.
    pub missing_years: Vec<FinYear>,
    /// Last day for reporting; `None` where the verdict is not required, there is no limit, or the turnover isn't known.
    pub report_by: Option<Day>,
    /// Hours from the acknowledgement in which an IRN may be cancelled; `None` unless the verdict is required.
    pub cancel_hours: Option<i64>,
    /// The e-way bill, if the goods move.
    pub ewb: Owed,
    /// The dynamic QR code for payment.
    pub b2c_qr: Owed,
    /// The penalties for not reporting, or for leaving out the QR code; `None` where neither is due.
    pub exposure: Option<Exposure>,
}

/// Grounds collected on the way to a verdict.
#[derive(Default)]
struct Grounds {
    /// Each of these alone frees the bill.
    against: Vec<LawReason>,
    /// All of these together bind it.
    towards: Vec<LawReason>,
    /// Each of these leaves it open.
    open: Vec<LawReason>,
    /// These decide nothing, but are worth saying.
    beside: Vec<LawReason>,
}

/// Returns what the law requires of a bill whose supplier is `taxpayer` (an empty one: nothing is known), as seen on
/// `today`.
pub fn assess(bill: &LawBill, taxpayer: &Taxpayer, today: Day, settings: &Settings) -> Applicability {
    let mut grounds = Grounds::default();
    let threshold = tables::threshold(ThresholdPurpose::EInvoice, bill.date);
    covered(bill, &mut grounds);
    exempt(bill, taxpayer.class, &mut grounds);
    let (crossed_in, missing_years) = by_turnover(bill, taxpayer, threshold, &mut grounds);
    let verdict = match &grounds {
        g if !g.against.is_empty() => ApplicabilityVerdict::NotRequired,
        g if !g.open.is_empty() => ApplicabilityVerdict::CannotTell,
        _ => ApplicabilityVerdict::Required,
    };
    let sure = match verdict {
        ApplicabilityVerdict::NotRequired => grounds.against.iter().map(|r| r.sure).min(),
        ApplicabilityVerdict::Required => grounds.towards.iter().map(|r| r.sure).max(),
        ApplicabilityVerdict::CannotTell => None,
    };
    let report_by = if verdict == ApplicabilityVerdict::NotRequired {
        None
    } else {
        report_by(bill, taxpayer, today, settings, &mut grounds)
    };
    let window = tables::window("cancel").filter(|_| verdict == ApplicabilityVerdict::Required);
    if let Some(window) = window {
        grounds.beside.push(LawReason::new("cancel.window", window.sure, window.source, window.what));
    }
    enablement(bill, taxpayer, verdict, &mut grounds);
    if bill.document == DocumentKind::CreditNote {
        grounds.beside.push(notes::reason(bill.original, bill.date, taxpayer));
    }
    let (ewb, why) = eway::eway_bill(bill);
    grounds.beside.push(why);
    let (b2c_qr, why) = qr_duty::dynamic_qr(bill, taxpayer);
    grounds.beside.extend(why);
    let exposure = match (verdict, b2c_qr) {
        (ApplicabilityVerdict::Required, _) => exposure::unreported(bill),
        (_, Owed::Due) => exposure::without_qr(bill),
        (_, Owed::NotDue | Owed::CannotTell) => None,
    };
    let Grounds { against, towards, open, beside } = grounds;
    Applicability {
        verdict,
        sure,
        reasons: [against, open, towards, beside].concat(),
        threshold: threshold.map(|t| InForce {
            amount: t.amount,
            from: t.from,
            notification: t.notification,
            sure: t.sure,
        }),
        crossed_in,
        missing_years,
        report_by,
        cancel_hours: window.map(|w| w.hours),
        ewb,
        b2c_qr,
        exposure,
    }
}

/// The kind of document, of buyer, of supply.
fn covered(bill: &LawBill, grounds: &mut Grounds) {
    let kinds = [
        ("document.kind", CoveragePart::Document, Some(bill.document.name())),
        ("buyer.kind", CoveragePart::Buyer, bill.buyer.map(|b| b.name())),
        ("supply.kind", CoveragePart::Supply, Some(bill.supply.name())),
    ];
    for (rule, about, name) in kinds {
        let Some(row) = name.and_then(|name| tables::coverage(about, name)) else { continue };
        let reason = LawReason::new(rule, row.sure, row.source, row.message);
        match row.covered {
            Covered::Yes => grounds.towards.push(reason),
            Covered::No => grounds.against.push(reason),
            Covered::Doubtful => grounds.open.push(reason),
        }
    }
}

/// The supplier's class.
fn exempt(bill: &LawBill, class: Option<TaxpayerClass>, grounds: &mut Grounds) {
    let Some(class) = class else {
        let message = "no class of the supplier was given: it is taken for an ordinary one, not a bank, insurer, carrier, \
                       SEZ unit or public body";
        grounds.beside.push(LawReason::new("class.assumed", Sure::Unverified, "taxpayer.class", message));
        return;
    };
    let Some(row) = tables::class(class) else { return };
    let source = [row.provision, row.notification].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; ");
    let say = |rule, message: String| LawReason::new(rule, row.sure, source.clone(), message);
    match row.exempt {
        Exempt::Yes if bill.date >= row.from => {
            let note = if row.note.is_empty() { String::new() } else { format!(" ({})", row.note) };
            grounds.against.push(say("class.exempt", format!("the supplier is {}: exempt{note}", row.name)));
        }
        Exempt::Yes => {
            let message = format!("the supplier is {}, exempt only from {}", row.name, row.from);
            grounds.towards.push(say("class.not_yet_exempt", message));
        }
        Exempt::No => {
            grounds.towards.push(say("class.not_exempt", format!("the supplier is {}: not exempt", row.name)));
        }
        Exempt::Doubtful => {
            let message = format!("the supplier is {}: sources differ. {}", row.name, row.note);
            grounds.open.push(say("class.doubtful", message));
        }
    }
}

/// The threshold on the document's day, compared with the turnover of earlier years.
fn by_turnover(
    bill: &LawBill,
    taxpayer: &Taxpayer,
    threshold: Option<&Threshold>,
    grounds: &mut Grounds,
) -> (Option<FinYear>, Vec<FinYear>) {
    let Some(threshold) = threshold else {
        if let Some(first) = tables::began(ThresholdPurpose::EInvoice) {
            let message = format!("e-invoicing began on {}, after the document's date", first.from);
            grounds.against.push(LawReason::new("law.not_yet", first.sure, first.notification, message));
        }
        return (None, Vec::new());
    };
    let year = bill.date.fin_year();
    let amount = rupees(threshold.amount);
    let say = |rule, message| LawReason::new(rule, threshold.sure, threshold.notification, message);
    if let Some((crossed, most)) = taxpayer.before(year).find(|(_, t)| *t > threshold.amount) {
        grounds.towards.push(say(
            "turnover.crossed",
            format!("turnover of {crossed} was {}, above the {amount} in force from {}", rupees(most), threshold.from),
        ));
        if taxpayer.before(year).next_back().is_some_and(|(_, latest)| latest <= threshold.amount) {
            let message = "turnover has fallen since, but the duty stays once it was above in any year";
            grounds.towards.push(LawReason::new(
                "turnover.fallen",
                Sure::Unverified,
                "follows from 70/2020-CT",
                message,
            ));
        }
        return (Some(crossed), Vec::new());
    }
    let missing = taxpayer.missing_before(year);
    if missing.is_empty() {
        let most = taxpayer.before(year).map(|(_, t)| t).max().unwrap_or(Amount::ZERO);
        let message = format!(
            "no year before {year} was above the {amount} in force from {}: at most {}",
            threshold.from,
            rupees(most)
        );
        grounds.against.push(say("turnover.below", message));
    } else {
        let years = in_words(&missing);
        let message = format!(
            "whether the {amount} in force from {} were exceeded depends on the turnover of {years}; give 0 for years before \
             the business began",
            threshold.from
        );
        grounds.open.push(say("turnover.missing", message));
    }
    if taxpayer.turnover.get(&year).is_some_and(|t| *t > threshold.amount) {
        let message =
            format!("turnover of {year} itself is above {amount}: the duty begins on 01/04/{}", year.start() + 1);
        grounds.beside.push(LawReason::new(
            "turnover.crosses_now",
            Sure::Unverified,
            "\"preceding financial year\"",
            message,
        ));
    }
    (None, missing)
}

fn report_by(
    bill: &LawBill,
    taxpayer: &Taxpayer,
    today: Day,
    settings: &Settings,
    grounds: &mut Grounds,
) -> Option<Day> {
    let deadline = deadline::limit(bill.date, taxpayer, settings);
    let reasons = deadline::reasons(&deadline, bill.date, taxpayer, settings);
    let last = deadline.report_by();
    if let (Some(last), Some(first)) = (last.filter(|last| today > *last), reasons.first()) {
        let message = format!("that day has passed: {} days ago", today.days_since(last));
        grounds.beside.push(LawReason::new("report.too_late", first.sure, first.source.clone(), message));
    }
    grounds.beside.extend(reasons);
    last
}

/// Enablement on the portal neither creates the duty nor removes it. Without it the portal refuses (3026).
fn enablement(bill: &LawBill, taxpayer: &Taxpayer, verdict: ApplicabilityVerdict, grounds: &mut Grounds) {
    let Some(from) = taxpayer.enabled_from else { return };
    let say = |rule, message| LawReason::new(rule, Sure::Unverified, "portal code 3026", message);
    match verdict {
        ApplicabilityVerdict::Required if bill.date < from => {
            let message = format!("the portal enables the supplier only from {from}: enable the GSTIN there first");
            grounds.beside.push(say("portal.not_enabled", message));
        }
        ApplicabilityVerdict::Required => {}
        ApplicabilityVerdict::NotRequired | ApplicabilityVerdict::CannotTell if bill.date >= from => {
            let message = format!("the portal has enabled the supplier since {from}, which alone creates no duty");
            grounds.beside.push(say("portal.enabled", message));
        }
        ApplicabilityVerdict::NotRequired | ApplicabilityVerdict::CannotTell => {}
    }
}
