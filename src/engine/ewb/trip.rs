//! Consolidated e-way bills: made of several, and made again for another vehicle.
//!
//! The step is kept with one bill of them, the first; its entries at the system show whether it was done.

use crate::answer::eway_bill::{BillAnswer, EwbUnknown};
use crate::answer::eway_steps::{EwbConsolidateRequest, RenewedTrip};
use crate::answer::ewb::REMARK;
use crate::answer::reason::too_long;
use crate::engine::ewb::plan::{actor, carrier, ended, movers, no, or_no, remark, spot};
use crate::engine::ewb::read::BillReading;
use crate::engine::ewb::step::Plan;
use crate::engine::ewb::{place, read, shown, step};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::portal::eway::TripSheet;
use crate::story::{Bearer, EwbOfInvoice, EwbSheet, EwbStep, Mode, Move, Renewal, StoredRefusal, TripStep};
use serde_json::json;

/// Makes a consolidated bill of several, or makes an earlier one again.
pub fn consolidate(call: &EngineCall<'_>, request: &EwbConsolidateRequest) -> Result<BillAnswer> {
    request.check()?;
    match &request.renews {
        Some(renewed) => again(call, request, renewed),
        None => of_several(call, request),
    }
}

fn of_several(call: &EngineCall<'_>, request: &EwbConsolidateRequest) -> Result<BillAnswer> {
    let mut numbers = request.ewb_nos.clone();
    numbers.sort();
    numbers.dedup();
    let mode = request.by.mode.unwrap_or(Mode::Road);
    // The others first: what is known of them decides whether anything is sent.
    let mut others = Vec::new();
    for number in numbers.iter().skip(1) {
        match read::known_now(call, number, request.gstin)? {
            Ok(known) => others.push(known),
            Err(answer) => return Ok(answer),
        }
    }
    let first = numbers.first().cloned().unwrap_or_default();
    let answer = step::run(call, &first, request.gstin, &|sheet, ewb| {
        let plan = || {
            let carrier = carrier(&request.by, mode)?;
            spot(&request.from)?;
            let step = EwbStep::Consolidate(TripStep { ewb_nos: numbers.clone(), carrier, from: request.from.clone() });
            if ewb.last_step() == Some(&step) && ewb.trip().is_some() {
                return Ok(Plan::Already);
            }
            let by = actor(call, request.gstin, &movers(sheet)).ok_or_else(|| stranger(&sheet.ewb_no))?;
            let all = others.iter().map(|(sheet, ewb)| (sheet, ewb)).chain([(sheet, ewb)]);
            for (sheet, ewb) in all {
                if let Some(Plan::No(refused)) = ended(call, ewb, "343", Some("818")) {
                    let words = refused.reasons.first().map(|reason| reason.message.clone()).unwrap_or_default();
                    let code = refused.reasons.first().map(|reason| reason.code.clone()).unwrap_or_default();
                    return Err(no(&code, format!("e-way bill {}: {words}", sheet.ewb_no)));
                }
                if sheet.has_several_vehicles() {
                    return Err(no(
                        "648",
                        format!("the goods of e-way bill {} travel in several vehicles", sheet.ewb_no),
                    ));
                }
                if actor(call, Some(by), &movers(sheet)).is_none() {
                    return Err(stranger(&sheet.ewb_no));
                }
            }
            Ok(Plan::Go { step: Box::new(step), by })
        };
        Ok(or_no(plan()))
    })?;
    join(call, &first, &numbers, answer)
}

/// Each bill of a consolidated one that the ledger has says that it travels so, not the first alone.
fn join(call: &EngineCall<'_>, first: &str, numbers: &[String], answer: BillAnswer) -> Result<BillAnswer> {
    let (true, Some((_, held))) = (matches!(answer, BillAnswer::Done(_)), place::find(call, first)?) else {
        return Ok(answer);
    };
    let ewb = held.ewb();
    let (Some(trip), Some(last)) = (ewb.trip(), ewb.last_step()) else { return Ok(answer) };
    for number in numbers.iter().filter(|number| *number != first) {
        if let Some((place, _)) = place::find(call, number)? {
            let detail = json!({"with": first, "step": last});
            place::conclude(call, &place, Move::EwbChanged, detail, |held| held.joined(last.clone(), trip.clone()))?;
        }
    }
    Ok(answer)
}

fn stranger(ewb_no: &str) -> Plan {
    let words = "only the transporter or the maker consolidates; neither is a taxpayer of this configuration";
    no("650", format!("e-way bill {ewb_no}: {words}"))
}

