//! Users of the SDK.

use super::js::*;
use groupwire::{Core, Realtime};
use js_sys::Promise;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The server's WebSocket endpoint.
pub const URL: &str = env!("GROUPWIRE_TEST_URL");
/// What signs the server's tokens.
pub const SECRET: &str = env!("GROUPWIRE_TEST_SECRET");

pub const CONNECTED: &str = r#"{"type":"success","message":"Connected to WebSocket server."}"#;
pub const CONNECTION_ERROR: &str =
    r#"{"type":"error","message":"Skapi: WebSocket connection error."}"#;
pub const UNEXPECTED_CLOSE: &str =
    r#"{"type":"error","message":"Skapi: WebSocket unexpected close."}"#;
pub const RECONNECTING: &str =
    r#"{"type":"reconnect","message":"Reconnecting to WebSocket server...1"}"#;
pub const CLOSED: &str = r#"{"type":"close","message":"WebSocket connection closed."}"#;

thread_local! {
    /// The ends of clients that tests have let go of.
    static ENDING: RefCell<Vec<Promise>> = const { RefCell::new(Vec::new()) };
}

/// Remembers the end of a client that a test has let go of: a browser has not sockets without end,
/// and no test should meet the clients of others.
pub fn is_ending(close: Promise) {
    ENDING.with_borrow_mut(|ending| ending.push(close));
}

/// Waits for the ends of all of them.
pub async fn ended() {
    for close in ENDING.take() {
        good(close).await;
    }
}

/// Options of a client that is to be made.
pub struct Settings(JsValue);

impl Settings {
    /// Those of a user with a valid token, and sockets of `wire`.
    pub async fn of(user: &str, wire: &Wire) -> Self {
        let token = token_for(user).await;
        Self::bare(wire).with("token", token)
    }

    /// Those of nobody.
    pub fn bare(wire: &Wire) -> Self {
        Self(js("{}")).with("url", URL).with("WebSocket", wire.class())
    }

    pub fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        set(&self.0, name, value);
        self
    }

    pub fn realtime(&self) -> Realtime {
        Realtime::new(&self.0).expect("valid options")
    }

    pub fn core(&self) -> Core {
        Core::new(&self.0).expect("valid options")
    }
}

/// A user with a client and a callback that writes down what it is told.
pub struct Member {
    pub user: String,
    pub realtime: Realtime,
    pub events: Queue,
    pub wire: Wire,
}

impl Member {
    /// A user of a fresh id who has not called anything.
    pub async fn new() -> Self {
        Self::with(|settings| settings).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(Settings) -> Settings) -> Self {
        Self::of(&fresh(), change).await
    }

    pub async fn of(user: &str, change: impl FnOnce(Settings) -> Settings) -> Self {
        prepare();
        ended().await;
        let wire = Wire::new();
        // Signs of life would stand between the frames that tests look at.
        let settings = Settings::of(user, &wire).await.with("heartbeat", 0);
        let realtime = change(settings).realtime();
        Self { user: user.into(), realtime, events: Queue::new(), wire }
    }

    /// A user who is connected and has been told so.
    pub async fn online() -> Self {
        Self::new().await.connected().await
    }

    /// A user who is in `group` and has been told so.
    pub async fn in_group(group: &str) -> Self {
        let member = Self::online().await;
        member.enter(group).await;
        member
    }

    pub async fn connected(self) -> Self {
        good(self.connect()).await;
        assert_eq!(self.next().await, CONNECTED);
        self
    }

    /// Connects again after a loss, and has been told so.
    pub async fn back(&self) {
        good(self.connect()).await;
        assert_eq!([self.next().await, self.next().await], [RECONNECTING, CONNECTED]);
    }

    /// Joins and takes the frame and the notice of it. Gives the connection's id with `cid:`.
    pub async fn enter(&self, group: &str) -> String {
        good(self.join(group)).await;
        self.next_sent().await;
        self.take_own_notice().await
    }

    pub async fn take_own_notice(&self) -> String {
        let notice = self.events.next().await;
        assert_eq!([text(&notice, "code"), text(&notice, "sender")], ["USER_JOINED", &self.user]);
        text(&notice, "sender_cid")
    }

    /// Takes the notice of another member's join.
    pub async fn take_notice_of(&self, other: &Self) {
        let notice = self.events.next().await;
        assert_eq!([text(&notice, "code"), text(&notice, "sender")], ["USER_JOINED", &other.user]);
    }

    /// Ends the socket behind the client's back, and takes the event of it.
    pub async fn lose(&self) {
        self.wire.socket().close().expect("a socket");
        self.wire.sent().next().await;
        assert_eq!(self.next().await, UNEXPECTED_CLOSE);
    }

    /// A function that tells `queue`.
    pub fn callback(queue: &Queue) -> JsValue {
        function("queue", "return (event) => queue.push(event)")
            .call1(&JsValue::UNDEFINED, queue)
            .expect("a function")
    }

    pub fn connect(&self) -> Promise {
        self.realtime.connect_realtime(Self::callback(&self.events))
    }

    pub fn join(&self, group: impl Into<JsValue>) -> Promise {
        let params = js("{}");
        set(&params, "group", group);
        self.realtime.join_realtime(params)
    }

    pub fn leave(&self) -> Promise {
        self.join(JsValue::NULL)
    }

    pub fn post(&self, message: impl Into<JsValue>, recipient: impl Into<JsValue>) -> Promise {
        self.realtime.post_realtime(message.into(), recipient.into(), JsValue::UNDEFINED)
    }

    pub fn close(&self) -> Promise {
        self.realtime.close_realtime()
    }

    /// The next frame that the client sent, without the name that the client gave it.
    pub async fn next_sent(&self) -> String {
        self.wire.next_sent().await
    }

    /// The next event as JSON.
    pub async fn next(&self) -> String {
        self.events.next_json().await
    }

    /// The payload of the next event, which is of this type.
    pub async fn next_message(&self, kind: &str) -> JsValue {
        let event = self.events.next().await;
        assert_eq!(text(&event, "type"), kind, "{}", json(&event));
        get(&event, "message")
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        is_ending(self.close());
    }
}
