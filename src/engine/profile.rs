//! A taxpayer's profile as the configuration and a call's options give it: texts, read strictly.

use crate::calendar::{Day, FinYear};
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::taxpayer::{Class, Taxpayer};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A taxpayer in the options of a call.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a taxpayer, an object")]
pub struct Profile {
    /// Left out: whoever the document's supplier is.
    pub gstin: Option<String>,
    pub turnover: BTreeMap<String, String>,
    pub class: Option<String>,
    pub enabled_from: Option<String>,
}

impl Profile {
    /// What it says, as facts; `at` is its place in what was given, and `kind` the error of that.
    pub fn read(&self, kind: Kind, at: &str) -> Result<Taxpayer> {
        let wrong = |place: String, message: String| Error::new(kind, message).at(format!("{at}/{place}"));
        let gstin = self
            .gstin
            .as_deref()
            .map(|text| Gstin::parse(text).ok_or_else(|| wrong("gstin".into(), format!("\"{text}\" is not a GSTIN"))));
        let class = self.class.as_deref().map(|name| {
            Class::parse(name).ok_or_else(|| {
                wrong("class".into(), format!("no class \"{name}\" is known"))
                    .fix(format!("use one of {}", Class::ALL.map(Class::name).join(", ")))
            })
        });
        let enabled_from = self.enabled_from.as_deref().map(|text| {
            Day::parse(text)
                .ok_or_else(|| wrong("enabled_from".into(), format!("\"{text}\" is not a day")).fix("use 2023-08-01"))
        });
        let turnover = self.turnover.iter().map(|(year, amount)| {
            let place = || format!("turnover/{year}");
            let year = FinYear::parse(year)
                .ok_or_else(|| wrong(place(), format!("\"{year}\" is not a financial year")).fix("use 2024-25"))?;
            let amount = Amount::parse(amount).ok().filter(|a| !a.is_negative());
            Ok((year, amount.ok_or_else(|| wrong(place(), "not an amount in rupees".into()).fix("use 123456789.00"))?))
        });
        Ok(Taxpayer {
            gstin: gstin.transpose()?,
            turnover: turnover.collect::<Result<_>>()?,
            class: class.transpose()?,
            enabled_from: enabled_from.transpose()?,
        })
    }
}
