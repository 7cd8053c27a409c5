//! The lines of an invoice and its tax by HSN, as tables.

use super::letters::{ShapedLine, Weight};
use super::pen::{Colour, DrawnPage, LEADING, MARGIN};
use super::words::{plain, rupees};
use crate::invoice::form::Text;
use crate::invoice::{Invoice, Item};
use crate::money::{Amount, Exact};
use std::collections::BTreeMap;

/// A column of a table: its heading, and whether its cells are aligned right.
#[derive(Clone, Copy)]
pub struct PrintedColumn {
    pub name: &'static str,
    pub right: bool,
}

/// A row: cells, and small lines below the one that wraps.
#[derive(Clone, Default)]
pub struct PrintedRow {
    pub cells: Vec<String>,
    pub notes: Vec<String>,
    /// Its part of the sums carried from page to page.
    pub adds: CarriedSums,
}

/// Taxable value, tax and value: the sums carried from page to page.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct CarriedSums {
    pub taxable: Exact,
    pub tax: Exact,
    pub value: Exact,
}

impl CarriedSums {
    pub fn plus(self, other: CarriedSums) -> CarriedSums {
        CarriedSums {
            taxable: self.taxable + other.taxable,
            tax: self.tax + other.tax,
            value: self.value + other.value,
        }
    }
}

/// The columns of the lines. The description takes the remaining width.
pub const LINES: [PrintedColumn; 9] = [
    PrintedColumn { name: "#", right: false },
    PrintedColumn { name: "Description", right: false },
    PrintedColumn { name: "HSN/SAC", right: false },
    PrintedColumn { name: "Quantity", right: true },
    PrintedColumn { name: "Rate ₹", right: true },
    PrintedColumn { name: "Taxable ₹", right: true },
    PrintedColumn { name: "GST", right: true },
    PrintedColumn { name: "Tax ₹", right: true },
    PrintedColumn { name: "Amount ₹", right: true },
];
/// The wrapping column of [`LINES`].
pub const DESCRIPTION: usize = 1;

fn sum<const N: usize>(parts: [Option<Amount>; N]) -> Exact {
    parts.into_iter().flatten().map(Exact::from).sum()
}

fn cess(item: &Item<'_>) -> Exact {
    sum([item.cess, item.cess_flat, item.state_cess, item.state_cess_flat])
}

/// A line of the invoice as a row.
pub fn line(item: &Item<'_>) -> PrintedRow {
    let text = |text: &Text<'_>| text.as_deref().unwrap_or_default().to_owned();
    let tax = sum([item.igst, item.cgst, item.sgst]) + cess(item);
    let quantity = match (item.quantity, item.unit.as_deref()) {
        (Some(quantity), Some(unit)) => format!("{} {unit}", plain(quantity)),
        (Some(quantity), None) => plain(quantity),
        (None, _) => String::new(),
    };
    let amount = |amount: Option<Amount>| amount.map(rupees).unwrap_or_default();
    let described = item.description.as_deref().unwrap_or(if item.is_service.as_deref() == Some("Y") {
        "Service"
    } else {
        "Goods"
    });
    PrintedRow {
        cells: vec![
            text(&item.serial),
            described.to_owned(),
            text(&item.hsn),
            quantity,
            amount(item.unit_price),
            amount(item.assessable_value),
            item.gst_rate.map(|rate| format!("{} %", plain(rate))).unwrap_or_default(),
            rupees(tax.to_paise()),
            amount(item.item_value),
        ],
        notes: notes(item),
        adds: CarriedSums { taxable: sum([item.assessable_value]), tax, value: sum([item.item_value]) },
    }
}

