//! What a token says.

use groupwire_protocol::wire::CONNECTION_PREFIX;
use serde::Deserialize;

/// The longest user id and the longest name of a service, in bytes of UTF-8.
pub const MAX_ID_BYTES: usize = 256;

/// The claims that mean something here. `exp` and `nbf` are checked while decoding.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    /// In seconds since 1970. That it is there is checked while decoding.
    #[serde(default)]
    pub(super) exp: Option<f64>,
    #[serde(default)]
    pub(super) service: Option<String>,
    /// Where Amazon Cognito puts it, in the id token only.
    #[serde(default, rename = "custom:service")]
    pub(super) custom_service: Option<String>,
    /// The name of the token, under which it can be revoked.
    #[serde(default)]
    pub(super) jti: Option<String>,
}

/// Whether the text can be a user id.
///
/// Ids with control characters are refused since they reach logs and screens of others, and
/// ids with the prefix of connection ids since nobody could write to such a user.
///
/// # Errors
/// Why not.
pub fn check_user(id: &str) -> Result<(), &'static str> {
    if id.is_empty() || id.len() > MAX_ID_BYTES || id.chars().any(char::is_control) {
        return Err("The user id must have 1 to 256 bytes and no control characters.");
    }
    if id.starts_with(CONNECTION_PREFIX) {
        return Err("The user id must not begin with cid:.");
    }
    Ok(())
}

/// Whether the text can be the name of a service.
///
/// There is no `#` in it: lists have `<service>#<group>`, which is split at the first one.
///
/// # Errors
/// Why not.
pub fn check_service(name: &str) -> Result<(), &'static str> {
    let is_odd = |c: char| c == '#' || c.is_control();
    if name.is_empty() || name.len() > MAX_ID_BYTES || name.chars().any(is_odd) {
        return Err("The service must have 1 to 256 bytes and no # or control characters.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_printable() {
        for good in [
            "a",
            "3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11",
            "ann@example.org",
            "é #1",
            &"x".repeat(256),
        ] {
            assert_eq!(check_user(good), Ok(()), "{good}");
        }
        for bad in ["", "a\nb", "a\u{0}", "\u{85}", "cid:x", &"x".repeat(257)] {
            assert!(check_user(bad).is_err(), "{bad:?}");
        }
        assert_eq!(check_service("default"), Ok(()));
        for bad in ["", "a#b", "a\tb", &"é".repeat(129)] {
            assert!(check_service(bad).is_err(), "{bad:?}");
        }
    }
}
