//! What is said of the library, of an engine that was opened, and of its lists.

use super::lists::Renewed;
use super::{Answer, Body, Outcome};
use crate::calendar::Day;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// What an engine was opened with, and what to know of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EngineFacts {
    /// The first portal's name.
    pub portal: String,
    /// The ledger: `memory`, a path, or an address without its user part.
    pub ledger: String,
    /// What is not as it should be.
    pub warnings: Vec<String>,
    /// The portals' names, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portals: Vec<String>,
    /// Of a ledger restored from a backup: the day from which on it may lack documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete_from: Option<Day>,
    /// Its portal is the built-in sandbox: nothing of it is a tax invoice.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
    /// The master lists it uses.
    pub lists: ListsAbout,
}

/// Which master lists are used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ListsAbout {
    /// Those built in.
    BuiltIn {
        /// Their day.
        day: Day,
    },
    /// Renewed ones over them.
    Renewed(Renewed),
}

/// Which library this is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Version {
    /// The library's.
    pub version: &'static str,
    /// The C interface's.
    pub abi: i32,
    /// The rule pack's.
    pub rules: &'static str,
    /// The day of the built-in lists.
    pub lists: Day,
    /// What the library was built from, and for.
    pub build: &'static str,
}

impl Version {
    /// This library, with the version of the C interface.
    pub(crate) fn of(abi: i32) -> Version {
        Version {
            version: env!("CARGO_PKG_VERSION"),
            abi,
            rules: crate::finding::RULE_PACK,
            lists: crate::codes::Lists::default().day(),
            build: env!("EINV_BUILD"),
        }
    }
}

/// An engine that was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct OpenedEngine {
    /// The engine's handle.
    pub engine: i32,
    /// What was opened.
    #[serde(flatten)]
    pub about: EngineFacts,
}

macro_rules! answers_ok {
    ($($name:ident)*) => {$(
        impl Answer for $name {
            fn outcome(&self) -> Outcome {
                Outcome::Ok
            }

            fn body(self) -> Body {
                Body::json(&self)
            }
        }
    )*};
}

answers_ok! { EngineFacts Version OpenedEngine }
