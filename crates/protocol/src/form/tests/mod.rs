//! Behaviours `F…` of `docs/SPEC.md`.

mod names;
mod properties;
mod values;

use super::{Form, Source};
use crate::error::{Code, Error};
use crate::json::Json;

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

/// A form from what the DOM reader lists.
fn form(entries: &str) -> Source<Json> {
    Source::Form(Form::from_document(&json(entries)))
}

/// The data of a form as JSON.
fn read(entries: &str) -> String {
    String::from(form(entries).read().unwrap().text())
}

/// The data of text controls as JSON.
fn texts(pairs: &[(&str, &str)]) -> Result<String, Error> {
    let entries = pairs
        .iter()
        .map(|(name, value)| super::Entry {
            control: super::Control::Plain,
            name: String::from(*name),
            values: vec![<Json as crate::Document>::string(value)],
        })
        .collect();
    Source::Form(Form::new(entries)).read().map(|data| String::from(data.text()))
}

fn refusal(message: &str) -> Error {
    Error::new(Code::InvalidRequest, String::from(message))
}
