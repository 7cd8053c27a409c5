//! The connection to a PostgreSQL server: its URL, TLS, and the pool.

use crate::error::{Error, Kind, Result};
use crate::secret::Mask;
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The most connections of one engine: each is a process on the server.
const CONNECTIONS: usize = 8;
const CONNECTING: Duration = Duration::from_secs(5);

/// The contents of a URL, before any connection.
pub struct Address {
    config: tokio_postgres::Config,
    ca_file: Option<PathBuf>,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`. Beyond this machine, TLS with a
    /// verified certificate is the default; `sslmode=disable` turns it off.
    pub fn parse(url: &str) -> Result<Address> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut ca_file, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => ca_file = Some(PathBuf::from(value)),
                Some(_) | None => rest.push(pair),
            }
        }
        let plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        // The parser's own message could hold a part of the password.
        let mut config = tokio_postgres::Config::from_str(&plain).map_err(|_| unreadable())?;
        // A name means nothing where the address is given beside it.
        let here = config.get_hostaddrs().is_empty() && config.get_hosts().iter().all(is_here);
        if config.get_hosts().iter().any(has_at) || config.get_dbname().is_some_and(|name| name.contains('@')) {
            return Err(unreadable());
        }
        config.ssl_mode(match mode {
            None if here => SslMode::Disable,
            Some("disable") => SslMode::Disable,
            None | Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            // Its value could be the end of a password with a question mark in it.
            Some(_) => {
                return Err(wrong("this sslmode is not supported").fix(
                    "use disable, or require with a verified certificate of the server; sslrootcert names its root",
                ));
            }
        });
        config.connect_timeout(CONNECTING).application_name("einv");
        Ok(Address { config, ca_file })
    }

    /// Secrets that the server, or whoever answers for it, must not repeat.
    pub fn mask(&self) -> Mask {
        Mask::of(self.config.get_password().and_then(|password| std::str::from_utf8(password).ok()))
    }

    /// The URL without user and password, for people.
    pub fn shown(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        format!("postgres://{}/{}", hosts.join(","), self.config.get_dbname().unwrap_or_default())
    }

    /// Makes the pool; it connects only when needed.
    pub fn pool(&self) -> Result<Pool> {
        let tls = crate::tls::client(self.ca_file.as_deref()).map_err(|error| error.at("/ledger"))?;
        let manager = Manager::from_config(
            self.config.clone(),
            MakeRustlsConnect::new(tls),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let session = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(
                async move { client.batch_execute(include_str!("sql/session.sql")).await.map_err(HookError::Backend) },
            )
        });
        Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .post_create(session)
            .build()
            .map_err(|e| wrong(format!("the pool of connections can't be made: {e}")))
    }
}

/// Whether a host is this machine, so that no one else can listen.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// A host with an `@` in it is the end of a password.
fn has_at(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name.contains('@'),
        #[cfg(unix)]
        Host::Unix(_) => false,
    }
}

fn unreadable() -> Error {
    wrong("the PostgreSQL URL can't be read")
        .fix("write postgres://user:password@host:5432/database, with %40 for @ in a password")
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(Kind::Config, message).at("/ledger")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_the_default_beyond_this_machine() {
        let mode = |url: &str| Address::parse(url).unwrap().config.get_ssl_mode();
        for (url, expected) in [
            ("postgres://einv:pw@db.example/bills", SslMode::Require),
            ("postgres://einv:pw@db.example/bills?sslmode=verify-full&sslrootcert=ca.pem", SslMode::Require),
            ("postgres://einv:pw@db.example/bills?sslmode=disable", SslMode::Disable),
            ("postgres://einv@localhost/bills", SslMode::Disable),
            ("postgres://einv@127.0.0.1,10.0.0.1/bills", SslMode::Require),
            ("postgres://einv@localhost/bills?hostaddr=10.0.0.1", SslMode::Require),
            ("postgres://einv@localhost/bills?hostaddr=127.0.0.1", SslMode::Require),
            ("postgres://einv@localhost/bills?hostaddr=10.0.0.1&sslmode=disable", SslMode::Disable),
            ("postgres:///bills?host=/var/run/postgresql", SslMode::Disable),
            ("postgres://einv@localhost/bills?sslmode=require", SslMode::Require),
        ] {
            assert_eq!(mode(url), expected, "{url}");
        }
    }

    #[test]
    fn the_error_of_a_wrong_url_hides_its_password() {
        for url in [
            "postgres://einv:hush@h:port/x",
            "postgres://einv:hush@h/x?sslmode=prefer",
            "postgres://einv:hush@h/x?colour=red",
            "postgres://einv:a?sslmode=hush@h/x",
            "postgres://einv:a@hush@h/x",
        ] {
            let error = Address::parse(url).err().unwrap();
            assert!(error.kind == Kind::Config && !format!("{error:?}").contains("hush"), "{error}");
        }
        let shown = Address::parse("postgres://einv:hush@db.example:5433/bills").unwrap().shown();
        assert_eq!(shown, "postgres://db.example/bills");
        let absent = Address::parse("postgres://e@h/x?sslrootcert=no/such.pem").unwrap();
        assert_eq!(absent.pool().err().unwrap().kind, Kind::Config);
    }
}
