//! The network: a [`Wire`] over HTTPS. The only file that uses reqwest.
//!
//! It sends once and returns the answer. It never follows a redirect, retries, logs or keeps a cookie.

use super::{Departure, Exchange, NoAnswer, Sent, Wire};
use crate::error::{Error, ErrorKind, Result};
use http_body::{Frame, SizeHint};
use reqwest::{Client, Url};
use rustls::ClientConfig;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

/// The longest answer to read. A day's list of rejected IRNs is the longest real one, and far shorter.
const LONGEST_BODY: usize = 16 << 20;

/// Connecting gets only a part of the time, so that an unreachable portal certainly received nothing.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

/// Idle connections are closed before portals and firewalls close them. A call on a closed connection would be in
/// doubt.
const LONGEST_IDLE: Duration = Duration::from_secs(30);

/// Which proxy to go through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Proxy {
    #[default]
    None,
    /// The proxy in the environment (`HTTPS_PROXY`, `NO_PROXY`).
    System,
    /// One proxy for every address, by its URL.
    Url(crate::secret::Secret),
}

/// How to reach a portal; by default directly, within 15 seconds.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// One whole exchange, from connecting to the last byte.
    pub(crate) timeout: Duration,
    /// PEM certificates that replace every other root.
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) proxy: Proxy,
}

impl Default for HttpOptions {
    fn default() -> HttpOptions {
        HttpOptions { timeout: Duration::from_secs(15), ca_file: None, proxy: Proxy::None }
    }
}

/// One portal on the network. Its futures need a tokio runtime of the caller, with time and I/O.
#[derive(Clone)]
pub struct Http {
    base: String,
    client: Client,
}

