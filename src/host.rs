//! The hands of a client, which are JavaScript: everything that touches the page.

use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{Closed, PageEvent, Ticket, Tokens};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::value::get;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    #[derive(Debug)]
    pub(crate) type Host;

    #[wasm_bindgen(constructor, catch)]
    fn new(options: &JsValue, report: &JsValue) -> Result<Host, JsValue>;

    /// The options, read.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn options(this: &Host) -> JsValue;

    #[wasm_bindgen(method)]
    pub(crate) fn retire(this: &Host);

    #[wasm_bindgen(method, getter)]
    pub(crate) fn socket(this: &Host) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = isOpen)]
    pub(crate) fn is_open(this: &Host) -> bool;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn buffered(this: &Host) -> f64;

    #[wasm_bindgen(method)]
    pub(crate) fn obstacle(this: &Host) -> JsValue;

    #[wasm_bindgen(method)]
    pub(crate) fn dial(this: &Host, url: &str) -> bool;

    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Host, head: &str, content: &JsValue, tail: &str) -> bool;

    #[wasm_bindgen(method, js_name = hangUp)]
    pub(crate) fn hang_up(this: &Host);

    #[wasm_bindgen(method)]
    pub(crate) fn abandon(this: &Host);

    #[wasm_bindgen(method)]
    pub(crate) fn clear(this: &Host);

    #[wasm_bindgen(method, js_name = askTokens)]
    pub(crate) fn ask_tokens(this: &Host, ticket: u32, refused: bool);

    #[wasm_bindgen(method, js_name = setTimer)]
    pub(crate) fn set_timer(this: &Host, millis: f64);

    #[wasm_bindgen(method)]
    pub(crate) fn watch(this: &Host, on: bool);

    #[wasm_bindgen(method)]
    pub(crate) fn read(this: &Host, value: &JsValue) -> Argument;

    #[wasm_bindgen(method)]
    pub(crate) fn list(
        this: &Host,
        which: &JsValue,
        params: &JsValue,
        options: &JsValue,
    ) -> Promise;

    #[wasm_bindgen(method)]
    pub(crate) fn follow(this: &Host, promise: &Promise, form: &JsValue) -> Promise;

    /// An argument that may be a form.
    pub(crate) type Argument;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Argument) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn error(this: &Argument) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn form(this: &Argument) -> JsValue;
}

/// wasm-bindgen takes along only the files that are named: these are the ones that the host
/// imports, and those that they import.
mod imported {
    #![allow(dead_code, non_snake_case)]

    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/js/form.js")]
    extern "C" {
        fn readForm();
    }

    #[wasm_bindgen(module = "/src/js/form-values.js")]
    extern "C" {
        fn valuesOf();
    }

    #[wasm_bindgen(module = "/src/js/list-bounds.js")]
    extern "C" {
        fn bounded();
    }

    #[wasm_bindgen(module = "/src/js/list-histories.js")]
    extern "C" {
        fn Histories();
    }

    #[wasm_bindgen(module = "/src/js/list-query.js")]
    extern "C" {
        fn groupQuery();
    }

    #[wasm_bindgen(module = "/src/js/lists.js")]
    extern "C" {
        fn Lists();
    }

    #[wasm_bindgen(module = "/src/js/options.js")]
    extern "C" {
        fn readOptions();
    }

    #[wasm_bindgen(module = "/src/js/redirect.js")]
    extern "C" {
        fn follow();
    }

    #[wasm_bindgen(module = "/src/js/request.js")]
    extern "C" {
        fn request();
    }
}

/// Something that the host reports. The numbers are those of `src/js/host.js`.
pub(crate) enum Report {
    Opened,
    /// A frame that is only passed on.
    Delivery(JsValue),
    /// Any other frame.
    Control(JsValue),
    Unreadable,
    Failed,
    Ended(Closed),
    Tokens(Ticket, Tokens),
    /// The page's function threw this.
    NoTokens(Ticket, JsValue),
    Timer,
    Page(PageEvent),
}

impl Host {
    /// The host of a client with these options.
    ///
    /// # Errors
    ///
    /// A `RealtimeError` with `INVALID_PARAMETER` where an option has the wrong type or value.
    pub(crate) fn make(
        options: &JsValue,
        report: &Closure<dyn Fn(u32, JsValue)>,
    ) -> Result<Self, JsValue> {
        Self::new(options, report.as_ref())
    }
}

impl Report {
    pub(crate) fn read(what: u32, detail: JsValue) -> Self {
        let ticket = || Ticket(get(&detail, "ticket").as_f64().unwrap_or_default() as u32);
        match what {
            0 => Self::Opened,
            1 => Self::Delivery(detail),
            2 => Self::Control(detail),
            3 => Self::Unreadable,
            4 => Self::Failed,
            5 => Self::Ended(Closed {
                code: get(&detail, "code").as_f64().unwrap_or(1006.0) as u16,
                reason: get(&detail, "reason").as_string().unwrap_or_default(),
            }),
            6 => Self::Tokens(ticket(), credentials(&detail)),
            7 => Self::NoTokens(ticket(), get(&detail, "thrown")),
            8 => Self::Timer,
            9 => Self::Page(PageEvent::Shown),
            10 => Self::Page(PageEvent::Hidden),
            11 => Self::Page(PageEvent::Woken),
            12 => Self::Page(PageEvent::Offline),
            13 => Self::Page(PageEvent::Left),
            _ => Self::Page(PageEvent::Returned),
        }
    }
}

/// No token, or an empty one, is no credentials.
fn credentials(given: &JsValue) -> Tokens {
    let text = |name| get(given, name).as_string().filter(|text| !text.is_empty());
    match text("token") {
        Some(token) => Tokens::Given(Credentials { token, id_token: text("idToken") }),
        None => Tokens::None,
    }
}
