//! The push notification that may go with a post.

use super::support::*;
use js_sys::Promise;
use wasm_bindgen_test::wasm_bindgen_test;

fn notify(member: &Member, notification: &str) -> Promise {
    member.realtime.post_realtime(1.into(), member.user.as_str().into(), js(notification))
}

/// N1
#[wasm_bindgen_test]
async fn a_notification_goes_out_with_the_post() {
    let member = Member::online().await;
    let head = format!(r#"{{"action":"sendMessage","uid":"{}","content":1"#, member.user);
    let rows = [
        ("{ title: 'a', body: 'b' }", r#"{\"title\":\"a\",\"body\":\"b\"}"#, "{}"),
        ("{ title: '', body: '' }", r#"{\"title\":\"\",\"body\":\"\"}"#, "{}"),
        (
            "{ body: '100%', title: 'é', config: { always: true }, more: 1 }",
            r#"{\"title\":\"é\",\"body\":\"100%\"}"#,
            r#"{"always":true}"#,
        ),
        (
            "{ title: 'a', body: 'b', config: { always: false } }",
            r#"{\"title\":\"a\",\"body\":\"b\"}"#,
            r#"{"always":false}"#,
        ),
        ("{ title: 'a', body: 'b', config: {} }", r#"{\"title\":\"a\",\"body\":\"b\"}"#, "{}"),
    ];
    for (notification, printed, config) in rows {
        good(notify(&member, notification)).await;
        let tail = format!(r#","notification":"{printed}","notificationConfig":{config}}}"#);
        assert_eq!(member.next_sent().await, format!("{head}{tail}"));
        assert_eq!(member.next_message("private").await, 1);
    }
    for nothing in ["undefined", "null", "false", "''", "0"] {
        good(notify(&member, nothing)).await;
        assert_eq!(member.next_sent().await, format!("{head}}}"), "{nothing}");
    }
}

/// N2
#[wasm_bindgen_test]
async fn an_incomplete_notification_is_refused() {
    let member = Member::online().await;
    let rows = [
        ("{}", r#"Key "title" is required."#),
        ("true", r#"Key "title" is required."#),
        ("'title'", r#"Key "title" is required."#),
        ("{ body: 'b' }", r#"Key "title" is required."#),
        ("{ title: 'a' }", r#"Key "body" is required."#),
        (
            "{ title: 1, body: 'b' }",
            r#"1 is invalid in "title". allowed type or value is: Type<string>."#,
        ),
        (
            "{ title: null, body: 'b' }",
            r#"null is invalid in "title". allowed type or value is: Type<string>."#,
        ),
        (
            "{ title: 'a', body: ['b'] }",
            r#"["b"] is invalid in "body". allowed type or value is: Type<string>."#,
        ),
        (
            "{ title: 'a', body: 'b', config: { always: 'yes' } }",
            r#""yes" is invalid in "config[always]". allowed type or value is: Type<boolean>."#,
        ),
    ];
    for (notification, message) in rows {
        refusal(notify(&member, notification), "INVALID_PARAMETER", message).await;
    }
    assert_eq!(member.wire.sent().count(), 0);
}

/// N3
#[wasm_bindgen_test]
async fn a_notification_has_three_kilobytes() {
    let member = Member::online().await;
    // `{"title":"","body":""}` has 22 bytes, `é` has two.
    for (body, count) in [("a", 3050), ("é", 1525)] {
        let fits = format!("{{ title: '', body: '{}' }}", body.repeat(count));
        good(notify(&member, &fits)).await;
        let over = format!("{{ title: 'x', body: '{}' }}", body.repeat(count));
        refusal(notify(&member, &over), "INVALID_PARAMETER", "Notification size exceeds 3kb.")
            .await;
    }
}