impl Http {
    /// `base` is `https://host[:port][/prefix]`; plain http only to this machine. Doesn't connect yet.
    pub fn new(base: &str, options: &HttpOptions) -> Result<Http> {
        check(base)?;
        let builder = Client::builder()
            .tls_backend_preconfigured(tls(options.ca_file.as_deref())?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
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
            Error::new(
                ErrorKind::Config,
                format!("the network client can't be set up: {}", causes(&error.without_url())),
            )
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
        let (builder, trip) = match body.is_empty() {
            true => (builder, None),
            false => {
                let (trip, call) = (Departure::default(), parts.extensions.get().cloned());
                let body = Leaving { bytes: body.into(), trip: trip.clone(), call: call.unwrap_or_default() };
                (builder.body(reqwest::Body::wrap(body)), Some(trip))
            }
        };
        let mut response = builder.send().await.map_err(|error| no_answer(error, trip.as_ref()))?;
        if response.status() == ::http::StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            // No portal answers this: the proxy has kept the request.
            let message = "the proxy asks for a log-in; give it with portal.proxy".to_owned();
            return Err(NoAnswer { sent: Sent::No, kind: ErrorKind::Network, message });
        }
        let mut whole = ::http::Response::new(Vec::new());
        *whole.status_mut() = response.status();
        *whole.headers_mut() = std::mem::take(response.headers_mut());
        while let Some(chunk) = response.chunk().await.map_err(|error| no_answer(error, trip.as_ref()))? {
            if whole.body().len() + chunk.len() > LONGEST_BODY {
                let message = format!("the answer is longer than {} MiB", LONGEST_BODY >> 20);
                return Err(NoAnswer { sent: Sent::Maybe, kind: ErrorKind::Portal, message });
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

/// Only the address: the client's own output may hold the proxy's password.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.base)
    }
}

fn check(base: &str) -> Result<()> {
    let refuse = |why: &str| {
        let error = Error::new(ErrorKind::Config, format!("the portal's address {why}")).at("/portal/urls");
        Err(error.fix("write it as https://host, with a path prefix if the portal has one"))
    };
    let Ok(url) = Url::parse(base) else { return refuse("is not a URL") };
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return refuse("must not hold a user, a query or a fragment");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        _ => refuse("must be https; plain http is allowed only to this machine"),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn proxy_error() -> Error {
    // Without its message, which may repeat the proxy's password.
    Error::new(ErrorKind::Config, "the proxy's address is not a URL")
        .at("/portal/proxy")
        .fix("write it as http://host:port")
}

fn tls(ca_file: Option<&Path>) -> Result<ClientConfig> {
    let mut config = crate::tls::client(ca_file).map_err(|error| error.at("/portal/ca_file"))?;
    // Not HTTP/2, because there one broken connection would leave all its calls in doubt.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A body that notes when it is handed to a connection, on this trip and for the whole call.
struct Leaving {
    bytes: bytes::Bytes,
    trip: Departure,
    call: Departure,
}

impl http_body::Body for Leaving {
    type Data = bytes::Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<bytes::Bytes>>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(match self.trip.leave() && self.call.leave() {
            true => Ok(Frame::data(std::mem::take(&mut self.bytes))),
            false => Err(io::Error::other("the call ended before the request left")),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

/// Sorts what went wrong by the one question that matters: can the portal have seen the request? Of a request with a body
/// its `trip` knows: a portal does nothing before that.
fn no_answer(error: reqwest::Error, trip: Option<&Departure>) -> NoAnswer {
    let error = error.without_url();
    let kind = match (error.is_builder(), error.is_timeout()) {
        (true, _) => ErrorKind::Config,
        (_, true) => ErrorKind::Timeout,
        (_, false) => ErrorKind::Network,
    };
    let (sent, what) = if error.is_builder() {
        (Sent::No, "the request can't be built")
    } else if error.is_dns() {
        (Sent::No, "the portal's name can't be found")
    } else if error.is_connect() {
        (Sent::No, "can't connect to the portal")
    } else if error.is_timeout() {
        (Sent::Maybe, "the portal took too long")
    } else {
        (Sent::Maybe, "the connection broke before the whole answer arrived")
    };
    let stayed = trip.is_some_and(Departure::call_back);
    NoAnswer { sent: if stayed { Sent::No } else { sent }, kind, message: format!("{what}: {}", causes(&error)) }
}

/// An error's innermost cause, which says more than the outer errors: "connection refused", "certificate expired".
fn causes(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&cause| cause.source());
    chain.last().map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::testing::{certificate, pem, pkcs8};
    use crate::secret::Secret;
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    /// A server for one connection: reads a whole request, then does what the test says. Returns the request.
    fn serve(then: impl FnOnce(&mut TcpStream) + Send + 'static) -> (SocketAddr, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = sender.send(read_request(&mut stream));
            then(&mut stream);
        });
        (address, requests)
    }

    fn read_request(stream: &mut impl Read) -> String {
        let (mut request, mut byte) = (Vec::new(), [0]);
        while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            request.extend(byte);
        }
        let head = String::from_utf8(request).unwrap().to_ascii_lowercase();
        let length =
            head.split_once("content-length: ").map_or(0, |(_, rest)| rest.lines().next().unwrap().parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        head + std::str::from_utf8(&body).unwrap()
    }

    fn says(text: &'static str) -> SocketAddr {
        serve(move |stream| stream.write_all(text.as_bytes()).unwrap()).0
    }

    fn http(address: SocketAddr) -> Http {
        let options = HttpOptions { timeout: Duration::from_millis(1500), ..HttpOptions::default() };
        Http::new(&format!("http://{address}"), &options).unwrap()
    }

    fn request() -> ::http::Request<Vec<u8>> {
        let builder = ::http::Request::post("/eicore/v1.03/Invoice?a=b%2Fc").header("client_id", "me");
        builder.body(b"{}".to_vec()).unwrap()
    }

    async fn none(wire: &Http) -> NoAnswer {
        wire.exchange(request()).await.unwrap_err()
    }

    #[tokio::test]
    async fn a_request_arrives_as_it_is_and_its_answer_comes_back_whole() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"Status\":1}";
        let (address, requests) = serve(|stream| stream.write_all(answer.as_bytes()).unwrap());
        let response = http(address).exchange(request()).await.unwrap();
        assert_eq!((response.status(), response.body().as_slice()), (200.try_into().unwrap(), &br#"{"Status":1}"#[..]));
        assert_eq!(response.headers()["content-type"], "application/json");
        let seen = requests.recv().unwrap();
        assert!(seen.starts_with("post /eicore/v1.03/invoice?a=b%2fc http/1.1\r\n"), "{seen}");
        assert!(seen.contains("\r\nclient_id: me\r\n") && seen.ends_with("\r\n\r\n{}"), "{seen}");
        assert!(!seen.contains("accept-encoding") && !seen.contains("cookie"), "{seen}");
    }

    #[tokio::test]
    async fn a_prefix_of_the_address_is_kept() {
        let (address, requests) = serve(|stream| stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap());
        let wire = Http::new(&format!("http://{address}/gsp/test/"), &HttpOptions::default()).unwrap();
        assert!(wire.exchange(request()).await.unwrap().body().is_empty());
        assert!(requests.recv().unwrap().starts_with("post /gsp/test/eicore/v1.03/invoice"));
    }

    #[tokio::test]
    async fn refused_connections_and_unknown_names_never_sent_anything() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let refused = none(&http(address)).await;
        assert_eq!((refused.sent, refused.kind), (Sent::No, ErrorKind::Network));
        assert!(refused.message.to_lowercase().contains("refused"), "{}", refused.message);
        let unknown = none(&Http::new("https://portal.invalid", &HttpOptions::default()).unwrap()).await;
        assert_eq!(unknown.sent, Sent::No, "{unknown:?}");
    }

    #[tokio::test]
    async fn a_tls_that_fails_never_sent_anything() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || listener.accept().unwrap().0.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap());
        let none = none(&Http::new(&format!("https://{address}"), &HttpOptions::default()).unwrap()).await;
        assert_eq!((none.sent, none.kind), (Sent::No, ErrorKind::Network), "{none:?}");
    }

    #[tokio::test]
    async fn a_connection_that_hangs_before_tls_was_not_sent_on() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let options = HttpOptions { timeout: Duration::from_millis(600), ..HttpOptions::default() };
        let wire = Http::new(&format!("https://{}", listener.local_addr().unwrap()), &options).unwrap();
        let none = none(&wire).await;
        assert_eq!((none.sent, none.kind), (Sent::No, ErrorKind::Timeout), "{none:?}");
    }

    #[tokio::test]
    async fn silence_after_the_request_may_have_been_heard() {
        let (address, requests) = serve(|stream| drop(stream.read(&mut [0])));
        let none = none(&http(address)).await;
        assert_eq!((none.sent, none.kind), (Sent::Maybe, ErrorKind::Timeout), "{none:?}");
        assert!(requests.recv().is_ok());
    }

    #[tokio::test]
    async fn a_connection_closed_without_an_answer_may_have_been_heard() {
        let (address, _told) = serve(|_| ());
        let none = none(&http(address)).await;
        assert_eq!((none.sent, none.kind), (Sent::Maybe, ErrorKind::Network), "{none:?}");
    }

    #[tokio::test]
    async fn half_an_answer_is_none() {
        let address = says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Status\":1");
        let none = none(&http(address)).await;
        assert_eq!((none.sent, none.kind), (Sent::Maybe, ErrorKind::Network), "{none:?}");
    }

