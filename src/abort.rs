//! What happens when the code here has a bug that stops it.

use crate::client::Client;
use crate::promises;
use groupwire_protocol::Error;
use std::rc::Rc;
use std::sync::Once;

static WATCHING: Once = Once::new();

/// Sees to it that no promise is left hanging when a panic stops the module, which runs no
/// destructors and answers no calls afterwards. To be called with each new client.
pub(crate) fn watch(_client: &Rc<Client>) {
    // Only for the first client: once something has panicked, setting a hook panics too.
    WATCHING.call_once(|| std::panic::set_hook(Box::new(stop)));
}

fn stop(info: &std::panic::PanicHookInfo<'_>) {
    #[cfg(feature = "debug")]
    console_error_panic_hook::hook(info);
    let _ = info;
    promises::reject_all(&Error::STOPPED);
}
