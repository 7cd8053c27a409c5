//! `einv reconcile`: the ledger against the portal's list, for people.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{say, say_text};
use crate::command::verbs::{open_engine, parse, read};
use einv::engine::Options;
use einv::error::{Error, Kind, Result};
use serde_json::Value;
use std::path::PathBuf;

/// Prints what differs. The exit code is 1 when something does.
pub fn run(files: &[PathBuf], common: &Common) -> Result<Exit> {
    let mut parts = Vec::new();
    for file in files {
        let json = |e: serde_json::Error| Error::new(Kind::Json, format!("{}: {e}", file.display()));
        match serde_json::from_str(&read(file)?).map_err(json)? {
            Value::Array(several) => parts.extend(several),
            one => parts.push(one),
        }
    }
    let engine = open_engine(common)?;
    let reply = engine.reconcile(&Value::Array(parts).to_string(), &Options::default())?;
    let answer = parse(&reply);
    let differences = answer["differences"].as_array().map_or(&[][..], Vec::as_slice);
    if common.json {
        say!("{}", reply.json());
    } else {
        say_text!("{}", told(&answer, differences));
    }
    Ok(Exit::refused_if(!differences.is_empty()))
}

fn told(answer: &Value, differences: &[Value]) -> String {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or("-").to_owned();
    let mut out = format!(
        "{} {}: {} documents agree, {} differ\n",
        text(answer, "gstin"),
        text(answer, "period"),
        answer["agree"],
        differences.len()
    );
    let mut kind = String::new();
    for difference in differences {
        if kind != text(difference, "kind") {
            kind = text(difference, "kind");
            out.push_str(&format!("\n{}: {}\n", kind.replace('_', " "), text(difference, "fix")));
        }
        out.push_str(&format!(
            "  {:<16} {}  {:<3}  {:<3}  {}\n",
            text(difference, "number"),
            text(difference, "date"),
            text(difference, "type"),
            text(difference, "table"),
            text(difference, "message")
        ));
        for field in difference["fields"].as_array().into_iter().flatten() {
            let (here, there) = (text(field, "here"), text(field, "there"));
            out.push_str(&format!("      {:<8} here {here}, there {there}\n", text(field, "field")));
        }
    }
    out.push_str("\ntable          documents             value           taxable              IGST              CGST              SGST              cess\n");
    for total in answer["totals"].as_array().into_iter().flatten() {
        for side in ["here", "there"] {
            out.push_str(&format!(
                "{:<4} {side:<6} {:>12}",
                text(total, "table"),
                total[side]["documents"].to_string()
            ));
            for name in ["val", "txval", "iamt", "camt", "samt", "csamt"] {
                out.push_str(&format!("{:>18}", text(&total[side], name)));
            }
            out.push('\n');
        }
    }
    out
}
