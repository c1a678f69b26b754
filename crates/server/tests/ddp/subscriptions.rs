//! Subscriptions, from `sub` to `nosub`.

use groupwire_server::config::TestMethods;
use serde_json::json;

use crate::support::ddp::{ALICE, start_ddp};
use crate::support::token;

/// DS15
#[tokio::test]
async fn two_subscriptions_to_one_event_get_it_twice() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    for id in ["a", "b"] {
        client.sub(id, "stream-notify-all", json!(["x", false])).await;
    }
    // One that is there already says nothing, whatever it asks for.
    client.send_sub("a", "nope", json!([])).await;
    client.expect_nothing_ddp().await;
    let event = json!(["stream-notify-all", "x", [1, { "$date": 0 }]]);
    let (result, seen) = client.call_and_see("test:emit", event).await;
    assert_eq!(result["result"], 2);
    let fields = json!({ "eventName": "x", "args": [1, { "$date": 0 }] });
    let changed = json!({
        "msg": "changed", "collection": "stream-notify-all", "id": "id", "fields": fields,
    });
    assert_eq!(seen, [changed.clone(), changed]);
    client.send(json!({ "msg": "unsub", "id": "a" })).await;
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "a" }));
    let event = json!(["stream-notify-all", "x", []]);
    assert_eq!(client.call("test:emit", event).await["result"], 1);
}

/// DS16
#[tokio::test]
async fn an_unsub_is_always_answered() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    for id in [json!("unknown"), json!(5), json!(null)] {
        client.send(json!({ "msg": "unsub", "id": id })).await;
        assert_eq!(client.next().await, json!({ "msg": "nosub", "id": id }));
    }
    client.send(json!({ "msg": "unsub" })).await;
    assert_eq!(client.next().await, json!({ "msg": "nosub" }));
}

/// DS17
#[tokio::test]
async fn parameters_of_streams_are_checked() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    for params in [
        json!([]),
        json!([5, false]),
        json!(["x", null]),
        json!(["x", "false"]),
        json!(["x", { "useCollection": 1 }]),
        json!(["x", { "args": {} }]),
    ] {
        let answer = client.sub("s", "stream-notify-all", params.clone()).await;
        assert_eq!(answer["error"]["error"], 400, "{params}");
        assert_eq!(answer["error"]["reason"], "Match failed", "{params}");
    }
    for params in [json!(["x", {}]), json!(["x", { "useCollection": false, "args": [1] }])] {
        assert_eq!(client.sub("s", "stream-notify-all", params).await["msg"], "ready");
        client.send(json!({ "msg": "unsub", "id": "s" })).await;
        assert_eq!(client.next().await["msg"], "nosub");
    }
}

/// DS18
#[tokio::test]
async fn a_document_stands_for_the_stream_when_it_is_asked_for() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    for options in [json!(true), json!({ "useCollection": true, "args": [] })] {
        client.send_sub("s", "stream-notify-all", json!(["x", options])).await;
        let added = json!({
            "msg": "added", "collection": "stream-notify-all", "id": "id",
            "fields": { "eventName": "x" },
        });
        assert_eq!(client.next().await, added);
        assert_eq!(client.next().await["msg"], "ready");
        client.send(json!({ "msg": "unsub", "id": "s" })).await;
        // It is not removed.
        assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "s" }));
    }
}

