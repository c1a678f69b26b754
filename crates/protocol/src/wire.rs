//! The vocabulary of the Skapi frames that client and server share.
//!
//! A client frame is a JSON object with an [`action`]; a server frame is a JSON object
//! whose keys begin with `#` (see [`key`]). Source: skapi-js 1.5.8, `src/methods/realtime.ts`;
//! what version 1 of our own protocol adds is described in `docs/PROTOCOL.md`.

/// Values of the `action` field of a frame from a client.
pub mod action {
    /// Post to the group that the connection has joined: `{"action","rid","content"}`.
    pub const BROADCAST: &str = "broadcast";
    /// Join a group, or leave it with `rid: null` or `""`: `{"action","rid"}`.
    pub const JOIN_ROOM: &str = "joinRoom";
    /// A sign of life with no answer: `{"action"}`.
    pub const KEEP_ALIVE: &str = "keepAlive";
    /// Version 1: leave one group: `{"action","rid","mid"}`.
    pub const LEAVE_ROOM: &str = "leaveRoom";
    /// Version 1: answered by [`super::key::PONG`]: `{"action"}`.
    pub const PING: &str = "ping";
    /// Version 1: put a new token in the place of the old: `{"action","token","mid"}`.
    pub const RENEW: &str = "renew";
    /// Signalling of a call between two connections: `{"action","uid","content"}`.
    pub const RTC: &str = "rtc";
    /// Post to a user, or with `cid:` to one connection: `{"action","uid","content"}`.
    pub const SEND_MESSAGE: &str = "sendMessage";
}

/// Keys of a frame from the server.
pub mod key {
    /// Version 1: the command of this `mid` was carried out.
    pub const ACK: &str = "#ack";
    /// What happened in a notice: one of [`super::code`].
    pub const CODE: &str = "#code";
    /// Version 1: the epoch that [`OFFSET`] belongs to.
    pub const EPOCH: &str = "#epoch";
    /// A refusal by the server: `{"code": string, "message": string}`.
    pub const ERROR: &str = "#error";
    /// Version 1: the token ends in so many milliseconds.
    pub const EXPIRES: &str = "#expires";
    /// Version 1: the first frame of a connection.
    pub const HELLO: &str = "#hello";
    /// Version 1: the group of this name was joined.
    pub const JOINED: &str = "#joined";
    /// The payload of a group post.
    pub const MESSAGE: &str = "#message";
    /// Version 1: the command of this `mid` was refused.
    pub const NACK: &str = "#nack";
    /// A text about the membership of a group.
    pub const NOTICE: &str = "#notice";
    /// Version 1: the place of a post in its stream.
    pub const OFFSET: &str = "#offset";
    /// Version 1: the answer to a ping, with the server's time in milliseconds since 1970.
    pub const PONG: &str = "#pong";
    /// The payload of a private post.
    pub const PRIVATE: &str = "#private";
    /// The connection of the sender, without the `cid:` prefix.
    pub const SENDER_CID: &str = "#scid";
    /// The group that the frame concerns.
    pub const SENDER_RID: &str = "#srid";
    /// The user who sent the frame, or whom the notice is about.
    pub const USER_ID: &str = "#user_id";
}

/// Values of the `#code` key of a notice.
pub mod code {
    /// A connection joined the group.
    pub const USER_JOINED: &str = "USER_JOINED";
    /// A connection left the group and is still connected.
    pub const USER_LEFT: &str = "USER_LEFT";
    /// A connection ended while it was in the group.
    pub const USER_DISCONNECTED: &str = "USER_DISCONNECTED";
}

/// Values of `code` in an `#error` frame and in the JSON body of a refused HTTP request.
pub mod error {
    /// What was asked for is not allowed to this user.
    pub const FORBIDDEN: &str = "FORBIDDEN";
    /// The page's origin is not allowed.
    pub const INVALID_CORS: &str = "INVALID_CORS";
    /// A field has a wrong type or value.
    pub const INVALID_PARAMETER: &str = "INVALID_PARAMETER";
    /// The request makes no sense, or not in this state.
    pub const INVALID_REQUEST: &str = "INVALID_REQUEST";
    /// There is no such path.
    pub const NOT_EXISTS: &str = "NOT_EXISTS";
    /// The server does not offer this.
    pub const NOT_SUPPORTED: &str = "NOT_SUPPORTED";
    /// The message is larger than the server's limit.
    pub const PAYLOAD_TOO_LARGE: &str = "PAYLOAD_TOO_LARGE";
    /// The user has as many connections as one may have.
    pub const TOO_MANY_CONNECTIONS: &str = "TOO_MANY_CONNECTIONS";
    /// The connection sends faster than the server's limit.
    pub const TOO_MANY_REQUESTS: &str = "TOO_MANY_REQUESTS";
    /// There is no token, or it is not valid.
    pub const UNAUTHORIZED: &str = "UNAUTHORIZED";
}

/// The message of the refusal to post to a group that the connection has not joined.
pub const NOT_JOINED: &str = "User has not joined to the recipient group. Run joinRealtime('...')";

/// What distinguishes a connection id from a user id where both may stand.
pub const CONNECTION_PREFIX: &str = "cid:";

/// The largest JSON text of one post, in bytes of UTF-8 (2 MiB), that a client sends.
pub const MAX_CONTENT_BYTES: usize = 2 * 1024 * 1024;

/// The largest JSON text of a notification's `{title, body}`, in bytes of UTF-8.
pub const MAX_NOTIFICATION_BYTES: usize = 3072;

/// Whether `text` has the form of a UUID: `8-4-4-4-12` hexadecimal digits of either case.
///
/// A recipient of that form is a user, every other one a group.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn uuid_form_is_hex_groups_of_8_4_4_4_12() {
        assert!(is_uuid("3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11"));
        assert!(is_uuid("3B4F4B0E-5A8F-4C55-9A3D-0C1B8A2F6E11"));
        assert!(!is_uuid("3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e1"));
        assert!(!is_uuid("3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e1g"));
        assert!(!is_uuid("3b4f4b0e_5a8f_4c55_9a3d_0c1b8a2f6e11"));
        assert!(!is_uuid("{b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e1}"));
        assert!(!is_uuid(""));
    }
}
