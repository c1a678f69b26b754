//! Users of the class that the npm package uses, which tells more than the callback is told.

use super::js::*;
use super::member::{Member, Settings, ended, is_ending};
use groupwire::{Core, what};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

pub const ONLINE: &str = r#"{"name":"online"}"#;

/// A user with a client and an observer that writes down what it is told.
pub struct Watched {
    pub user: String,
    pub core: Core,
    pub wire: Wire,
    /// All that the observer was told, each as `[kind, detail, frame]`.
    pub told: Queue,
}

impl Watched {
    /// A user of a fresh id who has not called anything.
    pub async fn new() -> Self {
        Self::with(|settings| settings).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(Settings) -> Settings) -> Self {
        prepare();
        ended().await;
        let (user, wire, told) = (fresh(), Wire::new(), Queue::new());
        let settings = Settings::of(&user, &wire).await.with("heartbeat", 0);
        let core = change(settings).core();
        let observer = function("told", "return (...all) => told.push(all)");
        let observer = observer.call1(&JsValue::UNDEFINED, &told).expect("a function");
        core.call(what::OBSERVE, &Array::of1(&observer), -1.0);
        Self { user, core, wire, told }
    }

    /// A user who is connected.
    pub async fn online() -> Self {
        Self::new().await.connected().await
    }

    pub async fn connected(self) -> Self {
        good(self.connect()).await;
        self.until_online().await;
        self
    }

    /// Takes all that is told until the connection may be used.
    pub async fn until_online(&self) {
        while json(&self.next("state").await) != ONLINE {}
    }

    /// The next thing of this kind. What was told in between is left out.
    pub async fn next(&self, kind: &str) -> JsValue {
        loop {
            let told = self.told.next().await;
            if text(&told, "0") == kind {
                return get(&told, "1");
            }
        }
    }

    pub async fn next_state(&self) -> String {
        json(&self.next("state").await)
    }

    /// The payload of the next group or private post.
    pub async fn next_message(&self) -> JsValue {
        loop {
            let event = self.next("event").await;
            if ["message", "private"].contains(&text(&event, "type").as_str()) {
                return get(&event, "message");
            }
        }
    }

    /// Where the connection is in its life, as JSON.
    pub fn state(&self) -> String {
        json(&self.core.call(what::STATE, &Array::new(), -1.0))
    }

    pub fn call(&self, what: u32, arguments: &[JsValue]) -> Promise {
        self.call_within(-1.0, what, arguments)
    }

    /// A call with a deadline of its own, in milliseconds.
    pub fn call_within(&self, timeout: f64, what: u32, arguments: &[JsValue]) -> Promise {
        self.core.call(what, &arguments.iter().cloned().collect(), timeout).unchecked_into()
    }

    pub fn connect(&self) -> Promise {
        self.call(what::CONNECT, &[js("() => {}")])
    }

    pub fn post(&self, message: impl Into<JsValue>, recipient: &str) -> Promise {
        self.call(what::POST, &[message.into(), recipient.into()])
    }

    /// Joins by `joinRealtime`.
    pub fn join(&self, group: &str) -> Promise {
        let params = js("{}");
        set(&params, "group", group);
        self.call(what::JOIN, &[params])
    }

    /// Joins one of several groups.
    pub fn hold(&self, group: &str) -> Promise {
        self.call(what::HOLD, &[group.into()])
    }

    pub fn close(&self) -> Promise {
        self.call(what::CLOSE, &[])
    }

    pub fn abort(&self, promise: &Promise, reason: &JsValue) {
        self.core.call(what::ABORT, &Array::of2(promise, reason), -1.0);
    }

    /// Takes the notice of `other`'s join.
    pub async fn take_notice_of(&self, other: &Member) {
        while get(&self.next("event").await, "sender") != other.user.as_str() {}
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        is_ending(self.close());
    }
}
