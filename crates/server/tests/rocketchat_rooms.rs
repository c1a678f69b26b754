//! Rooms and messages of the Rocket.Chat endpoint.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::start;

/// DS50
#[tokio::test]
async fn a_message_reaches_every_listener_before_its_sender_has_the_result() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    ann.listen("room-messages", "GENERAL").await.expect("a room");
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    let draft = json!({ "_id": "abc", "rid": "GENERAL", "msg": "hi" });
    let sent = ann.call("sendMessage", json!([draft])).await.expect("sent");
    assert_eq!(sent["u"], json!({ "_id": "ann", "username": "ann" }));
    for client in [&mut ann, &mut ben] {
        assert_eq!(client.message("GENERAL").await, sent);
    }
    // Sent again, as after a lost answer: the same message, and nobody hears of it.
    assert_eq!(ann.call("sendMessage", json!([draft])).await, Ok(sent));
    for client in [&mut ann, &mut ben] {
        client.expect_nothing().await;
    }
}

/// DS58
#[tokio::test]
async fn two_subscriptions_to_one_event_are_two_listeners() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let first = ann.listen("room-messages", "GENERAL").await.expect("a room");
    ann.listen("room-messages", "GENERAL").await.expect("a room");
    ann.call("sendMessage", json!([{ "rid": "GENERAL", "msg": "1" }])).await.expect("sent");
    assert_eq!(ann.message("GENERAL").await["msg"], "1");
    assert_eq!(ann.message("GENERAL").await["msg"], "1");
    ann.unsubscribe(&first).await;
    ann.call("sendMessage", json!([{ "rid": "GENERAL", "msg": "2" }])).await.expect("sent");
    assert_eq!(ann.message("GENERAL").await["msg"], "2");
    ann.expect_nothing().await;
}

/// DS55, DS59
#[tokio::test]
async fn who_may_not_read_may_not_listen() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    let group = ann.call("createPrivateGroup", json!(["secret", []])).await.expect("made");
    let rid = group["rid"].as_str().expect("an id");
    ann.listen("room-messages", rid).await.expect("her own room");
    for (stream, event) in [
        ("room-messages", rid.to_owned()),
        ("room-messages", "nowhere".to_owned()),
        ("notify-room", format!("{rid}/typing")),
        ("notify-user", "ann/notification".to_owned()),
        ("notify-room-users", format!("{rid}/webrtc")),
    ] {
        ben.listen(stream, &event).await.expect_err("not for him");
    }
    assert_eq!(ben.refused("loadHistory", json!([rid, null, 5])).await, "error-invalid-room");
    let message = json!([{ "rid": rid, "msg": "x" }]);
    assert_eq!(ben.refused("sendMessage", message).await, "error-invalid-room");
    let mut nobody = server.rocketchat().await;
    nobody.listen("notify-all", "public-settings-changed").await.expect("for anybody");
    nobody.listen("room-messages", "GENERAL").await.expect_err("not without a login");
    assert_eq!(nobody.refused("rooms/get", json!([])).await, "error-invalid-user");
}

/// DS60
#[tokio::test]
async fn a_listener_gets_the_messages_of_all_its_rooms() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    ben.listen("room-messages", "__my_messages__").await.expect("logged in");
    ann.call("createChannel", json!(["hers", []])).await.expect("made");
    ann.call("createChannel", json!(["theirs", ["ben"]])).await.expect("made");
    for rid in ["hers", "theirs"] {
        ann.call("sendMessage", json!([{ "rid": rid, "msg": rid }])).await.expect("sent");
    }
    let args = ben.event("room-messages", "__my_messages__").await;
    assert_eq!((&args[0]["msg"], &args[1]["roomName"]), (&json!("theirs"), &json!("theirs")));
    ben.expect_nothing().await;
}

