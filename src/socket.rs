//! One WebSocket at a time.

use std::cell::RefCell;
use std::fmt;
use std::rc::Weak;
use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn listen(receive: &JsValue, may_be_encoded: bool) -> JsValue;
}

/// Where a socket reports to.
pub(crate) trait Owner: 'static {
    /// The socket is open.
    fn opened(&self);
    /// A frame came: an object, or `undefined` where it was none.
    fn received(&self, frame: JsValue);
    /// The socket failed. `ended` follows.
    fn failed(&self);
    /// The socket has ended.
    fn ended(&self);
}

/// The closures that one client lends to each of its sockets, one after the other.
///
/// They are made once: a client that dials again and again leaks nothing.
pub(crate) struct Handlers {
    open: Closure<dyn FnMut()>,
    /// The listener made of `receive`.
    message: JsValue,
    _receive: Closure<dyn FnMut(JsValue)>,
    error: Closure<dyn FnMut()>,
    close: Closure<dyn FnMut()>,
    /// For a socket that nobody listens to any more: some classes throw where a failure
    /// finds no listener.
    ignore: Closure<dyn FnMut()>,
}

/// The socket of a client, if it has one.
#[derive(Default)]
pub(crate) struct Socket(RefCell<Option<WebSocket>>);

impl Handlers {
    pub(crate) fn new<O: Owner>(owner: &Weak<O>, may_be_encoded: bool) -> Self {
        let report = |what: fn(&O)| {
            let owner = owner.clone();
            Closure::<dyn FnMut()>::new(move || {
                if let Some(owner) = owner.upgrade() {
                    what(&owner);
                }
            })
        };
        let receiver = owner.clone();
        let receive = Closure::<dyn FnMut(JsValue)>::new(move |frame| {
            if let Some(owner) = receiver.upgrade() {
                owner.received(frame);
            }
        });
        Self {
            open: report(O::opened),
            message: listen(receive.as_ref(), may_be_encoded),
            _receive: receive,
            error: report(O::failed),
            close: report(O::ended),
            ignore: Closure::new(|| {}),
        }
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handlers")
    }
}

impl Socket {
    /// Opens a socket of `class` to `url` in place of the one before.
    ///
    /// # Errors
    ///
    /// What the class throws: it does not like the URL, or the page may not connect there.
    pub(crate) fn dial(
        &self,
        class: &js_sys::Function,
        url: &str,
        handlers: &Handlers,
    ) -> Result<(), JsValue> {
        self.abandon(handlers);
        let socket = js_sys::Reflect::construct(class, &js_sys::Array::of1(&url.into()))?;
        let socket: WebSocket = socket.unchecked_into();
        socket.set_onopen(Some(handlers.open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(handlers.message.unchecked_ref()));
        socket.set_onerror(Some(handlers.error.as_ref().unchecked_ref()));
        socket.set_onclose(Some(handlers.close.as_ref().unchecked_ref()));
        self.0.replace(Some(socket));
        Ok(())
    }

    /// Whether there is a socket that takes frames. One that is closing drops them silently.
    pub(crate) fn is_open(&self) -> bool {
        self.0.borrow().as_ref().is_some_and(|socket| socket.ready_state() == WebSocket::OPEN)
    }

    /// Sends a text frame; `false` where the socket did not take it.
    pub(crate) fn send(&self, text: &JsValue) -> bool {
        #[wasm_bindgen]
        extern "C" {
            /// `send` with a string by handle: the text stays outside of linear memory.
            type TextSocket;

            #[wasm_bindgen(method, catch)]
            fn send(this: &TextSocket, text: &JsValue) -> Result<(), JsValue>;
        }
        let socket = self.0.borrow();
        socket
            .as_ref()
            .is_some_and(|socket| socket.unchecked_ref::<TextSocket>().send(text).is_ok())
    }

    /// Begins to close the socket, which reports its end.
    pub(crate) fn hang_up(&self) {
        if let Some(socket) = &*self.0.borrow() {
            // Throws for codes and reasons that are not given here.
            let _ = socket.close();
        }
    }

    /// Closes the socket and listens to it no more.
    pub(crate) fn abandon(&self, handlers: &Handlers) {
        let Some(socket) = self.0.take() else { return };
        socket.set_onopen(None);
        socket.set_onmessage(None);
        socket.set_onerror(Some(handlers.ignore.as_ref().unchecked_ref()));
        socket.set_onclose(None);
        let _ = socket.close();
    }

    /// Forgets a socket that has ended.
    pub(crate) fn clear(&self) {
        self.0.take();
    }

    /// The socket as the page sees it; `undefined` where there is none.
    pub(crate) fn to_js(&self) -> JsValue {
        self.0.borrow().as_ref().map_or(JsValue::UNDEFINED, |socket| socket.clone().into())
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}
