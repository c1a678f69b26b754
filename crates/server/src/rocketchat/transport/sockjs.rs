//! The framing of SockJS: `o`, `h`, `a["…"]` and `c[code,"reason"]`; from the client `["…"]`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::frames::Frame;
use crate::outbox::Close;

/// The connection is open.
pub(super) fn opened() -> Frame {
    Frame::text("o")
}

/// The connection is alive.
pub(super) fn heartbeat() -> Frame {
    Frame::text("h")
}

/// The connection ends.
pub(super) fn closed(close: Close) -> Frame {
    Frame::text(&format!("c{}", json!([close.code, close.reason])))
}

/// What is in a frame of a client: a list of messages, or one. `None`: it is no such frame.
pub(super) fn messages(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    if text.starts_with('[') {
        return serde_json::from_str(text).ok();
    }
    serde_json::from_str(text).ok().map(|message| vec![message])
}

/// The handler of `GET /sockjs/info`.
pub(super) async fn info() -> Response {
    let mut entropy = [0; 4];
    // It helps browsers that have no randomness, which are none of today's.
    let _ = getrandom::fill(&mut entropy);
    Json(json!({
        "websocket": true,
        "origins": ["*:*"],
        "cookie_needed": false,
        "entropy": u32::from_be_bytes(entropy),
    }))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS3
    #[test]
    fn a_client_sends_a_list_of_messages_or_one() {
        let two = vec!["a".to_owned(), "\"b\"".to_owned()];
        assert_eq!(messages(r#"["a","\"b\""]"#), Some(two));
        assert_eq!(messages(r#""a""#), Some(vec!["a".to_owned()]));
        assert_eq!(messages(""), Some(Vec::new()));
        for bad in ["{", "[1]", "{}", "5", "[\"a\""] {
            assert_eq!(messages(bad), None, "{bad}");
        }
    }
}
