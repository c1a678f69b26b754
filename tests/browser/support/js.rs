//! JavaScript for tests.

use groupwire::Realtime;
use js_sys::{Array, JSON, Promise, Reflect};
use std::sync::Once;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// How long anything may take that should happen at once. Only a failing test waits for it.
pub const DEADLINE: u32 = 5_000;

/// Loads the helpers, before anything uses them.
pub fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        js_sys::eval(include_str!("helpers.js")).expect("the helpers are a script");
        report_panics();
    });
}

/// The first client sets a panic hook, which takes the place of the one that tells why a test failed.
fn report_panics() {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console, js_name = error)]
        fn console_error(text: &str);
    }
    Realtime::new(&JsValue::UNDEFINED).expect("a client");
    let of_the_client = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        console_error(&info.to_string());
        of_the_client(info);
    }));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = groupwireTests)]
    #[derive(Clone)]
    pub type Queue;

    #[wasm_bindgen(constructor, js_namespace = groupwireTests)]
    pub fn new() -> Queue;
    #[wasm_bindgen(method)]
    pub fn push(this: &Queue, item: &JsValue);
    #[wasm_bindgen(method, js_name = next)]
    fn next_within(this: &Queue, ms: u32, what: &str) -> Promise;
    #[wasm_bindgen(method, getter)]
    pub fn all(this: &Queue) -> Array;
    #[wasm_bindgen(method, getter)]
    pub fn waiting(this: &Queue) -> u32;

    /// Sockets that write down what is asked of them.
    #[wasm_bindgen(js_namespace = groupwireTests)]
    #[derive(Clone)]
    pub type Wire;

    #[wasm_bindgen(constructor, js_namespace = groupwireTests)]
    pub fn new() -> Wire;
    #[wasm_bindgen(method, getter, js_name = WebSocket)]
    pub fn class(this: &Wire) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn urls(this: &Wire) -> Queue;
    #[wasm_bindgen(method, getter)]
    pub fn sent(this: &Wire) -> Queue;
    #[wasm_bindgen(method, getter)]
    pub fn socket(this: &Wire) -> web_sys::WebSocket;
    #[wasm_bindgen(method, setter)]
    pub fn set_detour(this: &Wire, url: Option<&str>);
    #[wasm_bindgen(method, setter, js_name = neverOpens)]
    pub fn set_never_opens(this: &Wire, never: bool);
    #[wasm_bindgen(method, setter, js_name = neverCloses)]
    pub fn set_never_closes(this: &Wire, never: bool);
    #[wasm_bindgen(method, setter)]
    pub fn set_deaf(this: &Wire, deaf: bool);
    #[wasm_bindgen(method, setter)]
    pub fn set_trap(this: &Wire, trap: bool);
    #[wasm_bindgen(method)]
    pub fn receive(this: &Wire, data: &JsValue);
    #[wasm_bindgen(method)]
    pub fn end(this: &Wire, code: u16, reason: &str);

    /// What the page reports.
    #[wasm_bindgen(js_namespace = groupwireTests)]
    pub type Console;

    #[wasm_bindgen(constructor, js_namespace = groupwireTests)]
    pub fn new() -> Console;
    #[wasm_bindgen(method, getter)]
    pub fn warnings(this: &Console) -> Queue;
    #[wasm_bindgen(method, getter)]
    pub fn errors(this: &Console) -> Queue;
    #[wasm_bindgen(method)]
    pub fn restore(this: &Console);

    #[wasm_bindgen(js_namespace = groupwireTests)]
    fn within(promise: &Promise, ms: u32, what: &str) -> Promise;
    #[wasm_bindgen(js_namespace = groupwireTests)]
    fn outcome(promise: &Promise) -> Promise;
    #[wasm_bindgen(js_namespace = groupwireTests)]
    fn sign(claims: &JsValue, secret: &str) -> Promise;
    #[wasm_bindgen(js_namespace = groupwireTests, js_name = deadHost)]
    fn dead_host() -> Promise;
}

impl Queue {
    /// The next that nobody took.
    pub async fn next(&self) -> JsValue {
        must(self.next_within(DEADLINE, "something to come")).await
    }

    /// The next as JSON text.
    pub async fn next_json(&self) -> String {
        json(&self.next().await)
    }

    /// The next as it is, a string.
    pub async fn next_text(&self) -> String {
        self.next().await.as_string().expect("a string")
    }

    /// How many have come.
    pub fn count(&self) -> u32 {
        self.all().length()
    }
}

impl Wire {
    /// The next frame that was sent, without the `mid` that a client of `groupwire` gives it.
    pub async fn next_sent(&self) -> String {
        let sent = self.sent().next_text().await;
        let Some((head, rest)) = sent.split_once(r#","mid":""#) else { return sent };
        let (_, tail) = rest.split_once('"').expect("the end of a name");
        format!("{head}{tail}")
    }
}

/// The value of a JavaScript expression.
pub fn js(expression: &str) -> JsValue {
    prepare();
    js_sys::eval(&format!("({expression})")).expect(expression)
}

/// The function with this body and these parameters, as in `function("a, b", "return a + b")`.
pub fn function(parameters: &str, body: &str) -> js_sys::Function {
    js_sys::Function::new_with_args(parameters, body)
}

/// JSON text; `undefined` for what has none.
pub fn json(value: &JsValue) -> String {
    let text: JsValue = JSON::stringify(value).expect("JSON").into();
    text.as_string().unwrap_or_else(|| "undefined".into())
}

pub fn parse(text: &str) -> JsValue {
    JSON::parse(text).expect(text)
}

pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect(name)
}

pub fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    Reflect::set(object, &name.into(), &value.into()).expect(name);
}

pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_else(|| panic!("{name} is no string"))
}

/// The names of an object's own fields, with commas between them.
pub fn keys(object: &JsValue) -> String {
    let keys = function("object", "return Object.keys(object).join()");
    keys.call1(&JsValue::UNDEFINED, object).expect("an object").as_string().expect("text")
}

/// What `promise` gives, in time.
pub async fn good(promise: Promise) -> JsValue {
    must(within(&promise, DEADLINE, "a promise to be fulfilled")).await
}

/// What `promise` is rejected with, in time.
pub async fn bad(promise: Promise) -> JsValue {
    let outcome: Array = good(outcome(&promise)).await.unchecked_into();
    assert_eq!(outcome.length(), 2, "fulfilled with {}", json(&outcome.get(0)));
    outcome.get(1)
}

async fn must(promise: Promise) -> JsValue {
    match JsFuture::from(promise).await {
        Ok(value) => value,
        Err(reason) => {
            panic!("{}", js_sys::Object::from(reason).to_string())
        }
    }
}

/// Lets everything run that is ready to: a turn of the event loop.
pub async fn turn() {
    good(js("new Promise((resolve) => setTimeout(resolve))").unchecked_into()).await;
}

/// A token that the server accepts.
pub async fn token_for(user: &str) -> String {
    let claims = js("{ exp: Math.floor(Date.now() / 1000) + 600 }");
    set(&claims, "sub", user);
    signed(&claims, super::member::SECRET).await
}

/// A token with these claims.
pub async fn signed(claims: &JsValue, secret: &str) -> String {
    good(sign(claims, secret)).await.as_string().expect("a token")
}

/// A port of this machine on which nobody listens.
pub async fn nobody() -> String {
    good(dead_host()).await.as_string().expect("a host")
}

/// A user id that no other test has, a UUID.
pub fn fresh() -> String {
    js("crypto.randomUUID()").as_string().expect("a UUID")
}

/// A group that no other test has.
pub fn fresh_group() -> String {
    format!("group of {}", fresh())
}
