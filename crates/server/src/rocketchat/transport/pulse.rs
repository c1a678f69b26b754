//! When a connection has to do something by itself.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// What silence leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The client has to show that it is there.
    Ping,
    /// It has not.
    End,
}

/// The signs of life of a client, and the one timer of its connection.
#[derive(Debug)]
pub(super) struct Pulse {
    timer: Pin<Box<Sleep>>,
    interval: Duration,
    heard: Instant,
    /// When the ping went out that was not answered by anything yet.
    asked: Option<Instant>,
}

impl Pulse {
    /// After `interval` of silence a ping is due, and after as much again the end.
    pub(super) fn new(interval: Duration) -> Self {
        let now = Instant::now();
        let timer = Box::pin(sleep_until(now + interval));
        Self { timer, interval, heard: now, asked: None }
    }

    /// Something has come.
    pub(super) fn hear(&mut self) {
        self.heard = Instant::now();
        self.asked = None;
    }

    /// What is due, once.
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        if now < self.next() {
            return None;
        }
        if self.asked.is_some() {
            return Some(Due::End);
        }
        self.asked = Some(now);
        Some(Due::Ping)
    }

    /// Sets the timer to what is next, or to one of these times that is earlier.
    pub(super) fn set(&mut self, others: [Option<Instant>; 3]) {
        let next = others.into_iter().flatten().fold(self.next(), Instant::min);
        if next != self.timer.deadline() {
            self.timer.as_mut().reset(next);
        }
    }

    /// Waits for the time that was set, which has to be set again.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(self.timer.as_mut().poll(cx));
        Poll::Ready(Instant::now())
    }

    fn next(&self) -> Instant {
        self.asked.unwrap_or(self.heard) + self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS7
    #[tokio::test(start_paused = true)]
    async fn silence_is_asked_and_then_ended() {
        let second = Duration::from_secs(1);
        let mut pulse = Pulse::new(second * 15);
        let begin = Instant::now();
        assert_eq!(pulse.due(begin + second * 14), None);
        assert_eq!(pulse.due(begin + second * 15), Some(Due::Ping));
        assert_eq!(pulse.due(begin + second * 29), None);
        assert_eq!(pulse.due(begin + second * 30), Some(Due::End));
        tokio::time::advance(second * 29).await;
        pulse.hear();
        assert_eq!(pulse.due(begin + second * 43), None);
        assert_eq!(pulse.due(begin + second * 44), Some(Due::Ping));
        pulse.set([None, Some(begin + second * 50), None]);
        assert_eq!(pulse.timer.deadline(), begin + second * 50);
    }
}
