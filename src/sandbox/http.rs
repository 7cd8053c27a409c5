//! The sandbox over HTTP, for this computer only.
//!
//! Beside the portal's own calls, `GET /` shows a browser the registrations and calls, and explains to other clients
//! how to use this address. `POST /sandbox/clock` moves a still clock, `/sandbox/faults` injects faults, and `POST
//! /sandbox/gstins` changes a taxpayer's standing; `/sandbox/distances` says how far PIN codes are, and `/sandbox/ewb` what others did to a bill. A page in a browser must not reach it, so the `Host` must be this
//! computer's, and a foreign `Origin` is refused.

use super::fault::{FaultOutcome, Served};
use super::serve::{self, BodyFault, Limits};
use super::{FaultKind, PlannedFault, Sandbox};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::irn::Irn;
use crate::irp::PortalCall;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use std::net::{IpAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Semaphore;

/// Serves until `stop` is ready, then finishes the calls under way. Refuses to listen beyond loopback.
pub async fn serve(
    sandbox: Arc<Sandbox>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    serve_within(Limits::default(), sandbox, listener, stop).await
}

pub(super) async fn serve_within(
    limits: Limits,
    sandbox: Arc<Sandbox>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let trouble = |e: std::io::Error| Error::new(ErrorKind::Network, format!("the sandbox can't be served: {e}"));
    let address = listener.local_addr().map_err(trouble)?;
    if !address.ip().is_loopback() {
        return Err(Error::new(ErrorKind::Config, format!("the sandbox would be open to the network at {address}"))
            .fix("listen on 127.0.0.1"));
    }
    listener.set_nonblocking(true).map_err(trouble)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(trouble)?;
    let large = Arc::new(Semaphore::new(limits.large));
    let answer = move |request| handle(Arc::clone(&sandbox), Arc::clone(&large), limits, request);
    serve::serve(listener, limits, answer, stop).await;
    Ok(())
}

async fn handle(sandbox: Arc<Sandbox>, large: Arc<Semaphore>, limits: Limits, request: Request) -> Response {
    if let Err(why) = from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let (parts, body) = request.into_parts();
    // Its turn lasts until the answer is ready.
    let serve::ReadBody { bytes: body, turn: _turn } = match serve::read(body, &large, limits).await {
        Ok(read) => read,
        Err(why) => return without_body(&why),
    };
    let done = |done: Result<()>| match done {
        Ok(()) => (StatusCode::OK, "done\n".to_owned()).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
    };
    match (&parts.method, parts.uri.path()) {
        (&Method::GET, "/") if wants_html(&parts.headers) => {
            let search = Query::try_from_uri(&parts.uri).map(|Query(search)| search).unwrap_or_default();
            page(sandbox.page(&search).map(Some))
        }
        (&Method::GET, "/" | "/sandbox/manual") => manual(&parts.headers).into_response(),
        (&Method::POST, "/sandbox/clock") => move_clock(&sandbox, &body),
        (&Method::POST, "/sandbox/gstins") => done(sandbox.set_taxpayer_by(&body)),
        (&Method::POST, "/sandbox/distances") => done(sandbox.set_distance_by(&body)),
        (&Method::POST, "/sandbox/ewb") => done(sandbox.tell_by(&body)),
        (&Method::POST, "/sandbox/faults") => done(PlannedFault::read(&body).map(|fault| sandbox.fail(fault))),
        (&Method::DELETE, "/sandbox/faults") => {
            sandbox.heal();
            done(Ok(()))
        }
        (&Method::GET, "/sandbox/faults") => {
            let json = serde_json::to_string(&sandbox.faults()).unwrap_or_default();
            ([(header::CONTENT_TYPE, "application/json")], json).into_response()
        }
        (&Method::GET, path) if path.starts_with("/sandbox/ewb/") => match path["/sandbox/ewb/".len()..].parse() {
            Ok(number) => page(sandbox.bill_page(number)),
            Err(_) => page(Ok(None)),
        },
        (&Method::GET, path) if path.starts_with("/sandbox/document/") => {
            match Irn::parse(&path["/sandbox/document/".len()..]) {
                Some(irn) => page(sandbox.document_page(&irn)),
                None => page(Ok(None)),
            }
        }
        _ => portal(sandbox, http::Request::from_parts(parts, body)).await,
    }
}

fn without_body(why: &BodyFault) -> Response {
    let (status, words) = match why {
        BodyFault::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the portal accepts documents of up to 2 MB\n"),
        BodyFault::TooSlow => (StatusCode::REQUEST_TIMEOUT, "the body took too long\n"),
        BodyFault::Broken => (StatusCode::BAD_REQUEST, "the body was cut short\n"),
    };
    // The rest is not read.
    (status, [(header::CONNECTION, "close")], words).into_response()
}

/// Answers one of the portal's own calls, with the fault that waits for it.
async fn portal(sandbox: Arc<Sandbox>, request: http::Request<Vec<u8>>) -> Response {
    // Signing and SQLite would block the other connections.
    let served = tokio::task::spawn_blocking(move || sandbox.exchange(request)).await;
    let Ok(Served { after, outcome }) = served else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "the sandbox failed\n").into_response();
    };
    tokio::time::sleep(after).await;
    match outcome {
        FaultOutcome::Whole(answer) => answer.map(Body::from),
        FaultOutcome::Broken(answer) => answer.map(|body| {
            let half = body.len() / 2;
            Body::from_stream(FaultyBody::Breaks(body[..half].to_vec()))
        }),
        FaultOutcome::Dropped | FaultOutcome::Refused => {
            Response::new(Body::from_stream(FaultyBody::Breaks(Vec::new())))
        }
        FaultOutcome::Endless => Response::new(Body::from_stream(FaultyBody::Endless)),
    }
}

