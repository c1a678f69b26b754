//! What happens when the code here has a bug that stops it.
//!
//! A panic ends in a trap, which JavaScript sees as an exception of the call that it was in. The
//! host and the facade of the npm package catch it there. Pages without the facade call the module
//! themselves, so it has a hook as well.

use alloc::boxed::Box;
use std::sync::Once;

static WATCHING: Once = Once::new();

/// Sees to it that no promise is left hanging when a panic stops the module, which runs no
/// destructors and answers no calls afterwards. To be called with each new client.
pub(crate) fn watch() {
    // Only for the first client: once something has panicked, setting a hook panics too.
    WATCHING.call_once(|| std::panic::set_hook(Box::new(stop)));
}

fn stop(info: &std::panic::PanicHookInfo<'_>) {
    #[cfg(feature = "debug")]
    console_error_panic_hook::hook(info);
    let _ = info;
    crate::promises::stop();
}
