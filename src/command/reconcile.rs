//! `einv reconcile`: the ledger against the portal's list, for people.

use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::grid::{Grid, Output, text};
use crate::command::html::{Bar, Page};
use crate::command::say::{line, say, say_text};
use crate::command::shown::print_json;
use crate::command::verbs::read;
use clap::Args;
use einv::answer::gstr1::Total;
use einv::answer::reconciled::{Download, Reconciled};
use einv::calendar::Day;
use einv::engine::ReconcileOptions;
use einv::error::{Error, Kind, Result};
use einv::irn::DocType;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Reconcile {
    /// The portal's list: the JSON files of GSTR-1's e-invoice download
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write what differs as one page to look at and to print
    #[arg(long)]
    html: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    common: Common,
}

/// Prints what differs. The exit code is 1 when something does.
pub fn run(asked: &Reconcile) -> Result<Exit> {
    let common = &asked.common;
    let parts = asked.files.iter().map(|file| part(file)).collect::<Result<Vec<_>>>()?;
    let download = Download::of(parts.iter().map(|(name, part)| (name.as_str(), part)))?;
    let reconciled = open_engine(common)?.reconcile(download, &ReconcileOptions::new())?;
    let ended = Exit::refused_if(!reconciled.result.differences.is_empty());
    if common.json {
        print_json(reconciled);
    } else if let Some(path) = &asked.html {
        let Reconciled { gstin, period, result, .. } = &reconciled;
        let lead = format!("{gstin} {period}: {} documents agree, {} differ", result.agree, result.differences.len());
        Page { title: "Differences", lead: &lead, bars: bars(&reconciled), grid: &grid(&reconciled) }.save(path)?;
        say!("{}: {lead}", path.display());
    } else if asked.output.is_file() {
        grid(&reconciled).put(&asked.output)?;
    } else {
        say_text!("{}", shown(&reconciled));
    }
    Ok(ended)
}

/// A row a difference; of fields that differ, a row each.
fn grid(answer: &Reconciled) -> Grid {
    let mut grid = Grid::new(&[
        text("Kind"),
        text("Number"),
        text("Date"),
        text("Type"),
        text("What is wrong"),
        text("Field"),
        text("In the ledger"),
        text("At the portal"),
        text("What to do"),
    ]);
    for one in &answer.result.differences {
        let row = |field: &str, here: Option<&str>, there: Option<&str>| {
            vec![
                one.kind.name().replace('_', " "),
                one.number.clone(),
                one.date.map(Day::iso).unwrap_or_default(),
                one.doc_type.map(DocType::code).unwrap_or_default().to_owned(),
                one.message.to_string(),
                field.to_owned(),
                here.unwrap_or_default().to_owned(),
                there.unwrap_or_default().to_owned(),
                one.fix.to_string(),
            ]
        };
        if one.fields.is_empty() {
            grid.push(row("", None, None));
        }
        for field in &one.fields {
            grid.push(row(&field.field.to_string(), field.here.as_deref(), field.there.as_deref()));
        }
    }
    grid
}

/// Differences by their kind.
fn bars(answer: &Reconciled) -> Vec<Bar> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &answer.result.differences {
        *kinds.entry(one.kind.name()).or_default() += 1;
    }
    kinds.into_iter().map(|(kind, count)| Bar { label: kind.replace('_', " "), count }).collect()
}

/// One file of the list, and its name.
fn part(file: &Path) -> Result<(String, Value)> {
    let name = file.display().to_string();
    let json = serde_json::from_str(&read(file)?).map_err(|e| Error::new(Kind::Json, format!("{name}: {e}")))?;
    Ok((name, json))
}

fn shown(answer: &Reconciled) -> String {
    let or_dash = |text: Option<&str>| line(text.unwrap_or("-"));
    let Reconciled { gstin, period, result, .. } = answer;
    let mut out = format!("{gstin} {period}: {} documents agree, {} differ\n", result.agree, result.differences.len());
    let mut kind = None;
    for difference in &result.differences {
        if kind.replace(difference.kind) != Some(difference.kind) {
            out.push_str(&format!("\n{}: {}\n", difference.kind.name().replace('_', " "), difference.fix));
        }
        out.push_str(&format!(
            "  {:<16} {}  {:<3}  {:<3}  {}\n",
            line(&difference.number),
            or_dash(difference.date.map(Day::iso).as_deref()),
            difference.doc_type.map_or("-", DocType::code),
            difference.table.unwrap_or("-"),
            line(&difference.message)
        ));
        for field in &difference.fields {
            let (here, there) = (or_dash(field.here.as_deref()), or_dash(field.there.as_deref()));
            out.push_str(&format!("      {:<8} here {here}, there {there}\n", field.field));
        }
    }
    out.push_str("\ntable          documents             value           taxable              IGST              CGST              SGST              cess\n");
    for total in &result.totals {
        out.push_str(&side(total.table, "here", &total.here));
        out.push_str(&side(total.table, "there", &total.there));
    }
    out
}

/// What a table adds up to on one side.
fn side(table: &str, side: &str, total: &Total) -> String {
    let sums = &total.sums;
    let amounts = [total.value, sums.taxable, sums.igst, sums.cgst, sums.sgst, sums.cess];
    let amounts: String = amounts.iter().map(|amount| format!("{:>18}", amount.to_string())).collect();
    format!("{table:<4} {side:<6} {:>12}{amounts}\n", total.documents)
}
