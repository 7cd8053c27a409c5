//! The owners of claims: names of processes, and whether a process is dead.
//!
//! Without this, a killed process would hold its document until the lease ends. Only certain death counts: the same
//! machine and name space of process numbers, and the number is free or belongs to another process.

use crate::calendar::Uptime;
use arc_swap::ArcSwapOption;
use std::sync::Arc;

/// A process as claims name it: its number, its start, and the machine and name space of the number.
struct Process {
    pid: u32,
    space: Option<String>,
    name: String,
}

/// This process, read once; a fork's child reads it again.
fn ours() -> Arc<Process> {
    static OURS: ArcSwapOption<Process> = ArcSwapOption::const_empty();
    let pid = std::process::id();
    if let Some(known) = OURS.load_full().filter(|known| known.pid == pid) {
        return known;
    }
    let space = name_space();
    let name = format!("{pid}.{}.{}", began(pid).unwrap_or_default(), space.as_deref().unwrap_or_default());
    let process = Arc::new(Process { pid, space, name });
    OURS.store(Some(Arc::clone(&process)));
    process
}

/// This process's name.
pub fn this_process() -> String {
    ours().name.clone()
}

/// Whether the process with this owner's name has certainly ended. The name may continue after a dash.
pub fn is_dead(owner: &str) -> bool {
    let name = owner.split('-').next().unwrap_or_default();
    let ours = ours();
    // Most claims met are our own.
    if name == ours.name {
        return false;
    }
    let mut parts = name.splitn(3, '.');
    let (Some(pid), Some(when), Some(space)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let Ok(pid) = pid.parse::<u32>() else { return false };
    let here = ours.space.as_deref() == Some(space) && !when.is_empty();
    here && began(pid).is_none_or(|began| began != when)
}

/// The start of a process, in clock ticks since boot; `None` when there is no such process.
fn began(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command's name is in brackets and may contain anything; numbers follow it.
    let after = stat.rsplit_once(')')?.1;
    let mut fields = after.split_ascii_whitespace();
    // A zombie will never run again.
    let state = fields.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

/// The scope of process numbers: this name space, in this run of this machine. (Name spaces have the same numbers on
/// all machines.)
fn name_space() -> Option<String> {
    let link = std::fs::read_link("/proc/self/ns/pid").ok()?;
    let space: String = link.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    let boot = Uptime::now().boot.replace('-', "");
    (!boot.is_empty()).then(|| format!("{space}@{boot}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_that_has_certainly_ended_is_dead() {
        let ours = this_process();
        assert!(!is_dead(&ours) && !is_dead(&format!("{ours}-17")));
        if cfg!(target_os = "linux") {
            let mut child = std::process::Command::new("true").spawn().unwrap();
            let space = name_space().unwrap();
            let name = format!("{}.1.{space}", child.id());
            child.wait().unwrap();
            assert!(is_dead(&name), "{name}");
            // The number now belongs to another process.
            assert!(is_dead(&format!("{}.1.{space}", std::process::id())));
            assert!(!is_dead(&format!("{}.1.999", child.id())));
        }
        assert!(!is_dead("") && !is_dead("x.y.z") && !is_dead("7"));
    }
}
