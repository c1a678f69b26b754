//! Version 1: the places of posts in their streams.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{start, token};

/// S63
#[tokio::test]
async fn group_posts_have_growing_offsets_of_one_epoch() {
    let server = start(|_| {}).await;
    let (mut ann, hello) = server.connect_v1(&token("ann"), "").await;
    let joined = ann.join_v1("g").await;
    assert_eq!(joined["epoch"], hello["epoch"]);
    assert!(joined.get("recovered").is_none(), "{joined}");
    let mut last = joined["offset"].as_u64().expect("an offset");
    for n in 0..5 {
        ann.broadcast("g", json!(n)).await;
        let post = ann.next().await;
        let offset = post["#offset"].as_u64().expect("an offset");
        assert!(offset > last, "{post}");
        assert_eq!(post["#epoch"], hello["epoch"]);
        last = offset;
    }
    let text = {
        ann.broadcast("g", json!("x")).await;
        ann.next_text().await
    };
    let epoch = hello["epoch"].as_str().expect("an epoch");
    let end = format!(r##","#srid":"g","#offset":{},"#epoch":"{epoch}"}}"##, last + 1);
    assert!(text.ends_with(&end), "{text}");
}

/// S63
#[tokio::test]
async fn private_posts_to_a_user_have_offsets_and_copies_have_none() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let (mut ben, hello) = server.connect_v1(&token("ben"), "").await;
    ann.send(json!({ "action": "sendMessage", "uid": "ben", "content": 1 })).await;
    assert!(ann.next().await.get("#offset").is_none());
    let post = ben.next().await;
    assert!(post["#offset"].as_u64() > hello["offset"].as_u64(), "{post}");
    assert_eq!(post["#epoch"], hello["epoch"]);
    // To oneself it is a post like any other.
    ann.send(json!({ "action": "sendMessage", "uid": "ann", "content": 2 })).await;
    assert!(ann.next().await["#offset"].is_u64());
    let cid = ben.cid().await;
    ann.send(json!({ "action": "sendMessage", "uid": format!("cid:{cid}"), "content": 3 })).await;
    let post = ben.next().await;
    assert_eq!(post["#private"], 3);
    assert!(post.get("#offset").is_none(), "{post}");
}
