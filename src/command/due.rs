//! `einv due`: the age board, in the terminal or as one page to look at; of one configuration, or of each of a folder.

use crate::command::args::Common;
use crate::command::config::{clients, open_engine};
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, number, text, write_file};
use crate::command::html::{self, Bar, HtmlChart, begin, chart, escaped};
use crate::command::inputs::read;
use crate::command::name::Name;
use crate::command::say::{self, columns, in_commands, line, say, say_text, warn_line};
use crate::command::shown::{practice, print_json, print_named};
use crate::command::speech::{self, said};
use crate::command::translated::error as error_in_words;
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::board::{Board, BoardEntry, DueKind, DueRequest};
use einv::calendar::IstTime;
use einv::engine::{self, DueOptions, Engine};
use einv::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Entries that are shown, unless the command says otherwise; and the most that a file gets.
const SHOWN: usize = 200;
const MOST: usize = 10_000;

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
    /// How many entries to show [default: 200; all of them for --csv and --xlsx]
    #[arg(long)]
    limit: Option<usize>,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

/// Prints the board. The exit code is 1 when something is late.
pub fn run(asked: &DueCommand) -> Result<Exit> {
    if let Some(folder) = &asked.clients {
        return of_clients(folder, asked);
    }
    let board = board(asked, &open_engine(&asked.common)?)?;
    let ended = Exit::refused_if(board.late != 0);
    let summary = summary(&board);
    if let Some(path) = &asked.html {
        write_page(path, &page(&board), asked)?;
    }
    if asked.common.json {
        print_json(board);
    } else if asked.output.is_file() {
        let mut grid = grid(false);
        add_rows(&mut grid, None, &board);
        grid.put(&asked.output)?;
    } else if let Some(path) = &asked.html {
        say!("{}: {summary}", path.display());
    } else {
        say_text!("{}", table(&board));
    }
    Ok(ended)
}

fn board(asked: &DueCommand, engine: &Engine) -> Result<Board> {
    let books = asked.books.as_deref().map(read).transpose()?.unwrap_or_default();
    // The error's own place is in the file.
    let named = |e: Error| {
        match &asked.books {
        Some(path) => Error { message: format!("{}: {}", path.display(), e.message), ..e }
            .fix("give {\"books\": [{\"gstin\", \"type\", \"number\", \"date\", \"status\"}]}; einv reconcile --books takes bills and tables"),
        None => e,
    }
    };
    let limit = asked.limit.unwrap_or(if asked.output.is_file() { MOST } else { SHOWN });
    let (request, options) = (DueRequest::read(&books).map_err(named)?, DueOptions::new().limit(limit));
    engine::due(engine, request, &options)
}

fn write_page(path: &Path, page: &str, asked: &DueCommand) -> Result<()> {
    write_file(path, page.as_bytes(), asked.output.overwrite)
}

/// A client of an accountant's, by the file of the configuration.
struct ClientBoard {
    file: String,
    /// The firms' names and GSTINs, as far as they are configured.
    firm: String,
    gstins: String,
    /// Or why there is none.
    board: Result<Board>,
}

impl ClientBoard {
    fn of(common: &Common, asked: &DueCommand) -> ClientBoard {
        let file = common.config.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        let engine = match open_engine(common) {
            Ok(engine) => engine,
            Err(error) => {
                return ClientBoard { file, firm: String::new(), gstins: String::new(), board: Err(error) };
            }
        };
        let mut names: Vec<&str> = engine.taxpayers().iter().filter_map(|one| one.legal_name()).collect();
        names.dedup();
        let gstins = engine.taxpayers().iter().filter_map(|one| Some(one.gstin?.to_string())).collect::<Vec<_>>();
        let (firm, gstins) = (names.join(", "), gstins.join(", "));
        ClientBoard { file, firm, gstins, board: board(asked, &engine) }
    }

    /// Entries that are late; those that can't be seen come first.
    fn late(&self) -> usize {
        self.board.as_ref().map_or(usize::MAX, |board| board.late)
    }

    /// The firm, or the file where it has no name; and its GSTINs.
    fn heading(&self) -> String {
        let firm = if self.firm.is_empty() { &self.file } else { &self.firm };
        if self.gstins.is_empty() { firm.clone() } else { format!("{firm} · {}", self.gstins) }
    }

    /// Why it can't be seen.
    fn trouble(&self) -> Option<String> {
        self.board.as_ref().err().map(error_in_words)
    }
}

