//! `einv due`: the age board, in the terminal or as one page to look at.

use crate::command::args::Common;
use crate::command::config::{clients, open_engine};
use crate::command::exit::Exit;
use crate::command::html::{Bar, begin, chart, escaped, write};
use crate::command::inputs::read;
use crate::command::name::Name;
use crate::command::say::{in_commands, line, say, say_text, warn_line};
use crate::command::shown::{practice, print_json, print_named};
use crate::command::speech::{self, said};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::board::{Board, BoardEntry, DueKind, DueRequest};
use einv::calendar::IstTime;
use einv::engine::{self, DueOptions};
use einv::error::{Error, Result};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct DueCommand {
    /// What the books say: a JSON file with {"books": [{"gstin","type","number","date","status"}]}
    #[arg(long)]
    books: Option<PathBuf>,
    /// Write it as one HTML page
    #[arg(long)]
    html: Option<PathBuf>,
    /// Show the boards of every configuration of a folder
    #[arg(long, conflicts_with = "config")]
    clients: Option<PathBuf>,
    /// How many entries to show
    #[arg(long, default_value_t = 200)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

/// Prints the board. The exit code is 1 when something is late.
pub fn run(asked: &DueCommand) -> Result<Exit> {
    if let Some(folder) = &asked.clients {
        return of_clients(folder, asked);
    }
    let board = board(asked, &asked.common)?;
    let ended = Exit::refused_if(board.late != 0);
    if let Some(path) = &asked.html {
        write(path, &page(&[(None, &board)]))?;
    }
    match (asked.common.json, &asked.html) {
        (true, _) => print_json(board),
        (false, Some(path)) => say!("{}: {}", path.display(), summary(&board)),
        (false, None) => say_text!("{}", table(&board)),
    }
    Ok(ended)
}

fn board(asked: &DueCommand, common: &Common) -> Result<Board> {
    let books = asked.books.as_deref().map(read).transpose()?.unwrap_or_default();
    // The error's own place is in the file.
    let named = |e: Error| {
        match &asked.books {
        Some(path) => Error { message: format!("{}: {}", path.display(), e.message), ..e }
            .fix("give {\"books\": [{\"gstin\", \"type\", \"number\", \"date\", \"status\"}]}; einv reconcile --books takes bills and tables"),
        None => e,
    }
    };
    let (request, options) = (DueRequest::read(&books).map_err(named)?, DueOptions::new().limit(asked.limit));
    engine::due(&open_engine(common)?, request, &options)
}

/// The boards of an accountant's clients: those with something late first. One that can't be opened is said, and the rest goes on.
fn of_clients(folder: &Path, asked: &DueCommand) -> Result<Exit> {
    let (mut boards, mut worst) = (Vec::new(), Exit::Done);
    for common in clients(Some(folder), &asked.common)? {
        let name = common.config.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        match board(asked, &common) {
            Ok(board) => boards.push((name, board)),
            // The error names the file.
            Err(error) => {
                warn_line!("{error}");
                worst = worst.max(Exit::from(&error));
            }
        }
    }
    boards.sort_by_key(|(_, board)| (std::cmp::Reverse(board.late), std::cmp::Reverse(board.total)));
    let late: usize = boards.iter().map(|(_, board)| board.late).sum();
    if let Some(path) = &asked.html {
        let each: Vec<(Option<&str>, &Board)> =
            boards.iter().map(|(name, board)| (Some(name.as_str()), board)).collect();
        write(path, &page(&each))?;
        say!("{}: {} clients, {late} late", path.display(), boards.len());
    } else {
        for (name, board) in boards {
            if asked.common.json {
                print_named(&Name { file: name, place: None }, &board);
            } else {
                say_text!("{}: {}", line(&name), table(&board));
            }
        }
    }
    Ok(worst.max(Exit::refused_if(late != 0)))
}

fn summary(board: &Board) -> String {
    let said = match (board.total, board.late) {
        (0, _) => "nothing is due".to_owned(),
        (total, 0) => format!("{total} on the board, none late"),
        (total, late) => format!("{total} on the board, {late} late"),
    };
    format!("{}{}", speech::said(&said), practice(board.sandbox))
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
            match urgency(board, entry) {
                Urgency::Late => "✗",
                Urgency::Soon => "!",
                Urgency::Calm => " ",
            },
            until(entry),
            said(entry.kind.words()),
            entry.doc_type,
            entry.number,
            entry.date.iso(),
            entry.gstin,
            in_commands(&line(&entry.message)),
            in_commands(&entry.fix),
        ));
    }
    out
}

