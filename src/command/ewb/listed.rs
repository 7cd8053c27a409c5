//! `einv ewb list`: the e-way bills of a day.

use super::named::known;
use super::words::one_of;
use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, text};
use crate::command::list::day;
use crate::command::named::supplier;
use crate::command::say::{line, say, warn_line};
use crate::command::shown::{practice, print_json};
use crate::command::speech::said;
use clap::Args;
use einv::answer::eway_bill::{EwbFetched, EwbShown};
use einv::answer::eway_named::{EwbFetchRequest, EwbPart, EwbRef};
use einv::answer::status::KnownDocument;
use einv::calendar::Day;
use einv::engine::{Engine, EwbFetchOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;

#[derive(Args)]
pub struct ListEwbs {
    /// The day on which they were made [default: today]
    #[arg(long)]
    day: Option<String>,
    /// What you are in them: consignor, consignee or transporter
    #[arg(long, default_value = "consignor")]
    r#as: String,
    /// Of this GSTIN alone [default: all of the configuration]
    #[arg(long)]
    gstin: Option<String>,
    #[command(flatten)]
    output: ListOutput,
}

impl ListEwbs {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let engine = open_engine(common)?;
        let own = engine.taxpayers().iter().filter_map(|one| one.gstin);
        let whose: Vec<Gstin> = match &self.gstin {
            Some(gstin) => vec![supplier(gstin)?],
            None => own.collect(),
        };
        if whose.is_empty() {
            return Err(Error::new(ErrorKind::Option, "whose e-way bills are listed is not said")
                .fix("give --gstin, or add the taxpayers to the configuration"));
        }
        let day = self.day.as_deref().map_or_else(|| Ok(engine.now().day()), day)?;
        let part = one_of(&self.r#as, "a part", EwbPart::ALL, EwbPart::name)?;
        let mut shown = Vec::new();
        for gstin in whose {
            let answer = engine.ewb_fetch(EwbFetchRequest::OfDay { gstin, day, part }, &EwbFetchOptions::new())?;
            match answer {
                answer if common.json => print_json(answer),
                EwbFetched::List(list) => {
                    if let Some(why) = &list.incomplete {
                        warn_line!("{gstin}: warning: {why}");
                    }
                    shown.extend(list.ewbs);
                }
                _ => {}
            }
        }
        if !common.json && grid(&engine, &shown)?.put(&self.output)? {
            let ending = practice(engine.about().sandbox);
            say!("{} {}: {}{ending}", said("E-way bills of"), day.iso(), shown.len());
        }
        Ok(Exit::Done)
    }
}

/// The system's list leaves out what the ledger knows: the kind of document, the transporter.
fn grid(engine: &Engine, shown: &[EwbShown]) -> Result<ListGrid> {
    let mut grid = ListGrid::new(&[
        text("E-way bill"),
        text("Status"),
        text("Part"),
        text("Type"),
        text("Number"),
        text("Date"),
        text("Transporter"),
        text("Valid until"),
    ]);
    for one in shown {
        let sheet = &one.sheet;
        let kept = match known(engine, &EwbRef::number(&sheet.ewb_no))? {
            KnownDocument::Ewb(bill) => Some(bill),
            _ => None,
        };
        let kind = sheet.doc_type.clone().or(kept.as_ref().map(|bill| bill.document.doc_type.clone()));
        let transporter = sheet.transporter_id.clone().or(kept.and_then(|bill| bill.transporter_id));
        grid.push(vec![
            line(&sheet.ewb_no),
            said(one.status.name()).into_owned(),
            one.part.name().to_owned(),
            line(&kind.unwrap_or_default()),
            line(sheet.number.as_deref().unwrap_or_default()),
            sheet.date.map(Day::iso).unwrap_or_default(),
            line(&transporter.unwrap_or_default()),
            sheet.valid_until.map(|until| until.shown()).unwrap_or_default(),
        ]);
    }
    Ok(grid)
}
