//! Services are worlds of their own.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{Client, TestServer, groups_of, sign, start, token, token_of};

async fn member(server: &TestServer, service: &str) -> Client {
    let mut client = server.connect_with(&token_of(service, "ann")).await;
    client.join("g").await;
    client
}

/// S18: the same user and the same group in two services.
#[tokio::test]
async fn nothing_crosses_between_services() {
    let server = start(|_| {}).await;
    let mut one = member(&server, "one").await;
    let mut two = member(&server, "two").await;
    let one_cid = one.cid().await;
    let two_cid = two.cid().await;

    one.broadcast("g", json!("for one")).await;
    assert_eq!(one.next().await["#message"], "for one");
    two.expect_nothing().await;

    two.send(json!({ "action": "sendMessage", "uid": "ann", "content": "for two" })).await;
    assert_eq!(two.next().await["#private"], "for two");
    one.expect_nothing().await;

    two.send(json!({ "action": "sendMessage", "uid": format!("cid:{one_cid}"), "content": "?" }))
        .await;
    two.expect_nothing().await;
    one.expect_nothing().await;

    for (service, cid) in [("one", &one_cid), ("two", &two_cid)] {
        let token = token_of(service, "lister");
        let (_, groups) = server.list_with(&token, json!({ "searchFor": "group" })).await;
        assert_eq!(groups["list"], json!([{ "rid": format!("{service}#g"), "cnt": 1 }]));
        let (_, users) = server.list_with(&token, json!({ "group": "g" })).await;
        assert_eq!(users["list"], json!([{ "uid": format!("{service}#ann"), "cid": cid }]));
    }

    two.send(json!({ "action": "joinRoom", "rid": null })).await;
    two.close().await;
    one.expect_nothing().await;
}

/// S18: a name cannot be made to look like one of another service.
#[tokio::test]
async fn names_with_a_hash_stay_in_their_service() {
    let server = start(|_| {}).await;
    let mut one = server.connect_with(&token_of("one", "ann")).await;
    one.join("two#g").await;
    let _two = member(&server, "two").await;
    let (_, groups) =
        server.list_with(&token_of("two", "lister"), json!({ "searchFor": "group" })).await;
    assert_eq!(groups_of(&groups), [("g".to_owned(), 1)]);
    let (_, users) = server.list_with(&token_of("one", "lister"), json!({ "group": "g" })).await;
    assert_eq!(users["list"], json!([]));
    // Nor by a key of another service's list.
    let (status, _) = server
        .list_with(
            &token_of("one", "lister"),
            json!({ "searchFor": "group", "startKey": { "rid": "two#a", "cnt": 1 } }),
        )
        .await;
    assert_eq!(status, 400);
}

/// S16, S17: a token without a service, as Cognito's access tokens are, and one with
/// `custom:service`, as its id tokens are, meet in the service of the server.
#[tokio::test]
async fn tokens_of_skapi_meet_in_the_configured_service() {
    let server = start(|config| config.auth.service = "us31testservice0001".into()).await;
    let exp = support::in_an_hour();
    let access = sign(json!({ "sub": "ann", "username": "x", "token_use": "access", "exp": exp }));
    let id = sign(json!({
        "sub": "ann", "custom:service": "us31testservice0001", "aud": "client", "exp": exp
    }));
    let mut ann = server.connect_with(&access).await;
    ann.join("g").await;
    let body = json!({ "service": "us31testservice0001", "owner": "o", "searchFor": "group" });
    let (status, groups) = server.list_with(&id, body).await;
    assert_eq!(status, 200);
    assert_eq!(groups["list"], json!([{ "rid": "us31testservice0001#g", "cnt": 1 }]));
}

/// S17
#[tokio::test]
async fn a_request_cannot_choose_another_service() {
    let server = start(|_| {}).await;
    let _one = member(&server, "one").await;
    for token in [token("lister"), token_of("two", "lister")] {
        let body = json!({ "service": "one", "searchFor": "group" });
        let (status, answer) = server.list_with(&token, body).await;
        assert_eq!((status, &answer["code"]), (403, &json!("FORBIDDEN")), "{answer}");
    }
    for service in [json!("two"), json!(null), json!("")] {
        let body = json!({ "service": service, "searchFor": "group" });
        let (status, answer) = server.list_with(&token_of("two", "lister"), body).await;
        assert_eq!((status, &answer["list"]), (200, &json!([])), "{answer}");
    }
}

/// S16
#[tokio::test]
async fn the_claim_service_goes_before_custom_service() {
    let server = start(|_| {}).await;
    let claims = json!({
        "sub": "ann", "service": "one", "custom:service": "two", "exp": support::in_an_hour()
    });
    let mut ann = server.connect_with(&sign(claims)).await;
    ann.join("g").await;
    let (_, groups) =
        server.list_with(&token_of("one", "lister"), json!({ "searchFor": "group" })).await;
    assert_eq!(groups_of(&groups), [("g".to_owned(), 1)]);
}

/// S16
#[tokio::test]
async fn a_service_can_be_required() {
    let server = start(|config| config.auth.require_service = true).await;
    assert_eq!(server.try_connect(&token("ann")).await.err(), Some(401));
    let (status, _) = server.list_with(&token("ann"), json!({ "searchFor": "group" })).await;
    assert_eq!(status, 401);
    let _one = member(&server, "one").await;
    let custom = json!({ "sub": "a", "custom:service": "one", "exp": support::in_an_hour() });
    let _two = server.connect_with(&sign(custom)).await;
}
