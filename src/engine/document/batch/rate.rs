//! How fast a batch sends.

use crate::engine::document::batch::lock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// So many documents a second, and no more.
pub struct RateLimit {
    interval: Duration,
    next: Mutex<Instant>,
}

impl RateLimit {
    pub fn new(per_second: f64) -> RateLimit {
        RateLimit { interval: Duration::from_secs_f64(1.0 / per_second), next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next turn; `false` when the job is stopped meanwhile.
    pub fn wait(&self, stopping: &AtomicBool) -> bool {
        let turn = {
            let mut next = lock(&self.next);
            let turn = (*next).max(Instant::now());
            *next = turn + self.interval;
            turn
        };
        loop {
            let left = turn.saturating_duration_since(Instant::now());
            if stopping.load(Ordering::Relaxed) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
    }

    /// A turn in which nothing was sent: the ledger had the answer, or the rules.
    pub fn give_back(&self) {
        let mut next = lock(&self.next);
        *next = next.checked_sub(self.interval).unwrap_or(*next);
    }
}
