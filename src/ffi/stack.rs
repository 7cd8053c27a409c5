//! A stack of our own where the caller's is small.
//!
//! Hosts give threads as little as 64 KiB, of which a printed invoice takes four times as much. So the work of a call moves
//! to a stack that is mapped for it, unless what is left of the caller's is known to be enough. What stays on the caller's
//! stack is the call itself, and with Java everything that touches its objects.

/// With so much left a call stays where it is. The deepest work (a PDF read, drawn or stamped) takes half of it.
pub const ENOUGH: usize = if cfg!(debug_assertions) { 1 << 20 } else { 512 << 10 };
/// What a call gets otherwise. Only the pages it touches become memory.
const OWN: usize = 4 << 20;
/// More than any thread has. Who finds more left runs on a stack that is not the thread's own: a coroutine's.
const STRANGE: usize = 64 << 20;

/// Does the work on a stack that is large enough for it.
pub fn roomy<T>(work: impl FnOnce() -> T) -> T {
    match stacker::remaining_stack() {
        Some(left) if (ENOUGH..STRANGE).contains(&left) => work(),
        Some(_) | None => stacker::grow(OWN, work),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_on_a_small_stack_has_room_and_its_panic_comes_back() {
        let thread = std::thread::Builder::new().stack_size(64 << 10);
        let work = || {
            let left = roomy(|| stacker::remaining_stack().unwrap_or_default());
            let caught = std::panic::catch_unwind(|| roomy(|| std::panic::resume_unwind(Box::new("a fault"))));
            (left, caught.is_err())
        };
        let (left, caught) = thread.spawn(work).unwrap().join().unwrap();
        assert!(left > OWN / 2 && caught, "{left} left");
    }

    #[test]
    fn work_with_room_enough_stays_on_the_callers_stack() {
        let thread = std::thread::Builder::new().stack_size(4 * ENOUGH);
        let (here, there) = thread
            .spawn(|| {
                let here = 0u8;
                (&raw const here as usize, roomy(|| {
                    let there = 0u8;
                    &raw const there as usize
                }))
            })
            .unwrap()
            .join()
            .unwrap();
        assert!(here.abs_diff(there) < ENOUGH, "moved by {}", here.abs_diff(there));
    }
}
