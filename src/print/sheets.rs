//! A4 sheets that are being written one after another: the frame that the invoice and the e-way bill's slip share.

use super::letters::{ShapedLine, Weight, bold, regular};
use super::pen::{ALARM, Colour, DrawnPage, FAINT, GREY, HEIGHT, INK, INNER, LEADING, MARGIN, RIGHT, WHITE, WIDTH};
use super::table::{ColumnGrid, PrintedRow};

/// What a sheet warns of: a word across it, and a line in a bar at its top.
pub struct SheetWarning<'w> {
    pub across: &'w str,
    pub size: f32,
    pub above: &'w str,
}

/// The sheets so far.
pub struct Sheets {
    pub accent: Colour,
    /// The place of the next element.
    pub y: f32,
    pub drawn: Vec<DrawnPage>,
}

impl Sheets {
    pub fn new(accent: Colour) -> Sheets {
        Sheets { accent, y: 0.0, drawn: Vec::new() }
    }

    /// The sheet that is being written.
    pub fn sheet(&mut self) -> &mut DrawnPage {
        if self.drawn.is_empty() {
            self.drawn.push(DrawnPage::new(WIDTH, HEIGHT));
        }
        let last = self.drawn.len() - 1;
        &mut self.drawn[last]
    }

    /// The colour of letters on the accent colour.
    pub fn on_accent(&self) -> Colour {
        if self.accent.is_light() { INK } else { WHITE }
    }

    /// Begins a sheet, whose elements start at `top`, with the bar of colour and the warning.
    pub fn begin(&mut self, top: f32, warning: Option<SheetWarning<'_>>) {
        let accent = self.accent;
        self.drawn.push(DrawnPage::new(WIDTH, HEIGHT));
        self.y = top;
        let sheet = self.sheet();
        sheet.fill(0.0, 0.0, WIDTH, 6.0, accent);
        if let Some(SheetWarning { across, size, above }) = warning {
            let line = bold(across);
            let size = (WIDTH * 0.95 / line.width(1.0)).min(size);
            sheet.watermark(WIDTH / 2.0, HEIGHT * 0.56, line, size, ALARM, -52.0);
            sheet.fill(0.0, 6.0, WIDTH, 20.0, ALARM);
            sheet.line_at(WIDTH / 2.0, 19.6, bold(above), 9.5, WHITE);
            self.y = top + 16.0;
        }
    }

    /// The head of a table.
    pub fn table_head(&mut self, grid: &ColumnGrid, ground: Colour, letters: Colour) {
        let y = self.y;
        let sheet = self.sheet();
        sheet.fill(grid.left, y, grid.width(), 17.0, ground);
        for (index, column) in grid.columns.iter().enumerate() {
            grid.cell(sheet, index, y + 11.4, bold(column.name), grid.head, letters);
        }
        self.y = y + 17.0;
    }

    /// A row: its cells beside the first of `lines`, which are the wrapping column's.
    pub fn row(&mut self, grid: &ColumnGrid, row: Option<&PrintedRow>, lines: Vec<(ShapedLine, f32)>, wraps: usize) {
        let top = self.y;
        let height = grid.height(&lines);
        let sheet = self.sheet();
        let mut y = top + 4.0;
        for (index, (line, size)) in lines.into_iter().enumerate() {
            y += size * LEADING;
            let colour = if size < grid.size { GREY } else { INK };
            let base = y - size * 0.32;
            if index == 0
                && let Some(row) = row
            {
                for (column, text) in row.cells.iter().enumerate().filter(|(column, _)| *column != wraps) {
                    grid.cell(sheet, column, base, regular(text), grid.size, INK);
                }
            }
            grid.cell(sheet, wraps, base, line, size, colour);
        }
        let y = top + height;
        sheet.rule((grid.left, y), (grid.left + grid.width(), y), 0.4, FAINT);
        self.y = y;
    }

    /// The foot of every sheet, once their number is known.
    pub fn feet(&mut self, words: &str) {
        let sheets = self.drawn.len();
        for (index, sheet) in self.drawn.iter_mut().enumerate() {
            let y = HEIGHT - 26.0;
            sheet.rule((MARGIN, y - 10.0), (RIGHT, y - 10.0), 0.4, FAINT);
            sheet.line(MARGIN, y, ShapedLine::fit(words, Weight::Regular, 7.0, INNER - 80.0), 7.0, GREY);
            sheet.line_to(RIGHT, y, regular(&format!("Page {} of {sheets}", index + 1)), 7.0, GREY);
        }
    }
}
