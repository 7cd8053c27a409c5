//! The golden folder from Rust. The other hosts compare their answers with the same files (`tests/hosts.sh`).
//!
//! `EINV_WRITE_GOLDEN=1 cargo test --test it golden` rewrites the answers: read the difference before you commit it.

use einv::ffi::{einv_close, einv_open, verb_by_name};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The number of the first engine in a process; other tests of this process open some before this one.
const FIRST: &str = "65536";

#[test]
fn every_golden_case_is_answered_with_the_same_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let cases = fs::read_to_string(folder.join("cases.txt")).unwrap();
    let config = b"{\"on\":\"2026-11-21\"}";
    let (mut engine, mut len) = (0, 0);
    // SAFETY: `config` has that many bytes; the rest are places to write to, and `out` may be NULL.
    unsafe { einv_open(config.as_ptr().cast(), config.len() as i32, &mut engine, std::ptr::null_mut(), 0, &mut len) };
    let mut answers = BTreeMap::new();
    for case in cases.lines() {
        let [name, which, verb, document, opts] = case.splitn(5, '|').collect::<Vec<_>>()[..] else {
            panic!("{case} is not a case")
        };
        if which == "2" {
            einv_close(engine);
        }
        let document = fs::read(folder.join(document)).unwrap();
        let (number, bytes) = call(verb, if which == "0" { 0 } else { engine }, &document, opts);
        let answer = match String::from_utf8(bytes) {
            Ok(text) => {
                text.replace(&format!("{engine} is not an open"), &format!("{FIRST} is not an open")).into_bytes()
            }
            Err(file) => file.into_bytes(),
        };
        answers.insert(format!("{name}.{number}"), answer);
    }
    let kept = folder.join("answers");
    if std::env::var_os("EINV_WRITE_GOLDEN").is_some() {
        fs::remove_dir_all(&kept).unwrap();
        fs::create_dir(&kept).unwrap();
        answers.iter().for_each(|(name, bytes)| fs::write(kept.join(name), bytes).unwrap());
        return;
    }
    let names: Vec<_> =
        fs::read_dir(&kept).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let missing: Vec<_> = names.iter().filter(|name| !answers.contains_key(*name)).collect();
    assert!(missing.is_empty(), "not answered any more, or with another number: {missing:?}");
    for (name, bytes) in &answers {
        let same = fs::read(kept.join(name)).is_ok_and(|kept| &kept == bytes);
        assert!(
            same,
            "{name} is another answer; where that is meant, write them anew: EINV_WRITE_GOLDEN=1 cargo test --test it golden"
        );
    }
}

/// One call through the interface every host uses.
fn call(verb: &str, engine: i32, document: &[u8], opts: &str) -> (i32, Vec<u8>) {
    let run = verb_by_name(verb.as_bytes()).unwrap();
    let (mut out, mut len) = (vec![0u8; 1 << 20], 0);
    let (document_len, opts_len, room) = (document.len() as i32, opts.len() as i32, out.len() as i32);
    let to = out.as_mut_ptr().cast();
    // SAFETY: each pointer has as many bytes as the length beside it says.
    let number = unsafe {
        run(engine, document.as_ptr().cast(), document_len, opts.as_ptr().cast(), opts_len, to, room, &mut len)
    };
    out.truncate(len as usize);
    (number, out)
}
