//! Who users are, and how they show it.

mod add_user;
mod attempts;
mod directory;
mod file;
mod login;
mod password;
mod user;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use add_user::{AddUser, AddUserError};
pub use directory::{Directory, Name};
pub use file::{Entry, UsersError, UsersFile, check_username};
pub use login::Login;
pub use password::Digest;
pub use user::User;

use super::wire::{Json, MethodError};
use crate::auth::{Identity, Issuer, TokenId, Verifier, since_1970};
use crate::config::RocketChatConfig;
use attempts::Attempts;

/// Passwords that are hashed at the same time, each on a thread and in 19 MiB of its own.
const HASHED_AT_ONCE: usize = 4;

/// Checks who logs in.
#[derive(Debug)]
pub struct Accounts {
    directory: Directory,
    verifier: Arc<Verifier>,
    issuer: Issuer,
    attempts: Attempts,
    hashing: Arc<Semaphore>,
}

/// Somebody who has logged in.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Who.
    pub user: User,
    /// For the next login: the one that was shown, or a new one.
    pub token: String,
    /// By which the token can be revoked.
    pub token_id: TokenId,
    /// How long the token is valid from now on.
    pub lifetime: Duration,
    /// `password` or `resume`.
    pub kind: &'static str,
}

impl Accounts {
    /// Users of the file that the configuration names. `issuer` signs the tokens of those who
    /// have shown their password.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn new(
        config: &RocketChatConfig,
        verifier: Arc<Verifier>,
        issuer: Issuer,
    ) -> Result<Self, UsersError> {
        let read = |path| Directory::read(path, verifier.default_service());
        let directory = config.users.as_deref().map(read).transpose()?.unwrap_or_default();
        Ok(Self {
            directory,
            verifier,
            issuer,
            attempts: Attempts::new(config.login_failures),
            hashing: Arc::new(Semaphore::new(HASHED_AT_ONCE)),
        })
    }

    /// Checks what a client shows.
    ///
    /// # Errors
    /// 403 when it is not good (any more), `too-many-requests` when too many passwords were wrong,
    /// 500 when no token can be made.
    pub async fn log_in(&self, login: Login<'_>) -> Result<LoggedIn, MethodError> {
        match login {
            Login::Resume(token) => self.resume(token),
            Login::Password { user, digest } => self.check_password(user, digest).await,
        }
    }

    /// Checks a token: of an earlier login, or any other that is valid on the server.
    ///
    /// # Errors
    /// 403.
    pub fn resume(&self, token: &str) -> Result<LoggedIn, MethodError> {
        let (Identity { user, service, lifetime }, token_id) =
            self.verifier.verify_named(token).map_err(|_| logged_out())?;
        let user = self.directory.user(&service, &user);
        Ok(LoggedIn { user, token: token.to_owned(), token_id, lifetime, kind: "resume" })
    }

    /// Ends a token: whoever shows it from now on, on whichever endpoint, is refused.
    pub fn revoke(&self, token: TokenId, lifetime: Duration) {
        self.verifier.revoke(token, lifetime);
    }

    /// The users of the file, and everybody else.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The service of users whose token names none, and of those who have none yet.
    pub fn default_service(&self) -> &Arc<str> {
        self.verifier.default_service()
    }

    async fn check_password(
        &self,
        name: Name<'_>,
        digest: Digest,
    ) -> Result<LoggedIn, MethodError> {
        let known = self.directory.find(name);
        let check = || {
            let checked = self.attempts.check(name);
            checked.map_err(|wait| MethodError::too_many_requests("login", wait))
        };
        check()?;
        let hashing = self.hashing.clone();
        // It is never closed.
        let permit = hashing.acquire_owned().await.map_err(|_| MethodError::internal())?;
        // Others can have failed meanwhile: whoever tries many at a time gets no more of them.
        check()?;
        let hash = known.map(|at| self.directory.known(at).hash.clone());
        let (fits, permit) = fits(digest, hash, permit).await?;
        if !fits {
            self.attempts.failed(name);
        }
        drop(permit);
        if !fits {
            return Err(wrong_password());
        }
        let known = known.map(|at| &self.directory.known(at).user).ok_or_else(wrong_password)?;
        let issued = self.issuer.issue(&known.id, &known.service).map_err(|cause| {
            tracing::error!(%cause, "no token for a login");
            MethodError::internal()
        })?;
        Ok(LoggedIn { kind: "password", ..self.resume(&issued.token)? })
    }
}

/// A name that nobody has takes as long as a password that is wrong.
///
/// The permit goes along: who does not wait for the answer does not make room for the next.
async fn fits(
    digest: Digest,
    hash: Option<Arc<str>>,
    permit: OwnedSemaphorePermit,
) -> Result<(bool, OwnedSemaphorePermit), MethodError> {
    let compare = move || match hash {
        Some(hash) => (digest.fits(&hash), permit),
        None => (digest.hash().is_err(), permit),
    };
    tokio::task::spawn_blocking(compare).await.map_err(|_| MethodError::internal())
}

impl LoggedIn {
    /// The result of `login`.
    pub fn as_json(&self) -> Json {
        let expires = (since_1970() + self.lifetime).as_millis();
        json!({
            "id": *self.user.id,
            "token": self.token,
            "tokenExpires": { "$date": u64::try_from(expires).unwrap_or(u64::MAX) },
            "type": self.kind,
        })
    }
}

fn logged_out() -> MethodError {
    MethodError::new(403, "You've been logged out by the server. Please log in again.")
}

fn wrong_password() -> MethodError {
    MethodError::new(403, "User not found or incorrect password")
}
