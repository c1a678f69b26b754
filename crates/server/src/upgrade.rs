//! `GET /api?token=…`: from an HTTP request to a WebSocket.

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
use crate::auth::unauthorized;
use crate::connection;
use crate::hub::Seat;
use crate::outbox::Outbox;
use crate::refusal::Refusal;
use crate::socket::Socket;

/// How many times the limit a message may have before it ends the connection. Up to that the
/// client is told by an `#error` frame, at the price of reading what is thrown away.
const HARD_LIMIT_FACTOR: usize = 4;

/// The query of the URL.
#[derive(Deserialize)]
pub struct Parameters {
    token: Option<String>,
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
/// 401 without a valid token, 429 when the user has too many connections, 400 or 426 when it
/// is no WebSocket handshake of version 13.
pub async fn get(
    State(app): State<Arc<App>>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    mut request: Request,
) -> Result<Response, Refusal> {
    let token = parameters
        .ok()
        .and_then(|Query(parameters)| parameters.token)
        .ok_or_else(|| unauthorized("A token is required."))?;
    let identity = app.verifier.verify(&token)?;
    let accept = match handshake(request.method(), request.headers()) {
        Ok(accept) => accept,
        Err(response) => return Ok(*response),
    };
    let upgrade = request
        .extensions_mut()
        .remove::<OnUpgrade>()
        .ok_or_else(|| Refusal::invalid_request("This request cannot become a WebSocket."))?;
    let outbox = Outbox::new(&app.config.limits);
    let id = connection_id().map_err(|cause| {
        tracing::error!(%cause, "no id for a connection");
        Refusal::new(error::NOT_SUPPORTED, "No connection can be made now.")
    })?;
    // Before the upgrade, so that one connection too many is an HTTP answer.
    let seat = app.hub.connect(&identity, id, outbox).map_err(|_| {
        Refusal::new(error::TOO_MANY_CONNECTIONS, "The user has too many connections.")
    })?;
    tokio::spawn(start(app, upgrade, seat));
    let headers = [
        (CONNECTION, HeaderValue::from_static("Upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_ACCEPT, accept),
    ];
    Ok((StatusCode::SWITCHING_PROTOCOLS, headers).into_response())
}

/// Waits for the answer to be on its way, then lets the connection live.
async fn start(app: Arc<App>, upgrade: OnUpgrade, seat: Seat) {
    // The client can be gone before the answer has reached it.
    let Ok(upgraded) = upgrade.await else { return };
    // The listener hands out nothing but TCP streams, so that this does not fail.
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else { return };
    app.metrics.opened.inc();
    let max_message = app.config.limits.max_message_bytes.saturating_mul(HARD_LIMIT_FACTOR);
    let max_message = if max_message == 0 { usize::MAX } else { max_message };
    let socket = Socket::new(parts.io.into_inner(), &parts.read_buf, max_message).await;
    // A task of its own: this one has room for all that was needed up to here.
    tokio::spawn(connection::run(app, socket, seat));
}

/// Checks the handshake (RFC 6455, 4.2.1) and computes `Sec-WebSocket-Accept`.
fn handshake(method: &Method, headers: &HeaderMap) -> Result<HeaderValue, Box<Response>> {
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
