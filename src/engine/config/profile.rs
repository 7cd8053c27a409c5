//! A taxpayer's profile as the configuration and a call's options give it, read strictly.

use crate::calendar::{Day, FinYear};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::normalize::keys;
use crate::taxpayer::{FIRST_YEAR, Seller, Taxpayer, TaxpayerClass};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A taxpayer in the options of a call.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "a taxpayer, an object")]
#[schemars(rename = "Taxpayer")]
pub struct TaxpayerProfile {
    /// Left out: whoever the document's supplier is.
    #[schemars(with = "Option<Gstin>")]
    pub gstin: Option<String>,
    /// Aggregate turnover in rupees by financial year; of a year, one figure for the PAN or one for each of its GSTINs.
    #[schemars(with = "BTreeMap<FinYear, Turnover>")]
    pub turnover: BTreeMap<String, Value>,
    /// Its class, where it is not an ordinary taxpayer; a list names the same class throughout.
    #[schemars(with = "Option<Classes>")]
    pub class: Option<Value>,
    /// The first day that the portal takes its documents.
    #[schemars(with = "Option<Day>")]
    pub enabled_from: Option<String>,
    /// The day on which the annual return of a financial year was filed.
    #[schemars(with = "BTreeMap<FinYear, Day>")]
    pub annual_return_filed: BTreeMap<String, String>,
    /// What bills say of the seller: keys of the simple bill (docs/simple.md) with their texts, and `defaults`.
    pub seller: Option<Map<String, Value>>,
}

/// A class, or a list that names one.
pub struct Classes;

/// A year's turnover: a figure, or figures by GSTIN.
pub struct Turnover;

impl JsonSchema for Classes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Classes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names = TaxpayerClass::ALL.map(TaxpayerClass::name);
        json_schema!({"anyOf": [{"enum": names}, {"type": "array", "items": {"enum": names}, "minItems": 1}]})
    }
}

impl JsonSchema for Turnover {
    fn schema_name() -> Cow<'static, str> {
        "Turnover".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parts = [generator.subschema_for::<Amount>(), generator.subschema_for::<BTreeMap<Gstin, Amount>>()];
        json_schema!({"anyOf": parts})
    }
}

/// Where in what was given a profile stands, and the kind of error a fault of it is.
struct ProfilePlace<'p> {
    kind: ErrorKind,
    at: &'p str,
}

impl ProfilePlace<'_> {
    fn wrong(&self, below: &str, message: impl Into<String>) -> Error {
        Error::new(self.kind, message).at(format!("{}/{below}", self.at))
    }
}

impl TaxpayerProfile {
    /// What it says, as facts; `at` is its place in what was given, and `kind` the error of that.
    pub fn read(&self, kind: ErrorKind, at: &str) -> Result<Taxpayer> {
        let place = ProfilePlace { kind, at };
        let gstin = self.gstin.as_deref().map(|text| gstin(text, "gstin", &place)).transpose()?;
        let enabled_from = self.enabled_from.as_deref().map(|text| {
            Day::parse(text)
                .ok_or_else(|| place.wrong("enabled_from", format!("\"{text}\" is not a day")).fix("use 2023-08-01"))
        });
        let turnover = self.turnover.iter().map(|(text, figure)| {
            let year = year(text, &place)?;
            Ok((year, turnover(figure, &format!("turnover/{text}"), gstin, &place)?))
        });
        Ok(Taxpayer {
            turnover: turnover.collect::<Result<_>>()?,
            gstin,
            class: self.class.as_ref().map(|given| class(given, &place)).transpose()?,
            enabled_from: enabled_from.transpose()?,
            annual_return_filed: annual_returns(&self.annual_return_filed, &place)?,
            seller: self.seller.as_ref().map(|given| seller(given, gstin, &place)).transpose()?,
        })
    }
}

