//! A channel of the Rocket.Chat endpoint and the group of the same name are one.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::late::LateHub;
use support::{TestServer, start, start_with};

fn text(rid: &str, msg: &str) -> Value {
    json!([{ "rid": rid, "msg": msg }])
}

/// DS80
#[tokio::test]
async fn messages_cross_both_ways_with_sender_and_text() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "GENERAL").await;
    let mut ben = server.rocketchat_as("ben").await;
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    assert_eq!(ann.next().await["#code"], "USER_JOINED");

    ann.broadcast("GENERAL", json!("hi")).await;
    assert_eq!(ann.next().await["#message"], "hi");
    let message = ben.message("GENERAL").await;
    assert_eq!((&message["msg"], &message["u"]["_id"]), (&json!("hi"), &json!("ann")));
    assert!(message.get("customFields").is_none());

    ann.broadcast("GENERAL", json!({ "x": [1, { "$date": 5 }] })).await;
    ann.next().await;
    let message = ben.message("GENERAL").await;
    assert_eq!(message["msg"], r#"{"x":[1,{"$date":5}]}"#);
    let content = json!({ "x": [1, { "$escape": { "$date": 5 } }] });
    assert_eq!(message["customFields"]["content"], content);

    ben.call("sendMessage", text("GENERAL", "100% \"sure\"")).await.expect("sent");
    let post = ann.next().await;
    assert_eq!((&post["#message"], &post["#user_id"]), (&json!("100% \"sure\""), &json!("ben")));
    assert_eq!(post["#srid"], "GENERAL");
    let custom = json!([{ "rid": "GENERAL", "msg": "see", "customFields": { "a": 1 } }]);
    ben.call("sendMessage", custom).await.expect("sent");
    assert_eq!(ann.next().await["#message"], json!({ "msg": "see", "customFields": { "a": 1 } }));
    for _ in 0..2 {
        ben.message("GENERAL").await;
    }
    ann.expect_nothing().await;
    ben.expect_nothing().await;
}

/// DS81
#[tokio::test]
async fn who_listens_to_a_channel_is_in_its_group() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "lobby").await;
    let mut ben = server.rocketchat_as("ben").await;
    // The room is there because the group is.
    assert_eq!(ben.call("getRoomIdByNameOrId", json!(["lobby"])).await, Ok(json!("lobby")));
    ben.call("joinRoom", json!(["lobby"])).await.expect("joined");
    ann.expect_nothing().await;
    let subscription = ben.listen("room-messages", "lobby").await.expect("a room");
    let notice = ann.next().await;
    assert_eq!((&notice["#code"], &notice["#user_id"]), (&json!("USER_JOINED"), &json!("ben")));
    let users = server.list(json!({ "group": "lobby" })).await;
    let mut users: Vec<_> =
        users["list"].as_array().expect("a list").iter().map(|one| one["uid"].clone()).collect();
    users.sort_by_key(Value::to_string);
    assert_eq!(users, ["default#ann", "default#ben"]);
    assert_eq!(server.groups().await, [("lobby".to_owned(), 2)]);
    let users = ben.call("getUsersOfRoom", json!(["lobby", true])).await.expect("a room");
    let names: Vec<_> = users["records"].as_array().expect("a list").iter().collect();
    let names: Vec<_> = names.iter().map(|user| user["_id"].as_str().expect("an id")).collect();
    assert_eq!(names, ["ben", "ann"]);
    let rooms = ben.call("rooms/get", json!([])).await.expect("rooms");
    assert_eq!(rooms[1]["usersCount"], 2);

    ben.unsubscribe(&subscription).await;
    let notice = ann.next().await;
    assert_eq!((&notice["#code"], &notice["#user_id"]), (&json!("USER_LEFT"), &json!("ben")));
    // Who writes without listening is there, too.
    ben.call("sendMessage", text("lobby", "x")).await.expect("sent");
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    assert_eq!(ann.next().await["#message"], "x");
    ben.call("leaveRoom", json!(["lobby"])).await.expect("left");
    assert_eq!(ann.next().await["#code"], "USER_LEFT");
    ben.call("joinRoom", json!(["lobby"])).await.expect("joined");
    ben.listen("room-messages", "__my_messages__").await.expect("logged in");
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    ben.close().await;
    assert_eq!(ann.next().await["#code"], "USER_DISCONNECTED");
}

