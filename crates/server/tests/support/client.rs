//! A WebSocket client.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::within;

/// A WebSocket client.
#[derive(Debug)]
pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        within(self.socket.send(Message::text(text))).await.expect("the connection is open");
    }

    pub async fn broadcast(&mut self, group: &str, content: Value) {
        self.send(json!({ "action": "broadcast", "rid": group, "content": content })).await;
    }

    /// Joins, and reads the notice of it.
    pub async fn join(&mut self, group: &str) {
        self.send(json!({ "action": "joinRoom", "rid": group })).await;
        let notice = self.next().await;
        assert_eq!(notice["#code"], "USER_JOINED", "{notice}");
        assert_eq!(notice["#srid"], *group, "{notice}");
    }

    /// Joins on a connection of version 1, and reads the answer and the notice. The answer.
    pub async fn join_v1(&mut self, group: &str) -> Value {
        self.send(json!({ "action": "joinRoom", "rid": group, "mid": "join" })).await;
        let joined = self.next().await;
        assert_eq!(joined["#joined"], *group, "{joined}");
        assert_eq!(self.next().await["#code"], "USER_JOINED");
        joined
    }

    /// Sends a command of version 1 and reads its answer, past the posts that come before it.
    pub async fn ask(&mut self, command: Value) -> Value {
        let mid = command["mid"].clone();
        self.send(command).await;
        loop {
            let frame = self.next().await;
            if [&frame["#ack"], &frame["#nack"], &frame["mid"]].contains(&&mid) {
                return frame;
            }
        }
    }

    /// The offset that a post to a group got.
    pub async fn post(&mut self, group: &str, mid: &str, content: Value) -> u64 {
        let post = json!({ "action": "broadcast", "rid": group, "mid": mid, "content": content });
        let ack = self.ask(post).await;
        ack["offset"].as_u64().unwrap_or_else(|| panic!("no offset: {ack}"))
    }

    /// The text of the next frame.
    pub async fn next_text(&mut self) -> String {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Text(text))) => return text.as_str().to_owned(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("expected a text frame: {other:?}"),
            }
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> Value {
        let text = self.next_text().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The next frame, which must be an error; its code.
    pub async fn next_error(&mut self) -> String {
        let frame = self.next().await;
        frame["#error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {frame}")).to_owned()
    }

    /// Reads up to the close frame and gives its code.
    pub async fn closed(&mut self) -> u16 {
        self.closed_with_reason().await.0
    }

    /// Reads up to the close frame and gives its code and reason.
    pub async fn closed_with_reason(&mut self) -> (u16, String) {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.as_str().to_owned());
                }
                Some(Ok(_)) => {}
                other => panic!("expected a close frame: {other:?}"),
            }
        }
    }

    /// Makes sure that the server has nothing more for this connection: a frame to itself, which
    /// stands in line behind everything else, is the next to come.
    pub async fn expect_nothing(&mut self) {
        let cid = self.cid().await;
        self.send(
            json!({ "action": "sendMessage", "uid": format!("cid:{cid}"), "content": "fence" }),
        )
        .await;
        let frame = self.next().await;
        assert_eq!(frame["#private"], "fence", "{frame}");
    }

    /// The id of this connection.
    pub async fn cid(&mut self) -> String {
        self.send(
            json!({ "action": "sendMessage", "uid": "nobody at all", "content": "who am I" }),
        )
        .await;
        let frame = self.next().await;
        assert_eq!(frame["#private"], "who am I", "{frame}");
        frame["#scid"].as_str().expect("an id").to_owned()
    }

    /// Closes properly.
    pub async fn close(mut self) {
        self.socket.close(None).await.expect("the connection is open");
        while let Some(Ok(_)) = within(self.socket.next()).await {}
    }
}
