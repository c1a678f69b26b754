use crate::harness::{CLOSE_TIMEOUT, Page, tokens};
use crate::said::{ASKED, Said, sent};
use groupwire_protocol::Error;
use groupwire_protocol::error::Settled;
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Reason, State, Success, Tokens};

const BY_USER: State = State::Closed { reason: Reason::User, ended: None };

/// X1, E6
#[test]
fn closing_leaves_the_group_first_and_answers_when_the_socket_has_ended() {
    let mut page = Page::groupwire().in_group("tea");
    let id = page.close();
    assert_eq!(page.take_said(), [sent(r#"{"action":"joinRoom","rid":null}"#), Said::Hangup]);
    assert!(page.is_pending(id));
    page.end(1000);
    assert_eq!(page.take_said(), [Said::Status(Status::Closed), Said::Settled(id)]);
    assert_eq!(page.answer(id), Ok(Success::Closed));
    assert_eq!(page.state(), BY_USER);
    assert_eq!(page.session.poll_timeout(), None);
    assert_eq!(
        (Status::Closed.kind(), Status::Closed.message()),
        ("close", "WebSocket connection closed.".into())
    );
}

/// X1
#[test]
fn without_a_group_there_is_no_leave_frame() {
    let mut page = Page::groupwire().online();
    page.close();
    assert_eq!(page.take_said(), [Said::Hangup]);
}

/// X2, Z1
#[test]
fn a_server_that_does_not_answer_the_close_is_left_behind() {
    let mut page = Page::groupwire().online();
    let ids = [page.close(), page.close()];
    page.take_said();
    page.wait(CLOSE_TIMEOUT);
    assert_eq!(
        page.take_said(),
        [Said::Abandon, Said::Status(Status::Closed), Said::Settled(ids[0]), Said::Settled(ids[1])]
    );
    assert_eq!(page.session.poll_timeout(), None);
}

/// X3
#[test]
fn without_a_connection_closing_says_nothing() {
    let mut gave_up = Page::with(|config| config.max_attempts = Some(0)).online();
    gave_up.end(1006);
    gave_up.take_said();
    for mut page in [Page::groupwire(), gave_up] {
        let state = page.state();
        let id = page.close();
        assert_eq!(page.take_said(), [Said::Settled(id)]);
        assert_eq!(page.answer(id), Ok(Success::Closed));
        assert_eq!(page.state(), state);
    }
}

/// X4
#[test]
fn closing_gives_up_a_connection_that_is_being_opened() {
    let mut page = Page::groupwire();
    let connect = page.connect();
    let post = page.post("1", "tea");
    page.take_said();
    let close = page.close();
    assert_eq!(
        page.take_said(),
        [
            Said::Abandon,
            Said::Status(Status::Closed),
            Said::Settled(connect),
            Said::Settled(post),
            Said::Settled(close)
        ]
    );
    assert_eq!(page.refusal(connect), Error::CONNECTION);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    page.open();
    assert_eq!(page.state(), BY_USER, "the socket that was left behind is nobody's");
    assert_eq!(page.session.poll_timeout(), None);
}

/// X4, X7: also where the connection was lost, whatever waits or is on its way.
#[test]
fn closing_ends_the_attempts_to_connect_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let flying = page.post("1", "tea");
    page.end(1006);
    let waiting = page.post("2", "tea");
    let close = page.close();
    assert_eq!(page.refusal(flying).settled(), Some(Settled::Unknown));
    assert_eq!(page.refusal(waiting).settled(), Some(Settled::NeverSent));
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert_eq!(page.state(), BY_USER);
    assert_eq!(page.session.poll_timeout(), None, "it never comes back by itself");
}

/// X5
#[test]
fn what_waits_for_tokens_goes_out_before_the_close() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    let close = page.close();
    let after = page.post("2", "tea");
    assert_eq!(page.take_said(), [ASKED]);
    page.authorize(Tokens::Given(tokens("t", None)));
    let said = page.take_said();
    assert!(matches!(&said[0], Said::Send(text) if text.contains("broadcast")), "{said:?}");
    assert_eq!(page.answer(post), Ok(Success::Sent));
    assert_eq!(page.refusal(after), Error::NO_CONNECTION);
    assert!(said.contains(&Said::Hangup));
    page.end(1000);
    assert_eq!(page.answer(close), Ok(Success::Closed));
}

/// X6
#[test]
fn frames_that_come_while_the_close_waits_are_not_told() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    page.close();
    page.take_said();
    page.frame(r##"{"#message":1,"#srid":"tea"}"##);
    assert!(page.take_said().is_empty());
}

/// X5, Z1
#[test]
fn tokens_that_do_not_come_hold_the_close_up_for_a_second_at_most() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    let close = page.close();
    page.wait(CLOSE_TIMEOUT);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    page.wait(CLOSE_TIMEOUT);
    assert_eq!(page.answer(close), Ok(Success::Closed));
}

