//! Several groups at once, beside the one of `joinRealtime`.

use crate::harness::{Page, json};
use crate::server::{message, nack};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, Success};
use groupwire_protocol::{Code, Error};

/// O11
#[test]
fn a_connection_may_be_in_several_groups() {
    let mut page = Page::groupwire().in_group("tea");
    let calls = [page.hold("coffee"), page.hold("milk")];
    assert_eq!(page.answer(calls[0]), Ok(Success::Joined("coffee".into())));
    assert_eq!(
        page.take_sent(),
        [r#"{"action":"joinRoom","rid":"coffee"}"#, r#"{"action":"joinRoom","rid":"milk"}"#]
    );
    for group in ["tea", "coffee", "milk"] {
        let post = page.post("1", group);
        assert!(page.answer(post).is_ok(), "{group}");
    }
    let release = page.release("coffee");
    assert_eq!(page.answer(release), Ok(Success::Left));
    assert_eq!(page.take_sent().last().unwrap(), r#"{"action":"leaveRoom","rid":"coffee"}"#);
    let post = page.post("1", "coffee");
    assert_eq!(page.refusal(post), Error::not_joined("coffee".into()));
}

/// O11: all of them are joined again, in their order.
#[test]
fn every_group_is_joined_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("coffee");
    page.hold("milk");
    page.release("coffee");
    page.server().offset = 20;
    page.reconnect();
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].contains(r#""rid":"tea""#) && sent[1].contains(r#""rid":"milk""#));
}

/// O12
#[test]
fn one_group_at_a_time_is_the_rule_of_the_six_functions_alone() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("coffee");
    page.take_said();
    page.join_group("milk");
    assert_eq!(
        page.take_sent(),
        [r#"{"action":"leaveRoom","rid":"tea"}"#, r#"{"action":"joinRoom","rid":"milk"}"#]
    );
    page.leave_group();
    assert_eq!(page.take_sent(), [r#"{"action":"leaveRoom","rid":"milk"}"#]);
    let post = page.post("1", "coffee");
    assert!(page.answer(post).is_ok());
}

/// O12
#[test]
fn a_group_is_left_when_nobody_wants_it_any_more() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("tea");
    page.take_said();
    let leave = page.leave_group();
    assert_eq!(page.answer(leave), Ok(Success::Left));
    assert_eq!(page.take_sent(), [""; 0]);
    let post = page.post("1", "tea");
    assert!(page.answer(post).is_ok());
    page.take_said();
    page.release("tea");
    assert_eq!(page.take_sent(), [r#"{"action":"leaveRoom","rid":"tea"}"#]);

    let mut page = Page::groupwire().in_group("tea");
    page.hold("tea");
    page.take_said();
    page.release("tea");
    assert_eq!(page.take_sent(), [""; 0], "joinRealtime still wants it");
    page.join_group("coffee");
    assert_eq!(page.take_sent()[0], r#"{"action":"leaveRoom","rid":"tea"}"#);
}

/// O12
#[test]
fn a_group_that_is_not_held_cannot_be_released() {
    let mut page = Page::groupwire().online();
    let id = page.release("tea");
    assert_eq!(page.answer(id), Ok(Success::Left));
    assert_eq!(page.take_sent(), [""; 0]);
}

/// O13
#[test]
fn skapi_has_one_group() {
    let mut page = Page::skapi().online();
    let first = page.hold("tea");
    assert_eq!(page.answer(first), Ok(Success::Joined("tea".into())));
    let again = page.hold("tea");
    assert!(page.answer(again).is_ok());
    let second = page.hold("coffee");
    assert_eq!(page.refusal(second).code(), Code::NotSupported);
    page.release("tea");
    let second = page.hold("coffee");
    assert!(page.answer(second).is_ok());
}

/// O13, G1
#[test]
fn skapi_joins_in_place_of_a_held_group() {
    let mut page = Page::skapi().online();
    page.hold("tea");
    page.join_group("coffee");
    let post = page.post("1", "tea");
    assert_eq!(page.refusal(post), Error::not_joined("tea".into()));
    page.reconnect();
    let sent = page.take_sent();
    assert_eq!(sent, [r#"{"action":"joinRoom","rid":"coffee","token":"access"}"#]);
}

/// O11
#[test]
fn a_group_has_a_name() {
    let mut page = Page::groupwire().online();
    for name in ["5", "null", r#""""#, "{}"] {
        let id = page.call(Call::Hold { group: json(name), since: Json::undefined() });
        assert_eq!(page.refusal(id), Error::GROUP_TYPE, "{name}");
    }
    let id = page.call(Call::Release { group: json("5") });
    assert_eq!(page.refusal(id), Error::GROUP_TYPE);
    let mut idle = Page::groupwire();
    for id in [idle.hold("tea"), idle.release("tea")] {
        assert_eq!(idle.refusal(id), Error::NO_CONNECTION);
    }
}

/// O14, G8
#[test]
fn a_group_that_is_refused_leaves_the_others_alone() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let id = page.hold("coffee");
    page.frame(&nack(&page.mids.last().unwrap().clone(), "NO", "no"));
    assert_eq!(page.refusal(id).code_str(), "NO");
    page.server().acks = true;
    let post = page.post("1", "tea");
    assert!(page.answer(post).is_ok());
}

/// O5, O14: every group has a position of its own.
#[test]
fn positions_of_groups_are_apart() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("coffee");
    page.frame(&message("tea", "e1", 90, "1"));
    page.frame(&message("coffee", "e1", 11, "2"));
    page.frame(&message("tea", "e1", 91, "3"));
    page.frame(&message("coffee", "e1", 11, "2"));
    assert_eq!(page.take_messages(), ["1", "2", "3"]);
    page.reconnect();
    let sent = page.take_sent();
    assert!(sent[0].contains(r#""offset":91"#) && sent[1].contains(r#""offset":11"#), "{sent:?}");
}

/// O11, Q10: during an outage.
#[test]
fn groups_may_be_joined_and_left_during_an_outage() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("coffee");
    page.end(1006);
    let calls = [page.hold("milk"), page.release("coffee")];
    page.wait_for_dial();
    page.take_said();
    page.open();
    for id in calls {
        assert!(page.answer(id).is_ok());
    }
    let post = page.post("1", "coffee");
    assert_eq!(page.refusal(post), Error::not_joined("coffee".into()));
}

/// O16: told when the group is left, and so before what is joined next.
#[test]
fn the_end_of_a_membership_is_told() {
    let mut page = Page::groupwire().in_group("tea");
    page.hold("tea");
    page.hold("coffee");
    page.take_all();
    page.join_group("milk");
    assert!(page.take_left().is_empty(), "held");
    page.leave_group();
    page.release("tea");
    page.release("tea");
    page.release("coffee");
    assert_eq!(page.take_left(), ["milk", "tea", "coffee"]);

    let mut skapi = Page::skapi().online();
    skapi.hold("tea");
    skapi.join_group("tea");
    assert!(skapi.take_left().is_empty(), "the same group");
    skapi.join_group("milk");
    skapi.leave_group();
    assert_eq!(skapi.take_left(), ["tea", "milk"]);
}

/// O16: a group that does not let the session in again.
#[test]
fn the_end_of_a_membership_that_the_server_ends_is_told() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.reconnect();
    page.take_all();
    page.frame(&nack(&page.mids.last().unwrap().clone(), "NO", "no"));
    assert_eq!(page.take_left(), ["tea"]);
}

/// O15: notices of a group that has been left are no longer told.
#[test]
fn who_comes_and_goes_where_one_was_is_not_told() {
    let notice =
        r##"{"#notice":"…","#user_id":"u","#scid":"c","#srid":"tea","#code":"USER_LEFT"}"##;
    let mut page = Page::groupwire().in_group("tea");
    page.take_said();
    page.frame(notice);
    assert_eq!(page.take_said().len(), 1);
    page.leave_group();
    page.take_said();
    page.frame(notice);
    assert!(page.take_said().is_empty());
}
