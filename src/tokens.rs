//! Where tokens come from.

use crate::client::Client;
use crate::options::{Dialect, invalid, option};
use groupwire_protocol::Error;
use groupwire_protocol::protocol::Credentials;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

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

/// The tokens of one moment, or what the page's function threw.
pub(crate) type Tokens = Result<Option<Credentials>, JsValue>;

/// What a client does with the tokens.
pub(crate) type Then = Box<dyn FnOnce(&Client, Tokens)>;

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

    /// The option as the page gave it.
    pub(crate) fn to_js(&self) -> JsValue {
        match self {
            Self::None => JsValue::UNDEFINED,
            Self::Text(text) => text.into(),
            Self::Function(function) => function.into(),
        }
    }

    fn ask(&self) -> Result<JsValue, JsValue> {
        match self {
            Self::Function(function) => function.call0(&JsValue::UNDEFINED),
            Self::None | Self::Text(_) => Ok(self.to_js()),
        }
    }
}

impl Client {
    /// Asks the page for the tokens that this protocol uses, all at the same moment, and goes on
    /// with `then`: at once where they are there at once.
    pub(crate) fn ask_tokens(&self, then: Then) {
        let id_token = match self.options.dialect {
            Dialect::Skapi => self.options.id_token.ask(),
            Dialect::Groupwire => Ok(JsValue::UNDEFINED),
        };
        match (self.options.token.ask(), id_token) {
            (Ok(token), Ok(id_token)) if token.is_object() || id_token.is_object() => {
                let both = Promise::all(&Array::of2(&token, &id_token));
                self.when_settled(both, |this, both| then(this, both.map(|both| read_both(&both))));
            }
            (Ok(token), Ok(id_token)) => then(self, Ok(credentials(&token, &id_token))),
            (Err(thrown), _) | (_, Err(thrown)) => then(self, Err(thrown)),
        }
    }
}

fn read_both(both: &JsValue) -> Option<Credentials> {
    let both: &Array = both.unchecked_ref();
    credentials(&both.get(0), &both.get(1))
}

/// No token, or an empty one, is no credentials.
fn credentials(token: &JsValue, id_token: &JsValue) -> Option<Credentials> {
    let text = |token: &JsValue| token.as_string().filter(|text| !text.is_empty());
    Some(Credentials { token: text(token)?, id_token: text(id_token) })
}