/// DS82
#[tokio::test]
async fn private_posts_and_direct_messages_are_one() {
    let server = start(|_| {}).await;
    let mut ann = server.connect("ann").await;
    let mut ben = server.rocketchat_as("ben").await;
    ben.listen("room-messages", "__my_messages__").await.expect("logged in");
    ann.send(json!({ "action": "sendMessage", "uid": "ben", "content": "psst" })).await;
    assert_eq!(ann.next().await["#private"], "psst");
    let args = ben.event("room-messages", "__my_messages__").await;
    assert_eq!((&args[0]["msg"], &args[0]["u"]["_id"]), (&json!("psst"), &json!("ann")));
    assert_eq!(args[1]["roomType"], "d");
    let rid = args[0]["rid"].as_str().expect("an id").to_owned();

    ben.call("sendMessage", text(&rid, "yes?")).await.expect("sent");
    let post = ann.next().await;
    assert_eq!((&post["#private"], &post["#user_id"]), (&json!("yes?"), &json!("ben")));
    ben.event("room-messages", "__my_messages__").await;
    // To the very connection that wrote.
    let cid = format!("cid:{}", post["#scid"].as_str().expect("an id"));
    ann.send(json!({ "action": "sendMessage", "uid": cid, "content": 7 })).await;
    let args = ben.event("room-messages", "__my_messages__").await;
    assert_eq!((&args[0]["msg"], &args[0]["rid"]), (&json!("7"), &json!(rid)));
    ann.expect_nothing().await;
    ben.expect_nothing().await;
}

/// DS83
#[tokio::test]
async fn what_was_written_to_a_channel_is_recovered_like_any_post() {
    let server = start(|_| {}).await;
    let mut ann = server.v1("ann").await;
    let joined = ann.join_v1("GENERAL").await;
    let mut ben = server.rocketchat_as("ben").await;
    ben.call("sendMessage", text("GENERAL", "1")).await.expect("sent");
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    let first = ann.next().await;
    assert!(first["#offset"].as_u64() > joined["offset"].as_u64(), "{first}");
    ann.close().await;
    for msg in ["2", "3"] {
        ben.call("sendMessage", text("GENERAL", msg)).await.expect("sent");
    }
    let mut ann = server.v1("ann").await;
    let since = json!({ "epoch": first["#epoch"], "offset": first["#offset"] });
    let join = json!({ "action": "joinRoom", "rid": "GENERAL", "mid": "j", "since": since });
    ann.send(join).await;
    for msg in ["2", "3"] {
        assert_eq!(ann.next().await["#message"], msg);
    }
    assert_eq!(ann.next().await["recovered"], true);
    let request = server.post("/history").header("authorization", support::token("ann"));
    let page = request.json(&json!({ "group": "GENERAL" })).send().await.expect("an answer");
    let page: Value = page.json().await.expect("JSON");
    let posts = page["list"].as_array().expect("a list").iter().map(|post| &post["#message"]);
    assert_eq!(posts.collect::<Vec<_>>(), ["1", "2", "3"]);
}

/// DS84: both worlds see the same messages in the same order, each once.
async fn both_worlds_agree(server: TestServer) {
    const POSTS: usize = 40;
    let mut reader = server.join("reader", "GENERAL").await;
    let mut listener = server.rocketchat_as("listener").await;
    listener.listen("room-messages", "GENERAL").await.expect("a room");
    assert_eq!(reader.next().await["#code"], "USER_JOINED");
    let (mut posting, mut writing) = (Vec::new(), Vec::new());
    for name in ["a", "b"] {
        let mut poster = server.join(name, "GENERAL").await;
        posting.push(tokio::spawn(async move {
            for n in 0..POSTS {
                poster.broadcast("GENERAL", json!(format!("{name}{n}"))).await;
            }
            // Not before all has been read: the server may still be reading what was sent.
            let mut own = 0;
            while own < POSTS {
                let frame = poster.next().await;
                own += usize::from(frame["#user_id"] == name && frame["#message"].is_string());
            }
        }));
        let mut writer = server.rocketchat_as(&format!("{name}2")).await;
        writing.push(tokio::spawn(async move {
            for n in 0..POSTS {
                let id = format!("{name}-{n}");
                let draft = json!([{ "_id": id, "rid": "GENERAL", "msg": format!("{name}/{n}") }]);
                // Every message twice, as after a lost answer.
                let first = writer.call("sendMessage", draft.clone()).await.expect("sent");
                let again = writer.call("sendMessage", draft).await.expect("known");
                assert_eq!(first, again);
            }
        }));
    }
    let mut posts = Vec::new();
    while posts.len() < 4 * POSTS {
        let frame = reader.next().await;
        posts.extend(frame["#message"].as_str().map(str::to_owned));
    }
    let (mut messages, mut moment, mut gone) = (Vec::new(), 0, 0);
    // Until both who post have gone: nothing may come twice.
    while messages.len() < 4 * POSTS || gone < 2 {
        let message = listener.message("GENERAL").await;
        let updated = message["_updatedAt"]["$date"].as_i64().expect("a date");
        assert!(updated > moment, "every moment once: {message}");
        moment = updated;
        match message["t"].as_str() {
            None => messages.push(message["msg"].as_str().expect("a text").to_owned()),
            Some(what) => gone += usize::from(what == "ul"),
        }
    }
    for task in posting.into_iter().chain(writing) {
        task.await.expect("no panic");
    }
    assert_eq!(posts, messages);
    assert_eq!(posts.iter().collect::<std::collections::HashSet<_>>().len(), 4 * POSTS);
    listener.expect_nothing().await;
}

