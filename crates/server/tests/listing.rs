//! Lists of groups and users.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Client, TestServer, groups_of, start, token, within};

/// Connections that make these groups, with so many members each.
async fn populate(server: &TestServer, groups: &[(&str, usize)]) -> Vec<Client> {
    let mut members = Vec::new();
    for (group, count) in groups {
        for _ in 0..*count {
            let mut client = server.connect(&format!("user {}", members.len())).await;
            client.send(json!({ "action": "joinRoom", "rid": group })).await;
            assert_eq!(client.next().await["#code"], "USER_JOINED");
            members.push(client);
        }
    }
    members
}

async fn names(server: &TestServer, mut body: Value) -> Vec<String> {
    body["searchFor"] = json!(body.get("searchFor").unwrap_or(&json!("group")));
    let answer = server.list(body).await;
    assert_eq!((&answer["startKey"], &answer["endOfList"]), (&json!("end"), &json!(true)));
    groups_of(&answer).into_iter().map(|(name, _)| name).collect()
}

/// S47
#[tokio::test]
async fn groups_are_listed_with_their_numbers() {
    let server = start(|_| {}).await;
    let _members = populate(&server, &[("a#b", 2), ("#", 1)]).await;
    let answer = server.list(json!({ "searchFor": "group", "value": " ", "condition": ">" })).await;
    assert_eq!(
        answer,
        json!({
            "list": [{ "rid": "default##", "cnt": 1 }, { "rid": "default#a#b", "cnt": 2 }],
            "startKey": "end",
            "endOfList": true,
        })
    );
}

/// S48, S49 (words), S50
#[tokio::test]
async fn names_are_compared() {
    let server = start(|_| {}).await;
    let all = ["\u{1}odd", "Hello", "HelloWorld", "Help", "hello", "é", "\u{1F600}"];
    let _members = populate(&server, &all.map(|name| (name, 1))).await;
    for (body, expected) in [
        (json!({}), &all[..]),
        (json!({ "value": " ", "condition": ">" }), &all),
        (json!({ "value": " ", "condition": ">=" }), &all),
        (json!({ "value": "", "condition": "gte" }), &all),
        (json!({ "value": "Hello" }), &["Hello"]),
        (json!({ "value": "Hello", "condition": "=" }), &["Hello"]),
        (json!({ "value": "Hello", "condition": "eq" }), &["Hello"]),
        (json!({ "value": "Hello", "condition": ">=" }), &["Hello", "HelloWorld"]),
        (json!({ "value": "Hello", "condition": "gte" }), &["Hello", "HelloWorld"]),
        (json!({ "value": "Hello", "condition": ">" }), &all[2..]),
        (json!({ "value": "Hello", "condition": "gt" }), &all[2..]),
        (json!({ "value": "Help", "condition": "<" }), &all[..3]),
        (json!({ "value": "Help", "condition": "lt" }), &all[..3]),
        (json!({ "value": "Help", "condition": "<=" }), &all[..4]),
        (json!({ "value": "Help", "condition": "lte" }), &all[..4]),
        (
            json!({ "value": "Help", "condition": "!=" }),
            &["\u{1}odd", "Hello", "HelloWorld", "hello", "é", "\u{1F600}"],
        ),
        (
            json!({ "value": "Help", "condition": "ne" }),
            &["\u{1}odd", "Hello", "HelloWorld", "hello", "é", "\u{1F600}"],
        ),
        (json!({ "value": "Hello", "range": "Help" }), &all[1..4]),
        (json!({ "value": "Help", "range": "Hello" }), &all[1..4]),
        (json!({ "value": "Hello", "range": "Help", "condition": "=" }), &all[1..4]),
        (json!({ "value": "Help", "range": true }), &all[3..]),
        (json!({ "value": "Help", "range": false }), &["Help"]),
        (json!({ "value": "Help", "range": null }), &["Help"]),
        (json!({ "value": "none" }), &[]),
    ] {
        assert_eq!(names(&server, body.clone()).await, expected, "{body}");
    }
}

