//! When a connection has to do something by itself: one timer for all of it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// At most so long before its end a client is told to renew its token.
const LONGEST_WARNING: Duration = Duration::from_secs(60);

/// The one timer of a connection.
///
/// A timer takes more memory than all the times that it may be set to.
pub(super) struct Clock {
    timer: Pin<Box<Sleep>>,
    /// When to look for signs of life.
    tick: Instant,
}

impl Clock {
    pub(super) fn new(ping_interval: Duration) -> Self {
        let tick = Instant::now() + ping_interval;
        Self { timer: Box::pin(sleep_until(tick)), tick }
    }

    /// Sets the timer to the next tick, or to one of these times that is earlier.
    pub(super) fn set(&mut self, others: [Option<Instant>; 2]) {
        let next = others.into_iter().flatten().fold(self.tick, Instant::min);
        if next != self.timer.deadline() {
            self.timer.as_mut().reset(next);
        }
    }

    /// Waits for the time that was set, which has to be set again. Ready with the time that it is.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(self.timer.as_mut().poll(cx));
        Poll::Ready(Instant::now())
    }

    /// Whether it is time to look for signs of life. The next time is after this interval.
    pub(super) fn is_tick(&mut self, now: Instant, ping_interval: Duration) -> bool {
        let is_tick = now >= self.tick;
        if is_tick {
            self.tick = now + ping_interval;
        }
        is_tick
    }
}

/// The time of a token of a connection of version 1.
#[derive(Debug)]
pub(super) struct TokenTime {
    /// Another token must be for the same service.
    pub(super) service: Arc<str>,
    /// When the client has to be warned, once.
    warn: Option<Instant>,
    /// When the connection has to end. `None` is beyond what a clock can show.
    end: Option<Instant>,
}

/// What a token asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenEvent {
    /// The client has to be told that so much time is left.
    Warn(Duration),
    /// The connection has to end.
    End,
}

impl TokenTime {
    pub(super) fn new(service: Arc<str>, lifetime: Duration) -> Self {
        let mut token = Self { service, warn: None, end: None };
        token.begin(lifetime);
        token
    }

    /// Another token is in the place of the one before.
    pub(super) fn begin(&mut self, lifetime: Duration) {
        let now = Instant::now();
        self.end = now.checked_add(lifetime);
        self.warn = self.end.and_then(|end| end.checked_sub(warning(lifetime)));
    }

    /// When to look again.
    pub(super) fn next(&self) -> Option<Instant> {
        self.warn.or(self.end)
    }

    /// What is due.
    pub(super) fn due(&mut self, now: Instant) -> Option<TokenEvent> {
        let end = self.end?;
        if now >= end {
            return Some(TokenEvent::End);
        }
        self.warn.take_if(|warn| now >= *warn).map(|_| TokenEvent::Warn(end - now))
    }
}

/// How long before its end a token is told to end.
fn warning(lifetime: Duration) -> Duration {
    (lifetime / 10).min(LONGEST_WARNING)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S75
    #[tokio::test(start_paused = true)]
    async fn a_token_warns_once_and_ends() {
        let seconds = Duration::from_secs;
        for (lifetime, left) in [(10, 1), (600, 60), (3600, 60)] {
            let mut token = TokenTime::new("s".into(), seconds(lifetime));
            let begin = Instant::now();
            let warn = begin + seconds(lifetime - left);
            assert_eq!(token.next(), Some(warn));
            assert_eq!(token.due(warn - Duration::from_millis(1)), None);
            assert_eq!(token.due(warn), Some(TokenEvent::Warn(seconds(left))));
            assert_eq!(token.due(warn), None);
            assert_eq!(token.next(), Some(begin + seconds(lifetime)));
            assert_eq!(token.due(begin + seconds(lifetime)), Some(TokenEvent::End));
        }
        let mut forever = TokenTime::new("s".into(), Duration::MAX);
        assert_eq!((forever.next(), forever.due(Instant::now())), (None, None));
    }
}
