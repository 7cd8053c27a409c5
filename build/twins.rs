//! The stdcall twins of a Windows build: `EinvSubmit` beside `einv_submit`, for VB6, FoxPro, PowerBuilder and Delphi.
//!
//! Made from the same description as the header, so each exported function has its twin.

use super::interface::{Function, Parameter, Result};
use std::path::Path;
use std::{env, fs};

/// Writes `twins.rs`: one function each, which passes its arguments on.
pub fn generate(functions: &[Function]) -> Result<()> {
    let out = functions.iter().map(twin).collect::<String>();
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("twins.rs"), out)?)
}

/// `einv_close` as the function that Windows exports as `EinvClose`.
fn twin(function: &Function) -> String {
    let parameters: Vec<String> = function.parameters.iter().map(Parameter::declared).collect();
    let arguments: Vec<&str> = function.parameters.iter().map(|parameter| parameter.rust.as_str()).collect();
    let stdcall = format!(
        "#[unsafe(no_mangle)] pub unsafe extern \"system\" fn {}({}) -> i32",
        pascal(&function.name),
        parameters.join(", ")
    );
    // Some of the originals are safe functions.
    let call = format!("{}({})", function.name, arguments.join(", "));
    format!(
        "{stdcall} {{\n    // SAFETY: passed on from the caller.\n    #[allow(unused_unsafe)]\n    unsafe {{ {call} }}\n}}\n"
    )
}

/// `einv_ewb_cancel` as `EinvEwbCancel`.
fn pascal(name: &str) -> String {
    name.split('_')
        .flat_map(|word| word[..1].to_uppercase().chars().chain(word[1..].chars()).collect::<Vec<_>>())
        .collect()
}
