//! The messages of the server.

use serde::Serialize;

use super::{Json, MethodError};

/// A DDP message of the server.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "msg", rename_all = "camelCase")]
pub enum Outgoing<'a> {
    /// Of ddp-streamer, before anything else.
    #[serde(rename = "server_id")]
    ServerId {
        /// Means nothing.
        #[serde(rename = "server_id")]
        server_id: &'a str,
    },
    /// The client may go on.
    Connected {
        /// Of this connection, never of an older one.
        session: &'a str,
    },
    /// The server speaks another version, and closes.
    Failed {
        /// With which the client may try again.
        version: &'a str,
    },
    /// Asks for a `pong`.
    Ping {},
    /// Answers a `ping`.
    Pong {
        /// That of the ping.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Json>,
    },
    /// A frame that makes no sense.
    Error {
        /// One phrase.
        reason: &'a str,
        /// The frame, where it is JSON.
        #[serde(rename = "offendingMessage", skip_serializing_if = "Option::is_none")]
        offending_message: Option<&'a Json>,
    },
    /// A subscription is not there, or not any more.
    Nosub {
        /// That of the `sub` or `unsub`, whatever it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Json>,
        /// Why, when the client did not want it so.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a MethodError>,
    },
    /// Subscriptions are there, and all that they had to show.
    Ready {
        /// Their ids.
        subs: &'a [&'a str],
    },
    /// A document has come.
    Added {
        /// Where it belongs.
        collection: &'a str,
        /// Unique in the collection.
        id: &'a str,
        /// What it has.
        #[serde(skip_serializing_if = "Option::is_none")]
        fields: Option<&'a Json>,
    },
    /// A document has changed; or, of a stream, something has happened.
    Changed {
        /// Where it belongs.
        collection: &'a str,
        /// Unique in the collection; of most streams the literal `id`.
        id: &'a str,
        /// What it has.
        #[serde(skip_serializing_if = "Option::is_none")]
        fields: Option<&'a Json>,
    },
    /// A document is gone.
    Removed {
        /// Where it belonged.
        collection: &'a str,
        /// Unique in the collection.
        id: &'a str,
    },
    /// What a method has given.
    Result {
        /// That of the call.
        id: &'a str,
        /// Why it failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a MethodError>,
        /// `None` is `undefined`, and is not there.
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<&'a Json>,
    },
    /// All that methods have written is visible.
    Updated {
        /// Those of the calls.
        methods: &'a [&'a str],
    },
}
