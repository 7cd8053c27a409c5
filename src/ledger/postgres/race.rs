//! Several ways to one server: the next one is tried when those before have failed, or are still silent after a head start.
//!
//! Nothing of it is kept on disk. A file with the last good host would be one more thing to lock, to trust and to go stale;
//! a silent host costs a new process the head start alone, and a running one remembers.

use super::fault::DatabaseFault;
use std::pin::Pin;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long a host is waited for before the next one is asked, too: many times what a healthy one needs.
const HEAD_START: Duration = Duration::from_millis(250);

/// Something that ends in a connection.
pub type Runner<T> = Pin<Box<dyn Future<Output = Result<T, DatabaseFault>> + Send>>;

/// The first of `runners` that arrives, with its place among them. The others are dropped.
pub async fn first<T: Send + 'static>(runners: Vec<Runner<T>>) -> Result<(usize, T), DatabaseFault> {
    let mut waiting = runners.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut why: Option<DatabaseFault> = None;
    loop {
        match waiting.next() {
            Some((place, runner)) => drop(running.spawn(async move { (place, runner.await) })),
            None if running.is_empty() => break,
            None => {}
        }
        let arrived = match waiting.len() {
            0 => running.join_next().await,
            _ => tokio::time::timeout(HEAD_START, running.join_next()).await.unwrap_or(None),
        };
        match arrived {
            Some(Ok((place, Ok(won)))) => return Ok((place, won)),
            // A log-in that one host refuses is worth more than another's silence: it must not be tried again.
            Some(Ok((_, Err(fault)))) if !matches!(why, Some(DatabaseFault::Final(_))) => why = Some(fault),
            Some(Ok((_, Err(_))) | Err(_)) | None => {}
        }
    }
    Err(why.unwrap_or_else(|| DatabaseFault::Gone("no host is named".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    fn run<T: Send + 'static>(runners: Vec<Runner<T>>) -> Result<(usize, T), DatabaseFault> {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(first(runners))
    }

    fn after(millis: u64, end: Result<char, DatabaseFault>) -> Runner<char> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            end
        })
    }

    fn gone() -> Result<char, DatabaseFault> {
        Err(DatabaseFault::Gone("gone".to_owned()))
    }

    #[test]
    fn a_silent_host_costs_its_head_start_and_a_refusing_one_nothing() {
        let begun = Instant::now();
        assert_eq!(run(vec![after(60_000, Ok('a')), after(1, Ok('b'))]).unwrap(), (1, 'b'));
        assert!(begun.elapsed() >= HEAD_START);
        // Were the next one not started by the failure, these would take a minute of head starts.
        let begun = Instant::now();
        let many = (0..240).map(|_| after(0, gone())).chain([after(0, Ok('z'))]).collect();
        assert_eq!(run(many).unwrap(), (240, 'z'));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_healthy_first_host_leaves_the_others_alone() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let second: Runner<char> = Box::pin(async move {
            count.fetch_add(1, Ordering::SeqCst);
            Ok('b')
        });
        assert_eq!(run(vec![after(0, Ok('a')), second]).unwrap(), (0, 'a'));
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn what_is_refused_for_good_is_said_before_what_is_away() {
        let refused = || Err(DatabaseFault::Final(Error::new(ErrorKind::Ledger, "no")));
        for runners in [vec![after(0, refused()), after(5, gone())], vec![after(5, gone()), after(0, refused())]] {
            assert!(matches!(run(runners), Err(DatabaseFault::Final(_))));
        }
        assert!(matches!(run(vec![after(0, gone())]), Err(DatabaseFault::Gone(_))));
        assert!(matches!(run::<char>(Vec::new()), Err(DatabaseFault::Gone(_))));
    }
}
