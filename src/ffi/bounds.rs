//! Where the thread's own stack is. A coroutine or a host's own stack lies elsewhere, and what is left of it is not known
//! from the thread's limit.

#[cfg(target_os = "linux")]
use std::ops::Range;

/// Whether the caller is on its thread's own stack. Where a system doesn't say, it is taken to be.
#[cfg(target_os = "linux")]
pub fn on_the_threads_stack() -> bool {
    thread_local! {
        static BOUNDS: Option<Range<usize>> = bounds();
    }
    let here = 0u8;
    let place = &raw const here as usize;
    // While a thread ends, its values are gone.
    BOUNDS.try_with(|bounds| bounds.as_ref().is_none_or(|bounds| bounds.contains(&place))).unwrap_or(true)
}

/// Windows switches the limits with a fiber; elsewhere nothing is known.
#[cfg(not(target_os = "linux"))]
pub fn on_the_threads_stack() -> bool {
    true
}

/// The lowest and the highest address of this thread's stack.
#[cfg(target_os = "linux")]
fn bounds() -> Option<Range<usize>> {
    let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut low, mut size) = (std::ptr::null_mut(), 0);
    // SAFETY: the attributes are set up by the first call, read by the second while they are, and destroyed once; the
    // pointers are to locals.
    let read = unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let read = libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut low, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        read
    };
    let low = low as usize;
    (read == 0).then(|| low..low.saturating_add(size))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_stack_of_its_own_is_distinguished_from_the_threads() {
        for size in [64 << 10, 1 << 20] {
            let look =
                || (on_the_threads_stack(), stacker::grow(128 << 10, on_the_threads_stack), on_the_threads_stack());
            let seen = thread::Builder::new().stack_size(size).spawn(look).unwrap().join().unwrap();
            assert_eq!(seen, (true, false, true));
        }
        assert!(on_the_threads_stack());
    }
}
