//! 1,000,000 rows of CSV to NDJSON, every bill completed and judged by the whole rule book; and 100,000 rows of XLSX.
//!
//! `cargo bench --bench table`; `-- 50000` for another number of rows. Each runs in a process of its own, so that the peak of
//! its memory is its own. Beside it stands the same CSV read by the `csv` crate alone, in the same run.

use cpu_time::ProcessTime;
use einv::answer::table::ConvertRequest;
use einv::engine::{ConvertOptions, Engine, convert};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const HEAD: &str =
    "Bill No,Bill Date,Party,GSTIN,Address,City,PIN,Item,HSN,Qty,Unit,Rate,Taxable Value,GST %,Bill Amount";
const CONFIG: &str = r#"{"on":"2026-11-21","taxpayers":[{"gstin":"29AABCU9603R1ZJ","seller":{"legal_name":"Udupi Stationers",
    "address":"14 Car Street","city":"Udupi","pin":"576101"}}]}"#;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--convert") {
        return one(Path::new(&arguments[at + 1]));
    }
    let rows = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let (text, book) = (folder.path().join("bills.csv"), folder.path().join("bills.xlsx"));
    csv_of(&text, rows);
    xlsx_of(&book, (rows / 10).max(1));
    let begun = Instant::now();
    let read = csv::ReaderBuilder::new().from_path(&text).expect("the table").into_records().count();
    println!("csv crate alone: {read} rows in {:.2} s", begun.elapsed().as_secs_f64());
    for path in [&text, &book] {
        let done = Command::new(std::env::current_exe().expect("this program")).arg("--convert").arg(path).status();
        assert!(done.is_ok_and(|status| status.success()), "{}", path.display());
    }
}

fn one(path: &Path) {
    let (engine, options) = (Engine::open(CONFIG).expect("an engine"), ConvertOptions::new());
    let to = path.with_extension("ndjson");
    let (begun, cpu) = (Instant::now(), ProcessTime::now());
    let converted =
        convert(Some(&engine), ConvertRequest::of_path(path), &options.to(to.display().to_string())).expect("a table");
    let counts = converted.counts;
    assert_eq!((counts.ready, counts.faulty, counts.skipped), (counts.bills, 0, 0));
    println!(
        "{}: {} rows, {} bills in {:.2} s, {:.2} s of CPU, peak {} MiB",
        path.extension().unwrap_or_default().display(),
        counts.rows,
        counts.bills,
        begun.elapsed().as_secs_f64(),
        cpu.elapsed().as_secs_f64(),
        peak().unwrap_or_default() >> 10
    );
}

/// The most memory that this process has had, in KiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// The cells of a row; three rows are a bill, of which the last two leave its columns blank.
fn cells(row: usize) -> [String; 15] {
    let bill = ["05/11/2026", "Pune Office Supplies LLP", "27AABCU9603R1ZN", "7 Laxmi Road", "Pune", "411030"];
    let line = ["Ruled register", "48201090", "10", "NOS", "100", "1000", "18"];
    let mut cells: [String; 15] = Default::default();
    if row.is_multiple_of(3) {
        cells[0] = format!("B/{}", row / 3);
        cells[1..7].iter_mut().zip(bill).for_each(|(cell, text)| text.clone_into(cell));
    }
    cells[7..14].iter_mut().zip(line).for_each(|(cell, text)| text.clone_into(cell));
    cells
}

fn csv_of(path: &Path, rows: usize) {
    let mut out = BufWriter::new(std::fs::File::create(path).expect("a file"));
    writeln!(out, "{HEAD}").expect("a line");
    (0..rows).for_each(|row| writeln!(out, "{}", cells(row).join(",")).expect("a line"));
}

fn xlsx_of(path: &Path, rows: usize) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(HEAD.split(',')) {
        sheet.write_string(0, column, text).expect("a cell");
    }
    for row in 0..rows {
        for (column, text) in (0..).zip(cells(row)).filter(|(_, text)| !text.is_empty()) {
            let at = row as u32 + 1;
            match text.parse::<f64>().ok().filter(|_| column > 8) {
                Some(number) => sheet.write_number(at, column, number).expect("a cell"),
                None => sheet.write_string(at, column, text).expect("a cell"),
            };
        }
    }
    book.save(path).expect("a workbook");
}
