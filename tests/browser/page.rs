//! What the client does when its page is hidden, frozen, left, or loses its network.

use super::support::*;
use std::sync::Once;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn hide();
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn show();
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn connect(online: bool);
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn resume();
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn leave();
    #[wasm_bindgen(js_namespace = groupwirePage)]
    fn arrive(persisted: bool);
}

const PING: &str = r#"{"action":"ping"}"#;

/// Loads the helpers, before anything uses them.
pub fn load() {
    prepare();
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        js_sys::eval(include_str!("page.js")).expect("the helpers are a script");
    });
}

/// A user whom no pause brings back.
async fn patient() -> Watched {
    with(|settings| settings).await
}

async fn with(change: impl FnOnce(Settings) -> Settings) -> Watched {
    load();
    let backoff = js("{ min: 60000, max: 60000 }");
    Watched::with(|settings| change(settings.with("backoff", backoff))).await.connected().await
}

/// Ends the connection behind the client's back. Gives the state that is told of it.
async fn lose(user: &Watched) -> JsValue {
    user.wire.socket().close().expect("a socket");
    user.next("state").await
}

/// V10: one question for all of them.
#[wasm_bindgen_test]
async fn an_open_connection_is_asked_when_something_may_have_changed() {
    let user = patient().await;
    show();
    resume();
    connect(false);
    connect(true);
    assert_eq!(user.wire.sent().next_text().await, PING);
    // The answer to what is posted now comes behind that to the question.
    good(user.post(1, &user.user)).await;
    let posts = user.wire.sent().count();
    assert_eq!((posts, user.state()), (2, ONLINE.into()));

    for signal in [show, resume, || connect(true), || connect(false), || arrive(true)] {
        signal();
        let asked = user.wire.sent().all().get(user.wire.sent().count() - 1);
        assert_eq!(asked, PING);
        good(user.post(1, &user.user)).await;
    }
    assert_eq!(user.wire.urls().count(), 1);
}

/// V11
#[wasm_bindgen_test]
async fn without_a_connection_a_sign_of_the_page_dials_at_once() {
    let user = patient().await;
    for signal in [show, resume, || connect(true), || arrive(true)] {
        let waiting = lose(&user).await;
        assert_eq!(text(&waiting, "name"), "waiting");
        assert!(!get(&waiting, "retryAt").is_null());
        signal();
        user.until_online().await;
    }
    assert_eq!(user.wire.urls().count(), 5);
}

/// V12
#[wasm_bindgen_test]
async fn a_hidden_page_keeps_its_connection_and_makes_no_other() {
    let user = patient().await;
    hide();
    good(user.post(1, &user.user)).await;
    let waiting = lose(&user).await;
    assert!(get(&waiting, "retryAt").is_null(), "{}", json(&waiting));
    show();
    user.until_online().await;

    // Hidden while it waits; the network comes back.
    lose(&user).await;
    hide();
    assert!(get(&user.next("state").await, "retryAt").is_null());
    connect(true);
    user.until_online().await;
    show();
}

/// V12, B11: a page that is opened in the background is connected as it wishes to be.
#[wasm_bindgen_test]
async fn a_page_that_was_hidden_from_the_beginning_is_known_to_be() {
    load();
    hide();
    let user = patient().await;
    let waiting = lose(&user).await;
    assert!(get(&waiting, "retryAt").is_null(), "{}", json(&waiting));
    show();
    user.until_online().await;

    // Nobody looks at the page while there is nothing to connect.
    hide();
    good(user.close()).await;
    show();
    let user = user.connected().await;
    assert!(!get(&lose(&user).await, "retryAt").is_null());
}

/// V13
#[wasm_bindgen_test]
async fn a_page_that_is_hidden_for_long_gives_its_connection_up() {
    let user = with(|settings| settings.with("parkAfter", 20)).await;
    hide();
    let parked = user.next_state().await;
    assert_eq!(parked, r#"{"name":"waiting","attempt":1,"retryAt":null}"#);
    assert_eq!(user.wire.sent().next_text().await, "[close]");
    connect(true);
    assert_eq!(user.state(), parked, "until it is seen");
    show();
    user.until_online().await;
}

/// V14, O2
#[wasm_bindgen_test]
async fn a_page_that_is_left_and_comes_back_goes_on_as_after_a_loss() {
    let group = fresh_group();
    let (friend, user) = (Member::in_group(&group).await, patient().await);
    good(user.hold(&group)).await;
    leave();
    assert_eq!(user.next_state().await, r#"{"name":"waiting","attempt":1,"retryAt":null}"#);
    good(friend.connect()).await;
    good(friend.post("missed", group.as_str())).await;
    connect(true);
    assert_eq!(user.wire.urls().count(), 1, "nobody is there");
    arrive(true);
    user.until_online().await;
    assert_eq!(user.next_message().await, "missed");
    assert!(get(&user.next("recovery").await, "recovered").is_truthy());
}

/// V15
#[wasm_bindgen_test]
async fn a_closed_client_stays_closed() {
    let (never, closed) = (Watched::new().await, patient().await);
    good(closed.close()).await;
    let signals: [fn(); 8] = [
        hide,
        show,
        resume,
        || connect(false),
        || connect(true),
        leave,
        || arrive(false),
        || arrive(true),
    ];
    for signal in signals {
        signal();
    }
    turn().await;
    assert_eq!((never.wire.urls().count(), closed.wire.urls().count()), (0, 1));
    assert_eq!(never.state(), r#"{"name":"idle"}"#);
    assert_eq!(closed.state(), r#"{"name":"closed","reason":"user"}"#);
}
