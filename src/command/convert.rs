//! `einv columns` and `einv convert`.

use crate::command::args::{BillArgs, Common, TableArgs};
use crate::command::config::engine_of;
use crate::command::exit::Exit;
use crate::command::say::{line, say, say_text};
use crate::command::shown::print_json;
use crate::command::tables::{self, AskedTables, Says, in_words, read_as, request};
use clap::Args;
use einv::answer::Answer;
use einv::engine::{self, ColumnsOptions};
use einv::error::{Error, ErrorKind, Result};
use std::path::PathBuf;

#[derive(Args)]
pub struct ColumnsCommand {
    /// A table; - is standard input
    file: PathBuf,
    /// Print a mapping file to edit; or the mapping file to read the table by
    #[arg(long, num_args = 0..=1)]
    map: Option<Option<PathBuf>>,
    /// The preset to read it by
    #[arg(long)]
    preset: Option<String>,
    /// The sheet of a workbook
    #[arg(long)]
    sheet: Option<String>,
    /// A table of the customers
    #[arg(long)]
    parties: Option<PathBuf>,
    /// A table of goods and services
    #[arg(long)]
    items: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct Convert {
    #[command(flatten)]
    bills: BillArgs,
    /// Where the ready invoices go, one a line; faulty bills go to the same name with .faulty.ndjson behind it
    #[arg(short, long)]
    out: Option<PathBuf>,
}

/// Prints how a table would be read.
pub fn columns(asked: &ColumnsCommand) -> Result<Exit> {
    let engine = engine_of(&asked.common)?;
    let reading = TableArgs {
        preset: asked.preset.clone(),
        map: asked.map.clone().flatten(),
        sheet: asked.sheet.clone(),
        parties: asked.parties.clone(),
        items: asked.items.clone(),
        ..TableArgs::default()
    };
    let found = engine::columns(engine.as_ref(), request(&asked.file, &reading)?, &ColumnsOptions::new())?;
    let ended = Exit::from(found.outcome());
    if asked.map == Some(None) {
        say!("{}", serde_json::to_string_pretty(&found.map).unwrap_or_default());
        return Ok(ended);
    }
    if asked.common.json {
        print_json(found);
        return Ok(ended);
    }
    say!("{}: {}", asked.file.display(), read_as(&found.read));
    for column in &found.columns {
        let sheet = column.sheet.as_ref().map(|sheet| format!("{}!", line(sheet))).unwrap_or_default();
        let (feeds, example) = (column.feeds.as_deref().unwrap_or("–"), column.example.as_deref().unwrap_or_default());
        say!("  {sheet}{:<4}{:<32} {feeds:<28} {}", column.column, line(&column.heading), line(example));
    }
    if !found.unmapped.is_empty() {
        say!("not known: {}", line(&found.unmapped.join(", ")));
    }
    found.missing.findings.iter().for_each(|finding| say_text!("{}", in_words("", finding, found.missing.language)));
    Ok(ended)
}

/// Converts tables: a summary, the faults, and the files that the command names.
pub fn run(convert: &Convert) -> Result<Exit> {
    let asked = AskedTables::from(&convert.bills);
    let engine = engine_of(asked.common)?;
    let inputs = asked.inputs()?;
    if inputs.len() > 1 && (convert.out.is_some() || asked.reading.report.is_some()) {
        return Err(Error::new(ErrorKind::Arg, "a file takes the bills of one table").fix("give one table"));
    }
    let says = Says::of(asked.common);
    let mut worst = Exit::Done;
    for input in inputs {
        let request = request(&input, asked.reading)?;
        let converted =
            tables::one(asked, &input, &request, engine.as_ref(), says, convert.out.as_deref(), &mut |_| Ok(()))?;
        worst = worst.max(Exit::from(converted.outcome()));
        if let (Some(out), Says::Text) = (&convert.out, says) {
            say!("{}: {} invoices", out.display(), converted.counts.ready);
        }
    }
    Ok(worst)
}