/// What a seller's bills say of him: keys of the simple bill with their texts.
fn seller(given: &Map<String, Value>, gstin: Option<Gstin>, place: &ProfilePlace<'_>) -> Result<Seller> {
    if gstin.is_none() {
        return Err(place
            .wrong("gstin", "a seller's profile without a GSTIN")
            .fix("give the taxpayer's gstin beside it"));
    }
    let mut seller = Seller::default();
    for (key, value) in given {
        let below = format!("seller/{key}");
        match (key.as_str(), value) {
            ("defaults", Value::Object(members)) => {
                for (name, value) in members {
                    let known = ["unit", "hsn", "rate", "round_off"].contains(&name.as_str());
                    let texts = texts(value, &format!("{below}/{name}"), place)?;
                    if !known {
                        let wrong = place.wrong(&format!("{below}/{name}"), format!("there is no default \"{name}\""));
                        return Err(wrong.fix("unit, hsn, rate or round_off"));
                    }
                    seller.defaults.extend(texts.into_iter().map(|text| (name.clone(), text)));
                }
            }
            ("dispatch_from" | "payment", Value::Object(members)) => {
                for (name, value) in members {
                    add(&mut seller, &format!("{key}.{name}"), value, &format!("{below}/{name}"), place)?;
                }
            }
            ("legal_name", value) => add(&mut seller, "seller.name", value, &below, place)?,
            (name, value) => add(&mut seller, &format!("seller.{name}"), value, &below, place)?,
        }
    }
    Ok(seller)
}

fn add(seller: &mut Seller, key: &str, value: &Value, below: &str, place: &ProfilePlace<'_>) -> Result<()> {
    if keys::find(key).is_none() || matches!(key, "seller.gstin" | "seller.state") {
        let wrong =
            place.wrong(below, format!("a seller's profile has no \"{}\"", below.rsplit('/').next().unwrap_or(key)));
        return Err(match keys::nearest(key).and_then(|near| near.rsplit('.').next()) {
            Some(near) => wrong.fix(format!("did you mean {near}?")),
            None => wrong
                .fix("legal_name, trade_name, address, city, pin, phone, email, dispatch_from, payment or defaults"),
        });
    }
    seller.values.extend(texts(value, below, place)?.into_iter().map(|text| (key.to_owned(), text)));
    Ok(())
}

/// A text or number, or a list of lines; null is nothing.
fn texts(value: &Value, below: &str, place: &ProfilePlace<'_>) -> Result<Vec<String>> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Number(number) => Ok(vec![number.to_string()]),
        Value::Array(lines) => {
            let lines = lines.iter().map(|line| texts(line, below, place)).collect::<Result<Vec<_>>>()?;
            Ok(lines.into_iter().flatten().collect())
        }
        Value::Bool(_) | Value::Object(_) => Err(place.wrong(below, "neither a text nor a number")),
    }
}

/// The day on which the annual return of each year was filed.
fn annual_returns(given: &BTreeMap<String, String>, place: &ProfilePlace<'_>) -> Result<BTreeMap<FinYear, Day>> {
    let read = |(text, day): (&String, &String)| {
        let below = format!("annual_return_filed/{text}");
        let year = FinYear::parse(text).ok_or_else(|| {
            place.wrong(&below, format!("\"{text}\" is not a financial year")).fix("write it like 2024-25")
        })?;
        let filed = Day::parse(day).ok_or_else(|| {
            place.wrong(&below, format!("\"{day}\" is not a day")).fix("the day it was filed: 2026-09-20")
        })?;
        Ok((year, filed))
    };
    given.iter().map(read).collect()
}

