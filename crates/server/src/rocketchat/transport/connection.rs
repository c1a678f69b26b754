//! The life of one DDP connection: one task that reads, writes, watches the clock and lets its
//! session answer.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::pulse::{Due, Pulse};
use super::sockjs;
use crate::app::App;
use crate::connection::close;
use crate::limits::{Budget, Throttle};
use crate::outbox::{Close, Outbox, Outgoing as Next};
use crate::rocketchat::caller::{Order, Sink};
use crate::rocketchat::registry::Pending;
use crate::rocketchat::session::Session;
use crate::rocketchat::wire::{self, Framing, Incoming, Json, Outgoing};
use crate::socket::{End, Socket};

/// Frames that are read before what waits is written.
const FRAMES_PER_TURN: usize = 32;

/// Frames that may wait for the session, and their bytes. With more nothing is read: whoever calls
/// a slow method and goes on sending has to wait.
const MAX_WAITING: usize = 64;
const MAX_WAITING_BYTES: usize = 256 * 1024;

/// Nobody needs what is sent to a connection that is gone.
const GONE: Close = Close { code: 1006, reason: "The connection is gone." };

/// The token of the session has ended.
const EXPIRED: Close = Close { code: 1000, reason: "The token has expired." };

/// A frame of SockJS that is none.
const BROKEN_FRAMING: Close = Close { code: 1002, reason: "Broken framing." };

/// A connection that is open.
struct Connection {
    app: Arc<App>,
    socket: Socket,
    sink: Sink,
    orders: UnboundedReceiver<Order>,
    work: Work,
    /// Frames that the session has not taken in yet; `None` is one that is no JSON.
    waiting: VecDeque<Option<Json>>,
    /// The sum of their sizes and of those that were taken in since there were none.
    waiting_bytes: usize,
    frames: Budget,
    throttle: Throttle,
    /// Reading stopped since it was too fast, and can go on.
    resumes: bool,
    pulse: Pulse,
    /// When the next `h` goes out.
    heartbeat: Option<Instant>,
    /// What is known of the session while it works.
    seen: Seen,
    /// The connection ends when what waits has been written.
    closing: Option<Close>,
}