/// X5, C7: the last word counts.
#[test]
fn connecting_after_a_close_that_waits_opens_a_new_connection() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    let close = page.close();
    let connect = page.connect();
    let post = page.post("2", "tea");
    page.authorize(Tokens::Given(tokens("t", None)));
    page.end(1000);
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert!(page.is_pending(connect) && page.is_pending(post));
    page.authorize(Tokens::Given(tokens("t", None)));
    page.open();
    assert_eq!(page.answer(connect), Ok(Success::Connected));
    assert_eq!(page.refusal(post), Error::not_joined("tea".into()), "the close left the group");
}

/// X5: a connection that ends while a close waits is closed, not lost.
#[test]
fn a_connection_that_ends_before_the_close_goes_out_is_closed() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    let close = page.close();
    page.end(1006);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert_eq!(page.state(), BY_USER);
}

/// X6
#[test]
fn frames_after_the_call_are_not_told() {
    let mut page = Page::groupwire().in_group("tea");
    page.close();
    page.take_said();
    page.frame(r##"{"#message":1}"##);
    assert_eq!(page.take_said(), []);
}

/// X1, C7: calls for the next connection are overtaken by another close.
#[test]
fn a_close_after_a_connect_while_closing_ends_closed() {
    let mut page = Page::groupwire().online();
    let first = page.close();
    let connect = page.connect();
    let post = page.post("1", "tea");
    let second = page.close();
    assert_eq!(page.refusal(connect), Error::CONNECTION);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    page.end(1000);
    assert_eq!(page.answer(first), Ok(Success::Closed));
    assert_eq!(page.answer(second), Ok(Success::Closed));
    assert_eq!(page.state(), BY_USER);
}

/// X5, C7, Z1: the connection ends before the close goes out, and the next one was asked for.
#[test]
fn a_connection_that_ends_before_the_close_goes_out_makes_way_for_the_next() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    let close = page.close();
    let connect = page.connect();
    page.end(1006);
    assert_eq!(page.answer(close), Ok(Success::Closed));
    page.authorize(Tokens::Given(tokens("t", None)));
    page.open();
    assert_eq!(page.answer(connect), Ok(Success::Connected));
}

/// X5, C7: calls for the next connection are overtaken by another close.
#[test]
fn a_close_after_a_connect_while_a_close_waits_ends_closed() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    let first = page.close();
    let connect = page.connect();
    let second = page.close();
    assert_eq!(page.refusal(connect), Error::CONNECTION);
    page.end(1006);
    assert_eq!(page.answer(first), Ok(Success::Closed));
    assert_eq!(page.answer(second), Ok(Success::Closed));
    assert_eq!(page.state(), BY_USER);
}

/// X4, Z1: nobody is left who waits for the next connection.
#[test]
fn posts_for_a_next_connection_that_is_taken_back_are_refused() {
    let mut page = Page::groupwire().online();
    page.close();
    let connect = page.connect();
    let post = page.post("1", "tea");
    page.cancel(connect);
    assert_eq!(page.refusal(connect), Error::ABORTED);
    assert_eq!(page.refusal(post), Error::NO_CONNECTION);
    page.end(1000);
    assert_eq!(page.state(), BY_USER);
}
