//! `include/einv.h`, generated from the exports by cbindgen.
//!
//! The verbs are lines of a list (`src/ffi/verbs.rs`), which cbindgen can't read; each is first written out as the
//! function it becomes. The header is checked in: a build brings it up to date, but for one in CI, where a test that
//! finds it stale must fail.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Writes the header; gives the exports as the functions they become.
pub fn generate() -> Outcome<String> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for file in ["src/ffi/mod.rs", "src/ffi/verbs.rs", "src/ffi/status.rs", "include/einv.h"] {
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rerun-if-env-changed=CI");
    let source = out.join("exports.rs");
    let exports = exports(&root)?;
    fs::write(&source, &exports)?;
    let header = strict(&cbindgen::Builder::new().with_src(&source).with_config(config(&root)?).generate().map(text)?);
    fs::write(out.join("einv.h"), &header)?;
    let checked_in = root.join("include/einv.h");
    if env::var_os("CI").is_none() && fs::read_to_string(&checked_in).ok().as_deref() != Some(&header) {
        fs::create_dir_all(root.join("include"))?;
        fs::write(checked_in, header)?;
    }
    Ok(exports)
}

fn config(root: &Path) -> Outcome<cbindgen::Config> {
    Ok(cbindgen::Config::from_file(root.join("build/cbindgen.toml"))?)
}

fn text(bindings: cbindgen::Bindings) -> String {
    let mut bytes = Vec::new();
    bindings.write(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Status numbers, functions, and each verb of the list in full.
fn exports(root: &Path) -> Outcome<String> {
    let read = |name: &str| fs::read_to_string(root.join("src/ffi").join(name));
    let mut out = read("status.rs")?.split("/// The number of an outcome.").next().unwrap_or_default().to_owned();
    let functions = read("mod.rs")?;
    out.push_str(functions.find("/// The version of this interface.").map_or("", |at| &functions[at..]));
    let list = read("verbs.rs")?;
    let list = list.rsplit_once("\nverbs! {").map_or("", |(_, rest)| rest);
    let list = list.split_once("\n}").map_or(list, |(list, _)| list);
    for line in list.lines().map(str::trim) {
        if line.starts_with("///") {
            out.push_str(line);
            out.push('\n');
        } else if let Some(name) = line.split(' ').nth(1).filter(|name| name.starts_with("einv_")) {
            out.push_str(&format!(
                "#[unsafe(no_mangle)] pub unsafe extern \"C\" fn {name}(engine: i32, r#in: *const c_char, in_len: i32, \
                 opts: *const c_char, opts_len: i32, out: *mut c_char, out_cap: i32, out_len: *mut i32) -> i32 {{ 0 }}\n"
            ));
        }
    }
    Ok(without_safety(&out))
}

/// Rust's own safety sections say again what the header's introduction says once.
fn without_safety(source: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in source.lines() {
        let comment = line.trim_start().starts_with("///");
        inside = comment && (inside || line.trim() == "/// # Safety");
        if !inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// C89 knows no `//` comments, and cbindgen leaves a blank line of a comment dangling before it is closed.
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
