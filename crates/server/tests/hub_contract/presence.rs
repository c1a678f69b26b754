//! Who is where.

use std::sync::Arc;

use groupwire_server::hub::{GroupCount, Hub};
use groupwire_server::outbox::Close;

use crate::Settings;
use crate::client::{Client, Event};

pub async fn a_group_is_there_while_it_has_members(make: impl AsyncFn(Settings) -> Arc<dyn Hub>) {
    let hub = make(Settings::default()).await;
    let count = |connections| vec![GroupCount { name: "g".into(), connections }];
    let group = Some("g".to_owned());
    let mut ann = Client::new(&hub, "ann", None).await;
    let mut ben = Client::new(&hub, "ben", None).await;
    assert_eq!(hub.groups("s").await, []);
    ann.join("g", None).await;
    ann.post("g", 0, None).await.expect("a member");
    ben.join("g", None).await;
    ben.join("g", None).await;
    assert_eq!(hub.groups("s").await, count(2));
    assert!(ben.seat.is_in("g"));
    assert_eq!(ben.seat.group_count(), 1);
    let mut present: Vec<_> = hub.users("s", "g").await;
    present.sort_by(|a, b| a.user.cmp(&b.user));
    let present: Vec<_> = present.iter().map(|one| (&*one.user, &*one.connection)).collect();
    assert_eq!(present, [("ann", &*ann.cid()), ("ben", &*ben.cid())]);

    let cid = ben.cid();
    ben.seat.leave("g").await;
    assert_eq!(hub.groups("s").await, count(1));
    ben.join("g", None).await;
    drop(ben);
    let notice = |code: &str| Event::Notice(code.to_owned(), cid.clone());
    let expected = ["USER_JOINED", "USER_LEFT", "USER_JOINED", "USER_DISCONNECTED"].map(notice);
    while ann.seen[&group].last() != expected.last() {
        ann.next().await;
    }
    assert!(ann.seen[&group].ends_with(&expected), "{:?}", ann.seen);
    ann.seat.leave_all().await;
    assert_eq!(hub.groups("s").await, []);
    assert_eq!(hub.users("s", "g").await, []);
}

pub async fn a_user_has_so_many_connections(make: impl AsyncFn(Settings) -> Arc<dyn Hub>) {
    let hub = make(Settings { connections: 2, ..Settings::default() }).await;
    let first = Client::new(&hub, "ann", None).await;
    let _second = Client::new(&hub, "ann", None).await;
    assert!(Client::connect(&hub, ("s", "ann"), true, None).await.is_err());
    let _ben = Client::new(&hub, "ben", None).await;
    drop(first);
    let _third = Client::new(&hub, "ann", None).await;
}

pub async fn a_closed_hub_closes_all_and_who_comes_later(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    let hub = make(Settings::default()).await;
    // Its greeting comes too late for somebody who is closed at once.
    let old = || Client::connect(&hub, ("s", "ann"), false, None);
    let before = old().await.expect("a seat");
    hub.close_all(Close::GOING_AWAY);
    let after = old().await.expect("a seat");
    assert_eq!([before.closed(), after.closed()], [Some(Close::GOING_AWAY); 2]);
}
