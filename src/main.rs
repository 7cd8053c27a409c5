//! The `einv` command: the library's verbs from a shell, the sandbox as a portal, and a demonstration.

mod command;

#[cfg(not(feature = "sandbox"))]
use clap::CommandFactory;
use clap::{Args, Parser, Subcommand};
#[cfg(feature = "tables")]
use command::convert;
use command::exit::{self, Exit};
use command::say::{say, warn_line};
use command::{batch, byhand, due, ledger, lists, normalize, paper, portal, reconcile, verbs};
#[cfg(feature = "sandbox")]
use command::{demo, sandbox};
use std::path::PathBuf;
use std::process::ExitCode;

/// India's GST e-invoicing: validate, hash, register and cancel invoices. Without a command, a demonstration.
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
    /// Judge invoices: every fault with its place and fix
    Validate(Bills),
    /// Turn bills of another shape or spelling into INV-01: simple bills, GSPs' shapes, text for numbers, names for codes
    Normalize(Files),
    /// Complete bills from their parties and lines
    Compute(Bills),
    /// Say how a table would be read: its columns, what is missing
    #[cfg(feature = "tables")]
    Columns(convert::Columns),
    /// Turn the bills of tables into INV-01: CSV, Excel, ODS, DBF, Tally's XML
    #[cfg(feature = "tables")]
    Convert(convert::Convert),
    /// Work out the IRN of an invoice
    Hash(Files),
    /// Explain a portal's error, by its code or words
    Explain {
        /// As in: einv explain "2150 : Duplicate IRN"
        words: String,
        /// Whose code it is: irp, ewb (the e-way bill system) or gsp
        #[arg(long)]
        system: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Register invoices with the portal: files of one invoice each; or a folder, an array, or one invoice a line
    Submit {
        #[command(flatten)]
        files: Bills,
        /// How many to send at once [default: 1 of files, 64 of a folder, an array or lines]
        #[arg(long, alias = "in-flight")]
        threads: Option<usize>,
        /// How many to send in a second at most, of a folder, an array or lines
        #[arg(long)]
        per_second: Option<f64>,
    },
    /// Cancel a registered invoice, or take back one that has not left
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
    /// Tell what the portal says of a document now
    Fetch {
        /// The IRN
        irn: String,
        #[command(flatten)]
        common: Common,
    },
    /// Look up a taxpayer, in the ledger's memory or at the portal
    Gstin {
        gstin: String,
        /// Have the portal renew its own copy
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
    /// Tell what was sent to portals and what they answered, secrets masked
    Audit(portal::Which),
    /// Tell what the ledger knows of a document, and everything that happened to it
    Status {
        /// The IRN
        irn: String,
        #[command(flatten)]
        common: Common,
    },
    /// Settle what is in doubt and send what is pending
    Flush {
        /// Again and again, every so many seconds, until it is ended
        #[arg(long)]
        every: Option<u64>,
        #[command(flatten)]
        common: Common,
    },
    /// Tell what is due: to report, to settle, to cancel; the exit code is 1 when something is late
    Due(due::Due),
    /// Make the file for the portal's own bulk upload
    Export {
        #[command(flatten)]
        files: Bills,
        /// Where to write it; without it, standard output
        #[arg(short, long)]
        out: Option<PathBuf>,
    },
    /// Enter in the ledger what was registered elsewhere: files with signed invoices, or the portal's answers
    Import {
        #[command(flatten)]
        files: Files,
        /// The portal's certificates: PEM, CER or ZIP; may be given several times
        #[arg(long = "key")]
        keys: Vec<String>,
    },
    /// Write a copy of the ledger, while others go on working
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
    /// Hold the ledger against the portal's list: GSTR-1's e-invoice download
    Reconcile(Files),
    /// Verify a signed QR or signed invoice, as a supplier's bill carries it
    Verify(paper::Verify),
    /// Draw a signed QR: SVG, PNG, BMP, thermal printer, terminal
    Qr(paper::Draw),
    /// Print an invoice as PDF
    Print(paper::Print),
    /// Stamp IRN and QR on a PDF of your own
    Stamp(paper::Stamp),
    /// Run the sandbox as a portal on this computer, to integrate against
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Serve),
    /// Say what the exit codes mean
    #[command(long_about = exit::MEANINGS)]
    ExitCodes,
}

/// Invoices as files, or as tables.
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

/// How tables are read.
#[derive(Args, Clone, Default)]
struct Reading {
    /// Of a table: amazon, flipkart, gstr1, nic, sheet, tally, vyapar or zoho; without it the one whose headings fit
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
}

/// Invoices as files.
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
    /// Read a folder or ZIP of renewed lists: what is wrong, with file and line, or what it holds
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
    /// Practise with the built-in sandbox; its documents are gone afterwards
    #[arg(long, global = true, conflicts_with = "config")]
    sandbox: bool,
    /// Print the JSON answer as the library gives it
    #[arg(long, global = true)]
    json: bool,
    /// Read INV-01 in other dress, too: text for numbers, names for codes. Bills of other shapes always are
    #[arg(long, global = true)]
    normalize: bool,
    /// List each value that was changed in reading a bill
    #[arg(long, global = true)]
    changes: bool,
}

/// Shows what einv does, where it has a sandbox to show it with.
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
        // Help and version come this way, too.
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
        #[cfg(feature = "tables")]
        Some(Command::Validate(bills)) if convert::is_table(&bills) => convert::validate(&bills),
        #[cfg(feature = "tables")]
        Some(Command::Compute(bills)) if convert::is_table(&bills) => convert::compute(&bills),
        #[cfg(feature = "tables")]
        Some(Command::Export { files, out }) if convert::is_table(&files) => convert::export(&files, out.as_deref()),
        #[cfg(feature = "tables")]
        Some(Command::Submit { files, threads, per_second }) if convert::is_table(&files) => {
            convert::submit(&files, threads, per_second)
        }
        Some(Command::Validate(Bills { files, common, .. })) => verbs::each(&files, &common, verbs::Verb::Validate),
        Some(Command::Normalize(files)) => normalize::run(&files),
        Some(Command::Compute(Bills { files, common, .. })) => normalize::compute(&files, &common),
        Some(Command::Hash(Files { files, common })) => verbs::each(&files, &common, verbs::Verb::Hash),
        Some(Command::Submit { files: Bills { files, common, .. }, threads, per_second }) => match &files[..] {
            [one] if batch::is_many(one) => batch::submit(one, threads, per_second, &common),
            _ => verbs::submit(&files, threads.unwrap_or(1), &common),
        },
        Some(Command::Export { files: Bills { files, common, .. }, out }) => {
            byhand::export(&files, out.as_deref(), &common)
        }
        Some(Command::Import { files, keys }) => byhand::import(&files, &keys),
        Some(Command::Explain { words, system, common }) => verbs::explain(&words, system.as_deref(), &common),
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
        Some(Command::Reconcile(Files { files, common })) => reconcile::run(&files, &common),
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
