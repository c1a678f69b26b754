//! The life of one WebSocket connection: one task that reads, writes and watches the clock.

mod clock;
mod commands;
mod version1;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use groupwire_protocol::wire::error;
use tokio_tungstenite::tungstenite::Message;

use crate::app::App;
use crate::auth::Identity;
use crate::frames::{Frame, answers, outgoing};
use crate::hub::{Answer, Later, Peer, Seat};
use crate::limits::Budget;
use crate::metrics::{CloseLabels, RefusalLabels};
use crate::outbox::{Close, Outgoing};
use crate::refusal::Refusal;
use crate::socket::{End, Socket};
use clock::{Clock, TokenEvent};
use commands::{Done, Executor, Refused};
use version1::Version1;

/// How long a client may take to acknowledge that it is closed.
const CLOSE_PATIENCE: Duration = Duration::from_secs(5);

/// Frames that are read before what waits is written: a client that never stops sending must
/// not overflow its own queue with its own posts.
const FRAMES_PER_TURN: usize = 32;

/// A connection that is open.
///
/// It is polled by hand rather than split into a reading and a writing task: one task takes less
/// memory than two, and a slow write does not keep it from reading.
struct Connection {
    app: Arc<App>,
    socket: Socket,
    /// In the hub; given up before the close handshake, so that the group need not wait for it.
    seat: Box<dyn Seat>,
    /// That of the seat.
    peer: Arc<Peer>,
    frames: Budget,
    errors: Budget,
    /// Ticks once per ping interval, however much is received in between.
    clock: Clock,
    /// Whether anything was received since the last tick.
    heard: bool,
    /// For how long nothing was, at the last tick.
    silence: Duration,
    /// A ping has to be written.
    ping_due: bool,
    /// Reading stopped for a reason that the client has no part in, and can go on.
    resumes: bool,
    /// The command that the hub is carrying out. Nothing is read meanwhile: so the commands
    /// of a connection are carried out and answered in their order.
    command: Option<Later<Done>>,
    /// Only connections of version 1 take the memory.
    version_1: Option<Box<Version1>>,
}

/// Serves the connection until it ends. `identity` is that of its token.
///
/// What the future holds is held for every idle connection. So this is no `async fn`, which
/// would keep room for its arguments besides that for what is made of them, and the few
/// connections that are being closed have their state elsewhere.
pub fn run(
    app: Arc<App>,
    socket: Socket,
    seat: Box<dyn Seat>,
    identity: Identity,
) -> impl Future<Output = ()> + Send {
    let limits = &app.config.limits;
    let peer = seat.peer().clone();
    let version_1 = peer.speaks_version_1().then(|| Version1::new(identity));
    let mut connection = Connection {
        frames: Budget::of_frames(limits),
        errors: Budget::of_errors(limits),
        clock: Clock::new(limits.ping_interval),
        heard: false,
        silence: Duration::ZERO,
        ping_due: false,
        resumes: false,
        command: None,
        version_1,
        app,
        socket,
        seat,
        peer,
    };
    connection.set_clock();
    async move {
        let end = poll_fn(|cx| connection.poll(cx)).await;
        let Connection { app, socket, seat, peer, .. } = connection;
        tracing::debug!(connection = %peer.id(), ?end, "connection ends");
        drop(seat);
        if let End::Breach(close) = end {
            Box::pin(self::close(app, socket, None, close)).await;
        }
    }
}

/// Tells the client why its connection ends, after a last frame, and waits for it.
pub async fn close(app: Arc<App>, socket: Socket, last: Option<Frame>, close: Close) {
    app.metrics.closed.get_or_create(&CloseLabels { code: close.code }).inc();
    socket.close(last, close, CLOSE_PATIENCE).await;
}

