//! Several groups of one connection.

use super::support::*;
use groupwire::what;
use wasm_bindgen_test::wasm_bindgen_test;

/// O11, O12, O14
#[wasm_bindgen_test]
async fn a_connection_may_be_in_several_groups() {
    let [one, two, third] = [fresh_group(), fresh_group(), fresh_group()];
    let user = Watched::online().await;
    for join in [user.hold(&one), user.hold(&two), user.join(&third)] {
        good(join).await;
    }
    for group in [&one, &two, &third] {
        good(user.post(group.as_str(), group)).await;
        assert_eq!(user.next_message().await, group.as_str());
    }
    // `joinRealtime` leaves the group that it joined, and no other.
    good(user.join(&one)).await;
    assert_eq!(text(&bad(user.post(1, &third)).await, "recipient"), third);
    good(user.call(what::RELEASE, &[one.as_str().into()])).await;
    good(user.post("still joined", &one)).await;
    assert_eq!(user.next_message().await, "still joined");
    good(user.call(what::RELEASE, &[two.as_str().into()])).await;
    assert_eq!(text(&bad(user.post(1, &two)).await, "recipient"), two);
}

/// O11, O2: each with what was missed in it.
#[wasm_bindgen_test]
async fn all_of_them_are_joined_again_after_a_loss() {
    let [one, two] = [fresh_group(), fresh_group()];
    let user = Watched::online().await;
    let friend = Watched::online().await;
    for group in [&one, &two] {
        good(user.hold(group)).await;
        good(friend.hold(group)).await;
    }
    user.wire.socket().close().expect("a socket");
    while text(&user.next("state").await, "name") != "waiting" {}
    good(friend.post(1, &one)).await;
    good(friend.post(2, &two)).await;
    good(user.connect()).await;
    for (group, message) in [(&one, 1), (&two, 2)] {
        assert_eq!(user.next_message().await, message);
        let recovery = user.next("recovery").await;
        assert_eq!(text(&recovery, "group"), *group);
        assert!(get(&recovery, "recovered").is_truthy());
    }
}

/// O13
#[wasm_bindgen_test]
async fn skapi_has_one_group_at_a_time() {
    let user = Watched::with(|settings| settings.with("protocol", "skapi")).await;
    let user = user.connected().await;
    good(user.hold("one")).await;
    let message = "This server allows one group at a time.";
    refusal(user.hold("two"), "NOT_SUPPORTED", message).await;
    good(user.hold("one")).await;
}

/// M3, G4
#[wasm_bindgen_test]
async fn a_group_needs_a_connection_and_a_name() {
    let user = Watched::new().await;
    no_connection(user.hold("one")).await;
    no_connection(user.call(what::RELEASE, &["one".into()])).await;
    let user = user.connected().await;
    let message = r#""group" must be a string | null."#;
    for name in ["''", "5", "null", "undefined"] {
        refusal(user.call(what::HOLD, &[js(name)]), "INVALID_PARAMETER", message).await;
    }
    assert_eq!(user.wire.sent().count(), 0);
}
