//! What becomes of posts and groups when the connection is lost.

use super::support::*;
use groupwire::what;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A user in `group` whom nothing but a call brings back after a loss.
async fn patient(group: &str) -> Watched {
    let backoff = js("{ min: 60000, max: 60000 }");
    let user = Watched::with(|settings| settings.with("backoff", backoff)).await.connected().await;
    good(user.join(group)).await;
    user
}

/// K2, O1, O2, O7, G6, R2
#[wasm_bindgen_test]
async fn what_was_missed_comes_and_is_said_to_be_complete() {
    let group = fresh_group();
    let user = patient(&group).await;
    let friend = Member::in_group(&group).await;
    user.take_notice_of(&friend).await;
    let before = good(friend.post("before", group.as_str())).await;
    assert_eq!(user.next_message().await, "before");
    user.wire.socket().close().expect("a socket");
    while text(&user.next("state").await, "name") != "waiting" {}
    good(friend.post("missed", group.as_str())).await;
    let last = good(friend.post("missed too", group.as_str())).await;
    good(friend.post("psst", user.user.as_str())).await;

    good(user.connect()).await;
    let url = user.wire.urls().all().get(1).as_string().expect("a URL");
    assert!(url.contains("?v=1&since="), "{url}");
    let private = user.next("recovery").await;
    assert_eq!(keys(&private), "group,recovered,since,epoch,offset");
    assert!(get(&private, "group").is_null() && get(&private, "recovered").is_truthy());
    for message in ["psst", "missed", "missed too"] {
        assert_eq!(user.next_message().await, message);
    }
    let recovery = user.next("recovery").await;
    let since = get(&recovery, "since");
    assert_eq!(text(&recovery, "group"), group);
    assert!(get(&recovery, "recovered").is_truthy());
    assert_eq!(get(&since, "offset"), get(&before, "offset"));
    assert_eq!(get(&since, "epoch"), get(&recovery, "epoch"));
    let offset = |object: &JsValue| get(object, "offset").as_f64().expect("a number");
    assert!(offset(&recovery) >= offset(&last));
}

/// Q2: the answer to a post that was taken dies with the connection.
#[wasm_bindgen_test]
async fn a_post_that_was_not_answered_goes_out_again_and_arrives_once() {
    let group = fresh_group();
    let user = patient(&group).await;
    let friend = Member::in_group(&group).await;
    user.wire.set_deaf(true);
    let post = user.post("once", &group);
    assert_eq!(friend.next_message("message").await, "once");
    user.wire.set_deaf(false);
    user.wire.socket().close().expect("a socket");
    good(user.connect()).await;
    assert_eq!(text(&good(post).await, "settled"), "acknowledged");
    let sent = user.wire.sent().all();
    let posts = sent.iter().filter_map(|sent| sent.as_string());
    let posts: Vec<_> = posts.filter(|sent| sent.contains("broadcast")).collect();
    assert_eq!((posts.len(), &posts[0]), (2, &posts[1]), "under the same name");

    good(user.post("after", &group)).await;
    // The server hears of the old connection's end on that one, and of the join on the new one.
    let mut codes =
        [friend.events.next().await, friend.events.next().await].map(|event| text(&event, "code"));
    codes.sort();
    assert_eq!(codes, ["USER_DISCONNECTED", "USER_JOINED"]);
    assert_eq!(friend.next_message("message").await, "after");
}

/// K2: nobody calls anything.
#[wasm_bindgen_test]
async fn the_client_comes_back_by_itself() {
    let group = fresh_group();
    let backoff = js("{ min: 1, max: 5 }");
    let user = Watched::with(|settings| settings.with("backoff", backoff)).await.connected().await;
    good(user.join(&group)).await;
    for _ in 0..3 {
        user.wire.socket().close().expect("a socket");
        user.until_online().await;
        good(user.post("still here", &group)).await;
        assert_eq!(user.next_message().await, "still here");
    }
    assert_eq!(user.wire.urls().count(), 4);
}

/// V1, H2: the network lets nothing in any more, and says nothing of it.
#[wasm_bindgen_test]
async fn a_silent_connection_is_asked_and_then_replaced() {
    let change = |settings: Settings| {
        let settings = settings.with("heartbeat", 30).with("heartbeatTimeout", 60);
        settings.with("backoff", js("{ min: 1, max: 1 }"))
    };
    let user = Watched::with(change).await.connected().await;
    user.wire.set_deaf(true);
    let lost = user.wire.socket();
    assert_eq!(user.wire.next_sent().await, r#"{"action":"ping"}"#);
    assert_eq!(text(&user.next("state").await, "name"), "waiting");
    user.wire.set_deaf(false);
    user.until_online().await;
    assert_ne!(user.wire.socket(), lost);
}

/// O9: a position of another page, or of one that was loaded anew.
#[wasm_bindgen_test]
async fn a_group_may_be_joined_from_a_known_position() {
    let group = fresh_group();
    let friend = Member::in_group(&group).await;
    let first = good(friend.post(1, group.as_str())).await;
    good(friend.post(2, group.as_str())).await;
    let reader = Watched::online().await;
    good(reader.hold(&group)).await;
    good(friend.post(3, group.as_str())).await;
    let event = loop {
        let told = reader.told.next().await;
        if text(&told, "0") == "event" && get(&get(&told, "1"), "message") == 3 {
            break told;
        }
    };
    // The frame has what the event has not.
    let since = js("{}");
    set(&since, "epoch", get(&get(&event, "2"), "#epoch"));
    set(&since, "offset", get(&first, "offset"));

    let user = Watched::online().await;
    good(user.call(what::HOLD, &[group.as_str().into(), since])).await;
    assert_eq!(user.next_message().await, 2);
    assert_eq!(user.next_message().await, 3);
    assert!(get(&user.next("recovery").await, "recovered").is_truthy());
}
