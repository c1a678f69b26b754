//! What only tests of clients call: `--test-methods`.

mod control;
mod mocha;
mod peers;

use std::sync::Arc;

use super::accounts::Accounts;
use super::live::Live;
use super::registry::Module;
use crate::config::TestMethods;

/// The modules of a set.
pub(super) fn modules(
    set: TestMethods,
    accounts: &Arc<Accounts>,
    live: &Arc<Live>,
) -> Vec<Arc<dyn Module>> {
    match set {
        TestMethods::Peers => vec![
            Arc::new(peers::Peers),
            Arc::new(control::Control::new(accounts.clone(), live.clone())),
        ],
        TestMethods::Mocha => vec![Arc::new(mocha::Mocha)],
    }
}
