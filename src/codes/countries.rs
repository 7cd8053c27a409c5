//! Countries of destination and origin (`ExpDtls.CntCode`, `OrgCntry`): ISO 3166-1, two letters.

use super::{Code, List};

pub const LIST: List = List(include!(concat!(env!("OUT_DIR"), "/countries.rs")));
