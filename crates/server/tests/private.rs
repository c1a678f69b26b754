//! Private messages.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use support::start;

/// S30, S32, S35
#[tokio::test]
async fn every_connection_of_the_user_and_the_sender_get_it_once() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let mut ann_too = server.connect("ann").await;
    let mut ben = server.connect("ben").await;
    let mut ben_too = server.join("ben", "g").await;
    let mut cem = server.join("cem", "g").await;
    assert_eq!(ben_too.next().await["#code"], "USER_JOINED");
    let cid = ann.cid().await;
    ann.send(json!({ "action": "sendMessage", "uid": "ben", "content": { "msg": "psst" } })).await;
    let expected = format!(r##"{{"#private":{{"msg":"psst"}},"#user_id":"ann","#scid":"{cid}"}}"##);
    for client in [&mut ann, &mut ben, &mut ben_too] {
        assert_eq!(client.next_text().await, expected);
    }
    for client in [&mut ann, &mut ann_too, &mut ben, &mut ben_too, &mut cem] {
        client.expect_nothing().await;
    }
}

/// S30
#[tokio::test]
async fn a_message_to_oneself_comes_once_to_each_connection() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let mut ann_too = server.connect("ann").await;
    ann.send(json!({ "action": "sendMessage", "uid": "ann", "content": "note" })).await;
    for client in [&mut ann, &mut ann_too] {
        assert_eq!(client.next().await["#private"], "note");
        client.expect_nothing().await;
    }
}

/// S31
#[tokio::test]
async fn a_connection_can_be_written_to_alone() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let mut ben = server.connect("ben").await;
    let mut ben_too = server.connect("ben").await;
    let cid = ben.cid().await;
    ann.send(json!({ "action": "sendMessage", "uid": format!("cid:{cid}"), "content": 1 })).await;
    assert_eq!(ben.next().await["#private"], 1);
    for client in [&mut ann, &mut ben, &mut ben_too] {
        client.expect_nothing().await;
    }
}

/// S32
#[tokio::test]
async fn nobody_there_is_no_error() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let mut ben = server.connect("ben").await;
    let cid = ben.cid().await;
    ben.close().await;
    ann.send(json!({ "action": "sendMessage", "uid": format!("cid:{cid}"), "content": 1 })).await;
    ann.expect_nothing().await;
    ann.send(json!({ "action": "sendMessage", "uid": "ben", "content": 2 })).await;
    assert_eq!(ann.next().await["#private"], 2);
    ann.expect_nothing().await;
}
