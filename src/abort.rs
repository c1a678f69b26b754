//! What happens when the code here has a bug that stops it.

use crate::client::Client;
use groupwire_protocol::Error;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

thread_local! {
    static CLIENTS: RefCell<Vec<Weak<Client>>> = const { RefCell::new(Vec::new()) };
}

/// Sees to it that no promise of `client` is left hanging when a panic stops the module, which
/// runs no destructors and answers no calls afterwards.
pub(crate) fn watch(client: &Rc<Client>) {
    CLIENTS.with_borrow_mut(|clients| {
        // Only for the first client: once something has panicked, setting a hook panics too.
        if clients.capacity() == 0 {
            std::panic::set_hook(Box::new(stop));
        }
        clients.retain(|client| client.strong_count() > 0);
        clients.push(Rc::downgrade(client));
    });
}

fn stop(info: &std::panic::PanicHookInfo<'_>) {
    #[cfg(feature = "debug")]
    console_error_panic_hook::hook(info);
    let _ = info;
    CLIENTS.with(|clients| {
        // Whatever panicked may hold it.
        let Ok(clients) = clients.try_borrow() else { return };
        for client in clients.iter().filter_map(Weak::upgrade) {
            client.promises.reject_all(&Error::STOPPED);
        }
    });
}
