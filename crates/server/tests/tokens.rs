//! Which tokens are accepted.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::path::PathBuf;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use support::{SECRET, TestServer, in_an_hour, now, sign, start, token, within};

/// Keys made for these tests, good for nothing else.
fn key_file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "keys", name].iter().collect()
}

fn private_key(algorithm: Algorithm) -> EncodingKey {
    let read = |name| std::fs::read(key_file(name)).expect("a key");
    match algorithm {
        Algorithm::RS256 => EncodingKey::from_rsa_pem(&read("rs256.pem")),
        Algorithm::ES256 => EncodingKey::from_ec_pem(&read("es256.pem")),
        _ => EncodingKey::from_ed_pem(&read("eddsa.pem")),
    }
    .expect("a private key")
}

fn signed(algorithm: Algorithm, key: &EncodingKey, id: Option<&str>) -> String {
    let header = Header { kid: id.map(str::to_owned), ..Header::new(algorithm) };
    encode(&header, &json!({ "sub": "ann", "exp": in_an_hour() }), key).expect("a token")
}

/// The status of an upgrade and of a list with this token; they must agree.
async fn status(server: &TestServer, token: &str) -> u16 {
    let upgrade = server.try_connect(token).await.err().unwrap_or(200);
    let (list, _) = server.list_with(token, json!({ "searchFor": "group" })).await;
    assert_eq!(upgrade, list);
    list
}

const KINDS: [(Algorithm, &str); 3] = [
    (Algorithm::RS256, "rs256.pub.pem"),
    (Algorithm::ES256, "es256.pub.pem"),
    (Algorithm::EdDSA, "eddsa.pub.pem"),
];

/// S12
#[tokio::test]
async fn each_kind_of_public_key_accepts_its_own_tokens_only() {
    for (kind, file) in KINDS {
        let server = start(|config| {
            config.auth.hs256_secret = None;
            config.auth.public_key = Some(key_file(file));
        })
        .await;
        for (algorithm, _) in KINDS {
            let token = signed(algorithm, &private_key(algorithm), Some("any"));
            let expected = if algorithm == kind { 200 } else { 401 };
            assert_eq!(status(&server, &token).await, expected, "{algorithm:?} with {file}");
        }
        assert_eq!(status(&server, &token("ann")).await, 401);
        // The public key is no secret, in whatever form.
        let pem = std::fs::read(key_file(file)).expect("a key");
        let forged = signed(Algorithm::HS256, &EncodingKey::from_secret(&pem), None);
        assert_eq!(status(&server, &forged).await, 401);
    }
}

/// S12
#[tokio::test]
async fn a_key_set_is_searched_by_key_id() {
    let keys = KINDS.map(|(algorithm, _)| {
        let key = private_key(algorithm);
        let mut jwk = Jwk::from_encoding_key(&key, algorithm).expect("a JWK");
        jwk.common.key_id = Some(format!("{algorithm:?}"));
        jwk
    });
    let mut set = serde_json::to_value(JwkSet { keys: keys.to_vec() }).expect("JSON");
    // A symmetric key in the file is passed over.
    set["keys"].as_array_mut().expect("keys").push(json!({
        "kty": "oct", "kid": "oct", "alg": "HS256", "k": "c2VjcmV0"
    }));
    let file = std::env::temp_dir().join(format!("groupwire-jwks-{}.json", std::process::id()));
    std::fs::write(&file, set.to_string()).expect("a file");
    let server = start(|config| {
        config.auth.hs256_secret = None;
        config.auth.jwks = Some(file.clone());
    })
    .await;
    std::fs::remove_file(&file).expect("the file");
    for (algorithm, _) in KINDS {
        let key = private_key(algorithm);
        let id = format!("{algorithm:?}");
        assert_eq!(status(&server, &signed(algorithm, &key, Some(&id))).await, 200, "{id}");
        assert_eq!(status(&server, &signed(algorithm, &key, Some("unknown"))).await, 401);
        assert_eq!(status(&server, &signed(algorithm, &key, None)).await, 401);
        let other = if algorithm == Algorithm::RS256 { "ES256" } else { "RS256" };
        assert_eq!(status(&server, &signed(algorithm, &key, Some(other))).await, 401);
    }
    let forged = signed(Algorithm::HS256, &EncodingKey::from_secret(b"secret"), Some("oct"));
    assert_eq!(status(&server, &forged).await, 401);
}

