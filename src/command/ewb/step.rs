//! What happens to an e-way bill after it is made, step by step.

use super::NamedEwbs;
use super::named::{kept, members, number, request};
use crate::command::args::Common;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::name::Name;
use crate::command::shown::{Summarized, failed, show, show_one};
use crate::command::verbs::reason;
use clap::Args;
use einv::answer::eway_steps::EwbFetchRequest;
use einv::engine::{
    Engine, EwbCancelOptions, EwbConsolidateOptions, EwbExtendOptions, EwbFetchOptions, EwbRejectOptions,
    EwbTransporterOptions, EwbVehicleOptions, StatusOptions,
};
use einv::error::Result;
use serde::Serialize;
use serde_json::{Map, Value, json};

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

/// The members that have a value.
fn filled(members: Value) -> Map<String, Value> {
    let all = members.as_object().cloned().unwrap_or_default();
    all.into_iter()
        .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
        .collect()
}

impl CarrierArgs {
    fn members(&self) -> Value {
        let CarrierArgs { vehicle, document, document_date, mode } = self;
        json!({"vehicle": vehicle, "document": document, "document_date": document_date, "mode": mode})
    }
}

impl SpotArgs {
    fn members(&self) -> Value {
        json!({"place": self.place, "state": self.state})
    }
}

/// A request by the number of an e-way bill, of parts that may be left out.
fn by_number(ewb_no: &str, gstin: Option<&str>, parts: &[Value]) -> Map<String, Value> {
    let mut all = filled(json!({"ewb_no": ewb_no, "gstin": gstin}));
    parts.iter().for_each(|part| all.extend(filled(part.clone())));
    all
}

/// Takes a step with each e-way bill; one that fails holds none of the others up.
fn each<A: Summarized + Serialize>(
    named: &NamedEwbs,
    common: &Common,
    step: impl Fn(&str) -> Result<A>,
) -> Result<Exit> {
    if let [only] = &named.bills[..] {
        return Ok(show_one(step(only)?, common));
    }
    let mut worst = Exit::Done;
    for name in &named.bills {
        let at = Name { file: name.clone(), place: None };
        let ended = step(name).map(|answer| show(&at, answer, common));
        worst = worst.max(ended.unwrap_or_else(|error| failed(name, &error)));
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
}

/// A vehicle and its part of the goods.
fn share(text: &str) -> std::result::Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(vehicle, quantity)| !vehicle.is_empty() && !quantity.is_empty());
    let (vehicle, quantity) = parts.ok_or("use KA12AB1234=100")?;
    Ok((vehicle.trim().to_owned(), quantity.trim().to_owned()))
}

impl MoveEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let MoveEwb { named, by, over_dimensional, from, reason, remark, share, unit, to_place, to_state } = self;
        let several: Vec<Value> =
            share.iter().map(|(vehicle, quantity)| json!({"vehicle": vehicle, "quantity": quantity})).collect();
        let to = to_place.as_ref().zip(to_state.as_ref()).map(|(place, state)| json!({"place": place, "state": state}));
        let more = json!({
            "over_dimensional": over_dimensional.then_some(true), "from": from.members(), "reason": reason,
            "remark": remark, "vehicles": several, "unit": unit, "to": to,
        });
        let engine = engine(common)?;
        each(named, common, |name| {
            let whose = named.gstin.as_deref();
            let ewb_no = number(&engine, name, whose, common)?;
            let asked = request(by_number(&ewb_no, whose, &[by.members(), more.clone()]))?;
            engine.ewb_vehicle(asked, &EwbVehicleOptions::new())
        })
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
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let whose = self.named.gstin.as_deref();
            let ewb_no = number(&engine, name, whose, common)?;
            let asked = request(by_number(&ewb_no, whose, &[json!({"transporter_id": self.to})]))?;
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
    /// Of goods that wait: a line of the address, up to three times
    #[arg(long)]
    address: Vec<String>,
}

impl ExtendEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let ExtendEwb { named, km, reason, remark, from, pin, by, in_transit, address } = self;
        let spot = json!({"place": from.place, "state": from.state, "pin": pin, "address": address});
        let more = json!({
            "remaining_km": km, "reason": reason, "remark": remark, "from": filled(spot), "in_transit": in_transit,
        });
        let engine = engine(common)?;
        each(named, common, |name| {
            let whose = named.gstin.as_deref();
            let ewb_no = number(&engine, name, whose, common)?;
            let asked = request(by_number(&ewb_no, whose, &[by.members(), more.clone()]))?;
            engine.ewb_extend(asked, &EwbExtendOptions::new())
        })
    }
}

#[derive(Args)]
pub struct ConsolidateEwbs {
    #[command(flatten)]
    named: NamedEwbs,
    #[command(flatten)]
    by: CarrierArgs,
    #[command(flatten)]
    from: SpotArgs,
}

impl ConsolidateEwbs {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let engine = engine(common)?;
        let whose = self.named.gstin.as_deref();
        let numbers: Vec<String> =
            self.named.bills.iter().map(|name| number(&engine, name, whose, common)).collect::<Result<_>>()?;
        let mut asked = filled(json!({"ewb_nos": numbers, "gstin": whose, "from": self.from.members()}));
        asked.extend(filled(self.by.members()));
        Ok(show_one(engine.ewb_consolidate(request(asked)?, &EwbConsolidateOptions::new())?, common))
    }
}

#[derive(Args)]
pub struct RejectEwb {
    #[command(flatten)]
    named: NamedEwbs,
}

impl RejectEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let whose = self.named.gstin.as_deref();
            let ewb_no = number(&engine, name, whose, common)?;
            engine.ewb_reject(request(by_number(&ewb_no, whose, &[]))?, &EwbRejectOptions::new())
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
        reason(&self.reason)?;
        let engine = engine(common)?;
        each(&self.named, common, |name| {
            let bill = members(&engine, name, self.named.gstin.as_deref(), common)?;
            let asked = request(bill.with(json!({"reason": self.reason, "remark": self.remark})))?;
            engine.ewb_cancel(asked, &EwbCancelOptions::new())
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
                let bill = members(&engine, name, whose, common)?;
                engine.status(kept(&bill)?, &StatusOptions::new())
            });
        }
        each(&self.named, common, |name| {
            let asked: EwbFetchRequest = request(members(&engine, name, whose, common)?.with(json!({})))?;
            engine.ewb_fetch(asked, &EwbFetchOptions::new())
        })
    }
}
