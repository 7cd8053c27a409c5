//! A PostgreSQL server for a test: in its own folder, on its own port, ended with the test.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// No test needs a server for longer: then it ends by itself, even if the test crashed.
const LONGEST: &str = "900";

pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// The user who runs it: a server refuses to run as root.
    user: Option<(u32, u32)>,
    port: u16,
    running: Mutex<Option<Child>>,
}

impl Server {
    /// Starts one. Returns `None`, with a message, where PostgreSQL isn't installed; in CI that is a failure.
    pub fn start() -> Option<Server> {
        Server::with(&[])
    }

    /// The same with settings, as in `-c ssl=on`, which may name files of the folder.
    pub fn with(settings: &[&str]) -> Option<Server> {
        let Some(programs) = programs() else {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL is missing: apt-get install postgresql");
            eprintln!("SKIPPED: PostgreSQL is not installed; nothing of the ledger in it was checked");
            return None;
        };
        let server = Server::bare(programs);
        let made = server
            .command("initdb")
            .args(["-A", "trust", "-U", "einv", "--no-sync", "-D"])
            .arg(server.path("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        server.configure(&["listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "max_connections = 200"]);
        server.configure(settings);
        server.run();
        Some(server)
    }

    /// A folder and a port, and nothing that runs.
    fn bare(programs: PathBuf) -> Server {
        let folder = tempfile::Builder::new().prefix("einv-pg").tempdir().unwrap();
        let user = is_root().then(|| (id("-u"), id("-g")));
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        let server = Server { folder, programs, user, port: free_port(), running: Mutex::new(None) };
        server.configure(&[]);
        server
    }

    /// Adds settings; the last of a name counts.
    fn configure(&self, settings: &[&str]) {
        let path = self.path("data/postgresql.conf");
        let Ok(mut lines) = std::fs::read_to_string(&path) else { return };
        lines.push_str(&format!("\nport = {}\n", self.port));
        settings.iter().for_each(|line| lines.push_str(&format!("{line}\n")));
        std::fs::write(path, lines).unwrap();
    }

    /// A standby that follows this server, and may be read.
    pub fn standby(&self) -> Server {
        let standby = Server::bare(self.programs.clone());
        let copied = standby
            .command("pg_basebackup")
            .args(["-d", &self.url("postgres"), "-c", "fast", "-X", "stream", "-R", "--no-sync", "-D"])
            .arg(standby.path("data"))
            .output()
            .unwrap();
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        standby.configure(&[]);
        standby.run();
        standby
    }

