//! What the server refuses, and when it has had enough.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use support::{Client, start, token, within};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

/// S37
#[tokio::test]
async fn bad_frames_are_answered_and_forgiven() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    for (frame, code) in [
        ("", "INVALID_REQUEST"),
        ("hello", "INVALID_REQUEST"),
        ("{", "INVALID_REQUEST"),
        ("null", "INVALID_REQUEST"),
        (r#"["keepAlive"]"#, "INVALID_REQUEST"),
        (r#"{"action":"broadcast","rid":"g","content":}"#, "INVALID_REQUEST"),
        (r#"{"action":"broadcast","rid":"g","content":"\x"}"#, "INVALID_REQUEST"),
        (r#"{"action":"dance"}"#, "INVALID_REQUEST"),
        ("{}", "INVALID_REQUEST"),
        (r#"{"action":["joinRoom"],"rid":"g"}"#, "INVALID_PARAMETER"),
        (r#"{"action":"joinRoom","rid":{"a":1}}"#, "INVALID_PARAMETER"),
        (r#"{"action":"joinRoom","rid":0}"#, "INVALID_PARAMETER"),
        (r#"{"action":"broadcast","content":1}"#, "INVALID_PARAMETER"),
        (r#"{"action":"sendMessage","uid":5,"content":1}"#, "INVALID_PARAMETER"),
        (r#"{"action":"sendMessage","content":1}"#, "INVALID_PARAMETER"),
        (r#"{"action":"rtc","uid":"cid:x","content":{},"token":"t"}"#, "NOT_SUPPORTED"),
    ] {
        ann.send_text(frame).await;
        let answer = ann.next().await;
        assert_eq!(answer["#error"]["code"], code, "{frame}: {answer}");
        assert!(answer["#error"]["message"].is_string(), "{answer}");
        assert_eq!(answer.as_object().map(|answer| answer.len()), Some(1), "{answer}");
    }
    within(ann.socket.send(Message::binary(b"{}".to_vec()))).await.expect("open");
    assert_eq!(ann.next_error().await, "INVALID_REQUEST");
    // Still there, and still in its group.
    ann.broadcast("g", json!(1)).await;
    assert_eq!(ann.next().await["#message"], 1);
}

/// S36
#[tokio::test]
async fn keep_alive_has_no_answer() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    ann.send(json!({ "action": "keepAlive" })).await;
    ann.send(json!({ "action": "keepAlive", "token": "as older clients send it" })).await;
    ann.expect_nothing().await;
}

/// S38
#[tokio::test]
async fn posting_needs_membership() {
    let server = start(|_| {}).await;
    let mut ben = server.join("ben", "g").await;
    let mut ann = server.connect("ann").await;
    let refusal = json!({ "#error": {
        "code": "INVALID_REQUEST",
        "message": "User has not joined to the recipient group. Run joinRealtime('...')",
    }});
    ann.broadcast("g", json!("not a member")).await;
    assert_eq!(ann.next().await, refusal);
    ann.join("other").await;
    ann.broadcast("g", json!("a member of another")).await;
    assert_eq!(ann.next().await, refusal);
    ann.send(json!({ "action": "joinRoom", "rid": null })).await;
    ann.broadcast("other", json!("no longer a member")).await;
    assert_eq!(ann.next().await, refusal);
    ben.expect_nothing().await;
}

/// S39
#[tokio::test]
async fn too_many_refused_frames_end_the_connection() {
    let server = start(|config| config.limits.errors_per_minute = 3).await;
    let mut watcher = server.join("watcher", "g").await;
    let mut ann = server.join("ann", "g").await;
    assert_eq!(watcher.next().await["#code"], "USER_JOINED");
    for _ in 0..3 {
        ann.send_text("?").await;
        assert_eq!(ann.next_error().await, "INVALID_REQUEST");
    }
    ann.broadcast("g", json!("good frames are not counted")).await;
    assert!(ann.next().await.get("#message").is_some());
    ann.send_text("?").await;
    assert_eq!(ann.closed().await, 1008);
    assert!(watcher.next().await.get("#message").is_some());
    assert_eq!(watcher.next().await["#code"], "USER_DISCONNECTED");
}

/// S39: the allowance comes back. 600 a minute is one each 100 ms.
#[tokio::test]
async fn the_allowance_for_errors_recovers() {
    const ALLOWANCE: u32 = 600;
    let server = start(|config| {
        config.limits.errors_per_minute = ALLOWANCE;
        config.limits.frames_per_second = 0;
    })
    .await;
    let mut ann = server.connect("ann").await;
    for _ in 0..ALLOWANCE {
        ann.send_text("?").await;
        assert_eq!(ann.next_error().await, "INVALID_REQUEST");
    }
    // Time is the matter here, not the order of events.
    tokio::time::sleep(Duration::from_millis(250)).await;
    ann.send_text("?").await;
    assert_eq!(ann.next_error().await, "INVALID_REQUEST");
}

/// S40
#[tokio::test]
async fn a_large_message_is_refused_and_a_huge_one_ends_the_connection() {
    let server = start(|config| config.limits.max_message_bytes = 1000).await;
    let mut ann = server.join("ann", "g").await;
    let frame = |len: usize| {
        let start = r#"{"action":"broadcast","rid":"g","content":""#;
        format!(r#"{start}{}"}}"#, "x".repeat(len - start.len() - 2))
    };
    ann.send_text(&frame(1000)).await;
    assert!(ann.next().await.get("#message").is_some());
    for len in [1001, 4000] {
        ann.send_text(&frame(len)).await;
        assert_eq!(ann.next_error().await, "PAYLOAD_TOO_LARGE");
    }
    within(ann.socket.send(Message::binary(vec![0; 1001]))).await.expect("open");
    assert_eq!(ann.next_error().await, "PAYLOAD_TOO_LARGE");
    ann.send_text(&frame(4001)).await;
    assert_eq!(ann.closed().await, 1009);
}

/// S40: also when the client is in the middle of sending far more than any buffer takes.
#[tokio::test]
async fn the_close_for_size_arrives_although_the_client_still_sends() {
    let server = start(|_| {}).await;
    let ann = server.connect("ann").await;
    let (mut sink, mut stream) = ann.socket.split();
    let sending = tokio::spawn(async move { sink.send(Message::text("x".repeat(64 << 20))).await });
    loop {
        match within(stream.next()).await {
            Some(Ok(Message::Close(Some(frame)))) => {
                assert_eq!(u16::from(frame.code), 1009);
                break;
            }
            Some(Ok(_)) => {}
            other => panic!("expected a close frame: {other:?}"),
        }
    }
    // It may have gone through or not.
    let _ = within(sending).await.expect("no panic");
}

/// S40: the parts of a message count together.
#[tokio::test]
async fn fragments_count_together() {
    let server = start(|config| config.limits.max_message_bytes = 100).await;
    let mut ann = server.connect("ann").await;
    let tcp = ann.socket.get_mut();
    // Masked with zeros; the first is text, the others continue it, none is the last.
    for opcode in [0x01, 0x00, 0x00, 0x00, 0x00] {
        let mut frame = vec![opcode, 0x80 | 100, 0, 0, 0, 0];
        frame.extend([b'x'; 100]);
        within(tcp.write_all(&frame)).await.expect("open");
    }
    assert_eq!(ann.closed().await, 1009);
}

/// S41
#[tokio::test]
async fn frames_beyond_the_rate_are_refused() {
    let server = start(|config| {
        config.limits.frames_per_second = 1;
        config.limits.frame_burst = Some(5);
    })
    .await;
    let mut ann = server.join("ann", "g").await;
    // The join was the first. All at once, so that the second does not pass in between.
    for at in 0..10 {
        let frame = json!({ "action": "broadcast", "rid": "g", "content": at });
        within(ann.socket.feed(Message::text(frame.to_string()))).await.expect("open");
    }
    within(ann.socket.flush()).await.expect("open");
    for at in 0..4 {
        assert_eq!(ann.next().await["#message"], at);
    }
    assert_eq!(ann.next_error().await, "TOO_MANY_REQUESTS");
}

async fn after_raw(bytes: &[u8]) -> u16 {
    let server = start(|_| {}).await;
    let mut ann: Client = server.connect("ann").await;
    within(ann.socket.get_mut().write_all(bytes)).await.expect("open");
    ann.closed().await
}

/// S42
#[tokio::test]
async fn breaches_of_the_websocket_protocol_have_their_codes() {
    // Text that is not UTF-8, an unmasked frame, a reserved bit, a reserved opcode.
    assert_eq!(after_raw(&[0x81, 0x81, 0, 0, 0, 0, 0xff]).await, 1007);
    assert_eq!(after_raw(&[0x81, 0x01, b'x']).await, 1002);
    assert_eq!(after_raw(&[0xc1, 0x81, 0, 0, 0, 0, b'x']).await, 1002);
    assert_eq!(after_raw(&[0x83, 0x81, 0, 0, 0, 0, b'x']).await, 1002);
}

/// S37: whoever is gone in the middle of a frame harms nobody.
#[tokio::test]
async fn half_a_frame_is_no_frame() {
    let server = start(|_| {}).await;
    let mut watcher = server.join("watcher", "g").await;
    let mut ann = server.join("ann", "g").await;
    assert_eq!(watcher.next().await["#code"], "USER_JOINED");
    within(ann.socket.get_mut().write_all(&[0x81, 0xfe, 0x10])).await.expect("open");
    drop(ann);
    assert_eq!(watcher.next().await["#code"], "USER_DISCONNECTED");
    // Neither is a stream that ends within the handshake.
    let mut stream = TcpStream::connect(server.addr).await.expect("the server listens");
    within(stream.write_all(b"GET /api?token=")).await.expect("open");
    drop(stream);
    let _ben = server.try_connect(&token("ben")).await.expect("an upgrade");
}
