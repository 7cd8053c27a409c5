//! What happens to an e-way bill after it is made, step by step.

use super::NamedEwbs;
use super::named::{bill, number};
use super::words::{not, one_of, typed};
use crate::command::args::Common;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::list::day;
use crate::command::name::Name;
use crate::command::named::supplier;
use crate::command::shown::failed;
use crate::command::shown::{Summarized, show, show_one};
use crate::command::verbs::reason;
use clap::Args;
use einv::answer::eway_named::EwbFetchRequest;
use einv::answer::eway_steps::{
    CarriedBy, EwbConsolidateRequest, EwbExtendRequest, EwbRejectRequest, EwbTransporterRequest, EwbVehicleRequest,
    PartLoad, ReplacedVehicle,
};
use einv::answer::ewb::EwbCancelRequest;
use einv::answer::status::StatusRequest;
use einv::engine::{
    Engine, EwbCancelOptions, EwbConsolidateOptions, EwbExtendOptions, EwbFetchOptions, EwbRejectOptions,
    EwbTransporterOptions, EwbVehicleOptions, StatusOptions,
};
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;
use einv::money::Amount;
use einv::story::{EwbSpot, ExtendReason, Mode, Transit, VehicleReason};
use serde::Serialize;

/// What carries the goods.
#[derive(Args, Clone, Default)]
pub struct CarrierArgs {
    /// The vehicle's number
    #[arg(long)]
    vehicle: Option<String>,
    /// The transport document's number: the lorry receipt, the railway receipt, the airway bill, the bill of lading
    #[arg(long)]
    document: Option<String>,
    /// The transport document's date
    #[arg(long)]
    document_date: Option<String>,
    /// road, rail, air or ship [default: road]
    #[arg(long)]
    mode: Option<String>,
}

/// Where the goods are.
#[derive(Args, Clone)]
pub struct SpotArgs {
    /// The place where the goods are
    #[arg(long)]
    place: String,
    /// The number of its state: the first two digits of a GSTIN there
    #[arg(long)]
    state: String,
}

impl CarrierArgs {
    fn read(&self) -> Result<CarriedBy> {
        let CarrierArgs { vehicle, document, document_date, mode } = self;
        let mut by = CarriedBy::default();
        by = vehicle.iter().fold(by, CarriedBy::in_vehicle);
        by = document.iter().fold(by, CarriedBy::with_document);
        if let Some(text) = document_date {
            by = by.dated(day(text)?);
        }
        match mode {
            Some(mode) => Ok(by.travelling(one_of(mode, "a way to travel", Mode::ALL, Mode::name)?)),
            None => Ok(by),
        }
    }
}

/// A place in the state of this number.
fn spot(place: &str, state: &str) -> Result<EwbSpot> {
    EwbSpot::in_state(place, state).ok_or_else(|| not(state, "the number of a state", "use its two digits, such as 29"))
}

impl SpotArgs {
    fn read(&self) -> Result<EwbSpot> {
        spot(&self.place, &self.state)
    }
}

impl NamedEwbs {
    fn seen_by(&self) -> Result<Option<Gstin>> {
        self.gstin.as_deref().map(supplier).transpose()
    }
}

/// Takes a step with each e-way bill; one that fails holds none of the others up.
fn each<A: Summarized + Serialize>(
    named: &NamedEwbs,
    common: &Common,
    step: impl Fn(&str) -> Result<A>,
) -> Result<Exit> {
    if let [only] = &named.bills[..] {
        return Ok(show_one(step(only).map_err(typed)?, common));
    }
    let mut worst = Exit::Done;
    for name in &named.bills {
        let at = Name { file: name.clone(), place: None };
        let ended = step(name).map(|answer| show(&at, answer, common));
        worst = worst.max(ended.unwrap_or_else(|error| failed(name, &typed(error))));
    }
    Ok(worst)
}

/// The engine for steps that change something at the system.
fn engine(common: &Common) -> Result<Engine> {
    let engine = open_engine(common)?;
    announce(&engine, common);
    Ok(engine)
}

#[derive(Args)]
pub struct MoveEwb {
    #[command(flatten)]
    named: NamedEwbs,
    #[command(flatten)]
    by: CarrierArgs,
    /// The load is over-dimensional
    #[arg(long)]
    over_dimensional: bool,
    #[command(flatten)]
    from: SpotArgs,
    /// breakdown, transshipment, first_time or other; of the first Part B it need not be said
    #[arg(long)]
    reason: Option<String>,
    /// Up to 50 characters
    #[arg(long, default_value = "")]
    remark: String,
    /// Of goods divided among several vehicles: one of them and how much it takes, KA12AB1234=100
    #[arg(long, value_parser = share, conflicts_with = "vehicle", requires_all = ["unit", "to_place", "to_state"])]
    share: Vec<(String, String)>,
    /// The unit of the shares, such as NOS
    #[arg(long)]
    unit: Option<String>,
    /// Where the shares go to
    #[arg(long)]
    to_place: Option<String>,
    /// The number of that state
    #[arg(long)]
    to_state: Option<String>,
    /// Of goods divided before: the vehicle whose place this one takes
    #[arg(long, conflicts_with = "share")]
    instead_of: Option<String>,
    /// Of goods divided before: the transport document whose place this one takes
    #[arg(long, conflicts_with = "share")]
    instead_of_document: Option<String>,
    /// The system's number of that movement, where the vehicle is in several
    #[arg(long)]
    group: Option<String>,
}

