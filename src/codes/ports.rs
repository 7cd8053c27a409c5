//! Ports and customs stations of export (`ExpDtls.Port`): `IN`, place, kind.

use super::{List, list};

pub const LIST: List = list!("ports");
