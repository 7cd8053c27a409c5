//! The options every verb knows, and those of some.

use super::config::parse;
use super::profile::Profile;
use crate::calendar::{Clock, IstTime};
use crate::compute::RoundOff;
use crate::error::{Error, Kind, Result};
use crate::language::Language;
use crate::money::Amount;
use crate::rules::EwbWish;
use crate::settings::{Given, Settings};
use crate::taxpayer::Taxpayer;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a call may take unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(45);
/// Values picked from an answer, at most, and bytes of the pointers to them.
const MOST_PICKS: usize = 256;
const MOST_PICKED: usize = 16 << 10;
/// The longest a call may take. Some of what waits counts milliseconds in 31 bits.
const LONGEST: Duration = Duration::from_secs(86_400);

/// The `opts` of a verb. Which of the last ones it takes is the verb's to say ([`Options::read`]).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "options, an object")]
pub struct Options {
    on: Option<String>,
    taxpayer: Option<Profile>,
    language: Option<String>,
    /// Whether characters beyond ASCII are written as `\uXXXX`; unless told, they are.
    pub(crate) ascii: Option<bool>,
    pick: Option<Pick>,
    deadline_ms: Option<u64>,
    settings: Option<Given>,
    /// Submit: send unchanged content again after a refusal that time may have cured.
    pub(crate) resend: Option<bool>,
    /// Flush: how many documents to take up. Lists: how many rows to give. Audit: how many exchanges.
    pub(crate) limit: Option<usize>,
    /// Submit: whether to ask the law first.
    pub(crate) when: Option<When>,
    /// Cancel: whether to draft the note that takes back what can't be cancelled any more.
    pub(crate) draft: Option<bool>,
    /// Lists: how many rows to leave out first.
    pub(crate) after: Option<usize>,
    /// Compute: retail prices of lines, tax included, by their number from 1.
    retail_prices: Option<BTreeMap<String, Amount>>,
    /// Compute: `rupee` or `none`.
    round_off: Option<String>,
    /// Verify, print, stamp: the portal's keys, each as PEM or as the path of a PEM, CER or ZIP file.
    pub(crate) qr_keys: Option<Vec<String>>,
    /// QR: `svg`, `png`, `bmp`, `escpos`, `text`.
    pub(crate) format: Option<String>,
    /// QR: pixels or dots a module.
    pub(crate) module: Option<u32>,
    /// QR: modules of white around the code.
    pub(crate) quiet: Option<u32>,
    /// QR: `L`, `M`, `Q`, `H`.
    pub(crate) level: Option<String>,
    /// QR as SVG: its width.
    pub(crate) width_mm: Option<f64>,
    /// Print: the supplier's logo, a PNG or JPEG as base64 or path.
    pub(crate) logo: Option<String>,
    /// Print: the colour of headings, `#rrggbb`.
    pub(crate) accent: Option<String>,
    /// GSTIN: ask the portal anew, whatever is remembered.
    pub(crate) fresh: Option<bool>,
    /// Batch: how many documents are under way at a time.
    pub(crate) in_flight: Option<usize>,
    /// Batch: how many documents are sent in a second, at most.
    per_second: Option<f64>,
    /// Results: how long to wait for one.
    pub(crate) wait_ms: Option<u64>,
    /// Cancel: `cancel` cancels the e-way bill first. Submit and validate: `none`, `try` or `must`.
    ewb: Option<EwbToo>,
}

/// What becomes of the e-way bill beside its document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum EwbToo {
    /// It is cancelled before its document is.
    Cancel,
    /// None is made.
    None,
    /// The document is registered whatever becomes of it.
    Try,
    /// The document is not sent when it would fail.
    Must,
}

/// What submit sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum When {
    Always,
    /// Only what the law asks for.
    Required,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a JSON pointer, or a list of them")]
enum Pick {
    One(String),
    Many(Vec<String>),
}

