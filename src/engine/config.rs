//! The configuration of an engine, read strictly: an unknown key is refused, never ignored.

mod beside;
pub mod choices;
pub mod expiry;
mod given;
pub mod ledger;
pub mod log;
pub mod options;
pub mod portal;
pub mod profile;
pub mod renewed;

use crate::calendar::{Day, FinYear, IstTime};
use crate::codes::Lists;
use crate::engine::config::ledger::{LedgerPlace, ledger};
use crate::engine::config::log::ConfiguredLog;
use crate::engine::config::portal::{ConfiguredPortal, ResolvedPortal};
use crate::engine::config::profile::{Classes, TaxpayerProfile, Turnover};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::language::Language;
use crate::{settings, taxpayer};
use given::{GivenText, OneOrMore};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The whole configuration; `{}` is the built-in sandbox with a ledger in memory.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "the configuration, an object")]
pub struct Config {
    /// Where documents are registered: one portal, or several in fail-over order. The built-in sandbox, where it is left out.
    portal: Option<OneOrMore<ConfiguredPortal>>,
    /// Those whose documents are registered.
    #[serde(default)]
    taxpayers: Vec<ConfiguredTaxpayer>,
    /// A file's path, or postgres://user:password@host:5432/database; in memory where it is left out.
    ledger: Option<GivenText>,
    /// The moment to judge by, in place of the clock's: a day or a time.
    #[schemars(with = "Option<IstTime>")]
    on: Option<String>,
    /// The language of messages and fixes.
    #[schemars(with = "Option<Language>")]
    language: Option<String>,
    /// Rules on which the sources disagree.
    #[serde(default)]
    settings: settings::GivenSettings,
    /// For how many days the audit is kept: 90 where nothing is said, none at all with 0.
    audit_days: Option<u16>,
    /// A folder or ZIP with renewed lists.
    lists: Option<PathBuf>,
    /// A file with a line for each exchange with a portal.
    log: Option<ConfiguredLog>,
    /// Whether documents are normalised unless a call says otherwise.
    #[serde(default)]
    normalize: bool,
}

/// A taxpayer with its log-ins, and what the law and the rules need to know about it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a taxpayer, an object")]
#[schemars(rename = "ConfigTaxpayer")]
pub struct ConfiguredTaxpayer {
    /// The taxpayer's.
    #[schemars(with = "Gstin")]
    gstin: String,
    /// The name of its API user at the portal.
    username: Option<GivenText>,
    /// The password of that user.
    password: Option<GivenText>,
    /// The name of its API user at the e-way bill system, where that is another.
    ewb_username: Option<GivenText>,
    /// The password of that user.
    ewb_password: Option<GivenText>,
    /// Log-ins by the portal's name, where they differ.
    #[serde(default)]
    logins: Option<BTreeMap<String, ConfiguredLogIn>>,
    // What the law asks of this taxpayer depends on these.
    /// Aggregate turnover in rupees by financial year; of a year, one figure for the PAN or one for each of its GSTINs.
    #[serde(default)]
    #[schemars(with = "BTreeMap<FinYear, Turnover>")]
    turnover: BTreeMap<String, serde_json::Value>,
    /// Its class, where it is not an ordinary taxpayer; a list names the same class throughout.
    #[schemars(with = "Option<Classes>")]
    class: Option<serde_json::Value>,
    /// The first day on which the portal accepts its documents.
    #[schemars(with = "Option<Day>")]
    enabled_from: Option<String>,
    /// The day on which the annual return of a financial year was filed.
    #[serde(default)]
    #[schemars(with = "BTreeMap<FinYear, Day>")]
    annual_return_filed: BTreeMap<String, String>,
    /// What its bills leave out of the seller.
    seller: Option<serde_json::Map<String, serde_json::Value>>,
}

impl ConfiguredTaxpayer {
    fn profile(&self, index: usize) -> Result<taxpayer::Taxpayer> {
        let profile = TaxpayerProfile {
            gstin: Some(self.gstin.clone()),
            turnover: self.turnover.clone(),
            class: self.class.clone(),
            enabled_from: self.enabled_from.clone(),
            annual_return_filed: self.annual_return_filed.clone(),
            seller: self.seller.clone(),
        };
        profile.read(ErrorKind::Config, &format!("/taxpayers/{index}"))
    }
}

/// A log-in at one portal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConfiguredLogIn {
    /// The name of the API user.
    username: GivenText,
    /// The password of that user.
    password: GivenText,
    /// The name of the API user at the e-way bill system, where that is another.
    ewb_username: Option<GivenText>,
    /// The password of that user.
    ewb_password: Option<GivenText>,
}

