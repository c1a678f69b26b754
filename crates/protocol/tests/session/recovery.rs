//! What was missed while there was no connection.

use crate::harness::{Page, json};
use crate::said::Said;
use crate::server::{ack, joined, message, nack, private, rejoined};
use groupwire_protocol::event::Recovery;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Position;
use groupwire_protocol::session::Call;

fn at(epoch: &str, offset: u64) -> Position {
    Position { epoch: epoch.into(), offset }
}

fn recovery(group: Option<&str>, recovered: bool, since: Position, until: Position) -> Recovery {
    Recovery { group: group.map(Into::into), recovered, since, until }
}

/// What the server is asked for when the group is joined again.
fn since(page: &mut Page) -> String {
    let sent = page.take_sent();
    let join = sent.iter().find(|frame| frame.contains("joinRoom")).expect("a join");
    join.split_once(r#""since":"#).map_or(String::new(), |(_, since)| since.into())
}

/// The name of the join that was sent last.
fn join_mid(page: &Page) -> String {
    page.mids.last().expect("a command").clone()
}

/// O1
#[test]
fn a_group_is_joined_again_from_the_last_post_that_came() {
    let mut page = Page::groupwire().in_group("tea");
    page.reconnect();
    assert_eq!(since(&mut page), r#"{"epoch":"e1","offset":10}}"#, "from the join");
    page.frame(&message("tea", "e1", 14, "1"));
    page.frame(&message("tea", "e1", 17, "2"));
    page.reconnect();
    assert_eq!(since(&mut page), r#"{"epoch":"e1","offset":17}}"#);
}

/// O2
#[test]
fn what_was_missed_is_told_before_its_recovery() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.reconnect();
    page.take_said();
    page.frame(&message("tea", "e1", 11, "1"));
    page.frame(&message("tea", "e1", 12, "2"));
    page.frame(&rejoined("tea", &join_mid(&page), "e1", 12, true));
    let said = page.take_said();
    assert!(matches!(said[..2], [Said::Delivery(_), Said::Delivery(_)]), "{said:?}");
    let expected = recovery(Some("tea"), true, at("e1", 10), at("e1", 12));
    assert_eq!(said[2..], [Said::Recovery(expected)]);
    page.reconnect();
    assert_eq!(since(&mut page), r#"{"epoch":"e1","offset":12}}"#);
}

/// O3
#[test]
fn a_gap_is_told() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().offset = 500;
    page.server().recovers = false;
    page.reconnect();
    let tea = recovery(Some("tea"), false, at("e1", 10), at("e1", 500));
    let privately = recovery(None, false, at("e1", 10), at("e1", 500));
    assert_eq!(page.take_recoveries(), [privately, tea]);
    page.frame(&message("tea", "e1", 501, "1"));
    assert_eq!(page.take_messages(), ["1"]);
}

/// O4
#[test]
fn another_epoch_begins_anew() {
    let mut page = Page::groupwire().in_group("tea");
    page.frame(&message("tea", "e1", 4_000, "1"));
    page.server().epoch = "e2".into();
    page.server().offset = 2;
    page.server().recovers = false;
    page.reconnect();
    let tea = recovery(Some("tea"), false, at("e1", 4_000), at("e2", 2));
    assert!(page.take_recoveries().contains(&tea));
    page.frame(&message("tea", "e2", 3, "2"));
    assert_eq!(page.take_messages(), ["2"], "smaller numbers are no repetition in another epoch");
}

/// O5
#[test]
fn a_post_is_told_once() {
    let mut page = Page::groupwire().in_group("tea");
    page.frame(&message("tea", "e1", 10, "\"old\""));
    page.frame(&message("tea", "e1", 11, "1"));
    page.frame(&message("tea", "e1", 11, "1"));
    page.frame(&private("e1", 11, "2"));
    page.frame(&private("e1", 11, "2"));
    page.frame(&message("tea", "e1", 12, "3"));
    page.frame(&message("tea", "e1", 11, "1"));
    assert_eq!(page.take_messages(), ["1", "2", "3"]);
}

/// O5: what has no number cannot be told apart.
#[test]
fn posts_without_a_number_are_all_told() {
    let mut page = Page::groupwire().in_group("tea");
    for _ in 0..2 {
        page.frame(r##"{"#private":1,"#user_id":"u"}"##);
        page.frame(r##"{"#notice":"of all"}"##);
        page.frame(r##"{"#message":1,"#srid":"elsewhere"}"##);
    }
    assert_eq!(page.take_said().len(), 6);
    let mut skapi = Page::skapi().in_group("tea");
    for _ in 0..2 {
        skapi.frame(&message("tea", "e1", 11, "1"));
    }
    assert_eq!(skapi.take_messages().len(), 2);
}

/// O15: what still comes of a group that has been left is not told, also where it is joined again
/// before the leave is answered: the answer to the join brings all of it.
#[test]
fn posts_of_a_membership_that_is_over_are_not_told() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let first = page.hold("tea");
    page.release("tea");
    let leave = page.mids.last().unwrap().clone();
    page.frame(&message("tea", "e1", 11, "1"));
    let since = json(r#"{"epoch":"e1","offset":10}"#);
    let again = page.call(Call::Hold { group: Json::string("tea"), since });
    page.frame(&joined("tea", &page.mids[0].clone(), "e1", 11));
    assert!(!page.is_pending(first) && page.is_pending(again));
    page.frame(&message("tea", "e1", 12, "2"));
    assert!(page.take_messages().is_empty());
    page.frame(&ack(&leave));
    page.frame(&message("tea", "e1", 11, "1"));
    page.frame(&message("tea", "e1", 12, "2"));
    page.frame(&rejoined("tea", &join_mid(&page), "e1", 12, true));
    assert_eq!(page.take_messages(), ["1", "2"]);
    assert!(!page.is_pending(again));
}

/// O5: the replay overlaps with what came already.
#[test]
fn a_replay_tells_nothing_twice() {
    let mut page = Page::groupwire().in_group("tea");
    page.frame(&message("tea", "e1", 11, "1"));
    page.server().acks = false;
    page.reconnect();
    page.take_said();
    for (offset, content) in [(11, "1"), (12, "2")] {
        page.frame(&message("tea", "e1", offset, content));
    }
    page.frame(&rejoined("tea", &join_mid(&page), "e1", 12, true));
    page.frame(&message("tea", "e1", 12, "2"));
    assert_eq!(page.take_messages(), ["2"]);
}

/// O6
#[test]
fn a_replay_that_breaks_off_goes_on_where_it_broke_off() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.reconnect();
    page.take_said();
    page.frame(&message("tea", "e1", 11, "1"));
    page.reconnect();
    assert_eq!(since(&mut page), r#"{"epoch":"e1","offset":11}}"#);
    page.frame(&rejoined("tea", &join_mid(&page), "e1", 13, false));
    let told = recovery(Some("tea"), false, at("e1", 11), at("e1", 13));
    assert_eq!(page.take_recoveries(), [told]);
}

/// O7, T1
#[test]
fn private_posts_are_recovered_from_the_position_in_the_url() {
    let mut page = Page::groupwire().online();
    page.frame(&private("e1", 33, "1"));
    page.lose_and_dial();
    let url = "ws://host/api?v=1&since=e1:33&token=access";
    assert!(page.take_said().contains(&Said::Dial(url.into())));
    page.server().offset = 35;
    page.open();
    let told = recovery(None, true, at("e1", 33), at("e1", 35));
    assert_eq!(page.take_recoveries(), [told]);
    page.frame(&private("e1", 34, "2"));
    page.frame(&private("e1", 35, "3"));
    assert_eq!(page.take_messages(), ["2", "3"]);
    page.lose_and_dial();
    let url = "ws://host/api?v=1&since=e1:35&token=access";
    assert!(page.take_said().contains(&Said::Dial(url.into())));
}

/// O7: what was not recovered does not come later.
#[test]
fn a_gap_in_the_private_posts_is_told() {
    let mut page = Page::groupwire().online();
    page.server().recovers = false;
    page.server().offset = 90;
    page.reconnect();
    assert_eq!(page.take_recoveries(), [recovery(None, false, at("e1", 10), at("e1", 90))]);
    page.frame(&private("e1", 80, "1"));
    assert_eq!(page.take_messages(), [""; 0]);
}

/// O8
#[test]
fn a_group_that_does_not_take_the_client_back_is_told_as_a_gap() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.reconnect();
    page.take_said();
    page.frame(&nack(&join_mid(&page), "NO", "no"));
    let told = recovery(Some("tea"), false, at("e1", 10), at("e1", 10));
    assert_eq!(page.take_said(), [Said::Recovery(told)]);
    let post = page.post("1", "tea");
    assert_eq!(page.refusal(post).recipient(), Some("tea"));
}

/// O9
#[test]
fn a_first_join_may_begin_at_a_position_that_the_caller_knows() {
    let mut page = Page::groupwire().online();
    let since_value = json(r#"{"epoch":"e1","offset":7}"#);
    page.call(Call::Hold { group: Json::string("tea"), since: since_value.clone() });
    assert_eq!(since(&mut page), r#"{"epoch":"e1","offset":7}}"#);
    page.call(Call::Hold { group: Json::string("tea"), since: since_value });
    assert_eq!(since(&mut page), "", "what is joined is known better");

    for odd in ["5", "null", "{}", r#"{"epoch":1,"offset":7}"#, r#"{"epoch":"e","offset":-7}"#] {
        let mut page = Page::groupwire().online();
        page.call(Call::Hold { group: Json::string("tea"), since: json(odd) });
        assert_eq!(since(&mut page), "", "{odd}");
    }
}

/// O9
#[test]
fn a_first_join_tells_whether_it_recovered() {
    let mut page = Page::groupwire().online();
    page.take_all();
    let since = json(r#"{"epoch":"e1","offset":7}"#);
    page.call(Call::Hold { group: Json::string("tea"), since });
    assert_eq!(page.take_recoveries(), [recovery(Some("tea"), true, at("e1", 7), at("e1", 10))]);
    let mut fresh = Page::groupwire().in_group("tea");
    assert_eq!(fresh.take_recoveries(), [], "nothing was asked for");
}

/// O10, X1
#[test]
fn a_close_forgets_all_positions() {
    let mut page = Page::groupwire().in_group("tea");
    page.close();
    page.end(1000);
    page.take_said();
    page.connect();
    assert!(page.take_said().contains(&crate::said::dialled()));
    page.open();
    page.join_group("tea");
    assert_eq!(since(&mut page), "");
}