/// A vehicle and its part of the goods.
fn share(text: &str) -> std::result::Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(vehicle, quantity)| !vehicle.is_empty() && !quantity.is_empty());
    let (vehicle, quantity) = parts.ok_or("use KA12AB1234=100")?;
    Ok((vehicle.trim().to_owned(), quantity.trim().to_owned()))
}

impl MoveEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let whose = self.named.seen_by()?;
        let asked = self.asked()?;
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let ewb_no = number(&engine, name, self.named.gstin.as_deref(), common)?;
            let asked = whose.into_iter().fold(asked(ewb_no), EwbVehicleRequest::seen_by);
            engine.ewb_vehicle(asked, &EwbVehicleOptions::new())
        })
    }

    /// What is asked about the bill of a number.
    fn asked(&self) -> Result<impl Fn(String) -> EwbVehicleRequest> {
        let MoveEwb { by, over_dimensional, from, reason, remark, share, unit, to_place, to_state, .. } = self;
        let (mut by, from) = (by.read()?, from.read()?);
        if *over_dimensional {
            by = by.over_dimensional();
        }
        let reason = reason.as_deref();
        let reason =
            reason.map(|text| one_of(text, "a reason", VehicleReason::ALL, VehicleReason::name)).transpose()?;
        let several = match (&share[..], unit, to_place, to_state) {
            ([], ..) => None,
            (shares, Some(unit), Some(place), Some(state)) => {
                let loads = shares.iter().map(|(vehicle, quantity)| {
                    let read = Amount::parse(quantity).map_err(|_| not(quantity, "a quantity", "use KA12AB1234=100"));
                    read.map(|quantity| PartLoad::new(vehicle, quantity))
                });
                Some((loads.collect::<Result<Vec<_>>>()?, unit.clone(), spot(place, state)?))
            }
            _ => return Err(Error::new(ErrorKind::Option, "shares need --unit, --to-place and --to-state")),
        };
        let replaced = self.replaced()?;
        let remark = remark.clone();
        Ok(move |ewb_no| {
            let asked = EwbVehicleRequest::new(ewb_no, by.clone(), from.clone()).remark(&remark);
            let asked = reason.into_iter().fold(asked, EwbVehicleRequest::reason);
            let asked = replaced.iter().cloned().fold(asked, EwbVehicleRequest::instead_of);
            several.iter().cloned().fold(asked, |asked, (loads, unit, to)| asked.in_several(loads, unit, to))
        })
    }

    /// The vehicle whose place another takes.
    fn replaced(&self) -> Result<Option<ReplacedVehicle>> {
        let MoveEwb { instead_of, instead_of_document, group, .. } = self;
        if instead_of.is_none() && instead_of_document.is_none() {
            return match group {
                None => Ok(None),
                Some(_) => {
                    Err(Error::new(ErrorKind::Option, "--group says nothing without a vehicle of that movement")
                        .fix("give --instead-of, or leave it out"))
                }
            };
        }
        let mut replaced = ReplacedVehicle::default();
        if let Some(vehicle) = instead_of {
            replaced = ReplacedVehicle::new(vehicle);
        }
        replaced = instead_of_document.iter().fold(replaced, ReplacedVehicle::with_document);
        Ok(Some(group.iter().fold(replaced, ReplacedVehicle::of_group)))
    }
}

#[derive(Args)]
pub struct HandOverEwb {
    #[command(flatten)]
    named: NamedEwbs,
    /// The transporter's GSTIN, or its enrolment number (TRANSIN)
    #[arg(long)]
    to: String,
}

impl HandOverEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let whose = self.named.seen_by()?;
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let ewb_no = number(&engine, name, self.named.gstin.as_deref(), common)?;
            let asked = EwbTransporterRequest::new(ewb_no, &self.to);
            let asked = whose.into_iter().fold(asked, EwbTransporterRequest::seen_by);
            engine.ewb_transporter(asked, &EwbTransporterOptions::new())
        })
    }
}

#[derive(Args)]
pub struct ExtendEwb {
    #[command(flatten)]
    named: NamedEwbs,
    /// How far it still is, in kilometres
    #[arg(long)]
    km: u32,
    /// calamity, law_and_order, transshipment, accident or other
    #[arg(long)]
    reason: String,
    /// Up to 50 characters
    #[arg(long, default_value = "")]
    remark: String,
    #[command(flatten)]
    from: SpotArgs,
    /// Its PIN code
    #[arg(long)]
    pin: String,
    #[command(flatten)]
    by: CarrierArgs,
    /// Of goods that wait on their way: road, warehouse or other
    #[arg(long)]
    in_transit: Option<String>,
    /// Of goods that wait: a line of the address, three times
    #[arg(long)]
    address: Vec<String>,
}

