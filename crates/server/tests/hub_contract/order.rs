//! Posts come to all in one order, and to nobody else.

use std::sync::Arc;

use groupwire_server::hub::{Hub, Receipt};

use crate::Settings;
use crate::client::Client;

pub async fn members_see_one_order_that_of_the_offsets(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    const SENDERS: u64 = 4;
    const POSTS: u64 = 200;
    let hub = make(Settings::default()).await;
    let group = Some("g".to_owned());
    let mut clients = Vec::new();
    for n in 0..SENDERS {
        let mut client = Client::new(&hub, &format!("u{n}"), None).await;
        client.join("g", None).await;
        clients.push(client);
    }
    let tasks = clients.into_iter().zip(0..).map(|(mut client, sender)| {
        tokio::spawn(async move {
            let mut receipts = Vec::new();
            for n in 0..POSTS {
                let content = sender * POSTS + n;
                let receipt = client.post("g", content, None).await.expect("a member");
                receipts.push((content, receipt));
            }
            (client, receipts)
        })
    });
    let mut done = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        done.push(task.await.expect("no panic"));
    }
    let mut orders = Vec::new();
    for (client, receipts) in &mut done {
        for content in 0..SENDERS * POSTS {
            client.until(&group, content).await;
        }
        let posts = client.posts(&group);
        assert!(posts.is_sorted_by(|a, b| a.1.is_some() && a.1 < b.1), "offsets grow");
        let own = |content: u64| receipts.iter().any(|(posted, _)| *posted == content);
        let own_posts = posts.iter().filter(|(content, _)| own(*content));
        let receipt = |(content, offset): &(u64, Option<u64>)| {
            (*content, Receipt::Offset(offset.expect("an offset")))
        };
        assert_eq!(own_posts.map(receipt).collect::<Vec<_>>(), *receipts);
        orders.push(posts);
    }
    assert!(orders.iter().all(|order| *order == orders[0]));
    assert_eq!(orders[0].len() as u64, SENDERS * POSTS);
}

pub async fn services_do_not_hear_of_each_other(make: impl AsyncFn(Settings) -> Arc<dyn Hub>) {
    let hub = make(Settings::default()).await;
    let mut clients = Vec::new();
    for service in ["a", "b"] {
        let client = Client::connect(&hub, (service, "ann"), true, None).await;
        let mut client = client.expect("a seat");
        client.join("g", None).await;
        clients.push(client);
    }
    for (client, content) in clients.iter_mut().zip([1, 2]) {
        client.post("g", content, Some("m")).await.expect("a member");
        client.send("ann", content, Some("n")).await;
    }
    for (client, content) in clients.iter_mut().zip([1, 2]) {
        for stream in [&Some("g".to_owned()), &None] {
            client.until(stream, content).await;
            client.drain();
            assert_eq!(client.posts(stream).len(), 1, "{stream:?}");
        }
        assert_eq!(hub.users(if content == 1 { "a" } else { "b" }, "g").await.len(), 1);
    }
}
