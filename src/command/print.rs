//! `einv print`: one bill to a file, or many to a folder, each by its number.

use crate::command::args::{BillArgs, Common, NamedDocument, TableArgs};
use crate::command::config::engine_of;
use crate::command::exit::Exit;
use crate::command::inputs::Inputs;
use crate::command::paper::{registration, save};
use crate::command::say::{line, warn_line};
use crate::command::speech::spoken;
#[cfg(feature = "tables")]
use crate::command::tables::{self, AskedTables, Says};
use crate::command::verbs::{failed, kept, read};
use crate::command::{documents, normalize};
use clap::Args;
use einv::answer::paper::{PaperRegistration, PrintRequest};
use einv::engine::{self, Engine, HashOptions, PrintOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::print::Colour;
use std::collections::HashSet;
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
    /// Where to write the PDF; for several bills, a folder
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
        let mut options = PrintOptions::new().normalize(normalize::wanted(&self.common));
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
    out: &'a Path,
    /// Several bills: each has a file of its own in a folder.
    is_folder: bool,
    names: HashSet<String>,
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
    let mut press = Press {
        engine: engine.as_ref(),
        options,
        registration: paper,
        out: &asked.out,
        is_folder: is_several || asked.out.is_dir(),
        names: HashSet::new(),
    };
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
        press.is_folder = asked.out.is_dir() || ready.len() > 1 || inputs.is_several() || !others.is_empty();
    }
    press.begin()?;
    let mut put = |name: &str, printed: Result<()>| {
        if let Err(error) = printed {
            worst = worst.max(failed(name, &error));
        }
    };
    for (number, invoice) in ready {
        put(&number, press.put(&number, &number, invoice));
    }
    documents::each(&inputs, &mut |name, text| {
        let name = name.words();
        put(&name, text.and_then(|text| press.put_document(&name, text, common)));
    });
    for name in others {
        put(name, press.put_kept(name, asked));
    }
    Ok(worst)
}

impl Press<'_> {
    fn begin(&self) -> Result<()> {
        let trouble = |e: std::io::Error| {
            Error::new(ErrorKind::Arg, format!("{} can't be made: {e}", self.out.display()))
                .fix("several bills go to a folder: give the name of one, or of one to be made")
        };
        if self.is_folder { std::fs::create_dir_all(self.out).map_err(trouble) } else { Ok(()) }
    }

    /// A bill of a file: its number names its page among several.
    fn put_document(&mut self, name: &str, text: String, common: &Common) -> Result<()> {
        let number = match self.is_folder {
            true => {
                let options = spoken(HashOptions::new().normalize(normalize::wanted(common)), common);
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
        let path = match self.is_folder {
            true => self.out.join(file_name(number, &mut self.names)),
            false => self.out.to_owned(),
        };
        save(&path, &printed.pdf).map(|_| ())
    }
}

/// A file's name for a document number, which may have a slash; no other bill of this command has it.
fn file_name(number: &str, names: &mut HashSet<String>) -> String {
    let plain: String = number.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let mut name = format!("{plain}.pdf");
    let mut again = 2;
    // Some systems take small and capital letters for the same.
    while !names.insert(name.to_lowercase()) {
        name = format!("{plain} ({again}).pdf");
        again += 1;
    }
    name
}