/// S49, S50, S52
#[tokio::test]
async fn numbers_are_compared() {
    let server = start(|_| {}).await;
    let _members = populate(&server, &[("a", 3), ("b", 1), ("c", 2), ("d", 2)]).await;
    for (body, expected) in [
        (json!({}), &["b", "c", "d", "a"][..]),
        (json!({ "value": 0, "condition": ">" }), &["b", "c", "d", "a"]),
        (json!({ "value": 2 }), &["c", "d"]),
        (json!({ "value": 2.0, "condition": "eq" }), &["c", "d"]),
        (json!({ "value": 2, "condition": ">" }), &["a"]),
        (json!({ "value": 1.5, "condition": "gt" }), &["c", "d", "a"]),
        (json!({ "value": 2, "condition": ">=" }), &["c", "d", "a"]),
        (json!({ "value": 2, "condition": "<" }), &["b"]),
        (json!({ "value": 2, "condition": "<=" }), &["b", "c", "d"]),
        (json!({ "value": 2, "condition": "!=" }), &["b", "a"]),
        (json!({ "value": 1, "range": 2 }), &["b", "c", "d"]),
        (json!({ "value": 3, "range": 2 }), &["c", "d", "a"]),
        (json!({ "value": 0, "range": 0, "condition": ">" }), &[]),
        (json!({ "value": 2, "range": true }), &["c", "d", "a"]),
        (json!({ "value": 2, "ascending": false, "condition": ">=" }), &["a", "d", "c"]),
    ] {
        let mut body = body.clone();
        body["searchFor"] = json!("number_of_users");
        assert_eq!(names(&server, body.clone()).await, expected, "{body}");
    }
}

/// S51, S52
#[tokio::test]
async fn users_of_a_group_are_listed_by_connection() {
    let server = start(|_| {}).await;
    let mut cids = Vec::new();
    let mut members = Vec::new();
    for user in ["ben", "ann", "ben"] {
        let mut client = server.connect(user).await;
        cids.push((user, client.cid().await));
        client.join("g").await;
        members.push(client);
    }
    let _other = server.join("ann", "h").await;
    cids.sort();
    let item =
        |(user, cid): &(&str, String)| json!({ "uid": format!("default#{user}"), "cid": cid });
    let list = |filter: &str| -> Value {
        cids.iter().filter(|(user, _)| user.contains(filter)).map(item).collect()
    };
    assert_eq!(server.list(json!({ "group": "g" })).await["list"], list(""));
    let of_ben = json!({ "group": "g", "user_id": "ben" });
    assert_eq!(server.list(of_ben).await["list"], list("ben"));
    assert_eq!(server.list(json!({ "group": "g", "user_id": "cem" })).await["list"], json!([]));
    assert_eq!(server.list(json!({ "group": "none" })).await["list"], json!([]));
    assert_eq!(server.list(json!({ "group": "" })).await["list"], json!([]));
    let backwards = server.list(json!({ "group": "g", "ascending": false })).await;
    let mut expected = list("");
    expected.as_array_mut().expect("a list").reverse();
    assert_eq!(backwards["list"], expected);
}

/// Reads all pages, and calls between them.
async fn pages(
    server: &TestServer,
    mut body: Value,
    mut between: impl AsyncFnMut(usize),
) -> Vec<Value> {
    let mut list = Vec::new();
    for page in 1.. {
        let answer = server.list(body.clone()).await;
        let items = answer["list"].as_array().expect("a list");
        list.extend_from_slice(items);
        if answer["endOfList"] == true {
            assert_eq!(answer["startKey"], "end");
            break;
        }
        assert_eq!(Some(&answer["startKey"]), items.last());
        body["startKey"] = answer["startKey"].clone();
        between(page).await;
    }
    list
}

fn rids(list: &[Value]) -> Vec<&str> {
    list.iter().map(|item| item["rid"].as_str().expect("a rid")).collect()
}

/// S53
#[tokio::test]
async fn pages_cover_the_list_once() {
    let server = start(|_| {}).await;
    let groups: Vec<String> = (0..7).map(|at| format!("g{at}")).collect();
    let groups: Vec<_> =
        groups.iter().enumerate().map(|(at, g)| (g.as_str(), at % 3 + 1)).collect();
    let _members = populate(&server, &groups).await;
    for search in ["group", "number_of_users"] {
        for ascending in [true, false] {
            let body =
                |limit| json!({ "searchFor": search, "ascending": ascending, "limit": limit });
            let whole = server.list(body(1000)).await;
            assert_eq!(whole["list"].as_array().map(Vec::len), Some(7));
            for limit in 1..=8 {
                let list = pages(&server, body(limit), async |_| {}).await;
                assert_eq!(json!(list), whole["list"], "{search} {ascending} {limit}");
            }
        }
    }
    let users = json!({ "group": "g2", "limit": 1 });
    assert_eq!(pages(&server, users, async |_| {}).await.len(), 3);
}