impl Options {
    /// Reads the options of a verb that takes `own` beside the common ones.
    pub fn read(text: &str, own: &[&str]) -> Result<Options> {
        let options: Options = if text.trim().is_empty() { Options::default() } else { parse(text, Kind::Option)? };
        if let Some(name) = options.of_some_verbs().find(|name| !own.contains(name)) {
            return Err(Error::new(Kind::Option, format!("this verb has no option \"{name}\"")).at(format!("/{name}")));
        }
        options.for_this_verb(own)?;
        options.on()?;
        options.taxpayer()?;
        options.round_off()?;
        options.retail_prices()?;
        if let (Some(text), None) = (&options.language, options.language()) {
            return Err(Error::new(Kind::Option, format!("language \"{text}\" is not supported"))
                .at("/language")
                .fix("use \"en\" or \"hi\""));
        }
        let picks = options.picks();
        if picks.len() > MOST_PICKS || picks.iter().map(String::len).sum::<usize>() > MOST_PICKED {
            return Err(Error::new(
                Kind::Limit,
                format!("more than {MOST_PICKS} pointers, or {MOST_PICKED} bytes of them"),
            )
            .at("/pick")
            .fix("leave pick out, and read the answer as JSON"));
        }
        if picks.iter().any(|p| !p.is_empty() && !p.starts_with('/')) {
            return Err(Error::new(Kind::Option, "a JSON pointer begins with /")
                .at("/pick")
                .fix("\"/irn\", for example"));
        }
        Ok(options)
    }

    /// The options given that not every verb takes.
    fn of_some_verbs(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("resend", self.resend.is_some()),
            ("limit", self.limit.is_some()),
            ("after", self.after.is_some()),
            ("when", self.when.is_some()),
            ("round_off", self.round_off.is_some()),
            ("retail_prices", self.retail_prices.is_some()),
            ("draft", self.draft.is_some()),
            ("qr_keys", self.qr_keys.is_some()),
            ("format", self.format.is_some()),
            ("module", self.module.is_some()),
            ("quiet", self.quiet.is_some()),
            ("level", self.level.is_some()),
            ("width_mm", self.width_mm.is_some()),
            ("logo", self.logo.is_some()),
            ("accent", self.accent.is_some()),
            ("fresh", self.fresh.is_some()),
            ("ewb", self.ewb.is_some()),
            ("in_flight", self.in_flight.is_some()),
            ("per_second", self.per_second.is_some()),
            ("wait_ms", self.wait_ms.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name)
    }

    /// The moment to judge by, when the caller names one.
    pub(crate) fn on(&self) -> Result<Option<IstTime>> {
        let read = |text: &String| {
            IstTime::parse(text).ok_or_else(|| {
                Error::new(Kind::Option, format!("\"{text}\" is neither a day nor a time"))
                    .at("/on")
                    .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
            })
        };
        self.on.as_ref().map(read).transpose()
    }

    /// The moment to judge by: the caller's, else the clock's.
    pub(crate) fn time(&self, clock: &Clock) -> IstTime {
        self.on().ok().flatten().unwrap_or_else(|| clock.now())
    }

