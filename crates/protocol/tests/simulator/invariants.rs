//! What must be true, whatever happens. The names are those of `docs/SPEC.md`.
//!
//! The judge sees what the pages see (calls, answers, events), what goes over the wire and what
//! the server takes.

use crate::calls::{Call, Calls};
use crate::names::{number, post_number};
use crate::posts::{Place, Posts};
use crate::script::Terms;
use crate::views::{View, Views};
use groupwire_protocol::error::Error;
use groupwire_protocol::event::Event;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{CallId, Reason, State, Success};
use serde_json::Value;

/// What the server numbers the posts of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    Group(u8),
    /// To this user.
    Private(u8),
}

/// An invariant that did not hold.
#[derive(Clone, Debug)]
pub struct Violation {
    pub id: &'static str,
    pub text: String,
}

/// What a page and the server are like when a call is settled.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: u64,
    /// The client has no connection, and makes none.
    pub is_closed: bool,
    /// The server has begun anew at least once.
    pub has_restarted: bool,
}

pub type Verdict = Result<(), Violation>;

/// The invariant `id` does not hold.
pub fn violated(id: &'static str, text: String) -> Verdict {
    Err(Violation { id, text })
}

/// Sees everything.
pub struct Judge {
    /// The first violation: the others may follow from it.
    pub violation: Option<Violation>,
    pub calls: Calls,
    pub posts: Posts,
    views: Views,
}

impl Judge {
    pub fn new(clients: usize, terms: Terms) -> Self {
        Self {
            violation: None,
            calls: Calls::new(clients),
            posts: Posts::new(terms.dedupe),
            views: Views::default(),
        }
    }

    pub fn note(&mut self, verdict: Verdict) {
        if let Err(violation) = verdict {
            self.violation.get_or_insert(violation);
        }
    }

    pub fn fail(&mut self, id: &'static str, text: String) {
        self.note(violated(id, text));
    }

    /// See [`Views::last_seen`].
    pub fn last_seen(&self, client: usize, group: u8) -> Option<View> {
        self.views.last_seen(client, group)
    }

    /// The session hands a frame to the socket `wire`.
    pub fn transmitted(&mut self, now: u64, client: usize, wire: usize, frame: &Value) {
        let group = frame["rid"].as_str().map(number);
        match (frame["action"].as_str().unwrap_or_default(), group) {
            ("joinRoom", Some(group)) => self.views.join_sent(client, group, frame),
            ("joinRoom", None) => self.views.leave_all_sent(client),
            ("leaveRoom", Some(group)) => self.views.leave_sent(client, group),
            ("broadcast" | "sendMessage", _) => {
                let verdict = self.posts.sent(now, wire, post_number(&frame["content"]));
                self.note(verdict);
            }
            _ => {}
        }
    }

    /// The server takes this post, and delivers it.
    pub fn taken(&mut self, number: usize, epoch: u64, place: Option<Place>) {
        self.views.taken(number, epoch, place);
        let verdict = self.posts.taken(number, epoch, place);
        self.note(verdict);
    }

    /// A frame reaches the session, which has not looked at it.
    pub fn frame_comes(&mut self, client: usize, user: u8, frame: &Value) {
        self.views.frame_comes(client, user, frame);
    }

    /// The session has looked at that frame.
    pub fn frame_done(&mut self, client: usize) {
        let verdict = self.views.frame_done(client);
        self.note(verdict);
    }

    /// The page is told this.
    pub fn told(&mut self, client: usize, user: u8, event: &Event<Json>) {
        let verdict = match event {
            Event::Delivery(delivery) => self.views.deliver(client, user, delivery),
            Event::Recovery(recovery) => self.views.recover(client, user, recovery),
            Event::State(State::Closing | State::Closed { reason: Reason::User, .. }) => {
                self.forget(client);
                Ok(())
            }
            Event::State(_) | Event::Status(_) | Event::Drain | Event::Left(_) => Ok(()),
            Event::Remote(event) => violated("U9", format!("it has no such events: {event:?}")),
        };
        self.note(verdict);
    }

    /// A call gets its answer.
    pub fn settled(
        &mut self,
        moment: Moment,
        client: usize,
        id: CallId,
        result: &Result<Success, Error>,
    ) {
        let Some((call, deadline)) = self.calls.settle(client, id, result) else {
            return self.fail("U1", format!("client {client}: {id:?} is settled twice"));
        };
        match call {
            Call::Post(number) => {
                if let Err(error) = result
                    && !self.posts.may_give_up(moment, deadline, number, error)
                {
                    self.fail("U17", format!("post {number} is given up too early: {error}"));
                }
                let verdict = self.posts.settled(number, result);
                self.note(verdict);
            }
            Call::Join(_) | Call::Hold(_) | Call::Leave | Call::Release(_) => {
                if result.as_ref().is_err_and(|error| error.settled().is_none()) {
                    let text = format!("client {client}: {id:?} does not say how far it came");
                    self.fail("U3", text);
                }
            }
            Call::Close => self.forget(client),
            Call::Connect => {}
        }
    }

    /// The end, for a client that is online.
    pub fn finish(&mut self, client: usize, epoch: u64) {
        let verdict = self.views.finish(client, epoch);
        self.note(verdict);
    }

    fn forget(&mut self, client: usize) {
        self.views.forget(client);
        self.calls.forget_groups(client);
    }
}
