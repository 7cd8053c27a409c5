//! Delays a fork until no thread is inside a database.
//!
//! SQLite remembers in memory which locks this process holds on a file. A child that is copied in the middle of a
//! transaction believes forever that its own process holds them, because no thread is left to release them. So every
//! thread that works on a database registers here, and `pthread_atfork` delays a fork for that moment. Only atomics are
//! used: nothing else is sure to be intact in a child.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A fork is about to happen: no other thread may enter.
const HELD: usize = 1 << (usize::BITS - 1);
/// The longest delay of a fork. Only a copy of a whole ledger takes longer.
const PATIENCE: Duration = Duration::from_secs(5);
const MOMENT: Duration = Duration::from_micros(100);

/// How many threads are inside, and [`HELD`].
static INSIDE: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// How often this thread is inside. A thread inside may enter again, even while a fork waits.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Proof of being inside, for as long as the value lives.
pub struct Inside(());

/// Enters; waits while a fork is about to happen.
pub fn inside() -> Inside {
    if DEPTH.get() == 0 {
        while INSIDE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| (n & HELD == 0).then_some(n + 1)).is_err() {
            std::thread::sleep(MOMENT);
        }
    }
    DEPTH.set(DEPTH.get() + 1);
    Inside(())
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
        if DEPTH.get() == 0 {
            // In a child of this thread the count has restarted.
            let _ = INSIDE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| (n & !HELD > 0).then(|| n - 1));
        }
    }
}

/// A value that is opened, used and closed only inside, such as a database connection.
pub struct Gated<T> {
    value: T,
    /// Declared after the value, so that it is dropped last.
    closing: Option<Inside>,
}

impl<T> Gated<T> {
    /// Opens it.
    pub fn open<E>(open: impl FnOnce() -> Result<T, E>) -> Result<Gated<T>, E> {
        let _inside = inside();
        Ok(Gated { value: open()?, closing: None })
    }
}

impl<T> Drop for Gated<T> {
    fn drop(&mut self) {
        self.closing = Some(inside());
    }
}

impl<T> std::ops::Deref for Gated<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> std::ops::DerefMut for Gated<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Before a fork: stops new entries and waits for the threads inside, but not forever.
pub fn hold() {
    let until = Instant::now() + PATIENCE;
    INSIDE.fetch_or(HELD, Ordering::SeqCst);
    // A thread that forks from inside would wait for itself.
    let own = usize::from(DEPTH.get() > 0);
    while INSIDE.load(Ordering::SeqCst) & !HELD > own && Instant::now() < until {
        std::thread::sleep(MOMENT);
    }
}

/// After a fork, in the parent.
pub fn go_on() {
    INSIDE.fetch_and(!HELD, Ordering::SeqCst);
}

/// After a fork, in the child: it has one thread, which is outside.
pub fn begin_again() {
    DEPTH.set(0);
    INSIDE.store(0, Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_gated_value_is_opened_and_closed_inside() {
        struct Closing;
        impl Drop for Closing {
            fn drop(&mut self) {
                assert!(DEPTH.get() > 0, "closed outside");
            }
        }
        let opened = Gated::open(|| {
            assert!(DEPTH.get() > 0, "opened outside");
            Ok::<_, ()>(Closing)
        });
        assert_eq!(DEPTH.get(), 0);
        drop(opened);
        assert_eq!(DEPTH.get(), 0);
    }

    #[test]
    fn a_fork_waits_for_those_inside_and_they_for_the_fork() {
        let left = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let first = inside();
            let deeper = inside();
            let fork = scope.spawn(|| {
                hold();
                assert!(left.load(Ordering::SeqCst), "the fork waited");
                std::thread::sleep(Duration::from_millis(30));
                go_on();
            });
            while INSIDE.load(Ordering::SeqCst) & HELD == 0 {
                std::thread::sleep(MOMENT);
            }
            drop(inside());
            drop(deeper);
            left.store(true, Ordering::SeqCst);
            drop(first);
            let begun = Instant::now();
            drop(inside());
            assert!(fork.is_finished() || begun.elapsed() < PATIENCE);
            fork.join().unwrap();
        });
        assert_eq!(INSIDE.load(Ordering::SeqCst) & HELD, 0);
    }
}
