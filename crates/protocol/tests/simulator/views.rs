//! What each page has been told of each stream, compared with what the server has taken.

use crate::invariants::{Stream, Verdict, violated};
use crate::names::{number, post_number};
use crate::posts::Place;
use groupwire_protocol::event::{Delivery, DeliveryKind, Recovery};
use groupwire_protocol::json::Json;
use serde_json::Value;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The streams as the server made them, and as the pages see them.
#[derive(Default)]
pub struct Views {
    /// What the server has taken, by epoch and stream: offset and post.
    log: BTreeMap<(u64, Stream), BTreeMap<u64, usize>>,
    /// Up to where a page that gets a stream has got all of it.
    views: BTreeMap<(usize, Stream), View>,
    /// The last that a page got of a stream, even where it gets it no longer.
    seen: BTreeMap<(usize, Stream), View>,
    /// The `mid` of the last join that was sent and not undone.
    wants: BTreeMap<(usize, u8), String>,
    /// The `mid`s of all joins that were sent and not undone.
    memberships: BTreeMap<String, (usize, u8)>,
    /// Groups that were joined without a position, which the answer will give: until then, what
    /// was seen before says nothing.
    unanswered: BTreeSet<(usize, u8)>,
    /// The posts that a client has got, with and without an offset: a sender has a copy.
    delivered: BTreeSet<(usize, usize, bool)>,
    /// A frame promised that a recovery is told: of this stream, with this truth.
    promised: Option<(Stream, bool)>,
    /// The frame that comes is where the page's view of its stream begins.
    begins: bool,
    /// The streams whose recovery was answered on the client's connection.
    answered: BTreeSet<(usize, Stream)>,
}

/// A place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    pub epoch: u64,
    pub offset: u64,
}

impl Views {
    /// The server takes a post.
    pub fn taken(&mut self, number: usize, epoch: u64, place: Option<Place>) {
        if let Some((stream, offset)) = place {
            self.log.entry((epoch, stream)).or_default().insert(offset, number);
        }
    }

    /// What the page saw last of a group, unless it is in it now.
    pub fn last_seen(&self, client: usize, group: u8) -> Option<View> {
        let is_in = self.wants.contains_key(&(client, group));
        self.seen.get(&(client, Stream::Group(group))).filter(|_| !is_in).copied()
    }

    /// A join is handed to the socket.
    pub fn join_sent(&mut self, client: usize, group: u8, frame: &Value) {
        let mid = frame["mid"].as_str().unwrap_or_default();
        self.memberships.insert(mid.into(), (client, group));
        let before = self.wants.insert((client, group), mid.into());
        if before.is_none() && !frame["since"].is_object() {
            self.unanswered.insert((client, group));
        }
        if before.is_none() && frame["since"].is_object() {
            let since = View::of(&frame["since"]["epoch"], &frame["since"]["offset"]);
            self.views.entry((client, Stream::Group(group))).or_insert(since);
        }
    }

    /// The leave of one group is handed to the socket.
    pub fn leave_sent(&mut self, client: usize, group: u8) {
        self.wants.remove(&(client, group));
        self.memberships.retain(|_, of| *of != (client, group));
        self.views.remove(&(client, Stream::Group(group)));
        self.answered.remove(&(client, Stream::Group(group)));
    }

    /// The leave of all groups is handed to the socket.
    pub fn leave_all_sent(&mut self, client: usize) {
        self.wants.retain(|key, _| key.0 != client);
        self.memberships.retain(|_, of| of.0 != client);
        self.answered.retain(|key| key.0 != client);
        self.views.retain(|key, _| key.0 != client || matches!(key.1, Stream::Private(_)));
    }

    /// The client has closed: it begins anew.
    pub fn forget(&mut self, client: usize) {
        self.leave_all_sent(client);
        self.views.retain(|key, _| key.0 != client);
    }

    /// A frame reaches the session, which has not looked at it.
    pub fn frame_comes(&mut self, client: usize, user: u8, frame: &Value) {
        // What answers a join that was followed by a leave is not about the membership now.
        let mid = frame["mid"].as_str();
        let is_current = mid.is_none_or(|mid| self.memberships.contains_key(mid));
        let (stream, standing, is_latest) = if let Some(group) = frame["#joined"].as_str() {
            let group: u8 = number(group);
            let mid = self.wants.get(&(client, group)).map(String::as_str);
            let is_latest = mid == frame["mid"].as_str();
            if is_latest {
                self.unanswered.remove(&(client, group));
            }
            (Stream::Group(group), frame, is_latest)
        } else if frame["#hello"].is_object() {
            self.answered.retain(|(who, _)| *who != client);
            self.unanswered.retain(|(who, _)| *who != client);
            (Stream::Private(user), &frame["#hello"], true)
        } else {
            return;
        };
        match self.views.entry((client, stream)) {
            Entry::Occupied(_) if !is_current => {}
            Entry::Occupied(_) => {
                let promise = standing["recovered"].as_bool().map(|recovered| (stream, recovered));
                // A second answer on one connection tells nothing new.
                self.promised = promise.filter(|_| self.answered.insert((client, stream)));
            }
            Entry::Vacant(view) if is_latest => {
                let at = *view.insert(View::of(&standing["epoch"], &standing["offset"]));
                self.seen.insert((client, stream), at);
                self.begins = true;
            }
            Entry::Vacant(_) => {}
        }
    }

