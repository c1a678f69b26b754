//! What the hub in memory keeps, and for how long. Time is virtual.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

#[path = "hub_contract/client.rs"]
#[allow(dead_code)]
mod client;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use client::{Client, position};
use groupwire_server::Config;
use groupwire_server::hub::{Hub, MemoryHub, Position};
use groupwire_server::metrics::Metrics;
use tokio::time::advance;

const AGE: Duration = Duration::from_secs(60);
const ALMOST: Duration = Duration::from_secs(59);

fn hub() -> Arc<dyn Hub> {
    let mut config = Config::on(SocketAddr::from(([127, 0, 0, 1], 0)));
    config.history.history_age = AGE;
    config.history.dedupe_age = AGE;
    let hub = MemoryHub::new(&config.limits, &config.history, Arc::new(Metrics::new()));
    Arc::new(hub.expect("randomness"))
}

/// Ann was the only member of `g` and has posted there: where she stands, in `g` and in her private
/// posts, now that she is gone. And Ben, who is still connected.
async fn gone(hub: &Arc<dyn Hub>) -> (Position, Position, Client) {
    let mut ann = Client::new(hub, "ann", None).await;
    let joined = position(&ann.join("g", None).await);
    let inbox = position(&ann.hello);
    let ben = Client::new(hub, "ben", None).await;
    ann.post("g", 1, None).await.expect("a member");
    (joined, inbox, ben)
}

/// S66, S67
#[tokio::test(start_paused = true)]
async fn who_comes_back_in_time_has_lost_nothing() {
    let hub = hub();
    let (joined, inbox, mut ben) = gone(&hub).await;
    advance(ALMOST / 2).await;
    // A post for her, too.
    ben.send("ann", 2, None).await;
    advance(ALMOST / 2).await;
    hub.sweep();
    let mut ann = Client::new(&hub, "ann", Some(inbox)).await;
    assert_eq!(ann.hello["recovered"], true);
    assert_eq!(ann.join("g", Some(&joined)).await["recovered"], true);
    assert_eq!(ann.posts(&Some("g".into())).len(), 1);
    assert_eq!(ann.posts(&None).len(), 1);
}

/// S66, S67
#[tokio::test(start_paused = true)]
async fn who_comes_back_too_late_is_told_so() {
    let hub = hub();
    let (joined, inbox, mut ben) = gone(&hub).await;
    advance(AGE).await;
    hub.sweep();
    // Nobody knows of the user any more.
    ben.send("ann", 2, None).await;
    let mut ann = Client::new(&hub, "ann", Some(inbox)).await;
    assert_eq!(ann.hello["recovered"], false);
    assert_eq!(ann.join("g", Some(&joined)).await["recovered"], false);
    // What it knows now is as good as ever, also of a group that nobody has heard of.
    let mut cem = Client::new(&hub, "cem", Some(position(&ann.hello))).await;
    assert_eq!(cem.hello["recovered"], true);
    assert_eq!(cem.join("new", Some(&position(&ann.hello))).await["recovered"], true);
}

/// S66, S69: a service that is forgotten begins where it ended.
#[tokio::test(start_paused = true)]
async fn offsets_outlive_their_service() {
    let hub = hub();
    let mut ann = Client::new(&hub, "ann", None).await;
    let joined = position(&ann.join("g", None).await);
    for n in 0..10 {
        ann.post("g", n, Some(&n.to_string())).await.expect("a member");
    }
    let seen = ann.posts(&Some("g".into()));
    drop(ann);
    // Once for the group and the user, and then there is nothing left.
    for _ in 0..2 {
        advance(AGE).await;
        hub.sweep();
    }
    let mut ann = Client::new(&hub, "ann", Some(joined.clone())).await;
    assert_eq!(ann.hello["recovered"], false);
    assert_eq!(ann.join("g", Some(&joined)).await["recovered"], false);
    let last = position(&ann.hello).offset;
    assert!(seen.iter().all(|(_, offset)| *offset <= Some(last)), "{last}");
    // The same mids are new again, and the offsets go on.
    ann.post("g", 100, Some("0")).await.expect("a member");
    ann.until(&Some("g".into()), 100).await;
    assert!(ann.posts(&Some("g".into()))[0].1 > Some(last));
}
