//! connectRealtime.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::WebSocket;

/// C1, E3, E4
#[wasm_bindgen_test]
async fn connect_gives_the_open_socket() {
    let member = Member::new().await;
    let socket = good(member.connect()).await;
    assert!(socket.is_instance_of::<WebSocket>());
    assert_eq!(socket, JsValue::from(member.wire.socket()));
    assert_eq!(member.wire.socket().ready_state(), WebSocket::OPEN);
    assert_eq!(json(&member.events.all()), format!("[{CONNECTED}]"));
}

/// C2
#[wasm_bindgen_test]
async fn a_callback_that_is_no_function_is_refused_before_anything_else() {
    prepare();
    let wire = Wire::new();
    // Without a token: that would be the next thing to refuse.
    let realtime = Settings::bare(&wire).realtime();
    for callback in ["undefined", "null", "{}", "'callback'", "1", "[]", "{ call() {} }"] {
        let connect = realtime.connect_realtime(js(callback));
        refusal(connect, "INVALID_REQUEST", "Callback must be a function.").await;
    }
    assert_eq!(wire.urls().count(), 0);

    let member = Member::online().await;
    let connect = member.realtime.connect_realtime(JsValue::UNDEFINED);
    refusal(connect, "INVALID_REQUEST", "Callback must be a function.").await;
    // The callback before it stays.
    member.enter(&fresh_group()).await;
}

/// C3, E6, M3
#[wasm_bindgen_test]
async fn where_nobody_listens_connect_rejects_and_may_be_asked_again() {
    let member = Member::new().await;
    member.wire.set_detour(Some(&format!("ws://{}/api", nobody().await)));
    let (connect, second) = (member.connect(), member.connect());
    connection_error(connect).await;
    connection_error(second).await;
    assert_eq!(json(&member.events.all()), format!("[{CONNECTION_ERROR}]"));
    assert_eq!(member.wire.urls().count(), 1, "there was one attempt");

    no_connection(member.post(1, "group")).await;
    no_connection(member.join("group")).await;
    assert!(good(member.close()).await.is_undefined());

    member.next().await;
    member.wire.set_detour(None);
    let member = member.connected().await;
    member.enter(&fresh_group()).await;
}

