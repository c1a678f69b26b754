//! The routes and what their handlers share.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use groupwire_protocol::wire::error;
use tokio::sync::mpsc;
use tower_http::timeout::TimeoutLayer;

use crate::auth::Verifier;
use crate::config::Config;
use crate::guest::{self, GuestIssuer};
use crate::hub::Hub;
use crate::metrics::Metrics;
use crate::origin::{self, Origins};
use crate::refusal::Refusal;
use crate::rocketchat::{self, RocketChat};
use crate::{demo, history, listing, upgrade};

/// The largest body of a request: the questions are small.
const MAX_BODY: usize = 64 * 1024;

/// What a request may take, body and all. A WebSocket is answered at once and not meant.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What the handlers and the connections share.
#[derive(Debug)]
pub struct App {
    /// As given on the command line.
    pub config: Config,
    /// Checks tokens.
    pub verifier: Arc<Verifier>,
    /// Makes tokens, when there are guests.
    pub guests: Option<GuestIssuer>,
    /// The Rocket.Chat endpoint.
    pub rocketchat: RocketChat,
    /// Which pages may talk to the server.
    pub origins: Origins,
    /// The connections.
    pub hub: Arc<dyn Hub>,
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// Never used, but dropped with the rest when the last connection and request are gone:
    /// so the receiver at the other end learns of it.
    pub alive: mpsc::Sender<()>,
}

/// All routes of the server.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/api", get(upgrade::get))
        .route("/get-ws-group", post(listing::post))
        // Where skapi-js asks when its base is that of the WebSocket.
        .route("/api/get-ws-group", post(listing::post))
        .route("/history", post(history::post))
        .route("/guest", post(guest::post))
        .merge(rocketchat::router())
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(origin::cors(app.origins.clone()));
    Router::new()
        .merge(api)
        .route("/healthz", get(|| async { "ok" }))
        .route("/metrics", get(metrics))
        .merge(rocketchat::beside(demo::router(app.config.demo_dir.as_deref()), &app))
        .with_state(app)
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match app.metrics.encode(&*app.hub, app.rocketchat.live.count()) {
        Ok(text) => ([(CONTENT_TYPE, TEXT)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn wrong_method() -> (StatusCode, Json<Refusal>) {
    let refusal = Refusal::invalid_request("This path has another method.");
    (StatusCode::METHOD_NOT_ALLOWED, Json(refusal))
}

/// The body of a request, of no more than 64 KiB.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` when it is larger, `INVALID_REQUEST` when it breaks off.
pub fn body(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Refusal> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(error::PAYLOAD_TOO_LARGE, "The body of the request is too large.")
        }
        _ => Refusal::invalid_request("The body of the request is not complete."),
    })
}

/// The answer to a path that does not exist.
pub async fn no_such_path() -> Refusal {
    Refusal::new(error::NOT_EXISTS, "There is no such path.")
}
