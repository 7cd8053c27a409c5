//! The stdcall twins of a Windows build: `EinvSubmit` beside `einv_submit`, for VB6, FoxPro, PowerBuilder and Delphi.
//!
//! Made from the same text as the header, so a function has its twin from the day it is exported.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// Writes `twins.rs`: one function each, passing its arguments on.
pub fn generate(exports: &str) -> Result<(), Box<dyn Error>> {
    let out = exports.split("extern \"C\" fn ").skip(1).filter_map(twin).collect::<String>();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("twins.rs"), out)?;
    Ok(())
}

/// `einv_close(handle: i32) -> i32 {…` as the function that Windows exports as `EinvClose`.
fn twin(function: &str) -> Option<String> {
    let (name, rest) = function.split_once('(')?;
    let parameters: Vec<&str> = rest.split_once(')')?.0.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let arguments: Vec<&str> = parameters.iter().filter_map(|parameter| Some(parameter.split_once(':')?.0)).collect();
    let stdcall = format!(
        "#[unsafe(no_mangle)] pub unsafe extern \"system\" fn {}({}) -> i32",
        pascal(name),
        parameters.join(", ")
    );
    // Some of the originals are safe functions.
    let call = format!("{name}({})", arguments.join(", "));
    Some(format!(
        "{stdcall} {{\n    // SAFETY: passed on from the caller.\n    #[allow(unused_unsafe)]\n    unsafe {{ {call} }}\n}}\n"
    ))
}

/// `einv_ewb_cancel` as `EinvEwbCancel`.
fn pascal(name: &str) -> String {
    name.split('_')
        .flat_map(|word| word[..1].to_uppercase().chars().chain(word[1..].chars()).collect::<Vec<_>>())
        .collect()
}
