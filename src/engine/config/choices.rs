//! The values of options that are one of a few words.

use crate::error::{Error, ErrorKind, Result};
use crate::rules::EwbDemand;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::str::FromStr;

/// What becomes of an e-way bill when its document is cancelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EwbToo {
    /// It is cancelled first.
    Cancel,
}

/// The option `ewb`: what becomes of the e-way bill beside its document. It has other values at cancelling than at sending.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum EwbOption {
    /// It is cancelled before its document is.
    Cancel,
    /// None is made.
    None,
    /// The document is registered whatever becomes of it.
    Try,
    /// The document is not sent when it would fail.
    Must,
}

impl From<EwbToo> for EwbOption {
    fn from(_: EwbToo) -> EwbOption {
        EwbOption::Cancel
    }
}

impl From<EwbDemand> for EwbOption {
    fn from(given: EwbDemand) -> EwbOption {
        match given {
            EwbDemand::None => EwbOption::None,
            EwbDemand::Try => EwbOption::Try,
            EwbDemand::Must => EwbOption::Must,
        }
    }
}

/// What submit sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum When {
    /// Every document.
    Always,
    /// Only what the law asks for.
    Required,
}

/// Which documents are normalised before a verb reads them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Normalize {
    /// None.
    Never,
    /// Those of another shape than INV-01, unless the configuration says all.
    OtherShapes,
    /// All.
    Always,
}

impl JsonSchema for Normalize {
    fn schema_name() -> Cow<'static, str> {
        "Normalize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Which documents are normalised first: all, none, or those of another shape than INV-01.",
            "enum": [true, false, "other_shapes"],
        })
    }
}

impl<'de> Deserialize<'de> for Normalize {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Normalize, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "true, false or \"other_shapes\"")]
        enum FlagOrWord {
            Flag(bool),
            Word(NormalizeWord),
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum NormalizeWord {
            OtherShapes,
        }
        Ok(match FlagOrWord::deserialize(d)? {
            FlagOrWord::Flag(true) => Normalize::Always,
            FlagOrWord::Flag(false) => Normalize::Never,
            FlagOrWord::Word(NormalizeWord::OtherShapes) => Normalize::OtherShapes,
        })
    }
}

/// Which changes of normalising are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ListedChanges {
    /// Those that concern what a value means.
    #[default]
    Meaning,
    /// Those that concern how it is written, too.
    All,
}

/// What a batch does when bills of its table are faulty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultyBills {
    /// It sends nothing.
    Stop,
    /// It sends the others.
    LeaveOut,
}

impl FromStr for FaultyBills {
    type Err = Error;

    fn from_str(name: &str) -> Result<FaultyBills> {
        match name {
            "stop" => Ok(FaultyBills::Stop),
            "leave_out" => Ok(FaultyBills::LeaveOut),
            _ => Err(Error::new(ErrorKind::Option, format!("\"{name}\" says nothing about faulty bills"))
                .fix("use stop or leave_out")),
        }
    }
}

/// Where a registered buyer's details come from that the bill leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Buyers {
    /// From nowhere.
    #[default]
    Given,
    /// From what the ledger remembers.
    Cache,
    /// From there, and from the portal where it remembers nothing fresh.
    Portal,
}
