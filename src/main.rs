//! The `einv` command: the library's verbs from a shell, the sandbox as a portal, and a demonstration.

mod command;

use clap::{CommandFactory, Parser, Subcommand};
use command::args::{BillArgs, Common, InvoiceFiles, NamedDocument, SpokenLanguage};
#[cfg(feature = "tables")]
use command::convert;
use command::exit::{self, Exit};
use command::say::{self, ColourChoice, say, warn_line};
use command::{
    bills, byhand, config, doctor, due, ewb, explained, extras, gstr1, ims, init, kept, ledger, list, lists, normalize,
    paper, portal, print, reconcile, reference, speech, translated, verbs, watch,
};
#[cfg(feature = "sandbox")]
use command::{demo, sandbox};
use einv::explain::System;
use std::path::PathBuf;
use std::process::ExitCode;

/// India's GST e-invoicing: validate, hash, register and cancel invoices. Without a command it shows a demonstration.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = "Exit codes for scripts: einv help exit-codes")]
struct Einv {
    #[command(subcommand)]
    command: Option<Command>,
    /// When to colour what is printed
    #[arg(long, global = true, value_enum, default_value_t)]
    color: ColourChoice,
}

#[derive(Subcommand)]
enum Command {
    /// Show what einv does, with the built-in sandbox
    #[cfg(feature = "sandbox")]
    Demo(SpokenLanguage),
    /// Check invoices: report every fault with its place and fix
    Validate(BillArgs),
    /// Turn bills of another shape or spelling into INV-01: simple bills, GSPs' shapes, text for numbers, names for codes
    Normalize(InvoiceFiles),
    /// Complete bills from their parties and lines
    Compute(BillArgs),
    /// Show how a table would be read: its columns, and what is missing
    #[cfg(feature = "tables")]
    Columns(convert::ColumnsCommand),
    /// Turn the bills of tables into INV-01: CSV, Excel, ODS, DBF, Tally's XML
    #[cfg(feature = "tables")]
    Convert(convert::Convert),
    /// Work out the IRN of an invoice
    Hash(InvoiceFiles),
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
    /// Register invoices with the portal: files, arrays, one invoice a line, tables, or folders of them
    Submit(bills::Submit),
    /// Cancel a registered invoice, or withdraw one that was not sent yet
    Cancel {
        #[command(flatten)]
        named: NamedDocument,
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
        #[command(flatten)]
        named: NamedDocument,
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
    /// E-way bills: make, vehicle, transporter, extend, consolidate, reject, cancel, show, print, list
    Ewb(Box<ewb::EwbCommand>),
    /// The same as einv ewb cancel
    #[command(hide = true)]
    EwbCancel {
        #[command(flatten)]
        named: NamedDocument,
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
        #[command(flatten)]
        named: NamedDocument,
        #[command(flatten)]
        common: Common,
    },
    /// List the ledger's documents by day, state, buyer and value
    List(list::ListCommand),
    /// Send documents again that the portal refused, unchanged: for a cause that time has cured
    Resend {
        /// Each by its bill's file, its number or its IRN
        #[arg(required = true)]
        documents: Vec<String>,
        /// The supplier, where several have a document of that number
        #[arg(long)]
        gstin: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Say what the law asks of bills: an e-invoice, an e-way bill, a QR code
    Applicability(InvoiceFiles),
    /// Search the portal's code lists: HSN by words, units, states, countries, ports
    Codes(reference::CodesOf),
    /// Show the rules that bills are checked by
    Rules(reference::RulesOf),
    /// Check configuration, ledger, clock, network and portal: before going live, and when something is wrong
    Doctor(doctor::Doctor),
    /// Write a configuration
    Init(init::Init),
    /// Print the completions of a shell
    #[command(hide = true)]
    Completions(extras::Completions),
    /// Write the manual pages
    #[command(hide = true)]
    ManPages(extras::ManPages),
    /// Show which configuration is used, and what it means
    Config {
        /// Say what is still to be filled in, and what each key means
        #[arg(long)]
        explain: bool,
        /// Ask for a secret, and keep it in the system's keyring: einv/EINV_CLIENT_SECRET
        #[arg(long, value_name = "SERVICE/USER", conflicts_with = "explain")]
        keep: Option<String>,
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
    /// Check or register the bills that a program drops into a folder; answers appear beside them
    Watch(watch::WatchCommand),
    /// Show what is due: to report, to check with the portal, to cancel; the exit code is 1 when something is late
    Due(due::DueCommand),
    /// Write the file for the portal's own bulk upload
    Export {
        #[command(flatten)]
        bills: BillArgs,
        /// Where to write it; without it, standard output
        #[arg(short, long)]
        out: Option<PathBuf>,
    },
    /// Enter documents registered elsewhere in the ledger: files with signed invoices, or the portal's answers
    Import {
        #[command(flatten)]
        files: InvoiceFiles,
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
        what: ListsCommand,
    },
    /// Make GSTR-1 of the ledger's documents and of others: totals, what is to be done, and the file for the portal
    Gstr1(gstr1::Gstr1Command),
    /// Compare the ledger, and your books, with the portal's list of e-invoices or GSTR-1; purchases with GSTR-2B
    Reconcile(reconcile::Reconcile),
    /// Propose what to answer suppliers in the Invoice Management System, by the purchase book
    Ims(ims::ImsCommand),
    /// Verify a supplier's bill by its signed QR: PDF, image or text; or a folder of them against GSTR-2B
    Verify(paper::Verify),
    /// Read the codes of one file, for verify
    #[cfg(feature = "scan")]
    #[command(hide = true, name = command::SCAN)]
    ScanFile { file: PathBuf },
    /// Draw a signed QR: SVG, PNG, BMP, thermal printer, terminal
    Qr(paper::Draw),
    /// Print invoices as PDF
    Print(print::Print),
    /// Stamp IRN and QR on your own PDF
    Stamp(paper::StampCommand),
    /// Run the sandbox as a portal on this computer, for integration
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Serve),
    /// Explain the exit codes
    #[command(long_about = exit::MEANINGS)]
    ExitCodes(SpokenLanguage),
}

impl Command {
    /// Whether it has no bar of its own, asks nothing and ends.
    fn may_be_silent(&self) -> bool {
        match self {
            #[cfg(feature = "sandbox")]
            Command::Demo(_) | Command::Sandbox(_) => false,
            Command::Watch(_) | Command::Init(_) | Command::Flush { every: Some(_), .. } => false,
            _ => true,
        }
    }
}

#[derive(Subcommand)]
enum ListsCommand {
    /// Check a folder or ZIP of renewed lists: report mistakes with file and line, or what it holds
    Check {
        /// The folder or ZIP, as the configuration's "lists" names it
        folder: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

/// Shows what einv does, where the build has a sandbox.
#[cfg(feature = "sandbox")]
fn without_command() -> einv::error::Result<Exit> {
    demo::run(None)
}

#[cfg(not(feature = "sandbox"))]
fn without_command() -> einv::error::Result<Exit> {
    let _ = Einv::command().print_help();
    Ok(Exit::Done)
}

fn main() -> ExitCode {
    let asked = match translated::parse::<Einv>() {
        Ok(asked) => asked,
        // Help and version arrive here, too.
        Err(said) => {
            let _ = said.print();
            return if said.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    say::colour(asked.color);
    if asked.command.as_ref().is_some_and(Command::may_be_silent) {
        say::wait();
    }
    let done = match asked.command {
        None => without_command(),
        #[cfg(feature = "sandbox")]
        Some(Command::Demo(spoken)) => demo::run(spoken.language),
        #[cfg(feature = "tables")]
        Some(Command::Columns(asked)) => convert::columns(&asked),
        #[cfg(feature = "tables")]
        Some(Command::Convert(asked)) => convert::run(&asked),
        Some(Command::Validate(bills)) => bills::validate(&bills),
        Some(Command::Normalize(files)) => normalize::run(&files),
        Some(Command::Compute(bills)) => bills::compute(&bills),
        Some(Command::Hash(files)) => verbs::hash(&files),
        Some(Command::Submit(asked)) => bills::submit(&asked),
        Some(Command::Export { bills, out }) => bills::export(&bills, out.as_deref()),
        Some(Command::Import { files, keys, complete }) => byhand::import(&files, &keys, complete),
        Some(Command::Explain { words, system, common }) => verbs::explain(&words, system, &common),
        Some(Command::Cancel { named, reason, remark, ewb, common }) => {
            verbs::cancel(&named, &reason, &remark, ewb, &common)
        }
        Some(Command::Fetch { named, common }) => portal::fetch(&named, &common),
        Some(Command::Gstin { gstin, fresh, common }) => portal::gstin(&gstin, fresh, &common),
        Some(Command::Ewb(asked)) => ewb::run(&asked),
        Some(Command::EwbCancel { named, reason, remark, common }) => ewb::cancel(&named, &reason, &remark, &common),
        Some(Command::Health { common }) => portal::health(&common),
        Some(Command::Audit(which)) => portal::audit(&which),
        Some(Command::Status { named, common }) => verbs::status(&named, &common),
        Some(Command::List(asked)) => list::run(&asked),
        Some(Command::Resend { documents, gstin, common }) => verbs::resend(&documents, gstin.as_deref(), &common),
        Some(Command::Applicability(files)) => reference::applicability(&files),
        Some(Command::Codes(asked)) => reference::codes(&asked),
        Some(Command::Rules(asked)) => reference::rules(&asked),
        Some(Command::Doctor(asked)) => doctor::run(&asked),
        Some(Command::Init(asked)) => init::run(&asked),
        Some(Command::Completions(asked)) => Ok(extras::completions(&asked, Einv::command())),
        Some(Command::ManPages(asked)) => extras::man_pages(&asked, Einv::command()),
        Some(Command::Config { keep: Some(name), .. }) => kept::keep(&name),
        Some(Command::Config { explain: true, common, .. }) => explained::explain(&common),
        Some(Command::Config { explain: false, common, .. }) => config::show(&common),
        Some(Command::Flush { every, common }) => ledger::flush(every, &common),
        Some(Command::Watch(asked)) => watch::run(&asked),
        Some(Command::Due(asked)) => due::run(&asked),
        Some(Command::Backup { to, common }) => ledger::backup(&to, &common),
        Some(Command::Check { common }) => ledger::check(&common),
        Some(Command::Lists { what: ListsCommand::Check { folder, common } }) => lists::check(&folder, &common),
        Some(Command::Gstr1(asked)) => gstr1::run(&asked),
        Some(Command::Reconcile(asked)) => reconcile::run(&asked),
        Some(Command::Ims(asked)) => ims::run(&asked),
        Some(Command::Verify(asked)) => paper::verify(&asked),
        #[cfg(feature = "scan")]
        Some(Command::ScanFile { file }) => Ok(command::scan::run(&file)),
        Some(Command::Qr(asked)) => paper::draw(&asked),
        Some(Command::Print(asked)) => print::run(&asked),
        Some(Command::Stamp(asked)) => paper::stamp(&asked),
        #[cfg(feature = "sandbox")]
        Some(Command::Sandbox(serve)) => sandbox::run(&serve),
        Some(Command::ExitCodes(spoken)) => {
            speech::speak(spoken.language.or_else(|| config::own_language(&Common::default())).unwrap_or_default());
            say!("{}", exit::meanings());
            Ok(Exit::Done)
        }
    };
    say::done_waiting();
    done.unwrap_or_else(|error| {
        warn_line!("einv: {}", translated::error(&error));
        Exit::from(&error)
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use einv::language::Language;

    #[test]
    fn each_command_has_its_help_in_hindi() {
        let all = Einv::command();
        let ewb = all.find_subcommand("ewb").unwrap();
        let shown = all.get_subcommands().chain(ewb.get_subcommands()).filter(|command| !command.is_hide_set());
        let lacking: Vec<String> = shown
            .filter_map(|command| Some(command.get_about()?.to_string()))
            .filter(|about| Language::Hi.say(about) == *about)
            .collect();
        assert!(lacking.is_empty(), "data/hindi.csv lacks: {lacking:#?}");
    }
}