    #[tokio::test]
    async fn an_answer_that_drips_or_never_ends_is_cut_off() {
        let (slow, _) = serve(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            while stream.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
        });
        let dripping = none(&http(slow)).await;
        assert_eq!((dripping.sent, dripping.kind), (Sent::Maybe, ErrorKind::Timeout), "{dripping:?}");
        let (fast, _) = serve(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            while stream.write_all(&[b' '; 65536]).is_ok() {}
        });
        let wire = Http::new(
            &format!("http://{fast}"),
            &HttpOptions { timeout: Duration::from_secs(60), ..HttpOptions::default() },
        );
        let endless = none(&wire.unwrap()).await;
        assert_eq!((endless.sent, endless.kind), (Sent::Maybe, ErrorKind::Portal), "{endless:?}");
    }

    #[tokio::test]
    async fn redirects_pages_and_errors_come_back_as_they_are() {
        for (text, status) in [
            ("HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 307),
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 200),
            ("HTTP/1.1 503 Busy\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbusy", 503),
        ] {
            let response = http(says(text)).exchange(request()).await.unwrap();
            assert_eq!(response.status().as_u16(), status);
            assert!(
                crate::portal::reply::read(&response, &crate::portal::profile::PortalProfile::nic().unwrap().answer)
                    .is_err(),
                "{text}"
            );
        }
    }

    #[tokio::test]
    async fn a_proxy_is_used_only_when_asked_for() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        let (proxy, requests) = serve(|stream| stream.write_all(text.as_bytes()).unwrap());
        let options =
            HttpOptions { proxy: Proxy::Url(Secret::new(format!("http://u:pw@{proxy}"))), ..HttpOptions::default() };
        let wire = Http::new("http://127.0.0.1:9", &options).unwrap();
        assert_eq!(format!("{wire:?}"), "Http(http://127.0.0.1:9)");
        wire.exchange(request()).await.unwrap();
        let seen = requests.recv().unwrap();
        assert!(seen.starts_with("post http://127.0.0.1:9/eicore") && seen.contains("proxy-authorization"), "{seen}");
        let wrong = HttpOptions { proxy: Proxy::Url(Secret::new("http://pw@ /")), ..HttpOptions::default() };
        let error = Http::new("http://127.0.0.1:9", &wrong).unwrap_err();
        assert!(error.kind == ErrorKind::Config && !error.to_string().contains("pw"), "{error}");
    }

    #[tokio::test]
    async fn the_environments_proxy_is_used_only_when_asked_for() {
        // Variables can't be set safely with several threads, so the test runs itself again under a proxy that doesn't
        // exist.
        if std::env::var_os("EINV_TEST_DEAD_PROXY").is_none() {
            let name = thread::current().name().unwrap().to_owned();
            let mut again = std::process::Command::new(std::env::current_exe().unwrap());
            again.args(["--exact", &name]).env("EINV_TEST_DEAD_PROXY", "1").env("http_proxy", "http://127.0.0.1:1");
            let output = again.env_remove("no_proxy").env_remove("NO_PROXY").output().unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && said.contains("1 passed"), "{said}");
            return;
        }
        let address = says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        let options = HttpOptions { proxy: Proxy::System, ..HttpOptions::default() };
        let through = none(&Http::new(&format!("http://{address}"), &options).unwrap()).await;
        assert_eq!(through.sent, Sent::No, "{through:?}");
        assert!(http(address).exchange(request()).await.is_ok());
    }

    #[test]
    fn only_https_is_accepted_except_to_this_machine() {
        let of = |base: &str| Http::new(base, &HttpOptions::default()).map(drop).map_err(|error| error.kind);
        for good in [
            "https://portal.example",
            "https://portal.example/gsp",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert_eq!(of(good), Ok(()), "{good}");
        }
        for bad in [
            "http://portal.example",
            "http://127.0.0.1.example",
            "ftp://localhost",
            "portal.example",
            "",
            "https://u:p@portal.example",
            "https://portal.example/?a",
            "https://portal.example/#a",
        ] {
            assert_eq!(of(bad), Err(ErrorKind::Config), "{bad}");
        }
    }

    /// An HTTPS server with the tests' certificate, for any number of connections.
    fn serve_tls() -> SocketAddr {
        let key = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8()).into();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate().into()], key).unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let session = rustls::ServerConnection::new(config.clone()).unwrap();
                let mut tls = rustls::StreamOwned::new(session, stream.unwrap());
                if tls.conn.complete_io(&mut tls.sock).is_ok() {
                    read_request(&mut tls);
                    tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn a_strange_certificate_is_refused_and_a_given_ca_file_replaces_every_root() {
        let base = format!("https://{}", serve_tls());
        let strange = none(&Http::new(&base, &HttpOptions::default()).unwrap()).await;
        assert_eq!((strange.sent, strange.kind), (Sent::No, ErrorKind::Network), "{strange:?}");
        assert!(strange.message.contains("certificate"), "{}", strange.message);

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, pem("CERTIFICATE", &certificate())).unwrap();
        let options = HttpOptions { ca_file: Some(path.clone()), ..HttpOptions::default() };
        let response = Http::new(&base, &options).unwrap().exchange(request()).await.unwrap();
        assert_eq!(response.body(), b"ok");

        std::fs::write(&path, "no certificate").unwrap();
        assert_eq!(Http::new(&base, &options).unwrap_err().at.as_deref(), Some("/portal/ca_file"));
    }
}
