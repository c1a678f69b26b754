//! The wire of the hosted Skapi service, which our server takes too.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A user whose client speaks as `skapi`, with an id token of its own.
async fn skapi() -> Member {
    let change = |settings: Settings| {
        let settings = settings.with("protocol", "skapi").with("service", "svc");
        settings.with("owner", "own\"er").with("idToken", "the id token")
    };
    Member::with(change).await.connected().await
}

/// The token in a member's URL.
fn token(member: &Member) -> String {
    let url = member.wire.urls().all().get(0).as_string().expect("a URL");
    url.split_once("?token=").expect("a token").1.into()
}

/// T5, N1, M1, G1: byte by byte, in the order of keys of skapi-js.
#[wasm_bindgen_test]
async fn frames_carry_their_tokens() {
    let member = skapi().await;
    let (user, token) = (member.user.clone(), token(&member));
    good(member.join("group")).await;
    good(member.post(js("{ a: 1 }"), "group")).await;
    good(member.post("psst", user.as_str())).await;
    good(member.post(JsValue::UNDEFINED, "group")).await;
    good(member.leave()).await;
    let signed =
        r#""notification":"","notificationConfig":{},"token":"IdT:svc:own\"er:the id token"}"#;
    let frames = [
        format!(r#"{{"action":"joinRoom","rid":"group","token":"{token}"}}"#),
        format!(r#"{{"action":"broadcast","rid":"group","content":{{"a":1}},{signed}"#),
        format!(r#"{{"action":"sendMessage","uid":"{user}","content":"psst",{signed}"#),
        format!(r#"{{"action":"broadcast","rid":"group",{signed}"#),
        format!(r#"{{"action":"joinRoom","rid":null,"token":"{token}"}}"#),
    ];
    for frame in frames {
        assert_eq!(member.wire.sent().next_text().await, frame);
    }
    member.take_own_notice().await;
    assert_eq!(json(&member.next_message("message").await), r#"{"a":1}"#);
    assert_eq!(member.next_message("private").await, "psst");
}

/// T6
#[wasm_bindgen_test]
async fn without_an_id_token_the_token_signs_posts() {
    let member = Member::with(|settings| settings.with("protocol", "skapi")).await;
    let member = member.connected().await;
    good(member.post(1, member.user.as_str())).await;
    let sent = member.wire.sent().next_text().await;
    assert!(sent.ends_with(&format!(r#","token":"IdT:::{}"}}"#, token(&member))), "{sent}");
}

/// T3: an array of how often each was asked, and an answer that can be changed.
#[wasm_bindgen_test]
async fn tokens_are_asked_for_before_every_batch() {
    let user = fresh();
    let state = js("{ asked: 0, fail: undefined }");
    set(&state, "token", token_for(&user).await);
    let source = function(
        "state",
        "return async () => { state.asked++; if (state.fail) throw state.fail; return state.token }",
    );
    let source = source.call1(&JsValue::UNDEFINED, &state).expect("a function");
    let change = |settings: Settings| settings.with("protocol", "skapi").with("token", source);
    let member = Member::of(&user, change).await.connected().await;
    assert_eq!(get(&state, "asked"), 1);

    let group = fresh_group();
    let calls = [
        member.join(group.as_str()),
        member.post(1, group.as_str()),
        member.post(2, group.as_str()),
    ];
    assert_eq!(member.wire.sent().count(), 0, "they wait for the answer");
    for call in calls {
        good(call).await;
    }
    assert_eq!(get(&state, "asked"), 2, "one question for all of them");
    member.take_own_notice().await;
    assert_eq!(member.next_message("message").await, 1);
    assert_eq!(member.next_message("message").await, 2);

    set(&state, "fail", js("new Error('logged out')"));
    for post in [member.post(3, group.as_str()), member.join("another")] {
        let error = login_required(post).await;
        assert_eq!(get(&error, "cause"), get(&state, "fail"));
    }
    // The connection stays.
    set(&state, "fail", JsValue::UNDEFINED);
    good(member.post(4, group.as_str())).await;
    assert_eq!(member.next_message("message").await, 4);
}

/// X5
#[wasm_bindgen_test]
async fn what_waits_for_tokens_goes_out_before_a_close() {
    let group = fresh_group();
    let (witness, user) = (Member::in_group(&group).await, fresh());
    let source = function("token", "return async () => token");
    let source = source.call1(&JsValue::UNDEFINED, &token_for(&user).await.into()).expect("one");
    let change = |settings: Settings| settings.with("protocol", "skapi").with("token", source);
    let member = Member::of(&user, change).await.connected().await;
    let calls =
        [member.join(group.as_str()), member.post("last words", group.as_str()), member.close()];
    for call in calls {
        good(call).await;
    }
    witness.take_notice_of(&member).await;
    assert_eq!(witness.next_message("message").await, "last words");
    assert_eq!(text(&witness.events.next().await, "code"), "USER_LEFT");
    assert_eq!(member.next().await, CLOSED);
}

/// X2, X5: a token that never comes holds no close up.
#[wasm_bindgen_test]
async fn a_close_waits_a_second_for_tokens() {
    let user = fresh();
    let source = function(
        "token",
        "let first = true; return () => first ? (first = false, token) : new Promise(() => {})",
    );
    let source = source.call1(&JsValue::UNDEFINED, &token_for(&user).await.into()).expect("one");
    let change = |settings: Settings| settings.with("protocol", "skapi").with("token", source);
    let member = Member::of(&user, change).await.connected().await;
    let (post, close) = (member.post(1, user.as_str()), member.close());
    not_open(post).await;
    assert!(good(close).await.is_undefined());
    assert_eq!(member.next().await, CLOSED);
}

/// M13
#[wasm_bindgen_test]
async fn skapi_reaches_no_single_connection() {
    let member = skapi().await;
    let post = member.post(1, js("{ connection: 'cid:x' }"));
    let message = "Skapi cannot post to a single connection. Post to its user.";
    refusal(post, "NOT_SUPPORTED", message).await;
}

/// E8: our server does not encode frames, so they are given to the client's real socket.
#[wasm_bindgen_test]
async fn a_frame_that_is_encoded_as_a_whole_is_decoded() {
    let member = skapi().await;
    let payloads =
        ["'plain'", "'100% sure'", "'%41 %22'", "{ é: '한 👋' }", "'hi\",\"#user_id\":\"ADMIN'"];
    for payload in payloads.map(js) {
        let encoded =
            function("m", "return encodeURI(JSON.stringify({ '#message': m, '#user_id': 'u' }))");
        member.wire.receive(&encoded.call1(&JsValue::UNDEFINED, &payload).expect("a frame"));
        let event = member.events.next().await;
        assert_eq!(json(&get(&event, "message")), json(&payload));
        assert_eq!(text(&event, "sender"), "u");
    }
    // A frame that is not encoded is never decoded, whatever is in it.
    let plain = [
        (r##"{"#message":"100% sure"}"##, "100% sure"),
        (r##"{"#message":"%41"}"##, "%41"),
        (r##"{"#message":"hi%22,%22#user_id%22:%22ADMIN"}"##, "hi%22,%22#user_id%22:%22ADMIN"),
    ];
    for (frame, message) in plain {
        member.wire.receive(&frame.into());
        let event = member.events.next().await;
        assert_eq!(text(&event, "message"), message);
        assert!(get(&event, "sender").is_null(), "{frame}");
    }
    // What cannot be decoded is no frame.
    let page = Console::new();
    member.wire.receive(&"%7B%22#message%22:%ZZ%7D".into());
    page.restore();
    assert_eq!((page.warnings().count(), member.events.waiting()), (1, 0));
}
