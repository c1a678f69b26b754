//! The Rocket.Chat endpoint under clients that mean no good.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::ddp::start_ddp;
use support::{start, token, within};

/// DS63: the id of direct messages is made of the ids of the users, and can have been the name of a
/// channel.
#[tokio::test]
async fn a_room_that_is_forgotten_leaves_no_listener_to_another_of_its_id() {
    let server = start(|config| {
        config.history.history_age = Duration::from_millis(200);
        config.rocketchat.ddp_rate = 0;
        config.limits.frames_per_second = 0;
    })
    .await;
    let mut eve = server.rocketchat_as("eve").await;
    for name in ["annben", "other"] {
        eve.call("createChannel", json!([name, []])).await.expect("made");
    }
    eve.listen("room-messages", "annben").await.expect("her channel");
    for name in ["annben", "other"] {
        eve.call("leaveRoom", json!([name])).await.expect("left");
    }
    assert_eq!(eve.message("annben").await["t"], "ul");
    let other_is_there = async |eve: &mut support::rocketchat::RocketChat| {
        eve.call("roomNameExists", json!(["other"])).await.expect("an answer") == true
    };
    within(async { while other_is_there(&mut eve).await {} }).await;
    let mut ann = server.rocketchat_as("ann").await;
    let _ben = server.rocketchat_as("ben").await;
    let made = ann.call("createDirectMessage", json!(["ben"])).await.expect("made");
    let secret = json!([{ "rid": made["rid"], "msg": "secret" }]);
    ann.call("sendMessage", secret).await.expect("sent");
    eve.expect_nothing().await;
}

/// DS63
#[tokio::test]
async fn direct_messages_that_are_forgotten_end_for_those_who_listen() {
    let server = start(|config| config.rooms.max_absent_users = 1).await;
    let mut ann = server.rocketchat_as("ann").await;
    server.rocketchat_as("ben").await.close().await;
    let made = ann.call("createDirectMessage", json!(["ben"])).await.expect("made");
    let id = ann.listen("room-messages", made["rid"].as_str().expect("an id")).await;
    let id = id.expect("her room");
    for n in 0..8 {
        server.rocketchat_as(&format!("user{n}")).await.close().await;
    }
    ann.until(|frame| frame["msg"] == "nosub" && frame["id"] == *id).await;
}

/// DS60: such a room would be in everybody's list.
#[tokio::test]
async fn no_room_has_the_name_of_all_rooms() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    ben.listen("room-messages", "__my_messages__").await.expect("logged in");
    let name = json!(["__my_messages__", []]);
    assert_eq!(ann.refused("createChannel", name).await, "error-invalid-room-name");
    let mut eve = server.join("eve", "__my_messages__").await;
    eve.broadcast("__my_messages__", json!("spam")).await;
    eve.next().await;
    ben.expect_nothing().await;
}

/// DS52: ids are kept in places where nothing else bounds them.
#[tokio::test]
async fn ids_of_messages_are_short() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let message = |id: String| json!([{ "_id": id, "rid": "GENERAL", "msg": "x" }]);
    assert_eq!(ann.refused("sendMessage", message("x".repeat(257))).await, 400);
    ann.call("sendMessage", message("x".repeat(256))).await.expect("sent");
}

/// DS56
#[tokio::test]
async fn direct_messages_are_for_a_few() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let names = json!((0..9).map(|n| format!("user{n}")).collect::<Vec<_>>());
    let error = "error-direct-message-max-user-exceeded";
    assert_eq!(ann.refused("createDirectMessage", names).await, error);
}

/// DS71
#[tokio::test]
async fn one_session_watches_only_so_many_users() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let command = |from: usize, to: usize| {
        let users: Vec<_> = (from..to).map(|n| n.to_string()).collect();
        json!(["", { "added": users }])
    };
    ann.subscribe("stream-user-presence", command(0, 5000)).await.expect("the first");
    let refused = ann.subscribe("stream-user-presence", command(5000, 5001)).await;
    let refused = refused.expect_err("one too many");
    assert_eq!(refused["error"]["error"], "error-too-many-users");
    let known = ann.subscribe("stream-user-presence", command(0, 10)).await;
    assert!(known.expect_err("a command").get("error").is_none());
}

