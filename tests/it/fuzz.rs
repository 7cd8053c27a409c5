//! Runs the fuzzers' seeds and finds again: `fuzz/corpus/`, a folder per target.

#[path = "../../fuzz/targets.rs"]
pub mod targets;

use std::path::Path;

#[test]
fn every_file_of_the_corpora_is_accepted_or_refused_cleanly() {
    for (name, target) in targets::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() > 3, "{name} has a corpus");
        for file in files {
            println!("{}", file.display());
            targets::small(target, &std::fs::read(&file).unwrap());
        }
    }
}
