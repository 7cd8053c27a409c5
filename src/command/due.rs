//! `einv due`: the age board, in the terminal or as one page to look at.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{line, say, say_text};
use crate::command::shown::{practice, print_json};
use crate::command::verbs::{open_engine, read};
use clap::Args;
use einv::answer::Request;
use einv::answer::board::{Board, BoardEntry, DueRequest};
use einv::calendar::IstTime;
use einv::engine::{self, DueOptions};
use einv::error::{Error, Kind, Result};
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
    let (request, options) = (DueRequest::read(&books)?, DueOptions::new().limit(asked.limit));
    let board = engine::due(&open_engine(&asked.common)?, request, &options)?;
    let ended = Exit::refused_if(board.late != 0);
    if let Some(path) = &asked.html {
        std::fs::write(path, page(&board))
            .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
    }
    match (asked.common.json, &asked.html) {
        (true, _) => print_json(board),
        (false, Some(path)) => say!("{}: {}", path.display(), summary(&board)),
        (false, None) => say_text!("{}", table(&board)),
    }
    Ok(ended)
}

fn summary(board: &Board) -> String {
    let said = match (board.total, board.late) {
        (0, _) => "nothing is due".to_owned(),
        (total, 0) => format!("{total} on the board, none late"),
        (total, late) => format!("{total} on the board, {late} late"),
    };
    format!("{said}{}", practice(board.sandbox))
}

/// `2026-12-20 23:59`: the time without its seconds and offset.
fn short(time: IstTime) -> String {
    time.portal().chars().take(16).collect()
}

fn until(entry: &BoardEntry) -> String {
    entry.due.map_or("-".to_owned(), short)
}

fn table(board: &Board) -> String {
    let mut out = format!("{} ({})\n", summary(board), short(board.at));
    for warning in &board.warnings {
        out.push_str(&format!("! {warning}\n"));
    }
    for entry in &board.entries {
        out.push_str(&format!(
            "{} {:<16}  {:<11}  {} {:<16}  {}  {}\n      {}\n      → {}\n",
            if entry.late { "✗" } else { " " },
            until(entry),
            entry.kind.words(),
            entry.doc_type,
            entry.number,
            entry.date.iso(),
            entry.gstin,
            line(&entry.message),
            entry.fix,
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
fn page(board: &Board) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>What is due</title><style>{STYLE}</style>\n\
         <h1>What is due</h1><p>{} <small>as of {}</small></p>\n\
         <table><thead><tr><th>Until<th>What<th>Document<th>Supplier<th>How it stands<th>What to do</tr></thead><tbody>\n",
        escaped(&summary(board)),
        short(board.at)
    );
    for entry in &board.entries {
        let class = if entry.late { " class=\"late\"" } else { "" };
        let cells = [
            until(entry),
            entry.kind.words().to_owned(),
            format!("{} {}, {}", entry.doc_type, entry.number, entry.date.iso()),
            entry.gstin.to_string(),
            entry.message.to_string(),
            entry.fix.to_owned(),
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
