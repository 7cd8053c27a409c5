//! Handles: small integers whose misuse does no harm.
//!
//! A handle is a slot and the slot's generation. So a number that is closed, was never issued, or comes from a wild
//! pointer finds nothing. Zero is never issued, and no number twice: a slot whose generations are used up is not used
//! again. There are two thousand million numbers.

use crate::engine::{Engine, Job};
use crate::error::{Error, ErrorKind, Result};
use crate::fork::inside;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

/// The low half of a handle is its slot.
const SLOT_BITS: u32 = 16;
const MOST: usize = 1 << SLOT_BITS;
/// Generations count from 1 and leave the sign bit 0.
const GENERATIONS: u16 = 0x7fff;

/// The value of a handle.
#[derive(Clone)]
enum HandleValue {
    Engine(Arc<Engine>),
    Job(Arc<Job>),
}

struct HandleSlot {
    generation: u16,
    object: Option<HandleValue>,
}

struct HandleTable {
    slots: Vec<HandleSlot>,
    /// The free slots; the one that has been free longest comes first.
    free: VecDeque<usize>,
}

/// Locked only while no fork can happen. Otherwise a child copied while another thread holds the lock would wait for it
/// forever.
static TABLE: RwLock<HandleTable> = RwLock::new(HandleTable::new());

impl HandleTable {
    const fn new() -> HandleTable {
        HandleTable { slots: Vec::new(), free: VecDeque::new() }
    }

    fn put(&mut self, object: HandleValue) -> Result<i32> {
        let slot = match self.free.pop_front() {
            Some(slot) => slot,
            None if self.slots.len() < MOST => {
                self.slots.push(HandleSlot { generation: 0, object: None });
                self.slots.len() - 1
            }
            None => {
                let message = format!("{MOST} handles are open, or all numbers are used up");
                return Err(Error::new(ErrorKind::Limit, message).fix("close unused ones, or restart the program"));
            }
        };
        let entry = &mut self.slots[slot];
        entry.generation += 1;
        entry.object = Some(object);
        Ok(i32::from(entry.generation) << SLOT_BITS | slot as i32)
    }

    fn find(&self, handle: i32) -> Option<&HandleValue> {
        let (slot, generation) = parts(handle)?;
        self.slots.get(slot).filter(|entry| entry.generation == generation)?.object.as_ref()
    }

    fn take(&mut self, handle: i32) -> Option<HandleValue> {
        let (slot, generation) = parts(handle)?;
        self.slots.get(slot).filter(|entry| entry.generation == generation)?;
        self.empty(slot)
    }

    fn empty(&mut self, slot: usize) -> Option<HandleValue> {
        let entry = &mut self.slots[slot];
        let object = entry.object.take()?;
        if entry.generation < GENERATIONS {
            self.free.push_back(slot);
        }
        Some(object)
    }

    /// Removes an engine's jobs.
    fn take_jobs(&mut self, engine: &Arc<Engine>) -> Vec<Arc<Job>> {
        let is_of = |slot: &HandleSlot| matches!(&slot.object, Some(HandleValue::Job(job)) if job.is_of(engine));
        let theirs: Vec<usize> = (0..self.slots.len()).filter(|&slot| is_of(&self.slots[slot])).collect();
        let taken = theirs.into_iter().filter_map(|slot| match self.empty(slot) {
            Some(HandleValue::Job(job)) => Some(job),
            Some(HandleValue::Engine(_)) | None => None,
        });
        taken.collect()
    }
}

/// Issues a handle for an engine.
pub fn insert(engine: Engine) -> Result<i32> {
    put(HandleValue::Engine(Arc::new(engine)))
}

/// Issues a handle for a job.
pub fn insert_job(job: Job) -> Result<i32> {
    put(HandleValue::Job(Arc::new(job)))
}

fn put(object: HandleValue) -> Result<i32> {
    let _inside = inside();
    TABLE.write().unwrap_or_else(PoisonError::into_inner).put(object)
}

fn find(handle: i32) -> Option<HandleValue> {
    let _inside = inside();
    TABLE.read().unwrap_or_else(PoisonError::into_inner).find(handle).cloned()
}

/// Returns the engine of a handle. It lives until the end of the call, even if another thread closes it.
pub fn get(handle: i32) -> Result<Arc<Engine>> {
    match find(handle) {
        Some(HandleValue::Engine(engine)) => Ok(engine),
        Some(HandleValue::Job(_)) | None => Err(stale(handle)),
    }
}