/// One page that needs nothing beside it: a board, or one for each client.
fn page(boards: &[(Option<&str>, &Board)]) -> String {
    let title = said("What is due");
    let mut out = begin(&title) + &format!("<h1>{}</h1>", escaped(&title));
    for (name, board) in boards {
        if let Some(name) = name {
            out.push_str(&format!("<h2>{}</h2>", escaped(name)));
        }
        out.push_str(&format!("<p>{} <small>{}</small></p>\n", escaped(&summary(board)), short(board.at)));
        for warning in &board.warnings {
            out.push_str(&format!("<p>! {}</p>\n", escaped(warning)));
        }
        out.push_str(&ageing(board));
        if !board.entries.is_empty() {
            rows(board, &mut out);
        }
    }
    out + "</html>\n"
}

/// What of a document is due, and by when.
fn rows(board: &Board, out: &mut String) {
    let headings = ["Until", "What", "Document", "Supplier", "How it stands", "What to do"];
    let headings: String = headings.iter().map(|heading| format!("<th>{}", escaped(&said(heading)))).collect();
    out.push_str(&format!("<table><thead><tr>{headings}</tr></thead><tbody>\n"));
    for entry in &board.entries {
        let class = match urgency(board, entry) {
            Urgency::Late => " class=\"late\"",
            Urgency::Soon => " class=\"soon\"",
            Urgency::Calm => "",
        };
        let cells = [
            until(entry),
            said(entry.kind.words()).into_owned(),
            format!("{} {}, {}", entry.doc_type, entry.number, entry.date.iso()),
            entry.gstin.to_string(),
            in_commands(&entry.message),
            in_commands(&entry.fix),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        out.push_str(&format!("<tr{class}><td class=\"due\">{}</tr>\n", cells.join("<td>")));
    }
    out.push_str("</tbody></table>\n");
}

/// How near the end of its time a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Urgency {
    Calm,
    Soon,
    Late,
}

/// Of thirty days, the board warns ten days before their end, and is red three days before it.
fn urgency(board: &Board, entry: &BoardEntry) -> Urgency {
    // Other times are chances, or run out by themselves.
    let is_report = matches!(entry.kind, DueKind::Pending | DueKind::InDoubt | DueKind::Rejected | DueKind::Missing);
    let left = entry.due.map(|due| due.seconds_since(board.at)).filter(|_| is_report);
    match left {
        _ if entry.late => Urgency::Late,
        Some(left) if left < 3 * DAY => Urgency::Late,
        Some(left) if left < 10 * DAY => Urgency::Soon,
        Some(_) | None => Urgency::Calm,
    }
}

const DAY: i64 = 86_400;

/// How old what waits is, in weeks.
fn ageing(board: &Board) -> String {
    let today = board.at.day();
    let of = |from: i64, to: i64| {
        board.entries.iter().filter(|entry| (from..to).contains(&today.days_since(entry.date))).count()
    };
    let spans = [("0–7", 0, 8), ("8–14", 8, 15), ("15–21", 15, 22), ("22–30", 22, 31), ("31+", 31, i64::MAX)];
    let bars: Vec<Bar> =
        spans.iter().map(|(label, from, to)| Bar { label: (*label).to_owned(), count: of(*from, *to) }).collect();
    chart(&bars)
}
