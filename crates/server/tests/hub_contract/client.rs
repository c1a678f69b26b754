//! A connection to a hub, without a socket.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::noop_waker_ref;
use groupwire_server::Config;
use groupwire_server::auth::Identity;
use groupwire_server::frames::Recipient;
use groupwire_server::frames::answers::Terms;
use groupwire_server::hub::{
    Hub, Join, Newcomer, NotJoined, Position, Receipt, Seat, TooManyConnections,
};
use groupwire_server::outbox::{Close, Outbox, Outgoing};
use serde_json::Value;

/// How long a test waits for what must come.
const DEADLINE: Duration = Duration::from_secs(20);

/// Where a frame belongs: order is promised within a stream. `None` is private posts.
pub type Stream = Option<String>;

/// What a client sees in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A post with this content, and its offset where it has one.
    Post(u64, Option<u64>),
    /// Its own answer.
    Joined,
    /// Something that a connection did.
    Notice(String, String),
}

/// A connection, and what it has seen.
#[derive(Debug)]
pub struct Client {
    pub seat: Box<dyn Seat>,
    /// The greeting, in version 1.
    pub hello: Value,
    /// In the order in which it came.
    pub seen: BTreeMap<Stream, Vec<Event>>,
}

impl Client {
    /// Connects to the service `s`, with version 1.
    pub async fn new(hub: &Arc<dyn Hub>, user: &str, since: Option<Position>) -> Self {
        Self::connect(hub, ("s", user), true, since).await.expect("a seat")
    }

    /// Connects a user of a service.
    pub async fn connect(
        hub: &Arc<dyn Hub>,
        (service, user): (&str, &str),
        speaks_version_1: bool,
        since: Option<Position>,
    ) -> Result<Self, TooManyConnections> {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let mut config = Config::on(SocketAddr::from(([127, 0, 0, 1], 0)));
        config.limits.max_queue_frames = 0;
        config.limits.max_queue_bytes = 0;
        let second = Duration::from_secs(1);
        let terms = Terms { heartbeat: second, dedupe: second, message: 0, group: 0, groups: 0 };
        let lifetime = Duration::MAX;
        let identity = Identity { user: user.into(), service: service.into(), lifetime };
        let newcomer = Newcomer {
            identity: &identity,
            id: format!("c{}", IDS.fetch_add(1, Ordering::Relaxed)).into(),
            outbox: Outbox::new(&config.limits),
            terms: speaks_version_1.then_some(terms),
            since,
        };
        let seat = hub.connect(newcomer).await?;
        let mut client = Self { seat, hello: Value::Null, seen: BTreeMap::new() };
        if speaks_version_1 {
            client.hello = client.next().await["#hello"].take();
            assert!(client.hello.is_object(), "the greeting is the first frame");
        }
        Ok(client)
    }

    pub fn cid(&self) -> String {
        self.seat.peer().id().to_string()
    }

    /// Joins and gives the answer; what came before it has been seen.
    pub async fn join(&mut self, group: &str, since: Option<&Position>) -> Value {
        let join = Join { group, since, mid: Some("join"), alone: false };
        self.seat.join(join).await;
        loop {
            let frame = self.next().await;
            if frame["#joined"] == group {
                return frame;
            }
        }
    }

    /// Posts a number to a group.
    pub async fn post(
        &mut self,
        group: &str,
        content: u64,
        mid: Option<&str>,
    ) -> Result<Receipt, NotJoined> {
        self.seat.broadcast(group, &content.to_string(), mid).await
    }

    /// Posts a number to a user.
    pub async fn send(&mut self, user: &str, content: u64, mid: Option<&str>) -> Receipt {
        self.seat.send(&Recipient::User(user.into()), &content.to_string(), mid).await
    }

    /// The next frame, which counts as seen.
    pub async fn next(&mut self) -> Value {
        let outbox = self.seat.peer().outbox();
        let next = tokio::time::timeout(DEADLINE, poll_fn(|cx| outbox.poll_next(cx))).await;
        match next.expect("a frame within the deadline") {
            Outgoing::Frame(frame) => self.see(frame.payload()),
            Outgoing::Close(close) => panic!("closed: {close:?}"),
        }
    }

    /// Reads until a post with this content has come.
    pub async fn until(&mut self, stream: &Stream, content: u64) {
        let is_it = |event: &Event| matches!(event, Event::Post(found, _) if *found == content);
        while !self.seen.get(stream).is_some_and(|events| events.iter().any(is_it)) {
            self.next().await;
        }
    }

    /// Reads what has come.
    pub fn drain(&mut self) {
        let mut cx = Context::from_waker(noop_waker_ref());
        while let Poll::Ready(Outgoing::Frame(frame)) = self.seat.peer().outbox().poll_next(&mut cx)
        {
            self.see(frame.payload());
        }
    }

    /// Why it was closed.
    pub fn closed(&self) -> Option<Close> {
        self.seat.peer().outbox().closed()
    }

    /// The posts that it has seen: contents and offsets.
    pub fn posts(&self, stream: &Stream) -> Vec<(u64, Option<u64>)> {
        let events = self.seen.get(stream).into_iter().flatten();
        let post = |event: &Event| match event {
            Event::Post(content, offset) => Some((*content, *offset)),
            _ => None,
        };
        events.filter_map(post).collect()
    }

    fn see(&mut self, payload: &[u8]) -> Value {
        let frame: Value = serde_json::from_slice(payload).expect("JSON");
        let text = |key: &str| frame[key].as_str().map(str::to_owned);
        let group = text("#srid").or_else(|| text("#joined"));
        let post = frame.get("#message").or_else(|| frame.get("#private"));
        let event = if let Some(content) = post.and_then(Value::as_u64) {
            Some(Event::Post(content, frame["#offset"].as_u64()))
        } else if frame.get("#joined").is_some() {
            Some(Event::Joined)
        } else {
            text("#code").zip(text("#scid")).map(|(code, cid)| Event::Notice(code, cid))
        };
        self.seen.entry(group).or_default().extend(event);
        frame
    }
}

/// What a client knows after this answer or greeting.
pub fn position(answer: &Value) -> Position {
    Position {
        epoch: answer["epoch"].as_str().expect("an epoch").to_owned(),
        offset: answer["offset"].as_u64().expect("an offset"),
    }
}
