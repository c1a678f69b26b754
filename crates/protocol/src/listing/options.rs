//! How a list is fetched: the second argument of a list call.

use super::query::printed;
use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::{Code, Error};
use crate::text::concat;

/// The most items in one answer.
const MAX_LIMIT: f64 = 1000.0;

/// Checked fetch options, printed as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) limit: Option<String>,
    pub(super) ascending: Option<String>,
    pub(super) start: Start,
    pub(super) fetch_more: bool,
}

/// Where the caller wants the list to begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing said.
    #[default]
    Unset,
    /// At the first item, also with `fetchMore`.
    First,
    /// After the last item: where there is nothing.
    End,
    /// At a key, printed as JSON.
    At(String),
}

impl Options {
    /// Reads `options`; what is no object has none of them.
    pub(super) fn read<D: Document>(options: Option<&D>) -> Result<Self, Error> {
        let Some(options) = options else { return Ok(Self::default()) };
        Ok(Self {
            limit: defined(options, "limit").map(|limit| read_limit(&limit)).transpose()?,
            ascending: defined(options, "ascending").map(|up| read_ascending(&up)).transpose()?,
            start: defined(options, "startKey").map_or(Ok(Start::Unset), |key| read_start(&key))?,
            fetch_more: defined(options, "fetchMore").is_some_and(|more| !is_falsy(&more)),
        })
    }

    /// Whether the call goes on where the one before ended.
    pub(super) fn continues(&self) -> bool {
        self.fetch_more && self.start != Start::First
    }
}

impl Start {
    /// The key that the caller gave.
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::At(key) => Some(key),
            Self::Unset | Self::First | Self::End => None,
        }
    }
}

fn read_limit<D: Document>(limit: &D) -> Result<String, Error> {
    match limit.as_f64() {
        Some(number) if number > MAX_LIMIT => {
            Err(Error::fixed(Code::InvalidRequest, "Fetch limit should be below 1000."))
        }
        // JSON has no form for the other numbers.
        Some(number) if number.is_finite() => printed(limit),
        Some(_) | None => {
            Err(Error::fixed(Code::InvalidRequest, "Fetch limit should be a number."))
        }
    }
}

fn read_ascending<D: Document>(ascending: &D) -> Result<String, Error> {
    match ascending.as_bool() {
        Some(_) => printed(ascending),
        None => Err(Error::invalid_value(ascending, "ascending", "Type<boolean>")),
    }
}

fn read_start<D: Document>(key: &D) -> Result<Start, Error> {
    let text = match key.kind() {
        Kind::Null => return Ok(Start::Unset),
        Kind::Object => {
            let text = printed(key)?;
            if text != "{}" {
                return Ok(Start::At(text));
            }
            String::from("[object Object]")
        }
        Kind::String => match key.as_str().unwrap_or_default() {
            word if word == "start" => return Ok(Start::First),
            word if word == "end" => return Ok(Start::End),
            word => word,
        },
        _ => printed(key)?,
    };
    let message = concat(&["\"", &text, "\" is invalid startKey key."]);
    Err(Error::new(Code::InvalidParameter, message))
}
