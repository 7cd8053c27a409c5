//! The `einv` command: the library's verbs from a shell, the sandbox as a portal, and a demonstration.

mod command;

#[cfg(not(feature = "sandbox"))]
use clap::CommandFactory;
use clap::{Args, Parser, Subcommand};
#[cfg(feature = "tables")]
use command::convert;
use command::exit::{self, Exit};
use command::say::{say, warn_line};
use command::{bills, byhand, due, gstr1, ledger, lists, normalize, paper, portal, reconcile, verbs};
#[cfg(feature = "sandbox")]
use command::{demo, sandbox};
use einv::engine::Faulty;
use einv::error::{Error, Kind};
use einv::explain::System;
use std::path::PathBuf;
use std::process::ExitCode;

/// India's GST e-invoicing: validate, hash, register and cancel invoices. Without a command it shows a demonstration.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = "Exit codes for scripts: einv help exit-codes")]
struct Einv {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show what einv does, with the built-in sandbox
    #[cfg(feature = "sandbox")]
    Demo,
    /// Check invoices: report every fault with its place and fix
    Validate(Bills),
    /// Turn bills of another shape or spelling into INV-01: simple bills, GSPs' shapes, text for numbers, names for codes
    Normalize(Files),
    /// Complete bills from their parties and lines
    Compute(Bills),
    /// Show how a table would be read: its columns, and what is missing
    #[cfg(feature = "tables")]
    Columns(convert::Columns),
    /// Turn the bills of tables into INV-01: CSV, Excel, ODS, DBF, Tally's XML
    #[cfg(feature = "tables")]
    Convert(convert::Convert),
    /// Work out the IRN of an invoice
    Hash(Files),
    /// Explain a portal's error, by its code or words
    Explain {
        /// For example: einv explain "2150 : Duplicate IRN"
        words: String,
        /// The system of the code: irp, ewb (the e-way bill system) or gsp
        #[arg(long)]
        system: Option<System>,
        #[command(flatten)]
        common: Common,
    },
    /// Register invoices with the portal: files of one invoice each; or a folder, an array, one invoice a line, or tables
    Submit {
        #[command(flatten)]
        bills: Bills,
        /// How many to send at once [default: 1 for files, 64 for a folder, an array or lines]
        #[arg(long, alias = "in-flight")]
        threads: Option<usize>,
        /// At most this many a second, for a folder, an array or lines
        #[arg(long)]
        per_second: Option<f64>,
        /// What happens when bills of a table are faulty: stop or leave_out [default: stop where more than a tenth are]
        #[arg(long)]
        faulty: Option<Faulty>,
    },
    /// Cancel a registered invoice, or withdraw one that was not sent yet
    Cancel {
        /// The IRN
        irn: String,
        /// duplicate, data_entry, order_cancelled or other
        #[arg(long)]
        reason: String,
        /// Up to 100 characters
        #[arg(long, default_value = "")]
        remark: String,
        /// Cancel its e-way bill first
        #[arg(long)]
        ewb: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Show what the portal says about a document now
    Fetch {
        /// The IRN
        irn: String,
        #[command(flatten)]
        common: Common,
    },
    /// Look up a taxpayer, in the ledger's memory or at the portal
    Gstin {
        gstin: String,
        /// Ask the portal to renew its own copy
        #[arg(long)]
        fresh: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Make the e-way bill of a registered invoice
    Ewb {
        /// A JSON file with "irn" and "EwbDtls", as einv_ewb takes it; - is standard input
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Cancel the e-way bill of an invoice
    EwbCancel {
        /// The IRN
        irn: String,
        /// duplicate, data_entry, order_cancelled or other
        #[arg(long)]
        reason: String,
        /// Up to 50 characters
        #[arg(long, default_value = "")]
        remark: String,
        #[command(flatten)]
        common: Common,
    },
    /// Ask the configuration's portals whether they are up
    Health {
        #[command(flatten)]
        common: Common,
    },
    /// Show what was sent to portals and what they answered, with secrets masked
    Audit(portal::Which),
    /// Show what the ledger knows about a document, and everything that happened to it
    Status {
        /// The IRN
        irn: String,
        #[command(flatten)]
        common: Common,
    },
    /// Check unanswered documents with the portal and send waiting ones
    Flush {
        /// Repeat every so many seconds, until the command is stopped
        #[arg(long)]
        every: Option<u64>,
        #[command(flatten)]
        common: Common,
    },
    /// Show what is due: to report, to check with the portal, to cancel; the exit code is 1 when something is late
    Due(due::Due),
    /// Write the file for the portal's own bulk upload
    Export {
        #[command(flatten)]
        bills: Bills,
        /// Where to write it; without it, standard output
        #[arg(short, long)]
        out: Option<PathBuf>,
    },
    /// Enter documents registered elsewhere in the ledger: files with signed invoices, or the portal's answers
    Import {
        #[command(flatten)]
        files: Files,
        /// The portal's certificates: PEM, CER or ZIP; may be given several times
        #[arg(long = "key")]
        keys: Vec<String>,
        /// This is all that the portal holds: a restored ledger is complete again
        #[arg(long)]
        complete: bool,
    },
    /// Write a copy of the ledger, while other programs use it
    Backup {
        /// The new file
        to: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Look for damage in the ledger
    Check {
        #[command(flatten)]
        common: Common,
    },
    /// Check a renewed master list before it is shipped
    Lists {
        #[command(subcommand)]
        what: Lists,
    },
    /// Make GSTR-1 of the ledger's documents and of others: totals, what is to be done, and the file for the portal
    Gstr1(gstr1::Gstr1),
    /// Compare the ledger, and your books, with the portal's list of e-invoices or GSTR-1; purchases with GSTR-2B
    Reconcile(reconcile::Reconcile),
    /// Verify a signed QR or signed invoice from a supplier's bill
    Verify(paper::Verify),
    /// Draw a signed QR: SVG, PNG, BMP, thermal printer, terminal
    Qr(paper::Draw),
    /// Print an invoice as PDF
    Print(paper::Print),
    /// Stamp IRN and QR on your own PDF
    Stamp(paper::Stamp),
    /// Run the sandbox as a portal on this computer, for integration
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Serve),
    /// Explain the exit codes
    #[command(long_about = exit::MEANINGS)]
    ExitCodes,
}

/// Bills in files, or in tables.
#[derive(Args)]
struct Bills {
    /// Files with one invoice each, or tables of them; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

/// How tables are read, and where their faults go.
#[derive(Args, Clone, Default)]
struct Reading {
    /// Of a table: amazon, flipkart, gstr1, marg, nic, sheet, tally, vyapar or zoho; without it, the one whose headings fit
    #[arg(long)]
    preset: Option<String>,
    /// Of a table: a mapping file, as einv columns --map begins one
    #[arg(long)]
    map: Option<PathBuf>,
    /// Of a workbook: the sheet
    #[arg(long)]
    sheet: Option<String>,
    /// Of a table: the customers, a table of theirs
    #[arg(long)]
    parties: Option<PathBuf>,
    /// Of a table: goods and services with HSN, unit and rate, a table of theirs
    #[arg(long)]
    items: Option<PathBuf>,
    /// Of a table: write its faults, one a row, to a CSV; or to an XLSX, with a copy of the table whose faulty cells are coloured
    #[arg(long)]
    report: Option<PathBuf>,
    /// Write over files that exist
    #[arg(long)]
    overwrite: bool,
}

impl Reading {
    /// Whether the command says how a table is read, or wants its faults.
    fn is_given(&self) -> bool {
        let Reading { preset, map, sheet, parties, items, report, overwrite: _ } = self;
        [preset, sheet].into_iter().any(Option::is_some)
            || [map, parties, items, report].into_iter().any(Option::is_some)
    }

    /// A build without tables can't read one.
    fn refuse_without_tables(&self) -> Result<(), Error> {
        if cfg!(feature = "tables") || !self.is_given() {
            return Ok(());
        }
        Err(Error::new(Kind::Unsupported, "this build of einv reads no tables")
            .fix("use a build with the feature tables"))
    }
}

/// Invoices in files.
#[derive(Args)]
struct Files {
    /// Files with one invoice each; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Lists {
    /// Check a folder or ZIP of renewed lists: report mistakes with file and line, or what it holds
    Check {
        /// The folder or ZIP, as the configuration's "lists" names it
        folder: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Args)]
struct Common {
    /// The engine's configuration: a JSON file
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Practise with the built-in sandbox; its documents disappear afterwards
    #[arg(long, global = true, conflicts_with = "config")]
    sandbox: bool,
    /// Print the library's JSON answer
    #[arg(long, global = true)]
    json: bool,
    /// Read INV-01 in other dress, too: text for numbers, names for codes. Bills of other shapes always are
    #[arg(long, global = true)]
    normalize: bool,
    /// List each value that was changed in reading a bill
    #[arg(long, global = true)]
    changes: bool,
}

/// Shows what einv does, where the build has a sandbox.
#[cfg(feature = "sandbox")]
fn without_command() -> einv::error::Result<Exit> {
    demo::run()
}

#[cfg(not(feature = "sandbox"))]
fn without_command() -> einv::error::Result<Exit> {
    let _ = Einv::command().print_help();
    Ok(Exit::Done)
}

fn main() -> ExitCode {
    let asked = match Einv::try_parse() {
        Ok(asked) => asked,
        // Help and version arrive here, too.
        Err(said) => {
            let _ = said.print();
            return if said.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let done = match asked.command {
        None => without_command(),
        #[cfg(feature = "sandbox")]
        Some(Command::Demo) => demo::run(),
        #[cfg(feature = "tables")]
        Some(Command::Columns(asked)) => convert::columns(&asked),
        #[cfg(feature = "tables")]
        Some(Command::Convert(asked)) => convert::run(&asked),
        Some(Command::Validate(bills)) => bills::validate(&bills),
        Some(Command::Normalize(files)) => normalize::run(&files),
        Some(Command::Compute(bills)) => bills::compute(&bills),
        Some(Command::Hash(Files { files, common })) => verbs::each(&files, &common, verbs::Verb::Hash),
        Some(Command::Submit { bills, threads, per_second, faulty }) => {
            bills::submit(&bills, threads, per_second, faulty)
        }
        Some(Command::Export { bills, out }) => bills::export(&bills, out.as_deref()),
        Some(Command::Import { files, keys, complete }) => byhand::import(&files, &keys, complete),
        Some(Command::Explain { words, system, common }) => verbs::explain(&words, system, &common),
        Some(Command::Cancel { irn, reason, remark, ewb, common }) => {
            verbs::cancel(&irn, &reason, &remark, ewb, &common)
        }
        Some(Command::Fetch { irn, common }) => portal::fetch(&irn, &common),
        Some(Command::Gstin { gstin, fresh, common }) => portal::gstin(&gstin, fresh, &common),
        Some(Command::Ewb { file, common }) => portal::ewb(&file, &common),
        Some(Command::EwbCancel { irn, reason, remark, common }) => portal::ewb_cancel(&irn, &reason, &remark, &common),
        Some(Command::Health { common }) => portal::health(&common),
        Some(Command::Audit(which)) => portal::audit(&which),
        Some(Command::Status { irn, common }) => verbs::status(&irn, &common),
        Some(Command::Flush { every, common }) => ledger::flush(every, &common),
        Some(Command::Due(asked)) => due::run(&asked),
        Some(Command::Backup { to, common }) => ledger::backup(&to, &common),
        Some(Command::Check { common }) => ledger::check(&common),
        Some(Command::Lists { what: Lists::Check { folder, common } }) => lists::check(&folder, &common),
        Some(Command::Gstr1(asked)) => gstr1::run(&asked),
        Some(Command::Reconcile(asked)) => reconcile::run(&asked),
        Some(Command::Verify(asked)) => paper::verify(&asked),
        Some(Command::Qr(asked)) => paper::draw(&asked),
        Some(Command::Print(asked)) => paper::print(&asked),
        Some(Command::Stamp(asked)) => paper::stamp(&asked),
        #[cfg(feature = "sandbox")]
        Some(Command::Sandbox(serve)) => sandbox::run(&serve),
        Some(Command::ExitCodes) => {
            say!("{}", exit::MEANINGS);
            Ok(Exit::Done)
        }
    };
    done.unwrap_or_else(|error| {
        warn_line!("einv: {error}");
        Exit::from(&error)
    })
    .into()
}
