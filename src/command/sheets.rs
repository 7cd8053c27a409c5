//! Answers as tables: an XLSX to sort and filter, an HTML page to send.

use einv::error::{Error, ErrorKind, Result};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// A table of an answer.
pub struct Grid {
    pub name: &'static str,
    pub headings: Vec<&'static str>,
    pub rows: Vec<Vec<SheetCell>>,
}

/// A cell.
pub enum SheetCell {
    Text(String),
    /// A number as it is written.
    Number(String),
}

impl SheetCell {
    /// A text, or nothing.
    pub fn text(text: Option<&str>) -> SheetCell {
        SheetCell::Text(text.unwrap_or_default().to_owned())
    }

    fn shown(&self) -> &str {
        match self {
            SheetCell::Text(text) | SheetCell::Number(text) => text,
        }
    }
}

/// Writes a new file; one that is there already is left alone.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|e| failed(path, &e))
}

fn failed(path: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display()))
        .fix("give the name of a new file in a folder that may be written to")
}

/// A workbook, a sheet a table.
#[cfg(feature = "tables")]
pub fn write_xlsx(path: &Path, grids: &[Grid]) -> Result<()> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let (bold, amount) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
    let mut put = |grid: &Grid| -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(grid.name)?;
        for (column, heading) in (0..).zip(&grid.headings) {
            sheet.write_string_with_format(0, column, *heading, &bold)?;
        }
        for (row, cells) in (1..).zip(&grid.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    SheetCell::Text(text) if text.is_empty() => {}
                    SheetCell::Text(text) => {
                        sheet.write_string(row, column, text)?;
                    }
                    SheetCell::Number(text) => match text.parse::<f64>() {
                        Ok(number) if text.contains('.') => {
                            sheet.write_number_with_format(row, column, number, &amount)?;
                        }
                        Ok(number) => {
                            sheet.write_number(row, column, number)?;
                        }
                        Err(_) => {
                            sheet.write_string(row, column, text)?;
                        }
                    },
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Ok(last), Ok(width)) = (u32::try_from(grid.rows.len()), u16::try_from(grid.headings.len()))
            && width > 0
        {
            sheet.autofilter(0, 0, last, width - 1)?;
        }
        sheet.autofit();
        Ok(())
    };
    grids.iter().try_for_each(&mut put).map_err(|e| failed(path, &e))?;
    let bytes = book.save_to_buffer().map_err(|e| failed(path, &e))?;
    write_new(path, &bytes)
}

/// Only a build with tables writes workbooks.
#[cfg(not(feature = "tables"))]
pub fn write_xlsx(_: &Path, _: &[Grid]) -> Result<()> {
    Err(Error::new(ErrorKind::Unsupported, "this build of einv writes no workbooks")
        .fix("use --html or --json, or a build with the feature tables"))
}

/// A page of its own, with nothing in it that is fetched from elsewhere.
pub fn html(title: &str, grids: &[Grid]) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title><style>body{{font-family:sans-serif;margin:2em}}\
         table{{border-collapse:collapse;margin-bottom:2em}}th,td{{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}}\
         td.n{{text-align:right}}</style></head><body><h1>{0}</h1>\n",
        escaped(title)
    );
    for grid in grids {
        let _ = write!(out, "<h2>{}</h2>\n<table><thead><tr>", escaped(grid.name));
        grid.headings.iter().for_each(|heading| out.push_str(&format!("<th>{}</th>", escaped(heading))));
        out.push_str("</tr></thead><tbody>\n");
        for cells in &grid.rows {
            out.push_str("<tr>");
            for cell in cells {
                let class = if matches!(cell, SheetCell::Number(_)) { " class=\"n\"" } else { "" };
                let _ = write!(out, "<td{class}>{}</td>", escaped(cell.shown()));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table>\n");
    }
    out.push_str("</body></html>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_every_cell_and_no_markup_of_theirs() {
        let grid = Grid {
            name: "Differences",
            headings: vec!["number", "value"],
            rows: vec![vec![SheetCell::text(Some("<b>&\"")), SheetCell::Number("1168.00".to_owned())]],
        };
        let page = html("A & B", &[grid]);
        assert!(page.contains("<td>&lt;b&gt;&amp;&quot;</td><td class=\"n\">1168.00</td>"), "{page}");
        assert!(page.contains("<title>A &amp; B</title>"));
    }
}
