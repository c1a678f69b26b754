//! The REST requests of the Rocket.Chat endpoint.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{TestServer, start, token, within};

/// A request of a user, or of nobody: its status and its answer.
async fn ask(
    server: &TestServer,
    user: &str,
    method: &str,
    path: &str,
    body: Value,
) -> (u16, Value) {
    let shown = (!user.is_empty()).then(|| token(user));
    ask_with(server, shown.as_deref().map(|token| (user, token)), method, path, body).await
}

/// The same with this token.
async fn ask_with(
    server: &TestServer,
    shown: Option<(&str, &str)>,
    method: &str,
    path: &str,
    body: Value,
) -> (u16, Value) {
    let mut request = server.request(method, &format!("/api/v1/{path}"));
    if let Some((user, token)) = shown {
        request = request.header("X-Auth-Token", token).header("X-User-Id", user);
    }
    if !body.is_null() {
        request = request.json(&body);
    }
    let response = within(request.send()).await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

async fn get(server: &TestServer, user: &str, path: &str) -> Value {
    let (status, answer) = ask(server, user, "GET", path, Value::Null).await;
    assert_eq!((status, &answer["success"]), (200, &json!(true)), "{path}: {answer}");
    answer
}

async fn post(server: &TestServer, user: &str, path: &str, body: Value) -> Value {
    let (status, answer) = ask(server, user, "POST", path, body).await;
    assert_eq!((status, &answer["success"]), (200, &json!(true)), "{path}: {answer}");
    answer
}

/// DS90
#[tokio::test]
async fn a_request_shows_its_user_and_gets_dates_as_text() {
    let server = start(|_| {}).await;
    let me = get(&server, "ann", "me").await;
    assert_eq!((&me["_id"], &me["username"]), (&json!("ann"), &json!("ann")));
    let draft = json!({ "message": { "_id": "m", "rid": "GENERAL", "msg": "hi" } });
    let sent = post(&server, "ann", "chat.sendMessage", draft.clone()).await;
    let ts = sent["message"]["ts"].as_str().expect("text");
    assert!(ts.ends_with('Z') && ts.len() == 24, "{ts}");
    let again = post(&server, "ann", "chat.sendMessage", draft).await;
    assert_eq!(sent, again);
    assert_eq!(get(&server, "ann", "chat.getMessage?msgId=m").await["message"], sent["message"]);
}

/// DS91
#[tokio::test]
async fn refusals_have_the_shapes_of_rest() {
    let server = start(|_| {}).await;
    let (status, answer) = ask(&server, "", "GET", "me", Value::Null).await;
    assert_eq!((status, &answer["status"]), (401, &json!("error")));
    let wrong = server.get("/api/v1/me").header("X-Auth-Token", token("ann"));
    let wrong = within(wrong.header("X-User-Id", "ben").send()).await.expect("an answer");
    assert_eq!(wrong.status(), 401);
    let (status, answer) = ask(&server, "ann", "GET", "rooms.info?roomId=x", Value::Null).await;
    assert_eq!(status, 400);
    assert_eq!(answer["success"], false);
    assert_eq!(answer["errorType"], "error-invalid-room");
    assert_eq!(answer["error"], "Invalid room [error-invalid-room]");
    let (status, answer) = ask(&server, "ann", "GET", "rooms.info", Value::Null).await;
    assert_eq!((status, &answer["errorType"]), (400, &json!("error-parameter-required")));
    let (status, _) = ask(&server, "ann", "GET", "no.such", Value::Null).await;
    assert_eq!(status, 404);
    let (status, _) = ask(&server, "ann", "POST", "rooms.info", json!({})).await;
    assert_eq!(status, 404);
    // Dates are text, and must be some.
    let path = "chat.syncMessages?roomId=GENERAL&lastUpdate=yesterday";
    let (status, answer) = ask(&server, "ann", "GET", path, Value::Null).await;
    assert_eq!((status, &answer["errorType"]), (400, &json!("error-parameter-invalid")));
}

/// DS92
#[tokio::test]
async fn requests_and_connections_see_the_same_rooms() {
    let server = start(|_| {}).await;
    let mut ben = server.rocketchat_as("ben").await;
    let made = post(&server, "ann", "channels.create", json!({ "name": "lobby" })).await;
    assert_eq!(made["channel"]["name"], "lobby");
    post(&server, "ben", "channels.join", json!({ "roomId": "lobby" })).await;
    ben.listen("room-messages", "lobby").await.expect("a room");
    let said = json!({ "channel": "#lobby", "text": "a", "attachments": [{ "title": "t" }] });
    let said = post(&server, "ann", "chat.postMessage", said).await;
    let message = ben.message("lobby").await;
    assert_eq!((&message["msg"], &message["attachments"][0]["title"]), (&json!("a"), &json!("t")));
    let id = said["message"]["_id"].as_str().expect("an id");
    let change = json!({ "roomId": "lobby", "msgId": id, "text": "b" });
    post(&server, "ann", "chat.update", change).await;
    assert_eq!(ben.message("lobby").await["msg"], "b");
    post(&server, "ben", "chat.react", json!({ "messageId": id, "emoji": "tada" })).await;
    assert!(ben.message("lobby").await["reactions"][":tada:"].is_object());
    let since =
        format!("chat.syncMessages?roomId=lobby&lastUpdate={}", said["ts"].as_str().expect("text"));
    let missed = get(&server, "ben", &since).await;
    assert_eq!(missed["result"]["updated"][0]["msg"], "b");
    post(&server, "ann", "chat.delete", json!({ "roomId": "lobby", "msgId": id })).await;
    let missed = get(&server, "ben", &since).await;
    assert_eq!(missed["result"]["deleted"][0]["_id"], id);
    let history = get(&server, "ben", "channels.history?roomId=lobby").await;
    assert_eq!(history["messages"].as_array().map(Vec::len), Some(1), "{history}");
    let (status, answer) = ask(&server, "ben", "GET", "im.history?roomId=lobby", Value::Null).await;
    assert_eq!((status, &answer["errorType"]), (400, &json!("error-room-not-found")));
    let members = get(&server, "ben", "channels.members?roomId=lobby").await;
    assert_eq!(members["total"], 2);
    let rooms = get(&server, "ben", "rooms.get").await;
    assert_eq!(rooms["update"].as_array().map(Vec::len), Some(2));
    let changed = get(&server, "ben", "subscriptions.get?updatedSince=2999-01-01").await;
    assert_eq!((&changed["update"], &changed["remove"]), (&json!([]), &json!([])));
    post(&server, "ben", "rooms.leave", json!({ "roomId": "lobby" })).await;
    let direct = post(&server, "ann", "im.create", json!({ "username": "ben" })).await;
    assert_eq!(direct["room"]["usernames"], json!(["ann", "ben"]));
    post(&server, "ben", "users.setStatus", json!({ "status": "busy", "message": "x" })).await;
    let info = get(&server, "ann", "users.info?username=ben").await;
    assert_eq!(
        (&info["user"]["status"], &info["user"]["statusText"]),
        (&json!("busy"), &json!("x"))
    );
}

/// DS93
#[tokio::test]
async fn methods_can_be_called_by_requests_and_stay_gone_where_they_are() {
    let server = start(|config| config.rocketchat.ddp_without = vec!["sendMessage".into()]).await;
    let call = |method: &str, params: Value| {
        let message = json!({ "msg": "method", "id": "7", "method": method, "params": params });
        json!({ "message": message.to_string() })
    };
    let body = call("rooms/get", json!([{ "$date": 0 }]));
    let answer = post(&server, "ann", "method.call/rooms%2Fget", body).await;
    let result: Value =
        serde_json::from_str(answer["message"].as_str().expect("text")).expect("JSON");
    assert_eq!((&result["msg"], &result["id"]), (&json!("result"), &json!("7")));
    // EJSON stays EJSON in there.
    assert!(result["result"]["update"][0]["ts"]["$date"].is_i64());
    let body = call("sendMessage", json!([{ "rid": "GENERAL", "msg": "x" }]));
    let (status, answer) = ask(&server, "ann", "POST", "method.call/sendMessage", body).await;
    let error: Value =
        serde_json::from_str(answer["message"].as_str().expect("text")).expect("JSON");
    assert_eq!((status, &error["error"]["error"]), (400, &json!(404)));
    let message = json!({ "message": { "rid": "GENERAL", "msg": "x" } });
    post(&server, "ann", "chat.sendMessage", message).await;
    let body = call("public-settings/get", json!([]));
    post(&server, "", "method.callAnon/public-settings%2Fget", body).await;
    let body = call("rooms/get", json!([]));
    let (status, _) = ask(&server, "", "POST", "method.call/rooms%2Fget", body).await;
    assert_eq!(status, 401);
}

/// DS94
#[tokio::test]
async fn a_token_ends_with_a_logout() {
    let server = start(|_| {}).await;
    let resumed = token("ann");
    let answer = post(&server, "", "login", json!({ "resume": resumed })).await;
    assert_eq!(
        answer["data"],
        json!({ "userId": "ann", "authToken": resumed, "me": answer["data"]["me"] })
    );
    let mut ann = server.rocketchat().await;
    ann.call("login", json!([{ "resume": resumed }])).await.expect("a valid token");
    ann.listen("room-messages", "GENERAL").await.expect("a room");
    let shown = Some(("ann", resumed.as_str()));
    let (status, _) = ask_with(&server, shown, "POST", "logout", json!({})).await;
    assert_eq!(status, 200);
    let (status, _) = ask_with(&server, shown, "GET", "me", Value::Null).await;
    assert_eq!(status, 401);
    // The connection with that token is logged out, too: its subscriptions have ended.
    ann.until(|frame| frame["msg"] == "nosub").await;
    let (status, _) =
        ask(&server, "", "POST", "login", json!({ "user": "x", "password": "y" })).await;
    assert_eq!(status, 401);
}

/// DS95
#[tokio::test]
async fn who_posts_by_requests_is_in_the_group_for_that_long() {
    let server = start(|_| {}).await;
    let mut ann = server.join("ann", "GENERAL").await;
    let message = json!({ "message": { "rid": "GENERAL", "msg": "x" } });
    post(&server, "ben", "chat.sendMessage", message.clone()).await;
    assert_eq!(ann.next().await["#code"], "USER_JOINED");
    assert_eq!(ann.next().await["#message"], "x");
    assert_eq!(ann.next().await["#code"], "USER_DISCONNECTED");
    // With a connection in the group, it is that one that posts.
    let mut ben = server.rocketchat_as("ben").await;
    ben.listen("room-messages", "GENERAL").await.expect("a room");
    let cid = ann.next().await["#scid"].clone();
    post(&server, "ben", "chat.sendMessage", message).await;
    let frame = ann.next().await;
    assert_eq!((&frame["#message"], &frame["#scid"]), (&json!("x"), &cid));
    ann.expect_nothing().await;
}
