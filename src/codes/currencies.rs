//! Currencies of an export bill (`ExpDtls.ForCur`): ISO 4217, three letters.

use super::{List, list};

pub const LIST: List = list!("currencies");
