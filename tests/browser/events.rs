//! What the callback is told.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Frames that a client cannot read. The server never sends any of them, so they are given to the
/// client's real socket.
const UNREADABLE: [&str; 14] = [
    "'no JSON'",
    "''",
    "'5'",
    "'null'",
    "'\"text\"'",
    "'[{\"#message\":1}]'",
    "'{}'",
    "'{\"message\":\"Internal server error\",\"connectionId\":\"x\",\"requestId\":\"y\"}'",
    "'{\"#unknown\":1}'",
    "'{\"#message\":1'",
    "'{\"__proto__\":{\"#message\":1}}'",
    "'%7B%22#message%22:1%7D'",
    "new ArrayBuffer(8)",
    "new Blob(['{\"#message\":1}'])",
];

/// E7
#[wasm_bindgen_test]
async fn frames_without_a_meaning_are_counted_and_harm_nothing() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    let page = Console::new();
    for frame in UNREADABLE {
        member.wire.receive(&js(frame));
    }
    page.restore();
    let warned = r#"["groupwire: frames without a meaning:",1]"#;
    assert_eq!(page.warnings().next_json().await, warned);
    let counts = ["2", "4", "8"].map(|count| warned.replace('1', count));
    for expected in counts {
        assert_eq!(page.warnings().next_json().await, expected);
    }
    assert_eq!((page.warnings().waiting(), page.errors().count()), (0, 0));
    assert_eq!(member.events.waiting(), 0, "nobody is told");
    good(member.post(1, group)).await;
    assert_eq!(member.next_message("message").await, 1);
}

