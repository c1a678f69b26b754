//! Our own server: version 1 of the protocol in `docs/PROTOCOL.md`.

use super::{
    Credentials, Ending, Features, Frame, Hello, Incoming, Join, Position, Post, Protocol, Receipt,
    frames,
};
use crate::document::{Document, defined};
use crate::endpoint::with_token;
use crate::error::Error;
use crate::event::{Delivery, FrameKind};
use crate::session::Recipient;
use crate::text::{push_number, push_string};
use crate::wire::key;
use alloc::string::String;
use core::time::Duration;

/// The frames of Skapi without tokens, for the server knows who opened the connection; with
/// acknowledgements, offsets and several groups.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groupwire;

impl<D: Document> Protocol<D> for Groupwire {
    fn features(&self) -> Features {
        Features {
            acknowledges: true,
            answers_heartbeat: true,
            greets: true,
            many_groups: true,
            signs_frames: false,
        }
    }

    fn url(&self, url: &str, private: Option<&Position>, credentials: &Credentials) -> String {
        let mut query = String::from("v=1");
        if let Some(Position { epoch, offset }) = private {
            query.push_str("&since=");
            query.push_str(epoch);
            query.push(':');
            push_number(&mut query, *offset);
        }
        with_token(url, &query, &credentials.token)
    }

    fn reaches(&self, _: &Recipient) -> Result<(), Error> {
        Ok(())
    }

    fn join(&mut self, join: Join<'_>, _: &Credentials) -> Option<Frame<D>> {
        let mut text = frames::join(Some(join.group));
        frames::push_mid(&mut text, join.mid);
        if let Some(Position { epoch, offset }) = join.since {
            text.push_str(",\"since\":{\"epoch\":");
            push_string(&mut text, epoch);
            text.push_str(",\"offset\":");
            push_number(&mut text, *offset);
            text.push('}');
        }
        text.push('}');
        Some(Frame::bare(text))
    }

    fn leave(
        &mut self,
        group: Option<&str>,
        mid: Option<&str>,
        _: &Credentials,
    ) -> Option<Frame<D>> {
        let mut text = match group {
            Some(group) => frames::leave(group),
            None => frames::join(None),
        };
        frames::push_mid(&mut text, mid);
        text.push('}');
        Some(Frame::bare(text))
    }

    fn post(&mut self, post: Post<'_, D>, _: &Credentials) -> Option<Frame<D>> {
        let head = frames::post_head(&post);
        let mut tail = String::new();
        if post.notification.is_some() {
            frames::push_notification(&mut tail, &post);
        }
        tail.push('}');
        Some(Frame { head, content: post.content, tail })
    }

    fn heartbeat(&mut self) -> Frame<D> {
        Frame::bare(frames::ping())
    }

    fn renew(&mut self, mid: &str, credentials: &Credentials) -> Option<Frame<D>> {
        let mut text = frames::renew();
        frames::push_mid(&mut text, Some(mid));
        frames::push_token(&mut text, &[&credentials.token]);
        text.push('}');
        Some(Frame::bare(text))
    }

    fn receive(&mut self, frame: D) -> Option<Incoming<D>> {
        let text = |name| frame.field(name)?.as_str();
        match frame.frame_kind()? {
            FrameKind::Delivery(kind) => Some(Incoming::Delivery(Delivery { kind, frame })),
            FrameKind::Ack => Some(Incoming::Ack {
                mid: text(key::ACK)?,
                receipt: Receipt {
                    offset: integer(&frame, "offset"),
                    reached: integer(&frame, "reached"),
                },
            }),
            FrameKind::Nack => {
                let error = Error::refused(text("code")?, text("message")?);
                Some(Incoming::Nack { mid: text(key::NACK)?, error })
            }
            FrameKind::Joined => Some(Incoming::Joined {
                group: text(key::JOINED)?,
                position: position(&frame)?,
                recovered: recovered(&frame),
            }),
            FrameKind::Pong => Some(Incoming::Pong),
            FrameKind::Expires => Some(Incoming::Expires),
            FrameKind::Hello => {
                let hello = frame.field(key::HELLO)?;
                let millis = |name| integer(&hello, name).map(Duration::from_millis);
                let limits = hello.field("limits");
                let max_frame = limits.and_then(|limits| integer(&limits, "message"));
                Some(Incoming::Hello(Hello {
                    private: position(&hello)?,
                    recovered: recovered(&hello),
                    heartbeat: millis("heartbeat").filter(|heartbeat| !heartbeat.is_zero()),
                    dedupe: millis("dedupe"),
                    max_frame: max_frame.filter(|max| *max > 0).map(|max| max as usize),
                }))
            }
        }
    }

    fn ending(&self, code: u16) -> Ending {
        match code {
            1008 => Ending::Refused,
            1009 => Ending::TooLarge,
            1013 => Ending::RetrySlowly,
            4301 => Ending::Moved,
            4401 => Ending::Unauthorized,
            _ => Ending::Retry,
        }
    }
}

fn integer<D: Document>(frame: &D, name: &str) -> Option<u64> {
    defined(frame, name)?.as_integer()
}

fn recovered<D: Document>(frame: &D) -> Option<bool> {
    frame.field("recovered")?.as_bool()
}

fn position<D: Document>(frame: &D) -> Option<Position> {
    Some(Position { epoch: frame.field("epoch")?.as_str()?, offset: integer(frame, "offset")? })
}
