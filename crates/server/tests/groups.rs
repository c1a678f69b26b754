//! Groups: joining, leaving, presence and posts.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::start;

fn notice(user: &str, cid: &str, group: &str, event: &str, code: &str) -> Value {
    json!({
        "#notice": format!("User \"{user}\" {event}"),
        "#user_id": user, "#scid": cid, "#srid": group, "#code": code,
    })
}

/// S22
#[tokio::test]
async fn joining_tells_everybody_in_the_group_and_the_joiner() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.connect("ben").await;
    let cid = ben.cid().await;
    ben.send(json!({ "action": "joinRoom", "rid": "g", "token": "ignored" })).await;
    let expected = notice("ben", &cid, "g", "has joined the message group.", "USER_JOINED");
    assert_eq!(ben.next().await, expected);
    assert_eq!(ann.next().await, expected);
    ben.expect_nothing().await;
}

/// S22, S35
#[tokio::test]
async fn a_notice_has_its_keys_in_order() {
    let server = start(|_| {}).await;
    let mut ann = server.connect(r#"ann "x" \ y"#).await;
    let cid = ann.cid().await;
    ann.send(json!({ "action": "joinRoom", "rid": "g" })).await;
    // The quotes around the user id are the notice's own and are escaped like those inside it.
    let user = r#"ann \"x\" \\ y"#;
    assert_eq!(
        ann.next_text().await,
        format!(
            r##"{{"#notice":"User \"{user}\" has joined the message group.","#user_id":"{user}","#scid":"{cid}","#srid":"g","#code":"USER_JOINED"}}"##
        )
    );
}

/// S23
#[tokio::test]
async fn joining_another_group_leaves_the_first() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "old").await;
    let mut cem = server.join("cem", "new").await;
    let mut ben = server.connect("ben").await;
    let cid = ben.cid().await;
    ben.join("old").await;
    ann.next().await;

    ben.send(json!({ "action": "joinRoom", "rid": "new" })).await;
    let left = notice("ben", &cid, "old", "has left the message group.", "USER_LEFT");
    let joined = notice("ben", &cid, "new", "has joined the message group.", "USER_JOINED");
    assert_eq!(ann.next().await, left);
    assert_eq!(cem.next().await, joined);
    // The leaver does not hear of its own leaving.
    assert_eq!(ben.next().await, joined);

    ann.broadcast("old", json!("for the old group")).await;
    assert_eq!(ann.next().await["#message"], "for the old group");
    ben.expect_nothing().await;
}

/// S24
#[tokio::test]
async fn leaving_tells_those_who_stay() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.connect("ben").await;
    let cid = ben.cid().await;
    for leave in [
        json!({ "action": "joinRoom", "rid": null }),
        json!({ "action": "joinRoom", "rid": "" }),
        json!({ "action": "joinRoom" }),
    ] {
        ben.join("g").await;
        ann.next().await;
        ben.send(leave.clone()).await;
        let left = notice("ben", &cid, "g", "has left the message group.", "USER_LEFT");
        assert_eq!(ann.next().await, left, "{leave}");
        // Once more, without a group: nothing happens.
        ben.send(leave).await;
        ben.expect_nothing().await;
    }
    ann.expect_nothing().await;
}

/// S25
#[tokio::test]
async fn joining_again_tells_nobody() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.join("ben", "g").await;
    ann.next().await;
    ben.send(json!({ "action": "joinRoom", "rid": "g" })).await;
    ben.expect_nothing().await;
    ann.expect_nothing().await;
    assert_eq!(server.groups().await, [("g".to_owned(), 2)]);
}

/// S26
#[tokio::test]
async fn the_end_of_a_connection_is_told() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    for properly in [true, false] {
        let mut ben = server.connect("ben").await;
        let cid = ben.cid().await;
        ben.join("g").await;
        ann.next().await;
        if properly {
            ben.close().await;
        } else {
            drop(ben);
        }
        let gone = notice("ben", &cid, "g", "has been disconnected.", "USER_DISCONNECTED");
        assert_eq!(ann.next().await, gone);
    }
}

