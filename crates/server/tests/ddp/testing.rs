//! What tests of clients need of the server.

use serde_json::json;

use crate::support::ddp::{ALICE, start_ddp};

/// DS38
#[tokio::test]
async fn a_test_closes_connections_and_revokes_tokens() {
    let server = start_ddp(|_| {}).await;
    let mut alice = server.ddp().await;
    let token = alice.log_in_alice().await;
    let mut test = server.ddp().await;
    test.call("test:revoke", json!([token])).await;
    // Who has shown it before stays, and is gone when it has to be shown again.
    assert_eq!(alice.call("whoami", json!([])).await["result"], ALICE);
    let answer = test.call("login", json!([{ "resume": token }])).await;
    assert_eq!(answer["error"]["error"], 403);

    let second = test.log_in_alice().await;
    let mut other = server.ddp_as(&second).await;
    let mut control = server.ddp().await;
    control.call("test:revoke", json!([second, true])).await;
    assert_eq!((test.closed().await, other.closed().await), (1000, 1000));

    control.send_method("1", "test:closeAll", json!([])).await;
    assert_eq!(alice.closed().await, 1000);
    assert_eq!(control.closed().await, 1000);
}

/// DS38
#[tokio::test]
async fn a_test_has_any_message_sent() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    let message =
        json!({ "msg": "addedBefore", "collection": "c", "id": "1", "fields": {}, "before": null });
    let (_, seen) = client.call_and_see("test:send", json!([message])).await;
    assert_eq!(seen, [message]);
}

/// DS21, DS38
#[tokio::test]
async fn a_session_is_logged_out_by_the_server() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.log_in_alice().await;
    client.sub("s", "stream-room-messages", json!(["GENERAL", false])).await;
    client.send_method("1", "test:logOut", json!([])).await;
    assert_eq!(client.next().await["msg"], "updated");
    assert_eq!(client.next().await["msg"], "result");
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "s" }));
    let removed = json!({ "msg": "removed", "collection": "users", "id": ALICE });
    assert_eq!(client.next().await, removed);
}
