//! How much of a table is taken.

use crate::error::{Error, ErrorKind};

/// Rows of a table.
pub const ROWS: u64 = 1_000_000;
/// Rows of what is held whole: ODS, XLS, joined sheets, bills gathered from anywhere.
pub const HELD: u64 = 200_000;
/// Columns of a row.
pub const COLUMNS: u32 = 16_384;
/// Where the columns of a bill's last record begin, beside those of its first.
pub const AFTER: u32 = COLUMNS;
/// Bytes of a table, unpacked.
pub const UNPACKED: u64 = 1 << 30;
/// How many times its packed size a file may have unpacked.
pub const TIMES: u64 = 100;
/// Unpacked bytes that no ratio is asked of.
pub const SMALL: u64 = 16 << 20;
/// Lines of a bill.
pub const LINES: usize = 10_000;
/// Bytes of a cell.
pub const CELL: usize = 32 << 10;

/// The error of what is beyond a limit.
pub fn beyond(what: impl Into<String>, fix: &str) -> Error {
    Error::new(ErrorKind::Limit, what).fix(fix)
}

/// The error of a file that is too large.
pub fn too_large(name: &str) -> Error {
    beyond(format!("{name} has more than {} MiB", UNPACKED >> 20), "give it in parts")
}

/// The error of too many rows.
pub fn too_many(most: u64) -> Error {
    beyond(format!("the table has more than {most} rows"), "give it in parts")
}

/// The error of a cell that is too long.
pub fn long_cell(row: u64, column: u32) -> Error {
    let column = crate::change::letters(column);
    beyond(
        format!("row {row}, column {column}: the cell has more than {} KiB", CELL >> 10),
        "shorten it, or leave the column out",
    )
}

/// The error of a row that is too wide.
pub fn wide_row(row: u64) -> Error {
    beyond(format!("row {row} has more than {COLUMNS} columns"), "leave out what is beyond the bill")
}