/// The details of a line beside its columns.
fn notes(item: &Item<'_>) -> Vec<String> {
    let money =
        |name: &str, amount: Option<Amount>| amount.filter(|a| !a.is_zero()).map(|a| format!("{name} ₹ {}", rupees(a)));
    let word = |name: &str, text: Option<&str>| text.map(|text| format!("{name} {text}"));
    let batch = item.batch.as_deref();
    let first = [
        money("Discount", item.discount),
        money("Other charges", item.other_charges),
        item.free_quantity.filter(|q| !q.is_zero()).map(|q| format!("Free {}", plain(q))),
        Some(cess(item)).filter(|&c| c != Exact::ZERO).map(|c| format!("Cess ₹ {}", rupees(c.to_paise()))),
    ];
    let second = [
        word("Batch", batch.and_then(|b| b.name.as_deref())),
        word("Expiry", batch.and_then(|b| b.expiry.as_deref())),
        word("Warranty until", batch.and_then(|b| b.warranty.as_deref())),
        word("Serial no.", item.product_serial.as_deref()),
        word("Bar code", item.barcode.as_deref()),
        word("Origin", item.origin.as_deref()),
        word("Order line", item.order_line.as_deref()),
    ];
    let attributes = item.attributes.iter().map(|attribute| {
        let parts = [attribute.name.as_deref(), attribute.value.as_deref()];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(": "))
    });
    let joined = |parts: Vec<Option<String>>| parts.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
    [joined(first.into()), joined(second.into()), joined(attributes.collect())]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect()
}

/// Tax by HSN and rate: columns and rows, the sums last.
pub fn by_hsn(invoice: &Invoice<'_>) -> (Vec<PrintedColumn>, Vec<PrintedRow>) {
    let mut groups: BTreeMap<(String, Option<Amount>), [Exact; 5]> = BTreeMap::new();
    for item in &invoice.items {
        let parts = [sum([item.assessable_value]), sum([item.igst]), sum([item.cgst]), sum([item.sgst]), cess(item)];
        let key = (item.hsn.as_deref().unwrap_or_default().to_owned(), item.gst_rate);
        let group = groups.entry(key).or_default();
        for (sum, part) in group.iter_mut().zip(parts) {
            *sum = *sum + part;
        }
    }
    let totals = groups.values().fold([Exact::ZERO; 5], |mut totals, group| {
        for (total, part) in totals.iter_mut().zip(group) {
            *total = *total + *part;
        }
        totals
    });
    // A tax without any amount has no column.
    let names = ["Taxable ₹", "IGST ₹", "CGST ₹", "SGST ₹", "Cess ₹"];
    let shown: Vec<usize> = (0..5).filter(|&part| part == 0 || totals[part] != Exact::ZERO).collect();
    let column = |name, right| PrintedColumn { name, right };
    let mut columns = vec![column("HSN/SAC", false), column("GST", true)];
    columns.extend(shown.iter().map(|&part| column(names[part], true)));
    columns.push(column("Total tax ₹", true));
    let row = |name: String, rate: String, parts: &[Exact; 5]| {
        let tax: Exact = parts[1..].iter().copied().sum();
        let mut cells = vec![name, rate];
        cells.extend(shown.iter().map(|&part| rupees(parts[part].to_paise())));
        cells.push(rupees(tax.to_paise()));
        PrintedRow { cells, ..PrintedRow::default() }
    };
    let mut rows: Vec<PrintedRow> = groups
        .iter()
        .map(|((hsn, rate), parts)| {
            row(hsn.clone(), rate.map(|r| format!("{} %", plain(r))).unwrap_or_default(), parts)
        })
        .collect();
    rows.push(row("Total".to_owned(), String::new(), &totals));
    (columns, rows)
}

/// The width of each column per point of size: its widest cell, and its heading. A column that `wraps` has no cells.
fn natural_widths<'r>(
    columns: &[PrintedColumn],
    rows: impl Iterator<Item = &'r PrintedRow>,
    wraps: Option<usize>,
) -> Vec<(f32, f32)> {
    let heading = |column: &PrintedColumn| (0.0, ShapedLine::new(column.name, Weight::Bold).width(1.0));
    let mut widths: Vec<(f32, f32)> = columns.iter().map(heading).collect();
    for row in rows {
        for (index, (width, cell)) in widths.iter_mut().zip(&row.cells).enumerate() {
            if wraps != Some(index) {
                width.0 = width.0.max(ShapedLine::new(cell, Weight::Bold).width(1.0));
            }
        }
    }
    widths
}

