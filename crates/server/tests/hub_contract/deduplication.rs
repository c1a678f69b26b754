//! The same post on two connections is one post.

use std::sync::Arc;

use groupwire_server::hub::Hub;

use crate::Settings;
use crate::client::Client;

pub async fn a_mid_on_two_connections_at_a_time_is_delivered_once(
    make: impl AsyncFn(Settings) -> Arc<dyn Hub>,
) {
    const POSTS: u64 = 500;
    let hub = make(Settings::default()).await;
    let group = Some("g".to_owned());
    let mut ben = Client::new(&hub, "ben", None).await;
    ben.join("g", None).await;
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let mut ann = Client::new(&hub, "ann", None).await;
        ann.join("g", None).await;
        tasks.push(tokio::spawn(async move {
            let mut receipts = Vec::new();
            for n in 0..POSTS {
                let receipt = ann.post("g", n, Some(&n.to_string())).await;
                receipts.push(receipt.expect("a member"));
            }
            receipts
        }));
    }
    let mut receipts = Vec::new();
    for task in tasks {
        receipts.push(task.await.expect("no panic"));
    }
    assert_eq!(receipts[0], receipts[1]);
    ben.post("g", POSTS, None).await.expect("a member");
    ben.until(&group, POSTS).await;
    let contents = ben.posts(&group).into_iter().map(|(content, _)| content);
    assert_eq!(contents.collect::<Vec<_>>(), (0..=POSTS).collect::<Vec<_>>());
}