/// A configuration that was found complete.
pub struct Resolved {
    /// In fail-over order, at least one.
    pub portals: Vec<ResolvedPortal>,
    pub taxpayers: Vec<Gstin>,
    /// `None`: in memory.
    pub ledger: Option<LedgerPlace>,
    pub on: Option<IstTime>,
    pub language: Language,
    pub settings: settings::Settings,
    /// What is known of the taxpayers for the law and the rules.
    pub profiles: Arc<[taxpayer::Taxpayer]>,
    /// For how many days the audit is kept; none at all when 0.
    pub audit_days: u16,
    pub log: Option<ConfiguredLog>,
    /// The master lists, and where renewed ones come from.
    pub lists: Lists,
    pub lists_from: Option<PathBuf>,
    /// Whether documents are normalised unless a call says otherwise.
    pub normalize: bool,
}

impl Resolved {
    /// The certificates that run out, portal by portal.
    pub fn warnings(&self, now: IstTime) -> Vec<String> {
        let portals = self.portals.iter();
        portals.flat_map(|portal| portal.expiries.iter().filter_map(|e| e.warning(&portal.name, now))).collect()
    }
}

/// For how many days the audit is kept unless the configuration says otherwise.
const AUDIT_DAYS: u16 = 90;

impl Config {
    /// Checks that all a portal needs is there; opens nothing but the key and profile files it names.
    pub fn resolve(self) -> Result<Resolved> {
        let on = self.on.as_deref().map(time).transpose()?;
        let language = language(self.language.as_deref())?;
        let (listed, portals) = match self.portal {
            None => (false, vec![ConfiguredPortal::default()]),
            Some(OneOrMore(portals)) if portals.is_empty() => {
                return Err(refused("/portal", "an empty list of portals"));
            }
            Some(OneOrMore(portals)) => (portals.len() > 1, portals),
        };
        let ledger = self.ledger.as_ref().map(ledger).transpose()?.flatten();
        let lists = self.lists.as_deref().map(renewed::read).transpose()?;
        let mut resolved: Vec<ResolvedPortal> = Vec::new();
        for (index, portal) in portals.into_iter().enumerate() {
            // Of a list, the place says which one.
            let placed = |error: Error| match (&error.at, listed) {
                (Some(at), true) if at.starts_with("/portal") => {
                    let at = format!("/portal/{index}{}", &at["/portal".len()..]);
                    error.at(at)
                }
                _ => error,
            };
            let portal = portal.resolve(&self.taxpayers).map_err(placed)?;
            if resolved.iter().any(|other| other.name == portal.name) {
                return Err(refused(
                    &format!("/portal/{index}/name"),
                    format!("two portals are named {}", portal.name),
                )
                .fix("give each a name of its own"));
            }
            resolved.push(portal);
        }
        if resolved.iter().any(|portal| !portal.sandbox) && ledger.is_none() {
            return Err(refused("/ledger", "a real portal needs a ledger on disk")
                .fix("say \"ledger\": \"einv.db\": a path beside the billing program's own data"));
        }
        if resolved.iter().any(|portal| portal.sandbox) && resolved.iter().any(|portal| !portal.sandbox) {
            return Err(refused("/portal", "the sandbox beside a real portal")
                .fix("what the sandbox registers is worth nothing: use one or the other"));
        }
        #[cfg(feature = "postgres")]
        if resolved.iter().any(|portal| portal.sandbox) && matches!(ledger, Some(LedgerPlace::Postgres(_))) {
            return Err(refused("/ledger", "the built-in sandbox keeps its registry beside the ledger's file")
                .fix("give a file's path; or run `einv sandbox` and use it as a portal of kind nic"));
        }
        let taxpayers = self.taxpayers.iter().enumerate().map(|(index, t)| gstin(&t.gstin, index));
        let profiles = self.taxpayers.iter().enumerate().map(|(index, taxpayer)| taxpayer.profile(index));
        let profiles = profile::joined(profiles.collect::<Result<_>>()?)?.into();
        Ok(Resolved {
            portals: resolved,
            taxpayers: taxpayers.collect::<Result<_>>()?,
            ledger,
            on,
            language,
            settings: self.settings.over(settings::Settings::default()),
            profiles,
            audit_days: self.audit_days.unwrap_or(AUDIT_DAYS),
            log: ConfiguredLog::wanted(self.log)?,
            lists: lists.map_or_else(Lists::default, Lists::with),
            lists_from: self.lists,
            normalize: self.normalize,
        })
    }
}

pub fn refused(at: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message).at(at)
}

fn time(text: &str) -> Result<IstTime> {
    IstTime::parse(text).ok_or_else(|| {
        refused("/on", format!("\"{text}\" is neither a day nor a time"))
            .fix("use 2026-11-21 or 2026-11-21T12:00:00+05:30")
    })
}

fn language(text: Option<&str>) -> Result<Language> {
    text.map_or(Some(Language::En), Language::parse).ok_or_else(|| {
        refused("/language", format!("language \"{}\" is not supported", text.unwrap_or_default()))
            .fix("use \"en\" or \"hi\"")
    })
}

pub fn gstin(text: &str, index: usize) -> Result<Gstin> {
    Gstin::parse(text).ok_or_else(|| {
        refused(&format!("/taxpayers/{index}/gstin"), format!("\"{text}\" is not a GSTIN"))
            .fix("2 digits, then 13 digits or capital letters")
    })
}
