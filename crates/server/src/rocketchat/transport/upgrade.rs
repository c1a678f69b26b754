//! The URLs of the endpoint.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::upgrade::OnUpgrade;

use super::connection;
use super::sockjs;
use crate::app::{App, no_such_path};
use crate::origin;
use crate::outbox::Outbox;
use crate::refusal::Refusal;
use crate::rocketchat::wire::Framing;
use crate::upgrade::{handshake, open, switch, take_upgrade};

/// `/websocket`, and what there is of SockJS.
pub(in crate::rocketchat) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/websocket", get(raw))
        .route("/sockjs", get(welcome))
        .route("/sockjs/", get(welcome))
        .route("/sockjs/info", get(sockjs::info))
        .route("/sockjs/{server}/{session}/websocket", get(of_server))
}

/// Where the dialect has SockJS on every path, answers upgrades that nobody else does.
pub(in crate::rocketchat) async fn everywhere(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let is_everywhere = app.config.rocketchat.ddp_dialect.rules().sockjs_everywhere;
    if !is_everywhere || handshake(request.method(), request.headers()).is_err() {
        return next.run(request).await;
    }
    match origin::refusal(&app, request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => upgrade(app, request, Framing::SockJs).await.into_response(),
    }
}

async fn welcome() -> &'static str {
    "Welcome to SockJS!\n"
}

async fn raw(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refusal> {
    upgrade(app, request, Framing::Raw).await
}

/// `<server>` is three digits, `<session>` anything: they are for balancers.
async fn of_server(
    State(app): State<Arc<App>>,
    Path((server, _)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let is_strict = !app.config.rocketchat.ddp_dialect.rules().sockjs_everywhere;
    if is_strict && !is_server(&server) {
        return Ok(no_such_path().await.into_response());
    }
    upgrade(app, request, Framing::SockJs).await
}

fn is_server(name: &str) -> bool {
    name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_digit())
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
    // A task of its own: this one has room for all that was needed up to here.
    tokio::spawn(connection::run(app, socket, session, framing, outbox));
}
