//! Unit quantity codes, UQC (`ItemList[].Unit`): what the portal takes for goods.

use super::{List, list};

/// `data/codes/units.csv`.
pub const LIST: List = list!("units");
