//! The demo page at `/`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::response::Html;
use axum::routing::get;
use tower_http::services::ServeDir;

use crate::app::{App, no_such_path};

/// Where `npm run build` leaves the demo, seen from the root of the repository.
const DEFAULT_DIR: &str = "www/dist";

/// What stands at `/` when the demo has not been built.
const PLAIN_PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>groupwire-server</title><h1>groupwire-server</h1><p>The server runs. There is no demo \
here: build it with <code>npm run build</code> and start the server in the same folder, or name \
its folder with <code>--demo-dir</code>.";

/// Serves the folder, or a page that says what to do when there is none.
pub fn router(dir: Option<&Path>) -> Router<Arc<App>> {
    let default = || Path::new(DEFAULT_DIR).is_dir().then(|| PathBuf::from(DEFAULT_DIR));
    match dir.map(Path::to_owned).or_else(default) {
        Some(dir) => Router::new()
            .fallback_service(ServeDir::new(dir).not_found_service(no_such_path.into_service())),
        None => Router::new().route("/", get(|| async { Html(PLAIN_PAGE) })).fallback(no_such_path),
    }
}
