//! The only guard of the C interface: pointers become slices, panics become numbers, answers become bytes in the
//! caller's buffer.
//!
//! All reading and writing of caller's memory happens here, so this is the file to look at for memory safety.

use super::bounds::on_the_threads_stack;
use super::status::{EINV_E_BUFFER, EINV_E_PANIC, of_kind, of_outcome};
use crate::answer::{Body, Outcome, WrittenAnswer};
use crate::engine::CallOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::stack::{self, fresh, roomy};
use serde_json::Value;
use std::os::raw::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest document accepted.
pub const MOST_INPUT: usize = crate::file::DOCUMENT;
/// The longest options or configuration accepted.
pub const MOST_OPTIONS: usize = 1 << 20;
/// The room that a verb with an effect requires before it does anything: every unfinished answer fits in it.
pub const EFFECT_ROOM: i32 = 4096;

/// Finds the value of a handle; a pure verb may do without an engine.
pub type Find<'f, T> = &'f dyn Fn() -> Result<T>;
/// The work of a verb on its input, after the checks of the edge.
pub type Work<'w, T> = &'w dyn Fn(&T, &str, &CallOptions) -> Result<WrittenAnswer>;

/// A text of the caller: pointer and length, -1 for a text that ends in NUL.
#[derive(Clone, Copy)]
pub struct CallerText {
    pub at: *const c_char,
    pub len: i32,
}

impl CallerText {
    /// Whether pointer and length fit each other.
    fn check(self, name: &str) -> Result<()> {
        let wrong = |message: String| Err(Error::new(ErrorKind::Arg, message));
        match (self.at.is_null(), self.len) {
            (_, ..=-2) => {
                wrong(format!("{name}_len is {}: give a number of bytes, or -1 for a text that ends in NUL", self.len))
            }
            (true, 1..) => wrong(format!("{name} is NULL but {name}_len is {}", self.len)),
            // NULL with -1 is an empty text, as NULL with 0 is.
            (true, -1 | 0) | (false, _) => Ok(()),
        }
    }

    /// Returns the bytes, at most `most`; NULL is empty.
    ///
    /// # Safety
    /// `at` must be NULL or point to `len` readable bytes, or to a NUL-terminated text where `len` is -1. No one may
    /// write to them during the call.
    unsafe fn bytes<'a>(self, name: &str, most: usize) -> Result<&'a [u8]> {
        if self.at.is_null() {
            return Ok(&[]);
        }
        let length = match usize::try_from(self.len) {
            Ok(length) => length,
            // SAFETY: the caller guarantees the final NUL; no byte after it, or beyond the limit, is read.
            Err(_) => unsafe { libc::strnlen(self.at, most + 1) },
        };
        if length > most {
            return Err(Error::new(ErrorKind::Limit, format!("{name} is longer than {most} bytes"))
                .fix("send one document at a time"));
        }
        // SAFETY: the pointer is not NULL, and the caller guarantees `length` bytes behind it.
        Ok(unsafe { std::slice::from_raw_parts(self.at.cast::<u8>(), length) })
    }

    /// Returns the text, without a byte-order mark.
    ///
    /// # Safety
    /// As for [`CallerText::bytes`].
    unsafe fn read<'a>(self, name: &str, most: usize) -> Result<&'a str> {
        // SAFETY: the caller's guarantee is passed on.
        let bytes = unsafe { self.bytes(name, most)? };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        simdutf8::compat::from_utf8(bytes).map_err(|e| {
            if let [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] = bytes {
                return Error::new(
                    ErrorKind::Arg,
                    format!("{name} is a spreadsheet (Excel) or a ZIP, and JSON is wanted"),
                )
                .fix("give the file by its place, {\"path\"}, or in it, {\"base64\",\"name\"}");
            }
            Error::new(ErrorKind::Utf8, format!("{name} is not UTF-8 (byte {})", e.valid_up_to()))
                .fix("convert the text to UTF-8 before the call; a code page is not UTF-8")
        })
    }
}

/// The output buffer of the caller.
#[derive(Clone, Copy)]
pub struct Buffer {
    pub at: *mut c_char,
    pub cap: i32,
    pub len: *mut i32,
}

impl Buffer {
    fn check(self) -> Result<()> {
        let wrong = |message: &str| Err(Error::new(ErrorKind::Arg, message));
        match (self.len.is_null(), self.at.is_null(), self.cap) {
            (true, ..) => wrong("out_len is NULL"),
            (_, _, ..=-1) => wrong("out_cap is negative"),
            (_, true, 1..) => wrong("out is NULL but out_cap is not 0"),
            (_, true, 0) | (_, false, _) => Ok(()),
        }
    }

