use crate::harness::{CONNECT_TIMEOUT, FIRST_PAUSE, Page, millis, secs};
use crate::said::{ASKED, Said, dialled, sent};
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Call, Input, Reason, State, Success};
use groupwire_protocol::{Code, Error};

/// C1, E4, T1
#[test]
fn connecting_asks_for_the_token_dials_and_tells_before_it_answers() {
    let mut page = Page::groupwire();
    let id = page.connect();
    assert_eq!(page.take_said(), [ASKED, dialled()]);
    assert!(page.is_pending(id));
    page.open();
    assert_eq!(page.take_said(), [Said::Status(Status::Opened), Said::Settled(id)]);
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// C2: also where there would be something else to say.
#[test]
fn a_callback_that_cannot_be_called_is_refused_in_every_state() {
    let mut closing = Page::groupwire().online();
    closing.close();
    let mut connecting = Page::groupwire();
    connecting.connect();
    let mut waiting = Page::groupwire().online();
    waiting.end(1006);
    for mut page in [Page::groupwire(), connecting, Page::groupwire().online(), waiting, closing] {
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
    page.end(1006);
    assert_eq!(page.take_said(), [Said::Status(Status::Failed), Said::Settled(id)]);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(Error::CONNECTION.code().as_str(), "ERROR");
    assert_eq!(Error::CONNECTION.message(), "Skapi: WebSocket connection error.");
    assert_eq!(Status::Failed.kind(), "error");
    assert_eq!(Status::Failed.message(), Error::CONNECTION.message());
    assert_eq!(page.session.poll_timeout(), None);

    let post = page.post("1", "group");
    assert_eq!(page.refusal(post), Error::NO_CONNECTION);
    let again = page.connect();
    page.open();
    assert_eq!(page.answer(again), Ok(Success::Connected));
}

/// C4, Z1
#[test]
fn an_attempt_that_does_not_open_in_time_is_given_up() {
    let mut page = Page::groupwire();
    let id = page.connect();
    page.wait(CONNECT_TIMEOUT - millis(1));
    assert!(page.is_pending(id));
    page.take_said();
    page.wait(millis(1));
    assert_eq!(page.take_said(), [Said::Abandon, Said::Status(Status::Failed), Said::Settled(id)]);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.session.poll_timeout(), None);
}

/// C4: a server that says nothing, or something else.
#[test]
fn the_wait_for_the_greeting_counts_towards_the_deadline() {
    let mut page = Page::groupwire();
    page.server().greets = false;
    let id = page.connect();
    page.open();
    assert_eq!(page.state(), State::Handshaking { attempt: 0 });
    page.frame(r##"{"#message":1}"##);
    page.frame(r##"{"#hello":{"v":1}}"##);
    page.wait(CONNECT_TIMEOUT);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.state(), State::Closed { reason: Reason::GaveUp, ended: None });
}

/// C4: a token function that never answers.
#[test]
fn the_wait_for_the_token_counts_towards_the_deadline() {
    let mut page = Page::groupwire();
    page.token = None;
    let id = page.connect();
    page.wait(CONNECT_TIMEOUT);
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.state(), State::Closed { reason: Reason::GaveUp, ended: None });
    assert!(!page.take_said().contains(&Said::Abandon), "there was no socket");
}

/// C4, Q6
#[test]
fn a_call_may_have_a_shorter_deadline_but_not_a_longer_one() {
    let connect = Call::Connect { callable: true };
    let mut page = Page::groupwire();
    let id = page.call_within(connect.clone(), Some(millis(100)));
    page.wait(millis(100));
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert_eq!(page.state(), State::Closed { reason: Reason::GaveUp, ended: None });

    let id = page.call_within(connect.clone(), Some(CONNECT_TIMEOUT * 2));
    let patient = page.call(connect.clone());
    let hasty = page.call_within(connect, Some(secs(1)));
    page.wait(secs(1));
    assert_eq!(page.refusal(hasty), Error::CONNECTION);
    assert!(page.is_pending(id) && page.is_pending(patient), "others wait for the attempt");
    page.wait(CONNECT_TIMEOUT - secs(1));
    assert_eq!(page.refusal(id), Error::CONNECTION);
}

/// C5
#[test]
fn calls_while_connecting_share_the_attempt() {
    let mut page = Page::groupwire();
    let first = page.connect();
    let second = page.connect();
    let dials = page.take_said().into_iter().filter(|said| matches!(said, Said::Dial(_)));
    assert_eq!(dials.count(), 1);
    page.open();
    assert_eq!(page.answer(first), Ok(Success::Connected));
    assert_eq!(page.answer(second), Ok(Success::Connected));

    let third = page.connect();
    assert_eq!(page.answer(third), Ok(Success::Connected));
    page.take_said();

    let mut refused = Page::groupwire();
    let ids = [refused.connect(), refused.connect()];
    refused.end(1006);
    assert!(ids.iter().all(|id| refused.refusal(*id) == Error::CONNECTION));
}

/// C7
#[test]
fn a_call_while_closing_opens_a_new_connection_after_the_old_one() {
    let mut page = Page::groupwire().online();
    let close = page.close();
    let connect = page.connect();
    assert_eq!(page.take_said(), [Said::Hangup]);
    page.end(1000);
    assert_eq!(
        page.take_said(),
        [Said::Status(Status::Closed), Said::Settled(close), ASKED, dialled()]
    );
    page.open();
    assert_eq!(page.answer(connect), Ok(Success::Connected));
}

/// C8, G6, K10
#[test]
fn connecting_while_waiting_dials_at_once_and_joins_the_group_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.end(1006);
    assert!(page.is_waiting());
    page.take_said();
    let connect = page.connect();
    let said = page.take_said();
    assert_eq!(said[..2], [Said::Status(Status::Reconnecting(1)), ASKED]);
    page.open();
    let said = page.take_said();
    let join = r#"{"action":"joinRoom","rid":"tea","since":{"epoch":"e1","offset":10}}"#;
    assert!(said.contains(&sent(join)), "{said:?}");
    assert_eq!(page.answer(connect), Ok(Success::Connected));
    let post = page.post("1", "tea");
    assert!(page.answer(post).is_ok());
}