    /// What the caller reads; `None` leaves it to the engine.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::parse)
    }

    /// The JSON pointers whose values are the answer, as plain text.
    pub(crate) fn picks(&self) -> &[String] {
        match &self.pick {
            None => &[],
            Some(Pick::One(pointer)) => std::slice::from_ref(pointer),
            Some(Pick::Many(pointers)) => pointers,
        }
    }

    /// The option `ewb` has other values at cancelling than at sending: `draft` is cancel's alone.
    fn for_this_verb(&self, own: &[&str]) -> Result<()> {
        let cancels = own.contains(&"draft");
        match self.ewb {
            Some(wish) if (wish == EwbToo::Cancel) != cancels => {
                Err(Error::new(Kind::Option, "this verb has no such value of the option \"ewb\"")
                    .at("/ewb")
                    .fix(if cancels { "\"cancel\", or leave it out" } else { "\"none\", \"try\" or \"must\"" }))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What is to become of the e-way bill that a document asks for.
    pub(crate) fn ewb_wish(&self) -> EwbWish {
        match self.ewb {
            Some(EwbToo::None) => EwbWish::None,
            Some(EwbToo::Must) => EwbWish::Must,
            Some(EwbToo::Try | EwbToo::Cancel) | None => EwbWish::Try,
        }
    }

    /// Whether an e-way bill is cancelled together with its document.
    pub(crate) fn cancels_ewb(&self) -> bool {
        self.ewb == Some(EwbToo::Cancel)
    }

    /// Retail prices by the line's place, from 0.
    pub(crate) fn retail_prices(&self) -> Result<BTreeMap<usize, Amount>> {
        let read = |(line, price): (&String, &Amount)| {
            let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let wrong = |message: String| Error::new(Kind::Option, message).at(format!("/retail_prices/{line}"));
            let place = number
                .ok_or_else(|| wrong(format!("\"{line}\" is not the number of a line")).fix("lines count from 1"))?;
            if price.is_negative() {
                return Err(wrong(format!("{price} is not a price")));
            }
            Ok((place, *price))
        };
        self.retail_prices.iter().flatten().map(read).collect()
    }

    /// What happens to the paise of a computed invoice value.
    pub(crate) fn round_off(&self) -> Result<RoundOff> {
        let Some(text) = &self.round_off else { return Ok(RoundOff::default()) };
        RoundOff::parse(text).ok_or_else(|| {
            Error::new(Kind::Option, format!("\"{text}\" is no way to round off"))
                .at("/round_off")
                .fix("use \"rupee\" or \"none\"")
        })
    }

    /// The most documents that are sent in a second; none where there is no limit.
    pub fn per_second(&self) -> Result<Option<f64>> {
        match self.per_second {
            Some(rate) if !(0.001..=1e6).contains(&rate) => {
                Err(Error::new(Kind::Option, format!("{rate} documents a second can't be kept to"))
                    .at("/per_second")
                    .fix("from 0.001 to 1000000; leave it out for no limit"))
            }
            rate => Ok(rate),
        }
    }

    /// How long the whole call may take: 45 seconds unless told, and at most a day.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline_ms.map_or(DEADLINE, Duration::from_millis).min(LONGEST)
    }

    /// What the caller set, over the engine's settings.
    pub(crate) fn settings(&self, of_engine: Settings) -> Settings {
        self.settings.unwrap_or_default().over(of_engine)
    }

    /// The taxpayer the caller describes, in place of those the engine knows.
    pub(crate) fn taxpayers(&self) -> Option<Arc<[Taxpayer]>> {
        self.taxpayer().ok().flatten().map(|taxpayer| Arc::from([taxpayer]))
    }

    /// The same, or what is wrong with it.
    pub(crate) fn taxpayer(&self) -> Result<Option<Taxpayer>> {
        self.taxpayer.as_ref().map(|profile| profile.read(Kind::Option, "/taxpayer")).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_deadline_is_too_long_to_count() {
        for (given, seconds) in [(0, 0), (1000, 1), (4_294_967_295, 86_400), (u64::MAX, 86_400)] {
            let options = Options::read(&json!({"deadline_ms": given}).to_string(), &[]).unwrap();
            assert_eq!(options.deadline(), Duration::from_secs(seconds), "{given}");
        }
    }

    #[test]
    fn only_so_much_is_picked_at_once() {
        let read = |pick: Vec<String>| Options::read(&json!({"pick": pick}).to_string(), &[]).err().map(|e| e.kind);
        assert_eq!(read(vec!["/irn".to_owned(); MOST_PICKS]), None);
        assert_eq!(read(vec!["/irn".to_owned(); MOST_PICKS + 1]), Some(Kind::Limit));
        let long = |length| vec![format!("/{}", "x".repeat(length))];
        assert_eq!((read(long(MOST_PICKED - 1)), read(long(MOST_PICKED))), (None, Some(Kind::Limit)));
    }
}
