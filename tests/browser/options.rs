//! Options of a client.

use super::support::*;
use groupwire::Realtime;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// B1
#[wasm_bindgen_test]
async fn a_wrong_option_is_refused_when_the_client_is_made() {
    let rows = [
        ("5", r#""options" must be an object."#),
        ("'ws://host/api'", r#""options" must be an object."#),
        ("{ url: 5 }", r#""url" must be a string."#),
        ("{ url: 'http://host/api' }", r#""url" must begin with ws:// or wss://."#),
        ("{ url: 'host/api' }", r#""url" must begin with ws:// or wss://."#),
        ("{ httpUrl: {} }", r#""httpUrl" must be a string."#),
        ("{ protocol: 'xmpp' }", r#""protocol" must be "groupwire" or "skapi"."#),
        ("{ protocol: 1 }", r#""protocol" must be a string."#),
        ("{ service: 1 }", r#""service" must be a string."#),
        ("{ owner: [] }", r#""owner" must be a string."#),
        ("{ token: 5 }", r#""token" must be a string or a function."#),
        ("{ token: {} }", r#""token" must be a string or a function."#),
        ("{ idToken: true }", r#""idToken" must be a string or a function."#),
        ("{ connectTimeout: '5' }", r#""connectTimeout" must be a number of milliseconds."#),
        ("{ connectTimeout: -1 }", r#""connectTimeout" must be a number of milliseconds."#),
        ("{ sendTimeout: NaN }", r#""sendTimeout" must be a number of milliseconds."#),
        ("{ heartbeat: Infinity }", r#""heartbeat" must be a number of milliseconds."#),
        ("{ heartbeat: false }", r#""heartbeat" must be a number of milliseconds."#),
        ("{ heartbeatTimeout: '5' }", r#""heartbeatTimeout" must be a number of milliseconds."#),
        ("{ backoff: { min: '5' } }", r#""backoff.min" must be a number of milliseconds."#),
        ("{ backoff: { max: -1 } }", r#""backoff.max" must be a number of milliseconds."#),
        ("{ maxAttempts: '5' }", r#""maxAttempts" must be a number of attempts."#),
        ("{ maxAttempts: -1 }", r#""maxAttempts" must be a number of attempts."#),
        ("{ queue: -1 }", r#""queue.messages" must be a number of messages."#),
        ("{ queue: { messages: '5' } }", r#""queue.messages" must be a number of messages."#),
        ("{ queue: { bytes: NaN } }", r#""queue.bytes" must be a number of bytes."#),
        ("{ highWaterMark: {} }", r#""highWaterMark" must be a number of bytes."#),
        ("{ parkAfter: true }", r#""parkAfter" must be a number of milliseconds."#),
        ("{ WebSocket: 'WebSocket' }", r#""WebSocket" must be a class."#),
    ];
    for (options, message) in rows {
        let error = Realtime::new(&js(options)).expect_err(options);
        assert_refusal(&error, "INVALID_PARAMETER", message);
    }
    let right = [
        "undefined",
        "null",
        "{}",
        "{ url: null, token: undefined, heartbeat: null, more: 1 }",
        "{ backoff: {}, queue: { messages: null }, maxAttempts: undefined }",
        "{ backoff: { min: 0, max: 0 }, queue: 0, maxAttempts: 0, parkAfter: 0, highWaterMark: 0 }",
    ];
    for options in right {
        Realtime::new(&js(options)).expect(options);
    }
}

/// B2, C3: the page's own server has no such endpoint.
#[wasm_bindgen_test]
async fn without_a_url_the_client_connects_to_the_page_s_origin() {
    let change = |settings: Settings| settings.with("url", JsValue::UNDEFINED).with("token", "t");
    let member = Member::with(change).await;
    connection_error(member.connect()).await;
    let host = js("location.host").as_string().expect("a host");
    assert_eq!(member.wire.urls().next_text().await, format!("ws://{host}/api?v=1&token=t"));
}

/// B2: what the URL has already stays.
#[wasm_bindgen_test]
async fn the_token_is_added_to_the_query_of_the_url() {
    let url = format!("{URL}?a=b");
    let member = Member::with(|settings| settings.with("url", url.as_str())).await;
    let member = member.connected().await;
    assert!(member.wire.urls().next_text().await.starts_with(&format!("{url}&v=1&token=")));
}

/// B3
#[wasm_bindgen_test]
async fn options_are_read_once() {
    let user = fresh();
    let wire = Wire::new();
    let options = js("{}");
    set(&options, "url", URL);
    set(&options, "token", token_for(&user).await);
    set(&options, "WebSocket", wire.class());
    let realtime = Realtime::new(&options).expect("valid options");
    for name in ["url", "token", "WebSocket"] {
        set(&options, name, 5);
    }
    good(realtime.connect_realtime(js("() => {}"))).await;
    assert_eq!(wire.urls().count(), 1);
    good(realtime.close_realtime()).await;
}

/// B4
#[wasm_bindgen_test]
async fn a_client_that_the_page_has_dropped_goes_on_while_it_is_connected() {
    let (user, group) = (fresh(), fresh_group());
    let (wire, events) = (Wire::new(), Queue::new());
    // Nobody could close it in the end.
    let realtime = Settings::of(&user, &wire).await.with("maxAttempts", 0).realtime();
    let connect = realtime.connect_realtime(Member::callback(&events));
    let params = js("{}");
    set(&params, "group", group.as_str());
    let join = realtime.join_realtime(params);
    drop(realtime);
    good(connect).await;
    good(join).await;
    assert_eq!(events.next_json().await, CONNECTED);
    assert_eq!(text(&events.next().await, "sender"), user);
    let other = Member::in_group(&group).await;
    assert_eq!(text(&events.next().await, "sender"), other.user);
    wire.socket().close().expect("a socket");
    assert_eq!(events.next_json().await, UNEXPECTED_CLOSE);
}
