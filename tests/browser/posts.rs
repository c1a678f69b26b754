//! postRealtime: what it needs, where it goes.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// M1, Q1, M5, E1, E2, S28
#[wasm_bindgen_test]
async fn a_post_reaches_the_whole_group() {
    let group = fresh_group();
    let (sender, receiver) = (Member::online().await, Member::in_group(&group).await);
    let cid = sender.enter(&group).await;
    receiver.take_notice_of(&sender).await;
    let answer = good(sender.post("hello", group.as_str())).await;
    assert_eq!(keys(&answer), "type,message,settled,offset");
    assert_eq!([text(&answer, "type"), text(&answer, "message")], ["success", "Message sent."]);
    assert_eq!(text(&answer, "settled"), "acknowledged");
    let offset = get(&answer, "offset").as_f64().expect("a number");
    let event = format!(
        r#"{{"type":"message","message":"hello","sender":"{}","sender_cid":"{cid}","sender_rid":"{group}","code":null}}"#,
        sender.user
    );
    assert_eq!([sender.next().await, receiver.next().await], [event.clone(), event]);

    let again = good(sender.post("again", js_object("group", &group))).await;
    assert!(get(&again, "offset").as_f64().expect("a number") > offset);
    assert_eq!(receiver.next_message("message").await, "again");
}

