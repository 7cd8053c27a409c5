//! `einv verify`, `qr` and `stamp`: the verbs of paper.

use crate::command::args::{Common, NamedDocument};
use crate::command::config::{engine_of, open_engine};
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::say::{line, say, too_wide};
use crate::command::scanned::ScannedFile;
use crate::command::shown::print_json;
use crate::command::verify_folder::{self, FolderArgs};
use crate::command::{named, scan};
use clap::Args;
use einv::answer::paper::{Drawn, PaperRegistration, QrRequest, StampPlace, StampRequest, Stamped, StampedPages};
use einv::answer::status::KnownDocument;
use einv::answer::verified::VerifyRequest;
use einv::answer::{Answer, VerbRequest};
use einv::engine::{self, QrOptions, StampOptions, StatusOptions, VerifyOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use einv::print::qr::{Format, QrLevel};
use einv::signed::SignedContent;
use serde_json::{Map, Value};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Verify {
    /// A supplier's bill as PDF or image, or a file with the text of the code or the signed invoice; - is standard input. With --2b
    /// a folder of them
    token: PathBuf,
    /// Hold it against this invoice
    #[arg(long)]
    invoice: Option<PathBuf>,
    /// The portal's certificates: PEM, CER or ZIP; may be given several times
    #[arg(long = "key")]
    keys: Vec<String>,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct Draw {
    /// A file with the signed text, or with a registration as JSON; or a registered document: its bill's file, its number or its IRN
    document: String,
    /// The supplier, where several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
    #[command(flatten)]
    common: Common,
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
pub struct StampCommand {
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
    if asked.folder.is_asked() {
        return verify_folder::run(&asked.token, &asked.folder, &asked.keys, &asked.common);
    }
    let token = signed_text(&asked.token)?;
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

/// What is signed on a paper: the text of a file, or of the code in a PDF or an image.
fn signed_text(path: &Path) -> Result<String> {
    if path.is_dir() {
        return Err(Error::new(ErrorKind::Arg, format!("{} is a folder", path.display()))
            .fix("give GSTR-2B with --2b to hold its papers against, or one file"));
    }
    let is_seen = path != Path::new("-") && scan::is_seen_file(path);
    if !is_seen {
        return read(path);
    }
    let wrong =
        |what: String, fix: &str| Err(Error::new(ErrorKind::Arg, format!("{}: {what}", path.display())).fix(fix));
    let ScannedFile { codes, fault } = scan::scan(path);
    match (codes.as_slice(), fault) {
        ([only], None) => Ok(only.text.clone()),
        (_, Some(why)) => wrong(why, "ask the supplier to send it again, or give the text of its code"),
        ([], None) => wrong("no signed QR code was found in it".to_owned(), "scan it again, flat and sharp"),
        (several, None) => {
            let places: Vec<&str> = several.iter().map(|code| code.place.as_str()).collect();
            wrong(
                format!("it has {} signed codes ({})", several.len(), places.join(", ")),
                "hold it against GSTR-2B with --2b",
            )
        }
    }
}

/// What was signed, fact by fact; of an invoice, what is in no block of it.
fn facts(content: &SignedContent) -> Vec<(String, String)> {
    match content {
        SignedContent::Qr(qr) => {
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
        SignedContent::Invoice(json) => {
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
    let token = signed_qr(asked)?;
    let ending = asked.out.as_deref().and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
    let format = asked.format.clone().or(ending).map_or(Ok(Format::Text), |format| format.parse())?;
    let mut options = QrOptions::new().format(format);
    options = asked.module.into_iter().fold(options, QrOptions::module);
    options = asked.quiet.into_iter().fold(options, QrOptions::quiet);
    options = asked.width_mm.into_iter().fold(options, QrOptions::width_mm);
    if let Some(level) = &asked.level {
        options = options.level(level.parse::<QrLevel>()?);
    }
    let Drawn(drawn) = engine::qr(None, QrRequest::Signed(token), &options)?;
    match &asked.out {
        Some(path) => save(path, &drawn),
        None => {
            if format == Format::Text
                && let Some(needed) = too_wide(&String::from_utf8_lossy(&drawn))
            {
                return Err(Error::new(
                    ErrorKind::Arg,
                    format!("the code needs {needed} columns, and this window has fewer"),
                )
                .fix("widen the window; or write a picture with -o code.png"));
            }
            let trouble = |e: std::io::Error| Error::new(ErrorKind::Arg, format!("standard output: {e}"));
            std::io::stdout().write_all(&drawn).map_err(trouble)?;
            Ok(Exit::Done)
        }
    }
}

/// The text of the QR: the file's own, or that of a document of the ledger.
fn signed_qr(asked: &Draw) -> Result<String> {
    let file = Path::new(&asked.document);
    let is_file = file.is_file() || asked.document == "-";
    let of_file = if is_file { Some(read(file)?) } else { None };
    let Some(text) = of_file.as_deref().filter(|text| !text.trim_start().starts_with('{')) else {
        let kept = of_file.as_deref().and_then(|text| registration(file, text).ok()?.signed_qr);
        return kept.map_or_else(|| of_ledger(asked), Ok);
    };
    Ok(text.to_owned())
}

/// The QR of a document that the ledger has as registered.
fn of_ledger(asked: &Draw) -> Result<String> {
    let named = NamedDocument { document: asked.document.clone(), gstin: asked.gstin.clone() };
    let engine = open_engine(&asked.common)?;
    let found = engine.status(named::document(&engine, &named, &asked.common)?, &StatusOptions::new())?;
    let registration = match found.document {
        KnownDocument::Document(document) => document.registration,
        _ => None,
    };
    registration.and_then(|registration| registration.signed_qr).ok_or_else(|| {
        Error::new(ErrorKind::Arg, format!("the ledger has no QR of {}", asked.document))
            .fix("register it with einv submit; or ask the portal with einv fetch")
    })
}

pub fn stamp(asked: &StampCommand) -> Result<Exit> {
    let trouble = |e: std::io::Error| Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", asked.pdf.display()));
    let pdf = file::read(&asked.pdf, file::DOCUMENT).map_err(trouble)?;
    let registration = registration(&asked.registration, &read(&asked.registration)?)?;
    let request = StampRequest::new(pdf, registration).page(pages(&asked.page)?).place(place(&asked.place)?);
    let engine = engine_of(&asked.common)?;
    let Stamped(stamped) = engine::stamp(engine.as_ref(), request, &StampOptions::new())?;
    save(&asked.out, &stamped)
}

fn pages(text: &str) -> Result<StampedPages> {
    match (text, text.parse()) {
        ("last", _) => Ok(StampedPages::Last),
        ("all", _) => Ok(StampedPages::All),
        (_, Ok(number)) => Ok(StampedPages::One(number)),
        (_, Err(_)) => {
            Err(Error::new(ErrorKind::Option, format!("\"{text}\" is no page"))
                .fix("give a number from 1, last or all"))
        }
    }
}

fn place(text: &str) -> Result<StampPlace> {
    let numbers: Option<Vec<f32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match (text, numbers.as_deref()) {
        ("auto", _) => Ok(StampPlace::Auto),
        (_, Some(&[x, y, width])) => Ok(StampPlace::At { x, y, width }),
        _ => Err(Error::new(ErrorKind::Option, format!("\"{text}\" is no place"))
            .fix("give auto, or millimetres from the upper left corner and the width: 150,10,45")),
    }
}

/// Reads an answer of submit, status or fetch from a file.
pub fn registration(path: &Path, text: &str) -> Result<PaperRegistration> {
    PaperRegistration::read(text).map_err(|e| Error { message: format!("{}: {}", path.display(), e.message), ..e })
}

pub fn save(path: &Path, bytes: &[u8]) -> Result<Exit> {
    std::fs::write(path, bytes)
        .map_err(|e| Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display())))?;
    say!("{}", path.display());
    Ok(Exit::Done)
}