/// Makes a consolidated bill again: the system takes the bills of it that are still valid.
fn again(call: &EngineCall<'_>, request: &EwbConsolidateRequest, renewed: &RenewedTrip) -> Result<BillAnswer> {
    too_long(&renewed.remark, REMARK)?;
    let trip = match earlier(call, &renewed.consolidated_no, request.gstin)? {
        BillReading::Shown(trip) => trip,
        BillReading::None(reasons) => return Ok(BillAnswer::Unknown(Box::new(unknown(call, &reasons)))),
        BillReading::Unasked(error) => return Err(error),
    };
    let mut numbers = trip.ewb_nos.clone();
    numbers.sort();
    let (mut bills, mut unread) = (Vec::new(), None);
    for number in &numbers {
        match read::known_now(call, number, request.gstin)? {
            Ok(known) => bills.push(known),
            Err(answer) => unread = unread.or(Some(answer)),
        }
    }
    let stands = |ewb: &EwbOfInvoice| ended(call, ewb, "391", Some("391")).is_none();
    let ewb_nos: Vec<String> =
        bills.iter().filter(|(_, ewb)| stands(ewb)).map(|(sheet, _)| sheet.ewb_no.clone()).collect();
    let plan = |sheet: &EwbSheet, ewb: &EwbOfInvoice| {
        let renewal = wanted(request, renewed, &ewb_nos)?;
        if is_done(ewb, &renewal) {
            return Ok(Plan::Already);
        }
        if !stands(ewb) {
            return Err(no("391", format!("no e-way bill of {} is valid any more", renewed.consolidated_no)));
        }
        let maker = trip.maker.as_deref().or(sheet.maker.as_deref());
        let by = actor(call, request.gstin, &[maker, sheet.transporter_id.as_deref()]);
        let by = by.ok_or_else(|| stranger(&sheet.ewb_no))?;
        Ok(Plan::Go { step: Box::new(EwbStep::Renew(renewal)), by })
    };
    // The bill that has this step on record already; else the first that stands.
    let has_it = |ewb: &EwbOfInvoice| match ewb.under_way().map(|under_way| &under_way.step) {
        Some(step) => matches!(step, EwbStep::Renew(one) if one.number == renewed.consolidated_no),
        None => wanted(request, renewed, &ewb_nos).is_ok_and(|renewal| is_done(ewb, &renewal)),
    };
    let kept = bills.iter().find(|(_, ewb)| has_it(ewb)).or_else(|| bills.iter().find(|(_, ewb)| stands(ewb)));
    match (kept.or(bills.first()), unread) {
        (Some((sheet, _)), _) => {
            let number = sheet.ewb_no.clone();
            let answer = step::run(call, &number, request.gstin, &|sheet, ewb| Ok(or_no(plan(sheet, ewb))))?;
            join(call, &number, &ewb_nos, answer)
        }
        (None, Some(answer)) => Ok(answer),
        (None, None) => Ok(BillAnswer::Unknown(Box::new(unknown(call, &[])))),
    }
}

/// The step that is asked for.
fn wanted(
    request: &EwbConsolidateRequest,
    renewed: &RenewedTrip,
    ewb_nos: &[String],
) -> std::result::Result<Renewal, Plan> {
    let other = || no("308", "the reason is another one: the remark must say which");
    spot(&request.from)?;
    Ok(Renewal {
        number: renewed.consolidated_no.clone(),
        ewb_nos: ewb_nos.to_vec(),
        carrier: carrier(&request.by, request.by.mode.unwrap_or(Mode::Road))?,
        from: request.from.clone(),
        reason: renewed.reason,
        remark: remark(&renewed.remark, renewed.reason.name()).ok_or_else(other)?,
    })
}

/// Whether it is the last thing that was done with a bill.
fn is_done(ewb: &EwbOfInvoice, renewal: &Renewal) -> bool {
    matches!(ewb.last_step(), Some(EwbStep::Renew(last)) if last.is_same(renewal)) && ewb.trip().is_some()
}

fn unknown(call: &EngineCall<'_>, reasons: &[StoredRefusal]) -> EwbUnknown {
    EwbUnknown {
        message: "the e-way bill system shows no such consolidated e-way bill to the taxpayers of this configuration"
            .into(),
        fix: "check the number; only its maker and the parties of its e-way bills can read it".into(),
        ..shown::unknown(call, None, reasons)
    }
}

/// A consolidated bill as the system shows it to one of the taxpayers.
fn earlier(call: &EngineCall<'_>, number: &str, as_whom: Option<Gstin>) -> Result<BillReading<TripSheet>> {
    let mut last = BillReading::None(Vec::new());
    for gstin in read::readers(call, as_whom)? {
        let client = read::client(call, None, gstin)?;
        let client = &client;
        for at in 0..client.systems() {
            let asked = call.run(
                client.ask(Errand::Reads, |token| async move { client.calls_at(&token, at).ewb_trip(number).await }),
            )?;
            last = match read::reading(asked)? {
                BillReading::Shown(trip) if trip.number != number => {
                    let message =
                        format!("the answer is about consolidated e-way bill {} instead of {number}", trip.number);
                    let error = Error::new(ErrorKind::Portal, message).fix("try later: nothing was changed");
                    return Ok(BillReading::Unasked(error));
                }
                BillReading::Shown(trip) => return Ok(BillReading::Shown(trip)),
                BillReading::None(reasons) => BillReading::None(reasons),
                BillReading::Unasked(error) => return Ok(BillReading::Unasked(error)),
            };
        }
    }
    Ok(last)
}
