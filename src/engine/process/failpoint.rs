//! The named steps of a document's story, where tests stop a process to kill or freeze it there.
//!
//! Without the feature `steps` (never in a build that ships) nothing of this is compiled in.

/// Says that a step is reached: with `EINV_STEP` naming it, writes its name and waits for a line on standard input.
#[cfg(feature = "steps")]
pub fn reached(step: &str) {
    use std::io::{BufRead, Write};
    if std::env::var("EINV_STEP").is_ok_and(|named| named == step) {
        println!("reached {step}");
        let _ = std::io::stdout().flush();
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    }
}

#[cfg(not(feature = "steps"))]
pub fn reached(_: &str) {}
