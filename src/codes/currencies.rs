//! Currencies of an export bill (`ExpDtls.ForCur`): ISO 4217, three letters.

use super::{PlainList, list};

pub const LIST: PlainList = list!("currencies");
