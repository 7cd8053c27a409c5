//! `einv doctor`: a checklist for going live, and for whoever is asked for help.

use crate::command::args::Common;
use crate::command::config::{clients, find, open_engine};
use crate::command::exit::Exit;
use crate::command::say::{self, line, say};
use crate::command::speech::{said, said_sentence};
use clap::Args;
use einv::answer::about::ListsAbout;
use einv::answer::fetched::{FetchRequest, Fetched};
use einv::answer::taxpayer::TaxpayerAnswer;
use einv::calendar::{Clock, Day};
use einv::engine::{CertificateEnd, Engine, FetchOptions, GstinOptions};
use einv::error::{Error, Result};
use serde::Serialize;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Lists older than this lack codes that the portal has taken up since.
const LISTS_DAYS: i64 = 200;
/// A ledger needs room for the next bills and their audit.
#[cfg(unix)]
const ROOM: u64 = 500 << 20;
/// A batch of 64 has as many connections, and the ledger's files.
#[cfg(unix)]
const HANDLES: u64 = 256;
/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Args)]
pub struct Doctor {
    /// Log in for each GSTIN, too: once, at the portal itself
    #[arg(long)]
    log_in: bool,
    /// Check every configuration of a folder
    #[arg(long, conflicts_with = "config")]
    clients: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// How a check ended, from good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum CheckState {
    Ok,
    Warning,
    Fault,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize)]
struct DoctorCheck {
    what: &'static str,
    state: CheckState,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// What was found of one configuration.
#[derive(Default, Serialize)]
struct DoctorFindings {
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<String>,
    checks: Vec<DoctorCheck>,
}

impl DoctorFindings {
    fn add(&mut self, what: &'static str, state: CheckState, message: impl Into<String>, fix: Option<String>) {
        self.checks.push(DoctorCheck { what, state, message: message.into(), fix });
    }

    fn ok(&mut self, what: &'static str, message: impl Into<String>) {
        self.add(what, CheckState::Ok, message, None);
    }

    fn warning(&mut self, what: &'static str, message: impl Into<String>, fix: &str) {
        self.add(what, CheckState::Warning, message, Some(fix.to_owned()));
    }

    fn fault(&mut self, what: &'static str, error: &Error) {
        self.add(what, CheckState::Fault, error.message.clone(), error.fix.clone());
    }

    fn worst(&self) -> CheckState {
        self.checks.iter().map(|check| check.state).max().unwrap_or(CheckState::Ok)
    }

    fn count(&self, state: CheckState) -> usize {
        self.checks.iter().filter(|check| check.state == state).count()
    }
}

/// Goes through the list. The exit code is 1 where there is a fault.
pub fn run(asked: &Doctor) -> Result<Exit> {
    let mut worst = CheckState::Ok;
    let each = clients(asked.clients.as_deref(), &asked.common)?;
    if each.len() > 1 {
        say::progress(Some(each.len()));
    }
    for common in each {
        say::step();
        let findings = examine(&common, asked.log_in);
        worst = worst.max(findings.worst());
        if common.json {
            say!("{}", serde_json::to_string(&findings).unwrap_or_default());
        } else {
            tell(&findings);
        }
    }
    Ok(Exit::refused_if(worst == CheckState::Fault))
}

fn tell(findings: &DoctorFindings) {
    if let Some(configuration) = &findings.configuration {
        say!("{configuration}");
    }
    for check in &findings.checks {
        let mark = match check.state {
            CheckState::Ok => "✓",
            CheckState::Warning => "!",
            CheckState::Fault => "✗",
        };
        say!("  {mark} {:<15} {}", said(check.what), line(&said_sentence(&check.message)));
        if let Some(fix) = &check.fix {
            say!("      → {}", line(&said_sentence(fix)));
        }
    }
    let (faults, warnings) = (findings.count(CheckState::Fault), findings.count(CheckState::Warning));
    say!("{} {faults}, {} {warnings}", said("faults:"), said("warnings:"));
}

fn examine(common: &Common, log_in: bool) -> DoctorFindings {
    let mut findings = DoctorFindings::default();
    let program =
        format!("einv {}, rules {}, {}", env!("CARGO_PKG_VERSION"), einv::finding::RULE_PACK, env!("EINV_BUILD"));
    findings.ok("program", program);
    handles(&mut findings);
    let found = find(common);
    if let Some(found) = &found {
        findings.configuration = Some(found.path.display().to_string());
        readable(&found.path, &mut findings);
    }
    let engine = match open_engine(common) {
        Ok(engine) => engine,
        Err(error) => {
            findings.fault("configuration", &error);
            return findings;
        }
    };
    findings
        .ok("configuration", found.map_or_else(|| "--sandbox".to_owned(), |found| found.path.display().to_string()));
    ledger(&engine, &mut findings);
    taxpayers(&engine, &mut findings);
    portals(&engine, &mut findings);
    certificates(&engine, &mut findings);
    if log_in {
        log_ins(&engine, &mut findings);
    }
    lists(&engine, &mut findings);
    // What was said above is said once.
    let more = engine.about().warnings;
    for warning in more {
        if findings.checks.iter().all(|check| check.message != warning) {
            findings.add("to know", CheckState::Warning, warning, None);
        }
    }
    findings
}

/// A configuration may hold passwords.
#[cfg(unix)]
fn readable(path: &Path, findings: &mut DoctorFindings) {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(path).is_ok_and(|about| about.mode() & 0o077 != 0) {
        let fix = format!("chmod 600 {}", path.display());
        findings.warning("secrets", "other users of this computer may read the configuration", &fix);
    }
}

#[cfg(not(unix))]
fn readable(_: &Path, _: &mut DoctorFindings) {}

#[cfg(unix)]
fn handles(findings: &mut DoctorFindings) {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    match limit {
        Some(most) if most < HANDLES => findings.warning(
            "open files",
            format!("this process may open {most} files and connections"),
            "raise it to 1024 or more with ulimit -n, or LimitNOFILE in the systemd unit",
        ),
        Some(most) => match open_files() {
            Some(open) => findings
                .ok("open files", format!("{} of {most} files and connections are free", most.saturating_sub(open))),
            None => findings.ok("open files", format!("this process may open {most} files and connections")),
        },
        None => findings.ok("open files", "this process may open as many as it likes"),
    }
}

/// How many this process has open, where the system says it.
#[cfg(unix)]
fn open_files() -> Option<u64> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count() as u64)
}

