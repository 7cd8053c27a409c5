//! The edge to C: exports, one guard, handles, the status table, and Java.
//!
//! * `verbs`: the list of verbs, one line each;
//! * `guard`: the only place that touches the caller's memory;
//! * `handles`, `status`: what the numbers mean;
//! * `fork`: learning of forks before they happen;
//! * `java`: the same verbs through JNI;
//! * `twins`: on Windows, the same functions as stdcall under names of their own.
//!
//! No rule of the law lives here, and nothing below knows of it.

#![allow(unsafe_code)] // The edge is where it is needed; each use says why it is sound.

#[cfg(panic = "abort")]
compile_error!("einv must be built with panic = \"unwind\": a fault inside it may not end the billing program");

mod fork;
mod guard;
mod handles;
mod java;
#[cfg(test)]
mod page;
mod status;
#[cfg(windows)]
mod twins;
mod verbs;

pub use verbs::{ask, verb_by_name};

use crate::answer::batch::Begun;
use crate::engine::{BatchOptions, Engine, Job};
use crate::error::{Error, Kind, Result};
use guard::{Buffer, Text, bare, config, plain, said};
use serde_json::json;
use status::{EINV_E_BUFFER, EINV_OK};
use std::os::raw::c_char;
use std::sync::Arc;

/// The version of this interface. A binding compares it with `einv_abi()` and refuses a mismatch.
pub const EINV_ABI: i32 = 1;

/// The shape every verb has. The header takes it, with these names, from here.
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

/// Tells the version of this interface: EINV_ABI of the header the library was built with.
///
/// Bindings refuse a library whose number is not theirs. Never fails. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_abi() -> i32 {
    EINV_ABI
}

/// Tells version, interface, rule pack, day of the built-in lists and build, as JSON.
///
/// `out` may be NULL with `out_cap` 0: `*out_len` then holds the size needed and the answer is EINV_E_BUFFER. Since 0.1.
///
/// # Safety
/// `out` has `out_cap` writable bytes, `out_len` points to a writable int32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn einv_version(out: *mut c_char, out_cap: i32, out_len: *mut i32) -> i32 {
    let answer = || {
        Ok(said(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "abi": EINV_ABI,
            "rules": crate::finding::RULE_PACK,
            "lists": crate::codes::Lists::default().day(),
            "build": env!("EINV_BUILD"),
        })))
    };
    // SAFETY: passed on from the caller.
    unsafe { plain(Buffer { at: out, cap: out_cap, len: out_len }, &answer) }
}

/// Opens an engine by its configuration (JSON; NULL, empty or {} is the built-in sandbox with a ledger in memory).
///
/// `*engine` receives the handle, 0 when it fails; `out` tells what was opened, or the error. `out` may be NULL with
/// `out_cap` 0: the handle is given all the same. With a buffer that is too small nothing is opened and the answer is
/// EINV_E_BUFFER. An unknown key is refused (EINV_E_CONFIG). Never calls the portal. Since 0.1.
///
/// # Safety
/// `config` has `config_len` readable bytes or ends in NUL (-1); `engine` and `out_len` point to writable int32s
/// (`out_len` may be NULL where `out` is); `out` has `out_cap` writable bytes.
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
            return Err(Error::new(Kind::Arg, "engine is NULL").fix("give the address of an int32"));
        }
        // SAFETY: passed on from the caller.
        let text = unsafe { self::config(Text { at: config, len: config_len })? };
        let made = Engine::open(text)?;
        let about = made.about();
        opened.set(handles::insert(made)?);
        let mut answer = json!({"engine": opened.get()});
        if let (Some(into), Some(from)) = (answer.as_object_mut(), about.as_object()) {
            into.extend(from.clone());
        }
        Ok(said(&answer))
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
        // SAFETY: not NULL, and the caller vouches that it can be written.
        unsafe { engine.write(opened.get()) };
    }
    status
}

/// Closes an engine, with its batches, or a batch. Calls in flight and documents on their way end first, in their own time;
/// documents in the ledger stay.
///
/// Returns EINV_E_HANDLE for what is not open, closed already, or no handle at all: harmless. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_close(handle: i32) -> i32 {
    bare(|| handles::close(handle))
}

/// Makes the calls in flight on an engine return EINV_E_STOPPED, and stops its batches; it stays usable. Of a batch: no
/// further document is begun, and those on their way end in their own time.
///
/// A document on its way stays in the ledger, to be settled later. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn einv_stop(handle: i32) -> i32 {
    bare(|| handles::stop(handle))
}

/// Begins a batch and gives it a handle.
pub(crate) fn begin_batch(engine: &Arc<Engine>, input: &str, options: &BatchOptions) -> Result<Begun> {
    handles::insert_job(Job::begin(engine, input, options)?).map(Begun::of)
}
