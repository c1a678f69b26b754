//! Who comes back gets all that it missed, or none of it.

use std::sync::Arc;

use groupwire_server::hub::{Hub, Position};
use serde_json::Value;

use crate::Settings;
use crate::client::{Client, position};

/// Contents are numbers from 0 on: whoever has got all up to one has got them in this order.
fn assert_complete(posts: &[(u64, Option<u64>)]) {
    let contents: Vec<_> = posts.iter().map(|(content, _)| *content).collect();
    let expected: Vec<_> = (0..contents.len() as u64).collect();
    assert_eq!(contents, expected);
}

pub async fn who_joins_among_posts_misses_none_and_gets_none_twice(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    const POSTS: u64 = 2000;
    let hub = make(Settings { history: POSTS as usize, ..Settings::default() }).await;
    let group = Some("g".to_owned());
    let mut ann = Client::new(&hub, "ann", None).await;
    let mut since = position(&ann.join("g", None).await);
    let posting = tokio::spawn(async move {
        for n in 0..POSTS {
            ann.post("g", n, None).await.expect("a member");
            tokio::task::yield_now().await;
        }
        ann
    });
    // Comes and goes, while posts are made, and puts together what it got.
    let mut got = Vec::new();
    while (got.len() as u64) < POSTS {
        let mut ben = Client::new(&hub, "ben", None).await;
        let joined = ben.join("g", Some(&since)).await;
        assert_eq!(joined["recovered"], true);
        let replayed = ben.posts(&group).len();
        if posting.is_finished() {
            ben.until(&group, POSTS - 1).await;
        } else {
            ben.drain();
        }
        let posts = ben.posts(&group);
        let joined = position(&joined);
        assert!(posts[..replayed].iter().all(|(_, offset)| *offset <= Some(joined.offset)));
        assert!(posts[replayed..].iter().all(|(_, offset)| *offset > Some(joined.offset)));
        let last = posts.last().and_then(|(_, offset)| *offset);
        since.offset = last.unwrap_or(joined.offset).max(joined.offset);
        got.extend(posts);
    }
    assert_complete(&got);
    posting.await.expect("no panic");
}

pub async fn who_connects_among_private_posts_misses_none_and_gets_none_twice(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    const POSTS: u64 = 2000;
    let hub = make(Settings { history: POSTS as usize, ..Settings::default() }).await;
    let mut since = position(&Client::new(&hub, "ben", None).await.hello);
    let mut ann = Client::new(&hub, "ann", None).await;
    let posting = tokio::spawn(async move {
        for n in 0..POSTS {
            ann.send("ben", n, None).await;
            tokio::task::yield_now().await;
        }
    });
    let mut got = Vec::new();
    while (got.len() as u64) < POSTS {
        let mut ben = Client::new(&hub, "ben", Some(since.clone())).await;
        assert_eq!(ben.hello["recovered"], true);
        // What was missed follows the greeting, before anything else.
        if posting.is_finished() {
            ben.until(&None, POSTS - 1).await;
        } else {
            ben.drain();
        }
        let posts = ben.posts(&None);
        let last = posts.last().and_then(|(_, offset)| *offset).unwrap_or_default();
        since.offset = last.max(position(&ben.hello).offset);
        got.extend(posts);
    }
    assert_complete(&got);
    posting.await.expect("no panic");
}

pub async fn positions_that_are_not_of_this_hub_are_not_recovered(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    let hub = make(Settings::default()).await;
    let other = make(Settings::default()).await;
    let mut ann = Client::new(&hub, "ann", None).await;
    let own = position(&ann.join("g", None).await);
    ann.post("g", 0, None).await.expect("a member");
    let foreign = position(&Client::new(&other, "ann", None).await.hello);
    assert_ne!(own.epoch, foreign.epoch);
    let future = Position { offset: own.offset + 1_000_000, ..own.clone() };
    for since in [foreign, future, Position::unknown()] {
        let mut ben = Client::new(&hub, "ben", Some(since.clone())).await;
        assert_eq!(ben.hello["recovered"], false, "{since:?}");
        let joined = ben.join("g", Some(&since)).await;
        assert_eq!(joined["recovered"], false, "{since:?}");
        assert!(ben.posts(&Some("g".into())).is_empty());
    }
    let joined = Client::new(&hub, "ben", None).await.join("g", None).await;
    assert_eq!(joined.get("recovered"), None::<&Value>);
}

pub async fn what_is_forgotten_is_not_recovered(make: impl AsyncFn(Settings) -> Arc<dyn Hub>) {
    let hub = make(Settings { history: 3, ..Settings::default() }).await;
    let mut ann = Client::new(&hub, "ann", None).await;
    let since = position(&ann.join("g", None).await);
    let inbox = position(&Client::new(&hub, "ben", None).await.hello);
    for n in 0..4 {
        ann.post("g", n, None).await.expect("a member");
        ann.send("ben", n, None).await;
    }
    let mut ben = Client::new(&hub, "ben", Some(inbox)).await;
    let joined = ben.join("g", Some(&since)).await;
    ben.drain();
    for (answer, stream) in [(&ben.hello, None), (&joined, Some("g".to_owned()))] {
        // A hub may keep more than it was asked to.
        let expected = if answer["recovered"] == true { 4 } else { 0 };
        assert_eq!(ben.posts(&stream).len(), expected, "{answer}");
    }
}
