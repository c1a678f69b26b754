//! What a connection may do, and how it ends.

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::ddp::start_ddp;
use crate::support::{token, within};

/// DS4
#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let server = start_ddp(|config| config.allow_origin = vec!["https://app.example".into()]).await;
    for path in ["/websocket", "/sockjs/123/abc/websocket"] {
        for (origin, expected) in
            [("https://evil.example", Some(403)), ("https://app.example", None)]
        {
            let stream = TcpStream::connect(server.addr).await.expect("it listens");
            let opened = server.try_upgrade(stream, path, &[("origin", origin)]).await;
            assert_eq!(opened.err(), expected, "{path} {origin}");
        }
    }
    let info = server.get("/sockjs/info").header("origin", "https://evil.example");
    assert_eq!(within(info.send()).await.expect("sent").status(), 403);
}

/// DS4
#[tokio::test]
async fn a_message_that_is_too_large_ends_the_connection() {
    let server = start_ddp(|config| config.limits.max_message_bytes = 1000).await;
    let mut client = server.ddp().await;
    let text = "x".repeat(900);
    assert_eq!(client.call("echo", json!([text])).await["result"], *text);
    client.send_method("1", "echo", json!(["x".repeat(1000)])).await;
    assert_eq!(client.closed().await, 1009);
}

/// DS4
#[tokio::test]
async fn a_connection_that_sends_too_fast_is_read_more_slowly() {
    let server = start_ddp(|config| {
        config.limits.frames_per_second = 50;
        config.limits.frame_burst = Some(5);
        config.rocketchat.ddp_rate = 0;
    })
    .await;
    let mut client = server.ddp().await;
    let begin = tokio::time::Instant::now();
    for id in 0..25 {
        client.send_method(&id.to_string(), "echo", json!([id])).await;
    }
    for id in 0..25 {
        assert_eq!(client.next().await["methods"], json!([id.to_string()]));
        assert_eq!(client.next().await["result"], id);
    }
    // 25 frames, of which 5 are free, at 20 ms each.
    assert!(begin.elapsed().as_millis() >= 300, "{:?}", begin.elapsed());
}

/// DS4
#[tokio::test]
async fn messages_that_share_a_frame_of_sockjs_are_counted_one_by_one() {
    let server = start_ddp(|config| {
        config.limits.frames_per_second = 50;
        config.limits.frame_burst = Some(5);
        config.rocketchat.ddp_rate = 0;
    })
    .await;
    let mut client = server.socket("/sockjs/123/abc/websocket").await;
    let connect = json!({ "msg": "connect", "version": "1", "support": ["1"] }).to_string();
    let ping = json!({ "msg": "ping" }).to_string();
    let begin = tokio::time::Instant::now();
    client.send(json!([connect])).await;
    client.send(json!(vec![ping; 24])).await;
    client.send(json!([json!({ "msg": "ping", "id": "last" }).to_string()])).await;
    while !client.next_text().await.contains("last") {}
    // 26 messages, of which 5 are free, at 20 ms each.
    assert!(begin.elapsed().as_millis() >= 300, "{:?}", begin.elapsed());
}

/// DS4
#[tokio::test]
async fn too_many_mistakes_end_the_connection() {
    let server = start_ddp(|config| config.limits.errors_per_minute = 3).await;
    let mut client = server.ddp().await;
    for _ in 0..4 {
        client.send(json!({ "msg": "bogus" })).await;
    }
    for _ in 0..4 {
        assert_eq!(client.next().await["msg"], "error");
    }
    assert_eq!(client.closed().await, 1008);
    // A method that fails is no mistake of that kind.
    let mut client = server.ddp().await;
    for _ in 0..10 {
        assert_eq!(client.call("boom", json!([])).await["error"]["error"], 500);
    }
}

/// DS4
#[tokio::test]
async fn subscriptions_are_limited() {
    let server = start_ddp(|config| config.rocketchat.ddp_subscriptions = 2).await;
    let mut client = server.ddp().await;
    for id in ["a", "b"] {
        assert_eq!(client.sub(id, "stream-notify-all", json!([id, false])).await["msg"], "ready");
    }
    let answer = client.sub("c", "stream-notify-all", json!(["c", false])).await;
    assert_eq!(answer["error"]["error"], "error-too-many-subscriptions");
    client.send(json!({ "msg": "unsub", "id": "a" })).await;
    client.next().await;
    assert_eq!(client.sub("c", "stream-notify-all", json!(["c", false])).await["msg"], "ready");
}

/// DS5
#[tokio::test]
async fn the_end_of_the_server_closes_with_1001() {
    let mut server = start_ddp(|_| {}).await;
    let mut raw = server.ddp_as(&token("ann")).await;
    raw.sub("s", "stream-room-messages", json!(["GENERAL", false])).await;
    let mut early = server.socket("/websocket").await;
    let mut framed = server.socket("/sockjs/123/abc/websocket").await;
    assert_eq!(framed.next_text().await, "o");
    server.stop.take().expect("once").send(()).expect("it runs");
    assert_eq!(raw.closed().await, 1001);
    assert_eq!(early.closed().await, 1001);
    assert_eq!(framed.next_text().await, r#"c[1001,"The server shuts down."]"#);
    assert_eq!(framed.closed().await, 1001);
    within(server.task).await.expect("no panic");
}

/// DS40
#[tokio::test]
async fn connections_and_mistakes_are_counted() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.send(json!({ "msg": "bogus" })).await;
    client.next().await;
    let text = within(server.get("/metrics").send()).await.expect("sent").text().await;
    let text = text.expect("text");
    for line in [
        "groupwire_ddp_sessions 1\n",
        "groupwire_connections_opened_total 1\n",
        "groupwire_frames_received_total 2\n",
        "groupwire_refusals_total{code=\"DDP_ERROR\"} 1\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    client.close().await;
    let mut last = server.ddp().await;
    last.send(json!({ "msg": "connect", "version": "1", "support": ["1"] })).await;
    last.next().await;
}
