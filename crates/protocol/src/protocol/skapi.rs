//! The hosted Skapi service.

use super::{
    Credentials, Ending, Features, Frame, Incoming, Join, Position, Post, Protocol, frames,
};
use crate::document::Document;
use crate::endpoint::with_token;
use crate::error::{Code, Error};
use crate::event::{Delivery, FrameKind};
use crate::session::Recipient;
use alloc::string::String;

/// The wire of the published Skapi API. Joins carry the access token, posts
/// `IdT:<service>:<owner>:<id token>`.
#[derive(Clone, Debug)]
pub struct Skapi {
    service: String,
    owner: String,
}

impl Skapi {
    /// Speaks for the service `service` of the owner `owner`.
    pub fn new(service: String, owner: String) -> Self {
        Self { service, owner }
    }
}

impl<D: Document> Protocol<D> for Skapi {
    fn features(&self) -> Features {
        Features { signs_frames: true, ..Features::default() }
    }

    fn url(&self, url: &str, _: Option<&Position>, credentials: &Credentials) -> String {
        with_token(url, "", &credentials.token)
    }

    fn reaches(&self, recipient: &Recipient) -> Result<(), Error> {
        match recipient {
            Recipient::Connection(_) => Err(Error::fixed(
                Code::NotSupported,
                "Skapi cannot post to a single connection. Post to its user.",
            )),
            Recipient::Group(_) | Recipient::User(_) => Ok(()),
        }
    }

    fn join(&mut self, join: Join<'_>, credentials: &Credentials) -> Option<Frame<D>> {
        Some(signed_join(Some(join.group), credentials))
    }

    fn leave(
        &mut self,
        _: Option<&str>,
        _: Option<&str>,
        credentials: &Credentials,
    ) -> Option<Frame<D>> {
        Some(signed_join(None, credentials))
    }

    fn post(&mut self, post: Post<'_, D>, credentials: &Credentials) -> Option<Frame<D>> {
        let head = frames::post_head(&post);
        let mut tail = String::new();
        frames::push_notification(&mut tail, &post);
        let token = ["IdT:", &self.service, ":", &self.owner, ":", credentials.id_token()];
        frames::push_token(&mut tail, &token);
        tail.push('}');
        Some(Frame { head, content: post.content, tail })
    }

    fn heartbeat(&mut self) -> Frame<D> {
        Frame::bare(frames::keep_alive())
    }

    fn renew(&mut self, _: &str, _: &Credentials) -> Option<Frame<D>> {
        None
    }

    fn receive(&mut self, frame: D) -> Option<Incoming<D>> {
        match frame.frame_kind()? {
            FrameKind::Delivery(kind) => Some(Incoming::Delivery(Delivery { kind, frame })),
            _ => None,
        }
    }

    /// API Gateway closes with 1001 after two hours, and with 1009 for large frames. Source: AWS
    /// documentation, "Quotas for configuring and running a WebSocket API in API Gateway".
    fn ending(&self, code: u16) -> Ending {
        match code {
            1008 => Ending::Refused,
            1013 => Ending::RetrySlowly,
            _ => Ending::Retry,
        }
    }
}

fn signed_join<D: Document>(group: Option<&str>, credentials: &Credentials) -> Frame<D> {
    let mut text = frames::join(group);
    frames::push_token(&mut text, &[&credentials.token]);
    text.push('}');
    Frame::bare(text)
}
