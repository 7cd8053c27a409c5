//! The configuration of an engine, read strictly: an unknown key is refused, never ignored.

mod beside;
mod given;

use super::expiry::Expiry;
use super::log::ConfiguredLog;
use super::profile::{self, Classes, TaxpayerProfile, Turnover};
use super::renewed;
use crate::calendar::{Day, FinYear, IstTime};
use crate::codes::Lists;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::gstin::Gstin;
use crate::language::Language;
use crate::portal::envelope::PortalKey;
use crate::portal::http::{HttpOptions, Proxy};
use crate::portal::profile::PortalProfile;
use crate::portal::session::Credentials;
use crate::secret::Secret;
use crate::settings;
use crate::signed::{PublicKeys, certificate_until};
use crate::taxpayer;
use given::{GivenText, OneOrMore};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

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

/// A portal.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a portal, an object")]
struct ConfiguredPortal {
    /// `sandbox`, `nic`, another portal or GSP that is built in, or `custom`.
    kind: Option<String>,
    /// The path of the caller's own portal profile.
    profile: Option<PathBuf>,
    /// What the profile requires beside the credentials.
    #[serde(default)]
    extra: BTreeMap<String, GivenText>,
    /// Its name in answers and in the log-ins of taxpayers: the profile's, where it is left out.
    name: Option<String>,
    /// Its addresses, in fail-over order, in place of the profile's.
    urls: Option<Vec<String>>,
    /// The client's id at the portal.
    client_id: Option<GivenText>,
    /// The client's secret at the portal.
    client_secret: Option<GivenText>,
    /// The portal's key for log-ins, as PEM or as the path of its file.
    public_key: Option<String>,
    /// The portal's keys for signatures, each as PEM or as the path of a PEM, CER or ZIP file.
    #[serde(default)]
    qr_keys: Vec<String>,
    /// The address of the e-way bill system, where that is another host.
    ewb_url: Option<String>,
    /// The addresses of the two e-way bill systems, the first one's first, where they are other hosts.
    ewb_urls: Option<Vec<String>>,
    /// A PEM file of certificates to trust beside the system's.
    ca_file: Option<PathBuf>,
    /// The proxy's URL, or `system`; none where it is left out.
    proxy: Option<GivenText>,
    /// How long a request may take, in milliseconds: 15000 where nothing is said.
    timeout_ms: Option<u64>,
}

/// A taxpayer with its log-ins, and what the law and the rules need to know about it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a taxpayer, an object")]
#[schemars(rename = "ConfigTaxpayer")]
struct ConfiguredTaxpayer {
    /// The taxpayer's.
    #[schemars(with = "Gstin")]
    gstin: String,
    /// The name of its API user at the portal.
    username: Option<GivenText>,
    /// The password of that user.
    password: Option<GivenText>,
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
    /// The master lists, and where renewed ones come from.
    pub lists: Lists,
    pub lists_from: Option<PathBuf>,
    pub log: Option<ConfiguredLog>,
    /// Whether documents are normalised unless a call says otherwise.
    pub normalize: bool,
}

/// One portal of an engine, with the log-ins that are good there.
pub struct ResolvedPortal {
    pub name: String,
    pub road: PortalRoute,
    /// None for the built-in sandbox.
    pub urls: Vec<String>,
    /// The e-way bill systems', the first one's first, where they are other hosts.
    pub ewb_urls: Vec<String>,
    /// What log-ins are encrypted with, where the road seals them.
    pub key: Option<PortalKey>,
    pub qr_keys: PublicKeys,
    /// Whether any key to verify with was given.
    pub verifies: bool,
    pub http: HttpOptions,
    pub logins: Vec<(Gstin, Credentials)>,
    pub sandbox: bool,
    /// When the certificates given run out.
    pub expiries: Vec<Expiry>,
}