/// S13
#[tokio::test]
async fn there_is_no_way_in_without_a_valid_token() {
    let server = start(|_| {}).await;
    let stranger = EncodingKey::from_secret(b"another secret");
    let good = token("ann");
    let (head, signature) = good.rsplit_once('.').expect("a JWT");
    let none = format!("eyJhbGciOiJub25lIn0.{}.", head.split_once('.').expect("a JWT").1);
    let same = EncodingKey::from_secret(SECRET.as_bytes());
    for bad in [
        "".to_owned(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        head.to_owned(),
        format!("{head}."),
        format!("{head}.{}", signature.chars().rev().collect::<String>()),
        none,
        signed(Algorithm::HS256, &stranger, None),
        // The right secret under another algorithm, or as if it were that of the guests.
        signed(Algorithm::HS384, &same, None),
        signed(Algorithm::HS256, &same, Some("groupwire-guest")),
    ] {
        assert_eq!(status(&server, &bad).await, 401, "{bad}");
    }
    for path in ["/api", "/api?token", "/api?x=1", "/api?token=a&token=b", "/api?token=%ff"] {
        let response = within(server.get(path).send()).await.expect("an answer");
        assert_eq!(response.status(), 401, "{path}");
        let body: Value = within(response.json()).await.expect("JSON");
        assert_eq!(body["code"], "UNAUTHORIZED");
    }
    let response = within(server.post("/get-ws-group").body("{}").send()).await.expect("an answer");
    assert_eq!(response.status(), 401);
}

/// S13
#[tokio::test]
async fn the_header_has_the_token_raw_or_as_bearer() {
    let server = start(|_| {}).await;
    let token = token("ann");
    for value in [token.clone(), format!("Bearer {token}"), format!("bearer  {token}")] {
        assert_eq!(server.list_with(&value, json!({ "searchFor": "group" })).await.0, 200);
    }
    for value in [format!("Basic {token}"), "Bearer".to_owned(), "Bearer ".to_owned()] {
        assert_eq!(server.list_with(&value, json!({ "searchFor": "group" })).await.0, 401);
    }
}

/// S14
#[tokio::test]
async fn tokens_have_their_time() {
    let server = start(|_| {}).await;
    for (claims, expected) in [
        (json!({ "sub": "a", "exp": now() - 60 }), 401),
        (json!({ "sub": "a", "exp": now() - 2 }), 200),
        (json!({ "sub": "a", "exp": in_an_hour(), "nbf": now() + 60 }), 401),
        (json!({ "sub": "a", "exp": in_an_hour(), "nbf": now() + 2 }), 200),
        (json!({ "sub": "a" }), 401),
        (json!({ "sub": "a", "exp": "soon" }), 401),
        (json!({ "sub": "a", "exp": null }), 401),
    ] {
        assert_eq!(status(&server, &sign(claims.clone())).await, expected, "{claims}");
    }
}

/// S15, S16
#[tokio::test]
async fn users_and_services_have_sensible_names() {
    let server = start(|_| {}).await;
    let exp = in_an_hour();
    for (claims, expected) in [
        (json!({ "sub": "ann@example.org", "exp": exp }), 200),
        (json!({ "sub": "x".repeat(256), "exp": exp }), 200),
        (json!({ "sub": "x".repeat(257), "exp": exp }), 401),
        (json!({ "sub": "", "exp": exp }), 401),
        (json!({ "sub": "a\nb", "exp": exp }), 401),
        (json!({ "sub": "a\u{0}", "exp": exp }), 401),
        (json!({ "sub": "cid:x", "exp": exp }), 401),
        (json!({ "sub": 7, "exp": exp }), 401),
        (json!({ "exp": exp }), 401),
        (json!({ "sub": "a", "service": "s", "exp": exp }), 200),
        (json!({ "sub": "a", "service": "", "exp": exp }), 401),
        (json!({ "sub": "a", "service": "a#b", "exp": exp }), 401),
        (json!({ "sub": "a", "custom:service": "a\tb", "exp": exp }), 401),
        (json!({ "sub": "a", "service": 7, "exp": exp }), 401),
    ] {
        assert_eq!(status(&server, &sign(claims.clone())).await, expected, "{claims}");
    }
}
