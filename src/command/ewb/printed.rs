//! `einv ewb print`: slips of e-way bills, and of consolidated ones.

use super::NamedEwbs;
use super::named::{known, members, number, request};
use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::say::warn_line;
use crate::command::sheaf::Sheaf;
use crate::command::shown::failed;
use clap::Args;
use einv::answer::eway_bill::{EwbBill, EwbFetched, EwbShown};
use einv::answer::eway_paper::EwbPrintRequest;
use einv::answer::status::KnownDocument;
use einv::engine::{self, Engine, EwbFetchOptions, EwbPrintOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::print::Colour;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct PrintEwb {
    #[command(flatten)]
    named: NamedEwbs,
    /// Where to write the PDF; for several, a folder, or a name that ends with .pdf for all of them in one
    #[arg(short, long)]
    out: PathBuf,
    /// The slip of the consolidated e-way bill that they travel under
    #[arg(long)]
    consolidated: bool,
    /// Print what the ledger knows, without asking the system
    #[arg(long)]
    kept: bool,
    /// A PNG or JPEG
    #[arg(long)]
    logo: Option<String>,
    /// The colour of headings, #rrggbb
    #[arg(long)]
    accent: Option<String>,
}

impl PrintEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let mut options = EwbPrintOptions::new();
        options = self.logo.clone().into_iter().fold(options, EwbPrintOptions::logo);
        if let Some(accent) = &self.accent {
            options = options.accent(accent.parse::<Colour>()?);
        }
        let engine = open_engine(common)?;
        let mut sheaf = Sheaf::new(&self.out, self.named.bills.len() > 1)?;
        let mut worst = Exit::Done;
        for name in &self.named.bills {
            let slip = self.slip(&engine, name, common).and_then(|(number, asked)| {
                let printed = engine::ewb_print(Some(&engine), asked, &options)?;
                sheaf.put(&number, &printed.0)
            });
            if let Err(error) = slip {
                worst = worst.max(failed(name, &error));
            }
        }
        sheaf.end()?;
        Ok(worst)
    }

    /// The number of a slip, and what is printed on it.
    fn slip(&self, engine: &Engine, name: &str, common: &Common) -> Result<(String, EwbPrintRequest)> {
        let whose = self.named.gstin.as_deref();
        if self.consolidated {
            return consolidated(engine, name, whose, common);
        }
        let ewb_no = number(engine, name, whose, common)?;
        let bill = match self.kept {
            true => json!({"ewb_no": ewb_no}),
            false => now(engine, &ewb_no, whose)?,
        };
        Ok((ewb_no, request(one("ewb", bill))?))
    }
}

fn one(key: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value)])
}

/// What the system shows; where it can't be asked, what the ledger knows.
fn now(engine: &Engine, ewb_no: &str, whose: Option<&str>) -> Result<Value> {
    let mut asked = one("ewb_no", ewb_no.into());
    asked.extend(whose.map(|gstin| ("gstin".to_owned(), gstin.into())));
    match engine.ewb_fetch(request(asked)?, &EwbFetchOptions::new()) {
        Ok(EwbFetched::Bill(shown)) => Ok(to_print(&shown)),
        Ok(EwbFetched::Unknown(unknown)) => {
            Err(Error::new(ErrorKind::Arg, format!("{ewb_no}: {}", unknown.message)).fix(unknown.fix.to_string()))
        }
        Ok(_) => Ok(json!({"ewb_no": ewb_no})),
        Err(error) if matches!(error.kind, ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Portal) => {
            warn_line!("{ewb_no}: warning: printed as the ledger knows it: {}", error.message);
            Ok(json!({"ewb_no": ewb_no}))
        }
        Err(error) => Err(error),
    }
}

fn to_print(shown: &EwbShown) -> Value {
    let mut bill = json!(shown);
    if let (Some(members), Some(maker)) = (bill.as_object_mut(), &shown.sheet.maker) {
        members.insert("gstin".to_owned(), maker.as_str().into());
    }
    bill
}

/// The consolidated bill that a bill travels under, with what the ledger knows of the bills in it.
fn consolidated(
    engine: &Engine,
    name: &str,
    whose: Option<&str>,
    common: &Common,
) -> Result<(String, EwbPrintRequest)> {
    let none = || {
        Error::new(ErrorKind::Arg, format!("the ledger knows no consolidated e-way bill that {name} travels under"))
            .fix("make one with einv ewb consolidate")
    };
    let by_number = number(engine, name, whose, common)?;
    let KnownDocument::Ewb(bill) = known(engine, &members(engine, &by_number, None, common)?)? else {
        return Err(none());
    };
    let trip = bill.trip.as_ref().ok_or_else(none)?;
    let numbers = if trip.ewb_nos.is_empty() { vec![by_number] } else { trip.ewb_nos.clone() };
    let mut bills = Vec::new();
    for ewb_no in numbers {
        let found = known(engine, &members(engine, &ewb_no, None, common)?)?;
        bills.push(match found {
            KnownDocument::Ewb(bill) => entry(&ewb_no, &bill),
            _ => json!({"ewb_no": ewb_no}),
        });
    }
    let slip = json!({
        "consolidated_no": trip.consolidated_no, "date": trip.date, "vehicle": trip.vehicle, "mode": trip.mode,
        "place": trip.place, "state": trip.state, "gstin": bill.document.gstin, "sandbox": bill.sandbox, "ewbs": bills,
    });
    Ok((trip.consolidated_no.clone(), request(one("consolidated", slip))?))
}

fn entry(ewb_no: &str, bill: &EwbBill) -> Value {
    json!({
        "ewb_no": ewb_no, "ewb_date": bill.ewb_date, "valid_until": bill.valid_until, "number": bill.document.number,
    })
}
