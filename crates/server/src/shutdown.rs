//! The end of the program.

use std::future::Future;
use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Installs the handlers of SIGINT and SIGTERM; the future is ready at the first of them.
///
/// # Errors
/// When the system refuses.
pub fn signals() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
