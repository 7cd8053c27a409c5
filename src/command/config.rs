//! Which configuration a command uses, and the engine of it.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::say::{line, say, warn_line};
use crate::command::speech::{said, said_sentence, speak};
use einv::engine::Engine;
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use einv::language::Language;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of a configuration in a folder.
pub const NAME: &str = "einv.json";
/// The environment variable that names one.
const VARIABLE: &str = "EINV_CONFIG";

/// How a configuration was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConfigSource {
    Given,
    Variable,
    Above,
    User,
}

impl ConfigSource {
    pub fn words(self) -> &'static str {
        match self {
            ConfigSource::Given => "given with --config",
            ConfigSource::Variable => "named by EINV_CONFIG",
            ConfigSource::Above => "found in this folder or above it",
            ConfigSource::User => "found in your configuration folder",
        }
    }
}

/// A configuration that a command uses.
#[derive(Clone, Debug)]
pub struct FoundConfig {
    pub path: PathBuf,
    pub how: ConfigSource,
}

/// The configuration that a command uses, where there is one.
pub fn find(common: &Common) -> Option<FoundConfig> {
    if let Some(path) = &common.config {
        return Some(FoundConfig { path: path.clone(), how: ConfigSource::Given });
    }
    if common.sandbox {
        return None;
    }
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Some(FoundConfig { path: path.into(), how: ConfigSource::Variable });
    }
    above()
        .map(|path| FoundConfig { path, how: ConfigSource::Above })
        .or_else(|| user().map(|path| FoundConfig { path, how: ConfigSource::User }))
}

/// The file upwards from this folder, up to the home folder or the border of the file system.
fn above() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let (home, device) = (std::env::home_dir(), device(&here));
    for folder in here.ancestors() {
        if self::device(folder) != device {
            return None;
        }
        let file = folder.join(NAME);
        if trusted(&file) {
            return Some(file);
        }
        if home.as_deref() == Some(folder) {
            return None;
        }
    }
    None
}

/// The file in the folder where the user's programs keep their configurations.
fn user() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("APPDATA")?
    } else if cfg!(target_os = "macos") {
        std::env::home_dir()?.join("Library/Application Support")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(std::env::home_dir()?.join(".config")))?
    };
    let file = base.join("einv").join(NAME);
    trusted(&file).then_some(file)
}

/// Whether a file that the caller did not name may be used: another user's would send bills to a portal of their choice.
#[cfg(unix)]
fn trusted(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(about) = std::fs::metadata(file) else { return false };
    let why = match (about.is_file(), about.uid() == rustix::process::geteuid().as_raw(), about.mode() & 0o022 == 0) {
        (false, ..) => "it is not a file",
        (_, false, _) => "another user owns it",
        (_, _, false) => "other users may write to it; chmod 600 takes that from them",
        (true, true, true) => return true,
    };
    warn_line!("{} is not used: {why}. To use it all the same, give --config {}", file.display(), file.display());
    false
}

#[cfg(not(unix))]
fn trusted(file: &Path) -> bool {
    file.is_file()
}

#[cfg(unix)]
fn device(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(folder).ok().map(|about| about.dev())
}

#[cfg(not(unix))]
fn device(_: &Path) -> Option<u64> {
    None
}

/// The command for each configuration of a folder: its JSON files, and the configurations in its folders. Without a folder, for
/// the one that is used.
pub fn clients(folder: Option<&Path>, common: &Common) -> Result<Vec<Common>> {
    let Some(folder) = folder else { return Ok(vec![common.clone()]) };
    let trouble = |e: std::io::Error| {
        Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", folder.display()))
            .fix("give the folder of the configurations")
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let within = path.join(NAME);
        if path.is_dir() && within.is_file() {
            found.push(within);
        } else if path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Error::new(ErrorKind::Arg, format!("{} holds no configuration", folder.display()))
            .fix("put one JSON file a client into it, or one folder a client with an einv.json"));
    }
    Ok(found.into_iter().map(|path| Common { config: Some(path), ..common.clone() }).collect())
}

/// The engine of the configuration. A forgotten one is not taken for the sandbox: what that says of a bill would pass for a
/// portal's word.
pub fn open_engine(common: &Common) -> Result<Engine> {
    engine_of(common)?.ok_or_else(|| {
        Error::new(ErrorKind::Arg, "there is no configuration to say which portal and ledger").fix(
            "give --config FILE, or write one with einv init; or --sandbox to practise, where nothing is registered with a portal or kept",
        )
    })
}

/// The same for what is compared among files alone: without a configuration there is no ledger, and none is asked for.
pub fn open_or_none(common: &Common) -> Result<Engine> {
    engine_of(common)?.map_or_else(|| Engine::open("{}"), Ok)
}

