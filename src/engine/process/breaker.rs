//! What an engine learns of a portal from how its calls end, shared by processes through the ledger: whether it is out, and
//! whether we are the client it is about to block.

use crate::answer::status::{PortalState, SendingPace};
use crate::calendar::{IstTime, Uptime};
use crate::error::{ErrorKind, Result};
use crate::ledger::Ledger;
use crate::portal::PortalAnswer;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{RefusalAction, action_of};
use crate::story::Until;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Calls in a row without an answer after which the portal is left alone for a while.
const FAILURES: u32 = 5;

/// For how long, at first; it doubles with each further failure.
const FIRST_REST: i64 = 5_000;

const LONGEST_REST: i64 = 300_000;

/// The time over which refused documents are counted.
const WINDOW: i64 = 600_000;

/// Refusals in that time after which each call is slowed, and after which none is sent for the rest of it. The portal
/// publishes no number; it blocks for about an hour whoever sends many wrong calls.
const SLOW_FROM: u32 = 20;

const STOP_FROM: u32 = 50;

const SLOWED: Duration = Duration::from_millis(500);

/// Documents in a row that the portal held already: a ledger that has forgotten them. From then on it is asked first.
const HELD_ALREADY: u32 = 3;

/// The breaker and the wrong-call guard of one portal.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct CircuitBreaker {
    failures: u32,
    resting: Until,
    refused: u32,
    counting: Until,
    /// Look-ups that found nothing, less the documents registered since: who mostly sends what is right is no offender.
    missed: u32,
    /// Documents in a row that the portal held already; no more than [`HELD_ALREADY`].
    duplicates: u32,
}

/// What a call is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errand {
    /// To register a document.
    Sends,
    /// To make an e-way bill.
    MakesEwb,
    /// To change what is registered.
    Changes,
    /// To look for a document that may not be there: one that isn't is a wrong call.
    LooksUp,
    /// To read what should be there.
    Reads,
}

/// Why a portal is left alone, and for how many milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rest {
    pub why: String,
    pub left: i64,
}

/// Whether a call may be made now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Permit {
    Go,
    /// After a pause: many documents were refused.
    Slowly(Duration),
    /// Not now.
    No(Rest),
}

