//! The file of a ledger: made for its owner alone, on a drive whose locks hold, and opened by its name as it is.

use super::schema;
use super::trouble::trouble;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// File systems with unreliable locks between machines.
const NETWORK: [&str; 9] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs"];

/// The kind of network file system that a path is on, where it is on one.
pub(super) fn network_drive(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    // A drive letter may stand for a share; on Windows the canonical name shows it.
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    if is_share(&path) || folder.as_deref().is_some_and(is_share) {
        return Some("share".to_owned());
    }
    let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
    network_mount(&mounts, &folder?)
}

/// Whether a path begins with the name of a server in Windows' notation; elsewhere it never does.
fn is_share(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    let Some(Component::Prefix(prefix)) = path.components().next() else { return false };
    matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
}

/// Decides by a table of mounts: the longest mount point above `folder` shows its file system.
fn network_mount(mounts: &str, folder: &Path) -> Option<String> {
    let each = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        let point = fields.next()?.replace("\\040", " ");
        Some((point, fields.next()?))
    });
    let (_, kind) = each.filter(|(point, _)| folder.starts_with(point)).max_by_key(|(point, _)| point.len())?;
    NETWORK.contains(&kind).then(|| kind.to_owned())
}

/// A connection to a file by its name as it is: a name is never a URI, whose parameters could switch locks off.
pub(super) fn open_file(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // SQLite treats some names, such as `:memory:`, specially; no absolute path is one of them.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let connection = Connection::open_with_flags(path, flags)?;
    schema::distrust(&connection)?;
    Ok(connection)
}

/// Creates the file with access for its owner alone, where it doesn't exist yet.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(PathBuf::from(path)).map(drop)
}

/// Looks for damage.
pub(super) fn sound(connection: &Connection) -> Result<()> {
    let said = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
    match said.map_err(|e| trouble("check", e))?.as_str() {
        "ok" => Ok(()),
        said => Err(Error::new(ErrorKind::Ledger, format!("the ledger is damaged: {said}"))
            .fix("restore the ledger from a backup; the portal still knows what was registered")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_drive_is_known_by_the_table_of_mounts() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/share /mnt/office\\040data nfs4 rw 0 0\n/dev/sdb1 /mnt/office\\040data/local ext4 rw 0 0\n";
        let kind = |folder: &str| network_mount(mounts, Path::new(folder));
        assert_eq!(kind("/home/shop"), None);
        assert_eq!(kind("/mnt/office data/bills").as_deref(), Some("nfs4"));
        assert_eq!(kind("/mnt/office data/local"), None);
    }
}