/// How a portal is spoken to.
pub enum PortalRoute {
    BuiltIn(&'static PortalProfile),
    Own(Box<PortalProfile>),
}

impl std::ops::Deref for PortalRoute {
    type Target = PortalProfile;
    fn deref(&self) -> &PortalProfile {
        match self {
            PortalRoute::BuiltIn(profile) => profile,
            PortalRoute::Own(profile) => profile,
        }
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
            log: ConfiguredLog::wanted(self.log)?,
            taxpayers: taxpayers.collect::<Result<_>>()?,
            ledger,
            on,
            language,
            settings: self.settings.over(settings::Settings::default()),
            profiles,
            audit_days: self.audit_days.unwrap_or(AUDIT_DAYS),
            lists: lists.map_or_else(Lists::default, Lists::with),
            lists_from: self.lists,
            normalize: self.normalize,
        })
    }
}

fn refused(at: &str, message: impl Into<String>) -> Error {
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

/// Where a ledger lies.
pub enum LedgerPlace {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(Box<crate::ledger::postgres::DatabaseUrl>),
}

impl LedgerPlace {
    /// For people: no secret in it.
    pub fn shown(&self) -> String {
        match self {
            LedgerPlace::File(path) => path.display().to_string(),
            #[cfg(feature = "postgres")]
            LedgerPlace::Postgres(address) => address.shown(),
        }
    }
}

/// `None` for one in memory.
fn ledger(given: &GivenText) -> Result<Option<LedgerPlace>> {
    let text = given.read("/ledger")?;
    let path = text.reveal();
    if path.is_empty() {
        return Err(refused("/ledger", "an empty path").fix("leave ledger out for memory, or give a file's path"));
    }
    if path.starts_with("postgres://") || path.starts_with("postgresql://") {
        #[cfg(feature = "postgres")]
        return crate::ledger::postgres::DatabaseUrl::parse(path)
            .map(|address| Some(LedgerPlace::Postgres(Box::new(address))));
        #[cfg(not(feature = "postgres"))]
        return Err(Error::new(ErrorKind::Unsupported, "this build of einv has no PostgreSQL").at("/ledger"));
    }
    if path.eq_ignore_ascii_case(":memory:") {
        return Ok(None);
    }
    let is_drive = |scheme: &str, rest: &str| scheme.len() == 1 && rest.starts_with(['/', '\\']);
    let scheme = path.split_once(':').filter(|(scheme, rest)| !is_drive(scheme, rest));
    if scheme.is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("file")) {
        return Err(refused("/ledger", "a ledger is named by its path, not by a URI").fix("leave file: out"));
    }
    // A URL that is spelt wrongly may hold a password: nothing of it is repeated.
    if scheme.is_some_and(|(_, rest)| rest.starts_with("//") || rest.contains('@')) {
        return Err(refused("/ledger", "neither a path nor a PostgreSQL URL")
            .fix("give a file's path, or postgres://user:password@host:5432/database"));
    }
    // Whatever folder the process goes to later, and in a fork's child, it is the same file.
    let path = std::path::absolute(path).map_err(|e| refused("/ledger", format!("no path: {e}")))?;
    Ok(Some(LedgerPlace::File(path)))
}

fn gstin(text: &str, index: usize) -> Result<Gstin> {
    Gstin::parse(text).ok_or_else(|| {
        refused(&format!("/taxpayers/{index}/gstin"), format!("\"{text}\" is not a GSTIN"))
            .fix("2 digits, then 13 digits or capital letters")
    })
}

/// How anybody logs in to the built-in sandbox.
pub fn sandbox_credentials(gstin: Gstin) -> Credentials {
    Credentials {
        gstin,
        username: "practice".to_owned(),
        password: Secret::new("practice"),
        client_id: "einv".to_owned(),
        client_secret: Secret::new("practice"),
        extra: BTreeMap::new(),
    }
}

impl ConfiguredPortal {
    fn has_credentials(&self) -> bool {
        self.client_id.is_some() || self.client_secret.is_some() || self.public_key.is_some()
    }

