//! The messages of clients.

use serde_json::Map;

use super::Json;

/// A DDP message of a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// Begins.
    Connect {
        /// The version that the client speaks best.
        version: Option<String>,
        /// Those that it speaks, in its order.
        support: Option<Vec<String>>,
    },
    /// To be answered at once.
    Ping {
        /// Whatever it is.
        id: Option<Json>,
    },
    /// A sign of life.
    Pong,
    /// A call.
    Method {
        /// Chosen by the client.
        id: String,
        /// The name.
        method: String,
        /// As EJSON.
        params: Vec<Json>,
    },
    /// A subscription.
    Sub {
        /// Chosen by the client.
        id: String,
        /// Of the publication.
        name: String,
        /// As EJSON.
        params: Vec<Json>,
    },
    /// The end of a subscription.
    Unsub {
        /// Whatever it is.
        id: Option<Json>,
    },
}

/// Why a frame is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It has no `msg`.
    NoMessage,
    /// Its `msg` is not known.
    Unknown,
    /// A `method` with wrong fields.
    Invocation,
    /// A `sub` with wrong fields.
    Subscription,
}

/// Reads the JSON of a frame; `None` when it is no JSON, or neither an object nor a list.
///
/// JavaScript has strings with half of a surrogate pair in them, which Rust has not: U+FFFD takes
/// the place of such a half.
pub fn read(text: &str) -> Option<Json> {
    let json = serde_json::from_str(text).or_else(|_| serde_json::from_str(&whole(text)));
    json.ok().filter(|json: &Json| json.is_object() || json.is_array())
}

impl Incoming {
    /// Reads a message.
    ///
    /// # Errors
    /// See [`Mistake`].
    pub fn parse(frame: &Json) -> Result<Self, Mistake> {
        let object = frame.as_object().ok_or(Mistake::NoMessage)?;
        let kind = object.get("msg").filter(|kind| !is_falsy(kind)).ok_or(Mistake::NoMessage)?;
        let id = || object.get("id").cloned();
        match kind.as_str() {
            Some("connect") => {
                Ok(Self::Connect { version: text(object, "version"), support: support(object) })
            }
            Some("ping") => Ok(Self::Ping { id: id() }),
            Some("pong") => Ok(Self::Pong),
            Some("method") => invocation(object).ok_or(Mistake::Invocation),
            Some("sub") => subscription(object).ok_or(Mistake::Subscription),
            Some("unsub") => Ok(Self::Unsub { id: id() }),
            _ => Err(Mistake::Unknown),
        }
    }
}

impl Mistake {
    /// The `reason` of the message `error`.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoMessage | Self::Unknown => "Bad request",
            Self::Invocation => "Malformed method invocation",
            Self::Subscription => "Malformed subscription",
        }
    }
}

/// Whether JavaScript takes the value for false.
pub fn is_falsy(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Object(object) => {
            // EJSON: not a number.
            object.len() == 1 && object.get("$InfNaN").and_then(Json::as_f64) == Some(0.0)
        }
        Json::Array(_) => false,
    }
}

fn invocation(object: &Map<String, Json>) -> Option<Incoming> {
    if object.get("randomSeed").is_some_and(|seed| !seed.is_string()) {
        return None;
    }
    let (id, method) = (text(object, "id")?, text(object, "method")?);
    Some(Incoming::Method { id, method, params: params(object)? })
}

fn subscription(object: &Map<String, Json>) -> Option<Incoming> {
    let (id, name) = (text(object, "id")?, text(object, "name")?);
    Some(Incoming::Sub { id, name, params: params(object)? })
}

fn params(object: &Map<String, Json>) -> Option<Vec<Json>> {
    match object.get("params") {
        None => Some(Vec::new()),
        Some(params) => params.as_array().cloned(),
    }
}

fn support(object: &Map<String, Json>) -> Option<Vec<String>> {
    let versions = object.get("support")?.as_array()?;
    versions.iter().map(|version| version.as_str().map(str::to_owned)).collect()
}

fn text(object: &Map<String, Json>, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

/// The JSON text with U+FFFD for each half of a surrogate pair that stands alone.
fn whole(text: &str) -> String {
    const ESCAPE: usize = "\\uXXXX".len();
    let unit = |at: usize| {
        let hex = text.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    let mut whole = String::with_capacity(text.len());
    let mut rest = 0;
    while let Some(found) = text[rest..].find('\\') {
        let at = rest + found;
        whole.push_str(&text[rest..at]);
        rest = match (unit(at), unit(at + ESCAPE)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => at + 2 * ESCAPE,
            (Some(0xd800..0xe000), _) => {
                whole.push('\u{fffd}');
                rest = at + ESCAPE;
                continue;
            }
            // What follows a backslash is not the beginning of another escape.
            _ => at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
        whole.push_str(&text[at..rest]);
    }
    whole.push_str(&text[rest..]);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_surrogate_pairs_are_read() {
        let read = |text: &str| read(text).map(|json| json[0].as_str().unwrap_or("").to_owned());
        assert_eq!(read(r#"["\ud83d\ude00"]"#).as_deref(), Some("😀"));
        assert_eq!(read(r#"["a\ud83db\\ud83d"]"#).as_deref(), Some("a\u{fffd}b\\ud83d"));
        assert_eq!(read(r#"["\ude00\ud83d\ude00\ud83d"]"#).as_deref(), Some("\u{fffd}😀\u{fffd}"));
        for bad in [r#"["\ud83d"#, r#"["\ud8"]"#, "5", "null", "\"x\"", "", "\\", "\\ud800é"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
