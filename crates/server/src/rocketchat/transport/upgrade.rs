//! The URLs of the endpoint.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::upgrade::OnUpgrade;

use super::connection;
use super::sockjs;
use crate::app::{App, no_such_path};
use crate::config::Config;
use crate::outbox::Outbox;
use crate::refusal::Refusal;
use crate::rocketchat::wire::Framing;
use crate::upgrade::{handshake, open, switch, take_upgrade};

/// `/websocket`, and what there is of SockJS.
pub(in crate::rocketchat) fn router(config: &Config) -> Router<Arc<App>> {
    let router = Router::new()
        .route("/websocket", get(raw))
        .route("/sockjs", get(welcome))
        .route("/sockjs/", get(welcome))
        .route("/sockjs/info", get(sockjs::info));
    if config.rocketchat.ddp_dialect.rules().sockjs_everywhere {
        router.route("/sockjs/{*path}", get(framed))
    } else {
        router.route("/sockjs/{server}/{session}/websocket", get(of_server))
    }
}

async fn welcome() -> &'static str {
    "Welcome to SockJS!\n"
}

async fn raw(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refusal> {
    upgrade(app, request, Framing::Raw).await
}

async fn framed(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refusal> {
    upgrade(app, request, Framing::SockJs).await
}

/// `<server>` is three digits, `<session>` anything: they are for balancers.
async fn of_server(
    State(app): State<Arc<App>>,
    Path((server, _)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    if server.len() != 3 || !server.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok((StatusCode::NOT_FOUND, no_such_path().await).into_response());
    }
    upgrade(app, request, Framing::SockJs).await
}

async fn upgrade(
    app: Arc<App>,
    mut request: Request,
    framing: Framing,
) -> Result<Response, Refusal> {
    let accept = match handshake(request.method(), request.headers()) {
        Ok(accept) => accept,
        Err(response) => return Ok(*response),
    };
    let session = (app.config.rocketchat.ddp_dialect.rules().session_id)().map_err(|cause| {
        tracing::error!(%cause, "no id for a session");
        Refusal::new(
            groupwire_protocol::wire::error::NOT_SUPPORTED,
            "No connection can be made now.",
        )
    })?;
    let upgrade = take_upgrade(&mut request)?;
    tokio::spawn(start(app, upgrade, session.into(), framing));
    Ok(switch(accept))
}

async fn start(app: Arc<App>, upgrade: OnUpgrade, session: Arc<str>, framing: Framing) {
    let limits = &app.config.limits;
    let Some(socket) = open(&app, upgrade, limits.max_message_bytes).await else { return };
    let outbox = Outbox::new(limits);
    connection::run(app, socket, session, framing, outbox).await;
}
