//! The sandbox over HTTP, for this computer only.
//!
//! Beside the portal's own calls: `GET /` says how to point a client here, and `POST /sandbox/clock` moves a still clock.
//! A page in a browser must not be able to reach it, so the `Host` has to be this computer's and a foreign `Origin` is
//! refused.

use super::Sandbox;
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;

/// The portal takes documents of up to 2 MB; encrypted and in Base64 they are a third longer.
const LARGEST_BODY: usize = 4 << 20;

/// Serves until `stop` is ready, then finishes what is under way. Refuses to listen beyond loopback.
pub async fn serve(
    sandbox: Arc<Sandbox>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let trouble = |e: std::io::Error| Error::new(Kind::Network, format!("the sandbox can't be served: {e}"));
    let address = listener.local_addr().map_err(trouble)?;
    if !address.ip().is_loopback() {
        return Err(Error::new(Kind::Config, format!("the sandbox would be open to the network at {address}"))
            .fix("listen on 127.0.0.1"));
    }
    listener.set_nonblocking(true).map_err(trouble)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(trouble)?;
    let router = Router::new().fallback(handle).with_state(sandbox);
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map_err(trouble)
}

async fn handle(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response {
    if let Err(why) = from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 4 MiB\n").into_response();
    };
    match (&parts.method, parts.uri.path()) {
        (&Method::GET, "/") => manual(&parts.headers).into_response(),
        (&Method::POST, "/sandbox/clock") => move_clock(&sandbox, &body),
        _ => {
            let request = http::Request::from_parts(parts, body.to_vec());
            // Signing and SQLite would hold up the other connections.
            match tokio::task::spawn_blocking(move || sandbox.answer(request)).await {
                Ok(answer) => answer.map(Body::from),
                Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the sandbox failed\n").into_response(),
            }
        }
    }
}

/// Whether a request comes from a program on this computer rather than from a page of somebody's.
fn from_here(headers: &HeaderMap) -> std::result::Result<(), &'static str> {
    let text = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap_or_default());
    if !text(header::HOST).is_some_and(is_loopback) {
        return Err("the sandbox answers to localhost, 127.0.0.1 and [::1] only\n");
    }
    match text(header::ORIGIN) {
        Some(origin) if !origin.strip_prefix("http://").is_some_and(is_loopback) => {
            Err("the sandbox doesn't answer to pages of other sites\n")
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether `host` or `host:port` is this computer.
fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn move_clock(sandbox: &Sandbox, body: &[u8]) -> Response {
    #[derive(serde::Deserialize)]
    struct Move {
        on: String,
    }
    if !sandbox.clock.stands_still() {
        return (StatusCode::NOT_FOUND, "this sandbox goes by the computer's clock\n").into_response();
    }
    let to = serde_json::from_slice(body).ok().and_then(|m: Move| IstTime::parse(&m.on));
    let Some(to) = to else {
        return (StatusCode::BAD_REQUEST, "send {\"on\":\"2026-11-22T12:00:00+05:30\"}\n").into_response();
    };
    sandbox.clock.set(to);
    (StatusCode::OK, format!("{to}\n")).into_response()
}

/// How to point a client here, in plain text.
fn manual(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("127.0.0.1");
    format!(
        "einv sandbox: a portal for practice. NOT A TAX AUTHORITY; what it signs is worth nothing.

In einv's configuration:

  {{\"portal\": {{\"kind\": \"nic\", \"urls\": [\"http://{host}\"], \"client_id\": \"any\", \"client_secret\": \"any\",
              \"public_key\": \"the key below\"}},
   \"taxpayers\": [{{\"gstin\": \"yours\", \"username\": \"any\", \"password\": \"any but '{refused}'\"}}]}}

Any client that speaks NIC's API will do: POST /eivital/v1.04/auth, POST /eicore/v1.03/Invoice, POST
/eicore/v1.03/Invoice/Cancel, GET /eicore/v1.03/Invoice/irn/{{irn}}, /irnbydocdetails, /rejectedirns, and GET
/eivital/v1.04/heartbeat/ping. Every GSTIN, client and user is registered; the password '{refused}' is refused.
Started with a still clock, it moves with POST /sandbox/clock {{\"on\": \"2026-11-22T12:00:00+05:30\"}}.

Log-ins are encrypted with this key:

{login}
Invoices and QR codes are signed with this certificate's:

{signing}",
        refused = Sandbox::REFUSED_PASSWORD,
        login = Sandbox::login_key_pem(),
        signing = Sandbox::signing_certificate_pem(),
    )
}
