//! What each verb about an e-way bill is to do, held against the bill as the system shows it. What is certainly refused is not
//! sent: so says the calendar, or the bill itself.

use crate::answer::eway_bill::BillAnswer;
use crate::answer::eway_steps::{
    CarriedBy, EwbExtendRequest, EwbRejectRequest, EwbTransporterRequest, EwbVehicleRequest, InSeveral, ReplacedVehicle,
};
use crate::answer::ewb::REMARK;
use crate::answer::reason::too_long;
use crate::codes::states;
use crate::codes::transport::vehicle_number_fits;
use crate::engine::ewb::place::is_ours;
use crate::engine::ewb::step;
use crate::engine::ewb::step::Plan;
use crate::engine::process::call::EngineCall;
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::law::eway::validity;
use crate::law::eway::validity::MomentInWindow;
use crate::money::Amount;
use crate::story::{
    Carrier, EwbOfInvoice, EwbSheet, EwbSpot, EwbState, EwbStep, Extension, Mode, MovedBy, PartBStep, Replacement,
    Several, Share, SheetVehicle, VehicleReason,
};

/// A refusal that is known without asking.
pub fn no(code: &str, message: impl Into<String>) -> Plan {
    Plan::No(RefusedStep::by_einv(Subject::EwayBill, code, message.into(), false))
}

/// The first of these that is a taxpayer of this configuration, or the one that the caller names.
pub fn actor(call: &EngineCall<'_>, named: Option<Gstin>, may: &[Option<&str>]) -> Option<Gstin> {
    let may = may.iter().flatten().filter_map(|text| Gstin::parse(text));
    match named {
        Some(gstin) => may.into_iter().find(|own| *own == gstin),
        None => may.into_iter().find(|gstin| is_ours(call, *gstin)),
    }
}

/// Who may move the goods on: the transporter, and the maker.
pub fn movers(sheet: &EwbSheet) -> [Option<&str>; 2] {
    [sheet.transporter_id.as_deref(), sheet.maker.as_deref()]
}

/// The code's refusal, where the bill does not stand any more.
pub fn ended(call: &EngineCall<'_>, ewb: &EwbOfInvoice, gone: &str, expired: Option<&str>) -> Option<Plan> {
    let state = ewb.state_at(call.now());
    match state {
        EwbState::Cancelled | EwbState::Rejected | EwbState::Discarded | EwbState::Closed => {
            Some(no(gone, format!("the e-way bill is {}", state.name())))
        }
        EwbState::Expired if call.time_is_sure() => {
            let until = ewb.valid_until().map(|time| time.shown()).unwrap_or_default();
            Some(no(expired?, format!("the e-way bill was valid until {until}")))
        }
        _ => None,
    }
}

/// The codes that the system has for faults of what carries the goods.
struct CarrierCodes {
    vehicle_missing: &'static str,
    vehicle_form: &'static str,
}

const CARRIER: CarrierCodes = CarrierCodes { vehicle_missing: "303", vehicle_form: "304" };

/// Characters that the system takes in the name of a place, and in a transport document's number.
const PLACE: usize = 50;
const DOCUMENT: usize = 15;

/// Whether the system takes this place; or why not.
pub fn spot(spot: &EwbSpot) -> std::result::Result<(), Plan> {
    let length = spot.place.trim().chars().count();
    match length {
        0 => return Err(no("305", "the place where the goods are is missing")),
        _ if length > PLACE => {
            return Err(no("305", format!("the place has {length} characters; the system takes {PLACE}")));
        }
        _ => {}
    }
    match states::find(&spot.state).is_some_and(|state| state.address) {
        true => Ok(()),
        false => Err(no("306", format!("{} is not the number of a state", spot.state))),
    }
}

