//! The invoice as A4 pages.

use super::bars::Bars;
use super::letters::{ShapedLine, Weight, bold, regular};
use super::particulars::{address, endorsement, facts, of, party};
use super::pen::{
    BOTTOM, Colour, DrawnPage, GREY, HEIGHT, INK, INNER, LEADING, MARGIN, MM, PdfInfo, Picture, RIGHT, WIDTH, pdf,
};
use super::qr::{QrCode, QrLevel};
use super::sheets::{SheetWarning, Sheets};
use super::table::{self, CarriedSums, ColumnGrid, DESCRIPTION, LINES, PrintedRow, sum_cells};
use super::words::{in_words, rupees};
use super::{PageMark, PrintedRegistration};
use crate::calendar::Day;
use crate::error::Result;
use crate::invoice::Invoice;
use crate::invoice::form::Text;
use crate::money::Amount;

/// A genuine code printed this wide can be read from a scan at 150 dpi.
const QR_SIDE: f32 = 45.0 * MM;
/// The bar code of an e-way bill's number.
const EWB_BARS: f32 = 52.0 * MM;
const EWB_BARS_HEIGHT: f32 = 8.0 * MM;

/// The choices of a business.
#[derive(Clone)]
pub struct BusinessLook {
    pub accent: Colour,
    pub logo: Option<Picture>,
}

impl Default for BusinessLook {
    fn default() -> BusinessLook {
        BusinessLook { accent: Colour(0x14, 0x4f, 0x73), logo: None }
    }
}

/// The invoice and its registration as PDF.
pub fn print(invoice: &Invoice<'_>, registered: Option<&PrintedRegistration>, look: &BusinessLook) -> Result<Vec<u8>> {
    let qr = registered.and_then(|r| r.signed_qr.as_deref()).map(|token| QrCode::of(token, QrLevel::L)).transpose()?;
    let mut page = PdfPages { invoice, registered, look, sheets: Sheets::new(look.accent) };
    page.open_first();
    page.panel(qr);
    page.lines();
    page.totals();
    page.tax();
    page.closing();
    page.feet();
    let title = format!("{} {}", page.title(), page.number());
    let about = PdfInfo { title, author: page.seller_name().to_owned(), made: registered.and_then(|r| r.ack_date) };
    pdf(&page.sheets.drawn, &about)
}

struct PdfPages<'p> {
    invoice: &'p Invoice<'p>,
    registered: Option<&'p PrintedRegistration>,
    look: &'p BusinessLook,
    sheets: Sheets,
}

