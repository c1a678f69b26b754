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
#[derive(Debug)]
pub(super) struct Revoked {
    max: usize,
    ends: Mutex<HashMap<TokenId, Option<Instant>>>,
}

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
            // Not the signature: of some algorithms, whoever has one can make another of it.
            None => hash.update(token.rsplit_once('.').map_or(token, |(signed, _)| signed)),
        }
        Self(hash.finalize().into())
    }
}

impl Revoked {
    /// The token, which would be valid until `end`, is not good any more. `None` is for ever.
    pub(super) fn insert(&self, id: TokenId, end: Option<Instant>) {
        let mut revoked = self.lock();
        if revoked.len() >= self.max {
            let now = Instant::now();
            revoked.retain(|_, end| end.is_none_or(|end| end > now));
        }
        if revoked.len() >= self.max {
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
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Revoked {
    fn default() -> Self {
        Self { max: MAX_REVOKED, ends: Mutex::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn id(name: &str) -> TokenId {
        let (user, service) = ("ann".into(), "default".into());
        let identity = Identity { user, service, lifetime: Duration::ZERO };
        TokenId::new(&identity, Some(name), "not looked at")
    }

    /// DS32
    #[tokio::test(start_paused = true)]
    async fn what_has_ended_or_ends_first_makes_room() {
        let revoked = Revoked { max: 2, ends: Mutex::default() };
        let after = |seconds| Instant::now().checked_add(Duration::from_secs(seconds));
        let known = |names: [&str; 4]| names.map(|name| revoked.contains(&id(name)));
        revoked.insert(id("for ever"), None);
        revoked.insert(id("short"), after(10));
        tokio::time::advance(Duration::from_secs(11)).await;
        revoked.insert(id("long"), after(20));
        assert_eq!(known(["for ever", "short", "long", "longer"]), [true, false, true, false]);
        revoked.insert(id("longer"), after(30));
        assert_eq!(known(["for ever", "short", "long", "longer"]), [true, false, false, true]);
    }

    #[test]
    fn tokens_are_told_apart_by_their_name_or_themselves() {
        let of = |user: &str, jti, token| {
            let (user, service) = (user.into(), "default".into());
            TokenId::new(&Identity { user, service, lifetime: Duration::ZERO }, jti, token)
        };
        assert_eq!(of("ann", Some("1"), "a"), of("ann", Some("1"), "b"));
        assert_ne!(of("ann", Some("1"), "a"), of("eve", Some("1"), "a"));
        assert_ne!(of("ann", None, "a"), of("ann", None, "b"));
        assert_eq!(of("ann", None, "head.a.1"), of("ann", None, "head.a.2"));
        assert_ne!(of("ann", None, "head.a.1"), of("ann", None, "head.b.1"));
    }
}