    /// Makes every commit of this server wait for its standby.
    pub fn wait_for_standby(&self) {
        self.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'").unwrap();
        self.sql("postgres", "SELECT pg_reload_conf()").unwrap();
        let until = Instant::now() + Duration::from_secs(30);
        while self.sql("postgres", "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").unwrap() != "1"
        {
            assert!(Instant::now() < until, "the standby does not follow");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        let done = self.command("pg_ctl").args(["promote", "-w", "-D"]).arg(self.path("data")).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }

    /// Stops every process of the server where it is: what connects is let in by the kernel and answered by nobody.
    pub fn freeze(&self) {
        self.signal_all("-STOP");
    }

    pub fn thaw(&self) {
        self.signal_all("-CONT");
    }

    fn signal_all(&self, signal: &str) {
        let Some(server) = self.pid() else { return };
        let parent = |stat: &str| stat.rsplit_once(')')?.1.split_whitespace().nth(1).map(str::to_owned);
        let is_child = |pid: &String| {
            std::fs::read_to_string(format!("/proc/{pid}/stat")).ok().and_then(|stat| parent(&stat)).as_ref()
                == Some(&server)
        };
        // The server first, so that it starts no other meanwhile.
        drop(Command::new("kill").args([signal, &server]).status());
        let all =
            std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let children: Vec<String> = all.filter(is_child).collect();
        drop(Command::new("kill").arg(signal).args(children).stderr(Stdio::null()).status());
    }

    fn pid(&self) -> Option<String> {
        let file = std::fs::read_to_string(self.path("data/postmaster.pid")).ok()?;
        file.lines().next().map(str::to_owned)
    }

    /// A pooler before this server that gives each transaction to whichever session is free. `None`, said aloud, where it
    /// isn't installed; in CI that is a failure.
    pub fn pooled(&self) -> Option<Pooler> {
        let port = free_port();
        let lines = format!(
            "[databases]\n* = host=127.0.0.1 port={} user=einv\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 6\nmax_client_conn = 500\n",
            self.port
        );
        self.file("pooler.ini", lines.as_bytes());
        // Debian has it where a user's path need not lead.
        let program = Some("/usr/sbin/pgbouncer").filter(|path| Path::new(path).exists()).unwrap_or("pgbouncer");
        let served =
            self.outside(program).arg(self.path("pooler.ini")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(child) = served else {
            assert!(std::env::var_os("CI").is_none(), "pgbouncer is missing: apt-get install pgbouncer");
            eprintln!("SKIPPED: pgbouncer is not installed; nothing of the ledger behind it was checked");
            return None;
        };
        let pooler = Pooler { port, child };
        let until = Instant::now() + Duration::from_secs(20);
        while sql_at(&pooler.url("postgres"), "SELECT 1").is_err() {
            assert!(Instant::now() < until, "the pooler does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(pooler)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that only the server may read.
    pub fn file(&self, name: &str, bytes: &[u8]) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        if let Some((uid, gid)) = self.user {
            chown(&path, Some(uid), Some(gid)).unwrap();
        }
    }

    /// Puts a dump of a schema of one database into another.
    pub fn copy_schema(&self, schema: &str, from: &str, to: &str) {
        let dumped = self.command("pg_dump").args(["-d", &self.url(from), "-n", schema]).output().unwrap();
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        self.file("dump.sql", &dumped.stdout);
        let mut read = self.command("psql");
        read.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url(to), "-f"]).arg(self.path("dump.sql"));
        let read = read.output().unwrap();
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    }

    fn command(&self, program: &str) -> Command {
        self.outside(self.programs.join(program))
    }

    /// A program that runs as the server's user.
    fn outside(&self, program: impl AsRef<Path>) -> Command {
        let program = program.as_ref();
        let mut command = match self.user {
            Some((uid, gid)) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups").arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn run(&self) {
        let log = std::fs::File::create(self.path("log")).unwrap();
        let served = self.command("postgres");
        let mut command = Command::new("timeout");
        command.args(["-s", "QUIT", LONGEST]).arg(served.get_program()).args(served.get_args());
        command.arg("-D").arg(self.path("data")).current_dir(self.folder.path());
        let child = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        *self.running.lock().unwrap() = Some(child);
        let until = Instant::now() + Duration::from_secs(60);
        while !(TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.sql("postgres", "SELECT 1").is_ok()) {
            let log = || std::fs::read_to_string(self.path("log")).unwrap_or_default();
            assert!(Instant::now() < until, "the server does not start: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends it: at once, like a crash, or after the statements under way.
    fn end(&self, at_once: bool) {
        let Some(mut child) = self.running.lock().unwrap().take() else { return };
        let signal = if at_once { "-QUIT" } else { "-INT" };
        // What is frozen obeys nobody.
        self.thaw();
        // To the server itself: what goes to `timeout` is passed on late.
        match self.pid() {
            Some(pid) => drop(Command::new("kill").args([signal, &pid]).status()),
            None => drop(child.kill()),
        }
        child.wait().unwrap();
    }

    /// Ends it like a crash and restarts it: it recovers from its log.
    pub fn restart(&self) {
        self.end(true);
        self.run();
    }

    /// Ends it as a crash would.
    pub fn kill(&self) {
        self.end(true);
    }

    pub fn stop(&self) {
        self.end(false);
    }

    pub fn go_on(&self) {
        self.run();
    }

    /// Runs SQL by psql; returns its output, or the error.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, String> {
        sql_at(&self.url(database), sql)
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://einv@127.0.0.1:{}/{database}", self.port)
    }

    /// A new, empty database; its URL.
    pub fn create(&self, database: &str) -> String {
        self.sql("postgres", &format!("CREATE DATABASE {database}")).unwrap();
        self.url(database)
    }
}

/// The URL of a database that several servers may hold.
pub fn url_of(servers: &[&Server], database: &str) -> String {
    let hosts: Vec<String> = servers.iter().map(|server| format!("127.0.0.1:{}", server.port)).collect();
    format!("postgres://einv@{}/{database}?connect_timeout=2", hosts.join(","))
}

/// pgbouncer, for as long as the value lives.
pub struct Pooler {
    port: u16,
    child: Child,
}

impl Pooler {
    pub fn url(&self, database: &str) -> String {
        format!("postgres://einv@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Free now, and with luck still free in a moment.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end(true);
    }
}

/// Runs SQL by psql on a database's URL.
pub fn sql_at(url: &str, sql: &str) -> Result<String, String> {
    let ran =
        Command::new("psql").args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql, url]).output().unwrap();
    match ran.status.success() {
        true => Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned()),
        false => Err(String::from_utf8_lossy(&ran.stderr).into_owned()),
    }
}

/// Where Debian, or the path, has the server's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    found.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    found.into_iter().filter(|folder| folder.join("initdb").exists()).max_by_key(|folder| version(folder))
}

fn version(folder: &Path) -> u32 {
    folder.components().filter_map(|part| part.as_os_str().to_str()?.parse().ok()).max().unwrap_or_default()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}

/// A number of the user `postgres`, which the package makes, else of `nobody`.
fn id(of: &str) -> u32 {
    let read = |user: &str| {
        let said = Command::new("id").args([of, user]).output().ok()?;
        String::from_utf8(said.stdout).ok()?.trim().parse().ok()
    };
    read("postgres").or_else(|| read("nobody")).unwrap()
}
