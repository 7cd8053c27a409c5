//! Unit quantity codes, UQC (`ItemList[].Unit`): what the portal takes for goods.

use super::{Code, List};

pub const LIST: List = List(include!(concat!(env!("OUT_DIR"), "/units.rs")));
