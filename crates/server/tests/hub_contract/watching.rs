//! Somebody who is in no group sees every post.

use std::sync::{Arc, Mutex};

use groupwire_server::frames::Recipient;
use groupwire_server::frames::outgoing::Presence;
use groupwire_server::hub::{Hub, Peer, Reached, Watcher};

use crate::Settings;
use crate::client::Client;

/// Who posted what where: a group, a user, or a connection.
type Seen = (String, String, String);

#[derive(Debug, Default)]
struct Witness(Mutex<Vec<Seen>>);

impl Witness {
    fn see(&self, place: String, from: &Peer, content: &str) {
        let seen = (place, from.user().to_string(), content.to_owned());
        self.0.lock().expect("no panic").push(seen);
    }

    fn seen(&self) -> Vec<Seen> {
        self.0.lock().expect("no panic").clone()
    }
}

impl Watcher for Witness {
    fn posted(&self, service: &str, group: &str, from: &Peer, content: &str) {
        self.see(format!("{service}#{group}"), from, content);
    }

    fn moved(&self, service: &str, group: &str, who: &Peer, what: Presence) {
        self.see(format!("{service}#{group}"), who, &format!("{what:?}"));
    }

    fn sent(&self, service: &str, to: &Reached<'_>, from: &Peer, content: &str) {
        let to = match to {
            Reached::User(user) => format!("user {user}"),
            Reached::Connection(peer) => format!("connection of {}", peer.user()),
        };
        self.see(format!("{service} {to}"), from, content);
    }
}

pub async fn a_watcher_sees_what_the_members_see_in_their_order(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    const SENDERS: u64 = 4;
    const POSTS: u64 = 100;
    let hub = make(Settings::default()).await;
    let witness = Arc::new(Witness::default());
    hub.watch(witness.clone());
    let mut reader = Client::new(&hub, "reader", None).await;
    reader.join("g", None).await;
    let mut tasks = Vec::new();
    for sender in 0..SENDERS {
        let mut client = Client::new(&hub, &format!("u{sender}"), None).await;
        client.join("g", None).await;
        tasks.push(tokio::spawn(async move {
            for n in 0..POSTS {
                let (content, mid) = (sender * POSTS + n, n.to_string());
                let first = client.post("g", content, Some(&mid)).await.expect("a member");
                // Once more, as after a lost answer.
                let again = client.post("g", content, Some(&mid)).await.expect("a member");
                assert_eq!(first, again);
            }
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    for content in 0..SENDERS * POSTS {
        reader.until(&Some("g".to_owned()), content).await;
    }
    let posts = reader.posts(&Some("g".to_owned())).into_iter().map(|(content, _)| {
        let sender = content / POSTS;
        ("s#g".to_owned(), format!("u{sender}"), content.to_string())
    });
    let mut seen = witness.seen();
    seen.retain(|(_, _, what)| what.parse::<u64>().is_ok());
    assert_eq!(seen, posts.collect::<Vec<_>>());
}

pub async fn a_watcher_sees_who_comes_and_goes(make: impl AsyncFn(Settings) -> Arc<dyn Hub>) {
    let hub = make(Settings::default()).await;
    let witness = Arc::new(Witness::default());
    hub.watch(witness.clone());
    let mut ann = Client::new(&hub, "ann", None).await;
    ann.join("g", None).await;
    ann.join("g", None).await;
    ann.post("g", 1, None).await.expect("a member");
    let mut ben = Client::new(&hub, "ben", None).await;
    ben.join("g", None).await;
    ann.seat.leave("g").await;
    ann.seat.leave("g").await;
    drop(ben);
    let expected = [
        ("ann", "Joined"),
        ("ann", "1"),
        ("ben", "Joined"),
        ("ann", "Left"),
        ("ben", "Disconnected"),
    ];
    let seen = |(user, what): (&str, &str)| ("s#g".to_owned(), user.to_owned(), what.to_owned());
    assert_eq!(witness.seen(), expected.map(seen));
}

pub async fn a_watcher_sees_private_posts_whoever_is_there(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    let hub = make(Settings::default()).await;
    let witness = Arc::new(Witness::default());
    hub.watch(witness.clone());
    let mut ann = Client::new(&hub, "ann", None).await;
    let ben = Client::new(&hub, "ben", None).await;
    for _ in 0..2 {
        ann.send("ben", 1, Some("m")).await;
    }
    ann.send("nobody", 2, None).await;
    let to = Recipient::Connection(ben.cid().into());
    ann.seat.send(&to, "3", None).await;
    let gone = Recipient::Connection("gone".into());
    ann.seat.send(&gone, "4", None).await;
    let seen = |to: &str, content: &str| (format!("s {to}"), "ann".to_owned(), content.to_owned());
    let expected = [("user ben", "1"), ("user nobody", "2"), ("connection of ben", "3")];
    assert_eq!(witness.seen(), expected.map(|(to, content)| seen(to, content)));
}
