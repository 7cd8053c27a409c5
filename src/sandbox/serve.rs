//! The connections to the sandbox, with a limit for each. A client that sends half of something and waits must neither
//! block the sandbox nor fill its memory.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The portal accepts documents of up to 2 MB; encrypted and in Base64 they are a third longer.
pub(super) const LARGEST_BODY: usize = 2 * 1024 * 1024 / 3 * 4 + 64_000;
/// The size of a body that doesn't wait for its turn.
const SMALL: usize = 64 << 10;
/// How much of a request is read ahead.
const AHEAD: usize = 64 << 10;

/// The bytes and the time allowed at once.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The most connections; others wait outside.
    pub connections: usize,
    /// The most bodies above [`SMALL`]; others wait for their turn.
    pub large: usize,
    /// The time for a head, from the connection or the previous answer. Longer than clients keep an idle connection.
    pub head: Duration,
    /// The time for a body, including its turn.
    pub body: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { connections: 256, large: 16, head: Duration::from_secs(40), body: Duration::from_secs(20) }
    }
}

/// Passes each request to `answer` until `stop` is ready, then finishes the requests under way.
pub(super) async fn serve<A, F>(listener: TcpListener, limits: Limits, answer: A, stop: impl Future<Output = ()>)
where
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let (graceful, mut stop) = (GracefulShutdown::new(), pin!(stop));
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => match accepted {
                Some(accepted) => accepted,
                None => break,
            },
        };
        let Ok((stream, _)) = accepted else {
            // Perhaps the process is out of file numbers; some will become free.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let answer = answer.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let done = answer(request.map(Body::new));
            async move { Ok::<_, Infallible>(done.await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(AHEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Only the client sees the errors of its connection.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Why there is no body.
pub(super) enum BodyFault {
    TooLarge,
    TooSlow,
    Broken,
}

/// A body, with its turn where it is large. The turn ends when the request is answered.
pub(super) struct ReadBody {
    pub bytes: Vec<u8>,
    pub turn: Option<OwnedSemaphorePermit>,
}

/// Reads a body in time, up to the portal's limit.
pub(super) async fn read(body: Body, large: &Arc<Semaphore>, limits: Limits) -> Result<ReadBody, BodyFault> {
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(BodyFault::TooLarge);
    }
    timeout(limits.body, read_whole(body, large)).await.unwrap_or(Err(BodyFault::TooSlow))
}

async fn read_whole(mut body: Body, large: &Arc<Semaphore>) -> Result<ReadBody, BodyFault> {
    let mut read = ReadBody { bytes: Vec::new(), turn: None };
    while let Some(chunk) = next(&mut body).await? {
        if read.bytes.len() + chunk.len() > LARGEST_BODY {
            return Err(BodyFault::TooLarge);
        }
        if read.turn.is_none() && read.bytes.len() + chunk.len() > SMALL {
            read.turn = Some(Arc::clone(large).acquire_owned().await.map_err(|_| BodyFault::Broken)?);
        }
        read.bytes.extend_from_slice(&chunk);
    }
    Ok(read)
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, BodyFault> {
    loop {
        match poll_fn(|context| std::pin::Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(Err(_)) => return Err(BodyFault::Broken),
            Some(Ok(frame)) => {
                // Trailers have no meaning here.
                if let Ok(chunk) = frame.into_data() {
                    return Ok(Some(chunk));
                }
            }
        }
    }
}
