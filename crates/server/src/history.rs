//! `POST /history`: the posts of a group that are still there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::app::App;
use crate::hub::{History, Page};
use crate::listing::{self, Question};
use crate::refusal::Refusal;

const DEFAULT_LIMIT: u64 = 50;
const MAX_LIMIT: u64 = 1000;

/// The handler of `POST /history`: `{"epoch","list","endOfList"}` with the newest `limit` posts
/// of `group` `before` an offset, as they were sent, the oldest first.
///
/// # Errors
/// As for lists.
pub async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let Question { service, body } = Question::read(&app, &headers, body)?;
    let (group, page) = (listing::group(&body)?, page(&body)?);
    let history = app.hub.history(&service, group, page).await;
    Ok(([(CONTENT_TYPE, "application/json")], text(&history)).into_response())
}

fn page(body: &Map<String, Value>) -> Result<Page, Refusal> {
    let limit = number(body, "limit")?.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Refusal::invalid_parameter("\"limit\" must be from 1 to 1000."));
    }
    // In range, whatever the platform.
    Ok(Page { limit: limit as usize, before: number(body, "before")? })
}

fn number(body: &Map<String, Value>, key: &str) -> Result<Option<u64>, Refusal> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or_else(|| {
            Refusal::invalid_parameter(format!("\"{key}\" must be a whole number from 0 on."))
        }),
    }
}

/// Frames are JSON text already. They are not read and written again: what was sent has numbers
/// and strings that would not survive it.
fn text(history: &History) -> Vec<u8> {
    let mut text = format!("{{\"epoch\":\"{}\",\"list\":[", history.epoch).into_bytes();
    for (at, frame) in history.posts.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        text.extend_from_slice(frame.payload());
    }
    text.extend_from_slice(format!("],\"endOfList\":{}}}", history.is_end).as_bytes());
    text
}
