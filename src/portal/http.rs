//! The network: a [`Wire`] over HTTPS. The only file that knows reqwest.
//!
//! It sends once and brings back what came; it never follows a redirect, retries, logs or keeps a cookie.

use super::{Exchange, NoAnswer, Sent, Wire};
use crate::error::{Error, Kind, Result};
use reqwest::{Client, Url};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The longest answer that is read. A day's list of rejected IRNs is the longest there is, and far shorter.
const LONGEST_BODY: usize = 16 << 20;

/// Connecting takes a part of the time, so that a portal which is out is known not to have been reached.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

/// An idle connection is given up before portals and firewalls do: one that they closed costs a call in doubt.
const LONGEST_IDLE: Duration = Duration::from_secs(30);

/// Which proxy to go through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Proxy {
    #[default]
    None,
    /// What the environment names (`HTTPS_PROXY`, `NO_PROXY`).
    System,
    /// One proxy for everything, by its URL.
    Url(crate::secret::Secret),
}

/// How to reach a portal.
#[derive(Clone, Debug)]
pub struct Options {
    /// One whole exchange, from connecting to the last byte.
    pub timeout: Duration,
    /// PEM certificates that replace every other root.
    pub ca_file: Option<PathBuf>,
    pub proxy: Proxy,
}

impl Default for Options {
    fn default() -> Options {
        Options { timeout: Duration::from_secs(15), ca_file: None, proxy: Proxy::None }
    }
}

/// One portal on the network. Its futures need a tokio runtime of the caller's, with time and I/O.
#[derive(Clone, Debug)]
pub struct Http {
    base: String,
    client: Client,
}

impl Http {
    /// `base` is `https://host[:port][/prefix]`; plain http only to this machine itself. Connects to nothing yet.
    pub fn new(base: &str, options: &Options) -> Result<Http> {
        check(base)?;
        let builder = Client::builder()
            .tls_backend_preconfigured(tls(options.ca_file.as_deref())?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(concat!("einv/", env!("CARGO_PKG_VERSION")))
            .timeout(options.timeout)
            .connect_timeout(LONGEST_CONNECT.min(options.timeout / 2))
            .pool_idle_timeout(LONGEST_IDLE);
        let builder = match &options.proxy {
            Proxy::None => builder.no_proxy(),
            Proxy::System => builder,
            Proxy::Url(url) => builder.proxy(reqwest::Proxy::all(url.reveal()).map_err(|_| proxy_error())?),
        };
        let client = builder.build().map_err(|error| {
            Error::new(Kind::Config, format!("the network client can't be set up: {}", causes(&error.without_url())))
        })?;
        Ok(Http { base: base.trim_end_matches('/').to_owned(), client })
    }

    async fn send(
        &self,
        request: ::http::Request<Vec<u8>>,
    ) -> std::result::Result<::http::Response<Vec<u8>>, NoAnswer> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let builder = self.client.request(parts.method, format!("{}{path}", self.base)).headers(parts.headers);
        let builder = if body.is_empty() { builder } else { builder.body(body) };
        let mut response = builder.send().await.map_err(no_answer)?;
        let mut whole = ::http::Response::new(Vec::new());
        *whole.status_mut() = response.status();
        *whole.headers_mut() = std::mem::take(response.headers_mut());
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if whole.body().len() + chunk.len() > LONGEST_BODY {
                let message = format!("the answer is longer than {} MiB", LONGEST_BODY >> 20);
                return Err(NoAnswer { sent: Sent::Maybe, kind: Kind::Portal, message });
            }
            whole.body_mut().extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

impl Wire for Http {
    fn exchange(&self, request: ::http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(self.send(request))
    }
}

fn check(base: &str) -> Result<()> {
    let refuse = |why: &str| {
        let error = Error::new(Kind::Config, format!("the portal's address {why}")).at("/portal/urls");
        Err(error.fix("write it as https://host, with a path prefix if the portal has one"))
    };
    let Ok(url) = Url::parse(base) else { return refuse("is no URL") };
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return refuse("must not hold a user, a query or a fragment");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        _ => refuse("must be https; plain http is for this machine alone"),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn proxy_error() -> Error {
    // Without its words: they may repeat the proxy's password.
    Error::new(Kind::Config, "the proxy's address is no URL").at("/portal/proxy").fix("write it as http://host:port")
}

fn tls(ca_file: Option<&Path>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(Kind::Config, format!("TLS can't be set up: {error}")))?;
    let mut config = config.with_root_certificates(roots(ca_file)?).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The roots of `ca_file` alone; without one Mozilla's, compiled in, and the system's, for firewalls that open TLS.
fn roots(ca_file: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(path) = ca_file else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let wrong = |why: String| {
        let error = Error::new(Kind::Config, format!("the CA file {}: {why}", path.display())).at("/portal/ca_file");
        error.fix("give a PEM file with the root certificates to trust")
    };
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("holds no certificate".into())) } else { Ok(roots) }
}

/// Sorts what went wrong by the one question that matters: can the portal have seen the request?
fn no_answer(error: reqwest::Error) -> NoAnswer {
    let error = error.without_url();
    let kind = match (error.is_builder(), error.is_timeout()) {
        (true, _) => Kind::Config,
        (_, true) => Kind::Timeout,
        (_, false) => Kind::Network,
    };
    let (sent, what) = if error.is_builder() {
        (Sent::No, "the request can't be made")
    } else if error.is_dns() {
        (Sent::No, "the portal's name can't be found")
    } else if error.is_connect() {
        (Sent::No, "can't connect to the portal")
    } else if error.is_timeout() {
        (Sent::Maybe, "the portal took too long")
    } else {
        (Sent::Maybe, "the connection broke before the whole answer was here")
    };
    NoAnswer { sent, kind, message: format!("{what}: {}", causes(&error)) }
}

/// An error's innermost cause, which says more than its outer shells: "connection refused", "certificate expired".
fn causes(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&cause| cause.source());
    chain.last().map_or_else(|| error.to_string(), ToString::to_string)
}