/// What carries the goods, or why it can't.
pub fn carrier(by: &CarriedBy, mode: Mode) -> std::result::Result<Carrier, Plan> {
    if let Some(vehicle) = by.vehicle.as_ref().filter(|number| !vehicle_number_fits(number)) {
        let message = format!("\"{vehicle}\" has none of the forms of a vehicle's number");
        return Err(no(CARRIER.vehicle_form, message));
    }
    let length = by.document.as_ref().map_or(0, |number| number.chars().count());
    if length > DOCUMENT {
        let message = format!("the transport document's number has {length} characters; the system takes {DOCUMENT}");
        return Err(no("223", message));
    }
    match mode {
        Mode::Road if by.vehicle.is_none() => return Err(no(CARRIER.vehicle_missing, "on a road a vehicle is needed")),
        Mode::Rail | Mode::Air if by.document.is_none() => {
            return Err(no("394", format!("by {} the transport document's number is needed", mode.name())));
        }
        Mode::Rail | Mode::Air if by.document_date.is_none() => {
            return Err(no("385", format!("by {} the transport document's date is needed", mode.name())));
        }
        Mode::Ship if by.vehicle.is_none() && by.document.is_none() => {
            return Err(no("394", "by ship a vehicle or the transport document is needed"));
        }
        Mode::Road | Mode::Rail | Mode::Air | Mode::Ship | Mode::InTransit => {}
    }
    Ok(Carrier {
        mode,
        vehicle: by.vehicle.clone(),
        document: by.document.clone(),
        document_date: by.document_date,
        oversize: by.over_dimensional,
    })
}

/// A plan that ended early is a plan too.
pub fn or_no(plan: std::result::Result<Plan, Plan>) -> Plan {
    plan.unwrap_or_else(|no| no)
}

/// The remark, or the reason in words where none is given; the system takes no empty one. "Other" says nothing.
pub fn remark(given: &str, reason: &'static str) -> Option<String> {
    match (given.trim(), reason) {
        ("", "other") => None,
        ("", name) => Some(name.replace('_', " ")),
        (given, _) => Some(given.to_owned()),
    }
}

/// Gives Part B, or another vehicle, or several.
pub fn vehicle(call: &EngineCall<'_>, request: &EwbVehicleRequest) -> Result<BillAnswer> {
    too_long(&request.remark, REMARK)?;
    step::run(call, &request.ewb_no, request.gstin, &|sheet, ewb| {
        let first = sheet.vehicles.is_empty() && sheet.valid_until.is_none();
        let reason = request.reason.or(first.then_some(VehicleReason::FirstTime));
        let Some(reason) = reason else {
            return Err(Error::new(ErrorKind::Json, "reason is missing: the e-way bill has a vehicle already")
                .at("/reason")
                .fix("use breakdown, transshipment or other"));
        };
        let Some(remark) = remark(&request.remark, reason.name()) else {
            return Ok(no("308", "the reason is another one: the remark must say which"));
        };
        let request = EwbVehicleRequest { remark, ..request.clone() };
        Ok(or_no(match (&request.several, &request.instead_of) {
            (Some(several), _) => in_several(call, &request, several, reason, sheet, ewb),
            (None, Some(old)) if is_replaced(&request, old, reason, ewb) => Ok(Plan::Already),
            (None, Some(old)) => {
                let group = group_of(old, sheet)?;
                group.and_then(|entry| replaced(call, &request, (entry, reason), sheet, ewb))
            }
            (None, None) => one_vehicle(call, &request, reason, sheet, ewb),
        }))
    })
}

fn one_vehicle(
    call: &EngineCall<'_>,
    request: &EwbVehicleRequest,
    reason: VehicleReason,
    sheet: &EwbSheet,
    ewb: &EwbOfInvoice,
) -> std::result::Result<Plan, Plan> {
    let mode = request.by.mode.unwrap_or(Mode::Road);
    if mode == Mode::InTransit {
        return Err(no("302", "goods that wait on their way have no vehicle: in_transit is for extending"));
    }
    let carrier = carrier(&request.by, mode)?;
    spot(&request.from)?;
    let (remark, from) = (request.remark.clone(), request.from.clone());
    let step = EwbStep::Vehicle(PartBStep { carrier, from, reason, remark });
    let is_last = || {
        let same = |entry: &SheetVehicle| entry.vehicle == request.by.vehicle && entry.document == request.by.document;
        sheet.last_vehicles().any(same)
    };
    if ewb.last_step() == Some(&step) && is_last() {
        return Ok(Plan::Already);
    }
    if let Some(no) = ended(call, ewb, "343", Some("311")) {
        return Err(no);
    }
    let by = actor(call, request.gstin, &movers(sheet));
    let stranger = || {
        no(
            "636",
            "only the transporter, or the maker where there is none, gives a vehicle; neither is a taxpayer of this configuration",
        )
    };
    Ok(Plan::Go { step: Box::new(step), by: by.ok_or_else(stranger)? })
}