    /// Writes an answer, with a NUL where that fits, too. Returns `false` when the buffer is too small; then it is
    /// unchanged.
    ///
    /// # Safety
    /// `len` must point to a writable i32, and `at` to `cap` writable bytes, or be NULL with `cap` 0.
    unsafe fn write(self, text: &[u8]) -> bool {
        let room = usize::try_from(self.cap).unwrap_or(0);
        // SAFETY: `check` has found the pointer not NULL; the caller guarantees the rest.
        unsafe { self.len.write(i32::try_from(text.len()).unwrap_or(i32::MAX)) };
        if text.len() > room || self.at.is_null() {
            return text.is_empty();
        }
        // SAFETY: the caller owns `room` bytes, and `text` is ours, so they can't overlap.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), self.at.cast::<u8>(), text.len());
            if text.len() < room {
                self.at.add(text.len()).write(0);
            }
        }
        true
    }
}

/// The requirements of a verb.
#[derive(Clone, Copy)]
pub struct VerbTerms {
    /// The names of its own options.
    pub options: &'static [&'static str],
    /// Whether it changes something.
    pub effect: bool,
    pub input: Input,
}

/// Whether a verb has an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Needed,
    /// It may be NULL or empty.
    Optional,
    /// It must be NULL, empty or {}.
    None,
}

impl Input {
    /// Refuses an input for a verb without one, and a missing input for a verb with one.
    pub fn takes(self, text: &str) -> Result<()> {
        match self {
            Input::None if !says_nothing(text) => {
                Err(Error::new(ErrorKind::Json, "this verb accepts no input").fix("give NULL or {}"))
            }
            Input::Needed if text.trim().is_empty() => {
                let kind = if text.is_empty() { ErrorKind::Arg } else { ErrorKind::Json };
                Err(Error::new(kind, "there is no input").fix("give the document as JSON"))
            }
            Input::None | Input::Needed | Input::Optional => Ok(()),
        }
    }
}

/// Does the work of a call with enough stack: on the caller's own stack where that is known to be enough.
fn with_room<T>(work: impl FnOnce() -> T) -> T {
    if on_the_threads_stack() { roomy(stack::CALL, work) } else { fresh(stack::CALL, work) }
}

/// Runs a verb. The order of the checks is the contract's: pointers and lengths, handle, UTF-8, options, input.
///
/// # Safety
/// The pointers must be as [`CallerText`] and [`Buffer`] require; `in` and `out` must not overlap.
pub unsafe fn verb<T>(
    input: CallerText,
    opts: CallerText,
    out: Buffer,
    terms: VerbTerms,
    find: Find<'_, T>,
    work: Work<'_, T>,
) -> i32 {
    // SAFETY: the caller's guarantee is passed on.
    with_room(|| unsafe { whole_verb(input, opts, out, terms, find, work) })
}

/// Runs a verb, with enough stack.
///
/// # Safety
/// As for [`verb`].
unsafe fn whole_verb<T>(
    input: CallerText,
    opts: CallerText,
    out: Buffer,
    terms: VerbTerms,
    find: Find<'_, T>,
    work: Work<'_, T>,
) -> i32 {
    let mut options = CallOptions::default();
    let done = catch_unwind(AssertUnwindSafe(|| {
        input.check("in")?;
        opts.check("opts")?;
        out.check()?;
        if terms.effect && out.cap < EFFECT_ROOM {
            return Err(Error::new(ErrorKind::Buffer, "too little room"));
        }
        let found = find()?;
        // SAFETY: the caller's guarantee is passed on; pointers and lengths were checked.
        let (text, opts) = unsafe { (input.read("in", MOST_INPUT), opts.read("opts", MOST_OPTIONS)) };
        let (text, opts) = (text?, opts?);
        options = CallOptions::read(opts, terms.options)?;
        terms.input.takes(text)?;
        work(&found, text, &options)
    }));
    // SAFETY: `check` has passed `out`, or its failure is the answer, which is written without using a NULL.
    unsafe { finish(out, &options, done) }
}

/// Whether an input is empty, or an empty object.
fn says_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|rest| rest.trim().is_empty())
}

/// Runs a function that is not a verb (`einv_open`, `einv_version`) and whose answer may be left unread.
///
/// # Safety
/// As for [`verb`].
pub unsafe fn plain(out: Buffer, work: &dyn Fn() -> Result<WrittenAnswer>) -> i32 {
    with_room(|| {
        let done = catch_unwind(AssertUnwindSafe(|| {
            out.check()?;
            work()
        }));
        // SAFETY: as above.
        unsafe { finish(out, &CallOptions::default(), done) }
    })
}

/// Reads a configuration.
///
/// # Safety
/// `config` must be NULL, have as many readable bytes as its length says, or end in NUL where that is -1.
pub unsafe fn config<'a>(config: CallerText) -> Result<&'a str> {
    config.check("config")?;
    // SAFETY: the caller's guarantee is passed on.
    unsafe { config.read("config", MOST_OPTIONS) }
}

/// Runs a function without an answer.
pub fn bare(work: impl FnOnce() -> Result<()>) -> i32 {
    match with_room(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(Ok(())) => super::status::EINV_OK,
        Ok(Err(error)) => of_kind(error.kind),
        Err(payload) => {
            // A payload's own drop could panic again.
            std::mem::forget(payload);
            EINV_E_PANIC
        }
    }
}

