//! A bill as a verb takes it: of any shape, completed, judged.

pub mod applicability;
pub mod books;
pub mod completion;
pub mod compute;
pub mod given;
pub mod normalize;
pub mod purpose;
pub mod source;
pub mod taken;
pub mod validate;