fn in_several(
    call: &EngineCall<'_>,
    request: &EwbVehicleRequest,
    several: &InSeveral,
    reason: VehicleReason,
    sheet: &EwbSheet,
    ewb: &EwbOfInvoice,
) -> std::result::Result<Plan, Plan> {
    let mode = request.by.mode.unwrap_or(Mode::Road);
    if several.vehicles.is_empty() {
        return Err(no(CARRIER.vehicle_missing, "the list of vehicles is empty"));
    }
    spot(&request.from)?;
    spot(&several.to)?;
    let mut vehicles = Vec::new();
    for load in &several.vehicles {
        carrier(&load.by, mode)?;
        if load.quantity.is_zero() || load.quantity.is_negative() {
            return Err(no("402", format!("a vehicle takes a quantity above 0, not {}", load.quantity)));
        }
        let (vehicle, document) = (load.by.vehicle.clone(), load.by.document.clone());
        vehicles.push(Share { vehicle, document, document_date: load.by.document_date, quantity: load.quantity });
    }
    let places = vehicles.iter().map(|share| share.quantity.places()).max().unwrap_or_default();
    let total = vehicles.iter().map(|share| share.quantity.thousandths()).sum::<i64>();
    let mut several = Several {
        mode,
        from: request.from.clone(),
        to: several.to.clone(),
        reason,
        remark: request.remark.clone(),
        unit: several.unit.clone(),
        total: Amount::from_thousandths(total, places),
        vehicles,
        group: None,
        added: 0,
    };
    // The same movement, or what is left of it after a vehicle of it was refused.
    if let Some(EwbStep::Several(last)) = ewb.last_step() {
        let same = (&last.from, &last.to, &last.unit) == (&several.from, &several.to, &several.unit);
        let begins = several.vehicles.starts_with(&last.vehicles);
        if same && begins && several.vehicles.len() == last.vehicles.len() {
            return Ok(Plan::Already);
        }
        if same && begins && last.total == several.total {
            (several.group, several.added) = (last.group.clone(), last.vehicles.len());
        }
    }
    if let Some(no) = ended(call, ewb, "817", Some("817")) {
        return Err(no);
    }
    if sheet.valid_until.is_none() {
        return Err(no("381", "Part B must be given before the goods are divided"));
    }
    let stranger = || {
        no("646", "only the transporter or the maker divides the goods; neither is a taxpayer of this configuration")
    };
    let by = actor(call, request.gstin, &movers(sheet)).ok_or_else(stranger)?;
    Ok(Plan::Go { step: Box::new(EwbStep::Several(several)), by })
}

