//! Checked parameters of a list call.

use super::options::Options;
use super::{Caller, push_field, push_json};
use crate::document::{Document, NotJson};
use crate::error::{Code, Error};

/// What a call asks for, with every parameter checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(super) what: What,
    /// The parameters: names, and values printed as JSON.
    params: Vec<(&'static str, String)>,
}

/// The sort of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Groups with their counts.
    Groups,
    /// Connections in a group.
    Users,
}

impl Query {
    pub(super) fn new(what: What) -> Self {
        Self { what, params: Vec::new() }
    }

    pub(super) fn push<D: Document>(&mut self, name: &'static str, value: &D) -> Result<(), Error> {
        self.params.push((name, printed(value)?));
        Ok(())
    }

    /// The body of the request that begins at `start`, otherwise where the caller said. The
    /// latter is also what the list's history is kept under, so that a start key given by the
    /// caller makes a list of its own.
    pub(super) fn body(
        &self,
        caller: &Caller<'_>,
        options: &Options,
        start: Option<&str>,
    ) -> String {
        let mut body = String::from("{");
        push_field(&mut body, "service", caller.service);
        push_field(&mut body, "owner", caller.owner);
        if let Some(limit) = &options.limit {
            push_json(&mut body, "limit", limit);
        }
        if let Some(start) = start.or(options.start.key()) {
            push_json(&mut body, "startKey", start);
        }
        if let Some(ascending) = &options.ascending {
            push_json(&mut body, "ascending", ascending);
        }
        for (name, value) in &self.params {
            push_json(&mut body, name, value);
        }
        body.push('}');
        body
    }
}

/// A small value as JSON.
pub(super) fn printed<D: Document>(value: &D) -> Result<String, Error> {
    match value.to_text() {
        Ok(Some(text)) => Ok(D::text_to_string(&text)),
        Ok(None) | Err(NotJson) => Err(Error::DATA_TYPE),
    }
}

/// A refused parameter.
pub(super) fn invalid(message: &'static str) -> Error {
    Error::fixed(Code::InvalidParameter, message)
}
