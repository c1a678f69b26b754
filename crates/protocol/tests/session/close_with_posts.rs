//! A close with posts on their way.

use crate::harness::{CLOSE_TIMEOUT, Page, millis};
use crate::said::{ASKED, Said, dialled};
use crate::server::ack;
use groupwire_protocol::error::Settled;
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Input, State, Success};

/// X8, Q2
#[test]
fn a_close_waits_for_the_acknowledgements() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    let mid = page.mids.pop().unwrap();
    let close = page.close();
    assert!(!page.take_said().contains(&Said::Hangup));
    assert_eq!(page.state(), State::Closing);
    page.frame(&ack(&mid));
    assert!(matches!(page.answer(post), Ok(Success::Acknowledged(_))));
    assert_eq!(page.take_said(), [Said::Settled(post), Said::Hangup]);
    page.end(1000);
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert_eq!(page.session.poll_timeout(), None);
}

/// X8, Z1
#[test]
fn acknowledgements_that_do_not_come_hold_the_close_up_for_a_second_at_most() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    let close = page.close();
    page.wait(CLOSE_TIMEOUT - millis(1));
    assert!(page.is_pending(close));
    page.take_said();
    page.wait(millis(1));
    assert_eq!(
        page.take_said(),
        [Said::Abandon, Said::Status(Status::Closed), Said::Settled(post), Said::Settled(close)]
    );
    assert_eq!(page.refusal(post).settled(), Some(Settled::Unknown));
    assert_eq!(page.session.poll_timeout(), None);
}

/// X8: a post that is taken back is not waited for.
#[test]
fn a_post_that_is_taken_back_does_not_hold_the_close_up() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    page.close();
    page.take_said();
    page.cancel(post);
    assert_eq!(page.take_said(), [Said::Settled(post), Said::Hangup]);
}

/// X8, C7: the next connection gets none of the frames of the one before.
#[test]
fn what_was_not_acknowledged_is_not_sent_on_the_connection_after_the_close() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    let close = page.close();
    let connect = page.connect();
    page.take_said();
    page.end(1006);
    assert_eq!(
        page.take_said(),
        [Said::Status(Status::Closed), Said::Settled(post), Said::Settled(close), ASKED, dialled()]
    );
    page.open();
    assert_eq!(page.answer(connect), Ok(Success::Connected));
    assert_eq!(page.take_sent(), [""; 0]);
}

/// X2: a socket that stops taking frames while it is closing.
#[test]
fn a_socket_that_fails_while_closing_is_closed() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.post("1", "tea");
    let close = page.close();
    page.input(Input::Unwritable);
    page.input(Input::Failed);
    page.end(1006);
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert!(matches!(page.state(), State::Closed { .. }));
}
