//! The life of one DDP connection: one task that reads, writes, watches the clock and lets its
//! session answer.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::pulse::{Due, Pulse};
use super::sockjs;
use super::work::Work;
use crate::app::App;
use crate::connection::close;
use crate::limits::{Budget, Throttle};
use crate::outbox::{Close, Outbox, Outgoing as Next};
use crate::rocketchat::caller::Sink;
use crate::rocketchat::session::Session;
use crate::rocketchat::wire::{self, Framing, Incoming, Json, Outgoing};
use crate::socket::{End, Socket};

/// Frames that are read before what waits is written.
const FRAMES_PER_TURN: usize = 32;

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
    work: Work,
    frames: Budget,
    throttle: Throttle,
    /// Reading stopped since it was too fast, and can go on.
    resumes: bool,
    pulse: Pulse,
    /// When the next `h` goes out.
    heartbeat: Option<Instant>,
    /// The connection ends when what waits has been written.
    closing: Option<Close>,
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
        work: Work::new(Session::new(app.clone(), sink.clone()), orders),
        frames: Budget::of_frames(&app.config.limits),
        throttle: Throttle::default(),
        resumes: false,
        pulse: Pulse::new(config.ddp_heartbeat.unwrap_or(rules.heartbeat)),
        closing: None,
        heartbeat,
        app,
        socket,
        sink,
    };
    let end = poll_fn(|cx| connection.poll(cx)).await;
    let Connection { app, socket, sink, work, .. } = connection;
    tracing::debug!(session = %sink.session(), ?end, "connection ends");
    sink.close(GONE);
    work.end(app.clone());
    if let End::Breach(why) = end {
        let last = (framing == Framing::SockJs).then(|| sockjs::closed(why));
        // The few connections that are being closed have their state elsewhere.
        Box::pin(close(app, socket, last, why)).await;
    }
}

impl Connection {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.poll_session(cx);
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
            if self.work.is_full() || !self.throttle.may_read(&self.frames) {
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
                Message::Binary(bytes) => self.hand_over(None, bytes.len()),
                // tungstenite answers pings and closes by itself while it is read on.
                _ => continue,
            }
            self.throttle.has_read();
            self.poll_session(cx);
        }
        Poll::Ready(Ok(()))
    }

    fn take_in(&mut self, text: &str) {
        if self.sink.framing() == Framing::Raw {
            return self.hand_over(wire::read(text), text.len());
        }
        match sockjs::messages(text) {
            Some(messages) => {
                // The first has been taken from the budget as the frame.
                self.throttle.owe(messages.len().saturating_sub(1));
                for text in &messages {
                    self.hand_over(wire::read(text), text.len());
                }
            }
            None => self.closing = Some(BROKEN_FRAMING),
        }
    }

    /// Gives a frame to the session, but for signs of life: they do not wait for anything.
    fn hand_over(&mut self, frame: Option<Json>, bytes: usize) {
        self.app.metrics.received.inc();
        if self.work.seen().has_pings {
            match frame.as_ref().map(Incoming::parse) {
                Some(Ok(Incoming::Ping { id })) => {
                    return self.sink.tell(Outgoing::Pong { id: id.as_ref() });
                }
                Some(Ok(Incoming::Pong)) => return,
                _ => {}
            }
        }
        self.work.push(frame, bytes);
    }

    /// Lets the session work, unless the connection ends.
    fn poll_session(&mut self, cx: &mut Context<'_>) {
        if self.closing.is_none() {
            self.closing = self.work.poll(cx);
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
                Some(Due::Ping) if self.work.seen().has_pings => self.sink.tell(Outgoing::Ping {}),
                // Who has connected and has no pings may be silent.
                Some(Due::End) if self.work.seen().is_connected && !self.work.seen().has_pings => {
                    self.pulse.hear();
                }
                Some(Due::End) => return Poll::Ready(End::Breach(rules.silent)),
                _ => {}
            }
            if self.work.seen().expires.is_some_and(|end| now >= end) {
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
        self.pulse.set([self.work.seen().expires, self.heartbeat, self.throttle.deadline()]);
    }
}
