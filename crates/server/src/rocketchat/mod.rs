//! The Rocket.Chat Realtime API: DDP over a WebSocket.
//!
//! ```text
//! transport ── session ── registry ── modules: what there is to call and to subscribe to
//!     │           └ dialect, accounts
//!     └ wire: what is said on the wire
//! ```
//!
//! A connection is one task. Its transport reads, writes and watches the clock; its session answers
//! one message after the other. What a method or a subscription does is the business of a module,
//! which knows the connection as a [`Caller`](caller::Caller), and nothing of frames or sockets.

pub mod accounts;
pub mod bridge;
pub mod caller;
pub mod dialect;
pub mod ids;
pub mod live;
pub mod methods;
pub mod registry;
mod rest;
pub mod rooms;
pub mod service;
pub mod services;
mod session;
pub mod streams;
mod testing;
mod transport;
mod window;
pub mod wire;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::auth::{Issuer, Verifier};
use crate::config::Config;
use crate::hub::Hub;
use crate::server::StartError;
use accounts::Accounts;
use live::Live;
use methods::Chat;
use registry::{Module, Registry};

/// What the connections of the endpoint share.
#[derive(Debug)]
pub struct RocketChat {
    /// Checks who logs in.
    pub accounts: Arc<Accounts>,
    /// The sessions that are there.
    pub live: Arc<Live>,
    /// What there is to call and to subscribe to.
    pub registry: Registry,
    /// Of it, what requests ask for, too.
    pub chat: Arc<Chat>,
}

impl RocketChat {
    /// The endpoint over this hub. `logins` signs the tokens of those who show a password.
    ///
    /// # Errors
    /// When the file of users cannot be used.
    pub fn new(
        config: &Config,
        hub: &Arc<dyn Hub>,
        verifier: Arc<Verifier>,
        logins: Issuer,
    ) -> Result<Self, StartError> {
        let flags = &config.rocketchat;
        let accounts = Accounts::new(flags, verifier, logins).map_err(StartError::Users)?;
        let accounts = Arc::new(accounts);
        let live = Arc::new(Live::default());
        // Those of the tests first: they may stand in the place of others.
        let mut modules: Vec<Arc<dyn Module>> = Vec::new();
        if let Some(set) = flags.test_methods {
            modules.extend(testing::modules(set, &accounts, &live));
        }
        let chat = Arc::new(Chat::new(config, hub, &accounts));
        modules.push(chat.clone());
        let registry = Registry::new(modules, flags.ddp_without.iter().cloned());
        Ok(Self { accounts, live, registry, chat })
    }

    /// Ends a token: whoever is logged in with it is logged out.
    pub fn log_out(&self, token: &str) {
        let Ok(shown) = self.accounts.resume(token) else { return };
        self.accounts.revoke(shown.token_id, shown.lifetime);
        for session in self.live.with_token(shown.token_id, None) {
            session.log_out();
        }
    }
}

/// The routes of the endpoint.
pub fn router() -> Router<Arc<App>> {
    transport::router().merge(rest::router())
}

/// Adds what the endpoint answers on paths that nobody else has, to the routes that do.
pub fn beside(routes: Router<Arc<App>>, app: &Arc<App>) -> Router<Arc<App>> {
    routes.layer(from_fn_with_state(app.clone(), transport::everywhere))
}