/// The boards of an accountant's clients: those with something late first. One that can't be opened is said wherever the others
/// are, and the rest goes on.
fn of_clients(folder: &Path, asked: &DueCommand) -> Result<Exit> {
    let each = clients(Some(folder), &asked.common)?;
    say::progress(Some(each.len()));
    let mut all: Vec<ClientBoard> = Vec::new();
    for common in each {
        all.push(ClientBoard::of(&common, asked));
        say::step();
    }
    let total = |one: &ClientBoard| one.board.as_ref().map_or(0, |board| board.total);
    all.sort_by_key(|one| (std::cmp::Reverse(one.late()), std::cmp::Reverse(total(one))));
    let errors = all.iter().filter_map(|one| one.board.as_ref().err());
    let is_late = all.iter().flat_map(|one| &one.board).any(|board| board.late != 0);
    let ended = errors.map(Exit::from).fold(Exit::refused_if(is_late), Exit::max);
    if let Some(path) = &asked.html {
        write_page(path, &page_of_clients(&all), asked)?;
    }
    if asked.common.json {
        all.iter().for_each(print_client);
        return Ok(ended);
    }
    if asked.output.is_file() {
        let mut grid = grid(true);
        all.iter().for_each(|one| add_client(&mut grid, one));
        grid.put(&asked.output)?;
    } else if asked.html.is_none() {
        say_text!("{}", overview(&all).aligned(columns()));
        for (one, board) in all.iter().filter_map(|one| Some((one, one.board.as_ref().ok()?))) {
            if board.total > 0 || !board.warnings.is_empty() {
                say_text!("\n{} ({})\n{}", line(&one.heading()), line(&one.file), table(board));
            }
        }
    }
    for trouble in all.iter().filter_map(ClientBoard::trouble) {
        warn_line!("{trouble}");
    }
    let end = count(&all);
    match &asked.html {
        Some(path) => say!("{}: {end}", path.display()),
        None if asked.output.is_file() => {}
        None => say!("\n{end}"),
    }
    Ok(ended)
}

/// One line of JSON.
fn print_client(one: &ClientBoard) {
    let name = Name { file: one.file.clone(), place: None };
    match &one.board {
        Ok(board) => print_named(&name, board),
        Err(error) => print_named(&name, error),
    }
}

/// How many clients there are, how many have something late, and how many can't be opened.
fn count(all: &[ClientBoard]) -> String {
    let late = all.iter().flat_map(|one| &one.board).filter(|board| board.late != 0).count();
    let lost = all.iter().filter(|one| one.board.is_err()).count();
    let said = |text: String| speech::said(&text).into_owned();
    let mut words = vec![said(format!("{} clients", all.len())), said(format!("{late} with something late"))];
    if lost > 0 {
        words.push(said(format!("{lost} can't be opened")));
    }
    words.join(", ")
}

/// A row a client.
fn overview(all: &[ClientBoard]) -> ListGrid {
    let mut grid = ListGrid::new(&[text("Client"), text("GSTIN"), number("Late"), number("Waiting"), text("Next day")]);
    for one in all {
        let practice = if one.board.as_ref().is_ok_and(|board| board.sandbox) { " SANDBOX" } else { "" };
        let client = format!("{}{practice}", if one.firm.is_empty() { &one.file } else { &one.firm });
        let rest = match &one.board {
            Ok(board) => [board.late.to_string(), waiting(board).to_string(), next_day(board)],
            Err(_) => ["".to_owned(), "".to_owned(), said("can't be opened").into_owned()],
        };
        grid.push([vec![client, one.gstins.clone()], rest.to_vec()].concat());
    }
    grid
}

/// Bills that are not registered and not refused for good.
fn waiting(board: &Board) -> usize {
    [DueKind::Pending, DueKind::InDoubt, DueKind::Rejected, DueKind::Missing]
        .iter()
        .filter_map(|kind| board.counts.get(kind))
        .sum()
}

/// The next day on which a time to report ends.
fn next_day(board: &Board) -> String {
    let ends = board.entries.iter().filter(|entry| is_unreported(entry)).filter_map(|entry| entry.due);
    ends.filter(|due| *due >= board.at).min().map_or_else(|| "-".to_owned(), |due| due.day().iso())
}

/// Whether an entry is about a bill that is yet to be registered.
fn is_unreported(entry: &BoardEntry) -> bool {
    matches!(entry.kind, DueKind::Pending | DueKind::InDoubt | DueKind::Rejected | DueKind::Missing)
}

