//! Unit quantity codes, UQC (`ItemList[].Unit`): what the portal takes for goods.

use super::{List, list};

pub const LIST: List = list!("units");
