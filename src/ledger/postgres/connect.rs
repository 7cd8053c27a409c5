//! The way to a PostgreSQL server: its URL, its hosts, TLS, and the pool of connections.

use super::fault::DatabaseFault;
use super::race::{self, Runner};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Mask;
use deadpool::managed::{Manager, Metrics, Pool, RecycleError, RecycleResult};
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Connections of one engine, at most: each is a process of the server's.
const CONNECTIONS: usize = 8;
/// How long a server may take for a connection with its handshake, and for the answer to a query, unless the URL's
/// `connect_timeout` says otherwise.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a URL says, before anything is connected.
pub struct DatabaseUrl {
    config: Config,
    ca_file: Option<PathBuf>,
}

impl DatabaseUrl {
    /// Reads `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`. Beyond this machine, TLS with a verified
    /// certificate is the rule; `sslmode=disable` says otherwise.
    pub fn parse(url: &str) -> Result<DatabaseUrl> {
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
        // The parser's own words could hold a part of the password.
        let mut config = Config::from_str(&plain).map_err(|_| unreadable())?;
        // A name says nothing where the address is given beside it.
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
                return Err(wrong("this sslmode is not taken").fix(
                    "disable, or require: then the server's certificate is verified; sslrootcert names its root",
                ));
            }
        });
        if config.get_target_session_attrs() == TargetSessionAttrs::ReadOnly {
            return Err(wrong("a ledger is written to: target_session_attrs=read-only is not taken")
                .fix("say target_session_attrs=read-write, or leave it out"));
        }
        let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
        let count = hosts.len().max(addresses.len());
        let fits = |len: usize| len <= 1 || len == count;
        if count == 0 {
            return Err(wrong("the PostgreSQL URL names no host").fix("postgres://user:password@host:5432/database"));
        }
        if !fits(ports.len()) || !(hosts.is_empty() || addresses.is_empty() || hosts.len() == addresses.len()) {
            return Err(wrong("the PostgreSQL URL has not as many hosts as addresses or ports")
                .fix("postgres://user:password@one.example:5432,two.example:5432/database"));
        }
        Ok(DatabaseUrl { config, ca_file })
    }

    /// What the server, or whoever answers for it, must not repeat to anybody.
    pub fn mask(&self) -> Mask {
        Mask::of(self.config.get_password().and_then(|password| std::str::from_utf8(password).ok()))
    }

    /// Without user and password, for people.
    pub fn shown(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        format!("postgres://{}/{}", hosts.join(","), self.config.get_dbname().unwrap_or_default())
    }

    /// Whether the URL names more than one server.
    pub fn has_several(&self) -> bool {
        self.count() > 1
    }

    fn count(&self) -> usize {
        self.config.get_hosts().len().max(self.config.get_hostaddrs().len())
    }

    /// Connections as they are needed; none is made here.
    pub fn pool(&self) -> Result<Pool<ConnectWay>> {
        let tls = crate::tls::client(self.ca_file.as_deref()).map_err(|error| error.at("/ledger"))?;
        let patience = self.config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        let way = ConnectWay {
            hosts: (0..self.count()).map(|index| self.host(index)).collect(),
            best: AtomicUsize::new(0),
            tls: MakeRustlsConnect::new(tls),
            patience,
            // A row that somebody else holds is no silence: that is said sooner.
            begin: sql!("begin").replace("{lock}", &(patience * 3 / 5).as_millis().to_string()),
        };
        Pool::builder(way)
            .max_size(CONNECTIONS)
            .build()
            .map_err(|e| wrong(format!("the pool of connections can't be made: {e}")))
    }

    /// What the URL says of one of its hosts.
    fn host(&self, index: usize) -> Config {
        let given = &self.config;
        let mut one = Config::new();
        match given.get_hosts().get(index) {
            Some(Host::Tcp(name)) => drop(one.host(name)),
            #[cfg(unix)]
            Some(Host::Unix(path)) => drop(one.host_path(path)),
            None => {}
        }
        if let Some(address) = given.get_hostaddrs().get(index) {
            one.hostaddr(*address);
        }
        let ports = given.get_ports();
        if let Some(port) = ports.get(index).or(ports.first()) {
            one.port(*port);
        }
        if let Some(user) = given.get_user() {
            one.user(user);
        }
        if let Some(password) = given.get_password() {
            one.password(password);
        }
        if let Some(name) = given.get_dbname() {
            one.dbname(name);
        }
        if let Some(options) = given.get_options() {
            one.options(options);
        }
        if let Some(timeout) = given.get_tcp_user_timeout() {
            one.tcp_user_timeout(*timeout);
        }
        if let Some(interval) = given.get_keepalives_interval() {
            one.keepalives_interval(interval);
        }
        if let Some(retries) = given.get_keepalives_retries() {
            one.keepalives_retries(retries);
        }
        one.application_name("einv")
            .ssl_mode(given.get_ssl_mode())
            .ssl_negotiation(given.get_ssl_negotiation())
            .channel_binding(given.get_channel_binding())
            .keepalives(given.get_keepalives())
            .keepalives_idle(given.get_keepalives_idle())
            // A standby lets no one write; one that is about to take over is waited for.
            .target_session_attrs(TargetSessionAttrs::ReadWrite);
        one
    }
}

/// How connections are made: to the host that answered last, else to whichever answers first and can be written to.
pub struct ConnectWay {
    hosts: Vec<Config>,
    /// The host that answered last.
    best: AtomicUsize,
    tls: MakeRustlsConnect,
    patience: Duration,
    begin: String,
}

/// One connection.
pub struct DatabaseLine {
    pub client: Client,
    /// Which of the hosts it goes to.
    pub host: usize,
}

