//! Handles: small integers that can be wrong without harm.
//!
//! A handle is a slot and the slot's generation, so a number that was closed, never given out or made up by a wild
//! pointer finds nothing. Zero is never given out.

use crate::engine::{Engine, Job};
use crate::error::{Error, Kind, Result};
use std::sync::{Arc, PoisonError, RwLock};

/// The low half of a handle is its slot.
const SLOT_BITS: u32 = 16;
const MOST: usize = 1 << SLOT_BITS;
/// Generations count from 1 and leave the sign bit alone.
const GENERATIONS: u16 = 0x7fff;

/// What a handle stands for.
#[derive(Clone)]
enum Object {
    Engine(Arc<Engine>),
    Job(Arc<Job>),
}

struct Slot {
    generation: u16,
    object: Option<Object>,
}

static TABLE: RwLock<Vec<Slot>> = RwLock::new(Vec::new());

/// Gives an engine its handle.
pub fn insert(engine: Engine) -> Result<i32> {
    put(Object::Engine(Arc::new(engine)))
}

/// Gives a job its handle.
pub fn insert_job(job: Job) -> Result<i32> {
    put(Object::Job(Arc::new(job)))
}

fn put(object: Object) -> Result<i32> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let slot = match table.iter().position(|slot| slot.object.is_none()) {
        Some(slot) => slot,
        None if table.len() < MOST => {
            table.push(Slot { generation: 0, object: None });
            table.len() - 1
        }
        None => {
            return Err(Error::new(Kind::Limit, format!("{MOST} handles are open")).fix("close those no longer used"));
        }
    };
    let entry = &mut table[slot];
    entry.generation = entry.generation % GENERATIONS + 1;
    entry.object = Some(object);
    Ok(i32::from(entry.generation) << SLOT_BITS | slot as i32)
}

fn find(handle: i32) -> Option<Object> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    let (slot, generation) = parts(handle)?;
    table.get(slot).filter(|entry| entry.generation == generation)?.object.clone()
}

/// The engine of a handle; it lives on for the call although somebody closes it meanwhile.
pub fn get(handle: i32) -> Result<Arc<Engine>> {
    match find(handle) {
        Some(Object::Engine(engine)) => Ok(engine),
        Some(Object::Job(_)) | None => Err(stale(handle)),
    }
}

/// The job of a handle.
pub fn job(handle: i32) -> Result<Arc<Job>> {
    match find(handle) {
        Some(Object::Job(job)) => Ok(job),
        Some(Object::Engine(_)) | None => Err(Error::new(Kind::Handle, format!("{handle} is no batch"))
            .fix("use the number einv_batch gave as \"job\", and not after einv_close")),
    }
}

/// Makes the calls in flight on an engine give up; lets a job begin no further document.
pub fn stop(handle: i32) -> Result<()> {
    match find(handle).ok_or_else(|| stale(handle))? {
        Object::Engine(engine) => engine.stop(),
        Object::Job(job) => job.stop(),
    }
    Ok(())
}

/// Closes what a handle stands for: an engine with its jobs, or a job. What they hold is let go of outside the lock.
pub fn close(handle: i32) -> Result<()> {
    let (object, jobs) = {
        let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
        let found = parts(handle).and_then(|(slot, generation)| {
            let entry = table.get_mut(slot).filter(|entry| entry.generation == generation)?;
            entry.object.take()
        });
        let object = found.ok_or_else(|| stale(handle))?;
        let mut jobs = Vec::new();
        if let Object::Engine(engine) = &object {
            for slot in table.iter_mut() {
                if let Some(Object::Job(job)) = slot.object.take_if(|o| matches!(o, Object::Job(j) if j.is_of(engine)))
                {
                    jobs.push(job);
                }
            }
        }
        (object, jobs)
    };
    jobs.iter().for_each(|job| job.stop());
    jobs.iter().for_each(|job| job.end());
    if let Object::Job(job) = &object {
        job.end();
    }
    Ok(())
}

fn parts(handle: i32) -> Option<(usize, u16)> {
    let generation = u16::try_from(handle >> SLOT_BITS).ok().filter(|&generation| generation > 0)?;
    Some(((handle as usize) & (MOST - 1), generation))
}

/// What is said of a handle that finds nothing.
pub fn stale(handle: i32) -> Error {
    Error::new(Kind::Handle, format!("{handle} is no open engine"))
        .fix("use the number einv_open gave, and not after einv_close")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::BatchOptions;

    #[test]
    fn only_the_number_that_was_given_out_finds_the_engine() {
        let handle = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(handle > 0 && get(handle).is_ok());
        // A slot far above those that other tests hold at the same time.
        let far = handle ^ (1 << (SLOT_BITS - 1));
        for wrong in [0, -1, i32::MIN, i32::MAX, far, handle + (1 << SLOT_BITS)] {
            assert_eq!(get(wrong).err().unwrap().kind, Kind::Handle, "{wrong}");
        }
        assert!(close(handle).is_ok());
        assert!(get(handle).is_err() && close(handle).is_err());
        let next = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(get(handle).is_err() && next != handle);
        assert!(close(next).is_ok());
    }

    #[test]
    fn a_job_is_no_engine_and_is_closed_with_its_own() {
        let [one, other] = [0, 1].map(|_| insert(Engine::open("{}").unwrap()).unwrap());
        let begin = |of| insert_job(Job::begin(&get(of).unwrap(), "[]", &BatchOptions::new()).unwrap()).unwrap();
        let (first, second) = (begin(one), begin(other));
        assert!(job(first).is_ok() && get(first).is_err() && job(one).is_err());
        assert!(stop(first).is_ok() && close(one).is_ok());
        assert!(job(first).is_err() && close(first).is_err() && job(second).is_ok());
        assert!(close(second).is_ok() && close(other).is_ok());
    }
}
