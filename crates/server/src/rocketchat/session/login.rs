//! Logging in and out.

use std::sync::Arc;

use serde_json::json;
use tokio::time::Instant;

use super::{Session, Shown};
use crate::outbox::Close;
use crate::rocketchat::accounts::{Login, User};
use crate::rocketchat::registry::{Document, Params};
use crate::rocketchat::wire::{Json, MethodError};

/// What the other connections with a token are closed with, when the token ends.
const TOKEN_ENDED: Close = Close { code: 1000, reason: "Logged out." };

impl Session {
    /// Logs somebody in, who takes the place of the one before. Gives the result of `login`.
    pub(super) async fn log_in(&mut self, params: &Params) -> Result<Json, MethodError> {
        let app = self.app.clone();
        let login = Login::parse(params.get(0))?;
        let logged_in = app.rocketchat.accounts.log_in(login).await?;
        let user = logged_in.user.clone();
        let login = Some((user.clone(), logged_in.token_id));
        let max = app.config.limits.connections_per_user;
        app.rocketchat.live.log_in(self.caller.session(), login, max).map_err(|_| {
            MethodError::new("error-too-many-connections", "The user has too many connections.")
        })?;
        let end = Instant::now().checked_add(logged_in.lifetime);
        self.login = Some(Shown { token: logged_in.token_id, end });
        self.become_user(Some(user)).await;
        Ok(logged_in.as_json())
    }

    /// Logs out whoever is logged in, and ends the token that was shown.
    pub(super) async fn log_out(&mut self) {
        let Some(Shown { token, end }) = self.login.take() else { return };
        let app: Arc<_> = self.app.clone();
        let rocketchat = &app.rocketchat;
        let now = Instant::now();
        let left = end.map_or(std::time::Duration::MAX, |end| end - now);
        rocketchat.accounts.revoke(token, left);
        let session = self.caller.session().clone();
        for other in rocketchat.live.with_token(token, Some(&session)) {
            other.close(TOKEN_ENDED);
        }
        // Nobody is no user too many.
        let _ = rocketchat.live.log_in(&session, None, 0);
        self.become_user(None).await;
    }

    /// Changes the user: the subscriptions are made again, and the client sees who it is.
    async fn become_user(&mut self, user: Option<User>) {
        let app = self.app.clone();
        let registry = &app.rocketchat.registry;
        if self.caller.user().is_some() {
            registry.logged_out(&self.caller);
        }
        let is_somebody = user.is_some();
        self.caller.set_user(user);
        if is_somebody {
            registry.logged_in(&self.caller);
        }
        self.subscribe_again().await;
    }

    /// What every client gets without having subscribed: who is logged in.
    pub(super) fn own_documents(&self) -> Option<Document> {
        let user = self.caller.user()?;
        Some(Document {
            collection: "users".into(),
            id: (*user.id).into(),
            fields: json!({ "username": *user.username }),
        })
    }
}
