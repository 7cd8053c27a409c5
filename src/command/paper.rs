//! `einv verify`, `qr`, `print` and `stamp`: the verbs of paper on files.

use crate::command::exit::Exit;
use crate::command::normalize;
use crate::command::say::{line, say, warn_line};
use crate::command::shown::print_json;
#[cfg(feature = "tables")]
use crate::command::tables::{self, Asked, Says};
use crate::command::verbs::{engine_of, read};
use crate::{Common, Reading};
use clap::Args;
use einv::answer::paper::{Drawn, Pages, PaperRegistration, Place, PrintRequest, QrRequest, StampRequest, Stamped};
use einv::answer::verified::VerifyRequest;
use einv::answer::{Answer, Request};
use einv::engine::{self, PrintOptions, QrOptions, StampOptions, VerifyOptions};
use einv::error::{Error, Kind, Result};
use einv::file;
use einv::print::Colour;
use einv::print::qr::{Format, Level};
use einv::signed::Content;
use serde_json::{Map, Value};
#[cfg(feature = "tables")]
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Verify {
    /// A file with the text of the code or the signed invoice; - is standard input
    token: PathBuf,
    /// Hold it against this invoice
    #[arg(long)]
    invoice: Option<PathBuf>,
    /// The portal's certificates: PEM, CER or ZIP; may be given several times
    #[arg(long = "key")]
    keys: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct Draw {
    /// A file with the signed text, or with a registration as JSON; - is standard input
    token: PathBuf,
    /// Where to write it; without it, standard output
    #[arg(short, long)]
    out: Option<PathBuf>,
    /// svg, png, bmp, escpos or text; by default that of the file's name, else text
    #[arg(long)]
    format: Option<String>,
    /// Pixels or dots a module
    #[arg(long)]
    module: Option<u32>,
    /// Modules of white around the code
    #[arg(long)]
    quiet: Option<u32>,
    /// L, M, Q or H
    #[arg(long)]
    level: Option<String>,
    /// Width of an SVG in millimetres
    #[arg(long)]
    width_mm: Option<f64>,
}

#[derive(Args)]
pub struct Print {
    /// The invoice, or a table of them
    invoice: PathBuf,
    /// Its registration: the answer of submit or status with --json. Without it, the ledger of --config tells
    #[arg(long)]
    registration: Option<PathBuf>,
    /// Where to write the PDF; for several bills of a table, a folder
    #[arg(short, long)]
    out: PathBuf,
    /// A PNG or JPEG
    #[arg(long)]
    logo: Option<String>,
    /// The colour of headings, #rrggbb
    #[arg(long)]
    accent: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct Stamp {
    /// The PDF to be stamped
    pdf: PathBuf,
    /// The registration: the answer of submit or status with --json
    #[arg(long)]
    registration: PathBuf,
    /// Where to write the stamped PDF
    #[arg(short, long)]
    out: PathBuf,
    /// A number from 1, last or all
    #[arg(long, default_value = "1")]
    page: String,
    /// auto, or millimetres from the upper left corner and the width: 150,10,45
    #[arg(long, default_value = "auto")]
    place: String,
    #[command(flatten)]
    common: Common,
}

pub fn verify(asked: &Verify) -> Result<Exit> {
    let token = read(&asked.token)?;
    let mut request = VerifyRequest::new(token.trim());
    if let Some(path) = &asked.invoice {
        request = request.invoice(read(path)?);
    }
    let engine = engine_of(&asked.common)?;
    let options = VerifyOptions::new().qr_keys(asked.keys.clone());
    let verified = engine::verify(engine.as_ref(), request, &options)?;
    let ended = Exit::from(verified.outcome());
    if asked.common.json {
        print_json(verified);
        return Ok(ended);
    }
    say!("{}: {}", verified.verdict.name(), line(&verified.message));
    for (name, value) in verified.content.iter().flat_map(facts) {
        say!("  {name:<13}{}", line(&value));
    }
    for place in verified.differs.iter().flatten() {
        say!("  ✗ {place} is not as it was signed");
    }
    if let Some(fix) = verified.fix {
        say!("  → {fix}");
    }
    Ok(ended)
}

/// What was signed, fact by fact; of an invoice, what is in no block of it.
fn facts(content: &Content) -> Vec<(String, String)> {
    match content {
        Content::Qr(qr) => {
            let (lines, time) = (qr.item_cnt.to_string(), qr.irn_dt.as_ref());
            let facts = [
                ("SellerGstin", Some(&qr.seller_gstin)),
                ("BuyerGstin", Some(&qr.buyer_gstin)),
                ("DocNo", Some(&qr.doc_no)),
                ("DocTyp", Some(&qr.doc_typ)),
                ("DocDt", Some(&qr.doc_dt)),
                ("TotInvVal", Some(&qr.tot_inv_val)),
                ("ItemCnt", Some(&lines)),
                ("MainHsnCode", Some(&qr.main_hsn_code)),
                ("Irn", Some(&qr.irn)),
                ("IrnDt", time),
            ];
            facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))).collect()
        }
        Content::Invoice(json) => {
            let members: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
            let plain = |value: Value| match value {
                Value::Null | Value::Array(_) | Value::Object(_) => None,
                Value::String(text) => Some(text),
                other => Some(other.to_string()),
            };
            members.into_iter().filter_map(|(name, value)| Some((name, plain(value)?))).collect()
        }
    }
}

