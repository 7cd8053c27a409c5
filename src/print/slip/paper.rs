//! The sheets of a slip: title, facts, parties, tables, codes.

use super::{Fact, PrintedPartB, grouped};
use crate::error::Result;
use crate::eway::{EwayDocument, EwayParty, Who};
use crate::money::Amount;
use crate::print::bars::Bars;
use crate::print::invoice_page::BusinessLook;
use crate::print::letters::{ShapedLine, Weight, bold, regular};
use crate::print::particulars::state;
use crate::print::pen::{BOTTOM, Colour, GREY, INK, INNER, LEADING, MARGIN, MM, PdfInfo, RIGHT, WIDTH, pdf};
use crate::print::qr::{QrCode, QrLevel};
use crate::print::sheets::{SheetWarning, Sheets};
use crate::print::shown;
use crate::print::table::{ColumnGrid, PrintedColumn, PrintedRow};
use crate::print::words::{plain, rupees};

/// A bar code of an e-way bill's number, so wide.
const BARS_WIDTH: f32 = 60.0 * MM;
const BARS_HEIGHT: f32 = 12.0 * MM;
const QR_SIDE: f32 = 32.0 * MM;

/// Sheets that are being written.
pub struct Paper<'l> {
    look: &'l BusinessLook,
    title: String,
    mark: Option<&'static str>,
    sheets: Sheets,
}

