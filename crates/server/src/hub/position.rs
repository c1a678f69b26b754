//! Places in streams of posts.

use serde::Deserialize;

/// The last place in a stream that a client knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Position {
    /// The epoch as the hub told it.
    pub epoch: String,
    /// The offset of the last post, or of the answer to a join.
    pub offset: u64,
}

impl Position {
    /// Reads `<epoch>:<offset>`.
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, offset) = text.split_once(':')?;
        Some(Self { epoch: epoch.to_owned(), offset: offset.parse().ok()? })
    }

    /// A place that is in no stream.
    pub fn unknown() -> Self {
        Self { epoch: String::new(), offset: 0 }
    }
}

/// Where a stream stands, as a client is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The epoch of the hub.
    pub epoch: &'a str,
    /// Not below the offset of any post so far, and below that of every post to come.
    pub offset: u64,
    /// Whether the client got every post since the position that it knew, if it named one.
    pub recovered: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_an_epoch_and_an_offset() {
        let position = Position { epoch: "e1".into(), offset: 7 };
        assert_eq!(Position::parse("e1:7"), Some(position));
        for bad in ["", "e1", "e1:", "e1:-1", "e1:1.5", "e1:1:2", "e1:99999999999999999999"] {
            assert_eq!(Position::parse(bad), None, "{bad}");
        }
    }
}
