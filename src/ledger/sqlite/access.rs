//! Checks who may write a ledger's file and folder. Such a user can change the books, or make the next start open
//! another file. A path that everyone may write is refused; one that some others may write gets a warning.

use crate::error::Result;
use std::path::Path;

/// Refuses a file that everyone may write, or a folder that everyone may change (except a sticky one such as `/tmp`,
/// where each file belongs to its owner). Returns a warning about others who may write.
#[cfg(unix)]
pub(crate) fn check(path: &Path) -> Result<Vec<String>> {
    // Links are followed: a link's own folder counts, and its target.
    let real = path.canonicalize().ok().filter(|real| real != path);
    let mut warnings = Vec::new();
    for path in std::iter::once(path).chain(real.as_deref()) {
        if let Some(folder) = path.parent() {
            look(folder, &mut warnings)?;
        }
        for ending in ["", "-wal", "-shm"] {
            let mut beside = path.as_os_str().to_owned();
            beside.push(ending);
            look(Path::new(&beside), &mut warnings)?;
        }
    }
    Ok(warnings)
}

/// Windows has access lists, which say more than a few bits can.
#[cfg(not(unix))]
pub(crate) fn check(_: &Path) -> Result<Vec<String>> {
    Ok(Vec::new())
}

/// Checks one file or folder, where it exists.
#[cfg(unix)]
fn look(path: &Path, warnings: &mut Vec<String>) -> Result<()> {
    use crate::error::{Error, ErrorKind};
    use std::os::unix::fs::MetadataExt;
    const OTHERS: u32 = 0o002;
    const GROUP: u32 = 0o020;
    const STICKY: u32 = 0o1000;
    let Ok(about) = std::fs::metadata(path) else { return Ok(()) };
    let what = if about.is_dir() { "folder" } else { "file" };
    let place = path.display();
    let sticky = about.is_dir() && about.mode() & STICKY != 0;
    if about.mode() & OTHERS != 0 && !sticky {
        let message = format!("everyone on this machine may write to the ledger's {what} {place}");
        return Err(Error::new(ErrorKind::Ledger, message).at("/ledger").fix(format!("chmod o-w {place}")));
    }
    let mut say = |warning: String| {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    };
    if about.mode() & GROUP != 0 && !sticky {
        say(format!("the group {} may write to the ledger's {what} {place}; if not needed: chmod g-w", about.gid()));
    }
    let ours = rustix::process::geteuid().as_raw();
    // Root owns the system's folders.
    if about.uid() != ours && !(about.is_dir() && about.uid() == 0) {
        say(format!("the ledger's {what} {place} belongs to another user ({})", about.uid()));
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::ledger::sqlite::Sqlite;
    use std::os::unix::fs::{PermissionsExt, chown, symlink};

    fn mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_path_that_everyone_may_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("einv.db");
        for (shared, refused) in [(0o700, false), (0o755, false), (0o757, true), (0o777, true), (0o1777, false)] {
            mode(folder.path(), shared);
            let opened = Sqlite::open(&path).map(drop);
            assert_eq!(opened.is_err(), refused, "{shared:o}");
            if let Err(error) = opened {
                assert_eq!(error.kind, ErrorKind::Ledger);
                assert_eq!(error.fix, Some(format!("chmod o-w {}", folder.path().display())));
            }
        }
        mode(folder.path(), 0o700);
        for (own, refused) in [(0o600, false), (0o644, false), (0o602, true), (0o666, true)] {
            mode(&path, own);
            assert_eq!(Sqlite::open(&path).is_err(), refused, "{own:o}");
        }
        // A link is as safe as its target.
        mode(&path, 0o666);
        let other = tempfile::tempdir().unwrap();
        symlink(&path, other.path().join("link.db")).unwrap();
        assert!(Sqlite::open(&other.path().join("link.db")).is_err());
    }

    #[test]
    fn others_who_may_write_get_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("einv.db");
        drop(Sqlite::open(&path).unwrap());
        assert_eq!(check(&path).unwrap(), [""; 0]);
        mode(&path, 0o660);
        let said = check(&path).unwrap();
        assert!(said.len() == 1 && said[0].contains("group") && said[0].contains("file"), "{said:?}");
        mode(&path, 0o600);
        mode(folder.path(), 0o770);
        let said = check(&path).unwrap();
        assert!(said.len() == 1 && said[0].contains("group") && said[0].contains("folder"), "{said:?}");
        mode(folder.path(), 0o700);
        // Only root may give a file to another user.
        if chown(&path, Some(1), None).is_ok() {
            let said = check(&path).unwrap();
            assert!(said.len() == 1 && said[0].contains("another user (1)"), "{said:?}");
        }
    }
}
