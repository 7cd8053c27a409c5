//! `einv init`: asks a few questions and writes a configuration.

use crate::command::args::Common;
use crate::command::config::NAME;
use crate::command::exit::Exit;
use crate::command::named::supplier;
use crate::command::say::{say, say_text, warn_text};
use crate::command::speech::{said, said_sentence, speak};
use clap::Args;
use einv::calendar::Clock;
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;
use einv::money::Amount;
use serde_json::{Map, Value, json};
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// The portals that need only an API user and its client.
const PORTALS: [&str; 8] = ["sandbox", "nic", "irp5", "irp6", "adaequare", "mastergst", "taxpro", "whitebooks"];

#[derive(Args)]
pub struct Init {
    /// Where to write it
    #[arg(default_value = NAME)]
    to: PathBuf,
    /// Last year's turnover of the PAN, in rupees; none where it is not known
    #[arg(long)]
    turnover: Option<String>,
    /// The GSTINs whose bills are registered
    #[arg(long)]
    gstin: Vec<String>,
    /// The firm's legal name
    #[arg(long)]
    name: Option<String>,
    /// sandbox, nic, irp5, irp6, adaequare, mastergst, taxpro or whitebooks
    #[arg(long)]
    portal: Option<String>,
    /// The ledger's file
    #[arg(long)]
    ledger: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Asks for what no option said, and writes the file.
pub fn run(asked: &Init) -> Result<Exit> {
    speak(asked.common.language.unwrap_or_default());
    let mut questions = Questions { lines: std::io::stdin().lock() };
    if asked.to.exists() {
        return Err(Error::new(ErrorKind::Arg, format!("{} exists already", asked.to.display()))
            .fix("einv config shows what it means; give another name to write another one"));
    }
    let year = last_year();
    let turnover = questions.ask(
        &asked.turnover,
        &format!("Turnover of {year}, all GSTINs of the PAN, in rupees (empty: not known)"),
        "",
    )?;
    let turnover = Some(turnover.replace([',', ' '], "")).filter(|text| !text.is_empty());
    if let Some(text) = &turnover {
        Amount::parse(text).map_err(|_| {
            Error::new(ErrorKind::Option, format!("\"{text}\" is no amount")).fix("write rupees in digits: 72500000")
        })?;
    }
    let given = (!asked.gstin.is_empty()).then(|| asked.gstin.join(" "));
    let gstins = questions.ask(&given, "GSTINs, with blanks between them", "")?;
    let gstins = gstins.split([' ', ',']).filter(|text| !text.is_empty()).map(supplier).collect::<Result<Vec<_>>>()?;
    let name = questions.ask(&asked.name, "Legal name of the firm (empty: left out)", "")?;
    let portal = questions.ask(&asked.portal, &format!("Portal: {}", PORTALS.join(", ")), "sandbox")?;
    if !PORTALS.contains(&portal.as_str()) {
        return Err(Error::new(ErrorKind::Option, format!("\"{portal}\" is no portal that is built in"))
            .fix(format!("use one of {}", PORTALS.join(", "))));
    }
    let ledger = questions.ask(&asked.ledger, "File of the ledger, beside the configuration", "einv.db")?;
    let config = config(turnover.map(|turnover| (year, turnover)).as_ref(), &gstins, &name, &portal, &ledger);
    write(&asked.to, &config)?;
    say!("{}", asked.to.display());
    say_text!("{}", next(&asked.to, &portal, &gstins));
    Ok(Exit::Done)
}

/// Answers from standard input, a line each.
struct Questions<R> {
    lines: R,
}

impl<R: BufRead> Questions<R> {
    /// What an option said, else what is answered, else the usual.
    fn ask(&mut self, given: &Option<String>, question: &str, usual: &str) -> Result<String> {
        if let Some(given) = given {
            return Ok(given.trim().to_owned());
        }
        let shown = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
        warn_text!("{}{shown}: ", said_sentence(question));
        let mut line = String::new();
        let read = self.lines.read_line(&mut line);
        read.map_err(|e| Error::new(ErrorKind::Arg, format!("standard input: {e}")).fix("answer in UTF-8"))?;
        let answer = line.trim();
        Ok(if answer.is_empty() { usual.to_owned() } else { answer.to_owned() })
    }
}

/// The year whose turnover decides now.
fn last_year() -> String {
    let begun = Clock::Wall.now().day().fin_year().start();
    format!("{}-{:02}", begun - 1, begun % 100)
}

/// The name of the environment variable for a secret of a supplier.
fn variable(what: &str, gstin: Option<&Gstin>) -> Value {
    let of = gstin.map(|gstin| format!("_{gstin}")).unwrap_or_default();
    json!({"env": format!("EINV_{what}{of}")})
}

fn config(turnover: Option<&(String, String)>, gstins: &[Gstin], name: &str, portal: &str, ledger: &str) -> Value {
    let mut config = Map::new();
    let is_real = portal != "sandbox";
    if is_real {
        config.insert(
            "portal".to_owned(),
            json!({"kind": portal, "client_id": variable("CLIENT_ID", None), "client_secret": variable("CLIENT_SECRET", None)}),
        );
        if portal == "nic" {
            config["portal"]["public_key"] = "portal-key.pem".into();
        }
    }
    config.insert("ledger".to_owned(), ledger.into());
    let taxpayers: Vec<Value> = gstins
        .iter()
        .map(|gstin| {
            let mut taxpayer = Map::new();
            taxpayer.insert("gstin".to_owned(), gstin.to_string().into());
            if is_real {
                taxpayer.insert("username".to_owned(), variable("USER", Some(gstin)));
                taxpayer.insert("password".to_owned(), variable("PASSWORD", Some(gstin)));
            }
            if let Some((year, turnover)) = turnover {
                taxpayer.insert("turnover".to_owned(), json!({year: turnover}));
            }
            if !name.is_empty() {
                taxpayer.insert("seller".to_owned(), json!({"legal_name": name}));
            }
            Value::Object(taxpayer)
        })
        .collect();
    if !taxpayers.is_empty() {
        config.insert("taxpayers".to_owned(), taxpayers.into());
    }
    Value::Object(config)
}

/// Writes a new file that its owner alone may read.
fn write(path: &Path, config: &Value) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = format!("{config:#}\n");
    let written = options.open(path).and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|e| {
        Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display()))
            .fix("give a name that you may write")
    })
}

/// What is left to do.
fn next(path: &Path, portal: &str, gstins: &[Gstin]) -> String {
    let mut out = format!("{}\n", said("Next:"));
    let mut add = |text: &str| out.push_str(&format!("  {}\n", said_sentence(text)));
    if portal == "sandbox" {
        add("einv submit bill.json    registers with the built-in sandbox: nothing of it is a tax invoice");
    } else {
        add("Set EINV_CLIENT_ID and EINV_CLIENT_SECRET, which the portal or GSP gave you.");
        for gstin in gstins {
            add(&format!("Set EINV_USER_{gstin} and EINV_PASSWORD_{gstin}: the API user made on the portal's page."));
        }
        add(
            "Or write {\"file\": \"path\"} in place of {\"env\": …}: a file with the secret alone, which no one else may read.",
        );
        add("Or {\"keyring\": \"einv/NAME\"}: einv config --keep einv/NAME asks for the secret, and keeps it.");
        if portal == "nic" {
            add("Put the portal's public key beside the configuration as portal-key.pem.");
        }
    }
    add(&format!("einv doctor --config {}    checks all of it", path.display()));
    out
}
