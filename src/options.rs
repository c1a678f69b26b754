//! `RealtimeOptions`, read once when a client is made.

use crate::tokens::TokenSource;
use crate::value::{as_function, get};
use groupwire_protocol::endpoint::http_base;
use groupwire_protocol::protocol::{Groupwire, Protocol, Skapi};
use groupwire_protocol::session::Config;
use groupwire_protocol::{Code, Document, Error};
use js_sys::Function;
use serde::Deserialize;
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
    url: String,
    http_url: String,
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

/// The options as the page gave them, by their names in JavaScript.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Given {
    url: Any,
    http_url: Any,
    protocol: Any,
    service: Any,
    owner: Any,
    connect_timeout: Any,
    send_timeout: Any,
    heartbeat: Any,
    token: Any,
    id_token: Any,
    #[serde(rename = "WebSocket")]
    web_socket: Any,
}

/// A value that is looked at here, for an error that names it: serde's own errors would bring
/// the printing of floating point numbers into the module, a tenth of its size.
#[derive(Default, Deserialize)]
#[serde(transparent)]
struct Any(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

impl Any {
    fn is_unset(&self) -> bool {
        self.0.is_undefined() || self.0.is_null()
    }

    /// A string, empty where there is none.
    fn text(&self, name: &str) -> Result<String, Error> {
        if self.is_unset() {
            return Ok(String::new());
        }
        self.0.as_string().ok_or_else(|| invalid(name, "must be a string."))
    }

    /// A time in milliseconds, `default` where there is none.
    fn millis(&self, name: &str, default: u64) -> Result<Duration, Error> {
        if self.is_unset() {
            return Ok(Duration::from_millis(default));
        }
        let millis = self.0.as_f64().filter(|millis| (0.0..=1e12).contains(millis));
        let millis = millis.ok_or_else(|| invalid(name, "must be a number of milliseconds."))?;
        // In range by the filter above; fractions of a millisecond are nothing.
        Ok(Duration::from_millis(millis as u64))
    }

    fn dialect(&self, name: &str) -> Result<Dialect, Error> {
        match self.text(name)?.as_str() {
            "" | "groupwire" => Ok(Dialect::Groupwire),
            "skapi" => Ok(Dialect::Skapi),
            _ => Err(invalid(name, "must be \"groupwire\" or \"skapi\".")),
        }
    }

    fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        if self.is_unset() {
            return Ok(None);
        }
        as_function(&self.0).map(Some).ok_or_else(|| invalid(name, "must be a function."))
    }
}

/// How long a server may take to answer a close before the socket is given up.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

impl Options {
    /// Reads the page's options; `undefined` and `null` are no options.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidParameter`] where one has the wrong type or value.
    pub(crate) fn read(options: &JsValue) -> Result<Self, Error> {
        let given = if options.is_undefined() || options.is_null() {
            Given::default()
        } else {
            serde_wasm_bindgen::from_value(options.clone())
                .map_err(|_| invalid("options", "must be an object."))?
        };
        let url = match given.url.text("url")? {
            url if url.is_empty() => page_url(),
            url => url,
        };
        let derived = http_base(&url);
        if derived.is_none() && !url.is_empty() {
            return Err(invalid("url", "must begin with ws:// or wss://."));
        }
        let http_url = match given.http_url.text("httpUrl")? {
            http_url if http_url.is_empty() => derived.unwrap_or_default(),
            http_url => http_url,
        };
        Ok(Self {
            dialect: given.protocol.dialect("protocol")?,
            service: given.service.text("service")?,
            owner: given.owner.text("owner")?,
            token: TokenSource::read(given.token.0, "token")?,
            id_token: TokenSource::read(given.id_token.0, "idToken")?,
            url,
            http_url,
            connect_timeout: given.connect_timeout.millis("connectTimeout", 10_000)?,
            send_timeout: given.send_timeout.millis("sendTimeout", 10_000)?,
            heartbeat: given.heartbeat.millis("heartbeat", 15_000)?,
            web_socket: given.web_socket.function("WebSocket")?,
        })
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
                Error::new(
                    Code::NotSupported,
                    "There is no WebSocket in this environment. Pass one: configure({ WebSocket }).",
                )
            })?;
        if self.url.is_empty() { Err(missing("url")) } else { Ok(class) }
    }

    /// The base of the HTTP endpoints, with a slash at its end.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidParameter`] where there is neither a URL nor a page to derive one from.
    pub(crate) fn http_url(&self) -> Result<&str, Error> {
        if self.http_url.is_empty() { Err(missing("httpUrl")) } else { Ok(&self.http_url) }
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
    [scheme, &part("host"), "/api"].concat()
}

fn missing(name: &str) -> Error {
    invalid(name, "is required where there is no page to derive it from.")
}

pub(crate) fn invalid(name: &str, what: &str) -> Error {
    Error::new(Code::InvalidParameter, ["\"", name, "\" ", what].concat())
}