/// The columns of entries in a file; of several clients, with the client's.
fn grid(has_client: bool) -> ListGrid {
    let own = [
        text("Until"),
        text("Late"),
        text("What"),
        text("Type"),
        text("Number"),
        text("Date"),
        text("Supplier"),
        text("How it stands"),
        text("What to do"),
    ];
    let client = if has_client { vec![text("Client"), text("File")] } else { Vec::new() };
    ListGrid::new(&[client, own.to_vec()].concat())
}

fn add_rows(grid: &mut ListGrid, client: Option<&ClientBoard>, board: &Board) {
    for entry in &board.entries {
        let mut row: Vec<String> = client.map(|one| vec![one.firm.clone(), one.file.clone()]).unwrap_or_default();
        row.extend([
            until(entry),
            said(if entry.late { "yes" } else { "no" }).into_owned(),
            said(entry.kind.words()).into_owned(),
            entry.doc_type.clone(),
            entry.number.clone(),
            entry.date.iso(),
            entry.gstin.to_string(),
            stands(board, entry),
            in_commands(&entry.fix),
        ]);
        grid.push(row);
    }
}

fn add_client(grid: &mut ListGrid, one: &ClientBoard) {
    match &one.board {
        Ok(board) => add_rows(grid, Some(one), board),
        Err(error) => {
            let mut row = vec![String::new(); grid.columns.len()];
            row[1].clone_from(&one.file);
            row[4] = said("can't be opened").into_owned();
            row[9] = error_in_words(error);
            grid.push(row);
        }
    }
}

/// How an entry's document stands; one of a sandbox on another's board says so.
fn stands(board: &Board, entry: &BoardEntry) -> String {
    format!("{}{}", in_commands(&entry.message), practice(entry.sandbox && !board.sandbox))
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
            line(&stands(board, entry)),
            in_commands(&entry.fix),
        ));
    }
    out
}

/// One page that needs nothing beside it.
fn page(board: &Board) -> String {
    let title = said("What is due");
    let mut out = begin(&title) + &format!("<h1>{}</h1>", escaped(&title));
    section(board, &mut out);
    out + "</html>\n"
}

/// The same for several clients: an overview, then a section each; those that can't be opened are red, and on top.
fn page_of_clients(all: &[ClientBoard]) -> String {
    let title = said("What is due");
    let mut out = begin(&title) + &format!("<h1>{}</h1><p>{}</p>\n", escaped(&title), escaped(&count(all)));
    out.push_str(&html::table(&overview(all)));
    for one in all {
        out.push_str(&format!("<h2>{}</h2><p><small>{}</small></p>\n", escaped(&one.heading()), escaped(&one.file)));
        match &one.board {
            Ok(board) => section(board, &mut out),
            Err(error) => {
                let (cannot, why) = (said("can't be opened"), error_in_words(error));
                out.push_str(&format!(
                    "<table><tr class=\"late\"><td class=\"due\">{}<td>{}</tr></table>\n",
                    escaped(&cannot),
                    escaped(&why)
                ));
            }
        }
    }
    out + "</html>\n"
}

fn section(board: &Board, out: &mut String) {
    out.push_str(&format!("<p>{} <small>{}</small></p>\n", escaped(&summary(board)), short(board.at)));
    for warning in &board.warnings {
        out.push_str(&format!("<p>! {}</p>\n", escaped(warning)));
    }
    out.push_str(&chart(&ageing(board)));
    if !board.entries.is_empty() {
        rows(board, out);
    }
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
            stands(board, entry),
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
    let left = entry.due.map(|due| due.seconds_since(board.at)).filter(|_| is_unreported(entry));
    match left {
        _ if entry.late => Urgency::Late,
        Some(left) if left < 3 * DAY => Urgency::Late,
        Some(left) if left < 10 * DAY => Urgency::Soon,
        Some(_) | None => Urgency::Calm,
    }
}

const DAY: i64 = 86_400;

/// How old the bills are that are not registered yet.
fn ageing(board: &Board) -> HtmlChart {
    let today = board.at.day();
    let ages = board.entries.iter().filter(|entry| is_unreported(entry)).map(|entry| today.days_since(entry.date));
    let ages: Vec<i64> = ages.collect();
    let spans = [("0–7", 0, 8), ("8–14", 8, 15), ("15–21", 15, 22), ("22–30", 22, 31), ("31+", 31, i64::MAX)];
    let bar = |(label, from, to): (&str, i64, i64)| {
        let count = ages.iter().filter(|age| (from..to).contains(*age)).count();
        Bar { label: label.to_owned(), meaning: None, count }
    };
    HtmlChart {
        caption: "Bills that are not registered yet, by their age in days",
        bars: spans.into_iter().map(bar).collect(),
    }
}
