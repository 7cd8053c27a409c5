//! Options as they are written, one by one.

use crate::calendar::IstTime;
use crate::compute::RoundOff;
use crate::error::{Error, ErrorKind, Result};
use crate::language::Language;
use crate::money::Amount;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::str::FromStr;

/// Values picked from an answer, at most, and bytes of the pointers to them.
pub const MOST_PICKS: usize = 256;

pub const MOST_PICKED: usize = 16 << 10;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(untagged, expecting = "a JSON pointer, or a list of them")]
pub enum PickOption {
    One(String),
    Many(Vec<String>),
}

/// A text that stands for a `T`; whether it does is reported with the option's own advice.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct NamedWord<T>(String, #[serde(skip)] PhantomData<T>);

impl<T: JsonSchema> JsonSchema for NamedWord<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

pub fn time(text: &str) -> Result<IstTime> {
    IstTime::parse(text).ok_or_else(|| {
        Error::new(ErrorKind::Option, format!("\"{text}\" is neither a day nor a time"))
            .at("/on")
            .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
    })
}

pub fn language(text: &str) -> Result<Language> {
    Language::parse(text).ok_or_else(|| {
        Error::new(ErrorKind::Option, format!("language \"{text}\" is not supported"))
            .at("/language")
            .fix("use \"en\" or \"hi\"")
    })
}

pub fn picks(given: Option<PickOption>) -> Result<Vec<String>> {
    let picks = match given {
        None => Vec::new(),
        Some(PickOption::One(pointer)) => vec![pointer],
        Some(PickOption::Many(pointers)) => pointers,
    };
    if picks.len() > MOST_PICKS || picks.iter().map(String::len).sum::<usize>() > MOST_PICKED {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("more than {MOST_PICKS} pointers, or {MOST_PICKED} bytes of them"),
        )
        .at("/pick")
        .fix("leave pick out, and read the answer as JSON"));
    }
    match picks.iter().any(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
        true => {
            Err(Error::new(ErrorKind::Option, "a JSON pointer begins with /").at("/pick").fix("\"/irn\", for example"))
        }
        false => Ok(picks),
    }
}

/// Reads what has one way to be written.
pub fn parsed<T: FromStr<Err = Error>>(given: NamedWord<T>) -> Result<T> {
    given.0.parse()
}

pub fn round_off(NamedWord(given, _): NamedWord<RoundOff>) -> Result<RoundOff> {
    RoundOff::parse(&given).ok_or_else(|| {
        Error::new(ErrorKind::Option, format!("\"{given}\" is no way to round off"))
            .at("/round_off")
            .fix("use \"rupee\" or \"none\"")
    })
}

pub fn retail_prices(given: BTreeMap<String, Amount>) -> Result<BTreeMap<usize, Amount>> {
    let read = |(line, price): (&String, &Amount)| {
        let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let wrong = |message: String| Error::new(ErrorKind::Option, message).at(format!("/retail_prices/{line}"));
        let place =
            number.ok_or_else(|| wrong(format!("\"{line}\" is not the number of a line")).fix("lines count from 1"))?;
        if price.is_negative() {
            return Err(wrong(format!("{price} is not a price")));
        }
        Ok((place, *price))
    };
    given.iter().map(read).collect()
}
