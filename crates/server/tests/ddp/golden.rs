//! What a Meteor server has said, said once more.

use serde_json::{Value, json};

use crate::support::ddp::start_ddp;
use crate::support::{Client, TestServer};
use std::time::Duration;

/// The transcript has no names for what is different each time.
const TRANSCRIPT: &str = include_str!("../../../protocol/tests/fixtures/ddp-transcript.txt");

/// A line of the transcript.
#[derive(Clone, Copy, Debug)]
enum Line<'a> {
    Client(&'a str),
    Server(&'a str),
    Closed(u16),
}

/// The lines of each connection: one begins after each close, and in the second part with each
/// `connect`.
fn connections() -> Vec<Vec<Line<'static>>> {
    let mut connections = vec![Vec::new()];
    for line in TRANSCRIPT.lines() {
        let (mark, text) = line.split_at_checked(2).unwrap_or((line, ""));
        let is_connect = text.starts_with(r#"{"msg":"connect""#);
        let is_later = connections.len() > 1;
        let last = connections.last_mut().expect("one");
        match mark {
            "> " if is_connect && is_later && !last.is_empty() => {
                connections.push(vec![Line::Client(text)]);
            }
            "> " => last.push(Line::Client(text)),
            "< " => last.push(Line::Server(text)),
            "! " => {
                let code = text.strip_prefix("close ").expect("a close");
                last.push(Line::Closed(code.parse().expect("a code")));
                connections.push(Vec::new());
            }
            _ => assert!(line.starts_with('#') || line.is_empty(), "{line}"),
        }
    }
    connections.retain(|lines| !lines.is_empty());
    connections
}

/// Sends what the client sent, and compares what the server sends with what it sent.
async fn replay(server: &TestServer, lines: &[Line<'_>]) {
    let mut client = server.socket("/websocket").await;
    for line in lines {
        match *line {
            Line::Client(text) => client.send_text(text).await,
            Line::Server(text) => {
                let expected: Value = serde_json::from_str(text).expect("JSON");
                let frame = client.next().await;
                assert_eq!(normal(frame), normal(expected));
            }
            Line::Closed(code) if code == 1000 && ends_by_client(lines) => {
                client.socket.close(None).await.expect("open");
            }
            Line::Closed(code) => assert_eq!(client.closed().await, code),
        }
    }
}

fn ends_by_client(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| matches!(line, Line::Client(text) if text.contains("\"logout\"")))
}

/// The frame with names in the place of what is different each time.
fn normal(mut frame: Value) -> Value {
    match &mut frame {
        Value::Object(object) => {
            for (key, value) in object {
                match key.as_str() {
                    "session" => *value = json!(value.as_str().map(str::len)),
                    "token" => *value = json!("<token>"),
                    "ts" | "_updatedAt" | "tokenExpires" => {
                        assert!(value["$date"].is_u64(), "{key}: {value}");
                        *value = json!("<time>");
                    }
                    _ => *value = normal(value.take()),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = normal(item.take())),
        _ => {}
    }
    frame
}

/// DS9, DS10, DS11, DS12, DS15, DS17, DS18, DS20, DS21
#[tokio::test]
async fn the_server_says_what_a_meteor_server_has_said() {
    let server = start_ddp(|_| {}).await;
    let first = connections().remove(0);
    assert!(first.len() > 80, "{}", first.len());
    replay(&server, &first).await;
}

/// DS6, DS7
#[tokio::test]
async fn versions_are_negotiated_as_by_a_meteor_server() {
    let server = start_ddp(|config| {
        config.rocketchat.ddp_heartbeat = Some(Duration::from_millis(200));
    })
    .await;
    let connections = connections();
    assert_eq!(connections.len(), 9, "{connections:#?}");
    for lines in &connections[1..] {
        replay(&server, lines).await;
    }
}

/// DS6
#[tokio::test]
async fn a_session_is_never_resumed() {
    let server = start_ddp(|_| {}).await;
    let old = server.socket("/websocket").await.connect_ddp().await;
    let mut client: Client = server.socket("/websocket").await;
    let frame = json!({ "msg": "connect", "version": "1", "support": ["1"], "session": old });
    client.send(frame).await;
    let connected = client.next().await;
    assert_eq!(connected["msg"], "connected");
    assert_ne!(connected["session"], *old);
    assert_eq!(connected["session"].as_str().map(str::len), Some(17));
}