/// Joins the profiles of each PAN, so that every registration knows what any of them says.
pub fn joined(profiles: Vec<Taxpayer>) -> Result<Vec<Taxpayer>> {
    let one_pan = |a: &Taxpayer, b: &Taxpayer| {
        let pan = |t: &Taxpayer| t.gstin.map(|g| g.pan().to_owned());
        pan(a).is_some() && pan(a) == pan(b)
    };
    let mut all = profiles.clone();
    for (index, taxpayer) in all.iter_mut().enumerate() {
        for other in profiles.iter().filter(|other| one_pan(taxpayer, other)).cloned().collect::<Vec<_>>() {
            taxpayer.join(&other).map_err(|c| {
                Error::new(ErrorKind::Config, c.message)
                    .at(format!("/taxpayers/{index}{}", c.at))
                    .fix("turnover and class are the person's, so of every registration of its PAN: tell them alike")
            })?;
        }
    }
    Ok(all)
}

fn gstin(text: &str, below: &str, place: &ProfilePlace<'_>) -> Result<Gstin> {
    Gstin::parse(text).ok_or_else(|| {
        place.wrong(below, format!("\"{text}\" is not a GSTIN")).fix("2 digits, then 13 digits or capital letters")
    })
}

fn year(text: &str, place: &ProfilePlace<'_>) -> Result<FinYear> {
    let below = format!("turnover/{text}");
    let year = FinYear::parse(text).ok_or_else(|| {
        place.wrong(&below, format!("\"{text}\" is not a financial year")).fix("write it like 2024-25")
    })?;
    if year < FIRST_YEAR {
        let message = format!("the law counts turnover from {FIRST_YEAR} on, not {year}");
        return Err(place.wrong(&below, message).fix("leave the year out"));
    }
    Ok(year)
}

/// One figure for the PAN, or one for each of its GSTINs, which are added up.
fn turnover(figure: &Value, below: &str, own: Option<Gstin>, place: &ProfilePlace<'_>) -> Result<Amount> {
    let Value::Object(parts) = figure else { return rupees(figure, below, place) };
    let own = own.ok_or_else(|| {
        place.wrong("gstin", "turnover by GSTIN, and no GSTIN to tell whose").fix("give the taxpayer's gstin beside it")
    })?;
    let mut sum = 0i64;
    for (text, part) in parts {
        let below = format!("{below}/{text}");
        let gstin = gstin(text, &below, place)?;
        if own.pan() != gstin.pan() {
            let (theirs, ours) = (gstin.pan(), own.pan());
            let message = format!("{gstin} belongs to the PAN {theirs}, {own} to {ours}: turnover is counted by PAN");
            return Err(place.wrong(&below, message).fix("give each PAN a profile of its own"));
        }
        sum = sum.saturating_add(rupees(part, &below, place)?.thousandths());
    }
    Ok(Amount::from_thousandths(sum, 2))
}

fn rupees(value: &Value, below: &str, place: &ProfilePlace<'_>) -> Result<Amount> {
    let amount: Option<Amount> = serde_json::from_value(value.clone()).ok();
    amount
        .filter(|amount| !amount.is_negative())
        .ok_or_else(|| place.wrong(below, format!("{value} is not an amount in rupees")).fix("use \"123456789.00\""))
}

