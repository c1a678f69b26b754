//! The hosted Skapi service.

use super::{Credentials, Frame, Post, Protocol, frames};
use crate::document::Document;
use crate::error::{Code, Error};
use crate::event::Delivery;
use crate::session::Recipient;

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
    fn signs_frames(&self) -> bool {
        true
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

    fn join(&mut self, group: Option<&str>, credentials: &Credentials) -> Frame<D> {
        let mut text = frames::join(group);
        frames::push_token(&mut text, &[&credentials.token]);
        text.push('}');
        Frame::bare(text)
    }

    fn post(&mut self, post: Post<'_, D>, credentials: &Credentials) -> Frame<D> {
        let head = frames::post_head(&post);
        let mut tail = String::new();
        frames::push_notification(&mut tail, &post);
        let token = ["IdT:", &self.service, ":", &self.owner, ":", credentials.id_token()];
        frames::push_token(&mut tail, &token);
        tail.push('}');
        Frame { head, content: post.content, tail }
    }

    fn keep_alive(&mut self) -> Frame<D> {
        Frame::bare(frames::keep_alive())
    }

    fn receive(&mut self, frame: D) -> Option<Delivery<D>> {
        Delivery::read(frame)
    }
}