/// DS53, DS54
#[tokio::test]
async fn changes_are_told_and_can_be_asked_for() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    let sent =
        ann.call("sendMessage", json!([{ "rid": "GENERAL", "msg": "a" }])).await.expect("sent");
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    ben.listen("notify-room", "GENERAL/deleteMessage").await.expect("a room");
    let id = &sent["_id"];
    let change = json!([{ "_id": id, "rid": "GENERAL", "msg": "b" }]);
    ann.call("updateMessage", change).await.expect("changed");
    assert_eq!(ben.message("GENERAL").await["msg"], "b");
    ben.call("setReaction", json!([":tada:", id])).await.expect("reacted");
    let reacted = ben.message("GENERAL").await;
    assert_eq!(reacted["reactions"][":tada:"]["usernames"], json!(["ben"]));
    ann.call("deleteMessage", json!([{ "_id": id }])).await.expect("deleted");
    assert_eq!(ben.event("notify-room", "GENERAL/deleteMessage").await, json!([{ "_id": id }]));
    let since = json!(["GENERAL", { "lastUpdate": sent["_updatedAt"] }]);
    let missed = ben.call("messages/get", since).await.expect("a room");
    assert_eq!((&missed["updated"], &missed["deleted"][0]["_id"]), (&json!([]), id));
}

/// DS61
#[tokio::test]
async fn typing_is_told_to_the_others_under_ones_own_name_alone() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    for client in [&mut ann, &mut ben] {
        client.listen("notify-room", "GENERAL/user-activity").await.expect("a room");
    }
    let write = |name: &str| json!(["GENERAL/user-activity", name, ["user-typing"], {}]);
    assert_eq!(ann.call("stream-notify-room", write("ben")).await, Ok(Value::Null));
    assert_eq!(ann.call("stream-notify-room", write("ann")).await, Ok(Value::Null));
    let args = ben.event("notify-room", "GENERAL/user-activity").await;
    assert_eq!(args, json!(["ann", ["user-typing"], {}]));
    ann.expect_nothing().await;
    ben.expect_nothing().await;
}

/// DS62
#[tokio::test]
async fn coming_and_going_is_told_to_the_user_and_written_into_the_room() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    ann.call("createChannel", json!(["lobby", []])).await.expect("made");
    ann.listen("room-messages", "lobby").await.expect("a room");
    ben.listen("notify-user", "ben/subscriptions-changed").await.expect("his own");
    let rid = ben.call("getRoomIdByNameOrId", json!(["lobby"])).await.expect("a room");
    assert_eq!(ben.call("joinRoom", json!([rid])).await, Ok(json!(true)));
    let args = ben.event("notify-user", "ben/subscriptions-changed").await;
    assert_eq!((&args[0], &args[1]["rid"]), (&json!("inserted"), &rid));
    let told = ann.message("lobby").await;
    assert_eq!((&told["t"], &told["msg"]), (&json!("uj"), &json!("ben")));
    let rooms = ben.call("rooms/get", json!([])).await.expect("rooms");
    let names: Vec<_> = rooms.as_array().expect("a list").iter().map(|room| &room["_id"]).collect();
    assert_eq!(names, ["GENERAL", "lobby"]);
    ben.call("leaveRoom", json!([rid])).await.expect("left");
    assert_eq!(ann.message("lobby").await["t"], "ul");
    assert_eq!(ben.refused("leaveRoom", json!([rid])).await, "error-user-not-in-room");
}

/// DS56
#[tokio::test]
async fn direct_messages_are_between_two() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    let room = ann.call("createDirectMessage", json!(["ben"])).await.expect("made");
    let rid = room["rid"].as_str().expect("an id");
    ben.listen("room-messages", rid).await.expect("his room too");
    ben.listen("notify-user", "ben/notification").await.expect("his own");
    ann.call("sendMessage", json!([{ "rid": rid, "msg": "psst" }])).await.expect("sent");
    assert_eq!(ben.message(rid).await["msg"], "psst");
    let notification = ben.event("notify-user", "ben/notification").await;
    assert_eq!(notification[0]["payload"]["sender"]["username"], "ann");
    assert_eq!(ann.refused("createDirectMessage", json!(["nobody"])).await, "error-invalid-user");
}

