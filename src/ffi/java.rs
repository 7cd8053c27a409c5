//! The native methods of `in.einv.Native`: the same calls, with Java's byte arrays in place of pointers and lengths.
//!
//! Arrays are copied in before the call and out after it, so the garbage collector never waits for the portal. A null
//! array is a null pointer, and gets the same error as for C callers. Only a failure of Java itself (an array that it
//! can't allocate) becomes an exception.

use super::{einv_abi, einv_close, einv_open, einv_stop, einv_version, status, verb_by_name};
use jni::errors::{Result, ThrowRuntimeExAndDefault};
use jni::objects::{JByteArray, JClass, JIntArray};
use jni::{Env, EnvUnowned};
use std::ffi::c_char;
use std::ptr;

#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_abi<'l>(_: EnvUnowned<'l>, _: JClass<'l>) -> i32 {
    einv_abi()
}

#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_version<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    out: JByteArray<'l>,
    out_len: JIntArray<'l>,
) -> i32 {
    env.with_env(|env| -> Result<i32> {
        answer(env, &out, &out_len, |out, cap, len| {
            // SAFETY: `out` is writable for `cap` bytes and `len` for one number, or null, until the call returns.
            unsafe { einv_version(out, cap, len) }
        })
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_open<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    config: JByteArray<'l>,
    engine: JIntArray<'l>,
    out: JByteArray<'l>,
    out_len: JIntArray<'l>,
) -> i32 {
    env.with_env(|env| -> Result<i32> {
        let config = JavaBytes::read(env, &config)?;
        let mut handle = 0;
        // A handle that can't be returned would stay open forever. So without a place for it, the library gets a null
        // pointer.
        let place: *mut i32 = if holds_one(env, &engine)? { &mut handle } else { ptr::null_mut() };
        let number = answer(env, &out, &out_len, |out, cap, len| {
            // SAFETY: `config` is readable for its length, `place` is ours or null, `out` and `len` as in `version`.
            unsafe { einv_open(config.pointer(), config.len(), place, out, cap, len) }
        })?;
        if handle != 0 {
            engine.set_region(env, 0, &[handle])?;
        }
        Ok(number)
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_close<'l>(_: EnvUnowned<'l>, _: JClass<'l>, handle: i32) -> i32 {
    einv_close(handle)
}

#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_stop<'l>(_: EnvUnowned<'l>, _: JClass<'l>, handle: i32) -> i32 {
    einv_stop(handle)
}

/// Runs any verb by its name without `einv_`. An unknown name, as a newer jar may send, is `EINV_E_UNSUPPORTED` without
/// a text.
#[unsafe(no_mangle)]
pub extern "system" fn Java_in_einv_Native_call<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    verb: JByteArray<'l>,
    engine: i32,
    input: JByteArray<'l>,
    opts: JByteArray<'l>,
    out: JByteArray<'l>,
    out_len: JIntArray<'l>,
) -> i32 {
    env.with_env(|env| -> Result<i32> {
        let name = JavaBytes::read(env, &verb)?;
        let Some(call) = verb_by_name(name.as_slice()) else { return Ok(status::EINV_E_UNSUPPORTED) };
        let input = JavaBytes::read(env, &input)?;
        let opts = JavaBytes::read(env, &opts)?;
        answer(env, &out, &out_len, |out, cap, len| {
            // SAFETY: `input` and `opts` are readable for their lengths, `out` and `len` as in `version`; none overlap.
            unsafe { call(engine, input.pointer(), input.len(), opts.pointer(), opts.len(), out, cap, len) }
        })
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

/// A copy of a Java array; a null one stays null.
struct JavaBytes(Option<Vec<u8>>);

impl JavaBytes {
    fn read(env: &Env<'_>, array: &JByteArray<'_>) -> Result<JavaBytes> {
        if array.is_null() {
            return Ok(JavaBytes(None));
        }
        Ok(JavaBytes(Some(env.convert_byte_array(array)?)))
    }

    fn as_slice(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }

    fn pointer(&self) -> *const c_char {
        self.0.as_ref().map_or(ptr::null(), |bytes| bytes.as_ptr().cast())
    }

    fn len(&self) -> i32 {
        length(self.as_slice().len())
    }
}

/// A Java array's length always fits: it is an `int` there.
fn length(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

fn holds_one(env: &Env<'_>, array: &JIntArray<'_>) -> Result<bool> {
    Ok(!array.is_null() && array.len(env)? > 0)
}

/// Calls with a buffer as long as `out`, then copies the written bytes to `out`, and their length to `out_len`.
fn answer(
    env: &Env<'_>,
    out: &JByteArray<'_>,
    out_len: &JIntArray<'_>,
    call: impl FnOnce(*mut c_char, i32, *mut i32) -> i32,
) -> Result<i32> {
    // It isn't cleared: of 64 KiB, a short answer fills a hundredth.
    let room = if out.is_null() { 0 } else { out.len(env)? };
    let mut buffer: Vec<i8> = Vec::with_capacity(room);
    let mut len = 0;
    let has_len = holds_one(env, out_len)?;
    let number = call(
        if out.is_null() { ptr::null_mut() } else { buffer.as_mut_ptr().cast() },
        length(room),
        if has_len { &mut len } else { ptr::null_mut() },
    );
    // A length beyond the buffer is the size needed; the buffer then holds nothing.
    let written = usize::try_from(len).unwrap_or(0);
    if (1..=room).contains(&written) {
        // SAFETY: a call that returns a length within the buffer has written so many bytes.
        unsafe { buffer.set_len(written) };
        out.set_region(env, 0, &buffer)?;
    }
    if has_len {
        out_len.set_region(env, 0, &[len])?;
    }
    Ok(number)
}
