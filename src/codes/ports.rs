//! Ports and customs stations of export (`ExpDtls.Port`): `IN`, place, kind.

use super::{PlainList, list};

pub const LIST: PlainList = list!("ports");
