//! `einv verify`, `qr`, `print` and `stamp`: the verbs of paper on files.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{say, warn_line};
use crate::command::verbs::{engine_of, parse, read};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::Args;
use einv::engine::{self, Options, Reply};
use einv::error::{Error, Kind, Result};
use einv::file;
use serde_json::{Map, Value, json};
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
    /// The invoice
    invoice: PathBuf,
    /// Its registration: the answer of submit or status with --json. Without it, the ledger of --config tells
    #[arg(long)]
    registration: Option<PathBuf>,
    /// Where to write the PDF
    #[arg(short, long)]
    out: PathBuf,
    /// A PNG or JPEG
    #[arg(long)]
    logo: Option<String>,
    /// The colour of headings, #rrggbb
    #[arg(long)]
    accent: Option<String>,
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
    let text = read(&asked.token)?;
    let token = text.trim();
    let mut input = Map::new();
    // The longer of the two kinds says what it is only once it is read.
    let kind = if engine::verify(None, &json!({"signed_qr": token}).to_string(), &Options::default()).is_err() {
        "signed_invoice"
    } else {
        "signed_qr"
    };
    input.insert(kind.to_owned(), token.into());
    if let Some(path) = &asked.invoice {
        input.insert("invoice".to_owned(), document(path)?);
    }
    let engine = engine_of(&asked.common)?;
    let options = Options::read(&json!({"qr_keys": asked.keys}).to_string(), &["qr_keys"])?;
    let reply = engine::verify(engine.as_ref(), &Value::Object(input).to_string(), &options)?;
    if asked.common.json {
        say!("{}", reply.json());
        return Ok(Exit::from(reply.outcome));
    }
    let answer = parse(&reply);
    let shown = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    say!("{}: {}", shown(&answer["verdict"]), shown(&answer["message"]));
    let facts = answer["content"].as_object().into_iter().flatten();
    for (name, value) in facts.filter(|(_, value)| !value.is_object() && !value.is_array() && !value.is_null()) {
        say!("  {name:<13}{}", shown(value));
    }
    for place in answer["differs"].as_array().into_iter().flatten() {
        say!("  ✗ {} is not as it was signed", shown(place));
    }
    if let Some(fix) = answer["fix"].as_str() {
        say!("  → {fix}");
    }
    Ok(Exit::from(reply.outcome))
}

pub fn draw(asked: &Draw) -> Result<Exit> {
    let text = read(&asked.token)?;
    let token = match text.trim_start().starts_with('{') {
        true => json_of(&text, &asked.token)?["signed_qr"].clone(),
        false => text.trim().into(),
    };
    let ending = asked.out.as_deref().and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
    let format = asked.format.clone().or(ending).unwrap_or_else(|| "text".to_owned());
    let options = json!({"format": format, "module": asked.module, "quiet": asked.quiet, "level": asked.level,
                         "width_mm": asked.width_mm});
    let options = Options::read(&options.to_string(), &["format", "module", "quiet", "level", "width_mm"])?;
    let reply = engine::qr(None, &json!({"signed_qr": token}).to_string(), &options)?;
    match &asked.out {
        Some(path) => save(path, reply),
        None => {
            let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("standard output: {e}"));
            std::io::stdout().write_all(&reply.into_bytes()).map_err(trouble)?;
            Ok(Exit::Done)
        }
    }
}

pub fn print(asked: &Print) -> Result<Exit> {
    let registration = asked.registration.as_deref().map(document).transpose()?;
    // The invoice's own text goes in: its numbers keep their scale.
    let invoice = read(&asked.invoice)?;
    let input = format!("{{\"invoice\":{invoice},\"registration\":{}}}", json!(registration));
    let normalize = if asked.common.normalize { json!(true) } else { json!("other_shapes") };
    let options = json!({"logo": asked.logo, "accent": asked.accent, "normalize": normalize});
    let options = Options::read(&options.to_string(), &["logo", "accent", "normalize"])?;
    let engine = engine_of(&asked.common)?;
    let (reply, warning) = engine::print_and_warn(engine.as_ref(), &input, &options)?;
    if let Some(warning) = warning {
        warn_line!("{}: warning: {warning}", asked.invoice.display());
    }
    save(&asked.out, reply)
}

pub fn stamp(asked: &Stamp) -> Result<Exit> {
    let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("{} can't be read: {e}", asked.pdf.display()));
    let pdf = file::read(&asked.pdf, file::DOCUMENT).map_err(trouble)?;
    let page = asked.page.parse::<u32>().map_or_else(|_| json!(asked.page), |number| json!(number));
    let numbers: Vec<f64> = asked.place.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let place = match numbers[..] {
        [x, y, width] => json!({"x_mm": x, "y_mm": y, "width_mm": width}),
        _ => json!(asked.place),
    };
    let input = json!({"pdf": BASE64_STANDARD.encode(pdf), "registration": document(&asked.registration)?, "page": page,
                       "place": place});
    let engine = engine_of(&asked.common)?;
    save(&asked.out, engine::stamp(engine.as_ref(), &input.to_string(), &Options::default())?)
}

fn document(path: &Path) -> Result<Value> {
    json_of(&read(path)?, path)
}

fn json_of(text: &str, path: &Path) -> Result<Value> {
    serde_json::from_str(text).map_err(|e| Error::new(Kind::Json, format!("{}: {e}", path.display())))
}

fn save(path: &Path, reply: Reply) -> Result<Exit> {
    std::fs::write(path, reply.into_bytes())
        .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
    say!("{}", path.display());
    Ok(Exit::Done)
}
