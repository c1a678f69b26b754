//! Version 1: the greeting, commands with an answer, and posts that are made once.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::late::LateHub;
use support::{sign, start, start_with, token, within};

/// S55
#[tokio::test]
async fn the_first_frame_says_hello() {
    let server = start(|config| {
        config.limits.max_message_bytes = 1000;
        config.limits.groups_per_connection = 7;
    })
    .await;
    let (mut ann, hello) = server.connect_v1(&token("ann"), "").await;
    assert_eq!(
        hello,
        json!({
            "v": 1, "cid": hello["cid"], "user_id": "ann", "epoch": hello["epoch"], "offset": 0,
            "heartbeat": 25_000, "dedupe": 300_000,
            "limits": { "message": 1000, "group": 256, "groups": 7 },
        })
    );
    assert_eq!(ann.cid().await, hello["cid"].as_str().expect("an id"));
    assert!(!hello["epoch"].as_str().expect("an epoch").is_empty());
}

/// S55
#[tokio::test]
async fn who_does_not_ask_for_version_1_sees_nothing_of_it() {
    let server = start(|_| {}).await;
    let mut old = server.open(&format!("v=2&since=x:1&token={}", token("ann"))).await;
    let mut new = server.join_v1("ben", "g").await;
    old.join("g").await;
    new.next().await;
    let cid = old.cid().await;
    old.send_text(r#"{"action":"broadcast","rid":"g","mid":"m","mid":7,"content":1}"#).await;
    let sender = r##""#user_id":"ann","#scid":"##;
    assert_eq!(old.next_text().await, format!(r##"{{"#message":1,{sender}"{cid}","#srid":"g"}}"##));
    assert_eq!(new.next().await["#offset"], 2);
    old.send(json!({ "action": "sendMessage", "uid": "ann", "mid": "m", "content": 2 })).await;
    assert_eq!(old.next_text().await, format!(r##"{{"#private":2,{sender}"{cid}"}}"##));
    for action in ["ping", "leaveRoom", "renew"] {
        old.send(json!({ "action": action, "rid": "g", "mid": "m" })).await;
        assert_eq!(old.next_error().await, "INVALID_REQUEST");
    }
    old.expect_nothing().await;
}

/// S56
#[tokio::test]
async fn a_refused_token_is_told_by_a_close_code() {
    let server = start(|_| {}).await;
    let expired = sign(json!({ "sub": "ann", "exp": support::now() - 60 }));
    for query in ["v=1", "v=1&token=x", &format!("v=1&token={expired}")] {
        let (code, reason) = server.open(query).await.closed_with_reason().await;
        assert_eq!(code, 4401, "{query}");
        assert!(!reason.is_empty());
    }
    // What is no WebSocket handshake is answered as ever.
    let response = within(server.get("/api?v=1&token=x").send()).await.expect("an answer");
    assert_eq!(response.status(), 401);
}

/// S57
#[tokio::test]
async fn every_command_with_a_mid_is_answered_in_order() {
    let server = start(|_| {}).await;
    let mut ann = server.join_v1("ann", "g").await;
    let mut ben = server.v1("ben").await;
    let ben_cid = ben.cid().await;
    ann.send(json!({ "action": "broadcast", "rid": "g", "mid": "1", "content": 0 })).await;
    ann.send(json!({ "action": "sendMessage", "uid": "ben", "mid": "2", "content": 1 })).await;
    ann.send(json!({ "action": "sendMessage", "uid": "nobody", "mid": "3" })).await;
    ann.send(json!({ "action": "sendMessage", "uid": format!("cid:{ben_cid}"), "mid": "4" })).await;
    ann.send(json!({ "action": "leaveRoom", "rid": "g", "mid": "5" })).await;
    ann.send(json!({ "action": "leaveRoom", "rid": "never joined", "mid": "6" })).await;
    ann.send(json!({ "action": "joinRoom", "rid": null, "mid": "%\"7" })).await;
    let mut answers = Vec::new();
    while answers.len() < 7 {
        let frame = ann.next().await;
        if !frame["#ack"].is_null() {
            answers.push(frame);
        }
    }
    assert!(answers[0]["offset"].as_u64().is_some_and(|offset| offset > 0), "{answers:?}");
    let expected = [
        json!({ "#ack": "1", "offset": answers[0]["offset"] }),
        json!({ "#ack": "2", "reached": 1 }),
        json!({ "#ack": "3", "reached": 0 }),
        json!({ "#ack": "4", "reached": 1 }),
        json!({ "#ack": "5" }),
        json!({ "#ack": "6" }),
        json!({ "#ack": "%\"7" }),
    ];
    assert_eq!(answers, expected);
}

/// S58
#[tokio::test]
async fn a_refusal_has_the_mid_where_there_is_one() {
    let server = start(|config| {
        config.limits.max_message_bytes = 1000;
        config.limits.max_group_name_bytes = 10;
    })
    .await;
    let mut ann = server.v1("ann").await;
    let long = "x".repeat(1000);
    for (command, code) in [
        (json!({ "action": "broadcast", "rid": "g", "content": 0 }), "INVALID_REQUEST"),
        (json!({ "action": "joinRoom", "rid": "a long name" }), "INVALID_PARAMETER"),
        (json!({ "action": "joinRoom", "rid": "g", "since": 7 }), "INVALID_PARAMETER"),
        (json!({ "action": "leaveRoom" }), "INVALID_PARAMETER"),
        (json!({ "action": "sendMessage", "uid": "ben", "content": long }), "PAYLOAD_TOO_LARGE"),
        (json!({ "action": "rtc", "uid": "cid:x" }), "NOT_SUPPORTED"),
        (json!({ "action": "dance" }), "INVALID_REQUEST"),
        (json!({ "rid": "g" }), "INVALID_REQUEST"),
    ] {
        ann.send(command.clone()).await;
        assert_eq!(ann.next_error().await, code, "{command}");
        let mut with_mid = command.clone();
        with_mid["mid"] = json!("m");
        ann.send(with_mid).await;
        let nack = ann.next().await;
        assert_eq!((&nack["#nack"], &nack["code"]), (&json!("m"), &json!(code)), "{command}");
        assert!(nack["message"].as_str().is_some_and(|text| !text.is_empty()));
    }
    // Without a mid that could be repeated there is no way to answer by it.
    for bad in [json!(7), json!("x".repeat(65)), json!({})] {
        ann.send(json!({ "action": "joinRoom", "rid": "g", "mid": bad })).await;
        assert_eq!(ann.next_error().await, "INVALID_PARAMETER");
    }
    let position = json!({ "epoch": "e", "offset": 1 });
    ann.send(json!({ "action": "joinRoom", "rid": "g", "since": position })).await;
    assert_eq!(ann.next_error().await, "INVALID_PARAMETER");
    ann.expect_nothing().await;
}

/// S59
#[tokio::test]
async fn a_repeated_post_is_answered_as_before_and_delivered_once() {
    let server = start(|_| {}).await;
    let mut ben = server.join_v1("ben", "g").await;
    let mut ann = server.join_v1("ann", "g").await;
    ben.next().await;
    let post = json!({ "action": "broadcast", "rid": "g", "mid": "m", "content": "once" });
    let first = ann.ask(post.clone()).await;
    assert_eq!(ann.ask(post.clone()).await, first);
    // On another connection of the user, which is in no group.
    let mut again = server.v1("ann").await;
    assert_eq!(again.ask(post.clone()).await, first);
    assert_eq!(ben.next().await["#message"], "once");
    ben.expect_nothing().await;
    // A `mid` belongs to its user.
    assert_ne!(ben.ask(post).await, first);

    let private = json!({ "action": "sendMessage", "uid": "ben", "mid": "p", "content": "once" });
    let reached = json!({ "#ack": "p", "reached": 1 });
    assert_eq!(ann.ask(private.clone()).await, reached);
    let mut other = server.v1("ben").await;
    assert_eq!(again.ask(private).await, reached);
    other.expect_nothing().await;
}

/// S59
#[tokio::test]
async fn a_refused_post_may_be_made_again() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let post = json!({ "action": "broadcast", "rid": "g", "mid": "m", "content": 1 });
    assert_eq!(ann.ask(post.clone()).await["#nack"], "m");
    ann.join_v1("g").await;
    assert_eq!(ann.ask(post).await["#ack"], "m");
}

/// S59
#[tokio::test]
async fn mids_are_forgotten_by_count() {
    let server = start(|config| config.history.dedupe_count = 8).await;
    let mut ann = server.join_v1("ann", "g").await;
    let first = ann.post("g", "first", json!(1)).await;
    for n in 0..100 {
        ann.post("g", &format!("m{n}"), json!(n)).await;
    }
    assert_ne!(ann.post("g", "first", json!(1)).await, first);
}

/// S60
#[tokio::test]
async fn a_connection_is_in_several_groups() {
    let server = start(|config| config.limits.groups_per_connection = 2).await;
    let mut ann = server.join_v1("ann", "b").await;
    ann.join_v1("a").await;
    let nack = ann.ask(json!({ "action": "joinRoom", "rid": "c", "mid": "c" })).await;
    assert_eq!(nack["code"], "INVALID_REQUEST", "{nack}");
    let both = [("a".to_owned(), 1), ("b".to_owned(), 1)];
    assert_eq!(server.groups().await, both);
    // Once more is not one more.
    let again = ann.ask(json!({ "action": "joinRoom", "rid": "a", "mid": "a" })).await;
    assert_eq!(again["#joined"], "a");
    ann.expect_nothing().await;

    let mut ben = server.join_v1("ben", "a").await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    assert_eq!(
        ann.ask(json!({ "action": "leaveRoom", "rid": "a", "mid": "l" })).await["#ack"],
        "l"
    );
    let left = ben.next().await;
    assert_eq!((&left["#code"], &left["#srid"]), (&json!("USER_LEFT"), &json!("a")));
    ann.post("b", "still there", json!(1)).await;
    ann.join_v1("c").await;
    let left = json!({ "action": "joinRoom", "rid": null, "mid": "all" });
    assert_eq!(ann.ask(left).await, json!({ "#ack": "all" }));
    assert_eq!(server.groups().await, [("a".to_owned(), 1)]);
}

/// S60
#[tokio::test]
async fn all_groups_are_told_of_the_end() {
    let server = start(|_| {}).await;
    let mut ann = server.join_v1("ann", "a").await;
    ann.join_v1("b").await;
    let mut ben = server.join_v1("ben", "a").await;
    let mut cem = server.join_v1("cem", "b").await;
    drop(ann);
    for (client, group) in [(&mut ben, "a"), (&mut cem, "b")] {
        let gone = client.next().await;
        assert_eq!((&gone["#code"], &gone["#srid"]), (&json!("USER_DISCONNECTED"), &json!(group)));
    }
}

/// S61
#[tokio::test]
async fn a_ping_is_answered() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    ann.send(json!({ "action": "ping" })).await;
    let pong: Value = ann.next().await;
    let now = support::now() * 1000;
    let told = pong["#pong"].as_u64().expect("a time");
    assert!(told.abs_diff(now) < 30_000, "{told} {now}");
}

/// S62
#[tokio::test]
async fn who_sends_too_fast_is_read_more_slowly() {
    let server = start(|config| {
        config.limits.frames_per_second = 50;
        config.limits.frame_burst = Some(5);
        config.limits.errors_per_minute = 1;
    })
    .await;
    let mut ann = server.join_v1("ann", "g").await;
    let begin = std::time::Instant::now();
    for n in 0..40 {
        let post = json!({ "action": "broadcast", "rid": "g", "mid": n.to_string(), "content": n });
        ann.send(post).await;
    }
    for n in 0..40 {
        assert_eq!(ann.next().await["#message"], n);
        assert_eq!(ann.next().await["#ack"], n.to_string());
    }
    // 41 frames, of which 5 are at once and then one comes each 20 ms.
    assert!(begin.elapsed().as_millis() >= 600, "{:?}", begin.elapsed());
}

/// S57: a hub that answers late does not change the order, nor lose what comes meanwhile.
#[tokio::test]
async fn late_answers_come_in_the_order_of_the_commands() {
    let server = start_with(|_| {}, |hub| Arc::new(LateHub(hub))).await;
    let mut old = server.join("old", "g").await;
    let mut ann = server.v1("ann").await;
    ann.send(json!({ "action": "joinRoom", "rid": "g", "mid": "join" })).await;
    for n in 0..50 {
        let mid = n.to_string();
        ann.send(json!({ "action": "broadcast", "rid": "g", "mid": mid, "content": n })).await;
    }
    ann.send(json!({ "action": "broadcast", "rid": "not joined", "mid": "50" })).await;
    ann.send(json!({ "action": "leaveRoom", "rid": "g", "mid": "51" })).await;
    assert_eq!(ann.next().await["#joined"], "g");
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    for n in 0..50 {
        assert_eq!(ann.next().await["#message"], n);
        assert_eq!(ann.next().await["#ack"], n.to_string());
    }
    assert_eq!(ann.next().await["#nack"], "50");
    assert_eq!(ann.next().await["#ack"], "51");
    assert_eq!(old.next().await["#code"], "USER_JOINED");
    for n in 0..50 {
        assert_eq!(old.next().await["#message"], n);
    }
    assert_eq!(old.next().await["#code"], "USER_LEFT");
    old.join("h").await;
    assert_eq!(server.groups().await, [("h".to_owned(), 1)]);
}