/// The result of a call: its number, and its text or file.
enum CallOutput {
    Answer(Outcome, Vec<u8>),
    /// An error, returned whole whatever `pick` asks for.
    Failure(ErrorKind, String),
}

/// Makes the text of an answer or a failure.
fn output(done: Result<WrittenAnswer>, options: &CallOptions) -> CallOutput {
    let plain = |text: String| {
        if options.ascii == Some(false) || text.is_ascii() { text } else { ascii(&text) }
    };
    match done {
        Ok(WrittenAnswer { outcome, body: Body::Json(json) }) => {
            let text = if options.picks.is_empty() { json } else { picked(&json, &options.picks) };
            CallOutput::Answer(outcome, plain(text).into_bytes())
        }
        Ok(WrittenAnswer { outcome, body: Body::File(bytes) }) => CallOutput::Answer(outcome, bytes),
        Err(error) => CallOutput::Failure(error.kind, plain(serde_json::to_string(&error).unwrap_or_default())),
    }
}

/// Writes the result of a call, and returns its number.
///
/// # Safety
/// As for [`verb`].
unsafe fn finish(out: Buffer, options: &CallOptions, done: std::thread::Result<Result<WrittenAnswer>>) -> i32 {
    let panicked = |payload: Box<dyn std::any::Any + Send>| {
        // A payload's own drop could panic again.
        std::mem::forget(payload);
        Error::new(ErrorKind::Panic, "a fault inside einv was caught; nothing half-done was stored")
            .fix("call again; if it happens again, report it with the input that caused it")
    };
    let done = done.unwrap_or_else(|payload| Err(panicked(payload)));
    let output = catch_unwind(AssertUnwindSafe(|| output(done, options)))
        .unwrap_or_else(|payload| CallOutput::Failure(ErrorKind::Panic, panicked(payload).message));
    if out.check().is_err() {
        return match output {
            CallOutput::Answer(..) => EINV_E_BUFFER,
            CallOutput::Failure(kind, _) => of_kind(kind),
        };
    }
    match output {
        // SAFETY: `check` has passed, and the caller guarantees what it can't check.
        CallOutput::Answer(outcome, bytes) => match unsafe { out.write(&bytes) } {
            true => of_outcome(outcome),
            false => EINV_E_BUFFER,
        },
        CallOutput::Failure(ErrorKind::Buffer, _) => {
            // SAFETY: as above.
            unsafe { out.len.write(EFFECT_ROOM) };
            EINV_E_BUFFER
        }
        CallOutput::Failure(kind, text) => {
            // SAFETY: as above. A failure's number counts even if its text doesn't fit.
            unsafe { out.write(text.as_bytes()) };
            of_kind(kind)
        }
    }
}

/// Writes every character beyond ASCII as `\uXXXX`. In JSON such characters occur only inside texts.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    let mut rest = text;
    // What lies between two of them goes over in one piece.
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (plain, beyond) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = beyond.chars();
        if let Some(c) = characters.next() {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    let digit = u32::from(*unit >> shift & 0xf);
                    out.extend(char::from_digit(digit, 16));
                }
            }
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out
}

/// Returns the values at some JSON pointers as plain text, one a line; a missing value or null is an empty line.
fn picked(json: &str, pointers: &[String]) -> String {
    let answer: Value = serde_json::from_str(json).unwrap_or(Value::Null);
    let line = |pointer: &String| match answer.pointer(pointer) {
        None | Some(Value::Null) => String::new(),
        // C0, DEL and C1: a line end would begin another line, a NUL ends a C text, an escape would reach a terminal.
        Some(Value::String(text)) => text.replace(char::is_control, " "),
        Some(other) => other.to_string().replace(char::is_control, " "),
    };
    pointers.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_ascii_and_decode_to_the_same() {
        let text = "{\"a\":\"₹ अ 😀\"}";
        let plain = ascii(text);
        assert!(plain.is_ascii());
        let (a, b): (Value, Value) = (serde_json::from_str(text).unwrap(), serde_json::from_str(&plain).unwrap());
        assert_eq!(a, b);
    }

    #[test]
    fn picks_are_lines_of_plain_text() {
        let json = r#"{"irn":"x","n":12,"list":[{"m":"two\nlines"}],"none":null}"#;
        let pointers = ["/irn", "/none", "/missing", "/list/0/m", "/n", "/list"].map(String::from);
        assert_eq!(picked(json, &pointers), "x\n\n\ntwo lines\n12\n[{\"m\":\"two\\nlines\"}]");
        let every = serde_json::json!({"m": (0..0xa0u8).map(char::from).collect::<String>()}).to_string();
        let line = picked(&every, &["/m".to_owned()]);
        assert!(!line.contains(char::is_control) && line.contains("xyz{"), "{line:?}");
    }
}
