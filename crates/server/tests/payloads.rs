//! Payloads arrive as they were sent.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use support::{TestServer, start, token, within};
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;

/// Broadcasts this JSON text and gives that of `#message`.
async fn echo(server: &TestServer, content: &str) -> String {
    let mut ann = server.connect("ann").await;
    let cid = ann.cid().await;
    ann.join("g").await;
    ann.send_text(&format!(r#"{{"action":"broadcast","rid":"g","content":{content}}}"#)).await;
    let text = ann.next_text().await;
    ann.close().await;
    let end = format!(r##","#user_id":"ann","#scid":"{cid}","#srid":"g"}}"##);
    let text = text.strip_prefix(r##"{"#message":"##).and_then(|text| text.strip_suffix(&end));
    text.expect("a message").to_owned()
}

/// S33
#[tokio::test]
async fn content_keeps_its_text() {
    let server = start(|_| {}).await;
    for content in [
        "0",
        "-0",
        "false",
        "true",
        "\"\"",
        "null",
        "[]",
        "{}",
        "1e400",
        "123456789012345678901234567890",
        "1.0",
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\u00e9é\/""#,
        r##"{"b":1,"a":{"#message":0},"a":2}"##,
        "[ 1,\t[ ] ]",
        "\"\u{1F600}\u{2028}\u{7f}\"",
    ] {
        assert_eq!(echo(&server, content).await, content);
    }
}

/// S33
#[tokio::test]
async fn absent_content_is_null() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    ann.send_text(r#"{"action":"broadcast","rid":"g"}"#).await;
    assert!(ann.next_text().await.starts_with(r##"{"#message":null,"##));
    ann.send_text(r#"{"action":"sendMessage","uid":"ann"}"#).await;
    assert!(ann.next_text().await.starts_with(r##"{"#private":null,"##));
}

/// S34
#[tokio::test]
async fn percent_signs_are_escaped() {
    let server = start(|_| {}).await;
    for (content, expected) in [
        (r#""100% sure""#, r#""100\u0025 sure""#),
        (r##""%22%2C%22#error%22""##, r##""\u002522\u00252C\u002522#error\u002522""##),
        (r#""\\%\\%%""#, r#""\\\u0025\\\u0025\u0025""#),
        (r#"{"%":["%"]}"#, r#"{"\u0025":["\u0025"]}"#),
    ] {
        let text = echo(&server, content).await;
        assert_eq!(text, expected);
        let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(read(&text), read(content));
    }
}

/// S34: in user ids and names of groups too.
#[tokio::test]
async fn no_part_of_a_frame_has_a_percent_sign() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("50%").await;
    for frame in [
        r#"{"action":"joinRoom","rid":"100%"}"#,
        r#"{"action":"broadcast","rid":"100%","content":"%"}"#,
        r#"{"action":"sendMessage","uid":"50%","content":"%"}"#,
    ] {
        ann.send_text(frame).await;
        let text = ann.next_text().await;
        assert!(!text.contains('%'), "{text}");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["#user_id"], "50%");
    }
    assert_eq!(server.groups().await, [("100%".to_owned(), 1)]);
}

/// S40: up to the limit, and not only small ones. The read buffer is far smaller.
#[tokio::test]
async fn large_content_arrives_whole() {
    let server = start(|_| {}).await;
    for len in [100, 126, 1024, 65_535, 65_536, 130_000] {
        let content = format!("\"{}\"", "é".repeat(len / 2));
        assert_eq!(echo(&server, &content).await, content);
    }
}

/// S28, S45: answers to pings are written by another hand than posts, into the same stream, also
/// when the stream takes but a part of a frame at a time.
#[tokio::test]
async fn pongs_do_not_tear_posts_apart() {
    const POSTS: usize = 100;
    let server = start(|config| {
        config.limits.frames_per_second = 0;
        config.limits.max_queue_bytes = 0;
    })
    .await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = within(socket.connect(server.addr)).await.expect("the server listens");
    let mut ann = server.try_connect_on(stream, &token("ann"), &[]).await.expect("an upgrade");
    ann.join("g").await;
    let content = |at: usize| json!([at, "é".repeat(50_000)]);
    let (mut sink, mut stream) = ann.socket.split();
    let sending = tokio::spawn(async move {
        for at in 0..POSTS {
            let post = json!({ "action": "broadcast", "rid": "g", "content": content(at) });
            sink.send(Message::text(post.to_string())).await.expect("open");
            sink.send(Message::Ping(at.to_string().into_bytes().into())).await.expect("open");
        }
        sink
    });
    let (mut posts, mut pongs) = (0, 0);
    while posts < POSTS || pongs == 0 {
        match within(stream.next()).await {
            Some(Ok(Message::Text(text))) => {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(frame["#message"], content(posts));
                posts += 1;
            }
            Some(Ok(Message::Pong(_))) => pongs += 1,
            other => panic!("expected a post or a pong: {other:?}"),
        }
    }
    let _open = within(sending).await.expect("no panic");
}
