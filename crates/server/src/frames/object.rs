//! Writing JSON objects.

use std::fmt::Write;

use super::Frame;

/// Writes a JSON object in the order of the calls.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Self {
        Self(String::from("{"))
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    pub(super) fn number(&mut self, key: &str, value: u64) {
        self.key(key);
        // A String takes every write.
        _ = write!(self.0, "{value}");
    }

    pub(super) fn bool(&mut self, key: &str, value: bool) {
        self.key(key);
        self.0.push_str(if value { "true" } else { "false" });
    }

    pub(super) fn object(&mut self, key: &str, value: Self) {
        self.key(key);
        self.0.push_str(&value.end());
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.0.push('"');
        for c in value.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                // A String takes every write.
                '\0'..='\x1f' | '%' => _ = write!(self.0, "\\u{:04x}", u32::from(c)),
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    /// Adds JSON text, with each `%` as `\u0025`.
    ///
    /// skapi-js runs `decodeURI` over whole frames: a bare `%` makes it drop the frame, and
    /// `%22` would end a string. A `%` can stand in JSON only inside a string, and never after
    /// an unpaired backslash, so that the escape means the same to every reader.
    pub(super) fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        for (at, part) in json.split('%').enumerate() {
            if at > 0 {
                self.0.push_str("\\u0025");
            }
            self.0.push_str(part);
        }
    }

    /// The text so far, which lacks the brace at its end.
    pub(super) fn open_end(self) -> String {
        self.0
    }

    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    pub(super) fn frame(self) -> Frame {
        Frame::text(&self.end())
    }
}
