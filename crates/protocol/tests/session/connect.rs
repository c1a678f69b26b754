use crate::harness::{CONNECT_TIMEOUT, Page, Said, sent};
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Call, Input, State, Success};
use groupwire_protocol::{Code, Error};
use std::time::Duration;

/// C1, E4, H1, T1
#[test]
fn connecting_asks_for_the_token_dials_and_tells_before_it_answers() {
    let mut page = Page::groupwire();
    let id = page.connect();
    assert_eq!(
        page.take_said(),
        [Said::Authorize, Said::Dial("ws://host/api?token=access".into())]
    );
    assert!(page.is_pending(id));
    page.input(Input::Opened);
    assert_eq!(page.take_said(), [Said::Status(Status::Opened), Said::Settled(id)]);
    assert_eq!(page.keep_alives, 1);
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// C2: also where there would be something else to say.
#[test]
fn a_callback_that_cannot_be_called_is_refused_in_every_state() {
    let mut closing = Page::groupwire().online();
    closing.close();
    let mut connecting = Page::groupwire();
    connecting.connect();
    for mut page in [Page::groupwire(), connecting, Page::groupwire().online(), closing] {
        let state = page.state();
        let id = page.call(Call::Connect { callable: false });
        assert_eq!(page.refusal(id), Error::CALLBACK);
        assert_eq!(page.state(), state);
    }
    assert_eq!(Error::CALLBACK.code(), Code::InvalidRequest);
    assert_eq!(Error::CALLBACK.message(), "Callback must be a function.");
}

/// C3, E6
#[test]
fn a_first_connection_that_does_not_open_is_told_once_and_may_be_asked_again() {
    let mut page = Page::groupwire();
    let id = page.connect();
    page.take_said();
    page.input(Input::Failed);
    page.input(Input::Closed);
    assert_eq!(page.take_said(), [Said::Status(Status::Failed), Said::Settled(id)]);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(Error::CONNECTION.code().as_str(), "ERROR");
    assert_eq!(Error::CONNECTION.message(), "Skapi: WebSocket connection error.");
    assert_eq!(Status::Failed.kind(), "error");
    assert_eq!(Status::Failed.message(), Error::CONNECTION.message());

    let post = page.post("1", "group");
    assert_eq!(page.refusal(post), Error::NO_CONNECTION);
    let again = page.connect();
    page.input(Input::Opened);
    assert_eq!(page.answer(again), Ok(Success::Connected));
}

/// C4, Z1
#[test]
fn an_attempt_that_does_not_open_in_time_is_given_up() {
    let mut page = Page::groupwire();
    let id = page.connect();
    page.wait(CONNECT_TIMEOUT - Duration::from_millis(1));
    assert!(page.is_pending(id));
    page.take_said();
    page.wait(Duration::from_millis(1));
    assert_eq!(page.take_said(), [Said::Abandon, Said::Status(Status::Failed), Said::Settled(id)]);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.session.poll_timeout(), None);
}

/// C4: a token function that never answers.
#[test]
fn the_wait_for_the_token_counts_towards_the_deadline() {
    let mut page = Page::groupwire();
    page.token = None;
    let id = page.connect();
    page.wait(CONNECT_TIMEOUT);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.state(), State::Idle);
    assert!(!page.take_said().contains(&Said::Abandon), "there was no socket");
}

/// C5
#[test]
fn calls_while_connecting_share_the_attempt() {
    let mut page = Page::groupwire();
    let first = page.connect();
    let second = page.connect();
    let dials = page.take_said().into_iter().filter(|said| matches!(said, Said::Dial(_)));
    assert_eq!(dials.count(), 1);
    page.input(Input::Opened);
    assert_eq!(page.answer(first), Ok(Success::Connected));
    assert_eq!(page.answer(second), Ok(Success::Connected));

    let third = page.connect();
    assert_eq!(page.answer(third), Ok(Success::Connected));
    page.take_said();

    let mut refused = Page::groupwire();
    let ids = [refused.connect(), refused.connect()];
    refused.input(Input::Closed);
    assert!(ids.iter().all(|id| refused.refusal(*id) == Error::CONNECTION));
}

/// C7
#[test]
fn a_call_while_closing_opens_a_new_connection_after_the_old_one() {
    let mut page = Page::groupwire().online();
    let close = page.close();
    let connect = page.connect();
    assert_eq!(page.take_said(), [Said::Hangup]);
    page.input(Input::Closed);
    assert_eq!(
        page.take_said(),
        [
            Said::Status(Status::Closed),
            Said::Settled(close),
            Said::Authorize,
            Said::Dial("ws://host/api?token=access".into())
        ]
    );
    page.input(Input::Opened);
    assert_eq!(page.answer(connect), Ok(Success::Connected));
}

/// C8, G6
#[test]
fn connecting_after_a_loss_joins_the_group_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.input(Input::Closed);
    assert_eq!(page.state(), State::Lost);
    page.connect();
    page.take_said();
    page.input(Input::Opened);
    let said = page.take_said();
    assert_eq!(
        said[..2],
        [Said::Status(Status::Opened), sent(r#"{"action":"joinRoom","rid":"tea"}"#)]
    );
    let post = page.post("1", "tea");
    assert_eq!(page.answer(post), Ok(Success::Sent));
}

/// C8: the group is not forgotten by an attempt that fails, nor is the loss.
#[test]
fn a_failed_attempt_after_a_loss_keeps_the_group() {
    let mut page = Page::groupwire().in_group("tea");
    page.input(Input::Closed);
    let id = page.connect();
    page.input(Input::Closed);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    let post = page.post("1", "tea");
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    page.connect();
    page.take_said();
    page.input(Input::Opened);
    assert_eq!(page.take_sent(), [r#"{"action":"joinRoom","rid":"tea"}"#]);
}

/// C9, E5
#[test]
fn a_call_while_the_socket_is_closing_by_itself_opens_a_new_one() {
    let mut page = Page::groupwire().online();
    page.input(Input::Unwritable);
    let id = page.connect();
    assert_eq!(
        page.take_said(),
        [
            Said::Abandon,
            Said::Status(Status::UnexpectedClose),
            Said::Authorize,
            Said::Dial("ws://host/api?token=access".into())
        ]
    );
    page.input(Input::Opened);
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// H1
#[test]
fn keep_alives_go_out_at_open_and_at_every_interval() {
    let mut page = Page::groupwire().online();
    assert_eq!(page.keep_alives, 1);
    page.wait(Duration::from_secs(46));
    assert_eq!(page.keep_alives, 4);
    page.input(Input::Unwritable);
    page.wait(Duration::from_secs(60));
    assert_eq!(page.keep_alives, 4, "a socket that is closing is left alone");
}