impl Paper<'_> {
    pub fn new<'l>(look: &'l BusinessLook, title: &str, number: &str, mark: Option<&'static str>) -> Paper<'l> {
        let title = format!("{title} {}", grouped(number));
        let mut paper = Paper { look, title, mark, sheets: Sheets::new(look.accent) };
        paper.new_sheet();
        paper
    }

    fn new_sheet(&mut self) {
        self.sheets.begin(30.0, self.mark.map(|words| SheetWarning { across: words, size: 90.0, above: words }));
    }

    fn need(&mut self, height: f32) {
        if self.sheets.y + height > BOTTOM {
            self.new_sheet();
        }
    }

    /// The title and the number at the left, the code at the right.
    pub fn head(&mut self, title: &str, number: &str, code: String) -> Result<()> {
        let code = QrCode::of(&code, QrLevel::M)?;
        let (top, accent, look) = (self.sheets.y, self.sheets.accent, self.look);
        let mut x = MARGIN;
        if let Some(logo) = look.logo.clone() {
            let (width, height) = logo.within(90.0, 44.0);
            self.sheets.sheet().picture(x, top, width, height, logo);
            x += width + 14.0;
        }
        let sheet = self.sheets.sheet();
        sheet.line(x, top + 22.0, bold(&title.to_uppercase()), 19.0, accent);
        sheet.line(x, top + 44.0, bold(&grouped(number)), 15.0, INK);
        sheet.qr(RIGHT - QR_SIDE, top, QR_SIDE, code);
        self.sheets.y = top + QR_SIDE + 6.0;
        Ok(())
    }

    pub fn section(&mut self, name: &str) {
        self.need(60.0);
        let (top, accent) = (self.sheets.y, self.sheets.accent);
        let letters = self.sheets.on_accent();
        let sheet = self.sheets.sheet();
        sheet.fill(MARGIN, top, INNER, 16.0, accent);
        sheet.line(MARGIN + 6.0, top + 11.4, bold(name), 8.5, letters);
        self.sheets.y = top + 22.0;
    }

    /// Names and values in three columns; what is empty is left out.
    pub fn facts(&mut self, facts: &[Fact]) {
        let filled: Vec<&Fact> = facts.iter().filter(|(_, value)| !value.is_empty()).collect();
        let cell = INNER / 3.0;
        for row in filled.chunks(3) {
            self.need(32.0);
            let top = self.sheets.y;
            let mut lowest = top;
            for (column, (name, value)) in row.iter().enumerate() {
                let x = MARGIN + column as f32 * cell;
                let mut base = top + 17.0;
                let sheet = self.sheets.sheet();
                sheet.line(x, top + 6.0, bold(&name.to_uppercase()), 6.2, GREY);
                for line in ShapedLine::wrap(value, Weight::Regular, 8.5, cell - 10.0) {
                    sheet.line(x, base, line, 8.5, INK);
                    base += 8.5 * LEADING;
                }
                lowest = lowest.max(base);
            }
            self.sheets.y = lowest + 1.0;
        }
        self.sheets.y += 4.0;
    }

    pub fn parties(&mut self, doc: &EwayDocument) {
        let cell = INNER / 2.0;
        let sides = [("From", &doc.from, &doc.dispatch, "Dispatched from"), ("To", &doc.to, &doc.ship, "Ship to")];
        let mut lines: [Vec<(ShapedLine, f32, Colour)>; 2] = [Vec::new(), Vec::new()];
        for (side, (name, party, third, place)) in lines.iter_mut().zip(sides) {
            side.push((bold(&name.to_uppercase()), 6.6, self.sheets.accent));
            let mut add = |text: String, weight: Weight| {
                let wrapped = ShapedLine::wrap(&text, weight, 8.5, cell - 12.0);
                side.extend(wrapped.into_iter().map(|line| (line, 8.5, INK)));
            };
            add(party.name.clone().unwrap_or_default(), Weight::Bold);
            let who = match party.who {
                Some(Who::Registered(gstin)) => format!("GSTIN {gstin}"),
                Some(Who::Unregistered) => "Unregistered".to_owned(),
                None => String::new(),
            };
            let own = party.state.map(|code| state(&format!("{code:02}"))).unwrap_or_default();
            add([who, own].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "), Weight::Regular);
            let other = third.name.clone().or_else(|| third.who.map(|who| who.to_string()));
            if let Some(other) = other {
                add(format!("{place}: {other}"), Weight::Regular);
            }
            add(place_of(party), Weight::Regular);
        }
        let height = lines.iter().map(|side| side.iter().map(|(_, size, _)| size * LEADING).sum::<f32>());
        let height = height.fold(0.0, f32::max) + 8.0;
        self.need(height);
        let top = self.sheets.y;
        let sheet = self.sheets.sheet();
        for (column, side) in lines.into_iter().enumerate() {
            let mut y = top;
            for (line, size, colour) in side {
                y += size * LEADING;
                sheet.line(MARGIN + column as f32 * cell, y - size * 0.3, line, size, colour);
            }
        }
        self.sheets.y = top + height;
    }

    pub fn goods(&mut self, doc: &EwayDocument) {
        let columns = ["HSN", "Goods", "Quantity", "Taxable ₹", "CGST", "SGST", "IGST", "Cess"];
        let right = |name: &str| !matches!(name, "HSN" | "Goods");
        let percent = |rate: Option<Amount>| {
            rate.filter(|rate| !rate.is_zero()).map(|rate| format!("{} %", plain(rate))).unwrap_or_default()
        };
        let rows = doc.items.iter().map(|item| {
            let name = item.name.as_deref().or(item.description.as_deref()).unwrap_or("Goods");
            let quantity = [item.quantity.map(plain), item.unit.clone()].into_iter().flatten().collect::<Vec<_>>();
            PrintedRow {
                cells: vec![
                    item.hsn.clone().unwrap_or_default(),
                    name.to_owned(),
                    quantity.join(" "),
                    item.taxable.map(rupees).unwrap_or_default(),
                    percent(item.cgst_rate),
                    percent(item.sgst_rate),
                    percent(item.igst_rate),
                    percent(item.cess_rate),
                ],
                ..PrintedRow::default()
            }
        });
        self.table(&columns.map(|name| PrintedColumn { name, right: right(name) }), &rows.collect::<Vec<_>>(), 1);
    }

    pub fn sums(&mut self, doc: &EwayDocument) {
        let sums = &doc.totals;
        let some =
            |name, amount: Option<Amount>| (name, amount.filter(|a| !a.is_zero()).map(rupees).unwrap_or_default());
        self.facts(&[
            ("Taxable value ₹", sums.taxable.map(rupees).unwrap_or_default()),
            some("CGST ₹", sums.cgst),
            some("SGST ₹", sums.sgst),
            some("IGST ₹", sums.igst),
            some("Cess ₹", sums.cess),
            some("Cess by quantity ₹", sums.cess_flat),
            some("Other ₹", sums.other),
            ("Total value ₹", sums.invoice.map(rupees).unwrap_or_default()),
        ]);
    }

    pub fn entries(&mut self, entries: &[PrintedPartB]) {
        if entries.is_empty() {
            self.note("Part B has not been given.");
            return;
        }
        let columns = ["Mode", "Vehicle or transport document", "From", "Entered on", "Entered by", "Consolidated"];
        let rows = entries.iter().map(|entry| PrintedRow {
            cells: vec![
                entry.mode.clone(),
                entry.by.clone(),
                entry.from.clone(),
                entry.at.map(shown).unwrap_or_default(),
                entry.who.clone(),
                entry.consolidated.clone(),
            ],
            ..PrintedRow::default()
        });
        self.table(&columns.map(|name| PrintedColumn { name, right: false }), &rows.collect::<Vec<_>>(), 1);
    }

    /// A table whose column `wraps` takes the rest of the width; its head is repeated on each page.
    pub fn table(&mut self, columns: &[PrintedColumn], rows: &[PrintedRow], wraps: usize) {
        let grid = ColumnGrid::new(columns, rows.iter(), Some(wraps), INNER);
        self.need(17.0 + 24.0);
        self.table_head(&grid);
        for row in rows {
            let lines = grid.body(row, wraps);
            if self.sheets.y + grid.height(&lines) > BOTTOM {
                self.new_sheet();
                self.table_head(&grid);
            }
            self.sheets.row(&grid, Some(row), lines, wraps);
        }
        self.sheets.y += 8.0;
    }

    fn table_head(&mut self, grid: &ColumnGrid) {
        self.sheets.table_head(grid, self.sheets.accent.tint(88), INK);
    }

    pub fn note(&mut self, words: &str) {
        self.need(14.0);
        let y = self.sheets.y;
        self.sheets.sheet().line(MARGIN, y + 8.0, regular(words), 8.0, GREY);
        self.sheets.y = y + 16.0;
    }

    /// The number as a bar code, with its digits below.
    pub fn bars(&mut self, number: &str) -> Result<()> {
        let bars = Bars::of(number)?;
        self.need(BARS_HEIGHT + 24.0);
        let top = self.sheets.y + 6.0;
        let sheet = self.sheets.sheet();
        let left = (WIDTH - BARS_WIDTH) / 2.0;
        sheet.bars(left, top, BARS_WIDTH, BARS_HEIGHT, bars);
        sheet.line_at(WIDTH / 2.0, top + BARS_HEIGHT + 10.0, bold(&grouped(number)), 9.0, INK);
        self.sheets.y = top + BARS_HEIGHT + 16.0;
        Ok(())
    }

    pub fn finish(mut self, about: &PdfInfo) -> Result<Vec<u8>> {
        self.sheets.feet(&self.title);
        pdf(&self.sheets.drawn, about)
    }
}

/// The place of the goods on one line.
fn place_of(party: &EwayParty) -> String {
    let mut texts: Vec<String> = [&party.address1, &party.address2].into_iter().flatten().cloned().collect();
    let town = [party.place.clone(), party.pin.map(|pin| pin.to_string())];
    texts.push(town.into_iter().flatten().collect::<Vec<_>>().join(" "));
    texts.extend(party.act_state.map(|code| state(&format!("{code:02}"))));
    texts.retain(|text| !text.is_empty());
    texts.join(", ")
}