    /// The session has looked at that frame.
    pub fn frame_done(&mut self, client: usize) -> Verdict {
        self.begins = false;
        match self.promised.take() {
            Some((stream, recovered)) => {
                let text = format!("client {client} is not told {recovered} of {stream:?}");
                violated("U8", text)
            }
            None => Ok(()),
        }
    }

    /// The page is told of a delivery.
    pub fn deliver(&mut self, client: usize, user: u8, delivery: &Delivery<Json>) -> Verdict {
        let frame: Value = serde_json::from_str(delivery.frame.text()).expect("JSON");
        let (stream, post) = match delivery.kind {
            DeliveryKind::Message => {
                let group = frame["#srid"].as_str().map(number).expect("a group");
                (Stream::Group(group), post_number(&frame["#message"]))
            }
            DeliveryKind::Private => (Stream::Private(user), post_number(&frame["#private"])),
            DeliveryKind::Error | DeliveryKind::Notice => return Ok(()),
        };
        let numbered = frame["#offset"].is_u64();
        if !self.delivered.insert((client, post, numbered)) {
            return violated("U6", format!("client {client} gets post {post} twice"));
        }
        if !numbered {
            return Ok(());
        }
        let at = View::of(&frame["#epoch"], &frame["#offset"]);
        self.seen.insert((client, stream), at);
        let Some(view) = self.views.get_mut(&(client, stream)) else { return Ok(()) };
        let before = std::mem::replace(view, at);
        if at.epoch != before.epoch {
            let text = format!("client {client} gets post {post} of another epoch, untold");
            return violated("U8", text);
        }
        if at.offset <= before.offset {
            return violated("U7", format!("client {client} gets post {post} out of order"));
        }
        match self.between(stream, before, at.offset - 1) {
            Some(missing) => {
                let text = format!("client {client} gets post {post}, and not {missing} before it");
                violated("U5", text)
            }
            None => Ok(()),
        }
    }

    /// The page is told what became of what it missed.
    pub fn recover(&mut self, client: usize, user: u8, recovery: &Recovery) -> Verdict {
        let stream = match &recovery.group {
            Some(group) => Stream::Group(number(group)),
            None => Stream::Private(user),
        };
        let Some(view) = self.views.get(&(client, stream)).copied() else { return Ok(()) };
        if self.begins {
            return Ok(());
        }
        let promised = self.promised.take();
        if promised != Some((stream, recovery.recovered)) {
            let text = format!("client {client} is told {recovery:?}, not {promised:?}");
            return violated("U8", text);
        }
        let until = View { epoch: number(&recovery.until.epoch), offset: recovery.until.offset };
        self.seen.insert((client, stream), until);
        if !recovery.recovered {
            self.views.insert((client, stream), until);
            return Ok(());
        }
        let epoch: u64 = number(&recovery.since.epoch);
        if epoch != view.epoch || recovery.since.offset > view.offset {
            let text = format!("client {client} was at {view:?}, and is told {recovery:?}");
            return violated("U8", text);
        }
        // Private posts follow; those of a group have come.
        match self.between(stream, view, until.offset) {
            Some(missing) if matches!(stream, Stream::Group(_)) => {
                let text = format!("client {client} is told {recovery:?}, without {missing}");
                violated("U8", text)
            }
            _ => Ok(()),
        }
    }

    /// At the end, a client that is online has got everything.
    pub fn finish(&self, client: usize, epoch: u64) -> Verdict {
        for ((_, stream), view) in self.views.iter().filter(|(key, _)| key.0 == client) {
            if view.epoch != epoch {
                let text = format!("client {client} believes in {view:?} of {stream:?}");
                return violated("U8", text);
            }
            if let Some(missing) = self.between(*stream, *view, u64::MAX) {
                let text = format!("client {client} never got post {missing} of {stream:?}");
                return violated("U5", text);
            }
        }
        Ok(())
    }

    /// A post of the stream after `view`, up to `until`.
    fn between(&self, stream: Stream, view: View, until: u64) -> Option<usize> {
        let log = self.log.get(&(view.epoch, stream))?;
        if until <= view.offset {
            return None;
        }
        log.range(view.offset + 1..=until).next().map(|(_, number)| *number)
    }
}

impl View {
    fn of(epoch: &Value, offset: &Value) -> Self {
        Self {
            epoch: epoch.as_str().map(number).expect("an epoch"),
            offset: offset.as_u64().expect("an offset"),
        }
    }
}