/// DS19, DS21, DS38
#[tokio::test]
async fn documents_come_before_ready_and_go_before_nosub() {
    let server =
        start_ddp(|config| config.rocketchat.test_methods = Some(TestMethods::Mocha)).await;
    let mut client = server.ddp().await;
    let added = |at: usize, param| {
        json!({
            "msg": "added", "collection": "echoParameters", "id": format!("id_{at}"),
            "fields": { "param": param },
        })
    };
    let removed = |at: usize| json!({ "msg": "removed", "collection": "echoParameters", "id": format!("id_{at}") });
    client.send_sub("a", "echo", json!(["x", 2])).await;
    assert_eq!(client.next().await, added(0, json!("x")));
    assert_eq!(client.next().await, added(1, json!(2)));
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["a"] }));
    // What another subscription has already is not added again, nor removed before both end.
    client.send_sub("b", "echo", json!(["y"])).await;
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["b"] }));
    client.send(json!({ "msg": "unsub", "id": "a" })).await;
    assert_eq!(client.next().await, removed(1));
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "a" }));
    client.send(json!({ "msg": "unsub", "id": "b" })).await;
    assert_eq!(client.next().await, removed(0));
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "b" }));

    client.send_sub("t", "autoTerminating", json!([])).await;
    let added =
        json!({ "msg": "added", "collection": "autoTerminating", "id": "id", "fields": {} });
    assert_eq!(client.next().await, added);
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["t"] }));
    let removed = json!({ "msg": "removed", "collection": "autoTerminating", "id": "id" });
    assert_eq!(client.next().await, removed);
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "t" }));

    let result = client.call("echo", json!([1, [2]])).await;
    assert_eq!(result["result"], json!([1, [2]]));
    client.send_method("end", "disconnectMe", json!([])).await;
    assert_eq!(client.closed().await, 1000);
}

/// DS20
#[tokio::test]
async fn subscriptions_are_made_again_when_the_user_changes() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.sub("all", "stream-notify-all", json!(["x", true])).await;
    client.send_method("in", "login", json!([{ "resume": token("ann") }])).await;
    let added = |id, name| json!({ "msg": "added", "collection": "users", "id": id, "fields": { "username": name } });
    assert_eq!(client.next().await, added("ann", "ann"));
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["all"] }));
    assert_eq!(client.next().await, json!({ "msg": "updated", "methods": ["in"] }));
    assert_eq!(client.next().await["result"]["type"], "resume");

    client.sub("own", "stream-notify-user", json!(["ann/message", false])).await;
    client.sub("room", "stream-room-messages", json!(["GENERAL", false])).await;
    let password = json!({ "digest": crate::support::ddp::DIGEST, "algorithm": "sha-256" });
    let login = json!([{ "user": { "username": "alice" }, "password": password }]);
    client.send_method("in2", "login", login).await;
    // Nobody but ann may listen to what is ann's.
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "own" }));
    let removed = |id| json!({ "msg": "removed", "collection": "users", "id": id });
    assert_eq!(client.next().await, removed("ann"));
    assert_eq!(client.next().await, added(ALICE, "alice"));
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["all", "room"] }));
    assert_eq!(client.next().await["msg"], "updated");
    assert_eq!(client.next().await["result"]["id"], ALICE);

    client.send_method("out", "logout", json!([])).await;
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "room" }));
    assert_eq!(client.next().await, removed(ALICE));
    assert_eq!(client.next().await, json!({ "msg": "ready", "subs": ["all"] }));
    assert_eq!(client.next().await, json!({ "msg": "updated", "methods": ["out"] }));
    assert_eq!(client.next().await, json!({ "msg": "result", "id": "out" }));
}

/// DS20: who is logged in stays, and nothing changes for the client.
#[tokio::test]
async fn the_same_user_once_more_is_no_change() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp_as(&token("ann")).await;
    let (result, seen) = client.call_and_see("login", json!([{ "resume": token("ann") }])).await;
    assert_eq!(result["result"]["id"], "ann");
    assert_eq!(seen, Vec::<serde_json::Value>::new());
    assert_eq!(client.call("whoami", json!([])).await["result"], "ann");
}

/// DS21
#[tokio::test]
async fn the_server_can_end_a_subscription() {
    let server = start_ddp(|_| {}).await;
    let (mut client, mut other) = (server.ddp().await, server.ddp().await);
    client.sub("s", "stream-notify-all", json!(["x", false])).await;
    let list = other.call("test:subscriptions", json!([])).await["result"].clone();
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list[0]["params"], json!(["x", false]));
    assert_eq!(other.call("test:stop", json!(["stream-notify-all", "x"])).await["result"], 1);
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "s" }));
    let list = other.call("test:subscriptions", json!([])).await["result"].clone();
    assert_eq!(list, json!([]));
    // The id is free.
    assert_eq!(client.sub("s", "stream-notify-all", json!(["x", false])).await["msg"], "ready");
}
