//! Whether a request has left. Only what certainly has not is "not sent"; what may have, is unknown.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const WAITS: u8 = 0;
const LEFT: u8 = 1;
const CALLED_BACK: u8 = 2;

/// Whether the body of a request was handed to a connection. A request that is called back before that never leaves,
/// whatever becomes of the connection that was being made for it.
///
/// It travels in the request's extensions. A wire that sends a body asks [`leave`](Departure::leave) first.
#[derive(Clone, Debug, Default)]
pub struct Departure(Arc<AtomicU8>);

impl Departure {
    /// The body's first byte is about to leave: `false` where it must not any more.
    pub fn leave(&self) -> bool {
        self.turn(LEFT)
    }

    /// Keeps the request here: `true` when it certainly has not left, and now never does.
    pub fn call_back(&self) -> bool {
        self.turn(CALLED_BACK)
    }

    /// Whoever comes first decides.
    fn turn(&self, to: u8) -> bool {
        match self.0.compare_exchange(WAITS, to, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(now) => now == to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_left_is_not_called_back_and_what_is_called_back_does_not_leave() {
        let (first, second) = (Departure::default(), Departure::default());
        assert!(first.leave() && first.leave() && !first.call_back());
        assert!(second.call_back() && second.call_back() && !second.clone().leave());
    }
}