#[cfg(not(unix))]
fn handles(_: &mut DoctorFindings) {}

fn ledger(engine: &Engine, findings: &mut DoctorFindings) {
    let place = engine.about().ledger;
    if place == "memory" {
        findings.warning(
            "ledger",
            "in memory: what is registered is forgotten at the end",
            "name a file: \"ledger\": \"einv.db\"",
        );
        return;
    }
    match engine.check() {
        Ok(()) => findings.ok("ledger", format!("{place}: the ledger is sound")),
        Err(error) => findings.fault("ledger", &error),
    }
    let file = Path::new(&place);
    owner(file, findings);
    // A name without a folder lies in this one.
    let folder = file.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
        disk(folder, findings);
    }
}

/// Whose the ledger is: it holds what was registered, and others should not read or write it.
#[cfg(unix)]
fn owner(file: &Path, findings: &mut DoctorFindings) {
    use std::os::unix::fs::MetadataExt;
    let Ok(about) = std::fs::metadata(file) else { return };
    let mode = about.mode() & 0o777;
    let is_own = about.uid() == rustix::process::geteuid().as_raw();
    match (is_own, mode & 0o077 == 0) {
        (true, true) => findings.ok("owner", format!("the ledger is yours alone, mode {mode:o}")),
        (true, false) => findings.warning(
            "owner",
            format!("other users of this computer may open the ledger, mode {mode:o}"),
            &format!("chmod 600 {}", file.display()),
        ),
        (false, _) => findings.warning(
            "owner",
            format!("the ledger belongs to user {}, and not to who runs this", about.uid()),
            "run einv as that user, always the same one",
        ),
    }
}

#[cfg(not(unix))]
fn owner(_: &Path, _: &mut DoctorFindings) {}

#[cfg(unix)]
fn disk(folder: &Path, findings: &mut DoctorFindings) {
    let Ok(about) = rustix::fs::statvfs(folder) else { return };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let shown = format!("{} MB free for the ledger", free >> 20);
    if free < ROOM {
        findings.warning("disk", shown, "make room: a ledger that can't be written registers nothing");
    } else {
        findings.ok("disk", shown);
    }
    if is_network(folder) {
        findings.warning(
            "disk",
            "the ledger lies on a network drive",
            "put it on a disk of this computer, or in PostgreSQL for several: locks on network drives fail unseen",
        );
    }
}

#[cfg(not(unix))]
fn disk(_: &Path, _: &mut DoctorFindings) {}

