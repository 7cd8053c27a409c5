//! Countries of destination and origin (`ExpDtls.CntCode`, `OrgCntry`): ISO 3166-1, two letters.

use super::{PlainList, list};

pub const LIST: PlainList = list!("countries");
