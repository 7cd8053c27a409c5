//! Over a real socket, with HTTP written by hand so that any header can be sent.

use super::super::http::serve_within;
use super::super::serve;
use super::super::serve::{LARGEST_BODY, Limits};
use super::*;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// Serves until dropped.
struct Served {
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<crate::error::Result<()>>>,
}

impl Served {
    fn start(sandbox: Arc<Sandbox>) -> Served {
        Served::within(Limits::default(), sandbox)
    }

    fn within(limits: Limits, sandbox: Arc<Sandbox>) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve_within(limits, sandbox, listener, async {
                let _ = stopped.await;
            }))
        });
        Served { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Status and body of the answer to a raw request.
    fn exchange(&self, head: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length = body.len();
        write!(stream, "{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").unwrap();
        // A refused body may find a closed socket.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_owned())
    }

    fn send(&self, request: Request<Vec<u8>>) -> (u16, String) {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {}", request.method(), request.uri(), self.address);
        for (name, value) in request.headers() {
            head += &format!("\r\n{name}: {}", value.to_str().unwrap());
        }
        self.exchange(&head, request.body())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap().unwrap();
    }
}

#[test]
fn a_client_registers_over_http_and_moves_the_clock() {
    let served = Served::start(Arc::new(sandbox()));
    let json = |(status, body): (u16, String)| {
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()
    };
    let reply = json(served.send(auth_request(SELLER, &sealed_log_in(&log_in_with("right", &APP_KEY, false)))));
    let client = Client::of(SELLER, &reply, &APP_KEY);
    let made = client.opened(&json(served.send(client.post("/eicore/v1.03/Invoice", &invoice("H/1")))));
    let find = "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum=H/1&docdate=21/11/2026";
    assert_eq!(client.opened(&json(served.send(client.get(find)))), made);

    let to = |on: &str| {
        served.send(Request::post("/sandbox/clock").body(json!({ "on": on }).to_string().into_bytes()).unwrap())
    };
    assert_eq!(to("2026-11-24T12:00:00+05:30"), (200, "2026-11-24T12:00:00+05:30\n".into()));
    assert_eq!(refusal(&json(served.send(client.get(find)))), "1005");
    assert_eq!(to("soon").0, 400);
    let (status, manual) = served.send(Request::get("/").body(Vec::new()).unwrap());
    assert!(status == 200 && manual.contains("NOT A TAX AUTHORITY") && manual.contains(Sandbox::login_key_pem()));
    assert!(!manual.contains("PRIVATE"));
}

#[test]
fn the_e_way_bill_system_is_served_with_its_controls_and_pages() {
    let served = Served::start(Arc::new(sandbox()));
    let post = |path: &str, body: Value| served.send(Request::post(path).body(body.to_string().into_bytes()).unwrap());
    assert_eq!(post("/sandbox/distances", json!({"from": 560_058, "to": 600_058, "km": 356})).0, 200);
    assert_eq!(post("/sandbox/distances", json!({"from": -1, "to": 600_058})).0, 400);
    assert_eq!(post("/sandbox/faults", json!({"fault": "dates", "call": "ewb_of_day", "form": 5})).0, 200);
    assert_eq!(post("/sandbox/faults", json!({"fault": "dates", "form": 6})).0, 400);
    assert_eq!(post("/sandbox/ewb", json!({"ewb_no": 1, "closed": true})).0, 400);
    let change = json!({"gstin": SELLER, "type": "SEZ", "blocked": true, "e_invoices": false});
    assert_eq!(post("/sandbox/gstins", change).0, 200);
    assert_eq!(post("/sandbox/gstins", json!({"gstin": SELLER, "type": "BIG"})).0, 400);
    for number in ["991000000001", "x", "99999999999999999999"] {
        assert_eq!(served.send(Request::get(format!("/sandbox/ewb/{number}")).body(Vec::new()).unwrap()).0, 404);
    }
    let (status, body) = served.send(Request::post("/ewaybillapi/v1.03/auth").body(b"{}".to_vec()).unwrap());
    assert!(status == 200 && body.contains(r#""status":"0""#), "{body}");
}

#[test]
fn requests_from_other_computers_are_refused() {
    let served = Served::start(Arc::new(sandbox()));
    let port = served.address.port();
    let ping = |headers: &str| served.exchange(&format!("GET /eivital/v1.04/heartbeat/ping HTTP/1.1{headers}"), b"").0;
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.5.5.5:80", "[::1]:8080"] {
        assert_eq!(ping(&format!("\r\nHost: {host}")), 200, "{host}");
        assert_eq!(ping(&format!("\r\nHost: {host}\r\nOrigin: http://localhost:{port}")), 200, "{host}");
    }
    for host in ["", "example.org", "127.0.0.1.example.org", "10.0.0.1", "localhost.example.org:80", "[::2]"] {
        assert_eq!(ping(&format!("\r\nHost: {host}")), 403, "{host}");
    }
    for origin in ["null", "https://example.org", "http://example.org", "http://localhost.example.org", "file://"] {
        assert_eq!(ping(&format!("\r\nHost: localhost\r\nOrigin: {origin}")), 403, "{origin}");
    }
    let large = vec![b'x'; LARGEST_BODY + 1];
    assert_eq!(served.exchange("POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: localhost", &large).0, 413);
}

#[test]
fn a_sandbox_with_the_computers_clock_has_no_clock_to_move() {
    let served = Served::start(Arc::new(Sandbox::in_memory(Clock::Wall).unwrap()));
    let body = br#"{"on":"2026-11-22T12:00:00+05:30"}"#.to_vec();
    assert_eq!(served.send(Request::post("/sandbox/clock").body(body).unwrap()).0, 404);
}

#[test]
fn it_refuses_to_listen_to_the_network() {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let refused = runtime.block_on(serve(Arc::new(sandbox()), listener, async {}));
    assert_eq!(refused.unwrap_err().kind, crate::error::ErrorKind::Config);
}

/// Whether the other side ends a connection within some seconds, whatever it sends first.
fn is_ended(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(e) => e.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[test]
fn half_sent_heads_and_bodies_are_ended_and_others_are_answered_after_them() {
    let limits =
        Limits { connections: 32, large: 2, head: Duration::from_millis(400), body: Duration::from_millis(400) };
    let served = Served::within(limits, Arc::new(sandbox()));
    let open = |head: &str| {
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let heads = (0..60).map(|_| open("POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: local"));
    let mut halves: Vec<TcpStream> = heads.collect();
    let head = "POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
    // Small and large ones, and more large ones than have a turn at once.
    halves.extend((0..20).map(|n| open(&format!("{head}{}", "x".repeat(if n % 2 == 0 { 10 } else { 200_000 })))));
    halves.extend((0..20).map(|_| open("")));
    assert!(halves.iter_mut().all(is_ended));
    assert_eq!(served.exchange("GET /eivital/v1.04/heartbeat/ping HTTP/1.1\r\nHost: localhost", b"").0, 200);
}

#[test]
fn a_document_of_the_portals_largest_size_is_accepted() {
    let served = Served::start(Arc::new(sandbox()));
    // 2 MB, padded, encrypted and in Base64.
    let largest = (2 * 1024 * 1024 + 16usize).div_ceil(3) * 4 + 100;
    assert!(largest <= LARGEST_BODY);
    let body = vec![b' '; largest];
    let status = served.exchange("POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: localhost", &body).0;
    assert_eq!(status, 200, "refused for what it says, not for its size");
}