impl PdfPages<'_> {
    fn title(&self) -> &'static str {
        match self.invoice.identity().doc_type {
            Some(crate::irn::DocType::CreditNote) => "Credit Note",
            Some(crate::irn::DocType::DebitNote) => "Debit Note",
            Some(crate::irn::DocType::Invoice) | None => "Tax Invoice",
        }
    }

    fn number(&self) -> String {
        self.invoice.identity().number.unwrap_or_default()
    }

    fn date(&self) -> String {
        self.invoice.date().map(Day::dashed).unwrap_or_default()
    }

    fn seller_name(&self) -> &str {
        let seller = self.invoice.seller.as_deref();
        seller.and_then(|s| of(&s.trade_name).or(of(&s.legal_name))).unwrap_or_default()
    }

    /// A new sheet with the elements of every page: the bar of colour, and the last remark across it.
    fn new_sheet(&mut self) {
        let marks = self.registered.map_or(&[][..], |r| &r.marks);
        let above = marks.iter().map(PageMark::words).collect::<Vec<_>>().join("   ·   ");
        let warning = marks.last().map(|last| {
            let across = match last {
                PageMark::Sandbox => "SANDBOX",
                PageMark::Cancelled(_) => "CANCELLED",
                PageMark::NotRegistered => "IRN NOT YET OBTAINED",
            };
            SheetWarning { across, size: 110.0, above: &above }
        });
        self.sheets.begin(34.0, warning);
    }

    fn open_first(&mut self) {
        self.new_sheet();
        let top = self.sheets.y;
        let mut x = MARGIN;
        let mut logo_end = top;
        if let Some(logo) = self.look.logo.clone() {
            let (width, height) = logo.within(110.0, 54.0);
            self.sheets.sheet().picture(x, top, width, height, logo);
            x += width + 14.0;
            logo_end = top + height;
        }
        let title_start = self.heading(top);
        let width = title_start - x - 18.0;
        self.supplier(x, width, top);
        self.sheets.y = self.sheets.y.max(logo_end) + 12.0;
    }

    /// The kind of document, at the right; returns its left edge.
    fn heading(&mut self, top: f32) -> f32 {
        let title = bold(&self.title().to_uppercase());
        let (number, date) = (format!("No. {}", self.number()), format!("Dated {}", self.date()));
        let widest = title.width(19.0).max(bold(&number).width(10.0));
        let accent = self.sheets.accent;
        let sheet = self.sheets.sheet();
        sheet.line_to(RIGHT, top + 17.0, title, 19.0, accent);
        sheet.line_to(RIGHT, top + 34.0, bold(&number), 10.0, INK);
        sheet.line_to(RIGHT, top + 48.0, regular(&date), 9.0, INK);
        self.sheets.y = top + 54.0;
        RIGHT - widest
    }

    fn supplier(&mut self, x: f32, width: f32, top: f32) {
        let Some(seller) = self.invoice.seller.as_deref() else { return };
        let mut y = top + 14.0;
        for line in ShapedLine::wrap(self.seller_name(), Weight::Bold, 14.0, width) {
            self.sheets.sheet().line(x, y, line, 14.0, INK);
            y += 17.0;
        }
        y -= 3.0;
        let mut texts = Vec::new();
        if of(&seller.trade_name).is_some() && seller.trade_name != seller.legal_name {
            texts.extend(of(&seller.legal_name).map(str::to_owned));
        }
        texts.push(address(
            &[of(&seller.address1), of(&seller.address2), of(&seller.location)],
            seller.pin,
            of(&seller.state),
        ));
        texts.push(format!("GSTIN {}", of(&seller.gstin).unwrap_or_default()));
        let contact: Vec<&str> = [of(&seller.phone), of(&seller.email)].into_iter().flatten().collect();
        texts.extend((!contact.is_empty()).then(|| contact.join("  ·  ")));
        for text in texts {
            let weight = if text.starts_with("GSTIN ") { Weight::Bold } else { Weight::Regular };
            for line in ShapedLine::wrap(&text, weight, 8.5, width) {
                self.sheets.sheet().line(x, y, line, 8.5, INK);
                y += 8.5 * LEADING;
            }
        }
        self.sheets.y = self.sheets.y.max(y);
    }

    /// The portal's data, the document's particulars and the parties, beside the code.
    fn panel(&mut self, qr: Option<QrCode>) {
        const PAD: f32 = 9.0;
        let beside = qr.as_ref().map_or(0.0, |_| QR_SIDE + PAD);
        let width = INNER - 2.0 * PAD - beside;
        let x = MARGIN + PAD + 3.0;
        let (top, accent) = (self.sheets.y, self.sheets.accent);
        // Drawn on its own sheet first, because the tint below needs its height.
        let mut above = DrawnPage::new(WIDTH, HEIGHT);
        let mut y = top + PAD;
        if let Some(irn) = self.registered.map(|r| r.irn.as_str()).filter(|irn| !irn.is_empty()) {
            above.line(x, y + 6.0, bold("INVOICE REFERENCE NUMBER (IRN)"), 6.2, GREY);
            let line = regular(irn);
            let size = (8.5f32).min((width - 8.0) / line.width(1.0));
            above.line(x, y + 17.0, line, size, INK);
            y += 25.0;
        }
        let columns = if qr.is_some() { 3 } else { 4 };
        let cell = width / columns as f32;
        for chunk in facts(self.invoice, self.registered).chunks(columns) {
            let mut lowest = y;
            for (column, (name, value)) in chunk.iter().enumerate() {
                let x = x + column as f32 * cell;
                above.line(x, y + 6.0, bold(&name.to_uppercase()), 6.2, GREY);
                let mut base = y + 16.5;
                for line in ShapedLine::wrap(value, Weight::Regular, 8.5, cell - 8.0) {
                    above.line(x, base, line, 8.5, INK);
                    base += 8.5 * LEADING;
                }
                lowest = lowest.max(base - 3.0);
            }
            y = lowest;
        }
        y += 3.0;
        if let Some(bars) = self.ewb_bars() {
            let width = EWB_BARS.min(width - 12.0);
            above.bars(x, y, width, EWB_BARS_HEIGHT, bars);
            y += EWB_BARS_HEIGHT + 6.0;
        }
        above.rule((x, y), (x + width - 12.0, y), 0.5, accent.tint(70));
        y = self.parties(&mut above, x, y + 8.0, width);
        let height = (y + PAD - top).max(qr.as_ref().map_or(0.0, |_| QR_SIDE + 2.0 * PAD));
        let sheet = self.sheets.sheet();
        sheet.fill(MARGIN, top, INNER, height, accent.tint(94));
        sheet.fill(MARGIN, top, 2.5, height, accent);
        if let Some(code) = qr {
            sheet.qr(RIGHT - PAD - QR_SIDE, top + PAD, QR_SIDE, code);
        }
        sheet.overlay(above);
        self.sheets.y = top + height + 14.0;
    }

    /// The bar code of the e-way bill's number, as officers on the road scan it.
    fn ewb_bars(&self) -> Option<Bars> {
        Bars::of(self.registered?.ewb_no.as_deref()?).ok()
    }

    /// The parties side by side; returns their lower edge.
    fn parties(&self, sheet: &mut DrawnPage, x: f32, top: f32, width: f32) -> f32 {
        let mut parties: Vec<(&str, Vec<(Weight, String)>)> = Vec::new();
        if let Some(buyer) = self.invoice.buyer.as_deref() {
            let place = [of(&buyer.address1), of(&buyer.address2), of(&buyer.location)];
            let place = address(&place, buyer.pin, of(&buyer.state));
            let contact: Vec<&str> = [of(&buyer.phone), of(&buyer.email)].into_iter().flatten().collect();
            let mut lines = party(of(&buyer.legal_name), of(&buyer.trade_name), of(&buyer.gstin), place);
            lines.extend((!contact.is_empty()).then(|| (Weight::Regular, contact.join("  ·  "))));
            parties.push(("Bill to", lines));
        }
        if let Some(ship) = self.invoice.ship.as_deref() {
            let place =
                address(&[of(&ship.address1), of(&ship.address2), of(&ship.location)], ship.pin, of(&ship.state));
            parties.push(("Ship to", party(of(&ship.legal_name), of(&ship.trade_name), of(&ship.gstin), place)));
        }
        if let Some(from) = self.invoice.dispatch.as_deref() {
            let place =
                address(&[of(&from.address1), of(&from.address2), of(&from.location)], from.pin, of(&from.state));
            parties.push(("Dispatched from", party(of(&from.name), None, None, place)));
        }
        let cell = width / parties.len().max(1) as f32;
        let mut lowest = top;
        for (index, (name, lines)) in parties.into_iter().enumerate() {
            let x = x + index as f32 * cell;
            sheet.line(x, top + 6.0, bold(&name.to_uppercase()), 6.6, self.sheets.accent);
            let mut y = top + 18.5;
            for (number, (weight, text)) in lines.into_iter().enumerate() {
                let size = if number == 0 { 10.0 } else { 8.5 };
                for line in ShapedLine::wrap(&text, weight, size, cell - 12.0) {
                    sheet.line(x, y, line, size, INK);
                    y += size * LEADING;
                }
            }
            lowest = lowest.max(y - 9.0);
        }
        lowest
    }

    /// The lines of the invoice, with sums carried from page to page.
    fn lines(&mut self) {
        let rows: Vec<PrintedRow> = self.invoice.items.iter().map(table::line).collect();
        let total = rows.iter().fold(CarriedSums::default(), |sums, row| sums.plus(row.adds));
        let widest = PrintedRow { cells: sum_cells("", total), ..PrintedRow::default() };
        let grid = ColumnGrid::new(&LINES, rows.iter().chain([&widest]), Some(DESCRIPTION), INNER);
        let mut carried = CarriedSums::default();
        self.head(&grid);
        for row in &rows {
            let mut lines = grid.body(row, DESCRIPTION);
            // Room for the row, and for the sums below it.
            let room = BOTTOM - grid.foot() - self.sheets.y;
            let whole = grid.height(&lines);
            if whole > room && (whole < 480.0 || room < 60.0) {
                self.carry(&grid, carried);
            }
            // A row longer than a page continues on the next.
            let mut first = true;
            while !lines.is_empty() {
                let room = BOTTOM - grid.foot() - self.sheets.y;
                let mut count = lines.len();
                while count > 1 && grid.height(&lines[..count]) > room {
                    count -= 1;
                }
                let rest = lines.split_off(count);
                self.sheets.row(&grid, if first { Some(row) } else { None }, lines, DESCRIPTION);
                lines = rest;
                first = false;
                if !lines.is_empty() {
                    self.carry(&grid, carried);
                }
            }
            carried = carried.plus(row.adds);
        }
        self.sum_row(&grid, "Total", total);
        self.sheets.y += 14.0;
    }

    /// Ends the page with the sums so far and begins the next with them.
    fn carry(&mut self, grid: &ColumnGrid, carried: CarriedSums) {
        self.sum_row(grid, "Carried forward", carried);
        self.open_next();
        self.head(grid);
        self.sum_row(grid, "Brought forward", carried);
    }

    fn open_next(&mut self) {
        self.new_sheet();
        let (top, accent) = (self.sheets.y, self.sheets.accent);
        let name = ShapedLine::fit(self.seller_name(), Weight::Bold, 10.0, INNER * 0.5);
        let what = format!("{} {}  ·  {}", self.title(), self.number(), self.date());
        let sheet = self.sheets.sheet();
        sheet.line(MARGIN, top + 9.0, name, 10.0, INK);
        sheet.line_to(RIGHT, top + 9.0, regular(&what), 9.0, INK);
        sheet.rule((MARGIN, top + 16.0), (RIGHT, top + 16.0), 0.8, accent);
        self.sheets.y = top + 28.0;
    }

    fn head(&mut self, grid: &ColumnGrid) {
        let (ground, letters) = (self.sheets.accent, self.sheets.on_accent());
        self.sheets.table_head(grid, ground, letters);
    }

    fn sum_row(&mut self, grid: &ColumnGrid, name: &str, sums: CarriedSums) {
        let (top, accent) = (self.sheets.y, self.sheets.accent);
        let sheet = self.sheets.sheet();
        sheet.fill(grid.left, top, grid.width(), 17.0, accent.tint(90));
        for (column, text) in sum_cells(name, sums).into_iter().enumerate() {
            grid.cell(sheet, column, top + 11.6, bold(&text), grid.size, INK);
        }
        self.sheets.y = top + 17.0;
    }

    /// Continues on a new page unless `height` fits below.
    fn need(&mut self, height: f32) {
        if self.sheets.y + height > BOTTOM {
            self.open_next();
        }
    }

    /// The sums of the document at the right; the amount in words and the payment at the left.
    fn totals(&mut self) {
        let Some(totals) = self.invoice.totals.as_deref() else { return };
        let currency = self.invoice.export.as_deref().and_then(|e| of(&e.currency)).unwrap_or("foreign currency");
        let payment = self.invoice.payment.as_deref();
        let some =
            |name: &str, amount: Option<Amount>| amount.filter(|a| !a.is_zero()).map(|a| (name.to_owned(), rupees(a)));
        let minus = |name: &str, amount: Option<Amount>| {
            amount.filter(|a| !a.is_zero()).map(|a| (name.to_owned(), format!("-{}", rupees(a))))
        };
        let above: Vec<(String, String)> = [
            totals.assessable_value.map(|a| ("Taxable value".to_owned(), rupees(a))),
            some("IGST", totals.igst),
            some("CGST", totals.cgst),
            some("SGST", totals.sgst),
            some("Cess", totals.cess),
            some("State cess", totals.state_cess),
            minus("Discount", totals.discount),
            some("Other charges", totals.other_charges),
            some("Round-off", totals.round_off),
        ]
        .into_iter()
        .flatten()
        .collect();
        let below: Vec<(String, String)> = [
            some(&format!("In {currency}"), totals.foreign_value),
            some("Paid", payment.and_then(|p| p.paid)),
            some("Due", payment.and_then(|p| p.due)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let value = totals.invoice_value.unwrap_or(Amount::ZERO);
        const BOX: f32 = 212.0;
        let left = self.left_of_totals(value, INNER - BOX - 24.0);
        let left_height: f32 = left.iter().map(|(_, size, _, after)| size * LEADING + after).sum();
        let right_height = (above.len() + below.len()) as f32 * 13.5 + 24.0 + 8.0;
        self.need(left_height.max(right_height));
        let (top, accent, letters) = (self.sheets.y, self.sheets.accent, self.sheets.on_accent());
        let sheet = self.sheets.sheet();
        let mut y = top;
        for (line, size, colour, after) in left {
            y += size * LEADING;
            sheet.line(MARGIN, y - size * 0.3, line, size, colour);
            y += after;
        }
        let x = RIGHT - BOX;
        let mut y = top;
        let put = |sheet: &mut DrawnPage, y: f32, (name, text): &(String, String)| {
            sheet.line(x + 8.0, y + 9.5, regular(name), 8.5, GREY);
            sheet.line_to(RIGHT - 6.0, y + 9.5, regular(text), 8.5, INK);
        };
        for fact in &above {
            put(sheet, y, fact);
            y += 13.5;
        }
        y += 2.0;
        sheet.fill(x, y, BOX, 22.0, accent);
        sheet.line(x + 8.0, y + 14.6, bold("Total"), 10.0, letters);
        sheet.line_to(RIGHT - 6.0, y + 14.6, bold(&format!("₹ {}", rupees(value))), 11.0, letters);
        y += 26.0;
        for fact in &below {
            put(sheet, y, fact);
            y += 13.5;
        }
        self.sheets.y = top + left_height.max(right_height) + 8.0;
    }

    /// Lines with their size, colour and the room after each.
    fn left_of_totals(&self, value: Amount, width: f32) -> Vec<(ShapedLine, f32, Colour, f32)> {
        let mut lines = Vec::new();
        let mut add = |name: &str, texts: Vec<String>, weight: Weight| {
            if texts.is_empty() {
                return;
            }
            lines.push((bold(&name.to_uppercase()), 6.2, GREY, 1.0));
            for text in texts {
                for line in ShapedLine::wrap(&text, weight, 8.5, width) {
                    lines.push((line, 8.5, INK, 0.0));
                }
            }
            if let Some(last) = lines.last_mut() {
                last.3 = 7.0;
            }
        };
        add("Amount in words", vec![in_words(value)], Weight::Bold);
        if let Some(payment) = self.invoice.payment.as_deref() {
            let named = |name: &str, text: &Text<'_>| of(text).map(|text| format!("{name}{text}"));
            let facts = [
                named("", &payment.payee),
                named("Account\u{a0}", &payment.account),
                named("IFSC\u{a0}", &payment.branch),
                named("", &payment.mode),
                named("", &payment.instruction),
                named("Credit transfer ", &payment.credit_transfer),
                named("Direct debit ", &payment.direct_debit),
            ];
            let joined = facts.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
            add("Payment", (!joined.is_empty()).then_some(joined).into_iter().collect(), Weight::Regular);
        }
        let remarks = self.invoice.references.as_deref().and_then(|r| of(&r.remarks)).map(str::to_owned);
        add("Remarks", remarks.into_iter().collect(), Weight::Regular);
        lines
    }

    /// Tax by HSN.
    fn tax(&mut self) {
        let (columns, rows) = table::by_hsn(self.invoice);
        let Some((total, rows)) = rows.split_last() else { return };
        let grid = ColumnGrid::new(&columns, rows.iter().chain([total]), None, INNER);
        self.need(12.0 + 17.0 + 2.0 * 17.0);
        let (y, accent) = (self.sheets.y, self.sheets.accent);
        self.sheets.sheet().line(MARGIN, y + 6.0, bold("TAX BY HSN/SAC"), 6.6, accent);
        self.sheets.y = y + 11.0;
        self.head(&grid);
        for row in rows {
            if self.sheets.y + 17.0 > BOTTOM {
                self.open_next();
                self.head(&grid);
            }
            let lines = vec![(regular(row.cells.first().map_or("", String::as_str)), grid.size)];
            self.sheets.row(&grid, Some(row), lines, 0);
        }
        self.need(17.0);
        let (top, accent) = (self.sheets.y, self.sheets.accent);
        let sheet = self.sheets.sheet();
        sheet.fill(grid.left, top, grid.width(), 17.0, accent.tint(90));
        for (column, text) in total.cells.iter().enumerate() {
            grid.cell(sheet, column, top + 11.6, bold(text), grid.size, INK);
        }
        self.sheets.y = top + 17.0 + 14.0;
    }

    /// The statements that the law requires, and the signature.
    fn closing(&mut self) {
        let mut notes: Vec<(Weight, &str)> = Vec::new();
        if self.invoice.reverse_charge() {
            notes.push((Weight::Bold, "TAX IS PAYABLE ON REVERSE CHARGE BASIS: BY THE RECIPIENT"));
        }
        notes.extend(self.invoice.supply_type().and_then(endorsement).map(|words| (Weight::Bold, words)));
        let sandbox = self.registered.is_some_and(|r| r.marks.contains(&PageMark::Sandbox));
        if sandbox {
            notes.push((Weight::Regular, "Made with the einv sandbox, for practice: registered with no portal."));
        } else if self.registered.is_some_and(|r| r.signed_qr.is_some()) {
            let words = "Registered under rule 48(4) of the CGST Rules. The QR code holds what the Invoice Registration Portal signed.";
            notes.push((Weight::Regular, words));
        }
        let width = INNER - 200.0;
        let wrapped = |(weight, note): &(Weight, &str)| {
            let colour = if *weight == Weight::Bold { INK } else { GREY };
            ShapedLine::wrap(note, *weight, 8.0, width).into_iter().map(move |line| (line, colour)).collect::<Vec<_>>()
        };
        let lines: Vec<(ShapedLine, Colour)> = notes.iter().flat_map(wrapped).collect();
        let height = (lines.len() as f32 * 8.0 * LEADING).max(58.0);
        self.need(height);
        let top = self.sheets.y.max(BOTTOM - height - 4.0).min(self.sheets.y + 30.0);
        let name = self.invoice.seller.as_deref().and_then(|s| of(&s.legal_name)).unwrap_or_default();
        let signer = ShapedLine::fit(&format!("For {name}"), Weight::Bold, 8.5, 180.0);
        let sheet = self.sheets.sheet();
        for (index, (line, colour)) in lines.into_iter().enumerate() {
            sheet.line(MARGIN, top + 8.0 + index as f32 * 8.0 * LEADING, line, 8.0, colour);
        }
        sheet.line_to(RIGHT, top + 8.0, signer, 8.5, INK);
        sheet.rule((RIGHT - 130.0, top + 46.0), (RIGHT, top + 46.0), 0.5, GREY);
        sheet.line_to(RIGHT, top + 55.0, regular("Authorised signatory"), 7.5, GREY);
        self.sheets.y = top + height;
    }

    /// The foot of every page.
    fn feet(&mut self) {
        let words = format!("{}  ·  {} {} of {}", self.seller_name(), self.title(), self.number(), self.date());
        self.sheets.feet(&words);
    }
}
