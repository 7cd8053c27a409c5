//! `einv ims`: what to answer suppliers in the Invoice Management System, for people.

use crate::command::args::Common;
use crate::command::config::open_or_none;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, number, text};
use crate::command::reconcile::{books, gstin};
use crate::command::say::{line, say};
use crate::command::shown::print_json;
use crate::command::speech::said;
use clap::Args;
use einv::answer::reconciled::{ImsAction, ImsFiling, ImsProposal, ImsProposed, ImsRequest, MatchStep, PortalFile};
use einv::calendar::Day;
use einv::engine::ReconcileOptions;
use einv::error::Result;
use std::path::PathBuf;

#[derive(Args)]
pub struct ImsCommand {
    /// The portal's files of the Invoice Management System: JSON, or a ZIP of it
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The purchase book: a table as einv convert takes it, a file or folder of JSON. Without it nothing can be proposed
    #[arg(long)]
    books: Option<PathBuf>,
    /// The mapping file to read that table by
    #[arg(long, requires = "books")]
    map: Option<PathBuf>,
    /// The buyer, where the file doesn't say it
    #[arg(long)]
    gstin: Option<String>,
    /// The buyer files GSTR-3B every quarter: a credit note may be pending for a quarter
    #[arg(long)]
    quarterly: bool,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

/// Prints what is proposed. The exit code is 1 when something is not simply to be accepted.
pub fn run(asked: &ImsCommand) -> Result<Exit> {
    let mut request = ImsRequest::new(asked.files.iter().cloned().map(PortalFile::Path));
    request.books = books(asked.books.as_deref(), asked.map.as_deref());
    request.gstin = asked.gstin.as_deref().map(gstin).transpose()?;
    request.filing = if asked.quarterly { ImsFiling::Quarterly } else { ImsFiling::Monthly };
    let proposed = open_or_none(&asked.common)?.ims(request, &ReconcileOptions::new())?;
    let is_open = proposed.rows.iter().any(|row| row.propose != ImsAction::Accept);
    let ended = Exit::refused_if(is_open || !proposed.unread.is_empty());
    if asked.common.json {
        print_json(proposed);
    } else if grid(&proposed, asked.output.is_file()).put(&asked.output)? {
        let counts: Vec<String> =
            proposed.counts.iter().map(|(action, count)| format!("{} {count}", said(action.name()))).collect();
        say!("{}: {}", proposed.gstin, counts.join(", "));
        for row in &proposed.unread {
            say!("  ✗ {} {}: {}", line(&row.at), line(&row.number), line(&row.message));
        }
    }
    Ok(ended)
}

/// A row a document; where it goes to a file, with all that the portal's form asks.
fn grid(proposed: &ImsProposed, is_whole: bool) -> ListGrid {
    let mut columns = vec![
        text("Propose"),
        text("Supplier"),
        text("Type"),
        text("Number"),
        text("Date"),
        number("Value"),
        text("Why"),
        text("Detail"),
    ];
    if is_whole {
        columns.extend([
            text("Section"),
            text("Status"),
            text("Supplier's return"),
            number("Taxable"),
            number("IGST"),
            number("CGST"),
            number("SGST"),
            number("Cess"),
            text("Pending until"),
            number("Reversal IGST"),
            number("Reversal CGST"),
            number("Reversal SGST"),
            number("Reversal cess"),
            text("Found by"),
        ]);
    }
    let mut grid = ListGrid::new(&columns);
    for row in &proposed.rows {
        let mut cells = vec![
            said(row.propose.name()).into_owned(),
            row.supplier.clone(),
            row.doc_type.code().to_owned(),
            row.number.clone(),
            row.date.iso(),
            row.value.to_string(),
            said(row.reason).into_owned(),
            detail(row),
        ];
        if is_whole {
            let sums = row.sums;
            let amounts = [sums.taxable, sums.igst, sums.cgst, sums.sgst, sums.cess].map(|sum| sum.to_string());
            cells.extend([row.section.to_owned(), said(row.now.name()).into_owned(), row.period.to_string()]);
            cells.extend(amounts);
            cells.push(row.pending_until.map(Day::iso).unwrap_or_default());
            let of = |sum: Option<_>| sum.map(|sum: einv::money::Exact| sum.to_string()).unwrap_or_default();
            let reversal = row.reversal;
            cells.extend([
                of(reversal.map(|sums| sums.igst)),
                of(reversal.map(|sums| sums.cgst)),
                of(reversal.map(|sums| sums.sgst)),
                of(reversal.map(|sums| sums.cess)),
            ]);
            cells.push(row.matched.map(MatchStep::name).unwrap_or_default().to_owned());
        }
        grid.push(cells);
    }
    grid
}

/// What differs, on both sides; or what else is known.
fn detail(row: &ImsProposal) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let fields: Vec<String> = row
        .fields
        .iter()
        .map(|field| format!("{}: {} / IMS {}", field.field, or_dash(&field.here), or_dash(&field.there)))
        .collect();
    match fields.is_empty() {
        true => row.detail.as_deref().map(|detail| said(detail).into_owned()).unwrap_or_default(),
        false => fields.join("; "),
    }
}
