//! joinRealtime.

use super::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

const LEFT: &str = r#"{"type":"success","message":"Left realtime message group."}"#;
const GROUP_TYPE: &str = r#""group" must be a string | null."#;

/// G1, E1, S22
#[wasm_bindgen_test]
async fn a_join_is_answered_and_noticed() {
    let group = fresh_group();
    let member = Member::online().await;
    let answer = good(member.join(group.as_str())).await;
    let joined =
        format!(r#"{{"type":"success","message":"Joined realtime message group: \"{group}\"."}}"#);
    assert_eq!(json(&answer), joined);
    let frame = format!(r#"{{"action":"joinRoom","rid":"{group}"}}"#);
    assert_eq!(member.next_sent().await, frame);
    let event = member.events.next().await;
    assert_eq!(keys(&event), "type,message,sender,sender_cid,sender_rid,code");
    let expected = format!(
        r#"{{"type":"notice","message":"User \"{0}\" has joined the message group.","sender":"{0}","sender_cid":"{1}","sender_rid":"{group}","code":"USER_JOINED"}}"#,
        member.user,
        text(&event, "sender_cid")
    );
    assert_eq!(json(&event), expected);
    assert!(text(&event, "sender_cid").starts_with("cid:"));
}

/// G1: a name is any text.
#[wasm_bindgen_test]
async fn names_of_groups_are_kept_as_they_are() {
    let member = Member::online().await;
    let names = ["a#b#", "100% sure", "%41", "\"quoted\" \\", "그룹 👋", " ", "cid:x", "__proto__"];
    for name in names.map(|name| format!("{name}{}", if name == " " { "" } else { " x" })) {
        let answer = good(member.join(name.as_str())).await;
        let message = format!("Joined realtime message group: \"{name}\".");
        assert_eq!(text(&answer, "message"), message);
        assert_eq!(text(&member.events.next().await, "sender_rid"), name);
        good(member.post(name.as_str(), name.as_str())).await;
        assert_eq!(member.next_message("message").await, name.as_str());
    }
}

/// G1, G7, S23, S26
#[wasm_bindgen_test]
async fn a_member_is_in_one_group_and_the_others_are_told() {
    let (first, second) = (fresh_group(), fresh_group());
    let witness = Member::in_group(&first).await;
    let member = Member::in_group(&first).await;
    witness.take_notice_of(&member).await;
    good(member.join(second.as_str())).await;
    let leaves = format!(r#"{{"action":"leaveRoom","rid":"{first}"}}"#);
    let joins = format!(r#"{{"action":"joinRoom","rid":"{second}"}}"#);
    assert_eq!([member.next_sent().await, member.next_sent().await], [leaves, joins]);
    member.take_own_notice().await;
    let notice = witness.events.next().await;
    let left = format!("User \"{}\" has left the message group.", member.user);
    assert_eq!([text(&notice, "code"), text(&notice, "message")], ["USER_LEFT", &left]);

    good(witness.post(1, first.as_str())).await;
    assert_eq!(witness.next_message("message").await, 1);
    assert_eq!(member.events.waiting(), 0);

    member.enter(&first).await;
    witness.take_notice_of(&member).await;
    member.lose().await;
    let notice = witness.events.next().await;
    let gone = format!("User \"{}\" has been disconnected.", member.user);
    assert_eq!([text(&notice, "code"), text(&notice, "message")], ["USER_DISCONNECTED", &gone]);
    assert_eq!(text(&notice, "sender"), member.user);
}

/// G2
#[wasm_bindgen_test]
async fn null_and_an_empty_string_leave() {
    let group = fresh_group();
    let (witness, member) = (Member::in_group(&group).await, Member::online().await);
    for nothing in ["null", "''"] {
        member.enter(&group).await;
        witness.take_notice_of(&member).await;
        assert_eq!(json(&good(member.join(js(nothing))).await), LEFT);
        let frame = format!(r#"{{"action":"leaveRoom","rid":"{group}"}}"#);
        assert_eq!(member.next_sent().await, frame);
        assert_eq!(text(&witness.events.next().await, "code"), "USER_LEFT");
    }
    assert_eq!(member.events.waiting(), 0);
}

/// G3
#[wasm_bindgen_test]
async fn leaving_without_a_group_sends_nothing() {
    let member = Member::online().await;
    for nothing in ["{ group: null }", "{ group: '' }", "{}", "{ group: 0 }", "{ group: false }"] {
        assert_eq!(
            json(&good(member.realtime.join_realtime(js(nothing))).await),
            LEFT,
            "{nothing}"
        );
    }
    assert_eq!(member.wire.sent().count(), 0);
}

/// G4
#[wasm_bindgen_test]
async fn a_group_of_another_type_is_refused() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    let nothing = ["undefined", "null", "'group'", "5", "[]", "() => {}"];
    let other = [
        "{ group: 5 }",
        "{ group: true }",
        "{ group: {} }",
        "{ group: ['a'] }",
        "{ group: 0 }",
        "{}",
    ];
    for params in nothing.iter().chain(&other) {
        let join = member.realtime.join_realtime(js(params));
        refusal(join, "INVALID_PARAMETER", GROUP_TYPE).await;
    }
    // Still a member.
    good(member.post(1, group)).await;
    assert_eq!(member.next_message("message").await, 1);
}

/// G6: two clients of one page.
#[wasm_bindgen_test]
async fn clients_are_independent_of_each_other() {
    let (first, second) = (fresh_group(), fresh_group());
    let (one, other) = (Member::in_group(&first).await, Member::in_group(&second).await);
    assert_eq!(text(&bad(one.post(1, second.as_str())).await, "recipient"), second);
    good(one.post(1, first.as_str())).await;
    good(other.post(2, second.as_str())).await;
    assert_eq!(one.next_message("message").await, 1);
    assert_eq!(other.next_message("message").await, 2);
    good(one.close()).await;
    good(other.post(3, second.as_str())).await;
    assert_eq!(other.next_message("message").await, 3);
    assert_eq!(one.next().await, CLOSED);
}

/// G6, X1
#[wasm_bindgen_test]
async fn a_closed_connection_forgets_its_group() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    good(member.close()).await;
    assert_eq!(member.next().await, CLOSED);
    let member = member.connected().await;
    assert_eq!(text(&bad(member.post(1, group.as_str())).await, "recipient"), group);
}

/// G6: also where it was lost before.
#[wasm_bindgen_test]
async fn a_close_after_a_loss_forgets_the_group() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    member.lose().await;
    assert!(good(member.close()).await.is_undefined());
    assert_eq!(member.next().await, CLOSED);
    no_connection(member.post(1, group.as_str())).await;
    let member = member.connected().await;
    assert_eq!(text(&bad(member.post(1, group.as_str())).await, "recipient"), group);
}
