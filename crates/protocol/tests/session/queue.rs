//! What waits for a connection.

use crate::harness::{Page, SEND_TIMEOUT, secs};
use groupwire_protocol::error::Settled;
use groupwire_protocol::session::{Config, QueueLimits, Success};
use groupwire_protocol::{Code, Error};

fn with_queue(messages: usize, bytes: usize) -> impl Fn(&mut Config) {
    move |config| config.queue = QueueLimits { messages, bytes }
}

/// Q10
#[test]
fn posts_during_an_outage_go_out_in_order_after_the_joins() {
    let mut page = Page::groupwire().in_group("tea");
    page.end(1006);
    let posts: Vec<_> = (0..5).map(|at| page.post(&at.to_string(), "tea")).collect();
    let join = page.join_group("coffee");
    let after = page.post("5", "coffee");
    assert!(posts.iter().all(|id| page.is_pending(*id)));
    page.wait_for_dial();
    page.take_said();
    page.open();
    let sent = page.take_sent();
    assert!(sent[0].starts_with(r#"{"action":"joinRoom","rid":"tea""#), "{sent:?}");
    for (at, frame) in sent[1..6].iter().enumerate() {
        assert_eq!(*frame, format!(r#"{{"action":"broadcast","rid":"tea","content":{at}}}"#));
    }
    assert!(sent[6].contains("leaveRoom") && sent[7].contains("joinRoom"), "{sent:?}");
    for id in posts.into_iter().chain([after]) {
        assert!(matches!(page.answer(id), Ok(Success::Acknowledged(_))));
    }
    assert_eq!(page.answer(join), Ok(Success::Joined("coffee".into())));
}

/// Q11
#[test]
fn the_queue_is_bounded_by_count() {
    let mut page = Page::with(with_queue(3, 1 << 20)).in_group("tea");
    page.end(1006);
    let fits: Vec<_> = (0..3).map(|_| page.post("1", "tea")).collect();
    let over = page.post("1", "tea");
    assert_eq!(page.refusal(over), Error::QUEUE_FULL);
    assert_eq!(page.refusal(over).code(), Code::QueueFull);
    assert_eq!(page.refusal(over).settled(), Some(Settled::NeverSent));
    let join = page.join_group("coffee");
    assert_eq!(page.refusal(join), Error::QUEUE_FULL);
    page.cancel(fits[1]);
    let fits_now = page.post("1", "tea");
    assert!(page.is_pending(fits_now));
    page.wait_for_dial();
    page.open();
    assert!(page.answer(fits_now).is_ok());
}

/// Q11
#[test]
fn the_queue_is_bounded_by_bytes() {
    let mut page = Page::with(with_queue(1000, 100)).in_group("tea");
    page.end(1006);
    let half = format!("\"{}\"", "x".repeat(48));
    let fits = [page.post(&half, "tea"), page.post(&half, "tea")];
    let over = page.post("1", "tea");
    assert_eq!(page.refusal(over), Error::QUEUE_FULL);
    page.cancel(fits[0]);
    let fits_now = page.post(&half, "tea");
    page.wait(SEND_TIMEOUT);
    assert!(!page.is_pending(fits[1]) && !page.is_pending(fits_now));
    let again = page.post(&format!("\"{}\"", "x".repeat(98)), "tea");
    assert!(page.is_pending(again), "what has left the queue is not counted");
}

/// Q11
#[test]
fn a_payload_over_the_bound_waits_alone() {
    let mut page = Page::with(with_queue(1000, 100)).in_group("tea");
    page.end(1006);
    let large = page.post(&format!("\"{}\"", "x".repeat(200)), "tea");
    let next = page.post("1", "tea");
    assert_eq!(page.refusal(next), Error::QUEUE_FULL);
    page.wait_for_dial();
    page.open();
    assert!(page.answer(large).is_ok());
}

/// Q12
#[test]
fn without_a_queue_what_cannot_be_sent_is_refused_at_once() {
    for page in [Page::with(with_queue(0, 0)), Page::skapi_with(with_queue(0, 0))] {
        let mut page = page.in_group("tea");
        let sent = page.post("1", "tea");
        assert!(page.answer(sent).is_ok(), "what can be sent is sent");
        page.end(1006);
        let post = page.post("1", "tea");
        assert_eq!(page.refusal(post), Error::NOT_OPEN);
        page.wait_for_dial();
        let join = page.join_group("tea");
        assert_eq!(page.refusal(join), Error::NOT_OPEN);
    }
}

/// Q12: also what already waits for tokens when the connection is lost.
#[test]
fn without_a_queue_a_loss_refuses_what_waits() {
    let mut page = Page::skapi_with(with_queue(0, 0)).in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    page.end(1006);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
}

/// Q11: posts that wait for tokens are bounded too.
#[test]
fn what_waits_for_tokens_is_bounded() {
    let mut page = Page::skapi_with(with_queue(2, 1 << 20)).in_group("tea");
    page.token = None;
    let posts = [page.post("1", "tea"), page.post("2", "tea"), page.post("3", "tea")];
    assert!(page.is_pending(posts[1]));
    assert_eq!(page.refusal(posts[2]), Error::QUEUE_FULL);
}

/// Q13, Q6
#[test]
fn what_waits_too_long_was_never_sent() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().greets = false;
    page.end(1006);
    let post = page.post("1", "tea");
    page.wait(SEND_TIMEOUT - secs(1));
    assert!(page.is_pending(post));
    page.wait(secs(1));
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
    assert_eq!(page.refusal(post).settled(), Some(Settled::NeverSent));
}

/// Q14
#[test]
fn more_commands_than_the_window_wait_for_answers() {
    let mut page = Page::with(with_queue(10, 1 << 20)).in_group("tea");
    page.server().acks = false;
    page.mids.clear();
    let posts: Vec<_> = (0..10_000).map(|_| page.post("1", "tea")).collect();
    page.take_said();
    let waiting = page.post("2", "tea");
    assert_eq!(page.take_sent(), [""; 0]);
    page.frame(&crate::server::ack(&page.mids[0].clone()));
    assert!(page.answer(posts[0]).is_ok());
    assert_eq!(page.take_sent().len(), 1);
    assert!(page.is_pending(waiting));

    let next = page.post("3", "tea");
    page.take_said();
    page.cancel(posts[1]);
    assert_eq!(page.take_sent().len(), 1, "a post that is taken back makes room too");
    assert!(page.is_pending(next));
}
