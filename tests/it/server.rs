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
        let folder = tempfile::Builder::new().prefix("einv-pg").tempdir().unwrap();
        let user = is_root().then(|| (id("-u"), id("-g")));
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        // Free now, and probably still free in a moment.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, programs, user, port, running: Mutex::new(None) };
        let made = server
            .command("initdb")
            .args(["-A", "trust", "-U", "einv", "--no-sync", "-D"])
            .arg(server.path("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut lines = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 200\n"
        );
        settings.iter().for_each(|line| lines.push_str(&format!("{line}\n")));
        let config = server.path("data/postgresql.conf");
        let kept = std::fs::read_to_string(&config).unwrap();
        std::fs::write(config, kept + &lines).unwrap();
        server.run();
        Some(server)
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

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
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
        // To the server itself, because `timeout` forwards signals late.
        let pid = std::fs::read_to_string(self.path("data/postmaster.pid")).unwrap_or_default();
        match pid.lines().next() {
            Some(pid) => drop(Command::new("kill").args([signal, pid]).status()),
            None => drop(child.kill()),
        }
        child.wait().unwrap();
    }

    /// Ends it like a crash and restarts it: it recovers from its log.
    pub fn restart(&self) {
        self.end(true);
        self.run();
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
