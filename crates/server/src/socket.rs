//! The WebSocket of one connection: tungstenite reads and keeps the protocol, shared frames
//! are written past it.
//!
//! tungstenite would copy each frame into a buffer of the connection and keep that buffer at
//! the size of the largest one. Here the bytes that all receivers share go into the TCP stream
//! as they are; tungstenite writes pongs and the close frame. `Wire` keeps the two from
//! writing into each other's frames.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{Sink, SinkExt, Stream};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::frames::Frame;
use crate::outbox::Close;

/// Per connection, for as long as it lives. Larger messages get memory while they are read.
const READ_BUFFER: usize = 1024;

/// An open WebSocket on the side of the server.
#[derive(Debug)]
pub struct Socket(WebSocketStream<Wire>);

/// Why nothing more comes from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client broke a rule and has to be told.
    Breach(Close),
    /// The client closed, or the connection is gone.
    Gone,
}

impl Socket {
    /// Takes over a TCP stream after the upgrade; `read` is what has been read beyond it.
    ///
    /// Messages of more than `max_message` bytes end the connection.
    pub async fn new(tcp: TcpStream, read: &[u8], max_message: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(max_message))
            .max_frame_size(Some(max_message));
        let wire = Wire { tcp, shared: None, written: 0, is_own_frame_open: false };
        Self(
            WebSocketStream::from_partially_read(wire, read.to_vec(), Role::Server, Some(config))
                .await,
        )
    }

    /// The next text, binary or control message of the client.
    pub fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Message, End>> {
        let end = match ready!(Pin::new(&mut self.0).poll_next(cx)) {
            Some(Ok(message)) => return Poll::Ready(Ok(message)),
            Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
                End::Breach(Close::TOO_BIG)
            }
            Some(Err(Error::Utf8(_))) => End::Breach(Close::NOT_UTF8),
            Some(Err(Error::Protocol(_))) => End::Breach(Close::PROTOCOL),
            Some(Err(_)) | None => End::Gone,
        };
        Poll::Ready(Err(end))
    }

    /// Ready when everything has been written and the next frame may follow.
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.0.get_mut().poll_shared(cx))?;
        if self.0.get_ref().is_own_frame_open {
            ready!(Pin::new(&mut self.0).poll_flush(cx)).map_err(io::Error::other)?;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes a frame, which [`poll_ready`](Self::poll_ready) carries on.
    pub fn start_write(&mut self, frame: Frame) {
        let wire = self.0.get_mut();
        wire.shared = Some(frame);
        wire.written = 0;
    }

    /// Asks for a sign of life; not before `poll_ready` is ready.
    ///
    /// # Errors
    /// When the connection is gone.
    pub fn start_ping(&mut self) -> io::Result<()> {
        Pin::new(&mut self.0).start_send(Message::Ping(Bytes::new())).map_err(io::Error::other)
    }

    /// Tells the client why, after a last frame, and waits until it has read that: at most
    /// `patience`.
    ///
    /// A socket that is dropped while the client still sends is reset by the kernel, and the
    /// client may never see the close frame. So what comes is read and thrown away until the
    /// client ends the stream.
    pub async fn close(mut self, last: Option<Frame>, close: Close, patience: Duration) {
        // In vain, when the client is gone or does not read; then the drop is all that is left.
        let _ = tokio::time::timeout(patience, async {
            std::future::poll_fn(|cx| self.poll_ready(cx)).await?;
            if let Some(last) = last {
                self.start_write(last);
                std::future::poll_fn(|cx| self.poll_ready(cx)).await?;
            }
            let frame = CloseFrame { code: close.code.into(), reason: close.reason.into() };
            self.0.send(Message::Close(Some(frame))).await.map_err(io::Error::other)?;
            let tcp = &mut self.0.get_mut().tcp;
            tcp.shutdown().await?;
            let mut rest = [0; 1024];
            while tcp.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        })
        .await;
    }
}

/// A TCP stream with two writers, of which one at a time may have an unfinished frame.
#[derive(Debug)]
struct Wire {
    tcp: TcpStream,
    /// The shared frame that is being written.
    shared: Option<Frame>,
    /// How much of it has been.
    written: usize,
    /// tungstenite has bytes left to write. It offers all it has at each write.
    is_own_frame_open: bool,
}

impl Wire {
    fn poll_shared(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(frame) = &self.shared {
            let rest = &frame.bytes()[self.written..];
            match ready!(Pin::new(&mut self.tcp).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                n if n == rest.len() => self.shared = None,
                n => self.written += n,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.is_own_frame_open = true;
        // `Socket::poll_ready` comes back when the shared frame is done.
        ready!(self.poll_shared(cx))?;
        let written = ready!(Pin::new(&mut self.tcp).poll_write(cx, buf))?;
        self.is_own_frame_open = written < buf.len();
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
