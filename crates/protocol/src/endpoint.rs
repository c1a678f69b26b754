//! Addresses: the WebSocket endpoint and the HTTP base beside it.

use crate::text::concat;
use alloc::string::String;

/// The base of the HTTP endpoints beside the WebSocket endpoint `url`, with a slash at its end:
/// `ws://host/api` gives `http://host/`. `None` where `url` begins with neither `ws:` nor `wss:`.
pub fn http_base(url: &str) -> Option<String> {
    let (scheme, rest) = match (url.strip_prefix("ws://"), url.strip_prefix("wss://")) {
        (Some(rest), _) => ("http://", rest),
        (_, Some(rest)) => ("https://", rest),
        (None, None) => return None,
    };
    let path = rest.bytes().take_while(|byte| !matches!(byte, b'?' | b'#')).count();
    let folder = rest.bytes().take(path).rposition(|byte| byte == b'/').unwrap_or(path);
    Some(concat(&[scheme, rest.get(..folder)?, "/"]))
}

/// The WebSocket endpoint with `query` and `token` as its query, the only place where browsers
/// let a token travel. A JSON web token is not changed by the encoding.
pub fn with_token(url: &str, query: &str, token: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::from(url);
    out.push(if url.bytes().any(|byte| byte == b'?') { '&' } else { '?' });
    if !query.is_empty() {
        out.push_str(query);
        out.push('&');
    }
    out.push_str("token=");
    for byte in token.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{http_base, with_token};

    #[test]
    fn http_base_is_the_folder_of_the_socket() {
        assert_eq!(http_base("ws://127.0.0.1:7400/api").as_deref(), Some("http://127.0.0.1:7400/"));
        assert_eq!(
            http_base("wss://a.example/x/api?y=/z").as_deref(),
            Some("https://a.example/x/")
        );
        assert_eq!(http_base("ws://host").as_deref(), Some("http://host/"));
        assert_eq!(http_base("http://host/api"), None);
        assert_eq!(http_base(""), None);
    }

    #[test]
    fn token_is_a_query_parameter() {
        assert_eq!(with_token("ws://h/api", "", "a.b-c_d"), "ws://h/api?token=a.b-c_d");
        assert_eq!(
            with_token("ws://h/api?x=1", "v=1", "a&b é"),
            "ws://h/api?x=1&v=1&token=a%26b%20%C3%A9"
        );
    }
}
