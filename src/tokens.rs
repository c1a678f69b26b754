//! Where tokens come from.

use crate::options::{invalid, option};
use groupwire_protocol::Error;
use groupwire_protocol::protocol::Credentials;
use js_sys::{Function, Promise};
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A token, or the page's function that gives one.
#[derive(Clone, Debug)]
pub(crate) enum TokenSource {
    /// Neither was given.
    None,
    /// Always the same.
    Text(String),
    /// Asked anew each time. May give a promise.
    Function(Function),
}

/// What a source gave: at once, or as something to wait for.
pub(crate) enum Asked<F> {
    /// The tokens, or what the page's function threw.
    Now(Result<Option<Credentials>, JsValue>),
    /// The same, later.
    Later(F),
}

impl TokenSource {
    /// Reads the option `name`.
    ///
    /// # Errors
    ///
    /// [`groupwire_protocol::Code::InvalidParameter`] where it is neither a string nor a function.
    pub(crate) fn read(options: &JsValue, name: &str) -> Result<Self, Error> {
        let Some(value) = option(options, name) else { return Ok(Self::None) };
        if let Some(text) = value.as_string() {
            return Ok(Self::Text(text));
        }
        match value.dyn_into() {
            Ok(function) => Ok(Self::Function(function)),
            Err(_) => Err(invalid(name, "must be a string or a function.")),
        }
    }

    fn ask(&self) -> Result<JsValue, JsValue> {
        match self {
            Self::None => Ok(JsValue::UNDEFINED),
            Self::Text(text) => Ok(text.into()),
            Self::Function(function) => function.call0(&JsValue::UNDEFINED),
        }
    }
}

/// Asks both sources at the same moment.
pub(crate) fn ask(
    token: &TokenSource,
    id_token: &TokenSource,
) -> Asked<impl Future<Output = Result<Option<Credentials>, JsValue>> + use<>> {
    let (token, id_token) = match (token.ask(), id_token.ask()) {
        (Ok(token), Ok(id_token)) => (token, id_token),
        (Err(thrown), _) | (_, Err(thrown)) => return Asked::Now(Err(thrown)),
    };
    if !token.is_object() && !id_token.is_object() {
        return Asked::Now(Ok(credentials(&token, &id_token)));
    }
    let both = Promise::all(&js_sys::Array::of2(&token, &id_token));
    Asked::Later(async move {
        let both: js_sys::Array = JsFuture::from(both).await?.unchecked_into();
        Ok(credentials(&both.get(0), &both.get(1)))
    })
}

/// No token, or an empty one, is no credentials.
fn credentials(token: &JsValue, id_token: &JsValue) -> Option<Credentials> {
    let text = |token: &JsValue| token.as_string().filter(|text| !text.is_empty());
    Some(Credentials { token: text(token)?, id_token: text(id_token) })
}
