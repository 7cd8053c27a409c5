//! `einv config --keep`: a secret for the system's keyring.

use crate::command::exit::Exit;
use crate::command::say::{line, say, warn_text};
use crate::command::speech::said;
use console::Term;
use einv::error::{Error, ErrorKind, Result};
use einv::keyring;
use einv::secret::Secret;
use std::io::{BufRead, IsTerminal};

/// Asks for a secret, without showing it, and keeps it. A program gives it on standard input.
pub fn keep(name: &str) -> Result<Exit> {
    let trouble = |e: std::io::Error| Error::new(ErrorKind::Arg, format!("standard input can't be read: {e}"));
    let secret = if std::io::stdin().is_terminal() {
        warn_text!("{}: ", said("the secret; it is not shown"));
        Secret::new(Term::stderr().read_secure_line().map_err(trouble)?)
    } else {
        let mut given = String::new();
        std::io::stdin().lock().read_line(&mut given).map_err(trouble)?;
        Secret::new(given.trim_end_matches(['\r', '\n']))
    };
    if secret.reveal().is_empty() {
        return Err(Error::new(ErrorKind::Arg, "no secret was given").fix("write it, and end with Enter"));
    }
    keyring::keep(name, &secret)?;
    say!("{}: {{\"keyring\": \"{}\"}}", said("kept in the keyring; write in the configuration"), line(name));
    Ok(Exit::Done)
}
