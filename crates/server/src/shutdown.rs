//! The end of the program.

use std::future::Future;
use std::io;

/// Installs the handlers of SIGINT and SIGTERM; the future is ready at the first of them.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Installs the handler of Ctrl-C; the future is ready when it is pressed.
///
/// # Errors
/// When the system refuses.
#[cfg(windows)]
pub fn signals() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { _ = interrupt.recv().await })
}
