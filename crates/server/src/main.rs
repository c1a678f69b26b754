//! The self-hosted groupwire server: see `groupwire-server --help`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use groupwire_server::{Config, Server, shutdown};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let config = Config::parse();
    if let Err(message) = start_logging(&config.log) {
        eprintln!("groupwire-server: {message}");
        return ExitCode::FAILURE;
    }
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("groupwire-server: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    // The handlers are in place before anybody can know the address.
    let stop = shutdown::signals()?;
    let server = Server::bind(config).await?;
    let line = format!("groupwire-server listening on http://{}\n", server.local_addr());
    // A closed stdout is no reason not to serve.
    let _ = std::io::stdout().write_all(line.as_bytes()).and_then(|()| std::io::stdout().flush());
    server.run(stop).await;
    Ok(())
}

/// Logs go to stderr, so that stdout has nothing but the line with the address.
///
/// Records of the `log` crate are not collected: tungstenite writes whole frames there,
/// and frames of clients carry tokens.
fn start_logging(filter: &str) -> Result<(), String> {
    let filter =
        EnvFilter::try_new(filter).map_err(|error| format!("--log {filter:?}: {error}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}