/// A body with an abnormal end.
enum FaultyBody {
    /// Sends this much, then the connection ends.
    Breaks(Vec<u8>),
    /// Never ends.
    Endless,
}

impl futures_core::Stream for FaultyBody {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(match &mut *self {
            FaultyBody::Breaks(rest) if rest.is_empty() => Err(std::io::Error::other("dropped by an injected fault")),
            FaultyBody::Breaks(rest) => Ok(Bytes::from(std::mem::take(rest))),
            FaultyBody::Endless => Ok(Bytes::from_static(&[b' '; 65_536])),
        }))
    }
}

/// A page that may load nothing and run nothing.
fn page(made: Result<Option<String>>) -> Response {
    let safe = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    match made {
        Ok(Some(html)) => (safe, html).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "no such document\n").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("text/html"))
}

/// Whether a request comes from a program on this computer, and not from a foreign web page.
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
    struct ClockMove {
        on: String,
    }
    if !sandbox.clock.stands_still() {
        return (StatusCode::NOT_FOUND, "this sandbox uses the computer's clock\n").into_response();
    }
    let to = serde_json::from_slice(body).ok().and_then(|m: ClockMove| IstTime::parse(&m.on));
    let Some(to) = to else {
        return (StatusCode::BAD_REQUEST, "send {\"on\":\"2026-11-22T12:00:00+05:30\"}\n").into_response();
    };
    sandbox.clock.set(to);
    (StatusCode::OK, format!("{to}\n")).into_response()
}

/// Explains in plain text how to use this address.
fn manual(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("127.0.0.1");
    format!(
        "einv sandbox: a portal for practice. NOT A TAX AUTHORITY; what it signs is worth nothing.

In einv's configuration:

  {{\"portal\": {{\"kind\": \"nic\", \"urls\": [\"http://{host}\"], \"client_id\": \"any\", \"client_secret\": \"any\",
              \"public_key\": \"the key below\"}},
   \"taxpayers\": [{{\"gstin\": \"yours\", \"username\": \"any\", \"password\": \"any but '{refused}'\"}}]}}

Any client that speaks NIC's API will do: POST /eivital/v1.04/auth, POST /eicore/v1.03/Invoice, POST
/eicore/v1.03/Invoice/Cancel, GET /eicore/v1.03/Invoice/irn/{{irn}}, /irnbydocdetails, /rejectedirns, POST
/eiewb/v1.03/ewaybill, GET /eiewb/v1.03/ewaybill/irn/{{irn}}, GET /eivital/v1.04/Master/gstin/{{gstin}},
/Master/syncgstin/{{gstin}}, and GET /eivital/v1.04/heartbeat/ping. And the e-way bill system's: POST
/ewaybillapi/v1.03/auth, POST /ewaybillapi/v1.03/ewayapi with an action, GET /ewaybillapi/v1.03/ewayapi/GetEwayBill and
the lists beside it.
Every GSTIN, client and user is registered; the password '{refused}' is refused.

Open this address in a browser to see what was registered, each call with its answer, and the QR codes.

Practice for bad days:

  clock    started with a still clock, it moves: POST /sandbox/clock {{\"on\": \"2026-11-22T12:00:00+05:30\"}}
  faults   POST /sandbox/faults {{\"fault\": \"drop_after\", \"call\": \"generate\", \"times\": 1}}; GET lists, DELETE heals
             faults: {faults}
             calls:  {calls}
             \"delay\" takes \"ms\", \"status\" takes \"status\", \"dates\" takes \"form\" 1 to 5
  GSTINs   POST /sandbox/gstins {{\"gstin\": \"27AABCU9603R1ZN\", \"standing\": \"CNL\"}}; also ACT, INA, SUS, missing, stale;
             \"type\": REG, SEZ or COM; \"blocked\", \"e_invoices\": true or false
  map      POST /sandbox/distances {{\"from\": 560058, \"to\": 600058, \"km\": 356}}; without \"km\" no distance is known
  bills    POST /sandbox/ewb {{\"ewb_no\": 991000000001, \"verified\": true}}, or \"closed\": what officers and drivers do

Log-ins are encrypted with this key:

{login}
Invoices and QR codes are signed with this certificate's:

{signing}",
        refused = Sandbox::REFUSED_PASSWORD,
        faults = FaultKind::ALL.map(FaultKind::name).join(", "),
        calls = PortalCall::ALL.map(PortalCall::name).join(", "),
        login = Sandbox::login_key_pem(),
        signing = Sandbox::signing_certificate_pem(),
    )
}