impl CircuitBreaker {
    pub fn recall(ledger: &dyn Ledger, portal: &str) -> Result<CircuitBreaker> {
        let bytes = ledger.recall(&format!("watch/{portal}"))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Whether a call may be made.
    pub fn permit(&self, now: &Uptime, errand: Errand) -> Permit {
        if self.failures >= FAILURES && !self.resting.has_passed(now) {
            let why =
                format!("the portal gave no answer {} times in a row and is left alone for a while", self.failures);
            return Permit::No(Rest { why, left: self.resting.left(now) });
        }
        let wrong = self.wrong(now);
        let (slows, stops) = match errand {
            Errand::Sends | Errand::MakesEwb => (true, true),
            Errand::LooksUp => (false, true),
            Errand::Changes | Errand::Reads => (false, false),
        };
        match wrong {
            SLOW_FROM..STOP_FROM if slows => Permit::Slowly(SLOWED),
            STOP_FROM.. if stops => {
                let why = format!(
                    "the portal refused {wrong} calls within ten minutes; sending stops before it blocks this client"
                );
                Permit::No(Rest { why, left: self.counting.left(now) })
            }
            _ => Permit::Go,
        }
    }

    /// The wrong calls of the time that is counted.
    fn wrong(&self, now: &Uptime) -> u32 {
        if self.counting.has_passed(now) { 0 } else { self.refused + self.missed }
    }

    /// How many calls may be under way at a time, so that even if all of them turn out wrong, they are no more than the guard
    /// allows. A portal that gave no answer, or slows us, gets one after another.
    pub fn abreast(&self, now: &Uptime) -> usize {
        match self.wrong(now) {
            wrong @ 0..SLOW_FROM if self.failures == 0 => (STOP_FROM - wrong) as usize,
            _ => 1,
        }
    }

    /// Whether a document is looked for before it is sent: the portal held the last ones already, and there is room for
    /// look-ups that find nothing.
    pub fn asks_first(&self, now: &Uptime) -> bool {
        self.duplicates >= HELD_ALREADY && self.wrong(now) < SLOW_FROM
    }

    /// Learns from an answer; `true` when there is something new to keep.
    fn learn<T>(&mut self, errand: Errand, answer: &PortalAnswer<T>, now: &Uptime) -> bool {
        let before = self.clone();
        match answer {
            // Ours, not the portal's: a setting, or a ledger that kept this process waiting until its claim was over.
            PortalAnswer::NotSent { kind: ErrorKind::Config | ErrorKind::Ledger, .. } => {}
            PortalAnswer::NotSent { .. } | PortalAnswer::Unknown { .. } => self.failed(now),
            PortalAnswer::TokenFault { .. } => self.failures = 0,
            PortalAnswer::Done(_) => {
                self.failures = 0;
                if matches!(errand, Errand::Sends | Errand::MakesEwb) {
                    self.missed = self.missed.saturating_sub(1);
                }
                if errand == Errand::Sends {
                    self.duplicates = 0;
                }
            }
            // Its own trouble, in its own words: as good as no answer.
            PortalAnswer::Refused { refusals, .. } if action_of(refusals) == Some(RefusalAction::Transient) => {
                self.failed(now);
            }
            PortalAnswer::Refused { refusals, .. } => {
                self.failures = 0;
                let spent = refusals.iter().any(|r| r.code == code::NUMBER_SPENT);
                match (action_of(refusals), errand) {
                    // Most likely a document that was registered before; if it turns out another, it is counted then.
                    (Some(RefusalAction::Duplicate), Errand::Sends) if !spent => {
                        self.duplicates = HELD_ALREADY.min(self.duplicates + 1);
                    }
                    (Some(RefusalAction::NotFound), Errand::LooksUp) => {
                        self.count(now).missed += 1;
                        self.duplicates = 0;
                    }
                    // That an IRN has no e-way bill comes as a refusal.
                    (Some(RefusalAction::NotFound), _) | (Some(RefusalAction::Business), Errand::LooksUp) => {
                        self.count(now).missed += 1;
                    }
                    (Some(RefusalAction::Business | RefusalAction::Duplicate), _) => self.count(now).refused += 1,
                    (
                        Some(
                            RefusalAction::Token | RefusalAction::Auth | RefusalAction::Transient | RefusalAction::Gone,
                        )
                        | None,
                        _,
                    ) => {}
                }
            }
        }
        *self != before
    }

    /// Starts a new count where the last period is over.
    fn count(&mut self, now: &Uptime) -> &mut CircuitBreaker {
        if self.counting.has_passed(now) {
            (self.refused, self.missed) = (0, 0);
            self.counting = Until::after(now, WINDOW);
        }
        self
    }

    fn failed(&mut self, now: &Uptime) {
        self.failures += 1;
        let doublings = self.failures.saturating_sub(FAILURES).min(10);
        self.resting = Until::after(now, (FIRST_REST << doublings).min(LONGEST_REST));
    }

    /// Writes down what an answer teaches, where it teaches something; and when the portal was out, as evidence.
    pub fn note<T>(
        ledger: &dyn Ledger,
        portal: &str,
        until: Instant,
        at: IstTime,
        errand: Errand,
        answer: &PortalAnswer<T>,
    ) -> Result<()> {
        let known = CircuitBreaker::recall(ledger, portal)?;
        let mut learnt = known.clone();
        if !learnt.learn(errand, answer, &ledger.now()) {
            return Ok(());
        }
        if learnt.failures > 0 {
            ledger.outage(portal, at, Some(&said(answer)))?;
        } else if known.failures > 0 {
            ledger.outage(portal, at, None)?;
        }
        CircuitBreaker::change(ledger, portal, until, |watch, now| {
            watch.learn(errand, answer, now);
        })
    }

    /// Counts a wrong call that its answer alone did not show to be one.
    pub fn was_wrong(ledger: &dyn Ledger, portal: &str, until: Instant) -> Result<()> {
        CircuitBreaker::change(ledger, portal, until, |watch, now| watch.count(now).refused += 1)
    }

    fn change(
        ledger: &dyn Ledger,
        portal: &str,
        until: Instant,
        change: impl Fn(&mut CircuitBreaker, &Uptime),
    ) -> Result<()> {
        ledger.share(&format!("watch/{portal}"), until, &mut |value, now| {
            let mut watch: CircuitBreaker =
                value.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
            change(&mut watch, now);
            serde_json::to_vec(&watch).ok()
        })
    }

    /// For `einv_status`; nothing when all is well.
    pub fn state(&self, portal: &str, now: &Uptime) -> Option<PortalState> {
        let refused = self.wrong(now);
        let state = match self.permit(now, Errand::Sends) {
            Permit::Go if refused == 0 => return None,
            Permit::Go => SendingPace::Watching,
            Permit::Slowly(_) => SendingPace::Slowed,
            Permit::No(_) => SendingPace::Stopped,
        };
        Some(PortalState { state, unanswered: self.failures, refused, portal: portal.to_owned() })
    }
}

/// What came instead of an answer.
fn said<T>(answer: &PortalAnswer<T>) -> String {
    match answer {
        PortalAnswer::NotSent { message, .. }
        | PortalAnswer::Unknown { message, .. }
        | PortalAnswer::TokenFault { message, .. } => message.clone(),
        PortalAnswer::Refused { refusals, .. } => in_words(refusals),
        PortalAnswer::Done(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::reply::PortalRefusal;

    fn at(millis: i64) -> Uptime {
        Uptime { boot: "b".to_owned(), millis }
    }

    #[test]
    fn a_portal_that_is_out_is_left_alone_and_tried_again() {
        let mut watch = CircuitBreaker::default();
        let out = PortalAnswer::<()>::NotSent { kind: ErrorKind::Network, message: String::new() };
        for _ in 0..FAILURES {
            assert_eq!(watch.permit(&at(1000), Errand::Reads), Permit::Go);
            assert!(watch.learn(Errand::Sends, &out, &at(1000)));
        }
        assert!(matches!(watch.permit(&at(1001), Errand::Reads), Permit::No(_)));
        assert_eq!(watch.permit(&at(1000 + FIRST_REST), Errand::Reads), Permit::Go);
        watch.learn(Errand::Sends, &out, &at(1000 + FIRST_REST));
        assert!(matches!(watch.permit(&at(1000 + 2 * FIRST_REST), Errand::Reads), Permit::No(_)));
        watch.learn(Errand::Sends, &PortalAnswer::Done(()), &at(1000 + 3 * FIRST_REST));
        assert_eq!(watch.permit(&at(1000 + 3 * FIRST_REST), Errand::Reads), Permit::Go);
        assert!(!watch.learn(Errand::Sends, &PortalAnswer::Done(()), &at(99_000)), "nothing new to write down");
        for kind in [ErrorKind::Config, ErrorKind::Ledger] {
            let ours = PortalAnswer::<()>::NotSent { kind, message: String::new() };
            assert!(!watch.learn(Errand::Sends, &ours, &at(99_000)), "the portal is not to blame");
        }
    }

    #[test]
    fn a_client_that_sends_what_is_refused_is_slowed_and_then_stopped() {
        let mut watch = CircuitBreaker::default();
        let no = PortalAnswer::<()>::Refused {
            refusals: vec![PortalRefusal { code: "2182".into(), message: String::new() }],
            infos: Vec::new(),
        };
        for count in 0..STOP_FROM {
            let expected = if count < SLOW_FROM { Permit::Go } else { Permit::Slowly(SLOWED) };
            assert_eq!(watch.permit(&at(1000), Errand::Sends), expected, "{count}");
            watch.learn(Errand::Sends, &no, &at(1000));
        }
        assert!(matches!(watch.permit(&at(2000), Errand::Sends), Permit::No(_)));
        assert_eq!(watch.permit(&at(2000), Errand::Reads), Permit::Go, "asking is still allowed");
        assert_eq!(watch.permit(&at(1000 + WINDOW), Errand::Sends), Permit::Go);
    }

    #[test]
    fn many_calls_at_a_time_are_never_more_wrong_ones_than_the_guard_allows() {
        let (mut watch, now) = (CircuitBreaker::default(), at(1000));
        for wrong in 0..STOP_FROM {
            let expected = if wrong < SLOW_FROM { STOP_FROM - wrong } else { 1 };
            assert_eq!(watch.abreast(&now), expected as usize, "{wrong}");
            watch.learn(Errand::Sends, &says("2182"), &now);
        }
        let mut watch = CircuitBreaker::default();
        watch.learn(
            Errand::Sends,
            &PortalAnswer::<()>::Unknown { kind: ErrorKind::Network, message: String::new() },
            &now,
        );
        assert_eq!(watch.abreast(&now), 1, "it may be out");
        watch.learn(Errand::Sends, &PortalAnswer::Done(()), &now);
        assert_eq!(watch.abreast(&now), STOP_FROM as usize);
    }

    fn says(code: &str) -> PortalAnswer<()> {
        PortalAnswer::Refused {
            refusals: vec![PortalRefusal { code: code.into(), message: String::new() }],
            infos: Vec::new(),
        }
    }

    #[test]
    fn what_the_portal_held_already_is_no_refusal_and_after_three_it_is_asked_first() {
        let (mut watch, now) = (CircuitBreaker::default(), at(1000));
        for count in 0..500 {
            assert_eq!(watch.asks_first(&now), count >= HELD_ALREADY, "{count}");
            watch.learn(Errand::Sends, &says("2150"), &now);
        }
        assert_eq!(watch.permit(&now, Errand::Sends), Permit::Go);
        // The next one is new: it is looked for in vain, and registered.
        watch.learn(Errand::LooksUp, &says("2154"), &now);
        assert!(!watch.asks_first(&now));
        assert_eq!(watch.wrong(&now), 1);
        watch.learn(Errand::Sends, &PortalAnswer::Done(()), &now);
        assert_eq!(watch.wrong(&now), 0);
        // A number that was cancelled is the document's own fault.
        watch.learn(Errand::Sends, &says("2278"), &now);
        assert_eq!((watch.wrong(&now), watch.asks_first(&now)), (1, false));
    }

    #[test]
    fn look_ups_that_find_nothing_count_and_stop_before_the_portal_blocks() {
        let (mut watch, now) = (CircuitBreaker::default(), at(1000));
        for _ in 0..HELD_ALREADY {
            watch.learn(Errand::Sends, &says("2150"), &now);
        }
        for count in 0..STOP_FROM {
            assert_eq!(watch.permit(&now, Errand::LooksUp), Permit::Go, "{count}");
            watch.learn(Errand::LooksUp, &says("2154"), &now);
        }
        for errand in [Errand::LooksUp, Errand::Sends, Errand::MakesEwb] {
            let Permit::No(rest) = watch.permit(&at(2000), errand) else { panic!("{errand:?}") };
            assert_eq!(rest.left, WINDOW - 1000);
        }
        for errand in [Errand::Changes, Errand::Reads] {
            assert_eq!(watch.permit(&now, errand), Permit::Go, "what is registered is still read and cancelled");
        }
        assert_eq!(watch.permit(&at(1000 + WINDOW), Errand::LooksUp), Permit::Go);
    }
}
