//! Calls that end before their answer.

use super::pages::Shown;
use super::support::*;
use groupwire::what;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

async fn aborted(promise: Promise, reason: &JsValue, settled: Option<&str>) {
    let error = refusal(promise, "ABORTED", "The call was aborted.").await;
    assert_eq!(get(&error, "cause"), *reason);
    assert_eq!(get(&error, "settled").as_string().as_deref(), settled);
}

/// Q5, R24
#[wasm_bindgen_test]
async fn a_call_that_waits_is_taken_back() {
    let user = Watched::new().await;
    let reason = js("new Error('the page changed its mind')");
    let connect = user.connect();
    let (join, post) = (user.join("group"), user.post(1, "group"));
    for call in [&join, &post] {
        user.abort(call, &reason);
    }
    aborted(join, &reason, Some("never-sent")).await;
    aborted(post, &reason, Some("never-sent")).await;
    good(connect).await;
    assert_eq!(user.wire.sent().count(), 0);
}

/// Q5
#[wasm_bindgen_test]
async fn a_call_that_was_sent_is_taken_back_as_far_as_that_goes() {
    let group = fresh_group();
    let user = Watched::online().await;
    let post = user.post("sent", &user.user);
    let join = user.join(&group);
    for (call, reason) in [(post, js("undefined")), (join, js("'a reason'"))] {
        user.abort(&call, &reason);
        aborted(call, &reason, Some("unknown")).await;
    }
    assert_eq!(user.next_message().await, "sent");
    // The join is still followed.
    let after = user.post(1, &group);
    // What is settled stays so.
    good(after.clone()).await;
    user.abort(&after, &js("5"));
    assert_eq!(text(&good(after).await, "type"), "success");
    // A promise of somebody else's is none of ours.
    user.abort(&js("Promise.resolve(1)").unchecked_into(), &js("5"));
}

/// C11
#[wasm_bindgen_test]
async fn the_first_attempt_ends_when_nobody_waits_for_it() {
    let user = Watched::new().await;
    user.wire.set_never_opens(true);
    let (first, second) = (user.connect(), user.connect());
    user.abort(&first, &js("1"));
    aborted(first, &js("1"), None).await;
    assert_eq!(user.state(), r#"{"name":"connecting","attempt":0}"#);
    user.abort(&second, &js("2"));
    aborted(second, &js("2"), None).await;
    assert_eq!(user.state(), r#"{"name":"closed","reason":"gave-up"}"#);
    assert_eq!(user.wire.sent().next_text().await, "[close]");
}

/// Q5, F30: a form that leads on has another promise than its post.
#[wasm_bindgen_test]
async fn the_call_of_a_form_is_taken_back() {
    let user = Watched::new().await;
    user.wire.set_never_opens(true);
    let _ = user.connect();
    let markup = "<form action='/somewhere'><input name=a value=b></form>";
    let calls = [format!("realtime.call({}, [event, 'group'], -1)", what::POST)];
    for call in calls {
        let shown = Shown::new(markup);
        let submitted = shown.submit_to(user.core.clone(), None, &call);
        shown.remove();
        user.abort(&submitted, &js("'no'"));
        aborted(submitted, &js("'no'"), Some("never-sent")).await;
    }
    good(user.close()).await;
}

/// C4, Q6, Q13: the call's own deadline is the shorter one.
#[wasm_bindgen_test]
async fn a_call_may_have_a_deadline_of_its_own() {
    let user = Watched::new().await;
    user.wire.set_never_opens(true);
    let patient = user.connect();
    let connect = user.call_within(30.0, what::CONNECT, &[js("() => {}")]);
    let post = user.call_within(30.0, what::POST, &[1.into(), "group".into()]);
    connection_error(connect).await;
    not_open(post).await;
    assert_eq!(user.state(), r#"{"name":"connecting","attempt":0}"#, "the other one still waits");
    good(user.close()).await;
    connection_error(patient).await;
}

/// Q4
#[wasm_bindgen_test]
async fn what_is_not_answered_in_time_is_told_so() {
    let user = Watched::online().await;
    user.wire.set_deaf(true);
    let post = user.call_within(30.0, what::POST, &[1.into(), user.user.as_str().into()]);
    let message = "The server did not acknowledge the message in time.";
    let error = refusal(post, "TIMEOUT", message).await;
    assert_eq!(text(&error, "settled"), "unknown");
}