/// E1, E2: also what our server does not send: frames without a sender, several keys, falsy payloads.
#[wasm_bindgen_test]
async fn the_key_that_is_there_decides() {
    let member = Member::online().await;
    let frames = [
        (r##"{"#message":0}"##, "message", "0"),
        (r##"{"#message":false}"##, "message", "false"),
        (r##"{"#message":""}"##, "message", "\"\""),
        (r##"{"#message":null}"##, "message", "null"),
        (r##"{"#private":null}"##, "private", "null"),
        (r##"{"#notice":"text"}"##, "notice", "\"text\""),
        (r##"{"#error":{"code":"X","message":"y"}}"##, "error", r#"{"code":"X","message":"y"}"#),
        (r##"{"#private":1,"#message":0}"##, "message", "0"),
        (r##"{"#error":1,"#notice":2,"#private":null}"##, "private", "null"),
        (r##"{"#message":"100% sure %41 %"}"##, "message", "\"100% sure %41 %\""),
        (r##" {"#message":[{"#message":1}]} "##, "message", r##"[{"#message":1}]"##),
    ];
    for (frame, kind, message) in frames {
        member.wire.receive(&frame.into());
        let rest = r#""sender":null,"sender_cid":null,"sender_rid":null,"code":null}"#;
        let event = format!(r#"{{"type":"{kind}","message":{message},{rest}"#);
        assert_eq!(member.next().await, event, "{frame}");
    }
    let whole = r##"{"#message":1,"#user_id":"u","#scid":"c","#srid":"r","#code":"k","more":1}"##;
    member.wire.receive(&whole.into());
    let event = r#"{"type":"message","message":1,"sender":"u","sender_cid":"cid:c","sender_rid":"r","code":"k"}"#;
    assert_eq!(member.next().await, event);
}

/// E1, S37: what the server refuses is an event.
#[wasm_bindgen_test]
async fn refusals_of_the_server_are_told() {
    let member = Member::online().await;
    member.wire.socket().send_with_str("no JSON").expect("an open socket");
    let event = member.events.next().await;
    assert_eq!(text(&event, "type"), "error");
    assert_eq!(text(&get(&event, "message"), "code"), "INVALID_REQUEST");
    assert_eq!(keys(&event), "type,message,sender,sender_cid,sender_rid,code");
    // It never ends a connection for one bad frame.
    member.wire.sent().next().await;
    member.enter(&fresh_group()).await;
}

/// E5, K5, M7, S39: here it is the server that ends the connection, and means it.
#[wasm_bindgen_test]
async fn a_server_that_refuses_the_client_is_told_as_a_loss() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    // One at a time: what is still on its way to a server that has closed would end in a failure.
    let end = loop {
        member.wire.socket().send_with_str("no JSON").expect("an open socket");
        let event = member.events.next().await;
        if get(&event, "sender").is_undefined() {
            break json(&event);
        }
        assert_eq!(text(&event, "type"), "error");
    };
    assert_eq!(end, UNEXPECTED_CLOSE);
    not_open(member.post(1, group)).await;
    not_open(member.join("another")).await;

    // Asked again, the client tries again.
    member.back().await;
    member.take_own_notice().await;
}

/// E5: a failure of an open socket. Nothing on loopback makes one, so the event is given to the
/// real socket.
#[wasm_bindgen_test]
async fn a_failure_of_the_open_socket_is_told() {
    let member = Member::online().await;
    let failure = web_sys::Event::new("error").expect("an event");
    member.wire.socket().dispatch_event(&failure).expect("a socket");
    assert_eq!(member.next().await, CONNECTION_ERROR);
    member.enter(&fresh_group()).await;
}

/// E9
#[wasm_bindgen_test]
async fn a_callback_that_throws_is_reported_and_breaks_nothing() {
    let group = fresh_group();
    let member = Member::new().await;
    let callback = function(
        "queue",
        "return (event) => { queue.push(event); throw new Error(`of ${event.type}`) }",
    );
    let callback = callback.call1(&JsValue::UNDEFINED, &member.events).expect("a function");
    let page = Console::new();
    good(member.realtime.connect_realtime(callback)).await;
    assert_eq!(member.next().await, CONNECTED);
    member.enter(&group).await;
    good(member.post(1, group.as_str())).await;
    assert_eq!(member.next_message("message").await, 1);
    good(member.close()).await;
    assert_eq!(member.next().await, CLOSED);
    page.restore();
    for kind in ["success", "notice", "message", "close"] {
        assert_eq!(text(&page.errors().next().await, "message"), format!("of {kind}"));
    }
}

/// E9: rejections of an asynchronous callback are the page's own affair.
#[wasm_bindgen_test]
async fn what_the_callback_gives_is_ignored() {
    let member = Member::new().await;
    let callback = function("queue", "return async (event) => { queue.push(event); return 5 }");
    let callback = callback.call1(&JsValue::UNDEFINED, &member.events).expect("a function");
    good(member.realtime.connect_realtime(callback)).await;
    assert_eq!(member.next().await, CONNECTED);
    member.enter(&fresh_group()).await;
}

/// H1
#[wasm_bindgen_test]
async fn signs_of_life_go_out_at_open_and_then_again_and_again() {
    let skapi = |settings: Settings| settings.with("protocol", "skapi").with("heartbeat", 20);
    let member = Member::with(skapi).await.connected().await;
    for _ in 0..4 {
        assert_eq!(member.wire.sent().next_text().await, r#"{"action":"keepAlive"}"#);
    }
    good(member.close()).await;
    let sent = member.wire.sent().count();
    good(js("new Promise((resolve) => setTimeout(resolve, 60))").unchecked_into()).await;
    assert_eq!(member.wire.sent().count(), sent, "none after the end");
}

/// H1: the first goes out at once, before what waits, also by default.
#[wasm_bindgen_test]
async fn the_first_sign_of_life_goes_out_at_open() {
    let skapi = |settings: Settings| {
        settings.with("protocol", "skapi").with("heartbeat", JsValue::UNDEFINED)
    };
    let member = Member::with(skapi).await;
    let (connect, join) = (member.connect(), member.join("group"));
    good(connect).await;
    good(join).await;
    assert_eq!(member.next_sent().await, r#"{"action":"keepAlive"}"#);
    assert!(member.next_sent().await.starts_with(r#"{"action":"joinRoom","rid":"group","#));
    assert_eq!(member.wire.sent().waiting(), 0);
}
