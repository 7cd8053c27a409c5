//! What is due of an e-way bill, and until when: Part B, the end of validity and its window, cancelling.

use crate::answer::board::DueKind;
use crate::answer::document::Words;
use crate::calendar::{Day, IstTime};
use crate::law::eway::validity::{self, MomentInWindow};
use crate::story::{EwbOfInvoice, EwbState};

/// Two moments this near are of one call.
const TOGETHER_SECONDS: i64 = 60;

/// One thing that is due of an active e-way bill.
pub struct EwbTerm {
    pub kind: DueKind,
    pub due: IstTime,
    pub ewb_no: String,
    pub message: String,
    pub fix: &'static str,
    pub info: Option<Words>,
}

/// Who of the engine's taxpayers has a part in a bill: that decides what is due of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EwbRole {
    /// One of them made it. `with_invoice` is when its invoice was registered, whose own entry says until when both can be
    /// cancelled.
    Maker { with_invoice: Option<IstTime> },
    /// One of them is the other party, who can reject it.
    OtherParty,
    /// One of them transports the goods, or has only read it.
    Bystander,
}

impl EwbTerm {
    /// All that is due of it now.
    pub fn all(ewb: &EwbOfInvoice, role: EwbRole, now: IstTime) -> Vec<EwbTerm> {
        let Some(bill) = ewb.bill().filter(|_| ewb.state() == EwbState::Active) else { return Vec::new() };
        let made = bill.ewb_date.as_deref().and_then(IstTime::parse_portal);
        let until = ewb.valid_until();
        let is_maker = matches!(role, EwbRole::Maker { .. });
        let main = match (until, made) {
            (Some(until), _) => ending(&bill.ewb_no, until, (made, is_maker), now),
            (None, Some(made)) => without_part_b(&bill.ewb_no, made, now),
            (None, None) => None,
        };
        let own = match (role, made) {
            (EwbRole::Maker { with_invoice }, Some(made)) => {
                let apart = with_invoice.is_none_or(|at| made.seconds_since(at).abs() > TOGETHER_SECONDS);
                apart.then(|| cancellable(&bill.ewb_no, made, now)).flatten()
            }
            (EwbRole::OtherParty, Some(made)) => until.and_then(|until| rejectable(&bill.ewb_no, made, until, now)),
            (EwbRole::Bystander, _) | (_, None) => None,
        };
        main.into_iter().chain(own).collect()
    }
}

/// The end of its validity, and until when it can be extended.
fn ending(ewb_no: &str, until: IstTime, (made, is_maker): (Option<IstTime>, bool), now: IstTime) -> Option<EwbTerm> {
    let window = validity::extension(until, now);
    let (from, to) = match window {
        MomentInWindow::Early(from) => (Some(from), until),
        MomentInWindow::Open(last) if until < now => (None, last),
        MomentInWindow::Open(_) => (None, until),
        MomentInWindow::Late(_) => return None,
    };
    let is_last = made.is_some_and(|made| until.day() >= validity::extension_ends(made));
    let message = match (from, until < now) {
        (_, true) => format!("the validity of the e-way bill {ewb_no} ended at {}", until.shown()),
        (Some(from), false) if !is_last => {
            format!("the e-way bill {ewb_no} is valid until then; it can be extended from {}", from.shown())
        }
        (Some(_), false) => format!("the e-way bill {ewb_no} is valid until then"),
        (None, false) => format!("the e-way bill {ewb_no} runs out; it can be extended now"),
    };
    let fix = match (is_last, until < now) {
        (true, _) => {
            "it can't be extended beyond 360 days from its making: deliver, or make a new e-way bill for what is left"
        }
        (false, true) => {
            "nothing where the goods have arrived; where they haven't, extend it until then with einv_ewb_extend"
        }
        (false, false) => {
            "deliver before it runs out, or extend it with einv_ewb_extend from 8 hours before its end to 8 hours after it"
        }
    };
    let rejectable = made.filter(|_| is_maker).map(|made| validity::rejecting(made, Some(until), now));
    let info = match rejectable {
        Some(MomentInWindow::Open(end)) => Some(format!("the other party can reject it until {}", end.shown()).into()),
        Some(MomentInWindow::Early(_) | MomentInWindow::Late(_)) | None => None,
    };
    Some(EwbTerm { kind: DueKind::EwayBill, due: to, ewb_no: ewb_no.to_owned(), message, fix, info })
}

/// Part A alone: it is discarded when Part B doesn't come.
fn without_part_b(ewb_no: &str, made: IstTime, now: IstTime) -> Option<EwbTerm> {
    let due = validity::part_b_ends(made);
    let (message, fix) = match due >= now {
        true => (
            format!("the e-way bill {ewb_no} has Part A alone: without a vehicle it is discarded then"),
            "give the vehicle with einv_ewb_vehicle, or have the transporter give it",
        ),
        false => (
            format!(
                "the e-way bill {ewb_no} had Part A alone when the time for Part B ended: it is probably discarded"
            ),
            "read it with einv_ewb_fetch; if it is discarded and the goods still wait, make it again with einv_ewb",
        ),
    };
    let shown = now <= validity::part_a_spoken_of(made);
    shown.then(|| EwbTerm { kind: DueKind::PartB, due, ewb_no: ewb_no.to_owned(), message, fix, info: None })
}

/// Until when the other party can reject it.
fn rejectable(ewb_no: &str, made: IstTime, until: IstTime, now: IstTime) -> Option<EwbTerm> {
    let MomentInWindow::Open(due) = validity::rejecting(made, Some(until), now) else { return None };
    let message = format!("the e-way bill {ewb_no}, which another party made, can be rejected until then");
    let fix = "nothing where the goods were ordered; else einv_ewb_reject";
    Some(EwbTerm { kind: DueKind::Rejectable, due, ewb_no: ewb_no.to_owned(), message, fix, info: None })
}

/// Until when its maker can cancel it.
fn cancellable(ewb_no: &str, made: IstTime, now: IstTime) -> Option<EwbTerm> {
    let MomentInWindow::Open(due) = validity::cancelling(made, now) else { return None };
    let message = format!("the e-way bill {ewb_no} can be cancelled until then");
    let fix = "nothing to do; einv_ewb_cancel still cancels it";
    Some(EwbTerm { kind: DueKind::Cancellable, due, ewb_no: ewb_no.to_owned(), message, fix, info: None })
}

/// The end of the last day on which an e-way bill can be made for a document.
pub fn document_until(date: Day, now: IstTime) -> Option<IstTime> {
    let last = validity::document_ends(date, now.day())?;
    Some(last.plus(1).noon().plus_seconds(-12 * 3600 - 1))
}

/// Bills that ended after this moment can still be extended.
pub fn ended_since(now: IstTime) -> IstTime {
    now.plus_hours(-validity::EXTENSION_HOURS)
}
