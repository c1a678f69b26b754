//! Our own server.

use super::{Credentials, Frame, Post, Protocol, frames};
use crate::document::Document;
use crate::error::Error;
use crate::event::Delivery;
use crate::session::Recipient;

/// The frames of Skapi without tokens: the server knows who opened the connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groupwire;

impl<D: Document> Protocol<D> for Groupwire {
    fn signs_frames(&self) -> bool {
        false
    }

    fn reaches(&self, _: &Recipient) -> Result<(), Error> {
        Ok(())
    }

    fn join(&mut self, group: Option<&str>, _: &Credentials) -> Frame<D> {
        let mut text = frames::join(group);
        text.push('}');
        Frame::bare(text)
    }

    fn post(&mut self, post: Post<'_, D>, _: &Credentials) -> Frame<D> {
        let head = frames::post_head(&post);
        let mut tail = String::new();
        if post.notification.is_some() {
            frames::push_notification(&mut tail, &post);
        }
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
