//! Paths of a configuration that lies in a file: what they name lies beside it, whatever folder a program runs in.

use crate::engine::config::given::{GivenText, OneOrMore};
use crate::engine::config::portal::ConfiguredPortal;
use crate::engine::config::{Config, ConfiguredTaxpayer};
use crate::secret::Secret;
use std::path::{Path, PathBuf};

impl Config {
    /// The same with its relative paths taken from a folder.
    pub fn beside(mut self, folder: &Path) -> Config {
        let under = |path: PathBuf| folder.join(path);
        if let Some(GivenText::Text(text)) = &self.ledger {
            let place = ledger(text.reveal(), folder);
            self.ledger = Some(GivenText::Text(Secret::new(place)));
        }
        self.ledger = self.ledger.map(|given| placed(given, folder));
        self.lists = self.lists.map(under);
        if let Some(log) = &mut self.log {
            log.file = under(std::mem::take(&mut log.file));
        }
        if let Some(OneOrMore(portals)) = &mut self.portal {
            portals.iter_mut().for_each(|portal| portal.lie_beside(folder));
        }
        self.taxpayers.iter_mut().for_each(|taxpayer| taxpayer.lie_beside(folder));
        self
    }
}

impl ConfiguredPortal {
    fn lie_beside(&mut self, folder: &Path) {
        let key = |text: &mut String| {
            if !text.contains("-----BEGIN") {
                *text = folder.join(&*text).to_string_lossy().into_owned();
            }
        };
        for path in [&mut self.profile, &mut self.ca_file].into_iter().flatten() {
            *path = folder.join(&*path);
        }
        self.public_key.iter_mut().chain(&mut self.qr_keys).for_each(key);
        let secrets = [&mut self.client_id, &mut self.client_secret, &mut self.proxy];
        secrets.into_iter().flatten().chain(self.extra.values_mut()).for_each(|given| given.lie_beside(folder));
    }
}

impl ConfiguredTaxpayer {
    fn lie_beside(&mut self, folder: &Path) {
        let own = [&mut self.username, &mut self.password].into_iter().flatten();
        let others = self.logins.iter_mut().flat_map(|logins| logins.values_mut());
        own.for_each(|given| given.lie_beside(folder));
        for log_in in others {
            log_in.username.lie_beside(folder);
            log_in.password.lie_beside(folder);
        }
    }
}

impl GivenText {
    fn lie_beside(&mut self, folder: &Path) {
        if let GivenText::File(path) = self {
            *path = folder.join(&*path);
        }
    }
}

fn placed(mut given: GivenText, folder: &Path) -> GivenText {
    given.lie_beside(folder);
    given
}

/// A ledger's path from the folder; what is no path stays as it is, to be judged later.
fn ledger(text: &str, folder: &Path) -> String {
    let is_other = text.is_empty() || text.starts_with(':') || text.starts_with("file:") || text.contains("//");
    if is_other { text.to_owned() } else { folder.join(text).to_string_lossy().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_relative_path_of_a_ledger_is_moved() {
        let folder = Path::new("/shop/einv");
        for (text, moved) in [
            ("l.db", "/shop/einv/l.db"),
            ("/var/l.db", "/var/l.db"),
            (":memory:", ":memory:"),
            ("postgres://user:password@host/db", "postgres://user:password@host/db"),
            ("", ""),
        ] {
            assert_eq!(ledger(text, folder), moved);
        }
        assert_eq!(ledger("l.db", Path::new("")), "l.db");
    }
}
