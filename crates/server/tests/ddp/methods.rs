//! Calls and their answers.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::ddp::start_ddp;

/// DS11
#[tokio::test]
async fn a_method_that_is_not_there_is_answered_before_updated() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.send_method("1", "nope", json!([])).await;
    let result = client.next().await;
    assert_eq!(result["error"]["error"], 404);
    assert_eq!(result["error"]["reason"], "Method 'nope' not found");
    assert_eq!(client.next().await, json!({ "msg": "updated", "methods": ["1"] }));
}

/// DS12
#[tokio::test]
async fn details_are_json_and_no_ejson() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    let result = client.call("boomDate", json!([])).await;
    assert_eq!(result["error"]["details"], json!({ "at": "2023-11-14T22:13:20.000Z" }));
    assert_eq!(result["error"]["message"], "Reason X [error-x]");
}

/// DS13
#[tokio::test]
async fn values_come_back_as_they_were() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    for value in [
        json!({ "$date": -1 }),
        json!({ "$binary": "AA==" }),
        json!({ "$InfNaN": 0 }),
        json!({ "$regexp": "^a", "$flags": "i" }),
        json!({ "$escape": { "$date": 5 } }),
        json!({ "$type": "oid", "$value": "x" }),
        json!({ "$date": 1, "more": true }),
        json!({ "a": [null, 0.5, 9_007_199_254_740_993_u64, -0.0, "é\u{1f600}\u{0}"] }),
    ] {
        let result = client.call("echo", json!([value])).await;
        assert_eq!(result["result"], value);
    }
}

/// DS14
#[tokio::test]
async fn messages_of_a_session_are_answered_in_their_order() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.send_method("slow", "slow", json!([300])).await;
    client.send_sub("s", "nope", json!([])).await;
    client.send_method("next", "echo", json!([1])).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let frame = client.next().await;
        let id = frame.get("id").unwrap_or(&frame["methods"][0]);
        seen.push(format!("{} {}", frame["msg"].as_str().expect("a kind"), id));
    }
    let expected = [
        "updated \"slow\"",
        "result \"slow\"",
        "nosub \"s\"",
        "updated \"next\"",
        "result \"next\"",
    ];
    assert_eq!(seen, expected);
}

/// DS14
#[tokio::test]
async fn a_slow_session_slows_no_other_one() {
    let server = start_ddp(|_| {}).await;
    let (mut slow, mut fast) = (server.ddp().await, server.ddp().await);
    slow.send_method("slow", "slow", json!([60_000])).await;
    // Whoever goes on sending has to wait, and is told nothing before.
    for id in 0..200 {
        slow.send_method(&id.to_string(), "echo", json!([id])).await;
    }
    assert_eq!(fast.call("echo", json!(["fast"])).await["result"], "fast");
}

/// DS37
#[tokio::test]
async fn too_many_calls_are_refused_until_a_moment_that_is_told() {
    let interval = Duration::from_secs(2);
    let server = start_ddp(|config| {
        config.rocketchat.ddp_rate = 2;
        config.rocketchat.ddp_rate_interval = interval;
    })
    .await;
    let mut client = server.ddp().await;
    for _ in 0..2 {
        assert!(client.call("echo", json!([1])).await["error"].is_null());
    }
    let result = client.call("echo", json!([1])).await;
    let error = &result["error"];
    assert_eq!(error["error"], "too-many-requests", "{result}");
    assert_eq!(error["details"]["method"], "echo");
    let wait = error["details"]["timeToReset"].as_u64().expect("milliseconds");
    assert!(wait > 0 && wait <= 2000, "{wait}");
    // Another method, and another connection, have their own.
    assert!(client.call("whoami", json!([])).await["error"].is_null());
    assert!(server.ddp().await.call("echo", json!([1])).await["error"].is_null());
    for at in 0..8 {
        let answer = client.sub(&format!("s{at}"), "stream-notify-all", json!(["x", false])).await;
        assert_eq!(answer["msg"], "ready", "{answer}");
    }
    let answer = client.sub("s9", "stream-notify-all", json!(["x", false])).await;
    assert_eq!(answer["error"]["error"], "too-many-requests", "{answer}");
    // Whoever waits for so long is not too early.
    assert!(client.call("slow", json!([wait])).await["error"].is_null());
    assert!(client.call("echo", json!([1])).await["error"].is_null());
}

/// DS38
#[tokio::test]
async fn methods_of_tests_are_only_there_when_they_are_asked_for() {
    let server = start_ddp(|config| config.rocketchat.test_methods = None).await;
    let mut client = server.ddp().await;
    for method in ["echo", "whoami", "test:closeAll", "test:revoke"] {
        assert_eq!(client.call(method, json!([])).await["error"]["error"], 404);
    }
}

/// DS39
#[tokio::test]
async fn methods_can_be_left_out() {
    let server = start_ddp(|config| {
        config.rocketchat.ddp_without = vec!["echo".into(), "login".into()];
    })
    .await;
    let mut client = server.ddp().await;
    for method in ["echo", "login"] {
        let error = client.call(method, json!([{}])).await["error"].clone();
        assert_eq!(error["reason"], format!("Method '{method}' not found"));
    }
    assert_eq!(client.call("whoami", json!([])).await["result"], Value::Null);
}
