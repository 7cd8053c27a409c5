//! Countries of destination and origin (`ExpDtls.CntCode`, `OrgCntry`): ISO 3166-1, two letters.

use super::{List, list};

pub const LIST: List = list!("countries");
