//! The SDK in a real browser, against the real server over a real WebSocket.
//!
//! `npm test -- --only browser` runs it: it starts the server, and tells the tests by environment
//! variables where it listens and what signs its tokens. Each test names the behaviours that it
//! proves, as `docs/SPEC.md` numbers them.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, missing_debug_implementations)]
// Clippy takes only the functions with the attribute of the standard library for tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

mod browser {
    mod backpressure;
    mod bounds;
    mod close;
    mod connect;
    mod events;
    mod exports;
    mod forms;
    mod groups;
    mod holdings;
    mod lists;
    mod notifications;
    mod options;
    mod page;
    mod pages;
    mod participants;
    mod parts;
    mod payloads;
    mod posts;
    mod reconnect;
    mod redirect;
    mod refused_lists;
    mod several_groups;
    mod skapi;
    mod states;
    mod stop;
    mod support;
    mod tokens;
}
