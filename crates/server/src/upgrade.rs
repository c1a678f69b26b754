//! `GET /api?token=…[&v=1[&since=…]]`: from an HTTP request to a WebSocket.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    CONNECTION, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use groupwire_protocol::wire::error;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::app::App;
use crate::auth::{Identity, unauthorized};
use crate::config::Config;
use crate::connection;
use crate::frames::answers::Terms;
use crate::hub::{Newcomer, Position, Seat};
use crate::outbox::{Close, Outbox};
use crate::refusal::Refusal;
use crate::socket::Socket;

/// How many times the limit a message may have before it ends the connection. Up to that the
/// client is told by an `#error` frame, at the price of reading what is thrown away.
const HARD_LIMIT_FACTOR: usize = 4;

/// The query of the URL.
#[derive(Deserialize)]
pub struct Parameters {
    token: Option<String>,
    /// The version of our protocol; without it, or with one that is not known, it is Skapi's.
    v: Option<String>,
    /// Of version 1: `<epoch>:<offset>`.
    since: Option<String>,
}

// By hand: the token is a secret.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameters").finish_non_exhaustive()
    }
}

/// The handler of `GET /api`.
///
/// # Errors
/// 401 without a valid token (not in version 1: there the WebSocket is closed with 4401), 429 when the user has too many connections, 400 or 426 when it
/// is no WebSocket handshake of version 13.
pub async fn get(
    State(app): State<Arc<App>>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    mut request: Request,
) -> Result<Response, Refusal> {
    let parameters = parameters.map(|Query(parameters)| parameters).ok();
    let is_version_1 =
        parameters.as_ref().is_some_and(|parameters| parameters.v.as_deref() == Some("1"));
    let (token, since) =
        parameters.map_or((None, None), |parameters| (parameters.token, parameters.since));
    let verified = token
        .ok_or_else(|| unauthorized("A token is required."))
        .and_then(|token| app.verifier.verify(&token));
    let accept = match (handshake(request.method(), request.headers()), &verified) {
        (Ok(accept), _) => accept,
        (Err(_), Err(refusal)) => return Err(refusal.clone()),
        (Err(response), Ok(_)) => return Ok(*response),
    };
    let identity = match verified {
        Ok(identity) => identity,
        Err(refusal) if is_version_1 => {
            let upgrade = take_upgrade(&mut request)?;
            tokio::spawn(reject(app, upgrade, refusal));
            return Ok(switch(accept));
        }
        Err(refusal) => return Err(refusal),
    };
    let upgrade = take_upgrade(&mut request)?;
    let id = connection_id().map_err(|cause| {
        tracing::error!(%cause, "no id for a connection");
        Refusal::new(error::NOT_SUPPORTED, "No connection can be made now.")
    })?;
    let newcomer = Newcomer {
        identity: &identity,
        id,
        outbox: Outbox::new(&app.config.limits),
        terms: is_version_1.then(|| terms(&app.config)),
        // What cannot be read is a position that nothing can be recovered from.
        since: since
            .filter(|_| is_version_1)
            .map(|since| Position::parse(&since).unwrap_or_else(Position::unknown)),
    };
    // Before the upgrade, so that one connection too many is an HTTP answer.
    let seat = app.hub.connect(newcomer).await.map_err(|_| {
        Refusal::new(error::TOO_MANY_CONNECTIONS, "The user has too many connections.")
    })?;
    tokio::spawn(start(app, upgrade, seat, identity));
    Ok(switch(accept))
}

fn terms(config: &Config) -> Terms {
    let limits = &config.limits;
    Terms {
        heartbeat: limits.ping_interval,
        dedupe: config.history.dedupe_age,
        message: limits.max_message_bytes,
        group: limits.max_group_name_bytes,
        groups: limits.groups_per_connection,
    }
}

/// The connection that a request is to become.
///
/// # Errors
/// When it cannot be one.
pub fn take_upgrade(request: &mut Request) -> Result<OnUpgrade, Refusal> {
    request
        .extensions_mut()
        .remove::<OnUpgrade>()
        .ok_or_else(|| Refusal::invalid_request("This request cannot become a WebSocket."))
}

/// The answer to a handshake that is accepted.
pub fn switch(accept: HeaderValue) -> Response {
    let headers = [
        (CONNECTION, HeaderValue::from_static("Upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_ACCEPT, accept),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

/// Waits for the answer to be on its way, then lets the connection live.
async fn start(app: Arc<App>, upgrade: OnUpgrade, seat: Box<dyn Seat>, identity: Identity) {
    let max_message = app.config.limits.max_message_bytes.saturating_mul(HARD_LIMIT_FACTOR);
    let Some(socket) = open(&app, upgrade, max_message).await else { return };
    // A task of its own: this one has room for all that was needed up to here.
    tokio::spawn(connection::run(app, socket, seat, identity));
}

/// Opens a connection only to say why there is none: a browser cannot see why an upgrade fails.
async fn reject(app: Arc<App>, upgrade: OnUpgrade, refusal: Refusal) {
    let reason = match refusal.message {
        Cow::Borrowed(message) => message,
        Cow::Owned(_) => "The token is not accepted.",
    };
    let Some(socket) = open(&app, upgrade, 0).await else { return };
    connection::close(app, socket, None, Close::unauthorized(reason)).await;
}

/// Takes the connection over, once the answer is on its way. Messages of more than so many bytes
/// end it; 0 is no limit.
pub async fn open(app: &App, upgrade: OnUpgrade, max_message: usize) -> Option<Socket> {
    // The client can be gone before the answer has reached it.
    let upgraded = upgrade.await.ok()?;
    // The listener hands out nothing but TCP streams, so that this does not fail.
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    app.metrics.opened.inc();
    let max_message = if max_message == 0 { usize::MAX } else { max_message };
    Some(Socket::new(parts.io.into_inner(), &parts.read_buf, max_message).await)
}

/// Checks the handshake (RFC 6455, 4.2.1) and computes `Sec-WebSocket-Accept`.
///
/// # Errors
/// 426 when it is no handshake, 400 when it is one of another version.
pub fn handshake(method: &Method, headers: &HeaderMap) -> Result<HeaderValue, Box<Response>> {
    let is_upgrade = method == Method::GET
        && has_token(headers, &CONNECTION, "upgrade")
        && has_token(headers, &UPGRADE, "websocket");
    let refuse = |status, name, value: &'static str| {
        let refusal = Refusal::invalid_request("This path is for WebSocket connections.");
        Err(Box::new((status, [(name, value)], axum::Json(refusal)).into_response()))
    };
    if !is_upgrade {
        return refuse(StatusCode::UPGRADE_REQUIRED, UPGRADE, "websocket");
    }
    let version = headers.get(SEC_WEBSOCKET_VERSION).map(HeaderValue::as_bytes);
    let accept = headers
        .get(SEC_WEBSOCKET_KEY)
        .and_then(|key| HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok());
    match accept {
        Some(accept) if version == Some(b"13") => Ok(accept),
        _ => refuse(StatusCode::BAD_REQUEST, SEC_WEBSOCKET_VERSION, "13"),
    }
}

/// Whether a header with a comma-separated list has this entry.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| entry.trim().eq_ignore_ascii_case(token))
}

/// 96 random bits: nobody can write to a connection that it has not heard from.
fn connection_id() -> Result<Arc<str>, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes[4..])?;
    Ok(format!("{:024x}", u128::from_be_bytes(bytes)).into())
}