/// DS70, DS71
#[tokio::test]
async fn presence_is_seen_by_those_who_watch() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    ann.listen("notify-logged", "user-status").await.expect("logged in");
    let presence = "stream-user-presence";
    ann.subscribe(presence, json!(["", { "added": ["ben"] }])).await.expect("the first stays");
    let answer = ann.subscribe(presence, json!(["", { "added": ["cem"] }])).await;
    assert!(answer.expect_err("a command").get("error").is_none());
    let mut ben = server.rocketchat_as("ben").await;
    assert_eq!(ann.event("notify-logged", "user-status").await, json!([["ben", "ben", 1, ""]]));
    let frame = ann.changed("user-presence", "ben").await;
    assert_eq!((&frame["id"], &frame["fields"]["uid"]), (&json!("ben"), &json!("ben")));
    assert_eq!(frame["fields"]["args"], json!([["ben", 1, ""]]));
    ben.call("UserPresence:away", json!([])).await.expect("away");
    assert_eq!(ann.changed("user-presence", "ben").await["fields"]["args"][0][1], 2);
    ben.call("setUserStatus", json!(["busy", "lunch"])).await.expect("busy");
    let args = ann.changed("user-presence", "ben").await["fields"]["args"].clone();
    assert_eq!(args, json!([["ben", 3, "lunch"]]));
    ann.subscribe(presence, json!(["", { "removed": ["ben"] }])).await.expect_err("a command");
    ben.close().await;
    // The last of five for everybody: ben is gone.
    for expected in [2, 3, 0] {
        assert_eq!(ann.event("notify-logged", "user-status").await[0][2], expected);
    }
    ann.expect_nothing().await;
}

/// DS65
#[tokio::test]
async fn channels_and_users_are_found_by_a_part_of_their_names() {
    let server = start(|_| {}).await;
    let mut ann = server.rocketchat_as("ann").await;
    let _cem = server.join("cem", "lobby of a group").await;
    ann.call("createChannel", json!(["lobby", []])).await.expect("made");
    ann.call("createPrivateGroup", json!(["lobby of ann", []])).await.expect("made");
    let names = |found: &Value, key: &str| -> Vec<String> {
        let found = found.as_array().expect("a list").iter();
        found.map(|one| one[key].as_str().expect("a name").to_owned()).collect()
    };
    let found = ann.call("channelsList", json!(["LOBBY", "public"])).await.expect("a list");
    assert_eq!(names(&found["channels"], "name"), ["lobby", "lobby of a group"]);
    let options = json!([{ "text": "lobby", "limit": 1, "page": 1 }]);
    let found = ann.call("browseChannels", options).await.expect("a list");
    assert_eq!(names(&found["results"], "name"), ["lobby of a group"]);
    assert_eq!(found["total"], 2);
    let options = json!([{ "text": "an", "type": "users" }]);
    let found = ann.call("browseChannels", options).await.expect("a list");
    assert_eq!(names(&found["results"], "username"), ["ann"]);
    let found = ann.call("spotlight", json!(["@an"])).await.expect("a list");
    assert_eq!(names(&found["users"], "username"), ["ann"]);
    assert_eq!(found["rooms"], json!([]));
    let excluded = json!(["an", ["ann"], { "users": true, "rooms": true }]);
    let found = ann.call("spotlight", excluded).await.expect("a list");
    assert_eq!(found["users"], json!([]));
}

/// DS57, DS62
#[tokio::test]
async fn members_are_added_and_have_read() {
    let server = start(|_| {}).await;
    let (mut ann, mut ben) = (server.rocketchat_as("ann").await, server.rocketchat_as("ben").await);
    let made = ann.call("createPrivateGroup", json!(["secret", []])).await.expect("made");
    let rid = made["rid"].clone();
    let add = json!([{ "rid": rid, "users": ["ben"] }]);
    assert_eq!(ben.refused("addUsersToRoom", add.clone()).await, "error-invalid-room");
    ann.call("addUsersToRoom", add).await.expect("added");
    ann.call("sendMessage", json!([{ "rid": rid, "msg": "hi @ben" }])).await.expect("sent");
    let mine = |list: &Value| {
        let list = list.as_array().expect("a list").iter();
        list.clone().find(|one| one["rid"] == rid).expect("his subscription").clone()
    };
    let list = ben.call("subscriptions/get", json!([])).await.expect("a list");
    let subscription = mine(&list);
    assert_eq!((&subscription["unread"], &subscription["userMentions"]), (&json!(1), &json!(1)));
    ben.call("readMessages", json!([rid])).await.expect("read");
    assert_eq!(ben.call("hideRoom", json!([rid])).await, Ok(json!(1)));
    let list = ben.call("subscriptions/get", json!([])).await.expect("a list");
    let subscription = mine(&list);
    assert_eq!((&subscription["alert"], &subscription["open"]), (&json!(false), &json!(false)));
    let roles = ben.call("getRoomRoles", json!([rid])).await.expect("roles");
    assert_eq!((&roles[0]["u"]["_id"], &roles[0]["roles"]), (&json!("ann"), &json!(["owner"])));
}
