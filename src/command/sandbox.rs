//! `einv sandbox`: the built-in portal over HTTP, for this computer only.

use crate::command::exit::Exit;
use crate::command::say::say;
use clap::Args;
use einv::calendar::{Clock, IstTime};
use einv::error::{Error, ErrorKind, Result};
use einv::sandbox::{self, Sandbox};
use serde_json::json;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Args)]
pub struct Serve {
    /// 0 takes any free port
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// Play a second portal over the same register, too: the second e-way bill system
    #[arg(long)]
    second_port: Option<u16>,
    /// Keep what is registered in this file
    #[arg(long)]
    registry: Option<PathBuf>,
    /// Let the clock stand still at this day or time; POST /sandbox/clock moves it
    #[arg(long)]
    on: Option<String>,
    /// Write the key that log-ins are encrypted with to this new file
    #[arg(long)]
    key_file: Option<PathBuf>,
}

pub fn run(serve: &Serve) -> Result<Exit> {
    let clock = match &serve.on {
        None => Clock::Wall,
        Some(text) => Clock::still(IstTime::parse(text).ok_or_else(|| {
            Error::new(ErrorKind::Option, format!("\"{text}\" is neither a day nor a time")).fix("use 2026-11-21")
        })?),
    };
    let sandbox = Arc::new(match &serve.registry {
        Some(path) => Sandbox::open(path, clock)?,
        None => Sandbox::in_memory(clock)?,
    });
    let (listener, address) = listen(serve.port, "--port")?;
    let second = match serve.second_port {
        Some(port) => Some((Arc::new(sandbox.twin("NIC2")?), listen(port, "--second-port")?)),
        None => None,
    };
    let key = match &serve.key_file {
        // In a configuration the key itself will do.
        None => json!(Sandbox::login_key_pem()),
        Some(path) => {
            write_key(path)?;
            json!(std::path::absolute(path).unwrap_or_else(|_| path.clone()))
        }
    };
    say!("einv sandbox at http://{address}, not a tax authority; Ctrl+C ends it\n");
    say!("  einv's own configuration:");
    say!("    {{\"portal\": {{\"kind\": \"nic\", \"urls\": [\"http://{address}\"], \"client_id\": \"any\",");
    say!("                \"client_secret\": \"any\", \"public_key\": {key}}},");
    say!(
        "     \"taxpayers\": [{{\"gstin\": \"yours\", \"username\": \"any\", \"password\": \"any\"}}], \"ledger\": \"einv.db\"}}\n"
    );
    if let Some((_, (_, second))) = &second {
        say!("  the second e-way bill system at http://{second}; in the portal of the configuration:");
        say!("    \"ewb_urls\": [\"http://{address}\", \"http://{second}\"]\n");
    }
    say!("  the examples in Python and Java:");
    match key.as_str().filter(|_| serve.key_file.is_some()) {
        Some(path) => say!("    export EINV_PORTAL=http://{address} EINV_PUBLIC_KEY={path}\n"),
        None => say!("    they read the key from a file: start the sandbox with --key-file key.pem\n"),
    }
    say!("  any other client: open http://{address}/");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Error::new(ErrorKind::Network, format!("no threads: {e}")))?;
    if let Some((twin, (listener, _))) = second {
        runtime.spawn(sandbox::serve(twin, listener, std::future::pending()));
    }
    runtime.block_on(sandbox::serve(sandbox, listener, std::future::pending()))?;
    Ok(Exit::Done)
}

/// A port of this computer, and its address.
fn listen(port: u16, option: &str) -> Result<(TcpListener, SocketAddr)> {
    let network = |e: std::io::Error| {
        Error::new(ErrorKind::Network, format!("port {port} can't be opened: {e}")).fix(format!("try another {option}"))
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(network)?;
    let address = listener.local_addr().map_err(network)?;
    Ok((listener, address))
}

/// Makes the file; one that is there stays as it is, and will do only where it holds this very key.
fn write_key(path: &Path) -> Result<()> {
    let cant = |why: String| Error::new(ErrorKind::Arg, format!("{} can't be written: {why}", path.display()));
    let key = Sandbox::login_key_pem();
    match std::fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(key.as_bytes()).map_err(|e| cant(e.to_string())),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => match holds(path, key) {
            true => Ok(()),
            false => Err(cant("something is there already".to_owned()).fix("name a new file")),
        },
        Err(e) => Err(cant(e.to_string())),
    }
}

/// Whether a plain file, and no link to one, holds this text.
fn holds(path: &Path, text: &str) -> bool {
    let about = path.symlink_metadata();
    let like = about.is_ok_and(|about| about.is_file() && about.len() == text.len() as u64);
    like && std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}
