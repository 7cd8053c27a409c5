//! Generates the compiled-in tables: the master lists of `data/`; and, of the exports, a description and their twins
//! for Windows.

#[path = "build/codes.rs"]
mod codes;
#[path = "build/interface.rs"]
mod interface;
#[path = "build/law.rs"]
mod law;
#[path = "build/twins.rs"]
mod twins;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let (target, profile) = (std::env::var("TARGET")?, std::env::var("PROFILE")?);
    println!("cargo:rustc-env=EINV_BUILD={target} {profile}");
    // The soname is the interface's number, not the release's.
    match std::env::var("CARGO_CFG_TARGET_OS")?.as_str() {
        "linux" => println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libeinv.so.1"),
        "macos" => println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libeinv.1.dylib"),
        _ => {}
    }
    codes::generate()?;
    law::generate()?;
    twins::generate(&interface::generate()?.functions)
}
