//! The frames that wait to be written to one connection.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

use crate::config::LimitsConfig;
use crate::frames::Frame;

/// A bounded queue from everybody who posts to the task of the connection.
///
/// Posting never waits. A queue over its limit is given up: its connection is closed with
/// [`Close::TOO_SLOW`], and nobody else notices. A replay does not count: the client has asked for
/// it, and the connection does nothing else for it before it is written, so that there is at most
/// one at a time.
#[derive(Debug)]
pub struct Outbox {
    state: Mutex<State>,
    /// The task of the connection, when it waits for frames.
    reader: AtomicWaker,
    max_frames: usize,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    /// Takes no memory while empty.
    frames: VecDeque<Frame>,
    /// The sum of their sizes.
    bytes: usize,
    /// How many frames, from the first to the last of a replay, do not count.
    exempt_frames: usize,
    /// The sum of their sizes.
    exempt_bytes: usize,
    /// Why the connection has to end. Nothing is queued after that.
    close: Option<Close>,
}

/// Why the server closes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Close {
    /// A code of RFC 6455, section 7.4, or of `docs/PROTOCOL.md`.
    pub code: u16,
    /// One phrase for people.
    pub reason: &'static str,
}

impl Close {
    /// The server shuts down.
    pub const GOING_AWAY: Self = Self { code: 1001, reason: "The server shuts down." };
    /// The client breaks the WebSocket protocol.
    pub const PROTOCOL: Self = Self { code: 1002, reason: "Protocol error." };
    /// Nothing was heard for too long.
    pub const SILENT: Self = Self { code: 1001, reason: "No sign of life." };
    /// The text is not UTF-8.
    pub const NOT_UTF8: Self = Self { code: 1007, reason: "Text must be UTF-8." };
    /// Too many frames had to be refused.
    pub const TOO_MANY_ERRORS: Self = Self { code: 1008, reason: "Too many refused frames." };
    /// The message is far over the limit.
    pub const TOO_BIG: Self = Self { code: 1009, reason: "The message is too large." };
    /// The client reads more slowly than others write.
    pub const TOO_SLOW: Self = Self { code: 1013, reason: "Too slow a reader." };
    /// The time of the token is over.
    pub const EXPIRED: Self = Self::unauthorized("The token has expired.");

    /// The token is not accepted.
    pub const fn unauthorized(reason: &'static str) -> Self {
        Self { code: 4401, reason }
    }
}

/// What the connection has to do next.
#[derive(Debug)]
pub enum Outgoing {
    /// Write this frame.
    Frame(Frame),
    /// Close the connection.
    Close(Close),
}

impl Outbox {
    /// An empty queue.
    pub fn new(limits: &LimitsConfig) -> Self {
        let unlimited_if_zero = |limit| if limit == 0 { usize::MAX } else { limit };
        Self {
            state: Mutex::default(),
            reader: AtomicWaker::new(),
            max_frames: unlimited_if_zero(limits.max_queue_frames),
            max_bytes: unlimited_if_zero(limits.max_queue_bytes),
        }
    }

    /// A queue that takes nothing: of a connection that learns everything in another way.
    pub fn nowhere() -> Self {
        let state = State { close: Some(Close::GOING_AWAY), ..State::default() };
        let (reader, max_frames, max_bytes) = (AtomicWaker::new(), 0, 0);
        Self { state: Mutex::new(state), reader, max_frames, max_bytes }
    }

    /// Queues a frame, or gives the connection up when there is no room.
    pub fn push(&self, frame: &Frame) {
        let mut state = self.lock();
        if state.close.is_some() {
            return;
        }
        let bytes = state.bytes.saturating_add(frame.bytes().len());
        let is_full = state.frames.len() - state.exempt_frames >= self.max_frames
            || bytes - state.exempt_bytes > self.max_bytes;
        if is_full {
            state.give_up(Close::TOO_SLOW);
        } else {
            state.frames.push_back(frame.clone());
            state.bytes = bytes;
        }
        drop(state);
        self.reader.wake();
    }

    /// Queues frames that were sent before, and that the client has asked for. They do not count
    /// against the limits, nor does what waits before them.
    pub fn replay<'a>(&self, frames: impl ExactSizeIterator<Item = &'a Frame>) {
        let mut state = self.lock();
        if state.close.is_some() || frames.len() == 0 {
            return;
        }
        state.frames.reserve_exact(frames.len());
        for frame in frames {
            state.bytes += frame.bytes().len();
            state.frames.push_back(frame.clone());
        }
        state.exempt_frames = state.frames.len();
        state.exempt_bytes = state.bytes;
        drop(state);
        self.reader.wake();
    }

    /// Whether a part of a replay waits.
    pub fn is_replaying(&self) -> bool {
        self.lock().exempt_frames > 0
    }

    /// Closes the connection; what waits is not sent. The first reason stays.
    pub fn close(&self, close: Close) {
        self.lock().give_up(close);
        self.reader.wake();
    }

    /// The next thing to do. Only one task may ask.
    pub fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Outgoing> {
        if let Some(next) = self.lock().next() {
            return Poll::Ready(next);
        }
        self.reader.register(cx.waker());
        // A frame may have come in between.
        self.lock().next().map_or(Poll::Pending, Poll::Ready)
    }

    /// Why the connection has to end, when it has to.
    pub fn closed(&self) -> Option<Close> {
        self.lock().close
    }

    /// Wakes this task at the next change, even when it does not want frames now.
    pub fn register(&self, cx: &mut Context<'_>) {
        self.reader.register(cx.waker());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that holds the lock can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> Option<Outgoing> {
        if let Some(close) = self.close {
            return Some(Outgoing::Close(close));
        }
        let frame = self.frames.pop_front()?;
        let bytes = frame.bytes().len();
        self.bytes -= bytes;
        if self.exempt_frames > 0 {
            self.exempt_frames -= 1;
            self.exempt_bytes -= bytes;
        }
        if self.frames.is_empty() {
            // A burst must not cost memory for the rest of a long, quiet life.
            self.frames = VecDeque::new();
        }
        Some(Outgoing::Frame(frame))
    }

    fn give_up(&mut self, close: Close) {
        self.close.get_or_insert(close);
        *self = Self { close: self.close, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::Config;

    fn outbox(max_queue_frames: usize) -> Outbox {
        let limits = Config::on(SocketAddr::from(([127, 0, 0, 1], 0))).limits;
        Outbox::new(&LimitsConfig { max_queue_frames, ..limits })
    }

    fn take(outbox: &Outbox) -> bool {
        let next = outbox.poll_next(&mut Context::from_waker(futures_util::task::noop_waker_ref()));
        matches!(next, Poll::Ready(Outgoing::Frame(_)))
    }

    /// S72
    #[test]
    fn a_replay_does_not_count_and_what_comes_after_it_does() {
        let outbox = outbox(2);
        let frame = Frame::text("x");
        outbox.push(&frame);
        outbox.replay(vec![&frame; 1000].into_iter());
        assert!(outbox.is_replaying());
        outbox.push(&frame);
        outbox.push(&frame);
        assert_eq!(outbox.closed(), None);
        assert!((0..1001).all(|_| take(&outbox)));
        assert!(!outbox.is_replaying());
        outbox.push(&frame);
        assert_eq!(outbox.closed(), Some(Close::TOO_SLOW));
    }
}
