//! `docs/schema/`: the schemas as files, and the page that lists them.

use super::*;
use crate::error::Error;
use crate::invoice::schema::inv01;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Each file of the folder by its name.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut page = String::from(
        "# Schemas\n\n\
         JSON Schemas (draft 2020-12) of what goes into each verb and comes out of it, made from the types that the library reads\n\
         and writes. Each file stands alone. They are in the Python package as `einv/schema/` and in the jar as `in/einv/schema/`, too.\n\n\
         * A request or options that don't fit are refused by the library as well; it checks more than a schema can say.\n\
         * An answer of a newer library may have more members and more words than its schema here: pass over what you don't know.\n\
         * A text with `\"format\": \"decimal\"` is an amount, exact to the paisa: read it as a decimal, not as a float.\n\
         * [`inv01.json`](inv01.json) is the invoice of FORM GST INV-01 as the library reads it: names, kinds, lengths, codes. Rules that\n  \
           join several fields are `einv_validate`'s (`docs/rules.md`).\n\
         * [`error.json`](error.json) is the answer of every call that failed.\n\n\
         | verb | goes in | options | comes out | which is |\n|---|---|---|---|---|\n",
    );
    for Verb { name, request, options, answer } in all() {
        let mut cells = Vec::new();
        let what = answer.as_ref().map_or("A file.", described).to_owned();
        for (part, schema) in [("request", request), ("options", options), ("answer", answer)] {
            let file = format!("{name}.{part}.json");
            cells.push(schema.as_ref().map_or(String::new(), |_| format!("[{part}]({file})")));
            files.extend(schema.map(|schema| (file, written(&schema))));
        }
        // Writing to a String can't fail.
        let _ = writeln!(page, "| `{name}` | {} | {what} |", cells.join(" | "));
    }
    files.insert("inv01.json".to_owned(), written(&inv01()));
    files.insert("error.json".to_owned(), written(&of::<Error>(Contract::Serialize)));
    files.insert("README.md".to_owned(), page);
    files
}

fn described(schema: &Schema) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or_default()
}

fn written(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap() + "\n"
}

/// `EINV_WRITE_DOCS=1 cargo test page` writes them.
#[test]
fn the_page_of_schemas_and_its_files_are_made_from_the_types() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema"));
    let files = files();
    if std::env::var_os("EINV_WRITE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir(folder).unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).unwrap());
    }
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let on_disk: BTreeMap<String, String> =
        names.map(|name| (name.clone(), std::fs::read_to_string(folder.join(&name)).unwrap())).collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&on_disk), names(&files), "write them with EINV_WRITE_DOCS=1");
    for (name, text) in &files {
        assert!(on_disk[name] == *text, "{name} is stale: write it with EINV_WRITE_DOCS=1");
    }
}