/// DS84
#[tokio::test(flavor = "multi_thread")]
async fn both_worlds_see_the_same_in_the_same_order() {
    both_worlds_agree(start(|_| {}).await).await;
}

/// DS84
#[tokio::test(flavor = "multi_thread")]
async fn both_worlds_agree_when_answers_come_late() {
    both_worlds_agree(start_with(|_| {}, |hub| Arc::new(LateHub(hub))).await).await;
}

/// DS85
#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_over_two_connections_at_once_is_one() {
    let server = start(|_| {}).await;
    let mut reader = server.join("reader", "GENERAL").await;
    let (mut one, mut two) = (server.rocketchat_as("ann").await, server.rocketchat_as("ann").await);
    for n in 0..20 {
        let draft = json!([{ "_id": format!("m{n}"), "rid": "GENERAL", "msg": n.to_string() }]);
        let sent = tokio::join!(
            one.call("sendMessage", draft.clone()),
            two.call("sendMessage", draft.clone())
        );
        assert_eq!(sent.0.expect("sent"), sent.1.expect("sent"));
    }
    let mut posts = Vec::new();
    while posts.len() < 20 {
        posts.extend(reader.next().await["#message"].as_str().map(str::to_owned));
    }
    assert_eq!(posts, (0..20).map(|n| n.to_string()).collect::<Vec<_>>());
    reader.expect_nothing().await;
}

/// DS86
#[tokio::test]
async fn what_is_private_or_of_another_service_does_not_cross() {
    let server = start(|_| {}).await;
    let mut ben = server.rocketchat_as("ben").await;
    let made = ben.call("createPrivateGroup", json!(["secret", []])).await.expect("made");
    let rid = made["rid"].as_str().expect("an id").to_owned();
    ben.listen("room-messages", &rid).await.expect("his room");
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    let mut ann = server.join("ann", "secret").await;
    ann.broadcast("secret", json!("is anybody here?")).await;
    assert_eq!(ann.next().await["#message"], "is anybody here?");
    ben.call("sendMessage", text(&rid, "only we")).await.expect("sent");
    assert_eq!(ben.message(&rid).await["msg"], "only we");
    let other = support::token_of("other", "cem");
    let mut cem = server.connect_with(&other).await;
    cem.join("GENERAL").await;
    cem.broadcast("GENERAL", json!("elsewhere")).await;
    assert_eq!(cem.next().await["#message"], "elsewhere");
    ben.call("sendMessage", text("GENERAL", "here")).await.expect("sent");
    assert_eq!(ben.message("GENERAL").await["msg"], "here");
    ann.expect_nothing().await;
    cem.expect_nothing().await;
    ben.expect_nothing().await;
}

/// DS87
#[tokio::test]
async fn who_comes_into_the_group_is_told_in_the_channel() {
    let server = start(|_| {}).await;
    let mut ben = server.rocketchat_as("ben").await;
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    let told = |message: &Value| (message["t"].clone(), message["u"]["_id"].clone());
    let mut ann = server.join("ann", "GENERAL").await;
    assert_eq!(told(&ben.message("GENERAL").await), (json!("uj"), json!("ann")));
    // One user, whatever the number of connections.
    let too = server.join("ann", "GENERAL").await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    ann.broadcast("GENERAL", json!("hi")).await;
    assert_eq!(ben.message("GENERAL").await["msg"], "hi");
    too.close().await;
    assert_eq!(ann.next().await["#message"], "hi");
    assert_eq!(ann.next().await["#code"], "USER_DISCONNECTED");
    ben.expect_nothing().await;
    ann.send(json!({ "action": "joinRoom", "rid": null })).await;
    assert_eq!(told(&ben.message("GENERAL").await), (json!("ul"), json!("ann")));
    let history = ben.call("loadHistory", json!(["GENERAL", null, 5])).await.expect("a room");
    assert_eq!(history["messages"].as_array().map(Vec::len), Some(1));
    // A member is one whichever way it is there.
    server.rocketchat_as("cem").await.close().await;
    let _cem = server.join("cem", "GENERAL").await;
    ben.expect_nothing().await;
    let users = ben.call("getUsersOfRoom", json!(["GENERAL"])).await.expect("a room");
    let status = |user: &Value| (user["_id"].clone(), user["status"].clone());
    let users: Vec<_> = users["records"].as_array().expect("a list").iter().map(status).collect();
    assert_eq!(users, [("ben", "online"), ("cem", "online")].map(|(a, b)| (json!(a), json!(b))));
}
