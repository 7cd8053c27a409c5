//! The C header and the description for the bindings, written from what `build/interface.rs` reads in `src/ffi`.
//!
//! `make header` writes both, with `EINV_WRITE_HEADER=1`, and updates the bindings' declarations.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const DESCRIPTION: &str = include_str!(concat!(env!("OUT_DIR"), "/interface.json"));

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a file with what is generated now, or writes it.
fn kept(file: &str, made: &str) {
    let path = root().join(file);
    if std::env::var_os("EINV_WRITE_HEADER").is_some() {
        fs::write(&path, made).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap() == made, "{file} is stale: run `make header` and commit it");
}

/// C89 has no `//` comments, and cbindgen leaves a blank line at the end of a comment.
fn strict(header: &str) -> String {
    let mut out = String::new();
    for line in header.lines() {
        let line = match line.split_once(" // ") {
            Some((code, _)) if line.starts_with(['#', '}']) => code,
            _ => line,
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.replace("\n\n */", "\n */")
}

fn header() -> String {
    let config = cbindgen::Config::from_file(root().join("build/cbindgen.toml")).unwrap();
    let exports = concat!(env!("OUT_DIR"), "/exports.rs");
    let mut bytes = Vec::new();
    cbindgen::Builder::new().with_src(exports).with_config(config).generate().unwrap().write(&mut bytes);
    strict(&String::from_utf8(bytes).unwrap())
}

/// The names in a list of the description.
fn described(list: &str) -> Vec<String> {
    let description: Value = serde_json::from_str(DESCRIPTION).unwrap();
    let name = |one: &Value| one.as_str().or_else(|| one["name"].as_str()).unwrap().to_owned();
    description[list].as_array().unwrap().iter().map(name).collect()
}

#[test]
fn the_checked_in_header_is_what_the_exports_make() {
    kept("include/einv.h", &header());
}

#[test]
fn the_description_for_the_bindings_is_what_the_exports_make() {
    kept("bindings/interface.json", DESCRIPTION);
}

#[test]
fn every_export_is_in_the_list_the_symbols_and_the_header() {
    let symbols = fs::read_to_string(root().join("tests/symbols.txt")).unwrap();
    let symbols: Vec<&str> = symbols.lines().collect();
    assert!(symbols.is_sorted(), "tests/symbols.txt must be sorted");
    let functions = described("functions");
    let exported: Vec<String> = functions.iter().cloned().chain(described("natives")).collect();
    let set: BTreeSet<&str> = exported.iter().map(String::as_str).collect();
    assert_eq!(set.len(), exported.len(), "an export stands twice");
    assert_eq!(symbols, set.into_iter().collect::<Vec<_>>(), "tests/symbols.txt is not what src/ffi exports");
    let header = fs::read_to_string(root().join("include/einv.h")).unwrap();
    let declared = header.split("\nint32_t ").skip(1).map(|rest| rest.split('(').next().unwrap()).collect::<Vec<_>>();
    assert_eq!(declared, functions, "include/einv.h doesn't declare what src/ffi exports");
}

#[test]
fn the_header_defines_every_number() {
    let header = fs::read_to_string(root().join("include/einv.h")).unwrap();
    let description: Value = serde_json::from_str(DESCRIPTION).unwrap();
    let numbers: Vec<&Value> = description["numbers"].as_array().unwrap().iter().chain([&description["abi"]]).collect();
    for one in &numbers {
        let line = format!("#define {} {}\n", one["name"].as_str().unwrap(), one["number"]);
        assert!(header.contains(&line), "include/einv.h lacks {line}");
    }
    assert_eq!(header.matches("#define EINV_").count(), numbers.len() + 1, "a number or the guard is one too many");
}
