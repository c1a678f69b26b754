//! What a hub has to do, in the simplest way: lists that only grow.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use groupwire_server::hub::{Hub, Position, Receipt};
use serde_json::Value;

use crate::client::{Client, Event, Stream, position};

/// A step of a script. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Step {
    Connect { user: usize, recovers: bool },
    Disconnect { client: usize },
    Join { client: usize, group: usize, recovers: bool },
    Leave { client: usize, group: usize },
    Post { client: usize, group: usize, mid: Option<u8> },
    Send { client: usize, user: usize, mid: Option<u8> },
}

const GROUPS: [&str; 2] = ["g", "h"];
/// The last one does not speak version 1.
const USERS: [&str; 3] = ["ann", "ben", "old"];

/// A position, and how many posts of the stream were before it.
#[derive(Clone, Debug)]
struct Known {
    position: Position,
    posts: usize,
}

struct Connected {
    user: usize,
    client: Client,
    /// What it has to see.
    expected: BTreeMap<Stream, Vec<Event>>,
}

/// A hub, and what it has to do.
pub struct Model {
    hub: Arc<dyn Hub>,
    clients: Vec<Connected>,
    /// All posts ever. Contents are unique.
    posts: BTreeMap<Stream, Vec<u64>>,
    /// The same for each user, by the index of the user.
    inboxes: [Vec<u64>; USERS.len()],
    members: BTreeMap<&'static str, Vec<String>>,
    /// By user.
    receipts: HashMap<(usize, u8), Receipt>,
    /// What a user knows of a group, or of its inbox, when it comes back.
    known: HashMap<(usize, Stream), Known>,
    /// The offset that every receiver has to see with a content.
    offsets: HashMap<u64, u64>,
    next_content: u64,
}

impl Model {
    pub fn new(hub: Arc<dyn Hub>) -> Self {
        Self {
            hub,
            clients: Vec::new(),
            posts: BTreeMap::new(),
            inboxes: Default::default(),
            members: BTreeMap::new(),
            receipts: HashMap::new(),
            known: HashMap::new(),
            offsets: HashMap::new(),
            next_content: 0,
        }
    }

    /// Does a step with the hub, and compares.
    pub async fn step(&mut self, step: &Step) {
        match *step {
            Step::Connect { user, recovers } => self.connect(user % USERS.len(), recovers).await,
            _ if self.clients.is_empty() => {}
            Step::Disconnect { client } => self.disconnect(client % self.clients.len()),
            Step::Join { client, group, recovers } => {
                self.join(client % self.clients.len(), GROUPS[group % 2], recovers).await;
            }
            Step::Leave { client, group } => {
                self.leave(client % self.clients.len(), GROUPS[group % 2]).await;
            }
            Step::Post { client, group, mid } => {
                self.post(client % self.clients.len(), GROUPS[group % 2], mid).await;
            }
            Step::Send { client, user, mid } => {
                self.send(client % self.clients.len(), user % USERS.len(), mid).await;
            }
        }
        self.compare_presence().await;
    }

    /// Compares what everybody has seen with what everybody had to see.
    pub fn compare(&mut self) {
        let mut clients = std::mem::take(&mut self.clients);
        for connected in &mut clients {
            self.compare_one(connected);
        }
        self.clients = clients;
        for posts in self.posts.values().chain(&self.inboxes) {
            let offsets = posts.iter().filter_map(|content| self.offsets.get(content));
            assert!(offsets.is_sorted_by(|a, b| a < b), "offsets grow: {posts:?}");
        }
    }

    async fn connect(&mut self, user: usize, recovers: bool) {
        let is_old = user == USERS.len() - 1;
        let known = self.known.get(&(user, None)).filter(|_| recovers && !is_old).cloned();
        let since = known.as_ref().map(|known| known.position.clone());
        let client = Client::connect(&self.hub, ("s", USERS[user]), !is_old, since).await;
        let client = client.expect("a seat");
        let mut expected = BTreeMap::new();
        if !is_old {
            let missed = self.missed(&client.hello, known, &self.inboxes[user]);
            expected.insert(None, missed);
            let position = position(&client.hello);
            let posts = self.inboxes[user].len();
            self.known.insert((user, None), Known { position, posts });
        }
        self.clients.push(Connected { user, client, expected });
    }

