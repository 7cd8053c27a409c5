//! `docs/errors.md`, generated from the numbers of [`super::status`] and the portal's codes.

use crate::explain::{PORTAL_ERRORS, explain};
use crate::language::Language;
use std::fmt::Write;

/// The numbers with their comments, from the description behind the header.
#[derive(serde::Deserialize)]
struct Interface {
    numbers: Vec<Number>,
}

#[derive(serde::Deserialize)]
struct Number {
    name: String,
    number: i32,
    about: String,
}

fn numbers() -> Vec<Number> {
    let interface: Interface = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/interface.json"))).unwrap();
    interface.numbers
}

/// A word of the tables as JSON writes it, without underscores.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(|w| w.replace('_', " "))).unwrap_or_default()
}

fn document() -> String {
    let mut text = String::from(
        "# Errors\n\n\
         Every function returns a number. 0, 1 and 2 are answers: `out` has the result for the document. From 10 on the call\n\
         itself failed: `out` has `{\"error\":{\"code\",\"message\",\"at\",\"fix\"}}`: what was wrong, where, and what to do.\n\
         No error loses a document: an accepted one is in the ledger, and the same call again continues from there.\n\n\
         | | number | meaning |\n|---|---|---|\n",
    );
    for Number { name, number, about } in numbers() {
        // Writing to a String can't fail.
        let _ = writeln!(text, "| `{name}` | {number} | {about} |");
    }
    text.push_str(
        "\n## The portal's codes\n\n\
         `einv_explain` returns these texts in English or Hindi (`\"language\": \"hi\"`). *Again* says whether the same request may be\n\
         sent again: the portal blocks clients that repeat a refused request. einv follows this by itself.\n\n\
         | code | system | the portal's words | class | again | meaning | what to do |\n|---|---|---|---|---|---|---|\n",
    );
    for row in PORTAL_ERRORS {
        let Some(explained) = explain(row.code, Some(row.system), Language::En).into_iter().next() else { continue };
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        let words = row.words.first().copied().unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            row.code,
            word(row.system),
            cell(words),
            word(row.class),
            word(row.retry),
            cell(explained.meaning),
            cell(explained.fix)
        );
    }
    text
}

/// `EINV_WRITE_DOCS=1 cargo test` writes it.
#[test]
fn the_page_of_errors_is_the_tables() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
    if std::env::var_os("EINV_WRITE_DOCS").is_some() {
        std::fs::write(file, document()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), document(), "write it with EINV_WRITE_DOCS=1");
}

#[test]
fn every_number_is_on_the_page() {
    let page = document();
    let on_page = |number: &Number| page.contains(&format!("| `{}` | {} |", number.name, number.number));
    assert_eq!(numbers().iter().filter(|number| on_page(number)).count(), 3 + crate::error::ErrorKind::ALL.len());
}