/// M5, Q1, E1, S30, S32
#[wasm_bindgen_test]
async fn a_post_to_a_user_reaches_every_connection_of_theirs() {
    let user = fresh();
    let first = Member::of(&user, |settings| settings).await.connected().await;
    let second = Member::of(&user, |settings| settings).await.connected().await;
    let sender = Member::online().await;
    assert_eq!(json(&good(sender.post("psst", user.as_str())).await), reached(2));
    let frame = format!(r#"{{"action":"sendMessage","uid":"{user}","content":"psst"}}"#);
    assert_eq!(sender.next_sent().await, frame);
    let event = sender.events.next().await;
    assert_eq!(keys(&event), "type,message,sender,sender_cid,sender_rid,code");
    assert_eq!([text(&event, "type"), text(&event, "sender")], ["private", &sender.user]);
    assert!(get(&event, "sender_rid").is_null() && get(&event, "code").is_null());
    let event = json(&event);
    assert_eq!([first.next().await, second.next().await], [event.clone(), event]);

    // Nobody is there: no error, and the sender's own copy.
    assert_eq!(json(&good(sender.post("echo", fresh())).await), reached(0));
    assert_eq!(sender.next_message("private").await, "echo");
    assert_eq!(first.events.waiting(), 0);
}

/// M5
#[wasm_bindgen_test]
async fn a_user_whose_id_is_no_uuid_is_named_outright() {
    let user = format!("ann {}", fresh());
    let receiver = Member::of(&user, |settings| settings).await.connected().await;
    let sender = Member::online().await;
    good(sender.post(1, js_object("user", &user))).await;
    assert_eq!(receiver.next_message("private").await, 1);
}

/// M5: a group in the form of a UUID can be named outright too.
#[wasm_bindgen_test]
async fn a_group_whose_name_is_a_uuid_is_named_outright() {
    let group = fresh();
    let member = Member::in_group(&group).await;
    good(member.post(1, js_object("group", &group))).await;
    assert_eq!(member.next_message("message").await, 1);
    good(member.post(2, group.to_uppercase())).await;
    assert_eq!(member.next_message("private").await, 2, "as a string it is a user");
}

/// M13, S31
#[wasm_bindgen_test]
async fn a_post_reaches_one_connection() {
    let (user, group) = (fresh(), fresh_group());
    let first = Member::of(&user, |settings| settings).await.connected().await;
    let second = Member::of(&user, |settings| settings).await.connected().await;
    let cid = first.enter(&group).await;
    second.enter(&group).await;
    first.take_notice_of(&second).await;
    let sender = Member::online().await;
    good(sender.post("with", js_object("connection", &cid))).await;
    good(sender.post("without", js_object("connection", &cid["cid:".len()..]))).await;
    assert_eq!(first.next_message("private").await, "with");
    assert_eq!(first.next_message("private").await, "without");
    // What comes next at the other connection is something else.
    good(sender.post("both", user.as_str())).await;
    assert_eq!(second.next_message("private").await, "both");
}

/// M3
#[wasm_bindgen_test]
async fn without_a_connection_posts_and_joins_are_refused() {
    let member = Member::new().await;
    no_connection(member.post(1, "group")).await;
    // The connection is looked at first: see M2.
    no_connection(member.post(js("(() => { const a = []; return a[0] = a })()"), "")).await;
    no_connection(member.join(5)).await;
    let member = member.connected().await;
    good(member.close()).await;
    no_connection(member.post(1, "group")).await;
    no_connection(member.join("group")).await;
    no_connection(member.leave()).await;
}

/// M4
#[wasm_bindgen_test]
async fn a_post_needs_a_recipient() {
    let member = Member::online().await;
    for recipient in
        ["undefined", "null", "''", "0", "false", "NaN", "{ user: '' }", "{ group: '' }"]
    {
        refusal(member.post(1, js(recipient)), "INVALID_REQUEST", "No recipient.").await;
    }
}

/// M5
#[wasm_bindgen_test]
async fn a_recipient_of_another_type_is_refused() {
    let member = Member::online().await;
    let message = r#""recipient" must be a string, { user }, { group } or { connection }."#;
    let recipients = [
        "5",
        "true",
        "[]",
        "{}",
        "() => {}",
        "{ user: 5 }",
        "{ user: 'a', group: 'b' }",
        "{ name: 'a' }",
    ];
    for recipient in recipients {
        refusal(member.post(1, js(recipient)), "INVALID_PARAMETER", message).await;
    }
}

/// M6
#[wasm_bindgen_test]
async fn a_post_to_a_group_that_is_not_joined_is_refused() {
    let member = Member::online().await;
    let message = "User has not joined to the recipient group. Run joinRealtime('...')";
    for recipient in [JsValue::from("elsewhere"), js_object("group", "elsewhere")] {
        let error = refusal(member.post(1, recipient), "INVALID_REQUEST", message).await;
        assert_eq!(text(&error, "recipient"), "elsewhere");
        assert!(keys(&error).contains("recipient"));
    }
    let group = fresh_group();
    member.enter(&group).await;
    refusal(member.post(1, "elsewhere"), "INVALID_REQUEST", message).await;
    refusal(member.post(1, group.to_uppercase()), "INVALID_REQUEST", message).await;
    good(member.leave()).await;
    refusal(member.post(1, group), "INVALID_REQUEST", message).await;
    assert_eq!(member.events.waiting(), 0, "the server was not asked");
}

/// M2
#[wasm_bindgen_test]
async fn checks_come_in_the_published_order() {
    let member = Member::online().await;
    let post = |message: &str, recipient: &str, notification: &str| {
        member.realtime.post_realtime(js(message), js(recipient), js(notification))
    };
    refusal(post("1n", "''", "{}"), "INVALID_REQUEST", "No recipient.").await;
    refusal(post("1n", "'elsewhere'", "{}"), "INVALID_REQUEST", "Invalid data type.").await;
    let message = r#"Key "title" is required."#;
    refusal(post("1", "'elsewhere'", "{}"), "INVALID_PARAMETER", message).await;
    let error = bad(post("1", "'elsewhere'", "null")).await;
    assert_eq!(text(&error, "recipient"), "elsewhere");
}

/// M7, M14, Q10: the socket says nothing when it drops a frame.
#[wasm_bindgen_test]
async fn after_a_loss_posts_and_joins_wait_for_the_next_connection() {
    let (group, another) = (fresh_group(), fresh_group());
    let member = Member::in_group(&group).await;
    member.wire.socket().close().expect("a socket");
    let closing = member.post("closing", group.as_str());
    assert_eq!(member.next().await, UNEXPECTED_CLOSE);
    let waiting = member.post("waiting", group.as_str());
    let elsewhere = member.post("waiting", another.as_str());
    let (join, post) = (member.join(another.as_str()), member.post("joined", another.as_str()));
    member.back().await;
    for call in [closing, waiting, join, post] {
        assert_eq!(text(&good(call).await, "type"), "success");
    }
    assert_eq!(text(&bad(elsewhere).await, "recipient"), another, "in their order");
    // The group of the first two was left in the same breath, and is not told any more.
    member.take_own_notice().await;
    assert_eq!(member.next_message("message").await, "joined");
}

/// M7, G5, K7, E10: no more attempts are allowed.
#[wasm_bindgen_test]
async fn where_the_client_gave_up_posts_and_joins_are_refused() {
    let (group, backoff) = (fresh_group(), js("{ min: 1, max: 1 }"));
    let change = |settings: Settings| settings.with("maxAttempts", 1).with("backoff", backoff);
    let member = Member::with(change).await.connected().await;
    member.enter(&group).await;
    member.wire.set_detour(Some(&format!("ws://{}/api", nobody().await)));
    member.lose().await;
    let waiting = member.post(1, group.as_str());
    assert_eq!([member.next().await, member.next().await], [RECONNECTING, CONNECTION_ERROR]);
    let gave_up = r#"{"type":"error","message":"Skapi: Max reconnection attempts reached."}"#;
    assert_eq!(member.next().await, gave_up);
    let calls = [waiting, member.post(1, group), member.join("another"), member.leave()];
    for call in calls {
        not_open(call).await;
    }
}

/// Q8: the server has told its limit, so it is not asked.
#[wasm_bindgen_test]
async fn a_post_over_the_limit_of_the_server_is_not_sent() {
    let member = Member::online().await;
    let recipient = member.user.clone();
    let whole = r#"{"action":"sendMessage","uid":"","mid":"","content":""}"#.len();
    let named = recipient.len() + "0123456789abcdef-1".len();
    let room = 128 * 1024 - whole - named;
    let message = "The message is larger than the server takes.";
    let refused = member.post("x".repeat(room + 1), recipient.as_str());
    let error = refusal(refused, "INVALID_REQUEST", message).await;
    assert_eq!(text(&error, "settled"), "never-sent");
    assert_eq!(member.wire.sent().count(), 0);
    good(member.post("x".repeat(room), recipient)).await;
    assert_eq!(member.wire.sent().next_text().await.len(), 128 * 1024);
}

/// M12, G1: nothing is awaited between the calls.
#[wasm_bindgen_test]
async fn calls_of_one_tick_keep_their_order() {
    let (first, second) = (fresh_group(), fresh_group());
    let member = Member::new().await;
    let connect = member.connect();
    let early = member.post(0, first.as_str());
    let calls = [
        member.join(first.as_str()),
        member.post(1, first.as_str()),
        member.post(2, member.user.as_str()),
        member.join(second.as_str()),
        member.post(3, second.as_str()),
    ];
    let late = member.post(4, first.as_str());
    good(connect).await;
    assert_eq!(text(&bad(early).await, "recipient"), first);
    for call in calls {
        good(call).await;
    }
    assert_eq!(text(&bad(late).await, "recipient"), first);
    assert_eq!(member.next().await, CONNECTED);
    // The first group was left before anything of it could come, and is not told any more.
    assert_eq!(member.next_message("private").await, 2);
    member.take_own_notice().await;
    assert_eq!(member.next_message("message").await, 3);

    // The same on a connection that is open.
    let posts: Vec<_> = (0..50).map(|number| member.post(number, second.as_str())).collect();
    for number in 0..50 {
        assert_eq!(member.next_message("message").await, number);
    }
    for post in posts {
        good(post).await;
    }
}

/// M12: the server answers every upgrade, so the client is not told of the answer.
#[wasm_bindgen_test]
async fn what_waits_too_long_is_refused() {
    let change =
        |settings: Settings| settings.with("sendTimeout", 50).with("connectTimeout", 60_000);
    let member = Member::with(change).await;
    member.wire.set_never_opens(true);
    let connect = member.connect();
    let (post, join) = (member.post(1, "group"), member.join("group"));
    not_open(post).await;
    not_open(join).await;
    good(member.close()).await;
    connection_error(connect).await;
}

fn reached(connections: u32) -> String {
    format!(
        r#"{{"type":"success","message":"Message sent.","settled":"acknowledged","reached":{connections}}}"#
    )
}

fn js_object(name: &str, value: &str) -> JsValue {
    let object = js("{}");
    set(&object, name, value);
    object
}
