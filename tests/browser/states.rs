//! Where the connection is in its life, as the page is told.

use super::support::*;
use groupwire::what;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A token function that writes down what it is asked with.
fn source(asked: &Queue, token: &str) -> JsValue {
    function("asked, token", "return (given) => { asked.push(given); return token }")
        .call2(&JsValue::UNDEFINED, asked, &token.into())
        .expect("a function")
}

fn now() -> f64 {
    js("Date.now()").as_f64().expect("a time")
}

/// K1, K3, K8, K15, R2
#[wasm_bindgen_test]
async fn every_change_is_told_and_the_last_one_told_is_the_state() {
    let user = Watched::new().await;
    assert_eq!(user.state(), r#"{"name":"idle"}"#);
    good(user.connect()).await;
    for name in ["connecting", "handshaking"] {
        assert_eq!(user.next_state().await, format!(r#"{{"name":"{name}","attempt":0}}"#));
    }
    assert_eq!([user.next_state().await, user.state()], [ONLINE, ONLINE]);
    let close = user.close();
    assert_eq!(user.next_state().await, r#"{"name":"closing"}"#);
    good(close).await;
    let closed = r#"{"name":"closed","reason":"user"}"#;
    assert_eq!([user.next_state().await, user.state()], [closed, closed]);
}

/// K2, K3, K9, K10, K12, B10
#[wasm_bindgen_test]
async fn a_lost_connection_tells_why_and_when_the_next_attempt_is() {
    let backoff = js("{ min: 40000, max: 60000 }");
    let user = Watched::with(|settings| settings.with("backoff", backoff)).await.connected().await;
    // The clock of the page and that of the machine need not run alike.
    let slack = 1_000.0;
    let rows = [(1001, "deploy", 40_000.0, 60_000.0), (1013, "too slow", 2_000.0, 6_000.0)];
    for (attempt, (code, reason, min, max)) in (1..).zip(rows) {
        let before = now();
        user.wire.end(code, reason);
        let state = user.next("state").await;
        let after = now();
        assert_eq!(json(&state), user.state());
        assert_eq!(keys(&state), "name,attempt,retryAt,closeCode,closeReason");
        assert_eq!([text(&state, "name"), text(&state, "closeReason")], ["waiting", reason]);
        assert_eq!(
            (get(&state, "attempt"), get(&state, "closeCode")),
            (attempt.into(), code.into())
        );
        let retry_at = get(&state, "retryAt").as_f64().expect("a time");
        assert!((before + min - slack..=after + max + slack).contains(&retry_at), "{retry_at}");

        good(user.connect()).await;
        for name in ["connecting", "handshaking"] {
            let expected = format!(r#"{{"name":"{name}","attempt":{attempt}}}"#);
            assert_eq!(user.next_state().await, expected);
        }
        assert_eq!(user.next_state().await, ONLINE);
    }
}

/// K4, K8, T1, T7
#[wasm_bindgen_test]
async fn a_refused_token_is_asked_for_again_once() {
    let (asked, token) = (Queue::new(), token_for(&fresh()).await);
    let given = source(&asked, &token);
    let user = Watched::with(|settings| settings.with("token", given)).await.connected().await;
    assert_eq!(asked.next_json().await, r#"{"refused":false}"#);

    user.wire.end(4401, "expired");
    assert_eq!(asked.next_json().await, r#"{"refused":true}"#);
    assert_eq!(user.next_state().await, r#"{"name":"connecting","attempt":1}"#, "at once");
    user.until_online().await;
    user.wire.end(4401, "revoked");
    let closed =
        r#"{"name":"closed","reason":"unauthorized","closeCode":4401,"closeReason":"revoked"}"#;
    assert_eq!([user.next_state().await, user.state()], [closed, closed]);
    assert_eq!(asked.waiting(), 0);
}

/// K5, K8
#[wasm_bindgen_test]
async fn a_refused_client_stays_away() {
    let user = Watched::online().await;
    user.wire.end(1008, "too many refused frames");
    let closed = r#"{"name":"closed","reason":"refused","closeCode":1008,"closeReason":"too many refused frames"}"#;
    assert_eq!(user.next_state().await, closed);
}

/// K7, K8, K13, C3
#[wasm_bindgen_test]
async fn a_client_that_may_not_try_again_gives_up() {
    let change = |settings: Settings| {
        settings.with("maxAttempts", 2).with("backoff", js("{ min: 1, max: 1 }"))
    };
    let user = Watched::with(change).await;
    let dead = format!("ws://{}/api", nobody().await);
    user.wire.set_detour(Some(&dead));
    connection_error(user.connect()).await;
    assert_eq!(user.next_state().await, r#"{"name":"connecting","attempt":0}"#);
    let gave_up = r#"{"name":"closed","reason":"gave-up","closeCode":1006,"closeReason":""}"#;
    assert_eq!(user.next_state().await, gave_up, "the first connection is one attempt");

    user.wire.set_detour(None);
    let user = user.connected().await;
    user.wire.set_detour(Some(&dead));
    user.wire.socket().close().expect("a socket");
    for attempt in ["1", "2"] {
        let waiting = user.next("state").await;
        assert_eq!(text(&waiting, "name"), "waiting");
        let dial = format!(r#"{{"name":"connecting","attempt":{attempt}}}"#);
        assert_eq!(user.next_state().await, dial);
    }
    assert_eq!(user.next_state().await, gave_up);
}

/// K6, T8
#[wasm_bindgen_test]
async fn a_token_that_cannot_be_had_for_a_while_is_asked_for_again() {
    let (state, token) = (js("{ give: 'token' }"), token_for(&fresh()).await);
    let source = "return () => { if (state.give === 'nothing') throw new Error('offline'); return state.give && token }";
    let source = function("state, token", source)
        .call2(&JsValue::UNDEFINED, &state, &token.into())
        .expect("a function");
    let backoff = js("{ min: 1, max: 1 }");
    let change = |settings: Settings| settings.with("token", source).with("backoff", backoff);
    let user = Watched::with(change).await.connected().await;
    set(&state, "give", "nothing");
    user.wire.socket().close().expect("a socket");
    while text(&user.next("state").await, "name") != "connecting" {}
    assert_eq!(text(&user.next("state").await, "name"), "waiting");
    set(&state, "give", "token");
    user.until_online().await;

    // Nobody is logged in any more.
    set(&state, "give", "");
    user.wire.socket().close().expect("a socket");
    while text(&user.next("state").await, "name") != "closed" {}
    assert_eq!(user.state(), r#"{"name":"closed","reason":"unauthorized"}"#);
}

/// T9: the server says so long before it is needed in a test, so it is said for it.
#[wasm_bindgen_test]
async fn a_token_that_is_about_to_expire_is_renewed() {
    let (asked, user) = (Queue::new(), fresh());
    let given = source(&asked, &token_for(&user).await);
    let user = Watched::with(|settings| settings.with("token", given)).await.connected().await;
    user.wire.receive(&r##"{"#expires":1000}"##.into());
    let sent = user.wire.next_sent().await;
    assert!(sent.starts_with(r#"{"action":"renew","token":""#), "{sent}");
    assert_eq!(asked.count(), 2);
    // The server has taken it: what comes after it is answered.
    good(user.join(&fresh_group())).await;
    assert_eq!((user.state(), user.wire.urls().count()), (ONLINE.into(), 1));
}

/// B8, X4: an observer may call what the callback may.
#[wasm_bindgen_test]
async fn an_observer_may_close_a_connection_that_is_waited_for() {
    let backoff = js("{ min: 1, max: 1 }");
    let user = Watched::with(|settings| settings.with("backoff", backoff)).await.connected().await;
    let observer = function(
        "told, core, close",
        "return (...all) => { told.push(all); if (all[1]?.name === 'waiting') core.call(close, [], -1); }",
    );
    let observer = observer
        .call3(&JsValue::UNDEFINED, &user.told, &user.core.clone().into(), &what::CLOSE.into())
        .expect("a function");
    user.core.call(what::OBSERVE, &Array::of1(&observer), -1.0);
    user.wire.socket().close().expect("a socket");
    assert_eq!(text(&user.next("state").await, "name"), "waiting");
    let closed = r#"{"name":"closed","reason":"user"}"#;
    assert_eq!([user.next_state().await, user.state()], [closed, closed]);
}
