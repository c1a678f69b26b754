//! What a session has to do: one thing after the other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use crate::app::App;
use crate::outbox::Close;
use crate::rocketchat::caller::Order;
use crate::rocketchat::registry::Pending;
use crate::rocketchat::session::Session;
use crate::rocketchat::wire::Json;

/// Frames that may wait for the session, and their bytes. With more nothing is read: whoever calls
/// a slow method and goes on sending has to wait.
const MAX_WAITING: usize = 64;
const MAX_WAITING_BYTES: usize = 256 * 1024;

/// A session, and what waits for it.
pub(super) struct Work {
    state: State,
    orders: UnboundedReceiver<Order>,
    /// Frames that the session has not taken in yet; `None` is one that is no JSON.
    frames: VecDeque<Option<Json>>,
    /// The sum of their sizes and of those that were taken in since there were none.
    bytes: usize,
    /// What is known of the session while it works.
    seen: Seen,
}

/// What the connection has to know of its session.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) is_connected: bool,
    pub(super) has_pings: bool,
    /// The connection has to end then.
    pub(super) expires: Option<Instant>,
}

/// A session that works: when it is done it is given back, with why the connection has to end.
type Busy = Pending<'static, (Box<Session>, Option<Close>)>;

/// While a session works, it is in the future that does it.
enum State {
    Idle(Box<Session>),
    Busy(Busy),
    /// Only while one takes the place of the other.
    Changing,
}

impl Work {
    pub(super) fn new(session: Session, orders: UnboundedReceiver<Order>) -> Self {
        Self {
            state: State::Idle(Box::new(session)),
            orders,
            frames: VecDeque::new(),
            bytes: 0,
            seen: Seen::default(),
        }
    }

    /// What the session was when it did nothing the last time.
    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    /// Whether so much waits that nothing more may be read.
    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= MAX_WAITING || self.bytes >= MAX_WAITING_BYTES
    }

    /// A frame of so many bytes; `None` is one that is no JSON.
    pub(super) fn push(&mut self, frame: Option<Json>, bytes: usize) {
        self.frames.push_back(frame);
        self.bytes += bytes;
    }

    /// Lets the session work until it has to wait, there is nothing to do, or the connection has
    /// to end.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Option<Close> {
        loop {
            match std::mem::replace(&mut self.state, State::Changing) {
                State::Busy(mut work) => match work.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.state = State::Busy(work);
                        return None;
                    }
                    Poll::Ready((session, close)) => {
                        self.seen = Seen {
                            is_connected: session.is_connected(),
                            has_pings: session.has_pings(),
                            expires: session.expires(),
                        };
                        self.state = State::Idle(session);
                        if close.is_some() {
                            return close;
                        }
                    }
                },
                State::Idle(session) => match self.begin(session, cx) {
                    Ok(work) => self.state = State::Busy(work),
                    Err(session) => {
                        self.state = State::Idle(session);
                        // A burst must not cost memory for the rest of a long, quiet life.
                        self.frames = VecDeque::new();
                        self.bytes = 0;
                        return None;
                    }
                },
                State::Changing => return None,
            }
        }
    }

    /// The connection is gone. What was begun is done: others may have seen the half of it. Only
    /// the end of the server does not wait for it.
    pub(super) fn end(self, app: Arc<App>) {
        if let State::Busy(work) = self.state {
            tokio::spawn(async move {
                tokio::select! {
                    _ = work => {}
                    () = app.rocketchat.live.closed() => {}
                }
            });
        }
    }

    /// Gives the session back when there is nothing to do.
    fn begin(
        &mut self,
        mut session: Box<Session>,
        cx: &mut Context<'_>,
    ) -> Result<Busy, Box<Session>> {
        // Orders first: a client that never stops sending must not keep them waiting.
        if let Poll::Ready(Some(order)) = self.orders.poll_recv(cx) {
            return Ok(Box::pin(async move {
                let close = session.obey(order).await;
                (session, close)
            }));
        }
        let Some(frame) = self.frames.pop_front() else { return Err(session) };
        Ok(Box::pin(async move {
            let close = session.take_in(frame).await;
            (session, close)
        }))
    }
}