/// S53
#[tokio::test]
async fn pages_survive_what_comes_and_goes() {
    let server = start(|_| {}).await;
    let mut members = populate(&server, &["b", "d", "f", "h", "j"].map(|name| (name, 1))).await;
    let body = json!({ "searchFor": "group", "limit": 2 });
    let list = pages(&server, body, async |page| match page {
        1 => {
            // The item with the key itself goes, one before it comes, and one after it.
            members[1].join("a").await;
            members.extend(populate(&server, &[("e", 1)]).await);
        }
        2 => {
            // What has been listed goes.
            members[0].join("z").await;
        }
        _ => {}
    })
    .await;
    let expected = ["b", "d", "e", "f", "h", "j", "z"].map(|name| format!("default#{name}"));
    assert_eq!(rids(&list), expected);
}

/// S53
#[tokio::test]
async fn a_page_has_fifty_items_unless_asked_otherwise() {
    let server = start(|_| {}).await;
    let groups: Vec<String> = (0..51).map(|at| format!("g{at:02}")).collect();
    let groups: Vec<_> = groups.iter().map(|group| (group.as_str(), 1)).collect();
    let _members = populate(&server, &groups).await;
    let answer = server.list(json!({ "searchFor": "group" })).await;
    assert_eq!(answer["list"].as_array().map(Vec::len), Some(50));
    assert_eq!(answer["startKey"], json!({ "rid": "default#g49", "cnt": 1 }));
    assert_eq!(answer["endOfList"], false);
    for (start, expected) in [(json!("start"), 50), (json!(null), 50), (json!("end"), 0)] {
        let answer = server.list(json!({ "searchFor": "group", "startKey": start })).await;
        assert_eq!(answer["list"].as_array().map(Vec::len), Some(expected));
    }
}

/// S54
#[tokio::test]
async fn wrong_questions_are_refused() {
    let server = start(|_| {}).await;
    for body in [
        json!({}),
        json!({ "group": 7 }),
        json!({ "group": "g", "user_id": 7 }),
        json!({ "service": 7, "group": "g" }),
        json!({ "searchFor": "colour" }),
        json!({ "searchFor": 7 }),
        json!({ "searchFor": "group", "value": 7 }),
        json!({ "searchFor": "group", "value": "a", "condition": "~" }),
        json!({ "searchFor": "group", "value": "a", "condition": 7 }),
        json!({ "searchFor": "group", "value": "a", "range": 7 }),
        json!({ "searchFor": "number_of_users", "value": "7" }),
        json!({ "searchFor": "number_of_users", "value": 7, "range": "8" }),
        json!({ "searchFor": "group", "limit": 0 }),
        json!({ "searchFor": "group", "limit": -1 }),
        json!({ "searchFor": "group", "limit": 1.5 }),
        json!({ "searchFor": "group", "limit": 1001 }),
        json!({ "searchFor": "group", "limit": "10" }),
        json!({ "searchFor": "group", "ascending": 1 }),
        json!({ "searchFor": "group", "startKey": "zzz" }),
        json!({ "searchFor": "group", "startKey": {} }),
        json!({ "searchFor": "group", "startKey": { "rid": "g" } }),
        json!({ "searchFor": "number_of_users", "startKey": { "rid": "default#g" } }),
        json!({ "group": "g", "startKey": { "uid": "default#ann" } }),
    ] {
        let (status, answer) = server.list_with(&token("ann"), body.clone()).await;
        assert_eq!((status, &answer["code"]), (400, &json!("INVALID_PARAMETER")), "{body}");
    }
    for body in ["", "x", "[]", "7", "null"] {
        let request = server.post("/get-ws-group").header("authorization", token("ann"));
        let response = within(request.body(body).send()).await.expect("an answer");
        assert_eq!(response.status(), 400, "{body}");
        let answer: Value = within(response.json()).await.expect("JSON");
        assert_eq!(answer["code"], "INVALID_REQUEST", "{body}");
    }
}

/// S47: where skapi-js asks when the base of its requests is `…/api/`.
#[tokio::test]
async fn the_list_is_under_api_too() {
    let server = start(|_| {}).await;
    let request = server.post("/api/get-ws-group").header("authorization", token("ann"));
    let response = within(request.body(r#"{"group":"g"}"#).send()).await.expect("an answer");
    assert_eq!(response.status(), 200);
}
