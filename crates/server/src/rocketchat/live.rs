//! The sessions that are there, and who is logged in on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::accounts::User;
use super::caller::Sink;
use super::registry::Subscription;
use crate::auth::TokenId;
use crate::outbox::Close;

/// All sessions of a server.
#[derive(Debug, Default)]
pub struct Live {
    state: Mutex<State>,
    /// Wakes those who wait for the end of all.
    closing: Notify,
}

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<Arc<str>, Entry>,
    /// How many of them each user has, by service and id.
    users: HashMap<(Arc<str>, Arc<str>), usize>,
    /// Sessions that are still to come are closed at once.
    closed: Option<Close>,
}

#[derive(Debug)]
struct Entry {
    sink: Sink,
    login: Option<(User, TokenId)>,
    subscriptions: Vec<Arc<Subscription>>,
}

/// The user has as many sessions as one may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl Live {
    /// How many sessions there are.
    pub fn count(&self) -> usize {
        self.lock().sessions.len()
    }

    /// Closes all sessions, and those that are still to come.
    pub fn close_all(&self, close: Close) {
        self.lock().closed = Some(close);
        self.closing.notify_waiters();
        self.each(|sink, _| sink.close(close));
    }

    /// Waits until all sessions are closed.
    pub(super) async fn closed(&self) {
        let closing = self.closing.notified();
        if self.lock().closed.is_none() {
            closing.await;
        }
    }

    /// Looks at each session and its subscriptions.
    pub(super) fn each(&self, mut look: impl FnMut(&Sink, &[Arc<Subscription>])) {
        for entry in self.lock().sessions.values() {
            look(&entry.sink, &entry.subscriptions);
        }
    }

    /// The other sessions on which this token was shown.
    pub(super) fn with_token(&self, token: TokenId, except: Option<&str>) -> Vec<Sink> {
        let state = self.lock();
        let shown = |entry: &&Entry| {
            entry.login.as_ref().is_some_and(|(_, shown)| *shown == token)
                && except.is_none_or(|except| **entry.sink.session() != *except)
        };
        state.sessions.values().filter(shown).map(|entry| entry.sink.clone()).collect()
    }

    pub(super) fn begin(&self, sink: Sink) {
        let mut state = self.lock();
        if let Some(close) = state.closed {
            sink.close(close);
        }
        let entry = Entry { sink: sink.clone(), login: None, subscriptions: Vec::new() };
        state.sessions.insert(sink.session().clone(), entry);
    }

    pub(super) fn end(&self, session: &str) {
        let mut state = self.lock();
        let entry = state.sessions.remove(session);
        state.forget(entry.and_then(|entry| entry.login));
    }

    /// Somebody logs in, or out. One who was logged in before does not count any more.
    pub(super) fn log_in(
        &self,
        session: &str,
        login: Option<(User, TokenId)>,
        max: usize,
    ) -> Result<(), TooMany> {
        let mut state = self.lock();
        let State { sessions, users, .. } = &mut *state;
        let Some(entry) = sessions.get_mut(session) else { return Ok(()) };
        let is_other = |user: &User| {
            let of =
                |(before, _): &(User, _)| before.id != user.id || before.service != user.service;
            entry.login.as_ref().is_none_or(of)
        };
        if let Some((user, _)) = &login
            && is_other(user)
        {
            let count = users.get(&user.key()).copied().unwrap_or_default();
            if max > 0 && count >= max {
                return Err(TooMany);
            }
        }
        let before = std::mem::replace(&mut entry.login, login.clone());
        if let Some((user, _)) = login {
            *users.entry(user.key()).or_default() += 1;
        }
        state.forget(before);
        Ok(())
    }

    pub(super) fn subscribed(&self, session: &str, subscription: &Arc<Subscription>) {
        if let Some(entry) = self.lock().sessions.get_mut(session) {
            entry.subscriptions.push(subscription.clone());
        }
    }

    pub(super) fn unsubscribed(&self, session: &str, subscription: &Arc<Subscription>) {
        if let Some(entry) = self.lock().sessions.get_mut(session) {
            entry.subscriptions.retain(|other| !Arc::ptr_eq(other, subscription));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that holds the lock can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self, login: Option<(User, TokenId)>) {
        let Some((user, _)) = login else { return };
        let key = user.key();
        if let Some(count) = self.users.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                self.users.remove(&key);
            }
        }
    }
}
