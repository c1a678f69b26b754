//! Limits of connections, queues and silence.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use support::{Client, TestServer, start, token, within};
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;

/// S43
#[tokio::test]
async fn a_user_has_so_many_connections_and_no_more() {
    let server = start(|config| config.limits.connections_per_user = 2).await;
    let mut watcher = server.join("watcher", "g").await;
    let first = server.join("ann", "g").await;
    let _second = server.connect("ann").await;
    assert_eq!(server.try_connect(&token("ann")).await.err(), Some(429));
    let _ben = server.connect("ben").await;
    assert_eq!(watcher.next().await["#code"], "USER_JOINED");
    first.close().await;
    assert_eq!(watcher.next().await["#code"], "USER_DISCONNECTED");
    let _third = server.connect("ann").await;
}

/// S46
#[tokio::test]
async fn zero_is_no_limit() {
    let server = start(|config| {
        config.limits.connections_per_user = 0;
        config.limits.frames_per_second = 0;
        config.limits.errors_per_minute = 0;
        config.limits.max_message_bytes = 0;
        config.limits.max_group_name_bytes = 0;
        config.limits.max_queue_frames = 0;
        config.limits.max_queue_bytes = 0;
    })
    .await;
    let mut connections = Vec::new();
    for _ in 0..40 {
        connections.push(server.connect("ann").await);
    }
    let mut ann = server.join("ann", &"g".repeat(10_000)).await;
    for _ in 0..500 {
        ann.send_text("?").await;
    }
    for _ in 0..500 {
        assert_eq!(ann.next_error().await, "INVALID_REQUEST");
    }
    let long = "x".repeat(1_000_000);
    ann.send(json!({ "action": "sendMessage", "uid": "ann", "content": long })).await;
    assert_eq!(ann.next().await["#private"], long.as_str());
}

/// A member whose system takes little and who does not read.
async fn slow_member(server: &TestServer, group: &str) -> Client {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = within(socket.connect(server.addr)).await.expect("the server listens");
    let client = server.try_connect_on(stream, &token("slow"), &[]).await;
    let mut client = client.expect("an upgrade");
    client.join(group).await;
    client
}

/// Posts to the group until the slow member is thrown out; the others get everything.
async fn overflow(server: &TestServer, content: &str) {
    let mut slow = slow_member(server, "g").await;
    let mut ann = server.join("ann", "g").await;
    let mut ben = server.join("ben", "g").await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    let mut posts = 0;
    let gone = loop {
        ann.broadcast("g", json!(content)).await;
        posts += 1;
        assert!(posts < 100_000, "the slow member is still there");
        // Its end may be told before or after the post.
        let frame = ann.next().await;
        assert_eq!(ben.next().await, frame);
        if frame["#code"] == "USER_DISCONNECTED" {
            break frame;
        }
        assert_eq!(frame["#message"], content);
    };
    assert_eq!(gone["#user_id"], "slow");
    // What had been written still arrives whole, and then the reason.
    assert_eq!(slow.closed().await, 1013);
}

/// S44
#[tokio::test]
async fn a_reader_with_too_many_frames_waiting_is_closed() {
    let server = start(|config| {
        config.limits.max_queue_frames = 20;
        config.limits.max_queue_bytes = 0;
        config.limits.frames_per_second = 0;
    })
    .await;
    overflow(&server, &"x".repeat(60_000)).await;
}

/// S44
#[tokio::test]
async fn a_reader_with_too_many_bytes_waiting_is_closed() {
    let server = start(|config| {
        config.limits.max_queue_frames = 0;
        config.limits.max_queue_bytes = 300_000;
        config.limits.frames_per_second = 0;
    })
    .await;
    overflow(&server, &"x".repeat(60_000)).await;
}

/// S44: a sender that does not read its own posts is slow like any other.
#[tokio::test]
async fn who_only_writes_is_a_slow_reader_too() {
    let server = start(|config| {
        config.limits.max_queue_bytes = 300_000;
        config.limits.frames_per_second = 0;
    })
    .await;
    let slow = slow_member(&server, "g").await;
    let (mut sink, mut stream) = slow.socket.split();
    let post = json!({ "action": "broadcast", "rid": "g", "content": "x".repeat(60_000) });
    let writing =
        tokio::spawn(
            async move { while sink.send(Message::text(post.to_string())).await.is_ok() {} },
        );
    // Its place is given up at once, whatever it still has to read.
    within(async { while !server.groups().await.is_empty() {} }).await;
    let code = loop {
        match within(stream.next()).await {
            Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
            Some(Ok(_)) => {}
            other => panic!("expected a close frame: {other:?}"),
        }
    };
    assert_eq!(code, 1013);
    within(writing).await.expect("no panic");
}

/// S45
#[tokio::test]
async fn the_silent_are_pinged_and_then_closed() {
    let server = start(|config| {
        config.limits.ping_interval = Duration::from_millis(50);
        config.limits.idle_timeout = Duration::from_millis(500);
    })
    .await;
    let mut lively = server.join("lively", "g").await;
    let mut dead = server.join("dead", "g").await;
    assert_eq!(lively.next().await["#code"], "USER_JOINED");
    // Reading answers the pings; the dead one does not read, and so answers none.
    let notice = lively.next().await;
    assert_eq!(notice["#user_id"], "dead", "{notice}");
    assert_eq!(notice["#code"], "USER_DISCONNECTED", "{notice}");
    let mut pings = 0;
    let code = loop {
        match within(dead.socket.next()).await {
            Some(Ok(Message::Ping(_))) => pings += 1,
            Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
            other => panic!("expected a ping or a close frame: {other:?}"),
        }
    };
    assert_eq!(code, 1001);
    assert!(pings >= 5, "{pings}");
    lively.expect_nothing().await;
}

/// S45: who sends often enough is never pinged.
#[tokio::test]
async fn the_talkative_are_not_pinged() {
    let server = start(|config| {
        config.limits.ping_interval = Duration::from_secs(1);
        config.limits.idle_timeout = Duration::from_secs(4);
        config.limits.frames_per_second = 0;
    })
    .await;
    let mut ann = server.join("ann", "g").await;
    let begin = std::time::Instant::now();
    while begin.elapsed() < Duration::from_millis(2500) {
        ann.broadcast("g", json!(1)).await;
        match within(ann.socket.next()).await {
            Some(Ok(Message::Text(_))) => {}
            other => panic!("expected the post: {other:?}"),
        }
    }
}
