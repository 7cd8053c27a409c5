//! What an engine learns of a portal from how its calls end, shared by processes through the ledger: whether it is out, and
//! whether we are the client it is about to block.

use crate::answer::status::{Pace, PortalState};
use crate::calendar::{IstTime, Uptime};
use crate::error::{Kind, Result};
use crate::ledger::Ledger;
use crate::portal::Answer;
use crate::portal::refusal::in_words;
use crate::portal::reply::{Class, class_of};
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

/// The breaker and the wrong-call guard of one portal.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    failures: u32,
    resting: Until,
    refused: u32,
    counting: Until,
}

/// Whether a call may be made now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leave {
    Go,
    /// After a pause: many documents were refused.
    Slowly(Duration),
    /// Not now, and why.
    No(String),
}

impl Watch {
    pub fn recall(ledger: &dyn Ledger, portal: &str) -> Result<Watch> {
        let bytes = ledger.recall(&format!("watch/{portal}"))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Whether a call may be made; `document` when it sends one.
    pub fn leave(&self, now: &Uptime, document: bool) -> Leave {
        if self.failures >= FAILURES && !self.resting.has_passed(now) {
            return Leave::No(format!(
                "the portal gave no answer {} times in a row and is left alone for a while",
                self.failures
            ));
        }
        if !document || self.counting.has_passed(now) || self.refused < SLOW_FROM {
            return Leave::Go;
        }
        if self.refused < STOP_FROM {
            return Leave::Slowly(SLOWED);
        }
        Leave::No(format!(
            "the portal refused {} documents within ten minutes; sending stops before it blocks this client",
            self.refused
        ))
    }

    /// Learns from an answer; `true` when there is something new to keep.
    fn learn<T>(&mut self, answer: &Answer<T>, now: &Uptime) -> bool {
        let before = self.clone();
        match answer {
            // Ours, not the portal's: a setting, or a ledger that kept this process waiting until its claim was over.
            Answer::NotSent { kind: Kind::Config | Kind::Ledger, .. } => {}
            Answer::NotSent { .. } | Answer::Unknown { .. } => self.failed(now),
            Answer::Done(_) | Answer::TokenFault { .. } => self.failures = 0,
            // Its own trouble, in its own words: as good as no answer.
            Answer::Refused { refusals, .. } if class_of(refusals) == Some(Class::Transient) => self.failed(now),
            Answer::Refused { refusals, .. } => {
                self.failures = 0;
                if matches!(class_of(refusals), Some(Class::Business | Class::Duplicate)) {
                    if self.counting.has_passed(now) {
                        self.refused = 0;
                        self.counting = Until::after(now, WINDOW);
                    }
                    self.refused += 1;
                }
            }
        }
        *self != before
    }

    fn failed(&mut self, now: &Uptime) {
        self.failures += 1;
        let doublings = self.failures.saturating_sub(FAILURES).min(10);
        self.resting = Until::after(now, (FIRST_REST << doublings).min(LONGEST_REST));
    }

    /// Writes down what an answer teaches, where it teaches something; and when the portal was out, as evidence.
    pub fn note<T>(ledger: &dyn Ledger, portal: &str, until: Instant, at: IstTime, answer: &Answer<T>) -> Result<()> {
        let known = Watch::recall(ledger, portal)?;
        let mut learnt = known.clone();
        if !learnt.learn(answer, &ledger.now()) {
            return Ok(());
        }
        if learnt.failures > 0 {
            ledger.outage(portal, at, Some(&said(answer)))?;
        } else if known.failures > 0 {
            ledger.outage(portal, at, None)?;
        }
        ledger.share(&format!("watch/{portal}"), until, &mut |value, now| {
            let mut watch: Watch = value.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
            watch.learn(answer, now);
            serde_json::to_vec(&watch).ok()
        })
    }

    /// For `einv_status`; nothing when all is well.
    pub fn state(&self, portal: &str, now: &Uptime) -> Option<PortalState> {
        let refused = if self.counting.has_passed(now) { 0 } else { self.refused };
        let state = match self.leave(now, true) {
            Leave::Go if refused == 0 => return None,
            Leave::Go => Pace::Watching,
            Leave::Slowly(_) => Pace::Slowed,
            Leave::No(_) => Pace::Stopped,
        };
        Some(PortalState { state, unanswered: self.failures, refused, portal: portal.to_owned() })
    }
}

/// What came instead of an answer.
fn said<T>(answer: &Answer<T>) -> String {
    match answer {
        Answer::NotSent { message, .. } | Answer::Unknown { message, .. } | Answer::TokenFault { message } => {
            message.clone()
        }
        Answer::Refused { refusals, .. } => in_words(refusals),
        Answer::Done(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::reply::Refusal;

    fn at(millis: i64) -> Uptime {
        Uptime { boot: "b".to_owned(), millis }
    }

    #[test]
    fn a_portal_that_is_out_is_left_alone_and_tried_again() {
        let mut watch = Watch::default();
        let out = Answer::<()>::NotSent { kind: Kind::Network, message: String::new() };
        for _ in 0..FAILURES {
            assert_eq!(watch.leave(&at(1000), false), Leave::Go);
            assert!(watch.learn(&out, &at(1000)));
        }
        assert!(matches!(watch.leave(&at(1001), false), Leave::No(_)));
        assert_eq!(watch.leave(&at(1000 + FIRST_REST), false), Leave::Go);
        watch.learn(&out, &at(1000 + FIRST_REST));
        assert!(matches!(watch.leave(&at(1000 + 2 * FIRST_REST), false), Leave::No(_)));
        watch.learn(&Answer::Done(()), &at(1000 + 3 * FIRST_REST));
        assert_eq!(watch.leave(&at(1000 + 3 * FIRST_REST), false), Leave::Go);
        assert!(!watch.learn(&Answer::Done(()), &at(99_000)), "nothing new to write down");
        for kind in [Kind::Config, Kind::Ledger] {
            let ours = Answer::<()>::NotSent { kind, message: String::new() };
            assert!(!watch.learn(&ours, &at(99_000)), "the portal is not to blame");
        }
    }

    #[test]
    fn a_client_that_sends_what_is_refused_is_slowed_and_then_stopped() {
        let mut watch = Watch::default();
        let no = Answer::<()>::Refused {
            refusals: vec![Refusal { code: "2182".into(), message: String::new() }],
            infos: Vec::new(),
        };
        for count in 0..STOP_FROM {
            let expected = if count < SLOW_FROM { Leave::Go } else { Leave::Slowly(SLOWED) };
            assert_eq!(watch.leave(&at(1000), true), expected, "{count}");
            watch.learn(&no, &at(1000));
        }
        assert!(matches!(watch.leave(&at(2000), true), Leave::No(_)));
        assert_eq!(watch.leave(&at(2000), false), Leave::Go, "asking is still allowed");
        assert_eq!(watch.leave(&at(1000 + WINDOW), true), Leave::Go);
    }
}