/// K4, S13: it is asked for once more, and may be another one then.
#[wasm_bindgen_test]
async fn a_token_that_the_server_refuses_twice_ends_the_attempt() {
    let forged = signed(&parse(r#"{"sub":"a","exp":4000000000}"#), "another secret").await;
    let expired = signed(&parse(r#"{"sub":"a","exp":1000000000}"#), SECRET).await;
    for token in [forged.as_str(), &expired, "no token at all"] {
        let member = Member::with(|settings| settings.with("token", token)).await;
        login_required(member.connect()).await;
        assert_eq!((member.wire.urls().count(), member.events.count()), (2, 0));
    }
}

/// C4, S13: the server answers every upgrade, so the client is not told of the answer.
#[wasm_bindgen_test]
async fn an_attempt_that_takes_too_long_is_given_up() {
    // Enough for the connection that is to open in the end, also on a busy machine.
    let member = Member::with(|settings| settings.with("connectTimeout", 700)).await;
    member.wire.set_never_opens(true);
    let (connect, join) = (member.connect(), member.join("group"));
    connection_error(connect).await;
    not_open(join).await;
    assert_eq!(json(&member.events.all()), format!("[{CONNECTION_ERROR}]"));
    assert_eq!(member.wire.sent().next_text().await, "[close]", "the socket is not left behind");

    member.next().await;
    member.wire.set_never_opens(false);
    member.connected().await;
}

/// C4
#[wasm_bindgen_test]
async fn the_wait_for_the_token_counts() {
    let never = js("() => new Promise(() => {})");
    let change = |settings: Settings| settings.with("connectTimeout", 100).with("token", never);
    let member = Member::with(change).await;
    connection_error(member.connect()).await;
    assert_eq!(member.wire.urls().count(), 0);
}

/// C5
#[wasm_bindgen_test]
async fn calls_share_one_socket() {
    let member = Member::new().await;
    let (first, second) = (member.connect(), member.connect());
    let (first, second) = (good(first).await, good(second).await);
    let third = good(member.connect()).await;
    assert_eq!(first, second);
    assert_eq!(first, third);
    assert_eq!(member.wire.urls().count(), 1);
    assert_eq!(json(&member.events.all()), format!("[{CONNECTED}]"), "told once");
}

/// C6
#[wasm_bindgen_test]
async fn the_newest_callback_takes_over() {
    let member = Member::new().await;
    let (older, newer) = (Queue::new(), Queue::new());
    let _ = member.realtime.connect_realtime(Member::callback(&older));
    good(member.connect()).await;
    assert_eq!(older.count(), 0, "while the connection is being opened");
    assert_eq!(member.next().await, CONNECTED);

    good(member.realtime.connect_realtime(Member::callback(&newer))).await;
    good(member.join(fresh_group())).await;
    assert_eq!(text(&newer.next().await, "code"), "USER_JOINED");
    assert_eq!((older.count(), member.events.waiting()), (0, 0), "while it is open");
}

/// C7, X1, X3
#[wasm_bindgen_test]
async fn connect_right_after_close_opens_a_new_socket() {
    let member = Member::online().await;
    let first = member.wire.socket();
    let (close, connect) = (member.close(), member.connect());
    assert!(good(close).await.is_undefined());
    let socket = good(connect).await;
    assert_ne!(socket, JsValue::from(first.clone()));
    assert_eq!(first.ready_state(), WebSocket::CLOSED);
    assert_eq!([member.next().await, member.next().await], [CLOSED, CONNECTED]);
    member.enter(&fresh_group()).await;
}

/// C7, X1: whatever the number of turns.
#[wasm_bindgen_test]
async fn close_and_connect_in_one_tick_end_as_the_last_call_says() {
    let member = Member::online().await;
    let calls = [member.close(), member.connect(), member.close(), member.connect()];
    let [first, overtaken, second, last] = calls;
    assert!(good(first).await.is_undefined());
    connection_error(overtaken).await;
    assert!(good(second).await.is_undefined());
    assert_eq!(good(last).await, JsValue::from(member.wire.socket()));
    assert_eq!(member.wire.socket().ready_state(), WebSocket::OPEN);
    assert_eq!(member.wire.urls().count(), 2);
}

/// C8, C9, E5, E10, G6, K10, O1
#[wasm_bindgen_test]
async fn connect_after_a_loss_joins_the_group_again() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    let witness = Member::in_group(&group).await;
    member.take_notice_of(&witness).await;
    member.lose().await;
    assert_eq!(text(&witness.events.next().await, "code"), "USER_DISCONNECTED");

    let lost = member.wire.socket();
    assert_ne!(good(member.connect()).await, JsValue::from(lost));
    assert_eq!([member.next().await, member.next().await], [RECONNECTING, CONNECTED]);
    let rejoin = format!(r#"{{"action":"joinRoom","rid":"{group}","since":{{"epoch":""#);
    let sent = member.next_sent().await;
    assert!(sent.starts_with(&rejoin), "{sent}");
    member.take_own_notice().await;
    witness.take_notice_of(&member).await;
    good(member.post("back", group)).await;
    assert_eq!(witness.next_message("message").await, "back");
}

/// C9, E5: nothing has reported the end yet when the call is made.
#[wasm_bindgen_test]
async fn connect_while_the_socket_is_closing_gives_it_up() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    member.wire.socket().close().expect("a socket");
    let socket = good(member.connect()).await;
    assert_eq!(socket, JsValue::from(member.wire.socket()));
    assert_eq!([member.next().await, member.next().await], [UNEXPECTED_CLOSE, RECONNECTING]);
    assert_eq!(member.next().await, CONNECTED);
    member.take_own_notice().await;
}

/// C8, E10: a failed attempt to come back is repeated, and no reason to forget the group.
#[wasm_bindgen_test]
async fn a_call_after_a_loss_waits_for_the_attempt_that_succeeds() {
    let group = fresh_group();
    let backoff = js("{ min: 10, max: 20 }");
    let member = Member::with(|settings| settings.with("backoff", backoff)).await.connected().await;
    member.enter(&group).await;
    member.wire.set_detour(Some(&format!("ws://{}/api", nobody().await)));
    member.lose().await;
    let connect = member.connect();
    assert_eq!([member.next().await, member.next().await], [RECONNECTING, CONNECTION_ERROR]);
    assert_eq!(member.next().await, RECONNECTING.replace('1', "2"));

    member.wire.set_detour(None);
    assert_eq!(good(connect).await, JsValue::from(member.wire.socket()));
    let told = member.events.all().slice(member.events.count() - 1, u32::MAX);
    assert_eq!(json(&told), format!("[{CONNECTED}]"), "before the answer");
    good(member.post("back", group)).await;
}

/// C10
#[wasm_bindgen_test]
async fn without_a_web_socket_connect_is_not_supported() {
    let token = token_for("a").await;
    let options = js("{}");
    set(&options, "url", URL);
    set(&options, "token", token);
    let realtime = groupwire::Realtime::new(&options).expect("valid options");
    let class = get(&js_sys::global(), "WebSocket");
    set(&js_sys::global(), "WebSocket", JsValue::UNDEFINED);
    let connect = realtime.connect_realtime(js("() => {}"));
    set(&js_sys::global(), "WebSocket", class);
    let message = "There is no WebSocket in this environment. Pass one: configure({ WebSocket }).";
    refusal(connect, "NOT_SUPPORTED", message).await;
    // It is looked for at each call.
    good(realtime.connect_realtime(js("() => {}"))).await;
    good(realtime.close_realtime()).await;
}