/// S26: who has left, or never was in a group, is not reported as disconnected.
#[tokio::test]
async fn the_end_of_a_connection_without_group_is_not_told() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.join("ben", "g").await;
    ann.next().await;
    ben.send(json!({ "action": "joinRoom", "rid": null })).await;
    assert_eq!(ann.next().await["#code"], "USER_LEFT");
    ben.close().await;
    ann.expect_nothing().await;
}

/// S27
#[tokio::test]
async fn a_group_vanishes_with_its_last_member() {
    let server = start(|_| {}).await;
    assert_eq!(server.groups().await, []);
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.join("ben", "g").await;
    assert_eq!(server.groups().await, [("g".to_owned(), 2)]);
    ben.join("h").await;
    assert_eq!(server.groups().await, [("g".to_owned(), 1), ("h".to_owned(), 1)]);
    ann.send(json!({ "action": "joinRoom", "rid": null })).await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    assert_eq!(ann.next().await["#code"], "USER_LEFT");
    ann.expect_nothing().await;
    assert_eq!(server.groups().await, [("h".to_owned(), 1)]);
    ann.join("h").await;
    ben.close().await;
    assert_eq!(ann.next().await["#code"], "USER_DISCONNECTED");
    assert_eq!(server.groups().await, [("h".to_owned(), 1)]);
}

/// S28, S35
#[tokio::test]
async fn a_post_reaches_every_member_and_its_sender() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let cid = ann.cid().await;
    ann.join("g").await;
    let mut ben = server.join("ben", "g").await;
    // A second connection of the same user is a member of its own.
    let mut ben_too = server.join("ben", "g").await;
    let mut outsider = server.join("cem", "h").await;
    for (client, joined) in [(&mut ann, 2), (&mut ben, 1)] {
        for _ in 0..joined {
            assert_eq!(client.next().await["#code"], "USER_JOINED");
        }
    }
    ann.send_text(
        r#"{"action":"broadcast","rid":"g","content":{"msg":"Hello"},"notification":"","notificationConfig":{},"token":"IdT:s:o:null"}"#,
    )
    .await;
    let expected = format!(
        r##"{{"#message":{{"msg":"Hello"}},"#user_id":"ann","#scid":"{cid}","#srid":"g"}}"##
    );
    for client in [&mut ann, &mut ben, &mut ben_too] {
        assert_eq!(client.next_text().await, expected);
    }
    outsider.expect_nothing().await;
}

/// S28
#[tokio::test]
async fn all_members_see_one_order() {
    const SENDERS: usize = 4;
    const POSTS: usize = 50;
    let server = start(|config| config.limits.frames_per_second = 0).await;
    let mut members = Vec::new();
    for at in 0..SENDERS {
        members.push(server.join(&format!("user {at}"), "g").await);
    }
    // All hear of those who joined later.
    for (at, member) in members.iter_mut().enumerate() {
        for _ in at + 1..SENDERS {
            assert_eq!(member.next().await["#code"], "USER_JOINED");
        }
    }
    let tasks: Vec<_> = members
        .into_iter()
        .map(|mut member| {
            tokio::spawn(async move {
                for at in 0..POSTS {
                    member.broadcast("g", json!(at)).await;
                }
                let mut seen = Vec::new();
                for _ in 0..POSTS * SENDERS {
                    seen.push(member.next_text().await);
                }
                // Stays in the group until all have read: presence is not the matter here.
                (member, seen)
            })
        })
        .collect();
    let mut orders = Vec::new();
    let mut keep = Vec::new();
    for task in tasks {
        let (member, seen) = task.await.expect("no panic");
        keep.push(member);
        orders.push(seen);
    }
    assert!(orders.windows(2).all(|pair| pair[0] == pair[1]));
}

/// S29
#[tokio::test]
async fn long_names_of_groups_are_refused() {
    let server = start(|config| config.limits.max_group_name_bytes = 8).await;
    let mut ann = server.join("ann", "ééé12").await;
    ann.send(json!({ "action": "joinRoom", "rid": "éééé1" })).await;
    assert_eq!(ann.next_error().await, "INVALID_PARAMETER");
    assert_eq!(server.groups().await, [("ééé12".to_owned(), 1)]);
}
