//! A portal of the configuration: its route, its keys, its log-ins.

use crate::engine::config::expiry::Expiry;
use crate::engine::config::{ConfiguredTaxpayer, given, gstin, refused};
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::gstin::Gstin;
use crate::portal::credentials::Credentials;
use crate::portal::envelope::PortalKey;
use crate::portal::http::{HttpOptions, Proxy};
use crate::portal::profile::PortalProfile;
use crate::secret::Secret;
use crate::signed::{PublicKeys, certificate_until};
use given::GivenText;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A portal.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a portal, an object")]
pub struct ConfiguredPortal {
    /// `sandbox`, `nic`, another portal or GSP that is built in, or `custom`.
    pub(super) kind: Option<String>,
    /// The path of the caller's own portal profile.
    pub(super) profile: Option<PathBuf>,
    /// What the profile requires beside the credentials.
    #[serde(default)]
    pub(super) extra: BTreeMap<String, GivenText>,
    /// Its name in answers and in the log-ins of taxpayers: the profile's, where it is left out.
    pub(super) name: Option<String>,
    /// Its addresses, in fail-over order, in place of the profile's.
    pub(super) urls: Option<Vec<String>>,
    /// The client's id at the portal.
    pub(super) client_id: Option<GivenText>,
    /// The client's secret at the portal.
    pub(super) client_secret: Option<GivenText>,
    /// The portal's key for log-ins, as PEM or as the path of its file.
    pub(super) public_key: Option<String>,
    /// The portal's keys for signatures, each as PEM or as the path of a PEM, CER or ZIP file.
    #[serde(default)]
    pub(super) qr_keys: Vec<String>,
    /// The address of the e-way bill system, where that is another host.
    pub(super) ewb_url: Option<String>,
    /// The addresses of the two e-way bill systems, the first one's first, where they are other hosts.
    pub(super) ewb_urls: Option<Vec<String>>,
    /// A PEM file of certificates to trust beside the system's.
    pub(super) ca_file: Option<PathBuf>,
    /// The proxy's URL, or `system`; none where it is left out.
    pub(super) proxy: Option<GivenText>,
    /// How long a request may take, in milliseconds: 15000 where nothing is said.
    pub(super) timeout_ms: Option<u64>,
}

/// One portal of an engine, with the log-ins that are good there.
pub struct ResolvedPortal {
    pub name: String,
    pub route: PortalRoute,
    /// None for the built-in sandbox.
    pub urls: Vec<String>,
    /// The e-way bill systems', the first one's first, where they are other hosts.
    pub ewb_urls: Vec<String>,
    /// What log-ins are encrypted with, where the profile seals them.
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

/// How anybody logs in to the built-in sandbox.
pub fn sandbox_credentials(gstin: Gstin) -> Credentials {
    Credentials {
        gstin,
        username: "practice".to_owned(),
        password: Secret::new("practice"),
        client_id: "einv".to_owned(),
        client_secret: Secret::new("practice"),
        extra: BTreeMap::new(),
        ewb_user: None,
    }
}

impl ConfiguredPortal {
    fn has_credentials(&self) -> bool {
        self.client_id.is_some() || self.client_secret.is_some() || self.public_key.is_some()
    }

    pub fn resolve(self, taxpayers: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        let route = match (self.kind.as_deref(), &self.profile) {
            (None | Some("custom"), Some(path)) => PortalRoute::Own(Box::new(PortalProfile::from_file(path)?)),
            (Some("custom"), None) => {
                return Err(refused("/portal/profile", "missing").fix("give the path of the profile"));
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
        self.real(route, taxpayers)
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
            route: PortalRoute::BuiltIn(PortalProfile::nic()?),
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

    fn real(self, route: PortalRoute, taxpayers: &[ConfiguredTaxpayer]) -> Result<ResolvedPortal> {
        let name = self.name.clone().unwrap_or_else(|| route.name.clone());
        let need = |given: &Option<GivenText>, at: &str| match given {
            Some(given) => given.read(at),
            None => Err(refused(at, "missing").fix("the portal gives it to a registered client")),
        };
        let client_id = need(&self.client_id, "/portal/client_id")?;
        let client_secret = need(&self.client_secret, "/portal/client_secret")?;
        let (key, login) = self.key(&route)?;
        let qr_keys = self.qr_keys()?;
        let extra = self.extra(&route)?;
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
            let ewb_user = own
                .map_or((&taxpayer.ewb_username, &taxpayer.ewb_password), |own| (&own.ewb_username, &own.ewb_password));
            let ewb_user = match ewb_user {
                (Some(user), Some(password)) => {
                    let name = user.read(&at("ewb_username"))?.reveal().to_owned();
                    Some((name, password.read(&at("ewb_password"))?))
                }
                (None, None) => None,
                (Some(_), None) | (None, Some(_)) => {
                    return Err(refused(&at("ewb_username"), "the e-way bill user needs a name and a password")
                        .fix("give ewb_username and ewb_password, or neither where the log-in is the same"));
                }
            };
            let credentials = Credentials {
                gstin,
                ewb_user,
                username: user.read(&at("username"))?.reveal().to_owned(),
                password: password.read(&at("password"))?,
                client_id: client_id.reveal().to_owned(),
                client_secret: client_secret.clone(),
                extra: extra.clone(),
            };
            credentials.check(&route, key.as_ref()).map_err(|e| e.at(at("password")))?;
            logins.push((gstin, credentials));
        }
        let proxy = match &self.proxy {
            None => Proxy::None,
            Some(given) => match given.read("/portal/proxy")? {
                text if text.reveal() == "system" => Proxy::System,
                url => Proxy::Url(url),
            },
        };
        // The profile's own e-way bill host belongs to its own addresses: who names others, names this one too.
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
            (None, None, None) => route.ewb_url.iter().cloned().collect(),
        };
        let urls = self.urls.unwrap_or_else(|| route.urls.clone());
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
            route,
            sandbox: false,
            expiries,
        })
    }

    /// The key that log-ins are encrypted with, where the profile wants one, and the file it came in.
    fn key(&self, route: &PortalRoute) -> Result<(Option<PortalKey>, Option<Vec<u8>>)> {
        let at = "/portal/public_key";
        match (&self.public_key, route.needs_key()) {
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

    /// What the profile asks for beside the credentials: all of it, and nothing else.
    fn extra(&self, route: &PortalRoute) -> Result<BTreeMap<String, Secret>> {
        let at = |name: &str| format!("/portal/extra/{name}");
        if let Some(name) = self.extra.keys().find(|name| !route.extra.contains(name)) {
            return Err(refused(&at(name), format!("the profile {} asks for no \"{name}\"", route.name)));
        }
        let each = route.extra.iter().map(|name| match self.extra.get(name) {
            Some(given) => Ok((name.clone(), given.read(&at(name))?)),
            None => Err(refused(&at(name), "missing").fix(format!("the profile {} asks for it", route.name))),
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
