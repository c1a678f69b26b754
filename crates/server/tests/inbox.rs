//! Version 1: private posts to a user who was away.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{start, token, within};

/// S67
#[tokio::test]
async fn private_posts_wait_for_a_user_that_was_there() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let (mut ben, hello) = server.connect_v1(&token("ben"), "").await;
    let since =
        |at: &Value| format!("&since={}:{}", at["epoch"].as_str().expect("an epoch"), at["offset"]);
    let ask = |n: u64| json!({ "action": "sendMessage", "uid": "ben", "mid": n.to_string(), "content": n });
    ann.ask(ask(1)).await;
    assert_eq!(ben.next().await["#private"], 1);
    ben.close().await;
    // Its connection may end a moment after it is closed.
    within(async {
        let mut mid = 2;
        while ann.ask(ask(mid)).await["reached"] != 0 {
            mid += 1;
        }
    })
    .await;
    let (mut ben, again) = server.connect_v1(&token("ben"), &since(&hello)).await;
    assert_eq!(again["recovered"], true);
    // The offsets of the service are those of these posts: nobody else posts.
    for n in 1..=again["offset"].as_u64().expect("an offset") {
        assert_eq!(ben.next().await["#private"], n);
    }
    ben.expect_nothing().await;
    // Another connection of the user meanwhile, with nothing to recover and with nonsense.
    let (mut second, hello) = server.connect_v1(&token("ben"), &since(&again)).await;
    assert_eq!(hello["recovered"], true);
    second.expect_nothing().await;
    let (mut third, hello) = server.connect_v1(&token("ben"), "&since=nonsense").await;
    assert_eq!(hello["recovered"], false);
    third.expect_nothing().await;
}

/// S67
#[tokio::test]
async fn a_private_post_to_nobody_is_not_forgotten_silently() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let (_, hello) = server.connect_v1(&token("cem"), "").await;
    ann.ask(json!({ "action": "sendMessage", "uid": "ben", "mid": "1", "content": 1 })).await;
    let since = format!("&since={}:0", hello["epoch"].as_str().expect("an epoch"));
    let (mut ben, hello) = server.connect_v1(&token("ben"), &since).await;
    assert_eq!(hello["recovered"], false);
    ben.expect_nothing().await;
}