/// A session does one thing after the other. While it does, it is in the future that does it.
enum Work {
    Idle(Box<Session>),
    Busy(Pending<'static, (Box<Session>, Option<Close>)>),
    /// Only while one takes the place of the other.
    Changing,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    is_connected: bool,
    has_pings: bool,
    expires: Option<Instant>,
}

/// Serves the connection until it ends.
pub(super) async fn run(
    app: Arc<App>,
    socket: Socket,
    session: Arc<str>,
    framing: Framing,
    outbox: Outbox,
) {
    let config = &app.config.rocketchat;
    let rules = config.ddp_dialect.rules();
    let (sink, orders) = Sink::new(session, framing, outbox);
    let mut heartbeat = None;
    if framing == Framing::SockJs {
        sink.outbox().push(&sockjs::opened());
        heartbeat = Some(Instant::now() + config.sockjs_heartbeat);
    }
    let mut connection = Connection {
        work: Work::Idle(Box::new(Session::new(app.clone(), sink.clone()))),
        frames: Budget::of_frames(&app.config.limits),
        throttle: Throttle::default(),
        resumes: false,
        pulse: Pulse::new(config.ddp_heartbeat.unwrap_or(rules.heartbeat)),
        waiting: VecDeque::new(),
        waiting_bytes: 0,
        seen: Seen::default(),
        closing: None,
        heartbeat,
        app,
        socket,
        sink,
        orders,
    };
    let end = poll_fn(|cx| connection.poll(cx)).await;
    let Connection { app, socket, sink, work, .. } = connection;
    tracing::debug!(session = %sink.session(), ?end, "connection ends");
    sink.close(GONE);
    match work {
        // What was begun is done: it may have been seen by others already.
        Work::Busy(work) => drop(tokio::spawn(work)),
        Work::Idle(session) => drop(session),
        Work::Changing => {}
    }
    if let End::Breach(why) = end {
        let last = (framing == Framing::SockJs).then(|| sockjs::closed(why));
        close(app, socket, last, why).await;
    }
}

impl Connection {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.poll_work(cx);
        let more = match self.poll_read(cx) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(end)) => return Poll::Ready(end),
            Poll::Pending => false,
        };
        self.set_clock();
        if let Poll::Ready(end) = self.poll_clock(cx) {
            return Poll::Ready(end);
        }
        if let Poll::Ready(end) = self.poll_write(cx) {
            return Poll::Ready(end);
        }
        if std::mem::take(&mut self.resumes) || more {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// Reads what has come. Ready when there may be more.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), End>> {
        for _ in 0..FRAMES_PER_TURN {
            if self.closing.is_some() {
                return Poll::Pending;
            }
            // Whatever ends one of these waits polls this again: the session, or the clock.
            if self.is_full() || !self.throttle.may_read(&self.frames) {
                // The client may be sending, but nobody is listening.
                self.pulse.hear();
                return Poll::Pending;
            }
            let message = match ready!(self.socket.poll_read(cx)) {
                Ok(message) => message,
                Err(end) => return Poll::Ready(Err(end)),
            };
            self.pulse.hear();
            match message {
                Message::Text(text) => self.take_in(text.as_str()),
                Message::Binary(_) => self.hand_over(None),
                // tungstenite answers pings and closes by itself while it is read on.
                _ => continue,
            }
            self.throttle.has_read();
            self.poll_work(cx);
        }
        Poll::Ready(Ok(()))
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= MAX_WAITING || self.waiting_bytes >= MAX_WAITING_BYTES
    }

    fn take_in(&mut self, text: &str) {
        self.waiting_bytes += text.len();
        if self.sink.framing() == Framing::Raw {
            return self.hand_over(wire::read(text));
        }
        match sockjs::messages(text) {
            Some(messages) => {
                for (at, text) in messages.iter().enumerate() {
                    // The first has been taken from the budget as the frame.
                    if at > 0 {
                        self.frames.take();
                    }
                    self.hand_over(wire::read(text));
                }
            }
            None => self.closing = Some(BROKEN_FRAMING),
        }
    }

    /// Gives a frame to the session, but for signs of life: they do not wait for anything.
    fn hand_over(&mut self, frame: Option<Json>) {
        self.app.metrics.received.inc();
        if self.seen.has_pings {
            match frame.as_ref().map(Incoming::parse) {
                Some(Ok(Incoming::Ping { id })) => {
                    return self.sink.tell(Outgoing::Pong { id: id.as_ref() });
                }
                Some(Ok(Incoming::Pong)) => return,
                _ => {}
            }
        }
        self.waiting.push_back(frame);
    }

    /// Lets the session work until it has to wait, or there is nothing to do.
    fn poll_work(&mut self, cx: &mut Context<'_>) {
        loop {
            match std::mem::replace(&mut self.work, Work::Changing) {
                Work::Busy(mut work) => match work.as_mut().poll(cx) {
                    Poll::Pending => return self.work = Work::Busy(work),
                    Poll::Ready((session, close)) => {
                        self.seen = Seen {
                            is_connected: session.is_connected(),
                            has_pings: session.has_pings(),
                            expires: session.expires(),
                        };
                        self.closing = self.closing.or(close);
                        self.work = Work::Idle(session);
                    }
                },
                Work::Idle(mut session) => {
                    if self.closing.is_some() {
                        self.waiting.clear();
                        return self.work = Work::Idle(session);
                    }
                    // Orders first: a client that never stops sending must not keep them waiting.
                    let work: Pending<'static, _> =
                        if let Poll::Ready(Some(order)) = self.orders.poll_recv(cx) {
                            Box::pin(async move {
                                let close = session.obey(order).await;
                                (session, close)
                            })
                        } else if let Some(frame) = self.waiting.pop_front() {
                            Box::pin(async move {
                                let close = session.take_in(frame).await;
                                (session, close)
                            })
                        } else {
                            // A burst must not cost memory for the rest of a long, quiet life.
                            self.waiting = VecDeque::new();
                            self.waiting_bytes = 0;
                            return self.work = Work::Idle(session);
                        };
                    self.work = Work::Busy(work);
                }
                Work::Changing => return,
            }
        }
    }

    /// Writes what waits. Ready only when the connection has to end.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let outbox = self.sink.outbox();
        loop {
            // Asked first: whoever is closed for being slow is not ready to be written to.
            if let Some(close) = outbox.closed() {
                return Poll::Ready(End::Breach(close));
            }
            match self.socket.poll_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return Poll::Ready(End::Gone),
                Poll::Pending => {
                    outbox.register(cx);
                    return match outbox.closed() {
                        Some(close) => Poll::Ready(End::Breach(close)),
                        None => Poll::Pending,
                    };
                }
            }
            match outbox.poll_next(cx) {
                Poll::Ready(Next::Frame(frame)) => self.socket.start_write(frame),
                Poll::Ready(Next::Close(close)) => return Poll::Ready(End::Breach(close)),
                Poll::Pending => {
                    return match self.closing {
                        Some(close) => Poll::Ready(End::Breach(close)),
                        None => Poll::Pending,
                    };
                }
            }
        }
    }

    /// Does what is due. Ready only when the connection has to end.
    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let rules = self.app.config.rocketchat.ddp_dialect.rules();
        loop {
            let now = ready!(self.pulse.poll(cx));
            match self.pulse.due(now) {
                Some(Due::Ping) if self.seen.has_pings => self.sink.tell(Outgoing::Ping {}),
                // Who has connected and has no pings may be silent.
                Some(Due::End) if self.seen.is_connected && !self.seen.has_pings => {
                    self.pulse.hear();
                }
                Some(Due::End) => return Poll::Ready(End::Breach(rules.silent)),
                _ => {}
            }
            if self.seen.expires.is_some_and(|end| now >= end) {
                return Poll::Ready(End::Breach(EXPIRED));
            }
            if self.heartbeat.is_some_and(|time| now >= time) {
                self.sink.outbox().push(&sockjs::heartbeat());
                self.heartbeat = Some(now + self.app.config.rocketchat.sockjs_heartbeat);
            }
            self.resumes |= self.throttle.resumes(now);
            self.set_clock();
        }
    }

    fn set_clock(&mut self) {
        self.pulse.set([self.seen.expires, self.heartbeat, self.throttle.deadline()]);
    }
}
