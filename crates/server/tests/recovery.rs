//! Version 1: what a client gets that comes back.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Client, TestServer, start, token, within};
use tokio::net::TcpSocket;

/// The answer to a join with a position, and the posts before it.
async fn rejoin(client: &mut Client, group: &str, since: &Value) -> (Vec<Value>, Value) {
    client.send(json!({ "action": "joinRoom", "rid": group, "mid": "j", "since": since })).await;
    let mut missed = Vec::new();
    loop {
        let frame = client.next().await;
        if frame["#joined"] == group {
            return (missed, frame);
        }
        missed.push(frame["#message"].clone());
    }
}

/// What a client knows after this answer.
fn position(answer: &Value) -> Value {
    json!({ "epoch": answer["epoch"], "offset": answer["offset"] })
}

/// Waits until a group is listed no more.
async fn until_empty(server: &TestServer) {
    within(async { while !server.groups().await.is_empty() {} }).await;
}

/// S64
#[tokio::test]
async fn who_comes_back_gets_what_it_missed_and_then_what_follows() {
    let server = start(|_| {}).await;
    let mut ann = server.join_v1("ann", "g").await;
    let mut ben = server.join_v1("ben", "g").await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    ann.join_v1("h").await;
    ann.post("g", "0", json!("seen")).await;
    let seen = ben.next().await;
    let since = json!({ "epoch": seen["#epoch"], "offset": seen["#offset"] });
    // As if its network were gone.
    drop(ben);
    // Offsets of another group are in between.
    ann.post("h", "another group", json!(0)).await;
    let mut last = 0;
    for n in 0..3 {
        last = ann.post("g", &format!("missed {n}"), json!(n)).await;
    }
    let mut ben = server.v1("ben").await;
    let (missed, joined) = rejoin(&mut ben, "g", &since).await;
    assert_eq!(missed, [0, 1, 2]);
    assert_eq!(joined["recovered"], true);
    assert_eq!(joined["mid"], "j");
    assert!(joined["offset"].as_u64() >= Some(last), "{joined}");
    assert_eq!(ben.next().await["#code"], "USER_JOINED");
    ann.post("g", "later", json!("later")).await;
    assert_eq!(ben.next().await["#message"], "later");
    ben.expect_nothing().await;
}

/// S64
#[tokio::test]
async fn replayed_posts_are_as_they_were_sent() {
    let server = start(|_| {}).await;
    let mut ann = server.join_v1("ann", "g").await;
    let (mut ben, _) = server.connect_v1(&token("ben"), "").await;
    let since = position(&ben.join_v1("g").await);
    ben.send(json!({ "action": "leaveRoom", "rid": "g", "mid": "l" })).await;
    ben.next().await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    assert_eq!(ann.next().await["#code"], "USER_LEFT");
    ann.send_text(r#"{"action":"broadcast","rid":"g","content":{"b":1e400,"a":"100%"}}"#).await;
    let sent = ann.next_text().await;
    let join = json!({ "action": "joinRoom", "rid": "g", "mid": "j", "since": since });
    ben.send(join).await;
    assert_eq!(ben.next_text().await, sent);
}

/// S64, S65
#[tokio::test]
async fn what_is_not_complete_is_not_begun() {
    let server = start(|config| config.history.history_count = 3).await;
    let mut ann = server.join_v1("ann", "g").await;
    let mut positions = Vec::new();
    for n in 0..5 {
        positions.push(ann.post("g", &n.to_string(), json!(n)).await);
    }
    let mut ben = server.v1("ben").await;
    let (_, hello) = server.connect_v1(&token("cem"), "").await;
    let epoch = &hello["epoch"];
    for (epoch, offset, expected) in [
        (epoch, positions[0], None),
        (epoch, positions[1], Some(vec![2, 3, 4])),
        (epoch, positions[3], Some(vec![4])),
        (epoch, positions[4], Some(vec![])),
        (epoch, positions[4] + 1000, None),
        (&json!("another"), positions[3], None),
    ] {
        let since = json!({ "epoch": epoch, "offset": offset });
        let (missed, joined) = rejoin(&mut ben, "g", &since).await;
        assert_eq!(joined["recovered"], expected.is_some(), "{since}");
        assert_eq!(json!(missed), json!(expected.unwrap_or_default()), "{since}");
        assert_eq!(ben.next().await["#code"], "USER_JOINED");
        ben.ask(json!({ "action": "leaveRoom", "rid": "g", "mid": "l" })).await;
    }
}

/// S65
#[tokio::test]
async fn history_is_bounded_by_bytes_and_by_age() {
    for configure in [
        |config: &mut groupwire_server::Config| config.history.history_bytes = 5000,
        |config: &mut groupwire_server::Config| config.history.history_total_bytes = 5000,
        |config: &mut groupwire_server::Config| {
            config.history.history_age = Duration::from_millis(1);
        },
    ] {
        let server = start(configure).await;
        let mut ann = server.v1("ann").await;
        let since = position(&ann.join_v1("g").await);
        for n in 0..10 {
            ann.post("g", &n.to_string(), json!("x".repeat(1000))).await;
        }
        let mut ben = server.v1("ben").await;
        // Age is looked at when the position is used.
        let gone = within(async {
            loop {
                let (missed, joined) = rejoin(&mut ben, "g", &since).await;
                ben.next().await;
                if joined["recovered"] == false {
                    return missed;
                }
                ben.ask(json!({ "action": "leaveRoom", "rid": "g", "mid": "l" })).await;
            }
        });
        assert!(gone.await.is_empty());
    }
}

/// S66
#[tokio::test]
async fn a_group_without_members_is_remembered_and_not_listed() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let since = position(&ann.join_v1("g").await);
    ann.post("g", "m", json!("to nobody else")).await;
    drop(ann);
    until_empty(&server).await;
    let users = server.list(json!({ "group": "g" })).await;
    assert_eq!(users["list"], json!([]));
    let mut ann = server.v1("ann").await;
    let (missed, joined) = rejoin(&mut ann, "g", &since).await;
    assert_eq!((missed, &joined["recovered"]), (vec![json!("to nobody else")], &json!(true)));
    assert_eq!(server.groups().await, [("g".to_owned(), 1)]);
}