/// Cells of a row of sums under [`LINES`].
pub fn sum_cells(name: &str, sums: CarriedSums) -> Vec<String> {
    let money = |exact: Exact| rupees(exact.to_paise());
    let mut cells = vec![String::new(); LINES.len()];
    name.clone_into(&mut cells[DESCRIPTION]);
    cells[5] = money(sums.taxable);
    cells[7] = money(sums.tax);
    cells[8] = money(sums.value);
    cells
}

/// The positions of a table's columns.
pub struct ColumnGrid {
    pub columns: Vec<PrintedColumn>,
    pub left: f32,
    /// With the room between columns.
    widths: Vec<f32>,
    pub size: f32,
    pub head: f32,
}

/// The letter size of a table, and of the text below its lines.
const SMALL: f32 = 8.0;
const TINY: f32 = 6.6;
/// Room at each side of a cell.
const PAD: f32 = 4.5;

impl ColumnGrid {
    /// Fits the columns into `width`: the wrapping one takes the rest, and where that is too little the letters shrink.
    pub fn new<'r>(
        columns: &[PrintedColumn],
        rows: impl Iterator<Item = &'r PrintedRow>,
        wraps: Option<usize>,
        width: f32,
    ) -> ColumnGrid {
        let natural = natural_widths(columns, rows, wraps);
        let mut size = SMALL;
        loop {
            let head = size - 0.8;
            let width_at = |(cell, heading): &(f32, f32)| (cell * size).max(heading * head) + 2.0 * PAD;
            let mut widths: Vec<f32> = natural.iter().map(width_at).collect();
            match wraps {
                Some(wraps) => {
                    widths[wraps] = 0.0;
                    widths[wraps] = width - widths.iter().sum::<f32>();
                    if widths[wraps] >= 110.0 || size <= 5.0 {
                        widths[wraps] = widths[wraps].max(60.0);
                        return ColumnGrid { columns: columns.to_vec(), left: MARGIN, widths, size, head };
                    }
                }
                None => {
                    let spare = width - widths.iter().sum::<f32>();
                    if spare >= 0.0 || size <= 5.0 {
                        let each = spare.max(0.0) / columns.len() as f32;
                        widths.iter_mut().for_each(|width| *width += each);
                        return ColumnGrid { columns: columns.to_vec(), left: MARGIN, widths, size, head };
                    }
                }
            }
            size -= 0.25;
        }
    }

    pub fn width(&self) -> f32 {
        self.widths.iter().sum()
    }

    /// Room for the row of sums at the end of a page.
    pub fn foot(&self) -> f32 {
        17.0
    }

    /// The lines of a row's wrapping cell, each with its size.
    pub fn body(&self, row: &PrintedRow, wraps: usize) -> Vec<(ShapedLine, f32)> {
        let width = self.widths[wraps] - 2.0 * PAD;
        let text = row.cells.get(wraps).map_or("", String::as_str);
        let mut lines: Vec<(ShapedLine, f32)> = ShapedLine::wrap(text, Weight::Regular, self.size, width)
            .into_iter()
            .map(|line| (line, self.size))
            .collect();
        for note in &row.notes {
            lines.extend(
                ShapedLine::wrap(note, Weight::Regular, TINY.min(self.size - 1.0), width)
                    .into_iter()
                    .map(|line| (line, TINY.min(self.size - 1.0))),
            );
        }
        if lines.is_empty() {
            lines.push((ShapedLine::default(), self.size));
        }
        lines
    }

    pub fn height(&self, lines: &[(ShapedLine, f32)]) -> f32 {
        lines.iter().map(|(_, size)| size * LEADING).sum::<f32>() + 8.0
    }

    pub fn cell(&self, sheet: &mut DrawnPage, column: usize, base: f32, line: ShapedLine, size: f32, colour: Colour) {
        let left = self.left + self.widths[..column].iter().sum::<f32>();
        match self.columns[column].right {
            true => sheet.line_to(left + self.widths[column] - PAD, base, line, size, colour),
            false => sheet.line(left + PAD, base, line, size, colour),
        }
    }
}
