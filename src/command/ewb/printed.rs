//! `einv ewb print`: slips of e-way bills, and of consolidated ones.

use super::NamedEwbs;
use super::named::{bill, known, number};
use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::named::supplier;
use crate::command::say::warn_line;
use crate::command::sheaf::Sheaf;
use crate::command::shown::failed;
use clap::Args;
use einv::answer::eway_bill::EwbFetched;
use einv::answer::eway_named::{EwbFetchRequest, EwbRef};
use einv::answer::eway_paper::{EwayPaper, EwbPrintRequest, TripEntry, TripPaper};
use einv::answer::status::KnownDocument;
use einv::engine::{self, Engine, EwbFetchOptions, EwbPrintOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::print::Colour;
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
        let paper = match self.kept {
            true => EwayPaper::numbered(&ewb_no),
            false => now(engine, &ewb_no, whose)?,
        };
        Ok((ewb_no, paper.into()))
    }
}

/// What the system shows; where it can't be asked, what the ledger knows.
fn now(engine: &Engine, ewb_no: &str, whose: Option<&str>) -> Result<EwayPaper> {
    let asked = EwbRef::Number(ewb_no.to_owned(), whose.map(supplier).transpose()?);
    match engine.ewb_fetch(EwbFetchRequest::Bill(asked), &EwbFetchOptions::new()) {
        Ok(EwbFetched::Bill(shown)) => EwayPaper::shown(&shown),
        Ok(EwbFetched::Unknown(unknown)) => {
            Err(Error::new(ErrorKind::Arg, format!("{ewb_no}: {}", unknown.message)).fix(unknown.fix.to_string()))
        }
        Ok(_) => Ok(EwayPaper::numbered(ewb_no)),
        Err(error) if matches!(error.kind, ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Portal) => {
            warn_line!("{ewb_no}: warning: printed as the ledger knows it: {}", error.message);
            Ok(EwayPaper::numbered(ewb_no))
        }
        Err(error) => Err(error),
    }
}

/// The consolidated bill that a bill travels under, with what the ledger knows of the bills in it. Where the ledger knows of
/// none, the system is asked.
fn consolidated(
    engine: &Engine,
    name: &str,
    whose: Option<&str>,
    common: &Common,
) -> Result<(String, EwbPrintRequest)> {
    let none = || {
        Error::new(ErrorKind::Arg, format!("{name} travels under no consolidated e-way bill"))
            .fix("make one with einv ewb consolidate")
    };
    let ewb_no = number(engine, name, whose, common)?;
    let by_number = bill(engine, &ewb_no, None, common)?;
    let KnownDocument::Ewb(mut one) = known(engine, &by_number)? else {
        return Err(Error::new(ErrorKind::Arg, format!("the ledger does not know the e-way bill of {name}"))
            .fix("print it with the engine that made it"));
    };
    if one.trip.is_none() {
        // The system's answer is kept.
        engine.ewb_fetch(EwbFetchRequest::Bill(by_number.clone()), &EwbFetchOptions::new())?;
        if let KnownDocument::Ewb(read) = known(engine, &by_number)? {
            one = read;
        }
    }
    let trip = one.trip.as_ref().ok_or_else(none)?;
    let numbers = match trip.ewb_nos.is_empty() {
        true => {
            warn_line!("{name}: warning: made elsewhere: the slip lists this e-way bill alone, and may lack others");
            vec![ewb_no]
        }
        false => trip.ewb_nos.clone(),
    };
    let mut bills = Vec::new();
    for ewb_no in numbers {
        bills.push(match known(engine, &EwbRef::number(&ewb_no))? {
            KnownDocument::Ewb(kept) => TripEntry::kept(ewb_no, &kept),
            _ => TripEntry::numbered(ewb_no),
        });
    }
    let slip = TripPaper::kept(trip, one.document.gstin, bills, one.sandbox);
    Ok((trip.consolidated_no.clone(), slip.into()))
}
