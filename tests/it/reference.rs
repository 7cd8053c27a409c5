//! Finds the reference material: genuine tokens, samples and master lists, beside the project or nowhere.
//!
//! A plain run ignores the tests that read it; `make reference` runs and counts them.

use std::path::{Path, PathBuf};

/// A file or folder of the reference material in the folder that `EINV_SHARED` names, else in `../shared`.
pub fn reference(name: &str) -> PathBuf {
    let shared = std::env::var_os("EINV_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("reference").join(name);
    assert!(path.exists(), "{name} is not in the reference folder: set EINV_SHARED to the folder that holds it");
    path
}
