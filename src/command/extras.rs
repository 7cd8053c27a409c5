//! Shell completions and manual pages, made when a package is built.

use crate::command::exit::Exit;
use crate::command::say::say;
use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;
use einv::error::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Completions {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
}

/// Prints the completions of a shell.
pub fn completions(asked: &Completions, mut command: Command) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut command, "einv", &mut script);
    // A script holds what a shell obeys: it goes out as it is.
    let _ = std::io::Write::write_all(&mut std::io::stdout(), &script);
    Exit::Done
}

#[derive(Args)]
pub struct ManPages {
    /// The folder for them
    folder: PathBuf,
}

/// The commands of a command, and theirs, with the names of their pages.
fn below(command: &Command, name: &str, pages: &mut Vec<(String, Command)>) {
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        let name = format!("{name}-{}", one.get_name());
        pages.push((name.clone(), one.clone()));
        below(one, &name, pages);
    }
}

/// Writes einv.1 and a page for each command.
pub fn man_pages(asked: &ManPages, mut command: Command) -> Result<Exit> {
    let trouble = |path: &Path, e: std::io::Error| {
        Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display()))
            .fix("give a folder that you may write")
    };
    std::fs::create_dir_all(&asked.folder).map_err(|e| trouble(&asked.folder, e))?;
    command.build();
    let mut pages = vec![("einv".to_owned(), command.clone())];
    below(&command, "einv", &mut pages);
    for (name, of) in &pages {
        let path = asked.folder.join(format!("{name}.1"));
        let mut page = Vec::new();
        Man::new(of.clone()).title(name.clone()).render(&mut page).map_err(|e| trouble(&path, e))?;
        std::fs::write(&path, page).map_err(|e| trouble(&path, e))?;
    }
    say!("{}: {} pages", asked.folder.display(), pages.len());
    Ok(Exit::Done)
}
