//! `einv ewb`: e-way bills are made, moved, extended, rejected, cancelled, shown and printed.

mod listed;
mod made;
mod named;
mod printed;
mod shown;
mod step;
mod words;

use crate::command::args::{Common, NamedDocument};
use crate::command::exit::Exit;
use clap::{Args, Subcommand};
use einv::error::{Error, ErrorKind, Result};
use listed::ListEwbs;
use made::MakeEwb;
use printed::PrintEwb;
use step::{CancelEwb, ConsolidateEwbs, ExtendEwb, HandOverEwb, MoveEwb, RejectEwb, ShowEwb};

/// E-way bills. Each is named by its number, or by its document: the bill's file, its number or its IRN.
#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub struct EwbCommand {
    #[command(subcommand)]
    verb: Option<EwbVerb>,
    #[command(flatten)]
    make: Option<MakeEwb>,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum EwbVerb {
    /// Make the e-way bill of a registered invoice, or of a challan or another document that needs no IRN
    Make(MakeEwb),
    /// Give e-way bills their Part B, or another vehicle, or several
    Vehicle(MoveEwb),
    /// Hand the goods to a transporter
    Transporter(HandOverEwb),
    /// Extend the validity: from 8 hours before its end to 8 hours after it
    Extend(ExtendEwb),
    /// Make one consolidated e-way bill of several that travel in one vehicle
    Consolidate(ConsolidateEwbs),
    /// Reject what the other party made, within 72 hours
    Reject(RejectEwb),
    /// Cancel within 24 hours
    Cancel(CancelEwb),
    /// Show what the e-way bill system says now
    Show(ShowEwb),
    /// Print slips as PDF
    Print(PrintEwb),
    /// List the e-way bills of a day
    List(ListEwbs),
}

/// E-way bills by their names.
#[derive(Args, Clone)]
pub struct NamedEwbs {
    /// Each by its number, or by its document: the bill's file, its number or its IRN
    #[arg(required = true)]
    bills: Vec<String>,
    /// As whom, where several of your GSTINs have a part in it, or several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
}

pub fn run(asked: &EwbCommand) -> Result<Exit> {
    let common = &asked.common;
    match (&asked.verb, &asked.make) {
        (Some(EwbVerb::Make(make)), _) | (None, Some(make)) => make.run(common),
        (Some(EwbVerb::Vehicle(asked)), _) => asked.run(common),
        (Some(EwbVerb::Transporter(asked)), _) => asked.run(common),
        (Some(EwbVerb::Extend(asked)), _) => asked.run(common),
        (Some(EwbVerb::Consolidate(asked)), _) => asked.run(common),
        (Some(EwbVerb::Reject(asked)), _) => asked.run(common),
        (Some(EwbVerb::Cancel(asked)), _) => asked.run(common),
        (Some(EwbVerb::Show(asked)), _) => asked.run(common),
        (Some(EwbVerb::Print(asked)), _) => asked.run(common),
        (Some(EwbVerb::List(asked)), _) => asked.run(common),
        (None, None) => Err(Error::new(ErrorKind::Arg, "nothing is named").fix("einv help ewb shows what there is")),
    }
}

/// `einv ewb-cancel`, which was there before `einv ewb cancel`.
pub fn cancel(named: &NamedDocument, reason: &str, remark: &str, common: &Common) -> Result<Exit> {
    let bills = NamedEwbs { bills: vec![named.document.clone()], gstin: named.gstin.clone() };
    CancelEwb::new(bills, reason, remark).run(common)
}
