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
/// [`Close::TOO_SLOW`], and nobody else notices.
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
    /// Why the connection has to end. Nothing is queued after that.
    close: Option<Close>,
}

/// Why the server closes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Close {
    /// The code of RFC 6455, section 7.4.
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

    /// Queues a frame, or gives the connection up when there is no room.
    pub fn push(&self, frame: &Frame) {
        let mut state = self.lock();
        if state.close.is_some() {
            return;
        }
        let bytes = state.bytes.saturating_add(frame.bytes().len());
        if state.frames.len() >= self.max_frames || bytes > self.max_bytes {
            state.give_up(Close::TOO_SLOW);
        } else {
            state.frames.push_back(frame.clone());
            state.bytes = bytes;
        }
        drop(state);
        self.reader.wake();
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
        self.bytes -= frame.bytes().len();
        if self.frames.is_empty() {
            // A burst must not cost memory for the rest of a long, quiet life.
            self.frames = VecDeque::new();
        }
        Some(Outgoing::Frame(frame))
    }

    fn give_up(&mut self, close: Close) {
        self.close.get_or_insert(close);
        self.frames = VecDeque::new();
        self.bytes = 0;
    }
}
