//! `POST /history`.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{start, token, within};

/// S70
#[tokio::test]
async fn history_is_read_in_pages() {
    let server = start(|_| {}).await;
    let (mut ann, hello) = server.connect_v1(&token("ann"), "").await;
    ann.join_v1("g").await;
    let mut sent = Vec::new();
    for n in 0..5 {
        ann.broadcast("g", json!({ "n": n })).await;
        sent.push(ann.next().await);
    }
    let ask = async |body: Value| {
        let request = server.post("/history").header("authorization", token("ben")).json(&body);
        let response = within(request.send()).await.expect("an answer");
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON"))
    };
    let page = |list: &[Value], end: bool| {
        (200, json!({ "epoch": hello["epoch"], "list": list, "endOfList": end }))
    };
    assert_eq!(ask(json!({ "group": "g" })).await, page(&sent, true));
    assert_eq!(ask(json!({ "group": "g", "limit": 2 })).await, page(&sent[3..], false));
    let before = &sent[3]["#offset"];
    let older = ask(json!({ "group": "g", "limit": 3, "before": before })).await;
    assert_eq!(older, page(&sent[..3], true));
    assert_eq!(ask(json!({ "group": "unknown" })).await, page(&[], true));
    for bad in [
        json!({}),
        json!({ "group": 7 }),
        json!({ "group": "g", "limit": 0 }),
        json!({ "group": "g", "limit": 1001 }),
        json!({ "group": "g", "before": -1 }),
        json!({ "group": "g", "before": "x" }),
    ] {
        let (status, answer) = ask(bad.clone()).await;
        assert_eq!((status, &answer["code"]), (400, &json!("INVALID_PARAMETER")), "{bad}");
    }
    assert_eq!(ask(json!({ "group": "g", "service": "another" })).await.0, 403);
    let response = within(server.post("/history").body("{}").send()).await.expect("an answer");
    assert_eq!(response.status(), 401);
}
