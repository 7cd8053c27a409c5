//! How long a call goes on asking what became of a request whose answer was lost.

use std::time::{Duration, Instant};

/// Seconds before each look-up of a call: the first comes at once, the others ever later. Portals block who asks too often.
const PAUSES: [u64; 5] = [0, 1, 3, 9, 27];

/// Look-ups in a row that the portal did not answer: after these it counts as one that can't be asked.
const UNANSWERED: usize = 3;

/// How a call settles what is in doubt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Persistence {
    /// Somebody waits for the answer: it asks, pauses, and asks again.
    Waits,
    /// It asks once; a later call goes on.
    Once,
    /// The same, and not before a "not found" is certain where an earlier look-up found nothing.
    Sparing,
}

impl Persistence {
    /// Look-ups after which one that found nothing is repeated only when nothing can arrive any more.
    pub fn looks(self) -> usize {
        match self {
            Persistence::Waits | Persistence::Once => PAUSES.len(),
            Persistence::Sparing => 1,
        }
    }
}

/// The pause before the look-up that comes after `looks` others; none where there is no further one. A request that may
/// arrive for `arrives_for` milliseconds is looked for as soon as it can't any more: then "not found" is certain.
pub fn pause(looks: usize, arrives_for: i64) -> Option<Duration> {
    let pause = Duration::from_secs(*PAUSES.get(looks)?);
    Some(if arrives_for > 0 { pause.min(Duration::from_millis(arrives_for as u64)) } else { pause })
}

/// The look-ups of one call.
pub struct Patience {
    until: Instant,
    looks: usize,
    most: usize,
    unanswered: usize,
}

impl Patience {
    /// Begins when the doubt arises; `settle_ms` bounds it within the call's deadline; `ours` where the request was the call's
    /// own.
    pub fn begin(persistence: Persistence, settle_ms: Option<u64>, deadline: Instant, ours: bool) -> Patience {
        let settle = settle_ms.map(Duration::from_millis);
        let none = settle == Some(Duration::ZERO);
        let most = match persistence {
            _ if none && ours => 0,
            Persistence::Waits if !none => PAUSES.len(),
            // Without time to settle, what was in doubt before is still asked about once.
            Persistence::Waits | Persistence::Once | Persistence::Sparing => 1,
        };
        let until = settle.filter(|_| !none).and_then(|settle| Instant::now().checked_add(settle));
        let until = until.map_or(deadline, |until| until.min(deadline));
        Patience { until, looks: 0, most, unanswered: 0 }
    }

    /// Until when an answer is waited for.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// The pause before the next look-up; none where the time is up, or enough was asked.
    pub fn next(&mut self, arrives_for: i64) -> Option<Duration> {
        if self.looks >= self.most || self.unanswered >= UNANSWERED {
            return None;
        }
        let pause = pause(self.looks, arrives_for)?;
        if Instant::now() + pause >= self.until {
            return None;
        }
        self.looks += 1;
        Some(pause)
    }

    /// Notes whether the portal answered the last look-up.
    pub fn asked(&mut self, answered: bool) {
        self.unanswered = if answered { 0 } else { self.unanswered + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience(seconds: u64) -> Patience {
        Patience { until: Instant::now() + Duration::from_secs(seconds), looks: 0, most: PAUSES.len(), unanswered: 0 }
    }

    #[test]
    fn look_ups_come_at_once_then_ever_later_and_end_after_five() {
        let mut patience = patience(1000);
        let pauses: Vec<_> = std::iter::from_fn(|| patience.next(0)).map(|pause| pause.as_secs()).collect();
        assert_eq!(pauses, PAUSES);
    }

    #[test]
    fn the_last_look_up_comes_as_soon_as_nothing_can_arrive_any_more() {
        assert_eq!(pause(3, 7_000), Some(Duration::from_secs(7)));
        assert_eq!(pause(1, 7_000), Some(Duration::from_secs(1)));
        assert_eq!(pause(0, 7_000), Some(Duration::ZERO));
    }

    #[test]
    fn there_is_no_look_up_beyond_the_deadline_nor_of_a_portal_that_does_not_answer() {
        let mut short = patience(2);
        assert_eq!(std::iter::from_fn(|| short.next(0)).count(), 2);
        let mut deaf = patience(1000);
        for _ in 0..UNANSWERED {
            assert!(deaf.next(0).is_some());
            deaf.asked(false);
        }
        assert_eq!(deaf.next(0), None);
    }
}
