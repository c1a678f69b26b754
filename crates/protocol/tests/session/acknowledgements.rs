//! How posts and joins are settled.

use crate::harness::{Page, SEND_TIMEOUT, json, millis, secs};
use crate::server::nack;
use groupwire_protocol::error::Settled;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Receipt;
use groupwire_protocol::session::{Call, Input, Success};
use groupwire_protocol::{Code, Error};

const USER: &str = "3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11";

/// A page whose posts are not answered.
fn unanswered() -> Page {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.mids.clear();
    page
}

/// Q1, M1
#[test]
fn a_post_is_settled_when_the_server_has_it() {
    let mut page = unanswered();
    let group = page.post("1", "tea");
    let private = page.post("2", USER);
    assert!(page.is_pending(group) && page.is_pending(private));
    let mids = page.mids.clone();
    page.frame(&format!(r##"{{"#ack":"{}","reached":2}}"##, mids[1]));
    let receipt = Receipt { offset: None, reached: Some(2) };
    assert_eq!(page.answer(private), Ok(Success::Acknowledged(receipt)));
    page.frame(&format!(r##"{{"#ack":"{}","offset":11}}"##, mids[0]));
    let receipt = Receipt { offset: Some(11), reached: None };
    assert_eq!(page.answer(group), Ok(Success::Acknowledged(receipt)));
    assert_eq!(page.answer(group).unwrap().message().as_deref(), Some("Message sent."));
}

/// Q1: every command has a name of its own, in every client.
#[test]
fn mids_are_unique() {
    let mids = |seed| {
        let mut page = Page::with(|config| config.seed = seed).in_group("tea");
        for _ in 0..20 {
            page.post("1", "tea");
        }
        page.reconnect();
        page.post("1", "tea");
        page.mids
    };
    let mut all: Vec<String> = (0..50).flat_map(mids).collect();
    let count = all.len();
    assert!(all.iter().all(|mid| mid.len() <= 64));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// Q3
#[test]
fn a_post_that_the_server_refuses_says_why() {
    let mut page = unanswered();
    let id = page.post("1", "tea");
    page.frame(&nack(&page.mids[0].clone(), "TOO_MANY_REQUESTS", "Slow down."));
    let refusal = page.refusal(id);
    assert_eq!((refusal.code_str(), refusal.message()), ("TOO_MANY_REQUESTS", "Slow down."));
    assert_eq!(refusal.settled(), Some(Settled::Refused));
}

/// Q4
#[test]
fn a_post_that_is_not_acknowledged_in_time_is_unknown() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let id = page.post("1", "tea");
    page.wait(SEND_TIMEOUT - millis(1));
    assert!(page.is_pending(id));
    page.wait(millis(1));
    assert_eq!(page.refusal(id), Error::TIMEOUT);
    assert_eq!(page.refusal(id).code_str(), "TIMEOUT");
    assert_eq!(page.refusal(id).settled(), Some(Settled::Unknown));
    let mid = page.mids.last().unwrap().clone();
    page.frame(&crate::server::ack(&mid));
}

/// Q4, Q6: also while the connection is lost.
#[test]
fn a_deadline_runs_on_while_the_connection_is_lost() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let flying = page.post("1", "tea");
    page.server().greets = false;
    page.lose_and_dial();
    page.wait(SEND_TIMEOUT);
    assert_eq!(page.refusal(flying).settled(), Some(Settled::Unknown));
}

/// Q6
#[test]
fn a_post_may_have_a_shorter_deadline_but_not_a_longer_one() {
    let post = |recipient: &str| Call::Post {
        message: Ok(json("1")),
        recipient: Json::string(recipient),
        notification: Json::undefined(),
    };
    let mut page = unanswered();
    let hasty = page.call_within(post("tea"), Some(secs(1)));
    let patient = page.call_within(post("tea"), Some(SEND_TIMEOUT * 2));
    page.wait(secs(1));
    assert_eq!(page.refusal(hasty), Error::TIMEOUT);
    page.end(1006);
    let waiting = page.call_within(post("tea"), Some(millis(100)));
    page.wait(millis(100));
    assert_eq!(page.refusal(waiting), Error::NOT_OPEN);
    assert_eq!(page.refusal(waiting).settled(), Some(Settled::NeverSent));
    page.wait(SEND_TIMEOUT);
    assert!(!page.is_pending(patient));
}

/// Q5
#[test]
fn a_post_on_its_way_can_be_taken_back_but_not_undone() {
    let mut page = unanswered();
    let id = page.post("1", "tea");
    page.cancel(id);
    assert_eq!(page.refusal(id), Error::ABORTED);
    assert_eq!(page.refusal(id).code(), Code::Aborted);
    assert_eq!(page.refusal(id).settled(), Some(Settled::Unknown));
    page.take_said();
    page.frame(&crate::server::ack(&page.mids[0].clone()));
    assert_eq!(page.take_said(), []);
    page.reconnect();
    assert_eq!(page.take_sent().len(), 1, "the group is joined, nothing is posted");
}

/// Q5
#[test]
fn a_post_that_waits_can_be_taken_back_as_if_it_had_never_been() {
    let mut page = Page::groupwire().in_group("tea");
    page.end(1006);
    let [first, second] = [page.post("1", "tea"), page.post("2", "tea")];
    page.cancel(first);
    assert_eq!(page.refusal(first), Error::ABORTED);
    assert_eq!(page.refusal(first).settled(), Some(Settled::NeverSent));
    page.wait_for_dial();
    page.take_said();
    page.open();
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2, "the join and one post: {sent:?}");
    assert!(page.answer(second).is_ok());
}

/// Q5: a join that was sent takes effect all the same.
#[test]
fn a_join_on_its_way_that_is_taken_back_is_still_followed() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let join = page.join_group("tea");
    page.cancel(join);
    assert_eq!(page.refusal(join), Error::ABORTED);
    page.frame(&crate::server::joined("tea", &page.mids[0].clone(), "e1", 4));
    page.server().acks = true;
    let post = page.post("1", "tea");
    assert!(page.answer(post).is_ok());
}

/// Q5, X2: a close cannot be taken back.
#[test]
fn a_close_cannot_be_taken_back() {
    let mut page = Page::groupwire().online();
    let close = page.close();
    page.cancel(close);
    assert!(page.is_pending(close));
    page.end(1000);
    assert_eq!(page.answer(close), Ok(Success::Closed));
}

/// Q7: nobody acknowledges with `skapi`: what was sent is settled, and only what was not waits.
#[test]
fn skapi_sends_after_an_outage_only_what_was_never_sent() {
    let mut page = Page::skapi().in_group("tea");
    let sent = page.post("1", "tea");
    assert_eq!(page.answer(sent), Ok(Success::Sent));
    page.end(1006);
    let waiting = page.post("2", "tea");
    page.wait_for_dial();
    page.take_said();
    page.open();
    let frames = page.take_sent();
    assert_eq!(frames.len(), 2, "{frames:?}");
    assert!(frames[0].contains("joinRoom") && frames[1].contains(r#""content":2"#));
    assert_eq!(page.answer(waiting), Ok(Success::Sent));
}

/// Q8
#[test]
fn a_frame_that_the_server_would_not_take_is_not_sent() {
    let mut page = Page::groupwire();
    page.server().max_message = 200;
    let mut page = page.in_group("tea");
    let of = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    page.post(&of(50), "tea");
    let frame = page.take_sent()[0].len() + r#","mid":"""#.len() + page.mids.last().unwrap().len();
    let fits = 200 - (frame - 50);
    let id = page.post(&of(fits), "tea");
    assert!(page.answer(id).is_ok());
    page.take_said();
    let id = page.post(&of(fits + 1), "tea");
    assert_eq!(page.refusal(id), Error::TOO_LARGE);
    assert_eq!(page.refusal(id).settled(), Some(Settled::NeverSent));
    assert_eq!(page.take_sent(), [""; 0]);
}

/// Q8
#[test]
fn a_post_that_ends_the_connection_as_too_large_is_refused_and_not_repeated() {
    let mut page = unanswered();
    let small = page.post("1", "tea");
    let large = page.post(&format!("\"{}\"", "x".repeat(1000)), "tea");
    let other = page.post("2", "tea");
    page.server().acks = true;
    page.end(1009);
    assert_eq!(page.refusal(large), Error::TOO_LARGE);
    assert_eq!(page.refusal(large).settled(), Some(Settled::Refused));
    page.wait_for_dial();
    page.open();
    assert!(page.answer(small).is_ok() && page.answer(other).is_ok());
}

/// Q8: a connection that ends so with nothing on its way is an outage like any other.
#[test]
fn too_large_without_a_post_is_no_loop() {
    let mut page = Page::groupwire().in_group("tea");
    for _ in 0..3 {
        page.end(1009);
        page.wait_for_dial();
        page.open();
    }
    assert!(page.is_online());
}

/// Q1, Z1: an answer that comes while the socket ends.
#[test]
fn an_answer_counts_as_long_as_the_connection_is_there() {
    let mut page = unanswered();
    let id = page.post("1", "tea");
    page.input(Input::Unwritable);
    page.frame(&crate::server::ack(&page.mids[0].clone()));
    assert!(page.answer(id).is_ok());
}
