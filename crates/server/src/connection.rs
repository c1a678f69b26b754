//! The life of one WebSocket connection: one task that reads, writes and watches the clock.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use groupwire_protocol::wire::{NOT_JOINED, error};
use tokio::time::{Instant, Sleep, sleep};
use tokio_tungstenite::tungstenite::Message;

use crate::app::App;
use crate::frames::{ClientFrame, Frame, outgoing};
use crate::hub::Seat;
use crate::limits::Budget;
use crate::metrics::{CloseLabels, RefusalLabels};
use crate::outbox::{Close, Outgoing};
use crate::refusal::Refusal;
use crate::socket::{End, Socket};

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
    seat: Seat,
    frames: Budget,
    errors: Budget,
    /// Fires once per ping interval, however much is received in between.
    tick: Pin<Box<Sleep>>,
    /// Whether anything was received since the last tick.
    heard: bool,
    /// For how long nothing was, at the last tick.
    silence: Duration,
    /// A ping has to be written.
    ping_due: bool,
}

/// Serves the connection until it ends.
///
/// What the future holds is held for every idle connection. So this is no `async fn`, which
/// would keep room for its arguments besides that for what is made of them, and the few
/// connections that are being closed have their state elsewhere.
pub fn run(app: Arc<App>, socket: Socket, seat: Seat) -> impl Future<Output = ()> + Send {
    let limits = &app.config.limits;
    let mut connection = Connection {
        frames: Budget::of_frames(limits),
        errors: Budget::of_errors(limits),
        tick: Box::pin(sleep(limits.ping_interval)),
        heard: false,
        silence: Duration::ZERO,
        ping_due: false,
        app,
        socket,
        seat,
    };
    async move {
        let end = poll_fn(|cx| connection.poll(cx)).await;
        let Connection { app, socket, seat, .. } = connection;
        tracing::debug!(connection = %seat.id(), ?end, "connection ends");
        drop(seat);
        if let End::Breach(close) = end {
            app.metrics.closed.get_or_create(&CloseLabels { code: close.code }).inc();
            Box::pin(socket.close(close, CLOSE_PATIENCE)).await;
        }
    }
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
        if more {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// Reads what has come. Ready when there may be more.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), End>> {
        for _ in 0..FRAMES_PER_TURN {
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
            if let Err(refusal) = done
                && let Err(close) = self.refuse(&refusal)
            {
                return Poll::Ready(Err(End::Breach(close)));
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Writes what waits. Ready only when the connection has to end.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        loop {
            // Asked first: whoever is closed for being slow is not ready to be written to.
            if let Some(close) = self.seat.outbox().closed() {
                return Poll::Ready(End::Breach(close));
            }
            match self.socket.poll_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return Poll::Ready(End::Gone),
                Poll::Pending => {
                    self.seat.outbox().register(cx);
                    return match self.seat.outbox().closed() {
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
            match ready!(self.seat.outbox().poll_next(cx)) {
                Outgoing::Frame(frame) => self.socket.start_write(frame),
                Outgoing::Close(close) => return Poll::Ready(End::Breach(close)),
            }
        }
    }

    /// Watches for signs of life. Ready only when there was none for too long.
    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let limits = &self.app.config.limits;
        while self.tick.as_mut().poll(cx).is_ready() {
            if std::mem::take(&mut self.heard) {
                self.silence = Duration::ZERO;
            } else {
                self.silence += limits.ping_interval;
                if self.silence >= limits.idle_timeout {
                    return Poll::Ready(End::Breach(Close::SILENT));
                }
            }
            self.ping_due = self.silence > Duration::ZERO;
            self.tick.as_mut().reset(Instant::now() + limits.ping_interval);
        }
        Poll::Pending
    }

    /// Does what a frame asks for; `text` is `None` for a binary one.
    fn take_in(&self, text: Option<&str>, len: usize) -> Result<(), Refusal> {
        let limits = &self.app.config.limits;
        self.app.metrics.received.inc();
        if !self.frames.take() {
            return Err(Refusal::new(error::TOO_MANY_REQUESTS, "Too many frames a second."));
        }
        let max = limits.max_message_bytes;
        if max > 0 && len > max {
            return Err(Refusal::new(
                error::PAYLOAD_TOO_LARGE,
                format!("A message may have at most {max} bytes."),
            ));
        }
        let text = text.ok_or_else(|| Refusal::invalid_request("A frame must be text."))?;
        let hub = self.seat.hub();
        match ClientFrame::parse(text)? {
            ClientFrame::KeepAlive => {}
            ClientFrame::Join(None) => hub.leave(&self.seat),
            ClientFrame::Join(Some(group)) => {
                let max = limits.max_group_name_bytes;
                if max > 0 && group.len() > max {
                    return Err(Refusal::invalid_parameter(format!(
                        "The name of a group may have at most {max} bytes."
                    )));
                }
                hub.join(&self.seat, &group);
            }
            ClientFrame::Broadcast { group, content } => hub
                .broadcast(&self.seat, &group, content)
                .map_err(|_| Refusal::invalid_request(NOT_JOINED))?,
            ClientFrame::Send { to, content } => hub.send(&self.seat, &to, content),
        }
        Ok(())
    }

    /// Tells the client that a frame was refused, or that it was one too many.
    fn refuse(&self, refusal: &Refusal) -> Result<(), Close> {
        self.app.metrics.refused.get_or_create(&RefusalLabels { code: refusal.code }).inc();
        if !self.errors.take() {
            return Err(Close::TOO_MANY_ERRORS);
        }
        self.seat.outbox().push(&Frame::text(&outgoing::error(refusal)));
        Ok(())
    }
}
