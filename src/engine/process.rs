//! What lives as long as the engine in one process, and one call of it.

pub mod asked;
pub mod breaker;
pub mod call;
pub mod code_memory;
pub mod context;
pub mod engine;
pub mod failpoint;
pub mod keys;
pub mod live;
pub mod log;
pub mod opened;
pub mod patience;
pub mod portal_client;
pub mod recorder;
pub mod sealed;
pub mod sessions;
