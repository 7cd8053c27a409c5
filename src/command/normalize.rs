//! `einv normalize` and `einv compute`.

use crate::command::args::{Common, InvoiceFiles};
use crate::command::config::engine_of;
use crate::command::documents;
use crate::command::exit::Exit;
use crate::command::inputs::Inputs;
use crate::command::say::{say, warn_line, warn_text};
use crate::command::shown::{failed, findings, print_json};
use crate::command::speech::spoken;
use crate::command::tidied::{listed, tidied, wanted};
use einv::answer::Answer;
use einv::answer::computed::Computed;
use einv::engine::{self, ComputeOptions, Engine, NormalizeOptions};
use einv::error::Result;

/// Prints the INV-01 of each file; what was changed and what is wrong goes to standard error.
pub fn run(files: &InvoiceFiles) -> Result<Exit> {
    let engine = engine_of(&files.common)?;
    Ok(each(&Inputs::of_files(&files.files), |name, text| {
        let options = spoken(NormalizeOptions::new().changes(listed(&files.common)), &files.common);
        let normalized = engine::normalize(engine.as_ref(), text, &options)?;
        let ended = Exit::from(normalized.outcome());
        if files.common.json {
            print_json(normalized);
            return Ok(ended);
        }
        say!("{}", normalized.invoice.get());
        warn_text!("{}", tidied(name, &normalized.changes, &files.common));
        warn_text!("{}", findings(&normalized.report));
        Ok(ended)
    }))
}

/// Prints each invoice completed, or what is wrong with it.
pub fn compute(inputs: &Inputs, engine: Option<&Engine>, common: &Common) -> Exit {
    each(inputs, |name, text| computed(engine, name, text, common))
}

fn computed(engine: Option<&Engine>, name: &str, text: &str, common: &Common) -> Result<Exit> {
    let options = spoken(ComputeOptions::new().normalize(wanted(common)).changes(listed(common)), common);
    let computed = engine::compute(engine, text, &options)?;
    let ended = Exit::from(computed.outcome());
    match computed {
        Computed::Refused(report) if !common.json => {
            warn_line!("{name}: not valid");
            warn_text!("{}", findings(&report));
        }
        computed => print_json(computed),
    }
    Ok(ended)
}

/// Runs on each text. The worst ending is the command's.
fn each(inputs: &Inputs, run: impl Fn(&str, &str) -> Result<Exit>) -> Exit {
    let mut worst = Exit::Done;
    documents::each(inputs, &mut |name, text| {
        let name = name.words();
        let ended = text.and_then(|text| run(&name, &text)).unwrap_or_else(|error| failed(&name, &error));
        worst = worst.max(ended);
    });
    worst
}
