//! The framing of SockJS.

use std::time::Duration;

use groupwire_server::rocketchat::dialect::Dialect;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::ddp::start_ddp;
use crate::support::{Client, within};

const URL: &str = "/sockjs/123/abcdefgh/websocket";

async fn send(client: &mut Client, messages: &[Value]) {
    let texts: Vec<_> = messages.iter().map(Value::to_string).collect();
    client.send(json!(texts)).await;
}

async fn next(client: &mut Client) -> Value {
    let text = client.next_text().await;
    let list = text.strip_prefix('a').unwrap_or_else(|| panic!("no messages: {text}"));
    let list: Vec<String> = serde_json::from_str(list).expect("a list of texts");
    assert_eq!(list.len(), 1, "{text}");
    serde_json::from_str(&list[0]).expect("JSON")
}

/// DS2
#[tokio::test]
async fn there_are_the_pages_of_sockjs() {
    let server = start_ddp(|_| {}).await;
    let get = |path| server.get(path).send();
    let text = |path| async move { within(get(path)).await.expect("sent").text().await };
    assert_eq!(text("/sockjs").await.expect("text"), "Welcome to SockJS!\n");
    assert_eq!(text("/sockjs/").await.expect("text"), "Welcome to SockJS!\n");
    let info = text("/sockjs/info").await.expect("text");
    let info: Value = serde_json::from_str(&info).expect("JSON");
    assert_eq!((&info["websocket"], &info["cookie_needed"]), (&json!(true), &json!(false)));
    assert!(info["entropy"].is_u64());
    for path in ["/sockjs/12/abc/websocket", "/sockjs/12x/abc/websocket", "/sockjs/123/websocket"] {
        let stream = TcpStream::connect(server.addr).await.expect("it listens");
        assert_eq!(server.try_upgrade(stream, path, &[]).await.err(), Some(404), "{path}");
    }
    let response = within(server.get(URL).send()).await.expect("sent");
    assert_eq!(response.status(), 426);
    let response = within(server.get("/websocket").send()).await.expect("sent");
    assert_eq!(response.status(), 426);
}

/// DS3
#[tokio::test]
async fn messages_are_texts_in_lists() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.socket(URL).await;
    assert_eq!(client.next_text().await, "o");
    let connect = json!({ "msg": "connect", "version": "1", "support": ["1"] });
    let call =
        |id| json!({ "msg": "method", "method": "echo", "id": id, "params": ["\"é\u{1f600}"] });
    send(&mut client, &[connect, call("1")]).await;
    assert_eq!(next(&mut client).await["msg"], "connected");
    assert_eq!(next(&mut client).await["msg"], "updated");
    assert_eq!(next(&mut client).await["result"], "\"é\u{1f600}");
    client.send(json!(call("2").to_string())).await;
    assert_eq!(next(&mut client).await["msg"], "updated");
    assert_eq!(next(&mut client).await["id"], "2");
    client.send_text("").await;
    send(&mut client, &[json!({ "msg": "bogus" })]).await;
    assert_eq!(next(&mut client).await["reason"], "Bad request");
    client.send_text("{no list").await;
    assert_eq!(client.next_text().await, r#"c[1002,"Broken framing."]"#);
    assert_eq!(client.closed().await, 1002);
}

/// DS3
#[tokio::test]
async fn the_end_is_told_in_a_frame_too() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.socket(URL).await;
    assert_eq!(client.next_text().await, "o");
    send(&mut client, &[json!({ "msg": "connect", "version": "2", "support": ["2"] })]).await;
    assert_eq!(next(&mut client).await, json!({ "msg": "failed", "version": "1" }));
    assert_eq!(client.next_text().await, r#"c[1000,"Normal closure"]"#);
    assert_eq!(client.closed().await, 1000);
}

/// DS3
#[tokio::test]
async fn a_quiet_connection_gets_a_heartbeat() {
    let server =
        start_ddp(|config| config.rocketchat.sockjs_heartbeat = Duration::from_millis(50)).await;
    let mut client = server.socket(URL).await;
    for expected in ["o", "h", "h"] {
        assert_eq!(client.next_text().await, expected);
    }
}

/// DS1, DS22
#[tokio::test]
async fn with_the_streamer_every_other_path_is_framed() {
    let server = start_ddp(|config| config.rocketchat.ddp_dialect = Dialect::Streamer).await;
    for path in ["/sockjs/1/2", "/sockjs/123/abc/websocket", "/anything/else"] {
        let mut client = server.socket(path).await;
        assert_eq!(client.next_text().await, "o", "{path}");
        assert_eq!(next(&mut client).await, json!({ "msg": "server_id", "server_id": "0" }));
    }
    // It stays what it is for those who do not upgrade, and for the other endpoint.
    let response = within(server.get("/anything/else").send()).await.expect("sent");
    assert_eq!(response.status(), 404);
    assert_eq!(server.try_connect("none").await.err(), Some(401));
}