impl ExtendEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let ExtendEwb { named, km, reason, remark, from, pin, by, in_transit, address } = self;
        let (whose, by) = (named.seen_by()?, by.read()?);
        let from = from.read()?.pin(pin).address(address.clone());
        let reason = one_of(reason, "a reason", ExtendReason::ALL, ExtendReason::name)?;
        let waits = in_transit.as_deref();
        let waits = waits.map(|text| one_of(text, "a place to wait", Transit::ALL, Transit::name)).transpose()?;
        let engine = engine(common)?;
        each(named, common, |name| {
            let ewb_no = number(&engine, name, named.gstin.as_deref(), common)?;
            let asked = EwbExtendRequest::new(ewb_no, *km, reason, from.clone()).remark(remark).carried(by.clone());
            let asked = waits.into_iter().fold(asked, EwbExtendRequest::waiting);
            let asked = whose.into_iter().fold(asked, EwbExtendRequest::seen_by);
            engine.ewb_extend(asked, &EwbExtendOptions::new())
        })
    }
}

#[derive(Args)]
pub struct ConsolidateEwbs {
    /// Each by its number, or by its document: the bill's file, its number or its IRN
    #[arg(required_unless_present = "again")]
    bills: Vec<String>,
    /// As whom, where several of your GSTINs have a part in them, or several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
    #[command(flatten)]
    by: CarrierArgs,
    #[command(flatten)]
    from: SpotArgs,
    /// Make this consolidated e-way bill again, for another vehicle: its number
    #[arg(long, value_name = "NUMBER", conflicts_with = "bills", requires = "reason")]
    again: Option<String>,
    /// Of one that is made again: breakdown, transshipment or other
    #[arg(long, requires = "again")]
    reason: Option<String>,
    /// Of one that is made again: up to 50 characters
    #[arg(long, requires = "again")]
    remark: Option<String>,
}

impl ConsolidateEwbs {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let ConsolidateEwbs { bills, gstin, by, from, again, reason, remark } = self;
        let whose = gstin.as_deref().map(supplier).transpose()?;
        let (by, from) = (by.read()?, from.read()?);
        let reason = reason.as_deref();
        let reason =
            reason.map(|text| one_of(text, "a reason", VehicleReason::ALL, VehicleReason::name)).transpose()?;
        let engine = engine(common)?;
        let asked = match again.as_deref().zip(reason) {
            Some((trip, reason)) => {
                let digits: String = trip.chars().filter(|c| !c.is_whitespace()).collect();
                EwbConsolidateRequest::again(digits, by, from, reason, remark.as_deref().unwrap_or_default())
            }
            None => {
                let each = bills.iter().map(|name| number(&engine, name, gstin.as_deref(), common));
                EwbConsolidateRequest::new(each.collect::<Result<_>>()?, by, from)
            }
        };
        let asked = whose.into_iter().fold(asked, EwbConsolidateRequest::seen_by);
        Ok(show_one(engine.ewb_consolidate(asked, &EwbConsolidateOptions::new()).map_err(typed)?, common))
    }
}

#[derive(Args)]
pub struct RejectEwb {
    #[command(flatten)]
    named: NamedEwbs,
}

impl RejectEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let whose = self.named.seen_by()?;
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let ewb_no = number(&engine, name, self.named.gstin.as_deref(), common)?;
            let asked = whose.into_iter().fold(EwbRejectRequest::new(ewb_no), EwbRejectRequest::seen_by);
            engine.ewb_reject(asked, &EwbRejectOptions::new())
        })
    }
}

#[derive(Args)]
pub struct CancelEwb {
    #[command(flatten)]
    named: NamedEwbs,
    /// duplicate, data_entry, order_cancelled or other
    #[arg(long)]
    reason: String,
    /// Up to 50 characters
    #[arg(long, default_value = "")]
    remark: String,
}

impl CancelEwb {
    pub fn new(named: NamedEwbs, reason: &str, remark: &str) -> CancelEwb {
        CancelEwb { named, reason: reason.to_owned(), remark: remark.to_owned() }
    }

    pub fn run(&self, common: &Common) -> Result<Exit> {
        let reason = reason(&self.reason)?;
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let bill = bill(&engine, name, self.named.gstin.as_deref(), common)?;
            engine.ewb_cancel(EwbCancelRequest::new(bill, reason).remark(&self.remark), &EwbCancelOptions::new())
        })
    }
}

#[derive(Args)]
pub struct ShowEwb {
    #[command(flatten)]
    named: NamedEwbs,
    /// Show what the ledger knows, without asking the system
    #[arg(long)]
    kept: bool,
}

impl ShowEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let engine = open_engine(common)?;
        let whose = self.named.gstin.as_deref();
        if self.kept {
            return each(&self.named, common, |name| {
                let bill = bill(&engine, name, whose, common)?;
                engine.status(StatusRequest::of_bill(bill), &StatusOptions::new())
            });
        }
        each(&self.named, common, |name| {
            let asked = EwbFetchRequest::Bill(bill(&engine, name, whose, common)?);
            engine.ewb_fetch(asked, &EwbFetchOptions::new())
        })
    }
}