/// Returns the job of a handle.
pub fn job(handle: i32) -> Result<Arc<Job>> {
    match find(handle) {
        Some(HandleValue::Job(job)) => Ok(job),
        Some(HandleValue::Engine(_)) | None => Err(Error::new(ErrorKind::Handle, format!("{handle} is not a batch"))
            .fix("use the number that einv_batch returned as \"job\", and not after einv_close")),
    }
}

/// Makes an engine's calls in flight give up, and stops a job from beginning further documents.
pub fn stop(handle: i32) -> Result<()> {
    match find(handle).ok_or_else(|| stale(handle))? {
        HandleValue::Engine(engine) => engine.stop(),
        HandleValue::Job(job) => job.stop(),
    }
    Ok(())
}

/// Closes a handle: an engine with its jobs, or a job. Their resources are freed outside the lock.
pub fn close(handle: i32) -> Result<()> {
    let (object, jobs) = {
        let _inside = inside();
        let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
        let object = table.take(handle).ok_or_else(|| stale(handle))?;
        let jobs = match &object {
            HandleValue::Engine(engine) => table.take_jobs(engine),
            HandleValue::Job(_) => Vec::new(),
        };
        (object, jobs)
    };
    jobs.iter().for_each(|job| job.stop());
    jobs.iter().for_each(|job| job.end());
    if let HandleValue::Job(job) = &object {
        job.end();
    }
    Ok(())
}

fn parts(handle: i32) -> Option<(usize, u16)> {
    let generation = u16::try_from(handle >> SLOT_BITS).ok().filter(|&generation| generation > 0)?;
    Some(((handle as usize) & (MOST - 1), generation))
}

/// The error for a handle that finds nothing.
pub fn stale(handle: i32) -> Error {
    Error::new(ErrorKind::Handle, format!("{handle} is not an open engine"))
        .fix("use the number that einv_open returned, and not after einv_close")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::batch::BatchRequest;
    use crate::engine::BatchOptions;

    #[test]
    fn only_the_issued_number_finds_the_engine() {
        let handle = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(handle > 0 && get(handle).is_ok());
        // A slot far above those that other tests use at the same time.
        let far = handle ^ (1 << (SLOT_BITS - 1));
        for wrong in [0, -1, i32::MIN, i32::MAX, far, handle + (1 << SLOT_BITS)] {
            assert_eq!(get(wrong).err().unwrap().kind, ErrorKind::Handle, "{wrong}");
        }
        assert!(close(handle).is_ok());
        assert!(get(handle).is_err() && close(handle).is_err());
        let next = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(get(handle).is_err() && next != handle);
        assert!(close(next).is_ok());
    }

    #[test]
    fn no_number_is_issued_twice() {
        let engine = HandleValue::Engine(Arc::new(Engine::open("{}").unwrap()));
        let mut table = HandleTable::new();
        let first = table.put(engine.clone()).unwrap();
        table.take(first).unwrap();
        // One slot's generations, and some of the next one's.
        for _ in 0..i32::from(GENERATIONS) + 10 {
            let next = table.put(engine.clone()).unwrap();
            assert!(next > 0 && next != first);
            assert!(table.find(first).is_none() && table.take(first).is_none());
            assert!(table.take(next).is_some() && table.find(next).is_none());
        }
        assert_eq!((table.slots.len(), table.free.len()), (2, 1), "the first slot is retired");
    }

    #[test]
    fn a_slot_rests_while_others_are_free() {
        let engine = HandleValue::Engine(Arc::new(Engine::open("{}").unwrap()));
        let mut table = HandleTable::new();
        let open: Vec<i32> = (0..4).map(|_| table.put(engine.clone()).unwrap()).collect();
        for at in [2, 0, 3] {
            table.take(open[at]).unwrap();
        }
        let slots: Vec<i32> = (0..3).map(|_| table.put(engine.clone()).unwrap() & 0xffff).collect();
        assert_eq!(slots, [2, 0, 3]);
    }

    #[test]
    fn a_job_is_not_an_engine_and_is_closed_with_its_own() {
        let [one, other] = [0, 1].map(|_| insert(Engine::open("{}").unwrap()).unwrap());
        let begin = |of| {
            insert_job(Job::begin(&get(of).unwrap(), BatchRequest::Text("[]"), &BatchOptions::new()).unwrap()).unwrap()
        };
        let (first, second) = (begin(one), begin(other));
        assert!(job(first).is_ok() && get(first).is_err() && job(one).is_err());
        assert!(stop(first).is_ok() && close(one).is_ok());
        assert!(job(first).is_err() && close(first).is_err() && job(second).is_ok());
        assert!(close(second).is_ok() && close(other).is_ok());
    }
}
