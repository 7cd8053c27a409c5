//! `einv print`: one bill to a file, or many to a folder, each by its number, or into one file.

use crate::command::args::{BillArgs, Common, NamedDocument, TableArgs};
use crate::command::config::engine_of;
use crate::command::exit::Exit;
use crate::command::inputs::{Inputs, read};
use crate::command::paper::registration;
use crate::command::say::{self, line, warn_line};
use crate::command::sheaf::Sheaf;
use crate::command::shown::failed;
use crate::command::speech::spoken;
#[cfg(feature = "tables")]
use crate::command::tables::{self, AskedTables, Says};
use crate::command::verbs::kept;
use crate::command::{documents, tidied};
use clap::Args;
use einv::answer::paper::{PaperRegistration, PrintRequest};
use einv::engine::{self, Engine, HashOptions, PrintOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::print::Colour;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Print {
    /// Bills: files, tables or folders of them; or documents of the ledger, by number or IRN
    #[arg(required = true)]
    bills: Vec<String>,
    /// The supplier, where several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
    /// Take the folders in folders, too
    #[arg(short, long)]
    recursive: bool,
    /// Of one bill, its registration: the answer of submit or status with --json. Without it, the configured ledger says
    #[arg(long)]
    registration: Option<PathBuf>,
    /// Where to write the PDF; for several bills, a folder, or a name that ends with .pdf for all of them in one
    #[arg(short, long)]
    out: PathBuf,
    /// A PNG or JPEG
    #[arg(long)]
    logo: Option<String>,
    /// The colour of headings, #rrggbb
    #[arg(long)]
    accent: Option<String>,
    #[command(flatten)]
    reading: TableArgs,
    #[command(flatten)]
    common: Common,
}

impl Print {
    fn options(&self) -> Result<PrintOptions> {
        let mut options = PrintOptions::new().normalize(tidied::wanted(&self.common));
        options = self.logo.clone().into_iter().fold(options, PrintOptions::logo);
        if let Some(accent) = &self.accent {
            options = options.accent(accent.parse::<Colour>()?);
        }
        Ok(options)
    }
}

/// Where the pages go.
struct Press<'a> {
    engine: Option<&'a Engine>,
    options: PrintOptions,
    registration: Option<PaperRegistration>,
    sheaf: Sheaf,
}

/// Prints what is named.
pub fn run(asked: &Print) -> Result<Exit> {
    asked.reading.refuse_without_tables()?;
    let common = &asked.common;
    let options = asked.options()?;
    let (files, others): (Vec<&String>, Vec<&String>) =
        asked.bills.iter().partition(|name| *name == "-" || Path::new(name).exists());
    let engine = engine_of(common)?;
    let bills = BillArgs {
        files: files.into_iter().map(PathBuf::from).collect(),
        recursive: asked.recursive,
        reading: asked.reading.clone(),
        common: common.clone(),
    };
    let inputs = Inputs::of(&bills);
    let is_several = inputs.is_several() || !inputs.tables.is_empty() || asked.bills.len() > 1;
    if asked.registration.is_some() && is_several {
        return Err(Error::new(ErrorKind::Option, "a registration belongs to one invoice, not to several")
            .fix("give --config: its ledger has the registrations"));
    }
    let paper = asked.registration.as_deref().map(|path| registration(path, &read(path)?)).transpose()?;
    // One bill that can't be printed holds none of the others up.
    let (mut worst, mut ready) = (inputs.ended(), Vec::new());
    #[cfg(feature = "tables")]
    if !inputs.tables.is_empty() {
        let of_tables = AskedTables { files: &inputs.tables, reading: &asked.reading, common };
        worst = worst.max(tables::each(of_tables, engine.as_ref(), Says::of(common), &mut |bill| {
            if let (true, Some(invoice)) = (bill.is_ready(), &bill.invoice) {
                ready.push((bill.number.clone().unwrap_or_default(), invoice.get().to_owned()));
            }
            Ok(())
        })?);
    }
    let is_several = match inputs.tables.is_empty() {
        true => is_several,
        false => ready.len() > 1 || inputs.is_several() || !others.is_empty(),
    };
    let sheaf = Sheaf::new(&asked.out, is_several)?;
    let mut press = Press { engine: engine.as_ref(), options, registration: paper, sheaf };
    let mut put = |name: &str, printed: Result<()>| {
        if let Err(error) = printed {
            worst = worst.max(failed(name, &error));
        }
    };
    if ready.len() > 1 {
        say::progress(Some(ready.len()));
    }
    for (number, invoice) in ready {
        say::step();
        put(&number, press.put(&number, &number, invoice));
    }
    documents::each(&inputs, &mut |name, text| {
        let name = name.words();
        put(&name, text.and_then(|text| press.put_document(&name, text, common)));
    });
    for name in others {
        put(name, press.put_kept(name, asked));
    }
    press.sheaf.end()?;
    Ok(worst)
}

impl Press<'_> {
    /// A bill of a file: its number names its page among several.
    fn put_document(&mut self, name: &str, text: String, common: &Common) -> Result<()> {
        let number = match self.sheaf.is_folder() {
            true => {
                let options = spoken(HashOptions::new().normalize(tidied::wanted(common)), common);
                engine::hash(self.engine, &text, &options)?.number.as_str().to_owned()
            }
            false => String::new(),
        };
        self.put(name, &number, text)
    }

    /// A document of the ledger.
    fn put_kept(&mut self, name: &str, asked: &Print) -> Result<()> {
        let none = || {
            Error::new(
                ErrorKind::Arg,
                format!("there is no file {name}, and no configuration whose ledger could have it"),
            )
            .fix("give a bill's file; or --config, and a number or an IRN")
        };
        let engine = self.engine.ok_or_else(none)?;
        let named = NamedDocument { document: name.to_owned(), gstin: asked.gstin.clone() };
        self.put_document(name, kept(engine, &named, &asked.common)?, &asked.common)
    }

    fn put(&mut self, name: &str, number: &str, invoice: String) -> Result<()> {
        let mut request = PrintRequest::new(invoice);
        if let Some(registration) = self.registration.take() {
            request = request.registration(registration);
        }
        let printed = engine::print(self.engine, request, &self.options)?;
        if let Some(warning) = printed.warning {
            warn_line!("{}: warning: {warning}", line(name));
        }
        self.sheaf.put(number, &printed.pdf)
    }
}
