//! Version 1: the end of a token.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{now, sign, start, token, token_of};

/// A token that ends after about so many seconds: the server allows for 5 seconds of difference
/// between clocks.
fn ends_in(user: &str, seconds: u64) -> String {
    sign(json!({ "sub": user, "exp": now() - 5 + seconds }))
}

/// S75
#[tokio::test]
async fn a_connection_is_warned_and_then_ends_with_its_token() {
    let server = start(|_| {}).await;
    let mut watcher = server.join_v1("watcher", "g").await;
    let (mut ann, _) = server.connect_v1(&ends_in("ann", 3), "").await;
    ann.join_v1("g").await;
    watcher.next().await;
    let left = ann.next().await["#expires"].as_u64().expect("a warning");
    assert!((1..=300).contains(&left), "{left}");
    assert_eq!(ann.closed().await, 4401);
    assert_eq!(watcher.next().await["#code"], "USER_DISCONNECTED");
}

/// S75
#[tokio::test]
async fn without_version_1_a_connection_outlives_its_token() {
    let server = start(|_| {}).await;
    let mut old = server.connect_with(&ends_in("ann", 2)).await;
    let (mut new, _) = server.connect_v1(&ends_in("ann", 3), "").await;
    assert_eq!(new.closed().await, 4401);
    old.expect_nothing().await;
}

/// S74
#[tokio::test]
async fn a_renewed_token_lets_the_connection_live() {
    let server = start(|_| {}).await;
    let (mut ann, _) = server.connect_v1(&ends_in("ann", 3), "").await;
    let renew = |token: String| json!({ "action": "renew", "token": token, "mid": "r" });
    for (bad, code) in [
        (token("ben"), "FORBIDDEN"),
        (token_of("another", "ann"), "FORBIDDEN"),
        (sign(json!({ "sub": "ann", "exp": now() - 60 })), "UNAUTHORIZED"),
        ("x".to_owned(), "UNAUTHORIZED"),
    ] {
        let nack = ann.ask(renew(bad)).await;
        assert_eq!((&nack["#nack"], &nack["code"]), (&json!("r"), &json!(code)));
    }
    let nack = ann.ask(json!({ "action": "renew", "mid": "r" })).await;
    assert_eq!(nack["code"], "INVALID_PARAMETER");
    assert_eq!(ann.ask(renew(ends_in("ann", 6))).await, json!({ "#ack": "r" }));
    // It outlives another with the first token, and is warned of the second end only.
    let (mut other, _) = server.connect_v1(&ends_in("ann", 3), "").await;
    assert_eq!(other.closed().await, 4401);
    let frame: Value = ann.next().await;
    assert!(frame["#expires"].is_u64(), "{frame}");
    assert_eq!(ann.ask(renew(token("ann"))).await["#ack"], "r");
    ann.expect_nothing().await;
}