/// S66
#[tokio::test]
async fn a_group_that_is_forgotten_is_never_taken_for_complete() {
    let server = start(|config| config.history.history_age = Duration::from_millis(1)).await;
    let mut ann = server.v1("ann").await;
    let since = position(&ann.join_v1("g").await);
    ann.post("g", "m", json!("lost")).await;
    drop(ann);
    until_empty(&server).await;
    // Whether the group is still known or made anew: the answer is the same.
    for _ in 0..20 {
        let mut ann = server.v1("ann").await;
        let (missed, joined) = rejoin(&mut ann, "g", &since).await;
        assert_eq!((missed, &joined["recovered"]), (vec![], &json!(false)));
        ann.next().await;
    }
}

/// S68
#[tokio::test]
async fn joining_once_more_is_answered_and_changes_nothing() {
    let server = start(|_| {}).await;
    let mut ben = server.join_v1("ben", "g").await;
    let before = ben.post("g", "1", json!(1)).await;
    let mut ann = server.v1("ann").await;
    let first = ann.join_v1("g").await;
    assert_eq!(ben.next().await["#code"], "USER_JOINED");
    ben.post("g", "2", json!(2)).await;
    assert_eq!(ann.next().await["#message"], 2);
    let (missed, joined) = rejoin(&mut ann, "g", &position(&first)).await;
    assert_eq!((missed, &joined["recovered"]), (vec![], &json!(true)));
    // What was before its first join never came.
    let older = json!({ "epoch": first["epoch"], "offset": before - 1 });
    let (missed, joined) = rejoin(&mut ann, "g", &older).await;
    assert_eq!((missed, &joined["recovered"]), (vec![], &json!(false)));
    ann.expect_nothing().await;
    ben.expect_nothing().await;
}

/// S69
#[tokio::test]
async fn another_life_of_the_server_is_another_epoch() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let since = position(&ann.join_v1("g").await);
    let server = start(|_| {}).await;
    let (mut ann, hello) = server.connect_v1(&token("ann"), "").await;
    assert_ne!(hello["epoch"], since["epoch"]);
    let (missed, joined) = rejoin(&mut ann, "g", &since).await;
    assert_eq!((missed, &joined["recovered"]), (vec![], &json!(false)));
    assert_eq!(joined["epoch"], hello["epoch"]);
}

/// S72
#[tokio::test]
async fn a_replay_is_no_reason_to_be_slow() {
    let server = start(|config| {
        config.limits.frames_per_second = 0;
        config.limits.max_queue_frames = 50;
        config.history.history_bytes = 0;
    })
    .await;
    let mut ann = server.v1("ann").await;
    let since = position(&ann.join_v1("g").await);
    for n in 0..1000 {
        ann.post("g", &n.to_string(), json!([n, "x".repeat(1000)])).await;
    }
    // A small buffer, and nobody reads until everything has been asked for.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = within(socket.connect(server.addr)).await.expect("the server listens");
    let query = format!("v=1&token={}", token("ben"));
    let mut ben = server.try_open(stream, &query, &[]).await.expect("an upgrade");
    for mid in ["1", "2"] {
        ben.send(json!({ "action": "joinRoom", "rid": "g", "mid": mid, "since": since })).await;
        ben.send(json!({ "action": "leaveRoom", "rid": "g", "mid": "l" })).await;
    }
    assert!(ben.next().await["#hello"].is_object());
    for mid in ["1", "2"] {
        for n in 0..1000 {
            assert_eq!(ben.next().await["#message"][0], n);
        }
        let joined = ben.next().await;
        assert_eq!((&joined["mid"], &joined["recovered"]), (&json!(mid), &json!(true)));
        assert_eq!(ben.next().await["#code"], "USER_JOINED");
        assert_eq!(ben.next().await["#ack"], "l");
    }
}

/// S73
#[tokio::test]
async fn metrics_count_answers_and_recoveries() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let since = position(&ann.join_v1("g").await);
    ann.post("g", "m", json!(1)).await;
    ann.post("g", "m", json!(1)).await;
    let mut ben = server.v1("ben").await;
    rejoin(&mut ben, "g", &since).await;
    rejoin(&mut ann, "h", &json!({ "epoch": "another", "offset": 0 })).await;
    let text = within(async { server.get("/metrics").send().await?.text().await }).await;
    let text = text.expect("an answer");
    for line in [
        "groupwire_acks_total 5",
        "groupwire_duplicates_total 1",
        "groupwire_frames_replayed_total 1",
        "groupwire_recoveries_total{recovered=\"true\"} 1",
        "groupwire_recoveries_total{recovered=\"false\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}
