//! Tokens that are not good any more, although their time is not over.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::Identity;

/// How many are remembered. Each is an hour or a month of one logout.
const MAX_REVOKED: usize = 100_000;

/// By what a token is known: never by itself, since it is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenId([u8; 32]);

/// The tokens of which the server has been told that they end, until they would have ended.
///
/// In memory: it begins empty with each start of the server. When it is full, the token goes that
/// would have ended first.
#[derive(Debug, Default)]
pub(super) struct Revoked(Mutex<HashMap<TokenId, Option<Instant>>>);

impl TokenId {
    /// Of a token with this `jti`; of one without, the token itself has to do.
    pub(super) fn new(identity: &Identity, jti: Option<&str>, token: &str) -> Self {
        let mut hash = Sha256::new();
        match jti {
            // Who signs tokens may count them for each user.
            Some(jti) => {
                for part in [&*identity.service, &*identity.user, jti] {
                    hash.update(part);
                    hash.update([0]);
                }
            }
            None => hash.update(token),
        }
        Self(hash.finalize().into())
    }
}

impl Revoked {
    /// The token, which would be valid until `end`, is not good any more. `None` is for ever.
    pub(super) fn insert(&self, id: TokenId, end: Option<Instant>) {
        let mut revoked = self.lock();
        if revoked.len() >= MAX_REVOKED {
            let now = Instant::now();
            revoked.retain(|_, end| end.is_none_or(|end| end > now));
        }
        if revoked.len() >= MAX_REVOKED {
            let first = revoked.iter().filter_map(|(id, end)| Some((*id, (*end)?)));
            if let Some((id, _)) = first.min_by_key(|(_, end)| *end) {
                revoked.remove(&id);
            }
        }
        revoked.insert(id, end);
    }

    pub(super) fn contains(&self, id: &TokenId) -> bool {
        self.lock().contains_key(id)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenId, Option<Instant>>> {
        // No code that holds the lock can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