/// DS4
#[tokio::test]
async fn what_is_kept_of_subscriptions_is_limited() {
    let server = start(|_| {}).await;
    let mut nobody = server.rocketchat().await;
    let event = |n: u32| n.to_string().repeat(50_000);
    for n in 0..5 {
        nobody.listen("notify-all", &event(n)).await.expect("for anybody");
    }
    let refused = nobody.listen("notify-all", &event(5)).await.expect_err("too much");
    assert_eq!(refused["error"]["error"], "error-too-many-subscriptions");
}

/// DS34
#[tokio::test]
async fn passwords_that_are_tried_at_the_same_time_are_counted_too() {
    let server = start_ddp(|config| config.rocketchat.login_failures = 2).await;
    let tries = (0..24).map(|n| {
        let body = json!({ "user": "alice", "password": format!("wrong {n}") });
        let request = server.post("/api/v1/login").json(&body);
        tokio::spawn(async move { request.send().await.expect("an answer").status().as_u16() })
    });
    let mut looked_at = 0;
    for answer in tries.collect::<Vec<_>>() {
        looked_at += u32::from(within(answer).await.expect("no panic") == 401);
    }
    // Those that were being looked at when the second failed are answered.
    assert!((2..=6).contains(&looked_at), "{looked_at}");
}

/// DS41
#[tokio::test]
async fn numbers_and_dates_beyond_all_bounds_are_answered() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let (min, max) = (i64::MIN, i64::MAX);
    let range = json!({
        "latestDate": { "$date": max }, "oldestDate": { "$date": min }, "inclusive": true,
    });
    let huge = u64::MAX;
    for (method, params) in [
        ("messages/get", json!(["GENERAL", range])),
        ("messages/get", json!(["GENERAL", { "next": min, "type": "UPDATED", "count": huge }])),
        ("messages/get", json!(["GENERAL", { "previous": max, "type": "DELETED" }])),
        ("browseChannels", json!([{ "page": huge, "limit": huge, "offset": huge }])),
        ("loadHistory", json!(["GENERAL", { "$date": min }, huge, { "$date": 1e300 }])),
        ("loadNextMessages", json!(["GENERAL", { "$date": -1e300 }, huge])),
    ] {
        ann.call(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"));
    }
    let date = "9223372036854775807-12-31T23:59:59Z";
    let path = format!("/api/v1/channels.history?roomName=GENERAL&latest={date}");
    let request = server.get(&path).header("X-Auth-Token", token("ann"));
    let answer = within(request.header("X-User-Id", "ann").send()).await.expect("an answer");
    assert_eq!(answer.status(), 400);
}

/// DS87
#[tokio::test]
async fn a_connection_of_this_endpoint_takes_no_visitor_along() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "lobby").await;
    let (mut first, mut second) =
        (server.rocketchat_as("ann").await, server.rocketchat_as("ann").await);
    let mut ben = server.rocketchat_as("ben").await;
    // The room is older than the visit that is counted.
    first.listen("room-messages", "lobby").await.expect("the group");
    let mut third = server.join("ann", "lobby").await;
    first.call("joinRoom", json!(["lobby"])).await.expect("joined");
    ben.listen("room-messages", "lobby").await.expect("the group");
    first.close().await;
    let left = |notice: &Value| notice["#code"].as_str().is_some_and(|code| code != "USER_JOINED");
    within(async { while !left(&ann.next().await) {} }).await;
    second.call("leaveRoom", json!(["lobby"])).await.expect("left");
    assert_eq!(ben.message("lobby").await["t"], "ul");
    let _fourth = server.join("ann", "lobby").await;
    third.next().await;
    ben.expect_nothing().await;
}

/// DS5
#[tokio::test]
async fn a_slow_method_of_somebody_who_is_gone_does_not_keep_the_server() {
    let mut server = start_ddp(|config| config.shutdown_timeout = Duration::from_secs(600)).await;
    let mut client = server.ddp().await;
    client.send_method("1", "slow", json!([60_000])).await;
    client.send(json!({ "msg": "ping" })).await;
    assert_eq!(client.next().await["msg"], "pong");
    client.close().await;
    server.stop.take().expect("once").send(()).expect("it runs");
    within(server.task).await.expect("no panic");
}
