//! Until when a read may wait for a database that is away: as long as the call that it belongs to.
//!
//! A change is given its time by who makes it, as a transaction may be worth waiting for. Reads are many, and each of them
//! would have to pass on the same moment; so a call says it once for its thread, which makes all of them.

use std::cell::Cell;
use std::marker::PhantomData;
#[cfg(feature = "postgres")]
use std::time::Duration;
use std::time::Instant;

/// A read outside of any call, such as a health check's.
#[cfg(feature = "postgres")]
const ALONE: Duration = Duration::from_secs(10);
/// A read after the deadline: the answer is being made of what is known.
#[cfg(feature = "postgres")]
const AFTERWARDS: Duration = Duration::from_secs(2);

thread_local! {
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// While it lives, reads of this thread wait until its deadline. It stays on its thread.
pub(crate) struct Within(Option<Instant>, PhantomData<*const ()>);

impl Within {
    pub fn new(deadline: Instant) -> Within {
        Within(UNTIL.replace(Some(deadline)), PhantomData)
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        UNTIL.set(self.0);
    }
}

/// Until when a read that begins now may wait.
#[cfg(feature = "postgres")]
pub(super) fn of_a_read() -> Instant {
    let now = Instant::now();
    match UNTIL.get() {
        Some(deadline) if now < deadline => deadline,
        Some(_) => now + AFTERWARDS,
        None => now + ALONE,
    }
}