/// C8: the call goes on to wait where the attempt fails, with the pauses, until its deadline.
#[test]
fn connecting_while_waiting_does_not_dial_in_a_loop() {
    let mut page = Page::groupwire().in_group("tea");
    page.end(1006);
    let id = page.connect();
    page.end(1006);
    assert!(page.is_waiting() && page.is_pending(id));
    let dials = |page: &mut Page| {
        page.take_said().iter().filter(|said| matches!(said, Said::Dial(_))).count()
    };
    assert_eq!(dials(&mut page), 1);
    while page.is_pending(id) {
        page.wait_for_dial();
        page.end(1006);
        page.wait(millis(400));
    }
    assert_eq!(page.refusal(id), Error::CONNECTION);
    assert!(dials(&mut page) < 12);
    page.wait_for_dial();
    page.take_said();
    page.open();
    assert!(page.take_sent()[0].contains("joinRoom"), "the group is not forgotten");
}

/// C9, E5
#[test]
fn a_call_while_the_socket_is_closing_by_itself_opens_a_new_one() {
    let mut page = Page::groupwire().online();
    page.input(Input::Unwritable);
    let id = page.connect();
    let said = page.take_said();
    assert_eq!(said[..2], [Said::Abandon, Said::Status(Status::UnexpectedClose)]);
    assert!(matches!(said.last(), Some(Said::Dial(_))), "{said:?}");
    page.open();
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// C11
#[test]
fn a_call_that_is_taken_back_ends_an_attempt_that_nobody_else_waits_for() {
    let mut page = Page::groupwire();
    let [first, second] = [page.connect(), page.connect()];
    let post = page.post("1", "tea");
    page.take_said();
    page.cancel(first);
    assert_eq!(page.refusal(first), Error::ABORTED);
    assert_eq!(page.take_said(), [Said::Settled(first)]);
    page.cancel(second);
    assert_eq!(page.take_said(), [Said::Settled(second), Said::Abandon, Said::Settled(post)]);
    assert_eq!(page.state(), State::Closed { reason: Reason::GaveUp, ended: None });
    page.cancel(second);
    assert_eq!(page.take_said(), [], "what is settled stays so");
}

/// C11: a connection that was lost is made again whoever asked for it.
#[test]
fn a_call_that_is_taken_back_leaves_the_reconnecting_alone() {
    let mut page = Page::groupwire().online();
    page.end(1006);
    let id = page.connect();
    page.cancel(id);
    assert_eq!(page.refusal(id), Error::ABORTED);
    page.end(1006);
    page.wait(FIRST_PAUSE * 2);
    page.open();
    assert!(page.is_online());
}

/// C4, X5: a deadline that passes before the close has gone out leaves the close alone.
#[test]
fn a_call_after_a_close_that_waits_may_run_out_of_time() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    let close = page.close();
    let connect = page.call_within(Call::Connect { callable: true }, Some(millis(100)));
    page.wait(millis(100));
    assert_eq!(page.refusal(connect), Error::CONNECTION);
    assert!(page.is_online() && page.is_pending(close));
}
