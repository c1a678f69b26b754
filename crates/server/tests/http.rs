//! Plain HTTP: health, metrics, the demo, origins, refusals.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use support::{TestServer, start, token, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const API: [(&str, &str); 4] =
    [("GET", "/api"), ("POST", "/get-ws-group"), ("POST", "/api/get-ws-group"), ("POST", "/guest")];

/// S6
#[tokio::test]
async fn health_and_metrics() {
    let server = start(|_| {}).await;
    let response = within(server.get("/healthz").send()).await.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), within(response.text()).await.expect("text").as_str()),
        (200, "ok")
    );

    let mut ann = server.join("secret-ann", "secret-group").await;
    let _ben = server.connect_with(&support::token_of("secret-service", "ben")).await;
    ann.broadcast("secret-group", json!(1)).await;
    ann.next().await;
    ann.send_text("?").await;
    ann.next_error().await;
    let text = within(within(server.get("/metrics").send()).await.expect("an answer").text());
    let text = text.await.expect("text");
    for line in [
        "groupwire_connections 2",
        "groupwire_groups 1",
        "groupwire_connections_opened_total 2",
        "groupwire_frames_received_total 3",
        "groupwire_frames_delivered_total 1",
        "groupwire_refusals_total{code=\"INVALID_REQUEST\"} 1",
    ] {
        assert!(text.lines().any(|have| have == line), "{line} in {text}");
    }
    assert!(!text.contains("secret"), "{text}");
}