    fn resolve(self, taxpayers: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        let road = match (self.kind.as_deref(), &self.profile) {
            (None | Some("custom"), Some(path)) => PortalRoute::Own(Box::new(PortalProfile::from_file(path)?)),
            (Some("custom"), None) => {
                return Err(refused("/portal/profile", "missing").fix("give the path of the road's profile"));
            }
            (Some(_), Some(_)) => {
                return Err(refused("/portal/kind", "a kind and a profile of one's own")
                    .fix("say \"kind\": \"custom\" beside a profile, or leave the profile out"));
            }
            (Some("sandbox"), None) => return self.sandbox(taxpayers),
            (Some(kind), None) => PortalRoute::BuiltIn(PortalProfile::named(kind)?),
            (None, None) if self.has_credentials() || taxpayers.iter().any(|t| t.password.is_some()) => {
                return Err(refused("/portal/kind", "credentials without a portal to use them at")
                    .fix("say \"portal\": {\"kind\": \"nic\", …}, or leave the credentials out for the sandbox"));
            }
            (None, None) => return self.sandbox(taxpayers),
        };
        self.real(road, taxpayers)
    }

    #[cfg(not(feature = "sandbox"))]
    fn sandbox(self, _: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        Err(refused("/portal/kind", "this build of einv has no sandbox").fix("name a portal: \"kind\": \"nic\""))
    }

    /// In the sandbox anybody may log in; who is named keeps the name given.
    #[cfg(feature = "sandbox")]
    fn sandbox(self, taxpayers: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        let logins = taxpayers.iter().enumerate().map(|(index, taxpayer)| {
            let gstin = gstin(&taxpayer.gstin, index)?;
            let mut credentials = sandbox_credentials(gstin);
            if let Some(name) = &taxpayer.username {
                name.read(&format!("/taxpayers/{index}/username"))?.reveal().clone_into(&mut credentials.username);
            }
            if let Some(password) = &taxpayer.password {
                credentials.password = password.read(&format!("/taxpayers/{index}/password"))?;
            }
            Ok((gstin, credentials))
        });
        let qr_keys = self.qr_keys()?;
        Ok(ResolvedPortal {
            name: self.name.unwrap_or_else(|| "sandbox".to_owned()),
            road: PortalRoute::BuiltIn(PortalProfile::nic()?),
            urls: Vec::new(),
            ewb_urls: Vec::new(),
            key: Some(PortalKey::read(crate::sandbox::Sandbox::login_key_pem().as_bytes())?),
            qr_keys,
            verifies: true,
            http: HttpOptions::default(),
            logins: logins.collect::<Result<_>>()?,
            sandbox: true,
            expiries: Vec::new(),
        })
    }

    /// The keys that were given to verify by, and the built-in sandbox's.
    fn qr_keys(&self) -> Result<PublicKeys> {
        let mut keys = PublicKeys::new();
        for (index, file) in self.qr_keys.iter().enumerate() {
            let at = format!("/portal/qr_keys/{index}");
            keys.add(&pem(file, &at)?).map_err(|e| Error { kind: ErrorKind::Config, ..e }.at(at))?;
        }
        Ok(keys)
    }

