//! Currencies of an export bill (`ExpDtls.ForCur`): ISO 4217, three letters.

use super::{Code, List};

pub const LIST: List = List(include!(concat!(env!("OUT_DIR"), "/currencies.rs")));
