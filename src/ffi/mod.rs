//! The edge to C: exports, one guard, handles, the status table, and Java.
//!
//! * `verbs`: the list of verbs, one line each;
//! * `guard`: the only place that touches the caller's memory;
//! * `handles`, `status`: the meaning of the numbers;
//! * `bounds`: whether a call runs on its thread's own stack;
//! * `fork`: hears of forks before they happen;
//! * `java`: the same verbs through JNI;
//! * `twins`: on Windows, the same functions as stdcall under their own names.
//!
//! No rule of the law is here, and no lower room knows this one.

#![allow(unsafe_code)] // Needed only here; each use explains why it is sound.

#[cfg(panic = "abort")]
compile_error!("einv must be built with panic = \"unwind\": a fault inside it must not end the billing program");

mod bounds;
mod fork;
mod guard;
mod handles;
mod java;
#[cfg(test)]
#[path = "../../tests/pages/errors.rs"]
mod page;
mod status;
#[cfg(windows)]
mod twins;
mod verbs;

use crate::answer::WrittenAnswer;
use crate::answer::about::{OpenedEngine, Version};
use crate::answer::batch::{BatchRequest, Begun};
use crate::engine::{BatchOptions, Engine, Job};
use crate::error::{Error, ErrorKind, Result};
use guard::{Buffer, CallerText, bare, config, plain};
use status::{EINV_E_BUFFER, EINV_OK};
use std::os::raw::c_char;
use std::sync::Arc;
pub use verbs::{ask, verb_by_name};

/// The version of this interface. A binding compares it with `einv_abi()` and refuses a mismatch.
pub const EINV_ABI: i32 = 1;

/// The signature of every verb. The header takes it from here, with these names.
pub type Verb = unsafe extern "C" fn(
    engine: i32,
    r#in: *const c_char,
    in_len: i32,
    opts: *const c_char,
    opts_len: i32,
    out: *mut c_char,
    out_cap: i32,
    out_len: *mut i32,
) -> i32;

/// Returns the version of this interface: EINV_ABI of the header the library was built with.
///
/// A binding compares it with its own number and refuses another. Never fails. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_abi() -> i32 {
    EINV_ABI
}

/// Reports version, interface, rule pack, day of the built-in lists and build, as JSON.
///
/// `out` may be NULL with `out_cap` 0: `*out_len` is then the size needed, and the call returns EINV_E_BUFFER.
/// Since 0.1.
///
/// # Safety
/// `out` must have `out_cap` writable bytes, `out_len` must point to a writable int32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn einv_version(out: *mut c_char, out_cap: i32, out_len: *mut i32) -> i32 {
    let answer = || Ok(WrittenAnswer::of(Version::of(EINV_ABI)));
    // SAFETY: passed on from the caller.
    unsafe { plain(Buffer { at: out, cap: out_cap, len: out_len }, &answer) }
}

/// Opens an engine from its configuration (JSON). NULL, empty or {} opens the built-in sandbox with a ledger in memory.
///
/// `*engine` receives the handle, 0 on failure. `out` receives a description of the engine, or the error. `out` may be
/// NULL with `out_cap` 0; the handle is returned all the same. With a buffer that is too small nothing is opened, and
/// the call returns EINV_E_BUFFER. An unknown key is refused (EINV_E_CONFIG). Never calls the portal. Since 0.1.
///
/// # Safety
/// `config` must have `config_len` readable bytes or end in NUL (-1); `engine` and `out_len` must point to writable
/// int32s (`out_len` may be NULL where `out` is); `out` must have `out_cap` writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn einv_open(
    config: *const c_char,
    config_len: i32,
    engine: *mut i32,
    out: *mut c_char,
    out_cap: i32,
    out_len: *mut i32,
) -> i32 {
    let mut unread = 0;
    let out_len = if out.is_null() && out_len.is_null() { &raw mut unread } else { out_len };
    let opened = std::cell::Cell::new(0);
    let buffer = Buffer { at: out, cap: out_cap, len: out_len };
    let open = || {
        fork::watch();
        if engine.is_null() {
            return Err(Error::new(ErrorKind::Arg, "engine is NULL").fix("give the address of an int32"));
        }
        // SAFETY: passed on from the caller.
        let text = unsafe { self::config(CallerText { at: config, len: config_len })? };
        let made = Engine::open(text)?;
        let about = made.about();
        opened.set(handles::insert(made)?);
        Ok(WrittenAnswer::of(OpenedEngine { engine: opened.get(), about }))
    };
    // SAFETY: passed on from the caller.
    let mut status = unsafe { plain(buffer, &open) };
    if status == EINV_E_BUFFER && opened.get() != 0 {
        if out.is_null() {
            status = EINV_OK;
        } else {
            einv_close(opened.take());
        }
    }
    if !engine.is_null() {
        // SAFETY: not NULL, and the caller guarantees that it can be written.
        unsafe { engine.write(opened.get()) };
    }
    status
}

/// Closes an engine with its batches, or a single batch. Calls in flight and documents being sent finish first;
/// documents in the ledger stay.
///
/// Returns EINV_E_HANDLE, without harm, for a number that is closed or was never a handle. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_close(handle: i32) -> i32 {
    bare(|| handles::close(handle))
}

/// Makes the calls in flight on an engine return EINV_E_STOPPED, and stops its batches; the engine stays usable. With a
/// batch's handle: no further document is begun, and those being sent finish.
///
/// A document being sent stays in the ledger, to be checked with the portal later. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_stop(handle: i32) -> i32 {
    bare(|| handles::stop(handle))
}

/// Begins a batch and gives it a handle.
pub(crate) fn begin_batch(engine: &Arc<Engine>, request: BatchRequest<'_>, options: &BatchOptions) -> Result<Begun> {
    handles::insert_job(Job::begin(engine, request, options)?).map(Begun::of)
}
