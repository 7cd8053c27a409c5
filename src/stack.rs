//! Gives a call its own stack where the caller's is small.
//!
//! Some hosts give a thread only 64 KiB, and a printed invoice needs four times as much. So the work of a call moves to
//! a stack mapped for it, unless the rest of the caller's stack is known to be enough. Only the call itself stays on
//! the caller's stack and, with Java, everything that touches its objects.

/// What a call needs. The deepest work except PDFs takes half of it.
pub const CALL: usize = if cfg!(debug_assertions) { 1 << 20 } else { 512 << 10 };
/// What reading a PDF needs: its objects may be nested a hundred deep, and each level takes some.
pub const PDF: usize = 4 << 20;
/// More than any thread has. Where more is left, the stack is not the thread's own but a coroutine's.
const STRANGE: usize = 64 << 20;

/// Does the work on a stack with room for `need`: the caller's, or a new one four times as large. Only the pages that
/// it touches use memory.
pub fn roomy<T>(need: usize, work: impl FnOnce() -> T) -> T {
    match stacker::remaining_stack() {
        Some(left) if (need..STRANGE).contains(&left) => work(),
        Some(_) | None => fresh(need, work),
    }
}

/// Does the work on a new stack, whatever the caller's is.
pub fn fresh<T>(need: usize, work: impl FnOnce() -> T) -> T {
    stacker::grow(4 * need, work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::ask;
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    #[test]
    fn work_on_a_small_stack_has_room_and_its_panic_comes_back() {
        let thread = std::thread::Builder::new().stack_size(64 << 10);
        let work = || {
            let left = roomy(CALL, || stacker::remaining_stack().unwrap_or_default());
            let caught = std::panic::catch_unwind(|| roomy(CALL, || std::panic::resume_unwind(Box::new("a fault"))));
            (left, caught.is_err())
        };
        let (left, caught) = thread.spawn(work).unwrap().join().unwrap();
        assert!(left > 2 * CALL && caught, "{left} left");
    }

    /// A PDF whose third object is `page`.
    fn pdf(page: &str) -> String {
        let mut out = "%PDF-1.4\n".to_owned();
        let mut places = Vec::new();
        for object in ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page] {
            places.push(out.len());
            out += &format!("{} 0 obj\n{object}\nendobj\n", places.len());
        }
        let table = out.len();
        out += "xref\n0 4\n0000000000 65535 f \n";
        places.iter().for_each(|place| out += &format!("{place:010} 00000 n \n"));
        out + &format!("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n")
    }

    #[test]
    fn the_deepest_document_fits_the_stack_called_enough() {
        const DEEP: usize = 99;
        let nested = |open: &str, close: &str| format!("{}0{}", open.repeat(DEEP), close.repeat(DEEP));
        let inputs =
            [nested("[", "]"), nested("<</A ", ">>"), nested("[<</A ", ">>]"), nested("(", ")")].map(|inside| {
                let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/X {inside}>>");
                let encoded = BASE64_STANDARD.encode(pdf(&page));
                (
                    "stamp",
                    format!(
                        r#"{{"pdf":"{encoded}","registration":{{"irn":"{}","status":"registered"}}}}"#,
                        "0a".repeat(32)
                    ),
                )
            });
        let deep = ["validate", "compute", "print", "verify"]
            .map(|verb| (verb, format!(r#"{{"invoice":{}}}"#, nested(r#"{"a":["#, "]}"))));
        let run = move || {
            for (name, input) in inputs.iter().chain(&deep) {
                // Taken or refused: what counts is that it comes back.
                drop(ask(None, name, input, ""));
            }
        };
        // What the guard has checked when it calls, and no more.
        std::thread::Builder::new().stack_size(CALL).spawn(run).unwrap().join().unwrap();
    }

    #[test]
    fn work_with_room_enough_stays_on_the_callers_stack() {
        let thread = std::thread::Builder::new().stack_size(4 * CALL);
        let (here, there) = thread
            .spawn(|| {
                let here = 0u8;
                (
                    &raw const here as usize,
                    roomy(CALL, || {
                        let there = 0u8;
                        &raw const there as usize
                    }),
                )
            })
            .unwrap()
            .join()
            .unwrap();
        assert!(here.abs_diff(there) < CALL, "moved by {}", here.abs_diff(there));
    }
}