/// One name; a list must name the same class throughout.
fn class(given: &Value, place: &ProfilePlace<'_>) -> Result<TaxpayerClass> {
    let read = |value: &Value| {
        value.as_str().and_then(TaxpayerClass::parse).ok_or_else(|| {
            let known = TaxpayerClass::ALL.map(TaxpayerClass::name).join(", ");
            place.wrong("class", format!("no class {value} is known")).fix(format!("use one of {known}"))
        })
    };
    let names = given.as_array().map_or(std::slice::from_ref(given), Vec::as_slice);
    let classes: Vec<TaxpayerClass> = names.iter().map(read).collect::<Result<_>>()?;
    match classes.as_slice() {
        [] => Err(place.wrong("class", "an empty list of classes")),
        [first, rest @ ..] => match rest.iter().find(|other| *other != first) {
            None => Ok(*first),
            Some(other) => {
                let message = format!("classes {} and {} contradict one another", first.name(), other.name());
                Err(place.wrong("class", message).fix("a registration has one class"))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(profile: Value) -> Result<Taxpayer> {
        serde_json::from_value::<TaxpayerProfile>(profile).unwrap().read(ErrorKind::Option, "/taxpayer")
    }

    #[test]
    fn turnover_is_one_figure_or_the_sum_over_the_registrations_of_a_pan() {
        let both = read(json!({"gstin": "29AABCU9603R1ZJ", "turnover": {
            "2023-24": "30000000.50", "2022-23": {"29AABCU9603R1ZJ": "10000000", "27AABCU9603R1ZN": 20000000.25}
        }}));
        let sums: Vec<_> = both.unwrap().turnover.values().map(Amount::to_string).collect();
        assert_eq!(sums, ["30000000.25", "30000000.50"]);
    }

    #[test]
    fn what_cannot_be_true_says_why_and_where() {
        let of_another_pan = json!({"gstin": "29AABCU9603R1ZJ", "turnover": {"2022-23": {"24AACCT6304M1ZB": "1"}}});
        for (profile, word, at) in [
            (of_another_pan, "the PAN AACCT6304M", "/turnover/2022-23/24AACCT6304M1ZB"),
            (json!({"gstin": "29"}), "not a GSTIN", "/gstin"),
            (json!({"turnover": {"2024-2025": "1"}}), "not a financial year", "/turnover/2024-2025"),
            (json!({"turnover": {"FY25": "1"}}), "not a financial year", "/turnover/FY25"),
            (json!({"turnover": {"2016-17": "1"}}), "from 2017-18 on", "/turnover/2016-17"),
            (json!({"turnover": {"2024-25": "-1"}}), "not an amount", "/turnover/2024-25"),
            (json!({"turnover": {"2024-25": "5 crore"}}), "not an amount", "/turnover/2024-25"),
            (json!({"turnover": {"2024-25": {"29AABCU9603R1ZJ": "1"}}}), "no GSTIN to tell whose", "/gstin"),
            (
                json!({"gstin": "29AABCU9603R1ZJ", "turnover": {"2024-25": {"29": "1"}}}),
                "not a GSTIN",
                "/turnover/2024-25/29",
            ),
            (json!({"class": "shop"}), "no class \"shop\"", "/class"),
            (json!({"class": ["sez_unit", "sez_developer"]}), "contradict", "/class"),
            (json!({"enabled_from": "2023"}), "not a day", "/enabled_from"),
        ] {
            let error = read(profile.clone()).unwrap_err();
            assert!(error.message.contains(word), "{profile}: {error}");
            assert_eq!(error.at, Some(format!("/taxpayer{at}")), "{profile}");
        }
        assert_eq!(read(json!({"class": ["bank", "bank"]})).unwrap().class, Some(TaxpayerClass::Bank));
    }

    #[test]
    fn the_profiles_of_one_pan_are_joined_and_those_of_another_are_not() {
        let of = |gstin: &str, class: &str, turnover: Value| {
            read(json!({"gstin": gstin, "class": class, "turnover": turnover})).unwrap()
        };
        let profiles = vec![
            of("29AABCU9603R1ZJ", "sez_unit", json!({})),
            of("27AABCU9603R1ZN", "regular", json!({"2024-25": "7"})),
            of("24AACCT6304M1ZB", "regular", json!({})),
        ];
        let known: Vec<_> = joined(profiles).unwrap().iter().map(|t| (t.class, t.turnover.len())).collect();
        let regular = Some(TaxpayerClass::Regular);
        assert_eq!(known, [(Some(TaxpayerClass::SezUnit), 1), (regular, 1), (regular, 0)]);
        let torn = vec![of("29AABCU9603R1ZJ", "bank", json!({})), of("27AABCU9603R1ZN", "regular", json!({}))];
        assert_eq!(joined(torn).unwrap_err().at.as_deref(), Some("/taxpayers/0/class"));
    }
}
