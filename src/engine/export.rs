//! The file for the portal's own bulk upload: for those who upload by hand.

use super::source::Source;
use super::{Body, Engine, Options, Outcome, Reply, pure};
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::rules;
use crate::story::Key;
use serde_json::{Value, json};
use std::collections::HashMap;

/// An array of the documents as they would go to the portal; or, when any of them can't, what is wrong with those.
pub fn export(engine: Option<&Engine>, input: &str, options: &Options) -> Result<Reply> {
    let context = pure::context(engine, options);
    let mut source = Source::of_text(input)?;
    let mut file = String::from("[");
    let (mut faults, mut seen) = (Vec::new(), HashMap::<Key, usize>::new());
    while let Some((index, text)) = source.next() {
        let judged = match text.as_deref().map_err(Clone::clone).and_then(|text| rules::judge(text, &context)) {
            Ok(judged) => judged,
            Err(error) => {
                faults.push(of_one(index, &json!(error)));
                continue;
            }
        };
        let twice = judged.key.as_ref().and_then(|key| seen.insert(Key::from(key), index));
        match (judged.report.valid, twice) {
            (false, _) => faults.push(json!({"index": index, "report": judged.report})),
            (true, Some(first)) => {
                let message = format!("the same document as number {first}");
                let error = Error::new(Kind::Conflict, message).at("/DocDtls/No").fix("leave one of them out");
                faults.push(of_one(index, &json!(error)));
            }
            (true, None) => {
                file.push_str(if file.len() > 1 { ",\n" } else { "\n" });
                file.push_str(&invoice::write(&judged.invoice));
            }
        }
    }
    if faults.is_empty() {
        file.push_str("\n]\n");
        return Ok(Reply { outcome: Outcome::Ok, body: Body::Json(file) });
    }
    Ok(Reply::new(Outcome::Invalid, &json!({"total": source.total, "invalid": faults})))
}

fn of_one(index: usize, error: &Value) -> Value {
    let mut out = json!({"index": index});
    out["error"] = error["error"].clone();
    out
}