/// The last entry of the vehicle that another takes the place of, with its movement; or why there is none. Which movement
/// is meant is not guessed at.
fn group_of<'s>(
    old: &ReplacedVehicle,
    sheet: &'s EwbSheet,
) -> Result<std::result::Result<(&'s SheetVehicle, String), Plan>> {
    let by = MovedBy { vehicle: old.vehicle.clone(), document: old.document.clone() };
    if by == MovedBy::default() {
        return Err(Error::new(ErrorKind::Json, "which vehicle of the movement is replaced is missing")
            .at("/instead_of")
            .fix("give its vehicle, or its document"));
    }
    let in_group = |entry: &'s SheetVehicle| entry.group.clone().map(|group| (entry, group));
    let asked = |group: &String| old.group.as_ref().is_none_or(|asked| asked == group);
    let found: Vec<(&SheetVehicle, String)> =
        sheet.vehicles.iter().filter_map(in_group).filter(|(entry, group)| asked(group) && by.has(entry)).collect();
    let mut groups: Vec<&str> = found.iter().map(|(_, group)| group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() > 1 {
        let message = format!("the vehicle is in several movements of the e-way bill: {}", groups.join(", "));
        return Err(Error::new(ErrorKind::Json, message).at("/instead_of/group").fix("say which one is meant"));
    }
    let name = by.vehicle.or(by.document).unwrap_or_default();
    let missing = || no("405", format!("no movement of the e-way bill in several vehicles has \"{name}\""));
    Ok(found.into_iter().max_by_key(|(entry, _)| entry.entered.map(crate::calendar::IstTime::unix)).ok_or_else(missing))
}

/// Whether this change of a vehicle is the last thing that was done with the bill.
fn is_replaced(request: &EwbVehicleRequest, old: &ReplacedVehicle, reason: VehicleReason, ewb: &EwbOfInvoice) -> bool {
    let Some(EwbStep::Replace(last)) = ewb.last_step() else { return false };
    let fits = |asked: &Option<String>, done: Option<&String>| asked.as_ref().is_none_or(|asked| Some(asked) == done);
    let (by, why) = (&request.by, (&request.from, reason, &request.remark));
    fits(&old.vehicle, last.old.vehicle.as_ref())
        && fits(&old.document, last.old.document.as_ref())
        && fits(&old.group, Some(&last.group))
        && (&by.vehicle, &by.document) == (&last.new.vehicle, &last.new.document)
        && why == (&last.from, last.reason, &last.remark)
}

/// Another vehicle takes the place of one of several.
fn replaced(
    call: &EngineCall<'_>,
    request: &EwbVehicleRequest,
    ((entry, group), reason): ((&SheetVehicle, String), VehicleReason),
    sheet: &EwbSheet,
    ewb: &EwbOfInvoice,
) -> std::result::Result<Plan, Plan> {
    let new = MovedBy { vehicle: request.by.vehicle.clone(), document: request.by.document.clone() };
    if new == MovedBy::default() {
        return Err(no("408", "the vehicle, or the transport document, that takes its place is missing"));
    }
    if let Some(vehicle) = new.vehicle.as_ref().filter(|number| !vehicle_number_fits(number)) {
        return Err(no("408", format!("\"{vehicle}\" has none of the forms of a vehicle's number")));
    }
    spot(&request.from)?;
    // The system finds the old one by both of its numbers.
    let old = MovedBy { vehicle: entry.vehicle.clone(), document: entry.document.clone() };
    let (remark, from) = (request.remark.clone(), request.from.clone());
    let step = EwbStep::Replace(Replacement { group, old, new, from, reason, remark });
    if let Some(no) = ended(call, ewb, "817", Some("817")) {
        return Err(no);
    }
    let stranger = || {
        no(
            "646",
            "only the transporter or the maker changes a vehicle of several; neither is a taxpayer of this configuration",
        )
    };
    let by = actor(call, request.gstin, &movers(sheet)).ok_or_else(stranger)?;
    Ok(Plan::Go { step: Box::new(step), by })
}

/// Hands the goods to a transporter.
pub fn transporter(call: &EngineCall<'_>, request: &EwbTransporterRequest) -> Result<BillAnswer> {
    request.check()?;
    step::run(call, &request.ewb_no, request.gstin, &|sheet, ewb| {
        if sheet.transporter_id.as_ref() == Some(&request.transporter_id) {
            return Ok(Plan::Already);
        }
        if let Some(no) = ended(call, ewb, "343", Some("281")) {
            return Ok(no);
        }
        // The transporter that has given Part B decides; before that the maker does.
        let moved = sheet.last_vehicle().and_then(|entry| entry.by.as_deref());
        let by_transporter = moved.is_some() && moved == sheet.transporter_id.as_deref();
        let (maker, transporter) = (sheet.maker.as_deref(), sheet.transporter_id.as_deref());
        let may = if by_transporter { [transporter, None] } else { [maker, transporter] };
        let Some(by) = actor(call, request.gstin, &may) else {
            let code = if by_transporter { "338" } else { "339" };
            let message = "only the maker, or the transporter that has given Part B, names another transporter; it is no \
                taxpayer of this configuration";
            return Ok(no(code, message));
        };
        Ok(Plan::Go { step: Box::new(EwbStep::Transporter(request.transporter_id.clone())), by })
    })
}

/// Extends the validity.
pub fn extend(call: &EngineCall<'_>, request: &EwbExtendRequest) -> Result<BillAnswer> {
    request.check()?;
    too_long(&request.remark, REMARK)?;
    step::run(call, &request.ewb_no, request.gstin, &|sheet, ewb| Ok(or_no(extension(call, request, sheet, ewb))))
}

/// The codes of a missing first, second and third line of the address where goods wait.
const ADDRESS_LINES: [&str; 3] = ["706", "707", "708"];

fn extension(
    call: &EngineCall<'_>,
    request: &EwbExtendRequest,
    sheet: &EwbSheet,
    ewb: &EwbOfInvoice,
) -> std::result::Result<Plan, Plan> {
    let now = call.now();
    let standing = |ewb: &EwbOfInvoice| match ewb.state() {
        EwbState::Cancelled => Some(no("379", "the e-way bill is cancelled")),
        state @ (EwbState::Rejected | EwbState::Discarded | EwbState::Closed) => {
            Some(no("380", format!("the e-way bill is {}", state.name())))
        }
        _ => None,
    };
    if let Some(no) = standing(ewb) {
        return Err(no);
    }
    let Some(valid_until) = sheet.valid_until else {
        return Err(no("381", "Part B was never given: there is no validity to extend"));
    };
    let mode = request.by.mode.unwrap_or(match request.in_transit {
        Some(_) => Mode::InTransit,
        None => Mode::Road,
    });
    let mut by = request.by.clone();
    if mode == Mode::Road && by.vehicle.is_none() {
        // It goes on in the vehicle that the bill names.
        by.vehicle = sheet.last_vehicle().and_then(|entry| entry.vehicle.clone());
    }
    let (remaining_km, reason, in_transit) = (request.remaining_km, request.reason, request.in_transit);
    let missing = || no("386", "the reason is another one: the remark must say which");
    let remark = remark(&request.remark, reason.name()).ok_or_else(missing)?;
    let (from, carrier) = (request.from.clone(), carrier(&by, mode)?);
    spot(&from)?;
    let step = EwbStep::Extend(Extension { carrier, from, remaining_km, reason, remark, in_transit });
    let window = validity::extension(valid_until, now);
    if ewb.last_step() == Some(&step) && matches!(window, MomentInWindow::Early(_)) {
        return Ok(Plan::Already);
    }
    if call.time_is_sure() {
        match window {
            MomentInWindow::Early(from) => {
                return Err(no(
                    "382",
                    format!("it is too early: the e-way bill can be extended from {}", from.shown()),
                ));
            }
            MomentInWindow::Late(to) => {
                return Err(no(
                    "382",
                    format!("it is too late: the e-way bill could be extended until {}", to.shown()),
                ));
            }
            MomentInWindow::Open(_) => {}
        }
        let last = sheet.ewb_date.map(validity::extension_ends);
        if let Some(last) = last.filter(|last| now.day() > *last) {
            return Err(no("821", format!("an e-way bill can't be extended after 360 days, here after {last}")));
        }
    }
    if let Some(first) = sheet.distance.filter(|first| *first > 0 && remaining_km > *first) {
        return Err(no("390", format!("{remaining_km} km remain of a way of {first} km")));
    }
    if remaining_km == 0 {
        return Err(no("389", "the remaining distance is missing"));
    }
    match (mode, request.in_transit) {
        (Mode::InTransit, None) => return Err(no("705", "where the goods wait is missing: in_transit")),
        (Mode::Road | Mode::Rail | Mode::Air | Mode::Ship, Some(_)) => {
            return Err(no("712", "goods that wait on their way have the mode in_transit"));
        }
        (Mode::InTransit, Some(_)) => {
            let filled = request.from.address.iter().take_while(|line| !line.trim().is_empty()).count();
            if let Some(code) = ADDRESS_LINES.get(filled) {
                let message =
                    format!("the address where the goods wait has three lines (from.address); it has {filled}");
                return Err(no(code, message));
            }
        }
        _ => {}
    }
    let stranger = || {
        no(
            "700",
            "only the transporter, or the maker where there is none, extends; neither is a taxpayer of this configuration",
        )
    };
    let by = actor(call, request.gstin, &movers(sheet)).ok_or_else(stranger)?;
    Ok(Plan::Go { step: Box::new(step), by })
}

/// Rejects an e-way bill of the other party.
pub fn reject(call: &EngineCall<'_>, request: &EwbRejectRequest) -> Result<BillAnswer> {
    step::run(call, &request.ewb_no, request.gstin, &|sheet, ewb| {
        if sheet.rejected {
            return Ok(Plan::Already);
        }
        if let Some(no) = ended(call, ewb, "343", Some("345")) {
            return Ok(no);
        }
        if sheet.vehicles.is_empty() && sheet.valid_until.is_none() {
            return Ok(no("348", "Part B is missing: it can't be rejected yet"));
        }
        if let Some(made) = sheet.ewb_date.filter(|_| call.time_is_sure())
            && let MomentInWindow::Late(end) = validity::rejecting(made, None, call.now())
        {
            return Ok(no("346", format!("it could be rejected until {}", end.shown())));
        }
        let parties = [sheet.from_gstin.as_deref(), sheet.to_gstin.as_deref()];
        let others = parties.map(|party| party.filter(|gstin| sheet.is_other_party(gstin)));
        match actor(call, request.gstin, &others) {
            Some(by) => Ok(Plan::Go { step: Box::new(EwbStep::Reject), by }),
            None if actor(call, request.gstin, &[sheet.maker.as_deref()]).is_some() => {
                Ok(no("341", "who made an e-way bill does not reject it: cancel it within 24 hours"))
            }
            None => {
                Ok(no("342", "only the other party rejects an e-way bill; it is no taxpayer of this configuration"))
            }
        }
    })
}
