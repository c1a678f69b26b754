//! What was on its way when the connection ended.

use crate::harness::{Page, SEND_TIMEOUT, secs};
use crate::said::Said;
use crate::server::{ack, joined, nack};
use groupwire_protocol::Error;
use groupwire_protocol::error::Settled;
use groupwire_protocol::session::{Config, Success};

/// A page with commands on their way, and the names of those.
fn flying(calls: impl FnOnce(&mut Page)) -> (Page, Vec<String>) {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.mids.clear();
    calls(&mut page);
    let mids = std::mem::take(&mut page.mids);
    page.take_said();
    (page, mids)
}

/// Q2
#[test]
fn posts_are_sent_again_in_order_with_the_same_names_after_the_joins() {
    let mut ids = Vec::new();
    let (mut page, mids) = flying(|page| {
        ids = (0..4).map(|at| page.post(&at.to_string(), "tea")).collect();
    });
    page.frame(&ack(&mids[1]));
    page.reconnect();
    let sent = page.take_sent();
    assert!(sent[0].starts_with(r#"{"action":"joinRoom","rid":"tea""#), "{sent:?}");
    let contents: Vec<&str> = sent[1..].iter().map(|frame| &frame[frame.len() - 2..]).collect();
    assert_eq!(contents, ["0}", "2}", "3}"]);
    assert_eq!(page.mids[1..], [mids[0].clone(), mids[2].clone(), mids[3].clone()]);
    for mid in [&mids[0], &mids[2], &mids[3]] {
        page.frame(&ack(mid));
    }
    assert!(ids.into_iter().all(|id| page.answer(id).is_ok()));
}

/// Q2: before those that were called since.
#[test]
fn what_was_sent_before_goes_before_what_waits() {
    let (mut page, _) = flying(|page| {
        page.post("1", "tea");
    });
    page.end(1006);
    page.post("2", "tea");
    page.wait_for_dial();
    page.take_said();
    page.open();
    let sent = page.take_sent();
    assert!(sent[1].ends_with("1}") && sent[2].ends_with("2}"), "{sent:?}");
}

/// Q2: over any number of connections.
#[test]
fn a_post_outlives_several_connections() {
    let mut id = None;
    let (mut page, mids) = flying(|page| id = Some(page.post("1", "tea")));
    for _ in 0..5 {
        page.reconnect();
        assert_eq!(page.mids.last(), mids.last());
    }
    page.frame(&ack(&mids[0]));
    assert!(page.answer(id.unwrap()).is_ok());
}

/// Q16
#[test]
fn a_server_that_began_anew_knows_nothing_of_what_was_sent() {
    let mut id = None;
    let (mut page, _) = flying(|page| id = Some(page.post("1", "tea")));
    page.server().epoch = "e2".into();
    page.reconnect();
    let refusal = page.refusal(id.unwrap());
    assert_eq!(refusal, Error::RESTARTED);
    assert_eq!(refusal.settled(), Some(Settled::Unknown));
    let sent = page.take_sent();
    assert_eq!(sent.len(), 1, "the join alone: {sent:?}");
    let next = page.post("2", "tea");
    assert_eq!(page.take_sent().len(), 1);
    page.server().acks = true;
    page.reconnect();
    assert!(page.answer(next).is_ok(), "in the same epoch it goes out again");
}

/// Q17
#[test]
fn what_was_sent_too_long_ago_is_not_sent_again() {
    let mut page = Page::with(|config: &mut Config| config.send_timeout = SEND_TIMEOUT * 4);
    page.server().dedupe = 20_000;
    let mut page = page.in_group("tea");
    page.server().acks = false;
    let old = page.post("1", "tea");
    page.wait(secs(15));
    let young = page.post("2", "tea");
    page.server().acks = true;
    page.end(1006);
    page.wait(secs(5));
    if page.is_waiting() {
        page.wait_for_dial();
    }
    page.open();
    assert_eq!(page.refusal(old).settled(), Some(Settled::Unknown));
    assert!(page.answer(young).is_ok());
}

/// Q3: the server may still find the copy on the connection before, and take it.
#[test]
fn a_post_that_went_out_twice_and_is_refused_is_unknown() {
    let mut id = None;
    let (mut page, mids) = flying(|page| id = Some(page.post("1", "tea")));
    page.reconnect();
    page.frame(&nack(&mids[0], "NO", "no"));
    let refusal = page.refusal(id.unwrap());
    assert_eq!(refusal.code_str(), "NO");
    assert_eq!(refusal.settled(), Some(Settled::Unknown));
}

/// Q8: the one that was too large is not there any more, and the others are not to blame.
#[test]
fn a_large_post_that_was_taken_back_takes_no_other_along() {
    let mut ids = Vec::new();
    let (mut page, _) = flying(|page| {
        ids.push(page.post("1", "tea"));
        ids.push(page.post(&format!("\"{}\"", "x".repeat(1000)), "tea"));
        page.cancel(ids[1]);
    });
    page.server().acks = true;
    page.end(1009);
    page.wait_for_dial();
    page.open();
    assert!(page.answer(ids[0]).is_ok());
}

/// Q2: a join that was not answered goes out again, once.
#[test]
fn a_join_is_sent_again_with_its_name() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let join = page.join_group("tea");
    page.reconnect();
    assert_eq!(page.take_sent(), [r#"{"action":"joinRoom","rid":"tea"}"#]);
    assert_eq!(page.mids[0], page.mids[1]);
    page.frame(&joined("tea", &page.mids[0].clone(), "e1", 3));
    assert_eq!(page.answer(join), Ok(Success::Joined("tea".into())));
}

/// Q2: two calls for one group.
#[test]
fn two_joins_of_one_group_are_both_answered_after_an_outage() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let calls = [page.join_group("tea"), page.hold("tea"), page.join_group("tea")];
    page.server().acks = true;
    page.reconnect();
    for id in calls {
        assert_eq!(page.answer(id), Ok(Success::Joined("tea".into())));
    }
}

/// Q2: leaving is done when the connection is.
#[test]
fn a_leave_on_its_way_is_done_by_the_end_of_the_connection() {
    let mut leave = None;
    let (mut page, _) = flying(|page| leave = Some(page.leave_group()));
    page.reconnect();
    assert_eq!(page.answer(leave.unwrap()), Ok(Success::Left));
    assert_eq!(page.take_sent(), [""; 0]);
}

/// Q2, Z1: a join that another join has taken the place of.
#[test]
fn a_join_that_was_replaced_is_settled() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let first = page.join_group("tea");
    let second = page.join_group("coffee");
    page.server().acks = true;
    page.reconnect();
    assert_eq!(page.refusal(first).settled(), Some(Settled::Unknown));
    assert_eq!(page.answer(second), Ok(Success::Joined("coffee".into())));
    assert_eq!(page.take_sent(), [r#"{"action":"joinRoom","rid":"coffee"}"#]);
}

/// Q2, G8: on one connection both are answered in their order.
#[test]
fn a_join_that_is_replaced_on_an_open_connection_is_answered() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let first = page.join_group("tea");
    let second = page.join_group("coffee");
    let mids = page.mids.clone();
    page.frame(&joined("tea", &mids[0], "e1", 3));
    page.frame(&ack(&mids[1]));
    page.frame(&nack(&mids[2], "NO", "no"));
    assert_eq!(page.answer(first), Ok(Success::Joined("tea".into())));
    assert_eq!(page.refusal(second).settled(), Some(Settled::Refused));
}

/// Q2, C4: nothing is sent again before the server's greeting.
#[test]
fn nothing_goes_out_before_the_greeting() {
    let (mut page, _) = flying(|page| {
        page.post("1", "tea");
    });
    page.lose_and_dial();
    page.take_said();
    page.input_opened();
    assert_eq!(page.take_said(), []);
    page.end(1006);
    assert!(!page.take_said().iter().any(|said| matches!(said, Said::Send(_))));
}

impl Page {
    fn input_opened(&mut self) {
        self.input(groupwire_protocol::session::Input::Opened);
    }
}
