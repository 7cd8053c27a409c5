//! `einv sandbox`: the built-in portal over HTTP, for this computer only.

use crate::command::exit::Exit;
use clap::Args;
use einv::calendar::{Clock, IstTime};
use einv::error::{Error, Kind, Result};
use einv::sandbox::{self, Sandbox};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args)]
pub struct Serve {
    /// 0 takes any free port
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// Keep what is registered in this file
    #[arg(long)]
    registry: Option<PathBuf>,
    /// Let the clock stand still at this day or time; POST /sandbox/clock moves it
    #[arg(long)]
    on: Option<String>,
    /// Where to write the key that log-ins are encrypted with
    #[arg(long, default_value = "einv-sandbox-key.pem")]
    key_file: PathBuf,
}

pub fn run(serve: &Serve) -> Result<Exit> {
    let clock = match &serve.on {
        None => Clock::Wall,
        Some(text) => Clock::still(IstTime::parse(text).ok_or_else(|| {
            Error::new(Kind::Option, format!("\"{text}\" is neither a day nor a time")).fix("use 2026-11-21")
        })?),
    };
    let sandbox = Arc::new(match &serve.registry {
        Some(path) => Sandbox::open(path, clock)?,
        None => Sandbox::in_memory(clock)?,
    });
    let network = |e: std::io::Error| {
        Error::new(Kind::Network, format!("port {} can't be opened: {e}", serve.port)).fix("try another --port")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, serve.port)).map_err(network)?;
    let address = listener.local_addr().map_err(network)?;
    std::fs::write(&serve.key_file, Sandbox::login_key_pem())
        .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", serve.key_file.display())))?;
    let key = std::path::absolute(&serve.key_file).unwrap_or_else(|_| serve.key_file.clone());
    println!("einv sandbox at http://{address}, not a tax authority; Ctrl+C ends it\n");
    println!("  einv's own configuration:");
    println!("    {{\"portal\": {{\"kind\": \"nic\", \"urls\": [\"http://{address}\"], \"client_id\": \"any\",");
    println!("                \"client_secret\": \"any\", \"public_key\": \"{}\"}},", key.display());
    println!(
        "     \"taxpayers\": [{{\"gstin\": \"yours\", \"username\": \"any\", \"password\": \"any\"}}], \"ledger\": \"einv.db\"}}\n"
    );
    println!("  the examples in Python and Java:");
    println!("    export EINV_PORTAL=http://{address} EINV_PUBLIC_KEY={}\n", key.display());
    println!("  any other client: open http://{address}/");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Error::new(Kind::Network, format!("no threads: {e}")))?;
    runtime.block_on(sandbox::serve(sandbox, listener, std::future::pending()))?;
    Ok(Exit::Done)
}