    fn real(self, road: PortalRoute, taxpayers: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        let name = self.name.clone().unwrap_or_else(|| road.name.clone());
        let need = |given: &Option<GivenText>, at: &str| match given {
            Some(given) => given.read(at),
            None => Err(refused(at, "missing").fix("the portal gives it to a registered client")),
        };
        let client_id = need(&self.client_id, "/portal/client_id")?;
        let client_secret = need(&self.client_secret, "/portal/client_secret")?;
        let (key, login) = self.key(&road)?;
        let qr_keys = self.qr_keys()?;
        let extra = self.extra(&road)?;
        let mut logins = Vec::new();
        for (index, taxpayer) in taxpayers.iter().enumerate() {
            let gstin = gstin(&taxpayer.gstin, index)?;
            let own = taxpayer.logins.as_ref().and_then(|logins| logins.get(&name));
            let user = own.map(|o| &o.username).or(taxpayer.username.as_ref());
            let password = own.map(|o| &o.password).or(taxpayer.password.as_ref());
            let at = |what: &str| format!("/taxpayers/{index}/{what}");
            let (Some(user), Some(password)) = (user, password) else {
                return Err(refused(&at("username"), format!("user name and password of {gstin} are needed"))
                    .fix("make an API user for it on the portal"));
            };
            let credentials = Credentials {
                gstin,
                username: user.read(&at("username"))?.reveal().to_owned(),
                password: password.read(&at("password"))?,
                client_id: client_id.reveal().to_owned(),
                client_secret: client_secret.clone(),
                extra: extra.clone(),
            };
            credentials.check(&road, key.as_ref()).map_err(|e| e.at(at("password")))?;
            logins.push((gstin, credentials));
        }
        let proxy = match &self.proxy {
            None => Proxy::None,
            Some(given) => match given.read("/portal/proxy")? {
                text if text.reveal() == "system" => Proxy::System,
                url => Proxy::Url(url),
            },
        };
        // The road's own e-way bill host belongs to its own addresses: who names others, names this one too.
        let ewb_urls = match (&self.ewb_urls, &self.ewb_url, &self.urls) {
            (Some(_), Some(_), _) => {
                return Err(refused("/portal/ewb_urls", "ewb_url and ewb_urls both name the e-way bill system")
                    .fix("keep one of them: ewb_url is the first address of ewb_urls"));
            }
            (Some(urls), None, _) if urls.is_empty() || urls.len() > 2 => {
                return Err(refused(
                    "/portal/ewb_urls",
                    format!("there are two e-way bill systems, not {}", urls.len()),
                )
                .fix("give one address or two, the first system's first"));
            }
            (Some(urls), None, _) => urls.clone(),
            (None, Some(url), _) => vec![url.clone()],
            (None, None, Some(_)) => Vec::new(),
            (None, None, None) => road.ewb_url.iter().cloned().collect(),
        };
        let urls = self.urls.unwrap_or_else(|| road.urls.clone());
        if urls.is_empty() {
            return Err(refused("/portal/urls", "no address of this portal is known").fix("give its https addresses"));
        }
        let of_login = login.as_deref().and_then(certificate_until);
        let expiries = [("public_key", of_login), ("qr_keys", qr_keys.valid_until())];
        let expiries = expiries.into_iter().filter_map(|(key, until)| Some(Expiry { key, until: until? })).collect();
        let timeout = Duration::from_millis(self.timeout_ms.unwrap_or(15_000).clamp(100, 600_000));
        Ok(ResolvedPortal {
            name,
            urls,
            ewb_urls,
            key,
            verifies: !self.qr_keys.is_empty(),
            qr_keys,
            http: HttpOptions { timeout, ca_file: self.ca_file, proxy },
            logins,
            road,
            sandbox: false,
            expiries,
        })
    }

    /// The key that log-ins are encrypted with, where the road wants one, and the file it came in.
    fn key(&self, road: &PortalRoute) -> Result<(Option<PortalKey>, Option<Vec<u8>>)> {
        let at = "/portal/public_key";
        match (&self.public_key, road.needs_key()) {
            (None, false) => Ok((None, None)),
            (None, true) => {
                Err(refused(at, "missing").fix("give the portal's log-in key as PEM, or the path of its file"))
            }
            (Some(key), _) => {
                let file = pem(key, at)?;
                let key = PortalKey::read(&file).map_err(|e| Error { kind: ErrorKind::Config, ..e }.at(at))?;
                Ok((Some(key), Some(file)))
            }
        }
    }

    /// What the road asks for beside the credentials: all of it, and nothing else.
    fn extra(&self, road: &PortalRoute) -> Result<BTreeMap<String, Secret>> {
        let at = |name: &str| format!("/portal/extra/{name}");
        if let Some(name) = self.extra.keys().find(|name| !road.extra.contains(name)) {
            return Err(refused(&at(name), format!("the road {} asks for no \"{name}\"", road.name)));
        }
        let each = road.extra.iter().map(|name| match self.extra.get(name) {
            Some(given) => Ok((name.clone(), given.read(&at(name))?)),
            None => Err(refused(&at(name), "missing").fix(format!("the road {} asks for it", road.name))),
        });
        each.collect()
    }
}

/// A key given as PEM text, or as the path of a PEM, DER or ZIP file.
pub fn pem(text: &str, at: &str) -> Result<Vec<u8>> {
    if text.contains("-----BEGIN") {
        return Ok(text.as_bytes().to_vec());
    }
    file::read(text.as_ref(), file::SETTINGS)
        .map_err(|e| refused(at, format!("{text} can't be read: {e}")).fix("give PEM text or a path"))
}
