//! The self-hosted groupwire server: see `groupwire-server --help`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use groupwire_server::rocketchat::accounts::AddUser;
use groupwire_server::{Config, Server, shutdown};
use tracing_subscriber::EnvFilter;

// The command line: without a command the server runs. What it says of itself is in `Config`.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    config: Config,
}

#[derive(Debug, Subcommand)]
enum Command {
    AddUser(AddUser),
}

fn main() -> ExitCode {
    let Cli { command, config } = Cli::parse();
    if let Some(Command::AddUser(add)) = command {
        return exit(add.run().map_err(Into::into));
    }
    if let Err(message) = start_logging(&config.log) {
        eprintln!("groupwire-server: {message}");
        return ExitCode::FAILURE;
    }
    exit(run(config))
}

fn exit(result: Result<(), Box<dyn std::error::Error>>) -> ExitCode {
    match result {
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
