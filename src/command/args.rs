//! What commands are given: files of bills, a document, and what every command knows.

use clap::Args;
use einv::error::{Error, ErrorKind};
use einv::language::Language;
use std::path::PathBuf;

/// Bills in files, or in tables.
#[derive(Args)]
pub struct BillArgs {
    /// Files with one invoice each, arrays, one invoice a line, tables, or folders of them; - is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Take the folders in folders, too
    #[arg(short, long)]
    pub recursive: bool,
    #[command(flatten)]
    pub reading: TableArgs,
    #[command(flatten)]
    pub common: Common,
}

/// How tables are read, and where their faults go.
#[derive(Args, Clone, Default)]
pub struct TableArgs {
    /// Of a table: amazon, flipkart, gstr1, marg, nic, sheet, tally, vyapar or zoho; without it, the one whose headings fit
    #[arg(long)]
    pub preset: Option<String>,
    /// Of a table: a mapping file, as einv columns --map begins one
    #[arg(long)]
    pub map: Option<PathBuf>,
    /// Of a workbook: the sheet
    #[arg(long)]
    pub sheet: Option<String>,
    /// Of a table: the customers, a table of theirs
    #[arg(long)]
    pub parties: Option<PathBuf>,
    /// Of a table: goods and services with HSN, unit and rate, a table of theirs
    #[arg(long)]
    pub items: Option<PathBuf>,
    /// Of a table: write its faults, one a row, to a CSV; or to an XLSX, with a copy of the table whose faulty cells are coloured
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// Write over files that exist
    #[arg(long)]
    pub overwrite: bool,
}

impl TableArgs {
    /// Whether the command says how a table is read, or wants its faults.
    pub fn is_given(&self) -> bool {
        let TableArgs { preset, map, sheet, parties, items, report, overwrite: _ } = self;
        [preset, sheet].into_iter().any(Option::is_some)
            || [map, parties, items, report].into_iter().any(Option::is_some)
    }

    /// A build without tables can't read one.
    pub fn refuse_without_tables(&self) -> Result<(), Error> {
        if cfg!(feature = "tables") || !self.is_given() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Unsupported, "this build of einv reads no tables")
            .fix("use a build with the feature tables"))
    }
}

/// Invoices in files.
#[derive(Args)]
pub struct InvoiceFiles {
    /// Files with one invoice each; - is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Default)]
pub struct Common {
    /// The configuration, a JSON file [default: EINV_CONFIG, else the einv.json of this folder or one above it]
    #[arg(long, global = true)]
    pub config: Option<PathBuf>,
    /// Practise with the built-in sandbox; its documents disappear afterwards
    #[arg(long, global = true, conflicts_with = "config")]
    pub sandbox: bool,
    /// Print the library's JSON answer
    #[arg(long, global = true)]
    pub json: bool,
    /// Tidy INV-01 that has text for numbers or names for codes, too. Bills of other shapes are always tidied
    #[arg(long, global = true)]
    pub normalize: bool,
    /// List each value that was changed in reading a bill
    #[arg(long, global = true)]
    pub changes: bool,
    /// en or hi [default: the configuration's]
    #[arg(long, global = true, value_parser = language)]
    pub language: Option<Language>,
}

/// The language, of a command that reads nothing.
#[derive(Args)]
pub struct SpokenLanguage {
    /// en or hi [default: the configuration's]
    #[arg(long, value_parser = language)]
    pub language: Option<Language>,
}

fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "use en or hi".to_owned())
}

/// A document, by any of its names.
#[derive(Args)]
pub struct NamedDocument {
    /// The file of its bill, its number, or its IRN
    pub document: String,
    /// The supplier, where several have a document of that number
    #[arg(long)]
    pub gstin: Option<String>,
}