pub fn draw(asked: &Draw) -> Result<Exit> {
    let text = read(&asked.token)?;
    let token = match text.trim_start().starts_with('{') {
        true => registration(&asked.token, &text)?.signed_qr.ok_or_else(|| {
            Error::new(Kind::Json, format!("{} has no signed_qr", asked.token.display()))
                .fix("give the answer of submit or status, of a registered document")
        })?,
        false => text,
    };
    let ending = asked.out.as_deref().and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
    let format = asked.format.clone().or(ending).map_or(Ok(Format::Text), |format| format.parse())?;
    let mut options = QrOptions::new().format(format);
    options = asked.module.into_iter().fold(options, QrOptions::module);
    options = asked.quiet.into_iter().fold(options, QrOptions::quiet);
    options = asked.width_mm.into_iter().fold(options, QrOptions::width_mm);
    if let Some(level) = &asked.level {
        options = options.level(level.parse::<Level>()?);
    }
    let Drawn(drawn) = engine::qr(None, QrRequest::Signed(token), &options)?;
    match &asked.out {
        Some(path) => save(path, &drawn),
        None => {
            let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("standard output: {e}"));
            std::io::stdout().write_all(&drawn).map_err(trouble)?;
            Ok(Exit::Done)
        }
    }
}

pub fn print(asked: &Print) -> Result<Exit> {
    #[cfg(feature = "tables")]
    {
        let bills =
            Asked { files: std::slice::from_ref(&asked.invoice), reading: &asked.reading, common: &asked.common };
        if bills.has_many()? {
            return print_all(asked, bills);
        }
    }
    asked.reading.refuse_without_tables()?;
    let mut request = PrintRequest::new(read(&asked.invoice)?);
    if let Some(path) = &asked.registration {
        request = request.registration(registration(path, &read(path)?)?);
    }
    let engine = engine_of(&asked.common)?;
    let printed = engine::print(engine.as_ref(), request, &print_options(asked)?)?;
    if let Some(warning) = printed.warning {
        warn_line!("{}: warning: {warning}", asked.invoice.display());
    }
    save(&asked.out, &printed.pdf)
}

fn print_options(asked: &Print) -> Result<PrintOptions> {
    let mut options = PrintOptions::new().normalize(normalize::wanted(&asked.common));
    options = asked.logo.clone().into_iter().fold(options, PrintOptions::logo);
    if let Some(accent) = &asked.accent {
        options = options.accent(accent.parse::<Colour>()?);
    }
    Ok(options)
}

/// Prints the ready bills of a table: one to a file, several to a folder, each by its number.
#[cfg(feature = "tables")]
fn print_all(asked: &Print, bills: Asked<'_>) -> Result<Exit> {
    if asked.registration.is_some() {
        return Err(Error::new(Kind::Option, "a registration belongs to one invoice, not to a table")
            .fix("give --config: its ledger has the registrations"));
    }
    let (engine, options) = (engine_of(&asked.common)?, print_options(asked)?);
    let mut ready = Vec::new();
    let ended = tables::each(bills, engine.as_ref(), Says::of(&asked.common), &mut |bill| {
        if let (true, Some(invoice)) = (bill.is_ready(), &bill.invoice) {
            ready.push((bill.number.clone().unwrap_or_default(), invoice.get().to_owned()));
        }
        Ok(())
    })?;
    let is_folder = asked.out.is_dir() || ready.len() > 1;
    if is_folder {
        let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("{} can't be made: {e}", asked.out.display()));
        std::fs::create_dir_all(&asked.out).map_err(trouble)?;
    }
    let mut names = HashSet::new();
    for (number, invoice) in ready {
        let printed = engine::print(engine.as_ref(), PrintRequest::new(invoice), &options)?;
        if let Some(warning) = printed.warning {
            warn_line!("{}: warning: {warning}", line(&number));
        }
        let path = if is_folder { asked.out.join(file_name(&number, &mut names)) } else { asked.out.clone() };
        save(&path, &printed.pdf)?;
    }
    Ok(ended)
}

/// A file's name for a document number, which may have a slash; no other bill of this table has it.
#[cfg(feature = "tables")]
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

pub fn stamp(asked: &Stamp) -> Result<Exit> {
    let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("{} can't be read: {e}", asked.pdf.display()));
    let pdf = file::read(&asked.pdf, file::DOCUMENT).map_err(trouble)?;
    let registration = registration(&asked.registration, &read(&asked.registration)?)?;
    let request = StampRequest::new(pdf, registration).page(pages(&asked.page)?).place(place(&asked.place)?);
    let engine = engine_of(&asked.common)?;
    let Stamped(stamped) = engine::stamp(engine.as_ref(), request, &StampOptions::new())?;
    save(&asked.out, &stamped)
}

fn pages(text: &str) -> Result<Pages> {
    match (text, text.parse()) {
        ("last", _) => Ok(Pages::Last),
        ("all", _) => Ok(Pages::All),
        (_, Ok(number)) => Ok(Pages::One(number)),
        (_, Err(_)) => {
            Err(Error::new(Kind::Option, format!("\"{text}\" is no page")).fix("give a number from 1, last or all"))
        }
    }
}

fn place(text: &str) -> Result<Place> {
    let numbers: Option<Vec<f32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match (text, numbers.as_deref()) {
        ("auto", _) => Ok(Place::Auto),
        (_, Some(&[x, y, width])) => Ok(Place::At { x, y, width }),
        _ => Err(Error::new(Kind::Option, format!("\"{text}\" is no place"))
            .fix("give auto, or millimetres from the upper left corner and the width: 150,10,45")),
    }
}

/// Reads an answer of submit, status or fetch from a file.
fn registration(path: &Path, text: &str) -> Result<PaperRegistration> {
    PaperRegistration::read(text).map_err(|e| Error { message: format!("{}: {}", path.display(), e.message), ..e })
}

fn save(path: &Path, bytes: &[u8]) -> Result<Exit> {
    std::fs::write(path, bytes)
        .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
    say!("{}", path.display());
    Ok(Exit::Done)
}
