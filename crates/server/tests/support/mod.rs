//! A real server in this process, and clients that talk to it over loopback.
//!
//! Nothing here sleeps: whoever waits, waits for a frame, with a deadline.

// Each test program uses a part of this.
#![allow(dead_code)]

mod client;
pub mod ddp;
pub mod late;
pub mod rocketchat;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use groupwire_server::hub::{Hub, MemoryHub};
use groupwire_server::metrics::Metrics;
use groupwire_server::{Config, Server};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

pub use client::Client;

/// The secret of the servers that [`start`] starts.
pub const SECRET: &str = "a secret of the tests";

/// How long a test waits for what must come.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// A running server. It ends with the test.
pub struct TestServer {
    pub addr: SocketAddr,
    pub stop: Option<oneshot::Sender<()>>,
    pub task: JoinHandle<()>,
    http: reqwest::Client,
}

/// Starts a server on a free port of loopback, with an HS256 secret.
pub async fn start(configure: impl FnOnce(&mut Config)) -> TestServer {
    start_with(configure, |hub| Arc::new(hub)).await
}

/// As [`start`], with a hub made of that in memory.
pub async fn start_with(
    configure: impl FnOnce(&mut Config),
    make: impl FnOnce(MemoryHub) -> Arc<dyn Hub>,
) -> TestServer {
    let mut config = Config::on(SocketAddr::from(([127, 0, 0, 1], 0)));
    config.auth.hs256_secret = Some(SECRET.into());
    configure(&mut config);
    let metrics = Arc::new(Metrics::new());
    let hub = MemoryHub::new(&config.limits, &config.history, metrics.clone());
    let hub = make(hub.expect("randomness"));
    let server = Server::bind_with(config, hub, metrics).await.expect("the server starts");
    let addr = server.local_addr();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(server.run(async {
        // An error is the end of the test.
        let _ = stopped.await;
    }));
    TestServer { addr, stop: Some(stop), task, http: reqwest::Client::new() }
}

impl TestServer {
    /// A connection of a user of the default service.
    pub async fn connect(&self, user: &str) -> Client {
        self.connect_with(&token(user)).await
    }

    /// A connection with this token.
    pub async fn connect_with(&self, token: &str) -> Client {
        self.try_connect(token).await.expect("the upgrade is accepted")
    }

    /// A connection that has joined, and has read its own notice of that.
    pub async fn join(&self, user: &str, group: &str) -> Client {
        let mut client = self.connect(user).await;
        client.join(group).await;
        client
    }

    /// A connection, or the HTTP status of the refusal.
    pub async fn try_connect(&self, token: &str) -> Result<Client, u16> {
        let stream = TcpStream::connect(self.addr).await.expect("the server listens");
        self.try_connect_on(stream, token, &[]).await
    }

    /// As [`try_connect`](Self::try_connect), over this stream and with these headers.
    pub async fn try_connect_on(
        &self,
        stream: TcpStream,
        token: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, u16> {
        self.try_open(stream, &format!("token={token}"), headers).await
    }

    /// A connection of version 1, and its `#hello`. `query` follows the token: `&since=…` or nothing.
    pub async fn connect_v1(&self, token: &str, query: &str) -> (Client, Value) {
        let mut client = self.open(&format!("v=1&token={token}{query}")).await;
        let hello = client.next().await;
        assert!(hello["#hello"].is_object(), "{hello}");
        (client, hello["#hello"].clone())
    }

    /// A connection of version 1 of a user of the default service.
    pub async fn v1(&self, user: &str) -> Client {
        self.connect_v1(&token(user), "").await.0
    }

    /// A connection of version 1 that has joined, and has read its answer and its notice.
    pub async fn join_v1(&self, user: &str, group: &str) -> Client {
        let mut client = self.v1(user).await;
        client.join_v1(group).await;
        client
    }

    /// A connection with this query, which must be accepted.
    pub async fn open(&self, query: &str) -> Client {
        let stream = TcpStream::connect(self.addr).await.expect("the server listens");
        self.try_open(stream, query, &[]).await.expect("the upgrade is accepted")
    }

    /// A connection with this query, or the HTTP status of the refusal.
    pub async fn try_open(
        &self,
        stream: TcpStream,
        query: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, u16> {
        self.try_upgrade(stream, &format!("/api?{query}"), headers).await
    }

    /// A connection to this path, or the HTTP status of the refusal.
    pub async fn try_upgrade(
        &self,
        stream: TcpStream,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, u16> {
        let url = format!("ws://{}{path}", self.addr);
        let mut request = url.into_client_request().expect("a valid URL");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a valid header"));
        }
        match within(client_async(request, stream)).await {
            Ok((socket, _)) => Ok(Client { socket }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the upgrade failed: {error}"),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(self.url(path))
    }

    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.post(self.url(path))
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().expect("a method"), self.url(path))
    }

    /// Asks for a list with a token, and gives the status and the answer.
    pub async fn list_with(&self, token: &str, body: Value) -> (u16, Value) {
        let request = self.post("/get-ws-group").header("authorization", token).json(&body);
        let response = within(request.send()).await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// Asks for a list as a user of the default service.
    pub async fn list(&self, body: Value) -> Value {
        let (status, answer) = self.list_with(&token("lister"), body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// The names and numbers of the groups of the default service.
    pub async fn groups(&self) -> Vec<(String, u64)> {
        let answer = self.list(json!({ "searchFor": "group", "limit": 1000 })).await;
        groups_of(&answer)
    }
}

/// The groups in an answer, without the service.
pub fn groups_of(answer: &Value) -> Vec<(String, u64)> {
    let item = |item: &Value| {
        let rid = item["rid"].as_str().expect("a rid");
        let (_, name) = rid.split_once('#').expect("a service");
        (name.to_owned(), item["cnt"].as_u64().expect("a count"))
    };
    answer["list"].as_array().expect("a list").iter().map(item).collect()
}

/// A valid token of a user, without a service.
pub fn token(user: &str) -> String {
    sign(json!({ "sub": user, "exp": in_an_hour() }))
}

/// A valid token of a user of a service.
pub fn token_of(service: &str, user: &str) -> String {
    sign(json!({ "sub": user, "service": service, "exp": in_an_hour() }))
}

/// A token signed with the secret of the tests.
pub fn sign(claims: Value) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token")
}

pub fn now() -> u64 {
    get_current_timestamp()
}

pub fn in_an_hour() -> u64 {
    now() + 3600
}

/// Waits, but not for ever.
pub async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(DEADLINE, future).await.expect("within the deadline")
}