impl ConnectWay {
    /// How long a server may take for an answer.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// What begins a transaction.
    pub fn begin(&self) -> &str {
        &self.begin
    }

    /// Begins with another host the next time.
    pub fn leave(&self, host: usize) {
        let next = (host + 1) % self.hosts.len();
        // Where somebody else has found a better one by now, that one stays.
        let _ = self.best.compare_exchange(host, next, Ordering::Relaxed, Ordering::Relaxed);
    }

    pub fn silent(&self) -> DatabaseFault {
        DatabaseFault::Silent(format!("the server gave no answer within {} s", self.patience.as_secs_f32()))
    }

    async fn connect(&self) -> Result<DatabaseLine, DatabaseFault> {
        let (count, best) = (self.hosts.len(), self.best.load(Ordering::Relaxed));
        let order: Vec<usize> = (0..count).map(|place| (best + place) % count).collect();
        let runners = order.iter().map(|host| to_host(self.hosts[*host].clone(), self.tls.clone())).collect();
        let (place, client) = race::first(runners).await?;
        let host = order[place];
        self.best.store(host, Ordering::Relaxed);
        Ok(DatabaseLine { client, host })
    }
}

/// Connects to a host, whichever of its addresses answers first.
fn to_host(config: Config, tls: MakeRustlsConnect) -> Runner<Client> {
    Box::pin(async move {
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let (Some(Host::Tcp(name)), true) = (config.get_hosts().first(), config.get_hostaddrs().is_empty()) else {
            return to_address(config, tls).await;
        };
        let found = tokio::net::lookup_host((name.as_str(), port)).await;
        let found = found.map_err(|e| DatabaseFault::Gone(format!("the host {name} is not found: {e}")))?;
        let each = found.map(|address| {
            let mut config = config.clone();
            config.hostaddr(address.ip());
            to_address(config, tls.clone())
        });
        Ok(race::first(each.collect()).await?.1)
    })
}

fn to_address(config: Config, tls: MakeRustlsConnect) -> Runner<Client> {
    Box::pin(async move {
        let (client, connection) = config.connect(tls).await?;
        tokio::spawn(connection);
        Ok(client)
    })
}

impl Manager for ConnectWay {
    type Type = DatabaseLine;
    type Error = DatabaseFault;

    async fn create(&self) -> Result<DatabaseLine, DatabaseFault> {
        tokio::time::timeout(self.patience, self.connect()).await.unwrap_or_else(|_| Err(self.silent()))
    }

    async fn recycle(&self, line: &mut DatabaseLine, _: &Metrics) -> RecycleResult<DatabaseFault> {
        if line.client.is_closed() { Err(RecycleError::message("closed")) } else { Ok(()) }
    }
}

/// Whether a host is this machine: no one else hears what is said to it.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// A host that holds an `@` is the end of a password.
fn has_at(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name.contains('@'),
        #[cfg(unix)]
        Host::Unix(_) => false,
    }
}

fn unreadable() -> Error {
    wrong("the PostgreSQL URL can't be read")
        .fix("postgres://user:password@host:5432/database; write @ in a password as %40")
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message).at("/ledger")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_tls_is_the_rule() {
        let mode = |url: &str| DatabaseUrl::parse(url).unwrap().host(0).get_ssl_mode();
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
    fn each_host_of_a_url_has_its_port_and_everything_else_of_it() {
        let url = "postgres://einv:pw@one:5433,two:5434/bills?connect_timeout=2&target_session_attrs=any";
        let address = DatabaseUrl::parse(url).unwrap();
        let pool = address.pool().unwrap();
        let way = pool.manager();
        let [one, two] = way.hosts.as_slice() else { panic!("{} hosts", way.hosts.len()) };
        assert_eq!((one.get_hosts(), one.get_ports()), (&[Host::Tcp("one".into())][..], &[5433][..]));
        assert_eq!((two.get_hosts(), two.get_ports()), (&[Host::Tcp("two".into())][..], &[5434][..]));
        for host in [one, two] {
            assert_eq!((host.get_user(), host.get_password()), (Some("einv"), Some(&b"pw"[..])));
            assert_eq!(
                (host.get_dbname(), host.get_target_session_attrs()),
                (Some("bills"), TargetSessionAttrs::ReadWrite)
            );
        }
        assert_eq!((way.patience, way.begin.contains("lock_timeout = 1200;")), (Duration::from_secs(2), true));
        // Who finds a host silent goes to the next, unless another has been found since.
        way.leave(0);
        way.leave(0);
        assert_eq!(way.best.load(Ordering::Relaxed), 1);
        way.leave(1);
        assert_eq!(way.best.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_its_password() {
        for url in [
            "postgres://einv:hush@h:port/x",
            "postgres://einv:hush@h/x?sslmode=prefer",
            "postgres://einv:hush@h/x?colour=red",
            "postgres://einv:a?sslmode=hush@h/x",
            "postgres://einv:a@hush@h/x",
            "postgres://einv:hush@one:1,two:2,three/x?hostaddr=10.0.0.1,10.0.0.2",
            "postgres://einv:hush@h/x?target_session_attrs=read-only",
            "postgres:///x?user=einv&password=hushhush",
        ] {
            let error = DatabaseUrl::parse(url).err().unwrap();
            assert!(error.kind == ErrorKind::Config && !format!("{error:?}").contains("hush"), "{error}");
        }
        let shown = DatabaseUrl::parse("postgres://einv:hush@db.example:5433/bills").unwrap().shown();
        assert_eq!(shown, "postgres://db.example/bills");
        let absent = DatabaseUrl::parse("postgres://e@h/x?sslrootcert=no/such.pem").unwrap();
        assert_eq!(absent.pool().err().unwrap().kind, ErrorKind::Config);
    }
}
