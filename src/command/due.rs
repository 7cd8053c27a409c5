//! `einv due`: the age board, in the terminal or as one page to look at.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::practice;
use crate::command::say::{say, say_text};
use crate::command::verbs::{open_engine, parse, read};
use clap::Args;
use einv::engine::{self, Options};
use einv::error::{Error, Kind, Result};
use serde_json::Value;
use std::path::PathBuf;

#[derive(Args)]
pub struct Due {
    /// What the books say: a JSON file with {"books": [{"gstin","type","number","date","status"}]}
    #[arg(long)]
    books: Option<PathBuf>,
    /// Write it as one HTML page
    #[arg(long)]
    html: Option<PathBuf>,
    /// How many entries to show
    #[arg(long, default_value_t = 200)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

/// Prints the board. The exit code is 1 when something is late.
pub fn run(asked: &Due) -> Result<Exit> {
    let books = asked.books.as_deref().map(read).transpose()?.unwrap_or_default();
    let options = Options::read(&format!(r#"{{"limit":{}}}"#, asked.limit), &["limit"])?;
    let reply = engine::due(&open_engine(&asked.common)?, &books, &options)?;
    let board = parse(&reply);
    if let Some(path) = &asked.html {
        std::fs::write(path, page(&board))
            .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
    }
    match (asked.common.json, &asked.html) {
        (true, _) => say!("{}", reply.json()),
        (false, Some(path)) => say!("{}: {}", path.display(), summary(&board)),
        (false, None) => say_text!("{}", told(&board)),
    }
    Ok(Exit::refused_if(board["late"] != 0))
}

fn entries(board: &Value) -> &[Value] {
    board["entries"].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(entry: &'v Value, name: &str) -> &'v str {
    entry[name].as_str().unwrap_or("-")
}

fn summary(board: &Value) -> String {
    let said = match (board["total"].as_u64().unwrap_or(0), board["late"].as_u64().unwrap_or(0)) {
        (0, _) => "nothing is due".to_owned(),
        (total, 0) => format!("{total} on the board, none late"),
        (total, late) => format!("{total} on the board, {late} late"),
    };
    format!("{said}{}", practice(board))
}

/// `2026-12-20 23:59`: the time without its seconds and offset.
fn short(time: &str) -> String {
    time.get(..16).map_or("-".to_owned(), |t| t.replace('T', " "))
}

fn told(board: &Value) -> String {
    let mut out = format!("{} ({})\n", summary(board), short(text(board, "at")));
    for warning in board["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        out.push_str(&format!("! {warning}\n"));
    }
    for entry in entries(board) {
        let mark = if entry["late"] == true { "✗" } else { " " };
        let kind = text(entry, "kind").replace('_', " ");
        out.push_str(&format!(
            "{mark} {:<16}  {kind:<11}  {} {:<16}  {}  {}\n      {}\n      → {}\n",
            short(text(entry, "due")),
            text(entry, "type"),
            text(entry, "number"),
            text(entry, "date"),
            text(entry, "gstin"),
            text(entry, "message"),
            text(entry, "fix"),
        ));
    }
    out
}

const STYLE: &str = "body{font:16px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
th{border-bottom:2px solid #888}tr.late{background:#fdecea}tr.late td:first-child{border-left:4px solid #b3261e}
td.due{white-space:nowrap;font-variant-numeric:tabular-nums}small{color:#555}
@media print{tr{break-inside:avoid}}";

/// One page that needs nothing beside it.
fn page(board: &Value) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>What is due</title><style>{STYLE}</style>\n\
         <h1>What is due</h1><p>{} <small>as of {}</small></p>\n\
         <table><thead><tr><th>Until<th>What<th>Document<th>Supplier<th>How it stands<th>What to do</tr></thead><tbody>\n",
        escaped(&summary(board)),
        escaped(&short(text(board, "at")))
    );
    for entry in entries(board) {
        let class = if entry["late"] == true { " class=\"late\"" } else { "" };
        let cells = [
            short(text(entry, "due")),
            text(entry, "kind").replace('_', " "),
            format!("{} {}, {}", text(entry, "type"), text(entry, "number"), text(entry, "date")),
            text(entry, "gstin").to_owned(),
            text(entry, "message").to_owned(),
            text(entry, "fix").to_owned(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        out.push_str(&format!("<tr{class}><td class=\"due\">{}</tr>\n", cells.join("<td>")));
    }
    out.push_str("</tbody></table></html>\n");
    out
}

/// What came from a portal or a bill is shown as text, whatever it says.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