    /// The posts that have to come with an answer.
    fn missed(&self, answer: &Value, known: Option<Known>, posts: &[u64]) -> Vec<Event> {
        let recovered = answer.get("recovered").and_then(Value::as_bool);
        assert_eq!(recovered.is_some(), known.is_some(), "{answer}");
        match known {
            Some(known) if recovered == Some(true) => {
                posts[known.posts..].iter().map(|content| Event::Post(*content, Some(0))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn disconnect(&mut self, at: usize) {
        let mut gone = self.clients.swap_remove(at);
        let cid = gone.client.cid();
        self.compare_one(&mut gone);
        drop(gone);
        for group in GROUPS {
            self.remove(group, &cid, "USER_DISCONNECTED");
        }
    }

    async fn join(&mut self, at: usize, group: &'static str, recovers: bool) {
        let user = self.clients[at].user;
        let cid = self.clients[at].client.cid();
        let is_old = user == USERS.len() - 1;
        let stream = Some(group.to_owned());
        let posts = self.posts.get(&stream).cloned().unwrap_or_default();
        let members = self.members.entry(group).or_default();
        let is_in = members.contains(&cid);
        // What a member that asks again is told depends on when it came: not in this model.
        let recovers = recovers && !is_old && !is_in;
        let known = self.known.get(&(user, stream.clone())).filter(|_| recovers).cloned();
        let since = known.as_ref().map(|known| &known.position);
        let joined = self.clients[at].client.join(group, since).await;
        let mut events = self.missed(&joined, known, &posts);
        events.push(Event::Joined);
        self.clients[at].expected.entry(stream.clone()).or_default().extend(events);
        let known = Known { position: position(&joined), posts: posts.len() };
        self.known.insert((user, stream), known);
        if !is_in {
            self.members.entry(group).or_default().push(cid.clone());
            self.tell(group, &Event::Notice("USER_JOINED".into(), cid));
        }
    }

    async fn leave(&mut self, at: usize, group: &'static str) {
        self.clients[at].client.seat.leave(group).await;
        let cid = self.clients[at].client.cid();
        self.remove(group, &cid, "USER_LEFT");
    }

    async fn post(&mut self, at: usize, group: &'static str, mid: Option<u8>) {
        let user = self.clients[at].user;
        let (content, before) = (self.content(), self.receipt(user, mid));
        let cid = self.clients[at].client.cid();
        let text = mid.map(|mid| mid.to_string());
        let receipt = self.clients[at].client.post(group, content, text.as_deref()).await;
        if let Some(before) = before {
            assert_eq!(receipt, Ok(before));
            return;
        }
        let is_in = self.members.get(group).is_some_and(|members| members.contains(&cid));
        assert_eq!(receipt.is_ok(), is_in);
        let Ok(receipt) = receipt else { return };
        let Receipt::Offset(offset) = receipt else { panic!("{receipt:?}") };
        self.offsets.insert(content, offset);
        self.remember(user, mid, receipt);
        self.posts.entry(Some(group.to_owned())).or_default().push(content);
        self.tell(group, &Event::Post(content, Some(0)));
    }

    async fn send(&mut self, at: usize, to: usize, mid: Option<u8>) {
        let user = self.clients[at].user;
        let (content, before) = (self.content(), self.receipt(user, mid));
        let text = mid.map(|mid| mid.to_string());
        let receipt = self.clients[at].client.send(USERS[to], content, text.as_deref()).await;
        if let Some(before) = before {
            assert_eq!(receipt, before);
            return;
        }
        self.remember(user, mid, receipt);
        self.inboxes[to].push(content);
        let mut reached = 0;
        for (n, connected) in self.clients.iter_mut().enumerate() {
            let is_receiver = connected.user == to;
            reached += u64::from(is_receiver);
            if is_receiver || n == at {
                let event = Event::Post(content, is_receiver.then_some(0));
                connected.expected.entry(None).or_default().push(event);
            }
        }
        assert_eq!(receipt, Receipt::Reached(reached));
    }

    fn content(&mut self) -> u64 {
        self.next_content += 1;
        self.next_content
    }

    fn receipt(&self, user: usize, mid: Option<u8>) -> Option<Receipt> {
        self.receipts.get(&(user, mid?)).copied()
    }

    fn remember(&mut self, user: usize, mid: Option<u8>, receipt: Receipt) {
        if let Some(mid) = mid {
            self.receipts.insert((user, mid), receipt);
        }
    }

    fn tell(&mut self, group: &str, event: &Event) {
        let members = self.members.get(group).cloned().unwrap_or_default();
        let is_member = |connected: &&mut Connected| members.contains(&connected.client.cid());
        for connected in self.clients.iter_mut().filter(is_member) {
            let events = connected.expected.entry(Some(group.to_owned())).or_default();
            events.push(event.clone());
        }
    }

    fn remove(&mut self, group: &'static str, cid: &str, code: &str) {
        let members = self.members.entry(group).or_default();
        let Some(at) = members.iter().position(|member| member == cid) else { return };
        members.remove(at);
        self.tell(group, &Event::Notice(code.to_owned(), cid.to_owned()));
    }

    /// An offset of 0 in what is expected is any, the same for all. Who does not speak version 1
    /// gets none.
    fn compare_one(&mut self, connected: &mut Connected) {
        let Connected { user, client, expected } = connected;
        client.drain();
        let is_old = *user == USERS.len() - 1;
        for (stream, seen) in &client.seen {
            let mut normalized = Vec::new();
            for event in seen {
                let Event::Post(content, Some(offset)) = event else {
                    normalized.push(event.clone());
                    continue;
                };
                assert!(!is_old, "{event:?}");
                assert_eq!(self.offsets.entry(*content).or_insert(*offset), offset);
                normalized.push(Event::Post(*content, Some(0)));
            }
            let plain = |event: Event| match event {
                Event::Post(content, Some(_)) if is_old => Event::Post(content, None),
                other => other,
            };
            let expected = expected.remove(stream).unwrap_or_default();
            let expected: Vec<_> = expected.into_iter().map(plain).collect();
            assert_eq!(normalized, expected, "{stream:?} of {}", USERS[*user]);
        }
        assert!(expected.values().all(Vec::is_empty), "not seen: {expected:?}");
    }

    async fn compare_presence(&self) {
        for group in GROUPS {
            let present = self.hub.users("s", group).await;
            let mut present: Vec<_> =
                present.iter().map(|one| one.connection.to_string()).collect();
            let mut members = self.members.get(group).cloned().unwrap_or_default();
            present.sort();
            members.sort();
            assert_eq!(present, members);
        }
        let listed = self.hub.groups("s").await;
        let listed: Vec<_> = listed.iter().map(|one| (&*one.name, one.connections)).collect();
        let members = self.members.iter().map(|(name, members)| (*name, members.len()));
        assert_eq!(listed, members.filter(|(_, count)| *count > 0).collect::<Vec<_>>());
    }
}