/// The same for what works without an engine, too.
pub fn engine_of(common: &Common) -> Result<Option<Engine>> {
    let engine = match find(common) {
        Some(found) => Some(open(&found.path).map_err(|error| named(error, &found))?),
        None if common.sandbox => Some(Engine::open("{}")?),
        None => None,
    };
    let engine = engine.map(|engine| match common.language {
        Some(language) => engine.speaking(language),
        None => engine,
    });
    speak(common.language.or(engine.as_ref().map(Engine::own_language)).unwrap_or_default());
    Ok(engine)
}

/// An error about a configuration that the command didn't name says who did. One that isn't there has no other fix.
fn named(error: Error, found: &FoundConfig) -> Error {
    let is_variable = found.how == ConfigSource::Variable;
    let message = if is_variable { format!("{} (named by {VARIABLE})", error.message) } else { error.message.clone() };
    let error = Error { message, ..error };
    match (found.path.exists() || error.fix.is_some(), is_variable) {
        (true, _) => error,
        (false, true) => error.fix("set EINV_CONFIG to the file of your configuration, or unset it"),
        (false, false) => error.fix("give the file of your configuration; einv init writes one"),
    }
}

/// The language of the configuration that a command would use, before anything else of it is read: for its help.
pub fn own_language(common: &Common) -> Option<Language> {
    #[derive(Deserialize)]
    struct ConfigLanguage {
        language: Option<String>,
    }
    let text = file::text(&find(common)?.path, file::SETTINGS).ok()?;
    Language::parse(&serde_json::from_str::<ConfigLanguage>(&text).ok()?.language?)
}

/// The engine of a file; what the file names lies beside it.
fn open(path: &Path) -> Result<Engine> {
    if path == Path::new("-") {
        return Engine::open(&read(path)?);
    }
    Engine::open_file(path)
}

/// Says before anything is registered or cancelled that it is no practice: at which portal, for whom, by which file.
pub fn announce(engine: &Engine, common: &Common) {
    if engine.about().sandbox {
        return;
    }
    let word = if engine.is_practice() { "TEST PORTAL" } else { "PRODUCTION" };
    let suppliers: Vec<String> = engine
        .taxpayers()
        .iter()
        .filter_map(|one| {
            let gstin = one.gstin?;
            Some(one.legal_name().map_or_else(|| gstin.to_string(), |name| format!("{name} · {gstin}")))
        })
        .collect();
    let suppliers = if suppliers.is_empty() { "no taxpayer configured".to_owned() } else { suppliers.join(", ") };
    let file = find(common).map_or_else(|| "-".to_owned(), |found| found.path.display().to_string());
    warn_line!("{word} · {suppliers} · {file}");
}

/// `einv config`: which configuration is used, and what it means.
pub fn show(common: &Common) -> Result<Exit> {
    let Some(found) = find(common) else {
        speak(common.language.unwrap_or_default());
        say!(
            "{}",
            said(
                "no configuration: no --config, no EINV_CONFIG, no einv.json in this folder or above it, none in your configuration folder"
            )
        );
        say!("  → {}", said("einv init writes one"));
        return Ok(Exit::Usage);
    };
    let engine = open_engine(common)?;
    say!("{} ({})", found.path.display(), said(found.how.words()));
    let about = engine.about();
    let portals = if about.portals.is_empty() { vec![about.portal.clone()] } else { about.portals.clone() };
    let then = format!(", {} ", said("then"));
    say!("  {} {}", key("portal"), portals.join(&then));
    for address in engine.addresses() {
        say!("    {:<11} {address}", said("address"));
    }
    if about.sandbox {
        say!("    {}", said("The built-in sandbox: nothing of it is a tax invoice."));
    }
    say!("  {} {}", key("ledger"), about.ledger);
    for one in engine.taxpayers() {
        let gstin = one.gstin.map_or_else(|| "-".to_owned(), |gstin| gstin.to_string());
        say!("  {} {}", key("taxpayer"), line(format!("{gstin} {}", one.legal_name().unwrap_or_default()).trim_end()));
        if one.turnover.is_empty() {
            say!("    ! {}", said("30-day limit not checked: turnover not set"));
            say!("      → {}", said("add \"turnover\": {\"2025-26\": …} in rupees to this taxpayer"));
        }
    }
    if engine.taxpayers().is_empty() {
        say!("  {} {}", key("taxpayer"), said("none configured"));
    }
    for warning in &about.warnings {
        say!("  ! {}", said_sentence(warning));
    }
    Ok(Exit::Done)
}

/// A word at the beginning of a line, as wide as the others.
fn key(english: &str) -> String {
    let said = said(english);
    let blank = " ".repeat(13usize.saturating_sub(console::measure_text_width(&said)));
    format!("{said}{blank}")
}
