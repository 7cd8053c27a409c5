//! Several threads at work on one list, within one call.
//!
//! The list is handed out in its order. How many of its items are under way at a time follows the portal: it begins with
//! one, doubles while the portal answers, and is one again as soon as it doesn't. So a portal that is out costs as many
//! calls as if the items went one by one.

use crate::engine::process::call::{CallTerms, EngineCall};
use crate::engine::process::live::STACK;
use crate::error::{Error, Result};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};

/// Items under way at a time, at most; the same as a batch's, unless its caller says otherwise.
const MOST: usize = 64;

/// What working on an item has shown of the portal.
pub struct PortalShown {
    /// The portal answered.
    pub answered: bool,
    /// How many calls it may get at a time.
    pub abreast: usize,
}

struct FlushCrew<N, W> {
    state: Mutex<CrewState<N>>,
    news: Condvar,
    work: W,
}

struct CrewState<N> {
    next: N,
    /// Nothing is left, or nothing more is to be begun.
    over: bool,
    under_way: usize,
    threads: usize,
    /// How many the answers so far allow.
    grown: usize,
    /// How many the portal may get.
    abreast: usize,
    failed: Option<Error>,
}

impl<N> CrewState<N> {
    fn width(&self) -> usize {
        self.grown.min(self.abreast).clamp(1, MOST)
    }
}

/// Works on all that `next` hands out, until there is nothing left or something fails.
pub fn run<T, N, W>(call: &EngineCall<'_>, next: N, work: W) -> Result<()>
where
    N: FnMut(&EngineCall<'_>) -> Result<Option<T>> + Send,
    W: Fn(&EngineCall<'_>, T) -> Result<PortalShown> + Sync,
{
    let state = CrewState { next, over: false, under_way: 0, threads: 1, grown: 1, abreast: MOST, failed: None };
    let crew = FlushCrew { state: Mutex::new(state), news: Condvar::new(), work };
    let terms = call.terms();
    std::thread::scope(|scope| crew.run(scope, &terms, call));
    match crew.state.into_inner().unwrap_or_else(PoisonError::into_inner).failed {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

impl<N, W> FlushCrew<N, W> {
    fn lock(&self) -> MutexGuard<'_, CrewState<N>> {
        // Nothing of it is ever left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One thread: takes an item and works on it, until there is none left.
    fn run<'s, 't, T>(&'s self, scope: &'s Scope<'s, 't>, terms: &'s CallTerms<'s>, call: &EngineCall<'_>)
    where
        N: FnMut(&EngineCall<'_>) -> Result<Option<T>> + Send,
        W: Fn(&EngineCall<'_>, T) -> Result<PortalShown> + Sync,
    {
        while let Some((item, under_way)) = self.take(call) {
            self.help(scope, terms);
            let shown = (self.work)(call, item);
            let mut state = self.lock();
            match shown {
                Ok(PortalShown { answered, abreast }) => {
                    state.abreast = abreast;
                    state.grown = match (abreast, answered) {
                        (1, _) => 1,
                        (_, true) => (state.grown + 1).min(MOST),
                        (_, false) => state.grown,
                    };
                }
                Err(error) => {
                    state.over = true;
                    state.failed.get_or_insert(error);
                }
            }
            drop(state);
            drop(under_way);
        }
    }

    /// The next item, as soon as one more may be under way.
    fn take<T>(&self, call: &EngineCall<'_>) -> Option<(T, ItemUnderWay<'_, N, W>)>
    where
        N: FnMut(&EngineCall<'_>) -> Result<Option<T>>,
    {
        let mut state = self.lock();
        while !state.over && state.under_way >= state.width() {
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.over {
            return None;
        }
        match (state.next)(call) {
            Ok(Some(item)) => {
                state.under_way += 1;
                return Some((item, ItemUnderWay(self)));
            }
            Ok(None) => {}
            Err(error) => state.failed = Some(error),
        }
        state.over = true;
        drop(state);
        self.news.notify_all();
        None
    }

    /// Starts one more thread where there is work for it. Without it the others go on.
    fn help<'s, 't, T>(&'s self, scope: &'s Scope<'s, 't>, terms: &'s CallTerms<'s>)
    where
        N: FnMut(&EngineCall<'_>) -> Result<Option<T>> + Send,
        W: Fn(&EngineCall<'_>, T) -> Result<PortalShown> + Sync,
    {
        let mut state = self.lock();
        if state.over || state.threads >= state.width() {
            return;
        }
        let thread = Builder::new().name("einv-flush".to_owned()).stack_size(STACK);
        if thread.spawn_scoped(scope, move || self.run(scope, terms, &terms.call())).is_ok() {
            state.threads += 1;
        }
    }
}

/// An item under way. However the work on it ends, others wait for no longer than that.
struct ItemUnderWay<'c, N, W>(&'c FlushCrew<N, W>);

impl<N, W> Drop for ItemUnderWay<'_, N, W> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.under_way -= 1;
        state.over |= std::thread::panicking();
        drop(state);
        self.0.news.notify_all();
    }
}
