//! Logging in and out.

use groupwire_server::Config;
use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};

use crate::support::ddp::{ALICE, DIGEST, start_ddp};
use crate::support::{TestServer, now, sign, token, token_of};

async fn start() -> TestServer {
    start_ddp(|_| {}).await
}

/// DS30
#[tokio::test]
async fn a_user_logs_in_by_name_or_address() {
    let server = start().await;
    for user in [
        json!({ "username": "alice" }),
        json!({ "email": "alice@EXAMPLE.org" }),
        json!({ "id": ALICE }),
    ] {
        let mut client = server.ddp().await;
        let result = client.log_in(user.clone(), DIGEST).await;
        assert_eq!(result["id"], ALICE, "{user}: {result}");
        assert_eq!(result["type"], "password");
        let expires = result["tokenExpires"]["$date"].as_u64().expect("milliseconds") / 1000;
        let lifetime = expires - get_current_timestamp();
        assert!(lifetime.abs_diff(90 * 24 * 3600) < 60, "{lifetime}");
        assert_eq!(client.call("whoami", json!([])).await["result"], ALICE);
    }
    let mut client = server.ddp().await;
    let clear = json!([{ "user": { "username": "alice" }, "password": "secret" }]);
    assert_eq!(client.call("login", clear).await["result"]["id"], ALICE);
}

/// DS30, DS31: the token of a login is one of the user on every endpoint.
#[tokio::test]
async fn the_token_of_a_login_is_good_everywhere() {
    let server = start().await;
    let mut client = server.ddp().await;
    let token = client.log_in_alice().await;
    let mut skapi = server.connect_with(&token).await;
    skapi.send(json!({ "action": "sendMessage", "uid": ALICE, "content": 1 })).await;
    assert_eq!(skapi.next().await["#user_id"], ALICE);
    let mut client = server.ddp_as(&token).await;
    assert_eq!(client.call("whoami", json!([])).await["result"], ALICE);
    // A user of another service takes it along.
    let result = client.log_in(json!({ "username": "bob" }), DIGEST).await;
    let (status, _) = server
        .list_with(
            result["token"].as_str().expect("a token"),
            json!({ "service": "other", "searchFor": "group" }),
        )
        .await;
    assert_eq!(status, 200);
}

/// DS31
#[tokio::test]
async fn any_valid_token_logs_in() {
    let server = start().await;
    let guest: Value =
        server.post("/guest").send().await.expect("sent").json().await.expect("JSON");
    let guest_token = guest["token"].as_str().expect("a token").to_owned();
    for (token, id) in [
        (token("ann"), "ann"),
        (token_of("other", "ann"), "ann"),
        (token(ALICE), ALICE),
        (guest_token, guest["user_id"].as_str().expect("an id")),
    ] {
        let mut client = server.ddp().await;
        let answer = client.call("login", json!([{ "resume": token }])).await;
        let result = &answer["result"];
        assert_eq!((&result["id"], &result["type"]), (&json!(id), &json!("resume")));
        assert_eq!(result["token"], *token);
        assert!(result["tokenExpires"]["$date"].is_u64());
    }
    let old = sign(json!({ "sub": "ann", "exp": now() - 60 }));
    for bad in ["", "nonsense", &old] {
        let mut client = server.ddp().await;
        let answer = client.call("login", json!([{ "resume": bad }])).await;
        assert_eq!(answer["error"]["error"], 403);
        let reason = "You've been logged out by the server. Please log in again.";
        assert_eq!(answer["error"]["reason"], reason);
        assert_eq!(client.call("whoami", json!([])).await["result"], Value::Null);
    }
}

/// DS32
#[tokio::test]
async fn a_logout_ends_the_token_everywhere() {
    let server = start().await;
    let mut client = server.ddp().await;
    let token = client.log_in_alice().await;
    let mut other_token = server.ddp().await;
    let second = other_token.log_in_alice().await;
    assert_ne!(token, second);
    let mut same_token = server.ddp_as(&token).await;
    client.call("logout", json!([])).await;
    assert_eq!(client.call("whoami", json!([])).await["result"], Value::Null);
    assert_eq!(same_token.closed().await, 1000);
    assert_eq!(other_token.call("whoami", json!([])).await["result"], ALICE);
    let mut again = server.ddp().await;
    let answer = again.call("login", json!([{ "resume": token }])).await;
    assert_eq!(answer["error"]["error"], 403);
    assert_eq!(server.try_connect(&token).await.err(), Some(401));
    assert!(server.try_connect(&second).await.is_ok());
    // Nobody logs out without having logged in, and nothing is wrong with that.
    assert_eq!(
        again.call("logout", json!([])).await,
        json!({ "msg": "result", "id": "call-logout" })
    );
}

