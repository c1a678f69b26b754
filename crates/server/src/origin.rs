//! Which web pages may talk to the server.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use groupwire_protocol::wire::error;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;
use crate::config::Config;
use crate::refusal::Refusal;

/// The origins that are allowed besides the server's own host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Whatever the page.
    Any,
    /// These, in the form `scheme://host[:port]`.
    Listed(Arc<[String]>),
}

impl Origins {
    /// As the flags say; without any: all on loopback, none otherwise.
    pub fn new(config: &Config) -> Self {
        let list = &config.allow_origin;
        if list.iter().any(|origin| origin == "*") || (list.is_empty() && config.on_loopback()) {
            return Self::Any;
        }
        let origin = |origin: &String| origin.trim_end_matches('/').to_ascii_lowercase();
        Self::Listed(list.iter().map(origin).collect())
    }

    /// Whether a page of this origin may talk to the server under this host name.
    ///
    /// A page of the server's own host is not a foreign one, whatever the list: the demo works.
    pub fn allows(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        let Self::Listed(list) = self else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        let origin = origin.to_ascii_lowercase();
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let own = origin.split_once("://").map(|(_, host)| host);
        list.contains(&origin)
            || (own.is_some() && own == host.map(str::to_ascii_lowercase).as_deref())
    }
}

/// Refuses requests of pages that are not allowed, upgrades too. Programs send no `Origin`.
pub async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match refusal(&app, request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

/// Why a request is refused, if it is.
pub fn refusal(app: &App, headers: &HeaderMap) -> Option<Refusal> {
    let is_refused = |origin| !app.origins.allows(origin, headers);
    headers
        .get(ORIGIN)
        .is_some_and(is_refused)
        .then(|| Refusal::new(error::INVALID_CORS, "The origin of the page is not allowed."))
}

/// The CORS headers for the pages that are allowed, on answers of every status.
pub fn cors(origins: Origins) -> CorsLayer {
    let allow = match &origins {
        Origins::Any => AllowOrigin::any(),
        Origins::Listed(_) => {
            AllowOrigin::predicate(move |origin, parts| origins.allows(origin, &parts.headers))
        }
    };
    CorsLayer::new()
        .allow_origin(allow)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            // What skapi-js sends.
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("content-meta"),
            // What clients of Rocket.Chat send.
            HeaderName::from_static("x-auth-token"),
            HeaderName::from_static("x-user-id"),
        ])
        .max_age(std::time::Duration::from_secs(3600))
}
