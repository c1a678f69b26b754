//! One request, and what it asks the methods for.

use std::collections::HashMap;

use super::super::caller::Caller;
use super::super::registry::{Module, Params};
use super::super::wire::{Json, MethodError};
use super::iso;
use super::reply::RestError;
use crate::app::App;

/// A request whose user is known.
pub struct Request<'a> {
    pub app: &'a App,
    /// No connection; with the user, when somebody is logged in.
    pub caller: &'a Caller,
    /// That of the header.
    pub token: &'a str,
    /// The last part of the path.
    pub rest: &'a str,
    /// The parameters in the URL.
    pub query: HashMap<String, String>,
    /// `null` without a body.
    pub body: Json,
}

impl Request<'_> {
    /// A parameter that is text, wherever it is.
    pub fn text(&self, name: &str) -> Option<&str> {
        let in_body = || self.body.get(name).and_then(Json::as_str);
        self.query.get(name).map(String::as_str).or_else(in_body)
    }

    /// A parameter that is text, and has to be there.
    ///
    /// # Errors
    /// `error-parameter-required`.
    pub fn need(&self, name: &str) -> Result<&str, RestError> {
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(|| RestError::missing(name))
    }

    /// A parameter that is a date, as EJSON; `null` when it is not there.
    ///
    /// # Errors
    /// `error-parameter-invalid` for what is no date.
    pub fn date(&self, name: &str) -> Result<Json, RestError> {
        let Some(text) = self.text(name) else { return Ok(Json::Null) };
        let millis = iso::parse(text).ok_or_else(|| {
            let reason = format!("The \"{name}\" parameter must be a valid date");
            MethodError::new("error-parameter-invalid", reason)
        })?;
        Ok(super::super::rooms::date(millis))
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.query.get(name)?.parse().ok()
    }

    /// Carries out a method as the user of the request, also one that connections are refused.
    ///
    /// # Errors
    /// Those of the method.
    pub async fn call(&self, method: &str, params: Vec<Json>) -> Result<Json, MethodError> {
        let params = Params(params);
        let pending = self.app.rocketchat.chat.call(self.caller, method, &params);
        let result = pending.ok_or_else(|| MethodError::no_method(method))?.await?;
        Ok(result.unwrap_or_default())
    }
}
