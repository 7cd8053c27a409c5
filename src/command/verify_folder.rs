//! `einv verify FOLDER --2b FILE`: suppliers' papers against GSTR-2B, for people.

use crate::command::args::Common;
use crate::command::config::engine_of;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, number, text};
use crate::command::reconcile::{gstin, period};
use crate::command::say::{self, in_commands, say, warn_line};
use crate::command::scan::scan;
use crate::command::scanned::ScannedFile;
use crate::command::shown::print_json;
use crate::command::speech::said;
use clap::Args;
use einv::answer::reconciled::{GivenPaper, PaperFinding, PaperStanding, PapersChecked, PapersRequest, PortalFile};
use einv::calendar::Day;
use einv::engine::{self, VerifyOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::irn::DocType;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What papers are held against, and how that is shown.
#[derive(Args)]
pub struct FolderArgs {
    /// Of a folder of suppliers' PDFs, images and texts: GSTR-2B (JSON) to hold them against; may be given several times
    #[arg(long = "2b", value_name = "FILE")]
    statement: Vec<PathBuf>,
    /// The GST portal's download of e-invoices received: JSON or ZIP; it says which are cancelled
    #[arg(long, requires = "statement", value_name = "FILE")]
    received: Vec<PathBuf>,
    /// A supplier who must make e-invoices: a GSTIN, or a file with one a line
    #[arg(long, requires = "statement", value_name = "GSTIN")]
    liable: Vec<String>,
    /// The buyer; GSTR-2B of another is refused
    #[arg(long, requires = "statement")]
    gstin: Option<String>,
    /// The month, where GSTR-2B of several is given: 112026
    #[arg(long, requires = "statement")]
    period: Option<String>,
    /// Take the folders in the folder, too
    #[arg(short, long, requires = "statement")]
    recursive: bool,
    #[command(flatten)]
    output: ListOutput,
}

impl FolderArgs {
    /// Whether papers are to be held against GSTR-2B.
    pub fn is_asked(&self) -> bool {
        !self.statement.is_empty()
    }
}

/// Prints how each paper stands. The exit code is 1 when something is to be done about one.
pub fn run(folder: &Path, asked: &FolderArgs, keys: &[String], common: &Common) -> Result<Exit> {
    let statement = asked.statement.iter().cloned().map(PortalFile::Path);
    let mut request = PapersRequest::new(statement);
    request.gstin = asked.gstin.as_deref().map(gstin).transpose()?;
    request.period = asked.period.as_deref().map(period).transpose()?;
    request.liable = liable(&asked.liable)?;
    request.received.clone_from(&asked.received);
    let engine = engine_of(common)?;
    let mut files = Vec::new();
    add(folder, asked, &mut files)?;
    files.sort();
    let (downloads, papers) = files.into_iter().partition(|file| is_download(file));
    request.received.extend::<Vec<PathBuf>>(downloads);
    request.papers = read_all(folder, &papers);
    let checked = engine::check_papers(engine.as_ref(), request, &VerifyOptions::new().qr_keys(keys.to_vec()))?;
    let ended = Exit::refused_if(checked.findings.iter().any(|finding| !finding.standing.is_fine()));
    if common.json {
        print_json(checked);
    } else if grid(&checked, asked.output.is_file()).put(&asked.output)? {
        say!("{} {}: {}", checked.gstin, checked.period, summary(&checked));
        for (standing, _) in checked.counts.iter().filter(|(standing, _)| **standing != PaperStanding::Fine) {
            let finding = checked.findings.iter().find(|finding| finding.standing == *standing);
            let Some(PaperFinding { message, fix, .. }) = finding else { continue };
            say!("  {}: {}\n      → {}", said(standing.words()), said(message), in_commands(&said(fix)));
        }
    }
    Ok(ended)
}

/// GSTINs, each given itself or in a file.
fn liable(given: &[String]) -> Result<BTreeSet<einv::gstin::Gstin>> {
    let mut found = BTreeSet::new();
    for given in given {
        let path = Path::new(given);
        let text = if path.is_file() { crate::command::inputs::read(path)? } else { given.clone() };
        let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
        for word in words {
            found.insert(gstin(word)?);
        }
    }
    Ok(found)
}

/// The files of a folder. A link to a folder may lead in a circle: only folders themselves are gone into.
fn add(folder: &Path, asked: &FolderArgs, files: &mut Vec<PathBuf>) -> Result<()> {
    let trouble = |e: std::io::Error| {
        Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", folder.display()))
            .fix("give a folder that you may read")
    };
    let own: Vec<PathBuf> =
        asked.statement.iter().chain(&asked.received).filter_map(|path| path.canonicalize().ok()).collect();
    if folder.is_file() {
        files.push(folder.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let is_folder = path.symlink_metadata().is_ok_and(|about| about.is_dir());
        match (is_folder, asked.recursive) {
            _ if is_hidden => {}
            (true, true) => {
                // One folder that can't be read doesn't hold up the others.
                if let Err(error) = add(&path, asked, files) {
                    warn_line!("{error}");
                }
            }
            (true, false) => warn_line!("{}: a folder, left out; --recursive takes it, too", path.display()),
            (false, _) if path.canonicalize().is_ok_and(|path| own.contains(&path)) => {}
            (false, _) => files.push(path),
        }
    }
    Ok(())
}

/// JSON and ZIP are what portals give; each answer in them is a paper.
fn is_download(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ["json", "zip"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What is on each paper, several read at once; in the order of their names.
fn read_all(folder: &Path, files: &[PathBuf]) -> Vec<GivenPaper> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    say::progress(Some(files.len()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(file) = files.get(at) else { return };
                    let papers = papers(&name(folder, file), scan(file));
                    say::step();
                    found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, papers));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().flat_map(|(_, papers)| papers).collect()
}

/// The file as people name it: below the folder.
fn name(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(file).display().to_string()
}

fn papers(name: &str, ScannedFile { codes, fault }: ScannedFile) -> Vec<GivenPaper> {
    let is_empty = codes.is_empty() && fault.is_none();
    let named = |place: &str| if place.is_empty() { name.to_owned() } else { format!("{name}, {place}") };
    let signed = codes.into_iter().map(|code| GivenPaper::signed(named(&code.place), code.text));
    let faulty = fault.into_iter().map(|why| GivenPaper::unreadable(name, why));
    signed.chain(faulty).chain(is_empty.then(|| GivenPaper::without_code(name))).collect()
}

/// A row a finding; with all there is to say where it goes to a file.
fn grid(checked: &PapersChecked, is_whole: bool) -> ListGrid {
    let mut columns = vec![
        text("How it stands"),
        text("Paper"),
        text("Supplier"),
        text("Type"),
        text("Number"),
        text("Date"),
        number("Value"),
        text("Detail"),
    ];
    if is_whole {
        columns.extend([text("Found by"), text("What"), text("What to do"), text("IRN")]);
    }
    let mut grid = ListGrid::new(&columns);
    for finding in &checked.findings {
        let mut row = vec![
            said(finding.standing.words()).into_owned(),
            finding.file.clone().unwrap_or_default(),
            finding.supplier.clone().unwrap_or_default(),
            finding.doc_type.map_or("", DocType::code).to_owned(),
            finding.number.clone(),
            finding.date.map(Day::iso).unwrap_or_default(),
            finding.value.map(|value| value.to_string()).unwrap_or_default(),
            detail(finding),
        ];
        if is_whole {
            row.extend([
                finding.matched.map(|step| step.name().to_owned()).unwrap_or_default(),
                said(finding.message).into_owned(),
                in_commands(&said(finding.fix)),
                finding.irn.map(|irn| irn.to_string()).unwrap_or_default(),
            ]);
        }
        grid.push(row);
    }
    grid
}

/// What differs, on both sides; or what else is known.
fn detail(finding: &PaperFinding) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let fields: Vec<String> = finding
        .fields
        .iter()
        .map(|field| format!("{}: {} / 2B {}", field.field, or_dash(&field.here), or_dash(&field.there)))
        .collect();
    match fields.is_empty() {
        true => finding.detail.as_deref().map(|detail| said(detail).into_owned()).unwrap_or_default(),
        false => fields.join("; "),
    }
}

fn summary(checked: &PapersChecked) -> String {
    let counts: Vec<String> =
        checked.counts.iter().map(|(standing, count)| format!("{} {count}", said(standing.words()))).collect();
    if counts.is_empty() { said("nothing").into_owned() } else { counts.join(", ") }
}