/// S7, S8
#[tokio::test]
async fn the_demo_is_served_or_a_page_without_it() {
    let server = start(|_| {}).await;
    let response = within(server.get("/").send()).await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert!(within(response.text()).await.expect("text").contains("groupwire-server"));
    let response = within(server.get("/nothing").send()).await.expect("an answer");
    assert_eq!(response.status(), 404);
    assert_eq!(within(response.json::<Value>()).await.expect("JSON")["code"], "NOT_EXISTS");

    let dir = std::env::temp_dir().join(format!("groupwire-demo-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("assets")).expect("a folder");
    std::fs::write(dir.join("index.html"), "the demo").expect("a file");
    std::fs::write(dir.join("assets/a.wasm"), "wasm").expect("a file");
    let server = start(|config| config.demo_dir = Some(dir.clone())).await;
    let get = async |path: &str| -> Response {
        within(server.get(path).send()).await.expect("an answer")
    };
    assert_eq!(within(get("/").await.text()).await.expect("text"), "the demo");
    let wasm = get("/assets/a.wasm").await;
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    let missing = get("/nothing").await;
    assert_eq!(missing.status(), 404);
    assert_eq!(within(missing.json::<Value>()).await.expect("JSON")["code"], "NOT_EXISTS");
    let outside = get("/%2e%2e/%2e%2e/etc/passwd").await;
    assert_eq!(outside.status(), 404);
    std::fs::remove_dir_all(&dir).expect("the folder");
}

/// S8: pages can read why they were refused.
#[tokio::test]
async fn refusals_are_json_that_pages_can_read() {
    let server = start(|config| config.auth.guests = Some(false)).await;
    for (method, path) in API {
        let request = server.request(method, path).header("origin", "https://app.example");
        let response = within(request.send()).await.expect("an answer");
        assert!([401, 404].contains(&response.status().as_u16()), "{path}");
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{path}");
        let body: Value = within(response.json()).await.expect("JSON");
        assert!(body["code"].is_string() && body["message"].is_string(), "{path}: {body}");
    }
    let big = server.post("/get-ws-group").header("origin", "https://app.example");
    let response = within(big.body("x".repeat(100_000)).send()).await.expect("an answer");
    assert_eq!(response.status(), 401);
    let big = server.post("/get-ws-group").header("authorization", token("ann"));
    let response = within(big.body("x".repeat(100_000)).send()).await.expect("an answer");
    assert_eq!(response.status(), 413);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(within(response.json::<Value>()).await.expect("JSON")["code"], "PAYLOAD_TOO_LARGE");
    for (_, path) in API {
        let request = server.request("DELETE", path).header("origin", "https://app.example");
        let response = within(request.send()).await.expect("an answer");
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        assert_eq!(
            within(response.json::<Value>()).await.expect("JSON")["code"],
            "INVALID_REQUEST"
        );
    }
}

async fn preflight(server: &TestServer, path: &str, origin: &str) -> Response {
    let request = server
        .request("OPTIONS", path)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-meta,content-type");
    within(request.send()).await.expect("an answer")
}

/// S9
#[tokio::test]
async fn a_preflight_allows_what_clients_send() {
    let server = start(|_| {}).await;
    for path in ["/get-ws-group", "/api/get-ws-group", "/guest", "/api/v1/login"] {
        let response = preflight(&server, path, "https://app.example").await;
        assert!(response.status().is_success());
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        let header = |name: &str| response.headers()[name].to_str().expect("text").to_lowercase();
        let skapi = ["authorization", "content-type", "content-meta"];
        for allowed in skapi.into_iter().chain(["x-auth-token", "x-user-id"]) {
            assert!(header("access-control-allow-headers").contains(allowed), "{allowed}");
        }
        assert!(header("access-control-allow-methods").contains("post"));
    }
}

async fn upgrade(server: &TestServer, origin: Option<&str>) -> u16 {
    let stream = TcpStream::connect(server.addr).await.expect("the server listens");
    let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
    server.try_connect_on(stream, &token("ann"), &headers).await.err().unwrap_or(101)
}

async fn guest(server: &TestServer, origin: &str) -> (u16, Option<String>) {
    let request = server.post("/guest").header("origin", origin);
    let response = within(request.send()).await.expect("an answer");
    let allowed = response.headers().get("access-control-allow-origin");
    let allowed = allowed.map(|value| value.to_str().expect("text").to_owned());
    (response.status().as_u16(), allowed)
}

/// S10
#[tokio::test]
async fn only_listed_origins_may_connect() {
    let server = start(|config| {
        config.allow_origin = vec!["https://App.example".into(), "http://localhost:5173/".into()];
    })
    .await;
    let own = format!("http://{}", server.addr);
    for good in ["https://app.example", "http://localhost:5173", &own] {
        assert_eq!(upgrade(&server, Some(good)).await, 101, "{good}");
        assert_eq!(guest(&server, good).await, (200, Some(good.to_owned())), "{good}");
        let response = preflight(&server, "/guest", good).await;
        assert_eq!(response.headers()["access-control-allow-origin"], good);
    }
    for bad in ["https://evil.example", "http://app.example", "https://app.example.evil", "null"] {
        assert_eq!(upgrade(&server, Some(bad)).await, 403, "{bad}");
        assert_eq!(guest(&server, bad).await, (403, None), "{bad}");
        let response = preflight(&server, "/guest", bad).await;
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{bad}");
    }
    assert_eq!(upgrade(&server, None).await, 101);
}

/// S10
#[tokio::test]
async fn without_a_list_the_address_decides() {
    let loopback = start(|_| {}).await;
    assert_eq!(upgrade(&loopback, Some("https://app.example")).await, 101);
    for (list, expected) in [(vec![], 403), (vec!["*".to_owned()], 101)] {
        let server = start(|config| {
            config.listen = ([0, 0, 0, 0], 0).into();
            config.allow_origin = list;
        })
        .await;
        assert_eq!(upgrade(&server, Some("https://app.example")).await, expected);
        // Under the name by which the client reached it.
        let own = format!("http://0.0.0.0:{}", server.addr.port());
        assert_eq!(upgrade(&server, Some(&own)).await, 101);
    }
}

/// S11
#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let server = start(|config| config.limits.handshake_timeout = Duration::from_millis(100)).await;
    for head in ["", "GET /healthz HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = TcpStream::connect(server.addr).await.expect("the server listens");
        within(stream.write_all(head.as_bytes())).await.expect("open");
        let mut answer = Vec::new();
        // Ended or reset: over, anyway.
        let _ = within(stream.read_to_end(&mut answer)).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
}

/// S13: what is not a handshake of WebSocket 13 is told so, but only with a token.
#[tokio::test]
async fn the_path_of_the_socket_is_for_sockets() {
    let server = start(|_| {}).await;
    let path = format!("/api?token={}", token("ann"));
    let response = within(server.get(&path).send()).await.expect("an answer");
    assert_eq!(response.status(), 426);
    assert_eq!(response.headers()["upgrade"], "websocket");
    let old = server
        .get(&path)
        .header("connection", "keep-alive, Upgrade")
        .header("upgrade", "WebSocket")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("sec-websocket-version", "8");
    let response = within(old.send()).await.expect("an answer");
    assert_eq!(response.status(), 400);
    assert_eq!(response.headers()["sec-websocket-version"], "13");
    // None of them has left a connection behind.
    let _ann = server.connect("ann").await;
    let text = within(within(server.get("/metrics").send()).await.expect("an answer").text());
    assert!(text.await.expect("text").contains("groupwire_connections 1\n"));
}
