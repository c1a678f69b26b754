//! Payloads arrive as they were sent.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use support::{TestServer, start};

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
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
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
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
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