/// NFS, SMB and CIFS by their numbers.
#[cfg(target_os = "linux")]
fn is_network(folder: &Path) -> bool {
    // The field has another width on other processors.
    #[allow(clippy::unnecessary_cast)]
    let kind = rustix::fs::statfs(folder).map(|about| about.f_type as u64 & 0xffff_ffff);
    matches!(kind, Ok(0x6969 | 0xff53_4d42 | 0xfe53_4d42 | 0x517b))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_network(_: &Path) -> bool {
    false
}

fn taxpayers(engine: &Engine, findings: &mut DoctorFindings) {
    if engine.taxpayers().is_empty() {
        findings.warning(
            "taxpayers",
            "none configured: 30-day limit not checked: turnover not set",
            "add taxpayers with gstin and turnover to the configuration",
        );
    }
    for one in engine.taxpayers() {
        let gstin = one.gstin.map_or_else(|| "-".to_owned(), |gstin| gstin.to_string());
        if one.turnover.is_empty() {
            findings.warning(
                "taxpayers",
                format!("{gstin}: 30-day limit not checked: turnover not set"),
                "add \"turnover\": {\"2025-26\": …} in rupees to this taxpayer",
            );
        } else {
            let firm = one.legal_name().unwrap_or("the firm's name is not configured");
            findings.ok("taxpayers", format!("{gstin}: {firm}"));
        }
    }
}

/// Name, connection and answer of each address; then the clock, by what they answered.
fn portals(engine: &Engine, findings: &mut DoctorFindings) {
    if engine.about().sandbox {
        findings.warning(
            "portal",
            "the built-in sandbox: nothing of it is a tax invoice",
            "name a portal before going live: \"portal\": {\"kind\": \"nic\", …}",
        );
        return;
    }
    for address in engine.addresses() {
        match reached(address) {
            Ok(place) => findings.ok("network", format!("{address} is reached at {place}")),
            Err((message, fix)) => findings.add("network", CheckState::Fault, message, Some(fix.to_owned())),
        }
    }
    match engine.fetch(FetchRequest::Health("*".to_owned()), &FetchOptions::new()) {
        Ok(Fetched::Health(health)) => {
            for one in health.portals {
                let said = format!("{}: {} ({} ms)", one.portal, one.says, one.millis);
                match one.up {
                    true => findings.ok("portal", said),
                    false => findings.add(
                        "portal",
                        CheckState::Fault,
                        said,
                        Some("try again later; bills are kept until then".to_owned()),
                    ),
                }
            }
        }
        Ok(_) => {}
        Err(error) => findings.fault("portal", &error),
    }
    match engine.clock_off_by() {
        None if !engine.clock_is_sure() => {
            findings.warning("clock", "not checked: no portal answered", "run einv doctor again when a portal answers");
        }
        Some(seconds) => findings.warning(
            "clock",
            format!("{seconds} seconds off the portal's"),
            "set this computer's clock, and let it follow a time server",
        ),
        None => findings.ok("clock", "as the portal's"),
    }
}

/// The last day of each certificate that the configuration names.
fn certificates(engine: &Engine, findings: &mut DoctorFindings) {
    let today = engine.now().day();
    for CertificateEnd { portal, key, until, warning, .. } in engine.certificates() {
        let message = warning.clone().unwrap_or_else(|| format!("{portal}: {key} is good until {until}"));
        let state = match warning {
            None => CheckState::Ok,
            Some(_) if until < today => CheckState::Fault,
            Some(_) => CheckState::Warning,
        };
        let fix = format!("get the portal's new certificate, and name it in {key}");
        findings.add("certificates", state, message, (state != CheckState::Ok).then_some(fix));
    }
}

/// Where an address was reached; else what failed, and what to do.
fn reached(address: &str) -> Result<String, (String, &'static str)> {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let host = rest.split('/').next().unwrap_or(rest);
    let place = match host.rsplit_once(':') {
        Some((_, port)) if port.bytes().all(|c| c.is_ascii_digit()) => host.to_owned(),
        _ => format!("{host}:{}", if scheme == "http" { 80 } else { 443 }),
    };
    let mut addresses = place
        .to_socket_addrs()
        .map_err(|e| (format!("{host} has no address: {e}"), "check the name in urls, and this computer's DNS"))?;
    let mut why = String::from("it has no address");
    let reached = addresses.find(|place| match TcpStream::connect_timeout(place, PATIENCE) {
        Ok(_) => true,
        Err(e) => {
            why = e.to_string();
            false
        }
    });
    reached.map(|place| place.to_string()).ok_or((
        format!("{host} can't be reached: {why}"),
        "check the internet connection and the firewall; portals may have to know this computer's address; a proxy goes into \"proxy\"",
    ))
}

/// One log-in for each supplier; asking for the supplier itself needs one.
fn log_ins(engine: &Engine, findings: &mut DoctorFindings) {
    for gstin in engine.taxpayers().iter().filter_map(|one| one.gstin) {
        match engine.gstin(gstin, &GstinOptions::new().fresh(true)) {
            Ok(TaxpayerAnswer::Known(known)) => findings.ok("log-in", format!("{gstin}: {}", known.status)),
            Ok(_) => {
                findings.warning(
                    "log-in",
                    format!("{gstin}: the portal doesn't know this supplier"),
                    "check the GSTIN",
                );
            }
            Err(error) => findings.fault("log-in", &error),
        }
    }
}

fn lists(engine: &Engine, findings: &mut DoctorFindings) {
    let (day, what) = match engine.about().lists {
        ListsAbout::BuiltIn { day } => (day, "built in"),
        ListsAbout::Renewed(renewed) => (renewed.day, "renewed"),
        _ => return,
    };
    let said = format!("{what}, of {}", day.iso());
    let today: Day = Clock::Wall.now().day();
    if today.days_since(day) > LISTS_DAYS {
        findings.warning("code lists", said, "use a newer einv, or renewed lists (docs/lists.md)");
    } else {
        findings.ok("code lists", said);
    }
}
