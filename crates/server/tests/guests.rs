//! Tokens for guests.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use groupwire_protocol::wire::is_uuid;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};
use support::{SECRET, TestServer, start, within};

async fn ask(server: &TestServer, body: &str) -> (u16, Value) {
    let response =
        within(server.post("/guest").body(body.to_owned()).send()).await.expect("an answer");
    (response.status().as_u16(), within(response.json()).await.expect("JSON"))
}

/// S19
#[tokio::test]
async fn a_guest_gets_a_fresh_user_id_and_a_token_for_it() {
    let server = start(|config| config.auth.service = "s".into()).await;
    let mut ids = Vec::new();
    for body in ["", "{}", r#"{"service":"s"}"#, r#"{"service":null}"#, r#"{"service":""}"#] {
        let (status, guest) = ask(&server, body).await;
        assert_eq!(status, 200, "{body}");
        let id = guest["user_id"].as_str().expect("an id").to_owned();
        assert!(is_uuid(&id), "{id}");
        let mut client = server.connect_with(guest["token"].as_str().expect("a token")).await;
        client.send(json!({ "action": "joinRoom", "rid": "g" })).await;
        assert_eq!(client.next().await["#user_id"], id);
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

/// S19
#[tokio::test]
async fn a_guest_cannot_choose_a_service() {
    let server = start(|_| {}).await;
    let (status, answer) = ask(&server, r#"{"service":"other"}"#).await;
    assert_eq!((status, &answer["code"]), (403, &json!("FORBIDDEN")));
    for body in ["x", "7", r#"{"service":7}"#] {
        let (status, answer) = ask(&server, body).await;
        assert_eq!((status, &answer["code"]), (400, &json!("INVALID_REQUEST")), "{body}");
    }
}

/// S19
#[tokio::test]
async fn a_token_of_a_guest_lives_as_long_as_configured() {
    let server = start(|config| config.auth.guest_token_lifetime = Duration::from_secs(1000)).await;
    let (_, guest) = ask(&server, "").await;
    let claims: Value =
        jsonwebtoken::dangerous::insecure_decode(guest["token"].as_str().expect("a token"))
            .expect("a JWT")
            .claims;
    let left = claims["exp"].as_u64().expect("an expiry") - support::now();
    assert!((900..=1000).contains(&left), "{left}");
}

/// S20
#[tokio::test]
async fn guests_can_be_shut_out() {
    let open = start(|_| {}).await;
    let (_, guest) = ask(&open, "").await;
    let closed = start(|config| config.auth.guests = Some(false)).await;
    let (status, answer) = ask(&closed, "").await;
    assert_eq!((status, &answer["code"]), (404, &json!("NOT_EXISTS")));
    // Both servers have one secret, and yet.
    let token = guest["token"].as_str().expect("a token");
    assert_eq!(closed.try_connect(token).await.err(), Some(401));
    // With guests, both accept what either has signed: tokens outlive a restart.
    let again = start(|_| {}).await;
    let _ann = again.connect_with(token).await;
}

/// S20
#[tokio::test]
async fn guests_are_welcome_on_loopback_only_unless_invited() {
    for (guests, expected) in [(None, 404), (Some(true), 200)] {
        let server = start(|config| {
            config.listen = ([0, 0, 0, 0], 0).into();
            config.auth.guests = guests;
        })
        .await;
        assert_eq!(ask(&server, "").await.0, expected);
    }
}

/// S21
#[tokio::test]
async fn a_token_of_a_guest_is_not_signed_with_the_secret() {
    let server = start(|_| {}).await;
    let (_, guest) = ask(&server, "").await;
    let key = DecodingKey::from_secret(SECRET.as_bytes());
    let token = guest["token"].as_str().expect("a token");
    assert!(decode::<Value>(token, &key, &Validation::new(Algorithm::HS256)).is_err());
}

/// S21
#[tokio::test]
async fn there_are_guests_beside_a_public_key() {
    let server = start(|config| {
        config.auth.hs256_secret = None;
        config.auth.public_key =
            Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/es256.pub.pem").into());
    })
    .await;
    let (_, guest) = ask(&server, "").await;
    let _client = server.connect_with(guest["token"].as_str().expect("a token")).await;
}
