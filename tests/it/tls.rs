//! TLS against a real front: nginx with certificates of a private authority, in front of the sandbox.

use crate::common::{Ask, bill, today};
use crate::engine::{Portal, at, open, options, submit};
use einv::calendar::Clock;
use einv::engine::Outcome;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The tools of a test, or `None` with a message; in CI they must be there.
pub fn tools(names: &[&str]) -> Option<()> {
    let there = |name: &&&str| {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .chain(["/usr/sbin".into()])
            .any(|folder| folder.join(name).exists())
    };
    let missing: Vec<&&str> = names.iter().filter(|name| !there(name)).collect();
    if missing.is_empty() {
        return Some(());
    }
    assert!(std::env::var_os("CI").is_none(), "this test needs {missing:?}: install them");
    eprintln!("SKIPPED: this test needs {missing:?}");
    None
}

fn openssl(folder: &Path, arguments: &str) {
    let run = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&run.stderr));
}

/// A private authority, and its certificates: valid for 127.0.0.1, for another name, and expired.
fn certificates(folder: &Path) {
    let config = "[ca]\ndefault_ca=own\n[own]\ndir=.\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\nprivate_key=ca.key\n\
        certificate=ca.pem\ndefault_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n[req]\n\
        distinguished_name=dn\nx509_extensions=v3_ca\n[dn]\n[v3_ca]\nbasicConstraints=critical,CA:TRUE\n\
        keyUsage=critical,keyCertSign\n[here]\nsubjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n\
        [other]\nsubjectAltName=DNS:portal.example\nextendedKeyUsage=serverAuth\n";
    std::fs::write(folder.join("ca.cnf"), config).unwrap();
    std::fs::write(folder.join("index.txt"), "").unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=test-authority -config ca.cnf",
    );
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout other.key -out stranger.pem -days 30 -subj /CN=another -config ca.cnf",
    );
    for (name, extensions, dates) in [
        ("good", "here", "-days 10"),
        ("foreign", "other", "-days 10"),
        ("expired", "here", "-startdate 20240101000000Z -enddate 20240201000000Z"),
    ] {
        openssl(
            folder,
            &format!("req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name} -config ca.cnf"),
        );
        openssl(
            folder,
            &format!(
                "ca -batch -config ca.cnf -in {name}.csr -out {name}.pem -extensions {extensions} {dates} -notext"
            ),
        );
    }
}

/// nginx with a certificate, in front of a portal, for as long as the value lives.
struct Front {
    url: String,
    child: Child,
}

impl Front {
    fn start(folder: &Path, certificate: &str, behind: &str) -> Front {
        // A free port: taken and released just before.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = folder.display();
        let config = format!(
            "daemon off; master_process off; pid {place}/{certificate}.pid; error_log {place}/{certificate}.log; worker_processes 1;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log off; client_body_temp_path {place}/b; proxy_temp_path {place}/p; fastcgi_temp_path {place}/f;\n\
             uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
             server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {place}/{certificate}.pem; ssl_certificate_key {place}/{certificate}.key;\n\
             client_max_body_size 4m;\n\
             location / {{ proxy_pass {behind}; proxy_set_header Host 127.0.0.1; }}\n\
             underscores_in_headers on; }} }}\n"
        );
        let file = folder.join(format!("{certificate}.conf"));
        std::fs::File::create(&file).unwrap().write_all(config.as_bytes()).unwrap();
        let nginx = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        let child = Command::new(nginx)
            .args(["-e", "stderr", "-c", &file.to_string_lossy()])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = std::time::Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed().as_secs() < 20, "nginx did not start: see {place}/{certificate}.log");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Front { url: format!("https://127.0.0.1:{port}"), child }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_portal_is_trusted_only_with_a_valid_certificate_of_its_name() {
    if tools(&["openssl", "nginx"]).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let portal = Portal::start(Clock::Wall);
    let try_it = |certificate: &str, authority: Option<&str>| -> (Outcome, Value, String) {
        let front = Front::start(folder.path(), certificate, &portal.url);
        let ledger = tempfile::tempdir().unwrap();
        let mut config = at(&front.url, ledger.path());
        config["portal"]["ca_file"] =
            json!(authority.map(|file| folder.path().join(file).to_string_lossy().into_owned()));
        config["portal"]["timeout_ms"] = json!(10_000);
        let engine = open(&config);
        let number = format!("TLS/{certificate}/{}", authority.map_or(0, str::len));
        let (outcome, answer) = submit(&engine, &bill(&number[..number.len().min(16)], &today()));
        let said = engine.ask("audit", "{}", options()).unwrap().json().to_owned();
        (outcome, answer, said)
    };
    let (outcome, answer, _) = try_it("good", Some("ca.pem"));
    assert_eq!((outcome, &answer["status"]), (Outcome::Ok, &json!("registered")));
    for (certificate, authority, why) in [
        ("expired", Some("ca.pem"), "expired"),
        ("foreign", Some("ca.pem"), "not valid for name"),
        ("good", Some("stranger.pem"), "UnknownIssuer"),
        // Without a file of its own, a private authority is unknown.
        ("good", None, "UnknownIssuer"),
    ] {
        let (outcome, answer, said) = try_it(certificate, authority);
        assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")), "{certificate}: {answer}");
        assert!(said.contains(why), "{certificate} must be refused as {why}: {said}");
    }
    // Of five attempts one reached a log-in.
    assert_eq!(portal.sandbox.diary().iter().filter(|entry| entry.call == "log_in").count(), 1);
}

#[test]
fn a_huge_answer_is_cut_off() {
    // Real bytes with a correct length, sent as fast as the client reads them.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let sent = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let _ = std::io::Read::read(&mut connection, &mut [0; 16384]);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n";
        let _ = connection.write_all(head.as_bytes());
        let mut sent = 0;
        while sent < 104_857_600 && connection.write_all(&[b' '; 65_536]).is_ok() {
            sent += 65_536;
        }
        sent
    });
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&url, folder.path());
    config["portal"]["timeout_ms"] = json!(60_000);
    let engine = open(&config);
    let (outcome, answer) = submit(&engine, &bill("BIG", &today()));
    assert_eq!((outcome, &answer["status"]), (Outcome::Pending, &json!("pending")));
    assert!(engine.ask("audit", "{}", options()).unwrap().json().contains("longer than 16 MiB"));
    let sent = sent.join().unwrap();
    assert!(sent < 60 << 20, "the connection was given up after {sent} bytes");
}
