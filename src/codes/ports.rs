//! Ports and customs stations of export (`ExpDtls.Port`): `IN`, place, kind.

use super::{Code, List};

pub const LIST: List = List(include!(concat!(env!("OUT_DIR"), "/ports.rs")));
