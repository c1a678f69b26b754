//! `RealtimeOptions`, read once when a client is made.

use crate::tokens::TokenSource;
use crate::value::{as_function, get};
use groupwire_protocol::endpoint::http_base;
use groupwire_protocol::protocol::{Groupwire, Protocol, Skapi};
use groupwire_protocol::session::Config;
use groupwire_protocol::text::concat;
use groupwire_protocol::{Code, Document, Error};
use js_sys::Function;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// What a client needs to know of the page's wishes.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) dialect: Dialect,
    pub(crate) service: String,
    pub(crate) owner: String,
    pub(crate) token: TokenSource,
    pub(crate) id_token: TokenSource,
    /// The base of the HTTP endpoints, with a slash at its end; empty where it is not known.
    pub(crate) http_url: String,
    url: String,
    connect_timeout: Duration,
    send_timeout: Duration,
    heartbeat: Duration,
    web_socket: Option<Function>,
}

/// The wire protocols that a page can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Groupwire,
    Skapi,
}

/// How long a server may take to answer a close before the socket is given up.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

impl Options {
    /// Reads the page's options, each by hand: errors name the option, and serde's would bring the
    /// printing of floating point numbers into the module, a tenth of its size. `undefined` and
    /// `null` are no options.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidParameter`] where one has the wrong type or value.
    pub(crate) fn read(options: &JsValue) -> Result<Self, Error> {
        let mut read = Self {
            dialect: Dialect::Groupwire,
            service: String::new(),
            owner: String::new(),
            token: TokenSource::None,
            id_token: TokenSource::None,
            url: String::new(),
            http_url: String::new(),
            connect_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
            web_socket: None,
        };
        read.take(options)?;
        Ok(read)
    }

    fn take(&mut self, options: &JsValue) -> Result<(), Error> {
        let is_unset = options.is_undefined() || options.is_null();
        if !is_unset && !options.is_object() {
            return Err(invalid("options", "must be an object."));
        }
        read_text(options, "url", &mut self.url)?;
        if self.url.is_empty() {
            self.url = page_url();
        }
        let derived = http_base(&self.url);
        if derived.is_none() && !self.url.is_empty() {
            return Err(invalid("url", "must begin with ws:// or wss://."));
        }
        read_text(options, "httpUrl", &mut self.http_url)?;
        if self.http_url.is_empty() {
            self.http_url = derived.unwrap_or_default();
        }
        self.dialect = dialect(options)?;
        read_text(options, "service", &mut self.service)?;
        read_text(options, "owner", &mut self.owner)?;
        self.token = TokenSource::read(options, "token")?;
        self.id_token = TokenSource::read(options, "idToken")?;
        read_millis(options, "connectTimeout", &mut self.connect_timeout)?;
        read_millis(options, "sendTimeout", &mut self.send_timeout)?;
        read_millis(options, "heartbeat", &mut self.heartbeat)?;
        self.web_socket = class(options)?;
        Ok(())
    }

    pub(crate) fn config(&self) -> Config {
        Config {
            url: self.url.clone(),
            connect_timeout: self.connect_timeout,
            send_timeout: self.send_timeout,
            close_timeout: CLOSE_TIMEOUT,
            heartbeat: Some(self.heartbeat).filter(|heartbeat| !heartbeat.is_zero()),
        }
    }

    pub(crate) fn protocol<D: Document>(&self) -> Box<dyn Protocol<D>> {
        match self.dialect {
            Dialect::Groupwire => Box::new(Groupwire),
            Dialect::Skapi => Box::new(Skapi::new(self.service.clone(), self.owner.clone())),
        }
    }

    /// The class that sockets are made of.
    ///
    /// # Errors
    ///
    /// [`Code::NotSupported`] where the place has none and none was given, and
    /// [`Code::InvalidParameter`] where there is nowhere to connect to.
    pub(crate) fn web_socket(&self) -> Result<Function, Error> {
        let class = self.web_socket.clone();
        let class = class
            .or_else(|| as_function(&get(&js_sys::global(), "WebSocket")))
            .ok_or_else(|| {
                Error::fixed(
                    Code::NotSupported,
                    "There is no WebSocket in this environment. Pass one: configure({ WebSocket }).",
                )
            })?;
        if self.url.is_empty() { Err(missing("url")) } else { Ok(class) }
    }
}

/// `/api` on the page's own origin; empty where there is no page.
fn page_url() -> String {
    let location = get(&js_sys::global(), "location");
    let part = |name| get(&location, name).as_string().unwrap_or_default();
    let scheme = match part("protocol").as_str() {
        "http:" => "ws://",
        "https:" => "wss://",
        _ => return String::new(),
    };
    concat(&[scheme, &part("host"), "/api"])
}

/// The option `name`, unless it is unset.
pub(crate) fn option(options: &JsValue, name: &str) -> Option<JsValue> {
    let value = get(options, name);
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// Reads a string into `to`, which stays as it is where there is none.
fn read_text(options: &JsValue, name: &str, to: &mut String) -> Result<(), Error> {
    if let Some(value) = option(options, name) {
        *to = value.as_string().ok_or_else(|| invalid(name, "must be a string."))?;
    }
    Ok(())
}

/// Reads a time in milliseconds into `to`, which stays as it is where there is none.
fn read_millis(options: &JsValue, name: &str, to: &mut Duration) -> Result<(), Error> {
    if let Some(value) = option(options, name) {
        let millis = value.as_f64().filter(|millis| (0.0..=1e12).contains(millis));
        let millis = millis.ok_or_else(|| invalid(name, "must be a number of milliseconds."))?;
        // In range by the filter above; fractions of a millisecond are nothing.
        *to = Duration::from_millis(millis as u64);
    }
    Ok(())
}

fn dialect(options: &JsValue) -> Result<Dialect, Error> {
    let mut name = String::new();
    read_text(options, "protocol", &mut name)?;
    match name.as_str() {
        "" | "groupwire" => Ok(Dialect::Groupwire),
        "skapi" => Ok(Dialect::Skapi),
        _ => Err(invalid("protocol", "must be \"groupwire\" or \"skapi\".")),
    }
}

fn class(options: &JsValue) -> Result<Option<Function>, Error> {
    let Some(value) = option(options, "WebSocket") else { return Ok(None) };
    as_function(&value).map(Some).ok_or_else(|| invalid("WebSocket", "must be a class."))
}

fn missing(name: &str) -> Error {
    invalid(name, "is required where there is no page to derive it from.")
}

pub(crate) fn invalid(name: &str, what: &str) -> Error {
    Error::new(Code::InvalidParameter, concat(&["\"", name, "\" ", what]))
}
