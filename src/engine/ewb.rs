//! E-way bills: of a registered document, and of one that needs no IRN: made, looked up when in doubt, changed, cancelled.

pub mod alone;
mod already;
pub mod asked;
pub mod beside;
pub mod cancel;
pub mod claim;
mod distance;
pub mod document;
pub mod fetched;
pub mod known;
pub mod lookup;
pub mod make;
pub mod place;
pub mod plan;
pub mod read;
pub mod shown;
pub mod slip;
pub mod step;
pub mod travel;
pub mod trip;