/// DS32: a token without a name is ended, too.
#[tokio::test]
async fn tokens_of_others_can_be_ended() {
    let server = start().await;
    let (mut client, token) = (server.ddp().await, token("ann"));
    client.call("login", json!([{ "resume": token }])).await;
    client.call("logout", json!([])).await;
    assert_eq!(server.try_connect(&token).await.err(), Some(401));
    let other = sign(json!({ "sub": "ann", "exp": now() + 3000 }));
    assert!(server.try_connect(&other).await.is_ok());
}

/// DS33
#[tokio::test]
async fn there_are_no_other_login_services() {
    let server = start().await;
    let mut client = server.ddp().await;
    for options in [
        json!({}),
        json!({ "oauth": { "credentialToken": "x", "credentialSecret": "y" } }),
        json!({ "ldap": true, "username": "alice", "ldapPass": "secret", "ldapOptions": {} }),
        json!({ "saml": true, "credentialToken": "x" }),
        json!({ "cas": { "credentialToken": "x" } }),
        json!({ "totp": { "login": { "resume": "x" }, "code": "123" } }),
        json!({ "user": { "username": "alice" } }),
    ] {
        let error = client.call("login", json!([options])).await["error"].clone();
        assert_eq!(error["error"], 400, "{options}");
        assert_eq!(error["reason"], "Unrecognized options for login request", "{options}");
    }
    for params in [
        json!([]),
        json!(["token"]),
        json!([{ "resume": 5 }]),
        json!([{ "user": "alice", "password": "secret" }]),
        json!([{ "user": { "username": 5 }, "password": "secret" }]),
        json!([{ "user": { "username": "alice" }, "password": { "digest": DIGEST } }]),
    ] {
        let error = client.call("login", params.clone()).await["error"].clone();
        assert_eq!(error["reason"], "Match failed", "{params}");
    }
}

/// DS34
#[tokio::test]
async fn a_wrong_password_is_refused_and_so_are_many() {
    let server = start_ddp(|config| config.rocketchat.login_failures = 3).await;
    let wrong = json!({ "username": "alice" });
    for _ in 0..3 {
        let error = server.ddp().await.log_in(wrong.clone(), "00").await;
        assert_eq!(error["error"], 403);
        assert_eq!(error["reason"], "User not found or incorrect password");
    }
    // From another connection, with the right one: nobody looks at it.
    let mut client = server.ddp().await;
    let error = client.log_in(wrong, DIGEST).await;
    assert_eq!(error["error"], "too-many-requests");
    assert!(error["details"]["timeToReset"].as_u64().is_some_and(|wait| wait <= 60_000));
    // Other users are not stopped, nor is a token.
    assert_eq!(client.log_in(json!({ "username": "bob" }), DIGEST).await["id"], "bob");
    assert!(client.call("login", json!([{ "resume": token("ann") }])).await["error"].is_null());
    // A name that nobody has is no other answer than a wrong password.
    let error = client.log_in(json!({ "username": "nobody" }), DIGEST).await;
    assert_eq!(error["reason"], "User not found or incorrect password");
}

/// DS35
#[tokio::test]
async fn a_connection_ends_with_its_token() {
    let server = start().await;
    let mut client = server.ddp().await;
    // The leeway for clocks is 5 s, so that one or two are left.
    let token = sign(json!({ "sub": "ann", "exp": now() - 3 }));
    let answer = client.call("login", json!([{ "resume": token }])).await;
    assert_eq!(answer["result"]["id"], "ann");
    assert_eq!(client.closed_with_reason().await, (1000, "The token has expired.".into()));
}

/// DS4
#[tokio::test]
async fn a_user_has_no_more_connections_than_one_may_have() {
    let server = start_ddp(|config: &mut Config| config.limits.connections_per_user = 2).await;
    let first = server.ddp_as(&token("ann")).await;
    let mut second = server.ddp_as(&token("ann")).await;
    let mut third = server.ddp().await;
    let login = json!([{ "resume": token("ann") }]);
    let answer = third.call("login", login.clone()).await;
    assert_eq!(answer["error"]["error"], "error-too-many-connections");
    // It stays, and others can log in on it; the same user again on its own connection, too.
    assert!(third.call("login", json!([{ "resume": token("eve") }])).await["error"].is_null());
    assert!(second.call("login", login.clone()).await["error"].is_null());
    first.close().await;
    second.call("logout", json!([])).await;
    let mut fourth = server.ddp().await;
    let fresh = sign(json!({ "sub": "ann", "exp": now() + 2000 }));
    assert!(fourth.call("login", json!([{ "resume": fresh }])).await["error"].is_null());
}