impl Connection {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let more = match self.poll_read(cx) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(end)) => return Poll::Ready(end),
            Poll::Pending => false,
        };
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
            if let Err(close) = ready!(self.poll_may_read(cx)) {
                return Poll::Ready(Err(End::Breach(close)));
            }
            let message = match ready!(self.socket.poll_read(cx)) {
                Ok(message) => message,
                Err(end) => return Poll::Ready(Err(end)),
            };
            self.heard = true;
            let done = match message {
                Message::Text(text) => self.take_in(Some(text.as_str()), text.len()),
                Message::Binary(bytes) => self.take_in(None, bytes.len()),
                // tungstenite answers pings and closes by itself while it is read on.
                _ => continue,
            };
            match done {
                Answer::Now(done) => {
                    if let Err(close) = self.finish(done) {
                        return Poll::Ready(Err(End::Breach(close)));
                    }
                }
                Answer::Later(command) => self.command = Some(command),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Ready when the next frame may be read: the last command is answered, what the client has
    /// missed is written, and it does not send too fast.
    fn poll_may_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Close>> {
        if let Some(command) = &mut self.command {
            // The client may be sending, but nobody is listening.
            self.heard = true;
            let done = ready!(command.as_mut().poll(cx));
            self.command = None;
            if let Err(close) = self.finish(done) {
                return Poll::Ready(Err(close));
            }
        }
        let Some(version_1) = &mut self.version_1 else { return Poll::Ready(Ok(())) };
        // `poll_write` resumes.
        if self.peer.outbox().is_replaying() {
            return Poll::Pending;
        }
        if !version_1.throttle.may_read(&self.frames) {
            // `poll_clock` resumes. The client may be sending, but nobody is listening.
            self.heard = true;
            self.set_clock();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes what waits. Ready only when the connection has to end.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        loop {
            // Asked first: whoever is closed for being slow is not ready to be written to.
            if let Some(close) = self.peer.outbox().closed() {
                return Poll::Ready(End::Breach(close));
            }
            match self.socket.poll_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return Poll::Ready(End::Gone),
                Poll::Pending => {
                    self.peer.outbox().register(cx);
                    return match self.peer.outbox().closed() {
                        Some(close) => Poll::Ready(End::Breach(close)),
                        None => Poll::Pending,
                    };
                }
            }
            if std::mem::take(&mut self.ping_due) {
                if self.socket.start_ping().is_err() {
                    return Poll::Ready(End::Gone);
                }
                continue;
            }
            let was_replaying = self.version_1.is_some() && self.peer.outbox().is_replaying();
            match ready!(self.peer.outbox().poll_next(cx)) {
                Outgoing::Frame(frame) => self.socket.start_write(frame),
                Outgoing::Close(close) => return Poll::Ready(End::Breach(close)),
            }
            if was_replaying {
                // Nothing is read meanwhile; that the client takes it in is its sign of life.
                self.heard = true;
                self.resumes = !self.peer.outbox().is_replaying();
            }
        }
    }

    /// Does what is due. Ready only when the connection has to end.
    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        loop {
            let now = ready!(self.clock.poll(cx));
            if self.clock.is_tick(now, self.app.config.limits.ping_interval)
                && let Err(close) = self.look_for_life()
            {
                return Poll::Ready(End::Breach(close));
            }
            if let Some(version_1) = &mut self.version_1 {
                match version_1.token.due(now) {
                    Some(TokenEvent::End) => return Poll::Ready(End::Breach(Close::EXPIRED)),
                    Some(TokenEvent::Warn(left)) => {
                        self.peer.outbox().push(&answers::expires(left));
                    }
                    None => {}
                }
                self.resumes |= version_1.throttle.resumes(now);
            }
            self.set_clock();
        }
    }

    fn look_for_life(&mut self) -> Result<(), Close> {
        let limits = &self.app.config.limits;
        if std::mem::take(&mut self.heard) {
            self.silence = Duration::ZERO;
        } else {
            self.silence += limits.ping_interval;
            if self.silence >= limits.idle_timeout {
                return Err(Close::SILENT);
            }
        }
        self.ping_due = self.silence > Duration::ZERO;
        Ok(())
    }

    fn set_clock(&mut self) {
        let others = self.version_1.as_ref().map(|version_1| version_1.deadlines());
        self.clock.set(others.unwrap_or_default());
    }

    /// Does what a frame asks for; `text` is `None` for a binary one.
    fn take_in(&mut self, text: Option<&str>, len: usize) -> Answer<Done> {
        self.app.metrics.received.inc();
        let token = match &mut self.version_1 {
            Some(version_1) => {
                version_1.throttle.has_read();
                Some(&mut version_1.token)
            }
            None if self.frames.take() => None,
            None => {
                let refusal = Refusal::new(error::TOO_MANY_REQUESTS, "Too many frames a second.");
                return Answer::Now(Err(Refused { refusal, mid: None }));
            }
        };
        let done = Executor { app: &self.app, seat: &mut *self.seat, token }.execute(text, len);
        // The token may have been renewed.
        self.set_clock();
        done
    }

    /// Answers the client, or tells it that a frame was one too many.
    fn finish(&mut self, done: Done) -> Result<(), Close> {
        let answer = match done {
            Ok(None) => return Ok(()),
            Ok(Some(answer)) => answer,
            Err(Refused { refusal, mid }) => {
                self.app.metrics.refused.get_or_create(&RefusalLabels { code: refusal.code }).inc();
                if !self.errors.take() {
                    return Err(Close::TOO_MANY_ERRORS);
                }
                match mid {
                    Some(mid) => answers::nack(&mid, &refusal),
                    None => outgoing::error(&refusal),
                }
            }
        };
        self.peer.outbox().push(&answer);
        Ok(())
    }
}
