//! Handles: small integers that can be wrong without harm.
//!
//! A handle is a slot and the slot's generation, so a number that was closed, never given out or made up by a wild
//! pointer finds nothing. Zero is never given out.

use crate::engine::Engine;
use crate::error::{Error, Kind, Result};
use std::sync::{Arc, PoisonError, RwLock};

/// The low half of a handle is its slot.
const SLOT_BITS: u32 = 16;
const MOST: usize = 1 << SLOT_BITS;
/// Generations count from 1 and leave the sign bit alone.
const GENERATIONS: u16 = 0x7fff;

struct Slot {
    generation: u16,
    engine: Option<Arc<Engine>>,
}

static TABLE: RwLock<Vec<Slot>> = RwLock::new(Vec::new());

/// Gives an engine its handle.
pub fn insert(engine: Engine) -> Result<i32> {
    let engine = Some(Arc::new(engine));
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let slot = match table.iter().position(|slot| slot.engine.is_none()) {
        Some(slot) => slot,
        None if table.len() < MOST => {
            table.push(Slot { generation: 0, engine: None });
            table.len() - 1
        }
        None => {
            return Err(Error::new(Kind::Limit, format!("{MOST} engines are open")).fix("close those no longer used"));
        }
    };
    let entry = &mut table[slot];
    entry.generation = entry.generation % GENERATIONS + 1;
    entry.engine = engine;
    Ok(i32::from(entry.generation) << SLOT_BITS | slot as i32)
}

/// The engine of a handle; it lives on for the call although somebody closes it meanwhile.
pub fn get(handle: i32) -> Result<Arc<Engine>> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    let found = parts(handle).and_then(|(slot, generation)| {
        let entry = table.get(slot).filter(|entry| entry.generation == generation)?;
        entry.engine.clone()
    });
    found.ok_or_else(|| stale(handle))
}

/// Forgets a handle; gives the engine, so that it is dropped outside the lock.
pub fn remove(handle: i32) -> Result<Arc<Engine>> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let found = parts(handle).and_then(|(slot, generation)| {
        let entry = table.get_mut(slot).filter(|entry| entry.generation == generation)?;
        entry.engine.take()
    });
    found.ok_or_else(|| stale(handle))
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

    #[test]
    fn only_the_number_that_was_given_out_finds_the_engine() {
        let handle = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(handle > 0 && get(handle).is_ok());
        for wrong in [0, -1, i32::MIN, i32::MAX, handle ^ 1, handle + (1 << SLOT_BITS)] {
            assert_eq!(get(wrong).err().unwrap().kind, Kind::Handle, "{wrong}");
        }
        assert!(remove(handle).is_ok());
        assert!(get(handle).is_err() && remove(handle).is_err());
        let next = insert(Engine::open("{}").unwrap()).unwrap();
        assert!(get(handle).is_err() && next != handle);
        assert!(remove(next).is_ok());
    }
}
