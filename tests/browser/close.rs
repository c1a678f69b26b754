//! closeRealtime.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::WebSocket;

/// X1, E6, G6
#[wasm_bindgen_test]
async fn close_leaves_the_group_and_then_ends_the_socket() {
    let group = fresh_group();
    let (witness, member) = (Member::in_group(&group).await, Member::in_group(&group).await);
    witness.take_notice_of(&member).await;
    assert!(good(member.close()).await.is_undefined());
    assert_eq!(member.wire.socket().ready_state(), WebSocket::CLOSED);
    assert_eq!(json(&member.events.all().slice(2, 9)), format!("[{CLOSED}]"), "before the answer");
    let leave = r#"{"action":"joinRoom","rid":null}"#;
    assert_eq!(member.wire.sent().next_text().await, leave);
    assert_eq!(member.wire.sent().next_text().await, "[close]");
    // The server has had the leave frame: otherwise it would tell of a disconnection.
    assert_eq!(text(&witness.events.next().await, "code"), "USER_LEFT");
    no_connection(member.post(1, group)).await;
}

/// X1: without a group there is none to leave.
#[wasm_bindgen_test]
async fn close_without_a_group_sends_nothing() {
    let member = Member::online().await;
    good(member.close()).await;
    assert_eq!(json(&member.wire.sent().all()), r#"["[close]"]"#);
}

/// X1, X3
#[wasm_bindgen_test]
async fn several_closes_are_all_answered_and_told_once() {
    let member = Member::in_group(&fresh_group()).await;
    for close in [member.close(), member.close(), member.close()] {
        assert!(good(close).await.is_undefined());
    }
    assert!(good(member.close()).await.is_undefined());
    assert_eq!(member.next().await, CLOSED);
    assert_eq!(member.events.waiting(), 0);
}

/// X2: the server answers every close, so the client's does not go out.
#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_left_behind() {
    let member = Member::in_group(&fresh_group()).await;
    member.wire.set_never_closes(true);
    let before = js("performance.now()").as_f64().expect("a time");
    assert!(good(member.close()).await.is_undefined());
    let took = js("performance.now()").as_f64().expect("a time") - before;
    assert!((900.0..3_000.0).contains(&took), "{took} ms");
    assert_eq!(member.next().await, CLOSED);

    // What the old socket still does is nobody's business.
    member.wire.receive(&r##"{"#message":1}"##.into());
    let old = member.wire.socket();
    member.wire.set_never_closes(false);
    let member = member.connected().await;
    old.close().expect("a socket");
    member.enter(&fresh_group()).await;
    assert_eq!(member.events.waiting(), 0);
}

/// X3
#[wasm_bindgen_test]
async fn close_without_a_connection_tells_nothing() {
    let member = Member::new().await;
    assert!(good(member.close()).await.is_undefined());
    assert_eq!((member.wire.urls().count(), member.events.count()), (0, 0));
}

/// X4, X7, E6: the client was about to connect again.
#[wasm_bindgen_test]
async fn close_after_a_loss_ends_the_attempts() {
    let backoff = js("{ min: 20, max: 20 }");
    let member = Member::with(|settings| settings.with("backoff", backoff)).await;
    let member = member.connected().await;
    member.lose().await;
    let post = member.post(1, "group");
    let close = member.close();
    not_open(post).await;
    assert!(good(close).await.is_undefined());
    assert_eq!(member.next().await, CLOSED);
    good(js("new Promise((resolve) => setTimeout(resolve, 60))").unchecked_into()).await;
    assert_eq!((member.wire.urls().count(), member.events.waiting()), (1, 0));
}

/// X4, E6, M12
#[wasm_bindgen_test]
async fn close_while_connecting_gives_the_attempt_up() {
    let member = Member::new().await;
    let (connect, join) = (member.connect(), member.join("group"));
    let post = member.post(1, "group");
    let close = member.close();
    connection_error(connect).await;
    not_open(join).await;
    not_open(post).await;
    assert!(good(close).await.is_undefined());
    no_connection(member.join("group")).await;
    assert_eq!(member.wire.urls().count(), 1);
    assert_eq!(member.wire.sent().next_text().await, "[close]");

    assert_eq!(member.next().await, CLOSED);
    assert_eq!(member.events.waiting(), 0);
    // The socket that was given up says nothing any more.
    member.connected().await.enter(&fresh_group()).await;
}

/// X1, X8: what was called before goes out before, and nothing is awaited in between.
#[wasm_bindgen_test]
async fn posts_before_a_close_go_out() {
    let group = fresh_group();
    let (witness, member) = (Member::in_group(&group).await, Member::in_group(&group).await);
    witness.take_notice_of(&member).await;
    let (first, second) = (member.post(1, group.as_str()), member.post(2, group.as_str()));
    let close = member.close();
    let late = member.post(3, group.as_str());
    good(first).await;
    good(second).await;
    no_connection(late).await;
    good(close).await;
    assert_eq!(witness.next_message("message").await, 1);
    assert_eq!(witness.next_message("message").await, 2);
    assert_eq!(text(&witness.events.next().await, "code"), "USER_LEFT");
}

/// X6
#[wasm_bindgen_test]
async fn frames_after_the_call_are_not_told() {
    let member = Member::in_group(&fresh_group()).await;
    let close = member.close();
    member.wire.receive(&r##"{"#message":"late"}"##.into());
    good(close).await;
    assert_eq!(member.next().await, CLOSED);
    assert_eq!(member.events.waiting(), 0);
}

/// B8, X1, E6
#[wasm_bindgen_test]
async fn the_callback_may_close_and_connect() {
    let member = Member::new().await;
    let calls = Queue::new();
    let callback = function(
        "queue, realtime, calls",
        "return (event) => {
            queue.push(event);
            if (calls.count++ < 4) calls.push([event.type === 'close' ? realtime.connectRealtime(() => {}) : realtime.closeRealtime()]);
        }",
    );
    set(&calls, "count", 0);
    let callback = callback
        .call3(&JsValue::UNDEFINED, &member.events, &member.realtime.clone().into(), &calls)
        .expect("a function");
    let connect = member.realtime.connect_realtime(callback);
    assert!(good(connect).await.is_instance_of::<WebSocket>());
    assert_eq!(member.next().await, CONNECTED);
    assert_eq!(member.next().await, CLOSED);
    assert!(good(first(calls.next().await)).await.is_undefined());
    assert!(good(first(calls.next().await)).await.is_instance_of::<WebSocket>());
    good(member.close()).await;
}

/// The one item of an array: a queue would wait for a promise.
fn first(array: JsValue) -> js_sys::Promise {
    js_sys::Reflect::get_u32(&array, 0).expect("an item").unchecked_into()
}
